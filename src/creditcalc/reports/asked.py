"""What the sheets answer to the pairs of a model and a platform that people ask for."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from creditcalc.amount import Amount
from creditcalc.figures import in_unit
from creditcalc.record import Record
from creditcalc.reports.book import amount_json
from creditcalc.reports.report import AnswerLine, Cell, Column, Report, apart
from creditcalc.text import count, inert, series

if TYPE_CHECKING:
    from creditcalc.reports.objects import sheets as objects

Answered = Literal["exact", "about", "range", "at_least", "at_most", "none"]
"""How a pair is answered: by the qualifier of its amount, or not at all."""
ANSWERED_WORDS: dict[Answered, str] = {
    "exact": "exact",
    "about": "about",
    "range": "range",
    "at_least": "at least",
    "at_most": "at most",
    "none": "no answer",
}


class AskedPair(Record):
    """A pair that people ask for, its options as words of `quote`, and what it costs, or why nothing is known."""

    asked: str
    platform: str
    options: str
    total: Amount | None = None
    unit: str = ""
    why: str = ""

    @property
    def answered(self) -> Answered:
        """How the pair is answered. A total that is not published is no answer."""
        if self.total is None or self.total.qualifier == "unknown":
            return "none"
        return self.total.qualifier


def asked_report(found: Sequence[AskedPair], file: str) -> Report:
    """Every pair with its answer, and how many are answered how."""
    columns = (
        Column("asked", ""),
        Column("platform", ""),
        Column("options", ""),
        Column("answered", ""),
        Column("total", "", True),
        Column("unit", ""),
        Column("why", ""),
    )
    people = (
        Column("platform", "Platform", whole=True),
        Column("asked", "Asked", least=20),
        Column("answered", "Answer", whole=True),
        Column("total", "Costs", whole=True),
        Column("why", "Why there is none", priority=1, least=30),
    )
    counts = Counter(one.answered for one in found)
    words = [f"{counts[kind]} {said}" for kind, said in ANSWERED_WORDS.items() if counts[kind]]
    data: objects.AskedPairsObject = {
        "schema": "creditcalc/asked/1",
        "file": file,
        "counts": {
            "exact": counts["exact"],
            "about": counts["about"],
            "range": counts["range"],
            "at_least": counts["at_least"],
            "at_most": counts["at_most"],
            "none": counts["none"],
        },
        "pairs": [_pair(one) for one in found],
    }
    return Report(
        f"What the sheets answer to {inert(file)}",
        *apart(columns, tuple(map(_for_scripts, found)), people, tuple(map(_for_people, found))),
        data,
        answer=(AnswerLine("", (f"{count(len(found), 'pair')}: {series(words) or 'none'}.",)),),
    )


def _for_scripts(one: AskedPair) -> tuple[Cell, ...]:
    texts = tuple(inert(text) for text in (one.asked, one.platform, one.options))
    return *texts, one.answered, one.total, one.unit, inert(one.why)


def _for_people(one: AskedPair) -> tuple[Cell, ...]:
    costs = "" if one.total is None else in_unit(one.total, one.unit)
    return inert(one.platform), inert(one.asked), ANSWERED_WORDS[one.answered], costs, inert(one.why)


def _pair(one: AskedPair) -> "objects.AskedPairObject":
    return {
        "asked": one.asked,
        "platform": one.platform,
        "options": one.options,
        "answered": one.answered,
        "total": amount_json(one.total),
        "unit": one.unit or None,
        "why": one.why or None,
    }
