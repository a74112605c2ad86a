"""Which actors belong together: the families that the picture draws as islands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from khorasan_graph.explorer.families import look_of, role_in
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation

_OF_ITS_OWN = 3


def families(base: KnowledgeBase, actors: Sequence[str], ties: Sequence[Relation]) -> list[list[str]]:
    """Divide actors into families, the head of each first, the largest family first.

    A faction, branch or member goes with the organization above it, and a person with the one in which they hold a
    role; an organization without either goes where its splits and mergers lead, a person where their friendly ties do.
    Alliances make no family: who is merely allied stands near, not within. Nor do an umbrella and a contested tie bring
    a group into another's family that has a family of its own (`_OF_ITS_OWN` followers).
    """
    known = set(actors)
    above: dict[str, tuple[tuple[int, int, int, str], str, bool]] = {}
    for tie in ties:
        cls = base.relation_class(tie)
        if tie.status == "denied" or tie.subject == tie.object or not {tie.subject, tie.object} <= known:
            continue
        look = look_of(cls)
        belongs = look == "lineage" and not cls.punctual
        serves = look == "command" and role_in(base, tie.subject) == "Person" and role_in(base, tie.object) != "Person"
        if belongs or serves:
            last = tie.known_to.toordinal() if tie.known_to else 10**7 if tie.known_from else 0
            rank = (0 if tie.status == "contested" else 1, last, -tie.credibility, tie.id)
            if tie.subject not in above or rank > above[tie.subject][0]:
                loose = tie.status == "contested" or cls.name == "UmbrellaMembership"
                above[tie.subject] = (rank, tie.object, loose)
    followers = Counter(leader for _, leader, _ in above.values())
    parents: dict[str, str] = {}
    for actor in actors:
        _, leader, loose = above.get(actor, (None, actor, False))
        if loose and followers[actor] >= _OF_ITS_OWN:
            continue
        if leader != actor and _top(parents, leader) != actor:
            parents[actor] = leader
    heads = set(parents.values())
    for actor in actors:
        if actor in parents or actor in heads or base.vocabulary.entity_classes[base.entities[actor].type].passage:
            continue
        friend = _closest(base, actor, ties, known, parents)
        if friend is not None and _top(parents, friend) != actor:
            parents[actor] = friend
    groups: dict[str, list[str]] = {}
    for actor in actors:
        groups.setdefault(_top(parents, actor), []).append(actor)
    ordered = [[head, *(member for member in members if member != head)] for head, members in groups.items()]
    return sorted(ordered, key=lambda group: (-len(group), group[0]))


def _top(parents: Mapping[str, str], actor: str) -> str:
    while actor in parents:
        actor = parents[actor]
    return actor


def _closest(
    base: KnowledgeBase, actor: str, ties: Sequence[Relation], known: set[str], parents: Mapping[str, str]
) -> str | None:
    """The actor in the family to which most of the ties lead that make `actor` belong somewhere."""
    weights: dict[str, tuple[int, str]] = {}
    for tie in ties:
        if actor not in (tie.subject, tie.object) or tie.status == "denied" or tie.subject == tie.object:
            continue
        other = tie.object if tie.subject == actor else tie.subject
        cls = base.relation_class(tie)
        person = role_in(base, actor) == "Person"
        if other in known and (look_of(cls) == "lineage" or (person and cls.sign == "+")):
            if base.vocabulary.entity_classes[base.entities[other].type].passage:
                continue
            top = _top(parents, other)
            weight = weights.get(top, (0, other))[0] + (3 if look_of(cls) == "lineage" else 2) * (7 - tie.credibility)
            weights[top] = (weight, other)
    best = max(weights, key=lambda top: (weights[top][0], top), default=None)
    return weights[best][1] if best is not None else None
