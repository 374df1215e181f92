"""Sheets that contradict themselves: each kind by the smallest change to sheets in which nothing is wrong.

The law: the good sheets have no finding, and every change to them, alone, has exactly its own.
"""

from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest
from sheets import write

from creditcalc.errors import CreditcalcError
from creditcalc.reports.sheets import audit
from creditcalc.sheets.catalog import Catalog

TODAY = "2026-11-29"
GOOD = {
    "catalog.yaml": """
        default_platform: p
        list_prices: list
        """,
    "list/platform.yaml": "{name: List prices, default_edition: l}\n",
    "list/l/edition.yaml": """
        unit: USD
        from: 2026-01-01
        as_of: 2026-05-31
        sources:
          page: {title: A price page, date: 2026-05, grade: official}
        """,
    "list/l/models.yaml": """
        film:
          name: Film
          maker: F
          kind: video
          settings: {seconds: {number: 1..60}}
          rates: [{price: 0.1, per: second, source: page}]
          multipliers: [{name: Long, when: {seconds: 30..}, times: 2, source: page}]
        """,
    "p/platform.yaml": """
        name: P
        default_edition: e
        """,
    "p/d/edition.yaml": """
        unit: credit
        from: 2026-01-01
        to: 2026-04-30
        as_of: 2026-04-30
        sources: {docs: {title: The documentation, date: 2026-04, grade: official}}
        """,
    "p/e/edition.yaml": """
        unit: credit
        from: 2026-05-01
        to: 2026-12-31
        as_of: 2026-05-31
        list: list/l
        credits_per_usd: {price: 50, source: docs}
        sources:
          docs: {title: The documentation, date: 2026-05, grade: official}
          note: {title: A note, date: 2026-05-30, grade: third_party}
        spending_order: [plan, top_up]
        spending_order_source: docs
        plan_changes: {cancel: {how: cycle end, forfeits: [top_up], source: docs}}
        failed_generations:
          charged: no
          blocked: yes
          source: docs
          except:
            - {makers: [C], charged: yes, source: docs}
            - {models: [dub], blocked: no, source: docs}
        rules:
          - {name: hours, says: Office hours, source: docs}
          - {name: queue, says: First come, source: docs}
        yardsticks:
          draft: {model: clip, with: {seconds: 5, size: large}, source: docs}
        """,
    "p/e/models.yaml": """
        clip:
          name: Clip
          maker: C
          kind: video
          aliases: [clipper, clip-1]
          settings:
            seconds: {number: 1..60}
            size: {one_of: [small, large], default: small}
            hd: {flag: off}
            images: {whole: 0..10, default: 0}
            fps: {whole: 10..60, default: 24}
          requires:
            - {when: {size: small}, needs: {seconds: ..30}, source: docs}
          rates:
            - {when: {size: small}, price: 1, per: second, source: docs}
            - {when: {size: large, hd: off}, price: 2, per: second, beyond: 5, at_most: 50, source: note}
            - {when: {size: large, hd: on}, price: 1, per: frame, quantity: seconds * fps, source: docs}
          multipliers:
            - {name: HD, when: {hd: on}, times: 2, source: docs}
            - {name: Draft, when: {seconds: ..2}, times: 0.5, source: docs}
          surcharges:
            - {name: Images, price: 1, per: image, quantity: images, beyond: 2, source: docs}
            - {name: Size, when: {size: large}, price: 3, per: clip, source: docs}
          minimum: {price: 2, source: docs}
          examples:
            - {with: {seconds: 10, size: large}, total: 13, source: docs}
        dub:
          name: Dub
          maker: C
          kind: operation
          settings: {seconds: {number: 1..60}, silence: {number: 0..60}}
          rates: [{price: 3, per: frame, quantity: seconds + silence, source: docs}]
        film:
          list: film
          list_factor: 1.2
        crew:
          name: Crew
          maker: C
          kind: agent
          settings: {seconds: {number: 1..60}}
          uses: {models: [clip, film], source: docs}
        cast:
          name: Cast
          maker: C
          kind: agent
          settings: {seconds: {number: 1..60}}
          uses: {kinds: [video], source: docs}
        """,
    "p/e/plans.yaml": """
        plus:
          name: Plus
          source: docs
          aliases: [standard]
          prices:
            - {amount: 20, currency: USD, every: month, source: docs}
            - {amount: 200, currency: USD, every: year, shown_monthly: 16.67, source: docs}
          allowance: {amount: 100, unit: credit, every: month, source: docs}
          resets: {every: month, on: billing day, source: docs}
          rollover: {keeps: everything, for: one month, source: docs}
          seats: {included: 1, least: 1, most: 3, source: docs}
          meters: [{amount: 7, unit: download, every: month, source: docs, note: beside credits}]
          at_once: {jobs: 5, source: docs}
        max:
          name: Max
          source: docs
          prices:
            - {amount: 50, currency: USD, every: month, source: docs,
               claims: [{source: note, amount: 49, currency: USD}]}
          allowance: {amount: 15, unit: minute, of: film, every: month, source: docs}
        """,
    "p/e/addons.yaml": """
        surcharges:
          twin: {name: Twin, for: [video], price: 5, per: clip, source: docs}
        top_ups:
          pack:
            name: Pack
            source: docs
            plans: [plus, max]
            prices: [{amount: 5, currency: USD, source: docs}]
            gives: {amount: 50, unit: credit, source: docs}
            expires: {after: 12-31 of year 2, source: docs}
        discounts:
          ahead: {name: Ahead, percent: 5..20, terms: whoever pays ahead, source: docs}
        """,
}


