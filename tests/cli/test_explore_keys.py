"""Every key of the explorer does what its help says."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from explorer import CLIP, EMPTY, PLANS, SHOOT, typed
from exploring import drive, opened, screen, shown
from shell import run
from textual.binding import Binding
from textual.events import Paste

from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.explore.asking import AskSure, AskWord, ChooseOne, ShowHelp
from creditcalc.cli.explore.dial_list import DialList
from creditcalc.whatif.dials import Dials


def said(app: Explorer) -> dict[str, str]:
    """The settings that are turned."""
    return app.dials.said


def cursor(app: Explorer) -> str:
    """The dial under the cursor."""
    current = app.dial_list.current
    assert current is not None
    return current.name


Does = Callable[[Explorer], bool]
TALL = CLIP._replace(settings=(("seconds", "8"),))
KEYS: dict[str, tuple[Dials, tuple[str, ...], Does]] = {
    "1": (PLANS, (), lambda app: app.dials.tab == "clip" and app.query_one("#clip-dials").has_focus),
    "2": (CLIP, (), lambda app: app.dials.tab == "shoot"),
    "3": (CLIP, (), lambda app: app.dials.tab == "plans"),
    "slash": (CLIP, (), lambda app: app.query_one("#search").has_focus),
    "i": (CLIP, (), lambda app: isinstance(app.screen, ChooseOne)),
    "o": (SHOOT, (), lambda app: isinstance(app.screen, AskWord)),
    "f": (SHOOT, (), lambda app: isinstance(app.screen, AskWord)),
    "c": (CLIP, (), lambda app: app.clipboard == app.command and "Copied" in app.told),
    "s": (CLIP, (), lambda app: isinstance(app.screen, AskWord)),
    "w": (CLIP, (), lambda app: isinstance(app.screen, AskWord)),
    "e": (CLIP, (), lambda app: isinstance(app.screen, ChooseOne)),
    "x": (CLIP, (), lambda app: "pricing/" in shown_text(app) or "× 10+" in shown_text(app)),
    "question_mark": (CLIP, (), lambda app: isinstance(app.screen, ShowHelp)),
    "escape": (CLIP, ("slash",), lambda app: app.query_one("#clip-dials").has_focus),
    "ctrl+z": (CLIP, (), lambda app: app.is_running),
    "ctrl+c": (CLIP, (), lambda app: app.return_value == 130),
    "q": (CLIP, (), lambda app: app.return_value is None and app._exit),
    "up": (CLIP, (), lambda app: cursor(app) == "plan"),
    "k": (CLIP, (), lambda app: cursor(app) == "plan"),
    "down": (CLIP, (), lambda app: cursor(app) == "resolution"),
    "j": (CLIP, (), lambda app: cursor(app) == "resolution"),
    "left": (CLIP, (), lambda app: said(app)["seconds"] == "7"),
    "h": (CLIP, (), lambda app: said(app)["seconds"] == "7"),
    "right": (CLIP, (), lambda app: said(app)["seconds"] == "9"),
    "l": (CLIP, (), lambda app: said(app)["seconds"] == "9"),
    "shift+left": (CLIP, (), lambda app: said(app)["seconds"] == "1"),
    "shift+right": (CLIP, (), lambda app: said(app)["seconds"] == "18"),
    "enter": (CLIP, (), lambda app: isinstance(app.screen, AskWord)),
    "space": (CLIP, ("down",), lambda app: isinstance(app.screen, ChooseOne)),
    "backspace": (CLIP, ("down",), lambda app: "resolution" not in said(app)),
    "delete": (CLIP, ("down",), lambda app: "resolution" not in said(app)),
}
"""Each key: where it is pressed, after which others, and what then holds."""


def shown_text(app: Explorer) -> str:
    """All of the answer, also what is out of sight."""
    return "\n".join(app.drawn(part, 100).plain for part in app.parts)


def bound() -> set[str]:
    """Every key that does something, by the application's own lists."""
    found = (key for key in (*Explorer.BINDINGS, *DialList.BINDINGS) if isinstance(key, Binding))
    return {one for key in found for one in key.key.split(",")}


def test_every_key_is_tried() -> None:
    assert bound() == set(KEYS)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_does_what_it_says(key: str) -> None:
    dials, before, does = KEYS[key]
    found: list[bool] = []
    app = drive(dials, *before, key, then=lambda app: found.append(does(app)))
    assert found == [True] or does(app)


