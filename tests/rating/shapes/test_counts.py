"""Shapes that count: outputs, letters, links of a chain, runs and seats."""

from pathlib import Path

import pytest
from shapes import shape
from sheets import platform

from creditcalc.amount import total

BATCHES = """
    veo-3.1-fast:                    # on Pro
      name: Veo 3.1 Fast
      maker: Google
      kind: video
      rates: [{price: 20, per: clip, source: page}]
    photon:
      name: Photon
      maker: Luma
      kind: image
      rates: [{price: 4, per: image, source: docs}]
    leonardo-image:
      name: Image
      maker: Leonardo
      kind: image
      settings: {outputs: {one_of: [1, 4]}}
      rates:
        - {when: {outputs: 1}, price: 16, per: generation, source: docs}
        - {when: {outputs: 4}, price: 26, per: generation, source: docs}
    sound-effect:
      name: Sound effect
      maker: ElevenLabs
      kind: effect
      rates: [{price: 200, per: generation, source: docs}]
      outputs_per_generation: 4
    """


@shape(13)
@pytest.mark.parametrize(
    ("model", "outputs", "takes", "cost"),
    [
        ("veo-3.1-fast", 1, 1, "20"),
        ("veo-3.1-fast", 4, 1, "80"),  # 4 * 20: each output is charged
        ("photon", 4, 1, "16"),  # 4 * 4
        ("leonardo-image", 1, 1, "16"),
        ("leonardo-image", 4, 1, "26"),  # the price of four, and not four times it
        ("leonardo-image", 4, 3, "78"),  # 3 * 26
        ("sound-effect", 1, 1, "200"),
        ("sound-effect", 4, 1, "200"),  # one generation brings four
        ("sound-effect", 5, 1, "400"),  # the fifth takes a second one
        ("sound-effect", 8, 1, "400"),
        ("sound-effect", 4, 2, "400"),  # 2 * 200
    ],
)
def test_several_outputs_cost_as_often_as_they_are_charged(
    tmp_path: Path, model: str, outputs: int, takes: int, cost: str
) -> None:
    assert platform(tmp_path, BATCHES).total(model, outputs=outputs, takes=takes) == cost


@shape(13)
def test_a_batch_that_has_no_price_is_refused(tmp_path: Path) -> None:
    assert platform(tmp_path, BATCHES).refusal("leonardo-image", outputs=2) == (
        1,
        "`leonardo-image` does not take outputs `2`: it takes `1` or `4`",
    )


@shape(14)
@pytest.mark.parametrize(
    ("model", "outputs", "cost"),
    [
        ("text", 5, "1"),
        ("text", 1, "0.2..1"),  # 1 / 5, or the whole credit: the source does not say
        ("text", 6, "1.2..2"),
        ("text", 10, "2"),
        ("still", 4, "0.1"),
        ("still", 8, "0.2"),
        ("still", 2, "0.05..0.1"),  # 0.1 / 2, or all of it
    ],
)
def test_one_price_buys_several_operations(tmp_path: Path, model: str, outputs: int, cost: str) -> None:
    """Captivate's text, 1 credit for 5 generations; neural frames, 0.1 for 4 images."""
    sheets = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          settings: {outputs: {whole: 1..}}
          rates: [{price: 1, per: 5 outputs unstated, source: docs}]
        still:
          name: Still
          maker: neural frames
          kind: image
          settings: {outputs: {whole: 1..}}
          rates: [{price: 0.1, per: 4 outputs unstated, source: docs}]
        """,
    )
    assert sheets.total(model, outputs=outputs) == cost


@shape(14)
@pytest.mark.parametrize(
    ("outputs", "cost"),
    [
        (1, "1"),  # a first five have begun
        (5, "1"),
        (6, "2"),  # a second five
        (10, "2"),
        (11, "3"),
    ],
)
def test_several_operations_may_be_sold_whole(tmp_path: Path, outputs: int, cost: str) -> None:
    captivate = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          settings: {outputs: {whole: 1..}}
          rates: [{price: 1, per: 5 outputs started, source: docs}]
        """,
    )
    assert captivate.total("text", outputs=outputs) == cost


@shape(14)
def test_a_price_for_several_generations_is_not_taken_for_the_price_of_each(tmp_path: Path) -> None:
    """What is charged once a generation cannot be shared among several: those are `outputs`."""
    captivate = platform(
        tmp_path,
        """
        text:
          name: Text
          maker: Adobe
          kind: action
          rates: [{price: 1, per: 5 generations, source: docs}]
        """,
    )
    assert captivate.faults == (
        "p/e/models.yaml:6:11: `per: 5 generations` counts once each generation: leave out blocks, steps and limits",
    )


SPEECH = """
    flash:
      name: Flash
      maker: ElevenLabs
      kind: voice
      settings: {characters: {whole: 1..}}
      rates: [{price: 0.5, per: character, source: page}]
    runway-speech:
      name: Speech
      maker: Runway
      kind: voice
      settings: {characters: {whole: 1..}}
      rates: [{price: 1, per: 50 characters unstated, source: docs}]
    pixverse-speech:
      name: Speech
      maker: PixVerse
      kind: voice
      settings: {bytes: {whole: 1..}}
      rates: [{price: 4, per: 15 bytes unstated, source: docs}]
    """


