"""How a command is refused: `error:` says what is wrong and, where there is a way on, `hint:` what to type instead.

Where JSON is asked for, one object says the same on standard output.
"""

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import typer

from creditcalc.amount import whole
from creditcalc.cli.options import BookOptions
from creditcalc.cli.streams import say
from creditcalc.day import in_force
from creditcalc.errors import OVER, REFUSED, UNCLEAR, UNPUBLISHED, CreditcalcError, Hinted, MoreWords
from creditcalc.files import why
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.naming import SeveralModels, UnknownName, begins
from creditcalc.rating.spoken import FLAGS, Needs, NotTaken, takes
from creditcalc.rating.words import options_for
from creditcalc.record import Record
from creditcalc.reports.book import prices_of
from creditcalc.reports.several import several
from creditcalc.text import MOST_NEAR, inert, may_hint, nearest, series

if TYPE_CHECKING:
    from creditcalc.reports.objects.error import ErrorObject, Kind, PlaceObject

USAGE = 2
OTHER_OPTIONS = {
    **dict.fromkeys(("--duration", "--dur", "--length", "--secs", "-s"), "--seconds"),
    **dict.fromkeys(("--count", "--clips", "-n"), "--outputs"),
    "--res": "--resolution",
    "--sound": "--audio",
    "--avatar": "--twin",
    "--verbose": "--explain",
    "--uhd": "--4k",
    "--fhd": "--1080p",
    "--hd": "--720p",
    "-v": "--version",
    "--plan": "",
}
"""What people call an option; none of them is taken for it, and what is "" is like no other."""
LONG = len("--sound")
"""Characters of what people call an option from which it has near words of its own: `--res` is near to many."""
OTHER_COMMANDS = {
    **dict.fromkeys(("price", "cost", "estimate"), "quote"),
    **dict.fromkeys(("search", "ls"), "list"),
    "compare": "models compare",
    "balance": "wallet balance",
    "spend": "wallet spend",
    "version": "--version",
    **dict.fromkeys(("delete", "remove"), ""),
}
"""What people call a command; none of them is taken for it, and what is "" nothing does."""
NO_DELETE = "a wallet keeps its entries (`wallet undo ENTRY` reverses one, `wallet default NAME` uses another wallet)"
NEW_WALLET = "to start again", "creditcalc wallet open NAME --plan PLAN --since DAY --default"
"""Why no wallet is deleted, and what to do instead."""
DASHES = "\u2014\u2013\u2015\u2012\u2212\u2010\u2011\uff0d"
"""What editors make of hyphens."""
CREDITS = ("credit", "credits")
"""What is not said after a number of them."""
NOUNS = {"ONE": "price book", "OTHER": "second price book"}
"""What an argument is called where its name in the usage line says too little."""


KIND_OF: "dict[int, Kind]" = {
    REFUSED: "refused",
    USAGE: "usage",
    OVER: "over",
    UNCLEAR: "unclear",
    UNPUBLISHED: "unpublished",
}


class Refusal(Record):
    """What is wrong, what to do instead, and the command that does it.

    `offers` are the names that are offered, `more` lines that go on with the error, and `faults` the lines of several
    errors and where each is.
    """

    error: str
    hint: str = ""
    command: str = ""
    offers: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    code: int = USAGE
    kind: "Kind | None" = None

    @classmethod
    def meant(cls, error: str, name: str, command: str) -> "Refusal":
        """The refusal that offers a name, in a command."""
        return cls(error, f"did you mean {name}?", command, (name,))

    def say(self) -> None:
        """Say it on standard error, an error a line, and a line for the hint."""
        for error, _ in self.faults or ((self.error, ""),):
            say(f"error: {error}")
        for line in self.more:
            say(f"{' ' * len('error:')} {line}")
        if self.hint:
            say(f"hint: {self.hint}   {self.command}")

    def as_json(self) -> "ErrorObject":
        """The same as a `creditcalc/error/1` object."""
        whole = "\n".join(inert(line) for line in (self.error, *self.more))
        faults = [(inert(error), place) for error, place in self.faults] or [(whole, "")]
        return {
            "schema": "creditcalc/error/1",
            "code": self.code,
            "kind": self.kind or KIND_OF[self.code],
            "message": "\n".join(error for error, _ in faults),
            "hint": self.hint or None,
            "command": self.command or None,
            "did_you_mean": [*self.offers],
            "place": _placed(faults[0][1]),
            "faults": [{"message": error, "place": _placed(place)} for error, place in faults],
        }


