"""A word that several models are called by: the models, and what each of them costs, for people."""

from collections.abc import Iterator

from creditcalc.pricebook.naming import SeveralModels
from creditcalc.rating.compare import unit_price
from creditcalc.reports.models import priced_words
from creditcalc.text import count

LISTED = 3
"""Models that are shown of many."""


def several(error: SeveralModels) -> Iterator[str]:
    """The refusal in lines."""
    yield f"{count(len(error.models), 'model')} are {error.how} {error.word}"
    shown = error.models if len(error.models) <= LISTED + 1 else error.models[:LISTED]
    rows = [(model.id, priced_words(model, unit_price(model), error.unit)) for model in shown]
    if len(shown) < len(error.models):
        rows.append((f"… {len(error.models) - len(shown)} more", error.search))
    wide = max(len(head) for head, _ in rows)
    for head, words in rows:
        yield f"{head:{wide}}   {words}"
