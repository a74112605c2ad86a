"""Where everything stands in the genealogy: the lives of organizations over time, in lanes, one for each lineage.

A *lineage tie* links two organizations by descent or belonging: a split, a merger, a succession, a faction or branch, a
membership in an umbrella, an identity, a group that changed sides. Ties of people, alliances and pledges make none. A
*lineage* is a tree of organizations: each hangs under the one it came from or belongs to, by its strongest tie that is
neither contested nor denied (a split or a faction before a merger, a merger before an umbrella); whoever has members
of its own does not move under something younger than itself. Small trees then join the tree that they are tied to, be
it by an umbrella or a contested tie alone. Organizations without any lineage tie are singletons, kept apart.

Rows are found here, so that every reader sees the same picture: a member stands next to the one it hangs under, and
rows are moved until links are short and cross few lives. Two lives that never meet may share a row, with room for
names. Days are numbers, as `date.toordinal` counts them. This module must not decide how anything looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from khorasan_graph.explorer.families import look_of, role_in, shape_of
from khorasan_graph.explorer.lives import Life, day_number, lives_of, newest_day
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
    "fork": 6,
    "belonging": 5,
    "succession": 4,
    "same": 3,
    "join": 3,
    "umbrella": 2,
    "departure": 2,
    "defection": 1,
}
_CORROBORATED = 2

_HEADS = re.compile(
    r"(?:(?:acting|interim|founding|supreme|overall|joint|co|de facto|current|former|first|second|third|fourth|fifth"
    r"|sixth)[ -])*(?:emir|amir|ameer|leader|head|chief|chairman|president|director|secretary-general|founder)",
    re.IGNORECASE,
)
"""The offices of whoever leads the whole: with anything behind them ("chief in Bajaur") they are of a part."""

_SMALL, _MIDDLING = 2, 5
_YEAR = 365
_CHARACTER_DAYS = 72
_LABEL_CLIP = 30
_ACROSS_LIFE, _ACROSS_NAME = 5, 2


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


@dataclass(frozen=True, slots=True)
class Bar:
    """The life of an organization in a row of its lane; None where no day of it is known."""

    id: str
    row: int
    life: Life | None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lineage: the organization most tied in it, its bars from the top row down, and whether all in it are states."""

    head: str
    bars: tuple[Bar, ...]
    rows: int
    states: bool


@dataclass(frozen=True, slots=True)
class Genealogy:
    """All lineages, and the organizations in none; `parents` says under whom each hangs."""

    lanes: tuple[Lane, ...]
    singletons: Lane
    links: tuple[Link, ...]
    parents: Mapping[str, str]


def genealogy(base: KnowledgeBase, entities: Iterable[str], relations: Iterable[Relation]) -> Genealogy:
    """Lay out the organizations among `entities` by the `relations` between them."""
    organizations = [entity for entity in sorted(entities) if role_in(base, entity) == "Organization"]
    ties = sorted(relations, key=lambda relation: relation.id)
    lives = lives_of(base, organizations, ties)
    links = lineage_links(base, organizations, ties)
    counted = [link for link in links if base.relations[link.tie].status != "denied"]
    parents = _parents(organizations, counted, lives)
    trees: dict[str, list[str]] = {}
    for organization in organizations:
        trees.setdefault(_top(parents, organization), []).append(organization)
    lineages = [members for members in trees.values() if len(members) > 1]
    lanes = _lanes(base, lineages, counted, parents, lives)
    alone = [members[0] for members in trees.values() if len(members) == 1]
    return Genealogy(tuple(lanes), _singletons(base, alone, lives), tuple(links), parents)


def as_json(base: KnowledgeBase, laid_out: Genealogy, relations: Iterable[Relation]) -> dict[str, object]:
    """What the page is told. The days and ends of ties it knows already."""
    relations = tuple(relations)
    classes = {relation.type: base.relation_class(relation) for relation in relations}
    kinds = {name: kind for name, cls in sorted(classes.items()) if (kind := _kind(cls)) is not None}
    leads = sorted(name for name, cls in classes.items() if "Leadership" in (name, *cls.ancestors))
    return {
        "lanes": [
            {"head": lane.head, "rows": lane.rows, "states": lane.states, "bars": [_row(bar) for bar in lane.bars]}
            for lane in (*laid_out.lanes, laid_out.singletons)
        ],
        "kinds": kinds,
        "leads": leads,
        "heads": [relation.id for relation in relations if relation.type in leads and _leads_all(relation)],
        "newest": newest_day(base),
        "turns": [relation.id for relation in relations if _turning_point(base, relation)],
    }


