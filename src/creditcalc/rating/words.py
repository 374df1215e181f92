"""Words in place of options: `veo 3.1 fast 8s x3 audio` is a model, a length, a number of outputs and a flag.

The name comes first: the longest run of adjacent words that names a model is the model, and every other word must be a
quantity with its unit, `x3`, or a value that the model takes. Nothing is guessed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from creditcalc.amount import whole
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Setting
from creditcalc.pricebook.naming import names_of, plan_names
from creditcalc.rating.generation import option
from creditcalc.rating.spoken import IN_THOUSANDS, LENGTH, LINES, NUMBER, NotRead, value_said
from creditcalc.record import Record
from creditcalc.text import folded, ticked

BY_THOUSAND = "chars?|characters?|tokens?"
ALONE = f"s|secs?|seconds?|m|mins?|minutes?|{BY_THOUSAND}"
UNITS = f"{ALONE}|k|mp|megapixels?|fps|frames?|images?"
BINDS = re.compile(rf"{NUMBER}(?: (?:{UNITS})| ?k (?:{BY_THOUSAND}))", re.ASCII | re.IGNORECASE)
"""A number and the unit after it."""
TIMES = re.compile("[x×]([1-9][0-9]{0,6})", re.ASCII | re.IGNORECASE)
PICTURES = re.compile("([1-9][0-9]{0,6}) ?images?", re.ASCII | re.IGNORECASE)
LINES_SAID = re.compile("[0-9]{3,4}p|[0-9.]{1,3}k", re.ASCII | re.IGNORECASE)
"""What looks like a resolution."""
QUANTITY = re.compile(r"[x×]?[0-9].*", re.ASCII | re.IGNORECASE)
MOST_WORDS = 100
"""Words that are read; more are a slip."""
MOST_SHOWN = 12
"""Words that an error offers."""
LONGEST_VALUE = 3
"""Words of the longest value: `use own voice`."""
NO_WORDS = ("plan", "outputs")
"""Settings that no word gives as one of their values: Pro is a plan and a quality, and outputs are `x3`."""


class Words(Record):
    """What words say: the name of a model, settings, and outputs; None for what they do not say."""

    model: str | None
    settings: dict[str, str]
    outputs: int | None = None


def named_in(words: Sequence[str], editions: Sequence[Edition]) -> Words:
    """A model of one of the editions, as words name it, and what the other words say of it.

    `model` is None where no word is left that could name one. Raises CreditcalcError for words that name no model or
    several, for a word that nothing takes, and for what may be read in several ways.
    """
    parts = _bound(words)
    runs = _runs(parts, editions)
    longest = [run for run in runs if not any(_within(run, other) for other in runs)]
    if not longest:
        return _unnamed(parts, editions)
    longest.sort(key=lambda run: run[0] - run[1])
    start, end = longest[0]
    readings = [_reading(parts, run, editions) for run in longest]
    readings += [
        _reading(parts, run, editions)
        for run in runs
        if _within(run, (start, end)) and all(map(QUANTITY.fullmatch, (*parts[start : run[0]], *parts[run[1] : end])))
    ]
    first = readings[0]
    made = [one for one in readings if isinstance(one, Words)]
    if isinstance(first, Words) and made == [first]:
        return first
    if made:
        raise CreditcalcError(f"`{' '.join(parts)[:80]}` may be {' or '.join(map(_shown, made))}: use `--model`")
    if len(longest) > 1:
        names = [" ".join(parts[start:end]) for start, end in longest]
        raise CreditcalcError(f"{ticked(names, 'and')} are models: name one", did_you_mean=names)
    assert isinstance(first, CreditcalcError)
    raise first


def values_in(words: Sequence[str], models: Sequence[Model], book: Edition) -> Words:
    """What words say of models without naming one, in a price book.

    Raises CreditcalcError for a word that none of them takes, and for one that may set several of their settings.
    """
    return _values([_bound(words)], models, book)


def next_words(words: Sequence[str], book: Edition, models: Sequence[Model] | None = None) -> dict[str, str]:
    """The words that may follow others, each with what it belongs to: the name of a model, or one of its settings.

    `models` are those that words say something of; where there are none, words name the model. Quantities are left out.
    """
    parts = _bound(words)
    found: dict[str, str] = {}
    try:
        if models is None:
            found = _names_going_on(parts, book)
            said = named_in(words, [book])
            models = models_called(said.model, [book]) if said.model else []
        else:
            said = values_in(words, models, book)
    except CreditcalcError:
        return found
    takes = _takes(models, quantities=False)
    return found | {
        word: name for word, name in takes.items() if name not in said.settings and len(_said(word, models)) == 1
    }


def _names_going_on(parts: Sequence[str], book: Edition) -> dict[str, str]:
    """The next word of each name that the last words begin, with the name."""
    found: dict[str, str] = {}
    for name in (name for model in book.models.values() for name in names_of(model)):
        pieces = name.split()
        for count in range(1, min(len(pieces) - 1, len(parts)) + 1):
            if folded(" ".join(parts[-count:])) == folded(" ".join(pieces[:count])):
                found[pieces[count]] = name
    return found


def _values(stretches: Iterable[Sequence[str]], models: Sequence[Model], book: Edition) -> Words:
    """What the words of some stretches say; none is read together with one of another stretch."""
    found: dict[str, str] = {}
    for parts in stretches:
        start = 0
        while start < len(parts):
            word, said, start = _next(parts, start, models, book)
            if len(said) > 1:
                raise CreditcalcError(f"`{word[:40]}` may be {ticked(said)}: use {ticked(options_for(said))}")
            ((name, value),) = said.items()
            if name in found:
                raise CreditcalcError(f"`{word[:40]}` gives `{name}` again, which is `{found[name]}`: give it once")
            found[name] = value
    outputs = found.pop("outputs", None)
    return Words(None, found, None if outputs is None else whole(outputs))


def _next(parts: Sequence[str], start: int, models: Sequence[Model], book: Edition) -> tuple[str, dict[str, str], int]:
    """The longest value that begins there, what it says, and where it ends."""
    for end in range(min(start + LONGEST_VALUE, len(parts)), start, -1):
        word = " ".join(parts[start:end])
        if said := _said(word, models):
            return word, said, end
    raise CreditcalcError(_untaken(parts[start], models, book))


def _bound(words: Sequence[str]) -> list[str]:
    """The words, each number with the unit after it as one."""
    found: list[str] = []
    for word in " ".join(words).split():
        found.append(word)
        if BINDS.fullmatch(" ".join(found[-2:])):
            found[-2:] = [" ".join(found[-2:])]
        both = LENGTH.fullmatch(" ".join(found[-2:]))
        if len(found) > 1 and both and all(both.groups()):
            found[-2:] = [" ".join(found[-2:])]
    if len(found) > MOST_WORDS:
        raise CreditcalcError(f"{len(found)} words are too many: at most {MOST_WORDS} are read")
    return found


def unit_alone(words: Sequence[str]) -> str | None:
    """The first word that is a unit, of credits too, without a number before it."""
    return next((word for word in _bound(words) if re.fullmatch(f"{ALONE}|credits?", word, re.IGNORECASE)), None)


def _runs(parts: Sequence[str], editions: Sequence[Edition]) -> list[tuple[int, int]]:
    """From where to where words name a model."""
    every = [(start, end) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)]
    return [run for run in every if any(edition.ids(" ".join(parts[slice(*run)])) for edition in editions)]


def _within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _reading(parts: Sequence[str], run: tuple[int, int], editions: Sequence[Edition]) -> Words | CreditcalcError:
    """What the words say where those of the run are the name, or why that cannot be."""
    name = " ".join(parts[slice(*run)])
    try:
        models = models_called(name, editions)
        said = _values([parts[: run[0]], parts[run[1] :]], models, editions[0])
    except CreditcalcError as error:
        return error
    return said._replace(model=name)


def models_called(name: str, editions: Sequence[Edition]) -> list[Model]:
    """The models of that name, at least one. Raises CreditcalcError where no edition has just one, as that says it."""
    found = [
        edition.models[ids[0]]
        for edition in editions
        if len(ids := edition.ids(name)) == 1 and not edition.broken.get(ids[0])
    ]
    return found or [next((one for one in editions if one.ids(name)), editions[0]).model(name)]


def _unnamed(parts: Sequence[str], editions: Sequence[Edition]) -> Words:
    """Why words name no model; nothing at all where each of them says something else."""
    models = [model for edition in editions for model in edition.models.values()]
    rest = [word for word in parts if not QUANTITY.fullmatch(word) and not _said(word, models)]
    rest = [word for word in parts if word in rest or re.fullmatch(NUMBER, word)] if rest else []
    if rest:
        name = " ".join(rest)
        editions[0].model(name)
        raise CreditcalcError(f"`{name[:80]}` is a model: write its words next to each other")
    return Words(None, {})


def _said(word: str, models: Iterable[Model]) -> dict[str, str]:
    """The settings that a word may give a value, with that value; outputs too."""
    if times := TIMES.fullmatch(word):
        return {"outputs": str(whole(times[1]))}
    if re.fullmatch(NUMBER, word, re.ASCII):
        return {}
    found: dict[str, str] = {}
    looks: dict[str, str] = {}
    for model in models:
        if model.kind == "image" and (images := PICTURES.fullmatch(word)):
            found["outputs"] = str(whole(images[1]))
        for name, setting in model.settings.items():
            if name not in NO_WORDS and (value := _value(model, name, setting, word)) is not None:
                found.setdefault(name, value)
        if "resolution" in model.settings and (LINES_SAID.fullmatch(word) or word.lower() in LINES):
            looks["resolution"] = word
    plain = {name: value for name, value in found.items() if "_" in name and name.rpartition("_")[2] in found}
    return {name: value for name, value in found.items() if name not in plain} or looks


def _value(model: Model, name: str, setting: Setting, word: str) -> str | None:
    """What a word says of a setting: a quantity of its unit, or one of its values; None where it says nothing."""
    if {"on", "off"} & set(setting.choices):
        return {folded(name): "on", folded(f"no {name}"): "off"}.get(folded(word))
    for choice in setting.choices:
        if isinstance(choice, str) and folded(choice) == folded(word):
            return choice
    try:
        meant = value_said(model, name, setting, word)
    except NotRead:
        return None
    return None if meant is None else word_of(meant)


def _untaken(word: str, models: Sequence[Model], book: Edition) -> str:
    """That nothing takes a word, and what would be taken."""
    if book.platform_of and book.platform_of(word):
        return f"`{word}` is a platform: platforms are given by options, not by words"
    if folded(word) in plan_names(book.plans.values()):
        return f"`{word}` is a plan: plans are given by options, not by words"
    shown = [*list(_takes(models, quantities=True))[:MOST_SHOWN], "x3"]
    where = f"`{models[0].id}`" if len({model.id for model in models}) == 1 else "any of these models"
    bare = re.fullmatch(NUMBER, word, re.ASCII)
    why = f"`{word}` has no unit" if bare else f"`{word[:40]}` is not something that {where} takes"
    return f"{why}: write for example {ticked(shown)}"


def _takes(models: Iterable[Model], *, quantities: bool) -> dict[str, str]:
    """The words that some of the models take, each with its setting; an example of each quantity, where these count."""
    found: dict[str, str] = {}
    for model in models:
        for name, setting in model.settings.items():
            if name in NO_WORDS or setting.always:
                continue
            if {"on", "off"} & set(setting.choices):
                words = [f"no-{name}" if setting.initial == "on" else name]
            elif setting.range or name.endswith("seconds"):
                noun = name.rpartition("_")[2]
                words = ["8s" if noun == "seconds" else f"2k {noun}" if noun in IN_THOUSANDS else f"2 {noun}"]
                words = words if quantities else []
            else:
                words = [word_of(choice) for choice in setting.choices]
            for word in words:
                found.setdefault(word, name)
    return found


def _shown(words: Words) -> str:
    """A reading, as options say it."""
    outputs = {} if words.outputs is None else {"outputs": str(words.outputs)}
    options = [f'--model "{words.model}"', *options_for(words.settings | outputs)]
    return f"`{' '.join(options)}`"


def options_for(settings: Mapping[str, str]) -> list[str]:
    """Settings as options say them."""
    found = []
    for name, value in settings.items():
        known = option(name).strip("`")
        flag = known if value == "on" else f"--no-{name}" if value == "off" else f"{known} {value}"
        found.append(known.replace("...", value) if "..." in known else flag)
    return found
