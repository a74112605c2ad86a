// The visible ties as a table: for readers who do not see the picture, and for those who want a list.

const COLUMNS = [
  { key: "subject", label: "From", value: (tie) => nameOf(tie.subject) },
  { key: "relation", label: "Tie", value: (tie) => tie.cls.phrase },
  { key: "object", label: "To", value: (tie) => nameOf(tie.object) },
  { key: "period", label: "When", value: (tie) => tie.begins ?? -1, shown: tiePeriod },
  {
    key: "activity",
    label: "On the date",
    value: (tie) => (state.date === null ? "" : ACTIVITY_WORDS[view.ties.get(tie.id)]),
  },
  { key: "status", label: "Status", value: (tie) => tie.status },
  {
    key: "credibility",
    label: "Credibility",
    value: (tie) => (isAsserted(tie) ? tie.credibility : 7),
    shown: (tie) => (isAsserted(tie) ? tie.credibility : "none"),
    figure: true,
  },
  {
    key: "publishers",
    label: "Publishers",
    figure: true,
    value: (tie) => new Set(tie.claims.map((claim) => SOURCES.get(claim.source)?.publisher)).size,
  },
];
const sorting = { key: "subject", down: false };

function sortedTies() {
  const column = COLUMNS.find((one) => one.key === sorting.key);
  const compare = (a, b) => {
    const one = column.value(a),
      other = column.value(b);
    const order = typeof one === "number" ? one - other : one.localeCompare(other, "en");
    return (sorting.down ? -order : order) || (a.id < b.id ? -1 : 1);
  };
  return [...view.ties.keys()].map((id) => TIES.get(id)).sort(compare);
}

function updateTable() {
  const holder = $("table");
  const shown = state.view === "table";
  holder.hidden = !shown;
  $("canvas").hidden = shown;
  $("zoom").hidden = shown;
  $("tip").hidden = true;
  if (!shown) {
    holder.replaceChildren();
    return;
  }
  const ties = sortedTies();
  const head = make(
    "tr",
    {},
    COLUMNS.map((column) =>
      make(
        "th",
        {
          scope: "col",
          "aria-sort": column.key === sorting.key ? (sorting.down ? "descending" : "ascending") : "none",
        },
        button(column.label, () => sortBy(column.key)),
      ),
    ),
  );
  const rows = ties.map((tie) =>
    make(
      "tr",
      { class: state.selected?.id === tie.id ? "chosen" : "", "data-id": tie.id },
      COLUMNS.map((column) => {
        if (column.key === "subject") return make("th", { scope: "row" }, entityButton(tie.subject));
        if (column.key === "object") return make("td", {}, entityButton(tie.object));
        if (column.key === "relation")
          return make(
            "td",
            { class: `look-${tie.look.id}` },
            lineSample({ head: tie.look.head }),
            make("button", { type: "button", class: "name", onclick: () => selectTie(tie.id) }, tie.cls.phrase),
          );
        if (column.key === "status") return make("td", {}, statusChip(tie));
        return make(
          "td",
          { class: column.figure ? "figure" : "" },
          String(column.shown ? column.shown(tie) : column.value(tie)),
        );
      }),
    ),
  );
  const top = holder.scrollTop;
  const held = holder.contains(document.activeElement)
    ? [...holder.querySelectorAll("button")].indexOf(document.activeElement)
    : -1;
  holder.replaceChildren(
    make(
      "table",
      {},
      make(
        "caption",
        {},
        `${plural(ties.length, "tie")} between ${plural(view.entities.size, "entity", "entities")}, `,
        state.date === null ? "all dates" : `as of ${dateLabel()}`,
        `; ${plural(TIES.size - ties.length, "tie")} not shown`,
      ),
      make("thead", {}, head),
      make("tbody", {}, rows),
    ),
  );
  holder.scrollTop = top;
  if (held >= 0) holder.querySelectorAll("button")[held]?.focus({ preventScroll: true });
}

function sortBy(key) {
  sorting.down = sorting.key === key ? !sorting.down : false;
  sorting.key = key;
  updateTable();
  announce(
    `Sorted by ${COLUMNS.find((column) => column.key === key).label}, ${sorting.down ? "descending" : "ascending"}`,
  );
  $("table")
    .querySelector(`th[aria-sort=${sorting.down ? "descending" : "ascending"}] button`)
    ?.focus();
}
