"""Wallets put into words: which there are, what was written, what happened and what will, quoted against charged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, cast

from creditcalc.amount import TOLERANCE, ZERO, Amount, decimal, total
from creditcalc.figures import in_unit, in_words, money, multiple, shown
from creditcalc.period import Cadence, day_text, hour_text, moment_iso, moment_text, moment_words, weekday_text
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import BILLED
from creditcalc.record import Record
from creditcalc.reports.book import amount_json, aside, money_json, month_of_prices, newer_note
from creditcalc.reports.chart import Curve, Picture
from creditcalc.reports.quote import spoken
from creditcalc.reports.report import (
    AnswerLine,
    Cell,
    Column,
    Deferred,
    Note,
    Report,
    Strong,
    pasted,
)
from creditcalc.text import count, sentence, series, unit_title, units
from creditcalc.wallet.codec import life_text
from creditcalc.wallet.drift import Drift
from creditcalc.wallet.forecast import Fate, Forecast, JobPlan
from creditcalc.wallet.history import Happening
from creditcalc.wallet.keys import numbered
from creditcalc.wallet.ledger import Books, Entry, Event, Terms, lapsed, taken

if TYPE_CHECKING:
    from creditcalc.reports.objects import wallet as objects
    from creditcalc.reports.objects.shared import MoneyObject, NamedObject, PlanNamedObject

USUAL = 3
"""How many usual generations a balance names."""
PRICED = ("open", "spend", "transfer")
"""The kinds of entries that take something from the price book."""
MOST_LOSSES = 3
"""Losses that a forecast names one by one."""
FATES: dict[Fate, str] = {
    "now": "now",
    "maybe_now": "now, if enough is left",
    "waits": "after a reset",
    "may_wait": "after a reset, if enough is left",
    "never": "never (no reset brings enough)",
}
WHEN = (
    Column("day", "Day", whole=True, readers="people"),
    Column("hour", "Time", priority=4, whole=True, readers="people"),
    Column("at", "Time (UTC)", readers="scripts"),
)
"""A moment in a table: for people on their computer's clock, for scripts in UTC."""


class WalletHeading(Record):
    """Which wallet a report is of, and whose credits it counts; `book` is their price book, where it is known."""

    name: str
    platform: str
    edition: str
    book: Edition | None = None

    @property
    def data(self) -> "objects.WalletNamedObject":
        """The same for scripts."""
        return {"wallet": self.name, "platform": self.platform, "edition": self.edition}

    def plan_json(self, terms: Terms | None) -> "PlanNamedObject | None":
        """A plan as objects name it."""
        if terms is None:
            return None
        return {"id": terms.plan, "name": self.plan_of(terms) or terms.plan, "billing": terms.billing}

    def model_json(self, model: str) -> "NamedObject":
        """A model, by its id alone where its price book is not known or no longer has it."""
        known = self.book and self.book.models.get(model)
        return {"id": model, "name": known.name if known else model}

    @property
    def unit(self) -> str:
        """What it counts: credits, or money of a currency."""
        return self.book.unit if self.book else "credit"

    @property
    def aside(self) -> str:
        """The same beside a title."""
        return aside(self.book) if self.book else f"{self.platform} {self.edition}"

    @property
    def prices(self) -> str:
        """Whose prices of which month, in a cell."""
        if self.book is None:
            return self.aside
        return f"{self.book.platform_name}, {self.book.sheet.title or month_of_prices(self.book)}"

    def newer(self, terms: Terms | None = None) -> list[Note]:
        """That the seller has newer prices, and by which credits of the plan, if it tells, a person knows theirs.

        A wallet keeps to its own prices, so that another one has to be opened.
        """
        if self.book is None or self.book.newer is None:
            return []
        own = terms and self.plan(terms.plan)
        counters = sorted(self.book.newer.counters, key=lambda one: one.plan != own)
        newer = self.book.newer._replace(counters=tuple(counters))
        return newer_note(self.book._replace(newer=newer), "wallet open --edition", most=1)

    def plan_of(self, terms: Terms | None) -> str | None:
        """What people call the plan of some terms, with how it is paid where that is not by the month."""
        if terms is None or self.book is None or terms.billing == "month":
            return terms and self.plan(terms.plan)
        return f"{self.plan(terms.plan)} ({BILLED[terms.billing]})"

    def plan(self, name: str) -> str:
        """What people call a plan."""
        known = self.book and self.book.plans.get(name)
        return known.name if known else name