def test_help_names_every_key() -> None:
    help_screen: list[ShowHelp] = []
    drive(CLIP, "question_mark", then=lambda app: help_screen.append(app.screen))  # type: ignore[arg-type]
    named = {word for keys, _ in help_screen[0].keys for word in keys.split()}
    shorter = {"question_mark": "?", "slash": "/"}
    assert {shorter.get(key, key) for key in bound()} <= named


def test_a_cheaper_model_or_another_platform_is_taken_for_the_clip() -> None:
    """By its key, and by enter on the answer; both list what the answer shows, the nearest model first."""
    app = drive(CLIP, "i", "down", "enter")
    assert (app.dials.model, app.dials.said) == ("kling-3.0-omni", CLIP.said)
    lists: list[list[str]] = []
    keep = lambda app: lists.append([one.words for one in app.screen.things])  # noqa: E731
    drive(CLIP, "tab", "enter", then=keep)
    drive(CLIP, "i", then=keep)
    assert lists[0] == lists[1]
    table = shown_text(drive(CLIP))
    for line in lists[0]:
        name, _, figure = line.rpartition("  ")
        assert name.strip() in table
        assert figure.split()[0] in table
    app = drive(CLIP, "i", *["down"] * 3, "enter")
    assert app.command == "creditcalc quote --model veo-3.1 --seconds 8 --resolution 4k --audio --platform comfy"
    assert "$4.80" in app.told
    assert "\n$4.80\n" in shown_text(app)
    assert "no cheaper model" in drive(Dials(model="agent-one", settings=(("seconds", "8"),)), "i").told


def test_letters_are_letters_where_a_word_is_typed() -> None:
    app = drive(CLIP, "slash", *"q1e")
    assert app.is_running is False or app.return_value is None
    assert app.dials == CLIP
    assert "q1e" in shown(CLIP, "slash", *"q1e")


def test_the_search_finds_a_model_and_enter_makes_it_the_clips() -> None:
    app = drive(EMPTY, *typed("kling 2.6 p"), "enter")
    assert (app.dials.model, app.dials.said) == ("kling-2.6-pro", {"seconds": "8"})
    app = drive(CLIP, "slash", *typed("kling"), "tab", "down", "down", "enter")
    assert app.dials.model == "kling-2.5-turbo"


def test_a_value_is_typed_as_in_a_quote_and_a_wrong_one_says_why() -> None:
    app = drive(CLIP, "enter", *typed("1m30s"), "enter")
    assert app.command == "creditcalc quote --model veo-3.1 --seconds 1m30s --resolution 4k --audio --plan plus"
    text = shown(CLIP, "enter", *typed("9999"), "enter")
    assert "`veo-3.1` does not take seconds `9999`" in text
    assert drive(CLIP, "enter", *typed("9999"), "enter", "escape").dials == CLIP


def test_only_what_is_sold_is_turned_to() -> None:
    """Voice control of this model comes with audio alone, so without it that dial has one value."""
    dials = Dials(model="kling-2.6-pro", settings=(("seconds", "8"),))
    names: list[str] = []
    app = drive(dials, "down", "down", "right", "right", then=lambda app: names.append(cursor(app)))
    assert names == ["voice_control"]
    assert app.dials.said.get("voice_control", "off") == "off"
    assert "Not with these settings: on" in " ".join(shown(dials, "down", "down").split())


def test_another_price_book_says_what_it_changes() -> None:
    """In September's prices 8 s of this cost 192 credits, as the quote's own note says."""
    app = drive(CLIP, "e", "down", "down", "enter")
    assert app.dials.edition == "2026-09"
    book = "InVideo AI · prices of"
    assert app.told.startswith(f"{book} May 2026: 80+ credits  →  {book} September 2026: ")
    assert "192 credits" in app.told


def test_a_mouse_does_the_same() -> None:
    async def click() -> Dials:
        app = Explorer(opened(), CLIP)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            width = max(len(one.words) for one in app.dial_list.dials)
            await pilot.click("#clip-dials", offset=(2 + width + 1 + len("8 s") + 2, 0))
            await pilot.pause()
        return app.dials

    assert asyncio.run(click()).said["seconds"] == "9"


