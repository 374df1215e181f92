"""What a book says: the object that `--json` prints, a sentence, a table; it pickles, and threads hear the same."""

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sheets import EDITION, platform, write
from shell import run

import creditcalc
from creditcalc.book import Book
from creditcalc.errors import CreditcalcError
from creditcalc.shown import Listing, QuoteAnswer, in_python

pytestmark = pytest.mark.usefixtures("warm")
CLIP: dict[str, Any] = {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True}
BOARD = {
    "name": "Spot",
    "shots": [
        {"model": "veo-3.1", "seconds": 8, "resolution": "4k", "audio": True},
        {"note": None, "alternatives": {"a": {"model": "kling-2.6-standard", "seconds": Decimal("7.5")}}},
    ],
}
ASKED: dict[str, tuple[Callable[[Book], Any], str]] = {
    "quote": (lambda book: book.quote(**CLIP), "quote --model veo-3.1 --seconds 8 --4k --audio"),
    "open": (
        lambda book: book.quote(model="Veo 3.1 Fast", seconds=8, takes=3),
        "quote 'Veo 3.1 Fast' --seconds 8 --takes 3",
    ),
    "agent": (
        lambda book: book.quote(model="agent-one", seconds=60, mix="veo-3.1=30%,kling-3.0=70%"),
        "quote --model agent-one --seconds 60 --mix veo-3.1=30%,kling-3.0=70%",
    ),
    "models": (lambda book: book.models(), "models list"),
    "some": (
        lambda book: book.models("kling", kind="video", below=Decimal("0.5"), by_price=True),
        "models list kling --kind video --below 0.5 --sort price",
    ),
    "settings": (lambda book: book.settings("Veo 3.1"), "models show veo-3.1"),
    "plans": (lambda book: book.plans(), "plans list"),
    "ranking": (
        lambda book: book.compare_models(seconds=8, resolution="1080p", audio=True),
        "models compare --seconds 8 --1080p --audio",
    ),
    "images": (lambda book: book.compare_models(kind="image", outputs=4), "models compare --kind image --images 4"),
    "beside": (lambda book: book.compare_plans(), "plans compare"),
    "credits": (lambda book: book.compare_plans(credits=500), "plans compare --credits 500"),
    "work": (
        lambda book: book.compare_plans(model="kling-2.6-standard", seconds=60, per_week=10, currency="usd"),
        "plans compare --model kling-2.6-standard --seconds 60 --per-week 10 --currency USD",
    ),
}
"""Questions, and the commands that ask the same."""
MODELS = """
    m:
      name: M
      maker: X
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 2, per: second, source: docs}]
    """
PLATFORMS: tuple[Callable[[Book], Any], str] = (
    lambda book: book.compare_platforms(model="veo-3.1", seconds=8, audio=True),
    "platforms compare --model veo-3.1 --seconds 8 --audio",
)
ON_PLAN = ("quote", "open", "ranking")
"""Those that also say what they take of a plan."""


