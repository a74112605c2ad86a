// What the reader has asked for. One object; every change passes through `change`, which redraws what depends on it.

const CONTEXT_ROLES = new Set(["Place", "Event"]);

/** Hidden at first: denied ties, places, events, and the lists on which groups stand. All are counted on the page. */
function defaultOff() {
  const classes = [...ENTITY_CLASSES].filter(([, cls]) => CONTEXT_ROLES.has(cls.role)).map(([name]) => name);
  const relations = [...RELATION_CLASSES].filter(([, cls]) => cls.family === "Designation").map(([name]) => name);
  return { statuses: new Set(["denied"]), signs: new Set(), classes: new Set(classes), relations: new Set(relations) };
}

const state = {
  off: defaultOff(),
  worst: 6,
  date: META.opens ?? null,
  undated: true,
  possible: true,
  ghosts: false,
  lone: false,
  selected: null,
  hops: 1,
  path: null,
  picking: null,
  view: "graph",
  lanes: new Set(),
  extras: new Set(),
  theme: "auto",
};

const listeners = [];

function onChange(listener) {
  listeners.push(listener);
}

function change(patch) {
  Object.assign(state, patch);
  computeView();
  for (const listener of listeners) listener();
}

const same = (one, other) => one.size === other.size && [...one].every((value) => other.has(value));

function stateToHash() {
  const fields = new URLSearchParams();
  const standard = defaultOff();
  for (const [key, values] of Object.entries(state.off)) {
    if (!same(values, standard[key])) fields.set(`hide-${key}`, [...values].sort().join(","));
  }
  if (state.worst !== 6) fields.set("credibility", state.worst);
  if (state.date === null) fields.set("date", "all");
  else if (state.date !== META.opens) fields.set("date", dayToIso(state.date));
  for (const [key, standardValue] of [
    ["undated", true],
    ["possible", true],
    ["ghosts", false],
    ["lone", false],
  ]) {
    if (state[key] !== standardValue) fields.set(key, state[key] ? "1" : "0");
  }
  if (state.path) {
    fields.set("from", state.path.from);
    fields.set("to", state.path.to);
    if (state.path.through.size) fields.set("through", [...state.path.through].sort().join(","));
    if (state.path.conflict) fields.set("conflict", "1");
    if (state.path.index) fields.set("nth", state.path.index + 1);
  } else if (state.selected?.kind === "entities") {
    fields.set("entities", state.selected.ids.join(","));
  } else if (state.selected) {
    fields.set(state.selected.kind, state.selected.id);
    if (state.hops !== 1) fields.set("hops", state.hops);
  }
  if (state.view !== "graph") fields.set("view", state.view);
  for (const key of ["lanes", "extras"]) if (state[key].size) fields.set(key, [...state[key]].sort().join(","));
  if (state.theme !== "auto") fields.set("theme", state.theme);
  return fields.toString();
}

/** The state that a link asks for. Whatever in it is not known here is left aside. */
function hashToState(text) {
  const fields = new URLSearchParams(text);
  const known = {
    statuses: new Set(STATUSES),
    signs: new Set(SIGNS.map(([sign]) => sign)),
    classes: new Set(ENTITY_CLASSES.keys()),
    relations: new Set(RELATION_CLASSES.keys()),
  };
  const off = defaultOff();
  for (const key of Object.keys(off)) {
    const given = fields.get(`hide-${key}`);
    if (given !== null) off[key] = new Set(given.split(",").filter((value) => known[key].has(value)));
  }
  const flag = (key, standard) => (fields.has(key) ? fields.get(key) === "1" : standard);
  const worst = Number(fields.get("credibility") ?? 6);
  const patch = {
    off,
    worst: worst >= 1 && worst <= 6 ? Math.round(worst) : 6,
    date: fields.get("date") === "all" ? null : (isoToDay(fields.get("date") ?? "") ?? META.opens ?? null),
    undated: flag("undated", true),
    possible: flag("possible", true),
    ghosts: flag("ghosts", false),
    lone: flag("lone", false),
    view: ["table", "genealogy"].includes(fields.get("view")) ? fields.get("view") : "graph",
    lanes: new Set((fields.get("lanes") ?? "").split(",").filter((head) => LANES.has(head))),
    extras: new Set((fields.get("extras") ?? "").split(",").filter((name) => EXTRAS.has(name))),
    theme: ["light", "dark"].includes(fields.get("theme")) ? fields.get("theme") : "auto",
    hops: fields.get("hops") === "2" ? 2 : 1,
    selected: null,
    path: null,
    picking: null,
  };
  const [from, to] = [fields.get("from"), fields.get("to")];
  if (ENTITIES.has(from) && ENTITIES.has(to) && from !== to) {
    const through = (fields.get("through") ?? "").split(",").filter((word) => PASSAGES.has(word));
    const index = Math.max(0, Math.round(Number(fields.get("nth") ?? 1)) - 1 || 0);
    patch.path = { from, to, through: new Set(through), conflict: fields.get("conflict") === "1", index };
  } else if (fields.has("entities")) {
    const ids = [...new Set(fields.get("entities").split(","))].filter((id) => ENTITIES.has(id));
    if (ids.length) patch.selected = { kind: "entities", ids, current: null };
  } else if (ENTITIES.has(fields.get("entity"))) {
    patch.selected = { kind: "entity", id: fields.get("entity") };
  } else if (TIES.has(fields.get("tie"))) {
    patch.selected = { kind: "tie", id: fields.get("tie") };
  }
  return patch;
}
