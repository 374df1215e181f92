"""Wrong usage: what is wrong, and what was typed again with only that changed."""

import subprocess
import sys

import pytest
from outcomes import usage
from shell import run

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize(
    ("typed", "error", "hint", "paste"),
    [
        ("--duration 5", "no option --duration", "--seconds", "--seconds 5"),
        ("--duration=5", "no option --duration", "--seconds", "--seconds=5"),
        ("--length 5", "no option --length", "--seconds", "--seconds 5"),
        ("--secs 5", "no option --secs", "--seconds", "--seconds 5"),
        ("--second 5", "no option --second", "--seconds", "--seconds 5"),
        ("-s 5", "no option -s", "--seconds", "--seconds 5"),
        ("-qs5", "no option -s", "--seconds", "-q --seconds 5"),
        ("--res 4k", "no option --res", "--resolution", "--resolution 4k"),
        ("--1440p", "no option --1440p", "--resolution", "--resolution 1440p"),
        ("--4K", "no option --4K", "--4k", "--4k"),
        ("--Model x", "no option --Model", "--model", "--model x"),
        ("--durations 5", "no option --durations", "--seconds", "--seconds 5"),
        ("--sound", "no option --sound", "--audio", "--audio"),
        ("--sound off --4k", "no option --sound", "--no-audio", "--no-audio --4k"),
        ("--sound=yes", "no option --sound", "--audio", "--audio"),
        ("--avatar", "no option --avatar", "--twin", "--twin"),
        ("--count 3", "no option --count", "--outputs", "--outputs 3"),
        ("--clips 3", "no option --clips", "--outputs", "--outputs 3"),
        ("-n 3", "no option -n", "--outputs", "--outputs 3"),
        ("-n3", "no option -n", "--outputs", "--outputs 3"),
        ("--audio=off", "--audio takes no value", "--no-audio", "--no-audio"),
        ("--4k=on", "--4k takes no value", "--4k", "--4k"),
        (
            "--format=jsn",
            "--format takes table, json, csv or markdown, not jsn",
            "json",
            "--format=json",
        ),
    ],
)
def test_what_people_call_an_option_is_known_and_not_taken_for_it(
    typed: str, error: str, hint: str, paste: str
) -> None:
    whole = f"creditcalc quote --model clip {paste} --wide"
    assert run(f"quote --model clip {typed} --wide") == usage(error, f"did you mean {hint}?", whole)


