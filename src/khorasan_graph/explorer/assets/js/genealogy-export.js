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
  return [
    ["recorded", 36, [bar(6, 28, node), cap(6, y, 8, node)]],
    ["begins, ends within", 40, [wedge(0, 14, y, 8, node), bar(14, 14, node), wedge(40, 28, y, 8, node)]],
    ["nobody says when", 40, [bar(0, 12, "url(#in-node)"), bar(12, 14, node), bar(26, 14, "url(#out-node)")]],
    ["only seen", 34, [bar(2, 30, "url(#seen-node)", { stroke: node, "stroke-width": 0.8 })]],
    ["still there", 36, [bar(0, 26, node), makeSvg("path", { d: `M26 2L35 ${y}L26 14Z`, fill: node })]],
    ["split", 30, [path("M2 2Q10 2 10 6V9Q10 13 18 13"), tip(24, 13)]],
    ["merger", 30, [path("M2 14Q10 14 10 10V7Q10 3 18 3"), tip(24, 3)]],
    ["faction, branch", 34, [bar(0, 34, node, { y: 1, height: 6 }), path("M0 11H34", { "stroke-width": 2.6 })]],
    [
      "under an umbrella",
      34,
      [bar(0, 34, node, { y: 1, height: 6 }), path("M0 10H34M0 12.5H34", { "stroke-width": 1 })],
    ],
    ["contested", 34, [path("M0 8H34", { "stroke-dasharray": "7 4" }), ...badge(17, "?")]],
    ["denied", 34, [path("M0 8H34", { "stroke-dasharray": "2 4", opacity: 0.6 }), ...badge(17, "×")]],
    [
      "leader",
      34,
      [
        makeSvg("path", { d: "M5 8H34", stroke: grey, "stroke-width": 1.4 }),
        makeSvg("path", { d: "M5 4l3.6 4l-3.6 4l-3.6 -4Z", fill: grey }),
      ],
    ],
    [
      "turning point",
      16,
      [
        makeSvg("path", {
          d: "M8 1l1.9 4.4l4.7 .4l-3.6 3.1l1.1 4.6l-4.1 -2.5l-4.1 2.5l1.1 -4.6l-3.6 -3.1l4.7 -.4Z",
          fill: colours.paper,
          stroke: colours.ink,
        }),
      ],
    ],
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
    make("span", { class: "sign-row" }, "Width: credibility. Pale: after the date."),
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

/** The whole genealogy as a file that stands alone: every row and year, the legend, and a caption of what it shows. */
function genealogySvg() {
  const colours = theme();
  const sheet = measureGenealogy(genealogyView.scale || standardScale());
  const drawing = drawGenealogy(sheet);
  const width = Math.max(sheet.width, 900);
  moveDate(drawing);
  placeWords(drawing, 0);
  const axis = makeSvg("svg", {});
  drawAxis(axis, drawing);
  const parts = [
    makeSvg("g", { transform: "translate(0 34)" }, ...axis.childNodes),
    makeSvg("g", { transform: "translate(0 60)" }, ...drawing.nodes),
  ];
  const [title, ...rest] = captionLines();
  parts.push(
    withFont(svgText(fitText(title, FONTS.strong, width - 260), { fill: colours.ink, font: "strong", x: 14, y: 22 })),
  );
  if (META.marking)
    parts.push(
      svgText(canvasText(META.marking, 60), { fill: colours.ink, font: "strong", x: width - 14, y: 22, anchor: "end" }),
    );
  let y = 60 + sheet.height - PLOT.foot + 22,
    x = 14;
  for (const [words, room, drawn] of legendEntries()) {
    const label = textWidth(measuring, words, FONTS.small);
    if (x + room + label + 30 > width) [x, y] = [14, y + 22];
    parts.push(
      makeSvg(
        "g",
        { transform: `translate(${rounded(x)} ${y})` },
        ...drawn,
        svgText(words, { fill: colours.muted, font: "small", x: room + 6, y: 12 }),
      ),
    );
    x += room + label + 24;
  }
  y += 34;
  const { counts } = drawing;
  const organizations = sheet.lanes.reduce((sum, lane) => sum + lane.bars.length, 0);
  const many = plural(organizations, "organization");
  const own = [
    `Genealogy: ${many}; ${plural(counts.drawn, "tie")} of lineage of every date drawn.`,
    counts.hidden ? `${plural(counts.hidden, "tie")} of lineage hidden by filters.` : "",
    counts.undated ? `${plural(counts.undated, "tie")} of lineage without any date, not drawn.` : "",
    `Width of a line: credibility.${state.date === null ? "" : " Pale: after the date."}`,
    foldedWords(sheet),
  ].filter(Boolean);
  for (const line of [...rest, own.join(" ")].flatMap((text) => linesOf(text, width - 28, FONTS.small))) {
    parts.push(svgText(line, { fill: colours.muted, font: "small", x: 14, y }));
    y += 16;
  }
  if (META.marking) {
    parts.push(
      svgText(canvasText(META.marking, 60), {
        fill: colours.ink,
        font: "strong",
        x: width - 14,
        y: y + 6,
        anchor: "end",
      }),
    );
    y += 14;
  }
  const root = makeSvg(
    "svg",
    { width, height: y + 10, viewBox: `0 0 ${width} ${y + 10}`, "font-family": SANS },
    makeSvg("title", {}, canvasText(title, 200)),
    makeSvg("rect", { width, height: y + 10, fill: colours.paper }),
    ...parts,
  );
  for (const element of root.querySelectorAll("*")) {
    for (const { name } of [...element.attributes])
      if (/^(data-|aria-|role$|tabindex$|class$|pointer-events$)/.test(name)) element.removeAttribute(name);
  }
  for (const element of root.querySelectorAll("[fill=transparent], [stroke=transparent]")) element.remove();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}

const withFont = (element) => {
  element.setAttribute("font-size", 15);
  return element;
};

function exportGenealogy() {
  download(
    new Blob([genealogySvg()], { type: "image/svg+xml;charset=utf-8" }),
    fileName("svg").replace(/\.svg$/, "-genealogy.svg"),
  );
  announce("Genealogy written as SVG");
}
