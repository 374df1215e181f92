"""Whether a wallet pays, and charging it: asked without a command, values given back."""

from pathlib import Path

import pytest
from sheets import Sheets, platform

from creditcalc.amount import Amount, exactly
from creditcalc.errors import OVER, REFUSED, UNCLEAR, CreditcalcError
from creditcalc.period import Cadence, moment
from creditcalc.wallet.charge import Charge, Paid, pay
from creditcalc.wallet.ledger import Entry, Terms
from creditcalc.wallet.store import open_wallets

NOW = moment("2026-06-20 12:00Z")
PLAN = Terms("plan", exactly(100), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """A price book, and a wallet of it with the plan's 100 credits, which it has since 14 June."""
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    with open_wallets(write=True, create=True) as store:
        opened = Entry(0, "open", moment("2026-05-14"), NOW, terms=PLAN)
        store.add(store.create("main", "p", "e"), [opened], NOW)
    return platform(
        tmp_path / "sheets", "m: {name: M, maker: X, kind: image, rates: [{price: 2, per: image, source: docs}]}\n"
    )


def charges(*totals: str) -> list[Charge]:
    """Generations to charge."""
    return [Charge("m", {"schema": "creditcalc/quote/1", "total": total}, Amount.parse(total)) for total in totals]


def written() -> list[Entry]:
    """The entries of the wallet."""
    with open_wallets() as store:
        return list(store.entries(store.wallet(None)))


def test_a_wallet_that_pays_is_not_charged_unasked(shop: Sheets) -> None:
    paid = pay(None, exactly(40), shop.edition, NOW)
    assert paid == Paid("main", exactly(100))
    assert str(paid) == "wallet `main` can pay: 100 left"
    assert len(written()) == 1


def test_charges_are_spends_with_their_quotes(shop: Sheets) -> None:
    paid = pay("main", exactly(40), shop.edition, NOW, charges("30", "10"))
    assert (str(paid.before), str(paid.after)) == ("100", "60")  # 100 - 30 - 10
    assert str(paid) == "charged to wallet `main` as entries 2 to 3: 60 left"
    assert list(paid.entries) == written()[1:]
    with open_wallets() as store:
        assert [store.quote(one.quote or "")["total"] for one in paid.entries] == ["30", "10"]
    assert str(pay("main", exactly(5), shop.edition, NOW, charges("5"))) == (
        "charged to wallet `main` as entry 4: 55 left"
    )


@pytest.mark.parametrize(
    ("total", "code", "words"),
    [
        ("101", OVER, "wallet `main` cannot pay: 101 is more than the 100 left"),
        ("90..101", UNCLEAR, "wallet `main` may not be able to pay: 90–101 against 100 left"),
        ("5+", UNCLEAR, "wallet `main` may not be able to pay: 5+ against 100 left"),
    ],
)
def test_what_it_does_not_surely_pay_charges_nothing(shop: Sheets, total: str, code: int, words: str) -> None:
    for asked, more in (([], ""), (charges(total), ". Nothing was charged")):
        with pytest.raises(CreditcalcError) as refused:
            pay(None, Amount.parse(total), shop.edition, NOW, asked)
        assert (refused.value.code, str(refused.value)) == (code, words + more)
    assert len(written()) == 1


def test_credits_of_another_book_are_others(shop: Sheets) -> None:
    with pytest.raises(CreditcalcError) as refused:
        pay(None, exactly(1), shop.edition._replace(id="f"), NOW, charges("1"))
    assert refused.value.code == REFUSED
    assert str(refused.value) == (
        "wallet `main` holds credits of p e, not of p f: add `--platform p --edition e`, or use another wallet"
    )