def _row(bar: Bar) -> list[object]:
    if bar.life is None:
        return [bar.id, bar.row]
    life = bar.life
    marks = life.begun + 2 * life.ended + 4 * life.ongoing
    return [bar.id, bar.row, life.known_from, life.known_to, life.earliest, life.latest, marks]


def _leads_all(relation: Relation) -> bool:
    """Whether a tie of leadership is of the head of the whole organization."""
    offices = relation.qualifier("office")
    return not offices or any(_HEADS.fullmatch(office.split("(")[0].split(",")[0].strip()) for office in offices)


def _turning_point(base: KnowledgeBase, relation: Relation) -> bool:
    """Whether a tie is an organization's part in an agreement, a statement, a meeting: no attack, no operation."""
    ends = {role_in(base, end): base.entities[end] for end in (relation.subject, relation.object)}
    if set(ends) != {"Organization", "Event"}:
        return False
    return not base.vocabulary.is_entity_a(ends["Event"].type, "Attack", "MilitaryOperation")


# The lineages


def _kind(cls: RelationClass) -> Kind | None:
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
        kind = _kind(cls)
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


def _parents(organizations: Sequence[str], links: Sequence[Link], lives: Mapping[str, Life | None]) -> dict[str, str]:
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
            if _top(parents, link.other) != organization:
                parents[organization] = link.other
                break
    while True:
        trees: dict[str, list[str]] = {}
        for organization in organizations:
            trees.setdefault(_top(parents, organization), []).append(organization)
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
                    outward.setdefault(_top(parents, outside), []).append((link, outside))
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


def _top(parents: Mapping[str, str], organization: str) -> str:
    while organization in parents:
        organization = parents[organization]
    return organization


# The rows


@dataclass
class _Rows:
    """The order of a lane's rows while it is being sought: for each member, its block of members and itself."""

    blocks: dict[str, list[str]] = field(default_factory=dict)

    def order(self, root: str) -> list[str]:
        found: list[str] = []
        stack = [(root, False)]
        while stack:
            node, placed = stack.pop()
            if placed or node not in self.blocks:
                found.append(node)
            else:
                stack.extend((item, item == node) for item in reversed(self.blocks[node]))
        return found


def _lanes(
    base: KnowledgeBase,
    lineages: Sequence[Sequence[str]],
    links: Sequence[Link],
    parents: Mapping[str, str],
    lives: Mapping[str, Life | None],
) -> list[Lane]:
    """The lineages from the top down: the largest first, those tied to it next to it, states last."""
    home = {member: number for number, members in enumerate(lineages) for member in members}
    states = [
        all(base.vocabulary.entity_classes[base.entities[member].type].passage for member in members)
        for members in lineages
    ]
    between: dict[tuple[int, int], int] = {}
    for link in links:
        one, two = home.get(link.member), home.get(link.other)
        if one is not None and two is not None and one != two:
            for pair in ((one, two), (two, one)):
                between[pair] = between.get(pair, 0) + 1
    order: list[int] = []
    rest = set(range(len(lineages)))
    while rest:

        def rank(number: int) -> tuple[bool, float, int, str]:
            near = sum(between.get((number, other), 0) / (len(order) - place) for place, other in enumerate(order))
            return states[number], -near, -len(lineages[number]), lineages[number][0]

        chosen = min(rest, key=rank)
        order.append(chosen)
        rest.remove(chosen)
    level = {number: place for place, number in enumerate(order)}
    lanes: list[Lane] = []
    for number in order:
        members = lineages[number]
        inner = [link for link in links if home.get(link.member) == home.get(link.other) == number]
        pulls: list[tuple[str, int | None, bool]] = []
        for link in links:
            ends = (link.member, link.other)
            for inside, outside in (ends, ends[::-1]):
                if home.get(inside) == number and home.get(outside, number) != number:
                    pulls.append((inside, link.day, level[home[outside]] > level[number]))
        rows = _share_rows(_sort_rows(base, members, inner, pulls, parents, lives), base, lives)
        bars = tuple(Bar(member, row, lives[member]) for row, row_members in enumerate(rows) for member in row_members)
        lanes.append(Lane(_head(base, members, inner, lives), bars, len(rows), states[number]))
    return lanes


def _head(base: KnowledgeBase, members: Sequence[str], links: Sequence[Link], lives: Mapping[str, Life | None]) -> str:
    """After whom a lineage is called: the member with the most ties in it, then the largest, then the oldest."""

    def rank(member: str) -> tuple[int, int, int, str]:
        ties = {link.tie for link in links if member in (link.member, link.other)}
        life = lives[member]
        size = shape_of(base.vocabulary.entity_classes[base.entities[member].type])[1]
        return -len(ties), -size, life.known_from if life is not None else date.max.toordinal(), member

    return min(members, key=rank)