class Usual(Record):
    """A generation made again and again: what it is, what it costs, and how often."""

    what: str
    cost: Amount
    often: int


def both(when: datetime | None) -> str:
    """A moment in UTC and on this computer's clock, each with its zone named."""
    if when is None:
        return "never"
    universal, local = moment_text(when, when.tzinfo), moment_text(when)
    return universal if local == universal else f"{universal} ({local})"


def moment_cells(when: datetime) -> tuple[Cell, Cell, Cell]:
    """A moment as the cells of its columns."""
    return day_text(when), hour_text(when), moment_iso(when)


def credits_words(amount: Amount, unit: str = "credit") -> str:
    """`~75 credits`, `1 credit`, `$12.50`, `unknown`."""
    return "unknown" if amount.qualifier == "unknown" else in_unit(amount, unit)


def generation_said(quote: Mapping[str, Any]) -> str:
    """What a stored quote was for: `Veo 3.1, 8 s, 4K, audio`."""
    given = (spoken(name, one["value"]) for name, one in quote["inputs"].items() if one["from"] == "given")
    counted = [name for name in ("outputs", "takes") if name not in quote["inputs"]]
    counts = [count(quote[name], name.removesuffix("s")) for name in counted if quote[name] > 1]
    return ", ".join(word for word in (quote["model"]["name"], *given, *counts) if word)


def usual(entries: Sequence[Entry], quotes: Mapping[str, Mapping[str, Any]]) -> list[Usual]:
    """The generations that were spent on most often, with what the last of each cost."""
    often = Counter(entry.quote for entry in entries if entry.quote in quotes)
    cost = {entry.quote: entry.amount or ZERO for entry in reversed(entries)}
    return [
        Usual(generation_said(quotes[digest]), cost[digest], number)
        for digest, number in often.most_common(USUAL)
        if digest
    ]


def ahead_notes(ahead: Iterable[Entry]) -> list[Note]:
    """What to know of the entries that take effect after now, since the clock was ahead when they were written."""
    found = [entry for entry in ahead if not entry.undone]
    if not found:
        return []
    said = f"{sentence(numbered(found))} {'takes' if len(found) == 1 else 'take'} effect after now: the clock was ahead"
    if found[0].kind == "open":
        return [Note("doubtful", f"{said}, and the wallet is not open yet. Open another one.")]
    undo = pasted(f"wallet undo {found[-1].number}")
    return [Note("doubtful", f"{said}. To undo {'it' if len(found) == 1 else 'the last one'}: {undo}")]


def overdrawn_notes(books: Books) -> list[Note]:
    """How much more was spent than there was, for certain or perhaps; none where all was covered as far as is known."""
    over = books.overdrawn
    if not over.low:
        return []
    if sure := over.reach().low:
        said = f"At least {shown(Amount(sure, sure))} more credits were spent than there were"
    else:
        said = f"{sentence(in_words(over))} more credits may have been spent than there were"
    return [Note("doubtful", f"{said}: a grant or top-up is missing, or a charge is wrong.")]


