"""What each command prints, refuses and exits with, to the letter."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, get_args

import pytest
import typer
from sheets import EDITION, write
from shell import Ran, run
from shop import ADDONS, MODELS, shop

import creditcalc
from creditcalc.cli.app import app
from creditcalc.pricebook.model import ModelKind
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import ticked

pytestmark = pytest.mark.usefixtures("warm")
ROOT = Path(__file__).parents[2]
CLIP = "quote --model clip --seconds 8"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up shop as the person's own sheets."""
    monkeypatch.setenv("CREDITCALC_PRICING", str(shop(tmp_path / "mine").folder))
    return tmp_path / "mine"


def printed(command: str) -> str:
    """What a command that succeeds, and says nothing beside its result, prints."""
    result = run(command)
    assert (result.code, result.err) == (0, "")
    return result.out


def refused(command: str) -> str:
    """The one line of a refusal, after `error: `."""
    result = run(command)
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    return result.err.removeprefix("error: ").removesuffix("\n")


def usage(command: str, what: str) -> Ran:
    """Typer's own refusal of wrong usage."""
    words = f"creditcalc {command}"
    return Ran(2, "", f"Usage: {words}\nTry '{words.partition(' [')[0]} -h' for help.\n\nError: {what}\n")


REPORT = """\
Clip · 8 s    P, edition e
  Line   Quantity   Rate        Credits
  Clip   8 seconds  2 / second       16
  Total                              16
Evidence: official. The documentation (2026-05).
By default: resolution 1080p, audio off, twin off.
"""


