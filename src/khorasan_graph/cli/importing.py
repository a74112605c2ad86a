"""`import`: foreign data as drafts in YAML, with all that was not understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.produce import refuse_inside_data
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.model.vocabulary import Vocabulary


def import_(
    name: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, stix, ftm or turtle.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to read; for our own tables also a folder.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to make, new or empty.")],
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="CSV: which column holds what; repeatable."),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", help="CSV: how its letters are encoded, if that is not UTF-8.")
    ] = "",
    separator: Annotated[
        str, typer.Option("--separator", help="CSV: comma, semicolon, tab or bar, if the first line leaves a choice.")
    ] = "",
    root: Annotated[
        Path | None,
        typer.Option("--root", help="The project the drafts are for: its ids are used, its names proposed."),
    ] = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Turn foreign data into drafts for you to complete; whatever is not understood is reported."""
    from khorasan_graph.importing import FORMATS, reader, report
    from khorasan_graph.importing import drafts as frame
    from khorasan_graph.importing.folder import check_new, write_folder
    from khorasan_graph.importing.write import completed

    if name not in FORMATS:
        raise CommandError(f"there is no format `{clean(name)}`: {', '.join(FORMATS)}", ExitCode.NOT_UNDERSTOOD)
    mapping = _mapping(columns or [])
    if (mapping or encoding or separator) and name != "csv":
        raise CommandError("--map, --encoding and --separator are for csv", ExitCode.NOT_UNDERSTOOD)
    refuse_inside_data(output, root)
    check_new(output)
    if root is not None:
        base = options.load_base(root)
        foreign = frame.Foreign(file, base.vocabulary, base, mapping, encoding, separator)
    else:
        foreign = frame.Foreign(file, _vocabulary(), None, mapping, encoding, separator)
    try:
        files, found = completed(reader(name)(foreign))
    except frame.NotUnderstoodError as error:
        raise CommandError(clean(str(error)), ExitCode.NOT_UNDERSTOOD) from None
    except frame.UnreadableError as error:
        raise CommandError(clean(f"cannot read `{file}` as {name}: {error}"), ExitCode.IO) from None
    except frame.LimitError as error:
        raise CommandError(clean(f"cannot read `{file}` as {name}: {error}"), ExitCode.LIMIT) from None
    told = report.markdown(found)
    if told:
        files[report.LEFT_OVER] = told
    write_folder(output, files)
    if output_format is options.Format.json:
        out_json({**report.as_json(found), "folder": str(output), "files": sorted(files)})
        return ExitCode.DONE
    for line in report.text_lines(found):
        out(clean(line))
    if root is None and not found.own:
        say("compared with no project: --root names one, whose ids are then used and whose names proposed")
    if told:
        out(f"All of it is in {clean(str(output / report.LEFT_OVER))}.")
    say(f"wrote {clean(str(output))}: {len(files):,} files")
    return ExitCode.DONE


def _mapping(columns: list[str]) -> dict[str, str]:
    """Our fields and the columns that hold them."""
    found: dict[str, str] = {}
    for pair in columns:
        field, equals, column = pair.partition("=")
        if not (field and equals and column):
            raise CommandError(f"`{clean(pair)}` is not FIELD=COLUMN", ExitCode.NOT_UNDERSTOOD)
        if field in found:
            raise CommandError(f"--map names `{clean(field)}` twice", ExitCode.NOT_UNDERSTOOD)
        found[field] = column
    return found


def _vocabulary() -> Vocabulary:
    """The vocabulary of the nearest project, or of the shipped one."""
    from khorasan_graph.project import load_vocabulary

    vocabulary, problems = load_vocabulary(options.project_root(None))
    if vocabulary is None or problems:
        raise CommandError("the ontology has errors: run `khorasan-graph check`", ExitCode.BAD_DATA)
    return vocabulary
