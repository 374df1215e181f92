"""FOCUS 1.2, the FinOps Foundation's columns of cost and usage: credits are the virtual currency that prices are in.

What was bought is a purchase, billed in money; what a generation took of it is a usage that costs its share of that
money, and bought credits that were lost are an adjustment that costs theirs. Credits of a plan cost nothing here: the
wallet does not know the plan's bill.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from creditcalc.amount import NOTHING
from creditcalc.csv import csv_text
from creditcalc.period import moment_iso
from creditcalc.wallet.exports.moves import Move, WalletExport, commodity, digits, inline, moves, plain_decimal

NO_MONEY = "XXX"
"""The ISO 4217 code for no currency: of credits that were not paid for by themselves."""
FOCUS_COLUMNS = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingAccountType",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingCurrency",
    "PricingCurrencyContractedUnitPrice",
    "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "SubAccountType",
    "Tags",
    "x_AmountWritten",
)
FIGURES = ("Cost", "Quantity", "Price")
"""With what the name of a column of figures ends."""


def export(story: WalletExport) -> str:
    """One line for each purchase, usage and loss. What is known only as an interval is given at its low end."""
    bought: dict[int, tuple[Fraction, str]] = {}
    always = {**dict.fromkeys(FOCUS_COLUMNS, ""), **_always(story)}
    lines = ({**always, **line} for move in moves(story) for line in _lines(story, move, bought))
    rows = ([*map(line.__getitem__, FOCUS_COLUMNS)] for line in lines)
    return csv_text({name: name.endswith(FIGURES) for name in FOCUS_COLUMNS}, rows)


def _always(story: WalletExport) -> Mapping[str, str]:
    """What every line says."""
    names = dict.fromkeys(("BillingAccountId", "BillingAccountName"), story.wallet)
    names |= dict.fromkeys(("InvoiceIssuerName", "ProviderName", "PublisherName"), story.platform_name)
    return {
        **{column: inline(name) for column, name in names.items()},
        "BillingAccountType": "Wallet",
        "ServiceCategory": "AI and Machine Learning",
        "ServiceName": inline(f"{story.platform_name} credits"),
        "ServiceSubcategory": "Generative AI",
        "Tags": inline(json.dumps({"edition": story.edition})),
    }


def _lines(story: WalletExport, move: Move, bought: dict[int, tuple[Fraction, str]]) -> Iterator[Mapping[str, str]]:
    entry = move.entry
    if entry is not None and entry.cost is not None and entry.currency and entry.amount and not entry.undone:
        cost = entry.cost.low
        bought[entry.number] = (cost / entry.amount.low if entry.amount.low else NOTHING, entry.currency)
        yield _line(story, move, "Purchase", credits=Decimal(0), billed=cost, cost=NOTHING, currency=entry.currency)
    elif move.kind == "spend" or "expired" in move.flows or "voided" in move.flows:
        category = "Usage" if move.kind == "spend" else "Adjustment"
        for number, change in sorted(move.lots.items()):
            if change < 0 and (category == "Usage" or number in bought):
                each, currency = bought.get(number, (NOTHING, NO_MONEY))
                cost = each * Fraction(-change) if each else NOTHING
                yield _line(story, move, category, credits=-change, billed=NOTHING, cost=cost, currency=currency)


def _line(
    story: WalletExport, move: Move, category: str, *, credits: Decimal, billed: Fraction, cost: Fraction, currency: str
) -> Mapping[str, str]:
    model = move.entry.model if move.entry and move.entry.model else None
    sku = inline(model or ("top-up" if category == "Purchase" else "generation"))
    priced = billed if category == "Purchase" else cost
    money = _decimal(digits(priced))
    start, end = _month(move.at.year, move.at.month)
    found = {
        "BilledCost": _decimal(digits(billed)),
        "BillingCurrency": currency,
        "BillingPeriodStart": start,
        "BillingPeriodEnd": end,
        "ChargeCategory": category,
        "ChargeDescription": f"{move.kind} {move.entry.number if move.entry else ''}".strip(),
        "ChargeFrequency": "One-Time" if category == "Purchase" else "Usage-Based",
        "ChargePeriodStart": moment_iso(move.at),
        "ChargePeriodEnd": moment_iso(move.at + timedelta(seconds=1)),
        "ContractedCost": money,
        "EffectiveCost": _decimal(digits(cost)),
        "ListCost": money,
        "PricingCurrency": currency if category == "Purchase" else commodity(story),
        "PricingCurrencyEffectiveCost": _decimal(credits),
        "x_AmountWritten": move.written,
    }
    if category == "Usage":
        found |= {"ConsumedQuantity": _decimal(credits), "ConsumedUnit": "Credits"}
    if category != "Adjustment":
        each = _decimal(credits) if category == "Usage" else money
        found |= {
            "ContractedUnitPrice": money,
            "ListUnitPrice": money,
            "PricingCategory": "Standard",
            "PricingCurrencyContractedUnitPrice": each,
            "PricingCurrencyListUnitPrice": each,
            "PricingQuantity": "1.0",
            "PricingUnit": "Generations" if category == "Usage" else "Packs",
            "SkuId": sku,
            "SkuMeter": "Credits",
            "SkuPriceId": sku,
        }
    return found


def _decimal(value: Decimal) -> str:
    """A decimal that no reader of CSV takes for a whole number."""
    text = plain_decimal(value)
    return text if "." in text else f"{text}.0"


@lru_cache(maxsize=1024)
def _month(year: int, month: int) -> tuple[str, str]:
    """When a month begins, and when the next one does."""
    start = datetime(year, month, 1, tzinfo=UTC)
    return moment_iso(start), moment_iso((start + timedelta(days=32)).replace(day=1))
