// The genealogy: lives of organizations over time, in lanes, and the ties by which one came of another. Rows and lives
// come from Python (khorasan_graph.explorer.genealogy); this file turns them into SVG, on the screen and for export.
// Colours are attributes and not styles, so that an exported picture is complete.

const GENEALOGY = DATA.genealogy;
const NO_LINEAGE = "(none)";
const LANES = new Map(GENEALOGY.lanes.map((lane) => [lane.head || NO_LINEAGE, lane]));
const KINDS = new Map(Object.entries(GENEALOGY.kinds));
const HEADS_OF_ALL = new Set(GENEALOGY.heads);
const EXTRAS = new Map([
  ["turns", { label: "turning points", title: "Agreements, statements and meetings of an organization", on: true }],
  ["commanders", { label: "all commanders", title: "Leaders of parts too; heads of the whole are always there" }],
  ["defectors", { label: "people who changed sides", title: "Defections of people from one organization to another" }],
]);
const CLASS_HEIGHT = { Umbrella: 10, Faction: 6 };
const TIE_WIDTHS = [0, 3.4, 2.9, 2.4, 2, 1.6, 1.3];
const PLOT = { left: 16, right: 34, lane: 24, label: 14, leaders: 16, bar: 10, rail: 4.5, fade: 22, elbow: 7, foot: 60 };
const YEAR_DAYS = 365.2425;

const BARS = new Map();
for (const [key, lane] of LANES) {
  lane.key = key;
  lane.bars = lane.bars.map(([id, row, knownFrom, knownTo, earliest, latest, marks = 0]) => {
    const bar = {
      id, row, lane, knownFrom, knownTo, earliest, latest, entity: ENTITIES.get(id),
      begun: Boolean(marks & 1), ended: Boolean(marks & 2), ongoing: Boolean(marks & 4), leaders: [], turns: [], links: [],
    };
    BARS.set(id, bar);
    return bar;
  });
}

/** Ties between two bars, and the changes of sides of people, which lead from bar to bar too. */
const LINKS = [];
const DEFECTORS = [];
for (const tie of TIES.values()) {
  const kind = KINDS.get(tie.type);
  if (kind) {
    for (const [start, end, role] of tie.edges) {
      if (start === end || !BARS.has(start) || !BARS.has(end)) continue;
      LINKS.push({ tie, kind: role ? "departure" : kind, member: BARS.get(start), other: BARS.get(end) });
    }
    const left = tie.edges.find(([, , role]) => role)?.[1];
    if (kind === "defection" && !BARS.has(tie.subject) && BARS.has(left) && BARS.has(tie.object)) {
      DEFECTORS.push({ tie, kind: "defector", member: BARS.get(left), other: BARS.get(tie.object) });
    }
  }
  if (GENEALOGY.leads.includes(tie.type)) BARS.get(tie.object)?.leaders.push(tie);
}
for (const id of GENEALOGY.turns) {
  const tie = TIES.get(id);
  const [bar, event] = BARS.has(tie.subject) ? [tie.subject, tie.object] : [tie.object, tie.subject];
  BARS.get(bar)?.turns.push({ tie, event });
}
for (const link of [...LINKS, ...DEFECTORS]) for (const bar of [link.member, link.other]) bar.links.push(link);

// What is drawn

const extraOn = (name) => state.extras.has(name) !== Boolean(EXTRAS.get(name).on);

/** Whether a tie passes the filters. Its time does not matter here: the past stands beside the present. */
function isDrawn(tie, ignored = 0) {
  return !(failures(tie, "active") & ~ignored);
}

function isFolded(lane) {
  const standard = lane.states || lane.key === NO_LINEAGE;
  if (state.selected?.kind === "entity" && BARS.get(state.selected.id)?.lane === lane) return false;
  return standard !== state.lanes.has(lane.key);
}

/** The days on which a tie came about: the earliest, the latest, and where it is drawn. Null: nobody dates it. */
function tieMoment(tie) {
  const latest = tie.known_from ?? tie.possible_from ?? tie.possible_to;
  if (latest === undefined) return null;
  const recorded = isDated(tie.start);
  // "In or before 2014" has no earliest day: what else bounds it is not what was said of it.
  const bounded = recorded && !/^(\.\.)?\//.test(tie.start);
  const earliest = bounded ? Math.min(tie.possible_from ?? latest, latest) : latest;
  return { earliest, latest, day: Math.round((earliest + latest) / 2), recorded, open: recorded && !bounded };
}

/** From when to when a lasting tie of a bar is drawn, and between which days it is known to hold. */
function tieSpan(tie, bar) {
  const moment = tieMoment(tie);
  if (!moment) return null;
  const born = bar?.knownFrom === undefined ? -Infinity : Math.min(bar.earliest ?? Infinity, bar.knownFrom, bar.knownTo);
  const knownTo = Math.max(tie.known_to ?? (tie.known_from === undefined ? moment.latest : GENEALOGY.newest), born);
  const low = Math.min(moment.latest, knownTo), high = Math.max(moment.latest, knownTo);
  const closed = isDated(tie.end) && tie.end !== "..";
  return {
    first: moment.recorded ? moment.earliest : low,
    last: closed ? Math.max(high, Math.min(tie.possible_to ?? high, GENEALOGY.newest)) : high,
    low, high, sure: moment.latest <= knownTo, begun: moment.recorded && !moment.open, closed, ongoing: tie.end === "..",
  };
}

