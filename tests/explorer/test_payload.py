from __future__ import annotations

from dataclasses import replace
from typing import Any

from khorasan_graph.explorer import payload
from khorasan_graph.explorer.families import LOOKS, look_of, role_of, shape_of
from khorasan_graph.explorer.layout import lay_out
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim
from khorasan_graph.model.selection import EVERYTHING, Selection, select
from khorasan_graph.model.vocabulary import EntityClass, RelationClass
from tests.explorer.sample import sample


def built(base: KnowledgeBase, selection: Selection = EVERYTHING) -> Any:
    entities = payload.entities_shown(base, selection)
    return payload.build(base, selection, lay_out(base, entities, selection.relations(base)))


def identified(tie: dict[str, str]) -> str:
    """The id of a tie on the page: written only where it is not the usual one."""
    return tie.get("id") or f"{tie['subject']}.{tie['type'].lower()}.{tie['object']}"


def test_no_claim_is_lost() -> None:
    base = sample()
    content = built(base)

    def carried(claim: dict[str, str]) -> tuple[object, ...]:
        return (
            claim["source"],
            claim.get("stance", "asserts"),
            claim.get("by"),
            claim.get("as_of"),
            claim["credibility"],
        )

    def recorded(claim: Claim) -> tuple[object, ...]:
        return claim.source, claim.stance, claim.by, claim.as_of and claim.as_of.text, claim.credibility

    for tie in content["ties"]:
        assert list(map(carried, tie["claims"])) == list(map(recorded, base.relations[identified(tie)].claims))
    for entity in content["entities"]:
        facts = (*entity.get("quantities", ()), *entity.get("fates", ()))
        known = base.entities[entity["id"]]
        claims = [*(fact.claim for fact in known.quantities), *(fact.claim for fact in known.fates)]
        assert [carried(fact["claim"]) for fact in facts] == list(map(recorded, claims))
    assert [entity["id"] for entity in content["entities"]] == list(base.entities)
    assert [identified(tie) for tie in content["ties"]] == list(base.relations)


def test_denied_and_contested_ties_stay_what_they_are() -> None:
    ties = {tie["type"]: tie for tie in built(sample())["ties"] if tie["subject"] == "kohsar"}
    assert ties["Support"]["status"] == "denied"
    assert [claim["stance"] for claim in ties["Support"]["claims"]] == ["denies"]
    assert ties["Allegiance"]["status"] == "contested"
    claims = [(claim.get("by"), claim.get("stance", "asserts")) for claim in ties["Allegiance"]["claims"]]
    assert sorted(claims, key=str) == [("sohrab", "denies"), (None, "asserts")]


def test_the_four_days_of_a_tie_come_along() -> None:
    base = sample()
    for tie in built(base)["ties"]:
        relation = base.relations[identified(tie)]
        for key in ("known_from", "known_to", "possible_from", "possible_to"):
            day = getattr(relation, key)
            assert tie.get(key) == (day.toordinal() if day else None)


def test_a_selection_carries_whatever_its_ties_name() -> None:
    base = sample()
    content = built(base, select(base.vocabulary, types=["Defection", "Allegiance"]))
    assert {tie["type"] for tie in content["ties"]} == {"Defection", "Allegiance"}
    assert {entity["id"] for entity in content["entities"]} == {"sohrab", "baran", "marjan", "kohsar", "zarnab"}
    assert content["meta"]["held_back"] == len(base.relations) - 2
    assert content["meta"]["selection"] == {"types": ["Allegiance", "Defection"]}


def test_a_defection_links_the_side_left_too() -> None:
    defection = next(tie for tie in built(sample())["ties"] if tie["type"] == "Defection")
    assert defection["edges"] == [["sohrab", "baran", ""], ["sohrab", "marjan", "from"]]


def test_every_class_of_the_ontology_has_a_look() -> None:
    vocabulary = sample().vocabulary
    known = {look.id for look in LOOKS}
    looks = {name: look_of(cls) for name, cls in vocabulary.relation_classes.items()}
    assert set(looks.values()) <= known
    assert looks["FactionOf"] == looks["Split"] == "lineage"
    assert looks["Leadership"] == "command"
    assert looks["Rivalry"] == "hostility"
    assert looks["Endorsement"] == "allegiance"
    assert looks["Sanctuary"] == "support"
    assert looks["Designation"] == looks["OperatesIn"] == "context"


def test_an_unknown_class_takes_the_look_of_its_family_or_sign() -> None:
    known = sample().vocabulary.relation_classes["Rivalry"]

    def relation(family: str, sign: str) -> RelationClass:
        return replace(known, name="New", ancestors=("New", family), family=family, sign=sign)

    assert look_of(relation("Conflict", "-")) == "hostility"
    assert look_of(relation("Unheard", "-")) == "hostility"
    assert look_of(relation("Unheard", "+")) == "alliance"
    assert look_of(relation("Unheard", "?")) == "context"
    entity = EntityClass("New", "new", "", ("New",), None, None, False)
    assert shape_of(entity) == ("dot", 13)
    assert role_of(entity) == "Organization"
