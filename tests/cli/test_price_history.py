"""`creditcalc sheets history` and `sheets diff --since`: what they print, draw and refuse."""

import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from outcomes import lines, printed, refused, usage
from sheets import EDITION, platform, write
from shell import run

from creditcalc.errors import CreditcalcError
from creditcalc.reports.history import price_history_report, price_picture
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.history import price_history

EARLY = """\
    m:
      name: The M
      maker: X
      kind: video
      settings: {size: {one_of: [a, b]}, seconds: {number: 1..60}}
      rates:
        - {when: {size: a}, price: 2..4, per: second, source: docs}
        - {when: {size: b}, price: unknown, per: second, source: note}
    still: {name: Still, maker: X, kind: image, rates: [{price: 1, per: image, source: docs}]}
    dark: {name: Dark, maker: X, kind: image, rates: [{price: unknown, per: image, source: docs}]}
    """
LATE = EARLY.replace("2..4", "~6").replace("price: unknown, per: second", "price: 8+, per: second")

PICTURE = """\
credits per second (The M, P), against the day from which a price holds
12 ┤                                     ::::::::::::::::::::::::::::::
   ┤                                     ::::::::::::::::::::::::::::::
   ┤                                     ::::::::::::::::::::::::::::::
10 ┤                                     ::::::::::::::::::::::::::::::
   ┤                                     ::::::::::::::::::::::::::::::
   ┤                                     ::::::::::::::::::::::::::::::
 8 ┤                                     BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
   ┤
   ┤
 6 ┤                                     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
   ┤
 4 ┤AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
   ┤:::::::::::::::::::::::::::::::::::::
   ┤:::::::::::::::::::::::::::::::::::::
 2 ┤AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
   ┤
   ┤
 0 ┤
   └───────────────────────────────────────────────────────────────────
    2026-05-01                           2026-08-01
  A  Size a
  B  Size b
Not drawn: size b (not published in May 2026).
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Platform `p` with price books of May to July and, after a resize, of August on, as the person's own sheets."""
    found = platform(tmp_path / "mine", EARLY, edition=EDITION + "to: 2026-07-31\n").folder
    late = EDITION.replace("2026-05-01", "2026-08-01").replace("as_of: 2026-05-31", "as_of: 2026-09-30")
    write(found, {"p/2026-08/edition.yaml": late + "changed: resized its credits\n", "p/2026-08/models.yaml": LATE})
    monkeypatch.setenv("CREDITCALC_PRICING", str(found))
    return found


def test_the_table_has_each_price_with_its_days(mine: Path) -> None:
    # ~6 is 6/4 to 6/2 times 2..4: 1.5 to 3.
    shown = printed("sheets history The-M").splitlines()
    assert [" ".join(line.split()) for line in shown] == [
        "The M · prices over time P",
        "1 price changed; of the others no change is known. 2 price books have it, from prices of May 2026 to prices"
        " of August 2026.",
        "Settings From Until Credits per second Change Evidence Source Price book",
        "Size a 1 May 2026 31 July 2026 2–4 official The documentation, May 2026 prices of May 2026",
        "Size a 1 August 2026 ~6 ~1.5–3.0× official The documentation, May 2026 prices of August 2026",
        "Size b 1 May 2026 31 July 2026 not published prices of May 2026",
        "Size b 1 August 2026 8+ third party A note, April 2026 prices of August 2026",
        "? Not published: size b (prices of May 2026).",
        "P resized its credits on 1 August 2026: compare prices across it with care.",
        "What is said of each price: --sources",
    ]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("still", "No price of Still is known to have changed. 2 price books have it, from prices of May 2026 to"),
        ("dark", "No price of Dark is published. 2 price books have it, from prices of May 2026 to"),
        ("dark --platform list", None),
    ],
)
def test_a_model_without_a_change_says_so(mine: Path, model: str, said: str | None) -> None:
    if said is None:
        assert refused(f"sheets history {model}").startswith("unknown model `dark` on list")
    else:
        assert printed(f"sheets history {model}").splitlines()[1] == f"{said} prices of August 2026."


