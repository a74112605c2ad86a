"""`query`: SPARQL over the data set, and the library of named queries."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.selection import Selection
    from khorasan_graph.rdf.answer import Answer, Term
    from khorasan_graph.rdf.gate import QueryError
    from khorasan_graph.rdf.library import NamedQuery
    from khorasan_graph.rdf.query import Limits


class AnswerFormat(StrEnum):
    """How an answer is printed. `text` is a table, yes or no, or Turtle, as the form of the query has it."""

    text = "text"
    csv = "csv"
    json = "json"
    turtle = "turtle"
    ntriples = "ntriples"


FITTING = {
    "SELECT": (AnswerFormat.text, AnswerFormat.csv, AnswerFormat.json),
    "ASK": (AnswerFormat.text, AnswerFormat.json),
    "CONSTRUCT": (AnswerFormat.text, AnswerFormat.turtle, AnswerFormat.ntriples, AnswerFormat.json),
    "DESCRIBE": (AnswerFormat.text, AnswerFormat.turtle, AnswerFormat.ntriples, AnswerFormat.json),
}
_LOOKS_LIKE_A_QUERY = re.compile(r"\s*(#|$|(PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE)\b[\s{?*(<])", re.IGNORECASE)
_MAY_BE_A_QUERY = re.compile(
    r"\s*((INSERT|DELETE)\s+(DATA|WHERE)\b"
    r"|(LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\s+(SILENT\s+)?(<|\w*:|(GRAPH|DEFAULT|NAMED|ALL)\b))|.*\{",
    re.IGNORECASE | re.DOTALL,
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def query(
    asked: Annotated[
        str | None,
        typer.Argument(metavar="FILE|-|TEXT", help="A file with a query, - for standard input, or the query itself."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="A query of the library instead, by its name.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the library and stop.")] = False,
    shown: Annotated[bool, typer.Option("--print", help="Print the query itself and stop.")] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Put a value in, such as group=TTP; repeatable."),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint", metavar="URL", help="Ask the store at this address, to which the data were published."
        ),
    ] = None,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    timeout: Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="Stop after so many seconds.")] = 30.0,
    max_rows: Annotated[int, typer.Option("--max-rows", help="Stop after so many rows.")] = 10_000,
    max_memory: Annotated[
        int, typer.Option("--max-memory", metavar="MIB", help="Stop at so much memory beyond the data (Linux).")
    ] = 512,
    output_format: Annotated[
        AnswerFormat, typer.Option("--format", help="text; or csv, json (SPARQL results, JSON-LD), turtle, ntriples.")
    ] = AnswerFormat.text,
    raw_csv: Annotated[
        bool, typer.Option("--raw-csv", help="In CSV, leave texts alone that a spreadsheet takes for formulas.")
    ] = False,
) -> int:
    """Ask the data set in SPARQL: a query of your own, or a named one of the library."""
    from khorasan_graph.model.selection import narrow
    from khorasan_graph.rdf.gate import QueryError, QueryTooBigError, admit, is_careless
    from khorasan_graph.rdf.query import Limits
    from khorasan_graph.rdf.query import query as answer_query

    if listed:
        return _list(root, output_format)
    text, where, named = _text(asked, name, root)
    if shown:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return ExitCode.DONE
    if not (0 < timeout <= 86_400 and max_rows > 0 and max_memory > 0):
        raise CommandError("limits are greater than 0, and a day at the most", ExitCode.NOT_UNDERSTOOD)
    limits = Limits(timeout=timeout, max_rows=max_rows, memory=max_memory * 1024 * 1024)
    try:
        form = admit(text)
        if output_format not in FITTING[form]:
            fitting = ", ".join(one.value for one in FITTING[form])
            raise CommandError(f"the answer to {form} is printed as {fitting}", ExitCode.NOT_UNDERSTOOD)
        if endpoint is not None and (types or signs or statuses or as_of or min_credibility is not None):
            raise CommandError(
                "a store is asked for all that it holds: --as-of, --type, --sign, --status and --min-credibility "
                "choose what `khorasan-graph publish` puts there",
                ExitCode.NOT_UNDERSTOOD,
            )
        base = options.load_base(root) if endpoint is None or settings else None
        if settings and base is not None:
            text = _bound(base, text, settings)
        doubt = ""
        if endpoint is not None:
            answer = _remote(endpoint, text, limits)
        else:
            assert base is not None
            chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
            answer = answer_query(narrow(base, chosen), text, limits, chosen)
            doubt = _may_hold(base, chosen)
    except QueryTooBigError as error:
        raise CommandError(_pointed(error, text, where), ExitCode.LIMIT) from None
    except QueryError as error:
        raise CommandError(_pointed(error, text, where), ExitCode.NOT_UNDERSTOOD) from None
    _print(answer, output_format, raw_csv)
    if answer.limit is not None:
        say(_stopped(answer, limits))
        return ExitCode.LIMIT
    if answer.boolean is None:
        say(_count(answer))
    if doubt:
        say(doubt)
    if named is not None and named.caveat:
        say(f"Caveat: {named.caveat}")
    if named is None and is_careless(text):
        say(
            "this query reads ties by kg:subject or kg:object and does not ask for their kg:status: "
            "what is contested or denied may stand in the answer unmarked"
        )
    return ExitCode.DONE if answer else ExitCode.NO


def _may_hold(base: KnowledgeBase, chosen: Selection) -> str:
    """How many of the ties asked over are not known to hold on the date; empty without a date, or if all are."""
    from khorasan_graph.model.words import day, many

    asked = [chosen.activity(tie) for tie in chosen.relations(base)]
    may = asked.count("possible")
    if chosen.as_of is None or not may:
        return ""
    ties, when = many(len(asked), "tie"), day(chosen.as_of)
    return (
        f"asked over {ties}, of which {may:,} may hold as of {when} and are not known to: "
        "a row does not say which; kg:knownFrom and kg:knownTo do"
    )


def _bound(base: KnowledgeBase, text: str, settings: list[str]) -> str:
    from khorasan_graph.rdf.parameters import bind

    return bind(base, text, _values(settings), lambda value: options.entity(base, value))


def _remote(endpoint: str, text: str, limits: Limits) -> Answer:
    """What a store answers.

    Raises:
        CommandError: if the address is none, or the store gives no answer.
        QueryError: if the query is refused or not understood, which is found out before it is sent.
    """
    from khorasan_graph.cli.publish import address_of, client_for
    from khorasan_graph.stores.asking import ask
    from khorasan_graph.stores.client import StoreError

    where = address_of("--endpoint", endpoint)
    client = client_for(where, limits.timeout)
    try:
        return ask(client, where, text, limits)
    except StoreError as error:
        raise CommandError(clean(str(error)), ExitCode.IO) from None


def _text(asked: str | None, name: str | None, root: Path | None) -> tuple[str, str, NamedQuery | None]:
    """The query that the arguments name, what to call it in a message, and its entry if it is of the library."""
    if (asked is None) == (name is None):
        raise CommandError(
            "give a file, - or a query, or the name of one with --name; `khorasan-graph query --list` lists them",
            ExitCode.NOT_UNDERSTOOD,
        )
    if name is not None:
        known = _library(root)
        if name not in known:
            from khorasan_graph.authoring.values import near

            hint = near(name, known) or "`khorasan-graph query --list` lists them"
            raise CommandError(f"the library has no query `{clean(name)}`; {hint}", ExitCode.NOT_UNDERSTOOD)
        return known[name].text, f"{name}.rq", known[name]
    assert asked is not None
    if asked == "-":
        return _decoded(sys.stdin.buffer.read(_most() + 1), "standard input"), "standard input", None
    if _LOOKS_LIKE_A_QUERY.match(asked):
        return asked, "query", None
    try:
        with open(asked, "rb") as file:
            return _decoded(file.read(_most() + 1), asked), clean(asked), None
    except (OSError, ValueError) as error:
        if _MAY_BE_A_QUERY.match(asked):
            return asked, "query", None
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        hint = f"; the library has a query of that name: `--name {asked}`" if asked in _library(root) else ""
        raise CommandError(f"cannot read `{clean(asked)}`: {reason}{hint}", ExitCode.IO) from None


def _most() -> int:
    from khorasan_graph.rdf.gate import LONGEST_QUERY

    return LONGEST_QUERY


def _decoded(content: bytes, where: str) -> str:
    try:
        # Cut off in the middle of a letter, it is too long anyway, and the gate says so.
        return content.decode("utf-8-sig", "replace" if len(content) > _most() else "strict")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{clean(where)} is not UTF-8 text (byte {error.start + 1})", ExitCode.NOT_UNDERSTOOD
        ) from None


def _library(root: Path | None) -> dict[str, NamedQuery]:
    """The project's own queries; where it has no folder of them, those that come with the program."""
    from khorasan_graph.project import shipped_root
    from khorasan_graph.rdf.library import FOLDER, read_library

    own = options.project_root(root) / FOLDER
    return read_library(own if own.is_dir() else shipped_root() / FOLDER)


