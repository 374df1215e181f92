"""The manual in a real browser: contrast, what its search finds, and what its buttons copy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from built import build_manual
from serving import served

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: the extra `browser`")
pytest.importorskip("material", reason="the manual is built by mkdocs-material: pip install -e '.[docs]'")

PAGES = ("index", "install", "tutorial", "how-to/gate", "how-to/python", "reference/sheets", "reference/commands/quote")
RULES = ("color-contrast", "link-in-text-block", "aria-dialog-name")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the manual: a search needs a server."""
    folder: Path = build_manual(tmp_path_factory.mktemp("site"))
    with served(folder) as url:
        yield url.removesuffix("/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_its_contrast_suffices_and_links_are_known_without_colour(
    site: str, browser: Any, page: str, scheme: str
) -> None:
    tab = browser.new_page(color_scheme=scheme)
    tab.goto(f"{site}/{page}.html")
    found = axe.Axe().run(tab, options={"runOnly": RULES})
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]] == []
    assert tab.evaluate("document.body.dataset.mdColorScheme") == {"light": "default", "dark": "slate"}[scheme]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("--fit", "reference/commands/batch.html"),
        ("--since", "reference/commands/"),
        ("veo-3.1", "reference/commands/quote.html"),
        ("gate a pull request", "how-to/gate.html"),
    ],
)
def test_its_search_finds_options_models_and_sentences(site: str, browser: Any, typed: str, first: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{site}/index.html")
    tab.locator("[data-md-component=search-query]").click()
    tab.keyboard.type(typed)
    results = tab.locator(".md-search-result__link")
    results.first.wait_for()
    tab.wait_for_timeout(500)  # for the result of the last letter
    assert results.first.get_attribute("href").startswith(f"{site}/{first}")
    assert tab.locator("[data-md-component=search-result] mark").count() > 0


def test_a_button_copies_the_commands_alone(site: str, browser: Any) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    tab = context.new_page()
    tab.goto(f"{site}/how-to/gate.html")
    block = tab.locator(".highlight", has_text="> story.yaml").first
    shown = block.inner_text()
    assert "$ echo $?" in shown
    block.locator("button").first.click()
    commands = tab.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line.split()[0] for line in commands] == ["creditcalc", "sed", "creditcalc"]
    assert all(f"$ {command}\n" in shown for command in commands)
