"""The explorer's screens at three sizes: what they show, and with which colours."""

import asyncio
import html
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from explorer import CLIP, EMPTY, PLANS
from exploring import (
    KEPT,
    LOOKS,
    PICTURED,
    PICTURES,
    ROOT,
    SIZES,
    VIEWS,
    drawing,
    drive,
    opened,
    picture,
    pinned,
    screen,
    settled,
    shown,
)
from shell import run

from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.explore.views import COMPUTING
from creditcalc.reports.fresh import OLD_LOOK
from creditcalc.reports.report import View
from creditcalc.whatif.dials import TABS, Dials

SHOWN = [(name, size) for name in VIEWS for size in SIZES]


@pytest.mark.parametrize(("name", "size"), SHOWN)
def test_a_screen_is_as_it_was_looked_at(name: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """`python tools/exploring.py` keeps what is shown; look at it before you commit it."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("creditcalc.reports.fresh.OLD_LOOK", OLD_LOOK)
    kept = KEPT / f"{name}-{size[0]}.txt"
    assert shown(VIEWS[name], size=size) == kept.read_text(encoding="utf-8").removesuffix("\n")


@pytest.mark.skipif(version("textual") != pinned(), reason=f"the pictures are drawn by Textual {pinned()}")
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("name", "size"), SHOWN)
def test_a_screen_looks_as_it_was_looked_at(
    name: str, size: tuple[int, int], look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python tools/exploring.py` keeps the pictures; look at them before you commit them."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("creditcalc.reports.fresh.OLD_LOOK", OLD_LOOK)
    kept = KEPT / f"{name}-{size[0]}-{look}.svg"
    assert drawing(VIEWS[name], size=size, look=look) == kept.read_text(encoding="utf-8")


def test_every_view_is_kept_at_every_size_in_every_look() -> None:
    assert set(VIEWS) == set(TABS)
    looks = [".txt", *(f"-{look}.svg" for look in LOOKS)]
    assert {one.name for one in KEPT.iterdir()} == {f"{name}-{size[0]}{look}" for name, size in SHOWN for look in looks}
    for one in KEPT.glob("*.svg"):
        assert "http" not in one.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")


def words(picture: str) -> str:
    """What a picture says."""
    return " ".join(html.unescape(" ".join(re.findall(r">([^<>]+)<", picture))).split())


@pytest.mark.parametrize("name", PICTURED)
def test_the_manual_shows_what_the_explorer_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("creditcalc.reports.fresh.OLD_LOOK", OLD_LOOK)
    kept = (PICTURES / f"explore-{name}.svg").read_text(encoding="utf-8")
    assert words(kept.partition("<rect")[2]) == words(picture(name).partition("<rect")[2])
    assert "http" not in kept.replace("http://www.w3.org/2000/svg", "")


def colours(app: Explorer) -> set[str]:
    """The kinds of colours that the terminal is asked for."""
    found = set()
    for line in app.screen._compositor.render_strips():
        for one in app.get_line_filters():
            line = line.apply_filter(one, app.screen.background_colors[1])  # noqa: PLW2901
        for segment in line:
            if segment.style is not None:
                for colour in (segment.style.color, segment.style.bgcolor):
                    found.add("none" if colour is None else colour.type.name)
    return found


@pytest.mark.parametrize(
    ("name", "keys"), [("clip", ()), ("shoot", ()), ("plans", ()), ("clip", ("e",)), ("clip", ("question_mark",))]
)
def test_the_terminal_chooses_every_colour(name: str, keys: tuple[str, ...]) -> None:
    """Only its own eight and its default are named, so a light terminal and one of 16 colours show all of it."""
    found: list[set[str]] = []
    drive(VIEWS[name], *keys, then=lambda app: found.append(colours(app)))
    assert found[0] <= {"none", "DEFAULT", "STANDARD"}


def test_without_colours_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = shown(CLIP)
    monkeypatch.setenv("NO_COLOR", "1")
    found: list[set[str]] = []
    app = drive(CLIP, then=lambda app: found.append(colours(app)))
    assert found[0] <= {"none", "DEFAULT"}
    assert app.shown == plain


@pytest.mark.parametrize(
    ("keys", "under"),
    [
        ((), "> seconds"),
        (("slash",), "/"),
        (("slash", "tab", "down"), "Kling 2.6 Standard"),
        (("e",), "InVideo AI · prices of May 2026"),
        (("enter", "end"), " "),
    ],
)
def test_the_cursor_is_seen_without_colours(keys: tuple[str, ...], under: str) -> None:
    found: list[list[str]] = []
    drive(CLIP, *keys, then=lambda app: found.append(reversed_texts(app)))
    assert any(one.strip().startswith(under.strip()) for one in found[0])


def reversed_texts(app: Explorer) -> list[str]:
    """What is shown with its colours in reverse, but for the view's own name and bars that scroll."""
    return [
        segment.text
        for line in app.screen._compositor.render_strips()[1:]
        for segment in line
        if segment.style is not None and segment.style.reverse and "@mouse.down" not in segment.style.meta
    ]


def test_a_narrow_terminal_still_shows_the_figure_and_every_key() -> None:
    """At 60 columns the table's last one has the figure, and the keys have two lines."""
    text = shown(CLIP, size=(60, 24))
    assert "Veo 3.1, 4K with audio       80+" in text
    assert text.endswith("e Prices  x Why\n? Help  q Quit")


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (20, 5), (1, 1)])
def test_a_terminal_that_is_too_small_says_so(size: tuple[int, int]) -> None:
    text = shown(CLIP, size=size)
    assert "80+" not in text
    if size[0] > 20:
        assert " ".join(text.split()) == f"This terminal has {size[0]} columns and {size[1]} lines. Make it 60 by 16."


