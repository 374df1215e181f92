"""Platforms, editions and days; a person's own sheets over the bundled ones; and everything that is bundled."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sheets import EDITION, Sheets, platform, write

import creditcalc
from creditcalc.amount import Amount
from creditcalc.book import Book
from creditcalc.errors import CreditcalcError
from creditcalc.files import home
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import breakpoints, resolve
from creditcalc.rating.quote import price
from creditcalc.sheets import compiler
from creditcalc.sheets.cache import TICK
from creditcalc.sheets.catalog import Catalog, bundled, own
from creditcalc.sheets.check import example_faults


def mine(folder: Path, files: dict[str, str]) -> str:
    """A folder of a person's own sheets; a name without a folder is a sheet of the default edition."""
    write(folder, {name if Path(name).parent.name else f"invideo/2026-05/{name}": text for name, text in files.items()})
    return str(folder)


def total(model: str, **options: Any) -> str:
    """The text of a quote's total."""
    return str(creditcalc.quote(model=model, **options).total)


def refusal(model: str, **options: Any) -> tuple[int, str]:
    """The exit code and the text of a refusal."""
    with pytest.raises(CreditcalcError) as refused:
        creditcalc.quote(model=model, **options)
    return refused.value.code, str(refused.value)


# The guide's figures, by hand


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("model", "options", "cost"),
    [
        ("veo-3.1", {"seconds": 8, "resolution": "4k", "audio": True}, "80+"),  # 8 * 10+
        ("veo-3.1", {"seconds": 60, "resolution": "4k", "audio": True}, "600+"),  # 60 * 10+
        ("kling-2.6-standard", {"seconds": 10}, "~5"),  # 10 * ~0.5
        ("kling-2.6-standard", {"seconds": 60}, "~30"),
        ("kling-2.6-standard", {"seconds": 60, "twin": True}, "~50"),  # ~30 and 20 for the minute
        ("kling-2.6-standard", {"seconds": 90, "twin": True}, "~75..85"),  # ~45, and 30 to 40: 1.5 or 2 minutes
        ("kling-2.6-standard", {"seconds": 8, "twin": True}, "~6.666666..24"),  # ~4, and 8 / 60 * 20 = 2.666... to 20
        ("veo-3.1", {"seconds": 8, "resolution": "4k", "audio": True, "takes": 3}, "240+"),
        ("veo3.1", {"seconds": "8", "resolution": "4K", "audio": "on"}, "80+"),  # by an alias, in words
        ("download", {}, "0"),
        ("export", {"outputs": 5}, "0"),
    ],
)
def test_the_guides_figures_come_out(model: str, options: dict[str, Any], cost: str) -> None:
    assert total(model, **options) == cost


@pytest.mark.usefixtures("warm")
def test_a_twin_adds_a_line_of_its_own() -> None:
    quote = creditcalc.quote(model="kling-2.6-standard", seconds=8, twin=True)
    assert [(line.label, str(line.quantity), str(line.amount)) for line in quote.lines] == [
        ("Kling 2.6 Standard", "8", "~4"),
        ("AI twin", "0.133333..1", "2.666666..20"),  # 8 / 60 of a minute, or a whole one
    ]


@pytest.mark.usefixtures("warm")
def test_a_model_without_a_rate_of_its_own_follows_the_list() -> None:
    quote = creditcalc.quote(model="veo-3.1-lite", seconds=8, resolution="1080p", audio=True)
    # 8 * 0.08 USD = 0.64 USD, at 11.9 to 16.7 credits: 7.616 to 10.688
    assert (str(quote.total), quote.evidence.grade) == ("~7.616..10.688", "derived")
    assert [str(row.list_usd) for row in quote.rows] == ["0.08"]


# Everything that is bundled


def editions() -> Iterator[tuple[str, str]]:
    """Every bundled edition."""
    for folder in sorted(bundled().glob("*/*/edition.yaml")):
        yield folder.parent.parent.name, folder.parent.name


EDITIONS = list(editions())


def book(platform_name: str, edition: str) -> Edition:
    """A bundled edition on its own day."""
    return Catalog().edition(platform_name, edition)


