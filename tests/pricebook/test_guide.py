"""The guide: every rule of every bundled sheet is found, and so is what people ask, by their own words."""

from functools import cache

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.guide import answering, chapter, chapters, saying
from creditcalc.pricebook.rule import Rule, Topic
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import folded

pytestmark = pytest.mark.usefixtures("warm")

ASKED = {
    "what are credits": ("what-credits-are", "Credits are InVideo AI's own currency."),
    "credits in one paragraph": ("what-credits-are", "They are like tokens in an arcade."),
    "what is free": ("free-of-credits", "Downloads, exports, basic edits, watching and sharing take no credits."),
    "the order of steps": ("order-of-steps", "the credits are deducted, then the content is made."),
    "a credit is not a minute": ("not-minutes", "A credit is not a minute of video: each model has its own rate."),
    "cost before the click": ("cost-before", "click the two-line icon at the bottom left to see the cost."),
    "two-line icon": ("cost-before", "click the two-line icon at the bottom left to see the cost."),
    "check the cost": ("cost-before", "check the cost before you click Generate"),
    "balance": ("balance", "A counter in the dashboard, near the profile or the settings"),
    "how many credits are left": ("balance", "A counter in the dashboard"),
    "history": ("history", "The usage history shows which generations were expensive."),
    "Agent One": ("agents", "Agent One makes up to 30 minutes of video from one prompt."),
    "30 minutes": ("agents", "Agent One makes up to 30 minutes of video from one prompt."),
    "Autopilot": ("autopilot", "Autopilot Basic is for quick drafts and internal reviews."),
    "autopilot's qualities": ("autopilot", "changes the cost, by an amount that is not published."),
    "is Free enough": ("is-free-enough", "Free is enough for testing the platform with 1 or 2 videos in all."),
    "Is the Free plan enough?": ("is-free-enough", "For professional or business use Free is not enough"),
    "which plan": ("which-plan", "5 to 10 videos a month, take Plus with the Generative add-on."),
    "tips": ("tips", "Test with a cheap model, such as Kling 2.6 Standard at ~0.5 credits a second."),
    "save credits": ("tips", "Plan the content and generate in batches"),
    "FAQ": ("faq", "An AI twin adds 20 credits a minute."),
    "two products": ("two-products", "Credits belong to InVideo AI, not to the older InVideo video editor."),
    "first steps": ("first-steps", "Join on the Free plan, look at the balance, try a cheap model"),
    "do credits expire": ("resets", "Credits of monthly plans reset each month; unused ones are lost."),
    "monday": ("resets", "each week, on Monday at 00:00 UTC."),
    "buy credits": ("more-credits", "Credits can be topped up on demand"),
    "why do models cost different credits": ("costs", "InVideo pays the providers for each use"),
    "15 minutes": ("generative-plan", "120 USD a month for 15 minutes of AI video."),
    "15 USD": ("more-credits", "69.99 lei in the Romanian App Store, about 15 USD."),
    "watermark": ("free-plan", "exports carry a watermark"),
    "refund": ("payment", "Refunds are given within 7 days"),
}
"""What people ask of the default price book, the topic that answers it, and words of the answer."""
ROWS = {"is-free-enough": 4, "which-plan": 4, "tips": 7, "autopilot": 3}
"""The rows of a table of the seed's guide that a topic has at the least."""


@cache
def catalog() -> Catalog:
    """The bundled sheets."""
    return Catalog()


@cache
def default() -> Edition:
    """The default price book."""
    return catalog().edition()


def books() -> list[tuple[str, str]]:
    """Every bundled price book."""
    return [(platform.id, name) for platform in catalog().index.platforms.values() for name in platform.editions]


def rule(name: str, says: str, *topics: str) -> Rule:
    """A rule of the documentation."""
    return Rule(name, says, "docs", topics)


@pytest.mark.parametrize("book", books(), ids="/".join)
def test_every_rule_has_known_topics_and_is_found_by_them_and_by_its_words(book: tuple[str, str]) -> None:
    edition, topics = catalog().edition(*book), catalog().topics
    shown = {one.id: [each.name for each in one.rules] for one in chapters(edition, topics)}
    for name, one in edition.rules.items():
        assert one.topic, name
        assert set(one.topic) <= set(topics)
        assert all(name in shown[topic] for topic in one.topic)
        for words in (one.says, name):
            assert name in [each.name for part in answering(edition, topics, [words]) for each in part.rules], name


