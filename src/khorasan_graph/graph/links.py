"""Everyone linked to one entity, by distance and by kind of tie.

Rivals are links too, so ties of conflict are shown here by default, and denied ones apart from the rest. What is shown
is not all followed: to go further, the rules of paths hold, so that nobody is "linked" through a rivalry, through a
denied tie, or through a country (see `paths`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from khorasan_graph.graph.adjacency import (
    Barred,
    Neighbours,
    check_question,
    followed_signs,
    is_undated,
    pairs,
    single_filters,
)
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection


@dataclass(frozen=True, slots=True)
class Link:
    """One tie that links a farther entity to a nearer one; at distance 1 the nearer is the one asked about."""

    near: str
    far: str
    relation: Relation
    distance: int


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The links of one class of ties at one distance, in the order of the far ends' ids and the ties' ids."""

    distance: int
    type: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LinksAnswer:
    """Everyone linked within some hops, and what was asked.

    `denied` are denied ties at those distances: shown apart, never followed, in no group and no count but `hidden`'s.
    `undated`, `possible` (as of the date asked for) and `contested` count the ties shown. `hidden` counts the ties
    that the filters keep out, and `hidden_by` how many each filter keeps out (a tie may be kept out by several).
    """

    entity: str
    groups: tuple[LinkGroup, ...]
    denied: tuple[Link, ...]
    selection: Selection
    hops: int
    through: frozenset[str]
    undated: int
    possible: int
    contested: int
    hidden: int
    hidden_by: tuple[tuple[str, int], ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """Everyone linked, each once, in the order of their ids."""
        return tuple(sorted({link.far for group in self.groups for link in group.links}))


def links(
    base: KnowledgeBase,
    entity: str,
    selection: Selection = EVERYTHING,
    *,
    hops: int = 1,
    through: Collection[str] = frozenset(),
) -> LinksAnswer:
    """Everyone linked to an entity, given by id, within `hops`.

    A tie is shown at the distance at which it leads on to somebody. An ally that is a rival as well appears for both
    ties; ties among entities at the same distance lead nowhere and are left out.

    Raises:
        QuestionError: for an unknown id or word of passage, or a number of hops out of range.
    """
    words = frozenset(through)
    check_question(base, (entity,), hops, words)
    reach = _reach(base, entity, selection, hops, words)
    shown, denied = _shown(base, reach, selection, entity, words, hops)
    order = {name: number for number, name in enumerate(base.vocabulary.relation_classes)}
    shown.sort(key=lambda link: (link.distance, order[link.relation.type], link.far, link.relation.id, link.near))
    groups = tuple(
        LinkGroup(distance, name, tuple(members))
        for (distance, name), members in groupby(shown, key=lambda link: (link.distance, link.relation.type))
    )
    ties = {link.relation.id: link.relation for link in shown}.values()
    hidden, hidden_by = _hidden(base, {node for node in reach if reach[node] < hops}, selection)
    return LinksAnswer(
        entity=entity,
        groups=groups,
        denied=tuple(sorted(denied, key=lambda link: (link.distance, link.far, link.relation.id))),
        selection=selection,
        hops=hops,
        through=words,
        undated=sum(is_undated(tie) for tie in ties),
        possible=sum(selection.activity(tie) == "possible" for tie in ties),
        contested=sum(tie.status == "contested" for tie in ties),
        hidden=hidden,
        hidden_by=hidden_by,
    )


def _reach(base: KnowledgeBase, entity: str, selection: Selection, hops: int, words: frozenset[str]) -> dict[str, int]:
    """How far everyone is over ties that may be followed, within `hops`; nobody barred is passed through."""
    beside, closed = Neighbours(base, followed_signs(selection)), Barred(base, words)
    reach = {entity: 0}
    frontier = [entity]
    for distance in range(1, hops + 1):
        following = []
        for node in frontier:
            if node != entity and node in closed:
                continue
            for other in beside.of(node):
                if other not in reach:
                    reach[other] = distance
                    following.append(other)
        frontier = following
    return reach


def _shown(
    base: KnowledgeBase,
    reach: dict[str, int],
    selection: Selection,
    entity: str,
    words: frozenset[str],
    hops: int,
) -> tuple[list[Link], list[Link]]:
    """The ties that lead from somebody within reach to somebody farther: those shown, and those only denied."""
    closed = Barred(base, words)
    shown: list[Link] = []
    denied: list[Link] = []
    for near, distance in reach.items():
        if distance >= hops or (near != entity and near in closed):
            continue
        for relation in base.relations_of.get(near, ()):
            if not selection.admits(base, relation):
                continue
            for start, end, _ in pairs(base, relation, selection):
                if near not in (start, end):
                    continue
                far = end if near == start else start
                if far != near and reach.get(far, distance + 1) > distance:
                    (denied if relation.status == "denied" else shown).append(Link(near, far, relation, distance + 1))
    # A rivalry between two whom the asker is linked to already, at one distance, leads to nobody new.
    nearest: dict[str, int] = {}
    for link in shown:
        nearest[link.far] = min(link.distance, nearest.get(link.far, link.distance))
    return [link for link in shown if link.distance in (nearest[link.far], reach.get(link.far))], denied


def _hidden(base: KnowledgeBase, expanded: set[str], selection: Selection) -> tuple[int, tuple[tuple[str, int], ...]]:
    """How many ties of those asked from the filters keep out, and how many each filter alone does."""
    ties = {
        relation.id: relation
        for entity in sorted(expanded)
        for relation in base.relations_of.get(entity, ())
        if any(entity in (start, end) for start, end, _ in base.edges(relation))
    }
    out = [relation for relation in ties.values() if not selection.admits(base, relation)]
    by_filter = Counter(
        name
        for name, alone in single_filters(selection).items()
        for relation in out
        if not alone.admits(base, relation)
    )
    return len(out), tuple(sorted(by_filter.items()))
