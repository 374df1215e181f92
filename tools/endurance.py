"""The long run: `python tools/endurance.py kills|power|mutations|rows [--count N] [--seed N]`. Never wrong, never lost.

- `kills`: a process that writes into a wallet is killed, again and again: every acknowledged entry is there, and the
  books balance.
- `power`: the power is cut at every moment of every command that writes, by replaying its recorded system calls: what
  was acknowledged is there, and what was not is there whole or not at all.
- `mutations`: a wallet's file is damaged, by a bit or by a page: each command refuses it, or answers as before.
- `rows`: random generations in a stream cost what each costs alone.

Run it as an unprivileged user; it works in a folder of its own, which it takes away again. The first fault ends it, and
stays in the folder that it names.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import powercut

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))
from shell import run as run_command

from creditcalc.amount import exactly
from creditcalc.errors import CreditcalcError
from creditcalc.period import Cadence, moment
from creditcalc.wallet import store
from creditcalc.wallet.keys import Draft
from creditcalc.wallet.ledger import NO_BOOKS, Entry, Terms, effective, fold
from creditcalc.wallet.location import location
from creditcalc.wallet.record import record, record_undo
from creditcalc.wallet.store import open_wallets

MEMORY = 4 * 2**30
"""Bytes that a run may take."""

NOW = moment("2026-06-20T12:00Z")
EARLIER = moment("2026-05-20")
PLAN = Terms("plan", exactly(100), Cadence.parse("month on 14 at 00:00 UTC"), "nothing", ("plan", "top-up"))


def spend(amount: int) -> Entry:
    """A spend now."""
    return Entry(0, "spend", NOW, NOW, exactly(amount))


def top_up(amount: int) -> Entry:
    """Credits bought now."""
    return Entry(0, "top-up", NOW, NOW, exactly(amount), pool="top-up", expires="never")


def begun(*entries: Entry) -> None:
    """A wallet with some entries."""
    with open_wallets(write=True, create=True) as file:
        opened = Entry(0, "open", moment("2026-05-14"), NOW, terms=PLAN)
        file.add(file.create("main", "p", "e"), [opened, *entries], NOW)


# Kills


def kills(count: int, rng: random.Random) -> str:
    """Kill a writer so many times; raises AssertionError where an acknowledged entry is lost."""
    begun(top_up(10**9))
    acknowledged, unacknowledged = 2, 0
    for _ in range(count):
        acknowledged = max(acknowledged, killed(rng.random() * 0.012))
        with open_wallets() as file:
            wallet = file.wallet(None)
            last = file.onwards(wallet, acknowledged)[-1].number  # it is there, and what follows verifies
            file.books(wallet, NOW)
        # One entry more may be there: written, and not acknowledged any more.
        assert last - acknowledged in (0, 1), (acknowledged, last)
        unacknowledged, acknowledged = unacknowledged + last - acknowledged, last
    with open_wallets() as file:
        assert list(file.check(NOW)) == []
        entries = list(file.entries(file.wallet(None)))
    books = fold(NO_BOOKS, effective(entries), NOW)
    assert books.granted.low == books.spent.low + books.left.low + books.expired.low + books.voided.low
    assert len(entries) > count / 2, len(entries)
    figures = f"{len(entries):,} entries, none lost, {unacknowledged:,} of them written but not acknowledged"
    return f"{count:,} kills of a process that writes: {figures}"


def killed(after: float) -> int:
    """Start a writer, kill it so many seconds after its first entry; the last number that it acknowledged."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(ours)
            writer(theirs)
        finally:
            os._exit(1)
    os.close(theirs)
    said = os.read(ours, 64)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(ours, 65536):
        said += more
    os.close(ours)
    return max((int(line) for line in said.split(b"\n")[:-1]), default=0)


def writer(out: int) -> None:
    """Write entries of every kind for ever, and acknowledge each once it is written."""
    kinds = iter(range(10**9))
    while True:
        with open_wallets(write=True) as file:
            wallet = file.wallet(None)
            turn = next(kinds) % 4
            last = file.latest(wallet, "spend", 1)
            if turn == 0 or not last:
                draft = spend(3)
            elif turn == 1:
                draft = Entry(0, "reconcile", last[0].at, NOW, exactly(2), of=last[0].number)
            elif turn == 2:
                draft = Entry(0, "undo", last[0].at, NOW, of=last[0].number)
            else:
                draft = top_up(5)
            (entry,) = file.add(wallet, [draft], NOW)
        os.write(out, b"%d\n" % entry.number)


