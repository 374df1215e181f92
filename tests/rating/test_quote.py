"""What a price is: its laws over random small models, its order of steps, its refusals, and the bundled sheets."""

import json
import random
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import or_
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sheets import platform

from creditcalc.amount import ZERO, Amount, exactly, total
from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import FINEST, breakpoints, resolve
from creditcalc.rating.quote import Notice, Quote, price
from creditcalc.reports.quote import notices, quote_json
from creditcalc.sheets.check import model_faults
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build

DAY = Day("2026-05-31")
SOURCES = {
    "docs": Source("The documentation", Dated("2026-05"), "official"),
    "note": Source("A note", Dated("2026-04-30"), "third_party"),
}
BOOK = Edition("p", "P", "e", DAY, EditionSheet("credit", DAY, DAY, SOURCES), sources=SOURCES)


def model(text: str) -> Model:
    """A model without a fault, from the lines that stand under its id."""
    faults: list[Fault] = []
    found = build(Model, parse(dedent(text).encode(), "m.yaml"), faults)
    assert not faults
    found = found._replace(id="m", name="M", maker="X", kind="video")
    assert not model_faults(found, SOURCES, DAY)
    return found  # type: ignore[no-any-return]


def quoted(found: Model | str, outputs: int = 1, takes: int = 1, **settings: Any) -> Quote:
    """The quote for a generation."""
    made = model(found) if isinstance(found, str) else found
    return price(resolve(made, settings, outputs=outputs, takes=takes), BOOK)


def cost(found: Model | str, outputs: int = 1, takes: int = 1, **settings: Any) -> str:
    """The text of a quote's total."""
    return str(quoted(found, outputs, takes, **settings).total)


def steps(quote: Quote) -> list[tuple[str, str]]:
    """What is done to the sum of the lines, and what it then is."""
    return [(step.label, str(step.amount)) for step in quote.steps]


def refusal(found: Model | str, **settings: Any) -> tuple[int, str]:
    """The exit code and the text of a refusal."""
    with pytest.raises(CreditcalcError) as refused:
        quoted(found, **settings)
    return refused.value.code, str(refused.value)


# Random small models

SETTINGS = {"seconds": "{number: 1..60}", "resolution": "{one_of: [720p, 4k]}", "audio": "{flag: required}"}
OPEN = {
    "seconds": "{number: 1..60, open: yes}",
    "resolution": "{one_of: [720p, 4k], open: yes}",
    "audio": "{flag: open}",
}
TABLES = [
    [""],
    ["resolution: 720p", "resolution: 4k"],
    ["audio: on", "audio: off, resolution: [720p, 4k]"],
    ["resolution: 720p", "resolution: 4k, audio: on", "resolution: 4k, audio: off"],
    ["seconds: ..6", "seconds: '>6'"],
    ["seconds: <10, audio: on", "seconds: 10.., audio: on", "audio: off"],
]
PRICES = st.sampled_from(["0", "1", "0.5", "~0.35", "10+", "2..3", "~1..1.5", "..4"])
UNITS = st.sampled_from(
    ["second", "minute", "7 seconds started", "10 seconds nearest", "4 seconds completed", "minute unstated", "clip"]
)
CONDITIONS = st.sampled_from(["", "audio: on", "resolution: 4k", "seconds: 5..20", "audio: on, resolution: 4k"])


@dataclass(frozen=True)
class Parts:
    """A model in pieces, so that one can be left out or moved."""

    rates: tuple[str, ...]
    multipliers: tuple[str, ...] = ()
    surcharges: tuple[str, ...] = ()
    minimum: str = ""
    rounding: str = ""

    def model(self, settings: dict[str, str] = SETTINGS) -> Model:
        """The model that these pieces make."""
        lists = {"rates": self.rates, "multipliers": self.multipliers, "surcharges": self.surcharges}
        lines = [f"settings: {{{', '.join(f'{name}: {form}' for name, form in settings.items())}}}"]
        for name, rows in lists.items():
            lines += [f"{name}:", *(f"  - {{{row}, source: docs}}" for row in rows)] if rows else []
        lines += [f"minimum: {{price: {self.minimum}, source: docs}}"] if self.minimum else []
        lines += [f"rounding: {{{self.rounding}, source: docs}}"] if self.rounding else []
        return model("\n".join(lines))


@st.composite
def charges(draw: st.DrawFn) -> str:
    """A price and its unit: plain, in steps, or for a limited count."""
    unit = draw(UNITS)
    if unit == "clip":
        return f"price: {draw(PRICES)}, per: clip"
    end = draw(st.sampled_from(["5", "6.5", "10"]))
    tiers = f"[{{up_to: {end}, price: {draw(PRICES)}}}, {{price: {draw(PRICES)}}}]"
    form = draw(st.sampled_from([f"price: {draw(PRICES)}", f"graduated: {tiers}", f"whole: {tiers}"]))
    limit = draw(st.sampled_from(["", ", at_least: 10", ", at_most: 30", ", beyond: 0.5"]))
    return f"{form}, per: {unit}{limit}"


