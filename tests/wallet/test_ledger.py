"""The ledger's laws over random wallets, and what each rule means by hand."""

import json
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ledgers import BEGINNING, CLOSED, EMPTY, EXACT, MOMENTS, START, wallets, world

from creditcalc.amount import Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, Span, moment
from creditcalc.pricebook.edition import How
from creditcalc.wallet.codec import (
    amount_read,
    amount_text,
    books_object,
    books_read,
    entry_object,
    entry_of_row,
    entry_read,
    entry_text,
)
from creditcalc.wallet.forecast import Job, daily, forecast
from creditcalc.wallet.ledger import (
    Books,
    Entry,
    Terms,
    carried_of,
    check_terms,
    cycle,
    effective,
    fold,
    life_of,
    pays,
    reasons,
    steps,
    times,
)

PLUS = Terms("plus", exactly(80), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
END = START + timedelta(days=130)


def owed(books: Books) -> Fraction:
    """Granted and overdrawn, less spent, left, expired and voided: 0 in books that balance. Of exact books."""
    gone = (books.spent, books.left, books.expired, books.voided)
    return books.granted.low + books.overdrawn.low - sum((one.low for one in gone), Fraction(0))


def figures(books: Books) -> list[Amount]:
    """What more spending can only move one way."""
    return [books.left, books.granted, books.spent, books.expired, books.voided, books.overdrawn]


@given(wallets(EXACT), MOMENTS)
def test_nothing_is_lost_or_invented_at_any_moment(entries: list[Entry], when: datetime) -> None:
    exact = world(entries, lambda amount: amount.low)
    for step in steps(EMPTY, effective(exact), when):
        assert owed(step.books) == 0
    assert owed(fold(EMPTY, effective(exact), when)) == 0


@given(wallets(EXACT), MOMENTS)
def test_a_period_accounts_for_all_that_there_was_in_it(entries: list[Entry], when: datetime) -> None:
    """What there was and what was overdrawn is spent, left, or expired meanwhile."""
    found = effective(world(entries, lambda amount: amount.low))
    begun: Books | None = None
    for step in steps(EMPTY, found, when):
        change = step.entry is not None and step.entry.how in ("new", "add") and not step.entry.undone
        begun = step.books if step.kind in ("open", "reset") or change else begun
    now, seen = fold(EMPTY, found, when), cycle(EMPTY, found, when)
    if now.terms is None or begun is None:
        assert seen is None
        return
    assert seen is not None
    assert seen.since == begun.at
    assert seen.spent.low == now.spent.low - begun.spent.low
    more, less = now.overdrawn.low - begun.overdrawn.low, now.expired.low - begun.expired.low
    assert seen.had.low + more == seen.spent.low + now.left.low + less


def test_a_period_says_what_was_lost_as_it_began_to_the_digit() -> None:
    """A spend of "at least" before it leaves what is certain of it certain."""
    bought = Entry(2, "top-up", moment("2026-05-15"), START, Amount.parse("~40"), pool="top-up", expires="never")
    spends = [Entry(3, "spend", moment("2026-05-20"), START, Amount.parse("80+"))]
    spends += [Entry(4, "spend", moment("2026-07-20"), START, Amount.parse("~5"))]
    found = [Entry(1, "open", moment("2026-05-14"), START, terms=PLUS), bought, *spends]
    seen = cycle(EMPTY, found, moment("2026-08-01"))
    assert seen is not None
    # 80 of June's month were not used; of the 40 bought between 0 and 40 are left
    assert (seen.since, seen.lost, seen.spent) == (moment("2026-07-14"), exactly(80), Amount.parse("~5"))
    assert str(seen.had) == "~80..120"


@pytest.mark.parametrize(("how", "since"), [("new", "05-20"), ("add", "05-20"), ("difference", "05-14")])
def test_a_change_of_plan_begins_a_period_where_it_resets_the_credits(how: How, since: str) -> None:
    bigger = PLUS._replace(plan="max", allowance=exactly(200))
    change = Entry(2, "transfer", moment("2026-05-20"), START, terms=bigger, how=how)
    found = [Entry(1, "open", moment("2026-05-14"), START, terms=PLUS), change]
    seen = cycle(EMPTY, found, moment("2026-06-01"))
    assert seen is not None
    # the unused 80 are lost, kept, or part of the 200
    assert (seen.since, seen.had) == (
        moment(f"2026-{since}"),
        exactly({"new": 200, "add": 280, "difference": 200}[how]),
    )
    ended = Entry(3, "transfer", moment("2026-05-21"), START, how="new")
    assert cycle(EMPTY, [*found, ended], moment("2026-06-01")) is None


@given(wallets(), MOMENTS, MOMENTS)
def test_a_run_split_at_any_moment_is_the_whole_run(entries: list[Entry], split: datetime, end: datetime) -> None:
    split, end = min(split, end), max(split, end)
    found = effective(entries)
    half = fold(EMPTY, [entry for entry in found if entry.at <= split], split)
    assert fold(half, [entry for entry in found if entry.at > split], end) == fold(EMPTY, found, end)


FROM_FIRST_USE = Terms("plan", exactly(1), Cadence("use", 2), "nothing", ("plan", "top-up"), "year")
"""One credit for two days from first use."""


@given(wallets(), MOMENTS, st.integers(0, 10**9))
@example(
    [
        Entry(1, "open", START, START, terms=FROM_FIRST_USE),
        Entry(2, "spend", START, START, Amount.parse("unknown")),
    ],
    START + timedelta(days=2),
    0,
)
@settings(max_examples=200)
def test_the_truth_lies_within_every_interval(entries: list[Entry], when: datetime, seed: int) -> None:
    random = Random(seed)

    def choose(amount: Amount) -> Fraction:
        high = amount.high if amount.high is not None else amount.low + random.choice([0, 10, 10_000])
        return amount.low + (high - amount.low) * Fraction(random.choice([0, 1, 1, 2, 4]), 4)

    believed = fold(EMPTY, effective(entries), when)
    true = fold(EMPTY, effective(world(entries, choose)), when)
    for known, real in zip(figures(believed), figures(true), strict=True):
        assert real in known
    for pool in ("plan", "rollover", "promotion", "top-up"):
        assert true.pool(pool) in believed.pool(pool)


@given(wallets(), st.permutations(range(4)), CLOSED, MOMENTS)
def test_the_order_of_equal_grants_does_not_matter(
    entries: list[Entry], order: list[int], amount: Amount, when: datetime
) -> None:
    at = START + timedelta(days=3)
    number = len(entries) + 1
    grants = [
        Entry(number + place, "grant", at, at, amount, pool="promotion", expires=Span(30, "day")) for place in range(4)
    ]
    shuffled = [grants[place]._replace(number=number + position) for position, place in enumerate(order)]
    one, other = (fold(EMPTY, effective([*entries, *some]), when) for some in (grants, shuffled))
    assert figures(one) == figures(other)


@given(wallets(), st.randoms(use_true_random=False))
def test_entries_count_by_their_times_and_not_by_where_they_stand(entries: list[Entry], random: Random) -> None:
    shuffled = entries.copy()
    random.shuffle(shuffled)
    assert effective(shuffled) == effective(entries)


@pytest.mark.parametrize(
    "text",
    [
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","amount":"5"}',
        '{"kind":"spend","number":2,"at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","amount":"5"}',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z", "amount":"5"}',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","amount":"5",'
        '"at":"2026-05-17T00:00:00Z","number":7}',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","number":1,'
        '"recorded":"0001-01-01T00:00:00Z","amount":"5"}',
    ],
)
def test_a_row_says_what_its_text_says(text: str) -> None:
    """However it is written: most are read in part, and what is not as it would be written is read whole."""
    assert entry_of_row(2, "spend", "2026-05-15T00:00:00Z", text) == entry_read(json.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:0Z","amount":"5"}',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","amount":"05"}',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16T00:00:00Z","amount":"5"',
        '{"number":2,"kind":"spend","at":"2026-05-15T00:00:00Z","recorded":"2026-05-16"}',
    ],
)
def test_a_row_that_holds_no_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # of any words: whoever reads a row says which one it is
        entry_of_row(2, "spend", "2026-05-15T00:00:00Z", text)


