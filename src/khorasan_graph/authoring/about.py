"""What a graph says of itself as a whole: `graph_data/about.yaml`, beside the floors. It is no record of the graph."""

from __future__ import annotations

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.limits import DEFAULT_LIMITS, Limits
from khorasan_graph.authoring.read import Reader
from khorasan_graph.authoring.shapes import Shapes
from khorasan_graph.authoring.tree import Mapping, parse, span_of
from khorasan_graph.model.about import NOTHING, About
from khorasan_graph.model.diagnostics import Diagnostic


def read_about(path: str, text: str, shapes: Shapes, limits: Limits = DEFAULT_LIMITS) -> tuple[About, list[Diagnostic]]:
    """The description of the data set, and what is wrong with it; what is wrong or not written is None."""
    node, found = parse(path, text, limits)
    if node is None:
        return NOTHING, found
    if not isinstance(node, Mapping):
        hint = "begin with `title: ...`"
        return NOTHING, [*found, diagnostic("KG203", "the description is a mapping", span_of(path, node), hint)]
    reader = Reader(path, shapes, limits)
    raw = reader.record(node, shapes.about)
    about = About(
        title=raw.get("title"),
        description=raw.get("description"),
        license=raw.get("license"),
        version=raw.get("version"),
        creators=raw.get("creators") or (),
        homepage=raw.get("homepage"),
    )
    return about, [*found, *reader.found]