def test_scripts_have_every_figure_with_its_source(mine: Path) -> None:
    assert printed("sheets history m --format csv").splitlines()[1:] == [
        ",size a,2026-05-01,2026-07-31,2..4,2,4,range,credit,second,,,,p,e,docs,official,",
        ",size a,2026-08-01,,~6,6,6,about,credit,second,~1.5..3,1.5,3,p,2026-08,docs,official,",
        ",size b,2026-05-01,2026-07-31,unknown,,,unknown,credit,second,,,,p,e,note,third_party,",
        ",size b,2026-08-01,,8+,8,,at_least,credit,second,,,,p,2026-08,note,third_party,",
    ]
    found = json.loads(printed("sheets history m --json"))
    assert (found["platform"], found["model"]["id"], found["changed"]) == ("p", "m", 1)
    assert [(book["edition"], book["since"], book["until"], book["changed"]) for book in found["books"]] == [
        ("e", "2026-05-01", "2026-07-31", None),
        ("2026-08", "2026-08-01", None, "resized its credits"),
    ]
    first, second = found["prices"]
    assert [(one["price"]["text"], one["times"] and one["times"]["text"]) for one in first["periods"]] == [
        ("2..4", None),
        ("~6", "~1.5..3"),
    ]
    assert [(one["price"]["low"], one["grade"]) for one in second["periods"]] == [
        (None, "third_party"),
        ("8", "third_party"),
    ]


def test_the_picture_has_ranges_and_nothing_where_no_price_is_known(mine: Path) -> None:
    # 152 days from 1 May to 30 September and a twelfth more: 1 August is the 92nd of 164, at 38 of 68 columns.
    assert printed("sheets history m --chart") == PICTURE


def test_the_picture_as_a_file(mine: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.svg"
    assert run(f"sheets history m --svg {file}").err == f"written: {file}\n"
    root = ElementTree.fromstring(file.read_text())
    said = [part.text for part in root.iter() if part.text]
    assert {"2026-05-01", "2026-08-01", "Size a", "Size b", "Not drawn: size b (not published in May 2026)."} <= {*said}
    shades = [part for part in root.iter() if part.get("fill-opacity") == ".15"]
    assert len(shades) == 2  # 2 to 4, and 8 and more


@pytest.mark.parametrize("option", ["--chart", "--svg dark.svg"])
def test_nothing_is_drawn_of_what_has_no_figure(mine: Path, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine)
    assert refused(f"sheets history dark {option}") == (
        "no price of `dark` can be drawn, for none is a figure: leave out `--chart` and `--svg`"
    )
    assert not (mine / "dark.svg").exists()


def test_what_does_not_go_together(mine: Path) -> None:
    assert run("sheets history m --chart --format csv") == usage("--chart draws text: leave out --format and --json")
    assert run("sheets diff p/e p/f --since main") == usage("--since compares one folder with itself: leave out OTHER")


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_a_folder_is_compared_with_itself_at_a_revision(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = mine.parent

    def git(*words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=top, check=True, capture_output=True)

    mine.rename(top / "pricing")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "sheets")
    monkeypatch.chdir(top)
    monkeypatch.delenv("CREDITCALC_PRICING")
    assert printed("sheets diff --since HEAD") == lines(
        "0 differences", "No price book differs.", "  What  Model  Settings  Before  After  Change"
    )
    write(top / "pricing", {"p/e/models.yaml": EARLY.replace("2..4", "5")})
    shutil.rmtree(top / "pricing/p/2026-08")
    for command in (
        "sheets diff --since HEAD",
        "sheets diff pricing --since HEAD",
        "sheets diff --pricing pricing --since HEAD",
    ):
        found = json.loads(printed(f"{command} --json"))
        (pair,) = found["pairs"]
        (change,) = pair["changes"]
        assert (change["kind"], change["before"]["price"]["text"], change["after"]["price"]["text"]) == (
            "correction",
            "2..4",
            "5",
        )
        assert (found["new_books"], found["gone_books"]) == ([], [{"platform": "p", "edition": "2026-08"}])
    assert "Removed price book: p/2026-08.\n" in printed("sheets diff --since HEAD")


@pytest.mark.usefixtures("warm")
def test_every_bundled_model_has_a_history() -> None:
    catalog = Catalog()
    for one in catalog.index.platforms:
        edition = catalog.edition(one)
        for name, model in edition.models.items():
            found = price_history(catalog, edition, name)
            report = price_history_report(found)
            assert len(report.rows) >= len(model.rates), name
            try:
                curves = price_picture(found).curves
            except CreditcalcError:
                assert not any(row.price is not None and row.published for row in model.rates), name
            else:
                assert all(cost is None or cost >= 0 for curve in curves for cost in curve.costs), name