def place(sheet: str, text: str, part: str) -> str:
    """The place in a sheet where the last of such parts of its text begins."""
    before = dedent(text).lstrip("\n").rpartition(part)[0].split("\n")
    return f"{sheet}:{len(before)}:{len(before[-1]) + 1}"


class Change(NamedTuple):
    """What is changed in one of the good sheets, and what is found: at the place where `at` begins then.

    Without `at` it is where the newest edition begins.
    """

    sheet: str
    before: str
    after: str
    at: str
    found: str


MODELS, PLANS, ADDONS, HEAD = (f"p/e/{name}.yaml" for name in ("models", "plans", "addons", "edition"))
SMALL = "{when: {size: small}, price: 1, per: second, source: docs}"
LARGE = "{when: {size: large, hd: off}, price: 2, per: second, beyond: 5, at_most: 50, source: note}"
FRAMES = "{when: {size: large, hd: on}, price: 1, per: frame, quantity: seconds * fps, source: docs}"
PAST = SMALL.replace("}, price", "}, until: 2025-12-31, price")
HD = "{name: HD, when: {hd: on}, times: 2, source: docs}"
IMAGES = "{name: Images, price: 1, per: image, quantity: images, beyond: 2, source: docs}"
LIMIT = "{when: {size: small}, needs: {seconds: ..30}, source: docs}"
MONTHLY = "{amount: 20, currency: USD, every: month, source: docs}"
YEARLY = "{amount: 200, currency: USD, every: year, shown_monthly: 16.67, source: docs}"
GRANTED = "{amount: 100, unit: credit, every: month, source: docs}"
HD_AT, IMAGES_AT, MONTHLY_AT = (
    place(sheet, GOOD[sheet], row) for sheet, row in ((MODELS, HD), (MODELS, IMAGES), (PLANS, MONTHLY))
)
LONG_AT = place("list/l/models.yaml", GOOD["list/l/models.yaml"], "{name: Long")
HOURS_AT = place(HEAD, GOOD[HEAD], "{name: hours")


def rate(row: str, before: str, after: str, found: str) -> Change:
    """A change in one row of the models, found at that row."""
    changed = row.replace(before, after)
    assert changed != row
    return Change(MODELS, row, changed, changed, found)


def plan(row: str, before: str, after: str, found: str) -> Change:
    """The same in the plans."""
    return rate(row, before, after, found)._replace(sheet=PLANS)


def more(row: str, other: str, found: str) -> Change:
    """A row beside one of the models, found at the new one."""
    return Change(MODELS, f"- {row}\n", f"- {row}\n    - {other}\n", other, found)


