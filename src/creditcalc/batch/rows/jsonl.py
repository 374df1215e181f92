"""JSON Lines in and out, and the rows of a JSON object: a key a setting, numbers as they were written."""

import json
from collections.abc import Hashable, Iterator, Mapping
from itertools import chain
from typing import Any

from creditcalc.batch.pricer import SPACE, Priced, Values
from creditcalc.batch.rows import BadRow, Cells, Encode, Piece
from creditcalc.errors import CreditcalcError

FLAG_WORDS = {True: "on", False: "off"}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise CreditcalcError(f"the key `{twice[:40]}` stands twice: remove one")
    return found


# Numbers stay the text they were: no float reaches an amount.
decoder = json.JSONDecoder(object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=str)


class JsonRows:
    """The rows of a JSON Lines file: one object a line; blank lines are no rows."""

    format = "jsonl"

    def __init__(
        self, blocks: Iterator[bytes], name: str, aside: frozenset[str], taken: frozenset[str] = frozenset()
    ) -> None:
        """`taken` are the keys of the results, which no row may have."""
        self.blocks, self.name, self.aside, self.taken = blocks, name, aside, taken
        self.columns: tuple[str, ...] = ()

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order."""
        line = 0
        for block in self.blocks:
            piece = Piece([], [], [])
            assert isinstance(piece.keys, list) and isinstance(piece.lines, list)
            lines = block.split(b"\n")
            lines.pop()
            for raw in lines:
                line += 1
                if not (text := raw.strip()):
                    continue
                values, key = self._row(text)
                piece.keys.append(key)
                piece.lines.append(line)
                if encode:
                    piece.heads.append(encode(values))
                else:
                    piece.heads.append(_as_input(text) if isinstance(key, BadRow) else text[:-1].rstrip())
            yield piece

    def values(self, key: Hashable) -> Values:
        """What rows of a key say."""
        assert isinstance(key, tuple)
        return dict(key)

    def keys(self, *, whole: bool) -> tuple[str, ...]:
        """Every key, in order of appearance: of all rows, which reads the file to its end, or of the first."""
        found: dict[str, None] = {}
        for block in self.blocks:
            for raw in block.split(b"\n"):
                found |= dict.fromkeys(self._row(raw.strip())[0]) if raw.strip() else {}
                if found and not whole:
                    self.blocks = chain([block], self.blocks)
                    return tuple(found)
        return tuple(found)

    def _row(self, text: bytes) -> tuple[dict[str, str], Hashable]:
        """What a line holds, and its key."""
        try:
            found = _object(text)
        except CreditcalcError as error:
            return {}, BadRow(str(error))
        values = _flat(found)
        wrong = self._wrong(found)
        if wrong:
            return values, BadRow(wrong)
        said = [(key, word) for key, value in values.items() if key not in self.aside and (word := value.strip(SPACE))]
        return values, tuple(said)

    def _wrong(self, found: dict[str, Any]) -> str | None:
        """Why a row's keys or values cannot be used."""
        for key, value in found.items():
            if self.columns and key not in self.columns:
                return f"the key `{key[:40]}` is not among those of the first line: give every line all keys"
            if key in self.taken:
                return f"`{key}` is a key that is written: remove or rename it"
            if key not in self.aside and not isinstance(value, str | bool | None):
                return f"`{key[:40]}` must be text, a number, true or false"
        return None


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = decoder.decode(text.decode())
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8") from None
    except (ValueError, RecursionError):
        raise CreditcalcError("is not JSON: write one object a line") from None
    if not isinstance(found, dict) or not found:
        raise CreditcalcError('is no generation: write {"model": ...}')
    return {key.lower(): value for key, value in found.items()}


def _flat(found: dict[str, Any]) -> dict[str, str]:
    """The values as text: true is on, null is nothing; what is no text is kept as JSON."""
    return {
        key: FLAG_WORDS[value] if isinstance(value, bool) else value if isinstance(value, str) else json.dumps(value)
        for key, value in found.items()
        if value is not None
    }


def _as_input(text: bytes) -> bytes:
    """A line that cannot be read, kept in an object that can."""
    return _dumped({"input": text.decode("utf-8", "backslashreplace")})[:-1]


def _dumped(found: dict[str, Any]) -> bytes:
    return json.dumps(found).encode("ascii")


class JsonSink:
    """Writes an object a row: the input's keys, then the results, null where there is none."""

    between = b""
    close = b"\n"

    def __init__(self, columns: tuple[str, ...], results: tuple[str, ...]) -> None:
        self.columns, self.results = columns, results

    def start(self) -> bytes:
        """Nothing stands before the rows."""
        return b""

    def head(self, values: Cells) -> bytes:
        """A row's own keys, null where a cell is empty."""
        return _dumped({name: values.get(name) or None for name in self.columns})[:-1]

    def ending(self, priced: Priced) -> bytes:
        """The keys of the results, after those of the row."""
        found = priced.results
        text = _dumped({name: found.get(name) or None for name in self.results})
        return b", " + text[1:] + self.close

    def end(self, sums: Mapping[str, Any]) -> bytes:
        """Nothing: every line is a row."""
        return b""


class JsonBook(JsonSink):
    """Writes one object: the rows, then the sums; the rows are written as they come."""

    between = close = b",\n"

    def start(self) -> bytes:
        """The object up to its rows."""
        return b'{"schema": "creditcalc/batch/1", "rows": [\n'

    def end(self, sums: Mapping[str, Any]) -> bytes:
        """The rest of the object."""
        rest = {name: value for name, value in sums.items() if name != "schema"}
        return b"\n], " + _dumped(rest)[1:] + b"\n"
