"""What a wallet will pay for and when: work in its order, what waits for which reset, what is lost unused. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from creditcalc.amount import TOLERANCE, Amount
from creditcalc.record import Record
from creditcalc.wallet.ledger import Books, Entry, Event, fold, lapsed, pays, steps

Fate = Literal["now", "maybe_now", "waits", "may_wait", "never"]


class Job(Record):
    """Work to be done: its name, its cost, and not before when."""

    name: str
    cost: Amount
    start: datetime | None = None


class JobPlan(Record):
    """When a job runs, and what is then left; without a time it never can."""

    job: Job
    fate: Fate
    at: datetime | None
    left: Amount


class Lost(Record):
    """Credits that end unused."""

    at: datetime
    amount: Amount


class Forecast(Record):
    """What becomes of a wallet: each job, each loss, each reset, and what is left over time.

    `out` is when the first job finds too little.
    """

    start: datetime
    until: datetime
    planned: tuple[JobPlan, ...]
    lost: tuple[Lost, ...]
    resets: tuple[datetime, ...]
    out: datetime | None
    track: tuple[tuple[datetime, Amount], ...]


class _Run:
    """The books as they go, and what was seen on the way."""

    def __init__(self, books: Books, until: datetime, tolerance: Fraction) -> None:
        self.books, self.until, self.tolerance = books, until, tolerance
        self.seen: list[Event] = []

    def to(self, when: datetime) -> None:
        """Let time pass."""
        self.seen += steps(self.books, (), when)
        self.books = fold(self.books, (), when)

    def spend(self, amount: Amount) -> None:
        entry = Entry(0, "spend", self.books.at, self.books.at, amount)
        self.seen += steps(self.books, (entry,), self.books.at)
        self.books = self.seen[-1].books

    def payday(self, cost: Amount) -> "tuple[Books, list[Event]] | None":
        """The books at the first reset that brings enough, and what happens up to it."""
        books, seen = self.books, list[Event]()
        while pays(books.left, cost, self.tolerance) == "over":
            if books.reset is None or books.reset > self.until:
                return None
            seen += steps(books, (), books.reset)
            books = seen[-1].books
        return books, seen


def forecast(
    books: Books, jobs: Iterable[Job], until: datetime, *, wait: bool = True, tolerance: Fraction = TOLERANCE
) -> Forecast:
    """Work in its order, each job as soon as the wallet can pay it; without `wait`, what finds too little is left out.

    A job that no reset up to the end can pay is passed over, and the next one is tried.
    """
    run = _Run(books, until, tolerance)
    planned: list[JobPlan] = []
    out = None
    for job in jobs:
        if job.start is not None and job.start > run.books.at:
            run.to(min(job.start, until))
        short = pays(run.books.left, job.cost, tolerance) == "over"
        if short and out is None:
            out = run.books.at
        found = run.payday(job.cost) if wait or not short else None
        if found is None:
            planned.append(JobPlan(job, "never", None, run.books.left))
            continue
        run.books, run.seen = found[0], run.seen + found[1]
        sure = pays(run.books.left, job.cost, tolerance) == "within"
        run.spend(job.cost)
        fate: Fate = ("waits" if sure else "may_wait") if short else ("now" if sure else "maybe_now")
        planned.append(JobPlan(job, fate, run.books.at, run.books.left))
    run.to(until)
    return Forecast(
        books.at,
        until,
        tuple(planned),
        tuple(_losses(books, run.seen)),
        tuple(step.at for step in run.seen if step.kind == "reset"),
        out,
        ((books.at, books.left), *((step.at, step.books.left) for step in run.seen)),
    )


def _losses(books: Books, seen: Sequence[Event]) -> list[Lost]:
    found = []
    for step in seen:
        if step.kind == "expiry" and (lost := lapsed(books, step.books)).high != 0:
            found.append(Lost(step.at, lost))
        books = step.books
    return found


def daily(amount: Amount, start: datetime, until: datetime) -> list[Job]:
    """A rate of use as work: so much every day."""
    days = (until - start).days
    return [Job(f"day {day + 1}", amount, start + timedelta(days=day)) for day in range(days)]
