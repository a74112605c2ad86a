"""`export`: the graph in the formats of other tools, and what each of them could not carry."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.produce import refuse_inside_data
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.export import Format
    from khorasan_graph.export.formats import Chunks
    from khorasan_graph.export.losses import Lost

_STANDARD_OUTPUT = "-"


def complete_format(incomplete: str) -> list[tuple[str, str]]:
    """For the shell: the formats that begin with what was typed."""
    from khorasan_graph.export import FORMATS

    return [(name, known.purpose) for name, known in FORMATS.items() if name.startswith(incomplete.lower())]


def export(
    name: Annotated[
        str | None,
        typer.Argument(metavar="FORMAT", help="One of the formats of --list.", autocompletion=complete_format),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A [B]]",
            help="For a dossier (markdown, html): whom it is about, one or two; an id or any name.",
            autocompletion=options.complete_entity,
        ),
    ] = None,
    root: options.Root = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file; for several files a folder or a .zip. Left out, standard output."
        ),
    ] = None,
    loss_report: Annotated[
        Path | None,
        typer.Option("--loss-report", help="Write here, as JSON, every record that this export drops or flattens."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="The dialect of a format that has several: see --list.")
    ] = None,
    as_of: options.AsOf = None,
    during: options.During = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Show the formats: what for, how their files end, what they lose.")
    ] = False,
    output_format: Annotated[options.Format, typer.Option("--format", help="How --list is printed.")] = (
        options.Format.text
    ),
) -> int:
    """Write the graph in a format that other tools read, and say what that format could not carry."""
    from khorasan_graph import __version__
    from khorasan_graph.export import ExportError, request_for
    from khorasan_graph.export.archive import content, save
    from khorasan_graph.export.losses import losses, report
    from khorasan_graph.output import check_writable, write_atomic

    if listed:
        if name is not None or output is not None or loss_report is not None or profile is not None:
            raise CommandError("--list stands alone: it shows every format", ExitCode.NOT_UNDERSTOOD)
        return _list(output_format)
    if name is None:
        raise CommandError("name a format; `khorasan-graph export --list` shows them", ExitCode.NOT_UNDERSTOOD)
    if output_format is not options.Format.text:
        raise CommandError("--format is for --list; the format of an export is its first word", ExitCode.NOT_UNDERSTOOD)
    target = None if output is None or str(output) == _STANDARD_OUTPUT else output
    if loss_report is not None and str(loss_report) == _STANDARD_OUTPUT:
        raise CommandError("--loss-report goes to a file: name one", ExitCode.NOT_UNDERSTOOD)
    if loss_report is not None and target is not None and loss_report.resolve() == target.resolve():
        raise CommandError("the export and its loss report cannot be one file", ExitCode.NOT_UNDERSTOOD)
    for written in (target, loss_report):
        if written is not None:
            refuse_inside_data(written, root)
    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, options.date_asked(as_of, during), min_credibility)
    try:
        form, request = request_for(base, name, chosen, [options.entity(base, each) for each in names or ()], profile)
    except ExportError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if form.files is not None and target is None and sys.stdout.isatty():
        raise CommandError(f"{name} is several files: name a folder or a .zip with -o", ExitCode.NOT_UNDERSTOOD)
    if loss_report is not None:
        check_writable(loss_report.resolve())
    try:
        if target is None:
            _to_standard_output(content(form, request))
        else:
            save(form, request, target)
    except ExportError as error:
        raise CommandError(str(error), ExitCode.IO) from None
    lost = losses(form, request)
    if loss_report is not None:
        told = report(name, request, lost, f"khorasan-graph {__version__}")
        write_atomic(loss_report, [json.dumps(told, ensure_ascii=False, indent=1) + "\n"])
    if target is not None:
        say(f"wrote {target}")
    for line in _told(lost):
        say(line)
    if loss_report is not None and lost:
        say(f"which ones: {loss_report}")
    return ExitCode.DONE


def _to_standard_output(chunks: Chunks) -> None:
    sys.stdout.flush()
    for chunk in chunks:
        sys.stdout.buffer.write(chunk.encode() if isinstance(chunk, str) else chunk)
    sys.stdout.buffer.flush()


def _told(lost: tuple[Lost, ...]) -> Iterator[str]:
    for each in lost:
        yield f"{each.loss.how}, {len(each.records):,}: {each.loss.says}"


def _list(output_format: options.Format) -> int:
    from khorasan_graph.export import FORMATS

    if output_format is options.Format.json:
        out_json([_described(name, form) for name, form in FORMATS.items()])
        return ExitCode.DONE
    for number, (name, form) in enumerate(FORMATS.items()):
        if number:
            out()
        profiles = f"; profiles {', '.join(form.profiles)}" if form.profiles else ""
        out(f"{name}  {form.extension}  {form.media_type}{profiles}")
        out(f"  {form.purpose}")
        for loss in form.losses:
            out(f"  {loss.how} ({loss.key}): {loss.says}")
        if not form.losses:
            out("  loses nothing")
    return ExitCode.DONE


def _described(name: str, form: Format) -> dict[str, object]:
    return {
        "name": name,
        "purpose": form.purpose,
        "extension": form.extension,
        "media_type": form.media_type,
        "several_files": form.files is not None,
        "profiles": list(form.profiles),
        "dossier": form.dossier,
        "losses": [{"key": loss.key, "how": loss.how, "says": loss.says} for loss in form.losses],
    }
