"""Bills of platforms beside a wallet, one of each profile: a refund, a late day, a side that the other one lacks."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from published import check
from shell import Ran, run

from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.statements import profiles, statement_faults

pytestmark = pytest.mark.usefixtures("warm")

NOW = "2026-11-29T12:00Z"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which all of these bills are looked at."""
    monkeypatch.setenv("CREDITCALC_TODAY", NOW)


def done(command: str) -> Ran:
    """What a command did that must succeed."""
    found = run(command)
    assert found.code == 0, found.err
    return found


def opened(platform: str, left: str = "1000", **options: str) -> None:
    """A wallet of a platform without plans."""
    more = "".join(f" --{name} {value}" for name, value in options.items())
    done(f"wallet open w --platform {platform} --since 2026-11-01 --left {left}{more}")


def spent(model: str, at: str, more: str = "", key: str = "") -> None:
    """A spend of what was generated at a moment of November."""
    done(f"wallet spend --model {model} --at 2026-11-{at} {more}{f' --key {key}' if key else ''}")


def written(folder: Path, bill: object, name: str = "bill.json") -> Path:
    """A bill as a file."""
    path = folder / name
    path.write_text(bill if isinstance(bill, str) else json.dumps(bill))
    return path


def told(path: Path, options: str = "") -> dict[str, Any]:
    """What the command says of a bill, for scripts."""
    return check(done(f"wallet reconcile {path} {options} --json").out)


def models(found: Mapping[str, Any]) -> dict[str, tuple[int, str, str | None]]:
    """Of each model how many generations, the estimate and the charge."""
    return {
        one["model"]["id"]: (one["generations"], one["estimated"]["text"], one["charged"] and one["charged"]["text"])
        for one in found["models"]
    }


def sides(found: Mapping[str, Any], part: str) -> list[tuple[str, list[int], str | None]]:
    """Of each match of a part its model, its spends and its charge."""
    return [(one["model"]["id"], one["entries"], one["charged"] and one["charged"]["text"]) for one in found[part]]


def test_fal_sums_a_model_in_a_day_of_utc(tmp_path: Path) -> None:
    opened("fal")
    spent("veo-3.1-fast", "10T23:30Z", "--seconds 8 --resolution 720p")  # entry 2: 8 x 0.10 = 0.80
    spent("veo-3.1-fast", "10T09:00Z", "--seconds 4 --resolution 720p")  # entry 3: 4 x 0.10 = 0.40
    spent("kling-3.0", "11T09:00Z", "--seconds 5 --resolution 720p")  # entry 4: 5 x 0.084 = 0.42
    spent("hailuo-2.3", "12T09:00Z", "--seconds 6 --resolution 768p")  # entry 5: 0.28 a clip
    spent("veo-3.1-fast", "29T09:00Z", "--seconds 4 --resolution 720p")  # entry 6, of today
    days = [
        ("2026-11-10T00:00:00Z", "fal-ai/veo3.1/fast", "1.2"),
        ("2026-11-11T00:00:00Z", "fal-ai/kling-video/v3/standard/text-to-video", "0.462"),  # 1.1 times 0.42
        ("2026-11-12T00:00:00Z", "fal-ai/pika/v2.2/text-to-video", "0.45"),
        ("2026-11-12T00:00:00Z", "fal-ai/any-llm", "0.03"),
        ("2026-11-29T00:00:00Z", "fal-ai/veo3.1/fast", "0.2"),
    ]
    series = [
        {"date": day, "results": [{"endpoint_id": name, "quantity": 1, "cost": float(cost)}]}
        for day, name, cost in days
    ]
    found = told(written(tmp_path, {"time_series": series, "summary": []}))
    assert (found["profile"], found["kind"], found["unit"], found["zone"]) == ("fal", "days", "USD", "UTC")
    assert models(found) == {"veo-3.1-fast": (2, "1.2", "1.2"), "kling-3.0": (1, "0.42", "0.462")}
    assert [one["times_estimated"]["text"] for one in found["models"] if one["differs"]] == ["1.1"]
    assert sides(found, "never_estimated") == [("pika-2.2", [], "0.45")]
    assert sides(found, "never_charged") == [("hailuo-2.3", [5], None)]
    assert sides(found, "not_complete") == [("veo-3.1-fast", [6], "0.2")]
    assert [(one["name"], one["charged"]["text"]) for one in found["unknown_names"]] == [("fal-ai/any-llm", "0.03")]


def test_runway_nets_refunds_so_that_a_day_may_be_below_zero(tmp_path: Path) -> None:
    opened("runway-api")
    spent("runway-gen-4-turbo", "10T09:00Z", "--seconds 10")  # entry 2: 10 x 5 = 50
    spent("runway-gen-4-turbo", "10T23:59Z", "--seconds 5")  # entry 3: 25, on the same day of UTC
    spent("runway-gen-4.5", "12T09:00Z", "--seconds 5 --resolution 720p")  # entry 4: 5 x 12 = 60, never charged
    spent("runway-gen-4-turbo", "29T09:00Z", "--seconds 5")  # entry 5: of today
    results = [
        {"date": "2026-11-10", "usedCredits": [{"model": "gen4_turbo", "amount": 75}, {"model": "veo3", "amount": 0}]},
        {"date": "2026-11-11", "usedCredits": [{"model": "gen4_turbo", "amount": -25}]},
        {"date": "2026-11-12", "usedCredits": [{"model": "act_two", "amount": 50}]},
        {"date": "2026-11-29", "usedCredits": [{"model": "gen4_turbo", "amount": 25}]},
    ]
    path = written(tmp_path, {"models": ["gen4_turbo"], "results": results})
    found = told(path)
    # 75 less the 25 that were given back a day later: 50 of the 75 estimated
    assert models(found) == {"runway-gen-4-turbo": (2, "75", "50")}
    assert found["returned"] == "25"
    assert sides(found, "never_estimated") == [("runway-act-two", [], "50")]
    assert sides(found, "never_charged") == [("runway-gen-4.5", [4], None)]
    assert sides(found, "not_complete") == [("runway-gen-4-turbo", [5], "25")]
    # of the first day's sum each spend has its share by its seconds: 50 and 25
    assert told(path, "--record")["recorded"] == [6, 7]
    assert told(path, "--record")["recorded"] == []
    kept = json.loads(done("wallet export --to json").out)["entries"]
    assert [(one["of"], one["amount"]) for one in kept if one["kind"] == "reconcile"] == [(2, "50"), (3, "25")]


def test_openai_sums_a_line_item_in_a_day_of_unix_time(tmp_path: Path) -> None:
    opened("list")
    image = "--quality medium --set shape=square"
    spent("gpt-image-1", "10T09:00Z", image)  # entry 2: 0.042 an image
    spent("gpt-image-1", "10T10:00Z", image)  # entry 3
    spent("gpt-image-1-mini", "11T10:00Z", "--quality low")  # entry 4, never charged
    spent("veo-3.1-fast", "11T10:00Z", "--seconds 4 --resolution 720p --audio")  # entry 5: of another seller
    spent("gpt-image-1", "29T09:00Z", image)  # entry 6: of today
    buckets = [  # the tenth begins at 1794268800 = 20767 days of 86400 s
        (1794268800, "gpt-image-1", "0.084"),
        (1794355200, "gpt-image-1", "-0.042"),
        (1794355200, "sora-2", "0.4"),
        (1794355200, None, "0.01"),
        (1795910400, "gpt-image-1", "0.042"),
    ]
    data = [
        {
            "start_time": start,
            "end_time": start + 86400,
            "results": [{"amount": {"value": float(value), "currency": "usd"}, "line_item": item, "project_id": None}],
        }
        for start, item, value in buckets
    ]
    path = written(tmp_path, {"object": "page", "data": data, "has_more": False})
    found = told(path, "--profile openai")
    assert models(found) == {"gpt-image-1": (2, "0.084", "0.042")}  # 2 x 0.042 less one that was given back
    assert sides(found, "never_estimated") == [("sora-2", [], "0.4")]
    assert sides(found, "never_charged") == [("gpt-image-1-mini", [4], None)]
    assert sides(found, "not_complete") == [("gpt-image-1", [6], "0.042")]
    assert [one["name"] for one in found["unknown_names"]] == [""]
    assert found["missing"] is None
    assert told(written(tmp_path, {**json.loads(path.read_text()), "has_more": True}), "--profile openai")[
        "missing"
    ] == ("more pages follow")
    written(tmp_path, {"object": "page", "data": data, "has_more": False})
    euros = json.loads(path.read_text())
    euros["data"][0]["results"][0]["amount"]["currency"] = "eur"
    found_error = run(f"wallet reconcile {written(tmp_path, euros)} --profile openai")
    assert (found_error.code, found_error.err) == (
        1,
        "error: bill.json: row 1: is in EUR and not in USD: export the bill in USD\n",
    )


GOOGLE = (
    "Billing account name,Service description,SKU description,Credit type,Cost type,Usage start date,"
    "Usage end date,Usage amount,Usage unit,Unrounded Cost ($),Cost ($)\n"
)


