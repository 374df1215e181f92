"""The calculator in a real browser: the figures of the command line, from a server and from a disk, and nobody else."""

import json
import random
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calculator import built, fetched_runtime
from chromium import CHROMIUM, NO_SANDBOX
from serving import served
from sheets import write
from shell import run

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.books import OpenDials
from creditcalc.whatif.clip import answer_of
from creditcalc.whatif.dials import Dials, address, command_line, from_address

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: the extra `browser`")

SOON = 120_000
"""Milliseconds that a busy machine may need to start the runtime."""
CLIP = "clip?plan=plus&model=veo-3.1&seconds=8&resolution=4k&audio=on"
VIEWS = {"clip": CLIP, "plans": CLIP.replace("clip?", "plans?") + "&per_month=10", "shoot": "shoot"}
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
"""Markup, where it became any."""
SHOTS = f'shot,scene,model,seconds,note\n1,Morning,veo-3.1-fast,8,"{EVIL}"\n2,{EVIL},"{EVIL}",8,\n'
"""A shot list of somebody who means harm; its second row has no price."""
EDITION = f"""
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources: {{contract: {{title: "{EVIL}", date: 2026-05, grade: official}}}}
"""
MODELS = f"""
clip-one:
  name: "Clip {EVIL}"
  maker: M
  kind: video
  settings: {{seconds: {{number: 1..60}}}}
  rates: [{{price: 2.5, per: second, source: contract, because: "{EVIL}"}}]
"""


