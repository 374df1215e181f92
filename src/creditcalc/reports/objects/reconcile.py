"""What `creditcalc wallet reconcile BILL` prints."""

from typing import Annotated, Literal, TypedDict

from creditcalc.pricebook.statement import StatementKind
from creditcalc.reports.objects.shared import AmountObject, Count, DifferenceObject, Digits, NamedObject, Positive
from creditcalc.reports.objects.wallet import Moment, WalletNamedObject

BilledAmount = Annotated[
    DifferenceObject | None, "Below zero where more was given back than charged; null where the bill has no amount."
]


class ModelReconciledObject(TypedDict):
    """What was estimated of a model, and what the bill charged for it."""

    model: NamedObject
    generations: Annotated[Count, "How many were estimated."]
    estimated: AmountObject
    charged: BilledAmount
    times_estimated: Annotated[AmountObject | None, "How many times the estimate was charged."]
    differs: Annotated[bool, "Whether the charge is certainly another one than was estimated."]


MatchObject = TypedDict(
    "MatchObject",
    {
        "model": Annotated[NamedObject | None, "Null where neither side names one."],
        "from": Annotated[Moment, "When it was, or when the sum begins."],
        "to": Annotated[Moment | None, "When the sum ends; null of a single generation."],
        "entries": Annotated[list[Positive], "The numbers of the spends."],
        "rows": Annotated[list[str], "Where the charges stand in the bill."],
        "ids": Annotated[list[str], "What the bill knows them by."],
        "estimated": Annotated[AmountObject | None, "Null where nothing was."],
        "charged": BilledAmount,
    },
)


class NotRecordedObject(TypedDict):
    """Spends whose charges a bill does not tell, and why."""

    entries: Annotated[list[Positive], "Their numbers."]
    because: Annotated[str, "Why, for people."]


class NameUnknownObject(TypedDict):
    """A name on the bill that means no model."""

    name: Annotated[str, "As the bill writes it."]
    rows: Annotated[Positive, "How many rows have it."]
    charged: BilledAmount


class RowsLeftOutObject(TypedDict):
    """Rows of a word that nothing is known of."""

    word: Annotated[str, "As the bill writes it."]
    rows: Annotated[Positive, "How many."]


class BillObject(WalletNamedObject):
    """What every object says of the bill that it is made from."""

    bill: Annotated[str, "The name of its file."]
    profile: Annotated[str | None, "The profile that it is read by; null where its columns were named."]
    kind: Annotated[StatementKind, "What a row of it is."]
    unit: Annotated[str, "What its amounts are in."]


class ReconciledObject(BillObject):
    """A bill beside the estimates of a wallet: `creditcalc wallet reconcile BILL --json`."""

    schema: Literal["creditcalc/wallet-reconcile/1"]
    zone: Annotated[str, "Whose days they are."]
    covers: Annotated[list[Moment], "From when on, and until when."]
    differs: Annotated[bool, "Whether any model does."]
    complete: Annotated[bool, "Whether every charge has its estimate and every estimate its charge."]
    models: Annotated[list[ModelReconciledObject], "Those with most generations first."]
    never_estimated: Annotated[list[MatchObject], "Charges without an estimate."]
    never_charged: Annotated[list[MatchObject], "Estimates without a charge."]
    unclear: Annotated[list[MatchObject], "What may belong together in several ways."]
    not_complete: Annotated[list[MatchObject], "What the bill may still add to."]
    returned: Annotated[Digits, "What was given back, as far as the bill shows it."]
    unknown_names: list[NameUnknownObject]
    without_model: Annotated[list[Positive], "The numbers of spends that name no model."]
    not_counted: Annotated[list[Positive], "The numbers of spends that do not say what the bill counts."]
    before_wallet: Annotated[Count, "How many rows are of before the wallet opened."]
    rows_left_out: Annotated[list[RowsLeftOutObject], "Rows of words that the profile does not know."]
    missing: Annotated[str | None, "Which pages of the bill are missing."]
    recorded: Annotated[list[Positive] | None, "The numbers of the new entries; null where nothing was to be recorded."]
    not_recorded: Annotated[list[NotRecordedObject], "Empty where nothing was to be recorded."]


class BalanceReconciledObject(BillObject):
    """A bill that says what is left, beside the balance of a wallet: `creditcalc wallet reconcile BILL --json`."""

    schema: Literal["creditcalc/wallet-reconcile-balance/1"]
    says: Annotated[AmountObject, "What the bill says is left."]
    left: Annotated[AmountObject, "What the wallet has left, in the time that the bill may lag behind."]
    difference: Annotated[DifferenceObject, "How much more the bill says is left."]
    differs: Annotated[bool, "Whether the wallet has certainly more or less."]
    parts: Annotated[Count, "How many parts of the bill were added."]
    rows_left_out: Annotated[list[RowsLeftOutObject], "Parts that cannot be spent."]
