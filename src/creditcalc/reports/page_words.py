"""What a page says in sentences: why its total is open, what a limit says, and what else to know."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from creditcalc.amount import Amount, decimal, exactly
from creditcalc.batch.tally import Tally
from creditcalc.errors import OVER, UNCLEAR, UNPUBLISHED
from creditcalc.figures import in_words, listed, percentage, shown
from creditcalc.pricebook.edition import Edition
from creditcalc.rating.quote import Quote
from creditcalc.record import Record
from creditcalc.reports.batch import shown_under_sums
from creditcalc.reports.book import GRADE_WORDS, newer_note, prices_of
from creditcalc.reports.page_money import Quoting
from creditcalc.reports.quote import notices
from creditcalc.storyboard.decide import GivenUp, Row
from creditcalc.text import count, sentence, series, units

QUALIFIER_MEANINGS = {
    "exact": "Exactly this, at the prices named below.",
    "about": "About this much. The sources of the prices are not exact.",
    "range": "Between these two figures, for the reasons below.",
    "at_least": "At least this much. No upper limit is published.",
    "at_most": "No more than this.",
    "unknown": "The price of this is not known.",
}
"""What the qualifier of a total means to somebody who reads no price sheets."""
FOOT = ("clip_length",)
"""Notices that stand in the foot: they are about what is made, and not about what it costs."""
GROUPED = ("derived", "approximate", "open_setting", "any_model")
"""Notices that a page says once for all shots."""
NO_REASONS = ("withdrawn", "conflict", "other_conversion", "newer_edition", "lines_vary", *GROUPED, *FOOT)
"""Notices that are no reason of their own why a total is open."""
MOST_LISTED = 4
"""Shots or models that are named one by one; more are counted."""
Quoted = Sequence[tuple[Row, Quote]]


class Gate(Record):
    """What a gate says: 0 yes, 3 no, 4 cannot tell; `short` says it without credits, where it can be said so."""

    says: str
    code: int = 0
    short: str = ""


def why_open(rows: Sequence[Row], tally: Tally, quotes: Quoted) -> Iterator[str]:
    """Why the total is no exact figure, the widest reasons first."""
    if tally.missing:
        yield _missing(tally)
    if undecided := [row.shot.name for row in rows if row.way is None]:
        yield (
            f"{sentence(named(undecided, 'shot'))} can be made in several ways. "
            "The total covers the cheapest and the most expensive."
        )
    yield from _takes(tally, rows)
    said = {number: notices(quote) for number, quote in _apart(quotes).items()}
    found = [(row, quote, notice) for row, quote in quotes for notice in said[id(quote)]]
    for text, of in _by(((_open(quote), row) for row, quote, one in found if one.code == "open_setting")):
        yield f"{text} for {named(of, 'shot')}: the range covers all values."
    for text, of in _by(((quote.generation.model.name, row) for row, quote, one in found if one.code == "any_model")):
        yield f"The range covers every model that {text} may use ({named(of, 'shot')})."
    sellers = dict.fromkeys(quote.edition.seller for _, quote, one in found if one.code == "derived")
    for seller in sellers:
        models = [name for _, quote in quotes if quote.edition.seller == seller for name in _estimated(quote)]
        yield (
            f"{seller} publishes no price for {named(models, 'model')}. "
            "These figures are estimates from the providers' list prices."
        )
    for text, of in _by((one.text, row) for row, _, one in found if one.code not in NO_REASONS):
        yield f"{sentence(text)} ({named(of, 'shot')})."
    if about := dict.fromkeys(row.shot.place for row, _, one in found if one.code == "approximate"):
        yield f"The sources give the price only as “about” for {count(len(about), 'shot')}."


def _apart(quotes: Quoted) -> dict[int, Quote]:
    """Each quote once, in order: shots that are made alike have the same."""
    return {id(quote): quote for _, quote in quotes}


def _by(pairs: Iterable[tuple[str, Row]]) -> list[tuple[str, list[str]]]:
    """The shots of each text, the most first."""
    shots: dict[str, dict[str, str]] = {}
    for text, row in pairs:
        shots.setdefault(text, {})[row.shot.place] = row.shot.name
    found = [(text, list(names.values())) for text, names in shots.items()]
    return sorted(found, key=lambda one: len(one[1]), reverse=True)


def named(names: Iterable[str], noun: str) -> str:
    """A few names one by one, more of them counted."""
    found = list(dict.fromkeys(names))
    return series(found) if len(found) <= MOST_LISTED else count(len(found), noun)


def _open(quote: Quote) -> str:
    return f"No {series((name.replace('_', ' ') for name in quote.generation.open), 'or')} is chosen"


def _estimated(quote: Quote) -> list[str]:
    return [line.label for line in quote.lines if any(row.list_usd for row in line.rows)]


def _missing(tally: Tally) -> str:
    if tally.missing == tally.rows:
        return "No shot has a price yet." if tally.rows > 1 else "The shot has no price yet."
    have = "has" if tally.missing == 1 else "have"
    return f"{tally.missing:,} of {count(tally.rows, 'shot')} {have} no price yet, so the total is only a lower limit."


def _takes(tally: Tally, rows: Iterable[Row]) -> Iterator[str]:
    """How often shots are generated until they are good, and what the total covers of that."""
    shoots = [row.priced.shoot for row in rows if row.priced.shoot]
    if not shoots or len(tally.units) != 1:
        return
    sums = tally.whole(tally.units[0]).sums
    takes = shown(exactly(sums.takes))
    yield f"Not every attempt is good: about {takes} attempts are expected for {count(sums.shots, 'shot')}."
    if all(decided for _, decided in sums.rules):
        yield "The total covers 90 % of all cases."
        return
    yield "The total covers 90 % of all cases, whether failed attempts are charged or not."


def wrong_words(code: int) -> str:
    """Why a shot has no price, for who cannot mend it."""
    if code == UNPUBLISHED:
        return "No price is published."
    return "Not priced: details are missing, or this is not offered."


def budget_gate(total: Amount, budget: Fraction, words: str, tolerance: Fraction) -> Gate:
    """What the budget, `words` of it, says; where the figures alone do not show it, how far they may be off."""
    verdict, reach = total.against(budget, tolerance), total.reach(tolerance)
    of = f"the budget of {words}"
    off = f"{decimal(tolerance * 100)} %"
    alone = Amount(total.low, total.high).against(budget)
    if verdict == "within":
        more = f", even if estimates are {off} too low" if total.approximate else ""
        return Gate(f"Within {of}{more}.", 0, "Within the budget.")
    if verdict == "over":
        more = f", even if estimates are {off} too high" if total.approximate else ""
        return Gate(f"Over {of}{more}.", OVER, "Over the budget.")
    why = ""
    if alone == "within" and reach.high is not None:
        why = f": it comes to {shown(exactly(reach.high))} if estimates are {off} too low"
    elif alone == "over":
        why = f": it comes to {shown(exactly(reach.low))} if estimates are {off} too high"
    return Gate(f"May be over {of}{why}.", UNCLEAR, "May be over the budget.")


def share_words(quoting: Quoting) -> str:
    """What part of a month on the plan it is, and which price the money is calculated with."""
    share = quoting.share
    if share is None:
        return ""
    unit = units(quoting.book.unit)
    if share.share is None:
        return f"The {unit} a month on {share.name} are not published."
    part = in_words(percentage(share.share))
    of = (
        f"a month on {share.name}"
        if quoting.hidden
        else f"the {listed(share.allowance)} {unit} a month on {share.name}"
    )
    more = ""
    if share.share.high is None or share.share.high > 100:
        more = " More than one month's are calculated at the same price."
    if quoting.credit is None or share.monthly is None:
        return f"This takes {part} of {of}, whose price is not published.{more}"
    monthly = in_words(quoting.told(share.monthly))
    return f"This takes {part} of {of}, which costs {monthly} a month.{more}"


def given_up_words(one: GivenUp, cost: str) -> str:
    """What a shot was not given, so that the whole fits."""
    said = f" ({cost})" if cost else ""
    return f"To fit the limit, {one.shot.name} is made as {one.taken.name} instead of {one.wanted.name}{said}."


def newer_lines(editions: Iterable[Edition]) -> list[str]:
    """That there are newer prices, and how one tells: nothing to type on a page."""
    found = dict.fromkeys(note.text for edition in editions for note in newer_note(edition, option=""))
    return [" ".join(text.split("\n")) for text in found]


def foot(tally: Tally, quotes: Quoted, book: Edition, *, hidden: bool) -> Iterator[str]:
    """What stands in the foot: the least certain figure, readings that differ, the price book and its note."""
    if tally.grade:
        yield f"Least certain figure: {GRADE_WORDS[tally.grade]}."
    said = dict.fromkeys(notice for quote in _apart(quotes).values() for notice in notices(quote))
    yield from (f"{sentence(notice.text)}." for notice in said if notice.code in FOOT)
    others = {notice.text for notice in said if notice.code == "conflict"}
    if others:
        yield f"Other sources read {count(len(others), 'figure')} differently."
    yield f"Calculated with {book.seller or book.platform_name}'s {prices_of(book)}."
    if not hidden and (there := shown_under_sums(tally, book)):
        yield there
    if book.sheet.note and not hidden:
        yield book.sheet.note
