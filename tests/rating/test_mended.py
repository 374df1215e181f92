"""Figures that were wrong in the bundled sheets once: each stays as its source has it."""

import pytest

from creditcalc.errors import CreditcalcError
from creditcalc.rating.generation import resolve
from creditcalc.rating.quote import price
from creditcalc.sheets.catalog import Catalog

pytestmark = pytest.mark.usefixtures("warm")

MENDED = (
    # platform, model, settings, and the total or why there is none; the arithmetic stands beside it
    # Vidu: off-peak prices are exact, and Q3 Mix has none
    ("list", "vidu-q3-mix-reference", "seconds=5 resolution=720p", "0.6"),  # 5 x 0.12
    ("list", "vidu-q3-mix-reference", "seconds=5 resolution=720p off_peak=on", "no off-peak price"),
    ("list", "vidu-q3-pro", "seconds=5 resolution=540p off_peak=on", "0.125"),  # 5 x 0.025, not half of 0.045
    ("list", "vidu-q3-pro-fast", "seconds=4 resolution=1080p off_peak=on", "0.26"),  # 4 x 0.065
    ("list", "vidu-q3-turbo", "seconds=10 resolution=720p off_peak=on", "0.3"),  # 10 x 0.03
    ("list", "vidu-q3-reference", "seconds=10 resolution=1080p off_peak=on", "0.35"),  # 10 x 0.035
    ("list", "vidu-q3-turbo-reference", "seconds=10 resolution=720p off_peak=on", "0.25"),  # 10 x 0.025
    ("list", "vidu-2.0", "seconds=4 resolution=720p", "0.2"),
    ("list", "vidu-2.0", "seconds=4 resolution=720p references=on", "0.4"),
    ("vidu", "vidu-2.0", "seconds=4 resolution=360p references=on", "80"),  # 0.40 / 0.005 a credit
    # Comfy's page does not have these
    ("comfy", "sora-2-pro", "seconds=4 resolution=1080p", "Comfy's page has no"),
    ("comfy", "kling-2.6-standard", "seconds=5", "Comfy's page has no"),
    ("comfy", "kling-2.5-turbo", "seconds=5 resolution=720p", "Comfy's page has no"),
    ("comfy", "happyhorse-1.1", "seconds=5 resolution=480p", "Comfy's page has no"),
    # Grok Imagine Image 2.0 has a price by size and by quality
    ("list", "grok-imagine-image-2.0", "resolution=1k quality=low", "0.04"),
    ("list", "grok-imagine-image-2.0", "resolution=1k quality=medium", "0.06"),
    ("list", "grok-imagine-image-2.0", "resolution=2k quality=low", "0.06"),
    ("list", "grok-imagine-image-2.0", "resolution=2k quality=medium", "0.08"),
    # Kling's web has these two rates
    ("kling", "kling-3.0", "seconds=5 resolution=720p audio=on", "45"),  # 5 x 9
    ("kling", "kling-3.0", "seconds=5 resolution=720p audio=on voice_control=on", "55"),  # 5 x (9 + 2)
    ("kling", "kling-2.5-turbo", "seconds=5 resolution=720p", "15"),
    ("kling-api", "kling-3.0-omni", "seconds=5 resolution=4k video_input=on", "15"),  # 5 x 0.42 / 0.14
    # The models of autumn 2026
    ("list", "kling-4.0", "seconds=5 resolution=1080p", "1.175"),  # 5 x 0.235
    ("list", "kling-4.0-edit", "seconds=5 input_seconds=3 resolution=720p", "0.94"),  # max(5 + 3, 2 x 5) x 0.094
    ("list", "kling-4.0-edit", "seconds=5 input_seconds=8 resolution=1080p", "1.833"),  # (5 + 8) x 0.141
    ("list", "gemini-omni-flash-1.2", "seconds=8 resolution=720p", "0.556032"),  # 8 x 5,792 x 12 / 1,000,000
    # PixVerse has prices below 720p and for older versions
    ("pixverse", "pixverse-v5.6", "seconds=10 resolution=360p audio=on", "122"),
    ("pixverse", "pixverse-v5.6", "seconds=5 resolution=540p", "35"),
    ("list", "pixverse-v5.6", "seconds=8 resolution=540p audio=on", "1.15"),  # 115 x 0.01
    ("pixverse", "pixverse-v5.6", "seconds=10 resolution=1080p", "no 10 s in 1080p"),
    ("pixverse", "pixverse-v5.5", "seconds=10 resolution=540p audio=on multi_clip=on", "139"),  # 109 + 30
    ("pixverse", "pixverse-v4.5", "seconds=5 resolution=720p fast_motion=on", "120"),
    ("list", "pixverse-v3.5", "seconds=8 resolution=360p", "0.9"),  # 90 x 0.01
    # Creatify counts blocks of 15 s
    ("creatify", "creatify-video", "seconds=15 plan=other", "5"),
    ("creatify", "creatify-video", "seconds=16 plan=other", "10"),  # 2 x 5
    ("creatify", "creatify-video", "seconds=16 plan=other revision=on", "6"),  # 2 x 3
    # Captions has Veo 3 Fast with audio for 4 s, and without for 6 s
    ("captions", "veo-3-fast", "seconds=4 audio=on", "36"),
    ("captions", "veo-3-fast", "seconds=6", "24"),
    ("captions", "veo-3-fast", "seconds=6 audio=on", "no published price"),
    # Magnific has twelve models, by the second
    ("magnific", "kling-3.0", "seconds=5 resolution=1080p", "450"),  # 5 x 90
    ("magnific", "veo-3.1", "seconds=8 resolution=4k", "2720"),  # 8 x 340
    ("magnific", "seedance-2.0", "seconds=5 resolution=720p", "1400"),  # 5 x 280
    ("magnific", "kling-2.5-turbo", "seconds=10", "280"),  # 2 x 140
    ("magnific", "kling-2.5-turbo", "seconds=10 plan=premium-plus", "0"),
    # HeyGen's API now takes dollars
    ("heygen-api", "heygen-avatar-iv", "seconds=60 avatar=twin", "4.002"),  # 60 x 0.0667
    ("heygen-api", "heygen-avatar-iv", "seconds=60 avatar=twin resolution=4k", "4.998"),  # 60 x 0.0833
    # Luma and Pika have more sizes
    ("luma", "luma-ray-3.2", "seconds=10 resolution=720p", "200"),  # 2 x 100
    ("pika", "pika", "seconds=5 resolution=720p", "20"),
    # LTX-2.5 Pro is sold in 1440p too
    ("list", "ltx-2.5-pro", "seconds=6 resolution=1440p", "1.5"),  # 6 x 0.25
    ("list", "ltx-2.5-pro", "seconds=6 resolution=4k", "2.34"),  # 6 x 0.39
    ("segmind", "ltx-2.5-pro", "seconds=6 resolution=1080p", "1.275"),  # 6 x 0.2125
    # ByteDance bills the seconds of an input video, as 4 s or more where 5 s are made
    ("list", "seedance-2.5", "seconds=5 resolution=720p input_seconds=2", "1.24416"),  # 24 x (5 + 4) x 0.00576
    ("list", "seedance-2.5", "seconds=8 resolution=720p input_seconds=4", "1.65888+"),  # 24 x (8 + 4) x 0.00576
    ("list", "seedance-2.0", "seconds=5 resolution=720p input_seconds=5", "0.9288+"),  # 24 x (5 + 5) x 0.00387
    # MiniMax's API, and what its app takes
    ("list", "hailuo-02", "seconds=6 resolution=512p", "0.1"),
    ("hailuo", "hailuo-2.3", "seconds=6 resolution=768p", "~25..35"),
    ("hailuo", "minimax-h3", "seconds=5", "~30..80"),
    # Dreamina: a bill of 444 credits for 12 s
    ("dreamina", "seedance-2.5", "seconds=5 resolution=720p", "185"),  # 5 x 444 / 12
    # ElevenLabs Music, at 0.15 USD a minute and 22 USD for 121,000 credits
    ("elevenlabs", "elevenlabs-music", "seconds=60 plan=creator", "~825"),
    # fal's gaps
    ("fal", "h3-max", "seconds=5 resolution=768p", "0.4"),  # 5 x 0.08
    ("fal", "h3-max-turbo", "seconds=5 resolution=768p", "0.2"),  # 5 x 0.04
    ("fal", "luma-ray-2", "seconds=9 resolution=1080p", "4"),  # 0.50 x 4 x 2
    ("fal", "vidu-q3-pro", "seconds=5 resolution=720p", "0.77"),  # 5 x 0.07 x 2.2
    ("fal", "kling-4.0", "seconds=5 resolution=1080p input_seconds=3", "1.41"),  # max(5 + 3, 2 x 5) x 0.141
    ("fal", "luma-ray-3.2-reframe", "input_seconds=4.5 resolution=720p", "0.6"),  # 5 started x 0.12
    # Sellers by API
    ("krea-api", "kling-3.0", "seconds=5 resolution=1080p audio=on", "1.764"),  # 5 x 0.3528
    ("laozhang", "seedance-2.0", "seconds=5 resolution=720p", "0.858132"),  # 900 x 121 x 7.88 / 1,000,000
    ("piapi", "seedance-2.0", "seconds=5 input_seconds=5", "1"),  # 10 x 0.10
    ("timeweb", "seedance-2.0-mini", "seconds=4", "86.4"),  # 4 x 21.6, the least of a clip
    ("shotstack", "seedance-2.0", "seconds=8", "15.1696"),
    ("shotstack", "seedance-2.0", "seconds=5", "no published price"),
    # Firefly Video is without limit on Premium only
    ("firefly", "firefly-video", "seconds=5 resolution=highest", "500"),  # 5 x 100
    ("firefly", "firefly-video", "seconds=5 resolution=highest plan=premium", "0"),
)


