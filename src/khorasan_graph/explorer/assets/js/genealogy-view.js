// The genealogy as a view of the page: scrolling, zooming, choosing, keys, and taking it away as an SVG file.

const STAGE_YEARS = 21;
const CLOSEST = 400 / YEAR_DAYS,
  FARTHEST = 4 / YEAR_DAYS;
const genealogyView = { scale: 0, zoom: 1, drawing: null, signature: "", chosen: "", spot: null };

function toggleView(name) {
  change({ view: state.view === name ? "graph" : name });
  announce({ graph: "Picture", table: "Table", genealogy: "Genealogy: organizations over time" }[state.view]);
}

function buildGenealogy() {
  $("genealogy-view").addEventListener("click", () => toggleView("genealogy"));
  const extras = [...EXTRAS].map(([name, { label, title }]) => {
    const box = make("input", {
      type: "checkbox",
      id: `extra-${name}`,
      onchange: () => {
        const next = new Set(state.extras);
        if (!next.delete(name)) next.add(name);
        change({ extras: next });
      },
    });
    return make("label", { class: "row", title }, box, make("span", { class: "text" }, label));
  });
  const legend = make("div", { id: "genealogy-legend", "aria-label": "How to read it", role: "group" });
  const toggle = button(
    "Legend",
    () => {
      legend.hidden = !legend.hidden;
      toggle.setAttribute("aria-expanded", String(!legend.hidden));
      change({});
    },
    { id: "legend-toggle", "aria-expanded": "true", "aria-controls": "genealogy-legend" },
  );
  const scroller = make(
    "div",
    {
      id: "genealogy-scroll",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "genealogy",
      "aria-label":
        "Lives of organizations in lanes. Up and down move between organizations, left and right along the " +
        "ties of one, Enter chooses, plus and minus change the scale.",
    },
    makeSvg("svg", { class: "axis", "aria-hidden": "true" }),
    makeSvg("svg", { class: "plot" }),
  );
  $("genealogy").append(
    make(
      "div",
      { id: "genealogy-bar" },
      ...extras,
      make("span", { class: "pair" }, button("Unfold all", foldAll, { id: "fold-all" }), toggle),
    ),
    legend,
    scroller,
  );
  if (window.innerWidth <= 920) {
    legend.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
  }
  scroller.addEventListener("scroll", followScroll, { passive: true });
  scroller.addEventListener("wheel", onGenealogyWheel, { passive: false });
  scroller.addEventListener("click", onGenealogyClick);
  scroller.addEventListener("keydown", onGenealogyKey);
  scroller.addEventListener("mousemove", showGenealogyTip);
  scroller.addEventListener("mouseleave", () => {
    $("tip").hidden = true;
  });
  new ResizeObserver(() => {
    if (state.view === "genealogy") updateGenealogy();
  }).observe(scroller);
}

const scrollerOf = () => $("genealogy-scroll");

function foldAll() {
  const folded = [...LANES.values()].some((lane) => isFolded(lane));
  const standard = (lane) => lane.states || lane.key === NO_LINEAGE;
  change({ lanes: new Set([...LANES.values()].filter((lane) => standard(lane) === folded).map((lane) => lane.key)) });
  announce(folded ? "All lineages unfolded" : "All lineages folded");
}

/** The scale at which some twenty years fill the stage; or all, if the data has fewer. */
function standardScale() {
  const width = Math.max(320, scrollerOf().clientWidth) - PLOT.left - PLOT.right;
  return Math.max(width / Math.min(LAST_BAR_DAY - FIRST_DAY_DRAWN, STAGE_YEARS * YEAR_DAYS), 17 / YEAR_DAYS);
}

