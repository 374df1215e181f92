"""Cost against workload as a picture, on two curves that cross once."""

from fractions import Fraction
from xml.etree import ElementTree

from creditcalc.chart import Curve, Picture, svg, text, ticks

# Flat at 10, and twice the workload: they cross at 5.
WORKLOADS = tuple(Fraction(number) for number in range(11))
FLAT = Curve("Flat", tuple(Fraction(10) for _ in WORKLOADS))
STEEP = Curve("Steep <b>", tuple(2 * workload for workload in WORKLOADS))
PICTURE = Picture(WORKLOADS, (FLAT, STEEP), "credits a month", "USD a month", ((Fraction(5), "Flat"),))


def test_ticks_are_round_and_reach_past_the_most() -> None:
    assert ticks(Fraction(20)) == [0, 5, 10, 15, 20]
    assert ticks(Fraction(21))[-1] >= 21
    assert ticks(Fraction(0)) == [0, 1]


def test_a_terminal_picture_names_its_axes_its_curves_and_the_change() -> None:
    lines = text(PICTURE, width=60, height=11).splitlines()
    assert lines[0] == "USD a month, against credits a month"
    assert lines[-3:] == ["  A  Flat", "  B  Steep <b>", "  |  from 5: Flat"]
    assert max(map(len, lines)) <= 60
    assert "A" in "".join(lines[1:12]) and "B" in "".join(lines[1:12])


def test_an_svg_is_well_formed_self_contained_and_escapes_what_sheets_say() -> None:
    drawn = svg(PICTURE)
    root = ElementTree.fromstring(drawn)
    said = [part.text for part in root.iter() if part.text]
    assert "Steep <b>" in said
    assert "5: Flat" in said
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