@st.composite
def parts(draw: st.DrawFn, *, plain: bool = False) -> Parts:
    """The pieces of a small model; `plain` without a minimum or rounding."""
    rates = tuple(f"when: {{{when}}}, {draw(charges())}" for when in draw(st.sampled_from(TABLES)))
    factors = draw(st.lists(st.tuples(CONDITIONS, st.sampled_from(["2", "1.5", "~0.47", "1..3"])), max_size=2))
    extras = draw(st.lists(st.tuples(CONDITIONS, charges()), max_size=2))
    return Parts(
        rates,
        tuple(f"name: F{n}, when: {{{when}}}, times: {times}" for n, (when, times) in enumerate(factors)),
        tuple(f"name: S{n}, when: {{{when}}}, {charge}" for n, (when, charge) in enumerate(extras)),
        "" if plain else draw(st.sampled_from(["", "3", "~8", "5+"])),
        "" if plain else draw(st.sampled_from(["", *ROUNDINGS])),
    )


ROUNDINGS = [
    f"to: {to}, at: {at}, step: {step}"
    for to, at, step in product(["up", "nearest", "down"], ["line", "generation", "total"], ["1", "0.05"])
]
SECONDS = st.builds(Fraction, st.integers(1000, 60000), st.just(1000)) | st.sampled_from([1, 5, 6, 7, 10, 20, 60]).map(
    Fraction
)
ASKED = st.fixed_dictionaries(
    {"seconds": SECONDS, "resolution": st.sampled_from(["720p", "4k"]), "audio": st.booleans()}
)
COUNT = st.integers(1, 7)


@given(parts(plain=True), ASKED)
def test_without_further_steps_the_total_is_the_sum_of_the_lines(made: Parts, asked: dict[str, Any]) -> None:
    quote = quoted(made.model(), **asked)
    assert quote.steps == ()
    assert quote.total == total(line.amount for line in quote.lines)


@given(parts(plain=True), ASKED)
def test_a_line_is_quantity_times_price_times_factors(made: Parts, asked: dict[str, Any]) -> None:
    for line in quoted(made.model(), **asked).lines:
        amount = line.quantity * line.price
        for _, factor in line.factors:
            amount = amount * factor
        assert line.amount == amount or len({row.per for row in line.rows}) > 1 or line.rows[0].graduated


@given(parts(), ASKED, COUNT, COUNT)
def test_outputs_and_takes_cost_as_often_as_one_does(
    made: Parts, asked: dict[str, Any], outputs: int, takes: int
) -> None:
    assume("at: total" not in made.rounding)
    found = made.model()
    one = quoted(found, **asked).total
    assert quoted(found, outputs, **asked).total == one * exactly(outputs)
    assert quoted(found, outputs, takes, **asked).total == one * exactly(outputs * takes)


