"""What becomes of what in STIX: types, relationship types of both profiles, denials, times, names and sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from typing import Any

import pytest

from khorasan_graph.export.stix.common import CONFIDENCE, stix_id
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import select
from tests.export.stix_reading import Object, carried, exported, extension_id, objects
from tests.support import base_from

PROFILES = ("strict", "opencti")

SAMPLE = """
--- places/land.yaml
type: Country
name: Land
code: AF
--- places/valley.yaml
type: District
name: Valley
part_of: land
--- places/nowhere.yaml
type: Place
name: Nowhere
--- organizations/a.yaml
type: MilitantOrganization
name: Army of A
start: 2007-12-14
identifiers: [{scheme: wikidata, value: Q42418}]
names:
  - {text: AoA, kind: acronym}
  - {text: The Army, kind: alias, shared: true}
quantities:
  - {measure: strength, min: 100, max: 500, source: s1, credibility: 2, by: state}
relations:
  - {type: Allegiance, object: b, start: 2014, claims: [{source: s1, credibility: 2}, {source: s2, credibility: 3}]}
  - {type: Coordination, object: b, start: 2014-08-26, end: 2014-08-26, claims: [{source: s1, credibility: 6}]}
  - type: Alliance
    object: b
    claims:
      - {source: s1, credibility: 3}
      - {source: s2, credibility: 4, stance: denies, by: a, locator: page 3, note: Calls it a lie.}
  - {type: Support, object: b, claims: [{source: s1, credibility: 2, stance: denies, by: a}]}
  - {type: FactionOf, object: b, claims: [{source: s1, credibility: 1}, {source: s2, credibility: 2}]}
  - {type: OperatesIn, object: valley, claims: [{source: s1, credibility: 5}]}
  - {type: ArmedConflict, object: state, claims: [{source: s1, credibility: 2}]}
  - {type: Responsibility, object: raid, claims: [{source: s1, credibility: 2, by: a}]}
--- organizations/b.yaml
type: Umbrella
name: Council of B
names: [{text: The Army, kind: alias, shared: true}]
--- organizations/state.yaml
type: State
name: Republic
--- people/chief.yaml
type: Person
name: The Chief
start: 1970~
fates: [{fate: killed, date: 2017-04, source: s2, credibility: 3}]
relations:
  - {type: Leadership, object: a, office: emir, claims: [{source: s1, credibility: 2}]}
  - {type: Membership, object: state, claims: [{source: s1, credibility: 2}]}
--- events/raid.yaml
type: Attack
name: Raid on Valley
date: 2016-03-27
relations:
  - {type: TookPlaceIn, object: valley, claims: [{source: s1, credibility: 2}]}
  - {type: Targeting, object: state, claims: [{source: s1, credibility: 2}]}
