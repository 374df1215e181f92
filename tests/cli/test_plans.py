"""`creditcalc plans`: what it prints, refuses and exits with, to the letter."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused, usage
from sheets import EDITION, platform
from shell import run
from shop import ADDONS, MODELS

pytestmark = pytest.mark.usefixtures("folder")

PLANS = """
    small:
      name: Small
      prices:
        - {amount: 10, currency: USD, every: month, source: docs}
        - {amount: 96, currency: USD, every: year, source: docs}
      allowance: {amount: 100, unit: credit, every: month, source: docs}
      resets: {every: month, on: billing day, source: docs}
      rollover: {keeps: nothing, source: docs}
      source: docs
    big:
      name: Big
      prices: [{amount: 40, currency: USD, every: month, source: docs}]
      allowance: {amount: 500, unit: credit, every: month, source: docs}
      rollover: {keeps: everything, for: one month, source: docs}
      source: docs
    """
PACK = """
    top_ups:
      pack:
        name: Pack
        prices: [{amount: 5, currency: USD, source: docs}]
        gives: {amount: 50, unit: credit, source: docs}
        expires: {after: 12 months, source: docs}
        source: docs
    """


@pytest.fixture(autouse=True)
def shop_with_plans(folder: Path) -> None:
    """Two plans, one of them by the year too, and a pack that any of them may buy."""
    platform(folder, MODELS, plans=PLANS, addons=dedent(ADDONS) + dedent(PACK))


def test_list() -> None:
    assert printed("plans list") == dedent(
        """\
        2 plans    P · prices of May 2026
          Plan   --plan  A month  A year  Gives                Resets                      Keeps
          Small  small       $10     $96  100 credits a month  every month on billing day  nothing
          Big    big         $40          500 credits a month  unknown                     everything
        Next: plans show PLAN for all that it includes, plans compare to choose one
        """
    )


def test_list_for_scripts() -> None:
    assert printed("plans list --format csv") == dedent(
        """\
        id,prices,allowance,resets,rollover,source
        small,10 USD a month; 96 USD a year,100 credits a month,every month on billing day,nothing,docs
        big,40 USD a month,500 credits a month,unknown,everything,docs
        """
    )


def test_show_says_what_its_credits_buy() -> None:
    # 100 credits: at 2 and more a second at most 50 s; at 0.5..1 a second 100..200 s; at 0.25 an image 400
    assert printed("plans show small") == dedent(
        """\
        Small    P · prices of May 2026
                                                 Source             Note
          price      $10 a month                 The documentation
                     $96 a year                  The documentation
          allowance  100 credits a month         The documentation
          resets     every month on billing day  The documentation
          keeps      nothing                     The documentation
          can buy    Pack: $5                    The documentation

        What 100 credits a month buy
          Model    --model      Buys                         Credits
          Clip     clip         ≤ 50  seconds          2+ per second
          Silent   silent   ~100–200  seconds  ~0.50–1.00 per second
          Picture  picture       400  images          0.25 per image
        Each model alone; a range covers the cheapest to the most expensive settings.
        """
    )


def test_show_of_an_unknown_plan() -> None:
    assert refused("plans show smal") == (
        "unknown plan `smal` in p e: did you mean `Small`? (it has `small` and `big`)"
    )


@pytest.mark.parametrize("work", ["--credits 230", "--model clip --seconds 11.5 --per-month 10"])  # 11.5 * 2 = 23
def test_compare_of_a_months_work(work: str) -> None:
    # 130 more than 100: 3 packs of 50 are 15. By the year 96 / 12 = 8: 23; by the month 25; Big leaves 270.
    lines = printed(f"plans compare {work}").splitlines()
    if "--model" in work:
        assert lines.pop(1) == "You need 230 credits a month."
    assert lines[1:] == [
        "Small (yearly), $23 a month, is the cheapest: $15 of it for extra credits.",
        "Big, $40 a month, is the cheapest with nothing extra to buy.",
        "  Plan            A month  of it extra  Left of the plan",
        "  Small (yearly)      $23          $15                 0  ✓ cheapest",
        "  Small               $25          $15                 0",
        "  Big                 $40            —               270  ✓ safe",
        "Pack: $5 for 50 credits.",
    ]


@pytest.mark.parametrize(
    ("which", "names"),
    [
        ("small", ["Small", "Small (yearly)"]),
        ("'Small (yearly)' BIG", ["Small (yearly)", "Big"]),
        ("small yearly big", ["Small (yearly)", "Big"]),  # the longest run of words that names a plan
        ("small yearly small monthly", ["Small", "Small (yearly)"]),
        ("--plan small", ["Small", "Small (yearly)"]),
        ("--plan 'Small (monthly)' --plan Big", ["Small", "Big"]),
        ("small --plan big", ["Big", "Small", "Small (yearly)"]),
    ],
)
@pytest.mark.parametrize("work", ["", "--credits 230", "--model clip --seconds 11.5 --videos 10"])
def test_compare_of_the_plans_that_are_named(work: str, which: str, names: list[str]) -> None:
    found = json.loads(printed(f"plans compare {which} {work} --json"))
    assert sorted(one["plan"]["name"] for one in found["plans"]) == sorted(names)


def test_what_may_be_plans_and_work_is_refused(folder: Path) -> None:
    platform(folder, MODELS, plans=PLANS.replace("Small", "Clip"), addons=dedent(ADDONS))
    assert refused("plans compare clip --seconds 8") == (
        "`clip` may be plans or what to generate: use `--plan`, or options for the other"
    )
    assert "  Clip  " in printed("plans compare --plan clip")


def test_plans_without_a_price_are_not_compared_alone(folder: Path) -> None:
    platform(folder, MODELS, plans=PLANS.replace("amount: 40", "amount: unknown"), addons=dedent(ADDONS))
    assert refused("plans compare big") == "no price of Big is published in p e"
    assert "No USD price" not in printed("plans compare small")


def test_videos_are_generations_a_month() -> None:
    work = "plans compare --model clip --seconds 11.5"
    assert printed(f"{work} --videos 10") == printed(f"{work} --per-month 10")
    assert "--per-month, --videos N" in run("plans compare --help").out


ADVICE = """\
rules:
  - {name: few, says: "For 1 to 4 videos a month take Small.", videos: 1..4, source: docs}
  - {name: many, says: "For 5 or more a month take Big.", videos: 5.., source: note}
  - {name: small-few, says: "Small is enough for 2 videos.", topic: [enough], plan: small, videos: ..2, source: note}
  - {name: small-for-film, says: "Small is not enough for film.", topic: [enough], plan: small, source: docs}
  - {name: big-for-film, says: "Big is enough for film.", topic: [enough], plan: big, source: docs}
