"""The prices of the sheets beside those of a foreign price map."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from creditcalc.amount import Amount, exactly
from creditcalc.figures import multiple, price_figure
from creditcalc.pricebook.condition import condition_text
from creditcalc.pricebook.quantity import Per
from creditcalc.reports.book import amount_json, price_text
from creditcalc.reports.models_json import when_json
from creditcalc.reports.quote import model_named
from creditcalc.reports.rates import row_case, row_rate, sold_by
from creditcalc.reports.report import AnswerLine, Cell, Column, Report, apart
from creditcalc.sheets.foreign import MapForm
from creditcalc.sheets.verifying import Agreement, Compared
from creditcalc.text import inert, sentence

if TYPE_CHECKING:
    from creditcalc.reports.objects import sheets as objects

VERDICT_WORDS: dict[Agreement, tuple[str, str]] = {
    "differs": ("differs", "differ"),
    "ended_there": ("ended there", "ended there"),
    "agrees": ("agrees", "agree"),
    "only_mine": ("only here", "only here"),
    "only_there": ("only there", "only there"),
}
"""The verdicts for people, of one price and of several, in the order in which they are shown."""


def verify_report(found: Sequence[Compared], file: str, form: MapForm) -> Report:
    """Every price of the sheets beside that of a foreign map, and what only one of the two has."""
    columns = (
        Column("verdict", ""),
        Column("platform", ""),
        Column("edition", ""),
        Column("model", ""),
        Column("when", ""),
        Column("mine", "", True),
        Column("theirs", "", True),
        Column("per", ""),
        Column("times", "", True),
        Column("id", ""),
        Column("settings", ""),
        Column("until", ""),
        Column("note", ""),
    )
    people = (
        Column("verdict", "What", priority=6, least=11),
        Column("edition", "Price book", priority=2, least=12),
        Column("model", "Model", least=14),
        Column("when", "Settings", priority=4, least=16),
        Column("mine", "Here", least=16),
        Column("theirs", "There", least=16),
        Column("times", "Ratio", True, priority=3),
        Column("id", "Id there", priority=1, least=20),
        Column("note", "Note", priority=5, least=20),
    )
    order = list(VERDICT_WORDS)
    ranked = sorted(found, key=lambda one: order.index(one.verdict))
    counts = Counter(one.verdict for one in found)
    said = ", ".join(f"{counts[kind]:,} {words[counts[kind] != 1]}" for kind, words in VERDICT_WORDS.items())
    data: objects.VerifyObject = {
        "schema": "creditcalc/verify/1",
        "file": file,
        "map": form,
        "counts": {
            "differs": counts["differs"],
            "ended_there": counts["ended_there"],
            "agrees": counts["agrees"],
            "only_mine": counts["only_mine"],
            "only_there": counts["only_there"],
        },
        "prices": [_compared(one) for one in ranked],
    }
    return Report(
        f"The sheets against {inert(file)}",
        *apart(columns, tuple(map(_for_scripts, ranked)), people, tuple(map(_for_people, ranked))),
        data,
        answer=(AnswerLine("", (f"{sentence(said)}.",), "✗" if counts["differs"] else "✓"),),
        notes=("Prices are in US dollars. Only here: of the platforms that the map has prices of.",),
        group="verdict",
        groups=tuple(sentence(several) for _, several in VERDICT_WORDS.values()),
    )


def _for_scripts(one: Compared) -> tuple[Cell, ...]:
    mine = one.mine if one.offer else None
    book = (one.edition.platform, one.edition.id) if one.edition else ("", "")
    theirs = exactly(one.offer.price) if one.offer else None
    when = "; ".join(condition_text(row.when) or "always" for row in one.rows)
    if one.offer is None and one.rows:
        return (
            *(one.verdict, *book, one.model.id if one.model else "", when, one.rows[0].price, None),
            *(price_text(one.rows[0]), None, "", "", "", one.why),
        )
    settings = ", ".join(f"{name}={word}" for name, word in one.offer.settings.items()) if one.offer else ""
    return (
        *(one.verdict, *book, one.model.id if one.model else "", when, mine, theirs),
        *(one.offer.per.unit if one.offer else "", one.times, inert(one.id), inert(settings)),
        *((one.offer.until or "") if one.offer else "", inert(one.why)),
    )


def _for_people(one: Compared) -> tuple[Cell, ...]:
    verdict = sentence(VERDICT_WORDS[one.verdict][1])
    cases = [row_case(row, one.model) for row in one.rows] if one.model else []
    book = f"{one.edition.platform}/{one.edition.id}" if one.edition else ""
    model = one.model.name if one.model else ""
    if one.offer is None:
        mine = row_rate(one.rows[0], one.edition.unit) if one.rows and one.edition else ""
        return verdict, book, model, "; ".join(cases), mine, "", "", inert(one.id), inert(one.why)
    per = one.offer.per
    mine = _dollars(one.mine, per) if one.mine else ""
    settings = "; ".join(case for case in cases if case) or ", ".join(one.offer.settings.values())
    times = multiple(one.times) if one.times and one.verdict == "differs" else ""
    theirs = _dollars(exactly(one.offer.price), per)
    return verdict, book, model, inert(settings), mine, theirs, times, inert(one.id), inert(one.why)


def _dollars(amount: Amount, per: Per) -> str:
    size, words = sold_by(amount, per)
    return f"{price_figure(amount * size, 'USD')} {words}"


def _compared(one: Compared) -> "objects.VerifiedObject":
    offer = one.offer
    return {
        "verdict": one.verdict,
        "platform": one.edition and one.edition.platform,
        "edition": one.edition and one.edition.id,
        "model": one.model and model_named(one.model),
        "when": [when_json(row.when) for row in one.rows],
        "mine": amount_json(one.mine),
        "row": price_text(one.rows[0]) if len(one.rows) == 1 else None,
        "theirs": offer and exactly(offer.price).as_json(),
        "per": offer and offer.per.unit,
        "times": amount_json(one.times),
        "id": one.id or None,
        "settings": dict(offer.settings) if offer else {},
        "until": offer and offer.until,
        "note": one.why or None,
    }