# Power cuts

COMMANDS = (
    "open main --plan plus --since 2026-05-14 --edition 2026-05 --platform invideo",
    "top-up --credits 100 --cost 25 --expires never",
    "spend --credits 3 --key job",
    "spend --model veo-3.1 --seconds 8",
    "grant --credits 5 --expires never --pool promotion",
    "reconcile 3 --charged 4",
    "undo 2",
    "transfer --to max --how new",
    "open spare --plan plus --since 2026-05-14 --edition 2026-05 --platform invideo --default",
    "default main",
)
"""Every command that writes, in an order in which they can; the first makes the file, and its folder."""


def power(count: int, rng: random.Random) -> str:
    """Cut the power so many times, spread over all commands; raises AssertionError where the wallet is wrong then."""
    states = acknowledged = 0
    root = Path.cwd() / "disk"
    root.mkdir()
    for command in COMMANDS:
        found = power_of(command, root, rng, max(1, count // len(COMMANDS) // 40))
        states, acknowledged = states + found[0], acknowledged + found[1]
    return f"{len(COMMANDS)} commands, {states:,} power cuts, {acknowledged:,} of them after the result was shown"


def power_of(command: str, root: Path, rng: random.Random, most: int) -> tuple[int, int]:
    """Cut the power at every moment of a command: how many states were looked at, and how many after its result.

    `root` is the folder that is on the disk; `most` is how many random states are tried at each moment.
    """
    environment = {
        **os.environ,
        "CREDITCALC_WALLET": str(root / "new" / "wallet.db"),
        "CREDITCALC_TODAY": "2026-06-20T12:00Z",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    start, before = powercut.held(root), entries_in(root)
    line = [sys.executable, "-m", "creditcalc", "wallet", *command.split()]
    calls, told = powercut.recorded(line, environment, root.with_name("strace.txt"))
    after = entries_in(root)
    assert before != after, f"`{command}` wrote nothing"
    found = acknowledged = 0
    copy = root.with_name("cut")
    for cut in powercut.cuts(calls, root, start, told):
        for state in cut.states(rng, most):
            state.write(copy)
            seen = entries_in(copy)
            assert seen == after or (seen == before and not cut.acknowledged), f"`{command}`: {seen}, not {after}"
            found += 1
            acknowledged += cut.acknowledged
    assert acknowledged, f"`{command}` acknowledged nothing"
    return found, acknowledged


def entries_in(root: Path) -> list[tuple[Any, list[Entry]]]:
    """Every wallet of a folder, the default one first, with its entries; none where there is no file yet."""
    previous = os.environ.get("CREDITCALC_WALLET")
    os.environ["CREDITCALC_WALLET"] = str(root / "new" / "wallet.db")
    try:
        with open_wallets() as file:
            assert list(file.check(NOW)) == []
            return [(wallet, list(file.entries(wallet))) for wallet in file.wallets()]
    except CreditcalcError as error:
        if str(error) == store.NO_WALLET:
            return []
        raise
    finally:
        if previous is None:
            del os.environ["CREDITCALC_WALLET"]
        else:
            os.environ["CREDITCALC_WALLET"] = previous


# Mutations

QUOTE = {
    "model": {"id": "m", "name": "M"},
    "inputs": {"seconds": {"value": "8", "from": "given"}},
    "mix": {},
    "outputs": 1,
    "takes": 1,
    "total": "2",
}
KEYS = ("first", "teaser", "last")


def sample() -> tuple[bytes, bytes]:
    """A file with a row of every kind, and what it was one spend earlier."""
    path = location()
    every, store.EVERY = store.EVERY, 8
    try:
        begun(top_up(300))
        with open_wallets(write=True) as file:
            spare = file.create("spare", "p", "e")
            file.add(spare, [Entry(0, "open", EARLIER, NOW, terms=PLAN)], NOW)
            file.prefer(spare)
            file.prefer(file.wallet("main"))
        for turn, key in enumerate(KEYS, 3):
            record(None, lambda _, turn=turn: [Draft(spend(turn), QUOTE)], NOW, key=key)  # type: ignore[misc]
            for _ in range(4):
                record(None, lambda _: [Draft(spend(1)._replace(at=EARLIER))], NOW)
        record_undo(None, 4, NOW)
        earlier = path.read_bytes()
        record(None, lambda _: [Draft(spend(2))], NOW)
    finally:
        store.EVERY = every
    return path.read_bytes(), earlier


def answers() -> list[Any]:
    """All that a file can be asked."""
    with open_wallets() as file:
        found: list[Any] = [file.wallets()]
        for wallet in file.wallets():
            entries = list(file.entries(wallet))
            found += [wallet, entries, file.books(wallet, NOW), file.books(wallet, EARLIER)]
            found += [file.latest(wallet, "spend", 3), file.reconciled(wallet), file.onwards(wallet, len(entries))]
            found += [file.keyed(wallet, key) for key in (*KEYS, "new")]
            found += [file.quote(entry.quote) for entry in entries if entry.quote]
    return found


def spends() -> list[Any]:
    """What is left after a spend, and after one whose key was used before."""
    done: list[Any] = [record(None, lambda _: [Draft(spend(3), QUOTE)], NOW, key=KEYS[0])]
    done.append(record(None, lambda _: [Draft(spend(7), QUOTE)], NOW, key="new"))
    with open_wallets() as file:
        return [*done, file.books(file.wallet(None), NOW), file.books(file.wallet("spare"), NOW)]


def balance() -> list[Any]:
    """What is left: read alone, as a balance does, and without the other rows."""
    with open_wallets() as file:
        return [file.books(file.wallet(None), NOW)]


def typed(command: str) -> list[Any]:
    """What a command prints; raises CreditcalcError where it refuses, as it should: in one line, with exit 1."""
    result = run_command(f"wallet {command}")
    if result.code == 0:
        return [result.out]
    assert result.code == 1, result
    assert not result.out or json.loads(result.out)["schema"] == "creditcalc/error/1", result
    raise CreditcalcError(result.err.removesuffix("\n"))


ASKED: dict[str, Callable[[], list[Any]]] = {"all": answers, "balance": balance, "spend": spends}
"""What every damaged file is asked."""
LOOKS = (
    *("balance --json", "history --json", "list --json", "drift --json", "forecast --per-day 1 --json"),
    *("export --to csv", "export --to beancount"),
)
TYPED: dict[str, Callable[[], list[Any]]] = {look: partial(typed, look) for look in LOOKS}
"""What a person asks: of every fifth one, since a command takes longer."""
FIFTH = 5
PAGE = 4096


def saved(known: list[Entry]) -> str:
    """What an export of a damaged file makes: an import takes it, and it holds nothing that was not there before."""
    path = location()
    result = run_command("wallet export --to json --wallet main")
    assert result.code in (0, 1), result
    if not result.out:
        return "nothing"
    path.with_name("saved.json").write_text(result.out, encoding="utf-8")
    path.unlink()
    imported = run_command(f"wallet import {path.with_name('saved.json')}")
    assert imported.code == 0, imported
    with open_wallets() as file:
        found = list(file.entries(file.wallet("main")))
        assert list(file.check(NOW)) == []
    bare = [entry._replace(number=0, of=None, quote=None) for entry in known]
    assert all(entry._replace(number=0, of=None, quote=None) in bare for entry in found), found
    assert result.code == 1 or found == known, found
    return "all" if found == known else "a part"


def mutated(whole: bytes, earlier: bytes, rng: random.Random) -> bytes:
    """The file with a bit, a byte, a run or a page of it changed, or cut."""
    found = bytearray(whole)
    place = rng.randrange(len(found))
    page = place // PAGE * PAGE
    match rng.choice(("bit", "bit", "byte", "byte", "run", "zeros", "old page", "other page", "cut")):
        case "bit":
            found[place] ^= 1 << rng.randrange(8)
        case "byte":
            found[place] = (found[place] + rng.randrange(1, 256)) % 256
        case "run":
            for offset in range(place, min(place + rng.randrange(2, 65), len(found))):
                found[offset] = rng.randrange(256)
        case "zeros":
            found[page : page + PAGE] = bytes(PAGE)
        case "old page":  # a write that never arrived
            found[page : page + PAGE] = earlier[page : page + PAGE].ljust(PAGE, b"\0")
        case "other page":
            other = rng.randrange(len(found)) // PAGE * PAGE
            found[page : page + PAGE] = found[other : other + PAGE]
        case "cut":
            del found[place:]
    return bytes(found)


def outcome(ask: Callable[[], list[Any]], right: list[Any]) -> str:
    """How a damaged file answers: `refused` or `the same`. Raises AssertionError for anything else."""
    try:
        found = ask()
    except CreditcalcError as error:
        assert error.lines
        assert "\n" not in str(error)
        return "refused"
    assert found == right, [pair for pair in zip(found, right, strict=False) if pair[0] != pair[1]]
    return "the same"


def mutations(count: int, rng: random.Random) -> str:
    """Damage a file so many times; raises AssertionError where it is believed and wrong."""
    whole, earlier = sample()
    path = location()
    with open_wallets() as file:
        known = list(file.entries(file.wallet("main")))

    def damage(data: bytes) -> None:
        path.write_bytes(data)
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)

    right: dict[str, list[Any]] = {}
    for name, ask in {**ASKED, **TYPED}.items():
        damage(whole)
        right[name] = ask()
    seen: dict[str, Counter[str]] = {name: Counter() for name in ("a file", "a command", "its export keeps")}
    for turn in range(count):
        data = mutated(whole, earlier, rng)
        for name, ask in {**ASKED, **(TYPED if turn % FIFTH == 0 else {})}.items():
            damage(data)
            seen["a command" if name in TYPED else "a file"][outcome(ask, right[name])] += 1
        if turn % FIFTH == 0:
            damage(data)
            seen["its export keeps"][saved(known)] += 1
    figures = (f"{name} {word} {times:,}" for name, words in seen.items() for word, times in sorted(words.items()))
    return f"{count:,} damaged files, each asked {len(ASKED)} times: {', '.join(figures)}"


# Rows


def rows(count: int, rng: random.Random) -> str:
    """Price random generations in a stream and one by one; raises AssertionError at the first difference."""
    from batches import alone, as_csv, generation, results  # noqa: PLC0415  # the others need no price books

    chunk = 20_000
    done = 0
    while done < count:
        found = [generation(rng) for _ in range(min(chunk, count - done))]
        Path("rows.csv").write_text(as_csv(found), encoding="utf-8")
        stream = run_command("batch rows.csv --engine stream --format csv -o priced.csv")
        assert stream.code in (0, 1), stream  # 1 for the rows with a slip in them
        for row, (low, high, qualifier, error) in zip(found, results(Path("priced.csv")), strict=True):
            right = alone(row)
            assert (low, high, qualifier) == right[:3], (row, right)
            assert bool(error) == bool(right[3]), (row, right, error)
        done += len(found)
    return f"{done:,} random rows: the stream and each alone agree"


RUNS: dict[str, tuple[Callable[[int, random.Random], str], int]] = {
    "kills": (kills, 4_000),
    "power": (power, 10_000),
    "mutations": (mutations, 50_000),
    "rows": (rows, 1_000_000),
}
"""Each run, and how much of it unless said otherwise."""


@contextmanager
def own_folder(name: str) -> Iterator[None]:
    """A folder of its own for a run, with its wallet; it stays where the run fails."""
    folder = Path(mkdtemp(prefix=f"endurance-{name}-"))
    os.chdir(folder)
    os.environ |= {
        "CREDITCALC_WALLET": str(folder / "wallet.db"),
        "CREDITCALC_TODAY": "2026-06-20T12:00Z",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "HOME": str(folder),
    }
    print(f"{name} in {folder}", file=sys.stderr)
    yield
    os.chdir("/")
    shutil.rmtree(folder)


def main() -> None:
    """Run what is asked for, and print a line of figures for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", nargs="+", choices=RUNS)
    parser.add_argument("--count", type=int, help="number of cases, instead of each run's own default")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if os.geteuid() == 0:
        parser.error("run it as an unprivileged user: it damages files and kills processes of its own")
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most), most))
    for name in given.run:
        run, usual = RUNS[name]
        if name == "power" and (why := powercut.missing()):
            print(f"power: not run: {why}")
            continue
        start = time.monotonic()
        with own_folder(name):
            said = run(given.count or usual, random.Random(given.seed))
        print(f"{said} (seed {given.seed}, {time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
