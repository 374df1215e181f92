"""A platform's bill beside a wallet, put into words: what drifted, what has no other side, and what is unclear."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import TOLERANCE, Amount, decimal, exactly
from creditcalc.difference import Difference
from creditcalc.figures import in_unit, multiple, shown
from creditcalc.period import moment_iso, moment_words, zone_of
from creditcalc.pricebook.statement import StatementSheet
from creditcalc.record import Record
from creditcalc.reports.report import AnswerLine, Cell, Column, Note, Report, apart, pasted
from creditcalc.reports.wallet import WalletHeading
from creditcalc.text import count, inert, sentence, series, units_of
from creditcalc.wallet.keys import numbered
from creditcalc.wallet.ledger import Entry
from creditcalc.wallet.statements.learned import Learned
from creditcalc.wallet.statements.match import Match
from creditcalc.wallet.statements.reconcile import BalanceChecked, Drifted, Reconciled, Unnamed, said_count

if TYPE_CHECKING:
    from creditcalc.reports.objects import reconcile as objects
    from creditcalc.reports.objects.shared import DifferenceObject

Side = Literal["matched", "unestimated", "uncharged", "unclear", "pending", "unnamed"]
SIDES: dict[Side, str] = {
    "matched": "Estimated and charged",
    "unestimated": "Never estimated",
    "uncharged": "Never charged",
    "unclear": "Unclear which is which",
    "pending": "Not complete yet",
    "unnamed": "Names of no model",
}
"""The parts of the table, in their order."""
MOST_REASONS = 3
"""Reasons that are given one by one."""


class Recorded(Record):
    """What was learned from a bill, and the entries that were written, None where that was not asked for."""

    learned: Learned | None = None
    entries: Sequence[Entry] | None = None
    next: str = ""


def reconciled_report(head: WalletHeading, found: Reconciled, sheet: StatementSheet, recorded: Recorded) -> Report:
    """A bill beside the estimates of a wallet; `recorded` says what was written of it."""
    columns = (
        Column("part", ""),
        Column("model", ""),
        Column("name", ""),
        Column("from", ""),
        Column("to", ""),
        Column("entries", ""),
        Column("rows", ""),
        Column("estimated", "", True),
        Column("charged", "", True),
        Column("times_estimated", "", True),
    )
    people = (
        Column("part", "What", priority=5),
        Column("model", "Model", least=14),
        Column("when", "When", priority=1, whole=True),
        Column("entries", "In the wallet", priority=2),
        Column("estimated", "Estimated", True),
        Column("charged", "Charged", True),
        Column("times_estimated", "vs estimate", True, priority=3),
    )
    lines = list(_lines(found))
    scripts = tuple(_for_scripts(head, line) for line in lines)
    rows = tuple(_for_people(head, line, found) for line in lines)
    return Report(
        f"Wallet {head.name} · {sheet.name} bill, {_days(found)}",
        *apart(columns, scripts, people, rows),
        _data(head, found, recorded),
        aside=head.aside,
        answer=tuple(_answer(found)),
        group="part",
        groups=tuple(SIDES.values()),
        untabled=not lines,
        notes=tuple(_notes(found, recorded)),
        details=tuple(_details(found, sheet)),
        next=recorded.next,
    )


class _Line(Record):
    """A line of the table: a model, a match of one, or a name of none."""

    part: Side
    model: str | None
    name: str
    at: datetime | None
    end: datetime | None
    entries: Sequence[int]
    rows: Sequence[str]
    estimated: Amount | None
    charged: Fraction | None
    factor: Amount | None = None
    generations: int | None = None


def _lines(found: Reconciled) -> Iterator[_Line]:
    for one in found.models:
        matches = [match for match in found.matching.matched if (match.model or "") == one.model]
        entries = [estimate.number for match in matches for estimate in match.estimates]
        rows = [charge.place for match in matches for charge in match.charges]
        known = (one.estimated, one.charged, one.factor, one.generations)
        yield _Line("matched", one.model, "", None, None, entries, rows, *known)
    sides: tuple[Side, ...] = ("unestimated", "uncharged", "unclear", "pending")
    for part in sides:
        matches = getattr(found.matching, part)
        for match in matches:
            names = ", ".join(dict.fromkeys(one.name for one in match.charges))
            entries = [one.number for one in match.estimates]
            rows = [one.place for one in match.charges]
            estimated = match.estimated if match.estimates else None
            charged = match.charged if match.charges else None
            yield _Line(part, match.model, names, match.at, match.end, entries, rows, estimated, charged)
    for name in found.unnamed:
        yield _Line("unnamed", None, name.name, None, None, (), (), None, name.charged, None, name.rows)


def _for_scripts(head: WalletHeading, line: _Line) -> tuple[Cell, ...]:
    charged = None if line.charged is None else _signed(line.charged)
    return (
        line.part,
        line.model,
        inert(line.name),
        moment_iso(line.at) if line.at else None,
        moment_iso(line.end) if line.end else None,
        ", ".join(map(str, line.entries)),
        ", ".join(line.rows),
        line.estimated,
        charged if charged is None or line.charged is None or line.charged < 0 else exactly(line.charged),
        line.factor,
    )


def _for_people(head: WalletHeading, line: _Line, found: Reconciled) -> tuple[Cell, ...]:
    name = head.model_json(line.model)["name"] if line.model else inert(line.name) or "(no name)"
    when = ""
    if line.at is not None:
        when = moment_words(line.at) if line.end is None else _spell(line.at, line.end, found.reader.zone)
    spends = numbered(line.entries) if line.entries else ""
    if line.part == "matched":
        spends = count(line.generations or 0, "spend")
    elif line.part == "unnamed":
        when = count(line.generations or 0, "row")
    estimated = None if line.estimated is None else _sum(line.estimated, found.unit)
    # what is charged is not known where the bill has no amount; an estimate alone has none
    charged = None if line.part == "uncharged" or (not line.rows and line.part != "unnamed") else "unknown"
    if line.charged is not None:
        charged = signed_text(line.charged, found.unit)
    times = multiple(line.factor) if line.factor is not None else None
    return SIDES[line.part], name, when, spends, estimated, charged, times


def _sum(amount: Amount, unit: str) -> str:
    """A sum in a column: money with its sign, anything else bare."""
    return in_unit(amount, unit) if unit.isupper() and amount.qualifier != "unknown" else shown(amount)


def signed_text(value: Fraction, unit: str) -> str:
    """A sum that may be below zero: `-$1.50`, `12`."""
    text = _sum(exactly(abs(value)), unit)
    return f"-{text}" if value < 0 else text


def _signed(value: Fraction) -> Difference:
    return Difference(value, value)


def _spell(at: datetime, end: datetime, zone: str | None) -> str:
    first, last = _day(at, zone), _day_before(end, zone)
    if first == last:
        return _day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day_words(last)}"
    begins = f"{first.day} {first:%b}" if first.year == last.year else _day_words(first)
    return f"{begins} – {_day_words(last)}"


def _day(at: datetime, zone: str | None) -> date:
    return at.astimezone(zone_of(zone or "UTC")).date()


def _day_before(end: datetime, zone: str | None) -> date:
    local = end.astimezone(zone_of(zone or "UTC"))
    before = local.toordinal() - (1 if (local.hour, local.minute, local.second) == (0, 0, 0) else 0)
    return date.fromordinal(before)


def _day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _days(found: Reconciled) -> str:
    return _spell(found.first, found.last, found.reader.zone)


def _answer(found: Reconciled) -> Iterator[AnswerLine]:
    """How much of what was estimated was charged, and what has no other side."""
    models = found.models
    generations = sum(one.generations for one in models)
    if not generations:
        yield AnswerLine(words=("Nothing on the bill has an estimate in the wallet.",), mark="✗")
    else:
        whole = whole_of(models)
        if whole.charged is None:
            yield AnswerLine(words=(f"{count(generations, 'generation')} on the bill, which has no amounts.",))
        else:
            charged, estimated = _worded(whole.charged, found.unit), _worded_amount(whole.estimated, found.unit)
            said = f"charged for {estimated} estimated, over {count(generations, 'generation')}"
            yield AnswerLine(charged, (said,))
    part = found.matching
    sides = [
        (part.unestimated, "never estimated"),
        (part.uncharged, "never charged"),
        (part.unclear, "unclear"),
        (part.pending, "not complete yet"),
    ]
    said_sides = [f"{len(matches):,} {words}" for matches, words in sides if matches]
    drifted = [one for one in models if one.differs()]
    if drifted:
        said_sides.insert(0, f"{count(len(drifted), 'model')} charged otherwise than estimated")
    if said_sides:
        yield AnswerLine(words=(f"{sentence(', '.join(said_sides))}.",), mark="✗" if found_wrong(found) else "")
    elif generations and found.complete:
        yield AnswerLine(words=("Every charge is as estimated.",), mark="✓")


def found_wrong(found: Reconciled, tolerance: Fraction = TOLERANCE) -> bool:
    """Whether anything differs or has no other side; what is not complete yet is nothing wrong."""
    return not found.complete or any(one.differs(tolerance) for one in found.models)


def whole_of(models: Sequence[Drifted]) -> Drifted:
    """All models as one."""
    charges = [one.charged for one in models]
    known = [one for one in charges if one is not None]
    estimated = exactly(0)
    for one in models:
        estimated += one.estimated
    charged = sum(known, Fraction(0)) if len(known) == len(charges) else None
    return Drifted("", sum(one.generations for one in models), estimated, charged)


def _worded(value: Fraction, unit: str) -> str:
    text = signed_text(value, unit)
    return text if unit.isupper() else f"{text} {_unit_of(text, unit)}"


def _worded_amount(amount: Amount, unit: str) -> str:
    text = _sum(amount, unit)
    return text if unit.isupper() or text == "unknown" else f"{text} {_unit_of(text, unit)}"


def _unit_of(text: str, unit: str) -> str:
    return unit if unit.endswith("s") else units_of(text, unit)


def _notes(found: Reconciled, recorded: Recorded) -> Iterator[Note]:
    if found.missing:
        join = "join them with `jq -s . page*.json > bill.json`"
        yield Note("doubtful", f"The bill is not whole: {found.missing}. Get the other pages and {join}.")
    if found.unnamed:
        first = inert(found.unnamed[0].name[:60]) or "NAME"
        option = pasted(f'--models "{first}=MODEL"')
        many = "A name means" if len(found.unnamed) == 1 else f"{len(found.unnamed):,} names mean"
        yield Note("doubtful", f"{many} no model here, so its charges are not compared. Say what it means: {option}")
    if found.matching.unclear:
        yield Note(
            "doubtful",
            "What is unclear is not compared. A key that is the id on the bill makes it clear: "
            f"{pasted('wallet spend --key ID')}",
        )
    if (returned := sum((one.returned for one in found.matching.matched), Fraction(0))) > 0:
        yield Note("other", f"Given back: {_worded(returned, found.unit)}, which is taken off.")
    if found.matching.pending:
        yield Note("other", "What is not complete yet is not compared: reconcile a later bill.")
    if found.unmodelled:
        yield Note("other", f"{count(len(found.unmodelled), 'spend')} without a model: not compared.")
    if found.uncounted:
        yield Note("other", f"{count(len(found.uncounted), 'spend')} without {found.unit}: not compared.")
    if found.before:
        yield Note("other", f"{count(found.before, 'row')} from before the wallet opened: not compared.")
    if found.odd:
        yield Note("doubtful", f"Left out, since nothing is known of them: {said_count(found.odd)}.")
    yield from _recorded(recorded)


def _recorded(recorded: Recorded) -> Iterator[Note]:
    if recorded.entries is None or recorded.learned is None:
        return
    number = len(recorded.entries)
    if number:
        yield Note("other", f"Recorded: {count(number, 'charge')} in place of estimates.")
    else:
        yield Note("other", "Recorded: nothing, since nothing on the bill is new.")
    reasons: dict[str, int] = {}
    for match, why in recorded.learned.left_out:
        reasons[why] = reasons.get(why, 0) + len(match.estimates)
    said = [f"{count(spends, 'spend')} ({why})" for why, spends in list(reasons.items())[:MOST_REASONS]]
    if said:
        yield Note("doubtful", f"Not recorded: {series(said)}.")


def _details(found: Reconciled, sheet: StatementSheet) -> Iterator[str]:
    zone = found.reader.zone or "UTC"
    if found.kind == "days":
        yield f"Days begin at midnight of {zone}. A sum is compared with all estimates of its model in its time."
    else:
        yield "A charge is compared with the estimate whose key is its id, else with the one of its model and time."
    if sheet.late_hours:
        yield f"A row may come {decimal(sheet.late_hours)} hours after a generation."
    if sheet.note:
        yield sheet.note if sheet.note.endswith(".") else f"{sheet.note}."


def _data(head: WalletHeading, found: Reconciled, recorded: Recorded) -> "objects.ReconciledObject":
    part = found.matching
    returned = sum((one.returned for one in part.matched), Fraction(0))
    left_out = recorded.learned.left_out if recorded.learned and recorded.entries is not None else ()
    return {
        "schema": "creditcalc/wallet-reconcile/1",
        **head.data,
        "bill": found.file,
        "profile": found.profile,
        "kind": found.kind,
        "unit": found.unit,
        "zone": found.reader.zone or "UTC",
        "covers": [moment_iso(found.first), moment_iso(found.last)],
        "differs": any(one.differs() for one in found.models),
        "complete": found.complete,
        "models": [_model(head, one) for one in found.models],
        "never_estimated": _matches(head, part.unestimated),
        "never_charged": _matches(head, part.uncharged),
        "unclear": _matches(head, part.unclear),
        "not_complete": _matches(head, part.pending),
        "returned": decimal(returned),
        "unknown_names": [_unnamed(one) for one in found.unnamed],
        "without_model": [one.number for one in found.unmodelled],
        "not_counted": [one.number for one in found.uncounted],
        "before_wallet": found.before,
        "rows_left_out": _words(found.odd),
        "missing": found.missing or None,
        "recorded": None if recorded.entries is None else [one.number for one in recorded.entries],
        "not_recorded": [
            {"entries": [one.number for one in match.estimates], "because": why} for match, why in left_out
        ],
    }


def _charged(value: Fraction | None) -> "DifferenceObject | None":
    if value is None:
        return None
    found = _signed(value).as_json()
    return {**found, "text": found["text"].removeprefix("+")}


def _model(head: WalletHeading, one: Drifted) -> "objects.ModelReconciledObject":
    return {
        "model": head.model_json(one.model),
        "generations": one.generations,
        "estimated": one.estimated.as_json(),
        "charged": _charged(one.charged),
        "times_estimated": None if one.factor is None else one.factor.as_json(),
        "differs": one.differs(),
    }


def _matches(head: WalletHeading, matches: Iterable[Match]) -> "list[objects.MatchObject]":
    return [
        {
            "model": head.model_json(one.model) if one.model else None,
            "from": moment_iso(one.at),
            "to": None if one.end is None else moment_iso(one.end),
            "entries": [estimate.number for estimate in one.estimates],
            "rows": [charge.place for charge in one.charges],
            "ids": [charge.id for charge in one.charges if charge.id],
            "estimated": one.estimated.as_json() if one.estimates else None,
            "charged": _charged(one.charged) if one.charges else None,
        }
        for one in matches
    ]


def _unnamed(one: Unnamed) -> "objects.NameUnknownObject":
    return {"name": one.name, "rows": one.rows, "charged": _charged(one.charged)}


def _words(words: Mapping[str, int]) -> "list[objects.RowsLeftOutObject]":
    return [{"word": word, "rows": number} for word, number in words.items()]


def balance_report(head: WalletHeading, found: BalanceChecked, sheet: StatementSheet) -> Report:
    """What a bill says is left, beside the balance of a wallet."""
    says = exactly(found.says)
    difference = Difference.between(found.left, says)
    columns = (Column("what", ""), Column("left", "Left", True))
    rows: tuple[tuple[Cell, ...], ...] = ((sheet.name, says), (f"Wallet {head.name}", found.left))
    data: objects.BalanceReconciledObject = {
        "schema": "creditcalc/wallet-reconcile-balance/1",
        **head.data,
        "bill": found.file,
        "profile": found.profile,
        "kind": "balance",
        "unit": found.unit,
        "says": says.as_json(),
        "left": found.left.as_json(),
        "difference": difference.as_json(),
        "differs": found.differs(),
        "parts": found.parts,
        "rows_left_out": _words(found.left_out),
    }
    words = f"left by {sheet.name}, and {_worded_amount(found.left, found.unit)} by the wallet"
    answer = AnswerLine(_worded(found.says, found.unit), (words,), "✗" if found.differs() else "✓")
    notes = []
    if found.differs():
        more = found.says > (found.left.high or found.left.low)
        side = "a refund or a top-up is missing, or a charge is too high" if more else "a spend is missing, or too low"
        notes.append(Note("doubtful", f"The wallet does not agree: {side}. See {pasted('wallet history')}"))
    if found.left_out:
        notes.append(Note("other", f"Not added, since it cannot be spent: {said_count(found.left_out)}."))
    details = []
    if found.late:
        details.append(f"The bill lags by up to {decimal(sheet.late_hours)} hours: the wallet is shown over that time.")
    if sheet.note:
        details.append(sheet.note)
    return Report(
        f"Wallet {head.name} · what {sheet.name} says is left",
        columns,
        rows,
        data,
        aside=head.aside,
        answer=(answer,),
        untabled=True,
        notes=tuple(notes),
        details=tuple(details),
    )
