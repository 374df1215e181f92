"""A key means one thing: laws over files that grow under one, and how entries are named."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, moment
from creditcalc.wallet.keys import Draft, numbered
from creditcalc.wallet.ledger import Entry, Terms
from creditcalc.wallet.record import Written, record
from creditcalc.wallet.store import open_wallets

NOW = moment("2026-06-20T12:00Z")
PLAN = Terms("plan", exactly(1000), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
ROWS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["clip", "picture"])), max_size=5)
"""Rows of a file: few different ones, so that some are equal."""
Rows = list[tuple[int, str]]


def charged(rows: Rows, key: str | None = "film") -> Written:
    """A file charged under a key."""
    drafts = [Draft(Entry(0, "spend", NOW, NOW, exactly(credits), model=model)) for credits, model in rows]
    return record(None, lambda _: drafts, NOW, key=key)


def spent() -> Counter[tuple[int, str]]:
    """What the wallet was charged."""
    with open_wallets() as store:
        entries = [one for one in store.entries(store.wallet(None)) if one.kind == "spend"]
    return Counter((int(one.amount.low), one.model or "") for one in entries if one.amount)


@given(st.data(), st.lists(ROWS.filter(bool), min_size=1, max_size=3), ROWS.filter(bool))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_is_charged_once_however_it_grew_and_never_once_a_row_is_gone(
    data: st.DataObject, grown: list[Rows], others: Rows
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDITCALC_WALLET", str(Path(folder) / "wallet.db"))
        with open_wallets(write=True, create=True) as store:
            opened = Entry(0, "open", moment("2026-05-14"), NOW, terms=PLAN)
            store.add(store.create("main", "p", "e"), [opened], NOW)
        file: Rows = []
        for more in grown:
            file = data.draw(st.permutations([*file, *more]))
            for _ in range(2):
                assert len(charged(file).entries) == len(file)
                assert spent() == Counter(file)
        if Counter(file) - Counter(others):
            with pytest.raises(CreditcalcError, match="key `film` recorded"):
                charged(others)
        else:
            charged(others)
            file = others
        assert spent() == Counter(file)
        charged(others, None)
        assert spent() == Counter(file) + Counter(others)


@pytest.mark.parametrize(
    ("numbers", "words"), [([4], "entry 4"), ([2, 3, 4], "entries 2 to 4"), ([2, 3, 7], "entries 2, 3 and 7")]
)
def test_entries_by_their_numbers(numbers: list[int], words: str) -> None:
    assert numbered([Entry(number, "spend", NOW, NOW) for number in numbers]) == words
