"""The price books as rows for other programs: every rate, and what every combination of settings costs."""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import get_type_hints

import pytest
from published import schema
from sheets import DOLLARS, EDITION, Sheets, platform, write

import creditcalc
from creditcalc.errors import CreditcalcError
from creditcalc.reports.data import DATA_COLUMNS, combination_rows, data_csv, rate_rows
from creditcalc.reports.objects.data import DataRowObject
from creditcalc.sheets.catalog import Catalog

MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      settings:
        seconds: {whole: 4..6}
        resolution: {one_of: [720p, 4k], default: 720p}
        audio: {flag: off}
      requires: [{when: {resolution: 4k}, needs: {audio: on}, source: docs}]
      rates:
        - {when: {resolution: 720p, seconds: ..5}, price: 2, per: second, source: docs, until: 2026-12-31}
        - {when: {resolution: 720p, seconds: ..5}, price: 3, per: second, source: docs, since: 2027-01-01}
        - {when: {resolution: 720p, seconds: '>5'}, price: ~10, per: clip, source: seen}
        - {when: {resolution: 4k}, price: 10+, per: second, source: note}
      surcharges:
        - {name: "=Sound", when: {audio: on}, price: 3, per: clip, source: page}
        - {name: Long, price: 1, per: second, beyond: 5, source: seen}

    text:
      name: Text
      maker: Other
      kind: voice
      settings: {characters: {whole: 1..}, voice: {one_of: [a, b]}, speed: {number: 0.5..2, default: 1}}
      rates:
        - {when: {voice: a}, graduated: [{price: 4, up_to: 10}, {price: 1}], per: 1000 characters, source: docs}
        - {when: {voice: b}, price: unknown, per: 1000 characters, source: docs}

    agent:
      name: Agent
      maker: Maker
      kind: agent
      settings: {seconds: {number: 4..4}}
      uses: {models: [clip], source: docs}

    gone:
      name: Gone
      maker: Other
      kind: image
      until: 2026-05-30
      settings: {size: {one_of: [s, m, l]}}
      rates:
        - {when: {size: [s, m]}, price: 1, per: image, source: docs}
        - {when: {size: l}, unavailable: too large, source: docs}
    """
SEEN = EDITION + "  seen: {title: Seen, date: 2026, checked: 2026-05-20, grade: observed, url: https://example.org}\n"
PLANS = """
    free:
      {name: Free, source: docs, prices: [{amount: 0, currency: USD, every: month}],
       allowance: {amount: 5, unit: credit, every: month}}
    small:
      {name: Small, source: docs, prices: [{amount: 10, currency: USD, every: month}],
       allowance: {amount: 40, unit: credit, every: month}}
    large:
      {name: Large, source: docs, prices: [{amount: 240, currency: USD, every: year}],
       allowance: {amount: 100, unit: credit, every: month}}
    """
RATES = """\
clip||resolution=720p; seconds=0..5|2|2|false|exact|second||0.4|0.5|official|docs||2026-05|||2026-12-31
clip||resolution=720p; seconds=0..5|3|3|false|exact|second||0.6|0.75|official|docs||2026-05||2027-01-01|
clip||resolution=720p; seconds=>5|10|10|true|about|clip||2|2.5|observed|seen|https://example.org|2026|2026-05-20||
clip||resolution=4k|10||false|at_least|second||2||third_party|note||2026-04-30|||
clip|'=Sound|audio=on|3|3|false|exact|clip||0.6|0.75|transcribed|page||2026-05|||
clip|Long||1|1|false|exact|second|beyond 5|0.2|0.25|observed|seen|https://example.org|2026|2026-05-20||
text||voice=a|4|4|false|exact|1000 characters|graduated ..10|0.8|1|official|docs||2026-05|||
text||voice=a|1|1|false|exact|1000 characters|graduated >10|0.2|0.25|official|docs||2026-05|||
text||voice=b|||false|unknown|1000 characters||||official|docs||2026-05|||
gone||size=m\\|s|1|1|false|exact|image||0.2|0.25|official|docs||2026-05|||2026-05-30
gone||size=l|||false|not_sold|generation||||official|docs||2026-05|||2026-05-30
"""
"""A credit is 10 / 40 = 0.25 dollars on Small and 240 / 12 / 100 = 0.2 on Large; Free does not count."""
TOTALS = """\
seconds=4; resolution=720p; audio=off: 8
seconds=4; resolution=720p; audio=on: 11
seconds=4; resolution=4k; audio=on: 43+
seconds=5; resolution=720p; audio=off: 10
seconds=5; resolution=720p; audio=on: 13
seconds=5; resolution=4k; audio=on: 53+
seconds=6; resolution=720p; audio=off: ~11
seconds=6; resolution=720p; audio=on: ~14
seconds=6; resolution=4k; audio=on: 64+
characters=1000; voice=a; speed=1: 4
seconds=4: 8+
"""
"""4 s at 2 are 8, with sound 3 more; at 10+ they are 40+ and 3. A sixth second is 1 more: ~10 and 1; 60+, 3 and 1.

