"""The shots of a file on every platform that can make them, in money, and each shot where it is cheapest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from creditcalc.amount import Amount, total
from creditcalc.batch.pricer import RATES, Pricer, Values
from creditcalc.errors import UNPUBLISHED, CreditcalcError, MoreWords
from creditcalc.plans.platforms import Missing, Offer, offers
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import GRADES, Grade
from creditcalc.pricebook.model import Model
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog
from creditcalc.storyboard.decide import Row
from creditcalc.text import count


class ShotOffers(Record):
    """A shot with what every platform offers for it, the cheapest first, and why others offer nothing.

    `error` says why none does, with the exit code that says so to a script.
    """

    row: Row
    offers: tuple[Offer, ...] = ()
    missing: tuple[Missing, ...] = ()
    error: str = ""
    code: int = 1

    @property
    def cheapest(self) -> Offer | None:
        """The offer that is cheapest in money; None where no platform has a price in money."""
        return next(filter(has_money, self.offers), None)


class Seller(Record):
    """A platform, on one of its plans or with bought credits alone, and its offer for each shot, None for none."""

    offers: tuple[Offer | None, ...]

    @property
    def made(self) -> tuple[Offer, ...]:
        """The offers that have a price in money, or all where none has."""
        found = tuple(one for one in self.offers if one)
        return tuple(filter(has_money, found)) or found

    @property
    def priced(self) -> int:
        """How many shots have a price in money."""
        return sum(has_money(one) for one in self.offers)

    @property
    def total(self) -> Amount:
        """What these shots cost there, in its own unit."""
        return total(one.quote.total for one in self.made)

    @property
    def money(self) -> Amount | None:
        """What they cost in money; None where that is not published."""
        return sum_of_money(self.made) if self.priced else None

    @property
    def share(self) -> Amount | None:
        """Their share of a month of the plan, of one."""
        shares = [one.share for one in self.made if one.share is not None]
        return total(shares) if len(shares) == len(self.made) else None

    @property
    def grade(self) -> Grade:
        """How sure the least sure of the prices is."""
        return max((one.quote.evidence.grade for one in self.made), key=GRADES.index)


def has_money(offer: Offer | None) -> bool:
    """Whether an offer is one, and has a price in money that is known."""
    return offer is not None and offer.money is not None and offer.money.qualifier != "unknown"


def sum_of_money(found: Iterable[Offer | None]) -> Amount:
    """What offers cost together in money; those without a price are left out."""
    return total(one.money for one in found if one and one.money is not None and has_money(one))


def offered_for(
    catalog: Catalog,
    rows: Sequence[Row],
    pricer: Pricer,
    *,
    plans: Sequence[str] = (),
    opened: Callable[[str], Edition],
) -> list[ShotOffers]:
    """Every shot with its offers on all platforms; shots that say the same are looked for once.

    Raises CreditcalcError where a shot has alternatives that are not decided, where shots say success rates, and where
    no platform has an offer for any.
    """
    undecided = [row for row in rows if row.way is None]
    if undecided:
        name = min(undecided[0].ways)
        raise MoreWords(
            f"{count(len(undecided), 'shot')} with alternatives",
            hint="choose one",
            words=("--pick", name),
            place=undecided[0].shot.place,
        )
    known: dict[tuple[tuple[str, str], ...], ShotOffers] = {}
    found: list[ShotOffers] = []
    for row in rows:
        key = tuple([one for one in row.values.items() if one[0] not in pricer.aside and one[0] != "scene"])
        if (one := known.get(key)) is None:
            one = known[key] = _offers_of(catalog, row, pricer, plans, opened)
        found.append(one._replace(row=row))
    if not any(one.offers for one in found):
        first = next((one for one in found if one.code == 1), found[0])
        raise CreditcalcError(first.error, code=first.code, place=first.row.shot.place)
    return found


def _offers_of(
    catalog: Catalog,
    row: Row,
    pricer: Pricer,
    plans: Sequence[str],
    opened: Callable[[str], Edition],
) -> ShotOffers:
    values = row.values
    if rates := [name for name in RATES if name in values]:
        raise CreditcalcError(f"`{rates[0]}` is not compared: remove it", place=row.shot.place)
    if "model" not in values:
        return ShotOffers(row, error=row.priced.error)
    try:
        if "mix" in values:
            raise CreditcalcError("`mix` is of one platform: give the models as rows of their own")
        counts, settings = pricer.said(_sold(catalog, values, opened) or pricer.model(values), values)
        many, none = offers(
            catalog,
            values["model"],
            settings,
            outputs=counts.get("outputs"),
            takes=counts["takes"],
            plans=plans,
            opened=opened,
        )
    except CreditcalcError as error:
        return ShotOffers(row, error=str(error), code=error.code)
    if many:
        return ShotOffers(row, tuple(many), tuple(none))
    return ShotOffers(row, (), tuple(none), *_why(none))


def _sold(catalog: Catalog, values: Values, opened: Callable[[str], Edition]) -> Model | None:
    """The model of a row on the first platform that has it."""
    name = values.get("model", "")
    books = (opened(one.id) for one in catalog.index.platforms.values())
    return next(
        (book.models[found[0]] for book in books if (found := book.ids(name)) and found[0] in book.models), None
    )


def _why(missing: Sequence[Missing]) -> tuple[str, int]:
    """Why no platform has an offer, and the exit code: its price is not published, or settings are others."""
    others = [one for one in missing if not one.unpublished]
    if not missing or others:
        first = f": {others[0].platform}, {others[0].reason}" if others else ""
        return f"no platform sells this with these settings{first}", 1
    return "no platform publishes its price", UNPUBLISHED


def sellers(found: Sequence[ShotOffers]) -> list[Seller]:
    """Every way to make the shots on one platform: what makes most of them first, then the cheapest."""
    ways: dict[tuple[str | None, ...], list[Offer | None]] = {}
    for number, one in enumerate(found):
        for offer in one.offers:
            ways.setdefault(_way(offer), [None] * len(found))[number] = offer
    return sorted((Seller(tuple(one)) for one in ways.values()), key=_rank)


def _way(offer: Offer) -> tuple[str | None, ...]:
    option, pack = offer.option, offer.pack
    return (
        offer.quote.edition.platform,
        option and option.plan.id,
        option and option.billing,
        pack and pack.top_up.id,
    )


def _rank(seller: Seller) -> tuple[int, bool, Fraction]:
    money = seller.money
    if money is None:
        return 0, True, Fraction(0)
    return -seller.priced, money.high is None, money.low if money.high is None else money.high


def mix(found: Sequence[ShotOffers]) -> Iterator[Offer | None]:
    """The cheapest offer for each shot, None where no platform has a price in money."""
    return (one.cheapest for one in found)