def test_google_sums_a_sku_in_a_day_of_pacific_time(tmp_path: Path) -> None:
    opened("list")
    fast = "--seconds 8 --resolution 720p --audio"
    spent("veo-3.1-fast", "10T20:00Z", fast)  # entry 2: 8 x 0.10 = 0.80
    spent("veo-3.1-fast", "11T07:30Z", fast)  # entry 3: 0.80, at 23:30 of the tenth in Pacific time (UTC - 8)
    spent("veo-3.1-fast", "12T20:00Z", fast)  # entry 4: 0.80, never charged
    spent("gpt-image-1", "11T20:00Z", "--quality low --set shape=square")  # entry 5: of another seller
    spent("veo-3.1-fast", "26T20:00Z", fast)  # entry 6: rows may still come for five days
    rows = [
        "Mine,Vertex AI,Video of Veo 3.1 Fast,,Regular,2026-11-10,2026-11-10,16,second,1.6,1.60",
        "Mine,Vertex AI,Video of Veo 3.1 Fast,PROMOTION,Regular,2026-11-10,2026-11-10,,,-0.16,-0.16",
        "Mine,Vertex AI,Video of Veo 3.1 Fast,,Adjustment,2026-11-10,2026-11-10,,,-0.04,-0.04",
        "Mine,Vertex AI,Video of Veo 3.1 Fast,,Tax,2026-11-10,2026-11-10,,,0.3,0.30",
        "Mine,Vertex AI,Images of Imagen 3,,Regular,2026-11-11,2026-11-11,1,count,0.04,0.04",
        "Mine,Compute Engine,A small machine,,Regular,2026-11-11,2026-11-11,24,hour,2.5,2.50",
        "Mine,Vertex AI,Video of Veo 3.1 Fast,,Regular,2026-11-26,2026-11-26,8,second,0.8,0.80",
    ]
    path = written(tmp_path, GOOGLE + "\n".join(rows) + "\n", "cost.csv")
    refused = run(f"wallet reconcile {path} --profile google")
    assert refused.code == 1
    assert refused.err == (
        "error: the bill names no model of list: say what its names mean, as in `--models "
        '"Video of Veo 3.1 Fast=MODEL"` (it has `Video of Veo 3.1 Fast`, `A small machine` and `Images of Imagen 3`)\n'
    )
    named = '--models "Video of Veo 3.1 Fast=veo-3.1-fast" --models "Images of Imagen 3=imagen-3"'
    found = told(path, f"--profile google {named}")
    assert found["zone"] == "America/Los_Angeles"
    # 1.60 less the discount of 0.16 and the adjustment of 0.04; tax is no price, and each cost counts once
    assert models(found) == {"veo-3.1-fast": (2, "1.6", "1.4")}
    assert found["returned"] == "0.2"
    assert sides(found, "never_estimated") == [("imagen-3", [], "0.04")]
    assert sides(found, "never_charged") == [("veo-3.1-fast", [4], None)]
    assert sides(found, "not_complete") == [("veo-3.1-fast", [6], "0.8")]
    assert [one["name"] for one in found["unknown_names"]] == ["A small machine"]


def event(id_: str, at: str, kind: str = "api_usage_completed", **params: object) -> dict[str, object]:
    """An event of Comfy's."""
    return {"event_id": id_, "event_type": kind, "createdAt": f"2026-11-{at}", "params": params}


def test_comfy_bills_each_generation_in_cents_or_credits(tmp_path: Path) -> None:
    opened("comfy")
    spent("kling-3.0", "10T09:00Z", "--seconds 5 --resolution 720p", key="job-1")  # entry 2: 5 x 0.084 = 0.42
    spent("kling-3.0", "10T09:01Z", "--seconds 10 --resolution 720p")  # entry 3: 0.84, found by its time
    spent("veo-3.1", "11T09:00Z", "--seconds 8 --resolution 720p")  # entry 4: 8 x 0.20 = 1.60
    spent("veo-3.1", "12T09:00Z", "--seconds 4 --resolution 720p")  # entry 5: 0.80, never charged
    spent("veo-3.1", "13T09:00Z", "--seconds 4 --resolution 720p")  # entries 6 and 7: one charge is for either
    spent("veo-3.1", "13T09:05Z", "--seconds 6 --resolution 720p")
    spent("veo-3.1", "29T09:00Z", "--seconds 4 --resolution 720p")  # entry 8: its event may still come
    events = [
        event("e0", "09T00:00:00Z", "credit_added", amount=5000),
        event("e1", "10T10:30:00.123Z", api_name="kling", model="kling-v3", credits_used="88.62", job_id="job-1"),
        event("e2", "10T09:03:00Z", api_name="kling", model="kling-v3", amount_cents=84),
        event(
            "e3", "11T09:02:00Z", api_name="vertexai", model="veo-3.1-generate-preview", amount_cents=160, job_id="j"
        ),
        event(
            "e4", "11T09:30:00Z", api_name="vertexai", model="veo-3.1-generate-preview", amount_cents=-160, job_id="j"
        ),
        event("e5", "12T15:00:00Z", api_name="openai", model="sora-2", total_tokens=700),
        event("e6", "13T09:03:00Z", api_name="vertexai", model="veo-3.1-generate-preview", cost=80),
        event("e7", "29T11:00:00Z", "api_usage_started", model="veo-3.1-generate-preview"),
        event("e8", "29T11:30:00Z", api_name="kling", model="kling-v3", amount_cents=42),
    ]
    path = written(tmp_path, {"events": events, "page": 1, "limit": 50, "total": 9, "totalPages": 1})
    named = '--models "veo-3.1-generate-preview=veo-3.1" --models "kling-v3=kling-3.0"'
    found = told(path, named)
    assert (found["profile"], found["kind"]) == ("comfy", "generations")
    # kling: 88.62 credits at 211 a dollar are 0.42, by the job; 84 cents are 0.84. veo: all of it was given back
    assert models(found) == {"kling-3.0": (2, "1.26", "1.26"), "veo-3.1": (1, "1.6", "0")}
    assert found["returned"] == "1.6"
    assert sides(found, "never_estimated") == [("sora-2", [], None), ("kling-3.0", [], "0.42")]
    assert sides(found, "never_charged") == [("veo-3.1", [5], None)]
    assert sides(found, "unclear") == [("veo-3.1", [6, 7], "0.8")]
    assert sides(found, "not_complete") == [("veo-3.1", [8], None)]
    recorded = told(path, f"{named} --record")
    assert recorded["recorded"] == [9, 10, 11]
    kept = json.loads(done("wallet export --to json").out)["entries"]
    charges = {one["of"]: one["amount"] for one in kept if one["kind"] == "reconcile"}
    assert charges == {2: "0.42", 3: "0.84", 4: "0"}


