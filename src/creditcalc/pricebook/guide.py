"""The guide to a price book: its rules by topic, found by the name of a topic or by words."""

import re
from collections.abc import Iterable, Mapping, Sequence

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.rule import Rule, Topic
from creditcalc.record import Record
from creditcalc.text import folded, may_hint, nearest, offered

OTHER = Topic("What else is there?")
"""The topic of rules that name none."""
WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W_]+")
"""A word, or a number with what follows it: `10`, `0.5`, `4k`."""
COMMON = {
    *("a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does"),
    *("for", "from", "get", "how", "i", "if", "in", "is", "it", "me", "my", "of"),
    *("on", "or", "our", "the", "there", "this", "to", "use", "versus", "vs", "what", "when"),
    *("where", "which", "who", "why", "will", "with", "you", "your"),
}
"""Words that a question has and an answer need not have."""
SHORTEST_STEM = 4
"""Letters of a word of the guide that a longer word may begin with: `export` answers `exporting`."""


class Chapter(Record):
    """A topic by its id, and what the price book says of it."""

    id: str
    topic: Topic
    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called."""
        return (self.id, self.topic.title, *self.topic.also)


def chapters(edition: Edition, topics: Mapping[str, Topic]) -> tuple[Chapter, ...]:
    """All that a price book says, by topic in the order of the guide; a rule may belong to several topics."""
    rules = tuple(edition.rules.values())
    found = [Chapter(key, topic, tuple(rule for rule in rules if key in rule.topic)) for key, topic in topics.items()]
    rest = tuple(rule for rule in rules if not topics.keys() & {*rule.topic})
    return tuple(one for one in (*found, Chapter("other", OTHER, rest)) if one.rules)


def chapter(edition: Edition, topics: Mapping[str, Topic], name: str) -> Chapter:
    """The chapter of that name, however it is written. Raises CreditcalcError for an unknown one, with the nearest."""
    known = chapters(edition, topics)
    for one in known:
        if folded(name) in map(folded, one.names):
            return one
    things = {folded(called): one.id for one in known for called in one.names}
    near = nearest(folded(name), things) if may_hint(name) else []
    raise CreditcalcError(
        f"unknown topic `{name[:80]}` of {edition.platform}{offered(near)} (see `creditcalc guide`)", did_you_mean=near
    )


def answering(edition: Edition, topics: Mapping[str, Topic], words: Sequence[str]) -> tuple[Chapter, ...]:
    """What answers a question: the topic of that name, else the sentences that have all its words, else the topics.

    A sentence is in the first chapter that it belongs to. Raises CreditcalcError where there is none, with near words.
    """
    asked, known = " ".join(words), chapters(edition, topics)
    if named := [one for one in known if folded(asked) in map(folded, one.names)]:
        return tuple(named)
    wanted = _words(asked)
    wanted = [word for word in wanted if word not in COMMON] or wanted
    rules = {rule.name for rule in saying(edition.rules.values(), words)}
    whole = [] if rules else [one.id for one in known if any(_has(name, wanted) for name in one.names)]
    if not (whole or rules):
        rules = {rule.name for one in known for rule in one.rules if _has(" ".join((rule.says, *one.names)), wanted)}
    found: list[Chapter] = []
    for one in known:
        shown = {rule.name for other in found for rule in other.rules}
        fit = (rule for rule in one.rules if (one.id in whole or rule.name in rules) and rule.name not in shown)
        found.append(one._replace(rules=tuple(fit)))
    if found := [one for one in found if one.rules]:
        return tuple(found)
    things = {folded(name): one.id for one in known for name in one.names}
    things |= {word: word for rule in edition.rules.values() for word in _words(rule.says) if word not in COMMON}
    near = nearest(folded(asked), things) if may_hint(asked) else []
    raise CreditcalcError(
        f"nothing is known about `{asked[:80]}`{offered(near)} (see `creditcalc guide`)", did_you_mean=near
    )


def saying(rules: Iterable[Rule], words: Sequence[str]) -> list[Rule]:
    """The rules that have all these words."""
    wanted = _words(" ".join(words))
    wanted = [word for word in wanted if word not in COMMON] or wanted
    return [rule for rule in rules if wanted and _has(f"{rule.name} {rule.says}", wanted)]


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("'s", ""))


def _has(text: str, wanted: Sequence[str]) -> bool:
    """Whether a text has all these words, or words that begin with them."""
    there = set(_words(text))
    return bool(wanted) and all(any(_same(word, one) for one in there) for word in wanted)


def _same(asked: str, word: str) -> bool:
    if not asked.isalpha():
        return word == asked
    return word.startswith(asked) or (len(word) >= SHORTEST_STEM and asked.startswith(word))