"""


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return base_from(SAMPLE)


def by_record(text: str) -> dict[str, Object]:
    """Objects by the id of the record that they stand for."""
    key = extension_id(text)
    found = [(item["extensions"][key].get("id"), item) for item in objects(text) if "extensions" in item]
    return {name: item for name, item in found if name}


def kinds(text: str) -> dict[str, tuple[str, str, str]]:
    """By tie: what its relationship runs from, its type, and what it runs to."""
    key = extension_id(text)
    names = {item["id"]: item["name"] for item in objects(text) if "name" in item}
    return {
        item["extensions"][key]["id"]: (names[item["source_ref"]], item["relationship_type"], names[item["target_ref"]])
        for item in objects(text, "relationship")
        if item["extensions"][key]["record"] == "relation"
    }


@pytest.mark.parametrize("profile", PROFILES)
def test_what_an_entity_becomes(base: KnowledgeBase, profile: str) -> None:
    found = by_record(exported(base, profile))
    assert {name: found[name]["type"] for name in base.entities} == {
        "a": "threat-actor",
        "b": "threat-actor",
        "state": "identity",
        "chief": "identity",
        "land": "location",
        "valley": "location",
        "nowhere": "location",
        "raid": "incident",
    }
    assert (found["state"]["identity_class"], found["chief"]["identity_class"]) == ("organization", "individual")


def test_relationships_of_the_specification(base: KnowledgeBase) -> None:
    assert kinds(exported(base)) == {
        "a.allegiance.b": ("Army of A", "related-to", "Council of B"),
        "a.alliance.b": ("Army of A", "related-to", "Council of B"),
        "a.armedconflict.state": ("Army of A", "targets", "Republic"),
        "a.coordination.b": ("Army of A", "related-to", "Council of B"),
        "a.factionof.b": ("Army of A", "related-to", "Council of B"),
        "a.operatesin.valley": ("Army of A", "located-at", "Valley"),
        "a.responsibility.raid": ("Army of A", "related-to", "Raid on Valley"),
        "chief.leadership.a": ("The Chief", "related-to", "Army of A"),
        "chief.membership.state": ("The Chief", "related-to", "Republic"),
        "raid.targeting.state": ("Raid on Valley", "related-to", "Republic"),
        "raid.tookplacein.valley": ("Raid on Valley", "related-to", "Valley"),
    }


def test_relationships_that_opencti_takes(base: KnowledgeBase) -> None:
    strict, opencti = kinds(exported(base)), kinds(exported(base, "opencti"))
    assert {tie: ends for tie, ends in opencti.items() if ends != strict[tie]} == {
        "a.coordination.b": ("Army of A", "cooperates-with", "Council of B"),
        "a.factionof.b": ("Army of A", "part-of", "Council of B"),
        "a.responsibility.raid": ("Raid on Valley", "attributed-to", "Army of A"),
        "chief.membership.state": ("The Chief", "part-of", "Republic"),
        "raid.targeting.state": ("Raid on Valley", "targets", "Republic"),
    }


def test_a_conflict_runs_from_the_group_whichever_way_it_is_written() -> None:
    text = exported(
        base_from("""
--- organizations/state.yaml
type: State
name: Republic
relations: [{type: ArmedConflict, object: t, claims: [{source: s1, credibility: 2}]}]
--- organizations/t.yaml
type: Faction
name: Faction T
""")
    )
    assert list(kinds(text).values()) == [("Faction T", "targets", "Republic")]


@pytest.mark.parametrize("profile", PROFILES)
def test_what_some_deny_has_an_opinion_and_no_type_of_its_own(base: KnowledgeBase, profile: str) -> None:
    text = exported(base, profile)
    (opinion,) = objects(text, "opinion")
    contested = by_record(text)["a.alliance.b"]
    assert opinion["object_refs"] == [contested["id"]]
    assert (opinion["opinion"], opinion["authors"], opinion["confidence"]) == ("strongly-disagree", ["Army of A"], 30)
    assert opinion["explanation"] == (
        "Denied by Army of A in Publisher 2, 2018-01-02, page 3 (B4): Army of A is allied with Council of B.\n"
        "Calls it a lie."
    )
    assert contested["relationship_type"] == "related-to"
    assert contested["labels"] == ["alliance", "contested"]
    assert contested["description"].startswith("CONTESTED: Army of A is allied with Council of B.\n")
    assert "DENIED by:\n- Army of A in Publisher 2" in contested["description"]


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_only_denied_is_a_note_and_no_relationship(base: KnowledgeBase, profile: str) -> None:
    text = exported(base, profile)
    found = by_record(text)
    note = found["a.support.b"]
    assert note["type"] == "note"
    assert note["abstract"] == "DENIED, and asserted by nobody: Army of A supports Council of B"
    assert note["content"].startswith(note["abstract"])
    assert note["object_refs"] == [found["a"]["id"], found["b"]["id"]]
    assert note["labels"] == ["support", "denied"]
    assert not [item for item in objects(text, "relationship") if "support" in item.get("labels", ())]


def test_confidence_is_the_credibility_of_the_best_claim(base: KnowledgeBase) -> None:
    text = exported(base)
    found = {item["labels"][0]: item.get("confidence") for item in objects(text, "relationship")}
    assert found["allegiance"] == CONFIDENCE[2] == 70
    assert found["faction-of"] == 90
    assert found["alliance"] == 50
    assert found["operates-in"] == 10
    assert found["coordination"] is None, "6 says that the claim cannot be judged, and no number says that"


def test_only_known_days_become_timestamps(base: KnowledgeBase) -> None:
    text = exported(base)
    found = {item["labels"][0]: item for item in objects(text, "relationship")}
    assert "start_time" not in found["allegiance"], "2014 is no day"
    assert found["coordination"]["start_time"] == "2014-08-26T00:00:00.000Z"
    assert found["coordination"]["stop_time"] == "2014-08-26T23:59:59.000Z"
    entities = by_record(text)
    assert entities["a"]["first_seen"] == "2007-12-14T00:00:00.000Z"
    assert "Born: 1970~" in entities["chief"]["description"]
    assert "Date: 2016-03-27" in entities["raid"]["description"]


def test_times_come_from_the_sources(base: KnowledgeBase) -> None:
    text = exported(base)
    relationships = {item["labels"][0]: item for item in objects(text, "relationship")}
    assert relationships["allegiance"]["created"] == "2018-01-01T00:00:00.000Z"
    assert {item["modified"] for item in objects(text, "relationship")} == {"2018-01-04T00:00:00.000Z"}


def test_imprecise_publication_is_the_last_day_it_can_mean_and_says_so() -> None:
    text = exported(
        base_from("""