@pytest.mark.parametrize(
    ("command", "error", "hint", "paste"),
    [
        ("quot --model clip", "no command quot", "did you mean quote?", "quote --model clip"),
        ("Price --model clip", "no command Price", "did you mean quote?", "quote --model clip"),
        ("models lst", "no command lst", "did you mean list?", "models list"),
        ("models search clip", "no command search", "did you mean list?", "models list clip"),
        ("compare --seconds 8", "no command compare", "did you mean models compare?", "models compare --seconds 8"),
        ("'Clip' 8s", "no command Clip", "did you mean quote?", "quote Clip 8s"),
        ("models delete clip", "no command delete", "for its commands", "models --help"),
        (
            "wallet delete main",
            "no command delete: a wallet keeps its entries (`wallet undo ENTRY` reverses one, `wallet default NAME` "
            "uses another wallet)",
            "to start again",
            "wallet open NAME --plan PLAN --since DAY --default",
        ),
        ("wallet grant --note gift", "no --credits given", "for example", 'wallet grant 20 --expires "30 days"'),
        ("wallet reconcile 3 main", "no --charged given", "for example", "wallet reconcile --charged 96 3 main"),
        ("wallet forecast main", "no --per-week given", "for example", "wallet forecast --per-week 20 main"),
        (
            "--verbose quote --model clip",
            "no option --verbose",
            "did you mean --explain?",
            "quote --model clip --explain",
        ),
        ("-v", "no option -v", "did you mean --version?", "--version"),
        (
            "quote --model silent --mode pro",
            "no option --mode",
            "did you mean --set?",
            "quote --model silent --set mode=pro",
        ),
        ("quote --modle 'a clip'", "no option --modle", "did you mean --model?", "quote --model 'a clip'"),
        ("quote --aspect 16:9", "no option --aspect", "for its options", "quote --help"),
        (
            "quote --model clip --mode pro",
            "no option --mode",
            "did you mean --set?",
            "quote --model clip --set mode=pro",
        ),
        ("quote --model clip --modl pro", "no option --modl", "for its options", "quote --help"),
        ("bogus", "no command bogus", "for its commands", "--help"),
        ("batch a.csv --duration 8", "no option --duration", "did you mean --seconds?", "batch a.csv --seconds 8"),
        ("quote --fps 24", "no option --fps", "for its options", "quote --help"),
        (
            "--json quote --model clip",
            "--json belongs after the command",
            "did you mean this?",
            "quote --model clip --json",
        ),
        ("quote --model clip --output a.txt --4k", "no option --output", "to write to a file", None),
        ("batch", "no file given", "for example", "batch shots.csv --format csv"),
        ("sheets diff", "no price book given", "for example", "sheets diff invideo/2026-05 invideo/2026-09"),
        (
            "wallet open main --plan big",
            "no --since given",
            "if your plan began today",
            "wallet open main --plan big --since today",
        ),
        ("platforms compare --seconds 8", "no model given", "for example", None),
        ("quote --model clip --seconds", "--seconds needs a value", "for example", "quote --model clip --seconds 8"),
        ("wallet list --budget", "no option --budget", "for its options", "wallet list --help"),
        (
            "plans compare --model Some Clip Fast --seconds 8",
            "unexpected words: Clip Fast",
            "did you mean this?",
            "plans compare --model 'Some Clip Fast' --seconds 8",
        ),
        (
            "plans compare --seconds 8 sec --json",
            "unexpected word: sec",
            "did you mean this?",
            "plans compare --seconds '8 sec' --json",
        ),
        ("plans list --json a b", "unexpected words: a b", "for its options", "plans list --help"),
    ],
)
def test_there_is_a_way_on(command: str, error: str, hint: str, paste: str | None) -> None:
    found = run(command)
    whole = found.err.partition(f"hint: {hint}   creditcalc ")[2].removesuffix("\n")
    assert found._replace(out="") == usage(error, hint, f"creditcalc {paste or whole}")
    assert whole


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (
            "wallet open main --plan big --since 2026-05-14 --seats 0",
            "--seats takes a whole number from 1 to 10,000, not 0",
        ),
        ("sheets check --stale=-1", "--stale takes a whole number of 0 or more, not -1"),
        ("wallet undo first", "ENTRY takes a whole number, not first"),
    ],
)
def test_a_number_says_its_ends(command: str, error: str) -> None:
    assert run(command) == usage(error)


def test_what_goes_to_a_file_is_redirected() -> None:
    assert run("quote --model clip -o 'a b.txt' --4k").err == (
        "error: no option -o\nhint: to write to a file   creditcalc quote --model clip --4k > 'a b.txt'\n"
    )


@pytest.mark.parametrize(
    ("typed", "word", "code", "paste"),
    [
        ("—model clip --seconds 8", "—model", "U+2014", "--model clip --seconds 8"),
        ("--model clip –seconds=8 —4k", "–seconds", "U+2013", "--model clip --seconds=8 --4k"),
        ("–m clip", "–m", "U+2013", "-m clip"),
        ("--model clip —-4k", "—-4k", "U+2014", "--model clip --4k"),
    ],
)
def test_a_dash_that_an_editor_made_long_is_named(typed: str, word: str, code: str, paste: str) -> None:
    error = f"{word} begins with a long dash ({code}), which an editor may have made"
    assert run(f"quote {typed}") == usage(error, "type hyphens", f"creditcalc quote {paste}")


def test_a_long_dash_of_a_value_is_no_slip() -> None:
    assert run("quote --model —clop --seconds 8").err.startswith("error: unknown model `—clop` on p")


def test_it_is_loaded_only_where_there_is_something_to_refuse() -> None:
    loaded = (
        "import sys; from creditcalc.cli.commands import quote, batch; print('creditcalc.cli.refusal' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"