"""


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ("clip 8s --per-month 2", ["The documentation: For 1 to 4 videos", "A note: Small is enough for 2 videos."]),
        ("clip 8s --per-month 4", ["The documentation: For 1 to 4 videos", "Is Small enough? See: guide enough"]),
        ("clip 8s --per-month 30", ["A note: For 5 or more a month take Big.", "Is Big enough? See: guide enough"]),
        ("--credits 64", ["Is Small enough? See: guide enough"]),  # 4 times 8 s at 2 a second
    ],
)
def test_compare_says_what_sources_advise_on_so_many_videos(folder: Path, work: str, told: list[str]) -> None:
    platform(folder, MODELS, edition=EDITION + ADVICE, plans=PLANS)
    notes = [line for line in printed(f"plans compare {work}").splitlines() if "For " in line or "enough" in line]
    assert [line.startswith(one) for line, one in zip(notes, told, strict=True)] == [True] * len(told)


def test_show_ends_with_the_use_for_which_it_is_enough(folder: Path) -> None:
    platform(folder, MODELS, edition=EDITION + ADVICE, plans=PLANS)
    assert printed("plans show small").endswith(
        dedent(
            """\
            Is Small enough?
            - Small is enough for 2 videos.
              A note, April 2026, third party
            - Small is not enough for film.
              The documentation, May 2026, official
            """
        )
    )


def test_compare_of_a_months_work_for_scripts() -> None:
    assert printed("plans compare --credits 230 --format csv").splitlines()[:2] == [
        "plan,fits,money,money_low,money_high,top_up_money,top_up_money_low,top_up_money_high,"
        "unused,unused_low,unused_high,verdict,watermark",
        "Small (yearly),with_top_ups,23,23,23,15,15,15,0,0,0,cheapest,",
    ]


def test_compare_without_work() -> None:
    # A credit of Small is 10 / 100, by the year 96 / 12 / 100, of Big 40 / 500.
    assert printed("plans compare") == dedent(
        """\
        P plans    prices of May 2026
          Plan            A month  Credits  A credit
          Small               $10      100     $0.10
          Small (yearly)       $8      100     $0.08
          Big                 $40      500     $0.08
        Next: plans compare --credits 300 (for your work), plans show small (features)
        """
    )


def test_compare_over_months() -> None:
    # 10 + 10 + 40. Alone: small 3 * 10 and, for 400 more, 8 packs at 5; by the year 96 + 40; big 3 * 40.
    assert printed("plans compare --credits 100,30,500 --horizon 3") == dedent(
        """\
        The cheapest way through 3 months    P · prices of May 2026
        $60  for 3 months, the cheapest way
        Small in months 1 to 2 and Big in month 3.
          Month  Plan   Extra  Paid  Left of the plan
              1  Small          $10                 0
              2  Small          $10                70
              3  Big            $40                 0
                 Total          $60
        One plan alone, at the highest figures: Small $70, Big $120, Small (yearly) $136.
        """
    )


def test_compare_says_from_which_demand_on_a_plan_wins() -> None:
    # Small by the year is 8 for 100 and 5 for each 50 more: 38 at 400, 43 past it. Big is 40 up to 500, then it buys
    # packs too, and stays 8 below small: 60 and 68 at 700.
    assert printed("plans compare --break-even --up-to 700") == dedent(
        """\
        The cheapest plan by credits a month    P · prices of May 2026
        Small (yearly) up to 400 credits a month, Big up to 700.
          At           Over  Up to  Cheapest
          high prices     0    400  Small (yearly)
          high prices   400    700  Big
          low prices      0    400  Small (yearly)
          low prices    400    700  Big
        """
    )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("--per-week 3", "say what you need: --model, --credits or --jobs"),
        ("--seconds 8", "say what you need: --model, --credits or --jobs"),
        ("--credits 100 --model clip", "give only one of --model, --credits and --jobs"),
        ("--credits 100 --seconds 8", "the options of a generation need --model, not --credits"),
        ("--credits 100 --takes 2", "the options of a generation need --model, not --credits"),
        ("--credits 100 --per-month 2", "--credits are credits per month: leave out --per-week and --per-month"),
        (
            "--model clip --seconds 8 --per-month 2 --per-week 3",
            "give --per-week or --per-month, not both",
        ),
        ("--credits 100,200", "credits for several months need --horizon"),
        ("--horizon 3", "--horizon needs --model, --credits or --jobs"),
        ("--horizon 3 --chart", "give only one of --chart, --break-even and --horizon"),
        ("--chart --format csv", "--chart draws text: leave out --format and --json"),
        (
            "--break-even --credits 100",
            "--chart and --break-even cover any amount of work: leave out --model, --credits and --jobs",
        ),
        ("--break-even --up-to 0", "--up-to must be more than 0"),
        ("--rate EUR", "--rate takes CUR=N, not EUR"),
        ("--rate EUR=0", "--rate must be more than 0, not EUR=0"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(options: str, error: str) -> None:
    assert run(f"plans compare {options}") == usage(error)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ("--credits 1,2 --horizon 3", "--horizon 3 does not match 2 months of --credits"),
        ("--credits some", "`some` is not a number: write digits and a point, as in `8` or `8.5`"),
        (
            "--credits 100 --currency JPY",
            "no plan of p e has a price in `JPY`: prices are in `USD`, or add your exchange rate, as in "
            "`--rate USD=0.92`",
        ),
        ("--svg .", ".: is a folder: name a file"),
    ],
)
def test_compare_refuses_in_one_line(options: str, error: str) -> None:
    assert refused(f"plans compare {options}") == error


LIMITED = """
    free:
      name: Free
      prices: [{amount: 0, currency: USD, every: month, source: docs}]
      allowance: {amount: 10, unit: credit, every: day, source: docs}
      meters:
        - {amount: 7, unit: download, every: once, source: docs, note: since September,
           claims: [{amount: 5, unit: download, source: note}]}
        - {amount: 100, unit: credit, every: month, source: docs}
      at_once: {jobs: 1, source: docs}
      source: docs
    paid:
      name: Paid
      prices: [{amount: 10, currency: USD, every: month, source: docs}]
      allowance: {amount: 100, unit: credit, every: month, source: docs}
      meters: [{amount: 0, unit: download, every: month, source: docs}]
      at_once: {jobs: 5, source: docs}
      source: docs
