"""The definition of a price: find the rate, count the units, multiply, add, then the vendor's own last steps."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly, total
from creditcalc.day import in_force
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import Settings, condition_text, holds, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES, Grade, Source
from creditcalc.pricebook.model import Model, Rate, Setting
from creditcalc.rating.generation import Generation, resolve
from creditcalc.text import ticked

ONE = exactly(1)


class Line(NamedTuple):
    """One charge of one generation: `quantity` of `unit` at `price`, times the factors that hold."""

    label: str
    quantity: Amount
    unit: str
    price: Amount
    factors: tuple[tuple[str, Amount], ...]
    amount: Amount
    rows: tuple[Rate, ...]


class Step(NamedTuple):
    """What is done to the sum of the lines, in order, and what it then is."""

    label: str
    amount: Amount


class Evidence(NamedTuple):
    """What a quote rests on: its weakest grade, its sources, and the oldest of their dates."""

    grade: Grade
    sources: tuple[tuple[str, Source], ...]
    oldest: str


class Notice(NamedTuple):
    """Something a person should know about a quote: a code for scripts, a sentence for people."""

    code: str
    text: str


class Quote(NamedTuple):
    """A priced generation. `total` is the sum of the lines after the steps, for all outputs and takes."""

    generation: Generation
    edition: Edition
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    total: Amount
    notices: tuple[Notice, ...] = ()

    @property
    def rows(self) -> tuple[Rate, ...]:
        """The sheet rows that fired."""
        return tuple(dict.fromkeys(row for line in self.lines for row in line.rows))

    @property
    def grade(self) -> Grade:
        """The evidence grade of the weakest figure."""
        return max({self.edition.grade(row) for line in self.lines for row in line.rows}, key=GRADES.index)

    @property
    def evidence(self) -> Evidence:
        """The sources behind the figures, and the grade of the weakest."""
        rows = self.rows
        keys = dict.fromkeys(row.source for row in rows)
        if self.edition.sheet.credits_per_usd and any(row.list_usd for row in rows):
            keys[self.edition.sheet.credits_per_usd.source] = None
        sources = tuple((key, self.edition.sources[key]) for key in keys)
        return Evidence(self.grade, sources, min(source.date for _, source in sources))


def price(generation: Generation, edition: Edition) -> Quote:
    """The quote for a generation, in the edition's unit.

    In this order: the one rate that fits, times its multipliers; each surcharge that holds; the minimum; rounding;
    outputs; takes. Where settings are open, every figure is the interval over their values.

    Raises CreditcalcError: code 5 where nobody publishes the model's own rate, 1 where the combination is not sold.
    """
    model = generation.model
    notices: list[Notice] = []
    if not model.uses:
        generation = generation._replace(variants=_sold(generation, edition))
    base = _used(generation, edition, notices) if model.uses else _rate(generation)
    lines = (*base, *_surcharges(generation))
    rounding = model.rounding
    amount = total(line.amount for line in lines)
    steps: list[Step] = []
    if model.minimum:
        amount = amount.at_least(model.minimum.price)
        steps.append(Step(f"Minimum {model.minimum.price}", amount))
    if rounding and rounding.at == "generation":
        amount = rounding.apply(amount)
        steps.append(Step(f"Rounded {rounding.to} to {word_of(rounding.step)}", amount))
    for count, label in ((generation.generations, "generation"), (generation.takes, "take")):
        if count > 1:
            amount = amount * exactly(count)
            steps.append(Step(f"{count} {label}s", amount))
    if rounding and rounding.at == "total":
        amount = rounding.apply(amount)
        steps.append(Step(f"Total rounded {rounding.to} to {word_of(rounding.step)}", amount))
    return Quote(generation, edition, lines, tuple(steps), amount, tuple(notices))


def rate_for(model: Model, settings: Settings) -> Rate:
    """The one rate that fits these settings.

    Raises CreditcalcError: code 5 where none does, 1 where two do (which the check of the sheets excludes).
    """
    fitting = [rate for rate in model.rates if holds(rate.when, settings)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise CreditcalcError(f"no rate of `{model.id}` covers {_spelled(settings)}", code=UNPUBLISHED)
    places = ticked((rate.place for rate in fitting), "and")
    raise CreditcalcError(f"two rates of `{model.id}` fit {_spelled(settings)}: {places}; narrow one of them")


def _sold(generation: Generation, edition: Edition) -> tuple[Settings, ...]:
    """The variants that are sold; raises CreditcalcError where none is, or where nobody publishes the price of one."""
    model = generation.model
    found = [(settings, rate_for(model, settings)) for settings in generation.variants]
    sold = [(settings, rate) for settings, rate in found if not rate.unavailable]
    if not sold:
        settings, rate = found[0]
        raise CreditcalcError(f"`{model.id}` is not sold with {_spelled(settings)}: {rate.unavailable}")
    for settings, rate in sold:
        if not rate.published:
            raise _unpublished(model, settings, rate, edition)
    return tuple(settings for settings, _ in sold) if len(sold) < len(found) else generation.variants


def _rate(generation: Generation) -> tuple[Line, ...]:
    """The line (or, where a price is graduated, the lines) of the model's own rate."""
    model = generation.model
    priced = [
        _rounded(model, _charges(model.name, rate_for(model, settings), settings, _factors(model, settings)))
        for settings in generation.variants
    ]
    return priced[0] if len(priced) == 1 else (_hull(total_lines(lines) for lines in priced),)


def _rounded(model: Model, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with their amounts rounded, where the vendor rounds each line."""
    rounding = model.rounding
    if rounding is None or rounding.at != "line":
        return lines
    return tuple(line._replace(amount=rounding.apply(line.amount)) for line in lines)


def _surcharges(generation: Generation) -> Iterable[Line]:
    """A line for each surcharge that holds; one that holds for some open values only may be nothing."""
    for row in generation.model.surcharges:
        holding = [settings for settings in generation.variants if holds(row.when, settings)]
        if not holding:
            continue
        label = row.name or "surcharge"
        if not row.published:
            yield Line(label, ONE, "generation", UNKNOWN, (), UNKNOWN, (row,))
            continue
        charged = [_rounded(generation.model, _charges(label, row, settings, ())) for settings in holding]
        line = _hull(total_lines(lines) for lines in charged)
        if len(holding) < len(generation.variants):
            line = line._replace(amount=line.amount | ZERO)
        if line.amount.high is None or line.amount.high:
            yield line


def _charges(label: str, rate: Rate, settings: Settings, factors: tuple[tuple[str, Amount], ...]) -> tuple[Line, ...]:
    """Quantity times price times factors: one line, or one for each step of a graduated price."""
    per = rate.per
    count = _counted(rate, settings)
    found = []
    for price_, quantity in _priced(rate, count):
        amount = quantity * price_
        for _, factor in factors:
            amount = amount * factor
        found.append(Line(label, quantity, per.block if per else "generation", price_, factors, amount, (rate,)))
    return tuple(found)


def _counted(rate: Rate, settings: Settings) -> Fraction | None:
    """How much of the unit's setting counts; None for what is counted once in each generation."""
    if rate.quantity is not None:
        count = rate.quantity.value(settings)
    elif rate.per is None or not rate.per.setting:
        return None
    else:
        count = settings[rate.per.setting]  # type: ignore[assignment]  # the check proves that it is a number
    if rate.at_least is not None:
        count = max(count, rate.at_least)
    if rate.at_most is not None:
        count = min(count, rate.at_most)
    return max(count - rate.beyond, Fraction(0)) if rate.beyond is not None else count


def _priced(rate: Rate, count: Fraction | None) -> Iterable[tuple[Amount, Amount]]:
    """Each price and the quantity at it."""
    if count is None or rate.per is None:
        yield rate.price or ZERO, ONE
    elif rate.graduated:
        if not count:
            yield rate.graduated[0].price, ZERO
        start = Fraction(0)
        for step in rate.graduated:
            end = count if step.up_to is None else min(count, step.up_to)
            if end > start:
                yield step.price, rate.per.blocks(end - start)
            start = max(start, end)
    elif rate.whole:
        step = next(step for step in rate.whole if step.up_to is None or count <= step.up_to)
        yield step.price, rate.per.blocks(count)
    else:
        yield rate.price or ZERO, rate.per.blocks(count)


def _factors(model: Model, settings: Settings) -> tuple[tuple[str, Amount], ...]:
    return tuple((factor.name, factor.times) for factor in model.multipliers if holds(factor.when, settings))


def total_lines(lines: tuple[Line, ...]) -> Line:
    """The steps of a graduated price as one line."""
    if len(lines) == 1:
        return lines[0]
    if not lines:
        return Line("", ZERO, "", ZERO, (), ZERO, ())
    quantity, amount = total(line.quantity for line in lines), total(line.amount for line in lines)
    prices = _joined(line.price for line in lines)
    return lines[0]._replace(quantity=quantity, price=prices, amount=amount)


def _hull(lines: Iterable[Line]) -> Line:
    """One line whose figures are the intervals over several."""
    found = list(lines)
    if len(found) == 1:
        return found[0]
    units = dict.fromkeys(line.unit for line in found)
    rows = tuple(dict.fromkeys(row for line in found for row in line.rows))
    alike = len(units) == 1 and not any(line.factors for line in found)
    amount = _joined(line.amount for line in found)
    return Line(
        found[0].label,
        _joined(line.quantity for line in found) if alike else ONE,
        found[0].unit if alike else "generation",
        _joined(line.price for line in found) if alike else amount,
        (),
        amount,
        rows,
    )


def _joined(amounts: Iterable[Amount]) -> Amount:
    found: Amount | None = None
    for amount in amounts:
        found = amount if found is None else found | amount
    return found or ZERO


def _used(generation: Generation, edition: Edition, notices: list[Notice]) -> tuple[Line, ...]:
    """An agent's lines: the interval over the models it may run, or one line for each share of a mix."""
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
            continue  # it cannot make this, or nobody publishes its price: it narrows nothing
    if not found:
        raise CreditcalcError(f"no model that `{generation.model.id}` runs has a price for this", code=UNPUBLISHED)
    left_out = len(candidates) - len(found)
    if left_out:
        why = "they cannot make this, or nobody publishes their price"
        notices.append(Notice("models_left_out", f"{left_out} of {len(candidates)} models are left out: {why}"))
    over = "one model" if len(found) == 1 else f"{len(found)} models"
    notices.append(Notice("any_model", f"the interval over {over} it may run: `--mix` narrows it"))
    return (_hull(found)._replace(label=generation.model.name),)


def _share(generation: Generation, edition: Edition, candidates: dict[str, Model], name: str, share: Fraction) -> Line:
    model = edition.model(name)
    if model.id not in candidates:
        runs = ticked(candidates, "and")
        raise CreditcalcError(f"`{generation.model.id}` does not run `{model.id}`: it runs {runs}")
    return _run(generation, edition, model, share)


def _run(generation: Generation, edition: Edition, model: Model, share: Fraction) -> Line:
    """A share of an agent's seconds made by one model, in clips of the lengths it makes, all else left open."""
    settings = generation.variants[0]
    seconds = Fraction(settings["seconds"]) * share
    apart = {"seconds", "quality", *_own(generation.model)}
    passed = {name: value for name, value in settings.items() if generation.origins[name] != "open"}
    passed = {name: value for name, value in passed.items() if name not in apart}
    passed |= {name: "off" for name in edition.addons if name in model.settings}
    length = model.settings.get("seconds")
    if length is None:
        raise CreditcalcError(f"`{model.id}` is not made by length")
    lines = []
    for clip in _clips(length, seconds):
        made = price(_published(resolve(model, {**passed, "seconds": clip}, loose=True)), edition)
        number = Amount(seconds / Fraction(clip), Fraction(-(-seconds // Fraction(clip))))
        lines.append(_times(made, number))
    if not lines:
        raise CreditcalcError(f"`{model.id}` does not make {word_of(seconds)} seconds: it makes {length.accepted}")
    return _hull(lines)._replace(label=model.name)


def _clips(length: Setting, seconds: Fraction) -> tuple[Fraction, ...]:
    """The clips that seconds can be made of: one, or as many as it takes of each length that a model makes."""
    if length.admits(seconds):
        return (seconds,)
    ends = (length.range.low, length.range.high) if length.range else length.choices
    return tuple(Fraction(end) for end in ends if end and Fraction(end) <= seconds)


def _times(quote: Quote, number: Amount) -> Line:
    """A quote some times over, as one line."""
    line = quote.lines[0]
    if len(quote.lines) > 1 or quote.steps:
        line = Line("", ONE, "generation", quote.total, (), quote.total, quote.rows)
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


def _spelled(settings: Settings) -> str:
    return ", ".join(f"{name} `{word_of(value)}`" for name, value in settings.items()) or "no settings"


def _unpublished(model: Model, settings: Settings, rate: Rate, edition: Edition) -> CreditcalcError:
    """The refusal that says which sources were looked at."""
    case = f" with {condition_text(rate.when)}" if rate.when else ""
    looked = ticked(dict.fromkeys([rate.source, *(claim.source for claim in rate.claims)]), "and")
    more = f" ({rate.note})" if rate.note else ""
    return CreditcalcError(
        f"nobody publishes the price of `{model.id}`{case} in {edition.platform} {edition.id}; "
        f"looked at {looked}{more}; put what you were charged into a sheet of your own (`--pricing`)",
        code=UNPUBLISHED,
    )
