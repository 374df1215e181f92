"""Text of a sheet or of an option is only text: it drives no terminal and is no markup in any format."""

import csv
import io
import json
from pathlib import Path

import pytest
from sheets import platform, write
from shell import process, run, terminal

from creditcalc.text import inert
from creditcalc.wallet.exports import FORMATS

MODELS = r"""
    evil:
      name: "\e[31mRed[bold]x[/bold]"
      maker: "M\e]0;owned\a"
      kind: video
      aliases: ["al\e[2J"]
      note: "[link=http://x]note\r\nnext\u202Eback"
      settings: {seconds: {number: 1..60, note: "\e[5mblink"}}
      rates: [{price: 2, per: second, source: docs, note: "\e[1mrow[red]", because: "\x9b31m"}]
    """
NAME = r"\x1b[31mRed[bold]x[/bold]"
MAKER = r"M\x1b]0;owned\x07"
SHOW = rf"""{NAME} · {MAKER} · video    P · prices of May 2026
  Credits per second  Source    From
                   2  official  The documentation, May 2026. \x1b[1mrow[red]. \x9b31m.

  Option     Values  Default   Note
  --seconds  1–60    required  \x1b[5mblink
[link=http://x]note\r\nnext\u202eback.
Aliases: al\x1b[2J.
"""
DRAWN = rf"""{NAME} · {MAKER} · video     P · prices of May 2026

 Credits per second   Source
 ─────────────────────────────
                  2   official
   The documentation, May 2026. \x1b[1mrow[red]. \x9b31m.

 Option      Values   Default
 ─────────────────────────────
 --seconds   1–60     required
   \x1b[5mblink

  [link=http://x]note\r\nnext\u202eback.
  Aliases: al\x1b[2J.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sheets with escapes of terminals and tags of Rich in every text."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(platform(tmp_path / "mine", MODELS).folder))
    return tmp_path / "mine"


def test_plain_text_shows_control_characters_as_their_codes() -> None:
    assert run("models show evil --sources").out == SHOW


def test_the_table_shows_the_same() -> None:
    shown = terminal("models show evil --sources", columns=100, TERM="dumb", CREDITCALC_TODAY="2026-06-01").out
    assert "\n".join(line.rstrip() for line in shown.split("\n")) == DRAWN


@pytest.mark.parametrize(
    "command", ["models show evil --sources", "models list", "quote --model evil --seconds 8 --explain"]
)
@pytest.mark.parametrize("form", ["table", "csv", "markdown", "json"])
def test_nothing_but_lines_is_printed(command: str, form: str) -> None:
    out = run(f"{command} --format {form}").out
    assert out.replace("\n", "").isprintable()


def test_the_csv_cell_is_the_same_text() -> None:
    rows = list(csv.DictReader(io.StringIO(run("models list --format csv").out)))
    assert (rows[0]["name"], rows[0]["maker"]) == (NAME, MAKER)


def test_json_keeps_the_text_and_escapes_it() -> None:
    out = run("models list --json").out
    assert out.isascii()
    assert json.loads(out)["models"][0]["name"] == "\x1b[31mRed[bold]x[/bold]"


def test_markdown_makes_no_link_and_no_tag() -> None:
    out = run("models show evil --format markdown").out
    assert out.startswith(
        r"**\\x1b\[31mRed\[bold\]x\[/bold\] · M\\x1b\]0;owned\\x07 · video** (P · prices of May 2026)" "\n"
    )
    assert "\n\\[link=http://x\\]note\\\\r\\\\nnext\\\\u202eback.\n" in out


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("quote --model '\x1b[31m'", r"unknown model `\x1b[31m` on p"),
        ("quote --model 'al[2Jx'", rf"did you mean `{NAME}`?"),
        ("quote --model evil --seconds '\x1b[31m'", r"`\x1b[31m` is not a number"),
        ("quote --model evil --set '\x1b[31m=1'", r"`evil` has no setting `\x1b[31m`"),
        ("quote --model evil --set '\x1b[31m'", r"--set takes KEY=VALUE, not \x1b[31m"),
        ("quote --model evil --4k --resolution '\x1b[31m'", r"not 4k and \x1b[31m"),
        ("quote --model evil --pricing '\x1b[31m'", r"`\x1b[31m` is not a folder"),
        ("models list --kind '\x1b[31m'", r"or action, not \x1b[31m"),
        ("'\x1b[31m'", r"no command \x1b[31m"),
    ],
)
def test_an_error_shows_the_text_of_an_option(command: str, error: str) -> None:
    result = run(command)
    assert result.code in (1, 2)
    assert error in result.err
    assert result.err.replace("\n", "").isprintable()


def test_a_fault_and_a_note_show_the_text_of_a_sheet(folder: Path) -> None:
    write(folder, {"p/e/more.yaml": '"\\e[31m": {name: N}\n', "p/e/worse.yaml": '{"\\e[31m": 1, "\\e[31m": 2}\n'})
    for command in ("sheets check", "quote --model evil --seconds 8 --quiet"):
        err = run(command).err
        assert r"\x1b[31m" in err
        assert err.replace("\n", "").isprintable()


NOTE = "\x1b[31mr\u00e9d\x07 \u9b54\u3000\u9053 \u202e"
SHOWN = "\\x1b[31mr\u00e9d\\x07 \u9b54\u3000\u9053 \\u202e"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_rows_of_a_batch_are_raw_in_a_pipe_and_inert_on_a_terminal(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note = NOTE if form == "csv" else "\\u001b\x9b\u202e"  # JSON has no control character but those after ASCII
    shown = SHOWN if form == "csv" else "\\u001b\\x9b\\u202e"
    rows = {
        "csv": f"model,seconds,note\r\nevil,8,{note}\r\n",
        "jsonl": f'{{"model": "evil", "seconds": 8, "note": "{note}"}}\n',
    }
    Path(f"rows.{form}").write_bytes(rows[form].encode())
    command = f"batch rows.{form} --format {form}"
    assert note in process(command).out
    text = terminal(command, columns=100).out
    assert shown in text
    assert note not in text
    assert "\\r" not in text


def test_an_exported_wallet_is_inert_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    assert run("wallet open main --plan plus --since 2026-05-14").code == 0
    assert run(f"wallet grant --credits 1 --note '{NOTE}'").code == 0
    for form in FORMATS:
        text = terminal(f"wallet export --to {form}", columns=100).out
        assert all(inert(line) == line for line in text.split("\n")), (form, text)
    assert "\u9b54\u3000\u9053" in process("wallet export --to csv").out
