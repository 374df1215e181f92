"""Laws of what rows charge: what is found is what trying every value finds."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.quantity import Expression
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.check import model_faults
from creditcalc.sheets.contradictions.models import model_contradictions
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build

DAY = Day("2026-05-31")
SOURCES = {"docs": Source("The documentation", Dated("2026-05"), "official")}
EDITION = Edition("p", "P", "e", DAY, EditionSheet("credit", DAY, DAY, SOURCES), sources=SOURCES)


def model(head: str, row: str) -> Model:
    """A model with these settings and this one rate."""
    wrong: list[Fault] = []
    text = f"name: M\nmaker: X\nkind: video\nsettings: {{{head}}}\nrates: [{{{row}, source: docs}}]\n"
    found = build(Model, parse(text.encode(), "m.yaml"), wrong)
    assert not wrong
    return found._replace(id="m")  # type: ignore[no-any-return]


LEAVES = st.sampled_from(["a", "b", "1", "2", "3", "0.5"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda part: (
        st.tuples(part, st.sampled_from(["+", "-", "*", "/"]), part).map(lambda some: f"({' '.join(some)})")
        | st.tuples(st.sampled_from(["floor", "ceil"]), part).map(lambda some: f"{some[0]}({some[1]})")
        | st.tuples(st.sampled_from(["min", "max"]), part, part).map(lambda some: f"{some[0]}({some[1]}, {some[2]})")
    ),
    max_leaves=5,
)
VALUES = range(5)


@settings(max_examples=100)
@given(EXPRESSIONS)
def test_a_quantity_is_what_trying_every_value_finds(text: str) -> None:
    head = "a: {whole: 0..4}, b: {whole: 0..4}"
    quantity, divided, counts = Expression.parse(text), False, []
    for a, b in product(VALUES, VALUES):
        try:
            counts.append(quantity.value({"a": Fraction(a), "b": Fraction(b)}))
        except CreditcalcError as error:
            divided = divided or "divides by zero" in str(error)
            counts.append(Fraction(-1))
    found = model(head, f'price: 1, per: frame, quantity: "{text}"')
    faults = [fault.message for fault in model_faults(found, SOURCES, DAY)]
    if divided:
        assert [message.startswith("`quantity` divides by zero at ") for message in faults] == [True]
    elif max(counts) <= 0:  # below zero, or free, or here one and there the other
        assert faults or any("below zero" in fault.message for fault in model_contradictions(found, EDITION))
    else:
        assert faults == []
        below = [fault for fault in model_contradictions(found, EDITION) if "below zero" in fault.message]
        assert bool(below) == (min(counts) < 0)


LIMITS = st.integers(0, 13)


@settings(max_examples=100)
@given(
    st.integers(1, 12),
    st.none() | LIMITS,
    st.none() | LIMITS,
    st.none() | LIMITS,
    st.sampled_from(["second", "5 seconds", "5 seconds started", "5 seconds nearest", "5 seconds completed"]),
)
def test_a_row_is_free_if_everything_by_it_costs_nothing(
    most: int, beyond: int | None, at_least: int | None, at_most: int | None, per: str
) -> None:
    limits = {"beyond": beyond, "at_least": at_least, "at_most": at_most}
    keys = "".join(f", {key}: {value}" for key, value in limits.items() if value is not None)
    found = model(f"seconds: {{whole: 0..{most}}}", f"price: 2, per: {per}{keys}")
    faults = [fault.message for fault in model_faults(found, SOURCES, DAY)]
    if at_least is not None and at_most is not None and at_least > at_most:
        assert faults == ["`at_least` is more than `at_most`: swap them"]
        return
    costs = {price(resolve(found, {"seconds": seconds}), EDITION).total.high for seconds in range(most + 1)}
    assert bool(faults) == (costs == {0})
