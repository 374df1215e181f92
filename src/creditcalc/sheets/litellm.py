"""A public price map into sheets: every entry is imported, or named with the reason why not."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from creditcalc.errors import CreditcalcError
from creditcalc.files import renamed, replacing, why
from creditcalc.pricebook.model import ID

SECONDS = "output_cost_per_second"
VIDEO_SECONDS = "output_cost_per_video_per_second"
IMAGE = "output_cost_per_image"
CHARACTER = "input_cost_per_character"
MODES = {"video_generation": "video", "image_generation": "image", "audio_speech": "voice"}
TOKENS = ("token", "pixel")
LARGEST_MAP = 50_000_000


class Imported(NamedTuple):
    """An entry as a model, in the words of a sheet."""

    id: str
    text: str


class Skipped(NamedTuple):
    """An entry that is no model here, and why."""

    id: str
    reason: str


def read_price_map(path: Path) -> list[Imported | Skipped]:
    """Every entry of litellm's price map that generates video, images or speech.

    Raises CreditcalcError for a file that cannot be read, is larger than 50 MB or is not such a map.
    """
    try:
        if path.stat().st_size > LARGEST_MAP:
            raise CreditcalcError(f"{path}: is larger than {LARGEST_MAP:,} bytes: is it the price map?")
        # Numbers stay Decimal: no float reaches an amount.
        found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    except OSError as error:
        raise CreditcalcError(f"{path}: cannot be read: {why(error)}") from None
    except (ValueError, RecursionError):
        raise CreditcalcError(f"{path}: is not JSON: name the file `model_prices_and_context_window.json`") from None
    if not isinstance(found, dict):
        raise CreditcalcError(f"{path}: is not a map of models: name the file `model_prices_and_context_window.json`")
    return _unique(entry for name, value in found.items() for entry in _entry(str(name), value))


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


def _entry(name: str, value: Any) -> Iterator[Imported | Skipped]:
    if not isinstance(value, dict) or value.get("mode") not in MODES:
        return
    key = re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.")[:64]
    kind = MODES[value["mode"]]
    if not ID.fullmatch(key):
        yield Skipped(name, "its name makes no id")
        return
    rows = list(_rates(value, kind))
    if not rows:
        yield Skipped(name, _why(value))
        return
    yield Imported(key, "\n".join(_lines(key, name, value, kind, rows)) + "\n")


def _why(value: Mapping[str, Any]) -> str:
    priced = [key for key in value if "cost" in key]
    if any(word in key for key in priced for word in TOKENS):
        return f"priced by {', '.join(sorted(priced))}, which depends on the content"
    return f"no price that a sheet knows ({', '.join(sorted(priced)) or 'none at all'})"


class _Row(NamedTuple):
    resolution: str | None
    price: Decimal
    per: str


def _rates(value: Mapping[str, Any], kind: str) -> Iterator[_Row]:
    """The prices of an entry: by resolution where its keys name them, else one for all."""
    bases = {"video": (VIDEO_SECONDS, SECONDS), "image": (IMAGE, "input_cost_per_image"), "voice": (CHARACTER,)}[kind]
    per = {"video": "second", "image": "image", "voice": "character"}[kind]
    for base in bases:
        tiers = {
            key.removeprefix(f"{base}_").lower(): amount
            for key, amount in value.items()
            if key.startswith(f"{base}_") and isinstance(amount, Decimal) and _is_size(key.removeprefix(f"{base}_"))
        }
        if tiers:
            yield from (_Row(size, amount, per) for size, amount in tiers.items() if amount > 0)
            return
        if isinstance(value.get(base), Decimal) and value[base] > 0:
            yield _Row(None, value[base], per)
            return


def _is_size(word: str) -> bool:
    return word.lower().rstrip("pk").replace(".", "").isdigit()


def _lines(key: str, name: str, value: Mapping[str, Any], kind: str, rows: list[_Row]) -> Iterator[str]:
    comment = (value.get("metadata") or {}).get("comment") if isinstance(value.get("metadata"), dict) else None
    yield f"{key}:"
    yield f"  name: {json.dumps(name)}"
    yield f"  maker: {json.dumps(str(value.get('litellm_provider') or 'unknown'))}"
    yield f"  kind: {kind}"
    if isinstance(value.get("deprecation_date"), str):
        yield f"  until: {value['deprecation_date']}"
    sizes = [row.resolution for row in rows if row.resolution]
    settings = {"video": ["seconds: {number: 1..}"], "image": [], "voice": ["characters: {whole: 1..}"]}[kind]
    if sizes:
        settings.append(f"resolution: {{one_of: [{', '.join(sizes)}], open: yes}}")
    if settings:
        yield "  settings:"
        yield from (f"    {setting}" for setting in settings)
    yield "  rates:"
    for row in rows:
        when = f"when: {{resolution: {row.resolution}}}, " if row.resolution else ""
        # A rule that stands only in a comment is not applied: the figure is a lower bound, never exact.
        price = f"{format(row.price.normalize(), 'f')}{'+' if comment else ''}"
        yield f"    - {{{when}price: {price}, per: {row.per}, source: litellm}}"
    if comment:
        yield f"  note: {json.dumps('incomplete, a rule stands only in a comment there: ' + str(comment))}"


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
        (part / "edition.yaml").write_text(EDITION.format(day=day, count=len(models)), encoding="utf-8")
        (part / "models.yaml").write_text("\n".join(model.text for model in models), encoding="utf-8")
        with replacing(home.parent / "platform.yaml") as file:
            file.write(f"name: LiteLLM price map\ndefault_edition: {day[:7]}\n".encode())
    return len(models)
