"""What every command prints with `--json` where it prints no result."""

from typing import Annotated, Literal, TypedDict

from creditcalc.reports.objects.shared import Positive

Kind = Literal["refused", "usage", "over", "unclear", "unpublished", "stopped", "system"]


class PlaceObject(TypedDict):
    """Where something is wrong."""

    file: Annotated[str, "The file, or the sheet."]
    line: Annotated[Positive | None, "Its line; null where it is all of the file."]
    column: Annotated[Positive | None, "The character of the line; null where it is all of the line."]


class FaultObject(TypedDict):
    """One thing that is wrong."""

    message: Annotated[str, "What it is."]
    place: Annotated[PlaceObject | None, "Where it is; null where it is in no file."]


class ErrorObject(TypedDict):
    """Why a command has no result: what it prints with `--json` in place of its own object."""

    schema: Literal["creditcalc/error/1"]
    code: Annotated[Positive, "The exit code."]
    kind: Annotated[
        Kind,
        "`usage` (2) is wrong usage, `over` (3) and `unclear` (4) are of a limit, `unpublished` (5) of a price; of "
        "those with the exit code 1 the system refused what is `system`, a person stopped what is `stopped`, and all "
        "else is `refused`.",
    ]
    message: Annotated[str, "What standard error says after `error: `; several lines where it says several."]
    hint: Annotated[str | None, "What standard error says after `hint: `, without the command."]
    command: Annotated[str | None, "The command to paste."]
    did_you_mean: Annotated[
        list[str], "The names that are offered in place of one that is not known, as they are typed."
    ]
    place: Annotated[PlaceObject | None, "Where the first fault is; null where it is in no file."]
    faults: Annotated[list[FaultObject], "Every fault, in order: at least one."]
