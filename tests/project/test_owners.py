"""Who may import a library, and who may touch files, the clock or the environment."""

import ast
import sys

import pytest
from source import calls, files, imported, parsed, rungs, stands_in

OWNERS = {
    "yaml": {"sheets.reader"},
    "pickle": {"sheets.cache"},
    "sqlite3": {"wallet.store", "wallet.tables", "wallet.salvage"},
    "rich": {"render.table"},
    "jinja2": {"render.html"},
    "typer": {"cli"},
    "textual": {"cli.explore"},
    "duckdb": {"batch.engine.duckdb"},
    "pyspark": {"batch.engine.spark"},
    "pyarrow": {"batch.arrow"},
    "pandas": {"batch.arrow"},
    "python_calamine": {"batch.rows.spreadsheet"},
    "xlsxwriter": {"batch.rows.workbook"},
    "mcp": {"cli.commands.mcp.server"},
    "anyio": {"cli.commands.mcp.server"},
}
"""The modules, or the room, that alone may import it."""
NEEDED = {"typer", "rich", "jinja2", "yaml"}
"""What is always installed."""
EXTRAS = {
    *("duckdb", "pyspark", "pyarrow", "pandas", "python_calamine", "xlsxwriter", "mcp", "anyio", "textual"),
}
"""What only an extra installs, or a person who has a table of it."""

OUTSIDE = {
    *("asyncio", "fcntl", "getpass", "glob", "importlib.resources", "io", "locale", "logging", "mmap"),
    *("multiprocessing", "os", "pickle", "platform", "pkgutil", "random", "secrets", "shutil", "signal", "socket"),
    *("sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid"),
}
"""Where the standard library reaches the machine: its files, its clock, its chance, its other programs."""
MEMORY = {"io.BytesIO", "io.StringIO"}
"""Of those what stays in memory."""
ON_DISK = {
    *("absolute", "chmod", "cwd", "exists", "expanduser", "glob", "home", "is_dir", "is_file", "iterdir", "mkdir"),
    *("now", "open", "read_bytes", "read_text", "rename", "rglob", "rmdir", "stat", "symlink_to", "today", "touch"),
    *("unlink", "utcnow", "write_bytes", "write_text"),
}
"""The methods of paths, and of dates, that do the same."""
CLOCKS = (".now", ".today", ".utcnow")
"""How a day is asked for."""
TOUCHING = {
    "files": "the one door of the ground to files, and to the folders of a user",
    "clock": "tells the time",
    "sheets.reader": "reads a sheet",
    "sheets.cache": "keeps the compiled copies, and looks whether a sheet is newer",
    "sheets.packed": "packs and unpacks price books, in memory",
    "sheets.compiler": "looks which sheets an edition has",
    "sheets.catalog": "finds the folders of sheets",
    "sheets.contradictions.editions": "looks where a key of a sheet stands",
    "sheets.contradictions.bills": "reads the bills of an edition",
    "sheets.bills": "reads and writes a sheet of bills",
    "sheets.digest": "digests a folder of sheets",
    "sheets.git": "asks git for a folder of sheets as it was",
    "sheets.pairs": "looks which folder a sheet is in, and whether a name is one",
    "sheets.misplaced": "looks for sheets where none is read",
    "sheets.litellm": "reads a price map of others and writes sheets of it",
    "sheets.foreign": "reads a price map of others, of any form",
    "sheets.requests": "keeps what providers' bodies mean",
    "sheets.statements": "looks how bills are read",
    "sheets.starter": "writes a first sheet",
    "wallet.location": "says where the file of the wallets is",
    "wallet.store": "owns the file of the wallets",
    "wallet.glance": "looks into it, and writes nothing",
    "wallet.tables": "owns its tables",
    "wallet.salvage": "reads a damaged one, from a copy in memory",
    "wallet.charge": "charges a wallet, in one transaction",
    "wallet.record": "writes into a wallet, in one transaction",
    "wallet.statements.rows": "reads a bill, from standard input too",
    "wallet.observed": "writes what was charged into a sheet of a person's own",
    "batch.formats": "opens a file again, for the keys of all its lines",
    "batch.layout": "reads a list that is named as a storyboard",
    "batch.rows.documents": "takes YAML apart",
    "batch.rows.blocks": "reads rows from a file or a pipe, block by block",
    "batch.run": "opens a file of rows, whatever reads it",
    "batch.engine.choice": "looks what a path names, and how large it is",
    "batch.rows.workbook": "makes a workbook of rows in a file of its own",
    "batch.engine.duckdb": "lets a database read and write",
    "batch.engine.spark": "lets a cluster read and write",
    "sheets.workflows": "looks how workflows are read, of which compiled copies are kept",
    "storyboard.workflow": "reads a workflow, from standard input too",
    "storyboard.board": "reads a storyboard, from standard input too",
    "storyboard.earlier": "reads what a storyboard cost earlier",
    "storyboard.shots": "reads a file whole, whatever it is",
    "render.calculator": "reads the calculator's sources, and the modules of the package itself",
    "render.html": "reads the page's style and script, which are files of the package",
    "book": "opens a price book, for whoever asks the library",
    "whatif.shoot": "prices a file of shots",
    "whatif.desk": "asks for that",
    "reports.sheets": "looks for sheets where none is read",
}
"""The modules under the command line that touch files, the clock or the environment, and why; no other does."""
HARMLESS = {"creditcalc.batch.formats.check_columns", "creditcalc.wallet.record.book_of"}
"""The functions of these modules that touch nothing, and that others take from there."""


