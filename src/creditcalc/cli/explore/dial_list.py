"""Dials one below the other: the arrows move between them and turn them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from creditcalc.amount import figure
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.reports.quote import spoken
from creditcalc.whatif.clip import Dial
from creditcalc.whatif.dials import Dials

FIRST_TURN = {"budget": "100", "credits": "100"}
"""Where a dial that has no value begins to turn, if not at its lower end."""
LEAD = 2
"""Columns before the name of a dial."""


def next_value(dial: Dial, by: int) -> str:
    """The value to which a turn of the dial leads: the next that is sold, or the next number within its ends."""
    if dial.choices:
        sold = [one.value for one in dial.choices if one.sold]
        if not sold:
            return dial.value
        at = sold.index(dial.value) if dial.value in sold else (-1 if by > 0 else 0)
        return sold[(at + (1 if by > 0 else -1)) % len(sold)]
    try:
        value = figure(dial.value)
    except CreditcalcError:
        return FIRST_TURN.get(dial.name) or dial.low or "1"
    step = by * next(size for least, size in ((10_000, 1_000), (1_000, 100), (100, 10), (0, 1)) if value >= least)
    return word_of(_within(value + step, dial))


def _within(value: Fraction, dial: Dial) -> Fraction:
    low = figure(dial.low) if dial.low else Fraction(0)
    value = max(value, low)
    return min(value, figure(dial.high)) if dial.high else value


def value_words(dial: Dial) -> str:
    """The value of a dial as people read it."""
    words = {one.value: one.words for one in dial.choices}.get(dial.value)
    if words is None and dial.value == "open":
        return "any"
    if dial.name in Dials._fields:
        return words or dial.value or "–"
    return words or spoken(dial.name, dial.value) or dial.value or "–"


def is_unpriced(dial: Dial) -> bool:
    """Whether a dial is at a value that has no price."""
    return any(one.value == dial.value and one.why for one in dial.choices)


def about(dial: Dial) -> str:
    """What is to be known of a dial: what is not sold with the others as they are, and why, else what a sheet notes."""
    closed = [one.words for one in dial.choices if not one.sold]
    said = f"Not with these settings: {', '.join(closed)}." if closed else ""
    return " ".join(filter(None, (said, dial.note.strip())))


class DialList(Widget, can_focus=True):
    """The dials; a message says what is turned, and nothing is turned here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Previous dial", show=False),
        Binding("down,j", "move(1)", "Next dial", show=False),
        Binding("left,h", "turn(-1)", "Turn down", show=False),
        Binding("right,l", "turn(1)", "Turn up", show=False),
        Binding("shift+left", "turn(-10)", "Turn down by ten", show=False),
        Binding("shift+right", "turn(10)", "Turn up by ten", show=False),
        Binding("enter,space", "type", "Type or choose a value", show=False),
        Binding("backspace,delete", "reset", "Turn back to the default", show=False),
    ]

    class Turned(Message):
        """A dial was turned to a value; "" is its default."""

        def __init__(self, name: str, value: str) -> None:
            super().__init__()
            self.name, self.value = name, value

    class Asked(Message):
        """A person wants to type a value, or to choose one of a list."""

        def __init__(self, dial: Dial) -> None:
            super().__init__()
            self.dial = dial

    class Moved(Message):
        """Another dial is under the cursor."""

    def __init__(self, **named: str) -> None:
        super().__init__(**named)  # type: ignore[arg-type]  # its id and classes
        self.dials: tuple[Dial, ...] = ()
        self.cursor = 0

    @property
    def current(self) -> Dial | None:
        """The dial under the cursor."""
        return self.dials[self.cursor] if self.dials else None

    def put(self, dials: Sequence[Dial]) -> None:
        """Show these dials, with the cursor on the one of the same name as before."""
        before = self.current
        names = [one.name for one in dials]
        changed = len(dials) != len(self.dials)
        self.dials = tuple(dials)
        self.cursor = names.index(before.name) if before and before.name in names else 0
        self.refresh(layout=changed)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line for each dial."""
        return len(self.dials)

    def render(self) -> Content:
        """A line for each dial."""
        widest = max((len(one.words) for one in self.dials), default=0)
        return Content("\n").join([self._line(at, one, widest) for at, one in enumerate(self.dials)])

    def _line(self, at: int, dial: Dial, widest: int) -> Content:
        here, room = at == self.cursor, max(4, self.size.width - widest - LEAD - 5)
        value = value_words(dial)
        value = value if len(value) <= room else f"{value[: room - 1]}…"
        value = f"‹ {value} ›" if here else f"  {value}  "
        given = dial.origin == "given"
        style = ("bold " if given else "") + ("$error" if is_unpriced(dial) else "")
        line = Content.assemble(("> " if here else "  "), f"{dial.words:{widest}} ", (value, style.strip()))
        if is_unpriced(dial):
            line += Content.styled("?", "$error")
        elif dial.origin == "default" and len(line) + 8 <= self.size.width:
            line += Content.styled(f"{' ' * here}default", "dim")
        if here and self.has_focus:
            line = line.pad_right(max(0, self.size.width - len(line))).stylize("reverse")
        return line

    def watch_has_focus(self, focused: bool) -> None:
        """Draw the cursor anew."""
        super().watch_has_focus(focused)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Go to another dial."""
        if self.dials:
            self.cursor = (self.cursor + by) % len(self.dials)
            self.refresh()
            self.scroll_to_region_of_cursor()
            self.post_message(self.Moved())

    def scroll_to_region_of_cursor(self) -> None:
        """Bring the dial under the cursor into sight."""
        if self.parent is not None and isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False)

    def action_turn(self, by: int) -> None:
        """Turn the dial under the cursor."""
        if (dial := self.current) is not None:
            self.post_message(self.Turned(dial.name, next_value(dial, by)))

    def action_type(self) -> None:
        """Ask for a value."""
        if (dial := self.current) is not None:
            self.post_message(self.Asked(dial))

    def action_reset(self) -> None:
        """Turn the dial back."""
        if (dial := self.current) is not None:
            self.post_message(self.Turned(dial.name, ""))

    def on_click(self, event: Click) -> None:
        """Go to the dial that is clicked; a click on its signs turns it, and one on its value asks for another."""
        if not 0 <= event.y < len(self.dials):
            return
        self.focus()
        self.cursor = event.y
        self.refresh()
        dial = self.dials[event.y]
        start = LEAD + max(len(one.words) for one in self.dials) + 1
        end = start + len(value_words(dial)) + 3
        if event.x in (start, start + 1):
            self.action_turn(-1)
        elif event.x in (end - 1, end):
            self.action_turn(1)
        elif start < event.x < end:
            self.action_type()
        else:
            self.post_message(self.Moved())
