"""Random walks of keys: what the screen shows is what the command that `c` copies prints."""

import json
import os
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from explorer import CLIP, PLANS, SHOOT
from exploring import Drawn, drive
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shell import Ran, run

from creditcalc.cli.commands.explore import _begun, _needed, _unset
from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.explore.views import PlansShown
from creditcalc.cli.options import BookOptions
from creditcalc.figures import in_unit
from creditcalc.reports.report import Report
from creditcalc.whatif.clip import Clip
from creditcalc.whatif.dials import Dials
from creditcalc.whatif.shoot import Shooting

TURNS = ("left", "right", "up", "down", "shift+right", "backspace")
WALK = st.lists(st.sampled_from(TURNS), min_size=3, max_size=10)
"""Keys that turn dials, of any view."""
FEW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
FILE = ("config set plan plus", "config set billing yearly", "config set currency aud")
VARIABLES = {"PLAN": "max", "BILLING": "yearly", "EDITION": "2026-05", "CURRENCY": "ron"}
DAY = "2026-05-31"
Walk = Callable[..., Drawn]


@pytest.fixture(params=["bare", "file", "variables", "day"])
def walk(request: pytest.FixtureRequest, warm: None, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """An explorer after some keys, of a person who has set nothing, or something, or asks for a day."""
    remembers = request.param in ("file", "variables")
    for line in FILE if request.param == "file" else ():
        assert run(line).code == 0
    for name, value in VARIABLES.items() if request.param == "variables" else ():
        monkeypatch.setenv(f"CREDITCALC_{name}", value)

    def walked(dials: Dials, *keys: str, **then: Any) -> Drawn:
        book = BookOptions(as_of=DAY if request.param == "day" else None).remembering()
        books, start = _begun(book, [], None)
        if remembers:
            assert start.plan.endswith(" (yearly)")
            assert start.currency
            named = {name: getattr(start, name) for name in ("platform", "edition", "plan", "currency")}
            dials = dials._replace(**named)
        return drive(dials, *keys, books=books, typed=_needed(book), unset=_unset(), **then)

    return walked


def answer(app: Explorer) -> str:
    """All of the answer as it is drawn, also what is out of sight."""
    return "\n".join(app.drawn(part, 100).plain for part in app.parts)


def ran(command: str) -> Ran:
    """What a command that was copied prints as JSON."""
    words = shlex.split(command)
    unset = [word.removesuffix("=") for word in words[: words.index("creditcalc")]]
    with pytest.MonkeyPatch.context() as patch:
        for name in unset:
            assert os.environ[name]
            patch.setenv(name, "")
        return run(f"{shlex.join(words[len(unset) + 1 :])} --json")


@FEW
@given(WALK)
def test_the_clip_on_the_screen_is_the_quote_of_the_command(walk: Walk, keys: list[str]) -> None:
    drawn: list[str] = []
    app = walk(CLIP, *keys, "c", then=lambda app: drawn.append(answer(app)))
    found: Clip = app.found["clip"]
    assert app.clipboard == app.command
    printed = ran(app.clipboard)
    made = json.loads(printed.out)
    if found.answer is None:
        assert found.refusal is not None
        assert (printed.code, made["message"]) == (found.refusal.code, str(found.refusal))
        assert "".join(made["message"].split()) in "".join(drawn[0].replace("! ", "").split())
    else:
        assert made == found.answer.to_dict()
        assert drawn[0].splitlines()[2].strip().startswith(in_unit(found.answer.quote.total, found.answer.edition.unit))


@FEW
@given(WALK)
def test_the_shoot_on_the_screen_is_the_batch_of_the_command(walk: Walk, keys: list[str]) -> None:
    """From the budget on: a shot that is changed is in no file, and has no command until it is saved."""
    drawn: list[str] = []
    app = walk(SHOOT, "down", "down", *keys, "c", then=lambda app: drawn.append(answer(app)))
    found: Shooting = app.found["shoot"]
    if app.changes:
        assert app.command == ""
        return
    made = json.loads(ran(app.clipboard).out)
    made.pop("selection")
    assert made == json.loads(json.dumps(dict(found.data)))
    assert found.reports[0].answer[0].figure in drawn[0]


@FEW
@example(
    ["shift+right", "up", "up", "left"]
)  # a currency in which no plan says what it gives, where a plan is remembered
@given(WALK)
def test_the_plans_on_the_screen_are_those_of_the_command(walk: Walk, keys: list[str]) -> None:
    drawn: list[str] = []
    app = walk(PLANS, *keys, "c", then=lambda app: drawn.append(answer(app)))
    printed = ran(app.clipboard)
    made = json.loads(printed.out)
    found: PlansShown = app.found["plans"]
    if refusal := (found.ahead or found.found).refusal:
        assert (printed.code, made["message"]) == (refusal.code, str(refusal))
        assert "".join(made["message"].split()) in "".join(drawn[0].replace("! ", "").split())
        return
    assert printed.code == 0, (app.clipboard, printed)
    first = app.parts[0]
    assert isinstance(first, Report)
    made.pop("selection")
    assert made == json.loads(json.dumps(dict(first.data)))
    assert drawn[0].startswith(first.title)
