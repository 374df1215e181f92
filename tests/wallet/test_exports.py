"""A wallet in other tools' books: each format to the letter, and by the tools themselves."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledgers import START, wallets

from creditcalc.amount import exactly
from creditcalc.cli.commands.wallet.wallets import _read
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, Span, moment
from creditcalc.text import FORMULA_SIGNS, inert
from creditcalc.wallet.codec import entry_object, entry_read
from creditcalc.wallet.exports import FORMATS, exporter
from creditcalc.wallet.exports.moves import WalletExport, digits, moves
from creditcalc.wallet.ledger import FLOWS, NO_BOOKS, POOLS, Entry, Terms, effective, exact, steps
from creditcalc.wallet.store import open_wallets

TERMS = Terms("plus", exactly(80), Cadence.parse("month on 14"), "nothing", ("plan", "top-up"))
QUOTE = {
    "schema": "creditcalc/quote/1",
    "model": {"name": "Clip", "id": "clip-1.5"},
    "inputs": {"seconds": {"value": "8", "from": "given"}},
    "mix": [{"model": {"id": "clip-1.5"}, "share_percent": {"text": "100"}}],
    "outputs": 1,
    "takes": 1,
}


def entry(number: int, kind: str, at: str, amount: str | None = None, **more: object) -> Entry:
    """An entry of the month below."""
    from creditcalc.amount import Amount

    when = moment(f"2026-{at}")
    said = None if amount is None else Amount.parse(amount)
    return Entry(number, kind, when, when, said, **more)  # type: ignore[arg-type]


MONTH = (
    entry(1, "open", "05-14", terms=TERMS),
    entry(2, "top-up", "05-20", "100", pool="top-up", expires=Span(7, "day"), cost=exactly(25), currency="USD"),
    entry(3, "spend", "05-21", "80+", model="clip-1.5", quote="sha256:1", note='a "final" take'),
    entry(4, "spend", "05-22", "30"),
    entry(5, "reconcile", "05-22", "32.5", of=4),
)


def story(entries: tuple[Entry, ...] = MONTH, until: str = "2026-06-15") -> WalletExport:
    """A wallet's story."""
    return WalletExport("main", "p", "Platform P", "e", entries, {"sha256:1": QUOTE}, moment(until))


