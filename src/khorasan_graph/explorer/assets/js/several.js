// Several entities chosen at once: what links them. The ties among them and the neighbours they have in common, over
// visible ties, each with its evidence. Nothing is passed through here: a longer chain is the business of a path.

const MOST_IN_COMMON = 40;

/** Whether a click or key asks to add to what is chosen, and not to choose anew. */
function addsToChoice(event) {
  return Boolean(event && (event.ctrlKey || event.metaKey || event.shiftKey));
}

/** The entities chosen, one or several, in the order in which they were. */
function chosenIds() {
  if (state.selected?.kind === "entities") return state.selected.ids;
  return state.selected?.kind === "entity" ? [state.selected.id] : [];
}

/** The entity from which the arrow keys go on. */
function currentId() {
  if (state.selected?.kind === "entities") return state.selected.current ?? state.selected.ids.at(-1);
  return state.selected?.kind === "entity" ? state.selected.id : null;
}

function chooseSeveral(ids, current) {
  const selected = ids.length ? { kind: "entities", ids, current } : null;
  change({ selected, path: null, picking: null, hops: 1 });
  openDrawer(selected ? "details" : "");
}

/** Add an entity to those chosen, or let go of it. */
function toggleChosen(id) {
  if (!ENTITIES.has(id)) return;
  const before = chosenIds();
  const ids = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
  chooseSeveral(ids, id);
  const links = view.several;
  const told =
    links && ids.length > 1 ? `: ${plural(links.among.length, "tie")} among them, ${inCommonWords(links)}` : "";
  announce(`${nameOf(id)} ${ids.includes(id) ? "added" : "let go"}; ${ids.length} chosen${told}`);
}

/** The Space key: keep the one entity chosen while going on to others, or add the one gone to. */
function holdCurrent() {
  const id = currentId();
  if (!id) return;
  if (state.selected.kind === "entities") {
    toggleChosen(id);
    return;
  }
  chooseSeveral([id], id);
  announce(`${nameOf(id)} kept: go to another and press Space to add it`);
}

/** Go to an entity without choosing it: the choice stays. */
function goTo(id) {
  change({ selected: { ...state.selected, current: id } });
  reveal(id);
  const held = state.selected.ids.includes(id) ? "chosen" : "not chosen, Space adds it";
  announce(`${nameOf(id)}, ${ENTITIES.get(id).cls.label}, ${held}`);
}

/**
 * What links the entities: ties among them, and common neighbours, each with its ties to every one of them. Denials,
 * and that two are not the same, link nobody: those among them stand apart, denials even where the filters hide them.
 */
function linksAmong(ids) {
  const members = new Set(ids);
  const within = ([start, end]) => start !== end && members.has(start) && members.has(end);
  const apart = [...TIES.values()].filter(
    (tie) => !isFollowed(tie, true) && tie.edges.some(within) && (tie.status === "denied" || view.ties.has(tie.id)),
  );
  const among = new Set();
  const beside = new Map();
  for (const id of ids) {
    for (const [tie, other] of visibleEdges(id)) {
      if (other === id || !isFollowed(tie, true)) continue;
      if (members.has(other)) {
        among.add(tie);
        continue;
      }
      if (!beside.has(other)) beside.set(other, new Map());
      const ties = beside.get(other);
      if (!ties.has(id)) ties.set(id, []);
      if (!ties.get(id).includes(tie)) ties.get(id).push(tie);
    }
  }
  const common = [...beside].filter(([, ties]) => ties.size > 1);
  common.sort((a, b) => b[1].size - a[1].size || (nameOf(a[0]) < nameOf(b[0]) ? -1 : 1));
  return { among: [...among].sort((a, b) => (a.id < b.id ? -1 : 1)), common, apart };
}

/** What stays strong: those chosen, what they have in common, and the ties that make it. */
function focusOfSeveral({ among, common }) {
  const entities = new Set(state.selected.ids);
  const ties = new Set(among.map((tie) => tie.id));
  if (state.selected.current) entities.add(state.selected.current);
  for (const [id, links] of common) {
    entities.add(id);
    for (const tie of [...links.values()].flat()) ties.add(tie.id);
  }
  return { entities, ties };
}

function inCommonWords({ common }) {
  return plural(common.length, "common neighbour");
}

function severalPanel() {
  const { ids } = state.selected;
  const links = view.several;
  const member = (id) =>
    make(
      "li",
      {},
      entityButton(id),
      " ",
      button("✕", () => toggleChosen(id), { class: "link", "aria-label": `Let go of ${nameOf(id)}` }),
    );
  const shown = links.common.slice(0, MOST_IN_COMMON);
  return [
    make("p", { class: "kind" }, "Several chosen"),
    make("h2", { tabindex: "-1" }, ids.length === 1 ? "One, and whom else?" : `What links these ${ids.length}`),
    make("ul", { class: "chosen" }, ids.map(member)),
    make(
      "p",
      { class: "hint" },
      "Add or let go: Ctrl, Cmd or Shift and a click, or the arrow keys and Space. Esc lets go of all.",
    ),
    ids.length === 2
      ? make(
          "div",
          { class: "actions" },
          button("Path between them", () => showPath(...ids), { title: "Key P" }),
        )
      : null,
    ...(ids.length > 1
      ? [
          heading(3, "Ties among them", links.among.length),
          links.among.length ? null : make("p", { class: "hint" }, "No tie among them is visible."),
          ...links.among.map((tie) => hopEvidence(tie, { open: links.among.length < 6 })),
          ...apart("Recorded among them, and no link", links.apart),
          heading(3, "Neighbours in common", links.common.length),
          links.common.length
            ? null
            : make("p", { class: "hint" }, "No visible tie leads from two of them to one other."),
          ...shown.flatMap(([id, ties]) => commonNeighbour(id, ties)),
          links.common.length > shown.length
            ? make("p", { class: "hint" }, `and ${links.common.length - shown.length} more, strong in the picture`)
            : null,
        ]
      : []),
  ];
}

function commonNeighbour(id, ties) {
  const { ids } = state.selected;
  const count = ids.length > 2 ? ` linked to ${ties.size === ids.length ? "all" : ties.size} of them` : "";
  const seen = new Set([...ties.values()].flat());
  return [
    make("h4", {}, entityButton(id), count ? make("span", { class: "count" }, count) : null),
    ...[...seen].map((tie) => hopEvidence(tie, { open: false })),
  ];
}
