"""The options that commands share, each defined once; a parameter of such a type becomes its options."""

import inspect
import os
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from creditcalc import files
from creditcalc.amount import TOLERANCE, share_of_percent
from creditcalc.cli.help import Section
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import word_of
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.model import Model
from creditcalc.rating.generation import Generation, Given, resolve
from creditcalc.record import Record
from creditcalc.render import Format
from creditcalc.sheets.catalog import Catalog, own
from creditcalc.text import inert

if TYPE_CHECKING:
    from creditcalc.cli.config import Known, Memory
    from creditcalc.pricebook.plan import Plan
    from creditcalc.reports.objects.shared import SelectionObject

T = TypeVar("T")

COUNTED = ("characters", "bytes")
"""Settings that `@FILE` counts in a text."""
LARGEST_TEXT = 10_000_000
"""Bytes of the longest text that is counted."""


ON_OR_OFF = {True: "on", False: "off"}
"""How a row of a file says an option that is on or off."""
SHARED: dict[type, str] = {}
"""The named tuples of options, and the section of help that theirs stand in."""


def grouped(section: str) -> Callable[[type[T]], type[T]]:
    """Mark a named tuple of options: a command's parameter of this type becomes its options."""

    def mark(kind: type[T]) -> type[T]:
        SHARED[kind] = section
        return kind

    return mark


def options_of(kind: Any) -> dict[str, Any]:
    """The options of a named tuple by the fields that they fill."""
    return {name: hint for name, hint in kind.__annotations__.items() if hasattr(hint, "__metadata__")}


def today_or(text: str) -> str:
    """What an option says of a time, `today` as the day of the clock."""
    if text.lower() != "today":
        return text
    from creditcalc.clock import today  # noqa: PLC0415  # few options name a day

    return today()


def day_said(text: str) -> str:
    """The day that an option names: `2026-05-31` or `today`. Raises CreditcalcError for any other."""
    from creditcalc.day import Day  # noqa: PLC0415  # few options name a day

    try:
        return Day.parse(today_or(text)) if text else text
    except CreditcalcError as error:
        raise CreditcalcError(f"{error}, or `today`") from None


def _day_or_today(text: str) -> str:
    """A day, or `today` as such: a server that runs for days means that of each call."""
    return "today" if text.lower() == "today" else day_said(text)


MODEL = typer.Option(
    "--model",
    "-m",
    metavar="MODEL",
    help='Model, for example veo-3.1 or "Veo 3.1".',
    rich_help_panel=Section.WORK,
)

InWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORD...", help="Words instead of options, for example veo-3.1 8s 4k audio x3."),
]

PlanShown = Annotated[
    str | None,
    typer.Option(
        "--plan",
        metavar="PLAN",
        help="Also show the share of this plan's monthly credits, and what that costs.",
        rich_help_panel=Section.LIMIT,
    ),
]

Budget = Annotated[
    str | None,
    typer.Option(
        metavar="N",
        help="Fail if the total is over N credits (exit 3; 4 if it might be).",
        rich_help_panel=Section.LIMIT,
    ),
]

Tolerance = Annotated[
    str | None,
    typer.Option(
        "--tolerance",
        metavar="PERCENT",
        help="How far a figure like ~5 may be off when it is compared with a limit (10 by default).",
        rich_help_panel=Section.LIMIT,
    ),
]

PayingWallet = Annotated[
    str | None,
    typer.Option(
        "--wallet",
        metavar="NAME",
        help="Fail if this wallet cannot cover the cost (exit 3; 4 if it might not).",
        rich_help_panel=Section.WALLET,
    ),
]

Key = Annotated[
    str | None,
    typer.Option(
        metavar="WORD",
        help="Idempotency key: repeating it records nothing twice.",
        rich_help_panel=Section.WALLET,
    ),
]


def _folder(pricing: str | None) -> str | None:
    """The folder of sheets that an option names; raises CreditcalcError where it is none, whatever reads it later."""
    if pricing:
        own(pricing)
    return pricing


Pricing = Annotated[
    str | None,
    typer.Option(
        envvar="CREDITCALC_PRICING",
        metavar="DIR",
        callback=_folder,
        help="Folder with price sheets of your own.",
        rich_help_panel=Section.PRICES,
    ),
]


PlatformName = Annotated[
    str | None,
    typer.Option(
        envvar="CREDITCALC_PLATFORM",
        metavar="NAME",
        help="Platform that sells the credits.",
        rich_help_panel=Section.PRICES,
    ),
]

EditionName = Annotated[
    str | None,
    typer.Option(
        envvar="CREDITCALC_EDITION",
        metavar="NAME",
        help="Price book to use, for example 2026-09.",
        rich_help_panel=Section.PRICES,
    ),
]


