"""The sheets of requests: every example has its price, and what leads nowhere is found."""

from pathlib import Path

import pytest
from sheets import DOLLARS, write

from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.requests import Requests, request_faults

MODEL = """
clip:
  name: Clip
  maker: Maker
  kind: video
  settings: {seconds: {whole: 1..60}, resolution: {one_of: [720p, 1080p]}, audio: {flag: off}}
  rates: [{price: 2, per: second, source: docs}]
"""
SHEET = """
name: Shop
platform: p
sources: {docs: {title: The documentation, date: 2026-05, grade: official}}
requests:
  clip:
    endpoints: [v1/clip]
    model: clip
    source: docs
    with: {audio: on}
    fields:
      length: {setting: seconds, read: seconds, absent: 5}
      size: {setting: resolution, values: {big: 1080p}, absent: 720p}
    examples:
      - {body: '{"size": "big"}', total: 10, worked: "5 x 2"}
"""


def faults(folder: Path, sheet: str) -> list[str]:
    files = {
        "p/platform.yaml": "name: P\ndefault_edition: e\n",
        "p/e/edition.yaml": DOLLARS,
        "p/e/models.yaml": MODEL,
        "catalog.yaml": "default_platform: p\n",
        "requests/shop.yaml": sheet,
    }
    write(folder, files)
    found = [str(fault) for fault in request_faults(Catalog(alone=str(folder)))]
    return [fault.removeprefix(f"{folder}/requests/shop.yaml:") for fault in found]


def test_every_bundled_request_is_right() -> None:
    assert [str(fault) for fault in request_faults(Catalog())] == []


def test_a_sheet_of_ones_own_is_read(tmp_path: Path) -> None:
    assert faults(tmp_path, SHEET) == []
    priced = Requests(Catalog(alone=str(tmp_path))).price({"length": "3s"}, "shop", "v1/clip")
    assert str(priced.quote.total) == "6"  # 3 x 2


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("model: clip", "model: clop", "there is no model `clop`: did you mean `clip`?"),
        ("source: docs\n    with", "source: dogs\n    with", "unknown source `dogs`"),
        ("with: {audio: on}", "with: {}", "says nothing of `audio` of `clip`: add a field, or `with` or `asked`"),
        ("with: {audio: on}", "with: {audio: loud}", "`loud` is not a value of `audio` of `clip`"),
        ("{audio: on}", "{audio: on, seconds: 5}", "`seconds` stands in `with` and in `fields`: keep one"),
        ("setting: seconds", "setting: second", "`clip` has no setting `second`: correct it"),
        ("big: 1080p", "big: 4k", "`4k` is not a value of `resolution` of `clip`"),
        ("absent: 720p", "absent: 480p", "`480p` is not a value of `resolution` of `clip`"),
        (", absent: 720p", "", "`absent` must stand once for `resolution`: a value, `open` or `required`"),
        ("total: 10", "total: 11", "the example says 11, the sheet gives 10: correct one of them"),
        ('"size"', '"sise"', "the example cannot be priced: v1/clip: unknown field `sise` (did you mean `size`?)"),
        ("platform: p", "platform: q", "unknown platform `q`"),
        ("name: Shop", "nam: Shop", "unknown key `nam`: did you mean `name`?"),
    ],
)
def test_what_leads_nowhere_is_found(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in SHEET
    found = faults(tmp_path, SHEET.replace(right, wrong, 1))
    assert any(said in fault for fault in found), found
