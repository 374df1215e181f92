"""Inputs made to hurt: `python tools/fuzz.py [sheets|jobs|commands|imports ...] [--minutes N] [--seed N]`.

- `sheets`: bundled sheets, damaged, as a person's own ones: checked, listed and priced with.
- `jobs`: files of generations and storyboards, damaged: priced, compared and planned with.
- `commands`: command lines of every command's own options, with values that fit and values that do not.
- `imports`: a price map of litellm and an export of a wallet, damaged: imported, and then looked at.

Each answers with an exit code of the manual, within `SLOWEST` seconds of processor time and without a traceback. Run it
as an unprivileged user: it works in a folder of its own. What fails is printed once for each place in the code, its
input stays in that folder, and the exit code is 1.
"""

import argparse
import json
import os
import random
import re
import resource
import shlex
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing import Pool
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType
from typing import Any, NamedTuple, NoReturn

import typer

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))
from shell import Ran, run
from walks import commands as walked

from creditcalc.cli.app import app

ROOT = Path(__file__).parents[1]
SLOWEST = 20
"""Seconds of processor time after which a run counts as a hang: ten times what an answer may take."""
MEMORY = 4 * 2**30
"""Bytes that a run may take."""
CODES = {0, 1, 2, 3, 4, 5}
ROUND = 300
"""Cases that one process makes."""
LONGEST = 20_000
"""Characters of the longest text that is made."""
BAD = (
    *("", "-1", "0", "1e9999", "1e-9999", "1/0", "NaN", "inf", "²", "٥", "0x10", "1_0", "1,000", "1.000", " 5 ", "+5"),
    *(
        "9" * 400,
        "0." + "0" * 400 + "1",
        "null",
        "true",
        "~",
        "~5+",
        "5..1",
        "..",
        "*",
        "&a",
        "!!python/object:os.system",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\u202e",
        "\U0001f600",
        "\udcff",
        "\u200d",
        "\ufeff",
        "a" * 5000,
        "[" * 200,
        "{" * 200,
        '"',
        "'",
        "\\",
        "`",
    ),
    *("2026-02-30", "0000-00-00", "9999-12-31", "2026-13-01T25:61Z", "unknown", "no", "%", "=1+1", "../x", "/dev/null"),
)
"""Texts that somebody's parser takes amiss."""
WORDS = (
    *("veo-3.1", "kling-2.6-standard", "agent-one", "nano-banana-pro", "elevenlabs-v3", "video", "plus", "free", "max"),
    *("8", "5.5", "60", "2", "10%", "0.5", "80+", "~5", "720p", "4k", "on", "off", "csv", "json", "table", "markdown"),
    *("invideo", "fal", "flow", "list", "2026-05", "2026-09", "2026-05-31", "2026-05-31T10:00Z", "main", "month on 14"),
    *("audio=on", "mode=pro", "EUR=1.1", "plan,top-up", "never", "30 days", "nothing", "USD", "new", "jobs.csv"),
    *("board.yaml", "rows.jsonl", "main.json", "out.csv", "out.md", "mine", "veo-3.1=30%,kling-2.6-standard=70%", "-"),
)
"""Texts that some option takes."""
ROWS = "id,model,seconds,resolution,audio,takes,scene\na,kling-2.6-standard,5,,,2,one\nb,veo-3.1,8,4k,on,1,two\n"
LINES = (
    '{"model": "kling-2.6-standard", "seconds": 5}\n{"model": "veo-3.1", "seconds": 8, "audio": true, "note": null}\n'
)
PRICES = {
    "sample_spec": {"mode": "chat"},
    "acme/reel-1": {"litellm_provider": "acme", "mode": "video_generation", "output_cost_per_second": 0.08},
    "acme/reel-2": {
        "litellm_provider": "acme",
        "mode": "video_generation",
        "output_cost_per_second": 0.08,
        "output_cost_per_second_720p": 0.05,
        "deprecation_date": "2026-08-01",
    },
    "acme/still": {"litellm_provider": "acme", "mode": "image_generation", "output_cost_per_image": 0.04},
}
WALLET = (
    "wallet open main --plan plus --since 2026-05-14 --rollover nothing --burn-order plan,top-up",
    "wallet top-up --credits 100 --cost 25 --expires '12 months' --at 2026-05-20",
    "wallet spend --model kling-2.6-standard --seconds 10 --at 2026-05-21 --key a",
    "wallet spend --credits 3 --at 2026-05-22 --note 'by hand'",
    "wallet undo 4",
    "wallet export --output main.json",
)


class Hang(BaseException):
    """A run that takes too long; no `except Exception` of the product catches it."""


