"""A picture for reports: the explorer's layout and encoding as one SVG text, drawn without a browser.

It shows what the page shows when it opens (actors and their ties; not places, events, listings or denied ties, unless
the selection asks for them), and its caption says what it holds and what it leaves out. Nothing in it is a link or a
script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from khorasan_graph.explorer import shapes
from khorasan_graph.explorer.crowding import uncrowd
from khorasan_graph.explorer.curves import bends
from khorasan_graph.explorer.families import LOOKS, WIDTHS, Look, look_of, role_in, shape_of
from khorasan_graph.explorer.labels import CHARACTER, Room, clipped, place_labels
from khorasan_graph.explorer.layout import Layout, lay_out
from khorasan_graph.model.activity import activity
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Entity, Relation
from khorasan_graph.model.selection import EVERYTHING, Selection
from khorasan_graph.model.words import period

PAPER, INK, MUTED, NODE, SOFT, RULE = "#FBFAF7", "#1C2430", "#5B6675", "#3B4654", "#778190", "#D9DCE1"
HULLS = ("#DDE9F5", "#E0F0E6", "#EDE4F4", "#FAE8DC", "#F6EFCF", "#DDF0F1", "#F7E1E6", "#E6E8EE")
FONTS = "'Noto Sans','Segoe UI','Helvetica Neue',Arial,'Noto Naskh Arabic','Noto Sans Arabic','DejaVu Sans',sans-serif"

_MARGIN = 48
_HULL = 30
_LEADING = 19
_NARROWEST = 900
_LABEL_SIZE = 11.5


@dataclass(frozen=True, slots=True)
class Scene:
    """What is on the picture, and in words what is not."""

    entities: tuple[str, ...]
    relations: tuple[Relation, ...]
    hidden: tuple[str, ...]


def draw(
    base: KnowledgeBase,
    selection: Selection = EVERYTHING,
    *,
    about: str | None = None,
    title: str | None = None,
    marking: str | None = None,
) -> str:
    """The selection as an SVG text, with legend and caption. The same input gives the same text.

    Args:
        base: what is drawn.
        selection: which part of it; with a date, what is known to hold then is drawn strong, what may hold, faded.
        about: what the picture is centred on, in words for its caption.
        title: heading of the caption.
        marking: handling line, shown above and beneath the picture.
    """
    kept, _ = uncrowd(base, selection)
    scene = visible(base, kept)
    layout = lay_out(base, scene.entities, scene.relations)
    told = caption(base, selection, scene, about)
    return _compose(base, selection, scene, layout, told, title or "Khorasan graph", marking or "")


def visible(base: KnowledgeBase, selection: Selection) -> Scene:
    """The ties of a selection that the page would show at first, the entities at their ends, and what is left out."""
    shown: list[Relation] = []
    denied = aside = listings = 0
    for relation in selection.relations(base):
        actors = all(role_in(base, end) in ("Organization", "Person") for end in (relation.subject, relation.object))
        if relation.status == "denied" and "denied" not in selection.statuses:
            denied += 1
        elif not selection.types and not actors:
            aside += 1
        elif not selection.types and base.relation_class(relation).family == "Designation":
            listings += 1
        else:
            shown.append(relation)
    entities = {end for relation in shown for pair in base.edges(relation) for end in pair[:2]}
    if not selection.types:
        entities = {entity for entity in entities if role_in(base, entity) in ("Organization", "Person")}
    reasons = (
        (denied, "that is only denied", "that are only denied"),
        (aside, "with a place or an event", "with places or events"),
        (listings, "of a listing by an authority", "of listings by authorities"),
        (
            len(base.relations) - len(shown) - denied - aside - listings,
            "outside the selection",
            "outside the selection",
        ),
    )
    hidden = tuple(
        f"{count:,} {'tie' if count == 1 else 'ties'} {one if count == 1 else many}"
        for count, one, many in reasons
        if count
    )
    return Scene(tuple(sorted(entities)), tuple(shown), hidden)


def _compose(
    base: KnowledgeBase,
    selection: Selection,
    scene: Scene,
    layout: Layout,
    told: list[str],
    title: str,
    marking: str,
) -> str:
    sizes = {entity: _shape(base, entity)[1] for entity in scene.entities}
    spots = layout.positions
    left = min((x for x, _ in spots.values()), default=0) - _MARGIN - 60
    right = max((x for x, _ in spots.values()), default=0) + _MARGIN + 60
    top = min((y for _, y in spots.values()), default=0) - _MARGIN - 60
    bottom = max((y for _, y in spots.values()), default=0) + _MARGIN + 40
    if right - left < _NARROWEST:
        spare = (_NARROWEST - (right - left)) // 2
        left, right = left - spare, right + spare
    room = Room(left, right)
    for entity in scene.entities:
        x, y = spots[entity]
        reach = sizes[entity] + 1
        room.take(x - reach, x + reach, y - reach, y + reach, entity)
    hulls = list(_hulls(base, layout, room))
    ties = list(_ties(base, selection, scene, layout, sizes, room))
    nodes = [_node(base, base.entities[entity], spots[entity], selection.as_of) for entity in scene.entities]
    names = list(_names(base, scene, layout, sizes, room, selection.as_of))
    foot, height = _foot(base, scene, told, title, marking, left, right, bottom)
    wide, high = right - left, bottom - top + height
    groups = (
        ("families", [item for item in hulls if item.startswith("<path")]),
        ("ties", ties),
        ("entities", nodes),
        ("names", [item for item in hulls if item.startswith("<text")] + names),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {wide} {high}" width="{wide}" height="{high}"',
        f'role="img" font-family="{FONTS}" font-size="{_LABEL_SIZE}">',
        f"<title>{text(title)}</title>",
        f"<desc>{text(' '.join(told))}</desc>",
        f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="{PAPER}"/>',
        *("\n".join([f'<g id="{name}">', *items, "</g>"]) for name, items in groups if items),
    ]
    if marking:
        parts.append(_line(marking, (left + right) / 2, top + 24, size=13, weight="bold", anchor="middle"))
    return "\n".join([*parts, *foot, "</svg>", ""])


def text(value: str) -> str:
    """Text that may stand in XML: escaped, and without the characters that XML has no place for."""
    kept = (
        letter if unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and letter not in "\ufffe\uffff" else " "
        for letter in value
    )
    return escape("".join(kept), {'"': "&quot;"})


def _line(
    words: str,
    x: float,
    y: float,
    *,
    size: float = _LABEL_SIZE,
    weight: str = "",
    anchor: str = "",
    fill: str = INK,
    halo: bool = False,
) -> str:
    more = "".join(
        f' {key}="{value}"'
        for key, value in (
            ("font-size", f"{size:g}" if size != _LABEL_SIZE else ""),
            ("font-weight", weight),
            ("text-anchor", anchor),
        )
        if value
    )
    if halo:
        more += f' stroke="{PAPER}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'
    # Isolated, so that a name in another script does not turn its neighbours around.
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}"{more}>\u2068{text(words)}\u2069</text>'


def _shape(base: KnowledgeBase, entity: str) -> tuple[str, int]:
    return shape_of(base.vocabulary.entity_classes[base.entities[entity].type])


def _hulls(base: KnowledgeBase, layout: Layout, room: Room) -> Iterable[str]:
    for number, island in enumerate(layout.islands):
        points = [layout.positions[member] for member in island.members]
        colour = HULLS[number % len(HULLS)]
        outline = " ".join(f"{x} {y}" for x, y in shapes.convex_hull(points))
        rim = f'stroke="{colour}" stroke-width="{2 * _HULL}" stroke-linejoin="round"'
        yield f'<path d="M{outline}Z" fill="{colour}" {rim}/>'
        low, high = min(x for x, _ in points), max(x for x, _ in points)
        words = clipped(base.entities[island.head].name, max(12, int((high - low + 3 * _HULL) / 8.6))).upper()
        x, y = (low + high) / 2, min(y for _, y in points) - _HULL - 7
        half = len(words) * 8.2 / 2
        if room.free(x - half, x + half, y - 12, y + 2):
            room.take(x - half, x + half, y - 12, y + 2)
            yield _line(words, x, y, weight="bold", anchor="middle", fill=MUTED, halo=True)


def _ties(
    base: KnowledgeBase, selection: Selection, scene: Scene, layout: Layout, sizes: Mapping[str, int], room: Room
) -> Iterable[str]:
    known = set(scene.entities)
    ends = [
        (relation, *edge) for relation in scene.relations for edge in base.edges(relation) if set(edge[:2]) <= known
    ]
    bent = bends([(start, end) for _, start, end, _ in ends], layout.positions, sizes)
    looks = {look.id: look for look in LOOKS}
    for (relation, start, end, role), bend in zip(ends, bent, strict=True):
        cls = base.relation_class(relation)
        look = looks[look_of(cls)]
        curve = shapes.edge(layout.positions[start], layout.positions[end], bend, sizes[start], sizes[end])
        faint = selection.as_of is not None and activity(relation, selection.as_of) == "possible"
        opacity = 0.55 if relation.status == "denied" else 0.5 if faint else 1
        width = 1.2 if role else WIDTHS[relation.credibility]
        dashes = {"contested": "11 6", "denied": "3 6"}.get(relation.status, "")
        sentence = f"{base.entities[start].name} {role or cls.phrase} {base.entities[end].name}"
        said = "; ".join(filter(None, [sentence, relation.status, period(base, relation), _voices(relation)]))
        heads = "" if role else shapes.head(look.head, curve.end, curve.arrives, width, look.light)
        if cls.symmetric and not role:
            heads += shapes.head(look.head, curve.start, curve.departs, width, look.light)
        faded = f' opacity="{opacity}"' if opacity != 1 else ""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        line = f'<path d="{curve.path}" fill="none" stroke-width="{width:g}"{dashed}/>'
        badge = _badge(relation, curve.middle, look, room)
        yield f'<g stroke="{look.light}"{faded}><title>{text(said)}</title>{line}{heads}{badge}</g>'


def _voices(relation: Relation) -> str:
    count = len({claim.source for claim in relation.claims})
    return f"{count} {'source' if count == 1 else 'sources'}"


def _badge(relation: Relation, middle: tuple[float, float], look: Look, room: Room) -> str:
    sign = {"contested": "?", "denied": "×"}.get(relation.status)
    if sign is None:
        return ""
    x, y = middle
    room.take(x - 7, x + 7, y - 7, y + 7)
    return (
        f'<circle cx="{x:g}" cy="{y:g}" r="6.5" fill="{PAPER}" stroke-width="1.3"/>'
        f'<text x="{x:g}" y="{y + 3.6:g}" text-anchor="middle" font-weight="bold" font-size="10" fill="{look.light}"'
        f' stroke="none">{sign}</text>'
    )


def _node(base: KnowledgeBase, entity: Entity, spot: tuple[int, int], day: EdtfDate | None) -> str:
    shape, size = _shape(base, entity.id)
    strong = INK if entity.type == "Umbrella" else SOFT if size <= 12 else NODE
    drawn = shapes.node(shape, spot, size)
    label = base.vocabulary.entity_classes[entity.type].label
    look = (
        f'fill="{strong}" stroke="{PAPER}" stroke-width="1.5"'
        if exists(entity, day)
        else f'fill="{PAPER}" stroke="{strong}" stroke-width="2" stroke-dasharray="4 3"'
    )
    return f"<g {look}><title>{text(f'{entity.name} ({label})')}</title>{drawn}</g>"


def exists(entity: Entity, day: EdtfDate | None) -> bool:
    """Whether an entity may exist at a date: nothing recorded says that it did not yet, or no longer."""
    if day is None or day.latest is None or day.earliest is None:
        return True
    begun = entity.start.earliest if entity.start else None
    over = entity.end.latest if entity.end else None
    return (begun is None or begun <= day.latest) and (over is None or over >= day.earliest)


def _names(
    base: KnowledgeBase, scene: Scene, layout: Layout, sizes: Mapping[str, int], room: Room, day: EdtfDate | None
) -> Iterable[str]:
    degree: dict[str, int] = dict.fromkeys(scene.entities, 0)
    for relation in scene.relations:
        for start, end, _ in base.edges(relation):
            for one in (start, end):
                if one in degree:
                    degree[one] += 1
    umbrella = {entity: base.entities[entity].type == "Umbrella" for entity in scene.entities}
    order = sorted(scene.entities, key=lambda one: (not umbrella[one], -degree[one], -sizes[one], one))
    named = [(base.entities[entity], layout.positions[entity], sizes[entity], umbrella[entity]) for entity in order]
    for entity, words, x, y, bold in place_labels(named, room):
        fill = INK if exists(entity, day) else MUTED
        yield _line(
            words,
            x,
            y,
            size=13 if bold else _LABEL_SIZE,
            weight="bold" if bold else "",
            anchor="middle",
            fill=fill,
            halo=True,
        )


def caption(base: KnowledgeBase, selection: Selection, scene: Scene, about: str | None = None) -> list[str]:
    """What the picture shows and what it does not, in sentences."""
    when = f"As of {selection.as_of}" if selection.as_of is not None else "All dates: past and present together"
    newest = f", sources to {base.newest_date}" if base.newest_date else ""
    asked = {key: value for key, value in selection.as_json().items() if key not in ("as_of", "entities")}
    filters = "; ".join(
        f"{key.replace('_', ' ')} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in asked.items()
    )
    counts = (
        f"{when}. {len(scene.entities):,} of {len(base.entities):,} entities and {len(scene.relations):,} of"
        f" {len(base.relations):,} ties shown; vocabulary {base.vocabulary.version}{newest}."
    )
    return [
        *([f"{about}."] if about else []),
        counts,
        *([f"Asked for: {filters}."] if filters else []),
        *([f"Not shown: {'; '.join(scene.hidden)}."] if scene.hidden else []),
        "Dashed with ?: contested. Dotted with ×: only denied. Width: credibility, the wider the better."
        + (" Faded: may hold at the date, not known to. Hollow: not existing at the date." if selection.as_of else ""),
    ]


def _foot(
    base: KnowledgeBase, scene: Scene, told: list[str], title: str, marking: str, left: int, right: int, top: int
) -> tuple[list[str], int]:
    """Caption and legend beneath the picture, and the height they take."""
    used = {look_of(base.relation_class(relation)) for relation in scene.relations}
    x, y = left + _MARGIN, top + 12
    parts = [f'<path d="M{x} {y}H{right - _MARGIN}" stroke="{RULE}"/>']
    y += 28
    parts.append(_line(title, x, y, size=16, weight="bold"))
    if marking:
        parts.append(_line(marking, right - _MARGIN, y, size=13, weight="bold", anchor="end"))
    y += 26
    across = float(x)
    samples = [(look.label, _sample(look)) for look in LOOKS if look.id in used]
    kinds = {
        base.vocabulary.entity_classes[base.entities[entity].type].label: _shape(base, entity)
        for entity in scene.entities
    }
    samples += [
        (label, f'<g fill="{NODE}">{shapes.node(shape, (0, 0), min(size, 9))}</g>')
        for label, (shape, size) in sorted(kinds.items())
    ]
    for label, sample in samples:
        wide = 44 + len(label) * CHARACTER + 18
        if across + wide > right - _MARGIN:
            across, y = float(x), y + 24
        shift = 12 if sample.startswith("<g fill") else 0
        parts.append(f'<g transform="translate({across + shift:g} {y - 4})">{sample}</g>')
        parts.append(_line(label, across + (30 if shift else 44), y))
        across += wide - (14 if shift else 0)
    y += 10
    for sentence in told:
        for row in wrapped(sentence, int((right - left - 2 * _MARGIN) / CHARACTER)):
            y += _LEADING
            parts.append(_line(row, x, y, fill=MUTED))
    return ['<g id="caption">', *parts, "</g>"], y - top + 24


def _sample(look: Look) -> str:
    line = f'<g stroke="{look.light}"><path d="M0 0H26" fill="none" stroke-width="2.6"/>'
    return line + shapes.head(look.head, (32, 0), (1, 0), 2.6, look.light) + "</g>"


def wrapped(sentence: str, width: int) -> Sequence[str]:
    """A sentence in rows of at most so many characters, broken between words."""
    rows: list[str] = [""]
    for word in sentence.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and len(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
