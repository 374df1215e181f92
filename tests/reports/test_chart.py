"""Cost against workload as a picture, on two curves that cross once."""

import itertools
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from creditcalc.amount import Amount
from creditcalc.reports.chart import NARROW, STYLE, Curve, Picture, drawn, svg, text, ticks

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


def test_curves_are_named_at_their_ends_and_labels_never_stand_on_one_another() -> None:
    many = tuple(Curve(f"Plan {number}", tuple(Fraction(10) for _ in WORKLOADS)) for number in range(9))
    picture = PICTURE._replace(curves=many, breaks=tuple((Fraction(n, 10), f"Plan {n}") for n in range(9)))
    for width in (860, NARROW):
        root = ElementTree.fromstring(drawn(picture, width))
        named = {part.text: part for part in root.iter("{http://www.w3.org/2000/svg}text")}
        labels = [named[curve.name if width == 860 else "ABCDEFGHI"[n]] for n, curve in enumerate(many)]
        heights = sorted(float(label.get("y") or "") for label in labels)
        assert min(two - one for one, two in itertools.pairwise(heights)) >= 15
        assert heights[0] >= 0
        changes = [
            (float(part.get("x") or ""), part.get("y"), text) for text, part in named.items() if ": " in str(text)
        ]
        for one, height, words in changes:
            assert not [x for x, y, _ in changes if y == height and one < x < one + 6 * len(str(words))]
        assert {text for text in named if text} >= {"credits a month", "USD a month"}
        assert len([part for part in root.iter() if part.tag.endswith("circle")]) == 9


def test_a_narrow_picture_has_letters_and_a_legend() -> None:
    said = [part.text for part in ElementTree.fromstring(drawn(PICTURE, NARROW)).iter() if part.text]
    assert said.count("A") == said.count("B") == 2
    assert "5: A" in said


def test_the_work_is_a_band_that_is_open_where_the_work_is() -> None:
    for work, wide in ((Amount(Fraction(2), Fraction(4)), 0.2), (Amount(Fraction(2), None), 0.8)):
        root = ElementTree.fromstring(drawn(PICTURE._replace(work=work)))
        band = next(part for part in root.iter() if part.get("class") == "work")
        room = float(root.get("data-right") or "") - float(root.get("data-left") or "")
        assert float(band.get("width") or "") == pytest.approx(wide * room, abs=0.2)


def luminance(colour: str) -> float:
    """How light a colour is, as the Web Content Accessibility Guidelines reckon it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_curves_stand_out_from_the_ground(dark: bool) -> None:
    light_style, _, dark_style = STYLE.partition("@media")
    colours = dict(re.findall(r"\.([a-z]+|c\d)\{(?:fill|stroke):(#[0-9a-f]{6})", dark_style if dark else light_style))
    ground = luminance(colours["back"])
    for name, colour in colours.items():
        one, other = sorted((luminance(colour) + 0.05, ground + 0.05))
        least = 4.5 if name in ("ink", "soft") else 3 if re.fullmatch(r"c\d|line", name) else 1
        assert other / one >= least, name
    assert sum(bool(re.fullmatch(r"c\d", name)) for name in colours) == 8
