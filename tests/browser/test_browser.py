"""The page for a client in a real browser: how it looks, what it loads, and how it is used with keys alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sheets import write
from shell import run

from creditcalc.amount import Amount
from creditcalc.figures import in_words

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: the extra `browser`")

EXAMPLE = Path(__file__).parents[2] / "examples" / "storyboard.yaml"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
HARD = f"""
    name: {LONG}
    scenes:
      - name: {LONG}
        note: <script>document.title = "taken"</script>
        shots:
          - {{name: Bound, model: veo-3.1, seconds: 8, resolution: 4k, audio: on}}
          - {{name: Nobody knows, model: seedance-2.5, seconds: 8, note: {LONG}}}
          - {{name: {LONG}, model: kling-2.6-standard, seconds: 10}}
    """
PAGES = ("whole", "money", "sent", "hard", "sixty", "other")
KEYS = ("name", "made", "grade", "cost")


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The pages to look at: the example in credits, in money and as it is sent, one that is hard to fit, a long one,
    one of another platform.
    """
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CACHE", "CONFIG", "DATA"):
            patch.setenv(f"XDG_{name}_HOME", str(folder))
        yield _made(folder)


def _made(tmp_path: Path) -> dict[str, Path]:
    shots = "\n".join(
        f"      - {{name: Shot {number}, model: kling-2.6-standard, seconds: 10, takes: {number}}}"
        for number in range(1, 61)
    )
    write(
        tmp_path,
        {
            "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20" onload="alert(1)">'
            '<script>alert(2)</script><image href="https://example.com/x.png"/><rect width="80" height="20"/></svg>',
            "hard.yaml": HARD,
            "sixty.yaml": f"name: Sixty\nscenes:\n  - name: All\n    shots:\n{shots}\n",
            "other.yaml": "shots: [{name: S, model: veo-3.1-fast, seconds: 8, takes: 30}]",
        },
    )
    made = {
        "whole": (f"{EXAMPLE} --budget 200", 4),
        "money": (f"{EXAMPLE} --plan max --fit 200 --budget 150 --contingency 10%", 4),
        "sent": (
            f"{EXAMPLE} --plan max --agency {LONG} --logo {tmp_path}/logo.svg --date 2026-11-29 --markup 20% "
            "--contingency 10% --currency EUR --rate USD=0.92 --hide-credits",
            0,
        ),
        "hard": (f"{tmp_path}/hard.yaml", 5),
        "sixty": (f"{tmp_path}/sixty.yaml", 0),
        "other": (f"{tmp_path}/other.yaml --platform flow", 0),
    }
    for name, (arguments, code) in made.items():
        assert run(f"report {arguments} -o {tmp_path}/{name}.html").code == code
    return {name: tmp_path / f"{name}.html" for name in made}


