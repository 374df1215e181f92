"""`creditcalc models`: what it prints and refuses, to the letter."""

from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused
from sheets import EDITION, write
from shell import run

from creditcalc.text import sentence

pytestmark = pytest.mark.usefixtures("folder")


def test_list() -> None:
    assert printed("models list") == dedent(
        """\
        5 models you can price    P · prices of May 2026
          Model     --model   Maker  Kind       Credits
          Clip      clip      Maker  Video           2+  per second
          Silent    silent    Other  Video   ~0.50–1.00  per second
          Secret    secret    Other  Video      unknown  not published
          Picture   picture   Maker  Images        0.25  per image
          Director  director  Maker  Agents      varies  cost of its models
        ▲ Clip is at least this: no upper limit is published.
        ? Not published: the price of Secret.
        A range covers the cheapest to the most expensive settings.
        Next: models show clip
        """
    )


RATES = """\
    Clip · Maker · video    P · prices of May 2026
      Resolution   Audio  Credits per second  Source
      720p, 1080p  any                     2  official
      4K           on                    10+  third party, doubtful
      4K           off              not sold  official
    """
OPTIONS = """
      Option        Values                          Default
      --seconds     1–60                            required
      --resolution  720p, 1080p, 4k                 1080p
      --audio       on, off                         off
      --twin        on, off (+20 credits a minute)  off
    ▲ 4K with audio: The documentation says 9.
    """


def test_show() -> None:
    end = "Sources and notes: creditcalc models show clip --sources\n"
    assert printed("models show clip-one") == dedent(RATES) + dedent(OPTIONS) + end


def test_show_with_its_sources() -> None:
    said = printed("models show clip-one --sources")
    for words in (
        "  From\n",
        " official               The documentation, May 2026.\n",
        " third party, doubtful  A note, April 2026. The documentation says 9.\n",
        " official               The documentation, May 2026. Not sold: 4k always has sound.\n",
        "\nAliases: clip-one.\n",
    ):
        assert words in said
    assert said.endswith("Aliases: clip-one.\n")


def test_scripts_are_shown_the_same_with_or_without_sources() -> None:
    for form in ("json", "csv"):
        assert printed(f"models show clip --format {form}") == printed(f"models show clip --sources --format {form}")
    assert printed("models show clip --format csv").splitlines()[0] == "when,price,grade,source,note"


def test_show_of_an_agent_says_how_to_price_it() -> None:
    assert printed("models show director").splitlines()[-2:] == [
        "Price it with the models it uses: quote --model director --mix MODEL=SHARE,...",
        "Sources and notes: creditcalc models show director --sources",
    ]


def test_show_of_an_unknown_model() -> None:
    assert refused("models show pictur") == (
        "unknown model `pictur` on p: did you mean `Picture`? (see `creditcalc models list`)"
    )


def test_compare() -> None:
    # 8 * 0.5..1 = 4..8; 8 * 2 = 16, which is 2 to 4 times as much
    assert printed("models compare --seconds 8") == dedent(
        """\
        2 models · 8 s    P · prices of May 2026
        Silent is the cheapest: ~4–8 credits.
          Model   --model  Settings  Credits  vs cheapest  Source
          Silent  silent   any mode     ~4–8           1×  third party
          Clip    clip                    16        ~2–4×  official
        ? Not listed: Secret (its price at these settings is not published).
        ◐ No mode given: those ranges cover all values. Add --set mode=... to narrow them.
        """
    )


def test_compare_of_one() -> None:
    assert printed("models compare --seconds 8 --4k --audio") == dedent(
        """\
        1 model · 8 s · 4K · audio    P · prices of May 2026
        Clip is the only one: 80+ credits.
          Model  --model  Credits  vs cheapest  Source
          Clip   clip         80+           1×  third party
        ▲ Clip is at least this: no upper limit is published.
        Details: --explain
        """
    )


def rival(folder: Path, price: str) -> None:
    """A model more, at a price per second."""
    sheet = "rival: {name: Rival, maker: M, kind: video, settings: {seconds: {number: 1..60}}, rates: [%s]}\n"
    write(folder, {"p/e/more.yaml": sheet % f"{{price: {price}, per: second, source: docs}}"})


