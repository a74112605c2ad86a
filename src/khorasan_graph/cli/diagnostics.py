"""Showing diagnostics: to people, to programs, to GitHub, to editors and code scanners (SARIF)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from khorasan_graph.authoring.codes import CODES
from khorasan_graph.cli.terminal import ExitCode, clean, paint
from khorasan_graph.model.diagnostics import Diagnostic, Span

_UNREADABLE = frozenset({"KG112", "KG115", "KG901"})
_WIDEST_LINE = 160


def exit_code(diagnostics: Iterable[Diagnostic]) -> ExitCode:
    """What errors mean for a question: unreadable files are another failure than bad data."""
    codes = {item.code for item in diagnostics if item.severity == "error"}
    if codes & _UNREADABLE:
        return ExitCode.IO
    return ExitCode.BAD_DATA if codes else ExitCode.DONE


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(1 for item in diagnostics if item.severity == "error")
    warnings = len(diagnostics) - errors
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"


def place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}" if span.line else span.path


def text_report(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> Iterator[str]:
    """Each diagnostic with its line, carets under the place, its hint and its notes."""
    split: dict[str, list[str]] = {}
    for item in diagnostics:
        style = "red" if item.severity == "error" else "yellow"
        head = paint(f"{item.severity}[{item.code}]", style)
        yield f"{place(item.span)}: {head} {clean(item.message)}"
        if item.span.path not in split:
            split[item.span.path] = texts.get(item.span.path, "").split("\n")
        lines = split[item.span.path]
        gutter = " " * 4
        if 0 < item.span.line <= len(lines):
            yield from _excerpt(lines[item.span.line - 1], item.span)
            gutter = " " * (len(str(item.span.line)) + 3)
        for note in item.notes:
            yield f"{gutter} = note: {clean(note.message)}: {place(note.span)}"
        if item.hint:
            yield f"{gutter} = hint: {clean(item.hint)}"
        yield ""


def _excerpt(line: str, span: Span) -> Iterator[str]:
    """The line, cut to what a screen holds, and carets under the place."""
    begin = max(0, span.column - 1 - _WIDEST_LINE // 2) if len(line) > _WIDEST_LINE else 0
    shown = line[begin : begin + _WIDEST_LINE]
    number = f"   {span.line} | "
    width = max(1, min(span.end_column - span.column, len(shown) - (span.column - 1 - begin)))
    yield number + "".join(letter if letter.isprintable() else "\ufffd" for letter in shown)
    yield " " * (len(number) - 2) + "| " + " " * (span.column - 1 - begin) + "^" * width


def as_json(item: Diagnostic) -> dict[str, Any]:
    return {
        "code": item.code,
        "severity": item.severity,
        "message": item.message,
        "hint": item.hint,
        **_span_json(item.span),
        "notes": [{"message": note.message, **_span_json(note.span)} for note in item.notes],
    }


def _span_json(span: Span) -> dict[str, Any]:
    names = ("line", "column", "end_line", "end_column")
    values = (span.line, span.column, span.end_line, span.end_column)
    return {"path": span.path, **{name: value or None for name, value in zip(names, values, strict=True)}}


def github_report(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Workflow commands that GitHub shows beside the lines of a pull request."""

    def escaped(text: str, *, is_property: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if is_property else text

    for item in diagnostics:
        where = f"file={escaped(item.span.path, is_property=True)}"
        if item.span.line:
            where += f",line={item.span.line},col={item.span.column},endLine={item.span.end_line}"
        message = escaped(clean(item.message) + (f"\nhint: {clean(item.hint)}" if item.hint else ""))
        yield f"::{item.severity} {where},title={item.code}::{message}"


def sarif_report(diagnostics: Iterable[Diagnostic], version: str) -> str:
    """A SARIF 2.1.0 log (OASIS): for code scanning and editors."""
    found = list(diagnostics)
    used = sorted({item.code for item in found})
    rules = [{"id": code, "shortDescription": {"text": CODES[code][1]}} for code in used]
    results = [
        {
            "ruleId": item.code,
            "ruleIndex": used.index(item.code),
            "level": item.severity,
            "message": {"text": item.message + (f" ({item.hint})" if item.hint else "")},
            "locations": [_location(item.span)],
            "relatedLocations": [{**_location(note.span), "message": {"text": note.message}} for note in item.notes],
        }
        for item in found
    ]
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "khorasan-graph", "version": version, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _location(span: Span) -> dict[str, Any]:
    from urllib.parse import quote

    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(span.path)}}
    if span.line:
        physical["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {"physicalLocation": physical}
