"""Words instead of options: the same result, byte for byte, and a way on from what cannot be read."""

import pytest
from outcomes import refused, usage
from shell import run

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("quote veo-3.1 8s 4k audio", "quote --model veo-3.1 --seconds 8 --4k --audio"),
        ("quote 'Veo 3.1' 8s x3 twin", "quote --model veo-3.1 --seconds 8 --outputs 3 --twin"),
        ("quote veo 3.1 fast 8s", "quote --model veo-3.1-fast --seconds 8"),
        ("quote --model veo-3.1 8s 4k", "quote --model veo-3.1 --seconds 8 --4k"),
        ("quote veo-3.1 8 sec --plan plus", "quote --model veo-3.1 --seconds 8 --plan plus"),
        ("models compare 8s 1080p audio", "models compare --seconds 8 --1080p --audio"),
        ("models compare --kind image 2k x2", "models compare --kind image --resolution 2k --outputs 2"),
        (
            "plans compare kling-2.6-standard 1min --per-month 10",
            "plans compare --model kling-2.6-standard --minutes 1 --per-month 10",
        ),
        ("platforms compare kling-3.0 8s 1080p", "platforms compare --model kling-3.0 --seconds 8 --1080p"),
        ("platforms compare Kling 3.0 8s", "platforms compare --model 'Kling 3.0' --seconds 8"),
    ],
)
def test_words_give_what_their_options_give(words: str, options: str) -> None:
    for output in ("", " --json"):
        found = run(words + output)
        assert (found.code, found.out) == (0, run(options + output).out)


def test_without_a_model_an_example_is_shown() -> None:
    for command, example in (
        ("quote", "creditcalc quote veo-3.1 8s 4k audio"),
        ("quote 8s 4k", "creditcalc quote --model veo-3.1 8s 4k"),
        ("platforms compare", "creditcalc platforms compare veo-3.1 8s audio"),
    ):
        assert run(command) == usage("no model given", "for example", example)


def test_what_an_option_says_is_not_said_by_a_word_too() -> None:
    for words, what in (
        ("veo-3.1 8s --seconds 9", "seconds is given twice"),
        ("veo-3.1 4k 8s --1080p", "resolution is given twice"),
        ("veo-3.1 audio 8s --no-audio", "audio is given twice"),
        ("veo-3.1 8s x2 --outputs 3", "the outputs are given twice: leave out x2 or the option"),
    ):
        assert run(f"quote {words}") == usage(what)
    assert run("plans compare 8s --credits 300").code == 2


def test_with_model_given_words_name_none() -> None:
    for name in ("Veo 3.1", "veo-3.1 fast", "Some Clip"):
        assert run(f"quote --model {name} 8s") == usage(
            f"unexpected word: {name.split()[1]}", "did you mean this?", f"creditcalc quote --model '{name}' 8s"
        )
    assert "`kling-3.0` is not something that `veo-3.1` takes" in refused("quote --model veo-3.1 kling-3.0 8s")


def test_plans_and_platforms_are_not_words() -> None:
    plan = "`plus` is a plan: plans are given by options, not by words"
    for words in ("quote veo-3.1 8s plus", "models compare 8s plus", "plans compare veo-3.1 8s plus"):
        assert refused(words) == plan
    assert refused("quote veo-3.1 8s flow") == "`flow` is a platform: platforms are given by options, not by words"
    assert refused("quote kling-2.6-standard 8s 4k") == "`kling-2.6-standard` has only resolution `720p`, not `4k`"
    assert refused("platforms compare kling-3.0 8s zebra").startswith("`zebra` is not something that `kling-3.0` takes")
    assert refused("plans compare plus max 8s").startswith("unknown model `plus max` on invideo")
