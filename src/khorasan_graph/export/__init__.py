"""Foreign formats: the knowledge base as other tools read it. `FORMATS` has them all by name."""

from __future__ import annotations

from collections.abc import Sequence

from khorasan_graph.export import cypher, ftm, networks, reports, stix, tables, triples
from khorasan_graph.export.cypher import neo4j_csv
from khorasan_graph.export.formats import Chunks, ExportError, Format, Loss, Request
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import Selection, narrow

__all__ = ["FORMATS", "Chunks", "ExportError", "Format", "Loss", "Request", "request_for"]

FORMATS: dict[str, Format] = {
    **triples.FORMATS,
    **networks.FORMATS,
    **stix.FORMATS,
    **ftm.FORMATS,
    **tables.FORMATS,
    **cypher.FORMATS,
    **neo4j_csv.FORMATS,
    **reports.FORMATS,
}
"""In the order in which people are told of them."""


_OTHER_WORDS = {
    **dict.fromkeys(("excel", "xls", "calc", "ods", "spreadsheet"), "xlsx"),
    **dict.fromkeys(("word", "docx", "doc", "odt", "pdf", "report"), "markdown"),
    **dict.fromkeys(("neo4j", "memgraph", "ladybug", "kuzu"), "cypher"),
    **dict.fromkeys(("opencti", "misp", "taxii"), "stix"),
    **dict.fromkeys(("aleph", "opensanctions", "followthemoney"), "ftm"),
    **dict.fromkeys(("rdf", "xml"), "rdfxml"),
    "gephi": "gexf",
    "graphviz": "dot",
}
"""What people call a format by the tool they have."""


def request_for(
    base: KnowledgeBase, name: str, selection: Selection, about: Sequence[str] = (), profile: str | None = None
) -> tuple[Format, Request]:
    """The format of a name, and what is asked of it: `about` are ids, `profile` is None for the usual one.

    Raises:
        ExportError: if there is no such format or profile, or if it is about too few or too many.
    """
    form = FORMATS.get(name)
    if form is None:
        wanted = name.lower().lstrip(".")
        wanted = _OTHER_WORDS.get(wanted, wanted)
        meant = [known for known, each in FORMATS.items() if wanted in (known, each.extension.lstrip("."))]
        hint = f"did you mean {' or '.join(meant)}?" if meant else f"the formats are {', '.join(FORMATS)}"
        raise ExportError(f"`{name}` is no format; {hint}")
    if profile is not None and profile not in form.profiles:
        known = f"its profiles are {', '.join(form.profiles)}" if form.profiles else f"{name} has none"
        raise ExportError(f"`{profile}` is no profile of {name}; {known}")
    if about and not form.dossier:
        raise ExportError(f"{name} is of the whole graph: narrow it by filters")
    if form.dossier and len(about) not in (1, 2):
        raise ExportError(f"{name} is a dossier of one entity or of two: name them")
    if len(set(about)) != len(about):
        raise ExportError("both names mean the same entity")
    # A dossier narrows by itself: what is left out of it is counted there.
    asked = base if form.dossier else narrow(base, selection)
    return form, Request(asked, selection, tuple(about), profile or next(iter(form.profiles), ""))
