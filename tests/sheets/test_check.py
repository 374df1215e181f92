"""Proofs of rate tables, and everything else that can be wrong with a model that reads well."""

from fractions import Fraction
from itertools import permutations, product
from pathlib import Path
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import EDITION, platform, write

from creditcalc.day import Dated, Day
from creditcalc.pricebook.condition import holds
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import Model
from creditcalc.reports.sheets import audit
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.check import example_faults, model_faults
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build

DAY = Day("2026-05-31")
SOURCES = {"docs": Source("The documentation", Dated("2026-05"), "official")}


def model(text: str) -> Model:
    """A model from the lines that stand under its id."""
    faults: list[Fault] = []
    found = build(Model, parse(dedent(text).encode(), "m.yaml"), faults)
    assert not faults
    return found._replace(id="m")  # type: ignore[no-any-return]


def faults(text: str, head: str = "name: M\nmaker: X\nkind: video\n") -> list[str]:
    """What is wrong with a model, of which three lines say what it is."""
    found = model_faults(model(head + dedent(text).strip("\n")), SOURCES, DAY)
    return [str(fault).removeprefix("m.yaml:") for fault in found]


# The proof: exactly one row fits


TWO = """
    settings: {resolution: {one_of: [720p, 1080p, 4k]}, audio: {flag: off}}
    rates:
    """
ROWS = [
    "{when: {resolution: 4k}, price: 3, per: clip, source: docs}",
    "{when: {audio: on}, price: 2, per: clip, source: docs}",
    "{when: {resolution: [720p, 1080p], audio: off}, price: 1, per: clip, source: docs}",
]


@pytest.mark.parametrize(
    "rows", list(permutations(ROWS)), ids=lambda rows: "".join(str(ROWS.index(row)) for row in rows)
)
def test_rows_that_fit_the_same_are_found_whatever_their_order(rows: tuple[str, ...]) -> None:
    table = dedent(TWO) + indent("\n".join(f"- {row}" for row in rows), "  ")
    first, second = sorted(5 + 1 + rows.index(row) for row in ROWS[:2])  # five lines stand before the first row
    said = f"fits resolution 4k, audio on, and so does `m.yaml:{second}:5`: narrow one `when`"
    assert faults(table) == [f"{first}:5: {said}"]


def test_a_row_without_a_condition_fits_everything() -> None:
    table = """
        settings: {audio: {flag: off}}
        rates:
          - {price: 1, per: clip, source: docs}
          - {when: {audio: on}, price: 2, per: clip, source: docs}
        """
    assert faults(table) == ["6:5: fits audio on, and so does `m.yaml:7:5`: narrow one `when`"]


def test_all_rows_that_fit_the_same_are_named() -> None:
    table = """
        rates:
          - {price: 1, per: clip, source: docs}
          - {price: 2, per: clip, source: docs}
          - {price: 3, per: clip, source: docs}
        """
    assert faults(table) == ["5:5: fits any settings, and so does `m.yaml:6:5` and `m.yaml:7:5`: narrow one `when`"]


def test_combinations_that_no_row_fits_are_listed() -> None:
    table = """
        settings: {resolution: {one_of: [720p, 1080p, 4k]}, audio: {flag: off}}
        rates:
          - {when: {resolution: 4k, audio: on}, price: 1, per: clip, source: docs}
          - {when: {resolution: 1080p}, price: 1, per: clip, source: docs}
        """
    assert faults(table) == [
        "6:5: no rate of `m` fits resolution 720p, audio off; resolution 720p, audio on; resolution 4k, audio off: "
        "add rows, with `price: unknown` or `unavailable` if needed"
    ]


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        (5, "size s1; size s2; size s3; size s4"),
        (6, "size s1; size s2; size s3; size s4; and 1 more case"),
        (9, "size s1; size s2; size s3; size s4; and 4 more cases"),
    ],
)
def test_of_many_combinations_four_are_listed(sizes: int, said: str) -> None:
    table = f"""
        settings: {{size: {{one_of: [{", ".join(f"s{n}" for n in range(sizes))}]}}}}
        rates: [{{when: {{size: s0}}, price: 1, per: clip, source: docs}}]
        """
    assert faults(table) == [
        f"5:9: no rate of `m` fits {said}: add rows, with `price: unknown` or `unavailable` if needed"
    ]


@pytest.mark.parametrize("cover", ["price: unknown", "unavailable: no audio in 4k"])
def test_a_missing_price_is_written_down(cover: str) -> None:
    table = f"""
        settings: {{resolution: {{one_of: [1080p, 4k]}}, audio: {{flag: off}}}}
        rates:
          - {{when: {{resolution: 1080p}}, price: 1, per: clip, source: docs}}
          - {{when: {{resolution: 4k, audio: off}}, price: 1, per: clip, source: docs}}
          - {{when: {{resolution: 4k, audio: on}}, {cover}, source: docs}}
        """
    assert faults(table) == []


def test_combinations_that_are_not_sold_need_no_row() -> None:
    table = """
        settings: {seconds: {one_of: [4, 8]}, resolution: {one_of: [720p, 4k]}}
        requires: [{when: {resolution: 4k}, needs: {seconds: 8}, source: docs}]
        rates:
          - {when: {resolution: 720p}, price: 1, per: clip, source: docs}
          - {when: {resolution: 4k, seconds: 8}, price: 2, per: clip, source: docs}
        """
    assert faults(table) == []
    without = "\n".join(line for line in table.split("\n") if "requires" not in line)
    assert faults(without) == [
        "6:5: no rate of `m` fits seconds 4, resolution 4k: add rows, with `price: unknown` or `unavailable` if needed"
    ]


