"""Every command where a stream is full, closed or gone, or a home cannot be used: its verdict stands."""

import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from sheets import write
from shell import CREDITCALC, run
from walks import commands

from creditcalc.cli.app import app
from examples import RUNTIME

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, SIGPIPE and capabilities")

ROOT = Path(__file__).parents[2]
PRICES = '{"m": {"litellm_provider": "m", "mode": "video_generation", "output_cost_per_second": 0.1}}'
FILES = {
    **RUNTIME,
    "shots.csv": "model,seconds\nkling-2.6-standard,10\n",
    "bad.csv": "model,seconds\nkling-2.6-standard,10\nnothing,1\n",
    "prices.json": PRICES,
    "body.json": '{"prompt": "a fox", "generate_audio": false}',
    "model_prices_and_context_window.json": PRICES,
    "bill.csv": "At,Model,Cost\n2026-05-20T09:30Z,Kling 2.6 Standard,9\n",
    "storyboard.yaml": "shots:\n- {model: kling-2.6-standard, seconds: 10}\n",
}
QUOTE = "quote --model kling-2.6-standard --seconds 5 --edition 2026-05"  # ~2.5 credits
OPEN = "wallet open main --plan plus --since 2026-05-14"
CHEAPER = {
    "report": "report storyboard.yaml",
    "plans compare": "plans compare --credits 500 --json",
    "wallet export": "wallet export --to csv",
    "sheets check": "sheets check mine",
    "site": "site -o public --runtime package --platform suno",
    "sheets export": "sheets export --platform suno",
    "wallet spend": "wallet spend --credits 2",
}
"""A line for a command whose example takes long, or prints nothing."""
VERDICTS = {
    f"{QUOTE} --budget 1": 3,  # 2.25..2.75 with its tolerance is more
    f"{QUOTE} --budget 2.5": 4,
    "quote --model nothing": 1,
    "setup": 1,  # it asks on terminals alone
    "explore veo-3.1 8s 4k audio": 2,  # it is for terminals alone
    "quote --no-such-option": 2,
    "batch bad.csv --format csv": 1,
    "batch bad.csv": 1,
    "batch shots.csv --format csv --budget 1": 3,
    "batch shots.csv --format csv --output rows.csv": 0,
    f"{QUOTE} --wallet main --charge": 0,
    f"{QUOTE} --outputs 999 --wallet main --charge": 3,  # 999 times 2.5 are more than the plan's 80
    "batch shots.csv --wallet main --charge": 0,
    "wallet spend --credits 9999": 3,
    "batch -": 1,  # nothing is read: there is no header
    "--version": 0,
    "--help": 0,
}
"""Lines whose exit code says something, and which."""
WALLETLESS = ("wallet open", "wallet import")
"""The commands that make a wallet; before the others there is one."""


def lines() -> list[str]:
    """A line of every command: the first example of its help, or a cheaper one; and those with a verdict."""
    return list(dict.fromkeys([*first_examples(), *VERDICTS]))


def first_examples() -> Iterator[str]:
    """The first example of the help of every command, or a cheaper one."""
    for words, command in commands(typer.main.get_command(app)):
        if not hasattr(command, "list_commands") and (words != ("mcp",) or find_spec("mcp")):
            (example, *_) = re.findall(r"^ *creditcalc (.*)$", command.help, re.MULTILINE)
            yield CHEAPER.get(" ".join(words), example)


class Fault(NamedTuple):
    """What is wrong with the streams, as a shell says it; or with the home, as the words that are run before."""

    name: str
    to: str = ""
    home: str = ""


SOUND = Fault("nothing")
STREAMS = (
    Fault("output full", ">/dev/full"),
    Fault("output closed", ">&-"),
    Fault("reader left", "| :"),
    Fault("error full", "2>/dev/full"),
    Fault("error closed", "2>&-"),
    Fault("input closed", "<&-"),
)
CACHE = Fault("cache another's", home="chown -R 65534 home/.cache; chmod 700 home/.cache/creditcalc")
HOMES = (
    Fault("home unreadable", home="chmod 0 home"),
    Fault("home read-only", home="chmod -R a-w home"),
    Fault("home missing", home="mv home moved"),
    Fault("config another's", home="chown -R 65534 home/.config; chmod 700 home/.config/creditcalc"),
)


class Job(NamedTuple):
    """A command line under a fault, in a folder of its own."""

    line: str
    fault: Fault
    folder: Path


