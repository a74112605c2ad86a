"""The page itself: template, styles and scripts brought together into one text that asks for nothing.

The security of the page is decided here. Scripts and styles run by the hash of their text only; the data is a JSON
island that no browser runs; everything else is refused by the policy in the page's own head.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from pyvis.network import Network

SCRIPTS = (
    "data.js",
    "words.js",
    "state.js",
    "selection.js",
    "paths.js",
    "dom.js",
    "canvas.js",
    "overlay.js",
    "filters.js",
    "time.js",
    "panels.js",
    "several.js",
    "dossiers.js",
    "search.js",
    "table.js",
    "genealogy.js",
    "genealogy-draw.js",
    "genealogy-links.js",
    "genealogy-view.js",
    "genealogy-export.js",
    "exports.js",
    "svg.js",
    "main.js",
)

STYLES = ("explorer.css", "genealogy.css")

_POLICY = (
    "default-src 'none'",
    "script-src {scripts}",
    "style-src {styles}",
    "img-src data: blob:",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)


def render(
    base: KnowledgeBase,
    selection: Selection = EVERYTHING,
    *,
    title: str | None = None,
    marking: str | None = None,
    pages: bool = False,
) -> str:
    """The whole explorer as the text of one HTML file. The same input gives the same text.

    Args:
        base: what is shown.
        selection: which part of it; the page says what it was made from, and its own filters work within. Of more than
            `crowding.MOST_ENTITIES` entities the page holds those with the most ties, and says how many it leaves out.
        title: heading of the page.
        marking: handling line shown on the page and on pictures exported from it.
        pages: whether it stands in a site (`site.pages`), to whose pages its dossiers then lead.

    Raises:
        BundledScriptError: if the installed pyvis does not carry the tested vis-network.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from khorasan_graph.explorer import payload
    from khorasan_graph.explorer.crowding import uncrowd
    from khorasan_graph.explorer.layout import lay_out
    from khorasan_graph.explorer.network import bundled_script, picture
    from khorasan_graph.explorer.packing import pack

    kept, left_out = uncrowd(base, selection)
    entities = payload.entities_shown(base, kept)
    relations = tuple(kept.relations(base))
    layout = lay_out(base, entities, relations)
    network = picture(base, entities, relations, layout)
    content = payload.build(
        base, kept, layout, title=title, marking=marking, asked=selection, left_out=left_out, pages=pages
    )
    places = {relation.id: place for place, relation in enumerate(relations)}
    edges = [
        payload.compact_edge(edge, places, nth)
        for _, own in groupby(network.edges, key=lambda edge: edge["tie"])
        for nth, edge in enumerate(own)
    ]
    content["picture"] = {"nodes": network.nodes, "edges": edges, "options": network.vis_options}

    library = bundled_script()
    program = "\n".join(["(() => {", '"use strict";', *(_script(name) for name in SCRIPTS), "})();", ""])
    style = "\n".join(_asset(name) for name in STYLES)
    policy = "; ".join(_POLICY).format(scripts=f"{_hash(library)} {_hash(program)}", styles=_hash(style))
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string(_asset("page.html.j2"))
    return template.render(
        policy=Markup(policy),
        title=printable(title or payload.TITLE),
        marking=printable(marking or ""),
        style=Markup(style),
        library=Markup(library),
        program=Markup(program),
        data=Markup(island(pack(content))),
    )


def to_pyvis(base: KnowledgeBase, selection: Selection = EVERYTHING) -> Network:
    """A plain pyvis network of the same picture, for notebooks: positions and physics as on the page.

    pyvis treats every title as HTML once one of them contains `href`; a joiner inside that word keeps them text.
    """
    from pyvis.network import Network

    from khorasan_graph.explorer import payload
    from khorasan_graph.explorer.families import LOOKS, look_of
    from khorasan_graph.explorer.layout import lay_out
    from khorasan_graph.explorer.network import picture

    entities = payload.entities_shown(base, selection)
    relations = tuple(selection.relations(base))
    carried = picture(base, entities, relations, lay_out(base, entities, relations))
    colours = {look.id: look.light for look in LOOKS}
    network = Network(height="750px", width="100%", directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for node in carried.nodes:
        entity = base.entities[node["id"]]
        label = base.vocabulary.entity_classes[entity.type].label
        look = {key: value for key, value in node.items() if key != "id"}
        network.add_node(
            entity.id, label=entity.name, title=_plain(f"{entity.name} ({label})"), color="#3B4654", **look
        )
    for edge in carried.edges:
        relation = base.relations[edge["tie"]]
        cls = base.relation_class(relation)
        ends = base.entities[relation.subject].name, base.entities[relation.object].name
        look = {key: value for key, value in edge.items() if key not in ("from", "to")}
        network.add_edge(
            edge["from"],
            edge["to"],
            title=_plain(f"{ends[0]} {cls.phrase} {ends[1]} ({relation.status})"),
            color=colours[look_of(cls)],
            dashes=relation.status in ("contested", "denied"),
            **look,
        )
    return network


def island(content: object) -> str:
    """JSON that may stand inside a script element: no character of it can end the element or open another."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return printable(text)


def printable(text: str) -> str:
    """Replace lone surrogates, which no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _plain(title: str) -> str:
    return title.replace("href", "h\u2060ref").replace("HREF", "H\u2060REF")


def _asset(name: str) -> str:
    folder = resources.files("khorasan_graph.explorer").joinpath("assets")
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")


def _script(name: str) -> str:
    """A script without the comments and the indentation, which are for whoever reads the source. No text of ours spans
    lines, so nothing that runs is touched."""
    text = re.sub(r"^[ \t]*/\*\*.*?\*/[ \t]*\n", "", _asset(f"js/{name}"), flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _hash(text: str) -> str:
    """The source expression of an inline script or style in a Content-Security-Policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
