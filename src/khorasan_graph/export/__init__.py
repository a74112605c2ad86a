"""Foreign formats: the knowledge base as other tools read it, a module per family. `FORMATS` has them all by name."""

from __future__ import annotations

from khorasan_graph.export import networks, triples
from khorasan_graph.export.formats import Chunks, ExportError, Format, Loss, Request

__all__ = ["FORMATS", "Chunks", "ExportError", "Format", "Loss", "Request"]

FORMATS: dict[str, Format] = {
    **triples.FORMATS,
    **networks.FORMATS,
}
"""In the order in which people are told of them."""
