"""JSON Lines in and out, and the rows of a JSON object: a key a setting, numbers as they were written."""

import json
from collections.abc import Hashable, Iterator
from itertools import chain
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.planned import Priced, Values
from creditcalc.rows import Bad, Encode, Piece

WORDS = {True: "on", False: "off"}


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
                    piece.heads.append(_as_input(text) if isinstance(key, Bad) else text[:-1].rstrip())
            yield piece

    def values(self, key: Hashable) -> Values:
        """What rows of a key say."""
        assert isinstance(key, tuple)
        return dict(key)

    def keys(self, *, whole: bool) -> tuple[str, ...]:
        """Every key of every row, in order of appearance, which reads the file to its end; or those of the first row."""
        found: dict[str, None] = {}
        for block in self.blocks:
            for raw in block.split(b"\n"):
                found |= dict.fromkeys(self._row(raw.strip())[0]) if raw.strip() else {}
                if found and not whole:
                    self.blocks = chain([block], self.blocks)
                    return tuple(found)
        return tuple(found)

    def _row(self, text: bytes) -> tuple[dict[str, str], Hashable]:
        try:
            found = decoder.decode(text.decode())
        except UnicodeDecodeError:
            return {}, Bad("is not UTF-8 text: save the file as UTF-8")
        except CreditcalcError as error:
            return {}, Bad(str(error))
        except (ValueError, RecursionError):
            return {}, Bad("is not JSON: write one object a line")
        if not isinstance(found, dict) or not found:
            return {}, Bad('is no generation: write {"model": ...}')
        values = {
            key.lower(): WORDS[value] if isinstance(value, bool) else value
            for key, value in found.items()
            if value is not None
        }
        wrong = [key for key, value in values.items() if not isinstance(value, str)]
        values = _flat(values)
        if any(key not in self.aside for key in wrong):
            return values, Bad(f"`{wrong[0][:40]}` must be text, a number, true or false")
        if self.columns and not found.keys() <= set(self.columns):
            name = next(key for key in found if key not in self.columns)
            return values, Bad(f"the key `{name[:40]}` is not among those of the first line: give every line all keys")
        if self.taken & found.keys():
            name = sorted(self.taken & found.keys())[0]
            return values, Bad(f"`{name}` is a key that is written: remove or rename it")
        said = [(key, word) for key, value in values.items() if key not in self.aside and (word := value.strip())]
        return values, tuple(said)


def _flat(values: dict[str, Any]) -> dict[str, str]:
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}


def _as_input(text: bytes) -> bytes:
    """A line that cannot be read, kept in an object that can."""
    return _dumped({"input": text.decode("utf-8", "backslashreplace")})[:-1]


def _dumped(found: dict[str, Any]) -> bytes:
    return json.dumps(found).encode("ascii")


class JsonSink:
    """Writes an object a row: the input's keys, then the results, null where there is none."""

    def __init__(self, columns: tuple[str, ...], results: tuple[str, ...], close: bytes = b"\n") -> None:
        """`close` ends a row."""
        self.columns, self.results, self.close = columns, results, close

    def start(self) -> bytes:
        """Nothing stands before the rows."""
        return b""

    def head(self, values: Values) -> bytes:
        """A row's own keys, null where a cell is empty."""
        return _dumped({name: values.get(name) or None for name in self.columns})[:-1]

    def ending(self, priced: Priced) -> bytes:
        """The keys of the results, after those of the row."""
        found = priced.results
        text = _dumped({name: found.get(name) or None for name in self.results})
        return b", " + text[1:] + self.close
