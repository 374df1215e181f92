"""Lines of a shot list that are no shots: the name of a section, which stands alone, and sums."""

from creditcalc.batch.pricer import SUMS
from creditcalc.batch.rows.cells import meant
from creditcalc.text import count, folded, series

MOST_LINES_LISTED = 10
"""Lines that one note lists."""


class Sections:
    """Looks at every row of cells. `priced` are the numbers of columns that change a price, `out` leaves lines out."""

    def __init__(self, priced: frozenset[int], *, out: bool) -> None:
        self.priced, self.out = priced, out
        self.left: list[int] = []

    def __call__(self, line: int, cells: list[str]) -> str | None:
        """Why a row is no shot; "" where it is left out, None where it is one."""
        filled = [number for number, cell in enumerate(cells) if meant(cell)]
        word = meant(cells[filled[0]])[:40]
        if folded(word) in SUMS:
            why = f"`{word}` is a line of sums"
        elif len(filled) == 1 and len(cells) > 1 and filled[0] not in self.priced:
            why = f"`{word}` stands alone, as the name of a section does"
        else:
            return None
        if not self.out:
            return f"{why}: leave out such lines with `--shots-only`"
        self.left.append(line)
        return ""

    def said(self) -> list[str]:
        """What was left out."""
        if not self.left:
            return []
        lines = [f"{line}" for line in self.left[:MOST_LINES_LISTED]]
        lines += [f"{len(self.left) - len(lines)} more"] if len(self.left) > len(lines) else []
        return [f"left out {count(len(self.left), 'line')} of sections and sums: {series(lines)}"]