def choices(model: Model) -> Iterator[dict[str, Any]]:
    """Every combination of what can be chosen for a model; of numbers, the ends of every stretch."""
    values = {name: breakpoints(model, name) for name in model.settings}
    ends = {name: (*found[:2], *found[-2:]) if model.settings[name].range else found for name, found in values.items()}
    for choice in product(*ends.values()):
        yield dict(zip(ends, choice, strict=True))


def charge(model: Model, settings: dict[str, Any], edition: Edition) -> Amount | None:
    """What a generation costs; None where it is refused."""
    try:
        return price(resolve(model, settings), edition).total
    except CreditcalcError:
        return None


@pytest.mark.usefixtures("warm")
def test_every_bundled_edition_is_known() -> None:
    platforms = Catalog().index.platforms
    assert [
        (name, edition) for name, found in sorted(platforms.items()) for edition in sorted(found.editions)
    ] == EDITIONS
    assert {("invideo", "2026-05"), ("list", "2026-09")} <= set(EDITIONS)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_bundled_choice_has_a_price_or_a_reason(name: str, edition: str) -> None:
    found = book(name, edition)
    for model in found.models.values():
        for settings in choices(model):
            try:
                quote = price(resolve(model, settings), found)
            except CreditcalcError as refused:
                assert refused.code in (1, 5)
                assert "no rate of" not in str(refused)
                assert "two rates of" not in str(refused)
                assert any(words in str(refused) for words in (" with ", "published price"))
            else:
                assert quote.total.qualifier != "unknown"
                assert quote.evidence.sources


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_bundled_open_quote_contains_the_closed_ones(name: str, edition: str) -> None:
    found = book(name, edition)
    for model in found.models.values():
        left = [key for key, setting in model.settings.items() if setting.is_open]
        opened: dict[tuple[Any, ...], Amount | None] = {}
        for settings in choices(model) if left and not model.uses else ():
            given = {key: value for key, value in settings.items() if key not in left}
            key = tuple(given.values())
            if key not in opened:
                opened[key] = charge(model, given, found)
            closed, whole = charge(model, settings, found), opened[key]
            assert closed is None or whole is None or closed in whole


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_bundled_example_holds(name: str, edition: str) -> None:
    found = book(name, edition)
    faults = [fault for model in found.models.values() for fault in example_faults(model, found)]
    assert [str(fault) for fault in faults if not fault.warning] == []


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("name", "edition"), EDITIONS)
def test_every_name_of_a_bundled_model_finds_it(name: str, edition: str) -> None:
    found = book(name, edition)
    for model in found.models.values():
        assert {found.named(known).id for known in (model.id, model.id.upper(), *model.aliases)} == {model.id}


# Platforms, editions, days


def test_a_platform_is_named_or_is_the_default_one(tmp_path: Path) -> None:
    sheets = platform(tmp_path, "m: {name: M, maker: X, kind: video, rates: [{price: 7, per: clip, source: docs}]}")
    assert sheets.total("m") == "7"
    assert sheets.total("m", platform="P") == "7"
    code, message = sheets.refusal("m", platform="invidio")
    assert code == 1
    assert message == "unknown platform `invidio`: did you mean `InVideo AI`? (see `creditcalc platforms list`)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("openai", ": OpenAI's own prices are those of `--platform list`"),  # and not OpenArt, nor Beatoven.ai
        ("google", ": did you mean `Google Flow`? Google's own prices are those of `--platform list`"),
        ("klng", ": did you mean `Kling AI`?"),
        ("runwy", ": did you mean `Runway` or `Runway API`?"),
        ("nowhere", ""),
    ],
)
def test_an_unknown_platform_may_be_a_slip_or_a_maker(name: str, said: str) -> None:
    with pytest.raises(CreditcalcError) as refused:
        Catalog().platform(name)
    assert str(refused.value) == f"unknown platform `{name}`{said} (see `creditcalc platforms list`)"


def priced(edition: str, cost: int) -> dict[str, str]:
    """The sheets of an edition in which a clip has this price."""
    rates = f"[{{price: {cost}, per: clip, source: docs}}]"
    return {
        f"p/{edition}/edition.yaml": EDITION,
        f"p/{edition}/models.yaml": f"m: {{name: M, maker: X, kind: video, rates: {rates}}}",
    }


