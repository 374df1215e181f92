"""Models of one price book side by side: what a unit costs, the ranking, and ratios that know what cancels."""

from pathlib import Path
from typing import Any

import pytest
from sheets import EDITION, Sheets, platform, write

from creditcalc.amount import exactly
from creditcalc.rating.compare import in_list_usd, ranked, ratio, unit_price
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price

BOOK = EDITION + "credits_per_usd: {price: ~12..16, source: page}\n"
"""A platform that turns list prices into credits: about 12 to 16 for a dollar."""
HEAD = "maker: Maker, settings: {seconds: {number: 1..60}, audio: {flag: off}}"


def model(name: str, *rates: str, more: str = "", kind: str = "video") -> str:
    """A model with these rows."""
    return f"{name}: {{name: {name}, kind: {kind}, {HEAD}, rates: [{', '.join(rates)}]{more}}}\n"


def row(price: str, when: str = "", per: str = "second") -> str:
    """A row: a list price in `$`, or credits."""
    key = f"list_usd: {price[1:]}" if price.startswith("$") else f"price: {price}"
    return f"{{when: {{{when}}}, {key}, per: {per}, source: docs}}"


def fee(price: str) -> str:
    """A surcharge for sound."""
    return f", surcharges: [{row(price, 'audio: on', 'clip')[:-1]}, name: Sound}}]"


DERIVED = (
    model("dollar", row("$0.5"), more=fee("$1"))
    + model("cheap", row("$0.25"))
    + model("mixed", row("$0.5"), more=fee("10"))
    + model("turned", row("0.5"), more=fee("$1"))
    + model("own", row("7"), more=fee("10"))
    + model("about", row("$~0.5"), more=fee("$1"))
    + model("least", row("$0.5+"))
)
"""Models of list prices, of the platform's own, and of both."""


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """The models above."""
    return platform(tmp_path, DERIVED, edition=BOOK)


def quoted(sheets: Sheets, name: str, takes: int = 1, **settings: Any) -> Quote:
    """The quote for 10 seconds."""
    edition = sheets.edition
    return price(resolve(edition.model(name), {"seconds": 10, **settings}, takes=takes), edition)


def listed(quote: Quote) -> str | None:
    """The text of a quote's list price."""
    found = in_list_usd(quote)
    return None if found is None else str(found)


@pytest.mark.parametrize(
    ("name", "audio", "usd"),
    [
        ("dollar", "off", "5"),  # 10 s at 0.50
        ("dollar", "on", "6"),  # and 1 for sound
        ("mixed", "off", "5"),  # the row of the platform's own does not fire
        ("mixed", "on", None),  # it does: 10 credits are of no list
        ("turned", "off", None),
        ("turned", "on", None),  # nor where the first line is the platform's own and a later one is not
        ("own", "off", None),
        ("own", "on", None),
        ("about", "off", "~5"),
        ("about", "on", "~6"),  # one row that is about makes the sum about
        ("least", "off", "5+"),
    ],
)
def test_a_quote_has_a_list_price_where_every_line_is_derived(
    sheets: Sheets, name: str, audio: str, usd: str | None
) -> None:
    assert listed(quoted(sheets, name, audio=audio)) == usd


def test_takes_cost_as_many_list_prices(sheets: Sheets) -> None:
    assert listed(quoted(sheets, "dollar", takes=3, audio="on")) == "18"


def test_a_book_without_a_calibration_knows_no_list_prices(tmp_path: Path) -> None:
    assert in_list_usd(quoted(platform(tmp_path, model("own", row("7"))), "own")) is None


def test_credits_without_an_upper_end_leave_the_list_price_without_one(tmp_path: Path) -> None:
    open_ended = EDITION + "credits_per_usd: {price: 12+, source: page}\n"
    assert listed(quoted(platform(tmp_path, model("dollar", row("$0.5")), edition=open_ended), "dollar")) == "5+"


@pytest.mark.parametrize(
    ("one", "other", "audio", "times"),
    [
        # 5 and 2.5 USD: exactly twice, whatever a dollar is worth. In credits ~60..80 by ~30..40: 1.5 to 2.67 times.
        ("dollar", "cheap", "off", "2"),
        ("cheap", "dollar", "off", "0.5"),
        ("mixed", "cheap", "off", "2"),
        ("about", "cheap", "off", "~2"),
        ("least", "cheap", "off", "2+"),
        # 6 USD are ~72..96, and 5 USD with 10 credits ~70..90: 72 / 90 to 96 / 70.
        ("dollar", "mixed", "on", "~0.8..1.371429"),
        # 5 credits and a dollar are ~17..21: 17 / 90 to 21 / 70.
        ("turned", "mixed", "on", "~0.188888..0.3"),
        # 70 by ~30..40.
        ("own", "cheap", "off", "~1.75..2.333334"),
        ("own", "turned", "off", "14"),  # 7 by 0.5
    ],
)
def test_what_two_quotes_derive_from_cancels_and_nothing_else(
    sheets: Sheets, one: str, other: str, audio: str, times: str
) -> None:
    assert str(ratio(quoted(sheets, one, audio=audio), quoted(sheets, other, audio=audio))) == times


@pytest.mark.parametrize("name", ["dollar", "mixed", "own", "least"])
def test_a_quote_is_once_itself(sheets: Sheets, name: str) -> None:
    quote = quoted(sheets, name, audio="on")
    assert ratio(quote, quote) == exactly(1)