@given(parts(), ASKED, COUNT, st.integers(1, 4))
def test_outputs_cost_as_many_generations_as_bring_them(
    made: Parts, asked: dict[str, Any], outputs: int, each: int
) -> None:
    assume("at: total" not in made.rounding)
    found = made.model()
    several = found._replace(outputs_per_generation=Fraction(each))
    needed = -(-outputs // each)
    assert quoted(several, outputs, **asked).total == quoted(found, **asked).total * exactly(needed)


@given(parts(), ASKED, COUNT, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    made: Parts, asked: dict[str, Any], outputs: int, chance: random.Random
) -> None:
    def shuffled(rows: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(chance.sample(rows, len(rows)))

    moved = replace(
        made,
        rates=shuffled(made.rates),
        multipliers=shuffled(made.multipliers),
        surcharges=shuffled(made.surcharges),
    )
    one, other = quoted(made.model(), outputs, **asked), quoted(moved.model(), outputs, **asked)
    assert one.total == other.total
    assert sorted((line.label, str(line.amount)) for line in one.lines) == sorted(
        (line.label, str(line.amount)) for line in other.lines
    )


@given(parts(), ASKED)
def test_a_surcharge_adds_its_line_and_no_more(made: Parts, asked: dict[str, Any]) -> None:
    plain = replace(made, minimum="", rounding="")
    without = replace(plain, surcharges=())
    more = quoted(plain.model(), **asked)
    added = total(line.amount for line in more.lines if line.label.startswith("S"))
    assert more.total == quoted(without.model(), **asked).total + added


@given(parts(), ASKED)
def test_a_minimum_lifts_a_generation_to_itself_and_no_higher(made: Parts, asked: dict[str, Any]) -> None:
    found = replace(made, minimum="20", rounding="").model()
    plain, lifted = quoted(found._replace(minimum=None), **asked).total, quoted(found, **asked).total
    assert lifted.low == max(plain.low, 20)
    assert lifted.high == (None if plain.high is None else max(plain.high, Fraction(20)))


@given(parts(), ASKED, COUNT, st.sampled_from([rounding for rounding in ROUNDINGS if "line" not in rounding]))
def test_a_rounded_amount_is_the_nearest_multiple_in_its_direction(
    made: Parts, asked: dict[str, Any], outputs: int, rounding: str
) -> None:
    plain, rounded = replace(made, rounding=""), replace(made, rounding=rounding)
    each = 1 if "total" in rounding else outputs
    before = quoted(plain.model(), outputs, **asked).total
    after = quoted(rounded.model(), outputs, **asked).total
    step = Fraction(rounding.rpartition(" ")[2]) * each
    for end, exact in ((after.low, before.low), (after.high, before.high)):
        if end is None or exact is None:
            assert (end, exact) == (None, None)
            continue
        assert (end / step).denominator == 1
        if "up" in rounding:
            assert 0 <= end - exact < step
        elif "down" in rounding:
            assert 0 <= exact - end < step
        else:
            assert -step / 2 < end - exact <= step / 2


@given(parts(), ASKED, st.sets(st.sampled_from(sorted(SETTINGS)), min_size=1), COUNT)
def test_an_open_quote_contains_every_closed_one(
    made: Parts, asked: dict[str, Any], left: set[str], outputs: int
) -> None:
    opened, closed = left_open(made, left), quoted(made.model(), outputs, **asked)
    given_ = {name: value for name, value in asked.items() if name not in left}
    quote = quoted(opened, outputs, **given_)
    assert closed.total in quote.total
    assert set(quote.generation.open) == left


def left_open(made: Parts, left: set[str]) -> Model:
    """The model with these settings open, and the others required."""
    return made.model({name: (OPEN if name in left else SETTINGS)[name] for name in SETTINGS})


@given(parts(), ASKED, st.sets(st.sampled_from(sorted(SETTINGS)), min_size=1), COUNT)
def test_an_open_total_is_the_hull_of_the_totals_over_its_values(
    made: Parts, asked: dict[str, Any], left: set[str], outputs: int
) -> None:
    """Of a length the values are the ends of its stretches, and what lies just past them."""
    opened, closed = left_open(made, left), made.model()
    values = [breakpoints(opened, name, FINEST) for name in sorted(left)]
    choices = [dict(zip(sorted(left), choice, strict=True)) for choice in product(*values)]
    totals = [quoted(closed, outputs, **{**asked, **choice}).total for choice in choices]
    hull = reduce(or_, totals)
    total_ = quoted(opened, outputs, **{name: value for name, value in asked.items() if name not in left}).total
    if "seconds" not in left:
        assert total_ == hull
        return
    assert hull in total_
    assert hull.low - total_.low < FAR
    assert (total_.high is None) == (hull.high is None)
    assert (total_.high or 0) - (hull.high or 0) < FAR


FAR = Fraction(1, 10**9)
"""More than what lies as near to a value as numbers can costs than the value, in small models."""
EDGES = st.sampled_from([1, 2, 5, 6, 7, 10, 20, 30, 60])
"""Where a step, a limit, a block or a condition of the small models begins or ends."""


@given(parts(), EDGES, st.sampled_from(["-1", "-0.0001", "0", "0.0001", "0.5"]), st.booleans())
def test_any_length_lies_within_the_open_interval(made: Parts, edge: int, beside: str, audio: bool) -> None:
    seconds = min(max(Fraction(edge) + Fraction(beside), Fraction(1)), Fraction(60))
    asked: dict[str, Any] = {"resolution": "4k", "audio": audio}
    opened = quoted(left_open(made, {"seconds"}), **asked).total
    assert quoted(made.model(), seconds=seconds, **asked).total in opened


def test_an_open_quote_rounds_the_same_lines_as_a_closed_one() -> None:
    sheet = """
        settings: {{seconds: {{number: 1..60}}, audio: {{flag: {}}}}}
        rates: [{{graduated: [{{up_to: 5, price: 1.5}}, {{price: 1.5}}], per: second, source: docs}}]
        rounding: {{to: up, at: line, source: docs}}
        """
    assert cost(sheet.format("off"), seconds=10) == "16"  # twice 5 * 1.5 = 7.5, up to 8
    assert cost(sheet.format("open"), seconds=10) == "16"


@given(parts(), ASKED, COUNT)
def test_a_total_is_as_sure_as_its_parts(made: Parts, asked: dict[str, Any], outputs: int) -> None:
    quote = quoted(made.model(), outputs, **asked)
    said = [line.amount for line in quote.lines] + [Amount.parse(made.minimum or "0")]
    assert quote.total.approximate == any(amount.approximate for amount in said)
    assert (quote.total.high is None) == any(amount.high is None for amount in said)


@given(parts(), ASKED, st.booleans(), COUNT)
def test_a_quote_survives_json(made: Parts, asked: dict[str, Any], opened: bool, outputs: int) -> None:
    given_ = {} if opened else asked
    quote = quoted(made.model(OPEN), outputs, **given_)
    assume(quote.lines)
    data = quote_json(quote)
    assert json.loads(json.dumps(data)) == data
    assert quote.total in Amount.parse(data["total"]["text"])
    for step, told in zip(quote.steps, data["steps"], strict=True):
        assert step.amount in Amount.parse(told["amount"]["text"])
    for line, told in zip(quote.lines, data["lines"], strict=True):
        assert line.amount in Amount.parse(told["amount"]["text"])
        assert line.price in Amount.parse(told["price"]["text"])
        assert line.quantity in Amount.parse(told["quantity"]["text"])
    low, high = data["total"]["low"], data["total"]["high"]
    if quote.total.qualifier == "unknown":
        assert (low, high) == (None, None)
    else:
        assert low is not None
        assert Fraction(low) <= quote.total.low
        assert (high is None) == (quote.total.high is None)
        assert high is None or quote.total.high is None or Fraction(high) >= quote.total.high


@given(parts(), ASKED, COUNT)
def test_the_same_inputs_give_the_same_quote(made: Parts, asked: dict[str, Any], outputs: int) -> None:
    one, other = quoted(made.model(), outputs, **asked), quoted(made.model(), outputs, **asked)
    assert (one.lines, one.steps, one.total) == (other.lines, other.steps, other.total)


# The order of the steps, by hand

ORDER = """
    settings: {seconds: {number: 1..60}, hd: {flag: off}}
    rates: [{price: 0.3, per: second, source: docs}]
    multipliers: [{name: HD, when: {hd: on}, times: 2, source: docs}]
    surcharges: [{name: Twin, price: 0.25, per: 4 seconds started, source: docs}]
    minimum: {price: 3.1, source: docs}
    rounding: {to: up, step: 1, at: generation, source: docs}
    outputs_per_generation: 2
    """


def test_the_steps_come_in_the_order_that_the_sheets_promise() -> None:
    quote = quoted(ORDER, outputs=3, takes=2, seconds=5, hd=True)
    # 5 * 0.3 * 2 = 3; two started blocks of 4 s at 0.25 = 0.5; 3.5 is over 3.1; up to 4; 3 outputs are 2 generations: 8
    assert [(line.label, str(line.amount)) for line in quote.lines] == [("M", "3"), ("Twin", "0.5")]
    assert steps(quote) == [
        ("Minimum 3.1", "3.5"),
        ("Rounded up to 1", "4"),
        ("2 generations", "8"),
        ("2 takes", "16"),
    ]
    assert str(quote.total) == "16"


def test_a_minimum_comes_before_rounding() -> None:
    # 2 * 0.3 = 0.6 and 0.25 is 0.85, lifted to 3.1, rounded up to 4
    assert steps(quoted(ORDER, seconds=2)) == [("Minimum 3.1", "3.1"), ("Rounded up to 1", "4")]


@pytest.mark.parametrize(
    ("to", "at", "seconds", "outputs", "cost_"),
    [
        ("up", "line", 5, 3, "9"),  # 1.5 to 2 and 0.5 to 1 is 3, three times
        ("up", "generation", 5, 3, "6"),  # 1.5 + 0.5 is 2, three times
        ("up", "generation", 6, 3, "9"),  # 1.8 + 0.5 = 2.3 is 3, three times
        ("up", "total", 6, 3, "7"),  # three times 2.3 is 6.9
        ("down", "line", 6, 3, "3"),  # 1.8 to 1 and 0.5 to 0
        ("down", "generation", 6, 3, "6"),
        ("down", "total", 6, 3, "6"),
        ("nearest", "line", 5, 1, "3"),  # a half counts up: 1.5 to 2 and 0.5 to 1
        ("nearest", "generation", 6, 3, "6"),  # 2.3 is 2
        ("nearest", "total", 6, 3, "7"),  # 6.9 is 7
    ],
)
def test_rounding_is_done_where_the_sheet_says(to: str, at: str, seconds: int, outputs: int, cost_: str) -> None:
    sheet = f"""
        settings: {{seconds: {{number: 1..60}}}}
        rates: [{{price: 0.3, per: second, source: docs}}]
        surcharges: [{{name: Fee, price: 0.5, per: generation, source: docs}}]
        rounding: {{to: {to}, at: {at}, source: docs}}
        """
    assert cost(sheet, outputs, seconds=seconds) == cost_


@pytest.mark.parametrize(
    ("price_", "rounded"), [("2.1..2.9", "3"), ("~2.1..3.9", "~3..4"), ("2.1+", "3+"), ("..0.5", "..1"), ("3", "3")]
)
def test_both_ends_of_an_amount_are_rounded(price_: str, rounded: str) -> None:
    sheet = f"""
        rates: [{{price: {price_}, per: clip, source: docs}}]
        rounding: {{to: up, at: total, source: docs}}
        """
    assert cost(sheet) == rounded


@pytest.mark.parametrize(
    ("price_", "minimum", "lifted"),
    [
        ("2", "5", "5"),
        ("8", "5", "8"),
        ("2..8", "5", "5..8"),
        ("2+", "5", "5+"),
        ("2", "~5", "~5"),
        ("2", "5+", "5+"),
        ("~2", "5", "~5"),
        ("2", "3..5", "3..5"),
        ("2", "unknown", "2+"),  # the vendor has a minimum, and nobody says which
    ],
)
def test_a_minimum_is_an_amount_like_any_other(price_: str, minimum: str, lifted: str) -> None:
    sheet = f"""
        rates: [{{price: {price_}, per: clip, source: docs}}]
        minimum: {{price: {minimum}, source: docs}}
        """
    assert cost(sheet) == lifted


@pytest.mark.parametrize(
    ("rate", "seconds", "cost_"),
    [
        ("price: 2, per: second", "8", "16"),
        ("price: 20, per: minute", "8", "2.666666..2.666667"),  # 8 / 60 * 20 = 2.666...
        ("price: 20, per: minute unstated", "8", "2.666666..20"),
        ("price: 20, per: minute started", "60", "20"),
        ("price: 20, per: minute started", "60.001", "40"),
        ("graduated: [{up_to: 10, price: 3}, {price: 6}], per: second", "10", "30"),
        ("graduated: [{up_to: 10, price: 3}, {price: 6}], per: second", "12", "42"),  # 10 * 3 + 2 * 6
        ("whole: [{up_to: 10, price: 3}, {price: 6}], per: second", "10", "30"),
        ("whole: [{up_to: 10, price: 3}, {price: 6}], per: second", "10.001", "60.006"),  # all of it at 6
        ("price: 2, per: second, beyond: 5", "3", "0"),
        ("price: 2, per: second, beyond: 5", "5", "0"),
        ("price: 2, per: second, beyond: 5", "8", "6"),  # 3 * 2
        ("price: 2, per: second, at_least: 10", "8", "20"),
        ("price: 2, per: second, at_most: 10", "12", "20"),
        ("price: 2, per: second, at_most: 10, beyond: 4", "12", "12"),  # 10, less 4
        ("price: 2, per: frame, quantity: 24 * seconds + 1", "8", "386"),  # 193 frames
        ("price: 2, per: 100 frames started, quantity: 24 * seconds + 1", "8", "4"),
        ("price: 2, per: clip", "8", "2"),
    ],
)
def test_a_charge_is_worked_out_exactly(rate: str, seconds: str, cost_: str) -> None:
    sheet = f"settings: {{seconds: {{number: 1..600}}}}\nrates: [{{{rate}, source: docs}}]"
    assert cost(sheet, seconds=seconds) == cost_


def test_a_surcharge_of_nothing_has_no_line() -> None:
    sheet = """
        settings: {images: {whole: 0..9}}
        rates: [{price: 1, per: clip, source: docs}]
        surcharges: [{name: Images, price: 2, per: picture, quantity: images, beyond: 3, source: docs}]
        """
    assert [line.label for line in quoted(sheet, images=3).lines] == ["M"]
    assert [(line.label, str(line.amount)) for line in quoted(sheet, images=4).lines] == [("M", "1"), ("Images", "2")]


def test_a_graduated_price_has_a_line_for_each_step_that_is_reached() -> None:
    sheet = """
        settings: {seconds: {number: 1..600}}
        rates: [{graduated: [{up_to: 10, price: 3}, {up_to: 20, price: 5}, {price: 6}], per: second, source: docs}]
        """

    def lines(seconds: int) -> list[tuple[str, str, str]]:
        return [
            (str(line.quantity), str(line.price), str(line.amount)) for line in quoted(sheet, seconds=seconds).lines
        ]

    assert lines(10) == [("10", "3", "30")]
    assert lines(15) == [("10", "3", "30"), ("5", "5", "25")]
    assert lines(25) == [("10", "3", "30"), ("10", "5", "50"), ("5", "6", "30")]


def test_a_graduated_price_of_nothing_has_a_line_of_nothing() -> None:
    sheet = """
        settings: {seconds: {number: 0..600}}
        rates: [{graduated: [{up_to: 10, price: 3}, {price: 5}], per: second, beyond: 5, source: docs}]
        """
    quote = quoted(sheet, seconds=3)
    assert str(quote.total) == "0"
    assert quote.evidence.grade == "official"


# Open settings, by hand


def test_an_open_setting_makes_an_interval_and_a_given_one_narrows_it() -> None:
    sheet = """
        settings: {seconds: {number: 1..60}, resolution: {one_of: [720p, 1080p, 4k], open: yes}}
        rates:
          - {when: {resolution: 720p}, price: 1, per: second, source: docs}
          - {when: {resolution: 1080p}, price: 2, per: second, source: note}
          - {when: {resolution: 4k}, unavailable: too large, source: docs}
        """
    assert cost(sheet, seconds=8) == "8..16"
    assert cost(sheet, seconds=8, resolution="1080p") == "16"
    assert [row.source for row in quoted(sheet, seconds=8).rows] == ["docs", "note"]


def varying(quote: Quote) -> bool:
    """Whether the quote says that its lines do not add up to its total."""
    return any(notice.code == "lines_vary" for notice in quote.notices)


AFTER_FIVE = """
    settings: {seconds: {one_of: [5, 10]}, resolution: {one_of: [720p, 1080p], open: yes}}
    rates:
      - {when: {resolution: 720p}, price: 0.21, per: clip, source: docs}
      - {when: {resolution: 1080p}, price: 0.35, per: clip, source: docs}
    surcharges:
      - {name: After, when: {resolution: 720p}, price: 0.042, per: second, beyond: 5, source: docs}
      - {name: After, when: {resolution: 1080p}, price: 0.07, per: second, beyond: 5, source: docs}
    """


def test_each_variant_of_an_open_setting_is_priced_whole() -> None:
    quote = quoted(AFTER_FIVE, seconds=10)
    # 720p: 0.21 and 5 * 0.042 = 0.21; 1080p: 0.35 and 5 * 0.07 = 0.35
    assert str(quote.total) == "0.42..0.7"
    assert [str(line.amount) for line in quote.lines] == ["0.21..0.35", "..0.21", "..0.35"]
    assert [notice for notice in quote.notices if notice.code == "lines_vary"] == [
        Notice(
            "lines_vary",
            "the total is narrower than the sum of the lines: one setting changes several of them together",
        )
    ]
    assert not varying(quoted(AFTER_FIVE, seconds=5))  # nothing is after the fifth second
    assert not varying(quoted(AFTER_FIVE, seconds=10, resolution="720p"))


def test_a_minimum_and_rounding_are_those_of_each_variant() -> None:
    sheet = """
        settings: {size: {one_of: [s, l], open: yes}}
        rates:
          - {when: {size: s}, price: 1.2, per: clip, source: docs}
          - {when: {size: l}, price: 3.4, per: clip, source: docs}
        surcharges: [{name: Small, when: {size: s}, price: 2, per: clip, source: docs}]
        minimum: {price: 3.3, source: docs}
        rounding: {to: up, at: generation, source: docs}
        """
    quote = quoted(sheet, 2)
    # s: 1.2 + 2 = 3.2, lifted to 3.3, up to 4, twice is 8; l: 3.4, up to 4, twice is 8
    assert steps(quote) == [("Minimum 3.3", "3.3..3.4"), ("Rounded up to 1", "4"), ("2 generations", "8")]
    assert str(quote.total) == "8"
    assert varying(quote)  # 1.2 to 3.4, and up to 2: from 1.2 to 5.4


def test_an_open_length_spans_what_lies_just_past_a_mark() -> None:
    sheet = """
        settings: {seconds: {number: 1..60, open: yes}}
        rates:
          - {when: {seconds: ..5}, price: 2, per: second, source: docs}
          - {when: {seconds: ">5"}, price: 1, per: second, source: docs}
        """
    found = model(sheet)
    assert cost(found, seconds="5.0001") == "5.0001"
    # from 1 s at 2, and 5 s at 2 is 10, to 60 s at 1; what is just past 5 costs just more than 5
    assert cost(found) == "2..60"
    above = model("settings: {seconds: {number: '>5..60', open: yes}}\nrates: [{price: 1, per: second, source: docs}]")
    assert cost(above) == "5..60"
    assert cost(above, takes=3) == "15..180"


def test_an_open_length_knows_where_a_step_ends_that_begins_late() -> None:
    sheet = """
        settings: {seconds: {number: 1..60, open: yes}}
        rates: [{whole: [{up_to: 10, price: 3}, {price: 0.5}], per: second, beyond: 2, source: docs}]
        """
    assert cost(sheet) == "..30"  # 12 s: 10 at 3; then (60 - 2) * 0.5 = 29


def test_a_surcharge_on_some_values_of_an_open_setting_may_be_nothing() -> None:
    sheet = """
        settings: {resolution: {one_of: [720p, 4k], open: yes}}
        rates: [{price: 1, per: clip, source: docs}]
        surcharges: [{name: Large, when: {resolution: 4k}, price: 5, per: clip, source: docs}]
        """
    quote = quoted(sheet)
    assert [(line.label, str(line.amount)) for line in quote.lines] == [("M", "1"), ("Large", "..5")]
    assert str(quote.total) == "1..6"


def test_what_is_not_sold_widens_nothing() -> None:
    sheet = """
        settings: {resolution: {one_of: [720p, 4k], open: yes}}
        rates:
          - {when: {resolution: 720p}, price: 1, per: clip, source: docs}
          - {when: {resolution: 4k}, unavailable: too large, source: docs}
        surcharges: [{name: Large, when: {resolution: 4k}, price: 5, per: clip, source: docs}]
        """
    assert cost(sheet) == "1"


UNSOLD = """
    settings:
      mode: {one_of: [fast, slow]}
      plan: {one_of: [free, pro, team], open: yes}
      seconds: {number: 1..60, open: yes}
      hd: {flag: off}
    requires:
      - {when: {hd: on}, needs: {plan: [pro, team]}, source: docs}
      - {when: {plan: pro}, needs: {seconds: ..30}, source: docs}
    rates:
      - {when: {mode: fast, seconds: ..50}, price: 1, per: clip, source: docs}
      - {when: {mode: fast, seconds: ">50"}, unavailable: too long, source: docs}
      - {when: {mode: slow, plan: [free, team]}, unavailable: no queue, source: docs}
      - {when: {mode: slow, plan: pro}, price: 0, per: clip, source: docs}
    """


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"mode": "slow"}, "plan free or team (no queue); plan pro (needs seconds from 0 to 30)"),
        ({"mode": "fast", "plan": "team"}, "seconds above 50 (too long)"),
        ({"mode": "fast", "hd": True, "seconds": 8}, "plan other than pro or team"),
        ({"mode": "fast", "seconds": 8}, None),
        ({"mode": "slow", "plan": "pro", "seconds": 8}, None),
    ],
)
def test_what_is_not_sold_is_left_out_by_name(given_: dict[str, Any], said: str | None) -> None:
    quote = quoted(UNSOLD, **given_)
    expected = [Notice("not_sold", f"not sold, so left out: {said}")] if said else []
    assert list(quote.notices) == expected
    told = [notice.text for notice in notices(quote) if notice.code == "open_setting"]
    assert all((" that are sold" in text) == bool(said) for text in told)


