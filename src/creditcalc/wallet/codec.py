"""Entries and books as text, exact to the last digit, and back: for the wallet's file and its export."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from math import lcm
from typing import Any, get_args

from creditcalc.amount import LONGEST_DECIMAL, Amount, Ends, decimal, fraction, shortest
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, moment_iso, parse_moment
from creditcalc.pricebook.edition import How
from creditcalc.text import inert
from creditcalc.wallet.ledger import (
    CORRECTIONS,
    ENTRY_KINDS,
    POOLS,
    Books,
    Carried,
    Entry,
    Life,
    Lot,
    Terms,
    carried_of,
    check_terms,
    life_of,
)

FACTS = tuple(name for name in Entry._fields if name not in ("number", "kind", "at", "recorded"))
WORDS = ("model", "note", "key", "quote")
TEXTS = ("pool", "currency", "how", *WORDS)
FIXED_FORM = frozenset(("number", "kind", "at", "recorded", "amount", "of", *WORDS))
"""What an entry says in one form only; the rest may have been written otherwise by an earlier release."""
HOWS_KNOWN = (None, *get_args(How))


def fraction_text(value: Fraction) -> str:
    """All the digits of a number, or `20/3` where they do not end."""
    numerator, denominator = value.as_integer_ratio()
    if denominator == 1 and numerator.bit_length() < 64:  # as most are
        return str(numerator)
    return decimal(value) if 10**LONGEST_DECIMAL % denominator == 0 else str(value)


def amount_text(amount: Amount) -> str:
    """An amount without any rounding: `80`, `~5`, `80+`, `20/3..7`, `unknown`.

    Where only a part of it is approximate, what it reaches follows it: 80 + ~5 is `~85 (84.5..85.5)`.
    """
    if not amount.approximate:
        return _ends_text(amount) if amount.low or amount.high is not None else "unknown"
    if amount.wholly:
        return f"~{_ends_text(amount)}"
    reach = amount.reach()
    partly = reach != Amount(amount.low, amount.high, True).reach()
    return f"~{_ends_text(amount)}{f' ({_ends_text(reach)})' if partly else ''}"


def _ends_text(amount: Amount) -> str:
    low = fraction_text(amount.low)
    if amount.high is None:
        return f"{low}+"
    return low if amount.high is amount.low or amount.low == amount.high else f"{low}..{fraction_text(amount.high)}"


@lru_cache(maxsize=4096)  # a wallet has a million amounts, and few that differ
def amount_read(text: str) -> Amount:
    """The amount that `amount_text` wrote; raises ValueError for anything else."""
    figure, _, reach = text.partition(" ")
    digits = figure.removeprefix("~")
    low, high = _ends_read("0+" if text == "unknown" else digits)
    found = Amount(low, high, digits != figure, _ends_read(reach[1:-1]) if reach else None)
    if amount_text(found) != text:
        raise ValueError(text)
    return found


def _ends_read(text: str) -> Ends:
    low, dots, high = text.partition("..")
    start = _fraction_read(low.removesuffix("+"))
    end = None if low.endswith("+") else _fraction_read(high) if dots else start
    if start < 0 or (end is not None and end < start):
        raise ValueError(text)
    return start, end


def _fraction_read(text: str) -> Fraction:
    try:
        return fraction(text)
    except CreditcalcError as error:  # of a number that no wallet wrote
        raise ValueError(str(error)) from None


MEASURE = 10**300
"""The largest number that the denominators of a wallet's amounts may have in common; those of real ones are small."""


def check_measure(entries: Iterable[Entry]) -> None:
    """Raises ValueError for entries of which a sum would have a denominator of more than three hundred digits."""
    measure = 1
    for entry in entries:
        amounts = [entry.amount, entry.cost, entry.terms.allowance if entry.terms else None]
        ends = [end for amount in amounts if amount for end in (amount.low, amount.high or amount.low)]
        measure = lcm(measure, *(end.denominator for end in ends))
        if measure > MEASURE:
            raise ValueError("amounts without a common denominator")


def _carried_text(carried: Carried) -> str:
    return fraction_text(carried) if isinstance(carried, Fraction) else carried


def life_text(life: Life) -> str:
    """When granted credits are lost: in words, or as a moment in UTC."""
    return moment_iso(life) if isinstance(life, datetime) else str(life)


