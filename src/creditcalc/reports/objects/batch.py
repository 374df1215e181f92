"""What `creditcalc batch --json` prints: many generations, and what changed of them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from creditcalc.amount import Qualifier, Verdict
from creditcalc.pricebook.evidence import Grade
from creditcalc.reports.objects.shared import (
    AmountObject,
    AmountText,
    BookObject,
    BudgetObject,
    Count,
    DifferenceObject,
    Digits,
    EndedObject,
    ModelNamedObject,
    Percent,
    PlanTakenObject,
    Positive,
    PricedBookObject,
)
from creditcalc.storyboard.revision import ShotChangeKind

FailedRule = Literal["charged", "not_charged", "unknown"]
DirectionWord = Literal["same", "more_expensive", "cheaper", "not_cheaper", "not_more_expensive", "unclear"]
SettingTexts = Annotated[dict[str, str], "Settings, as they were typed."]


class ShotDetailsObject(TypedDict, total=False):
    """What a shot of a storyboard says beside its cells."""

    alternatives: Annotated[
        dict[str, SettingTexts] | None,
        "Of a storyboard: the settings of every alternative that is open, by its name; null where one is taken.",
    ]
    total: Annotated[AmountObject | None, "Of a storyboard: the amount; null where there is no price."]


class BatchRowObject(ShotDetailsObject):
    """A row: the keys of the input, and these."""

    credits_low: Annotated[Digits | None, "The lower end; null where there is no price."]
    credits_high: Annotated[Digits | None, "The upper end; null where it is open, or there is no price."]
    qualifier: Annotated[Qualifier | None, "The kind of amount; null where there is no price."]
    grade: Annotated[Grade | None, "How good the source is; null where there is no price."]
    error: Annotated[str | None, "Why there is no price; null where there is one."]
    unit: NotRequired[Annotated[str | None, "What it is in, where not all rows are in credits of one price book."]]
    takes_expected: NotRequired[
        Annotated[AmountText | None, "With a success rate: how many takes it needs on average."]
    ]
    takes_low: NotRequired[Annotated[Digits | None, "With a success rate: the fewest takes, of 90 % confidence."]]
    takes_high: NotRequired[Annotated[Digits | None, "With a success rate: the most takes, of 90 % confidence."]]
    credits_if_failed_charged: NotRequired[
        Annotated[AmountText | None, "With a success rate: what is expected if failed takes are charged."]
    ]
    credits_if_failed_free: NotRequired[
        Annotated[AmountText | None, "With a success rate: what is expected if failed takes are free."]
    ]
    __extra_items__: NotRequired[object]


class SumObject(TypedDict):
    """A part of the rows, and their sum."""

    unit: Annotated[str | None, "What the sum is in; null where no row of it has a price book."]
    count: Annotated[Positive, "How many rows."]
    missing: Annotated[Count, "How many of them have no price."]
    total: Annotated[AmountObject, "The sum; a lower bound where rows are missing."]


class ModelSumObject(SumObject):
    """The rows of a model."""

    model: Annotated[
        ModelNamedObject | None, "The model; null where a row names no known one, or may be made by any of several."
    ]
    ended: Annotated[
        EndedObject | None, "The first last day of the model and of the rows of prices; null where none is known."
    ]
    any_of: Annotated[list[ModelNamedObject], "The models of alternatives that are open; else empty."]


class SceneSumObject(SumObject):
    """The rows of a scene."""

    scene: Annotated[str, "The name of the scene."]


class UnitSumObject(TypedDict):
    """The rows in one unit."""

    unit: Annotated[str, "What it is in: `credit`, or a currency."]
    total: Annotated[AmountObject, "The sum; a lower bound where rows are missing."]


class TakesObject(TypedDict):
    """What a success rate makes of a batch."""

    shots: Annotated[Positive, "How many takes must turn out well."]
    expected: Annotated[AmountObject, "How many takes that needs on average."]
    if_failed_charged: Annotated[AmountObject, "What is expected if failed takes are charged."]
    if_failed_free: Annotated[AmountObject, "What is expected if failed takes are free."]
    failed_generations: Annotated[list[FailedRule], "What the platforms say of generations that end with an error."]
    blocked_generations: Annotated[list[FailedRule], "What they say of generations that moderation stops."]


class UnknownNodesObject(TypedDict):
    """Nodes of a class that is not known here."""

    kind: Annotated[str, "The class, as the workflow names it."]
    count: Annotated[Positive, "How many."]


class WorkflowObject(TypedDict):
    """The nodes of a workflow."""

    priced: Annotated[Count, "Paid nodes with a price."]
    unpriced: Annotated[Count, "Paid nodes without one."]
    local: Annotated[Count, "Nodes that cost nothing."]
    off: Annotated[Count, "Nodes that are muted or bypassed, which do not run."]
    unknown: Annotated[list[UnknownNodesObject], "Classes that are not known here: they may be paid."]


class BatchSumsObject(PricedBookObject):
    """What the rows come to."""

    count: Annotated[Positive, "All rows."]
    missing: Annotated[Count, "The rows without a price."]
    complete: Annotated[bool, "Whether every row has a price."]
    models: Annotated[list[ModelSumObject], "The sum for each model."]
    scenes: Annotated[list[SceneSumObject], "The sum for each scene."]
    totals: Annotated[list[UnitSumObject], "The sum of each unit."]
    total: Annotated[AmountObject | None, "The sum; null where rows are in several units."]
    grade: Annotated[Grade | None, "The grade of the least certain figure; null where nothing has a price."]
    takes: Annotated[TakesObject | None, "What a success rate makes of it; null without one."]
    plan: Annotated[PlanTakenObject | None, "What it takes of a plan's month; null where no plan is known."]
    budget: Annotated[BudgetObject | None, "How the total compares with `--budget`; null without one."]
    fit: Annotated[BudgetObject | None, "The same of `--fit`, which chose the alternatives; null without one."]


class BatchObject(BatchSumsObject):
    """Many generations: every row, then the sums: `creditcalc batch FILE --json`. Lines of JSON Lines are rows, too."""

    schema: Literal["creditcalc/batch/1"]
    rows: Annotated[list[BatchRowObject], "The rows in the order of the input: its own keys, then the results."]
    workflow: NotRequired[Annotated[WorkflowObject, "With `--from comfyui`: what its nodes are."]]


class IncreaseObject(TypedDict):
    """How much more something may cost, and how the difference compares with it."""

    limit: Annotated[Digits | None, "In the unit of the total; null where it is a share of the cost before."]
    limit_percent: Annotated[Digits | None, "As a share of the cost before; null where it is in the unit of the total."]
    tolerance_percent: Percent
    verdict: Annotated[Verdict, "`over` is certain, `unclear` may be."]


class CountsObject(TypedDict):
    """How many shots became what: every shot is counted once."""

    added: Annotated[Count, "Shots that were not there before."]
    removed: Annotated[Count, "Shots that are no longer there."]
    changed: Annotated[Count, "Shots with other settings or another price."]
    unchanged: Annotated[Count, "Shots that are as they were."]


class UnpricedObject(TypedDict):
    """The shots without a price."""

    before: Annotated[Count, "How many had none."]
    after: Annotated[Count, "How many have none."]


class TotalsObject(TypedDict):
    """The sums; lower bounds where shots are missing."""

    before: AmountObject
    after: AmountObject


class StateObject(TypedDict):
    """What a shot costs, before or after."""

    total: Annotated[AmountObject | None, "What it costs; null where it has no price."]
    error: Annotated[str | None, "Why there is no price; null where there is one."]


class SettingChangeObject(TypedDict):
    """A setting that differs."""

    alternative: Annotated[str | None, "Of which alternative; null where there is one way to make the shot."]
    setting: Annotated[str, "Its name; `alternative` of the way that is taken."]
    before: Annotated[str | None, "What it was; null where it was not given."]
    after: Annotated[str | None, "What it is; null where it is not given."]


class ShotChangeObject(TypedDict):
    """A shot that changed, or has no price."""

    scene: Annotated[str | None, "The name of its scene; null where it is in none."]
    shot: Annotated[str, "Its name."]
    kind: Annotated[ShotChangeKind, "What became of it."]
    before: Annotated[StateObject | None, "What it cost; null of a shot that was added."]
    after: Annotated[StateObject | None, "What it costs; null of a shot that was removed."]
    difference: Annotated[DifferenceObject, "What changes for it."]
    settings: Annotated[list[SettingChangeObject], "The settings that differ."]
    today: Annotated[StateObject | None, "What it would cost now with its settings of before."]
    by_settings: Annotated[DifferenceObject | None, "What comes of other settings; null where that is not known."]
    by_price: Annotated[DifferenceObject | None, "What comes of other prices; null where that is not known."]


class RevisionObject(PricedBookObject):
    """What changed in a storyboard, and what that costs: `creditcalc batch STORYBOARD --compare-to FILE --json`."""

    schema: Literal["creditcalc/revision/1"]
    before: Annotated[BookObject | None, "The price book of before; null where there was no storyboard."]
    counts: CountsObject
    missing: UnpricedObject
    total: TotalsObject
    difference: Annotated[DifferenceObject, "How much more it costs."]
    direction: Annotated[
        DirectionWord, "Which way it goes, as far as that is certain: `unclear` may be cheaper or more expensive."
    ]
    by_shots: Annotated[DifferenceObject, "What comes of shots added and removed."]
    by_settings: Annotated[DifferenceObject | None, "What comes of other settings; null where that is not known."]
    by_price: Annotated[DifferenceObject | None, "What comes of other prices; null where that is not known."]
    budget: Annotated[BudgetObject | None, "How the total of now compares with `--budget`; null without one."]
    fit: Annotated[BudgetObject | None, "The same of `--fit`, which chose the alternatives; null without one."]
    increase: Annotated[IncreaseObject | None, "How the difference compares with `--max-increase`; null without one."]
    shots: Annotated[list[ShotChangeObject], "The shots that changed or have no price."]
