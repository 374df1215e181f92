"""What a type checker knows of a price book and its answers. It is checked, never run."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, assert_type

import creditcalc
from creditcalc import Book, CreditcalcError, Listed, Listing, PricedRow, Quote, RequestAnswer, UnitAmount

book = creditcalc.open(platform="invideo", plan="Plus", pricing=Path("sheets"))
assert_type(book, Book)
with creditcalc.open(as_of="2026-05-31") as entered:
    assert_type(entered, Book)

quote = creditcalc.quote(model="veo-3.1", seconds=Decimal(8), resolution="4k", audio=True)
assert_type(quote, Quote)
assert_type(book.quote(model="veo-3.1", minutes="1.5", outputs=2), Quote)
assert_type(quote.total, UnitAmount)
assert_type(quote.settings, dict[str, str])
assert_type([line.amount for line in quote.lines], list[UnitAmount])
assert_type(quote.to_dict(), dict[str, Any])
assert_type(quote.within(50), Literal["yes", "no", "unknown"])

assert_type(book.models("kling", kind="video"), Listing[Listed])
assert_type(book.settings("veo-3.1"), Listing[str])
assert_type(book.plans(), Listing[Listed])
assert_type(book.compare_models(seconds=8), Listing[Quote])
assert_type(book.compare_plans(credits=[300, "120.5"], horizon=2), Listing[Listed])
assert_type(book.compare_platforms(model="veo-3.1", seconds=8), Listing[Listed])
assert_type(book.storyboard({"shots": [{"model": "veo-3.1", "seconds": 8}]}), Listing[Listed])
assert_type(book.wallet("main"), Listing[Listed])
assert_type(book.compare_models(seconds=8)[0].total, UnitAmount)
assert_type(book.plans()[1:], tuple[Listed, ...])
assert_type([plan.price for plan in book.plans()], list[UnitAmount | None])

total = quote.total
assert_type(total.low, Fraction)
assert_type(total.high, Fraction | None)
assert_type(total + total * 3, UnitAmount)
assert_type(2 * total, UnitAmount)
assert_type(sum([total, total], total), UnitAmount)  # without the third it may be 0, where a list is empty
assert_type(total < total * 2, bool)
assert_type(total.within("7.5", tolerance=5), Literal["yes", "no", "unknown"])

rows = creditcalc.price_many([{"model": "veo-3.1", "seconds": 8.0}], success_rate="0.5", keep=["client"])
assert_type(rows, Iterator[PricedRow])
for row in rows:
    assert_type(row.total, UnitAmount | None)
    assert_type(row.quote, Quote | None)
    assert_type(row.error, str)

request = creditcalc.price_request({"prompt": "a fox"}, provider="fal", endpoint="fal-ai/veo3.1", given={"seconds": 8})
assert_type(request, RequestAnswer)
assert_type(request.quote, Quote)

try:
    creditcalc.quote(model="veo-4", seconds=8)
except CreditcalcError as error:
    assert_type(error.code, int)
    assert_type(error.did_you_mean, tuple[str, ...])