@pytest.fixture
def three(tmp_path: Path) -> str:
    """A platform with an ended edition, its default one, and another of the same days."""
    ended = {"p/old/edition.yaml": EDITION.replace("from: 2026-05-01", "from: 2025-05-01\nto: 2026-04-30")}
    later = {"p/too/edition.yaml": EDITION.replace("2026-05-01", "2026-08-01")}
    write(tmp_path, {"p/platform.yaml": "name: P\ndefault_edition: new\n"})
    write(tmp_path, priced("old", 1) | ended)
    write(tmp_path, priced("new", 2))
    write(tmp_path, priced("too", 3) | later)
    return str(tmp_path)


@pytest.mark.parametrize(
    ("options", "cost"),
    [
        ({}, "2"),  # the default edition
        ({"edition": "old"}, "1"),
        ({"edition": "too"}, "3"),
        ({"as_of": "2025-05-01"}, "1"),  # both ends of an edition are included
        ({"as_of": "2026-04-30"}, "1"),
        ({"as_of": "2026-05-01"}, "2"),
        ({"as_of": "2026-07-31"}, "2"),
        ({"as_of": "2026-04-30", "edition": "new"}, "2"),  # a name wins over a day
    ],
)
def test_an_edition_is_named_or_in_force_or_the_default_one(three: str, options: dict[str, str], cost: str) -> None:
    assert total("m", pricing=three, platform="p", **options) == cost


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"edition": "newest"}, "unknown price book `newest` of p (it has `new`, `old` and `too`)"),
        (
            {"as_of": "2025-04-30"},
            "no price book of p covers 2025-04-30: name one with `edition=` (`new`, `old` and `too`)",
        ),
        (
            {"as_of": "2026-08-01"},
            "`new` and `too` of p cover 2026-08-01: name one with `edition=` (`new`, `old` and `too`)",
        ),
        ({"as_of": "31.05.2026"}, "`31.05.2026` is not a day: write year-month-day, as in `2026-05-31`"),
        ({"as_of": "2026-02-29"}, "`2026-02-29` is not a day: write year-month-day, as in `2026-05-31`"),
    ],
)
def test_a_day_is_covered_by_one_edition(three: str, options: dict[str, str], message: str) -> None:
    assert refusal("m", pricing=three, platform="p", **options) == (1, message)


def test_a_default_edition_that_is_missing_is_refused(three: str) -> None:
    shutil.rmtree(Path(three, "p/new"))
    assert refusal("m", pricing=three, platform="p") == (1, "the default edition `new` of p is missing")


def test_the_newest_edition_is_the_last_to_come_into_force(three: str) -> None:
    assert Catalog(three).platform("p").newest() == "too"


def test_another_reading_of_an_edition_is_had_by_its_name_alone(three: str) -> None:
    head = Path(three, "p/too/edition.yaml")
    head.write_text(f"{head.read_text()}title: plan cards\nreading_of: new\n")
    catalog = Catalog(three)
    assert catalog.platform("p").newest() == "new"
    assert total("m", pricing=three, platform="p", as_of="2026-08-01") == "2"
    assert total("m", pricing=three, platform="p", edition="too") == "3"
    assert [(one.edition, one.called) for one in catalog.edition("p").readings] == [("too", "plan cards")]
    assert catalog.edition("p", "new").readings == ()


def test_a_quote_says_which_day_it_is_for(three: str) -> None:
    assert creditcalc.quote(model="m", pricing=three, platform="p").edition.as_of == "2026-05-31"
    assert creditcalc.quote(model="m", pricing=three, platform="p", as_of="2026-07-01").edition.as_of == "2026-07-01"


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("day", "cost"),
    [
        ("2026-04-06", "2.8"),  # 8 * 0.35, the last day of the old price
        ("2026-04-07", "2.4"),  # 8 * 0.30
        (None, "2.4"),
    ],
)
def test_a_price_is_that_of_its_day(day: str | None, cost: str) -> None:
    options = {"platform": "list", "edition": "2026-09", "as_of": day}
    assert total("veo-3.1-fast", seconds=8, resolution="4k", audio=True, **options) == cost


