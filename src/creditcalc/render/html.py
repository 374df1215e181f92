"""A page for a client as one HTML file that loads nothing. The only owner of jinja2."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from creditcalc import __version__
from creditcalc.amount import decimal
from creditcalc.figures import in_words
from creditcalc.reports.bars import DEFS
from creditcalc.reports.chart import STYLE
from creditcalc.reports.page import Page
from creditcalc.reports.page_money import Told
from creditcalc.text import inert, sentence

TEMPLATES = Path(__file__).parent / "page"
MARK = '<meta name="generator" content="creditcalc'
"""What a page of ours has in its first kilobyte, and a file of somebody else's has not."""


def render(page: Page) -> str:
    """The page. Only the template makes markup: whatever users and sheets say is text, with nothing invisible in it."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests |= {"web": _web, "figure": lambda word: any(digit in word for digit in "0123456789")}
    environment.filters |= {"least": _least, "sentence": sentence, "in_words": in_words}
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8") + STYLE
    script = (TEMPLATES / "page.js").read_text(encoding="utf-8")
    template = environment.get_template("page.html.jinja")
    return template.render(
        page=page,
        defs=DEFS,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        version=__version__,
    )


def _hash(text: str) -> str:
    """The only inline text of its kind that a browser may use, for the page's policy."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _visible(cell: Any) -> Any:
    return inert(cell) if isinstance(cell, str) and not hasattr(cell, "__html__") else "" if cell is None else cell


def _web(cell: Any) -> bool:
    """Whether it may become a link: nothing but the web, for `javascript:` is an address too."""
    return isinstance(cell, str) and cell.startswith(("https://", "http://"))


def _least(cost: Told | None) -> str:
    """The lower end for sorting; what is unknown sorts as such."""
    amount = cost and cost.figure.amount
    return "" if amount is None or amount.qualifier == "unknown" else decimal(amount.low)
