"""creditcalc as a process: pipes that close, disks that are full, terminals, locales, interrupts, neighbours."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from shell import CREDITCALC, Ran, process, terminal

from creditcalc.cli.ending import PIPE

QUOTE = "quote --model clip --seconds 8 --4k --audio"
TEXT = """\
Clip · 8 s · 4K · audio    P · prices of May 2026
80+ credits  at least 80; the source gives no upper limit
                       Quantity            Rate  Credits
  Clip, 4K with audio       8 s  10+ per second      80+
▲ The documentation says 9.
Source: A note, April 2026. Show the arithmetic: --explain
"""
SCREEN = """\
Clip · 8 s · 4K · audio                                        P · prices of May 2026

80+ credits  at least 80; the source gives no upper limit

                       Quantity             Rate   Credits
 ─────────────────────────────────────────────────────────
 Clip, 4K with audio        8 s   10+ per second       80+

▲ The documentation says 9.
  Source: A note, April 2026. Show the arithmetic: --explain
"""
FULL = "error: no space left on device: nothing more was written\n"
if sys.platform != "win32":
    import fcntl
    import termios

NEEDS_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a device or a call of Linux")

pytestmark = pytest.mark.usefixtures("folder", "then")


@pytest.fixture
def then(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day on which the sheets of the shop are new."""
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-01")


def plain(shown: str) -> str:
    """What is on a screen, without colours and the blanks at the end of lines."""
    return "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\n"))


def test_it_is_a_module_too() -> None:
    assert process(QUOTE) == Ran(0, TEXT, "")
    assert process("quot").err == "error: no command quot\nhint: did you mean quote?   creditcalc quote\n"


