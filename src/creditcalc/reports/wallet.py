"""A wallet put into words: what is left and until when, what happened, what will, and quoted against charged."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from creditcalc.amount import TOLERANCE, ZERO, Amount, decimal, total
from creditcalc.period import moment_iso, moment_text
from creditcalc.reports.book import tolerance_json
from creditcalc.reports.chart import Curve, Picture
from creditcalc.reports.report import Cell, Column, Report, listing
from creditcalc.text import count, sentence, units
from creditcalc.wallet.codec import entry_object
from creditcalc.wallet.drift import Drift
from creditcalc.wallet.forecast import Forecast
from creditcalc.wallet.keys import numbered
from creditcalc.wallet.ledger import FLOWS, Books, Entry, Event, Lot, order, taken, times

USUAL = 3
"""How many usual generations a balance names."""
POOL_WORDS = {"plan": "Plan", "rollover": "Carried over", "promotion": "Promotion", "top-up": "Top-up"}
FATES = {
    "now": "now",
    "maybe now": "now, if there is enough",
    "waits": "after the reset",
    "may wait": "after the reset, if there is enough then",
    "never": "never: no reset brings enough",
}


class WalletHeading(NamedTuple):
    """Which wallet a report is of, and whose credits it counts."""

    name: str
    platform: str
    edition: str

    @property
    def data(self) -> dict[str, Any]:
        """The same for scripts."""
        return {"wallet": self.name, "platform": self.platform, "edition": self.edition}

    @property
    def aside(self) -> str:
        """The same beside a title."""
        return f"wallet {self.name}, {self.platform} {self.edition}"


class Usual(NamedTuple):
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


def generation_said(quote: Mapping[str, Any]) -> str:
    """What a stored quote was for: `Veo 3.1, 8 seconds, resolution 4k, audio`."""
    words = [quote["model"]["name"]]
    for name, one in quote["inputs"].items():
        if one["from"] == "given" and one["value"] != "off":
            label = name.replace("_", " ")
            words.append(
                label
                if one["value"] == "on"
                else f"{one['value']} s"
                if name == "seconds"
                else f"{label} {one['value']}"
            )
    counted = [name for name in ("outputs", "takes") if name not in quote["inputs"]]
    words += [count(quote[name], name.removesuffix("s")) for name in counted if quote[name] > 1]
    return ", ".join(words)


def usual(entries: Sequence[Entry], quotes: Mapping[str, Mapping[str, Any]]) -> list[Usual]:
    """The generations that were spent on most often, with what the last of each cost."""
    often = Counter(entry.quote for entry in entries if entry.quote in quotes)
    cost = {entry.quote: entry.amount or ZERO for entry in reversed(entries)}
    return [
        Usual(generation_said(quotes[digest]), cost[digest], number)
        for digest, number in often.most_common(USUAL)
        if digest
    ]


def balance_report(head: WalletHeading, books: Books, habits: Sequence[Usual], known: Iterable[str] = ()) -> Report:
    """What is left, pool by pool in the order in which it is spent, and what ends when."""
    columns = (
        Column("pool", "Pool"),
        Column("left", "Left", True),
        Column("expires", "Until"),
    )
    rows: list[tuple[Cell, ...]] = []
    for lot in order(books):
        ends = books.ends(lot)
        rows.append((POOL_WORDS[lot.pool], lot.left, both(ends) if ends else _lasting(books, lot)))
    data = listing("wallet-balance", "lots", columns, rows, **head.data)
    for lot, row in zip(order(books), data["lots"], strict=True):
        ends = books.ends(lot)
        row["pool"], row["expires"] = lot.pool, ends and moment_iso(ends)
    data["at"] = moment_iso(books.at)
    data["left"] = books.left.as_json()
    data["plan"] = books.terms and books.terms.plan
    data["next_reset"] = books.reset and {"utc": moment_iso(books.reset), "local": moment_text(books.reset)}
    data["resets"] = books.terms and str(books.terms.cadence)
    data["burn_order"] = list(books.terms.burn) if books.terms else []
    data["books"] = {name: getattr(books, name).as_json() for name in FLOWS}
    data["usual"] = [
        {
            "what": one.what,
            "cost": one.cost.as_json(),
            "often": one.often,
            "left": times(books.left, one.cost).as_json(),
        }
        for one in habits
    ]
    return Report(
        f"{moment_text(books.at, books.at.tzinfo)}",
        columns,
        tuple(rows),
        data,
        aside=head.aside,
        total=("Left", books.left, ""),
        notes=(*_balance_notes(books), *_habits(books, habits), *known),
    )


def _lasting(books: Books, lot: Lot) -> str:
    """How long credits last that end at no known moment."""
    if books.terms is None or lot.pool not in ("plan", "rollover"):
        return "never"
    most = books.terms.rollover
    if isinstance(most, Fraction):
        kept = books.pool("plan") + books.pool("rollover")
        return (
            "never" if kept.high is not None and kept.high <= most else f"beyond {decimal(most)} the reset, else never"
        )
    if lot.pool == "plan" and books.terms.cadence.every == "use":
        return {"nothing": "the reset", "one period": "the second reset"}.get(most, "never")
    return "never"


def _balance_notes(books: Books) -> list[str]:
    terms = books.terms
    if terms is None:
        return ["The plan has ended: nothing is granted any more."]
    rule = f"; {terms.cadence.rule}" if terms.cadence.rule else ""
    if books.reset is not None:
        fresh = books.ahead[0] if books.ahead else terms
        brings = f"{fresh.allowance.brief} on plan {fresh.plan}" if fresh else "nothing: the plan ends"
        found = [f"Next reset: {both(books.reset)}, bringing {brings} ({terms.cadence}{rule})."]
    elif terms.cadence.every == "use":
        found = [f"The next use sets the reset ({terms.cadence})."]
    else:
        found = ["There are no resets."]
    carried = {"nothing": "is lost", "everything": "is carried over", "one period": "is carried over once"}
    kept = terms.rollover
    unused = f"is carried over, {decimal(kept)} at most" if isinstance(kept, Fraction) else carried[kept]
    found.append(f"What a reset finds unused {unused}. Spent first: {', then '.join(terms.burn)}.")
    if over := _overdrawn(books):
        found.append(f"{over}: a grant or top-up is missing, or a charge is wrong.")
    flows = ", ".join(f"{name} {getattr(books, name).brief}" for name in FLOWS if _tells(getattr(books, name)))
    found.append(f"In all: {flows}." if flows else "Nothing was granted yet.")
    return found


def ahead_notes(ahead: Iterable[Entry]) -> list[str]:
    """What to know of the entries that take effect after now, since the clock was ahead when they were written."""
    found = [entry for entry in ahead if not entry.undone]
    if not found:
        return []
    said = f"{sentence(numbered(found))} {'takes' if len(found) == 1 else 'take'} effect after now: the clock was ahead"
    if found[0].kind == "open":
        return [f"{said}, and the wallet is not open yet: open another one."]
    return [
        f"{said}. `creditcalc wallet undo {found[-1].number}` takes {'it' if len(found) == 1 else 'the last'} back."
    ]


def _tells(amount: Amount) -> bool:
    """Whether a figure says anything: not nothing, and not anything from nothing on."""
    return amount != ZERO and amount.qualifier != "unknown"


def _habits(books: Books, habits: Sequence[Usual]) -> list[str]:
    return [f"{_number(times(books.left, one.cost))} more of {one.what} ({one.cost.brief} each)." for one in habits]


def _number(amount: Amount) -> str:
    return "An unknown number" if amount.qualifier == "unknown" else amount.brief


def history_report(
    head: WalletHeading,
    steps: Iterable[Event],
    standing: Mapping[int, str],
    quotes: Mapping[str, str],
    wanted: Callable[[Event], bool],
) -> Report:
    """What happened, in order, each with what it brought or took and what was then left."""
    columns = (
        Column("at", "Time (UTC)"),
        Column("entry", "Entry"),
        Column("kind", "What"),
        Column("in", "In", True),
        Column("out", "Out", True),
        Column("left", "Left", True),
        Column("about", "About"),
    )
    rows: list[tuple[Cell, ...]] = []
    before: Books | None = None
    for step in steps:
        if wanted(step):
            entry = step.entry
            number = str(entry.number) if entry else None
            about = _about(entry, standing, quotes)
            rows.append((moment_iso(step.at), number, step.kind, *_flow(before, step), step.books.left, about))
        before = step.books
    data = listing("wallet-history", "entries", columns, rows, **head.data)
    return Report(count(len(rows), "line"), columns, tuple(rows), data, aside=head.aside)


def _flow(before: Books | None, step: Event) -> tuple[Amount | None, Amount | None]:
    """What a step brought in, and what it took out."""
    if step.entry is not None and step.kind == "spend":
        return step.entry.amount if step.entry.undone else None, step.entry.amount

    def change(name: str) -> Amount:
        return taken(getattr(step.books, name), getattr(before, name) if before else ZERO)

    got = change("granted")
    gone = total(change(name) for name in ("expired", "voided"))
    return got if got.high != 0 else None, gone if gone.high != 0 else None


def _about(entry: Entry | None, standing: Mapping[int, str], quotes: Mapping[str, str]) -> str | None:
    if entry is None:
        return None
    words = [standing.get(entry.number, ""), quotes.get(entry.quote or "", ""), entry.note or ""]
    words += [entry.terms.plan if entry.terms and entry.kind in ("open", "transfer") else ""]
    words += [f"for {entry.cost.brief} {entry.currency}" if entry.cost else ""]
    return ", ".join(word for word in words if word) or None


def wrote(head: WalletHeading, entries: Sequence[Entry], books: Books, known: Iterable[str] = ()) -> Report:
    """What was written, and what is left now."""
    columns = (
        Column("entry", "Entry"),
        Column("kind", "What"),
        Column("amount", "Credits", True),
        Column("at", "Time (UTC)"),
    )
    rows = tuple((str(entry.number), entry.kind, entry.amount, moment_iso(entry.at)) for entry in entries)
    data = {
        "schema": "creditcalc/wallet-entries/1",
        **head.data,
        "entries": [entry_object(entry) for entry in entries],
        "left": books.left.as_json(),
    }
    notes = [f"Left now: {books.left.brief}.", *(f"{sentence(note)}." for note in known)]
    if over := _overdrawn(books):
        notes.append(f"{over}: a grant or top-up is missing.")
    return Report(f"{head.name}", columns, rows, data, aside=f"{head.platform} {head.edition}", notes=tuple(notes))


def wallets(found: Sequence[tuple[WalletHeading, Books]]) -> Report:
    """Every wallet, the default one first, with what is left."""
    columns = (
        Column("wallet", "Wallet"),
        Column("platform", "Platform"),
        Column("edition", "Edition"),
        Column("plan", "Plan"),
        Column("left", "Left", True),
        Column("next_reset", "Next reset"),
    )
    rows = tuple(
        (
            head.name,
            head.platform,
            head.edition,
            books.terms.plan if books.terms else None,
            books.left,
            both(books.reset),
        )
        for head, books in found
    )
    data = listing("wallet-list", "wallets", columns, rows)
    for (_, books), row in zip(found, data["wallets"], strict=True):
        row["next_reset"] = books.reset and moment_iso(books.reset)
    return Report(count(len(rows), "wallet"), columns, rows, data, notes=("The first is the default.",))


def forecasted(
    head: WalletHeading, found: Forecast, *, rate: Amount | None = None, tolerance: Fraction = TOLERANCE
) -> Report:
    """What runs when, what is lost unused, and when the credits run out; of a rate of use, what each reset brings."""
    columns: tuple[Column, ...] = (
        Column("job", "Job"),
        Column("cost", "Credits", True),
        Column("fate", "When"),
        Column("at", "Time"),
        Column("left", "Left", True),
    )
    shown = found.planned if rate is None else ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.job.name, one.job.cost, FATES[one.fate], both(one.at) if one.at else None, one.left) for one in shown
    )
    data = listing("wallet-forecast", "jobs", columns, rows, **head.data)
    for one, row in zip(shown, data["jobs"], strict=True):
        row["fate"], row["at"] = one.fate, one.at and moment_iso(one.at)
    data |= {**_outlook(found, rate), "tolerance_percent": tolerance_json(tolerance)}
    if rate is not None:
        columns, rows = (Column("at", "Reset"), Column("left", "Left then", True)), _at_resets(found)
    notes = [f"Unused and lost on {both(one.at)}: {one.amount.brief}." for one in found.lost]
    if found.out is not None:
        notes.insert(0, f"The credits run out on {both(found.out)}.")
    elif rate is not None:
        notes.insert(0, f"At {rate.brief} a day the credits last to {both(found.until)}.")
    notes.append(f"Left on {both(found.until)}: {found.track[-1][1].brief}.")
    title = count(len(rows), "job") if rate is None else f"{rate.brief} a day"
    return Report(title, columns, rows, data, aside=head.aside, notes=tuple(notes))


def _overdrawn(books: Books) -> str:
    """How much more was spent than there was, surely or perhaps; nothing where all was paid as far as figures say."""
    over = books.overdrawn
    if not over.low:
        return ""
    if sure := over.reach().low:
        return f"At least {decimal(sure)} more were spent than there were"
    return f"{sentence(over.words)} more were spent than there were, if what is approximate is right"


def _outlook(found: Forecast, rate: Amount | None) -> dict[str, Any]:
    """A forecast without its jobs, for scripts."""
    return {
        "from": moment_iso(found.start),
        "to": moment_iso(found.until),
        "rate_a_day": rate and rate.as_json(),
        "runs_out": found.out and moment_iso(found.out),
        "resets": [moment_iso(when) for when in found.resets],
        "lost": [{"at": moment_iso(one.at), "amount": one.amount.as_json()} for one in found.lost],
        "left": found.track[-1][1].as_json(),
    }


def _at_resets(found: Forecast) -> tuple[tuple[Cell, ...], ...]:
    left = dict(found.track)
    return tuple((both(when), left[when]) for when in found.resets)


def drifted(head: WalletHeading, found: Sequence[Drift]) -> Report:
    """Quoted against charged, model by model."""
    columns = (
        Column("model", "Model"),
        Column("spends", "Spends", True),
        Column("quoted", "Quoted", True),
        Column("charged", "Charged", True),
        Column("factor", "Times the quote", True),
    )
    rows = tuple((one.model, one.spends, one.quoted, one.charged, one.factor) for one in found)
    notes = () if rows else ("No quoted spend was reconciled yet: `wallet reconcile ENTRY --charged N`.",)
    data = listing("wallet-drift", "models", columns, rows, **head.data)
    return Report(count(len(rows), "model"), columns, rows, data, aside=head.aside, notes=notes)


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
        (Fraction(int((when - found.start).total_seconds()), 86400), "the allowance starts anew")
        for when in found.resets
    ]
    return Picture(
        tuple(marks), tuple(curves), f"days from {found.start:%Y-%m-%d}", f"{units(unit)} left", tuple(breaks)
    )
