"""A storyboard that is written is read as the same shots."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.batch.pricer import Pricer
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.board import Shot, Storyboard, Way, read_storyboard
from creditcalc.storyboard.decide import decided
from creditcalc.storyboard.written import written

EXAMPLE = Path(__file__).parents[2] / "examples" / "storyboard.yaml"
said = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=9).filter(
    lambda word: word == word.strip()
)
"""Words as a person writes them: names with signs of YAML among them."""


@pytest.fixture(scope="module")
def pricer() -> Pricer:
    """What prices in the default price book."""
    catalog = Catalog()
    return Pricer(catalog, catalog.edition())


def test_the_example_costs_the_same(pricer: Pricer) -> None:
    board = read_storyboard(EXAMPLE, "s.yaml")
    again = read_storyboard(Path(), "s.yaml", written(board, pricer).encode())
    before, after = decided(board, pricer), decided(again, pricer)
    assert [row.priced.total for row in after] == [row.priced.total for row in before]
    assert [(row.shot.scene, row.shot.name, row.shot.note) for row in after] == [
        (row.shot.scene, row.shot.name, row.shot.note) for row in before
    ]
    notes = {scene: note for scene, note in board.notes.items() if note}
    assert {scene: note for scene, note in again.notes.items() if note} == notes


@given(said, said, st.lists(said, min_size=1, max_size=3, unique=True), st.dictionaries(said, said, max_size=2))
def test_whatever_words_are_said_they_are_read_again(
    pricer: Pricer, name: str, note: str, ways: list[str], more: dict[str, str]
) -> None:
    taken = {"name", "note", "alternatives", "prefer", "shot", "scene", "alternative", "minutes", "seconds", "id"}
    own = {"model": "veo-3.1", "seconds": "8", **{key: word for key, word in more.items() if key not in taken}}
    made = tuple(Way(way, at, own, {}) for at, way in enumerate(ways))
    shot = Shot("", "", name, note, made if len(ways) > 1 else (made[0]._replace(name="", prefer=0),))
    board = Storyboard(name, note, {}, (shot,), ())
    again = read_storyboard(Path(), "s.yaml", written(board, pricer).encode())
    assert (again.name, again.note) == (name, note)
    assert again.shots == (shot._replace(place=again.shots[0].place),)
