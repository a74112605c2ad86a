"""Where everything stands: one island per family of groups, computed here so that every reader sees the same picture.

A layout made in the browser differs at each opening and takes its time; this one is part of the file. Inside an
island, distances on paper follow distances in the graph (stress majorization, which is Kamada and Kawai's aim). Islands
are packed as rectangles and mirrored to shorten the ties between them, so that no hull covers a stranger. Places and
events, which the page hides at first, are set down afterwards near what they belong to and move nobody.

No random numbers, and every stage is rounded to whole units: the same data gives the same picture on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from khorasan_graph.explorer.families import role_in, shape_of
from khorasan_graph.explorer.grouping import families
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation

Points = NDArray[np.float64]

LABEL_CLIP = 30
_CHARACTER = 6.4
_LABEL_HEIGHT = 22
_CAPTION_HEIGHT = 30
_HULL_MARGIN = 34
_HULL_FROM = 3
_ASPECT = 1.2
_GOLDEN_ANGLE = 2.399963229728653


@dataclass(frozen=True, slots=True)
class Island:
    """A family: the entity at its head, and all its members in the order of their ids."""

    head: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The position of every entity, and the families that are drawn as islands."""

    positions: Mapping[str, tuple[int, int]]
    islands: tuple[Island, ...]


def lay_out(base: KnowledgeBase, entities: Iterable[str], relations: Iterable[Relation]) -> Layout:
    """Place `entities` by the `relations` among them."""
    everyone = sorted(entities)
    ties = sorted(relations, key=lambda relation: relation.id)
    pairs = [pair[:2] for relation in ties for pair in base.edges(relation) if pair[0] != pair[1]]
    actors = [entity for entity in everyone if role_in(base, entity) in ("Organization", "Person")]
    context = [entity for entity in everyone if role_in(base, entity) in ("Place", "Event")]
    groups = families(base, actors, ties)
    boxes = {entity: _box(base, entity) for entity in everyone}
    actor_pairs = _within(pairs, set(actors))
    islands = [_island(group, actor_pairs, boxes) for group in groups]
    positions = _pack(groups, islands, actor_pairs, boxes)
    _set_down(base, context, pairs, positions, boxes)
    return Layout(
        {entity: positions[entity] for entity in everyone},
        tuple(Island(group[0], tuple(sorted(group))) for group in groups if len(group) >= _HULL_FROM),
    )


def _box(base: KnowledgeBase, entity: str) -> tuple[float, float]:
    """Width and height of a node with its label beneath."""
    record = base.entities[entity]
    size = shape_of(base.vocabulary.entity_classes[record.type])[1]
    return max(2 * size + 16, min(len(record.name), LABEL_CLIP) * _CHARACTER + 14), 2 * size + _LABEL_HEIGHT + 10


def _within(pairs: Iterable[tuple[str, str]], members: set[str]) -> list[tuple[str, str]]:
    return [(start, end) for start, end in pairs if start in members and end in members]


def _island(group: Sequence[str], pairs: Sequence[tuple[str, str]], boxes: Mapping[str, tuple[float, float]]) -> Points:
    """Positions of the members of a family, around the middle of their bounding box, in whole units."""
    index = {member: number for number, member in enumerate(group)}
    edges = sorted({(min(index[a], index[b]), max(index[a], index[b])) for a, b in _within(pairs, set(group))})
    distances = _distances(len(group), edges)
    points = _stress(distances) * (1.25, 0.9)
    points = np.rint(_separate(points, np.array([boxes[member] for member in group])))
    low, high = _bounds(points, np.array([boxes[member] for member in group]))
    return np.rint(points - (low + high) / 2)


def _distances(count: int, edges: Sequence[tuple[int, int]]) -> Points:
    """Shortest ways between all nodes; ties of busy nodes are longer, to give their neighbours room."""
    degree = [0] * count
    for start, end in edges:
        degree[start] += 1
        degree[end] += 1
    distances = np.full((count, count), np.inf)
    np.fill_diagonal(distances, 0)
    for start, end in edges:
        length = min(230.0, 92 + 5.0 * (degree[start] + degree[end]))
        distances[start, end] = distances[end, start] = length
    for middle in range(count):
        np.minimum(distances, distances[:, middle, None] + distances[None, middle, :], out=distances)
    reachable = distances[np.isfinite(distances)]
    distances[~np.isfinite(distances)] = float(reachable.max(initial=0)) + 160
    return distances


def _stress(distances: Points, *, rounds: int = 250) -> Points:
    """Lay nodes out so that distances on paper come near those given (stress majorization, weights d^-2).

    The start is a sunflower spiral: a regular circle would leave rounding noise to decide which way it folds.
    """
    count = len(distances)
    turns = np.arange(count)
    scale = float(distances.max()) / (2 * sqrt(count) or 1)
    points = np.array([[cos(turn * _GOLDEN_ANGLE), sin(turn * _GOLDEN_ANGLE)] for turn in turns])
    points = points * np.sqrt(turns)[:, None] * scale
    if count < 2:
        return np.zeros((count, 2))
    weights = np.zeros_like(distances)
    apart = distances > 0
    weights[apart] = distances[apart] ** -2
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(rounds):
        difference = points[:, None, :] - points[None, :, :]
        length = np.sqrt((difference**2).sum(axis=2))
        length[length < 1e-9] = 1e-9
        ratio = weights * distances / length
        pull = np.diag(ratio.sum(axis=1)) - ratio
        points = inverse @ (pull @ points)
    centred: Points = points - points.mean(axis=0)
    return centred


