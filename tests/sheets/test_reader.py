"""Reading: text stays text, every node knows its place, and whatever else YAML can do is refused, at once."""

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.sheets.catalog import bundled
from creditcalc.sheets.reader import DEEPEST, LARGEST_SHEET, Node, Unreadable, parse, read_sheet

PATIENCE = 20
"""Seconds after which a test counts as hanging; each takes a few milliseconds."""


@pytest.fixture(autouse=True)
def no_hanging() -> Iterator[None]:
    """A test that waits for ever fails."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("still reading"))
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)


def plain(node: Node) -> object:
    """The text of a sheet without its places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def text(data: str | bytes) -> object:
    """What is read from some YAML."""
    return plain(parse(data if isinstance(data, bytes) else data.encode(), "s.yaml"))


def refusal(data: str | bytes) -> str:
    """Why some YAML is not read."""
    with pytest.raises(Unreadable) as refused:
        text(data)
    assert str(refused.value) == str(refused.value.fault)
    return str(refused.value)


@pytest.mark.parametrize(
    "word",
    ["on", "off", "yes", "no", "null", "~", "true", "9:16", "1:30", "010", "0x10", "1e3", "0.30", "2026-05", "<<"],
)
def test_all_text_stays_text(word: str) -> None:
    assert text(f"a: {word}") == {"a": word}
    assert text(f"{word}: a") == {word: "a"}
    assert text(f"- {word}\n- '{word}'") == [word, word]


def test_quotes_blocks_and_escapes_are_read() -> None:
    sheet = r"""
        note: >-
          one
          line
        quoted: 'it''s'
        escaped: "a\tb\u00e9"
        flow: {a: [x, "y: z"]}
        """
    expected = {"note": "one line", "quoted": "it's", "escaped": "a\tbé", "flow": {"a": ["x", "y: z"]}}
    assert text(sheet) == expected


def test_every_node_and_key_knows_its_place() -> None:
    root = parse(b"veo:\n  settings: {seconds: 8}\n  rates:\n    - price: ~0.5\n", "p/models.yaml")
    assert isinstance(root.value, dict)
    veo = root.value["veo"]
    assert (root.place, root.keys, veo.place) == (
        "p/models.yaml:1:1",
        {"veo": "p/models.yaml:1:1"},
        "p/models.yaml:2:3",
    )
    assert isinstance(veo.value, dict)
    assert veo.keys == {"settings": "p/models.yaml:2:3", "rates": "p/models.yaml:3:3"}
    settings, rates = veo.value["settings"], veo.value["rates"]
    assert (settings.place, settings.keys) == ("p/models.yaml:2:13", {"seconds": "p/models.yaml:2:14"})
    assert isinstance(rates.value, list)
    assert [row.place for row in rates.value] == ["p/models.yaml:4:7"]


def test_a_byte_order_mark_is_skipped() -> None:
    assert text(b"\xef\xbb\xbfa: 1\n") == {"a": "1"}
    assert parse(b"\xef\xbb\xbfa: 1\n", "s.yaml").place == "s.yaml:1:1"


def test_line_ends_of_windows_are_read() -> None:
    assert text(b"a: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "s.yaml:3:1: the key `a` is given twice: remove one"),
        ("m:\n  {a: 1, b: 2, a: 1}\n", "s.yaml:2:16: the key `a` is given twice: remove one"),
        ('a: 1\n"a": 2\n', "s.yaml:2:1: the key `a` is given twice: remove one"),
        (f"? {'k' * 5000}\n: 1\n? {'k' * 5000}\n: 2\n", f"s.yaml:3:3: the key `{'k' * 40}` is given twice: remove one"),
        ("? [a, b]\n: 1\n", "s.yaml:1:3: a key must be one word: quote it"),
        ("{a: 1}: 2\n", "s.yaml:1:1: a key must be one word: quote it"),
    ],
)
def test_a_key_is_one_word_and_stands_once(data: str, message: str) -> None:
    assert refusal(data) == message


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("a: &x 1\n", "s.yaml:1:4"),
        ("a: 1\nb:\n  - &x {c: d}\n", "s.yaml:3:5"),
        ("&x a: 1\n", "s.yaml:1:1"),
        ("a: *x\n", "s.yaml:1:4"),
        ("a: {<<: *x}\n", "s.yaml:1:9"),
        (BOMB, "s.yaml:1:4"),
        ("a: &a [*a]\n", "s.yaml:1:4"),  # a list in itself
        ("&a {a: *a}\n", "s.yaml:1:1"),
    ],
)
def test_anchors_and_aliases_are_not_read(data: str, place: str) -> None:
    assert refusal(data) == f"{place}: anchors and aliases are not supported: write the text out"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: !foo b\n", "s.yaml:1:4: the tag `!foo` is not supported: write plain text"),
        ("a: !!str b\n", "s.yaml:1:4: the tag `tag:yaml.org,2002:str` is not supported: write plain text"),
        ("!!set {a, b}\n", "s.yaml:1:1: the tag `tag:yaml.org,2002:set` is not supported: write plain text"),
        (
            "a: !!python/object/apply:os.system [id]\n",
            "s.yaml:1:4: the tag `tag:yaml.org,2002:python/object/apply:os` is not supported: write plain text",
        ),
    ],
)
def test_tags_are_not_read(data: str, message: str) -> None:
    assert refusal(data) == message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: 1\n---\nb: 2\n", "s.yaml:2:1: starts a second document: one sheet a file"),
        ("---\na: 1\n...\n---\nb: 2\n", "s.yaml:4:1: starts a second document: one sheet a file"),
    ],
)
def test_a_file_is_one_sheet(data: str, message: str) -> None:
    assert refusal(data) == message


