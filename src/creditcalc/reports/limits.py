"""What a price does not say by itself: that a model or a price ends, or that nobody makes a clip of this length.

The price is as it would be: so much a second, or a clip, of what the list has.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.model import Model, Setting
from creditcalc.rating.quote import Notice, Quote
from creditcalc.text import count

if TYPE_CHECKING:
    from creditcalc.pricebook.evidence import LastDay
    from creditcalc.pricebook.model import Rate
    from creditcalc.pricebook.plan import Discount, Money, Plan, TopUp
    from creditcalc.reports.objects.shared import EndedObject


def limit_notices(quote: Quote) -> Iterator[Notice]:
    """What the sheets say of a model's last day, and the list of the lengths of its clips."""
    generation = quote.generation
    model, listed = generation.model, generation.model.listed
    if last := last_day(model):
        yield Notice("withdrawn", f"{model.name} is on sale until {last} and withdrawn from {_day_after(last)} on")
    seconds = generation.variants[0].get("seconds")
    if listed is None or not isinstance(seconds, Fraction) or not seconds or "seconds" in generation.open:
        return
    length, _ = listed
    if length and (length.range or _lengths(length)) and not length.admits(seconds):
        yield Notice(
            "clip_length", f"{model.name} makes {_made(length)}: {word_of(seconds)} s is {clips_of(length, seconds)}"
        )


def marked_name(model: Model, today: str | None) -> str:
    """The model's name, and whether it has ended; `today` is None where that is not asked."""
    last = last_day(model)
    return f"{model.name} (ended)" if today and last and last < today else model.name


def last_day(model: Model) -> "LastDay | None":
    """The last day of a model or of the list's model that it is taken from, whichever is first."""
    days = [day for day in (model.until, model.listed and model.listed[1]) if day]
    return min(days, default=None)


LastDays: TypeAlias = "Iterable[tuple[LastDay, str | None]]"
"""Last days, each with the key of its source, where that is known."""


def ends_of(
    part: "Discount | Rate | Money | Plan | TopUp", source: str | None = None
) -> "Iterator[tuple[LastDay, str | None]]":
    """The last day of something, if it has any; its source, else that of what it belongs to."""
    if part.until:
        yield part.until, part.until.days[0][1] or part.source or source


def model_ends(model: Model) -> "Iterator[tuple[LastDay, str | None]]":
    """The last day of a model, if it has any."""
    if last := last_day(model):
        yield last, last.days[0][1]


def quote_ends(quote: Quote) -> "Iterator[tuple[LastDay, str | None]]":
    """The last days of a quote's model and rows."""
    yield from model_ends(quote.generation.model)
    for line in quote.lines:
        for row in line.rows:
            if row.until:
                yield from ends_of(row)


def ended_json(found: "LastDays") -> "EndedObject | None":
    """The first of some last days; None where there are none. It says nothing of today."""
    on, source = min(found, key=lambda one: one[0], default=(None, None))
    return None if on is None else {"on": on, "source": source}


def _day_after(day: str) -> str:
    from datetime import date, timedelta  # noqa: PLC0415  # no other quote needs it

    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _lengths(length: Setting) -> list[Fraction]:
    """The lengths of clips, the longest last, where a model makes no others."""
    return sorted(value for value in length.choices if isinstance(value, Fraction) and value)


def _made(length: Setting) -> str:
    """The clips of a model: `4, 6 or 8 s clips`, `clips of 3 to 15 s`."""
    if span := length.range:
        low = word_of(span.low)
        return f"clips of {low} s and more" if span.high is None else f"clips of {low} to {word_of(span.high)} s"
    *words, last = map(word_of, _lengths(length))
    return f"{', '.join(words)} or {last} s clips" if words else f"{last} s clips"


def clips_of(length: Setting, seconds: Fraction) -> str:
    """The fewest clips that seconds take, and whether just so many can make just this length."""
    longest = length.range.high if length.range else _lengths(length)[-1]
    number = ceil(seconds / longest) if longest else 1
    return f"{number:,} of them" if _fits(length, seconds, number) else f"at least {count(number, 'clip')}"


def _fits(length: Setting, seconds: Fraction, number: int) -> bool:
    """Whether so many clips, which are the fewest, can make just this length."""
    if span := length.range:
        return span.low * number <= seconds and not (length.whole and seconds.denominator != 1)
    *shorter, longest = _lengths(length)
    over = {longest * number - seconds}  # less than one of the longest: what shorter clips have to take away
    for _ in range(number):
        further = {rest for one in over for value in shorter if (rest := one - longest + value) >= 0} - over
        if 0 in over or not further:
            break
        over |= further
    return 0 in over
