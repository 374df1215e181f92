"""`creditcalc sheets check --coverage --pairs`: what people ask for, and how the sheets answer."""

import json
from pathlib import Path

import pytest
from outcomes import refused
from shell import run

pytestmark = pytest.mark.usefixtures("warm")
PAIRS = Path(__file__).parents[1] / "sheets" / "asked.csv"


def test_most_of_what_people_ask_for_has_an_exact_answer() -> None:
    found = json.loads(run(f"sheets check --coverage --pairs {PAIRS} --json").out)
    counts = found["counts"]
    assert sum(counts.values()) == len(found["pairs"]) == 66
    assert counts["exact"] >= 40
    assert counts["none"] <= 12
    assert all((one["answered"] == "none") == (one["why"] is not None) for one in found["pairs"])


def test_each_answer_is_that_of_the_quote(tmp_path: Path) -> None:
    options = "veo-3.1 8s --4k --audio"
    path = tmp_path / "pairs.csv"
    path.write_text(
        f'asked,platform,options\nVeo,list,{options}\n"No such, model",list,--model nope\n'
        "No platform,nowhere,veo-3.1 8s\nOn a plan,flow,veo-3.1-fast 8s --plan pro\n"
    )
    found = json.loads(run(f"sheets check --coverage --pairs {path} --json").out)
    assert found["pairs"][0]["total"] == json.loads(run(f"quote {options} --platform list --json").out)["total"]
    assert [one["why"] and one["why"].split(" (")[0] for one in found["pairs"]] == [
        None,
        "unknown model `nope` on list",
        "unknown platform `nowhere`",
        None,
    ]
    assert (found["pairs"][3]["total"]["text"], found["counts"]["exact"], found["counts"]["none"]) == ("20", 2, 2)
    assert "4 pairs: 2 exact and 2 no answer." in run(f"sheets check --coverage --pairs {path}").out


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ("veo-3.1 --nope", "`options`: no option --nope"),
        ("--seconds 8", "`options`: no model given"),
        ("veo-3.1 --takes x", "`options`: --takes takes a whole number, not x"),
        ("'", "a quote in `options` is not closed"),
        ("--help", "`options` asks for help: name a model"),
    ],
)
def test_options_that_the_quote_does_not_take_are_refused_with_their_line(
    tmp_path: Path, options: str, wrong: str
) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(f"asked,platform,options\na,list,{options}\n")
    assert refused(f"sheets check --coverage --pairs {path}") == f"{path}:2: {wrong}"


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    call = f"sheets check --coverage --pairs {path}"
    assert refused(call) == f"{path}: cannot be read: no such file or directory"
    path.write_text("asked,platform\n")
    assert refused(call) == f"{path}: lacks the columns `options`"
    path.write_text("asked,platform,options\na,b\n")
    assert refused(call) == f"{path}:2: has not as many cells as the first line"
    assert run(f"sheets check --pairs {path}").err == "error: --pairs needs --coverage\n"
