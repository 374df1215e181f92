"""The page for a client: what it says is what a batch says, and nothing that users or sheets say becomes markup."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sheets import platform, write
from shell import run, terminal
from shop import MODELS, shop

from creditcalc.amount import Amount
from creditcalc.reports.bars import bar, longest

PLANS = """
    starter:
      name: Starter
      source: docs
      prices: [{amount: 10, currency: USD, every: month}]
      allowance: {amount: 40, unit: credit, every: month}
    studio:
      name: Studio
      source: docs
      prices: [{amount: 30, currency: USD, every: month}]
      allowance: {amount: 500, unit: credit, every: month}
    """
ADDONS = """
    top_ups:
      pack:
        name: Pack
        source: docs
        prices: [{amount: 5, currency: USD, every: once}]
        gives: {amount: 20, unit: credit}
        expires: {after: never}
    """
FILM = """
    name: A film
    note: Two ways to make it.
    scenes:
      - name: Dawn
        note: Fog.
        shots:
          - {name: Harbour, model: clip, seconds: 5}
          - name: Gulls
            alternatives:
              draft: {model: silent, seconds: 10, mode: std, prefer: 1}
              final: {model: clip, seconds: 10, prefer: 2}
      - name: Noon
        shots:
          - {name: Crowd, model: silent, seconds: 8, note: Wide.}
    """
# Harbour 5 * 2 = 10; Gulls ~0.5 * 10 = ~5 as draft, 2 * 10 = 20 as final; Crowd ~0.5..1 * 8 = ~4..8.
DRAFT, FINAL, OPEN = "about 19 to 23", "about 34 to 38", "about 19 to 38"


class Reader(HTMLParser):
    """The page as a browser takes it apart: its tags with their attributes, and its text by element."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.values: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.text: list[str] = []
        self.within = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.values += attrs
        self.within = tag

    def handle_endtag(self, tag: str) -> None:
        """Leaves it."""
        self.within = ""

    def handle_data(self, data: str) -> None:
        """Notes what stands in it."""
        {"script": self.scripts, "style": self.styles}.get(self.within, self.text).append(data)

    def handle_comment(self, data: str) -> None:
        """A page of ours has none."""
        raise AssertionError(data)


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storyboard beside the shop's sheets, in the folder where commands run."""
    platform(tmp_path / "mine", MODELS, plans=PLANS, addons=ADDONS)
    write(tmp_path, {"film.yaml": FILM})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITCALC_PRICING", "mine")
    return tmp_path


def page(arguments: str, code: int = 0) -> str:
    """The page that a command writes to a pipe."""
    ran = run(f"report {arguments}")
    assert ran.code == code, ran.err
    return ran.out


def flat(text: str) -> str:
    """All that a page says, on one line."""
    return " ".join("".join(Reader(text).text).split())