@pytest.mark.parametrize(("platform", "model", "settings", "expected"), MENDED)
def test_a_mended_figure_stays(platform: str, model: str, settings: str, expected: str) -> None:
    edition = Catalog().edition(platform)
    given = dict(pair.split("=") for pair in settings.split())
    try:
        said = str(price(resolve(edition.models[model], given), edition).total)
    except CreditcalcError as error:
        assert expected in str(error)
    else:
        assert said == expected


def test_kling_sells_a_year_of_ultra_and_eight_packs_and_charges_no_failed_job() -> None:
    kling = Catalog().edition("kling")
    (year,) = (one for one in kling.plans["ultra"].prices if one.every == "year")
    assert str(year.amount) == "1429.99"
    packs = {str(one.prices[0].amount): str(one.gives.amount) for one in kling.top_ups.values() if one.gives}
    assert packs == {
        "5": "330",
        "10": "660",
        "20": "1320",
        "50": "3500",  # 3,300 + 200
        "100": "7500",  # 6,600 + 900
        "200": "16000",  # 13,200 + 2,800
        "600": "48000",  # 39,600 + 8,400
        "1200": "96000",  # 79,200 + 16,800
    }
    failed = kling.sheet.failed_generations
    assert failed is not None
    assert failed.charged == "no"
    assert {one.charged for one in failed.claims} == {"yes"}


PLANS = (
    # platform, plan, the monthly price and the allowance
    ("suno", "premier", "30", "10000"),
    # ElevenLabs' five paid plans, as its price page had them on 17 September 2026
    ("elevenlabs", "starter", "6", "30000"),
    ("elevenlabs", "creator", "22", "121000"),
    ("elevenlabs", "pro", "99", "600000"),
    ("elevenlabs", "scale", "299", "1800000"),
    ("elevenlabs", "business", "990", "6000000"),
)


@pytest.mark.parametrize(("platform", "plan", "amount", "allowance"), PLANS)
def test_a_mended_plan_has_one_price_and_one_allowance(platform: str, plan: str, amount: str, allowance: str) -> None:
    found = Catalog().edition(platform).plans[plan]
    assert found.allowance
    monthly = [money for money in found.prices if money.every == "month" and not money.first]
    assert [(str(money.amount), money.claims) for money in monthly] == [(amount, ())]
    assert (str(found.allowance.amount), found.allowance.claims) == (allowance, ())
