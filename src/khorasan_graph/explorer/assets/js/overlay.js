// What is drawn beneath and above the shapes: hulls of families, badges, words on lines, names. Names keep their size
// on screen and never cover each other: whoever matters more is written first, and who finds no room goes without.

const CLIP = 30;
const SANS =
  '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, "Noto Naskh Arabic", "Noto Sans Arabic", Vazirmatn, ' +
  '"DejaVu Sans", sans-serif';
const NASKH = '"Noto Naskh Arabic", "Amiri", "Scheherazade New", "Geeza Pro", "Times New Roman", "DejaVu Sans", serif';

/** Text for the canvas: clipped, without controls, isolated from the direction of its neighbours. */
function canvasText(text, clip = CLIP) {
  const letters = Array.from(text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF\u202A-\u202E\u2066-\u2069]/gu, " "));
  const shown =
    letters.length > clip
      ? `${letters
          .slice(0, clip - 1)
          .join("")
          .trimEnd()}…`
      : letters.join("");
  return `\u2068${shown}\u2069`;
}

const widths = new Map();

function textWidth(context, text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    context.font = font;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

/** The control point of the curve that vis-network draws; as khorasan_graph.explorer.curves.control_point. */
function controlPoint(edge) {
  const from = placeOf(edge.from),
    to = placeOf(edge.to);
  const bend = edge.smooth.roundness * (edge.smooth.type === "curvedCW" ? 1 : -1);
  const turn = (bend * Math.PI) / 2,
    reach = 0.5 + Math.abs(bend) / 2;
  const dx = to.x - from.x,
    dy = to.y - from.y;
  return {
    x: from.x + reach * (dx * Math.cos(turn) + dy * Math.sin(turn)),
    y: from.y + reach * (dy * Math.cos(turn) - dx * Math.sin(turn)),
  };
}

/** Where the badge and the words of a line stand: the middle of its curve, or the top of its loop. */
function edgeMiddle(edge) {
  const from = placeOf(edge.from),
    to = placeOf(edge.to);
  if (edge.selfReference) {
    const { size, angle } = edge.selfReference;
    const reach = ENTITIES.get(edge.from).size + size;
    return { x: from.x + reach * Math.cos(angle), y: from.y - reach * Math.sin(angle) };
  }
  const control = controlPoint(edge);
  return { x: from.x / 4 + control.x / 2 + to.x / 4, y: from.y / 4 + control.y / 2 + to.y / 4 };
}

function convexHull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const turn = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

const HULL_PAD = 30;
let captions = [];

function drawUnder(context) {
  const colours = theme();
  captions = [];
  DATA.islands.forEach((island, number) => {
    const points = island.members.filter((id) => view.entities.has(id)).map((id) => placeOf(id));
    if (points.length < 2) return;
    const hull = convexHull(points);
    context.beginPath();
    hull.forEach(({ x, y }, place) => (place ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.lineJoin = "round";
    context.lineCap = "round";
    context.lineWidth = 2 * HULL_PAD;
    context.strokeStyle = context.fillStyle = colours.hulls[number % colours.hulls.length];
    context.stroke();
    context.fill();
    const top = Math.min(...points.map((point) => point.y)) - HULL_PAD;
    const xs = points.map((point) => point.x);
    captions.push({
      text: island.name,
      x: (Math.min(...xs) + Math.max(...xs)) / 2,
      y: top - 7,
      width: Math.max(...xs) - Math.min(...xs) + 3 * HULL_PAD,
    });
  });
}

/** Rectangles already taken. A cheap test over a short list: some hundred labels at most. */
class Room {
  constructor(whole) {
    this.whole = whole;
    this.taken = [];
  }

  /** Whether a box lies on the picture from side to side: half a name is none. */
  shows(box) {
    return box.left > this.whole.left && box.right < this.whole.right;
  }

  free(box, but = null) {
    return !this.taken.some(
      (other) =>
        (but === null || other.owner !== but) &&
        box.left < other.right &&
        box.right > other.left &&
        box.top < other.bottom &&
        box.bottom > other.top,
    );
  }

  take(box) {
    this.taken.push(box);
  }
}

function drawOver(context) {
  const scale = network.getScale();
  const unit = 1 / scale;
  const colours = theme();
  const { x: left } = network.DOMtoCanvas({ x: 0, y: 0 }),
    { x: right } = network.DOMtoCanvas({ x: $("canvas").clientWidth, y: 0 });
  const room = new Room({ left, right });
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const spots = new Map();
  for (const id of view.entities) {
    const entity = ENTITIES.get(id),
      spot = placeOf(id);
    spots.set(id, spot);
    if (isFaded(id)) continue;
    const reach = entity.size + 1;
    room.take({ owner: id, left: spot.x - reach, right: spot.x + reach, top: spot.y - reach, bottom: spot.y + reach });
  }
  drawRings(context, spots, colours, unit);
  drawBadges(context, colours, unit, room);
  const order = labelOrder();
  const first = order.filter((id) => labelRank(id) >= 4),
    rest = order.filter((id) => labelRank(id) < 4);
  for (const id of first) drawLabel(context, id, spots.get(id), { scale, unit, colours, room });
  drawEdgeWords(context, colours, unit, room);
  drawCaptions(context, colours, unit, room);
  for (const id of rest) drawLabel(context, id, spots.get(id), { scale, unit, colours, room });
}

function isFaded(id) {
  return Boolean(view.focus) && !view.focus.entities.has(id);
}

function isChosen(id) {
  return chosenIds().includes(id) || state.path?.from === id || state.path?.to === id;
}

function labelRank(id) {
  if (hovered.node === id) return 6;
  if (isChosen(id)) return 5;
  if (view.focus?.entities.has(id)) return 4;
  return ENTITIES.get(id).type === "Umbrella" ? 3 : 2;
}

function labelOrder() {
  const keyed = [...view.entities].map((id) => [labelRank(id), ENTITIES.get(id).size, visibleEdges(id).length, id]);
  keyed.sort((a, b) => b[0] - a[0] || b[2] - a[2] || b[1] - a[1] || (a[3] < b[3] ? -1 : 1));
  return keyed.map((key) => key[3]);
}

function drawRings(context, spots, colours, unit) {
  context.strokeStyle = colours.ring;
  for (const [id, spot] of spots) {
    const current = state.selected?.kind === "entities" && state.selected.current === id;
    if (!isChosen(id) && !current) continue;
    // Thin and farther out: gone to with the arrow keys, not yet chosen.
    context.lineWidth = (isChosen(id) ? 3 : 1.3) * Math.max(unit, 0.8);
    context.beginPath();
    context.arc(spot.x, spot.y, ENTITIES.get(id).size + (isChosen(id) ? 5 : 8) * Math.max(unit, 0.8), 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawBadges(context, colours, unit, room) {
  const radius = 6.5 * unit;
  for (const id of [...view.ties.keys(), ...(view.focus?.ties ?? [])]) {
    const tie = TIES.get(id);
    const badge = { contested: "?", denied: "×" }[tie.status];
    if (!badge || (view.focus && !view.focus.ties.has(id))) continue;
    for (const edge of EDGES_OF_TIE.get(id) ?? []) {
      if (isHidden(edge)) continue;
      const { x, y } = edgeMiddle(edge);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = colours.paper;
      context.fill();
      context.lineWidth = 1.3 * unit;
      context.strokeStyle = lookColour(tie.look);
      context.stroke();
      context.font = `bold ${10 * unit}px ${SANS}`;
      context.fillStyle = wordColour(tie.look);
      context.fillText(badge, x, y + 0.5 * unit);
      room.take({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
    }
  }
}

function drawEdgeWords(context, colours, unit, room) {
  const ids = view.focus ? [...view.focus.ties] : [];
  if (hovered.edge) ids.unshift(EDGES.get(hovered.edge).tie);
  const size = 10.5;
  const font = `600 ${size}px ${SANS}`;
  for (const id of new Set(ids)) {
    const tie = TIES.get(id);
    const years = tieYears(tie);
    for (const edge of EDGES_OF_TIE.get(id) ?? []) {
      if (isHidden(edge)) continue;
      const text = canvasText(`${edge.role ?? tie.cls.phrase}${years ? ` · ${years}` : ""}`, 40);
      const width = (textWidth(context, text, font) + 4) * unit,
        height = (size + 3) * unit;
      const middle = edgeMiddle(edge);
      const lift = tie.status === "contested" || tie.status === "denied" ? 14 : 0;
      const places = [lift, lift + 13, -lift - 13, lift + 26].map((dy) => ({ x: middle.x, y: middle.y + dy * unit }));
      for (const { x, y } of places) {
        const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
        if (!room.free(box)) continue;
        room.take(box);
        write(context, text, x, y, `600 ${size * unit}px ${SANS}`, wordColour(tie.look), colours.halo, 3.5 * unit);
        break;
      }
    }
  }
}

function drawCaptions(context, colours, unit, room) {
  if ("letterSpacing" in context) context.letterSpacing = `${0.6 * unit}px`;
  for (const { text, x, y, width: space } of captions) {
    const size = 11.5;
    const letters = Math.max(26, Math.floor(space / (8.6 * unit)));
    const shown = canvasText(text.toLocaleUpperCase("en"), Math.min(36, letters));
    const width = (textWidth(context, shown, `bold ${size}px ${SANS}`) + Array.from(shown).length * 0.6) * unit;
    const box = { left: x - width / 2, right: x + width / 2, top: y - (size + 2) * unit, bottom: y + 2 * unit };
    if (!room.free(box)) continue;
    room.take(box);
    context.globalAlpha = view.focus ? 0.45 : 1;
    write(
      context,
      shown,
      x,
      y - (size / 2) * unit,
      `bold ${size * unit}px ${SANS}`,
      colours.muted,
      colours.halo,
      3 * unit,
    );
    context.globalAlpha = 1;
  }
  if ("letterSpacing" in context) context.letterSpacing = "0px";
}

function write(context, text, x, y, font, colour, halo, width) {
  context.font = font;
  context.strokeStyle = halo;
  context.lineWidth = width;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function drawLabel(context, id, spot, { scale, unit, colours, room }) {
  if (isFaded(id) && hovered.node !== id) return;
  const entity = ENTITIES.get(id);
  const rank = labelRank(id);
  const big = entity.type === "Umbrella" || rank >= 5;
  const size = (big ? 13 : 11.5) * Math.min(1.25, Math.max(1, Math.sqrt(scale)));
  const weight = big ? "bold" : "normal";
  const native =
    rank >= 4 && scale > 0.5 && entity.native && entity.native !== entity.name ? canvasText(entity.native) : "";
  const height = (size + 3 + (native ? size + 4 : 0)) * unit;
  const gap = entity.size + 3 * unit;
  const found = placeLabel(context, entity, spot, {
    font: `${weight} ${size}px ${SANS}`,
    height,
    gap,
    unit,
    room,
    forced: rank >= 5,
  });
  if (!found) return;
  const { text, box } = found;
  room.take({ ...box, owner: null });
  const x = (box.left + box.right) / 2,
    { top } = box;
  const colour = existsOn(entity, state.date) ? colours.ink : colours.muted;
  write(
    context,
    text,
    x,
    top + (size / 2 + 1.5) * unit,
    `${weight} ${size * unit}px ${SANS}`,
    colour,
    colours.halo,
    3.5 * unit,
  );
  if (native)
    write(
      context,
      native,
      x,
      top + (size * 1.5 + 5) * unit,
      `${(size + 1) * unit}px ${NASKH}`,
      colours.muted,
      colours.halo,
      3.5 * unit,
    );
}

/** The first free place around a node: for its name, or else for its acronym, which is better than nothing. */
function placeLabel(context, entity, spot, { font, height, gap, unit, room, forced }) {
  let fallback = null;
  for (const name of [entity.name, entity.acronym]) {
    if (!name) continue;
    const text = canvasText(name);
    const half = ((textWidth(context, text, font) + 4) * unit) / 2,
      near = gap * 0.75;
    const centres = [
      [spot.x, spot.y + gap],
      [spot.x, spot.y - gap - height],
      [spot.x + gap + half, spot.y - height / 2],
      [spot.x - gap - half, spot.y - height / 2],
      [spot.x + near + half, spot.y + near],
      [spot.x - near - half, spot.y + near],
      [spot.x + near + half, spot.y - near - height],
      [spot.x - near - half, spot.y - near - height],
    ];
    for (const [x, top] of centres) {
      const box = { owner: entity.id, left: x - half, right: x + half, top, bottom: top + height };
      fallback ??= { text, box };
      if (room.shows(box) && room.free(box, entity.id)) return { text, box };
    }
  }
  return forced ? fallback : null;
}
