"""How shells ask what a tab completes, and how each of them writes a word that has blanks or signs of its own.

The scripts are Typer's, and so is what they say in environment variables; bash has a script of ours.
"""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO
from typing import Any

from typer import _completion_shared
from typer._click.shell_completion import _resolve_context, _resolve_incomplete

from creditcalc.amount import whole
from creditcalc.cli.completion import Asked, completions
from creditcalc.record import Record
from creditcalc.sheets import cache

PROGRAM = "creditcalc"
ASKED_OF = "_CREDITCALC_COMPLETE"
"""The variable in which a shell's script says what it asks for."""
TYPED_LINE = "_TYPER_COMPLETE_ARGS"
"""The one with what is typed, in all shells but bash."""

BASH = """
%(complete_func)s() {
    local IFS=$'\\n'
    mapfile -t COMPREPLY < <(env COMP_WORDS="${COMP_WORDS[*]}" \\
                                 COMP_CWORD=$COMP_CWORD \\
                                 %(autocomplete_var)s=complete_bash "$1")
    [[ ${COMPREPLY[*]} == *= ]] && compopt -o nospace
    return 0
}

complete -o default -F %(complete_func)s %(prog_name)s
"""


class TypedLine(Record):
    """What is typed: the words before the one that is completed, the beginning of that one, and of that the part that
    the shell keeps; `quote` is the quotation mark that is open in it."""

    words: list[str]
    typed: str
    kept: str = ""
    quote: str = ""


class Found(Record):
    """A whole word that may be typed, and what it is."""

    word: str
    meaning: str


def complete_in_shell(program: Any, asked: str) -> int:
    """Write what a shell's script asks for to standard output, nothing else and nowhere else; return the exit code."""
    what, _, shell = asked.partition("_")
    if shell not in SHELLS or what not in ("source", "complete"):
        return 1
    if what == "source":
        own_script()
        script = _completion_shared.get_completion_script(prog_name=PROGRAM, complete_var=ASKED_OF, shell=shell)
        sys.stdout.write(f"{script}\n")
        return 0
    line, write = SHELLS[shell]
    cache.keeping = False
    found: list[Found] = []
    with suppress(Exception, SystemExit), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        said = line()
        found = _found(program, said)
    if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return 0 if found else 1
    if text := write(found, said) if found else _NOTHING.get(shell, ""):
        sys.stdout.write(f"{text}\n")
    return 0


def own_script() -> None:
    """Have Typer show and install our script for bash."""
    _completion_shared._completion_scripts["bash"] = BASH


def _found(program: Any, line: TypedLine) -> list[Found]:
    """The words that may be typed."""
    words = [*line.words]
    context = _resolve_context(program, {}, PROGRAM, [*words])
    thing, typed = _resolve_incomplete(context, words, line.typed)
    head = line.typed.removesuffix(typed)
    if hasattr(thing, "param_type_name"):
        names = completions(thing, Asked(typed, context))
        if names is not None:
            return [Found(head + word, meaning) for word, meaning in names.items()]
    return [Found(head + str(one.value), one.help or "") for one in thing.shell_complete(context, typed)]


def _words(text: str, escape: str = "\\") -> list[str]:
    """The words of a line as a shell reads them; a quotation that is not closed goes on to the end."""
    lex = shlex.shlex(text, posix=True)
    lex.whitespace_split, lex.commenters, lex.escape = True, "", escape
    found = []
    try:
        while (word := lex.get_token()) is not None:
            found.append(word)
    except ValueError:
        return [*found, lex.token]
    return [*found, ""] if text[-1:].isspace() and not text.endswith(f"{escape} ") else found


def _bash_line() -> TypedLine:
    """The line from the pieces into which bash breaks it: at `=` and `:` too, and it completes the last one alone."""
    text = os.environ["COMP_WORDS"]
    pieces = text.split("\n" if "\n" in text else " ")[: whole(os.environ["COMP_CWORD"]) + 1]
    words: list[str] = []
    joined = False
    for piece in pieces:
        sign = bool(piece) and not piece.strip("=:")
        if words and piece and (sign or joined):
            words[-1] += piece
        else:
            words.append(piece)
        joined = sign or piece == "@"
    last = pieces[-1]
    before = words[-1] if not last.strip("=:") else words[-1].removesuffix(last)
    read = ["".join(_words(word)[:1]) for word in words]
    kept = "".join(_words(before)[:1])
    return TypedLine(read[1:-1], read[-1], kept, last[:1] if last[:1] in ("'", '"') else "")


def _line() -> TypedLine:
    words = _words(os.environ.get(TYPED_LINE, ""))
    return TypedLine(words[1:-1], words[-1])


def _powershell_line() -> TypedLine:
    """The line of PowerShell, whose text ends where its last word does, and in which a backslash is one."""
    words, last = _words(os.environ.get(TYPED_LINE, ""), ""), os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "")
    return TypedLine(words[1:-1], words[-1]) if last else TypedLine([word for word in words[1:] if word], "")


def _for_bash(found: Iterable[Found], line: TypedLine) -> str:
    write: Callable[[str], str] = {
        '"': lambda word: re.sub(r'(["$`\\])', r"\\\1", word),
        "'": lambda word: word.replace("'", r"'\''"),
    }.get(line.quote, lambda word: re.sub(r"([^\w./=:@%+,~^-])", r"\\\1", word))
    return "\n".join(write(one.word.removeprefix(line.kept)) for one in found)


def _for_zsh(found: Iterable[Found], line: TypedLine) -> str:
    """Commands that the script of zsh runs, in one line; a word that ends in `=` is not finished."""
    whole = [_zsh_item(one) for one in found if not one.word.endswith("=")]
    begun = [_zsh_item(one) for one in found if one.word.endswith("=")]
    offers = [("whole", whole, ""), ("begun", begun, " -S ''")]
    return " ".join(
        f"local -a {name}; {name}=({' '.join(items)}); _describe -V values {name}{options};"
        for name, items, options in offers
        if items
    )


def _zsh_item(one: Found) -> str:
    word = re.sub(r"([\\:])", r"\\\1", one.word)
    return shlex.quote(" ".join(f"{word}:{one.meaning}".split()) if one.meaning else word)


def _for_fish(found: Iterable[Found], line: TypedLine) -> str:
    return "\n".join("\t".join((one.word, *([" ".join(one.meaning.split())] if one.meaning else []))) for one in found)


def _for_powershell(found: Iterable[Found], line: TypedLine) -> str:
    return "\n".join(f"{_powershell_word(one.word)}:::{' '.join(one.meaning.split()) or ' '}" for one in found)


def _powershell_word(word: str) -> str:
    return word if re.fullmatch(r"[\w./=:+%-]+", word) else "'" + word.replace("'", "''") + "'"


SHELLS: Mapping[str, tuple[Callable[[], TypedLine], Callable[[Iterable[Found], TypedLine], str]]] = {
    "bash": (_bash_line, _for_bash),
    "zsh": (_line, _for_zsh),
    "fish": (_line, _for_fish),
    "powershell": (_powershell_line, _for_powershell),
    "pwsh": (_powershell_line, _for_powershell),
}
"""How to read what each shell says, and how to write what it is offered."""
_NOTHING = {"zsh": "_files"}
"""What is written for a shell that does not offer files by itself where nothing else is."""
