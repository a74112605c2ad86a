"""`timeline`, `history`, `between`, `changes` and `lineage`: questions about what was when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, out_json

if TYPE_CHECKING:
    from khorasan_graph.graph.moments import FateEvent
    from khorasan_graph.graph.timeline import Timeline
    from khorasan_graph.model.dates import EdtfDate
    from khorasan_graph.model.knowledge_base import KnowledgeBase

EntityName = Annotated[str, typer.Argument(metavar="A", help="An id, or any recorded name.")]
OtherName = Annotated[str, typer.Argument(metavar="B", help="Another.")]


def timeline(
    entity: EntityName,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """One entity in time: what began, ended and happened, each with its evidence; sightings apart."""
    from khorasan_graph.cli import telling, words
    from khorasan_graph.graph.answers_time import timeline_json
    from khorasan_graph.graph.timeline import timeline as timeline_of

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    answer = timeline_of(base, options.entity(base, entity), chosen)
    anything = answer.entries or answer.seen or answer.numbers or answer.alive or answer.undated_fates
    if output_format is options.Format.json:
        out_json(timeline_json(base, answer))
    else:
        for line in telling.timeline_lines(base, answer):
            out(line)
        if not anything:
            out("Nothing is recorded of it under these filters.")
        for line in words.source_lines(base, _used(base, answer)):
            out(line)
    return ExitCode.DONE if anything or answer.denied else ExitCode.NO


def _used(base: KnowledgeBase, answer: Timeline) -> set[str]:
    """The sources of everything in a timeline."""
    from khorasan_graph.cli import words

    ties = [tie for entry in answer.entries for tie in entry.relations]
    used = words.sources_of([*ties, *(seen.relation for seen in answer.seen), *answer.denied])
    fates = [entry.fate for entry in answer.entries if entry.fate is not None]
    used |= _fate_sources([*fates, *answer.alive, *answer.undated_fates])
    used |= {number.claim.source for number in answer.numbers}
    used |= {entry.name.source for entry in answer.entries if entry.name is not None and entry.name.source}
    if any(entry.kind in ("comes_into_being", "comes_to_an_end") for entry in answer.entries):
        used |= set(base.entities[answer.entity].sources)
    return used


def _fate_sources(events: list[FateEvent]) -> set[str]:
    return {fact.claim.source for event in events for fact in (*event.facts, *event.against)}


def between(
    start: EntityName,
    end: OtherName,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """The dossier of two: every tie that names both, by kind, conflicting claims and common events included."""
    from khorasan_graph.cli import telling, words
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers_time import between_json
    from khorasan_graph.graph.between import between as dossier_of

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    try:
        answer = dossier_of(base, options.entity(base, start), options.entity(base, end), chosen)
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(between_json(base, answer))
    else:
        for line in telling.dossier_lines(base, answer):
            out(line)
        if answer.is_empty:
            out("That nothing is recorded does not mean that there is nothing; `path` looks for links over others.")
        shared = [tie for event in (*answer.events, *answer.denied_events) for tie in event.ties]
        used = words.sources_of([*answer.ties, *answer.all_denied, *shared])
        used |= {saying.claim.source for saying in answer.sayings}
        for line in words.source_lines(base, used):
            out(line)
    return ExitCode.NO if answer.is_empty else ExitCode.DONE


def history(
    start: EntityName,
    end: OtherName,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Two in time: what began, what was seen and who says so, what was denied and what ended, date by date."""
    from khorasan_graph.cli import telling, words
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers_time import history_json
    from khorasan_graph.graph.between import history as history_of

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    try:
        answer = history_of(base, options.entity(base, start), options.entity(base, end), chosen)
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(history_json(base, answer))
    else:
        for line in telling.history_lines(base, answer):
            out(line)
        moments = (*answer.moments, *answer.denied)
        for line in words.source_lines(base, {claim.source for moment in moments for claim in moment.claims}):
            out(line)
    return ExitCode.DONE if answer.moments or answer.denied else ExitCode.NO


def changes(
    from_date: Annotated[str, typer.Option("--from", metavar="DATE", help="The earlier date (EDTF: 2017, 2017-08).")],
    to_date: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The later date; left out, the newest date of the sources."),
    ] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="A", help="Only what touches this entity.")] = None,
    root: options.Root = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """What changed between two dates: what is known to have, what may have, and what was merely seen."""
    from khorasan_graph.cli import words
    from khorasan_graph.cli.turns import changes_lines
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers_time import changes_json
    from khorasan_graph.graph.changes import changes as changed

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, None, min_credibility)
    centre = options.entity(base, of) if of is not None else None
    try:
        answer = changed(base, _date(from_date, "--from"), _later(base, to_date), chosen, of=centre)
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(changes_json(base, answer))
    else:
        for line in changes_lines(base, answer):
            out(line)
        later = answer.unchanged.later if answer.of is not None else ()
        used = words.sources_of([*(change.relation for change in answer.ties), *answer.denied, *later])
        used |= _fate_sources([found.event for found in answer.fates])
        used |= {source for found in answer.lives for source in base.entities[found.entity].sources}
        for line in words.source_lines(base, used):
            out(line)
    return ExitCode.NO if answer.is_empty else ExitCode.DONE


def _date(text: str, option: str) -> EdtfDate:
    from khorasan_graph.model.selection import SelectionError, as_of_date

    try:
        when = as_of_date(text)
    except SelectionError as error:
        raise CommandError(f"{option}: {error}", ExitCode.NOT_UNDERSTOOD) from None
    assert when is not None
    return when


def _later(base: KnowledgeBase, text: str | None) -> EdtfDate:
    """The later date; by default the last day that the newest source can mean, as far as the data go."""
    if text is not None:
        return _date(text, "--to")
    newest = base.newest_date
    if newest is None or newest.latest is None:
        raise CommandError("no source has a date; say --to which date", ExitCode.NOT_UNDERSTOOD)
    return _date(newest.latest.isoformat(), "--to")


def lineage(
    entity: EntityName,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Where an organization comes from and what came of it: splits, mergers, successions, branches, as a tree."""
    from khorasan_graph.cli import words
    from khorasan_graph.cli.descent import lineage_lines
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers_time import lineage_json
    from khorasan_graph.graph.lineage import lineage as lineage_of

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    try:
        answer = lineage_of(base, options.entity(base, entity), chosen)
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    found = bool(answer.ancestors or answer.descendants)
    if output_format is options.Format.json:
        out_json(lineage_json(base, answer))
    else:
        for line in lineage_lines(base, answer):
            out(line)
        if not found:
            out()
            out("No descent of it is recorded under these filters; that none is recorded does not mean that none is.")
        ties = (*answer.ties, *answer.same, *answer.joined, *answer.sides, *answer.denied)
        for line in words.source_lines(base, words.sources_of(ties)):
            out(line)
    return ExitCode.DONE if found else ExitCode.NO
