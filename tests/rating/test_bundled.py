"""Laws of prices that every bundled model keeps."""

import random
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from operator import or_

import pytest

from creditcalc.amount import Amount
from creditcalc.errors import REFUSED, UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import Value, word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import breakpoints, resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")
MOST_TRIED = 5
"""Combinations of its other settings that a model is tried with."""


def editions() -> Iterator[Edition]:
    """Every bundled edition."""
    catalog = Catalog()
    for name, platform in catalog.index.platforms.items():
        for edition in platform.editions:
            yield catalog.edition(name, edition)


def total(edition: Edition, model: Model, settings: dict[str, Value]) -> Amount | int:
    """What it costs, or the exit code of the refusal."""
    try:
        return price(resolve(model, {name: word_of(value) for name, value in settings.items()}), edition).total
    except CreditcalcError as error:
        return error.code


def combinations(model: Model, names: list[str], most: int | None = None) -> list[dict[str, Value]]:
    """The settings of these names at the values that stand for all others; `most` of them at random."""
    found = list(product(*(breakpoints(model, name) for name in names)))
    if most is not None and len(found) > most:
        found = random.Random(model.id).sample(found, most)
    return [dict(zip(names, choice, strict=True)) for choice in found]


def test_an_open_total_is_the_hull_of_the_totals_over_its_values() -> None:
    """An agent's is wider: left to itself it may run models that do not know the setting."""
    walked = set()
    for edition in editions():
        for model in edition.models.values():
            left = [name for name, setting in model.settings.items() if setting.is_open]
            if not left:
                continue
            walked.add(model.id)
            for rest in combinations(model, [name for name in model.settings if name not in left], MOST_TRIED):
                place = f"{edition.platform}/{edition.id} {model.id} {rest}"
                opened = total(edition, model, rest)
                closed = [total(edition, model, {**rest, **choice}) for choice in combinations(model, left)]
                sold = [one for one in closed if isinstance(one, Amount)]
                if isinstance(opened, int):
                    assert opened in closed, place
                    assert opened == UNPUBLISHED or set(closed) == {REFUSED}, place
                elif model.uses:
                    assert all(one in opened for one in sold), place
                else:
                    assert opened == reduce(or_, sold), place
                    assert UNPUBLISHED not in closed, place
    assert len(walked) > 50


LENGTHS = ("1", "2.5", "3", "3.9", "4", "5", "6", "7.9", "8", "8.1", "9.9", "10", "12", "15", "20", "30", "60", "61")
WISHES: tuple[dict[str, Value], ...] = ({}, {"resolution": "4k"}, {"resolution": "1080p", "audio": "on"})


def test_a_longer_video_of_an_agent_costs_at_least_as_much() -> None:
    walked = set()
    for edition in editions():
        for model in edition.models.values():
            if not model.uses:
                continue
            needed = {
                name: setting.range.low if setting.range else setting.choices[0]
                for name, setting in model.settings.items()
                if name != "seconds" and setting.initial is None and not setting.is_open
            }
            for wish in WISHES:
                if not all(name in model.settings and model.settings[name].admits(word) for name, word in wish.items()):
                    continue
                costs = [total(edition, model, {**needed, **wish, "seconds": Fraction(length)}) for length in LENGTHS]
                known = [cost for cost in costs if isinstance(cost, Amount)]
                assert costs[-len(known) :] == known, f"{model.id} {wish}: a shorter one has a price, a longer one none"
                lows = [cost.low for cost in known]
                assert lows == sorted(lows), f"{edition.platform}/{edition.id} {model.id} {wish}"
                walked |= {model.id} if known else set()
    assert {"agent-one-lite", "agent-one", "agent-two", "captions-chat-video"} <= walked
