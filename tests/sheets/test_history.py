"""What a model has cost, on two price books and a reading of one, with the days and factors counted by hand."""

from pathlib import Path

import pytest
from sheets import EDITION, platform, write

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import condition_text
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.history import PriceHistory, price_history

EARLY = """\
    m:
      name: The M
      maker: X
      kind: video
      settings: {size: {one_of: [a, b, c]}, seconds: {number: 1..60}}
      rates:
        - {when: {size: [a, b]}, price: 2, per: second, source: docs}
        - {when: {size: c}, price: 10, per: second, until: 2026-05-20, source: docs}
        - {when: {size: c}, price: unknown, per: second, since: 2026-05-21, source: docs}
    old: {name: Old, maker: X, kind: image, until: 2026-04-10, rates: [{price: 1, per: image, source: docs}]}
    gone: {name: Gone, maker: X, kind: image, rates: [{price: 1, per: image, source: docs}]}
    """
LATE = """\
    m:
      name: The M
      maker: X
      kind: video
      settings: {size: {one_of: [a, b, c]}, seconds: {number: 1..60}}
      rates:
        - {when: {size: a}, price: 3, per: second, source: docs}
        - {when: {size: b}, price: 2, per: second, source: docs}
        - {when: {size: c}, price: 15, per: second, source: docs}
    """


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Platform `p`: `e` of May to July, `cards` that reads it otherwise, `f` from August on."""
    found = platform(tmp_path / "mine", EARLY, edition=EDITION + "to: 2026-07-31\n").folder
    cards = EDITION + "to: 2026-07-31\nreading_of: e\ntitle: the cards\n"
    late = EDITION.replace("2026-05-01", "2026-08-01").replace("as_of: 2026-05-31", "as_of: 2026-09-30")
    write(found, {"p/cards/edition.yaml": cards, "p/cards/models.yaml": EARLY.replace("price: 2,", "price: 7,")})
    write(found, {"p/f/edition.yaml": late, "p/f/models.yaml": LATE})
    return found


def history(folder: Path, name: str, edition: str | None = None) -> PriceHistory:
    catalog = Catalog(alone=str(folder))
    return price_history(catalog, catalog.edition("p", edition), name)


def told(found: PriceHistory) -> list[list[str]]:
    """Each track as its settings and its spans."""
    return [
        [
            condition_text(track.row.when),
            *(
                f"{one.edition.id} {one.since}..{one.until} {one.row.price} "
                f"{one.times or ('!' if one.changed else '-')}"
                for one in track.spans
            ),
        ]
        for track in found.tracks
    ]


@pytest.mark.parametrize("name", ["m", "The M", "the-m"])
def test_rows_are_followed_through_price_books_by_their_settings(folder: Path, name: str) -> None:
    # `a or b` became two rows: each is compared with it, 3 / 2 = 1.5. 15 is compared with the last price known, 10.
    assert told(history(folder, name)) == [
        ["size a", "e 2026-05-01..2026-07-31 2 -", "cards 2026-05-01..2026-07-31 7 -", "f 2026-08-01..None 3 1.5"],
        ["size b", "e 2026-05-01..2026-07-31 2 -", "cards 2026-05-01..2026-07-31 7 -", "f 2026-08-01..None 2 -"],
        [
            "size c",
            "e 2026-05-01..2026-05-20 10 -",
            "cards 2026-05-01..2026-05-20 10 -",
            "e 2026-05-21..2026-07-31 unknown -",
            "cards 2026-05-21..2026-07-31 unknown -",
            "f 2026-08-01..None 15 1.5",
        ],
    ]
    assert [book.id for book in history(folder, name).books] == ["e", "cards", "f"]


def test_what_ended_before_its_price_book_began_on_no_known_day(folder: Path) -> None:
    assert told(history(folder, "old"))[0][1:] == ["e None..2026-04-10 1 -", "cards None..2026-04-10 1 -"]


def test_a_model_of_another_price_book_alone_is_found(folder: Path) -> None:
    assert [book.id for book in history(folder, "Gone", "f").books] == ["e", "cards"]


def test_a_name_that_no_price_book_has(folder: Path) -> None:
    with pytest.raises(CreditcalcError) as refused:
        history(folder, "gon")
    assert str(refused.value).startswith("unknown model `gon` on p: did you mean `Gone`?")


def test_prices_in_other_units_are_changed_and_not_compared(folder: Path) -> None:
    sheet = folder / "p/f/edition.yaml"
    sheet.write_text(sheet.read_text().replace("unit: credit", "unit: USD"))
    assert [track[-1] for track in told(history(folder, "m"))] == [
        "f 2026-08-01..None 3 !",
        "f 2026-08-01..None 2 !",
        "f 2026-08-01..None 15 !",
    ]