def test_an_open_length_spans_both_sides_of_every_step() -> None:
    sheet = """
        settings: {seconds: {whole: 1..20, open: yes}}
        rates: [{whole: [{up_to: 10, price: 3}, {price: 1}], per: second, source: docs}]
        """
    assert cost(sheet) == "3..30"  # 1 * 3, and 10 * 3; 11 * 1 to 20 * 1 lie between


# Refusals


def test_what_is_not_sold_says_why() -> None:
    sheet = """
        settings: {audio: {flag: off}, size: {one_of: [a, b], default: a}}
        rates:
          - {when: {audio: off}, price: 1, per: clip, source: docs}
          - {when: {audio: on}, unavailable: it is silent, source: docs}
        """
    assert refusal(sheet, audio=True) == (1, "`m` is not sold with audio `on`, size `a`: it is silent")


def test_an_unpublished_price_is_no_quote() -> None:
    sheet = """
        settings: {audio: {flag: off}}
        rates:
          - {when: {audio: off}, price: 1, per: clip, source: docs}
          - when: {audio: on}
            price: unknown
            source: docs
            note: shown in the app
            claims: [{price: 3, source: note}, {price: 4, source: docs}]
        """
    assert refusal(sheet, audio=True) == (
        5,
        "no published price for `m` with audio on in p e (checked: `docs` and `note`). Shown in the app. "
        "Put what you were charged into a sheet of your own (`--pricing`)",
    )


