"""What a price does not say by itself: the lengths that nobody makes, and the day from which a model is withdrawn."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import EDITION, Sheets, platform, write

from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Setting
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.reports.limits import clips_of, limit_notices
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count

LIST = """
    plain: {name: Plain, maker: M, kind: video, settings: {seconds: {one_of: [5, 10]}}, rates: [&rate]}
    three: {name: Three, maker: M, kind: video, settings: {seconds: {one_of: [4, 6, 8]}}, rates: [&rate]}
    fixed: {name: Fixed, maker: M, kind: video, settings: {seconds: {always: 8}}, rates: [&rate]}
    whole: {name: Whole, maker: M, kind: video, settings: {seconds: {whole: 3..15}}, rates: [&rate]}
    number: {name: Number, maker: M, kind: video, settings: {seconds: {number: 2..10}}, rates: [&rate]}
    least: {name: Least, maker: M, kind: video, settings: {seconds: {number: 2..}}, rates: [&rate]}
    words: {name: Words, maker: M, kind: video, settings: {seconds: {one_of: [short, long]}}, rates: [&clip]}
    timeless: {name: Timeless, maker: M, kind: video, rates: [&clip]}
    gone: {name: Gone, maker: M, kind: video, until: 2026-06-29, settings: {seconds: {one_of: [5]}}, rates: [&rate]}
    late: {name: Late, maker: M, kind: video, until: 2026-12-31, settings: {seconds: {one_of: [5]}}, rates: [&rate]}
    """.replace("&rate", "{price: 1, per: second, source: docs}").replace(
    "&clip", "{price: 1, per: clip, source: docs}"
)
NAMES = ("plain", "three", "fixed", "whole", "number", "least", "words", "timeless", "gone")
OWN = "settings: {seconds: {number: 0..1800, default: 5}}"


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """A platform that makes any length of each model of its list, and one of each as the list has it."""
    models = "".join(f"    {name}: {{list: {name}, {OWN}}}\n    as-{name}: {{list: {name}}}\n" for name in NAMES)
    models += "    late: {list: late, until: 2026-10-01}\n    early: {list: late, until: 2027-01-01}\n"
    head = EDITION + "list: list/l\ncredits_per_usd: {price: 10, source: docs}\n"
    made = platform(tmp_path, models, edition=head)
    dollars = EDITION.replace("unit: credit", "unit: USD")
    write(tmp_path, {"list/platform.yaml": "name: List\ndefault_edition: l\n"})
    write(tmp_path, {"list/l/edition.yaml": dollars, "list/l/models.yaml": LIST})
    return made


def said(sheets: Sheets, model: str, **settings: Any) -> list[tuple[str, str]]:
    """The codes and sentences of a quote's limits."""
    return [tuple(notice) for notice in limit_notices(sheets(model, **settings))]  # type: ignore[misc]  # pairs


@pytest.mark.parametrize(
    ("model", "seconds", "clips"),
    [
        ("plain", 90, "Plain makes 5 or 10 s clips: 90 s is 9 of them"),
        ("plain", 15, "Plain makes 5 or 10 s clips: 15 s is 2 of them"),  # 10 and 5
        ("plain", 12, "Plain makes 5 or 10 s clips: 12 s is at least 2 clips"),  # 10 and some of 5
        ("plain", 7, "Plain makes 5 or 10 s clips: 7 s is at least 1 clip"),
        ("plain", "2.5", "Plain makes 5 or 10 s clips: 2.5 s is at least 1 clip"),
        ("plain", 5, None),
        ("plain", 0, None),
        ("three", 14, "Three makes 4, 6 or 8 s clips: 14 s is 2 of them"),  # 8 and 6
        ("three", 18, "Three makes 4, 6 or 8 s clips: 18 s is 3 of them"),  # 6, 6 and 6
        (
            "three",
            17,
            "Three makes 4, 6 or 8 s clips: 17 s is at least 3 clips",
        ),  # an odd number is no sum of even ones
        ("three", 8, None),
        ("fixed", 24, "Fixed makes 8 s clips: 24 s is 3 of them"),
        ("fixed", 25, "Fixed makes 8 s clips: 25 s is at least 4 clips"),
        ("whole", 20, "Whole makes clips of 3 to 15 s: 20 s is 2 of them"),
        ("whole", "20.5", "Whole makes clips of 3 to 15 s: 20.5 s is at least 2 clips"),
        ("whole", 2, "Whole makes clips of 3 to 15 s: 2 s is at least 1 clip"),
        ("number", "20.5", "Number makes clips of 2 to 10 s: 20.5 s is 3 of them"),
        ("number", "9.5", None),
        ("least", 1, "Least makes clips of 2 s and more: 1 s is at least 1 clip"),
        ("least", 1800, None),
        ("words", 8, None),
        ("timeless", 8, None),
    ],
)
def test_a_clip_that_nobody_makes_is_said_and_priced(
    sheets: Sheets, model: str, seconds: int | str, clips: str | None
) -> None:
    assert said(sheets, model, seconds=seconds) == ([("clip_length", clips)] if clips else [])