class Case(NamedTuple):
    """Commands to be run in order, on files that stand in the folder then."""

    files: dict[str, str]
    lines: tuple[str, ...]


def damaged(text: str, rng: random.Random) -> str:
    """A text with a few things wrong with it."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice((1, 1, 2, 5, 20, 200)))
        match rng.randrange(8):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + rng.choice(BAD) + text[end:]
            case 2:
                text = text[:start] + text[start:end] * rng.choice((2, 3, 50)) + text[end:]
            case 3 | 4:
                text = _instead(text, r"[0-9]+(?:\.[0-9]+)?", rng)
            case 5 | 6:
                text = _instead(text, r"[A-Za-z][A-Za-z0-9_.-]*", rng)
            case _:
                lines = text.splitlines(keepends=True)
                rng.shuffle(lines[len(lines) // 2 :])
                one = rng.randrange(max(1, len(lines)))
                text = "".join([*lines[:one], *lines[one + 1 :], *lines[one : one + 1]])
    return text[:LONGEST].encode("utf-8", "replace").decode()  # a file of text


def _instead(text: str, pattern: str, rng: random.Random) -> str:
    """A text with one of its numbers or words replaced, by another of it or by a bad one."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    one = rng.choice(found)
    other = rng.choice(found)[0] if rng.random() < 0.4 else rng.choice(BAD)
    return text[: one.start()] + other + text[one.end() :]


def sheets(rng: random.Random) -> Case:
    """One sheet of an edition damaged, the others whole."""
    edition = rng.choice([path.parent for path in sorted((ROOT / "pricing").glob("*/*/edition.yaml"))])
    files = {
        str(Path("mine", path.relative_to(ROOT / "pricing"))): path.read_text(encoding="utf-8")
        for path in (*edition.glob("*.yaml"), edition.parent / "platform.yaml")
        if path.is_file()
    }
    name = rng.choice(sorted(files))
    files[name] = damaged(files[name], rng)
    at = f"--pricing mine --platform {edition.parent.name} --edition {edition.name}"
    models = re.findall(
        r"^([a-z][a-z0-9.-]*):", files.get(f"mine/{edition.parent.name}/{edition.name}/models.yaml", "x:"), re.M
    )
    quote = f"quote --model {rng.choice(models or ['x'])} --seconds 5 {at} --json"
    others = (
        f"models list {at}",
        f"models compare --seconds 5 {at}",
        f"plans compare --credits 500 {at}",
        f"rules list {at}",
        f"guide {at}",
    )
    return Case(files, ("sheets check mine", quote, rng.choice(others)))


def jobs(rng: random.Random) -> Case:
    """A file of generations damaged."""
    board = (ROOT / "examples" / "storyboard.yaml").read_text(encoding="utf-8")
    name, text = rng.choice(
        (
            ("jobs.csv", ROWS),
            ("rows.jsonl", LINES),
            ("rows.json", f"[{LINES.replace('}', '},', 1)}]"),
            ("board.yaml", board),
        )
    )
    more = rng.choice(("", " --format csv", " --json", " --format markdown", " --budget 100", " --success-rate 0.5"))
    looks = (f"plans compare --jobs {name}", f"report {name} -o page.html", f"batch {name} --engine stream -o out.csv")
    return Case({name: damaged(text, rng)}, (f"batch {name}{more}", rng.choice(looks)))


def command_lines(rng: random.Random) -> Case:
    """A command with some of its options, in whatever order and with whatever values."""
    every = [(words, one) for words, one in walked(typer.main.get_command(app)) if words[:1] != ("mcp",)]
    words, command = rng.choice(every)
    given: list[str] = []
    for parameter in rng.sample(command.params, rng.randint(0, min(6, len(command.params)))):
        if "--master" in parameter.opts or "--help" in parameter.opts:
            continue
        value = [] if getattr(parameter, "is_flag", False) else [_value(parameter, rng)]
        named = [rng.choice((*parameter.opts, *parameter.secondary_opts))] if parameter.opts[0].startswith("-") else []
        given += [*named, *value]
    files = {"jobs.csv": ROWS, "rows.jsonl": LINES}
    files["board.yaml"] = (ROOT / "examples" / "storyboard.yaml").read_text(encoding="utf-8")
    return Case(files, (*WALLET[:3], shlex.join([*words, *given])))


def _value(parameter: Any, rng: random.Random) -> str:
    choices = [word for word in getattr(parameter.type, "choices", ()) if word != "spark"]
    if choices and rng.random() < 0.8:
        return str(rng.choice(choices))
    return str(rng.choice(WORDS if rng.random() < 0.75 else BAD).replace("\x00", ""))


