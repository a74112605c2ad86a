"""`path`: how two are linked, or one with many, hop by hop and with all evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.ask import Through, passages
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.graph.paths import Path, PathAnswer
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.selection import Selection

Via = Annotated[
    list[str] | None,
    typer.Option("--via", help="Only paths through this entity; repeatable.", autocompletion=options.complete_entity),
]
NotVia = Annotated[
    list[str] | None,
    typer.Option("--not-via", help="No path through this one; repeatable.", autocompletion=options.complete_entity),
]


def path(
    start: Annotated[
        str,
        typer.Argument(metavar="A", help="An id, or any recorded name.", autocompletion=options.complete_entity),
    ],
    end: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="Another; or use --to-all.", autocompletion=options.complete_entity),
    ] = None,
    root: options.Root = None,
    to_all: Annotated[
        str | None, typer.Option("--to-all", help="The best path to each entity of a class: class=Branch.")
    ] = None,
    k: Annotated[
        int | None, typer.Option("-k", help="How many paths at the most; left out, 5 (--length: all).")
    ] = None,
    max_hops: Annotated[
        int | None, typer.Option("--max-hops", help="How many hops at the most (1 to 12); left out, 6.")
    ] = None,
    length: Annotated[int | None, typer.Option("--length", help="Paths of exactly so many hops.")] = None,
    through: Through = None,
    via: Via = None,
    not_via: NotVia = None,
    as_of: options.AsOf = None,
    during: options.During = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    time_limit: Annotated[float, typer.Option("--time-limit", min=0.1, help="Seconds to search for.")] = 5.0,
    output_format: options.As = options.Format.text,
) -> int:
    """How A and B are linked: the best paths, every hop with its ties, their claims and their sources."""
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers import path_json
    from khorasan_graph.graph.paths import MAX_PATHS, search, search_all

    if (end is None) == (to_all is None):
        raise CommandError("name two entities, or one and --to-all class=NAME", ExitCode.NOT_UNDERSTOOD)
    if max_hops is not None and length is not None:
        raise CommandError("--length says how many hops: --max-hops is not for it", ExitCode.NOT_UNDERSTOOD)
    most = 6 if max_hops is None else max_hops
    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, options.date_asked(as_of, during), min_credibility)
    first = options.entity(base, start)
    through_these = tuple(options.entity(base, name) for name in via or ())
    not_through = tuple(options.entity(base, name) for name in not_via or ())
    try:
        if end is None:
            if k is not None or length is not None:
                raise CommandError("-k and --length are for two entities", ExitCode.NOT_UNDERSTOOD)
            answers = search_all(
                base,
                first,
                entities_of(base, to_all or ""),
                chosen,
                max_hops=most,
                through=passages(through),
                via=through_these,
                not_via=not_through,
                seconds=time_limit,
            )
            return _to_all(base, first, to_all or "", answers, chosen, output_format)
        answer = search(
            base,
            first,
            options.entity(base, end),
            chosen,
            k=k if k is not None else 5 if length is None else MAX_PATHS,
            max_hops=most,
            length=length,
            through=passages(through),
            via=through_these,
            not_via=not_through,
            seconds=time_limit,
        )
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(path_json(base, answer))
    else:
        _print_paths(base, answer)
    if not answer.complete:
        say("the time limit was reached: there may be more paths")
        return ExitCode.LIMIT
    return ExitCode.DONE if answer.paths else ExitCode.NO


def entities_of(base: KnowledgeBase, wanted: str) -> tuple[str, ...]:
    """The entities that `class=NAME` names: those of the class or of one below it.

    Raises:
        CommandError: for anything else, with the classes that there are.
    """
    key, _, name = wanted.partition("=")
    classes = base.vocabulary.entity_classes
    found = next((cls for cls in classes if cls.lower() == name.strip().lower()), None)
    if key.strip() != "class" or found is None:
        known = ", ".join(sorted(classes))
        raise CommandError(f"`{wanted}` is not class=NAME; the classes are {known}", ExitCode.NOT_UNDERSTOOD)
    within = {cls.name for cls in classes.values() if found in (cls.name, *cls.ancestors)}
    return tuple(entity.id for entity in base.entities.values() if entity.type in within)


def _to_all(
    base: KnowledgeBase,
    start: str,
    wanted: str,
    answers: Sequence[PathAnswer],
    chosen: Selection,
    output_format: options.Format,
) -> int:
    from khorasan_graph.cli import words
    from khorasan_graph.graph.answers import paths_to_all_json

    complete = all(answer.complete for answer in answers)
    found = [answer for answer in answers if answer.paths]
    if output_format is options.Format.json:
        out_json(paths_to_all_json(base, start, wanted, answers))
    else:
        when = f" as of {words.day(chosen.as_of)}" if chosen.as_of else ""
        out(f"{words.titled(base, start)}{when}: a path to {len(found)} of {len(answers):,} ({wanted}).")
        for answer in found:
            best = answer.paths[0]
            out()
            out(f"{words.titled(base, answer.end)}: {words.many(len(best.hops), 'hop')}, {_weakest(base, best)}")
            for number, hop in enumerate(best.hops, start=1):
                for relation in hop.relations:
                    sources = ", ".join(dict.fromkeys(claim.source for claim in relation.claims))
                    out(f"  {number}. {words.headline(base, relation, answer.selection)} [{sources}]")
        aside = {tie.id: tie for answer in answers for tie in answer.not_followed}
        if aside:
            out()
            out("Recorded between them themselves, and not followed as a link:")
            for relation in aside.values():
                sources = ", ".join(dict.fromkeys(claim.source for claim in relation.claims))
                out(f"  {words.headline(base, relation, chosen)} [{sources}]")
        if without := [answer for answer in answers if not answer.paths]:
            out()
            names = ", ".join(words.titled(base, answer.end) for answer in without)
            out(f"No link is recorded to {names}, {'under these filters' if complete else 'as far as was searched'}.")
        ties = [tie for answer in found for hop in answer.paths[0].hops for tie in hop.relations]
        for line in words.source_lines(base, words.sources_of([*ties, *aside.values()])):
            out(line)
    if not complete:
        say("the time limit was reached: there may be more and better paths")
        return ExitCode.LIMIT
    return ExitCode.DONE if found else ExitCode.NO


def _weakest(base: KnowledgeBase, found: Path) -> str:
    from khorasan_graph.cli import words

    grade = f"weakest credibility {words.credibility(found.weakest)}"
    if len(found.hops) == 1 or len(found.weakest_hops) == len(found.hops):
        return grade
    hops = [str(place + 1) for place in found.weakest_hops]
    return f"{grade}: hop {hops[0]}" if len(hops) == 1 else f"{grade}: hops {', '.join(hops[:-1])} and {hops[-1]}"


def _print_paths(base: KnowledgeBase, answer: PathAnswer) -> None:
    from khorasan_graph.cli import words
    from khorasan_graph.graph.answers import hops_words

    pair = f"{words.titled(base, answer.start)} and {words.titled(base, answer.end)}"
    when = f" as of {words.day(answer.selection.as_of)}" if answer.selection.as_of else ""
    count, k = len(answer.paths), answer.question.k
    if count:
        best = "the best path" if k == 1 else f"the {count} best paths"
        found = f"{best} (`-k` for more)" if count == k else words.many(count, "path")
        out(f"{pair}{when}: {found}{', best first' if 1 < count < k else ''}.")
    elif answer.complete:
        out(f"No link is recorded between {pair}{when}, {hops_words(answer)} under these filters.")
        out("That none is recorded does not mean that there is none.")
        for relaxation in answer.relaxations:
            text = relaxation.text
            offer = f"W{text[1:]}" if text.startswith("without") else f"With {text}"
            out(f"{offer} there is a path of {words.many(relaxation.length, 'hop')}.")
    if answer.not_followed:
        out()
        out("Recorded between the two themselves, and not followed as a link:")
        for relation in answer.not_followed:
            for line in words.tie_lines(base, relation, answer.selection):
                out(f"  {line}")
    shown: dict[str, str] = {}
    for number, one in enumerate(answer.paths, start=1):
        out()
        _print_path(base, answer, one, number, shown)
    ties = [tie for one in answer.paths for hop in one.hops for tie in hop.relations]
    for line in words.source_lines(base, words.sources_of([*ties, *answer.not_followed])):
        out(line)


def _print_path(base: KnowledgeBase, answer: PathAnswer, found: Path, number: int, shown: dict[str, str]) -> None:
    """Print one path; the claims of a tie that stands further up (by id, where) are not repeated."""
    from khorasan_graph.cli import words
    from khorasan_graph.graph.paths import misfits

    when = f"as of {words.day(answer.selection.as_of)}"
    out(f"Path {number}: {words.many(len(found.hops), 'hop')}, {_weakest(base, found)}")
    out("  " + " - ".join(words.name(base, entity) for entity in found.entities))
    for position, hop in enumerate(found.hops, start=1):
        activities = {answer.selection.activity(relation) for relation in hop.relations}
        marks = "; contested" if hop.contested else ""
        marks += f"; not known to hold {when}" if activities == {"possible"} else ""
        out(f"  {position}. {words.name(base, hop.start)} - {words.name(base, hop.end)}{marks}")
        for relation in hop.relations:
            if relation.id in shown:
                out(f"     {words.headline(base, relation, answer.selection)}")
                out(f"         claims: see {shown[relation.id]}")
                continue
            shown[relation.id] = f"path {number}, hop {position}"
            for line in words.tie_lines(base, relation, answer.selection):
                out(f"     {line}")
    wrong = misfits(found)
    for one, other in wrong.pairs:
        out(f"  ! hops {one + 1} and {other + 1} cannot have held at the same time")
    if not wrong.pairs and not wrong.common_day:
        out("  ! there is no day on which all hops can have held")
