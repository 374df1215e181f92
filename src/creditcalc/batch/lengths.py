"""Lengths as editors of film write them: timecodes, two places in a film, and frames."""

import re
from fractions import Fraction

from creditcalc.amount import decimal, number, whole
from creditcalc.errors import CreditcalcError
from creditcalc.rating.spoken import ROUGHLY, STRETCH, from_place_to, length_said

TIMECODE = re.compile("([0-9]{1,2}):([0-9]{2})[:;]([0-9]{2})([:;])([0-9]{2})", re.ASCII)
"""Hours, minutes, seconds and frames; a semicolon says that numbers of frames are dropped."""
TELEVISION = {"23.976": 24, "23.98": 24, "29.97": 30, "59.94": 60}
"""Frames of a second as television calls them: each is so many in 1.001 seconds."""
RATE_NEEDED = "say how many make a second, as in `--fps 24`"


def frames_of(text: str) -> Fraction:
    """The frames of a second: `24`, `29.97`. Raises CreditcalcError for anything else, and for none."""
    found = Fraction(TELEVISION[text] * 1000, 1001) if text in TELEVISION else number(text)
    if not found:
        raise CreditcalcError("0 frames make no second: write `24`, or what the film has")
    return found


def length_word(text: str, fps: Fraction | None) -> str:
    """A length as a row of ours says it: of timecodes in seconds, any other as it is.

    Raises CreditcalcError for timecodes without a rate of frames, and for those that are none at that rate.
    """
    ends = re.fullmatch(STRETCH, text, re.ASCII)
    if ends and all(map(TIMECODE.fullmatch, ends.groups())):
        return length_between(ends[1], ends[2], fps)
    return _decimal(_of_timecode(text, fps)) if TIMECODE.fullmatch(text.lstrip(ROUGHLY)) else text


def length_between(start: str, end: str, fps: Fraction | None) -> str:
    """The seconds from one place in a film to another: `5.1` to `7`, `0:05` to `0:07`, or timecodes.

    Raises CreditcalcError for what is no place, and for an end that is not later.
    """
    first, last = (_of_timecode(one, fps) if TIMECODE.fullmatch(one) else length_said(one) for one in (start, end))
    return _decimal(from_place_to(first, last, f"{start} to {end}"))


def length_of_frames(frames: str, fps: Fraction) -> str:
    """The seconds that so many frames take."""
    return _decimal(number(frames) / fps)


def _decimal(seconds: Fraction) -> str:
    """Seconds in digits; what does not end is rounded up to a millionth."""
    return decimal(seconds, up=True)


def _of_timecode(text: str, fps: Fraction | None) -> Fraction:
    """The seconds of `00:00:05:12`: its frames, each of which takes its time."""
    found = TIMECODE.fullmatch(text.lstrip(ROUGHLY))
    assert found
    if fps is None:
        raise CreditcalcError(f"`{text}` counts frames: {RATE_NEEDED}")
    hours, minutes, seconds, frame = (whole(found[group]) for group in (1, 2, 3, 5))
    each, minutes = -(-fps.numerator // fps.denominator), minutes + 60 * hours
    if frame >= each:
        raise CreditcalcError(
            f"`{text}` has a frame {frame}, but the last one of a second is {each - 1}: check `--fps`"
        )
    count = (minutes * 60 + seconds) * each + frame
    if ";" in text:
        if fps.denominator == 1 or each % 30:
            raise CreditcalcError(f"`{text}` drops numbers of frames: that needs `--fps 29.97` or `--fps 59.94`")
        count -= each // 15 * (minutes - minutes // 10)  # two or four a minute, but for every tenth
    return count / fps
