"""One reader of numbers: what may be two is refused in every option, cell and text; the numbers of a format are not."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import typer
from outcomes import refused
from shell import run
from walks import commands

import creditcalc
from creditcalc.cli.app import app


@pytest.fixture
def folder(tmp_path: Path, warm: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write in, and the bundled sheets."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


NUMBERS = {"N": "{}", "N[,N...]": "7,{}", "PERCENT": "{}", "RATE": "{}", "BUDGET": "{}", "LIMIT": "{}%"}
NUMBERS |= {"CUR=N": "EUR={}", "MODEL=SHARE,...": "kling-2.6-standard={}%,veo-3.1=50%"}
"""What an option takes whose value is a number, and the value with a number in it."""
LENGTH = "--seconds 10"
CLIP = f"--model kling-2.6-standard {LENGTH}"
OPEN = "wallet open main --plan plus --since 2026-05-14"
BASES = {
    "quote": f"quote {CLIP}",
    "batch": "batch s.yaml",
    "request": "request body.json --provider fal --endpoint fal-ai/veo3.1/fast",
    "report": "report s.yaml -o page.html --plan plus",
    "models list": "models list",
    "models compare": f"models compare {LENGTH}",
    "plans compare": f"plans compare {CLIP}",
    "platforms compare": f"platforms compare {CLIP}",
    "sheets observe": f"sheets observe {CLIP} --charged 5 --day today --platform invideo",
    "wallet open": "wallet open other --plan plus --since 2026-05-14",
    "wallet grant": "wallet grant --credits 5",
    "wallet top-up": "wallet top-up --credits 5",
    "wallet spend": f"wallet spend {CLIP}",
    "wallet reconcile": "wallet reconcile 2 --charged 6",
    "wallet transfer": "wallet transfer --to max --how new",
    "wallet forecast": "wallet forecast --jobs s.yaml",
}
"""A line of each command that has such an option."""
INSTEAD = {
    "--minutes": (LENGTH, ""),
    "--characters": (CLIP, "--model elevenlabs-v3"),
    "--mix": (CLIP, "--model agent-one --seconds 60"),
    "--credits": (CLIP, ""),
    "--fps": (CLIP, "s.yaml"),
    "--per-day": (" --jobs s.yaml", ""),
    "--per-week": (" --jobs s.yaml", ""),
    "--failure-rate": ("s.yaml", "s.yaml --success-rate 0.5"),
    "--max-increase": ("s.yaml", "s.yaml --compare-to /dev/null"),
}
"""What stands in a line in another's place where the two do not go together."""
READINGS = {"1,000": "`1000` or `1`", "12.340": "`12340` or `12.34`", "999.990": "`999990` or `999.99`"}
NONE = {
    *(("models compare", "--characters"), ("models compare", "--mix"), ("platforms compare", "--mix")),
    *(("request", option) for option in ("--seconds", "--minutes", "--characters", "--mix")),  # the body decides them
    *(("sheets observe", option) for option in ("--before", "--after")),  # two balances, and never a charge beside them
}
"""Options that these commands share with others and have no use for."""


def lines_with_numbers() -> Iterator[str]:
    """A line with each option of each command that takes a number as text, `{}` in the place of the number."""
    for words, command in commands(typer.main.get_command(app)):
        name = " ".join(words)
        for parameter in command.params:
            form = NUMBERS.get(getattr(parameter, "metavar", None) or "")
            option = parameter.opts[0]
            if form is not None and parameter.param_type_name == "argument":
                yield f"{BASES[name].partition(' --')[0]} {form}"
            elif form is not None and parameter.type.name == "str" and (name, option) not in NONE:
                yield f"{BASES[name].replace(*INSTEAD.get(option, ('', '')))} {option} {form}"


def test_what_may_be_two_numbers_is_refused_in_every_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text("shots: [{model: kling-2.6-standard, seconds: 5}]\n")
    Path("body.json").write_text('{"prompt": "a fox"}')
    assert {run(one).code for one in (OPEN, f"wallet spend {CLIP}")} == {0}
    for line in lines_with_numbers():
        for written, readings in READINGS.items():
            if "," in written and "," in line:
                continue  # in a list a comma parts two
            found = run(line.format(written))
            words = f"`{written}` may be {readings.replace('`', '')}: write {readings}\n"
            assert (found.code, found.out, found.err[-len(words) :]) == (1, "", words), line


