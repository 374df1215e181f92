"""What is written into a wallet, asked without a command: entries and books given back, refusals raised."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from sheets import EDITION, Sheets, platform

from creditcalc.amount import Amount, exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, moment
from creditcalc.pricebook.edition import How
from creditcalc.sheets.catalog import Catalog
from creditcalc.wallet.ledger import POOLS, Entry, life_of
from creditcalc.wallet.record import (
    DRAFT,
    PlanSwitch,
    Written,
    book_of,
    credits_of_pack,
    pool_lost,
    positive,
    record_grant,
    record_reconcile,
    record_transfer,
    record_undo,
)
from creditcalc.wallet.store import open_wallets
from creditcalc.wallet.terms import Said, terms_of

MODELS = "m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}\n"
PLANS = """
    small:
      name: Small
      allowance: {amount: 100, unit: credit, every: month, source: docs}
      resets: {every: month, on: billing day, source: docs}
      rollover: {keeps: nothing, source: docs}
      source: docs
    big:
      name: Big
      allowance: {amount: 500, unit: credit, every: month, source: docs}
      resets: {every: month, on: billing day, at: 06:00, zone: UTC, source: docs}
      rollover: {keeps: nothing, source: docs}
      source: docs
    """
ADDONS = """
    top_ups:
      pack:
        name: Pack
        gives: {amount: ~50, unit: credit, source: docs}
        expires: {after: 12 months, source: docs}
        source: docs
    """
ORDER = """\
spending_order: [plan, top_up]
spending_order_source: docs
plan_changes:
  upgrade: {how: add, source: docs}
  cancel: {how: new, forfeits: [top_up], source: docs}
"""
NOW = moment("2026-06-20 12:00Z", "UTC")


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """A price book, and a wallet of it with the 100 credits that the small plan brought on 14 June."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    found = platform(tmp_path / "sheets", MODELS, edition=EDITION + ORDER, plans=PLANS, addons=ADDONS)
    start = moment("2026-05-14")
    terms, _ = terms_of(found.edition.plan("small"), found.edition, start, Said())
    with open_wallets(write=True, create=True) as store:
        store.add(store.create("main", "p", "e"), [Entry(DRAFT, "open", start, NOW, terms=terms)], NOW)
    return found


def granted(credits: str, expires: str, pool: str = "promotion") -> Written:
    """Some credits that are given now."""
    draft = Entry(DRAFT, "grant", NOW, NOW, Amount.parse(credits), pool=pool, expires=life_of(expires))
    return record_grant(None, draft, NOW)


def spent(credits: int) -> None:
    """A spend, written down now."""
    with open_wallets(write=True) as store:
        store.add(store.wallet(None), [Entry(DRAFT, "spend", NOW, NOW, exactly(credits))], NOW)


def switched(shop: Sheets, switch: PlanSwitch, told: Callable[[str], None] = lambda words: None) -> Written:
    """A change of plan, now."""
    return record_transfer(None, switch, NOW, pricing=str(shop.folder), told=told)


def refusal(asked: Callable[[], object]) -> str:
    """The words of a refusal, by which nothing is written."""
    before = count()
    with pytest.raises(CreditcalcError) as refused:
        asked()
    assert count() == before
    return str(refused.value)


def count() -> int:
    """The entries of the wallet."""
    with open_wallets() as store:
        return len(list(store.entries(store.wallet("main"))))


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("never", None),
        ("cycle end", "2026-07-14"),  # the plan's reset
        ("10 days", "2026-06-30 12:00Z"),
        ("2026-07-01 09:00Z", "2026-07-01 09:00Z"),
    ],
)
def test_a_grant_ends_as_it_is_said_to(said: str, ends: str | None) -> None:
    written = granted("~20", said)
    assert (written.wallet.name, [one.expires for one in written.entries]) == ("main", [life_of(said)])
    assert str(written.books.left) == "~120"  # 100 + ~20
    lot = next(lot for lot in written.books.lots if lot.pool == "promotion")
    assert lot.expires == (None if ends is None else moment(ends, "UTC"))


def test_a_grant_that_is_over_or_of_no_known_length_is_refused() -> None:
    assert refusal(lambda: granted("5", "2026-01-01T00:00Z")) == (
        "the credits would expire on 2026-01-01T00:00:00Z, before they are granted: give a later time"
    )
    assert refusal(lambda: granted("5", "soon")).startswith("`soon` is not a length of time")
    assert refusal(lambda: positive("0")) == "0 credits cannot be recorded: give more"


