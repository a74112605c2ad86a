"""STIX as drafts: our own bundles come back as they were, anybody's are taken for no more than they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.importing import report
from khorasan_graph.importing.drafts import Drafts, LimitError, UnreadableError
from khorasan_graph.model.difference import diff
from khorasan_graph.project import load
from tests.authoring.projects import projects
from tests.export.stix_reading import exported, extension_id
from tests.importing.common import base_of, imported, loaded
from tests.support import base_from

Object = dict[str, Any]

PROFILES = ("strict", "opencti")


def left(drafts: Drafts) -> set[tuple[str, str, str, int]]:
    return {(item.where, item.what, item.why, item.count) for item in report.left_over(drafts)}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(projects(), st.booleans(), st.sampled_from(PROFILES))
def test_an_export_of_ours_comes_back_as_it_was(files: dict[str, str], about: bool, profile: str) -> None:
    given_files = {path.removeprefix("graph_data/"): text for path, text in files.items()}
    if about:
        given_files["about.yaml"] = '{"title": "=T", "license": "https://example.org/l", "creators": ["a; b", "c"]}'
    base = base_of(given_files)
    drafts, made = imported("stix", "a.json", exported(base, profile))
    assert drafts.own
    assert report.decisions(drafts) == 0
    assert report.left_over(drafts) == []
    assert base_of(made) == base


def test_the_shipped_graph_comes_back_as_it_was() -> None:
    base = load().knowledge_base
    assert base is not None
    drafts, made = imported("stix", "shipped.json", exported(base, "opencti"))
    assert report.left_over(drafts) == []
    assert diff(base, base_of(made)).is_empty


OWN = """
--- organizations/a.yaml
type: Faction
name: Jundullah
names:
  - {text: Jundullah, kind: official, shared: true}
relations:
  - {type: Alliance, object: b, claims: [{source: s1, credibility: 3}]}
--- organizations/b.yaml
type: Faction
name: B
names:
  - {text: Jundullah, kind: alias, shared: true}
