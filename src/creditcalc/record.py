"""Named tuples that cost little to define: a start defines dozens and makes few of them.

`typing.NamedTuple` checks each annotation and compiles a constructor for each class, which was a tenth of a quote. A
`Record` does neither until one is made by the names of its fields. A type checker takes it for a `NamedTuple`, and it
is one in every other respect: fields, defaults, `_replace`, `_asdict`, `_make`, patterns, pickles.
"""

from typing import TYPE_CHECKING

__all__ = ["Frozen", "Record"]


class Frozen:
    """An object that never changes once it is made. It pickles whatever it keeps in its slots."""

    __slots__ = ()

    def _keep(self, **values: object) -> None:
        """Fill slots, while it is made."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} never changes: `{name}` stays as it is")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} never changes: it keeps `{name}`")

    def __reduce__(self) -> "tuple[Any, ...]":
        slots = [name for kind in type(self).__mro__ for name in getattr(kind, "__slots__", ())]
        return _kept, (type(self), {name: getattr(self, name) for name in slots})


def _kept(kind: "type[Frozen]", values: "dict[str, object]") -> Frozen:
    made = object.__new__(kind)
    made._keep(**values)
    return made


if TYPE_CHECKING:
    from typing import Any
    from typing import NamedTuple as Record
else:
    from _collections import _tuplegetter

    _new = tuple.__new__

    def _annotated(space):
        """The names that the body of a class annotates, in their order."""
        if "__annotations__" in space:
            return tuple(space["__annotations__"])
        try:  # from Python 3.14 on they are made when they are asked for
            from annotationlib import Format, call_annotate_function, get_annotate_from_class_namespace  # noqa: PLC0415
        except ImportError:
            return ()
        annotate = get_annotate_from_class_namespace(space)
        return tuple(call_annotate_function(annotate, Format.FORWARDREF)) if annotate else ()

    def _constructor(kind):
        """The constructor of a record, compiled when one is first made by names or with defaults."""
        names = ", ".join(kind._fields)
        made = eval(f"lambda _kind, /, {names}: _new(_kind, ({names},))", {"_new": _new})  # noqa: S307  # identifiers alone
        made.__defaults__ = tuple(kind._field_defaults.values())
        made.__name__ = "__new__"
        made.__qualname__ = f"{kind.__qualname__}.__new__"
        kind.__new__ = staticmethod(made)
        return made

    def _first(kind, /, *values, **named):
        if not named and len(values) == len(kind._fields):
            return _new(kind, values)
        return _constructor(kind)(kind, *values, **named)

    class _Kind(type):
        """The type of records: fields from the annotations, in their order, defaults from what they are set to."""

        def __new__(cls, name, bases, space):
            if [base.__name__ for base in bases] != ["Record"]:  # the class itself, or one that adds no fields
                return super().__new__(cls, name, bases or (tuple,), space)
            fields = _annotated(space)
            defaults = {field: space.pop(field) for field in fields if field in space}
            if [*defaults] != [*fields[len(fields) - len(defaults) :]]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            for index, field in enumerate(fields):
                space[field] = _tuplegetter(index, None)
            space |= {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return super().__new__(cls, name, bases, {"__new__": _first, **space})

    class Record(metaclass=_Kind):
        """A named tuple, defined as a `typing.NamedTuple` is."""

        __slots__ = ()
        _fields = ()
        _field_defaults = {}  # noqa: RUF012  # as a named tuple has it

        @classmethod
        def _make(cls, values):
            """A record of these values, in the order of the fields; raises TypeError for too many or too few."""
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changed):
            """The record with some fields changed; raises ValueError for what is no field."""
            made = _new(self.__class__, map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {[*changed]!r}")
            return made

        def _asdict(self):
            """The values by field."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return (
                f"{self.__class__.__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"
            )

        def __getnewargs__(self):
            return tuple(self)
