"""A new platform's first sheets: they pass the check, and every `unknown` in them asks to be filled."""

from pathlib import Path

from creditcalc.errors import CreditcalcError
from creditcalc.files import renamed
from creditcalc.pricebook.model import ID

STARTER_SHEETS = {
    "platform.yaml": """\
# yaml-language-server: $schema={up}schema/platform.json
name: {name}
# home: https://...
default_edition: {edition}
""",
    "{edition}/edition.yaml": """\
# yaml-language-server: $schema={up}../schema/edition.json
unit: credit
from: {edition}-01
as_of: {edition}-01               # the day you read the figures
coverage: what part of the platform it covers, in a sentence
sources:
  prices: {{title: the platform's price page, date: {edition}, grade: official}}
""",
    "{edition}/models.yaml": """\
# yaml-language-server: $schema={up}../schema/models.json
example-model:
  name: Example Model
  maker: its maker
  kind: video
  settings:
    seconds: {{whole: 1..60}}
    resolution: {{one_of: [720p, 1080p], open: yes}}
  rates:
    - {{when: {{resolution: 720p}}, price: unknown, per: second, source: prices}}
    - {{when: {{resolution: 1080p}}, price: unknown, per: second, source: prices}}
""",
    "{edition}/plans.yaml": """\
# yaml-language-server: $schema={up}../schema/plans.json
example-plan:
  name: Example Plan
  prices:
    - {{amount: unknown, currency: USD, every: month, source: prices}}
  allowance: {{amount: unknown, unit: credit, every: month, source: prices}}
  resets: {{every: month, on: billing day, source: prices}}
  rollover: {{keeps: unknown, source: prices}}
  source: prices
""",
}


def start(folder: Path, platform: str, edition: str) -> list[Path]:
    """Write the first sheets of a platform into a folder of sheets, all or none, and name them.

    Raises CreditcalcError for a name that is no id, where the platform is already there, and where they cannot be
    written; nothing is overwritten.
    """
    if not ID.fullmatch(platform):
        raise CreditcalcError(f"`{platform}` is not an id: use lower case letters, digits, dots and dashes")
    home = folder / platform
    if home.exists():
        raise CreditcalcError(f"`{home}` is already there: edit it, or name another platform")
    words = {"name": platform.replace("-", " ").title(), "edition": edition, "up": "../"}
    sheets = {name.format(edition=edition): text.format(**words) for name, text in STARTER_SHEETS.items()}
    with renamed(home) as part:
        (part / edition).mkdir(parents=True)
        for name, text in sheets.items():
            (part / name).write_text(text, encoding="utf-8", newline="\n")
    return [home / name for name in sheets]