def _list(root: Path | None, output_format: AnswerFormat) -> int:
    known = _library(root)
    if output_format is AnswerFormat.json:
        out_json(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "answers": one.answers,
                    "caveat": one.caveat,
                    "settings": dict(one.settings),
                }
                for one in known.values()
            ]
        )
        return ExitCode.DONE
    for one in known.values():
        out(f"{one.name}")
        out(f"    {clean(one.title)}")
        for setting, what in one.settings:
            out(f"    --set {setting}=...  {clean(what)}")
    return ExitCode.DONE


def _values(settings: Sequence[str]) -> dict[str, list[str]]:
    """What `--set` says, by name; several values for one name mean any of them."""
    found: dict[str, list[str]] = {}
    for one in settings:
        key, sign, value = one.partition("=")
        if not sign or not key.strip():
            raise CommandError(f"`--set {clean(one)}`: write NAME=VALUE", ExitCode.NOT_UNDERSTOOD)
        found.setdefault(key.strip().removeprefix("?"), []).append(value)
    return found


def _pointed(error: QueryError, text: str, where: str) -> str:
    """A fault of a query with its line and a mark under its place."""
    told = clean(str(error))
    if error.line is None or error.column is None:
        return f"{told}{f'; {clean(error.hint)}' if error.hint else ''}"
    lines = text.split("\n")
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    begin = max(0, error.column - 1 - 80)
    gutter = f"   {error.line} | "
    before = clean(line[begin : error.column - 1])
    shown = [
        f"{where}:{error.line}:{error.column}: {told}",
        f"{gutter}{clean(line[begin : begin + 160])}",
        f"{' ' * (len(gutter) - 2)}| {' ' * width(before)}^",
    ]
    if error.hint:
        shown.append(f"{' ' * (len(gutter) - 2)}= hint: {clean(error.hint)}")
    return "\n".join(shown)


