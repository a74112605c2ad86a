"""Two bases differ in what they say, and in nothing else; and whatever differs is told."""

from __future__ import annotations

import json
import random
from dataclasses import fields
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.model.difference import Change, Difference, EntityChange, FieldChange, TermChange, TieChange, diff
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.pairing import pair
from khorasan_graph.model.records import Claim, Entity, Fate, Quantity, Relation
from tests.authoring.projects import projects
from tests.support import TODAY, base_from, vocabulary

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
AB = """
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
{ties}
--- organizations/b.yaml
type: MilitantOrganization
name: B
"""


def load(files: dict[str, str]) -> KnowledgeBase:
    raw = [RawFile(path, content.encode()) for path, content in files.items()]
    loaded = load_files(raw, vocabulary(), [], today=TODAY)
    assert loaded.knowledge_base is not None, loaded.diagnostics
    return loaded.knowledge_base


def ab(*ties: str) -> KnowledgeBase:
    return base_from(AB.replace("{ties}", "\n".join(f"  - {{{tie}}}" for tie in ties)))


def tie(start: str = "", *sources: str, id_: str = "", type_: str = "Alliance", more: str = "") -> str:
    """A tie from A to B as YAML, each source asserting it; `-s1` denies it."""
    claims = ", ".join(
        f"{{source: {source.strip('-')}, credibility: 3{', stance: denies' if source.startswith('-') else ''}}}"
        for source in sources
    )
    parts = [f"type: {type_}", "object: b", f"claims: [{claims}]"]
    parts += [f"start: {start}"] if start else []
    parts += [f"id: {id_}"] if id_ else []
    return ", ".join([*parts, *([more] if more else [])])


# What is no difference


def shuffled(files: dict[str, str], seed: int) -> dict[str, str]:
    """The same project with every list and mapping in another order, and ties moved to a file of their own."""
    dice = random.Random(seed)

    def mixed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: mixed(value[key]) for key in dice.sample(list(value), len(value))}
        if isinstance(value, list):
            return [mixed(item) for item in dice.sample(value, len(value))]
        return value

    data = {path: json.loads(text) for path, text in files.items()}
    moved = []
    for path, record in data.items():
        if "/sources/" in path or "/relations/" in path:
            continue
        for one in list(record.get("relations", ())):
            cls = vocabulary().relation_classes[one["type"]]
            if dice.random() < 0.5:
                record["relations"].remove(one)
                ends = {"subject": path.split("/")[-1].removesuffix(".yaml"), "object": one["object"]}
                if cls.symmetric and dice.random() < 0.5:
                    ends = {"subject": ends["object"], "object": ends["subject"]}
                moved.append({**one, **ends})
        if record.get("relations") == []:
            del record["relations"]
    if moved:
        data["graph_data/relations/moved.yaml"] = moved
    return {
        path: json.dumps(mixed(data[path]), ensure_ascii=False, indent=dice.choice([None, 2]))
        for path in dice.sample(list(data), len(data))
    }


@SLOW
@given(projects(), st.integers(0, 1000))
def test_order_and_place_are_no_difference(files: dict[str, str], seed: int) -> None:
    one, other = load(files), load(shuffled(files, seed))
    found = diff(one, other)
    assert found.is_empty, found
    assert found == diff(one, one)


# Whatever differs is told: the difference, applied to the one, gives the other


def plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(sorted(item if isinstance(item, str) else f"{item.scheme}:{item.value}" for item in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, str | int) else str(value)


def flat(record: object, *without: str) -> dict[str, object]:
    """A record as a mapping of plain values, without the order of lists."""
    found: dict[str, object] = {}
    for each in fields(record):  # type: ignore[arg-type]
        value = getattr(record, each.name)
        if not each.compare or each.name in without:
            continue
        found[each.name] = plain(value)
    return found


def claim_of(claim: Claim) -> dict[str, object]:
    return flat(claim, "id")


def fact_of(fact: Quantity | Fate) -> dict[str, object]:
    return {**flat(fact, "claim"), **claim_of(fact.claim)}


def tie_of(base: KnowledgeBase, one: Relation) -> dict[str, object]:
    found = flat(one, "claims", "qualifiers")
    found |= {f"qualifiers.{key}": tuple(sorted(values)) for key, values in one.qualifiers}
    if base.relation_class(one).symmetric:
        found["subject"], found["object"] = sorted((one.subject, one.object))
    return found


def applied(record: dict[str, object], changes: tuple[FieldChange, ...]) -> dict[str, object]:
    for change in changes:
        assert record.get(change.field) == change.old, change
        record = {**record, change.field: change.new}
    return {key: value for key, value in record.items() if value is not None}


def lean(record: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in record.items() if value is not None}


def patched(before: list[dict[str, object]], changes: Any, told: Any) -> list[dict[str, object]]:
    """A list of flat records after the changes to it."""
    left = [lean(record) for record in before]
    for change in changes:
        if change.old is not None:
            left.remove(lean(told(change.old)))
        if change.new is not None:
            now = lean(told(change.new))
            if change.old is not None:
                assert lean(applied(told(change.old), change.fields)) == now
            left.append(now)
    return sorted(left, key=repr)


def listed(items: Any, told: Any) -> list[dict[str, object]]:
    return sorted((lean(told(item)) for item in items), key=repr)


PARTS: tuple[tuple[str, Any], ...] = (("names", flat), ("quantities", fact_of), ("fates", fact_of))


def check_complete(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    found = diff(old, new)
    entities = {id_: [lean(flat(entity, *dict(PARTS)))] for id_, entity in old.entities.items()}
    parts = {id_: {name: listed(getattr(it, name), told) for name, told in PARTS} for id_, it in old.entities.items()}
    for change in found.entities:
        id_ = change.record.id
        entities[id_] = patched(entities.get(id_, []), [change], lambda entity: flat(entity, *dict(PARTS)))
        parts[id_] = {
            name: patched(parts.get(id_, {}).get(name, []), getattr(change, name), told) for name, told in PARTS
        }
    assert {id_: records for id_, records in entities.items() if records} == {
        id_: [lean(flat(entity, *dict(PARTS)))] for id_, entity in new.entities.items()
    }
    assert {id_: lists for id_, lists in parts.items() if any(lists.values())} == {
        id_: lists
        for id_, entity in new.entities.items()
        if any((lists := {name: listed(getattr(entity, name), told) for name, told in PARTS}).values())
    }
    sources = patched([flat(source) for source in old.sources.values()], found.sources, flat)
    assert sources == listed(new.sources.values(), flat)

    ties = {id_: (lean(tie_of(old, one)), listed(one.claims, claim_of)) for id_, one in old.relations.items()}
    for each in found.ties:
        if each.old is not None:
            ties.pop(each.old.id)
    for each in found.ties:
        if each.new is not None:
            was = each.old.claims if each.old is not None else ()
            record = lean(tie_of(new, each.new))
            if each.old is not None:
                assert lean(applied(tie_of(old, each.old), each.fields)) == record
            assert each.new.id not in ties
            ties[each.new.id] = (record, patched([claim_of(claim) for claim in was], each.claims, claim_of))
    assert ties == {id_: (lean(tie_of(new, one)), listed(one.claims, claim_of)) for id_, one in new.relations.items()}
    return found


def mirrored(found: Difference) -> Difference:
    """A difference as it must look from the other side."""

    def turned(fields: tuple[FieldChange, ...]) -> tuple[FieldChange, ...]:
        return tuple(FieldChange(each.field, each.new, each.old) for each in fields)

    def each(changes: tuple[Change[Any], ...]) -> tuple[Change[Any], ...]:
        return tuple(Change(change.new, change.old, turned(change.fields)) for change in changes)

    other = {"added": "removed", "removed": "added", "changed": "changed"}
    return Difference(
        entities=tuple(
            EntityChange(it.new, it.old, turned(it.fields), each(it.names), each(it.quantities), each(it.fates))
            for it in found.entities
        ),
        ties=tuple(
            TieChange(it.new, it.old, turned(it.fields), each(it.claims), it.matched, it.causes) for it in found.ties
        ),
        sources=each(found.sources),
        terms=tuple(TermChange(it.scheme, it.name, other[it.kind], turned(it.fields)) for it in found.terms),  # type: ignore[arg-type]
        perhaps_renamed=tuple(type(it)(it.new, it.old, it.shared) for it in found.perhaps_renamed),
    )


@SLOW
@given(projects(), projects())
def test_nothing_that_differs_is_left_out(one: dict[str, str], other: dict[str, str]) -> None:
    old, new = load(one), load(other)
    found = check_complete(old, new)
    assert diff(new, old) == mirrored(found)


@SLOW
@given(projects(), st.data())
def test_one_thing_taken_away_is_all_that_is_told(files: dict[str, str], data: st.DataObject) -> None:
    """A tie that is deleted is the one thing that differs, unless a namesake of it takes its id."""
    base = load(files)
    records = {path: json.loads(text) for path, text in files.items()}
    having = sorted(path for path, record in records.items() if isinstance(record, dict) and record.get("relations"))
    if not having:
        return
    path = data.draw(st.sampled_from(having))
    number = data.draw(st.integers(0, len(records[path]["relations"]) - 1))
    gone = records[path]["relations"].pop(number)
    if not records[path]["relations"]:
        del records[path]["relations"]
    less = load({name: json.dumps(record, ensure_ascii=False) for name, record in records.items()})
    found = check_complete(base, less)
    assert not found.entities
    assert not found.sources
    removed = [change.old for change in found.ties if change.kind == "removed" and change.old is not None]
    assert [(one.type, one.object) for one in removed] == [(gone["type"], gone["object"])]
    assert all({field.field for field in it.fields} == {"id"} for it in found.ties if it.kind == "changed")


# Ties


def test_a_denial_makes_a_tie_contested() -> None:
    found = diff(ab(tie("", "s1", "s2")), ab(tie("", "s1", "s2", "-s3")))
    (change,) = found.ties
    assert change.status == ("corroborated", "contested")
    assert [(claim.kind, claim.record.source, claim.record.stance) for claim in change.claims] == [
        ("added", "s3", "denies")
    ]
    assert change.causes == ()
    assert not found.entities


def test_a_second_tie_gives_the_first_another_id_and_it_is_still_the_same() -> None:
    found = diff(ab(tie("2010", "s1")), ab(tie("2010", "s1"), tie("2015", "s1", "s2")))
    renamed, added = found.ties
    assert (renamed.kind, renamed.matched) == ("changed", "start")
    assert renamed.fields == (FieldChange("id", "a.alliance.b", "a.alliance.b.2010"),)
    assert (added.kind, added.record.id) == ("added", "a.alliance.b.2015")


def test_the_id_of_a_tie_can_become_that_of_another() -> None:
    """The id without a date is now the one of the undated tie: what it named before goes on under another."""
    found = diff(ab(tie("2010", "s1")), ab(tie("2010", "s1"), tie("", "s2")))
    renamed, added = sorted(found.ties, key=lambda change: change.kind, reverse=True)
    assert renamed.old is not None
    assert (renamed.old.id, renamed.record.id) == ("a.alliance.b", "a.alliance.b.2010")
    assert (added.kind, added.record.id) == ("added", "a.alliance.b")


def test_a_start_is_corrected_while_a_parallel_tie_is_added() -> None:
    found = diff(ab(tie("2010", "s1")), ab(tie("2011", "s1"), tie("2015", "s2")))
    changed, added = found.ties
    assert (changed.kind, changed.matched) == ("changed", "claims")
    assert FieldChange("start", "2010", "2011") in changed.fields
    assert (added.kind, added.record.id) == ("added", "a.alliance.b.2015")


def test_nothing_is_guessed() -> None:
    """One source speaks of both new ties: which of them the old one is, nobody can know."""
    found = diff(ab(tie("2010", "s1")), ab(tie("2011", "s1"), tie("2015", "s1")))
    assert [(change.kind, change.record.id) for change in found.ties] == [
        ("removed", "a.alliance.b"),
        ("added", "a.alliance.b.2011"),
        ("added", "a.alliance.b.2015"),
    ]


def test_one_tie_with_one_id_is_the_same_whatever_of_it_changed() -> None:
    (change,) = diff(ab(tie("2010", "s1")), ab(tie("2015", "s2"))).ties
    assert (change.kind, change.matched) == ("changed", "id")
    assert [claim.kind for claim in change.claims] == ["added", "removed"] or [
        claim.kind for claim in change.claims
    ] == ["removed", "added"]


def test_a_written_id_stays_with_its_tie() -> None:
    found = diff(ab(tie("2010", "s1", id_="the.pact")), ab(tie("2012", "s2", id_="the.pact", type_="Coordination")))
    (change,) = found.ties
    assert (change.kind, change.matched) == ("changed", "id")
    assert FieldChange("type", "Alliance", "Coordination") in change.fields


def test_a_written_id_that_goes_leaves_the_same_tie() -> None:
    (change,) = diff(ab(tie("", "s1", id_="the.pact")), ab(tie("", "s1", "s2"))).ties
    assert (change.kind, change.matched) == ("changed", "claims")


def test_other_class_other_tie() -> None:
    found = diff(ab(tie("", "s1")), ab(tie("", "s1", type_="Coordination")))
    assert sorted(change.kind for change in found.ties) == ["added", "removed"]


def test_a_claim_is_the_same_when_its_date_is_corrected() -> None:
    claim = "type: Alliance, object: b, claims: [{source: s1, credibility: 3, as_of: YEAR}]"
    (change,) = diff(ab(claim.replace("YEAR", "2015")), ab(claim.replace("YEAR", "2016"))).ties
    (told,) = change.claims
    assert told.fields == (FieldChange("as_of", "2015", "2016"),)


def test_what_a_source_turns_out_to_copy_costs_corroboration() -> None:
    text = AB.replace("{ties}", f"  - {{{tie('', 's1', 's2')}}}")
    source = "--- sources/s2.yaml\npublisher: P2\ntitle: T\npublished: 2018-01-02\nreliability: B\n"
    found = diff(base_from(text + source), base_from(f"{text}{source}derived_from: [s1]\n"))
    (change,) = found.ties
    assert change.status == ("corroborated", "reported")
    assert change.only_follows
    assert change.causes == ("s2",)
    assert [each.record.id for each in found.sources] == ["s2"]


def test_the_life_of_an_end_bounds_its_ties() -> None:
    text = AB.replace("{ties}", f"  - {{{tie('', 's1')}}}")
    found = diff(base_from(text), base_from(f"{text}start: 2010\n"))
    (change,) = found.ties
    assert change.only_follows
    assert change.causes == ("b",)
    assert FieldChange("possible_from", None, "2010-01-01") in change.fields


# Entities


def test_a_new_id_is_another_entity_and_the_likeness_is_said() -> None:
    text = "\n--- organizations/ID.yaml\ntype: Faction\nname: The Same\n"
    found = diff(base_from(text.replace("ID", "one")), base_from(text.replace("ID", "two")))
    assert [change.kind for change in found.entities] == ["removed", "added"]
    assert [(each.old, each.new, each.shared) for each in found.perhaps_renamed] == [("one", "two", ("The Same",))]


def test_two_of_a_name_are_no_likeness() -> None:
    text = "\n--- organizations/ID.yaml\ntype: Faction\nname: The Same\nnames: [{text: X, kind: alias, shared: true}]\n"
    other = text.replace("ID", "two") + text.replace("ID", "three").lstrip("\n").replace("The Same", "Else")
    marked = "identifiers: [{scheme: wikidata, value: Q1}]\n"
    one = base_from(text.replace("ID", "one") + marked)
    assert [each.new for each in diff(one, base_from(other)).perhaps_renamed] == ["two"]
    assert diff(one, base_from(other + marked)).perhaps_renamed == ()


# The ontology


def test_a_class_of_another_sign_is_told() -> None:
    from dataclasses import replace

    base = ab(tie("", "s1"))
    classes = dict(base.vocabulary.relation_classes)
    classes["Alliance"] = replace(classes["Alliance"], sign="-")
    gone = classes.pop("Rivalry")
    other = replace(base, vocabulary=replace(base.vocabulary, relation_classes=classes))
    found = diff(base, other)
    assert found.terms == (
        TermChange("relation class", "Alliance", "changed", (FieldChange("sign", "+", "-"),)),
        TermChange("relation class", gone.name, "removed"),
    )
    assert diff(other, base) == mirrored(found)


# Pairing


@given(st.lists(st.integers(0, 6)), st.lists(st.integers(0, 6)))
def test_pairing_loses_nothing(one: list[int], other: list[int]) -> None:
    found = pair(one, other, lambda number: number, lambda number: number // 2)
    assert sorted(left for left, _ in found if left is not None) == sorted(one)
    assert sorted(right for _, right in found if right is not None) == sorted(other)
    both = [(left, right) for left, right in found if left is not None and right is not None]
    assert all(left // 2 == right // 2 for left, right in both)
    for number in range(7):
        assert sum(pair == (number, number) for pair in both) == min(one.count(number), other.count(number))


def test_an_entity_is_not_compared_by_where_it_stands() -> None:
    from dataclasses import replace

    from khorasan_graph.model.records import Origin

    base = ab(tie("", "s1"))
    moved: dict[str, Entity] = {
        id_: replace(entity, origin=Origin("elsewhere.yaml", 7)) for id_, entity in base.entities.items()
    }
    assert diff(base, replace(base, entities=moved)).is_empty