@pytest.mark.parametrize("written", READINGS)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cells.csv", 'model,seconds\nkling-2.6-standard,"{}"\n'),
        ("counts.csv", 'model,seconds,takes\nkling-2.6-standard,5,"{}"\n'),
        ("rates.csv", 'model,seconds,success_rate\nkling-2.6-standard,5,"{}"\n'),
        ("texts.jsonl", '{{"model": "kling-2.6-standard", "seconds": "{}"}}\n'),
        ("texts.json", '[{{"model": "kling-2.6-standard", "minutes": "{}"}}]\n'),
        ("quoted.yaml", 'shots: [{{model: kling-2.6-standard, seconds: "{}"}}]\n'),
    ],
)
@pytest.mark.parametrize("command", ["batch", "report -o page.html", "plans compare --jobs"])
def test_and_in_every_text_of_a_file(folder: Path, command: str, name: str, text: str, written: str) -> None:
    Path(name).write_text(text.format(written))
    found = run(f"{command} {name}".replace("page.html x", "x"))
    assert found.code == 1
    assert f"`{written}` may be" in found.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("numbers.jsonl", '{"model": "kling-2.6-standard", "seconds": 5.000, "takes": 2.000}\n'),
        ("numbers.json", '[{"model": "kling-2.6-standard", "seconds": 5.000, "takes": 2.000}]\n'),
        ("power.json", '[{"model": "kling-2.6-standard", "seconds": 50E-1, "takes": 0.2e+1}]\n'),
        ("numbers.yaml", "shots: [{model: kling-2.6-standard, seconds: 5.000, takes: 2.000}]\n"),
        ("cells.csv", "model,seconds,takes\nkling-2.6-standard,5.0,2.00\n"),
    ],
)
def test_a_number_of_a_format_that_has_numbers_is_what_it_is(folder: Path, name: str, text: str) -> None:
    Path(name).write_text(text)
    assert run(f"batch {name} --edition 2026-05 --quiet").out == "~5\n"  # 2 takes of 5 s at ~0.5


def test_so_is_one_of_python() -> None:
    for seconds in (5, Decimal("5.000"), Decimal("50E-1"), Fraction(5), "5.0"):
        found = creditcalc.quote(model="kling-2.6-standard", seconds=seconds, edition="2026-05")
        assert str(found.total) == "~2.5"  # at ~0.5
    with pytest.raises(creditcalc.CreditcalcError, match="may be 5000 or 5"):
        creditcalc.quote(model="kling-2.6-standard", seconds="5.000")
    with pytest.raises(creditcalc.CreditcalcError, match=r"`5E\+999999999` is not a number"):  # of a billion digits
        creditcalc.quote(model="kling-2.6-standard", seconds=Decimal("5E+999999999"))


@pytest.mark.parametrize("typed", ["DECIMAL(10, 3)", "DOUBLE", "INTEGER"])
def test_so_is_one_of_a_typed_file(folder: Path, typed: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    table = f"SELECT 'kling-2.6-standard' AS model, CAST(5 AS {typed}) AS seconds"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({table}) TO 'typed.parquet' (FORMAT parquet)")
    assert run("batch typed.parquet --edition 2026-05 --quiet").out == "~2.5\n"  # 5 s at ~0.5


def test_so_is_one_of_an_arrow_table() -> None:
    pa = pytest.importorskip("pyarrow")
    length = pa.array([Decimal("5.000")], pa.decimal128(10, 3))
    found = creditcalc.price_table(pa.table({"model": ["kling-2.6-standard"], "seconds": length}), edition="2026-05")
    assert found["credits_low"].to_pylist() == [Decimal("2.5")]  # 5 s at ~0.5


def test_a_thousand_is_no_list_of_months(folder: Path) -> None:
    said = refused("plans compare --credits 1,000 --horizon 2")
    assert said == "`1,000` may be 1000 or the months 1,0: write `1000` or `1,0`"
    assert run("plans compare --credits 0500").out == run("plans compare --credits 500").out
    assert run("plans compare --credits 100,0 --horizon 2").code == 0


def test_a_point_before_three_digits_is_one_where_nothing_else_fits(folder: Path) -> None:
    assert run(f"quote {CLIP} --edition 2026-05 --budget 5.501").code == 0  # ~5 is 5.5 at most
    assert run(f"quote {CLIP} --edition 2026-05 --budget 1234.500").code == 0
    assert run(f"quote {CLIP} --edition 2026-05 --budget 0.500").code == 3


def test_platforms_compare_reads_numbers_as_every_command_does(folder: Path) -> None:
    for written in ("8x", "1/0", "22/3", "1e99999999", "²"):
        said = refused(f"platforms compare --model veo-3.1 --seconds={written}")
        assert said == f"`{written}` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"
    for none in ("0", "-5"):
        assert "more than 0" in refused(f"platforms compare --model veo-3.1 --seconds={none}")
