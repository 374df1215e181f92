"""What a platform's newest edition would charge for what was priced in another."""

from functools import partial
from pathlib import Path

import pytest
from sheets import EDITION, platform, write

from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price
from creditcalc.reports.book import newer_note
from creditcalc.reports.quote import newer_notice
from creditcalc.reports.quote_screen import newer_words
from creditcalc.reports.report import Note
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.newest import Elsewhere, newer

MODEL = "m: {{name: M, maker: X, kind: video, settings: {{seconds: {{number: 1..{most}}}}}, rates: [{rate}]}}\n"
WORDS = "edition n has credits of its own and would charge {}"
RATE = "{{price: {price}, per: second, source: docs}}"


def found(folder: Path, later: str) -> tuple[Quote, Elsewhere]:
    """8 s of the model `m`, at 2 a second, and what the newest edition says of it, where it has that sheet instead."""
    platform(folder, MODEL.format(most=60, rate=RATE.format(price=2)))
    newest = {"p/n/edition.yaml": EDITION.replace("2026-05-01", "2026-08-01"), "p/n/models.yaml": later}
    write(folder, newest)
    catalog = Catalog(str(folder))
    book = catalog.edition("p")
    planned = partial(resolve, given={"seconds": "8"})
    quote = price(planned(book.model("m")), book)
    return quote, newer(catalog, quote, "m", planned)


@pytest.mark.parametrize(
    ("later", "charge"),
    [
        (MODEL.format(most=60, rate=RATE.format(price="3+")), "24+"),  # 8 x 3 and more
        (MODEL.format(most=60, rate=RATE.format(price=2)), None),  # 8 x 2, as before
        (MODEL.format(most=60, rate=RATE.format(price="~2")), "~16"),  # the same ends, and only about
        (
            MODEL.format(most=5, rate=RATE.format(price=3)),
            "nothing comparable (`m` does not take seconds `8`: it takes a number from 1 to 5)",
        ),
        (
            MODEL.format(most=60, rate="{price: unknown, source: docs}"),
            "nothing comparable (no published price for `m` in p n (checked: `docs`). It does cost credits. "
            "Put what you were charged into a sheet of your own (`--pricing`))",
        ),
        (
            MODEL.replace("m:", "other:").replace("name: M", "name: N").format(most=60, rate=RATE.format(price=3)),
            "nothing comparable (unknown model `m` on p (see `creditcalc models list`))",
        ),
    ],
)
def test_what_the_newest_edition_charges_instead(tmp_path: Path, later: str, charge: str | None) -> None:
    notice = newer_notice(*found(tmp_path, later))
    assert (notice and notice.text) == (None if charge is None else WORDS.format(charge))


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (MODEL.format(most=60, rate=RATE.format(price="3+")), "There this clip costs at least 24 credits."),
        (MODEL.format(most=60, rate=RATE.format(price=2)), "There this clip costs the same."),
        (MODEL.format(most=60, rate=RATE.format(price="0.125")), "There this clip costs 1 credit."),  # 8 x 0.125
        (
            MODEL.format(most=5, rate=RATE.format(price=3)),
            "There this model takes other lengths: a number from 1 to 5.",
        ),
    ],
)
def test_people_read_it_in_a_sentence(tmp_path: Path, later: str, said: str) -> None:
    assert newer_words(*found(tmp_path, later)) == said


def test_the_default_price_book_alone_knows_of_newer_prices(tmp_path: Path) -> None:
    """And tells them by a plan and its credits together, and by what the seller did."""
    found(tmp_path, MODEL.format(most=60, rate=RATE.format(price=3)))
    plan = "plus: {{name: Plus, source: docs, allowance: {{amount: {}, unit: credit, every: month}}}}\n"
    write(tmp_path, {"p/e/plans.yaml": plan.format(80), "p/n/plans.yaml": plan.format(2000)})
    write(
        tmp_path, {"p/n/edition.yaml": f"{EDITION.replace('2026-05-01', '2026-08-01')}changed: resized its credits\n"}
    )
    catalog = Catalog(str(tmp_path))
    assert newer_note(catalog.edition("p")) == [
        Note(
            "newer",
            "These are P's prices of May 2026; it resized its credits in August.\n"
            "Yours are new if Plus shows 2,000 a month: --edition\u00a0n",
        )
    ]
    assert newer_note(catalog.edition("p"), option="")[0].text.endswith("Yours are new if Plus shows 2,000 a month.")
    assert [newer_note(catalog.edition("p", name)) for name in ("e", "n")] == [[], []]
    assert newer_note(catalog.edition("p", as_of="2026-06-01")) == []
