"""The pricer remembers: rows that say the same are priced once, and cost what they cost when they are priced alone."""

import random
from pathlib import Path

import pytest
from batches import generation
from sheets import platform
from shell import run

from creditcalc.batch import pricer as module
from creditcalc.batch.pricer import Pricer
from creditcalc.rating.quote import Quote, price
from creditcalc.sheets.catalog import Catalog

MODELS = """
    plain:
      name: Plain
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 2, per: second, source: docs}]

    member:
      name: Member
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}, plan: {one_of: [free, pro], default: free}}
      rates:
        - {when: {plan: free}, price: 3, per: second, source: docs}
        - {when: {plan: pro}, price: 1, per: second, source: docs}
    """
PLANS = """
    free:
      name: Free
      source: docs
      prices: [{amount: 0, currency: USD, every: month}]
      allowance: {amount: 9, unit: credit, every: month}
    pro:
      name: Pro
      source: docs
      prices: [{amount: 9, currency: USD, every: month}]
      allowance: {amount: 900, unit: credit, every: month}
    """
SHOTS = [{"model": model, "seconds": seconds} for model in ("plain", "member") for seconds in ("4", "8")]
STORY = """
name: Long
scenes:
  - name: One
    shots:
"""
SHOT = """
      - alternatives:
          draft: {{model: plain, seconds: {}}}
          final: {{model: member, seconds: {}}}
"""


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> list[Quote]:
    """Every price that is asked for from now on."""
    found: list[Quote] = []

    def counted(*asked: object) -> Quote:
        found.append(price(*asked))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(module, "price", counted)
    return found


def test_each_generation_is_priced_once_on_each_plan_that_its_price_depends_on(
    tmp_path: Path, priced: list[Quote]
) -> None:
    """Two of each model. On two plans more only the two whose price depends on the plan: 4 + 2 + 2."""
    catalog = Catalog(str(platform(tmp_path, MODELS, plans=PLANS).folder))
    pricer = Pricer(catalog, catalog.edition())
    named = [{"id": str(number), **shot} for number, shot in enumerate(SHOTS * 5)]
    assert [str(pricer(row).total) for row in named] == ["8", "16", "12", "24"] * 5
    for plan, costs in (("free", ["8", "16", "12", "24"]), ("pro", ["8", "16", "4", "8"])):
        other = pricer.on(plan)
        assert [str(other(row).total) for row in SHOTS * 2] == costs * 2
        assert len(other.used) == 2
    assert len(priced) == 8
    assert len(pricer.used) == 2


def test_a_page_prices_what_is_alike_once(tmp_path: Path, priced: list[Quote], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lengths of both models, of which one is priced on both plans too: 6 + 3 + 3."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(platform(tmp_path / "sheets", MODELS, plans=PLANS).folder))
    story = tmp_path / "s.yaml"
    story.write_text(STORY + "".join(SHOT.format(4 + number % 3, 4 + number % 3) for number in range(12)))
    assert run(f"report {story} -o {tmp_path / 'page.html'} --date 2026-11-30").code == 0
    assert len(priced) == 12


@pytest.mark.usefixtures("warm")
def test_what_is_remembered_is_what_a_new_pricer_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random rows, many of them twice, where eight are remembered at most."""
    monkeypatch.setattr(module, "PRICES_KEPT", 8)
    rng, catalog = random.Random(1), Catalog()
    some = [generation(rng) for _ in range(30)]
    rows = [rng.choice(some) for _ in range(60)]
    pricer = Pricer(catalog, catalog.edition())
    alone = [Pricer(catalog, catalog.edition()) for _ in rows]
    said = [{name: word for name, word in row.items() if word} for row in rows]
    assert [pricer(row).results for row in said] == [one(row).results for one, row in zip(alone, said, strict=True)]
    assert pricer.used.keys() == {key for one in alone for key in one.used}
