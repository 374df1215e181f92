"""Shapes that are looked up: by settings, lengths, plans, sources and targets; and what a row itself leaves open."""

from pathlib import Path

import pytest
from shapes import shape
from sheets import platform

KLING = """
    kling-3.0:
      name: Kling 3.0
      maker: Kling
      kind: video
      settings:
        seconds: {number: 3..15}
        resolution: {one_of: [720p, 1080p, 4k]}
        audio: {flag: off}
      rates:
        - {when: {resolution: 720p, audio: off}, price: 6, per: second, source: page}
        - {when: {resolution: 720p, audio: on}, price: unknown, source: page}
        - {when: {resolution: 1080p, audio: off}, price: 8, per: second, source: page}
        - {when: {resolution: 1080p, audio: on}, price: 12, per: second, source: page}
        - {when: {resolution: 4k}, price: 30, per: second, source: page}
    """


@shape(2)
@pytest.mark.parametrize(
    ("resolution", "audio", "cost"),
    [
        ("720p", False, "30"),  # 5 * 6
        ("1080p", False, "40"),  # 5 * 8
        ("1080p", True, "60"),  # 5 * 12
        ("4k", False, "150"),  # 5 * 30
        ("4k", True, "150"),  # the guide states one 4K price and no effect of audio on it
    ],
)
def test_resolution_and_audio_pick_the_price_together(tmp_path: Path, resolution: str, audio: bool, cost: str) -> None:
    kling = platform(tmp_path, KLING)
    assert kling.total("kling-3.0", seconds=5, resolution=resolution, audio=audio) == cost


@shape(2)
def test_a_combination_nobody_prices_is_unknown_and_takes_no_default(tmp_path: Path) -> None:
    kling = platform(tmp_path, KLING)
    assert kling.refusal("kling-3.0", seconds=5, resolution="720p", audio=True) == (
        5,
        "no published price for `kling-3.0` with resolution 720p, audio on in p e (checked: `page`). "
        "It does cost credits. Put what you were charged into a sheet of your own (`pricing=`)",
    )


@shape(2)
def test_a_combination_that_the_sheet_forgets_makes_its_model_unusable(tmp_path: Path) -> None:
    row = "        - {when: {resolution: 720p, audio: on}, price: unknown, source: page}\n"
    kling = platform(tmp_path, KLING.replace(row, ""))
    fault = (
        "p/e/models.yaml:11:7: no rate of `kling-3.0` fits resolution 720p, audio on: "
        "add rows, with `price: unknown` or `unavailable` if needed"
    )
    assert kling.faults == (fault,)
    assert kling.refusal("kling-3.0", seconds=5, resolution="1080p") == (1, f"{tmp_path}/{fault}")


OMNI = """
    omni-flash:
      name: Omni Flash 1.1
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8, 10]}}
      rates:
        - {when: {seconds: 4}, price: 7, per: clip, source: page}
        - {when: {seconds: 6}, price: 10, per: clip, source: page}
        - {when: {seconds: 8}, price: 12, per: clip, source: page}
        - {when: {seconds: 10}, price: 15, per: clip, source: page}
    """


@shape(4)
@pytest.mark.parametrize(("seconds", "cost"), [(4, "7"), (6, "10"), (8, "12"), (10, "15")])
def test_each_clip_length_has_its_own_price(tmp_path: Path, seconds: int, cost: str) -> None:
    """Linear from 4 s, 8 s would cost 14 and 10 s 17.5."""
    assert platform(tmp_path, OMNI).total("omni-flash", seconds=seconds) == cost


@shape(4)
@pytest.mark.parametrize("seconds", ["3", "5", "7", "9.5", "11"])
def test_a_clip_length_off_the_table_is_refused(tmp_path: Path, seconds: str) -> None:
    """Neither interpolated nor taken to the next length."""
    assert platform(tmp_path, OMNI).refusal("omni-flash", seconds=seconds) == (
        1,
        f"`omni-flash` does not take seconds `{seconds}`: it takes `4`, `6`, `8` or `10`",
    )