RANGES = """
    settings: {{seconds: {{number: 1..60}}}}
    rates:
      - {{when: {{seconds: "{}"}}, price: 1, per: second, source: docs}}
      - {{when: {{seconds: "{}"}}, price: 2, per: second, source: docs}}
    """


@pytest.mark.parametrize(
    ("one", "other"),
    [("..6", ">6"), ("<6", "6.."), ("1..6", ">6..60"), ("6..", "<6"), ("<1.5", "1.5.."), ("..59.5", ">59.5")],
)
def test_ranges_that_meet_leave_no_gap(one: str, other: str) -> None:
    assert faults(RANGES.format(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other", "gap"),
    [
        ("..6", ">6.5..", "seconds 6.001"),
        ("..6", "7..", "seconds 6.001"),
        ("<6", ">6", "seconds 6"),  # the end itself
        ("..6", "6.001..", "seconds 6.0005"),  # a gap as wide as a thousandth
        ("..6", ">6.000000000000001", "seconds 6.000000000000001"),
        (">1..6", ">6", "seconds 1"),
        ("..6", ">6..<60", "seconds 60"),
    ],
)
def test_a_gap_between_ranges_is_found_however_narrow(one: str, other: str, gap: str) -> None:
    assert faults(RANGES.format(one, other)) == [
        f"6:5: no rate of `m` fits {gap}: add rows, with `price: unknown` or `unavailable` if needed"
    ]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("..6", "6..", "6"),
        ("..7", ">6", "6.001"),
        ("..6.0005", "6..", "6"),
        ("..6.0005", ">6", "6.0005"),
        ("1..", "..60", "1"),
    ],
)
def test_ranges_that_overlap_are_found_however_little(one: str, other: str, both: str) -> None:
    assert faults(RANGES.format(one, other)) == [
        f"6:5: fits seconds {both}, and so does `m.yaml:7:5`: narrow one `when`"
    ]


def test_whole_numbers_have_no_gap_between_them() -> None:
    table = """
        settings: {seconds: {whole: 1..60}}
        rates:
          - {when: {seconds: ..6}, price: 1, per: second, source: docs}
          - {when: {seconds: 7..}, price: 2, per: second, source: docs}
        """
    assert faults(table) == []
    assert faults(table.replace("7..", "8..")) == [
        "6:5: no rate of `m` fits seconds 7: add rows, with `price: unknown` or `unavailable` if needed"
    ]


@pytest.mark.parametrize(
    "row",
    [
        "{when: {seconds: ..4.5}, price: 1, per: second, source: docs}",
        "{when: {seconds: 4.5..}, price: 1, per: second, source: docs}",
        "{whole: [{up_to: 4.5, price: 1}, {price: 2}], per: second, source: docs}",
        "{graduated: [{up_to: 4.5, price: 1}, {price: 2}], per: second, source: docs}",
    ],
)
def test_an_end_between_whole_numbers_is_no_value(row: str) -> None:
    table = f"settings: {{seconds: {{whole: 1..10}}}}\nrates: [{row}]"
    assert faults(table) == ["5:9: `4.5` is not a value of `seconds`: it takes a whole number from 1 to 10"]


DATED = """
    rates:
      - {{{} price: 1, per: clip, source: docs}}
      - {{{} price: 2, per: clip, source: docs}}
    """


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("until: 2026-04-06,", "since: 2026-04-07,"),
        ("since: 2026-04-07,", "until: 2026-04-06,"),
        ("until: 2026-02-28,", "since: 2026-03-01,"),
        ("until: 2024-12-31,", "since: 2025-01-01,"),
    ],
)
def test_a_row_may_follow_another(one: str, other: str) -> None:
    assert faults(DATED.format(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("until: 2026-04-06,", "since: 2026-04-08,", "any settings on 2026-04-07"),
        ("until: 2026-04-06,", "since: 2026-08-01,", "any settings on 2026-04-07; any settings"),
        ("until: 2026-02-28,", "since: 2026-03-02,", "any settings on 2026-03-01"),
        ("since: 2026-01-01, until: 2026-01-31,", "until: 2025-12-31,", "any settings on 2026-02-01; any settings"),
    ],
)
def test_a_day_without_a_row_is_found(one: str, other: str, said: str) -> None:
    assert faults(DATED.format(one, other)) == [
        f"5:5: no rate of `m` fits {said}: add rows, with `price: unknown` or `unavailable` if needed"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("until: 2026-04-07,", "since: 2026-04-07,"),
        ("until: 2027-01-01,", "since: 2026-12-31,"),  # after the edition's own day
        ("until: 2025-01-02,", "since: 2025-01-01,"),  # before it
        ("", "since: 2026-04-07,"),
        ("", "since: 2026-12-31,"),
        ("", "until: 2026-04-06,"),
    ],
)
def test_a_day_with_two_rows_is_found(one: str, other: str) -> None:
    assert faults(DATED.format(one, other)) == ["5:5: fits any settings, and so does `m.yaml:6:5`: narrow one `when`"]


@pytest.mark.parametrize("span", ["until: 2026-05-30", "since: 2026-06-01", "{since: 2027-01-01, until: 2027-12-31}"])
def test_a_model_is_proved_though_it_is_not_on_sale_on_the_day_of_the_edition(span: str) -> None:
    table = """
        rates:
          - {price: 1, per: clip, source: docs}
          - {price: 2, per: clip, source: docs}
        """
    lines = span.strip("{}").replace(", ", "\n")
    first = 5 + lines.count("\n") + 1
    assert faults(lines + dedent(table)) == [
        f"{first}:5: fits any settings, and so does `m.yaml:{first + 1}:5`: narrow one `when`"
    ]


