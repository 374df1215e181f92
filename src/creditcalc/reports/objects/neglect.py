"""What `creditcalc sheets check --stale --by` and `--ended` print."""

from typing import Annotated, Literal, TypedDict

from creditcalc.reports.neglect import NeglectBy
from creditcalc.reports.objects.shared import Count, DayText, EndedObject, SourceObject


class NeglectedObject(TypedDict):
    """Figures that nobody has looked at for long."""

    platform: Annotated[str, "The id of the platform."]
    edition: Annotated[str | None, "The price book, where figures are put together by source."]
    model: Annotated[str | None, "The id of the model, where they are put together by model."]
    oldest: Annotated[DayText, "The day of the oldest last look."]
    days: Annotated[Count, "How many days ago that was."]
    old: Annotated[Count, "How many figures were last looked at before `before`."]
    figures: Annotated[Count, "How many figures there are in all."]
    next: Annotated[SourceObject, "The source to look at next."]


class NeglectObject(TypedDict):
    """What to look at again: `creditcalc sheets check --stale DAYS --by WHAT --json`."""

    schema: Literal["creditcalc/neglect/1"]
    before: Annotated[DayText, "Nobody has looked at their sources since this day."]
    by: Annotated[NeglectBy, "By what figures are put together."]
    neglected: Annotated[list[NeglectedObject], "The oldest first."]


class EndingObject(TypedDict):
    """Something that has ended, or ends soon, and is priced."""

    platform: Annotated[str, "The id of the platform."]
    edition: Annotated[str, "The price book."]
    name: Annotated[str, "What it is."]
    ended: Annotated[EndedObject, "Its last day."]
    past: Annotated[bool, "Whether that is over on `day`."]


class EndingsObject(TypedDict):
    """What has ended or ends soon: `creditcalc sheets check --ended --json`."""

    schema: Literal["creditcalc/endings/1"]
    day: Annotated[DayText, "The day that this is said on."]
    within_days: Annotated[Count, "How many days ahead are looked at."]
    endings: Annotated[list[EndingObject], "The first to end first."]