def history_report(
    head: WalletHeading,
    happenings: Iterable[Happening],
    standing: Mapping[int, str],
    quotes: Mapping[str, str],
) -> Report:
    """What happened, in order, each with what it brought or took and what was then left."""
    columns = (
        *WHEN,
        Column("entry", "Entry", priority=2, right=True),
        Column("kind", "What"),
        Column("brought", "In", True, priority=1),
        Column("took", "Out", True, priority=1),
        Column("left", "Left", True),
        Column("text", "About", priority=3),
    )
    lines: list[_Line] = []
    end: Books | None = None
    for step, before, wanted in happenings:
        end = step.books
        if wanted:
            about = _about(head, step.entry, standing, quotes)
            lines.append(_Line(step.at, step.kind, step.entry, *_flow(before, step), end.left, about))
    rows = tuple(_cells(line) for line in lines)

    def data() -> "objects.HistoryObject":
        events = [_event(head, line, standing) for line in lines]
        return {"schema": "creditcalc/wallet-history/1", **head.data, "events": events}

    after = f"left after the last event, on {day_text(end.at)}" if end and rows else ""
    return Report(
        f"Wallet {head.name} · {count(len(rows), 'event')}",
        columns,
        rows,
        Deferred(data),
        aside=head.aside,
        answer=(AnswerLine(credits_words(end.left, head.unit), (after,)),) if end and rows else (),
        untabled=not rows,
        notes=tuple(head.newer()),
    )


class _Line(Record):
    """What a line of a history says."""

    at: datetime
    kind: str
    entry: Entry | None
    brought: Amount | None
    took: Amount | None
    left: Amount
    about: str | None


def _cells(line: _Line) -> tuple[Cell, ...]:
    number = str(line.entry.number) if line.entry else None
    return (*moment_cells(line.at), number, line.kind, line.brought, line.took, line.left, line.about)


def _event(head: WalletHeading, line: _Line, standing: Mapping[int, str]) -> "objects.EventObject":
    entry = line.entry
    return {
        "at": moment_iso(line.at),
        "kind": cast("objects.EventWord", _word(line.kind)),
        "entry": entry and entry.number,
        "brought": amount_json(line.brought),
        "took": amount_json(line.took),
        "left": line.left.as_json(),
        "standing": _standing(standing.get(entry.number, "") if entry else ""),
        "plan": head.plan_json(entry.terms) if entry and entry.kind in ("open", "transfer") else None,
        "money": entry and _paid(entry),
        "note": entry and entry.note,
        "text": line.about,
    }


def _flow(before: Books | None, step: Event) -> tuple[Amount | None, Amount | None]:
    """What a step brought in, and what it took out."""
    if step.entry is not None and step.kind == "spend":
        return step.entry.amount if step.entry.undone else None, step.entry.amount

    def change(name: str) -> Amount:
        return taken(getattr(step.books, name), getattr(before, name) if before else ZERO)

    got = change("granted")
    gone = lapsed(before, step.books) if before and step.kind == "expiry" else change("voided")
    return got if got.high != 0 else None, gone if gone.high != 0 else None


def _about(
    head: WalletHeading, entry: Entry | None, standing: Mapping[int, str], quotes: Mapping[str, str]
) -> str | None:
    if entry is None:
        return None
    words = [standing.get(entry.number, ""), quotes.get(entry.quote or "", ""), entry.note or ""]
    words += [head.plan_of(entry.terms) or "" if entry.kind in ("open", "transfer") else ""]
    words += [f"for {money(entry.cost, entry.currency or '', listed=True)}" if entry.cost else ""]
    return ", ".join(word for word in words if word) or None


def wrote(
    head: WalletHeading, entries: Sequence[Entry], books: Books, known: Iterable[Note | str] = (), *, more: str = ""
) -> Report:
    """What was written, and what is left now; `more` is the next command."""
    columns = (
        Column("entry", "Entry", right=True),
        Column("kind", "What"),
        Column("amount", unit_title(head.unit), True),
        *WHEN,
    )
    whens = {at: moment_cells(at) for at in {entry.at for entry in entries}}  # one, of a file of a million rows
    rows = tuple((str(entry.number), entry.kind, entry.amount, *whens[entry.at]) for entry in entries)

    def data() -> "objects.EntriesObject":
        return {
            "schema": "creditcalc/wallet-entries/1",
            **head.data,
            "entries": [_entry(head, entry) for entry in entries],
            "left": books.left.as_json(),
        }

    priced = any(entry.kind in PRICED for entry in entries)
    return Report(
        wallet_title(head, books),
        columns,
        rows,
        Deferred(data),
        aside=head.aside,
        answer=(AnswerLine(credits_words(books.left, head.unit), ("left now",)),),
        notes=(*(head.newer(books.terms) if priced else ()), *overdrawn_notes(books), *known),
        next=more,
    )


