// The start: everything is built, wired to the state, and brought to what the link asks for.

const THEME_ORDER = ["auto", "light", "dark"];

function openDrawer(name) {
  document.body.dataset.drawer = name;
}

function toggleDrawer(name) {
  document.body.dataset.drawer = document.body.dataset.drawer === name ? "" : name;
}

function updateChrome() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  $("theme").textContent = `Theme: ${state.theme}`;
  $("view").textContent = state.view === "table" ? "Picture" : "Table";
  $("view").setAttribute("aria-pressed", String(state.view === "table"));
  $("counts").textContent =
    `${view.entities.size} of ${ENTITIES.size} entities · ${view.ties.size} of ${TIES.size} ties`;
  const maybe = [...view.ties.values()].filter((activity) => activity === "possible").length;
  $("maybe").textContent = maybe ? ` · ${maybe} may hold` : "";
  $("details-toggle").setAttribute("aria-expanded", String(document.body.dataset.drawer === "details"));
  $("filters-toggle").setAttribute("aria-expanded", String(document.body.dataset.drawer === "filters"));
}

let writtenHash = null;

function writeHash() {
  const hash = stateToHash();
  if (hash === writtenHash) return;
  writtenHash = hash;
  // A page in a sandboxed frame may not touch its address; the picture matters more than the link.
  try {
    history.replaceState(null, "", hash ? `#${hash}` : "#");
  } catch {
    writtenHash = hash;
  }
}

function readHash() {
  const text = location.hash.slice(1);
  if (text === writtenHash) return;
  change(hashToState(text));
  if (state.path) fitPath();
  else if (state.selected && view.focus) fit([...view.focus.entities], { closest: 1.3 });
}

/** The entity that lies nearest in a direction: among those linked to the chosen one, or else among all. */
function neighbourTowards(id, dx, dy) {
  const linked = new Set(visibleEdges(id).map(([, other]) => other));
  const here = placeOf(id);
  const nearest = (ids) => {
    let best = null,
      least = Infinity;
    for (const other of ids) {
      if (other === id || !view.entities.has(other)) continue;
      const there = placeOf(other);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      if (along > 0 && aside < 1.8 * along && along + 2 * aside < least) [best, least] = [other, along + 2 * aside];
    }
    return best;
  };
  return nearest(linked) ?? nearest(view.entities);
}

function moveSelection(dx, dy) {
  const from = currentId();
  if (!from) {
    const [first] = labelOrder();
    if (first) selectEntity(first);
    return;
  }
  const next = neighbourTowards(from, dx, dy);
  if (next && state.selected.kind === "entities") goTo(next);
  else if (next) selectEntity(next);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Change the view by a key; the focus goes along, or it would be on what is hidden now. */
function goToView(name) {
  toggleView(name);
  const shown = $({ graph: "canvas", table: "table", genealogy: "genealogy" }[state.view]);
  (shown.matches("[tabindex]") ? shown : shown.querySelector("[tabindex='0']"))?.focus();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const chosen = state.selected?.kind === "entity" ? state.selected.id : null;
  if (event.key === "Escape") {
    if (document.body.dataset.drawer === "filters") openDrawer("");
    else if (state.picking) change({ picking: null });
    else {
      openDrawer("");
      clearSelection();
    }
    return;
  }
  if (typing) return;
  const does = {
    "/": () => $("search").focus(),
    p: () => (chosen ? startPath(chosen) : chosenIds().length === 2 && showPath(...chosenIds())),
    f: () => chosen && setHops(state.hops === 1 ? 2 : 1),
    t: () => goToView("table"),
    g: () => goToView("genealogy"),
    "+": () => zoomView(1.3),
    "=": () => zoomView(1.3),
    "-": () => zoomView(1 / 1.3),
    0: () => zoomView(0),
  }[event.key.toLowerCase()];
  if (does) {
    event.preventDefault();
    does();
  } else if (event.target === $("canvas") && ARROWS[event.key]) {
    event.preventDefault();
    moveSelection(...ARROWS[event.key]);
  } else if (event.target === $("canvas") && event.key === " ") {
    event.preventDefault();
    holdCurrent();
  } else if (event.target === $("canvas") && event.key === "Enter" && view.focus) {
    fit([...view.focus.entities], { closest: 1.3 });
  }
}

function start() {
  if (location.hash.length > 1) Object.assign(state, hashToState(location.hash.slice(1)));
  computeView();
  buildFilters();
  buildTime();
  buildSearch();
  buildCanvas();
  buildGenealogy();
  onChange(updateFilters);
  onChange(updateTime);
  onChange(updateTable);
  onChange(updatePanel);
  onChange(updateChrome);
  onChange(updateGenealogy);
  onChange(() => {
    if (state.view !== "genealogy") paint();
  });
  onChange(writeHash);
  $("theme").addEventListener("click", () =>
    change({ theme: THEME_ORDER[(THEME_ORDER.indexOf(state.theme) + 1) % 3] }),
  );
  $("view").addEventListener("click", () => toggleView("table"));
  $("csv").addEventListener("click", exportCsv);
  $("png").addEventListener("click", exportPng);
  $("svg").addEventListener("click", () => (state.view === "genealogy" ? exportGenealogy() : exportSvg()));
  $("nearer").addEventListener("click", () => zoomView(1.3));
  $("farther").addEventListener("click", () => zoomView(1 / 1.3));
  $("whole").addEventListener("click", () => zoomView(0));
  $("filters-toggle").addEventListener("click", () => {
    toggleDrawer("filters");
    updateChrome();
  });
  $("details-toggle").addEventListener("click", () => {
    toggleDrawer("details");
    updateChrome();
  });
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", readHash);
  window.addEventListener("beforeprint", preparePrint);
  window.addEventListener("afterprint", endPrint);
  darkSystem.addEventListener("change", () => change({}));
  change({});
  fit(undefined, { animate: false });
  if (state.path) fit([...view.focus.entities], { animate: false, closest: 1.3 });
  else if (state.selected) fit([...view.focus.entities], { animate: false, closest: 1.3 });
  openDrawer("");
  document.body.dataset.ready = "yes";
}

// For tests and for the console of a curious reader: look, but no more.
window.khorasan = Object.freeze({
  fold,
  csv: csvText,
  dateWords,
  // Of every tie, by its id: when it held, in words, and as years in the picture.
  periods: () => Object.fromEntries([...TIES].map(([id, tie]) => [id, [tieWhen(tie), tieYears(tie)]])),
  hash: stateToHash,
  search: (text) => searchEntities(text).map((hit) => hit.entity.id),
  visibleTies: () => Object.fromEntries(view.ties),
  visibleEntities: () => [...view.entities].sort(),
  onScreen: (id) => network.canvasToDOM(placeOf(id)),
  position: (id) => placeOf(id),
  tieOnScreen: (id) => network.canvasToDOM(edgeMiddle(EDGES_OF_TIE.get(id)[0])),
  allPathsSought: () => foundAll,
  paths: () => foundPaths.map((path) => [path.hops[0].from, ...path.hops.map((hop) => hop.to)]),
  scale: () => network.getScale(),
  svg: pictureSvg,
  focus: () => view.focus && { entities: [...view.focus.entities].sort(), ties: [...view.focus.ties].sort() },
  pictureSize: async () => {
    const sheet = await pictureCanvas();
    return [sheet.width, sheet.height];
  },
});

start();
