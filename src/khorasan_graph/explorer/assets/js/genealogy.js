// The genealogy: lives of organizations over time, in lanes, and the ties by which one came of another. Rows and lives
// come from Python (khorasan_graph.explorer.genealogy); this file says what of them is shown, and where on the sheet.

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
const PLOT = {
  left: 16,
  right: 34,
  lane: 24,
  label: 13,
  leaders: 17,
  bar: 10,
  rail: 4.5,
  fade: 22,
  elbow: 7,
  foot: 60,
};
const YEAR_DAYS = 365.2425;

const BARS = new Map();
for (const [key, lane] of LANES) {
  lane.key = key;
  lane.bars = lane.bars.map(([id, row, knownFrom, knownTo, earliest, latest, marks = 0]) => {
    const bar = {
      id,
      row,
      lane,
      knownFrom,
      knownTo,
      earliest,
      latest,
      entity: ENTITIES.get(id),
      begun: Boolean(marks & 1),
      ended: Boolean(marks & 2),
      ongoing: Boolean(marks & 4),
      leaders: [],
      successions: [],
      turns: [],
      links: [],
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
// Who succeeded whom, among those who led the same organization.
for (const bar of BARS.values()) {
  const led = new Set(bar.leaders.map((tie) => tie.subject));
  const followed = [...led]
    .flatMap((id) => TIES_OF.get(id) ?? [])
    .filter((tie) => KINDS.get(tie.type) === "succession");
  bar.successions = [...new Set(followed)].filter((tie) => led.has(tie.subject) && led.has(tie.object));
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
  if (chosenIds().some((id) => BARS.get(id)?.lane === lane)) return false;
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
  const born =
    bar?.knownFrom === undefined ? -Infinity : Math.min(bar.earliest ?? Infinity, bar.knownFrom, bar.knownTo);
  const knownTo = Math.max(tie.known_to ?? (tie.known_from === undefined ? moment.latest : GENEALOGY.newest), born);
  const low = Math.min(moment.latest, knownTo),
    high = Math.max(moment.latest, knownTo);
  const closed = isDated(tie.end) && tie.end !== "..";
  return {
    first: moment.recorded ? moment.earliest : low,
    last: closed ? Math.max(high, Math.min(tie.possible_to ?? high, GENEALOGY.newest)) : high,
    low,
    high,
    sure: moment.latest <= knownTo,
    begun: moment.recorded && !moment.open,
    closed,
    ongoing: tie.end === "..",
  };
}

/** The succession by which somebody came to lead, if one is recorded and drawn. */
function successionOf(bar, tie) {
  return bar.successions.find((one) => one.subject === tie.subject && isDrawn(one) && tieMoment(one));
}

/** When somebody came to lead: as it is written, or else when they succeeded another, or were first seen to lead. */
function leaderMoment(bar, tie) {
  const own = tieMoment(tie),
    succession = successionOf(bar, tie);
  if (own.recorded || !succession) return own;
  const moment = tieMoment(succession);
  return moment.recorded ? moment : own;
}

const isRail = (link) => link.kind === "belonging" || link.kind === "umbrella";

/** Whether a split or a merger of the same two says already how a belonging began. */
function isExplained(link) {
  const { day, recorded } = tieMoment(link.tie) ?? {};
  return link.member.links.some(
    (one) =>
      one !== link &&
      one.other === link.other &&
      one.member === link.member &&
      ["fork", "join", "succession"].includes(one.kind) &&
      isDrawn(one.tie) &&
      (!recorded || Math.abs((tieMoment(one.tie)?.day ?? Infinity) - day) < 60),
  );
}

/** What stays strong while all else fades: the bars and ties around what is chosen. Null when nothing is. */
function genealogyFocus() {
  const bars = new Set(),
    ties = new Set();
  if (state.path || view.several) {
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
    for (const tie of [...bar.leaders, ...bar.successions, ...bar.turns.map((turn) => turn.tie)]) ties.add(tie.id);
  } else if (state.selected) {
    const all = (TIES_OF.get(state.selected.id) ?? []).filter((tie) => isDrawn(tie, FAILS.classes));
    // A person stands with whom they led or left, before whom they fought.
    const close = all.filter((tie) => tie.cls.family === "Role" || KINDS.has(tie.type));
    for (const tie of close.length ? close : all) {
      const ends = tie.edges.flatMap(([start, end]) => [start, end]).filter((id) => BARS.has(id));
      if (ends.length) ties.add(tie.id);
      for (const id of ends) bars.add(id);
    }
  }
  return bars.size ? { bars, ties } : null;
}

// Measures

const measuring = document.createElement("canvas").getContext("2d");
const FONTS = {
  label: `12px ${SANS}`,
  strong: `bold 12.5px ${SANS}`,
  small: `10.5px ${SANS}`,
  lane: `bold 11px ${SANS}`,
};

/** Text for SVG: isolated, without what XML cannot hold, and no wider than the room there is. */
function fitText(text, font, room, most = 48) {
  const clean = text.replace(/[\uFFFE\uFFFF]/g, "");
  let shown = canvasText(clean, most);
  if (textWidth(measuring, shown, font) <= room) return shown;
  let low = 2,
    high = Math.min(most - 1, Array.from(clean).length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(measuring, canvasText(clean, middle), font) <= room) low = middle;
    else high = middle - 1;
  }
  shown = canvasText(clean, low);
  return low > 3 && textWidth(measuring, shown, font) <= room ? shown : "";
}

const FIRST_BAR_DAY = Math.min(
  ...[...BARS.values()]
    .filter((bar) => bar.knownFrom !== undefined)
    .map((bar) => Math.min(bar.earliest ?? Infinity, bar.knownFrom, bar.knownTo)),
  GENEALOGY.newest - 5 * YEAR_DAYS,
);
const LAST_BAR_DAY = Math.max(
  ...[...BARS.values()].filter((bar) => bar.knownFrom !== undefined).map((bar) => Math.max(bar.knownFrom, bar.knownTo)),
  GENEALOGY.newest,
);
const FIRST_DAY_DRAWN = yearStart(dayToDate(FIRST_BAR_DAY).getUTCFullYear());

function yearStart(year) {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year);
  return Math.round(date.getTime() / 86400000) + UNIX_EPOCH;
}

/** Where everything stands at a scale (pixels for a day): lanes, rows and bars from the top down.
 *  With `only`, lanes that have none of these bars are folded, and the years before all others are left out. */
function measureGenealogy(scale, only = null) {
  const isClosed = (lane) => isFolded(lane) || (only !== null && !lane.bars.some((bar) => only.has(bar.id)));
  const begins = (lane) => lane.bars.map((bar) => Math.min(bar.earliest ?? Infinity, bar.knownFrom ?? Infinity));
  const open = only ? [...LANES.values()].filter((lane) => !isClosed(lane)).flatMap(begins) : [];
  const earliest = Math.min(...open.filter((day) => Number.isFinite(day)), LAST_BAR_DAY);
  const first = open.length ? yearStart(dayToDate(earliest).getUTCFullYear()) : FIRST_DAY_DRAWN;
  const x = (day) => PLOT.left + (Math.min(Math.max(day, first), LAST_BAR_DAY) - first) * scale;
  const width = Math.ceil(x(LAST_BAR_DAY) + PLOT.right);
  const sheet = { scale, first, x, width, lanes: [], bars: new Map(), top: new Map() };
  let y = 6;
  for (const lane of LANES.values()) {
    const bars = lane.bars.filter((bar) => classOn(bar.id));
    if (!bars.length) continue;
    const folded = isClosed(lane);
    const placed = { lane, bars, folded, top: y, rows: [] };
    y += PLOT.lane;
    if (!folded) y = measureRows(sheet, placed, y) + 8;
    placed.bottom = y;
    for (const bar of bars) sheet.top.set(bar.id, folded ? placed.top + PLOT.lane / 2 : sheet.bars.get(bar.id).y);
    sheet.lanes.push(placed);
    y += 9;
  }
  sheet.bottom = y;
  sheet.height = y + PLOT.foot;
  return sheet;
}

function measureRows(sheet, placed, top) {
  const rows = Map.groupBy ? Map.groupBy(placed.bars, (bar) => bar.row) : groupRows(placed.bars);
  let y = top;
  for (const row of [...rows.keys()].sort((a, b) => a - b)) {
    const bars = rows
      .get(row)
      .map((bar) => measureBar(sheet, bar))
      .sort((a, b) => a.x0 - b.x0);
    const led = bars.some((one) => one.leaders.length);
    const tracks = Math.max(0, ...bars.map((one) => one.tracks));
    const centre = y + 3 + PLOT.label + (led ? PLOT.leaders : 0) + PLOT.bar / 2;
    bars.forEach((one, place) => {
      Object.assign(one, { y: centre, labelY: y + 3 + 11, leaderY: centre - 9 });
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
  const low = Math.min(bar.knownFrom, bar.knownTo),
    high = Math.max(bar.knownFrom, bar.knownTo);
  const known = dated ? [sheet.x(low), Math.max(sheet.x(high), sheet.x(low) + 2)] : [PLOT.left, PLOT.left + 10];
  const early = bar.earliest === null || !dated ? null : Math.min(sheet.x(bar.earliest), known[0]);
  const late = bar.latest === null || !dated ? null : Math.max(sheet.x(Math.min(bar.latest, LAST_BAR_DAY)), known[1]);
  const heads = bar.leaders
    .filter((tie) => HEADS_OF_ALL.has(tie.id) && isDrawn(tie) && tieMoment(tie))
    .sort((a, b) => leaderMoment(bar, a).day - leaderMoment(bar, b).day || (a.id < b.id ? -1 : 1));
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
    bar,
    dated,
    known,
    early,
    late,
    rails,
    leaders: heads,
    sure: dated && bar.knownFrom <= bar.knownTo,
    x0: dated ? (early ?? Math.max(0, known[0] - PLOT.fade)) : 0,
    x1: dated ? (late ?? known[1] + (bar.ongoing ? 8 : PLOT.fade)) : 10,
    height: CLASS_HEIGHT[bar.entity.type] ?? 8,
    tracks: Math.max(0, ...rails.map((rail) => rail.track + 1)),
  };
  sheet.bars.set(bar.id, placed);
  return placed;
}
