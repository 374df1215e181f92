"""The quote for options that are written down: of a worked example, of a bill."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from creditcalc.amount import number
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import Quote, price

if TYPE_CHECKING:
    from creditcalc.reports.objects.shared import InputObject


def worked(model: Model, with_: Mapping[str, str], edition: Edition) -> Quote:
    """The quote for settings, `outputs`, `takes` and `mix`. Raises CreditcalcError as `resolve` and `price` do."""
    options = dict(with_)
    outputs, takes = _whole(options, "outputs"), _whole(options, "takes")
    mix = options.pop("mix", None)
    takes = 1 if takes is None else takes
    return price(resolve(model, options, outputs=outputs, takes=takes, mix=mix), edition)


def _whole(options: dict[str, str], name: str) -> int | None:
    """Takes a count out of some options; None where they do not say it."""
    if name not in options:
        return None
    value = number(options.pop(name))
    if value.denominator != 1:
        raise CreditcalcError(f"`{name}` must be a whole number, not `{word_of(value)}`")
    return value.numerator


def written_down(
    inputs: "Mapping[str, InputObject]", outputs: int | None, takes: int, mix: Mapping[str, str]
) -> dict[str, str]:
    """The options of a generation as `worked` takes them: of its inputs those that were given. `mix` is in per cent."""
    found = {name: one["value"] for name, one in inputs.items() if one["from"] == "given"}
    counts = {"outputs": outputs, "takes": takes}
    found |= {name: f"{number}" for name, number in counts.items() if number not in (None, 1)}
    shares = ",".join(f"{model}={share}%" for model, share in mix.items())
    return {**found, "mix": shares} if shares else found
