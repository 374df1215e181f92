"""The shots of a file on several platforms, on small sheets reckoned by hand."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shell import Ran, run

from creditcalc.batch.pricer import Pricer
from creditcalc.plans.platforms import Offer, offers
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.elsewhere import has_money, mix, offered_for, sellers, sum_of_money
from creditcalc.storyboard.shots import shots

EDITION = """\
unit: {unit}
from: 2026-05-01
as_of: 2026-05-31
sources:
  docs: {{title: The documentation, date: 2026-05, grade: official}}
"""
PLANS = """\
small:
  name: Small
  prices: [{amount: 10, currency: USD, every: month, source: docs}]
  allowance: {amount: 100, unit: credit, every: month, source: docs}
  source: docs
large:
  name: Large
  prices:
    - {amount: 40, currency: USD, every: month, source: docs}
    - {amount: 240, currency: USD, every: year, source: docs}
  allowance: {amount: 1000, unit: credit, every: month, source: docs}
  source: docs
"""
MODEL = (
    "{id}: {{name: {id}, maker: X, kind: video, settings: {{seconds: {seconds}}}, rates: [{{{rate}, source: docs}}]}}\n"
)
SECONDS = "{number: 1..60}"


def model(name: str, rate: str, seconds: str = SECONDS) -> str:
    return MODEL.format(id=name, rate=rate, seconds=seconds)


SHEETS = {
    "list": ("USD", model("m", "price: 0.20, per: second") + model("n", "price: 0.50, per: second"), ""),
    "shop": ("credit", model("m", "price: 3, per: second"), PLANS),
    "fixed": ("credit", model("m", "price: 30, per: clip", "{one_of: [5, 10]}"), PLANS),
    "other": ("credit", model("n", "price: 1, per: second") + model("v", "price: 1, per: second"), PLANS),
    "vague": ("credit", model("v", "price: 3+, per: second"), PLANS.replace("amount: 1000,", "amount: 1000+,")),
    "quiet": ("credit", model("m", "price: unknown, per: second") + model("q", "price: unknown"), PLANS),
}
"""`list` asks 0.20 or 0.50 a second, `shop` 3 credits a second, `fixed` 30 a clip of 5 or 10 s, `other` 1 a second."""

ROWS = "shot,model,seconds\nA,m,8\nB,n,10\nC,m,5\n"
# list: 8 x 0.20 + 10 x 0.50 + 5 x 0.20 = 1.60 + 5 + 1 = 7.60
# shop, Large: (24 + 15) / 1000 x 40 = 0.96 + 0.60 = 1.56; Small: 39 / 100 x 10 = 3.90
# fixed sells 10 s for 8 s: 30 + 30 = 60; Large 2.40, Small 6
# other: 10 credits; Large 0.40, Small 1
# the cheapest mix: A 0.96 and C 0.60 at shop, B 0.40 at other = 1.96


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sheets")
    for name, (unit, models, plans) in SHEETS.items():
        home = folder / name / "e"
        home.mkdir(parents=True)
        (home.parent / "platform.yaml").write_text(f"name: {name.title()}\ndefault_edition: e\n")
        (home / "edition.yaml").write_text(EDITION.format(unit=unit))
        (home / "models.yaml").write_text(models)
        if plans:
            (home / "plans.yaml").write_text(plans)
    (folder / "catalog.yaml").write_text("default_platform: list\nlist_prices: list\n")
    return str(folder)


@pytest.fixture
def folder(tmp_path: Path, sheets: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    alone = Catalog.__init__
    monkeypatch.setattr(Catalog, "__init__", lambda self, *_: alone(self, alone=sheets))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compared(rows: str, options: str = "", name: str = "shots.csv") -> Ran:
    Path(name).write_text(rows)
    return run(f"platforms compare {name} {options}")


def table(ran: Ran) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ran.out)))


@pytest.mark.usefixtures("folder")
class TestShots:
    def test_every_platform_is_summed_in_money_and_the_mix_takes_the_cheapest_for_each(self) -> None:
        ran = compared(ROWS, "--format csv")
        keys = ("kind", "platform", "plan", "shots", "unpriced", "money", "total", "share_percent", "times_list_price")
        assert [tuple(row[key] for key in keys) for row in table(ran)] == [
            ("mix", "", "", "3", "0", "1.96", "", "", "0.257894..0.257895"),  # 1.96 / 7.60
            ("platform", "list", "", "3", "0", "7.6", "7.6", "", "1"),
            ("platform", "shop", "Large", "2", "1", "1.56", "39", "3.9", "0.6"),  # 1.56 / 2.60
            ("platform", "fixed", "Large", "2", "1", "2.4", "60", "6", "0.923076..0.923077"),
            ("platform", "shop", "Small", "2", "1", "3.9", "39", "39", "1.5"),
            ("platform", "fixed", "Small", "2", "1", "6", "60", "60", "2.307692..2.307693"),
            ("platform", "other", "Large", "1", "2", "0.4", "10", "1", "0.08"),
            ("platform", "other", "Small", "1", "2", "1", "10", "10", "0.2"),
        ]
        assert (ran.code, ran.err) == (0, "")

    def test_people_read_what_has_no_price_where(self) -> None:
        said = compared(ROWS).out.splitlines()
        assert said[:7] == [
            "shots.csv    3 shots on 4 platforms · paid monthly",
            "The provider's list price makes all 3 shots: $7.60.",
            "Cheapest mix, each shot where it is cheapest: $1.96, 2 on Shop on Large and 1 on Other on Large.",
            "  Platform      Plan            Shots    USD  Credits  of a month  vs list  Source",
            "  Cheapest mix                 3 of 3  $1.96                         0.26×  official",
            "  List price    pay as you go  3 of 3  $7.60                            1×  official",
            "  Shop          Large          2 of 3  $1.56    39 cr       3.9 %     0.6×  official",
        ]
        assert said[12:] == [
            "? No price for 1 shot (B): Shop and Fixed.",
            "? No price for 2 shots (A and C): Other.",
            "? Not compared, no price for any shot: Quiet.",
            "◐ Priced for the next longer clip, 10 s for 8 s: Fixed.",
            "Plans count by the share of a month that the shots use; you pay for whole months.",
            "3 yearly plans: --yearly",
            "Details: --explain",
        ]
        explained = compared(ROWS, "--explain").out.splitlines()
        assert "Cheapest mix: Shop on Large, $1.56 for A and C." in explained
        assert "Shop has no price for B: its model is not sold there." in explained
        assert "Not compared: Quiet, its price is not published." in explained

    def test_a_script_reads_the_same(self) -> None:
        data = json.loads(compared(ROWS, "--json").out)
        mixed = data["cheapest_mix"]
        assert (data["shots"], mixed["money"]["text"], mixed["unpriced"]) == (3, "1.96", [])
        parts = [(one["row"], one["shot"], one["platform"], one["money"]["text"]) for one in mixed["parts"]]
        assert parts == [(1, "A", "shop", "0.96"), (2, "B", "other", "0.4"), (3, "C", "shop", "0.6")]
        shop = data["sellers"][1]
        assert (shop["plan"]["name"], shop["shots"], shop["money"]["text"]) == ("Large", 2, "1.56")
        assert shop["unpriced"] == [{"shots": ["B"], "rows": [2], "text": "its model is not sold there"}]
        assert [(one["platform"], one["reason"]) for one in data["missing"]] == [("quiet", "unpublished")]

    def test_plans_paid_by_the_year_and_a_plan_by_its_name(self) -> None:
        # Large by the year is 240 / 12 = 20 a month: (24 + 15) / 1000 x 20 = 0.78, and 0.20 for B
        yearly = table(compared(ROWS, "--yearly --format csv"))
        assert [row["money"] for row in yearly if row["plan"] == "Large (yearly)"] == ["0.78", "1.2", "0.2"]
        assert yearly[0]["money"] == "0.98"
        small = table(compared(ROWS, "--plan small --format csv"))
        assert [(row["platform"], row["plan"]) for row in small[1:]] == [
            ("list", ""),
            ("shop", "Small"),
            ("fixed", "Small"),
            ("other", "Small"),
        ]
        assert small[0]["money"] == "3.6"  # A by the list 1.60, B at other 1, C by the list 1

    def test_unknown_is_neither_a_price_nor_nothing(self) -> None:
        # vague: 30+ credits are 30+ / 100 x 10 = 3+ on Small, and of 1000+ any part. The list has no price for v.
        rows = table(compared("shot,model,seconds\nV,v,10\n", "--format csv"))
        keys = ("platform", "plan", "shots", "unpriced", "money", "total", "times_list_price")
        assert [tuple(row[key] for key in keys) for row in rows] == [
            ("", "", "1", "0", "0.4", "", ""),
            ("other", "Large", "1", "0", "0.4", "10", ""),
            ("other", "Small", "1", "0", "1", "10", ""),
            ("vague", "Small", "1", "0", "3+", "30+", ""),
            ("vague", "Large", "0", "1", "", "30+", ""),
        ]
        mixed = "shot,model,seconds\nV,v,10\nB,n,10\n"  # of which the list has a price for B alone
        assert [row["times_list_price"] for row in table(compared(mixed, "--format csv"))[:2]] == ["", ""]

    def test_a_shot_without_a_price_is_named_and_ends_the_command(self) -> None:
        ran = compared(ROWS + "D,z,5\nE,q,5\n")
        assert "? No platform has a price for 2 shots (D and E)." in ran.out.splitlines()
        assert "5 shots on" in ran.out
        assert (ran.code, ran.err) == (
            1,
            "error: shots.csv:5: 2 of 5 shots have no price on any platform: unknown model "
            "`z` on list (see `creditcalc models list`)\n",
        )
        unpublished = compared("shot,model,seconds\nA,m,5\nE,q,5\n")
        assert unpublished.code == 5
        assert unpublished.err.startswith("error: shots.csv:3: 1 of 2 shots has no price on any platform: no platform ")

    def test_a_row_says_nothing_of_where_it_is_made(self) -> None:
        with_platform = "shot,model,seconds,platform\nA,m,8,quiet\nB,n,10,\nC,m,5,list\n"
        assert compared(with_platform, "--format csv").out == compared(ROWS, "--format csv").out

    def test_a_list_of_ones_own_and_what_it_lacks(self) -> None:
        own = compared("Shot;Duration\nA;8s\nB;5s\n", "--guess-columns --model m --takes 2 --format csv")
        assert table(own)[1]["money"] == "3.12"  # 2 x 1.56
        kept = compared(
            ROWS.replace("shot", "Shot,Colour").replace("A,", "A,red,").replace("B,", "B,,").replace("C,", "C,,"),
            "--keep colour --format csv",
        )
        assert kept.out == compared(ROWS, "--format csv").out

    def test_alternatives_are_decided_first(self) -> None:
        board = "shots: [{name: A, seconds: 5, alternatives: {draft: {model: m}, final: {model: n}}}]\n"
        undecided = compared(board, name="board.yaml")
        assert (undecided.code, undecided.err) == (
            1,
            "error: board.yaml:1:9: 1 shot with alternatives\n"
            "hint: choose one   creditcalc platforms compare board.yaml --pick draft\n",
        )
        assert table(compared(board, "--pick final --format csv", "board.yaml"))[0]["money"] == "0.2"
        assert "needs a storyboard" in compared(ROWS, "--pick final").err

    @pytest.mark.parametrize(
        ("rows", "options", "error"),
        [
            ("model,seconds,success_rate\nm,5,0.3\n", "", "shots.csv:2: `success_rate` is not compared: remove it"),
            ("model,seconds\n", "", "shots.csv: has no generations: add a row"),
            ("model,seconds\nm,99\n", "", "shots.csv:2: no platform sells this with these settings: fixed, "),
            (ROWS, "--plan gold", "shots.csv:2: no platform that sells this has a plan `gold`: they have large, small"),
        ],
    )
    def test_what_cannot_be_compared_is_refused(self, rows: str, options: str, error: str) -> None:
        ran = compared(rows, options)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(f"error: {error}")

    def test_options_of_a_file_need_one(self) -> None:
        ran = run("platforms compare m 8s --guess-columns")
        assert (ran.code, ran.err) == (
            2,
            "error: --pick, --keep and the options of a shot list need a file: platforms compare shots.csv\n",
        )


@settings(max_examples=20)
@given(made=st.lists(st.tuples(st.sampled_from("mn"), st.integers(1, 10)), min_size=1, max_size=4))
def test_sums_are_those_of_the_shots_one_by_one(made: list[tuple[str, int]], sheets: str) -> None:
    """A platform costs what its shots cost one by one, and none that makes them all costs less than the mix."""
    catalog = Catalog(alone=sheets)
    path = Path(sheets) / "shots.csv"
    path.write_text("model,seconds\n" + "".join(f"{name},{seconds}\n" for name, seconds in made))
    pricer = Pricer(catalog, catalog.edition())
    found = offered_for(catalog, shots(str(path), "csv", pricer).rows, pricer, opened=catalog.edition)
    alone = [offers(catalog, name, {"seconds": seconds}, outputs=None, takes=1)[0] for name, seconds in made]

    def paid(offer: Offer) -> tuple[object, ...]:
        return offer.quote.edition.platform, offer.option

    for way in sellers(found):
        each = [next((offer for offer in one if paid(offer) == paid(way.made[0])), None) for one in alone]
        assert way.money == sum_of_money(each)
        assert way.priced == sum(map(has_money, each))
    cheapest = sum_of_money(mix(found))
    whole = [way.money.low for way in sellers(found) if way.money and way.priced == len(made)]
    assert whole and all(cheapest.low <= one for one in whole)
