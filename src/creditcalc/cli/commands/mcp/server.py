"""The server: tools and resources as the protocol wants them. The only owner of the SDK."""

import gc
import signal

import anyio
import anyio.to_thread
from mcp import MCPError, types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from creditcalc import __version__
from creditcalc.cli.commands.mcp.answers import Preset, answer
from creditcalc.cli.commands.mcp.sheets import SCHEME, sheet_text, sheets
from creditcalc.cli.commands.mcp.tools import Tool, description, input_schema, output_schema, tools
from creditcalc.errors import CreditcalcError
from creditcalc.sheets.catalog import Catalog
from creditcalc.text import did_you_mean, inert

YAML = "application/yaml"
Context = ServerRequestContext[None]

INSTRUCTIONS = """\
What AI video generations cost, computed offline from price sheets. Figures are exact intervals in the `unit` that the
result names, mostly credits. Each answer first says how sure its figure is; say so wherever you repeat the figure. A
lower bound (`80+`, high null) is not the price, and unknown is not 0. An answer that begins with "No" or "Cannot tell"
is what the descriptions call exit 3 and 4; one that begins with "Unknown" is exit 5: nobody publishes the price.
Options in messages are arguments: `--per-week` is `per_week`. Numbers with a point are text: "8.5".
"""


def serve(catalog: Catalog, preset: Preset, *, spending: bool) -> None:
    """Answer until standard input ends."""
    gc.enable()  # the command line stops it for the one result that a process has
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a reader that waits in a thread would hear of no KeyboardInterrupt
    try:
        anyio.run(_serve, server(catalog, preset, spending=spending))
    except* BrokenPipeError:
        pass  # the assistant is gone, and nobody else listens


async def _serve(serving: "Server[None]") -> None:
    async with stdio_server() as (reads, writes):
        await serving.run(reads, writes, serving.create_initialization_options())


def server(catalog: Catalog, preset: Preset, *, spending: bool) -> "Server[None]":
    """The server of some price sheets, with tools that write only where spending is allowed."""
    known = tools(spending=spending)
    one_at_a_time = anyio.CapacityLimiter(1)

    async def list_tools(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in known.values()])

    async def call_tool(ctx: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = known.get(params.name)
        if tool is None:
            hint = did_you_mean(params.name[:40], known)
            raise MCPError(types.INVALID_PARAMS, f"unknown tool `{inert(params.name[:40])}`{hint}")
        given = params.arguments or {}
        found = await anyio.to_thread.run_sync(answer, tool, given, preset, limiter=one_at_a_time)
        content: list[types.ContentBlock] = [types.TextContent(text=found.text)]
        return types.CallToolResult(content=content, structured_content=found.data, is_error=found.refused)

    async def list_resources(ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        addresses = sheets(catalog.roots)
        found = [types.Resource(uri=one, name=one.removeprefix(SCHEME), mime_type=YAML) for one in addresses]
        return types.ListResourcesResult(resources=found)

    async def read_resource(ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            text = sheet_text(sheets(catalog.roots), params.uri)
        except CreditcalcError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        found = types.TextResourceContents(uri=params.uri, mime_type=YAML, text=text)
        return types.ReadResourceResult(contents=[found])

    return Server(
        "creditcalc",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        description=description(tool),
        input_schema=input_schema(tool),
        output_schema=output_schema(tool),
        annotations=types.ToolAnnotations(
            read_only_hint=not tool.writes, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )
