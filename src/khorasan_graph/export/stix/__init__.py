"""STIX 2.1, for OpenCTI, MISP and TAXII servers: one bundle, an object a line, the same bytes for the same data.

What STIX has no property for is in an extension that the bundle defines itself (`common`); what a tool makes of a
bundle that does not know it is nothing false, but less: see `mapping`, `ties` and `entities` for the decisions, and
`losses` for what is less.
The specification: https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain

from khorasan_graph import __version__
from khorasan_graph.export.formats import Format, Request
from khorasan_graph.export.stix import sources, ties
from khorasan_graph.export.stix.common import Bundle, Object, about_objects, stix_id
from khorasan_graph.export.stix.entities import Entities
from khorasan_graph.export.stix.losses import LOSSES
from khorasan_graph.export.stix.mapping import PROFILES


def bundle(request: Request) -> Iterator[str]:
    """The bundle as JSON. Its id is made from all that is in it: two bundles that differ have two ids."""
    lines = [json.dumps(found, ensure_ascii=False, allow_nan=False) for found in _objects(Bundle(request))]
    digest = sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    yield f'{{"type": "bundle", "id": "{stix_id("bundle", digest)}", "objects": [\n'
    last = len(lines) - 1
    for number, line in enumerate(lines):
        yield line + (",\n" if number != last else "\n")
    yield "]}\n"


def _objects(bundle: Bundle) -> Iterator[Object]:
    return chain(
        about_objects(bundle, f"khorasan-graph {__version__}"),
        Entities(bundle).objects(),
        ties.objects(bundle),
        sources.objects(bundle),
    )


FORMATS = {
    "stix": Format(
        "a STIX 2.1 bundle for OpenCTI, MISP and TAXII servers",
        ".json",
        "application/stix+json;version=2.1",
        LOSSES,
        write=bundle,
        profiles=PROFILES,
    ),
}
