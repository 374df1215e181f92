"""Every example of the sheets' own page is a sheet that the check passes, once it stands in a small price book."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sheets import write

from creditcalc.reports.sheets import audit
from creditcalc.sheets.catalog import Catalog

PAGE = (Path(__file__).parents[2] / "pricing" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PROSE = re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)
INLINE = [" ".join(one.split()) for one in re.findall(r"`([^`]+)`", PROSE)]
"""What stands in backticks within a sentence or a cell."""
FLOW = list(dict.fromkeys(one for one in INLINE if re.match(r"([a-z_]+: )?[\[{]", one) and "...}" not in one))
"""Those that are a mapping or a list; one that leaves a part out is none."""

SOURCES = sorted({*re.findall(r"source: ([a-z0-9-]+)", PAGE), "a", "b"} - {"own"})
HEAD = "unit: credit\nfrom: 2026-05-01\nas_of: 2026-05-31\nlist: list/2026-09\n"
CALIBRATED = "credits_per_usd: {price: ~12, source: guide}\n"
MADE = """
kling-2.6-standard:
  name: Kling 2.6 Standard
  maker: Kuaishou
  kind: video
  settings: {seconds: {number: 1..60}}
  rates: [{price: 0.5, per: second, source: guide}]
grok-mini: {name: Grok Mini, maker: xAI, kind: image, rates: [{price: 1, per: image, source: guide}]}
"""
VEO = """
veo-3.1:
  name: Veo 3.1
  maker: Google
  kind: video
  settings:
    seconds: {number: 1..60}
    resolution: {one_of: [720p, 1080p, 4k], open: yes}
    audio: {flag: off}
  rates: [{price: 1, per: second, source: guide}]
"""
FAST = VEO.replace("veo-3.1:", "veo-3.1-fast:").replace("Veo 3.1", "Veo 3.1 Fast").replace("price: 1", "price: 0.15")
LISTED = """
veo-3.1-fast:
  name: Veo 3.1 Fast
  maker: Google
  kind: video
  settings:
    seconds: {one_of: [4, 6, 8]}
    resolution: {one_of: [720p, 4k], open: yes}
    audio: {flag: off}
  rates:
    - {when: {resolution: 4k, audio: on}, price: 0.3, per: second, source: guide}
    - {when: {resolution: 4k, audio: off}, price: 0.2, per: second, source: guide}
    - {when: {resolution: 720p}, price: 0.1, per: second, source: guide}
