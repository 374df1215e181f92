"""Sums of a batch: so many rows at once are as many one by one, in every figure; units and scenes are kept apart."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import ZERO, Amount, exactly
from creditcalc.batch import tally
from creditcalc.batch.pricer import Priced
from creditcalc.batch.tally import Sums, Tally
from creditcalc.errors import REFUSED, UNPUBLISHED
from creditcalc.pricebook.evidence import GRADES
from creditcalc.rating.takes import Cost, Odds, Shoot, shoot

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