@shape(4)
@pytest.mark.parametrize(
    ("resolution", "seconds", "cost"),
    [
        ("540p", 5, "45"),
        ("540p", 8, "90"),  # 2 * 45, where by the second it were 72
        ("720p", 5, "60"),
        ("720p", 8, "120"),  # 2 * 60
        ("1080p", 5, "120"),
        ("1080p", 8, "240"),  # 2 * 120
    ],
)
def test_a_longer_clip_may_cost_twice_the_shorter(tmp_path: Path, resolution: str, seconds: int, cost: str) -> None:
    pixverse = platform(
        tmp_path,
        """
        pixverse-5:
          name: PixVerse V5
          maker: PixVerse
          kind: video
          settings: {seconds: {one_of: [5, 8]}, resolution: {one_of: [360p, 540p, 720p, 1080p]}}
          rates:
            - {when: {seconds: 5, resolution: [360p, 540p]}, price: 45, per: clip, source: docs}
            - {when: {seconds: 8, resolution: [360p, 540p]}, price: 90, per: clip, source: docs}
            - {when: {seconds: 5, resolution: 720p}, price: 60, per: clip, source: docs}
            - {when: {seconds: 8, resolution: 720p}, price: 120, per: clip, source: docs}
            - {when: {seconds: 5, resolution: 1080p}, price: 120, per: clip, source: docs}
            - {when: {seconds: 8, resolution: 1080p}, price: 240, per: clip, source: docs}
        """,
    )
    assert pixverse.total("pixverse-5", seconds=seconds, resolution=resolution) == cost


FLOW_PLANS = """
    upscale-4k:
      name: Upscale to 4K
      maker: Google
      kind: operation
      settings: {plan: {one_of: [free, plus, pro, ultra]}}
      rates:
        - {when: {plan: [free, plus, pro]}, unavailable: only Ultra upscales to 4K, source: page}
        - {when: {plan: ultra}, price: 50, per: clip, source: page}
    veo-3.1-lite-relaxed:
      name: Veo 3.1 Lite, low priority
      maker: Google
      kind: video
      settings: {plan: {one_of: [free, plus, pro, ultra]}}
      rates:
        - {when: {plan: [free, plus, pro]}, unavailable: only Ultra has a low priority, source: note}
        - {when: {plan: ultra}, price: 0, per: clip, source: note}
    """


@shape(7)
@pytest.mark.parametrize(("model", "cost"), [("upscale-4k", "50"), ("veo-3.1-lite-relaxed", "0")])
def test_the_plan_sets_the_price(tmp_path: Path, model: str, cost: str) -> None:
    assert platform(tmp_path, FLOW_PLANS).total(model, plan="ultra") == cost


@shape(7)
@pytest.mark.parametrize("plan", ["free", "plus", "pro"])
@pytest.mark.parametrize(
    ("model", "why"),
    [("upscale-4k", "only Ultra upscales to 4K"), ("veo-3.1-lite-relaxed", "only Ultra has a low priority")],
)
def test_unavailable_on_a_plan_is_refused_and_is_not_free(tmp_path: Path, model: str, plan: str, why: str) -> None:
    assert platform(tmp_path, FLOW_PLANS).refusal(model, plan=plan) == (
        1,
        f"`{model}` is not sold with plan `{plan}`: {why}",
    )


@shape(7)
def test_a_price_by_plan_needs_the_plan(tmp_path: Path) -> None:
    assert platform(tmp_path, FLOW_PLANS).refusal("upscale-4k") == (
        1,
        "`upscale-4k` needs `plan`: give `plan=` (`free`, `plus`, `pro` or `ultra`)",
    )