@shape(15)
@pytest.mark.parametrize(
    ("model", "characters", "cost"),
    [
        ("flash", 1, "0.5"),
        ("flash", 1001, "500.5"),  # 1,001 * 0.5
        ("runway-speech", 50, "1"),
        ("runway-speech", 51, "1.02..2"),  # 51 / 50, or a second block
        ("runway-speech", 1000, "20"),  # 1,000 / 50
    ],
)
def test_text_is_charged_by_the_character_or_the_block(tmp_path: Path, model: str, characters: int, cost: str) -> None:
    assert platform(tmp_path, SPEECH).total(model, characters=characters) == cost


@shape(15)
@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("fifteen letters", "4"),  # 15 bytes
        ("sixteen letters!", "4.266666..8"),  # 16 * 4 / 15 = 4.2666..., or two blocks
        ("你好，世界", "4"),  # 5 characters, 15 bytes
    ],
)
def test_text_is_charged_by_the_byte_where_the_vendor_counts_bytes(tmp_path: Path, text: str, cost: str) -> None:
    speech = platform(tmp_path, SPEECH)
    assert speech.total("pixverse-speech", bytes=len(text.encode())) == cost
    assert speech.refusal("pixverse-speech", characters=15) == (
        1,
        "`pixverse-speech` has no setting `characters`; it has `bytes`",
    )


@shape(20)
@pytest.mark.parametrize(
    ("plan", "links", "cost"),
    [
        ("pro", ["20", "20", "20", "0"], "60"),
        ("ultra", ["10", "10", "10", "0"], "30"),
    ],
)
def test_a_chain_costs_what_its_links_cost(tmp_path: Path, plan: str, links: list[str], cost: str) -> None:
    """A clip of Veo 3.1 Fast, extended twice at the price of a new clip each time, and joined for nothing."""
    flow = platform(
        tmp_path,
        """
        veo-3.1-fast:
          name: Veo 3.1 Fast
          maker: Google
          kind: video
          settings: {plan: {one_of: [pro, ultra]}}
          rates:
            - {when: {plan: pro}, price: 20, per: clip, source: page}
            - {when: {plan: ultra}, price: 10, per: clip, source: page}
        extend-fast:
          name: Extend with Veo 3.1 Fast
          maker: Google
          kind: operation
          settings: {plan: {one_of: [pro, ultra]}}
          rates:
            - {when: {plan: pro}, price: 20, per: clip, source: page}
            - {when: {plan: ultra}, price: 10, per: clip, source: page}
        concatenate:
          name: Concatenate
          maker: Google
          kind: operation
          rates: [{price: 0, per: run, source: page}]
        """,
    )
    clip, extended = flow("veo-3.1-fast", plan=plan), flow("extend-fast", plan=plan)
    chain = [clip.total, extended.total, extended.total, flow("concatenate").total]
    assert [str(amount) for amount in chain] == links
    assert str(total(chain)) == cost


@shape(21)
def test_a_set_up_is_charged_once_and_has_no_length(tmp_path: Path) -> None:
    sheets = platform(
        tmp_path,
        """
        ai-twin:
          name: AI twin
          maker: Captions
          kind: action
          rates: [{price: 48, per: run, source: docs}]
        avatar-training:
          name: Training of an avatar
          maker: HeyGen
          kind: action
          rates: [{price: 20, per: run, source: docs}]
        """,
    )
    assert [sheets.total(model) for model in ("ai-twin", "avatar-training")] == ["48", "20"]
    assert sheets.refusal("ai-twin", seconds=30) == (1, "`ai-twin` has no setting `seconds`; it has none")


@shape(29)
def test_a_seat_is_a_price_in_money_and_adds_no_credits(tmp_path: Path) -> None:
    heygen = platform(
        tmp_path,
        """
        avatar-iv:
          name: Avatar IV
          maker: HeyGen
          kind: video
          settings: {seconds: {number: 1..1800}}
          rates: [{price: 20, per: minute, source: note}]
        """,
        plans="""
        business:
          name: Business
          prices: [{amount: 149, currency: USD, every: month}]
          allowance: {amount: 1500, unit: credit, every: month}
          seats: {extra: {amount: 20, currency: USD, every: month, per: seat, source: note}}
          source: docs
        """,
    )
    assert heygen.faults == ()
    seats = heygen.edition.plan("business").seats
    assert seats is not None
    assert seats.extra is not None
    assert (str(seats.extra.amount), seats.extra.currency, seats.extra.every, seats.extra.per, seats.extra.source) == (
        "20",
        "USD",
        "month",
        "seat",
        "note",
    )
    assert seats.included is None  # nobody says how many seats are in the price
    assert heygen.total("avatar-iv", seconds=90) == "30"  # 1.5 * 20, whoever sits there
