"""Plans in words: every part that a sheet gives a plan is shown, and each is shown as it is written."""

from pathlib import Path

import pytest
from sheets import EDITION, Sheets, platform

from creditcalc.amount import UNKNOWN, Amount
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Keeps, Plan, Rollover
from creditcalc.reports.plans import allowance_text, plan_reports, plans_list, resets_text
from creditcalc.reports.report import Cell, Report

MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}, audio: {flag: off}}
      rates:
        - {when: {audio: off}, price: 2, per: second, source: docs}
        - {when: {audio: on}, price: 4, per: second, source: docs}
    riddle:
      name: Riddle
      maker: Maker
      kind: video
      rates: [{price: unknown, source: docs}]
    free:
      name: Free
      maker: Maker
      kind: action
      rates: [{price: 0, per: run, source: docs}]
    """
PLANS = """
    whole:
      name: Whole
      aliases: [entire]
      source: docs
      prices:
        - {amount: ~20, currency: USD, every: month, source: page, note: as seen}
        - amount: 200
          currency: USD
          every: year
          shown_monthly: 17
          because: newer
          claims: [{amount: 204, currency: USD, source: note, note: older}]
      on_request: yes
      allowance:
        amount: 100
        unit: credit
        every: month
        source: page
        claims: [{amount: 90, unit: credit, source: note}]
      resets: {every: month, on: billing day, at: 06:00, zone: Europe/Paris, source: page, note: by mail, claims: [{source: note, note: another hour}]}
      rollover: {keeps: nothing, source: page, claims: [{keeps: everything, source: note}]}
      seats:
        included: 2
        most: 10
        extra: {amount: 5, currency: USD, every: month, per: seat, note: each}
        source: page
        note: for teams
      includes: {voice_clones: "5", watermark: no}
      note: It is the whole.
    bare: {name: Bare, source: note}
    """  # noqa: E501  # a flow mapping of a sheet
ADDONS = """
    top_ups:
      pack: {name: Pack, prices: [{amount: 5, currency: USD, source: docs}], gives: {amount: 50, unit: credit, source: docs}, source: docs, note: small}
      ours: {name: Ours, plans: [whole], source: page}
      theirs: {name: Theirs, plans: [bare], source: page}
    """  # noqa: E501


@pytest.fixture
def shop(tmp_path: Path) -> Edition:
    """A plan with every part that there is, one with none, and packs."""
    found: Sheets = platform(tmp_path, MODELS, edition=EDITION, plans=PLANS, addons=ADDONS)
    assert found.faults == ()
    return found.edition


PRICES: list[tuple[Cell, ...]] = [
    ("price", "~20 USD a month", "page", "as seen"),
    ("price", "200 USD a year, shown as 17 a month", "docs", "newer"),
    ("price, otherwise", "204 USD", "note", "older"),
]
PARTS: dict[str, list[tuple[Cell, ...]]] = {
    "prices": PRICES,
    "on_request": [("price", "on request", "docs", None)],
    "allowance": [
        ("allowance", "100 credits a month", "page", None),
        ("allowance, otherwise", "90 credit", "note", None),
    ],
    "resets": [
        ("resets", "every month on billing day at 06:00 Europe/Paris", "page", "by mail"),
        ("resets, otherwise", "something else", "note", "another hour"),
    ],
    "rollover": [("keeps", "nothing", "page", None), ("keeps, otherwise", "everything", "note", None)],
    "seats": [
        ("seats", "included 2, most 10", "page", "for teams"),
        ("extra seat", "5 USD a month per seat", "docs", "each"),
    ],
    "includes": [("includes", "voice clones: 5", "docs", None), ("includes", "watermark: no", "docs", None)],
}
"""The rows that each part of the plan brings, in order."""
PACKS: list[tuple[Cell, ...]] = [("top-up", "Pack", "docs", "small"), ("top-up", "Ours", "page", None)]
TITLE = {"name", "source", "id", "aliases", "note", "place"}
"""What is said of a plan elsewhere than in a row of its own."""


def test_a_plan_is_shown_whole(shop: Edition) -> None:
    facts, buys = plan_reports(shop, shop.plans["whole"])
    assert (facts.title, facts.aside, facts.notes) == ("Whole", "P · prices of May 2026", ("It is the whole.",))
    assert for_scripts(facts) == [row for rows in PARTS.values() for row in rows] + PACKS
    # 100 credits at 2..4 a second are 25 to 50 seconds; what is free, or unknown, is no measure.
    assert buys.title == "What 100 credits a month buy"
    assert [tuple(map(str, row)) for row in for_scripts(buys)] == [("clip", "2..4", "25..50", "second")]
    assert [(one["model"]["id"], one["quantity"]["text"], one["unit"]) for one in facts.data["buys"]] == [
        ("clip", "25..50", "second")
    ]


def for_scripts(report: Report) -> list[tuple[Cell, ...]]:
    return list(report.read_by("scripts").rows)


def test_a_plan_is_shown_to_people_with_figures_and_the_names_of_its_sources(shop: Edition) -> None:
    facts, buys = plan_reports(shop, shop.plans["whole"])
    assert [row[:2] for row in facts.read_by("people").rows] == [
        ("price", "~$20 a month"),
        ("", "$200 a year (shown as $17 a month)"),
        ("elsewhere", "$204"),
        ("price", "on request"),
        ("allowance", "100 credits a month"),
        ("elsewhere", "90 credits"),
        ("resets", "every month on billing day at 06:00 Europe/Paris"),
        ("elsewhere", "something else"),
        ("keeps", "nothing"),
        ("elsewhere", "everything"),
        ("seats", "included 2, most 10"),
        ("extra seat", "$5 a month per seat"),
        ("includes", "voice clones: 5"),
        ("", "watermark: no"),
        ("can buy", "Pack: $5"),
        ("", "Ours: price not published"),
    ]
    assert {row[2] for row in facts.read_by("people").rows} == {
        "The documentation",
        "A page as noted by others",
        shop.source("note").said,
    }
    assert [tuple(map(str, row)) for row in buys.read_by("people").rows] == [
        ("Clip", "clip", "25..50", "seconds", "2–4 per second")
    ]


@pytest.mark.parametrize("part", sorted(set(Plan._fields) - TITLE))
def test_each_part_of_a_plan_has_its_rows_and_no_others(shop: Edition, part: str) -> None:
    """Without the part exactly its rows are missing: none is left out of what is shown, and none stands for another."""
    without = shop.plans["whole"]._replace(**{part: Plan._field_defaults[part]})
    facts = plan_reports(shop, without)[0]
    assert for_scripts(facts) == [row for name, rows in PARTS.items() if name != part for row in rows] + PACKS


def test_a_plan_of_which_nothing_is_known_is_its_packs(shop: Edition) -> None:
    (facts,) = plan_reports(shop, shop.plans["bare"])
    assert for_scripts(facts) == [("top-up", "Pack", "docs", "small"), ("top-up", "Theirs", "page", None)]
    assert (facts.notes, facts.data["plan"]["prices"], facts.data["buys"]) == ((), [], [])
    assert [facts.data["plan"][part] for part in ("allowance", "resets", "rollover", "seats")] == [None] * 4
    assert facts.data["top_ups"] == [{"id": "pack", "name": "Pack"}, {"id": "theirs", "name": "Theirs"}]


def test_every_plan_is_listed_with_what_is_known_of_it(shop: Edition) -> None:
    quiet = shop._replace(plans={**shop.plans, "asked": shop.plans["bare"]._replace(id="asked", on_request=True)})
    listed = plans_list(quiet)
    assert listed.title == "3 plans"
    keys = [column.key for column in listed.read_by("scripts").columns]
    assert keys == ["id", "prices", "allowance", "resets", "rollover", "source"]
    assert listed.read_by("scripts").rows == (
        (
            "whole",
            "~20 USD a month; 200 USD a year, shown as 17 a month",
            "100 credits a month",
            "every month on billing day at 06:00 Europe/Paris",
            "nothing",
            "docs",
        ),
        ("bare", "unknown", "none", "unknown", "unknown", "note"),
        ("asked", "on request", "none", "unknown", "unknown", "note"),
    )
    assert [list(map(str, row[:5])) for row in listed.read_by("people").rows] == [
        ["Whole", "whole", "~$20", "$200", "100 credits a month"],
        ["Bare", "bare", "None", "None", "unknown"],
        ["Bare", "asked", "on request", "None", "unknown"],
    ]
    whole, bare, asked = listed.data["plans"]
    assert (whole["id"], bare["prices"], bare["allowance"]) == ("whole", [], None)
    assert [one["on_request"] for one in (whole, bare, asked)] == [True, False, True]


def test_every_part_of_a_plan_is_in_its_object(shop: Edition) -> None:
    plan = plan_reports(shop, shop.plans["whole"])[0].data["plan"]
    assert plan == plans_list(shop).data["plans"][0]
    assert set(plan) == (set(Plan._fields) - {"aliases", "place"}) | {"ended"}
    monthly, yearly = plan["prices"]
    assert (monthly["price"]["text"], monthly["every"], monthly["source"], monthly["note"]) == (
        ("~20", "month", "page", "as seen")
    )
    assert (yearly["price"]["currency"], yearly["shown_monthly"]["text"], yearly["source"]) == ("USD", "17", "docs")
    assert [(one["amount"]["text"], one["unit"], one["source"], one["note"]) for one in yearly["claims"]] == [
        ("204", "USD", "note", "older")
    ]
    assert {key: plan["allowance"][key] for key in ("unit", "model", "every", "per_seat", "source")} == {
        "unit": "credit",
        "model": None,
        "every": "month",
        "per_seat": False,
        "source": "page",
    }
    assert [plan["resets"][key] for key in ("every", "on", "at", "zone", "note")] == [
        *("month", "billing day", "06:00", "Europe/Paris", "by mail")
    ]
    assert [plan["rollover"][key] for key in ("keeps", "most", "lasts")] == ["nothing", None, None]
    assert plan["rollover"]["claims"][0]["text"] == "everything"
    seats = plan["seats"]
    assert (seats["included"], seats["most"], seats["extra"]["price"]["text"]) == ("2", "10", "5")
    assert plan["includes"] == {"voice_clones": "5", "watermark": "no"}


@pytest.mark.parametrize(
    ("keeps", "word", "most"),
    [("everything", "everything", None), (Amount.parse("50"), "some", "50"), (UNKNOWN, "unknown", None)],
)
def test_what_a_reset_keeps_is_a_word_and_an_amount(shop: Edition, keeps: Keeps, word: str, most: str | None) -> None:
    plan = shop.plans["whole"]._replace(rollover=Rollover(keeps, "one month"))
    found = plan_reports(shop, plan)[0].data["plan"]["rollover"]
    assert (found["keeps"], found["most"] and found["most"]["text"], found["lasts"]) == (word, most, "one month")


def test_a_reset_is_told_as_far_as_it_is_known(shop: Edition) -> None:
    whole = shop.plans["whole"]
    assert whole.resets is not None
    for known, text in (
        ({}, "every month on billing day at 06:00 Europe/Paris"),
        ({"zone": None}, "every month on billing day at 06:00"),
        ({"at": None}, "every month on billing day Europe/Paris"),
        ({"at": None, "zone": None, "every": "day", "on": "first use"}, "every day on first use"),
    ):
        assert resets_text(whole._replace(resets=whole.resets._replace(**known))) == text
    assert resets_text(whole._replace(resets=None)) == "unknown"


def test_an_allowance_is_told_with_its_rhythm(shop: Edition) -> None:
    gives = shop.plans["whole"].allowance
    assert gives is not None
    for known, text in (
        ({}, "100 credits a month"),
        ({"every": "week", "per": "seat"}, "100 credits a week per seat"),
        ({"every": "once"}, "100 credits once"),
        ({"every": None}, "100 credits once"),
        ({"amount": gives.amount / gives.amount, "unit": "minute"}, "1 minute a month"),
    ):
        assert allowance_text(gives._replace(**known)) == text
    assert allowance_text(None) == "none"
