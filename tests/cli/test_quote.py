"""`creditcalc quote`: what it prints, refuses and exits with, to the letter."""

import csv
import io
import json
from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused, usage
from sheets import write
from shell import Ran, run
from shop import MODELS

pytestmark = pytest.mark.usefixtures("folder")
CLIP = "quote --model clip --seconds 8"


REPORT = """\
Clip · 8 s    P · prices of May 2026
16 credits
        Quantity          Rate  Credits
  Clip       8 s  2 per second       16
Assumed: 1080p.
Source: The documentation, May 2026. Show the arithmetic: --explain
"""


def test_it_prints_the_answer_the_breakdown_the_source_and_what_is_assumed() -> None:
    assert printed(CLIP) == REPORT


def test_a_lower_bound_is_said_and_so_is_another_reading() -> None:
    assert printed(f"{CLIP} --4k --audio") == dedent(
        """\
        Clip · 8 s · 4K · audio    P · prices of May 2026
        80+ credits  at least 80; the source gives no upper limit
                               Quantity            Rate  Credits
          Clip, 4K with audio       8 s  10+ per second      80+
        ▲ The documentation says 9.
        Source: A note, April 2026. Show the arithmetic: --explain
        """
    )


def test_a_setting_that_is_not_given_makes_a_range_and_names_the_option_that_narrows_it() -> None:
    assert printed("quote --model silent --seconds 8") == dedent(
        """\
        Silent · 8 s    P · prices of May 2026
        ~4–8 credits  about 4–8, depending on mode
                  Quantity                   Rate  Credits
          Silent       8 s  ~0.50–1.00 per second     ~4–8
        ◐ No mode given: the range covers all values. Add --set mode=... to narrow it.
        Source: A note, April 2026 (third party). Show the arithmetic: --explain
        """
    )


def test_an_add_on_has_a_line_of_its_own() -> None:
    # 90 s are 1.5 to 2 minutes: 30 to 40 credits, beside 90 * 0.5 to 90 * 1
    assert printed("quote --model silent --seconds 90 --twin") == dedent(
        """\
        Silent · 90 s · AI twin    P · prices of May 2026
        ~75–130 credits  about 75–130, depending on mode
                      Quantity                   Rate  Credits
          Silent          90 s  ~0.50–1.00 per second   ~45–90
          AI twin  1.5–2.0 min          20 per minute    30–40
          Total                                        ~75–130
        ◐ No mode given: the range covers all values. Add --set mode=... to narrow it.
        ◐ P does not say whether part of a minute counts as a whole one: the range covers both.
        Source: A note, April 2026 (third party). Show the arithmetic: --explain
        """
    )


def test_outputs_and_takes_are_steps_after_the_lines() -> None:
    # 8 * 2 = 16, twice 32, three times 96
    assert printed(f"{CLIP} --outputs 2 --takes 3") == dedent(
        """\
        Clip · 8 s · 2 outputs · 3 takes    P · prices of May 2026
        96 credits
                         Quantity          Rate  Credits
          Clip                8 s  2 per second       16
          2 generations                               32
          3 takes                                     96
          Total                                       96
        Assumed: 1080p.
        Source: The documentation, May 2026. Show the arithmetic: --explain
        """
    )


def test_explain_names_each_sheet_row_and_its_arithmetic_to_the_last_digit(folder: Path) -> None:
    # the twin's 8 s are 8/60 of a minute or a whole one: 2 2/3 to 20 credits, and at least 82 2/3 with the clip's 80
    assert printed(f"{CLIP} --4k --audio --twin --explain") == dedent(
        f"""\
        Clip · 8 s · 4K · audio · AI twin    P · prices of May 2026
        82.6+ credits  at least 82.6; the source gives no upper limit
                                  Quantity            Rate  Credits
          Clip, 4K with audio          8 s  10+ per second      80+
          AI twin              0.1–1.0 min   20 per minute     2–20
          Total                                               82.6+
        ▲ The documentation says 9.
        ◐ P does not say whether part of a minute counts as a whole one: the range covers both.
        At least this much; no upper limit is published.
        {folder}/p/e/models.yaml:13:7 when resolution 4k, audio on: 10+ / second (A note)
        Clip: 8 seconds × 10+ = 80+
        {folder}/p/e/addons.yaml:3:9 when twin on: 20 / minute unstated (A note)
        AI twin: 0.133333..1 minutes × 20 = 2.666666..20
        Total: 82.666666+
        Source: A note, April 2026.
        """
    )


