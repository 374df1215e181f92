"""How long the explorer takes to answer a key: `python benchmarks/explore.py [ROUNDS]`.

A key is answered when the screen shows the figure of the new setting, or the mark that it is computed. It is answered
whole when nothing is marked any more. The goal is 50 ms for 99 of 100. On a machine that does other things as well,
look at the processor time.
"""

import asyncio
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from exploring import ROOT, VIEWS, opened, settled
from textual import events

from creditcalc.cli.commands.explore import gc_on
from creditcalc.cli.explore.app import Explorer
from creditcalc.cli.explore.views import COMPUTING, ViewPart
from creditcalc.whatif.dials import Dials

Moment = tuple[float, float]
"""The time of a clock, and of the processor, in seconds."""


def moment() -> Moment:
    """Now."""
    return time.perf_counter(), time.process_time()


class Timed(Explorer):
    """An explorer that keeps when its answers are on the screen, and whether they are whole."""

    def __init__(self, dials: Dials) -> None:
        super().__init__(opened(), dials)
        self.answers: list[tuple[Moment, bool]] = []

    def put(self, parts: tuple[ViewPart, ...]) -> None:
        """Show an answer, and note when it is drawn."""
        super().put(parts)
        self.call_after_refresh(lambda: self.answers.append((moment(), COMPUTING not in parts)))


async def keys(dials: Dials, rounds: int) -> tuple[list[Moment], list[Moment]]:
    """The seconds until each key is answered, and until it is answered whole."""
    chance = random.Random(1)
    answered, whole = [], []
    app = Timed(dials)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot.pause)
        for _ in range(rounds):
            app.dial_list.cursor = chance.randrange(len(app.dial_list.dials))
            app.answers.clear()
            start = moment()
            app.post_message(events.Key(chance.choice(("left", "right")), None))
            while not any(done for _, done in app.answers):
                await asyncio.sleep(0)
            answered.append(_since(start, app.answers[0][0]))
            whole.append(_since(start, next(when for when, done in app.answers if done)))
            await settled(app, pilot.pause)
    return answered, whole


def _since(start: Moment, end: Moment) -> Moment:
    return end[0] - start[0], end[1] - start[1]


def said(times: list[Moment]) -> str:
    """The middle and the slowest of 99 in 100, in milliseconds by the clock and of the processor."""
    parts = []
    for number in (0, 1):
        found = sorted(one[number] * 1000 for one in times)
        parts.append(f"{found[len(found) // 2]:6.1f} {found[min(len(found) - 1, len(found) * 99 // 100)]:6.1f}")
    return "   ".join(parts)


if __name__ == "__main__":
    os.chdir(ROOT)
    gc_on()
    number = int(sys.argv[1]) if sys.argv[1:] else 300
    print(f"{'':8} {'':10} clock: half, 99 %   processor: half, 99 %   (ms)")
    for name, start in VIEWS.items():
        first, last = asyncio.run(keys(start, number))
        print(f"{name:8} answered   {said(first)}\n{'':8} whole      {said(last)}")
