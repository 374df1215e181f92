"""The shots of a file in `platforms compare`."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from creditcalc.batch.formats import kind_of
from creditcalc.batch.pricer import Pricer
from creditcalc.cli.batch_options import OUR_FORM, ListForm
from creditcalc.cli.known_plans import known_plans
from creditcalc.cli.options import BookOptions, Output
from creditcalc.cli.output import emit, usage
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.reports.elsewhere import shots_compared
from creditcalc.reports.fresh import dated, of_offers
from creditcalc.reports.platforms import Mine
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.elsewhere import ShotOffers, offered_for
from creditcalc.storyboard.shots import shots
from creditcalc.text import count

MOST_COMPARED = 2_000
"""Shots that are compared; every one is looked for on every platform."""


def compare_shots(
    file: str,
    catalog: Catalog,
    book: BookOptions,
    opened: Callable[[str], Edition],
    *,
    defaults: Mapping[str, str],
    form: ListForm,
    keep: Sequence[str],
    pick: str | None,
    plans: Sequence[str],
    yearly: bool,
    output: Output,
) -> None:
    """The shots on every platform, then the exit code: 1 or 5 where a shot has no price on any.

    `defaults` hold for rows that say nothing else.
    """
    kind = None if file == "-" else kind_of(file)
    if kind == "parquet":
        usage("platforms compare reads a storyboard, CSV, JSON, Markdown or a spreadsheet: only `batch` reads Parquet")
    own = book.open(catalog)
    pricer = Pricer(catalog, own, aside=tuple(keep))
    if form != OUR_FORM or defaults:
        pricer = Pricer(catalog, own)
        pricer.layout = form.layout(defaults, pricer, keep)
    if pick is not None and (kind != "yaml" or pricer.layout):
        usage("--pick needs a storyboard: rows have no alternatives")
    rows = shots(file, kind, pricer, pick, most=MOST_COMPARED).rows
    if not rows:
        raise CreditcalcError("has no generations: add a row", place=file)
    found = offered_for(catalog, rows, pricer, plans=plans, opened=cache(opened))
    mine = Mine(own.platform, known_plans(book, (offer for one in found for offer in one.offers)))
    report, kept = shots_compared(catalog, found, Path(file).name, mine, yearly=yearly)
    emit(output, *dated(book.today, of_offers(offer for one in kept for offer in one.offers), report))
    if lacking := [one for one in kept if one.cheapest is None]:
        raise _without_price(lacking, len(kept))


def _without_price(lacking: Sequence[ShotOffers], shots_in_all: int) -> CreditcalcError:
    """The refusal to end with, with the reason of the first shot."""
    unpublished = all(one.offers or one.code == UNPUBLISHED for one in lacking)
    has, first = "has" if len(lacking) == 1 else "have", lacking[0]
    words = f"{len(lacking)} of {count(shots_in_all, 'shot')} {has} no price on any platform"
    said = f"{words}: {first.error}" if first.error else words
    return CreditcalcError(said, code=UNPUBLISHED if unpublished else 1, place=first.row.shot.place)
