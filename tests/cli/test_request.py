"""`creditcalc request`: a body from a file or a pipe, many of them, gates and objects."""

import json
import subprocess
from pathlib import Path

import pytest
from published import check
from shell import CREDITCALC, Ran, run

FAL = "--provider fal --endpoint fal-ai/veo3.1/fast"
BODY = '{"prompt": "SECRET", "duration": "6s", "image_url": "SECRET"}'
"""6 s at 0.15 with sound: 0.9."""

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a body."""
    monkeypatch.chdir(tmp_path)
    Path("body.json").write_text(BODY)
    return tmp_path


def test_the_screen_says_what_decides_and_nothing_else_of_the_body() -> None:
    found = run(f"request body.json {FAL}")
    assert found.code == 0
    assert "The body says: seconds 6 (duration).\n" in found.out
    assert "fal assumes: resolution 720p and audio on (generate_audio).\n" in found.out
    assert "SECRET" not in found.out


def test_the_object_is_that_of_a_quote_and_what_was_read() -> None:
    found = check(run(f"request body.json {FAL} --budget 1 --json").out)
    assert (found["total"]["text"], found["budget"]["verdict"]) == ("0.9", "within")
    assert found["request"] == {
        "provider": "fal",
        "endpoint": "fal-ai/veo3.1/fast",
        "fields": [
            {"field": None, "setting": "model", "value": "veo-3.1-fast", "from": "endpoint"},
            {"field": "duration", "setting": "seconds", "value": "6", "from": "body"},
            {"field": "resolution", "setting": "resolution", "value": "720p", "from": "assumed"},
            {"field": "generate_audio", "setting": "audio", "value": "on", "from": "assumed"},
        ],
        "unknown": [],
        "note": None,
    }


def test_a_body_comes_through_a_pipe() -> None:
    words = [*CREDITCALC, "request", "-", *FAL.split(), "--json"]
    done = subprocess.run(words, input=BODY.encode(), capture_output=True, check=False)
    assert json.loads(done.stdout)["total"]["text"] == "0.9"
    done = subprocess.run(words[:-1], input=b"\xff", capture_output=True, check=False)
    assert done.stderr == b"error: standard input: is not UTF-8 text: save the file as UTF-8\n"


@pytest.mark.parametrize(("budget", "code"), [("1", 0), ("0.9", 0), ("0.5", 3)])
def test_a_budget_gates(budget: str, code: int) -> None:
    assert run(f"request body.json {FAL} --budget {budget}").code == code


def test_an_unknown_field_is_refused_or_left_out_and_said() -> None:
    Path("body.json").write_text('{"duraton": "6s"}')
    refused = run(f"request body.json {FAL}")
    assert refused == Ran(
        1,
        "",
        "error: fal-ai/veo3.1/fast: unknown field `duraton` (did you mean `duration`?): correct the body, or add "
        "`--allow-unknown`\n",
    )
    allowed = run(f"request body.json {FAL} --allow-unknown")
    assert allowed.code == 0
    assert "Unknown and left out: `duraton`." in allowed.out
    assert run(f"request body.json {FAL} --allow-unknown --json").err == "note: unknown and left out: `duraton`\n"


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        ("body.json --provider fal", 2, "give --provider and --endpoint"),
        (f"body.json {FAL} --outputs 2", 2, "the body says how many results there are"),
        (f"none.json {FAL}", 1, "none.json: cannot be read: no such file or directory"),
        ("body.json --provider nobody --endpoint x", 1, "unknown provider `nobody`: there are `elevenlabs`, `fal`"),
        ("body.json --provider ../x --endpoint x", 1, "unknown provider `../x`"),
        ("body.json --provider fal --endpoint fal-ai/veo3", 5, "cannot be priced: the price book of fal has no price"),
        (f"body.json {FAL} --seconds 4", 1, "`--seconds` is not for this body: `duration` of the body decides"),
    ],
)
def test_what_cannot_be_read_is_one_line(words: str, code: int, error: str) -> None:
    found = run(f"request {words}")
    assert (found.code, found.out, found.err.count("error: ")) == (code, "", 1)
    assert error in found.err


def test_a_file_of_bodies_is_summed_and_gated() -> None:
    """0.9 of the body, and 2.4 of 8 s at 0.30 in 4k without sound: 3.3."""
    other = {"provider": "fal", "endpoint": "veo3.1/fast", "body": {"resolution": "4K", "generate_audio": False}}
    Path("bodies.jsonl").write_text(f"{BODY}\n\n{json.dumps(other)}\n")
    found = check(run(f"request bodies.jsonl --jsonl {FAL} --budget 3.3 --json").out)
    assert [one["line"] for one in found["requests"]] == [1, 3]
    assert [(one["unit"], one["requests"], one["total"]["text"]) for one in found["totals"]] == [("USD", 2, "3.3")]
    assert run(f"request bodies.jsonl --jsonl {FAL} --budget 3").code == 3


def test_a_line_without_a_price_is_named_once_all_are_shown() -> None:
    Path("bodies.jsonl").write_text(f'{BODY}\n{{"zzz": 1}}\nnothing\n')
    found = run(f"request bodies.jsonl --jsonl {FAL} --json")
    assert [one["error"] is None for one in json.loads(found.out)["requests"]] == [True, False, False]
    assert found.code == 1
    assert found.err.startswith("error: line 2: fal-ai/veo3.1/fast: unknown field `zzz`")
    assert found.err.endswith("(and 1 more)\n")


def test_sums_of_several_units_have_no_one_budget() -> None:
    runway = {"model": "gen4.5", "duration": 5, "ratio": "1280:720"}  # 5 x 12 credits
    line = {"provider": "runway", "endpoint": "v1/text_to_video", "body": runway}
    Path("bodies.jsonl").write_text(f"{BODY}\n{json.dumps(line)}\n")
    found = run(f"request bodies.jsonl --jsonl {FAL} --budget 100 --json")
    assert [one["total"]["text"] for one in json.loads(found.out)["totals"]] == ["0.9", "60"]
    assert (found.code, "charged in USD and credits" in found.err) == (1, True)
