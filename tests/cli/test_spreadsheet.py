"""No spreadsheet runs a cell of any CSV that a command writes, whatever sheets, storyboards and wallets say."""

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
from sheets import platform, write
from shell import run

from creditcalc.cli.app import app
from creditcalc.errors import REFUSED
from creditcalc.text import FORMULA_SIGNS, guarded, inert
from creditcalc.wallet.exports.moves import inline

WORDS = ["=1+1", "+1e3", "-987654321", "@SUM(1)", "\t=1", "\r=1", "\uff1d1"]
"""What the texts are, each in its turn; some would be numbers, were they no texts."""
MODELS = """
    clip:
      name: WORD
      maker: WORD
      kind: video
      aliases: [WORD]
      note: WORD
      settings:
        seconds: {number: 1..60, note: WORD}
        mode: {one_of: [WORD, other], default: WORD, note: WORD}
      rates:
        - when: {mode: WORD}
          price: 2
          per: second
          source: docs
          note: WORD
          because: WORD
          claims: [{source: docs, price: 3, note: WORD}]
        - {when: {mode: other}, price: 3, per: second, source: docs}
    old: {name: WORD old, maker: WORD, kind: video, settings: {seconds: {number: 1..60}},
          rates: [{price: 4, per: second, source: docs, note: WORD}]}
    save: {name: WORD save, maker: WORD, kind: action, rates: [{price: 0, per: run, source: docs, note: WORD}]}
    """
PLANS = """
    small:
      name: WORD
      source: docs
      note: WORD
      prices: [{amount: 10, currency: USD, every: month, note: WORD, channel: WORD, region: WORD, first: 1 year}]
      allowance: {amount: 100, unit: credit, every: month, source: docs, note: WORD}
      resets: {every: month, on: billing day, source: docs, note: WORD}
      rollover: {keeps: nothing, source: docs, note: WORD}
      includes: {export: WORD}
    big:
      name: WORD big
      source: docs
      prices: [{amount: 40, currency: USD, every: month}]
      allowance: {amount: 500, unit: credit, every: month, source: docs}
      resets: {every: month, on: billing day, source: docs}
      rollover: {keeps: nothing, source: docs}
      includes: {export: WORD}
    """
ADDONS = """
    surcharges:
      twin: {name: WORD, for: [image], price: 20, per: minute, source: docs, note: WORD}
    top_ups:
      pack:
        name: WORD
        prices: [{amount: 5, currency: USD, source: docs}]
        gives: {amount: 50, unit: credit, source: docs}
        expires: {after: 12 months, source: docs, because: WORD}
        source: docs
        note: WORD
    """
EDITION = """
    unit: credit
    from: 2026-05-01
    as_of: 2026-05-31
    coverage: WORD
    note: WORD
    spending_order: [plan, top_up]
    spending_order_source: docs
    plan_changes: {upgrade: {how: new, source: docs, note: WORD}}
    rules: [{name: WORD, says: WORD, source: docs}]
    yardsticks: {draft: {model: clip, with: {seconds: 8}, source: docs, note: WORD}}
    sources: {docs: {title: WORD, date: 2026-05, grade: official}}
    """
LATER = """
    clip: {name: WORD, maker: WORD, kind: video, settings: {seconds: {number: 1..60}},
           rates: [{price: 5, per: second, source: docs, note: WORD}]}
    """
BOARD = """
    name: WORD
    note: WORD
    scenes:
      - name: WORD
        note: WORD
        shots:
          - {name: WORD, note: WORD, model: clip, seconds: 8}
          - name: WORD too
            alternatives:
              WORD: {model: clip, seconds: 4, prefer: 1}
              other: {model: old, seconds: 4, prefer: 2}
          - {name: WORD three, model: clip, seconds: 8}
    """
BEFORE = """
    scenes:
      - name: WORD
        shots:
          - {name: WORD, model: clip, seconds: 20, mode: other}
          - {name: WORD gone, model: clip, seconds: 8}
    """
