// The genealogy taken away: its legend, and an SVG file that stands alone.

/** What each sign means: how it is drawn, and the words. */
function legendEntries() {
  const colours = theme();
  const blue = lookColour(LOOKS.get("lineage")),
    grey = lookColour(LOOKS.get("command"));
  const node = colours.node,
    y = 8;
  const bar = (x, width, fill, more = {}) => makeSvg("rect", { x, y: 4, width, height: 8, fill, ...more });
  const path = (d, more) => makeSvg("path", { d, fill: "none", stroke: blue, "stroke-width": 2, ...more });
  const tip = (x, to) => makeSvg("path", { d: `M${x} ${to}l-8 -4.6l2.3 4.6l-2.3 4.6Z`, fill: blue });
  const badge = (x, sign) => [
    makeSvg("circle", { cx: x, cy: y, r: 6, fill: colours.paper, stroke: blue, "stroke-width": 1.2 }),
    svgText(sign, { fill: blue, font: "small", x, y: 11.7, anchor: "middle" }),
  ];
  const leader = [
    makeSvg("path", { d: "M5 8H34", stroke: grey, "stroke-width": 1.4 }),
    makeSvg("path", { d: "M5 4l3.6 4l-3.6 4l-3.6 -4Z", fill: grey }),
  ];
  const star = makeSvg("path", {
    d: "M8 1l1.9 4.4l4.7 .4l-3.6 3.1l1.1 4.6l-4.1 -2.5l-4.1 2.5l1.1 -4.6l-3.6 -3.1l4.7 -.4Z",
    fill: colours.paper,
    stroke: colours.ink,
  });
  const above = bar(0, 34, node, { y: 1, height: 6 });
  return [
    ["date recorded", 36, [bar(6, 28, node), cap(6, y, 8, node)]],
    ["some time within", 40, [wedge(0, 14, y, 8, node), bar(14, 14, node), wedge(40, 28, y, 8, node)]],
    ["date not recorded", 40, [bar(0, 12, "url(#in-node)"), bar(12, 14, node), bar(26, 14, "url(#out-node)")]],
    ["known from sightings only", 34, [bar(2, 30, "url(#seen-node)", { stroke: node, "stroke-width": 0.8 })]],
    ["still there", 36, [bar(0, 26, node), makeSvg("path", { d: `M26 2L35 ${y}L26 14Z`, fill: node })]],
    ["split", 30, [path("M2 2Q10 2 10 6V9Q10 13 18 13"), tip(24, 13)]],
    ["merger", 30, [path("M2 14Q10 14 10 10V7Q10 3 18 3"), tip(24, 3)]],
    ["faction or branch", 34, [above, path("M0 11H34", { "stroke-width": 2.6 })]],
    ["under an umbrella", 34, [above.cloneNode(), path("M0 10H34M0 12.5H34", { "stroke-width": 1 })]],
    ["contested", 34, [path("M0 8H34", { "stroke-dasharray": "7 4" }), ...badge(17, "?")]],
    ["denied", 34, [path("M0 8H34", { "stroke-dasharray": "2 4", opacity: 0.6 }), ...badge(17, "×")]],
    ["leader", 34, leader],
    ["turning point", 16, [star]],
    ["days it can have been", 30, [path("M2 5.5v5m0 -2.5H28m0 -2.5v5", { "stroke-width": 1.1 })]],
  ];
}

function fillLegend() {
  $("genealogy-legend").replaceChildren(
    ...legendEntries().map(([words, width, drawn]) =>
      make(
        "span",
        { class: "sign-row" },
        makeSvg("svg", { width, height: 16, "aria-hidden": "true" }, ...drawn),
        words,
      ),
    ),
    make("span", { class: "sign-row" }, "Width: credibility. Hollow leader: first seen. Paler: after the date."),
    make("span", { class: "sign-row" }, "Years 2014–?: no end is recorded."),
  );
}

/** Words broken into lines that fit a width. */
function linesOf(text, width, font) {
  const lines = [];
  let line = "";
  for (const word of text.replace(/[\uFFFE\uFFFF]/g, "").split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(measuring, longer, font) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one) => canvasText(one, 400));
}

function foldedWords(sheet) {
  const folded = sheet.lanes
    .filter((placed) => placed.folded)
    .map(({ lane, bars }) =>
      lane.key === NO_LINEAGE
        ? plural(bars.length, "organization") + " without recorded lineage"
        : `${nameOf(lane.head)} (${bars.length})`,
    );
  return folded.length ? `Folded, their organizations not drawn: ${folded.join("; ")}.` : "";
}

