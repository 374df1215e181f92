"""The same generation on every platform, in money."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from creditcalc.amount import Amount
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.plans.able import check_plan, excluded
from creditcalc.plans.options import Option, Pack, options, packs
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition, NotOnSale
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.plan import Plan
from creditcalc.rating.generation import Given, resolve, words
from creditcalc.rating.quote import Quote, price
from creditcalc.rating.spoken import length_said
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog

MONEY = "USD"
"""What is compared in; a platform whose unit this is needs no plan."""

UNPUBLISHED_PRICE = "its price is not published"
"""Why a platform does not compare that sells the model, but tells nobody for how much."""


class Snapped(Record):
    """The seconds that are made in place of those asked for."""

    made: str
    asked: str

    def __str__(self) -> str:
        return f"{self.made} s for {self.asked} s"


class Offer(Record):
    """A generation on a platform, on one of its plans or with bought credits alone where it sells credits."""

    quote: Quote
    snapped: Snapped | None
    option: Option | None = None
    pack: Pack | None = None

    @property
    def money(self) -> Amount | None:
        """What it costs in money: directly, as its share of the plan's month, or of a pack; None where unpublished."""
        if self.quote.edition.unit == MONEY:
            return self.quote.total
        if self.pack is not None:
            return self.quote.total / self.pack.credits * self.pack.cost
        share = self.share
        return None if share is None or self.option is None else share * self.option.monthly

    @property
    def share(self) -> Amount | None:
        """Its share of the plan's monthly allowance, of one."""
        if self.option is None or self.option.allowance.qualifier == "unknown":
            return None
        return self.quote.total / self.option.allowance


class Missing(Record):
    """A platform that does not compare, and why."""

    platform: str
    reason: str

    @property
    def unpublished(self) -> bool:
        """Whether it sells the model, but tells nobody for how much."""
        return self.reason == UNPUBLISHED_PRICE


def snapped(model: Model, given: Given) -> tuple[dict[str, str], Snapped | None]:
    """The settings with a length that the model makes: where it only makes fixed lengths, the next longer one."""
    asked = words(given)
    setting = model.settings.get("seconds")
    if setting is None or "seconds" not in asked or not setting.choices:
        return asked, None
    wanted = length_said(asked["seconds"])
    if setting.admits(wanted):
        return asked, None
    longer = [value for value in setting.choices if isinstance(value, Fraction) and value >= wanted]
    if not longer:
        return asked, None
    made = word_of(min(longer))
    return {**asked, "seconds": made}, Snapped(made, word_of(wanted))


def offers(
    catalog: Catalog,
    model: str,
    given: Given,
    *,
    outputs: int | None,
    takes: int,
    plans: Iterable[str] = (),
    opened: Callable[[str], Edition] | None = None,
) -> tuple[list[Offer], list[Missing]]:
    """The generation on every platform, cheapest first in money, and the platforms that do not compare.

    `opened` gives the price book of a platform, else its default one is used.

    Raises CreditcalcError for a length that is none, on whichever platform, and for a plan that no platform has.
    """
    seconds = words(given).get("seconds")
    if seconds is not None and not length_said(seconds):
        raise CreditcalcError(f"`seconds` must be more than 0, not `{seconds}`")
    asked = dict.fromkeys(plans)
    found: list[Offer] = []
    missing: list[Missing] = []
    known: dict[str, Plan] = {}
    gone: dict[str, NotOnSale] = {}
    bought: set[str] = set()
    for platform in catalog.index.platforms.values():
        edition = opened(platform.id) if opened else catalog.edition(platform.id)
        if not edition.ids(model):
            continue
        known |= edition.current(edition.plans)
        wanted = _of(edition, asked, gone)
        bought |= wanted.keys()
        try:
            sold = edition.model(model)
            found += _on(edition, sold, given, outputs, takes, list(wanted.values()) if asked else None)
        except CreditcalcError as error:
            why = UNPUBLISHED_PRICE if error.code == UNPUBLISHED else str(error)
            missing.append(Missing(platform.id, why))
    unknown = asked.keys() - bought
    if ended := [gone[name] for name in asked if name in unknown and name in gone]:
        raise ended[0]
    if unknown and known:
        raise CreditcalcError(
            f"no platform that sells this has a plan `{min(unknown)[:80]}`: they have {', '.join(sorted(known))}"
        )
    found.sort(key=_rank)
    return found, missing


def _rank(offer: Offer) -> tuple[bool, bool, Fraction]:
    """What is certainly cheap first: by the upper end, then what has none, then what has no price in money."""
    money = offer.money
    if money is None:
        return True, True, Fraction(0)
    return False, money.high is None, money.low if money.high is None else money.high


def _of(edition: Edition, names: Iterable[str], gone: dict[str, NotOnSale]) -> dict[str, Plan]:
    """The plans of a platform that have some of these names; into `gone` goes why another is not on sale."""
    found: dict[str, Plan] = {}
    for name in names:
        try:
            found[name] = edition.plan(name)
        except NotOnSale as error:
            gone[name] = error
        except CreditcalcError:
            continue
    return found


def _on(
    edition: Edition, model: Model, given: Given, outputs: int | None, takes: int, wanted: Sequence[Plan] | None
) -> list[Offer]:
    """The offers of one platform: one, or one for each of its plans, or of those wanted."""
    settings, note = snapped(model, given)

    def quoted(extra: dict[str, str]) -> Quote:
        return price(resolve(model, {**settings, **extra}, outputs=outputs, takes=takes), edition)

    if edition.unit == MONEY:
        return [Offer(quoted({}), note)]
    if not edition.current(edition.plans):
        return [Offer(quoted({}), note, pack=_cheapest(edition))]
    try:
        ways = options(edition, MONEY)
    except CreditcalcError:
        ways = []
    by_plan = "plan" in model.settings and "plan" not in settings
    # What is free of charge is no price to compare, unless it is asked for by name.
    chosen = [way for way in ways if (way.billed.high != 0 if wanted is None else any(map(way.of, wanted)))]
    found = []
    for way in chosen:
        if excluded(way.plan, [model]):
            if wanted is not None:
                check_plan(way.plan, [model], edition)
            continue
        if by_plan and not model.settings["plan"].admits(way.plan.id):
            continue
        try:
            found.append(Offer(quoted({"plan": way.plan.id} if by_plan else {}), note, way))
        except CreditcalcError:
            if not by_plan:
                raise
    return found or ([] if wanted is not None else [Offer(quoted({}), note)])


def _cheapest(edition: Edition) -> Pack | None:
    """The top-up with the cheapest credits, where one can be bought without a plan."""
    return min(packs(edition, None, MONEY), key=lambda pack: pack.cost.low / pack.credits.low, default=None)