def _stopped(answer: Answer, limits: Limits) -> str:
    """Which limit ended a query, how much had been found, and how to go on."""
    if answer.limit == "rows":
        return f"the answer is partial: stopped after {_count(answer)}; allow more with --max-rows, or ask for less"
    why, how = {
        "time": (f"stopped after {limits.timeout:g} seconds", "allow more with --timeout, or ask for less"),
        "memory": (
            f"stopped: it wanted more than {limits.memory // 1024**2:,} MiB of memory beyond the data",
            "ask for less, or allow more with --max-memory",
        ),
        "size": (f"stopped: the answer is longer than {limits.answer // 1024**2:,} MiB", "ask for less"),
        "depth": ("stopped: the query is nested too deeply", "write it with fewer brackets"),
        "store": ("the store has a limit of its own and stopped", "ask for less"),
    }[str(answer.limit)]
    found = f"the answer is partial, {_count(answer)}" if answer.rows else "no answer was found until then"
    return f"{why}: {found}; {how}"


def _count(answer: Answer) -> str:
    noun = "row" if answer.form == "SELECT" else "triple"
    if not answer.rows:
        return f"no {noun}: nothing on record answers this"
    return f"{len(answer.rows):,} {noun}{'' if len(answer.rows) == 1 else 's'}"


def _print(answer: Answer, output_format: AnswerFormat, raw: bool) -> None:
    if answer.form == "ASK":
        if output_format is AnswerFormat.json and answer.boolean is not None:
            out_json(answer.json)
        elif answer.boolean is not None:
            out("yes" if answer.boolean else "no")
    elif answer.form == "SELECT":
        if output_format is AnswerFormat.json:
            out_json(answer.json)
        elif output_format is AnswerFormat.csv:
            sys.stdout.write(csv_text(answer, raw))
        else:
            for line in table(answer):
                out(line)
    elif output_format is AnswerFormat.json:
        found = json.loads(answer.serialized("jsonld"))
        # To whoever reads JSON-LD the two say the same: a key without a meaning is left out of account.
        out_json(found if answer.limit is None else {"partial": True, "@graph": found})
    else:
        sys.stdout.write(answer.serialized("ntriples" if output_format is AnswerFormat.ntriples else "turtle"))


def csv_text(answer: Answer, raw: bool) -> str:
    """The answer in the SPARQL 1.1 results format in CSV.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, unless `raw` is set.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(answer.variables)
    for row in answer.rows:
        writer.writerow(["" if term is None else _cell(term, raw) for term in row])
    return stream.getvalue()


def _cell(term: Term, raw: bool) -> str:
    if term.type != "literal":
        return term.value if term.type == "uri" else term.short
    is_number = not isinstance(term.python, str)
    return f"'{term.value}" if term.value.startswith(_FORMULA) and not raw and not is_number else term.value


def table(answer: Answer) -> Iterator[str]:
    """The rows in columns, IRIs by their prefixes; columns of numbers stand to the right."""
    if not answer.variables:
        return
    cells = [["" if term is None else clean(term.short) for term in row] for row in answer.rows]
    widths = [
        max(width(name), *(width(row[column]) for row in cells)) if cells else width(name)
        for column, name in enumerate(answer.variables)
    ]
    numeric = [
        any(row[column] for row in answer.rows)
        and all(row[column] is None or _is_number(row[column]) for row in answer.rows)
        for column in range(len(widths))
    ]
    yield _line(answer.variables, widths, numeric)
    yield "  ".join("-" * size for size in widths)
    for row in cells:
        yield _line(row, widths, numeric)


def _is_number(term: Term | None) -> bool:
    return term is not None and isinstance(term.python, (int, float, Decimal)) and not isinstance(term.python, bool)


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = [
        " " * (size - width(cell)) + cell if right else cell + " " * (size - width(cell))
        for cell, size, right in zip(cells, widths, numeric, strict=True)
    ]
    return "  ".join(padded).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: marks take none, East Asian wide letters two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
