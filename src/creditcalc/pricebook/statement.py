"""How the bill of a platform's account is read: which rows it has, in which columns, and whose days they are."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Literal

from creditcalc.amount import ONE
from creditcalc.period import Zone
from creditcalc.pricebook.evidence import Source
from creditcalc.record import Record

STATEMENT_FOLDER = "statements"
"""The folder of the sheets that say how the bills of platforms are read, one for each profile."""
StatementKind = Literal["generations", "days", "balance"]
"""What a row of a bill is: one generation, the sum of a model in a day or longer, or a part of what is left."""
RowKind = Literal["charge", "refund", "other"]


class StatementAmount(Record):
    """A column that says what was charged, or what is left.

    column: the column
    less: a column that is taken from it; only how far the two lie apart counts
    per: how many of its units are one of the unit of the bill
    """

    column: str
    less: str | None = None
    per: Fraction = ONE
    place: str = ""


class StatementRows(Record):
    """Which rows of a bill are charges, by the words of a column; rows of other words are left out.

    column: columns of the word
    charge: words of rows that were charged
    refund: words of rows that give back what was charged
    other: words of rows that are neither, such as purchases
    """

    column: tuple[str, ...]
    charge: tuple[str, ...]
    refund: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    place: str = ""

    def kind(self, word: str) -> RowKind | None:
        """What rows of a word are; None where the sheet does not say so."""
        asked = word.lower()
        kinds: Mapping[RowKind, tuple[str, ...]] = {"charge": self.charge, "refund": self.refund, "other": self.other}
        return next((kind for kind, words in kinds.items() if asked in map(str.lower, words)), None)


class NamesBilled(Record):
    """Names of a bill, and the model here that they mean.

    names: what the bill calls it
    model: the id of the model
    """

    names: tuple[str, ...]
    model: str
    place: str = ""


class StatementSheet(Record):
    """A sheet in `statements/`: how a bill is read. Of several columns the first one counts that a row fills.

    name: whose bill it is
    platform: the platform whose credits pay for it
    kind: what a row is: one of `generations`, a sum of `days`, or a part of the `balance`
    unit: what its amounts are in: `credit`, a currency, or the setting that is counted, such as `characters`
    source: where this is from: a key of `sources`
    sources: sources by key
    lists: the lists of a JSON answer that lead to a row, as `data.results`
    more: a field of a JSON answer that is true where another page follows
    pages: a field of a JSON answer that says how many pages there are
    time: columns of the time, in which the time of a day's sum begins
    until: columns of the time in which a sum ends; a day's alone without it
    clock: how its times are written: in words, or in Unix time
    zone: whose midnight its days begin at; `local` where the account decides
    model: columns that name the model
    id: columns of what a generation is known by
    amount: columns of the amount
    returned: columns of what is given back within a row
    currency: columns of the currency, where the unit is one
    rows: which rows are charges
    makers: whose models alone are on it
    requests: the provider whose requests name models as the bill does
    names: other names of models
    late_hours: how many hours after a generation a row may come
    note: for people
    """

    name: str
    platform: str
    kind: StatementKind
    unit: str
    source: str
    sources: Mapping[str, Source]
    lists: str = ""
    more: str | None = None
    pages: str | None = None
    time: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    clock: Literal["words", "seconds", "milliseconds"] = "words"
    zone: Literal["local"] | Zone = Zone("UTC")
    model: tuple[str, ...] = ()
    id_: tuple[str, ...] = ()
    amount: tuple[StatementAmount, ...] = ()
    returned: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    rows: StatementRows | None = None
    makers: tuple[str, ...] = ()
    requests: str | None = None
    names: tuple[NamesBilled, ...] = ()
    late_hours: Fraction = Fraction(0)
    note: str | None = None

    @property
    def late(self) -> timedelta:
        """How long after a generation a row may come."""
        return timedelta(hours=1) * self.late_hours.numerator / self.late_hours.denominator
