"""A provider's request: what decides its price, what is refused, and that nothing is priced in silence."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.request import RequestExample, RequestMapping, RequestSheet
from creditcalc.rating.request import UnknownFields, body_of, named_endpoint, read_request
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.requests import PricedRequest, Requests, request_sheet

PROVIDERS = ("elevenlabs", "fal", "google", "kling", "luma", "minimax", "openai", "replicate", "runway", "vertex")
CATALOG = Catalog()
SHEETS = {name: request_sheet(CATALOG, name) for name in PROVIDERS}
REQUESTS = Requests(CATALOG)
VEO = "fal-ai/veo3.1/fast"


def examples() -> Iterator[tuple[RequestSheet, RequestMapping, RequestExample]]:
    """Every example body of every provider."""
    for sheet in SHEETS.values():
        for mapping in sheet.requests.values():
            for example in mapping.examples:
                yield sheet, mapping, example


def priced(body: Any, endpoint: str = VEO, provider: str = "fal", **options: Any) -> PricedRequest:
    return REQUESTS.price(body, provider, endpoint, **options)


def total(body: Any, endpoint: str = VEO, provider: str = "fal", **options: Any) -> str:
    return str(priced(body, endpoint, provider, **options).quote.total)


def refusal(body: Any, endpoint: str = VEO, provider: str = "fal", **options: Any) -> str:
    with pytest.raises(CreditcalcError) as refused:
        priced(body, endpoint, provider, **options)
    return str(refused.value)


def read(sheet: RequestSheet, mapping: RequestMapping, example: RequestExample, body: Any) -> Any:
    endpoint = example.endpoint or mapping.endpoints[0]
    return read_request(sheet, named_endpoint(sheet, endpoint), body, given=example.with_, giving=lambda name: name)


def within(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a body."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from within(part)


def test_a_misspelled_field_that_decides_is_refused_in_every_example() -> None:
    """A letter more at its end makes it another name, or leaves out what chooses the model."""
    tried = 0
    for sheet, mapping, example in examples():
        decides = {part for name in (*mapping.fields, *(name for name, _ in mapping.when)) for part in name.split(".")}
        body = body_of(example.body)
        for place in within(body):
            for name in [key for key in place if key in decides]:
                place[f"{name}x"] = place.pop(name)
                with pytest.raises(CreditcalcError):
                    read(sheet, mapping, example, body)
                place[name] = place.pop(f"{name}x")
                tried += 1
    assert tried > 200


def test_an_unknown_field_is_refused_by_name_in_every_example() -> None:
    for sheet, mapping, example in examples():
        body = {**body_of(example.body), "zzz": 1}
        with pytest.raises(UnknownFields, match="`zzz`"):
            read(sheet, mapping, example, body)


@settings(max_examples=40)
@given(name=st.text(max_size=20), value=st.one_of(st.integers(), st.booleans(), st.text(max_size=5), st.just({"a": 1})))
def test_no_other_name_is_priced_in_silence(name: str, value: Any) -> None:
    (mapping,) = [one for one in SHEETS["fal"].requests.values() if VEO in one.endpoints]
    known = {*mapping.fields, *mapping.free, *SHEETS["fal"].free, *SHEETS["fal"].wraps}
    body = {"duration": "8s", "resolution": "720p", "generate_audio": True, name: value}
    if name not in known:
        with pytest.raises(UnknownFields):
            priced(body)
        found = priced(body, allow_unknown=True)
        assert str(found.quote.total) == "1.2"  # 8 x 0.15
        assert len(found.read.unknown) == 1


@pytest.mark.parametrize("length", ["6s", "6", 6, "6.0s", 6.0, " 6S "])
def test_a_length_is_a_number_or_text_with_or_without_a_unit(length: object) -> None:
    assert total({"duration": length}) == "0.9"  # 6 x 0.15 with sound


@pytest.mark.parametrize("length", [True, "six", "1m", "6 s", [4, "x"], {"a": 1}, -6, "5"])
def test_what_is_no_length_that_is_sold_is_refused(length: object) -> None:
    assert refusal({"duration": length})


def test_sound_is_on_or_off_by_endpoint_where_a_body_leaves_it_out() -> None:
    """Our own sheets have it off. Kling's own API has it off where the price book of fal has it on."""
    assert [one for one in priced({}).read.decided if one.setting == "audio"] == [
        ("generate_audio", "audio", "on", "assumed")
    ]
    assert total({}, "fal-ai/pixverse/v6/text-to-video") == "0.225"  # 5 x 0.045 without
    kling = "fal-ai/kling-video/v3/standard/text-to-video"
    assert total({}, kling) == "0.63"  # 5 x 0.126 with
    own = {"model_name": "kling-v2-6", "mode": "pro"}
    assert total(own, "v1/videos/text2video", "kling") == "2.5"  # 5 x 0.5 without