@pytest.mark.usefixtures("warm")
def test_a_model_is_on_sale_to_its_last_day() -> None:
    assert total("sora-2", seconds=8, platform="list", as_of="2026-09-23") == "0.8"  # 8 * 0.10
    for options, day in (({"as_of": "2026-09-24"}, "2026-09-24"), ({}, "2026-10-08")):
        assert refusal("sora-2", seconds=8, platform="list", **options) == (
            1,
            f"`sora-2` ended on 2026-09-23, and these prices are of {day}: give `as_of='2026-09-23'` or earlier",
        )


@pytest.mark.usefixtures("warm")
def test_a_model_is_on_sale_from_its_first_day() -> None:
    options = {"seconds": 8, "resolution": "1080p", "platform": "list", "edition": "2026-09"}
    assert total("veo-3.1-lite", as_of="2026-03-31", **options) == "0.4"  # 8 * 0.05, without audio
    assert refusal("veo-3.1-lite", as_of="2026-03-30", **options) == (
        1,
        "`veo-3.1-lite` is on sale from 2026-03-31, and these prices are of 2026-03-30: "
        "give `as_of='2026-03-31'` or later",
    )


@pytest.mark.usefixtures("warm")
def test_an_unknown_model_is_told_the_nearest_names() -> None:
    see = "(see `book.models()`)"
    near = "`Veo 3` or `Veo 3.1`"
    assert refusal("veo-4", seconds=8) == (1, f"unknown model `veo-4` on invideo: did you mean {near}? {see}")
    assert refusal("zzzzzz") == (1, f"unknown model `zzzzzz` on invideo {see}")


# A person's own sheets

KLING = """
    kling-2.6-standard:
      rates:
        - {price: 0.45, per: second, source: own, note: what our contract says}
    """


def test_a_row_of_ones_own_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    pricing = mine(tmp_path, {"contract.yaml": KLING})
    quote = creditcalc.quote(model="kling-2.6-standard", seconds=10, pricing=pricing)
    assert str(quote.total) == "4.5"  # 10 * 0.45
    assert (quote.evidence.grade, [(key, source.title) for key, source in quote.evidence.sources]) == (
        "observed",
        [("own", f"your own sheets in {tmp_path}")],
    )
    assert [row.place for row in quote.rows] == [f"{tmp_path}/invideo/2026-05/contract.yaml:4:7"]
    assert total("kling-2.6-standard", seconds=10) == "~5"  # without the folder, as before
    assert total("veo-3.1", seconds=8, resolution="4k", audio=True, pricing=pricing) == "80+"


def test_ones_own_sheets_may_lie_in_the_configuration_folder() -> None:
    mine(home("config") / "pricing", {"contract.yaml": KLING})
    assert total("kling-2.6-standard", seconds=10) == "4.5"


def test_a_named_folder_takes_the_place_of_the_configured_one(tmp_path: Path) -> None:
    mine(home("config") / "pricing", {"contract.yaml": KLING})
    assert total("kling-2.6-standard", seconds=10, pricing=mine(tmp_path, {"x/y.txt": ""})) == "~5"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CreditcalcError) as refused:
        own(str(tmp_path / name))
    assert str(refused.value) == f"`{tmp_path / name}` is not a folder: `--pricing` names a folder of sheets"


def test_a_row_of_ones_own_may_change_one_combination(tmp_path: Path) -> None:
    row = "{when: {audio: on, resolution: 4k}, price: 7, per: second, source: own}"
    pricing = mine(tmp_path, {"contract.yaml": f"veo-3.1: {{rates: [{row}]}}"})
    assert total("veo-3.1", seconds=8, resolution="4k", audio=True, pricing=pricing) == "56"  # 8 * 7
    quote = creditcalc.quote(model="veo-3.1", seconds=8, resolution="720p", audio=True, pricing=pricing)
    assert str(quote.total) == "~38.08..53.44"  # 8 * 0.40 USD = 3.2 USD at 11.9 to 16.7: as bundled