def test_a_table_too_large_to_prove_is_refused() -> None:
    flags = [f"f{n}" for n in range(15)]  # 2 ** 15 = 32,768 combinations
    table = f"""
        settings: {{{", ".join(f"{flag}: {{flag: off}}" for flag in flags)}}}
        rates:
          - {{when: {{{", ".join(f"{flag}: on" for flag in flags)}}}, price: 1, per: clip, source: docs}}
        """
    assert faults(table) == ["1:1: the rates of `m` have too many combinations to check: split the model"]


SIZES = st.lists(st.sampled_from("xyz"), min_size=1, unique=True).map(lambda some: f"a: [{', '.join(some)}]")
FLAGS = st.sampled_from(["b: on", "b: off"])
SPANS = st.sampled_from(["..3", "4..", "'>4'", "'<6'", "2..5", "7", "[1, 2]", "'>3..7'"]).map(lambda span: f"n: {span}")
WHEN = st.tuples(*(st.just("") | part for part in (SIZES, FLAGS, SPANS))).map(
    lambda parts: ", ".join(filter(None, parts))
)


@given(st.lists(WHEN, min_size=1, max_size=5), st.booleans())
def test_the_proof_finds_what_trying_every_value_finds(conditions: list[str], whole: bool) -> None:
    rows = "\n".join(f"  - {{when: {{{when}}}, price: 1, per: clip, source: docs}}" for when in conditions)
    number = "{whole: 1..8}" if whole else "{number: 1..8}"
    found = faults(f"settings: {{a: {{one_of: [x, y, z]}}, b: {{flag: off}}, n: {number}}}\nrates:\n{rows}")
    values = [Fraction(quarters, 4) for quarters in range(4, 33, 4 if whole else 1)]
    table = model(f"rates:\n{rows}").rates
    fitting = {
        sum(holds(row.when, {"a": a, "b": b, "n": n}) for row in table)
        for a, b, n in product("xyz", ["off", "on"], values)
    }
    if max(fitting) > 1:
        assert [": fits " in fault for fault in found] == [True]
    elif min(fitting) == 0:
        assert [": no rate of `m` fits " in fault for fault in found] == [True]
    else:
        assert found == []


# Everything else, each with its remedy

CLIP = "rates: [{price: 1, per: clip, source: docs}]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CLIP, "1:1: `m` lacks `name`, `maker` and `kind`: add them"),
        (f"name: M\nkind: video\n{CLIP}", "1:1: `m` lacks `maker`: add it"),
        ("{name: M, maker: X, kind: video}", "1:1: `m` has no `rates`: add rows, `list:` or `uses:`"),
    ],
)
def test_a_model_has_a_name_a_maker_a_kind_and_rates(text: str, message: str) -> None:
    assert faults(text, head="") == [message]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("{}", "needs exactly one of `number`, `whole`, `one_of`, `flag`, `always`"),
        ("{default: a}", "needs exactly one of `number`, `whole`, `one_of`, `flag`, `always`"),
        ("{one_of: []}", "needs exactly one of `number`, `whole`, `one_of`, `flag`, `always`"),
        ("{number: 1..2, whole: 1..2}", "needs exactly one of `number`, `whole`, `one_of`, `flag`, `always`"),
        ("{one_of: [a, A]}", "lists a value twice, or words among numbers: list each once"),
        ("{one_of: [1, 1.0]}", "lists a value twice, or words among numbers: list each once"),
        ("{one_of: [1, a]}", "lists a value twice, or words among numbers: list each once"),
        ("{one_of: [a, b], default: a, open: yes}", "has both a `default` and `open`: keep one"),
        ("{flag: off, default: on}", "has both a `default` and `flag`: keep one"),
        ("{always: a, default: a}", "has both a `default` and `always`: keep one"),
        ("{flag: off, open: yes}", "has both `open` and `flag`: write `flag: open`"),
        ("{always: a, open: yes}", "has both `open` and `always`: keep one"),
        ("{number: 1.., open: yes}", "is open without an upper end: write `1..60`"),
    ],
)
def test_a_setting_has_one_form(setting: str, message: str) -> None:
    assert faults(f"settings: {{x: {setting}}}\n{CLIP}") == [f"4:15: `x` {message}"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("{one_of: [a, b], default: c}", "the default `c` of `x` is not allowed: it takes `a` or `b`"),
        ("{number: 1..60, default: 61}", "the default `61` of `x` is not allowed: it takes a number from 1 to 60"),
        ("{number: 1..60, default: a}", "the default `a` of `x` is not allowed: it takes a number from 1 to 60"),
        (
            "{whole: 1..60, default: 1.5}",
            "the default `1.5` of `x` is not allowed: it takes a whole number from 1 to 60",
        ),
        (
            "{number: '>1..<60', default: 60}",
            "the default `60` of `x` is not allowed: it takes a number above 1 and below 60",
        ),
    ],
)
def test_a_default_is_one_of_the_values(setting: str, message: str) -> None:
    assert faults(f"settings: {{x: {setting}}}\n{CLIP}") == [f"4:15: {message}"]


