"""The picture on a page: an entity and its nearest, drawn as SVG, in the encoding of the explorer.

Colour and arrow head mean the family of a tie, the shape the class of an entity, a long dash with a question mark that
a tie is contested, dots that it has ended. Ties that nobody asserts are never drawn, only counted. Neighbours stand on
an ellipse at even heights with their names outside, so that no name ever covers another, however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, degrees, pi, sin, sqrt

from khorasan_graph.explorer.families import LOOKS, look_of, role_of, shape_of
from khorasan_graph.model.activity import activity
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation

MOST_NEIGHBOURS = 24
WIDTH = 900
_ROW = 30
_WIDE_ROW = 42
_FEW = 5
_REACH = 205
_CLIP = 31
_WIDTHS = {1: 3.8, 2: 3.1, 3: 2.4, 4: 1.9, 5: 1.5, 6: 1.2}
_HEADS = {
    "vee": "M-10 -5L0 0L-10 5L-7 0Z",
    "diamond": "M-12 0L-6 -4L0 0L-6 4Z",
    "triangle": "M-9 -5V5L0 0Z",
    "bar": "M-3.5 -6H-.5V6H-3.5Z",
    "box": "M-8 -3.5H-1V3.5H-8Z",
    "circle": "M-8.5 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "curve": "M-6 -6.5A6.6 6.6 0 0 1 -6 6.5L-7.6 4.6A4.6 4.6 0 0 0 -7.6 -4.6Z",
}
_ORDER = tuple(look.id for look in LOOKS)


@dataclass(frozen=True, slots=True)
class Node:
    """An entity in the picture: the outline of its shape, its name, and where the name stands."""

    entity: str
    x: float
    y: float
    outline: str
    gone: bool
    label: str
    label_x: float
    anchor: str
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """One or several ties of one look between two entities, drawn as one curve, with its heads and its badge."""

    look: str
    path: str
    width: float
    contested: bool
    ended: bool
    heads: tuple[tuple[str, str], ...]
    badge: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template draws, and what the caption must say."""

    width: int
    height: int
    centre: Node
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    between: tuple[tuple[str, str], ...]
    """Ties of the neighbours among themselves: the look and the path."""
    looks: tuple[str, ...]
    hidden: int
    """Neighbours not drawn."""
    denied: int
    contested: bool
    ended: bool


def neighbourhood(base: KnowledgeBase, entity: str) -> Picture | None:
    """The picture of an entity among its nearest; None if it has no neighbour."""
    ties, denied = _ties_by_neighbour(base, entity)
    if not ties:
        return None
    shown = _ranked(base, ties)[:MOST_NEIGHBOURS]
    shown.sort(key=lambda other: (_ORDER.index(_main_look(base, ties[other])), base.entities[other].name, other))
    right = (len(shown) + 1) // 2
    row = _WIDE_ROW if right <= _FEW else _ROW
    height = max(right, 3) * row + 34
    middle = height / 2
    spots = {
        other: (
            _spot(place, right, row, middle, 1)
            if place < right
            else _spot(len(shown) - 1 - place, len(shown) - right, row, middle, -1)
        )
        for place, other in enumerate(shown)
    }
    centre = _node(base, entity, WIDTH / 2, middle, 0, "")
    nodes = [
        _node(base, other, *spots[other], 1 if place < right else -1, _told(base, ties[other]))
        for place, other in enumerate(shown)
    ]
    lines: list[Line] = []
    for other in shown:
        lines += _lines(base, entity, other, ties[other], (WIDTH / 2, middle), spots[other], 20 + len(shown) / 2)
    return Picture(
        WIDTH,
        height,
        centre,
        tuple(nodes),
        tuple(lines),
        _between(base, shown, spots, (WIDTH / 2, middle)),
        tuple(look for look in _ORDER if any(line.look == look for line in lines)),
        len(ties) - len(shown),
        denied,
        any(line.contested for line in lines),
        any(line.ended for line in lines),
    )


