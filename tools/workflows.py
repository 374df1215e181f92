"""Read every workflow of a folder, and count what its nodes are: `python tools/workflows.py FOLDER`.

The package `comfyui-workflow-templates-json` has hundreds: install it into an environment of its own and name its
folder `templates`. Ends with exit code 1 where a workflow cannot be read.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.workflows import workflow_sheet
from creditcalc.storyboard.nodes import NodePricer, node_rows
from creditcalc.storyboard.workflow import read_workflow


def is_workflow(path: Path) -> bool:
    """Whether a file of the package is a workflow, and none of its lists."""
    top = json.loads(path.read_text(encoding="utf-8"))
    return isinstance(top, dict) and "nodes" in top


def main() -> int:
    """Counts the nodes of every workflow in the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unpriced", action="store_true", help="also list why nodes have no price")
    options = parser.parse_args()
    catalog = Catalog()
    sheet = workflow_sheet(catalog, "comfyui")
    pricer = NodePricer(catalog, catalog.edition(sheet.platform))
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for path in filter(is_workflow, sorted(options.folder.glob("*.json"))):
        counts["workflows"] += 1
        try:
            workflow = read_workflow(str(path), sheet)
        except CreditcalcError as error:
            counts["not read"] += 1
            sys.stdout.write(f"{error}\n")
            continue
        counts["with paid nodes"] += bool(workflow.paid)
        counts["local"] += workflow.local
        counts["muted or bypassed"] += workflow.off
        counts["of unknown classes"] += sum(workflow.unknown.values())
        unknown.update(workflow.unknown)
        for row in node_rows(workflow, pricer, {}):
            priced = row.priced.total is not None
            counts["priced" if priced else "unpriced by name" if row.priced.code != 1 else "asked or unread"] += 1
            if not priced:
                reasons[f"{row.shot.name.partition(' (#')[0]}: {row.priced.error}"] += 1
    for name, number in counts.items():
        sys.stdout.write(f"{number:6,} {name}\n")
    reasons.update({f"{name}: not known": number for name, number in unknown.items()})
    for name, number in reasons.most_common() if options.unpriced else ():
        sys.stdout.write(f"{number:6,} {name}\n")
    return 1 if counts["not read"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