def test_comfy_says_which_pages_are_missing(tmp_path: Path) -> None:
    opened("comfy")
    spent("kling-3.0", "10T09:00Z", "--seconds 5 --resolution 720p")
    page = {"events": [event("e", "10T09:00:00Z", model="kling-3.0", amount_cents=42)], "page": 1, "totalPages": 2}
    found = told(written(tmp_path, page))
    assert found["missing"] == "1 of its 2 pages is here"
    assert models(found) == {"kling-3.0": (1, "0.42", "0.42")}
    assert told(written(tmp_path, [page, {**page, "events": [], "page": 2}]))["missing"] is None


def test_elevenlabs_counts_characters_and_not_credits(tmp_path: Path) -> None:
    terms = "--plan creator --burn-order soonest --rollover everything"
    done(f"wallet open w --platform elevenlabs --since 2026-11-01 {terms}")
    speech = "elevenlabs-multilingual-v2"
    spent(speech, "10T09:00Z", "--characters 1000")  # entry 2: 1,000 characters at 1 credit
    spent("elevenlabs-flash-v2.5", "11T09:00Z", "--characters 300 --outputs 2")  # entry 3: 600, of 0.5 credits each
    spent(speech, "12T09:00Z", "--characters 50")  # entry 4: never charged
    spent(speech, "29T11:55Z", "--characters 70")  # entry 5: charged a minute ago
    done("wallet spend 7 --at 2026-11-11T10:00Z")  # entry 6: of no model
    # Unix time of 2026-11-10 09:00 UTC: 1794268800 + 9 x 3600 = 1794301200
    history = [
        ("h1", "eleven_multilingual_v2", 1794301260, 5000, 6100),
        ("h2", "eleven_flash_v2_5", 1794387600, 7200, 6600),  # a day later; the counter may run down
        ("h3", "eleven_v3", 1794387700, 0, 40),
        ("h4", "eleven_multilingual_v2", 1795953360, 6100, 6170),  # 19 days after the first: the 29th, at 11:56
    ]
    rows = [
        {
            "history_item_id": name,
            "model_id": model,
            "date_unix": at,
            "character_count_change_from": start,
            "character_count_change_to": end,
            "text": "a fox",
            "source": "TTS",
            "settings": {"stability": 0.5},
        }
        for name, model, at, start, end in history
    ]
    path = written(tmp_path, {"history": rows, "has_more": False})
    found = told(path)
    assert found["unit"] == "characters"
    assert models(found) == {
        speech: (2, "1070", "1170"),  # 1,100 for 1,000, and 70 for 70
        "elevenlabs-flash-v2.5": (1, "600", "600"),
    }
    assert sides(found, "never_estimated") == [("elevenlabs-v3", [], "40")]
    assert sides(found, "never_charged") == [(speech, [4], None)]
    assert found["not_counted"] == [6]
    refused = run(f"wallet reconcile {path} --record")
    assert (refused.code, refused.err) == (
        1,
        "error: the bill counts characters and not what is paid: there is nothing to record\n",
    )


def test_replicate_says_which_were_made_and_not_what_they_cost(tmp_path: Path) -> None:
    opened("replicate")
    spent("nano-banana-2", "10T09:00Z", "--resolution 1k", key="p1")  # entry 2: 0.067
    spent("nano-banana-2", "11T09:00Z", "--resolution 1k", key="p2")  # entry 3: failed, so not among the charges
    spent("veo-3.1-fast", "29T11:59Z", "--seconds 4 --resolution 720p --set audio=off")  # entry 4
    rows = [
        ("p1", "google/nano-banana-2", "succeeded", "10T09:00:30.25Z"),
        ("p2", "google/nano-banana-2", "failed", "11T09:00:30Z"),
        ("p3", "google/veo-3.1-fast", "succeeded", "12T09:00:30Z"),
        ("p4", "google/veo-3.1-fast", "processing", None),
        ("p5", "google/veo-3.1-fast", "succeeded", "29T11:59:30Z"),
    ]
    results = [
        {
            "id": name,
            "model": model,
            "status": status,
            "created_at": "2026-11-10T08:59:00Z",
            "completed_at": at and f"2026-11-{at}",
            "metrics": {"predict_time": 12.5},
            "input": {"prompt": "a fox"},
            "output": ["https://example.com/a.png"],
        }
        for name, model, status, at in rows
    ]
    path = written(tmp_path, {"next": None, "results": results})
    found = told(path)
    assert models(found) == {"nano-banana-2": (1, "0.067", None), "veo-3.1-fast": (1, "0.4", None)}
    assert sides(found, "never_estimated") == [("veo-3.1-fast", [], None)]
    assert sides(found, "never_charged") == [("nano-banana-2", [3], None)]
    recorded = told(path, "--record")
    assert recorded["recorded"] == []
    assert [(one["entries"], one["because"]) for one in recorded["not_recorded"]] == [
        ([2], "the bill has no amount"),
        ([4], "the bill has no amount"),
    ]


BALANCES: Sequence[tuple[str, str, str, object, str]] = [
    # 7,110 of the quota are 118.5 credits: 120 less 1.5
    ("heygen-api", "--edition 2025", "120", {"error": None, "data": {"remaining_quota": 7110}}, "118.5"),
    # 1,234.5 cents are 12.345 dollars
    ("list", "", "13.845", {"credit_balance": 1234.5}, "12.345"),
]