def test_exact_shows_people_all_digits() -> None:
    assert "82.666666+ credits  at least 82.666666;" in printed(f"{CLIP} --4k --audio --twin --exact")


def test_csv_has_the_amount_as_text_and_as_two_ends_to_the_last_digit() -> None:
    assert printed(f"{CLIP} --4k --audio --twin --format csv") == dedent(
        """\
        kind,line,quantity,rate,amount,amount_low,amount_high,unit,model,platform,edition
        line,"Clip, 4K with audio",8 seconds,10+ / second,80+,80,,credit,clip,p,e
        line,AI twin,0.133333..1 minutes,20 / minute,2.666666..20,2.666666,20,credit,clip,p,e
        total,Total,,,82.666666+,82.666666,,credit,clip,p,e
        """
    )


@pytest.mark.parametrize("asked", ["", "--twin", "--4k --audio", "--takes 3"])
def test_csv_tells_the_total_from_the_rows_that_it_is_made_of(asked: str) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(f"{CLIP} {asked} --format csv"))))
    assert [row["kind"] for row in rows][-1:] == ["total"]
    assert {row["kind"] for row in rows[:-1]} <= {"line", "step"}
    total = json.loads(printed(f"{CLIP} {asked} --json"))["total"]
    assert [rows[-1][f"amount{end}"] for end in ("", "_low", "_high")] == [
        total["text"],
        total["low"],
        total["high"] or "",
    ]


def test_markdown_is_a_table_and_paragraphs_and_folds_the_arithmetic_away(folder: Path) -> None:
    place = f"{folder}/p/e/models.yaml:12:7".replace("_", r"\_")
    assert printed(f"{CLIP} --format markdown") == dedent(
        f"""\
        **Clip · 8 s** (P · prices of May 2026)

        **16 credits**

        |  | Quantity | Rate | Credits |
        | --- | ---: | ---: | ---: |
        | Clip | 8 s | 2 per second | 16 |

        Assumed: 1080p.

        Source: The documentation, May 2026.

        <details><summary>Details</summary>

        {place} when resolution 1080p or 720p: 2 / second (The documentation)

        Clip: 8 seconds × 2 = 16

        Total: 16

        </details>
        """
    )


def test_json_is_short_for_the_format() -> None:
    assert printed(f"{CLIP} --json") == printed(f"{CLIP} --format json")


def test_table_is_plain_text_without_a_terminal() -> None:
    assert printed(f"{CLIP} --format table") == REPORT


