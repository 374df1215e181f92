"""The definition of a price: find the rate, count the units, multiply, add, then the vendor's own last steps."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import repeat

from creditcalc.amount import UNKNOWN, ZERO, Amount, exactly, total
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import Settings, When, condition_text, holds, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES, Grade, Source
from creditcalc.pricebook.model import Model, Rate
from creditcalc.rating.generation import Generation
from creditcalc.record import Record
from creditcalc.text import sentence, ticked, units

ONE_UNIT = exactly(1)
BESIDE = Fraction(1, 10**9)
"""How far what lies just past a value may be from what it is there."""
VARYING = "the total is narrower than the sum of the lines: one setting changes several of them together"


class Line(Record):
    """One charge of one generation: `quantity` of `unit` at `price`, times the factors that hold."""

    label: str
    quantity: Amount
    unit: str
    price: Amount
    factors: tuple[tuple[str, Amount], ...]
    amount: Amount
    rows: tuple[Rate, ...]


class Step(Record):
    """What is done to the sum of the lines, in order, and what it then is."""

    label: str
    amount: Amount


class Evidence(Record):
    """What a quote rests on: its weakest grade, its sources, and the oldest of their dates."""

    grade: Grade
    sources: tuple[tuple[str, Source], ...]
    oldest: str


class Notice(Record):
    """Something a person should know about a quote: a code for scripts, a sentence for people."""

    code: str
    text: str


class Quote(Record):
    """A priced generation. `total` is the sum of the lines after the steps, for all outputs and takes."""

    generation: Generation
    edition: Edition
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    total: Amount
    notices: tuple[Notice, ...] = ()

    def __repr__(self) -> str:
        book = f"{self.edition.platform} {self.edition.id}"
        return f"<Quote {self.generation.model.id} in {book}: {self.total} {units(self.edition.unit)}>"

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
        return evidence_of(self.rows, self.edition)


def evidence_of(rows: Sequence[Rate], edition: Edition) -> Evidence:
    """What some rows of an edition, at least one, rest on: the rate of conversion too, where list prices are in them.

    Raises CreditcalcError for a source that the edition lacks.
    """
    keys = dict.fromkeys(row.source for row in rows)
    if edition.sheet.credits_per_usd and any(row.list_usd for row in rows):
        keys[edition.sheet.credits_per_usd.source] = None
    sources = tuple((key, edition.source(key)) for key in keys)
    grade = max({edition.grade(row) for row in rows}, key=GRADES.index)
    return Evidence(grade, sources, min(source.date for _, source in sources))


class Variant(Record):
    """One variant of a generation priced whole: all its lines, among them the model's own, and what follows.

    `extras` has a place for each surcharge, None where it does not hold; one of nothing is not among the lines.
    """

    own: tuple[Line, ...]
    extras: tuple[Line | None, ...]
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    total: Amount


def price(generation: Generation, edition: Edition) -> Quote:
    """The quote for a generation, in the edition's unit.

    In this order: the one rate that fits, times its multipliers; each surcharge that holds; the minimum; rounding;
    outputs; takes. Where settings are open, every variant that is sold is priced whole like this, and every figure is
    the interval over the variants.

    Raises CreditcalcError: code 5 where the model's own rate is not published, 1 where the combination is not sold.
    """
    model = generation.model
    notices: list[Notice] = []
    own: Iterable[tuple[Line, ...]]
    generation, rates = _sold(generation, edition, notices)
    if model.uses:
        from creditcalc.rating.agent import agent_lines  # noqa: PLC0415  # it prices the models that an agent runs

        own = repeat(agent_lines(generation, edition, notices))
    else:
        own = map(_own_lines, repeat(model), rates, generation.variants)
    variants = [
        _variant(generation, settings, lines) for settings, lines in zip(generation.variants, own, strict=False)
    ]
    if len(variants) == 1:
        _, _, lines, steps, amount = variants[0]
    else:
        lines, steps, amount = _spanned(generation, variants)
        if len(lines) > 1 and _finished(generation, total(line.amount for line in lines))[1] != amount:
            notices.append(Notice("lines_vary", VARYING))
    return Quote(generation, edition, lines, steps, amount, tuple(notices))


def _own_lines(model: Model, rate: Rate, settings: Settings) -> tuple[Line, ...]:
    """The line (or, where a price is graduated, the lines) of the model's own rate."""
    return _rounded(model, _charges(model.name, rate, settings, _factors(model, settings)))


def _variant(generation: Generation, settings: Settings, own: tuple[Line, ...]) -> Variant:
    """One variant, priced from its own lines to its total."""
    model = generation.model
    extras: tuple[Line | None, ...] = ()
    lines = own
    if model.surcharges:
        extras = tuple([_extra(model, row, settings) for row in model.surcharges])
        lines = (*own, *[line for line in extras if line and _charged(line)])
    steps, amount = _finished(generation, total([line.amount for line in lines]))
    return Variant(own, extras, lines, steps, amount)


def _finished(generation: Generation, amount: Amount) -> tuple[tuple[Step, ...], Amount]:
    """What is done to the sum of the lines, and the total."""
    model = generation.model
    rounding = model.rounding
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
    return tuple(steps), amount


