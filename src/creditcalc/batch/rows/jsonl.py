"""JSON Lines and arrays of objects in, JSON Lines and one object out: a key a setting, numbers as they were written."""

import json
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from creditcalc.amount import plain
from creditcalc.batch.pricer import MEASURES, SPACE, Values
from creditcalc.batch.rows import BadRow, Cells, Encode, Parted, Piece, RowReading
from creditcalc.batch.rows.bare import Bare
from creditcalc.batch.rows.blocks import COLUMNS_READ, LONGEST_ROW
from creditcalc.errors import CreditcalcError
from creditcalc.text import count, repeated

FLAG_WORDS = {True: "on", False: "off"}
NO_ROW = object()
"""The key of an object that is not a row."""
SHAPES = 1 << 14
"""Rows that differ in more than what is kept of them and are remembered; then all are forgotten."""
ELEMENTS_TOGETHER = 5_000
"""Elements that are taken together of an array on one line."""
REMEDY = "write an array of objects, or one object per line"
LINE_ENDS = r"\s*[\r\n]\s*"
"""An end of a line and the blanks round it, none of which can stand within a text of JSON."""
SIGNS = {
    ("begin", "["): "first",
    ("first", "]"): "done",
    ("between", ","): "element",
    ("between", "]"): "done",
}
"""What each sign between the elements of an array leads to."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CreditcalcError(f"the key `{repeated(key for key, _ in pairs)[0][:40]}` appears twice: remove one")
    return found


# Numbers stay text: no float reaches an amount. JSON says what they are, so 5.000 is 5, and so is 50e-1.
decoder = json.JSONDecoder(object_pairs_hook=_once, parse_float=plain, parse_int=str, parse_constant=str)
# The pairs of an object as they are, twice or not: what no two rows share is told from what they do.
paired: Any = json.JSONDecoder(object_pairs_hook=tuple, parse_float=plain, parse_int=str, parse_constant=str)
scan_once = paired.scan_once  # `decode` looks for blanks round it, which a stripped line has not
# Finds where an element of an array ends, whatever is wrong with it.
scanner = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)

Lines = tuple[Sequence[int], list[bytes]]
"""The lines on which some rows begin, and the rows as they were written."""


class JsonRows:
    """The rows of a JSON Lines file, one object a line, or of a JSON array of objects.

    Blank lines are not rows, and so are objects in which every value is null or empty.
    """

    format = "jsonl"

    def __init__(
        self, blocks: Iterator[bytes], name: str, aside: frozenset[str], taken: frozenset[str] = frozenset()
    ) -> None:
        """`taken` are the keys of the results, which no row may have."""
        self.blocks, self.name, self.taken = blocks, name, taken
        self.said = list[str]()
        self.leave(aside)
        self.batches = self._batches()
        self.columns: tuple[str, ...] = ()
        self.reading: RowReading | None = None
        self.known: dict[bytes, tuple[dict[str, str], Hashable]] = {}
        self.alike: dict[Hashable, tuple[dict[str, str], Hashable]] = {}

    def leave(self, aside: frozenset[str]) -> None:
        """Keeps these keys and reads them not; before any row is read."""
        self.aside, self.freely, self.bare = aside, aside.union(MEASURES), Bare(aside)

    def pieces(self, encode: Encode | None) -> Iterator[Piece]:
        """The rows in order."""
        for numbers, texts in self.batches:
            bare = self.bare(texts)
            found = [one for one in map(self.known.get, bare) if one]
            if encode is None and len(found) == len(texts):
                yield Piece([text[:-1].rstrip() for text in texts], [key for _, key in found], numbers)
                continue
            piece = Piece([], [], [])
            assert isinstance(piece.keys, list) and isinstance(piece.lines, list)
            for line, text, words in zip(numbers, texts, bare, strict=True):
                values, key = self._row(text, words, whole=encode is not None)
                if key is NO_ROW:
                    continue
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
        return self.reading(dict(key)) if self.reading else dict(key)

    def parted(self, key: Hashable) -> Parted | None:
        """The key apart from its seconds and takes; None where it cannot be read."""
        if not isinstance(key, tuple) or self.reading:
            return None
        said = dict(key)
        rest = tuple([pair for pair in key if pair[0] not in MEASURES])
        return rest, said.get("seconds", ""), said.get("takes", "")

    def keys(self, *, whole: bool) -> tuple[str, ...]:
        """Every key, in order of appearance: of all rows, which reads the file to its end, or of the first.

        What is read to find the first is read again as rows. Raises CreditcalcError where it is not in 10 MB.
        """
        found: dict[str, None] = {}
        seen: list[Lines] = []
        size = 0
        for batch in self.batches:
            seen += [] if whole else [batch]
            for text in batch[1]:
                with suppress(CreditcalcError):  # a row without keys, which is reported when it is priced
                    found |= dict.fromkeys(_object(text))
                if found and not whole:
                    self.batches = chain(seen, self.batches)
                    return tuple(found)
                size += 0 if whole else len(text)
            if len(found) > COLUMNS_READ:
                raise CreditcalcError(too_many(len(found)), place=self.name)
            if size > LONGEST_ROW:
                raise CreditcalcError(f"no readable row in its first 10 MB: {REMEDY}", place=self.name)
        self.batches = chain(seen, self.batches)
        return tuple(found)

    def _batches(self) -> Iterator[Lines]:
        """The rows of each block, blank lines left out."""
        line, begun = 0, False
        for block in self.blocks:
            if not begun and block.lstrip()[:1] == b"[":
                yield from self._array(chain([block], self.blocks), line + 1)
                return
            if block.isspace():  # blank lines alone, of which there may be millions
                line += block.count(b"\n")
                continue
            lines = block.split(b"\n")
            lines.pop()
            texts = [text for raw in lines if (text := raw.strip())]
            numbers: Sequence[int] = range(line + 1, line + len(lines) + 1)
            if len(texts) < len(lines):
                numbers = [number for number, raw in zip(numbers, lines, strict=True) if raw.strip()]
            line += len(lines)
            begun = begun or bool(texts)
            yield numbers, texts

    def _array(self, blocks: Iterator[bytes], line: int) -> Iterator[Lines]:
        """The elements of an array that begins in the line; each is put on one line, as JSON Lines has it.

        Raises CreditcalcError with its place where the array is broken: what comes behind cannot be told apart.
        """
        text, state = "", "begin"
        for block in blocks:
            try:
                text += block.decode()
            except UnicodeDecodeError:
                raise CreditcalcError(
                    "is not UTF-8 text: save the file as UTF-8", place=f"{self.name}:{line}"
                ) from None
            lines, texts = [], []
            at = known = 0  # `line` is that of `known`
            while sign := text[(start := _blank(text, at)) : start + 1]:
                line, known = line + text.count("\n", known, start), start
                if after := SIGNS.get((state, sign)):
                    at, state = start + 1, after
                elif state in ("first", "element") and (end := _end(text, start)):
                    lines.append(line)
                    texts.append(re.sub(LINE_ENDS, " ", text[start:end]).encode())
                    if len(texts) == ELEMENTS_TOGETHER:
                        yield lines, texts
                        lines, texts = [], []
                    at, state = end, "between"
                elif state in ("first", "element") and len(text) - start <= LONGEST_ROW:
                    break  # perhaps the rest of it comes with the next block
                else:
                    raise CreditcalcError(f"is not JSON: {REMEDY}", place=f"{self.name}:{line}")
            at = max(at, known)
            line += text.count("\n", known, at)
            text = text[at:]
            yield lines, texts
        if state != "done":
            line += text.count("\n", 0, _blank(text, 0)) if text.strip() else 0
            raise CreditcalcError(f"is not JSON: {REMEDY}", place=f"{self.name}:{line}")

    def _row(self, text: bytes, bare: bytes, *, whole: bool) -> tuple[dict[str, str], Hashable]:
        """What a row holds, if it is wanted whole, and its key.

        A row is read in full only where it differs from those before in more than its words, its seconds and its takes.
        """
        aside = self.aside
        known = self.known.get(bare)
        if known:
            kept = {name: word for name, word in scan_once(text.decode(), 0)[0] if name in aside} if whole else {}
            return known[0] | _flat(kept), known[1]
        try:
            line = text.decode()
            pairs, end = scan_once(line, 0)
            shape = tuple(
                [
                    name
                    if value and type(value) is str and (name in aside or (name in MEASURES and _is_figure(value)))
                    else (name, value)
                    for name, value in pairs
                ]
            )
            alike = self.alike.get(shape)
        except (ValueError, TypeError, StopIteration, RecursionError, CreditcalcError):  # told when it is read in full
            return self._read(text)
        if end < len(line) or type(pairs) is not tuple:
            return self._read(text)
        found = self._other(*alike, pairs, whole=whole) if alike else self._read(text)
        if type(found[1]) is tuple and found[1]:
            if bare.count(b"{") == 1:  # words of objects within are not kept apart
                _kept(self.known, bare, found)
            if not alike:
                _kept(self.alike, shape, found)
        return found

    def _other(
        self, values: dict[str, str], key: Hashable, pairs: Any, *, whole: bool
    ) -> tuple[dict[str, str], Hashable]:
        """What a row holds that is like another but for its seconds, its takes, and the words that are kept of it."""
        said = {name: value for name, value in pairs if type(value) is str and name in self.freely}
        assert isinstance(key, tuple)
        other = tuple([(name, said.get(name, word)) if name in MEASURES else (name, word) for name, word in key])
        return (values | _flat(said) if whole else values), other

    def _read(self, text: bytes) -> tuple[dict[str, str], Hashable]:
        try:
            found = _object(text)
        except CreditcalcError as error:
            return {}, BadRow(str(error))
        values = _flat(found)
        if found and not any(word.strip(SPACE) for word in values.values()):
            return values, NO_ROW
        wrong = self._wrong(found)
        if wrong:
            return values, BadRow(wrong)
        said = [(key, word) for key, value in values.items() if key not in self.aside and (word := value.strip(SPACE))]
        return values, tuple(said)

    def _wrong(self, found: dict[str, Any]) -> str | None:
        """Why a row's keys or values cannot be used."""
        for key, value in found.items():
            given = value is not None and value != ""
            if given and self.columns and key not in self.columns:
                return f"the first line does not have the key `{key[:40]}`: give every line the same keys"
            if key in self.taken:
                return f"the output adds `{key}`: rename or remove your own"
            if key not in self.aside and not isinstance(value, str | bool | None):
                return f"`{key[:40]}` must be text, a number, true or false"
        return None


