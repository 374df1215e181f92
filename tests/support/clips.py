"""Made-up models for the tests of what changed between two storyboards."""

MODELS = """
    clip:
      name: Clip
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}, audio: {flag: off}}
      rates:
        - {when: {audio: off}, price: 2, per: second, source: docs}
        - {when: {audio: on}, price: 3, per: second, source: docs}
    wide:
      name: Wide
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}, hdr: {flag: off}}
      rates: [{price: 2..3, per: second, source: docs}]
      surcharges: [{when: {hdr: on}, name: HDR, price: 5, per: clip, source: docs}]
    least:
      name: Least
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 10+, per: second, source: docs}]
    stepped:
      name: Stepped
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 1.5..2.5, per: second, source: docs}]
      rounding: {to: up, at: generation, source: docs}
    modes:
      name: Modes
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}, audio: {flag: off}}
      rates: [{price: 20..40, per: second, source: docs, note: by mode}]
    whole:
      name: Whole
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: 20..40, per: clip, source: docs, note: by length}]
    agent:
      name: Agent
      maker: Maker
      kind: agent
      settings: {seconds: {number: 1..60}}
      uses: {models: [modes], source: docs}
    tiers:
      name: Tiers
      maker: Maker
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{whole: [{up_to: 5, price: 2..3}, {price: 2..3}], per: second, source: docs}]
    secret:
      name: Secret
      maker: Other
      kind: video
      settings: {seconds: {number: 1..60}}
      rates: [{price: unknown, source: page}]
    """