const isRail = (link) => link.kind === "belonging" || link.kind === "umbrella";

/** Whether a split or a merger of the same two says already how a belonging began. */
function isExplained(link) {
  const { day, recorded } = tieMoment(link.tie) ?? {};
  return link.member.links.some((one) => one !== link && one.other === link.other && one.member === link.member
    && ["fork", "join", "succession"].includes(one.kind) && isDrawn(one.tie)
    && (!recorded || Math.abs((tieMoment(one.tie)?.day ?? Infinity) - day) < 60));
}

/** What stays strong while all else fades: the bars and ties around what is chosen. Null when nothing is. */
function genealogyFocus() {
  const bars = new Set(), ties = new Set();
  if (state.path) {
    for (const id of view.focus.entities) if (BARS.has(id)) bars.add(id);
    for (const id of view.focus.ties) ties.add(id);
  } else if (state.selected?.kind === "tie") {
    const tie = TIES.get(state.selected.id);
    ties.add(tie.id);
    for (const id of tie.edges.flatMap(([start, end]) => [start, end])) if (BARS.has(id)) bars.add(id);
  } else if (BARS.has(state.selected?.id)) {
    const bar = BARS.get(state.selected.id);
    bars.add(bar.id);
    for (const link of bar.links.filter((one) => isDrawn(one.tie))) {
      ties.add(link.tie.id);
      bars.add(link.member.id).add(link.other.id);
    }
    for (const tie of [...bar.leaders, ...bar.turns.map((turn) => turn.tie)]) ties.add(tie.id);
  } else if (state.selected) {
    for (const tie of TIES_OF.get(state.selected.id) ?? []) {
      const ends = tie.edges.flatMap(([start, end]) => [start, end]).filter((id) => BARS.has(id));
      if (!ends.length || !isDrawn(tie, FAILS.classes)) continue;
      ties.add(tie.id);
      for (const id of ends) bars.add(id);
    }
  }
  return bars.size ? { bars, ties } : null;
}

// Measures

const measuring = document.createElement("canvas").getContext("2d");
const FONTS = { label: `12px ${SANS}`, strong: `bold 12.5px ${SANS}`, small: `10.5px ${SANS}`, lane: `bold 11px ${SANS}` };

/** Text for SVG: isolated, without what XML cannot hold, and no wider than the room there is. */
function fitText(text, font, room) {
  const clean = text.replace(/[\uFFFE\uFFFF]/g, "");
  let shown = canvasText(clean, 48);
  if (textWidth(measuring, shown, font) <= room) return shown;
  let low = 2, high = Math.min(47, Array.from(clean).length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(measuring, canvasText(clean, middle), font) <= room) low = middle;
    else high = middle - 1;
  }
  shown = canvasText(clean, low);
  return low > 3 && textWidth(measuring, shown, font) <= room ? shown : "";
}

const FIRST_BAR_DAY = Math.min(...[...BARS.values()].filter((bar) => bar.knownFrom !== undefined)
  .map((bar) => Math.min(bar.earliest ?? Infinity, bar.knownFrom, bar.knownTo)), GENEALOGY.newest - 5 * YEAR_DAYS);
const LAST_BAR_DAY = Math.max(...[...BARS.values()].filter((bar) => bar.knownFrom !== undefined)
  .map((bar) => Math.max(bar.knownFrom, bar.knownTo)), GENEALOGY.newest);
const FIRST_DAY_DRAWN = yearStart(dayToDate(FIRST_BAR_DAY).getUTCFullYear());

function yearStart(year) {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year);
  return Math.round(date.getTime() / 86400000) + UNIX_EPOCH;
}

/** Where everything stands at a scale (pixels for a day): lanes, rows and bars from the top down. */
function measureGenealogy(scale) {
  const x = (day) => PLOT.left + (Math.min(Math.max(day, FIRST_DAY_DRAWN), LAST_BAR_DAY) - FIRST_DAY_DRAWN) * scale;
  const width = Math.ceil(x(LAST_BAR_DAY) + PLOT.right);
  const sheet = { scale, x, width, lanes: [], bars: new Map(), top: new Map() };
  let y = 6;
  for (const lane of LANES.values()) {
    const bars = lane.bars.filter((bar) => classOn(bar.id));
    if (!bars.length) continue;
    const folded = isFolded(lane);
    const placed = { lane, bars, folded, top: y, rows: [] };
    y += PLOT.lane;
    if (!folded) y = measureRows(sheet, placed, y) + 8;
    placed.bottom = y;
    for (const bar of bars) sheet.top.set(bar.id, folded ? placed.top + PLOT.lane / 2 : sheet.bars.get(bar.id).y);
    sheet.lanes.push(placed);
    y += 9;
  }
  sheet.height = y + PLOT.foot;
  return sheet;
}

