"""Every test runs alone: with no sheets, settings or compiled copies of the person who runs it.

And what it starts runs as users have it, whatever the shell is that runs the tests.
"""

import os
import signal
import time
from importlib import import_module
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

BUSY = (HealthCheck.too_slow,)  # a machine that is busy is no fault of the code, nor of a strategy
settings.register_profile("unhurried", deadline=None, suppress_health_check=BUSY)
settings.register_profile("few", parent=settings.get_profile("unhurried"), max_examples=15)  # for other versions
settings.load_profile("unhurried")

NUMBERS = count()
"""Of the tests of this process, each of which has folders of its own."""

for variable in ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"):
    os.environ.pop(variable, None)
os.environ["TZ"] = "UTC"  # screens tell the time of this computer
time.tzset()
handler = signal.getsignal(signal.SIGINT)
import_module("creditcalc.cli.app")  # which sets its own, for a process of its own
signal.signal(signal.SIGINT, handler)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as for what a script starts in the background
    signal.signal(signal.SIGINT, lambda *_: None)  # the tests still ignore it, what they start does not


@pytest.fixture(autouse=True)
def alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh, empty cache and config folders, a terminal of 100 columns, no colour, no `CREDITCALC_*`."""
    for name in [name for name in os.environ if name.startswith("CREDITCALC_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)  # which an assistant's server sets for its workers
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(NUMBERS))  # `mktemp` reads all the names that are there
    for name in ("cache", "config", "data"):
        (home / name).mkdir(parents=True)
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(home / name))
    monkeypatch.setattr("creditcalc.reports.fresh.OLD_LOOK", 36_500)  # the sheets of tests grow old by the real clock
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def warm(alone: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cache folder for all the tests that ask for it: the bundled sheets are compiled once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "warm"))