class Outcome(NamedTuple):
    """What a line did, and how many entries the wallet has then."""

    code: int
    out: str
    err: str
    entries: int


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the lines read, and a home in which there is a wallet with entries."""
    folder = tmp_path_factory.mktemp("template")
    write(folder, FILES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(warm_cache(folder)))
        patch.setenv("XDG_DATA_HOME", str(folder / "home/.local/share"))
        patch.setenv("CREDITCALC_TODAY", "2026-06-01")
        patch.chdir(folder)
        spend = "wallet spend --model kling-2.6-standard --seconds 10"
        before = (OPEN, spend, spend, "wallet export --output main.json", "sheets new one --in mine")
        assert {run(one).code for one in before} == {0}
    for kind in (".cache", ".config"):
        (folder / "home" / kind / "creditcalc").mkdir(parents=True)
    return folder


def warm_cache(folder: Path) -> Path:
    """The cache that all processes of this file share, as `warm` does."""
    return folder.parent / "warm"


def outcome(template: Path, job: Job) -> Outcome:
    """What the line does under its fault."""
    shutil.copytree(template, job.folder)
    home = job.folder / "home"
    if job.line.startswith(WALLETLESS):
        shutil.rmtree(home / ".local")
    if job.fault.home:
        subprocess.run(["sh", "-c", job.fault.home], cwd=job.folder, check=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "CREDITCALC_"))}
    environment |= {"HOME": str(home), "CREDITCALC_TODAY": "2026-06-01"}
    if "cache" not in job.fault.name:
        environment["XDG_CACHE_HOME"] = str(warm_cache(template))
    reading, writing = os.pipe()
    os.close(reading)
    to = "" if job.fault.to.startswith("|") else job.fault.to
    done = subprocess.run(
        [*_powerless(), "sh", "-c", f'exec "$@" {to}', "sh", *CREDITCALC, *shlex.split(job.line)],
        cwd=job.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=writing if job.fault.to.startswith("|") else subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    os.close(writing)
    out, err = (text.decode().replace(str(job.folder), "") for text in (done.stdout or b"", done.stderr))
    return Outcome(done.returncode, out, err, _entries(job.folder))


def _powerless() -> list[str]:
    """What takes from root, in a container too, that no permission holds for it."""
    if os.getuid() == 0 and shutil.which("setpriv"):
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    return []


def _entries(folder: Path) -> int:
    """How many entries the wallet has; 0 where there is none, or its home cannot be read."""
    with suppress(sqlite3.Error):
        where = (folder / "home/.local/share/creditcalc/wallet.db").as_uri()
        with closing(sqlite3.connect(f"{where}?mode=ro", uri=True)) as connection:
            ((number,),) = connection.execute("SELECT count(*) FROM entry")
            return int(number)
    return 0


def outcomes(template: Path, folder: Path, wanted: Iterable[tuple[str, Fault]]) -> dict[tuple[str, str], Outcome]:
    """What lines do under faults: several at a time, as many as there are processors."""
    jobs = [Job(line, fault, folder / str(number)) for number, (line, fault) in enumerate(wanted)]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        found = list(pool.map(partial(outcome, template), jobs))
    return {(job.line, job.fault.name): one for job, one in zip(jobs, found, strict=True)}


def quiet(one: Outcome) -> bool:
    """Whether no more is said than ours: no traceback, nothing of the interpreter's, one line about a stream."""
    words = ("no space left", "is closed", "broken pipe", "could not be shown")
    about = [line for line in one.err.splitlines() if any(word in line for word in words)]
    return "Traceback" not in one.err and "Exception ignored" not in one.err and len(about) <= 1


def code_under(fault: Fault, sound: Outcome) -> int:
    """The exit code under the fault of a stream: the verdict, else what became of the output, if there was any."""
    if sound.code or not sound.out:
        return sound.code
    return {"output full": 1, "output closed": 1, "reader left": -signal.SIGPIPE}.get(fault.name, 0)


def streams() -> Iterator[tuple[str, tuple[Fault, ...]]]:
    """Each line with its faults: all of them where its code is a verdict, else every second one, in turn.

    One module says what becomes of a stream that fails, so that a command meets half of the faults, each fault half of
    the commands, and the tests take half of the time.
    """
    for number, line in enumerate(lines()):
        yield line, STREAMS if line in VERDICTS else STREAMS[number % 2 :: 2]