function measureRows(sheet, placed, top) {
  const rows = Map.groupBy ? Map.groupBy(placed.bars, (bar) => bar.row) : groupRows(placed.bars);
  let y = top;
  for (const row of [...rows.keys()].sort((a, b) => a - b)) {
    const bars = rows.get(row).map((bar) => measureBar(sheet, bar)).sort((a, b) => a.x0 - b.x0);
    const led = bars.some((one) => one.leaders.length);
    const tracks = Math.max(0, ...bars.map((one) => one.tracks));
    const centre = y + 3 + PLOT.label + (led ? PLOT.leaders : 0) + PLOT.bar / 2;
    bars.forEach((one, place) => {
      Object.assign(one, { y: centre, labelY: y + 3 + 11, leaderY: centre - PLOT.bar / 2 - 6 });
      one.before = place ? bars[place - 1].x1 : 0;
      one.after = bars[place + 1]?.x0 ?? sheet.width;
    });
    y = centre + PLOT.bar / 2 + tracks * PLOT.rail + 7;
  }
  return y;
}

function groupRows(bars) {
  const rows = new Map();
  for (const bar of bars) rows.set(bar.row, [...(rows.get(bar.row) ?? []), bar]);
  return rows;
}

function measureBar(sheet, bar) {
  const dated = bar.knownFrom !== undefined;
  const low = Math.min(bar.knownFrom, bar.knownTo), high = Math.max(bar.knownFrom, bar.knownTo);
  const known = dated ? [sheet.x(low), Math.max(sheet.x(high), sheet.x(low) + 2)] : [PLOT.left, PLOT.left + 10];
  const early = bar.earliest === null || !dated ? null : Math.min(sheet.x(bar.earliest), known[0]);
  const late = bar.latest === null || !dated ? null : Math.max(sheet.x(Math.min(bar.latest, LAST_BAR_DAY)), known[1]);
  const heads = bar.leaders.filter((tie) => HEADS_OF_ALL.has(tie.id) && isDrawn(tie) && tieMoment(tie))
    .sort((a, b) => tieMoment(a).day - tieMoment(b).day || (a.id < b.id ? -1 : 1));
  const rails = [];
  for (const link of bar.links.filter((one) => one.member === bar && isRail(one) && isDrawn(one.tie))) {
    const span = tieSpan(link.tie, bar);
    if (!span) continue;
    const [x0, x1] = [sheet.x(span.first), Math.max(sheet.x(span.last), sheet.x(span.first) + 8)];
    let track = 0;
    while (rails.some((rail) => rail.track === track && rail.x0 < x1 + 4 && x0 < rail.x1 + 4)) track += 1;
    rails.push({ link, span, x0, x1, track });
  }
  const placed = {
    bar, dated, known, early, late, rails, leaders: heads,
    sure: dated && bar.knownFrom <= bar.knownTo,
    x0: dated ? early ?? Math.max(0, known[0] - PLOT.fade) : 0,
    x1: dated ? late ?? known[1] + (bar.ongoing ? 8 : PLOT.fade) : 10,
    height: CLASS_HEIGHT[bar.entity.type] ?? 8,
    tracks: Math.max(0, ...rails.map((rail) => rail.track + 1)),
  };
  sheet.bars.set(bar.id, placed);
  return placed;
}

// Drawing. Layers from the ground up: lanes, years, links, bars, marks, the veil over what comes after the date, words.

const barPaint = (bar, colours) => (bar.entity.type === "Umbrella" ? colours.umbrella
  : bar.entity.type === "Faction" ? colours.soft : colours.node);
const paintName = (bar) => (bar.entity.type === "Umbrella" ? "umbrella" : bar.entity.type === "Faction" ? "soft" : "node");
const rounded = (value) => Math.round(value * 10) / 10;

/** Everything for one sheet. `words` are the texts that follow the reader sideways, or pale after the date. */
function drawGenealogy(sheet) {
  const colours = theme();
  const focus = genealogyFocus();
  const layers = Object.fromEntries(["ground", "links", "bars", "marks", "veil", "words", "date"]
    .map((name) => [name, makeSvg("g", { "data-layer": name })]));
  const drawing = { sheet, colours, focus, layers, words: [], taken: [], counts: { drawn: 0, undated: 0, hidden: 0 } };
  drawGround(drawing);
  for (const { folded, bars } of sheet.lanes) if (!folded) for (const bar of bars) drawBar(drawing, sheet.bars.get(bar.id));
  drawLinks(drawing);
  layers.veil.append(makeSvg("rect", {
    y: 0, height: sheet.height, x: 0, width: 0, fill: colours.paper, "fill-opacity": 0.66, "pointer-events": "none",
  }));
  layers.date.append(makeSvg("line", {
    y1: 0, y2: sheet.height, stroke: isDark() ? "#7DB4FF" : "#0B57A4", "stroke-width": 1.6, "stroke-dasharray": "5 4",
    "pointer-events": "none",
  }));
  drawing.nodes = [hatches(colours), ...Object.values(layers)];
  return drawing;
}

