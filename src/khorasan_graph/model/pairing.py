"""Which record of one base is which of another, where ids can have changed: never by a guess.

Entities and sources are who their ids say they are. A tie's id follows from its content and changes with it: a second
tie between the same two gives the first one a date behind its id. What is the same tie is therefore asked in the order
of how sure the answer is, and what stays open is not paired: it is removed here and added there. Everything here reads
the same from both sides: who pairs with whom does not depend on which base is called the old one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Claim, Relation

Item = TypeVar("Item")
Matched = Literal["id", "start", "claims"]
"""By what two ties are one: the same id; the same ends, class and start; or the same ends, class and claims."""


@dataclass(frozen=True, slots=True)
class TiePair:
    """A tie on both sides, or on one only (`None` on the other), and how the two were found to be one."""

    old: Relation | None
    new: Relation | None
    matched: Matched | None


def claim_key(claim: Claim) -> tuple[str, str, str, str]:
    """What makes a claim itself, whatever tie or fact it is of: its source, who says so, its stance, its date."""
    return (claim.source, claim.by or "", claim.stance, claim.as_of.text if claim.as_of else "")


def pair(
    old: Iterable[Item], new: Iterable[Item], *keys: Callable[[Item], Hashable]
) -> list[tuple[Item | None, Item | None]]:
    """Pair the items of two lists by the first key, what is left by the second, and so on; then what stays alone.

    Under the first key, equal items pair as often as both lists hold them. Under the others an item pairs only if it
    is the only one with its key on either side.
    """
    left, right = list(old), list(new)
    found: list[tuple[Item | None, Item | None]] = []
    for number, key in enumerate(keys):
        by_left, by_right = _by(left, key), _by(right, key)
        for value, ours in by_left.items():
            theirs = by_right.get(value, [])
            if not number or len(ours) == len(theirs) == 1:
                for one, other in zip(ours, theirs, strict=False):
                    found.append((one, other))
                    _drop(left, one)
                    _drop(right, other)
    return [*found, *((one, None) for one in left), *((None, other) for other in right)]


def _by(items: Iterable[Item], key: Callable[[Item], Hashable]) -> dict[Hashable, list[Item]]:
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _drop(items: list[Item], one: Item) -> None:
    """Take this very item out of a list, not an equal one."""
    del items[next(index for index, item in enumerate(items) if item is one)]


def pair_ties(old: KnowledgeBase, new: KnowledgeBase) -> list[TiePair]:
    """Every tie of either base that is not the same in both, once."""
    left, right = _groups(old, new), _groups(new, old)
    pairs: list[TiePair] = []
    alone: tuple[list[Relation], list[Relation]] = ([], [])
    for key in sorted(left.keys() | right.keys()):
        ours, theirs = left.get(key, []), right.get(key, [])
        if len(ours) == len(theirs) == 1 and ours[0].id == theirs[0].id:
            pairs.append(TiePair(ours[0], theirs[0], "id"))
            continue
        _pair_group(key, ours, theirs, pairs)
        alone[0].extend(ours)
        alone[1].extend(theirs)
    # An id that an author wrote stays with a tie whose ends or class were corrected.
    for one, other in pair(*alone, lambda tie: tie.id):
        pairs.append(TiePair(one, other, "id" if one is not None and other is not None else None))
    return pairs


Key = tuple[str, str, str]


def content_key(base: KnowledgeBase, tie: Relation) -> Key:
    """The ends and the class of a tie: those of a symmetric one in the order of their ids."""
    ends = (tie.subject, tie.object)
    first, second = sorted(ends) if base.relation_class(tie).symmetric else ends
    return (first, tie.type, second)


def _groups(base: KnowledgeBase, other: KnowledgeBase) -> dict[Key, list[Relation]]:
    """The ties by ends and class; without the groups in which every tie is in the other base as it is here."""
    differing = {content_key(base, tie) for id_, tie in base.relations.items() if other.relations.get(id_) != tie}
    differing |= {content_key(other, tie) for id_, tie in other.relations.items() if base.relations.get(id_) != tie}
    found: dict[Key, list[Relation]] = defaultdict(list)
    for tie in base.relations.values():
        key = content_key(base, tie)
        if key in differing:
            found[key].append(tie)
    return found


def _pair_group(key: Key, ours: list[Relation], theirs: list[Relation], pairs: list[TiePair]) -> None:
    """Pair the ties of one class between one pair of entities; whatever is paired leaves the two lists."""

    def take(found: Iterable[tuple[Relation, Relation]], matched: Matched) -> None:
        for one, other in found:
            pairs.append(TiePair(one, other, "id" if one.id == other.id else matched))
            _drop(ours, one)
            _drop(theirs, other)

    first, cls, second = key
    derived = f"{first}.{cls.lower()}.{second}"
    take([(one, other) for one in ours for other in theirs if one == other], "id")
    take(_same(ours, theirs, lambda tie: None if f"{tie.id}.".startswith(f"{derived}.") else tie.id), "id")
    take(_same(ours, theirs, lambda tie: tie.start.text if tie.start else None), "start")
    take(_overlapping(ours, theirs), "claims")
    take(_same(ours, theirs, lambda tie: tie.id), "id")


def _same(
    ours: Sequence[Relation], theirs: Sequence[Relation], key: Callable[[Relation], str | None]
) -> list[tuple[Relation, Relation]]:
    """The pairs of ties that alone have the same key on their sides; None is no key."""
    left, right = _by(ours, key), _by(theirs, key)
    return [
        (left[value][0], right[value][0])
        for value in left
        if value is not None and len(left[value]) == 1 and len(right.get(value, [])) == 1
    ]


def _overlapping(ours: Sequence[Relation], theirs: Sequence[Relation]) -> list[tuple[Relation, Relation]]:
    """The pairs of ties of which each has a claim in common with the other, and with no third."""
    shared = []
    for left, one in enumerate(ours):
        claims = set(map(claim_key, one.claims))
        shared += [(left, right) for right, other in enumerate(theirs) if claims & set(map(claim_key, other.claims))]
    often_left, often_right = Counter(left for left, _ in shared), Counter(right for _, right in shared)
    return [(ours[left], theirs[right]) for left, right in shared if often_left[left] == often_right[right] == 1]
