"""Every option of `quote` and of the comparisons is an argument in Python, or says why it is none."""

import inspect
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main
from shell import run
from walks import commands

import creditcalc
from creditcalc.book import Book
from creditcalc.cli.app import app

pytestmark = pytest.mark.usefixtures("warm")

SETTINGS = ("seconds", "resolution", "audio", "twin", "quality", "characters")
"""Options that are settings of a model, which are arguments of their names, as `--set` is for all others."""
SCREEN = dict.fromkeys(
    ("format", "json", "wide", "exact", "explain", "no_pager"), "`to_dict()`, `str` and a format spec"
)
OTHERWISE: dict[str, dict[str, str]] = {
    "quote": {
        **SCREEN,
        **dict.fromkeys(("4k", "1080p", "720p"), "`resolution=`"),
        "set": "settings are arguments of their own names",
        "plan": "`creditcalc.open(plan=...)`: as an argument of a quote it is the setting of that name",
        "budget": "`within(budget)`",
        "tolerance": "`within(budget, tolerance=...)`",
        **dict.fromkeys(("wallet", "charge", "key"), "the library reads wallets, and only the command writes them"),
        "quiet": "`str(quote.total)`",
        "no_config": "no configuration is read",
    },
    "plans compare": {
        **SCREEN,
        **dict.fromkeys(("4k", "1080p", "720p"), "`resolution=`"),
        **dict.fromkeys(("platform", "edition", "as_of", "pricing"), "`creditcalc.open` has them"),
        "set": "settings are arguments of their own names",
        "plan": "`plans=[...]`, since it can be repeated",
        "rate": "`rates={...}`, for the same reason",
        "no_watermark": "`watermark=False`",
        "jobs": "`storyboard` and `price_many` say what files cost: give their sum as `credits=`",
        **dict.fromkeys(("chart", "svg", "up_to"), "`chart_plans`"),
        "break_even": "its figures are the command's alone",
        "no_config": "no configuration is read",
    },
}
"""Options that are no arguments, and what does the same."""
FUNCTIONS: dict[str, Callable[..., Any]] = {"quote": creditcalc.quote, "plans compare": Book.compare_plans}


def options(command: str) -> set[str]:
    """The options of a command, each by its first long name, as an argument would be called."""
    (found,) = (one for words, one in commands(typer.main.get_command(app)) if " ".join(words) == command)
    named = [one.opts for one in found.params if one.param_type_name == "option" and "--help" not in one.opts]
    return {next(one for one in opts if one.startswith("--"))[2:].replace("-", "_") for opts in named}


@pytest.mark.parametrize("command", FUNCTIONS)
def test_an_option_is_an_argument_or_says_why_it_is_none(command: str) -> None:
    arguments = {*inspect.signature(FUNCTIONS[command]).parameters}
    assert options(command) - arguments - {*SETTINGS} == {*OTHERWISE[command]}


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"model": "kling-2.6-standard", "minutes": 1}, "--model kling-2.6-standard --minutes 1"),
        (
            {"model": "kling-2.6-standard", "minutes": "1.5", "takes": 2},
            "--model kling-2.6-standard --minutes 1.5 --takes 2",
        ),
        ({"model": "nano-banana-pro", "images": 3}, "--model nano-banana-pro --images 3"),
        (
            {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True, "outputs": 2},
            "--model veo-3.1 --seconds 8 --4k --audio --outputs 2",
        ),
    ],
)
def test_an_argument_means_what_its_option_means(given: dict[str, Any], typed: str) -> None:
    assert creditcalc.quote(**given).to_dict() == json.loads(run(f"quote {typed} --json").out)


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({"plans": ["Plus", "Max (yearly)"]}, "--plan Plus --plan 'Max (yearly)'"),
        ({"plans": ["Plus"], "credits": "500"}, "--plan Plus --credits 500"),
        (
            {"credits": 500, "currency": "EUR", "rates": {"USD": "0.92"}},
            "--credits 500 --currency EUR --rate USD=0.92",
        ),
        ({"credits": 500, "horizon": 3}, "--credits 500 --horizon 3"),
        (
            {"credits": [100, "200.5"], "horizon": 2, "watermark": False},
            "--credits 100,200.5 --horizon 2 --no-watermark",
        ),
        (
            {"model": "kling-2.6-standard", "minutes": 1, "per_month": 10},
            "--model kling-2.6-standard --minutes 1 --per-month 10",
        ),
    ],
)
def test_plans_are_compared_as_the_command_does(given: dict[str, Any], typed: str) -> None:
    printed = run(f"plans compare {typed} --json")
    listing = creditcalc.open().compare_plans(**given)
    assert listing.to_dict() == json.loads(printed.out)


