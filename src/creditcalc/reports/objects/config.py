"""The object of `config list`."""

from typing import Annotated, Literal, TypedDict

SettingOrigin = Literal["environment", "config", "default"]
SettingObject = TypedDict(
    "SettingObject",
    {
        "key": Annotated[str, "The key that is typed, with the id of its platform before it: `currency`, `ID.plan`."],
        "value": Annotated[str | None, "The value; null where there is none."],
        "from": Annotated[SettingOrigin, "Where the value comes from."],
    },
)


class ConfigObject(TypedDict):
    """What is used where no option says another thing, and where each value is from."""

    schema: Literal["creditcalc/config/1"]
    path: Annotated[str | None, "The file that keeps the settings; null where none is read."]
    settings: Annotated[list[SettingObject], "Every setting that has a value, or may have one."]
