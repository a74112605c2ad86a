"""`diff`: what differs between two states of the graph, for whoever must agree to the change."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.authoring.load import Loaded
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.sides import Side


class DiffFormat(StrEnum):
    """How a difference is printed."""

    text = "text"
    json = "json"
    markdown = "markdown"


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A project's folder, a build, an RDF file, or a git revision.")
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="Another; left out, the project's files as they are.")
    ] = None,
    root: options.Root = None,
    output_format: Annotated[
        DiffFormat, typer.Option("--format", help="Text to read, one JSON document, or Markdown for a pull request.")
    ] = DiffFormat.text,
) -> int:
    """What differs between two folders, builds or git revisions: ties, claims, names, never the order of lines."""
    from khorasan_graph.cli import difftext
    from khorasan_graph.cli.differing import sections
    from khorasan_graph.graph.answers_diff import counts, diff_json
    from khorasan_graph.model.difference import diff as difference
    from khorasan_graph.rdf.carrying import NOT_CARRIED, carried

    project = options.project_root(root)
    sides = (_side("OLD", old, project), _side("NEW", new, project))
    before, after = _bases(sides, project)
    rdf = any(side.kind == "build" for side in sides)
    if rdf:
        before, after = carried(before), carried(after)
    found = difference(before, after)
    if output_format is DiffFormat.json:
        out_json(
            {
                "old": _side_json(sides[0]),
                "new": _side_json(sides[1]),
                "not_compared": list(NOT_CARRIED) if rdf else [],
                **diff_json(before, after, found),
            }
        )
    else:
        title = f"Difference from {clean(sides[0].label)} to {clean(sides[1].label)}"
        notes = [f"Not compared, because a build does not hold it: {'; '.join(NOT_CARRIED)}."] if rdf else []
        write = difftext.text_lines if output_format is DiffFormat.text else difftext.markdown_lines
        length = 0
        for line in write(title, notes, counts(found), sections(before, after, found)):
            out(line)
            length += len(line) + 1
        if output_format is DiffFormat.markdown and length > difftext.GITHUB_LIMIT:
            say(f"{length:,} characters: GitHub takes {difftext.GITHUB_LIMIT:,} in one comment; put it into a file")
    return ExitCode.DONE if found.is_empty else ExitCode.NO


def _side(which: str, text: str | None, project: Path) -> Side:
    from khorasan_graph.sides import SideError, side_of

    try:
        side = side_of(text, project)
    except SideError as error:
        raise CommandError(f"{which}: {clean(str(error))}", _code(error)) from None
    for note in side.notes:
        say(f"{which}: {clean(note)}")
    return side


def _bases(sides: tuple[Side, Side], project: Path) -> tuple[KnowledgeBase, KnowledgeBase]:
    """Both knowledge bases; a build is read in the words of the other side, if that has an ontology of its own."""
    import gc

    from khorasan_graph.sides import SideError, load_side

    found: list[KnowledgeBase | None] = [None, None]
    failed: ExitCode | None = None
    for number in sorted((0, 1), key=lambda number: sides[number].kind == "build"):
        other = found[1 - number]
        which = ("OLD", "NEW")[number]
        try:
            loaded = load_side(sides[number], project, other.vocabulary if other else None, today=options.today())
        except SideError as error:
            raise CommandError(f"{which}: {clean(str(error))}", _code(error)) from None
        found[number] = loaded.knowledge_base
        if loaded.knowledge_base is None:
            failed = max(_report(which, sides[number], loaded), failed or ExitCode.DONE)
        # What is loaded lives as long as the process: looking for garbage among it is time lost.
        gc.freeze()
    before, after = found
    if failed is not None or before is None or after is None:
        raise CommandError("no answer: a side has errors", failed or ExitCode.BAD_DATA)
    return before, after


def _report(which: str, side: Side, loaded: Loaded) -> ExitCode:
    """Say which side has errors, and the first of them."""
    from khorasan_graph.cli.diagnostics import exit_code, summary, text_report

    errors = [item for item in loaded.diagnostics if item.severity == "error"]
    say(f"{which} is {clean(side.label)}, whose data have errors ({summary(loaded.diagnostics)}):")
    for line in text_report(errors[:5], loaded.texts):
        say(line)
    if len(errors) > 5:
        say(f"{len(errors) - 5} more")
    return exit_code(errors)


def _code(error: Exception) -> ExitCode:
    kinds = {"unknown": ExitCode.NOT_UNDERSTOOD, "unreadable": ExitCode.IO, "bad": ExitCode.BAD_DATA}
    return kinds[getattr(error, "kind", "unknown")]


def _side_json(side: Side) -> dict[str, object]:
    return {
        "text": side.text or None,
        "kind": side.kind,
        "label": side.label,
        "revision": side.revision.commit if side.revision is not None else None,
    }