def held(text: str, name: str = "data") -> Any:
    """The object that a page holds."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text)
    assert found
    return json.loads(found[1])


def test_it_says_the_total_in_words_and_why_it_is_open(film: Path) -> None:
    said = flat(page("film.yaml"))
    assert said.startswith("A film A film Two ways to make it. What it costs, at the prices of P, edition e")
    assert f"{OPEN} credits Between these two figures, for the reasons below." in said
    assert "1 shot can still be made in several ways" in said
    assert "Mode left open: the total spans all values; give --set mode=... (1 shot)." in said


def test_it_names_what_is_not_sold_and_clips_that_nobody_makes(film: Path) -> None:
    """Of a bundled platform: an open plan, a length of the list and a model that its maker ended."""
    shots = """
        scenes:
          - name: One
            shots:
              - {name: a, platform: flow, model: veo-3.1-lite, seconds: 8, mode: low-priority}
              - {name: b, platform: invideo, edition: 2026-05, model: kling-2.6-standard, seconds: 90}
              - {name: c, platform: invideo, edition: 2026-05, model: kling-2.6-standard, seconds: 90}
              - {name: d, platform: invideo, edition: 2026-05, model: sora-2, seconds: 8}
        """
    write(film, {"limits.yaml": shots})
    said = flat(page("limits.yaml"))
    assert "the total spans all values that are sold" in said
    assert "Not sold, so left out: plan free or plus or pro (low priority needs Ultra); plan ultra-lower" in said
    clips = "Kling 2.6 Standard makes 5 or 10 s clips: 90 s is 9 of them."
    assert said.count(clips) == 1
    assert f"{clips} Sora 2 is on sale until 2026-09-23 and withdrawn from 2026-09-24 on." in said


def test_it_names_what_the_whole_costs_made_in_each_way(film: Path) -> None:
    said = flat(page("film.yaml"))
    assert f"Every shot as draft {DRAFT}" in said
    assert f"Every shot as final {FINAL}" in said
    assert f"Not decided {OPEN}" in said


def test_a_picked_way_and_a_fitted_one_are_the_total(film: Path) -> None:
    assert f"{FINAL} credits" in flat(page("film.yaml --pick final"))
    said = flat(page("film.yaml --fit 30"))
    assert f"{DRAFT} credits" in said
    assert "Given up: Gulls as final, which costs 20; it is made as draft (1 of preference)." in said


@pytest.mark.parametrize("name", ["film.yaml", "rows.csv", "rows.jsonl"])
def test_it_holds_the_object_of_the_batch(film: Path, name: str) -> None:
    write(
        film,
        {
            "rows.csv": "id,scene,model,seconds,note\n1,Dawn,clip,5,a\n2,Noon,clip,7,\n3,,nobody,7,=x\n",
            "rows.jsonl": '{"shot": "One", "model": "clip", "seconds": 5}\n{"model": "clip", "seconds": 7}\n[]\n',
        },
    )
    code = 0 if name == "film.yaml" else 1
    batch = run(f"batch {name} --json --plan studio")
    assert batch.code == code
    assert held(page(f"{name} --plan studio", code)) == json.loads(batch.out)


def test_its_figures_are_those_of_the_object(film: Path) -> None:
    text = page("film.yaml")
    data, said = held(text), flat(text)
    for part in (data, *data["models"], *data["scenes"]):
        words = Amount.parse(part["total"]["text"]).words
        assert f"{part.get('model') or part.get('scene') or ''} {words}".strip() in said
    rows = re.findall(r'<tr class="shot" data-low="(.*?)">', text)
    assert rows == [row["credits_low"] for row in data["rows"]]


def test_a_shot_without_a_price_is_said_and_never_nothing(film: Path) -> None:
    write(film, {"bad.yaml": "shots: [{name: S, model: secret, seconds: 5}, {name: T, model: clip, seconds: 5}]"})
    ran = run("report bad.yaml -o bad.html")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        5,
        "error: 1 of 2 rows has no price: the total is a lower bound without them.",
    )
    text = (film / "bad.html").read_text()
    assert "at least 10 credits" in flat(text)
    assert "No price: no published price for secret" in flat(text)
    assert 'data-low=""' in text
    assert '<rect class="unknown"' in text


def test_the_sources_of_the_shots_and_of_the_plans_stand_in_the_foot(film: Path) -> None:
    assert sources("film.yaml") == ["The documentation", "A note"]
    write(
        film, {"note.yaml": "shots: [{name: S, model: silent, seconds: 5}]"}
    )  # from the note; the plans from the page
    assert sources("note.yaml") == ["A note", "The documentation"]


def sources(name: str) -> list[str]:
    """The titles of the sources that a page names."""
    foot = page(name).partition("<footer>")[2]
    return re.findall(r'<th scope="row">(.*?)</th>', foot)


def test_an_uncertain_ranking_is_said(film: Path) -> None:
    write(film, {"long.yaml": "shots: [{name: S, model: silent, seconds: 200}]"})
    # ~0.5..1 * 200 = ~100..200: on Starter 10 + 3 * 5 = 25 to 10 + 8 * 5 = 50, on Studio 30.
    assert "Studio is the safest choice for making this once a month: 30 USD a month. Starter may cost less." in flat(
        page("long.yaml")
    )


def test_a_scene_is_one_scene_whatever_has_no_price_in_it(film: Path) -> None:
    write(film, {"bad.yaml": "scenes: [{name: B, shots: [{model: nobody}, {model: clip, seconds: 5}]}]"})
    said = flat(page("bad.yaml", 1))
    assert "By scene B at least 10 B: at least 10 By model" in said
    assert "Shot by shot" in said and " B at least 10 Shot 1 " in said
    assert "B, all 10+" in " ".join(run("batch bad.yaml").out.split())


def test_with_many_sizes_of_packs_there_is_no_picture_but_a_reason(film: Path) -> None:
    addons = (
        ADDONS.rstrip(" ")
        + ADDONS.replace("pack:", "other:").replace("amount: 20,", "amount: 1,").partition("top_ups:\n")[2]
    )
    write(film / "mine", {"p/e/addons.yaml": addons})
    write(film, {"long.yaml": "shots: [{name: S, model: clip, seconds: 60}]"})  # 120, three times that in packs of 1
    text = page("long.yaml")
    assert "No picture: too many top-ups would have to be drawn." in flat(text)
    assert "chart" not in text.partition("</style>")[2].partition("<script>")[0]


def test_where_nothing_has_a_price_nothing_is_made_up(film: Path) -> None:
    write(film, {"bad.yaml": "shots: [{name: S, model: secret, seconds: 5}]"})
    said = flat(page("bad.yaml", 5))
    assert "unknown credits What this costs is not known." in said
    assert "No plan can be named: the cost is not known." in said


def test_amounts_of_different_units_are_never_added(film: Path) -> None:
    write(
        film / "mine",
        {
            "q/platform.yaml": "name: Q\ndefault_edition: e\n",
            "q/e/edition.yaml": (film / "mine/p/e/edition.yaml").read_text().replace("unit: credit", "unit: USD"),
            "q/e/models.yaml": "dear: {name: Dear, maker: M, kind: video, settings: {seconds: {number: 1..9}}, "
            "rates: [{price: 3, per: second, source: docs}]}\n",
        },
    )
    shots = "{name: S, platform: q, model: dear, seconds: 2}, {name: T, model: clip, seconds: 5}"
    write(film, {"both.yaml": f"scenes: [{{name: Both, shots: [{shots}]}}]"})
    said = flat(page("both.yaml"))
    assert "6 USD Exactly this" in said  # 2 * 3
    assert "10 credits Exactly this" in said  # 5 * 2
    assert "not all of this is paid in its credits" in said
    assert "16" not in said.partition("Who says so")[0]
    assert "Both, all" in run("batch both.yaml").out
    assert "16" not in run("batch both.yaml").out


def test_the_cheapest_plan_is_named_with_its_picture(film: Path) -> None:
    text = page("film.yaml --pick final")
    said = flat(text)
    # 34..38 credits are within the 40 of Starter; up to 114 (three times 38) its packs of 20 for 5 USD cost 20 at most.
    assert "Starter is the cheapest plan for making this once a month: 10 USD a month." in said
    assert "Starter is the cheapest for anything up to three times this." in said
    write(film, {"long.yaml": "shots: [{name: S, model: clip, seconds: 30, takes: 2}]"})  # 30 * 2 * 2 = 120
    text = page("long.yaml")
    # At 120 Starter is 10 + 4 * 5 = 30, as is Studio; beyond, Studio's 500 credits cost no more.
    assert text.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 2
    curves = held(text, "curves")
    assert [curve["name"] for curve in curves["curves"]] == ["Starter", "Studio"]
    assert [curve["costs"][-1] for curve in curves["curves"]] == ["90", "30"]  # 10 + 16 * 5 for 360


def test_where_no_plan_can_be_reckoned_with_it_says_why(film: Path) -> None:
    (film / "mine/p/e/plans.yaml").unlink()
    assert "P e has no plan with a published price." in flat(page("film.yaml"))
    assert run("report film.yaml --currency EUR").code == 1
    write(film, {"free.yaml": "shots: [{name: S, model: save}]"})
    assert "P e has no plan with a published price." in flat(page("free.yaml"))


def test_budget_and_plan_stand_on_the_page_and_the_gate_fails_after_it(film: Path) -> None:
    said = {code: flat(page(f"film.yaml --plan studio --budget {budget}", code)) for code, budget in CODES.items()}
    off = "~19–38 (18–39 at 10 % tolerance)"  # 10 + ~5 + ~4 at least, 10 + 20 + ~8 at most
    assert f"Within the budget of 40 credits: {off}." in said[0]
    assert f"Over the budget of 18 credits: {off}." in said[3]
    assert f"May be over the budget of 30 credits: {off}." in said[4]
    # 19 of 500 are 3.8 %, 38 are 7.6 %; of 30 USD 1.14 and 2.28.
    assert "On Studio: about 3.8 to 7.6 % of a month's allowance, worth about 1.14 to 2.28 USD there." in said[0]


CODES = {0: 40, 3: 18, 4: 30}


def test_a_wallet_is_looked_at_and_left_alone(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(film / "wallet.db"))
    # Each month brings 30, which is less than the 38 of the film and more than its 19.
    terms = "--allowance 30 --resets 'month on 14 at 00:00 UTC' --rollover nothing --burn-order plan"
    opened = run(f"wallet open main --plan starter --since 2026-05-14 {terms} --platform p --edition e")
    assert opened.code == 0, opened.err
    before = (film / "wallet.db").read_bytes()
    said = flat(page("film.yaml --wallet main --at 2026-06-01", 4))
    off = "~19–38 (18–39 at 10 % tolerance)"
    assert f"Wallet main may not be able to pay: {off} against 30 left (Mon 2026-06-01 00:00 UTC)." in said
    assert "cannot pay" in flat(page("film.yaml --pick final --wallet main --at 2026-06-01", 3))
    assert "Wallet main can pay: 30 left" in flat(page("film.yaml --pick draft --wallet main --at 2026-06-01"))
    # 10 + ~5 + ~4..8, of which 9 to 13 may be all wrong
    said = flat(page("film.yaml --pick draft --wallet main --at 2026-06-01 --tolerance 100", 4))
    assert "may not be able to pay: ~19–23 (10–36 at 100 % tolerance) against 30 left" in said
    assert (film / "wallet.db").read_bytes() == before
    assert run("report film.yaml --at 2026-06-01").code == 2
    assert run("report film.yaml --wallet nobody -o out.html").code == 1
    assert not (film / "out.html").exists()


def test_a_success_rate_is_explained(film: Path) -> None:
    said = flat(page("film.yaml --pick final --success-rate 0.5"))
    assert "Expected takes: 6 for 3 shots." in said  # 3 / 0.5


def test_the_same_input_makes_the_same_bytes(film: Path) -> None:
    assert page("film.yaml --plan studio") == page("film.yaml --plan studio")


def test_a_page_is_written_over_and_anything_else_is_not(film: Path) -> None:
    (film / "mine.html").write_text("<p>Mine")
    ran = run("report film.yaml -o mine.html")
    assert (ran.code, ran.err) == (
        1,
        "error: mine.html: already exists and is not a page of creditcalc: name another file, or remove it\n",
    )
    assert (film / "mine.html").read_text() == "<p>Mine"
    for _ in range(2):
        assert run("report film.yaml -o page.html").code == 0
    assert (film / "page.html").read_text() == page("film.yaml")
    assert sorted(path.name for path in film.glob("*.part")) == []


def test_a_terminal_is_not_filled_with_markup(film: Path) -> None:
    ran = terminal("report film.yaml", columns=100)
    assert ran.code == 2
    assert "add --output report.html" in ran.out
    assert "<html" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        ("film.yaml --fit 30 --pick final", 2, "give --fit or --pick, not both"),
        ("rows.csv --pick final", 2, "--fit and --pick need a storyboard"),
        ("rows.parquet", 2, "`batch` reads Parquet"),
        ("none.csv", 1, "none.csv: has no generations: add a row"),
        ("many.csv", 1, "many.csv: has more than 2,000 rows, too many for this command: use `batch`"),
        ("film.yaml --pick best", 1, "no shot has the alternative `best`: there are `draft` and `final`"),
        ("film.yaml -o .", 1, "is a folder: name a file"),
        ("film.yaml -o no/where.html", 1, "cannot be written"),
        ("bad.csv --strict", 1, "bad.csv:2: unknown model `nobody`"),
    ],
)
def test_a_refusal_says_what_to_do(film: Path, arguments: str, code: int, error: str) -> None:
    write(
        film,
        {
            "rows.csv": "model,seconds\nclip,5\n",
            "bad.csv": "model,seconds\nnobody,5\n",
            "none.csv": "model,seconds\n",
            "many.csv": "model,seconds\n" + "clip,5\n" * 2001,
        },
    )
    ran = run(f"report {arguments}")
    assert (ran.code, ran.out) == (code, "")
    assert error in " ".join(ran.err.split())


def test_only_the_styles_and_scripts_of_the_page_may_run(film: Path) -> None:
    found = Reader(page("film.yaml"))
    policy = next(value for _, value in found.values if value and "default-src" in value)
    assert "default-src 'none'" in policy
    for kind, texts in (("style", found.styles), ("script", found.scripts[-1:])):
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not {name for name, _ in found.values} & {"style", "src", "onclick", "onload", "srcset", "action"}
    assert all(value == "#" or value.startswith("https://") for name, value in found.values if name == "href" and value)


NASTY = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_characters="\r"), st.sampled_from("<>&'\"`/={}%\\\u2028\u202e")),
    min_size=1,
    max_size=12,
).map(lambda text: text.strip()) | st.sampled_from(
    ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<!--", "]]>", "{{ 7 * 7 }}", "{% raw %}"]
)


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tags of a page and the names of their attributes; between backticks a sentence of ours has code."""
    return [tag for tag in Reader(text).tags if tag[0] != "code"]


def storyboard(words: list[str]) -> str:
    """A storyboard with these words wherever a person may write, as YAML takes them from JSON."""
    name, note, scene, shot, way, wrong = words
    return json.dumps(
        {
            "name": name,
            "note": note,
            "scenes": [
                {
                    "name": scene,
                    "note": note,
                    "shots": [
                        {
                            "name": shot,
                            "note": note,
                            "alternatives": {way: {"model": "clip", "seconds": "5"}, "other": {"model": "picture"}},
                        },
                        {"name": shot, "note": note, "model": f"no {wrong}"},
                    ],
                }
            ],
        }
    )


def sheet(words: list[str]) -> dict[str, str]:
    """Sheets that say these words wherever a sheet has text."""
    name, note, *_ = words
    source = {"title": f"T {name}", "date": "2026", "grade": "official", "url": f"javascript:{name}", "note": note}
    edition = {"unit": "credit", "from": "2026-01-01", "as_of": "2026-01-02", "note": note, "sources": {"docs": source}}
    clip: dict[str, Any] = {
        "name": f"C {name}",
        "maker": note,
        "kind": "video",
        "settings": {"seconds": {"number": "1..60"}},
    }
    still: dict[str, Any] = {
        "name": f"P {note}",
        "maker": note,
        "kind": "image",
        "rates": [{"price": "~1", "per": "image"}],
    }
    for model, rate in ((clip, {"price": "~2+", "per": "second"}), (still, {"price": "~1", "per": "image"})):
        claims = [{"source": "docs", "price": "9", "note": note}]
        model["rates"] = [{**rate, "source": "docs", "note": note, "claims": claims}]
    plan = {
        "name": f"S {name}",
        "source": "docs",
        "note": note,
        "prices": [{"amount": "10", "currency": "USD", "every": "month"}],
        "allowance": {"amount": "400", "unit": "credit", "every": "month"},
    }
    other = {**plan, "name": f"U {note}", "allowance": {"amount": "3", "unit": "credit", "every": "month"}}
    return {
        "catalog.yaml": "default_platform: p\n",
        "p/platform.yaml": json.dumps({"name": f"N {name}", "default_edition": "e"}),
        "p/e/edition.yaml": json.dumps(edition),
        "p/e/models.yaml": json.dumps({"clip": clip, "picture": still}),
        "p/e/plans.yaml": json.dumps({"one": plan, "two": other}),
    }


