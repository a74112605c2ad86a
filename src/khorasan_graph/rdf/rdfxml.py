"""RDF/XML: a typed element for each subject, an element for each statement; for tools that read no other RDF.

XML cannot hold all that RDF can: a property whose IRI does not end in an XML name has no element, and the control
characters that XML forbids become U+FFFD. `has_name` and `is_text` tell what is concerned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.model.vocabulary import DATA
from khorasan_graph.rdf.dataset import ALL_PREFIXES, PREFIXES, Syntax, Values, describe
from khorasan_graph.rdf.description import Description, Tally

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*\Z")
"""A name without a colon (https://www.w3.org/TR/xml-names/#NT-NCName), at the end of a text."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (https://www.w3.org/TR/xml/#charsets)."""
_ESCAPE = re.compile('[&<>"\r]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
REPLACEMENT = "\ufffd"
_TYPE = "rdf:type"


def rdfxml(base: KnowledgeBase, selection: Selection = EVERYTHING, *, described: bool = False) -> Iterator[str]:
    """RDF/XML: everything in one graph."""
    known = ALL_PREFIXES if described else PREFIXES
    spaces = "".join(f'\n    xmlns:{prefix}="{namespace}"' for prefix, namespace in known.items() if _is_used(prefix))
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}\n    xml:base="{DATA}">\n'
    description = Description(base, selection, _SYNTAX) if described else None
    tally = Tally()
    if description is not None:
        yield from (_element(subject, values) for subject, values in description.head())
    for subject, stated, direct, _ in describe(base, _SYNTAX, selection):
        stated, direct = _writable(stated), _writable(direct)
        if description is not None:
            tally.count(stated, direct)
        yield _element(subject, stated + direct)
    if description is not None:
        yield from (_element(subject, values) for subject, values in description.totals(tally))
    yield "</rdf:RDF>\n"


def has_name(prefix: str, local: str) -> bool:
    """Whether a property can be written: its IRI must end in a name of XML."""
    return bool(_property(prefix, local))


def is_text(value: str) -> bool:
    """Whether XML can hold every character of a text."""
    return not _FORBIDDEN.search(value)


def _is_used(prefix: str) -> bool:
    """Whether elements have the prefix; the IRIs of what is described are written whole."""
    return prefix not in ("data", "relation", "claim", "name", "source", "dataset", "graph", "xsd", "edtf")


def _property(prefix: str, local: str) -> str:
    """The element of a property; with a namespace of its own where its name does not begin with the prefix's."""
    if _NAME.match(local):
        return f"{prefix}:{local}"
    start = next((place for place in range(1, len(local)) if _NAME.match(local, place)), None)
    return f'own:{local[start:]} xmlns:own="{_escaped(ALL_PREFIXES[prefix] + local[:start])}"' if start else ""


def _escaped(value: str) -> str:
    value = _FORBIDDEN.sub(REPLACEMENT, value)
    return _ESCAPE.sub(lambda match: _ESCAPES[match.group()], value) if _ESCAPE.search(value) else value


def _iri(prefix: str, local: str) -> str:
    """An IRI; those of the data are relative to the base of the file."""
    return f' rdf:resource="{_escaped((ALL_PREFIXES[prefix] + local).removeprefix(DATA))}"/>'


def _typed(prefix: str, local: str) -> Callable[[str], str]:
    datatype = f' rdf:datatype="{ALL_PREFIXES[prefix]}{local}">'
    return lambda value: datatype + _escaped(value)


_SYNTAX = Syntax(
    property=_property,
    iri=_iri,
    foreign=lambda value: f' rdf:resource="{_escaped(value)}"/>',
    text=lambda value: f">{_escaped(value)}",
    tagged=lambda value, lang: f' xml:lang="{lang}">{_escaped(value)}',
    typed=_typed,
)


def _writable(values: Values) -> Values:
    return [one for one in values if one[0]] if any(not predicate for predicate, _ in values) else values


def _element(subject: str, values: Values) -> str:
    """The statements on one subject, in an element of its first class if that has a name."""
    name, first = "rdf:Description", ""
    if values and values[0][0] == _TYPE:
        first = values[0][1][0]
        iri = first.removeprefix(' rdf:resource="').removesuffix('"/>')
        name = next(
            (
                f"{prefix}:{iri.removeprefix(space)}"
                for prefix, space in ALL_PREFIXES.items()
                if _is_used(prefix) and iri.startswith(space) and _NAME.match(iri, len(space))
            ),
            "rdf:Description",
        )
    about = subject.removeprefix(" rdf:resource=").removesuffix("/>")
    lines = [f"\n  <{name} rdf:about={about}>"]
    for predicate, objects in values:
        end = predicate.split(" ", 1)[0]
        for value in objects:
            if predicate == _TYPE and value == first and name != "rdf:Description":
                continue
            lines.append(f"    <{predicate}{value}" if value.endswith("/>") else f"    <{predicate}{value}</{end}>")
    lines.append(f"  </{name}>\n")
    return "\n".join(lines)
