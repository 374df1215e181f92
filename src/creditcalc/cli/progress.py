"""How far a long run is: one line on standard error while that is a terminal, and nothing afterwards."""

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from creditcalc.cli.streams import OutputLost, output_lost, say
from creditcalc.errors import CreditcalcError
from creditcalc.files import UNFINISHED

if TYPE_CHECKING:
    from creditcalc.batch.pricer import Priced

OFTEN = 0.25
"""Seconds between two looks."""
CLEAR = "\r\x1b[K"


class Progress:
    """Rows, rows a second, and the time left where the size is known."""

    def __init__(
        self, size: int | None = None, *, apart: bool = True, strict: bool = False, judged: bool = False
    ) -> None:
        """`apart` says that the rows themselves go elsewhere than to this terminal, `strict` that a fault ends it.

        `judged` says that it goes on where the rows are no longer read, since a limit awaits its end.
        """
        self.size, self.rows, self.strict, self.judged = size, 0, strict, judged
        self.shown = apart and sys.stderr.isatty()
        self.begun = self.last = time.monotonic()

    def tick(self, rows: int, done: int = 0) -> None:
        """So many rows more; `done` of the size is behind us. Raises OutputLost where no reader is left."""
        if output_lost() and not self.judged and (self.size is None or done < self.size):
            raise OutputLost
        self.rows += rows
        now = time.monotonic()
        if self.shown and now - self.last >= OFTEN:
            self.last = now
            if self.over not in UNFINISHED:
                UNFINISHED.append(self.over)
            sys.stderr.write(f"{CLEAR}{self.line(now - self.begun, done)}")
            sys.stderr.flush()

    def line(self, seconds: float, done: int) -> str:
        """What is shown after so many seconds."""
        text = f"{self.rows:,} rows, {self.rows / seconds:,.0f} rows/s"
        if self.size and done:
            left = max(0, round(seconds * (self.size - done) / done))
            text += f", {left // 60}:{left % 60:02} left"
        return text

    def say(self, text: str) -> None:
        """A line of its own, over the progress."""
        say(text, before=CLEAR if self.shown else "")

    def fault(self, place: str, priced: "Priced") -> None:
        """A row without a price: it is reported, or it ends the run."""
        if self.strict:
            raise CreditcalcError(priced.error, code=priced.code, place=place)
        self.say(f"{place}: {priced.error}")

    def over(self) -> None:
        """Takes the line away."""
        if self.shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
            with suppress(ValueError):  # it may be over twice
                UNFINISHED.remove(self.over)
