"""MkDocs hooks: make the pages, files and pictures of the manual that are not kept as files, each time it is built."""

import re
import shlex
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

sys.path.insert(0, str(Path(__file__).parent))  # mkdocs loads a hook by its path

from notebook import NOTEBOOKS, pictures
from reference import SCHEMAS, pages

ROOT = Path(__file__).parents[1]
DRAWS = re.compile(
    r"^```console\n\$ creditcalc (?P<words>.* --svg (?P<name>\S+).*)\n(?:(?!```).*\n)*```$", re.MULTILINE
)
"""A console block of a command that draws a picture."""
BLOCK = re.compile(r'<div class="highlight">.*?</div>', re.DOTALL)
"""A block of code of a page that was made."""
PROMPT = '<span class="gp">'
"""Before each command of a console block that was made."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fills in the made pages where the navigation names their folder."""
    made = sorted(pages(), key=lambda path: ("json" in path, path if "json" in path else ""))
    config.nav = _filled(config.nav, made)
    return config


def _filled(nav: Any, made: list[str]) -> Any:
    if isinstance(nav, list):
        return [_filled(entry, made) for entry in nav]
    if isinstance(nav, dict):
        return {title: _filled(entry, made) for title, entry in nav.items()}
    if nav.endswith("/"):
        return [{Path(path).stem: path} for path in made if path.startswith(nav)]
    return nav


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the reference, the page about price sheets, the JSON Schemas, notebooks, and the pictures of commands."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    files.append(File.generated(config, "reference/sheets.md", abs_src_path=str(ROOT / "pricing" / "README.md")))
    for schema in SCHEMAS.glob("*.json"):
        files.append(File.generated(config, f"reference/json/{schema.name}", abs_src_path=str(schema)))
    for notebook in NOTEBOOKS:
        for name, picture in pictures(notebook).items():
            files.append(File.generated(config, f"notebooks/{name}", content=picture))
    for page in files.documentation_pages():
        for found in DRAWS.finditer(page.content_string):
            path = f"{Path(page.src_uri).parent.as_posix()}/{found['name']}"
            files.append(File.generated(config, path, content=drawn(found["words"], found["name"])))
    return files


def drawn(words: str, name: str) -> str:
    """The picture that a command draws into the file of that name."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "creditcalc", *shlex.split(words)]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True, timeout=60)
        return Path(folder, name).read_text(encoding="utf-8")


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Shows a picture below the command that draws it; a search for an option names its command first."""
    if page.file.src_uri.startswith("reference/commands/"):
        page.meta["search"] = {"boost": 4}
    return DRAWS.sub(lambda found: f"{found[0]}\n\n![What this command draws]({found['name']})", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Lets the copy button of a console block copy its commands alone, without prompts and output."""
    return BLOCK.sub(lambda block: _copied(block[0]) if PROMPT in block[0] else block[0], html)


def _copied(block: str) -> str:
    text = unescape(re.sub(r"<[^>]*>", "", block))
    commands = re.findall(r"^\$ (?!echo \$\?)(.*)$", text, re.MULTILINE)
    return block.replace("<div", f'<div data-copy="{escape(chr(10).join(commands))}"', 1)


def on_post_page(output: str, **_: Any) -> str:
    """Gives the search a name that a screen reader says."""
    search = 'data-md-component="search" role="dialog"'
    return output.replace(search, f'{search} aria-label="Search"')
