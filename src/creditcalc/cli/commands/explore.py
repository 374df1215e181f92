"""`creditcalc explore`."""

import os
import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.cli.ending import die
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import (
    BookOptions,
    EditionName,
    InWords,
    NoConfig,
    PlanShown,
    PlatformName,
    Pricing,
    command,
)
from creditcalc.cli.output import at_terminal, write_output
from creditcalc.cli.refusal import USAGE
from creditcalc.cli.streams import takes_unicode
from creditcalc.errors import CreditcalcError, Hinted

if TYPE_CHECKING:
    from creditcalc.whatif.books import OpenDials
    from creditcalc.whatif.dials import Dials

app = PlainTyper()


class NoTerminal(Hinted):
    """There is no screen to draw on."""

    def __init__(self, words: str, hint: str, command: str) -> None:
        super().__init__(words, hint, command)
        self.code = USAGE


FILES_OF_SHOTS = (".yaml", ".yml", ".csv", ".jsonl", ".json")
"""How the name of a file of shots ends."""


@app.command()
@command
def explore(
    ctx: typer.Context,
    words: InWords = None,
    plan: PlanShown = None,
    platform: PlatformName = None,
    edition: EditionName = None,
    pricing: Pricing = None,
    no_config: NoConfig = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Ask questions line by line instead, as `quote` does (for a screen reader).",
            rich_help_panel=Section.OUTPUT,
        ),
    ] = False,
) -> None:
    """Try settings, shots and plans on one screen.

    creditcalc explore veo-3.1 8s 4k audio

    It has three views: one clip, a shoot, and plans. Turn a setting with the arrow keys, and the cost follows. The line
    at the foot is the command that gives the same figures. It is printed when you leave. Press ? for all keys.

    creditcalc explore storyboard.yaml

    It needs a terminal and the extra `explore`.
    """
    said = [*(words or ())]
    for name, value in (("--plan", plan), ("--platform", platform), ("--edition", edition), ("--pricing", pricing)):
        said += [name, value] if value and not (name == "--pricing" and value == os.environ.get(PRICING)) else []
    said += ["--no-config"] * no_config
    if plain:
        _as_quote(said)
        return
    if not at_terminal() or os.environ.get("TERM") == "dumb":
        raise NoTerminal("explore needs a terminal", "without one", shlex.join(["creditcalc", "quote", *said]))
    try:
        from creditcalc.cli.explore.app import Explorer  # noqa: PLC0415  # an extra, and a second
    except ImportError:
        raise CreditcalcError(
            "Textual is not installed: run `pip install '.[explore]'` in a clone of creditcalc"
        ) from None
    from creditcalc.reports.report import View  # noqa: PLC0415  # the same

    book = BookOptions(platform, edition, None, pricing, no_config).remembering(ctx)
    books, dials = _begun(book, [*(words or ())], plan)
    typed = _needed(book)
    gc_on()
    explorer = Explorer(books, dials, typed=typed, view=View(ascii=not takes_unicode(sys.stdout)))
    code = explorer.run() or explorer.return_code or 0
    if explorer.command and explorer.return_code == 0:
        write_output(f"{explorer.command}\n")
    if code > SIGNALLED:
        sys.stdout.flush()
        die(code - SIGNALLED)
    raise typer.Exit(code)


PRICING = "CREDITCALC_PRICING"
SIGNALLED = 128
"""What the exit code of a program that a signal ended is more than."""


def gc_on() -> None:
    """A screen lives for hours: what is no longer needed is collected again."""
    import gc  # noqa: PLC0415  # no other command needs it

    gc.enable()


def _as_quote(words: list[str]) -> None:
    """Ask for what is missing line by line, and price it."""
    from creditcalc.cli.explore.saving import run_command  # noqa: PLC0415  # most look at a screen

    sys.argv[1:] = ["quote", *words]  # the command that answers, in what is said of it
    run_command("quote", words)


def _begun(book: BookOptions, words: list[str], plan: str | None) -> "tuple[OpenDials, Dials]":
    """The price books, and the dials as they are at first: as words, options and what is remembered say."""
    from creditcalc.whatif.books import OpenDials, read_words, with_model  # noqa: PLC0415  # a refusal needs none
    from creditcalc.whatif.dials import Dials  # noqa: PLC0415

    catalog = book.catalog()
    books = OpenDials(catalog, book.today)
    edition = book.open(catalog)
    known = book.known_plan(edition, plan)
    dials = Dials(platform=book.platform or "", edition=book.edition or "", plan=plan or "")
    if book.memory is not None:
        dials = dials._replace(platform=edition.platform, edition=edition.id, plan=known.plan.id if known else "")
    if len(words) == 1 and words[0].lower().endswith(FILES_OF_SHOTS):
        return books, dials._replace(tab="shoot", board=words[0])
    if words:
        dials = read_words(words, books, dials)
        if dials.model:  # what it needs and no word says
            needed = with_model(dials, dials.model, books).settings
            dials = dials._replace(settings=tuple({**dict(needed), **dials.said}.items()))
    return books, dials


def _needed(book: BookOptions) -> tuple[str, ...]:
    """The options without which a command would look into other sheets, or at what is remembered."""
    pricing = () if not book.pricing or book.pricing == os.environ.get(PRICING) else ("--pricing", book.pricing)
    return (*pricing, *(("--no-config",) if book.no_config else ()))