def test_a_list_price_of_ones_own_reaches_the_platforms_that_follow_it(tmp_path: Path) -> None:
    row = "{when: {resolution: 4k, audio: off}, price: 1, per: second, source: own}"
    pricing = mine(tmp_path, {"list/2026-09/mine.yaml": f"veo-3.1: {{rates: [{row}]}}"})
    quote = creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", pricing=pricing)
    assert str(quote.total) == "~95.2..133.6"  # 8 USD at 11.9 to 16.7
    assert [key for key, _ in quote.evidence.sources] == ["list/2026-09:own", "calibration"]


def test_an_add_on_of_ones_own_takes_the_place_of_the_bundled_one(tmp_path: Path) -> None:
    row = "{name: AI twin, for: [video], price: 30, per: minute started, source: own}"
    pricing = mine(tmp_path, {"addons.yaml": f"surcharges: {{twin: {row}}}"})
    assert total("kling-2.6-standard", seconds=61, twin=True, pricing=pricing) == "~90.5"  # ~30.5 and two minutes at 30


def test_a_model_of_ones_own_stands_beside_the_bundled_ones(tmp_path: Path) -> None:
    rates = "[{price: 3, per: second, source: own}]"
    sheet = f"house: {{name: House, maker: We, kind: video, settings: {{seconds: {{number: 1..9}}}}, rates: {rates}}}"
    pricing = mine(tmp_path, {"house.yaml": sheet})
    assert total("house", seconds=5, pricing=pricing) == "15"
    assert total("house", seconds=5, twin=True, pricing=pricing) == "16.666666..35"  # and 5 / 60 * 20 to 20


def test_the_digest_names_the_sheets_that_were_read(tmp_path: Path) -> None:
    def digest(**options: Any) -> str:
        return Book.open(**options).quote(model="kling-2.6-standard", seconds=10).edition.digest

    pricing = mine(tmp_path, {"contract.yaml": KLING})
    first = digest(pricing=pricing)
    assert digest() == digest() != first == digest(pricing=pricing)
    mine(tmp_path, {"contract.yaml": KLING.replace("0.45", "0.46")})
    assert digest(pricing=pricing) not in (first, digest())


def test_a_folder_may_be_read_alone(tmp_path: Path) -> None:
    sheets = platform(tmp_path, "m: {name: M, maker: X, kind: video, rates: [{price: 7, per: clip, source: docs}]}")
    catalog = Catalog(alone=str(sheets.folder))
    assert list(catalog.index.platforms) == ["p"]
    assert list(catalog.edition("p", "e").models) == ["m"]


# Sheets that are wrong


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ("veo-3.1: [1", "1:10: is not YAML: the bracket that opens here is not closed: close it"),
        ("veo-3.1: {rate: []}", "1:11: unknown key `rate`: did you mean `rates`?"),
        (
            "veo-3.1: {rates: [{price: 7, per: second, source: mine}]}",
            "1:19: unknown source `mine`: add it to the edition's `sources`",
        ),
        (
            "veo-3.1: {settings: [seconds]}",
            "1:21: must be a mapping of ids: write `id:` and indent what belongs to it",
        ),
    ],
)
def test_a_sheet_of_ones_own_that_is_wrong_makes_the_models_it_names_unusable(
    tmp_path: Path, sheet: str, why: str
) -> None:
    pricing = mine(tmp_path, {"mine.yaml": sheet})
    code, message = refusal("veo-3.1", seconds=8, resolution="4k", audio=True, pricing=pricing)
    assert code == 1
    assert message.partition(" (and ")[0] == f"{tmp_path}/invideo/2026-05/mine.yaml:{why}"
    assert total("kling-2.6-standard", seconds=10, pricing=pricing) == "~5"


def test_a_row_that_overlaps_with_bundled_ones_makes_the_model_unusable(tmp_path: Path) -> None:
    row = "{when: {resolution: 4k}, price: 7, per: second, source: own}"
    pricing = mine(tmp_path, {"mine.yaml": f"veo-3.1: {{rates: [{row}]}}"})
    code, message = refusal("veo-3.1", seconds=8, resolution="4k", pricing=pricing)
    assert code == 1
    assert f"`{tmp_path}/invideo/2026-05/mine.yaml:1:19`: narrow one `when`" in message
    assert total("kling-2.6-standard", seconds=10, pricing=pricing) == "~5"