PLAIN = ["name", "note", "scene", "shot", "way", "wrong"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(NASTY.filter(bool), min_size=6, max_size=6))
def test_nothing_that_a_person_writes_becomes_markup(film: Path, words: list[str]) -> None:
    pages = []
    for said in (PLAIN, words):
        (film / "said.yaml").write_text(storyboard(said), encoding="utf-8")
        ran = run("report said.yaml")
        if ran.code == 1 and not ran.out:
            return  # a storyboard that is refused: a control character, two ways of one name
        pages.append(ran.out)
    assert skeleton(pages[0]) == skeleton(pages[1])
    assert all(letter.isprintable() or letter == "\n" for letter in pages[1])
    held(pages[1])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(NASTY.filter(bool), min_size=2, max_size=2))
def test_nothing_that_a_sheet_says_becomes_markup(film: Path, words: list[str]) -> None:
    write(film, {"two.yaml": "shots: [{name: S, model: clip, seconds: 5}, {name: T, model: picture}]"})
    pages = []
    for said in (["name", "note"], words):
        write(film / "mine", sheet(said))
        ran = run("report two.yaml")
        if ran.code == 1 and not ran.out:
            return  # a sheet that is refused
        pages.append(ran.out)
    assert skeleton(pages[0]) == skeleton(pages[1])
    assert all(letter.isprintable() or letter == "\n" for letter in pages[1])
    assert "href" not in pages[1]  # `javascript:` is no address to go to