function zoomView(factor) {
  if (state.view !== "genealogy") {
    if (factor) zoom(factor);
    else fit();
    return;
  }
  const scroller = scrollerOf(),
    whole = (scroller.clientWidth - PLOT.left - PLOT.right) / (LAST_BAR_DAY - FIRST_DAY_DRAWN);
  zoomGenealogy(factor ? genealogyView.scale * factor : whole, scroller.clientWidth / 2);
  announce(factor ? `${Math.round(genealogyView.scale * YEAR_DAYS)} pixels a year` : "All years");
}

/** Change the scale, and keep in place the day that is under a point of the stage. */
function zoomGenealogy(scale, at) {
  const scroller = scrollerOf(),
    before = genealogyView.scale;
  const day = (scroller.scrollLeft + at - PLOT.left) / before;
  genealogyView.zoom *= Math.min(CLOSEST, Math.max(FARTHEST, scale)) / before;
  updateGenealogy();
  scroller.scrollLeft = day * genealogyView.scale + PLOT.left - at;
  followScroll();
}

function onGenealogyWheel(event) {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { left } = scrollerOf().getBoundingClientRect();
  zoomGenealogy(genealogyView.scale * Math.exp(-event.deltaY / 400), event.clientX - left);
}

/** Bring the view in line with the state. A new date moves the line; all else draws anew. */
function updateGenealogy() {
  const shown = state.view === "genealogy";
  $("genealogy").hidden = !shown;
  document.body.dataset.view = state.view;
  $("genealogy-view").textContent = shown ? "Picture" : "Genealogy";
  $("genealogy-view").setAttribute("aria-pressed", String(shown));
  if (!shown) return;
  for (const name of EXTRAS.keys()) $(`extra-${name}`).checked = extraOn(name);
  $("fold-all").textContent = [...LANES.values()].some((lane) => isFolded(lane)) ? "Unfold all" : "Fold all";
  const scroller = scrollerOf();
  const first = !genealogyView.drawing;
  genealogyView.scale = Math.min(CLOSEST, Math.max(FARTHEST, standardScale() * genealogyView.zoom));
  const signature = JSON.stringify([
    ...Object.values(state.off).map((off) => [...off].sort()),
    state.worst,
    state.undated,
    state.selected,
    state.path,
    isDark(),
    [...state.lanes].sort(),
    [...state.extras].sort(),
    genealogyView.scale,
    scroller.clientWidth,
  ]);
  if (signature !== genealogyView.signature) {
    genealogyView.signature = signature;
    redrawGenealogy();
  }
  if (first) openAt(scroller);
  moveDate(genealogyView.drawing);
  drawAxis(scroller.querySelector(".axis"), genealogyView.drawing);
  followScroll();
  showGenealogyCounts();
  const chosen = JSON.stringify([state.selected, state.path?.from, state.path?.to]);
  if (chosen !== genealogyView.chosen) {
    genealogyView.chosen = chosen;
    revealChosen();
  }
}

/** The newest years, and the organization after whom the first lineage is called, are seen first. */
function openAt(scroller) {
  const { sheet } = genealogyView.drawing;
  const head = sheet.top.get(sheet.lanes[0]?.lane.head) ?? 0;
  scroller.scrollLeft = scroller.scrollWidth;
  if (head > scroller.clientHeight * 0.7) scroller.scrollTop = head - scroller.clientHeight * 0.55;
}

function redrawGenealogy() {
  const plot = scrollerOf().querySelector(".plot");
  const held = plot.contains(document.activeElement) ? keyOf(document.activeElement) : "";
  const sheet = measureGenealogy(genealogyView.scale);
  const drawing = (genealogyView.drawing = drawGenealogy(sheet));
  plot.setAttribute("width", sheet.width);
  plot.setAttribute("height", sheet.height);
  plot.setAttribute("font-family", SANS);
  plot.replaceChildren(...drawing.nodes);
  fillLegend();
  if (held) [...plot.querySelectorAll("[tabindex]")].find((one) => keyOf(one) === held)?.focus({ preventScroll: true });
}