NOTHING = "always counts as 0, so it is free: correct"
NEVER = "never applies: nothing that is sold has"
FREE = {
    "credits_per_usd": Change(
        HEAD,
        "price: 50",
        "price: 0",
        "{price: 0",
        "`credits_per_usd` of 0 makes every price free: correct it, or leave it out",
    ),
    "list_factor": Change(
        MODELS,
        "list_factor: 1.2",
        "list_factor: 0",
        "list: film",
        "`list_factor: 0` makes every price free: correct it, or write rates of `price: 0`",
    ),
    "times": rate(HD, "2", "0", "`times: 0` makes everything free: write a rate with `price: 0` for these settings"),
    "times, about": rate(
        HD, "2", "~0", "`times: 0` makes everything free: write a rate with `price: 0` for these settings"
    ),
    "beyond above at_most": rate(LARGE, "at_most: 50", "at_most: 4", f"{NOTHING} `beyond` or `at_most`"),
    "beyond that is at_most": rate(LARGE, "at_most: 50", "at_most: 5", f"{NOTHING} `beyond` or `at_most`"),
    "beyond the range": rate(LARGE, "beyond: 5, at_most: 50", "beyond: 60", f"{NOTHING} `beyond`"),
    "beyond what the condition leaves": rate(SMALL, "price: 1", "price: 1, beyond: 60", f"{NOTHING} `beyond`"),
    "at_most nothing": rate(SMALL, "price: 1", "price: 1, at_most: 0", f"{NOTHING} `at_most`"),
    "a surcharge beyond the range": rate(IMAGES, "beyond: 2", "beyond: 10", f"{NOTHING} `quantity` or `beyond`"),
    "a quantity of nothing": rate(FRAMES, "seconds * fps", "seconds * 0", f"{NOTHING} `quantity`"),
    "blocks that are never complete": rate(SMALL, "per: second", "per: 2 minutes completed", f"{NOTHING} `per`"),
}
DEAD = {
    "a rate that a limit rules out": Change(
        MODELS,
        f"- {LIMIT}\n",
        f"- {LIMIT}\n    - {{when: {{size: large}}, needs: {{hd: off}}, source: docs}}\n",
        FRAMES,
        f"{NEVER} size large, hd on",
    ),
    "a rate outside the range": Change(
        MODELS,
        f"- {SMALL}\n",
        f"- {SMALL}\n    - {SMALL.replace('{size: small}', '{seconds: 70..}')}\n",
        "{when: {seconds: 70..}",
        f"{NEVER} seconds from 70",
    ),
    "a rate of days when the model is not sold": Change(
        MODELS,
        f"  rates:\n    - {SMALL}\n",
        f"  since: 2026-01-01\n  rates:\n    - {SMALL}\n    - {PAST}\n",
        PAST,
        "never applies: the model is not on sale on any of its days",
    ),
    "a multiplier that a limit rules out": rate(
        HD, "{hd: on}", "{size: small, seconds: 40}", f"{NEVER} size small, seconds 40"
    ),
    "a surcharge outside the range": rate(
        IMAGES, "price: 1", "when: {seconds: '>60'}, price: 1", f"{NEVER} seconds above 60"
    ),
    "a surcharge of days when the model is not sold": Change(
        MODELS,
        f"  surcharges:\n    - {IMAGES}",
        f"  since: 2026-01-01\n  surcharges:\n    - {IMAGES.replace('price', 'until: 2025-12-31, price')}",
        "{name: Images",
        "never applies: the model is not on sale on any of its days",
    ),
    "limits that leave nothing": Change(
        MODELS,
        LIMIT,
        "{needs: {seconds: 70..}, source: docs}",
        "{needs",
        "`requires` rules out every combination of `clip`: correct a limit",
    ),
    "an agent that runs nothing": Change(
        MODELS,
        "uses: {kinds: [video], source: docs}",
        "uses: {source: docs}",
        "{source: docs}\n",
        "`uses` names neither `kinds` nor `models`: name one of them",
    ),
    "an agent of a kind that is not there": Change(
        MODELS,
        "{kinds: [video], source",
        "{kinds: [music], source",
        "{kinds: [music]",
        "there is no model of kind `music` to run: add one",
    ),
    "an agent that runs itself": Change(
        MODELS,
        "{models: [clip, film]",
        "{models: [clip, crew]",
        "{models: [clip, crew]",
        "`crew` runs itself: take it out of `uses`",
    ),
}
BELOW = "write `max(0, ...)`"
ZERO = "correct it, or narrow `when`"
QUANTITIES = {
    "divides by zero at an end": rate(
        FRAMES, "seconds * fps", "60 / (seconds - 1)", f"`quantity` divides by zero at seconds 1: {ZERO}"
    ),
    "divides by zero inside": rate(
        FRAMES, "seconds * fps", "60 / (seconds - 5.5)", f"`quantity` divides by zero at seconds 5.5: {ZERO}"
    ),
    "divides by zero at a third": rate(
        FRAMES, "seconds * fps", "60 / (3 * seconds - 10)", f"`quantity` divides by zero at seconds about 3.333: {ZERO}"
    ),
    "divides by zero at one whole number of many": rate(
        FRAMES, "seconds * fps", "60 / (fps - 37)", f"`quantity` divides by zero at fps 37: {ZERO}"
    ),
    "divides by zero where two settings meet": rate(
        FRAMES, "seconds * fps", "60 / (fps - images - 5)", f"`quantity` divides by zero at fps 10, images 5: {ZERO}"
    ),
    "divides by zero rounded": rate(
        FRAMES, "seconds * fps", "60 / floor(seconds / 2)", f"`quantity` divides by zero at seconds 1: {ZERO}"
    ),
    "below zero everywhere": rate(
        FRAMES, "seconds * fps", "0 - seconds", "`quantity` is always below zero: correct it"
    ),
}
"""10 - 5 - 5 = 0; 3 * 10/3 - 10 = 0; floor(1 / 2) = 0."""
DAYS = {
    "since after until, of a rate": rate(
        SMALL, "price: 1", "since: 2026-05-02, until: 2026-05-01, price: 1", "`since` is later than `until`: swap them"
    ),
    "an end of an unknown source": Change(
        MODELS,
        SMALL,
        SMALL.replace("price: 1", "until: {on: 2027-01-01, source: nobody}, price: 1"),
        "{on: 2027-01-01",
        "unknown source `nobody`: add it to the edition's `sources`",
    ),
    "since after until, of an add-on": Change(
        ADDONS,
        "price: 5",
        "since: 2026-05-02, until: 2026-05-01, price: 5",
        "{name: Twin",
        "`since` is later than `until`: swap them",
    ),
    "since after until, of a price": plan(
        MONTHLY, "every", "since: 2026-05-02, until: 2026-05-01, every", "`since` is later than `until`: swap them"
    ),
    "since after until, of a model": Change(
        MODELS,
        "list_factor: 1.2",
        "list_factor: 1.2\n  since: 2026-05-02\n  until: 2026-05-01",
        "list: film",
        "`since` is later than `until`: swap them",
    ),
    "from after to": Change(
        HEAD,
        "to: 2026-12-31",
        "to: 2026-04-30",
        "2026-04-30",
        "`from` is later than `to`, 2026-05-01 than 2026-04-30: swap them",
    ),
    "as_of before from": Change(
        HEAD,
        "as_of: 2026-05-31",
        "as_of: 2026-04-30",
        "2026-04-30",
        "`as_of` is 2026-04-30, and the edition is in force from 2026-05-01: correct one of them",
    ),
    "as_of after to": Change(
        HEAD,
        "to: 2026-12-31",
        "to: 2026-05-30",
        "2026-05-31",
        "`as_of` is 2026-05-31, and the edition is in force to 2026-05-30: correct one of them",
    ),
    "as_of in the future": Change(
        HEAD,
        "as_of: 2026-05-31",
        "as_of: 2026-11-30",
        "2026-11-30",
        "warning: `as_of` is 2026-11-30, in the future: write the day that the figures were read",
    ),
    "editions on one day": Change(
        "p/d/edition.yaml",
        "to: 2026-04-30",
        "to: 2026-05-01",
        "",
        "edition `d` is in force on 2026-05-01 too: give `d` a `to` before, or one of them a `reading_of`, or "
        "`--as-of` cannot tell them apart",
    ),
    "a reading of other days": Change(
        "p/d/edition.yaml",
        "as_of",
        "reading_of: e\nas_of",
        "e\nas_of",
        "`e` is in force on other days: a reading is of the same days",
    ),
    "a price of days before the edition": plan(
        MONTHLY,
        "every",
        "until: 2026-04-30, every",
        "warning: is not in force on any day of this edition: correct `since` or `until`",
    ),
    "a source of tomorrow": Change(
        HEAD,
        "date: 2026-05-30",
        "date: 2026-11-30",
        "{title: A note",
        "warning: `note` is dated 2026-11-30, in the future: correct its date",
    ),
    "a source of next month": Change(
        HEAD,
        "date: 2026-05-30",
        "date: 2026-12",
        "{title: A note",
        "warning: `note` is dated 2026-12, in the future: correct its date",
    ),
    "a source of next year": Change(
        HEAD,
        "date: 2026-05-30",
        "date: 2027",
        "{title: A note",
        "warning: `note` is dated 2027, in the future: correct its date",
    ),
}
AGAIN = "is in its list twice: remove one"
TWICE = {
    "a multiplier": more(HD, HD.replace("2", "3"), f"`HD` is charged twice, here and at `{HD_AT}`: remove one"),
    "a multiplier of the list": Change(
        MODELS,
        "list_factor: 1.2",
        "list_factor: 1.2\n  multipliers: [{name: Long, when: {seconds: 30..}, times: 2, source: docs}]",
        "{name: Long",
        f"`Long` is charged twice, here and at `{LONG_AT}`: remove one",
    ),
    "a multiplier by another name": more(
        HD,
        HD.replace("HD", "Fine"),
        f"warning: `Fine` is charged as well as `HD` at `{HD_AT}`: remove one, if they are the same",
    ),
    "a multiplier of a part of the case": more(
        HD,
        HD.replace("{hd: on}", "{hd: on, size: large}"),
        f"warning: `HD` is charged as well as `HD` at `{HD_AT}`: remove one, if they are the same",
    ),
    "a surcharge": more(IMAGES, IMAGES, f"`Images` is charged twice, here and at `{IMAGES_AT}`: remove one"),
    "a surcharge by another name": more(
        IMAGES,
        IMAGES.replace("name: Images", "name: Pictures"),
        f"warning: `Pictures` is charged as well as `Images` at `{IMAGES_AT}`: remove one, if they are the same",
    ),
    "a limit": more(LIMIT, LIMIT, f"this {AGAIN}"),
    "an example": more(
        "{with: {seconds: 10, size: large}, total: 13, source: docs}",
        "{with: {seconds: 10, size: large}, total: 13, source: docs}",
        f"this {AGAIN}",
    ),
    "an alias": Change(MODELS, "[clipper, clip-1]", "[clipper, clipper]", "name: Clip\n", f"`clipper` {AGAIN}"),
    "a kind": Change(MODELS, "kinds: [video]", "kinds: [video, video]", "{kinds", f"`video` {AGAIN}"),
    "a claim": rate(
        SMALL,
        "source: docs",
        "source: docs, claims: [{source: note, price: 2}, {source: note, price: 2}]",
        f"this {AGAIN}",
    )._replace(at="{source: note, price: 2}"),
    "a plan of a top-up": Change(ADDONS, "[plus, max]", "[plus, max, plus]", "name: Pack", f"`plus` {AGAIN}"),
    "a forfeit": Change(HEAD, "[top_up], source", "[top_up, top_up], source", "{how: cycle end", f"`top_up` {AGAIN}"),
    "a price": Change(
        PLANS, f"- {MONTHLY}\n", f"- {MONTHLY}\n    - {MONTHLY}\n", f"{MONTHLY}\n    - {{amount: 200", f"this {AGAIN}"
    ),
    "a price on the same terms": Change(
        PLANS,
        f"- {MONTHLY}\n",
        f"- {MONTHLY}\n    - {MONTHLY.replace('20', '25')}\n",
        "{amount: 25",
        f"has the terms of the price at `{MONTHLY_AT}`: remove one, or add what tells them apart",
    ),
    "a price for a part of the time": Change(
        PLANS,
        f"- {MONTHLY}\n",
        f"- {MONTHLY}\n    - {MONTHLY.replace('20', '25').replace('every', 'since: 2026-06-01, every')}\n",
        "{amount: 25",
        f"has the terms of the price at `{MONTHLY_AT}`: remove one, or add what tells them apart",
    ),
    "a rule": Change(
        HEAD,
        "name: queue",
        "name: hours",
        "{name: hours, says: First",
        f"there are two rules `hours`, here and at `{HOURS_AT}`: rename one",
    ),
    "a pool": Change(
        HEAD, "[plan, top_up]", "[plan, top_up, plan]", "[plan, top_up, plan]", "names a pool twice: name each once"
    ),
}
NAMES = {
    "a plan's alias is another's id": Change(
        PLANS, "[standard]", "[standard, max]", "name: Plus", "the name `max` belongs to the plan `max` too: remove one"
    ),
    "a plan's alias is another's id, in capitals": Change(
        PLANS, "[standard]", "[Max]", "name: Plus", "the name `Max` belongs to the plan `max` too: remove one"
    ),
    "a plan's alias is another's alias": Change(
        PLANS,
        "  name: Max\n",
        "  name: Max\n  aliases: [standard]\n",
        "name: Max",
        "the name `standard` belongs to the plan `plus` too: remove one",
    ),
    "a plan's name is another's": Change(
        PLANS,
        "name: Max",
        "name: Plus",
        "name: Plus",
        "the name `Plus` belongs to the plan `plus` too: remove one",
    ),
    "a model's alias is another's id": Change(
        MODELS,
        "[clipper, clip-1]",
        "[clipper, film]",
        "name: Clip\n",
        "the name `film` belongs to `film` too: remove one",
    ),
    "a model is called as another": Change(
        MODELS, "name: Dub", "name: clip", "name: clip", "the name `clip` belongs to `clip` too: remove one"
    ),
    "an add-on is a setting": Change(
        ADDONS, "twin: {name", "hd: {name", "{name: Twin", "`clip` has a setting `hd` of its own: rename the add-on"
    ),
}
MISSING = {
    "the default edition": Change(
        "p/platform.yaml", "default_edition: e", "default_edition: f", "f\n", "p has no edition `f`: it has `d` and `e`"
    ),
    "the edition that is read": Change(
        "p/d/edition.yaml",
        "as_of",
        "reading_of: 2025\nas_of",
        "2025\nas_of",
        "p has no edition `2025`: name one that it has",
    ),
    "an edition of its own to read": Change(
        "p/d/edition.yaml",
        "as_of",
        "reading_of: d\nas_of",
        "d\nas_of",
        "`d` is a reading itself: name the edition that both read",
    ),
    "the source of another conversion": Change(
        HEAD,
        "{price: 50, source: docs}",
        "{price: 50, source: docs, claims: [{price: 40, source: letter}]}",
        "{price: 40",
        "unknown source `letter`: add it to the edition's `sources`",
    ),
    "the price of another conversion": Change(
        HEAD,
        "{price: 50, source: docs}",
        "{price: 50, source: docs, claims: [{amount: 40, source: note}]}",
        "{amount: 40",
        "a claim on `credits_per_usd` needs a `price` above 0, the credits of one dollar",
    ),
    "the model that it is known by": Change(
        HEAD,
        "yardsticks:",
        "known_by: {model: clap, with: {seconds: 5, size: large}, source: docs}\nyardsticks:",
        "{model: clap",
        "unknown model `clap`: did you mean `clip`?",
    ),
    "the platform of list prices": Change(
        "catalog.yaml",
        "list_prices: list",
        "list_prices: lists",
        "lists",
        "unknown platform `lists`: did you mean `list`?",
    ),
    "a list": Change(HEAD, "list: list/l", "list: list/m", "list/m", "no edition `list/m` to take list prices from"),
    "a model of the list": Change(MODELS, "list: film", "list: movie", "list: movie", "`movie` is not in `list/l`"),
    "a list price": Change(
        MODELS,
        "list: film\n",
        "name: Film\n  maker: F\n  kind: video\n  settings: {seconds: {number: 1..60}}\n"
        "  rates: [{price: 5, per: second, source: docs}]\n",
        "name: Film",
        "`list_factor` has no list price to multiply: add `list`, or remove it",
    ),
    "an order of spending": Change(
        HEAD,
        "spending_order: [plan, top_up]\n",
        "",
        "docs\nplan_changes",
        "warning: has no `spending_order` to be the source of: add one, or remove it",
    ),
    "a model of minutes": Change(
        PLANS,
        "unit: minute, of: film",
        "unit: minute",
        "{amount: 15",
        "`unit: minute` needs `of`, the model whose minutes they are: add it",
    ),
    "a model of an agent": Change(
        MODELS, "[clip, film]", "[clip, films]", "{models", "unknown model `films`: did you mean `film`?"
    ),
}
UNITS = {
    "an allowance of credits": plan(
        GRANTED, "credit", "credits", "`unit: credits` is not the unit of this edition: did you mean `credit`?"
    ),
    "an allowance of Credit": plan(
        GRANTED, "credit", "Credit", "`unit: Credit` is not the unit of this edition: did you mean `credit`?"
    ),
    "an allowance of minutes": plan(
        GRANTED, "credit", "minutes", "`unit: minutes` is not the unit of this edition: did you mean `minute`?"
    ),
    "an allowance of something else": plan(
        GRANTED,
        "credit",
        "gem",
        "warning: nothing in this edition is priced in `gem`, so its worth is unknown: write `unit: credit`, or say "
        "why in a `note`",
    ),
    "credits of a model": plan(
        GRANTED,
        "credit",
        "credit, of: clip",
        "has both `of` and `unit: credit`: `of` is for seconds, minutes and hours of a model",
    ),
    "a pack of credits": Change(
        ADDONS,
        "unit: credit",
        "unit: credits",
        "{amount: 50",
        "`unit: credits` is not the unit of this edition: did you mean `credit`?",
    ),
    "a currency": plan(MONTHLY, "USD", "USX", "`USX` is not a currency: write its three letters, as in `USD`"),
    "a currency in small letters": plan(MONTHLY, "USD", "usd", "`usd` is not a currency: write `USD`"),
    "a currency of a claim": Change(
        PLANS,
        "amount: 49, currency: USD",
        "amount: 49, currency: DOLLAR",
        "{source: note, amount",
        "`DOLLAR` is not a currency: write its three letters, as in `USD`",
    ),
    "a currency of a pack": Change(
        ADDONS,
        "currency: USD",
        "currency: $",
        "{amount: 5,",
        "`$` is not a currency: write its three letters, as in `USD`",
    ),
    "an edition's currency": Change(
        "list/l/edition.yaml",
        "unit: USD",
        "unit: USX",
        "USX",
        "`USX` is not a currency: write its three letters, as in `USD`",
    ),
    "an edition in credits": Change(
        "p/d/edition.yaml", "unit: credit", "unit: credits", "credits", "`credits` is not singular: write `credit`"
    ),
}
PLAN = {
    "shown a month": plan(
        YEARLY, "16.67", "20", "shows 20 a month, and 200 a year is 16.67 a month: correct one of them"
    ),
    "shown a month, less": plan(
        YEARLY, "16.67", "15", "shows 15 a month, and 200 a year is 16.67 a month: correct one of them"
    ),
    "shown a month, by cents": plan(
        YEARLY, "16.67", "16.99", "shows 16.99 a month, and 200 a year is 16.67 a month: correct one of them"
    ),
    "a minute of a model that needs more than its seconds": Change(
        PLANS,
        "of: film",
        "of: dub",
        "{amount: 15",
        "a minute of `dub` cannot be priced: `dub` needs `silence`: give `--set silence=...` (a number from 0 to 60)",
    ),
    "shown beside a monthly price": plan(
        MONTHLY,
        "every",
        "shown_monthly: 25, every",
        "shows 25 a month, and 20 a month is 20 a month: correct one of them",
    ),
    "more seats than the most": Change(
        PLANS, "included: 1", "included: 4", "{included", "`included` is more than `most`: swap them"
    ),
    "nothing, for a month": Change(
        PLANS,
        "keeps: everything",
        "keeps: nothing",
        "{keeps",
        "keeps nothing, but for one month: remove `for`, or correct `keeps`",
    ),
    "reset more often than granted": Change(
        PLANS,
        "{every: month, on: billing day",
        "{every: week, on: monday",
        "{every: week",
        "warning: resets every week, and the allowance comes every month: correct one, if they are to be the same",
    ),
    "a price on request": Change(
        PLANS,
        "aliases: [standard]",
        "on_request: yes",
        MONTHLY,
        "warning: is a price of a plan that is `on_request`: remove one",
    ),
    "a pack for nothing": Change(
        ADDONS,
        "amount: 5,",
        "amount: 0,",
        "{amount: 0",
        "`pack` costs nothing and could be bought endlessly: correct it",
    ),
    "a pack of nothing": Change(
        ADDONS, "amount: 50,", "amount: 0,", "{amount: 0", "`pack` gives nothing for its price: correct `amount`"
    ),
}
STICK = "the yardstick `draft` cannot be priced: "
YARDSTICKS = {
    "a value that is none": Change(
        HEAD,
        "{seconds: 5, size: large}",
        "{seconds: 61}",
        "{model: clip",
        f"{STICK}`clip` does not take seconds `61`: it takes a number from 1 to 60",
    ),
    "a setting that is none": Change(
        HEAD,
        "{seconds: 5, size: large}",
        "{seconds: 5, zoom: on}",
        "{model: clip",
        f"{STICK}`clip` has no setting `zoom`; it has `seconds`, `size`, `hd`, `images`, `fps` and `twin`",
    ),
    "nothing": Change(
        HEAD,
        "{seconds: 5, size: large}",
        "{}",
        "{model: clip",
        f"{STICK}`clip` needs `seconds`: give `--seconds` (a number from 1 to 60)",
    ),
    "what it is known by": Change(
        HEAD,
        "yardsticks:",
        "known_by: {model: clip, source: docs, with: {}}\nyardsticks:",
        "{model: clip, source",
        "`known_by` cannot be priced: `clip` needs `seconds`: give `--seconds` (a number from 1 to 60)",
    ),
    "what is not sold together": Change(
        HEAD,
        "{seconds: 5, size: large}",
        "{seconds: 40}",
        "{model: clip",
        f"{STICK}`clip` with size small needs seconds from 0 to 30: change one of them",
    ),
}
MODEL = {
    # 1 * 24 - 240 = -216; 24 - 10 * 5 = -26; 1 - 60 = -59
    "a grade better than its source's": rate(
        LARGE,
        "source: note",
        "source: note, grade: official",
        "is graded `official`, and its source `note` `third_party`: correct one",
    ),
    "a grade better than its source's, of a surcharge": rate(
        IMAGES,
        "source: docs",
        "source: note, grade: transcribed",
        "is graded `transcribed`, and its source `note` `third_party`: correct one",
    ),
    "a grade better than its source's, of an add-on": Change(
        ADDONS,
        "price: 5, per: clip, source: docs",
        "price: 5, per: clip, source: note, grade: official",
        "{name: Twin",
        "is graded `official`, and its source `note` `third_party`: correct one",
    ),
    "an add-on that is free on every model": Change(
        ADDONS,
        "per: clip",
        "per: second, beyond: 60",
        "{name: Twin",
        "`twin` always counts as 0, so it is free: correct `beyond`",
    ),
    "an add-on that no model has": Change(
        ADDONS,
        "for: [video]",
        "for: [music]",
        "{name: Twin",
        "warning: no model of this edition has `twin`: correct `for`",
    ),
    "a kind of an add-on twice": Change(
        ADDONS, "for: [video]", "for: [video, video]", "{name: Twin", f"`video` {AGAIN}"
    ),
    "a setting that nothing prices": Change(
        MODELS,
        "hd: {flag: off}\n",
        "hd: {flag: off}\n    sound: {flag: on}\n",
        "{flag: on}",
        "warning: no price depends on `sound`: remove it, or say so in a `note`",
    ),
    "a number that nothing prices": Change(
        MODELS,
        "hd: {flag: off}\n",
        "hd: {flag: off}\n    voices: {whole: 1..3, default: 1}\n",
        "{whole: 1..3",
        "warning: no price depends on `voices`: remove it, or say so in a `note`",
    ),
    "a limit about nothing": more(
        LIMIT, "{when: {seconds: '>60'}, needs: {hd: on}, source: docs}", "never applies: nothing has seconds above 60"
    ),
    "a limit that is about what it rules out": more(
        LIMIT,
        "{when: {hd: on, seconds: 3}, needs: {seconds: 4..}, source: docs}",
        "can never be met: nothing that it applies to has seconds from 4",
    ),
    "limits that rule something out together": more(
        LIMIT,
        "{when: {images: 9..}, needs: {seconds: ..5}, source: docs}\n"
        "    - {when: {images: 9..}, needs: {seconds: 6..}, source: docs}",
        "warning: nothing with images from 9 is sold: the limits rule it out together",
    ),
    "a limit that rules out the defaults": more(
        LIMIT,
        "{when: {size: small}, needs: {hd: on}, source: docs}",
        "warning: rules out the defaults: change one of them",
    ),
    "a minimum of nothing": Change(
        MODELS,
        "minimum: {price: 2",
        "minimum: {price: 0",
        "{price: 0",
        "warning: a minimum of 0 changes nothing: correct or remove it",
    ),
    "outputs counted twice": Change(
        MODELS,
        "  requires:\n",
        "    outputs: {whole: 1..4, default: 1}\n  outputs_per_generation: 2\n  requires:\n",
        "name: Clip\n",
        "has both `outputs_per_generation` and a setting `outputs`: keep one",
    ),
    "a quantity below zero at the begin": rate(
        FRAMES, "seconds * fps", "seconds * fps - 240", f"`quantity` is below zero at fps 24, seconds 1: {BELOW}"
    ),
    "a quantity below zero with the others at their defaults": rate(
        FRAMES, "seconds * fps", "fps - images * 5", f"`quantity` is below zero at fps 24, images 10: {BELOW}"
    ),
    "a quantity that two settings bring below zero": Change(
        MODELS,
        "seconds + silence",
        "seconds - silence",
        "{price: 3",
        f"warning: `quantity` is below zero at seconds 1, silence 60: {BELOW}",
    ),
    "a step that nothing comes to": rate(
        SMALL,
        "price: 1, per: second",
        "graduated: [{up_to: 1, price: 1}, {price: 2}], per: minute",
        "warning: never comes to its step above 1: correct `up_to`",
    ),
    "a first step of nothing": rate(
        SMALL,
        "price: 1, per: second",
        "graduated: [{up_to: 0, price: 5}, {price: 1}], per: second",
        "warning: its first step, up to 0, counts nothing: correct or remove it",
    ),
    "a rate that is rounded to nothing": Change(
        MODELS,
        "quantity: seconds + silence, source: docs}]",
        "quantity: seconds + silence, source: docs}]\n  rounding: {to: down, step: 361, at: generation, source: docs}",
        "{price: 3",
        "warning: is always rounded to 0: correct it or `rounding`",
    ),
}

