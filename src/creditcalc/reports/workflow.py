"""A workflow put into words: its paid nodes with their prices, what runs locally, and what nobody knows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from creditcalc.pricebook.edition import Edition
from creditcalc.reports.batch import UNHELD, Held, storyboard
from creditcalc.reports.report import Note, Report, pasted
from creditcalc.storyboard.board import Storyboard
from creditcalc.text import count, inert, series

if TYPE_CHECKING:
    from creditcalc.batch.tally import Tally
    from creditcalc.plans.share import PlanShare
    from creditcalc.reports.objects.batch import WorkflowObject
    from creditcalc.storyboard.decide import Row
    from creditcalc.storyboard.workflow import Workflow

FEW_CLASSES = 3
"""Unknown classes that a note names; the others are counted."""
LONGEST_CLASS = 60


def workflow_report(
    workflow: "Workflow",
    rows: "Sequence[Row]",
    tally: "Tally",
    edition: Edition,
    plan: "PlanShare | None",
    today: str | None,
    held: Held = UNHELD,
) -> Report:
    """The paid nodes of a workflow with their prices and the total; `today` tells which models have ended."""
    board = Storyboard(pasted(workflow.name), "", {}, tuple(row.shot for row in rows), (), noun="node")
    found = storyboard(board, rows, tally, edition, plan, (), today, held)
    return found._replace(notes=(*found.notes, *_notes(workflow)))


def _notes(workflow: "Workflow") -> Iterator[Note]:
    """What the other nodes are."""
    others = [count(workflow.local, "local node")] if workflow.local else []
    others += [count(workflow.off, "muted or bypassed node")] if workflow.off else []
    if others:
        yield Note("part", f"Not charged: {series(others)}.")
    if workflow.unknown:
        names = list(map(_shown, workflow.unknown))
        more = [f"{len(names) - FEW_CLASSES} more"] if len(names) > FEW_CLASSES else []
        said = series([*names[:FEW_CLASSES], *more])
        yield Note("unpublished", f"Not known here, and perhaps paid: {said}.")


def workflow_json(workflow: "Workflow", tally: "Tally") -> "WorkflowObject":
    """The nodes of a workflow, counted."""
    return {
        "priced": tally.rows - tally.missing,
        "unpriced": tally.missing,
        "local": workflow.local,
        "off": workflow.off,
        "unknown": [{"kind": _shown(name), "count": number} for name, number in workflow.unknown.items()],
    }


def _shown(kind: str) -> str:
    return inert(kind[:LONGEST_CLASS])