def test_nothing_is_read_where_null_stands() -> None:
    assert total({"duration": None, "generate_audio": None}) == "1.2"  # 8 x 0.15, as without them
    assert total({"zzz": None}) == "1.2"


def test_auto_leaves_the_length_open() -> None:
    assert total({"duration": "auto"}, "bytedance/seedance-2.0/text-to-video") == "1.212..4.545"  # 4 to 15 x 0.303


@pytest.mark.parametrize("word", ["4k", "4K", " 4K "])
def test_a_resolution_is_read_in_any_case(word: str) -> None:
    assert total({"resolution": word, "generate_audio": False}) == "2.4"  # 8 x 0.30


def test_a_body_may_be_wrapped() -> None:
    flat = {"duration": "4s"}
    assert {total(body) for body in (flat, {"input": flat}, {"arguments": flat})} == {"0.6"}  # 4 x 0.15
    assert "is in the body twice" in refusal({"input": flat, "duration": "8s"})
    veo = {"instances": [{"prompt": "x"}], "parameters": {"durationSeconds": 8, "resolution": "720p"}}
    assert total(veo, "veo-3.1-generate-preview", "google") == "3.2"  # 8 x 0.40
    assert "2 requests" in refusal({"instances": [{}, {}]}, "veo-3.1-generate-preview", "google")


@pytest.mark.parametrize(
    ("name", "fits"), [("durationSeconds", True), ("duration_seconds", True), ("DurationSeconds", False)]
)
def test_names_in_camel_case_where_the_provider_has_them(name: str, fits: bool) -> None:
    body = {name: 8, "resolution": "720p"}
    endpoint = "models/veo-3.1-generate-preview:predictLongRunning"
    found = total(body, endpoint, "google") if fits else refusal(body, endpoint, "google")
    assert found == "3.2" if fits else "unknown field" in found
    assert "unknown field `generateAudio`" in refusal({"generateAudio": False})  # fal would ignore it, with sound


@pytest.mark.parametrize(
    ("ratio", "price"),
    [("960:960", "180"), ("640:640", "180"), ("1584:672", "180"), ("1440:1440", "200"), ("3840:1646", "750")],
)
def test_a_size_of_pixels_is_of_the_resolution_that_the_sheet_says(ratio: str, price: str) -> None:
    """36 a second at 480p and 720p, 40 at 1080p, 150 at 4k; the shorter edge says otherwise of the first three."""
    body = {"model": "seedance2", "duration": 5, "ratio": ratio}
    assert total(body, "v1/text_to_video", "runway") == price
    assert "not a size whose price is known" in refusal({**body, "ratio": "1000:1000"}, "v1/text_to_video", "runway")


def test_outputs_are_counted() -> None:
    assert total({"num_images": 3, "resolution": "2K"}, "fal-ai/nano-banana-2") == "0.36"  # 3 x 0.12
    assert refusal({"num_images": "x"}, "fal-ai/nano-banana-2")


def test_lengths_of_parts_are_added() -> None:
    plan = {"composition_plan": {"sections": [{"duration_ms": 61_000}, {"duration_ms": 59_000}]}}
    assert total(plan, "fal-ai/elevenlabs/music") == "1.2"  # 120 s are 2 minutes of 0.60
    both = refusal({**plan, "music_length_ms": 3000}, "fal-ai/elevenlabs/music")
    assert both.endswith("both say `seconds`: send one of them")


