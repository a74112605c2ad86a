"""What `build` makes: the graph in the formats that most people want, the explorer, and a manifest of them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from khorasan_graph import __version__
from khorasan_graph.authoring.floors import counts
from khorasan_graph.export import FORMATS, Request
from khorasan_graph.export.archive import joined
from khorasan_graph.export.losses import losses
from khorasan_graph.model.knowledge_base import KnowledgeBase

PARTS = {
    "khorasan.ttl": "turtle",
    "khorasan.trig": "trig",
    "khorasan.graphml": "graphml",
    "khorasan.stix.json": "stix",
    "csv": "csv",
}
"""The files of a build and their formats; a format of several files has a folder."""


def built(base: KnowledgeBase) -> Iterator[tuple[str, bytes]]:
    """The files of a build by their paths, each in one piece; the manifest of the others comes last."""
    from khorasan_graph.explorer.page import render

    request = Request(base)
    described: dict[str, dict[str, object]] = {}
    for name, format_name in PARTS.items():
        form = FORMATS[format_name]
        lost = {each.loss.key: len(each.records) for each in losses(form, request)}
        if form.write is not None:
            files = [(name, form.write(request))]
        else:
            assert form.files is not None
            files = [(f"{name}/{path}", chunks) for path, chunks in form.files(request)]
        for path, chunks in files:
            content = joined(chunks)
            described[path] = {"format": format_name, **_sums(content), "losses": lost}
            yield path, content
    page = render(base).encode()
    described["explorer.html"] = {"format": "explorer", **_sums(page)}
    yield "explorer.html", page
    yield "manifest.json", (json.dumps(_manifest(base, described), indent=2, ensure_ascii=False) + "\n").encode()


def _sums(content: bytes) -> dict[str, object]:
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _manifest(base: KnowledgeBase, files: dict[str, dict[str, object]]) -> dict[str, object]:
    """What was made, of what, by what, and under which license; a project that does not say one has none here."""
    return {
        "title": base.about.title,
        "version": base.about.version,
        "license": base.about.license,
        "generator": f"khorasan-graph {__version__}",
        "ontology": base.vocabulary.version,
        "newest_source": str(base.newest_date) if base.newest_date else None,
        "counts": counts(base),
        "files": files,
    }