@given(wallets(), MOMENTS)
def test_undoing_an_undoing_is_nothing_done(entries: list[Entry], when: datetime) -> None:
    spend = Entry(len(entries) + 1, "spend", START, START, exactly(5))
    undo = Entry(spend.number + 1, "undo", START, START, of=spend.number)
    redo = Entry(spend.number + 2, "undo", START, START, of=undo.number)
    without, undone = (fold(EMPTY, effective(some), when) for some in (entries, [*entries, spend, undo]))
    with_it, redone = (fold(EMPTY, effective([*entries, spend, *some]), when) for some in ([], [undo, redo]))
    assert (without, with_it) == (undone, redone)


@given(wallets(), MOMENTS)
def test_text_holds_entries_and_books_whole(entries: list[Entry], when: datetime) -> None:
    assert [entry_read(json.loads(json.dumps(entry_object(entry)))) for entry in entries] == entries
    for entry in entries:
        found = entry_object(entry)
        text = entry_text(found)
        assert text == json.dumps(found, separators=(",", ":"))
        assert entry_of_row(entry.number, entry.kind, found["at"], text) == entry
    books = fold(EMPTY, effective(entries), when)
    assert books_read(json.loads(json.dumps(books_object(books)))) == books
    for amount in figures(books):
        assert amount_read(amount_text(amount)) == amount
        assert amount_read(amount_text(amount)).reach() == amount.reach()