def test_a_stream_that_fails_changes_no_verdict(template: Path, tmp_path: Path) -> None:
    found = outcomes(template, tmp_path, ((line, fault) for line, faults in streams() for fault in (SOUND, *faults)))
    for line, faults in streams():
        sound = found[line, SOUND.name]
        assert sound.code == VERDICTS.get(line, 0), (line, sound)
        for fault in faults:
            one = found[line, fault.name]
            assert quiet(one), (line, fault, one)
            if fault.name == "input closed" and line == "batch -":
                assert one == Outcome(1, "", "error: standard input is closed\n", one.entries)
                continue
            assert one.code == code_under(fault, sound), (line, fault, one)
            if not fault.name.startswith(("output", "reader")):
                assert one.out == sound.out, (line, fault, one)
            if "is recorded" not in one.err and one.code:  # nothing is charged that is not said
                assert one.entries == (1 if sound.entries == 1 else 3), (line, fault, one)


@pytest.mark.parametrize("line", ["batch -", "batch - --from yaml", "report - --from csv", "wallet import -"])
def test_a_closed_input_is_one_line(template: Path, tmp_path: Path, line: str) -> None:
    closed = next(fault for fault in STREAMS if fault.name == "input closed")
    found = outcome(template, Job(line, closed, tmp_path / "job"))
    assert found[:3] == (1, "", "error: standard input is closed\n")


def test_where_nothing_can_be_said_nothing_is_charged(template: Path, tmp_path: Path) -> None:
    for number, line in enumerate(("wallet spend --credits 2", f"{QUOTE} --wallet main --charge")):
        job = Job(line, Fault("both closed", ">&- 2>&-"), tmp_path / str(number))
        assert outcome(template, job) == Outcome(1, "", "", 3)


@pytest.mark.parametrize(
    ("gate", "code", "said"),
    [("", -signal.SIGPIPE, ""), ("--budget 1", 3, "error: over the budget: ")],
)
def test_an_endless_batch_ends_with_its_reader_unless_a_limit_awaits_its_total(
    gate: str, code: int, said: str, template: Path
) -> None:
    rows = b"kling-2.6-standard,5\n" * 20_000
    command = [*CREDITCALC, "batch", "-", "--format", "csv", *gate.split()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=template
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write(b"model,seconds\nkling-2.6-standard,5\n")
        child.stdin.flush()
        child.stdout.read(1)
        child.stdout.close()
        with suppress(BrokenPipeError):
            for sent in range(4 if gate else 100):  # noqa: B007  # how far it came
                child.stdin.write(rows)
        with suppress(BrokenPipeError):
            child.stdin.close()
        err = child.stderr.read().decode()
    assert child.returncode == code
    assert gate or sent < 99
    assert err.partition("credits\n")[2].startswith(said) if gate else err == said


def without_powers() -> None:
    """Skip where root cannot do without its own."""
    if os.getuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and there is no `setpriv` to take that from it")


def faults_of(kinds: Iterable[Fault]) -> list[Fault]:
    """Those that can be made: only root may give a folder to somebody else."""
    return [fault for fault in kinds if os.getuid() == 0 or "another" not in fault.name]


def test_a_home_that_cannot_be_used_is_named_where_it_is_needed(template: Path, tmp_path: Path) -> None:
    """What needs nothing of it has the code that it has without; a wallet is refused, and the path is said."""
    without_powers()
    every = [line for line in lines() if line not in VERDICTS]
    for (line, fault), one in outcomes(template, tmp_path, product(every, faults_of(HOMES))).items():
        assert quiet(one), (line, fault, one)
        if one.code:
            assert "wallet" in line or line.startswith("config set"), (line, fault, one)
            assert re.search(r"/home/.*: |you have no wallet yet", one.err.splitlines()[-1]), (line, fault, one)
        if "permission" in one.err:
            assert re.search(r"/home/\S+: ", one.err), (line, fault, one)


def test_a_cache_that_cannot_be_used_is_done_without(template: Path, tmp_path: Path) -> None:
    without_powers()
    for key, one in outcomes(
        template, tmp_path, product([f"{QUOTE} --budget 1", "plans list"], faults_of([CACHE]))
    ).items():
        assert one.code == VERDICTS.get(key[0], 0), (key, one)
        assert quiet(one), (key, one)
        assert "permission" not in one.err, (key, one)
