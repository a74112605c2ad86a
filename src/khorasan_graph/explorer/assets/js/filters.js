// The filters, which are the legend too: each line shows how its ties are drawn, and how many there would be.

const counters = [];

/** A heading with `all` and `none`, and rows of checkboxes beneath. */
function filterGroup(title, hint, dimension, rows, { all = true } = {}) {
  const values = rows.flatMap((row) => row.values);
  const shortcuts =
    all && values.length > 1
      ? make(
          "span",
          { class: "shortcuts" },
          button("all", () => setAll(dimension, values, true), { class: "link", "aria-label": `${title}: all` }),
          button("none", () => setAll(dimension, values, false), { class: "link", "aria-label": `${title}: none` }),
        )
      : null;
  return make(
    "fieldset",
    { class: "group" },
    make("legend", {}, make("span", {}, title), shortcuts),
    hint ? make("p", { class: "hint" }, hint) : null,
    rows.map((row) => filterRow(dimension, row)),
  );
}

function setAll(dimension, values, on) {
  const off = new Set(state.off[dimension]);
  for (const value of values) on ? off.delete(value) : off.add(value);
  change({ off: { ...state.off, [dimension]: off } });
  announceCounts();
}

function announceCounts() {
  announce(`${plural(view.ties.size, "tie")} and ${plural(view.entities.size, "entity", "entities")} shown`);
}

/** One checkbox over one or several values; half set when only some of them are. */
function filterRow(dimension, { label, title, sample, values, kind = "" }) {
  const box = make("input", { type: "checkbox", onchange: () => setAll(dimension, values, box.checked) });
  const number = make("span", { class: "number" });
  const row = make(
    "label",
    { class: `row ${kind}`, title },
    box,
    sample,
    make("span", { class: "text" }, label),
    number,
  );
  counters.push(() => {
    const on = values.filter((value) => !state.off[dimension].has(value)).length;
    box.checked = on > 0;
    box.indeterminate = on > 0 && on < values.length;
    const count = values.reduce((sum, value) => sum + (view.counts[dimension].get(value) ?? 0), 0);
    number.textContent = count.toLocaleString("en");
    row.classList.toggle("empty", count === 0);
  });
  row.dataset.filter = kind === "family" ? `family:${label}` : `${dimension}:${values[0]}`;
  return row;
}

function relationRows() {
  const rows = [];
  for (const look of LOOKS.values()) {
    const classes = [...RELATION_CLASSES].filter(([, cls]) => cls.look === look.id);
    if (!classes.length) continue;
    const sample = make("span", { class: `look-${look.id}` }, lineSample({ head: look.head }));
    const names = classes.map(([name]) => name);
    rows.push({ label: look.label, sample, values: names, kind: "family" });
    if (classes.length === 1 && classes[0][1].label === look.label) continue;
    for (const [name, cls] of classes)
      rows.push({ label: cls.phrase, title: cls.definition, values: [name], kind: "member" });
  }
  return rows;
}

function buildFilters() {
  // The rows of one family share their values with the row above: `all` and `none` act on the set.
  const relations = filterGroup("Ties (colour, head)", "", "relations", relationRows());
  const statuses = filterGroup(
    "Evidence (line)",
    "",
    "statuses",
    STATUSES.map((status) => ({
      label: status,
      title: STATUS_WORDS[status],
      values: [status],
      sample: lineSample({
        dashes: { contested: "8 4", denied: "3 4" }[status],
        badge: { contested: "?", denied: "×" }[status],
        faint: status === "denied",
      }),
    })),
  );
  const signs = filterGroup(
    "Sign",
    "",
    "signs",
    SIGNS.map(([sign, label]) => ({
      label,
      values: [sign],
      sample: make("span", { class: "sign", "aria-hidden": "true" }, { "+": "+", "-": "−", 0: "○" }[sign]),
    })),
  );
  const classes = filterGroup(
    "Entities (shape)",
    "Size: umbrella, group, faction. Filled: exists on the date; hollow: not.",
    "classes",
    [...ENTITY_CLASSES]
      .filter(([name]) => DATA.entities.some((entity) => entity.type === name))
      .map(([name, cls]) => ({
        label: cls.label,
        title: cls.definition,
        values: [name],
        sample: shapeSample(cls.shape, DATA.entities.find((entity) => entity.type === name).size),
      })),
  );
  $("filters").append(relations, statuses, credibilityGroup(), classes, signs, otherGroup());
}

function credibilityGroup() {
  const slider = make("input", {
    type: "range",
    id: "worst",
    min: 1,
    max: 6,
    step: 1,
    "aria-label": "Least credibility shown",
  });
  const words = make("output", { for: "worst" });
  slider.addEventListener("input", () => {
    change({ worst: 7 - Number(slider.value) });
    announceCounts();
  });
  const bars = make("div", { class: "bars", "aria-hidden": "true" });
  const columns = [6, 5, 4, 3, 2, 1].map((grade) => {
    const bar = make("span", { class: "bar" });
    const number = make("span", { class: "number" });
    bars.append(make("span", { class: "column" }, number, bar, make("span", { class: "grade" }, String(grade))));
    return [grade, bar, number];
  });
  counters.push(() => {
    slider.value = String(7 - state.worst);
    words.textContent = state.worst === 6 ? "every grade" : `${state.worst} (${CREDIBILITY[state.worst]}) or better`;
    slider.setAttribute("aria-valuetext", words.textContent);
    const most = Math.max(1, ...view.counts.worst.values());
    for (const [grade, bar, number] of columns) {
      const count = view.counts.worst.get(grade) ?? 0;
      bar.style.height = `${count ? Math.max(2, (26 * count) / most) : 0}px`;
      number.textContent = count ? String(count) : "";
      bar.classList.toggle("out", grade > state.worst);
    }
  });
  return make(
    "fieldset",
    { class: "group" },
    make("legend", {}, "Credibility (width of the line)"),
    bars,
    slider,
    words,
  );
}

function switchRow(key, label, title, counter) {
  const box = make("input", {
    type: "checkbox",
    onchange: () => {
      change({ [key]: box.checked });
      announceCounts();
    },
  });
  const number = make("span", { class: "number" });
  counters.push(() => {
    box.checked = state[key];
    number.textContent = view.counts[counter ?? key].toLocaleString("en");
  });
  const row = make("label", { class: "row", title }, box, make("span", { class: "text" }, label), number);
  row.dataset.filter = `switch:${key}`;
  return row;
}

function otherGroup() {
  return make(
    "fieldset",
    { class: "group" },
    make("legend", {}, "Also"),
    switchRow("lone", "entities with no tie shown", "Entities none of whose ties pass the filters", "lone"),
    make(
      "p",
      { class: "hint" },
      "Faded line: the tie may hold on the date. Amber ring: chosen. Pale ground: a family of groups. Years on a " +
        "line: 2014–? no end is recorded; 2014– recorded as still in force; ≤2014 in 2014 or before; 2014/2016 some " +
        "time between; ~2014 about, or uncertain.",
    ),
  );
}

function updateFilters() {
  for (const count of counters) count();
}