@pytest.mark.parametrize("data", ["", " \n\n", "# only a comment\n", "---\n", "''\n", "---\n# nothing\n...\n"])
def test_an_empty_file_is_no_sheet(data: str) -> None:
    assert refusal(data) == "s.yaml: is empty: a sheet has at least one entry"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: 1\nb: caf\xe9\n", "s.yaml:2:7"),  # Latin-1
        (b"\xef\xbb\xbfa: \xff\n", "s.yaml:1:4"),
        ("é: \udce9".encode(errors="surrogateescape"), "s.yaml:1:4"),
        ("a: 1\n".encode("utf-16"), "s.yaml:1:1"),
        (b"\x89PNG\r\n\x1a\n", "s.yaml:1:1"),
        (b"a: \xed\xa0\x80\n", "s.yaml:1:4"),  # half a surrogate pair
    ],
)
def test_a_sheet_is_utf_8(data: bytes, place: str) -> None:
    assert refusal(data) == f"{place}: is not UTF-8 text: save the sheet as UTF-8"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: \x00\n", "s.yaml:1:4"),
        ("é: 1\nb: \x1b[31mred".encode(), "s.yaml:2:4"),
        (b"\x7fELF\x02\x01\x01\x00", "s.yaml:1:1"),
        (b"\xef\xbb\xbfa: \x00\n", "s.yaml:1:4"),
        (b"PK\x03\x04", "s.yaml:1:3"),
    ],
)
def test_a_sheet_has_no_control_characters(data: bytes, place: str) -> None:
    assert refusal(data) == f"{place}: is not YAML: control characters are not allowed; remove what is not plain text"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: 'x\n", "s.yaml:1:4: is not YAML: the quote that opens here is not closed: close it"),
        (
            "a: b: c\n",
            "s.yaml:1:5: is not YAML: mapping values are not allowed in this context; check quotes and indentation",
        ),
        (
            "a:\n\tb: 1\n",
            "s.yaml:2:1: is not YAML: found character that cannot start any token; check quotes and indentation",
        ),
        (
            "%YAML 9.9\n---\na: 1\n",
            "s.yaml:1:1: is not YAML: found incompatible YAML document; check quotes and indentation",
        ),
        ("[a, b", "s.yaml:1:1: is not YAML: the bracket that opens here is not closed: close it"),
        (
            "a: {b: 1 c: 2}\n",
            "s.yaml:1:11: is not YAML: did not find expected ',' or '}'; check quotes and indentation",
        ),
    ],
)
def test_what_is_not_yaml_is_refused_in_its_place(data: str, message: str) -> None:
    assert refusal(data) == message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("[" * 100_000, "s.yaml:1:26"),  # the 26th bracket opens level 25, the first being level 0
        ("{a: " * 100_000, "s.yaml:1:98"),
        ("- " * 100_000, "s.yaml:1:51"),
        ("? " * 100_000, "s.yaml:1:51"),
        ("\n".join(f"{' ' * level}a:" for level in range(1000)), "s.yaml:25:25"),
        (
            "k: 1\né: " + "[" * 100_000,
            "s.yaml:2:28",
        ),  # the mapping is level 0; after three characters
        ("- " * 20 + "{a: [" * 50_000, "s.yaml:1:52"),  # 20 dashes of two, two pairs of five, `{` of level 24, its key
    ],
)
def test_nothing_is_nested_deeper_than_24_levels(data: str, place: str) -> None:
    assert refusal(data) == f"{place}: is nested deeper than 24 levels: a sheet needs six"


