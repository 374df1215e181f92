"""What success and failure rates make of the sums of a batch."""

import os
from pathlib import Path

import pytest
from outcomes import lines
from shell import run
from shop import shop

from creditcalc.errors import REFUSED


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, and the shop as the sheets in use."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path_factory.mktemp("shop")).folder))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_rate_is_a_share(folder: Path) -> None:
    (folder / "s.yaml").write_text("shots: [{alternatives: {draft: {model: clip, seconds: 2}}}]\n")
    for rate in ("0", "1.1", "0.0001"):
        found = run(f"batch s.yaml --pick draft --success-rate {rate}")
        assert "a success rate is a number from 0.001 to 1" in found.err


def test_a_success_rate_shows_both_rules_for_failed_takes(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\n")
    # 5 s at 2 = 10; 2 takes expected, 5 in 95 of 100; charged 20, free 10; from 1 take to 5: 10..50
    assert run("batch a.csv --format csv").out == lines(
        "model,seconds,success_rate,credits_low,credits_high,qualifier,grade,error,"
        "takes_expected,takes_low,takes_high,credits_if_failed_charged,credits_if_failed_free",
        "clip,5,0.5,10,50,range,official,,2,1,5,20,10",
    )
    found = run("batch a.csv").out
    assert "Expected takes: 2 for 1 shot." in found
    assert "If failed takes are charged: 20 expected; if they are free: 10." in found


@pytest.mark.parametrize(
    ("rule", "rates", "low", "high", "charged", "free", "said"),
    [
        # 5 s at 2 = 10 a take. Half are good: 2 expected, and in 90 of 100 shoots 1 to 5, since 1 - 1/2^5 = 0.97.
        ("yes", "0.5,", 10, 50, 20, 10, "Failed generations are charged: 20 expected."),
        ("no", "0.5,", 10, 50, 20, 10, "say what share fails with `--failure-rate`"),
        ("unknown", "0.5,", 10, 50, 20, 10, "If failed takes are charged: 20 expected; if they are free: 10."),
        # A quarter fails, of the others 0.5 / 0.75 = 2/3 are good: 1.5 expected; 1 to 3, as 1 - 1/3^2 = 0.89 and
        # 1 - 1/3^3 = 0.96
        ("no", "0.5,0.25", 10, 30, 20, 15, "takes that are turned down are: 15 expected."),
        ("unknown", "0.5,0.25", 10, 50, 20, 15, "If failed takes are charged: 20 expected; if they are free: 15."),
        ("yes", "0.5,0.25", 10, 50, 20, 15, "Failed generations are charged: 20 expected."),
        # One of ten is good: P(N <= 1) = 0.1, so that 1 suffices with 5 % already; 1 - 0.9^29 = 0.953, 0.9^28 = 0.052
        ("yes", "0.1,", 10, 290, 100, 10, "Failed generations are charged: 100 expected."),
        # Fails never: both rules are one. All the others fail: only the good ones are charged.
        ("no", "0.5,0", 10, 50, 20, 20, "The total is the interval for 90 % confidence."),
        ("no", "0.5,0.5", 10, 10, 20, 10, "takes that are turned down are: 10 expected."),
    ],
)
def test_what_failed_takes_cost_is_the_platforms_rule(
    folder: Path, rule: str, rates: str, low: int, high: int, charged: int, free: int, said: str
) -> None:
    _rule(rule)
    (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
    found = run("batch a.csv --format csv").out.splitlines()[1]
    assert found.split(",")[4:6] == [str(low), str(high)] and found.endswith(f",{charged},{free}")
    assert said in run("batch a.csv").out


def _rule(charged: str) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "edition.yaml")
    with edition.open("a") as sheet:
        sheet.write(f"failed_generations: {{charged: {charged}, source: docs}}\n")


def test_where_the_rule_decides_the_sum_is_an_interval_too(folder: Path) -> None:
    _rule("yes")
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # as below, and the lower end 2000 - 1.645 * 141.42 + 8.5 = 1775.9
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1775.89")


def test_rows_without_a_success_rate_cost_what_they_cost(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds,success_rate\nclip,5,0.5\nclip,5,0.5\nclip,30,\n")
    # Two shots from 10 each, of 20 with a variance of 200 each: 40 + 1.645 * 20 = 72.9. Their third moment is
    # 10^3 * 0.5 * 1.5 / 0.5^3 = 6000 each, 12000 / 400 = 30, times (1.645^2 - 1) / 6 = 0.2843375: 8.530125 more.
    # Two good takes at 0.5 need 8 at most in 95 of 100 shoots: 80. Then 60 for 30 s.
    assert run("batch a.csv --quiet").out == "~80..141.430125\n"
    # Expected of all: 2 * 20 + 60, or 2 * 10 + 60.
    assert "If failed takes are charged: 100 expected; if they are free: 80." in run("batch a.csv").out


def test_takes_that_are_rounded_together_have_no_mean_of_their_own(folder: Path) -> None:
    edition = Path(os.environ["CREDITCALC_PRICING"], "p", "e", "models.yaml")
    with edition.open("a") as sheet:
        sheet.write(
            "whole:\n  name: Whole\n  maker: M\n  kind: video\n  settings: {seconds: {number: 1..60}}\n"
            "  rates: [{price: 0.3, per: second, source: docs}]\n"
            "  rounding: {to: up, at: total, source: docs}\n"
        )
    (folder / "a.csv").write_text("model,seconds,success_rate,failure_rate\n" + "whole,4,0.5,0\n" * 2)
    # 1.2 a take, rounded up at the end: 2 for one take, 6 for 5. Not 2 * 2 takes of 2 each, which would be 8 expected.
    found = run("batch a.csv")
    assert "If failed takes are charged: ~4..12 expected" in found.out and "  ~4..12\n" in found.out


def test_a_failure_rate_is_a_share_of_the_takes(folder: Path) -> None:
    for rates, said in (
        ("0.6,0.5", "a failure rate is a number from 0, and with the success rate at most 1"),
        ("0.6,-1", "`-1`"),
        (",0.5", "a failure rate goes with a success rate: give `success_rate` too"),
    ):
        (folder / "a.csv").write_text(f"model,seconds,success_rate,failure_rate\nclip,5,{rates}\n")
        found = run("batch a.csv")
        assert found.code == REFUSED and said in found.err
    found = run("batch a.csv --failure-rate 0.5")
    assert found.code == 2 and "--failure-rate goes with --success-rate" in found.err


def test_the_total_of_many_shots_is_narrower_than_the_sum_of_their_intervals(folder: Path) -> None:
    (folder / "a.csv").write_text("model,seconds\n" + "clip,5\n" * 100)
    # mean 100 * 20 = 2000; variance of one: 10^2 * 0.5 / 0.5^2 = 200, of all 20000, deviation 141.42
    # 2000 + 1.645 * 141.42 = 2232.6, and 0.2843375 * 600000 / 20000 = 8.5 for the skew: 2241.2; and not 100 * 50
    assert run("batch a.csv --success-rate 0.5 --quiet").out.startswith("~1000..2241.168")