def _placed(place: str) -> "PlaceObject | None":
    """A place, `FILE:LINE:COLUMN`, in its parts."""
    if not place:
        return None
    found = re.fullmatch(r"(.*?)(?::([0-9]{1,9}))?(?::([0-9]{1,9}))?", place, re.DOTALL)
    assert found
    file, *numbers = found.groups()
    line, column = (None if number is None else whole(number) for number in numbers)
    return {"file": inert(file), "line": line, "column": column}


def wants_json(words: Sequence[str]) -> bool:
    """Whether JSON is asked for, whatever else the words are; of several formats the last one counts."""
    own = [*words[: words.index("--")]] if "--" in words else [*words]
    formats = [two for one, two in pairwise((*own, "")) if one == "--format"]
    formats += [one.removeprefix("--format=") for one in own if one.startswith("--format=")]
    return "--json" in own or "json" in formats


class Typed(Record):
    """What was typed: the words that name a command, the command, and the words after them."""

    names: tuple[str, ...]
    command: Any
    rest: tuple[str, ...]

    @classmethod
    def of(cls, program: Any, words: list[str]) -> "Typed":
        """The words as the program reads them."""
        command, count = program, 0
        while count < len(words) and hasattr(command, "get_command"):
            if (found := command.get_command(None, words[count])) is None:
                break
            command, count = found, count + 1
        return cls(tuple(words[:count]), command, tuple(words[count:]))

    @property
    def options(self) -> dict[str, Any]:
        """The options of the command by each of their names."""
        found = [one for one in self.command.params if one.param_type_name == "option"]
        return {name: one for one in found for name in (*one.opts, *one.secondary_opts)}

    def again(self, *rest: str) -> str:
        """The command with other words after its name, to be pasted."""
        return shlex.join(("creditcalc", *self.names, *rest))

    def with_words(self, at: int, number: int, *words: str) -> str:
        """The command with so many of its words, from a place on, exchanged for others."""
        return self.again(*self.rest[:at], *words, *self.rest[at + number :])

    def instead(self, option: str, value: str) -> str:
        """The command with that value of an option, in place of another one."""
        kept = list(self.rest)
        for at, word in reversed([*enumerate(self.rest)]):
            if word.partition("=")[0] == option:
                del kept[at : at + (1 if "=" in word else 2)]
        return self.again(*kept, option, value)

    @property
    def book(self) -> BookOptions:
        """The price book that the options and the environment name."""
        return BookOptions.of(self.command.make_context("creditcalc", list(self.rest), resilient_parsing=True))

    def helped(self, error: str) -> Refusal:
        """The refusal that leads to the help of the command."""
        listed = "commands" if hasattr(self.command, "get_command") else "options"
        return Refusal(error, f"for its {listed}", self.again("--help"))

    def example(self, option: str = "") -> str:
        """The first example in the help of the command, or the value that its examples give an option."""
        pattern = rf"{option} (\S+)" if option else r"^ *(creditcalc .*?)(?:   .*)?$"
        found = re.search(pattern, self.command.help or "", re.MULTILINE)
        return found[1] if found else ""


def refusal_of(error: Exception, typed: Typed) -> Refusal:
    """The refusal that an error of a command comes to: one of ours, of the parser, of the system or of who is asked."""
    if isinstance(error, typer.Abort):
        return Refusal("stopped", code=REFUSED, kind="stopped")
    if isinstance(error, OSError):
        place, said = f"{error.filename or ''}", why(error)
        line = f"{place}: {said}" if place else said
        return Refusal(line, faults=((line, place),), code=REFUSED, kind="system")
    if refusal := long_dash(typed) or switched(typed):
        return refusal
    if not isinstance(error, CreditcalcError):
        return misused(error, typed)
    offers, (hint, command) = error.did_you_mean, way_on(error, typed) or ("", "")
    if isinstance(error, SeveralModels):
        first, *more = several(error)
        return Refusal(first, offers=offers, more=tuple(more), code=error.code)
    faults = tuple(zip(error.lines, error.places, strict=True))
    return Refusal("\n".join(error.lines), hint, command, offers, faults=faults, code=error.code)


def way_on(error: CreditcalcError, typed: Typed) -> tuple[str, str] | None:
    """What to do instead of what is refused, and the command that does it; None where there is nothing to say."""
    if found := _typed_too(error, typed):
        return found
    if "--edition" not in typed.options:  # of a wallet's price book, say
        return None
    with suppress(CreditcalcError, OSError):
        if isinstance(error, NotTaken):
            return _taken_by_others(error, typed)
        if isinstance(error, UnknownName):
            return _of_other_prices(error, typed)
    return None


