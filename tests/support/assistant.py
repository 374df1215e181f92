"""An assistant as the server meets it: the SDK's own client, over the pipes of a process."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent


class Assistant(NamedTuple):
    """A session with a server."""

    portal: BlockingPortal
    client: Client

    def call(self, tool: str, arguments: Mapping[str, Any]) -> CallToolResult:
        """What a tool says; the client holds it against the tool's output schema."""
        found: CallToolResult = self.portal.call(self.client.call_tool, tool, dict(arguments))
        return found

    def text(self, tool: str, **arguments: Any) -> str:
        """The text that a tool says."""
        return text(self.call(tool, arguments))


def text(result: CallToolResult) -> str:
    """The text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@contextmanager
def assistant(*options: str, mode: str = "auto", command: str = "", **environment: str) -> Iterator[Assistant]:
    """A session with `creditcalc mcp OPTIONS`, or with another command."""
    words = [*options] if command else ["-m", "creditcalc", "mcp", *options]
    started = StdioServerParameters(command=command or sys.executable, args=words, env={**os.environ, **environment})
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(started), mode=mode)) as client,
    ):
        yield Assistant(portal, client)
