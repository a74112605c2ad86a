"""GEXF keeps the rules of version 1.3 (https://gexf.net/schema.html and the primer), as we understand them.

The rules are written here in our own words: which element holds which others in which order, which attributes each may
and must have, what values they take; and from the primer, that of parallel edges and of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import khorasan_graph as kg
from khorasan_graph.export.formats import Request
from khorasan_graph.model.activity import activity
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import narrow
from tests.authoring.projects import projects
from tests.export.networks_reading import written
from tests.export.test_networks import as_of, base, request
from tests.support import base_from

NAMESPACE = "{http://gexf.net/1.3}"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"

CONTENT = {
    "gexf": "(meta )?graph ",
    "meta": "((creator|keywords|description) )*",
    "graph": "(attributes )*nodes edges ",
    "attributes": "(attribute )*",
    "attribute": "((default|options) )*",
    "nodes": "(node )*",
    "edges": "(edge )*",
    "node": "((attvalues|spells) )*",
    "edge": "((attvalues|spells) )*",
    "attvalues": "(attvalue )*",
}
"""The children of each element, as a pattern over their names; an element that is not here has none."""

REQUIRED = {
    "gexf": {"version"},
    "attributes": {"class"},
    "attribute": {"id", "title", "type"},
    "node": {"id"},
    "edge": {"source", "target"},
    "attvalue": {"for", "value"},
}
TIME = {"start", "end"}
OPTIONAL = {
    "gexf": {"variant", SCHEMA_LOCATION},
    "meta": {"lastmodifieddate"},
    "graph": {*TIME, "defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "timezone"},
    "attributes": {"mode"},
    "nodes": {"count"},
    "edges": {"count"},
    "node": {*TIME, "label"},
    "edge": {*TIME, "id", "type", "label", "weight", "kind"},
    "attvalue": TIME,
}
VALUES = {
    ("gexf", "version"): r"1\.3",
    ("meta", "lastmodifieddate"): r"\d{4}-\d\d-\d\d",
    ("graph", "defaultedgetype"): "directed|undirected|mutual",
    ("graph", "idtype"): "integer|string",
    ("graph", "mode"): "static|dynamic|slice",
    ("graph", "timeformat"): "integer|double|date|dateTime",
    ("attributes", "class"): "node|edge",
    ("attribute", "type"): "integer|long|double|float|boolean|string|anyURI|liststring",
    ("nodes", "count"): r"\d+",
    ("edges", "count"): r"\d+",
    ("edge", "type"): "directed|undirected|mutual",
}
TYPED = {
    "boolean": "true|false",
    "integer": r"[+-]?\d+",
    "double": r"[+-]?\d+(\.\d*)?(e[+-]?\d+)?",
    "string": "(?s:.*)",
}
RESERVED = {"id", "label", "type", "start", "end", "source", "target", "weight", "kind", "pid", "for"}


def faults(text: str) -> list[str]:
    """What in a document is against the rules."""
    root = etree.fromstring(text.encode())
    return [*_shape(root)] or [*_attributes(root), *_values(root), *_time(root)]


def _name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(NAMESPACE)


def _shape(root: etree._Element) -> Iterator[str]:
    if root.tag != f"{NAMESPACE}gexf":
        yield f"the root is {root.tag}"
    for element in root.iter():
        name = _name(element)
        children = "".join(f"{_name(child)} " for child in element)
        if not re.fullmatch(CONTENT.get(name, ""), children):
            yield f"{name} holds {children}"
        if name not in ("creator", "keywords", "description", "default", "options") and (element.text or "").strip():
            yield f"{name} holds text"
    for name in ("creator", "keywords", "description"):
        if len(root.findall(f"{NAMESPACE}meta/{NAMESPACE}{name}")) > 1:
            yield f"several {name}"


def _attributes(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        name = _name(element)
        given_names = {str(key) for key in element.attrib}
        must = REQUIRED.get(name, set())
        yield from (f"{name} has no {key}" for key in must - given_names)
        yield from (f"{name} has {key}" for key in given_names - must - OPTIONAL.get(name, set()))
        for key, value in element.attrib.items():
            if not re.fullmatch(VALUES.get((name, str(key)), "(?s:.*)"), str(value)):
                yield f"{name} {key!r} is {value!r}"
    for name in ("node", "edge"):
        (holder,) = root.iter(f"{NAMESPACE}{name}s")
        if holder.get("count") != str(len(holder)):
            yield f"the count of {name}s is {holder.get('count')}"


def _values(root: etree._Element) -> Iterator[str]:
    for kind in ("node", "edge"):
        types: dict[str, str] = {}
        for attribute in root.findall(f".//{NAMESPACE}attributes[@class='{kind}']/{NAMESPACE}attribute"):
            if attribute.get("id") in types:
                yield f"two attributes {attribute.get('id')}"
            if attribute.get("title") in RESERVED:
                yield f"an attribute has the title {attribute.get('title')}"
            types[attribute.get("id", "")] = attribute.get("type", "")
        for element in root.iter(f"{NAMESPACE}{kind}"):
            seen = [value.get("for", "") for value in element.iter(f"{NAMESPACE}attvalue")]
            if len(seen) != len(set(seen)):
                yield f"{element.get('id')} has an attribute twice"
            for value in element.iter(f"{NAMESPACE}attvalue"):
                declared = types.get(value.get("for", ""))
                if declared is None or not re.fullmatch(TYPED.get(declared, "(?!)"), value.get("value", "")):
                    yield f"{element.get('id')}: {value.get('for')} is {value.get('value')!r}"
    nodes = [node.get("id") for node in root.iter(f"{NAMESPACE}node")]
    edges = [edge.get("id") for edge in root.iter(f"{NAMESPACE}edge")]
    triples = [(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in root.iter(f"{NAMESPACE}edge")]
    if len({*nodes}) < len(nodes) or len({*edges}) < len(edges) or len({*triples}) < len(triples):
        yield "an id, or a source, target and kind, occurs twice"
    yield from (f"no node {end}" for *ends, _ in triples for end in ends if end not in nodes)


def _time(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        try:
            days = [date.fromisoformat(element.get(side, "")) for side in ("start", "end") if element.get(side)]
        except ValueError:
            yield f"{_name(element)}: no date"
        else:
            if days != sorted(days):
                yield f"{_name(element)} ends before it starts"


def edges(text: str) -> dict[str, etree._Element]:
    return {edge.get("id", ""): edge for edge in etree.fromstring(text.encode()).iter(f"{NAMESPACE}edge")}


def test_the_sample_keeps_the_rules() -> None:
    for asked in (request(), request(as_of("2011")), Request(KnowledgeBase(base().vocabulary, {}, {}, {}))):
        assert faults(written("gexf", asked)) == []


def test_the_shipped_graph_keeps_the_rules() -> None:
    shipped = kg.load().knowledge_base
    assert shipped is not None
    assert faults(written("gexf", Request(shipped))) == []


@settings(max_examples=30, deadline=None)
@given(projects(), st.sampled_from(["2004", "2010-11-12", "2016"]))
def test_any_project_keeps_the_rules(files: dict[str, str], when: str) -> None:
    whole = base_from("".join(f"--- {path.removeprefix('graph_data/')}\n{text}\n" for path, text in files.items()))
    for asked in (Request(whole), Request(narrow(whole, as_of(when)), as_of(when))):
        text = written("gexf", asked)
        assert faults(text) == []
        _assert_timeline(whole, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version="1.3"', 'version="1.2"'),
        ('"http://gexf.net/1.3" xmlns:xsi', '"http://www.gexf.net/1.3" xmlns:xsi'),
        ("mode='dynamic'", "mode='changing'"),
        ("title='kg_type'", "title='type'"),
        ("type='boolean'", "type='bool'"),
        ("value='false'", "value='False'"),
        ("for='status'", "for='state'"),
        ("start='2014-12-31'", "start='2014'"),
        ("lastmodifieddate='2018-01-04'", "lastmodifieddate='today'"),
        ("kind='Alliance 2'", "kind='Alliance'"),
        ("<creator>", "<title>x</title><creator>"),
        ("target='zeta'", "target='nobody'"),
        ("<nodes count='5'>", "<nodes count='6'>"),
        ("id='beta' label", "label"),
        ("end='2012-01-01'", "end='1999-01-01'"),
    ],
)
def test_the_rules_are_rules(old: str, new: str) -> None:
    text = written("gexf", request())
    spoilt = text.replace(old, new)
    assert spoilt != text
    assert faults(spoilt) != []


def _assert_timeline(whole: KnowledgeBase, text: str) -> None:
    """On every day of its span an edge holds, and on the days beside it that is not known."""
    for key, edge in edges(text).items():
        tie = whole.relations[key.split(":")[0]]
        start, end = edge.get("start"), edge.get("end")
        timed = edge.find(f"{NAMESPACE}attvalues/{NAMESPACE}attvalue[@for='timed']")
        assert timed is not None
        assert timed.get("value") == str(start is not None).lower()
        assert ("not timed" in edge.get("label", "")) == (start is None)
        if start is None:
            assert end is None
            assert not _known_days(tie)
            continue
        first = date.fromisoformat(start)
        last = date.fromisoformat(end) if end else first + timedelta(days=20_000)
        assert _holds(tie, first)
        assert _holds(tie, last)
        assert not _holds(tie, first - timedelta(days=1))
        assert not end or not _holds(tie, last + timedelta(days=1))


def _holds(tie: Relation, day: date) -> bool:
    return activity(tie, EdtfDate(day.isoformat(), day, day)) == "active"


def _known_days(tie: Relation) -> list[date]:
    """The days at the bounds of what is known of a tie on which it surely holds."""
    bounds = [bound for bound in (tie.known_from, tie.known_to) if bound is not None]
    return [bound for bound in bounds if _holds(tie, bound)]


def test_the_timeline_never_shows_what_only_may_hold() -> None:
    shipped = kg.load().knowledge_base
    assert shipped is not None
    _assert_timeline(shipped, written("gexf", Request(shipped)))
    _assert_timeline(base(), written("gexf", request()))


def test_what_holds_on_a_day_of_the_timeline_is_what_as_of_calls_active() -> None:
    """The question of an analyst in Gephi, answered from the file: which ties does the timeline show on one day."""
    shipped = kg.load().knowledge_base
    assert shipped is not None
    day = date(2017, 6, 1)
    found = edges(written("gexf", Request(shipped)))
    shown = {
        key.split(":")[0]
        for key, edge in found.items()
        if edge.get("start", "9999") <= day.isoformat() <= edge.get("end", "9998")
    }
    assert shown == {tie.id for tie in shipped.relations.values() if tie.status != "denied" and _holds(tie, day)}
    assert shown


def test_nodes_have_no_span_that_an_edge_could_leave() -> None:
    root = etree.fromstring(written("gexf", request()).encode())
    assert not [node for node in root.iter(f"{NAMESPACE}node") if node.get("start") or node.get("end")]


def test_the_date_of_the_file_is_that_of_the_newest_source_or_none() -> None:
    def modified(found: KnowledgeBase) -> str | None:
        (meta,) = etree.fromstring(written("gexf", Request(found)).encode()).iter(f"{NAMESPACE}meta")
        return str(meta.get("lastmodifieddate")) if "lastmodifieddate" in meta.attrib else None

    assert modified(base()) == "2018-01-04"
    month = EdtfDate("2018-02", date(2018, 2, 1), date(2018, 2, 28))
    newer = replace(base().sources["s4"], published=month)
    assert modified(replace(base(), sources={**base().sources, "s4": newer})) is None


def test_line_ends_and_tabs_survive_in_attributes() -> None:
    (note,) = (
        value.get("value")
        for value in etree.fromstring(written("gexf", request()).encode()).iter(f"{NAMESPACE}attvalue")
        if value.get("for") == "note"
    )
    assert note == "first line\nsecond\tline"