NoConfig = Annotated[
    bool, typer.Option("--no-config", help="Use nothing that `config` remembers.", rich_help_panel=Section.PRICES)
]
AMBIENT = tuple(f"CREDITCALC_{name}" for name in ("PLATFORM", "EDITION", "PLAN", "BILLING", "CURRENCY"))
"""The variables that say what no option says."""


def config_path() -> str:
    """The file that keeps what a person told the tool to remember; "" where none is to be read."""
    named = os.environ.get("CREDITCALC_CONFIG")
    return os.path.join(files.home("config"), "config.toml") if named is None else named  # noqa: PTH118  # every start asks


def remembered(*, config: bool = True) -> "Memory | None":
    """What the environment says and, unless it is not to be read, the configuration; None where neither is there.

    Raises CreditcalcError for a configuration that cannot be read.
    """
    path = config_path() if config else ""
    try:
        there = bool(path) and os.stat(path) is not None  # noqa: PTH116  # every start asks
    except PermissionError as error:
        there = "CREDITCALC_CONFIG" in os.environ
        if not there:
            files.unseen(f"{path}: cannot be read: {files.why(error)}. What it remembers is not used")
    except (OSError, ValueError):
        there = "CREDITCALC_CONFIG" in os.environ and os.path.lexists(path)
    if not there and not any(name in os.environ for name in AMBIENT):
        return None
    from creditcalc.cli.config import recalled  # noqa: PLC0415  # where there is nothing to recall

    return recalled(path if there else "")


@grouped(Section.PRICES)
class BookOptions(Record):
    """Which price book: the platform, its edition, the day, and a folder of one's own sheets.

    `memory` is what holds where these say nothing; it is no option.
    """

    platform: PlatformName = None
    edition: EditionName = None
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DAY", parser=_day_or_today, help="Use the prices in force on this day (2026-05-31 or today)."
        ),
    ] = None
    pricing: Pricing = None
    no_config: NoConfig = False
    memory: "Memory | None" = None

    @classmethod
    def of(cls, ctx: typer.Context) -> "BookOptions":
        """The options of a command that is being typed, with what is remembered."""
        given: dict[str, Any] = {name: ctx.params[name] for name in options_of(cls) if name in ctx.params}
        return cls(**given).remembering(ctx)

    def remembering(self, ctx: typer.Context | None = None, *, config: bool = True) -> "BookOptions":
        """These options with what is remembered for where they say nothing, and with nothing that is in there too."""
        memory = remembered(config=config and not self.no_config)
        if memory is None:
            return self
        platform = None if ctx is not None and _of_environment(ctx, "platform") else self.platform
        edition = None if ctx is not None and _of_environment(ctx, "edition") else self.edition
        return self._replace(platform=platform, edition=edition, memory=memory)

    @property
    def day(self) -> str | None:
        """The day whose prices are used, where one is named."""
        return self.as_of and today_or(self.as_of)

    @property
    def today(self) -> str | None:
        """The day of the clock, by which prices end and grow old; None where those of a day are asked for."""
        if self.as_of:
            return None
        from creditcalc.clock import today  # noqa: PLC0415  # JSON does not depend on the clock

        return today()

    @property
    def typed(self) -> str:
        """These options as they are typed after another command, each with a blank before it."""
        pricing = None if self.pricing == os.environ.get("CREDITCALC_PRICING") else self.pricing
        names = ("--platform", "--edition", "--as-of", "--pricing")
        given = zip(names, (self.platform, self.edition, self.as_of, pricing), strict=True)
        return "".join(f" {name} {value}" for name, value in given if value) + self.no_config * " --no-config"

    def catalog(self) -> Catalog:
        """The sheets that these options select from."""
        return Catalog(self.pricing)

    def open(self, catalog: Catalog | None = None) -> Edition:
        """The edition that these options select; from a catalog that is there already, where one is given."""
        catalog = catalog or self.catalog()
        if self.memory is None:
            return catalog.edition(self.platform, self.edition, self.day)
        return self.memory.open(catalog, self)

    def known_plan(self, edition: Edition, plan: str | None = None) -> "Known | None":
        """The plan that an option names, else the one that is remembered for the platform of the edition.

        Raises CreditcalcError for an option that names none of its plans.
        """
        if plan is None and self.memory is None:
            return None
        from creditcalc.cli.config import known_plan  # noqa: PLC0415  # most results know no plan

        return known_plan(edition, plan, self)

    def currency(self, edition: Edition, plan: "Plan | None" = None, *, rates: bool = False) -> str | None:
        """The currency that is remembered, if a plan, or any of the edition's, is sold in it or there are rates."""
        if self.memory is None:
            return None
        from creditcalc.cli.config import kept_currency  # noqa: PLC0415  # most results have no money

        return kept_currency(self.memory, edition, plan, rates=rates)

    def selection(
        self, edition: Edition, known: "Known | None" = None, currency: str | None = None
    ) -> "SelectionObject":
        """What was selected, by key: its value, and where it is from: option, environment, config or default.

        `known` is the plan of `known_plan`, and `currency` what the option of that name says.
        """
        if self.memory is not None or known is not None or currency is not None:
            from creditcalc.cli.config import selection  # noqa: PLC0415  # most results know no plan

            return selection(edition, known, currency, self)
        from creditcalc.reports.quote import selection_json  # noqa: PLC0415  # who prints no object, selects nothing

        named = self.edition or self.as_of
        return selection_json(edition, "option" if self.platform else "default", "option" if named else "default")


