"""MkDocs hooks: the pages, files and pictures of the manual that are made when it is built, and stand nowhere else."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))  # mkdocs loads a hook by its path

from reference import SCHEMAS, pages

ROOT = Path(__file__).parents[1]
DRAWS = re.compile(
    r"^```console\n\$ creditcalc (?P<words>.* --svg (?P<name>\S+).*)\n(?:(?!```).*\n)*```$", re.MULTILINE
)
"""A console block of a command that draws a picture."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the pages made into a folder where the navigation names that folder."""
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
    """Adds the reference, how sheets are written, the JSON Schemas, and what the commands on the pages draw."""
    for path, text in pages().items():
        files.append(File.generated(config, path, content=text))
    files.append(File.generated(config, "reference/sheets.md", abs_src_path=str(ROOT / "pricing" / "README.md")))
    for schema in SCHEMAS.glob("*.json"):
        files.append(File.generated(config, f"reference/json/{schema.name}", abs_src_path=str(schema)))
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


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Shows a picture below the command that draws it."""
    return DRAWS.sub(lambda found: f"{found[0]}\n\n![What this command draws]({found['name']})", markdown)
