"""The sheet of what people were charged: read for the check, and written to by one bill at a time."""

import json
import re
from pathlib import Path

from creditcalc.amount import decimal
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole, replacing
from creditcalc.pricebook.bill import Bill
from creditcalc.pricebook.edition import Edition
from creditcalc.sheets.compiler import BILLS, SHEETS
from creditcalc.sheets.reader import LARGEST_SHEET, Fault, Node, Unreadable, parse, read_sheet
from creditcalc.sheets.structure import build
from creditcalc.text import inert

SCHEMA_LINE = "# yaml-language-server: $schema=../../schema/bills.json\n"
UNQUOTED = re.compile(r"[A-Za-z0-9][\w.-]*(:[0-9]+)?", re.ASCII)
"""Words that YAML reads as they stand, also between brackets."""


def read_bills(path: Path, name: str, faults: list[Fault]) -> tuple[Bill, ...]:
    """The bills in a sheet that are written well, none where there is no sheet; what is wrong with the others is added
    to `faults`.
    """
    if not path.exists():
        return ()
    try:
        node, _ = read_sheet(path, name)
    except Unreadable as error:
        faults.append(error.fault)
        return ()
    return _bills(node, faults)


def _bills(node: Node, faults: list[Fault]) -> tuple[Bill, ...]:
    if not isinstance(node.value, list):
        build(SHEETS["bills"], node, faults)
        return ()
    return tuple(bill for item in node.value if (bill := build(Bill, item, faults)) is not None)


def add_bill(folder: Path, edition: Edition, bill: Bill) -> Path:
    """Add a bill to the sheet of an edition in a folder of sheets, which is made where it is not there, and name it.

    Raises CreditcalcError where the sheet has faults or the bill already, and where it cannot be written; nothing in
    it is changed then.
    """
    path = folder / edition.platform / edition.id / BILLS
    before = SCHEMA_LINE.encode()
    if path.exists():
        before = read_whole(path, LARGEST_SHEET)
        faults: list[Fault] = []
        try:
            known = _bills(parse(before, str(path)), faults)
        except Unreadable as error:
            raise CreditcalcError(error.fault) from None
        if faults:
            raise CreditcalcError(*faults)
        if bill in [one._replace(place="") for one in known]:
            raise CreditcalcError("has this bill already", place=path)
        before += b"" if before.endswith(b"\n") else b"\n"
    after = before + f"- {bill_line(bill)}\n".encode()
    try:
        _bills(parse(after, str(path)), faults := [])
    except Unreadable as error:
        faults = [error.fault]
    if faults:
        raise CreditcalcError("is not written line by line: add the bill with an editor", place=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as out:
        out.write(after)
    return path


def bill_line(bill: Bill) -> str:
    """A bill as a sheet writes it."""
    said = [f"model: {bill.model}"]
    if bill.with_:
        said.append(f"with: {{{', '.join(f'{name}: {_word(value)}' for name, value in bill.with_.items())}}}")
    figures = {"before": bill.before, "after": bill.after, "charged": bill.charged}
    said += [f"{name}: {decimal(figure)}" for name, figure in figures.items() if figure is not None]
    said.append(f"day: {bill.day}")
    said += [f"note: {_word(bill.note)}"] if bill.note else []
    return f"{{{', '.join(said)}}}"


def _word(text: str) -> str:
    return text if UNQUOTED.fullmatch(text) else json.dumps(inert(text), ensure_ascii=False)
