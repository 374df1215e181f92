"""How the JSON bodies of a provider's own API are read: its endpoints, fields and defaults, as a sheet has them."""

from collections.abc import Mapping
from typing import Literal

from creditcalc.amount import Amount
from creditcalc.day import Day
from creditcalc.pricebook.condition import When
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.model import EMPTY
from creditcalc.record import Record

LEFT_OUT = "absent"
"""The word of a condition that holds where a body leaves the field out."""
LEFT_OPEN, TO_BE_SAID = "open", "required"
"""What a field that is left out may mean, besides a value: any value that is sold, or that it has to be said."""


class RequestField(Record):
    """A field of a body that decides a setting. Several fields may decide one; a list of values is added up.

    setting: the setting that it decides, or `outputs`
    read: how its value is read: a `word` as it is, a length, a number of items, or whether there is any (`present`)
    values: what its words mean, in the words of the setting; sizes as `1280x720`; how much an item of a kind counts
    open: its words that leave the choice to the provider
    absent: what the provider assumes without it, in the words of the setting; else `open` or `required`
    over: the fields that count for nothing where this one is given
    because: why it is open or required
    """

    setting: str
    read: Literal["word", "seconds", "milliseconds", "characters", "size", "megapixels", "count", "present"] = "word"
    values: Mapping[str, str] = EMPTY
    open: tuple[str, ...] = ()
    absent: str | None = None
    over: tuple[str, ...] = ()
    because: str | None = None
    place: str = ""


class RequestExample(Record):
    """A body with its price worked out by hand, run by the check.

    body: the body, as JSON
    total: what it costs, in the unit of the platform
    worked: how that is worked out, from the prices of the sheet
    endpoint: its endpoint, where that is not the first one
    with: settings that no body says
    as_of: a day whose prices these are, of a model that has ended since
    """

    body: str
    total: Amount
    worked: str
    endpoint: str | None = None
    with_: Mapping[str, str] = EMPTY
    as_of: Day | None = None
    place: str = ""


class RequestMapping(Record):
    """Requests that are read alike: which model they are for, and which of their fields decide its price.

    endpoints: the endpoints
    when: the fields that choose among the entries of an endpoint, and their words; `absent` for one that is left out
    model: the model that is priced
    platform: the platform whose price it is, where that is not the provider's
    source: where this is from: a key of `sources`
    with: settings that the endpoint decides
    fields: the fields that decide settings; within another one as `config.size`
    free: fields that change no price, besides those of the provider
    refused: fields that change the price in a way that is not known, and why
    asked: settings that no body says, and what they are
    note: for people
    examples: bodies with their prices, run by the check
    """

    endpoints: tuple[str, ...]
    model: str
    source: str
    when: When = ()
    platform: str | None = None
    with_: Mapping[str, str] = EMPTY
    fields: Mapping[str, RequestField] = EMPTY
    free: tuple[str, ...] = ()
    refused: Mapping[str, str] = EMPTY
    asked: Mapping[str, str] = EMPTY
    note: str | None = None
    examples: tuple[RequestExample, ...] = ()
    id: str = ""
    place: str = ""


class Unmapped(Record):
    """Endpoints that are known and have no price here.

    endpoints: the endpoints
    because: why
    """

    endpoints: tuple[str, ...]
    because: str
    place: str = ""


class RequestSheet(Record):
    """How the requests to a provider's API are read.

    name: what people call the provider
    platform: the platform whose prices it charges
    sources: where it is from that requests are read so, by key
    prefixes: what the name of an endpoint may begin with, or not
    suffixes: what it may end with, or not
    camel: whether names of fields may also be written in camelCase
    wraps: fields that may hold the whole body
    free: fields that change no price at any endpoint
    requests: what is read and priced, by an id
    unmapped: what is known and not priced
    """

    name: str
    platform: str
    sources: Mapping[str, Source]
    requests: Mapping[str, RequestMapping]
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    camel: bool = False
    wraps: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()


class Provider(Record):
    """A provider's sheet as it is kept; none where there is none, and then the providers that there are."""

    sheet: RequestSheet | None
    known: tuple[str, ...]
    stamps: tuple[tuple[str, tuple[int, int, int, int], bytes], ...] = ()
