"""Words in place of options, of the commands that price a generation."""

from collections.abc import Sequence
from itertools import takewhile

import typer

from creditcalc.cli.options import GenerationOptions
from creditcalc.cli.output import not_given, usage
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.words import QUANTITY, Words, models_called, named_in, unit_alone, values_in


class Unquoted(typer.BadParameter):
    """Words that belong to the value before them: to a name, or to a number."""


def modelled(
    words: list[str] | None, model: str | None, asked: GenerationOptions, editions: Sequence[Edition]
) -> tuple[str, GenerationOptions]:
    """The model that words or its option name, and the options with what words say.

    Raises CreditcalcError for what cannot be read, and a usage error where nothing names a model, and for what an
    option says too.
    """
    if words:
        model, asked = _heard(words, model, asked, editions)
    if model is None:
        not_given("--model")
    return model, asked


def heard_of_many(
    words: Sequence[str], asked: GenerationOptions, models: Sequence[Model], edition: Edition
) -> GenerationOptions:
    """The options with what words say of any of these models. Raises as `modelled` does."""
    return _with(asked, values_in(words, models, edition))


def _heard(
    words: Sequence[str], model: str | None, asked: GenerationOptions, editions: Sequence[Edition]
) -> tuple[str | None, GenerationOptions]:
    """The model, by its option or else by words, and the options with what the other words say."""
    if unit := unit_alone(words):
        raise Unquoted(unit)
    if model is None:
        said = named_in(words, editions)
        return said.model, _with(asked, said)
    known = {one for edition in editions for one in edition.ids(model)}
    for end in range(len(words), 0, -1):
        if {one for edition in editions for one in edition.ids(" ".join([model, *words[:end]]))} - known:
            raise Unquoted(" ".join(words[:end]))
    if not known and (rest := list(takewhile(lambda word: not QUANTITY.fullmatch(word), words))):
        raise Unquoted(" ".join(rest))
    found = models_called(model, editions)
    return model, _with(asked, values_in(words, found, editions[0]))


def _with(asked: GenerationOptions, said: Words) -> GenerationOptions:
    if said.outputs is not None and (asked.outputs or asked.images):
        usage(f"the outputs are given twice: leave out x{said.outputs} or the option")
    others = [*(asked.others or ()), *(f"{name}={value}" for name, value in said.settings.items())]
    return asked._replace(others=others, outputs=asked.outputs if said.outputs is None else said.outputs)