/** Fillings: stripes for what is known from sightings only, and fadings for what is open. */
function hatches(colours) {
  const defs = makeSvg("defs");
  for (const name of ["umbrella", "node", "soft"]) {
    const colour = colours[name];
    defs.append(
      makeSvg("pattern", { id: `seen-${name}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        makeSvg("rect", { width: 5, height: 5, fill: colours.paper }), makeSvg("rect", { width: 1.7, height: 5, fill: colour, opacity: 0.75 })),
      ...[["in", 0, 1], ["out", 1, 0]].map(([way, from, to]) => makeSvg("linearGradient", { id: `${way}-${name}` },
        ...[[0, from], [1, to]].map(([offset, opacity]) => makeSvg("stop", {
          offset, "stop-color": colour, "stop-opacity": opacity * 0.75,
        })))),
    );
  }
  return defs;
}

function drawGround({ sheet, colours, layers, words, focus }) {
  sheet.lanes.forEach(({ lane, bars, folded, top, bottom }, number) => {
    const fill = lane.key === NO_LINEAGE || lane.states ? colours.hulls.at(-1) : colours.hulls[number % (colours.hulls.length - 1)];
    layers.ground.append(makeSvg("rect", { x: 4, y: top, width: sheet.width - 8, height: bottom - top, rx: 8, fill }));
    lane.fill = fill;
    const title = lane.key === NO_LINEAGE ? `${plural(bars.length, "organization")} without recorded lineage`
      : nameOf(lane.head).toLocaleUpperCase("en");
    const names = folded ? bars.map((bar) => bar.entity.acronym || bar.entity.name).join(", ") : "";
    const text = fitText(title, FONTS.lane, 420);
    const label = svgText(text, { fill: colours.muted, font: "lane", halo: fill, y: top + 16.5 });
    const count = lane.key === NO_LINEAGE ? "" : `${bars.length}`;
    const more = svgText(canvasText([count, names].filter(Boolean).join(" · "), 130), { fill: colours.muted, font: "small", y: top + 16.5 });
    const twist = makeSvg("path", { d: folded ? "M1 -4L7 0L1 4Z" : "M0 -3L8 -3L4 4Z", fill: colours.muted });
    const offset = 14 + textWidth(measuring, text, FONTS.lane) * 1.06 + 8;
    const moved = makeSvg("g", {}, makeSvg("g", { transform: `translate(0 ${top + 12.5})` }, twist), label, more);
    label.setAttribute("x", 14);
    more.setAttribute("x", rounded(offset));
    const header = makeSvg("g", {
      "data-lane": lane.key, role: "button", tabindex: -1, "aria-expanded": String(!folded),
      "aria-label": lane.key === NO_LINEAGE ? title : `Lineage of ${nameOf(lane.head)}, ${plural(bars.length, "organization")}`,
    }, makeSvg("rect", { x: 4, y: top, width: sheet.width - 8, height: PLOT.lane, rx: 8, fill: "transparent" }), moved);
    if (focus && !bars.some((bar) => focus.bars.has(bar.id))) moved.setAttribute("opacity", 0.5);
    layers.words.append(header);
    words.push({ group: moved, x: 12, limit: sheet.width - 260 });
  });
  const step = yearStep(sheet.scale);
  for (let year = dayToDate(FIRST_DAY_DRAWN).getUTCFullYear(); yearStart(year) <= LAST_BAR_DAY; year += 1) {
    if (year % step) continue;
    const x = rounded(sheet.x(yearStart(year)));
    layers.ground.append(makeSvg("line", {
      x1: x, x2: x, y1: 0, y2: sheet.height, stroke: colours.ink, "stroke-opacity": year % (step * 5) ? 0.07 : 0.16, "pointer-events": "none",
    }));
  }
}

function yearStep(scale) {
  return [1, 2, 5, 10, 20, 50, 100, 500].find((years) => years * YEAR_DAYS * scale >= 34) ?? 1000;
}

function svgText(text, { fill, font = "label", halo = "", x = 0, y = 0, anchor = "start", spacing = 0 }) {
  const [, weight, size] = /^(bold )?([\d.]+)px/.exec(FONTS[font]);
  const element = makeSvg("text", { x: rounded(x), y: rounded(y), fill, "font-size": size, "text-anchor": anchor });
  if (weight) element.setAttribute("font-weight", "bold");
  if (spacing || font === "lane") element.setAttribute("letter-spacing", 0.5);
  if (halo) for (const [key, value] of Object.entries({ stroke: halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" })) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/** Something that can be chosen: hovered, clicked, and reached by arrow keys. */
function chosenGroup(key, id, label, ...children) {
  return makeSvg("g", { [`data-${key}`]: id, role: "button", tabindex: -1, "aria-label": label }, ...children);
}

const fadedBy = (focus, strong) => (focus && !strong ? 0.2 : 1);

function drawBar(drawing, placed) {
  const { colours, focus, layers } = drawing;
  const { bar, known, early, late, y, height } = placed;
  const colour = barPaint(bar, colours), name = paintName(bar), top = y - height / 2;
  const recorded = bar.begun || bar.ended || bar.ongoing;
  const group = chosenGroup("bar", bar.id, lifeWords(bar).join(". "));
  group.append(makeSvg("rect", {
    x: rounded(placed.x0 - 3), y: y - 11, width: rounded(placed.x1 - placed.x0 + 6), height: 22, fill: "transparent",
  }));
  if (isChosen(bar.id)) {
    group.append(makeSvg("rect", {
      x: rounded(placed.x0 - 4), y: top - 4, width: rounded(placed.x1 - placed.x0 + 8), height: height + 8, rx: 5, fill: "none",
      stroke: colours.ring, "stroke-width": 2.6,
    }));
  }
  if (!placed.dated) {
    group.append(makeSvg("circle", { cx: known[0], cy: y, r: 4, fill: "none", stroke: colour, "stroke-dasharray": "2 2" }));
  } else {
    const box = (x0, x1, more) => makeSvg("rect", { x: rounded(x0), y: top, width: rounded(Math.max(x1 - x0, 0.5)), height, ...more });
    if (early === null) group.append(box(known[0] - PLOT.fade, known[0], { fill: `url(#in-${name})`, y: top + 1, height: height - 2 }));
    else if (known[0] - early > 2) group.append(wedge(early, known[0], y, height, colour));
    if (late === null && !bar.ongoing) group.append(box(known[1], known[1] + PLOT.fade, { fill: `url(#out-${name})`, y: top + 1, height: height - 2 }));
    else if (late !== null && late - known[1] > 2) group.append(wedge(late, known[1], y, height, colour));
    if (placed.sure) {
      const look = recorded ? { fill: colour } : { fill: `url(#seen-${name})`, stroke: colour, "stroke-width": 0.8 };
      group.append(box(known[0], known[1], look));
    } else group.append(box(known[0], known[1], { fill: colour, "fill-opacity": 0.35 }));
    if (bar.begun && early !== null && known[0] - early <= 2) group.append(cap(known[0], y, height, colour));
    if (bar.ended && late !== null && late - known[1] <= 2) group.append(cap(known[1], y, height, colour));
    if (bar.ongoing) group.append(makeSvg("path", { d: `M${rounded(known[1])} ${y - height / 2 - 2}L${rounded(known[1] + 9)} ${y}L${rounded(known[1])} ${y + height / 2 + 2}Z`, fill: colour }));
  }
  group.setAttribute("opacity", fadedBy(focus, focus?.bars.has(bar.id)));
  layers.bars.append(group);
  drawing.taken.push({ left: placed.x0, right: placed.x1, top: top - 1, bottom: y + height / 2 + placed.tracks * PLOT.rail + 2 });
  drawRails(drawing, placed);
  drawName(drawing, placed);
  drawLeaders(drawing, placed);
  drawTurns(drawing, placed);
}

/** Thin at the earliest or latest day there can be, full where it is certain. */
function wedge(thin, full, y, height, colour) {
  return makeSvg("path", { d: `M${rounded(thin)} ${y}L${rounded(full)} ${y - height / 2}V${y + height / 2}Z`, fill: colour, "fill-opacity": 0.55 });
}

function cap(x, y, height, colour) {
  return makeSvg("rect", { x: rounded(x - 1.2), y: y - height / 2 - 2.5, width: 2.4, height: height + 5, rx: 1, fill: colour });
}

/** How a life is known, in sentences; the same for the eye and the ear. */
function lifeWords(bar) {
  const { entity } = bar;
  const words = [`${entity.name}, ${entity.cls.label}`];
  if (bar.knownFrom === undefined) return [...words, "No date is recorded, and no tie tells one"];
  const low = Math.min(bar.knownFrom, bar.knownTo), high = Math.max(bar.knownFrom, bar.knownTo);
  words.push(!bar.begun ? `Beginning not recorded; seen by ${dayWords(low === high ? low : bar.knownFrom)}`
    : isDated(entity.start) ? `Began ${dateWords(entity.start)}` : `Founded by ${dayWords(bar.knownFrom)}`);
  if (bar.ongoing) words.push("Recorded as still there");
  else words.push(bar.ended ? `Ended ${dateWords(entity.end)}` : `End not recorded; last seen ${dayWords(high)}`);
  const links = new Set(bar.links.map((link) => link.tie.id)).size;
  return [...words, links ? plural(links, "tie") + " of lineage" : "No recorded lineage"];
}

function drawName(drawing, placed) {
  const { colours, focus, layers, words, taken, sheet } = drawing;
  const { bar } = placed;
  const strong = bar.entity.type === "Umbrella" || bar.lane.head === bar.id || isChosen(bar.id);
  const font = strong ? "strong" : "label";
  const start = placed.dated ? Math.max(placed.x0, placed.known[0] - PLOT.fade) : 24;
  const room = placed.after - start - 10;
  const full = textWidth(measuring, fitText(bar.entity.name, FONTS[font], 400), FONTS[font]);
  const aside = full > room && placed.after === sheet.width && start - placed.before > full + 16;
  const space = aside ? start - placed.before - 16 : room;
  let text = fitText(bar.entity.name, FONTS[font], Math.min(space, 400));
  if (!text.includes(bar.entity.name) && bar.entity.acronym && textWidth(measuring, bar.entity.acronym, FONTS[font]) <= space
    && Array.from(text).length < 12) text = fitText(bar.entity.acronym, FONTS[font], space);
  if (!text) return;
  const x = aside ? placed.x0 - 6 : start, y = aside ? placed.y + 4 : placed.labelY;
  const label = svgText(text, {
    fill: placed.dated ? colours.ink : colours.muted, font, halo: bar.lane.fill, x, y, anchor: aside ? "end" : "start",
  });
  label.setAttribute("opacity", fadedBy(focus, focus?.bars.has(bar.id)));
  label.setAttribute("data-bar", bar.id);
  if (!text.includes(bar.entity.name)) label.append(makeSvg("title", {}, canvasText(bar.entity.name, 400)));
  layers.words.append(label);
  const width = textWidth(measuring, text, FONTS[font]);
  taken.push({ left: aside ? x - width : x, right: aside ? x : x + width, top: y - 11, bottom: y + 3 });
  words.push({
    text: label, x, limit: aside ? x : Math.max(x, Math.min(placed.after - 10, placed.x1) - width), stays: aside,
    begins: placed.dated ? Math.min(bar.knownFrom, bar.knownTo) : undefined, strength: fadedBy(focus, focus?.bars.has(bar.id)),
  });
  if (!placed.dated) {
    const note = svgText("no date recorded", { fill: colours.muted, font: "small", x: start, y: placed.y + 4 });
    layers.words.append(note);
  }
}

/** Belonging: a rail under the life of the member, for as long as it is known; doubled for an umbrella. */
function drawRails(drawing, placed) {
  const { colours, focus, layers, sheet } = drawing;
  for (const { link, span, x0, x1, track } of placed.rails) {
    const { tie } = link;
    const y = placed.y + placed.height / 2 + 3.5 + track * PLOT.rail;
    const colour = lookColour(tie.look);
    const group = chosenGroup("tie", tie.id, tieWords(tie));
    const sure = span.sure ? [sheet.x(span.low), Math.max(sheet.x(span.high), sheet.x(span.low) + 3)] : [x0, x0];
    const line = (from, to, opacity) => {
      if (to - from < 0.5) return;
      const offsets = link.kind === "umbrella" ? [-1.1, 1.1] : [0];
      for (const offset of offsets) {
        group.append(makeSvg("line", {
          x1: rounded(from), x2: rounded(to), y1: y + offset, y2: y + offset, stroke: colour, ...lineStyle(tie),
          "stroke-width": link.kind === "umbrella" ? 1 : 2.6, "stroke-opacity": opacity, class: "line",
        }));
      }
    };
    line(x0, sure[0], 0.45);
    line(sure[0], sure[1], 1);
    line(Math.max(sure[1], x0), x1, 0.45);
    if (span.begun) group.append(makeSvg("path", { d: `M${rounded(x0)} ${y - 3}V${y + 2}`, stroke: colour, "stroke-width": 1.6 }));
    if (span.closed) group.append(makeSvg("path", { d: `M${rounded(x1)} ${y - 3}V${y + 2}`, stroke: colour, "stroke-width": 1.6 }));
    group.append(makeSvg("rect", { x: rounded(x0 - 2), y: y - 2.6, width: rounded(x1 - x0 + 4), height: 5.4, fill: "transparent" }));
    group.setAttribute("opacity", fadedBy(focus, focus?.ties.has(tie.id)));
    layers.bars.append(group);
    const badge = badgeOf(tie);
    if (badge && isExplained(link)) layers.marks.append(badgeMark(drawing, tie, badge, x0 + 16, y));
  }
}

const badgeOf = (tie) => ({ contested: "?", denied: "×" })[tie.status] ?? "";

function lineStyle(tie) {
  if (tie.status === "contested") return { "stroke-dasharray": "7 4" };
  if (tie.status === "denied") return { "stroke-dasharray": "2 4", opacity: 0.6 };
  return {};
}

function badgeMark({ colours, focus }, tie, badge, x, y) {
  const colour = lookColour(tie.look);
  const text = svgText(badge, { fill: colour, font: "small", x, y: y + 3.8, anchor: "middle" });
  text.setAttribute("font-weight", "bold");
  return makeSvg("g", { "data-tie": tie.id, class: "badge", opacity: fadedBy(focus, focus?.ties.has(tie.id)) },
    makeSvg("circle", { cx: rounded(x), cy: rounded(y), r: 6.5, fill: colours.paper, stroke: colour, "stroke-width": 1.3 }), text);
}

function tieWords(tie) {
  return `${tieSentence(tie)}; ${tiePeriod(tie)}; ${tie.status}`;
}

/** Who led: a mark at the day, a thin line for as long as it is known, and the name where there is room. */
function drawLeaders(drawing, placed) {
  const { colours, focus, layers, words, sheet } = drawing;
  const { bar, leaders, y } = placed;
  const colour = lookColour(LOOKS.get("command"));
  const starts = leaders.map((tie) => sheet.x(tieMoment(tie).day));
  const base = y - PLOT.bar / 2 - 3;
  leaders.forEach((tie, place) => {
    const span = tieSpan(tie, bar), x = starts[place], strength = fadedBy(focus, focus?.ties.has(tie.id));
    const end = Math.max(sheet.x(span.ongoing ? GENEALOGY.newest : span.high), x);
    const group = chosenGroup("tie", tie.id, tieWords(tie));
    group.append(
      makeSvg("line", { x1: rounded(x), x2: rounded(end), y1: base, y2: base, stroke: colour, "stroke-width": 1.4, ...lineStyle(tie), class: "line" }),
      makeSvg("path", { d: `M${rounded(x)} ${base - 4}l3.6 4l-3.6 4l-3.6 -4Z`, fill: span.begun ? colour : bar.lane.fill, stroke: colour, "stroke-width": 1.2 }),
    );
    const next = starts.slice(place + 1).find((other) => other > x) ?? placed.after - 6;
    const shared = starts[place + 1] === x;
    const text = shared ? "" : fitText(`${nameOf(tie.subject)}${badgeOf(tie) ? ` (${badgeOf(tie)})` : ""}`, FONTS.small, next - x - 9);
    if (text) {
      const label = svgText(text, { fill: colours.muted, font: "small", halo: bar.lane.fill, x: x + 3, y: placed.leaderY - 2 });
      label.setAttribute("opacity", strength);
      label.setAttribute("data-tie", tie.id);
      layers.words.append(label);
      const width = textWidth(measuring, text, FONTS.small);
      drawing.taken.push({ left: x + 3, right: x + 3 + width, top: placed.leaderY - 12, bottom: placed.leaderY });
      words.push({ text: label, x: x + 3, limit: Math.max(x + 3, Math.min(next - 6, end) - width), begins: tieMoment(tie).latest, strength });
    } else group.append(makeSvg("rect", { x: rounded(x - 5), y: base - 6, width: 10, height: 11, fill: "transparent" }));
    group.setAttribute("opacity", strength);
    layers.marks.append(group);
  });
  if (!extraOn("commanders") && state.selected?.id !== bar.id) return;
  for (const tie of bar.leaders) {
    if (HEADS_OF_ALL.has(tie.id) || !isDrawn(tie) || !tieMoment(tie)) continue;
    const x = sheet.x(tieMoment(tie).day);
    const group = chosenGroup("tie", tie.id, tieWords(tie), makeSvg("path", {
      d: `M${rounded(x)} ${y - 2.8}l2.8 2.8l-2.8 2.8l-2.8 -2.8Z`, fill: tieMoment(tie).recorded ? colours.paper : "none", stroke: colours.paper, "stroke-width": 1,
    }), makeSvg("rect", { x: rounded(x - 3.5), y: y - 5, width: 7, height: 10, fill: "transparent" }));
    layers.marks.append(group);
  }
}

function drawTurns({ colours, focus, layers, sheet }, placed) {
  if (!extraOn("turns")) return;
  for (const { tie, event } of placed.bar.turns) {
    const moment = tieMoment(tie);
    if (!moment || !isDrawn(tie, FAILS.classes)) continue;
    const x = sheet.x(moment.day);
    const points = Array.from({ length: 10 }, (_, corner) => {
      const reach = corner % 2 ? 2.9 : 6.6, turn = (Math.PI * corner) / 5 - Math.PI / 2;
      return `${rounded(x + reach * Math.cos(turn))},${rounded(placed.y + reach * Math.sin(turn))}`;
    }).join(" ");
    const star = makeSvg("polygon", { points, fill: colours.paper, stroke: colours.ink, "stroke-width": 1.3, "stroke-linejoin": "round" });
    if (tie.status === "contested") star.setAttribute("stroke-dasharray", "2 1.5");
    const group = chosenGroup("event", event, `${nameOf(event)}, ${dateWords(ENTITIES.get(event).start)}`, star);
    group.setAttribute("opacity", fadedBy(focus, focus?.ties.has(tie.id) || state.selected?.id === event));
    layers.marks.append(group);
  }
}

// Links

/** A way that leaves one row to the right, goes up or down on its day, and enters the other row to the right. */
function elbow(x, from, to) {
  const reach = Math.min(PLOT.elbow, Math.abs(to - from) / 2), way = to > from ? reach : -reach;
  return `M${rounded(x - reach)} ${rounded(from)}Q${rounded(x)} ${rounded(from)} ${rounded(x)} ${rounded(from + way)}`
    + `V${rounded(to - way)}Q${rounded(x)} ${rounded(to)} ${rounded(x + reach)} ${rounded(to)}`;
}

const FORWARD = new Set(["join", "defection", "defector"]);

function drawLinks(drawing) {
  const { sheet, counts } = drawing;
  const shown = extraOn("defectors") ? [...LINKS, ...DEFECTORS] : LINKS;
  const tally = { drawn: new Set(), undated: new Set(), hidden: new Set() };
  for (const link of shown) {
    const { tie, member, other } = link;
    if (!isDrawn(tie)) {
      tally.hidden.add(tie.id);
      continue;
    }
    const moment = tieMoment(tie);
    if (!moment) {
      tally.undated.add(tie.id);
      continue;
    }
    tally.drawn.add(tie.id);
    const y = { member: sheet.top.get(member.id), other: sheet.top.get(other.id) };
    if (y.member === undefined || y.other === undefined || (member.lane === other.lane && !sheet.bars.has(member.id))) continue;
    if (!(isRail(link) && sheet.bars.has(member.id) && isExplained(link))) drawLink(drawing, link, moment, y);
  }
  for (const key of Object.keys(tally)) counts[key] = tally[key].size;
}

function drawLink(drawing, link, moment, y) {
  const { sheet, colours, focus, layers } = drawing;
  const { tie, kind } = link;
  const colour = kind === "defector" ? lookColour(LOOKS.get("command")) : lookColour(tie.look);
  const inFocus = focus?.ties.has(tie.id);
  const day = isRail(link) ? tieSpan(tie, link.member).first : moment.day;
  const x = sheet.x(day);
  const [from, to] = FORWARD.has(kind) ? [y.member, y.other] : [y.other, y.member];
  const width = (kind === "defector" ? 0.6 : 1) * TIE_WIDTHS[tie.credibility] * (inFocus ? 1.25 : 1);
  const group = chosenGroup("tie", tie.id, tieWords(tie));
  const straight = kind === "same" || isRail(link);
  const level = Math.abs(from - to) < 1;
  const way = level ? `M${rounded(sheet.bars.get(link.other.id)?.x1 - 12)} ${rounded(from)}H${rounded(Math.max(x, sheet.bars.get(link.member.id)?.x0 ?? x))}`
    : straight ? `M${rounded(x)} ${rounded(from)}V${rounded(to)}` : elbow(x, from, to);
  const stroke = (more) => makeSvg("path", { d: way, fill: "none", "stroke-linecap": "round", ...more });
  const mute = isRail(link) && !moment.recorded ? 0.55 : 1;
  const double = kind === "umbrella" || kind === "same";
  const thick = isRail(link) ? Math.min(width, 1.7) * (moment.recorded ? 1 : 0.75) : width;
  group.append(stroke({ stroke: "transparent", "stroke-width": 10, "pointer-events": "stroke" }));
  group.append(stroke({ stroke: colour, "stroke-width": double ? 4 : thick, "stroke-opacity": mute, ...lineStyle(tie), class: "line" }));
  if (double) group.append(stroke({ stroke: colours.paper, "stroke-width": 1.6 }));
  group.setAttribute("opacity", fadedBy(focus, inFocus));
  layers.links.append(group);
  const heads = makeSvg("g", { opacity: fadedBy(focus, inFocus), "pointer-events": "none" });
  const rim = { stroke: colours.paper, "stroke-width": 1, "stroke-linejoin": "round" };
  if (isRail(link)) {
    heads.append(makeSvg("circle", { cx: rounded(x), cy: rounded(y.other), r: 3.2, fill: moment.recorded ? colour : colours.paper, stroke: moment.recorded ? colours.paper : colour, "stroke-width": 1.2 }));
  } else if (kind !== "same") {
    const tip = level ? Math.max(x, sheet.bars.get(link.member.id)?.x0 ?? x) : x + PLOT.elbow + 3;
    heads.append(makeSvg("path", { d: `M${rounded(tip)} ${rounded(to)}l-9 -5.2l2.6 5.2l-2.6 5.2Z`, fill: colour, ...rim }));
  }
  const reach = sheet.x(moment.latest) - sheet.x(moment.earliest);
  if (reach > 10 && !isRail(link)) {
    // The days on which it can have come about.
    const low = y.member + 8.5 + (sheet.bars.get(link.member.id)?.tracks ?? 0) * PLOT.rail;
    const spread = `M${rounded(sheet.x(moment.earliest))} ${low - 2.5}v5m0 -2.5H${rounded(sheet.x(moment.latest))}m0 -2.5v5`;
    group.append(makeSvg("path", { d: spread, stroke: colour, fill: "none", "stroke-width": 1.1, "stroke-opacity": 0.8 }));
  }
  layers.marks.append(heads);
  const middle = (from + to) / 2, badge = kind === "same" && !badgeOf(tie) ? "=" : badgeOf(tie);
  if (badge) {
    const spot = freeSpot(drawing, x, from, to, 14, 14);
    layers.marks.append(badgeMark(drawing, tie, badge, x, spot ?? middle));
  }
  if (inFocus || state.selected?.id === tie.id) drawLinkWords(drawing, link, x, from, to, colour);
}

/** A height on a way up or down where a box around it covers no word. */
function freeSpot({ taken }, x, from, to, width, height) {
  const low = Math.min(from, to) + 12, high = Math.max(from, to) - 12;
  const steps = Math.max(1, Math.floor((high - low) / 6));
  const order = Array.from({ length: steps + 1 }, (_, step) => low + ((high - low) * step) / steps)
    .sort((a, b) => Math.abs(a - (from + to) / 2) - Math.abs(b - (from + to) / 2));
  for (const y of order) {
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)) continue;
    taken.push(box);
    return y;
  }
  return null;
}

const SHORT_WORDS = {
  fork: "split", join: "merged", succession: "succeeded", umbrella: "member", same: "same as", departure: "left", defection: "joined",
  defector: "changed sides",
};

function drawLinkWords(drawing, link, x, from, to, colour) {
  const { layers, taken } = drawing;
  const said = SHORT_WORDS[link.kind] ?? link.tie.cls.phrase, years = tieYears(link.tie);
  const text = canvasText(years ? `${said} ${years}` : said, 48);
  const width = textWidth(measuring, text, FONTS.small) + 6;
  const aside = x + width + 12 > drawing.sheet.width;
  const centre = x + (6 + width / 2) * (aside ? -1 : 1);
  const y = freeSpot({ taken }, centre, from, to, width, 14);
  if (y === null) return;
  layers.words.append(svgText(text, { fill: colour, font: "small", halo: link.member.lane.fill, x: centre - width / 2 + 3, y: y + 4 }));
}
