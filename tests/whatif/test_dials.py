"""Dials: what was turned, said as an address, as words, and as a command that gives the figure of the screen."""

import json
import shlex
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from shell import run

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.sheets.catalog import Catalog
from creditcalc.whatif.books import OpenDials, read_words, with_book, with_model
from creditcalc.whatif.clip import clip
from creditcalc.whatif.dials import (
    LONGEST_ADDRESS,
    SAID_IN_WORDS,
    TABS,
    Dials,
    address,
    command_line,
    from_address,
    turned,
)
from creditcalc.whatif.plans import plans
from creditcalc.whatif.shoot import priced_rows, shooting


@cache
def opened() -> OpenDials:
    """The bundled sheets."""
    return OpenDials(Catalog())


said = st.text(min_size=1, max_size=12).filter(str.isprintable)
names = st.from_regex("[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name not in Dials._fields)


@st.composite
def any_dials(draw: st.DrawFn) -> Dials:
    """Dials of whatever words, sold or not."""
    fields = draw(st.dictionaries(st.sampled_from(SAID_IN_WORDS), said, max_size=4))
    return Dials(
        tab=draw(st.sampled_from(TABS)),
        settings=tuple(draw(st.dictionaries(names, said, max_size=3)).items()),
        outputs=draw(st.none() | st.integers(1, 1_000_000)),
        takes=draw(st.integers(1, 1_000_000)),
        **fields,
    )


@given(any_dials())
@example(Dials(model="a+b &c=d#?%", settings=(("audio", "é+ %26"),)))
def test_an_address_leads_back_to_the_same_dials(dials: Dials) -> None:
    text = address(dials)
    assert from_address(text) == from_address(f"#{text}") == dials
    assert text.isascii()
    assert not set(text) & set(" <>\"'`")


@given(st.text(max_size=60) | st.from_regex(r"(clip|plans)\?([a-z%&=+0-9]{1,9}=[%a-z0-9]{0,9}&?){1,4}", fullmatch=True))
def test_whatever_an_address_says_it_is_read_or_refused_in_a_line(text: str) -> None:
    try:
        found = from_address(text)
    except CreditcalcError as error:
        assert len(error.lines) == 1
    else:
        assert from_address(address(found)) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nowhere?model=veo", "there is no view `nowhere`: there are `clip`, `plans` and `shoot`"),
        ("clip?model=a&model=b", "the address says something twice: open the page without it"),
        ("clip?model", "the address cannot be read: was all of it copied?"),
        ("clip?model=%ff", "the address cannot be read: was all of it copied?"),
        ("clip?model=a%00b", "`model` has characters that cannot be shown: type it again"),
        ("clip?model=a%e2%80%aeb", "`model` has characters that cannot be shown: type it again"),
        ("clip?settings=x", "`settings` is not the name of a setting"),
        ("clip?__class__=x", "`__class__` is not the name of a setting"),
        ("clip?takes=0", "`takes` must be a whole number from 1 to 1,000,000, not `0`"),
        ("clip?outputs=9999999", "`outputs` must be a whole number from 1 to 1,000,000, not `9999999`"),
        ("clip?" + "&".join(f"a{n}=1" for n in range(101)), "the address cannot be read: was all of it copied?"),
        (
            "clip?model=" + "a" * LONGEST_ADDRESS,
            "the address is longer than 8,000 characters: open the page without it",
        ),
        ("clip?model=" + "a" * 201, "`model` is longer than 200 characters: shorten it"),
    ],
)
def test_what_no_address_of_ours_says_is_refused(text: str, why: str) -> None:
    with pytest.raises(CreditcalcError) as error:
        from_address(text)
    assert error.value.lines == (why,)


def test_a_dial_that_is_turned_back_is_not_there() -> None:
    start = Dials(model="veo-3.1")
    there = turned(turned(start, "seconds", "8"), "takes", "3")
    assert there == Dials(model="veo-3.1", settings=(("seconds", "8"),), takes=3)
    assert turned(turned(turned(there, "seconds", "6"), "seconds", ""), "takes", "") == start


@st.composite
def sold_dials(draw: st.DrawFn) -> Dials:
    """Dials of a bundled platform's model, at values that it lists, which may not be sold together."""
    catalog = opened().catalog
    platform = draw(st.sampled_from(sorted(catalog.index.platforms)))
    edition = draw(st.sampled_from(sorted(catalog.index.platforms[platform].editions)))
    book = catalog.edition(platform, edition)
    assume(book.models)
    model = book.models[draw(st.sampled_from(sorted(book.models)))]
    plan = draw(st.sampled_from(["", "", *sorted(book.plans)]))
    settings = {}
    for name, setting in model.settings.items():
        if name in Dials._fields or not draw(st.integers(0, 3)):
            continue
        numbers = ["8", "5", "3.5", word_of(setting.range.low)] if setting.range else []
        settings[name] = draw(st.sampled_from([*map(word_of, setting.choices), *numbers]))
    outputs, takes = draw(st.sampled_from([None, 1, 4])), draw(st.sampled_from([1, 3]))
    return Dials("clip", platform, edition, plan, model.id, tuple(settings.items()), outputs, takes)


