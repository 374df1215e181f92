"""How the nodes of a program's workflows are read: which are paid, and which of their widgets decide the price."""

import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record

WORKFLOWS = "workflows"
"""The folder of the sheets that say how the nodes of workflows are read, one for each program."""
WidgetKind = Literal["text", "word", "number", "flag", "part"]
WIDGET = r"([A-Za-z0-9_.*]+) (text|word|number|flag|part)( or none)?"
"""How a widget is written: `prompt text`, `duration number`, `seed number or none`."""


class Widget(str):
    """A widget of a node: its name, the kind of its value, and `or none` where some files lack it.

    A `part` with `*` in its name stands for any number of texts and lengths.
    """

    name: str
    kind: WidgetKind
    optional: bool

    def __new__(cls, text: str) -> "Widget":
        """The widget of a text that `parse` has read."""
        found = super().__new__(cls, text)
        name, kind, optional = re.fullmatch(WIDGET, text).groups()  # type: ignore[union-attr]  # `parse` has looked
        found.name, found.kind, found.optional = name, cast("WidgetKind", kind), bool(optional)
        return found

    @classmethod
    def parse(cls, text: str) -> "Widget":
        """The widget that a sheet writes. Raises CreditcalcError for what is none."""
        if not re.fullmatch(WIDGET, text):
            raise CreditcalcError(f"`{text[:40]}` is not a widget: write its name and kind, as in `duration number`")
        return cls(text)


class NodeReading(Record):
    """What some widgets of a node decide.

    setting: the setting that they decide, or `model`, or `outputs`
    from: the names of the widgets; `*` stands for any letters
    read: how: `word`, `first` word, `length` (a sum), `flag`, `characters`, `megapixels`, or `unlinked` inputs
    values: what words mean, in words of the setting; both in lower case, with a dash for every other sign
    absent: the value where an older file has no such widget; else the setting is open
    not_for: models for which it decides nothing
    """

    setting: str
    from_: tuple[str, ...]
    read: Literal["word", "first", "length", "flag", "characters", "megapixels", "unlinked"] = "word"
    values: Mapping[str, str] = EMPTY
    absent: str | None = None
    not_for: tuple[str, ...] = ()
    place: str = ""


class NodeMapping(Record):
    """Nodes that are read alike: which model they run, and which of their widgets decide the price.

    classes: the classes, exactly as the workflow names them
    source: where this is from: a key of `sources`
    widgets: the widgets in the order of their values
    model: the model that is priced, where no widget says it
    with: settings that the class decides
    readings: what the widgets decide
    asked: settings that no file says, and what they are
    unpriced: models that are chosen in these nodes and have no price here, folded as values are
    note: for people
    """

    classes: tuple[str, ...]
    source: str
    widgets: tuple[Widget, ...]
    readings: tuple[NodeReading, ...] = ()
    model: str | None = None
    with_: Mapping[str, str] = EMPTY
    asked: Mapping[str, str] = EMPTY
    unpriced: tuple[str, ...] = ()
    note: str | None = None
    place: str = ""

    @property
    def models(self) -> tuple[str, ...]:
        """The models that these nodes may run and that have a price somewhere."""
        said = [one.values.values() for one in self.readings if one.setting == "model"]
        return tuple(dict.fromkeys([*([self.model] if self.model else []), *(name for some in said for name in some)]))


class WorkflowSheet(Record):
    """How the workflows of a program are read.

    name: what people call the program
    platform: the platform whose prices its paid nodes have
    sources: where it is from that nodes are read so, by key
    nodes: the nodes that have a price, by an id
    unpriced: classes of paid nodes that have no price here
    local: classes of nodes that cost nothing
    constants: classes of nodes whose first widget is what they hand on
    passing: classes of nodes that hand on what they are given
    notes: classes of nodes that only say something
    """

    name: str
    platform: str
    sources: Mapping[str, Source]
    nodes: Mapping[str, NodeMapping]
    unpriced: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def mapping(self, name: str) -> NodeMapping | None:
        """How the nodes of a class are read, if they have a price."""
        return next((one for one in self.nodes.values() if name in one.classes), None)

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that the sheet names, as often as it does."""
        lists = (self.unpriced, self.local, self.constants, self.passing, self.notes)
        return tuple(name for some in (*lists, *(one.classes for one in self.nodes.values())) for name in some)

    def over(self, below: "WorkflowSheet") -> "WorkflowSheet":
        """The sheet with all that one below it says and it says nothing of: entries by id, other classes by name."""
        own = {*self.classes}

        def both(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
            return (*(name for name in theirs if name not in own), *mine)

        return self._replace(
            sources={**below.sources, **self.sources},
            nodes={**below.nodes, **self.nodes},
            unpriced=both(self.unpriced, below.unpriced),
            local=both(self.local, below.local),
            constants=both(self.constants, below.constants),
            passing=both(self.passing, below.passing),
            notes=both(self.notes, below.notes),
        )


class ReadWorkflows(Record):
    """A program's sheet as it is kept; none where there is none."""

    sheet: WorkflowSheet | None
    stamps: tuple[Any, ...] = ()