@pytest.mark.parametrize(
    ("options", "total"),
    [
        ("clip --seconds 8", "16"),
        ("CLIP-One --seconds 8", "16"),
        ("clip --seconds 1.5", "3"),
        ("clip --minutes 0.5", "60"),
        ("clip --seconds 8 --720p", "16"),
        ("clip --seconds 8 --1080p --resolution 1080p", "16"),
        ("clip --seconds 8 --4k --audio", "80+"),
        ("clip --seconds 8 --resolution 4K --set audio=ON", "80+"),
        ("clip --seconds 8 --no-audio --no-twin", "16"),
        ("clip --set seconds=8", "16"),
        ("silent --seconds 8 --set mode=pro", "~8"),
        ("picture", "0.25"),
        ("picture --images 4", "1"),
        ("picture --outputs 4 --images 4", "1"),
        ("save", "0"),
        ("director --minutes 3", "~90+"),  # silent makes it for 180 * 0.5 = 90, clip has no upper end
        ("director --minutes 3 --mix clip=30%,silent=70%", "~171+"),  # 54 * 2+ = 108+; 126 * 0.5 = 63
    ],
)
def test_quiet_prints_the_total_alone(options: str, total: str) -> None:
    assert printed(f"quote --quiet --model {options}") == f"{total}\n"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (
            "clipp --seconds 8",
            "unknown model `clipp` on p: did you mean `Clip`? (see `creditcalc models list`)",
        ),
        ("zebra --seconds 8", "unknown model `zebra` on p (see `creditcalc models list`)"),
        (
            "clip --seconds 8 --set fps=60",
            "`clip` has no setting `fps`; it has `seconds`, `resolution`, `audio` and `twin`",
        ),
        ("silent --seconds 8 --audio", "`silent` has only audio `off`, not `on`"),
        ("clip --seconds 0", "`clip` does not take seconds `0`: it takes a number from 1 to 60"),
        ("clip --seconds 60.1", "`clip` does not take seconds `60.1`: it takes a number from 1 to 60"),
        ("clip --seconds -5", "`seconds` must be more than 0, not `-5`"),
        ("clip --seconds nan", "`nan` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ("clip --seconds inf", "`inf` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ("clip --seconds 1e400", "`1e400` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ("clip --seconds 8,5", "`8,5` may be 85 or 8.5: write `85` or `8.5`"),
        ("clip --seconds ''", "`` is not a number of seconds: write `8`, `8s`, `1m30s` or `0:30`"),
        ("clip --minutes x", "`x` is not a number of minutes: write `1.5`, `8s`, `1m30s` or `0:30`"),
        ("clip --seconds 8 --budget nan", "`nan` is not a number: write the limit in credits, as in `50`"),
        ("clip", "`clip` needs `seconds`: give `--seconds` (a number from 1 to 60)"),
        (
            "clip --seconds 8 --resolution 8k",
            "`clip` does not take resolution `8k`: it takes `720p`, `1080p` or `4k`",
        ),
        (
            "clip --seconds 8 --4k",
            "`clip` is not sold with seconds `8`, resolution `4k`, audio `off`, twin `off`: 4k always has sound",
        ),
        ("clip --seconds 8 --images 4", "`clip` does not make images: give `--outputs` instead"),
        ("clip --seconds 8 --outputs 0", "`outputs` must be a whole number from 1 to 1,000,000, not `0`"),
        ("clip --seconds 8 --takes -1", "`takes` must be a whole number from 1 to 1,000,000, not `-1`"),
        ("clip --seconds 8 --mix clip=100%", "`clip` runs no other models: `--mix` is for agents"),
        (
            "director --minutes 31",
            "`director` takes 30 minutes at most, not 31",
        ),
        (
            "director --minutes 3 --mix clip=30%,silent=60%",
            "the mix adds up to 90 %, not 100 %: write `--mix a=30%,b=70%`",
        ),
        (
            "director --minutes 3 --mix clip=30%,clip=70%",
            "`clip` is in the mix twice: write `--mix a=30%,b=70%`",
        ),
        ("director --minutes 3 --mix clip", "`clip` is not a share of a mix: write `--mix a=30%,b=70%`"),
        (
            "director --minutes 3 --mix picture=100%",
            "`director` does not run `picture`: it runs `clip` and `silent`",
        ),
        (
            "director --minutes 3 --mix nobody=100%",
            "unknown model `nobody` on p (see `creditcalc models list`)",
        ),
        ("clip --as-of 2026-04-30", "no price book of p covers 2026-04-30: name one with `--edition` (`e`)"),
        ("clip --seconds 8 --as-of soon", "`soon` is not a day: write year-month-day, as in `2026-05-31`, or `today`"),
        ("clip --seconds 8 --edition f", "unknown price book `f` of p (it has `e`)"),
        ("clip --seconds 8 --pricing gone", "`gone` is not a folder: `--pricing` names a folder of sheets"),
    ],
)
def test_a_refusal_is_one_line_with_the_remedy_and_exit_1(options: str, error: str) -> None:
    assert refused(f"quote --model {options}") == error


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("--model clip --4k --720p", "give one resolution, not 4k and 720p"),
        ("--model clip --4k --resolution 720p", "give one resolution, not 4k and 720p"),
        ("--model clip --seconds 8 --minutes 1", "give --seconds or --minutes, not both"),
        ("--model clip --seconds 8 --set fps", "--set takes KEY=VALUE, not fps"),
        ("--model clip --seconds 8 --set fps=", "--set takes KEY=VALUE, not fps="),
        ("--model clip --seconds 8 --set seconds=9", "seconds is given twice"),
        ("--model clip --no-audio --set audio=on", "audio is given twice"),
        ("--model picture --images 4 --outputs 3", "give --images or --outputs, not both"),
        ("--model clip --outputs two", "--outputs takes a whole number, not two"),
        ("--model clip --format xml", "--format takes table, json, csv or markdown, not xml"),
    ],
)
def test_wrong_usage_exits_2(options: str, error: str) -> None:
    assert run(f"quote {options}") == usage(error)