@shape(8)
@pytest.mark.parametrize(
    ("quality", "at_1k", "at_2k", "at_4k"),
    [
        ("low", "~1", "~1", "~1.5"),
        ("medium", "~1", "~1.5", "~2"),
        ("high", "~2", "~3", "~4.5"),
        ("xhigh", "~3", "~5", "~8"),
        ("max", "~5", "~10", "~16"),
    ],
)
def test_a_matrix_has_a_price_in_every_cell(tmp_path: Path, quality: str, at_1k: str, at_2k: str, at_4k: str) -> None:
    """The prices are observed: about."""
    higgsfield = platform(
        tmp_path,
        """
        gpt-image-2.5:
          name: GPT Image 2.5
          maker: OpenAI
          kind: image
          settings: {quality: {one_of: [low, medium, high, xhigh, max]}, resolution: {one_of: [1k, 2k, 4k]}}
          rates:
            - {when: {quality: low, resolution: [1k, 2k]}, price: ~1, per: image, source: note}
            - {when: {quality: low, resolution: 4k}, price: ~1.5, per: image, source: note}
            - {when: {quality: medium, resolution: 1k}, price: ~1, per: image, source: note}
            - {when: {quality: medium, resolution: 2k}, price: ~1.5, per: image, source: note}
            - {when: {quality: medium, resolution: 4k}, price: ~2, per: image, source: note}
            - {when: {quality: high, resolution: 1k}, price: ~2, per: image, source: note}
            - {when: {quality: high, resolution: 2k}, price: ~3, per: image, source: note}
            - {when: {quality: high, resolution: 4k}, price: ~4.5, per: image, source: note}
            - {when: {quality: xhigh, resolution: 1k}, price: ~3, per: image, source: note}
            - {when: {quality: xhigh, resolution: 2k}, price: ~5, per: image, source: note}
            - {when: {quality: xhigh, resolution: 4k}, price: ~8, per: image, source: note}
            - {when: {quality: max, resolution: 1k}, price: ~5, per: image, source: note}
            - {when: {quality: max, resolution: 2k}, price: ~10, per: image, source: note}
            - {when: {quality: max, resolution: 4k}, price: ~16, per: image, source: note}
        """,
    )
    row = [higgsfield.total("gpt-image-2.5", quality=quality, resolution=size) for size in ("1k", "2k", "4k")]
    assert row == [at_1k, at_2k, at_4k]


UPSCALES = """
    upscale-4k:                      # Flow, on Ultra
      name: Upscale to 4K
      maker: Google
      kind: operation
      rates: [{price: 50, per: clip, source: page}]
    upscale-1080p:
      name: Upscale to 1080p
      maker: Google
      kind: operation
      settings: {plan: {one_of: [free, pro, ultra]}}
      rates:
        - {when: {plan: free}, unavailable: on paid plans only, source: page}
        - {when: {plan: [pro, ultra]}, price: 0, per: clip, source: page}
    luma-upscale:
      name: Upscale
      maker: Luma
      kind: operation
      settings:
        seconds: {number: 1..60}
        input_resolution: {one_of: [720p, 1080p]}
        resolution: {one_of: [1080p, 2160p]}
      requires: [{when: {resolution: 1080p}, needs: {input_resolution: 720p}, source: docs}]
      rates:
        - {when: {input_resolution: 720p, resolution: 1080p}, price: 10, per: 5 seconds unstated, source: docs}
        - {when: {input_resolution: 720p, resolution: 2160p}, price: 20, per: 5 seconds unstated, source: docs}
        - {when: {input_resolution: 1080p, resolution: 2160p}, price: 10, per: 5 seconds unstated, source: docs}
    """


@shape(19)
@pytest.mark.parametrize(
    ("source", "target", "seconds", "cost"),
    [
        ("720p", "1080p", 5, "10"),
        ("720p", "2160p", 5, "20"),
        ("1080p", "2160p", 5, "10"),
        ("720p", "2160p", 10, "40"),  # 2 * 20
        ("720p", "1080p", 6, "12..20"),  # 6 / 5 * 10, or two blocks
    ],
)
def test_upscaling_is_an_operation_with_a_price_of_its_own(
    tmp_path: Path, source: str, target: str, seconds: int, cost: str
) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.total("luma-upscale", seconds=seconds, input_resolution=source, resolution=target) == cost


@shape(19)
def test_upscaling_costs_a_flat_price_or_nothing(tmp_path: Path) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.total("upscale-4k", outputs=2) == "100"  # 2 * 50
    assert [upscale.total("upscale-1080p", plan=plan) for plan in ("pro", "ultra")] == ["0", "0"]
    assert upscale.refusal("upscale-1080p", plan="free") == (
        1,
        "`upscale-1080p` is not sold with plan `free`: on paid plans only",
    )


@shape(19)
def test_a_clip_is_not_upscaled_to_what_it_is(tmp_path: Path) -> None:
    upscale = platform(tmp_path, UPSCALES)
    assert upscale.refusal("luma-upscale", seconds=5, input_resolution="1080p", resolution="1080p") == (
        1,
        "`luma-upscale` with resolution 1080p needs input_resolution 720p: change one of them",
    )


