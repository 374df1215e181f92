"""Whether what the sheets of an edition name is there, and whether each name stands for one thing."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from creditcalc.pricebook.edition import Edition, EditionSheet
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.naming import names_of
from creditcalc.pricebook.plan import Allowance, Discount, Money, Plan, TopUp
from creditcalc.pricebook.rule import Rule, Topic
from creditcalc.sheets.check import source_fault, span_faults
from creditcalc.sheets.reader import Fault
from creditcalc.text import did_you_mean, folded, ticked


def name_faults(models: Mapping[str, Model], told: Container[str]) -> list[Fault]:
    """Names that two models claim, since a name belongs to one; and names that an agent uses and none has.

    Of those in `told` it is told already why they are not there.
    """
    owner: dict[str, str] = {}
    for key in models:
        owner.setdefault(folded(key), key)
    found = []
    for model in models.values():
        for called, name in {folded(name): name for name in names_of(model)}.items():
            if owner.setdefault(called, model.id) != model.id:
                found.append(Fault(model.place, f"the name `{name}` belongs to `{owner[called]}` too: remove one"))
        if uses := model.uses:
            unknown = (name for name in uses.models if name not in models and name not in told)
            found += [
                Fault(
                    uses.place, f"unknown model `{name}`{did_you_mean(name, models) or ': add it, or remove it here'}"
                )
                for name in unknown
            ]
    return found


def used_faults(models: Mapping[str, Model], *, whole: bool) -> Iterator[tuple[str, Fault]]:
    """Each agent that nothing could be made with, and why: it runs no model, or runs itself.

    `whole` says that these are all models, and none is unreadable.
    """
    for model in models.values():
        uses = model.uses
        if uses is None:
            continue
        runs = {other.id for other in models.values() if other.kind in uses.kinds and not other.uses}
        if not uses.kinds and not uses.models:
            yield model.id, Fault(uses.place, "`uses` names neither `kinds` nor `models`: name one of them")
        elif whole and not runs and not uses.models:
            yield model.id, Fault(uses.place, f"there is no model of kind {ticked(uses.kinds, 'or')} to run: add one")
        elif (chain := _ring(model.id, models)) is not None:
            through = f", by way of {ticked(chain, 'and')}" if chain else ""
            yield model.id, Fault(uses.place, f"`{model.id}` runs itself{through}: take it out of `uses`")


def _ring(name: str, models: Mapping[str, Model]) -> tuple[str, ...] | None:
    """The agents by whose way an agent runs itself, if it does."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen = {name}
    while ways:
        way = ways.pop(0)
        agent = models.get(way[-1])
        for other in agent.uses.models if agent and agent.uses else ():
            if other == name:
                return way[1:]
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return None


def cited_faults(value: Any, sources: Mapping[str, Source], place: str = "") -> Iterator[Fault]:
    """Every source that a plan, a top-up, a rule or anything in it cites and the edition does not know; every price in
    it that ends before it begins.
    """
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from cited_faults(entry, sources, place)
    elif isinstance(value, tuple):
        place = getattr(value, "place", "") or place
        cited = getattr(value, "source", None)
        if isinstance(cited, str):
            yield from source_fault(cited, sources, place)
        if isinstance(value, (Discount, Money, Plan, TopUp)):
            yield from span_faults(value, place, sources)
        for entry in value:
            yield from cited_faults(entry, sources, place)


def named_faults(edition: Edition) -> Iterator[Fault]:
    """Every model that a plan, top-up or yardstick names, and plan that a top-up or rule names, that is not there.

    Where a sheet could not be used, what it names may be in there: that is told then, and nothing else.
    """
    if edition.ignored:
        return
    for plan in edition.plans.values():
        yield from _worth(plan.allowance, edition)
    for top_up in edition.top_ups.values():
        yield from _worth(top_up.gives, edition)
        for name in top_up.plans:
            if name not in edition.plans:
                hint = did_you_mean(name, edition.plans) or ": name one of this edition"
                yield Fault(top_up.place, f"`{top_up.id}` names an unknown plan `{name}`{hint}")
    for rule in edition.rules.values():
        if rule.plan is not None and rule.plan not in edition.plans:
            hint = did_you_mean(rule.plan, edition.plans) or ": name one of this edition"
            yield Fault(rule.place, f"unknown plan `{rule.plan}`{hint}")
    for stick in edition.sheet.sticks.values():
        if not _there(stick.model, edition):
            hint = did_you_mean(stick.model, _known(edition)) or ": name one of this edition"
            yield Fault(stick.place, f"unknown model `{stick.model}`{hint}")


def _there(model: str, edition: Edition) -> bool:
    """Whether there is such a model, be it a broken one, whose own faults are told."""
    return bool(edition.ids(model))


def _known(edition: Edition) -> set[str]:
    """The ids of all its models."""
    return {one for ids in edition.names.values() for one in ids}


def _worth(allowance: Allowance | None, edition: Edition) -> Iterator[Fault]:
    if allowance and allowance.of and not _there(allowance.of, edition):
        hint = did_you_mean(allowance.of, _known(edition)) or ": name one of this edition"
        yield Fault(allowance.place, f"`of` names an unknown model `{allowance.of}`{hint}")


DAYS = {"week": "`monday` to `sunday`", "month": "`1` to `31`", "year": "a day such as `11-14`"}
"""The days on which an allowance may start anew, by how often it does."""
UNDATED = ("billing day", "first use", "unknown")
"""What a reset may say instead of a day of the calendar."""


def reset_faults(plans: Iterable[Plan]) -> Iterator[Fault]:
    """Every reset on a day that no week, month or year has; a daily one needs no day."""
    for plan in plans:
        reset = plan.resets
        if reset and reset.every in DAYS and reset.on not in UNDATED and reset.day is None:
            yield Fault(
                reset.place,
                f"`{reset.on[:40]}` is not a day of a {reset.every}: write {DAYS[reset.every]}, or {ticked(UNDATED)}",
            )


def order_faults(head: EditionSheet, places: Mapping[str, str]) -> Iterator[Fault]:
    """What is wrong with an edition's order of spending; `places` are those of its sheet's values, by key."""
    if head.spending_order_source is not None:
        yield from source_fault(head.spending_order_source, head.sources, places["spending_order_source"])
    soonest = [pool for pool in head.spending_order if pool in ("soonest", "soonest_to_expire")]
    if soonest and len(head.spending_order) > 1:
        yield Fault(places["spending_order"], f"`{soonest[0]}` is an order of all pools: name nothing else")
    if len(set(head.spending_order)) < len(head.spending_order):
        yield Fault(places["spending_order"], "names a pool twice: name each once")


def repeated_rules(rules: Iterable[Rule]) -> Iterator[Fault]:
    """Every rule that has the name of one before it, and would hide that one."""
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.name in seen:
            yield Fault(rule.place, f"there are two rules `{rule.name}`, here and at `{seen[rule.name]}`: rename one")
        seen.setdefault(rule.name, rule.place)


def topic_faults(rules: Iterable[Rule], topics: Mapping[str, Topic]) -> Iterator[Fault]:
    """Every topic that a rule names and the catalog does not."""
    for rule in rules:
        for name in rule.topic:
            if name not in topics:
                hint = did_you_mean(name, topics) or ": add it to `topics` in `catalog.yaml`"
                yield Fault(rule.place, f"unknown topic `{name}`{hint}")
