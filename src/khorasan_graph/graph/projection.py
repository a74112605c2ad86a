"""The graph that figures are counted on: who is beside whom among the actors, each pair once, with all its ties.

Ties are typed, signed and of several statuses, and one pair may have many; the measures of network analysis know one
plain line between two nodes. What is a node and what is a line is therefore decided here, in one place, and said with
every figure:

- **Nodes** are actors, organizations and people, with at least one tie that counts. Places, events and states are left
  out unless the asker names them (`through`), by the same words as in paths: to be in one country is no tie.
- **A pair** is two actors with at least one tie between them, however many: ten reports of one alliance are one pair.
- Denied ties never count, nor those that tell two entities apart. Contested ties count, and every figure can be had
  without them (`reading`).
- A tie with a further end (the group left in a defection, the provider of a sanctuary) makes a pair of that end too.

What was left out is counted by its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from khorasan_graph.graph.adjacency import NEVER_LINKS, check_question, outside
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from khorasan_graph.graph.shortest import Arcs

Pair = tuple[str, str]
"""Two actors, the one with the lesser id first."""

READINGS: dict[str, frozenset[str]] = {
    "uncontested": frozenset({"corroborated", "reported"}),
    "corroborated": frozenset({"corroborated"}),
}
"""The narrower readings of one selection to which a figure can move, by the statuses that count in each."""


@dataclass(frozen=True)
class Projection:
    """Actors and pairs of them, each pair with every tie that makes it, in the order of ids.

    `left_out` counts the admitted ties that make no pair, by reason: `denied`, `told apart`, or the word (`place`,
    `event`, `state`) that would let them count. `signs` are those that count here.
    """

    base: KnowledgeBase
    selection: Selection
    through: frozenset[str]
    signs: frozenset[str]
    pairs: dict[Pair, tuple[Relation, ...]]
    left_out: dict[str, int]

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Everyone with a tie that counts, in the order of ids."""
        return tuple(sorted({actor for pair in self.pairs for actor in pair}))

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of every actor in `nodes`."""
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """The pairs as places in `nodes`."""
        number = self.number
        return [(number[one], number[other]) for one, other in self.pairs]

    @cached_property
    def beside(self) -> list[list[int]]:
        """Every actor's neighbours, all as places in `nodes`, in ascending order."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for one, other in self.lines:
            found[one].append(other)
            found[other].append(one)
        for others in found:
            others.sort()
        return found

    @cached_property
    def arcs(self) -> Arcs:
        """The same for arithmetic; every pair is one hop long."""
        from khorasan_graph.graph.shortest import arcs

        return arcs(len(self.nodes), self.lines)

    @cached_property
    def graded_arcs(self) -> Arcs:
        """The same, each pair as long as its best tie is doubtful: 1 if confirmed, 6 if that cannot be judged."""
        from khorasan_graph.graph.shortest import arcs

        lengths = [min([relation.credibility for relation in ties]) for ties in self.pairs.values()]
        return arcs(len(self.nodes), self.lines, lengths)

    @cached_property
    def ties(self) -> dict[str, Relation]:
        """Every tie that counts, once, by id."""
        return {relation.id: relation for ties in self.pairs.values() for relation in ties}

    @cached_property
    def untied(self) -> int:
        """How many actors of the data, among those that could be nodes, have no tie that counts."""
        classes, entities = self.base.vocabulary.entity_classes, self.base.entities
        chosen = self.selection.entities or entities
        words = (classes[entities[name].type].passage for name in chosen if name in entities)
        return sum(word is None or word in self.through for word in words) - len(self.nodes)

    @cached_property
    def contested_pairs(self) -> frozenset[Pair]:
        """The pairs that rest on contested ties alone."""
        return frozenset(
            pair for pair, ties in self.pairs.items() if all(relation.status == "contested" for relation in ties)
        )

    def part(
        self,
        *,
        signs: Collection[str] | None = None,
        statuses: Collection[str] | None = None,
        known: bool = False,
    ) -> Projection:
        """The pairs that remain when only ties of these signs and statuses count; who has none left is no node.

        With `known`, only ties count that are known to hold on the date asked for.
        """
        kept = self.signs if signs is None else self.signs & frozenset(signs)
        classes = self.base.vocabulary.relation_classes
        types = frozenset(name for name, cls in classes.items() if cls.sign in kept)
        chosen = frozenset(STATUSES if statuses is None else statuses)
        pairs = {}
        for pair, ties in self.pairs.items():
            left = [relation for relation in ties if relation.type in types and relation.status in chosen]
            if known:
                left = [relation for relation in left if self.selection.activity(relation) != "possible"]
            if left:
                pairs[pair] = ties if len(left) == len(ties) else tuple(left)
        return Projection(self.base, self.selection, self.through, kept, pairs, self.left_out)

    @cached_property
    def cooperative(self) -> Projection:
        """The part in which chains, cores and communities are sought: ties of sign +, or those the selection names."""
        return self.part(signs=self.selection.signs or {"+"})

    @cached_property
    def readings(self) -> dict[str, Projection]:
        """This graph (`all`), without contested ties, on corroborated ones, and as of a date on ties known to hold.

        All but the first are narrower: what is in them is as sure as the recorded doubt allows.
        """
        found = {"all": self, **{name: self.part(statuses=kept) for name, kept in READINGS.items()}}
        return found if self.selection.as_of is None else {**found, "known": self.part(known=True)}


