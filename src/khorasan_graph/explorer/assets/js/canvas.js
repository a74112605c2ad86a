// The picture: vis-network draws the shapes and lines; this file says which, in what colour and how strong. Nodes never
// move by themselves, and a change touches only the nodes and edges whose look it changes.

const THEMES = {
  light: {
    paper: "#FBFAF7",
    ink: "#1C2430",
    muted: "#5B6675",
    node: "#3B4654",
    umbrella: "#1C2430",
    soft: "#778190",
    ring: "#F2A900",
    ghost: "#9AA3AE",
    halo: "#FBFAF7",
    hulls: ["#DDE9F5", "#E0F0E6", "#EDE4F4", "#FAE8DC", "#F6EFCF", "#DDF0F1", "#F7E1E6", "#E6E8EE"],
  },
  dark: {
    paper: "#10151C",
    ink: "#E7EBF0",
    muted: "#98A3B3",
    node: "#C3CBD6",
    umbrella: "#FFFFFF",
    soft: "#8D98A8",
    ring: "#FFC533",
    ghost: "#59636F",
    halo: "#10151C",
    hulls: ["#1A2A3D", "#173026", "#2B2138", "#38271B", "#332E15", "#15302F", "#371F28", "#232A34"],
  },
};
const FADED = 0.12;
const FAINT_POSSIBLE = 0.62;

const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

let printing = false;

function isDark() {
  if (printing) return false;
  return state.theme === "dark" || (state.theme === "auto" && darkSystem.matches);
}

function theme() {
  return isDark() ? THEMES.dark : THEMES.light;
}

function lookColour(look) {
  return isDark() ? look.dark : look.light;
}

// Words need more contrast than lines: where a family's colour has too little, they take its neighbour. As the style.
const WORD_COLOURS = {
  light: { lineage: "#0069A8", hostility: "#BE1230", context: "#626B76" },
  dark: { lineage: "#79B0F7", hostility: "#F58079", context: "#98A3B3" },
};

function wordColour(look) {
  return (isDark() ? WORD_COLOURS.dark : WORD_COLOURS.light)[look.id] ?? lookColour(look);
}

const EDGES = new Map(DATA.picture.edges.map((edge) => [edge.id, edge]));
const EDGES_OF_TIE = new Map();
for (const edge of DATA.picture.edges) {
  if (!EDGES_OF_TIE.has(edge.tie)) EDGES_OF_TIE.set(edge.tie, []);
  EDGES_OF_TIE.get(edge.tie).push(edge);
}

let network = null;
const painted = new Map();
const vnodes = new vis.DataSet();
const vedges = new vis.DataSet();
const hovered = { node: null, edge: null };

// vis-network keeps what it draws in plain objects, where an entity called `constructor` would find a function. So it
// gets every id with a mark in front.
const visId = (id) => `:${id}`;
const ownId = (id) => id.slice(1);

function placeOf(id) {
  return network.getPosition(visId(id));
}

function isHidden(edge) {
  return Boolean(vedges.get(visId(edge.id))?.hidden);
}

function nodeLook(entity) {
  if (!view.entities.has(entity.id)) return { hidden: true };
  const colours = theme();
  const exists = existsOn(entity, state.date);
  const faded = view.focus && !view.focus.entities.has(entity.id);
  const strong = entity.type === "Umbrella" ? colours.umbrella : entity.size <= 12 ? colours.soft : colours.node;
  return {
    hidden: false,
    opacity: faded ? FADED : 1,
    color: { background: exists ? strong : colours.paper, border: exists ? colours.paper : strong },
    borderWidth: exists ? 1.5 : 2,
    shapeProperties: { borderDashes: exists ? false : [4, 3] },
  };
}

