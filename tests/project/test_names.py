"""How the house is built: which module stands above which, who owns what, and what a quote does not load."""

import ast
import io
import os
import re
import subprocess
import sys
import time
import tokenize
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import creditcalc
from creditcalc.sheets.catalog import Catalog

SRC = Path(creditcalc.__file__).parent
PURE = (
    # what is said, and what is counted
    "errors",
    "amount",
    "difference",
    "measure",
    # the sheets as types, and how they lie on one another
    "sheet",
    "offer",
    "overlay",
    # the definition of a price, of the cheapest plan, of the takes a shot needs, of what fits a budget
    "generation",
    "quote",
    "revision",
    "plan",
    "takes",
    "fit",
    # the one shape of what is shown, and everything put into it
    "report",
    "chart",
    "bars",
    "statement",
    "certainty",
    "browse",
    "plan_report",
    "plan_page",
    "diff",
    # what is granted, spent and left
    "period",
    "ledger",
    "journal",
    "terms",
    "drift",
    "forecast",
    "exports",
    "wallet_report",
)
"""No files, clock or environment here: what a module says depends on what it is given."""
FILES = (
    # from YAML to proved sheets
    "reader",
    "structure",
    "check",
    "shelf",
    "compiler",
    "catalog",
    # many generations, from files and into files
    "planned",
    "tally",
    "rows",
    "storyboard",
    "earlier",
    "stream",
    "batch",
    "shots",
    "batch_report",
    "revision_report",
    "page",
    "engine",
    "engines",
    "arrow",
    # what is done with whole catalogs, and the wallet's file
    "audit",
    "across",
    "importer",
    "starter",
    "wallet",
    "jobs",
    "observed",
    # the library, which names what a caller needs
    "__init__",
)
SHELL = ("render", "commands", "cli", "__main__")
"""What a person sees and types."""
LAYERS = (*PURE, *FILES, *SHELL)
"""The modules, and families of modules, from the ground up: each imports only what stands before it."""

OWNERS = {
    "yaml": {"reader"},
    "rich": {"render.table"},
    "jinja2": {"render.html"},
    "typer": {"cli", "commands"},
    "pickle": {"shelf"},
    "sqlite3": {"wallet"},
    "duckdb": {"engine"},
    "pyspark": {"engine"},
    "pyarrow": {"arrow"},
    "mcp": {"commands.mcp.server"},
    "anyio": {"commands.mcp.server"},
}
"""Who alone may import it."""
OUTSIDE = {"os", "io", "pathlib", "shutil", "sys", "tempfile", "time", "random", "socket", "subprocess", "sqlite3"}
"""What no pure module imports."""
HEAVY = {
    "rich",
    "yaml",
    "jinja2",
    "sqlite3",
    "duckdb",
    "pyspark",
    "pydantic",
    "json.tool",
    "email",
    "asyncio",
    "mcp",
    "mcp_types",
    "anyio",
}
"""What no quote loads, once its sheets are compiled."""
EXTRAS = {"duckdb", "pyspark", "pyarrow", "mcp", "anyio"}
"""What only an extra installs."""
ENGLISH = {"flow", "list", "others", "providers' list prices"}
"""The names in the sheets that are words of the language too."""


def layer(module: str) -> str:
    """The module or family of modules that a module is or belongs to."""
    return module.partition(".")[0]