def test_every_topic_has_rules_and_names_of_its_own() -> None:
    topics, named = catalog().topics, dict[str, str]()
    used = {topic for book in books() for one in catalog().edition(*book).rules.values() for topic in one.topic}
    assert used == set(topics)
    for key, topic in topics.items():
        for name in (key, topic.title, *topic.also):
            assert named.setdefault(folded(name), key) == key, name


@pytest.mark.parametrize("asked", ASKED)
def test_what_people_ask_is_answered(asked: str) -> None:
    topic, answer = ASKED[asked]
    found = {
        one.id: " ".join(each.says for each in one.rules) for one in answering(default(), catalog().topics, [asked])
    }
    assert answer in found[topic]


@pytest.mark.parametrize("topic", ROWS)
def test_a_table_of_the_guide_is_whole(topic: str) -> None:
    assert len(chapter(default(), catalog().topics, topic).rules) >= ROWS[topic]


TOPICS = {"resets": Topic("When do credits reset?", ("expiry",)), "buying": Topic("How do you buy credits?")}
RULES = [
    rule("monthly", "Credits end with the month.", "resets"),
    rule("packs", "A pack of 10 credits exports at 0.5 a minute, with the month's rest.", "buying", "resets"),
    rule("loose", "Exporting takes nothing."),
]


@pytest.fixture
def edition() -> Edition:
    """A price book with three rules, one of them without a topic."""
    return default()._replace(rules={one.name: one for one in RULES})


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("resets", {"resets": ["monthly", "packs"]}),
        ("When do credits reset", {"resets": ["monthly", "packs"]}),
        ("EXPIRY", {"resets": ["monthly", "packs"]}),
        ("month", {"resets": ["monthly", "packs"]}),
        ("months", {"resets": ["monthly", "packs"]}),  # which begins with a word of theirs
        ("10", {"resets": ["packs"]}),  # and in no other topic again
        ("exports", {"resets": ["packs"]}),
        ("exporting", {"other": ["loose"]}),
        ("export", {"resets": ["packs"], "other": ["loose"]}),
        ("how do I export at 0.5", {"resets": ["packs"]}),
        ("buy", {"buying": ["packs"]}),  # which only its title says
        ("end resets", {"resets": ["monthly"]}),  # one word of the sentence, one of the topic
        ("how", {"buying": ["packs"]}),  # there is no other word
    ],
)
def test_an_answer_is_the_topic_else_the_sentences_else_what_has_all_the_words(
    edition: Edition, asked: str, answer: dict[str, list[str]]
) -> None:
    found = answering(edition, TOPICS, asked.split())
    assert {one.id: [each.name for each in one.rules] for one in found} == answer


def test_what_names_no_topic_is_in_the_last_chapter(edition: Edition) -> None:
    assert [(one.id, len(one.rules)) for one in chapters(edition, TOPICS)] == [
        ("resets", 2),
        ("buying", 1),
        ("other", 1),
    ]


def test_what_is_not_known_is_refused_with_what_is_near(edition: Edition) -> None:
    with pytest.raises(
        CreditcalcError, match=r"^nothing is known about `pakc`: did you mean `pack`\? \(see"
    ) as refused:
        answering(edition, TOPICS, ["pakc"])
    assert refused.value.did_you_mean == ("pack",)
    with pytest.raises(CreditcalcError, match=r"^nothing is known about `zzz` \(see `creditcalc guide`\)$"):
        answering(edition, TOPICS, ["zzz"])
    with pytest.raises(CreditcalcError, match=r"^unknown topic `reset` of invideo: did you mean `resets`\? \(see"):
        chapter(edition, TOPICS, "reset")


def test_rules_that_say_some_words() -> None:
    assert [one.name for one in saying(RULES, ["month"])] == ["monthly", "packs"]
    assert [one.name for one in saying(RULES, ["the", "month", "pack"])] == ["packs"]
    assert saying(RULES, ["buy"]) == []
