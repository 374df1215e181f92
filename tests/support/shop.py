"""A shop of made-up models for the tests of the command line: platform `p`, edition `e`."""

from pathlib import Path

from sheets import Sheets, platform

MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      aliases: [clip-one]
      settings:
        seconds: {number: 1..60}
        resolution: {one_of: [720p, 1080p, 4k], default: 1080p}
        audio: {flag: off}
      rates:
        - {when: {resolution: [720p, 1080p]}, price: 2, per: second, source: docs}
        - {when: {resolution: 4k, audio: on}, price: 10+, per: second, source: note, claims: [{source: docs, price: 9}]}
        - {when: {resolution: 4k, audio: off}, unavailable: 4k always has sound, source: docs}

    silent:
      name: Silent
      maker: Other
      kind: video
      settings: {seconds: {number: 1..1800}, audio: {always: off}, mode: {one_of: [std, pro], open: yes}}
      rates:
        - {when: {mode: std}, price: ~0.5, per: second, source: note}
        - {when: {mode: pro}, price: ~1, per: second, source: note}

    secret:
      name: Secret
      maker: Other
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: unknown, source: page, note: shown after the click}]

    picture:
      name: Picture
      maker: Maker
      kind: image
      rates: [{price: 0.25, per: image, source: docs}]

    director:
      name: Director
      maker: Maker
      kind: agent
      settings: {seconds: {number: 1..1800}}
      uses: {models: [clip, silent], source: docs}

    save:
      name: Save
      maker: P
      kind: action
      rates: [{price: 0, per: run, source: docs}]
    """
ADDONS = """
    surcharges:
      twin: {name: AI twin, for: [video, agent], price: 20, per: minute unstated, source: note}
    """


def shop(folder: Path) -> Sheets:
    """The shop's sheets in a folder."""
    return platform(folder, MODELS, addons=ADDONS)
