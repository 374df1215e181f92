"""The dials: all that a person has turned, as a command line that says the same, and as an address to share."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, quote, urlencode

from creditcalc.amount import whole
from creditcalc.errors import CreditcalcError
from creditcalc.rating.generation import MOST_COUNT
from creditcalc.record import Record
from creditcalc.text import count, ticked

Tab = Literal["clip", "plans", "shoot"]
TABS: tuple[Tab, ...] = get_args(Tab)
Doing = Literal["quote", "models compare", "plans compare", "platforms compare", "batch"]
"""The commands that say what the dials say."""


class Dials(Record):
    """What a person has turned, each as it was said; "" where nothing was, and the default holds.

    `settings` are those of the model, in the order in which they were turned. `per_month` and `credits` are what plans
    are compared for: generations, or credits, a month, and `horizon` for how many months. `board` is the file of a
    shot list or a storyboard, `guess` whether its columns are read by well-known names, `pick` the alternative to take
    of each shot, and `budget` the credits that it may cost.
    """

    tab: Tab = "clip"
    platform: str = ""
    edition: str = ""
    plan: str = ""
    model: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    outputs: int | None = None
    takes: int = 1
    mix: str = ""
    per_month: str = ""
    credits: str = ""
    currency: str = ""
    horizon: str = ""
    board: str = ""
    guess: str = ""
    pick: str = ""
    budget: str = ""

    @property
    def said(self) -> dict[str, str]:
        """The settings that were turned, by name."""
        return dict(self.settings)


SAID_IN_WORDS = tuple(name for name in Dials._fields if name not in ("tab", "settings", "outputs", "takes"))
"""Fields that hold a word."""
SETTING_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""What names of settings are made of."""
LONGEST_SAID = 200
"""Characters of the longest word."""
MOST_TURNED = 100
"""Settings that may be turned."""
LONGEST_ADDRESS = 8_000
"""Characters of the longest address that is read."""


def turned(dials: Dials, name: str, value: str) -> Dials:
    """The dials with one turned: a field by its name, else a setting of the model; "" turns it back to its default.

    Raises CreditcalcError for what no dial can hold; whether it is sold is said by the views.
    """
    _check(name, value)
    if name == "tab":
        if value not in TABS:
            raise CreditcalcError(f"there is no view `{value[:20]}`: there are {ticked(TABS, 'and')}")
        return dials._replace(tab=value)
    if name == "outputs":
        return dials._replace(outputs=_counted(name, value) if value else None)
    if name == "takes":
        return dials._replace(takes=_counted(name, value) if value else 1)
    if name in SAID_IN_WORDS:
        word: dict[str, Any] = {name: value}
        return dials._replace(**word)
    if name in Dials._fields or not SETTING_NAME.fullmatch(name):
        raise CreditcalcError(f"`{name[:40]}` is not the name of a setting")
    if not value:
        return dials._replace(settings=tuple(one for one in dials.settings if one[0] != name))
    settings = {**dials.said, name: value}
    if len(settings) > MOST_TURNED:
        raise CreditcalcError(f"at most {count(MOST_TURNED, 'setting')} can be turned")
    return dials._replace(settings=tuple(settings.items()))


def _check(name: str, value: str) -> None:
    if len(value) > LONGEST_SAID:
        raise CreditcalcError(f"`{name[:40]}` is longer than {LONGEST_SAID} characters: shorten it")
    if not value.isprintable():
        raise CreditcalcError(f"`{name[:40]}` has characters that cannot be shown: type it again")


def _counted(name: str, value: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,6}", value, re.ASCII) or whole(value) > MOST_COUNT:
        raise CreditcalcError(f"`{name}` must be a whole number from 1 to {MOST_COUNT:,}, not `{value[:40]}`")
    return whole(value)


def address(dials: Dials) -> str:
    """The dials as the fragment of an address: `clip?model=veo-3.1&seconds=8`. `from_address` reads it."""
    said: dict[str, str] = {name: getattr(dials, name) for name in SAID_IN_WORDS if getattr(dials, name)}
    if dials.outputs is not None:
        said["outputs"] = str(dials.outputs)
    if dials.takes != 1:
        said["takes"] = str(dials.takes)
    said |= dials.said
    return f"{dials.tab}?{urlencode(said, quote_via=quote)}".removesuffix("?")


def from_address(text: str) -> Dials:
    """The dials of an address, whoever wrote it.

    Raises CreditcalcError for what `address` never writes: another view, a name twice, characters that cannot be shown.
    """
    if len(text) > LONGEST_ADDRESS:
        raise CreditcalcError(f"the address is longer than {LONGEST_ADDRESS:,} characters: open the page without it")
    tab, _, query = text.removeprefix("#").partition("?")
    found = turned(Dials(), "tab", tab or "clip")
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            strict_parsing=bool(query),
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_TURNED,
        )
    except ValueError:
        raise CreditcalcError("the address cannot be read: was all of it copied?") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise CreditcalcError("the address says something twice: open the page without it")
    for name, value in pairs:
        found = turned(found, name, value)
    return found


OWN_OPTIONS = ("seconds", "resolution", "quality", "characters")
"""Settings whose value an option of their name takes."""
FLAG_OPTIONS = ("audio", "twin")
"""Settings that an option of their name turns on, or off with `no`."""


def command_line(dials: Dials, doing: Doing = "quote", kind: str = "video") -> list[str]:
    """The words of a command that says what the dials say, to be run or pasted: `creditcalc quote --model ...`.

    `kind` is that of the models that are compared.
    """
    apart = ["--kind", kind] if doing == "models compare" and kind != "video" else []
    return ["creditcalc", *doing.split(), *apart, *_words(dials, doing)]


def _words(dials: Dials, doing: Doing) -> Iterator[str]:
    if doing == "batch":
        yield dials.board
    elif doing == "plans compare" and dials.credits:
        yield from ("--credits", dials.credits)
    elif doing == "models compare" or dials.model:
        yield from () if doing == "models compare" else ("--model", dials.model)
        yield from _setting_words(dials.said)
        if dials.outputs is not None:
            yield from ("--outputs", str(dials.outputs))
        if dials.takes != 1:
            yield from ("--takes", str(dials.takes))
        if dials.mix and doing in ("quote", "plans compare"):
            yield from ("--mix", dials.mix)
        if doing == "plans compare" and dials.per_month:
            yield from ("--per-month", dials.per_month)
    if doing == "plans compare" and dials.currency:
        yield from ("--currency", dials.currency)
    if doing == "plans compare" and dials.horizon and (dials.credits or dials.model):
        yield from ("--horizon", dials.horizon)
    if doing == "batch":
        storyboard = dials.board.lower().endswith((".yaml", ".yml"))
        yield from ("--guess-columns",) if dials.guess else ()
        yield from ("--pick", dials.pick) if dials.pick else ()
        yield from ("--fit" if storyboard else "--budget", dials.budget) if dials.budget else ()
    if dials.plan and doing in ("quote", "models compare", "batch"):
        yield from ("--plan", dials.plan)
    if doing != "platforms compare":
        yield from ("--platform", dials.platform) if dials.platform else ()
        yield from ("--edition", dials.edition) if dials.edition else ()


def _setting_words(settings: Mapping[str, str]) -> Iterator[str]:
    for name, value in settings.items():
        if name in OWN_OPTIONS:
            yield from (f"--{name}", value)
        elif name in FLAG_OPTIONS and value in ("on", "off"):
            yield f"--{'' if value == 'on' else 'no-'}{name}"
        else:
            yield from ("--set", f"{name}={value}")
