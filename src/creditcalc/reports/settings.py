"""What is remembered for a person, as a report: each setting, its value, and where that is from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from creditcalc.record import Record
from creditcalc.reports.report import Column, Report, pasted
from creditcalc.text import count

if TYPE_CHECKING:
    from creditcalc.reports.objects import config as objects

FROM = {"config": "config file", "environment": "environment", "default": "default"}
"""Where a value is from, for people."""


class SettingValue(Record):
    """A setting by the key that is typed, its value, and where that is from: `environment`, `config` or `default`."""

    key: str
    value: str | None
    source: str


def settings_report(settings: Iterable[SettingValue], path: str) -> Report:
    """The settings; `path` is the file that keeps them, `""` where none does."""
    found = list(settings)
    columns = (
        Column("key", "Setting", whole=True),
        Column("value", "Value", readers="scripts"),
        Column("from", "From", readers="scripts"),
        Column("shown", "Value", readers="people"),
        Column("source", "From", readers="people"),
    )
    rows = tuple((one.key, one.value, one.source, one.value or "not set", FROM[one.source]) for one in found)
    data: objects.ConfigObject = {
        "schema": "creditcalc/config/1",
        "path": path or None,
        "settings": [
            {"key": one.key, "value": one.value, "from": cast("objects.SettingOrigin", one.source)} for one in found
        ],
    }
    kept = sum(one.source == "config" for one in found)
    return Report(
        f"{count(kept, 'setting')} remembered",
        columns,
        rows,
        data,
        notes=(f"File: {path}" if path else "CREDITCALC_CONFIG is empty: nothing is remembered.",),
        next=f"Next: {pasted('config set KEY VALUE')}",
    )


def _origin(setting: SettingValue) -> "objects.SettingOrigin":
    return cast("objects.SettingOrigin", setting.source)