def test_a_sheet_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    catalog = Catalog(mine(tmp_path, {"mine.yaml": "veo-3.1: [1", "other.yaml": KLING}))
    edition = catalog.edition()
    assert edition.ignored == (
        f"{tmp_path}/invideo/2026-05/mine.yaml:1:10: is not YAML: the bracket that opens here is not closed: close it",
    )
    assert edition.model("kling-2.6-standard").rates[-1].source == "own"


def test_a_pipe_is_told_of_and_not_waited_for(tmp_path: Path) -> None:
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("still waiting"))
    signal.alarm(60)  # a machine that is busy is not waiting
    try:
        catalog = Catalog(mine(tmp_path, {"contract.yaml": KLING}))
        os.mkfifo(tmp_path / "invideo/2026-05/mine.yaml")
        told = catalog.edition().ignored
    finally:
        signal.alarm(0)
    assert told == (f"{tmp_path}/invideo/2026-05/mine.yaml: is not a file: name a YAML sheet",)


def test_links_in_a_circle_are_no_sheet_and_hinder_nothing(tmp_path: Path) -> None:
    pricing = mine(tmp_path, {"contract.yaml": KLING})
    (tmp_path / "invideo/2026-05/mine.yaml").symlink_to(tmp_path / "invideo/2026-05/mine.yaml")
    assert total("kling-2.6-standard", seconds=10, pricing=pricing) == "4.5"


@pytest.mark.parametrize(
    ("name", "sheet", "why"),
    [
        ("catalog.yaml", "default: p", "1:1: unknown key `default`: did you mean `default_platform`?"),
        ("catalog.yaml", "a: [", "1:4: is not YAML: the bracket that opens here is not closed: close it"),
        ("invideo/platform.yaml", "name: X", "1:1: lacks `default_edition`: add it"),
        ("invideo/2026-05/edition.yaml", "unit: credit", "1:1: lacks `from`, `as_of` and `sources`: add them"),
    ],
)
def test_without_the_heads_of_an_edition_nothing_is_priced(tmp_path: Path, name: str, sheet: str, why: str) -> None:
    write(tmp_path, {name: sheet})
    code, message = refusal("kling-2.6-standard", seconds=10, pricing=str(tmp_path))
    assert (code, message.partition(" (and ")[0]) == (1, f"{tmp_path}/{name}:{why}")


def test_a_default_platform_without_sheets_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"catalog.yaml": "default_platform: nobody"})
    assert refusal("kling-2.6-standard", pricing=str(tmp_path)) == (
        1,
        f"{tmp_path}/catalog.yaml:1:19: no sheets of the default platform `nobody` in `{bundled()}` or `{tmp_path}`",
    )


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        (
            "addons.yaml",
            "surcharges: {twin: {name: AI twin, for: [video], price: 99, per: minute, source: own, nonsense: 1}}",
        ),
        ("addons.yaml", "surcharges: {twin: [}"),
        ("mine.yaml", "{kling-2.6-standard: {rates: [{price: 1}"),
        ("mine.yaml", "- kling-2.6-standard"),
        ("mine.yaml", "Kling-2.6-standard: {rates: [{price: 1, per: second, source: own}]}"),
        ("Mine.yaml", KLING),
        ("mine.yml", KLING),
    ],
)
def test_a_sheet_of_ones_own_is_never_left_out_without_a_word(tmp_path: Path, name: str, sheet: str) -> None:
    catalog = Catalog(mine(tmp_path, {name: sheet}))
    edition = catalog.edition()
    try:
        price(resolve(edition.model("kling-2.6-standard"), {"seconds": 60, "twin": True}), edition)
    except CreditcalcError as refused:
        said = (str(refused), *edition.ignored)
    else:
        said = edition.ignored
    assert any(name in told for told in said)


