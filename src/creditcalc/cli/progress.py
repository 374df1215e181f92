"""How far a long run is: one line on standard error while that is a terminal, and nothing afterwards."""

import sys
import time

from creditcalc.text import inert

OFTEN = 0.25
"""Seconds between two looks."""
CLEAR = "\r\x1b[K"


class Progress:
    """Rows, rows a second, and the time left where the size is known."""

    def __init__(self, size: int | None = None, *, apart: bool = True) -> None:
        """`apart` says that the rows themselves go elsewhere than to this terminal."""
        self.size, self.rows = size, 0
        self.shown = apart and sys.stderr.isatty()
        self.begun = self.last = time.monotonic()

    def tick(self, rows: int, done: int = 0) -> None:
        """So many rows more; `done` of the size is behind us."""
        self.rows += rows
        now = time.monotonic()
        if self.shown and now - self.last >= OFTEN:
            self.last = now
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
        sys.stderr.write(f"{CLEAR if self.shown else ''}{inert(text)}\n")

    def over(self) -> None:
        """Takes the line away."""
        if self.shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