@pytest.mark.parametrize(("platform", "book", "left", "bill", "says"), BALANCES, ids=["heygen", "luma"])
def test_a_balance_is_compared_as_a_balance(
    tmp_path: Path, platform: str, book: str, left: str, bill: object, says: str
) -> None:
    done(f"wallet open w --platform {platform} {book} --since 2026-11-01 --left {left}")
    done("wallet spend 1 --at 2026-11-10")  # and 0.5 more that nobody wrote down
    path = written(tmp_path, bill)
    profile = {"list": "luma"}.get(platform, "heygen")
    found = told(path, f"--profile {profile}")
    assert (found["kind"], found["says"]["text"], found["differs"]) == ("balance", says, True)
    assert found["difference"]["text"] == "-0.5"
    assert run(f"wallet reconcile {path} --profile {profile} --fail-on drift").code == 1
    done("wallet spend 0.5 --at 2026-11-11")
    assert told(path, f"--profile {profile}")["differs"] is False
    assert run(f"wallet reconcile {path} --profile {profile} --fail-on any").code == 0
    assert "nothing to record" in run(f"wallet reconcile {path} --profile {profile} --record").err


def test_kling_adds_no_expired_pack_and_lags_behind(tmp_path: Path) -> None:
    opened("kling-api", "100")
    done("wallet spend 10 --at 2026-11-20")
    packs = [
        {"resource_pack_name": "a", "total_quantity": 60, "remaining_quantity": 30.5, "status": "online"},
        {"resource_pack_name": "b", "total_quantity": 60, "remaining_quantity": 59.5, "status": "online"},
        {"resource_pack_name": "c", "total_quantity": 20, "remaining_quantity": 7, "status": "expired"},
        {"resource_pack_name": "d", "total_quantity": 20, "remaining_quantity": 0, "status": "runout"},
    ]
    path = written(tmp_path, {"code": 0, "data": {"code": 0, "msg": "", "resource_pack_subscribe_infos": packs}})
    found = told(path)
    # 30.5 + 59.5 = 90 = 100 - 10
    assert (found["says"]["text"], found["left"]["text"], found["differs"]) == ("90", "90", False)
    assert [(one["word"], one["rows"]) for one in found["rows_left_out"]] == [("expired", 1), ("runout", 1)]
    done("wallet spend 4 --at 2026-11-29T06:00Z")  # less than 12 hours ago: the bill may not have it yet
    late = told(path)
    assert (late["left"]["text"], late["differs"]) == ("86..90", False)
    done("wallet spend 1 --at 2026-11-28T06:00Z")  # which it must have
    assert told(path)["differs"] is True


def test_every_profile_is_bundled_and_reconciled_here() -> None:
    text = Path(__file__).read_text()
    for name in profiles(Catalog()):
        assert re.search(rf"\b{name}\b", text), f"no bill of {name} is reconciled here"


OWN = "When;Tool;Credits\n10.11.2026 10:00;Gen;-50\n10.11.2026 10:30;Gen;-60,5\n11.11.2026 00:30;Gen;50\n"


def test_a_bill_of_named_columns_with_decimal_commas_at_local_midnight(tmp_path: Path) -> None:
    opened("runway-api")
    spent("runway-gen-4-turbo", "10T09:00Z", "--seconds 10")  # entry 2: 50, at 10:00 in Paris
    spent("runway-gen-4-turbo", "10T23:15Z", "--seconds 10")  # entry 3: 50, on the eleventh in Paris
    path = written(tmp_path, OWN, "credits.csv")
    columns = "--columns time=When,model=Tool,amount=-Credits --models Gen=runway-gen-4-turbo"
    refused = run(f"wallet reconcile {path} {columns}")
    assert (refused.code, refused.err) == (
        1,
        "error: credits.csv: line 2: `10.11.2026 10:00` may be 2026-11-10 or 2026-10-11: "
        "add `--dates day-first` or `--dates month-first`\n",
    )
    refused = run(f"wallet reconcile {path} {columns} --dates day-first")
    assert refused.err == (
        "error: credits.csv: line 2: `10.11.2026 10:00` has no time zone: add `--zone` with that of the bill, as in "
        "`--zone UTC`\n"
    )
    found = told(path, f"{columns} --dates day-first --zone Europe/Paris")
    # 10:00 is the second entry's time; the 60.5 at 10:30 are nobody's; the 50 came back on another day
    assert models(found) == {"runway-gen-4-turbo": (1, "50", "0")}
    assert sides(found, "never_estimated") == [("runway-gen-4-turbo", [], "60.5")]
    days = written(tmp_path, "Day,Tool,Credits\n2026-11-10,Gen,50\n2026-11-11,Gen,52\n", "days.csv")
    at_home = told(
        days, "--columns time=Day,model=Tool,amount=Credits --models Gen=runway-gen-4-turbo --zone Europe/Paris"
    )
    assert at_home["kind"] == "days"
    assert models(at_home) == {"runway-gen-4-turbo": (2, "100", "102")}
    in_utc = told(days, "--columns time=Day,model=Tool,amount=Credits --models Gen=runway-gen-4-turbo --zone UTC")
    assert models(in_utc) == {"runway-gen-4-turbo": (2, "100", "50")}
    assert sides(in_utc, "never_estimated") == [("runway-gen-4-turbo", [], "52")]


