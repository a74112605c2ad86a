// How two entities are linked, by the rules of the command line: over visible ties; through actors only, unless other
// passages are opened; never over a denied tie, nor over the remark that two are not the same; over a hostile one only
// if asked. Fewest hops first, then the strongest weakest link, then the order of ids.

const PASSAGES = new Set([...ENTITY_CLASSES.values()].map((cls) => cls.passage).filter(Boolean));
const MOST_PATHS = 5;
const MOST_HOPS = 6;
// A search that takes longer than this is cut short, and says so: some 50 ms, so that the slider stays at hand.
const MOST_STEPS = 60000;
const PATIENCE = 64;

let foundPaths = [];
let foundAll = true;

function currentPath() {
  return foundPaths[Math.min(state.path?.index ?? 0, foundPaths.length - 1)] ?? null;
}

function computePaths() {
  const found = state.path ? searchPaths(state.path, view.ties) : { paths: [], complete: true };
  foundPaths = found.paths;
  foundAll = found.complete;
}

/** Whether a tie can carry a link at all: no denial does, nor that two are not the same; conflict only if asked for. */
function isFollowed(tie, conflict) {
  return tie.status !== "denied" && tie.cls.links && (tie.cls.sign !== "-" || conflict);
}

/** Who is linked to whom: id to id to the ties between them, in the order of ids. */
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
    if (!isFollowed(tie, conflict)) continue;
    for (const [start, end] of tie.edges) {
      if (start === end || !classOn(start) || !classOn(end)) continue;
      link(start, end, tie);
      link(end, start, tie);
    }
  }
  return links;
}

// The search is that of khorasan_graph.graph.enumeration, step by step: for every length, and within it for every grade
// of the weakest hop, depth first in the order of ids, and only to where the end can be reached in exactly the hops
// left.

/** Thrown when a search has taken all its steps; what it has found so far stands. */
class CutShort extends Error {}

/** The hops of at least one strength, and from where the end can be reached in exactly how many. */
class Walks {
  constructor(strengths, weakest, from, to, mayPass) {
    this.hops = new Map();
    for (const [id, others] of strengths) {
      this.hops.set(
        id,
        [...others].filter(([, strength]) => strength <= weakest).map(([other]) => other),
      );
    }
    this.from = from;
    this.to = to;
    this.mayPass = (id) => id !== from && id !== to && mayPass(id);
    this.layers = [new Set([to])];
  }

  beside(id) {
    return this.hops.get(id) ?? [];
  }

  layer(hops) {
    while (this.layers.length <= hops) {
      const before = [...this.layers.at(-1)].flatMap((id) => this.beside(id));
      this.layers.push(new Set(before.filter(this.mayPass)));
    }
    return this.layers[hops];
  }

  lead(length) {
    return this.beside(this.from).some((id) => this.layer(length - 1).has(id));
  }

  /** Whether a walk of exactly so many hops leads from an entity to the end without touching the path. */
  canFinish(path, id, remaining, budget) {
    let frontier = new Set([id]);
    for (let left = remaining - 1; left >= 0; left -= 1) {
      const layer = this.layer(left);
      const next = new Set();
      for (const at of frontier) {
        budget.step();
        for (const other of this.beside(at)) {
          if (other !== id && layer.has(other) && !path.includes(other)) next.add(other);
        }
      }
      if (!next.size) return false;
      frontier = next;
    }
    return true;
  }

  /** Extend a path by one hop and then by so many more, in the order of ids. */
  *extend(path, remaining, budget) {
    const layer = this.layer(remaining);
    for (const id of this.beside(path.at(-1))) {
      if (!layer.has(id) || path.includes(id)) continue;
      budget.step();
      budget.fruitless += 1;
      if (remaining === 0) yield [...path, id];
      else if (budget.fruitless < PATIENCE || this.canFinish(path, id, remaining, budget)) {
        yield* this.extend([...path, id], remaining - 1, budget);
      }
    }
  }
}