function edgeLook(edge) {
  const tie = TIES.get(edge.tie);
  const activity = view.ties.get(tie.id);
  const ghost = view.ghosts.has(tie.id);
  const endsShown =
    view.entities.has(edge.from) && view.entities.has(edge.to) && classOn(edge.from) && classOn(edge.to);
  const pulledIn = view.focus?.ties.has(tie.id) && view.entities.has(edge.from) && view.entities.has(edge.to);
  if ((activity === undefined && !ghost && !pulledIn) || !(endsShown || pulledIn)) return { hidden: true };
  const focused = view.focus?.ties.has(tie.id);
  if (ghost) {
    const opacity = view.focus && !focused ? FADED : 0.75;
    return { hidden: false, color: { color: theme().ghost, opacity, inherit: false }, dashes: [1, 6], width: 1.2 };
  }
  let opacity = activity === "possible" ? (focused ? 0.8 : FAINT_POSSIBLE) : 1;
  if (tie.status === "denied") opacity *= 0.55;
  if (view.focus && !focused) opacity = FADED;
  return {
    hidden: false,
    color: { color: lookColour(tie.look), opacity, inherit: false },
    dashes: tie.status === "contested" ? [11, 6] : tie.status === "denied" ? [3, 6] : false,
    width: edge.width * (focused ? 1.25 : 1),
  };
}

/** Bring what is drawn in line with the state; returns how many items changed. */
function paint() {
  const nodes = [],
    edges = [];
  const stale = (key, look) => {
    const signature = JSON.stringify(look);
    if (painted.get(key) === signature) return false;
    painted.set(key, signature);
    return true;
  };
  for (const entity of ENTITIES.values()) {
    const look = nodeLook(entity);
    if (stale(`n ${entity.id}`, look)) nodes.push({ id: visId(entity.id), ...look });
  }
  for (const edge of EDGES.values()) {
    const look = edgeLook(edge);
    if (stale(`e ${edge.id}`, look)) edges.push({ id: visId(edge.id), ...look });
  }
  if (nodes.length) vnodes.updateOnly(nodes);
  if (edges.length) vedges.updateOnly(edges);
  network.redraw();
  return nodes.length + edges.length;
}

function buildCanvas() {
  // Added as they will look: adding them first and painting them then would take vis-network twice as long.
  const dressed = (item, key, look) => {
    painted.set(key, JSON.stringify(look));
    const ends = item.from === undefined ? {} : { from: visId(item.from), to: visId(item.to) };
    return { ...item, ...look, id: visId(item.id), ...ends };
  };
  vnodes.add(DATA.picture.nodes.map((node) => dressed(node, `n ${node.id}`, nodeLook(ENTITIES.get(node.id)))));
  vedges.add(DATA.picture.edges.map((edge) => dressed(edge, `e ${edge.id}`, edgeLook(edge))));
  network = new vis.Network($("canvas"), { nodes: vnodes, edges: vedges }, DATA.picture.options);
  // One stop for the keyboard, not two: the keys belong to the element around it.
  $("canvas").firstElementChild.tabIndex = -1;
  network.on("beforeDrawing", drawUnder);
  network.on("afterDrawing", drawOver);
  network.on("click", (event) => {
    const [id] = event.nodes;
    if (id !== undefined) {
      pickOrSelect(ownId(id), event.event.srcEvent);
      return;
    }
    const edge = network.getEdgeAt(event.pointer.DOM);
    if (edge !== undefined && !vedges.get(edge)?.hidden) selectTie(EDGES.get(ownId(edge)).tie);
    else if (state.selected || state.path) clearSelection();
  });
  network.on("doubleClick", (event) => {
    if (event.nodes.length && !addsToChoice(event.event.srcEvent)) {
      selectEntity(ownId(event.nodes[0]), { centre: true });
    }
  });
  network.on("hoverNode", ({ node, event }) => hover({ node: ownId(node), edge: null }, event));
  network.on("hoverEdge", ({ edge, event }) => hovered.node ?? hover({ node: null, edge: ownId(edge) }, event));
  network.on("blurNode", () => hover({ node: null, edge: null }));
  network.on("blurEdge", () => hovered.node ?? hover({ node: null, edge: null }));
  network.on("dragStart", () => hover({ node: null, edge: null }));
  $("canvas").addEventListener("mouseleave", () => hover({ node: null, edge: null }));
}

