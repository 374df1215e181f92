"""Quantities as people say them: every form of one number is that number, and what is not one is refused."""

from decimal import Decimal
from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcalc.amount import decimal
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import resolve
from creditcalc.rating.spoken import length_said, rate_said
from creditcalc.sheets.reader import Fault, parse
from creditcalc.sheets.structure import build


def model(text: str, kind: str = "video") -> Model:
    """A model from the lines that stand under its id."""
    faults: list[Fault] = []
    found = build(Model, parse(dedent(text).encode(), "m.yaml"), faults)
    assert not faults
    return found._replace(id="m", kind=kind)  # type: ignore[no-any-return]


CLIP = model(
    """
    name: M
    settings:
      seconds: {number: 1..1800, default: 1}
      input_seconds: {number: 0..60, default: 0}
      size: {one_of: [4, 8], default: 4}
      resolution: {one_of: [720p, 1080p, 1440p, 2k, 4k], default: 1080p}
      characters: {whole: 1.., default: 1}
      fps: {whole: 1.., default: 24}
      bytes: {whole: 1.., default: 1}
      audio: {flag: off}
    """
)
FIXED = model("{name: F, settings: {seconds: {one_of: [5, 10]}, audio: {always: off}, resolution: {always: uhd}}}")
PICTURE = model("{name: P, settings: {resolution: {one_of: [1k, 2k, 4k, 1080p]}}}", "image")


def value(found: Model, name: str, word: Any) -> str:
    """What a word means for a setting, as JSON has it."""
    return resolve(found, {name: word}).inputs[name]["value"]


def refusal(found: Model, name: str, word: Any) -> str:
    """Why a word is refused."""
    with pytest.raises(CreditcalcError) as refused:
        resolve(found, {name: word})
    assert refused.value.code == 1
    return str(refused.value)


SECONDS = st.integers(1, 1_800_000).map(lambda thousandths: Fraction(thousandths, 1000))


@given(SECONDS, st.sampled_from(["", " ", "  "]), st.booleans())
def test_a_length_is_the_same_in_every_form(seconds: Fraction, blank: str, capitals: bool) -> None:
    minutes, rest = divmod(seconds, 60)
    second = decimal(rest)
    forms = [f"{decimal(seconds)}{blank}{unit}" for unit in ("s", "sec", "secs", "second", "seconds")]
    forms += [f"{minutes}{blank}{unit}{blank}{second}s" for unit in ("m", "min", "mins", "minute", "minutes")]
    forms += [f"{minutes} min {second}{blank}sec"]
    if seconds.denominator == 1:
        forms += [f"{minutes}:{int(rest):02}"]
    if not rest:
        forms += [f"{minutes}{blank}min", f"{minutes}m"]
    if not (seconds / 60 * 10**9).denominator - 1:
        forms += [f"{decimal(seconds / 60)}{blank}min"]
    for form in forms:
        assert length_said(form.upper() if capitals else form) == seconds
        assert length_said(form, Fraction(60), "minutes") == seconds  # a unit says more than the option


@given(SECONDS.filter(lambda seconds: seconds >= 1))
def test_a_generation_is_the_same_in_every_form(seconds: Fraction) -> None:
    digits = decimal(seconds)
    if not (digits.endswith("0") and "." in digits) and not (len(digits) > 4 and digits[-4:-3] == "."):
        plain = resolve(CLIP, {"seconds": seconds})
        minutes, rest = divmod(seconds, 60)
        for form in (f"{digits}s", f"{digits} seconds", f"{minutes}m{decimal(rest)}s"):
            assert resolve(CLIP, {"seconds": form}) == plain


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("8s", "8"), ("8 sec", "8"), ("8 seconds", "8"), ("1m30s", "90"), ("0:30", "30"), ("1:05", "65"),
     ("1.5min", "90"), ("1 min 30 s", "90"), ("2 minutes", "120"), (" 8s ", "8"), ("7.5s", "7.5"),
     ("~8 s", "8"), ("0:10-0:15", "5"), ("0:58 \u2192 1:02.5", "4.5"), ("00:01:05", "65"), ("0:02.50", "2.5")],
)  # fmt: skip
def test_a_length_is_shown_in_seconds(word: str, seconds: str) -> None:
    assert value(CLIP, "seconds", word) == seconds


