// The picture as SVG, for reports and for whoever will edit it: what the screen shows now, with legend and caption, as
// one file that asks for nothing. Names, badges and grounds are drawn by the functions that draw them on the canvas,
// onto a pen that writes elements instead of pixels. All text is set as text and serialized: the data can't become
// markup.

/** Text that XML has a place for. */
function xmlText(text) {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ");
}

const twoDigits = (number) => Math.round(number * 100) / 100;

/** The part of CanvasRenderingContext2D that overlay.js uses; places and lengths become those of the screen. */
class SvgPen {
  constructor(parent, { scale, left, top, width, height }) {
    Object.assign(this, { parent, scale, left, top, width, height });
    this.measure = document.createElement("canvas").getContext("2d");
    this.globalAlpha = 1;
    this.letterSpacing = "0px";
    this.halo = null;
    this.beginPath();
  }

  x(value) {
    return twoDigits((value - this.left) * this.scale);
  }

  y(value) {
    return twoDigits((value - this.top) * this.scale);
  }

  length(value) {
    return twoDigits(value * this.scale);
  }

  /** Whether anything of a box, in places of the screen, is on the picture: what is cut away is not in the file. */
  shows(left, right, top, bottom) {
    return right > 0 && left < this.width && bottom > 0 && top < this.height;
  }

  beginPath() {
    this.path = [];
    this.box = [Infinity, -Infinity, Infinity, -Infinity];
    this.element = null;
  }

  reach(x, y, around = 0) {
    const [left, right, top, bottom] = this.box;
    this.box = [
      Math.min(left, x - around),
      Math.max(right, x + around),
      Math.min(top, y - around),
      Math.max(bottom, y + around),
    ];
  }

  moveTo(x, y) {
    this.path.push(`M${this.x(x)} ${this.y(y)}`);
    this.reach(this.x(x), this.y(y));
  }

  lineTo(x, y) {
    this.path.push(`L${this.x(x)} ${this.y(y)}`);
    this.reach(this.x(x), this.y(y));
  }

  closePath() {
    this.path.push("Z");
  }

  /** Whole circles only: no others are drawn. */
  arc(x, y, radius) {
    const [r, middle] = [this.length(radius), this.y(y)];
    const [start, end] = [twoDigits(this.x(x) - r), twoDigits(this.x(x) + r)];
    this.path.push(`M${start} ${middle}A${r} ${r} 0 1 0 ${end} ${middle}A${r} ${r} 0 1 0 ${start} ${middle}Z`);
    this.reach(this.x(x), middle, r);
  }

  draw(attributes) {
    const around = this.length(this.lineWidth ?? 0) / 2;
    const [left, right, top, bottom] = this.box;
    if (!this.shows(left - around, right + around, top - around, bottom + around)) return;
    if (!this.element) {
      this.element = makeSvg("path", { d: this.path.join(""), fill: "none" });
      this.parent.append(this.element);
    }
    for (const [key, value] of Object.entries(attributes)) this.element.setAttribute(key, value);
  }

  fill() {
    this.draw({ fill: this.fillStyle });
  }

  stroke() {
    const joins = this.lineJoin === "round" ? { "stroke-linejoin": "round" } : {};
    this.draw({ stroke: this.strokeStyle, "stroke-width": this.length(this.lineWidth), ...joins });
  }

  measureText(text) {
    this.measure.font = this.font;
    return this.measure.measureText(text);
  }

  /** The halo of the text that comes next: one element holds both, so that a text is found once. */
  strokeText() {
    this.halo = { stroke: this.strokeStyle, "stroke-width": this.length(this.lineWidth) };
  }

  fillText(text, x, y) {
    const [, weight, pixels, family] = /^(?:(\S+) )?([\d.]+)px (.+)$/.exec(this.font);
    const size = pixels * this.scale;
    // The canvas sets text by its middle; few programs that read SVG can.
    const base = twoDigits((y - this.top) * this.scale + 0.35 * size);
    const half = (this.measureText(text).width * this.scale) / 2;
    const halo = this.halo ? { ...this.halo, "stroke-linejoin": "round", "paint-order": "stroke" } : {};
    const spaced = this.letterSpacing === "0px" ? 0 : parseFloat(this.letterSpacing) * this.scale;
    this.halo = null;
    if (!this.shows(this.x(x) - half, this.x(x) + half, base - size, base + size / 3)) return;
    this.parent.append(
      svgLine(text, this.x(x), base, {
        "text-anchor": "middle",
        "font-family": family,
        "font-size": twoDigits(size),
        ...(weight && weight !== "normal" ? { "font-weight": weight } : {}),
        fill: this.fillStyle,
        ...(this.globalAlpha < 1 ? { opacity: this.globalAlpha } : {}),
        ...(spaced ? { "letter-spacing": twoDigits(spaced) } : {}),
        ...halo,
      }),
    );
  }
}