def test_packs_give_what_the_wallets_price_book_says(shop: Sheets) -> None:
    amount, expires = credits_of_pack(None, "pack", 3, None, str(shop.folder), NOW)
    assert (str(amount), expires) == ("~150", life_of("12 months"))  # 3 x ~50
    assert credits_of_pack(None, "pack", 1, "never", str(shop.folder), NOW)[1] == "never"
    assert refusal(lambda: credits_of_pack(None, "pak", 1, None, str(shop.folder), NOW)) == (
        "unknown pack `pak`: did you mean `Pack`? (see `creditcalc addons list`)"
    )


def test_an_entry_is_taken_back_once_and_a_spend_reconciled_until_then() -> None:
    spent(40)
    assert str(record_reconcile(None, 2, "~35", NOW).books.left) == "~65"  # 100 - ~35
    assert str(record_undo(None, 2, NOW, key="k").books.left) == "100"
    assert [one.number for one in record_undo(None, 2, NOW, key="k").entries] == [4]  # the same key: the same entry
    assert refusal(lambda: record_undo(None, 2, NOW)) == "entry 2 is already undone: to restore it, undo the undo entry"
    assert refusal(lambda: record_reconcile(None, 2, "3", NOW)) == "entry 2 is undone: nothing was charged for it"
    assert refusal(lambda: record_undo(None, 1, NOW)) == "the opening of a wallet cannot be undone: open another wallet"
    assert refusal(lambda: record_reconcile(None, 1, "3", NOW)) == (
        "entry 1 is not a spend but `open`: only a spend can be reconciled"
    )


LEFT: dict[How, str] = {
    "cycle end": "100",  # the 500 come on 14 July
    "new": "500",  # the unused are void
    "add": "600",  # 100 + 500
    "difference": "500",  # 100 + (500 - 100)
}
"""What is left after a change from the small plan to the big one."""


@pytest.mark.parametrize("how", get_args(How))
def test_a_change_of_plan_does_to_the_unused_what_is_said(shop: Sheets, how: How) -> None:
    written = switched(shop, PlanSwitch("big", how=how))
    assert (str(written.books.left), written.entries[0].how) == (LEFT[how], how)


def test_where_the_difference_is_granted_the_cycle_stays(shop: Sheets) -> None:
    anchors: dict[How, str] = {"difference": "month on 14 at 00:00 UTC", "add": "month on 20 at 06:00 UTC"}
    for how, anchor in anchors.items():
        terms = switched(shop, PlanSwitch("big", how=how)).books.terms
        assert terms
        assert terms.cadence == Cadence.parse(anchor)


def test_a_change_of_plan_does_to_the_unused_what_is_published(shop: Sheets) -> None:
    written = switched(shop, PlanSwitch("big"))
    assert (str(written.books.left), written.entries[0].how) == ("600", "add")  # 100 + 500


def test_what_a_plan_that_ends_costs_besides_is_published_or_said(shop: Sheets) -> None:
    granted("50", "never", "top-up")
    granted("7", "never")
    before = count()
    assert str(switched(shop, PlanSwitch(None)).books.left) == "7"  # the plan's 100 and the bought 50 are void
    record_undo(None, before + 1, NOW)
    kept = switched(shop, PlanSwitch(None, how="new", forfeits=("promotion",)))
    assert str(kept.books.left) == "50"  # the 7 are void in their place


def test_what_nobody_says_of_a_change_is_refused(shop: Sheets) -> None:
    switched(shop, PlanSwitch("big", how="new"))
    assert refusal(lambda: switched(shop, PlanSwitch("small"))) == (
        "p e does not say what such a change does to unused credits: add `--how` `cycle-end`, `new`, `add` or "
        "`difference`"
    )
    heard: list[str] = []
    smaller = PlanSwitch("small", how="difference")
    assert refusal(lambda: switched(shop, smaller, heard.append)) == (
        "the new plan brings fewer credits, so there is no difference to grant: use `--how cycle-end`"
    )
    assert heard == ["reset time not published; 00:00 UTC assumed"]


@pytest.mark.parametrize("pool", POOLS)
def test_every_pool_but_the_plans_own_can_be_lost(pool: str) -> None:
    if pool == POOLS[0]:
        assert refusal(lambda: pool_lost(pool)) == (
            "unknown pool `plan`: `--forfeit` takes `rollover`, `promotion` or `top-up`"
        )
    else:
        assert pool_lost(pool.replace("-", "_")) == pool


def test_the_price_book_behind_a_wallet_is_the_one_it_was_opened_with(shop: Sheets) -> None:
    with open_wallets() as store:
        edition = book_of(store.wallet(None), Catalog(str(shop.folder)))
    assert (edition.platform, edition.id) == ("p", "e")
