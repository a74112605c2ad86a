"""The shipped graph in the STIX library: it is valid, and answers questions as the knowledge base does."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
import stix2

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.project import load
from tests.export.stix_reading import exported, extension_id, objects, read, without_claim_ids
from tests.export.test_stix_valid import PROFILES, faults


@cache
def shipped() -> KnowledgeBase:
    base = load().knowledge_base
    assert base is not None
    return base


@cache
def text(profile: str) -> str:
    return exported(shipped(), profile)


@cache
def store(profile: str) -> Any:
    """The bundle in the library's own store, with nothing allowed that the library does not know."""
    return stix2.MemoryStore(stix2.parse(text(profile), allow_custom=False), allow_custom=False)


def names(found: Any, *kinds: str) -> dict[str, str]:
    return {item["id"]: item["name"] for kind in kinds for item in found.query([stix2.Filter("type", "=", kind)])}


def test_it_is_valid() -> None:
    assert faults(re.sub(r'"region": "unknown"', '"region": "asia"', text("strict"))) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_it_is_all_there(profile: str) -> None:
    assert read(text(profile), shipped().vocabulary) == without_claim_ids(shipped())
    assert len(store(profile).query()) == len(objects(text(profile)))


@pytest.mark.parametrize("profile", PROFILES)
def test_who_pledged_allegiance_to_whom(profile: str) -> None:
    base, found = shipped(), store(profile)
    called = names(found, "threat-actor", "identity")
    pledges = found.query([stix2.Filter("type", "=", "relationship"), stix2.Filter("labels", "contains", "allegiance")])
    told = Counter((called[tie["source_ref"]], called[tie["target_ref"]]) for tie in pledges)
    assert told == Counter(
        (base.entities[tie.subject].name, base.entities[tie.object].name)
        for tie in base.relations.values()
        if tie.type == "Allegiance" and tie.status != "denied"
    )
    assert told


@pytest.mark.parametrize("profile", PROFILES)
def test_which_relationships_have_dissenting_opinions(profile: str) -> None:
    base, found = shipped(), store(profile)
    key = extension_id(text(profile))
    disputed = set()
    for opinion in found.query(
        [stix2.Filter("type", "=", "opinion"), stix2.Filter("opinion", "=", "strongly-disagree")]
    ):
        (tie,) = opinion["object_refs"]
        disputed.add(found.get(tie)["extensions"][key]["id"])
    assert disputed == {tie.id for tie in base.relations.values() if tie.status == "contested"}
    assert disputed


def test_neighbours_are_those_of_the_graph() -> None:
    """Whoever counts relationships without knowing the extension counts the ties that somebody asserts."""
    base, found = shipped(), store("strict")
    ties = Counter(
        end for tie in base.relations.values() if tie.status != "denied" for end in (tie.subject, tie.object)
    )
    busiest, count = max(ties.items(), key=lambda item: (item[1], item[0]))
    called = found.query([stix2.Filter("name", "=", base.entities[busiest].name), stix2.Filter("type", "!=", "report")])
    assert [len(found.relationships(item)) for item in called] == [count]


def test_what_a_report_backs_can_be_reached_from_it() -> None:
    base, found = shipped(), store("strict")
    reports = {report["name"]: report for report in found.query([stix2.Filter("type", "=", "report")])}
    source = max(base.sources.values(), key=lambda it: (sum(claim.source == it.id for claim in base.claims()), it.id))
    backed = {reference for reference in reports[source.title]["object_refs"] if reference.startswith("relationship--")}
    assert len(backed) == sum(
        tie.status != "denied" and any((it.source, it.stance) == (source.id, "asserts") for it in tie.claims)
        for tie in base.relations.values()
    )
