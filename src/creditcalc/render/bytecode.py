"""Archives of Python compiled: a browser starts them in half the time. It imports nothing of this package.

It runs in the Python that will load the archive, since no other one writes its bytecode.
"""

from importlib.util import MAGIC_NUMBER
from io import BytesIO
from marshal import dumps
from types import CodeType
from zipfile import ZipFile, ZipInfo

UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""That no source is there to compare it with (PEP 552)."""
EVERYTHING_GOES = 2
"""The compiler's degree of optimizing that leaves out docstrings; asserts go with them."""


def compiled(archive: bytes) -> bytes:
    """The archive with bytecode in place of every source, without docstrings and line numbers.

    Equal archives give equal bytes in a Python with a fixed hash seed. Raises SyntaxError for sources of another one.
    """
    data = BytesIO()
    with ZipFile(BytesIO(archive)) as sources, ZipFile(data, "w") as into:
        for one in sources.infolist():
            name, held = one.filename, sources.read(one)
            if name.endswith("/"):
                continue
            if name.endswith(".py"):
                code = compile(held, name, "exec", dont_inherit=True, optimize=EVERYTHING_GOES)
                name, held = f"{name}c", MAGIC_NUMBER + UNCHECKED + dumps(_without_lines(code))
            into.writestr(ZipInfo(name), held)
    return data.getvalue()


def _without_lines(code: CodeType) -> CodeType:
    """The code without its table of lines, which is half of it."""
    constants = tuple(_without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=constants)