OPEN = "is not YAML: the {} that opens here is not closed: close it"
UNREAD = {
    "a model that lacks something": rate(HD, ", source: docs", "", "lacks `source`: add it"),
    "a plan that lacks something": Change(
        PLANS, "  name: Max\n  source: docs\n", "  name: Max\n", "name: Max", "lacks `source`: add it"
    ),
    "a bracket of the models": Change(MODELS, SMALL, SMALL[:-1], "{when: {size: small}, price", OPEN.format("bracket")),
    "a bracket of the plans": Change(PLANS, MONTHLY, MONTHLY[:-1], "{amount: 20,", OPEN.format("bracket")),
    "a quote": Change(MODELS, "  name: Dub\n", '  name: "Dub\n  note: "of a film"\n', '"Dub', OPEN.format("quote")),
}
"""What cannot be read is told, and not that what it names is not there."""
METER = "{amount: 7, unit: download, every: month, source: docs, note: beside credits}"
BY_MAKER, BY_MODEL = "{makers: [C], charged: yes, source: docs}", "{models: [dub], blocked: no, source: docs}"
PERCENT = "{name: Ahead, percent: 5..20, terms: whoever pays ahead, source: docs}"


def failed(row: str, before: str, after: str, found: str) -> Change:
    """A change in an exception for failed generations."""
    return rate(row, before, after, found)._replace(sheet=HEAD)