function keyOf(element) {
  const { lane, bar, tie, event } = element.dataset;
  return lane !== undefined
    ? `lane ${lane}`
    : bar !== undefined
      ? `bar ${bar}`
      : tie !== undefined
        ? `tie ${tie}`
        : event
          ? `event ${event}`
          : "";
}

/** The veil over all that comes after the date, and the line at it. */
function moveDate({ sheet, layers, words }) {
  const { firstChild: veil } = layers.veil,
    { firstChild: line } = layers.date;
  const x = state.date === null || state.date > LAST_BAR_DAY ? sheet.width : rounded(sheet.x(state.date));
  veil.setAttribute("x", x);
  veil.setAttribute("width", sheet.width - x);
  layers.date.setAttribute("visibility", state.date === null ? "hidden" : "visible");
  line.setAttribute("x1", x);
  line.setAttribute("x2", x);
  for (const word of words) {
    if (word.begins === undefined) continue;
    const opacity = word.strength * (state.date !== null && word.begins > state.date ? 0.3 : 1);
    if (word.opacity !== opacity) word.text.setAttribute("opacity", (word.opacity = opacity));
  }
}

function drawAxis(axis, { sheet, colours }) {
  axis.setAttribute("width", sheet.width);
  axis.setAttribute("height", 26);
  axis.setAttribute("font-family", SANS);
  const nodes = [makeSvg("rect", { width: sheet.width, height: 26, fill: colours.paper })];
  const step = yearStep(sheet.scale);
  for (let year = dayToDate(sheet.first).getUTCFullYear(); yearStart(year) <= LAST_BAR_DAY; year += 1) {
    if (year % step) continue;
    const text = svgText(String(year), { fill: colours.muted, font: "small", x: sheet.x(yearStart(year)) + 3, y: 17 });
    if (!(year % (step * 5))) text.setAttribute("font-weight", "bold");
    nodes.push(text);
  }
  if (state.date !== null) {
    const x = Math.min(sheet.x(state.date), sheet.width - PLOT.right),
      text = canvasText(`as of ${dateLabel()}`);
    const width = textWidth(measuring, text, FONTS.small) + 12,
      left = Math.min(Math.max(x - width / 2, 2), sheet.width - width - 8);
    const flag = svgText(text, { fill: colours.paper, font: "small", x: left + 6, y: 16.5 });
    flag.setAttribute("font-weight", "bold");
    nodes.push(
      makeSvg("rect", {
        x: rounded(left),
        y: 4,
        width: rounded(width + 4),
        height: 18,
        rx: 4,
        fill: isDark() ? "#7DB4FF" : "#0B57A4",
      }),
      flag,
    );
  }
  axis.replaceChildren(...nodes);
}

let following = 0;

/** Names whose bars or lanes begin off the stage stay at its edge, as long as there is a bar or lane. */
function followScroll() {
  cancelAnimationFrame(following);
  following = requestAnimationFrame(() => {
    const { drawing } = genealogyView;
    if (drawing) placeWords(drawing, scrollerOf());
  });
}

function placeWords({ words }, { scrollLeft: left, scrollTop: top }) {
  for (const word of words) {
    if (word.stays) continue;
    const x = rounded(Math.max(word.x, Math.min(left + 8, word.limit)));
    const y = word.group ? rounded(Math.max(0, Math.min(top - word.top, word.room))) : 0;
    if (word.placed === x && word.lowered === y) continue;
    Object.assign(word, { placed: x, lowered: y });
    if (word.group) word.group.setAttribute("transform", `translate(${x} ${y})`);
    else word.text.setAttribute("x", x);
  }
}

function showGenealogyCounts() {
  const { sheet, counts } = genealogyView.drawing;
  const alone = LANES.get(NO_LINEAGE).bars.length;
  const organizations = sheet.lanes.reduce((sum, lane) => sum + lane.bars.length, 0);
  const hidden = [
    counts.hidden ? `${counts.hidden} hidden` : "",
    counts.undated ? `${counts.undated} without any date` : "",
  ].filter(Boolean);
  $("counts").textContent =
    `${plural(organizations, "organization")} · ${plural(sheet.lanes.length - (alone ? 1 : 0), "lineage")}` +
    ` · ${plural(counts.drawn, "tie")} of lineage${hidden.length ? ` (${hidden.join(", ")})` : ""}`;
  $("maybe").textContent = "";
}