MONEY = """
    agents:
      name: Agents, extra minutes
      maker: ElevenLabs
      kind: voice
      settings: {seconds: {number: 1..36000}, plan: {one_of: [free, creator, pro, scale, business]}}
      rates:
        - {when: {plan: free}, price: unknown, source: docs}
        - {when: {plan: creator}, price: 400, per: minute, source: docs}
        - {when: {plan: pro}, price: 454, per: minute, source: docs}
        - {when: {plan: scale}, price: 555, per: minute, source: docs}
        - {when: {plan: business}, price: 800, per: minute, source: docs}
    music:                           # `dollars`: what a track costs in money; a plan's credits / its price turn it
      name: Music
      maker: ElevenLabs
      kind: music
      settings: {dollars: {number: 0..100}, plan: {one_of: [creator, pro]}}
      rates:
        - {when: {plan: creator}, price: 1, per: credit, quantity: dollars * 121000 / 22, source: page, grade: derived}
        - {when: {plan: pro}, price: 1, per: credit, quantity: dollars * 600000 / 99, source: page, grade: derived}
    """


@shape(24)
@pytest.mark.parametrize(
    ("plan", "cost"),
    [
        ("creator", "600"),  # 1.5 min * 400
        ("pro", "681"),  # 1.5 * 454
        ("scale", "832.5"),  # 1.5 * 555
        ("business", "1200"),  # 1.5 * 800
    ],
)
def test_one_price_in_money_is_other_credits_on_every_plan(tmp_path: Path, plan: str, cost: str) -> None:
    """Extra minutes cost much the same money on each plan: $22, $99, $330 and $1,320 once bought 100,000, 500,000,
    2 and 11 million credits, so a minute is about $0.09 on all four.
    """
    assert platform(tmp_path, MONEY).total("agents", seconds=90, plan=plan) == cost


@shape(24)
@pytest.mark.parametrize(
    ("plan", "dollars", "cost"),
    [
        ("creator", "0.5", "2750"),  # 0.5 * 121,000 / 22 = 0.5 * 5,500
        ("pro", "0.99", "6000"),  # 0.99 * 600,000 / 99
        ("pro", "0.5", "3030.30303..3030.303031"),  # 300,000 / 99 = 3,030.3030...
    ],
)
def test_money_turns_into_credits_at_what_a_plan_pays_for_them(
    tmp_path: Path, plan: str, dollars: str, cost: str
) -> None:
    """The source says only that the price is in money: the money is given, and the conversion is derived."""
    quote = platform(tmp_path, MONEY)("music", dollars=dollars, plan=plan)
    assert (str(quote.total), quote.evidence.grade) == (cost, "derived")


@shape(24)
def test_a_plan_whose_credits_for_the_money_nobody_publishes_has_no_quote(tmp_path: Path) -> None:
    assert platform(tmp_path, MONEY).refusal("agents", seconds=90, plan="free") == (
        5,
        "no published price for `agents` with plan free in p e (checked: `docs`). It does cost credits. "
        "Put what you were charged into a sheet of your own (`pricing=`)",
    )


RETRIES = """
    creatify:
      name: Avatar video
      maker: Creatify
      kind: video
      settings:
        seconds: {number: 1..600}
        revision: {flag: off}
        plan: {one_of: [starter, pro]}
        changed: {flag: off, note: "script, avatar or voice"}
      rates:
        - {when: {revision: off}, price: 5, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: starter}, price: 3, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: pro, changed: on}, price: 3, per: 30 seconds started, source: docs}
        - {when: {revision: on, plan: pro, changed: off}, price: 0, per: 30 seconds started, source: docs}
    multilingual:
      name: Multilingual
      maker: ElevenLabs
      kind: voice
      settings: {characters: {whole: 1..}, regenerate: {flag: off}, changed: {flag: off, note: "text, voice or model"}}
      requires: [{when: {changed: on}, needs: {regenerate: on}, source: page}]
      rates:
        - {when: {regenerate: off}, price: 1, per: character, source: page}
        - {when: {regenerate: on, changed: on}, price: 1, per: character, source: page}
        - {when: {regenerate: on, changed: off}, price: 0, per: character, source: page, note: a limited number}
    """


@shape(26)
@pytest.mark.parametrize(
    ("plan", "revision", "changed", "cost"),
    [
        ("starter", False, False, "10"),  # 31 s are 2 blocks: 2 * 5
        ("starter", True, False, "6"),  # 2 * 3
        ("pro", False, False, "10"),
        ("pro", True, False, "0"),
        ("pro", True, True, "6"),
    ],
)
def test_a_retry_is_cheaper_and_on_one_plan_free_while_nothing_changed(
    tmp_path: Path, plan: str, revision: bool, changed: bool, cost: str
) -> None:
    creatify = platform(tmp_path, RETRIES)
    assert creatify.total("creatify", seconds=31, plan=plan, revision=revision, changed=changed) == cost