BEANCOUNT = """\
; Wallet main, p e, by creditcalc. Days are in UTC.
option "title" "Credits of main"

2026-05-14 commodity P-CREDIT
2026-05-14 open Assets:Credits:Main:Plan
2026-05-14 open Assets:Credits:Main:Promotion
2026-05-14 open Assets:Credits:Main:Rollover
2026-05-14 open Assets:Credits:Main:Top-up
2026-05-14 open Equity:Paid
2026-05-14 open Expenses:Credits:Main:Expired
2026-05-14 open Expenses:Credits:Main:Spent
2026-05-14 open Expenses:Credits:Main:Spent:Clip-1-5
2026-05-14 open Income:Credits:Main:Allowance

2026-05-14 * "Open 1"
  entry: 1
  time: "00:00:00 UTC"
  Assets:Credits:Main:Plan  80 P-CREDIT
  Income:Credits:Main:Allowance  -80 P-CREDIT

2026-05-15 balance Assets:Credits:Main:Plan  80 P-CREDIT
2026-05-15 balance Assets:Credits:Main:Rollover  0 P-CREDIT
2026-05-15 balance Assets:Credits:Main:Promotion  0 P-CREDIT
2026-05-15 balance Assets:Credits:Main:Top-up  0 P-CREDIT

2026-05-20 * "Top-up 2"
  entry: 2
  time: "00:00:00 UTC"
  Assets:Credits:Main:Top-up  100 P-CREDIT @@ 25 USD
  Equity:Paid  -25 USD

2026-05-21 ! "Spend 3 clip-1.5 a \\"final\\" take"
  entry: 3
  time: "00:00:00 UTC"
  written: "80+"
  Assets:Credits:Main:Plan  -80 P-CREDIT
  Expenses:Credits:Main:Spent:Clip-1-5  80 P-CREDIT

2026-05-22 * "Spend 4"
  entry: 4
  time: "00:00:00 UTC"
  Assets:Credits:Main:Top-up  -32.5 P-CREDIT
  Expenses:Credits:Main:Spent  32.5 P-CREDIT

2026-05-27 * "Expiry"
  time: "00:00:00 UTC"
  Assets:Credits:Main:Top-up  -67.5 P-CREDIT
  Expenses:Credits:Main:Expired  67.5 P-CREDIT

2026-06-14 * "Reset"
  time: "00:00:00 UTC"
  Assets:Credits:Main:Plan  80 P-CREDIT
  Income:Credits:Main:Allowance  -80 P-CREDIT

2026-06-15 balance Assets:Credits:Main:Plan  80 P-CREDIT
2026-06-15 balance Assets:Credits:Main:Rollover  0 P-CREDIT
2026-06-15 balance Assets:Credits:Main:Promotion  0 P-CREDIT
2026-06-15 balance Assets:Credits:Main:Top-up  0 P-CREDIT
"""
HLEDGER = """\
2026-05-21 ! Spend 3 clip-1.5 a "final" take  ; time: 00:00:00 UTC, entry: 3, written: 80+
    Assets:Credits:Main:Plan  -80 "P-CREDIT"
    Expenses:Credits:Main:Spent:Clip-1-5  80 "P-CREDIT"

2026-05-22 * Spend 4  ; time: 00:00:00 UTC, entry: 4
    Assets:Credits:Main:Top-up  -32.5 "P-CREDIT"
    Expenses:Credits:Main:Spent  32.5 "P-CREDIT"

2026-05-27 * Expiry  ; time: 00:00:00 UTC
    Assets:Credits:Main:Top-up  -67.5 "P-CREDIT"
    Expenses:Credits:Main:Expired  67.5 "P-CREDIT"

2026-06-14 * Reset  ; time: 00:00:00 UTC
    Assets:Credits:Main:Plan  80 "P-CREDIT" = 80 "P-CREDIT"
    Income:Credits:Main:Allowance  -80 "P-CREDIT"
"""
CSV = """\
at,entry,kind,model,plan,rollover,promotion,top-up,granted,spent,expired,voided,overdrawn,\
left plan,left rollover,left promotion,left top-up,written,cost,currency,note
2026-05-14T00:00:00Z,1,open,,80,,,,80,,,,,80,0,0,0,,,,
2026-05-20T00:00:00Z,2,top-up,,,,,100,100,,,,,80,0,0,100,100,25,USD,
2026-05-21T00:00:00Z,3,spend,clip-1.5,-80,,,,,80,,,,0,0,0,100,80+,,,"a ""final"" take"
2026-05-22T00:00:00Z,4,spend,,,,,-32.5,,32.5,,,,0,0,0,67.5,32.5,,,
2026-05-27T00:00:00Z,,expiry,,,,,-67.5,,,67.5,,,0,0,0,0,,,,
2026-06-14T00:00:00Z,,reset,,80,,,,80,,,,,80,0,0,0,,,,
"""
EXPECTED = {"beancount": BEANCOUNT, "hledger": HLEDGER, "csv": CSV}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_month_to_the_letter(name: str) -> None:
    text = exporter(name)(story())
    assert text.endswith(EXPECTED[name]) if name == "hledger" else text == EXPECTED[name]


def test_json_names_the_wallet_and_holds_every_entry_as_it_was_written() -> None:
    found = json.loads(exporter("json")(story()))
    assert [found[name] for name in ("schema", "wallet", "platform", "edition")] == [
        "creditcalc/wallet/1",
        "main",
        "p",
        "e",
    ]
    assert [one["kind"] for one in found["entries"]] == ["open", "top-up", "spend", "spend", "reconcile"]
    assert found["entries"][2] == {
        "number": 3,
        "kind": "spend",
        "at": "2026-05-21T00:00:00Z",
        "recorded": "2026-05-21T00:00:00Z",
        "amount": "80+",
        "model": "clip-1.5",
        "note": 'a "final" take',
        "quote": "sha256:1",
    }
    assert found["quotes"] == {"sha256:1": QUOTE}


def test_every_format_is_tested_here() -> None:
    assert set(FORMATS) == {*EXPECTED, "json", "focus"}


def test_focus_bills_purchases_and_shares_their_cost_among_the_uses() -> None:
    import csv

    rows = list(csv.DictReader(exporter("focus")(story()).splitlines()))
    shown = [
        tuple(
            row[name]
            for name in (
                "ChargeCategory",
                "BilledCost",
                "EffectiveCost",
                "BillingCurrency",
                "ConsumedQuantity",
                "PricingCurrency",
            )
        )
        for row in rows
    ]
    assert shown == [
        ("Purchase", "25.0", "0.0", "USD", "", "USD"),
        ("Usage", "0.0", "0.0", "XXX", "80.0", "P-CREDIT"),
        ("Usage", "0.0", "8.125", "USD", "32.5", "P-CREDIT"),  # 32.5 of 100 for 25
        ("Adjustment", "0.0", "16.875", "USD", "", "P-CREDIT"),  # 67.5 of 100, lost
    ]
    assert rows[1]["x_AmountWritten"] == "80+"


