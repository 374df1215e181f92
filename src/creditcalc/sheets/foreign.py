"""Other people's price maps, read as prices under their own ids: what is in a file and what cannot be read of it."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

from creditcalc.amount import figure
from creditcalc.day import Day
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole
from creditcalc.pricebook.model import EMPTY
from creditcalc.pricebook.quantity import Per
from creditcalc.record import Record
from creditcalc.sheets.litellm import LARGEST_MAP, entries_by_name, offered_rates
from creditcalc.text import ticked

MapForm = Literal["litellm", "csv", "openrouter", "badges"]
"""The forms of price maps that are read."""
UNNAMED = "(no id)"
NAME_A_MAP = "name a price map"
LARGEST_POWER = 15
"""Digits before or behind the point of a price that is one."""


class ForeignPrice(Record):
    """A price of a foreign map: so many US dollars `per` a unit, of the settings that it names, until a day."""

    id: str
    price: Fraction
    per: Per
    settings: Mapping[str, str] = EMPTY
    until: str | None = None


class Unpriced(Record):
    """An entry of a foreign map that has no price which can be compared, and why."""

    id: str
    reason: str


def read_foreign(path: Path, form: MapForm | None = None) -> tuple[MapForm, list[ForeignPrice | Unpriced]]:
    """The form of a price map, as named or else as the file shows it, and everything in it that has a price.

    Raises CreditcalcError for a file that cannot be read, is larger than 20 MB or is of another form.
    """
    data = read_whole(path, LARGEST_MAP)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the price map as UTF-8", place=path) from None
    form = form or _form(path, text)
    try:
        return form, list(READERS[form](text))
    except CreditcalcError as error:
        raise CreditcalcError(*error.lines, place=path) from None


def _form(path: Path, text: str) -> MapForm:
    """What a file looks like."""
    if path.suffix.lower() == ".csv":
        return "csv"
    try:
        found = entries_by_name(text, NAME_A_MAP)
    except CreditcalcError:
        found = {}
    entries = [entry for entry in found.values() if isinstance(entry, dict)]
    if isinstance(found.get("data"), list):
        return "openrouter"
    if any("litellm_provider" in entry for entry in entries):
        return "litellm"
    if any("expr" in entry for entry in entries):
        return "badges"
    forms = ticked(get_args(MapForm))
    raise CreditcalcError(
        f"looks like none of the price maps that are read: say which one by `--map` ({forms})", place=path
    )


def _litellm(text: str) -> Iterator[ForeignPrice | Unpriced]:
    """litellm's `model_prices_and_context_window.json`."""
    for name, value in entries_by_name(text, NAME_A_MAP).items():
        offers, reason = offered_rates(value)
        end = value.get("deprecation_date") if isinstance(value, dict) else None
        of_sizes = {price for size, price, _ in offers if size}
        for size, price, per in offers:
            if size is None and price in of_sizes:
                continue  # what the map falls back to, and no price of another resolution
            if (amount := _dollars(price)) is not None:
                yield ForeignPrice(name, amount, Per.parse(per), {"resolution": size} if size else {}, _day(end))
        if reason:
            yield Unpriced(name, reason)


def _day(text: Any) -> str | None:
    """A day, where it is one."""
    try:
        return str(Day.parse(text)) if isinstance(text, str) else None
    except CreditcalcError:
        return None


NOT_SETTINGS = ("id", "price", "per", "until")
"""The columns of a CSV file that are no settings."""


