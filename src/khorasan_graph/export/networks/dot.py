"""DOT (https://graphviz.org/doc/info/lang.html): the graph as Graphviz draws it.

What a drawing says: colour and arrow head are the sign of a tie, line and width its status; a tie that is contested, or
with a date only may hold, is never drawn like one that is known. The tooltip tells when, and who says so. The picture
has a legend, and says how many ties are left out because they are only denied.

Everything is quoted. In a quoted string of DOT only the quote itself is escaped, and backslashes are doubled so that
none escapes what follows; a reader of our own attributes halves them again. In labels `&` is written as an entity, for
Graphviz decodes entities there; in tooltips, where it reads escapes twice, a backslash is drawn as `⧵`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from khorasan_graph.export.formats import Request
from khorasan_graph.export.networks.flat import Value, Values, clean, flatten, head
from khorasan_graph.model.records import Relation
from khorasan_graph.model.words import period

NODE_ATTRIBUTES = ("type", "folder", "names", "start", "end", "earliest", "latest")
EDGE_ATTRIBUTES = (
    "relation", "role", "type", "family", "sign", "symmetric", "punctual", "phrase", "status", "credibility", "start",
    "end", "known_from", "known_to", "possible_from", "possible_to", "activity", "place", "sources", "publishers",
    "asserting", "denying",
)  # fmt: skip
COLOURS = {"+": "#377F4A", "-": "#CE1432", "0": "#5D656E"}
SHAPES = {"organizations": "box", "people": "ellipse", "places": "hexagon", "events": "octagon"}
PALE = "99"
"""The opacity of a tie that only may hold."""
HEADS = {"+": "normal", "-": "tee", "0": "vee"}
LEGEND = (
    "green, arrow: cooperation or role; red, bar: conflict; grey: neither",
    "thick: corroborated; thin: reported; dashed: contested; pale or dotted: may hold on the date asked for",
    "box: organization; ellipse: person; hexagon: place; octagon: event",
)
FEW = 100
"""Up to so many edges are drawn in layers with their labels; more by forces (`sfdp`), with labels as tooltips only."""


def dot(request: Request) -> Iterator[str]:
    """A directed graph in DOT, for `dot -Tsvg`."""
    graph = flatten(request)
    few = len(graph.edges) <= FEW
    caption = [*head(request, graph), *LEGEND]
    yield from (f"// {line}\n" for part in caption for line in clean(part).splitlines())
    yield "digraph {\n"
    layout = {"rankdir": "LR"} if few else {"layout": "sfdp", "overlap": "prism", "outputorder": "edgesfirst"}
    lines = "".join(f"{label(line)}\\l" for line in caption)
    yield f'graph [label="{lines}", labelloc="b", labeljust="l", fontname="Helvetica", fontsize="10"{_list(layout)}];\n'
    yield 'node [fontname="Helvetica", fontsize="11", style="filled", fillcolor="#FBFAF7", color="#5B6675"];\n'
    yield 'edge [fontname="Helvetica", fontsize="9"];\n'
    for node, values in graph.nodes:
        look = {"shape": SHAPES.get(str(values["folder"]), "box")}
        tip = "\n".join(str(values[key]) for key in ("type_label", "description") if key in values)
        yield (
            f'"{own(node)}" [label="{label(str(values["name"]))}", tooltip="{tooltip(tip)}"'
            f"{_list(look)}{_list(_kept(values, NODE_ATTRIBUTES))}];\n"
        )
    for one, two, key, values in graph.edges:
        relation = request.base.relations[str(values["relation"])]
        shown = f', label="{label(str(values["label"]))}"' if few else ""
        yield (
            f'"{own(one)}" -> "{own(two)}" [key="{own(key)}", id="{own(key)}"{shown}, '
            f'tooltip="{tooltip(_told(request, relation, one, two, values))}"'
            f"{_list(_look(values))}{_list(_kept(values, EDGE_ATTRIBUTES))}];\n"
        )
    yield "}\n"


def _look(values: Values) -> dict[str, str]:
    """How an edge is drawn: by its sign, its status, and whether it only may hold."""
    sign, status, may = str(values["sign"]), values["status"], values.get("activity") == "possible"
    style = "dashed" if status == "contested" else "dotted" if may else "solid"
    arrow = HEADS[sign]
    look = {"color": COLOURS[sign] + (PALE if may else ""), "style": style, "arrowhead": arrow}
    look["penwidth"] = "2" if status == "corroborated" else "1"
    if values["symmetric"]:
        look |= {"dir": "both", "arrowtail": arrow} if sign == "-" else {"dir": "none"}
    return look


def _told(request: Request, relation: Relation, one: str, two: str, values: Values) -> str:
    """What the tooltip of an edge says: the tie in words, when it held, its status and best grade, and who says so."""
    base = request.base
    voices = sorted(
        {f"{base.speaker(claim)} {claim.stance} it ({base.grade(claim)}, {claim.source})" for claim in relation.claims}
    )
    status = f"{values['status']}, best credibility {values['credibility']}"
    if values.get("activity") == "possible":
        status += ", may hold on the date asked for"
    told = [
        f"{base.entities[one].name} {values['phrase']} {base.entities[two].name}",
        period(base, relation),
        status,
        *voices,
    ]
    return "\n".join(line for line in told if line)


def _kept(values: Values, names: tuple[str, ...]) -> Values:
    more = (name for name in values if name.startswith("qualifier_"))
    return {name: values[name] for name in (*names, *more) if name in values}


def _list(values: Mapping[str, Value]) -> str:
    return "".join(f', {name}="{own(_plain(value))}"' for name, value in values.items())


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def own(text: str) -> str:
    """The inside of a quoted string that Graphviz keeps as it is, backslashes doubled."""
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')


def label(text: str) -> str:
    """The inside of a quoted string that Graphviz draws: escapes and entities stand for themselves."""
    return own(text.replace("&", "&amp;")).replace("\n", "\\n")


def tooltip(text: str) -> str:
    """The inside of a quoted string that is shown under the mouse; Graphviz reads escapes and entities in it twice."""
    return label(text.replace("\\", "\u29f5"))