function svgLine(text, x, y, attributes) {
  return makeSvg("text", { x, y, ...attributes }, xmlText(text));
}

// The curves and heads of vis-network 9.1.2, so that both pictures show the same.

/** How far the outline of a node is from its middle in a direction; as vis-network reckons where lines end. */
function borderOf(node, angle) {
  if (node.shape === "dot") return node.size;
  return 1.5 + node.size / Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)), 0.01);
}

const NODES = new Map(DATA.picture.nodes.map((node) => [node.id, node]));

/** A line as a function of the way along it (0 to 1), and its path between two points of it. */
function lineOf(edge) {
  const from = placeOf(edge.from),
    to = placeOf(edge.to);
  if (edge.selfReference) {
    const { size, angle } = edge.selfReference;
    const border = borderOf(NODES.get(edge.from), angle);
    const x = from.x + border * Math.cos(angle),
      y = from.y - border * Math.sin(angle);
    const at = (t) => ({ x: x + size * Math.cos(2 * Math.PI * t), y: y - size * Math.sin(2 * Math.PI * t) });
    return { at, circle: { x, y, size } };
  }
  const control = controlPoint(edge);
  const at = (t) => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * control.x + t ** 2 * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * control.y + t ** 2 * to.y,
  });
  return { at, control };
}

/** Where a line meets the outline of the node at one of its ends: found by halving, as vis-network does. */
function meeting(at, node, low, high) {
  const spot = placeOf(node.id);
  let [inside, outside] = [high, low];
  for (let turn = 0; turn < 30; turn += 1) {
    const t = (inside + outside) / 2;
    const point = at(t);
    const distance = Math.hypot(point.x - spot.x, point.y - spot.y);
    if (distance < borderOf(node, Math.atan2(spot.y - point.y, spot.x - point.x))) inside = t;
    else outside = t;
  }
  return inside;
}

const HEADS = {
  triangle: [
    [0.02, 0],
    [-1, 0.3],
    [-1, -0.3],
  ],
  vee: [
    [-1, 0.3],
    [-0.5, 0],
    [-1, -0.3],
    [0, 0],
  ],
  diamond: [
    [0, 0],
    [-0.5, -0.3],
    [-1, 0],
    [-0.5, 0.3],
  ],
  bar: [
    [0, 0.5],
    [0, -0.5],
    [-0.15, -0.5],
    [-0.15, 0.5],
  ],
  box: [
    [0, 0.3],
    [0, -0.3],
    [-0.6, -0.3],
    [-0.6, 0.3],
  ],
};

/** The head of a line: its point, where it looks and how long it is, all in places of the file. */
function svgHead(kind, { x, y, angle, length }, colour, width) {
  const place = ([along, aside]) => [
    twoDigits(x + length * (along * Math.cos(angle) - aside * Math.sin(angle))),
    twoDigits(y + length * (along * Math.sin(angle) + aside * Math.cos(angle))),
  ];
  if (HEADS[kind])
    return makeSvg("path", { d: `M${HEADS[kind].map((one) => place(one).join(" ")).join("L")}Z`, fill: colour });
  const [cx, cy] = place([-0.4, 0]);
  if (kind === "circle") return makeSvg("circle", { cx, cy, r: twoDigits(0.4 * length), fill: colour });
  const [one, other, radius] = [place([-0.4, -0.4]), place([-0.4, 0.4]), twoDigits(0.4 * length)];
  const d = `M${one.join(" ")}A${radius} ${radius} 0 0 1 ${other.join(" ")}`;
  return makeSvg("path", { d, fill: "none", stroke: colour, "stroke-width": width });
}