class TestQuote:
    """`creditcalc quote`."""

    def test_it_prints_the_breakdown_the_evidence_and_every_default(self) -> None:
        assert printed(CLIP) == REPORT

    def test_a_lower_bound_is_said_and_so_is_another_reading(self) -> None:
        assert printed(f"{CLIP} --4k --audio") == dedent(
            """\
            Clip · 8 s · 4K · audio    P, edition e
              Line             Quantity   Rate          Credits
              Clip, 4K, audio  8 seconds  10+ / second      80+
              Total                                         80+
            Evidence: third party. A note (2026-04-30).
            At least this much: the source gives a lower bound.
            `docs` says 9.
            By default: twin off.
            """
        )

    def test_a_setting_left_open_makes_a_range_and_names_the_option_that_narrows_it(self) -> None:
        assert printed("quote --model silent --seconds 8") == dedent(
            """\
            Silent · 8 s    P, edition e
              Line    Quantity   Rate              Credits
              Silent  8 seconds  ~0.5..1 / second    ~4..8
              Total                                  ~4..8
            Evidence: third party. A note (2026-04-30).
            Mode left open: the total spans all values; give `--set mode=...`.
            Approximate: a source says about.
            By default: twin off.
            """
        )

    def test_an_add_on_has_a_line_of_its_own(self) -> None:
        # 90 s are 1.5 to 2 minutes: 30 to 40 credits, beside 90 * 0.5 to 90 * 1
        assert printed("quote --model silent --seconds 90 --twin") == dedent(
            """\
            Silent · 90 s · twin    P, edition e
              Line     Quantity        Rate               Credits
              Silent   90 seconds      ~0.5..1 / second   ~45..90
              AI twin  1.5..2 minutes  20 / minute         30..40
              Total                                      ~75..130
            Evidence: third party. A note (2026-04-30).
            Mode left open: the total spans all values; give `--set mode=...`.
            `note` does not say how a part of a minute counts: from in proportion to a whole minute.
            Approximate: a source says about.
            """
        )

    def test_outputs_and_takes_are_steps_after_the_lines(self) -> None:
        # 8 * 2 = 16, twice 32, three times 96
        assert printed(f"{CLIP} --outputs 2 --takes 3") == dedent(
            """\
            Clip · 8 s · 2 outputs · 3 takes    P, edition e
              Line           Quantity   Rate        Credits
              Clip           8 seconds  2 / second       16
              2 generations                              32
              3 takes                                    96
              Total                                      96
            Evidence: official. The documentation (2026-05).
            By default: resolution 1080p, audio off, twin off.
            """
        )

    def test_explain_names_each_sheet_row_and_its_arithmetic(self, folder: Path) -> None:
        assert printed(f"{CLIP} --4k --audio --twin --explain").partition("\n\n")[2] == dedent(
            f"""\
            {folder}/p/e/models.yaml:13:7 when resolution 4k, audio on: 10+ / second [note]
                Clip: 8 seconds × 10+ = 80+
            {folder}/p/e/addons.yaml:3:9 when twin on: 20 / minute unstated [note]
                AI twin: 0.1333..1 minutes × 20 = 2.666666..20
                Total: 82.666666+
            """
        )

    def test_csv_has_the_amount_as_text_and_as_two_ends(self) -> None:
        assert printed(f"{CLIP} --4k --audio --format csv") == dedent(
            """\
            line,quantity,rate,amount,amount_low,amount_high
            "Clip, 4K, audio",8 seconds,10+ / second,80+,80,
            """
        )

    def test_markdown_is_a_table_and_paragraphs(self) -> None:
        assert printed(f"{CLIP} --format markdown") == dedent(
            """\
            **Clip · 8 s** (P, edition e)

            | Line | Quantity | Rate | Credits |
            | --- | --- | --- | ---: |
            | Clip | 8 seconds | 2 / second | 16 |
            | **Total** |  |  | **16** |

            Evidence: official. The documentation (2026-05).

            By default: resolution 1080p, audio off, twin off.
            """
        )

    def test_json_is_short_for_the_format(self) -> None:
        assert printed(f"{CLIP} --json") == printed(f"{CLIP} --format json")

    def test_table_is_plain_text_without_a_terminal(self) -> None:
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
    def test_quiet_prints_the_total_alone(self, options: str, total: str) -> None:
        assert printed(f"quote --quiet --model {options}") == f"{total}\n"

    @pytest.mark.parametrize(
        ("options", "error"),
        [
            (
                "clipp --seconds 8",
                "unknown model `clipp` on p: did you mean `clip` or `clip-one`? (see `creditcalc models list`)",
            ),
            ("zebra --seconds 8", "unknown model `zebra` on p (see `creditcalc models list`)"),
            (
                "clip --seconds 8 --set fps=60",
                "`clip` has no setting `fps`; it has `seconds`, `resolution`, `audio` and `twin`",
            ),
            ("silent --seconds 8 --audio", "`silent` knows only audio `off`, not `on`"),
            ("clip --seconds 0", "`clip` does not take seconds `0`: it takes a number from 1 to 60"),
            ("clip --seconds 60.1", "`clip` does not take seconds `60.1`: it takes a number from 1 to 60"),
            ("clip --seconds -5", "`-5` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds nan", "`nan` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds inf", "`inf` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds 1e400", "`1e400` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds 8,5", "`8,5` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds ''", "`` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --minutes x", "`x` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip --seconds 8 --budget nan", "`nan` is not a number: write digits and a point, as in `8` or `8.5`"),
            ("clip", "`clip` needs `seconds`: give `--seconds` (a number from 1 to 60)"),
            (
                "clip --seconds 8 --resolution 8k",
                "`clip` does not take resolution `8k`: it takes `720p`, `1080p` or `4k`",
            ),
            (
                "clip --seconds 8 --4k",
                "`clip` is not sold with seconds `8`, resolution `4k`, audio `off`, twin `off`: 4k always has sound",
            ),
            ("clip --seconds 8 --images 4", "`clip` makes no images: give `--outputs`"),
            ("clip --seconds 8 --outputs 0", "`outputs` must be a whole number from 1 to 1,000,000, not `0`"),
            ("clip --seconds 8 --takes -1", "`takes` must be a whole number from 1 to 1,000,000, not `-1`"),
            ("clip --seconds 8 --mix clip=100%", "`clip` runs no other models: `--mix` is for agents"),
            (
                "director --minutes 31",
                "`director` does not take seconds `1860`: it takes a number from 1 to 1800",
            ),
            (
                "director --minutes 3 --mix clip=30%,silent=60%",
                "the mix sums to 90 %, not 100 %: write `--mix a=30%,b=70%`",
            ),
            (
                "director --minutes 3 --mix clip=30%,clip=70%",
                "`clip` stands twice in the mix: write `--mix a=30%,b=70%`",
            ),
            ("director --minutes 3 --mix clip", "`clip` is no share of a mix: write `--mix a=30%,b=70%`"),
            (
                "director --minutes 3 --mix picture=100%",
                "`director` does not run `picture`: it runs `clip` and `silent`",
            ),
            (
                "director --minutes 3 --mix nobody=100%",
                "unknown model `nobody` on p (see `creditcalc models list`)",
            ),
            ("clip --as-of 2026-04-30", "no edition of p covers 2026-04-30: name one with `--edition` (`e`)"),
            ("clip --seconds 8 --as-of soon", "`soon` is not a day: write year-month-day, as in `2026-05-31`"),
            ("clip --seconds 8 --edition f", "unknown edition `f` of p (it has `e`)"),
            ("clip --seconds 8 --pricing gone", "`gone` is not a folder: `--pricing` names a folder of sheets"),
        ],
    )
    def test_a_refusal_is_one_line_with_the_remedy_and_exit_1(self, options: str, error: str) -> None:
        assert refused(f"quote --model {options}") == error

    @pytest.mark.parametrize(
        ("options", "error"),
        [
            ("--seconds 8", "Missing option '--model' / '-m'."),
            ("--model clip --4k --720p", "Invalid value: one resolution at a time, not 4k and 720p"),
            ("--model clip --4k --resolution 720p", "Invalid value: one resolution at a time, not 4k and 720p"),
            ("--model clip --seconds 8 --minutes 1", "Invalid value: give --seconds or --minutes, not both"),
            ("--model clip --seconds 8 --set fps", "Invalid value: --set takes KEY=VALUE, not fps"),
            ("--model clip --seconds 8 --set fps=", "Invalid value: --set takes KEY=VALUE, not fps="),
            ("--model clip --seconds 8 --set seconds=9", "Invalid value: seconds is given twice"),
            ("--model clip --no-audio --set audio=on", "Invalid value: audio is given twice"),
            ("--model picture --images 4 --outputs 3", "Invalid value: give --images or --outputs, not both"),
            ("--model clip --outputs two", "Invalid value for '--outputs': 'two' is not a valid int."),
            (
                "--model clip --format xml",
                "Invalid value for '--format': 'xml' is not one of 'table', 'json', 'csv', 'markdown'.",
            ),
            ("--modle clip", "No such option: --modle (Possible options: --model)"),
        ],
    )
    def test_wrong_usage_exits_2(self, options: str, error: str) -> None:
        assert run(f"quote {options}") == usage("quote [OPTIONS]", error)

    @pytest.mark.parametrize(
        ("options", "code", "verdict"),
        [
            ("clip --seconds 8 --budget 16", 0, ""),
            ("clip --seconds 8 --budget 15.99", 3, "over the budget: 16 is more than 15.99"),
            ("clip --seconds 8 --4k --audio --budget 79", 3, "over the budget: 80+ is more than 79"),
            ("clip --seconds 8 --4k --audio --budget 80", 4, "may be over the budget: 80+ against 80"),
            ("silent --seconds 8 --set mode=pro --budget 8.1", 0, ""),
            ("silent --seconds 8 --set mode=pro --budget 8", 4, "may be over the budget: ~8 against 8"),
            ("silent --seconds 8 --budget 6", 4, "may be over the budget: ~4..8 against 6"),
            ("silent --seconds 8 --budget 3", 3, "over the budget: ~4..8 is more than 3"),
            ("save --budget 0", 0, ""),
        ],
    )
    def test_a_gate_speaks_after_the_whole_report(self, options: str, code: int, verdict: str) -> None:
        result = run(f"quote --model {options}")
        assert result.out == printed(f"quote --model {options.partition(' --budget')[0]}")
        assert (result.code, result.err) == (code, f"error: {verdict}\n" if verdict else "")

    def test_an_unpublished_price_has_no_quote_and_exits_5(self) -> None:
        assert run("quote --model secret --seconds 8 --budget 1 --json") == Ran(
            5,
            "",
            "error: nobody publishes the price of `secret` in p e; looked at `page` (shown after the click); "
            "put what you were charged into a sheet of your own (`--pricing`)\n",
        )

    def test_a_newer_day_takes_the_rows_of_that_day(self, folder: Path) -> None:
        changed = MODELS.replace("price: 0.25, per: image", "price: 0.25, until: 2026-06-30, per: image").replace(
            "rates: [{price: 0.25", "rates: [{price: 0.3, since: 2026-07-01, per: image, source: docs}, {price: 0.25"
        )
        write(folder, {"p/e/models.yaml": changed})
        assert printed("quote --model picture --quiet") == "0.25\n"
        assert printed("quote --model picture --quiet --as-of 2026-07-01") == "0.3\n"
        assert "P, edition e" in printed("quote --model picture --as-of 2026-07-01")

    def test_a_broken_sheet_beside_it_is_a_note(self, folder: Path) -> None:
        write(folder, {"p/e/more.yaml": "other: [\n"})
        result = run(f"{CLIP} --quiet")
        assert (result.code, result.out) == (0, "16\n")
        assert result.err.startswith(f"note: {folder}/p/e/more.yaml:2:1: is not YAML: ")


