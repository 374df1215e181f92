"""What a batch sums to: what success and failure rates make of it, and the one total."""

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import lines
from sheets import Sheets, platform
from shell import run
from shop import shop

from creditcalc.amount import ZERO, Amount, exactly
from creditcalc.batch import tally
from creditcalc.batch.pricer import Priced
from creditcalc.batch.tally import Sums, Tally, one_total, own_total
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.evidence import GRADES
from creditcalc.rating.takes import Cost, Odds, Shoot, shoot


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_rate_is_a_share(folder: Path) -> None:
    (folder / "s.yaml").write_text("shots: [{alternatives: {draft: {model: clip, seconds: 2}}}]\n")
    for rate in ("0", "0.0001"):
        found = run(f"batch s.yaml --pick draft --success-rate {rate}")
        assert "a success rate is a number from 0.001 to 1" in found.err


def test_a_success_rate_shows_both_rules_for_failed_takes(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\n")
    # 5 s at 2 = 10; 2 takes expected, 5 in 95 of 100; charged 20, free 10; from 1 take to 5: 10..50
    assert run("batch a.csv --format csv").out == lines(
        "model,seconds,success_rate,credits_low,credits_high,qualifier,grade,error,"
        "takes_expected,takes_low,takes_high,credits_if_failed_charged,credits_if_failed_free",
        "clip,5,0.5,10,50,range,official,,2,1,5,20,10",
    )
    found = run("batch a.csv").out
    assert "Expected takes: 2 for 1 shot." in found
    assert "If failed takes are charged: 20 expected. If they are free: 10." in found


@pytest.mark.parametrize(
    ("rule", "rates", "low", "high", "charged", "free", "said"),
    [
        # 5 s at 2 = 10 a take. Half are good: 2 expected, and in 90 of 100 shoots 1 to 5, since 1 - 1/2^5 = 0.97.
        ("yes", "0.5,", 10, 50, 20, 10, "Failed generations are charged: 20 expected."),
        ("no", "0.5,", 10, 50, 20, 10, "Add --failure-rate to say what share fails."),
        ("unknown", "0.5,", 10, 50, 20, 10, "If failed takes are charged: 20 expected. If they are free: 10."),
        # A quarter fails, of the others 0.5 / 0.75 = 2/3 are good: 1.5 expected; 1 to 3, as 1 - 1/3^2 = 0.89 and
        # 1 - 1/3^3 = 0.96
        ("no", "0.5,0.25", 10, 30, 20, 15, "takes that you reject are: 15 expected."),
        ("unknown", "0.5,0.25", 10, 50, 20, 15, "If failed takes are charged: 20 expected. If they are free: 15."),
        ("yes", "0.5,0.25", 10, 50, 20, 15, "Failed generations are charged: 20 expected."),
        # One of ten is good: P(N <= 1) = 0.1, so that 1 suffices with 5 % already; 1 - 0.9^29 = 0.953, 0.9^28 = 0.052
        ("yes", "0.1,", 10, 290, 100, 10, "Failed generations are charged: 100 expected."),
        # Fails never: both rules are one. All the others fail: only the good ones are charged.
        ("no", "0.5,0", 10, 50, 20, 20, "The total is a 90 % confidence interval."),
        ("no", "0.5,0.5", 10, 10, 20, 10, "takes that you reject are: 10 expected."),
    ],
)
def test_what_failed_takes_cost_is_the_platforms_rule(
    folder: Path, rule: str, rates: str, low: int, high: int, charged: int, free: int, said: str
) -> None:
    _rule(rule)
    (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
    found = run("batch a.csv --format csv").out.splitlines()[1]
    assert found.split(",")[4:6] == [str(low), str(high)] and found.endswith(f",{charged},{free}")
    assert said in run("batch a.csv").out


def _rule(charged: str) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "edition.yaml")
    with edition.open("a") as sheet:
        sheet.write(f"failed_generations: {{charged: {charged}, source: docs}}\n")


def test_where_the_rule_decides_the_sum_is_an_interval_too(folder: Path) -> None:
    _rule("yes")
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # as below, and the lower end 2000 - 1.645 * 141.42 + 8.5 = 1775.9
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1775.89")


def test_rows_without_a_success_rate_cost_what_they_cost(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\nclip,5,0.5\nclip,30,\n")
    # Two shots from 10 each, of 20 with a variance of 200 each: 40 + 1.645 * 20 = 72.9. Their third moment is
    # 10^3 * 0.5 * 1.5 / 0.5^3 = 6000 each, 12000 / 400 = 30, times (1.645^2 - 1) / 6 = 0.2843375: 8.530125 more.
    # Two good takes at 0.5 need 8 at most in 95 of 100 shoots: 80. Then 60 for 30 s.
    assert run("batch a.csv --quiet").out == "~80..141.430125\n"
    # Expected of all: 2 * 20 + 60, or 2 * 10 + 60.
    assert "If failed takes are charged: 100 expected. If they are free: 80." in run("batch a.csv").out


def test_takes_that_are_rounded_together_have_no_mean_of_their_own(folder: Path) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "models.yaml")
    with edition.open("a") as sheet:
        sheet.write(
            "whole:\n  name: Whole\n  maker: M\n  kind: video\n  settings: {seconds: {number: 1..60}}\n"
            "  rates: [{price: 0.3, per: second, source: docs}]\n"
            "  rounding: {to: up, at: total, source: docs}\n"
        )
    (folder / "a.csv").write_text("model,seconds,success_rate,failure_rate\n" + "whole,4,0.5,0\n" * 2)
    # 1.2 a take, rounded up at the end: 2 for one take, 6 for 5. Not 2 * 2 takes of 2 each, which would be 8 expected.
    found = run("batch a.csv")
    assert "If failed takes are charged: about 4–12 expected" in found.out and "  ~4–12\n" in found.out


def test_a_failure_rate_is_a_share_of_the_takes(folder: Path) -> None:
    for rates, said in (
        ("0.6,0.5", "a failure rate is a number from 0, at most 1 together with the success rate"),
        ("0.6,-1", "`-1`"),
        (",0.5", "a failure rate needs a success rate: give `success_rate` too"),
    ):
        (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
        found = run("batch a.csv")
        assert found.code == REFUSED and said in found.err
    found = run("batch a.csv --failure-rate 0.5")
    assert found.code == 2 and "--failure-rate needs --success-rate" in found.err


def test_the_total_of_many_shots_is_narrower_than_the_sum_of_their_intervals(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # mean 100 * 20 = 2000; variance of one: 10^2 * 0.5 / 0.5^2 = 200, of all 20000, deviation 141.42
    # 2000 + 1.645 * 141.42 = 2232.6, and 0.2843375 * 600000 / 20000 = 8.5 for the skew: 2241.2; and not 100 * 50
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1000..2241.168")


TEN = exactly(10)


def shot(rule: str = "unknown", success: str = "0.5", each: Amount = TEN, failure: str | None = None) -> Shoot:
    """A shot of which one take must be good."""
    odds = Odds(Fraction(success), None if failure is None else Fraction(failure))
    return shoot(odds, 1, rule, lambda takes: each * exactly(takes))  # type: ignore[arg-type]  # a rule's word


def row(
    total: Amount | None, shot_: Shoot | None = None, model: str = "m", unit: str = "credit", **more: str
) -> Priced:
    """What became of a row."""
    return Priced(model, unit, total, more.get("grade", "official"), shoot=shot_)


def of_shot(shot_: Shoot) -> Priced:
    """A row with a success rate."""
    return row(shot_.total, shot_)


AMOUNTS = st.builds(
    lambda low, more, about: Amount(low, None if more is None else low + more, about),
    st.builds(Fraction, st.integers(0, 99), st.sampled_from([1, 2, 3])),
    st.one_of(st.none(), st.integers(0, 9)),
    st.booleans(),
)


SHOTS = st.builds(
    shot,
    st.sampled_from(["yes", "no", "unknown"]),
    st.sampled_from(["0.25", "0.5", "1"]),
    AMOUNTS,
    st.sampled_from([None, "0"]),
)


NAMES = {"model": st.sampled_from(["m", "n"]), "unit": st.sampled_from(["credit", "USD"])}


KINDS = st.one_of(
    st.builds(lambda one, model, unit: row(one.total, one, model, unit), SHOTS, **NAMES),
    st.builds(lambda total, model, unit, grade: row(total, None, model, unit, grade=grade), AMOUNTS, **NAMES,
              grade=st.sampled_from(GRADES)),
    st.builds(lambda code: Priced("x", error="no", code=code), st.sampled_from([REFUSED, UNPUBLISHED])),
)  # fmt: skip


@given(st.lists(st.tuples(KINDS, st.sampled_from(["", "one", "two"]), st.integers(1, 5)), max_size=6))
def test_so_many_rows_at_once_are_as_many_one_by_one(batch: list[tuple[Priced, str, int]]) -> None:
    at_once, one_by_one = Tally(), Tally()
    for priced, scene, count in batch:
        at_once.add(priced, scene, count)
        for _ in range(count):
            one_by_one.add(priced, scene)
    assert vars(at_once) == vars(one_by_one)
    assert at_once.units == one_by_one.units
    for unit in at_once.units:
        assert at_once.whole(unit) == one_by_one.whole(unit)
        assert at_once.total(unit) == one_by_one.total(unit)


ROWS = st.lists(st.one_of(SHOTS, AMOUNTS), max_size=3)


@given(ROWS, ROWS, st.integers(1, 9))
def test_every_figure_is_added_so_many_times(
    before: list[Shoot | Amount], more: list[Shoot | Amount], many: int
) -> None:
    """Whatever is there before, of rows of both sorts: each figure that a sum has, or gets later, is walked."""
    start, other = _sums(before), _sums(more)
    found = start.plus(other, many)
    for name in Sums._fields:
        was, each = getattr(start, name), getattr(other, name)
        if isinstance(each, frozenset):
            wanted = was | each
        elif isinstance(each, Cost):
            wanted = was.plus(each, exactly(many))
        else:
            wanted = was + each * (exactly(many) if isinstance(each, Amount) else many)
        assert getattr(found, name) == wanted, name


def _sums(rows: list[Shoot | Amount]) -> Sums:
    found = Sums()
    for one in rows:
        found = found.plus(Sums.of(one, None) if isinstance(one, Amount) else Sums.of(one.total, one))
    return found


def texts(cost: Cost) -> tuple[str, ...]:
    """The mean, variance and third moment of a cost."""
    return tuple(map(str, cost))


def test_three_shots_and_two_rows_by_hand() -> None:
    """A take costs 10 and half are good. Takes: mean 2, variance 0.5 / 0.5^2 = 2, third moment 2 * 1.5 / 0.5 = 6."""
    found = Tally()
    found.add(of_shot(shot()), count=3)
    found.add(row(exactly(7)), count=2)
    sums = found.whole("credit").sums
    assert (str(sums.takes), sums.shots, str(sums.least)) == ("6", 3, "30")  # 3 * 2 takes, 3 good ones at 10
    # Charged: 3 * 2 * 10; 3 * 2 * 10^2; 3 * 6 * 10^3. Free: the good takes alone, which are certain.
    assert texts(sums.charged) == texts(sums.high) == ("60", "600", "18000")
    assert texts(sums.free) == texts(sums.low) == ("30", "0", "0")
    assert sums.rules == {("unknown", False)}
    assert str(sums.others) == "14"
    # From 30, where failed takes are free, to 60 and 1.645 roots of 600 (to the next millionth 24.494898: 40.29410721),
    # and for the skew (1.645^2 - 1) / 6 * 18000 / 600 = 0.2843375 * 30 = 8.530125 more. And 14.
    assert sums.total.low == 44
    assert str(found.total("credit")) == "~44..122.82423221"


def test_one_shot_alone_has_its_own_interval() -> None:
    """Of one shot the exact one, 1 to 5 takes; of two the one for the sum: 1 - 1 / 2^5 = 0.97 of a hundred shoots."""
    found = Tally()
    found.add(of_shot(shot("yes")))
    found.add(row(exactly(7)))
    assert str(found.total("credit")) == "~17..57"


def test_a_row_without_a_price_makes_the_sum_a_lower_bound() -> None:
    found = Tally()
    found.add(row(exactly(7)), "one", count=2)
    found.add(Priced("x", error="no", code=REFUSED), "one", count=3)
    found.add(Priced("y", error="no", code=UNPUBLISHED), "two", count=4)
    assert (found.rows, found.missing, found.refused, found.unpublished) == (9, 7, 3, 4)
    assert str(found.total("credit")) == "14+"
    assert found.units == ("credit",)  # what has no price is in no unit
    assert [(unit, share.rows, share.missing) for unit, share in found.scene("one").items()] == [("credit", 5, 3)]
    assert [(unit, share.rows, share.missing) for unit, share in found.scene("two").items()] == [("", 4, 4)]


def test_amounts_in_different_units_are_never_added() -> None:
    found = Tally()
    found.add(row(exactly(7)), "s")
    found.add(row(exactly(5), unit="USD"), "s", count=2)
    found.add(row(exactly(1), model="n"), "s")
    assert found.units == ("credit", "USD")
    assert (str(found.total("credit")), str(found.total("USD"))) == ("8", "10")
    assert {unit: str(share.known) for unit, share in found.scene("s").items()} == {"credit": "8", "USD": "10"}
    # A row without a price may be of either unit: both sums are lower bounds, of two rows and it.
    found.add(Priced("x", error="no", code=REFUSED), "s")
    assert {unit: (share.rows, str(share.known)) for unit, share in found.scene("s").items()} == {
        "credit": (3, "8+"),
        "USD": (3, "10+"),
    }


def test_scenes_beyond_the_most_go_under_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_SCENES", 2)
    found = Tally()
    for scene in ("a", "b", "c", "a", "d"):
        found.add(row(exactly(1)), scene, count=2)
    found.add(row(exactly(1)), "")
    assert {name: share.rows for (_, name), share in found.scenes.items()} == {"a": 4, "b": 2, "(other scenes)": 4}
    assert str(found.total("credit")) == "11"


@pytest.mark.parametrize("order", [1, -1])
def test_the_grade_is_the_weakest_of_all_priced_rows(order: int) -> None:
    found = Tally()
    assert found.grade == ""
    for number, grade in enumerate(GRADES[::order]):
        found.add(row(ZERO, grade=grade))
        assert found.grade == (GRADES[number] if order == 1 else GRADES[-1])
    found.add(Priced("x", grade="", error="no", code=REFUSED))
    assert found.grade == GRADES[-1]


@pytest.fixture
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """A price book in credits."""
    return platform(
        tmp_path_factory.mktemp("sheets"),
        "m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}\n",
    )


def summed(*amounts: tuple[str, str | None]) -> Tally:
    """The sums of rows: a unit and an amount each, or no price."""
    found = Tally()
    for unit, amount in amounts:
        total = None if amount is None else Amount.parse(amount)
        found.add(Priced("m", unit, total, "official" if total else "", error="" if total else "no", code=not total))
    return found


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([], "0"),
        ([("credit", "2"), ("credit", "~3")], "~5"),
        ([("credit", "2"), ("", None)], "2+"),  # a row without a price is not free
        ([("", None)], "unknown"),
    ],
)
def test_the_one_total_is_the_price_books_own(sheets: Sheets, rows: list[tuple[str, str | None]], total: str) -> None:
    assert str(one_total(summed(*rows), sheets.edition)) == total
    assert str(own_total(summed(*rows), sheets.edition)) == total


def test_the_one_total_of_another_book_is_not_its_own(sheets: Sheets) -> None:
    rows = summed(("USD", "1"), ("USD", "0.5"))
    assert str(one_total(rows, sheets.edition)) == "1.5"
    with pytest.raises(CreditcalcError) as refused:
        own_total(rows, sheets.edition)
    assert str(refused.value) == (
        "rows are priced in `USD`, not in credits of p e: choose one platform and price book for the whole batch"
    )


def test_amounts_in_two_units_have_no_one_total(sheets: Sheets) -> None:
    for asked in (one_total, own_total):
        with pytest.raises(CreditcalcError) as refused:
            asked(summed(("credit", "1"), ("USD", "1")), sheets.edition)
        assert str(refused.value) == "there is no single total: rows are priced in `credit` and `USD`"


EXCEPTIONS = """
failed_generations:
  charged: no
  blocked: no
  source: docs
  except:
    - {makers: [Maker], charged: yes, source: docs}
    - {models: [picture], charged: unknown, blocked: yes, source: docs}
"""


def test_a_success_rate_takes_the_rule_of_the_model_before_that_of_its_maker(folder: Path) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "edition.yaml")
    edition.write_text(edition.read_text() + EXCEPTIONS)
    rate = "--success-rate 0.5 --failure-rate 0.25 --json"
    found = {}
    for name in ("clip", "silent", "picture"):
        (folder / f"{name}.csv").write_text("model,seconds\n" + (f"{name},\n" if name == "picture" else f"{name},5\n"))
        takes = json.loads(run(f"batch {name}.csv {rate}").out)["takes"]
        found[name] = takes["failed_generations"], takes["blocked_generations"]
    # clip and picture are of Maker, silent of Other
    assert found == {
        "clip": (["charged"], ["not_charged"]),
        "silent": (["not_charged"], ["not_charged"]),
        "picture": (["unknown"], ["charged"]),
    }


CALM = """
calm:
  name: Calm
  maker: Other
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: 2, per: second, source: docs}]
"""


def test_models_of_different_rules_are_summed_by_their_own(folder: Path) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "edition.yaml")
    edition.write_text(edition.read_text() + EXCEPTIONS)
    (edition.parent / "calm.yaml").write_text(CALM)
    (folder / "a.csv").write_text("model,seconds\nclip,5\ncalm,5\n")
    found = run("batch a.csv --success-rate 0.5 --failure-rate 0.25").out
    # 10 a take: of clip all 2 expected takes are charged, 20; of calm the 1.5 that do not fail, 15
    assert "Failed generations of some models are charged, of others not: 35 expected." in found
    assert "A generation of some models that moderation stops is not charged." in found