def _sort_rows(
    base: KnowledgeBase,
    members: Sequence[str],
    links: Sequence[Link],
    pulls: Sequence[tuple[str, int | None, bool]],
    parents: Mapping[str, str],
    lives: Mapping[str, Life | None],
) -> list[str]:
    """The members of a lineage from the top row down.

    Whoever hangs under another stands with all its own in a block beside it; blocks move, above or below, while that
    shortens links or takes them off the lives and names that they cross.
    """
    root = next(member for member in members if parents.get(member) not in members)
    begin = {member: _extent(base, member, lives[member])[0] for member in members}
    rows = _Rows()
    for member in members:
        children = sorted((one for one in members if parents.get(one) == member), key=lambda one: (-begin[one], one))
        if children:
            rows.blocks[member] = [member, *children]
    crossed = _crossings(base, members, links, pulls, lives)

    def cost(order: Sequence[str]) -> int:
        row = {member: number for number, member in enumerate(order)}
        total = 0
        for start, end, across in crossed:
            low = row.get(start, -1)
            high = row[end] if end in row else len(order) if end == _BELOW else -1
            if low > high:
                low, high = high, low
            total += 2 * (high - low)
            for other, weight in across:
                if low < row[other] < high:
                    total += weight
        return total

    best = cost(rows.order(root))
    for _ in range(4):
        before = best
        for node in sorted(rows.blocks):
            for item in sorted(rows.blocks[node]):
                kept = rows.blocks[node]
                for place in range(len(kept)):
                    moved = [one for one in kept if one != item]
                    moved.insert(place, item)
                    rows.blocks[node] = moved
                    found = cost(rows.order(root))
                    if found < best:
                        best, kept = found, moved
                rows.blocks[node] = kept
        if best == before:
            break
    return rows.order(root)


_ABOVE, _BELOW = "\x00above", "\x00below"


def _crossings(
    base: KnowledgeBase,
    members: Sequence[str],
    links: Sequence[Link],
    pulls: Sequence[tuple[str, int | None, bool]],
    lives: Mapping[str, Life | None],
) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """For each link the two rows that it joins, and whom it would cross on its day if they stood in between."""
    ends = [(link.member, link.other, link.day) for link in links]
    ends += [(member, _BELOW if below else _ABOVE, day) for member, day, below in pulls]
    found = []
    for start, end, day in ends:
        across = []
        for member in members:
            life = lives[member]
            if member in (start, end) or day is None or life is None:
                continue
            first, last = life.span
            if first <= day <= last:
                across.append((member, _ACROSS_LIFE))
            elif first <= day <= _extent(base, member, life)[1]:
                across.append((member, _ACROSS_NAME))
        found.append((start, end, across))
    return found


def _extent(base: KnowledgeBase, member: str, life: Life | None) -> tuple[int, int]:
    """The days that a life and its name beside it take in a row."""
    if life is None:
        return 0, date.max.toordinal()
    first, last = life.span
    label = min(len(base.entities[member].name), _LABEL_CLIP) * _CHARACTER_DAYS
    return first, max(last, first + label) + _YEAR // 2


def _share_rows(order: Sequence[str], base: KnowledgeBase, lives: Mapping[str, Life | None]) -> list[list[str]]:
    """Let neighbouring rows be one, where their lives and names never meet."""
    rows: list[list[str]] = []
    for member in order:
        extent = _extent(base, member, lives[member])
        if rows and all(_apart(extent, _extent(base, other, lives[other])) for other in rows[-1]):
            rows[-1].append(member)
        else:
            rows.append([member])
    return [sorted(row, key=lambda member: _extent(base, member, lives[member])) for row in rows]


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _singletons(base: KnowledgeBase, alone: Sequence[str], lives: Mapping[str, Life | None]) -> Lane:
    """Those of no lineage, packed into as few rows as their lives and names allow; states after all others."""

    def rank(member: str) -> tuple[bool, int, str]:
        cls = base.vocabulary.entity_classes[base.entities[member].type]
        return bool(cls.passage), _extent(base, member, lives[member])[0], member

    rows: list[list[str]] = []
    for member in sorted(alone, key=rank):
        extent = _extent(base, member, lives[member])
        for row in rows:
            if all(_apart(extent, _extent(base, other, lives[other])) for other in row):
                row.append(member)
                break
        else:
            rows.append([member])
    bars = tuple(Bar(member, number, lives[member]) for number, row in enumerate(rows) for member in row)
    return Lane("", bars, len(rows), False)
