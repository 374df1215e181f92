"""`creditcalc explore`."""

import os
import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from creditcalc.cli.ending import die
from creditcalc.cli.help import PlainTyper, Section
from creditcalc.cli.options import AMBIENT, BookOptions, InWords, PlanShown, command
from creditcalc.cli.output import at_terminal, write_output
from creditcalc.cli.refusal import USAGE
from creditcalc.cli.streams import takes_unicode
from creditcalc.errors import CreditcalcError, Hinted

if TYPE_CHECKING:
    from creditcalc.cli.config import Known
    from creditcalc.pricebook.edition import Edition
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
    book: BookOptions,
    words: InWords = None,
    plan: PlanShown = None,
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
    said = [*(words or ()), *(("--plan", plan) if plan else ()), *shlex.split(book.typed)]
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

    books, dials = _begun(book, [*(words or ())], plan)
    gc_on()
    view = View(ascii=not takes_unicode(sys.stdout))
    explorer = Explorer(books, dials, typed=_needed(book), unset=_unset(), view=view)
    code = explorer.run() or explorer.return_code or 0
    if explorer.command and explorer.return_code == 0:
        write_output(f"{explorer.command}\n")
    if code > SIGNALLED:
        sys.stdout.flush()
        die(code - SIGNALLED)
    raise typer.Exit(code)


SIGNALLED = 128
"""What the exit code of a program that a signal ended is more than."""


def gc_on() -> None:
    """A screen lives for hours: what is no longer needed is collected again."""
    import gc  # noqa: PLC0415  # no other command needs it

    # a key makes about as many objects: it waits for one collection, not for twenty, and never for one of all of them
    gc.set_threshold(10_000, 10, 1_000_000)
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
    books = OpenDials(catalog, book.today, book.day)
    edition = book.open(catalog)
    known = book.known_plan(edition, plan)
    dials = Dials(platform=book.platform or "", edition=book.edition or "", plan=plan or "")
    if book.memory is not None:
        named = _named(known, edition) if known else ""
        currency = book.currency(edition) or ""
        dials = dials._replace(platform=edition.platform, edition=edition.id, plan=named, currency=currency)
    if len(words) == 1 and words[0].lower().endswith(FILES_OF_SHOTS):
        return books, dials._replace(tab="shoot", board=words[0])
    if words:
        dials = read_words(words, books, dials)
        if dials.model:  # what it needs and no word says
            needed = with_model(dials, dials.model, books).settings
            dials = dials._replace(settings=tuple({**dict(needed), **dials.said}.items()))
    return books, dials


def _named(known: "Known", edition: "Edition") -> str:
    """A plan as an option names it, with the billing that is known."""
    from creditcalc.whatif.yours import billings_of  # noqa: PLC0415  # only where something is remembered

    plan, billing = edition.plans[known.plan.id], known.billing
    several = billing is not None and len(billed := billings_of(plan)) > 1 and billing.value in billed
    return f"{plan.id} ({billing.value})" if billing and several else plan.id


def _needed(book: BookOptions) -> tuple[str, ...]:
    """The options without which a command would look into other sheets, or into a file that the dials began with."""
    remembers = book.no_config or (book.memory is not None and book.memory.path)
    typed = book._replace(platform=None, edition=None, as_of=None, no_config=bool(remembers)).typed
    return tuple(shlex.split(typed))


def _unset() -> tuple[str, ...]:
    """The variables that would say something that the dials have already, or no longer have."""
    return tuple(name for name in AMBIENT if os.environ.get(name))
