"""What `price_many` and `price_request` hand out: amounts with their unit, and quotes as `quote` gives them."""

import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sheets import EDITION, Sheets, platform, write
from shell import run

import creditcalc
from creditcalc.errors import CreditcalcError

pytestmark = pytest.mark.usefixtures("warm")

MODELS = """
    m:
      name: M
      maker: X
      kind: video
      settings: {seconds: {number: 1..60}, quality: {one_of: [a, b], open: yes}}
      rates:
        - {price: 2, per: second, when: {quality: a}, source: docs}
        - {price: 3, per: second, when: {quality: b}, source: docs}
    """
CLIP: dict[str, Any] = {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True}
BODY: dict[str, Any] = {"prompt": "a fox", "duration": "4s", "resolution": "4k", "generate_audio": False}
WHERE: dict[str, Any] = {"provider": "fal", "endpoint": "fal-ai/veo3.1"}


@pytest.fixture
def shop(tmp_path: Path) -> Sheets:
    """Platform `p`, and platform `q` with the same sheets in dollars."""
    found = platform(tmp_path, MODELS)
    dollars = EDITION.replace("unit: credit", "unit: USD")
    write(
        tmp_path,
        {"q/platform.yaml": "name: Q\ndefault_edition: e\n", "q/e/edition.yaml": dollars, "q/e/models.yaml": MODELS},
    )
    return found


def test_a_row_has_the_quote_that_its_settings_have() -> None:
    for book in (creditcalc.open(), creditcalc.open(plan="Plus"), creditcalc.open(edition="2026-09")):
        for row in (CLIP, {**CLIP, "takes": 3, "outputs": 2}, {"model": "agent-one", "seconds": 60}):
            (found,) = book.price_many([row])
            alone = book.quote(**row)
            assert found.quote == alone and found.total == alone.total
            assert found.quote is not None
            assert found.quote.to_dict() == alone.to_dict()  # with what newer prices make of it
            assert str(found) == str(alone)


def test_the_total_of_a_row_knows_its_unit(shop: Sheets) -> None:
    rows: list[dict[str, Any]] = [
        {"model": "m", "seconds": 8},
        {"model": "m", "seconds": 8, "platform": "q"},
        {"model": "no"},
    ]
    own, other, none = creditcalc.price_many(rows, platform="p", pricing=str(shop.folder))
    assert (repr(own.total), repr(other.total)) == ("<16..24 credits of p e>", "<16..24 USD>")  # 8 x 2 to 8 x 3
    assert none.total is None and none.quote is None and none.code == 1
    assert str(none) == none.error
    assert own.total is not None and other.total is not None and own.quote is not None and other.quote is not None
    assert own.quote.total == own.total and other.quote.total == other.total
    assert repr(sum([own.total, own.total])) == "<32..48 credits of p e>"
    with pytest.raises(CreditcalcError, match="different units"):
        own.total + other.total


def test_rows_are_small_values(shop: Sheets) -> None:
    rows: list[dict[str, Any]] = [{"model": "m", "seconds": n} for n in (1, 2, 1)] * 200
    found = list(creditcalc.price_many(rows, platform="p", pricing=str(shop.folder)))
    assert found[0] == found[2] != found[1] and hash(found[0]) == hash(found[2])
    many = [{"model": "m", "seconds": Fraction(n, 10)} for n in range(10, 600)]
    *_, last = creditcalc.price_many(many, platform="p", pricing=str(shop.folder))
    for one in (found[0], last):  # the last is read off a line, and its quote is made when it is asked for
        again = pickle.loads(pickle.dumps(one))
        assert again == one and again.quote == one.quote and again.quote is not None
        assert repr(again) == repr(one)
    assert repr(found[0]) == "<Priced m: 2..3 credits>"
    with pytest.raises(AttributeError, match="never changes"):
        found[0].total = None
    assert found[0].to_dict()["credits_high"] == "3" and found[0].to_dict()["error"] is None


def test_a_success_rate_is_in_the_total_and_not_in_the_quote() -> None:
    (found,) = creditcalc.price_many([CLIP], success_rate="0.5")
    assert found.shoot is not None and found.quote is not None
    assert str(found.quote.total) == "80+"
    assert str(found).startswith("veo-3.1: ")


def test_a_request_has_the_quote_of_its_settings_and_the_object_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps(BODY))
    found = creditcalc.price_request(BODY, **WHERE)
    printed = run(f"request '{file}' --provider fal --endpoint fal-ai/veo3.1 --json")
    assert found.to_dict() == json.loads(printed.out)
    settings: dict[str, Any] = {**found.read.settings}
    alone = creditcalc.quote(model=found.quote.model, platform="fal", **settings)
    assert found.quote.lines == alone.lines and found.total == alone.total
    assert repr(found.total) == "<1.6 USD>"
    assert str(found) == str(found.quote) and "1.6" in str(found)
    assert "<table" in found._repr_html_()
    again = pickle.loads(pickle.dumps(found))
    assert again == found and hash(again) == hash(found) and repr(again) == repr(found)
    assert 3 * len(pickle.dumps(found)) < 2 * len(pickle.dumps(found.priced))  # no other models go along
    assert found != creditcalc.price_request({**BODY, "duration": "6s"}, **WHERE)


def test_an_unknown_field_names_the_argument_that_leaves_it_out() -> None:
    with pytest.raises(CreditcalcError, match=r", or add `allow_unknown=True`$"):
        creditcalc.price_request({**BODY, "resolutoin": "4k"}, **WHERE)
    found = creditcalc.price_request({**BODY, "resolutoin": "4k"}, **WHERE, allow_unknown=True)
    assert found.read.unknown == ("resolutoin",)
