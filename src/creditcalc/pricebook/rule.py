"""What is known of how a platform charges that is not a price, and the topics under which people look for it."""

from collections.abc import Mapping
from typing import Any

from creditcalc.pricebook.condition import Range
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record


class Rule(Record):
    """A rule of a platform that is not a price.

    name: a short name
    says: the rule, in a sentence
    source: where this is from
    topic: the topics of the guide that it belongs to, by their ids in `catalog.yaml`
    plan: the plan that it says is enough, or is not
    videos: of advice on plans: for how many videos a month it is
    """

    name: str
    says: str
    source: str
    topic: tuple[str, ...] = ()
    plan: str | None = None
    videos: Range | None = None
    place: str = ""


class Topic(Record):
    """Something that people ask about the credits of any platform.

    title: the question
    also: other words for it
    see: the command that goes on from there
    """

    title: str
    also: tuple[str, ...] = ()
    see: str | None = None
    place: str = ""


class CatalogSheet(Record):
    """`catalog.yaml`: what applies to all platforms.

    default_platform: the platform when none is named
    list_prices: the platform that has the providers' own prices, by which the others are measured
    topics: what people ask about credits, in the order of the guide
    """

    default_platform: str
    list_prices: str | None = None
    topics: Mapping[str, Topic] = EMPTY


class Topics(Record):
    """The topics of all catalogs, and the stamps of what was looked at for them."""

    topics: Mapping[str, Topic]
    stamps: tuple[Any, ...]