SAYING = {"cli.streams": "says a line", "cli.progress": "draws how far a run is, on a terminal"}
"""The modules that write to standard error."""


@pytest.mark.parametrize("module", sorted(set(files()) - SAYING.keys()))
def test_all_that_is_said_beside_a_result_is_said_in_one_place(module: str) -> None:
    for node in ast.walk(parsed(files()[module])):
        if isinstance(node, ast.Call):
            call = ast.unparse(node.func)
            assert not call.startswith(("sys.stderr.write", "print")), ast.unparse(node)
            assert "err" not in {keyword.arg for keyword in node.keywords}, ast.unparse(node)


def under_the_command_line() -> list[str]:
    """Every module of every room, but of the one that a person types into."""
    rooms = [room for rung in rungs()[1:] for room in rung]
    return sorted(module for module in files() if any(stands_in(module, room) for room in rooms))


def touched(module: str) -> set[str]:
    """What of the machine a module reaches, by itself or by a function of a module that does."""
    names = imported(files()[module])
    own = {name for name in names if name not in MEMORY and any(stands_in(name, outside) for outside in OUTSIDE)}
    by_others = {
        name
        for name in {*names} - HARMLESS
        for other in TOUCHING
        if name.rpartition(".")[0] == f"creditcalc.{other}" and name.rpartition(".")[2][0].islower()
    }
    said = calls(files()[module])
    reached = {call for call in said if call in ("open", "input") or call.partition(".")[2].split(".")[-1] in ON_DISK}
    made = {"Catalog"} & said  # a catalog is handed in, and only then knows where sheets are
    return own | by_others | reached | made


@pytest.mark.parametrize("module", under_the_command_line())
def test_a_module_is_pure_unless_it_is_said_why_not(module: str) -> None:
    """What it says depends on what it is given alone. Zones of time are taken for constants, as letters are."""
    found = touched(module)
    assert bool(found) == (module in TOUCHING), f"{module} touches {found or 'nothing'}: see `TOUCHING`"


def test_who_touches_the_machine_is_there_to_be_walked() -> None:
    assert set(TOUCHING) <= set(under_the_command_line())


def test_there_is_one_clock() -> None:
    now = {module for module, path in files().items() if any(call.endswith(CLOCKS) for call in calls(path))}
    assert now == {"clock"}


@pytest.mark.parametrize("module", sorted(files()))
def test_a_library_is_imported_by_its_owner_alone(module: str) -> None:
    for name in imported(files()[module]):
        owners = OWNERS.get(name.partition(".")[0])
        assert not owners or any(stands_in(module, owner) for owner in owners), f"{module} imports {name}"


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_every_owner_uses_what_it_owns(library: str) -> None:
    for owner in OWNERS[library]:
        names = [name for module, path in files().items() if stands_in(module, owner) for name in imported(path)]
        assert any(stands_in(name, library) for name in names), owner


@pytest.mark.parametrize("module", sorted(files()))
def test_a_module_that_is_named_by_text_is_one_of_ours(module: str) -> None:
    """So that no library comes in by a way that the tests above do not see."""
    for node in ast.walk(parsed(files()[module])):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("import_module", "__import__"):
            assert ast.unparse(node.args[0]).lstrip("f").startswith("'creditcalc."), ast.unparse(node)


def test_every_import_is_declared() -> None:
    found = {name.partition(".")[0] for path in files().values() for name in imported(path)}
    later = {"annotationlib"}  # of the standard library from Python 3.14 on
    assert found - sys.stdlib_module_names - later - {"creditcalc"} == NEEDED | EXTRAS


def test_named_tuples_are_records() -> None:
    """A class of `typing.NamedTuple` costs a start five times what a `Record` does."""
    assert {module for module, file in files().items() if "NamedTuple" in file.read_text()} == {"record"}
