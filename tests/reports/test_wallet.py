"""A wallet's history in words: what each line brought, took and left, and all that is known about it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from creditcalc.amount import Amount, exactly
from creditcalc.period import Cadence, Span, moment
from creditcalc.reports.report import AnswerLine, Report, exact_text
from creditcalc.reports.wallet import WalletHeading, history_report, wrote
from creditcalc.wallet.history import Happening
from creditcalc.wallet.ledger import Books, Carried, Entry, Event, Terms, effective, reasons, steps

PLUS = Terms("plus", exactly(80), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
PRO = PLUS._replace(plan="pro", allowance=exactly(200))
QUOTES = {"sha256:1": "Clip, 8 s"}


def entry(number: int, kind: str, day: str, amount: str | None = None, **more: object) -> Entry:
    """An entry on a day of 2026."""
    when = moment(f"2026-{day}")
    said = None if amount is None else Amount.parse(amount)
    return Entry(number, kind, when, when, said, **more)  # type: ignore[arg-type]


def told(*entries: Entry, until: str = "2026-06-15", quotes: Mapping[str, str] = QUOTES) -> Report:
    """The history of some entries, and what follows from them."""
    happenings = seen(steps(Books(datetime.min.replace(tzinfo=UTC)), effective(entries), moment(until)))
    return history_report(WalletHeading("main", "p", "e"), happenings, reasons(entries), quotes)


def seen(events: Iterable[Event], *kinds: str) -> Iterator[Happening]:
    """Events, each with the books before it; only those of some kinds are wanted, if any is named."""
    before = None
    for event in events:
        yield Happening(event, before, not kinds or event.kind in kinds)
        before = event.books


def lines(report: Report) -> list[tuple[str, ...]]:
    """The rows as scripts have them, without the hour."""
    return [
        (cells[0][:10], *cells[1:]) for cells in (tuple(map(exact_text, row)) for row in report.read_by("scripts").rows)
    ]


BOUGHT = {"pool": "top-up", "expires": Span.parse("7 days"), "cost": exactly(25), "currency": "USD"}


def test_a_history_to_the_letter() -> None:
    report = told(
        entry(1, "open", "05-14", terms=PLUS, note="the first"),
        entry(2, "top-up", "05-20", "100", **BOUGHT, note="on sale"),
        entry(3, "spend", "05-21", "80+", model="clip", quote="sha256:1", note='a "final" take'),
        entry(4, "spend", "05-22", "30", note="by hand"),
        entry(5, "reconcile", "05-22", "32.5", of=4, note="as billed"),
        entry(6, "grant", "05-23", "10", pool="promotion", expires="never", note="sorry"),
        entry(7, "undo", "05-23", of=6),
        entry(8, "spend", "05-24", "1"),
        entry(9, "undo", "05-24", of=8, note="never made"),
        entry(10, "transfer", "06-01", terms=PRO, how="add", note="more work"),
    )
    assert report.title == "Wallet main · 10 events"
    assert report.aside == "p e"
    assert report.answer == (AnswerLine("200 credits", ("left after the last event, on 14 Jun 2026",)),)
    # 80 + 100 = 180; less 80 or more: up to 100 left, and 32.5 less: up to 67.5. The pack is lost a week after 20 May.
    # The grant is void from the start, the spend of 24 May given back. 200 on 1 June are lost on the 14th.
    assert lines(report) == [
        ("2026-05-14", "1", "open", "80", "", "80", "the first, plus"),
        ("2026-05-20", "2", "top-up", "100", "", "180", "on sale, for $25"),
        ("2026-05-21", "3", "spend", "", "80+", "..100", 'Clip, 8 s, a "final" take'),
        ("2026-05-22", "4", "spend", "", "32.5", "..67.5", "reconciled, by hand"),
        ("2026-05-23", "6", "grant", "10", "10", "..67.5", "undone, sorry"),
        ("2026-05-24", "8", "spend", "1", "1", "..67.5", "undone (never made)"),
        ("2026-05-27", "", "expiry", "", "..67.5", "0", ""),
        ("2026-06-01", "10", "transfer", "200", "", "200", "more work, pro"),
        ("2026-06-14", "", "expiry", "", "200", "0", ""),
        ("2026-06-14", "", "reset", "200", "", "200", ""),
    ]
    events = report.data["events"]
    assert [one["entry"] for one in events] == [1, 2, 3, 4, 6, 8, None, 10, None, None]
    assert [one["kind"] for one in events[:3]] == ["open", "top_up", "spend"]
    assert [one["standing"] for one in events[2:6]] == [None, "reconciled", "undone", "undone"]
    assert events[0]["plan"] == {"id": "plus", "name": "plus", "billing": "month"}
    assert (events[1]["money"]["text"], events[1]["money"]["currency"], events[1]["note"]) == ("25", "USD", "on sale")
    assert (events[2]["brought"], events[2]["took"]["text"], events[2]["left"]["text"]) == (None, "80+", "..100")


@pytest.mark.parametrize(
    ("carried", "keeps", "most", "lasts"),
    [
        ("nothing", "nothing", None, None),
        ("everything", "everything", None, None),
        ("one period", "everything", None, "one period"),
        (Fraction(41, 2), "some", "20.5", None),
    ],
)
def test_the_terms_of_what_was_written_are_keys(carried: Carried, keeps: str, most: str, lasts: str) -> None:
    terms = PLUS._replace(rollover=carried, billing="year")
    bought = entry(2, "top-up", "05-20", "100", **BOUGHT)
    events = steps(
        Books(datetime.min.replace(tzinfo=UTC)), [entry(1, "open", "05-14", terms=terms)], moment("2026-05-20")
    )
    *_, last = events
    report = wrote(WalletHeading("main", "p", "e"), [entry(1, "open", "05-14", terms=terms), bought], last.books)
    opened, more = report.data["entries"]
    assert opened["terms"]["plan"] == {"id": "plus", "name": "plus", "billing": "year"}
    assert opened["terms"]["rollover"] == {"keeps": keeps, "most": most, "lasts": lasts}
    assert opened["terms"]["resets"] == {
        **{"every": "month", "on": "14", "at": "00:00", "zone": "UTC"},
        "text": "month on 14 at 00:00 UTC",
    }
    assert opened["terms"]["spending_order"] == ["plan", "top_up"]
    assert (more["kind"], more["pool"], more["expires"], more["money"]["currency"]) == (
        ("top_up", "top_up", "7 days", "USD")
    )


ALL: dict[str, tuple[str, dict[str, object]]] = {
    "undone": ("undone", {}),
    "quote": ("Clip, 8 s", {"quote": "sha256:1"}),
    "note": ("two words", {"note": "two words"}),
    "cost": ("for $25", {"cost": exactly(25), "currency": "USD"}),
}
"""What may be said of an entry, and the fields that say it."""


@pytest.mark.parametrize("left_out", [*ALL, ""])
def test_each_thing_known_about_an_entry_is_said(left_out: str) -> None:
    """Each by itself, in one order, and without it everything else."""
    said = {name: one for name, one in ALL.items() if name != left_out}
    fields = {name: value for _, some in said.values() for name, value in some.items()}
    made = [entry(1, "open", "05-14", terms=PLUS), entry(2, "top-up", "05-15", "5", pool="top-up", **fields)]
    undone = [entry(3, "undo", "05-15", of=2)] if "undone" in said else []
    line = lines(told(*made, *undone, until="2026-05-16"))[1]
    assert line[-1] == ", ".join(words for words, _ in said.values())


@pytest.mark.parametrize("left_out", sorted(ALL))
def test_what_is_known_alone_is_said_alone(left_out: str) -> None:
    words, fields = ALL[left_out]
    made = [entry(1, "open", "05-14", terms=PLUS), entry(2, "top-up", "05-15", "5", pool="top-up", **fields)]
    undone = [entry(3, "undo", "05-15", of=2)] if left_out == "undone" else []
    assert lines(told(*made, *undone, until="2026-05-16"))[1][-1] == words


def test_the_plan_is_said_where_it_begins_and_not_where_it_ends() -> None:
    report = told(
        entry(1, "open", "05-14", terms=PLUS),
        entry(2, "transfer", "05-15", terms=PRO, how="new"),
        entry(3, "transfer", "05-16", how="new"),
        until="2026-05-17",
    )
    assert [(line[2], *line[3:6], line[6]) for line in lines(report)] == [
        ("open", "80", "", "80", "plus"),
        ("transfer", "200", "80", "200", "pro"),  # the unused 80 are void
        ("transfer", "", "200", "0", ""),
    ]


def test_only_what_is_wanted_is_shown_each_against_what_was_before() -> None:
    """A line that is left out still counts: the reset brings 80, whatever was spent between."""
    events = list(
        steps(
            Books(datetime.min.replace(tzinfo=UTC)),
            [entry(1, "open", "05-14", terms=PLUS), entry(2, "spend", "05-20", "30")],
            moment("2026-06-15"),
        )
    )
    report = history_report(WalletHeading("main", "p", "e"), seen(events, "reset"), {}, {})
    assert lines(report) == [("2026-06-14", "", "reset", "80", "", "80", "")]
    assert report.title == "Wallet main · 1 event"
