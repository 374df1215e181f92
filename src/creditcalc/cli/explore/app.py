"""The explorer's keys: what each does to the dials, and what it leaves."""

import asyncio
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, OptionList

from creditcalc.amount import whole
from creditcalc.batch.formats import kind_of
from creditcalc.cli.explore.asking import AskSure, AskWord, Choosable, ChooseOne, ShowHelp
from creditcalc.cli.explore.dial_list import DialList
from creditcalc.cli.explore.saving import PAGE_NAMES, STORYBOARD_NAMES, file_named, page_words, write_page, write_text
from creditcalc.cli.explore.showing import NO_COMMAND, Showing
from creditcalc.cli.explore.views import COMPUTING, OF_SHOT, book_words, check_turn, headline, instead, plan_kept
from creditcalc.errors import CreditcalcError
from creditcalc.rating.spoken import limit_said
from creditcalc.reports.book import aside
from creditcalc.storyboard.board import Storyboard
from creditcalc.whatif.books import with_model
from creditcalc.whatif.dials import Dials, Tab, turned
from creditcalc.whatif.shoot import Change, Shooting, one_shot, storyboard_text

INTERRUPTED = 130
"""The exit code after Ctrl-C."""
HELP = (
    "The screen says what the command at its foot prints. Letters act where no word is typed. ~ is about, + at least, "
    "? has no published price."
)


