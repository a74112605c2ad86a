"""FollowTheMoney: the graph for Aleph, OpenSanctions' tools and the `ftm` command line.

One entity a line, sorted by id, valid under the model of FollowTheMoney 4 (<https://followthemoney.tech>). What its
properties cannot say stands in words where people look, and as it was in the key `khorasan`, which FollowTheMoney keeps
as it does every key that it does not know. The parts: `values` (types), `entities`, `ties`, `records`
(the key).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from khorasan_graph import __version__
from khorasan_graph.export import losses
from khorasan_graph.export.formats import Format, Loss, Request
from khorasan_graph.export.ftm import entities, records, ties, values
from khorasan_graph.export.ftm.entities import Line
from khorasan_graph.model.records import Entity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING
from khorasan_graph.model.words import day, many, spoken
from khorasan_graph.rdf.dataset import name_id


def write(request: Request) -> Iterator[str]:
    """The entities as JSON lines."""
    found = {line["id"]: line for line in _lines(request)}
    for id_ in sorted(found):
        line = found[id_]
        line["properties"] = values.tidy(line["properties"])
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"


def _lines(request: Request) -> Iterator[Line]:
    yield _about(request)
    yield from entities.Entities(request).lines()
    yield from ties.lines(request)


def _about(request: Request) -> Line:
    """What the data set is, for FollowTheMoney has no header: a note on nothing in particular."""
    base, about = request.base, request.base.about
    contested = sum(relation.status == "contested" for relation in base.relations.values())
    denied = sum(relation.status == "denied" for relation in base.relations.values())
    told = [about.description or ""]
    told += [f"Version {about.version}."] if about.version else []
    told += [f"By {', '.join(about.creators)}."] if about.creators else []
    told += [f"License: {about.license}"] if about.license else []
    told += [f"The newest source is of {day(base.newest_date, spoken)}."] if base.newest_date else []
    if request.selection != EVERYTHING:
        told.append(f"A part of the whole, selected by {json.dumps(request.selection.as_json(), sort_keys=True)}.")
    told.append(
        f"It holds {many(len(base.relations), 'tie')}. Of these, {contested} are contested: they are links whose role"
        f" begins with “contested”. And {denied} are only denied: they are notes, and no links."
    )
    told.append(f"Made by khorasan-graph {__version__}.")
    properties = {
        "name": [about.title if values.name(about.title or "") else "About this data set"],
        "description": ["\n".join(text for text in told if text)],
        "sourceUrl": [values.url(about.homepage)],
        "publisher": list(about.creators),
    }
    found = entities.line("khorasan-about--data-set", "Note", properties, "about", "about", records.about_record(base))
    if request.selection != EVERYTHING:
        found["khorasan"]["selection"] = request.selection.as_json()
    return found


def _entities(holds: Callable[[Request, Entity], bool]) -> Callable[[Request], Iterator[str]]:
    return lambda request: (entity.id for entity in request.base.entities.values() if holds(request, entity))


def _ties(holds: Callable[[Request, Relation], bool]) -> Callable[[Request], Iterator[str]]:
    return lambda request: (f"relation/{tie.id}" for tie in request.base.relations.values() if holds(request, tie))


def _sources(holds: Callable[[Source], bool]) -> Callable[[Request], Iterator[str]]:
    return lambda request: (f"source/{source.id}" for source in request.base.sources.values() if holds(source))


def _has_event(request: Request, tie: Relation) -> bool:
    types = (request.base.entities[end].type for end in (tie.subject, tie.object))
    return any(request.base.vocabulary.is_entity_a(type_, "Event") for type_ in types)


def _imprecise_dates(request: Request) -> Iterator[str]:
    for entity in request.base.entities.values():
        event = request.base.vocabulary.is_entity_a(entity.type, "Event")
        if _lost_date(entity, event):
            yield entity.id
    for tie in request.base.relations.values():
        if tie.status != "denied" and _lost_date(tie, _has_event(request, tie)):
            yield f"relation/{tie.id}"
    for source in request.base.sources.values():
        if entities.imprecise(source.published) or entities.imprecise(source.accessed):
            yield f"source/{source.id}"


def _lost_date(record: Entity | Relation, event: bool) -> bool:
    """Whether a start or an end is no plain date; the days that an event took are two."""
    took = event and values.days(record.start) is not None
    return (entities.imprecise(record.start) and not took) or entities.imprecise(record.end)


def _names(request: Request) -> Iterator[str]:
    for entity in request.base.entities.values():
        yield from (f"name/{name_id(entity.id, name)}" for name in entity.names)


def _cleaned(request: Request) -> Iterator[str]:
    """Records that have a text which FollowTheMoney would not take as it is."""
    for line in _lines(request):
        texts = ((key, text) for key, given in line["properties"].items() for text in given if text)
        if any(values.cleaned(key, text) != text for key, text in texts):
            yield _record_name(line)
    for source in request.base.sources.values():
        if source.url is not None and values.url(source.url) != source.url:
            yield f"source/{source.id}"


def _record_name(line: Line) -> str:
    kind, id_ = line["khorasan"]["kind"], line["khorasan"]["id"]
    return f"{_PREFIXES.get(kind, '')}{id_}"


_PREFIXES = {"relations": "relation/", "sources": "source/"}


def _in_words(request: Request, entity: Entity) -> bool:
    """Whether more is known of an entity than FollowTheMoney has properties for."""
    schema = entities.schema_of(request.base, entity)
    others = entity.different_from or any(item.scheme != "wikidata" for item in entity.identifiers)
    return schema != "Person" or bool(others)


def _tells_language(source: Source) -> bool:
    """Whether the code of the language says all that its tag does."""
    return source.lang is None or (len(source.lang) == 2 and values.language(source.lang) is not None)


LOSSES = (
    Loss(
        "denied-ties", "flattened",
        "ties that are only denied are no links, but notes on both ends that say who denies them",
        losses.denied_ties,
    ),
    Loss(
        "contested-ties", "flattened",
        "contested ties are links of no kind (`UnknownLink`) whose role and status say `contested`, for FollowTheMoney"
        " knows no contested membership, succession or sanction",
        _ties(lambda request, tie: tie.status == "contested"),
    ),
    Loss(
        "types-of-ties", "flattened",
        "FollowTheMoney has few kinds of links: the type of a tie is told by the words of its role",
        _ties(lambda request, tie: ties.schema_of(request, tie) != "Sanction"),
    ),
    Loss(
        "claims", "flattened",
        "a link names its documents, but what each of them says, who says it and how credible it is are sentences in"
        " `description`",
        losses.claims,
    ),
    Loss("numbers", "flattened", "numbers that sources state are notes in words", losses.quantities),
    Loss("fates", "flattened", "what sources say became of people are notes in words", losses.fates),
    Loss(
        "imprecise-dates", "flattened",
        "dates that are approximate, uncertain, open, not known, intervals or seasons are in no property for dates, but"
        " in words in `summary` or `notes`",
        _imprecise_dates,
    ),
    Loss(
        "places-and-qualifiers-of-ties", "flattened",
        "where a tie holds, and its office, content or list, are told in `role` and `summary`; a sanction names its"
        " authority, and is no link to it",
        _ties(lambda request, tie: tie.place is not None or bool(tie.qualifiers)
                                   or ties.schema_of(request, tie) == "Sanction"),
    ),
    Loss(
        "names", "flattened",
        "kinds of names are told apart only roughly; their languages, times of use and sources are told in `notes`",
        _names,
    ),
    Loss(
        "kinds-of-entities", "flattened",
        "the class of an organization, event or place, the places around a place, identifiers but those of Wikidata,"
        " and whom an entity is confused with are told in words",
        _entities(_in_words),
    ),
    Loss(
        "documents", "flattened",
        "reliability, archived copy, what a document restates, where it was read, and our notes are told in `notes`",
        _sources(lambda source: True),
    ),
    Loss(
        "languages", "flattened",
        "FollowTheMoney knows some seventy languages and none of their regions and scripts",
        _sources(lambda source: not _tells_language(source)),
    ),
    Loss(
        "letters", "flattened",
        "FollowTheMoney takes out quotes around a name, double spaces, and letters that nobody can see (the joiners of"
        " Persian words among them), adds a slash to bare addresses, and cuts very long texts",
        _cleaned,
    ),
)  # fmt: skip
"""All are flattened, and nothing is dropped: the key `khorasan` has every record as it was."""

FORMATS = {
    "ftm": Format(
        "FollowTheMoney, for Aleph and OpenSanctions", ".ftm.json", "application/json+ftm", LOSSES, write=write
    ),
}