@given(sold_dials())
def test_the_command_gives_what_the_dials_show(dials: Dials) -> None:
    """Its very object; and what is refused is refused in the same line, with the same code."""
    found, ran = clip(opened(), dials), run(f"{shlex.join(command_line(dials)[1:])} --json")
    if found.answer is None:
        assert found.refusal is not None
        assert (ran.code, json.loads(ran.out)["message"]) == (found.refusal.code, str(found.refusal))
    else:
        assert (ran.code, json.loads(ran.out)) == (0, found.answer.to_dict())


def test_words_turn_the_dials() -> None:
    dials = read_words(["veo", "3.1", "8s", "4k", "audio", "x3"], opened(), Dials(plan="plus"))
    settings = (("seconds", "8"), ("resolution", "4k"), ("audio", "on"))
    assert dials == Dials(plan="plus", model="veo-3.1", settings=settings, outputs=3)
    assert read_words(["5s"], opened(), dials).said["seconds"] == "5"
    assert shlex.join(command_line(dials)) == (
        "creditcalc quote --model veo-3.1 --seconds 8 --resolution 4k --audio --outputs 3 --plan plus"
    )


def test_another_model_keeps_what_it_takes_and_gets_what_it_needs() -> None:
    """In September's prices this model makes 5 or 10 s and has no sound: of 8 s it makes the next longer clip."""
    start = Dials(edition="2026-09", settings=(("seconds", "8"), ("resolution", "720p"), ("audio", "on")))
    found = with_model(start, "Kling 2.6 Standard", opened())
    assert found.model == "kling-2.6-standard"
    assert found.said["seconds"] == "10"
    assert with_model(Dials(), "veo-3.1", opened()).said == {"seconds": "8"}
    assert with_book(found, opened(), "midjourney").model == ""  # which sells none of that name
    assert with_book(Dials(model="veo-3.1"), opened(), "flow").model == "veo-3.1"


@pytest.mark.parametrize(
    ("dials", "doing", "kind", "words"),
    [
        (Dials(model="m", per_month="10", currency="EUR"), "plans compare", "video", "--model m --per-month 10 "),
        (Dials(model="m", credits="300"), "plans compare", "video", "--credits 300"),
        (Dials(), "plans compare", "video", ""),
        (Dials(model="m", platform="p", plan="q"), "platforms compare", "video", "--model m"),
        (Dials(model="m", plan="q", takes=2, mix="a=100%"), "models compare", "image", "--kind image --takes 2 --plan"),
        (Dials(model="m", mix="a=100%", settings=(("x", "a b"), ("audio", "off"))), "quote", "video", "--model m --"),
        (Dials(board="a.yaml", budget="5", pick="draft"), "batch", "video", "a.yaml --pick draft --fit 5"),
        (Dials(board="a.csv", budget="5", edition="e"), "batch", "video", "a.csv --budget 5 --edition e"),
    ],
)
def test_each_command_says_what_it_can(dials: Dials, doing: str, kind: str, words: str) -> None:
    said = shlex.join(command_line(dials, doing, kind))  # type: ignore[arg-type]  # one of them
    assert said.startswith(f"creditcalc {doing} {words}".rstrip())


@pytest.mark.parametrize(
    "dials",
    [
        Dials("plans"),
        Dials("plans", credits="300"),
        Dials("plans", model="kling-2.6-standard", settings=(("seconds", "60"),), per_month="10"),
        Dials("plans", platform="flow", credits="100", currency="usd"),
    ],
)
def test_the_command_of_plans_gives_the_object_of_the_plans_shown(dials: Dials) -> None:
    found = plans(opened(), dials)
    assert found.listing is not None
    ran = run(f"{shlex.join(command_line(dials, 'plans compare')[1:])} --json")
    assert json.loads(ran.out) == found.listing.to_dict()


@pytest.mark.parametrize(("board", "budget"), [("shots.csv", "100"), ("storyboard.yaml", "150"), ("shots.csv", "")])
def test_the_command_of_a_shoot_gives_the_object_shown(board: str, budget: str) -> None:
    dials = Dials("shoot", plan="max", board=f"examples/{board}", budget=budget)
    found = shooting(opened(), dials)
    ran = run(f"{shlex.join(command_line(dials, 'batch')[1:])} --json")
    made = json.loads(ran.out)
    made.pop("selection")
    assert made == json.loads(json.dumps(dict(found.data)))
    if board.endswith("csv"):
        csv = run(f"batch examples/{board} --plan max --format csv").out
        assert priced_rows(opened(), dials).decode() == csv
