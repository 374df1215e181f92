"""A public price map into sheets: every entry is imported or named, and what was imported prices."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from shell import Ran, run

import creditcalc
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.litellm import Imported, Skipped, read_price_map, write_models

MAP: dict[str, Any] = {
    "sample_spec": {"mode": "one of: chat, video_generation"},
    "gpt-4": {"mode": "chat", "input_cost_per_token": 1e-6},
    "x/video-1": {
        "mode": "video_generation",
        "litellm_provider": "x",
        "output_cost_per_second_720p": 0.1,
        "output_cost_per_second_1080p": 0.25,
    },
    "x/video-2": {
        "mode": "video_generation",
        "litellm_provider": "x",
        "output_cost_per_second": 0.07,
        "metadata": {"comment": "a minimum of 56 credits applies"},
    },
    "x/image": {"mode": "image_generation", "litellm_provider": "x", "output_cost_per_image": 0.039},
    "x/token-image": {"mode": "image_generation", "litellm_provider": "x", "output_cost_per_image_token": 3e-5},
    "x/speech": {"mode": "audio_speech", "litellm_provider": "x", "input_cost_per_character": 1.5e-05},
    "X Image": {"mode": "image_generation", "litellm_provider": "x", "output_cost_per_image": 1},
}


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    source = tmp_path / "map.json"
    source.write_text(json.dumps(MAP))
    folder = tmp_path / "mine"
    write_models(read_price_map(source), folder, "2026-11-23")
    return folder


def test_every_entry_that_generates_is_imported_or_named_with_its_reason(tmp_path: Path) -> None:
    source = tmp_path / "map.json"
    source.write_text(json.dumps(MAP))
    found = read_price_map(source)
    assert [entry.id for entry in found if isinstance(entry, Imported)] == [
        "x-video-1",
        "x-video-2",
        "x-image",
        "x-speech",
    ]
    assert [entry for entry in found if isinstance(entry, Skipped)] == [
        Skipped("x/token-image", "priced by output_cost_per_image_token, which depends on the content"),
        Skipped("x-image", "another entry has the same id"),
        Skipped("mode chat", "1 of them: they are not priced as video, image or speech"),
        Skipped("mode one of: chat, video_generation", "1 of them: they are not priced as video, image or speech"),
    ]


def test_imported_sheets_pass_the_check(sheets: Path) -> None:
    catalog = Catalog(str(sheets))
    assert catalog.compiled(catalog.platform("litellm"), "2026-11").faults == ()


def test_imported_prices_are_the_digits_of_the_map(sheets: Path) -> None:
    def total(model: str, **options: Any) -> str:
        return str(creditcalc.quote(platform="litellm", model=model, pricing=str(sheets), **options).total)

    assert total("x-video-1", seconds=8, resolution="1080p") == "2"  # 8 x 0.25
    assert total("x-video-1", seconds=8) == "0.8..2"  # 8 x 0.1 to 8 x 0.25
    assert total("x-image") == "0.039"
    assert total("x-speech", characters=1000) == "0.015"  # 1000 x 0.000015


def test_a_rule_that_stands_only_in_a_comment_makes_a_lower_bound(sheets: Path) -> None:
    # 8 x 0.07 = 0.56, and the map's comment speaks of a minimum.
    quote = creditcalc.quote(platform="litellm", model="x-video-2", seconds=8, pricing=str(sheets))
    assert (str(quote.total), quote.total.qualifier) == ("0.56+", "at_least")
    assert quote.generation.model.note == (
        "incomplete, a rule is only in a comment there: a minimum of 56 credits applies"
    )


def test_nothing_is_overwritten(sheets: Path, tmp_path: Path) -> None:
    with pytest.raises(creditcalc.CreditcalcError, match="is already there"):
        write_models(read_price_map(tmp_path / "map.json"), sheets, "2026-11-23")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is not JSON"), ("[1]", "is not a map of models"), ("{" * 100_000, "is not JSON")],
)
def test_a_file_that_is_no_price_map_is_refused(tmp_path: Path, text: str, said: str) -> None:
    source = tmp_path / "map.json"
    source.write_text(text)
    with pytest.raises(creditcalc.CreditcalcError, match=said):
        read_price_map(source)


def test_a_price_in_exponents_is_written_in_digits() -> None:
    assert format(Decimal("1.5e-05").normalize(), "f") == "0.000015"


def imported(tmp_path: Path, text: str) -> tuple[Path, Ran]:
    """What the command makes of a map."""
    (tmp_path / "map.json").write_text(text)
    return tmp_path / "own", run(f"sheets import litellm {tmp_path}/map.json --in {tmp_path}/own")


def entry(**costs: object) -> str:
    """A map of one video model."""
    return json.dumps({"acme/reel": {"litellm_provider": "acme", "mode": "video_generation", **costs}})


def priced(folder: Path, options: str) -> str:
    """What a quote of it says."""
    found = run(f"quote --platform litellm --model acme-reel --pricing {folder} --quiet {options}")
    return found.out or found.err


def test_the_plain_price_holds_wherever_no_size_has_its_own(tmp_path: Path) -> None:
    """8 s at 0.08 in 1080p, at 0.05 in every other size; left open, from the one to the other."""
    folder, _ = imported(tmp_path, entry(output_cost_per_second=0.05, output_cost_per_second_1080p=0.08))
    assert priced(folder, "--seconds 8 --1080p") == "0.64\n"
    assert [priced(folder, f"--seconds 8 --resolution {size}") for size in ("720p", "4k", "480p")] == ["0.4\n"] * 3
    assert priced(folder, "--seconds 8") == "0.4..0.64\n"


def test_what_is_charged_besides_makes_the_price_a_lower_bound(tmp_path: Path) -> None:
    costs = {"output_cost_per_second": 0.05, "input_cost_per_image": 0.01, "input_cost_per_token": 0}
    folder, _ = imported(tmp_path, entry(**costs))
    assert priced(folder, "--seconds 8") == "0.4+\n"
    sheet = next(folder.glob("litellm/*/models.yaml")).read_text()
    assert 'note: "incomplete, also charged there: input_cost_per_image"' in sheet


ODD: dict[str, tuple[dict[str, Any], str, str]] = {
    "two keys of one price": ({"output_cost_per_video_per_second": 0.1}, "0.8", ""),  # 8 x 0.1
    "two keys of two prices": ({"output_cost_per_video_per_second": 0.2}, "1.6+", "output_cost_per_second"),
    "a size in two spellings": (
        {"output_cost_per_second_4K": 0.3, "output_cost_per_second_4k": 0.2},
        "0.8+",  # at 0.1 wherever it is not 4k, which is from 0.2
        "output_cost_per_second_4K",
    ),
    "a list of steps": (
        {"tiered_pricing": [{"range": [0, 5], "output_cost_per_second": 0.3}]},
        "0.8+",
        "tiered_pricing",
    ),
    "a list without costs": ({"supported_resolutions": ["720p"], "tiered_pricing": []}, "0.8", ""),
    "costs of nothing": ({"search_context_cost_per_query": {"low": 0.0}, "input_cost_per_token": 0}, "0.8", ""),
}


@pytest.mark.parametrize("name", ODD)
def test_no_price_of_an_entry_is_lost_without_a_word(tmp_path: Path, name: str) -> None:
    more, total, beside = ODD[name]
    source = tmp_path / "map.json"
    source.write_text(json.dumps({"odd": {"mode": "video_generation", "output_cost_per_second": 0.1, **more}}))
    write_models(read_price_map(source), tmp_path / "mine", "2026-11-23")
    found = creditcalc.quote(model="odd", seconds=8, platform="litellm", pricing=str(tmp_path / "mine")).total
    assert str(found) == total
    written = (tmp_path / "mine/litellm/2026-11/models.yaml").read_text()
    assert (f"also charged there: {beside}" if beside else "rates:") in written
    assert ("incomplete" in written) == bool(beside)


def test_what_is_no_entry_is_named(tmp_path: Path) -> None:
    source = tmp_path / "map.json"
    source.write_text('{"a": 5, "b": {"mode": ["video_generation"], "output_cost_per_second": 1}, "c": null}')
    assert read_price_map(source) == [
        Skipped("mode ['video_generation']", "1 of them: they are not priced as video, image or speech"),
        Skipped("a", "is not an entry: it has no prices"),
        Skipped("c", "is not an entry: it has no prices"),
    ]


def test_a_key_twice_is_an_error(tmp_path: Path) -> None:
    text = '{"a/b": {"mode": "video_generation"}, "a/b": {"mode": "video_generation", "output_cost_per_second": 1}}'
    folder, found = imported(tmp_path, text)
    assert (found.code, folder.exists()) == (1, False)
    assert found.err == (
        f"error: {tmp_path / 'map.json'}: the key `a/b` is given twice: remove one, since their prices may differ\n"
    )


HOSTILE: list[dict[str, Any]] = [
    {"output_cost_per_second": 0.30000000000000004},  # more digits than an amount may have
    {"output_cost_per_second_1e400p": 1},
    {"output_cost_per_second": 1, "deprecation_date": "2099-01-01\nvideo: {name: X}"},
    {"output_cost_per_second": 1, "deprecation_date": "never"},
    {"output_cost_per_second": 1, "litellm_provider": 'a", kind: "image'},
    {"output_cost_per_second": 1, "metadata": {"comment": "a\n  rates: []"}},
    {"output_cost_per_second": 1, "output_cost_per_second_0p": 2},
]


@pytest.mark.parametrize("costs", HOSTILE)
def test_what_is_written_passes_the_check(tmp_path: Path, costs: dict[str, Any]) -> None:
    folder, found = imported(tmp_path, entry(**costs))
    assert (found.code, "Traceback" in found.err) == (0, False)
    checked = run(f"sheets check {folder}")
    assert (checked.code, checked.err) == (0, "")
    assert list(folder.glob("litellm/*/edition.yaml"))


def test_a_model_that_ended_before_the_edition_begins_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-11-29")
    _, found = imported(tmp_path, entry(output_cost_per_second=1, deprecation_date="2026-11-28"))
    assert found.err == "left out: `acme/reel`: ended on 2026-11-28, before an edition of today begins\n"
    again = tmp_path / "again"
    again.mkdir()
    folder, found = imported(again, entry(output_cost_per_second=1, deprecation_date="2026-12-01"))
    assert (found.err, priced(folder, "--seconds 2")) == ("", "2\n")
