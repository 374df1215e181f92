"""What the explorer asks in a window of its own: a word, a choice, yes or no; and its help."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from creditcalc.errors import CreditcalcError
from creditcalc.record import Record

SHOWABLE = r"[^\x00-\x1f\x7f-\x9f]*"
"""What a field takes: what is pasted may have signs that would drive the terminal."""


class AskWord(ModalScreen[str | None]):
    """A word; `read` raises CreditcalcError for one that is refused. None where a person goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]

    def __init__(self, question: str, value: str = "", read: Callable[[str], object] = str) -> None:
        super().__init__()
        self.question, self.value, self.read = question, value, read

    def compose(self) -> ComposeResult:
        """The question, a field, and why a word is refused."""
        with Vertical(classes="window"):
            yield Static(Content(self.question), classes="question")
            yield Input(self.value, id="word", select_on_focus=True, compact=True, restrict=SHOWABLE)
            yield Static("", id="refused")
            yield Static("enter takes it, escape goes back", classes="dim")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the word, or say why not."""
        word = event.value.strip()
        try:
            self.read(word)
        except CreditcalcError as error:
            self.query_one("#refused", Static).update(Content(error.lines[0]))
            return
        self.dismiss(word)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class LineList(OptionList):
    """A list of lines, with the one under the cursor in reverse: its own styles cannot say that."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """The style of a part of the list."""
        style = super().get_visual_style(*component_classes, partial=partial)
        here = self.has_focus and "option-list--option-highlighted" in component_classes
        return style + Style(reverse=True) if here else style


class Choosable(Record):
    """One of some things to choose from: its value, its words, and why it cannot be chosen, "" where it can."""

    value: str
    words: str
    why: str = ""


class ChooseOne(ModalScreen[str | None]):
    """One of some things; None where a person goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]

    def __init__(self, question: str, things: Sequence[Choosable], value: str = "") -> None:
        super().__init__()
        self.question, self.things, self.value = question, things, value

    def compose(self) -> ComposeResult:
        """The question and the list."""
        with Vertical(classes="window"):
            yield Static(Content(self.question), classes="question")
            yield LineList(
                *(
                    Option(Content(f"{one.words}  {one.why}".rstrip()), str(at), bool(one.why))
                    for at, one in enumerate(self.things)
                ),
                compact=True,
            )
            yield Static("enter chooses, escape goes back", classes="dim")

    def on_mount(self) -> None:
        """Begin at what is chosen now."""
        values = [one.value for one in self.things]
        if self.value in values:
            self.query_one(LineList).highlighted = values.index(self.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        self.dismiss(self.things[event.option_index].value)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class AskSure(ModalScreen[bool]):
    """Yes or no; escape is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The question."""
        with Vertical(classes="window"):
            yield Static(Content(self.question), classes="question")
            yield Static("y yes, n no", classes="dim")

    def action_answer(self, yes: bool) -> None:
        """Take the answer."""
        self.dismiss(yes)


class ShowHelp(ModalScreen[None]):
    """Every key, and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q,enter", "back", "Back")]

    def __init__(self, keys: Sequence[tuple[str, str]], words: str) -> None:
        super().__init__()
        self.keys, self.words = keys, words

    def compose(self) -> ComposeResult:
        """The keys, and a sentence on the screen."""
        width = max(len(key) for key, _ in self.keys)
        lines = [Content.assemble((f"{key:{width}}", "bold"), f"  {does}") for key, does in self.keys]
        with VerticalScroll(classes="window", id="help"):
            yield Static(Content("\n").join([Content(self.words), Content(""), *lines]))

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)
