"""Where everything stands in the genealogy: the lives of organizations over time, in lanes, one for each lineage.

What a lineage is, `lineages` says; what a life is, `lives`; `rows` finds the rows, here and not in the browser, so that
every reader sees the same picture. Days are numbers, as `date.toordinal` counts them. This module must not decide how
anything looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khorasan_graph.explorer.families import role_in, shape_of
from khorasan_graph.explorer.lineages import Link, kind_of, lineage_links, parents_of, top_of
from khorasan_graph.explorer.lives import Life, lives_of, newest_day
from khorasan_graph.explorer.rows import apart, extent_of, share_rows, sort_rows
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation

_HEADS = re.compile(
    r"(?:(?:acting|interim|founding|supreme|overall|joint|co|de facto|current|former|first|second|third|fourth|fifth"
    r"|sixth)[ -])*(?:emir|amir|ameer|leader|head|chief|chairman|president|director|secretary-general|founder)",
    re.IGNORECASE,
)
"""The offices of whoever leads the whole: with anything behind them ("chief in Bajaur") they are of a part."""


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
    parents = parents_of(organizations, counted, lives)
    trees: dict[str, list[str]] = {}
    for organization in organizations:
        trees.setdefault(top_of(parents, organization), []).append(organization)
    lineages = [members for members in trees.values() if len(members) > 1]
    lanes = _lanes(base, lineages, counted, parents, lives)
    alone = [members[0] for members in trees.values() if len(members) == 1]
    return Genealogy(tuple(lanes), _singletons(base, alone, lives), tuple(links), parents)


def as_json(base: KnowledgeBase, laid_out: Genealogy, relations: Iterable[Relation]) -> dict[str, object]:
    """What the page is told. The days and ends of ties it knows already."""
    relations = tuple(relations)
    classes = {relation.type: base.relation_class(relation) for relation in relations}
    kinds = {name: kind for name, cls in sorted(classes.items()) if (kind := kind_of(cls)) is not None}
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
        rows = share_rows(sort_rows(base, members, inner, pulls, parents, lives), base, lives)
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


def _singletons(base: KnowledgeBase, alone: Sequence[str], lives: Mapping[str, Life | None]) -> Lane:
    """Those of no lineage, packed into as few rows as their lives and names allow; states after all others."""

    def rank(member: str) -> tuple[bool, int, str]:
        cls = base.vocabulary.entity_classes[base.entities[member].type]
        return bool(cls.passage), extent_of(base, member, lives[member])[0], member

    rows: list[list[str]] = []
    for member in sorted(alone, key=rank):
        extent = extent_of(base, member, lives[member])
        for row in rows:
            if all(apart(extent, extent_of(base, other, lives[other])) for other in row):
                row.append(member)
                break
        else:
            rows.append([member])
    bars = tuple(Bar(member, number, lives[member]) for number, row in enumerate(rows) for member in row)
    return Lane("", bars, len(rows), False)
