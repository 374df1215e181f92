"""What a bill says was charged: its rows as charges, by a profile or by the columns that a person names."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from creditcalc.amount import ambiguous, figure, number, plain
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.currency import CURRENCIES
from creditcalc.pricebook.statement import RowKind, StatementAmount, StatementKind, StatementSheet
from creditcalc.record import Record
from creditcalc.text import folded, inert, ticked, units
from creditcalc.wallet.statements.rows import IN_BRACKETS, BillFile, BillRow
from creditcalc.wallet.statements.times import BillTime, DateOrder, TimeReader, order_of

BILL_COLUMNS = ("time", "until", "model", "amount", "id", "currency")
"""What a person may say which column holds."""
NEEDED: Mapping[StatementKind, tuple[str, ...]] = {
    "generations": ("time", "model"),
    "days": ("time", "model", "amount"),
    "balance": ("amount",),
}
"""Without which a bill of a kind says nothing."""
MONEY_SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
"""Signs of money that a bill may write before its amounts or in a header."""
BILL_MONEY = re.compile(
    r"(?P<minus>[-\u2212])?\s*(?P<sign>US\$|[$€£])?\s*(?P<late>[-\u2212])?"
    r"(?P<digits>[0-9][0-9.,eE+-]*)\s*(?P<code>[A-Za-z]{3})?"
)


class BillForm(Record):
    """How a bill is read: as a profile says, and as a person says in its place.

    `negative` says that charges are below 0. `own` that no profile says anything, so that its numbers may be anybody's.
    """

    sheet: StatementSheet
    negative: bool = False
    own: bool = False
    zone: str | None = None
    order: DateOrder | None = None


class BillCharge(Record):
    """A row that was charged, or the sum of a day: from `at` on, until `end` where it is a sum.

    `amount` is net of what the row itself gives back, None where the bill does not say it; below 0 it is a refund.
    `model` is None where the name means none here.
    """

    place: str
    at: datetime
    end: datetime | None
    name: str
    model: str | None
    id: str
    amount: Fraction | None
    returned: Fraction = Fraction(0)


class ReadBill(Record):
    """A bill as it is read: what it charges, in the unit of its profile, and rows of words that nothing is known of."""

    name: str
    form: BillForm
    kind: StatementKind
    charges: tuple[BillCharge, ...]
    reader: TimeReader
    odd: Mapping[str, int]
    missing: str = ""


def columns_said(text: str | None) -> dict[str, str]:
    """The columns that a person names: `time=Date,model=Model,amount=-Credits`.

    Raises CreditcalcError for anything else, and for what is no part of a charge.
    """
    found: dict[str, str] = {}
    for pair in (text or "").split(",") if text is not None else ():
        key, sign, column = (part.strip() for part in pair.partition("="))
        if not sign or not column or key not in BILL_COLUMNS:
            known = ticked(BILL_COLUMNS, "and")
            raise CreditcalcError(
                f"`{inert(pair.strip()[:40])}` names no column: write `time=Date,model=Model,amount=Cost`, of {known}"
            )
        if key in found:
            raise CreditcalcError(f"`--columns` names `{key}` twice: keep one")
        found[key] = column
    return found


def with_columns(form: BillForm, said: Mapping[str, str]) -> BillForm:
    """The form with the columns that a person names in place of the profile's."""
    changes: dict[str, object] = {}
    negative = form.negative
    for key, column in said.items():
        if key == "amount":
            negative = column.startswith("-")
            per = form.sheet.amount[0].per if form.sheet.amount else Fraction(1)
            changes["amount"] = (StatementAmount(column.removeprefix("-"), per=per),)
        else:
            changes["id_" if key == "id" else key] = (column,)
    return form._replace(sheet=form.sheet._replace(**changes), negative=negative)  # type: ignore[arg-type]  # by their names


