"""JSON is written without the library that is slow to load, and is to the byte what that writes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.render.json import text_of

LEAVES = st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20)
KEYS = st.text(st.characters(), max_size=8)
NESTED = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner), max_leaves=30
)


class Word(str):
    """Text of a kind of its own."""

    __slots__ = ()


@given(st.dictionaries(KEYS, NESTED))
def test_every_object_is_written_as_json_writes_it(data: dict[str, Any]) -> None:
    assert text_of(data) == f"{json.dumps(data, indent=2)}\n"


@pytest.mark.parametrize("value", [Word("é"), "\ud83d", "\U0001f3ac", {}, [], (), [{}], 10**40, -1, True])
def test_values_of_the_less_plain_kinds_are_written_so_too(value: Any) -> None:
    assert text_of({"one": value}) == f"{json.dumps({'one': value}, indent=2)}\n"


@pytest.mark.parametrize("value", [0.5, {1, 2}, b"text", object()])
def test_what_no_object_holds_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        text_of({"one": [value]})


@pytest.mark.parametrize("key", [1, None, ("a",)])
def test_so_is_a_key_that_is_no_text(key: Any) -> None:
    with pytest.raises(TypeError):
        text_of({key: "one"})
