"""Every figure and every last day on which sources disagree."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from creditcalc.amount import Amount
from creditcalc.day import day_words
from creditcalc.figures import listed, money, rate
from creditcalc.pricebook.condition import When, condition_text
from creditcalc.pricebook.edition import Edition, FailedException, FailedGenerations
from creditcalc.pricebook.evidence import Claim, LastDay
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import BILLED, Plan, TopUp
from creditcalc.record import Record
from creditcalc.reports.book import amount_json, claim_json, price_text
from creditcalc.reports.models_json import when_json
from creditcalc.reports.quote import model_named
from creditcalc.reports.rates import row_case, row_rate
from creditcalc.reports.report import Cell, Column, Report, apart
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import count, units

if TYPE_CHECKING:
    from creditcalc.reports.objects import sheets as objects
    from creditcalc.reports.objects.shared import ClaimObject

Claimable = Literal[
    "rate",
    "plan_price",
    "allowance",
    "meter",
    "at_once",
    "rollover",
    "expiry",
    "failed",
    "discount",
    "conversion",
    "end",
]
"""What may carry other figures."""


def editions_of(catalog: Catalog) -> Iterator[tuple[str, Edition]]:
    for platform in catalog.index.platforms.values():
        for name in platform.editions:
            yield f"{platform.id}/{name}", catalog.edition(platform.id, name)


def conflicts(catalog: Catalog) -> Report:
    """Every figure that sources disagree on: the one in use and why, and each other claim."""
    columns = (
        Column("platform", ""),
        Column("edition", ""),
        Column("of", ""),
        Column("used", ""),
        Column("source", ""),
        Column("claim", ""),
        Column("claimed_by", ""),
        Column("because", ""),
        Column("place", ""),
    )
    people = (
        Column("edition", "Price book"),
        Column("subject", "Price of", least=12),
        Column("in_use", "Used", least=13),
        Column("source", "Source", priority=2, least=20),
        Column("claim", "Other figure", least=13),
        Column("claimed_by", "Its source", priority=1, least=16),
        Column("because", "Reason", priority=3, least=40),
        Column("place", "Place", priority=4, whole=True),
    )
    rows: list[tuple[Cell, ...]] = []
    seen: list[tuple[Cell, ...]] = []
    claims: list[objects.ConflictObject] = []
    for name, edition in editions_of(catalog):
        for one in _claimed(edition):
            for claim in one.others:
                because = getattr(one.part, "because", None) or claim.note
                source = one.part.source or one.source
                book = edition.platform, edition.id
                rows.append((*book, one.key, one.figure, source, claim.text, claim.source, because, one.part.place))
                claims.append(
                    {
                        "platform": edition.platform,
                        "edition": edition.id,
                        "of": one.of,
                        "model": one.model and model_named(one.model),
                        "when": when_json(one.part.when) if one.model else [],
                        "plan": one.plan and {"id": one.plan.id, "name": one.plan.name},
                        "billing": one.part.every if one.of == "plan_price" and one.part.every in BILLED else None,
                        "top_up": one.top_up and {"id": one.top_up.id, "name": one.top_up.name},
                        "used": {
                            "source": source,
                            "amount": amount_json(one.amount),
                            "unit": one.unit,
                            "per": one.part.per.block if one.model and one.part.per else None,
                            "text": one.figure,
                        },
                        "claim": claim.data,
                        "because": because,
                        "place": one.part.place,
                    }
                )
                used, other = edition.source(source).said, edition.source(claim.source).said
                seen.append((name, one.name, one.words, used, claim.words, other, because, one.part.place))
    data: objects.ConflictsObject = {"schema": "creditcalc/conflicts/1", "claims": claims}
    return Report(
        f"{count(len(rows), 'figure')} from other sources",
        *apart(columns, tuple(rows), people, tuple(seen)),
        data,
        group="edition",
    )


def _claim_words(claim: Claim, part: Any) -> str:
    """What another source says of a part of a sheet, as people read it."""
    if claim.price is not None:
        return rate(claim.price, claim.per.replace("_", " ")) if claim.per else listed(claim.price)
    if claim.amount is None:
        return str(claim)
    if currency := claim.currency or getattr(part, "currency", None):
        return str(money(claim.amount, currency, listed=True))
    unit = claim.unit or getattr(part, "unit", None)
    return f"{listed(claim.amount)} {units(unit)}" if unit else listed(claim.amount)


class _Other(Record):
    """What another source says: for scripts, for people and as an object."""

    source: str
    text: str
    words: str
    note: str | None
    data: "ClaimObject"


class _End(Record):
    """The last day of a part of a sheet, of which sources say several."""

    until: LastDay
    source: str
    place: str
    when: When = ()
    per: None = None

    @property
    def others(self) -> Iterator[_Other]:
        """The days that are not used."""
        for one in self.until.said.every if self.until.said else ():
            if one.on != self.until:
                data: ClaimObject = {
                    "source": one.source,
                    "amount": None,
                    "unit": None,
                    "per": None,
                    "text": one.on,
                    "note": one.note,
                }
                yield _Other(one.source, one.on, day_words(one.on), one.note, data)


class _Claimed(Record):
    """A part of a sheet that may carry claims: what it is about and its figure, for scripts and for people."""

    key: str
    figure: str
    name: str
    words: str
    part: Any
    of: "Claimable"
    source: str
    amount: Amount | None = None
    unit: str | None = None
    model: Model | None = None
    plan: Plan | None = None
    top_up: TopUp | None = None

    @property
    def others(self) -> Iterator[_Other]:
        """What other sources say of it."""
        if isinstance(self.part, _End):
            yield from self.part.others
            return
        for claim in self.part.claims:
            words = _claim_words(claim, self.part)
            yield _Other(claim.source, str(claim), words, claim.note, claim_json(claim))


def _ending(key: str, name: str, part: Any, **of: Any) -> Iterator[_Claimed]:
    """The last day of a part of a sheet, where sources say several; of what is from the list it is told there."""
    until: LastDay | None = part.until
    if until is None or until.said is None or ":" in until.said.source:
        return
    used = next(one for one in until.said.every if one.on == until)
    end = _End(until, used.source, used.place or part.place, getattr(part, "when", ()))
    yield _Claimed(f"{key} until", until, f"{name}, last day", day_words(until), end, "end", used.source, **of)


def _ends(edition: Edition) -> Iterator[_Claimed]:
    """The last days of models and prices, plans, packs and discounts, where sources say several."""
    for model in edition.models.values():
        yield from _ending(model.id, model.name, model, model=model)
        for row in (*model.rates, *model.surcharges):
            if not row.list_usd:
                name = ", ".join(word for word in (model.name, row_case(row, model)) if word)
                yield from _ending(f"{model.id} {condition_text(row.when)}".strip(), name, row, model=model)
    for plan in edition.plans.values():
        for part in (plan, *plan.prices):
            yield from _ending(f"plan {plan.id}", f"Plan {plan.name}", part, plan=plan)
    for top_up in edition.top_ups.values():
        for part in (top_up, *top_up.prices):
            yield from _ending(f"top-up {top_up.id}", top_up.name, part, top_up=top_up)
    for key, discount in edition.discounts.items():
        yield from _ending(f"discount {key}", discount.name, discount)


def _claimed(edition: Edition) -> Iterator[_Claimed]:
    """Whatever may carry claims."""
    yield from _ends(edition)
    for model in edition.models.values():
        for row in (*model.rates, *model.surcharges):
            # What was taken from the list is in dispute there, once.
            if not row.list_usd:
                key = f"{model.id} {condition_text(row.when)}".strip()
                name = ", ".join(word for word in (model.name, row_case(row, model)) if word)
                words, unit = row_rate(row, edition.unit), edition.unit
                yield _Claimed(key, price_text(row), name, words, row, "rate", row.source, row.price, unit, model)
    if conversion := edition.sheet.credits_per_usd:
        figure = f"{conversion.price} {units(edition.unit)} per USD"
        words = f"{listed(conversion.price)} {units(edition.unit)}"
        name, source = "A dollar of list price", conversion.source
        yield _Claimed(
            *("credits_per_usd", figure, name, words, conversion, "conversion", source),
            *(conversion.price, edition.unit),
        )
    for plan in edition.plans.values():
        key, name = f"plan {plan.id}", f"Plan {plan.name}"
        for price in plan.prices:
            words = str(money(price.amount, price.currency, listed=True))
            yield _Claimed(
                *(key, f"{price.amount} {price.currency}", name, words, price, "plan_price", plan.source),
                *(price.amount, price.currency),
                plan=plan,
            )
        if allowance := plan.allowance:
            words = f"{listed(allowance.amount)} {units(allowance.unit)}"
            yield _Claimed(
                *(key, f"{allowance.amount} {allowance.unit}", name, words, allowance, "allowance", plan.source),
                *(allowance.amount, allowance.unit),
                plan=plan,
            )
        if plan.rollover:
            keeps = f"keeps {plan.rollover.keeps}"
            yield _Claimed(key, keeps, name, keeps, plan.rollover, "rollover", plan.source, plan=plan)
    yield from _claimed_rules(edition)
    for top_up in edition.top_ups.values():
        if top_up.expires:
            expires = f"expires after {top_up.expires.after}"
            key, source = f"top-up {top_up.id}", top_up.source
            yield _Claimed(key, expires, top_up.name, expires, top_up.expires, "expiry", source, top_up=top_up)


def _claimed_rules(edition: Edition) -> Iterator[_Claimed]:
    """What plans limit, what failed generations cost, and discounts."""
    for plan in edition.plans.values():
        key, name = f"plan {plan.id}", f"Plan {plan.name}"
        for meter in plan.meters:
            words, exact = f"{listed(meter.amount)} {units(meter.unit)}", f"{meter.amount} {meter.unit}"
            yield _Claimed(
                *(key, exact, name, words, meter, "meter", plan.source, meter.amount, meter.unit),
                plan=plan,
            )
        if plan.at_once:
            words = f"{plan.at_once.jobs} jobs at once"
            yield _Claimed(key, words, name, words, plan.at_once, "at_once", plan.source, plan=plan)
    failed, name = edition.sheet.failed_generations, "Failed generations"
    rules: tuple[FailedGenerations | FailedException, ...] = (failed, *failed.except_) if failed else ()
    for rule in rules:
        words = f"charged: {rule.charged or 'as the others'}"
        yield _Claimed("failed generations", words, name, words, rule, "failed", rule.source)
    for key, discount in edition.discounts.items():
        words = f"{discount.percent} % off"
        yield _Claimed(f"discount {key}", words, discount.name, words, discount, "discount", discount.source)