LIMITS = {
    "least seats": plan(
        "{included: 1, least: 1, most: 3, source: docs}",
        "least: 1",
        "least: 4",
        "`least` is more than `most`: swap them",
    ),
    "a meter without a period": plan(
        METER, "every: month, ", "", "has no `every`: write how often it is reset, or `once` for a lifetime"
    ),
    "a meter of what the allowance counts": plan(
        METER,
        "download",
        "credit",
        f"counts the credits of the period that `{place(PLANS, GOOD[PLANS], GRANTED)}` counts: keep one",
    ),
    "no job at once": plan(
        "{jobs: 5, source: docs}", "5", "0", "lets no job run: correct `jobs`, or leave `at_once` out"
    ),
    "no discount": rate(
        PERCENT, "5..20", "5..100", "`5..100` is not a discount: write per cent over 0 and under 100"
    )._replace(sheet=ADDONS),
    "an exception of an unknown maker": failed(
        BY_MAKER, "[C]", "[Z]", "no model here is of the maker `Z`: name one whose models are sold here"
    ),
    "an exception of an unknown model": failed(BY_MODEL, "dub", "dubb", "unknown model `dubb`: did you mean `dub`?"),
    "an exception of nobody": failed(
        BY_MODEL, "models: [dub], ", "", "is an exception of nobody: name `makers` or `models`"
    ),
    "an exception that is none": failed(
        BY_MODEL, "blocked: no", "blocked: yes", "warning: says what holds for all: remove it"
    ),
    "an exception twice": failed(
        BY_MODEL,
        "models: [dub]",
        "makers: [C]",
        f"the maker `C` is also in the exception at `{place(HEAD, GOOD[HEAD], BY_MAKER)}`: keep one",
    ),
}
CHANGES = {
    "unread": UNREAD,
    "free": FREE,
    "dead": DEAD,
    "quantities": QUANTITIES,
    "days": DAYS,
    "twice": TWICE,
    "names": NAMES,
    "missing": MISSING,
    "units": UNITS,
    "plans": PLAN,
    "yardsticks": YARDSTICKS,
    "models": MODEL,
    "limits": LIMITS,
}


