"""A storyboard as YAML: what `read_storyboard` reads as the same shots."""

import json
import re
from collections.abc import Iterator

from creditcalc.batch.pricer import Pricer, Values
from creditcalc.storyboard.board import ELSEWHERE, Shot, Storyboard

BARE_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*( [A-Za-z0-9._-]+)*")
"""Words that need no quotes."""
SPECIAL = {"null", "true", "false", "yes", "no", "y", "n", "on", "off"}
"""Of those the ones that other readers of YAML take for something else; `on` and `off` are how a flag is written."""


def written(board: Storyboard, pricer: Pricer) -> str:
    """The storyboard with what each shot inherits said by itself, and without defaults and comments."""
    return "\n".join(_lines(board, pricer)) + "\n"


def _lines(board: Storyboard, pricer: Pricer) -> Iterator[str]:
    for key in ("name", "note"):
        if word := getattr(board, key):
            yield f"{key}: {_word(word)}"
    scenes = dict.fromkeys(shot.scene for shot in board.shots)
    if "" in scenes:
        yield "shots:"
        yield from _shots(board, "", pricer, "  ")
    if named := [scene for scene in scenes if scene]:
        yield "scenes:"
        for scene in named:
            yield f"  - name: {_word(scene)}"
            if note := board.notes.get(scene):
                yield f"    note: {_word(note)}"
            yield "    shots:"
            yield from _shots(board, scene, pricer, "      ")


def _shots(board: Storyboard, scene: str, pricer: Pricer, indent: str) -> Iterator[str]:
    for shot in board.shots:
        if shot.scene == scene:
            yield f"{indent}- name: {_word(shot.name)}"
            yield from (f"{indent}  {line}" for line in _shot(shot, pricer))


def _shot(shot: Shot, pricer: Pricer) -> Iterator[str]:
    if shot.note:
        yield f"note: {_word(shot.note)}"
    if len(shot.ways) == 1:
        yield from _settings(shot.ways[0].values(pricer))
        return
    yield "alternatives:"
    for way in shot.ways:
        yield f"  {_word(way.name)}:"
        yield from (f"    {line}" for line in (*_settings(way.values(pricer)), f"prefer: {way.prefer}"))


def _settings(values: Values) -> Iterator[str]:
    yield from (f"{_word(name)}: {_word(word)}" for name, word in values.items() if name not in ELSEWHERE)


def _word(word: str) -> str:
    """A word as YAML: plain where that is read as the same, else in quotes, as JSON has it."""
    plain = BARE_WORDS.fullmatch(word) and word.lower() not in SPECIAL - {"on", "off"}
    return word if plain else json.dumps(word, ensure_ascii=False)
