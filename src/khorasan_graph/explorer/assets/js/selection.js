// Which ties and entities are visible, and how many each filter would let through.

// One bit for each filter. A tie is visible when it fails none; the count beside a filter is of the ties that fail no
// other.
const FAILS = { relations: 1, statuses: 2, signs: 4, worst: 8, classes: 16, time: 32 };

/** Whether a tie holds on a day: surely, perhaps or not. As khorasan_graph.model.activity. */
function activityOn(tie, day) {
  if (day === null) return "active";
  if (tie.known_from !== undefined && tie.known_from <= day && (tie.known_to ?? Infinity) >= day) return "active";
  if ((tie.possible_from ?? -Infinity) <= day && (tie.possible_to ?? Infinity) >= day) return "possible";
  return "inactive";
}

function classOn(id) {
  return !state.off.classes.has(ENTITIES.get(id).type);
}

function failures(tie, activity) {
  let failed = 0;
  if (state.off.relations.has(tie.type)) failed |= FAILS.relations;
  if (state.off.statuses.has(tie.status)) failed |= FAILS.statuses;
  if (state.off.signs.has(tie.cls.sign)) failed |= FAILS.signs;
  if (tie.credibility > state.worst) failed |= FAILS.worst;
  if (!classOn(tie.subject) || !classOn(tie.object)) failed |= FAILS.classes;
  if (activity === "inactive") failed |= FAILS.time;
  if (state.date !== null && activity === "possible" && !state.possible) failed |= FAILS.time;
  if (tie.undated && !state.undated) failed |= FAILS.time;
  return failed;
}

const view = { ties: new Map(), ghosts: new Set(), entities: new Set(), focus: null, several: null, counts: null };

function computeView() {
  view.ties = new Map();
  view.ghosts = new Set();
  view.entities = new Set();
  const counts = {
    relations: new Map(),
    statuses: new Map(),
    signs: new Map(),
    worst: new Map(),
    classes: new Map(),
    possible: 0,
    undated: 0,
    ghosts: 0,
    lone: 0,
  };
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  const reachable = new Set();
  for (const tie of TIES.values()) {
    const activity = activityOn(tie, state.date);
    const failed = failures(tie, activity);
    const but = (dimension) => !(failed & ~FAILS[dimension]);
    if (but("relations")) add(counts.relations, tie.type);
    if (but("statuses")) add(counts.statuses, tie.status);
    if (but("signs")) add(counts.signs, tie.cls.sign);
    if (but("worst")) add(counts.worst, tie.credibility);
    if (but("classes")) for (const [start, end] of tie.edges) reachable.add(start).add(end);
    if (but("time")) {
      if (activity === "possible") counts.possible += 1;
      if (tie.undated && activity !== "inactive") counts.undated += 1;
      if (activity === "inactive" && (tie.possible_to ?? Infinity) < state.date) {
        counts.ghosts += 1;
        if (state.ghosts) view.ghosts.add(tie.id);
      }
    }
    if (failed) continue;
    view.ties.set(tie.id, activity);
    for (const [start, end] of tie.edges) for (const id of [start, end]) if (classOn(id)) view.entities.add(id);
  }
  for (const id of reachable) add(counts.classes, ENTITIES.get(id).type);
  for (const id of view.ghosts) for (const end of [TIES.get(id).subject, TIES.get(id).object]) view.entities.add(end);
  for (const entity of ENTITIES.values()) {
    if (view.entities.has(entity.id) || !classOn(entity.id)) continue;
    counts.lone += 1;
    if (state.lone) view.entities.add(entity.id);
  }
  view.counts = counts;
  for (const id of chosenIds()) view.entities.add(id);
  // A tie that is looked at is drawn, even if the class of one of its ends is switched off.
  if (state.selected?.kind === "tie") {
    for (const [start, end] of TIES.get(state.selected.id).edges) view.entities.add(start).add(end);
  }
  if (state.path) view.entities.add(state.path.from).add(state.path.to);
  computePaths();
  view.several = state.selected?.kind === "entities" ? linksAmong(state.selected.ids) : null;
  view.focus = computeFocus();
}

/** Visible ties of an entity, with the entity at the other end. */
function visibleEdges(id) {
  const found = [];
  for (const tie of TIES_OF.get(id) ?? []) {
    if (!view.ties.has(tie.id)) continue;
    for (const [start, end] of tie.edges) {
      if (start !== id && end !== id) continue;
      const other = start === id ? end : start;
      if (classOn(other)) found.push([tie, other]);
    }
  }
  return found;
}

/** What stays strong while all else fades: null when nothing does. */
function computeFocus() {
  const entities = new Set(),
    ties = new Set();
  if (state.path) {
    entities.add(state.path.from).add(state.path.to);
    for (const hop of currentPath()?.hops ?? []) {
      entities.add(hop.from).add(hop.to);
      for (const tie of hop.ties) ties.add(tie.id);
    }
    return { entities, ties };
  }
  if (!state.selected) return null;
  if (view.several) return focusOfSeveral(view.several);
  if (state.selected.kind === "tie") {
    const tie = TIES.get(state.selected.id);
    for (const [start, end] of tie.edges) entities.add(start).add(end);
    return { entities, ties: ties.add(tie.id) };
  }
  entities.add(state.selected.id);
  let edge = [state.selected.id];
  for (let hop = 0; hop < state.hops; hop += 1) {
    const next = [];
    for (const id of edge) {
      for (const [tie, other] of visibleEdges(id)) {
        ties.add(tie.id);
        if (!entities.has(other)) next.push(other);
        entities.add(other);
        for (const end of tie.edges.flatMap(([start, end]) => [start, end])) if (classOn(end)) entities.add(end);
      }
    }
    edge = next;
  }
  return { entities, ties };
}

/** An entity exists on the day unless the data says that it did not yet, or no longer. */
function existsOn(entity, day) {
  return day === null || ((entity.begins ?? -Infinity) <= day && (entity.ceases ?? Infinity) >= day);
}
