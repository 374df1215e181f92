"""What a platform's newest edition would charge for what was priced in another."""

from functools import partial
from pathlib import Path

import pytest
from sheets import EDITION, platform, write

from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.newest import newer

MODEL = "m: {{name: M, maker: X, kind: video, settings: {{seconds: {{number: 1..{most}}}}}, rates: [{rate}]}}\n"
WORDS = "edition n has credits of its own and would charge {}"
RATE = "{{price: {price}, per: second, source: docs}}"


def found(folder: Path, later: str, seconds: str = "8", edition: str | None = None) -> tuple[str, str] | None:
    """What the newest edition says of some seconds of the model `m`, at 2 a second, where it has that sheet instead."""
    platform(folder, MODEL.format(most=60, rate=RATE.format(price=2)))
    newest = {"p/n/edition.yaml": EDITION.replace("2026-05-01", "2026-08-01"), "p/n/models.yaml": later}
    write(folder, newest)
    catalog = Catalog(str(folder))
    book = catalog.edition("p", edition)
    planned = partial(resolve, given={"seconds": seconds})
    later_ = newer(catalog, price(planned(book.model("m")), book), "m", planned)
    return later_ and (later_[0], later_[1].text)


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
            MODEL.replace("m:", "other:").format(most=60, rate=RATE.format(price=3)),
            "nothing comparable (unknown model `m` on p (see `creditcalc models list`))",
        ),
    ],
)
def test_what_the_newest_edition_charges_instead(tmp_path: Path, later: str, charge: str | None) -> None:
    assert found(tmp_path, later) == (None if charge is None else ("n", WORDS.format(charge)))


def test_a_quote_of_the_newest_edition_stands_beside_none(tmp_path: Path) -> None:
    assert found(tmp_path, MODEL.format(most=60, rate=RATE.format(price=3)), edition="n") is None