def read_charges(file: BillFile, form: BillForm, names: Mapping[str, str]) -> ReadBill:
    """The charges of a bill. `names` are the models that its names mean, folded.

    Raises CreditcalcError for missing columns, and for a cell that cannot be read or may be two things.
    """
    sheet = form.sheet
    _check_columns(file, form)
    zone = form.zone or (None if sheet.zone == "local" else sheet.zone)
    times = [row.text(sheet.time) for row in file.rows]
    reader = TimeReader(zone, None if form.own else sheet.clock, form.order or order_of(times))
    odd: Counter[str] = Counter()
    found = []
    for row in file.rows:
        try:
            kind = _kind(row, sheet, odd)
            if kind in ("charge", "refund"):
                found.append(_charge(row, file, form, reader, names, kind))
        except CreditcalcError as error:
            raise CreditcalcError(f"{file.name}: {row.place}: {error}") from None
    if form.own and not form.negative and found and all((one.amount or 0) < 0 for one in found):
        column = sheet.amount[0].column
        raise CreditcalcError(
            f"{file.name}: all amounts are below 0, charges or refunds: if they are charges, name the column as "
            f"`amount=-{inert(column)}`"
        )
    is_a = sheet.kind
    if form.own:
        is_a = "days" if all(one.end for one in found) and not sheet.id_ else "generations"
    charges = (_whole_days(one, reader) if is_a == "days" else one._replace(end=None) for one in found)
    return ReadBill(file.name, form, is_a, tuple(charges), reader, odd, file.missing)


def _check_columns(file: BillFile, form: BillForm) -> None:
    sheet = form.sheet
    wanted: dict[str, Sequence[str]] = {
        "time": sheet.time,
        "model": sheet.model,
        "amount": [one.column for one in sheet.amount],
    }
    for key in NEEDED[sheet.kind]:
        columns = wanted[key]
        if not columns or not any(row.named(column) for row in file.rows[:1000] for column in columns):
            looked = f" ({ticked(columns)})" if columns else ""
            raise CreditcalcError(
                f"{file.name}: no column of the {key}{looked}: add `--columns {key}=NAME`, of {_few(file.columns)}"
            )


def _few(columns: Sequence[str]) -> str:
    shown = ticked((inert(one[:40]) for one in columns[:12]), "and")
    return f"{shown} and {len(columns) - 12} more" if len(columns) > 12 else shown


def _kind(row: BillRow, sheet: StatementSheet, odd: Counter[str]) -> RowKind | None:
    if sheet.rows is None:
        return "charge"
    word = row.text(sheet.rows.column)
    if not word:
        return "charge"
    kind = sheet.rows.kind(word)
    if kind is None:
        odd[word] += 1
    return kind


def _charge(
    row: BillRow, file: BillFile, form: BillForm, reader: TimeReader, names: Mapping[str, str], kind: RowKind
) -> BillCharge:
    sheet = form.sheet
    amount = _amount(row, file, form)
    returned = Fraction(0)
    if sheet.returned and amount is not None and (name := row.filled(sheet.returned)):
        given = sum((_figure(text, form, file)[0] for text in row.cells[name] if text), Fraction(0))
        returned = abs(given)
        amount -= returned
    if kind == "refund" and amount is not None:
        # a word for what is given back may stand beside either sign
        amount = -abs(amount)
    said = row.text(sheet.time)
    if not said:
        raise CreditcalcError("has no time: write one, or remove the row")
    when = reader.read(said)
    end = _end(row, sheet, reader, when)
    name = row.text(sheet.model)
    return BillCharge(row.place, when.at, end, name, names.get(folded(name)), row.text(sheet.id_), amount, returned)


def _end(row: BillRow, sheet: StatementSheet, reader: TimeReader, when: BillTime) -> datetime | None:
    """When a sum ends: a day alone is meant whole. None for a moment."""
    text = row.text(sheet.until)
    if not text:
        return when.at + timedelta(seconds=1) if when.whole_day else None
    until = reader.read(text)
    end = until.at + timedelta(seconds=1) if until.whole_day else until.at
    if end <= when.at:
        raise CreditcalcError(f"ends before it begins, at `{inert(text[:40])}`: correct it")
    return end


