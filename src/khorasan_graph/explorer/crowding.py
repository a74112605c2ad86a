"""How much one picture can hold. More than that is a hairball in every library; the rest is left out, and said so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from khorasan_graph.explorer.payload import entities_shown
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import Selection

MOST_ENTITIES = 1500
"""Measured with vis-network without a GPU: at 1,000 nodes 21 frames a second, at 5,000 six."""


def uncrowd(base: KnowledgeBase, selection: Selection) -> tuple[Selection, int]:
    """A selection that one picture can hold, and how many of its entities are not in it.

    Kept are the entities with the most ties in the selection (of equals, the first by id), and the ties among them.
    """
    shown = entities_shown(base, selection)
    if len(shown) <= MOST_ENTITIES:
        return selection, 0
    ties: Counter[str] = Counter()
    for relation in selection.relations(base):
        ties.update({end for start, other, _ in base.edges(relation) for end in (start, other)})
    busiest = sorted(shown, key=lambda entity: (-ties[entity], entity))[:MOST_ENTITIES]
    kept = replace(selection, entities=frozenset(busiest))
    return kept, len(shown) - len(entities_shown(base, kept))
