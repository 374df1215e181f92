"""FOCUS to the letter: every column of a purchase, a use and a loss, and the month in which each is billed."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from ledgers import START, wallets

from creditcalc.amount import Amount, exactly
from creditcalc.period import Cadence, Span, moment
from creditcalc.wallet.exports import exporter
from creditcalc.wallet.exports.focus import FOCUS_COLUMNS
from creditcalc.wallet.exports.moves import WalletExport
from creditcalc.wallet.ledger import Entry, Terms

TERMS = Terms("plus", exactly(80), Cadence.parse("once"), "nothing", ("plan", "top-up"))


def bought(at: datetime, **more: object) -> Entry:
    """A pack of 100 for 25 USD."""
    pack = Entry(2, "top-up", at, at, exactly(100), pool="top-up", expires="never", cost=exactly(25), currency="USD")
    return pack._replace(**more)  # type: ignore[arg-type]  # fields of an entry


def opened(at: datetime) -> Entry:
    """The wallet's first entry."""
    return Entry(1, "open", at, at, terms=TERMS)


def rows(*entries: Entry, until: datetime | None = None) -> list[dict[str, str]]:
    """The lines of the export, by column, without the empty ones."""
    story = WalletExport("main", "p", "Platform P", "e", entries, {}, until or entries[-1].at)
    found = csv.DictReader(exporter("focus")(story).splitlines())
    return [{name: word for name, word in row.items() if word} for row in found]


@pytest.mark.parametrize(
    ("at", "start", "end"),
    [
        ("2026-01-31", "2026-01-01", "2026-02-01"),
        ("2026-02-28", "2026-02-01", "2026-03-01"),
        ("2028-02-29", "2028-02-01", "2028-03-01"),  # a leap year
        ("2026-03-31", "2026-03-01", "2026-04-01"),
        ("2026-04-30", "2026-04-01", "2026-05-01"),
        ("2026-05-31", "2026-05-01", "2026-06-01"),
        ("2026-06-30", "2026-06-01", "2026-07-01"),
        ("2026-07-31", "2026-07-01", "2026-08-01"),
        ("2026-08-31", "2026-08-01", "2026-09-01"),
        ("2026-09-30", "2026-09-01", "2026-10-01"),
        ("2026-10-31", "2026-10-01", "2026-11-01"),
        ("2026-11-30", "2026-11-01", "2026-12-01"),
        ("2026-12-31", "2026-12-01", "2027-01-01"),  # ends in another year
    ],
)
def test_a_charge_is_billed_in_its_calendar_month(at: str, start: str, end: str) -> None:
    """From its first second to its last: a month ends where the next one starts."""
    for when in (moment(start), moment(f"{start[:8]}15T13:14:15Z"), moment(f"{at}T23:59:59Z")):
        (row,) = rows(opened(moment(start)), bought(when))
        assert row["BillingPeriodStart"] == f"{start}T00:00:00Z"
        assert row["BillingPeriodEnd"] == f"{end}T00:00:00Z"


