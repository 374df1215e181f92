"""What is remembered, where it holds, and what becomes of a file that cannot be read."""

import json
import os
import subprocess
import time
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes import printed
from shell import CREDITCALC, Ran, process, run
from walks import commands

from creditcalc.cli.app import app
from creditcalc.cli.config_file import with_value, without
from creditcalc.cli.options import BookOptions
from creditcalc.files import home
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")
QUOTE = "quote --model kling-2.6-standard --seconds 10"
SHOTS = "model,seconds\nveo-3.1,8\n"


def config() -> Path:
    """The file that is read where no variable names another."""
    return home("config") / "config.toml"


def remember(text: str | bytes) -> Path:
    """The file with this content."""
    path = config()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def chosen(*words: str) -> dict[str, tuple[str | None, str | None]]:
    """What `quote` with these words selects, and where each value is from."""
    command = dict(commands(typer.main.get_command(app)))[("quote",)]
    ctx = command.make_context("creditcalc", list(words))
    book = BookOptions.of(ctx)
    edition = book.open()
    known = book.known_plan(edition, ctx.params["plan"])
    found: Any = book.selection(edition, known)
    return {key: (one["value"], one["from"]) for key, one in found.items()}


class TestCommand:
    """What `creditcalc config` does, to the letter."""

    def test_set_keeps_and_get_prints(self) -> None:
        assert run('config set plan "plus (Yearly)"') == Ran(
            0, "", "note: invideo.plan is plus\nnote: invideo.billing is yearly\n"
        )
        assert run("config set currency usd") == Ran(0, "", "note: currency is USD\n")
        assert run("config set platform InVideo") == Ran(0, "", "note: platform is invideo\n")
        assert config().read_text() == (
            "# What creditcalc uses where you type nothing else: your platform, plan, prices and currency.\n"
            "# Change it with `creditcalc config set KEY VALUE`, or here. `--no-config` leaves it out of one command.\n"
            '\ncurrency = "USD"\nplatform = "invideo"\n'
            '\n[platforms.invideo]\nplan = "plus"\nbilling = "yearly"\n'
        )
        values = {"plan": "plus", "invideo.billing": "yearly", "currency": "USD", "platform": "invideo"}
        assert {key: printed(f"config get {key}").strip() for key in values} == values

    def test_the_price_book_is_named_as_screens_print_it(self) -> None:
        for said in ("2026-09", "September 2026", "prices of september 2026"):
            assert run(f'config set edition "{said}"').err == "note: invideo.edition is 2026-09\n"

    def test_a_plan_of_other_prices_leads_to_them(self) -> None:
        assert run("config set plan starter") == Ran(
            1,
            "",
            "error: Starter is a plan of invideo 2026-09, and your prices are those of 2026-05\n"
            "hint: to use those prices first   creditcalc config set invideo.edition 2026-09\n",
        )
        assert not config().exists()

    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("set plann plus", "no setting `plann`: did you mean `plan`? (there are `platform`, `currency`, `plan`, "),
            ("set invideo.platform x", "no setting `invideo.platform`"),
            ("set currency euros", "`currency` cannot be `euros`: it takes three letters, for example USD"),
            ("set billing weekly", "`invideo.billing` cannot be `weekly`: it takes monthly or yearly"),
            ("set edition 2031", "unknown price book `2031` of invideo"),
            ("set platform nobody", "unknown platform `nobody`"),
            ("set currency USD --platform runway", "`currency` is the same for all platforms: leave out --platform"),
            ("set invideo.plan plus --platform runway", "`invideo.plan` names a platform already: leave out"),
            ("get plan", "invideo.plan is not set"),
        ],
    )
    def test_what_means_nothing_is_refused(self, command: str, said: str) -> None:
        found = run(f"config {command}")
        assert (found.code, found.out) == (1, "")
        assert found.err.startswith(f"error: {said}")

    def test_unset_forgets_and_leaves_the_rest(self) -> None:
        remember('# mine\nplatform = "runway" # for now\n[platforms.runway]\nplan = "pro"\n')
        assert run("config unset plan") == Ran(0, "", "")
        assert config().read_text() == '# mine\nplatform = "runway" # for now\n[platforms.runway]\n'
        assert run("config unset plan").err == "note: runway.plan was not set\n"

    def test_list_says_where_each_value_is_from(self, monkeypatch: pytest.MonkeyPatch) -> None:
        remember('[platforms.runway]\nplan = "pro"\n')
        monkeypatch.setenv("CREDITCALC_BILLING", "year")
        rows = [line.split(",") for line in printed("config list --format csv").splitlines()]
        assert rows == [
            ["key", "value", "from"],
            ["platform", "invideo", "default"],
            ["currency", "", "default"],
            ["invideo.plan", "", "default"],
            ["invideo.billing", "yearly", "environment"],
            ["invideo.edition", "2026-05", "default"],
            ["runway.plan", "pro", "config"],
            ["runway.billing", "", "default"],
            ["runway.edition", "2026-09", "default"],
        ]

    def test_path_is_that_of_the_variable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert printed("config path") == f"{config()}\n"
        monkeypatch.setenv("CREDITCALC_CONFIG", str(tmp_path / "other.toml"))
        assert printed("config path") == f"{tmp_path / 'other.toml'}\n"
        run("config set currency EUR")
        assert tomllib.loads((tmp_path / "other.toml").read_text()) == {"currency": "EUR"}
        monkeypatch.setenv("CREDITCALC_CONFIG", "")
        assert run("config path").err.startswith("error: CREDITCALC_CONFIG is empty: nothing is remembered\nhint: ")


