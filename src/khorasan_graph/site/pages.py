"""All pages of a site, one after the other: the map of what is written where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khorasan_graph.explorer.families import LOOKS, shape_of
from khorasan_graph.explorer.page import island, render
from khorasan_graph.explorer.payload import TITLE
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES, Claim, Relation, Source
from khorasan_graph.model.vocabulary import DATA
from khorasan_graph.model.words import life_words, many
from khorasan_graph.site import addresses, lists, words
from khorasan_graph.site.picture import neighbourhood, outline
from khorasan_graph.site.printing import Printer, asset
from khorasan_graph.site.references import (
    References,
    Said,
    around,
    cited,
    claim_key,
    cross_references,
    fate_key,
    inside,
    time_key,
)
from khorasan_graph.site.sections import sections

Page = tuple[str, str]
"""Where a page stands in the folder of the site, and its text."""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the whole: little, for a fact more must not make every page another one."""

    title: str
    marking: str
    lists: tuple[lists.Listing, ...]
    newest: str
    version: str


def pages(base: KnowledgeBase, *, title: str | None = None, marking: str | None = None) -> Iterator[Page]:
    """Every page of the site. The same input gives the same pages, in the same order.

    Args:
        base: what is told; all of it.
        title: heading of the first page, named on all others.
        marking: handling line on every page.

    Raises:
        BundledScriptError: if the installed pyvis does not carry the script that the explorer was tested with.
    """
    newest = words.date_words(base.newest_date) if base.newest_date else ""
    site = Site(title or TITLE, marking or "", lists.listings(base), newest, base.vocabulary.version)
    printer = Printer(base, site)
    references = cross_references(base)
    yield _index(base, site, printer, references)
    yield _reading(base, printer)
    for listing in site.lists:
        yield _list(base, listing, printer, references)
    for entity in base.entities:
        yield _entity(base, entity, printer, references)
    for relation in base.relations.values():
        yield _tie(relation, printer)
    for source in base.sources.values():
        yield _source(source, printer, references)
    yield addresses.EXPLORER, render(base, title=title, marking=marking, pages=True)


def _index(base: KnowledgeBase, site: Site, printer: Printer, references: References) -> Page:
    groups = []
    for listing in site.lists:
        if listing.role is not None:
            classes = [(label, ids) for label, _, ids in lists.by_class(base, listing.role)]
            groups.append(
                {
                    "id": listing.title.lower(),
                    "path": listing.path,
                    "title": listing.title,
                    "count": sum(len(ids) for _, ids in classes),
                    "classes": classes,
                }
            )
    return printer.page(
        addresses.INDEX,
        "index.html.j2",
        site.title,
        script="\n".join(["(() => {", '"use strict";', asset("search.js"), "})();", ""]),
        counts=lists.counts(base),
        groups=groups,
        island=_markup(island(lists.search_island(base, references))),
    )


def _reading(base: KnowledgeBase, printer: Printer) -> Page:
    used = {base.entities[entity].type for entity in base.entities}
    classes = [base.vocabulary.entity_classes[name] for name in sorted(used)]
    shapes = dict.fromkeys(shape_of(cls)[0] for cls in classes)
    labels = {"dot": "organization", "square": "state or international body", "diamond": "person"}
    labels |= {"star": "event", "hexagon": "place"}
    return printer.page(
        addresses.READING,
        "reading.html.j2",
        "How to read these pages",
        looks=LOOKS,
        shapes=[(outline(shape, 7.0), labels.get(shape, shape)) for shape in labels if shape in shapes],
        relation_classes=[cls for cls in base.vocabulary.relation_classes.values() if not cls.abstract],
        entity_classes=[cls for cls in base.vocabulary.entity_classes.values() if not cls.abstract],
        data=DATA,
    )


def _list(base: KnowledgeBase, listing: lists.Listing, printer: Printer, references: References) -> Page:
    path, heading = listing.path, listing.title
    if listing.role == "Place":
        count = many(sum(lists.role(base, one) == "Place" for one in base.entities), "place")
        tree = _tree(printer, path, lists.place_tree(base, references, lists.top_places(base)))
        return printer.page(path, "places.html.j2", heading, count=count, tree=tree)
    if listing.role == "Event":
        years = lists.events_by_year(base)
        count = many(sum(len(rows) for _, rows in years), "event")
        return printer.page(path, "events.html.j2", heading, count=count, years=years)
    if listing.role is not None:
        classes = [
            (words.capital(label), definition, [lists.actor_row(base, one) for one in ids])
            for label, definition, ids in lists.by_class(base, listing.role)
        ]
        people = listing.role == "Person"
        total = sum(len(rows) for _, _, rows in classes)
        count = many(total, "person", "people") if people else many(total, "organization")
        return printer.page(path, "actors.html.j2", heading, count=count, classes=classes, people=people)
    if path == addresses.CONTESTED:
        return printer.page(path, "contested.html.j2", "Contested and denied", parts=lists.argued(base))
    rows = lists.sources_listed(base, references)
    return printer.page(path, "sources.html.j2", heading, count=many(len(rows), "source"), rows=rows)