@given(wallets())
@settings(max_examples=30, deadline=None)
def test_billing_periods_are_whole_months_that_meet_and_hold_their_charges(entries: list[Entry]) -> None:
    for row in rows(*entries, until=START + timedelta(days=130)):
        start, end, since, until = (
            datetime.fromisoformat(row[f"{period}Period{edge}"])
            for period in ("Billing", "Charge")
            for edge in ("Start", "End")
        )
        assert start == datetime(since.year, since.month, 1, tzinfo=UTC)
        assert end == datetime(since.year + since.month // 12, since.month % 12 + 1, 1, tzinfo=UTC)
        assert since < until <= end


SAME = {
    "BillingAccountId": "main",
    "BillingAccountName": "main",
    "BillingAccountType": "Wallet",
    "BillingPeriodStart": "2026-05-01T00:00:00Z",
    "BillingPeriodEnd": "2026-06-01T00:00:00Z",
    "InvoiceIssuerName": "Platform P",
    "ProviderName": "Platform P",
    "PublisherName": "Platform P",
    "ServiceCategory": "AI and Machine Learning",
    "ServiceName": "Platform P credits",
    "ServiceSubcategory": "Generative AI",
    "Tags": '{"edition": "e"}',
}
"""What every line of the month says."""


def charged(at: str, until: str) -> dict[str, str]:
    """When a charge was made."""
    return {"ChargePeriodStart": f"2026-05-{at}Z", "ChargePeriodEnd": f"2026-05-{until}Z"}


def test_a_month_to_the_letter() -> None:
    """100 credits are bought for 25; a generation takes the plan's 80 and 32.5 of them; 67.5 are lost after a week."""
    at = moment("2026-05-20T09:30Z")
    made = moment("2026-05-21T23:59:59Z")
    spend = Entry(3, "spend", made, made, Amount.parse("112.5+"), model="clip-1.5")
    found = rows(
        opened(moment("2026-05-14")), bought(at, expires=Span.parse("7 days")), spend, until=moment("2026-05-31")
    )
    purchase = {
        "BilledCost": "25.0",
        "BillingCurrency": "USD",
        "ChargeCategory": "Purchase",
        "ChargeDescription": "top-up 2",
        "ChargeFrequency": "One-Time",
        "ContractedCost": "25.0",
        "ContractedUnitPrice": "25.0",
        "EffectiveCost": "0.0",
        "ListCost": "25.0",
        "ListUnitPrice": "25.0",
        "PricingCategory": "Standard",
        "PricingCurrency": "USD",
        "PricingCurrencyContractedUnitPrice": "25.0",
        "PricingCurrencyEffectiveCost": "0.0",
        "PricingCurrencyListUnitPrice": "25.0",
        "PricingQuantity": "1.0",
        "PricingUnit": "Packs",
        "SkuId": "top-up",
        "SkuMeter": "Credits",
        "SkuPriceId": "top-up",
        "x_AmountWritten": "100",
        **charged("20T09:30:00", "20T09:30:01"),
        **SAME,
    }
    use = {
        "BilledCost": "0.0",
        "ChargeCategory": "Usage",
        "ChargeDescription": "spend 3",
        "ChargeFrequency": "Usage-Based",
        "ConsumedUnit": "Credits",
        "PricingCategory": "Standard",
        "PricingCurrency": "P-CREDIT",
        "PricingQuantity": "1.0",
        "PricingUnit": "Generations",
        "SkuId": "clip-1.5",
        "SkuMeter": "Credits",
        "SkuPriceId": "clip-1.5",
        "x_AmountWritten": "112.5+",
        **charged("21T23:59:59", "22T00:00:00"),
        **SAME,
    }
    credits = (
        "ConsumedQuantity",
        "PricingCurrencyContractedUnitPrice",
        "PricingCurrencyEffectiveCost",
        "PricingCurrencyListUnitPrice",
    )
    money = ("ContractedCost", "ContractedUnitPrice", "EffectiveCost", "ListCost", "ListUnitPrice")
    granted = {"BillingCurrency": "XXX", **dict.fromkeys(credits, "80.0"), **dict.fromkeys(money, "0.0")}
    # 32.5 of the 100 for 25 are 8.125
    paid = {"BillingCurrency": "USD", **dict.fromkeys(credits, "32.5"), **dict.fromkeys(money, "8.125")}
    lost = {
        "BilledCost": "0.0",
        "BillingCurrency": "USD",
        "ChargeCategory": "Adjustment",
        "ChargeDescription": "expiry",
        "ChargeFrequency": "Usage-Based",
        # 67.5 of the 100 for 25
        **dict.fromkeys(("ContractedCost", "EffectiveCost", "ListCost"), "16.875"),
        "PricingCurrency": "P-CREDIT",
        "PricingCurrencyEffectiveCost": "67.5",
        **charged("27T09:30:00", "27T09:30:01"),
        **SAME,
    }
    assert found == [purchase, {**use, **granted}, {**use, **paid}, lost]


def test_every_column_stands_in_the_head_and_in_order() -> None:
    at = moment("2026-05-14")
    head = exporter("focus")(WalletExport("main", "p", "P", "e", (opened(at),), {}, at))
    assert head == ",".join(FOCUS_COLUMNS) + "\n"
    assert [name for name in FOCUS_COLUMNS if not name.startswith("x_")] == sorted(FOCUS_COLUMNS[:-1])


def test_a_use_without_a_model_is_a_generation_and_a_pack_undone_is_no_charge() -> None:
    at = moment("2026-05-20")
    spend = Entry(3, "spend", at, at, exactly(5))
    undo = Entry(4, "undo", at, at, of=2)
    (row,) = rows(opened(at), bought(at), spend, undo)
    assert (row["ChargeCategory"], row["SkuId"], row["BillingCurrency"]) == ("Usage", "generation", "XXX")
