"""The shapes of a picture as SVG: nodes, lines between them with their heads, and the hull around a family.

The heads and shapes are those that vis-network draws on the page, so that both pictures are read in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from khorasan_graph.explorer.curves import control_point

Point = tuple[float, float]

_GAP = 3.0
_HEAD = 7.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A line from the rim of one node to the rim of another: its ends, and the unit vectors out of the line there."""

    path: str
    start: Point
    end: Point
    departs: Point
    arrives: Point
    middle: Point


def edge(start: Point, end: Point, bend: float, start_size: float, end_size: float) -> Curve:
    """The line of a tie, bent as on the page and cut off where the nodes begin."""
    if start == end:
        return _loop(start, bend, start_size)
    control = control_point(start, end, bend)

    def at(place: float) -> Point:
        one, two, three = (1 - place) ** 2, 2 * place * (1 - place), place**2
        return (
            one * start[0] + two * control[0] + three * end[0],
            one * start[1] + two * control[1] + three * end[1],
        )

    first = _crossing(at, start, start_size + _GAP, 0.0)
    last = _crossing(at, end, end_size + _GAP, 1.0)
    if last <= first:
        first, last = 0.4, 0.6
    # The part of a quadratic curve between two places is a quadratic curve; its control is the polar form of both.
    tips = at(first), at(last)
    weights = (1 - first) * (1 - last), first * (1 - last) + last * (1 - first), first * last
    middle = tuple(weights[0] * start[axis] + weights[1] * control[axis] + weights[2] * end[axis] for axis in (0, 1))
    bow = (middle[0], middle[1])
    path = f"M{_pair(tips[0])}Q{_pair(bow)} {_pair(tips[1])}"
    return Curve(path, *tips, _unit(bow, tips[0]), _unit(bow, tips[1]), at(0.5))


def _loop(spot: Point, bend: float, size: float) -> Curve:
    """A tie of an entity with itself: a circle on its shoulder, further out for each further one."""
    angle, radius = pi / 4 + bend * pi / 3, 16 + 7 * abs(bend)
    middle = spot[0] + (size + radius) * cos(angle), spot[1] - (size + radius) * sin(angle)
    tip = spot[0] + size * cos(angle), spot[1] - size * sin(angle)
    over = middle[0] + radius * cos(angle), middle[1] - radius * sin(angle)
    arc = f"A{_short(radius)} {_short(radius)} 0 0 1"
    return Curve(
        f"M{_pair(tip)}{arc} {_pair(over)}{arc} {_pair(tip)}", tip, tip, _unit(over, tip), _unit(over, tip), over
    )


def _crossing(at: Callable[[float], Point], centre: Point, reach: float, inside: float) -> float:
    """Where along a curve it leaves the circle around one of its ends."""
    low, high = (0.0, 0.5) if inside == 0 else (0.5, 1.0)
    for _ in range(24):
        place = (low + high) / 2
        x, y = at(place)
        within = hypot(x - centre[0], y - centre[1]) < reach
        if within == (inside == 0):
            low = place
        else:
            high = place
    return (low + high) / 2


def _unit(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1.0
    return dx / length, dy / length


def _short(value: float) -> str:
    return f"{round(value, 1):g}"


def _pair(point: Iterable[float]) -> str:
    return " ".join(_short(value) for value in point)


def head(kind: str, tip: Point, way: Point, width: float, colour: str) -> str:
    """The head of a line at `tip`, pointing along the unit vector `way`; every family of ties has its own."""
    scale = _HEAD + 1.4 * width

    def spot(along: float, aside: float) -> Point:
        return (
            tip[0] + scale * (along * way[0] - aside * way[1]),
            tip[1] + scale * (along * way[1] + aside * way[0]),
        )

    outlines: dict[str, Sequence[Point]] = {
        "triangle": [(0, 0), (-1, 0.45), (-1, -0.45)],
        "vee": [(0, 0), (-1, 0.5), (-0.55, 0), (-1, -0.5)],
        "diamond": [(0, 0), (-0.6, 0.4), (-1.2, 0), (-0.6, -0.4)],
        "box": [(0, 0.32), (-0.64, 0.32), (-0.64, -0.32), (0, -0.32)],
        "bar": [(0, 0.6), (-0.22, 0.6), (-0.22, -0.6), (0, -0.6)],
    }
    if kind in outlines:
        corners = " ".join(_pair(spot(along, aside)) for along, aside in outlines[kind])
        return f'<path d="M{corners}Z" fill="{colour}" stroke="none"/>'
    if kind == "circle":
        x, y = spot(-0.4, 0)
        radius = _short(0.4 * scale)
        return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{radius}" fill="{colour}" stroke="none"/>'
    # A bow, open towards where the line comes from.
    one, two = spot(-0.6, 0.55), spot(-0.6, -0.55)
    radius = _short(0.6 * scale)
    return f'<path d="M{_pair(one)}A{radius} {radius} 0 0 0 {_pair(two)}" fill="none" stroke-width="2.4"/>'


def node(shape: str, spot: Point, size: float) -> str:
    """A node: the shape says its class, as on the page."""
    x, y = spot
    if shape == "dot":
        return f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(size)}"/>'
    if shape == "square":
        side = _short(2 * size)
        return f'<rect x="{_short(x - size)}" y="{_short(y - size)}" width="{side}" height="{side}"/>'
    if shape == "star":
        turns = [(-pi / 2 + turn * pi / 5, size * (1.3 if turn % 2 == 0 else 0.5)) for turn in range(10)]
    elif shape == "hexagon":
        turns = [(turn * pi / 3, size) for turn in range(6)]
    else:
        turns = [(turn * pi / 2, size) for turn in range(4)]
    corners = " ".join(_pair((x + reach * cos(angle), y + reach * sin(angle))) for angle, reach in turns)
    return f'<path d="M{corners}Z"/>'


def convex_hull(points: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners of the smallest convex outline around points (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered

    def half(along: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        chain: list[tuple[int, int]] = []
        for point in along:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(origin: tuple[int, int], one: tuple[int, int], two: tuple[int, int]) -> int:
    return (one[0] - origin[0]) * (two[1] - origin[1]) - (one[1] - origin[1]) * (two[0] - origin[0])
