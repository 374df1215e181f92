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
Clip · 8 s · 4K · audio    P, edition e
  Line             Quantity   Rate          Credits
  Clip, 4K, audio  8 seconds  10+ / second      80+
  Total                                         80+
Evidence: third party. A note (2026-04-30).
At least this much: the source gives a lower bound.
`docs` says 9.
By default: twin off.
"""
FULL = "error: no space left on device: nothing more was written\n"
if sys.platform != "win32":
    import fcntl
    import termios

NEEDS_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a device or a call of Linux")

pytestmark = pytest.mark.usefixtures("folder")


def plain(shown: str) -> str:
    """What is on a screen, without colours and the blanks at the end of lines."""
    return "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).split("\n"))


def test_it_is_a_module_too() -> None:
    assert process(QUOTE) == Ran(0, TEXT, "")
    assert process("quote").err.startswith("Usage: creditcalc quote [OPTIONS]\n")


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

    def test_ascii_shows_question_marks(self) -> None:
        assert process(QUOTE, PYTHONIOENCODING="ascii") == Ran(0, TEXT.replace("·", "?"), "")

    def test_latin_1_shows_what_it_has(self) -> None:
        done = subprocess.run(
            [*CREDITCALC, *QUOTE.split()],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "latin-1"},
            check=True,
        )
        assert done.stdout.decode("latin-1") == TEXT

    def test_the_c_locale_shows_question_marks(self) -> None:
        result = process(QUOTE, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
        assert result == Ran(0, TEXT.replace("·", "?"), "")

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
        result = terminal(QUOTE, columns=100)
        assert (result.code, plain(result.out)) == (0, TEXT)

    def test_colours_come_and_go(self) -> None:
        assert terminal(QUOTE, columns=100).out.startswith("\x1b[1mClip · 8 s · 4K · audio\x1b[0m")
        assert not re.search(r"\x1b\[(3|4|9)\d", terminal(QUOTE, columns=100, NO_COLOR="1").out)
        assert "\x1b" not in terminal(QUOTE, columns=100, TERM="dumb").out

    def test_a_narrow_one_folds_words(self) -> None:
        assert plain(terminal(QUOTE, columns=40).out) == dedent(
            """\
            Clip · 8 s · 4K · audio    P, edition e
              Line      Quantity   Rate      Credits
              Clip,     8 seconds  10+ /         80+
              4K,                  second
              audio
              Total                              80+
            Evidence: third party. A note
            (2026-04-30).
            At least this much: the source gives a
            lower bound.
            `docs` says 9.
            By default: twin off.
            """
        )

    def test_the_narrowest_breaks_words_and_never_a_figure(self) -> None:
        assert plain(terminal("models compare --seconds 8", columns=20).out) == dedent(
            """\
            2 video models · 8 s    P, edition e
                                         Times
                      Setti                the  Evidenc
              Model   ngs    Credits  cheapest  e
              silent  mode     ~4..8         1  third_p
                      open                      arty
              clip                16     ~2..4  officia
                                                l
            Nobody publishes the price of secret.
            """
        )

    @pytest.mark.parametrize("columns", [1, 20, 40, 60, 80])
    def test_figures_and_ids_are_whole_at_any_width(self, columns: int) -> None:
        shown = plain(terminal("models list", columns=columns).out)
        for whole in ("director", "picture", "~0.5..1", "2+", "0.25"):
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
