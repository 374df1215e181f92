"""What the explorer shows: three views of the same dials, each change answered at once, the rest beside the keys."""

import asyncio
import gc
import shlex
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from creditcalc.cli.explore.asking import SHOWABLE, LineList
from creditcalc.cli.explore.dial_list import DialList, about
from creditcalc.cli.explore.look import CSS, PLAIN_WIDTH, ROOMY, SIDE_BY_SIDE, SMALLEST, THEME
from creditcalc.cli.explore.views import (
    COMPUTING,
    Beside,
    Letters,
    PlansShown,
    ViewPart,
    beside,
    beside_parts,
    book_words,
    clip_dials,
    clip_parts,
    headline,
    model_lines,
    plans_dials,
    plans_parts,
    plans_shown,
    shoot_dials,
    shoot_parts,
    shot_lines,
)
from creditcalc.render.table import drawn_text
from creditcalc.reports.chart import text as in_letters
from creditcalc.reports.report import PLAIN, Report, View
from creditcalc.text import inert
from creditcalc.whatif.books import Declined, OpenDials
from creditcalc.whatif.clip import Clip, clip
from creditcalc.whatif.dials import Dials, Doing, Tab, command_line
from creditcalc.whatif.shoot import Change, Shooting, shooting

TABS_SHOWN: tuple[Tab, ...] = "clip", "shoot", "plans"
"""The views in the order of their keys."""
SAID_BY: dict[Tab, Doing] = {"clip": "quote", "shoot": "batch", "plans": "plans compare"}
"""The command that says what a view shows."""
MOST_DRAWN = 16
"""Parts of answers that are kept as they were drawn."""
RESTS = 50
"""Of so many times that nobody waits, all of the garbage is collected once, which takes 50 ms."""
MOST_LETTERS = 100
"""Columns of the widest picture in letters."""
NO_COMMAND: dict[Tab, str] = {
    "clip": "Choose a model: / searches, enter takes the one under the cursor.",
    "shoot": "Choose a shot list or a storyboard: o opens one.",
    "plans": "",
}
"""What stands in the place of the command where there is none."""
UNSAVED = "Changed shots are in no file: s saves a storyboard, and its command says the same."


class Pane(ScrollView, can_focus=True):
    """The answer, which is drawn for the width that it has; of a long one only the lines in sight are."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "app.instead", show=False)]

    columns = 0
    lines: Sequence[Content] = ()

    def put(self, lines: Sequence[Content]) -> None:
        """Show these lines."""
        self.lines = lines
        self.virtual_size = Size(max((line.cell_length for line in lines), default=0), len(lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line in sight."""
        left, top = self.scroll_offset
        line = self.lines[top + y] if top + y < len(self.lines) else Content()
        strip = Strip(line.render_segments(self.visual_style), line.cell_length)
        return strip.crop_extend(left, left + self.size.width, self.rich_style)

    def on_resize(self, event: Resize) -> None:
        """Draw it again where it has another width; lines come and go with what is said below."""
        if isinstance(self.app, Showing) and self.columns != event.size.width:
            self.columns = event.size.width
            self.app.redraw()