/** What the picture shows and what not: of when, from which data, how much, under which filters. */
function genealogyCaption({ sheet, counts }) {
  // Ties of every date are drawn here, so that those which do not hold on the date are no loss.
  const filters = [partWords(), ...hiddenWords()].filter((words) => words && !/on the date$/.test(words));
  const organizations = sheet.lanes.reduce((sum, lane) => sum + lane.bars.length, 0);
  return [
    [
      state.date === null ? "All dates" : `As of ${dateLabel()}; paler: after it`,
      `${plural(organizations, "organization")} over time, ${plural(counts.drawn, "tie")} of lineage of every date`,
      counts.hidden ? `not shown: ${plural(counts.hidden, "tie")} of lineage hidden by filters` : "",
      counts.undated ? `${plural(counts.undated, "tie")} of lineage without any date` : "",
      dataVersion(),
    ]
      .filter(Boolean)
      .join(" · "),
    filters.length ? `Filters: ${filters.join("; ")}` : "",
    foldedWords(sheet),
    `Width of a line: credibility.${genealogyFocus() ? " Pale: outside what was chosen." : ""}`,
  ].filter(Boolean);
}

function legendRows(width, top) {
  const parts = [];
  let x = 14,
    y = top;
  for (const [words, room, drawn] of legendEntries()) {
    const label = textWidth(measuring, words, FONTS.small);
    if (x + room + label + 30 > width) [x, y] = [14, y + 22];
    const said = svgText(words, { fill: theme().muted, font: "small", x: room + 6, y: 12 });
    parts.push(makeSvg("g", { transform: `translate(${rounded(x)} ${y})` }, ...drawn, said));
    x += room + label + 24;
  }
  return { parts, bottom: y + 34 };
}

/** The genealogy as a file that stands alone, with legend and caption: all of it, or the lineages of what is chosen. */
function genealogySvg() {
  const colours = theme();
  const sheet = measureGenealogy(genealogyView.scale || standardScale(), genealogyFocus()?.bars ?? null);
  const drawing = drawGenealogy(sheet);
  const width = Math.max(sheet.width, 900);
  moveDate(drawing);
  placeWords(drawing, { scrollLeft: 0, scrollTop: 0 });
  const axis = makeSvg("svg", {});
  drawAxis(axis, drawing);
  const titles = linesOf(`${captionLines()[0]} · Genealogy`, width - 28, FONTS.strong);
  const strong = (text, y, more) => svgText(text, { fill: colours.ink, font: "strong", y, ...more });
  const marking = (y) =>
    META.marking ? [strong(canvasText(META.marking, 80), y, { x: width / 2, anchor: "middle" })] : [];
  const top = (META.marking ? 28 : 8) + 17 * titles.length;
  const legend = legendRows(width, top + 32 + sheet.height - PLOT.foot + 20);
  const lines = genealogyCaption(drawing).flatMap((text) => linesOf(text, width - 28, FONTS.small));
  const bottom = legend.bottom + 16 * lines.length;
  const height = bottom + (META.marking ? 26 : 8);
  const root = makeSvg(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": SANS },
    makeSvg("title", {}, xmlText(titles.join(" "))),
    makeSvg("rect", { width, height, fill: colours.paper }),
    ...marking(18),
    ...titles.map((text, place) => strong(text, top - 17 * (titles.length - place) + 12, { x: 14 })),
    makeSvg("g", { transform: `translate(0 ${top + 6})` }, ...axis.childNodes),
    makeSvg("g", { transform: `translate(0 ${top + 32})` }, ...drawing.nodes),
    ...legend.parts,
    ...lines.map((text, place) =>
      svgText(text, { fill: colours.muted, font: "small", x: 14, y: legend.bottom + 16 * place }),
    ),
    ...marking(bottom + 10),
  );
  for (const element of root.querySelectorAll("*")) {
    for (const { name } of [...element.attributes])
      if (/^(data-|aria-|role$|tabindex$|class$|pointer-events$)/.test(name)) element.removeAttribute(name);
  }
  for (const element of root.querySelectorAll("[fill=transparent], [stroke=transparent]")) element.remove();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}

function exportGenealogy() {
  download(
    new Blob([genealogySvg()], { type: "image/svg+xml;charset=utf-8" }),
    fileName("svg").replace(/\.svg$/, "-genealogy.svg"),
  );
  announce("Genealogy written as SVG");
}