@pytest.mark.parametrize(
    "setting",
    [
        "{one_of: [A, b], default: a}",
        "{flag: open}",
        "{always: 4k}",
        "{whole: 1.., default: 3}",
        "{number: 0.5.., open: no}",
    ],
)
def test_a_setting_of_any_form_is_right(setting: str) -> None:
    assert faults(f"settings: {{x: {setting}}}\n{CLIP}") == []


ONE_FORM = "needs exactly one of `price`, `list_usd`, `unavailable`, `graduated`, `whole`"
ONCE = "counts once each generation: leave out blocks, steps and limits"
STEPS = "the steps must rise, and only the last has no `up_to`"


def test_the_steps_of_an_expression_may_end_anywhere() -> None:
    steps = "whole: [{up_to: 4.5, price: 1}, {price: 2}], per: frame, quantity: seconds / 2, source: docs"
    assert faults(f"settings: {{seconds: {{whole: 1..10}}}}\nrates: [{{{steps}}}]") == []


@pytest.mark.parametrize(
    ("row", "messages"),
    [
        ("{per: second}", [ONE_FORM]),
        ("{price: 1, unavailable: never, per: second}", [ONE_FORM]),
        ("{price: 1, list_usd: 1, per: second}", [ONE_FORM]),
        ("{price: 1, whole: [{price: 1}], per: second}", [ONE_FORM]),
        ("{graduated: [{price: 1}], whole: [{price: 1}], per: second}", [ONE_FORM]),
        (
            "{list_usd: 1, per: second}",
            ["`list_usd` needs the edition's `credits_per_usd`: add it, or write a `price`"],
        ),
        ("{price: 1}", ["lacks `per`: say what one price is for, as in `per: second`"]),
        ("{price: 1, per: message}", ["`per: message` needs a number setting `messages`: add it to `settings`"]),
        (
            "{price: 1, per: 1000 characters}",
            ["`per: 1000 characters` needs a number setting `characters`: add it to `settings`"],
        ),
        ("{price: 1, per: size}", ["`per: size` needs a number setting `sizes`: add it to `settings`"]),
        ("{price: 1, per: 5 clips}", [f"`per: 5 clips` {ONCE}"]),
        ("{price: 1, per: image started}", [f"`per: image started` {ONCE}"]),
        ("{price: 1, per: clip, beyond: 0}", [f"`per: clip` {ONCE}"]),
        ("{price: 1, per: clip, at_least: 2}", [f"`per: clip` {ONCE}"]),
        ("{price: 1, per: clip, at_most: 2}", [f"`per: clip` {ONCE}"]),
        ("{graduated: [{up_to: 1, price: 1}, {price: 2}], per: clip}", [f"`per: clip` {ONCE}"]),
        (
            "{price: 1, per: frame, quantity: fps * 2}",
            ["`quantity` needs a number setting `fps`: add it to `settings`"],
        ),
        (
            "{price: 1, per: frame, quantity: size * 2}",
            ["`quantity` needs a number setting `size`: add it to `settings`"],
        ),
        (
            "{price: 1, per: frame, quantity: free * 2}",
            ["`quantity` cannot use `free`, which is open: give it a default"],
        ),
        ("{price: 1, per: second, at_least: 3, at_most: 2}", ["`at_least` is more than `at_most`: swap them"]),
        ("{whole: [{up_to: 5, price: 1}], per: second}", [STEPS]),
        ("{whole: [{price: 1}, {up_to: 5, price: 1}], per: second}", [STEPS]),
        ("{whole: [{up_to: 5, price: 1}, {up_to: 5, price: 2}, {price: 1}], per: second}", [STEPS]),
        ("{whole: [{up_to: 6, price: 1}, {up_to: 5, price: 2}, {price: 1}], per: second}", [STEPS]),
        (
            "{whole: [{up_to: 6, price: unknown}, {price: 1}], per: second}",
            ["the price of a step cannot be `unknown`: write `price: unknown` instead of the steps"],
        ),
        ("{price: 1, per: clip, since: 2026-05-02, until: 2026-05-01}", ["`since` is later than `until`: swap them"]),
        ("{price: 1, per: clip, name: HD}", ["a rate has no `name` or `for`: those are for surcharges"]),
        ("{price: 1, per: clip, for: [video]}", ["a rate has no `name` or `for`: those are for surcharges"]),
        ("{price: 1, per: clip, when: {sise: a}}", ["`m` has no setting `sise`: did you mean `size`?"]),
        ("{price: 1, per: clip, when: {qqq: a}}", ["`m` has no setting `qqq`: it has `seconds`, `size` and `free`"]),
        ("{price: 1, per: clip, when: {size: c}}", ["`c` is not a value of `size`: it takes `a` or `b`"]),
        (
            "{price: 1, per: clip, when: {size: [c, a, 8]}}",
            ["`8` is not a value of `size`: it takes `a` or `b`", "`c` is not a value of `size`: it takes `a` or `b`"],
        ),
        ("{price: 1, per: clip, when: {size: 1..2}}", ["`size` is not a number: name its values"]),
        (
            "{price: 1, per: clip, when: {seconds: 61}}",
            ["`61` is not a value of `seconds`: it takes a number from 1 to 60"],
        ),
        (
            "{price: 1, per: clip, when: {seconds: long}}",
            ["`long` is not a value of `seconds`: it takes a number from 1 to 60"],
        ),
        ("{price: 1, per: clip, claims: [{source: dosc, price: 2}]}", ["unknown source `dosc`: did you mean `docs`?"]),
    ],
)
def test_a_rate_is_whole(row: str, messages: list[str]) -> None:
    settings = "settings: {seconds: {number: 1..60}, size: {one_of: [a, b]}, free: {one_of: [1, 2], open: yes}}"
    found = faults(f"{settings}\nrates: [{row[:-1]}, source: docs}}]")
    assert found == [f"5:9: {message}" for message in messages]


