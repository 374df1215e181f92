"""Batches for tests: random generations over every bundled model, and files of them."""

import csv
import io
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import breakpoints, resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog

COLUMNS = ("id", "platform", "edition", "model", "outputs", "takes", "note")
NOTES = ("", "plain", 'a "quote"', "a, comma", "two\nlines", "=1+1", "'=1", "@here", "-5", "+5", "ä, ö", " space ")


@cache
def everything() -> tuple[tuple[str, str, Model], ...]:
    """Every model of every bundled price book, with its platform and edition."""
    catalog = Catalog()
    return tuple(
        (platform.id, edition, model)
        for platform in catalog.index.platforms.values()
        for edition in platform.editions
        for model in catalog.edition(platform.id, edition).models.values()
    )


@cache
def books() -> Catalog:
    """The bundled price books, opened once."""
    return Catalog()


def generation(rng: random.Random) -> dict[str, str]:
    """A row for some model: mostly one that can be made, sometimes one with a slip in it."""
    platform, edition, model = rng.choice(everything())
    row = {"platform": platform, "edition": edition, "model": rng.choice((model.id, *model.aliases))}
    for name, setting in model.settings.items():
        if rng.random() < 0.7 or not (setting.initial is not None or setting.is_open):
            values = setting.choices or breakpoints(model, name)
            row[name] = word_of(rng.choice(values))
    row |= {name: str(rng.randrange(1, 6)) for name in ("outputs", "takes") if rng.random() < 0.3}
    if "outputs" in model.settings:
        row.pop("outputs", None)
    if rng.random() < 0.1:
        slip = rng.choice(("model", *model.settings))
        row[slip] = rng.choice(("nothing", "0", "1e3", "-1", "99999999"))
    return row | {"note": rng.choice(NOTES)}


def alone(row: dict[str, str]) -> tuple[str, str, str, str]:
    """What one quote makes of a row: low, high, qualifier and error, without any code of the batch."""
    catalog = books()
    given: dict[str, Any] = {name: word.strip() for name, word in row.items() if word.strip() and name not in COLUMNS}
    try:
        edition = catalog.edition(row["platform"], row["edition"])
        model = edition.model(row["model"])
        counts = [row.get(name) or "1" for name in ("outputs", "takes")]
        if not all(map(str.isdigit, counts)):
            return "", "", "", "no count"
        outputs, takes = map(int, counts)
        total = price(resolve(model, given, outputs=outputs, takes=takes), edition).total
    except CreditcalcError as error:
        return "", "", "", str(error)
    ends = total.as_json()
    return str(ends["low"] or ""), str(ends["high"] or ""), total.qualifier, ""


def columns(rows: list[dict[str, str]]) -> list[str]:
    """The columns of some rows."""
    return list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))


def as_csv(rows: list[dict[str, str]]) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(rows), lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_jsonl(rows: list[dict[str, str]]) -> str:
    """The rows as JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def results(path: Path) -> list[tuple[str, str, str, str]]:
    """Low, high, qualifier and error of every row of a CSV file that was written."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["credits_low"], row["credits_high"], row["qualifier"], row["error"]) for row in csv.DictReader(file)
        ]