@pytest.mark.parametrize(
    "word", ["eight", "8x", "8 chars", "1h", "1:5", "1:60", "0:00:30", "1m 30", "1.5m30s", "1m90s", "s", "8s8s", "8ss"]
)
def test_what_is_no_length_is_refused_with_what_may_be_written(word: str) -> None:
    said = f"`{word}` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"
    assert refusal(CLIP, "seconds", word) == said
    assert refusal(FIXED, "seconds", word) == f"`m` does not take seconds `{word}`: it takes `5` or `10`"


def test_a_fixed_length_is_read_in_every_form_too() -> None:
    assert [resolve(FIXED, {"seconds": word}).inputs["seconds"]["value"] for word in ("10s", "0:10")] == ["10", "10"]
    assert refusal(FIXED, "seconds", "7s") == "`m` does not take seconds `7s`: it takes `5` or `10`"
    assert value(CLIP, "size", "8") == "8"
    assert value(CLIP, "input_seconds", "0:05") == "5"


@pytest.mark.parametrize("word", ["1,000", "1.000", "1,000s", "1.000 s", "1,000 sec"])
def test_a_length_that_may_be_two_is_refused_with_both(word: str) -> None:
    number = word.rstrip(" sec")
    assert refusal(CLIP, "seconds", word) == f"`{number}` may be 1000 or 1: write `1000` or `1`"


@pytest.mark.parametrize("word", ["-8", "-8s", "- 8", "−8", "–8 sec", -8, Decimal("-8"), "-0:30"])
def test_a_length_below_zero_must_be_more(word: Any) -> None:
    for found in (CLIP, FIXED):
        assert refusal(found, "seconds", word) == f"`seconds` must be more than 0, not `{word}`"
    assert refusal(CLIP, "input_seconds", word) == f"`input_seconds` must be 0 or more, not `{word}`"


@pytest.mark.parametrize(
    ("name", "word", "number"),
    [("characters", "2k", "2000"), ("characters", "2k chars", "2000"), ("characters", "2K characters", "2000"),
     ("characters", "1.5k", "1500"), ("characters", "2000 chars", "2000"), ("characters", "1 character", "1"),
     ("fps", "30fps", "30"), ("fps", "30 fps", "30"), ("bytes", "12 bytes", "12")],
)  # fmt: skip
def test_a_number_may_have_the_noun_of_its_setting(name: str, word: str, number: str) -> None:
    assert value(CLIP, name, word) == number


@pytest.mark.parametrize(
    ("name", "word", "said"),
    [
        ("characters", "8s", "`8s` is not a number of characters: write `2000` or `2k`"),
        ("characters", "@a.txt", "`@a.txt` is not a number of characters: write `2000` or `2k`"),
        ("characters", "1,000 chars", "`1,000` may be 1000 or 1: write `1000` or `1`"),
        ("characters", "2.500k", "`2.500` may be 2500 or 2.5: write `2500` or `2.5`"),
        ("characters", "1.2345k", "`m` does not take characters `1.2345k`: it takes a whole number from 1"),
        ("characters", "2m", "`2m` is not a number of characters: write `2000` or `2k`"),
        ("bytes", "2k", "`2k` is not a number: write digits and a point, as in `8` or `8.5`"),  # 2000 or 2048
        ("fps", "30 chars", "`30 chars` is not a number: write digits and a point, as in `8` or `8.5`"),
    ],
)
def test_a_unit_of_another_setting_is_refused(name: str, word: str, said: str) -> None:
    assert refusal(CLIP, name, word) == said