@pytest.mark.parametrize(
    ("row", "messages"),
    [
        ("{price: 1, per: clip}", ["a surcharge needs a `name` and a price: `unavailable` is for rates"]),
        ("{name: HD, unavailable: never}", ["a surcharge needs a `name` and a price: `unavailable` is for rates"]),
        (
            "{name: HD, price: 1, per: message}",
            ["`per: message` needs a number setting `messages`: add it to `settings`"],
        ),
        ("{name: HD, price: 1, per: clip, when: {a: on}}", ["`m` has no setting `a`: it has none"]),
    ],
)
def test_a_surcharge_is_whole(row: str, messages: list[str]) -> None:
    found = faults(f"{CLIP}\nsurcharges: [{row[:-1]}, source: docs}}]")
    assert found == [f"5:14: {message}" for message in messages]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("requires: [{needs: {a: on}, source: docs}]", "5:12: `m` has no setting `a`: it has none"),
        ("requires: [{needs: {}, when: {a: on}, source: docs}]", "5:12: `m` has no setting `a`: it has none"),
        ("requires: [{needs: {}, source: x}]", "5:12: unknown source `x`: add it to the edition's `sources`"),
        (
            "multipliers: [{name: HD, times: 2, when: {a: on}, source: docs}]",
            "5:15: `m` has no setting `a`: it has none",
        ),
        (
            "multipliers: [{name: HD, times: 2, source: x}]",
            "5:15: unknown source `x`: add it to the edition's `sources`",
        ),
        (
            "multipliers: [{name: HD, times: unknown, source: docs}]",
            "5:15: `times` cannot be `unknown`: write a rate with `price: unknown` for these settings",
        ),
        ("minimum: {price: 1, source: x}", "5:10: unknown source `x`: add it to the edition's `sources`"),
        ("rounding: {to: up, at: total, source: x}", "5:11: unknown source `x`: add it to the edition's `sources`"),
        ("rounding: {to: up, at: total, step: 0, source: docs}", "5:11: `step` must be more than 0"),
        ("examples: [{with: {}, total: 1, source: x}]", "5:12: unknown source `x`: add it to the edition's `sources`"),
        ("outputs_per_generation: 0", "1:1: `outputs_per_generation` must be a whole number"),
        ("outputs_per_generation: 1.5", "1:1: `outputs_per_generation` must be a whole number"),
        ("uses: {kinds: [video], source: docs}", "5:7: `m` has both `uses` and `rates`: keep one"),
    ],
)
def test_every_other_part_is_whole(part: str, message: str) -> None:
    assert message in faults(f"{CLIP}\n{part}")


def test_an_agent_is_paid_by_length() -> None:
    assert faults("settings: {seconds: {one_of: [4, 8]}}\nuses: {kinds: [video], source: docs}") == [
        "5:7: `uses` needs a number setting `seconds`: its models are priced by length"
    ]
    assert faults("settings: {seconds: {number: 1..60}}\nuses: {kinds: [video], source: docs}") == []


def test_all_that_is_wrong_is_found_at_once_and_nothing_is_proved_before_it_is_right() -> None:
    table = """
        settings: {a: {one_of: [x, X]}, b: {flag: off, default: on}}
        rates:
          - {price: 1, source: docs}
          - {price: 2, per: clip, source: sources}
        """
    assert faults(table) == [
        "4:15: `a` lists a value twice, or words among numbers: list each once",
        "4:36: `b` has both a `default` and `flag`: keep one",
        "6:5: lacks `per`: say what one price is for, as in `per: second`",
        "7:5: unknown source `sources`: add it to the edition's `sources`",
    ]


# Names, and the sheets as a whole

SELF = "{{name: {0}, maker: X, kind: video, aliases: [{1}], rates: [{{price: 1, per: clip, source: docs}}]}}"


def test_a_name_belongs_to_one_model(tmp_path: Path) -> None:
    sheet = "\n".join([f"a: {SELF.format('A', 'x, y')}", f"b: {SELF.format('B', 'X')}", f"y: {SELF.format('Y', 'y')}"])
    assert platform(tmp_path, sheet).faults == (
        "p/e/models.yaml:1:4: the name `y` belongs to `y` too: remove one",
        "p/e/models.yaml:2:4: the name `X` belongs to `a` too: remove one",
    )


def test_an_agent_uses_models_that_are_there(tmp_path: Path) -> None:
    sheet = f"""
        clip: {SELF.format("A", "x")}
        agent:
          name: Agent
          maker: X
          kind: agent
          settings: {{seconds: {{number: 1..60}}}}
          uses: {{models: [clip, clap, zzzzz], source: docs}}
        """
    assert platform(tmp_path, sheet).faults == (
        "p/e/models.yaml:8:9: unknown model `clap`: did you mean `clip`?",
        "p/e/models.yaml:8:9: unknown model `zzzzz`: add it, or remove it here",
    )