def _separate(points: Points, sizes: Points, *, fixed: int = 0, rounds: int = 400) -> Points:
    """Push overlapping boxes apart along the axis that asks for the smaller step. The first `fixed` boxes stay."""
    points = points.astype(float).copy()
    count = len(points)
    if count < 2:
        return points
    order = np.arange(count)
    sign_of_index = np.where(order[:, None] < order[None, :], -1.0, 1.0)
    need = (sizes[:, None, :] + sizes[None, :, :]) / 2
    moves = np.where(order < fixed, 0.0, 1.0)
    share = moves[:, None] / np.maximum(moves[:, None] + moves[None, :], 1)
    for _ in range(rounds):
        difference = points[:, None, :] - points[None, :, :]
        overlap = need - np.abs(difference)
        np.fill_diagonal(overlap[:, :, 0], -1.0)
        clash = (overlap[:, :, 0] > 0.5) & (overlap[:, :, 1] > 0.5) & (share > 0)
        if not clash.any():
            break
        across = clash & (overlap[:, :, 0] * 0.6 < overlap[:, :, 1])
        for axis, chosen in ((0, across), (1, clash & ~across)):
            sign = np.where(difference[:, :, axis] > 0, 1.0, np.where(difference[:, :, axis] < 0, -1.0, sign_of_index))
            step = np.where(chosen, sign * (overlap[:, :, axis] + 0.5) * share, 0.0)
            busiest = np.maximum((step != 0).sum(axis=1), 1)
            points[:, axis] += step.sum(axis=1) / np.sqrt(busiest)
    return points


def _bounds(points: Points, sizes: Points) -> tuple[Points, Points]:
    return (points - sizes / 2).min(axis=0), (points + sizes / 2).max(axis=0)


def _pack(
    groups: Sequence[Sequence[str]],
    islands: list[Points],
    pairs: Sequence[tuple[str, str]],
    boxes: Mapping[str, tuple[float, float]],
) -> dict[str, tuple[int, int]]:
    """Set islands side by side: tied ones near each other, none overlapping, mirrored where that shortens ties."""
    if not groups:
        return {}
    home = {member: number for number, group in enumerate(groups) for member in group}
    slot = {member: place for group in groups for place, member in enumerate(group)}
    rectangles = []
    for group, points in zip(groups, islands, strict=True):
        low, high = _bounds(points, np.array([boxes[member] for member in group]))
        framed = len(group) >= _HULL_FROM
        margin = np.array([_HULL_MARGIN, _HULL_MARGIN + _CAPTION_HEIGHT]) if framed else np.array([6.0, 4.0])
        rectangles.append(high - low + 2 * margin)
    sizes = np.array(rectangles)
    between: dict[tuple[int, int], int] = {}
    for start, end in pairs:
        a, b = sorted((home[start], home[end]))
        if a != b:
            between[a, b] = between.get((a, b), 0) + 1
    centres = _places(sizes, between)
    far = [(a, b) for a, b in pairs if home[a] != home[b]]
    _mirror(groups, islands, centres, far, home, slot)
    return {
        member: (
            round(float(centres[number][0] + points[place][0])),
            round(float(centres[number][1] + points[place][1])),
        )
        for number, (group, points) in enumerate(zip(groups, islands, strict=True))
        for place, member in enumerate(group)
    }


def _places(sizes: Points, between: Mapping[tuple[int, int], int]) -> Points:
    """Where the middle of each island goes: near those it is tied to, near the middle, and never on another.

    The largest goes first, to the middle; then always the one with most ties to those that stand, to the cheapest free
    spot of a grid. Then each is lifted and set down again, three times over, now that all its friends have a place.
    """
    count = len(sizes)
    pull = np.zeros((count, count))
    for (a, b), ties in between.items():
        pull[a, b] = pull[b, a] = sqrt(ties)
    area = float(sizes.prod(axis=1).sum())
    reach = 1.25 * sqrt(area) + float(sizes.max())
    step = max(10.0, round(reach / 70))
    half = round(reach / step)
    ticks = np.arange(-half, half + 1) * step
    outward = np.sqrt((ticks[None, :] / _ASPECT) ** 2 + ticks[:, None] ** 2) * (0.5 + 0.05 * sqrt(count))
    centres = np.zeros((count, 2))
    standing: list[int] = []

    def settle(number: int) -> None:
        cost = outward.copy()
        for other in standing:
            if pull[number, other]:
                x, y = centres[other].tolist()
                cost += pull[number, other] * np.sqrt((ticks[None, :] - x) ** 2 + (ticks[:, None] - y) ** 2)
        cost = np.rint(cost)
        for other in standing:
            spans = []
            for axis in (0, 1):
                middle, need = float(centres[other, axis]), float(sizes[number, axis] + sizes[other, axis]) / 2
                first, last = floor((middle - need) / step) + half + 1, ceil((middle + need) / step) + half
                spans.append(slice(max(first, 0), max(last, 0)))
            cost[spans[1], spans[0]] = np.inf
        row, column = divmod(int(cost.argmin()), len(ticks))
        centres[number] = ticks[column], ticks[row]

    waiting = list(range(count))
    while waiting:
        chosen = max(waiting, key=lambda one: (float(pull[one, standing].sum()), float(sizes[one].prod()), -one))
        chosen = chosen if standing else max(waiting, key=lambda one: (float(sizes[one].prod()), -one))
        settle(chosen)
        standing.append(chosen)
        waiting.remove(chosen)
    for _ in range(3):
        for number in range(count):
            standing.remove(number)
            settle(number)
            standing.append(number)
    return centres


