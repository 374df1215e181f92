"""Sheets that are made to hurt are answered or refused by a named limit, in bounded time and memory."""

from pathlib import Path

import pytest
from bounds import bounded, last_line
from sheets import platform

pytestmark = pytest.mark.usefixtures("warm")
HEAD = """
clip:
  name: Clip
  maker: Maker
  kind: video
  settings:
    seconds: {number: 1..100000}
"""


def faults(folder: Path, models: str) -> list[str]:
    """What `sheets check` finds in a model, which no quote then uses."""
    sheets = str(platform(folder, models).folder)
    found = bounded(["sheets", "check", "--pricing", sheets])
    quoted = bounded(["quote", "--model", "clip", "--seconds", "8", "--platform", "p", "--pricing", sheets])
    assert (found.code, quoted.code) == (1, 1)
    lines = [line for line in (found.out + found.err).splitlines() if "/p/e/models.yaml" in line]
    assert any(line.split(": ", 1)[-1] in quoted.err for line in lines)
    return lines


def test_four_thousand_ranges_on_one_setting(tmp_path: Path) -> None:
    rows = "".join(
        f"    - {{when: {{seconds: '>{n}..{n + 1}'}}, price: 1, per: second, source: docs}}\n" for n in range(4_000)
    )
    (fault,) = faults(tmp_path, f"{HEAD}  rates:\n{rows}")
    assert fault.endswith("is one of 4,000 `rates`: a model has 200 at most, split it")


def test_fifteen_thousand_rates_on_one_setting(tmp_path: Path) -> None:
    words = [f"w{number}" for number in range(15_000)]
    rows = "".join(f"    - {{when: {{size: {word}}}, price: 1, per: second, source: docs}}\n" for word in words)
    one_of = f"    size: {{one_of: [{', '.join(words)}]}}\n"
    rates, values = faults(tmp_path, f"{HEAD}{one_of}  rates:\n{rows}")
    assert rates.endswith("is one of 15,000 `rates`: a model has 200 at most, split it")
    assert values.endswith("`size` lists 15,000 values: list 200 at most")


def test_three_hundred_multipliers_of_fifteen_digits(tmp_path: Path) -> None:
    factors = "".join(
        f"    - {{name: m{n}, when: {{seconds: '1..'}}, times: 9{n:014d}.{n + 1:015d}, source: docs}}\n"
        for n in range(300)
    )
    rate = "  rates:\n    - {price: 123456789012345, per: second, source: docs}\n"
    (fault,) = faults(tmp_path, f"{HEAD}{rate}  multipliers:\n{factors}")
    assert fault.endswith("is one of 300 `multipliers`: a model has 20 at most, split it")


def test_as_many_rows_as_a_model_may_have_are_proved(tmp_path: Path) -> None:
    rows = "".join(
        f"    - {{when: {{seconds: '>{n}..{n + 1}'}}, price: 1, per: second, source: docs}}\n" for n in range(1, 200)
    )
    head = HEAD.replace("1..100000", "1..200")
    first = "    - {when: {seconds: 1}, price: 1, per: second, source: docs}\n"
    folder = platform(tmp_path, f"{head}  rates:\n{first}{rows}").folder
    ran = bounded(["sheets", "check", "--pricing", str(folder)])
    assert ran.code == 0, ran


def test_fifty_thousand_unknown_names_in_a_sheet(tmp_path: Path) -> None:
    names = ", ".join(f"clop-{number}" for number in range(50_000))
    agent = "\nagent:\n  name: A\n  maker: M\n  kind: agent\n  settings: {seconds: {number: 1..9}}\n"
    uses = f"{agent}  uses: {{models: [{names}], source: docs}}"
    rate = "  rates:\n    - {price: 1, per: second, source: docs}\n"
    ran = bounded(["sheets", "check", "--pricing", str(platform(tmp_path, f"{HEAD}{rate}{uses}\n").folder)])
    lines = [line for line in (ran.out + ran.err).splitlines() if "unknown model `clop-" in line]
    assert (ran.code, len(lines)) == (1, 50_000)
    assert 0 < sum("did you mean" in line for line in lines) <= 500


def test_a_price_map_without_end() -> None:
    ran = bounded(["sheets", "import", "litellm", "/dev/zero"])
    assert last_line(ran) == "error: /dev/zero: is larger than 20,000,000 bytes: is it the right file?"


def test_figures_older_than_the_calendar() -> None:
    ran = bounded(["sheets", "check", "--stale", "1000000000000"])
    assert (ran.code, ran.out.splitlines()[0]) == (0, "0 prices from before 1 January 0001")
