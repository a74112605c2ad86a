"""What a bundle says less exactly to whoever does not know the extension, and how the extension calls its fields."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings

from khorasan_graph.authoring.shapes import Shapes
from khorasan_graph.export import FORMATS
from khorasan_graph.export.formats import Request
from khorasan_graph.export.losses import losses
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection, narrow, select
from khorasan_graph.project import load
from khorasan_graph.rdf.dataset import name_id
from tests.authoring.projects import projects
from tests.authoring.test_write import load_written
from tests.export.stix_reading import Object, carried, exported, extension_id, objects
from tests.export.test_stix import SAMPLE
from tests.support import base_from

STIX = FORMATS["stix"]
DERIVED = {"record", "extension_type", "status", "activity", "qualifiers"} | {
    f"{how}_{end}" for how in ("known", "possible") for end in ("from", "to")
}
"""What the extension has beside what an author writes."""


def lost(base: KnowledgeBase, profile: str = "strict", selection: Selection = EVERYTHING) -> dict[str, set[str]]:
    """By key of a loss: the records concerned."""
    request = Request(narrow(base, selection), selection, profile=profile)
    return {found.loss.key: set(found.records) for found in losses(STIX, request)}


def naive(text: str) -> dict[str, Object]:
    """By record: the objects as a reader has them that does not know the extension."""
    key = extension_id(text)
    found = {}
    for item in objects(text):
        record = item.pop("extensions", {}).get(key, {})
        prefix = {"entity": "", "source": "source/"}.get(record.get("record"), "relation/")
        if "id" in record:
            found[prefix + record["id"]] = item
    return found


def test_all_is_flattened_and_said_in_a_phrase() -> None:
    assert {loss.how for loss in STIX.losses} == {"flattened"}
    for loss in STIX.losses:
        assert loss.says[0].islower()
        assert not loss.says.endswith(".")


def test_what_a_small_base_loses() -> None:
    base = base_from(SAMPLE)
    found = lost(base)
    assert found["denied-ties"] == {"relation/a.support.b"}
    assert found["contested-ties"] == {"relation/a.alliance.b"}
    assert found["coarse-types-of-ties"] == {"relation/a.armedconflict.state", "relation/a.operatesin.valley"}
    assert found["types-of-ties"] == {
        "relation/a.allegiance.b", "relation/a.coordination.b", "relation/a.factionof.b",
        "relation/a.responsibility.raid", "relation/chief.leadership.a", "relation/chief.membership.state",
        "relation/raid.targeting.state", "relation/raid.tookplacein.valley",
    }  # fmt: skip
    assert found["dates"] == {"chief", "raid", "relation/a.allegiance.b"}
    assert found["credibility-6"] == {"relation/a.coordination.b"}
    assert found["places-and-qualifiers-of-ties"] == {"relation/chief.leadership.a"}
    assert found["kinds-of-entities"] == {"a", "b", "state", "land", "valley", "nowhere", "raid"}
    assert len(found["numbers"]) == len(found["fates"]) == 1
    assert found["reliability"] == {f"source/{source}" for source in base.sources}
    assert {"texts", "homonyms"}.isdisjoint(found)


def test_what_is_lost_depends_on_the_profile() -> None:
    base = base_from(SAMPLE)
    strict, opencti = lost(base), lost(base, "opencti")
    assert {tie for tie in strict["types-of-ties"] if tie not in opencti["types-of-ties"]} == {
        "relation/a.coordination.b", "relation/a.factionof.b", "relation/a.responsibility.raid",
        "relation/chief.membership.state", "relation/raid.targeting.state",
    }  # fmt: skip
    homonyms = base_from(
        "--- organizations/a.yaml\ntype: Faction\nname: X\nnames: [{text: X, kind: official, shared: true}]\n"
        "--- organizations/b.yaml\ntype: Faction\nname: B\nnames: [{text: X, kind: alias, shared: true}]\n"
    )
    assert lost(homonyms, "opencti")["homonyms"] == {"a"}
    assert "homonyms" not in lost(homonyms)


def test_what_only_may_hold_has_no_type_of_its_own() -> None:
    base = base_from(SAMPLE)
    found = lost(base, selection=select(base.vocabulary, types=["OperatesIn"], as_of="2012"))
    assert found["types-of-ties"] == {"relation/a.operatesin.valley"}


@pytest.mark.parametrize("profile", STIX.profiles)
def test_what_the_shipped_graph_loses(profile: str) -> None:
    base = load().knowledge_base
    assert base is not None
    found, shown = lost(base, profile), objects(exported(base, profile))
    for status in ("denied", "contested"):
        assert found[f"{status}-ties"] == {
            f"relation/{tie.id}" for tie in base.relations.values() if tie.status == status
        }
    assert found["claims"] == {f"claim/{claim.id}" for tie in base.relations.values() for claim in tie.claims}
    assert found["names"] == {f"name/{name_id(it.id, name)}" for it in base.entities.values() for name in it.names}
    related = [item for item in shown if item.get("relationship_type") == "related-to"]
    assert len(found["types-of-ties"]) + len(found["contested-ties"]) == len(related)
    imprecise = [item for item in shown if item["type"] == "report" and "imprecise-date" in item.get("labels", ())]
    assert sum(record.startswith("source/") for record in found["dates"]) == len(imprecise)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(projects())
def test_what_is_not_lost_can_be_read_without_the_extension(files: dict[str, str]) -> None:
    base = load_written(files)
    for profile in STIX.profiles:
        found, shown = lost(base, profile), naive(exported(base, profile))
        gone = {key: found.get(key, set()) for key in (loss.key for loss in STIX.losses)}
        for tie in base.relations.values():
            record = f"relation/{tie.id}"
            item = shown[record]
            if record in gone["denied-ties"]:
                continue
            assert item["type"] == "relationship"
            assert (item["relationship_type"] == "related-to") == (
                record in gone["types-of-ties"] | gone["contested-ties"]
            )
            if record not in gone["dates"]:
                assert day(item.get("start_time")) == (tie.start and tie.start.earliest)
                assert day(item.get("stop_time")) == (tie.end and tie.end.latest)
            if record not in gone["credibility-6"]:
                assert {90: 1, 70: 2, 50: 3, 30: 4, 10: 5}[item["confidence"]] == tie.credibility
            if record not in gone["places-and-qualifiers-of-ties"]:
                assert (tie.place, tie.qualifiers) == (None, ())
            if record not in gone["texts"]:
                assert tie.note is None
        for entity in base.entities.values():
            item = shown[entity.id]
            if entity.id not in gone["homonyms"]:
                assert item["name"] == entity.name
            if entity.id not in gone["dates"]:
                assert day(item.get("first_seen")) == (entity.start and entity.start.earliest)
                assert day(item.get("last_seen")) == (entity.end and entity.end.latest)
            if entity.id not in gone["kinds-of-entities"]:
                assert (item["type"], item["identity_class"], entity.type) == ("identity", "individual", "Person")
                assert entity.different_from == ()
            if entity.id not in gone["texts"]:
                assert entity.description is None
        for source in base.sources.values():
            item, record = shown[f"source/{source.id}"], f"source/{source.id}"
            assert item["name"] == source.title
            if record not in gone["dates"]:
                assert day(item["published"]) == source.published.earliest
            if record not in gone["documents"]:
                assert item["external_references"][0].get("url") == source.url
                assert len(item["external_references"]) == 1
                assert (source.authors, source.lang, source.via, source.derived_from) == ((), None, None, ())
                assert source.accessed is None


def day(timestamp: str | None) -> date | None:
    return date.fromisoformat(timestamp[:10]) if timestamp is not None else None


@settings(max_examples=40, deadline=None, derandomize=True)
@given(projects())
def test_the_extension_calls_fields_as_authors_do(files: dict[str, str]) -> None:
    base = load_written(files)
    shapes, text = Shapes(base.vocabulary), exported(base)
    for record in carried(text, "entity"):
        shape = shapes.entities[base.vocabulary.entity_classes[record["type"]].folder or ""]
        assert record.keys() <= {"id", *shape} | DERIVED
        for key, inner in (("names", "name"), ("identifiers", "identifier"), ("quantities", "quantity")):
            assert all(one.keys() <= shapes.records[inner].keys() for one in record.get(key, ())), json.dumps(record)
        assert all(one.keys() <= shapes.records["fate"].keys() for one in record.get("fates", ()))
        assert record.get("coordinates", {}).keys() <= shapes.coordinates.keys()
    for record in carried(text, "relation", "denied-relation"):
        shape = shapes.relations[record["type"], True]
        assert {*record, *record.get("qualifiers", {})} <= shape.keys() | DERIVED
        punctual = base.relation_class(base.relations[record["id"]]).punctual
        assert all(one.keys() <= shapes.claims[punctual].keys() for one in record["claims"])
    for record in carried(text, "source"):
        assert record.keys() <= {"id", *shapes.source} | DERIVED
