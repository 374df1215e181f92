"""The page for a client: what it says is what a batch says, and nothing that users or sheets say becomes markup."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from shlex import quote
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sheets import platform, write
from shell import run, terminal
from shop import MODELS, shop

from creditcalc.amount import Amount
from creditcalc.figures import in_words
from creditcalc.reports.bars import bar, longest
from creditcalc.text import inert_lines

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
DRAFT, FINAL, OPEN = "about 19–23", "about 34–38", "about 19–38"


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
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
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
    assert said.startswith("A film 29 November 2026 A film Two ways to make it. Estimated cost")
    assert f"{OPEN} credits Between these two figures, for the reasons below." in said
    assert "Gulls can be made in several ways. The total covers the cheapest and the most expensive." in said
    assert "No mode is chosen for Crowd: the range covers all values." in said
    assert "The sources give the price only as “about” for 2 shots." in said


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
    assert "No plan is chosen for a: the range covers all values." in said
    assert "Not sold, so left out: plan free or plus or pro (low priority needs Ultra); plan ultra-lower" in said
    clips = "Kling 2.6 Standard makes 5 or 10 s clips: 90 s is 9 of them."
    assert said.count(clips) == 1
    assert "Sora 2 ended on 23 September 2026 at OpenAI; the price is the last one." in said


def test_it_names_what_the_whole_costs_made_in_each_way(film: Path) -> None:
    said = flat(page("film.yaml"))
    assert f"Every shot as draft {DRAFT}" in said
    assert f"Every shot as final {FINAL}" in said
    assert f"Not decided yet {OPEN}" in said


def test_a_picked_way_and_a_fitted_one_are_the_total(film: Path) -> None:
    assert f"{FINAL} credits" in flat(page("film.yaml --pick final"))
    said = flat(page("film.yaml --fit 30"))
    assert f"{DRAFT} credits" in said
    assert "To fit the limit, Gulls is made as draft instead of final (20 credits)." in said


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
    expected = json.loads(batch.out)
    del expected["selection"]  # which says what was typed, and what was not
    assert held(page(f"{name} --plan studio", code)) == expected


def test_its_figures_are_those_of_the_object(film: Path) -> None:
    text = page("film.yaml")
    data, said = held(text), flat(text)
    for part in (data, *data["models"], *data["scenes"]):
        words = in_words(Amount.parse(part["total"]["text"]))
        models = [one["name"] for one in (part["model"], *part["any_of"]) if one] if "any_of" in part else []
        assert f"{part.get('scene') or ' or '.join(models)} {words} credits".strip() in said
    rows = re.findall(r'<tr class="shot" data-low="(.*?)">', text)
    assert rows == [row["credits_low"] for row in data["rows"]]


def test_a_shot_without_a_price_is_said_and_never_nothing(film: Path) -> None:
    write(film, {"bad.yaml": "shots: [{name: S, model: secret, seconds: 5}, {name: T, model: clip, seconds: 5}]"})
    ran = run("report bad.yaml -o bad.html")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        5,
        "error: 1 of 2 rows has no price: the total is a lower bound without it.",
    )
    text = (film / "bad.html").read_text()
    assert "at least 10 credits" in flat(text)
    assert "Secret No price is published." in flat(text)
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
    said = flat(page("long.yaml"))
    assert "Studio, $30 a month, is the safe choice: nothing extra to buy." in said
    # 10 for 40, and 5 for each 20 more: below 30 with three packs at most, which is 100
    assert "Starter, about $25–50, costs less only if you need at most 100 credits a month." in said
    assert "Starter about $25–50 about $15–40" in said and "☆ maybe" in said
    assert "Studio $30 about 300–400 ✓ safe" in said


def test_a_scene_is_one_scene_whatever_has_no_price_in_it(film: Path) -> None:
    write(film, {"bad.yaml": "scenes: [{name: B, shots: [{model: nobody}, {model: clip, seconds: 5}]}]"})
    said = flat(page("bad.yaml", 1))
    assert "By scene B at least 10 credits B: at least 10 credits By model" in said
    assert "Shot by shot" in said and " B at least 10 credits Shot 1 " in said
    assert " B 10+ " in " ".join(run("batch bad.yaml").out.split())


def test_with_many_sizes_of_packs_there_is_no_picture_but_a_reason(film: Path) -> None:
    addons = (
        ADDONS.rstrip(" ")
        + ADDONS.replace("pack:", "other:").replace("amount: 20,", "amount: 1,").partition("top_ups:\n")[2]
    )
    write(film / "mine", {"p/e/addons.yaml": addons})
    write(film, {"long.yaml": "shots: [{name: S, model: clip, seconds: 60}]"})  # 120, three times that in packs of 1
    text = page("long.yaml")
    assert "There is no picture: too many extra packs would have to be drawn." in flat(text)
    assert "chart" not in text.partition("</style>")[2].partition("<script>")[0]


def test_where_nothing_has_a_price_nothing_is_made_up(film: Path) -> None:
    write(film, {"bad.yaml": "shots: [{name: S, model: secret, seconds: 5}]"})
    said = flat(page("bad.yaml", 5))
    assert "unknown credits The price of this is not known." in said
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
    assert "$6 Exactly this" in said  # 2 * 3
    assert "10 P credits Exactly this" in said  # 5 * 2
    assert "not all of this is paid in its credits" in said
    assert "16" not in said.partition(" Sources ")[0]
    assert "16" not in run("batch both.yaml").out


def test_the_cheapest_plan_is_named_with_its_picture(film: Path) -> None:
    text = page("film.yaml --pick final")
    said = flat(text)
    # 34..38 credits are within the 40 of Starter; up to 114 (three times 38) its packs of 20 for 5 USD cost 20 at most.
    assert "Starter, $10 a month, is the cheapest, with nothing extra to buy." in said
    assert "Starter stays the cheapest up to three times this work." in said
    write(film, {"long.yaml": "shots: [{name: S, model: clip, seconds: 30, takes: 2}]"})  # 30 * 2 * 2 = 120
    text = page("long.yaml")
    # At 120 Starter is 10 + 4 * 5 = 30, as is Studio; beyond, Studio's 500 credits cost no more.
    assert text.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 2
    curves = held(text, "curves")
    assert [curve["name"] for curve in curves["curves"]] == ["Starter", "Studio"]
    assert [curve["costs"][-1] for curve in curves["curves"]] == ["90", "30"]  # 10 + 16 * 5 for 360


def test_where_no_plan_can_be_compared_it_says_so_and_without_plans_there_is_no_such_part(film: Path) -> None:
    (film / "mine/p/e/plans.yaml").write_text("one: {name: One, source: docs}")
    assert "Which plan No plan of P can be compared for this." in flat(page("film.yaml"))
    assert run("report film.yaml --currency EUR").code == 1
    (film / "mine/p/e/plans.yaml").unlink()
    assert "Which plan" not in flat(page("film.yaml"))


def test_budget_and_plan_stand_on_the_page_and_the_gate_fails_after_it(film: Path) -> None:
    said = {code: flat(page(f"film.yaml --plan studio --budget {budget}", code)) for code, budget in CODES.items()}
    # 10 + ~5 + ~4 at least, 10 + 20 + ~8 at most; what is about is 10 % lower or higher: 18.1 to 38.8
    assert "✓ Within the budget of 40 credits, even if estimates are 10 % too low." in said[0]
    assert "✗ Over the budget of 18 credits, even if estimates are 10 % too high." in said[3]
    assert "? May be over the budget of 30 credits." in said[4]
    said_ = flat(page("film.yaml --budget 38.5", 4))
    assert "May be over the budget of 38.5 credits: it comes to 38.8 if estimates are 10 % too low." in said_


CODES = {0: 40, 3: 18, 4: 30}


def test_a_wallet_is_looked_at_and_left_alone(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(film / "wallet.db"))
    # Each month brings 30, which is less than the 38 of the film and more than its 19.
    terms = "--allowance 30 --resets 'month on 14 at 00:00 UTC' --rollover nothing --burn-order plan"
    opened = run(f"wallet open main --plan starter --since 2026-05-14 {terms} --platform p --edition e")
    assert opened.code == 0, opened.err
    before = (film / "wallet.db").read_bytes()
    said = flat(page("film.yaml --wallet main --at 2026-06-01", 4))
    assert "? Perhaps not covered by the wallet main on 1 June 2026." in said
    assert "✗ Not covered by the wallet main on" in flat(
        page("film.yaml --pick final --wallet main --at 2026-06-01", 3)
    )
    said = flat(page("film.yaml --pick draft --wallet main --at 2026-06-01"))
    assert "✓ Covered by the wallet main on 1 June 2026: 30 credits are left in it." in said
    # 10 + ~5 + ~4..8, of which 9 to 13 may be all wrong
    said = flat(page("film.yaml --pick draft --wallet main --at 2026-06-01 --tolerance 100", 4))
    assert "Perhaps not covered by the wallet" in said
    assert (film / "wallet.db").read_bytes() == before
    assert run("report film.yaml --at 2026-06-01").code == 2
    assert run("report film.yaml --wallet nobody -o out.html").code == 1
    assert not (film / "out.html").exists()


def test_a_success_rate_is_explained(film: Path) -> None:
    said = flat(page("film.yaml --pick final --success-rate 0.5"))
    assert "Not every attempt is good: about 6 attempts are expected for 3 shots." in said  # 3 / 0.5


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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(words=st.lists(NASTY.filter(bool), min_size=6, max_size=6))
def test_nothing_that_a_person_writes_becomes_markup(film: Path, words: list[str]) -> None:
    pages = []
    for said in (PLAIN, words):
        (film / "said.yaml").write_text(storyboard(said), encoding="utf-8")
        ran = run(f"report said.yaml --agency={quote(said[0])}")
        if ran.code == 1 and not ran.out:
            return  # a storyboard that is refused: a control character, two ways of one name
        pages.append(ran.out)
    assert skeleton(pages[0]) == skeleton(pages[1])
    assert inert_lines(pages[1]) == pages[1]
    held(pages[1])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(words=st.lists(NASTY.filter(bool), min_size=2, max_size=2))
@example(words=["0", "`"])
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
    assert inert_lines(pages[1]) == pages[1]
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
        root = ElementTree.fromstring(bar(name, in_words(amount), amount, whole))
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


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = '<?xml version="1.0"?>\n<!-- ours -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MIXED = """
    shots:
      - {name: Ours, model: clip, seconds: 5}
      - {name: Theirs, platform: q, model: other, seconds: 2}
      - {name: Listed, platform: r, model: direct, seconds: 4}
    """


@pytest.fixture
def three(film: Path) -> Path:
    """Besides the shop a platform with credits of its own, and one that is paid in money."""
    for name, unit, model, cost in (("q", "credit", "other", 3), ("r", "USD", "direct", 0.5)):
        sheet_ = (film / "mine/p/e/edition.yaml").read_text()
        rates = f"rates: [{{price: {cost}, per: second, source: docs}}]"
        write(
            film / "mine",
            {
                f"{name}/platform.yaml": f"name: Shop {name}\ndefault_edition: e\n",
                f"{name}/e/edition.yaml": sheet_.replace("unit: credit", f"unit: {unit}"),
                f"{name}/e/models.yaml": f"{model}: {{name: M {model}, maker: M, kind: video, settings: "
                f"{{seconds: {{number: 1..9}}}}, {rates}}}\n",
            },
        )
    write(film, {"mixed.yaml": MIXED})
    return film


def test_with_a_plan_money_is_the_headline_and_the_credits_stand_behind_it(film: Path) -> None:
    # Of the 500 credits of Studio for 30 USD one is worth 0.06: ~34 are 2.04, ~38 are 2.28.
    text = page("film.yaml --pick final --plan studio --agency 'North Light' --date 2026-12-01")
    said = flat(text)
    assert said.startswith("A film North Light 1 December 2026 A film")
    assert "Estimated cost about $2.04–2.28 on Studio · about 34–38 credits Between these two figures" in said
    # 34 of 500 are 6.8 %, 38 are 7.6 %; in steps of a hundredth, since an eighth of 0.8 is 0.1
    assert "This takes about 6.8–7.6 % of the 500 credits a month on Studio, which costs $30 a month." in said
    assert "Harbour Dawn Clip · 5 s official $0.60 10 credits" in said  # 10 * 0.06
    assert "Every shot as final about $2.04–2.28" in said
    assert said.count("about $2.04–2.28") == 4  # the headline, the way throughout and its bar, the foot of the table
    assert "Total about $2.04–2.28 about 34–38 credits" in said
    assert "A plan is paid for a whole month. For this work alone: Starter, $10 a month, is the cheapest" in said


def test_contingency_and_markup_are_lines_of_their_own_and_exact(film: Path) -> None:
    write(film, {"one.yaml": "name: One\nshots: [{name: S, model: clip, seconds: 50}]"})  # 100 credits are 6 USD
    said = flat(page("one.yaml --plan studio --contingency 10 --markup 20%"))
    # 6, a tenth of it 0.6, a fifth of 6.6 is 1.32, together 7.92
    lines = (
        "AI generation $6 Contingency, 10 % of the cost $0.60 Markup, 20 % of cost and contingency $1.32 Total $7.92"
    )
    assert f"Estimated price $7.92 on Studio · 100 credits Exactly this, at the prices named below. {lines}" in said
    assert said.count(lines) == 2
    assert "Markup, 15 % of the cost $0.90 Total $6.90" in flat(page("one.yaml --plan studio --markup 15"))  # 0.15 * 6
    said = flat(page("one.yaml --plan studio --contingency 0.5%"))
    assert "Contingency, 0.5 % of the cost $0.03 Total $6.03" in said  # 6 * 0.005
    assert "Total $6 100 credits" in flat(page("one.yaml --plan studio --contingency 0 --markup 0%"))


def test_money_is_in_the_currency_of_the_client(film: Path) -> None:
    write(film, {"one.yaml": "name: One\nshots: [{name: S, model: clip, seconds: 50}]"})
    said = flat(page("one.yaml --plan studio --currency eur --rate USD=0.9"))
    assert "Estimated cost 5.40 EUR on Studio · 100 credits" in said  # 6 * 0.9
    assert "which costs 27 EUR a month." in said  # 30 * 0.9
    assert "Studio 27 EUR" in said
    ran = run("report one.yaml --plan studio --currency EUR")
    assert (ran.code, "no plan of P e has a price in `EUR`" in ran.err or "EUR" in ran.err) == (1, True)


def test_where_credits_are_hidden_none_is_on_the_page_or_in_it(film: Path) -> None:
    text = page("film.yaml --pick final --plan studio --hide-credits --budget 40")
    said = flat(text)
    assert "about $2.04–2.28 on Studio Between these two figures" in said
    assert "Within the budget." in said
    assert "This takes about 6.8–7.6 % of a month on Studio" in said
    assert "credit" not in text.replace("creditcalc", "")
    assert "Which plan" not in said
    assert 'id="data"' not in text


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("one.yaml --markup 20%", "--markup, --contingency and --hide-credits need a price in money: add --plan"),
        ("one.yaml --hide-credits", "need a price in money: add --plan"),
        ("one.yaml --plan studio --markup x", "`x` is not a number"),
        ("one.yaml --plan studio --markup -5", "`-5` is not a number"),
        ("one.yaml --date 2026-13-01", "`2026-13-01` is not a day"),
        ("mixed.yaml --plan studio --markup 5", "and nothing says what q e credits cost"),
        ("direct.yaml --platform r --currency EUR", "prices are in `USD`: add `--rate USD=N`, its worth in EUR"),
        ("one.yaml --logo none.png", "none.png: cannot be read"),
        ("one.yaml --logo one.yaml", "one.yaml: is not a PNG, JPEG or SVG image"),
        ("one.yaml --logo big.png", "big.png: is larger than 500,000 bytes: use a smaller logo"),
        ("one.yaml --logo inner.svg", "inner.svg: is not a PNG, JPEG or SVG image"),
        ("one.yaml --logo logo.svg -o logo.svg", "logo.svg: cannot be written as `.svg`"),
    ],
)
def test_what_cannot_be_put_on_a_page_is_refused(three: Path, arguments: str, error: str) -> None:
    write(
        three,
        {
            "one.yaml": "name: One\nshots: [{name: S, model: clip, seconds: 50}]",
            "direct.yaml": "shots: [{name: S, model: direct, seconds: 5}]",
            "inner.svg": '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
            "logo.svg": SVG,
        },
    )
    (three / "big.png").write_bytes(PNG + bytes(500_000))
    ran = run(f"report {arguments}")
    assert (ran.code, ran.out) == (1, "")
    assert error in " ".join(ran.err.split())


@pytest.mark.parametrize(("name", "kind"), [("a.png", "png"), ("b", "jpeg"), ("c.svg", "svg+xml")])
def test_a_logo_is_an_image_within_the_page(film: Path, name: str, kind: str) -> None:
    content = {"a.png": PNG, "b": b"\xff\xd8\xff\xe0 and so on", "c.svg": SVG.encode()}[name]
    (film / name).write_bytes(content)
    found = Reader(page(f"film.yaml --logo {name}"))
    assert ("img", ("class", "src", "alt")) in found.tags
    assert ("src", f"data:image/{kind};base64,{base64.b64encode(content).decode()}") in found.values
    assert ("alt", "Logo") in found.values
    assert ("alt", "") in Reader(page(f"film.yaml --logo {name} --agency A")).values
    assert "script" not in "".join(found.text)
    policy = next(value for _, value in found.values if value and "default-src" in value)
    assert "img-src data:;" in policy


def test_units_of_several_platforms_are_kept_apart_and_money_is_one(three: Path) -> None:
    said = flat(page("mixed.yaml"))
    # 5 * 2 = 10 credits of P, 2 * 3 = 6 of Shop q, 4 * 0.5 = 2 USD
    assert "Estimated cost $2 Exactly this, at the prices named below. 10 P credits Exactly" in said
    assert " 6 Shop q credits Exactly" in said
    assert "Total $2 Total 10 P credits Total 6 Shop q credits" in said
    said = flat(page("mixed.yaml --plan studio"))
    # 10 * 0.06 = 0.6, and the 2 USD
    assert "Estimated cost $2.60 partly on Studio · 10 P credits Exactly this" in said
    assert "Theirs M other · 2 s official 6 Shop q credits" in said
    write(three, {"q.yaml": "shots: [{name: S, platform: q, model: other, seconds: 2}]"})
    assert "Estimated cost 6 Shop q credits" in flat(page("q.yaml"))
    direct = "shots: [{name: S, model: direct, seconds: 5}]"
    write(three, {"direct.yaml": direct})
    said = flat(page("direct.yaml --platform r --markup 10"))  # 5 * 0.5 = 2.5, a tenth 0.25
    assert "Estimated price $2.75 Exactly this, at the prices named below. AI generation $2.50 Markup" in said
    said = flat(page("direct.yaml --platform r --currency EUR --rate USD=0.8"))
    assert "Estimated cost 2 EUR Exactly" in said


TYPED = re.compile(r"(?<![–\w])--?[a-z]|`|\bexit\b|\.yaml|\.csv|creditcalc(?! 0)|\bedition\b|USD a credit")
"""What people type, and what programs answer."""


@pytest.mark.parametrize(
    "arguments",
    [
        "film.yaml",
        "film.yaml --plan studio --fit 30 --budget 30",
        "film.yaml --success-rate 0.5 --failure-rate 0.1",
        "bad.yaml",
        "mixed.yaml --plan starter",
        "long.yaml --currency EUR --rate USD=0.9",
    ],
)
def test_a_page_says_nothing_that_one_types(three: Path, arguments: str) -> None:
    write(
        three,
        {
            "bad.yaml": "shots: [{name: S, model: secret, seconds: 5}, {model: nobody}, {name: U, model: clip}]",
            "long.yaml": "name: Long\nshots: [{name: S, model: silent, seconds: 200}]",
        },
    )
    said = flat(run(f"report {arguments}").out)
    assert "Where the money goes" in said
    assert TYPED.findall(said) == []


def test_a_verdict_never_contradicts_another(film: Path) -> None:
    """Of work without an upper end no plan is called the cheapest, nor is one said to stay so."""
    write(film, {"bad.yaml": "shots: [{name: S, model: secret, seconds: 5}, {name: T, model: clip, seconds: 15}]"})
    said = flat(page("bad.yaml --plan starter", 5))
    assert "There is no known upper limit, so no plan is certain to cover this." in said
    assert "is the cheapest" not in said
    assert "stays the cheapest" not in said
    assert "✓" not in said
    assert "This takes at least 75 % of the 40 credits a month on Starter" in said  # 15 * 2 of 40
    assert "More than one month's are calculated at the same price." in said