/** One tie's line with its heads, and in words what it says. Null if no part of it is on the picture. */
function svgEdge(edge, pen) {
  const look = edgeLook(edge);
  if (look.hidden) return null;
  const tie = TIES.get(edge.tie);
  const line = lineOf(edge);
  const { color: colour, opacity } = look.color;
  const width = pen.length(look.width);
  const dashes = look.dashes ? { "stroke-dasharray": look.dashes.map((dash) => pen.length(dash)).join(" ") } : {};
  const heads = [];
  const ends = {};
  for (const [side, id, low, high] of [
    ["to", edge.to, line.circle ? 1 : 0.5, line.circle ? 0.6 : 1],
    ["from", edge.from, line.circle ? 0.25 : 0.5, line.circle ? 0.6 : 0],
  ]) {
    const arrow = edge.arrows?.[side];
    if (!arrow) {
      ends[side] = placeOf(id);
      continue;
    }
    const t = meeting(line.at, NODES.get(id), low, high);
    const tip = line.at(t);
    // A loop runs from its upper end over its far side, against the way in which its points are counted.
    const step = line.circle ? 0.04 : -0.1;
    const behind = line.at(side === "to" ? t + step : t - step);
    const angle = Math.atan2(tip.y - behind.y, tip.x - behind.x);
    const length = 15 * arrow.scaleFactor + 3 * look.width;
    ends[side] = { x: tip.x - 0.9 * length * Math.cos(angle), y: tip.y - 0.9 * length * Math.sin(angle) };
    const placed = { x: pen.x(tip.x), y: pen.y(tip.y), angle, length: pen.length(length) };
    heads.push(svgHead(arrow.type, placed, colour, width));
  }
  const corners = line.circle
    ? [0, 0.25, 0.5, 0.75].map(line.at)
    : [placeOf(edge.from), placeOf(edge.to), line.control];
  const xs = corners.map((one) => pen.x(one.x)),
    ys = corners.map((one) => pen.y(one.y));
  if (!pen.shows(Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys))) return null;
  const point = ({ x, y }) => `${pen.x(x)} ${pen.y(y)}`;
  const drawn = line.circle
    ? makeSvg("circle", { cx: pen.x(line.circle.x), cy: pen.y(line.circle.y), r: pen.length(line.circle.size) })
    : makeSvg("path", { d: `M${point(ends.from)}Q${point(line.control)} ${point(ends.to)}` });
  for (const [key, value] of Object.entries({ fill: "none", stroke: colour, "stroke-width": width, ...dashes })) {
    drawn.setAttribute(key, value);
  }
  const role = edge.role ? ` (${edge.role}: ${nameOf(edge.to)})` : "";
  const ghost = view.ghosts.has(tie.id) ? "ended" : view.ties.get(tie.id) === "possible" ? "may hold on the date" : "";
  const said = [`${tieSentence(tie)}${role}`, tie.status, tiePeriod(tie), ghost, plural(tie.claims.length, "claim")];
  const title = makeSvg("title", {}, xmlText(said.filter(Boolean).join("; ")));
  return makeSvg("g", opacity < 1 ? { opacity: twoDigits(opacity) } : {}, title, drawn, ...heads);
}

/** The outline of a node, as vis-network draws it. */
function svgShape(shape, x, y, size) {
  const corners = (count, reach, turn) =>
    Array.from({ length: count }, (_, place) => {
      const angle = turn + (2 * Math.PI * place) / count;
      return [twoDigits(x + reach(place) * Math.cos(angle)), twoDigits(y + reach(place) * Math.sin(angle))].join(" ");
    }).join("L");
  const outline = (...given) => makeSvg("path", { d: `M${corners(...given)}Z` });
  if (shape === "square") {
    const side = twoDigits(2 * size);
    return makeSvg("rect", { x: twoDigits(x - size), y: twoDigits(y - size), width: side, height: side });
  }
  if (shape === "diamond") return outline(4, () => size, 0);
  if (shape === "hexagon") return outline(6, () => size, 0);
  if (shape === "star") {
    y += 0.082 * size;
    return outline(10, (place) => 0.82 * size * (place % 2 ? 0.5 : 1.3), -Math.PI / 2);
  }
  return makeSvg("circle", { cx: x, cy: y, r: size });
}

