"""What people typed who had not read the manual: each line is understood, or says how to get on.

`typed.txt` holds them: a command after `$`, the first line of its answer or all that it is refused with, and the exit
code of a refusal.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from shell import Ran, run

FILES = {
    "arr.json": b'[{"model": "veo-3.1", "seconds": 8}]',
    "book.xlsx": b"PK\x03\x04",
    "x.txt": b"model,seconds\nveo-3.1,8\n",
    "semicolons.csv": b"model;seconds\nveo-3.1;8\n",
    "tabs.tsv": b"model\tseconds\nveo-3.1\t8\n",
    "decimal-commas.csv": b"model;seconds\nveo-3.1;7,5\n",
    "bom.csv": b"\xef\xbb\xbfmodel,seconds\r\nveo-3.1,8\r\n",
    "utf-16.csv": "model,seconds\nveo-3.1,8\n".encode("utf-16"),
    "cp1252.csv": "model,seconds,note\nveo-3.1,8,Grüße\nveo-3.1,8,Äh\n".encode("cp1252"),
    "thousands.csv": b'model,seconds\nveo-3.1,"1.000"\n',
    "flags.csv": b"model,seconds,audio\nveo-3.1,8,yes\nveo-3.1,8,no\nveo-3.1,8,Ja\n",
    "columns.csv": b"model,duration,res,sound\nveo-3.1,8,4k,on\n",
    "total.csv": b"model,seconds\nveo-3.1,8\n,\nTotal,8\n",
    "total-beside.csv": b"shot,model,seconds\na,veo-3.1,8\nTotal,,8\n",
    "names.csv": b"model,seconds\nVeo 3.1,8\nKling 3.0,8\nSora 2 Pro,8\n",
    "no-header.csv": b"veo-3.1,8\n",
    "nine.csv": b"model,seconds\n" + b"veo-3.1,8\n" * 9,
    "board.yaml": b"""shots:
  - {name: A, model: veo-3.1, duration: 8, res: 4k, sound: on}
  - {name: B, model: veo-3.1, seconds: 8s, audio: yes}
  - {name: C, model: veo-3.1, seconds: eight, resolution: 5k, audio: ja}
""",
    "ways.yaml": b"shots: [{seconds: 8, alternatives: {draft: {model: veo-3.1-lite}, final: {model: veo-3.1}}}]\n",
}


def rows() -> Iterator[tuple[str, str]]:
    """Each command, and what is to be said."""
    text = Path(__file__).with_name("typed.txt").read_text(encoding="utf-8")
    for row in text.removeprefix("$ ").removesuffix("\n").split("\n\n$ "):
        command, _, said = row.partition("\n")
        yield command, said


def said(found: Ran) -> str:
    """What a person reads first: the answer, or why there is none."""
    if not found.code:
        shown = found.out.splitlines()
        return next((line for line in shown if re.match(r"\W*[0-9].* credits", line)), shown[0])
    return f"{found.err}(exit {found.code})"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with the files, on a day and with a wallet's place of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
    monkeypatch.setenv("CREDITCALC_WALLET", str(tmp_path / "wallet.db"))
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


ROWS = dict(rows())


@pytest.mark.parametrize("command", ROWS)
def test_it_is_understood_or_says_how_to_get_on(command: str, folder: Path) -> None:
    found = run(command)
    assert said(found) == ROWS[command]
    assert sorted(one.name for one in folder.iterdir()) == sorted(FILES)


def test_what_is_to_be_pasted_is_a_command() -> None:
    pasted = {
        line for said in ROWS.values() for line in re.findall(r"^hint: .*   creditcalc (.*)$", said, re.MULTILINE)
    }
    assert len(pasted) > 30
    assert [one for one in sorted(pasted) if run(one.partition(" > ")[0]).code == 2] == []


def test_no_way_on_is_looked_for_where_the_price_book_is_that_of_a_wallet() -> None:
    assert run("wallet open main --plan plus --edition 2026-09 --since 2026-11-01").code == 0
    found = run("wallet spend --model kling-2.6-standard --seconds 5 --4k")
    assert found.err == "error: `kling-2.6-standard` has only resolution `720p`, not `4k`\n"


def test_a_way_on_that_cannot_be_found_hides_no_refusal(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/catalog.yaml").write_text("default_platform: nowhere\n")
    found = run("quote veo-3.1 8s --plan starter --pricing mine")
    assert found.code == 1
    assert found.err.startswith("error: ")
