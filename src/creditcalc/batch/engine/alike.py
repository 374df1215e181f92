"""Whether a database engine takes a CSV file apart as the stream does. Where it would not, the stream reads it."""

from collections.abc import Iterator

from creditcalc.batch.engine import CELL_SEPARATOR

CELL_BORDERS = {b",", b"\n", b""}
"""What comes before and behind a quoted cell; nothing, where the quote is a doubled one inside it."""


def reads_alike(blocks: Iterator[bytes], columns: int) -> bool:
    """Whether every engine finds the same cells in these blocks of whole lines, the header of so many columns first.

    It does where each row has as many cells, none is a line without a comma and without text, quotes stand round whole
    cells alone, and all lines end in one way. Elsewhere engines guess: they drop commas at the end of a row, lines and
    the space round quotes without a word, and take any line for the header.
    """
    inside = False  # a quoted cell, which a block may begin or end in
    balance = 0
    endings: set[bool] = set()
    for block in blocks:
        if b"\r" in block:
            endings.add(True)
            if not block.count(b"\r") == block.count(b"\r\n") == block.count(b"\n"):
                return False
            block = block.replace(b"\r\n", b"\n")  # noqa: PLW2901  # one block, put in order
        else:
            endings.add(False)
        text = block
        if inside or b'"' in block:
            pieces = block.split(b'"')
            begun, outside = inside, pieces[inside::2]
            behind = outside if inside else outside[1:]
            inside ^= len(pieces) % 2 == 0
            before = outside if inside else outside[:-1]
            if not CELL_BORDERS.issuperset({piece[-1:] for piece in before} | {piece[:1] for piece in behind}):
                return False
            text = b'"' * begun + b'"'.join(outside)
        if CELL_SEPARATOR.encode() in block or text.startswith(b"\n") or b"\n\n" in text:
            return False
        balance += text.count(b",") - text.count(b"\n") * (columns - 1)
        if balance and not inside:
            return False
    return len(endings) < 2 and not inside