--- sources/s1.yaml
publisher: Paper
title: Some month
published: 2017-02
reliability: B
""")
    )
    reports = {item["name"]: item for item in objects(text, "report")}
    assert reports["Some month"]["published"] == "2017-02-28T00:00:00.000Z"
    assert reports["Some month"]["labels"] == ["imprecise-date"]
    assert reports["Some month"]["external_references"][0]["description"] == "Some month (2017-02)"
    assert "labels" not in reports["Report 2"]


def test_reports_refer_to_what_they_back(base: KnowledgeBase) -> None:
    text = exported(base)
    found = by_record(text)
    (opinion,) = objects(text, "opinion")
    second = found["s2"]
    assert opinion["id"] in second["object_refs"]
    assert found["a.alliance.b"]["id"] not in second["object_refs"], "it denies that tie"
    assert found["a.alliance.b"]["id"] in found["s1"]["object_refs"]
    assert found["a.support.b"]["id"] in found["s1"]["object_refs"], "the note of the denial"
    data_set = next(item for item in objects(text, "identity") if item["name"] == "Data set without a title")
    assert found["s4"]["object_refs"] == [data_set["id"]], "a report must refer to something"


def test_names_identifiers_and_facts(base: KnowledgeBase) -> None:
    text = exported(base)
    found = by_record(text)
    assert found["a"]["aliases"] == ["AoA", "The Army"]
    assert found["a"]["external_references"] == [
        {"source_name": "wikidata", "url": "https://www.wikidata.org/wiki/Q42418", "external_id": "Q42418"}
    ]
    facts = {note["abstract"]: note["content"] for note in objects(text, "note")}
    assert facts["What sources say of Army of A"].endswith(": 100-500, Republic in Publisher 1, 2018-01-01 (B2)")
    assert facts["What sources say of The Chief"] == "- killed 2017-04, Publisher 2, 2018-01-02 (B3)"


def test_places_have_a_country_or_say_that_nobody_knows(base: KnowledgeBase) -> None:
    found = by_record(exported(base))
    assert found["valley"]["country"] == "AF"
    assert found["nowhere"]["region"] == "unknown"
    assert "region" not in found["valley"]


def test_opencti_merges_by_name_so_homonyms_share_none() -> None:
    base = base_from("""
--- organizations/a.yaml
type: Faction
name: Jundullah
names:
  - {text: Jundullah, kind: official, shared: true}
  - {text: Army of God, kind: alias, shared: true}
  - {text: JND, kind: acronym}
