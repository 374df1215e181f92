"""Price books in one piece: the same bytes for the same sheets, and the same prices without a sheet."""

import hashlib
import subprocess
import sys
from functools import cache

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.packed import PackedCatalog, packed_books

SOME = ("invideo", "flow", "list")


@cache
def packed() -> bytes:
    """Some of the bundled books."""
    return packed_books(Catalog(), SOME)


def test_every_edition_comes_back_as_it_was() -> None:
    there, here = Catalog(), PackedCatalog(packed())
    assert list(here.index.platforms) == list(SOME)
    for platform, found in here.index.platforms.items():
        assert found == there.index.platforms[platform]
        for name in found.editions:
            one, other = here.edition(platform, name), there.edition(platform, name)
            assert one._replace(platform_of=None) == other._replace(platform_of=None)
            assert {**one.models} == {**other.models}
            assert {**one.plans} == {**other.plans}


def test_the_first_platform_that_is_named_is_the_default() -> None:
    catalog = PackedCatalog(packed_books(Catalog(), ["Google Flow", "flow", "invideo"]))
    assert (catalog.edition().platform, list(catalog.index.platforms)) == ("flow", ["flow", "invideo"])
    with pytest.raises(CreditcalcError, match="unknown platform `kling`"):
        catalog.edition("kling")


def test_the_bytes_are_the_same_in_another_process() -> None:
    """One that hashes otherwise, and has the sheets from the copies that this one has kept, or reads them anew."""
    program = (
        "import hashlib; from creditcalc.sheets.catalog import Catalog; from creditcalc.sheets.packed import *;"
        f"print(hashlib.sha256(packed_books(Catalog(), {SOME})).hexdigest())"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=120)
    assert found.stdout.decode().strip() == hashlib.sha256(packed()).hexdigest()


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x80\x05."])
def test_what_is_no_price_book_is_refused(data: bytes) -> None:
    with pytest.raises(CreditcalcError, match="this is not a file of price books: build the site again"):
        PackedCatalog(data)