function svgNode(entity, pen) {
  const look = nodeLook(entity);
  if (look.hidden) return null;
  const { shape, size } = NODES.get(entity.id);
  const spot = placeOf(entity.id);
  const [x, y, reach] = [pen.x(spot.x), pen.y(spot.y), pen.length(size)];
  if (!pen.shows(x - reach, x + reach, y - reach, y + reach)) return null;
  const dashes = look.shapeProperties.borderDashes;
  const attributes = {
    fill: look.color.background,
    stroke: look.color.border,
    "stroke-width": pen.length(look.borderWidth),
    ...(dashes ? { "stroke-dasharray": dashes.map((dash) => pen.length(dash)).join(" ") } : {}),
    ...(look.opacity < 1 ? { opacity: look.opacity } : {}),
  };
  const absent = existsOn(entity, state.date) ? "" : "; does not exist on the date";
  const title = makeSvg("title", {}, xmlText(`${entity.name} (${entity.cls.label}${absent})`));
  return makeSvg("g", attributes, title, svgShape(shape, x, y, reach));
}

/** The legend: what of the encoding is on this picture, as rows of [width, elements at 0,0, words]. */
function legendItems() {
  const colours = theme();
  const items = [];
  const visible = [...view.ties.keys()].map((id) => TIES.get(id));
  const stroke = (colour, more = {}) =>
    makeSvg("path", { d: "M0 0H32", fill: "none", stroke: colour, "stroke-width": 2.2, ...more });
  for (const look of LOOKS.values()) {
    if (!visible.some((tie) => tie.look === look)) continue;
    const colour = lookColour(look);
    const head = svgHead(look.head, { x: 36, y: 0, angle: 0, length: 13 }, colour, 2.2);
    items.push([40, [stroke(colour), head], look.label.toLowerCase()]);
  }
  const badge = (sign) => [
    makeSvg("circle", { cx: 16, cy: 0, r: 6, fill: colours.paper, stroke: colours.ink, "stroke-width": 1.2 }),
    svgLine(sign, 16, 3.5, { "text-anchor": "middle", "font-weight": "bold", "font-size": 10, fill: colours.ink }),
  ];
  const statuses = new Set(visible.map((tie) => tie.status));
  if (statuses.has("contested")) {
    items.push([36, [stroke(colours.ink, { "stroke-dasharray": "11 6" }), ...badge("?")], "contested"]);
  }
  if (statuses.has("denied")) {
    const dashes = { "stroke-dasharray": "3 6", opacity: 0.55 };
    items.push([36, [stroke(colours.ink, dashes), ...badge("×")], "only denied"]);
  }
  if ([...view.ties.values()].includes("possible")) {
    items.push([36, [stroke(colours.ink, { opacity: FAINT_POSSIBLE })], "faded: may hold on the date"]);
  }
  if (view.ghosts.size) {
    items.push([36, [stroke(colours.ghost, { "stroke-dasharray": "1 6" })], "ended before the date"]);
  }
  const shapes = new Map();
  for (const id of view.entities) {
    const { cls } = ENTITIES.get(id);
    const words = cls.shape === "dot" ? "organization" : cls.role === "Organization" ? "state or body" : cls.role;
    shapes.set(cls.shape, words.toLowerCase());
  }
  for (const [shape, words] of shapes) {
    const drawn = svgShape(shape, 7, 0, 6);
    drawn.setAttribute("fill", colours.node);
    items.push([16, [drawn], words]);
  }
  if (state.date !== null && [...view.entities].some((id) => !existsOn(ENTITIES.get(id), state.date))) {
    const look = { fill: colours.paper, stroke: colours.node, "stroke-width": 1.6, "stroke-dasharray": "3 2" };
    items.push([16, [makeSvg("circle", { cx: 7, cy: 0, r: 6, ...look })], "hollow: does not exist on the date"]);
  }
  return items;
}

