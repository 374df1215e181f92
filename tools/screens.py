"""Draw the screens that the tests and the README keep: `python tools/screens.py` writes them again.

Each is what a command shows on a terminal, on a fixed day, with the sheets of this checkout and without any others.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from tempfile import TemporaryDirectory
from typing import NamedTuple

if sys.platform != "win32":
    import termios

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "tests" / "screens"
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = (80, 120)
TODAY = "2026-11-29T06:04Z"
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Screen(NamedTuple):
    """A command, and those before it with the days on which they ran."""

    command: str
    before: tuple[tuple[str, str], ...] = ()


WALLET = (
    ("2026-10-20T08:00Z", "wallet open main --plan plus --since 2026-10-20"),
    ("2026-11-24T09:00Z", "wallet spend --model kling-2.6-standard --seconds 10"),
)
PLUS = (("2026-11-01T09:00Z", "config set plan plus"),)
MAX = (("2026-11-01T09:00Z", "config set plan max"),)
SCREENS = {
    "help": Screen(""),
    "guide-topic": Screen("guide is-free-enough"),
    "config-list": Screen("config list", PLUS),
    "quote-at-least": Screen("quote veo-3.1 8s 4k audio", PLUS),
    "quote-range": Screen("quote kling-2.6-standard 90s twin", PLUS),
    "quote-wallet": Screen("quote kling-2.6-standard 10s", WALLET),
    "models-compare": Screen("models compare 8s 1080p audio", PLUS),
    "models-list": Screen("models list"),
    "models-show": Screen("models show veo-3.1"),
    "plans-for-work": Screen("plans compare kling-2.6-standard 1min --per-month 10", PLUS),
    "plans-compare": Screen("plans compare"),
    "platforms-compare": Screen("platforms compare kling-3.0 8s 1080p audio", PLUS),
    "batch-fit": Screen("batch examples/storyboard.yaml --fit 200", MAX),
    "wallet-balance": Screen("wallet balance", WALLET),
}
PICTURED = {"quote-at-least": 80, "batch-fit": 80, "models-compare": 100}
"""The screens that pages show, with the columns of their terminal."""


def drawn(screen: Screen, columns: int, folder: Path) -> str:
    """What the terminal shows, colours included; `folder` is the home, of wallets and settings too."""
    for day, command in screen.before:
        run(_line(command), env=_environment(folder, columns, day), cwd=ROOT, check=True, stdout=DEVNULL, stderr=PIPE)
    keyboard, terminal = os.openpty()
    termios.tcsetwinsize(terminal, (200, columns))
    with Popen(
        _line(screen.command),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=_environment(folder, columns, TODAY),
        cwd=ROOT,
    ):
        os.close(terminal)
        shown = b""
        with suppress(OSError):  # the way in which a terminal ends on Linux
            while piece := os.read(keyboard, 65536):
                shown += piece
        os.close(keyboard)
    home = rf"(?:{COLOUR.pattern}|\s)+{re.escape(str(folder))}"  # a path that is long begins a line of its own
    return re.sub(home, " ~", shown.decode().replace("\r\n", "\n"))


def screens(columns: int) -> Iterator[tuple[str, str]]:
    """Every screen at a width, by name, without colours."""
    for name, screen in SCREENS.items():
        with TemporaryDirectory() as folder:
            yield name, COLOUR.sub("", drawn(screen, columns, Path(folder)))


def picture(name: str) -> str:
    """A screen as an SVG that loads nothing."""
    from rich._export_format import CONSOLE_SVG_FORMAT  # noqa: PLC0415  # the tests draw no pictures
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    columns = PICTURED[name]
    with TemporaryDirectory() as folder:
        shown = drawn(SCREENS[name], columns, Path(folder))
    console = Console(record=True, width=columns, file=StringIO(), highlight=False)
    console.print(Text(f"$ creditcalc {SCREENS[name].command}", style="bold"), soft_wrap=True)
    console.print(Text.from_ansi(shown.rstrip()), soft_wrap=True)
    form = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    form = form.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace")
    drawing = console.export_svg(title="creditcalc", code_format=form, unique_id=name)
    return re.sub(r"<!--.*?-->\s*", "", drawing, flags=re.DOTALL) + "\n"


def _line(command: str) -> list[str]:
    return [sys.executable, "-m", "creditcalc", *command.split()]


def _environment(folder: Path, columns: int, day: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CREDITCALC_", "XDG_"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LINES"):
        kept.pop(name, None)
    return {
        **kept,
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "XDG_DATA_HOME": str(folder / ".local" / "share"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(folder / "cache")),
        "CREDITCALC_TODAY": day,
        "COLUMNS": str(columns),
        "TERM": "xterm",
        "TZ": "CET-1",
        "PYTHONUTF8": "1",
    }


if __name__ == "__main__":
    for width in WIDTHS:
        (KEPT / str(width)).mkdir(parents=True, exist_ok=True)
        for title, text in screens(width):
            (KEPT / str(width) / f"{title}.txt").write_text(text, encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for title in PICTURED:
        (PICTURES / f"{title}.svg").write_text(picture(title), encoding="utf-8")
