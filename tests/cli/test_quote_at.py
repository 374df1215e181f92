"""Where a platform shows the cost itself: under every figure that is not exact, open or unknown, and in objects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from priced import FILES, priced
from sheets import write
from shell import run

from creditcalc.amount import Amount
from creditcalc.reports.book import shown_under
from creditcalc.sheets.catalog import Catalog

EDITION = """
unit: credit
from: 2026-05-01
as_of: 2026-05-31
sources: {docs: {title: The documentation, date: 2026-05, grade: official}}
yardsticks: {draft: {model: clip, with: {seconds: 8}, source: docs}}
"""
THERE = "Pe shows the cost before you generate: the lower left."


def book(price: str) -> dict[str, str]:
    """A platform that shows the cost itself; its model, surcharge and action have one price."""
    return {
        "catalog.yaml": "default_platform: p",
        "p/platform.yaml": "{name: P, seller: Pe, quote_at: the lower left, default_edition: e}",
        "p/e/edition.yaml": EDITION,
        "p/e/models.yaml": f"""
            clip:
              name: Clip
              maker: M
              kind: video
              settings: {{seconds: {{number: 1..60}}}}
              rates: [{{price: {price}, per: second, source: docs}}]
            lookup:
              name: Look up
              maker: P
              kind: action
              rates: [{{price: {price}, per: run, source: docs}}]
            """,
        "p/e/plans.yaml": """
            small:
              name: Small
              source: docs
              prices: [{amount: 10, currency: USD, every: month}]
              allowance: {amount: 100, unit: credit, every: month}
              resets: {every: month, on: billing day}
              rollover: {keeps: nothing}
            """,
        "p/e/addons.yaml": f"""
            surcharges: {{twin: {{name: AI twin, for: [video], price: {price}, per: minute, source: docs}}}}
            """,
        "requests/p.yaml": """
            name: P
            platform: p
            sources: {docs: {title: The documentation, date: 2026-05, grade: official}}
            requests:
              clip:
                endpoints: [p/clip]
                model: clip
                source: docs
                with: {twin: off}
                fields: {duration: {setting: seconds, read: seconds, absent: required}}
            """,
    }


def test_every_figure_that_is_not_exact_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = priced(tmp_path, monkeypatch, lambda factor: book(f"~{factor}"), "2026-06-05")
    assert {"quote clip 8s", "plans compare", "platforms compare clip 8s"} < {*found}
    assert {line: screen for line, screen in found.items() if THERE not in screen} == {}


@pytest.mark.parametrize("price", ["1..9", "1+", "~1..9", "..9", "unknown"])
def test_ranges_and_bounds_are_not_exact(price: str, tmp_path: Path, warm: None) -> None:
    write(tmp_path, book(price) | {"p/e/edition.yaml": EDITION.partition("yardsticks")[0]})
    edition = Catalog(str(tmp_path)).edition("p")
    assert shown_under(edition, [Amount.parse("1"), edition.model("clip").rates[0].price]) == THERE
    assert shown_under(edition, [Amount.parse("1")]) == ""
    assert shown_under(edition, [Amount.parse("1"), None]) == THERE


def test_what_is_exact_has_it_in_a_quote_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = priced(tmp_path, monkeypatch, lambda factor: book(str(factor)), "2026-06-05")
    said = {line for line, screen in found.items() if THERE in screen}
    assert {line.partition(" ")[0] for line in said} == {"quote", "request"}


@pytest.fixture
def unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: None) -> None:
    """Such a platform whose prices nobody publishes, and one that has another price for the same model."""
    silent = {"p/e/edition.yaml": EDITION.partition("yardsticks")[0]}
    dollars = {"p/e/edition.yaml": silent["p/e/edition.yaml"].replace("credit", "USD")}
    other = {
        "p/platform.yaml": "{name: Q, default_edition: e}",
        **dollars,
        "p/e/models.yaml": book("1")["p/e/models.yaml"],
    }
    write(tmp_path / "mine", book("unknown") | silent)
    write(tmp_path / "mine", {f"q{name.removeprefix('p')}": text for name, text in other.items()})
    write(tmp_path, {**FILES, "rows.csv": "model,seconds\nclip,8\n"})
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize(
    "line", ["models list", "actions list", "addons list", "batch rows.csv", "platforms compare clip 8s"]
)
def test_what_is_unknown_has_it(line: str) -> None:
    assert THERE in " ".join(run(line).out.split())


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize("line", ["quote clip 8s", "batch rows.csv"])
def test_the_refusal_of_what_is_unknown_has_it(line: str) -> None:
    assert THERE in run(line).err


def places(data: Any) -> Iterator[Any]:
    """Whatever an object says of where a platform shows the cost, however deep."""
    if isinstance(data, dict):
        yield from [data["quote_at"]] if "quote_at" in data else []
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from places(one)


@pytest.mark.parametrize(
    "line",
    [
        *("quote clip 8s", "models list", "models show clip", "models compare 8s", "plans show small", "plans compare"),
        *("plans compare clip 8s --per-month 2", "plans compare clip 8s --per-month 2 --horizon 2", "actions list"),
        *("platforms compare clip 8s", "addons list", "batch rows.csv", "batch film.yaml --compare-to /dev/null"),
    ],
)
def test_objects_have_it(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: None) -> None:
    write(tmp_path / "mine", book("~1"))
    write(tmp_path, FILES)
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path)
    assert "the lower left" in list(places(json.loads(run(f"{line} --json").out)))


@pytest.mark.usefixtures("unknown")
def test_an_object_has_it_of_a_platform_that_is_not_compared() -> None:
    (missing,) = (
        one for one in json.loads(run("platforms compare clip 8s --json").out)["missing"] if one["platform"] == "p"
    )
    assert (missing["reason"], missing["quote_at"]) == ("unpublished", "the lower left")