function motion() {
  return stillness.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" };
}

function boundsOf(ids) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const id of ids) {
    const entity = ENTITIES.get(id);
    const { x, y } = placeOf(id);
    box.left = Math.min(box.left, x - entity.size);
    box.right = Math.max(box.right, x + entity.size);
    box.top = Math.min(box.top, y - entity.size);
    box.bottom = Math.max(box.bottom, y + entity.size);
  }
  return box;
}

/** Bring entities into view; without any, all that are visible. */
function fit(ids = [...view.entities], { animate = true, closest = 1.2 } = {}) {
  if (!ids.length) return;
  const box = boundsOf(ids);
  const { clientWidth: width, clientHeight: height } = $("canvas");
  // Names keep their size on the screen, so the room for them is counted in the screen's units.
  const aside = Math.min(2 * 88, width * 0.3);
  const scale = Math.min(
    (width - aside) / (box.right - box.left || 1),
    (height - 110) / (box.bottom - box.top || 1),
    closest,
  );
  const position = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  network.moveTo({ position, scale: Math.max(scale, 0.05), animation: animate && motion() });
}

const zoomed = { scale: 1, when: -Infinity };

/** Nearer or farther. Pressed again while the picture still moves, it goes on from where that will end. */
function zoom(factor) {
  const now = performance.now();
  const from = now - zoomed.when < 350 ? zoomed.scale : network.getScale();
  Object.assign(zoomed, { scale: Math.min(4, Math.max(0.08, from * factor)), when: now });
  network.moveTo({ scale: zoomed.scale, animation: motion() });
}

/** Move the picture only if the entity is not on it. */
function reveal(id) {
  const { x, y } = network.canvasToDOM(placeOf(id));
  const { clientWidth: width, clientHeight: height } = $("canvas");
  if (x < 40 || y < 40 || x > width - 40 || y > height - 60) {
    network.moveTo({ position: placeOf(id), animation: motion() });
  }
}

function hover(what, event) {
  Object.assign(hovered, what);
  $("canvas").classList.toggle("pointing", Boolean(what.node ?? what.edge));
  showTip(event);
  network.redraw();
}

function showTip(event) {
  const tip = $("tip");
  tip.hidden = !(hovered.node ?? hovered.edge);
  if (tip.hidden || !event) return;
  tip.replaceChildren();
  if (hovered.node) {
    const entity = ENTITIES.get(hovered.node);
    const period = entity.role === "Event" ? dateWords(entity.start) : entityPeriod(entity);
    tip.append(
      make("strong", {}, bdi(entity.name, { dir: "auto" })),
      make("span", {}, [entity.cls.label, period].filter(Boolean).join(" · ")),
    );
    if (entity.native) tip.append(make("span", { class: "native", dir: "auto" }, entity.native));
    const { length } = visibleEdges(entity.id);
    tip.append(make("span", {}, plural(length, "visible tie")));
  } else {
    const tie = TIES.get(EDGES.get(hovered.edge).tie);
    tip.append(
      make("strong", {}, bdi(nameOf(tie.subject)), ` ${tie.cls.phrase} `, bdi(nameOf(tie.object))),
      make(
        "span",
        {},
        `${tie.status} · ${tiePeriod(tie)}${view.ties.get(tie.id) === "possible" ? " · may hold on this date" : ""}`,
      ),
      make("span", {}, evidenceWords(tie)),
    );
  }
  const box = $("stage").getBoundingClientRect();
  const x = event.clientX - box.left,
    y = event.clientY - box.top;
  tip.style.left = `${Math.max(4, Math.min(x + 14, box.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 18 + tip.offsetHeight > box.height ? Math.max(4, y - tip.offsetHeight - 12) : y + 18}px`;
}