// Choosing

function targetOf(event) {
  return event.target.closest?.("[data-tie],[data-bar],[data-lane],[data-event]") ?? null;
}

function choose(element, click) {
  const { lane, bar, tie, event } = element.dataset;
  if (lane !== undefined) {
    const next = new Set(state.lanes);
    if (!next.delete(lane)) next.add(lane);
    change({ lanes: next });
    announce(`${element.getAttribute("aria-label")}, ${isFolded(LANES.get(lane)) ? "folded" : "unfolded"}`);
  } else if (bar !== undefined) pickOrSelect(bar, click);
  else if (tie !== undefined) selectTie(tie);
  else if (event !== undefined) pickOrSelect(event, click);
}

function onGenealogyClick(event) {
  const element = targetOf(event);
  if (element) choose(element, event);
  else if (event.target.closest(".axis")) dateAt(event);
  else if (state.selected || state.path) clearSelection();
}

/** A click on the years sets the date. */
function dateAt(event) {
  const { left } = scrollerOf().querySelector(".axis").getBoundingClientRect();
  const day = FIRST_DAY_DRAWN + (event.clientX - left - PLOT.left) / genealogyView.scale;
  stopPlaying();
  change({ date: monthToDay(dayToMonth(Math.min(Math.max(day, FIRST_DAY), LAST_DAY))) });
}

function showGenealogyTip(event) {
  const tip = $("tip"),
    element = targetOf(event);
  const { bar, tie, event: turn } = element?.dataset ?? {};
  const key = element ? keyOf(element) : "";
  tip.hidden = !element || element.dataset.lane !== undefined;
  if (tip.hidden) return;
  if (tip.dataset.shown !== key) {
    if (bar !== undefined) {
      const [, ...lines] = lifeWords(BARS.get(bar)),
        { entity } = BARS.get(bar);
      tip.replaceChildren(
        make("strong", {}, bdi(entity.name, { dir: "auto" })),
        make("span", {}, entity.cls.label),
        entity.native ? make("span", { class: "native", dir: "auto" }, entity.native) : "",
        ...lines.map((line) => make("span", {}, line)),
      );
    } else if (tie !== undefined) {
      const { subject, object, cls, status, qualifiers } = TIES.get(tie);
      const office = qualifiers
        .filter((one) => !one.entity)
        .map((one) => one.values.join(", "))
        .join("; ");
      tip.replaceChildren(
        make("strong", {}, bdi(nameOf(subject)), ` ${cls.phrase} `, bdi(nameOf(object))),
        office ? make("span", {}, bdi(office)) : "",
        make("span", {}, `${status} · ${tiePeriod(TIES.get(tie))}`),
        make("span", {}, evidenceWords(TIES.get(tie))),
      );
    } else
      tip.replaceChildren(
        make("strong", {}, bdi(nameOf(turn), { dir: "auto" })),
        make("span", {}, dateWords(ENTITIES.get(turn).start)),
      );
  }
  const box = $("stage").getBoundingClientRect();
  const x = event.clientX - box.left,
    y = event.clientY - box.top;
  tip.style.left = `${Math.max(4, Math.min(x + 14, box.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 18 + tip.offsetHeight > box.height ? Math.max(4, y - tip.offsetHeight - 12) : y + 18}px`;
}

/** Scroll so that what is chosen is on the stage. */
function revealChosen() {
  const { drawing } = genealogyView;
  const bars = [...(genealogyFocus()?.bars ?? [])].filter((id) => drawing.sheet.top.has(id));
  if (!bars.length) return;
  const first = [...chosenIds(), state.path?.from].find((id) => drawing.sheet.top.has(id)) ?? bars[0];
  const placed = drawing.sheet.bars.get(first);
  scrollTo(drawing.sheet.top.get(first), placed?.x0 ?? 0, placed?.x1 ?? 0);
}

