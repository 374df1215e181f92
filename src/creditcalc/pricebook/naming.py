"""What the things of a price book are called, and what a name that is none of theirs may have meant."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import BILLED, Plan, TopUp
from creditcalc.record import Record
from creditcalc.text import MOST_NEAR, folded, may_hint, nearest, offered, ticked

if TYPE_CHECKING:
    from collections.abc import Iterator

MAKER_ALIKE = 0.8
"""How much of a word must be that of a maker's name, from 0 to 1, to be a slip of it: makers' names are short."""


class SeveralModels(CreditcalcError):
    """A word that names no one model, and with which the names of several begin, or their makers' do.

    `unit` is that of their prices, and `search` the command that lists them. A row of a file has room for one line, so
    the text is one.
    """

    word = unit = search = ""
    models: tuple[Model, ...] = ()

    def __init__(self, word: str, models: Iterable[Model], edition: Edition) -> None:
        self.word, self.models, self.unit = word, tuple(models), edition.unit
        default = edition.platform_of is None or edition.platform_of("") == edition.platform
        self.search = f"creditcalc models list {word}{'' if default else f' --platform {edition.platform}'}"
        first = [model.id for model in self.models[:MOST_NEAR]]
        more = len(self.models) - len(first)
        some = f"{', '.join(f'`{one}`' for one in first)} and {more} more" if more else ticked(first, "and")
        text = f"{len(self.models)} models are {self.how} `{word}`: {some} (see `{self.search}`)"
        super().__init__(text, did_you_mean=[model.id for model in self.models])

    @property
    def how(self) -> str:
        """How the models come by the word."""
        return "called" if all(_begins(names_of(model), self.word) for model in self.models) else "called or made by"


class UnknownName(CreditcalcError):
    """A name of no model or no plan of a price book, which another one of the platform may have."""

    thing: Literal["model", "plan"] = "model"
    name = ""

    def __init__(self, thing: Literal["model", "plan"], name: str, why: str, near: Iterable[str]) -> None:
        self.thing, self.name = thing, name
        super().__init__(why, did_you_mean=near)


def names_of(thing: Model | Plan | TopUp) -> tuple[str, ...]:
    """What a model, a plan or a pack may be called."""
    return (thing.id, thing.name, *(() if isinstance(thing, TopUp) else thing.aliases))


def owners(things: Iterable[Model | Plan | TopUp]) -> dict[str, tuple[str, ...]]:
    """The ids of the things that have a name, by the name folded."""
    found: dict[str, dict[str, None]] = {}
    for thing in things:
        for name in names_of(thing):
            found.setdefault(folded(name), {})[thing.id] = None
    return {name: tuple(ids) for name, ids in found.items()}


def begins(model: Model, word: str) -> bool:
    """Whether one of the words of a model's names, or of its maker's, begins with a word."""
    return _begins((*names_of(model), model.maker), word)


def _begins(names: Iterable[str], word: str) -> bool:
    asked = folded(word)
    return bool(asked) and any(folded(rest).startswith(asked) for name in names for rest in _rests(name))


def _rests(name: str) -> "Iterator[str]":
    """A name from each of its words on."""
    for found in re.finditer(r"[^\W_]+", name):
        yield name[found.start() :]


def plans_alone(edition: Edition) -> str:
    """That no model of a price book has a price, and where its plans are; nothing of one that has models."""
    if edition.models or edition.broken:
        return ""
    plans = f", only plans (see `creditcalc plans list --platform {edition.platform}`)" if edition.plans else ""
    return f"{edition.platform} {edition.id} has no prices of models{plans}"


def no_model(name: str, ids: Collection[str], edition: Edition) -> CreditcalcError:
    """Why a name stands for no one model: several have it, or it is that of a family, of a platform, or of nothing."""
    word = name[:80]
    if ids:
        return CreditcalcError(f"`{word}` is a name of {ticked(ids, 'and')}: use an id", did_you_mean=ids)
    if words := plans_alone(edition):
        return UnknownName("model", name, words, ())
    near: list[str] = []
    if may_hint(name):
        family = [
            model
            for model in edition.models.values()
            if model.kind != "action" and in_force(model, edition.as_of) and begins(model, name)
        ]
        if len(family) > 1:
            return SeveralModels(word, family, edition)
        if name and not family and edition.platform_of and (platform := edition.platform_of(name)):
            return CreditcalcError(
                f"`{word}` is a platform, not a model: see `creditcalc models list --platform {platform}`"
            )
        things = {called: ids[0] for called, ids in edition.names.items() if ids[0] in edition.models}
        found = [model.id for model in family] or nearest(folded(name), things)
        makers = {folded(model.maker): model.maker for model in edition.models.values() if model.kind != "action"}
        near = [edition.models[one].name for one in found] or nearest(folded(name), makers, MAKER_ALIKE)
    why = f"unknown model `{word}` on {edition.platform}{offered(near)} (see `creditcalc models list`)"
    return UnknownName("model", name, why, near)


class Called(Record):
    """A plan as one of its names says it: the name as it is written, what the plan is shown as, and the plan."""

    name: str
    shown: str
    plan: Plan


def plan_named(name: str, edition: Edition) -> Plan:
    """The plan of a name; see `Edition.named_plan`."""
    known = plan_names(edition.plans.values())
    found = known.get(folded(name), {})
    if len(found) > 1:
        raise CreditcalcError(f"`{name[:80]}` is a name of {ticked(found, 'and')}: use an id", did_you_mean=found)
    if found:
        return next(iter(found.values())).plan
    near: dict[str, str] = {}
    if may_hint(name):
        for called in nearest(folded(name), {one: one for one in known}):
            one = next(iter(known[called].values()))
            if in_force(one.plan, edition.as_of):
                near.setdefault(one.plan.id, one.shown)
    raise UnknownName(
        "plan",
        name,
        f"unknown plan `{name[:80]}` in {edition.platform} {edition.id}{offered(near.values())}"
        f" (it has {ticked(edition.current(edition.plans), 'and') or 'no plans'})",
        near,
    )


def plan_names(plans: Iterable[Plan]) -> Mapping[str, Mapping[str, Called]]:
    """What plans are called, folded, and which plan that is by its id; a name with a billing has its prices alone."""
    found: dict[str, dict[str, Called]] = {}
    for plan in plans:
        for name in names_of(plan):
            found.setdefault(folded(name), {})[plan.id] = Called(name, plan.name, plan)
            for every, word in BILLED.items():
                prices = tuple(money for money in plan.prices if money.every == every)
                if prices:
                    called = Called(f"{name} ({word})", f"{plan.name} ({word})", plan._replace(prices=prices))
                    found.setdefault(folded(f"{name} {word}"), {})[f"{plan.id} ({word})"] = called
    return found


def pack_named(name: str, edition: Edition) -> TopUp:
    """The pack of extra credits of that id or name, however it is written, whether or not it is on sale.

    Raises CreditcalcError for an unknown name, with the nearest ones, and for one that several packs have.
    """
    if name in edition.top_ups:
        return edition.top_ups[name]
    known = owners(edition.top_ups.values())
    ids = known.get(folded(name), ())
    if len(ids) > 1:
        raise CreditcalcError(f"`{name[:80]}` is a name of {ticked(ids, 'and')}: use an id", did_you_mean=ids)
    if ids:
        return edition.top_ups[ids[0]]
    things = {called: edition.top_ups[of[0]].name for called, of in known.items()}
    near = nearest(folded(name), things) if may_hint(name) else []
    words = f"unknown pack `{name[:80]}`{offered(near)} (see `creditcalc addons list`)"
    raise CreditcalcError(words, did_you_mean=near)
