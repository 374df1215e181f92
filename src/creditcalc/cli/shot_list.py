"""A shot list of one's own: its options as a layout."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from creditcalc.batch.layout import Layout
from creditcalc.batch.lengths import frames_of, length_word
from creditcalc.batch.pricer import ASIDE, Pricer
from creditcalc.batch.rows.csv import DELIMITER_WORDS
from creditcalc.cli.output import usage
from creditcalc.errors import CreditcalcError
from creditcalc.rating.spoken import length_said
from creditcalc.text import inert, ticked

if TYPE_CHECKING:
    from creditcalc.cli.batch_options import ListForm

BEFORE_NAME = r",(?=\s*\w+\s*=)"
"""What stands between columns; one within the name of a column has no `name=` behind it."""
NOT_DEFAULTS = (*ASIDE, "scene", "platform", "edition")
"""Columns of a row alone, or of the whole batch."""


def layout_of(form: "ListForm", given: Mapping[str, str], pricer: Pricer, keep: Iterable[str]) -> Layout:
    """How a list is laid out; raises CreditcalcError for what is no name, no number and no setting."""
    for name, word in given.items():
        if (wrong := pricer.unknown(name)) or name in NOT_DEFAULTS:
            raise CreditcalcError(f"--set {name}={inert(word[:40])}: {wrong or f'`{name}` is not a setting'}")
    defaults, fps = dict(given), None if form.fps is None else frames_of(form.fps)
    if "model" in defaults:
        pricer.model(defaults)
    if "seconds" in defaults:
        defaults["seconds"] = length_word(defaults["seconds"], fps)
        length_said(defaults["seconds"])
    return Layout(
        delimiter=None if form.delimiter is None else _delimiter(form.delimiter),
        keep=frozenset(name.lower() for name in keep),
        columns=tuple(_columns(form.columns or ())),
        guess=form.guess_columns,
        rows=form.list_key,
        defaults=defaults,
        fps=fps,
        shots_only=form.shots_only,
        sheet=form.sheet,
    )


def _delimiter(word: str) -> str:
    signs: Mapping[str, str] = {name: sign for sign, name in DELIMITER_WORDS.items()}
    found = signs.get(word.lower(), "\t" if word == "\\t" else word)
    if found not in DELIMITER_WORDS:
        usage(f"--delimiter takes {ticked(signs)}, not {inert(word[:40])}")
    return found


def _columns(given: list[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for text in given:
        for pair in re.split(BEFORE_NAME, text):
            ours, equals, theirs = (part.strip() for part in pair.partition("="))
            if not (ours and equals and theirs):
                usage(f"--columns takes NAME=COLUMN, as in seconds=Duration, not {inert(pair[:80])}")
            if ours in seen:
                usage(f"--columns says {inert(ours[:40])} twice")
            seen.add(ours)
            yield ours, theirs