def test_what_is_wrong_before_the_nesting_is_said_first() -> None:
    assert refusal("a: 1\na: " + "[" * 100_000) == "s.yaml:2:1: the key `a` is given twice: remove one"


def test_24_levels_are_read() -> None:
    assert text("[" * DEEPEST + "a" + "]" * DEEPEST)
    assert refusal("[" * (DEEPEST + 1) + "a" + "]" * (DEEPEST + 1)).endswith("a sheet needs six")


def test_a_large_sheet_is_read() -> None:
    many = 20_000
    assert len(parse("".join(f"k{n}: v\n" for n in range(many)).encode(), "s.yaml").value) == many


@given(st.binary(max_size=80) | st.text("ab: -[]{}&*!?|>'\"%#\n,", max_size=40).map(str.encode))
def test_any_bytes_are_a_sheet_or_a_fault_in_one_place(data: bytes) -> None:
    try:
        node = parse(data, "s.yaml")
    except Unreadable as refused:
        assert refused.fault.place.startswith("s.yaml")
    else:
        assert plain(node) == yaml.load(data.decode("utf-8-sig"), Loader=yaml.BaseLoader)


# Files


def test_a_file_is_read_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    node, data = read_sheet(path, "p/s.yaml")
    assert (plain(node), node.place, data) == ({"a": "1"}, "p/s.yaml:1:1", b"\xef\xbb\xbfa: 1\r\n")


def unreadable(path: Path) -> str:
    """Why a file is not read."""
    with pytest.raises(Unreadable) as refused:
        read_sheet(path, "p/s.yaml")
    return str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "s.yaml") == "p/s.yaml: cannot be read: no such file or directory"


def test_a_folder_is_no_sheet(tmp_path: Path) -> None:
    assert unreadable(tmp_path) == "p/s.yaml: is not a file: name a YAML sheet"


def test_a_pipe_is_no_sheet_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.yaml")
    assert unreadable(tmp_path / "s.yaml") == "p/s.yaml: is not a file: name a YAML sheet"


def test_a_device_is_no_sheet() -> None:
    assert unreadable(Path("/dev/zero")) == "p/s.yaml: is not a file: name a YAML sheet"


def test_links_in_a_circle_are_no_sheet(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").symlink_to(tmp_path / "s.yaml")
    assert unreadable(tmp_path / "s.yaml") == "p/s.yaml: cannot be read: too many levels of symbolic links"


def test_a_sheet_has_at_most_two_million_bytes(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"a: 1 #".ljust(LARGEST_SHEET, b"-"))
    assert plain(read_sheet(path, "p/s.yaml")[0]) == {"a": "1"}
    with path.open("ab") as file:
        file.write(b"-")
    assert unreadable(path) == "p/s.yaml: is larger than 2,000,000 bytes: split the sheet"


def test_a_sparse_file_of_a_terabyte_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.touch()
    os.truncate(path, 10**12)
    assert unreadable(path) == "p/s.yaml: is larger than 2,000,000 bytes: split the sheet"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("a: 1\n")
    path.chmod(0)
    if not os.getuid():  # root reads everything

        def denied(_: Path) -> bytes:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr(Path, "read_bytes", denied)
    assert unreadable(path) == "p/s.yaml: cannot be read: permission denied"


def pairs(text: str) -> Iterator[tuple[str, yaml.Mark, yaml.Mark, list[yaml.Mark]]]:
    """Every quoted word and bracket of a sheet: which it is, where it opens, where it closes, and what it is in."""
    around: list[yaml.Mark] = []
    for token in yaml.scan(text, Loader=yaml.BaseLoader):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            around.append(token.start_mark)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
            yield "bracket", around.pop(), token.start_mark, list(around)
        elif isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
            end = token.end_mark
            yield "quote", token.start_mark, yaml.Mark("", end.index - 1, 0, 0, None, 0), []


@pytest.mark.parametrize("sheet", ["heygen/2026-10/addons", "luma/2026-10/edition"])
def test_what_is_not_closed_is_reported_where_it_opens(sheet: str) -> None:
    """Of brackets, one may be said that is around it: `{a: {b: 1}` lacks either the one or the other."""
    text = (bundled() / f"{sheet}.yaml").read_text(encoding="utf-8")
    found = list(pairs(text))
    assert {kind for kind, *_ in found} == {"quote", "bracket"}
    for kind, opens, closes, around in found:
        said = refusal(text[: closes.index] + text[closes.index + 1 :])
        places = [f"s.yaml:{mark.line + 1}:{mark.column + 1}" for mark in (opens, *around)]
        assert said in [f"{place}: is not YAML: the {kind} that opens here is not closed: close it" for place in places]