def test_text_tells_which_part_is_approximate() -> None:
    left = exactly(80) + Amount.parse("~5")  # 4.5 to 5.5 of it
    assert amount_text(left) == "~85 (84.5..85.5)"
    assert str(amount_read(amount_text(left)).reach()) == "84.5..85.5"
    assert amount_text(Amount.parse("~85")) == "~85"


@pytest.mark.parametrize(
    ("typed", "now"),
    [("50.0", "50"), ("007", "7"), ("0.5", "0.5"), ("nothing", "nothing"), ("one period", "one period")],
)
def test_a_rollover_that_an_earlier_release_kept_as_it_was_typed_is_read(typed: str, now: str) -> None:
    opened = entry_object(Entry(1, "open", START, START, terms=PLUS))
    known = entry_read({**opened, "terms": {**opened["terms"], "rollover": typed}})
    assert entry_object(known) == {**opened, "terms": {**opened["terms"], "rollover": now}}


@pytest.mark.parametrize(
    ("typed", "now"),
    [("90 day", "90 days"), ("1 days", "1 day"), ("012 months", "12 months"), ("cycle end", "cycle end")],
)
def test_a_life_that_an_earlier_release_kept_as_it_was_typed_is_read(typed: str, now: str) -> None:
    granted = entry_object(Entry(2, "grant", START, START, exactly(5), pool="promotion", expires="never"))
    assert entry_object(entry_read({**granted, "expires": typed})) == {**granted, "expires": now}


@pytest.mark.parametrize("life", ["", "soon", "0 days", "2026-13-01", "90", "nothing"])
def test_an_entry_with_a_life_that_is_none_is_no_entry(life: str) -> None:
    written = entry_object(Entry(2, "grant", START, START, exactly(5), pool="promotion", expires="never"))
    with pytest.raises(CreditcalcError):
        entry_read({**written, "expires": life})


@pytest.mark.parametrize(
    "text", ["", "-5", "5..3", "5.0", "1e3", "1e99999999", "~", "+", "3/6", "1/0", "nan", "80 +", "0+"]
)
def test_only_what_was_written_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        amount_read(text)