def test_views_and_keys_can_be_clicked() -> None:
    async def click() -> tuple[str, bool]:
        app = Explorer(opened(), CLIP)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.click("#head", offset=(len(" 1 Clip  2 "), 0))
            await pilot.pause()
            tab = app.dials.tab
            await pilot.click("#keys", offset=(len("o Open  f F"), 0))
            await pilot.pause()
            return tab, isinstance(app.screen, AskWord)

    assert asyncio.run(click()) == ("shoot", True)


def test_the_line_of_keys_follows_the_focus() -> None:
    assert shown(CLIP).endswith("/ Search  i Instead  c Copy  s Save  w Page  e Prices  x Why  ? Help  q Quit")
    assert shown(CLIP, "slash").endswith("enter Take  escape Back")
    assert shown(CLIP, "slash", "escape") == shown(CLIP)


def test_the_palette_runs_a_key_by_its_words() -> None:
    app = drive(CLIP, "ctrl+p", *typed("plans"), "enter", "enter")
    assert app.dials.tab == "plans"


def test_nothing_is_written_over_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = drive(CLIP, "s", "enter")
    text = Path("veo-3.1.yaml").read_text()
    assert app.told == "Saved: creditcalc batch veo-3.1.yaml"
    assert "80+ credits" in run("batch veo-3.1.yaml").out
    asked: list[bool] = []
    drive(PLANS._replace(model="veo-3.1"), "s", "enter", then=lambda app: asked.append(isinstance(app.screen, AskSure)))
    assert asked == [True]
    drive(PLANS._replace(model="veo-3.1"), "s", "enter", "n")
    assert Path("veo-3.1.yaml").read_text() == text
    drive(PLANS._replace(model="veo-3.1"), "s", "enter", "y")
    assert Path("veo-3.1.yaml").read_text() != text


def test_of_two_that_save_under_one_name_the_second_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one writes when this one has looked whether the file is there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda path: path.write_text("theirs") == 0)
    app = drive(CLIP, "s", "enter")
    assert app.told == "veo-3.1.yaml: was written by another program just now: save again"
    assert Path("veo-3.1.yaml").read_text() == "theirs"


def test_what_is_pasted_drives_no_terminal_and_turns_nothing_outside_a_field() -> None:
    async def paste(*keys: str, text: str) -> Explorer:
        app = Explorer(opened(), CLIP)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            await pilot.pause()
            assert app.focused is not None
            app.focused.post_message(Paste(text))
            await pilot.pause()
            assert "\x1b" not in screen(app)
            await pilot.press("enter")
            await pilot.pause()
        return app

    assert asyncio.run(paste("enter", text="12\nq\n")).dials.said["seconds"] == "12"
    assert asyncio.run(paste("enter", text="\x1b[31m9")).dials == CLIP
    assert asyncio.run(paste(text="q\n9\n")).dials == CLIP
    assert "\x1b" not in shown(Dials("shoot", board="\x1b[31m.yaml"))


def test_the_clients_page_is_that_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = drive(SHOOT._replace(budget="150"), "w", "enter")
    assert app.told == "Written: storyboard.html"
    assert run(f"report {SHOOT.board} --fit 150 --plan max --output same.html").code == 0
    assert Path("storyboard.html").read_bytes() == Path("same.html").read_bytes()
    assert drive(CLIP, "w", "enter").told == "Written: veo-3.1.html"
    Path("mine.html").write_text("<p>mine</p>")
    app = drive(CLIP, "w", *(["backspace"] * 12), *typed("mine.html"), "enter", "y")
    assert "not a page of creditcalc" in app.told


def test_one_shot_is_changed_and_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First light as a draft, 8 s at ~0.5 a second, thrice: ~12; it is the second shot."""
    monkeypatch.chdir(tmp_path)
    keys = ("shift+tab", "down", "enter", "up", "enter", "down", "enter", "down", "right", "right")
    app = drive(SHOOT, *keys)
    assert app.changes == {1: app.changes[1]._replace(way="draft", takes="3")}
    assert app.command == ""
    assert "~12" in app.shown
    app = drive(SHOOT, *keys, "s", "enter")
    assert app.command == "creditcalc batch storyboard-changed.yaml --plan max"
    assert "Saved" in app.told
    figure = app.parts[0].answer[0].figure  # type: ignore[union-attr]
    assert figure in run("batch storyboard-changed.yaml --plan max").out
