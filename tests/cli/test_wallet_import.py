"""What is imported is a wallet or is refused: no number in it hangs or breaks the import, or a look at it later."""

import json
from pathlib import Path
from typing import Any

import pytest
from bounds import bounded, last_line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shell import run

pytestmark = pytest.mark.usefixtures("warm")
OPEN = "wallet open main --plan plus --since 2026-05-14 --burn-order plan,top-up --rollover nothing"
VIEWS = (
    "balance",
    "history",
    "check",
    "list",
    "forecast --per-day 1 --chart",
    *(f"export --to {form}" for form in ("json", "csv", "focus", "beancount", "hledger")),
)
NUMBERS = ("1/0", "1e99999999", "²", "１", "1_000", "0x10", "nan", "inf", "-1", "+1", " 1", "9" * 301, "1/" + "7" * 301)
"""What is no number of an export."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A wallet with an amount of every kind, as it is exported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDITCALC_WALLET", str(tmp_path_factory.mktemp("wallet") / "w.db"))
        for command in (
            OPEN,
            "wallet top-up --credits 100 --cost 25 --expires '12 months'",
            "wallet spend --credits 3",
        ):
            assert run(command).code == 0, run(command)
        found: dict[str, Any] = json.loads(run("wallet export --to json").out)
    return found


def imported(exported: dict[str, Any], place: tuple[int, str], number: object, folder: Path) -> str:
    """A copy with one number changed, as a file."""
    copy = json.loads(json.dumps(exported))
    entry = copy["entries"][place[0]]
    (entry["terms"] if place[1] == "allowance" else entry)[place[1]] = number
    path = folder / "changed.json"
    path.write_text(json.dumps(copy))
    return str(path)


WRITTEN = r"[0-9]{1,300}(\.[0-9]{1,300}|/[1-9][0-9]{0,298})?"
EXTREMES = ("9" * 300, f"{'9' * 300}.{'9' * 300}", f"1/{'9' * 299}", f"{'9' * 300}+", f"~0..{'9' * 300}", "unknown")
PLACES = [(0, "allowance"), (0, "number"), (1, "amount"), (1, "cost"), (2, "amount")]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[0]} {place[1]}")
def test_what_is_no_number_is_refused(
    exported: dict[str, Any], place: tuple[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "w.db"))
    wrong: tuple[object, ...] = (*NUMBERS, 2**63, 1e400, None, True, [], {})
    for number in wrong:
        path = imported(exported, place, number, tmp_path)
        ran = run(f"wallet import {path}")
        assert (ran.code, ran.out) == (1, ""), number
        assert not (tmp_path / "w.db").exists() or run("wallet list").out.startswith("0 wallets"), number


@given(number=st.sampled_from(EXTREMES) | st.from_regex(WRITTEN, fullmatch=True), data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_after_whatever_is_imported_every_view_answers(
    exported: dict[str, Any],
    number: str,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("imported")
    monkeypatch.setenv("CREDITCALC_WALLET", str(folder / "w.db"))
    path = imported(
        exported, data.draw(st.sampled_from([place for place in PLACES if place[1] != "number"])), number, folder
    )
    if run(f"wallet import {path}").code:
        return
    for view in VIEWS:
        ran = run(f"wallet {view}")
        assert ran.code in (0, 1, 3, 4), (view, ran)
        assert ran.code != 1 or ran.err.startswith("error: "), (view, ran)


def test_an_export_without_end_is_refused() -> None:
    ran = bounded(["wallet", "import", "/dev/zero"])
    assert last_line(ran) == "error: /dev/zero: is larger than 150,000,000 bytes: is it the right file?"


def test_a_key_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "w.db"))
    assert run(OPEN).code == 0
    ran = run("wallet spend --credits 1 --key \udcff")
    assert (ran.code, ran.err) == (1, "error: key `\\udcff` is not text: give a word of letters and digits\n")