class Tab:
    """A page that was opened, and whatever went wrong on it."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.own = path.as_uri()

    def done(self) -> None:
        """Closes it: nothing was said on the console, and nothing asked for but the file itself."""
        self.context.close()
        assert self.wrong == []
        assert self.asked == [self.own]


@pytest.fixture
def tabs(browser: Any) -> Iterator[Any]:
    """Opens pages, and looks at the end whether all was well with them."""
    opened: list[Tab] = []

    def open_tab(path: Path, **options: Any) -> Any:
        opened.append(Tab(browser, path, **options))
        return opened[-1].page

    yield open_tab
    for tab in opened:
        tab.done()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_it_fits_the_screen(files: dict[str, Path], tabs: Any, name: str, width: int) -> None:
    page = tabs(files[name], viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.title() != "taken"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_it_is_accessible_and_its_contrast_suffices(
    files: dict[str, Path], tabs: Any, name: str, width: int, scheme: str
) -> None:
    page = tabs(files[name], viewport={"width": width, "height": 740}, color_scheme=scheme)
    found = axe.Axe().run(page)
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]] == []
    assert (
        page.evaluate("getComputedStyle(document.body).backgroundColor")
        == {
            "light": "rgb(255, 255, 255)",
            "dark": "rgb(13, 17, 23)",
        }[scheme]
    )


def test_its_figures_are_those_of_the_object_it_holds(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"])
    data = json.loads(page.locator("#data").text_content())
    words = in_words(Amount.parse(data["total"]["text"]))
    for place in ("p.total", "tfoot td"):
        assert " ".join(page.locator(place).inner_text().split()) == f"{words} credits"
    scenes = {row.locator("th").first.inner_text().split("\n")[0]: row for row in page.locator("tr.scene").all()}
    for one in data["scenes"]:
        words = in_words(Amount.parse(one["total"]["text"]))
        assert " ".join(scenes[one["scene"]].locator("td").inner_text().split()) == f"{words} credits"
    shown = page.locator("tr.shot").all()
    for row, one in zip(shown, data["rows"], strict=True):
        assert row.get_attribute("data-low") == one["credits_low"]
        words = in_words(Amount.parse(one["total"]["text"]))
        assert " ".join(row.locator("td.figure").inner_text().split()) == f"{words} credits"
    batch = json.loads(run(f"batch {EXAMPLE} --json --budget 200").out)
    del batch["selection"]  # which says what was typed, and what was not
    assert data == batch


def test_money_is_the_headline_and_every_place_says_the_same(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["money"])
    foot = [" ".join(row.split()) for row in page.locator("tfoot tr").all_inner_texts()]
    lines = [" ".join(row.split()) for row in page.locator(".lines > div").all_inner_texts()]
    assert foot == lines
    # 101 to 140 of 400 credits for 96 to 100 USD are 24.3 to 34.8, a tenth 2.43 to 3.48, together 26.7 to 38.2
    assert [line.rpartition("about ")[2] for line in lines] == ["$24–35", "$2.4–3.5", "$26–39"]
    assert " ".join(page.locator("p.total").inner_text().split()) == "about $26–39"
    assert " ".join(page.locator(".card p.behind").inner_text().split()) == "on Max · about 101–140 credits"


def test_a_logo_is_shown_and_runs_nothing(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["sent"])
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    assert page.locator("img.logo").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [80, 20]
    assert page.locator("#data").count() == 0
    assert re.findall(r"[\d–]+ credits", page.locator("main").inner_text()) == []


def test_all_of_it_is_reached_with_the_keyboard(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"])
    reached = []
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(one => one.id || one.parentElement.dataset.by || one.tagName)(document.activeElement)")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if reached[-1] == "BODY":
            break
        assert outline != "none", reached[-1]
    assert [name for name in reached if name not in ("A", "BODY")] == ["filter", *KEYS, "demand"]


def test_a_key_sorts_and_sorts_back(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"])
    planned = page.locator("tr.shot th").all_inner_texts()
    head = page.locator("th[data-by=cost]")
    seen = []
    for _ in range(3):
        head.locator("button").focus()
        page.keyboard.press("Enter")
        lows = [float(row.get_attribute("data-low")) for row in page.locator("tr.shot").all()]
        seen.append((head.get_attribute("aria-sort"), lows))
    assert [state for state, _ in seen] == ["ascending", "descending", "none"]
    assert seen[0][1] == sorted(seen[0][1])
    assert seen[1][1] == sorted(seen[1][1], reverse=True)
    assert seen[0][1] != seen[2][1]
    assert page.locator("tr.shot th").all_inner_texts() == planned
    page.locator("th[data-by=name] button").click()
    names = [text.split("\n")[0] for text in page.locator("tr.shot th").all_inner_texts()]
    assert names == sorted(names)
    assert page.locator("tr.scene").first.is_hidden()


def test_what_has_no_price_is_sorted_last_either_way(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["hard"])
    for _ in range(2):
        page.locator("th[data-by=cost] button").click()
        assert page.locator("tr.shot").last.get_attribute("data-low") == ""


def test_the_filter_keeps_what_has_every_word(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"])
    page.locator("#filter").fill("cup KLING")
    visible = [row.locator("th").inner_text().split("\n")[0] for row in page.locator("tr.shot:visible").all()]
    assert visible == ["Steam", "Hands"]  # of The cup; Pouring is made with another model
    assert page.locator("#found").inner_text() == "2 of 7 shots"
    assert page.locator("tr.scene:visible").count() == 1
    page.locator("#filter").fill("")
    assert page.locator("tr.shot:visible").count() == 7


def test_the_slider_and_the_pointer_read_the_picture(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"], viewport={"width": 1280, "height": 900})
    held = json.loads(page.locator("#curves").text_content())
    page.locator("#demand").focus()
    page.keyboard.press("Home")
    said = page.locator("#costs").inner_text()
    for curve in held["curves"]:
        assert f"{curve['name']} {curve['shown'][0]}" in said
    page.keyboard.press("ArrowRight")
    assert page.locator("#costs").inner_text().startswith(f"{held['demands'][1]} credits a month")
    picture = page.locator("#picture .chart:visible")
    picture.hover(position={"x": 300, "y": 150})
    at = int(page.locator("#demand").input_value())
    assert at > 1
    assert page.locator("#costs").inner_text().startswith(f"{held['demands'][at]} credits a month")


def test_without_javascript_nothing_is_missing(files: dict[str, Path], tabs: Any) -> None:
    plain = tabs(files["whole"], java_script_enabled=False)
    with_it = tabs(files["whole"])
    for part in ("h1", "h2", "p.total", "tr.shot", ".bars li", "table.stack tr", "footer p"):
        assert plain.locator(part).count() == with_it.locator(part).count() > 0
    assert plain.locator("#picture .chart:visible").count() == 1
    assert plain.locator("#filter").is_hidden()
    assert plain.locator("#demand").is_hidden()


def test_it_is_printed_on_light_paper_without_its_controls(files: dict[str, Path], tabs: Any) -> None:
    page = tabs(files["whole"], color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#filter").is_hidden()
    assert page.locator("#demand").is_hidden()
    assert page.pdf(format="A4")[:5] == b"%PDF-"