"""


def test_what_somebody_did_to_our_bundle_is_left_over() -> None:
    base = base_from(OWN)
    text = exported(base, "opencti")
    bundle = json.loads(text)
    key = extension_id(text)
    by_record = {item["extensions"][key].get("id"): item for item in bundle["objects"] if "extensions" in item}
    by_record["b"]["name"] = "Somebody else's name"
    by_record["a.alliance.b"]["extensions"][key]["mood"] = "good"
    by_record["s1"]["revoked"] = True
    bundle["objects"].append({"type": "tool", "id": "tool--1", "name": "Hammer"})
    bundle["objects"].append({**by_record["s2"], "id": "report--1"})
    drafts, made = imported("stix", "a.json", json.dumps(bundle))
    assert left(drafts) == {
        ("threat-actor", "`name`", "it differs from the name on record", 1),
        ("relation records", "`mood`", "no field holds it", 1),
        ("report", "`revoked`", "it was revoked; its record is taken all the same", 1),
        ("tool", "an object", "it carries no record: it is not of the export that the bundle is", 1),
        ("report", "an object", "another has its record's id", 1),
    }
    assert base_of(made) == base


def test_a_record_that_somebody_broke_is_open() -> None:
    text = exported(base_from(OWN))
    for old, new in (
        ('"credibility": 3', '"credibility": "high"'),
        ('"type": "Alliance"', '"type": "Friendship"'),
        ('"stance": "asserts"', '"stance": 1'),
        ('"published": "2018-01-02"', '"published": "last year"'),
    ):
        assert old in text
        text = text.replace(old, new)
    drafts, made = imported("stix", "a.json", text)
    assert report.decisions(drafts) == 4
    assert 'type: TODO  # what kind of tie; the file says "Friendship"' in "".join(made.values())
    assert loaded(made).knowledge_base is None


COMMON = {"spec_version": "2.1", "created": "2020-01-01T00:00:00.000Z", "modified": "2020-01-01T00:00:00.000Z"}


def thing(kind: str, number: int, **more: Any) -> Object:
    return {"type": kind, "id": f"{kind}--00000000-0000-4000-8000-{number:012}", **COMMON, **more}


def link(number: int, start: Object, kind: str, finish: Object, **more: Any) -> Object:
    ends = {"source_ref": start["id"], "target_ref": finish["id"], "relationship_type": kind}
    return thing("relationship", number, **ends, **more)


GROUP = thing(
    "intrusion-set", 1, name="Group X", aliases=["Group X", "GX"], description="A group.", goals=["fame"],
    first_seen="2014-01-01T00:00:00Z",
    external_references=[
        {"source_name": "mitre-attack", "url": "https://attack.example.org/groups/G1", "external_id": "G1"},
        {"source_name": "wikidata", "url": "https://www.wikidata.org/wiki/Q42418"},
        {"source_name": "list", "external_id": "17"},
    ],
)  # fmt: skip
MAKER = thing("identity", 2, name="Example Corporation", identity_class="organization", sectors=["defense"])
PERSON = thing("identity", 3, name="Somebody", identity_class="individual")
LAND = thing("location", 4, country="AF")
TOWN = thing("location", 5, name="Kabul", city="Kabul", country="AF", latitude=34.525, longitude=69.1785)
RAID = thing("incident", 6, name="Raid", labels=["attack"])
MALWARE = thing("malware", 7, name="Worm", is_family=False)
TIES = [
    link(10, GROUP, "targets", PERSON, confidence=70, start_time="2016-05-04T10:00:00Z", description="They do."),
    link(11, GROUP, "originates-from", LAND, external_references=[{"source_name": "Dawn", "description": "A report"}]),
    link(12, GROUP, "uses", MALWARE),
    link(13, RAID, "attributed-to", GROUP),
]
REPORT = thing(
    "report", 20, name="What we saw", published="2019-03-02T12:00:00.000Z", created_by_ref=MAKER["id"],
    object_refs=[GROUP["id"], TIES[0]["id"]], report_types=["threat-report"],
    external_references=[{"source_name": "Example", "url": "https://example.org/r"}],
)  # fmt: skip
DENIAL = thing(
    "opinion", 21, opinion="strongly-disagree", object_refs=[TIES[0]["id"]], authors=["A. Nother"], explanation="No."
)
AGREED = thing("opinion", 22, opinion="agree", object_refs=[TIES[0]["id"]])
RED = thing("marking-definition", 23, definition_type="tlp", name="TLP:RED", definition={"tlp": "red"})
PERSON["object_marking_refs"] = [RED["id"]]
FOREIGN = [GROUP, MAKER, PERSON, LAND, TOWN, RAID, MALWARE, *TIES, REPORT, DENIAL, AGREED, RED]


def bundle(*objects: object) -> str:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": list(objects)}, ensure_ascii=False)


def test_anybodys_bundle_is_taken_for_no_more_than_it_says() -> None:
    drafts, files = imported("stix", "foreign.json", bundle(*FOREIGN))
    assert not drafts.own
    assert sorted(files) == [
        "organizations/example-corporation.yaml", "people/somebody.yaml", "places/af.yaml", "places/kabul.yaml",
        "relations/ties-foreign-json.yaml", "sources/import-foreign-json.yaml", "sources/report-what-we-saw.yaml",
        "sources/source-dawn.yaml", "sources/source-mitre-attack.yaml", "undecided/group-x.yaml", "undecided/raid.yaml",
    ]  # fmt: skip
    group = files["undecided/group-x.yaml"]
    assert 'type: TODO  # what it is; the file says "intrusion-set"' in group
    assert "# may be: " in group
    assert "MilitantOrganization" in group
    assert "- text: GX\n    kind: alias" in group
    assert "- scheme: wikidata\n    value: Q42418" in group
    assert "sources: [report-what-we-saw, source-mitre-attack]" in group
    assert "start:" not in group, "seen first is not founded"
    assert "type: Person" in files["people/somebody.yaml"]
    assert "type: Country" in files["places/af.yaml"]
    assert "code: AF" in files["places/af.yaml"]
    assert "type: Settlement" in files["places/kabul.yaml"]
    assert "coordinates: {latitude: 34.525, longitude: 69.1785}" in files["places/kabul.yaml"]
    source = files["sources/report-what-we-saw.yaml"]
    assert "published: 2019-03-02" in source
    assert 'publisher:  # TODO: who published it?; the file says "Example Corporation; Example"' in source
    assert "url: https://example.org/r" in source
    assert drafts.notes == ["15 objects", "marked TLP:RED: 1 object; heed it before you publish"]
    assert loaded(files).knowledge_base is None


def test_ties_of_anybodys_bundle() -> None:
    _, files = imported("stix", "foreign.json", bundle(*FOREIGN))
    ties = files["relations/ties-foreign-json.yaml"].split("\n\n")[1:]
    assert len(ties) == 3
    assert 'type: TODO  # what kind of tie; the file says "targets"' in ties[0]
    assert "Targeting" not in ties[0], "neither can be an event"
    assert "# may be: Participation, Responsibility" in ties[2]
    assert "start: 2016-05-04  # the day of 2016-05-04T10:00:00Z" in ties[0]
    assert "note: They do." in ties[0]
    assert "source: report-what-we-saw\n      credibility: TODO  # 1 (confirmed)" in ties[0]
    assert 'the file says "confidence 70 of 100"' in ties[0]
    assert "stance: denies" in ties[0]
    assert 'the file says "A. Nother"' in ties[0]
    assert "source: source-dawn" in ties[1]
    assert "subject: group-x\n" in ties[2], "who did it comes first"
    assert "object: raid\n" in ties[2]
    assert "source: import-foreign-json" in ties[2]


def test_what_is_not_ours_is_left_over_by_kinds() -> None:
    drafts, _ = imported("stix", "foreign.json", bundle(*FOREIGN))
    assert left(drafts) == {
        ("malware", "an object", "there is no such thing among the data", 1),
        ("marking-definition", "an object", "there is no such thing among the data", 1),
        ("opinion", "an object", "it denies no relationship", 1),
        ("relationship", "`uses`", "no draft at its end: malware", 1),
        ("intrusion-set", "`goals`", "no field holds it", 1),
        ("intrusion-set", "`first_seen`", "no field holds it", 1),
        ("external references", "an id of another data set", "it is none that we know", 1),
        ("identity", "`sectors`", "no field holds it", 1),
        ("location", "`country`", "no field holds it", 1),
        ("report", "`report_types`", "no field holds it", 1),
    }


def test_newest_versions_only_and_nothing_that_was_revoked() -> None:
    newer = {**PERSON, "modified": "2021-01-01T00:00:00.000Z", "name": "Somebody Else"}
    gone = {**RAID, "revoked": True}
    drafts, files = imported("stix", "a.json", bundle(PERSON, newer, PERSON, gone, GROUP, TIES[3], "no object"))
    assert [path for path in files if path.startswith("people/")] == ["people/somebody-else.yaml"]
    told = left(drafts)
    assert ("identity", "an object", "there is a newer version of it", 1) in told
    assert ("identity", "an object", "there is a newer version of it, or another of the same day", 1) in told
    assert ("incident", "an object", "it was revoked", 1) in told
    assert ("relationship", "`attributed-to`", "no draft at its end: incident", 1) in told
    assert ("the bundle", "something without a `type` or an `id`", "it is no STIX object", 1) in told


def test_what_the_project_has_is_proposed_and_not_taken() -> None:
    known = base_from("--- organizations/gx.yaml\ntype: Faction\nname: Group X\n")
    _, files = imported("stix", "a.json", bundle(GROUP), known=known)
    assert "Perhaps known already: `gx` (Group X) is called Group X." in files["undecided/group-x.yaml"]


def test_opencti_words_that_are_ours() -> None:
    key = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"
    found = [
        thing("threat-actor", 1, name="A Man", extensions={key: {"type": "Threat-Actor-Individual", "score": 3}}),
        thing("location", 2, name="Kunar", country="AF", x_opencti_location_type="Administrative-Area"),
        thing("report", 3, name="R", published="2019-03-02T12:00:00Z", extensions={key: {"reliability": "B - x"}}),
    ]  # fmt: skip
    drafts, files = imported("stix", "a.json", bundle(*found))
    assert "type: Person" in files["people/a-man.yaml"]
    assert (
        'type: TODO  # what kind of place it is; the file says "Administrative-Area"' in files["undecided/kunar.yaml"]
    )
    assert "reliability: B" in files["sources/report-r.yaml"]
    assert ("threat-actor", "OpenCTI's `score`", "no field holds it", 1) in left(drafts)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]x", b"\xff\xfe", b'{"type": 1}', b'{"a": 1}', b"1", b'"x"', b"null"]
)
def test_what_is_no_stix_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        imported("stix", "a.json", content)


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(LimitError):
        imported("stix", "a.json", b"[" * 100_000 + b"]" * 100_000)


def test_envelopes_and_lists_of_bundles_are_read() -> None:
    envelope = json.dumps({"more": False, "objects": [PERSON]})
    several = json.dumps([json.loads(bundle(PERSON)), json.loads(bundle(MAKER))])
    single = json.dumps(PERSON)
    assert list(imported("stix", "a.json", envelope)[1]) == ["people/somebody.yaml"]
    assert list(imported("stix", "a.json", single)[1]) == ["people/somebody.yaml"]
    assert len(imported("stix", "a.json", several)[1]) == 2


KINDS = (
    "threat-actor",
    "identity",
    "location",
    "incident",
    "campaign",
    "report",
    "opinion",
    "relationship",
    "note",
    "x-a",
)
IDS = [f"{kind}--{number}" for kind in KINDS for number in range(2)]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(IDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "name aliases description object_refs source_ref target_ref relationship_type external_references extensions "
    "revoked modified latitude longitude country city opinion authors published confidence labels definition "
    "object_marking_refs identity_class x_opencti_type created_by_ref"
).split()


@st.composite
def odd_objects(draw: st.DrawFn) -> Object:
    id_ = draw(st.sampled_from(IDS))
    found = {"type": id_.partition("--")[0], "id": id_}
    return {**draw(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=6)), **found}


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(odd_objects(), max_size=8))
def test_whatever_a_bundle_holds_each_object_is_accounted_for(objects: list[Object]) -> None:
    drafts, files = imported("stix", "a.json", json.dumps({"type": "bundle", "objects": objects}))
    drafted = "".join(files.values())
    told = report.left_over(drafts)
    gone = sum(item.count for item in told if item.what in ("an object", "a denial") or item.where == "relationship")
    found = sum(f"From {item['type']} {item['id']}" in drafted for item in {it["id"]: it for it in objects}.values())
    assert found + gone >= len({item["id"] for item in objects})
    assert report.markdown(drafts).count("\n| ") == (len(told) + 1 if told else 0)
