"""Names as people write them: whatever is printed is understood, two things are never one, and a slip is told."""

import random
import re
import string
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheets import platform, write
from writings import APART, rewritten

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.pricebook.naming import SeveralModels, names_of, owners, pack_named, plan_names
from creditcalc.pricebook.plan import BILLED, Plan, TopUp
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.contradictions.editions import catalog_contradictions
from creditcalc.text import folded

CATALOG = Catalog()
PLATFORMS = tuple(CATALOG.index.platforms)
EDITIONS = [(name, one) for name in PLATFORMS for one in CATALOG.index.platforms[name].editions]
RATE = "rates: [{{price: {price}, per: clip, source: docs}}]"
CLIP = f"{{{{name: {{name}}, maker: X, kind: video, aliases: [{{aliases}}], {RATE}}}}}"
PRICE = "{amount: 10, currency: USD, every: month, source: docs}"
YEARLY = "{amount: 96, currency: USD, every: year, source: docs}"


@cache
def book(name: str, edition: str) -> Edition:
    return CATALOG.edition(name, edition)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_name_in_any_writing_finds_its_thing_alone(name: str, edition: str) -> None:
    found, rng = book(name, edition), random.Random(edition)
    for model in found.models.values():
        for called in names_of(model):
            assert {found.named(word).id for word in (called, *(rewritten(called, rng) for _ in range(3)))} == {
                model.id
            }
    for plan in found.plans.values():
        for called in names_of(plan):
            for word in (called, rewritten(called, rng)):
                assert found.plan(word) == plan, word
                for every, billed in BILLED.items():
                    prices = tuple(money for money in plan.prices if money.every == every)
                    if prices:
                        assert found.plan(f"{word} ({billed})") == plan._replace(prices=prices), word


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_pack_in_any_writing_is_found_alone(name: str, edition: str) -> None:
    found, rng = book(name, edition), random.Random(edition)
    for pack in found.top_ups.values():
        for called in names_of(pack):
            assert {pack_named(word, found).id for word in (called, rewritten(called, rng))} == {pack.id}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_a_slip_is_offered_different_things(name: str, edition: str) -> None:
    """Of a name with a letter too many, its thing comes first, and each thing once, as it is printed."""
    found = book(name, edition)
    shelves: list[tuple[Callable[[str], object], Iterable[Model | Plan | TopUp]]] = [
        (found.named, (model for model in found.models.values() if model.kind != "action")),
        (found.plan, found.plans.values()),
        (lambda word: pack_named(word, found), found.top_ups.values()),
    ]
    for ask, things in shelves:
        for thing in things:
            slip = f"{thing.name[:-1]}q{thing.name[-1:]}"
            with suppress(CreditcalcError):
                ask(slip)
                continue
            with pytest.raises(CreditcalcError) as refused:
                ask(slip)
            offers = re.findall("`(.*?)`", str(refused.value).partition("did you mean ")[2].partition("?")[0])
            meant = [one.id for offer in offers if isinstance(one := ask(offer), Model | Plan | TopUp)]
            assert len(set(meant)) == len(offers), slip


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_two_things_of_a_book_never_have_one_name(name: str, edition: str) -> None:
    found = book(name, edition)
    assert {called: ids for called, ids in owners(found.top_ups.values()).items() if len(ids) != 1} == {}
    assert {called: ids for called, ids in found.names.items() if len(ids) != 1} == {}
    assert {called: list(of) for called, of in plan_names(found.plans.values()).items() if len(of) != 1} == {}


@pytest.mark.usefixtures("warm")
def test_every_platform_is_found_by_what_it_is_called() -> None:
    rng = random.Random(1)
    assert [ids for ids in CATALOG.platforms_called.values() if len(ids) != 1] == []
    for name, found in CATALOG.index.platforms.items():
        for called in (name, found.sheet.name, found.sheet.seller or name):
            assert {Catalog().platform(word).id for word in (called, rewritten(called, rng))} == {name}


@given(st.text(), st.sampled_from(APART), st.integers(0, 10))
def test_a_folded_name_knows_no_case_and_no_signs(name: str, sign: str, at: int) -> None:
    once = folded(name)
    assert folded(once) == once
    if name.isascii() and set(name) & set(string.ascii_letters + string.digits):
        assert folded(name.upper()) == folded(name.lower()) == once
        assert folded(name[:at] + sign + name[at:]) == once


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Veo 3.1 Fast", "veo31fast"),
        ("Premium+", "premiumplus"),
        ("Premium", "premium"),
        ("Plus (yearly)", "plusyearly"),
        ("Providers\u2019 list prices", "providerslistprices"),
        ("\uff36\uff45\uff4f 3", "veo3"),  # wide letters
        ("Cafe\u0301", "caf\u00e9"),  # the accent apart, as file names of a Mac have it
        ("\u0915\u093f", "\u0915\u093f"),  # a vowel of Hindi is a sign of its own, and says something
        ("\u2605", "\u2605"),
        ("", ""),
    ],
)
def test_a_folded_name(name: str, word: str) -> None:
    assert folded(name) == word


# Two things with one name


