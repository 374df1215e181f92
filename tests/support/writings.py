"""A name in other writings of it, all of which mean the same."""

import random

APART = (" ", ".", "-", "_", "", "  ", "\u2019", "\u201c", "\u2013")
"""What may stand between letters and digits and says nothing."""


def rewritten(name: str, rng: random.Random) -> str:
    """The name in other letters, with other signs between them, and with `+` in words or not."""
    found = ""
    for sign in name:
        if sign == "+":
            found += rng.choice(["+", "plus", " Plus", "-PLUS"])
        elif sign.isalnum():
            found += rng.choice([sign.lower(), sign.upper()]) + (rng.choice(APART) if rng.random() < 0.1 else "")
        else:
            found += rng.choice(APART)
    return found
