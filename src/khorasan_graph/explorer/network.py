"""The picture as vis-network takes it, built on pyvis: nodes with their places, edges bent around each other.

pyvis is kept as the builder and as the carrier of the vis-network script, never as the writer of a page: its template
runs data as script and asks servers for files. So this module must not call `generate_html`, `show` or `save_graph` of
the base class, and replaces what loses data: a second node with the same id is an error here, not ignored, and
all parallel edges stay.

Importing this module imports pyvis, which imports IPython: do it late.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from math import pi
from pathlib import Path

import pyvis
from pyvis.network import Network

from khorasan_graph.explorer.curves import bends
from khorasan_graph.explorer.families import LOOKS, WIDTHS, look_of, shape_of
from khorasan_graph.explorer.layout import Layout
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation

VIS_NETWORK = ("templates", "lib", "vis-9.1.2", "vis-network.min.js")
VIS_NETWORK_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


class BundledScriptError(RuntimeError):
    """The vis-network script inside pyvis is not the one that the page was tested with."""


class DuplicateNodeError(ValueError):
    """Two nodes with one id."""

    def __init__(self, node: str) -> None:
        super().__init__(f"there is already a node `{node}`")


class UnknownNodeError(ValueError):
    """An edge to a node that is not there."""

    def __init__(self, node: str) -> None:
        super().__init__(f"there is no node `{node}`")


class GraphNetwork(Network):  # type: ignore[misc]
    """A pyvis network that keeps everything it is given, in the order given, and never lays out or writes by itself."""

    def __init__(self) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.edge_ids: set[str] = set()

    def add_node(self, n_id: str, **options: object) -> None:
        if n_id in self.node_map:
            raise DuplicateNodeError(n_id)
        node = {"id": n_id, **options}
        self.nodes.append(node)
        self.node_ids.append(n_id)
        self.node_map[n_id] = node

    def add_edge(self, source: str, to: str, **options: object) -> None:
        for end in (source, to):
            if end not in self.node_map:
                raise UnknownNodeError(end)
        self.edges.append({"from": source, "to": to, **options})

    @property
    def vis_options(self) -> dict[str, object]:
        """Physics off: a picture that moves by itself cannot be pointed at."""
        return {
            "autoResize": True,
            "physics": {"enabled": False},
            "layout": {"improvedLayout": False, "randomSeed": 1},
            "interaction": {"hover": True, "tooltipDelay": 10**9, "multiselect": False, "selectConnectedEdges": False},
            "nodes": {"physics": False, "borderWidth": 1.5, "borderWidthSelected": 1.5, "chosen": False},
            "edges": {
                "physics": False,
                "chosen": False,
                "arrowStrikethrough": False,
                "hoverWidth": 0,
                "selectionWidth": 0,
            },
        }


def picture(
    base: KnowledgeBase, entities: Iterable[str], relations: Iterable[Relation], layout: Layout
) -> GraphNetwork:
    """All entities and ties as nodes and edges; colours and what is shown are the page's business."""
    network = GraphNetwork()
    for identifier in entities:
        shape, size = shape_of(base.vocabulary.entity_classes[base.entities[identifier].type])
        x, y = layout.positions[identifier]
        network.add_node(identifier, x=x, y=y, shape=shape, size=size)
    heads = {look.id: (look.head, look.head_scale) for look in LOOKS}
    ends = [(relation, *edge) for relation in relations for edge in base.edges(relation)]
    sizes = {node["id"]: node["size"] for node in network.nodes}
    bent = bends([(start, end) for _, start, end, _ in ends], layout.positions, sizes)
    for (relation, start, end, role), bend in zip(ends, bent, strict=True):
        cls = base.relation_class(relation)
        head, scale = heads[look_of(cls)]
        arrow = {"enabled": True, "type": head, "scaleFactor": scale}
        options: dict[str, object] = {
            "id": relation.id if role is None else f"{relation.id}#{role}.{end}",
            "tie": relation.id,
            "width": WIDTHS[relation.credibility],
            "arrows": {"to": arrow, "from": arrow} if cls.symmetric else {"to": arrow},
        }
        if role is not None:
            # A head would say that the tie points to whoever was left, or gave: only the subject and object have one.
            options.update(role=role, arrows={}, width=1.2)
        if start == end:
            options["selfReference"] = {"size": 16 + 7 * abs(bend), "angle": pi / 4 + bend * pi / 3}
        else:
            options["smooth"] = {
                "enabled": True,
                "type": "curvedCW" if bend >= 0 else "curvedCCW",
                "roundness": round(abs(bend), 3),
            }
        network.add_edge(start, end, **options)
    return network


def bundled_script() -> str:
    """The text of vis-network as the pyvis wheel carries it.

    Raises:
        BundledScriptError: if pyvis has moved or changed it; the page is tested with this one script only.
    """
    path = Path(pyvis.__file__).parent.joinpath(*VIS_NETWORK)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BundledScriptError(
            f"pyvis {pyvis.__version__} has no {'/'.join(VIS_NETWORK)}; the explorer needs pyvis 0.3.2"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != VIS_NETWORK_SHA256:
        raise BundledScriptError(
            f"the vis-network script of pyvis {pyvis.__version__} is not the tested one"
            f" (SHA-256 {found}, expected {VIS_NETWORK_SHA256}); the explorer needs pyvis 0.3.2"
        )
    text = content.decode("utf-8").replace("\r\n", "\n")  # as a browser reads it, or its hash would not match
    # The source map is not in the file, and a browser with its tools open would ask for it.
    return text.replace("//# sourceMappingURL=vis-network.min.js.map", "")
