"""What came of a command: what it printed, refused, or called wrong usage."""

from shell import Ran, run


def lines(*rows: str) -> str:
    """The rows as the lines of a text."""
    return "".join(f"{row}\n" for row in rows)


def printed(command: str) -> str:
    """What a command that succeeds, and says nothing beside its result, prints."""
    result = run(command)
    assert (result.code, result.err) == (0, "")
    return result.out


def refused(command: str) -> str:
    """The one line of a refusal, after `error: `."""
    result = run(command)
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1)
    return result.err.removeprefix("error: ").removesuffix("\n")


def usage(command: str, what: str) -> Ran:
    """Typer's own refusal of wrong usage."""
    words = f"creditcalc {command}"
    return Ran(2, "", f"Usage: {words}\nTry '{words.partition(' [')[0]} -h' for help.\n\nError: {what}\n")