"""


def test_what_a_plan_limits_beside_its_credits_is_shown(tmp_path: Path) -> None:
    folder = platform(tmp_path / "limited", MODELS, plans=LIMITED).folder
    free, paid = "7 downloads in a lifetime, 100 credits a month, 1 job at once", "no downloads, 5 jobs at once"
    listed = printed(f"plans list --pricing {folder} --format csv").splitlines()
    assert free in listed[1] and paid in listed[2]
    compared = " ".join(printed(f"plans compare --pricing {folder}").split())
    assert f"Limits beside credits: Free {free}; Paid {paid}." in compared
    shown = printed(f"plans show free --pricing {folder} --format csv")
    assert "meter,7 downloads in a lifetime,docs,since September" in shown
    assert 'otherwise",5 download,note' in shown
    assert "at once,1 job at once,docs" in shown
    said = json.loads(printed(f"plans list --pricing {folder} --json"))["plans"][0]
    assert [(one["amount"]["low"], one["unit"], one["every"]) for one in said["meters"]] == [
        ("7", "download", "once"),
        ("100", "credit", "month"),
    ]
    beside = json.loads(printed(f"plans compare --pricing {folder} --json"))["plans"][1]
    assert (beside["at_once"]["jobs"]["low"], beside["seats"], beside["meters"][0]["unit"]) == ("5", 1, "download")
    text = printed(f"sheets check {folder} --conflicts --format csv")
    assert "plan free,7 download,docs,5 download,note" in text


def test_discounts_are_listed_and_lower_no_price(tmp_path: Path) -> None:
    discounts = """
        discounts:
          ahead: {name: Ahead, percent: 5..20, terms: packages paid ahead, source: docs, note: by size}
        """
    folder = platform(tmp_path / "less", MODELS, addons=discounts).folder
    assert printed(f"addons list --pricing {folder} --format csv").splitlines()[1] == (
        "ahead,Ahead,for packages paid ahead,5..20 % off,docs,by size"
    )
    (one,) = json.loads(printed(f"addons list --pricing {folder} --json"))["discounts"]
    assert (one["percent"]["low"], one["percent"]["high"], one["terms"]) == ("5", "20", "packages paid ahead")
    people = printed(f"addons list --pricing {folder}")
    assert "Taken off the price" in people and "5–20 % off" in people
    before = printed(f"quote clip 8s --quiet --pricing {platform(tmp_path / 'full', MODELS).folder}")
    assert printed(f"quote clip 8s --quiet --pricing {folder}") == before
