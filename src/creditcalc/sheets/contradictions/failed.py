"""Contradictions of the rule for failed generations: exceptions of nothing, of nobody, or of one model twice."""

from collections.abc import Iterator

from creditcalc.pricebook.edition import Edition, FailedException, FailedGenerations
from creditcalc.sheets.reader import Fault
from creditcalc.text import did_you_mean


def failed_contradictions(rule: FailedGenerations | None, edition: Edition) -> Iterator[Fault]:
    """What the exceptions of a rule say against it and one another, and whom they name that is not there."""
    if rule is None:
        return
    makers = dict.fromkeys(model.maker for model in edition.models.values())
    seen: dict[str, str] = {}
    for one in rule.except_:
        yield from _exception(one, rule)
        if edition.ignored or edition.broken:
            continue  # whom they name may be in there
        for name in one.makers:
            if name not in makers:
                remedy = did_you_mean(name, makers) or ": name one whose models are sold here"
                yield Fault(one.place, f"no model here is of the maker `{name[:40]}`{remedy}")
        for name in one.models:
            if name not in edition.models:
                remedy = did_you_mean(name, edition.models) or ": name one of this edition"
                yield Fault(one.place, f"unknown model `{name[:40]}`{remedy}")
        for named in [f"maker `{name}`" for name in one.makers] + [f"model `{name}`" for name in one.models]:
            if seen.setdefault(named, one.place) != one.place:
                yield Fault(one.place, f"the {named} is also in the exception at `{seen[named]}`: keep one")


def _exception(one: FailedException, rule: FailedGenerations) -> Iterator[Fault]:
    if not one.makers and not one.models:
        yield Fault(one.place, "is an exception of nobody: name `makers` or `models`")
    said = one.charged or rule.charged, one.blocked or rule.blocked
    if said == (rule.charged, rule.blocked) and not one.claims:
        yield Fault(one.place, "says what holds for all: remove it", warning=True)
