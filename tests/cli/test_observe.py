"""`sheets observe`: a charge written down, from options, a wallet, or a person's answers."""

from pathlib import Path

import pytest
from outcomes import printed, refused, usage
from sheets import EDITION, platform
from shell import Ran, conversation, run

MODELS = """\
clip:
  name: Clip
  maker: X
  kind: video
  settings: {seconds: {number: 1..60}, audio: {flag: off}}
  rates: [{price: 2, per: second, source: docs}]
"""
PLANS = """\
plus:
  name: Plus
  allowance: {amount: 100, unit: credit, every: month, source: docs}
  resets: {every: month, on: billing day, at: 00:00, zone: UTC, source: docs}
  rollover: {keeps: nothing, source: docs}
  source: docs
"""
BILL = "p/e/bills.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    platform(tmp_path / "mine", MODELS, edition=EDITION.replace("as_of", "to: 2026-10-31\nas_of"), plans=PLANS)
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-20")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def last_bill(folder: Path) -> str:
    """The last bill in the sheet."""
    return (folder / BILL).read_text(encoding="utf-8").splitlines()[-1]


def test_a_charge_by_options(folder: Path) -> None:
    command = "sheets observe clip 8s --audio --before 100 --after 84 --day 2026-06-19 --note ok"
    assert printed(command) == f"{BILL}\n"
    assert last_bill(folder) == (
        "- {model: clip, with: {seconds: 8, audio: on}, before: 100, after: 84, day: 2026-06-19, note: ok}"
    )
    assert refused(command) == f"{BILL}: has this bill already"
    # 3 takes of 8 s at 2 a second are 48, and not 50
    assert run("sheets observe clip 8s x1 --takes 3 --charged 50 --day today --in mine") == Ran(
        0,
        f"mine/{BILL}\n",
        "note: 50 credits were charged, and the sheet gives 48: look at the bill and at "
        f"`{folder}/mine/p/e/models.yaml:6:11`\n",
    )
    checked = run(f"sheets check {folder}/mine")
    assert (checked.code, checked.err.count("warning: 50 credits were charged, and the sheet gives 48")) == (0, 1)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ("", "a model, --before, --after and --day"),
        ("clip 8s --before 5", "--after and --day"),
        ("--model clip --charged 5", "--day"),
        ("--charged 5 --day today", "a model"),
    ],
)
def test_what_is_missing_is_named_where_nobody_can_be_asked(folder: Path, options: str, missing: str) -> None:
    why = "nobody can be asked here, as this is not a terminal: give"
    assert run(f"sheets observe {options}") == usage(f"{why} {missing}")
    assert not (folder / BILL).exists()


def test_what_cannot_be_a_bill_is_refused(folder: Path) -> None:
    needs = usage("`clip` needs `seconds`: give `--seconds` (a number from 1 to 60)")
    assert run("sheets observe clip --charged 5 --day today") == needs
    assert refused("sheets observe clip 8s --before 5 --after 6 --day today").startswith("`after` is more than")
    assert refused("sheets observe clip 8s --charged 5 --day 2026-04-30 --edition e") == (
        "`day` is 2026-04-30, and the price book is in force from 2026-05-01: use that of the day"
    )
    assert refused("sheets observe clip 8s --charged 1,000 --day today").startswith("`1,000` may be")
    assert run("sheets observe clip 8s --charged 5 --before 6 --day today") == usage(
        "give --charged, or --before and --after"
    )
    assert run("sheets observe --wallet main") == usage("--wallet needs --entry")
    assert run("sheets observe clip --entry 2").code == 2
    assert not (folder / BILL).exists()


def test_a_reconciled_spend_of_a_wallet(folder: Path) -> None:
    for command in (
        "open main --platform p --edition e --plan plus --since 2026-06-01 --burn-order plan,top-up",
        "spend --model clip --seconds 8 --takes 2",
        "spend 5",
    ):
        assert run(f"wallet {command}").code == 0
    assert refused("sheets observe --entry 9") == "wallet `main` has no entry 9: its entries are 1 to 3"
    assert refused("sheets observe --entry 3") == "entry 3 is not a spend of a model: name one of `wallet history`"
    assert refused("sheets observe --entry 2") == (
        "entry 2 is not reconciled: record its charge with `creditcalc wallet reconcile 2`"
    )
    assert run("wallet reconcile 2 --charged 30..33").code == 0
    assert refused("sheets observe --entry 2") == "the charge of entry 2 is 30..33: a bill needs one figure"
    assert run("wallet reconcile 2 --charged 32").code == 0
    assert printed("sheets observe --wallet main --entry 2") == f"{BILL}\n"
    assert last_bill(folder) == "- {model: clip, with: {seconds: 8, takes: 2}, charged: 32, day: 2026-06-20}"


def test_a_person_is_asked_for_the_rest(folder: Path, warm: None) -> None:
    shown = conversation("sheets observe --after 84", "", "clip", "8", "a hundred", "100")
    assert shown.code == 0, shown.out
    assert last_bill(folder) == "- {model: clip, with: {seconds: 8}, before: 100, after: 84, day: 2026-06-20}"
    assert "error: `a hundred` is not a number" in shown.out
    again = "creditcalc sheets observe --after 84 --day 2026-06-20 clip 8s --before 100"
    assert f"Without questions: {again}\n" in shown.out