def wallet(*entries: Entry, terms: Terms = PLUS, since: str = "2026-05-14") -> list[Entry]:
    """A wallet opened on a day, with entries that are numbered as they come."""
    opened = Entry(1, "open", moment(since), moment(since), terms=terms)
    return [opened, *(entry._replace(number=number) for number, entry in enumerate(entries, 2))]


def spend(day: str, amount: str) -> Entry:
    """A spend on a day of 2026."""
    return Entry(0, "spend", moment(f"2026-{day}"), BEGINNING, Amount.parse(amount))


def top_up(day: str, amount: str, expires: str = "never") -> Entry:
    """A top-up on a day of 2026."""
    life = life_of(expires)
    return Entry(0, "top-up", moment(f"2026-{day}"), BEGINNING, Amount.parse(amount), pool="top-up", expires=life)


def left(entries: list[Entry], day: str) -> str:
    """What is left on a day."""
    return str(fold(EMPTY, effective(entries), moment(day)).left)


def test_plan_credits_go_first_and_end_with_their_month_and_bought_ones_stay() -> None:
    entries = wallet(top_up("05-20", "100"), spend("06-01", "90"))
    assert left(entries, "2026-05-31") == "180"
    assert left(entries, "2026-06-01") == "90"  # 80 of the plan, 10 of those bought
    assert left(entries, "2026-06-14") == "170"  # 90 and the new month's 80
    assert left(entries, "2026-07-14") == "170"  # the plan's 80 were lost and came again


def test_the_hour_of_the_reset_belongs_to_the_new_period() -> None:
    entries = wallet(spend("06-14", "80"))
    assert left(entries, "2026-06-13T23:59:59Z") == "80"
    assert left(entries, "2026-06-14") == "0"


def test_a_spend_known_at_its_low_end_leaves_an_interval_until_it_is_reconciled() -> None:
    entries = wallet(top_up("05-15", "400"), spend("05-16", "80+"))
    assert left(entries, "2026-05-17") == "..400"
    entries.append(Entry(4, "reconcile", moment("2026-05-16"), BEGINNING, exactly(96), of=3))
    assert left(entries, "2026-05-17") == "384"  # 480 - 96
    assert reasons(entries) == {3: "reconciled"}


def test_a_charge_above_what_there_was_is_told_and_no_later_grant_pays_for_it() -> None:
    entries = wallet(spend("05-16", "70"))
    entries.append(Entry(3, "reconcile", moment("2026-05-16"), BEGINNING, exactly(96), of=2))
    books = fold(EMPTY, effective(entries), moment("2026-06-14"))
    assert (str(books.overdrawn), str(books.left)) == ("16", "80")


@pytest.mark.parametrize(
    ("rollover", "after"),
    [
        ("nothing", ["80", "80", "80"]),
        ("everything", ["140", "220", "300"]),  # 60 kept, then 80 more each month
        ("one period", ["140", "160", "160"]),  # 60 kept for one month, then the last month's 80
        ("50", ["130", "130", "130"]),  # at most 50 kept
    ],
)
def test_rollover(rollover: str, after: list[str]) -> None:
    entries = wallet(spend("05-20", "20"), terms=PLUS._replace(rollover=carried_of(rollover)))
    assert [left(entries, day) for day in ("2026-06-14", "2026-07-14", "2026-08-14")] == after


@pytest.mark.parametrize(
    ("expires", "last"),
    [("90 days", "2026-08-18"), ("12 months", "2027-05-20"), ("cycle end", "2026-06-14"), ("2026-06-01T12:00:00Z", "")],
)
def test_bought_credits_end_when_they_are_said_to(expires: str, last: str) -> None:
    ends = moment(last or "2026-06-01T12:00Z")
    entries = wallet(top_up("05-20", "100", expires), terms=PLUS._replace(allowance=exactly(0)))
    assert str(fold(EMPTY, effective(entries), ends - timedelta(seconds=1)).left) == "100"
    books = fold(EMPTY, effective(entries), ends)
    assert (str(books.left), str(books.expired)) == ("0", "100")


