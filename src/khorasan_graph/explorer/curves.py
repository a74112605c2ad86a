"""How the lines between nodes bend: off other nodes, and off the lines parallel to them.

The page's picture (drawn by vis-network) and the picture drawn here for reports take the same curves.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin, sqrt

import numpy as np

_BENDS = (0.04, -0.04, 0.1, -0.1, 0.17, -0.17, 0.25, -0.25)
_PARALLEL_STEP = 0.09


def control_point(start: tuple[float, float], end: tuple[float, float], bend: float) -> tuple[float, float]:
    """The control point of the curve that vis-network draws for `curvedCW` (positive) and `curvedCCW` (negative)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    angle = bend * pi / 2
    reach = 0.5 + abs(bend) / 2
    return (
        start[0] + reach * (dx * cos(angle) + dy * sin(angle)),
        start[1] + reach * (dy * cos(angle) - dx * sin(angle)),
    )


def bends(
    pairs: list[tuple[str, str]], positions: Mapping[str, tuple[int, int]], sizes: Mapping[str, int]
) -> list[float]:
    """How far each edge bows, and to which side: off other nodes, and off the edges parallel to it.

    Bends are counted from the end with the smaller id, because the side of a curve depends on its direction.
    """
    parallel: dict[tuple[str, str], list[int]] = {}
    for number, (start, end) in enumerate(pairs):
        parallel.setdefault((min(start, end), max(start, end)), []).append(number)
    nodes = sorted(positions)
    spots = np.array([positions[node] for node in nodes], dtype=float).reshape(-1, 2)
    radii = np.array([sizes.get(node, 10) for node in nodes], dtype=float)
    found = [0.0] * len(pairs)
    for (low, high), numbers in parallel.items():
        middle = (len(numbers) - 1) / 2
        if low == high:
            for place, number in enumerate(numbers):
                found[number] = float(place)
            continue
        others = np.array([node not in (low, high) for node in nodes])
        step = min(_PARALLEL_STEP, 0.8 / len(numbers))
        centre = _clearest(positions[low], positions[high], spots[others], radii[others]) if len(numbers) < 4 else 0.0
        if len(numbers) == 2 and abs(centre) < step / 2:
            centre = 0.0
        for place, number in enumerate(numbers):
            bend = centre + (place - middle) * step
            found[number] = bend if pairs[number][0] == low else -bend
    return found


def _clearest(start: tuple[int, int], end: tuple[int, int], spots: np.ndarray, radii: np.ndarray) -> float:
    """The gentlest bend that passes by the nodes in between."""
    length = sqrt((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2)
    low, high = np.minimum(start, end) - length / 4 - 80, np.maximum(start, end) + length / 4 + 80
    around = (spots[:, 0] > low[0]) & (spots[:, 0] < high[0]) & (spots[:, 1] > low[1]) & (spots[:, 1] < high[1])
    xs, ys, reach = spots[around, 0], spots[around, 1], radii[around]
    costs: list[tuple[int, float]] = []
    for bend in _BENDS:
        control = control_point(start, end, bend)
        dx = (_START * start[0] + _MIDDLE * control[0] + _END * end[0])[:, None] - xs
        dy = (_START * start[1] + _MIDDLE * control[1] + _END * end[1])[:, None] - ys
        near = dx * dx + dy * dy < (reach + 7) ** 2
        label = (np.abs(dx) < 42) & (dy > 0) & (dy < reach + 20)
        cost = 10 * int(near.any(axis=0).sum()) + 2 * int(label.any(axis=0).sum())
        costs.append((round(cost * 100 + abs(bend) * (400 + 2 * length)), bend))
    least = min(cost for cost, _ in costs)
    return next(bend for cost, bend in costs if cost == least)


# The weights of a quadratic curve's three points, along it.
_ALONG = np.linspace(0.08, 0.92, 15)
_START, _MIDDLE, _END = (1 - _ALONG) ** 2, 2 * _ALONG * (1 - _ALONG), _ALONG**2
