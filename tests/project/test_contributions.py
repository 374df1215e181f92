"""The forms for people who contribute ask for what the sheets take."""

from pathlib import Path

import yaml

from creditcalc.pricebook.bill import Bill

GITHUB = Path(__file__).parents[2] / ".github"


def test_the_form_of_a_charge_asks_for_all_that_a_bill_says() -> None:
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "charge.yml").read_text("utf-8"))
    asked = {part["id"] for part in form["body"] if part["type"] != "markdown"}
    fields = {name.rstrip("_") for name in Bill._fields} - {"place", "charged"}  # the charge is in the note
    assert asked == {"settings" if name == "with" else name for name in fields} | {"platform", "edition"}
    assert all(part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown")