def bean_check(text: str) -> list[str]:
    """What beancount finds wrong, by the function that `bean-check` runs."""
    _, errors, _ = loader.load_string(text)
    return [str(error) for error in errors]


def test_bean_check_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "wallet.beancount"
    file.write_text(exporter("beancount")(story()))
    tool = shutil.which("bean-check") or str(Path(os.sys.executable).with_name("bean-check"))  # type: ignore[attr-defined]
    done = subprocess.run([tool, str(file)], capture_output=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, b"")


def test_bean_check_would_notice_a_lost_credit() -> None:
    text = exporter("beancount")(story()).replace("-67.5", "-67.4").replace(" 67.5", " 67.4")
    assert any("Balance failed" in error for error in bean_check(text))


@pytest.mark.skipif(not shutil.which("hledger"), reason="hledger is not installed here")
class TestHledger:
    """The same books by hledger."""

    def test_it_takes_it(self) -> None:
        assert hledger(exporter("hledger")(story())) == ""

    def test_it_would_notice_a_lost_credit(self) -> None:
        lost = exporter("hledger")(story()).replace("-67.5", "-67.4").replace(" 67.5", " 67.4")
        # Assertions stand beside the resets: the plan's own pool must lose one.
        lost = lost.replace("Plan  -80", "Plan  -79").replace("Clip-1-5  80", "Clip-1-5  79")
        assert "balance assertion" in hledger(lost).lower()

    @given(wallets())
    @settings(max_examples=8, deadline=None)
    def test_it_takes_any_wallet(self, entries: list[Entry]) -> None:
        assert hledger(exporter("hledger")(random_story(entries))) == ""


def hledger(text: str) -> str:
    """What `hledger check --strict` finds wrong."""
    command = ["hledger", "-f", "-", "check", "--strict"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=False).stderr.decode()


VALIDATOR = os.environ.get("FOCUS_VALIDATOR", "")


@pytest.mark.skipif(not VALIDATOR, reason="$FOCUS_VALIDATOR does not name the FinOps Foundation's focus-validator")
def test_the_focus_validator_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "wallet.csv"
    file.write_text(exporter("focus")(story()))
    rules = ["--focus-dataset", "CostAndUsage", "--validate-version", "1.2.0.1", "--block-download"]
    package = next(Path(VALIDATOR).parents[1].glob("lib/python*/site-packages"))  # where it looks for its rules
    done = subprocess.run([VALIDATOR, "--data-file", file, *rules], cwd=package, capture_output=True, check=False)
    failed = re.findall(r"^- (\S+): violations", done.stdout.decode(), re.MULTILINE)
    # It runs both branches of "null without an invoice, else not null" on every row: one of the two always fails.
    assert (done.returncode, failed) == (0, ["InvoiceId-C-005-C"])


def random_story(entries: list[Entry]) -> WalletExport:
    """The story of a random wallet."""
    return WalletExport("it's: me", "p", "P", "e", tuple(entries), {}, START + timedelta(days=130))


@given(wallets(), st.text(), st.sampled_from(["", '"entries": []', '\n  "entries": []']))
@settings(max_examples=40, deadline=None)
def test_json_is_what_the_encoder_of_python_makes_of_it(entries: list[Entry], note: str, words: str) -> None:
    """Which indents far more slowly: the text is put together by hand."""
    noted = [entry._replace(note=note or None, model=words or None) for entry in entries]
    for some in (noted, []):
        told = random_story(some)._replace(wallet=words, quotes={"sha256:2": {"entries": []}, "sha256:1": QUOTE})
        assert (
            exporter("json")(told)
            == json.dumps(
                {
                    "schema": "creditcalc/wallet/1",
                    "wallet": told.wallet,
                    "platform": told.platform,
                    "edition": told.edition,
                    "entries": [entry_object(entry) for entry in some],
                    "quotes": {"sha256:1": QUOTE, "sha256:2": {"entries": []}},
                },
                indent=2,
            )
            + "\n"
        )


@given(wallets())
@settings(max_examples=40, deadline=None)
def test_beancount_takes_any_wallet(entries: list[Entry]) -> None:
    assert bean_check(exporter("beancount")(random_story(entries))) == []


