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
    """The one line of a refusal, after `error: `; a hint may follow."""
    result = run(command)
    error, *hints = result.err.splitlines()
    assert (result.code, result.out) == (1, "")
    assert hints == [one for one in hints if one.startswith("hint: ")][:1]
    return error.removeprefix("error: ")


def usage(what: str, hint: str = "", paste: str = "") -> Ran:
    """The refusal of wrong usage: what is wrong and, where there is a way on, the command that takes it."""
    return Ran(2, "", f"error: {what}\n" + (f"hint: {hint}   {paste}\n" if hint else ""))