def _of_environment(ctx: typer.Context, name: str) -> bool:
    """Whether a variable gave an option, and nobody typed it."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "ENVIRONMENT"


@grouped(Section.WORK)
class GenerationOptions(Record):
    """What is to be generated: the standard settings by name, any other with `--set`."""

    seconds: Annotated[str | None, typer.Option(metavar="N", help="Length in seconds: 8, 8s, 1m30s or 0:30.")] = None
    minutes: Annotated[str | None, typer.Option(metavar="N", help="Length in minutes, instead of --seconds.")] = None
    resolution: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Resolution, for example 1080p."),
    ] = None
    uhd: Annotated[bool, typer.Option("--4k", help="Same as --resolution 4k.")] = False
    full_hd: Annotated[bool, typer.Option("--1080p", help="Same as --resolution 1080p.")] = False
    hd: Annotated[bool, typer.Option("--720p", help="Same as --resolution 720p.")] = False
    audio: Annotated[bool | None, typer.Option("--audio/--no-audio", help="Generate with or without sound.")] = None
    twin: Annotated[bool | None, typer.Option("--twin/--no-twin", help="Generate with or without an AI twin.")] = None
    quality: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Quality, for example pro."),
    ] = None
    characters: Annotated[
        str | None,
        typer.Option(metavar="N", help="Number of characters to speak, or @FILE to count a text's."),
    ] = None
    images: Annotated[int | None, typer.Option(metavar="N", help="Number of images (image models only).")] = None
    outputs: Annotated[int | None, typer.Option(metavar="N", help="Number of results per attempt.")] = None
    takes: Annotated[int, typer.Option(metavar="N", help="Number of attempts to pay for.")] = 1
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Any other setting of the model; can be repeated.",
        ),
    ] = None
    mix: Annotated[
        str | None,
        typer.Option(metavar="MODEL=SHARE,...", help="Models that an agent uses: veo-3.1=30%,kling-3.0=70%."),
    ] = None

    def settings(self) -> dict[str, str | bool]:
        """The settings given, by name. Raises a usage error where two options say different things."""
        short = {"4k": self.uhd, "1080p": self.full_hd, "720p": self.hd}
        resolutions = [word for word, given in short.items() if given] + ([self.resolution] if self.resolution else [])
        if len(set(resolutions)) > 1:
            raise typer.BadParameter(f"give one resolution, not {inert(' and '.join(resolutions))}")
        if self.seconds and self.minutes:
            raise typer.BadParameter("give --seconds or --minutes, not both")
        seconds = self.seconds
        if self.minutes:
            from creditcalc.rating.spoken import length_said  # noqa: PLC0415  # most lengths are in seconds

            seconds = word_of(length_said(self.minutes, Fraction(60), "minutes"))
        found: dict[str, str | bool | None] = {
            "seconds": seconds,
            "resolution": resolutions[0] if resolutions else None,
            "audio": self.audio,
            "twin": self.twin,
            "quality": self.quality,
            "characters": self.characters,
        }
        for pair in self.others or ():
            name, equals, value = pair.partition("=")
            if not (name and equals and value):
                raise typer.BadParameter(f"--set takes KEY=VALUE, not {inert(pair)}")
            if found.get(name) is not None:
                raise typer.BadParameter(f"{inert(name)} is given twice")
            found[name] = value
        return {name: _counted(name, value) for name, value in found.items() if value is not None}

    def of_many(self) -> dict[str, str | bool]:
        """The settings given, for many models, none of which may be told what it runs."""
        if self.mix:
            raise typer.BadParameter("--mix works with `quote`, `plans compare` and `wallet spend` only")
        return self.settings()

    def as_row(self) -> dict[str, str]:
        """What is given as a row of a file says it, by column."""
        said = {name: ON_OR_OFF[word] if isinstance(word, bool) else word for name, word in self.of_many().items()}
        counts = {"images": self.images, "outputs": self.outputs, "takes": self.takes if self.takes > 1 else None}
        return said | {name: str(number) for name, number in counts.items() if number is not None}

    def wanted(self, model: Model) -> int | None:
        """The outputs wanted, which an image model calls images; None where that is not given."""
        if self.images is None:
            return self.outputs
        if model.kind != "image":
            raise CreditcalcError(f"`{model.id}` does not make images: give `--outputs` instead")
        if self.outputs not in (None, self.images):
            raise typer.BadParameter("give --images or --outputs, not both")
        return self.images

    def planned(self, model: Model, settings: Given | None = None) -> Generation:
        """The generation planned of a model, with the settings given or those in their place."""
        given = self.settings() if settings is None else settings
        return resolve(model, given, outputs=self.wanted(model), takes=self.takes, mix=self.mix)


def _counted(name: str, value: str | bool) -> str | bool:
    """The value; of the characters or bytes of a text, `@script.txt`, how many there are.

    Raises CreditcalcError where it is not a text that can be read.
    """
    if name not in COUNTED or not isinstance(value, str) or not value.startswith("@"):
        return value
    from creditcalc.cli.output import note  # noqa: PLC0415  # most texts are counted already
    from creditcalc.files import read_whole  # noqa: PLC0415

    path = value[1:]
    try:
        text = read_whole(path, LARGEST_TEXT).decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n")
    except UnicodeDecodeError:
        raise CreditcalcError("is not UTF-8 text: save the file as UTF-8", place=path) from None
    found = len(text.encode() if name == "bytes" else text)
    if name == "characters":
        note(f"{path} has {found:,} characters of Unicode, line breaks between lines included; sellers may differ")
    return str(found)


def limit_of_option(text: str | None) -> Fraction | None:
    """The credits that `--budget` or `--fit` says, if it is given; raises CreditcalcError for what is not a number."""
    if text is None:
        return None
    from creditcalc.rating.spoken import limit_said  # noqa: PLC0415  # most results have no limit

    return limit_said(text)


def tolerance_of(text: str | None) -> Fraction:
    """The share that `--tolerance` says, or else a tenth; raises CreditcalcError for what is not a percentage."""
    return TOLERANCE if text is None else share_of_percent(text)


Wide = Annotated[bool, typer.Option("--wide", help="Show all columns, even beyond the terminal.")]
Exact = Annotated[bool, typer.Option("--exact", help="Show figures with all their digits.")]
Explain = Annotated[bool, typer.Option("--explain", help="Show all notes, and how each figure is calculated.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Never open a pager for a long result.")]


@grouped(Section.OUTPUT)
class Output(Record):
    """How the result is written."""

    format: Annotated[
        Format,
        typer.Option(help="Output format (a table is plain text when piped)."),
    ] = "table"
    json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False
    wide: Wide = False
    exact: Exact = False
    explain: Explain = False
    no_pager: NoPager = False

    @property
    def as_json(self) -> bool:
        """Whether it is JSON."""
        return self.json or self.format == "json"

    @property
    def scripts(self) -> bool:
        """Whether a script reads it."""
        return self.as_json or self.format == "csv"


def command(function: Callable[..., None]) -> Callable[..., None]:
    """The function with each parameter of a shared type replaced by that type's options.

    Where one is BookOptions, they come with what is remembered; with an option `config`, only if that is given.
    """
    parameters: list[inspect.Parameter] = []
    groups: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        kind = parameter.annotation
        if kind not in SHARED:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
            continue
        groups[parameter.name] = kind
        for name, hint in options_of(kind).items():
            default = kind._field_defaults.get(name, inspect.Parameter.empty)
            (option,) = hint.__metadata__
            option.rich_help_panel = option.rich_help_panel or SHARED[kind]
            parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint))
    own = any(parameter.name == "ctx" for parameter in parameters)
    if BookOptions in groups.values() and not own:
        parameters.append(inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context))

    @wraps(function)
    def run(**given: Any) -> None:
        ctx = given.get("ctx") if own else given.pop("ctx", None)
        for name, kind in groups.items():
            given[name] = kind(**{field: given.pop(field) for field in options_of(kind)})
            if kind is BookOptions:
                given[name] = given[name].remembering(ctx, config=given.get("config", True))
        if not any(getattr(group, "exact", False) for group in given.values()):
            function(**given)
            return
        from creditcalc.figures import all_digits  # noqa: PLC0415  # JSON writes no figures for people

        with all_digits(True):
            function(**given)

    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
    run.__annotations__ = {}  # of the parameters that these are, the signature says all
    del run.__wrapped__
    return run
