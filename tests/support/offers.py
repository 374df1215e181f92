"""Made-up plans and top-ups, and random shops of them for the laws."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.period import Span
from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.plan import After, Allowance, Expiry, Money, Plan, TopUp

NO_RATES: dict[str, Fraction] = {}


def money(amount: str, every: str | None = "month") -> Money:
    """So much in USD, every month, every year or once."""
    return Money(amount=Amount.parse(amount), currency="USD", every=every)  # type: ignore[arg-type]


def plan(name: str, allowance: str, monthly: str | None = None, yearly: str | None = None) -> Plan:
    """A plan with its credits a month; with prices as they are given."""
    prices = ([money(monthly)] if monthly else []) + ([money(yearly, "year")] if yearly else [])
    granted = Allowance(amount=Amount.parse(allowance), unit="credit", every="month")
    return Plan(id=name, name=name, source="s", prices=tuple(prices), allowance=granted)


def lasting(after: str) -> After:
    """When bought credits end, as a sheet writes it."""
    words: dict[str, After] = {word: word for word in ("never", "cycle end", "unknown")}
    return words.get(after) or Span.parse(after)


def top_up(name: str, cost: str, credits: str, after: str = "never", plans: tuple[str, ...] = ()) -> TopUp:
    """A pack of credits for money; `plans` may buy it, without any all."""
    return TopUp(
        id=name,
        name=name,
        source="s",
        plans=plans,
        prices=(money(cost, None),),
        gives=Allowance(amount=Amount.parse(credits), unit="credit"),
        expires=Expiry(after=lasting(after)),
    )


def edition(plans: Sequence[Plan], top_ups: Sequence[TopUp] = ()) -> Edition:
    """An edition of nothing but these plans and packs."""
    head = EditionSheet(unit="credit", from_=Day("2026-01-01"), as_of=Day("2026-01-31"), sources={})
    return Edition(
        platform="p",
        platform_name="P",
        id="e",
        as_of="2026-01-31",
        sheet=head,
        plans={one.id: one for one in plans},
        top_ups={one.id: one for one in top_ups},
    )


small = st.integers(0, 40)
sizes = st.integers(1, 12)


@st.composite
def shops(draw: st.DrawFn) -> Edition:
    """A few plans, the free one among them, and up to two top-ups that may last one, two or all months."""
    plans = [plan("free", str(draw(st.integers(0, 5))), "0")]
    for number in range(draw(st.integers(0, 2))):
        yearly = draw(st.one_of(st.none(), st.integers(0, 120)))
        plans.append(plan(f"p{number}", str(draw(small)), str(draw(small)), None if yearly is None else str(yearly)))
    lives = st.sampled_from(["never", "cycle end", "2 months"])
    who = st.sampled_from([(), ("p0",), ("p1",)])
    packs_ = [
        top_up(f"t{number}", str(draw(sizes)), str(draw(sizes)), draw(lives), draw(who))
        for number in range(draw(st.integers(1, 2)))
    ]
    return edition(plans, packs_)
