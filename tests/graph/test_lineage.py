"""Lineages: what is descent and what is not, circles and meeting lines, and both directions against brute force."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.graph.adjacency import QuestionError
from khorasan_graph.graph.answers_time import lineage_json
from khorasan_graph.graph.lineage import Lineage, Node, lineage
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES, Claim, Entity, Relation, Source
from khorasan_graph.model.selection import EVERYTHING, select
from tests.authoring.projects import projects
from tests.graph.test_timeline import loaded
from tests.support import base_from, vocabulary


def claims(stance: str = "") -> str:
    contested = {
        "contested": ", {source: s2, credibility: 3, stance: denies}",
        "": "",
    }
    if stance == "denied":
        return "claims: [{source: s1, credibility: 3, stance: denies}]"
    return f"claims: [{{source: s1, credibility: 3}}{contested[stance]}]"


PROJECT = f"""
--- organizations/root.yaml
type: MilitantOrganization
name: Root
start: 2000
end: 2018
names:
  - {{text: Old Root, kind: former, end: 2003}}
--- organizations/splinter.yaml
type: Faction
name: Splinter
relations:
  - {{type: Split, object: root, date: 2005, {claims()}}}
  - {{type: FactionOf, object: root, end: 2005, {claims()}}}
  - {{type: Merger, object: root, date: 2010, {claims()}}}
--- organizations/left.yaml
type: Faction
name: Left
relations:
  - {{type: Split, object: splinter, date: 2007, {claims("contested")}}}
  - {{type: Merger, object: heir, date: 2012, {claims()}}}
--- organizations/right.yaml
type: Faction
name: Right
relations:
  - {{type: Split, object: splinter, date: 2008, {claims()}}}
  - {{type: Merger, object: heir, date: 2011, {claims()}}}
--- organizations/heir.yaml
type: Faction
name: Heir
--- organizations/grandparent.yaml
type: MilitantOrganization
name: Grandparent
--- organizations/parent.yaml
type: MilitantOrganization
name: Parent
relations:
  - {{type: SameAs, object: alias, {claims("contested")}}}
--- organizations/alias.yaml
type: MilitantOrganization
name: Alias
relations:
  - {{type: Split, object: grandparent, date: 1990, {claims()}}}
--- organizations/successor.yaml
type: MilitantOrganization
name: Successor
relations:
  - {{type: Succession, object: root, date: 2018, {claims()}}}
  - {{type: Split, object: rumour, date: 2018, {claims("denied")}}}
--- organizations/rumour.yaml
type: MilitantOrganization
name: Rumour
relations:
  - {{type: Split, object: root, date: 2004, {claims("denied")}}}
--- organizations/elder.yaml
type: MilitantOrganization
name: Elder
start: 1980
relations:
  - {{type: FactionOf, object: root, start: 2006, {claims()}}}
--- organizations/guest.yaml
type: MilitantOrganization
name: Guest
relations:
  - {{type: OperatesIn, object: somewhere, start: 1995, {claims()}}}
  - {{type: Affiliation, object: root, {claims()}}}
--- organizations/branch.yaml
type: Branch
name: Branch
relations:
  - {{type: Affiliation, object: root, start: 2009, {claims()}}}
--- organizations/umbrella.yaml
type: Umbrella
name: Umbrella
start: 2011
--- organizations/late.yaml
type: MilitantOrganization
name: Late
relations:
  - {{type: UmbrellaMembership, object: umbrella, start: 2014, {claims()}}}
--- relations/more.yaml
- {{type: Split, subject: root, object: parent, date: 2000, {claims()}}}
- {{type: UmbrellaMembership, subject: root, object: umbrella, start: 2011, {claims()}}}
- {{type: Defection, subject: root, object: late, from: umbrella, date: 2015, {claims()}}}
--- people/chief.yaml
type: Person
name: Chief
relations:
  - {{type: Leadership, object: root, {claims()}}}