def _whole_days(charge: BillCharge, reader: TimeReader) -> BillCharge:
    """The charge with its sum from the midnight before to the midnight after it, in the zone of the bill."""
    first = reader.day(charge.at)
    last = reader.day((charge.end or charge.at + timedelta(seconds=1)) - timedelta(seconds=1))
    return charge._replace(at=reader.midnight(first), end=reader.midnight(last + timedelta(days=1)))


def _amount(row: BillRow, file: BillFile, form: BillForm) -> Fraction | None:
    """What a row was charged in the unit of the bill, None where it does not say so."""
    for one in form.sheet.amount:
        name = row.filled([one.column])
        if name is None:
            continue
        text = row.text([one.column])
        value, currency = _figure(text, form, file)
        bracketed = IN_BRACKETS.fullmatch(name)
        said = {row.text(form.sheet.currency).upper(), currency}
        if bracketed and name.lower() != one.column.lower():
            said.add(MONEY_SIGNS.get(bracketed[2].strip(), bracketed[2].strip().upper()))
        _check_currency(said - {""}, form.sheet.unit)
        if one.less:
            other = row.text([one.less])
            if not other:
                raise CreditcalcError(f"has no `{one.less}`: export the bill again")
            value = abs(value - _figure(other, form, file)[0])
        value /= one.per
        return -value if form.negative else value
    if form.sheet.kind == "generations" and not form.own:
        return None
    raise CreditcalcError("has no amount: write one, or remove the row")


def _check_currency(said: set[str], unit: str) -> None:
    for currency in sorted(said - {unit.upper()}):
        remedy = f"export the bill in {unit}" if unit.isupper() else f"name a column of {units(unit)} with `--columns`"
        raise CreditcalcError(f"is in {inert(currency[:20])} and not in {units(unit)}: {remedy}")


def _figure(text: str, form: BillForm, file: BillFile) -> tuple[Fraction, str]:
    """A signed number and the currency beside it, "" without one.

    Raises CreditcalcError for anything else, and for what may be two numbers.
    """
    found = BILL_MONEY.fullmatch(text)
    code = ((found and found["code"]) or "").upper()
    if not found or (code and code not in CURRENCIES) or (found["minus"] and found["late"]):
        raise CreditcalcError(f"`{inert(text[:40])}` is not an amount: write digits and a point, as in `12.50`")
    digits = found["digits"]
    if file.commas and re.fullmatch(r"[0-9]+,[0-9]+", digits):
        whole, _, part = digits.partition(",")
        if ambiguous(digits) and form.own:
            number(digits)
        digits = f"{whole}.{part}"
        value = figure(digits)
    elif form.own:
        value = number(digits)
    else:
        value = figure(plain(digits))
    currency = MONEY_SIGNS.get(found["sign"] or "", "") or code
    return (-value if found["minus"] or found["late"] else value), currency


class ReadBalance(Record):
    """What a bill says is left, in the unit of its profile, and how many parts of it were left out, by their words."""

    name: str
    left: Fraction
    parts: int
    left_out: Mapping[str, int]


def read_balance(file: BillFile, form: BillForm) -> ReadBalance:
    """What is left, all parts of it that can be spent. Raises CreditcalcError as `read_charges` does."""
    sheet = form.sheet
    _check_columns(file, form)
    left, parts = Fraction(0), 0
    out: Counter[str] = Counter()
    for row in file.rows:
        try:
            kind = _kind(row, sheet, out)
            if kind == "charge":
                left += _amount(row, file, form) or Fraction(0)
                parts += 1
            elif sheet.rows and kind == "other":
                out[row.text(sheet.rows.column)] += 1
        except CreditcalcError as error:
            raise CreditcalcError(f"{file.name}: {row.place}: {error}") from None
    return ReadBalance(file.name, left, parts, out)
