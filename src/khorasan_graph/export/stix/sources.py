"""Sources as reports: each with what it backs. A source that denies a tie refers to its denial, not to the tie."""

from __future__ import annotations

from collections.abc import Iterator

from khorasan_graph.export.stix import records
from khorasan_graph.export.stix.common import (
    DATA_SET,
    Bundle,
    Object,
    citation,
    extended,
    first_second,
    published_day,
    reference,
    stix_id,
    uri,
)
from khorasan_graph.export.stix.ties import denial_id, tie_id
from khorasan_graph.export.stix.words import own_sources
from khorasan_graph.model import words
from khorasan_graph.model.records import Source


def objects(bundle: Bundle) -> Iterator[Object]:
    """Every source as a report."""
    backed = _backed(bundle)
    for source in bundle.base.sources.values():
        yield _report(bundle, source, backed[source.id])


def report_id(source: str) -> str:
    """The id of the report that a source is."""
    return stix_id("report", f"source/{source}")


def _backed(bundle: Bundle) -> dict[str, set[str]]:
    """The objects that a source backs: entities, ties with their ends, denials, notes. A source that backs nothing is
    referred to what copies it; the specification wants at least one object, so the last resort is the data set."""
    base = bundle.base
    found: dict[str, set[str]] = {source: set() for source in base.sources}
    for entity in base.entities.values():
        for source in own_sources(entity):
            found[source].add(bundle.entity_id(entity.id))
        for facts in (entity.quantities, entity.fates):
            for fact in facts:
                found[fact.claim.source].add(stix_id("note", f"stix/facts/{entity.id}"))
    for tie in base.relations.values():
        ends = {bundle.entity_id(end) for end in (tie.subject, tie.object)}
        for claim in tie.claims:
            if claim.stance == "denies" and tie.status != "denied":
                found[claim.source].add(denial_id(claim))
            else:
                found[claim.source] |= {tie_id(tie), *ends}
    alone = {source for source, things in found.items() if not things}
    for copy in base.sources.values():
        for parent in copy.derived_from:
            if parent in alone:
                found[parent].add(report_id(copy.id))
    for things in found.values():
        if not things:
            things.add(DATA_SET)
    return found


def _report(bundle: Bundle, source: Source, backed: set[str]) -> Object:
    day = published_day(source.published) or bundle.modified
    found = bundle.start("report", f"source/{source.id}", [source.id])
    found |= {
        "name": source.title,
        "description": _told(bundle, source),
        "published": first_second(day),
        "object_refs": sorted(backed),
    }
    if source.published.earliest != source.published.latest:
        found["labels"] = ["imprecise-date"]
    links = [citation(source)]
    if archived := uri(source.archive_url):
        links.append(reference("archived copy", description=source.publisher, url=archived))
    found["external_references"] = links
    opencti = {"reliability": _OPENCTI_RELIABILITY.get(source.reliability)} if bundle.profile == "opencti" else {}
    found["extensions"] = extended(records.source(source), {key: value for key, value in opencti.items() if value})
    return found


def _told(bundle: Bundle, source: Source) -> str:
    grade = f"{source.reliability} ({words.RELIABILITY.get(source.reliability, 'not one of the grades')})"
    lines = [f"{source.publisher}, {words.day(source.published)}. Reliability of the source: {grade}."]
    if source.authors:
        lines.append(f"By {'; '.join(source.authors)}.")
    if source.derived_from:
        titles = [bundle.base.sources[one].title for one in source.derived_from if one in bundle.base.sources]
        lines.append(f"Copies or restates: {'; '.join(titles)}")
    if source.note:
        lines.append(source.note)
    return "\n".join(lines)


_OPENCTI_RELIABILITY = {
    key: f"{key} - {meaning.capitalize()}" for key, meaning in words.RELIABILITY.items() if key != "F"
} | {"F": "F - Reliability cannot be judged"}