@pytest.mark.parametrize("name", NAMES)
def test_a_length_of_the_list_is_no_news(sheets: Sheets, name: str) -> None:
    given_ = {"timeless": {}, "words": {"seconds": "short"}, "fixed": {}}.get(name, {"seconds": 5})
    if name == "three":
        given_ = {"seconds": 6}
    assert [code for code, _ in said(sheets, f"as-{name}", **given_) if code == "clip_length"] == []


@pytest.mark.parametrize(
    ("model", "day"),
    [
        ("gone", "is on sale until 2026-06-29 and withdrawn from 2026-06-30 on"),
        ("as-gone", "is on sale until 2026-06-29 and withdrawn from 2026-06-30 on"),
        ("late", "is on sale until 2026-10-01 and withdrawn from 2026-10-02 on"),  # the platform ends it first
        ("early", "is on sale until 2026-12-31 and withdrawn from 2027-01-01 on"),  # the maker does
    ],
)
def test_a_withdrawn_model_says_since_when(sheets: Sheets, model: str, day: str) -> None:
    quote = sheets(model, seconds=5)
    name = quote.generation.model.name
    assert said(sheets, model, seconds=5) == [("withdrawn", f"{name} {day}")]
    assert str(quote.total) == "50"  # 5 s at 1 USD, ten credits each


@given(st.sets(st.integers(1, 12), min_size=1, max_size=3), st.integers(1, 60))
def test_as_many_clips_as_are_said_make_the_length(lengths: set[int], seconds: int) -> None:
    """Against every sum that so few clips can make."""
    longest = max(lengths)
    number = -(-seconds // longest)
    sums = {0}
    for _ in range(number):
        sums = {one + length for one in sums for length in lengths}
    length = Setting(one_of=tuple(map(str, sorted(lengths))))
    assert clips_of(length, Fraction(seconds)) == (
        f"{number} of them" if seconds in sums else f"at least {count(number, 'clip')}"
    )


@pytest.mark.usefixtures("warm")
def test_every_bundled_model_that_is_made_longer_than_by_its_maker_says_so() -> None:
    catalog = Catalog()
    told = 0
    for name, one in catalog.index.platforms.items():
        for edition in one.editions:
            book = catalog.edition(name, edition)
            for model in book.models.values():
                length, own = model.listed and model.listed[0], model.settings.get("seconds")
                if not (length and own and own.range) or not in_force(model, book.as_of):
                    continue
                longest = length.range.high if length.range else max(Fraction(value) for value in length.choices)
                needed = {key: one for key, one in model.settings.items() if one.initial is None and not one.is_open}
                asked = {key: word_of(one.choices[0]) for key, one in needed.items() if one.choices}
                if longest is None:
                    continue
                asked["seconds"] = word_of(longest * 2)
                if length.admits(longest * 2) or not own.admits(longest * 2):
                    continue
                try:
                    quote = price(resolve(model, asked), book)
                except CreditcalcError:
                    continue
                [clips] = [notice.text for notice in limit_notices(quote) if notice.code == "clip_length"]
                assert clips.endswith(f": {word_of(longest * 2)} s is 2 of them")
                told += 1
    assert told > 20
