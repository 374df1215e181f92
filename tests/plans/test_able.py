"""A plan that cannot do the work is never offered: not by `plans compare`, on a quote, a page or another platform."""

import json
import subprocess
from pathlib import Path

import pytest
from outcomes import printed, refused
from sheets import platform
from shell import CREDITCALC, run

from creditcalc.errors import CreditcalcError
from creditcalc.plans.able import able, check_plan, excluded, feature_of
from creditcalc.plans.options import currencies, options
from creditcalc.sheets.catalog import Catalog

MODELS = """
clip:
  name: Clip
  maker: P
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: 1, per: second, source: docs}]
agent-2.5:
  name: Agent 2.5
  maker: P
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: 1, per: second, source: docs}]
slow:
  name: Slow
  maker: P
  kind: video
  settings:
    seconds: {number: 1..60}
    plan: {one_of: [free, small, large], open: yes}
  rates:
    - {when: {plan: large}, price: 1, per: second, source: docs}
    - {when: {plan: small}, price: 2, per: second, source: docs}
    - {when: {plan: free}, unavailable: yes, source: docs}
"""
PLANS = """
free:
  name: Free
  prices: [{amount: 0, currency: USD, every: month}]
  allowance: {amount: 100, unit: credit, every: month}
  includes: {agent_2_5: no, watermark_free: no}
  source: docs
small:
  name: Small
  prices: [{amount: 10, currency: USD, every: month}]
  allowance: {amount: 100, unit: credit, every: month}
  includes: {agent_2_5: yes, watermark_free: yes}
  source: docs
large:
  name: Large
  prices: [{amount: 30, currency: USD, every: month}]
  allowance: {amount: 500, unit: credit, every: month}
  source: docs
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDITCALC_PRICING", str(platform(tmp_path / "mine", MODELS, plans=PLANS).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(command: str) -> list[str]:
    """The plans that a comparison offers, and the sentences that leave one out."""
    lines = printed(f"plans compare {command}").splitlines()
    rows = [line.split("  ")[1] for line in lines if line.startswith("  ") and not line.startswith("  Plan ")]
    said = [sentence.strip() for line in lines for sentence in line.replace(". ", ".\n").split("\n")]
    return rows + [one for one in said if "not available" in one or "puts a watermark on exports." in one]


def test_a_model_that_a_plan_excludes_is_named_and_the_plan_is_no_choice(folder: Path) -> None:
    assert offered("--model agent-2.5 --seconds 10") == ["Small", "Large", "Agent 2.5 is not available on Free."]
    assert refused("quote --model agent-2.5 --seconds 10 --plan free") == (
        "`agent-2.5` is not available on Free: choose `small` or `large`"
    )
    assert run("quote --model agent-2.5 --seconds 10 --plan large").code == 0  # whose sheet says nothing of it


def test_so_it_is_for_every_file_of_work(folder: Path) -> None:
    Path("jobs.csv").write_text("model,seconds\nclip,5\nagent-2.5,5\n")
    Path("s.yaml").write_text(
        "shots: [{alternatives: {draft: {model: clip, seconds: 5}, final: {model: agent-2.5, seconds: 5}}}]"
    )
    for name in ("jobs.csv", "s.yaml"):
        assert offered(f"--jobs {name}") == ["Small", "Large", "Agent 2.5 is not available on Free."]
        for command in (f"batch {name} --plan free", f"report {name} -o page.html --plan free"):
            assert "not available on Free" in run(command).err
    assert run("report jobs.csv -o page.html").code == 0
    page = Path("page.html").read_text()
    assert "Agent 2.5 is not available on Free." in page
    assert "Free</t" not in page


def test_work_whose_price_depends_on_the_plan_is_priced_on_each(folder: Path) -> None:
    command = "plans compare --model slow --seconds 60 --per-month 3"
    found = json.loads(printed(f"{command} --json"))["plans"]
    # on Large 60 s x 3 at 1 are 180 of 500; on Small they are 360, and it has 100 and no top-up; on Free it is not sold
    assert [(one["plan"]["id"], one["fits"], one["unused"]["text"]) for one in found] == [
        ("large", "yes", "320"),
        ("small", "no", "0"),
    ]
    assert "This is not available on Free." in printed(command)


JOBS = {
    "jobs.csv": "model,seconds,takes\nslow,60,2\nslow,60,1\n",
    "jobs.jsonl": '{"model": "slow", "seconds": 60, "takes": 3}\n',
    "s.yaml": "shots: [{alternatives: {a: {model: slow, seconds: 180}, b: {model: slow, seconds: 60, takes: 3}}}]",
}


@pytest.mark.parametrize("name", JOBS)
def test_so_is_a_file_of_it(folder: Path, name: str) -> None:
    Path(name).write_text(JOBS[name].replace("seconds: 180", "seconds: 60, takes: 3"))
    found = json.loads(printed(f"plans compare --jobs {name} --json"))["plans"]
    # 3 x 60 s: 180 of the 500 on Large, at 1 a second; 360 on Small, at 2, which has 100; not sold on Free
    assert [(one["plan"]["id"], one["fits"], one["unused"]["text"]) for one in found] == [
        ("large", "yes", "320"),
        ("small", "no", "0"),
    ]
    assert "This is not available on Free." in printed(f"plans compare --jobs {name}")
    for plan, total in (("large", "180"), ("Small", "360")):
        assert printed(f"batch {name} --plan {plan} -q").strip() == total
    assert "is not sold with" in run(f"batch {name} --plan free").err
    assert run(f"report {name} -o page.html").code == 0
    page = Path("page.html").read_text()
    assert (
        "This is not available on Free." in page
        and ", is the cheapest, with nothing extra" in page
        and "Free</t" not in page
    )


def test_models_are_compared_and_an_allowance_is_spent_on_the_plan(folder: Path) -> None:
    compare = "models compare --seconds 60"
    ranking = {plan: json.loads(printed(f"{compare} --plan {plan} --json"))["models"] for plan in ("small", "large")}
    totals = {plan: {one["model"]["id"]: one["total"]["text"] for one in found} for plan, found in ranking.items()}
    assert (totals["small"]["slow"], totals["large"]["slow"]) == ("120", "60")  # 60 x 2, 60 x 1
    assert "slow" not in run(f"{compare} --plan free").out
    buys = {plan: json.loads(printed(f"plans show {plan} --json"))["buys"] for plan in ("free", "small", "large")}
    seconds = {plan: {one["model"]["id"]: one["quantity"]["text"] for one in found} for plan, found in buys.items()}
    assert seconds == {
        "free": {"clip": "100"},  # no Agent 2.5, and nothing slow
        "small": {"clip": "100", "agent-2.5": "100", "slow": "50"},  # 100 at 2 a second
        "large": {"clip": "500", "agent-2.5": "500", "slow": "500"},
    }


@pytest.mark.parametrize(
    "command", ["quote --model slow --seconds 60", "models compare --seconds 60", "batch s.yaml", "report s.yaml"]
)
def test_what_is_left_out_of_an_open_plan_is_named(folder: Path, command: str) -> None:
    Path("s.yaml").write_text("shots: [{model: slow, seconds: 60}]\n")
    assert "ot sold, so left out: plan free (yes)" in run(command).out


def test_a_plan_that_must_be_given_is_none_where_all_are_compared(folder: Path) -> None:
    models, command = Path("mine/p/e/models.yaml"), "plans compare --model slow --seconds 60 --per-month 3"
    before = printed(command)
    models.write_text(models.read_text().replace("large], open: yes}", "large]}"))
    assert printed(command) == before
    assert "needs `plan`: give `--plan`" in refused("quote --model slow --seconds 60")


def test_a_schedule_says_that_its_work_depends_on_the_plan(folder: Path) -> None:
    said = "What this takes depends on the plan: the range covers all plans."
    slow, clip = (printed(f"plans compare --model {model} --seconds 10 --horizon 2") for model in ("slow", "clip"))
    assert said in slow and "This is not available on Free." in slow
    assert said not in clip


def test_work_that_says_its_plan_is_made_on_no_other(folder: Path) -> None:
    found = offered("--model slow --seconds 10 --set plan=small")
    assert found == ["Small", "This is not available on Free.", "This is not available on Large."]


def test_a_pipe_of_it_is_refused(folder: Path) -> None:
    given, command = b"model,seconds\nslow,60\n", [*CREDITCALC, "plans", "compare", "--jobs", "-"]
    found = subprocess.run(command, input=given, capture_output=True, check=False)
    assert found.stderr == b"error: the cost depends on the plan, and a pipe can be read only once: give a file\n"
    assert subprocess.run(command, input=given.replace(b"slow", b"clip"), capture_output=True, check=True).stdout


def test_a_row_that_names_its_plan_keeps_it(folder: Path) -> None:
    Path("jobs.csv").write_text("model,seconds,plan\nslow,60,small\nslow,60,\n")
    assert printed("batch jobs.csv --plan large -q").strip() == "180"  # 60 x 2, as it says, and 60 x 1
    assert refused("quote --model slow --seconds 60 --set plan=small --plan large") == (
        "`plan` is given twice, as `small` and `large`: give it once"
    )
    assert printed("quote --model slow --seconds 60 --set plan=Small --plan small -q").strip() == "120"


def test_a_plan_that_a_model_is_not_sold_on_is_no_choice(folder: Path) -> None:
    models = Path("mine/p/e/models.yaml")
    models.write_text(models.read_text().replace("one_of: [free, small, large]", "one_of: [small, large]"))
    models.write_text(models.read_text().replace("    - {when: {plan: free}, unavailable: yes, source: docs}\n", ""))
    assert offered("--model slow --seconds 10") == ["Small", "Large", "This is not available on Free."]
    assert "does not take plan `free`" in refused("quote --model slow --seconds 10 --plan free")


def test_a_watermark_is_said_and_can_be_left_out(folder: Path) -> None:
    command = "plans compare --model clip --seconds 10"
    found = json.loads(printed(f"{command} --json"))["plans"]
    assert [(one["plan"]["id"], one["verdict"], one["watermark"]) for one in found] == [
        ("free", "cheapest", True),
        ("small", None, False),
        ("large", None, None),
    ]
    assert "Free, $0 a month with a watermark on exports, is the cheapest, with nothing extra to buy." in printed(
        command
    )
    assert printed(f"{command} --format csv").splitlines()[1].endswith("cheapest,true")
    assert offered("--model clip --seconds 10 --no-watermark") == [
        "Small",
        "Large",
        "Free puts a watermark on exports.",
    ]
    for more in ("--break-even", "--credits 10 --horizon 2"):  # in the line, and as data
        assert "Free, with a watermark" in printed(f"plans compare {more}")
        assert '"name": "Free",' in printed(f"plans compare {more} --json")
        assert '"watermark": true' in printed(f"plans compare {more} --json")
    Path("jobs.csv").write_text("model,seconds\nclip,5\n")
    assert run("report jobs.csv -o page.html").code == 0
    assert "Free, $0 a month with a watermark on exports, is the cheapest" in Path("page.html").read_text()
    for more in ("", "--break-even", "--credits 10 --horizon 2"):
        assert "Free  " not in printed(f"plans compare {more} --no-watermark")


def test_where_no_plan_is_left_it_is_said(folder: Path) -> None:
    plans = Path("mine/p/e/plans.yaml")
    plans.write_text(plans.read_text().replace("agent_2_5: yes", "agent_2_5: no").partition("large:")[0])
    assert refused("plans compare --model agent-2.5 --seconds 10") == (
        "no plan can do this: Agent 2.5 is not available on Free. Agent 2.5 is not available on Small"
    )
    assert refused("quote --model agent-2.5 --seconds 10 --plan free") == "`agent-2.5` is not available on Free"


def test_no_bundled_plan_is_offered_for_a_model_that_it_excludes() -> None:
    catalog, found = Catalog(), set()
    for one in catalog.index.platforms.values():
        for name in one.editions:
            edition = catalog.edition(one.id, name)
            ways = [way for currency in currencies(edition) for way in options(edition, currency)]
            for model in edition.models.values():
                closed = {plan.id for plan in edition.plans.values() if plan.includes.get(feature_of(model)) == "no"}
                for plan in closed:
                    found.add((one.id, model.id, plan))
                    with pytest.raises(CreditcalcError, match="is not available on"):
                        check_plan(edition.plan(plan), [model], edition)
                if closed and {way.plan.id for way in ways} - closed:
                    kept, _ = able(ways, [model])
                    assert not {way.plan.id for way in kept} & closed
    invideo = {("invideo", "agent-one", "free"), ("invideo", "seedance-2.5", "starter")}
    assert {*invideo, ("higgsfield", "seedance-2.5", "starter")} <= found


def test_on_other_platforms_too(folder: Path) -> None:
    assert (
        "p, `agent-2.5` is not available on Free"
        in run("platforms compare --model agent-2.5 --seconds 5 --plan free").err
    )
    assert "Agent 2.5 (not available on Free)" in printed("models compare --seconds 5 --plan free")
    catalog = Catalog()
    assert excluded(catalog.edition("invideo").plan("plus"), catalog.edition("invideo").models.values()) is None
