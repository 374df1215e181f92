"""What an agent costs: its models make the seconds asked for in clips of the lengths that each of them makes."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from creditcalc.amount import Amount
from creditcalc.day import in_force
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import number_of, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model, Setting
from creditcalc.rating.generation import Generation, breakpoints, resolve
from creditcalc.rating.quote import ONE_UNIT, Line, Notice, Quote, hull, price, rate_for
from creditcalc.text import ticked


def agent_lines(generation: Generation, edition: Edition, notices: list[Notice]) -> tuple[Line, ...]:
    """An agent's lines: the interval over the models it may run, or one line for each share of a mix.

    Adds notices of the models that are left out. Raises CreditcalcError where no model has a price for this.
    """
    uses = generation.model.uses
    assert uses is not None
    candidates = {
        name: model
        for name, model in edition.models.items()
        if (name in uses.models or (model.kind in uses.kinds and not model.uses)) and in_force(model, edition.as_of)
    }
    if generation.mix:
        return tuple(_share(generation, edition, candidates, name, share) for name, share in generation.mix)
    found = []
    for model in candidates.values():
        try:
            found.append(_run(generation, edition, model, Fraction(1)))
        except CreditcalcError:
            continue  # it cannot make this, or its price is not published: it narrows nothing
    if not found:
        raise CreditcalcError(
            f"no model that `{generation.model.id}` runs has a published price for this", code=UNPUBLISHED
        )
    left_out = len(candidates) - len(found)
    if left_out:
        why = "they cannot make this, or their price is not published"
        notices.append(Notice("models_left_out", f"{left_out} of {len(candidates)} models are left out: {why}"))
    over = "the one model" if len(found) == 1 else f"the {len(found)} models"
    notices.append(Notice("any_model", f"the range covers {over} it may run. Add --mix to narrow it"))
    return (hull(found)._replace(label=generation.model.name),)


def _share(generation: Generation, edition: Edition, candidates: dict[str, Model], name: str, share: Fraction) -> Line:
    model = edition.model(name)
    if model.id not in candidates:
        runs = ticked(candidates, "and")
        raise CreditcalcError(f"`{generation.model.id}` does not run `{model.id}`: it runs {runs}")
    return _run(generation, edition, model, share)


def _run(generation: Generation, edition: Edition, model: Model, share: Fraction) -> Line:
    """A share of an agent's seconds made by one model, in clips of the lengths it makes, all else left open.

    One clip of just that length, where the model makes it. Else clips of each shorter length, as many as it takes, or
    one of the next longer: a video may end before its clip does.
    """
    settings = generation.variants[0]
    seconds = number_of(settings["seconds"]) * share
    apart = {"seconds", "quality", *_own(generation.model)}
    passed = {name: value for name, value in settings.items() if generation.origins[name] != "open"}
    passed = {name: value for name, value in passed.items() if name not in apart}
    passed |= {name: "off" for name in edition.addons if name in model.settings}
    length = model.settings.get("seconds")
    if length is None:
        raise CreditcalcError(f"`{model.id}` has no setting `seconds`")
    lines = []
    refused = CreditcalcError(f"`{model.id}` does not make {word_of(seconds)} seconds: it makes {length.accepted}")
    for clip in _lengths(model, length, seconds):
        try:
            made = price(_published(resolve(model, {**passed, "seconds": clip}, loose=True)), edition)
        except CreditcalcError as error:  # not sold at this length: another one may be
            refused = error
            continue
        lines.append(_times(made, Amount(max(ONE_UNIT.low, seconds / clip), Fraction(ceil(seconds / clip)))))
        if clip >= seconds:
            break
    if not lines:
        raise refused
    return hull(lines)._replace(label=model.name)


def _lengths(model: Model, length: Setting, seconds: Fraction) -> Iterator[Fraction]:
    """The clips that seconds can be made of: first one of just that length, then the others, from the shortest on.

    Of a range these are the lengths at which a row or limit of the model begins or ends: what is sold may begin there.
    """
    if length.admits(seconds):
        yield seconds
    ends = {*breakpoints(model, "seconds"), Fraction(ceil(seconds))}
    yield from sorted(
        end for end in ends if isinstance(end, Fraction) and end and end != seconds and length.admits(end)
    )


def _times(quote: Quote, number: Amount) -> Line:
    """A quote some times over, as one line."""
    line = quote.lines[0]
    if len(quote.lines) > 1 or quote.steps:
        line = Line("", ONE_UNIT, "generation", quote.total, (), quote.total, quote.rows)
    return line._replace(quantity=line.quantity * number, amount=line.amount * number)


def _own(agent: Model) -> set[str]:
    """The settings that the agent is charged for itself: the models behind it do not know them."""
    found = {name for row in agent.surcharges for name, _ in row.when}
    for row in agent.surcharges:
        found |= {row.per.setting} if row.per and row.per.setting else set()
        found |= row.quantity.names() if row.quantity else set()
    return found


def _published(generation: Generation) -> Generation:
    """The generation with only those variants that have a published price."""
    model = generation.model
    kept = tuple(
        settings
        for settings in generation.variants
        if (rate := rate_for(model, settings)).published and not rate.unavailable
    )
    return generation._replace(variants=kept or generation.variants)
