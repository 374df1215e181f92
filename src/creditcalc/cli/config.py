"""What the tool remembers: a default platform and a currency and, by platform, a plan, its billing and a price book.

It is one commented TOML file of the user's. What is typed comes before the environment, and that before the file. A
variable that names no platform holds for the default platform alone. The file is read from a compiled copy, since a
reader of TOML takes longer to load than a quote has.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from creditcalc.amount import Amount
from creditcalc.cli.options import BookOptions
from creditcalc.errors import CreditcalcError, Hinted
from creditcalc.files import read_whole
from creditcalc.pricebook.edition import Edition, NotOnSale
from creditcalc.pricebook.model import EMPTY, ID, Model
from creditcalc.record import Record
from creditcalc.sheets.cache import Stamp, cached, stamp
from creditcalc.sheets.catalog import Catalog, PlatformOf
from creditcalc.sheets.compiled import Platform
from creditcalc.text import sentence, ticked

if TYPE_CHECKING:
    from creditcalc.plans.share import PlanShare
    from creditcalc.pricebook.plan import Plan
    from creditcalc.reports.objects.shared import From, SelectionObject
    from creditcalc.reports.quote import Selected
    from creditcalc.wallet.ledger import Terms

OF_ALL = ("platform", "currency")
OF_ONE = ("plan", "billing", "edition")
"""What is remembered once, and what for each platform."""
REMEMBERED = (*OF_ALL, *OF_ONE)
TABLE = "platforms"
"""The table of the file that has a table for each platform."""
LARGEST = 1_000_000
"""Bytes of the largest file that is read."""
Place = tuple[str, ...]
"""A key of the file by the names of its tables and its own: `("platforms", "ID", "plan")`."""


class Recalled(Record):
    """A value, and where it is from."""

    value: str
    source: "From"


class Known(Record):
    """The plan that is known, with the prices of its billing alone where that is known too, and where each is from."""

    plan: "Plan"
    source: "From"
    billing: Recalled | None = None

    @property
    def typed(self) -> bool:
        """Whether an option named it: then what it cannot do is refused, and else the plan is left out."""
        return self.source == "option"


class Config(Record):
    """What the file says."""

    platform: str | None = None
    currency: str | None = None
    platforms: Mapping[str, Mapping[str, str]] = EMPTY
    stamps: tuple[Stamp, ...] = ()

    def get(self, key: str, platform: str = "") -> str | None:
        """What it says, of a platform by its id where that is asked for."""
        if key in OF_ALL:
            return self.platform if key == "platform" else self.currency
        return self.platforms.get(platform, EMPTY).get(key)


class Memory(Record):
    """What is remembered, by the environment and by the file at `path`."""

    environment: Mapping[str, str] = EMPTY
    config: Config = Config()
    path: str = ""

    def said(self, key: str, platform: str = "", *, default: bool = True) -> Recalled | None:
        """What is remembered, if anything is; `default` says whether the platform is the default one."""
        if default and key in self.environment:
            return Recalled(self.environment[key], "environment")
        value = self.config.get(key, platform)
        return None if value is None else Recalled(value, "config")

    def about(
        self, key: str, platform: str, book: BookOptions, platform_of: Callable[[str], str | None]
    ) -> Recalled | None:
        """What is remembered of a platform by its id, whether an option names it or nobody does."""
        default = book.platform is None
        if not default and key in self.environment:
            named = self.said("platform")
            default = platform == platform_of(named.value if named else "")
        return self.said(key, platform, default=default)

    def platform(self, catalog: Catalog) -> Platform:
        """The platform that is priced where none is named; raises CreditcalcError for one that is not there."""
        chosen = self.said("platform")
        try:
            return catalog.platform(chosen.value if chosen else None)
        except CreditcalcError as error:
            raise self._gone(error, chosen, "platform") from None

    def open(self, catalog: Catalog, book: BookOptions) -> Edition:
        """The edition that options and this select.

        Raises CreditcalcError as `Catalog.edition` does, and for what is remembered and is not there.
        """
        platform = catalog.platform(book.platform) if book.platform else self.platform(catalog)
        edition = None if book.edition else self.about("edition", platform.id, book, PlatformOf(catalog))
        if edition and book.as_of and edition.source == "config":
            edition = None
        if edition and edition.source == "config" and edition.value not in platform.editions:
            known = ticked(platform.editions, "and")
            words = f"unknown price book `{edition.value[:80]}` of {platform.id} (it has {known})"
            raise self._gone(CreditcalcError(words), edition, f"{platform.id}.edition")
        return catalog.edition(platform.id, edition.value if edition else book.edition, book.day)

    def _gone(self, error: CreditcalcError, choice: Recalled | None, key: str) -> CreditcalcError:
        """The refusal of a thing that the file names, and else the refusal as it is."""
        if choice is None or choice.source != "config":
            return error
        return Hinted(f"`{key}`: {error}", *forgetting(key), place=self.path)


def kept_currency(memory: Memory, edition: Edition, plan: "Plan | None", *, rates: bool) -> str | None:
    """The currency that is remembered, if it is one in which there are prices; see `BookOptions.currency`."""
    said = memory.said("currency")
    if said is None or rates:
        return said and said.value
    from creditcalc.plans.options import money_in  # noqa: PLC0415  # plans are not on the way of every result

    plans = edition.current(edition.plans).values() if plan is None else (plan,)
    sold = any(money_in(one.prices, said.value, EMPTY, edition.as_of) for one in plans)
    return said.value if sold else None


def forgetting(key: str) -> tuple[str, str]:
    """The hint that leads to a key being forgotten, and its command."""
    from shlex import quote  # noqa: PLC0415  # only on the way to an error

    return "to forget it", f"creditcalc config unset {quote(key)}"


def recalled(path: str) -> Memory:
    """What is remembered: by the environment, and by a file, if there is one.

    Raises CreditcalcError for a file that cannot be read, and for values that mean nothing.
    """
    found = {key: value for key in REMEMBERED if (value := os.environ.get(f"CREDITCALC_{key.upper()}"))}
    said = {key: meaning(key, value) for key, value in found.items()}
    for key, value in found.items():
        if said[key] is None:
            raise CreditcalcError(f"CREDITCALC_{key.upper()} is `{value[:80]}`: {TAKES[key]}")
    return Memory({key: value or "" for key, value in said.items()}, read(path) if path else Config(), path)


TAKES = {"billing": "it takes monthly or yearly", "currency": "it takes three letters, for example USD"}
"""What the keys take that no price sheet has to be read for."""


def meaning(key: str, value: str) -> str | None:
    """A value as it is kept; None where it means nothing, whatever the sheets say."""
    if key == "billing":
        from creditcalc.pricebook.plan import BILLED  # noqa: PLC0415  # only where the file has changed

        return next((word for every, word in BILLED.items() if value.lower() in (every, word)), None)
    if key == "currency":
        return value.upper() if re.fullmatch("[A-Za-z]{3}", value) else None
    return value or None


def read(path: str) -> Config:
    """What a file says; raises CreditcalcError where it cannot be read, or says what means nothing."""
    where = os.path.abspath(path)  # noqa: PTH100  # `Path` costs more than the rest
    return cached(f"config {where}", partial(_made, where, path), Config)


def _made(where: str, shown: str) -> Config:
    seen = stamp(where)
    return _checked(parsed_toml(text_of_file(where), shown), shown)._replace(stamps=(seen,))


def text_of_file(path: str) -> str:
    """The text of a file. Raises CreditcalcError where there is none to be had."""
    try:
        return read_whole(path, LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise faulty(f"{path}: is not UTF-8 text") from None
    except CreditcalcError as error:
        raise faulty(str(error)) from None


def faulty(words: str) -> CreditcalcError:
    """The refusal of a file as a whole."""
    return Hinted(words, "correct or remove the file that this names", "creditcalc config path")


def parsed_toml(text: str, path: str) -> dict[str, Any]:
    """What the text of a file says; raises CreditcalcError where it is not TOML."""
    from tomllib import loads  # noqa: PLC0415  # only where the file has changed

    try:
        return loads(text)
    except (ValueError, RecursionError) as error:
        words, _, place = str(error).rstrip(")").partition(" (at ")
        raise faulty(f"{path}: {f'{place}: ' if place else ''}{words[:1].lower()}{words[1:]}") from None


def _checked(data: Mapping[str, Any], path: str) -> Config:
    """What the file says, if all of it means something."""
    tables = data.get(TABLE, {})
    if not isinstance(tables, dict):
        raise Hinted(f"`{TABLE}` must be tables, as in [{TABLE}.ID]", *forgetting(TABLE), place=path)
    said: dict[Place, object] = {(key,): value for key, value in data.items() if key != TABLE}
    for platform, table in tables.items():
        name = f"{TABLE}.{platform}"
        if not ID.fullmatch(platform) or not isinstance(table, dict):
            raise Hinted(f"`{name[:80]}` is not a table of a platform by its id", *forgetting(name), place=path)
        said |= {(TABLE, platform, key): value for key, value in table.items()}
    found: dict[Place, str] = {}
    for key, value in said.items():
        found[key] = _value(key, value, path)
    platforms = {platform: {name: found[TABLE, platform, name] for name in table} for platform, table in tables.items()}
    return Config(found.get(("platform",)), found.get(("currency",)), platforms)


def _value(key: Place, value: object, path: str) -> str:
    *_, name = key
    known, written = OF_ALL if len(key) == 1 else OF_ONE, ".".join(key)
    if name not in known:
        place = f"; it stands in a table [{TABLE}.NAME]" if name in OF_ONE else ""
        why = f"unknown key `{written[:80]}`: it takes {', '.join(known)}{place}"
        raise Hinted(why, *forgetting(written), place=path)
    meant = meaning(name, value) if isinstance(value, str) else None
    if meant is None:
        takes = TAKES.get(name, "it takes a name in quotation marks")
        raise Hinted(f"`{written}` is `{str(value)[:80]}`: {takes}", *forgetting(written), place=path)
    return meant


def known_plan(edition: Edition, option: str | None, book: BookOptions) -> Known | None:
    """The plan that an option names, else the one that is remembered for the edition's platform.

    Raises CreditcalcError for an option that names none; what is remembered and is not a plan of the edition is said,
    and left out.
    """
    memory, platform_of = book.memory or Memory(), edition.platform_of or (lambda _: None)
    billing = memory.about("billing", edition.platform, book, platform_of)
    if option is not None:
        return _billed(Known(edition.plan(option), "option"), edition, billing)
    said = memory.about("plan", edition.platform, book, platform_of)
    if said is None:
        return None
    try:
        return _billed(Known(edition.plan(said.value), said.source), edition, billing)
    except CreditcalcError as error:
        _say_unknown(said, edition, memory, error, chosen=bool(book.edition or book.as_of))
        return None


def plan_of_wallet(edition: Edition, terms: "Terms | None", models: Iterable[Model]) -> Known | None:
    """The plan by whose terms a wallet with credits of the edition lives, where it changes nothing about some models.

    It is read for screens alone: no price may hang on it, and what it excludes is not told.
    """
    from creditcalc.plans.able import excluded  # noqa: PLC0415  # plans are not on the way of every result
    from creditcalc.pricebook.plan import BILLED  # noqa: PLC0415

    plan = edition.plans.get(terms.plan) if terms else None
    if terms is None or plan is None or any("plan" in model.settings or excluded(plan, [model]) for model in models):
        return None
    return _billed(Known(plan, "wallet"), edition, Recalled(BILLED[terms.billing], "wallet"))


def _say_unknown(said: Recalled, edition: Edition, memory: Memory, error: CreditcalcError, *, chosen: bool) -> None:
    from creditcalc.cli.output import note  # noqa: PLC0415
    from creditcalc.reports.book import aside  # noqa: PLC0415

    where = memory.path if said.source == "config" else "CREDITCALC_PLAN"
    forget = f". To forget it: `creditcalc config unset {edition.platform}.plan`" if said.source == "config" else ""
    rest = f"no plan is used{'' if chosen else forget}"
    if isinstance(error, NotOnSale):
        note(f"{where}: {error}. {sentence(rest)}")
        return
    note(f"{where} names the plan `{said.value[:80]}`, which these prices do not have ({aside(edition)}): {rest}")


def _billed(known: Known, edition: Edition, billing: Recalled | None) -> Known:
    """The plan with the prices of a billing alone, if it has such and its name says no billing itself."""
    from creditcalc.pricebook.plan import BILLED, billing_named  # noqa: PLC0415  # loaded with the plan

    plan = known.plan
    if named := billing_named(plan, edition.plans[plan.id]):
        return known._replace(billing=Recalled(named, known.source))
    wanted = next((every for every, word in BILLED.items() if billing and word == billing.value), None)
    prices = tuple(money for money in plan.prices if money.every == wanted)
    return known._replace(plan=plan._replace(prices=prices), billing=billing) if wanted and prices else known


def left_out(known: Known, error: CreditcalcError) -> None:
    """Say why a plan that is remembered is not used; raises the error where the plan was typed."""
    if known.typed:
        raise error
    from creditcalc.cli.output import note  # noqa: PLC0415  # which loads the options

    note(f"{error}. Your plan {known.plan.name} is left out")


def able_plan(known: Known, models: Sequence[Model], edition: Edition) -> Known | None:
    """The plan, if it excludes none of some models; see `left_out`."""
    from creditcalc.plans.able import check_plan  # noqa: PLC0415  # plans are not on the way of every result

    try:
        check_plan(known.plan, models, edition)
    except CreditcalcError as error:
        left_out(known, error)
        return None
    return known


def share_of_plan(edition: Edition, total: Amount, known: Known, book: BookOptions) -> "PlanShare":
    """What an amount takes of the plan, in the currency that is remembered if the plan is sold in it."""
    from creditcalc.plans.share import share_of  # noqa: PLC0415  # plans are not on the way of every result

    shared = share_of(edition, total, known.plan, book.currency(edition, known.plan))
    return shared._replace(yours=not known.typed)


def selection(edition: Edition, known: Known | None, currency: str | None, book: BookOptions) -> "SelectionObject":
    """What was selected, and where each value is from; see `BookOptions.selection`."""

    from creditcalc.reports.quote import NOT_SELECTED, selection_json  # noqa: PLC0415  # which screens do not print

    def selected(choice: Recalled | None) -> "Selected":
        return (choice.value, choice.source) if choice else NOT_SELECTED

    memory, platform_of = book.memory or Memory(), edition.platform_of or (lambda _: None)
    option = Recalled("", "option")
    platform = option if book.platform else memory.said("platform")
    its = option if book.edition else memory.about("edition", edition.platform, book, platform_of)
    if book.as_of and not book.edition and (its is None or its.source == "config"):
        its = option
    money = Recalled(currency.upper(), "option") if currency else memory.said("currency")
    return selection_json(
        edition,
        platform.source if platform else "default",
        its.source if its else "default",
        selected(Recalled(known.plan.id, known.source) if known else None),
        selected(known.billing if known else None),
        selected(money),
    )
