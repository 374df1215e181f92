"""Laws of matching charges with estimates: nothing is lost, nothing counts twice, and no order decides."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from creditcalc.amount import exactly
from creditcalc.wallet.statements.charges import BillCharge
from creditcalc.wallet.statements.match import Estimate, Match, Matching, Spell, match_days, match_generations

START = datetime(2026, 11, 10, tzinfo=UTC)
MODELS = ("a", "b")


def at(minutes: int) -> datetime:
    """A moment of some days, so close to others that many may belong together."""
    return START + timedelta(minutes=minutes)


minutes = st.integers(0, 60)
charges = st.lists(
    st.builds(
        lambda when, model, id_, amount: BillCharge("", at(when), None, "", model, id_, Fraction(amount)),
        minutes,
        st.sampled_from([*MODELS, None]),
        st.sampled_from(["", "", "x", "y"]),
        st.integers(-2, 4),
    ),
    max_size=8,
).map(lambda found: [one._replace(place=f"row {number}") for number, one in enumerate(found)])
estimates = st.lists(
    st.builds(
        lambda when, model, key, amount: Estimate(0, at(when), model, exactly(amount), key, f"q{amount}"),
        minutes,
        st.sampled_from([*MODELS, None]),
        st.sampled_from([None, None, "x", "y"]),
        st.integers(1, 3),
    ),
    max_size=8,
).map(lambda found: [one._replace(number=number) for number, one in enumerate(found, 2)])


def spent(number: int, model: str, key: str | None) -> Estimate:
    """One credit, as estimated at the start."""
    return Estimate(number, at(0), model, exactly(1), key, "q1")


def every(found: Matching) -> list[Match]:
    """The matches of all parts."""
    return [match for part in found for match in part]


def generations(bill: list[BillCharge], spends: list[Estimate]) -> Matching:
    """How they go together within ten minutes, of which the last ten are not complete."""
    return match_generations(bill, spends, timedelta(minutes=10), at(50))


@settings(max_examples=60)
@given(charges, estimates)
def test_every_estimate_is_in_one_part_and_every_sum_is_kept(bill: list[BillCharge], spends: list[Estimate]) -> None:
    found = every(generations(bill, spends))
    assert Counter(one.number for match in found for one in match.estimates) == Counter(one.number for one in spends)
    # a refund that goes to the charge of its name is in the charge's amount
    total = sum((charge.amount or 0 for match in found for charge in match.charges), Fraction(0))
    assert total == sum((one.amount or 0 for one in bill), Fraction(0))
    assert all(count == 1 for count in Counter(one.place for match in found for one in match.charges).values())


@settings(max_examples=60)
@given(charges, estimates, st.randoms(use_true_random=False))
@example(
    [BillCharge("row 0", at(0), None, "", None, "x", Fraction(0))], [spent(2, "a", "x"), spent(3, "b", "x")], Random(1)
)
@example(
    [BillCharge("row 0", at(0), None, "", None, "x", Fraction(0))], [spent(2, "a", "x"), spent(3, "b", "x")], Random(3)
)
@example(
    [BillCharge(f"row {row}", at(0), None, "", model, "x", Fraction(0)) for row, model in enumerate(("a", None))],
    [spent(2, "a", "x"), spent(3, "b", "x")],
    Random(6),
)
def test_no_order_of_rows_decides(bill: list[BillCharge], spends: list[Estimate], random: object) -> None:
    before = generations(bill, spends)
    mixed, other = [*bill], [*spends]
    random.shuffle(mixed)  # type: ignore[attr-defined]  # a `Random`
    random.shuffle(other)  # type: ignore[attr-defined]

    def said(found: Matching) -> list[object]:
        """The sums of each part: of what is alike it makes no difference which is which."""
        return [
            Counter((match.model, match.charged, match.estimated, len(match.estimates)) for match in part)
            for part in (found.unestimated, found.uncharged, found.unclear, found.pending)
        ] + [sorted((str(match.model), one.number) for match in found.matched for one in match.estimates)]

    assert said(generations(mixed, other)) == said(before)


@settings(max_examples=60)
@given(charges, estimates)
def test_what_is_matched_by_time_alone_could_be_matched_in_no_other_way(
    bill: list[BillCharge], spends: list[Estimate]
) -> None:
    """Each pair is alone in its time, or any other pairing says the same."""
    nameless = [one._replace(id="") for one in bill]
    keyless = [one._replace(key=None) for one in spends]
    for match in generations(nameless, keyless).matched:
        if not match.estimates:
            continue
        (charge,), (one,) = match.charges, match.estimates
        assert charge.model == one.model
        assert abs(charge.at - one.at) <= timedelta(minutes=10)
        rivals = {
            other.amount
            for other in nameless
            if other.model == one.model and abs(other.at - one.at) <= timedelta(minutes=10) and (other.amount or 0) >= 0
        }
        others = {
            other.quote
            for other in keyless
            if other.model == charge.model and abs(other.at - charge.at) <= timedelta(minutes=10)
        }
        assert len(rivals) == 1 or len(others) == 1


def day(when: datetime) -> Spell:
    """Half an hour stands for a day."""
    begin = START + (when - START) // timedelta(minutes=30) * timedelta(minutes=30)
    return begin, begin + timedelta(minutes=30)


@settings(max_examples=60)
@given(charges, estimates)
def test_sums_of_days_keep_every_charge_and_every_estimate(bill: list[BillCharge], spends: list[Estimate]) -> None:
    sums = [one._replace(at=day(one.at)[0], end=day(one.at)[1]) for one in bill]
    found = match_days(sums, spends, day, at(30))
    assert Counter(one.number for match in every(found) for one in match.estimates) == Counter(
        one.number for one in spends
    )
    total = sum((match.charged or Fraction(0) for match in every(found)), Fraction(0))
    assert total == sum((one.amount or 0 for one in bill), Fraction(0))
    assert all(match.end and match.end > at(30) for match in found.pending)
    assert not any(match.end and match.end > at(30) for part in found[:3] for match in part)
