"""The balance of a wallet: what its answer says is true, and what it says of each rule by hand."""

import re
from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import EMPTY, MOMENTS, wallets

from creditcalc.amount import Amount, exactly
from creditcalc.period import Cadence, moment
from creditcalc.render.table import GAUGE, gauge_signs
from creditcalc.reports.report import Report
from creditcalc.reports.wallet import Usual, WalletHeading
from creditcalc.reports.wallet_balance import Balance, balance_reports
from creditcalc.wallet.ledger import Carried, Entry, Terms, cycle, effective, fold

HEAD = WalletHeading("main", "p", "e")
PLUS = Terms("plus", exactly(80), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
FIGURE = re.compile(r"(?P<most>≤ )?~?(?P<low>[\d,.]+)(?:–(?P<high>[\d,.]+))?(?P<least>\+)?")


def reports(entries: list[Entry], when: datetime, *habits: Usual) -> list[Report]:
    """What is said of a wallet at a moment."""
    found = effective(entries)
    return balance_reports(HEAD, Balance(fold(EMPTY, found, when), cycle(EMPTY, found, when), habits))


def between(words: str) -> tuple[Fraction, Fraction | None]:
    """The ends that a printed figure has; a single one may be half of its last digit off."""
    if words.startswith("unknown"):
        return Fraction(0), None
    found = FIGURE.match(words)
    assert found, words
    low, high = (Fraction(end.replace(",", "")) if end else None for end in (found["low"], found["high"]))
    assert low is not None
    if found["most"]:
        return Fraction(0), low
    if found["least"]:
        return low, None
    half = Fraction(1, 200) if low >= Fraction(1, 10) else low / 20
    return (low, high) if high is not None else (low - half, low + half)


def contains(words: str, amount: Amount) -> bool:
    """Whether all that an amount may be lies within a printed figure."""
    low, high = between(words)
    return low <= amount.low and (high is None or (amount.high is not None and amount.high <= high))


@given(wallets(), MOMENTS)
def test_the_answer_contains_what_is_left_and_what_was_spent(entries: list[Entry], when: datetime) -> None:
    found = effective(entries)
    books, seen = fold(EMPTY, found, when), cycle(EMPTY, found, when)
    left, *spent = reports(entries, when)[0].answer
    assert contains(left.figure, books.left)
    if seen is None:
        assert spent == []
        return
    assert contains(spent[0].figure, seen.spent)
    if left.words[0].startswith("left of "):
        assert contains(left.words[0].removeprefix("left of "), seen.had)
    gauge = spent[0].gauge
    if gauge is not None:
        assert gauge * seen.had.low == books.left.low


@given(st.fractions(min_value=0, max_value=1, max_denominator=10**6), st.integers(2, 60))
def test_a_gauge_shows_no_more_than_its_share_and_a_sign(share: Fraction, length: int) -> None:
    signs = gauge_signs(share, length)
    full = signs.count("█")
    assert signs == "█" * full + "░" * (length - full)
    assert share * length - 1 < full <= share * length + 1
    assert (full == 0) == (share == 0)


def test_a_gauge_by_hand() -> None:
    assert gauge_signs(Fraction(75, 80)).count("█") == 28  # of 30: 28.1
    assert gauge_signs(Fraction(1)) == "█" * GAUGE
    assert gauge_signs(Fraction(1, 1000)) == f"█{'░' * (GAUGE - 1)}"


def opened(rollover: Carried = "nothing") -> Entry:
    """A wallet on the plan Plus."""
    return Entry(1, "open", moment("2026-05-14"), moment("2026-05-14"), terms=PLUS._replace(rollover=rollover))


def spent(number: int, amount: str, day: str = "2026-05-20") -> Entry:
    """A spend of some amount."""
    return Entry(number, "spend", moment(day), moment(day), Amount.parse(amount))


def said(*entries: Entry, at: str = "2026-05-25", habits: tuple[Usual, ...] = ()) -> list[str]:
    """The answer and the notes of a balance."""
    found = reports(list(entries), moment(at), *habits)
    answer = [f"{one.figure} {''.join(one.words)}" for one in found[0].answer]
    return [*answer, *(note.text for note in found[-1].ranked())]


def test_what_is_lost_at_the_reset_is_said_with_what_was_lost_at_the_last_one() -> None:
    # 80 - 30 = 50 are lost on 14 June
    assert said(opened(), spent(2, "30"), at="2026-06-20") == [
        "80 credits left of 80, until Tue 14 Jul (24 days)",
        "0 spent since 14 Jun",
        "Unused credits are lost at the reset. 50 expired on 14 Jun.",
    ]
    assert said(opened(), spent(2, "~30"), at="2026-06-20")[-1].endswith(" About 50 expired on 14 Jun.")
    assert said(opened(), spent(2, "30"))[-1] == "Unused credits are lost at the reset."


@pytest.mark.parametrize(
    ("rollover", "words"),
    [
        ("everything", "Unused credits are carried over at the reset."),
        ("one period", "Unused credits are carried over once at the reset."),
        (Fraction(50), "Unused credits above 50 are lost at the reset."),
    ],
)
def test_what_a_reset_keeps(rollover: Carried, words: str) -> None:
    assert words in said(opened(rollover=rollover))


def test_the_bar_is_drawn_only_of_what_is_known() -> None:
    certain = reports([opened(), spent(2, "30")], moment("2026-05-25"))[0].answer[1]
    assert certain.gauge == Fraction(5, 8)
    assert reports([opened(), spent(2, "30+")], moment("2026-05-25"))[0].answer[1].gauge is None


def test_a_day_near_is_today_or_tomorrow() -> None:
    assert said(opened(), at="2026-06-13")[0].endswith("until Sun 14 Jun (tomorrow)")
    assert said(opened(), at="2026-06-12T23:59Z")[0].endswith("until Sun 14 Jun (2 days)")


def test_people_see_the_pools_where_there_are_several() -> None:
    bought = Entry(
        2, "top-up", moment("2026-05-20"), moment("2026-05-20"), exactly(100), pool="top-up", expires="never"
    )
    (alone,), (both,) = reports([opened()], moment("2026-05-25")), reports([opened(), bought], moment("2026-05-25"))
    assert alone.read_by("people").columns == ()
    assert [row[1:] for row in alone.read_by("scripts").rows] == [(exactly(80), "Sun 2026-06-14 00:00 UTC")]
    assert both.read_by("people").rows == (
        ("Plan", exactly(80), "Sun 14 Jun (20 days)"),
        ("Top-up", exactly(100), "They do not expire"),
    )


def test_what_the_credits_buy_is_a_table_of_its_own() -> None:
    habits = (Usual("short", Amount.parse("~5"), 9), Usual("long", Amount.parse("80+"), 2), Usual("odd", exactly(0), 1))
    balance, buys = reports([opened(), spent(2, "~5")], moment("2026-05-25"), *habits)
    assert balance.notes == ()
    # 75 / 5 = 15; 75 is less than 80; of what costs nothing any number
    assert [tuple(map(str, row)) for row in buys.rows] == [
        ("short", "~5", "~15"),
        ("long", "80+", "none"),
        ("odd", "0", "unknown"),
    ]


def test_more_spent_than_there_was_is_said() -> None:
    assert (
        "At least 20 more credits were spent than there were: a grant or top-up is missing, or a charge is wrong."
        in (said(opened(), spent(2, "100")))
    )


def test_before_a_wallet_is_open_and_after_its_plan_there_is_nothing() -> None:
    ended = Entry(2, "transfer", moment("2026-05-20"), moment("2026-05-20"), how="new")
    assert said(opened(), ended) == ["0 credits left", "The plan has ended: no more credits are granted."]
    assert said(opened(), at="2026-05-01") == ["0 credits left", "The wallet is not open yet."]