class Tab:
    """A page of the calculator, what went wrong on it, and what it asked the network for."""

    def __init__(self, browser: Any, url: str, where: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.url = url
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{url}#{where}")
        self.started()

    def started(self) -> None:
        """Waits until it can answer."""
        self.page.locator("html[data-ready=true]").wait_for(timeout=SOON, state="attached")

    def at(self, where: str) -> Any:
        """The page at an address, once it is drawn."""
        self.page.evaluate("(where) => { location.hash = where; }", where)
        return self.drawn()

    def drawn(self) -> Any:
        """The page, once nothing on it is being computed."""
        self.page.wait_for_timeout(150)
        self.page.locator("[aria-busy=true]:visible").first.wait_for(state="hidden", timeout=SOON)
        return self.page

    def ask(self, **said: Any) -> Any:
        """What the worker answers."""
        return self.page.evaluate("(said) => post(said)", said)

    def address(self) -> str:
        """What the page's address says."""
        return str(self.page.evaluate("location.hash")).removeprefix("#")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python for a browser."""
    return fetched_runtime(tmp_path_factory.mktemp("runtime"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, runtime: Path) -> Path:
    """The site of the bundled sheets."""
    return built(tmp_path_factory.mktemp("site") / "public", runtime)


@pytest.fixture(scope="module")
def tab(chromium: Any, folder: Path) -> Iterator[Tab]:
    """The page on a server. In the end nothing was wrong with it, and it asked nobody else for anything."""
    with served(folder) as url:
        found = Tab(chromium, url, CLIP, viewport={"width": 1600, "height": 1000}, accept_downloads=True)
        yield found
        found.context.close()
    assert found.wrong == []
    assert [one for one in found.asked if not one.startswith((url, f"blob:{url}"))] == []


def generations(number: int) -> Iterator[Dials]:
    """Random generations of all platforms, sold or not; the same ones in every run."""
    chance, catalog = random.Random(20261129), Catalog()
    platforms = sorted(catalog.index.platforms)
    while number:
        platform = chance.choice(platforms)
        edition = chance.choice(sorted(catalog.index.platforms[platform].editions))
        book = catalog.edition(platform, edition)
        if not book.models:
            continue
        model = book.models[chance.choice(sorted(book.models))]
        settings = []
        for name, one in model.settings.items():
            values = ["8", "5", "12.5", word_of(one.range.low)] if one.range else [*map(word_of, one.choices)]
            if name not in Dials._fields and chance.random() < 0.8:
                settings.append((name, chance.choice(values)))
        outputs, takes = chance.choice([None, None, 1, 4]), chance.choice([1, 1, 3])
        plan = chance.choice(["", *sorted(book.plans)])
        yield Dials("clip", platform, edition, plan, model.id, tuple(settings), outputs, takes)
        number -= 1


def test_it_says_what_the_command_line_says(tab: Tab) -> None:
    """500 random generations: the same object, and the same refusal. What the dials say and what the command of them
    prints is the same, which the tests of the dials show; of these ten are run."""
    dials, books = [*generations(500)], OpenDials(Catalog())
    found = tab.ask(ask="quotes", addresses=[*map(address, dials)])["quotes"]
    assert len(found) == 500
    for at, (one, there) in enumerate(zip(dials, found, strict=True)):
        try:
            here = answer_of(books, one).to_dict()
        except CreditcalcError as error:
            assert there["refusal"]["lines"] == [*error.lines], one
        else:
            assert json.dumps(there) == json.dumps(here), one
        if at < 10:
            ran = json.loads(run(f"{shlex.join(command_line(one)[1:])} --json").out)
            assert ran == there or ran["message"] == "\n".join(there["refusal"]["lines"])
    priced = [one for one in found if "refusal" not in one]
    assert len(priced) > 100


def test_the_answer_comes_first_with_what_it_is_of_the_plan(tab: Tab) -> None:
    page = tab.at(CLIP)
    assert page.locator("#answer h2").inner_text() == "Veo 3.1 · 8 s · 4K · audio"
    assert page.locator("#answer .figure").all_inner_texts() == ["80+ credits", "100+ %", "~$28+"]
    assert "at least 80; the source gives no upper limit" in page.locator("#answer").inner_text()
    assert page.locator("[data-command=clip] code").inner_text() == (
        "creditcalc quote --model veo-3.1 --seconds 8 --resolution 4k --audio --plan plus"
    )
    assert page.locator("#said").inner_text() == (
        "Veo 3.1, 8 s, 4K, audio: at least 80 credits (InVideo AI, prices of May 2026)"
    )
    assert page.locator("#plan option:checked").inner_text() == "Plus"


def test_dials_turn_and_the_address_follows(tab: Tab) -> None:
    """Quickly, too: the last turn of each dial holds."""
    page = tab.at(CLIP)
    page.locator("#dials").get_by_label("1080p").click()
    page.locator("#dial-seconds").fill("6")
    page.locator("#dial-takes").fill("3")
    page.wait_for_timeout(300)
    tab.drawn()
    assert from_address(tab.address()) == Dials(
        plan="plus",
        model="veo-3.1",
        settings=(("seconds", "6"), ("resolution", "1080p"), ("audio", "on")),
        takes=3,
    )
    ran = run(f"{page.locator('[data-command=clip] code').inner_text().removeprefix('creditcalc ')} --format markdown")
    for figure in page.locator("#answer .figure").all_inner_texts():
        assert figure in ran.out.replace("\\", "")


def test_only_what_is_sold_can_be_chosen(tab: Tab) -> None:
    page = tab.at("clip?model=kling-2.6-pro&seconds=8")
    voice = page.get_by_role("group", name="voice control")
    assert voice.get_by_label("on", exact=True).is_disabled()
    assert "voice control comes with audio" in voice.inner_text()
    page.get_by_role("group", name="audio", exact=True).get_by_label("on").click()
    tab.drawn()
    assert page.get_by_role("group", name="voice control").get_by_label("on", exact=True).is_enabled()


def test_a_model_is_found_by_any_of_its_names_and_by_words(tab: Tab) -> None:
    page = tab.at("clip")
    page.locator("#word").fill("NANO banana pro")
    assert page.locator("#models button span:first-child").all_inner_texts() == ["Nano Banana Pro"]
    page.locator("#word").fill("veo 3.1 fast 8s audio x2")
    page.keyboard.press("Enter")
    tab.drawn()
    assert from_address(tab.address()) == Dials(
        model="veo-3.1-fast", settings=(("seconds", "8"), ("audio", "on")), outputs=2
    )
    page.locator("#word").fill("klng 2.6")
    page.keyboard.press("Enter")
    tab.drawn()
    page.locator("#answer").get_by_role("button", name="Kling 2.6 Pro").click()
    tab.drawn()
    assert from_address(tab.address()).model == "kling-2.6-pro"
    page.locator("#word").fill("")


def test_what_an_option_of_the_command_line_is_for_is_done_by_the_page(tab: Tab) -> None:
    page = tab.at("clip?model=veo-3.1&seconds=8")
    assert "--edition" not in page.locator("#breakdown .notes").inner_text()
    page.get_by_role("button", name="price book 2026-09").click()
    tab.drawn()
    assert from_address(tab.address()).edition == "2026-09"


def test_what_follows_from_a_clip(tab: Tab) -> None:
    page = tab.at(CLIP)
    page.locator("#cheaper .near a").first.wait_for(timeout=SOON)
    first = page.locator("#cheaper .near a").first
    name = first.inner_text()
    assert "other platforms" in page.locator("#elsewhere h2").inner_text()
    first.click()
    tab.drawn()
    assert page.locator("#answer h2").inner_text().startswith(name)
    page.go_back()
    tab.drawn()
    assert page.locator("#answer h2").inner_text().startswith("Veo 3.1 ")


def test_plans_for_so_many_clips_a_month_with_the_picture(tab: Tab) -> None:
    page = tab.at("plans?model=kling-2.6-standard&seconds=60&per_month=10")
    page.locator("#picture svg").first.wait_for(timeout=SOON, state="attached")
    shown = page.locator("#plan-table")
    assert "You need about 300 credits a month." in shown.inner_text()
    assert page.locator("#plan-table tbody tr").count() == 10
    assert page.locator("#picture svg").count() == 2
    page.locator("#credits").fill("50")
    page.wait_for_timeout(300)
    tab.drawn()
    assert page.locator("[data-command=plans] code").inner_text() == "creditcalc plans compare --credits 50"
    assert (from_address(tab.address()).credits, from_address(tab.address()).per_month) == ("50", "10")


def test_a_shot_list_is_priced_and_can_be_downloaded(tab: Tab, tmp_path: Path) -> None:
    """Whatever it says is text; and the file is the one of the command line."""
    (tmp_path / "shots.csv").write_text(SHOTS)
    page = tab.at("shoot")
    page.locator("#file").set_input_files(tmp_path / "shots.csv")
    page.locator("#shot-table table").wait_for(timeout=SOON)
    tab.drawn()
    assert EVIL in page.locator("#shot-table").inner_text()
    assert page.locator("#shot-table img, #shot-table script").count() == 0
    page.locator("#budget").fill("1000")
    page.wait_for_timeout(300)
    tab.drawn()
    assert page.locator("[data-command=shoot] code").inner_text() == "creditcalc batch shots.csv --budget 1000"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download with prices").click()
    assert download.value.suggested_filename == "priced-shots.csv"
    ran = run(f"batch {tmp_path / 'shots.csv'} --format csv")
    assert Path(download.value.path()).read_text() == ran.out
    page.locator("#rows").fill("model,seconds\nveo-3.1-fast,8\n")
    page.get_by_role("button", name="Price it").click()
    tab.drawn()
    assert page.locator("#shot-table tbody tr").count() == 1


def test_a_list_that_somebody_else_made_is_priced(tab: Tab, tmp_path: Path) -> None:
    """With columns of other names, as a Markdown table, under a name with spaces, and larger than what is shown of it;
    on a phone a row still says why it has no price."""
    page = tab.at("shoot")
    button, shown = page.get_by_role("button", name="Price it"), page.locator("#shot-table")
    rows = (
        "| Shot | Tool | Duration | Lens |",
        "|-|-|-|-|",
        "| A | Veo 3.1 | 0:08 | 35mm |",
        "| B | no | 8 | |",
    )
    page.locator("#rows").fill("\n".join(rows))
    button.click()
    tab.drawn()
    assert "there is no column model" in shown.inner_text()
    page.locator("#guess").check()
    tab.drawn()
    assert page.locator("[data-command=shoot] code").inner_text() == "creditcalc batch shots.md --guess-columns"
    page.set_viewport_size({"width": 390, "height": 844})
    tab.drawn()
    assert "unknown model no on invideo" in page.locator("#shot-table tr.below").inner_text()
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.locator("#guess").uncheck()
    name = "Drehplan Ä (2).csv"
    (tmp_path / name).write_text("shot,model,seconds\n" + "A very long name of a shot,veo-3.1-fast,8\n" * 5000)
    page.locator("#file").set_input_files(tmp_path / name)
    shown.get_by_role("heading", name=name).wait_for(timeout=SOON)
    tab.drawn()
    assert page.locator("[data-command=shoot] code").inner_text() == f"creditcalc batch '{name}'"
    assert page.locator("#rows").input_value() == ""
    button.click()
    tab.drawn()
    assert "for 5,000 shots" in shown.inner_text()
    (tmp_path / "large.csv").write_bytes(b"x" * 5_000_001)
    page.locator("#file").set_input_files(tmp_path / "large.csv")
    page.locator("#shot-table .refused").wait_for(timeout=SOON)
    assert page.locator("#download").is_disabled()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    page.locator("#file").set_input_files(tmp_path / "picture.png")
    tab.drawn()
    assert shown.inner_text().strip() == "✗picture.png: only a shot list can be read here: save it as CSV"
    tab.at("shoot")
    assert "Nothing is priced yet." in shown.inner_text()


def test_prices_that_are_mine_are_kept_in_the_browser(tab: Tab) -> None:
    page = tab.at("clip?model=veo-3.1&seconds=8")
    page.get_by_role("button", name="Which are mine?").click()
    page.locator("#setup input[name=plan]").first.wait_for(timeout=SOON)
    page.get_by_label("Max: 5000 credits a month").check()
    page.get_by_role("button", name="Keep").click()
    tab.drawn()
    assert json.loads(page.evaluate("localStorage.getItem('creditcalc-prices')")) == {
        "platform": "invideo",
        "edition": "2026-09",
        "plan": "max",
    }
    assert from_address(tab.address()) == Dials(
        edition="2026-09", plan="max", model="veo-3.1", settings=(("seconds", "8"),)
    )
    page.get_by_role("button", name="Which are mine?").click()
    page.locator("#setup").wait_for(timeout=SOON)
    assert page.get_by_label("Max: 5000 credits a month").is_checked()
    page.locator("#setup-platform").select_option(label="Runway")
    page.get_by_text("Standard:").wait_for(timeout=SOON)
    assert page.evaluate("document.activeElement.id") == "setup-platform"
    page.locator("#setup-close").click()
    page.evaluate("localStorage.clear()")


def test_a_file_that_is_too_large_is_refused_whatever_was_there_before(tab: Tab) -> None:
    """After an address that cannot be read there is no clip."""
    page = tab.at("shoot?a=%ff")
    file = {"name": "large.csv", "mimeType": "text/csv", "buffer": b"model,seconds\n" * 400_000}
    page.locator("#file").set_input_files(file)
    page.get_by_text("large.csv is larger than 5.0 MB: use the command line").wait_for(timeout=SOON)
    assert page.locator("#download").is_disabled()


@pytest.mark.parametrize("where", ["nowhere?model=x", "clip?model=%3Cscript%3E", "clip?a=%ff", "clip?takes=-1"])
def test_a_hostile_address_is_refused_in_a_line(tab: Tab, where: str) -> None:
    page = tab.at(where)
    assert page.locator("#answer .refused p").count() == 1
    assert page.locator("#answer script").count() == 0


def test_an_address_that_says_nothing_leaves_a_page_that_answers(chromium: Any, folder: Path) -> None:
    """At the first visit, with prices kept that an earlier build had; and nothing is left of the clip before it."""
    with served(folder) as url:
        context = chromium.new_context()
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{url}#clip?plan=gone&model=veo-3.1&seconds=8")
        page.locator("#answer .refused").wait_for(timeout=SOON)
        page.get_by_role("button", name="Which are mine?").click()
        page.locator("#setup").wait_for(timeout=SOON)
        assert page.evaluate("document.activeElement.id") == "setup-title"
        page.locator("#setup-close").click()
        page.locator("#edition").select_option("2026-09")
        page.get_by_role("heading", name="Choose a model").wait_for(timeout=SOON)
        kept = {"platform": "invideo", "edition": "1999", "plan": "gone"}
        page.evaluate("(kept) => { localStorage['creditcalc-prices'] = kept; }", json.dumps(kept))
        page.goto("about:blank")
        page.goto(url)
        page.locator("html[data-ready=true]").wait_for(timeout=SOON, state="attached")
        page.get_by_role("heading", name="Choose a model").wait_for(timeout=SOON)
        page.evaluate("(where) => { location.hash = where; }", CLIP)
        page.locator("#answer .figure").first.wait_for(timeout=SOON)
        page.evaluate("(where) => { location.hash = where; }", "clip?edition=1999")
        page.locator("#answer .refused").wait_for(timeout=SOON)
        assert page.locator("#dials").inner_text() + page.locator("[data-command=clip]").inner_text() == ""
        assert page.locator("#edition option:checked").inner_text() == "2026-05 (default)"
        context.close()
    assert wrong == []


def test_a_part_that_cannot_be_loaded_is_named_and_the_page_loads_again(chromium: Any, folder: Path) -> None:
    """Whether it is missing or cut off; and where a browser lets nothing be kept, the page computes all the same."""
    with served(folder) as url:
        context = chromium.new_context(service_workers="block")
        page = context.new_page()
        asked = page.locator("#loading.wrong")
        for answer in ({"status": 404}, {"body": 'creditcalcPart("books", "H4sI'}):
            page.route("**/books-*.js", lambda route: route.fulfill(**answer))  # noqa: B023  # it is over with the turn
            page.goto("about:blank")
            page.goto(f"{url}#{CLIP}")
            asked.wait_for(timeout=SOON)
            page.wait_for_timeout(300)  # the parts that come later say nothing over it
            assert re.fullmatch(
                r"The calculator stopped: books-\w+\.js could not be loaded\. Reload the page.*", asked.inner_text()
            )
            page.unroute("**/books-*.js")
        page.reload()
        page.locator("#answer .figure").first.wait_for(timeout=SOON)
        page.wait_for_timeout(300)
        assert page.locator("#loading").is_hidden()
        context.close()


def faults(page: Any) -> list[str]:
    """What axe finds on a page."""
    found = axe.Axe().run(page)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1600])
def test_every_view_is_accessible_and_fits_the_screen(tab: Tab, width: int, scheme: str) -> None:
    """The views that the page has, a shot list with prices, what is refused, and the questions of `setup`."""
    page = tab.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    assert page.locator("nav a").evaluate_all("links => links.map((one) => one.dataset.tab)") == [*VIEWS]
    for where in (*VIEWS.values(), "clip", "clip?model=nothing"):
        tab.at(where)
        if where == VIEWS["shoot"]:
            page.locator("#rows").fill(SHOTS)
            page.get_by_role("button", name="Price it").click()
            tab.drawn()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        assert faults(page) == [], where
    page.get_by_role("button", name="Which are mine?").click()
    page.locator("#setup input[name=plan]").first.wait_for(timeout=SOON)
    assert faults(page) == []
    page.locator("#setup-close").click()
    page.set_viewport_size({"width": 1600, "height": 1000})


def test_it_is_printed_on_light_paper_without_its_controls(tab: Tab) -> None:
    """A view is as long as its answer needs, and a total stands once, at the end."""
    rows = "\n".join(f"Shot {number},veo-3.1-fast,8" for number in range(1, 61))
    page = tab.at("shoot")
    page.locator("#rows").fill(f"shot,model,seconds\n{rows}")
    page.get_by_role("button", name="Price it").click()
    tab.drawn()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#shot-table tfoot").evaluate("one => getComputedStyle(one).display") == "table-row-group"
    for where in (VIEWS["clip"], VIEWS["plans"]):
        tab.at(where)
        assert page.locator("button:not(.notes *):visible, input:visible, select:visible").count() == 0
        assert page.pdf(format="A4")[:5] == b"%PDF-"
    page.emulate_media(media="screen", color_scheme="light")


def test_it_is_used_with_keys_alone(tab: Tab) -> None:
    """From the first key on: past the prices and the views into the search, a model, and its dials."""
    page = tab.at("clip?model=veo-3.1&seconds=8")
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.locator("#skip").focus()
    reached = []
    for _ in range(12):
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        page.keyboard.press("Tab")
    wanted = ["skip", "platform", "edition", "plan", "mine", "Clip", "Plans", "Shot list", "Model", "word"]
    assert reached[: len(wanted)] == wanted
    page.locator("#dial-seconds").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.wait_for_timeout(300)
    tab.drawn()
    assert page.evaluate("document.activeElement.id") == "dial-seconds"
    assert from_address(tab.address()).said["seconds"] == "12"


def test_the_second_visit_needs_no_network_and_a_newer_build_is_offered(
    chromium: Any, folder: Path, tmp_path: Path
) -> None:
    """And it is used whole: the page asks for none of the old files once it is taken."""
    with served(folder) as url:
        tab = Tab(chromium, url, "clip")
        tab.page.wait_for_timeout(100)
        tab.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        tab.context.set_offline(True)
        tab.asked.clear()
        tab.page.evaluate("caches.open('creditcalc-of another folder').then(() => true)")
        tab.page.goto(f"{url}#{CLIP}")
        tab.page.reload()
        tab.page.locator("#answer .figure").first.wait_for(timeout=SOON)
        assert tab.page.locator("#answer .figure").first.inner_text() == "80+ credits"
        tab.context.set_offline(False)
        worker = folder / "sw.js"
        before = worker.read_text()
        try:
            worker.write_text(before.replace("${OURS}", "${OURS}newer-", 1))
            tab.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)")
            tab.page.locator("#newer").wait_for(timeout=SOON)
            other = tab.context.new_page()
            other.goto(url)
            other.get_by_role("button", name="Use it").click(timeout=SOON)
            other.locator("#newer").wait_for(timeout=SOON, state="hidden")
            tab.page.get_by_role("button", name="Use it").click()
            tab.page.locator("#newer").wait_for(timeout=SOON, state="hidden")
            kept = tab.page.evaluate("caches.keys()")
            assert [name.rpartition(" ")[2][:6] for name in kept] == ["folder", "newer-"]
        finally:
            worker.write_text(before)
        tab.context.close()
        assert tab.wrong == []


def test_sheets_of_ones_own_open_from_a_disk(chromium: Any, runtime: Path, tmp_path: Path) -> None:
    """A contract's price, and sheets of somebody who means harm: 8 s at 2.5 a second are 20 credits."""
    write(
        tmp_path,
        {
            "sheets/mine/platform.yaml": f'name: "Mine {EVIL}"\ndefault_edition: e',
            "sheets/mine/e/edition.yaml": EDITION,
            "sheets/mine/e/models.yaml": MODELS,
        },
    )
    folder = built(tmp_path / "public", runtime, f"--pricing {tmp_path}/sheets --platform mine")
    tab = Tab(chromium, (folder / "index.html").as_uri(), "clip?model=clip-one&seconds=8")
    page = tab.page
    page.locator("#answer .figure").first.wait_for(timeout=SOON)
    tab.drawn()
    assert page.locator("#answer .figure").first.inner_text() == "20 credits"
    assert EVIL in page.locator("#answer h2").inner_text()
    assert page.locator("#platform option").all_text_contents() == [f"Mine {EVIL}"]
    assert page.locator("main img, main script, header img").count() == 0
    tab.context.close()
    assert tab.wrong == []
    assert all(one.startswith((folder.as_uri(), "blob:null/")) for one in tab.asked)


def test_the_page_is_there_before_it_can_compute(chromium: Any, folder: Path) -> None:
    """With the models and what the address asks for; what is chosen meanwhile is answered as soon as it can be."""
    with served(folder) as url:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        held: list[Any] = []
        page.route("**/python_stdlib.zip-*.js", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given
        page.goto(f"{url}#{CLIP}", wait_until="domcontentloaded")
        page.get_by_text("Loading the calculator:").wait_for(timeout=SOON)
        card = page.locator("#answer")
        assert card.inner_text().split("\n\n") == ["Veo 3.1", "seconds 8 · resolution 4k · audio on", "calculating …"]
        assert page.locator("#models button").count() > 30
        assert faults(page) == []
        page.get_by_role("button", name="Kling 2.6 Standard").click()
        assert card.inner_text().split("\n\n") == ["Kling 2.6 Standard", "calculating …"]
        held[0].continue_()
        card.locator(".figure").first.wait_for(timeout=SOON)
        page.get_by_role("heading", name="Kling 2.6 Standard · 8 s").wait_for(timeout=SOON)
        context.close()


def test_a_device_without_the_memory_says_so(chromium: Any, folder: Path) -> None:
    """400 pages of 64 KiB are too few for the runtime to start with."""
    few = [NO_SANDBOX, "--js-flags=--wasm-max-mem-pages=400"]
    small = chromium.browser_type.launch(executable_path=CHROMIUM, args=few)
    with served(folder) as url:
        page = small.new_page()
        page.goto(f"{url}#{CLIP}")
        page.locator("#loading.wrong").wait_for(timeout=SOON)
        said = page.locator("#loading").inner_text()
        assert said.startswith("The calculator stopped: ")
        assert "Out of memory" in said
        assert said.endswith("Reload the page; the command line does the same.")
        assert page.locator("#said").text_content() == said
    small.close()


def test_a_page_that_died_while_it_started_waits_to_be_asked(chromium: Any, folder: Path) -> None:
    """A browser that loads it again by itself would do so for ever."""
    with served(folder) as url:
        context = chromium.new_context()
        context.add_init_script("sessionStorage['creditcalc-starting'] = '1';")
        page = context.new_page()
        page.goto(f"{url}#{CLIP}")
        page.get_by_role("button", name="Try again").wait_for(timeout=SOON)
        assert "did not start here the last time" in page.locator("#loading").inner_text()
        page.get_by_role("button", name="Try again").click()
        page.locator("#answer .figure").first.wait_for(timeout=SOON)
        assert page.locator("#loading").is_hidden()
        assert page.evaluate("sessionStorage.length") == 0
        context.close()


def test_a_page_of_sources_answers_too(
    chromium: Any, runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no Node to compile it."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    folder = built(tmp_path / "public", runtime, "--platform invideo")
    tab = Tab(chromium, (folder / "index.html").as_uri(), CLIP)
    tab.page.locator("#answer .figure").first.wait_for(timeout=SOON)
    assert tab.page.locator("#answer .figure").first.inner_text() == "80+ credits"
    tab.context.close()
    assert tab.wrong == []