def _entity(base: KnowledgeBase, identifier: str, printer: Printer, references: References) -> Page:
    entity = base.entities[identifier]
    path, role = addresses.entity_page(identifier), lists.role(base, identifier)
    ties = base.relations_of.get(identifier, ())
    told = sections(base, identifier)
    inner = inside(references, identifier) if role == "Place" else ()
    nested = _nested(base, identifier, inner)
    nested_count = len({tie.id for _, relations in nested for tie in relations})
    said = references.said_by.get(identifier, ())
    used = cited(base, entity, ties)
    drawing = neighbourhood(base, identifier)
    contents = [
        ("picture", "Picture", 0) if drawing else None,
        ("names", "Names", len(entity.names)) if entity.names else None,
        ("fates", "Fate, as told", len(entity.fates)) if entity.fates else None,
        ("numbers", "Numbers, as told", len(entity.quantities)) if entity.quantities else None,
        ("within", "Places within", len(inner)) if inner else None,
        *((section.id, section.title, section.count) for section in told),
        ("nested", "In the places within", nested_count) if nested else None,
        ("says", "What they say" if role == "Person" else "What it says", len(said)) if said else None,
        ("sources", "Sources", len(used)) if used else None,
    ]
    tree = _tree(printer, path, lists.place_tree(base, references, references.within.get(identifier, ())))
    return printer.page(
        path,
        "entity.html.j2",
        entity.name,
        entity=entity,
        quantities=sorted(entity.quantities, key=lambda one: (one.measure, claim_key(base, one.claim))),
        fates=sorted(entity.fates, key=lambda one: fate_key(base, one)),
        natives=[name for name in entity.names if name.kind == "native"],
        outer=around(base, identifier),
        mistaken=references.mistaken_for.get(identifier, ()),
        life=life_words(entity, role),
        life_label={"Event": "Date", "Person": "Life"}.get(role, "Period"),
        identifiers=[
            (_scheme(base, one.scheme), one.value, addresses.identifier_url(base, one)) for one in entity.identifiers
        ],
        tally=_tally(ties),
        iri=addresses.iri("", identifier),
        explorer=addresses.explorer_entity(base, identifier),
        contents=[item for item in contents if item is not None],
        drawing=drawing,
        inner=inner,
        tree=tree,
        sections=told,
        nested=nested,
        nested_count=nested_count,
        said=_once(said),
        said_count=len(said),
        cited=used,
    )


def _tie(relation: Relation, printer: Printer) -> Page:
    base = printer.base
    ends = base.entities[relation.subject].name, base.entities[relation.object].name
    told = f"{ends[0]} {base.relation_class(relation).phrase} {ends[1]}"
    return printer.page(
        addresses.tie_page(relation.id),
        "tie.html.j2",
        f"Denied: that {told}" if relation.status == "denied" else told,
        relation=relation,
        iri=addresses.iri("relation/", relation.id),
        explorer=addresses.explorer_tie(relation.id),
    )


def _source(source: Source, printer: Printer, references: References) -> Page:
    said: dict[str, list[object]] = {}
    for one in references.said_in.get(source.id, ()):
        said.setdefault(one.subject, []).append(one)
    return printer.page(
        addresses.source_page(source.id),
        "source.html.j2",
        f"{source.publisher}: {source.title}",
        source=source,
        iri=addresses.iri("source/", source.id),
        copied_by=references.copied_by.get(source.id, ()),
        said=sorted(said.items(), key=lambda item: lists.name_key(printer.base, item[0])),
        count=sum(len(claims) for claims in said.values()),
        resting=references.resting_on.get(source.id, ()),
    )


def _nested(base: KnowledgeBase, place: str, inner: tuple[str, ...]) -> list[tuple[str, list[Relation]]]:
    """What happens in the places within a place, for each of them; but for what its own ties tell already."""
    own = {tie.id for tie in base.relations_of.get(place, ())}
    found = []
    for one in inner:
        ties = [tie for tie in base.relations_of.get(one, ()) if tie.id not in own]
        if ties:
            found.append((one, sorted(ties, key=lambda tie: time_key(base, tie))))
    return found


def _once(said: tuple[Said, ...]) -> list[tuple[Said, list[Claim]]]:
    """What somebody says, each thing once, with all the claims in which it is said."""
    found: dict[tuple[int, str], tuple[Said, list[Claim]]] = {}
    for one in said:
        found.setdefault((id(one.about), one.claim.stance), (one, []))[1].append(one.claim)
    return list(found.values())


def _tally(ties: tuple[Relation, ...]) -> str:
    """How many ties there are of each status: `31: 12 corroborated, 14 reported, 5 contested`."""
    each = [(status, sum(tie.status == status for tie in ties)) for status in STATUSES]
    told = ", ".join(f"{count} {status}" for status, count in each if count)
    return told if len(ties) in dict(each).values() else f"{len(ties)}: {told}"


def _scheme(base: KnowledgeBase, key: str) -> str:
    term = base.vocabulary.terms("IdentifierScheme").get(key)
    return term.label if term is not None else key


def _tree(printer: Printer, path: str, nodes: list[lists.Branch]) -> Any:
    return printer.fragment(path, "tree.html.j2", nodes=nodes) if nodes else ""


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)
