"""What a type checker refuses: each line has a mistake, and the checker says so. It is checked, never run."""

import creditcalc
from creditcalc import Book, Quote

creditcalc.quote(seconds=8)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
creditcalc.quote("veo-3.1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
creditcalc.price_table([{}])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def mistaken(book: Book, quote: Quote) -> None:
    """The same of answers."""
    book.quote(model="veo-3.1", seconds=7.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    book.models(kind="film")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    str(book.plans()[0].cost)  # type: ignore[attr-defined]  # pyright: ignore
    str(quote.total * 1.5)  # type: ignore[operator]  # pyright: ignore
