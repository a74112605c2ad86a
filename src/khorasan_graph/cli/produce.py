"""`build`, `render`, `export` and `init`: what the compiler makes, written so that nothing is ever half done."""

from __future__ import annotations

import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, say

if TYPE_CHECKING:
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.selection import Selection


class PictureFormat(StrEnum):
    """What `render` draws: the explorer, or a picture for a report."""

    html = "html"
    svg = "svg"
    png = "png"


def build(
    root: options.Root = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")] = Path("build"),
) -> int:
    """Compile everything into one folder: RDF, GraphML, STIX, tables, the explorer, and a manifest."""
    from khorasan_graph.building import built
    from khorasan_graph.output import write_all

    refuse_inside_data(output, root)
    base = options.load_base(root)
    files: list[tuple[str, list[bytes]]] = []
    parts = built(base)
    with typer.progressbar(parts, label="building", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        files = [(name, [content]) for name, content in bar]
    write_all(output, files)
    for name, (content,) in files:
        out(f"{output / name}  {len(content):,} bytes")
    return ExitCode.DONE


def render(
    root: options.Root = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; left out, explorer.html, .svg or .png.")
    ] = None,
    kind: Annotated[
        PictureFormat | None,
        typer.Option("--format", help="html, svg or png; left out, what the name of the file ends with, else html."),
    ] = None,
    focus: Annotated[str | None, typer.Option("--focus", help="Only what surrounds this entity.")] = None,
    hops: Annotated[
        int | None, typer.Option("--hops", min=1, max=12, help="How far around the focus (1 to 12); left out, 2.")
    ] = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    title: Annotated[str | None, typer.Option("--title", help="The title of the page.")] = None,
    marking: Annotated[str | None, typer.Option("--marking", help="A handling line, shown and exported.")] = None,
) -> int:
    """Draw the explorer, one HTML file that opens offline anywhere; or a picture for a report, as SVG or PNG."""
    from dataclasses import replace

    from khorasan_graph.explorer.crowding import uncrowd
    from khorasan_graph.graph.links import links
    from khorasan_graph.output import write_atomic

    to_standard_output = str(output) == "-"
    if output is not None and not to_standard_output:
        refuse_inside_data(output, root)
    kind = _picture_format(kind, output)
    target = output or Path(f"explorer.{kind.value}")
    if output is None:
        refuse_inside_data(target, root)
    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    if focus is None and hops is not None:
        raise CommandError("--hops is for a picture with --focus", ExitCode.NOT_UNDERSTOOD)
    reach = hops or 2
    centre = options.entity(base, focus) if focus is not None else ""
    if centre:
        near = links(base, centre, chosen, hops=reach, through=("place", "event", "state"))
        denied = {end for link in near.denied for end in (link.near, link.far)}
        chosen = replace(chosen, entities=frozenset({centre, *near.entities, *denied}))
    _, left_out = uncrowd(base, chosen)
    if left_out:
        say(
            f"{left_out:,} entities are not in the picture, those with the fewest ties; `--focus NAME` draws around one"
        )
    about = (
        f"{base.entities[centre].name} and those within {reach} {'hop' if reach == 1 else 'hops'}" if focus else None
    )
    drawn = _picture(base, chosen, kind, about=about, title=title, marking=marking)
    if to_standard_output:
        sys.stdout.flush()
        sys.stdout.buffer.write(drawn if isinstance(drawn, bytes) else drawn.encode("utf-8"))
        return ExitCode.DONE
    write_atomic(target, [drawn])
    out(f"{target}  {target.stat().st_size:,} bytes")
    return ExitCode.DONE


def _picture_format(kind: PictureFormat | None, output: Path | None) -> PictureFormat:
    """What to draw: as asked, else as the name of the file says, else the explorer.

    Raises:
        CommandError: if the name of the file ends in something else than was asked for, or than is known.
    """
    endings = {f".{each.value}": each for each in PictureFormat} | {".htm": PictureFormat.html}
    if output is None or str(output) == "-":
        return kind or PictureFormat.html
    named = endings.get(output.suffix.lower())
    if named is None and kind is None and output.suffix:
        raise CommandError(f"`{output}` ends in none of .html, .svg and .png: say --format", ExitCode.NOT_UNDERSTOOD)
    if named is not None and kind is not None and named is not kind:
        raise CommandError(f"`{output}` is no name for --format {kind.value}", ExitCode.NOT_UNDERSTOOD)
    return kind or named or PictureFormat.html


def _picture(
    base: KnowledgeBase,
    selection: Selection,
    kind: PictureFormat,
    *,
    about: str | None,
    title: str | None,
    marking: str | None,
) -> str | bytes:
    if kind is PictureFormat.html:
        from khorasan_graph.explorer.page import render as page

        return page(base, selection, title=title, marking=marking)
    from khorasan_graph.explorer.drawing import draw

    drawn = draw(base, selection, about=about, title=title, marking=marking)
    if kind is PictureFormat.svg:
        return drawn
    from khorasan_graph.explorer.raster import RasterError, png

    try:
        return png(drawn)
    except RasterError as error:
        raise CommandError(str(error), ExitCode.IO) from None


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must be new or empty.")],
) -> int:
    """Start a graph project of your own: the ontology, and a small example to replace."""
    from khorasan_graph.project import find_root, shipped_root, template_root

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"`{folder}` is not empty: name a new folder", ExitCode.IO)
    refuse_inside_data(folder, find_root(folder.resolve()))
    place = folder if folder.exists() else folder.parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".khorasan-graph-", dir=place) as workshop:
            made = Path(workshop) / "project"
            _copy(template_root(), made)
            _copy(shipped_root() / "ontology", made / "ontology")
            if place != folder:
                made.rename(folder)
            else:
                for entry in sorted(made.iterdir()):
                    entry.rename(folder / entry.name)
    except OSError as error:
        raise CommandError(f"cannot make `{folder}`: {error.strerror or error}", ExitCode.IO) from None
    out(f"A new project is in {folder}. Check it with `khorasan-graph check --root {folder}`.")
    return ExitCode.DONE


def _copy(source: Path, target: Path) -> None:
    """Copy the files below a folder; not the modes of an installation that may be read-only."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def refuse_inside_data(target: Path, root: Path | None) -> None:
    """Nothing is ever written among the data or over the ontology: a page there would be taken for a source.

    Raises:
        CommandError: if the target lies in a folder of data, be it another project's, in this project's ontology, or is
            the project itself or its data. A folder of data that is still to be made is none.
    """
    from khorasan_graph.authoring.files import DATA_FOLDER
    from khorasan_graph.project import ONTOLOGY

    project = options.project_root(root).resolve()
    resolved = target.resolve()
    ontology = (project / ONTOLOGY).parent
    among = any(folder.name == DATA_FOLDER or folder == ontology for folder in resolved.parents)
    if among or resolved in (project, project / DATA_FOLDER, ontology):
        raise CommandError(f"`{target}` lies among the data; write somewhere else", ExitCode.IO)
