"""`creditcalc guide`, and what other screens take from it: what they print, to the letter."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from outcomes import printed, refused
from published import check
from screens import COLOUR
from sheets import EDITION, write
from shell import run, terminal

from creditcalc.render import table
from creditcalc.reports.report import AnswerLine, Dim, Report
from creditcalc.sheets.catalog import Catalog

CATALOG = """
    default_platform: p
    topics:
      ending: {title: "When do credits end?", also: [expiry], see: plans list}
      buying: {title: How do you buy credits?}
    """
RULES = """\
rules:
  - {name: monthly, says: Credits end with the month., topic: [ending], source: docs}
  - {name: packs, says: "A pack lasts for a year, and then its credits end too.", topic: [buying, ending], source: sold}
  - {name: yearly, says: A year is twelve months., topic: [ending], source: docs}
"""
SOLD = "  sold: {title: Prices, url: https://p.example/prices, date: 2026-05-30, grade: official}\n"


@pytest.fixture
def ruled(folder: Path) -> Path:
    """The shop with three rules in two topics."""
    write(folder, {"catalog.yaml": CATALOG, "p/e/edition.yaml": dedent(EDITION) + SOLD + RULES})
    return folder


def test_the_topics(ruled: Path) -> None:
    assert printed("guide") == dedent(
        """\
        Guide to credits    P · prices of May 2026
          Topic   What it answers          Sentences
          ending  When do credits end?             3
          buying  How do you buy credits?          1
        Next: guide TOPIC for its sentences, guide WORD to search
        """
    )


@pytest.mark.parametrize("asked", ["ending", "Expiry", "when do credits end?", "'When do credits end'"])
def test_a_topic_however_it_is_written(ruled: Path, asked: str) -> None:
    assert printed(f"guide {asked}") == dedent(
        """\
        When do credits end?    P · prices of May 2026
        - Credits end with the month.
        - A year is twelve months.
          The documentation, May 2026, official
        - A pack lasts for a year, and then its credits end too.
          Prices, May 2026, official: https://p.example/prices
        Next: plans list
        """
    )


def test_words(ruled: Path) -> None:
    assert printed("guide year") == dedent(
        """\
        When do credits end?    P · prices of May 2026
        - A pack lasts for a year, and then its credits end too.
          Prices, May 2026, official: https://p.example/prices
        - A year is twelve months.
          The documentation, May 2026, official
        Next: plans list
        """
    )


def test_a_terminal_wraps_sentences_and_no_address(ruled: Path) -> None:
    assert COLOUR.sub("", terminal("guide pack", columns=40, TERM="xterm", PAGER="cat").out) == dedent(
        """\
        When do credits end?
        P · prices of May 2026

        - A pack lasts for a year, and then its
          credits end too.
          Prices, May 2026, official:
          https://p.example/prices

          Next: plans list
        """
    )


def test_what_is_dim_is_drawn_dim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    drawn = table.render(Report("", (), (), {}, answer=(AnswerLine(words=("Said.", Dim(" By whom."))),)))
    assert drawn == "Said.\x1b[2m By whom.\x1b[0m\n"


def test_sentences_of_several_topics_are_below_their_topics_each_but_once(ruled: Path) -> None:
    rule = "  - {name: more, says: A pack has credits., topic: [buying], source: docs}\n"
    write(ruled, {"p/e/edition.yaml": dedent(EDITION) + SOLD + RULES + rule})
    assert printed("guide pack --format markdown") == dedent(
        """\
        **2 sentences about pack** (P · prices of May 2026)

        **When do credits end?** ending

        - A pack lasts for a year, and then its credits end too.

          Prices, May 2026, official: https://p.example/prices

        **How do you buy credits?** buying

        - A pack has credits.

          The documentation, May 2026, official

        """
    )


def test_for_scripts(ruled: Path) -> None:
    assert printed("guide buying --format csv") == dedent(
        """\
        topic,title,text,source,url
        buying,How do you buy credits?,"A pack lasts for a year, and then its credits end too.",sold,https://p.example/prices
        """
    )
    said = check(printed("guide buying --json"))
    sentence = {"text": "A pack lasts for a year, and then its credits end too.", "source": "sold"}
    assert said["topics"] == [{"id": "buying", "title": "How do you buy credits?", "sentences": [sentence]}]
    assert said["sources"] == [
        {
            "key": "sold",
            "title": "Prices",
            "url": "https://p.example/prices",
            "date": "2026-05-30",
            "grade": "official",
        }
    ]
    assert [one["id"] for one in json.loads(printed("guide --json"))["topics"]] == ["ending", "buying"]


def test_what_is_not_known_is_refused(ruled: Path) -> None:
    assert refused("guide endng") == (
        "nothing is known about `endng`: did you mean `ending` or `end`? (see `creditcalc guide`)"
    )


def test_without_rules_there_is_nothing_to_list(folder: Path) -> None:
    assert printed("guide") == dedent(
        """\
        Guide to credits    P · prices of May 2026
        No rules are listed.
        """
    )


def test_rules_of_a_topic_and_with_a_word(ruled: Path) -> None:
    names = [line.partition(",")[0] for line in printed("rules list year --topic ending --format csv").splitlines()]
    assert names == ["name", "packs", "yearly"]
    assert refused("rules list --topic end") == (
        "unknown topic `end` of p: did you mean `ending`? (see `creditcalc guide`)"
    )


def test_help_shows_a_topic(ruled: Path) -> None:
    assert printed("help expiry") == printed("guide expiry")


def test_the_commands_that_topics_name_are_there(warm: None) -> None:
    for name, topic in Catalog().topics.items():
        if topic.see:
            assert run(topic.see).code == 0, name


def test_a_quote_ends_with_where_the_platform_shows_the_cost(folder: Path) -> None:
    write(folder, {"p/platform.yaml": "name: P\ndefault_edition: e\nseller: Pe\nquote_at: the lower left\n"})
    said = "Pe shows the cost before you generate: the lower left."
    assert printed("quote clip 8s").splitlines()[-1] == said
    source, shown = printed("quote clip 8s --format markdown").partition("\n\n<details>")[0].split("\n\n")[-2:]
    assert (source[:7], shown) == ("Source:", said)
    assert json.loads(printed("quote clip 8s --json"))["quote_at"] == "the lower left"
    assert "lower left" not in printed("quote director 8s")  # what an agent takes is shown afterwards
    assert json.loads(printed("quote director 8s --json"))["quote_at"] is None


def test_where_the_platform_shows_the_cost_is_said_under_what_is_not_exact(folder: Path) -> None:
    write(folder, {"p/platform.yaml": "name: P\ndefault_edition: e\nseller: Pe\nquote_at: the lower left\n"})
    models = """
        vague: {name: Vague, maker: M, kind: video, settings: {seconds: {number: 1..60}},
          rates: [{price: ~1..2, per: second, source: docs}]}
        hidden: {name: Hidden, maker: M, kind: video, settings: {seconds: {number: 1..60}},
          rates: [{price: unknown, per: second, source: docs}]}
        plain: {name: Plain, maker: M, kind: video, settings: {seconds: {number: 1..60}},
          rates: [{price: 2, per: second, source: docs}]}
        """
    write(folder, {"p/e/more.yaml": models})
    said = "Pe shows the cost before you generate: the lower left."
    (folder / "one.csv").write_text("model,seconds\nvague,8\n")
    (folder / "two.csv").write_text("model,seconds\nclip,8\n")
    for command in (f"batch {folder / 'one.csv'}", "models show vague", "models compare --kind video --seconds 8"):
        assert printed(command).splitlines()[-1].strip() == said, command
    for command in (f"batch {folder / 'two.csv'}", "models show plain"):
        assert said not in printed(command), command
    refused = run("quote hidden 8s")
    assert (refused.code, said in refused.err) == (5, True)
