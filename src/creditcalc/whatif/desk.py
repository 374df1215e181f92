"""Questions and answers as JSON, for an explorer that is no program of Python: a page, with the library behind it.

A question is an object with `ask`, the name of a method of `Desk`, and what that needs; nearly always an `address`.
"""

import json
import shlex
from collections.abc import Callable
from functools import cached_property
from typing import Any

from creditcalc.errors import CreditcalcError
from creditcalc.pricebook.edition import Edition
from creditcalc.pricebook.naming import names_of
from creditcalc.reports.book import aside, prices_of
from creditcalc.sheets.catalog import Catalog
from creditcalc.sheets.packed import PackedCatalog
from creditcalc.text import folded
from creditcalc.whatif.books import Declined, OpenDials, declined, model_of, read_words, with_book, with_model
from creditcalc.whatif.clip import answer_of, cheaper, clip, elsewhere, plan_dial
from creditcalc.whatif.dials import Dials, Doing, address, command_line, from_address, turned
from creditcalc.whatif.drawn import drawn_dial, drawn_refusal, drawn_report

Spoken = dict[str, Any]
"""An object of JSON."""


class Desk:
    """Answers questions about the price books of a catalog, on a day."""

    def __init__(self, catalog: Catalog, today: str) -> None:
        """`today` is the day by which prices end and age: `2026-11-29`."""
        self.books = OpenDials(catalog, today)

    @cached_property
    def _questions(self) -> dict[str, Callable[[Spoken], Spoken]]:
        asked = (self.clip, self.turn, self.model, self.book, self.words, self.cheaper, self.elsewhere, self.plans)
        more = (self.picture, self.shoot, self.priced, self.quotes, self.models, self.platforms, self.yours)
        return {one.__name__: one for one in (*asked, *more)}

    def asked(self, question: str) -> str:
        """The answer to a question. What is refused is an answer, with `refusal` in place of what was asked for."""
        said = json.loads(question)
        try:
            found = self._questions[said["ask"]](said)
        except CreditcalcError as error:
            found = {"refusal": drawn_refusal(declined(error))}
        return json.dumps(found)

    def clip(self, said: Spoken) -> Spoken:
        """The clip of an address: its dials, its answer with its screens, and the command that says the same."""
        return self._clip(from_address(said["address"]))

    def turn(self, said: Spoken) -> Spoken:
        """The same with one dial turned: `name` and `value`."""
        return self._clip(turned(from_address(said["address"]), said["name"], said["value"]))

    def model(self, said: Spoken) -> Spoken:
        """The same turned to a `model`."""
        return self._clip(with_model(from_address(said["address"]), said["model"], self.books))

    def book(self, said: Spoken) -> Spoken:
        """The same in another price book: `platform`, `edition` and `plan`."""
        names = (said[name] for name in ("platform", "edition", "plan"))
        return self._clip(with_book(from_address(said["address"]), self.books, *names))

    def words(self, said: Spoken) -> Spoken:
        """The clip that `words` say, as they are typed after `creditcalc quote`."""
        return self._clip(read_words(said["words"].split(), self.books, from_address(said["address"])))

    def _clip(self, dials: Dials) -> Spoken:
        found = clip(self.books, dials)
        edition = self.books.book(dials._replace(plan="")).edition
        return {
            "address": address(dials),
            "dials": {**dials._asdict(), "settings": dials.said},
            "book": _book(edition),
            "model": found.model and {"id": found.model.id, "name": found.model.name, "kind": found.model.kind},
            "turnable": [drawn_dial(one) for one in found.turnable],
            "plan": drawn_dial(plan_dial(self.books, dials, found.model)) if edition.plans else None,
            "said": str(found.answer) if found.answer else "",
            "reports": [drawn_report(one) for one in found.reports],
            "refusal": found.refusal and drawn_refusal(found.refusal),
            "command": self._pasted(dials, "quote") if dials.model else "",
        }

    def _pasted(self, dials: Dials, doing: Doing, kind: str = "video") -> str:
        """The command that says the same where somebody else types it: their default platform may be another one."""
        catalog = self.books.catalog
        if not isinstance(catalog, PackedCatalog):
            return shlex.join(command_line(dials, doing, kind))
        default = catalog.index.default_platform
        if not dials.platform and default != catalog.usual:
            dials = dials._replace(platform=default)
        own = ["--pricing", catalog.pricing] if catalog.pricing else []
        return shlex.join([*command_line(dials, doing, kind), *own])

    def cheaper(self, said: Spoken) -> Spoken:
        """The nearest cheaper models, and the whole comparison."""
        dials = from_address(said["address"])
        found = cheaper(self.books, dials)
        model = model_of(dials, self.books)
        kind = model.kind if model and model.kind else "video"
        return {
            "models": [
                {
                    "name": one.generation.model.name,
                    "model": one.model,
                    "total": f"{one.total:words}",
                    "address": address(dials._replace(model=one.model)),
                }
                for one in found.answers
            ],
            "reports": [drawn_report(one) for one in found.listing.reports] if found.listing else [],
            "refusal": found.refusal and drawn_refusal(found.refusal),
            "command": self._pasted(dials, "models compare", kind),
        }

    def elsewhere(self, said: Spoken) -> Spoken:
        """The same on every platform."""
        dials = from_address(said["address"])
        found = elsewhere(self.books, dials)
        if isinstance(found, Declined):
            return {"refusal": drawn_refusal(found)}
        command = self._pasted(dials, "platforms compare")
        return {"reports": [drawn_report(one) for one in found.reports], "command": command}

    def plans(self, said: Spoken) -> Spoken:
        """The plans for what the dials demand."""
        from creditcalc.whatif.plans import plans  # noqa: PLC0415  # a clip is shown before

        dials = from_address(said["address"])
        found = plans(self.books, dials)
        return {
            "said": str(found.listing) if found.listing else "",
            "reports": [drawn_report(one) for one in found.listing.reports] if found.listing else [],
            "refusal": found.refusal and drawn_refusal(found.refusal),
            "command": self._pasted(dials, "plans compare"),
        }

    def picture(self, said: Spoken) -> Spoken:
        """The picture of the plans that may be the cheapest, wide and narrow, as SVG; or in words why there is none."""
        from creditcalc.whatif.plans import plans_picture  # noqa: PLC0415  # a clip is shown before

        found = plans_picture(self.books, from_address(said["address"]))
        if isinstance(found, Declined):
            return {"refusal": drawn_refusal(found)}
        return {"pictures": [*found.pictures], "lead": [*found.lead], "instead": found.instead}

    def shoot(self, said: Spoken) -> Spoken:
        """The shot list that the dials name, priced."""
        from creditcalc.whatif.shoot import shooting  # noqa: PLC0415  # a clip is shown before

        dials = self._rows(said)
        found = shooting(self.books, dials)
        return {
            "said": _first_answer(found.by_shot and drawn_report(found.by_shot)),
            "reports": [drawn_report(found.by_shot)] if found.by_shot else [],
            "refusal": found.refusal and drawn_refusal(found.refusal),
            "command": self._pasted(dials, "batch"),
        }

    def priced(self, said: Spoken) -> Spoken:
        """The rows of the shot list with their prices, as CSV."""
        from creditcalc.whatif.shoot import priced_rows  # noqa: PLC0415  # a clip is shown before

        return {"text": priced_rows(self.books, self._rows(said)).decode()}

    def _rows(self, said: Spoken) -> Dials:
        from creditcalc.batch.formats import kind_of  # noqa: PLC0415  # a clip is shown before

        dials = from_address(said["address"])
        if not dials.board:
            return dials
        try:
            kind = kind_of(dials.board)
        except CreditcalcError:
            raise CreditcalcError("only a shot list can be read here: save it as CSV", place=dials.board) from None
        if kind not in ("csv", "jsonl", "markdown"):
            raise CreditcalcError(
                f"only a shot list can be read here: save it as CSV, or use `{self._pasted(dials, 'batch')}`"
            )
        return dials

    def quotes(self, said: Spoken) -> Spoken:
        """The object of `creditcalc quote --json` for each of some `addresses`, or the refusal."""
        found: list[Spoken] = []
        for one in said["addresses"]:
            try:
                found.append(answer_of(self.books, from_address(one)).to_dict())
            except CreditcalcError as error:
                found.append({"refusal": drawn_refusal(declined(error))})
        return {"quotes": found}

    def models(self, said: Spoken) -> Spoken:
        """The models of the price book, with what a unit costs and the names to search."""
        edition = self.books.book(from_address(said["address"])._replace(plan="")).edition
        return listed_models(edition, self.books.today)

    def platforms(self, said: Spoken) -> Spoken:
        """The platforms with their price books."""
        return listed_platforms(self.books.catalog)

    def yours(self, said: Spoken) -> Spoken:
        """What tells the price book and the plan of a `platform` that are a person's: `setup` asks the same."""
        from creditcalc.reports.plans import allowance_text  # noqa: PLC0415  # a clip is shown before
        from creditcalc.whatif.yours import clip_of, possible_books, telling_plans  # noqa: PLC0415  # a clip is shown before

        platform = self.books.catalog.platform(said["platform"] or None).id
        books = possible_books(self.books.catalog, platform, None, self.books.today or "")
        found = clip_of(books) if len(books) > 1 else None
        return {
            "platform": platform,
            "seller": books[0].seller or books[0].platform_name,
            "clip": found and found.words,
            "books": [
                {"edition": one.id, "shows": found.totals.get(one.id) if found else None, "prices": prices_of(one)}
                for one in books
            ],
            "plans": [
                {
                    "edition": one.id,
                    "plan": plan.id,
                    "words": f"{plan.name}: {allowance_text(plan.allowance)} ({prices_of(one)})",
                }
                for one, plan in telling_plans(books)
            ],
        }


