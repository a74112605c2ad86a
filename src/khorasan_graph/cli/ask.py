"""`links` and `find`: who is linked to somebody, what several have in common, and what a name may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, clean, out, out_json

if TYPE_CHECKING:
    from khorasan_graph.graph.common import CommonAnswer
    from khorasan_graph.graph.links import LinksAnswer
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.selection import Selection

Through = Annotated[
    list[str] | None,
    typer.Option("--through", help="Also pass through a place, event or state; repeatable, or place,event,state."),
]


def passages(through: list[str] | None) -> frozenset[str]:
    """The words of `--through`, given one by one or joined by commas."""
    return frozenset(word.strip() for text in through or () for word in text.split(",") if word.strip())


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
        "words": "stands, with other words between, in",
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
                        "why": match.why or reasons[match.how],
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
        why = reasons[match.how] + (f" `{clean(match.name)}`" if match.how not in ("id", "name") else "")
        why += f": {match.why}" if match.why else ""
        out(f"{match.entity}  {clean(entity.name)} ({words.entity_class(base, entity)}): `{clean(text)}` {why}")
    return ExitCode.DONE if sure else ExitCode.NO


def links(
    entities: Annotated[
        list[str],
        typer.Argument(
            metavar="A [B...]",
            help="An id, or any recorded name; of several, what they have in common.",
            autocompletion=options.complete_entity,
        ),
    ],
    root: options.Root = None,
    hops: Annotated[int, typer.Option("--hops", help="How far (1 to 12); for one entity only.")] = 1,
    through: Through = None,
    as_of: options.AsOf = None,
    during: options.During = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """Everyone linked to A, by distance and by kind of tie, rivals too; or what A, B, ... have in common."""
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers import links_json
    from khorasan_graph.graph.links import links as linked

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, options.date_asked(as_of, during), min_credibility)
    named = [options.entity(base, entity) for entity in entities]
    if len(named) > 1:
        if hops != 1 or through:
            raise CommandError("--hops and --through are for one entity", ExitCode.NOT_UNDERSTOOD)
        return _common(base, named, chosen, output_format)
    try:
        answer = linked(base, named[0], chosen, hops=hops, through=passages(through))
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
        within = f" within {words.many(answer.hops, 'hop')}" if answer.hops > 1 else ""
        out(f"{centre} is linked to {words.many(len(answer.entities), 'other')}{within}{when}.")
    distance = 0
    for group in answer.groups:
        if group.distance != distance:
            distance = group.distance
            if answer.hops > 1:
                out()
                out(f"At {words.many(distance, 'hop')}")
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
    for line in words.source_lines(base, words.sources_of([*shown, *(link.relation for link in answer.denied)])):
        out(line)


def _common(base: KnowledgeBase, named: list[str], chosen: Selection, output_format: options.Format) -> int:
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.answers import common_json
    from khorasan_graph.graph.common import common

    try:
        answer = common(base, named, chosen)
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    if output_format is options.Format.json:
        out_json(common_json(base, answer))
    else:
        _print_common(base, answer)
    return ExitCode.DONE if answer.among or answer.shared else ExitCode.NO


_KINDS = {
    "person": "People tied to several of them",
    "event": "Events tied to several of them",
    "place": "Places tied to several of them",
    "enemy": "Common enemies",
    "friend": "Groups and states on good terms with several of them",
    "other": "Groups and states tied to several of them in different ways",
}


def _print_common(base: KnowledgeBase, answer: CommonAnswer) -> None:
    from khorasan_graph.cli import words

    when = f" as of {words.day(answer.selection.as_of)}" if answer.selection.as_of else ""
    everyone = ", ".join(words.titled(base, entity) for entity in answer.entities)
    if not answer.among and not answer.shared:
        out(f"Nothing common to {everyone} is recorded{when} under these filters.")
        out("That nothing is recorded does not mean that there is nothing.")
    else:
        out(f"{everyone}{when}: {words.many(len(answer.among), 'tie')} among them, {len(answer.shared)} in common.")
        out("What two have in common is no link between them.")
    if answer.among:
        out()
        out("Ties among them")
        for relation in answer.among:
            for line in words.tie_lines(base, relation, answer.selection):
                out(f"  {line}")
    for kind, title in _KINDS.items():
        shared = [one for one in answer.shared if one.kind == kind]
        if shared:
            out()
            out(f"{title}: {len(shared)}")
        for one in shared:
            whom = "all" if len(one.ties) == len(answer.entities) > 2 else None
            names = whom or ", ".join(words.name(base, entity) for entity in one.with_whom)
            out(f"  {words.titled(base, one.entity)}, with {names}")
            for relation in dict.fromkeys(tie for _, ties in one.ties for tie in ties):
                for line in words.tie_lines(base, relation, answer.selection):
                    out(f"    {line}")
    if answer.denied:
        out()
        out("Denied between them, and asserted by nobody: no ties")
        for relation in answer.denied:
            for line in words.tie_lines(base, relation):
                out(f"  {line}")
    if answer.left_out:
        out()
        verb = "is" if answer.left_out == 1 else "are"
        out(f"{words.many(answer.left_out, 'tie')} of theirs with others {verb} only denied: left out.")
    ties = [*answer.among, *answer.denied, *(tie for one in answer.shared for _, mutual in one.ties for tie in mutual)]
    for line in words.source_lines(base, words.sources_of(ties)):
        out(line)