def test_an_open_setting_with_an_unpublished_value_is_no_quote() -> None:
    sheet = """
        settings: {audio: {flag: open}}
        rates:
          - {when: {audio: off}, price: 1, per: clip, source: docs}
          - {when: {audio: on}, price: unknown, source: docs}
        """
    assert refusal(sheet)[0] == 5
    assert cost(sheet, audio=False) == "1"


def test_an_unpublished_surcharge_makes_the_total_a_lower_bound() -> None:
    sheet = """
        rates: [{price: 7, per: clip, source: docs}]
        surcharges: [{name: Voice, price: unknown, per: clip, source: note}]
        """
    quote = quoted(sheet, outputs=2)
    assert str(quote.total) == "14+"
    assert [(line.label, str(line.amount)) for line in quote.lines] == [("M", "7"), ("Voice", "unknown")]


def test_two_rates_that_fit_are_refused_though_the_check_excludes_them() -> None:
    found = model("rates: [{price: 1, per: clip, source: docs}]")
    twice = found._replace(rates=found.rates * 2)
    assert refusal(twice) == (
        1,
        "two rates of `m` fit no settings: `m.yaml:1:9` and `m.yaml:1:9`; narrow one of them",
    )
    assert refusal(found._replace(rates=())) == (5, "no rate of `m` covers no settings")


