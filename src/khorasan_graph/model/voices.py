"""How many independent voices speak for a tie, and the status that follows from what they say."""

from __future__ import annotations

from collections.abc import Iterable

from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Claim, Source, Status


class Voices:
    """Which sources are independent: of other publishers, and neither copies the other nor a common third."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.publisher = {source.id: fold(source.publisher) for source in sources.values()}
        self.lineage: dict[str, frozenset[str]] = {}
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

    def count(self, sources: Iterable[str]) -> int:
        """How many independent voices a set of sources is."""
        groups: list[tuple[set[str], set[str]]] = []
        for source in sorted(set(sources)):
            publishers, lineage = {self.publisher[source]}, set(self.lineage[source])
            apart = []
            for group in groups:
                if group[0] & publishers or group[1] & lineage:
                    publishers |= group[0]
                    lineage |= group[1]
                else:
                    apart.append(group)
            groups = [*apart, (publishers, lineage)]
        return len(groups)

    def status(self, claims: Iterable[Claim]) -> Status:
        """The status of a tie: what its claims together amount to."""
        asserting = [claim.source for claim in claims if claim.stance == "asserts"]
        denied = any(claim.stance == "denies" for claim in claims)
        if not asserting:
            return "denied"
        if denied:
            return "contested"
        return "corroborated" if len(asserting) > 1 and self.count(asserting) > 1 else "reported"
