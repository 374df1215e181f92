"""The guide as reports: the list of topics, and the sentences of some of them with their sources."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from creditcalc.day import month_words
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.evidence import Source
from creditcalc.pricebook.guide import Chapter
from creditcalc.reports.book import GRADE_WORDS, aside, book_json, newer_note
from creditcalc.reports.quote import source_json
from creditcalc.reports.report import AnswerLine, Column, Dim, Report, Strong, pasted
from creditcalc.text import count, sentence

if TYPE_CHECKING:
    from creditcalc.pricebook.rule import Rule
    from creditcalc.reports.objects.guide import GuideObject, TopicObject


def guide_data(edition: Edition, found: Sequence[Chapter]) -> Report:
    """The sentences for scripts: one row each, and one object with all topics."""
    columns = (
        Column("topic", "Topic"),
        Column("title", "Title"),
        Column("text", "Text"),
        Column("source", "Source"),
        Column("url", "Address"),
    )
    rows = tuple(
        (one.id, one.topic.title, rule.says, rule.source, edition.source(rule.source).url)
        for one in found
        for rule in one.rules
    )
    return Report("Guide", columns, rows, _object(edition, found), aside=aside(edition))


def _object(edition: Edition, found: Sequence[Chapter]) -> "GuideObject":
    topics: list[TopicObject] = [
        {
            "id": one.id,
            "title": one.topic.title,
            "sentences": [{"text": rule.says, "source": rule.source} for rule in one.rules],
        }
        for one in found
    ]
    keys = dict.fromkeys(rule.source for one in found for rule in one.rules)
    sources = [source_json(key, edition.source(key)) for key in keys]
    return {"schema": "creditcalc/guide/1", **book_json(edition), "topics": topics, "sources": sources}


def guide_topics(edition: Edition, found: Sequence[Chapter], typed: str) -> Report:
    """The topics, a line each, and how to search. `typed` are the options that select the price book."""
    columns = (
        Column("topic", "Topic", whole=True),
        Column("title", "What it answers", least=30),
        Column("sentences", "Sentences", True, priority=1),
    )
    rows = tuple((one.id, one.topic.title, len(one.rules)) for one in found)
    return Report(
        "Guide to credits",
        columns,
        rows,
        _object(edition, found),
        aside=aside(edition),
        answer=() if found else (AnswerLine("", ("No rules are listed.",)),),
        untabled=not found,
        notes=tuple(newer_note(edition)),
        next=f"Next: {pasted(f'guide TOPIC{typed}')} for its sentences, {pasted(f'guide WORD{typed}')} to search"
        if found
        else "",
    )


def guide_answers(edition: Edition, found: Sequence[Chapter], asked: str, typed: str) -> Report:
    """The sentences of some topics, each above its source."""
    alone = len(found) == 1 and found[0].topic.title
    lines = [line for one in found for line in _lines(edition, one, titled=not alone)]
    number = sum(len(one.rules) for one in found)
    see = dict.fromkeys(one.topic.see for one in found if one.topic.see)
    return Report(
        alone or f"{count(number, 'sentence')} about {asked}",
        (),
        (),
        _object(edition, found),
        aside=aside(edition),
        answer=tuple(lines),
        notes=tuple(newer_note(edition)),
        next=f"Next: {pasted(f'{next(iter(see))}{typed}')}" if len(see) == 1 else "",
    )


def _lines(edition: Edition, one: Chapter, *, titled: bool) -> Iterator[AnswerLine]:
    if titled:
        yield AnswerLine(words=(Strong(one.topic.title), Dim(f" {one.id}")))
    yield from sentences(edition, one.rules)


def sentences(edition: Edition, found: Sequence["Rule"]) -> Iterator[AnswerLine]:
    """What some rules say, those of one source together, and that source below them."""
    keys = list(dict.fromkeys(rule.source for rule in found))
    ranked = sorted(found, key=lambda rule: keys.index(rule.source))
    for key, rules in groupby(ranked, key=lambda rule: rule.source):
        yield from (AnswerLine(words=(sentence(rule.says),), mark="-") for rule in rules)
        yield AnswerLine(words=(Dim(f"  {_source_words(edition.source(key))}"),))


def _source_words(source: Source) -> str:
    """`InVideo help, Extra Credits, 2026, official: https://...`."""
    said = f"{source.title}, {month_words(source.date)}, {GRADE_WORDS[source.grade]}"
    return f"{said}: {source.url}" if source.url else said