def test_a_model_stands_in_one_sheet_of_a_folder(tmp_path: Path) -> None:
    pricing = mine(tmp_path, {"a.yaml": KLING, "b.yaml": KLING.replace("0.45", "0.46")})
    assert refusal("kling-2.6-standard", seconds=10, pricing=pricing)[0] == 1


def test_a_name_that_two_models_claim_finds_neither(tmp_path: Path) -> None:
    rates = "maker: X, kind: video, aliases: [x], rates: [{price: 1, per: clip, source: docs}]"
    sheets = platform(tmp_path, f"a: {{name: A, {rates}}}\nb: {{name: B, {rates}}}\n")
    assert sheets.refusal("x")[0] == 1


def test_an_unusable_model_is_known_by_its_other_names_too(tmp_path: Path) -> None:
    pricing = mine(tmp_path, {"mine.yaml": "veo-3.1: {rate: []}"})
    assert "unknown key `rate`" in refusal("veo3.1", seconds=8, pricing=pricing)[1]


def test_a_price_beside_a_list_price_is_refused(tmp_path: Path) -> None:
    row = "{price: 0.45, list_usd: 0.05, per: second, source: own}"
    pricing = mine(tmp_path, {"mine.yaml": f"kling-2.6-standard: {{rates: [{row}]}}"})
    assert refusal("kling-2.6-standard", seconds=10, pricing=pricing)[0] == 1


def test_an_edition_cannot_be_its_own_list(tmp_path: Path) -> None:
    head = EDITION + "list: p/e\ncredits_per_usd: {price: 10, source: docs}\n"
    sheets = platform(tmp_path, "m: {list: m}", edition=head)
    assert sheets.refusal("m")[0] == 1


LISTED = {
    "list/e/edition.yaml": EDITION.replace("credit", "USD"),
    "list/e/models.yaml": """
        m: {name: M, maker: X, kind: video, rates: [{price: 2, per: clip, source: docs}]}
        b: {nmae: B}
        """,
}
NO_LIST = "p/e/models.yaml:1:4: `list` needs the edition's `list` and `credits_per_usd`: add them"
PER_USD = "credits_per_usd: {price: 10, source: docs}\n"


def follower(folder: Path, head: str, models: str) -> Sheets:
    """A platform that follows the prices of a list beside it."""
    write(folder, {"list/platform.yaml": "name: L\ndefault_edition: e\n", **LISTED})
    return platform(folder, models, edition=EDITION + head)


def test_a_model_may_follow_the_list(tmp_path: Path) -> None:
    assert follower(tmp_path, f"list: list/e\n{PER_USD}", "m: {list: m}\n").total("m") == "20"  # 2 USD at 10 credits


@pytest.mark.parametrize(
    ("head", "models", "why"),
    [
        (PER_USD, "m: {list: m}", NO_LIST),
        ("list: list/e\n", "m: {list: m}", NO_LIST),
        (
            f"list: list/e\n{PER_USD}",
            "m: {list: mm}",
            "p/e/models.yaml:1:4: `mm` is not in `list/e`: did you mean `m`?",
        ),
        (
            f"list: list/e\n{PER_USD}",
            "m: {list: b}",
            "list/e/models.yaml:3:5: unknown key `nmae`: did you mean `name` or `maker`?",
        ),
    ],
)
def test_a_model_that_cannot_follow_the_list_says_why(tmp_path: Path, head: str, models: str, why: str) -> None:
    code, message = follower(tmp_path, head, models).refusal("m")
    assert (code, message.replace(f"{tmp_path}/", "")) == (1, why)


@pytest.mark.parametrize("name", ["list/f", "list", "nobody/e"])
def test_a_list_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    code, message = follower(tmp_path, f"list: {name}\n{PER_USD}", "m: {list: m}\n").refusal("m")
    assert code == 1
    missing = (
        f"no edition `{name}` to take list prices from" if name.startswith("list") else "unknown platform `nobody`"
    )
    assert message.startswith(f"{tmp_path}/p/e/edition.yaml:8:7: {missing}")


