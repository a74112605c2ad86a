"""`site`: the whole graph as pages to read, link to and hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.produce import refuse_inside_data
from khorasan_graph.cli.terminal import ExitCode, clean, out, say

_MOST_NAMED = 5


def site(
    root: options.Root = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write: new, empty, or a site.")] = Path(
        "site"
    ),
    title: Annotated[str | None, typer.Option("--title", help="The title of the site.")] = None,
    marking: Annotated[str | None, typer.Option("--marking", help="A handling line, shown on every page.")] = None,
) -> int:
    """Write the dossier site: a page for every entity, tie and source, with search, lists and the explorer."""
    from khorasan_graph.site.folder import check_folder, write_site
    from khorasan_graph.site.pages import pages

    refuse_inside_data(output, root)
    check_folder(output)
    base = options.load_base(root)
    written = write_site(output, pages(base, title=title, marking=marking))
    _name("had been changed by hand and is written anew", written.replaced)
    _name("is no longer of the site, but had been changed by hand and stays", written.kept)
    out(f"{output / 'index.html'}  {written.pages:,} pages, {written.bytes:,} bytes")
    out(f"{written.changed:,} written, {written.pages - written.changed:,} as they were, {written.removed:,} removed")
    return ExitCode.DONE


def _name(what: str, paths: tuple[str, ...]) -> None:
    for path in paths[:_MOST_NAMED]:
        say(f"{clean(path)} {what}")
    if len(paths) > _MOST_NAMED:
        say(f"{len(paths) - _MOST_NAMED} more: the same")