def test_the_faults_of_all_sheets_are_found_in_one_run(tmp_path: Path) -> None:
    sheets = platform(tmp_path, "a: {nmae: A}\n", plans="plus: {name: Plus}\n", addons="topups: {}\n")
    write(tmp_path, {"p/e/more.yaml": "b: [\n", "p/e/other.yaml": "c: {kine: video}\n"})
    assert sheets.faults == (
        "p/e/addons.yaml:1:1: unknown key `topups`: did you mean `top_ups`?",
        "p/e/models.yaml:1:5: unknown key `nmae`: did you mean `name` or `maker`?",
        "p/e/more.yaml:1:4: is not YAML: the bracket that opens here is not closed: close it",
        "p/e/other.yaml:1:5: unknown key `kine`: did you mean `kind` or `since`?",
        "p/e/plans.yaml:1:7: lacks `source`: add it",
    )


CITED = {
    "plans": """
        plus:
          name: Plus
          source: nobody
          prices: [{amount: 1, currency: USD, source: dosc, claims: [{source: someone, amount: 2}]}]
          allowance: {amount: 15, unit: minute, of: mm, source: docs}
        """,
    "addons": """
        top_ups:
          extra:
            name: Extra
            source: docs
            plans: [plus, pluss, zzzzz]
            gives: {amount: 1, unit: minute, of: zzzzz, source: docs}
        """,
    "edition": EDITION
    + """rules: [{name: a, says: b, source: rules}]
yardsticks: {draft: {model: mmm, with: {}, source: docs}, final: {model: m, with: {}, source: zz}}
plan_changes: {upgrade: {how: new, source: yy}}
""",
}


def test_every_source_model_and_plan_that_is_named_is_there(tmp_path: Path) -> None:
    assert platform(tmp_path, f"mm: {SELF.format('M', 'm')}", **CITED).faults == (
        "p/e/plans.yaml:3:3: unknown source `nobody`: add it to the edition's `sources`",
        "p/e/plans.yaml:5:12: unknown source `dosc`: did you mean `docs`?",
        "p/e/plans.yaml:5:62: unknown source `someone`: add it to the edition's `sources`",
        "p/e/edition.yaml:8:9: unknown source `rules`: add it to the edition's `sources`",
        "p/e/edition.yaml:10:25: unknown source `yy`: add it to the edition's `sources`",
        "p/e/edition.yaml:9:66: unknown source `zz`: add it to the edition's `sources`",
        "p/e/addons.yaml:7:12: `of` names an unknown model `zzzzz`: name one of this edition",
        "p/e/addons.yaml:4:5: `extra` names an unknown plan `pluss`: did you mean `plus`?",
        "p/e/addons.yaml:4:5: `extra` names an unknown plan `zzzzz`: name one of this edition",
        "p/e/edition.yaml:9:21: unknown model `mmm`: did you mean `mm`?",
    )


def test_every_topic_and_plan_that_a_rule_names_is_there(tmp_path: Path) -> None:
    rules = "rules: [{name: a, says: b, topic: [resets, reset, zzzzz], plan: plus, source: docs}]\n"
    sheets = platform(tmp_path, f"mm: {SELF.format('M', 'm')}", edition=EDITION + rules)
    write(tmp_path, {"catalog.yaml": "default_platform: p\ntopics: {resets: {title: When?}}\n"})
    assert [fault for fault in sheets.faults if "topic" in fault or "plan" in fault] == [
        "p/e/edition.yaml:8:9: unknown topic `reset`: did you mean `resets`?",
        "p/e/edition.yaml:8:9: unknown topic `zzzzz`: add it to `topics` in `catalog.yaml`",
        "p/e/edition.yaml:8:9: unknown plan `plus`: name one of this edition",
    ]


def test_an_add_on_for_which_there_is_no_model_cites_a_source_all_the_same(tmp_path: Path) -> None:
    row = "name: Twin, for: [agent], price: 2, per: clip, source: nobody, claims: [{source: dosc, price: 3}]"
    sheets = platform(tmp_path, f"mm: {SELF.format('M', 'm')}", addons=f"surcharges: {{twin: {{{row}}}}}\n")
    assert sheets.faults == (
        "p/e/addons.yaml:1:20: unknown source `nobody`: add it to the edition's `sources`",
        "p/e/addons.yaml:1:93: unknown source `dosc`: did you mean `docs`?",
    )


# Resets, lengths of time, pools


def plan_faults(folder: Path, lines: str) -> list[str]:
    """What is wrong with a plan of which this line says more; it is the fourth, and stands two columns in."""
    sheets = platform(folder, f"mm: {SELF.format('M', 'm')}", plans=f"plus:\n  name: Plus\n  source: docs\n  {lines}\n")
    return [fault.removeprefix("p/e/plans.yaml:") for fault in sheets.faults]


