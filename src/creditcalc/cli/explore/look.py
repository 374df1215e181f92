"""How the explorer looks: the colours of the terminal itself, and the places of its parts."""

from textual.theme import BUILTIN_THEMES, Theme

THEME = Theme(
    name="creditcalc",
    ansi=True,  # the terminal's own eight colours, on its own background, light or dark
    primary="ansi_blue",
    secondary="ansi_cyan",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_blue",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        **{f"scrollbar-background{state}": "ansi_default" for state in ("", "-hover", "-active")},
        "border": "ansi_default",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": "ansi_default",
    },
)
SMALLEST = 60, 16
"""Columns and lines below which there is a sentence instead."""
PLAIN_WIDTH, ROOMY, SIDE_BY_SIDE = 76, 110, 150
"""Columns from which there is room for longer names, for prices of models, and for the models beside the dials."""
CSS = """
CommandList > .option-list--option-highlighted { text-style: bold underline; }
Screen { background: ansi_default; color: ansi_default; }
#head { height: 1; text-wrap: nowrap; }
#body { height: 1fr; }
.view { display: none; }
.view.here { display: block; }
.side { width: 30; border-right: solid ansi_default; padding-right: 1; }
.answer { width: 1fr; padding: 0 1; scrollbar-size: 1 1; scrollbar-gutter: stable; overflow-x: auto; }
.answer { background: ansi_default; color: ansi_default; }
.answer:focus { border-left: outer ansi_default; padding-left: 0; }
#search { height: 1; border: none; padding: 0; }
#models, #shots { height: 1fr; min-height: 3; border: none; padding: 0; }
#models, #shots { background: ansi_default; scrollbar-size-vertical: 1; }
.side VerticalScroll { height: auto; max-height: 60%; scrollbar-size-vertical: 1; overflow-x: hidden; }
DialList { height: auto; width: 100%; text-wrap: nowrap; }
.rule { height: 1; border-top: solid ansi_default; border-title-style: bold; }
Screen.-slim #clip .side, Screen.-slim #shoot .side { width: 24; }
Screen.-middle .side, Screen.-wide .side { width: 42; }
Screen.-wide #clip .side { width: 80; layout: horizontal; }
Screen.-wide #clip .side > * { height: 1fr; }
Screen.-wide #clip .rule { display: none; }
Screen.-wide #clip #choose { width: 44; padding-right: 1; border-right: solid ansi_default; }
Screen.-wide #clip .side VerticalScroll { max-height: 100%; padding-left: 1; }
#choose { height: 1fr; }
#said { height: auto; max-height: 3; display: none; }
#said.here { display: block; }
#command { height: auto; max-height: 3; text-style: bold; }
#small { display: none; height: 1fr; content-align: center middle; text-align: center; }
.small #small { display: block; }
.small #head, .small #body, .small #said, .small #command, .small #keys { display: none; }
.dim { text-style: dim; }
#help { scrollbar-size-vertical: 1; }
ModalScreen { align: center middle; background: ansi_default; }
.window { width: 76; max-width: 96%; height: auto; max-height: 90%; border: round ansi_default; padding: 0 1; }
.window OptionList { height: auto; max-height: 14; border: none; padding: 0; background: ansi_default; }
.window OptionList { scrollbar-size-vertical: 1; }
.window Input { border: none; padding: 0; margin: 1 0; }
Input > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
Input > .input--selection { background: ansi_default; color: ansi_default; text-style: underline; }
.question { text-style: bold; }
#refused { height: auto; color: ansi_red; }
#keys { height: auto; max-height: 2; }
#keys, #head { link-color: ansi_default; link-style: none; link-background: ansi_default; }
#keys, #head { link-style-hover: reverse; }
#keys, #head { link-background-hover: ansi_default; link-color-hover: ansi_default; }
"""
