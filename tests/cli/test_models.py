"""`creditcalc models`: what it prints and refuses, to the letter."""

from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused
from sheets import write

pytestmark = pytest.mark.usefixtures("folder")


def test_list() -> None:
    assert printed("models list") == dedent(
        """\
        5 models    P, edition e
          Model     Name      Maker  Kind   Credits  Per
          clip      Clip      Maker  video       2+  second
          silent    Silent    Other  video  ~0.5..1  second
          secret    Secret    Other  video           see `models show`
          picture   Picture   Maker  image     0.25  image
          director  Director  Maker  agent           of its models
        """
    )


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ("--kind image", ["picture"]),
        ("--kind action", ["save"]),
        ("--kind effect", []),
        ("--maker other", ["silent", "secret"]),
        ("--below 0.5", ["silent", "picture"]),
        ("--below 0.49", ["picture"]),
        ("--sort price", ["picture", "silent", "clip", "director", "secret"]),
        ("--kind video --maker maker", ["clip"]),
    ],
)
def test_list_filters_and_sorts(options: str, ids: list[str]) -> None:
    lines = printed(f"models list --format csv {options}").splitlines()
    assert lines[0] == "id,name,maker,kind,price,price_low,price_high,per"
    assert [line.partition(",")[0] for line in lines[1:]] == ids


def test_show() -> None:
    assert printed("models show clip-one") == dedent(
        """\
        Clip (Maker)    P, edition e
          When                      Price                          Evidence     Source  Note
          resolution 1080p or 720p  2 / second                     official     docs
          resolution 4k, audio on   10+ / second                   third_party  note    `docs` says 9
          resolution 4k, audio off  not sold: 4k always has sound  official     docs
          AI twin: twin on          20 / minute unstated           third_party  note

          Setting     Takes                    If left out  Note
          seconds     a number from 1 to 60    required
          resolution  `720p`, `1080p` or `4k`  1080p
          audio       `off` or `on`            off
          twin        `off` or `on`            off
        Also called clip-one.
        """
    )


def test_show_of_an_agent_says_that_it_costs_what_its_models_cost() -> None:
    said = printed("models show director").splitlines()[-1]
    assert said == "Its price is that of the models it runs: `--mix` names them."


def test_show_of_an_unknown_model() -> None:
    assert refused("models show pictur") == (
        "unknown model `pictur` on p: did you mean `picture`? (see `creditcalc models list`)"
    )


def test_compare() -> None:
    # 8 * 0.5..1 = 4..8; 8 * 2 = 16, which is 2 to 4 times as much
    assert printed("models compare --seconds 8") == dedent(
        """\
        2 video models · 8 s    P, edition e
          Model   Settings   Credits  Times the cheapest  Evidence
          silent  mode open    ~4..8                   1  third_party
          clip                    16               ~2..4  official
        Nobody publishes the price of secret.
        """
    )


def test_compare_of_one() -> None:
    assert printed("models compare --seconds 8 --4k --audio") == dedent(
        """\
        1 video model · 8 s · 4K · audio    P, edition e
          Model  Settings  Credits  Times the cheapest  Evidence
          clip                 80+                   1  third_party
        """
    )


def test_compare_says_where_the_order_is_not_certain(folder: Path) -> None:
    # 8 * 0.75 = 6, in the middle of silent's 4..8: between 0.75 and 1.5 times as much
    rival = "rival: {name: Rival, maker: M, kind: video, settings: {seconds: {number: 1..60}}, rates: [%s]}\n"
    write(folder, {"p/e/more.yaml": rival % "{price: 0.75, per: second, source: docs}"})
    assert printed("models compare --seconds 8").splitlines()[2:] == [
        "  silent  mode open    ~4..8                   1  third_party",
        "  rival                    6          ~0.75..1.5  official",
        "  clip                    16               ~2..4  official",
        "Where intervals overlap the order is not certain: name open settings to narrow them.",
        "Nobody publishes the price of secret.",
    ]


def test_compare_of_nothing() -> None:
    assert refused("models compare --seconds 8 --set mode=pro --audio") == (
        "no video model of p e makes this: "
        "`clip` has no setting `mode`; it has `seconds`, `resolution`, `audio` and `twin`"
    )