def test_a_horizon_has_an_item_for_each_month() -> None:
    listing = creditcalc.open().compare_plans(credits=500, horizon=3)
    assert [item.per for item in listing] == ["month"] * 3
    paid = [stage["money"]["low"] for stage in listing.to_dict()["months"]]
    assert [str(item.price and item.price.low) for item in listing] == paid


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"minutes": 1, "seconds": 8}, "give `seconds=` or `minutes=`, not both"),
        ({"minutes": True}, "`minutes` must be a number, not True"),
        ({"seconds": 8, "images": 2}, "`kling-2.6-standard` does not make images: give `outputs=` instead"),
        ({"model": "nano-banana-pro", "images": 2, "outputs": 3}, "give `images=` or `outputs=`, not both"),
        ({"seconds": 8, "images": 0}, "`images` must be a whole number of at least 1, not `0`"),
    ],
)
def test_what_does_not_go_together_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(creditcalc.CreditcalcError) as refused:
        creditcalc.quote(**{"model": "kling-2.6-standard", **given})
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rates": 5}, "`rates` must be numbers by currency, as in `rates={'USD': '0.92'}`"),
        ({"rates": {"USD": 0}}, "a rate must be more than 0, and that of USD is 0"),
        ({"rates": {"USD": 0.92}}, "`rates['USD']=0.92` is a float, which is not exact: give `'0.92'` or a Decimal"),
        ({"horizon": 3}, "`horizon=` needs `credits=` or `model=`"),
        ({"horizon": 121, "credits": 5}, "`horizon` must be a number of months from 1 to 120, not 121"),
        ({"credits": [5, 6]}, "`credits` of several months need `horizon=`"),
        ({"credits": [5, 6], "horizon": 3}, "`horizon=3` does not match the 2 months of `credits=`"),
        ({"plans": "Plus"}, "`plans` must be a list of names, as in `plans=['client']`"),
    ],
)
def test_what_plans_cannot_be_compared_by_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(creditcalc.CreditcalcError) as refused:
        creditcalc.open().compare_plans(**given)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        ({}, ""),
        (
            {"plans": ["Plus", "Max"], "up_to": 300, "currency": "usd"},
            "--plan plus --plan max --up-to 300 --currency USD",
        ),
    ],
)
def test_a_chart_is_the_picture_of_the_command(given: dict[str, Any], typed: str, tmp_path: Path) -> None:
    chart = creditcalc.open().chart_plans(**given)
    assert run(f"plans compare {typed} --chart").out.strip() == str(chart).strip()
    assert run(f"plans compare {typed} --svg {tmp_path / 'plans.svg'}").code == 0
    assert (tmp_path / "plans.svg").read_text(encoding="utf-8") == chart.svg == chart._repr_svg_()
    assert repr(chart) == "<Chart of the plans of invideo 2026-05>"
    again = pickle.loads(pickle.dumps(chart))
    assert (again, hash(again), again == "x") == (chart, hash(chart), False)


@pytest.mark.parametrize("odd", [0, -1, "x", 0.5, True, []])
def test_a_chart_of_no_work_is_refused(odd: Any) -> None:
    with pytest.raises(creditcalc.CreditcalcError):
        creditcalc.open().chart_plans(up_to=odd)