def findings(folder: Path, sheets: dict[str, str]) -> list[str]:
    """What `sheets check` finds in these sheets, without the folder."""
    write(folder, {name: text.lstrip("\n") for name, text in sheets.items()})
    found = audit(Catalog(alone=str(folder)), "2025-01-01", TODAY)
    return [line.replace(f"{folder}/", "") for line in (*found.faults, *found.warnings)]


def test_in_good_sheets_nothing_is_found(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD) == []


def test_a_reading_may_be_of_the_same_days_and_no_default_one(tmp_path: Path) -> None:
    sheets = GOOD | {"p/d/edition.yaml": GOOD["p/d/edition.yaml"].replace("to: 2026-04-30", "reading_of: e")}
    assert findings(tmp_path, sheets) == []
    sheets["p/platform.yaml"] = GOOD["p/platform.yaml"].replace("default_edition: e", "default_edition: d")
    assert findings(tmp_path, sheets) == [
        "p/platform.yaml:2:18: `d` is a reading of `e`: name that one",
    ]


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, some in CHANGES.items() for name in some])
def test_a_contradiction_alone_is_found_alone(tmp_path: Path, kind: str, name: str) -> None:
    change = CHANGES[kind][name]
    text = dedent(GOOD[change.sheet]).lstrip("\n")
    changed = text.replace(change.before, change.after, 1)
    assert changed != text
    at = place(change.sheet, changed, change.at) if change.at else place(HEAD, GOOD[HEAD], "2026-05-01")
    assert findings(tmp_path, {**GOOD, change.sheet: changed}) == [f"{at}: {change.found}"]
    if kind in ("free", "dead", "quantities"):
        assert_no_price(tmp_path, FREE_BY_THE_LIST.get(name) or AGENTS.get(name) or "clip")


