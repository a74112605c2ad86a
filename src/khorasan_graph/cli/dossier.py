"""`show`: all that is recorded of one entity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import ExitCode, clean, out, out_json

if TYPE_CHECKING:
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.records import Entity, Relation
    from khorasan_graph.model.selection import Selection


def show(
    entity: Annotated[str, typer.Argument(help="An id, or any recorded name.")],
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """The dossier of one entity: names, period, numbers, fates, and every tie with its claims."""
    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    found = base.entities[options.entity(base, entity)]
    ties = [relation for relation in base.relations_of.get(found.id, ()) if chosen.admits(base, relation)]
    hidden = len(base.relations_of.get(found.id, ())) - len(ties)
    if output_format is options.Format.json:
        out_json(_as_json(base, found, ties, hidden, chosen))
    else:
        for line in _lines(base, found, ties, hidden, chosen):
            out(line)
    return ExitCode.DONE


def _lines(base: KnowledgeBase, entity: Entity, ties: list[Relation], hidden: int, chosen: Selection) -> Iterator[str]:
    from khorasan_graph.cli import words

    yield words.titled(base, entity.id)
    life = words.life(entity)
    kind = words.entity_class(base, entity)
    yield f"{kind[:1].upper()}{kind[1:]}{', ' + life if life else ''}{_where(base, entity)}"
    if entity.description:
        yield clean(entity.description)
    if entity.names:
        yield ""
        yield "Names"
        kinds = base.vocabulary.terms("NameKind")
        for name in entity.names:
            notes = [kinds[name.kind].label, *([name.lang] if name.lang else [])]
            notes += [words.span(name.start, name.end)] if name.start or name.end else []
            notes += ["borne by another entity too"] if name.shared else []
            yield f"  {clean(name.text)} ({', '.join(notes)})"
    if entity.identifiers:
        yield ""
        yield "In other data sets"
    for identifier in entity.identifiers:
        term = base.vocabulary.terms("IdentifierScheme")[identifier.scheme]
        link = f"  {term.url_template.replace('{}', identifier.value)}" if term.url_template else ""
        yield f"  {term.label}: {identifier.value}{link}"
    if entity.different_from:
        yield ""
        yield f"Not to be confused with {', '.join(words.titled(base, other) for other in entity.different_from)}"
    yield from _facts(base, entity)
    order = {name: number for number, name in enumerate(base.vocabulary.relation_classes)}
    by_class = sorted(ties, key=lambda tie: (tie.status == "denied", order[tie.type], tie.id))
    heading = ""
    for relation in by_class:
        cls = base.relation_class(relation)
        title = "Denied, and asserted by nobody" if relation.status == "denied" else cls.label.capitalize()
        if title != heading:
            heading = title
            yield ""
            yield heading
        for line in words.tie_lines(base, relation, chosen):
            yield f"  {line}"
    if hidden:
        yield ""
        yield f"{hidden} tie{'' if hidden == 1 else 's'} hidden by the filters."
    used = {claim.source for relation in ties for claim in relation.claims}
    used |= {record.claim.source for record in entity.quantities} | {record.claim.source for record in entity.fates}
    used |= set(entity.sources)
    yield from words.source_lines(base, used)


def _where(base: KnowledgeBase, entity: Entity) -> str:
    from khorasan_graph.cli import words

    around = []
    place = entity.part_of
    while place is not None:
        around.append(words.name(base, place))
        place = base.entities[place].part_of
    told = f", in {', '.join(around)}" if around else ""
    return told + (f", at {entity.latitude}, {entity.longitude}" if entity.latitude else "")


def _facts(base: KnowledgeBase, entity: Entity) -> Iterator[str]:
    """Quantities and fates: every number and every report, side by side with its source."""
    from khorasan_graph.cli import words

    if entity.quantities:
        yield ""
        yield "Numbers"
        measures = base.vocabulary.terms("Measure")
        for quantity in entity.quantities:
            unit = measures[quantity.measure].unit
            yield f"  {measures[quantity.measure].label}: {quantity.text}{' ' + unit if unit else ''}"
            for line in words.claim_lines(base, quantity.claim):
                yield f"    {line}"
    if entity.fates:
        yield ""
        yield "What became of the person"
        for fate in entity.fates:
            label = base.vocabulary.terms("Fate")[fate.fate].label
            yield f"  {label}{f', {words.day(fate.date)}' if fate.date else ''}"
            for line in words.claim_lines(base, fate.claim):
                yield f"    {line}"


def _as_json(
    base: KnowledgeBase, entity: Entity, ties: list[Relation], hidden: int, chosen: Selection
) -> dict[str, Any]:
    from khorasan_graph.graph.answers import claim_json, relation_json

    def day(when: object) -> str | None:
        return str(when) if when is not None else None

    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "names": [
            {
                "text": name.text,
                "kind": name.kind,
                "lang": name.lang,
                "start": day(name.start),
                "end": day(name.end),
                "source": name.source,
                "shared": name.shared,
            }
            for name in entity.names
        ],
        "description": entity.description,
        "start": day(entity.start),
        "end": day(entity.end),
        "part_of": entity.part_of,
        "latitude": entity.latitude,
        "longitude": entity.longitude,
        "code": entity.code,
        "identifiers": [{"scheme": known.scheme, "value": known.value} for known in entity.identifiers],
        "different_from": list(entity.different_from),
        "sources": list(entity.sources),
        "quantities": [
            {
                "measure": quantity.measure,
                "minimum": quantity.minimum,
                "maximum": quantity.maximum,
                "claim": claim_json(base, quantity.claim),
            }
            for quantity in entity.quantities
        ],
        "fates": [
            {"fate": fate.fate, "date": day(fate.date), "claim": claim_json(base, fate.claim)} for fate in entity.fates
        ],
        "selection": chosen.as_json(),
        "relations": [relation_json(base, relation, chosen) for relation in ties],
        "hidden": hidden,
    }