def _csv(text: str) -> Iterator[ForeignPrice | Unpriced]:
    """A table: `id`, `price` in US dollars, `per`, perhaps `until`; any other column is a setting of that name."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if missing := [name for name in NOT_SETTINGS[:3] if name not in (rows.fieldnames or ())]:
            raise CreditcalcError(f"lacks the columns {ticked(missing, 'and')}: its first line names the columns")
        for row in rows:
            if None in row or None in row.values():
                raise CreditcalcError(f"line {rows.line_num} has not as many cells as the first one: correct it")
            yield _cells(row, rows.line_num)
    except csv.Error as error:
        raise CreditcalcError(f"line {rows.line_num} is not CSV: {error}") from None


def _cells(row: dict[str, str], line: int) -> ForeignPrice | Unpriced:
    try:
        per, price = Per.parse(row["per"].strip()), figure(row["price"].strip())
    except CreditcalcError as error:
        raise CreditcalcError(f"line {line}: {error}") from None
    settings = {name: cell.strip() for name, cell in row.items() if name not in NOT_SETTINGS and cell.strip()}
    until = row.get("until", "").strip()
    if until and _day(until) is None:
        raise CreditcalcError(f"line {line}: `{until[:40]}` is not a day: write 2026-11-30")
    return ForeignPrice(row["id"].strip() or UNNAMED, price, per, settings, until or None)


SKU = re.compile(r"(?:duration_seconds|(?P<cents>cents)_per_second(?:_output)?)(?P<rest>(?:_[a-z0-9]+)*)")
"""The names of OpenRouter's prices that are per second of output."""
SOUND = {"_with_audio": "on", "_without_audio": "off"}


def _openrouter(text: str) -> Iterator[ForeignPrice | Unpriced]:
    """OpenRouter's catalogue of video models, `/api/v1/videos/models`: prices per second by resolution and sound."""
    found = entries_by_name(text, NAME_A_MAP).get("data")
    if not isinstance(found, list):
        raise CreditcalcError("has no list `data`: it is not OpenRouter's catalogue of models")
    for entry in found:
        one = entry if isinstance(entry, dict) else {}
        name = str(one.get("id") or UNNAMED)
        skus = one.get("pricing_skus")
        if not isinstance(skus, dict) or not skus:
            yield Unpriced(name, "has no `pricing_skus`")
            continue
        for sku, price in skus.items():
            yield _sku(name, sku, price)


def _sku(name: str, sku: str, price: Any) -> ForeignPrice | Unpriced:
    known, amount = SKU.fullmatch(sku), _dollars(price)
    if not known or amount is None:
        return Unpriced(name, f"`{sku[:60]}` is not a price per second that is known here")
    rest, settings = known["rest"], {}
    for words, value in SOUND.items():
        if words in rest:
            rest, settings["audio"] = rest.replace(words, ""), value
    if rest and not re.fullmatch(r"_(\d+p|\d+k)", rest):
        return Unpriced(name, f"`{sku[:60]}` is not a price per second that is known here")
    if rest:
        settings["resolution"] = rest[1:]
    return ForeignPrice(name, amount / 100 if known["cents"] else amount, Per.parse("second"), settings)


def _dollars(value: Any) -> Fraction | None:
    """An amount that a map writes as a number or as its digits, if it is one over 0."""
    if isinstance(value, Decimal):
        if not value.is_finite() or abs(value.adjusted()) >= LARGEST_POWER:
            return None
        above, below = value.as_integer_ratio()
        found = Fraction(above, below)
    else:
        try:
            found = figure(str(value))
        except CreditcalcError:
            return None
    return found if found > 0 else None


def _badges(text: str) -> Iterator[ForeignPrice | Unpriced]:
    """Comfy's price badges: of a badge that depends on nothing, its one price; of others nothing."""
    for name, value in entries_by_name(text, NAME_A_MAP).items():
        badge = value if isinstance(value, dict) else {}
        amount = _constant(badge.get("expr"))
        if amount is None:
            yield Unpriced(name, "its price depends on the node's settings" if badge.get("expr") else "has no `expr`")
        else:
            yield ForeignPrice(name, amount, Per.parse("run"))


def _constant(expression: Any) -> Fraction | None:
    """The US dollars of an expression that is nothing but `{"type": "usd", "usd": 0.05}`."""
    if not isinstance(expression, str):
        return None
    try:
        found = entries_by_name(expression, NAME_A_MAP)
    except CreditcalcError:
        return None
    return _dollars(found.get("usd")) if found.keys() == {"type", "usd"} and found["type"] == "usd" else None


READERS: Mapping[MapForm, Callable[[str], Iterable[ForeignPrice | Unpriced]]] = {
    "litellm": _litellm,
    "csv": _csv,
    "openrouter": _openrouter,
    "badges": _badges,
}
