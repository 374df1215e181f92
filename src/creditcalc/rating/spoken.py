"""Quantities as people say them: `8s`, `1m30s`, `0:30`, `2k characters`, `UHD`, `yes`, `35%`.

Asked where a value is not written as the model has it: what is all digits never comes here. Nothing is guessed: what
may be two things is refused with both.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from creditcalc.amount import ONE, decimal, figure, number
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Value
from creditcalc.pricebook.model import Model, Setting
from creditcalc.text import count, folded, near_words, offered, ticked

NUMBER = "[0-9][0-9.,]*"
MINUS = "-\u2212\u2013"
"""Signs that people write before a negative number: a hyphen, a minus, a dash."""
CLOCK = re.compile("([0-9]{1,4}):([0-5][0-9])", re.ASCII)
"""Minutes and seconds."""
LONG_CLOCK = "(?:([0-9]{2}):(?=[0-9]{2}:))?([0-9]{1,4}):([0-5][0-9](?:[.][0-9]{1,9})?)"
"""The same after hours, or with parts of a second, as a pattern."""
STRETCH = "([0-9:;.]+) *(?:-|\u2013|\u2014|\u2192|to) *([0-9:;.]+)"
"""From one place of a film to another, as a pattern."""
ROUGHLY = "~\u2248 "
"""What says that a length is not quite that."""
LENGTH = re.compile(
    rf"(?:({NUMBER}) *(?:m|mins?|minutes?))? *(?:({NUMBER}) *(?:s|secs?|seconds?))?", re.ASCII | re.IGNORECASE
)
FLAGS = {"yes": "on", "true": "on", "on": "on", "no": "off", "false": "off", "off": "off"}
FLAG_NUMBERS = {"1": "on", "0": "off", "1.0": "on", "0.0": "off"}
"""Flags as data frames write them: a gap makes a column of them floats."""
OFTEN_ASKED = ("8", "5", "6", "10", "2000")
"""Numbers that people often ask for, for an example of what a model takes."""
LINES = {"hd": (720, 1080), "fhd": (1080,), "full hd": (1080,), "4k": (2160,), "uhd": (2160,)}
"""How many lines a picture of that name has; HD is said of two."""
OTHER_NOUNS = {"characters": ("char", "chars"), "megapixels": ("mp",)}
IN_THOUSANDS = ("characters", "tokens")
"""What is counted by the thousand: `2k`."""
CALLED = {
    **dict.fromkeys(
        (
            *("duration", "durations", "durationsec", "durationsecs", "durationseconds", "durationinseconds"),
            *("durationtarget", "clipseconds", "dur", "length", "lengths", "lengthsec", "lengthseconds", "secs"),
            *("dauer", "durée", "duración", "duracion", "durata", "时长", "時長", "尺"),
        ),
        "seconds",
    ),
    **dict.fromkeys(("videomodel", "tool"), "model"),
    "res": "resolution",
    "generateaudio": "audio",
    "samplecount": "outputs",
    **dict.fromkeys(("númerodetomas", "numerodetomas"), "takes"),
    **dict.fromkeys(("sceneid", "scenenumber", "sequence"), "scene"),
    "sound": "",
}
"""What people call a setting, folded; none is taken for it unasked, and what is "" is prose, like no setting."""


def settings_meant(name: str, known: Iterable[str]) -> tuple[list[str], str]:
    """The known settings that people may mean by a name, if any, and how they are offered: `: write `seconds``."""
    names = [*known]
    meant = CALLED.get(folded(name))
    if meant in names:
        return [meant], f": write `{meant}`"
    near = [] if meant == "" else near_words(name, names)
    return near, offered(near)


def value_said(model: Model, name: str, setting: Setting, word: str) -> Value | None:
    """The value that a word means for a model's setting; None for one that means none of its values.

    Raises CreditcalcError for a word that may be two of them, and for one that is not the number asked for.
    """
    text = word.strip()
    if setting.range or any(isinstance(choice, Fraction) for choice in setting.choices):
        _refuse_negative(name, text, zero=setting.admits(Fraction(0)))
        try:
            return length_said(text, name=name.rpartition("_")[2]) if name.endswith("seconds") else _count(name, text)
        except NotRead:
            if setting.range:
                raise
            return None
    if {"on", "off"} & set(setting.choices):
        return FLAGS.get(text.lower()) or FLAG_NUMBERS.get(text)
    return _lines(setting, text, pictures=model.kind == "image") if name.endswith("resolution") else None


class NotTaken(CreditcalcError):
    """A model does not take the value of one of the settings given; `value` is what the word means."""

    model: Model
    name = ""
    asked: Mapping[str, str] = {}

    def __init__(self, model: Model, name: str, asked: Mapping[str, str], value: Value) -> None:
        self.model, self.name, self.asked = model, name, asked
        setting, word = model.settings[name], asked[name][:80]
        most = setting.range.high if setting.range and name == "seconds" else None
        minutes = most and isinstance(value, Fraction) and value > most and not value % 60 and not most % 60
        said = f"does not take {name} `{word}`: it takes {setting.accepted}"
        if setting.always:
            said = f"has only {name} `{setting.always}`, not `{word}`"
        elif most and minutes and isinstance(value, Fraction):
            said = f"takes {count(most // 60, 'minute')} at most, not {value // 60:,}"
        super().__init__(f"`{model.id}` {said}")


class Needs(CreditcalcError):
    """A setting is needed that is not given; `example` is a value that it takes."""

    name = example = ""

    def __init__(self, name: str, example: str, why: str = "") -> None:
        self.name, self.example = name, example
        super().__init__(why or f"no {name} given")


def example_of(setting: Setting) -> str:
    """A number that a setting takes and people often ask for; "" where it takes none of them."""
    return next((one for one in OFTEN_ASKED if setting.admits(number(one))), "")


def takes(model: Model, name: str, word: str) -> bool:
    """Whether a model has a setting of that name that takes a word, however that is said."""
    setting = model.settings.get(name)
    if setting is None or setting.admits(word.lower()):
        return setting is not None
    try:
        meant = value_said(model, name, setting, word)
    except CreditcalcError:
        return False
    return meant is not None and setting.admits(meant)


class NotRead(CreditcalcError):
    """A text is not a quantity of the kind asked for."""


def length_said(text: str, unit: Fraction = ONE, name: str = "seconds") -> Fraction:
    """The seconds of `8`, `~8s`, `1.5 min`, `1m30s`, `0:30` or `0:10-0:15`; a number alone counts as so many of the
    `unit`.

    Raises CreditcalcError for anything else, and for less than nothing.
    """
    said, text = text, text.lstrip(ROUGHLY)
    if re.fullmatch(NUMBER, text, re.ASCII):
        return number(text) * unit
    if (clock := clock_said(text)) is not None:
        return clock
    if found := re.fullmatch(STRETCH, text, re.ASCII):
        start, end = clock_said(found[1]), clock_said(found[2])
        if start is not None and end is not None:
            return from_place_to(start, end, text)
    found = LENGTH.fullmatch(text)
    if found and any(found.groups()):
        minutes, seconds = (number(part) if part else None for part in found.groups())
        if minutes is None or seconds is None:
            return (seconds or Fraction(0)) + (minutes or Fraction(0)) * 60
        if minutes.denominator == 1 and seconds < 60:
            return minutes * 60 + seconds
    _refuse_negative(name, text)
    bare = "8" if unit == ONE else "1.5"
    raise NotRead(f"`{said[:40]}` is not a number of {name}: write `{bare}`, `8s`, `1m30s` or `0:30`")


def clock_said(text: str) -> Fraction | None:
    """The seconds of `0:30`, `1:02.5` or `00:00:30`; None for anything else."""
    if found := CLOCK.fullmatch(text):
        return figure(found[1]) * 60 + figure(found[2])
    if ":" not in text or (found := re.fullmatch(LONG_CLOCK, text, re.ASCII)) is None:
        return None
    hours, minutes, seconds = map(figure, found.groups("0"))
    return hours * 3600 + minutes * 60 + seconds


def from_place_to(start: Fraction, end: Fraction, text: str) -> Fraction:
    """From one place to a later one; raises CreditcalcError where it is not later."""
    if end <= start:
        raise NotRead(f"`{text[:40]}` does not end after it begins")
    return end - start


def rate_said(text: str) -> Fraction:
    """A share from 0 to 1: `0.35` or `35%`. Raises CreditcalcError for anything else."""
    digits = text.removesuffix("%").rstrip()
    if not re.fullmatch(NUMBER, digits, re.ASCII):
        raise CreditcalcError(f"`{text[:40]}` is not a share: write `0.35` or `35%`")
    found = number(digits)
    if digits != text:
        found /= 100
    if found > 1:
        meant = (decimal(found / 100), f"{digits}%") if 2 <= found <= 100 and digits == text else ("0.35", "35%")
        raise CreditcalcError(f"`{text[:40]}` is more than 1: write {ticked(meant)}")
    return found


def limit_said(text: str) -> Fraction:
    """A limit in credits: `50`. Raises CreditcalcError for anything else, money too."""
    if not re.fullmatch(NUMBER, text, re.ASCII):
        raise CreditcalcError(f"`{text[:40]}` is not a number: write the limit in credits, as in `50`")
    return number(text)


def _count(name: str, text: str) -> Fraction:
    """A number with the noun of its setting, in thousands where so many are counted: `30 fps`, `2k characters`."""
    noun = name.rpartition("_")[2]
    nouns = "|".join((noun, noun.removesuffix("s"), *OTHER_NOUNS.get(noun, ())))
    found = re.fullmatch(rf"({NUMBER})(k?) *(?:{nouns})?", text, re.ASCII | re.IGNORECASE)
    if found and not (found[2] and noun not in IN_THOUSANDS):
        return number(found[1]) * (1000 if found[2] else 1)
    if noun in IN_THOUSANDS:
        raise NotRead(f"`{text[:40]}` is not a number of {noun}: write `2000` or `2k`")
    raise NotRead(f"`{text[:40]}` is not a number: write digits and a point, as in `8` or `8.5`")


def _refuse_negative(name: str, text: str, *, zero: bool = False) -> None:
    if re.match(f"[{MINUS}] *[0-9]", text):
        raise CreditcalcError(f"`{name}` must be {'0 or more' if zero else 'more than 0'}, not `{text[:40]}`")


def _lines(setting: Setting, text: str, *, pictures: bool) -> str | None:
    """A resolution as the setting names it: by its lines, or by a name for so many.

    Pictures have no such names: one of 4k is so wide and not of 2160 lines. `720.0` is what a gap in a data frame makes
    of 720.
    """
    digits = re.fullmatch(r"([0-9]{3,4})(?:p|\.0)?", text, re.ASCII | re.IGNORECASE)
    lines = () if pictures and not digits else (number(digits[1]),) if digits else LINES.get(text.lower(), ())
    names = {f"{one}p" for one in lines}
    if not pictures:
        names |= {name for name, meant in LINES.items() if len(meant) == 1 and meant[0] in lines}
    found = [choice for choice in setting.choices if choice in names]
    if len(found) > 1:
        raise CreditcalcError(f"`{text}` may be {ticked(map(str, found))}: write one of them")
    return str(found[0]) if found else None