def imports(rng: random.Random) -> Case:
    """What another program wrote, damaged, and what is made of it."""
    if rng.random() < 0.5:
        files = {"prices.json": damaged(json.dumps(PRICES, indent=1), rng)}
        price = "quote --platform litellm --model acme-reel-2 --seconds 8 --pricing mine"
        return Case(files, ("sheets import litellm prices.json --in mine", "sheets check mine", price))
    looks = (
        "wallet balance",
        "wallet history",
        "wallet export --to beancount",
        "wallet export --to focus",
        "wallet check",
    )
    return Case({}, (*WALLET, "damage", "wallet import main.json", *looks))


KINDS: dict[str, Callable[[random.Random], Case]] = {
    "sheets": sheets,
    "jobs": jobs,
    "commands": command_lines,
    "imports": imports,
}


def answered(line: str) -> str | None:
    """What is wrong with the answer to a command line; None where it is one."""

    def hang(signum: int, frame: FrameType | None) -> NoReturn:
        raise Hang

    signal.signal(signal.SIGVTALRM, hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, SLOWEST)
    try:
        ran: Ran = run(line)
    except Hang:
        return f"hang: {_place()}"
    except Exception:  # whatever leaves the product is a traceback to a person
        return f"traceback: {traceback.format_exc().splitlines()[-1][:200]} at {_place()}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if ran.code not in CODES:
        return f"exit {ran.code}"
    return "a traceback in words" if "Traceback (most" in ran.err + ran.out else None


def _place() -> str:
    """Where in the product an exception came from."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    ours = [frame for frame in frames if "/creditcalc/" in frame.filename]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "elsewhere"


def tried(case: Case, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Runs a case in this folder; every line with what is wrong with its answer."""
    for name, text in case.files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    for line in case.lines:
        if line == "damage":
            exported = Path("main.json")
            exported.write_text(damaged(exported.read_text(encoding="utf-8"), rng), encoding="utf-8")
            os.environ["CREDITCALC_WALLET"] = str(Path("other.db").absolute())
        elif wrong := answered(line):
            yield line, wrong


def fuzz(kinds: list[str], minutes: float, seed: int, folder: Path) -> Counter[str]:
    """Makes cases until the time is over; how many there were of each kind, and of each fault."""
    counts: Counter[str] = Counter()
    seen: list[str] = []
    end = time.monotonic() + 60 * minutes
    for number in count():
        if time.monotonic() >= end:
            return counts
        # each round in a process of its own: what a command keeps for the next one is not kept for thousands
        with Pool(1) as pool:
            more, seen = pool.apply(one_round, (kinds, end, f"{seed}/{number}", folder, seen))
        counts += more
    raise AssertionError


def one_round(kinds: list[str], end: float, seed: str, folder: Path, seen: list[str]) -> tuple[Counter[str], list[str]]:
    """Some cases; how many there were of each kind and of each fault, and the faults seen so far."""
    counts: Counter[str] = Counter()
    rng = random.Random(seed)
    for _ in range(ROUND):
        if time.monotonic() >= end:
            break
        kind = rng.choice(kinds)
        here = folder / "case"
        here.mkdir()
        os.chdir(here)
        os.environ["CREDITCALC_WALLET"] = str(here / "wallet.db")
        counts[kind] += 1
        for line, wrong in tried(KINDS[kind](rng), rng):
            counts[wrong.partition(":")[0]] += 1
            if wrong not in seen:
                seen.append(wrong)
                kept = folder / f"fault-{len(seen)}"
                shutil.copytree(here, kept)
                print(f"{wrong!a}\n  {line!a}\n  in {kept}", flush=True)
        os.chdir(folder)
        shutil.rmtree(here)
    return counts, seen


def main() -> None:
    """Run what is asked for, and print a line of figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if unknown := set(given.kinds) - KINDS.keys():
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    if os.geteuid() == 0:
        parser.error("run it as an unprivileged user: it gives random arguments to commands that write files")
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most), most))
    folder = Path(mkdtemp(prefix="creditcalc-fuzz-"))
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        os.environ[variable] = str(folder / variable)
    counts = fuzz(given.kinds or list(KINDS), given.minutes, given.seed, folder)
    cases = ", ".join(f"{counts.pop(kind)} {kind}" for kind in KINDS if counts[kind])
    faults = ", ".join(f"{number} {what}" for what, number in counts.items()) or "tracebacks 0, hangs 0"
    print(f"{cases}: {faults} (seed {given.seed}, {given.minutes:g} minutes)")
    if not counts:
        os.chdir("/")
        shutil.rmtree(folder)
    sys.exit(bool(counts))


if __name__ == "__main__":
    main()
