"""Lineages: which organizations came of which, or belong to which.

A *lineage tie* links two organizations by descent or belonging: a split, a merger, a succession, a faction or branch, a
membership in an umbrella, an identity, a group that changed sides. Ties of people, alliances and pledges make none. A
*lineage* is a tree of organizations: each hangs under the one it came from or belongs to, by its strongest tie that is
neither contested nor denied (a branch before a split, a split before a merger); whoever has members of its own does
not move under something younger than itself. Small trees then join the tree that they are tied to, be it by an
umbrella or a contested tie alone. Organizations without any lineage tie stay alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from khorasan_graph.explorer.families import look_of
from khorasan_graph.explorer.lives import Life, day_number
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.vocabulary import RelationClass

Kind = Literal["fork", "join", "succession", "belonging", "umbrella", "same", "defection", "departure"]

_KINDS: dict[str, Kind] = {
    "Split": "fork",
    "Merger": "join",
    "Succession": "succession",
    "FactionOf": "belonging",
    "Affiliation": "belonging",
    "UmbrellaMembership": "umbrella",
    "SameAs": "same",
    "Defection": "defection",
}
_PULL: dict[Kind, int] = {
    "belonging": 6,
    "fork": 5,
    "succession": 4,
    "same": 3,
    "join": 3,
    "umbrella": 2,
    "departure": 2,
    "defection": 1,
}
_CORROBORATED = 2

_SMALL, _MIDDLING = 2, 5
"""A tree of up to so many organizations joins another: the small by one tie, the middling by several."""


@dataclass(frozen=True, slots=True)
class Link:
    """A lineage tie between two organizations: from the one that hangs under the other, and the days it came about."""

    tie: str
    kind: Kind
    member: str
    other: str
    earliest: int | None
    latest: int | None
    contested: bool
    corroborated: bool

    @property
    def day(self) -> int | None:
        """Where it is drawn, if it has one place."""
        if self.earliest is not None and self.latest is not None and self.latest >= self.earliest:
            return (self.earliest + self.latest) // 2
        return self.latest if self.latest is not None else self.earliest


def kind_of(cls: RelationClass) -> Kind | None:
    """How a class of ties makes a lineage: as its nearest known ancestor, or else by its family."""
    for name in (cls.name, *cls.ancestors):
        if name in _KINDS:
            return _KINDS[name]
    if look_of(cls) != "lineage":
        return None
    return "succession" if cls.punctual else "belonging"


def lineage_links(base: KnowledgeBase, organizations: Sequence[str], relations: Sequence[Relation]) -> list[Link]:
    """The lineage ties between organizations. A change of sides is two: to the side joined, and from the one left."""
    known = set(organizations)
    links: list[Link] = []
    for relation in relations:
        cls = base.relation_class(relation)
        kind = kind_of(cls)
        if kind is None:
            continue
        for start, end, role in base.edges(relation):
            if start == end or not {start, end} <= known:
                continue
            latest = day_number(relation.known_from)
            bounded = relation.start is not None and relation.start.earliest is not None
            links.append(
                Link(
                    relation.id,
                    kind if role is None else "departure",
                    start,
                    end,
                    day_number(relation.possible_from) if bounded else latest,
                    latest,
                    relation.status == "contested",
                    relation.status == "corroborated",
                )
            )
    return links


def parents_of(organizations: Sequence[str], links: Sequence[Link], lives: Mapping[str, Life | None]) -> dict[str, str]:
    """Under whom each organization hangs: first by firm ties, then small trees by any."""
    parents: dict[str, str] = {}
    firm = [link for link in links if not link.contested and link.kind != "umbrella"]
    has_members = {link.other for link in firm}
    for organization in organizations:
        for link in sorted((link for link in firm if link.member == organization), key=_strength):
            life, other = lives[organization], lives[link.other]
            elder = life is not None and other is not None and life.span[0] < other.span[0]
            if link.kind != "fork" and elder and organization in has_members:
                continue
            if top_of(parents, link.other) != organization:
                parents[organization] = link.other
                break
    while True:
        trees: dict[str, list[str]] = {}
        for organization in organizations:
            trees.setdefault(top_of(parents, organization), []).append(organization)
        joined = _join_smallest(trees, links, parents)
        if joined is None:
            return parents
        parents[joined[0]] = joined[1]


def _join_smallest(
    trees: Mapping[str, Sequence[str]], links: Sequence[Link], parents: Mapping[str, str]
) -> tuple[str, str] | None:
    """The root of the smallest tree that joins another one, and under whom; None if none does."""
    for root, members in sorted(trees.items(), key=lambda tree: (len(tree[1]), tree[0])):
        if len(members) > _MIDDLING:
            break
        outward: dict[str, list[tuple[Link, str]]] = {}
        for link in links:
            if link.kind in ("defection", "departure") and len(members) > 1:
                continue  # some fighters who changed sides make no family of the two sides
            for inside, outside in ((link.member, link.other), (link.other, link.member)):
                if inside in members and outside not in members:
                    outward.setdefault(top_of(parents, outside), []).append((link, outside))
        found = [
            (-len({link.tie for link, _ in ties}), min(_strength(link) for link, _ in ties), other)
            for other, ties in outward.items()
            if len(trees[other]) >= len(members) and (len(members) <= _SMALL or len({link.tie for link, _ in ties}) > 1)
        ]
        if found:
            _, _, other = min(found)
            return root, min(outward[other], key=lambda tie: _strength(tie[0]))[1]
    return None


def _strength(link: Link) -> tuple[bool, int, str, str]:
    """Sorts the strongest tie first."""
    return link.contested, -_PULL[link.kind] - _CORROBORATED * link.corroborated, link.tie, link.other


def top_of(parents: Mapping[str, str], organization: str) -> str:
    while organization in parents:
        organization = parents[organization]
    return organization