def _typed_too(error: CreditcalcError, typed: Typed) -> tuple[str, str] | None:
    """The hint of an error that knows it; the command is its own, or the one that was typed with more words."""
    if isinstance(error, Hinted):
        return error.hint, error.command
    hint, words = "", tuple[str, ...]()
    if isinstance(error, MoreWords):
        hint, words = error.hint, error.words
    elif isinstance(error, Needs) and error.example:
        hint, words = "for example", (f"--{error.name}", error.example)
    if not words or any(word not in typed.options for word in words if word.startswith("--")):
        return None
    return hint, typed.again(*typed.rest, *words)


def _taken_by_others(error: NotTaken, typed: Typed) -> tuple[str, str] | None:
    """Which models take a value that is a word and no number, those of the same maker first."""
    model, name, word = error.model, error.name, error.asked[error.name]
    book = typed.book.open()
    if all(isinstance(one, Fraction) for one in model.settings[name].choices):
        return None
    others = [one for one in book.models.values() if one.kind == model.kind and in_force(one, book.as_of)]
    found = sorted((one for one in others if takes(one, name, word)), key=lambda one: one.maker != model.maker)
    if not found:
        return None
    known = {"seconds": error.asked.get("seconds"), name: word}
    options = options_for({setting: value for setting, value in known.items() if value})
    words = [word for one in options for word in one.split(" ", 1)]
    words += [] if model.kind == "video" else ["--kind", str(model.kind)]
    said = {"on": name, "off": f"no {name}"}.get(word, word)
    first = [one.id for one in found[:MOST_NEAR]]
    shown = f"{', '.join(first)} and {len(found) - MOST_NEAR} more" if len(found) > MOST_NEAR else series(first)
    return f"{said}: {shown}", shlex.join(["creditcalc", "models", "compare", *words]) + typed.book.typed


def _of_other_prices(error: UnknownName, typed: Typed) -> tuple[str, str] | None:
    """The newest other prices of the platform that have a name."""
    catalog = typed.book.catalog()
    platform = catalog.platform(typed.book.open(catalog).platform)
    for edition in reversed([*platform.editions]):
        with suppress(CreditcalcError):
            book = catalog.edition(platform.id, edition)
            found = book.plan(error.name) if error.thing == "plan" else book.model(error.name)
            return f"{found.name} is in the {prices_of(book)}", typed.instead("--edition", edition)
    return None


def long_dash(typed: Typed) -> Refusal | None:
    """The refusal of options that begin with a dash that an editor made long, if there are any."""
    known = {*typed.options, *OTHER_OPTIONS}
    right = {word: option for word in typed.rest if (option := _hyphened(word)).partition("=")[0] in known}
    if not right:
        return None
    word = next(iter(right))
    return Refusal(
        f"{word.partition('=')[0]} begins with a long dash (U+{ord(word[0]):04X}), which an editor may have made",
        "type hyphens",
        typed.again(*(right.get(one, one) for one in typed.rest)),
    )


def switched(typed: Typed) -> Refusal | None:
    """The refusal of `on` or `off` after a flag, where words are taken for what is to be priced."""
    if not any(one.name == "words" for one in typed.command.params):
        return None
    for at, (flag, word) in enumerate(zip(typed.rest, typed.rest[1:], strict=False)):
        option = typed.options.get(flag)
        if option is not None and option.is_flag and (switch := FLAGS.get(word.lower())):
            opposite = f"--no-{flag[2:]}"
            meant = opposite if switch == "off" and opposite in typed.options else flag
            return Refusal.meant(f"{flag} takes no value", meant, typed.with_words(at, 2, meant))
    return None


def _hyphened(word: str) -> str:
    if not word.startswith(tuple(DASHES)):
        return ""
    name = word.lstrip(f"-{DASHES}")
    return f"{'-' if len(name.partition('=')[0]) == 1 else '--'}{name}"


def misused(error: Any, typed: Typed) -> Refusal:
    """The refusal of words that the program does not understand, from the error that its parser raised."""
    kind, message = type(error).__name__, str(error.message)
    if kind == "NoSuchOption":
        return _no_option(error.option_name, typed)
    if kind == "BadOptionUsage":
        return _misused_option(error.option_name, typed, needs="requires" in message)
    if kind in ("MissingParameter", "NotGiven"):
        return _missing(error.param or typed.options[message], typed)
    if kind == "Unquoted":
        return _unexpected(message, typed)
    if kind == "BadParameter":
        return Refusal(message) if error.param is None else _bad_value(error.param, message, typed)
    return _wrong_words(message, typed)


