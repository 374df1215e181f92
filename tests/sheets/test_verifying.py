"""The sheets beside a foreign price map: every price agrees, differs, has ended there, or is on one side only."""

import json
from collections import Counter
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import DOLLARS, platform, write
from shell import run

from creditcalc.amount import Amount, decimal
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.quantity import Per
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.counterparts import counterpart_faults, counterparts
from creditcalc.sheets.foreign import ForeignPrice, Unpriced, read_foreign
from creditcalc.sheets.misplaced import misplaced
from creditcalc.sheets.verifying import Compared, agree, verified

pytestmark = pytest.mark.usefixtures("warm")
TODAY = "2026-11-30"
MODELS = """\
clip:
  name: Clip
  maker: M
  kind: video
  settings: {seconds: {number: 1..60}, resolution: {one_of: [480p, 720p, 1080p], open: yes}, audio: {flag: off}}
  rates:
    - {when: {resolution: 480p}, price: 0.05, per: second, source: docs}
    - {when: {resolution: 720p}, price: 6, per: minute, source: docs}
    - {when: {resolution: 1080p, audio: off}, price: 0.067, per: second, source: docs}
    - {when: {resolution: 1080p, audio: on}, price: unknown, per: second, source: docs}
fixed:
  name: Fixed
  maker: M
  kind: video
  settings: {seconds: {one_of: [5, 10]}}
  rates:
    - {when: {seconds: 5}, price: 0.5, per: clip, source: docs}
    - {when: {seconds: 10}, price: 0.8, per: clip, source: docs}
speech:
  name: Speech
  maker: M
  kind: voice
  settings: {characters: {whole: 1..}}
  rates: [{price: 0.08, per: 1000 characters, source: docs}]
"""
MAP = """\
models:
  - {ids: [v/clip, v/clip-again], model: p/clip}
  - {ids: [v/fixed], model: p/fixed, with: {seconds: 5}, note: five seconds}
  - {ids: [v/named], model: p/clip, words: {hd: 720p}}
apart: [{ids: [v/other], why: another thing}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mine = tmp_path / "mine"
    platform(mine, MODELS, edition=DOLLARS)
    write(mine, {"maps/csv.yaml": MAP})
    return mine


def compared(folder: Path, *offers: ForeignPrice | Unpriced) -> list[Compared]:
    catalog = Catalog(str(folder))
    return list(verified(catalog, counterparts(catalog.roots, "csv"), list(offers), TODAY))


def offer(name: str, price: str, per: str = "second", until: str | None = None, **settings: str) -> ForeignPrice:
    return ForeignPrice(name, Fraction(price), Per.parse(per), settings, until)


def verdicts(found: list[Compared]) -> list[tuple[str, str, str]]:
    return [(one.verdict, one.id, str(one.mine)) for one in found if one.verdict != "only_mine"]


def test_each_price_is_beside_the_row_that_it_is_for(folder: Path) -> None:
    found = compared(
        folder,
        offer("v/clip", "0.05", resolution="480p"),
        offer("v/clip", "0.12", resolution="720p"),  # 6 a minute is 0.10 a second
        offer("v/fixed", "0.1"),  # 0.5 for five seconds
        offer("p/speech", "0.00008", "character"),
        offer("v/named", "0.1", resolution="hd"),
    )
    assert verdicts(found) == [
        ("agrees", "v/clip", "0.05"),
        ("differs", "v/clip", "0.1"),
        ("agrees", "v/fixed", "0.1"),
        ("agrees", "p/speech", "0.00008"),
        ("agrees", "v/named", "0.1"),
    ]
    assert found[1].times == Amount(Fraction(6, 5), Fraction(6, 5))
    assert [(one.model and one.model.id, str(one.rows[0].price)) for one in found if one.verdict == "only_mine"] == [
        ("clip", "0.067"),
        ("fixed", "0.8"),
    ]  # what is not published is no price


def test_a_price_without_a_resolution_is_for_those_without_one_of_their_own(folder: Path) -> None:
    found = compared(folder, offer("v/clip", "0.05", resolution="480p"), offer("v/clip", "0.1"))
    assert verdicts(found) == [
        ("agrees", "v/clip", "0.05"),
        ("agrees", "v/clip", "0.1"),
        ("differs", "v/clip", "0.067"),
    ]


def test_what_ended_there_is_neither_right_nor_wrong(folder: Path) -> None:
    ended, lasting = (offer("v/clip", "9", until=day, resolution="480p") for day in ("2026-11-29", TODAY))
    assert verdicts(compared(folder, ended, lasting)) == [
        ("ended_there", "v/clip", "0.05"),
        ("differs", "v/clip", "0.05"),
    ]


def test_what_is_only_there_says_why(folder: Path) -> None:
    found = compared(
        folder,
        offer("v/other", "1"),
        offer("v/unknown", "1"),
        Unpriced("v/formula", "a formula"),
        offer("v/clip", "1", resolution="1080p", audio="on"),
        offer("v/clip", "1", resolution="8k"),
        offer("v/clip", "1", "character"),
    )
    whys = [one.why for one in found if one.verdict == "only_there"]
    assert whys[:3] == ["another thing", "not matched to a model here", "a formula"]
    assert whys[3].startswith("no published price for `clip`")
    assert whys[4].startswith("`resolution` cannot be `8k`") or "8k" in whys[4]
    assert whys[5] == "is not priced per character here"


def test_credits_need_what_one_costs(tmp_path: Path) -> None:
    platform(tmp_path, MODELS)
    assert compared(tmp_path, offer("p/fixed", "1", "clip"))[0].why == (
        "what a credit costs in USD is not known: add it to `dollars` of the map"
    )
    write(tmp_path, {"maps/csv.yaml": "dollars: {p: 0.5}\n"})
    assert str(compared(tmp_path, offer("p/fixed", "1", "clip"))[0].mine) == "0.4"  # 0.8 credits at 0.50


@given(st.integers(60, 10**6), st.integers(0, 6), st.integers(1, 4))
def test_a_figure_agrees_with_itself_rounded_and_with_none_that_is_a_per_cent_off(
    number: int, places: int, more: int
) -> None:
    step = Fraction(1, 10**places)
    rough, mine = number * step, Amount.parse(decimal(number * step))
    fine = rough + step / 10**more * 3
    assert agree(mine, rough)
    assert agree(mine, fine)
    assert agree(Amount.parse(decimal(fine)), rough)
    assert not agree(mine, rough * 101 / 100)
    assert not agree(mine, rough * 99 / 100)


def test_a_rounded_figure_is_near_unless_it_is_approximate() -> None:
    assert not agree(Amount.parse("0.07"), Fraction("0.0672"))
    assert not agree(Amount.parse("0.1501"), Fraction("0.1502"))
    assert agree(Amount.parse("~0.07"), Fraction("0.0672"))
    assert not agree(Amount.parse("~0.07"), Fraction("0.0642"))
    assert agree(Amount.parse("0.05..0.16"), Fraction("0.1"))


FORMS: dict[str, Any] = {
    "litellm": {
        "v/clip": {
            "mode": "video_generation",
            "litellm_provider": "v",
            "output_cost_per_second": 0.1,
            "output_cost_per_second_480p": 0.05,
            "output_cost_per_second_1080p": 0.1,
            "deprecation_date": "2026-10-22",
        },
        "v/token": {"mode": "image_generation", "litellm_provider": "v", "output_cost_per_image_token": 1},
        "v/chat": {"mode": "chat", "litellm_provider": "v"},
        "v/endless": {"mode": "image_generation", "litellm_provider": "v", "output_cost_per_image": 1},
    },
    "openrouter": {
        "data": [
            {
                "id": "v/clip",
                "pricing_skus": {
                    "duration_seconds_with_audio_720p": "0.05",
                    "cents_per_second_output": "12",
                    "video_tokens": "1",
                },
            },
            {"id": "v/none"},
        ]
    },
    "badges": {
        "Fixed": {"engine": "jsonata", "depends_on": {}, "expr": '{"type": "usd", "usd": 0.039}'},
        "Formula": {"engine": "jsonata", "depends_on": {}, "expr": "$n * 0.02"},
        "Text": {"expr": '{"type": "text", "text": "0.1"}'},
    },
}


def said(found: list[ForeignPrice | Unpriced]) -> list[tuple[object, ...]]:
    return [
        (one.id, decimal(one.price), one.per.unit, dict(one.settings), one.until)
        if isinstance(one, ForeignPrice)
        else (one.id, one.reason.partition(",")[0])
        for one in found
    ]


def test_each_form_is_read_and_known_by_its_looks(tmp_path: Path) -> None:
    read = {}
    for form, value in FORMS.items():
        path = tmp_path / f"{form}.json"
        path.write_text(json.dumps(value))
        name, found = read_foreign(path)
        assert (name, found) == (form, read_foreign(path, name)[1])
        read[form] = said(found)
    end = "2026-10-22"
    assert read["litellm"] == [  # its plain price is that of 1080p, and no third one
        ("v/clip", "0.05", "second", {"resolution": "480p"}, end),
        ("v/clip", "0.1", "second", {"resolution": "1080p"}, end),
        ("v/token", "priced by output_cost_per_image_token"),
        ("v/endless", "1", "image", {}, None),
    ]
    assert read["openrouter"] == [
        ("v/clip", "0.05", "second", {"audio": "on", "resolution": "720p"}, None),
        ("v/clip", "0.12", "second", {}, None),
        ("v/clip", "`video_tokens` is not a price per second that is known here"),
        ("v/none", "has no `pricing_skus`"),
    ]
    assert read["badges"] == [
        ("Fixed", "0.039", "run", {}, None),
        ("Formula", "its price depends on the node's settings"),
        ("Text", "its price depends on the node's settings"),
    ]


def test_a_table_names_its_settings_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("id,price,per,resolution,until\na,0.5,clip,720p,\nb,8,1000 characters,,2026-01-31\n")
    assert said(read_foreign(path)[1]) == [
        ("a", "0.5", "clip", {"resolution": "720p"}, None),
        ("b", "8", "1000 characters", {}, "2026-01-31"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("a.csv", "", "lacks the columns `id`, `price` and `per`: its first line names the columns"),
        ("a.csv", "id,price,per\na,1\n", "line 2 has not as many cells as the first one: correct it"),
        ("a.csv", "id,price,per\na,1e9,clip\n", "line 2: `1e9` is not a number: write digits and a point"),
        ("a.csv", "id,price,per\na,1,two clips\n", "line 2: `two clips` is not a unit"),
        ("a.csv", "id,price,per,until\na,1,clip,soon\n", "line 2: `soon` is not a day: write 2026-11-30"),
        ("a.csv", 'id,price,per\n"a,1,clip', "line 1 is not CSV"),
        ("a.json", "[", "looks like none of the price maps that are read"),
        ("a.json", '{"a": {"expr": "1"}, "a": {"expr": "2"}}', "looks like none of the price maps"),
    ],
)
def test_what_is_no_price_map_is_refused(tmp_path: Path, name: str, text: str, wrong: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(CreditcalcError) as refused:
        read_foreign(path)
    assert str(refused.value).startswith(f"{path}: {wrong}")


def test_a_number_without_end_is_no_price(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(
        json.dumps(FORMS["litellm"]).replace('"output_cost_per_image": 1', '"output_cost_per_image": 1e999')
    )
    assert [one.id for one in read_foreign(path)[1]] == ["v/clip", "v/clip", "v/token"]


def test_the_check_reads_the_maps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(counterpart_faults(Catalog(str(folder)))) == []  # with those that are bundled
    assert list(misplaced(folder, "mine")) == []
    write(
        folder,
        {
            "maps/csv.yaml": """\
                models:
                  - {ids: [a], model: p/clap}
                  - {ids: [a], model: q/clip}
                  - {ids: [b], model: p/clip, with: {loudness: on}}
                """,
            "maps/badges.yaml": "modles: []\n",
        },
    )
    found = [str(fault).removeprefix(f"{folder}/maps/") for fault in counterpart_faults(Catalog(str(folder)))]
    assert found == [
        "csv.yaml:3:5: the id `a` is given twice: remove one",
        "csv.yaml:2:5: p has no model `clap`: did you mean `clip`?",
        "csv.yaml:3:5: unknown platform `q`: write `platform/model`",
        "csv.yaml:4:5: `p/clip` has no setting `loudness`: remove it",
        "badges.yaml:1:1: unknown key `modles`: did you mean `models`?",
    ]
    monkeypatch.setattr("creditcalc.sheets.catalog.bundled", lambda: folder)
    assert "maps/csv.yaml:2:5: p has no model `clap`" in run("sheets check").err


def test_the_command_shows_counts_and_gates_on_a_difference(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("id,price,per,resolution\nv/clip,0.05,second,480p\nv/clip,0.2,second,720p\n")
    call = f"sheets verify --against {path} --pricing {folder}"
    ran = run(f"{call} --fail-on differs")
    assert (ran.code, ran.err) == (1, "")
    assert "✗ 1 differs, 0 ended there, 1 agrees, 4 only here, 0 only there." in ran.out
    data = json.loads(run(f"{call} --json").out)
    assert data["counts"] == {"differs": 1, "ended_there": 0, "agrees": 1, "only_mine": 4, "only_there": 0}
    assert [(one["verdict"], one["id"], one["times"] and one["times"]["text"]) for one in data["prices"][:2]] == [
        ("differs", "v/clip", "2"),
        ("agrees", "v/clip", "1"),
    ]
    path.write_text("id,price,per,resolution\nv/clip,0.05,second,480p\n")
    assert run(f"{call} --fail-on differs").code == 0


def test_the_bundled_sheets_beside_the_map_of_litellm() -> None:
    spec = find_spec("litellm")  # its file is read, and nothing of it is run
    if spec is None or spec.origin is None:
        pytest.skip("needs the package litellm, whose price map is read")
    path = Path(spec.origin).with_name("model_prices_and_context_window_backup.json")
    form, offers = read_foreign(path)
    catalog = Catalog()
    found = Counter(one.verdict for one in verified(catalog, counterparts(catalog.roots, form), offers, TODAY))
    assert found["agrees"] > 150
    assert found["differs"] < found["agrees"] / 10