/** Everything on the canvas now, in the places of the screen. */
function svgPicture(width, height) {
  const scale = network.getScale();
  const { x: left, y: top } = network.DOMtoCanvas({ x: 0, y: 0 });
  const layer = (name) => makeSvg("g", { id: name });
  const [families, ties, entities, names] = ["families", "ties", "entities", "names"].map(layer);
  const place = { scale, left, top, width, height };
  const pen = new SvgPen(families, place);
  drawUnder(pen);
  ties.append(...[...EDGES.values()].map((edge) => svgEdge(edge, pen)).filter(Boolean));
  entities.append(...[...ENTITIES.values()].map((entity) => svgNode(entity, pen)).filter(Boolean));
  drawOver(new SvgPen(names, place));
  return [families, ties, entities, names];
}

/** The whole picture with its legend, caption and handling line, as one element. */
function pictureElement() {
  Object.assign(hovered, { node: null, edge: null });
  const width = $("canvas").clientWidth || 900,
    height = $("canvas").clientHeight || 640;
  const colours = theme();
  const margin = 18,
    leading = 18,
    band = META.marking ? 30 : 0;
  const measure = document.createElement("canvas").getContext("2d");
  measure.font = `12px ${SANS}`;
  const [title, ...rest] = captionLines();
  rest.push("Colour and head: kind of tie. Width: credibility of the best claim. Years 2014–?: no end is recorded.");
  if (view.focus) rest.push("Pale and without a name: outside what was chosen.");
  const lines = rest.flatMap((line) => wrapText(measure, line, width - 2 * margin));
  const parts = [];
  let y = band + height + 1.6 * leading;
  const marked = { "font-weight": "bold", "font-size": 13, fill: colours.ink };
  if (META.marking)
    parts.push(svgLine(canvasText(META.marking, 80), width / 2, 20, { "text-anchor": "middle", ...marked }));
  const ruled = { x: margin, y: band + height, width: width - 2 * margin, height: 1, fill: colours.muted };
  parts.push(makeSvg("rect", ruled));
  measure.font = `bold 14px ${SANS}`;
  for (const line of wrapText(measure, canvasText(title, 240), width - 2 * margin)) {
    parts.push(svgLine(line, margin, y, { ...marked, "font-size": 14 }));
    y += leading;
  }
  measure.font = `12px ${SANS}`;
  let x = margin;
  y += 0.3 * leading;
  for (const [room, drawn, words] of legendItems()) {
    const needed = room + 6 + measure.measureText(words).width + 18;
    if (x > margin && x + needed > width - margin) [x, y] = [margin, y + leading];
    const label = svgLine(words, room + 6, 4, { fill: colours.ink });
    parts.push(makeSvg("g", { transform: `translate(${twoDigits(x)} ${twoDigits(y - 4)})` }, ...drawn, label));
    x += needed;
  }
  y += 0.3 * leading;
  for (const line of lines) {
    y += leading;
    parts.push(svgLine(line, margin, twoDigits(y), { fill: colours.muted }));
  }
  if (META.marking) {
    y += 1.3 * leading;
    parts.push(svgLine(canvasText(META.marking, 80), width / 2, y, { "text-anchor": "middle", ...marked }));
  }
  const full = Math.ceil(y + margin * 0.7);
  // An inner svg element cuts off what reaches over its edge, as the canvas does.
  const stage = makeSvg("svg", { x: 0, y: band, width, height, viewBox: `0 0 ${width} ${height}`, overflow: "hidden" });
  stage.append(...svgPicture(width, height));
  return makeSvg(
    "svg",
    { width, height: full, viewBox: `0 0 ${width} ${full}`, role: "img", "font-family": SANS, "font-size": 12 },
    makeSvg("title", {}, xmlText(title)),
    makeSvg("desc", {}, xmlText([META.marking, ...rest].filter(Boolean).join(" "))),
    makeSvg("rect", { width, height: full, fill: colours.paper }),
    stage,
    ...parts,
  );
}

function pictureSvg() {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(pictureElement())}\n`;
}

/** On paper the picture comes with its caption, in light colours, and the panel stands beneath it, whole. */
function preparePrint() {
  printing = true;
  document.documentElement.dataset.theme = "light";
  if (state.view === "graph") $("sheet").replaceChildren(pictureElement());
}

function endPrint() {
  printing = false;
  $("sheet").replaceChildren();
  change({});
}

function exportSvg() {
  if (state.view !== "graph") change({ view: "graph" });
  download(new Blob([pictureSvg()], { type: "image/svg+xml;charset=utf-8" }), fileName("svg"));
  announce("Picture written as SVG");
}
