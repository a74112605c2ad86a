"""`check` and `explain`: what is wrong with the data, and what a diagnostic means."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, out_json, say


class ReportFormat(StrEnum):
    """How diagnostics are printed."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"
    html = "html"


def check(
    root: options.Root = None,
    output_format: Annotated[
        ReportFormat, typer.Option("--format", help="For people, programs, GitHub, code scanners; html with --report.")
    ] = ReportFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Print the quality of the graph instead: coverage, grades and gaps.")
    ] = False,
) -> int:
    """Check the data, and print everything that is wrong with it."""
    if report:
        return _report(root, output_format)
    if output_format is ReportFormat.html:
        raise CommandError("`--format html` goes with `--report`", ExitCode.NOT_UNDERSTOOD)
    from khorasan_graph import __version__
    from khorasan_graph.authoring.floors import counts
    from khorasan_graph.cli.diagnostics import as_json, exit_code, github_report, sarif_report, summary, text_report
    from khorasan_graph.model.words import many

    loaded = options.load(root)
    found = loaded.diagnostics
    if output_format is ReportFormat.json:
        base = loaded.knowledge_base
        out_json({"diagnostics": [as_json(item) for item in found], "counts": counts(base) if base else None})
    elif output_format is ReportFormat.sarif:
        out(sarif_report(found, __version__))
    else:
        for line in github_report(found) if output_format is ReportFormat.github else text_report(found, loaded.texts):
            out(line)
    if loaded.knowledge_base is not None:
        number = counts(loaded.knowledge_base)
        say(
            f"{many(number['entities'], 'entity', 'entities')}, {many(number['relations'], 'tie')} "
            f"({number['contested']} contested, {number['denied']} denied), {many(number['claims'], 'claim')}, "
            f"{many(number['sources'], 'source')}: {summary(found)}"
        )
    else:
        say(summary(found))
    code = exit_code(found)
    if code is ExitCode.IO:
        return code
    return ExitCode.NO if code is not ExitCode.DONE or (strict and found) else ExitCode.DONE


def _report(root: Path | None, output_format: ReportFormat) -> int:
    """Print the quality of the graph, which must be free of errors to be measured."""
    from khorasan_graph.authoring.quality import measure
    from khorasan_graph.cli.quality import as_json, html_page, text_lines

    if output_format in (ReportFormat.github, ReportFormat.sarif):
        raise CommandError("`--report` is text, json or html", ExitCode.NOT_UNDERSTOOD)
    base = options.load_base(root)
    quality = measure(base, options.today())
    if output_format is ReportFormat.json:
        out_json(as_json(quality))
    elif output_format is ReportFormat.html:
        out(html_page(base, quality).rstrip("\n"))
    else:
        for line in text_lines(base, quality):
            out(line)
    return ExitCode.DONE


def explain(
    code: Annotated[str, typer.Argument(help="The code of a diagnostic, such as KG304.")],
) -> int:
    """Explain a diagnostic, with a bad and a good example."""
    from khorasan_graph.authoring.codes import CODES
    from khorasan_graph.authoring.explain import page
    from khorasan_graph.authoring.values import near

    text = page(code.upper())
    if text is None:
        hint = near(code.upper(), CODES) or "a code is like KG304"
        raise CommandError(f"there is no code `{code}`; {hint}", ExitCode.NOT_UNDERSTOOD)
    out(text.rstrip("\n"))
    return ExitCode.DONE