@pytest.mark.parametrize(
    ("word", "name"),
    [("1080", "1080p"), ("1080P", "1080p"), ("FHD", "1080p"), ("Full HD", "1080p"), ("2160p", "4k"), ("2160", "4k"),
     ("UHD", "4k"), ("4K", "4k"), ("720", "720p"), ("1440", "1440p"), ("2K", "2k")],
)  # fmt: skip
def test_a_resolution_is_read_as_the_model_names_it(word: str, name: str) -> None:
    assert value(CLIP, "resolution", word) == name


def test_a_resolution_that_may_be_two_or_none_is_refused() -> None:
    assert refusal(CLIP, "resolution", "HD") == "`HD` may be `720p` or `1080p`: write one of them"
    only = model("{name: O, settings: {resolution: {one_of: [480p, 720p]}}}")
    assert value(only, "resolution", "HD") == "720p"
    assert refusal(only, "resolution", "FHD") == "`m` does not take resolution `FHD`: it takes `480p` or `720p`"
    assert refusal(CLIP, "resolution", "480") == (
        "`m` does not take resolution `480`: it takes `720p`, `1080p`, `1440p`, `2k` or `4k`"
    )
    with pytest.raises(CreditcalcError, match="`m` has only resolution `uhd`, not `1080`"):
        resolve(FIXED, {"seconds": 5, "resolution": "1080"})
    assert resolve(FIXED, {"seconds": 5, "resolution": "4K"}).inputs["resolution"]["value"] == "uhd"


def test_a_picture_of_4k_is_not_one_of_2160_lines() -> None:
    assert value(PICTURE, "resolution", "4K") == "4k"
    assert value(PICTURE, "resolution", "1080") == "1080p"
    for word in ("UHD", "2160p", "FHD"):
        assert refusal(PICTURE, "resolution", word) == (
            f"`m` does not take resolution `{word}`: it takes `1k`, `2k`, `4k` or `1080p`"
        )


@pytest.mark.parametrize(
    ("word", "flag"),
    [("on", "on"), ("yes", "on"), ("TRUE", "on"), ("Yes", "on"), ("off", "off"), ("no", "off"), ("False", "off"),
     (True, "on"), (False, "off"), ("1", "on"), ("0", "off"), ("1.0", "on"), ("0.0", "off"), (1, "on"), (0, "off")],
)  # fmt: skip
def test_a_flag_is_said_in_several_ways(word: Any, flag: str) -> None:
    assert value(CLIP, "audio", word) == flag


def test_what_is_no_flag_is_refused() -> None:
    for word in ("Ja", "maybe", "2", "0.5", "01", "y"):
        assert refusal(CLIP, "audio", word) == f"`m` does not take audio `{word}`: it takes `off` or `on`"
    assert resolve(FIXED, {"seconds": 5, "audio": "no"}).inputs["audio"]["value"] == "off"
    with pytest.raises(CreditcalcError, match="`m` has only audio `off`, not `yes`"):
        resolve(FIXED, {"seconds": 5, "audio": "yes"})


@given(st.integers(1, 1000).map(lambda thousandths: Fraction(thousandths, 1000)), st.sampled_from(["%", " %"]))
def test_a_share_is_the_same_in_per_cent(share: Fraction, sign: str) -> None:
    assert rate_said(f"{decimal(share * 100)}{sign}") == share


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("35", "`35` is more than 1: write `0.35` or `35%`"),
        ("2.5", "`2.5` is more than 1: write `0.025` or `2.5%`"),
        ("1.5", "`1.5` is more than 1: write `0.35` or `35%`"),
        ("135%", "`135%` is more than 1: write `0.35` or `35%`"),
        ("a third", "`a third` is not a share: write `0.35` or `35%`"),
        ("-5%", "`-5%` is not a share: write `0.35` or `35%`"),
        ("", "`` is not a share: write `0.35` or `35%`"),
        ("0,35", "`0,35` is not a number: write digits and a point, as in `8` or `8.5`"),
    ],
)
def test_what_is_no_share_is_refused(word: str, said: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        rate_said(word)
    assert str(refused.value) == said
