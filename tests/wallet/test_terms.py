"""The terms that plans' sheets give a wallet: of every bundled plan, and what some of them mean by hand."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.period import moment
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.ledger import NO_BOOKS, POOLS, SOONEST, Books, Entry, Terms, fold
from creditcalc.wallet.record import DRAFT
from creditcalc.wallet.store import open_wallets
from creditcalc.wallet.terms import Said, terms_of

SINCE = moment("2026-03-14")
ANSWERS = {
    "--allowance": {"allowance": "100"},
    "--resets": {"resets": "month on 14 at 00:00 UTC"},
    "--rollover": {"rollover": "nothing"},
    "--burn-order": {"burn": "plan,top-up"},
}
"""What a person says where a sheet is silent, by the option that the refusal names."""


def plans() -> Iterator[tuple[Edition, Plan]]:
    """Every plan of every bundled edition."""
    catalog = Catalog()
    for name in catalog.index.platforms:
        for edition in catalog.platform(name).editions:
            book = catalog.edition(name, edition)
            yield from ((book, plan) for plan in book.plans.values())


def answered(book: Edition, plan: Plan) -> Terms:
    """The terms of a plan, with an answer to whatever is asked: each thing once, by an option that takes the answer."""
    said: dict[str, str] = {}
    while True:
        try:
            return terms_of(plan, book, SINCE, Said(**said))[0]  # type: ignore[arg-type]  # texts
        except CreditcalcError as error:
            asked = next(option for option in re.findall(r"--[a-z-]+", str(error)) if option in ANSWERS)
            assert not set(ANSWERS[asked]) & set(said), error
            said |= ANSWERS[asked]


def test_a_wallet_opens_on_every_bundled_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    number = 0
    with open_wallets(write=True, create=True) as store:
        for number, (book, plan) in enumerate(plans(), 1):
            terms = answered(book, plan)
            assert set(terms.burn) <= {*POOLS, SOONEST}
            wallet = store.create(f"w{number}", book.platform, book.id)
            store.add(wallet, [Entry(DRAFT, "open", SINCE, SINCE, terms=terms)], SINCE)
            assert store.books(wallet, SINCE).left == terms.allowance, (book.platform, plan.id)
    assert number > 100


def bundled(platform: str, plan: str, **said: str) -> tuple[Terms, tuple[str, ...]]:
    """The terms of a bundled plan, and what they rest on."""
    book = Catalog().edition(platform)
    return terms_of(book.plan(plan), book, SINCE, Said(**said))  # type: ignore[arg-type]  # texts


def fold_at(opened: Entry, day: str) -> Books:
    """The books of a wallet in which nothing else happened, on a day."""
    return fold(NO_BOOKS, [opened], moment(day))


def test_a_bank_is_capped_as_its_platform_says() -> None:
    terms, notes = bundled("leonardo", "essential", resets="month on 14 at 00:00 UTC")
    assert (terms.burn, notes) == (
        ("plan", "rollover", "top-up"),
        ("wallets do not track `unlimited` credits, which are left out",),
    )
    opened = Entry(1, "open", SINCE, SINCE, terms=terms)
    books = fold_at(opened, "2026-11-20")
    # 9 x 8,500 were granted: 25,500 in the bank and the month's 8,500 are left, 76,500 - 34,000 were lost
    assert [str(one) for one in (books.left, books.granted, books.expired)] == ["34000", "76500", "42500"]


def test_what_is_carried_over_once_ends_with_the_second_reset() -> None:
    terms, _ = bundled("runway", "standard", rollover="one period")
    opened = Entry(1, "open", moment("2026-08-14"), SINCE, terms=terms._replace(cadence=terms.cadence._replace(on=14)))
    for day, ends in [("2026-08-20", ["2026-10-14"]), ("2026-09-20", ["2026-10-14", "2026-11-14"])]:
        books = fold_at(opened, day)
        assert sorted(books.ends(lot) or SINCE for lot in books.lots) == [moment(one) for one in ends]