class TestStandardOutput:
    """Where the result cannot be written there is one line, and not the exit code of success."""

    def test_a_pipe_that_nobody_reads_ends_it_quietly(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        assert process(QUOTE, stdout=writing) == Ran(-PIPE, "", "")
        os.close(writing)

    def test_head_takes_its_line(self) -> None:
        command = f"{sys.executable} -m creditcalc {QUOTE} | head -n 1"
        done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
        assert (done.stdout.decode(), done.stderr) == (TEXT.splitlines(keepends=True)[0], b"")

    @NEEDS_LINUX
    @pytest.mark.parametrize("unbuffered", ["", "1"])
    @pytest.mark.parametrize(
        "command",
        [QUOTE, f"{QUOTE} --json", f"{QUOTE} --quiet", "--version", "--help", "quote --help", "sheets schema models"],
    )
    def test_a_full_disk_is_one_line(self, command: str, unbuffered: str) -> None:
        with Path("/dev/full").open("w") as full:
            assert process(command, stdout=full, PYTHONUNBUFFERED=unbuffered) == Ran(1, "", FULL)

    @NEEDS_LINUX
    @pytest.mark.parametrize(
        ("to", "code_", "said"), [("/dev/full", 1, FULL.encode()), ("a pipe that nobody reads", -PIPE, b"")]
    )
    def test_what_a_command_leaves_unwritten_is_written_inside_the_boundary(
        self, to: str, code_: int, said: bytes
    ) -> None:
        code = f"""
            import sys
            from unittest.mock import patch
            from creditcalc.cli import app, output
            patch.object(output, "write_output", lambda text, **_: sys.stdout.write(text)).start()
            sys.argv = ["creditcalc", *"{QUOTE}".split()]
            app.main()
            """
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") if to == "a pipe that nobody reads" else Path(to).open("w") as stdout:
            done = subprocess.run(
                [sys.executable, "-c", dedent(code)], stdout=stdout, stderr=subprocess.PIPE, check=False
            )
        assert (done.returncode, done.stderr) == (code_, said)

    @NEEDS_LINUX
    def test_a_reader_that_is_slow_is_waited_for(self) -> None:
        """Also where the pipe is set not to wait, as some who start processes leave it."""
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        os.set_blocking(writing, False)
        with subprocess.Popen([*CREDITCALC, "sheets", "schema", "models"], stdout=writing) as child:
            os.close(writing)
            while pending(reading) < 4096:
                assert child.poll() is None
                time.sleep(0.005)
            with os.fdopen(reading, "rb") as pipe:
                assert pipe.read().decode() == process("sheets schema models").out
        assert child.returncode == 0

    @pytest.mark.parametrize("command", [QUOTE, "--version"])
    @pytest.mark.parametrize("others", ["", "2>&-", "<&- 2>&-"])
    def test_closed_is_one_line(self, command: str, others: str) -> None:
        assert redirected(command, f">&- {others}") == Ran(
            1, "", "" if others else "error: standard output is closed\n"
        )


class TestStandardError:
    """What is said beside the result changes neither it nor the exit code, even where it cannot be said."""

    @pytest.mark.parametrize("to", ["2>&-", "2>&- <&-", pytest.param("2>/dev/full", marks=NEEDS_LINUX)])
    @pytest.mark.parametrize(
        ("command", "code", "out"),
        [
            (QUOTE, 0, TEXT),
            (f"{QUOTE} --budget 50", 3, TEXT),  # 80+ is more
            ("quote --model nothing", 1, ""),
            ("quote --no-such-option", 2, ""),
        ],
    )
    def test_it_is_lost(self, command: str, code: int, out: str, to: str) -> None:
        assert redirected(command, to) == Ran(code, out, "")

    @NEEDS_LINUX
    def test_where_both_are_full_the_exit_code_says_so(self) -> None:
        assert redirected(QUOTE, ">/dev/full 2>/dev/full") == Ran(1, "", "")


def redirected(command: str, to: str) -> Ran:
    """What a command does whose streams a shell sends elsewhere."""
    shell = ["sh", "-c", f'"$@" {to}', "sh", *CREDITCALC, *command.split()]
    done = subprocess.run(shell, capture_output=True, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


class TestLocale:
    """No locale turns a price into a traceback."""

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
    def test_signs_are_of_ascii_where_it_is_not_utf_8(self, encoding: str) -> None:
        assert process(QUOTE, PYTHONIOENCODING=encoding) == Ran(0, TEXT.replace("·", "|").replace("▲", "^"), "")

    def test_the_c_locale_has_signs_of_ascii(self) -> None:
        result = process(f"{QUOTE} --budget 70", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert result.out.startswith("Clip | 8 s | 4K | audio    P | prices of May 2026\n")
        assert result.out.isascii()
        assert "?" not in result.out
        # 8 s at 0.5 to 1: about 4 to 8, and a tenth more and less
        verdict = process("quote --model silent --seconds 8 --budget 3", PYTHONIOENCODING="ascii").err
        assert verdict == "error: over the budget: ~4-8 (3.6-8.8 at 10 % tolerance) is more than 3\n"

    @pytest.mark.parametrize("form", ["json", "csv", "markdown", "table"])
    def test_every_format_is_printed_in_ascii(self, form: str) -> None:
        result = process(f"{QUOTE} --format {form}", PYTHONIOENCODING="ascii")
        assert (result.code, result.err) == (0, "")
        assert "80+" in result.out

    def test_an_error_is_no_traceback(self) -> None:
        result = process("quote --model mødel", PYTHONIOENCODING="ascii")
        assert (result.code, result.err.count("\n")) == (1, 1)
        assert result.err.startswith("error: unknown model `m")


class TestTerminal:
    """On a terminal the result is a table of its width."""

    def test_a_wide_one_shows_every_column_whole(self) -> None:
        result = terminal(QUOTE, columns=85)
        assert (result.code, plain(result.out)) == (0, SCREEN)

    def test_colours_come_and_go(self) -> None:
        assert terminal(QUOTE, columns=100).out.startswith("\x1b[1mClip · 8 s · 4K · audio\x1b[0m")
        assert not re.search(r"\x1b\[(3|4|9)\d", terminal(QUOTE, columns=100, NO_COLOR="1").out)
        assert "\x1b" not in terminal(QUOTE, columns=100, TERM="dumb").out

    def test_a_narrow_one_leaves_columns_out_and_breaks_lines_between_words(self) -> None:
        assert plain(terminal(QUOTE, columns=40).out) == dedent(
            """\
            Clip · 8 s · 4K · audio
            P · prices of May 2026

            80+ credits  at least 80; the source
                         gives no upper limit

                                   Credits
             ─────────────────────────────
             Clip, 4K with audio       80+

            ▲ The documentation says 9.
              Source: A note, April 2026. Show the
              arithmetic: --explain
              Hidden: Quantity, Rate (--wide or
              --json shows them)
            """
        )

    @pytest.mark.parametrize("columns", [40, 60, 80])
    def test_figures_and_names_are_whole_at_any_width(self, columns: int) -> None:
        shown = plain(terminal("models list", columns=columns).out)
        for whole in ("Director", "Picture", "~0.50–1.00", "2+", "0.25"):
            assert re.search(rf"(^|\s){re.escape(whole)}(\s|$)", shown), shown

    def test_columns_overrule_the_terminal(self) -> None:
        narrow = terminal(QUOTE, columns=40).out
        assert terminal(QUOTE, columns=100, COLUMNS="40").out == narrow
        assert terminal(QUOTE, columns=100).out != narrow

    def test_other_formats_are_not_drawn(self) -> None:
        for form in ("json", "csv", "markdown"):
            command = f"{QUOTE} --format {form}"
            assert terminal(command, columns=20).out == process(command).out


def test_a_compiled_copy_that_several_write_at_once_serves_them_all(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (0, 0))  # at rest: of sheets that may still change no copy is kept
    together = [subprocess.Popen([*CREDITCALC, *QUOTE.split()], stdout=subprocess.PIPE) for _ in range(4)]
    assert [one.communicate()[0].decode() for one in together] == [TEXT] * 4
    kept = [path.name for path in (tmp_path / "cache" / "creditcalc").iterdir()]
    assert kept
    assert all(name.endswith(".sheets") for name in kept)
    assert process(QUOTE) == Ran(0, TEXT, "")


@NEEDS_LINUX
def test_an_interrupt_ends_it_without_a_traceback() -> None:
    reading, writing = os.pipe()
    size = fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen([*CREDITCALC, "sheets", "schema", "models"], stdout=writing, stderr=subprocess.PIPE) as child:
        os.close(writing)
        while pending(reading) < size:  # until it waits in the middle of its output
            assert child.poll() is None
            time.sleep(0.005)
        child.send_signal(signal.SIGINT)
        while os.read(reading, 65536):
            pass
        assert child.stderr is not None
        assert child.stderr.read() == b""
    os.close(reading)
    assert child.returncode == -signal.SIGINT


def pending(pipe: int) -> int:
    """How many bytes wait in a pipe."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)