def _wrong_words(message: str, typed: Typed) -> Refusal:
    if message.startswith("No such command"):
        return _no_command(typed)
    if message.startswith("Missing command"):
        return typed.helped("no command given")
    if message.startswith("Got unexpected extra argument"):
        return _unexpected(re.sub(r"^Got unexpected extra arguments?(\(s\))? \(|\)$", "", message), typed)
    return typed.helped(message)


def _nearest(word: str, things: Mapping[str, str]) -> str:
    """The thing whose name is nearest to a word, hyphens before them aside; "" where none is near."""
    names = {name.lstrip("-"): thing for name, thing in things.items()}
    return next(iter(nearest(word.lower().lstrip("-"), names)), "") if may_hint(word) else ""


def _no_command(typed: Typed) -> Refusal:
    word, *rest = typed.rest
    error, known = f"no command {word}", list(typed.command.commands)
    if typed.names == ("wallet",) and OTHER_COMMANDS.get(word.lower()) == "":
        return Refusal(f"{error}: {NO_DELETE}", *NEW_WALLET)
    meant = OTHER_COMMANDS.get(word.lower())
    if meant is None:
        meant = _nearest(word, {name: name for name in known})
    elif meant.partition(" ")[0] not in (*known, *typed.options):
        meant = ""
    if not meant and not typed.names and _called(word):
        return Refusal.meant(error, "quote", typed.again("quote", *typed.rest))
    if not meant:
        return typed.helped(error)
    return Refusal.meant(error, meant, typed.again(*meant.split(), *rest))


def _called(word: str) -> bool:
    """Whether a model is called so, or the names of several begin so."""
    book = _book()
    return book is not None and (bool(book.ids(word)) or any(begins(model, word) for model in book.models.values()))


def _book() -> Edition | None:
    """The price book that the environment or the configuration names, where it can be read."""
    with suppress(CreditcalcError, OSError):
        return BookOptions(pricing=os.environ.get("CREDITCALC_PRICING")).remembering().open()
    return None


def _no_option(option: str, typed: Typed) -> Refusal:
    error, known = f"no option {option}", typed.options
    at = _place(option, typed.rest)
    if named := _after_the_command(at, typed):
        if option not in named.options:
            return _no_option(option, named)
        return Refusal(f"{option} belongs after the command", "did you mean this?", named.again(*named.rest))
    if option in ("--output", "-o"):
        return _to_a_file(error, at, typed)
    if "--resolution" in known and re.fullmatch("--[0-9]+[pk]", option) and option not in known:
        return Refusal.meant(error, "--resolution", typed.with_words(at, 1, "--resolution", option[2:]))
    if "--set" in known and (said := _setting(option, at, typed)):
        return said
    others = {one.lower(): one for one in known} | {old: new for old, new in OTHER_OPTIONS.items() if new in known}
    others |= {"-v": "--explain"} if "--explain" in known else {}
    meant = others.get(option.lower(), "")
    if not meant and option.lower() not in OTHER_OPTIONS:
        given = {word.partition("=")[0] for word in typed.rest}
        told = {name: one for name, one in others.items() if one not in given and (name == one or len(name) >= LONG)}
        meant = _nearest(option, {name: one for name, one in told.items() if name != "--set"})
    return _another_option(error, option, meant, at, typed) if meant else typed.helped(error)


def _setting(option: str, at: int, typed: Typed) -> Refusal | None:
    """The refusal of an option that is a setting of a model, which `--set` gives."""
    name, equals, value = typed.rest[at].removeprefix("--").replace("-", "_").partition("=")
    value = value if equals else (*typed.rest, "")[at + 1]
    book = _book()
    if not value or book is None or not any(name in model.settings for model in book.models.values()):
        return None
    pasted = typed.with_words(at, 1 if equals else 2, "--set", f"{name}={value}")
    return Refusal.meant(f"no option {option}", "--set", pasted)


def _another_option(error: str, option: str, meant: str, at: int, typed: Typed) -> Refusal:
    """The refusal that repeats what was typed with the option that was meant, and with a value that it takes."""
    word, number = typed.rest[at], 1
    before, _, after = word.partition(option if option.startswith("--") else option[1])
    if typed.options[meant].is_flag:
        value = after[1:] if after else (*typed.rest, "")[at + 1]
        if switch := FLAGS.get(value.lower()):
            number, after = (1 if after else 2), ""
            meant = meant if switch == "on" else f"--no-{meant[2:]}"
    words = [f"{meant}{after}"]
    if not option.startswith("--"):
        words = [*([before] if before != "-" else []), meant, *([after.removeprefix("=")] if after else [])]
    return Refusal.meant(error, meant, typed.with_words(at, number, *words))