NO_HOUR = "is not a time of day: write `00:00` to `23:59`"
NO_ZONE = "unknown time zone `Nowhere/City`: write a name such as `Europe/Paris`"
NO_AMOUNT = "is not an amount: write `0.5`, `~0.5`, `10+`, `..20`, `20..40` or `unknown`"
NO_KEEPS = "or write `nothing` or `everything`"
NO_SPAN = "is not a length of time: write `90 days`, `12 months` or `2 years`"
ANY_DAY = "or `billing day`, `first use` or `unknown`"
PLAN_FAULTS = {
    'resets: {every: month, on: 1, at: "25:99", source: docs}': f"4:37: `25:99` {NO_HOUR}",
    "resets: {every: month, on: 1, at: 6:00, source: docs}": f"4:37: `6:00` {NO_HOUR}",
    "resets: {every: day, on: unknown, at: midnight, source: docs}": f"4:41: `midnight` {NO_HOUR}",
    "resets: {every: month, on: 1, zone: Nowhere/City, source: docs}": f"4:39: {NO_ZONE}",
    "resets: {every: month, on: 1, zone: [UTC], source: docs}": (
        "4:39: must be one value: remove the brackets or the indented block"
    ),
    "resets: {every: week, on: mondy, source: docs}": (
        f"4:11: `mondy` is not a day of a week: write `monday` to `sunday`, {ANY_DAY}"
    ),
    "resets: {every: month, on: 32, source: docs}": f"4:11: `32` is not a day of a month: write `1` to `31`, {ANY_DAY}",
    "resets: {every: year, on: 02-30, source: docs}": (
        f"4:11: `02-30` is not a day of a year: write a day such as `11-14`, {ANY_DAY}"
    ),
    "rollover: {keeps: most of it, source: docs}": f"4:21: `most of it` {NO_AMOUNT}; {NO_KEEPS}",
    "rollover: {keeps: 9..1, source: docs}": (
        f"4:21: `9..1` runs backwards: write the smaller number first; {NO_KEEPS}"
    ),
    "rollover: {keeps: nothing, source: docs, claims: [{source: note, keeps: half}]}": (
        f"4:75: `half` {NO_AMOUNT}; {NO_KEEPS}"
    ),
    "prices: [{amount: 1, currency: USD, source: docs, first: a while}]": f"4:60: `a while` {NO_SPAN}",
    "prices: [{amount: 1, currency: USD, source: docs, first: 0 days}]": f"4:60: `0 days` {NO_SPAN}",
}


@pytest.mark.parametrize("line", PLAN_FAULTS)
def test_what_a_wallet_cannot_reckon_with_is_a_fault_of_the_sheet(tmp_path: Path, line: str) -> None:
    assert plan_faults(tmp_path, line) == [PLAN_FAULTS[line]]


@pytest.mark.parametrize(
    "line",
    [
        "resets: {every: month, on: billing day, at: 23:59, zone: Europe/Paris, source: docs}",
        "resets: {every: month, on: 31, zone: UTC, source: docs}",
        "resets: {every: week, on: Monday, source: docs}",
        "resets: {every: week, on: unknown, source: docs}",
        "resets: {every: year, on: 02-29, source: docs}",
        "resets: {every: day, on: first use, source: docs}",
        "resets: {every: day, on: every day, at: 06:00, source: docs}",
        "resets: {every: once, on: signing up, source: docs}",
        "rollover: {keeps: unknown, source: docs}",
        "rollover: {keeps: ~500, for: two moons, source: docs}",
        "prices: [{amount: 1, currency: USD, source: docs, first: 6 months}]",
    ],
)
def test_whatever_a_wallet_knows_or_asks_for_may_stand_in_a_sheet(tmp_path: Path, line: str) -> None:
    assert plan_faults(tmp_path, line) == []


PACK = "top_ups: {{extra: {{name: Extra, source: docs, expires: {{after: {}, source: docs{}}}}}}}\n"
NO_LIFE = f"{NO_SPAN}; or write `never`, `cycle end` or `unknown`"


@pytest.mark.parametrize(
    ("after", "more", "fault"),
    [
        ("soon", "", f"1:63: `soon` {NO_LIFE}"),
        ("90", "", f"1:63: `90` {NO_LIFE}"),
        ("0 days", "", f"1:63: `0 days` {NO_LIFE}"),
        ("2 weeks", "", f"1:63: `2 weeks` {NO_LIFE}"),
        (
            "8000 years",
            "",
            "1:63: `8000 years` ends after the year 9999: give a shorter time; "
            "or write `never`, `cycle end` or `unknown`",
        ),
        ("never", ", claims: [{source: note, after: later}]", f"1:115: `later` {NO_LIFE}"),
    ],
)
def test_when_a_pack_is_lost_is_a_length_of_time_or_a_word(tmp_path: Path, after: str, more: str, fault: str) -> None:
    sheets = platform(tmp_path, f"mm: {SELF.format('M', 'm')}", addons=PACK.format(after, more))
    assert sheets.faults == (f"p/e/addons.yaml:{fault}",)


POOLS = "write `plan`, `rollover`, `promotion`, `top_up`, `daily`, `unlimited`, `soonest` or `soonest_to_expire`"
BY_DOCS = "spending_order_source: docs"


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("spending_order: [nonsense]", [f"8:18: `nonsense` is not allowed here: {POOLS}"]),
        (
            "spending_order: [plan, top-up, gold]",
            [f"8:24: `top-up` is not allowed here: {POOLS}", f"8:32: `gold` is not allowed here: {POOLS}"],
        ),
        (
            "spending_order: [plan]\nspending_order_source: nobody",
            ["9:24: unknown source `nobody`: add it to the edition's `sources`"],
        ),
        ("spending_order: [plan]\nspending_order_source: dosc", ["9:24: unknown source `dosc`: did you mean `docs`?"]),
        ("spending_order: [plan, top_up, plan]", ["8:17: names a pool twice: name each once"]),
        ("spending_order: [plan, soonest]", ["8:17: `soonest` is an order of all pools: name nothing else"]),
        (
            "plan_changes: {cancel: {how: new, forfeits: [gold, plan], source: docs}}",
            [
                "8:46: `gold` is not allowed here: write `top_up`, `rollover` or `promotion`",
                "8:52: `plan` is not allowed here: write `top_up`, `rollover` or `promotion`",
            ],
        ),
        (f"spending_order: [soonest]\n{BY_DOCS}", []),
        (f"spending_order: [soonest_to_expire]\n{BY_DOCS}", []),
        (f"spending_order: [daily, plan, rollover, promotion, top_up, unlimited]\n{BY_DOCS}", []),
    ],
)
def test_the_order_of_spending_names_pools_and_who_says_so(tmp_path: Path, lines: str, wrong: list[str]) -> None:
    platform(tmp_path, f"mm: {SELF.format('M', 'm')}", edition=f"{EDITION}{lines}\n")
    faults = audit(Catalog(alone=str(tmp_path)), "2025-01-01", "2026-11-29").faults
    assert [fault.removeprefix(f"{tmp_path}/p/e/edition.yaml:") for fault in faults] == wrong


