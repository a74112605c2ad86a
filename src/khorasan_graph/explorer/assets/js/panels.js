// The panel on the right: an overview, or what is chosen. Which one, and the actions that lead there.

function selectEntity(id, { centre = false } = {}) {
  if (!ENTITIES.has(id)) return;
  const keep = state.selected?.kind === "entity" && state.selected.id === id ? state.hops : 1;
  change({ selected: { kind: "entity", id }, path: null, picking: null, hops: keep });
  if (centre) fit([...view.focus.entities], { closest: 1.3 });
  else reveal(id);
  openDrawer("details");
  announce(`${nameOf(id)}, ${ENTITIES.get(id).cls.label}, ${plural(visibleEdges(id).length, "visible tie")}`);
}

function selectTie(id) {
  if (!TIES.has(id)) return;
  change({ selected: { kind: "tie", id }, path: null, picking: null });
  openDrawer("details");
  announce(`${tieSentence(TIES.get(id))}, ${TIES.get(id).status}`);
}

function clearSelection() {
  change({ selected: null, path: null, picking: null, hops: 1 });
  announce("Nothing chosen");
}

/** Begin a path: the next entity chosen is its end. */
function startPath(from) {
  change({ picking: from, path: null, selected: { kind: "entity", id: from } });
  announce(`Path from ${nameOf(from)}: choose where to`);
}

/** An entity was clicked: the end of a path, one more of several, or the one to look at. */
function pickOrSelect(id, event) {
  if (addsToChoice(event)) toggleChosen(id);
  else if (state.picking && state.picking !== id) showPath(state.picking, id);
  else selectEntity(id);
}

function showPath(from, to) {
  change({ path: { from, to, through: new Set(), conflict: false, index: 0 }, picking: null, selected: null });
  fitPath();
  openDrawer("details");
  announce(
    foundPaths.length
      ? `${plural(foundPaths[0].hops.length, "step")} from ${nameOf(from)} to ${nameOf(to)}`
      : "No link is recorded",
  );
}

function fitPath() {
  fit([...view.focus.entities], { closest: 1.3 });
}

function updatePanel() {
  const panel = $("details");
  const top = panel.dataset.shown === panelKey() ? panel.scrollTop : 0;
  panel.dataset.shown = panelKey();
  const content = state.path
    ? pathPanel()
    : state.selected?.kind === "tie"
      ? tieDossier(TIES.get(state.selected.id))
      : state.selected?.kind === "entities"
        ? severalPanel()
        : state.selected
          ? entityDossier(ENTITIES.get(state.selected.id))
          : overview();
  const within = panel.contains(document.activeElement);
  panel.replaceChildren(...content.filter(Boolean));
  // What had the focus is gone; the heading of what came instead has it, or a keyboard would be thrown to the start.
  if (within) panel.querySelector("h2")?.focus({ preventScroll: true });
  panel.scrollTop = top;
  const picking = $("picking");
  picking.hidden = !state.picking;
  if (state.picking) {
    picking.replaceChildren(
      make(
        "span",
        {},
        "Path from ",
        make("strong", {}, bdi(nameOf(state.picking))),
        ": choose the other end in the picture or by search",
      ),
      button("Cancel", () => change({ picking: null })),
    );
  }
}

function panelKey() {
  if (state.path) return `p ${state.path.from} ${state.path.to}`;
  if (state.selected?.kind === "entities") return `several ${state.selected.ids.join(" ")}`;
  return state.selected ? `${state.selected.kind} ${state.selected.id}` : "overview";
}

function heading(level, text, count) {
  return make(`h${level}`, {}, text, count === undefined ? null : make("span", { class: "count" }, ` ${count}`));
}

function fact(term, ...values) {
  return values.flat().filter(Boolean).length ? [make("dt", {}, term), make("dd", {}, ...values)] : [];
}

function statusChip(tie) {
  return make("span", { class: `chip ${tie.status}`, title: STATUS_WORDS[tie.status] }, tie.status);
}

function activityChip(tie) {
  const activity = activityOn(tie, state.date);
  if (state.date === null || activity === "active") return null;
  return make("span", { class: `chip ${activity}` }, activity === "possible" ? "may hold" : "not at this date");
}

/** One tie as a line of a list, seen from one of its ends. */
function tieCard(tie, from) {
  const others = from === tie.subject ? [tie.object] : from === tie.object ? [tie.subject] : null;
  const shown = others
    ? [
        make("span", { class: "verb" }, `${relationWords(tie, from)} `),
        bdi(nameOf(others[0]), { class: "who", dir: "auto" }),
      ]
    : [
        bdi(nameOf(tie.subject), { class: "who" }),
        make("span", { class: "verb" }, ` ${tie.cls.phrase} `),
        bdi(nameOf(tie.object), { class: "who" }),
      ];
  const publishers = new Set(tie.claims.map((claim) => SOURCES.get(claim.source)?.publisher));
  const grades = tie.claims
    .filter((claim) => claim.stance === "asserts")
    .map((claim) => claim.grade)
    .sort((a, b) => a[1] - b[1] || (a < b ? -1 : 1));
  return make(
    "li",
    {},
    make(
      "button",
      {
        type: "button",
        class: `card look-${tie.look.id}${view.ties.has(tie.id) ? "" : " dim"}`,
        onclick: () => selectTie(tie.id),
      },
      make("span", { class: "what" }, ...shown),
      make(
        "span",
        { class: "meta" },
        make("span", {}, tiePeriod(tie)),
        statusChip(tie),
        activityChip(tie),
        make("span", {}, plural(publishers.size, "publisher"), grades.length ? ` · best ${grades[0]}` : ""),
      ),
    ),
  );
}

