"""A `Record` is a `typing.NamedTuple` that costs little to define: both do the same, whatever is asked of them."""

import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.record import Record


class Plain(NamedTuple):
    """What the standard library makes."""

    kind: int
    two: str = "b"
    three: tuple[int, ...] = ()


class Light(Record):
    """What we make."""

    kind: int
    two: str = "b"
    three: tuple[int, ...] = ()

    def both(self) -> str:
        """A method beside the fields."""
        return f"{self.kind}{self.two}"


def outcome(made: Callable[[], Any]) -> Any:
    """What a call gives as a plain tuple, or the kind of its error."""
    try:
        return tuple(made())
    except (TypeError, ValueError) as error:
        return type(error)


@given(
    values=st.lists(st.integers(), max_size=4),
    named=st.dictionaries(st.sampled_from(["kind", "two", "three", "four"]), st.integers(), max_size=3),
)
def test_it_is_made_changed_and_refused_as_a_named_tuple_is(values: list[int], named: dict[str, int]) -> None:
    assert outcome(lambda: Light(*values, **named)) == outcome(lambda: Plain(*values, **named))  # type: ignore[arg-type]
    assert outcome(lambda: Light._make(values)) == outcome(lambda: Plain._make(values))
    assert outcome(lambda: Light(1)._replace(**named)) == outcome(lambda: Plain(1)._replace(**named))  # type: ignore[arg-type]


def test_it_is_a_tuple_with_fields() -> None:
    light, plain = Light(1, three=(2,)), Plain(1, three=(2,))
    both, fields = light.both(), (light._asdict(), plain._asdict())
    assert light == (1, "b", (2,)) == plain
    assert hash(light) == hash(plain)
    assert repr(light) == repr(plain).replace("Plain", "Light")
    assert fields[0] == fields[1]
    assert Light._fields == Plain._fields
    assert Light._field_defaults == Plain._field_defaults
    assert pickle.loads(pickle.dumps(light)) == light  # our own bytes
    assert type(pickle.loads(pickle.dumps(light))) is Light
    assert both == "1b"
    with pytest.raises(AttributeError):
        setattr(light, "kind", 2)  # noqa: B010  # so that a type checker does not refuse it first
    with pytest.raises(AttributeError):
        setattr(light, "four", 2)  # noqa: B010
    match light:
        case Light(one, two):
            assert (one, two) == (1, "b")


def test_a_default_stands_after_what_has_none() -> None:
    with pytest.raises(TypeError, match="follows one that has one"):
        type(Light)("Wrong", (Record,), {"__annotations__": {"one": int, "two": int}, "one": 1})  # type: ignore[misc]