@pytest.mark.parametrize(
    ("options", "code", "verdict"),
    [
        ("clip --seconds 8 --budget 16", 0, ""),
        ("clip --seconds 8 --budget 15.99", 3, "over the budget: 16 is more than 15.99"),
        ("clip --seconds 8 --4k --audio --budget 79", 3, "over the budget: 80+ is more than 79"),
        ("clip --seconds 8 --4k --audio --budget 80", 4, "may be over the budget: 80+ against 80"),
        ("silent --seconds 8 --set mode=pro --budget 8.8", 0, ""),  # ~8 reaches 8.8
        (
            "silent --seconds 8 --set mode=pro --budget 8",
            4,
            "may be over the budget: ~8 (7.2–8.8 at 10 % tolerance) against 8",
        ),
        ("silent --seconds 8 --budget 6", 4, "may be over the budget: ~4–8 (3.6–8.8 at 10 % tolerance) against 6"),
        ("silent --seconds 8 --budget 3", 3, "over the budget: ~4–8 (3.6–8.8 at 10 % tolerance) is more than 3"),
        ("save --budget 0", 0, ""),
    ],
)
def test_a_gate_speaks_after_the_whole_report(options: str, code: int, verdict: str) -> None:
    result = run(f"quote --model {options}")
    assert result.out == printed(f"quote --model {options.partition(' --budget')[0]}")
    assert (result.code, result.err) == (code, f"error: {verdict}\n" if verdict else "")


def test_an_unpublished_price_has_no_quote_and_exits_5() -> None:
    assert run("quote --model secret --seconds 8 --budget 1") == Ran(
        5,
        "",
        "error: no published price for `secret` in p e (checked: `page`). Shown after the click. "
        "Put what you were charged into a sheet of your own (`--pricing`)\n",
    )


def test_a_newer_day_takes_the_rows_of_that_day(folder: Path) -> None:
    changed = MODELS.replace("price: 0.25, per: image", "price: 0.25, until: 2026-06-30, per: image").replace(
        "rates: [{price: 0.25", "rates: [{price: 0.3, since: 2026-07-01, per: image, source: docs}, {price: 0.25"
    )
    write(folder, {"p/e/models.yaml": changed})
    assert printed("quote --model picture --quiet") == "0.25\n"
    assert printed("quote --model picture --quiet --as-of 2026-07-01") == "0.3\n"
    assert "P · prices of July 2026" in printed("quote --model picture --as-of 2026-07-01")


def test_a_broken_sheet_beside_it_is_a_note(folder: Path) -> None:
    write(folder, {"p/e/more.yaml": "other: [\n"})
    result = run(f"{CLIP} --quiet")
    assert (result.code, result.out) == (0, "16\n")
    assert result.err.startswith(f"note: {folder}/p/e/more.yaml:1:8: is not YAML: ")


class TestBundled:
    """The sheets that come with it: only what the guide of May 2026 says, which no later price changes."""

    @pytest.fixture(autouse=True)
    def bundled(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CREDITCALC_PRICING")
        monkeypatch.setenv("CREDITCALC_PLATFORM", "invideo")
        monkeypatch.setenv("CREDITCALC_EDITION", "2026-05")

    def test_the_first_example_of_the_guide(self) -> None:
        # 10+ credits per second, 8 seconds
        assert printed("quote --model veo-3.1 --seconds 8 --4k --audio --quiet") == "80+\n"

    def test_audio_on_a_silent_model(self) -> None:
        assert refused("quote --model kling-2.6-standard --seconds 10 --audio") == (
            "`kling-2.6-standard` has only audio `off`, not `on`"
        )

    def test_a_price_that_nobody_publishes(self) -> None:
        result = run("quote --model create-video")
        assert (result.code, result.out) == (5, "")
        assert result.err.startswith(
            "error: no published price for `create-video` in invideo 2026-05 (checked: `guide`). "
        )

    def test_an_agent_takes_at_most_30_minutes(self) -> None:
        assert run("quote --model agent-one --minutes 30 --quiet").code == 0
        assert refused("quote --model agent-one --minutes 30.01") == (
            "`agent-one` does not take seconds `1800.6`: it takes a number from 1 to 1800"
        )

    def test_another_list_price_is_in_money_beside_credits(self) -> None:
        found = printed("quote --model veo-3.1-fast --seconds 8 --1080p --audio")
        assert " says the list price is $0.15 per second.\n" in found  # 0.12 now, and 0.15 before the cut of April 2026

    def test_list_prices_are_a_platform(self) -> None:
        title, total, columns = printed("quote --platform list --edition 2026-09 --model veo-3.1 --seconds 8").split(
            "\n"
        )[:3]
        assert title.startswith("Veo 3.1 · 8 s    Providers' list prices · prices of ")
        assert total.startswith("$")
        assert columns.endswith("USD")
