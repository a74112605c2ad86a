"""Names beside their nodes, none on another: who matters more is written first, and who finds no room goes without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khorasan_graph.model.records import Entity

CLIP = 30
CHARACTER = 6.6
"""The width of a character at the size of a label: an estimate on the wide side, because fonts differ."""

_HEIGHT = 15


class Room:
    """The rectangles of a picture that are taken. A name that would leave the picture finds no room either."""

    def __init__(self, left: float, right: float) -> None:
        self.left, self.right = left, right
        self._taken: list[tuple[float, float, float, float, str]] = []

    def take(self, left: float, right: float, top: float, bottom: float, owner: str = "") -> None:
        self._taken.append((left, right, top, bottom, owner))

    def free(self, left: float, right: float, top: float, bottom: float, but: str = "") -> bool:
        """Whether a rectangle covers nothing; what belongs to `but` does not count."""
        return (
            left >= self.left
            and right <= self.right
            and not any(
                left < end and right > begin and top < low and bottom > high and not (but and owner == but)
                for begin, end, high, low, owner in self._taken
            )
        )


def clipped(name: str, length: int = CLIP) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def place_labels(
    nodes: Iterable[tuple[Entity, tuple[int, int], int, bool]], room: Room
) -> Iterator[tuple[Entity, str, float, float, bool]]:
    """Find a place for the name of each node, or else for its acronym: the text, its middle and its base line.

    Args:
        nodes: entity, position, radius and whether its name is written large, the most important first.
        room: what is taken; the names found are added to it.
    """
    for entity, (x, y), size, large in nodes:
        acronym = next((name.text for name in entity.names if name.kind == "acronym"), "")
        found = None
        for name in (entity.name, acronym):
            if not name or found:
                continue
            words = clipped(name)
            half = len(words) * CHARACTER * (1.2 if large else 1) / 2
            gap, near = size + 3, (size + 3) * 0.75
            tops = (
                (x, y + gap),
                (x, y - gap - _HEIGHT),
                (x + gap + half, y - _HEIGHT / 2),
                (x - gap - half, y - _HEIGHT / 2),
                (x + near + half, y + near),
                (x - near - half, y + near),
                (x + near + half, y - near - _HEIGHT),
                (x - near - half, y - near - _HEIGHT),
            )
            for middle, top in tops:
                if room.free(middle - half, middle + half, top, top + _HEIGHT, entity.id):
                    found = words, middle, top
                    room.take(middle - half, middle + half, top, top + _HEIGHT)
                    break
        if found:
            words, middle, top = found
            yield entity, words, round(middle, 1), round(top + 12, 1), large