def test_the_characters_of_a_text_are_counted() -> None:
    body = {"model_id": "eleven_v3", "text": "Grüße 👋"}  # 7
    assert total(body, "v1/text-to-speech/some-voice", "elevenlabs") == "7"
    assert refusal({**body, "text": 5}, "v1/text-to-speech/some-voice", "elevenlabs") == "`text` must be text, not int"


def test_what_no_body_says_is_asked_for() -> None:
    body = {"model": "aleph2", "videoUri": "https://example.com/a.mp4"}
    asked = refusal(body, "v1/video_to_video", "runway")
    assert asked == (
        "`runway-aleph-2` needs `seconds`: give `--seconds`, the length of the video in `videoUri`, "
        "(a number from 1 to 30)"
    )
    assert total(body, "v1/video_to_video", "runway", given={"seconds": 10}) == "280"  # 10 x 28
    assert "decides `seconds`" in refusal({"duration": "8s"}, given={"seconds": 4})
    assert "decides `audio`" in refusal({}, given={"audio": False})


def test_what_the_provider_assumes_and_nobody_knows_is_open_or_needed() -> None:
    body = {"model": "veo3.1", "ratio": "1280:720", "duration": 4}
    assert total(body, "v1/text_to_video", "runway") == "80..160"  # 4 x 20 without sound, 4 x 40 with
    assert total(body, "v1/text_to_video", "runway", given={"audio": "off"}) == "80"
    assert "needs `model`" not in refusal({}, "v1/text_to_video", "runway")
    assert refusal({}, "v1/text_to_video", "runway").startswith("v1/text_to_video: `model` is missing: there are ")


def test_an_endpoint_is_known_by_its_url_and_with_or_without_its_prefix() -> None:
    for name in ("veo3.1/fast", "fal/veo3.1/fast", "https://queue.fal.run/fal-ai/veo3.1/fast?fal_webhook=secret"):
        found = priced({}, name)
        assert found.read.endpoint == VEO
    assert "did you mean `fal-ai/veo3.1/fast`" in refusal({}, "fal-ai/veo3.1/fastt")
    assert "secret" not in refusal({}, "https://fal.run/nothing?key=secret")


def test_a_known_endpoint_without_a_price_says_why() -> None:
    with pytest.raises(CreditcalcError, match="no price of Veo 3") as refused:
        priced({}, "fal-ai/veo3")
    assert refused.value.code == UNPUBLISHED


def test_a_field_whose_price_is_not_known_is_refused_though_unknown_ones_are_allowed() -> None:
    said = refusal({"enable_web_search": True}, "fal-ai/nano-banana-2", allow_unknown=True)
    assert said.startswith("fal-ai/nano-banana-2: no price is known with `enable_web_search`: fal charges extra")


@pytest.mark.parametrize("body", [None, [], "x", 5, [{}], {1: 2}])
def test_a_body_is_an_object(body: object) -> None:
    assert refusal(body)


def test_depth_is_bounded() -> None:
    deep: Any = {}
    for _ in range(100):
        deep = {"elements": [deep]}
    assert refusal(deep, "fal-ai/kling-video/v3/pro/text-to-video")
    with pytest.raises(CreditcalcError):
        body_of("[" * 100_000)


@pytest.mark.parametrize(("text", "words"), [("{", "is not JSON"), ('{"a": 1, "a": 2}', "is in the body twice")])
def test_what_is_no_json(text: str, words: str) -> None:
    with pytest.raises(CreditcalcError, match=words):
        body_of(text)


def test_no_value_of_a_body_is_said_but_those_that_decide() -> None:
    body = {"prompt": "SECRET", "duration": "8s", "image_url": "SECRET", "zzz": "SECRET"}
    assert "SECRET" not in refusal(body)
    assert "SECRET" not in json.dumps(priced(body, allow_unknown=True).read.decided)