def test_the_soonest_to_end_is_spent_first_within_a_pool_and_everywhere_if_so_ordered() -> None:
    late, soon = top_up("05-15", "10", "12 months"), top_up("05-16", "10", "7 days")
    entries = wallet(late, soon, spend("05-17", "85"))
    assert left(entries, "2026-05-30") == "10"  # 80 of the plan and 5 of the soonest, whose other 5 were lost
    entries = wallet(late, soon, spend("05-17", "85"), terms=PLUS._replace(burn=("soonest",)))
    assert left(entries, "2026-05-30") == "15"  # all 10 of the soonest, 75 of the plan


@pytest.mark.parametrize(
    ("rollover", "expires", "rest"),
    [
        ("one period", "2026-07-01", "80"),  # the 10 bought end before 14 July, so the plan's 80 are untouched
        ("one period", "2026-08-01", "70"),  # 14 July comes first
        ("nothing", "2026-06-13", "80"),
        ("nothing", "2026-07-01", "70"),  # 14 June comes first
        ("everything", "2026-08-01", "80"),
    ],
)
def test_the_soonest_to_end_knows_when_carried_over_credits_do(rollover: str, expires: str, rest: str) -> None:
    terms = PLUS._replace(rollover=carried_of(rollover), burn=("soonest",))
    books = fold(
        EMPTY,
        effective(wallet(top_up("05-15", "10", expires), spend("05-17", "10"), terms=terms)),
        moment("2026-05-18"),
    )
    assert str(books.pool("plan")) == rest


def test_a_grant_to_the_plan_that_ends_by_itself_is_not_carried_over_beyond_that() -> None:
    given = Entry(0, "grant", moment("2026-06-10"), BEGINNING, exactly(5), pool="plan", expires=Span(7, "day"))
    for rollover in ("everything", "one period"):
        entries = wallet(given, terms=PLUS._replace(rollover=carried_of(rollover)))
        assert [left(entries, day) for day in ("2026-06-16", "2026-06-17")] == ["165", "160"]  # 80, 5, and 80 more


def test_an_allowance_from_first_use_waits_for_it() -> None:
    terms = PLUS._replace(allowance=exactly(50), cadence=Cadence.parse("1 day from first use"))
    entries = wallet(spend("05-20 10:00Z", "50"), spend("05-22 09:00Z", "10"), terms=terms)
    assert left(entries, "2026-05-21 09:59Z") == "0"
    assert left(entries, "2026-05-21 10:00Z") == "50"
    assert left(entries, "2026-05-22 09:00Z") == "40"
    assert left(entries, "2026-05-23 09:00Z") == "50"


@pytest.mark.parametrize("amount", ["0", "unknown", "5"])
def test_a_use_is_one_whatever_it_costs(amount: str) -> None:
    terms = PLUS._replace(allowance=exactly(50), cadence=Cadence.parse("1 day from first use"))
    books = fold(EMPTY, effective(wallet(spend("05-20 10:00Z", amount), terms=terms)), moment("2026-05-21 10:00Z"))
    assert (str(books.left), str(books.granted)) == ("50", "100")  # the first day's 50, and the second's


def transferred(how: How, terms: Terms | None, *void: str) -> list[Entry]:
    """A plan with 30 of 80 left and 100 bought, changed on 24 May."""
    when = moment("2026-05-24")
    change = Entry(0, "transfer", when, when, terms=terms, how=how, void=void)
    return wallet(top_up("05-15", "100"), spend("05-16", "50"), change)


MAX = PLUS._replace(plan="max", allowance=exactly(400), cadence=Cadence.parse("month on 24"))


@pytest.mark.parametrize(
    ("how", "now", "on_the_14th", "on_the_24th"),
    [
        ("cycle end", "130", "500", "500"),  # 30 + 100; then max's 400 + 100
        ("new", "500", "500", "500"),  # 400 + 100, the 30 void
        ("add", "530", "530", "500"),  # 30 + 400 + 100; the month ends on the 24th
    ],
)
def test_a_change_of_plan(how: How, now: str, on_the_14th: str, on_the_24th: str) -> None:
    entries = transferred(how, MAX)
    days = ("2026-05-24", "2026-06-14", "2026-06-24")
    assert [left(entries, day) for day in days] == [now, on_the_14th, on_the_24th]


