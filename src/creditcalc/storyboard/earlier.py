"""What a storyboard cost earlier, from the JSON that `creditcalc batch STORYBOARD --json` wrote: read strictly."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from creditcalc.amount import Amount, fraction, whole
from creditcalc.batch.pricer import RESULTS, SHOOT, Pricer, Values
from creditcalc.batch.rows.jsonl import decoder
from creditcalc.errors import CreditcalcError
from creditcalc.files import LARGEST_EXPORT, read_whole
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.storyboard.board import Shot, Storyboard, Way
from creditcalc.storyboard.decide import DETAILS, Row, decided
from creditcalc.storyboard.revision import Revision, ShotState, revise

SCHEMA = "creditcalc/batch/1"
BOOK_KEYS = ("platform", "edition", "as_of", "unit", "sheets")
"""What it says of its price book."""
NO_SETTINGS = frozenset((*RESULTS, *SHOOT, "unit", "scene", "shot", "alternative", "note", *DETAILS))
"""The keys of a row that are not settings."""
SAID_OF = {"minutes": "seconds", "images": "outputs"}
"""What says the same as a setting of another name."""
DECIMAL_END = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
AGAIN = "write it again with `creditcalc batch STORYBOARD --json`"


NOT_YET = "/dev/null"
"""What is compared with where there was nothing: on Windows too, where the null device has another name."""


class Earlier(Record):
    """The shots as they were, and what their price book was; None of a storyboard that was not there."""

    book: Mapping[str, str] | None
    shots: tuple[ShotState, ...]


def read_earlier(path: str, edition: Edition) -> Earlier:
    """What was written earlier; `/dev/null` on every system, as in git, is the state before there was anything.

    Raises CreditcalcError for a file that is anything else, and for one whose amounts are in other credits or money
    than those of the edition.
    """
    if path in (NOT_YET, os.devnull):
        return Earlier(None, ())
    found = _object(path)
    if found.get("schema") != SCHEMA:
        raise CreditcalcError(f"not a `{SCHEMA}` file: {AGAIN}", place=path)
    try:
        book = {name: _text(found[name]) for name in BOOK_KEYS}
        shots = tuple(map(_made, found["rows"]))
        complete = len(shots) == whole(found["count"]) > 0
        units = [_text(one["unit"]) for one in found["totals"]]
        shoot = found["takes"] is not None
    except (KeyError, TypeError, ValueError, AttributeError, CreditcalcError):
        raise CreditcalcError(f"does not hold the shots of a storyboard: {AGAIN}", place=path) from None
    if not complete:
        raise CreditcalcError(f"does not hold all of its {found['count'][:9]} rows: {AGAIN}", place=path)
    if shoot:
        raise CreditcalcError(f"was written with a success rate: {AGAIN}, without one", place=path)
    _same_credits(path, book, units, edition)
    return Earlier(book, shots)


def _object(path: str) -> Mapping[str, Any]:
    data = read_whole(path, LARGEST_EXPORT)
    try:
        found = decoder.decode(data.decode())
    except json.JSONDecodeError as error:
        raise CreditcalcError(f"is not complete JSON: {AGAIN}", place=f"{path}:{error.lineno}:{error.colno}") from None
    except (ValueError, RecursionError, CreditcalcError):
        raise CreditcalcError(f"is not JSON: {AGAIN}", place=path) from None
    if not isinstance(found, dict):
        raise CreditcalcError(f"not a `{SCHEMA}` file: {AGAIN}", place=path)
    return found


def _same_credits(path: str, book: Mapping[str, str], units: Iterable[str], edition: Edition) -> None:
    """Raises CreditcalcError where amounts cannot be compared: credits of another platform or edition are others."""
    wrong = (
        book["platform"] != edition.platform
        or {*units, book["unit"]} != {edition.unit}
        or (edition.unit == "credit" and book["edition"] != edition.id)
    )
    if wrong:
        unit = next((unit for unit in units if unit != book["unit"]), book["unit"])
        raise CreditcalcError(
            f"holds `{unit}` of {book['platform']} {book['edition']}, which cannot be compared with "
            f"`{edition.unit}` of {edition.platform} {edition.id}: add "
            f"`--platform {book['platform']} --edition {book['edition']}`, or write it again",
            place=path,
        )


def _made(row: Mapping[str, Any]) -> ShotState:
    """A shot as a row says it; raises what a row of any other shape leads to."""
    total, open_ways = row["total"], row["alternatives"]
    values = _values({name: word for name, word in row.items() if name not in NO_SETTINGS})
    ways = {name: _values(way) for name, way in open_ways.items()} if open_ways else {row["alternative"] or "": values}
    return ShotState(
        _text(row["scene"] or ""),
        _text(row["shot"]),
        ways,
        None if total is None else _amount(total),
        _text(row["error"] or ""),
    )


def _values(found: Mapping[str, Any]) -> Values:
    return {name: _text(word) for name, word in found.items() if word is not None}


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError
    return found


def _amount(found: Mapping[str, Any]) -> Amount:
    ends = [found["low"], found["high"]]
    if not all(end is None or DECIMAL_END.fullmatch(end) for end in ends) or not isinstance(found["approximate"], bool):
        raise ValueError
    low, high = fraction(ends[0] or "0"), None if ends[1] is None else fraction(ends[1])
    if high is not None and high < low:
        raise ValueError
    return Amount(low, high, found["approximate"])


def state_of(row: Row) -> ShotState:
    """A shot as it is priced now."""
    priced = row.priced
    ways = {name: _meant(values, found.quote) for name, (values, found) in row.ways.items()}
    quotes = {name: found.quote for name, (_, found) in row.ways.items()}
    return ShotState(row.shot.scene, row.shot.name, ways, priced.total, priced.error, quotes)


def _meant(values: Values, quote: Quote | None) -> Values:
    """What a way says, each value in the one form in which it is priced: `0:08` is the 8 seconds that `8s` are."""
    if quote is None:
        return values
    made = quote.generation
    found = {SAID_OF.get(name, name): word for name, word in values.items()}
    known = {name: one["value"] for name, one in made.inputs.items()}
    known |= {"model": made.model.id, "platform": quote.edition.platform, "edition": quote.edition.id}
    known |= {"takes": str(made.takes)} | ({} if made.outputs is None else {"outputs": str(made.outputs)})
    return {name: known.get(name, word) for name, word in found.items()}


def _as_meant(before: ShotState, today: ShotState) -> ShotState:
    """An earlier shot with its values as today's price of it understands them."""
    ways = {name: today.ways[name] if today.quotes.get(name) else way for name, way in before.ways.items()}
    return before._replace(ways=ways)


def repriced(shots: Iterable[ShotState], pricer: Pricer) -> list[ShotState]:
    """The same shots at the prices of now."""
    again = tuple(
        Shot("", one.scene, one.name, "", tuple(Way(name, 0, values, {}) for name, values in one.ways.items()))
        for one in shots
    )
    return list(map(state_of, decided(Storyboard("", "", {}, again, ()), pricer)))


def revised(path: str, rows: Iterable[Row], pricer: Pricer) -> tuple[Earlier, Revision]:
    """What a storyboard cost when a file was written, and what changed since; refuses as `read_earlier`."""
    earlier = read_earlier(path, pricer.book)
    same = earlier.book is not None and earlier.book["sheets"] == pricer.book.digest
    today = repriced(earlier.shots, pricer)
    before = list(map(_as_meant, earlier.shots, today))
    return earlier, revise(before, today, list(map(state_of, rows)), same_sheets=same)