class TestPrecedence:
    """An option comes before the environment, that before the file, and that before the default."""

    @pytest.mark.parametrize("option, environment, file", list(product((False, True), repeat=3)))
    @pytest.mark.parametrize(
        ("key", "values", "default"),
        [
            ("platform", ("kling", "runway", "pika"), "invideo"),
            ("edition", ("2024-11", "2026-09", "2025-06"), "2026-05"),
            ("plan", ("max", "elite", "free"), None),
            ("currency", (None, "AUD", "RON"), None),
        ],
    )
    def test_of_every_key(
        self,
        key: str,
        values: tuple[str | None, str, str],
        default: str | None,
        option: bool,
        environment: bool,
        file: bool,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        typed, ambient, kept = values
        words = [f"--{key}", typed] if option and typed else []
        if environment:
            monkeypatch.setenv(f"CREDITCALC_{key.upper()}", ambient)
        if file:
            table = "" if key in ("platform", "currency") else "[platforms.invideo]\n"
            remember(f'{table}{key} = "{kept}"\n')
        expected = (default, "default")
        expected = (kept, "config") if file else expected
        expected = (ambient, "environment") if environment else expected
        expected = (typed, "option") if words else expected
        found = chosen(*words)
        assert found.pop(key) == expected
        assert {source for name, (_, source) in found.items() if name != "edition"} == {"default"}
        assert chosen("--no-config", *words)[key] == (expected if expected[1] != "config" else (default, "default"))

    def test_a_billing_holds_for_a_plan_whose_name_says_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        remember('[platforms.invideo]\nplan = "plus"\nbilling = "yearly"\n')
        assert chosen()["billing"] == ("yearly", "config")
        assert chosen("--plan", "max")["billing"] == ("yearly", "config")
        assert chosen("--plan", "max (monthly)")["billing"] == ("monthly", "option")
        monkeypatch.setenv("CREDITCALC_BILLING", "monthly")
        assert chosen()["billing"] == ("monthly", "environment")

    def test_a_day_comes_before_the_price_book_of_the_file(self) -> None:
        remember('[platforms.invideo]\nedition = "2026-09"\n')
        assert chosen()["edition"] == ("2026-09", "config")
        assert chosen("--as-of", "2026-05-20")["edition"] == ("2026-05", "option")

    @pytest.mark.parametrize("name", [one for one in Catalog().index.platforms if one != "invideo"])
    def test_variables_without_a_platform_hold_for_the_default_one_alone(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = chosen("--platform", name)
        monkeypatch.setenv("CREDITCALC_EDITION", "2026-09")
        monkeypatch.setenv("CREDITCALC_PLAN", "starter")
        monkeypatch.setenv("CREDITCALC_BILLING", "yearly")
        assert chosen("--platform", name) == before
        assert chosen("--platform", "InVideo AI")["plan"] == ("starter", "environment")
        monkeypatch.setenv("CREDITCALC_PLATFORM", name)
        remember("")
        assert chosen("--platform", "invideo")["plan"] == (None, "default")

    def test_an_option_that_says_what_a_variable_says_is_an_option(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CREDITCALC_EDITION", "2026-09")
        assert chosen("--edition", "2026-09")["edition"] == ("2026-09", "option")
        refused = run("models list --platform kling --edition 2026-09")
        assert (refused.code, "unknown price book `2026-09` of kling" in refused.err) == (1, True)
        assert run("models list --platform kling").code == 0


LINES = {
    "quote": "quote --model kling-3.0 --seconds 5 --json",
    "batch": "batch one.csv --json",
    "report": "report one.csv --date 2026-11-29",
    "models list": "models list --json",
    "models show": "models show kling-3.0 --json",
    "models compare": "models compare --seconds 5 --json",
    "plans list": "plans list --json",
    "plans show": "plans show pro --json",
    "plans compare": "plans compare --json",
    "platforms compare": "platforms compare --model kling-3.0 --seconds 5 --json",
    "addons list": "addons list --json",
    "actions list": "actions list --json",
    "rules list": "rules list --json",
    "guide": "guide resets --json",
}
"""A line of every command with `--no-config` whose prices depend on the platform."""
OTHERS = {"mcp": "test_mcp.py", "wallet open": "below", "platforms list": "below", "help": "which shows the guide"}
OTHERS |= {"sheets history": "test_price_history.py", "sheets observe": "test_observe.py"}
OTHERS |= {"explore": "test_explore_terminal.py"}
"""Those that are tested otherwise, and where."""


def test_the_walk_knows_every_command() -> None:
    found = {
        " ".join(words)
        for words, one in commands(typer.main.get_command(app))
        if any("--no-config" in parameter.opts for parameter in one.params)
    }
    assert found == set(LINES) | set(OTHERS) & found


@pytest.mark.parametrize("command", LINES)
def test_what_is_remembered_holds_for_every_command(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.csv").write_text("model,seconds\nkling-3.0,5\n")
    line = LINES[command]
    before, there = told(line), told(f"{line} --platform kling")
    remember('platform = "kling"\n[platforms.invideo]\nedition = "2026-09"\n')
    assert told(f"{line} --no-config") == before
    if command == "platforms compare":
        assert '"edition": "2026-09"' in run(line).out
        return
    found = told(line)
    assert found[:2] == there[:2]
    assert there[1] != before[1]
    other, same = told(f"{line} --platform invideo"), told(f"{line} --no-config --edition 2026-09")
    assert other[:2] == same[:2]
    if isinstance(before[1], dict) and "edition" in before[1]:
        its = [
            {key: (one["value"], one["from"]) for key, one in (ran[2] or {}).items()} for ran in (before, found, other)
        ]
        assert [one["platform"] for one in its] == [("invideo", "default"), ("kling", "config"), ("invideo", "option")]
        assert its[2]["edition"] == ("2026-09", "config")


def told(line: str) -> tuple[int, Any, dict[str, Any] | None]:
    """The exit code, what is printed, as an object if it is one, and what that says was selected."""
    ran = run(line)
    try:
        found = json.loads(ran.out)
    except ValueError:
        return ran.code, ran.out, None
    return ran.code, found, found.pop("selection", None)


def test_a_wallet_is_opened_at_the_prices_that_are_remembered() -> None:
    remember('[platforms.invideo]\nedition = "2026-09"\n')
    opened = "--plan starter --since 2026-11-01"
    assert run(f"wallet open one {opened}").code == 0
    assert run(f"wallet open two {opened} --no-config").code == 1


def test_the_list_of_platforms_says_which_is_yours() -> None:
    remember('platform = "kling"\n')
    assert "Without --platform, prices are Kling AI's." in printed("platforms list")
    assert "Without --platform, prices are InVideo AI's." in printed("platforms list --no-config")


class TestPlan:
    """What a plan that is remembered does, and that it never refuses anything."""

    def test_it_does_what_the_option_does(self) -> None:
        expected = told(f"{QUOTE} --plan 'plus (yearly)' --json")
        remember('[platforms.invideo]\nplan = "plus"\nbilling = "yearly"\n')
        found = told(f"{QUOTE} --json")
        assert found[:2] == expected[:2]
        assert [(one[2] or {})["plan"] for one in (expected, found)] == [
            {"value": "plus", "from": "option"},
            {"value": "plus", "from": "config"},
        ]
        assert "on Plus (yearly, your plan)" in printed(QUOTE)
        assert "your plan" not in printed(f"{QUOTE} --plan max")

    def test_it_is_marked_among_plans_and_platforms(self) -> None:
        remember('[platforms.invideo]\nplan = "plus"\nbilling = "yearly"\n')
        assert "Plus (yearly, your plan)" in printed("plans compare")
        assert "Plus (yearly, your plan)" in printed("plans compare --credits 100")
        assert "Plus (yearly, your plan)" in printed("platforms compare --model kling-3.0 --seconds 8")

    def test_it_is_paid_by_the_month_where_nobody_says_how(self) -> None:
        remember('[platforms.invideo]\nplan = "plus"\n')
        for command in (
            "plans compare",
            "plans compare --credits 100",
            "platforms compare --model kling-3.0 --seconds 8",
        ):
            assert "Plus (your plan)" in (found := printed(command))
            assert "(yearly, your plan)" not in found

    def test_the_prices_of_the_file_are_the_prices_you_chose(self) -> None:
        assert "Yours are new if" in printed(QUOTE)
        remember('[platforms.invideo]\nedition = "2026-05"\n')
        assert "Yours are new if" not in printed(QUOTE)

    def test_one_that_other_prices_lack_is_one_note(self) -> None:
        path = remember('[platforms.invideo]\nplan = "starter"\nedition = "2026-09"\n')
        assert run(QUOTE).err == ""
        without_plan = run(f"{QUOTE} --no-config --edition 2026-05")
        assert run(f"{QUOTE} --edition 2026-05") == without_plan._replace(
            err=f"note: {path} names the plan `starter`, which these prices do not have "
            "(InVideo AI · prices of May 2026): no plan is used\n"
        )

    def test_one_that_the_sheets_lack_says_how_to_forget_it(self) -> None:
        path = remember('[platforms.invideo]\nplan = "gold"\n')
        found = run(QUOTE)
        assert (found.code, found.err) == (
            0,
            f"note: {path} names the plan `gold`, which these prices do not have (InVideo AI · prices of May 2026): "
            "no plan is used. To forget it: `creditcalc config unset invideo.plan`\n",
        )

    @pytest.mark.parametrize("key, value", [("platform", "gone"), ("invideo.edition", "2031-01")])
    def test_prices_that_the_sheets_lack_are_refused(self, key: str, value: str) -> None:
        platform, _, name = key.rpartition(".")
        path = remember((f"[platforms.{platform}]\n" if platform else "") + f'{name} = "{value}"\n')
        error, hint = run(QUOTE).err.splitlines()
        assert error.startswith(f"error: {path}: `{key}`: unknown ")
        assert hint == f"hint: to forget it   creditcalc config unset {key}"
        assert run(f"config unset {key}").code == 0
        assert run(QUOTE).code == 0

    def test_it_never_refuses_what_is_priced_without_it(self, tmp_path: Path) -> None:
        catalog, tried = Catalog(), 0
        for platform in catalog.index.platforms:
            edition = catalog.edition(platform)
            odd = [one for one in edition.models.values() if "plan" in one.settings or one.kind == "agent"]
            shots = tmp_path / "shots.csv"
            for model in odd:
                line = f"quote --platform {platform} --model {model.id}"
                for needed in ("", " --seconds 5", " --characters 100", " --images 1"):
                    without_plan = run(f"{line}{needed} --no-config")
                    if without_plan.code == 0:
                        break
                for plan in edition.plans:
                    remember(f'[platforms.{platform}]\nplan = "{plan}"\n')
                    assert run(f"{line}{needed}").code in (0, without_plan.code), (line, needed, plan)
                    row = f"model,seconds\n{model.id},{5 if 'seconds' in needed else ''}\n"
                    shots.write_text(row)
                    batch = f"batch {shots} --platform {platform}"
                    assert run(batch).code in (0, run(f"{batch} --no-config").code), (batch, row, plan)
                    tried += 1
        assert tried > 20

    @pytest.mark.parametrize("currency, sign", [("AUD", "AUD"), ("usd", "$"), ("JPY", "$")])
    def test_a_currency_is_used_where_plans_are_sold_in_it(self, currency: str, sign: str) -> None:
        remember(f'currency = "{currency}"\n')
        found = printed("plans compare")
        assert (sign in found, "JPY" in found) == (True, False)


DAMAGED: dict[str, tuple[str | bytes, str, str]] = {
    "not TOML": ("platform = \n", "line 1, column 12: invalid value", "config path"),
    "not UTF-8": (b"platform = '\xe4'\n", "is not UTF-8 text", "config path"),
    "UTF-16": ("platform = 'kling'\n".encode("utf-16"), "is not UTF-8 text", "config path"),
    "two of one": ("currency = 'USD'\ncurrency = 'EUR'\n", "line 2, column 17: cannot overwrite", "config path"),
    "nested": (f"platform = {'[' * 5000}", "", "config path"),
    "unknown": ("colour = 'red'\n", "unknown key `colour`: it takes platform, currency", "config unset colour"),
    "of a platform": (
        "[platforms.invideo]\npet = 'cat'\n",
        "unknown key `platforms.invideo.pet`: it takes plan, billing, edition",
        "config unset platforms.invideo.pet",
    ),
    "misplaced": ("plan = 'plus'\n", "unknown key `plan`: it takes platform, currency; it stands", "config unset plan"),
    "a number": ("platform = 3\n", "`platform` is `3`: it takes a name in quotation marks", "config unset platform"),
    "empty": ("platform = ''\n", "`platform` is ``: it takes a name", "config unset platform"),
    "billing": (
        "[platforms.invideo]\nbilling = 'weekly'\n",
        "`platforms.invideo.billing` is `weekly`: it takes monthly or yearly",
        "config unset platforms.invideo.billing",
    ),
    "currency": ("currency = 'US$'\n", "`currency` is `US$`: it takes three letters", "config unset currency"),
    "no tables": ("platforms = 1\n", "`platforms` must be tables", "config unset platforms"),
    "no table": (
        "[platforms]\ninvideo = 'x'\n",
        "`platforms.invideo` is not a table",
        "config unset platforms.invideo",
    ),
    "a name": ("[platforms.'In Video']\n", "`platforms.In Video` is not a table", "config unset 'platforms.In Video'"),
}


class TestDamaged:
    """A file that cannot be read is one clear refusal with a way on."""

    @pytest.mark.parametrize("kind", DAMAGED)
    def test_of_every_kind(self, kind: str) -> None:
        content, why, way = DAMAGED[kind]
        path = remember(content)
        found = run(QUOTE)
        assert (found.code, found.out) == (1, "")
        error, hint = found.err.splitlines()
        assert error.startswith(f"error: {path}: {why}")
        assert hint.endswith(f"   creditcalc {way}")
        assert run(f"{QUOTE} --no-config").code == 0
        assert run(way).code == 0
        if "unset" in way:
            assert run(QUOTE).code == 0

    def test_a_folder_in_its_place(self) -> None:
        config().mkdir(parents=True)
        assert run(QUOTE).err.startswith(f"error: {config()}: cannot be read: is a directory\nhint: ")
        assert run("config set currency EUR").code == 1

    def test_a_file_that_may_not_be_read(self) -> None:
        if os.geteuid() == 0:
            pytest.skip("root reads everything")
        remember("").chmod(0)
        assert run(QUOTE).err.startswith(f"error: {config()}: cannot be read: permission denied\nhint: ")

    def test_a_file_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CREDITCALC_CONFIG", "/dev/zero")
        assert run(QUOTE).err.startswith("error: /dev/zero: is larger than 1,000,000 bytes")

    def test_a_file_that_is_not_there_remembers_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        expected = run(QUOTE)
        for named in ("", "nowhere.toml", "/dev/null/config.toml"):
            monkeypatch.setenv("CREDITCALC_CONFIG", named)
            assert run(QUOTE) == expected

    @pytest.mark.parametrize(
        ("name", "value", "takes"),
        [
            ("BILLING", "weekly", "it takes monthly or yearly"),
            ("CURRENCY", "euro", "it takes three letters, for example USD"),
        ],
    )
    def test_a_variable_that_means_nothing(
        self, name: str, value: str, takes: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(f"CREDITCALC_{name}", value)
        assert run(QUOTE).err.startswith(f"error: CREDITCALC_{name} is `{value}`: {takes}")

    @settings(max_examples=60)
    @given(content=st.binary(max_size=60) | st.text(alphabet="[]platforms.'\"=#\n 1a", max_size=60).map(str.encode))
    def test_whatever_is_in_it_there_is_no_traceback(self, content: bytes) -> None:
        path = remember(content)
        found = run("platforms compare --model veo-3.1 --seconds 8 --json")
        assert found.code == 0 or found.err.startswith(f"error: {path}: ")


class TestCompiled:
    """The file is read from a compiled copy only while it is as it was."""

    def test_what_is_changed_holds_at_once(self) -> None:
        for platform in ("kling", "runway", "kling"):
            remember(f'platform = "{platform}"\n')
            old = time.time() - 60
            os.utime(config(), (old, old))
            assert [chosen()["platform"][0] for _ in range(2)] == [platform] * 2

    def test_a_damaged_copy_is_made_anew(self) -> None:
        remember('platform = "kling"\n')
        old = time.time() - 60
        os.utime(config(), (old, old))
        time.sleep(0.05)  # the time of change cannot be set
        assert chosen()["platform"] == ("kling", "config")
        copies = [one for one in home("cache").iterdir() if b" config " in one.read_bytes()[:300]]
        assert copies
        for copy in copies:
            copy.write_bytes(copy.read_bytes()[:-3] + b"xyz")
        assert chosen()["platform"] == ("kling", "config")

    def test_no_cache_is_no_fault(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        remember('platform = "kling"\n')
        assert chosen()["platform"] == ("kling", "config")

    def test_a_start_without_a_file_loads_nothing_of_it_and_one_with_it_no_reader(self) -> None:
        code = "import sys; from creditcalc.cli.app import main\ntry: main()\n"
        code += "finally: print(*sys.modules, file=sys.stderr)"
        words = QUOTE.split()

        def loaded() -> set[str]:
            command = [CREDITCALC[0], "-c", code, *words]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            return set(done.stderr.split())

        assert {"creditcalc.cli.config", "tomllib"} & loaded() == set()
        remember('currency = "USD"\n')
        old = time.time() - 60
        os.utime(config(), (old, old))
        time.sleep(0.05)
        loaded()
        assert {"creditcalc.cli.config", "tomllib", "creditcalc.pricebook.plan"} & loaded() == {"creditcalc.cli.config"}


KEYS = [("platform",), ("currency",), *(("platforms", one, key) for one in ("a", "b.c") for key in ("plan", "edition"))]
PIECES = [
    "# a comment\n",
    "\n",
    'platform = "x" # why\n',
    "currency='EUR'\n",
    "[platforms.a] # mine\n",
    'plan   =   "p"\n',
    '[platforms."b.c"]\n',
    '  edition = "e" # e\n',
    "[ platforms . a ]\n",
]


def parsed(text: str) -> Any:
    """What a text says; None where it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def filled(data: Any) -> Any:
    """The same without tables that say nothing."""
    return {name: filled(one) for name, one in data.items() if filled(one) != {}} if isinstance(data, dict) else data


@given(
    text=st.lists(st.sampled_from(PIECES), max_size=8).map("".join).filter(lambda text: parsed(text) is not None),
    changes=st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["v", "w", None])), min_size=1, max_size=4),
)
def test_a_change_changes_what_it_says_and_no_comment(
    text: str, changes: list[tuple[tuple[str, ...], str | None]]
) -> None:
    expected, changed = parsed(text), text
    for key, value in changes:
        changed = without(changed, key) if value is None else with_value(changed, key, value)
        *tables, name = key
        table = expected
        for one in tables:
            table = table.setdefault(one, {}) if value is not None else table.get(one, {})
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
    assert filled(parsed(changed)) == filled(expected)
    assert changed.count("# a comment") == text.count("# a comment")
    assert changed.count("# mine") == text.count("# mine")


def test_a_file_written_in_ones_own_way_is_not_spoiled() -> None:
    text = 'platforms = {invideo = {plan = "plus"}}\n'
    path = remember(text)
    assert chosen()["plan"] == ("plus", "config")
    found = run("config set plan max")
    assert (found.code, path.read_text()) == (1, text)
    assert found.err.startswith(
        f"error: {path}: `platforms.invideo.plan` is written there in a way of your own\nhint: "
    )


def test_of_many_writers_at_once_all_are_heard() -> None:
    names = [name for name in Catalog().index.platforms if Catalog().platform(name).sheet][:8]
    started = [
        subprocess.Popen([*CREDITCALC, "config", "set", f"{name}.billing", "yearly"], stderr=subprocess.DEVNULL)
        for name in names
    ]
    assert {one.wait(timeout=60) for one in started} == {0}
    assert tomllib.loads(config().read_text()) == {"platforms": {name: {"billing": "yearly"} for name in names}}
    assert [one.name for one in config().parent.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("# mine\n")
    config().parent.mkdir(parents=True, exist_ok=True)
    config().symlink_to(tmp_path / "mine.toml")
    run("config set currency EUR")
    assert (tmp_path / "mine.toml").read_text() == '# mine\ncurrency = "EUR"\n'
    assert config().is_symlink()


def test_the_library_reads_none() -> None:
    import creditcalc

    remember('platform = "kling"\n')
    assert creditcalc.quote(model="kling-2.6-standard", seconds=10).edition.platform == "invideo"
    assert process(QUOTE, CREDITCALC_CONFIG="").code == 0
