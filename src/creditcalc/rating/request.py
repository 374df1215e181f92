"""The body of a provider's request, read into the settings of a model: which fields decide its price, and how.

No value of a body is shown but those that decide: bodies carry prompts and keys.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from creditcalc.amount import WHOLE, figure, plain, whole
from creditcalc.errors import UNPUBLISHED, CreditcalcError
from creditcalc.pricebook.condition import Range, value_of, word_of
from creditcalc.pricebook.model import Model, Setting
from creditcalc.pricebook.request import LEFT_OPEN, LEFT_OUT, TO_BE_SAID, RequestField, RequestMapping, RequestSheet
from creditcalc.rating.generation import Generation, resolve
from creditcalc.record import Record
from creditcalc.text import inert, near_words, offered, series, ticked

Cause = Literal["body", "endpoint", "assumed", "unsure", "given"]
"""What decides a setting: the body, the endpoint, what the provider assumes, nothing that is known, or the caller."""
PIXELS = re.compile(r"([0-9]{3,5}) *[x:*×] *([0-9]{3,5})", re.ASCII)
LENGTH_SENT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)s?", re.ASCII)
"""Seconds as providers take them: `8`, `"8"`, `"8s"`."""
HUMP = re.compile("(?<=[a-z0-9])([A-Z])")
DEEPEST_BODY = 40
"""Levels of a body that are read."""
MOST_UNKNOWN = 5
"""Unknown fields that an error names."""
SUMMED = ("seconds", "milliseconds", "characters", "count")
"""What a list of values is added up as."""


class UnknownFields(CreditcalcError):
    """A body has fields that nothing is known of."""


class Decided(Record):
    """A setting, its value, and what decides it; `field` is that of the body, where there is one."""

    field: str | None
    setting: str
    value: str
    cause: Cause


class RequestRead(Record):
    """What a body says: of which model, with which settings, and those that are open; the fields that nobody knows."""

    sheet: RequestSheet
    mapping: RequestMapping
    endpoint: str
    settings: Mapping[str, str]
    opened: tuple[str, ...]
    decided: tuple[Decided, ...]
    unknown: tuple[str, ...]

    @property
    def platform(self) -> str:
        """The platform whose price it is."""
        return self.mapping.platform or self.sheet.platform

    def planned(self, model: Model, giving: Callable[[str], str]) -> Generation:
        """The generation that the body asks for. Raises CreditcalcError for values that the model does not take."""
        settings: dict[str, Any] = dict(self.settings)
        said = None if "outputs" in model.settings else settings.pop("outputs", None)
        outputs = None if said is None else whole(said)

        def asking(name: str) -> str:
            return f"{giving(name)}, {self.mapping.asked[name]}," if name in self.mapping.asked else giving(name)

        model = opened(model, self.opened, self.mapping.asked)
        return resolve(model, settings, outputs=outputs, giving=asking)


def opened(model: Model, names: Iterable[str], asked: Mapping[str, str]) -> Model:
    """The model with some settings left open, whatever it says of them; a number that is to be asked for is needed."""
    changed = {name: _open(model.settings[name], needed=name in asked) for name in names if name in model.settings}
    return model._replace(settings={**model.settings, **changed}) if changed else model


def _open(setting: Setting, *, needed: bool) -> Setting:
    if setting.always:
        return setting
    if setting.flag:
        return setting._replace(flag="open")
    needed = setting.range is not None and (needed or setting.range.high is None)
    return setting._replace(open=not needed, default=None)


def bare(sheet: RequestSheet, endpoint: str) -> str:
    """The name of an endpoint without its host, its query and its verb, and what it may begin and end with."""
    path = re.sub("^[a-z]+://[^/?#]*", "", endpoint.strip(), flags=re.IGNORECASE)
    path = re.split("[?#:]", path, maxsplit=1)[0].strip("/")
    for prefix in sheet.prefixes:
        path = path.removeprefix(prefix)
    for suffix in sheet.suffixes:
        path = path.removesuffix(suffix)
    return path


def named_endpoint(sheet: RequestSheet, endpoint: str) -> tuple[str, list[RequestMapping]]:
    """An endpoint as the sheet writes it, and all that is read there.

    Raises CreditcalcError for one that the sheet does not know, and for one that has no price.
    """
    asked = bare(sheet, endpoint)
    found = [
        (one, name) for one in sheet.requests.values() for name in one.endpoints if _fits(asked, bare(sheet, name))
    ]
    if found:
        return found[0][1], [one for one, _ in found]
    for other in sheet.unmapped:
        if name := next((name for name in other.endpoints if _fits(asked, bare(sheet, name))), None):
            raise CreditcalcError(f"{sheet.name} `{name}` cannot be priced: {other.because}", code=UNPUBLISHED)
    every = [name for one in sheet.requests.values() for name in one.endpoints]
    known = {bare(sheet, name): name for name in every}
    near = [known[one] for one in near_words(asked, known)]
    raise CreditcalcError(f"unknown endpoint `{inert(asked[:80])}` of {sheet.name}{offered(near)}", did_you_mean=near)


def _fits(asked: str, known: str) -> bool:
    """Whether two names are of one endpoint; `*` stands for one part, such as the id of a voice."""
    if "*" not in known:
        return asked == known
    parts, others = asked.split("/"), known.split("/")
    return len(parts) == len(others) and all(other in (part, "*") for part, other in zip(parts, others, strict=True))


def body_of(text: str) -> Any:
    """A body of JSON, its numbers as text. Raises CreditcalcError for what is none, and for a key that stands twice."""
    from json import JSONDecodeError, JSONDecoder  # noqa: PLC0415  # whoever has a body in Python decodes none

    try:
        return JSONDecoder(object_pairs_hook=_once, parse_float=plain, parse_int=str, parse_constant=str).decode(text)
    except JSONDecodeError as error:
        raise CreditcalcError(f"is not JSON: {error.msg}, in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise CreditcalcError(f"is nested deeper than {DEEPEST_BODY} levels") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise CreditcalcError(f"the field `{key[:80]}` is in the body twice: remove one")
        found[key] = value
    return found


def read_request(
    sheet: RequestSheet,
    endpoint: tuple[str, list[RequestMapping]],
    body: Any,
    *,
    given: Mapping[str, Any] | None = None,
    allow_unknown: bool = False,
    giving: Callable[[str], str],
) -> RequestRead:
    """What a body for an endpoint, as `named_endpoint` finds it, asks for.

    `given` are settings that the body cannot say, and `giving` how they are given, for the remedy of an error.

    Raises CreditcalcError for a field that the sheet does not know, for one whose price is not known, and for one that
    is needed.
    """
    name, entries = endpoint
    plain_body = _unwrapped(sheet, body)
    mapping, chosen = _chosen_by(plain_body, name, entries)
    found, unknown = _fields(sheet, mapping, plain_body)
    wrong = [f"`{field}`: {mapping.refused[field]}" for field in found if field in mapping.refused]
    if wrong:
        raise CreditcalcError(f"{name}: no price is known with {'; '.join(wrong)}")
    if unknown and not allow_unknown:
        raise _unknown(sheet, mapping, name, unknown)
    decided = [*chosen, *(Decided(None, key, word, "endpoint") for key, word in mapping.with_.items())]
    for setting in dict.fromkeys(field.setting for field in mapping.fields.values()):
        decided.append(_decided(mapping, name, setting, found, given or {}, giving))
    decided += [Decided(None, setting, LEFT_OPEN, "unsure") for setting in mapping.asked]
    decided = _given(decided, given or {}, giving)
    told = [one for one in decided if one.setting != "model"]
    return RequestRead(
        sheet,
        mapping,
        name,
        {one.setting: one.value for one in told if one.value != LEFT_OPEN},
        tuple(one.setting for one in told if one.value == LEFT_OPEN),
        tuple(decided),
        tuple(unknown),
    )


def _unknown(sheet: RequestSheet, mapping: RequestMapping, name: str, unknown: list[str]) -> UnknownFields:
    known = dict.fromkeys([*mapping.fields, *mapping.free, *sheet.free, *mapping.refused])
    said = [f"`{inert(field[:80])}`{_perhaps(field, known)}" for field in unknown[:MOST_UNKNOWN]]
    said += [f"{len(unknown) - MOST_UNKNOWN:,} more"] if len(unknown) > MOST_UNKNOWN else []
    noun = "field" if len(unknown) == 1 else "fields"
    near = [one for field in unknown[:MOST_UNKNOWN] for one in near_words(field, known)]
    return UnknownFields(f"{name}: unknown {noun} {series(said)}: correct the body", did_you_mean=near)


def _perhaps(field: str, known: Iterable[str]) -> str:
    """The fields that a wrong name may mean, in brackets."""
    near = near_words(field, known)
    return f" (did you mean {ticked(near)}?)" if near else ""


def _unwrapped(sheet: RequestSheet, body: Any) -> dict[str, Any]:
    """The body itself, with what wraps it laid open. Raises CreditcalcError for what is no object."""
    if not isinstance(body, Mapping):
        raise CreditcalcError(f"a body must be a JSON object, not {type(body).__name__}")
    found: dict[str, Any] = {}
    for key, value in body.items():
        if not isinstance(key, str):
            raise CreditcalcError(f"a field must be named by text, not {type(key).__name__}")
        field = _snake(sheet, key)
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if field in sheet.wraps and isinstance(value, list) and len(value) > 1:
            raise CreditcalcError(f"`{key[:80]}` holds {len(value)} requests: price them one by one")
        if field in sheet.wraps and isinstance(inner, Mapping):
            parts = {_snake(sheet, f"{name}"): one for name, one in inner.items()}
        else:
            parts = {field: value}
        for name, one in parts.items():
            if one is not None and found.get(name) is not None:
                raise CreditcalcError(f"the field `{inert(name[:80])}` is in the body twice: remove one")
            found[name] = one if one is not None else found.get(name)
    return found


def _snake(sheet: RequestSheet, name: str) -> str:
    return HUMP.sub(lambda hump: f"_{hump[1].lower()}", name) if sheet.camel else name


def _chosen_by(
    body: Mapping[str, Any], name: str, entries: list[RequestMapping]
) -> tuple[RequestMapping, list[Decided]]:
    """The entry of an endpoint that a body is for, and what decides that."""
    fitting = [one for one in entries if all(_holds(body, field, test) for field, test in one.when)]
    if len(fitting) == 1:
        (mapping,) = fitting
        telling = mapping.when if len(entries) > 1 else ()
        chosen = [
            Decided(field, "model", mapping.model, "assumed" if _sent(body, field) == [] else "body")
            for field, _ in telling
        ]
        return mapping, chosen or [Decided(None, "model", mapping.model, "endpoint")]
    if fitting:
        raise CreditcalcError(f"{name}: {ticked((one.id for one in fitting), 'and')} are both for this body")
    field = next((one for one in _choosing(entries) if not _taken(body, one, entries)), next(_choosing(entries)))
    tests = (test for one in entries for known, test in one.when if known == field and not isinstance(test, Range))
    words = sorted({word_of(value) for test in tests for value in test} - {LEFT_OUT})
    sent = _sent(body, field)
    what = f"no price is known for `{field}` `{inert(_word(sent[0])[:40])}`" if sent else f"`{field}` is missing"
    raise CreditcalcError(f"{name}: {what}: there {'is' if len(words) == 1 else 'are'} {ticked(words, 'and')}")


def _choosing(entries: list[RequestMapping]) -> Iterator[str]:
    """The fields that choose among entries."""
    return (field for one in entries for field, _ in one.when)


def _taken(body: Mapping[str, Any], field: str, entries: list[RequestMapping]) -> bool:
    """Whether some entry takes what a body says of a field."""
    return any(_holds(body, field, test) for one in entries for known, test in one.when if known == field)


def _holds(body: Mapping[str, Any], field: str, test: Any) -> bool:
    sent = _sent(body, field)
    return all(value_of(_word(one)) in test for one in sent) if sent else LEFT_OUT in test


def _sent(body: Any, path: str) -> list[Any]:
    """The single values that a body has at a path, through lists."""
    if isinstance(body, list):
        return [one for item in body for one in _sent(item, path)]
    if not path:
        return [] if body is None or isinstance(body, Mapping) else [body]
    head, _, rest = path.partition(".")
    return _sent(body.get(head), rest) if isinstance(body, Mapping) else []


def _fields(
    sheet: RequestSheet, mapping: RequestMapping, body: Mapping[str, Any]
) -> tuple[dict[str, list[Any]], list[str]]:
    """The values that a body has for the fields that decide, and the fields that nothing is known of."""
    deciding = {*mapping.fields, *mapping.refused, *(name for name, _ in mapping.when)}
    free = {*sheet.free, *mapping.free}
    within = {name[: place.start()] for name in {*free, *deciding} for place in re.finditer(r"\.", name)}
    free -= deciding | within
    found: dict[str, list[Any]] = {}
    unknown: dict[str, None] = {}

    def walk(value: Any, path: str, depth: int) -> None:
        if value is None or path in free:
            return
        if depth > DEEPEST_BODY:
            raise CreditcalcError(f"a body is nested deeper than {DEEPEST_BODY} levels")
        if path in deciding:
            found.setdefault(path, []).append(value)
        elif path in within and isinstance(value, Mapping):
            for key, child in value.items():
                walk(child, f"{path}.{_named_part(sheet, key)}", depth + 1)
        elif path in within and isinstance(value, list | tuple):
            for item in value:
                walk(item, path, depth + 1)
        else:
            unknown[path] = None

    for key, value in body.items():
        walk(value, _named_part(sheet, key), 0)
    return found, [*unknown]


def _named_part(sheet: RequestSheet, key: object) -> str:
    """A field as a part of a path: a point in its own name begins no other part."""
    name = _snake(sheet, f"{key}")
    return f"`{name}`" if "." in name else name


def _decided(
    mapping: RequestMapping,
    name: str,
    setting: str,
    found: Mapping[str, list[Any]],
    given: Mapping[str, Any],
    giving: Callable[[str], str],
) -> Decided:
    """What a body says of a setting, or what holds where it says nothing."""
    fields = {key: field for key, field in mapping.fields.items() if field.setting == setting}
    sent = [key for key in fields if key in found]
    over = {other for key in sent for other in fields[key].over}
    sent = [key for key in sent if key not in over]
    if len(sent) > 1:
        raise CreditcalcError(f"{name}: {ticked(sent, 'and')} both say `{setting}`: send one of them")
    if sent:
        (key,) = sent
        return Decided(key, setting, _said(fields[key], key, found[key]), "body")
    key, field = next(((key, one) for key, one in fields.items() if one.absent), next(iter(fields.items())))
    absent = field.absent or ("0" if field.read == "count" else "off" if field.read == "present" else TO_BE_SAID)
    if absent not in (LEFT_OPEN, TO_BE_SAID):
        return Decided(key, setting, absent, "assumed")
    if absent == TO_BE_SAID and setting not in given:
        why = f" ({field.because})" if field.because else ""
        raise CreditcalcError(f"{name} needs `{key}`{why}: add it to the body, or give {giving(setting)}")
    return Decided(key, setting, LEFT_OPEN, "unsure")


def _given(decided: list[Decided], given: Mapping[str, Any], giving: Callable[[str], str]) -> list[Decided]:
    """What is decided, with what a caller says of the settings that nothing else decides."""
    sure = {one.setting: one for one in decided if one.cause != "unsure"}
    for name in given:
        if name in sure:
            by = f"`{sure[name].field}` of the body" if sure[name].field else "the endpoint"
            raise CreditcalcError(f"{giving(name)} is not for this body: {by} decides `{name}`")
    rest = [one for one in decided if one.setting not in given]
    return [*rest, *(Decided(None, name, _word(value), "given") for name, value in given.items())]


def _said(field: RequestField, key: str, values: list[Any]) -> str:
    """The values of a field as one word of its setting; `open` where they leave the choice to the provider."""
    if field.read in ("count", "present"):
        items = [item for value in values for item in (value if isinstance(value, list | tuple) else [value])]
        there = [item for item in items if item not in ("", False) and item is not None]
        if field.read == "count" and field.values:
            return f"{sum(whole(_of_kind(field, key, _word(item))) for item in there)}"
        return f"{len(there)}" if field.read == "count" else "on" if there else "off"
    values = [item for value in values for item in (value if isinstance(value, list | tuple) else [value])]
    words = [_word(value) for value in values]
    if any(word in field.open for word in words):
        return LEFT_OPEN
    if field.read in SUMMED:
        return word_of(sum((_number(field, key, value) for value in values), Fraction(0)))
    if len(set(words)) != 1:
        raise CreditcalcError(f"`{key}` has {len(values)} values: one is read")
    (word,) = set(words)
    return _of_word(field, key, word)


def _of_kind(field: RequestField, key: str, word: str) -> str:
    """How much an item of some kind counts."""
    if word not in field.values:
        raise CreditcalcError(f"no price is known with `{key}` `{inert(word[:40])}`: there is {ticked(field.values)}")
    return field.values[word]


def _of_word(field: RequestField, key: str, word: str) -> str:
    if word in field.values:
        return field.values[word]
    size = PIXELS.fullmatch(word)
    if field.read == "megapixels" and size:
        return word_of(Fraction(whole(size[1]) * whole(size[2]), 1) / 1_000_000)
    if field.read == "size" and size and not field.values:
        return f"{min(whole(size[1]), whole(size[2]))}p"
    if field.read in ("size", "megapixels"):
        known = f": there are {ticked(field.values, 'and')}" if field.values else ", as in `1280x720`"
        raise CreditcalcError(f"`{key}` `{inert(word[:40])}` is not a size whose price is known{known}")
    return word


def _number(field: RequestField, key: str, value: Any) -> Fraction:
    """The seconds of a length, or the characters of a text, that one value is."""
    if field.read == "characters":
        if not isinstance(value, str):
            raise CreditcalcError(f"`{key}` must be text, not {type(value).__name__}")
        return Fraction(len(value))
    found = None if isinstance(value, bool) else LENGTH_SENT.fullmatch(_word(value))
    if found is None or (field.read == "milliseconds" and not WHOLE.fullmatch(found[0])):
        raise CreditcalcError(f"`{key}` `{inert(_word(value)[:40])}` is not a length: send a number, as in `8`")
    return figure(found[1]) / (1000 if field.read == "milliseconds" else 1)


def _word(value: Any) -> str:
    """A single value of a body as a word; a width and a height as `1280x720`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        sides = [f"{value.get(side)}" for side in ("width", "height")]
        if {*value} == {"width", "height"} and all(map(WHOLE.fullmatch, sides)):
            return "x".join(sides)
        raise CreditcalcError("an object stands where one value is read: a size is `width` and `height`")
    if isinstance(value, str):
        word = value.strip().lower()
        size = PIXELS.fullmatch(word)
        return f"{size[1]}x{size[2]}" if size else word
    return plain(str(value))


def unsaid(model: Model, mapping: RequestMapping) -> Iterator[str]:
    """The settings of a model that an entry says nothing of, though they have several values."""
    said = {*mapping.with_, *mapping.asked, *(field.setting for field in mapping.fields.values())}
    return (name for name, setting in model.settings.items() if name not in said and not setting.always)