def files() -> dict[str, Path]:
    """Every module of the package by its name within it."""
    names = {path: ".".join(path.relative_to(SRC).with_suffix("").parts) for path in SRC.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def parsed(path: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Everything that a module imports anywhere in it, but for what only the type checker reads."""
    tree = parsed(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield f"{node.module}.__version__" if node.names[0].name == "__version__" else str(node.module)


def own(path: Path) -> Iterator[str]:
    """The modules of the package that a module imports; its version is no module."""
    for name in imported(path):
        if name.partition(".")[0] == "creditcalc" and name != "creditcalc.__version__":
            yield name.partition(".")[2] or "__init__"


@pytest.mark.parametrize("module", sorted(files()))
def test_imports_run_downhill(module: str) -> None:
    assert layer(module) in LAYERS, "say where it stands in `LAYERS`"
    above = LAYERS[: LAYERS.index(layer(module))]
    for name in own(files()[module]):
        assert layer(name) in (*above, layer(module)), f"{module} imports {name}"


def test_within_a_family_imports_make_no_circle() -> None:
    TopologicalSorter({module: set(own(path)) for module, path in files().items()}).prepare()


def test_every_layer_is_a_module() -> None:
    assert set(LAYERS) <= {layer(module) for module in files()}


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_touches_no_files_clock_or_environment(module: str) -> None:
    assert not {name.partition(".")[0] for name in imported(files()[module])} & OUTSIDE
    calls = {ast.unparse(node.func) for node in ast.walk(parsed(files()[module])) if isinstance(node, ast.Call)}
    assert not {call for call in calls if call == "open" or call.endswith((".now", ".today", ".utcnow"))}


@pytest.mark.parametrize("module", sorted(files()))
def test_a_library_is_imported_by_its_owner_alone(module: str) -> None:
    for name in imported(files()[module]):
        owners = OWNERS.get(name.partition(".")[0])
        assert not owners or owners & {module, layer(module)}, f"{module} imports {name}"


def test_every_import_is_declared() -> None:
    found = {name.partition(".")[0] for path in files().values() for name in imported(path)}
    assert found - sys.stdlib_module_names - {"creditcalc"} == {"typer", "rich", "jinja2", "yaml", *EXTRAS}


@cache
def sold() -> re.Pattern[str]:
    """Every platform and maker of the bundled sheets, every model that is named with a number, and its family.

    `veo-3.1` is such a model, and `veo` its family. Models named with plain words (`speech`) are not looked for.
    """
    catalog = Catalog()
    names: set[str] = set()
    for platform in catalog.index.platforms.values():
        names |= {platform.id, platform.sheet.name}
        for edition in platform.editions:
            for model in catalog.edition(platform.id, edition).models.values():
                numbered = {name for name in (model.id, model.name, *model.aliases) if re.search(r"\d", name)}
                heads = (re.match(r"[A-Za-z]{3,}", name) for name in numbered if model.kind == "video")
                names |= {model.maker, *numbered, *(head[0] for head in heads if head)}
    words = sorted({name.lower() for name in names} - ENGLISH, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, words))})(?![a-z0-9])")


def said(path: Path) -> Iterator[str]:
    """Every name, text and comment of a module but its examples: the docstrings and the help of options."""
    tree = parsed(path)
    examples = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            examples.add(node.body[0].value)  # type: ignore[attr-defined]  # a docstring is an expression
        if isinstance(node, ast.keyword) and node.arg == "help":
            examples.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in examples:
            yield node.value
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
        if token.type == tokenize.NAME:
            yield token.string.replace("_", "-")


@pytest.mark.parametrize("module", sorted(files()))
def test_no_platform_or_model_is_named_but_in_examples(module: str) -> None:
    for text in said(files()[module]):
        found = sold().search(text.lower())
        assert not found, (
            f"{module} says {found and found[0]} in {text!r}: leave it to the sheets, or add it to `ENGLISH`"
        )


QUOTE = """
import sys
from creditcalc.cli.app import main
sys.argv = ["creditcalc", *"quote --model veo-3.1 --seconds 8 --4k --audio --json".split()]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
LIBRARY = """
import sys
import creditcalc
print("creditcalc.catalog" in sys.modules)
print(creditcalc.quote(model="veo-3.1", seconds=8, resolution="4k", audio=True).total)
print(*sys.modules, file=sys.stderr)
"""


def loaded(code: str) -> tuple[str, set[str]]:
    """What a fresh process prints and the modules it has loaded, when the sheets were compiled before."""
    cache = Path(os.environ["XDG_CACHE_HOME"], "creditcalc")
    for _ in range(4):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
        if cache.exists():
            break
        time.sleep(1)  # of sheets that were written in these seconds no copy is kept
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    return done.stdout.decode(), set(done.stderr.decode().split())


def test_a_quote_loads_nothing_heavy() -> None:
    printed, modules = loaded(QUOTE)
    assert '"text": "80+"' in printed
    assert modules & HEAVY == set()


def test_the_library_loads_nothing_heavy_and_importing_it_reads_no_sheets() -> None:
    printed, modules = loaded(LIBRARY)
    assert printed == "False\n80+\n"
    assert modules & (HEAVY | {"typer"}) == set()
