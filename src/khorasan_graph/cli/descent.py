"""Lineages in text: two trees, and the ties on which they rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from khorasan_graph.cli import words
from khorasan_graph.cli.telling import as_of, denied_lines, hidden_line
from khorasan_graph.cli.terminal import clean

if TYPE_CHECKING:
    from khorasan_graph.graph.lineage import Lineage, Node
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.records import Relation
    from khorasan_graph.model.selection import Selection


def lineage_lines(base: KnowledgeBase, answer: Lineage) -> Iterator[str]:
    """Both trees, then the ties on which they rest, and what is no descent."""
    counts = f"{words.many(len(answer.ancestors), 'ancestor')}, {words.many(len(answer.descendants), 'descendant')}"
    yield f"Lineage of {words.titled(base, answer.entity)}{as_of(answer.selection)}: {counts}"
    if answer.names:
        yield ""
        yield "Other names in time"
        for name in answer.names:
            span = words.span(name.start, name.end)
            kind = base.vocabulary.terms("NameKind")[name.kind].label
            yield f"  {clean(name.text)} ({kind}{', ' + span if span else ''})"
    for title, nodes in (
        ("Ancestors: what it came from, and what merged into it", answer.up),
        ("Descendants: what came of it, and what it merged into", answer.down),
    ):
        if nodes:
            yield ""
            yield title
            yield f"  {_with_life(base, answer.entity)}"
            for line in _tree(base, answer, nodes):
                yield f"  {line}"
    for title, ties in (
        ("Held to be the same", answer.same),
        ("Joined: belonging that is no descent", answer.joined),
        ("Changes of sides: no descent", answer.sides),
        ("What the trees rest on", answer.ties),
    ):
        told = [tie for tie in ties if title[0] == "W" or tie not in answer.ties]
        if told:
            yield ""
            yield title
        for tie in told:
            for line in words.tie_lines(base, tie, answer.selection):
                yield f"  {line}"
    yield from denied_lines(base, answer.denied)
    yield from hidden_line(answer.hidden)


def _with_life(base: KnowledgeBase, entity: str) -> str:
    life = words.life(base.entities[entity])
    return words.titled(base, entity) + (f" ({life})" if life else "")


def _tree(base: KnowledgeBase, answer: Lineage, nodes: tuple[Node, ...]) -> Iterator[str]:
    """The tree in ASCII, as every console can show it."""
    last = _lasts(nodes)
    open_: list[bool] = []
    for node, is_last in zip(nodes, last, strict=True):
        del open_[node.depth - 1 :]
        bars = "".join("|  " if more else "   " for more in open_)
        open_.append(not is_last)
        yield f"{bars}{'`- ' if is_last else '|- '}{_node(base, answer, node)}"


def _lasts(nodes: tuple[Node, ...]) -> list[bool]:
    """Whether each node is the last below the one that it hangs under."""
    found = [True] * len(nodes)
    deeper: set[int] = set()
    for position in range(len(nodes) - 1, -1, -1):
        depth = nodes[position].depth
        found[position] = depth not in deeper
        deeper = {one for one in deeper if one < depth} | {depth}
    return found


def _node(base: KnowledgeBase, answer: Lineage, node: Node) -> str:
    told = words.titled(base, node.entity) if node.repeated else _with_life(base, node.entity)
    if node.step.kind == "identity":
        told = f"= {told}"
    ways = "; ".join(_way(base, tie, answer.selection) for tie in node.step.ties)
    where = ""
    if node.repeated:
        home = "the one asked about" if node.home is None else f"it stands under {words.name(base, node.home)}"
        where = f" (^ {'the one asked about' if node.entity == answer.entity else home})"
    return f"{told}: {ways}{where}"


def _way(base: KnowledgeBase, tie: Relation, selection: Selection) -> str:
    label, when = base.relation_class(tie).label, words.period(base, tie)
    may = ", may hold then" if selection.activity(tie) == "possible" else ""
    return f"{label}, {when + ', ' if when else ''}{tie.status}{may}"