def _entry(head: WalletHeading, entry: Entry) -> "objects.EntryObject":
    return {
        "number": entry.number,
        "kind": cast("objects.EntryWord", _word(entry.kind)),
        "at": moment_iso(entry.at),
        "recorded": moment_iso(entry.recorded),
        "of": entry.of,
        "amount": amount_json(entry.amount),
        "pool": cast("objects.PoolWord", _word(entry.pool)) if entry.pool else None,
        "expires": None if entry.expires is None else life_text(entry.expires),
        "money": _paid(entry),
        "terms": entry.terms and _terms(head, entry.terms),
        "how": cast("objects.HowWord", _word(entry.how)) if entry.how else None,
        "void": [cast("objects.PoolWord", _word(pool)) for pool in entry.void],
        "model": head.model_json(entry.model) if entry.model else None,
        "quote": entry.quote,
        "key": entry.key,
        "note": entry.note,
    }


def _terms(head: WalletHeading, terms: Terms) -> "objects.TermsObject":
    carried = terms.rollover
    most = decimal(carried) if isinstance(carried, Fraction) else None
    plan = head.plan_json(terms)
    assert plan is not None
    return {
        "plan": plan,
        "credits": terms.allowance.as_json(),
        "resets": cadence_json(terms.cadence),
        "rollover": {
            "keeps": "some" if most is not None else "nothing" if carried == "nothing" else "everything",
            "most": most,
            "lasts": "one period" if carried == "one period" else None,
        },
        "spending_order": spending_order(terms),
    }


def moment_json(when: datetime | None) -> str | None:
    """A moment, where there is one."""
    return None if when is None else moment_iso(when)


def cadence_json(cadence: Cadence) -> "objects.CadenceObject":
    """When a plan brings credits."""
    timed = cadence.every not in ("use", "once")
    return {
        "every": cadence.every,
        "on": cadence.day or None,
        "at": f"{cadence.at:%H:%M}" if timed else None,
        "zone": cadence.zone if timed else None,
        "text": str(cadence),
    }


def spending_order(terms: Terms | None) -> "objects.Order":
    """Which credits are spent first, for scripts."""
    return cast("objects.Order", [_word(pool) for pool in terms.burn] if terms else [])


def _word(name: str) -> str:
    """A word of a wallet as objects write it: `top_up`."""
    return name.replace("-", "_").replace(" ", "_")


def _paid(entry: Entry) -> "MoneyObject | None":
    return None if entry.cost is None else money_json(entry.cost, entry.currency or "")


def _standing(words: str) -> "Literal['undone', 'reconciled'] | None":
    return ("undone" if words.startswith("undone") else "reconciled") if words else None


def wallet_title(head: WalletHeading, books: Books) -> str:
    """The wallet and its plan: `Wallet main · Plus`."""
    return f"Wallet {head.name} · {head.plan_of(books.terms) or 'no plan'}"


def wallets(found: Sequence[tuple[WalletHeading, Books]]) -> Report:
    """Every wallet, the default one first, with what is left."""
    columns = (
        Column("wallet", "Wallet"),
        Column("platform", "Platform", readers="scripts"),
        Column("edition", "Edition", readers="scripts"),
        Column("plan", "Plan", priority=1),
        Column("left", "Left", True),
        Column("next_reset", "Next reset", readers="scripts"),
        Column("resets", "Next reset", priority=2, whole=True, readers="people"),
        Column("prices", "Prices", priority=3, readers="people"),
    )
    rows = tuple(
        (
            head.name,
            head.platform,
            head.edition,
            head.plan_of(books.terms),
            books.left,
            both(books.reset),
            moment_words(books.reset) if books.reset else "none",
            head.prices,
        )
        for head, books in found
    )
    data: objects.WalletsObject = {
        "schema": "creditcalc/wallet-list/1",
        "wallets": [
            {
                **head.data,
                "plan": head.plan_json(books.terms),
                "left": books.left.as_json(),
                "next_reset": moment_json(books.reset),
            }
            for head, books in found
        ],
    }
    answer = AnswerLine(words=("You have no wallet yet.",))
    if found:
        first, books = found[0]
        said = f" is the default wallet: {credits_words(books.left, first.unit)} left."
        answer = AnswerLine(words=(Strong(first.name), said))
    return Report(
        count(len(rows), "wallet"),
        columns,
        rows,
        data,
        answer=(answer,),
        untabled=not rows,
        notes=tuple(dict.fromkeys(note for head, books in found for note in head.newer(books.terms))),
        next="" if rows else f"Next: {pasted('wallet open NAME --plan PLAN --since DAY')}",
    )