# Evidence


def test_a_quote_is_as_good_as_its_weakest_source() -> None:
    sheet = """
        settings: {hd: {flag: off}}
        rates: [{price: 7, per: clip, source: docs}]
        surcharges: [{name: HD, when: {hd: on}, price: 1, per: clip, source: note}]
        """
    plain, hd = quoted(sheet).evidence, quoted(sheet, hd=True).evidence
    assert (plain.grade, plain.oldest, [key for key, _ in plain.sources]) == ("official", "2026-05", ["docs"])
    assert (hd.grade, hd.oldest, [key for key, _ in hd.sources]) == ("third_party", "2026-04-30", ["docs", "note"])


def test_a_row_may_be_less_sure_than_its_source() -> None:
    assert quoted("rates: [{price: 7, per: clip, source: docs, grade: derived}]").evidence.grade == "derived"


# Agents

CREW = """
    smooth:
      name: Smooth
      maker: X
      kind: video
      settings: {seconds: {number: 1..60}, audio: {flag: off}}
      rates:
        - {when: {audio: off}, price: 1, per: second, source: docs}
        - {when: {audio: on}, price: 2, per: second, source: docs}
    clips:
      name: Clips
      maker: X
      kind: video
      settings: {seconds: {one_of: [5, 10]}}
      rates: [{price: 3, per: second, source: note}]
    secret:
      name: Secret
      maker: X
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: unknown, per: second, source: note}]
    gone:
      name: Gone
      maker: X
      kind: video
      until: 2026-05-30
      settings: {seconds: {number: 1..60}}
      rates: [{price: 100, per: second, source: note}]
    still:
      name: Still
      maker: X
      kind: image
      rates: [{price: 1000, per: image, source: docs}]
    agent:
      name: Agent
      maker: X
      kind: agent
      settings: {seconds: {number: 1..600}}
      uses: {kinds: [video], source: docs}
      surcharges: [{name: Script, price: 4, per: generation, source: docs}]
    """