REFUSED: list[tuple[str, str, str]] = [
    ("{}", "--profile fall", "unknown profile `fall`: `--profile` takes "),
    ("[]", "", "has no row: export the bill again, of the days that you want"),
    ("{", "", "is not JSON: save the answer of the platform as it came"),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo"}]',
        "",
        "no column of the amount (`amount`): add `--columns amount=NAME`, of `date` and `model`",
    ),
    ('[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 1e400}]', "", "`1e400` is not a number"),
    ('[{"date": "28 Jan", "model": "gen4_turbo", "amount": 1}]', "", "`28 Jan` is not a time"),
    (
        '[{"date": "Jan 28, 2:21 PM", "model": "gen4_turbo", "amount": 1}]',
        "",
        "`Jan 28, 2:21 PM` has no year: write the year",
    ),
    ('[{"date": "2026-11-10", "model": "gen4_turbo", "amount": "EUR"}]', "", "`EUR` is not an amount: write digits"),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": "$5"}]',
        "",
        "is in USD and not in credits: name a column",
    ),
    (
        '[{"date": "2026-10-10", "model": "gen4_turbo", "amount": 5}]',
        "",
        "all rows are of before wallet `w` opened, on 2026-11-01",
    ),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--since 2026-11-11",
        "no row is of the days from",
    ),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--columns model",
        "`model` names no column: write",
    ),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--columns model=a,model=b",
        "names `model` twice",
    ),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--models gen4_turbo",
        "says no model: write `--models",
    ),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--window soon",
        "is not a length of time: write `90s`",
    ),
    ('[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]', "--zone Paris", "unknown time zone `Paris`"),
    (
        '[{"date": "2026-11-10", "model": "gen4_turbo", "amount": 5}]',
        "--profile fal",
        "bills of fal are in USD, and the wallet counts credits",
    ),
    ("date,model,amount\n2026-11-10,gen4_turbo\n", "", "line 2 has 2 cells and the first line 3: correct it"),
    ("date,model,amount,amount\n2026-11-10,gen4_turbo,1,2\n", "", "has the column `amount` twice: rename one"),
    (
        "date,model,amount\n2026-11-10,gen4_turbo,-5\n",
        "--columns time=date,model=model,amount=amount --zone UTC",
        "all amounts are below 0, charges or refunds",
    ),
    (
        'date,model,amount\n2026-11-10,gen4_turbo,"1,500"\n',
        "--columns time=date,model=model,amount=amount --zone UTC",
        "`1,500` may be 1500 or 1.5",
    ),
    (
        "date,model,amount\n2026-11-10,gen4_turbo,5\n",
        "--columns time=date,model=model,amount=amount",
        "has no time zone: add `--zone`",
    ),
]


@pytest.mark.parametrize(("bill", "options", "words"), REFUSED)
def test_what_is_wrong_is_said_in_one_line_with_the_remedy(tmp_path: Path, bill: str, options: str, words: str) -> None:
    opened("runway-api")
    found = run(f"wallet reconcile {written(tmp_path, bill, 'bill.csv')} {options}")
    assert (found.code, found.out) == (1, "")
    assert words in found.err
    assert found.err.startswith("error: ")
    assert found.err.count("\n") == 1, found.err


def test_a_number_is_a_spend_and_takes_no_option_of_a_bill() -> None:
    opened("runway-api")
    spent("runway-gen-4-turbo", "10T09:00Z", "--seconds 10")
    assert "52" in done("wallet reconcile 2 52").out
    assert run("wallet reconcile 2 52 --profile fal").code == 2
    assert run("wallet reconcile 2 52 --record").code == 2
    assert run("wallet reconcile bill.csv --charged 5").code == 2


def row(day: str, amount: object, model: str = "gen4_turbo") -> dict[str, object]:
    """A sum of Runway's."""
    return {"date": f"2026-11-{day}", "model": model, "amount": amount}


Make = Callable[[], None]


def test_what_a_sum_does_not_tell_of_a_spend_is_not_recorded(tmp_path: Path) -> None:
    opened("runway-api")
    spent("runway-gen-4-turbo", "10T09:00Z", "--seconds 10")  # entry 2: 50, charged 100: two, or twice the price
    spent("runway-gen-4-turbo", "11T09:00Z", "--seconds 10")  # entry 3: 50, charged 60: a price, as 10 is less than one
    spent("veo-3.1", "12T09:00Z", "--seconds 4 --resolution 720p --set audio=off")  # entry 4: 4 x 20 = 80
    spent("veo-3.1", "12T10:00Z", "--seconds 4 --resolution 720p --audio")  # entry 5: 4 x 40 = 160, another price
    spent("runway-gen-4-turbo", "13T09:00Z", "--seconds 5")  # entries 6 and 7: 25 and 50, charged 78 = 26 + 52
    spent("runway-gen-4-turbo", "13T10:00Z", "--seconds 10")
    bill = [row("10", 100), row("11", 60), row("12", 260, "veo3.1"), row("13", 78)]
    found = told(written(tmp_path, bill), "--record")
    kept = json.loads(done("wallet export --to json").out)["entries"]
    assert {one["of"]: one["amount"] for one in kept if one["kind"] == "reconcile"} == {3: "60", 6: "26", 7: "52"}
    assert [(one["entries"], one["because"]) for one in found["not_recorded"]] == [
        ([2], "the sum may be of one generation more or fewer"),
        ([4, 5], "the sum is of several prices"),
    ]
    drift = json.loads(done("wallet drift --json").out)["models"]
    # 60 + 26 + 52 of 50 + 25 + 50
    assert [(one["quoted"]["text"], one["charged"]["text"]) for one in drift] == [("125", "138")]
    done(f"sheets new --from-drift --in {tmp_path / 'own'}")
    # 60 / 10 s, 26 / 5 s and 52 / 10 s
    assert "price: 5.2..6" in (tmp_path / "own/runway-api/2026-09/observed.yaml").read_text()