def _is_figure(value: Any) -> bool:
    """Whether a value is digits, and a point perhaps."""
    return type(value) is str and value.isascii() and value.replace(".", "", 1).isdigit()


def _kept(memo: dict[Any, Any], shape: Hashable, found: Any) -> None:
    """Remembers what was found of a row; all is forgotten where that is too much."""
    if len(memo) >= SHAPES:
        memo.clear()
    memo[shape] = found


def too_many(keys: int) -> str:
    """Why so many keys are not read."""
    return f"has {count(keys, 'key')}, but at most {COLUMNS_READ:,} are read: remove those that affect no price"


def _blank(text: str, at: int) -> int:
    """Where the next sign is that is not blank."""
    found = re.compile(r"[ \t\r\n]*").match(text, at)
    return found.end() if found else at


def _end(text: str, start: int) -> int:
    """Where the element that starts there ends; 0 where it is not whole."""
    try:
        return scanner.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return 0


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = decoder.decode(text.decode())
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8") from None
    except (ValueError, RecursionError):
        raise CreditcalcError("is not JSON: write one object per line") from None
    if not isinstance(found, dict) or not found:
        raise CreditcalcError('not a generation: expected {"model": ...}')
    if len(found) > COLUMNS_READ:
        raise CreditcalcError(too_many(len(found)))
    return _once([(_characters(key.lower()), value) for key, value in found.items()])


def _flat(found: dict[str, Any]) -> dict[str, str]:
    """The values as text: true is on, null is nothing; what is not text is kept as JSON.

    JSON may hold half a character, which no other text can: it is kept as JSON writes it, `\\ud83d`.
    """
    return {
        key: FLAG_WORDS[value]
        if isinstance(value, bool)
        else _characters(value)
        if isinstance(value, str)
        else json.dumps(value)
        for key, value in found.items()
        if value is not None
    }


def _characters(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


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
        """Nothing comes before the rows."""
        return b""

    def head(self, values: Cells) -> bytes:
        """A row's own keys, null where a cell is empty."""
        return _dumped({name: values.get(name) or None for name in self.columns})[:-1]

    def ending(self, found: Mapping[str, str]) -> bytes:
        """The keys of the results, after those of the row."""
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
        return b"\n], " + _dumped({**sums})[1:] + b"\n"
