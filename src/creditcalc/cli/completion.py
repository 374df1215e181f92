"""What a tab completes: names and values from the sheets. Quantities are not completed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from creditcalc.cli.options import BookOptions
from creditcalc.day import in_force
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.naming import names_of, plan_names
from creditcalc.pricebook.plan import BILLED
from creditcalc.rating.words import next_words
from creditcalc.record import Record
from creditcalc.sheets.catalog import Catalog

Offered = Mapping[str, str]
"""What may be typed, and what that is; "" where it says all."""


class Asked(Record):
    """What is to be completed: the beginning of a word, and the command with what stands before it."""

    typed: str
    context: Any

    @property
    def params(self) -> Mapping[str, Any]:
        """What stands before it, by the names of the parameters."""
        found: Mapping[str, Any] = self.context.params
        return found

    @property
    def of_one_model(self) -> bool:
        """Whether the command takes the name of a model."""
        return any(one.name == "model" for one in self.context.command.params)

    @property
    def catalog(self) -> Catalog:
        """The sheets that the parameters select from."""
        return Catalog(self.params.get("pricing"))

    def open(self) -> Edition:
        """The price book that the parameters select. Raises CreditcalcError where there is none."""
        return BookOptions.of(self.context).open()

    def models(self) -> Iterable[Model]:
        """The model named before, else every model of the price book."""
        edition = self.open()
        named = self.params.get("model")
        return [edition.model(named)] if named else edition.models.values()


def beginning(typed: str, things: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """The ids that begin so, else the display names that do, else the other names; each with what the thing is called.

    Each of the things is its id and its names, the display name first. But for ids case does not matter: what is typed
    stays as it is.
    """
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    others: dict[str, str] = {}
    for one, name, *more in things:
        if one.startswith(typed):
            ids.setdefault(one, name)
        if _begins(name, typed):
            names[typed + name[len(typed) :]] = one
        others.update((typed + other[len(typed) :], one) for other in more if _begins(other, typed))
    return ids or names or others


def _begins(name: str, typed: str) -> bool:
    return name[: len(typed)].lower() == typed.lower()


def _models(asked: Asked) -> Offered:
    edition = asked.open()
    models = [one for one in edition.models.values() if in_force(one, edition.as_of)]
    if not asked.typed:
        models = [one for one in models if one.kind != "action"]
    return beginning(asked.typed, map(names_of, models))


def _plans(asked: Asked) -> Offered:
    edition = asked.open()
    plans = edition.current(edition.plans).values()
    billed = [(one.plan.id, one.name) for of in plan_names(plans).values() for one in of.values()]
    return beginning(asked.typed, [*map(names_of, plans), *billed])


def _platforms(asked: Asked) -> Offered:
    return beginning(asked.typed, ((name, one.sheet.name) for name, one in asked.catalog.index.platforms.items()))


def _editions(asked: Asked) -> Offered:
    return dict.fromkeys(asked.catalog.platform(BookOptions.of(asked.context).platform).editions, "")


def _books(asked: Asked) -> Offered:
    platforms = asked.catalog.index.platforms
    return {f"{name}/{edition}": one.sheet.name for name, one in platforms.items() for edition in one.editions}


def _settings(asked: Asked) -> Offered:
    found = [pair for model in asked.models() for pair in model.settings.items()]
    words = [[f"{name}={word_of(value)}" for value in setting.choices] or [f"{name}="] for name, setting in found]
    return {word: "" for some in words for word in some}


def _values(name: str) -> Callable[[Asked], Offered]:
    def find(asked: Asked) -> Offered:
        found = (model.settings.get(name) for model in asked.models())
        return dict.fromkeys(sorted({word_of(value) for setting in found if setting for value in setting.choices}), "")

    return find


def _makers(asked: Asked) -> Offered:
    return beginning(asked.typed, ((model.maker, model.maker) for model in asked.models()))


def _currencies(asked: Asked) -> Offered:
    edition = asked.open()
    prices = [money for plan in edition.current(edition.plans).values() for money in plan.prices]
    return dict.fromkeys((money.currency for money in prices), "")


def _rates(asked: Asked) -> Offered:
    return {f"{currency}=": "" for currency in _currencies(asked)}


def _packs(asked: Asked) -> Offered:
    edition = asked.open()
    return dict.fromkeys(edition.current(edition.top_ups), "")


def _mix(asked: Asked) -> Offered:
    before, comma, last = asked.typed.rpartition(",")
    return {f"{before}{comma}{name}=": shown for name, shown in _models(asked._replace(typed=last)).items()}


def _topics(asked: Asked) -> Offered:
    return dict.fromkeys(asked.catalog.topics, "")


def _helped(asked: Asked) -> Offered:
    return {**dict.fromkeys(asked.context.find_root().command.commands, ""), **_topics(asked)}


def _providers(asked: Asked) -> Offered:
    from creditcalc.sheets.requests import providers  # noqa: PLC0415  # only `request` asks for them

    return dict.fromkeys(providers(asked.catalog), "")


def _profiles(asked: Asked) -> Offered:
    from creditcalc.sheets.statements import profiles  # noqa: PLC0415  # only `wallet reconcile` asks for them

    return {name: one.name for name, one in profiles(asked.catalog).items()}


def _remembered(asked: Asked) -> Offered:
    from creditcalc.cli.config import REMEMBERED  # noqa: PLC0415  # only `config` asks for them

    return dict.fromkeys(REMEMBERED, "")


def _to_remember(asked: Asked) -> Offered:
    key = str(asked.params.get("key") or "").rpartition(".")[2]
    find = {"platform": _platforms, "plan": _plans, "edition": _editions, "currency": _currencies}.get(key)
    return find(asked) if find else dict.fromkeys(BILLED.values() if key == "billing" else (), "")


def _words(asked: Asked) -> Offered:
    """Names of models, where none is named yet, and the words that may follow those before."""
    edition = asked.open()
    before = asked.params.get("words") or []
    if asked.of_one_model and not before and not asked.params.get("model"):
        return _models(asked)
    models = None if asked.of_one_model and not asked.params.get("model") else [*asked.models()]
    following = {
        asked.typed + word[len(asked.typed) :]: what if what != word else ""
        for word, what in next_words(before, edition, models).items()
        if _begins(word, asked.typed)
    }
    return following or (_models(asked) if models is None else {})


OFFERED: Mapping[str, Callable[[Asked], Offered]] = {
    "--model": _models,
    "MODEL": _models,
    "--plan": _plans,
    "--to": _plans,
    "PLAN": _plans,
    "--platform": _platforms,
    "--edition": _editions,
    "ONE": _books,
    "OTHER": _books,
    "--resolution": _values("resolution"),
    "--quality": _values("quality"),
    "--set": _settings,
    "--maker": _makers,
    "--currency": _currencies,
    "--rate": _rates,
    "--pack": _packs,
    "--mix": _mix,
    "--provider": _providers,
    "--profile": _profiles,
    "--topic": _topics,
    "TOPIC": _topics,
    "COMMAND|TOPIC": _helped,
    "KEY": _remembered,
    "VALUE": _to_remember,
    "WORD...": _words,
    "FILE|WORD...": _words,
    "WORD": _makers,
}
"""What completes the value of an option, by its name, or an argument, by what the usage line calls it."""

FILE = "FILE|"
"""What an argument begins with that may be a file: where no word begins so, the shell looks for one."""


def completions(parameter: Any, asked: Asked) -> Offered | None:
    """What the sheets offer for the value of a parameter that begins so; None where they have no say, or it is a file.

    Whatever is wrong with the sheets, nothing is offered then.
    """
    argument = parameter.param_type_name == "argument"
    key = parameter.metavar if argument else parameter.opts[0]
    find = OFFERED.get(key)
    if find is None or getattr(parameter.type, "choices", None):
        return None
    try:
        found = {word: what for word, what in find(asked).items() if word.startswith(asked.typed)}
        return None if key.startswith(FILE) and not found else found
    except (CreditcalcError, OSError):
        return {}