function scrollTo(y, x0, x1) {
  const scroller = scrollerOf();
  const { scrollTop, clientHeight, scrollLeft, clientWidth } = scroller;
  const to = {};
  if (y < scrollTop + 40 || y > scrollTop + clientHeight - 90) to.top = Math.max(0, y - clientHeight / 2);
  if (x1 < scrollLeft + 40 || x0 > scrollLeft + clientWidth - 60)
    to.left = Math.max(0, (x0 + x1) / 2 - clientWidth / 2);
  if (Object.keys(to).length) scroller.scrollTo({ ...to, behavior: stillness.matches ? "auto" : "smooth" });
}

/** All that keys can reach, from the top down and from left to right: the lanes, their bars, and what is on a bar. */
function keyStops() {
  const plot = scrollerOf().querySelector(".plot"),
    { sheet } = genealogyView.drawing;
  const find = (key, id) =>
    [...plot.querySelectorAll(`[data-${key}][tabindex]`)].find((one) => one.dataset[key] === id);
  const stops = [];
  for (const { lane, bars, folded } of sheet.lanes) {
    stops.push(find("lane", lane.key));
    if (!folded) for (const bar of bars) stops.push(find("bar", bar.id));
  }
  return { stops: stops.filter(Boolean), find };
}

function itemsOf(id, find) {
  const bar = BARS.get(id),
    moment = (tie) => tieMoment(tie)?.day ?? 0;
  const items = [
    ...bar.links.map((link) => [moment(link.tie), "tie", link.tie.id]),
    ...[...bar.leaders, ...bar.successions].map((tie) => [moment(tie), "tie", tie.id]),
    ...bar.turns.map((turn) => [moment(turn.tie), "event", turn.event]),
  ].sort((a, b) => a[0] - b[0]);
  return [...new Set(items.map(([, key, item]) => find(key, item)).filter(Boolean))];
}

function onGenealogyKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const element = target.closest?.("[tabindex]");
  if ((key === "Enter" || key === " ") && element?.dataset && keyOf(element)) {
    event.preventDefault();
    // Space adds to what is chosen, as it does in the picture.
    const id = element.dataset.bar ?? element.dataset.event;
    if (key === " " && id !== undefined) toggleChosen(id);
    else choose(element, event);
    return;
  }
  if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) return;
  event.preventDefault();
  const { stops, find } = keyStops();
  if (!stops.length) return;
  const { spot } = genealogyView;
  let at = stops.findIndex((one) => keyOf(one) === (keyOf(element) || ""));
  if (at < 0) at = stops.findIndex((one) => keyOf(one) === spot);
  let next = null;
  if (key === "Home" || key === "End") next = stops.at(key === "Home" ? 0 : -1);
  else if (key === "ArrowUp" || key === "ArrowDown")
    next =
      stops[Math.min(stops.length - 1, Math.max(0, at < 0 ? startStop(stops) : at + (key === "ArrowUp" ? -1 : 1)))];
  else if (at >= 0 && stops[at].dataset.bar !== undefined) {
    const items = itemsOf(stops[at].dataset.bar, find),
      place = items.indexOf(element);
    next =
      place < 0
        ? items.at(key === "ArrowRight" ? 0 : -1)
        : (items[place + (key === "ArrowRight" ? 1 : -1)] ?? stops[at]);
  }
  if (!next) return;
  if (stops.includes(next)) genealogyView.spot = keyOf(next);
  next.focus({ preventScroll: true });
  const { x, y, width } = next.getBBox();
  scrollTo(y + 10, x, x + width);
}

const startStop = (stops) =>
  Math.max(
    0,
    stops.findIndex((one) => one.dataset.bar === currentId()),
  );