def _ties_by_neighbour(base: KnowledgeBase, entity: str) -> tuple[dict[str, list[tuple[Relation, int]]], int]:
    """The asserted ties to each neighbour, and how many are denied.

    With each its direction: 1 outward, -1 inward, 0 both, 2 neither (a group left, a provider: they have no head).
    """
    found: dict[str, list[tuple[Relation, int]]] = {}
    denied = 0
    for relation in base.relations_of.get(entity, ()):
        symmetric = base.relation_class(relation).symmetric
        for start, end, role in base.edges(relation):
            if entity not in (start, end) or start == end:
                continue
            if relation.status == "denied":
                denied += role is None
                continue
            direction = 2 if role is not None else 0 if symmetric else 1 if start == entity else -1
            found.setdefault(end if start == entity else start, []).append((relation, direction))
    return found, denied


def _ranked(base: KnowledgeBase, ties: dict[str, list[tuple[Relation, int]]]) -> list[str]:
    """Neighbours, those first whom a reader would miss most: actors, with many and well-founded ties."""

    def rank(other: str) -> tuple[int, float, str]:
        role = role_of(base.vocabulary.entity_classes[base.entities[other].type])
        weight = sum(7 - relation.credibility for relation, _ in ties[other])
        return (0 if role in ("Organization", "Person") else 1, -weight, other)

    return sorted(ties, key=rank)


def _main_look(base: KnowledgeBase, ties: list[tuple[Relation, int]]) -> str:
    looks = [look_of(base.relation_class(relation)) for relation, _ in ties]
    return min(set(looks), key=lambda look: (-looks.count(look), _ORDER.index(look)))


def _told(base: KnowledgeBase, ties: list[tuple[Relation, int]]) -> str:
    kinds = dict.fromkeys(
        base.relation_class(relation).label + (" (contested)" if relation.status == "contested" else "")
        for relation, _ in ties
    )
    return ", ".join(kinds)


def _spot(place: int, count: int, row: int, middle: float, side: int) -> tuple[float, float]:
    y = (place - (count - 1) / 2) * row
    tall = max(count * row / 2 + 8, 96)
    return round(WIDTH / 2 + side * _REACH * sqrt(1 - (y / tall) ** 2), 1), round(middle + y, 1)


def _node(base: KnowledgeBase, entity: str, x: float, y: float, side: int, told: str) -> Node:
    record = base.entities[entity]
    shape, size = shape_of(base.vocabulary.entity_classes[record.type])
    radius = 15.0 if side == 0 else min(10.0, 3.5 + size / 3)
    name = record.name.replace("\n", " ")
    newest = base.newest_date.latest if base.newest_date else None
    gone = bool(newest and record.end and record.end.latest and record.end.latest < newest)
    return Node(
        entity,
        x,
        y,
        outline(shape, radius),
        gone,
        name if len(name) <= _CLIP else f"{name[: _CLIP - 1].rstrip()}…",
        round(x + side * 17, 1),
        "middle" if side == 0 else "start" if side > 0 else "end",
        told,
    )


def outline(shape: str, radius: float) -> str:
    """A shape around the origin as the data of an SVG path."""
    if shape == "square":
        half = round(radius * 0.88, 1)
        return f"M{-half:g} {-half:g}H{half:g}V{half:g}H{-half:g}Z"
    corners = {"diamond": (4, -pi / 2), "hexagon": (6, 0.0), "star": (10, -pi / 2)}
    if shape not in corners:
        disc = f"{radius:g} {radius:g} 0 1 0"
        return f"M{-radius:g} 0a{disc} {2 * radius:g} 0a{disc} {-2 * radius:g} 0Z"
    count, turn = corners[shape]
    points = []
    for corner in range(count):
        reach = radius * ((0.45 if corner % 2 else 1.15) if shape == "star" else 1.1 if shape == "diamond" else 1)
        angle = turn + 2 * pi * corner / count
        points.append(f"{reach * cos(angle):.1f} {reach * sin(angle):.1f}")
    return f"M{'L'.join(points)}Z"


def head(look: str) -> str:
    """The arrow head of a family, its tip at the origin, pointing to the right."""
    return _HEADS[next(known.head for known in LOOKS if known.id == look)]