@pytest.mark.parametrize(
    ("seconds", "options", "cost_"),
    [
        # smooth, with or without audio: 10 or 20; clips: one of 10 s or two of 5 s, 30; and 4 for the script
        (10, {}, "14..34"),
        (10, {"mix": "smooth=100%"}, "14..24"),
        (10, {"mix": "clips=100%"}, "34"),
        (10, {"mix": "smooth=50%,clips=50%"}, "24..29"),  # 5 or 10, one clip of 5 s at 15, 4
        # 3 s: smooth 3 or 6; clips: one of 5 s, 15, of which the video takes 3
        (3, {}, "7..19"),
        (3, {"mix": "clips=100%"}, "19"),
        # 7 s: smooth 7 or 14; of 5 s it takes 1.4 to 2 clips at 15, or one of 10 s at 30: 21 to 30
        (7, {}, "11..34"),
        # 12 s: smooth 12 or 24; of 5 s it takes 2.4 to 3 clips at 15, of 10 s 1.2 to 2 at 30: 36 to 60
        (12, {}, "16..64"),
        (12, {"mix": "clips=100%"}, "40..64"),
        (10, {"outputs": 2}, "28..68"),
    ],
)
def test_an_agent_costs_what_the_models_behind_it_do(
    tmp_path: Path, seconds: int, options: dict[str, Any], cost_: str
) -> None:
    assert platform(tmp_path, CREW).total("agent", seconds=seconds, **options) == cost_


