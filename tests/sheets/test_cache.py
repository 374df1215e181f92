"""The compiled copy: used while nothing has changed, made anew on any doubt, and never able to do harm."""

import os
import pickle
import time
from collections.abc import Callable
from fractions import Fraction
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc import __version__
from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.files import home
from creditcalc.period import Hour, Span, Zone
from creditcalc.pricebook.condition import Range
from creditcalc.pricebook.condition import Test as Condition
from creditcalc.pricebook.edition import Edition, PlatformSheet
from creditcalc.pricebook.ending import EndClaim, Ending
from creditcalc.pricebook.evidence import Claim, LastDay
from creditcalc.pricebook.model import Model, Rate
from creditcalc.pricebook.plan import Expiry, Plan, Reset, Rollover, TopUp
from creditcalc.pricebook.quantity import Per
from creditcalc.sheets import cache
from creditcalc.sheets.cache import TICK, Packed, cached, pack, stamp
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.compiled import Compiled, Days, Index, Platform

LONG_AGO = time.time() - 3600


def rested(path: Path) -> Path:
    """A file or folder that has been at rest for an hour, and whose time of change is a few ticks ago."""
    os.utime(path, (LONG_AGO, LONG_AGO))
    time.sleep(2 * TICK / 1e9)
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A file that has been at rest for an hour."""
    path = tmp_path / "s.yaml"
    path.write_text("a: 1\n")
    return rested(path)


def maker(*looked_at: Path, value: str = "p") -> tuple[Callable[[], Index], list[str]]:
    """What makes a value after a look at some files, and a note of each time that it does."""
    made: list[str] = []

    def make() -> Index:
        made.append(value)
        platform = Platform("p", PlatformSheet("P", "e"), {"e": Days("2026-05-01", None)})
        return Index(value, None, {"p": platform}, tuple(stamp(str(path)) for path in looked_at))

    return make, made


def copies() -> list[Path]:
    """The compiled copies that are kept."""
    return sorted(home("cache").glob("*")) if home("cache").is_dir() else []


# Used while nothing has changed


def test_a_copy_is_used_while_nothing_has_changed(sheet: Path) -> None:
    make, made = maker(sheet)
    assert cached("a", make) == cached("a", make) == cached("a", make)
    assert made == ["p"]
    assert len(copies()) == 1


def test_a_copy_says_what_it_depends_on(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, made = maker(sheet)
    cached("a", make)
    cached("b", make)
    assert len(made) == 2
    monkeypatch.setattr(cache, "__version__", "9.9.9")
    cached("a", make)
    assert len(made) == 3
    monkeypatch.setattr(cache, "_code", lambda: "other code")
    cached("a", make)
    assert len(made) == 4


def edited(path: Path) -> None:
    path.write_text("a: 22\n")


def edited_to_the_same_size(path: Path) -> None:
    path.write_text("a: 2\n")


def touched(path: Path) -> None:
    os.utime(path, (LONG_AGO + 1, LONG_AGO + 1))


def put_back_in_time(path: Path) -> None:
    os.utime(path, (LONG_AGO - 1, LONG_AGO - 1))


def removed(path: Path) -> None:
    path.unlink()


def edited_and_put_back_in_time(path: Path) -> None:
    edited_to_the_same_size(path)
    os.utime(path, (LONG_AGO, LONG_AGO))


def replaced_by_a_copy(path: Path) -> None:
    """By a file of the same size and time, as `rsync -t` and `cp -p` do."""
    other = path.with_name("other")
    other.write_text("a: 2\n")
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(path)


@pytest.mark.parametrize(
    "change",
    [
        edited,
        edited_to_the_same_size,
        touched,
        put_back_in_time,
        removed,
        edited_and_put_back_in_time,
        replaced_by_a_copy,
    ],
)
def test_a_copy_is_made_anew_when_a_sheet_changes(sheet: Path, change: Callable[[Path], None]) -> None:
    make, made = maker(sheet)
    cached("a", make)
    change(sheet)
    cached("a", make)
    assert len(made) == 2


def linked(path: Path) -> None:
    path.with_name("link").hardlink_to(path)


def permitted(path: Path) -> None:
    path.chmod(0o600)


def copied(path: Path) -> None:
    """Another file with the same content, size and time."""
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(path)


@pytest.mark.parametrize("change", [linked, permitted, copied])
def test_where_the_content_is_the_same_a_copy_is_stamped_anew_and_not_made(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """The time of change differs: the content is read once, and the copy then knows the new time."""
    make, made = maker(sheet)
    cached("a", make)
    change(sheet)
    rested(sheet)
    looked: list[str] = []
    content = cache._content

    def noted(path: str) -> bytes:
        looked.append(path)
        return content(path)

    monkeypatch.setattr(cache, "_content", noted)
    assert cached("a", make) == cached("a", make)
    assert (len(made), looked) == (1, [str(sheet)])


def test_a_copy_is_made_anew_when_a_name_in_a_folder_changes_and_its_time_is_put_back(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").touch()
    make, made = maker(rested(tmp_path))
    cached("a", make)
    (tmp_path / "one.yaml").rename(tmp_path / "two.yaml")
    rested(tmp_path)
    cached("a", make)
    assert len(made) == 2


def test_a_copy_is_made_anew_when_a_sheet_appears(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"
    make, made = maker(missing)
    cached("a", make)
    cached("a", make)
    assert len(made) == 1
    missing.touch()
    cached("a", make)
    assert len(made) == 2


def test_a_copy_is_made_anew_when_a_folder_gains_a_file(tmp_path: Path) -> None:
    make, made = maker(rested(tmp_path))
    cached("a", make)
    (tmp_path / "new.yaml").touch()
    cached("a", make)
    assert len(made) == 2


def test_a_sheet_that_was_only_just_written_is_not_trusted_to_rest(sheet: Path) -> None:
    sheet.touch()
    make, made = maker(sheet)
    cached("a", make)
    assert copies() == []
    cached("a", make)
    assert len(made) == 2


def test_a_sheet_from_the_future_is_not_trusted_to_rest(sheet: Path) -> None:
    os.utime(sheet, (time.time() + 3600, time.time() + 3600))
    make, made = maker(sheet)
    cached("a", make)
    cached("a", make)
    assert (len(made), copies()) == (2, [])


# Ignored on any doubt


def spoil(change: Callable[[bytes], bytes]) -> None:
    """Changes the one copy that is kept."""
    (path,) = copies()
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: bytes(4) + data[4:],
        lambda data: data.replace(b"2026", b"2027"),
        lambda data: b"not a copy at all",
        lambda data: bytes(100_000),
    ],
)
def test_a_spoilt_copy_is_made_anew(sheet: Path, change: Callable[[bytes], bytes]) -> None:
    make, made = maker(sheet)
    first = cached("a", make)
    spoil(change)
    assert cached("a", make) == first
    assert len(made) == 2
    assert cached("a", make) == first  # and is kept again
    assert len(made) == 2


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_one_wrong_byte_anywhere_is_noticed(position: int, difference: int) -> None:
    make, made = maker()
    first = cached("bytes", make)

    def change(data: bytes) -> bytes:
        at = position % len(data)
        return data[:at] + bytes([data[at] ^ difference]) + data[at + 1 :]

    before = len(made)
    spoil(change)
    assert cached("bytes", make) == first
    assert len(made) == before + 1


def with_sum(data: bytes, copy: bytes) -> bytes:
    """Some bytes as they would be kept in place of what a copy holds."""
    return copy.partition(b"\n")[0] + b"\n" + crc32(data).to_bytes(4, "big") + data


def test_a_copy_under_another_key_is_not_unpacked(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, made = maker(sheet)
    cached("a", make)
    (copy,) = copies()
    assert copy.read_bytes().startswith(f"{__version__} ".encode())
    spoil(lambda data: b"another" + data)
    unpacked: list[bytes] = []
    monkeypatch.setattr(cache, "unpack", unpacked.append)
    cached("a", make)
    assert (len(made), unpacked) == (2, [b""])


class Harm:
    """What would leave a mark if it were unpacked."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(home("cache") / "harm"),))


