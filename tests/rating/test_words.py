"""What words in place of options say: the model first, then quantities and values, and nothing by guess."""

from collections.abc import Iterator

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.naming import names_of
from creditcalc.rating.words import Words, named_in, values_in
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import folded

QUANTITIES = (
    "8 sec 4k audio x3",
    "1 m 30 s 1080p",
    "0:30 no-audio",
    "2k",
    "2 k chars",
    "4 images",
    "30 fps 10s",
)


def editions() -> Iterator[Edition]:
    """Every price book of the bundled sheets."""
    catalog = Catalog()
    for platform in catalog.index.platforms:
        for edition in catalog.platform(platform).editions:
            yield catalog.edition(platform, edition)


@pytest.fixture
def book(warm: None) -> Edition:
    """InVideo's prices of May 2026."""
    return Catalog().edition("invideo", "2026-05")


def said(words: str, book: Edition) -> Words:
    """What the words say there."""
    return named_in(words.split(), [book])


def no(words: str, book: Edition) -> str:
    """Why the words are refused."""
    with pytest.raises(CreditcalcError) as error:
        said(words, book)
    return str(error.value)


def test_any_name_with_any_quantities_is_that_model_or_is_refused(warm: None) -> None:
    named = 0
    for edition in editions():
        for model in edition.models.values():
            for name in {one for called in names_of(model) for one in (called, called.replace("-", " "))}:
                ids = edition.ids(name)
                for words in ("", *QUANTITIES):
                    try:
                        found = named_in([*name.split(), words], [edition])
                    except CreditcalcError:
                        continue
                    assert edition.ids(found.model or "") == ids, (edition, name, words)
                    named += 1
    assert named > 5_000


def test_a_name_of_another_sheet_is_never_a_model_with_a_setting(warm: None) -> None:
    books = list(editions())
    names = {name for book in books for model in book.models.values() for name in names_of(model)}
    for book in books:
        for name in names:
            if not book.ids(name):
                try:
                    found = values_of_first(name, book)
                except CreditcalcError:
                    continue
                raise AssertionError(f"{book}: {name} is read as {found}")


def values_of_first(name: str, book: Edition) -> Words:
    """What a name says in a book where its first words, and no more of them, name a model."""
    words = name.replace("-", " ").split()
    for end in range(len(words) - 1, 0, -1):
        if book.ids(" ".join(words[:end])):
            return named_in(words, [book])
    raise CreditcalcError("no model")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("veo-3.1 8s 4k audio", Words("veo-3.1", {"seconds": "8", "resolution": "4k", "audio": "on"})),
        ("Veo 3.1 8 sec x3 twin", Words("Veo 3.1", {"seconds": "8", "twin": "on"}, 3)),
        ("veo 3.1 fast 8s", Words("veo 3.1 fast", {"seconds": "8"})),
        ("8s no-audio veo 3 1 2160p", Words("veo 3 1", {"seconds": "8", "audio": "off", "resolution": "4k"})),
        ("seedance 2 5 sec", Words("seedance 2", {"seconds": "5"})),
        ("kling 2.6 standard 1m 30s", Words("kling 2.6 standard", {"seconds": "90"})),
        ("kling-2.6-standard 0:30 ×2", Words("kling-2.6-standard", {"seconds": "30"}, 2)),
        ("veo-3.1 8s Full HD", Words("veo-3.1", {"seconds": "8", "resolution": "1080p"})),
        ("nano banana pro 2k", Words("nano banana pro", {"resolution": "2k"})),
        ("elevenlabs v3 2k", Words("elevenlabs v3", {"characters": "2000"})),
        ("8s 4k", Words(None, {})),
    ],
)
def test_words(words: str, expected: Words, book: Edition) -> None:
    assert said(words, book) == expected


def test_what_cannot_be_read_is_refused_with_all_that_it_may_be(book: Edition) -> None:
    takes = "write for example `8s`, `720p`, `1080p`, `4k`, `audio`, `twin` or `x3`"
    assert no("veo 3.1 fsat 8s", book) == f"`fsat` is not something that `veo-3.1` takes: {takes}"
    assert no("veo-3.1 8s 1080", book) == f"`1080` has no unit: {takes}"
    assert no("veo-3.1 8s 10s", book) == "`10s` gives `seconds` again, which is `8`: give it once"
    assert no("8 veo-3.1 s", book) == f"`8` has no unit: {takes}"
    assert no("8s full veo-3.1 hd", book) == f"`full` is not something that `veo-3.1` takes: {takes}"
    assert no("veo-3.1 8s hd", book) == "`hd` may be `720p` or `1080p`: write one of them"
    assert no("veo-3.1 kling-3.0 8s", book) == "`veo-3.1` and `kling-3.0` are models: name one"
    assert no("kling 2.6 8s", book).startswith("2 models are called `kling 2.6`: ")
    assert no("veo 8s 3.1", book) == "`veo 3.1` is a model: write its words next to each other"
    assert no("nano banana pro 4 images", book) == (
        "`4 images` may be `outputs` or `input_images`: use `--outputs 4` or `--set input_images=4`"
    )
    assert no("8s " * 101, book).startswith("101 words are too many")


def test_a_name_that_ends_as_a_quantity_is_refused_with_both(book: Edition) -> None:
    both = book._replace(names={**book.names, folded("Veo 3.1 4k"): ("kling-3.0",)})
    assert no("veo 3.1 4k 8s", both) == (
        '`veo 3.1 4k 8s` may be `--model "veo 3.1 4k" --seconds 8` or '
        '`--model "veo 3.1" --resolution 4k --seconds 8`: use `--model`'
    )


def test_words_of_many_models_name_none(book: Edition) -> None:
    models = list(book.models.values())
    assert values_in(["8s", "1080p", "audio"], models, book) == Words(
        None, {"seconds": "8", "resolution": "1080p", "audio": "on"}
    )
    with pytest.raises(CreditcalcError, match=r"`2k` may be `resolution` or `characters`"):
        values_in(["2k"], models, book)