# Worked examples


def examples(folder: Path, lines: str) -> list[str]:
    """What is wrong with the worked examples of a model of 0.5 a second, of which an approximate twin pays 1/3."""
    sheets = platform(
        folder,
        f"""
        m:
          name: M
          maker: X
          kind: video
          settings: {{seconds: {{number: 1..60}}, twin: {{flag: off}}}}
          rates:
            - {{when: {{twin: off}}, price: 0.5, per: second, source: docs}}
            - {{when: {{twin: on}}, price: 1, per: 3 seconds, source: docs}}
          examples: [{lines}]
        """,
        edition=EDITION,
    )
    edition = sheets.edition
    return [fault.message for fault in example_faults(edition.models["m"], edition)]


@pytest.mark.parametrize(
    "example",
    [
        "{with: {seconds: 8}, total: 4, source: docs}",
        "{with: {seconds: 8, outputs: 3, takes: 2}, total: 24, source: docs}",  # 8 * 0.5 * 3 * 2
        "{with: {seconds: 8}, total: ~4, source: docs}",
        "{with: {seconds: 9}, total: ~5, source: docs}",  # 9 * 0.5 = 4.5 counts up
        "{with: {seconds: 8, twin: on}, total: ~2.67, source: docs}",  # 8 / 3 = 2.666...
    ],
)
def test_a_worked_example_holds_and_an_approximate_one_to_its_own_digits(tmp_path: Path, example: str) -> None:
    assert examples(tmp_path, example) == []


@pytest.mark.parametrize(
    ("example", "both"),
    [
        ("with: {seconds: 8}, total: 5", "the example says 5, the sheet gives 4"),
        ("with: {seconds: 8}, total: ~5", "the example says ~5, the sheet gives 4"),
        ("with: {seconds: 8}, total: ~3", "the example says ~3, the sheet gives 4"),
        ("with: {seconds: 8}, total: 4+", "the example says 4+, the sheet gives 4"),
        ("with: {seconds: 9}, total: ~4", "the example says ~4, the sheet gives 4.5"),
        ("with: {seconds: 8, twin: on}, total: ~2.66", "the example says ~2.66, the sheet gives 2.666666..2.666667"),
        ("with: {seconds: 8}, total: ~3..5", "the example says ~3..5, the sheet gives 4"),
        ("with: {seconds: 8}, total: unknown", "the example says unknown, the sheet gives 4"),
    ],
)
def test_a_worked_example_that_the_sheet_contradicts_is_found(tmp_path: Path, example: str, both: str) -> None:
    assert examples(tmp_path, f"{{{example}, source: docs}}") == [f"{both}: correct one of them"]


def test_an_example_that_is_known_to_disagree_is_a_warning_and_one_that_does_not_a_fault(tmp_path: Path) -> None:
    known = "disagrees: another length, source: docs"
    found = examples(
        tmp_path, f"{{with: {{seconds: 8}}, total: 5, {known}}}, {{with: {{seconds: 8}}, total: 4, {known}}}"
    )
    assert found == [
        "the example says 5, the sheet gives 4: another length",  # 8 x 0.5 = 4
        "the example says 4, the sheet gives 4, which agree: remove `disagrees`",
    ]
    report = audit(Catalog(alone=str(tmp_path)), "2025-01-01", "2026-11-29")
    [own] = report.report.data["editions"]
    assert (own["counts"]["examples"], own["counts"]["faults"]) == (0, 1)
    assert [len(report.faults), len(report.warnings)] == [1, 1]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("", "`m` needs `seconds`: give `--seconds` (a number from 1 to 60)"),
        ("seconds: 61", "`m` does not take seconds `61`: it takes a number from 1 to 60"),
        ("seconds: 8, hd: on", "`m` has no setting `hd`; it has `seconds` and `twin`"),
        ("seconds: 8, outputs: many", "`many` is not a number: write digits and a point, as in `8` or `8.5`"),
        ("seconds: 8, takes: 1.5", "`takes` must be a whole number, not `1.5`"),
        ("seconds: 8, takes: 0", "`takes` must be a whole number from 1 to 1,000,000, not `0`"),
        ("seconds: 8, mix: m=100%", "`m` runs no other models: `--mix` is for agents"),
    ],
)
def test_a_worked_example_that_cannot_be_priced_is_found(tmp_path: Path, options: str, why: str) -> None:
    found = examples(tmp_path, f"{{with: {{{options}}}, total: 4, source: docs}}")
    assert found == [f"the example cannot be priced: {why}"]


def test_the_bundled_sheets_have_no_fault() -> None:
    catalog = Catalog()
    for name, book in catalog.index.platforms.items():
        for edition in book.editions:
            faults, found = catalog.compiled(book, edition).faults, catalog.edition(name, edition)
            assert (name, edition, faults, found.ignored, dict(found.broken)) == (name, edition, (), (), {})