def _life_read(text: str) -> Life:
    return parse_moment(text) if "T" in text else life_of(text)


def _terms(terms: Terms | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {
        **terms._asdict(),
        "allowance": amount_text(terms.allowance),
        "cadence": str(terms.cadence),
        "rollover": _carried_text(terms.rollover),
        "burn": list(terms.burn),
    }


def _terms_read(found: Mapping[str, Any] | None) -> Terms | None:
    if found is None:
        return None
    if found["billing"] not in ("month", "year") or not isinstance(found["plan"], str):
        raise ValueError
    return check_terms(
        Terms(
            found["plan"],
            amount_read(found["allowance"]),
            Cadence.parse(found["cadence"]),
            carried_of(found["rollover"]),
            tuple(found["burn"]),
            found["billing"],
        )
    )


def entry_object(entry: Entry) -> dict[str, Any]:
    """An entry as a plain object of texts; what it does not say is left out."""
    facts: tuple[Any, ...] = entry[4:]
    found: dict[str, Any] = {
        "number": entry.number,
        "kind": entry.kind,
        "at": moment_iso(entry.at),
        "recorded": _moment_written(entry.recorded),
    }
    for name, value in zip(FACTS, facts, strict=True):
        if value is None or value == ():
            continue
        if isinstance(value, Terms):
            value = _terms(value)  # noqa: PLW2901  # as text
        elif name == "expires":
            value = life_text(value)  # noqa: PLW2901  # as text
        found[name] = amount_text(value) if isinstance(value, Amount) else list(value) if name == "void" else value
    return found


_encoded = json.JSONEncoder(separators=(",", ":")).encode
_indented = json.JSONEncoder(indent=2).encode


def entry_text(found: Mapping[str, Any]) -> str:
    """An entry's object as JSON without any blanks, as it is stored."""
    # member by member, since an encoder is made anew for each object and there may be a million
    return f"{{{','.join(_members(found, ':', _encoded))}}}"


def entry_lines(found: Mapping[str, Any], indent: str) -> str:
    """An entry's object as JSON in lines, as `json.dumps` with an indent of two has it at this depth."""
    lines = _members(found, ": ", lambda value: _indented(value).replace("\n", f"\n{indent}  "))
    between = f",\n{indent}  "
    return f"{{\n{indent}  {between.join(lines)}\n{indent}}}"


def _members(found: Mapping[str, Any], colon: str, nested: Callable[[Any], str]) -> list[str]:
    return [
        f'"{name}"{colon}{quoted(value) if isinstance(value, str) else nested(value)}' for name, value in found.items()
    ]


def _as_now(found: Mapping[str, Any]) -> dict[str, Any]:
    """An entry's object as it is written now: earlier ones have `90 day` and `50.0` as a person typed them."""
    entry = dict(found)
    if "expires" in entry:
        entry["expires"] = life_text(_life_read(entry["expires"]))
    if "terms" in entry:
        entry["terms"] = {**entry["terms"], "rollover": _carried_text(carried_of(shortest(entry["terms"]["rollover"])))}
    return entry


def entry_read(written: Mapping[str, Any]) -> Entry:
    """The entry that `entry_object` made; raises ValueError, KeyError, TypeError or CreditcalcError for any other."""
    plain = FIXED_FORM.issuperset(written)
    found = written if plain else _as_now(written)
    entry = Entry(
        _whole(found["number"]),
        found["kind"],
        _moment(found["at"]),
        _moment(found["recorded"]),
        amount_read(found["amount"]) if "amount" in found else None,
        _whole(found["of"]) if "of" in found else None,
        found.get("pool"),
        _life_read(found["expires"]) if "expires" in found else None,
        amount_read(found["cost"]) if "cost" in found else None,
        found.get("currency"),
        _terms_read(found.get("terms")),
        found.get("how"),
        tuple(found.get("void", ())),
        *map(found.get, WORDS),
    )
    known = entry.kind in ENTRY_KINDS and entry.pool in (None, *POOLS) and entry.how in HOWS_KNOWN
    known = known and all(isinstance(found[name], str) for name in TEXTS if name in found)
    known = known and (not entry.void or set(entry.void) <= set(POOLS))
    known = known and (entry.currency is None or bool(re.fullmatch("[A-Z]{3}", entry.currency)))
    whole = (entry.kind in CORRECTIONS) == (entry.of is not None) and (entry.kind != "open" or entry.terms is not None)
    # whatever is plain has been read so that it can only be written as it was: a wallet may have a million of these
    if not (known and whole) or not (plain or entry_object(entry) == found):
        raise ValueError("not an entry")
    return entry


OTHER_TIME = "0001-01-01T00:00:00Z"
"""A moment in the place of another one."""


def entry_of_row(number: int, kind: str, at: str, data: str) -> Entry:
    """The entry of a stored text, of which a row says the first members too; raises as `entry_read` does.

    A wallet may have a million entries, most of which differ in their number and times alone: what else they say is
    read once.
    """
    start = f'{{"number":{number},"kind":"{kind}","at":"{at}","recorded":"'
    end = len(start) + len(OTHER_TIME)
    facts = _facts(kind, data[end:]) if data.startswith(start) else None
    if facts is None:
        return entry_read(json.loads(data))
    return Entry(number, kind, _moment(at), _moment(data[len(start) : end]), *facts)  # type: ignore[arg-type]  # as read


@lru_cache(maxsize=4096)
def _facts(kind: str, rest: str) -> tuple[Any, ...] | None:
    """What a text of this end says but for number and times; None where it is not as it would be written."""
    text = f'{{"number":1,"kind":"{kind}","at":"{OTHER_TIME}","recorded":"{OTHER_TIME}{rest}'
    found = json.loads(text)
    return entry_read(found)[4:] if entry_text(found) == text else None


def _whole(value: object) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(value)
    return value


@lru_cache(maxsize=64)  # what was recorded together follows one another
def _moment(text: str) -> datetime:
    found = parse_moment(text)
    if moment_iso(found) != text:
        raise ValueError(text)
    return found


_moment_written = lru_cache(maxsize=64)(moment_iso)


def quote_read(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """A stored quote, if it has all that is read of one later; raises ValueError, KeyError or TypeError otherwise."""
    inputs = found["inputs"]
    texts = [found["model"]["id"], found["model"]["name"]]
    for one in found["mix"]:
        texts += [one["model"]["id"], one["share_percent"]["text"]]
    texts += [one[name] for one in inputs.values() for name in ("value", "from")]
    counts = [found["takes"], 1 if found["outputs"] is None and "outputs" in inputs else found["outputs"]]
    if not all(isinstance(text, str) for text in texts) or min(map(_whole, counts)) < 1:
        raise ValueError("not a quote")
    return found


AMOUNTS = ("granted", "spent", "expired", "voided", "overdrawn")


def books_object(books: Books) -> dict[str, Any]:
    """The books as a plain object of texts."""
    return {
        "at": moment_iso(books.at),
        "terms": _terms(books.terms),
        "lots": [
            [
                lot.pool,
                amount_text(lot.left),
                lot.expires and moment_iso(lot.expires),
                moment_iso(lot.since),
                lot.number,
            ]
            for lot in books.lots
        ],
        "reset": books.reset and moment_iso(books.reset),
        "ahead": books.ahead and [_terms(books.ahead[0]), list(books.ahead[1])],
        **{name: amount_text(getattr(books, name)) for name in AMOUNTS},
    }


def books_read(found: Mapping[str, Any]) -> Books:
    """The books that `books_object` made."""
    ahead = found["ahead"]
    return Books(
        at=parse_moment(found["at"]),
        terms=_terms_read(found["terms"]),
        lots=tuple(
            Lot(pool, amount_read(left), expires and parse_moment(expires), parse_moment(since), number)
            for pool, left, expires, since, number in found["lots"]
        ),
        reset=found["reset"] and parse_moment(found["reset"]),
        ahead=ahead and (_terms_read(ahead[0]), tuple(ahead[1])),
        **{name: amount_read(found[name]) for name in AMOUNTS},
    )


class DamagedWallet(CreditcalcError):
    """The refusal to believe what the file says."""


DAMAGE_REMEDY = "restore a backup, or save what is intact with `creditcalc wallet export --to json -o FILE`"


def damaged(what: str) -> DamagedWallet:
    """The refusal to believe a part of the file."""
    return DamagedWallet(
        f"{inert(what)} has changed since it was written: the file is damaged, and nothing was written; {DAMAGE_REMEDY}"
    )
