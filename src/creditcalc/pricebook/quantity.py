"""What a price is counted in: per second, per started minute, or by an expression over settings."""

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from operator import add, mul, sub, truediv
from typing import Literal

from creditcalc.amount import Amount, figure
from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.condition import Settings, number_of
from creditcalc.record import Record

Part = Literal["proportional", "started", "nearest", "completed", "unstated"]
"""How a part of a block counts."""

EXPRESSION = r"[a-z0-9_ .,()+*/-]+"
PER = r"(?:(\d+(?:\.\d+)?) )?([a-z_]+)(?: (started|nearest|completed|unstated))?"

TIME = {"second": 1, "minute": 60, "hour": 3600}
ONCE = ("generation", "clip", "image", "track", "run")
PARTS: tuple[Part, ...] = ("started", "nearest", "completed", "unstated")


class Per(Record):
    """What one price is for: a unit, or a block of `size` units of a number setting, and how parts count.

    `setting` is empty for what is counted once in each generation. `size` is in units of the setting, so a
    minute is 60 seconds.
    """

    unit: str
    setting: str
    size: Fraction
    part: Part

    @classmethod
    def parse(cls, text: str) -> "Per":
        """`second`, `1000 characters`, `30 seconds started`, `minute unstated`, `clip`.

        Raises CreditcalcError for any other form.
        """
        found = re.fullmatch(PER, text, re.ASCII)
        if not found or (found[1] and not figure(found[1])):
            raise CreditcalcError(
                f"`{text[:40]}` is not a unit: write `second`, `1000 characters` or `30 seconds started`"
            )
        size = figure(found[1]) if found[1] else Fraction(1)
        noun = found[2].removesuffix("s")
        before, _, last = noun.rpartition("_")
        if last in TIME:
            setting, size = f"{before}_seconds" if before else "seconds", size * TIME[last]
        elif noun in ONCE:
            setting = ""
        else:
            setting = f"{noun}s"
        return cls(text, setting, size, found[3] or "proportional")  # type: ignore[arg-type]  # the pattern names the parts

    @property
    def block(self) -> str:
        """The unit without how parts count: `30 seconds`."""
        head, _, tail = self.unit.rpartition(" ")
        return head if tail in PARTS else self.unit

    def of_setting(self, count: Fraction) -> Fraction:
        """A number of these units in the unit of the setting: 10 minutes are 600 seconds."""
        return count * self.size

    def blocks(self, amount: Fraction) -> Amount:
        """How many prices an amount of the setting takes."""
        count = amount if self.size.numerator == self.size.denominator else amount / self.size
        match self.part:
            case "started":
                count = Fraction(ceil(count))
            case "nearest":
                count = Fraction(floor(count + Fraction(1, 2)))
            case "completed":
                count = Fraction(floor(count))
            case "unstated":
                return Amount(count, Fraction(ceil(count)))
        return Amount(count, count)


CALLS: dict[str, Callable[..., Fraction]] = {
    "min": min,
    "max": max,
    "ceil": lambda value: Fraction(ceil(value)),
    "floor": lambda value: Fraction(floor(value)),
}
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


Between = tuple[Fraction, Fraction]
"""The least and the most that something can be."""


def _products(one: Between, other: Between) -> Between:
    found = [a * b for a in one for b in other]
    return min(found), max(found)


def _quotients(one: Between, other: Between) -> Between:
    if other[0] <= 0 <= other[1]:
        raise ZeroDivisionError
    return _products(one, (1 / other[1], 1 / other[0]))


REACHES: dict[type[ast.operator], Callable[[Between, Between], Between]] = {
    ast.Add: lambda one, other: (one[0] + other[0], one[1] + other[1]),
    ast.Sub: lambda one, other: (one[0] - other[1], one[1] - other[0]),
    ast.Mult: _products,
    ast.Div: _quotients,
}
"""The operators over all that their sides can be."""


@lru_cache(maxsize=256)
def _tree(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class Expression(Record):
    """Arithmetic over number settings, for the rare quantity that no unit says."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "Expression":
        """Numbers, settings, `+ - * /`, parentheses, `min`, `max`, `ceil`, `floor`; nothing else.

        Raises CreditcalcError for anything outside this grammar.
        """
        found = cls(text)
        try:
            if len(text) > 200 or not re.fullmatch(EXPRESSION, text):
                raise SyntaxError
            found.names()
        except (SyntaxError, ValueError, RecursionError, MemoryError, CreditcalcError):
            raise CreditcalcError(
                f"`{text[:40]}` is not a quantity: write numbers and settings with + - * /, min, max, ceil, floor"
            ) from None
        return found

    def names(self) -> set[str]:
        """The settings that it needs."""
        return {name for name in self._leaves(_tree(self.text)) if name}

    def value(self, settings: Settings) -> Fraction:
        """Its value; raises CreditcalcError where it divides by zero or falls below zero."""
        try:
            result = self._value(_tree(self.text), settings)
        except ZeroDivisionError:
            raise CreditcalcError(f"the quantity `{self.text}` divides by zero here: give other settings") from None
        if result < 0:
            raise CreditcalcError(f"the quantity `{self.text}` is below zero here: give other settings")
        return result

    def between(self, settings: Mapping[str, Between]) -> Between:
        """What it lies between while each setting lies between two figures; it may be nearer together than that.

        Raises ZeroDivisionError where a divisor may be zero.
        """
        return self._between(_tree(self.text), settings)

    def _number(self, node: ast.Constant) -> Fraction:
        """From the text, since the parser has made a float of it."""
        return figure(self.text[node.col_offset : node.end_col_offset])

    def _leaves(self, node: ast.expr) -> list[str]:
        """The names in it, and an empty one for each number; SyntaxError outside the grammar."""
        match node:
            case ast.Name(id=name):
                return [name]
            case ast.Constant() if self._number(node) >= 0:
                return [""]
            case ast.BinOp(left, op, right) if type(op) in OPERATORS:
                return self._leaves(left) + self._leaves(right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in CALLS:
                if (len(args) == 1) == (name in ("ceil", "floor")) and args:
                    return [leaf for arg in args for leaf in self._leaves(arg)]
        raise SyntaxError

    def _value(self, node: ast.expr, settings: Settings) -> Fraction:
        match node:
            case ast.Name(id=name):
                return number_of(settings[name])
            case ast.Constant():
                return self._number(node)
            case ast.BinOp(left, op, right):
                return OPERATORS[type(op)](self._value(left, settings), self._value(right, settings))
            case ast.Call(func=ast.Name(id=name), args=args):
                return CALLS[name](*(self._value(arg, settings) for arg in args))
        raise AssertionError(node)

    def _between(self, node: ast.expr, settings: Mapping[str, Between]) -> Between:
        match node:
            case ast.Name(id=name):
                return settings[name]
            case ast.Constant():
                return self._number(node), self._number(node)
            case ast.BinOp(left, op, right):
                return REACHES[type(op)](self._between(left, settings), self._between(right, settings))
            case ast.Call(func=ast.Name(id=name), args=args):
                ends = zip(*(self._between(arg, settings) for arg in args), strict=True)
                low, high = (CALLS[name](*end) for end in ends)  # each grows with what it is of
                return low, high
        raise AssertionError(node)