class Sneaky:
    """The same by way of a name that one of our modules has imported."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.mkdir, (home("cache") / "harm",))


def named(module: str, name: str) -> bytes:
    """The bytes that ask for a type or function by its name, and call it with nothing."""
    return (
        b"\x80\x04"
        + b"\x8c"
        + bytes([len(module)])
        + module.encode()
        + b"\x8c"
        + bytes([len(name)])
        + name.encode()
        + b"\x93)R."
    )


FOREIGN = [
    ("os", "system"),
    ("builtins", "eval"),
    ("builtins", "set"),
    ("collections", "OrderedDict"),
    ("fractions", "Decimal"),
    ("creditcalc.pricebook.quantity", "ast.sys.modules.clear"),  # by way of a module of ours
    ("creditcalc.amount", "re.Pattern"),
    ("creditcalc.amount", "Fraction"),
    ("creditcalc.sheets.compiled", "Record"),
    ("creditcalc.sheets.compiled", "Edition"),  # a type of ours under the name of another module
    ("creditcalc.pricebook.model", "Amount"),
    ("creditcalc.pricebook.condition", "holds"),  # a function of ours
    ("creditcalc.period", "zone_of"),  # the same
    ("creditcalc.period", "timedelta"),
    ("creditcalc.sheets.cache", "_Reader"),  # a type of ours that no copy holds
    ("creditcalc.cli.app", "Commands"),  # a type of ours that no copy holds
    ("creditcalc.__main__", "main"),  # which would run the program
    ("creditcalc", "Quote"),
]


@pytest.mark.parametrize(("module", "name"), FOREIGN)
def test_a_copy_names_no_types_but_those_of_sheets(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError) as refused:
        cache.unpack(named(module, name))
    assert str(refused.value) == f"{module}.{name} is none of ours"


@pytest.mark.parametrize("harm", [Harm(), Sneaky()])
def test_a_copy_that_would_do_harm_is_made_anew(sheet: Path, harm: object) -> None:
    make, made = maker(sheet)
    first = cached("a", make)
    spoil(lambda copy: with_sum(pickle.dumps(harm), copy))
    assert cached("a", make) == first
    assert len(made) == 2
    assert not (home("cache") / "harm").exists()


def types_of_ours() -> list[type]:
    """Every type that a copy may name."""
    modules = [import_module(name) for name in sorted(cache.SHELVED)]
    return [
        kind
        for module in modules
        for kind in vars(module).values()
        if getattr(kind, "__module__", "") == module.__name__
        if isinstance(kind, type)
    ]


def text(word: str) -> bytes:
    return b"\x8c" + bytes([len(word)]) + word.encode()


@pytest.mark.parametrize("state", [b"}" + text("mark") + b"I1\ns", b"N}" + text("mark") + b"I1\ns\x86"])
def test_a_poisoned_copy_changes_no_type(sheet: Path, state: bytes) -> None:
    make, made = maker(sheet)
    first = cached("a", make)
    kinds = [Fraction, *types_of_ours()]
    assert {Amount, Model, Plan, Zone, Hour, Index} <= set(kinds)
    for kind in kinds:
        poison = b"\x80\x04" + text(kind.__module__) + text(kind.__qualname__) + b"\x93" + state + b"b."
        spoil(lambda copy, poison=poison: with_sum(poison, copy))  # type: ignore[misc]  # it is called at once
        before = len(made)
        assert cached("a", make) == first
        assert (len(made), hasattr(kind, "mark")) == (before + 1, False), kind


@pytest.mark.parametrize("value", ["p", (), Days("2026-05-01", None), Fraction(1, 2)])
def test_a_copy_of_something_else_is_made_anew(sheet: Path, value: object) -> None:
    make, made = maker(sheet)
    first = cached("a", make, Index)
    spoil(lambda copy: with_sum(pack(value), copy))
    assert (cached("a", make, Index), len(made)) == (first, 2)
    compiled = Compiled(Edition("p", "P", "e", "2026-05-01", None), {}, stamps=first.stamps)  # type: ignore[arg-type]
    spoil(lambda copy: with_sum(pack(compiled), copy))
    assert (cached("a", make, Index), len(made)) == (first, 3)


@given(st.integers(0, 10**6), st.binary(max_size=4))
def test_whatever_stands_in_a_copy_whose_sum_is_right_is_used_or_made_anew(position: int, poison: bytes) -> None:
    make, _ = maker()
    assert cached("poison", make, Index).default_platform == "p"

    def change(copy: bytes) -> bytes:
        data = copy.partition(b"\n")[2][4:]
        at = position % len(data)
        return with_sum(data[:at] + poison + data[at + len(poison) :], copy)

    spoil(change)
    assert isinstance(cached("poison", make, Index), Index)
    for copy in copies():
        copy.unlink()


def test_a_fraction_is_made_of_whole_numbers_alone() -> None:
    assert cache.unpack(pack(Fraction(1, 3))) == Fraction(1, 3)


def test_an_end_keeps_its_sources() -> None:
    end = LastDay(Ending(Day("2026-10-23"), "a", (EndClaim(Day("2027-05-04"), "b"),)))
    for found in (cache.unpack(pack(end)), pickle.loads(pickle.dumps(end))):
        assert (found, found.said, type(found)) == ("2027-05-04", end.said, LastDay)
    assert cache.unpack(pack(LastDay("2026-10-23"))).days == (("2026-10-23", None),)
    digits = b"\x80\x04" + text("fractions") + text("Fraction") + b"\x93" + text("1e999999999") + b"K\x01\x86R."
    with pytest.raises(pickle.UnpicklingError, match="whole numbers"):
        cache.unpack(digits)


@pytest.mark.parametrize("garbage", [b"no pickle", pickle.dumps(Harm()), pack("no model"), b""])
def test_a_model_that_cannot_be_unpacked_is_made_anew(warm: None, garbage: bytes) -> None:
    """A copy whose sum is right, of which one model is not what it should be."""
    platform = Catalog().platform("runway")
    compiled = Catalog().compiled(platform, "2026-09")
    right = compiled.on("2026-09-30").models
    one, other, *_ = right
    poisoned = {**compiled.packed, "models": {**compiled.packed["models"], one: garbage}}
    models = compiled._replace(packed=poisoned).on("2026-09-30").models
    assert (models[one], models[other]) == (right[one], right[other])
    assert not (home("cache") / "harm").exists()
    with pytest.raises(KeyError):
        models["no model"]


def test_the_types_of_sheets_are_unpacked_as_they_were() -> None:
    when = (("a", Condition(["x", Fraction(8)])), ("b", Range(Fraction(1), None, above=True)))
    model = Model(
        id="m", rates=(Rate("docs", when=when, price=Amount.parse("~1..2"), per=Per.parse("30 seconds started")),)
    )
    assert cache.unpack(pack(model)) == model
    assert type(cache.unpack(pack(model)).rates[0].when[0][1]) is Condition


def test_the_types_of_plans_are_unpacked_as_they_were() -> None:
    reset = Reset("month", "31", Hour.parse("06:30"), Zone.parse("Europe/Paris"))
    plan = Plan("Plus", "docs", resets=reset, rollover=Rollover(Amount.parse("500")))
    pack_ = TopUp("Pack", "docs", expires=Expiry(Span.parse("90 days"), claims=(Claim("note", after="never"),)))
    found = cache.unpack(pack((plan, pack_)))
    assert found == (plan, pack_)
    kinds = (type(found[0].resets.at), type(found[0].resets.zone), type(found[1].expires.after))
    assert (kinds, str(found[0].resets.at)) == ((Hour, Zone, Span), "06:30")


# Where it is kept


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o722])
def test_a_folder_that_others_may_write_to_is_neither_read_nor_written(sheet: Path, mode: int) -> None:
    make, made = maker(sheet)
    cached("a", make)
    (copy,) = copies()
    home("cache").chmod(mode)
    cached("a", make)
    assert len(made) == 2
    copy.unlink()
    cached("a", make)
    assert copies() == []
    home("cache").chmod(0o700)
    cached("a", make)
    assert copies() == [copy]


def test_a_folder_of_somebody_else_is_neither_read_nor_written(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, made = maker(sheet)
    cached("a", make)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    cached("a", make)
    assert len(made) == 2


def test_the_folder_is_for_its_owner_alone(sheet: Path) -> None:
    cached("a", maker(sheet)[0])
    assert home("cache").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", ["/dev/null", "/proc/self/nothing", "a file"])
def test_a_folder_that_cannot_be_written_is_no_hindrance(
    sheet: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(sheet) if place == "a file" else place)
    make, made = maker(sheet)
    assert cached("a", make) == cached("a", make)
    assert len(made) == 2


def test_a_copy_that_cannot_be_put_in_its_place_leaves_nothing_behind(sheet: Path) -> None:
    make, made = maker(sheet)
    cached("a", make)
    (copy,) = copies()
    copy.unlink()
    copy.mkdir()
    cached("a", make)
    assert copies() == [copy]
    assert len(made) == 2


def test_a_disk_that_is_full_is_no_hindrance(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = Path.open

    def full(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        file = writing(path, mode, *more, **named)
        if mode == "wb":
            file.close()
            raise OSError(28, "No space left on device")
        return file

    monkeypatch.setattr(Path, "open", full)
    make, made = maker(sheet)
    assert cached("a", make) == cached("a", make)
    assert (len(made), copies()) == (2, [])


def test_a_user_without_a_home_has_no_such_folder(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    make, made = maker(sheet)
    assert cached("a", make) == cached("a", make)
    assert (len(made), home("cache").exists()) == (2, False)


# Values on the shelf


def test_a_value_is_unpacked_when_it_is_first_asked_for_and_once() -> None:
    narrowed: list[str] = []

    def narrow(value: str) -> str:
        narrowed.append(value)
        return value.upper()

    values = Packed({"a": pack("x"), "b": b"no pickle"}, narrow)
    assert (len(values), list(values), "b" in values.packed, narrowed) == (2, ["a", "b"], True, [])
    assert (values["a"], values["a"], narrowed) == ("X", "X", ["x"])
    with pytest.raises(KeyError):
        values["c"]


def test_a_day_narrows_models_to_the_rows_of_that_day() -> None:
    catalog = Catalog()
    compiled = catalog.compiled(catalog.platform("list"), "2026-09")

    def rows(day: str | None) -> list[str | None]:
        return [row.until for row in compiled.on(day).models["veo-3.1-fast"].rates if "on" in dict(row.when)["audio"]]

    # audio from 7 April 2026 on: three rows; before it: two
    assert rows("2026-04-07") == [None] * 3
    assert rows("2026-04-06") == ["2026-04-06"] * 2
    assert len(rows(None)) == 5


def test_bytes_without_a_pickle_are_no_value() -> None:
    with pytest.raises((EOFError, pickle.UnpicklingError)):
        cache._Reader(BytesIO(b"")).load()