The agent runs any clip of 4 s, from 8 on."""
SAME = {"platform": "p", "edition": "e", "unit": "credit"}


@pytest.fixture
def shop(tmp_path: Path) -> Sheets:
    """The models above, sold by platform `p`."""
    return platform(tmp_path, MODELS, edition=SEEN, plans=PLANS)


def own(shop: Sheets) -> Catalog:
    """The sheets with those of the shop."""
    return Catalog(str(shop.folder))


def test_every_rate_is_a_row(shop: Sheets) -> None:
    found = list(csv.DictReader(io.StringIO(data_csv(rate_rows(own(shop), "P")))))
    assert [*found[0]] == [*DATA_COLUMNS]
    assert all(row.items() >= SAME.items() for row in found)
    assert {(row["model"], row["name"], row["maker"], row["kind"]) for row in found} == {
        ("clip", "Clip", "Maker", "video"),
        ("text", "Text", "Other", "voice"),
        ("gone", "Gone", "Other", "image"),
    }
    left = [name for name in DATA_COLUMNS if name not in (*SAME, "name", "maker", "kind")]
    assert [[row[name] for name in left] for row in found] == [
        [cell.replace("\0", "|") for cell in line.replace("\\|", "\0").split("|")] for line in RATES.splitlines()
    ]


def test_every_combination_that_is_sold_at_a_published_price_is_a_row(shop: Sheets) -> None:
    """A model that ended before the day of the price book is not sold."""
    found = list(combination_rows(own(shop), "p"))
    said = {"exact": "{}", "about": "~{}", "at_least": "{}+"}
    totals = [f"{row['conditions']}: {said[row['qualifier']].format(row['amount_low'])}\n" for row in found]
    assert "".join(totals) == TOTALS
    longest = found[-3]
    assert (longest["per"], longest["usd_low"], longest["usd_high"]) == ("generation", "12.8", None)  # 64 / 5
    assert (longest["grade"], longest["source"], longest["date"]) == ("third_party", "note page seen", "2026")
    assert (longest["url"], longest["checked"]) == ("https://example.org", None)
    assert [row["until"] for row in found] == 2 * ["2026-12-31", "2026-12-31", None] + 5 * [None]


def test_a_combination_costs_what_a_quote_of_it_does() -> None:
    """Of a bundled platform with plans, limits and flags."""
    for row in combination_rows(Catalog(), "pixverse"):
        settings = dict(part.split("=") for part in row["conditions"].split("; "))
        quote = creditcalc.quote(model=row["model"], platform="pixverse", **settings)  # type: ignore[arg-type]  # they are its settings
        said = quote.total.as_json()
        assert (row["amount_low"], row["amount_high"], row["qualifier"]) == (
            said["low"],
            said["high"],
            said["qualifier"],
        )
        assert row["grade"] == quote.evidence.grade


def test_prices_in_money_are_what_they_are_in_dollars(tmp_path: Path) -> None:
    shop = platform(
        tmp_path,
        "one: {name: One, maker: M, kind: image, rates: [{price: ~2..3, per: image, source: docs}]}",
        edition=DOLLARS,
    )
    (row,) = rate_rows(own(shop), "p")
    assert (row["usd_low"], row["usd_high"], row["approximate"], row["qualifier"]) == ("2", "3", True, "range")
    write(shop.folder, {"p/e/edition.yaml": DOLLARS.replace("USD", "RUB")})
    (row,) = rate_rows(own(shop), "p")
    assert (row["amount_low"], row["usd_low"], row["usd_high"]) == ("2", None, None)


def test_the_columns_are_those_of_the_schema() -> None:
    hints = get_type_hints(DataRowObject)
    assert {name: hint is bool for name, hint in hints.items()} == DATA_COLUMNS


def test_the_page_says_what_each_column_is_as_the_schema_does() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "data.md").read_text(encoding="utf-8")
    rows = schema("data-1")["$defs"]["DataRow"]["properties"]
    said = [f"| `{name}` | {rows[name]['description'].replace('|', chr(92) + '|')} |" for name in DATA_COLUMNS]
    assert "\n".join(said) in text


def test_platforms_and_price_books_are_in_the_order_of_their_names(shop: Sheets) -> None:
    write(shop.folder, {"a/platform.yaml": "name: A\ndefault_edition: e\n", "a/e/edition.yaml": SEEN})
    write(shop.folder, {"a/e/models.yaml": MODELS, "p/d/edition.yaml": SEEN.replace("2026-05-01", "2025-05-01")})
    write(shop.folder, {"p/d/models.yaml": MODELS})
    catalog = Catalog(alone=str(shop.folder))
    books = Counter((row["platform"], row["edition"]) for row in rate_rows(catalog))
    assert [*books.items()] == [(("a", "e"), 11), (("p", "d"), 11), (("p", "e"), 11)]


def test_sheets_with_a_fault_are_no_data(shop: Sheets) -> None:
    write(shop.folder, {"p/e/models.yaml": "clip: {name: Clip}"})
    with pytest.raises(CreditcalcError, match=r"p/e/models.yaml:1:7: .*`maker`"):
        list(rate_rows(own(shop), "p"))


def test_a_model_of_too_many_combinations_is_refused(tmp_path: Path) -> None:
    """Fifteen flags are 32,768."""
    flags = ", ".join(f"f{number}: {{flag: off}}" for number in range(15))
    rate = "{price: 1, per: image, source: docs}"
    one = f"one: {{name: One, maker: M, kind: image, settings: {{{flags}}}, rates: [{rate}]}}"
    with pytest.raises(CreditcalcError) as refused:
        list(combination_rows(own(platform(tmp_path, one)), "p"))
    assert str(refused.value) == (
        "`one` has more than 20,000 combinations: leave out `--combinations`, or name another platform"
    )