"""


def sources(keys: list[str]) -> str:
    """Those that examples name, as an edition declares them."""
    said = "".join(f'  {key}: {{title: "{key}", date: 2026-05, grade: official}}\n' for key in keys)
    return f"sources:\n{said}"


def book(**files: str) -> dict[str, str]:
    """A platform `p` with a price book, of which files take the place or to which they come: `models`, `plans`."""
    sheets = {
        "catalog": "default_platform: p\nlist_prices: list\ntopics: {costs: {title: What it costs}}\n",
        "list/platform": "{name: List, default_edition: 2026-09}",
        "list/2026-09/edition": HEAD.partition("list:")[0].replace("credit", "USD") + sources(SOURCES),
        "list/2026-09/models": LISTED,
        "p/platform": "{name: P, seller: Pe, default_edition: e}",
        "p/e/edition": HEAD + CALIBRATED + sources(SOURCES),
        "p/e/models": MADE,
    }
    sheets |= {name if "/" in name or name == "catalog" else f"p/e/{name}": text for name, text in files.items()}
    return {f"{name}.yaml": text for name, text in sheets.items()}


def edition(text: str, **more: str) -> dict[str, str]:
    """A price book with more keys in its `edition.yaml`."""
    models = more.pop("models", MADE + VEO)
    return book(edition=HEAD + CALIBRATED + sources(SOURCES) + text + "\n", models=models, **more)


def made(settings: str, row: str = "price: 1, per: second", rest: str = "", name: str = "Clip") -> str:
    """A model with these settings, this row and more keys."""
    head = f"{name.lower()}:\n  name: {name}\n  maker: M\n  kind: video\n  settings: {{{settings}}}\n"
    return f"{head}  rates: [{{{row}, source: docs}}]\n{rest}"


LENGTH = "seconds: {number: 1..60}"


def charged(text: str) -> dict[str, str]:
    """A model with what comes to its rows."""
    more = f"{LENGTH}, hd: {{flag: off}}, green_screen: {{flag: off}}, reference_images: {{whole: 0..9, default: 0}}"
    return book(models=MADE + made(more, rest=text))


def priced_by(text: str, settings: str = LENGTH, rest: str = "price: 1, ") -> dict[str, str]:
    """A model with a row of these keys."""
    return book(models=MADE + made(settings, f"{text}, {rest}per: second"))


def agent(uses: str) -> dict[str, str]:
    """An agent, and models for it."""
    keys = f"name: AI, maker: P, kind: agent, settings: {{{LENGTH}}}, {uses}"
    return book(models=f"{MADE}{made(LENGTH, name='A')}{made(LENGTH, name='B')}ai: {{{keys}}}\n")


def with_setting(text: str) -> dict[str, str]:
    """A model with a setting that is written so."""
    return book(models=MADE + made(f"x: {text}", "price: 1, per: clip"))


def plan(text: str) -> dict[str, str]:
    """A plan with more keys."""
    return book(plans=f"plus:\n  name: Plus\n  source: guide\n  {text}\n")


REQUESTS = "name: fal\nplatform: p\nfree: [prompt]\n" + sources(SOURCES)
NODES = (
    VEO.replace("veo-3.1:", "seedance-2.0:")
    .replace("Veo 3.1", "Seedance 2.0")
    .replace("    audio: {flag: off}\n", "    input_seconds: {number: 0..60}\n")
)
EXAMPLES: dict[str, Callable[[str], dict[str, str]]] = {
    "veo-3.1:": lambda text: book(models=text),
    "gpt-image-1:": lambda text: book(
        models=f"{text.rstrip()}\n  name: GPT Image 1\n  maker: OpenAI\n  kind: image\n"
        "  rates: [{price: 1, per: image, source: docs}]\n" + MADE
    ),
    "multipliers:": charged,
    "veo-3.1-fast:": lambda text: book(models=text + MADE),
    "unit: credit": lambda text: book(
        edition=text.replace("sources:\n", sources(sorted({*SOURCES} - {"guide", "calibration"}))), models=MADE
    ),
    "failed_generations:": edition,
    "default_platform: invideo": lambda text: book(catalog=text.replace("invideo", "p")),
    "plus:": lambda text: book(plans=text),
    "surcharges:": lambda text: book(
        addons=text, plans="{plus: {name: Plus, source: guide}, max: {name: Max, source: guide}}"
    ),
    "- {model: veo-3.1,": lambda text: book(bills=text, models=MADE + VEO),
    "name: Runway API": lambda text: (
        book()
        | {
            "statements/runway.yaml": text.replace("platform: runway-api", "platform: p").replace(
                "requests: runway", ""
            )
        }
    ),
    "requests:": lambda text: book(models=FAST) | {"requests/fal.yaml": REQUESTS + text},
    "runway-gen-4.5:": lambda text: {"runway/2026-09/contract.yaml": text},
    "name: ComfyUI": lambda text: (
        book(models=NODES) | {"workflows/comfyui.yaml": text.replace("platform: comfy", "platform: p")}
    ),
    "dollars:": lambda text: {
        **book(**{"list/2026-09/models": LISTED + VEO}),
        **{
            f"runway-api/{name}": one
            for name, one in {
                "platform.yaml": "{name: Runway API, default_edition: e}",
                "e/edition.yaml": HEAD.partition("list:")[0] + sources(SOURCES),
                "e/models.yaml": VEO.replace("veo-3.1:", "minimax-h3:").replace("1080p, 4k", "2k"),
            }.items()
        },
        "maps/litellm.yaml": text,
    },
}
"""How each block becomes a price book, by the first line that is no comment."""
PARTS: dict[str, Callable[[str], dict[str, str]]] = {
    "{with: {seconds": lambda text: book(models=MADE + VEO + f"  examples: [{text}]\n"),
    "{number:": with_setting,
    "{whole:": with_setting,
    "{one_of:": with_setting,
    "[4, 6, 8]": lambda text: with_setting(f"{{one_of: {text}}}"),
    "{flag:": with_setting,
    "{always:": with_setting,
    "when: {resolution": lambda text: priced_by(
        text, "seconds: {number: 6..10}, resolution: {one_of: [720p, 1080p], open: yes}"
    ),
    "graduated:": lambda text: priced_by(text, rest=""),
    "whole:": lambda text: priced_by(text, rest=""),
    "claims: [{price": priced_by,
    "uses:": agent,
    "models: [a": lambda text: agent(f"uses: {{{text}, source: guide}}"),
    "known_by:": edition,
    "spending_order:": edition,
    "[soonest]": lambda text: edition(f"spending_order: {text}"),
    "[soonest_to_expire]": lambda text: edition(f"spending_order: {text}"),
    "plan_changes:": edition,
    "forfeits:": lambda text: edition(f"plan_changes: {{cancel: {{how: new, {text}, source: help}}}}"),
    "failed_generations:": edition,
    "yardsticks:": edition,
    "rules:": edition,
    "meters:": plan,
    "at_once:": plan,
    "seats:": lambda text: plan(f"{text}\n  prices: [{{amount: 60, currency: USD, every: month}}]"),
    "{every:": lambda text: plan(f"resets: {text}"),
    "prices: []": lambda text: plan(f"{text}\n  on_request: yes"),
    "when: {model": lambda text: (
        book(models=made("seconds: {number: 1..60}", name="Sora-2"))
        | {
            "requests/fal.yaml": REQUESTS
            + f"requests: {{sora: {{endpoints: [v1/videos], model: sora-2, source: js, {text}, "
            + "fields: {seconds: {setting: seconds, absent: required}}, "
            + """examples: [{body: '{"model": "sora-2", "seconds": "8"}', total: 8, worked: 8 x 1}]}}"""
        }
    ),
}
"""The same of each example in a sentence, by how it begins."""


def first_line(block: str) -> str:
    """The first line of a block that is no comment, without the comment at its end."""
    line = next(line for line in block.splitlines() if not line.startswith("#"))
    return re.sub(r"\s+#.*", "", line).strip()


def builder(example: str, known: dict[str, Callable[[str], dict[str, str]]]) -> Callable[[str], dict[str, str]]:
    """What makes a price book of an example; there must be just one."""
    (found,) = (make for start, make in known.items() if example.startswith(start))
    return found


def faults(folder: Path, files: dict[str, str]) -> list[str]:
    """All that the check has against sheets; of those that lie over the bundled ones what it has against their book."""
    write(folder, files)
    if "catalog.yaml" not in files:
        (name,) = files
        catalog = Catalog(str(folder))
        platform, edition, _ = name.split("/")
        return [*catalog.compiled(catalog.platform(platform), edition).faults]
    found = audit(Catalog(alone=str(folder)), "2020-01-01", "2026-11-30")
    return [fault.removeprefix(f"{folder}/") for fault in found.faults]


@pytest.mark.parametrize("block", BLOCKS, ids=first_line)
def test_every_block_is_a_sheet(block: str, tmp_path: Path) -> None:
    assert faults(tmp_path, builder(first_line(block), EXAMPLES)(block)) == []


@pytest.mark.parametrize("text", FLOW)
def test_every_example_in_a_sentence_is_part_of_one(text: str, tmp_path: Path) -> None:
    assert faults(tmp_path, builder(text, PARTS)(text)) == []


def test_no_example_is_kept_that_the_page_has_not() -> None:
    assert [start for start in EXAMPLES if not any(first_line(one).startswith(start) for one in BLOCKS)] == []
    assert [start for start in PARTS if not any(one.startswith(start) for one in FLOW)] == []


def test_an_example_with_a_slip_is_told_of(tmp_path: Path) -> None:
    block = next(one for one in BLOCKS if one.startswith("gpt-image-1"))
    slipped = block.replace("source: openai-page", "sauce: openai-page")
    assert slipped != block
    assert any("sauce" in fault for fault in faults(tmp_path, builder("gpt-image-1:", EXAMPLES)(slipped)))