def test_a_screen_follows_the_size_of_the_terminal() -> None:
    async def resized() -> list[str]:
        app, found = Explorer(opened(), CLIP), []
        async with app.run_test(size=(80, 24)) as pilot:
            for size in ((40, 10), (160, 50), (80, 24)):
                await pilot.resize_terminal(*size)
                await settled(app, pilot.pause)
                found.append(screen(app))
        return found

    small, large, again = asyncio.run(resized())
    assert "Make it 60 by 16" in " ".join(small.split())
    assert large == shown(CLIP, size=(160, 50))
    assert again == shown(CLIP, size=(80, 24))


def test_keys_turn_the_dials_again_when_a_terminal_was_too_small() -> None:
    """Also while the size changes and something is computed."""

    async def resized() -> Dials:
        app = Explorer(opened(), PLANS)
        async with app.run_test(size=(80, 24)) as pilot:
            for size in ((50, 10), (100, 30), (59, 24), (90, 20)):
                await pilot.press("right")
                await pilot.resize_terminal(*size)
                await pilot.pause()
            await pilot.press("right")
            await settled(app, pilot.pause)
        return app.dials

    assert asyncio.run(resized()).per_month == "13"


def test_what_is_computed_is_marked_and_never_an_old_figure() -> None:
    """In the moment after a key there is the figure of the new setting, or the mark that it is computed."""

    async def moments() -> list[str]:
        app, found = Explorer(opened(), PLANS), []
        async with app.run_test(size=(120, 40)) as pilot:
            await settled(app, pilot.pause)
            for _ in range(3):
                app.dial_list.action_turn(1)
                await asyncio.sleep(0)
                demand = "".join(app.drawn(part, 90).plain for part in app.parts)
                found.append(f"{app.dials.per_month} {demand}")
            await pilot.pause()
        return found

    for moment in asyncio.run(moments()):
        often, _, words = moment.partition(" ")
        assert words == COMPUTING or words.startswith(f"{often} × ")


def test_a_terminal_without_unicode_gets_letters() -> None:
    app = drive(CLIP, view=View(ascii=True))
    assert all(ord(letter) < 128 for part in app.parts for letter in app.drawn(part, 60).plain)


def test_without_anything_it_says_what_to_do() -> None:
    assert "Choose a model: / searches" in shown(EMPTY)
    assert "o opens one" in shown(Dials("shoot"))
    assert "creditcalc plans compare" in shown(Dials("plans"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nofile.yaml", None),
        ("nofile.csv", None),
        ("empty.yaml", b""),
        ("empty.csv", b""),
        ("binary.csv", b"\xff\xfe\0\1" * 50),
        ("wrong.yaml", b"shots: 8"),
        ("no-model.csv", b"seconds\n8\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_batch_does(
    name: str, data: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if data is not None:
        Path(name).write_bytes(data)
    refused = run(f"batch {name}").err.splitlines()[0].removeprefix("error: ")
    assert f"! {refused}" in shown(Dials("shoot", board=name), size=(160, 40))


def test_a_file_that_vanishes_is_missed_at_the_next_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of a file that is no longer there do not stay."""
    monkeypatch.chdir(tmp_path)
    board = Path("board.csv")

    async def vanishing() -> list[str]:
        board.write_text("model,seconds\nveo-3.1,8\n")
        app, found = Explorer(opened(), Dials("shoot", board=board.name)), []
        async with app.run_test(size=(100, 30)) as pilot:
            for key in ("right", "right"):
                await settled(app, pilot.pause)
                found.append(screen(app))
                board.unlink(missing_ok=True)
                await pilot.press(key)
            await settled(app, pilot.pause)
            await pilot.press("s")
            return [*found, screen(app)]

    before, after, asked = asyncio.run(vanishing())
    assert "Veo 3.1" in before
    assert "! board.csv: not found" in after
    assert "Veo 3.1" not in after
    assert "Save a storyboard as" not in asked
