"""Which models here the ids of a foreign price map mean."""

from collections.abc import Mapping
from fractions import Fraction

from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record


class Meant(Record):
    """Foreign ids, and the model here that they mean.

    ids: the ids of the foreign map
    model: the platform and the model here, as `list/veo-3.1`
    with: the settings that the foreign price is for, where it does not name them itself
    words: values of the foreign map that are called otherwise here
    note: for people
    """

    ids: tuple[str, ...]
    model: str
    with_: Mapping[str, str] = EMPTY
    words: Mapping[str, str] = EMPTY
    note: str | None = None
    place: str = ""


class Apart(Record):
    """Foreign ids that mean no model here.

    ids: the ids of the foreign map
    why: why none is meant
    """

    ids: tuple[str, ...]
    why: str
    place: str = ""


class MapSheet(Record):
    """A sheet in `maps/`: which models here a foreign price map means.

    models: foreign ids and the models that they mean
    apart: foreign ids that mean none, and why
    dollars: US dollars of one unit, for the platforms that do not price in USD
    """

    models: tuple[Meant, ...] = ()
    apart: tuple[Apart, ...] = ()
    dollars: Mapping[str, Fraction] = EMPTY