NOTED = "{csv} --note {word}"
COMMANDS = {
    "quote": ["{csv} --model clip --seconds 8", "{csv} --model {word} --seconds 8 --explain --plan small"],
    "batch": [
        "{csv} rows.csv {keep}",
        "{csv} rows.csv {keep} --output kept.csv",
        "{csv} rows.jsonl {keep}",
        "{csv} board.yaml",
        "{csv} board.yaml --pick other",
        "{csv} board.yaml --fit 80",
        "{csv} board.yaml --compare-to before.json",
        *(["{csv} rows.csv {keep} --engine duckdb --output duck.csv"] if find_spec("duckdb") else []),
        *(["{csv} rows.jsonl {keep} --engine duckdb --output duck.csv"] if find_spec("duckdb") else []),
    ],
    "models list": ["{csv}"],
    "models show": ["{csv} clip"],
    "models compare": ["{csv} --seconds 8", "{csv} --seconds 8 --plan small"],
    "plans list": ["{csv}"],
    "plans show": ["{csv} small"],
    "plans compare": [
        "{csv}",
        "{csv} --credits 500",
        "{csv} --credits 500 --horizon 3",
        "{csv} --break-even",
        "{csv} --jobs good.csv",
    ],
    "platforms list": ["{csv}"],
    "platforms compare": ["{csv} --model clip --seconds 8", "{csv} good.csv", "{csv} board.yaml --pick other"],
    "addons list": ["{csv}"],
    "actions list": ["{csv}"],
    "rules list": ["{csv}"],
    "guide": ["{csv}"],
    "config list": ["{csv}"],
    "wallet open": ["{csv} main --plan small --since 2026-05-14"],
    "wallet grant": [f"{NOTED} --credits 20"],
    "wallet top-up": [f"{NOTED} --credits 20 --expires never", f"{NOTED} --pack pack"],
    "wallet spend": [
        f"{NOTED} --model clip --seconds 2",
        f"{NOTED} --credits 1+",
        "{csv} --jobs good.csv --note {word}",
    ],
    "wallet undo": [f"{NOTED} 2"],
    "wallet reconcile": [f"{NOTED} 5 --charged 3", "{csv} bill.csv --columns time=At,model=Model,amount=Cost"],
    "wallet transfer": [f"{NOTED} --to big"],
    "wallet list": ["{csv}"],
    "wallet balance": ["{csv}"],
    "wallet history": ["{csv}"],
    "wallet forecast": ["{csv} --jobs good.csv", "{csv} --per-day 1"],
    "wallet drift": ["{csv}"],
    "wallet export": ["--to csv", "--to focus", "--to csv --output kept.csv", "--to focus --output kept.csv"],
    "wallet import": ["{csv} main.json"],
    "sheets check": [
        "{csv}",
        "{csv} --conflicts",
        "{csv} --coverage",
        "{csv} --stale 1",
        "{csv} --coverage --pairs pairs.csv",
    ],
    "sheets verify": ["{csv} --against map.csv"],
    "sheets export": ["{csv} --platform p", "{csv} --platform p --combinations"],
    "sheets diff": ["{csv} p/e p/later"],
    "sheets history": ["{csv} clip"],
    "request": ["{csv} body.json --provider fal --endpoint fal-ai/veo3.1/fast"],
}
"""Every command that writes CSV, in an order in which a wallet can take them, and how it is called."""
SOME_WRONG = [f"batch {call}" for call in COMMANDS["batch"] if "rows" in call or "board.yaml" in call]
"""Calls in which some rows have no price: the exit code says so."""
TELLING = {
    *("quote", "batch", "models list", "models show", "plans list", "plans show", "plans compare", "platforms list"),
    *("platforms compare", "addons list", "actions list", "rules list", "guide", "sheets check", "sheets diff"),
    *("sheets verify", "sheets export", "sheets history"),
    *("wallet reconcile", "wallet history", "wallet list", "wallet export", "wallet import", "wallet forecast"),
}
"""Those that say the words of sheets, of files or of a person."""

pytestmark = pytest.mark.usefixtures("warm")