def _mirror(
    groups: Sequence[Sequence[str]],
    islands: list[Points],
    centres: Points,
    far: Sequence[tuple[str, str]],
    home: Mapping[str, int],
    slot: Mapping[str, int],
) -> None:
    """Turn each island over where that brings its members nearer to those they are tied to elsewhere."""

    def place(member: str) -> Points:
        spot: Points = centres[home[member]] + islands[home[member]][slot[member]]
        return spot

    for _ in range(3):
        for number, group in enumerate(groups):
            if len(group) < 2:
                continue
            outward = [(a, b) if home[a] == number else (b, a) for a, b in far if number in (home[a], home[b])]
            if not outward:
                continue
            inner = np.array([slot[member] for member, _ in outward])
            outer = np.array([place(other) for _, other in outward]) - centres[number]
            points = islands[number]
            lengths = []
            for flip in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
                flipped = points * flip
                lengths.append((round(float(np.sqrt(((flipped[inner] - outer) ** 2).sum(axis=1)).sum())), flip))
            shortest = min(length for length, _ in lengths)
            islands[number] = points * next(flip for length, flip in lengths if length == shortest)


def _set_down(
    base: KnowledgeBase,
    context: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    positions: dict[str, tuple[int, int]],
    boxes: Mapping[str, tuple[float, float]],
) -> None:
    """Put places and events near what they are tied to, off the boxes of everyone who already stands."""
    standing = sorted(positions)
    neighbours: dict[str, list[str]] = {entity: [] for entity in context}
    for start, end in pairs:
        for one, other in ((start, end), (end, start)):
            if one in neighbours and other in positions:
                neighbours[one].append(other)
    floor = max((y for _, y in positions.values()), default=0) + 120
    left = min((x for x, _ in positions.values()), default=0)
    points = [positions[entity] for entity in standing]
    sizes = [boxes[entity] for entity in standing]
    loose = 0
    for number, entity in enumerate(context):
        near = neighbours[entity] or neighbours.get(base.entities[entity].part_of or "", [])
        if near:
            turn = number * _GOLDEN_ANGLE
            x = sum(positions[other][0] for other in near) / len(near) + 70 * cos(turn)
            y = sum(positions[other][1] for other in near) / len(near) + 70 * sin(turn)
        else:
            x, y = left + 170 * (loose % 10), floor + 60 * (loose // 10)
            loose += 1
        spot = _nearest_free((round(x), round(y)), boxes[entity], points, sizes)
        points.append(spot)
        sizes.append(boxes[entity])
        positions[entity] = spot


def _nearest_free(
    wanted: tuple[int, int],
    size: tuple[float, float],
    points: Sequence[tuple[int, int]],
    sizes: Sequence[tuple[float, float]],
) -> tuple[int, int]:
    """The spot nearest to `wanted` where a box covers no other."""
    taken = np.array(points, dtype=float).reshape(-1, 2) - wanted
    need = (np.array(sizes, dtype=float).reshape(-1, 2) + size) / 2
    for offsets in _SPIRALS:
        begin = 0
        while begin < len(offsets):
            # Most find room at once; those who do not look at ever more spots at a time.
            spots = offsets[begin : 2 * begin + 16]
            begin += len(spots)
            reach = np.abs(spots).max() + need.max(initial=0)
            near = (np.abs(taken) <= reach).all(axis=1)
            away = np.abs(spots[:, None, 0] - taken[near, 0]) >= need[near, 0]
            away |= np.abs(spots[:, None, 1] - taken[near, 1]) >= need[near, 1]
            free = away.all(axis=1)
            if free.any():
                x, y = spots[int(free.argmax())].tolist()
                return round(wanted[0] + x), round(wanted[1] + y)
    return wanted


def _spiral(step: int) -> Points:
    """The spots of a grid, outward from its middle."""
    ticks = np.arange(-24, 25) * step
    offsets = np.array(np.meshgrid(ticks, ticks)).reshape(2, -1).T
    return offsets[np.argsort((offsets**2).sum(axis=1), kind="stable")].astype(float)


_SPIRALS = [_spiral(step) for step in (16, 64, 256)]
