"""The examples that every command's help gives, and what must be there before they run."""

import re
import subprocess
from pathlib import Path

from outcomes import printed
from sheets import EDITION, write
from shell import run

from creditcalc.cli.browser_python import FILES as SITE_FILES

PRICES = '{"m": {"litellm_provider": "m", "mode": "video_generation", "output_cost_per_second": 0.1}}'
EXAMPLES = Path(__file__).parents[2] / "examples"
STORYBOARD, WORKFLOW = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("storyboard.yaml", "workflow.json"))
SHOTS = "model,seconds\nkling-2.6-standard,10\n"
RUNTIME = {
    **{f"package/{name}": name for name in SITE_FILES},
    "package/pyodide.mjs": """export const loadPyodide = async () => ({
        FS: { writeFile(_, data) { this.data = data; }, readFile() { return this.data; } },
        runPython() {},
    });""",
    "package/package.json": '{"version": "0"}',
    "package/pyodide-lock.json": '{"info": {"python": "3"}}',
}
"""What stands for Python for a browser where no browser starts it."""
FILES = {
    "": {"shots.csv": SHOTS},
    "sheets import": {"prices.json": PRICES},
    "sheets verify": {"model_prices_and_context_window.json": PRICES},
    "sheets check": {"pairs.csv": "asked,platform,options\nA clip,list,veo-3.1 8s\n"},
    "request": {
        "body.json": '{"prompt": "a fox", "generate_audio": false}',
        "bodies.jsonl": '{"provider": "fal", "endpoint": "fal-ai/veo3.1/fast", "body": {"prompt": "a fox"}}',
    },
    "batch": {"shots.csv": SHOTS, "storyboard.yaml": STORYBOARD, "workflow.json": WORKFLOW},
    "sheets diff": {
        "pricing/catalog.yaml": "default_platform: p\n",
        "pricing/p/platform.yaml": "name: P\ndefault_edition: e\n",
        "pricing/p/e/edition.yaml": EDITION,
    },
    "platforms compare": {"shots.csv": SHOTS, "storyboard.yaml": STORYBOARD},
    "report": {"storyboard.yaml": STORYBOARD},
    "wallet reconcile": {"bill.csv": "At,Model,Cost\n2026-06-01T09:30Z,Kling 2.6 Standard,9\n"},
    "site": {**RUNTIME, "my-sheets/own.txt": ""},
}
"""The files that the examples of a command read."""
COMING = ("sheets new --from-drift", "sheets observe --entry")
"""Examples that need what the ones before them have not yet brought: a spend that was reconciled."""
SPEND = "wallet spend --model kling-2.6-standard --seconds 10"
WALLET = ("wallet open main --plan plus --since 2026-05-14", SPEND, SPEND, "wallet export --output main.json")
"""What has happened before the example of a command of the wallet."""


def examples(command: str) -> list[str]:
    """The examples in a command's help, without the program's name."""
    return re.findall(r"^  creditcalc (.*?)(?:  .*)?$", printed(f"{command} --help"), re.MULTILINE)


def made_ready(command: str, folder: Path) -> None:
    """Brings what the examples of a command need, in the current folder and in a wallet."""
    write(folder, FILES.get(command, {}))
    if command.startswith("wallet") and command != "wallet open":
        before = WALLET[:1] if command == "wallet spend" else WALLET
        assert {run(one).code for one in before} == {0}
    if command == "sheets diff":
        commit = ("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "Sheets")
        for words in (("init", "-qb", "main"), ("add", "."), commit):
            subprocess.run(["git", *words], cwd=folder, check=True)
    if command == "batch":
        assert run("batch storyboard.yaml --json --output main.json").code == 0


def made_ready_for(example: str) -> None:
    """Brings what one example needs besides."""
    if example.startswith(COMING):
        assert {run(one).code for one in (*WALLET, "wallet reconcile 2 --charged 6")} == {0}
