// How two entities are linked, by the rules of the command line: over visible ties; through actors only, unless other
// passages are opened; never over a denied tie; over a hostile one only if asked. Fewest hops first, then the strongest
// weakest link, then the order of ids.

const PASSAGES = new Set([...ENTITY_CLASSES.values()].map((cls) => cls.passage).filter(Boolean));
const MOST_PATHS = 5;
const MOST_HOPS = 6;
const MOST_STEPS = 20000;

let foundPaths = [];

function currentPath() {
  return foundPaths[Math.min(state.path?.index ?? 0, foundPaths.length - 1)] ?? null;
}

function computePaths() {
  foundPaths = state.path ? searchPaths(state.path, view.ties) : [];
}

/** Who is linked to whom: id to id to the ties between them. */
function adjacency(ties, conflict) {
  const links = new Map();
  const link = (start, end, tie) => {
    if (!links.has(start)) links.set(start, new Map());
    const ends = links.get(start);
    if (!ends.has(end)) ends.set(end, []);
    if (!ends.get(end).includes(tie)) ends.get(end).push(tie);
  };
  for (const id of ties.keys()) {
    const tie = TIES.get(id);
    if (tie.status === "denied" || (tie.cls.sign === "-" && !conflict)) continue;
    for (const [start, end] of tie.edges) {
      if (start === end) continue;
      link(start, end, tie);
      link(end, start, tie);
    }
  }
  return links;
}

function comparePaths(one, other) {
  if (one.bound !== other.bound) return one.bound - other.bound;
  if (one.weakest !== other.weakest) return one.weakest - other.weakest;
  for (let place = 0; place < Math.min(one.ids.length, other.ids.length); place += 1) {
    if (one.ids[place] !== other.ids[place]) return one.ids[place] < other.ids[place] ? -1 : 1;
  }
  return one.ids.length - other.ids.length;
}

/** The best paths, best first. Best-first search: no key ever falls along a path, so paths come out in order. */
function searchPaths({ from, to, through, conflict }, ties) {
  const links = adjacency(ties, conflict);
  const mayPass = (id) => {
    const passage = ENTITIES.get(id).cls.passage;
    return !passage || through.has(passage);
  };
  const remaining = new Map([[to, 0]]);
  for (let edge = [to]; edge.length;) {
    const next = [];
    for (const id of edge) {
      if (id !== to && !mayPass(id)) continue;
      for (const other of links.get(id)?.keys() ?? []) {
        if (remaining.has(other)) continue;
        remaining.set(other, remaining.get(id) + 1);
        next.push(other);
      }
    }
    edge = next;
  }
  if ((remaining.get(from) ?? Infinity) > MOST_HOPS) return [];
  const queue = new Heap(comparePaths);
  queue.push({ ids: [from], bound: remaining.get(from), weakest: 0 });
  const found = [];
  for (let step = 0; step < MOST_STEPS && queue.size && found.length < MOST_PATHS; step += 1) {
    const path = queue.pop();
    const last = path.ids.at(-1);
    if (last === to) {
      found.push(describePath(path.ids, links));
      continue;
    }
    if (last !== from && !mayPass(last)) continue;
    for (const [other, between] of links.get(last) ?? []) {
      if (path.ids.includes(other) || path.ids.length + (remaining.get(other) ?? Infinity) > MOST_HOPS) continue;
      const best = Math.min(...between.map((tie) => tie.credibility));
      const bound = path.ids.length + remaining.get(other);
      queue.push({ ids: [...path.ids, other], bound, weakest: Math.max(path.weakest, best) });
    }
  }
  return found;
}

function describePath(ids, links) {
  const hops = ids.slice(1).map((to, place) => ({ from: ids[place], to, ties: links.get(ids[place]).get(to) }));
  const weakest = Math.max(...hops.map((hop) => Math.min(...hop.ties.map((tie) => tie.credibility))));
  return { hops, weakest, together: canCoincide(hops) };
}

/** Whether on some day every hop has a tie that may hold. The first such day is one on which a tie begins. */
function canCoincide(hops) {
  const days = hops.flatMap((hop) => hop.ties.map((tie) => tie.possible_from ?? -Infinity));
  return days.some((day) =>
    hops.every((hop) =>
      hop.ties.some((tie) => (tie.possible_from ?? -Infinity) <= day && (tie.possible_to ?? Infinity) >= day),
    ),
  );
}

/** Where no path was found: the smallest relaxation that finds one, in words and as a change of the state. */
function relaxations() {
  const path = state.path;
  const everything = new Map([...TIES.values()].map((tie) => [tie.id, "active"]));
  const options = [
    ["follow hostile ties too", { path: { ...path, conflict: true, index: 0 } }, view.ties],
    ["pass through places, events and states", { path: { ...path, through: new Set(PASSAGES), index: 0 } }, view.ties],
    [
      "look at all dates",
      { date: null, undated: true, possible: true },
      tiesVisibleWith({ date: null, undated: true, possible: true }),
    ],
    [
      "take away all filters",
      {
        ...openFilters(),
        path: { ...path, conflict: true, through: new Set(PASSAGES), index: 0 },
      },
      everything,
    ],
  ];
  return options.filter(([, patch, ties]) => searchPaths(patch.path ?? path, ties).length);
}

function openFilters() {
  const nothing = { statuses: new Set(["denied"]), signs: new Set(), classes: new Set(), relations: new Set() };
  return { off: nothing, worst: 6, date: null, undated: true, possible: true };
}

function tiesVisibleWith(patch) {
  const kept = Object.fromEntries(Object.keys(patch).map((key) => [key, state[key]]));
  Object.assign(state, patch);
  const ties = new Map();
  for (const tie of TIES.values()) {
    const activity = activityOn(tie, state.date);
    if (!failures(tie, activity)) ties.set(tie.id, activity);
  }
  Object.assign(state, kept);
  return ties;
}

/** A binary heap: the smallest first. */
class Heap {
  constructor(compare) {
    this.compare = compare;
    this.items = [];
  }

  get size() {
    return this.items.length;
  }

  push(item) {
    const items = this.items;
    let place = items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.compare(items[place], items[parent]) >= 0) break;
      [items[place], items[parent]] = [items[parent], items[place]];
      place = parent;
    }
  }

  pop() {
    const items = this.items;
    const top = items[0];
    const last = items.pop();
    if (!items.length) return top;
    items[0] = last;
    for (let place = 0; ;) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < items.length && this.compare(items[child], items[least]) < 0) least = child;
      }
      if (least === place) return top;
      [items[place], items[least]] = [items[least], items[place]];
      place = least;
    }
  }
}
