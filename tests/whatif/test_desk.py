"""The desk: questions and answers as JSON, without a sheet and without any library of others."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shell import run

from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.packed import PackedCatalog, packed_books
from creditcalc.whatif.desk import Desk

CLIP = "clip?model=veo-3.1&seconds=8&resolution=4k&audio=on"
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"ask": "clip", "address": f"{CLIP}&plan=plus"},
    {"ask": "turn", "address": CLIP, "name": "seconds", "value": "6"},
    {"ask": "model", "address": CLIP, "model": "kling 3.0"},
    {"ask": "book", "address": CLIP, "platform": "flow", "edition": "", "plan": ""},
    {"ask": "words", "address": "clip", "words": "veo 3.1 fast 8s audio"},
    {"ask": "cheaper", "address": CLIP},
    {"ask": "elsewhere", "address": CLIP},
    {"ask": "plans", "address": "plans?credits=300"},
    {"ask": "picture", "address": "plans?credits=300"},
    {"ask": "shoot", "address": "shoot?board=shots.csv&budget=100"},
    {"ask": "priced", "address": "shoot?board=shots.csv"},
    {"ask": "quotes", "addresses": [CLIP, "nowhere"]},
    {"ask": "models", "address": "clip"},
    {"ask": "platforms"},
    {"ask": "yours", "platform": ""},
)


@cache
def desk() -> Desk:
    """A desk of two platforms, on a day."""
    return Desk(PackedCatalog(packed_books(Catalog(), ["invideo", "flow"])), "2026-11-29")


def ask(**said: Any) -> Any:
    """The answer to a question."""
    return json.loads(desk().asked(json.dumps(said)))


def test_every_question_is_answered_without_a_library_of_others(tmp_path: Path) -> None:
    """In a process that has none of them, nor what a browser has not: programs and databases."""
    (tmp_path / "books").write_bytes(packed_books(Catalog(), ["invideo", "flow"]))
    (tmp_path / "shots.csv").write_text("model,seconds\nveo-3.1-fast,8\n")
    (tmp_path / "questions").write_text(json.dumps(QUESTIONS))
    program = (
        "import sys, json\n"
        "for name in ('yaml', 'typer', 'rich', 'jinja2', 'sqlite3', 'subprocess', 'duckdb', 'pyarrow'):\n"
        "    sys.modules[name] = None\n"
        "from creditcalc.sheets.packed import PackedCatalog\n"
        "from creditcalc.whatif.desk import Desk\n"
        "desk = Desk(PackedCatalog(open('books', 'rb').read()), '2026-11-29')\n"
        "for one in json.load(open('questions')): print(desk.asked(json.dumps(one)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert not ran.stderr.decode()
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == len(QUESTIONS)
    assert not [one for one in answers if one.get("refusal")]
    assert {one["ask"] for one in QUESTIONS} == {*desk()._questions}


def test_a_clip_is_drawn_as_the_screen_has_it() -> None:
    found = ask(ask="clip", address=f"{CLIP}&plan=plus")
    (report,) = found["reports"]
    assert report["title"] == "Veo 3.1 · 8 s · 4K · audio"
    assert [line["figure"] for line in report["answer"]] == ["80+ credits", "100+ %", "~$28+"]
    assert found["said"] == "Veo 3.1, 8 s, 4K, audio: at least 80 credits (InVideo AI, prices of May 2026)"
    assert (found["command"], found["address"]) == (
        "creditcalc quote --model veo-3.1 --seconds 8 --resolution 4k --audio --plan plus",
        "clip?plan=plus&model=veo-3.1&seconds=8&resolution=4k&audio=on",
    )


def test_dials_of_the_desk_turn() -> None:
    assert ask(ask="turn", address=CLIP, name="seconds", value="6")["dials"]["settings"]["seconds"] == "6"
    moved = ask(ask="book", address=CLIP, platform="flow", edition="", plan="")
    assert (moved["book"]["name"], moved["model"]["id"]) == ("Google Flow", "veo-3.1")
    assert ask(ask="words", address="clip", words="veo 3.1 fast 8s")["model"]["id"] == "veo-3.1-fast"


@pytest.mark.parametrize(
    "said",
    [
        {"ask": "clip", "address": "nowhere"},
        {"ask": "turn", "address": "clip", "name": "takes", "value": "-1"},
        {"ask": "words", "address": "clip", "words": "veo"},
        {"ask": "model", "address": "clip", "model": "nothing"},
        {"ask": "shoot", "address": "shoot?board=board.yaml"},
        {"ask": "priced", "address": "shoot?board=nofile.csv"},
        {"ask": "picture", "address": "plans"},
    ],
)
def test_what_is_refused_is_an_answer(said: dict[str, str]) -> None:
    assert ask(**said)["refusal"]["lines"]


def test_a_sheet_cannot_drive_a_page() -> None:
    """Text of other people goes out as text, without what cannot be seen."""
    found = ask(ask="clip", address="clip?model=%3Cb%3Ex")
    assert found["refusal"]["lines"][0].startswith("unknown model `<b>x`")


def test_a_command_says_the_same_where_somebody_else_types_it() -> None:
    """Whose default platform may be another one, and who may have no sheets of these."""
    books = packed_books(Catalog(), ["flow", "invideo"], "my sheets")
    there = Desk(PackedCatalog(books), "2026-11-29")

    def command(where: str, ask: str = "clip") -> str:
        return str(json.loads(there.asked(json.dumps({"ask": ask, "address": where})))["command"])

    said = "creditcalc quote --model veo-3.1 --seconds 8"
    assert command("clip?model=veo-3.1&seconds=8") == f"{said} --platform flow --pricing 'my sheets'"
    there_too = "clip?platform=invideo&model=veo-3.1&seconds=8"
    assert command(there_too) == f"{said} --platform invideo --pricing 'my sheets'"
    assert command("plans", "plans") == "creditcalc plans compare --platform flow --pricing 'my sheets'"
    assert ask(ask="clip", address="clip?model=veo-3.1&seconds=8")["command"] == said


def test_a_list_of_somebody_else_is_read_by_well_known_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `batch --guess-columns` reads it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.md").write_text("| Shot | Tool | Duration | Lens |\n|-|-|-|-|\n| A | Veo 3.1 | 0:08 | 35mm |\n")
    refused = ask(ask="shoot", address="shoot?board=list.md")["refusal"]
    assert "there is no column `model`" in refused["lines"][0]
    found = ask(ask="shoot", address="shoot?board=list.md&guess=on")
    assert (found["refusal"], found["command"]) == (None, "creditcalc batch list.md --guess-columns")
    ran = run("batch list.md --guess-columns --format csv")
    assert ask(ask="priced", address="shoot?board=list.md&guess=on")["text"] == ran.out
    assert ran.code == 0


def test_what_is_no_shot_list_is_refused_by_its_name() -> None:
    for name in ("picture.png", "x.numbers"):
        (line,) = ask(ask="shoot", address=f"shoot?board={name}")["refusal"]["lines"]
        assert line == f"{name}: only a shot list can be read here: save it as CSV"
