"""What the page holds: a selection of a knowledge base as plain values that JSON can write.

Every claim of every tie shown comes along, whichever way it speaks: the reader judges, not this module. Days are
numbers (days since 0001-01-01, as `date.toordinal`), so that the page compares them without a calendar. What the page
can work out for itself from the rest is left to it (`assets/js/data.js`): it would be half of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from khorasan_graph.explorer import genealogy
from khorasan_graph.explorer.families import LOOKS, look_of, role_of, shape_of
from khorasan_graph.explorer.layout import Layout
from khorasan_graph.graph.adjacency import NEVER_LINKS
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Claim, Entity, Relation, Source
from khorasan_graph.model.selection import Selection

Json = dict[str, object]

TITLE = "Khorasan graph"


def entities_shown(base: KnowledgeBase, selection: Selection) -> tuple[str, ...]:
    """The entities that a selection brings into the page, by id.

    Without a filter, all. With one: those asked for, those that its ties name, whoever makes a claim about them, and
    the places around a place; nothing on the page may point to an entity that is not there.
    """
    if selection == Selection():
        return tuple(base.entities)
    wanted = set(selection.entities) & set(base.entities)
    for relation in selection.relations(base):
        wanted.update(base.participants(relation))
        wanted.update(claim.by for claim in relation.claims if claim.by)
    for identifier in tuple(wanted):
        entity = base.entities[identifier]
        claims = (*(one.claim for one in entity.quantities), *(one.claim for one in entity.fates))
        wanted.update(claim.by for claim in claims if claim.by)
    for identifier in tuple(wanted):
        around = base.entities[identifier].part_of
        while around is not None and around not in wanted:
            wanted.add(around)
            around = base.entities[around].part_of
    return tuple(sorted(wanted))


def build(
    base: KnowledgeBase,
    selection: Selection,
    layout: Layout,
    *,
    title: str | None = None,
    marking: str | None = None,
    asked: Selection | None = None,
    left_out: int = 0,
    pages: bool = False,
) -> Json:
    """The whole content of the page, in the order of ids.

    `asked` is the selection before it was cut to what one page can hold, `left_out` how many entities that cost. With
    `pages`, a site with a page for every record stands around it.
    """
    shown = entities_shown(base, selection)
    relations = tuple(selection.relations(base))
    sources = _sources_cited(base, shown, relations)
    newest = selection.as_of or base.newest_date
    return {
        "meta": {
            "title": title or TITLE,
            "marking": marking or "",
            "version": base.vocabulary.version,
            "opens": _day(newest.latest if newest else None),
            "newest": base.newest_date.text if base.newest_date else "",
            "newest_day": _day(base.newest_date.latest if base.newest_date else None),
            "selection": (asked or selection).as_json(),
            "left_out": left_out,
            "held_back": len(base.relations) - len(relations),
            **({"pages": True} if pages else {}),
        },
        "looks": [
            {"id": look.id, "label": look.label, "light": look.light, "dark": look.dark, "head": look.head}
            for look in LOOKS
        ],
        "entity_classes": _entity_classes(base),
        "relation_classes": _relation_classes(base, relations),
        "name_kinds": {term.key: term.label for term in base.vocabulary.terms("NameKind").values()},
        "letters": folded_letters(),
        "entities": [_entity(base, base.entities[identifier], layout, set(shown)) for identifier in shown],
        "islands": [
            {"id": island.head, "name": base.entities[island.head].name, "members": list(island.members)}
            for island in layout.islands
        ],
        "genealogy": genealogy.as_json(base, genealogy.genealogy(base, shown, relations), relations),
        "dated": _dated(base, relations),
        "ties": [_tie(base, relation) for relation in relations],
        "sources": {source.id: _source(source) for source in sources},
    }


def folded_letters() -> dict[str, str]:
    """What `fold` makes of the letters and joiners that plain lower case and decomposition would leave as they are.

    The page folds what is typed with this table, so that it cannot drift from `model.names`.
    """
    ranges = (
        (0x27, 0x28),
        (0x60, 0x61),
        (0xB4, 0xB5),
        (0x2B0, 0x300),
        (0x61C, 0x61D),
        (0x620, 0x6FF),
        (0x200B, 0x2020),
    )
    table: dict[str, str] = {}
    for low, high in ranges:
        for letter in map(chr, range(low, high)):
            folded = fold(f"ю{letter}ю")
            if folded.startswith("ю") and " " not in folded and folded[1:-1] != letter:
                table[letter] = folded[1:-1]
    return table


def _day(value: date | None) -> int | None:
    return value.toordinal() if value is not None else None


def _text(value: EdtfDate | None) -> str | None:
    return value.text if value is not None else None


def _without_blanks(values: Json) -> Json:
    """Leave out what is not there: half of the fields of most records are empty."""
    return {key: value for key, value in values.items() if value is not None and value not in ("", [], {})}


def _sources_cited(base: KnowledgeBase, shown: Iterable[str], relations: Iterable[Relation]) -> tuple[Source, ...]:
    cited: set[str] = set()
    for relation in relations:
        cited.update(claim.source for claim in relation.claims)
    for identifier in shown:
        entity = base.entities[identifier]
        cited.update(entity.sources)
        cited.update(name.source for name in entity.names if name.source)
        cited.update(quantity.claim.source for quantity in entity.quantities)
        cited.update(fate.claim.source for fate in entity.fates)
    cited.update(origin for identifier in tuple(cited) for origin in base.sources[identifier].derived_from)
    return tuple(base.sources[identifier] for identifier in sorted(cited))


def _entity_classes(base: KnowledgeBase) -> dict[str, Json]:
    return {
        cls.name: {
            "label": cls.label,
            "definition": cls.definition,
            "role": role_of(cls),
            "shape": shape_of(cls)[0],
            "passage": cls.passage or "",
        }
        for cls in base.vocabulary.entity_classes.values()
        if not cls.abstract
    }


def _relation_classes(base: KnowledgeBase, relations: Iterable[Relation]) -> dict[str, Json]:
    used = {relation.type for relation in relations}
    return {
        cls.name: {
            "label": cls.label,
            "definition": cls.definition,
            "phrase": cls.phrase,
            "inverse": cls.inverse_phrase,
            "family": cls.family,
            "look": look_of(cls),
            "sign": cls.sign,
            "symmetric": cls.symmetric,
            "punctual": cls.punctual,
            "links": cls.name not in NEVER_LINKS,
        }
        for cls in base.vocabulary.relation_classes.values()
        if cls.name in used
    }


def _entity(base: KnowledgeBase, entity: Entity, layout: Layout, shown: set[str]) -> Json:
    cls = base.vocabulary.entity_classes[entity.type]
    x, y = layout.positions[entity.id]
    schemes = base.vocabulary.terms("IdentifierScheme")
    measures, fates = base.vocabulary.terms("Measure"), base.vocabulary.terms("Fate")
    identifiers: list[Json] = []
    for identifier in entity.identifiers:
        scheme = schemes.get(identifier.scheme)
        template = scheme.url_template if scheme else None
        identifiers.append(
            _without_blanks(
                {
                    "scheme": scheme.label if scheme else identifier.scheme,
                    "value": identifier.value,
                    "url": template.replace("{}", identifier.value) if template else None,
                }
            )
        )
    return _without_blanks(
        {
            "id": entity.id,
            "type": entity.type,
            "name": entity.name,
            "names": [
                _without_blanks(
                    {
                        "text": name.text,
                        "kind": name.kind,
                        "lang": name.lang,
                        "start": _text(name.start),
                        "end": _text(name.end),
                        "source": name.source,
                        "shared": name.shared or None,
                    }
                )
                for name in entity.names
            ],
            "description": entity.description,
            "start": _text(entity.start),
            "end": _text(entity.end),
            "begins": _day(entity.start.earliest if entity.start else None),
            "ceases": _day(entity.end.latest if entity.end else None),
            "part_of": entity.part_of if entity.part_of in shown else None,
            "coordinates": [entity.latitude, entity.longitude] if entity.latitude and entity.longitude else None,
            "code": entity.code,
            "identifiers": identifiers,
            "different_from": [other for other in entity.different_from if other in shown],
            "sources": list(entity.sources),
            "quantities": [
                {
                    "label": measures[fact.measure].label if fact.measure in measures else fact.measure,
                    "text": fact.text,
                    "unit": (measures[fact.measure].unit or "") if fact.measure in measures else "",
                    "claim": _claim(base, fact.claim),
                }
                for fact in entity.quantities
            ],
            "fates": [
                {
                    "label": fates[fact.fate].label if fact.fate in fates else fact.fate,
                    "date": _text(fact.date) or "",
                    "claim": _claim(base, fact.claim),
                }
                for fact in entity.fates
            ],
            "x": x,
            "y": y,
            "size": shape_of(cls)[1],
        }
    )


def compact_edge(edge: Json, ties: Mapping[str, int], nth: int) -> Json:
    """An edge of the picture without what its tie says already: which two it joins, and its name.

    `ties` has the place of each tie on the page, and `nth` says which of the edges of its tie it is.
    """
    kept = {key: value for key, value in edge.items() if key not in ("id", "from", "to", "tie")}
    return {"tie": ties[str(edge["tie"])], **({"nth": nth} if nth else {}), **kept}


def _tie(base: KnowledgeBase, relation: Relation) -> Json:
    cls = base.relation_class(relation)
    edges, plain = list(base.edges(relation)), [(relation.subject, relation.object, None)]
    qualifiers: list[Json] = []
    for key, values in relation.qualifiers:
        qualifier = cls.qualifier_by_key[key]
        terms = base.vocabulary.terms(qualifier.range) if qualifier.range and not qualifier.is_entity else {}
        said = [terms[value].label if value in terms else value for value in values]
        qualifiers.append({"label": qualifier.label, "entity": qualifier.is_entity, "values": said})
    usual = f"{relation.subject}.{relation.type.lower()}.{relation.object}"
    return _without_blanks(
        {
            "id": relation.id if relation.id != usual else None,
            "type": relation.type,
            "subject": relation.subject,
            "object": relation.object,
            "status": relation.status,
            "credibility": relation.credibility,
            "start": _text(relation.start),
            "end": _text(relation.end),
            "known_from": _day(relation.known_from),
            "known_to": _day(relation.known_to),
            "possible_from": _day(relation.possible_from),
            "possible_to": _day(relation.possible_to),
            "begins": _begins(base, relation),
            "place": relation.place,
            "qualifiers": qualifiers,
            "note": relation.note,
            "edges": [] if edges == plain else [[start, end, role or ""] for start, end, role in edges],
            "claims": [_claim(base, claim) for claim in relation.claims],
        }
    )


def _begins(base: KnowledgeBase, relation: Relation) -> int | None:
    """The day by which a tie shows in the histogram: its start, or else its first sighting. None: nobody dates it."""
    if relation.start is not None and (relation.start.earliest or relation.start.latest):
        return _day(relation.start.earliest or relation.start.latest)
    sightings = (when for claim in relation.claims if claim.stance == "asserts" for when in base.spoken_of(claim))
    days = [sighting.earliest or sighting.latest for sighting in sightings]
    return min((day.toordinal() for day in days if day is not None), default=None)


def _dated(base: KnowledgeBase, relations: Iterable[Relation]) -> dict[str, list[int | None]]:
    """The earliest and the latest day of every date for which a claim of a tie speaks, but for plain days."""
    spoken = {when for relation in relations for claim in relation.claims for when in base.spoken_of(claim)}
    rough = [when for when in spoken if when.earliest is None or when.text != when.earliest.isoformat()]
    return {when.text: [_day(when.earliest), _day(when.latest)] for when in sorted(rough, key=str)}


def _claim(base: KnowledgeBase, claim: Claim) -> Json:
    """A claim without what the page can tell by itself: for when it speaks, where no date is written on it, and the
    reliability in its grade."""
    return _without_blanks(
        {
            "source": claim.source,
            "stance": claim.stance if claim.stance != "asserts" else None,
            "credibility": claim.credibility,
            "by": claim.by,
            "as_of": _text(claim.as_of),
            "start": _text(claim.start),
            "end": _text(claim.end),
            "locator": claim.locator,
            "citing": claim.citing,
            "note": claim.note,
        }
    )


def _source(source: Source) -> Json:
    return _without_blanks(
        {
            "publisher": source.publisher,
            "title": source.title,
            "published": source.published.text,
            "reliability": source.reliability,
            "url": source.url,
            "archive_url": source.archive_url,
            "lang": source.lang,
            "authors": list(source.authors),
            "via": source.via,
            "derived_from": list(source.derived_from),
            "note": source.note,
        }
    )