def test_lists_that_take_prices_from_one_another_are_refused(tmp_path: Path) -> None:
    sheets = follower(tmp_path, f"list: list/e\n{PER_USD}", "m: {list: m}\n")
    head = tmp_path / "list" / "e" / "edition.yaml"
    head.write_text(f"{head.read_text()}list: p/e\n")
    lines = head.read_text().count("\n")
    code, message = sheets.refusal("m")
    assert code == 1
    assert message == (
        f"{tmp_path}/list/e/edition.yaml:{lines}:7: edition `p/e` cannot take list prices from itself: "
        "name another as `list`"
    )


# The compiled copy


def at_rest(folder: Path) -> None:
    """Makes all files and folders an hour old, and lets a few ticks pass since they were changed."""
    past = time.time() - 3600
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (past, past))
    time.sleep(2 * TICK / 1e9)


@pytest.fixture
def alone_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A platform of one's own to be read alone, and a note of each time that its edition is compiled."""
    platform(tmp_path / "own", "m: {name: M, maker: X, kind: video, rates: [{price: 7, per: clip, source: docs}]}")
    at_rest(tmp_path / "own")
    compiled: list[str] = []
    compile_edition = compiler.compile_edition

    def noted(*args: Any) -> Any:
        compiled.append(args[2])
        return compile_edition(*args)

    monkeypatch.setattr(compiler, "compile_edition", noted)
    return compiled


def cost(folder: Path) -> str:
    """The price of a clip by the sheets of a folder."""
    catalog = Catalog(alone=str(folder / "own"))
    edition = catalog.edition("p", "e")
    return str(price(resolve(edition.model("m"), {}), edition).total)


def test_sheets_are_compiled_once_while_they_rest(tmp_path: Path, alone_there: list[str]) -> None:
    assert [cost(tmp_path), cost(tmp_path), cost(tmp_path)] == ["7", "7", "7"]
    assert alone_there == ["e"]


def test_sheets_that_change_are_compiled_anew(tmp_path: Path, alone_there: list[str]) -> None:
    assert cost(tmp_path) == "7"
    sheet = tmp_path / "own/p/e/models.yaml"
    sheet.write_text(sheet.read_text().replace("price: 7", "price: 8"))
    assert [cost(tmp_path), cost(tmp_path)] == ["8", "8"]
    assert alone_there == ["e", "e", "e"]  # the last because the sheet has not rested yet
    at_rest(tmp_path / "own")
    assert [cost(tmp_path), cost(tmp_path)] == ["8", "8"]
    assert len(alone_there) == 4


def test_a_sheet_that_appears_is_noticed(tmp_path: Path, alone_there: list[str]) -> None:
    assert cost(tmp_path) == "7"
    (tmp_path / "own/p/e/more.yaml").write_text("n: {note: more}\n")
    assert cost(tmp_path) == "7"
    assert len(alone_there) == 2


def test_a_platform_that_is_renamed_is_noticed(tmp_path: Path, alone_there: list[str]) -> None:
    assert cost(tmp_path) == "7"
    (tmp_path / "own/p/platform.yaml").write_text("name: Q\ndefault_edition: e\n")
    assert Catalog(alone=str(tmp_path / "own")).edition("p", "e").platform_name == "Q"


@pytest.mark.usefixtures("warm")
def test_a_spoilt_copy_changes_no_price(tmp_path: Path, alone_there: list[str]) -> None:
    assert cost(tmp_path) == "7"
    for copy in home("cache").iterdir():
        copy.write_bytes(copy.read_bytes()[:-10])
    assert cost(tmp_path) == "7"
    assert alone_there == ["e", "e"]


def test_where_own_sheets_cannot_be_looked_for_the_library_refuses_and_a_person_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hidden(path: Path, **_: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = home("config") / "pricing"
    words = f"{folder}: cannot be read: permission denied. Prices of your own are not used"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", hidden)
        with pytest.raises(CreditcalcError) as refused:
            own(None)
        with pytest.raises(CreditcalcError) as named:
            own("mine")
        told: list[str] = []
        patch.setattr("creditcalc.files.unseen", told.append)
        assert own(None) is None
    assert str(refused.value) == words
    assert str(named.value) == "mine: cannot be read: permission denied"
    assert told == [words]