@given(wallets())
def test_every_move_balances_to_the_last_place(entries: list[Entry]) -> None:
    for move in moves(random_story(entries)):
        flows = {name: move.flows.get(name, 0) for name in ("granted", "spent", "expired", "voided", "overdrawn")}
        gone = flows["spent"] + flows["expired"] + flows["voided"]
        assert sum(move.pools.values()) == flows["granted"] + flows["overdrawn"] - gone


@given(wallets())
def test_moves_are_those_of_every_figure_calculated_anew(entries: list[Entry]) -> None:
    """A step calculates only what it changed: here all of it, each time."""
    told, held, lots = random_story(entries), dict.fromkeys((*POOLS, *FLOWS), Decimal(0)), dict[int, Fraction]()
    found = iter(list(moves(told)))
    for step in steps(NO_BOOKS, exact(effective(entries)), told.until):
        now = {pool: digits(step.books.pool(pool).low) for pool in POOLS}
        now |= {flow: digits(getattr(step.books, flow).low) for flow in FLOWS}
        gone = now["spent"] + now["expired"] + now["voided"] - now["overdrawn"]
        now["granted"] = sum((now[pool] for pool in POOLS), gone)
        before, lots = lots, dict[int, Fraction]()
        for lot in step.books.lots:
            lots[lot.number] = lots.get(lot.number, Fraction(0)) + lot.left.low
        parts = {number: lots.get(number, 0) - before.get(number, 0) for number in {**before, **lots}}
        change = {name: now[name] - held[name] for name in now if now[name] != held[name]}
        held = now
        if change:
            move = next(found)
            assert (move.at, move.kind) == (step.at, step.kind)
            assert {**move.pools, **move.flows} == change
            assert dict(move.left) == {pool: now[pool] for pool in POOLS}
            assert move.lots == {number: digits(Fraction(part)) for number, part in parts.items() if part}
    assert next(found, None) is None


@given(entries=wallets())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_an_imported_export_is_the_same_wallet_byte_for_byte(entries: list[Entry], tmp_path: Path) -> None:
    text = exporter("json")(random_story(entries)._replace(wallet="main"))
    file = tmp_path / "wallet.json"
    file.write_text(text)
    name, platform, edition, read, quotes = _read(str(file))
    assert exporter("json")(WalletExport(name, platform, "P", edition, tuple(read), quotes, START)) == text