class Showing(App[int]):
    """The dials, and what is shown of them.

    `typed` are options that every command needs to find the same sheets, and `unset` variables that it must not see.
    """

    CSS = CSS
    TITLE = "creditcalc explore"
    COMMAND_PALETTE_DISPLAY = "^p"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (PLAIN_WIDTH, "-narrow"), (ROOMY, "-middle"), (SIDE_BY_SIDE, "-wide")]  # noqa: RUF012  # as Textual declares it

    def __init__(
        self,
        books: OpenDials,
        dials: Dials,
        *,
        typed: tuple[str, ...] = (),
        unset: tuple[str, ...] = (),
        view: View = PLAIN,
    ) -> None:
        super().__init__(ansi_color=True)
        self.books, self.dials, self.typed, self.unset, self.view = books, dials, typed, unset, view
        self.changes: dict[int, Change] = {}
        self.shot = 0
        self.found: dict[Tab, Any] = {}
        self.beside: Beside | None = None
        self.parts: tuple[ViewPart, ...] = ()
        self.told = ""
        self.before: tuple[str, str] | None = None
        self._wanted: dict[str, Callable[[], object]] = {}
        self._busy: set[str] = set()
        self._landed: set[str] = set()
        self._rests = 0
        self._drawn: dict[tuple[int, int, View], tuple[ViewPart, Content]] = {}
        self.register_theme(THEME)
        self.theme = THEME.name

    def compose(self) -> ComposeResult:
        """The head, the three views, what is said, the command, and the keys."""
        yield Static(id="head")
        with Container(id="body"):
            with Horizontal(id="clip", classes="view"):
                with Vertical(classes="side"):
                    with Vertical(id="choose"):
                        yield Input(placeholder="/ search models", id="search", compact=True, restrict=SHOWABLE)
                        yield LineList(id="models", compact=True)
                        yield Static(classes="rule")
                    with VerticalScroll(can_focus=False):
                        yield DialList(id="clip-dials")
                yield Pane(classes="answer", id="clip-answer")
            with Horizontal(id="shoot", classes="view"):
                with Vertical(classes="side"):
                    yield LineList(id="shots", compact=True)
                    yield Static(id="of-shot", classes="rule")
                    with VerticalScroll(can_focus=False):
                        yield DialList(id="shoot-dials")
                yield Pane(classes="answer", id="shoot-answer")
            with Horizontal(id="plans", classes="view"):
                with Vertical(classes="side"), VerticalScroll(can_focus=False):
                    yield DialList(id="plans-dials")
                yield Pane(classes="answer", id="plans-answer")
        yield Static(id="small")
        yield Static(id="said")
        yield Static(id="command")
        yield Static(id="keys")

    def on_mount(self) -> None:
        """Show what was asked for, and leave in order when the system ends the program."""
        if not self.is_headless:
            for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
                asyncio.get_running_loop().add_signal_handler(number, self.exit, 128 + number)
        self.app_resume_signal.subscribe(self, lambda _: self.resumed())
        self.list_models()
        self.follow()
        self.call_after_refresh(self.begin)

    def resumed(self) -> None:
        """The screen is ours again, and empty."""
        self.refresh(layout=True)
        if self.focused is None:
            self.begin()

    def begin(self) -> None:
        """Where typing begins: at the dials, and without a model at the search."""
        empty = self.dials.tab == "clip" and not self.dials.model
        (self.query_one("#search") if empty else self.dial_list).focus()

    # What follows from the dials

    def turn(self, dials: Dials) -> None:
        """The dials are now these: everything that is shown follows."""
        self.dials, self.told = dials, ""
        self.follow()

    def follow(self) -> None:
        """Show what follows from the dials; what takes longer is marked until it is there."""
        dials, tab = self.dials, self.dials.tab
        for name in TABS_SHOWN:
            self.query_one(f"#{name}").set_class(name == tab, "here")
        if tab == "clip":
            found = clip(self.books, dials)
            self.found["clip"], self.beside = found, None
            self.dial_list.put(clip_dials(self.books, found))
            self.put_clip(None)
            if found.model is not None:
                self.compute("clip", partial(beside, self.books, dials))
        elif tab == "plans":
            self.dial_list.put(plans_dials(self.books, dials))
            self.put((COMPUTING,))
            self.compute("plans", partial(plans_shown, self.books, dials))
        else:
            self.put_shoot_dials()
            self.put((COMPUTING,))
            self.compute("shoot", partial(shooting, self.books, dials, dict(self.changes)))
        self.put_frame()

    def compute(self, tab: Tab, work: Callable[[], object]) -> None:
        """Do something beside the keys; of several that wait for one view only the last is done."""
        self._wanted[tab] = work
        if tab not in self._busy:
            self._busy.add(tab)
            self.call_after_refresh(lambda: self.run_worker(self._work(tab), group=tab))  # the answer comes first

    async def _work(self, tab: Tab) -> None:
        try:
            while work := self._wanted.pop(tab, None):
                result = await asyncio.to_thread(self._done, work, self.room)
                if tab not in self._wanted and self.dials.tab == tab:
                    first = tab not in self._landed
                    self._landed.add(tab)
                    self.landed(result)
                    if first and gc.isenabled():
                        gc.freeze()  # the price books that it opened stay, and took most of each collection
        finally:
            self._busy.discard(tab)
        if gc.isenabled():  # while nobody waits, so that a key hardly ever has to
            self._rests += 1
            gc.collect(1 if self._rests % RESTS else 2)

    def _done(self, work: Callable[[], object], room: int) -> object:
        result = work()
        if isinstance(result, Shooting) and result.by_shot is not None:
            self.drawn(result.by_shot, room)  # of a long file that takes a while
        return result

    def landed(self, result: object) -> None:
        """What was computed for the dials as they are is there."""
        if isinstance(result, Beside):
            self.beside = result
            self.put_clip(result)
        elif isinstance(result, PlansShown):
            self.found["plans"] = result
            self.put(tuple(plans_parts(self.books, result)))
        elif isinstance(result, Shooting):
            first = self.found.get("shoot") is None
            self.found["shoot"] = result
            self.list_shots(result)
            self.put_shoot_dials()
            self.dial_list.cursor = 0 if first else self.dial_list.cursor
            self.put(tuple(shoot_parts(result)))
        self.put_frame()

    def put_shoot_dials(self) -> None:
        """Show the dials of the shot under the cursor, and of its file."""
        found = self.found.get("shoot")
        self.dial_list.put(shoot_dials(self.books, self.dials, found, self.shot, self.changes))
        shots = found.filed.shots if found is not None and found.filed is not None else ()
        self.query_one("#of-shot").border_title = shots[self.shot].name if self.shot < len(shots) else ""

    def put_clip(self, found: Beside | None) -> None:
        """Show the clip and, as far as it is there, what else would do."""
        made: Clip = self.found["clip"]
        kind = "video" if made.model is None else made.model.kind or "video"
        whole: tuple[Doing, Doing] = "models compare", "platforms compare"
        more = () if made.model is None else beside_parts(found, *(self.words(doing, kind) for doing in whole))
        self.put((*clip_parts(made), *more))

    # Drawing

    def put(self, parts: tuple[ViewPart, ...]) -> None:
        """Show the parts of the answer below one another, and what another price book has changed of it."""
        self.parts = parts
        if self.before is not None and parts[:1] != (COMPUTING,):
            (book, figure), self.before = self.before, None
            self.told = f"{book}: {figure}  →  {book_words(self.books, self.dials)}: {headline(parts)}"
        self.draw()

    def draw(self) -> None:
        """Draw the answer for the width that there is."""
        try:
            place = self.query_one(f"#{self.dials.tab}-answer", Pane)
        except NoMatches:
            return
        lines = [Content()]
        for part in self.parts:
            lines += [*self.drawn(part, self.room).split(allow_blank=True), Content()]
        place.put(lines[1:-1])

    @property
    def room(self) -> int:
        """The columns that the answer has."""
        pane = self.query_one(f"#{self.dials.tab}-answer")
        return max(20, pane.size.width - 2 if pane.size.width else self.size.width // 2)

    def drawn(self, part: ViewPart, room: int) -> Content:
        """A part of the answer as it is drawn at a terminal; what was drawn just now is not drawn again."""
        key = id(part), room, self.view
        kept = self._drawn.get(key)
        if kept is None:
            kept = part, self._draw(part, room)  # the part too, so that no other gets its id
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            self._drawn[key] = kept
        return kept[1]

    def _draw(self, part: ViewPart, room: int) -> Content:
        if isinstance(part, Report):
            if part.aside == book_words(self.books, self.dials):
                part = part._replace(aside="")  # the head of the screen says it
            return Content.from_rich_text(drawn_text(part, self.view, room))
        if isinstance(part, Letters):
            return Content(in_letters(part.picture, min(room, MOST_LETTERS)))
        if isinstance(part, Declined):
            lines = [Content.assemble(("! ", "bold $error"), self.view.text(line)) for line in part.lines]
            return Content("\n").join(piece for line in lines for piece in line.wrap(room))
        return Content.styled(self.view.text(part), "dim")

    def put_frame(self) -> None:
        """Show the head, what is said, and the command."""
        tabs = [
            Content.from_markup(
                f"[{'reverse bold ' * (name == self.dials.tab)}@click=app.show('{name}')] {at} {name.title()} [/]"
            )
            for at, name in enumerate(TABS_SHOWN, 1)
        ]
        left = Content(" ").join(tabs)
        book = Content.styled(self.view.text(book_words(self.books, self.dials)), "dim")
        space = max(1, self.size.width - len(left) - book.cell_length)
        self.query_one("#head", Static).update(left + " " * space + book, layout=False)
        dial = self.dial_list.current
        said = self.told or (about(dial) if dial is not None else "")
        place = self.query_one("#said", Static)
        place.update(Content.styled(self.view.text(said), "" if self.told else "dim"))
        place.set_class(bool(said), "here")
        self.query_one("#command", Static).update(Content(inert(self.command or self.unsaid)))
        self.put_keys()

    def put_keys(self) -> None:
        """Show the keys that do something where typing goes."""
        if isinstance(self.focused, Input):
            line = Content.assemble(("enter", "bold"), " Take  ", ("escape", "bold"), " Back")
        else:
            lines: list[Content] = []
            for key in self.BINDINGS:
                if isinstance(key, Binding) and key.show and self.check_action(key.action, ()):
                    name, does = key.key_display or key.key, key.description
                    one = Content.from_markup(f"[@click=app.{key.action}][bold]{name}[/] {does}[/]")
                    if lines and len(lines[-1]) + 2 + len(one) <= self.size.width:
                        lines[-1] += Content("  ") + one
                    else:
                        lines.append(one)
            line = Content("\n").join(lines)
        self.query_one("#keys", Static).update(line)

    def on_descendant_focus(self) -> None:
        """Show the keys of where typing goes now."""
        if self.query("#keys"):
            self.put_keys()

    @property
    def command(self) -> str:
        """The command that says what the screen shows; "" where only a file that is not yet there does."""
        dials = self.dials
        if (dials.tab == "clip" and not dials.model) or (dials.tab == "shoot" and (self.changes or not dials.board)):
            return ""
        return self.words(SAID_BY[dials.tab])

    def words(self, doing: Doing, kind: str = "video") -> str:
        """A command that says what the dials say."""
        unset = "".join(f"{name}= " for name in self.unset)
        return unset + shlex.join([*command_line(self.dials, doing, kind), *self.options(doing)])

    def options(self, doing: Doing) -> tuple[str, ...]:
        """The options that a command needs besides those of the dials."""
        day = self.books.as_of if doing != "platforms compare" else None  # which compares what is sold now
        return (*(("--as-of", day) if day else ()), *self.typed)

    @property
    def unsaid(self) -> str:
        """What to do where there is no command."""
        return UNSAVED if self.dials.tab == "shoot" and self.changes else NO_COMMAND[self.dials.tab]

    @property
    def dial_list(self) -> DialList:
        """The dials of the view."""
        return self.query_one(f"#{self.dials.tab}-dials", DialList)

    def list_models(self) -> None:
        """List the models that the search finds, under their kinds."""
        models, room = self.query_one("#models", LineList), self.query_one("#choose").size.width - 3
        options: list[Option] = []
        kind = ""
        for line in model_lines(self.books, self.dials, self.query_one("#search", Input).value.strip()):
            if line.kind != kind:
                kind = line.kind
                options.append(Option(Content.styled(kind, "bold"), disabled=True))
            name, figure = self.view.text(f" {line.name}"), self.view.text(line.price)
            space = max(1, room - len(name) - len(figure))
            if room >= len(name) + len(figure) + 2:
                options.append(Option(Content.assemble(name, " " * space, (figure, "dim")), line.id))
            else:
                options.append(Option(Content(name), line.id))
        models.clear_options().add_options(options)
        names = [one.id for one in options]
        if self.dials.model in names:
            models.highlighted = names.index(self.dials.model)

    def list_shots(self, found: Shooting) -> None:
        """List the shots of the file, with the cursor where it was."""
        shots = self.query_one("#shots", LineList)
        lines = list(shot_lines(found)) if found.shots is not None else []
        shots.clear_options()
        shots.add_options(
            Option(Content.styled(words, "" if at else "bold"), at or None, disabled=not at) for words, at in lines
        )
        numbers = [at for _, at in lines]
        if str(self.shot) in numbers:
            shots.highlighted = numbers.index(str(self.shot))

    def say(self, words: str) -> None:
        """Say something above the command, until a dial is turned."""
        self.told = words
        self.put_frame()

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size; where it is too small, say so."""
        columns, lines = event.size
        small = columns < SMALLEST[0] or lines < SMALLEST[1]
        self.screen.set_class(small, "small")
        if small:
            said = f"This terminal has {columns} columns and {lines} lines. Make it {SMALLEST[0]} by {SMALLEST[1]}."
            self.query_one("#small", Static).update(Content(said))
        elif self.focused is None:  # what is hidden loses it
            self.begin()

    def redraw(self) -> None:
        """Draw again what there is."""
        if not self.query("#command"):
            return
        self.list_models()
        self.draw()
        self.put_frame()
        self.dial_list.refresh()
