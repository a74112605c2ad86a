// The genealogy: lives of organizations over time. Positions come from Python; this file draws them.

const LANES = new Map(DATA.genealogy.lanes.map((lane) => [lane.head || "(none)", lane]));
const EXTRAS = new Set(["commanders", "turns", "defectors"]);

function buildGenealogy() {
  $("genealogy-view").addEventListener("click", () => toggleView("genealogy"));
}

function toggleView(name) {
  change({ view: state.view === name ? "graph" : name });
}

function zoomView(factor) {
  if (factor) zoom(factor);
  else fit();
}

function updateGenealogy() {
  $("genealogy").hidden = state.view !== "genealogy";
}