@pytest.mark.parametrize(
    ("step", "total", "times"),
    [
        # 0.1 USD a clip are ~1.2..1.6 credits, ~2 when rounded up, and ~1.2..1.6 of another: 2 / 1.6 to 2 / 1.2.
        ("rounding: {to: up, at: generation, source: docs}", "~2", "~1.25..1.666667"),
        ("rounding: {to: up, at: line, source: docs}", "~2", "~1.25..1.666667"),
        ("rounding: {to: up, at: total, source: docs}", "~2", "~1.25..1.666667"),
        ("minimum: {price: 10, source: docs}", "~10", "~6.25..8.333334"),  # 10 / 1.6 to 10 / 1.2
    ],
)
def test_what_is_rounded_or_lifted_does_not_scale_with_the_dollar(
    tmp_path: Path, step: str, total: str, times: str
) -> None:
    """Not an interval that runs backwards, as 2 / 12 to 2 / 16 of a dollar would be."""
    rate = row("$0.1", per="clip")
    made = platform(tmp_path, model("plain", rate) + model("stepped", rate, more=f", {step}"), edition=BOOK)
    agent = "agent: {name: A, maker: M, kind: agent, settings: {seconds: {number: 1..60}}, "
    write(tmp_path, {"p/e/models.yaml": (made.folder / "p/e/models.yaml").read_text() + agent + USES})
    plain = quoted(made, "plain")
    for name in ("stepped", "agent"):  # an agent that runs the model is charged what it is rounded to
        quote = quoted(made, name)
        assert (str(quote.total), listed(quote), str(ratio(quote, plain))) == (total, None, times)


USES = "uses: {models: [stepped], source: docs}}\n"

RANKED = (
    model("wide", row("2..5"))
    + model("open", row("2+"))
    + model("close", row("2..3"))
    + model("low", row("1..2"))
    + model("secret", "{price: unknown, source: docs}")
    + model("silent", row("1", "audio: off"), "{when: {audio: on}, unavailable: no sound, source: docs}")
    + model("still", row("1"), kind="action")
    + model("gone", row("1"), more=", until: 2026-05-30")
    + model("today", row("9"), more=", until: 2026-05-31")
    + model("coming", row("1"), more=", since: 2026-06-01")
)


def test_all_that_can_make_the_same_are_ranked_by_what_they_cost_at_least(tmp_path: Path) -> None:
    """Cheapest first; of equal lower ends the lower upper end first, and no upper end last."""
    edition = platform(tmp_path, RANKED).edition
    found, unpublished = ranked(edition, edition.models.values(), {"seconds": 10, "audio": True}, outputs=1, takes=2)
    # 10 s, two takes: 20 times the rate. By low's 20..40: 40 / 40 to 60 / 20, to 100 / 20, 180 / 40 to 180 / 20.
    # low's 40 are no less than close's 40; close, wide and open overlap; 180 is more than wide's 100, not than open's.
    assert [(one.quote.generation.model.id, str(one.quote.total), str(one.factor), one.certain) for one in found] == [
        ("low", "20..40", "1", False),
        ("close", "40..60", "1..3", False),
        ("wide", "40..100", "1..5", False),
        ("open", "40+", "1+", False),
        ("today", "180", "4.5..9", True),
    ]
    assert unpublished == ["secret"]


def test_an_order_is_certain_where_nothing_after_can_cost_as_little(tmp_path: Path) -> None:
    edition = platform(tmp_path, model("a", row("1..2")) + model("b", row("3..4")) + model("c", row("4"))).edition
    found, _ = ranked(edition, edition.models.values(), {"seconds": 1}, outputs=1, takes=1)
    # 2 is less than 3 and 4; b's 4 is no less than c's.
    assert [(one.quote.generation.model.id, one.certain) for one in found] == [("a", True), ("b", False), ("c", True)]


def test_derived_models_are_ranked_for_certain_although_their_credits_overlap(tmp_path: Path) -> None:
    """~6..8 and ~7.2..9.6 credits overlap, 0.5 and 0.6 USD do not."""
    made = model("dear", row("$0.6")) + model("cheap", row("$0.5"))
    edition = platform(tmp_path, made, edition=BOOK).edition
    found, _ = ranked(edition, edition.models.values(), {"seconds": 1}, outputs=1, takes=1)
    assert [(one.quote.generation.model.id, str(one.factor), one.certain) for one in found] == [
        ("cheap", "1", True),
        ("dear", "1.2", True),
    ]


@pytest.mark.parametrize(
    ("rates", "amount"),
    [
        ([row("2")], "2 a second"),
        ([row("2", "audio: off"), row("3..4", "audio: on")], "2..4 a second"),
        ([row("30", per="minute")], "0.5 a second"),  # 30 / 60
        ([row("1", per="5 seconds started")], "0.2 a second"),
        (["{whole: [{up_to: 5, price: 3}, {price: 1}], per: second, source: docs}"], "1..3 a second"),
        (["{graduated: [{up_to: 5, price: 3}, {price: 1}], per: 2 seconds, source: docs}"], "0.5..1.5 a second"),
        ([row("2", per="clip")], "2 a clip"),
        (["{price: 2, quantity: 3 * seconds, per: second, source: docs}"], "2 a second"),
        (["{price: 2, quantity: 3 * seconds, per: minute, source: docs}"], "2 a minute"),  # the unit of its own words
        ([row("2", "audio: off"), "{when: {audio: on}, price: unknown, per: second, source: docs}"], "2 a second"),
        ([row("2", "audio: off"), "{when: {audio: on}, unavailable: never, source: docs}"], "2 a second"),
        ([row("2", "audio: off"), row("3", "audio: on", "clip")], None),  # they do not convert into each other
        (["{price: unknown, source: docs}"], None),
    ],
)
def test_a_unit_costs_what_the_published_rows_say(tmp_path: Path, rates: list[str], amount: str | None) -> None:
    found = unit_price(platform(tmp_path, model("m", *rates)).edition.model("m"))
    assert (found and f"{found.amount} a {found.unit}") == amount
