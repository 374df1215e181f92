"""What `creditcalc wallet` prints, and what it exports."""

from typing import Annotated, Literal, NotRequired, TypedDict

from creditcalc.period import Rhythm
from creditcalc.pricebook.edition import How
from creditcalc.pricebook.plan import Billing
from creditcalc.reports.objects.shared import (
    AmountObject,
    Digits,
    MoneyObject,
    NamedObject,
    Pattern,
    Percent,
    PlanNamedObject,
    Positive,
)
from creditcalc.wallet.forecast import Fate
from creditcalc.wallet.ledger import EntryKind

Moment = Annotated[str, "UTC.", Pattern(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
PoolWord = Literal["plan", "rollover", "promotion", "top_up"]
EntryWord = Literal["open", "grant", "top_up", "spend", "undo", "reconcile", "transfer"]
EventWord = Literal["open", "grant", "top_up", "spend", "transfer", "reset", "expiry"]
HowWord = Annotated[
    Literal["cycle_end", "new", "add", "difference"],
    "From the next reset on; at once, with the unused void; at once, with the unused kept; or at once, the difference.",
]
Order = Annotated[
    list[Literal["plan", "rollover", "promotion", "top_up", "soonest"]],
    "Which credits are spent first; `soonest` are those that expire first.",
]


class WalletNamedObject(TypedDict):
    """What every object says of the wallet that it is made from."""

    wallet: Annotated[str, "Its name."]
    platform: Annotated[str, "The id of the platform that sells its credits."]
    edition: Annotated[str, "The price book whose credits it holds."]


class CadenceObject(TypedDict):
    """When a plan brings credits."""

    every: Annotated[Rhythm, "How often; `use` is some days after the first use."]
    on: Annotated[str | None, "The day: `monday`, `31`, `02-29`; null where there is no such day."]
    at: Annotated[str | None, "The time of day."]
    zone: Annotated[str | None, "The time zone."]
    text: Annotated[str, "The same for people: `month on 31 at 00:00 UTC`."]


class CarriedObject(TypedDict):
    """What becomes of unused credits of a plan at a reset."""

    keeps: Annotated[Literal["nothing", "everything", "some"], "How much of them is kept."]
    most: Annotated[Digits | None, "How many at most; null but of `some`."]
    lasts: Annotated[str | None, "For how long, where they are then lost."]


class TermsObject(TypedDict):
    """What a plan brings, and when."""

    plan: PlanNamedObject
    credits: Annotated[AmountObject, "That each reset brings."]
    resets: CadenceObject
    rollover: CarriedObject
    spending_order: Order


class EntryObject(TypedDict):
    """One line of the ledger."""

    number: Annotated[Positive, "Its number in the wallet."]
    kind: Annotated[EntryWord, "What it says."]
    at: Annotated[Moment, "When it takes effect."]
    recorded: Annotated[Moment, "When it was written."]
    of: Annotated[Positive | None, "The number of the entry that it corrects."]
    amount: Annotated[AmountObject | None, "Credits."]
    pool: Annotated[PoolWord | None, "Where granted credits go."]
    expires: Annotated[str | None, "When they are lost: `never`, `cycle end`, `90 days`, or a moment."]
    money: Annotated[MoneyObject | None, "What was paid for them."]
    terms: Annotated[TermsObject | None, "What the plan brings, where it begins or changes."]
    how: Annotated[HowWord | None, "What a change of plan does to the credits."]
    void: Annotated[list[PoolWord], "The credits that a change of plan costs."]
    model: Annotated[NamedObject | None, "What was spent on."]
    quote: Annotated[str | None, "The digest of its quote."]
    key: Annotated[str | None, "What repeats nothing: the same key is recorded once."]
    note: str | None


class EntriesObject(WalletNamedObject):
    """What was written: `creditcalc wallet spend --json` and every other command that writes."""

    schema: Literal["creditcalc/wallet-entries/1"]
    entries: list[EntryObject]
    left: Annotated[AmountObject, "What is left now."]


class LotObject(TypedDict):
    """Credits of one origin that are left."""

    pool: Annotated[PoolWord, "Their origin."]
    left: Annotated[AmountObject, "What is left."]
    expires: Annotated[Moment | None, "Null where they do not expire at a known moment."]


class FlowsObject(TypedDict):
    """What became of all credits: at each end granted + overdrawn = spent + left + expired + voided."""

    granted: AmountObject
    spent: AmountObject
    expired: Annotated[AmountObject, "Lost unused."]
    voided: Annotated[AmountObject, "Lost with a change of plan."]
    overdrawn: Annotated[AmountObject, "Spent beyond what there was."]


class UsualObject(TypedDict):
    """A generation that the wallet often pays for."""

    text: Annotated[str, "What it is."]
    total: Annotated[AmountObject, "What the last one cost."]
    count: Annotated[Positive, "How often it was made."]
    affordable: Annotated[AmountObject, "How many more what is left pays for."]


class BalanceObject(WalletNamedObject):
    """What is left: `creditcalc wallet balance --json`."""

    schema: Literal["creditcalc/wallet-balance/1"]
    at: Moment
    left: Annotated[AmountObject, "What is left."]
    plan: Annotated[PlanNamedObject | None, "Null where it has ended."]
    next_reset: Annotated[Moment | None, "When the plan next brings credits; null where that is not known."]
    resets: Annotated[CadenceObject | None, "Null without a plan."]
    spending_order: Order
    lots: Annotated[list[LotObject], "In the order in which they are spent."]
    books: FlowsObject
    usual: Annotated[list[UsualObject], "The most often first."]


class EventObject(TypedDict):
    """Something that happened."""

    at: Moment
    kind: Annotated[EventWord, "What it is."]
    entry: Annotated[Positive | None, "The number of its entry; null of a reset or an expiry."]
    brought: Annotated[AmountObject | None, "Credits that came."]
    took: Annotated[AmountObject | None, "Credits that went."]
    left: Annotated[AmountObject, "What was then left."]
    standing: Annotated[Literal["undone", "reconciled"] | None, "Whether a later entry corrects it."]
    plan: Annotated[PlanNamedObject | None, "The plan that begins."]
    money: Annotated[MoneyObject | None, "What was paid."]
    note: str | None
    text: Annotated[str | None, "All of it, and what was generated, for people."]


class HistoryObject(WalletNamedObject):
    """What happened: `creditcalc wallet history --json`."""

    schema: Literal["creditcalc/wallet-history/1"]
    events: Annotated[list[EventObject], "The earliest first."]


class WalletLeftObject(WalletNamedObject):
    """A wallet, and what is left in it."""

    plan: Annotated[PlanNamedObject | None, "Null where it has ended."]
    left: Annotated[AmountObject, "What is left."]
    next_reset: Annotated[Moment | None, "When the plan next brings credits; null where that is not known."]


class WalletsObject(TypedDict):
    """Every wallet: `creditcalc wallet list --json`."""

    schema: Literal["creditcalc/wallet-list/1"]
    wallets: Annotated[list[WalletLeftObject], "The default one first."]


class JobObject(TypedDict):
    """Work that is planned."""

    name: Annotated[str, "What it is."]
    total: Annotated[AmountObject, "What it costs."]
    fate: Annotated[Fate, "Whether the wallet pays for it now, after a reset, or never."]
    at: Annotated[Moment | None, "When; null where it never does."]
    left: Annotated[AmountObject, "What is then left."]


class LossObject(TypedDict):
    """Credits that are lost unused."""

    at: Moment
    amount: AmountObject


SpanObject = TypedDict("SpanObject", {"from": Annotated[Moment, "From when."], "to": Annotated[Moment, "Until when."]})


class ForecastObject(SpanObject):
    """How long credits last, and what is lost unused: `creditcalc wallet forecast --json`."""

    schema: Literal["creditcalc/wallet-forecast/1"]
    wallet: Annotated[str, "Its name."]
    platform: Annotated[str, "The id of the platform that sells its credits."]
    edition: Annotated[str, "The price book whose credits it holds."]
    tolerance_percent: Percent
    per_day: Annotated[AmountObject | None, "Credits that are used each day; null where work is given."]
    jobs: Annotated[list[JobObject], "The work given, in its order."]
    runs_out: Annotated[Moment | None, "When the credits first run short; null where they last."]
    next_resets: Annotated[list[Moment], "When the plan brings credits."]
    lost: Annotated[list[LossObject], "What is lost unused."]
    left: Annotated[AmountObject, "What is left at the end."]


class DriftObject(TypedDict):
    """What one model was quoted at, and what it was charged."""

    model: NamedObject
    spends: Annotated[Positive, "How many."]
    quoted: AmountObject
    charged: AmountObject
    times_quoted: Annotated[AmountObject, "How many times the quote was charged."]


class DriftsObject(WalletNamedObject):
    """Quotes against charges: `creditcalc wallet drift --json`."""

    schema: Literal["creditcalc/wallet-drift/1"]
    models: Annotated[list[DriftObject], "Those with most spends first."]


ExactText = Annotated[str, "All digits, which may be a fraction: `80`, `~5`, `80+`, `20/3..7`, `unknown`."]


class TermsKeptObject(TypedDict):
    """What a plan brings, and when, as a wallet keeps it."""

    plan: Annotated[str, "The id of the plan."]
    allowance: ExactText
    cadence: Annotated[str, "`month on 31 at 00:00 UTC`, `once`, ..."]
    rollover: Annotated[str, "What a reset keeps."]
    burn: Annotated[list[str], "Which credits are spent first."]
    billing: Annotated[Billing, "How the plan is paid."]


class EntryKeptObject(TypedDict):
    """One line of the ledger as a wallet keeps it; what it does not say is left out."""

    number: Annotated[Positive, "Its number in the wallet."]
    kind: Annotated[EntryKind, "What it says."]
    at: Moment
    recorded: Moment
    amount: NotRequired[ExactText]
    of: NotRequired[Annotated[Positive, "The number of the entry that it corrects."]]
    pool: NotRequired[Annotated[str, "Where granted credits go."]]
    expires: NotRequired[Annotated[str, "When they are lost."]]
    cost: NotRequired[ExactText]
    currency: NotRequired[Annotated[str, "That of the cost."]]
    terms: NotRequired[TermsKeptObject]
    how: NotRequired[Annotated[How, "What a change of plan does to the credits."]]
    void: NotRequired[Annotated[list[str], "The credits that it costs."]]
    model: NotRequired[Annotated[str, "The id of the model."]]
    note: NotRequired[str]
    key: NotRequired[Annotated[str, "What repeats nothing: the same key is recorded once."]]
    quote: NotRequired[Annotated[str, "The digest of the quote."]]


class WalletObject(WalletNamedObject):
    """A wallet whole: `creditcalc wallet export --to json`, which `creditcalc wallet import` reads."""

    schema: Literal["creditcalc/wallet/1"]
    entries: Annotated[list[EntryKeptObject], "The earliest first."]
    quotes: Annotated[dict[str, dict[str, object]], "Each quote, as it was printed then, by its digest."]