def test_the_screen_says_what_drifted_and_what_has_no_other_side(tmp_path: Path) -> None:
    opened("runway-api")
    spent("runway-gen-4-turbo", "10T09:00Z", "--seconds 10")
    spent("runway-gen-4.5", "11T09:00Z", "--seconds 5 --resolution 720p")
    path = written(tmp_path, [row("10", 55.5), row("11", 40, "act_two"), row("12", 5, "new_model")])
    assert done(f"wallet reconcile {path}").out == SCREEN
    assert run(f"wallet reconcile {path} --fail-on drift").code == 1
    exact = written(tmp_path, [row("10", 50)])
    assert run(f"wallet reconcile {exact} --fail-on any").code == 0
    assert "Every charge is as estimated." in done(f"wallet reconcile {exact}").out


SCREEN = """\
Wallet w · Runway API bill, 10–12 Nov 2026    Runway API · prices of September 2026
55.5 credits  charged for 50 credits estimated, over 1 generation
✗ 1 model charged otherwise than estimated, 1 never estimated, 1 never charged.
  What                   Model               When         In the wallet  Estimated  Charged  vs estimate
  Estimated and charged  Runway Gen-4 Turbo               1 spend               50     55.5        1.11×
  Never estimated        Runway Act-Two      11 Nov 2026                                 40
  Never charged          Runway Gen-4.5      11 Nov 2026  entry 3               60
  Names of no model      new_model           1 row                                        5
▲ A name means no model here, so its charges are not compared. Say what it means: --models "new_model=MODEL"
Details: --explain
To record the charges, add --record
"""


def test_what_is_alike_pairs_in_order_and_only_within_the_window(tmp_path: Path) -> None:
    opened("runway-api")
    for when in ("10", "25", "25"):
        spent("runway-gen-4-turbo", f"10T09:{when}Z", "--seconds 10")
    lines = "".join(f"2026-11-10T09:{when}Z,Runway Gen-4 Turbo,50\n" for when in ("00", "00", "20"))
    path = written(tmp_path, f"At,Model,Credits\n{lines}", "bill.csv")
    columns = "--columns time=At,model=Model,amount=Credits"
    # 9:00 and 9:20 are 10 minutes from 9:10, and the second charge of 9:00 is 25 from any other spend
    assert sides(told(path, columns), "unclear") == [("runway-gen-4-turbo", [2, 3, 4], "150")]
    assert models(told(path, f"{columns} --window 25m")) == {"runway-gen-4-turbo": (3, "150", "150")}


def test_a_wallet_needs_a_plan_only_where_one_is_sold() -> None:
    opened("fal", "12.5")
    assert done("wallet balance w").out.splitlines()[1] == "$12.50  left of 12.5, which do not expire"
    found = json.loads(done("wallet balance w --json").out)
    assert (found["plan"]["id"], found["next_reset"]) == ("pay-as-you-go", None)
    done("wallet open unknown --platform list --since 2026-11-01")
    done("wallet spend 3 unknown")  # nobody knows that it cannot be paid
    assert json.loads(done("wallet balance unknown --json").out)["left"]["qualifier"] == "unknown"
    assert run("wallet open other --since 2026-11-01").err.startswith("error: no plan given\n")
    assert run("wallet open other --platform fal --plan plus --since 2026-11-01").code == 1


WRONG: list[tuple[str, str]] = [
    ("platform: fall", "unknown platform `fall`: did you mean `fal`?"),
    ("source: other", "unknown source `other`: add it to `sources`"),
    ("amount: []", "says nothing of `amount`: add the columns"),
    ("requests: fall", "no sheet in `requests/` is called `fall`: did you mean `fal`?"),
    ("makers: [Googel]", "fal has no model of `Googel`: did you mean `Google`?"),
    ("names: [{names: [a], model: veo}]", "fal has no model `veo`: "),
    ("names: [{names: [a, A], model: veo-3.1}]", "the name `a` is given twice: remove one"),
    ("kind: weeks", "`weeks` is not allowed here: write `generations`, `days` or `balance`"),
]
OWN_PROFILE = """\
name: Mine
platform: fal
kind: days
unit: USD
source: docs
sources: {docs: {title: Docs, date: 2026, grade: official}}
time: [day]
model: [what]
amount: [{column: paid}]
"""


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_the_check_says_what_is_wrong_with_a_profile(tmp_path: Path, line: str, words: str) -> None:
    key = line.partition(":")[0]
    kept = [one for one in OWN_PROFILE.splitlines() if one.partition(":")[0] != key]
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "mine.yaml").write_text("\n".join([*kept, line, ""]))
    found = [str(fault) for fault in statement_faults(Catalog(str(tmp_path)))]
    assert len(found) == 1
    assert words in found[0]


