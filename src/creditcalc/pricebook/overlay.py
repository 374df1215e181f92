"""How sheets lie on one another: a model taken from the list, a person's own rows, the rows in force on a day.

One rule throughout: a row takes the place of the row with the same condition. Nothing wins by its order.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from creditcalc.amount import Amount, exactly
from creditcalc.day import in_force
from creditcalc.pricebook.condition import Range, Test, overlap
from creditcalc.pricebook.edition import Calibration
from creditcalc.pricebook.model import Model, Multiplier, Rate, Setting, Tier

if TYPE_CHECKING:
    from creditcalc.pricebook.plan import Plan, TopUp

    _Priced = TypeVar("_Priced", Plan, TopUp)

ASKED_FOR = Test.parse("on")


def on(model: Model, day: str) -> Model:
    """The model with only the rows that are in force on a day."""
    return model._replace(
        rates=tuple(rate for rate in model.rates if in_force(rate, day)),
        surcharges=tuple(rate for rate in model.surcharges if in_force(rate, day)),
    )


def sold_on(part: "_Priced", day: str) -> "_Priced":
    """The plan or the pack with only the prices that are in force on a day."""
    return part._replace(prices=tuple(money for money in part.prices if in_force(money, day)))


def in_credits(rate: Rate, calibration: Calibration, factor: Amount | None, prefix: str) -> Rate:
    """A row of list prices as a row of credits: each price times credits per USD, graded derived.

    `prefix` names the edition that the row's source belongs to.
    """
    per_usd = calibration.price * (factor or exactly(1))

    def tier(step: Tier) -> Tier:
        return step._replace(price=step.price * per_usd)

    listed = rate.list_usd or rate.price
    return rate._replace(
        price=listed and (listed * per_usd if listed.qualifier != "unknown" else listed),
        list_usd=listed,
        graduated=tuple(tier(step) for step in rate.graduated),
        whole=tuple(tier(step) for step in rate.whole),
        grade=rate.grade if rate.unavailable else "derived",
        source=prefix + rate.source,
        until=rate.until and rate.until.prefixed(prefix),
        claims=tuple(claim._replace(source=prefix + claim.source) for claim in rate.claims),
    )


def from_list(model: Model, listed: Model, calibration: Calibration, prefix: str) -> Model:
    """A model that takes its settings, limits and rates from a model of the list.

    Its own settings replace the list's, and drop the list's limits that speak of them and the rows that they rule out;
    its own rows replace the rows with the same condition. What the list says of lengths and of the last day is
    kept beside.
    """
    own = set(model.settings)
    until = listed.until and listed.until.prefixed(prefix)

    def priced(rows: tuple[Rate, ...]) -> tuple[Rate, ...]:
        return tuple(in_credits(row, calibration, model.list_factor, prefix) for row in rows if _possible(row, model))

    minimum = listed.minimum and listed.minimum._replace(
        price=listed.minimum.price * calibration.price * (model.list_factor or exactly(1)),
        source=prefix + listed.minimum.source,
    )
    return model._replace(
        name=model.name or listed.name,
        maker=model.maker or listed.maker,
        kind=model.kind or listed.kind,
        aliases=(*model.aliases, *(alias for alias in listed.aliases if alias not in model.aliases)),
        since=model.since or listed.since,
        until=model.until or until,
        settings={**listed.settings, **model.settings},
        requires=model.requires
        + tuple(
            limit._replace(source=prefix + limit.source)
            for limit in listed.requires
            if not own & {name for name, _ in limit.when + limit.needs}
        ),
        rates=rows_over(priced(listed.rates), model.rates),
        multipliers=model.multipliers
        + tuple(
            factor._replace(source=prefix + factor.source) for factor in listed.multipliers if _possible(factor, model)
        ),
        surcharges=rows_over(priced(listed.surcharges), model.surcharges),
        minimum=model.minimum or minimum,
        outputs_per_generation=model.outputs_per_generation or listed.outputs_per_generation,
        note=model.note or listed.note,
        listed=(listed.settings.get("seconds"), until),
    )


def _possible(row: Rate | Multiplier, above: Model) -> bool:
    """Whether the settings of a model that is laid over a row leave anything that the row is for."""
    return all(_admits(above.settings.get(name), test) for name, test in row.when)


def _admits(setting: Setting | None, test: Test | Range) -> bool:
    """Whether a setting can have one of the values that a condition asks for."""
    if setting is None or not (setting.choices or setting.range):
        return True
    if setting.range is None:
        return any(value in test for value in setting.choices)
    if isinstance(test, Range):
        return overlap(test, setting.range)
    return any(setting.admits(value) for value in test)


def rows_over(below: tuple[Rate, ...], above: tuple[Rate, ...]) -> tuple[Rate, ...]:
    """The rows below, except those whose condition (and name) a row above repeats, then the rows above."""
    taken = {_key(row) for row in above}
    return tuple(row for row in below if _key(row) not in taken) + above


def _key(row: Rate) -> tuple[object, ...]:
    return (row.name, frozenset(row.when))


def model_over(below: Model | None, above: Model) -> Model:
    """A person's own model over the bundled one: its rows and settings replace those of the same condition or name.

    Its settings drop the rows below that they rule out.
    """
    if below is None:
        return above
    changed = {name: value for name, value in above._asdict().items() if value != Model._field_defaults.get(name)}
    changed.pop("place", None)
    changed.update(
        settings={**below.settings, **above.settings},
        rates=rows_over(tuple(row for row in below.rates if _possible(row, above)), above.rates),
        surcharges=rows_over(tuple(row for row in below.surcharges if _possible(row, above)), above.surcharges),
        multipliers=above.multipliers or tuple(factor for factor in below.multipliers if _possible(factor, above)),
        aliases=below.aliases + above.aliases,
        # The vendor's worked examples are of the vendor's prices.
        examples=above.examples if above.rates or above.surcharges else below.examples + above.examples,
    )
    return below._replace(**changed)


def with_addons(model: Model, addons: Mapping[str, Rate]) -> Model:
    """The model with the add-ons for its kind: a flag setting and a surcharge each."""
    fitting = {name: addon for name, addon in addons.items() if model.kind in addon.for_}
    if not fitting:
        return model
    flags = {name: Setting(flag="off", place=addon.place) for name, addon in fitting.items()}
    rows = tuple(addon._replace(when=(*addon.when, (name, ASKED_FOR)), for_=()) for name, addon in fitting.items())
    return model._replace(settings={**model.settings, **flags}, surcharges=model.surcharges + rows)
