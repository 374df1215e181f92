"""Storyboards as they are written: what shots inherit, and what is wrong with a file."""

from pathlib import Path

import pytest
from outcomes import lines
from shell import Ran, run
from shop import shop

from creditcalc.errors import REFUSED
from creditcalc.storyboard.board import LARGEST_STORYBOARD


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "s.yaml: the storyboard is empty: add a shot under `shots`"),
        ("- a\n", "s.yaml:1:1: a storyboard must be a mapping: write `key: value`"),
        ("name: x\n", "s.yaml:1:1: has no shots: add one under `shots`"),
        ("shots: {a: b}\n", "s.yaml:1:8: `shots` must be a list: begin each with `-`"),
        (
            "scene: x\nshots: [{model: clip}]\n",
            "s.yaml:1:1: a storyboard has no `scene`: it has `name`, `note`, `defaults`, `scenes` and `shots`; "
            "settings go under `defaults`\n"
            "hint: if it is a list of your own   creditcalc batch s.yaml --rows shots --guess-columns",
        ),
        ("scenes: [{name: One}]\n", "s.yaml:1:10: the scene `One` has no `shots`: add one"),
        ("shots: [{model: [clip]}]\n", "s.yaml:1:17: `model` must be one word or number"),
        (
            "shots: [{model: clip, seconds: 8, seconds: 9}]\n",
            "s.yaml:1:35: the key `seconds` is given twice: remove one",
        ),
        (
            "shots: [{alternatives: {a: {model: clip, prefer: high}}}]\n",
            "s.yaml:1:50: `prefer` must be a whole number from 0 to 100, not `high`",
        ),
        (
            "defaults: {audoi: on}\nshots: [{model: clip, seconds: 8}]\n",
            "s.yaml:1:12: no shot uses the default `audoi`: correct or remove it",
        ),
    ],
)
def test_a_wrong_storyboard_is_refused_with_its_place(folder: Path, text: str, error: str) -> None:
    (folder / "s.yaml").write_text(text)
    assert run("batch s.yaml") == Ran(REFUSED, "", f"error: {error}\n")


def test_all_faults_are_said_at_once(folder: Path) -> None:
    (folder / "s.yaml").write_text("scenes: [{name: One}, {name: Two, shots: 3}, {shots: [{takes: {}}]}]\n")
    assert run("batch s.yaml").err.count("s.yaml:1:") == 3  # no shots, no list, no word


def test_an_own_length_drops_the_inherited_one(folder: Path) -> None:
    (folder / "s.yaml").write_text("defaults: {seconds: 8}\nshots: [{model: clip, minutes: 0.5}, {model: clip}]\n")
    assert run("batch s.yaml --quiet").out == "76\n"  # 30 * 2 + 8 * 2


def test_alternatives_without_any_are_refused(folder: Path) -> None:
    (folder / "n.yaml").write_text("shots:\n  - {name: A, seconds: 5, alternatives: {}}\n  - {name: B, model: [x]}\n")
    found = run("batch n.yaml")
    assert found.code == REFUSED and found.err == lines(
        "error: n.yaml:2:41: `alternatives` is empty: add one, or remove it",
        "error: n.yaml:3:22: `model` must be one word or number",
    )


@pytest.mark.parametrize("takes", ["²", "٣", "9" * 5000, "two", "-1", "1.5"])
def test_takes_that_are_no_number_are_refused_where_they_stand(takes: str) -> None:
    Path("s.yaml").write_text(f"shots: [{{model: clip, seconds: 8, takes: '{takes}'}}]\n")
    found = run("batch s.yaml")
    assert (found.code, "Traceback" in found.err) == (REFUSED, False)
    assert found.err.startswith("s.yaml:1:9: ")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "shots: [{shot: a, model: clip, seconds: 8}]",
            "s.yaml:1:16: `shot` is not a setting: name a shot with `name`",
        ),
        ("shots: [{scene: a, model: clip}]", "s.yaml:1:17: `scene` is not a setting: put the shot under `scenes`"),
        ("shots: [{alternative: a, model: clip}]", "`alternative` is not a setting: put it under `alternatives`"),
        ("shots: [{alternatives: {a: {shot: b, model: clip}}}]", "`shot` is not a setting: name a shot with `name`"),
        (
            "defaults: {note: a}\nshots: [{model: clip}]",
            "`note` is not a setting: write the note in the shot or scene itself",
        ),
    ],
)
def test_what_names_a_row_elsewhere_is_said_in_its_place(text: str, error: str) -> None:
    """They would be columns twice, and the row's own would be lost."""
    Path("s.yaml").write_text(f"{text}\n")
    found = run("batch s.yaml --format csv")
    assert (found.code, found.out) == (REFUSED, "")
    assert error in found.err
    Path("s.yaml").write_text("shots: [{shot: ~, note: a, model: clip, seconds: 8}]\n")
    assert run("batch s.yaml -q").code == 0


def test_a_storyboard_has_at_most_twenty_million_bytes(folder: Path) -> None:
    assert LARGEST_STORYBOARD == 20_000_000
    path = folder / "s.yaml"
    path.write_bytes(b"shots: [{model: clip, seconds: 8}] #".ljust(LARGEST_STORYBOARD, b"-"))
    assert run("batch s.yaml --quiet") == Ran(0, "16\n", "")  # 8 s at 2
    with path.open("ab") as file:
        file.write(b"-")
    error = "error: s.yaml: is larger than 20,000,000 bytes: split the storyboard\n"
    assert run("batch s.yaml --quiet") == Ran(REFUSED, "", error)
