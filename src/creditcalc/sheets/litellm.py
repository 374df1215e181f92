"""A public price map into sheets: every entry is imported, or named with the reason why not."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from creditcalc.amount import DIGITS
from creditcalc.day import Dated, Day
from creditcalc.errors import CreditcalcError
from creditcalc.files import read_whole, renamed, replacing
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import ID, Model
from creditcalc.record import Record
from creditcalc.sheets.check import model_faults
from creditcalc.sheets.reader import Fault, Unreadable, parse
from creditcalc.sheets.structure import entries
from creditcalc.text import repeated

SECONDS = "output_cost_per_second"
VIDEO_SECONDS = "output_cost_per_video_per_second"
IMAGE = "output_cost_per_image"
CHARACTER = "input_cost_per_character"
MODES = {"video_generation": "video", "image_generation": "image", "image_edit": "image", "audio_speech": "voice"}
TOKENS = ("token", "pixel")
SIZES = ("360p", "480p", "540p", "720p", "768p", "1080p", "1440p", "2k", "4k")
"""The resolutions at which the plain price of an entry holds that has a price of its own for others."""
NAME_THE_FILE = "name the file `model_prices_and_context_window.json`"
LARGEST_MAP = 20_000_000
"""Bytes; the map of 2026 has a twelfth of that."""
SOURCES = {"litellm": Source("LiteLLM model price map", Dated("2026"), "third_party")}
"""A source of the name that the rows give, to prove them by."""


class Imported(Record):
    """An entry as a model, in the words of a sheet."""

    id: str
    text: str


class Skipped(Record):
    """An entry that is no model here, and why."""

    id: str
    reason: str


def read_price_map(path: Path, day: str = "") -> list[Imported | Skipped]:
    """Every entry of litellm's price map that generates video, images or speech and has not ended before a day.

    Raises CreditcalcError for a file that cannot be read, is larger than 20 MB or is not such a map.
    """
    data = read_whole(path, LARGEST_MAP)
    try:
        found = entries_by_name(data.decode(), NAME_THE_FILE)
    except UnicodeDecodeError:
        raise CreditcalcError(f"is not JSON: {NAME_THE_FILE}", place=path) from None
    except CreditcalcError as error:
        raise CreditcalcError(*error.lines, place=path) from None
    return [
        *_unique(entry for name, value in found.items() for entry in _entry(name, value, day)),
        *_other_modes(found),
    ]


def entries_by_name(text: str, remedy: str) -> dict[str, Any]:
    """A price map in JSON, its numbers as they are written.

    Raises CreditcalcError for what is no JSON or no map, with the remedy, and for a key that is given twice.
    """
    try:
        # Numbers stay Decimal: no float reaches an amount.
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise CreditcalcError(f"is not JSON: {remedy}") from None
    if not isinstance(found, dict):
        raise CreditcalcError(f"is not a map of models: {remedy}")
    return found


def offered_rates(value: Any) -> tuple[list[tuple[str | None, Decimal, str]], str | None]:
    """The prices of an entry, each with the resolution that it is for and its unit; or why it has none, if it has none.

    A price without a resolution holds at all that have no price of their own. An entry that generates no video, image
    or speech has neither.
    """
    if not isinstance(value, dict) or _mode(value) not in MODES:
        return [], None
    rows, _ = _rates(value, MODES[_mode(value)])
    found = [(size, row.price, row.per) for row in rows for size in ((None,) if row.plain else row.sizes)]
    return found, None if found else _why(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = repeated(key for key, _ in pairs)[0]
        raise CreditcalcError(f"the key `{twice[:60]}` is given twice: remove one, since their prices may differ")
    return found


def _other_modes(found: Mapping[str, Any]) -> Iterator[Skipped]:
    """A line for each kind of entry that generates nothing that sheets price."""
    modes = Counter(_mode(value) for value in found.values() if isinstance(value, dict))
    for mode, number in sorted(modes.items()):
        if mode not in MODES:
            yield Skipped(f"mode {mode}", f"{number:,} of them: they are not priced as video, image or speech")
    for name, value in found.items():
        if not isinstance(value, dict):
            yield Skipped(name, "is not an entry: it has no prices")


def _mode(value: Mapping[str, Any]) -> str:
    """What an entry generates; of some other kind than text it is none of `MODES`."""
    return str(value.get("mode"))


def _unique(entries: Iterator[Imported | Skipped]) -> list[Imported | Skipped]:
    seen: set[str] = set()
    found: list[Imported | Skipped] = []
    for entry in entries:
        if isinstance(entry, Imported) and entry.id in seen:
            found.append(Skipped(entry.id, "another entry has the same id"))
        else:
            found.append(entry)
        seen.add(entry.id)
    return found


def _entry(name: str, value: Any, day: str) -> Iterator[Imported | Skipped]:
    if not isinstance(value, dict) or _mode(value) not in MODES:
        return
    key = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")[:64]
    kind = MODES[_mode(value)]
    if not ID.fullmatch(key):
        yield Skipped(name, "its name cannot be an id")
        return
    end = value.get("deprecation_date")
    if isinstance(end, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", end) and end < day:
        yield Skipped(name, f"ended on {end}, before an edition of today begins")
        return
    rows, used = _rates(value, kind)
    if not rows:
        yield Skipped(name, _why(value))
        return
    others = [key for key, amount in value.items() if key not in used and _charges(key, amount)]
    text = "\n".join(_lines(key, name, value, kind, rows, others)) + "\n"
    wrong = _fault(text)
    yield Skipped(name, f"cannot be a sheet: {wrong}") if wrong else Imported(key, text)


def _charges(key: str, amount: Any) -> bool:
    """Whether what stands under a key charges something, or holds what does; a cost that is no number may."""
    if isinstance(amount, dict | list):
        inside = amount.items() if isinstance(amount, dict) else ((key, one) for one in amount)
        return any(_charges(inner if "cost" in inner else f"{key} {inner}", one) for inner, one in inside)
    return "cost" in key and amount is not None and not (isinstance(amount, Decimal) and amount == 0)


def _fault(text: str) -> str | None:
    """The first fault that `sheets check` would find in a model; what is written passes the check."""
    found: list[Fault] = []
    try:
        for key, model, faults in entries(Model, parse(text.encode(), "entry"), found):
            proved = [] if faults or model is None else model_faults(model._replace(id=key), SOURCES, Day("2026-01-01"))
            found += [*faults, *proved]
    except Unreadable as error:
        return error.fault.message
    return found[0].message if found else None


def _why(value: Mapping[str, Any]) -> str:
    priced = [key for key in value if "cost" in key]
    if any(word in key for key in priced for word in TOKENS):
        return f"priced by {', '.join(sorted(priced))}, which depends on the content"
    return f"no price that a sheet knows ({', '.join(sorted(priced)) or 'none at all'})"


class _Row(Record):
    """A price, and the resolutions at which it holds; at all of them, where none is named.

    `plain` is the price of an entry for all resolutions that have none of their own.
    """

    sizes: tuple[str, ...]
    price: Decimal
    per: str
    plain: bool = False


def _rates(value: Mapping[str, Any], kind: str) -> tuple[list[_Row], set[str]]:
    """The prices of an entry and the keys that they stand under.

    Where some resolutions have a price of their own, the plain price holds at all others.
    """
    bases = {"video": (VIDEO_SECONDS, SECONDS), "image": (IMAGE, "input_cost_per_image"), "voice": (CHARACTER,)}[kind]
    per = {"video": "second", "image": "image", "voice": "character"}[kind]
    for base in bases:
        tiers = {
            key: amount
            for key, amount in value.items()
            if key.startswith(f"{base}_") and isinstance(amount, Decimal) and _is_size(key.removeprefix(f"{base}_"))
        }
        sizes: dict[str, Decimal] = {}
        for key, amount in sorted(tiers.items(), key=lambda tier: tier[1]):
            if amount > 0 and sizes.setdefault(key.removeprefix(f"{base}_").lower(), amount) != amount:
                del tiers[key]  # `_4K` beside a cheaper `_4k`, which is then a lower bound
        rows = [_Row((size,), amount, per) for size, amount in sizes.items()]
        plain = value.get(base)
        if isinstance(plain, Decimal) and plain > 0:
            rows.append(
                _Row(tuple(size for size in SIZES if size not in sizes) if sizes else (), plain, per, plain=True)
            )
        if rows:
            same = {other for other in bases if value.get(other) == plain}
            return rows, {base, *same, *tiers}
    return [], set()


def _is_size(word: str) -> bool:
    return bool(DIGITS.fullmatch(word.lower().rstrip("pk")))


def _lines(
    key: str, name: str, value: Mapping[str, Any], kind: str, rows: list[_Row], others: list[str]
) -> Iterator[str]:
    """The entry as a sheet writes a model; all that is the map's own is quoted, so that it stays text."""
    metadata = value.get("metadata")
    notes = [f"also charged there: {', '.join(sorted(others))}"] if others else []
    if isinstance(metadata, dict) and metadata.get("comment"):
        notes.append(f"a rule is only in a comment there: {metadata['comment']}")
    yield f"{key}:"
    yield f"  name: {json.dumps(name)}"
    yield f"  maker: {json.dumps(str(value.get('litellm_provider') or 'unknown'))}"
    yield f"  kind: {kind}"
    if isinstance(value.get("deprecation_date"), str):
        yield f"  until: {json.dumps(value['deprecation_date'])}"
    sizes = [json.dumps(size) for row in rows for size in row.sizes]
    settings = {"video": ["seconds: {number: 1..}"], "image": [], "voice": ["characters: {whole: 1..}"]}[kind]
    if sizes:
        settings.append(f"resolution: {{one_of: [{', '.join(sizes)}], open: yes}}")
    if settings:
        yield "  settings:"
        yield from (f"    {setting}" for setting in settings)
    yield "  rates:"
    for row in rows:
        when = f"when: {{resolution: [{', '.join(map(json.dumps, row.sizes))}]}}, " if row.sizes else ""
        # What is charged besides, and a rule that stands only in a comment, are not applied: it is a lower bound.
        price = f"{format(row.price.normalize(), 'f')}{'+' if notes else ''}"
        yield f"    - {{{when}price: {price}, per: {row.per}, source: litellm}}"
    if notes:
        yield f"  note: {json.dumps('incomplete, ' + '; '.join(notes))}"


EDITION = """\
unit: USD
from: {day}
as_of: {day}
coverage: litellm's price map; {count} entries imported
sources:
  litellm:
    title: LiteLLM model price map
    url: https://github.com/BerriAI/litellm
    date: {day}
    grade: third_party
"""


def write_models(entries: list[Imported | Skipped], folder: Path, day: str) -> int:
    """The imported entries as an edition of the platform `litellm` in a folder of sheets; how many there are.

    Raises CreditcalcError where the edition is already there, and where it cannot be written: then nothing is.
    """
    models = [entry for entry in entries if isinstance(entry, Imported)]
    home = folder / "litellm" / day[:7]
    if home.exists():
        raise CreditcalcError(f"`{home}` is already there: remove it, or name another folder")
    with renamed(home) as part:
        part.mkdir(parents=True)
        (part / "edition.yaml").write_text(EDITION.format(day=day, count=len(models)), encoding="utf-8", newline="\n")
        if models:
            (part / "models.yaml").write_text("\n".join(model.text for model in models), encoding="utf-8", newline="\n")
        with replacing(home.parent / "platform.yaml") as file:
            file.write(f"name: LiteLLM price map\ndefault_edition: {day[:7]}\n".encode())
    return len(models)
