"""Options that several commands share, and what follows from them: the project, the selection, the entities named."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, say

if TYPE_CHECKING:
    from khorasan_graph.authoring.load import Loaded
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.selection import Selection


class Format(StrEnum):
    """How a result is printed."""

    text = "text"
    json = "json"


def complete_entity(incomplete: str) -> list[tuple[str, str]]:
    """For the shell: the ids and one-word names that begin with what was typed, each with the name shown."""
    from khorasan_graph import project

    try:
        base = project.load(project_root(None), today=today()).knowledge_base
    except OSError:
        base = None
    if base is None:
        return []
    typed = incomplete.lower()
    found: dict[str, str] = {}
    for entity in base.entities.values():
        for word in (entity.id, *entity.all_names):
            if word.lower().startswith(typed) and word.isascii() and word.replace("-", "").isalnum():
                found.setdefault(word, clean(entity.name))
    return sorted(found.items())


def complete_type(incomplete: str) -> list[tuple[str, str]]:
    """For the shell: the types and families of ties that begin with what was typed."""
    from khorasan_graph import project

    try:
        vocabulary, _ = project.load_vocabulary(project_root(None))
    except OSError:
        vocabulary = None
    classes = vocabulary.relation_classes.values() if vocabulary is not None else ()
    return [(cls.name, cls.label) for cls in classes if cls.name.lower().startswith(incomplete.lower())]


def complete_sign(incomplete: str) -> list[tuple[str, str]]:
    signs = (("+", "cooperation"), ("-", "conflict"), ("0", "neither"), ("any", "all of them"))
    return [sign for sign in signs if sign[0].startswith(incomplete)]


def complete_status(incomplete: str) -> list[tuple[str, str]]:
    from khorasan_graph.model.words import STATUS

    return [(status, meaning) for status, meaning in STATUS.items() if status.startswith(incomplete.lower())]


Root = Annotated[
    Path | None,
    typer.Option("--root", help="The project's folder; left out, the nearest with graph_data/, else the shipped data."),
]
As = Annotated[Format, typer.Option("--format", help="Text to read, or one JSON document.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Ties that hold or may hold then (EDTF: 2017, 2017-08).")]
During = Annotated[
    str | None, typer.Option("--during", help="Ties that hold or may hold at some time from A to B: 2014/2016.")
]
Types = Annotated[
    list[str] | None,
    typer.Option("--type", help="Only this type of tie, or family; repeatable.", autocompletion=complete_type),
]
Signs = Annotated[
    list[str] | None,
    typer.Option("--sign", help="Only ties of this sign: +, -, 0, or any; repeatable.", autocompletion=complete_sign),
]
Statuses = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        help="Only ties of this status: corroborated, reported, contested, denied; repeatable.",
        autocompletion=complete_status,
    ),
]
MinCredibility = Annotated[
    int | None,
    typer.Option("--min-credibility", help="Only ties that some claim asserts with this grade or better (1 is best)."),
]


def today() -> date:
    """The day against which dates lie in the future; SOURCE_DATE_EPOCH fixes it for reproducible builds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch and epoch.isdecimal() else datetime.now(UTC).date()


def project_root(root: Path | None) -> Path:
    """The project that a command is about."""
    from khorasan_graph.project import find_root

    return find_root(Path.cwd()) if root is None else root


def load(root: Path | None) -> Loaded:
    """Load the project, whatever state its data are in."""
    import gc

    from khorasan_graph import project

    loaded = project.load(project_root(root), today=today())
    # The data live as long as the process: looking for garbage among them takes half as long as writing them out.
    gc.freeze()
    return loaded


def load_base(root: Path | None) -> KnowledgeBase:
    """Load the project for a question.

    Raises:
        CommandError: if its data have errors, for then no answer can be trusted.
    """
    from khorasan_graph.cli.diagnostics import exit_code, summary, text_report

    loaded = load(root)
    if loaded.knowledge_base is not None:
        return loaded.knowledge_base
    errors = [item for item in loaded.diagnostics if item.severity == "error"]
    for line in text_report(errors[:5], loaded.texts):
        say(line)
    more = f"; {len(errors) - 5} more: run `khorasan-graph check`" if len(errors) > 5 else ""
    raise CommandError(f"no answer: the data have errors ({summary(loaded.diagnostics)}{more})", exit_code(errors))


def date_asked(as_of: str | None, during: str | None) -> str | None:
    """The date or the span that a question is about.

    Raises:
        CommandError: if both were given, or the span is none.
    """
    if during is None:
        return as_of
    if as_of is not None:
        raise CommandError("--as-of and --during exclude each other", ExitCode.NOT_UNDERSTOOD)
    if not all(during.partition("/")):
        raise CommandError(f"`{clean(during)}` is not a span: write 2014/2016", ExitCode.NOT_UNDERSTOOD)
    return during


def selection(
    base: KnowledgeBase,
    types: list[str] | None,
    signs: list[str] | None,
    statuses: list[str] | None,
    as_of: str | None,
    min_credibility: int | None,
) -> Selection:
    """The selection that the options ask for.

    Raises:
        CommandError: if one of them cannot be understood.
    """
    from khorasan_graph.model.selection import SelectionError, select

    try:
        return select(
            base.vocabulary,
            types=types or (),
            signs=signs or (),
            statuses=statuses or (),
            as_of=as_of,
            min_credibility=min_credibility,
        )
    except SelectionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None


def entity(base: KnowledgeBase, text: str) -> str:
    """The one entity that an argument names.

    Raises:
        CommandError: if nothing or more than one thing is called so; the candidates are listed.
    """
    from khorasan_graph.model.lookup import AmbiguousNameError, UnknownNameError, resolve

    try:
        return resolve(base, text)
    except AmbiguousNameError as error:
        say(f"`{clean(text)}` may mean:")
        for match in error.candidates:
            found = base.entities[match.entity]
            say(f"  {match.entity}  {clean(found.name)} ({base.vocabulary.entity_classes[found.type].label})")
        raise CommandError("say which by its id", ExitCode.NOT_UNDERSTOOD) from None
    except UnknownNameError as error:
        raise CommandError(clean(str(error)), ExitCode.NOT_UNDERSTOOD) from None
