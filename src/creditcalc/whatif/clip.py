"""One clip: the dials of its model, what it costs, and what else would do."""

from typing import Any

from creditcalc.amount import Amount
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.plans.able import excluded
from creditcalc.pricebook.condition import Value, word_of
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.generation import Origin
from creditcalc.record import Record
from creditcalc.reports.quote import spoken
from creditcalc.reports.report import Report
from creditcalc.shown import Listed, Listing, QuoteAnswer
from creditcalc.whatif.books import Declined, OpenDials, declined, model_of, settings_but
from creditcalc.whatif.dials import Dials, turned
from creditcalc.whatif.yours import billings_of

NEAREST = 3
"""Cheaper models that are offered."""


class DialChoice(Record):
    """A value that a dial may be turned to; `why` it has no price with the others as they are, "" where it has.

    What is sold, at a price that is not published, is `sold` all the same.
    """

    value: str
    words: str
    why: str = ""
    sold: bool = True


class Dial(Record):
    """A dial: its name as `turned` takes it, its value as it is priced, where that is from, and what it may be.

    A dial without choices takes a number from `low` to `high`, "" for none. `value` is "" where one is needed, and
    `open` where the price is that of all values. `usual` is what holds where nothing is said: a value, `open`, or ""
    where one is needed. `words` name it for people, and `note` is what the sheet says of it.
    """

    name: str
    words: str
    value: str
    origin: Origin | None
    choices: tuple[DialChoice, ...] = ()
    low: str = ""
    high: str = ""
    whole: bool = False
    usual: str = ""
    note: str = ""


class Clip(Record):
    """A clip as the dials say it: its answer, or why there is none, what is shown of it, and the dials of its model."""

    dials: Dials
    model: Model | None
    turnable: tuple[Dial, ...]
    answer: QuoteAnswer | None
    refusal: Declined | None
    reports: tuple[Report, ...] = ()


def answer_of(books: OpenDials, dials: Dials) -> QuoteAnswer:
    """What the dials' clip costs. Raises CreditcalcError where that cannot be said, as `creditcalc quote` does."""
    if not dials.model:
        raise CreditcalcError("no model is chosen: choose one")
    settings: dict[str, Any] = dials.said  # a type checker takes any of them for the other arguments
    return books.book(dials).quote(
        model=dials.model, outputs=dials.outputs, takes=dials.takes, mix=dials.mix or None, **settings
    )


def clip(books: OpenDials, dials: Dials) -> Clip:
    """The clip that the dials say; it raises nothing: what cannot be priced has a refusal."""
    model, answer, refusal = model_of(dials, books), None, None
    try:
        answer = answer_of(books, dials)
    except CreditcalcError as error:
        refusal = declined(error)
    dialled = tuple(_dials(books, dials, model, answer)) if model else ()
    shown = books.dated(*answer.screens(), quotes=[answer.quote]) if answer else ()
    return Clip(dials, model, dialled, answer, refusal, shown)


def _dials(books: OpenDials, dials: Dials, model: Model, answer: QuoteAnswer | None) -> "list[Dial]":
    return [
        _dial(books, dials, model, name, answer)
        for name, setting in model.settings.items()
        if name not in Dials._fields and not setting.always
    ]


def _dial(books: OpenDials, dials: Dials, model: Model, name: str, answer: QuoteAnswer | None) -> Dial:
    setting = model.settings[name]
    said = dials.said.get(name)
    usual = "open" if setting.is_open else "" if setting.initial is None else word_of(setting.initial)
    value = said or usual
    origin: Origin | None = "given" if said else "open" if value == "open" else "default" if value else None
    if answer is not None:
        inputs = answer.generation.inputs[name]
        value, origin = inputs["value"], inputs["from"]
    plain = Dial(name, name.replace("_", " "), value, origin, usual=usual, note=setting.note or "")
    if (span := setting.range) is None:
        found = tuple(_choice(name, one) for one in setting.choices)
        if not model.uses:  # what runs other models has no rows of its own that would rule a value out
            found = tuple(_judged(one, books, turned(dials, name, one.value)) for one in found)
        return plain._replace(choices=found)
    high = "" if span.high is None else word_of(span.high)
    return plain._replace(low=word_of(span.low), high=high, whole=setting.whole is not None)


def _choice(name: str, value: Value) -> DialChoice:
    word = word_of(value)
    return DialChoice(word, word if word in ("on", "off") else spoken(name, word) or word)


def _judged(choice: DialChoice, books: OpenDials, dials: Dials) -> DialChoice:
    """A choice with why the clip cannot be had with it, if that is so."""
    try:
        answer_of(books, dials)
    except CreditcalcError as error:
        return choice._replace(why=error.lines[0], sold=error.code == UNPUBLISHED)
    return choice


def plan_dial(books: OpenDials, dials: Dials, model: Model | None) -> Dial:
    """The plans of the dials' price book, each with its billings, and those on which the model cannot be made.

    Raises CreditcalcError where the price book cannot be opened.
    """
    edition = books.book(dials).edition
    choices = []
    for plan in edition.current(edition.plans).values():
        for value, words in _billings(plan):
            one = DialChoice(value, words)
            if model and "plan" in model.settings:
                one = _judged(one, books, dials._replace(plan=value))
            elif model and excluded(plan, [model]):
                one = one._replace(why=f"{model.name} is not available on {plan.name}", sold=False)
            choices.append(one)
    mine = books.book(dials).plan
    return Dial("plan", "plan", mine.name if mine else "", "given" if mine else None, tuple(choices))


def _billings(plan: Plan) -> list[tuple[str, str]]:
    """The plan, or each way in which it is billed where there are several."""
    billed = billings_of(plan)
    if len(billed) < 2:
        return [(plan.id, plan.name)]
    return [(f"{plan.id} ({word})", f"{plan.name} ({word})") for word in billed]


class Cheaper(Record):
    """Models that can do the same for less, the nearest first, and the whole comparison; or why there is none."""

    answers: tuple[QuoteAnswer, ...]
    listing: Listing[QuoteAnswer] | None
    refusal: Declined | None = None


def cheaper(books: OpenDials, dials: Dials, most: int = NEAREST) -> Cheaper:
    """The nearest cheaper models of the same kind that take the settings that were turned; it raises nothing."""
    model = model_of(dials, books)
    try:
        own = answer_of(books, dials)
        assert model is not None and model.kind is not None
        listing = books.book(dials).compare_models(
            kind=model.kind, outputs=dials.outputs, takes=dials.takes, **settings_but(dials, "kind")
        )
    except CreditcalcError as error:
        return Cheaper((), None, declined(error))
    less = [one for one in listing if one.model != own.model and _rank(one.quote.total) < _rank(own.quote.total)]
    shown = books.dated(*listing.reports, quotes=[one.quote for one in listing])
    return Cheaper(tuple(less[: -most - 1 : -1]), Listing(listing.about, shown, listing.items, listing.selection))


def _rank(amount: Amount) -> tuple[object, ...]:
    """As comparisons are sorted."""
    return amount.low, amount.high is None, amount.high or 0


def elsewhere(books: OpenDials, dials: Dials) -> Listing[Listed] | Declined:
    """The same on every platform, cheapest first in money, or why it is on none; it raises nothing."""
    try:
        if not dials.model:
            raise CreditcalcError("no model is chosen: choose one")
        return books.book(dials).compare_platforms(
            model=dials.model,
            outputs=dials.outputs,
            takes=dials.takes,
            yearly=False,
            **settings_but(dials, "plans", "yearly"),
        )
    except CreditcalcError as error:
        return declined(error)