--- places/somewhere.yaml
type: Province
name: Somewhere
"""


@cache
def base() -> KnowledgeBase:
    return base_from(PROJECT)


def drawn(nodes: tuple[Node, ...]) -> list[str]:
    return [
        f"{'  ' * node.depth}{'=' if node.step.kind == 'identity' else ''}{node.entity}"
        f"{'?' if node.step.contested else ''}{' ^' if node.repeated else ''}"
        for node in nodes
    ]


def test_where_it_comes_from() -> None:
    answer = lineage(base(), "root")
    assert drawn(answer.up) == [
        "  parent",
        "    =alias?",
        "      grandparent",
        "  splinter",
        "    root ^",
    ]
    assert answer.ancestors == ("alias", "grandparent", "parent", "splinter")


def test_what_came_of_it() -> None:
    answer = lineage(base(), "root")
    assert drawn(answer.down) == [
        "  splinter",
        "    left?",
        "      heir",
        "    right",
        "      heir ^",
        "    root ^",
        "  branch",
        "  umbrella",
        "  successor",
    ]
    assert answer.descendants == ("branch", "heir", "left", "right", "splinter", "successor", "umbrella")
    (again,) = [node for node in answer.down if node.entity == "heir" and node.repeated]
    assert again.home == "left"
    assert [node.home for node in answer.down if node.entity == "root"] == [None]


def test_all_ties_of_a_step_make_it_together() -> None:
    step = lineage(base(), "root").down[0].step
    assert [tie.type for tie in step.ties] == ["Split", "FactionOf"]


def test_what_is_no_descent_stands_apart() -> None:
    answer = lineage(base(), "root")
    assert [tie.subject for tie in answer.joined] == ["elder", "guest"]
    assert [tie.id for tie in answer.sides] == ["root.defection.late"]
    assert [tie.id for tie in answer.denied] == ["rumour.split.root", "successor.split.rumour"]
    assert [name.text for name in answer.names] == ["Old Root"]
    assert "rumour" not in (*answer.ancestors, *answer.descendants)
    assert [tie.subject for tie in lineage(base(), "umbrella").joined] == ["late"]


def test_an_alias_alone_is_no_ancestor() -> None:
    answer = lineage(base(), "parent")
    assert drawn(answer.up) == ["  =alias?", "    grandparent"]
    assert answer.ancestors == ("grandparent",)
    assert [tie.id for tie in answer.same] == ["alias.sameas.parent"]
    assert not any(node.entity == "alias" for node in answer.down)
    assert "root" in lineage(base(), "alias").descendants


def test_another_name_that_only_leads_back_is_not_drawn() -> None:
    found = family([("FactionOf", 1, 0, "reported"), ("SameAs", 1, 0, "contested"), ("Split", 2, 0, "reported")])
    assert drawn(lineage(found, "o0").up) == []
    assert drawn(lineage(found, "o0").down) == ["  o1", "  o2"]
    assert [tie.type for tie in lineage(found, "o0").down[0].step.ties] == ["FactionOf", "SameAs"]
    assert not lineage(found, "o0").down[0].step.contested
    assert drawn(lineage(found, "o2").up) == ["  o0", "    =o1?"]


def test_the_lineage_as_of_a_date() -> None:
    early = lineage(base(), "root", select(vocabulary(), as_of="2006"))
    assert early.descendants == ("splinter",)
    assert early.hidden > 0
    sure = lineage(base(), "root", select(vocabulary(), statuses=["reported"]))
    assert "left" not in sure.descendants
    assert sure.denied == ()


def test_questions_that_cannot_be_asked() -> None:
    with pytest.raises(QuestionError, match="only organizations"):
        lineage(base(), "chief")
    with pytest.raises(QuestionError, match="nobody"):
        lineage(base(), "nobody")


def test_json_is_flat_and_names_the_ties() -> None:
    told = lineage_json(base(), lineage(base(), "root"))
    nodes = [*told["ancestor_tree"], *told["descendant_tree"]]  # type: ignore[misc]
    assert {id_ for node in nodes for id_ in node["relations"]} == {tie["id"] for tie in told["relations"]}  # type: ignore[attr-defined]
    assert nodes[0]["under"] == "root"


def test_a_long_line_is_no_trouble() -> None:
    """Five thousand generations: nothing here calls itself."""
    entities = {name: Entity(name, "Faction", name) for name in (f"g{number:04}" for number in range(5000))}
    ids = list(entities)
    ties = [tie("Split", later, earlier, number) for number, (earlier, later) in enumerate(pairwise(ids))]
    long = KnowledgeBase(vocabulary(), entities, {"s": SOURCE}, {one.id: one for one in ties})
    answer = lineage(long, "g0000")
    assert len(answer.descendants) == 4999
    assert answer.down[-1].depth == 4999


# Against brute force


def dated(text: str) -> EdtfDate:
    value = parse_date(text)
    assert isinstance(value, EdtfDate)
    return value


SOURCE = Source("s", "P", "T", dated("2018-01-01"), "B")
TYPES = ("Split", "Merger", "Succession", "FactionOf", "UmbrellaMembership", "SameAs", "Alliance")


def tie(type_: str, subject: str, target: str, number: int, status: str = "reported") -> Relation:
    stance = "denies" if status == "denied" else "asserts"
    claim = Claim(f"r{number:04}:s", "s", stance, 3)  # type: ignore[arg-type]
    return Relation(f"r{number:04}", type_, subject, target, (claim,), status)  # type: ignore[arg-type]


Spec = tuple[str, int, int, str]
"""A tie between two of the organizations o0 to o6: its class, its ends, its status."""


def family(specs: list[Spec]) -> KnowledgeBase:
    """Organizations with undated ties of descent, in circles and lines that meet, some of them denied."""
    ties = [
        tie(type_, f"o{one}", f"o{other}", number, status)
        for number, (type_, one, other, status) in enumerate(specs)
        if one != other
    ]
    ids = sorted({end for one in ties for end in (one.subject, one.object)})
    entities = {name: Entity(name, "Faction", name.upper()) for name in ids}
    return KnowledgeBase(vocabulary(), entities, {"s": SOURCE}, {one.id: one for one in ties})


ENDS = st.integers(0, 6)
FAMILIES = st.lists(st.tuples(st.sampled_from(TYPES), ENDS, ENDS, st.sampled_from(STATUSES)), max_size=14)


def closed(pairs: set[tuple[str, str]], ids: list[str]) -> set[tuple[str, str]]:
    """All pairs that the pairs make when they are joined."""
    found = set(pairs)
    for middle, one, other in product(ids, ids, ids):
        if (one, middle) in found and (middle, other) in found:
            found.add((one, other))
    return found


def brute_force(base: KnowledgeBase) -> set[tuple[str, str]]:
    """All (ancestor, descendant): by descent alone, or by descent between what is held to be the same as either."""
    steps: set[tuple[str, str]] = set()
    same = {(one, one) for one in base.entities}
    for relation in base.relations.values():
        pair = (relation.subject, relation.object)
        if relation.status == "denied":
            continue
        if relation.type == "SameAs":
            same |= {pair, pair[::-1]}
        elif relation.type in ("Split", "Succession", "FactionOf"):
            steps.add(pair[::-1])
        elif relation.type in ("Merger", "UmbrellaMembership"):
            steps.add(pair)
    ids = list(base.entities)
    same = closed(same, ids)
    lifted = {
        (one, other) for one, other in product(ids, ids) for step in steps if {(one, step[0]), (step[1], other)} <= same
    }
    return {(one, other) for one, other in closed(steps, ids) | (closed(lifted, ids) - same) if one != other}


@settings(max_examples=300, deadline=None)
@given(FAMILIES)
def test_ancestors_and_descendants_are_those_that_the_steps_lead_to(specs: list[Spec]) -> None:
    base = family(specs)
    expected = brute_force(base)
    answers = {one: lineage(base, one) for one in base.entities}
    assert {(one, other) for one in answers for other in answers[one].descendants} == expected
    assert {(other, one) for one in answers for other in answers[one].ancestors} == expected


@settings(max_examples=300, deadline=None)
@given(FAMILIES)
def test_a_tree_has_everyone_once_and_only_references_beside(specs: list[Spec]) -> None:
    base = family(specs)
    for one in base.entities:
        answer = lineage(base, one)
        same = {end for tie in base.relations.values() if tie.type == "SameAs" for end in (tie.subject, tie.object)}
        check_tree(answer, answer.up, answer.ancestors, same)
        check_tree(answer, answer.down, answer.descendants, same)
        assert not any(relation.status == "denied" for relation in answer.ties)


def check_tree(answer: Lineage, nodes: tuple[Node, ...], reached: tuple[str, ...], same: set[str]) -> None:
    expanded = [node.entity for node in nodes if not node.repeated]
    assert len(expanded) == len(set(expanded))
    assert answer.entity not in expanded
    assert set(reached) <= set(expanded)
    assert set(expanded) - set(reached) <= same
    above = [answer.entity]
    for node in nodes:
        del above[node.depth :]
        assert node.step.start == above[-1]
        assert node.repeated == (node.entity == answer.entity or node.home != node.step.start)
        assert node.entity == answer.entity or not node.repeated or node.home is not None
        above.append(node.entity)


@settings(max_examples=25, deadline=None)
@given(projects().map(loaded))
def test_ancestors_and_descendants_are_inverse_in_any_project(base: KnowledgeBase) -> None:
    organizations = [
        one for one, entity in base.entities.items() if base.vocabulary.is_entity_a(entity.type, "Organization")
    ]
    answers = {one: lineage(base, one) for one in organizations}
    down = {(one, other) for one in organizations for other in answers[one].descendants}
    assert down == {(other, one) for one in organizations for other in answers[one].ancestors}


@settings(max_examples=100, deadline=None)
@given(FAMILIES)
def test_a_selection_never_lengthens_a_lineage(specs: list[Spec]) -> None:
    """Unless it hides that a descendant is held to be the same as the one asked about."""
    base = family([spec for spec in specs if spec[0] != "SameAs"])
    narrow = replace(EVERYTHING, statuses=frozenset({"corroborated", "contested"}))
    for one in base.entities:
        assert set(lineage(base, one, narrow).descendants) <= set(lineage(base, one).descendants)
