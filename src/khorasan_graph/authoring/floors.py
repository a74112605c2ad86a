"""Floors on the data: counts below which the graph may not fall, so that a silent loss of data fails the check."""

from __future__ import annotations

import re
from collections import Counter

from yaml.events import ScalarEvent

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.tree import Mapping, parse, span_of
from khorasan_graph.authoring.values import shown
from khorasan_graph.model.diagnostics import Diagnostic
from khorasan_graph.model.knowledge_base import KnowledgeBase

_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


def counts(base: KnowledgeBase) -> dict[str, int]:
    """How much of each thing there is: entities by folder and in all, ties, claims, sources, publishers, names."""
    classes = base.vocabulary.entity_classes
    by_folder = Counter(classes[entity.type].folder or "" for entity in base.entities.values())
    by_status = Counter(relation.status for relation in base.relations.values())
    return {
        "entities": len(base.entities),
        **{folder: by_folder[folder] for folder in sorted({cls.folder for cls in classes.values() if cls.folder})},
        "relations": len(base.relations),
        **{status: by_status[status] for status in ("corroborated", "reported", "contested", "denied")},
        "claims": sum(1 for _ in base.claims()),
        "sources": len(base.sources),
        "publishers": len({source.publisher for source in base.sources.values()}),
        "names": sum(len(entity.all_names) for entity in base.entities.values()),
    }


def check_floors(path: str, text: str, base: KnowledgeBase, *, whole: bool = True) -> list[Diagnostic]:
    """Compare the counts with a file of floors: a mapping from what is counted to the least number of it.

    Where the base is not `whole`, what is missing has been reported: nothing is compared.
    """
    node, found = parse(path, text)
    if node is None:
        return found
    if not isinstance(node, Mapping):
        return [
            *found,
            diagnostic("KG203", "a file of floors is a mapping", span_of(path, node), "such as `entities: 70`"),
        ]
    actual = counts(base)
    for key, value in node.items:
        if key.value not in actual:
            hint = f"what is counted: {', '.join(f'`{name}`' for name in actual)}"
            found.append(diagnostic("KG201", f"`{shown(key.value)}` is not counted", span_of(path, key), hint))
        elif type(value) is not ScalarEvent or not _NUMBER.fullmatch(value.value):
            message = f"the floor of `{key.value}` is not a whole number"
            found.append(diagnostic("KG206", message, span_of(path, value), "write digits only, such as `70`"))
        elif whole and actual[key.value] < int(value.value):
            message = f"{actual[key.value]} {key.value}, fewer than the floor of {value.value}"
            hint = "restore what was lost; lower the floor only for what was rightly removed"
            found.append(diagnostic("KG601", message, span_of(path, value), hint))
    return found