class Explorer(Showing):
    """The keys, and what they do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "show('clip')", "Clip: what one generation costs", show=False),
        Binding("2", "show('shoot')", "Shoot: a shot list or a storyboard", show=False),
        Binding("3", "show('plans')", "Plans: which plan for so much a month", show=False),
        Binding("slash", "search", "Search", key_display="/", tooltip="Search the models"),
        Binding("i", "instead", "Instead", tooltip="Choose a cheaper model or another platform"),
        Binding("o", "open", "Open", tooltip="Open a shot list or a storyboard"),
        Binding("f", "fit", "Fit", tooltip="Choose the alternatives that fit a budget"),
        Binding("c", "copy", "Copy", tooltip="Copy the command that says what the screen shows"),
        Binding("s", "save", "Save", tooltip="Save a storyboard"),
        Binding("w", "page", "Page", tooltip="Write a cost page for a client"),
        Binding("e", "prices", "Prices", tooltip="Choose another price book, and see the difference"),
        Binding("x", "explain", "Why", tooltip="Show all notes, and how each figure is calculated"),
        Binding("question_mark", "help", "Help", key_display="?", tooltip="Show every key"),
        Binding("escape", "dials", "Go to the dials", show=False),
        Binding("ctrl+z", "suspend_process", "Suspend; `fg` resumes", show=False),
        Binding("ctrl+c", "interrupt", "Interrupt", show=False, priority=True),
        Binding("q", "quit", "Quit", tooltip="Leave, and print the command"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something in this view."""
        if action in ("fit", "open"):
            return self.dials.tab == "shoot"
        return self.dials.tab == "clip" if action in ("search", "instead") else True

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The keys by their words, for the palette."""
        for key in self.BINDINGS:
            assert isinstance(key, Binding)
            name = key.action.partition("(")[0]
            if name not in ("suspend_process", "interrupt", "dials") and self.check_action(name, ()):
                words = key.tooltip or key.description
                yield SystemCommand(words, f"key {key.key_display or key.key}", self.doing(key.action))

    def doing(self, action: str) -> Callable[[], Any]:
        """What does an action."""
        return lambda: self.run_action(action)

    # Views and dials

    def action_show(self, tab: Tab) -> None:
        """Show a view."""
        self.turn(self.dials._replace(tab=tab))
        self.begin()

    def action_dials(self) -> None:
        """Go to the dials."""
        self.dial_list.focus()

    def action_search(self) -> None:
        """Go to the search."""
        self.query_one("#search").focus()

    def turn_dial(self, name: str, value: str) -> None:
        """Turn a dial of the view; one that cannot be turned so says why."""
        tab = self.dials.tab
        if tab == "shoot" and name in OF_SHOT:
            change = self.changes.pop(self.shot, Change())._replace(**{name: value})
            if change != Change():
                self.changes[self.shot] = change
            self.turn(self.dials)
            return
        try:
            dials = turned(self.dials, name, value)
        except CreditcalcError as error:
            self.say(error.lines[0])
            return
        self.turn(dials._replace(pick="") if name == "budget" and value else dials)

    def on_dial_list_turned(self, event: DialList.Turned) -> None:
        """Turn a dial."""
        self.turn_dial(event.name, event.value)

    def on_dial_list_moved(self) -> None:
        """Say what is to be known of the dial under the cursor."""
        self.put_frame()

    def on_dial_list_asked(self, event: DialList.Asked) -> None:
        """Ask for a value of a dial: one of its choices, or a word."""
        dial = event.dial

        def take(word: str | None) -> None:
            if word is not None:
                self.turn_dial(dial.name, word)

        if dial.choices and dial.name != "success_rate":
            things = [Choosable(one.value, one.words, "" if one.sold else one.why) for one in dial.choices]
            self.push_screen(ChooseOne(dial.words.capitalize(), things, dial.value), take)
            return
        ends = f", {dial.low} to {dial.high}" if dial.high else ""
        value = "" if dial.value == "open" else dial.value
        asked = AskWord(
            f"{dial.words.capitalize()}{ends}; empty for the default",
            value,
            lambda word: check_turn(self.books, self.dials, dial.name, word),
        )
        self.push_screen(asked, take)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the models that are found."""
        if event.input.id == "search":
            self.list_models()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the first model that is found."""
        if event.input.id == "search":
            models = self.query_one("#models", OptionList)
            first = next((one.id for one in models.options if one.id), None)
            if first is not None:
                self.choose_model(first)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Make a model the clip's; go from a shot to its dials."""
        if event.option_list.id == "models" and event.option_id:
            self.choose_model(event.option_id)
        elif event.option_list.id == "shots":
            self.action_dials()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the dials of the shot under the cursor."""
        if event.option_list.id == "shots" and event.option_id and self.shot != (at := whole(event.option_id)):
            self.shot = at
            self.put_shoot_dials()
            self.put_frame()

    def choose_model(self, name: str) -> None:
        """Make a model the clip's."""
        self.query_one("#search", Input).clear()
        self.turn(with_model(self.dials, name, self.books))
        self.action_dials()

    def action_instead(self) -> None:
        """Ask for a cheaper model, or another platform, that would do for the clip."""
        if self.beside is None:
            self.say(COMPUTING if self.dials.model else NO_COMMAND["clip"])
            return
        here = self.books.platform_of(self.dials)
        things = [Choosable(f"{kind} {name}", words) for kind, name, words in instead(self.beside, here)]
        if not things:
            self.say("There is no cheaper model, and no other platform that has this clip.")
            return

        def take(word: str | None) -> None:
            kind, _, name = (word or "").partition(" ")
            if kind == "model":
                self.choose_model(name)
            elif kind:
                self.go_to(name)

        self.push_screen(ChooseOne("Which one instead?", things), take)

    # Budget, price books, notes

    def action_fit(self) -> None:
        """Ask for the budget that the cheapest alternatives are to fit."""

        def take(word: str | None) -> None:
            if word is not None:
                self.turn_dial("budget", word)

        self.push_screen(
            AskWord(
                "Fit how many credits? Leave it empty for none",
                self.dials.budget,
                lambda word: limit_said(word) if word else None,
            ),
            take,
        )

    def action_open(self) -> None:
        """Ask for a file of shots."""

        def take(word: str | None) -> None:
            if word:
                self.changes, self.shot = {}, 0
                self.turn(self.dials._replace(board=word, pick="", budget=""))

        self.push_screen(AskWord("Which shot list or storyboard?", self.dials.board, kind_of), take)

    def action_prices(self) -> None:
        """Ask for another price book; what it changes is said."""
        here = self.books.platform_of(self.dials)
        things = [Choosable(f"{platform} {edition}", words) for platform, edition, words in self.price_books(here)]

        def take(word: str | None) -> None:
            if word is not None:
                self.go_to(*word.split(" "))

        value = f"{here} {self.books.book(self.dials).edition.id}"
        self.push_screen(ChooseOne("Which prices?", things, value), take)

    def go_to(self, platform: str, edition: str = "") -> None:
        """Turn to another price book, and say what that changes."""
        before = book_words(self.books, self.dials), headline(self.parts)
        try:
            dials = plan_kept(self.books, self.dials, platform, edition)
        except CreditcalcError as error:
            self.say(error.lines[0])
            return
        self.before = before if before[1] else None
        self.changes = {} if self.changes and dials.tab != "shoot" else self.changes
        self.turn(dials)
        self.list_models()

    def price_books(self, here: str) -> Iterator[tuple[str, str, str]]:
        """Every price book: those of this platform, then the one of each other that is used by default."""
        catalog = self.books.catalog
        for edition in catalog.platform(here).editions:
            yield here, edition, aside(self.books.book(Dials(platform=here, edition=edition)).edition)
        for platform in catalog.index.platforms:
            if platform != here:
                try:
                    book = self.books.book(Dials(platform=platform)).edition
                except CreditcalcError:
                    continue
                yield platform, book.id, aside(book)

    def action_explain(self) -> None:
        """Show all notes and the arithmetic, or the most important again."""
        self.view = self.view._replace(explain=not self.view.explain)
        self.redraw()

    # What is left behind

    def action_copy(self) -> None:
        """Copy the command, and show it whole for a terminal that copies nothing."""
        if not self.command:
            self.say(self.unsaid)
            return
        self.copy_to_clipboard(self.command)
        self.say("Copied, where the terminal allows it. It is the line below, and is printed at the end.")

    def board(self) -> Storyboard | None:
        """What would be saved: the file with what was changed, or the clip as one shot."""
        if self.dials.tab == "shoot":
            found = self.found.get("shoot")
            return found.board if isinstance(found, Shooting) else None
        return one_shot(self.dials, self.dials.model) if self.dials.model else None

    def action_save(self) -> None:
        """Ask for a name, and save a storyboard under it; over another file only when that is meant."""
        board = self.board()
        if board is None:
            self.say(self.unsaid or "Choose a model first: there is nothing to save.")
            return
        stem = Path(self.dials.board).stem if self.dials.tab == "shoot" else self.dials.model

        def write(path: Path, over: bool) -> None:
            write_text(path, storyboard_text(self.books, self.dials, board), over=over)
            if self.dials.tab == "shoot":
                self.changes = {}
                self.turn(self.dials._replace(board=str(path)))
            saved = shlex.join(["creditcalc", "batch", str(path)])
            self.say(f"Saved: {saved}")

        name = f"{stem}-changed.yaml" if self.dials.tab == "shoot" else f"{stem}.yaml"
        self.ask_file("Save a storyboard as", name, STORYBOARD_NAMES, write)

    def action_page(self) -> None:
        """Ask for a name, and write the client's page under it."""
        board = self.board()
        if board is None:
            self.say(self.unsaid or "Choose a model first: there is nothing to write.")
            return
        stem = Path(self.dials.board).stem if self.dials.tab == "shoot" else self.dials.model
        dials, saved = self.dials, self.dials.tab == "shoot" and not self.changes

        def write(path: Path, _: bool) -> None:  # `report` looks itself what it writes over
            self.say("Writing the page …")
            self.run_worker(self.page(dials, path, None if saved else board))

        self.ask_file("Write a client's page as", f"{stem}.html", PAGE_NAMES, write)

    async def page(self, dials: Dials, path: Path, board: Storyboard | None) -> None:
        """Write the client's page of a file or, where it is in none, of a storyboard."""

        def work() -> str:
            if board is None:
                return write_page(page_words(dials, str(path), self.options("batch")))
            with TemporaryDirectory() as folder:
                there = Path(folder, f"{path.stem}.yaml")
                write_text(there, storyboard_text(self.books, dials, board), over=False)
                return write_page(page_words(dials._replace(board=str(there)), str(path), self.options("batch")))

        try:
            more = await asyncio.to_thread(work)
        except CreditcalcError as error:
            self.say(error.lines[0])
        else:
            self.say(f"Written: {path}" + (f" ({more})" if more else ""))

    def ask_file(self, question: str, name: str, endings: tuple[str, ...], write: Callable[[Path, bool], None]) -> None:
        """Ask for the name of a file, and whether one that is there is to be written over; then write it."""

        def do(path: Path, over: bool) -> None:
            try:
                write(path, over)
            except CreditcalcError as error:
                self.say(error.lines[0])

        def take(word: str | None) -> None:
            if word is None:
                return
            path = file_named(word, endings)
            if path.exists():
                sure = AskSure(f"{path} is already there. Write over it?")
                self.push_screen(sure, lambda yes: do(path, over=True) if yes else self.say("Nothing was written."))
            else:
                do(path, over=False)

        self.push_screen(AskWord(question, name, lambda word: file_named(word, endings)), take)

    # Help and the end

    def action_help(self) -> None:
        """Show every key."""
        keys = []
        for key in (*self.BINDINGS, *DialList.BINDINGS):
            assert isinstance(key, Binding)
            shown = key.key_display or " ".join(key.key.split(","))
            keys.append((shown, key.tooltip or key.description))
        keys += [("tab", "Go to the next part"), ("ctrl+p", "Find a key by its words")]
        self.push_screen(ShowHelp(keys, HELP))

    def action_interrupt(self) -> None:
        """Leave as a program that was interrupted."""
        self.exit(INTERRUPTED)