FREE_BY_THE_LIST = {"credits_per_usd": "film", "list_factor": "film"}
AGENTS = {
    "an agent that runs nothing": "cast",
    "an agent of a kind that is not there": "cast",
    "an agent that runs itself": "crew",
}
"""The models that changes are about, where it is not `clip`."""


def assert_no_price(folder: Path, model: str) -> None:
    """What makes a price wrong is found before there is one, and hinders no other."""
    edition = Catalog(alone=str(folder)).edition()
    with pytest.raises(CreditcalcError, match=r"^\S+:\d+:\d+: "):
        edition.model(model)
    assert edition.model("dub").id == "dub"


def test_what_makes_no_price_wrong_hinders_no_price(tmp_path: Path) -> None:
    others = [change for some in (TWICE, UNITS, PLAN, YARDSTICKS, MODEL) for change in some.values()]
    for number, change in enumerate(others):
        text = dedent(GOOD[change.sheet]).lstrip("\n").replace(change.before, change.after, 1)
        folder = tmp_path / str(number)
        write(folder, {name: sheet.lstrip("\n") for name, sheet in {**GOOD, change.sheet: text}.items()})
        edition = Catalog(alone=str(folder)).edition()
        assert (edition.broken, edition.model("clip").id, edition.model("film").id) == ({}, "clip", "film"), change