def writers(command: Any, *above: str) -> Iterator[str]:
    """Every command of which an option takes `csv` as what is written."""
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from writers(command.get_command(context, name), *above, name)
    for option in command.params:
        if "csv" in getattr(option.type, "choices", ()) and not {"--from", "--map"} & set(option.opts):
            yield " ".join(above)


def test_every_command_that_writes_csv_is_called_here() -> None:
    assert sorted(writers(typer.main.get_command(app))) == sorted(COMMANDS)


def filled(text: str, word: str) -> str:
    """A sheet in which every text is the word, or begins with it."""
    return re.sub(r"WORD( [a-z]+)?", lambda found: json.dumps(word + (found[1] or "")), text)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with sheets and a wallet's file to come."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.setenv("CREDITCALC_PLATFORM", "p")
    return tmp_path


def prepared(folder: Path, word: str) -> None:
    """Sheets, files of generations and storyboards whose every text is the word."""
    sheets = {"models": MODELS, "plans": PLANS, "addons": ADDONS, "edition": EDITION}
    platform(folder / "mine", **{name: filled(text, word) for name, text in sheets.items()})
    write(folder / "mine/p", {"platform.yaml": filled("name: WORD\ndefault_edition: e\n", word)})
    other = f"{EDITION}reading_of: e\n    "
    write(folder / "mine/p/later", {"edition.yaml": filled(other, word), "models.yaml": filled(LATER, word)})
    write(folder, {"board.yaml": filled(BOARD, word), "before.yaml": filled(BEFORE, word)})
    run("batch before.yaml --output before.json")
    own = dict.fromkeys(("id", "shot", "scene", "note", word), word)
    rows = [{"model": "clip", "seconds": "2", "mode": word, **own}, {"model": word, "seconds": word, "mode": "", **own}]
    (folder / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([map(guarded, rows[0]), *(row.values() for row in rows)])
    (folder / "good.csv").write_text("model,seconds\nclip,2\n")
    (folder / "body.json").write_text('{"prompt": "a fox"}')
    with (folder / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("asked", "platform", "options"), (word, "p", "--model clip --seconds 2")])
    with (folder / "bill.csv").open("w", encoding="utf-8", newline="") as file:
        when = "2026-05-31T23:00Z"
        csv.writer(file).writerows([("At", "Model", "Cost"), (when, word, "9"), (when, "clip", "9")])
    with (folder / "map.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "price", "per", "mode"), (word, "1", "clip", word)])


def written(command: str, word: str) -> list[list[str]]:
    """The cells of the CSV that a command writes, to a file or not."""
    keep = f"--keep {shlex.quote(word.lower())} --keep {shlex.quote(word.strip().lower())}"
    result = run(command.format(csv="--format csv", word=shlex.quote(word), keep=keep))
    assert result.code in ((0, REFUSED) if command in SOME_WRONG else (0,)), (command, result)
    name = command.partition("--output ")[2]
    text = Path(name).read_bytes().decode() if name else result.out
    assert text, (command, result)
    return list(csv.reader(io.StringIO(text, newline="")))


def is_number(cell: str) -> bool:
    """Whether a cell is digits after a sign, with or without a point."""
    return cell[:1] in "+-" and cell[1:].replace(".", "", 1).isdecimal()


@pytest.mark.parametrize("word", WORDS)
def test_no_cell_is_run(folder: Path, word: str) -> None:
    """A figure may begin with a sign; none of these is one of the words."""
    prepared(folder, word)
    telling = set()
    for name, calls in COMMANDS.items():
        if name == "wallet import":
            written("wallet export --output main.json", word)
            (folder / "wallet.db").unlink()
        for call in calls:
            if "duckdb" in call and "\n" in word.replace("\r", "\n"):
                continue  # which refuses some of these
            cells = [cell for row in written(f"{name} {call}", word) for cell in row]
            wrong = [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and (cell == word or not is_number(cell))]
            assert wrong == [], (name, call)
            if any(
                said in cell.lower() for said in map(str.lower, (word, inert(word), inline(word))) for cell in cells
            ):
                telling.add(name)
    assert telling == TELLING