def test_an_agent_looks_for_a_length_that_is_sold_so(tmp_path: Path) -> None:
    limit = "requires: [{when: {audio: on}, needs: {seconds: 8}, source: docs}]"
    sheet = f"""
        veo:
          name: Veo
          maker: X
          kind: video
          settings: {{seconds: {{one_of: [4, 6, 8]}}, audio: {{flag: off}}}}
          {limit}
          rates: [{{price: 2, per: second, source: docs}}]
        whole:
          name: Whole
          maker: X
          kind: video
          settings: {{seconds: {{whole: 3..15}}, audio: {{flag: off}}}}
          rates: [{{price: 5, per: second, source: docs}}]
        agent:
          name: Agent
          maker: X
          kind: agent
          settings: {{seconds: {{number: 1..600}}, audio: {{flag: off}}}}
          uses: {{kinds: [video], source: docs}}
        """
    made = platform(tmp_path, sheet)
    # with sound only 8 s are sold: 16, for 2, 6 and 8 s alike; for 12 s 1.5 to 2 of them, 24 to 32
    costs = [made.total("agent", seconds=seconds, audio=True, mix="veo=100%") for seconds in (2, 6, 8, 12)]
    assert costs == ["16", "16", "16", "24..32"]
    # 6 s without: one clip of 6 s
    assert made.total("agent", seconds=6, mix="veo=100%") == "12"
    # 7.9 s: 7.9 / 3 to 3 clips of 3 s at 15, or one of 8 s at 40
    assert made.total("agent", seconds="7.9", mix="whole=100%") == "39.5..45"
    # 16 s: 16 / 3 to 6 clips of 3 s at 15, 16 / 15 to 2 of 15 s at 75
    assert made.total("agent", seconds=16, mix="whole=100%") == "80..150"


def test_an_agent_looks_for_a_length_within_a_range_that_is_sold_so(tmp_path: Path) -> None:
    sheet = """
        film:
          name: Film
          maker: X
          kind: video
          settings: {seconds: {number: 8..20}, hd: {flag: off}}
          requires: [{when: {hd: on}, needs: {seconds: 12..}, source: docs}]
          rates: [{price: 2, per: second, source: docs}]
        agent:
          name: Agent
          maker: X
          kind: agent
          settings: {seconds: {number: 1..600}, hd: {flag: off}}
          uses: {kinds: [video], source: docs}
        """
    made = platform(tmp_path, sheet)
    # in HD the shortest is 12 s, at 2 a second: 24, whatever is shorter; 15 s are made as they are
    costs = {seconds: made.total("agent", seconds=seconds, hd=True) for seconds in ("3", "8", "10.5", "12", "15")}
    assert costs == {"3": "24", "8": "24", "10.5": "24", "12": "24", "15": "30"}
    # without it the shortest is 8 s
    assert [made.total("agent", seconds=seconds) for seconds in (3, 8, 9)] == ["16", "16", "18"]


def test_an_agent_cannot_leave_its_length_open(tmp_path: Path) -> None:
    opened = CREW.replace("settings: {seconds: {number: 1..600}}", "settings: {seconds: {number: 1..600, open: yes}}")
    assert platform(tmp_path, opened).faults == (
        "p/e/models.yaml:39:9: `uses` cannot leave `seconds` open: its models are priced by length",
    )


def test_an_agent_says_how_many_models_it_may_run(tmp_path: Path) -> None:
    # gone is not on sale on 2026-05-31, and still makes no video
    assert [tuple(notice) for notice in platform(tmp_path, CREW)("agent", seconds=10).notices] == [
        ("models_left_out", "1 of 3 models are left out: they cannot make this, or their price is not published"),
        ("any_model", "the range covers the 2 models it may run. Add --mix to narrow it"),
    ]


@pytest.mark.parametrize(
    ("mix", "refused"),
    [
        ("still=100%", (1, "`agent` does not run `still`: it runs `smooth`, `clips` and `secret`")),
        ("smoth=100%", (1, "unknown model `smoth` on p: did you mean `Smooth`? (see `book.models()`)")),
    ],
)
def test_a_mix_names_models_that_the_agent_runs(tmp_path: Path, mix: str, refused: tuple[int, str]) -> None:
    assert platform(tmp_path, CREW).refusal("agent", seconds=10, mix=mix) == refused


def test_an_agent_whose_models_have_no_price_has_none(tmp_path: Path) -> None:
    sheet = "\n".join(CREW.split("    clips:", maxsplit=1)[0].replace("price: 1", "price: unknown").splitlines())
    agent = "    agent:" + CREW.split("    agent:")[1]
    only = sheet.replace("price: 2", "price: unknown") + "\n" + agent
    assert platform(tmp_path, only).refusal("agent", seconds=10) == (
        5,
        "no model that `agent` runs has a published price for this",
    )


def test_zero_is_a_price() -> None:
    quote = quoted("rates: [{price: 0, per: generation, source: docs}]", outputs=5)
    assert (quote.total, str(quote.total)) == (ZERO, "0")
