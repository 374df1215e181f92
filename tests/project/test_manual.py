"""The manual: its reference holds every command, option, sheet type, key of JSON and name of the library.

Its site needs nothing else.
"""

import inspect
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer
from built import build_manual
from pages import MANUAL, ROOT
from python_page import WITHIN_THE_PROGRAM
from reference import SCHEMAS, pages

import creditcalc
from creditcalc.cli.app import app
from creditcalc.sheets.compiler import SHEETS, sheet_schema

pytestmark = pytest.mark.usefixtures("warm")
PAGES = pages()


def rows(page: str, part: str) -> dict[str, str]:
    """What the table below a heading says, by the word in its first column."""
    below = page.split(f"{part}\n", 1)[1].split("\n#", 1)[0]
    return {row[0]: row[1] for row in re.findall(r"^\| `(.*?)` \| (.*) \|$", below, re.MULTILINE)}


def commands(command: Any, *above: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by the words that name it."""
    context = typer.Context(command)
    if not hasattr(command, "list_commands"):
        yield " ".join(above), command
        return
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), *above, name)


@pytest.mark.parametrize(("name", "command"), list(commands(typer.main.get_command(app))))
def test_a_command_stands_there_with_every_option(name: str, command: Any) -> None:
    page = PAGES[f"reference/commands/{name.partition(' ')[0]}.md"]
    shown = rows(page, f"# `creditcalc {name}`")
    context = typer.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(context):
        words, meaning = parameter.get_help_record(context)
        assert shown[words] == meaning != ""
    assert f"```sh\ncreditcalc {name}" in page


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_stands_there_with_every_key(sheet: str) -> None:
    page = PAGES["reference/sheet-types.md"]
    for name, schema in sheet_schema(sheet)["$defs"].items():
        shown = rows(page, f"### {name}")
        for key, of in schema["properties"].items():
            optional = "" if key in schema["required"] else "Optional: "
            assert shown[key].endswith(f" | {optional}{of['description']}")


def keys(schema: Any) -> Iterator[str]:
    """Every key that a schema knows, wherever it stands in it."""
    for name, of in schema.items() if isinstance(schema, dict) else ():
        if name == "properties":
            yield from of
        if name == "patternProperties":
            for pattern in of:
                yield from [pattern[1:-1]] if "[" in pattern else re.findall(r"\w+", pattern)
        yield from keys(of)
    for of in schema if isinstance(schema, list) else ():
        yield from keys(of)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.stem)
def test_a_json_output_stands_there_with_every_key(path: Path) -> None:
    page = PAGES[f"reference/json/{path.stem}.md"]
    shown = {name.rpartition(".")[2] for name in re.findall(r"^\| `(.*?)` \|", page, re.MULTILINE)}
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert set(keys(schema)) == shown
    assert schema["description"] in page
    assert not re.findall(r"^\| `.*` \| .* \| (?:Optional)? ?\|$", page, re.MULTILINE), (
        "say in the schema what it means"
    )


@pytest.mark.parametrize("name", ["open", *creditcalc.__all__])
def test_a_public_name_stands_there_with_all_that_it_offers(name: str) -> None:
    page, thing = PAGES["reference/python.md"], getattr(creditcalc, name)
    if inspect.isfunction(thing):
        below = page.split(f"### `creditcalc.{name}`\n", 1)[1].partition("\n##")[0]
        assert all(f"{argument}: " in below for argument in inspect.signature(thing).parameters)
    else:
        below = page.split(f"## `{name}`\n", 1)[1].partition("\n## ")[0]
        for offered in dir(thing):
            inherited = hasattr(tuple, offered) or hasattr(Exception, offered)
            if not (offered.startswith("_") or inherited or f"{name}.{offered}" in WITHIN_THE_PROGRAM):
                assert f"### `{name}.{offered}`" in below or f"- `{offered}: " in below, offered
    assert (inspect.getdoc(thing) or "nothing").split("\n\n", maxsplit=1)[0] in below


class Read(HTMLParser):
    """What a page loads, and where it leads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.loads, self.links = path, set[str](), set[Path]()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element names."""
        named = {name: value for name, value in attrs if value}
        if tag == "a":
            target = unquote(named.get("href", "").partition("#")[0])
            if target and ":" not in target:
                self.links.add((self.path.parent / target).resolve())
        elif tag != "meta":
            self.loads |= {named[name] for name in ("src", "srcset", "href", "data", "poster") if name in named}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built manual."""
    pytest.importorskip("material", reason="the manual is built by mkdocs-material: pip install -e '.[docs]'")
    return build_manual(tmp_path_factory.mktemp("site"))


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert not {name for name in Read(page).loads if re.match(r"(?i)\s*(https?:)?//", name)}, page
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_page_of_the_site_is_reached_from_its_first(site: Path) -> None:
    found, ahead = set[Path](), [site.resolve() / "index.html"]
    while ahead:
        page = ahead.pop()
        if page not in found and page.suffix == ".html":
            found.add(page)
            ahead += Read(page).links
    pages = {site.resolve() / Path(name).with_suffix(".html") for name in (*PAGES, "reference/sheets.md")}
    ours = {site.resolve() / page.relative_to(ROOT / "docs").with_suffix(".html") for page in MANUAL}
    assert found == pages | ours


def test_a_picture_stands_below_the_command_that_draws_it(site: Path) -> None:
    page = site / "how-to" / "choose-a-plan.html"
    assert "plans.svg" in Read(page).loads
    assert (page.parent / "plans.svg").read_text(encoding="utf-8").startswith("<svg")