@shape(26)
def test_a_retry_is_free_only_while_text_and_voice_are_the_same(tmp_path: Path) -> None:
    speech = platform(tmp_path, RETRIES)
    assert speech.total("multilingual", characters=250) == "250"
    assert speech.total("multilingual", characters=250, regenerate=True) == "0"
    assert speech.total("multilingual", characters=250, regenerate=True, changed=True) == "250"
    assert speech.refusal("multilingual", characters=250, changed=True) == (
        1,
        "`multilingual` with changed on needs regenerate on: change one of them",
    )


RANGES = """
    veo-3.1:
      name: Veo 3.1
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8]}}
      rates: [{price: 20..40, per: second, source: page}]
    sound-effect:
      name: Sound effect
      maker: Runway
      kind: effect
      rates: [{price: 1..2, per: generation, source: docs}]
    partner-image:
      name: Partner image
      maker: Adobe
      kind: image
      rates: [{price: 10..20, per: image, source: note}]
    veo-3.1-4k:                      # a guide to Invideo: "10+ a second"
      name: Veo 3.1, 4K
      maker: Google
      kind: video
      settings: {seconds: {one_of: [4, 6, 8]}}
      rates: [{price: 10+, per: second, source: note}]
    kling-3.0:                       # Higgsfield: "about 8 per 5 s"
      name: Kling 3.0
      maker: Kling
      kind: video
      settings: {seconds: {number: 3..15}}
      rates: [{price: ~8, per: 5 seconds, source: note}]
    kling-4.0:
      name: Kling 4.0
      maker: Kling
      kind: video
      rates: [{price: unknown, source: note, note: announced}]
    """


@shape(27)
@pytest.mark.parametrize(
    ("model", "options", "cost", "qualifier"),
    [
        ("veo-3.1", {"seconds": 8}, "160..320", "range"),  # 8 * 20 to 8 * 40
        ("veo-3.1", {"seconds": 8, "takes": 2}, "320..640", "range"),
        ("sound-effect", {"outputs": 3}, "3..6", "range"),  # 3 * 1 to 3 * 2
        ("partner-image", {}, "10..20", "range"),
        ("veo-3.1-4k", {"seconds": 8}, "80+", "at_least"),  # 8 * 10, or more
        ("kling-3.0", {"seconds": 10}, "~16", "about"),  # 2 * 8
    ],
)
def test_a_range_stays_a_range(tmp_path: Path, model: str, options: dict[str, int], cost: str, qualifier: str) -> None:
    quote = platform(tmp_path, RANGES)(model, **options)
    assert (str(quote.total), quote.total.qualifier) == (cost, qualifier)


@shape(27)
def test_an_unknown_price_is_refused_and_is_not_zero(tmp_path: Path) -> None:
    assert platform(tmp_path, RANGES).refusal("kling-4.0") == (
        5,
        "no published price for `kling-4.0` in p e (checked: `note`). Announced. "
        "Put what you were charged into a sheet of your own (`pricing=`)",
    )


@shape(28)
def test_what_others_say_is_carried_along_and_never_counted(tmp_path: Path) -> None:
    flow = platform(
        tmp_path,
        """
        edit:
          name: Video edit
          maker: Google
          kind: operation
          rates:
            - price: 20
              per: clip
              source: page
              because: Flow's own model configuration
              claims:
                - {price: 40, per: clip, source: docs}
                - {price: 30, source: note, note: quoted for three with a video ingredient}
        """,
    )
    quote = flow("edit", outputs=3)
    assert str(quote.total) == "60"  # 3 * 20, and neither 3 * 40 nor 30
    assert (quote.evidence.grade, quote.evidence.oldest) == ("transcribed", "2026-05")
    (row,) = quote.rows
    assert row.because == "Flow's own model configuration"
    assert [(str(claim), claim.source, claim.note) for claim in row.claims] == [
        ("40 per clip", "docs", None),
        ("30", "note", "quoted for three with a video ingredient"),
    ]
    assert [quote.edition.sources[claim.source].grade for claim in row.claims] == ["official", "third_party"]