def test_a_change_that_grants_only_the_difference_keeps_the_cycle() -> None:
    entries = transferred("difference", MAX._replace(cadence=PLUS.cadence))
    assert left(entries, "2026-05-24") == "450"  # 30 + 320 + 100
    assert left(entries, "2026-06-14") == "500"


def test_a_cancelled_plan_ends_with_its_cycle_and_may_take_the_bought_credits_along() -> None:
    assert left(transferred("cycle end", None), "2026-07-24") == "100"
    books = fold(EMPTY, effective(transferred("cycle end", None, "top-up")), moment("2026-07-24"))
    assert (str(books.left), str(books.voided), str(books.expired)) == ("0", "100", "30")


@pytest.mark.parametrize(
    ("rollover", "void", "plan", "bought"),
    [
        ("nothing", (), "2026-06-14", None),
        ("nothing", ("top-up",), "2026-06-14", "2026-06-14"),
        ("everything", ("rollover",), "2026-06-14", None),
        ("one period", ("rollover",), "2026-06-14", None),
        ("one period", (), "2026-07-14", None),
        ("everything", (), None, None),
    ],
)
def test_what_a_waiting_change_of_plan_costs_ends_with_the_reset(
    rollover: str, void: tuple[str, ...], plan: str | None, bought: str | None
) -> None:
    when = moment("2026-05-24")
    change = Entry(0, "transfer", when, when, how="cycle end", void=void)
    entries = wallet(top_up("05-15", "100"), change, terms=PLUS._replace(rollover=carried_of(rollover)))
    books = fold(EMPTY, effective(entries), moment("2026-06-01"))
    ends = {lot.pool: books.ends(lot) for lot in books.lots}
    assert ends == {"plan": plan and moment(plan), "top-up": bought and moment(bought)}
    for pool, end in ends.items():
        for second, held in ((-1, True), (0, False)):
            if end is not None:
                later = fold(EMPTY, effective(entries), end + timedelta(seconds=second))
                assert (sum(lot.left.low for lot in later.lots if lot.since == books_since(books, pool)) > 0) is held


def books_since(books: Books, pool: str) -> datetime:
    """When the credits of a pool came."""
    return next(lot.since for lot in books.lots if lot.pool == pool)


def test_an_undone_grant_is_void_and_an_undone_spend_never_was() -> None:
    entries = wallet(top_up("05-15", "100"), spend("05-16", "50"))
    both = [Entry(4, "undo", entries[1].at, entries[1].at, of=2), Entry(5, "undo", entries[2].at, entries[2].at, of=3)]
    books = fold(EMPTY, effective([*entries, *both]), moment("2026-05-20"))
    assert [str(one) for one in figures(books)] == ["80", "180", "0", "0", "100", "0"]
    assert reasons([*entries, *both]) == {2: "undone", 3: "undone"}


@pytest.mark.parametrize(
    ("has", "asked", "verdict"),
    [
        ("80", "80", "within"),
        ("80", "80.1", "over"),
        ("80", "80+", "unclear"),
        ("80", "81+", "over"),
        ("40..80", "40", "within"),
        ("40..80", "41", "unclear"),
        ("~80", "80", "unclear"),
        ("80", "~80", "unclear"),
        ("~80", "73", "unclear"),
        ("~80", "72", "within"),  # 80 less a tenth
        ("~80", "~65", "within"),  # 72 against 71.5
        ("~80", "~66", "unclear"),  # 72 against 72.6
    ],
)
def test_whether_what_is_left_pays(has: str, asked: str, verdict: str) -> None:
    assert pays(Amount.parse(has), Amount.parse(asked)) == verdict


