"""Triangles out of balance: the friend of my friend is my enemy.

Structural balance (Heider 1946; Cartwright and Harary 1956) calls a triangle balanced if the product of its signs is
positive. Ties here have times and degrees of certainty, and a pair can be friends in one year and fight in the
next, or do both at once. A triangle is therefore read in every way that its ties allow: one sign for each side, and ties of those
signs that may have held on one and the same day. With one such reading it is of one of the four kinds; with several it
is *ambivalent*; with none, its sides only existed one after the other (*apart in time*), and there was no triangle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import comb

from khorasan_graph.graph.measures import Size, size
from khorasan_graph.graph.projection import Pair, Projection
from khorasan_graph.model.dates import MAX_DAY, MIN_DAY
from khorasan_graph.model.records import Relation

KINDS = ("+++", "+--", "++-", "---")
"""By signs: the first two are balanced, the others are not (the last is in the weaker sense of Davis 1967)."""

AMBIVALENT, APART = "ambivalent", "apart in time"

_Sides = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Census:
    """How many triangles there are of each kind of `KINDS`, and of those that are of no kind.

    `expected` is the share of balanced ones if the same signs were dealt out to the pairs at random (pairs of both
    signs left aside), None if there are fewer than three pairs.
    """

    kinds: dict[str, int]
    ambivalent: int
    apart_in_time: int
    expected: float | None

    @property
    def balanced(self) -> int:
        return self.kinds["+++"] + self.kinds["+--"]

    @property
    def unbalanced(self) -> int:
        return self.kinds["++-"] + self.kinds["---"]

    @property
    def share(self) -> float | None:
        """The balanced ones among those of a kind."""
        of_a_kind = self.balanced + self.unbalanced
        return self.balanced / of_a_kind if of_a_kind else None


@dataclass(frozen=True, slots=True)
class CommonFriend:
    """Somebody on good terms with two enemies, by these ties; `contested` if a side rests on contested ties alone."""

    entity: str
    to_one: tuple[Relation, ...]
    to_other: tuple[Relation, ...]
    contested: bool


@dataclass(frozen=True, slots=True)
class Strain:
    """Two enemies and all who are friends of both, those by uncontested ties first."""

    one: str
    other: str
    hostile: tuple[Relation, ...]
    contested: bool
    friends: tuple[CommonFriend, ...]


@dataclass(frozen=True, slots=True)
class AllEnemies:
    """Three who are enemies of one another, with the ties of first and second, first and third, second and third."""

    entities: tuple[str, str, str]
    sides: tuple[tuple[Relation, ...], tuple[Relation, ...], tuple[Relation, ...]]


@dataclass(frozen=True, slots=True)
class Balance:
    """What was found: the census in each reading, and the triangles out of balance with all their ties.

    `strains` are ordered by the number of common friends, `all_enemies` by ids.
    """

    census: dict[str, Census]
    strains: tuple[Strain, ...]
    all_enemies: tuple[AllEnemies, ...]
    sizes: dict[str, Size]


def balance(graph: Projection) -> Balance:
    """Weigh every triangle of ties of cooperation and conflict."""
    readings = graph.part(signs=("+", "-")).readings
    friends: dict[Pair, list[CommonFriend]] = {}
    enemies: list[AllEnemies] = []
    census = {}
    for name, part in readings.items():
        counted: Counter[str] = Counter()
        signed = _Signed(part)
        for corners in _triangles(part):
            kind, signs = signed.kind(corners)
            counted[kind] += 1
            if name == "all" and kind == "++-":
                pair, friend = signed.strained(corners, signs)
                friends.setdefault(pair, []).append(friend)
            elif name == "all" and kind == "---":
                enemies.append(signed.enemies(corners))
        kinds = {kind: counted[kind] for kind in KINDS}
        census[name] = Census(kinds, counted[AMBIVALENT], counted[APART], signed.expected())
    part = readings["all"]
    signed = _Signed(part)
    strains = [
        Strain(
            *pair,
            signed.of_sign(pair, "-"),
            all(relation.status == "contested" for relation in signed.of_sign(pair, "-")),
            tuple(sorted(common, key=lambda friend: (friend.contested, friend.entity))),
        )
        for pair, common in friends.items()
    ]
    strains.sort(key=lambda strain: (-len(strain.friends), strain.one, strain.other))
    enemies.sort(key=lambda three: three.entities)
    return Balance(census, tuple(strains), tuple(enemies), {name: size(one) for name, one in readings.items()})


def _triangles(graph: Projection) -> Iterator[tuple[int, int, int]]:
    """Every triangle once, as places in `nodes` in ascending order.

    Each pair points to its end with more neighbours, so that a hub with thousands of them costs no more than others.
    """
    beside = graph.beside
    rank = [(len(others), node) for node, others in enumerate(beside)]
    ahead = [{other for other in others if rank[other] > rank[node]} for node, others in enumerate(beside)]
    for node, others in enumerate(ahead):
        for other in sorted(others):
            for third in sorted(others & ahead[other]):
                one, two, three = sorted((node, other, third))
                yield one, two, three


class _Signed:
    """The pairs of a graph by sign, with the days over which each tie may hold."""

    def __init__(self, graph: Projection) -> None:
        self._graph = graph
        self._sign = {name: cls.sign for name, cls in graph.base.vocabulary.relation_classes.items()}
        self._sides: dict[tuple[int, int], _Sides] = {}
        for line, ties in zip(graph.lines, graph.pairs.values(), strict=True):
            sides: _Sides = {}
            for relation in ties:
                first, last = relation.possible_from or MIN_DAY, relation.possible_to or MAX_DAY
                sides.setdefault(self._sign[relation.type], []).append((first.toordinal(), last.toordinal()))
            self._sides[line] = sides

    def kind(self, corners: tuple[int, int, int]) -> tuple[str, tuple[str, ...]]:
        """Of which kind a triangle is, and the signs of its sides (first-second, first-third, second-third)."""
        one, two, three = corners
        sides = (self._sides[one, two], self._sides[one, three], self._sides[two, three])
        read = [
            signs
            for signs in product(*(sorted(side) for side in sides))
            if _together(*(side[sign] for side, sign in zip(sides, signs, strict=True)))
        ]
        if len(read) != 1:
            return (AMBIVALENT if read else APART), ()
        return "".join(sorted(read[0], key="+-".index)), read[0]

    def of_sign(self, pair: Pair, sign: str) -> tuple[Relation, ...]:
        """The ties of a pair that have a sign."""
        return tuple(relation for relation in self._graph.pairs[pair] if self._sign[relation.type] == sign)

    def strained(self, corners: tuple[int, int, int], signs: tuple[str, ...]) -> tuple[Pair, CommonFriend]:
        """The two enemies of a triangle of two friendships and one enmity, and the friend of both."""
        place = signs.index("-")
        friend = self._graph.nodes[corners[2 - place]]
        one, other = (self._graph.nodes[corner] for number, corner in enumerate(corners) if number != 2 - place)
        to_one, to_other = self.of_sign(_pair(friend, one), "+"), self.of_sign(_pair(friend, other), "+")
        contested = any(all(relation.status == "contested" for relation in ties) for ties in (to_one, to_other))
        return _pair(one, other), CommonFriend(friend, to_one, to_other, contested)

    def enemies(self, corners: tuple[int, int, int]) -> AllEnemies:
        one, two, three = (self._graph.nodes[corner] for corner in corners)
        sides = (self.of_sign((one, two), "-"), self.of_sign((one, three), "-"), self.of_sign((two, three), "-"))
        return AllEnemies((one, two, three), sides)

    def expected(self) -> float | None:
        """The share of balanced triangles if the signs were dealt out at random: three draws without putting back."""
        plain = [sides for sides in self._sides.values() if len(sides) == 1]
        total, friendly = len(plain), sum("+" in sides for sides in plain)
        if total < 3:
            return None
        return (comb(friendly, 3) + friendly * comb(total - friendly, 2)) / comb(total, 3)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _together(one: list[tuple[int, int]], two: list[tuple[int, int]], three: list[tuple[int, int]]) -> bool:
    """Whether a tie of each side may have held on one and the same day."""
    return any(max(a[0], b[0], c[0]) <= min(a[1], b[1], c[1]) for a in one for b in two for c in three)