def forecasted(
    head: WalletHeading, found: Forecast, *, rate: Amount | None = None, tolerance: Fraction = TOLERANCE
) -> Report:
    """What runs when, what is lost unused, and when the credits run out; of a rate of use, what each reset brings."""
    columns: tuple[Column, ...] = (
        Column("name", "Job", least=24),
        Column("total", "Credits", True),
        Column("fate", "When"),
        Column("at", "Time", readers="scripts"),
        Column("runs", "Time", priority=2, whole=True, readers="people"),
        Column("left", "Left", True, priority=1),
    )
    planned = found.planned if rate is None else ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.job.name,
            one.job.cost,
            FATES[one.fate],
            both(one.at) if one.at else None,
            moment_words(one.at) if one.at else None,
            one.left,
        )
        for one in planned
    )
    if rate is not None:
        columns = (
            Column("at", "Reset", readers="scripts"),
            Column("resets", "Reset", whole=True, readers="people"),
            Column("left", "Left then", True),
        )
        rows = _at_resets(found)
    return Report(
        f"Forecast for wallet {head.name}",
        columns,
        rows,
        _forecast(head, found, planned, rate, tolerance),
        aside=head.aside,
        answer=(*_verdict(planned), *_lasting(found, rate, head.unit)),
        untabled=not rows,
        notes=(*head.newer(), *_losses(found)),
        details=tuple(f"Lost on {moment_words(one.at)}: {credits_words(one.amount, head.unit)}." for one in found.lost),
    )


def _verdict(planned: Sequence[JobPlan]) -> Iterable[AnswerLine]:
    """How many jobs run, and when."""
    if not planned:
        return
    fates = Counter(one.fate for one in planned)
    jobs = count(len(planned), "job")
    if fates["now"] == len(planned):
        yield AnswerLine(
            words=(f"the wallet covers {'it' if len(planned) == 1 else 'all of it'} now: {jobs}",), mark="✓"
        )
        return
    said = [f"{number} {FATES[fate]}" for fate in FATES if (number := fates[fate])]
    yield AnswerLine(words=(Strong(jobs), f": {', '.join(said)}."))


def _lasting(found: Forecast, rate: Amount | None, unit: str) -> Iterable[AnswerLine]:
    """When the credits run out, or how many are left at the end."""
    if found.out is not None:
        said = f"At {in_words(rate)} a day the credits run out" if rate is not None else "Credits first run short"
        yield AnswerLine(words=(f"{said} on ", Strong(moment_words(found.out)), "."))
    elif rate is not None:
        said = f"At {in_words(rate)} a day the credits last"
        yield AnswerLine(words=(f"{said} at least until ", Strong(moment_words(found.until)), "."))
    left = credits_words(found.track[-1][1], unit)
    yield AnswerLine(words=(f"On {weekday_text(found.until)}, ", Strong(left), " will be left."))


def _losses(found: Forecast) -> list[Note]:
    """What is lost unused."""
    if not found.lost:
        return []
    named = [f"{shown(one.amount)} on {day_text(one.at)}" for one in found.lost[:MOST_LOSSES]]
    if more := len(found.lost) - len(named):
        named.append(f"{more} more {'time' if more == 1 else 'times'}")
    return [Note("ended", f"Credits are lost unused: {series(named)}.")]