class TestPresets:
    """`CREDITCALC_*` stand for the options of that name."""

    def test_the_platform(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CREDITCALC_PLATFORM", "invideo")
        assert refused("quote --model secret") == "unknown model `secret` on invideo (see `creditcalc models list`)"
        assert printed(f"{CLIP} --platform p --quiet") == "16\n"

    def test_the_edition(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        write(folder, {"p/f/edition.yaml": EDITION, "p/f/models.yaml": MODELS.replace("price: 2", "price: 3")})
        monkeypatch.setenv("CREDITCALC_EDITION", "f")
        assert printed(f"{CLIP} --quiet") == "24\n"  # 8 * 3
        assert printed(f"{CLIP} --edition e --quiet") == "16\n"

    def test_the_folder_of_ones_own_sheets(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        shop(tmp_path / "other")
        write(tmp_path / "other", {"p/e/models.yaml": MODELS.replace("price: 2", "price: 4")})
        assert printed(f"{CLIP} --pricing {tmp_path}/other --quiet") == "32\n"  # 8 * 4
        monkeypatch.delenv("CREDITCALC_PRICING")
        bundled = ticked(Catalog().index.platforms, "and")
        assert refused(f"{CLIP} --platform my-own") == f"unknown platform `my-own` (there are {bundled})"

    def test_a_folder_in_the_configuration(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("CREDITCALC_PRICING")
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        shop(tmp_path / "config" / "creditcalc" / "pricing")
        assert printed(f"{CLIP} --quiet") == "16\n"


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
            "`kling-2.6-standard` knows only audio `off`, not `on`"
        )

    def test_a_price_that_nobody_publishes(self) -> None:
        result = run("quote --model create-video")
        assert (result.code, result.out) == (5, "")
        assert result.err.startswith("error: nobody publishes the price of `create-video` in invideo 2026-05; ")

    def test_an_agent_takes_at_most_30_minutes(self) -> None:
        assert run("quote --model agent-one --minutes 30 --quiet").code == 0
        assert refused("quote --model agent-one --minutes 30.01") == (
            "`agent-one` does not take seconds `1800.6`: it takes a number from 1 to 1800"
        )

    def test_list_prices_are_a_platform(self) -> None:
        title, columns = printed("quote --platform list --edition 2026-09 --model veo-3.1 --seconds 8").splitlines()[:2]
        assert title.startswith("Veo 3.1 · 8 s    Providers' list prices, edition 2")
        assert columns.endswith("USD")


class TestModels:
    """`creditcalc models`."""

    def test_list(self) -> None:
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
    def test_list_filters_and_sorts(self, options: str, ids: list[str]) -> None:
        lines = printed(f"models list --format csv {options}").splitlines()
        assert lines[0] == "id,name,maker,kind,price,price_low,price_high,per"
        assert [line.partition(",")[0] for line in lines[1:]] == ids

    def test_show(self) -> None:
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

    def test_show_of_an_agent_says_that_it_costs_what_its_models_cost(self) -> None:
        said = printed("models show director").splitlines()[-1]
        assert said == "Its price is that of the models it runs: `--mix` names them."

    def test_show_of_an_unknown_model(self) -> None:
        assert refused("models show pictur") == (
            "unknown model `pictur` on p: did you mean `picture`? (see `creditcalc models list`)"
        )

    def test_compare(self) -> None:
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

    def test_compare_of_one(self) -> None:
        assert printed("models compare --seconds 8 --4k --audio") == dedent(
            """\
            1 video model · 8 s · 4K · audio    P, edition e
              Model  Settings  Credits  Times the cheapest  Evidence
              clip                 80+                   1  third_party
            """
        )

    def test_compare_says_where_the_order_is_not_certain(self, folder: Path) -> None:
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

    def test_compare_of_nothing(self) -> None:
        assert refused("models compare --seconds 8 --set mode=pro --audio") == (
            "no video model of p e makes this: "
            "`clip` has no setting `mode`; it has `seconds`, `resolution`, `audio` and `twin`"
        )


class TestLists:
    """`creditcalc actions`, `addons` and `rules`."""

    def test_actions(self) -> None:
        assert printed("actions list") == dedent(
            """\
            What is free, and what is charged    P, edition e
              Action  Name  Cost  Source  Evidence
              save    Save  free  docs    official
            """
        )

    def test_addons(self, folder: Path) -> None:
        top_up = """
            top_ups:
              pack:
                name: A pack
                prices: [{amount: 10, currency: USD, source: docs}]
                gives: {amount: 100, unit: credit, source: docs}
                expires: {after: unknown, source: docs}
                source: docs
            """
        write(folder, {"p/e/addons.yaml": dedent(ADDONS) + dedent(top_up)})
        assert printed("addons list") == dedent(
            """\
            What adds cost    P, edition e
              Add-on  Name     What it does           Price                 Source  Note
              twin    AI twin  added to video, agent  20 / minute unstated  note
              pack    A pack   gives 100 credit       10 USD                docs
            """
        )

    def test_rules(self, folder: Path) -> None:
        rule = "rules: [{name: reset, says: Credits end monthly., source: docs}]\n"
        write(folder, {"p/e/edition.yaml": dedent(EDITION) + rule})
        assert printed("rules list") == dedent(
            """\
            1 rule    P, edition e
              Rule   What it says          Source  Evidence
              reset  Credits end monthly.  docs    official
            """
        )


class TestSheets:
    """`creditcalc sheets`."""

    def test_path_names_the_bundled_folder_and_then_ones_own(self, folder: Path) -> None:
        bundled, own = printed("sheets path").splitlines()
        assert own == str(folder)
        assert (Path(bundled) / "catalog.yaml").is_file()

    def test_path_of_a_folder_that_is_none(self) -> None:
        assert refused("sheets path --pricing gone") == "`gone` is not a folder: `--pricing` names a folder of sheets"

    @pytest.mark.parametrize("sheet", ["catalog", "platform", "edition", "models", "plans", "addons"])
    def test_schema_is_the_one_that_the_sheets_name(self, sheet: str) -> None:
        bundled = Path(printed("sheets path").splitlines()[0])
        assert printed(f"sheets schema {sheet}") == (bundled / "schema" / f"{sheet}.json").read_text()

    def test_schema_of_no_sheet(self) -> None:
        result = run("sheets schema film")
        assert (result.code, result.out) == (2, "")
        assert result.err.endswith(
            "Error: Invalid value for 'SHEET': 'film' is not one of "
            "'catalog', 'platform', 'edition', 'models', 'plans', 'addons'.\n"
        )

    @pytest.mark.parametrize("path", ["", "{folder}", "{folder}/p/e/models.yaml", "{folder}/catalog.yaml"])
    def test_check_of_good_sheets(self, folder: Path, path: str) -> None:
        out = printed(f"sheets check {path.format(folder=folder)}").splitlines()
        assert out[0].startswith("0 faults in ")
        edition, models, rates, examples, single, _, faults = out[-2].split()
        assert (edition, models, rates, examples, single, faults) == ("p/e", "6", "8", "0", "7", "0")

    def test_check_finds_every_fault_at_once(self, folder: Path) -> None:
        write(
            folder,
            {
                "p/e/models.yaml": """\
                    clip: {name: Clip, maker: M, kind: film}
                    clop: {name: Clop, maker: M, kind: video, price: 3}
                    """,
                "p/e/more.yaml": "o: {name: O, maker: M, kind: image, rates: [{price: 1, per: image, source: doc}]}\n",
            },
        )
        result = run("sheets check")
        assert result.code == 1
        assert result.out.startswith("3 faults in ")
        assert result.err == dedent(
            f"""\
            {folder}/p/e/models.yaml:1:36: `film` is not known here: write {ticked(get_args(ModelKind))}
            {folder}/p/e/models.yaml:2:43: unknown key `price`: did you mean `since`?
            {folder}/p/e/more.yaml:1:45: unknown source `doc`: did you mean `docs`?
            """
        )

    def test_check_of_one_sheet_names_its_faults_alone(self, folder: Path) -> None:
        write(folder, {"p/e/one.yaml": "a: [\n", "p/e/two.yaml": "b: [\n"})
        result = run(f"sheets check {folder}/p/e/two.yaml")
        assert result.code == 1
        assert [line.partition(":")[0] for line in result.err.splitlines()] == [f"{folder}/p/e/two.yaml"]

    def test_check_takes_a_sheet_by_its_path_from_here(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(folder, {"p/e/one.yaml": "a: [\n"})
        monkeypatch.chdir(folder / "p")
        assert run("sheets check e/models.yaml").code == 0
        assert run("sheets check e/one.yaml").code == 1

    def test_check_of_a_good_sheet_beside_a_bad_one_passes(self, folder: Path) -> None:
        write(folder, {"p/e/one.yaml": "a: [\n"})
        result = run(f"sheets check {folder}/p/e/models.yaml")
        assert (result.code, result.err) == (0, "")

    def test_check_of_what_is_not_there(self) -> None:
        assert refused("sheets check gone") == "`gone` is neither a sheet nor a folder of sheets: name one of them"


def commands(command: Any, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command, as the words that name it."""
    yield before
    context = typer.Context(command)
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from commands(command.get_command(context, name), *before, name)


EVERY = [" ".join(words) for words in commands(typer.main.get_command(app))]
GROUPS = {command for command in EVERY if any(other.startswith(f"{command} ".lstrip()) for other in EVERY if other)}


PRICES = '{"m": {"litellm_provider": "m", "mode": "video_generation", "output_cost_per_second": 0.1}}'
STORYBOARD = (ROOT / "examples" / "storyboard.yaml").read_text(encoding="utf-8")
EXAMPLES = {
    "sheets import": {"prices.json": PRICES},
    "batch": {
        "shots.csv": "model,seconds\nkling-2.6-standard,10\n",
        "storyboard.yaml": STORYBOARD,
    },
    "report": {"storyboard.yaml": STORYBOARD},
}
"""The files that the example of a command reads."""
COMING = "sheets new --from-drift"
"""An example that needs what the one before it has not yet brought: a spend that was reconciled."""
SPEND = "wallet spend --model kling-2.6-standard --seconds 10"
WALLET = ("wallet open main --plan plus --since 2026-05-14", SPEND, SPEND, "wallet export --output main.json")
"""What has happened before the example of a command of the wallet."""


class TestHelp:
    """The help of every command."""

    def test_of_all(self) -> None:
        assert printed("--help") == printed("-h")
        assert printed("--help").startswith(
            "Usage: creditcalc [OPTIONS] COMMAND [ARGS]...\n\n"
            "  What an AI video generation costs in credits, before you click: offline,\n"
            "  exact, from sheets you can read.\n"
        )

    def test_without_a_command_it_is_the_help_and_wrong_usage(self) -> None:
        assert run("") == Ran(2, "", printed("--help"))

    @pytest.mark.parametrize("command", EVERY)
    def test_is_plain_text_within_80_columns(self, command: str) -> None:
        text = printed(f"{command} --help")
        assert text.isascii()
        assert max(map(len, text.splitlines())) <= 80
        assert ("--install-completion" in text) == (not command)

    @pytest.mark.parametrize("command", EVERY)
    def test_says_what_it_does_and_gives_an_example_of_one_line(self, command: str) -> None:
        does, example = printed(f"{command} --help").split("\n\n")[1:3]
        assert re.fullmatch(r"  [A-Z][^\n]*(\n  [^\n]+)*\.", does)
        assert re.fullmatch(rf"  creditcalc {command}\b[^\n]*", example)

    @pytest.mark.parametrize("command", EVERY)
    def test_has_examples_that_work(self, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CREDITCALC_PRICING")
        monkeypatch.chdir(tmp_path)
        write(tmp_path, EXAMPLES.get(command, {}))
        if command.startswith("wallet") and command != "wallet open":
            before = WALLET[:1] if command == "wallet spend" else WALLET
            assert {run(one).code for one in before} == {0}
        if command == "batch":
            assert run("batch storyboard.yaml --json --output main.json").code == 0
        if command == "wallet import":
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
        for example in re.findall(r"^  creditcalc (.*)", printed(f"{command} --help"), re.MULTILINE):
            if example.startswith(COMING):
                assert {run(one).code for one in (*WALLET, "wallet reconcile 2 --charged 6")} == {0}
            assert run(example).code == 0

    @pytest.mark.parametrize("command", [command for command in EVERY if command])
    def test_is_said_whole_in_the_list_above(self, command: str) -> None:
        above, _, name = command.rpartition(" ")
        assert re.search(rf"^  {name}  .*[^.]\.$", printed(f"{above} --help"), re.MULTILINE)

    @pytest.mark.parametrize("command", EVERY)
    def test_names_what_an_option_takes(self, command: str) -> None:
        assert not re.findall(r"<(?:str|int|path)\b.*", printed(f"{command} --help"))

    @pytest.mark.parametrize("group", sorted(GROUPS - {""}))
    def test_a_group_needs_a_command(self, group: str) -> None:
        assert run(group) == usage(f"{group} [OPTIONS] COMMAND [ARGS]...", "Missing command.")

    def test_an_unknown_command_is_wrong_usage(self) -> None:
        whole = "[OPTIONS] COMMAND [ARGS]..."
        assert run("bogus") == usage(whole, "No such command 'bogus'.")
        assert run("quot") == usage(whole, "No such command 'quot'. Did you mean 'quote'?")
        assert run("models lst") == usage(f"models {whole}", "No such command 'lst'. Did you mean 'list'?")

    def test_version(self) -> None:
        assert printed("--version") == f"creditcalc {creditcalc.__version__}\n"