def imported(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a wallet that was imported from a text exports."""
    from shell import run

    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "imported.db"))
    (tmp_path / "main.json").write_text(text)
    result = run(f"wallet import {tmp_path}/main.json")
    if result.code:
        raise CreditcalcError(result.err)
    return run("wallet export --to json").out


def quoted(quote: dict[str, Any] = QUOTE) -> str:
    """The month as JSON, with its quote under its real digest."""
    from creditcalc.wallet.store import quote_digest

    digest = quote_digest(json.dumps(quote, separators=(",", ":")))
    entries = tuple(one._replace(quote=digest if one.quote else None) for one in MONTH)
    return exporter("json")(story(entries)._replace(quotes={digest: quote}))


def test_an_import_through_the_file_is_the_same_wallet_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = quoted()
    assert imported(text, tmp_path, monkeypatch) == text
    with open_wallets() as file:
        assert str(file.books(file.wallet(None), moment("2026-06-15")).left) == "80"
    with pytest.raises(CreditcalcError, match="wallet `main` already exists: choose another name"):
        imported(text, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": 4', '"number": 5'),
        ('"of": 4', '"of": 1'),
        ('"of": 4', '"of": 9'),
        ('"kind": "grant"', '"kind": "gift"'),
        ('"amount": "100"', '"amount": 100'),
        ('"amount": "100"', '"amount": "-100"'),
        ('"amount": "100"', '"amount": "1e2"'),
        ('"amount": "100"', '"amount": "1e999999999"'),
        ('"amount": "100"', '"amount": "1/0"'),
        ('"amount": "100"', '"amount": "100."'),
        ('"pool": "top-up"', '"pool": "gold"'),
        ('"kind": "open"', '"kind": "spend"'),
        ("creditcalc/wallet/1", "creditcalc/wallet/2"),
        ('"clip-1.5"\n', '"clip-1.6"\n'),
        ('"at": "2026-05-21T', '"at": "2999-05-21T'),
        ('"amount": "32.5"', '"amount": "32.5", "more": 1'),
        ('"wallet": "main"', '"wallet": "../main"'),
    ],
)
def test_what_is_no_export_is_refused_whole(
    old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = quoted()
    changed = text.replace(old, new)
    if changed == text:
        assert old == '"kind": "grant"'
        changed = text.replace('"kind": "reconcile"', '"kind": "gift"')
    with pytest.raises(CreditcalcError):
        imported(changed, tmp_path, monkeypatch)
    if (tmp_path / "imported.db").exists():
        with open_wallets() as file:
            assert file.wallets() == []


PLACES = st.sampled_from(
    [*"\n\r\t\x0b\x0c\x1c\x85\u2028\u2029\x00\x1b\x9b\u202e\ud800;|\"'\\=+-@,#*! :{}()[]$~", "2026-01-01 open A:B"]
)
FOREIGN = st.lists(st.one_of(PLACES, st.text(max_size=3)), max_size=8).map("".join)
STOLEN = 'x\n2026-01-01 open Assets:Evil\n2026-01-02 * "stolen"\n  Assets:Evil  100 USD\n  Equity:Opening  -100 USD\n; '


def shape(form: str, text: str) -> Sequence[object]:
    """What the lines of an export are, whatever stands in them: of ledgers the beginnings, of CSV how many cells."""
    if form in ("csv", "focus"):
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len(rows) == len(text.splitlines())
        for cell in (cell for row in rows[1:] for cell in row):
            assert inert(cell) == cell
            assert not cell.startswith(FORMULA_SIGNS) or re.fullmatch(r"-?[0-9.]+", cell), cell
        return [len(row) for row in rows]
    assert text.startswith("; Wallet main,")
    text = "\n".join(text.splitlines()[1:])
    plain = re.sub(r'"(\\.|[^"\\])*"', '""', text) if form == "beancount" else re.sub("  ;.*", "", text)
    plain = re.sub(r"(Credits:Main:Spent):[A-Za-z0-9-]+|[A-Z0-9-]+-CREDIT", r"\1", plain)
    return sorted(re.split(r"Spend \d", line)[0] for line in plain.splitlines())


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
@given(platform=FOREIGN, edition=FOREIGN, model=FOREIGN, note=FOREIGN)
@example(platform=STOLEN, edition=STOLEN, model="=cmd|' /C calc'!A0", note="\x1b[31mred\x07 \x9b31m =1+1")
@example(platform="\n=1", edition="", model="\t=1", note='\n=HYPERLINK("http://x")')
@settings(max_examples=60)
def test_no_text_of_an_imported_wallet_leaves_its_place(
    form: str, platform: str, edition: str, model: str, note: str
) -> None:
    def exported(platform: str, edition: str, model: str, note: str) -> str:
        entries = tuple(one._replace(model=model or "m", note=note) if one.kind == "spend" else one for one in MONTH)
        named = story(entries)._replace(platform=platform, platform_name=platform, edition=edition)
        return exporter(form)(named)

    text = exported(platform, edition, model, note)
    text.encode()
    assert shape(form, text) == shape(form, exported("p", "e", "m", "a note"))
    if form == "beancount" and platform == STOLEN:
        assert loader.load_string(text)[1] == []


@pytest.mark.parametrize("text", [STOLEN, "US", "usd", "USD ", "USD\n", "\uff35SD"])
def test_a_currency_is_three_letters(text: str) -> None:
    assert entry_read(entry_object(MONTH[1])) == MONTH[1]
    with pytest.raises(ValueError, match="not an entry"):
        entry_read(entry_object(MONTH[1]._replace(currency=text)))


@pytest.mark.parametrize("changed", ['"platform": "p"', '"edition": "e"', '"note": "a '])
def test_half_a_character_is_refused_where_the_file_needs_text(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = quoted().replace(changed, f"{changed.rstrip(chr(34))}\\ud800{chr(34) if changed.endswith(chr(34)) else ''}")
    if "note" in changed:
        assert imported(text, tmp_path, monkeypatch) == text  # a note is kept as JSON is
    else:
        with pytest.raises(CreditcalcError, match="not a wallet written by"):
            imported(text, tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "change",
    [
        {"model": {"id": "clip-1.5"}},
        {"model": {"name": 1, "id": "clip-1.5"}},
        {"inputs": {"seconds": {"value": 8, "from": "given"}}},
        {"inputs": {"seconds": {"value": "8"}}},
        {"inputs": []},
        {"mix": None},
        {"mix": {"a": 1}},
        {"mix": [{"model": {"id": "a"}}]},
        {"mix": [{"model": {"id": "a"}, "share_percent": {"text": 1}}]},
        {"outputs": None},
        {"outputs": True},
        {"takes": 0},
        {"takes": "1"},
    ],
)
def test_what_is_no_quote_is_refused(change: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CreditcalcError, match="not a wallet written by `creditcalc wallet export --to json`"):
        imported(quoted({**QUOTE, **change}), tmp_path, monkeypatch)
