"""`creditcalc setup`."""

import os
from collections.abc import Sequence

from creditcalc.cli.commands.config import default_platform
from creditcalc.cli.config import TABLE, Memory, Place, recalled
from creditcalc.cli.config_file import change, own_path
from creditcalc.cli.help import PlainTyper
from creditcalc.cli.options import Pricing, command
from creditcalc.cli.output import at_terminal, write_output
from creditcalc.cli.questions import ask, choose_from
from creditcalc.cli.streams import say
from creditcalc.clock import today
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.plan import Plan
from creditcalc.reports.book import prices_of
from creditcalc.reports.plans import allowance_text
from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.yours import billings_of, clip_of, possible_books, telling_plans

NOT_AT_HAND = "I cannot look now"
NO_PLAN = "no plan"

app = PlainTyper()


@app.command()
@command
def setup(pricing: Pricing = None) -> None:
    """Ask for your platform, prices, plan and currency, once.

    creditcalc setup

    It asks at a terminal and writes what `creditcalc config` reads. Enter keeps what is in brackets. Ctrl-C changes
    nothing.
    """
    catalog, path = Catalog(pricing), own_path()
    memory = recalled(path if os.path.lexists(path) else "")
    if not at_terminal():
        raise _no_terminal(catalog)
    platform = _platform(catalog, memory)
    books = _books(catalog, memory, platform)
    edition, plan = _prices(books, memory) if len(books) > 1 else (books[0], None)
    found: dict[Place, str | None] = {("platform",): platform}
    if len(books) > 1:
        found[TABLE, platform, "edition"] = edition.id
    plan = plan or _plan(edition, memory)
    found[TABLE, platform, "plan"] = plan.id if plan else None
    found[TABLE, platform, "billing"] = _billing(plan, memory, platform) if plan else None
    if (currency := _currency(edition, plan, memory)) is not None:
        found[("currency",)] = currency
    change(path, found)
    for key, value in found.items():
        if value is not None:
            write_output(f"{'.'.join(key[-2:])} is {value}\n")
    write_output(f"Written to {path}\nNext: creditcalc quote\n")


def _no_terminal(catalog: Catalog) -> CreditcalcError:
    """The refusal where there is nobody to ask: with the commands that set the same."""
    edition = catalog.edition()
    plan = next((one.id for one in edition.current(edition.plans).values() if len(billings_of(one)) > 1), "PLAN")
    values = {
        "platform": edition.platform,
        "edition": edition.id,
        "plan": plan,
        "billing": "monthly",
        "currency": "USD",
    }
    pasted = "; ".join(f"creditcalc config set {key} {value}" for key, value in values.items())
    return Hinted("setup asks questions, and this is not a terminal", "set what you know", pasted)


def _platform(catalog: Catalog, memory: Memory) -> str:
    """The id of the platform that a person buys credits from."""
    default = default_platform(catalog, memory)
    known = catalog.index.platforms
    say(f"{len(known)} platforms are known: creditcalc platforms list")
    shown = known[default].sheet.name
    return ask(
        f"Which platform do you use? [{shown}]", lambda answer: catalog.platform(answer).id if answer else default
    )


def _books(catalog: Catalog, memory: Memory, platform: str) -> list[Edition]:
    """The price books that may be a person's: those in force, other readings of these, and first the one that is
    remembered or else used.
    """
    return possible_books(catalog, platform, memory.config.get("edition", platform), today())


def _prices(books: Sequence[Edition], memory: Memory) -> tuple[Edition, Plan | None]:
    """The price book of some that is a person's, and the plan if that tells it."""
    clip = clip_of(books)
    if clip:
        say("Which prices are yours?")
        say(f"Before you generate {clip.words}, {books[0].seller or books[0].platform_name} shows:")
        known = [book for book in books if book.id in clip.totals]
        rows = [f"{clip.totals[book.id]} ({prices_of(book)})" for book in known]
        chosen = choose_from("Number", [*rows, NOT_AT_HAND], 0)
        if chosen < len(known):
            return known[chosen], None
    say("Which plan do you have, and how much does it show?")
    pairs = telling_plans(books)
    plan_now = memory.config.get("plan", books[0].platform)
    rows = [f"{plan.name}: {allowance_text(plan.allowance)} ({prices_of(book)})" for book, plan in pairs]
    rows += [f"another plan ({prices_of(book)})" for book in books]
    default = next((at for at, (book, one) in enumerate(pairs) if (book, one.id) == (books[0], plan_now)), None)
    chosen = choose_from("Number", rows, default)
    return pairs[chosen] if chosen < len(pairs) else (books[chosen - len(pairs)], None)


def _plan(edition: Edition, memory: Memory) -> Plan | None:
    plans = list(edition.current(edition.plans).values())
    if not plans:
        return None
    now = memory.config.get("plan", edition.platform)
    say("Which plan do you have?")
    default = next((at for at, plan in enumerate(plans) if plan.id == now), len(plans))
    chosen = choose_from("Number or name", [*(plan.name for plan in plans), NO_PLAN], default)
    return plans[chosen] if chosen < len(plans) else None


def _billing(plan: Plan, memory: Memory, platform: str) -> str | None:
    words = billings_of(plan)
    if len(words) < 2:
        return words[0] if words else None
    now = memory.config.get("billing", platform)
    say(f"How do you pay for {plan.name}?")
    return words[choose_from("Number or name", words, words.index(now) if now in words else 0)]


def _currency(edition: Edition, plan: Plan | None, memory: Memory) -> str | None:
    """The currency to count in, where there are several to choose_from from."""
    plans = [plan] if plan else edition.current(edition.plans).values()
    known = list(dict.fromkeys(money.currency for one in plans for money in one.prices))
    now = memory.config.get("currency")
    if len(known) < 2:
        return now
    say("In which currency do you pay?")
    return known[choose_from("Number or name", known, known.index(now) if now in known else 0)]