def test_a_profile_of_ones_own_is_read_and_has_precedence(tmp_path: Path) -> None:
    opened("fal")
    spent("veo-3.1-fast", "10T09:00Z", "--seconds 8 --resolution 720p")
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "fal.yaml").write_text(OWN_PROFILE + "names: [{names: [fast], model: veo-3.1-fast}]\n")
    assert not list(statement_faults(Catalog(str(tmp_path))))
    path = written(tmp_path, "Day,What,Paid\n2026-11-10,fast,0.9\n", "bill.csv")
    assert models(told(path, f"--pricing {tmp_path}")) == {"veo-3.1-fast": (1, "0.8", "0.9")}


def exported(begins: str, ends: str, cost: str, **more: object) -> dict[str, object]:
    """A row of Google's export to BigQuery."""
    return {
        "service": {"description": "Vertex AI"},
        "sku": {"description": "Video of Veo 3.1 Fast"},
        "usage_start_time": begins,
        "usage_end_time": ends,
        "cost": cost,
        "currency": "USD",
        "cost_type": "regular",
        "credits": [],
        **more,
    }


def test_google_exports_hours_with_their_discounts_and_a_table_may_have_months(tmp_path: Path) -> None:
    opened("list")
    fast = "--seconds 8 --resolution 720p --audio"
    spent("veo-3.1-fast", "11T07:30Z", fast)  # entry 2: 0.80, on the tenth in Pacific time
    spent("veo-3.1-fast", "11T08:30Z", fast)  # entry 3: 0.80, on the eleventh
    named = '--profile google --models "Video of Veo 3.1 Fast=veo-3.1-fast"'
    discounts = [{"name": "a", "amount": "-0.1"}, {"name": "b", "amount": "-0.05"}]
    hours = [
        exported("2026-11-11 07:00:00 UTC", "2026-11-11 08:00:00 UTC", "0.8", credits=discounts),
        exported("2026-11-11 08:00:00 UTC", "2026-11-11 09:00:00 UTC", "0.5"),
        exported("2026-11-11 09:00:00 UTC", "2026-11-11 10:00:00 UTC", "0.3"),
    ]
    found = told(written(tmp_path, hours), named)
    assert found["covers"] == ["2026-11-10T08:00:00Z", "2026-11-12T08:00:00Z"]
    # 0.80 less 0.10 and 0.05 on the tenth, 0.50 and 0.30 on the eleventh
    assert models(found) == {"veo-3.1-fast": (2, "1.6", "1.45")}
    assert found["returned"] == "0.15"
    month = GOOGLE + "Mine,Vertex AI,Video of Veo 3.1 Fast,,Regular,2026-11-01,2026-11-20,16,second,1.7,1.70\n"
    whole = told(written(tmp_path, month, "month.csv"), named)
    assert models(whole) == {"veo-3.1-fast": (2, "1.6", "1.7")}
    both = month + "Mine,Vertex AI,Video of Veo 3.1 Fast,,Regular,2026-11-11,2026-11-11,8,second,0.8,0.80\n"
    refused = run(f"wallet reconcile {written(tmp_path, both, 'both.csv')} {named}")
    assert refused.err == "error: the bill has sums of days and of longer times of one model: export one kind\n"
    other = month.replace("($)", "(CA$)")
    refused = run(f"wallet reconcile {written(tmp_path, other, 'other.csv')} {named}")
    assert refused.err == "error: other.csv: line 2: is in CA$ and not in USD: export the bill in USD\n"


def test_what_was_given_back_says_nothing_of_a_price_and_other_days_do_not_count(tmp_path: Path) -> None:
    opened("comfy")
    spent("veo-3.1", "11T09:00Z", "--seconds 8 --resolution 720p", key="one")  # entry 2: 8 x 0.20 = 1.60
    spent("veo-3.1", "12T09:00Z", "--seconds 8 --resolution 720p", key="two")  # entry 3
    events = [
        event("e1", "11T09:02:00Z", model="veo-3.1", amount_cents=160, job_id="one"),
        event("e2", "11T09:30:00Z", model="veo-3.1", amount_cents=-160, job_id="one"),
        event("e3", "12T09:02:00Z", model="veo-3.1", amount_cents=160, job_id="two"),
        event("e4", "12T09:30:00Z", model="veo-3.1", amount_cents=-40, job_id="two"),
    ]
    path = written(tmp_path, {"events": events})
    assert models(told(path, "--since 2026-11-12")) == {"veo-3.1": (1, "1.6", "1.2")}
    assert models(told(path, "--until 2026-11-11")) == {"veo-3.1": (1, "1.6", "0")}
    assert "add\u00a0--record".replace("\u00a0", " ") in done(f"wallet reconcile {path}").out
    found = told(path, "--record")
    assert found["recorded"] == [4]  # 0 in place of 1.60
    assert [(one["entries"], one["because"]) for one in found["not_recorded"]] == [([3], "part of it was given back")]
    assert "add --record" not in done(f"wallet reconcile {path}").out
    assert run(f"sheets new --from-drift --in {tmp_path / 'own'}").err == (
        "error: wallet `w` has no charge that gives a price: entry 2 gives no price: nothing was charged\n"
    )
