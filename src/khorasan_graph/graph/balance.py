"""Triangles out of balance: the friend of my friend is my enemy.

Structural balance (Heider 1946; Cartwright and Harary 1956) calls a triangle balanced if the product of its signs is
positive. Ties here have times and degrees of certainty, and a pair can be friends in one year and fight in the next, or
do both at once. A triangle is therefore read in every way that its ties allow: one sign for each side, and ties of
those signs that may have held on one and the same day. With one such reading it is of one of the four kinds; with
several it is *ambivalent*; with none, its sides only existed one after the other (*apart in time*), and there was no
triangle.
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

Corners = tuple[int, int, int]
Sides = tuple[tuple[Relation, ...], tuple[Relation, ...], tuple[Relation, ...]]
_Dated = tuple[int, int, Relation]
_Sides = dict[str, list[_Dated]]


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
    """Somebody on good terms with two enemies, by these ties, and the ties of the enemies that may have held with them.

    `contested` if a side rests on contested ties alone; `known` if all three sides are known to have held on one day.
    """

    entity: str
    to_one: tuple[Relation, ...]
    to_other: tuple[Relation, ...]
    hostile: tuple[Relation, ...]
    contested: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Strain:
    """Two enemies and all who are friends of both, the surest first; `hostile` are the ties that make any of these."""

    one: str
    other: str
    hostile: tuple[Relation, ...]
    contested: bool
    friends: tuple[CommonFriend, ...]


@dataclass(frozen=True, slots=True)
class AllEnemies:
    """Three who are enemies of one another, with the ties of first and second, first and third, second and third."""

    entities: tuple[str, str, str]
    sides: Sides


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
                pair, friend = signed.common_friend(corners, signs)
                friends.setdefault(pair, []).append(friend)
            elif name == "all" and kind == "---":
                one, two, three = (part.nodes[corner] for corner in corners)
                enemies.append(AllEnemies((one, two, three), signed.made_of(corners, signs)))
        kinds = {kind: counted[kind] for kind in KINDS}
        census[name] = Census(kinds, counted[AMBIVALENT], counted[APART], signed.expected())
    strains = [_strain(pair, common) for pair, common in friends.items()]
    strains.sort(key=lambda strain: (-len(strain.friends), strain.one, strain.other))
    enemies.sort(key=lambda three: three.entities)
    return Balance(census, tuple(strains), tuple(enemies), {name: size(one) for name, one in readings.items()})


def _strain(pair: Pair, friends: list[CommonFriend]) -> Strain:
    ties = {relation.id: relation for friend in friends for relation in friend.hostile}
    hostile = tuple(ties[name] for name in sorted(ties))
    friends.sort(key=lambda friend: (friend.contested, not friend.known, friend.entity))
    return Strain(*pair, hostile, _contested(hostile), tuple(friends))


def _contested(ties: tuple[Relation, ...]) -> bool:
    return all(relation.status == "contested" for relation in ties)


def _triangles(graph: Projection) -> Iterator[Corners]:
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

    def kind(self, corners: Corners) -> tuple[str, tuple[str, ...]]:
        """Of which kind a triangle is, and the signs of its sides (first-second, first-third, second-third)."""
        sides = self._of(corners)
        read = [
            signs
            for signs in product(*(sorted(side) for side in sides))
            if any(True for _ in _together(*(side[sign] for side, sign in zip(sides, signs, strict=True))))
        ]
        if len(read) != 1:
            return (AMBIVALENT if read else APART), ()
        return "".join(sorted(read[0], key="+-".index)), read[0]

    def made_of(self, corners: Corners, signs: tuple[str, ...]) -> Sides:
        """The ties of each side that may have held on one day with some tie of each of the other two."""
        dated = (side[sign] for side, sign in zip(self._of(corners), signs, strict=True))
        together = list(_together(*dated))
        found = ({tie.id: tie for tie in side} for side in zip(*together, strict=True))
        one, two, three = (tuple(side[name] for name in sorted(side)) for side in found)
        return one, two, three

    def common_friend(self, corners: Corners, signs: tuple[str, ...]) -> tuple[Pair, CommonFriend]:
        """The two enemies of a triangle of two friendships and one enmity, and the friend of both."""
        sides = self.made_of(corners, signs)
        place = signs.index("-")
        friend = self._graph.nodes[corners[2 - place]]
        one, other = (self._graph.nodes[corner] for number, corner in enumerate(corners) if number != 2 - place)
        # Sides are in the order of corners: of the two others, the first belongs to the first enemy.
        to_one, to_other = (side for number, side in enumerate(sides) if number != place)
        contested = _contested(to_one) or _contested(to_other)
        return (one, other), CommonFriend(friend, to_one, to_other, sides[place], contested, _known(sides))

    def expected(self) -> float | None:
        """The share of balanced triangles if the signs were dealt out at random: three draws without putting back."""
        pairs = ({self._sign[relation.type] for relation in ties} for ties in self._graph.pairs.values())
        plain = [signs for signs in pairs if len(signs) == 1]
        total, friendly = len(plain), sum("+" in signs for signs in plain)
        if total < 3:
            return None
        return (comb(friendly, 3) + friendly * comb(total - friendly, 2)) / comb(total, 3)

    def _of(self, corners: Corners) -> tuple[_Sides, _Sides, _Sides]:
        one, two, three = corners
        return self._side(one, two), self._side(one, three), self._side(two, three)

    def _side(self, one: int, other: int) -> _Sides:
        """The ties of a pair by sign; most pairs are in no triangle, and are never looked at."""
        if (one, other) not in self._sides:
            sides: _Sides = {}
            for relation in self._graph.pairs[self._graph.nodes[one], self._graph.nodes[other]]:
                sides.setdefault(self._sign[relation.type], []).append((*_days(relation), relation))
            self._sides[one, other] = sides
        return self._sides[one, other]


def _days(relation: Relation) -> tuple[int, int]:
    """The first and the last day on which a tie may hold."""
    return (relation.possible_from or MIN_DAY).toordinal(), (relation.possible_to or MAX_DAY).toordinal()


def _known(sides: Sides) -> bool:
    """Whether there is a day on which a tie of each side is known to hold."""
    spans = [
        [
            (relation.known_from, relation.known_to or MAX_DAY)
            for relation in side
            if relation.known_from is not None and relation.known_from <= (relation.known_to or MAX_DAY)
        ]
        for side in sides
    ]
    return any(max(first for first, _ in days) <= min(last for _, last in days) for days in product(*spans))


def _together(one: list[_Dated], two: list[_Dated], three: list[_Dated]) -> Iterator[tuple[Relation, ...]]:
    """Every choice of three ties, one of each side, that may have held on one and the same day."""
    for a, b, c in product(one, two, three):
        if max(a[0], b[0], c[0]) <= min(a[1], b[1], c[1]):
            yield a[2], b[2], c[2]
