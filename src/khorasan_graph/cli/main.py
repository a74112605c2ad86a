"""The command `khorasan-graph`: which commands there are, and how every one of them ends."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from khorasan_graph import __version__
from khorasan_graph.cli import (
    ask,
    diff,
    dossier,
    exporting,
    importing,
    mentions,
    paths,
    produce,
    publish,
    query,
    site,
    stats,
    time,
    validate,
)
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, prepare_streams, say

app = typer.Typer(
    name="khorasan-graph",
    help="Who is linked to whom, how, since when, and who says so: a compiler for sourced claims.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        out(f"khorasan-graph {__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a failure of ours.")] = False,
) -> None:
    """Who is linked to whom, how, since when, and who says so: a compiler for sourced claims."""
    if debug:
        os.environ["KHORASAN_GRAPH_DEBUG"] = "1"


for command in (
    validate.check,
    produce.build,
    paths.path,
    ask.links,
    dossier.show,
    ask.find,
    mentions.mentions,
    time.timeline,
    time.history,
    time.between,
    time.changes,
    time.lineage,
    diff.diff,
    stats.stats,
    query.query,
    produce.render,
    site.site,
    exporting.export,
    publish.publish,
    importing.import_,
    validate.explain,
    produce.init,
):
    app.command(command.__name__.rstrip("_"))(command)


def main() -> None:
    """Run the command line; every way of ending has its exit code, and only `--debug` shows a traceback."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if sys.stdout is None:
        say("khorasan-graph: there is no standard output to write to")
        sys.exit(ExitCode.IO)
    prepare_streams()
    code = run()
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            say(f"khorasan-graph: cannot write to standard output: {error.strerror}")
        code = ExitCode.IO
    if code == ExitCode.IO:
        # What could not be written must not be tried again, and complained of, while the interpreter ends.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run() -> int:
    """Run the command that the arguments name, and give its exit code."""
    try:
        result = app(standalone_mode=False)
    except CommandError as error:
        say(f"khorasan-graph: {error}")
        return error.code
    except TyperException as error:
        say(f"khorasan-graph: {error.format_message()}")
        say("`khorasan-graph --help` lists the commands, `khorasan-graph COMMAND --help` the options of one")
        return ExitCode.NOT_UNDERSTOOD
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except SystemExit:
        # Typer's way out when whoever read our output has gone: nobody is left to be told.
        return ExitCode.IO
    except OSError as error:
        if os.environ.get("KHORASAN_GRAPH_DEBUG"):
            raise
        say(f"khorasan-graph: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
        return ExitCode.IO
    except Exception as error:
        if os.environ.get("KHORASAN_GRAPH_DEBUG"):
            raise
        say(f"khorasan-graph: a fault of the program: {type(error).__name__}: {error}")
        say("this is not your data's fault; run it again with `khorasan-graph --debug ...` and report what it prints")
        return ExitCode.BUG
    return result if isinstance(result, int) else ExitCode.DONE