def _spanned(generation: Generation, variants: list[Variant]) -> tuple[tuple[Line, ...], tuple[Step, ...], Amount]:
    """The lines, steps and total whose figures are the intervals over those of all variants.

    A surcharge that some variants do not have may be nothing.
    """
    first = variants[0]
    lines = list(first.own) if generation.model.uses else [hull(total_lines(one.own) for one in variants)]
    for column in zip(*(one.extras for one in variants), strict=True):
        holding = [line for line in column if line]
        if not holding:
            continue
        line = hull(holding)
        if len(holding) < len(column):
            line = line._replace(amount=line.amount | ZERO)
        if _charged(line):
            lines.append(line)
    together = zip(*(one.steps for one in variants), strict=True)
    steps = [Step(alike[0].label, _joined(step.amount for step in alike)) for alike in together]
    amount = _joined(one.total for one in variants)
    if any(generation.model.settings[name].number for name in generation.open):
        lines = [
            line._replace(quantity=_closed(line.quantity), price=_closed(line.price), amount=_closed(line.amount))
            for line in lines
        ]
        steps = [step._replace(amount=_closed(step.amount)) for step in steps]
        amount = _closed(amount)
    return tuple(lines), tuple(steps), amount


def _closed(amount: Amount) -> Amount:
    """The amount with the ends that it comes as near to as numbers can: just past 5 s at 1 a second it is from 5.

    An end moves outward, to a figure of few digits that lies beside it, and else stays.
    """

    def below(value: Fraction) -> Fraction:
        return near if 0 <= value - (near := value.limit_denominator(10**6)) < BESIDE else value

    def above(value: Fraction) -> Fraction:
        return near if 0 <= (near := value.limit_denominator(10**6)) - value < BESIDE else value

    return amount.each(below, above)


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


def _sold(generation: Generation, edition: Edition, notices: list[Notice]) -> tuple[Generation, list[Rate]]:
    """The generation with the variants that are sold, and the rate of each; a notice says of the others which, and why.

    Raises CreditcalcError where none is sold, or the price of one that is sold is not published. An agent has no rates.
    """
    model, variants = generation.model, generation.variants
    rates = [] if model.uses else [rate_for(model, settings) for settings in variants]
    unavailable = [rate for rate in rates if rate.unavailable]
    if unavailable:
        if len(unavailable) == len(rates):
            spelled = _spelled(variants[0])
            raise CreditcalcError(f"`{model.id}` is not sold with {spelled}: {rates[0].unavailable}")
        sold = [index for index, rate in enumerate(rates) if not rate.unavailable]
        generation = generation._replace(variants=tuple(variants[index] for index in sold))
        rates = [rates[index] for index in sold]
    for settings, rate in zip(generation.variants, rates, strict=False):
        if not rate.published:
            raise _unpublished(model, settings, rate, edition)
    if unavailable or generation.ruled_out:
        notices.append(_not_sold(generation, unavailable))
    return generation, rates


def _not_sold(generation: Generation, unavailable: list[Rate]) -> Notice:
    """Which values of the open settings are left out, and why."""
    apart = [f"{_among(rate.when, generation.open)} ({rate.unavailable})" for rate in dict.fromkeys(unavailable)]
    for limit in generation.ruled_out:
        if case := _among(limit.when, generation.open):
            apart.append(f"{case} (needs {condition_text(limit.needs)})")
        else:
            apart += [f"{name} other than {test}" for name, test in limit.needs if name in generation.open]
    return Notice("not_sold", f"not sold, so left out: {'; '.join(apart)}")


def _among(when: When, names: Iterable[str]) -> str:
    """What a condition says of these settings."""
    return condition_text(tuple((name, test) for name, test in when if name in names))


def _rounded(model: Model, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with their amounts rounded, where the vendor rounds each line."""
    rounding = model.rounding
    if rounding is None or rounding.at != "line":
        return lines
    return tuple(line._replace(amount=rounding.apply(line.amount)) for line in lines)


def _extra(model: Model, row: Rate, settings: Settings) -> Line | None:
    """The line of a surcharge; None where it does not hold."""
    if not holds(row.when, settings):
        return None
    label = row.name or "surcharge"
    if not row.published:
        return Line(label, ONE_UNIT, "generation", UNKNOWN, (), UNKNOWN, (row,))
    return total_lines(_rounded(model, _charges(label, row, settings, ())))


def _charged(line: Line) -> bool:
    """Whether a line is, or may be, more than nothing."""
    return line.amount.high is None or bool(line.amount.high)


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
        yield rate.price or ZERO, ONE_UNIT
    elif rate.graduated:
        if not count:
            yield rate.graduated[0].price, ZERO
        start = Fraction(0)
        for step in rate.graduated:
            end = count if step.up_to is None else min(count, rate.per.of_setting(step.up_to))
            if end > start:
                yield step.price, rate.per.blocks(end - start)
            start = max(start, end)
    elif rate.whole:
        step = next(step for step in rate.whole if step.up_to is None or count <= rate.per.of_setting(step.up_to))
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


def hull(lines: Iterable[Line]) -> Line:
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
        _joined(line.quantity for line in found) if alike else ONE_UNIT,
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


def _spelled(settings: Settings) -> str:
    return ", ".join(f"{name} `{word_of(value)}`" for name, value in settings.items()) or "no settings"


def _unpublished(model: Model, settings: Settings, rate: Rate, edition: Edition) -> CreditcalcError:
    """The refusal that says which sources were looked at."""
    case = f" with {condition_text(rate.when)}" if rate.when else ""
    looked = ticked(dict.fromkeys([rate.source, *(claim.source for claim in rate.claims)]), "and")
    note = rate.note or f"it does cost {'money' if edition.unit.isupper() else units(edition.unit)}"
    there = f" {edition.seller} shows the cost before you generate: {edition.quote_at}." if edition.quote_at else ""
    return CreditcalcError(
        f"no published price for `{model.id}`{case} in {edition.platform} {edition.id} (checked: {looked}). "
        f"{sentence(note).removesuffix('.')}.{there} Put what you were charged into a sheet of your own (`--pricing`)",
        code=UNPUBLISHED,
    )