def test_how_many_times_what_is_left_pays() -> None:
    assert str(times(exactly(80), Amount.parse("7..20"))) == "4..11"
    assert str(times(exactly(80), Amount.parse("80+"))) == "..1"
    assert times(exactly(80), exactly(0)).qualifier == "unknown"


def test_a_pool_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CreditcalcError, match="unknown pool `gold`"):
        check_terms(PLUS._replace(burn=("gold",)))


def test_a_forecast_says_what_runs_now_what_waits_and_what_never_can() -> None:
    books = fold(EMPTY, effective(wallet()), moment("2026-06-01"))
    jobs = [
        Job("first", exactly(50)),
        Job("second", exactly(40)),
        Job("film", exactly(500)),
        Job("open", Amount.parse("10+")),
    ]
    found = forecast(books, jobs, moment("2026-07-31"))
    assert [(one.fate, one.at) for one in found.planned] == [
        ("now", moment("2026-06-01")),
        ("waits", moment("2026-06-14")),
        ("never", None),
        ("maybe_now", moment("2026-06-14")),
    ]
    assert (str(found.lost[0].amount), found.lost[0].at) == ("30", moment("2026-06-14"))
    assert found.out == moment("2026-06-01")


def test_a_rate_of_use_says_when_the_credits_run_out() -> None:
    books = fold(EMPTY, effective(wallet()), moment("2026-05-14"))
    until = moment("2026-06-30")
    found = forecast(books, daily(exactly(10), books.at, until), until, wait=False)
    assert found.out == moment("2026-05-22")  # eight days of ten
    enough = forecast(books, daily(exactly(2), books.at, until), until, wait=False)
    assert enough.out is None
    assert [str(one.amount) for one in enough.lost] == ["18"]  # 80 - 31 * 2


def test_what_is_approximate_may_leave_something_or_not_be_paid() -> None:
    """Of 80: ~80 is 72 to 88, so up to 8 are left, or up to 8 are overdrawn; another ~5 may just be paid of the 8."""
    opened = Entry(1, "open", START, START, terms=PLUS)
    books = fold(EMPTY, effective([opened, Entry(2, "spend", START, START, Amount.parse("~80"))]), START)
    assert (str(books.left), str(books.left.reach()), str(books.overdrawn.reach())) == ("~0", "..8", "..8")
    assert pays(books.left, Amount.parse("~5")) == "unclear"
    assert pays(books.left, Amount.parse("9")) == "over"
    # of two lots the second pays what the first may not have had
    more = Entry(2, "grant", START, START, exactly(100), pool="top-up", expires="never")
    spent = Entry(3, "spend", START, START, Amount.parse("~80"))
    books = fold(EMPTY, effective([opened, more, spent]), START)
    assert [(str(lot.left), str(lot.left.reach())) for lot in books.lots] == [("~0", "..8"), ("~100", "92..100")]
    assert str(books.left.reach()) == "92..108"


def test_a_forecast_pays_at_its_tolerance() -> None:
    books = fold(EMPTY, effective([Entry(1, "open", START, START, terms=PLUS)]), START)  # 80 until the 14th of a month
    job = Job("clip", Amount.parse("~78"))
    for percent, fate in ((10, "maybe_now"), (2, "now")):  # 70.2..85.8; 76.44..79.56
        (one,) = forecast(books, [job], END, tolerance=Fraction(percent, 100)).planned
        assert one.fate == fate


@given(wallets(), st.lists(CLOSED, max_size=4))
def test_a_forecast_conserves_credits_too(entries: list[Entry], costs: list[Amount]) -> None:
    start = fold(EMPTY, effective(world(entries, lambda amount: amount.low)), END)
    jobs = [Job(str(number), exactly(cost.low)) for number, cost in enumerate(costs)]
    found = forecast(start, jobs, END + timedelta(days=90))
    times_ = [when for when, _ in found.track]
    assert times_ == sorted(times_)
    ran = [one.at for one in found.planned if one.at]
    assert ran == sorted(ran)