function overview() {
  const degree = [...view.entities]
    .map((id) => [visibleEdges(id).length, id])
    .filter(([count]) => count)
    .sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, 20);
  const hidden = hiddenWords();
  return [
    make("h2", { tabindex: "-1" }, "Overview"),
    make(
      "p",
      { class: "lead" },
      "Who is linked to whom, and who says so. Choose an entity or a tie; ",
      "everything is in this file, nothing is fetched.",
    ),
    make(
      "dl",
      {},
      ...fact("Entities", `${view.entities.size} shown of ${ENTITIES.size}`),
      ...fact("Ties", `${view.ties.size} shown of ${TIES.size}`),
      ...fact("Sources", String(SOURCES.size)),
      ...fact("Newest source", META.newest && dateWords(META.newest)),
      ...fact("Vocabulary", META.version),
    ),
    view.ties.size || !TIES.size
      ? null
      : make(
          "p",
          { class: "warning" },
          "No tie passes the filters at this date. ",
          button(
            "Look at all dates",
            () => {
              change({ date: null });
              fit();
            },
            { class: "link" },
          ),
          button(
            "Take away all filters",
            () => {
              change(openFilters());
              fit();
            },
            { class: "link" },
          ),
        ),
    hidden.length ? heading(3, "Not shown") : null,
    hidden.length
      ? make(
          "ul",
          { class: "plain" },
          hidden.map((line) => make("li", {}, line)),
        )
      : null,
    Object.keys(META.selection).length
      ? make(
          "p",
          { class: "note" },
          `This file was made from a part of the data: ${selectionWords()}. `,
          `${plural(META.held_back, "tie")} stayed outside.`,
          META.selection.as_of && isoToDay(META.selection.as_of) === null && META.opens
            ? ` It opens at the end of that date, ${dayWords(META.opens)}: ` +
              "what ended earlier in it is not shown at first."
            : null,
        )
      : null,
    heading(3, state.date === null ? "Most connected, all dates" : `Most connected, ${dateLabel()}`),
    make(
      "ul",
      { class: "cards" },
      degree.map(([count, id]) =>
        make(
          "li",
          {},
          make(
            "button",
            { type: "button", class: "card", onclick: () => selectEntity(id) },
            make("span", { class: "what" }, bdi(nameOf(id), { class: "who", dir: "auto" })),
            make("span", { class: "meta" }, `${ENTITIES.get(id).cls.label} · ${plural(count, "tie")}`),
          ),
        ),
      ),
    ),
    heading(3, "Keys"),
    make(
      "dl",
      { class: "keys" },
      ...[
        ["/", "search"],
        ["arrows", "move from entity to entity"],
        ["Space", "keep it, and add others: what links them"],
        ["Enter", "centre what is chosen"],
        ["P", "path from what is chosen"],
        ["F", "one or two steps around it"],
        ["T", "table or picture"],
        ["G", "genealogy or picture"],
        ["+ − 0", "nearer, farther, everything"],
        ["Esc", "let go"],
      ].flatMap(([key, does]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, does)]),
    ),
  ];
}

function selectionWords() {
  const some = (values) => values.slice(0, 6).join(", ") + (values.length > 6 ? "…" : "");
  const words = ([key, value]) => `${key.replaceAll("_", " ")} ${Array.isArray(value) ? some(value) : value}`;
  return Object.entries(META.selection).map(words).join("; ");
}

/** What the filters keep back, in words: an analyst must know what is not on the screen. */
function hiddenWords() {
  const sum = (test) => [...TIES.values()].filter(test).length;
  const lines = [];
  const of = (count, text) => {
    if (count) lines.push(`${plural(count, "tie")} ${text}`);
  };
  of(
    sum((tie) => state.off.statuses.has(tie.status)),
    `of status ${[...state.off.statuses].join(" or ")}`,
  );
  of(
    sum((tie) => !classOn(tie.subject) || !classOn(tie.object)),
    "with an entity class that is switched off (places and events at first)",
  );
  of(
    sum((tie) => state.off.relations.has(tie.type)),
    "of a kind that is switched off (lists at first)",
  );
  of(
    sum((tie) => state.off.signs.has(tie.cls.sign)),
    "of a sign that is switched off",
  );
  of(
    sum((tie) => tie.credibility > state.worst),
    "below the least credibility",
  );
  if (state.date !== null) {
    of(
      sum((tie) => activityOn(tie, state.date) === "inactive"),
      "that do not hold on the date",
    );
    if (!state.possible)
      of(
        sum((tie) => activityOn(tie, state.date) === "possible"),
        "that only may hold on the date",
      );
  }
  if (!state.undated)
    of(
      sum((tie) => tie.undated),
      "without dates",
    );
  if (META.left_out) {
    lines.push(
      `${plural(META.left_out, "entity", "entities")} with the fewest ties: too many for one page. ` +
        "Make another around one of them: khorasan-graph render --focus NAME",
    );
  }
  return lines;
}
