"""Questions to a person at a terminal: for a model or a length that is missing. Scripts and pipes are never asked."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import typer

from creditcalc.amount import whole
from creditcalc.cli.options import GenerationOptions
from creditcalc.cli.streams import say
from creditcalc.cli.words import modelled
from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Setting
from creditcalc.pricebook.naming import begins
from creditcalc.rating.generation import option
from creditcalc.rating.spoken import Needs
from creditcalc.rating.words import named_in
from creditcalc.reports.models import KIND_GROUPS
from creditcalc.text import folded

T = TypeVar("T")

FIRST = 3
"""Models of a kind that are named in the question."""


def ask(question: str, read: Callable[[str], T]) -> T:
    """What an answer means. One that cannot be read is refused in a line, and the question is asked again.

    Raises typer.Abort where the input ends.
    """
    while True:
        say(f"{question}:", after=" ")
        sys.stderr.flush()
        line = sys.stdin.buffer.readline()
        if not line:
            say("")
            raise typer.Abort
        try:
            return read(line.decode(errors="replace").strip())
        except CreditcalcError as error:
            say(f"error: {error.lines[0]}")


def choose_from(question: str, names: Sequence[str], default: int | None = None) -> int:
    """Which of some things is chosen, by its number or its name; an empty answer is the default."""

    def read(answer: str) -> int:
        if not answer and default is not None:
            return default
        if re.fullmatch("[0-9]+", answer, re.ASCII):
            return _numbered(answer, len(names))
        found = [at for at, name in enumerate(names) if answer and folded(name).startswith(folded(answer))]
        exact = [at for at in found if folded(names[at]) == folded(answer)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        raise CreditcalcError(f"type a number from 1 to {len(names)}, or a name")

    list_numbered(names)
    return ask(f"{question} [{default + 1}]" if default is not None else question, read)


def _numbered(answer: str, most: int) -> int:
    """The place of a thing in a list by its number."""
    if not 0 < (number := whole(answer)) <= most:
        raise CreditcalcError(f"type a number from 1 to {most}, or a name")
    return number - 1


def list_numbered(names: Iterable[str]) -> None:
    """List things to choose from."""
    for number, name in enumerate(names, 1):
        say(f"{number:4}  {name}")


def asked_for(
    words: list[str] | None, model: str | None, asked: GenerationOptions, edition: Edition
) -> tuple[str, GenerationOptions, list[str]]:
    """The model and the options, with what was missing of them as a person answers, and the answers as they are typed.

    Raises as `modelled` does for words and options that cannot be read, and typer.Abort where a person stops.
    """
    answers: list[str] = []
    heard = [*(words or ())]
    if model is None and not (heard and named_in(heard, [edition]).model):
        answers = _model_words(edition)
    name, options = modelled([*answers, *heard], model, asked, [edition])
    found = edition.model(name)
    while need := _need(found, options, edition):
        options = _answered(found, options, edition, need)
        value = _plan_of(found, options, edition)[need.name]
        known = option(need.name).strip("`")
        answers += [f"{value}s"] if need.name == "seconds" else known.replace("...", value).split(" ", 1)
        answers += [] if need.name == "seconds" or "=" in known else [value]
    return name, options, answers


def say_again(answers: Sequence[str]) -> None:
    """Say the command that asks for nothing, dim where the terminal has colours."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    words = f"Without questions: {shlex.join(['creditcalc', *sys.argv[1:], *answers])}"
    say(words, "" if plain else "\x1b[2m", "\n" if plain else "\x1b[0m\n")


def _model_words(edition: Edition) -> list[str]:
    """The words that name a model, and what else a person says of it."""
    models = [one for one in edition.models.values() if one.kind != "action" and in_force(one, edition.as_of)]
    groups: dict[str, list[Model]] = {title: [] for title in KIND_GROUPS.values()}
    for one in models:
        groups[KIND_GROUPS[one.kind or "video"]].append(one)
    say("Which model?")
    width = max(map(len, groups))
    for title, some in groups.items():
        if some:
            say(_fitting(f"  {title:{width}}  ", [one.name for one in some]))
    shown: list[Model] = []

    def read(answer: str) -> tuple[list[Model], list[str]]:
        if shown and re.fullmatch("[0-9]+", answer, re.ASCII):
            return [shown[_numbered(answer, len(shown))]], []
        if not answer:
            raise CreditcalcError("type the name of a model, or a part of it, or a kind such as video")
        titled = [some for title, some in groups.items() if folded(title) == folded(answer)]
        if titled or not edition.ids(answer):
            near = [one for one in shown if begins(one, answer)]
            some = titled[0] if titled else near or [one for one in models if begins(one, answer)]
            if some:
                return some, []
            if (said := named_in(answer.split(), [edition])).model:
                return [edition.model(said.model)], answer.split()
        return [edition.model(answer)], []

    while True:
        found, words = ask("Name, or a part of it" if not shown else "Number or name", read)
        if len(found) == 1:
            return words or [found[0].id]
        shown = found
        list_numbered(one.name for one in shown)


def _fitting(head: str, names: Sequence[str]) -> str:
    """A line of the first names, as many as the terminal has room for."""
    room = shutil.get_terminal_size().columns
    for number in range(FIRST, 0, -1):
        line = head + ", ".join(names[:number]) + (f" and {len(names) - number} more" if len(names) > number else "")
        if len(line) <= room:
            break
    return line


def _plan_of(model: Model, options: GenerationOptions, edition: Edition) -> dict[str, str]:
    """The values of the settings that are given."""
    planned = options.planned(model, edition.meant(model, options.settings()))
    return {name: one["value"] for name, one in planned.inputs.items()}


def _need(model: Model, options: GenerationOptions, edition: Edition) -> Needs | None:
    """The setting that is missing, if one is; the plan is none of them. What else is wrong is refused later."""
    try:
        _plan_of(model, options, edition)
    except Needs as need:
        return None if need.name == "plan" else need
    except CreditcalcError:
        pass
    return None


def _answered(model: Model, options: GenerationOptions, edition: Edition, need: Needs) -> GenerationOptions:
    """The options with what a person answers for a setting."""
    setting, noun = model.settings[need.name], need.name.replace("_", " ")
    default = (need.example if need.name == "seconds" else "") or (
        word_of(setting.choices[0]) if setting.choices else ""
    )

    def read(answer: str) -> GenerationOptions:
        if not (answer or default):
            raise CreditcalcError(f"type {_accepted(setting)}")
        changed = options._replace(others=[*(options.others or ()), f"{need.name}={answer or default}"])
        try:
            _plan_of(model, changed, edition)
        except Needs as other:
            if other.name == need.name:
                raise
        return changed

    title = "Length in seconds" if need.name == "seconds" else f"{noun[:1].upper()}{noun[1:]}"
    return ask(f"{title}, {_accepted(setting)}{f' [{default}]' if default else ''}", read)


def _accepted(setting: Setting) -> str:
    return setting.accepted.replace("`", "")