function* pathsInOrder(strengths, from, to, mayPass, budget) {
  const grades = [...new Set([...strengths.values()].flatMap((others) => [...others.values()]))].sort();
  const walks = new Map(grades.map((grade) => [grade, new Walks(strengths, grade, from, to, mayPass)]));
  for (let length = 1; length <= MOST_HOPS; length += 1) {
    for (const [grade, graph] of walks) {
      if (!graph.lead(length)) continue;
      for (const ids of graph.extend([from], length - 1, budget)) {
        // A path without a hop of this very grade was produced under a better one.
        if (!ids.slice(1).some((id, place) => strengths.get(ids[place]).get(id) === grade)) continue;
        budget.fruitless = 0;
        yield ids;
      }
    }
  }
}

/** The best paths, best first, and whether the search could look everywhere. */
function searchPaths({ from, to, through, conflict }, ties, most = MOST_PATHS) {
  const links = adjacency(ties, conflict);
  const strengths = new Map();
  for (const [id, others] of links) {
    const sorted = [...others].sort(([one], [other]) => (one < other ? -1 : 1));
    const best = sorted.map(([other, between]) => [other, Math.min(...between.map((tie) => tie.credibility))]);
    strengths.set(id, new Map(best));
  }
  const mayPass = (id) => {
    const passage = ENTITIES.get(id).cls.passage;
    return !passage || through.has(passage);
  };
  const budget = {
    steps: 0,
    fruitless: 0,
    step() {
      this.steps += 1;
      if (this.steps > MOST_STEPS) throw new CutShort();
    },
  };
  const paths = [];
  try {
    for (const ids of pathsInOrder(strengths, from, to, mayPass, budget)) {
      paths.push(describePath(ids, links));
      if (paths.length === most) break;
    }
  } catch (error) {
    if (!(error instanceof CutShort)) throw error;
    return { paths, complete: false };
  }
  return { paths, complete: true };
}

function describePath(ids, links) {
  const hops = ids.slice(1).map((to, place) => {
    const ties = links.get(ids[place]).get(to);
    return { from: ids[place], to, ties, contested: ties.every((tie) => tie.status === "contested") };
  });
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

/**
 * Ties between the two ends themselves that stand in none of the paths: denied ones, and whatever else is visible and
 * not followed, conflict always. Whoever asks how two enemies are linked must not read of a common friend alone.
 */
function notFollowed({ from, to }) {
  const shown = new Set(foundPaths.flatMap((path) => path.hops.flatMap((hop) => hop.ties)));
  const joins = ([one, other]) => (one === from && other === to) || (one === to && other === from);
  const admitted = (tie) => {
    const aside = FAILS.classes | (tie.cls.sign === "-" ? FAILS.signs : 0);
    return !(failures(tie, activityOn(tie, state.date)) & ~aside);
  };
  return (TIES_OF.get(from) ?? []).filter(
    (tie) => tie.edges.some(joins) && !shown.has(tie) && (tie.status === "denied" || admitted(tie)),
  );
}

/**
 * Where no path was found: the smallest relaxation that finds one, in words and as a change of the state. And whether
 * every search for one could look everywhere: only then may it be said that there is none.
 */
function relaxations() {
  const path = state.path;
  const wider = [
    ["follow hostile ties too", { path: { ...path, conflict: true, index: 0 } }],
    ["pass through places, events and states", { path: { ...path, through: new Set(PASSAGES), index: 0 } }],
    ["look at all dates", { date: null, undated: true, possible: true }],
    [
      "take away all filters",
      { ...openFilters(), path: { ...path, conflict: true, through: new Set(PASSAGES), index: 0 } },
    ],
  ];
  const tried = wider.map(([words, patch]) => ({ words, patch, found: pathsWith(patch) }));
  return {
    options: tried.filter(({ found }) => found.paths.length).map(({ words, patch }) => [words, patch]),
    complete: foundAll && tried.every(({ found }) => found.complete),
  };
}

function openFilters() {
  const nothing = { statuses: new Set(["denied"]), signs: new Set(), classes: new Set(), relations: new Set() };
  return { off: nothing, worst: 6, date: null, undated: true, possible: true };
}

/** The best path that there would be after a change of the state. */
function pathsWith(patch) {
  const kept = Object.fromEntries(Object.keys(patch).map((key) => [key, state[key]]));
  Object.assign(state, patch);
  const ties = new Map();
  for (const tie of TIES.values()) {
    const activity = activityOn(tie, state.date);
    if (!failures(tie, activity)) ties.set(tie.id, activity);
  }
  const found = searchPaths(state.path, ties, 1);
  Object.assign(state, kept);
  return found;
}