def _lines(
    base: KnowledgeBase,
    entity: str,
    other: str,
    ties: list[tuple[Relation, int]],
    start: tuple[float, float],
    end: tuple[float, float],
    near: float,
) -> list[Line]:
    """The curves between the middle and one neighbour: ties of one look and one evidence are drawn as one."""
    drawn: dict[tuple[int, bool, bool], list[tuple[Relation, int]]] = {}
    for relation, direction in ties:
        look = _ORDER.index(look_of(base.relation_class(relation)))
        ended = base.newest_date is not None and activity(relation, base.newest_date) == "inactive"
        drawn.setdefault((look, relation.status == "contested", ended), []).append((relation, direction))
    found = []
    for place, ((look, contested, ended), bundle) in enumerate(sorted(drawn.items())):
        bend = (place - (len(drawn) - 1) / 2) * 30
        directions = {direction for _, direction in bundle}
        curve = _Curve(start, end, bend, near, 14)
        heads = []
        if directions & {0, 1}:
            heads.append((head(_ORDER[look]), curve.arrive))
        if directions & {0, -1}:
            heads.append((head(_ORDER[look]), curve.leave))
        best = min(relation.credibility for relation, _ in bundle)
        width = 1.6 if ended else _WIDTHS.get(best, 1.2)
        badge = curve.badge if contested else None
        found.append(Line(_ORDER[look], curve.path, width, contested, ended, tuple(heads), badge))
    return found


class _Curve:
    """A bent line between two nodes that stops short of both, with the places of its heads and its badge."""

    def __init__(
        self, start: tuple[float, float], end: tuple[float, float], bend: float, near: float, far: float
    ) -> None:
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = sqrt(dx * dx + dy * dy) or 1.0
        control = ((start[0] + end[0]) / 2 - dy / length * bend, (start[1] + end[1]) / 2 + dx / length * bend)
        first = _towards(start, control, near)
        last = _towards(end, control, far)
        self.path = f"M{first[0]:.1f} {first[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {last[0]:.1f} {last[1]:.1f}"
        self.badge = (
            round(0.16 * first[0] + 0.48 * control[0] + 0.36 * last[0], 1),
            round(0.16 * first[1] + 0.48 * control[1] + 0.36 * last[1], 1),
        )
        self.arrive = _placed(last, control)
        self.leave = _placed(first, control)


def _towards(point: tuple[float, float], aim: tuple[float, float], step: float) -> tuple[float, float]:
    dx, dy = aim[0] - point[0], aim[1] - point[1]
    length = sqrt(dx * dx + dy * dy) or 1.0
    return point[0] + dx / length * step, point[1] + dy / length * step


def _placed(tip: tuple[float, float], origin: tuple[float, float]) -> str:
    angle = degrees(atan2(tip[1] - origin[1], tip[0] - origin[0]))
    return f"translate({tip[0]:.1f} {tip[1]:.1f})rotate({angle:.0f})"


def _between(
    base: KnowledgeBase, shown: list[str], spots: dict[str, tuple[float, float]], centre: tuple[float, float]
) -> tuple[tuple[str, str], ...]:
    """Ties of the neighbours among themselves, as faint curves that bow towards the middle; one per pair and look."""
    found: dict[tuple[str, str, str], None] = {}
    for one in shown:
        for relation in base.relations_of.get(one, ()):
            if relation.status == "denied":
                continue
            for start, end, _ in base.edges(relation):
                if one == min(start, end) and start != end and start in spots and end in spots:
                    found[one, max(start, end), look_of(base.relation_class(relation))] = None
    paths = []
    for one, other, look in sorted(found):
        (x1, y1), (x2, y2) = spots[one], spots[other]
        pull = 0.45
        x = (x1 + x2) / 2 * (1 - pull) + centre[0] * pull
        y = (y1 + y2) / 2 * (1 - pull) + centre[1] * pull
        paths.append((look, f"M{x1:g} {y1:g}Q{x:.1f} {y:.1f} {x2:g} {y2:g}"))
    return tuple(paths)