def printed(command: str) -> Any:
    """The object that a command prints."""
    ran = run(f"{command} --json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("name", ASKED)
def test_the_object_is_that_of_the_command(name: str) -> None:
    ask, command = ASKED[name]
    assert ask(creditcalc.open()).to_dict() == printed(command)


@pytest.mark.parametrize("name", ON_PLAN)
def test_a_plan_of_the_book_is_that_of_the_option(name: str) -> None:
    ask, command = ASKED[name]
    for plan, typed in (("plus", "--plan plus"), ("Plus (yearly)", "--plan 'Plus (yearly)'")):
        assert ask(creditcalc.open(plan=plan)).to_dict() == printed(f"{command} {typed}")


def test_the_options_of_the_price_book_are_arguments() -> None:
    which = {"platform": "InVideo AI", "edition": "2026-09"}
    ask, command = ASKED["ranking"]
    assert ask(creditcalc.open(**which)).to_dict() == printed(f"{command} --platform invideo --edition 2026-09")
    ask, command = ASKED["quote"]
    assert ask(creditcalc.open(as_of="2026-05-31")).to_dict() == printed(f"{command} --as-of 2026-05-31")


def test_platforms_compare_as_the_command_says() -> None:
    ask, command = PLATFORMS
    found = ask(creditcalc.open())
    assert found.to_dict() == printed(command)
    assert {one.price.unit for one in found if one.price} == {"USD"}


def test_a_storyboard_of_a_file_or_a_dict_is_that_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "spot.yaml"
    file.write_text(json.dumps(BOARD, default=str).replace('"note": null, ', ""))
    book = creditcalc.open(plan="max")
    found, said = book.storyboard(file), book.storyboard(BOARD)
    assert found.to_dict() == printed(f"batch {file} --plan max")
    assert said == found
    assert " --" not in found._repr_mimebundle_()["text/plain"].replace("`--dry-run`", "")  # a word of a sheet
    # 8 s at 10+, and 7.5 s at ~0.5
    assert [str(one.price) for one in found] == ["80+", "~3.75"]
    with pytest.raises(CreditcalcError) as refused:
        book.storyboard(BOARD, fit=10)
    assert refused.value.code == 3
    odds: list[Any] = [None, 5, {"shots": [{"seconds": 0.5}]}, {"shots": []}, tmp_path / "none.yaml"]
    for odd in odds:
        with pytest.raises(CreditcalcError):
            book.storyboard(odd)


def test_a_wallet_is_that_of_the_command(tmp_path: Path) -> None:
    assert run("wallet open main --plan plus --since 2026-05-14").code == 0
    book = creditcalc.open(platform="fal")  # a wallet has a price book of its own
    found = book.wallet("main", at="2026-05-20")
    assert found.to_dict() == printed("wallet balance main --at 2026-05-20")
    assert [(one.id, repr(one.price)) for one in found] == [("plan", "<80 credits of invideo 2026-05>")]
    with pytest.raises(CreditcalcError):
        book.wallet("nothing")


@cache
def answers() -> dict[str, Any]:
    """Every kind of answer; they never change."""
    book = creditcalc.open()
    return {name: ask(book) for name, (ask, _) in {**ASKED, "platforms": PLATFORMS}.items()}


class Markup(HTMLParser):
    """The elements of some HTML; each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """One more that is open."""
        self.seen.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """One fewer."""
        assert self.open.pop() == tag


def test_an_answer_is_one_line_pickles_compares_and_is_drawn() -> None:
    for name, found in answers().items():
        again = pickle.loads(pickle.dumps(found))
        assert (again, hash(again), again.to_dict()) == (found, hash(found), found.to_dict()), name
        assert "\n" not in repr(found) + str(found)
        assert len(repr(found)) < 120
        bundle = found._repr_mimebundle_()
        assert bundle["text/html"] == found._repr_html_() == again._repr_html_()
        assert " --" not in bundle["text/plain"].replace("`--dry-run`", ""), name  # a word of a sheet
        markup = Markup()
        markup.feed(bundle["text/html"])
        assert markup.open == []
        assert "table" in markup.seen
        found.to_dict().clear()
        assert found.to_dict() == again.to_dict()
        with pytest.raises(AttributeError, match="never changes"):
            found.items = ()


def test_answers_to_different_questions_differ() -> None:
    found = list(answers().values())
    assert all((one == other) == (one is other) for one in found for other in found)
    assert all(one != "x" for one in found)


def test_a_quote_says_a_sentence_and_what_it_is_made_of() -> None:
    quote = creditcalc.quote(**CLIP)
    assert str(quote) == "Veo 3.1, 8 s, 4K, audio: at least 80 credits (InVideo AI, prices of May 2026)"
    assert repr(quote) == "<Quote veo-3.1 in invideo 2026-05: 80+ credits>"
    assert (quote.model, quote.settings["resolution"], quote.grade) == ("veo-3.1", "4k", "third_party")
    assert [(one.label, str(one.price), repr(one.amount)) for one in quote.lines] == [
        ("Veo 3.1", "10+", "<80+ credits of invideo 2026-05>")
    ]
    assert [quote.within(budget) for budget in (79, 80)] == ["no", "unknown"]
    assert "newer_edition" in [one.code for one in quote.notices]
    assert isinstance(quote, creditcalc.Quote)


def test_what_is_compared_is_a_quote_each() -> None:
    book = creditcalc.open()
    found = book.compare_models(seconds=8, resolution="1080p", audio=True)
    first = found[0]
    assert isinstance(first, QuoteAnswer)
    assert first == book.quote(model=first.model, seconds=8, resolution="1080p", audio=True)
    assert len(found) == len(list(found)) == len(found.to_dict()["models"])


def test_items_carry_their_prices() -> None:
    book = creditcalc.open()
    kling = next(one for one in book.models() if one.id == "kling-2.6-standard")
    assert (repr(kling.price), kling.per) == ("<~0.5 credits of invideo 2026-05>", "second")
    plus = next(one for one in book.plans() if one.id == "plus" and one.per == "month")
    assert plus.price and plus.price.unit == "USD"


def test_threads_hear_what_one_alone_hears(tmp_path: Path) -> None:
    """The sheets are read by whoever comes first, while the others wait for them."""
    folder = str(platform(tmp_path, MODELS).folder)
    write(tmp_path, {"q/platform.yaml": "name: Q\ndefault_edition: e\n", "q/e/edition.yaml": EDITION})
    write(tmp_path, {"q/e/models.yaml": MODELS})
    rows = [{"model": "m", "seconds": number, "platform": name} for number in (1, 2) for name in "pq"]

    def asked(book: Book) -> list[Any]:
        quotes = [book.quote(model="m", seconds=number) for number in range(1, 9)]
        listed = [book.models(), book.settings("m"), book.compare_models(seconds=8)]
        return [*quotes, *listed, [str(one.total) for one in book.price_many(rows)]]

    alone, book = asked(Book.open(platform="p", pricing=folder)), Book.open(platform="p", pricing=folder)
    assert alone[-1] == ["2", "2", "4", "4"]
    with ThreadPoolExecutor(6) as pool:
        assert all(found == alone for found in pool.map(asked, [book] * 12))


def test_a_book_is_a_context_or_not_and_never_changes() -> None:
    with creditcalc.open(plan="Plus") as book:
        assert repr(book) == "<Book invideo 2026-05 on plus>"
    assert str(book.quote(**CLIP).total) == "80+"
    assert creditcalc.open(plan="Plus") is book  # kept for the next who asks for the same
    with pytest.raises(AttributeError, match="never changes"):
        book.plan = None
    assert "open" not in creditcalc.__all__


def test_it_reads_no_configuration_and_no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDITCALC_PLATFORM", "fal")
    monkeypatch.setenv("CREDITCALC_CONFIG", "/nowhere")
    assert creditcalc.open().edition.platform == "invideo"


def refusal(ask: Callable[[], object]) -> str:
    """What is said to a question that is refused."""
    with pytest.raises(CreditcalcError) as refused:
        ask()
    assert str(refused.value) == "\n".join(refused.value.lines)
    return str(refused.value)


def test_messages_speak_python() -> None:
    book = creditcalc.open()
    said = refusal(lambda: book.quote(model="kling-2.6-standard"))
    assert said == "`kling-2.6-standard` needs `seconds`: give `seconds=` (a number from 1 to 1800)"
    assert "(see `book.models()`)" in refusal(lambda: book.settings("veo-4"))
    assert refusal(book.compare_models) == "no seconds given"
    assert "`model=`" in refusal(lambda: book.compare_plans(seconds=8))
    assert "or" in refusal(lambda: book.compare_plans(model="veo-3.1", per_month=1, per_week=1))
    assert refusal(lambda: creditcalc.open(as_of="1999-01-01")).count("`edition=`") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("give `--seconds`", "give `seconds=`"),
        ("add `--set mode=...`", "add `mode=`"),
        ("`--platform p --edition e`", "`platform='p', edition='e'`"),
        ("Add --seconds to narrow it", "Add seconds= to narrow it"),
        ("use --edition\u00a02026-09.", "use edition='2026-09'."),
        ("as of `--as-of 2026-05-31` or later", "as of `as_of='2026-05-31'` or later"),
        ("`--dry-run` of its command line", "`--dry-run` of its command line"),
    ],
)
def test_options_become_arguments(typed: str, said: str) -> None:
    assert in_python(typed) == said


@pytest.mark.parametrize("odd", [None, True, 0.5, -1, "x", Fraction(1, 3), [], object(), 10**400])
def test_an_odd_argument_of_any_question_is_refused_or_means_something(odd: Any) -> None:
    book = creditcalc.open()
    asks: list[Callable[[], Listing[Any]]] = [
        lambda: book.models(odd),
        lambda: book.models(kind=odd),
        lambda: book.models(below=odd),
        lambda: book.settings(odd),
        lambda: book.compare_models(seconds=odd),
        lambda: book.compare_models(seconds=8, outputs=odd),
        lambda: book.compare_models(seconds=8, takes=odd),
        lambda: book.compare_models(seconds=8, kind=odd),
        lambda: book.compare_plans(credits=odd),
        lambda: book.compare_plans(model=odd),
        lambda: book.compare_plans(model="veo-3.1", seconds=8, per_month=odd),
        lambda: book.compare_plans(currency=odd),
        lambda: book.compare_plans(seats=odd),
        lambda: book.compare_platforms(model=odd),
        lambda: book.compare_platforms(model="veo-3.1", seconds=8, plans=odd),
        lambda: book.storyboard(BOARD, fit=odd),
        lambda: book.storyboard(BOARD, pick=odd),
        lambda: book.wallet(odd),
        lambda: book.wallet(at=odd),
    ]
    for ask in asks:
        try:
            found = ask()
        except CreditcalcError as error:
            assert len(str(error)) < 2_000
        else:
            assert len(repr(found)) < 120


def test_importing_it_loads_nothing_else() -> None:
    code = "import sys; before = {*sys.modules}; import creditcalc; print({*sys.modules} - before)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "{'creditcalc'}"
