"""`path`, `links`, `show` and `find`: questions to the graph, answered in text for a report or as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json, say

if TYPE_CHECKING:
    from khorasan_graph.graph.links import LinksAnswer
    from khorasan_graph.graph.paths import Path, PathAnswer
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.records import Relation
    from khorasan_graph.model.selection import Selection

EntityName = Annotated[str, typer.Argument(help="An id, or any recorded name.")]
Through = Annotated[
    list[str] | None,
    typer.Option("--through", help="Also pass through a place, event or state; repeatable, or place,event,state."),
]


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="An id, or any recorded name.")],
    end: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    root: options.Root = None,
    k: Annotated[int, typer.Option("-k", help="How many paths at the most (1 to 50).")] = 5,
    max_hops: Annotated[int, typer.Option("--max-hops", help="How many hops at the most (1 to 12).")] = 6,
    through: Through = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """How A and B are linked: the best paths, every hop with its ties, their claims and their sources."""
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers import path_json, relation_json
    from khorasan_graph.graph.paths import search

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    first, last = options.entity(base, start), options.entity(base, end)
    try:
        answer = search(base, first, last, chosen, k=k, max_hops=max_hops, through=passages(through))
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    aside = _not_followed(base, first, last, chosen)
    if output_format is options.Format.json:
        out_json({**path_json(base, answer), "not_followed": [relation_json(base, tie, chosen) for tie in aside]})
    else:
        _print_paths(base, answer, aside)
    if not answer.complete:
        say("the time limit was reached: there may be more paths")
        return ExitCode.LIMIT
    return ExitCode.DONE if answer.paths else ExitCode.NO


def passages(through: list[str] | None) -> frozenset[str]:
    """The words of `--through`, given one by one or joined by commas."""
    return frozenset(word.strip() for text in through or () for word in text.split(",") if word.strip())


def _not_followed(base: KnowledgeBase, start: str, end: str, chosen: Selection) -> list[Relation]:
    """Ties between the two themselves that no path shows, for they are denied, or of conflict and nobody asked for it.

    Whoever asks how two enemies are linked must not read of a common friend alone.
    """
    every_sign = replace(chosen, signs=frozenset())
    return [
        relation
        for relation in base.relations_of.get(start, ())
        if any({one, other} == {start, end} for one, other, _ in base.edges(relation))
        and (
            relation.status == "denied"
            or (not chosen.signs and base.relation_class(relation).sign == "-" and every_sign.admits(base, relation))
        )
    ]


def _print_paths(base: KnowledgeBase, answer: PathAnswer, aside: list[Relation]) -> None:
    from khorasan_graph.cli import words

    pair = f"{words.titled(base, answer.start)} and {words.titled(base, answer.end)}"
    when = f" as of {words.day(answer.selection.as_of)}" if answer.selection.as_of else ""
    count = len(answer.paths)
    if count:
        found = f"the {count} best paths (`-k` for more)" if count == answer.k > 1 else _many(count, "path")
        out(f"{pair}{when}: {found}{', best first' if 1 < count < answer.k else ''}.")
    elif answer.complete:
        within = _many(answer.max_hops, "hop")
        out(f"No link is recorded between {pair}{when}, in up to {within} under these filters.")
        out("That none is recorded does not mean that there is none.")
        for relaxation in answer.relaxations:
            text = relaxation.text
            offer = f"W{text[1:]}" if text.startswith("without") else f"With {text}"
            out(f"{offer} there is a path of {_many(relaxation.length, 'hop')}.")
    shown: dict[str, str] = {}
    for number, one in enumerate(answer.paths, start=1):
        out()
        _print_path(base, answer, one, number, shown)
    if aside:
        out()
        out("Recorded between the two, and not followed as a link:")
        for relation in aside:
            for line in words.tie_lines(base, relation, answer.selection):
                out(f"  {line}")
    ties = (tie for one in answer.paths for hop in one.hops for tie in hop.relations)
    for line in words.source_lines(base, _sources_of([*ties, *aside])):
        out(line)


def _sources_of(ties: Iterable[Relation]) -> set[str]:
    return {claim.source for tie in ties for claim in tie.claims}


def _print_path(base: KnowledgeBase, answer: PathAnswer, found: Path, number: int, shown: dict[str, str]) -> None:
    """Print one path; the claims of a tie that stands further up (by id, where) are not repeated."""
    from khorasan_graph.cli import words
    from khorasan_graph.graph.paths import misfits

    when = f"as of {words.day(answer.selection.as_of)}"
    out(f"Path {number}: {_many(len(found.hops), 'hop')}, weakest credibility {words.credibility(found.weakest)}")
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


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def find(
    text: Annotated[str, typer.Argument(help="A name in any spelling or script, or a part of one.")],
    root: options.Root = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Look a name up: everything it may mean, and why."""
    from khorasan_graph.cli import words
    from khorasan_graph.model.lookup import find as look_up

    base = options.load_base(root)
    matches = look_up(base, text)
    reasons = {
        "id": "is its id",
        "name": "is a name of it",
        "spelling": "is a spelling of",
        "part": "is part of",
        "like": "is like",
    }
    sure = any(match.how != "like" for match in matches)
    if output_format is options.Format.json:
        out_json(
            {
                "text": text,
                "matches": [
                    {
                        "id": match.entity,
                        "name": base.entities[match.entity].name,
                        "type": base.entities[match.entity].type,
                        "matched": match.name,
                        "how": match.how,
                    }
                    for match in matches
                ],
            }
        )
        return ExitCode.DONE if sure else ExitCode.NO
    if not sure:
        out(f"Nothing is called `{clean(text)}`." + (" Did you mean one of these?" if matches else ""))
    for match in matches:
        entity = base.entities[match.entity]
        why = reasons[match.how] + (f" `{clean(match.name)}`" if match.how in ("spelling", "part", "like") else "")
        out(f"{match.entity}  {clean(entity.name)} ({words.entity_class(base, entity)}): `{clean(text)}` {why}")
    return ExitCode.DONE if sure else ExitCode.NO