def listed_models(edition: Edition, today: str | None = None) -> Spoken:
    """The models of a price book for a list that can be searched: `names` are folded as `folded` does.

    Those that have ended by `today` are marked.
    """
    from creditcalc.rating.compare import unit_price  # noqa: PLC0415  # a clip is shown before
    from creditcalc.reports.limits import marked_name  # noqa: PLC0415  # a clip is shown before
    from creditcalc.reports.models import priced_words  # noqa: PLC0415  # a clip is shown before

    return {
        "book": _book(edition),
        "models": [
            {
                "id": one.id,
                "name": marked_name(one, today),
                "kind": one.kind,
                "maker": one.maker,
                "price": priced_words(one, unit_price(one), edition.unit),
                "names": sorted({folded(name) for name in (one.id, *names_of(one), one.maker)}),
            }
            for one in edition.models.values()
            if one.kind != "action"
        ],
    }


def listed_platforms(catalog: Catalog) -> Spoken:
    """The platforms of a catalog with their price books, for a list to choose from."""
    return {
        "default": catalog.index.default_platform,
        "platforms": [
            {
                "id": one.id,
                "name": one.sheet.name,
                "default": one.sheet.default_edition,
                "editions": [*one.editions],
            }
            for one in catalog.index.platforms.values()
        ],
    }


def _book(edition: Edition) -> Spoken:
    return {
        "platform": edition.platform,
        "edition": edition.id,
        "name": edition.platform_name,
        "aside": aside(edition),
        "unit": edition.unit,
    }


def _first_answer(report: Spoken | None) -> str:
    """The first line of an answer, to be read out."""
    if report is None or not report["answer"]:
        return ""
    line = report["answer"][0]
    return " ".join([line["figure"], *(one["text"] for one in line["words"])]).strip()
