"""Whether several independent voices speak for a tie, and the status that follows from what they say."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Claim, Source, Status


class Voices:
    """Which sources are independent: of other publishers, and neither copies the other nor a common third.

    A copy speaks with the voice of what it copies as well as with its publisher's: a reprint of one article of a paper
    and another article of that paper are not independent. But a digest of two independent reports takes nothing from
    them: three sources are several voices as soon as any two of them are.
    """

    def __init__(self, sources: dict[str, Source]) -> None:
        publisher = {source.id: fold(source.publisher) for source in sources.values()}
        self.lineage: dict[str, frozenset[str]] = {}
        self.publishers: dict[str, frozenset[str]] = {}
        for source in sources:
            seen = {source}
            todo = [source]
            while todo:
                known = sources.get(todo.pop())
                for parent in known.derived_from if known else ():
                    if parent not in seen:
                        seen.add(parent)
                        todo.append(parent)
            self.lineage[source] = frozenset(seen)
            self.publishers[source] = frozenset(publisher[one] for one in seen if one in publisher)

    def independent(self, one: str, other: str) -> bool:
        """Whether two sources share neither a publisher nor a document, their own or one that they copy."""
        return self.publishers[one].isdisjoint(self.publishers[other]) and self.lineage[one].isdisjoint(
            self.lineage[other]
        )

    def several(self, sources: Iterable[str]) -> bool:
        """Whether at least two of the sources are independent of one another."""
        distinct = sorted(set(sources))
        if len(distinct) < 2 or frozenset.intersection(*(self.publishers[source] for source in distinct)):
            return False
        return any(self.independent(one, other) for one, other in combinations(distinct, 2))

    def status(self, claims: Iterable[Claim]) -> Status:
        """The status of a tie: what its claims together amount to."""
        stances: dict[str, list[str]] = {"asserts": [], "denies": []}
        for claim in claims:
            stances[claim.stance].append(claim.source)
        if not stances["asserts"]:
            return "denied"
        if stances["denies"]:
            return "contested"
        return "corroborated" if self.several(stances["asserts"]) else "reported"
