"""Fetch the newest price map of litellm, to compare the sheets with: `python tools/litellm_map.py FILE`.

Then: `creditcalc sheets verify --against FILE`. The package is downloaded without what it needs and never imported.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

INSIDE = "litellm/model_prices_and_context_window_backup.json"


def price_map() -> bytes:
    """The price map in the newest wheel."""
    with TemporaryDirectory() as folder:
        download = ["download", "litellm", "--no-deps", "--only-binary", ":all:", "--quiet", "--dest", folder]
        subprocess.run([sys.executable, "-m", "pip", *download], check=True)
        (wheel,) = Path(folder).glob("litellm-*.whl")
        with ZipFile(wheel) as package:
            return package.read(INSIDE)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(price_map())