--- organizations/b.yaml
type: Faction
name: Jundullah of the West
names: [{text: jundullah, kind: alias, shared: true}, {text: Army of God, kind: alias, shared: true}]
""")
    strict, opencti = by_record(exported(base)), by_record(exported(base, "opencti"))
    assert (strict["a"]["name"], strict["a"]["aliases"]) == ("Jundullah", ["Army of God", "JND"])
    assert (opencti["a"]["name"], opencti["a"]["aliases"]) == ("Jundullah (a)", ["JND"])
    assert "aliases" not in opencti["b"]
    assert "Also known as: jundullah; Army of God" in opencti["b"]["description"]
    assert strict["a"]["id"] == opencti["a"]["id"]


def test_opencti_is_told_where_places_lie(base: KnowledgeBase) -> None:
    text = exported(base, "opencti")
    key = extension_id(text)
    lying = [item for item in objects(text, "relationship") if item["extensions"][key]["record"] == "part-of"]
    found = by_record(text)
    assert [(item["source_ref"], item["relationship_type"], item["target_ref"]) for item in lying] == [
        (found["valley"]["id"], "located-at", found["land"]["id"])
    ]
    assert carried(exported(base), "part-of") == []


def test_may_hold_is_not_holds(base: KnowledgeBase) -> None:
    chosen = select(base.vocabulary, types=["OperatesIn", "Leadership"], as_of="2012")
    text = exported(base, selection=chosen)
    found = {item["labels"][0]: item for item in objects(text, "relationship")}
    assert found["operates-in"]["labels"] == ["operates-in", "reported", "may-hold"]
    assert found["operates-in"]["relationship_type"] == "related-to"
    assert "It may have held then (2012); that it did is not known." in found["operates-in"]["description"]
    (about,) = carried(text, "data-set")
    assert about["selection"] == chosen.as_json()


def test_license_marks_every_object_of_the_data() -> None:
    base = base_from(
        SAMPLE + "--- about.yaml\ntitle: Sample\nlicense: https://creativecommons.org/licenses/by/4.0/\nversion: '3'\n"
    )
    assert base.about.license is not None
    text = exported(base)
    (marking,) = objects(text, "marking-definition")
    assert marking["definition"] == {"statement": f"License: {base.about.license}"}
    unmarked = [item for item in objects(text) if item.get("object_marking_refs") != [marking["id"]]]
    assert {item["type"] for item in unmarked} == {"identity", "extension-definition", "marking-definition"}
    assert len(unmarked) == 3, "the program, its extension, and the marking itself"
    assert not objects(exported(base_from(SAMPLE)), "marking-definition")


def test_ids_follow_from_the_records(base: KnowledgeBase) -> None:
    found = by_record(exported(base))
    assert found["a"]["id"] == stix_id("threat-actor", "a") == "threat-actor--" + _version_5("a")
    assert found["a.alliance.b"]["id"] == "relationship--" + _version_5("relation/a.alliance.b")
    assert found["s1"]["id"] == "report--" + _version_5("source/s1")


def _version_5(path: str) -> str:
    """By the recipe of the documentation, without the program."""
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_URL, "https://w3id.org/khorasan-graph/id/"), path))


def test_a_bundle_has_the_id_of_its_content(base: KnowledgeBase) -> None:
    one, again, other = (json.loads(exported(base, profile))["id"] for profile in ("strict", "strict", "opencti"))
    assert one == again != other


def test_same_bytes_whatever_the_hash_seed_and_the_place() -> None:
    code = (
        "import hashlib\n"
        "from tests.export.stix_reading import exported\n"
        "from tests.export.test_stix import SAMPLE\n"
        "from tests.support import base_from\n"
        "print(hashlib.sha256(exported(base_from(SAMPLE), 'opencti').encode()).hexdigest())"
    )
    found = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Kabul")):
        environment: dict[str, Any] = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        found.add(run.stdout)
    assert len(found) == 1