def _forecast(
    head: WalletHeading, found: Forecast, planned: Sequence[JobPlan], rate: Amount | None, tolerance: Fraction
) -> "objects.ForecastObject":
    return {
        "schema": "creditcalc/wallet-forecast/1",
        **head.data,
        "from": moment_iso(found.start),
        "to": moment_iso(found.until),
        "tolerance_percent": decimal(tolerance * 100),
        "per_day": amount_json(rate),
        "jobs": [
            {
                "name": one.job.name,
                "total": one.job.cost.as_json(),
                "fate": one.fate,
                "at": moment_json(one.at),
                "left": one.left.as_json(),
            }
            for one in planned
        ],
        "runs_out": moment_json(found.out),
        "next_resets": [moment_iso(when) for when in found.resets],
        "lost": [{"at": moment_iso(one.at), "amount": one.amount.as_json()} for one in found.lost],
        "left": found.track[-1][1].as_json(),
    }


def _at_resets(found: Forecast) -> tuple[tuple[Cell, ...], ...]:
    left = dict(found.track)
    return tuple((both(when), moment_words(when), left[when]) for when in found.resets)


def drifted(head: WalletHeading, found: Sequence[Drift]) -> Report:
    """Quoted against charged, model by model."""
    columns = (
        Column("name", "Model", readers="people"),
        Column("model", "--model", priority=3, whole=True),
        Column("spends", "Spends", True, priority=2),
        Column("quoted", "Quoted", True, priority=1),
        Column("charged", "Charged", True, priority=1),
        Column("times_quoted", "vs quote", True),
    )
    rows = tuple(
        (
            head.model_json(one.model)["name"],
            one.model,
            one.spends,
            one.quoted,
            one.charged,
            multiple(one.factor),
        )
        for one in found
    )
    data: objects.DriftsObject = {
        "schema": "creditcalc/wallet-drift/1",
        **head.data,
        "models": [
            {
                "model": head.model_json(one.model),
                "spends": one.spends,
                "quoted": one.quoted.as_json(),
                "charged": one.charged.as_json(),
                "times_quoted": one.factor.as_json(),
            }
            for one in found
        ],
    }
    answer = AnswerLine(words=("No spend with a quote is reconciled yet.",))
    if found:
        quoted, charged = (total(getattr(one, name) for one in found) for name in ("quoted", "charged"))
        factor = Drift("", 0, quoted, charged).factor
        spends = count(sum(one.spends for one in found), "reconciled spend")
        each = f"charged for each {head.unit} quoted, over {spends}"
        answer = AnswerLine(credits_words(factor, head.unit), (each,))
    return Report(
        f"Wallet {head.name} · quoted and charged",
        columns,
        rows,
        data,
        aside=head.aside,
        answer=(answer,),
        untabled=not rows,
        notes=tuple(head.newer()),
        next=f"Next: {pasted('wallet reconcile ENTRY --charged N')}" if not rows else "",
    )


BALANCE_POINTS = 200


def balance_picture(found: Forecast, unit: str) -> Picture:
    """What is left over time: at least and at most, and where it starts anew."""
    length = found.until - found.start
    whole = Fraction(int(length.total_seconds()), 86400)
    marks = [whole * number / (BALANCE_POINTS - 1) for number in range(BALANCE_POINTS)]
    low, high = [], []
    position = 0
    for mark in marks:
        when = found.start + timedelta(seconds=int(mark * 86400))
        while position + 1 < len(found.track) and found.track[position + 1][0] <= when:
            position += 1
        left = found.track[position][1]
        low.append(left.low)
        high.append(left.high)
    curves = (
        [Curve("left", tuple(low))] if low == high else [Curve("at least", tuple(low)), Curve("at most", tuple(high))]
    )
    breaks = [
        (Fraction(int((when - found.start).total_seconds()), 86400), "the credits reset") for when in found.resets
    ]
    return Picture(
        tuple(marks), tuple(curves), f"days from {found.start:%Y-%m-%d}", f"{units(unit)} left", tuple(breaks)
    )
