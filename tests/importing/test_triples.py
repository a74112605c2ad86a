"""RDF as drafts: our own exports come back as they were, foreign terms are taken for no more than they say."""

from __future__ import annotations

from hypothesis import given

from khorasan_graph.export import FORMATS, Request
from khorasan_graph.importing import report
from khorasan_graph.model.difference import diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.authoring.projects import projects
from tests.importing.common import base_of, imported

PROLOGUE = """
@prefix e: <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <http://schema.org/> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix kg: <https://w3id.org/khorasan-graph/ontology#> .
"""


def exported(base: KnowledgeBase, form: str) -> bytes:
    write = FORMATS[form].write
    assert write is not None
    return b"".join(chunk.encode() if isinstance(chunk, str) else chunk for chunk in write(Request(base)))


@given(projects())
def test_an_export_of_ours_comes_back_as_it_was(files: dict[str, str]) -> None:
    base = base_of({path.removeprefix("graph_data/"): text for path, text in files.items()})
    drafts, written = imported("turtle", "a.ttl", exported(base, "turtle"))
    assert drafts.own
    assert report.decisions(drafts) == 0
    assert diff(base, base_of(written)).is_empty
