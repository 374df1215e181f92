"""Random walks of keys: what the screen shows is what the command that `c` copies prints."""

import json
import shlex

from explorer import CLIP, PLANS, SHOOT
from exploring import drive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shell import run

from creditcalc.cli.explore.app import Explorer
from creditcalc.figures import in_unit
from creditcalc.reports.report import Report
from creditcalc.whatif.clip import Clip
from creditcalc.whatif.shoot import Shooting

TURNS = ("left", "right", "up", "down", "shift+right", "backspace")
WALK = st.lists(st.sampled_from(TURNS), min_size=3, max_size=10)
"""Keys that turn dials, of any view."""
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def answer(app: Explorer) -> str:
    """All of the answer as it is drawn, also what is out of sight."""
    return "\n".join(app.drawn(part, 100).plain for part in app.parts)


@FEW
@given(WALK)
def test_the_clip_on_the_screen_is_the_quote_of_the_command(walk: list[str]) -> None:
    drawn: list[str] = []
    app = drive(CLIP, *walk, "c", then=lambda app: drawn.append(answer(app)))
    found: Clip = app.found["clip"]
    assert app.clipboard == app.command
    ran = run(f"{shlex.join(shlex.split(app.clipboard)[1:])} --json")
    made = json.loads(ran.out)
    if found.answer is None:
        assert found.refusal is not None
        assert (ran.code, made["message"]) == (found.refusal.code, str(found.refusal))
        assert "".join(made["message"].split()) in "".join(drawn[0].replace("! ", "").split())
    else:
        assert made == found.answer.to_dict()
        assert drawn[0].splitlines()[2].strip().startswith(in_unit(found.answer.quote.total, found.answer.edition.unit))


@FEW
@given(WALK)
def test_the_shoot_on_the_screen_is_the_batch_of_the_command(walk: list[str]) -> None:
    """From the budget on: a shot that is changed is in no file, and has no command until it is saved."""
    drawn: list[str] = []
    app = drive(SHOOT, "down", "down", *walk, "c", then=lambda app: drawn.append(answer(app)))
    found: Shooting = app.found["shoot"]
    if app.changes:
        assert app.command == ""
        return
    ran = run(f"{shlex.join(shlex.split(app.clipboard)[1:])} --json")
    made = json.loads(ran.out)
    made.pop("selection")
    assert made == json.loads(json.dumps(dict(found.data)))
    assert found.reports[0].answer[0].figure in drawn[0]


@FEW
@given(WALK)
def test_the_plans_on_the_screen_are_those_of_the_command(walk: list[str]) -> None:
    drawn: list[str] = []
    app = drive(PLANS, *walk, "c", then=lambda app: drawn.append(answer(app)))
    ran = run(f"{shlex.join(shlex.split(app.clipboard)[1:])} --json")
    assert ran.code == 0, (app.clipboard, ran)
    made = json.loads(ran.out)
    first = app.parts[0]
    assert isinstance(first, Report)
    made.pop("selection")
    assert made == json.loads(json.dumps(dict(first.data)))
    assert drawn[0].startswith(first.title)