AMOUNTS = st.builds(
    lambda low, more, approximate: Amount(low, None if more is None else low + more, approximate),
    st.fractions(0, 10**6),
    st.none() | st.fractions(0, 10**6),
    st.booleans(),
)


@given(st.lists(AMOUNTS, min_size=1), NASTY.filter(bool))
def test_a_bar_is_as_long_as_its_amount_and_open_where_that_is(amounts: list[Amount], name: str) -> None:
    whole = longest(amounts)
    for amount in amounts:
        root = ElementTree.fromstring(bar(name, amount, whole))
        kinds = {part.get("class"): part for part in root.iter() if part.get("class")}
        assert ("unknown" in kinds) == (amount.qualifier == "unknown")
        assert ("arrow" in kinds) == (amount.qualifier == "at_least")
        assert ("may-be" in kinds) == (amount.high is not None and amount.high > amount.low)
        ends = [
            float((kinds[kind].get("width") or "").rstrip("%")) for kind in ("sure", "may-be", "open") if kind in kinds
        ]
        assert sum(ends) <= 100.001
        if amount.high == whole and amount.low:
            assert sum(ends) > 99.9


def test_a_shop_without_plans_has_a_page_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"film.yaml": FILM})
    assert f"{OPEN} credits" in flat(page("film.yaml --pricing mine"))