def test_a_name_of_two_models_is_refused_with_both_and_their_ids_are_not(tmp_path: Path) -> None:
    sheets = platform(
        tmp_path,
        f"clip-1: {CLIP.format(name='Clip', aliases='', price=1)}\n"
        f"clip1: {CLIP.format(name='Other', aliases='film 2', price=2)}\n"
        f"third: {CLIP.format(name='Film-2', aliases='', price=3)}\n",
    )
    assert (sheets.total("clip-1"), sheets.total("clip1")) == ("1", "2")
    assert sheets.refusal("Clip 1") == (1, "`Clip 1` is a name of `clip-1` and `clip1`: use an id")
    assert sheets.refusal("FILM 2") == (1, "`FILM 2` is a name of `clip1` and `third`: use an id")
    assert sheets.faults == (
        "p/e/models.yaml:2:8: the name `clip1` belongs to `clip-1` too: remove one",
        "p/e/models.yaml:3:8: the name `Film-2` belongs to `clip1` too: remove one",
    )


def test_a_name_of_a_model_whose_sheet_is_wrong_says_what_is_wrong(tmp_path: Path) -> None:
    wrong = "odd: {name: The odd one, maker: X, kind: video, nmae: y, rates: []}\n"
    sheets = platform(tmp_path, f"clip: {CLIP.format(name='Clip', aliases='', price=1)}\n{wrong}")
    for word in ("odd", "ODD"):
        assert "unknown key `nmae`" in sheets.refusal(word)[1]


def test_a_name_of_two_plans_is_refused_with_both(tmp_path: Path) -> None:
    plans = f"""
    plus: {{name: Plus, prices: [{PRICE}, {YEARLY}], source: docs}}
    plus-yearly: {{name: By the year, prices: [{YEARLY}], source: docs}}
    """
    sheets = platform(tmp_path, f"clip: {CLIP.format(name='Clip', aliases='', price=1)}\n", plans=plans)
    assert sheets.edition.plan("plus-yearly").id == "plus-yearly"
    with pytest.raises(CreditcalcError) as refused:
        sheets.edition.plan("Plus (yearly)")
    assert str(refused.value) == "`Plus (yearly)` is a name of `plus (yearly)` and `plus-yearly`: use an id"
    assert [money.every for money in sheets.edition.plan("plus monthly").prices] == ["month"]
    assert sheets.edition.plan("PLUS").prices == sheets.edition.plan("plus").prices
    assert sheets.refusal("Clip", plan="x")  # it has no such setting


def test_a_name_of_two_platforms_is_refused_with_both(tmp_path: Path) -> None:
    platform(tmp_path, f"clip: {CLIP.format(name='Clip', aliases='', price=1)}\n")
    write(tmp_path, {"q/platform.yaml": "name: A film, shop\ndefault_edition: e\n"})
    write(tmp_path, {"r/platform.yaml": "name: Shop\nseller: A Film Shop\ndefault_edition: e\n"})
    catalog = Catalog(alone=str(tmp_path))
    assert (catalog.platform("shop").id, catalog.platform("R").id) == ("r", "r")
    with pytest.raises(CreditcalcError) as refused:
        catalog.platform("a film shop")
    assert str(refused.value) == "`a film shop` is a name of `q` and `r`: use an id"
    faults = list(map(str, catalog_contradictions(catalog.roots, catalog.index)))
    assert faults == [
        f"{tmp_path}/r/platform.yaml:1:7: the name `A Film Shop` belongs to the platform `q` too: rename one"
    ]


# What a wrong name may have meant


def refusal(word: str, name: str = "invideo", edition: str = "2026-05") -> CreditcalcError:
    with pytest.raises(CreditcalcError) as refused:
        book(name, edition).named(word)
    return refused.value


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("word", "models"),
    [
        ("kling", 7),
        ("KLING", 7),
        ("Kling 2.6", 2),
        ("veo", 5),
        ("sora", 2),
        ("luma", 2),
        ("elevenlabs", 5),
        ("Black Forest", 3),
    ],
)
def test_the_name_of_a_family_or_maker_is_refused_with_its_models(word: str, models: int) -> None:
    error = refusal(word)
    assert isinstance(error, SeveralModels)
    assert len(error.models) == models
    assert len(error.lines) == 1
    assert str(error).startswith(f"{models} models are called")
    assert all(word.lower() in f"{model.name} {model.maker}".lower() for model in error.models)


@pytest.mark.usefixtures("warm")
def test_a_name_that_is_nearly_right_is_told_different_things() -> None:
    see = "(see `creditcalc models list`)"
    assert str(refusal("veo-4")) == f"unknown model `veo-4` on invideo: did you mean `Veo 3` or `Veo 3.1`? {see}"
    assert str(refusal("nano-bananna-pro")) == (
        "unknown model `nano-bananna-pro` on invideo: did you mean `Nano Banana Pro`, `Nano Banana` or "
        f"`Nano Banana 2`? {see}"
    )
    assert str(refusal("autopilt")) == f"unknown model `autopilt` on invideo: did you mean `Autopilot`? {see}"
    assert str(refusal("")) == f"unknown model `` on invideo {see}"


@pytest.mark.usefixtures("warm")
def test_a_platform_in_place_of_a_model_is_told() -> None:
    for word in ("midjourney", "Google Flow"):
        home = CATALOG.platform(word).id
        assert str(refusal(word)) == (
            f"`{word}` is a platform, not a model: see `creditcalc models list --platform {home}`"
        )


@pytest.mark.usefixtures("warm")
def test_a_plan_that_is_nearly_right_is_told_by_its_name() -> None:
    with pytest.raises(CreditcalcError, match=r"unknown plan `plus yaerly` in invideo 2026-05: did you mean `Plus \("):
        book("invideo", "2026-05").plan("plus yaerly")