def project(
    base: KnowledgeBase, selection: Selection = EVERYTHING, *, through: Collection[str] = frozenset()
) -> Projection:
    """The graph of actors under a selection.

    Raises:
        QuestionError: for a word of passage that the vocabulary does not have.
    """
    words = frozenset(through)
    check_question(base, (), 1, words)
    classes, entities = base.vocabulary.entity_classes, base.entities
    passage = {name: cls.passage for name, cls in classes.items() if cls.passage is not None}
    closed = {name: word for name, word in passage.items() if word not in words}
    barred = {entity.id: closed[entity.type] for entity in entities.values() if entity.type in closed}
    pairs: dict[Pair, list[Relation]] = {}
    left_out: Counter[str] = Counter()
    for relation in selection.relations(base):
        if relation.status == "denied":
            left_out["denied"] += 1
        elif relation.type in NEVER_LINKS:
            left_out["told apart"] += 1
        else:
            counted = False
            reasons = []
            for start, end, _ in base.edges(relation):
                if start in barred or end in barred:
                    reasons.append(barred.get(end) or barred[start])
                elif start != end and not outside(selection, start, end):
                    ties = pairs.setdefault((start, end) if start < end else (end, start), [])
                    if not ties or ties[-1] is not relation:
                        ties.append(relation)
                    counted = True
            if not counted and reasons:
                left_out[reasons[0]] += 1
    return Projection(
        base,
        selection,
        words,
        selection.signs or frozenset({"+", "-", "0"}),
        {pair: tuple(pairs[pair]) for pair in sorted(pairs)},
        dict(sorted(left_out.items())),
    )


def components(graph: Projection) -> list[list[int]]:
    """Who hangs together: places in `nodes`, the largest component first, then by its first member."""
    return connected(graph.beside)


def connected(beside: Sequence[Iterable[int]]) -> list[list[int]]:
    """The components of a graph given by its neighbours, each in ascending order, the largest first."""
    seen = bytearray(len(beside))
    found = []
    for start in range(len(beside)):
        if seen[start]:
            continue
        seen[start] = 1
        members = [start]
        for node in members:
            for other in beside[node]:
                if not seen[other]:
                    seen[other] = 1
                    members.append(other)
        found.append(sorted(members))
    return sorted(found, key=lambda members: (-len(members), members))