def test_compare_says_where_the_order_is_not_certain(folder: Path) -> None:
    # 8 * 0.75 = 6, in the middle of silent's 4..8: between 0.75 and 1.5 times as much
    rival(folder, "0.75")
    said = printed("models compare --seconds 8").splitlines()
    assert said[1] == "Silent may be the cheapest: ~4–8 credits. Rival may cost less."
    assert said[3:6] == [
        "  Silent  silent   any mode     ~4–8           1×  third party",
        "  Rival   rival                    6  ~0.75–1.50×  official",
        "  Clip    clip                    16        ~2–4×  official",
    ]
    assert said[-1] == "Ranges overlap, so the order is not certain."


def test_compare_of_two_that_cost_the_same(folder: Path) -> None:
    twins = "images: {name: %s, maker: M, kind: image, rates: [{price: 0.25, per: image, source: docs}]}\n"
    write(folder, {"p/e/more.yaml": twins % "Second"})
    said = printed("models compare --kind image --images 4").splitlines()
    assert said[1] == "Picture and Second are the cheapest: 1 credit each."
    assert said[-1].startswith("  Second ")  # no ranges overlap


def test_compare_says_how_many_a_month_of_the_plan_makes(folder: Path) -> None:
    # 100 credits at 4 to 8 are 12.5 to 25 of them, and 4 to 8 % of a month; of 10 USD that is 0.40 to 0.80
    plans = """
        plus:
          name: Plus
          source: docs
          prices: [{amount: 10, currency: USD, every: month}]
          allowance: {amount: 100, unit: credit, every: month}
          includes: {clip: no}
        """
    write(folder, {"p/e/plans.yaml": dedent(plans)})
    said = printed("models compare --seconds 8 --plan plus").splitlines()
    assert said[1] == (
        "Silent is the only one: ~4–8 credits, ~4–8 % of a month on Plus, ~$0.40–0.80. "
        "A month of Plus makes about 12 to 25 of them."
    )
    assert said[2].split("  ")[-3:] == ["of Plus", "USD on Plus", "Source"]
    assert "? Not listed: Secret (its price at these settings is not published), Clip (not available on Plus)." in said


def test_compare_on_a_plan_whose_credits_are_not_published(folder: Path) -> None:
    plans = "plus: {name: Plus, source: docs, allowance: {amount: unknown, unit: credit, every: month}}\n"
    write(folder, {"p/e/plans.yaml": plans})
    said = printed("models compare --seconds 8 --plan plus").splitlines()
    assert said[1] == "Silent is the cheapest: ~4–8 credits. The credits a month of Plus are not published."
    assert "of Plus  " not in said[2]


def test_what_has_ended_is_marked_in_its_row_and_in_a_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = "settings: {seconds: {number: 1..60}}, rates: [{price: 1, per: second, source: docs}]"
    sheet = f"old: {{name: Old, maker: M, kind: video, until: 2026-06-29, {rates}}}\n"
    write(folder, {"p/e/more.yaml": sheet})
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-29")
    assert "(ended)" not in printed("models list")
    assert "! Old ends on 29 June 2026 at P.\n" in printed("models list")
    monkeypatch.setenv("CREDITCALC_TODAY", "2026-06-30")
    for command in ("models list", "models compare --seconds 8"):
        said = printed(command)
        assert "  Old (ended)  " in said
        assert "! Old ended on 29 June 2026 at P; the price is the last one.\n" in said
    assert "! Old ended on 29 June 2026 at P; the price is the last one.\n" in printed("models show old")


def test_compare_of_nothing() -> None:
    assert refused("models compare --seconds 8 --set mode=pro --audio") == (
        "no video model of p e makes this: "
        "`clip` has no setting `mode`; it has `seconds`, `resolution`, `audio` and `twin`"
    )


@pytest.mark.parametrize(
    "line", ["quote veo-3.1 8s", "quote --model veo-3.1", "models show veo-3.1", "models compare 8s"]
)
def test_a_platform_of_plans_alone_says_so(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = {"p/platform.yaml": "{name: P, default_edition: e}", "p/e/edition.yaml": EDITION}
    write(tmp_path / "plans", sheets | {"p/e/plans.yaml": "{small: {name: Small, source: docs}}"})
    monkeypatch.setenv("CREDITCALC_PRICING", str(tmp_path / "plans"))
    words = "p e has no prices of models, only plans (see `creditcalc plans list --platform p`)"
    assert refused(f"{line} --platform p") == words
    assert f"\n{sentence(words)}.\n" in run("models list --platform p").out
