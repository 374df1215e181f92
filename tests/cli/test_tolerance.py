"""`--tolerance`: how far what is approximate reaches where it meets a limit, in every command that has a limit."""

from pathlib import Path

import pytest
import typer
from outcomes import refused
from published import check
from shell import run
from walks import options_of

from creditcalc.cli.app import app

MAY = "may be over the budget:"
ABOUT = "~16 (15.80–16.20 at 2.5 % tolerance)"
"""8 + ~8: the exact half never reaches, 2.5 % of the other are 0.2."""
LIMITS = {"--budget", "--fit", "--max-increase", "--per-day"}
CLIP = "quote --model silent --set mode=pro --seconds 8"  # ~1 a second: ~8
STORY = "shots: [{name: Door, model: clip, seconds: 4}, {name: Face, model: silent, mode: pro, seconds: 8}]\n"
"""4 s at 2 are 8; 8 s at ~1 are ~8: together ~16, of which a half is approximate."""


@pytest.fixture(autouse=True)
def story(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(STORY)


def test_every_command_with_a_limit_takes_it() -> None:
    limited = {name: options for name, options in options_of(typer.main.get_command(app)) if options & LIMITS}
    assert {"quote", "batch", "report", "wallet forecast"} <= limited.keys()
    assert [name for name, options in limited.items() if "--tolerance" not in options] == []


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (f"{CLIP} --budget 8.8", 0, ""),  # a tenth more than 8
        (f"{CLIP} --budget 8.8 --tolerance 11", 4, f"{MAY} ~8 (7.1–8.9 at 11 % tolerance) against 8.8"),
        (f"{CLIP} --budget 7.5 --tolerance 5%", 3, "over the budget: ~8 (7.6–8.4 at 5 % tolerance) is more than 7.5"),
        (f"{CLIP} --budget 8 --tolerance 0", 0, ""),
        ("batch s.yaml --budget 16.2 --tolerance 2.5", 0, ""),
        ("batch s.yaml --budget 16 --tolerance 2.5", 4, f"{MAY} {ABOUT} against 16"),
        ("batch s.yaml --fit 16 --tolerance 0", 0, ""),
        (
            "batch s.yaml --fit 16 --tolerance 2.5",
            4,
            f"nothing certainly fits 16: the cheapest alternatives cost {ABOUT}; "
            "raise the budget or give more settings",
        ),
        ("batch s.yaml --fit 15.7 --tolerance 2.5", 3, f"nothing fits 15.7: the cheapest alternatives cost {ABOUT}"),
        ("report s.yaml -o page.html --budget 16 --tolerance 0", 0, ""),
        ("report s.yaml -o page.html --budget 16 --tolerance 2.5", 4, f"{MAY} {ABOUT} against 16"),
        (
            "batch s.yaml --compare-to /dev/null --max-increase 17 --tolerance 20",
            4,
            "may be over the increase allowed: ~+16 (+14.4 to +17.6 at 20 % tolerance) against 17",
        ),
    ],
)  # fmt: skip
def test_it_decides_and_stands_in_the_sentence(command: str, code: int, says: str) -> None:
    found = run(command)
    assert (found.code, [line for line in found.err.splitlines() if line.startswith("error")]) == (
        code,
        [f"error: {says}"] if says else [],
    )


@pytest.mark.parametrize(
    ("command", "limits"),
    [
        (CLIP, {"budget": None}),
        (f"{CLIP} --budget 9", {"budget": ("9", "10", "within")}),  # 7.2 to 8.8
        (f"{CLIP} --budget 8 --tolerance 2.50%", {"budget": ("8", "2.5", "unclear")}),  # 7.8 to 8.2
        ("batch s.yaml", {"budget": None, "fit": None}),
        ("batch s.yaml --fit 20", {"budget": None, "fit": ("20", "10", "within")}),
        ("batch s.yaml --compare-to /dev/null", {"budget": None, "fit": None, "increase": None}),
        ("batch s.yaml --compare-to /dev/null --max-increase 20 --tolerance 3", {"increase": ("20", "3", "within")}),
    ],
)
def test_json_says_how_the_total_compares_with_a_limit(
    command: str, limits: dict[str, tuple[str, str, str] | None]
) -> None:
    found = check(run(f"{command} --json").out)
    for name, limit in limits.items():
        keys = ("limit", "tolerance_percent", "verdict")
        assert (found[name] and tuple(found[name][key] for key in keys)) == limit


def test_what_is_no_percentage_is_refused() -> None:
    assert refused(f"{CLIP} --budget 9 --tolerance 101") == (
        "`101` is more than 100%: write a share in per cent, as in `10`"
    )
    assert "is not a number" in refused(f"{CLIP} --budget 9 --tolerance -1")


def test_a_spend_is_refused_where_the_wallet_surely_cannot_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITCALC_PRICING")
    opened = run("wallet open main --plan plus --since 2026-05-14 --rollover nothing --burn-order plan,top-up")
    assert opened.code == 0  # of 80
    refusal = run("wallet spend --credits ~85 --at 2026-05-14 --tolerance 5")  # 80.75 at least
    assert refusal.code == 3
    assert "cannot pay ~85 (80.75–89.25 at 5 % tolerance): it had 80 left" in refusal.err
    found = run("wallet spend --credits ~85 --at 2026-05-14")  # 76.5 at least
    assert found.code == 0
    assert (
        "▲ About 5 more credits may have been spent than there were: a grant or top-up is missing"
        in run("wallet balance --at 2026-05-15").out
    )
