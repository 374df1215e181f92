"""The file of the configuration, changed line by line so that a person's comments stay."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from creditcalc.cli.config import TABLE, Place, faulty, parsed_toml, text_of_file
from creditcalc.cli.options import config_path
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.files import replacing, why

BEGINNING = """\
# What creditcalc uses where you type nothing else: your platform, plan, prices and currency.
# Change it with `creditcalc config set KEY VALUE`, or here. `--no-config` leaves it out of one command.

"""


def own_path() -> str:
    """The file that is read and changed; raises CreditcalcError where none is."""
    if path := config_path():
        return path
    raise Hinted("CREDITCALC_CONFIG is empty: nothing is remembered", "to use a file again", "unset CREDITCALC_CONFIG")


def raw_key(path: str, typed: str) -> Place | None:
    """The key of the file, or the table, that is typed with points, whether or not it means anything; None without."""
    data = parsed_toml(text_of_file(path), path) if os.path.lexists(path) else {}
    return _raw(data, typed) or _raw(data, f"{TABLE}.{typed}")


def _raw(data: object, typed: str) -> Place | None:
    if not isinstance(data, dict):
        return None
    for name, value in data.items():
        if typed == name:
            return (name,)
        if typed.startswith(f"{name}.") and (rest := _raw(value, typed[len(name) + 1 :])):
            return (name, *rest)
    return None


def change(path: str, values: Mapping[Place, str | None]) -> None:
    """Change keys of a file, which need not be there yet; None forgets what a key, or a table, says.

    Comments stay. Raises CreditcalcError where the file cannot be read or written, and where it is written in a way
    that cannot be changed line by line.
    """
    file = Path(path)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file.parent):
            text = text_of_file(path) if os.path.lexists(path) else BEGINNING
            data, changed = parsed_toml(text, path), text
            for key, value in values.items():
                changed = without(changed, key) if value is None else with_value(changed, key, value)
                _change(data, key, value)
            try:
                same = _filled(parsed_toml(changed, path)) == _filled(data)
            except CreditcalcError:
                same = False
            if not same:
                raise faulty(f"{path}: `{'.'.join(next(iter(values)))}` is written there in a way of your own")
            with replacing(file) as out:
                out.write(changed.encode())
    except OSError as error:
        raise CreditcalcError(f"cannot be written: {why(error)}", place=path) from None


def _filled(data: Any) -> Any:
    """What a file says without its empty tables, which say nothing."""
    if not isinstance(data, dict):
        return data
    return {name: value for name, one in data.items() if (value := _filled(one)) != {}}


def _change(data: dict[str, Any], key: Place, value: str | None) -> None:
    *tables, name = key
    for table in tables:
        if value is None and table not in data:
            return
        data = data.setdefault(table, {})
        if not isinstance(data, dict):
            raise CreditcalcError(f"`{table}` is a value and not a table")
    if value is None:
        data.pop(name, None)
    else:
        data[name] = value


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else changes a file of a folder meanwhile, where the system has such a lock."""
    try:
        from fcntl import LOCK_EX, flock  # noqa: PLC0415  # Windows has none
    except ImportError:
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        flock(number, LOCK_EX)
        yield
    finally:
        os.close(number)


BARE = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
HEADER = re.compile(rf"\s*\[\[?\s*({BARE}(?:\s*\.\s*{BARE})*)\s*\]")
"""The line that begins a table."""
ASSIGNED = re.compile(rf"""(\s*({BARE})\s*=\s*)(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^#\n]*?)(\s*(?:#[^\n]*)?\n?)""")


def _placed(text: str) -> Iterator[tuple[str, Place, str | None]]:
    """The lines of a file: each with the table it is in, and the key that it gives, `""` where it begins the table."""
    table: Place = ()
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if header := HEADER.match(line):
            table = tuple(word.strip("\"'") for word in re.findall(BARE, header[1]))
            yield line, table, ""
        else:
            assigned = ASSIGNED.fullmatch(line)
            yield line, table, assigned[2].strip("\"'") if assigned else None


def without(text: str, key: Place) -> str:
    """The text of a file without the line of a key, or without a table and those in it."""
    return "".join(
        line for line, table, name in _placed(text) if table[: len(key)] != key and (not name or (*table, name) != key)
    )


def with_value(text: str, key: Place, value: str) -> str:
    """The text of a file with a key changed where it is, else added to its table, else to a new table at the end."""
    *tables, own = key
    table, line = tuple(tables), f'{own} = "{value}"\n'
    rows = list(_placed(text if not text or text.endswith("\n") else f"{text}\n"))
    for number, (old, its, name) in enumerate(rows):
        if (*its, name) == key and (assigned := ASSIGNED.fullmatch(old)):
            rows[number] = (f'{assigned[1]}"{value}"{assigned[3]}', its, name)
            return "".join(one for one, _, _ in rows)
    lines = [one for one, _, _ in rows]
    ends = [number for number, (_, its, name) in enumerate(rows) if its == table and name is not None]
    if ends:
        lines.insert(ends[-1] + 1, line)
    elif table:
        dotted = ".".join(one if re.fullmatch("[A-Za-z0-9_-]+", one) else f'"{one}"' for one in table)
        lines += [*(["\n"] if lines and lines[-1].strip() else []), f"[{dotted}]\n", line]
    else:
        first = next((number for number, (one, _, name) in enumerate(rows) if not one.strip() or name == ""), len(rows))
        if first < len(rows) and rows[first][2] == "":
            lines[:0] = [line, "\n"]
        else:
            lines[first + 1 : first + 1] = [line, "\n"] if first + 1 < len(lines) else [line]
    return "".join(lines)