def links(
    entity: EntityName,
    root: options.Root = None,
    hops: Annotated[int, typer.Option("--hops", help="How far (1 to 12).")] = 1,
    through: Through = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Everyone linked to an entity, by distance and by kind of tie; rivals too, and denied ties apart."""
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers import links_json
    from khorasan_graph.graph.links import links as linked

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    centre = options.entity(base, entity)
    try:
        answer = linked(base, centre, chosen, hops=hops, through=passages(through))
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(links_json(base, answer))
    else:
        _print_links(base, answer)
    return ExitCode.DONE if answer.groups or answer.denied else ExitCode.NO


def _print_links(base: KnowledgeBase, answer: LinksAnswer) -> None:
    from khorasan_graph.cli import words

    when = f" as of {words.day(answer.selection.as_of)}" if answer.selection.as_of else ""
    centre = words.titled(base, answer.entity)
    if not answer.groups and not answer.denied:
        out(f"No link of {centre} is recorded{when} under these filters.")
    else:
        within = f" within {_many(answer.hops, 'hop')}" if answer.hops > 1 else ""
        out(f"{centre} is linked to {_many(len(answer.entities), 'other')}{within}{when}.")
    distance = 0
    for group in answer.groups:
        if group.distance != distance:
            distance = group.distance
            if answer.hops > 1:
                out()
                out(f"At {_many(distance, 'hop')}")
        cls = base.vocabulary.relation_classes[group.type]
        out()
        out(f"{cls.label.capitalize()} ({cls.family.lower()}, {cls.sign})")
        for relation in dict.fromkeys(link.relation for link in group.links):
            for line in words.tie_lines(base, relation, answer.selection):
                out(f"  {line}")
    if answer.denied:
        out()
        out("Denied, and asserted by nobody: no links")
        for relation in dict.fromkeys(link.relation for link in answer.denied):
            for line in words.tie_lines(base, relation):
                out(f"  {line}")
    counts = [
        f"{number} {what}"
        for number, what in (
            (answer.contested, "contested"),
            (answer.undated, "without dates of their own"),
            (answer.possible, f"not known to hold{when}, but that may"),
            (answer.hidden, "hidden by the filters"),
        )
        if number
    ]
    if counts:
        out()
        out(f"Ties: {', '.join(counts)}.")
    shown = [link.relation for group in answer.groups for link in group.links]
    for line in words.source_lines(base, _sources_of([*shown, *(link.relation for link in answer.denied)])):
        out(line)