def _to_a_file(error: str, at: int, typed: Typed) -> Refusal:
    attached = "=" in typed.rest[at]
    name = typed.rest[at].partition("=")[2] if attached else (*typed.rest, "")[at + 1]
    if not name or "--format" not in typed.options:
        return typed.helped(error)
    command = typed.with_words(at, 1 if attached else 2)
    return Refusal(error, "to write to a file", f"{command} > {shlex.quote(name)}")


def _place(option: str, words: tuple[str, ...]) -> int:
    """The place of the word that gives an option: alone, with `=`, or as a letter among letters."""
    for at, word in enumerate(words):
        if word.partition("=")[0] == option:
            return at
        if len(option) == 2 and word.startswith("-") and not word.startswith("--") and option[1] in word:
            return at
    return 0


def _after_the_command(at: int, typed: Typed) -> Typed | None:
    """What was typed, with options that stand before the command after it; None where no command follows."""
    names = [place for place, word in enumerate(typed.rest) if word in getattr(typed.command, "commands", ())]
    if not names or names[0] < at:
        return None
    found = Typed.of(typed.command, list(typed.rest[names[0] :]))
    return Typed((*typed.names, *found.names), found.command, (*found.rest, *typed.rest[: names[0]]))


def _misused_option(option: str, typed: Typed, *, needs: bool) -> Refusal:
    if needs:
        value = typed.example(option)
        error = f"{option} needs a value"
        return Refusal(error, "for example", typed.again(*typed.rest, value)) if value else typed.helped(error)
    at = _place(option, typed.rest)
    opposite = "=" in typed.rest[at] and FLAGS.get(typed.rest[at].partition("=")[2].lower()) == "off"
    meant = f"--no-{option[2:]}" if opposite and f"--no-{option[2:]}" in typed.options else option
    return Refusal.meant(f"{option} takes no value", meant, typed.with_words(at, 1, meant))


def _missing(parameter: Any, typed: Typed) -> Refusal:
    option = parameter.opts[0] if parameter.param_type_name == "option" else ""
    metavar = parameter.metavar.partition("|")[0]
    noun = NOUNS.get(metavar, metavar.lower())
    error = f"no {noun} given" if not option or noun == option[2:] else f"no {option} given"
    if option == "--since" and typed.rest:
        return Refusal(error, "if your plan began today", typed.again(*typed.rest, option, "today"))
    if option and typed.rest and (value := typed.example(option)):
        return Refusal(error, "for example", typed.again(option, value, *typed.rest))
    example = typed.example()
    return Refusal(error, "for example", example) if example else typed.helped(error)


def _bad_value(parameter: Any, message: str, typed: Typed) -> Refusal:
    option = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar
    value = message.partition(" is not ")[0].strip("'")
    choices = [str(one) for one in getattr(parameter.type, "choices", ())]
    if not choices:
        if value == message or not parameter.type.name.startswith("int"):
            return Refusal(f"{option}: {message}")
        least, most = (getattr(parameter.type, end, None) for end in ("min", "max"))
        ends = "" if least is None else f" of {least} or more" if most is None else f" from {least} to {most:,}"
        return Refusal(f"{option} takes a whole number{ends}, not {value}")
    error = f"{option} takes {series(choices, 'or')}, not {value}"
    at = next((at for at, word in enumerate(typed.rest) if word == value or word.endswith(f"={value}")), None)
    near = _nearest(value, {one: one for one in choices})
    if at is None or not near:
        return Refusal(error)
    word = typed.rest[at].removesuffix(value) + near
    return Refusal.meant(error, near, typed.with_words(at, 1, word))


def _unexpected(said: str, typed: Typed) -> Refusal:
    """The refusal of words that nothing takes; where they follow a value, it may have been meant to go on."""
    number = said.count(" ") + 1
    error = f"unexpected {'word' if number == 1 else 'words'}: {said}"
    at = next((at for at in range(len(typed.rest)) if " ".join(typed.rest[at : at + number]) == said), 0)
    options = typed.options
    taker = typed.rest[at - 2] if at >= 2 else ""
    if taker not in options or options[taker].is_flag:
        return typed.helped(error)
    if said.lower() in CREDITS:
        return Refusal(error, f"{taker} is in credits", typed.with_words(at, 1))
    value = f"{typed.rest[at - 1]} {said}"
    return Refusal(error, "did you mean this?", typed.with_words(at - 1, number + 1, value))
