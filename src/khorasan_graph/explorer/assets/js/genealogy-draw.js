// The genealogy as SVG, on the screen and for export. Layers from the ground up: lanes and years, links, bars, marks,
// the veil over what comes after the date, words. Colours are attributes, so that an exported picture is complete.

const barPaint = (bar, colours) =>
  bar.entity.type === "Umbrella" ? colours.umbrella : bar.entity.type === "Faction" ? colours.soft : colours.node;
const paintName = (bar) =>
  bar.entity.type === "Umbrella" ? "umbrella" : bar.entity.type === "Faction" ? "soft" : "node";
const rounded = (value) => Math.round(value * 10) / 10;

/** Everything for one sheet. `words` are the texts that follow the reader sideways, or pale after the date. */
function drawGenealogy(sheet) {
  const colours = theme();
  const focus = genealogyFocus();
  const layers = Object.fromEntries(
    ["ground", "links", "bars", "marks", "veil", "words", "heads", "date"].map((name) => [
      name,
      makeSvg("g", { "data-layer": name }),
    ]),
  );
  const drawing = { sheet, colours, focus, layers, words: [], taken: [], counts: { drawn: 0, undated: 0, hidden: 0 } };
  drawGround(drawing);
  for (const { folded, bars } of sheet.lanes)
    if (!folded) for (const bar of bars) drawBar(drawing, sheet.bars.get(bar.id));
  drawLinks(drawing);
  layers.veil.append(
    makeSvg("rect", {
      y: 0,
      height: sheet.bottom,
      x: 0,
      width: 0,
      fill: colours.paper,
      "fill-opacity": 0.66,
      "pointer-events": "none",
    }),
  );
  layers.date.append(
    makeSvg("line", {
      y1: 0,
      y2: sheet.bottom,
      stroke: isDark() ? "#7DB4FF" : "#0B57A4",
      "stroke-width": 1.6,
      "stroke-dasharray": "5 4",
      "pointer-events": "none",
    }),
  );
  drawing.nodes = [hatches(colours), ...Object.values(layers)];
  return drawing;
}

/** Fillings: stripes for what is known from sightings only, and fadings for what is open. */
function hatches(colours) {
  const defs = makeSvg("defs");
  for (const name of ["umbrella", "node", "soft"]) {
    const colour = colours[name];
    defs.append(
      makeSvg(
        "pattern",
        { id: `seen-${name}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        makeSvg("rect", { width: 5, height: 5, fill: colours.paper }),
        makeSvg("rect", { width: 1.7, height: 5, fill: colour, opacity: 0.75 }),
      ),
      ...[
        ["in", 0, 1],
        ["out", 1, 0],
      ].map(([way, from, to]) =>
        makeSvg(
          "linearGradient",
          { id: `${way}-${name}` },
          ...[
            [0, from],
            [1, to],
          ].map(([offset, opacity]) =>
            makeSvg("stop", {
              offset,
              "stop-color": colour,
              "stop-opacity": opacity * 0.75,
            }),
          ),
        ),
      ),
    );
  }
  return defs;
}

function drawGround({ sheet, colours, layers, words, focus }) {
  sheet.lanes.forEach(({ lane, bars, folded, top, bottom }, number) => {
    const fill =
      lane.key === NO_LINEAGE || lane.states
        ? colours.hulls.at(-1)
        : colours.hulls[number % (colours.hulls.length - 1)];
    layers.ground.append(makeSvg("rect", { x: 4, y: top, width: sheet.width - 8, height: bottom - top, rx: 8, fill }));
    lane.fill = fill;
    const title =
      lane.key === NO_LINEAGE
        ? `${plural(bars.length, "organization")} without recorded lineage`
        : nameOf(lane.head).toLocaleUpperCase("en");
    const names = folded ? bars.map((bar) => bar.entity.acronym || bar.entity.name).join(", ") : "";
    const text = fitText(title, FONTS.lane, 420);
    const label = svgText(text, { fill: colours.muted, font: "lane", halo: fill, y: top + 16.5 });
    const count = lane.key === NO_LINEAGE ? "" : `${bars.length}`;
    const offset = 14 + textWidth(measuring, text, FONTS.lane) + Array.from(text).length * 0.5 + 8;
    const listed = fitText([count, names].filter(Boolean).join(" · "), FONTS.small, sheet.width - offset - 40, 160);
    const more = svgText(listed, { fill: colours.muted, font: "small", y: top + 16.5 });
    const twist = makeSvg("path", { d: folded ? "M1 -4L7 0L1 4Z" : "M0 -3L8 -3L4 4Z", fill: colours.muted });
    const width = rounded(offset + textWidth(measuring, listed, FONTS.small) + 8);
    const ground = makeSvg("rect", {
      x: -6,
      y: top + 2,
      width,
      height: PLOT.lane - 3,
      rx: 6,
      fill,
      "fill-opacity": 0.92,
    });
    const moved = makeSvg(
      "g",
      {},
      ground,
      makeSvg("g", { transform: `translate(0 ${top + 12.5})` }, twist),
      label,
      more,
    );
    label.setAttribute("x", 14);
    more.setAttribute("x", rounded(offset));
    const header = makeSvg(
      "g",
      {
        "data-lane": lane.key,
        role: "button",
        tabindex: -1,
        "aria-expanded": String(!folded),
        "aria-label":
          lane.key === NO_LINEAGE
            ? `${text} ${listed}`.trim()
            : `Lineage of ${nameOf(lane.head)}, ${plural(bars.length, "organization")}`,
      },
      makeSvg("rect", { x: 4, y: top, width: sheet.width - 8, height: PLOT.lane, rx: 8, fill: "transparent" }),
      moved,
    );
    if (focus && !bars.some((bar) => focus.bars.has(bar.id))) moved.setAttribute("opacity", 0.5);
    layers.heads.append(header);
    words.push({ group: moved, x: 12, limit: sheet.width - 260, top, room: bottom - top - PLOT.lane - 4 });
  });
  const step = yearStep(sheet.scale);
  for (let year = dayToDate(sheet.first).getUTCFullYear(); yearStart(year) <= LAST_BAR_DAY; year += 1) {
    if (year % step) continue;
    const x = rounded(sheet.x(yearStart(year)));
    layers.ground.append(
      makeSvg("line", {
        x1: x,
        x2: x,
        y1: 0,
        y2: sheet.bottom,
        stroke: colours.ink,
        "stroke-opacity": year % (step * 5) ? 0.07 : 0.16,
        "pointer-events": "none",
      }),
    );
  }
}

function yearStep(scale) {
  return [1, 2, 5, 10, 20, 50, 100, 500].find((years) => years * YEAR_DAYS * scale >= 34) ?? 1000;
}

function svgText(text, { fill, font = "label", halo = "", x = 0, y = 0, anchor = "start", spacing = 0 }) {
  const [, weight, size] = /^(bold )?([\d.]+)px/.exec(FONTS[font]);
  const element = makeSvg("text", { x: rounded(x), y: rounded(y), fill, "font-size": size, "text-anchor": anchor });
  if (weight) element.setAttribute("font-weight", "bold");
  if (spacing || font === "lane") element.setAttribute("letter-spacing", 0.5);
  if (halo)
    for (const [key, value] of Object.entries({
      stroke: halo,
      "stroke-width": 3,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    }))
      element.setAttribute(key, value);
  element.textContent = xmlText(text);
  return element;
}

/** Something that can be chosen: hovered, clicked, and reached by arrow keys. */
function chosenGroup(key, id, label, ...children) {
  return makeSvg("g", { [`data-${key}`]: id, role: "button", tabindex: -1, "aria-label": label }, ...children);
}

const fadedBy = (focus, strong) => (focus && !strong ? 0.2 : 1);

function drawBar(drawing, placed) {
  const { colours, focus, layers } = drawing;
  const { bar, known, early, late, y, height } = placed;
  const colour = barPaint(bar, colours),
    name = paintName(bar),
    top = y - height / 2;
  const recorded = bar.begun || bar.ended || bar.ongoing;
  const group = chosenGroup("bar", bar.id, lifeWords(bar).join(". "));
  group.append(
    makeSvg("rect", {
      x: rounded(placed.x0 - 3),
      y: y - 8,
      width: rounded(placed.x1 - placed.x0 + 6),
      height: 16,
      fill: "transparent",
    }),
  );
  if (isChosen(bar.id)) {
    group.append(
      makeSvg("rect", {
        x: rounded(placed.x0 - 4),
        y: top - 4,
        width: rounded(placed.x1 - placed.x0 + 8),
        height: height + 8,
        rx: 5,
        fill: "none",
        stroke: colours.ring,
        "stroke-width": 2.6,
      }),
    );
  }
  if (!placed.dated) {
    group.append(
      makeSvg("circle", { cx: known[0], cy: y, r: 4, fill: "none", stroke: colour, "stroke-dasharray": "2 2" }),
    );
  } else {
    const box = (x0, x1, more) =>
      makeSvg("rect", { x: rounded(x0), y: top, width: rounded(Math.max(x1 - x0, 0.5)), height, ...more });
    if (early === null)
      group.append(box(known[0] - PLOT.fade, known[0], { fill: `url(#in-${name})`, y: top + 1, height: height - 2 }));
    else if (known[0] - early > 2) group.append(wedge(early, known[0], y, height, colour));
    if (late === null && !bar.ongoing)
      group.append(box(known[1], known[1] + PLOT.fade, { fill: `url(#out-${name})`, y: top + 1, height: height - 2 }));
    else if (late !== null && late - known[1] > 2) group.append(wedge(late, known[1], y, height, colour));
    if (placed.sure) {
      const look = recorded ? { fill: colour } : { fill: `url(#seen-${name})`, stroke: colour, "stroke-width": 0.8 };
      group.append(box(known[0], known[1], look));
    } else group.append(box(known[0], known[1], { fill: colour, "fill-opacity": 0.35 }));
    if (bar.begun && early !== null && known[0] - early <= 2) group.append(cap(known[0], y, height, colour));
    if (bar.ended && late !== null && late - known[1] <= 2) group.append(cap(known[1], y, height, colour));
    if (bar.ongoing)
      group.append(
        makeSvg("path", {
          d: `M${rounded(known[1])} ${top - 2}l9 ${height / 2 + 2}l-9 ${height / 2 + 2}Z`,
          fill: colour,
        }),
      );
  }
  group.setAttribute("opacity", fadedBy(focus, focus?.bars.has(bar.id)));
  layers.bars.append(group);
  drawing.taken.push({
    left: placed.x0,
    right: placed.x1,
    top: top - 1,
    bottom: y + height / 2 + placed.tracks * PLOT.rail + 2,
  });
  drawRails(drawing, placed);
  drawName(drawing, placed);
  drawLeaders(drawing, placed);
  drawTurns(drawing, placed);
}

/** Thin at the earliest or latest day there can be, full where it is certain. */
function wedge(thin, full, y, height, colour) {
  return makeSvg("path", {
    d: `M${rounded(thin)} ${y}L${rounded(full)} ${y - height / 2}V${y + height / 2}Z`,
    fill: colour,
    "fill-opacity": 0.55,
  });
}

function cap(x, y, height, colour) {
  return makeSvg("rect", {
    x: rounded(x - 1.2),
    y: y - height / 2 - 2.5,
    width: 2.4,
    height: height + 5,
    rx: 1,
    fill: colour,
  });
}

/** How a life is known, in sentences; the same for the eye and the ear. */
function lifeWords(bar) {
  const { entity } = bar;
  const words = [`${entity.name}, ${entity.cls.label}`];
  if (bar.knownFrom === undefined) return [...words, "No date is recorded, and no tie tells one"];
  const low = Math.min(bar.knownFrom, bar.knownTo),
    high = Math.max(bar.knownFrom, bar.knownTo);
  words.push(
    !bar.begun
      ? `Beginning not recorded; seen by ${dayWords(low === high ? low : bar.knownFrom)}`
      : isDated(entity.start)
        ? `Began ${dateWords(entity.start)}`
        : `Founded by ${dayWords(bar.knownFrom)}`,
  );
  if (bar.ongoing) words.push("Recorded as still there");
  else words.push(bar.ended ? `Ended ${dateWords(entity.end)}` : `End not recorded; last seen ${dayWords(high)}`);
  const links = new Set(bar.links.map((link) => link.tie.id)).size;
  return [...words, links ? plural(links, "tie") + " of lineage" : "No recorded lineage"];
}

function drawName(drawing, placed) {
  const { colours, focus, layers, words, taken, sheet } = drawing;
  const { bar } = placed;
  const strong = bar.entity.type === "Umbrella" || bar.lane.head === bar.id || isChosen(bar.id);
  const font = strong ? "strong" : "label";
  const start = placed.dated ? Math.max(placed.x0, placed.known[0] - PLOT.fade) : 24;
  const room = placed.after - start - 10;
  const full = textWidth(measuring, fitText(bar.entity.name, FONTS[font], 400), FONTS[font]);
  const aside = full > room && placed.after === sheet.width && start - placed.before > full + 16;
  const space = aside ? start - placed.before - 16 : room;
  let text = fitText(bar.entity.name, FONTS[font], Math.min(space, 400));
  if (
    !text.includes(bar.entity.name) &&
    bar.entity.acronym &&
    textWidth(measuring, bar.entity.acronym, FONTS[font]) <= space &&
    Array.from(text).length < 12
  )
    text = fitText(bar.entity.acronym, FONTS[font], space);
  if (!text) return;
  const x = aside ? placed.x0 - 6 : start,
    y = aside ? placed.y + 4 : placed.labelY;
  const label = svgText(text, {
    fill: placed.dated ? colours.ink : colours.muted,
    font,
    halo: bar.lane.fill,
    x,
    y,
    anchor: aside ? "end" : "start",
  });
  label.setAttribute("opacity", fadedBy(focus, focus?.bars.has(bar.id)));
  label.setAttribute("data-bar", bar.id);
  if (!text.includes(bar.entity.name)) label.append(makeSvg("title", {}, canvasText(bar.entity.name, 400)));
  layers.words.append(label);
  const width = textWidth(measuring, text, FONTS[font]);
  taken.push({ left: aside ? x - width : x, right: aside ? x : x + width, top: y - 11, bottom: y + 3 });
  words.push({
    text: label,
    x,
    limit: aside ? x : Math.max(x, Math.min(placed.after - 10, placed.x1) - width),
    stays: aside,
    begins: placed.dated ? Math.min(bar.knownFrom, bar.knownTo) : undefined,
    strength: fadedBy(focus, focus?.bars.has(bar.id)),
  });
  if (!placed.dated) {
    const note = svgText("no date recorded", { fill: colours.muted, font: "small", x: start, y: placed.y + 4 });
    layers.words.append(note);
  }
}

/** Belonging: a rail under the life of the member, for as long as it is known; doubled for an umbrella. */
function drawRails(drawing, placed) {
  const { colours, focus, layers, sheet } = drawing;
  for (const { link, span, x0, x1, track } of placed.rails) {
    const { tie } = link;
    const y = placed.y + placed.height / 2 + 3.5 + track * PLOT.rail;
    const colour = lookColour(tie.look);
    const group = chosenGroup("tie", tie.id, tieWords(tie));
    const sure = span.sure ? [sheet.x(span.low), Math.max(sheet.x(span.high), sheet.x(span.low) + 3)] : [x0, x0];
    const line = (from, to, opacity) => {
      if (to - from < 0.5) return;
      const offsets = link.kind === "umbrella" ? [-1.1, 1.1] : [0];
      for (const offset of offsets) {
        group.append(
          makeSvg("line", {
            x1: rounded(from),
            x2: rounded(to),
            y1: y + offset,
            y2: y + offset,
            stroke: colour,
            ...lineStyle(tie),
            "stroke-width": link.kind === "umbrella" ? 1 : 2.6,
            "stroke-opacity": opacity,
            class: "line",
          }),
        );
      }
    };
    line(x0, sure[0], 0.45);
    line(sure[0], sure[1], 1);
    line(Math.max(sure[1], x0), x1, 0.45);
    if (span.begun)
      group.append(makeSvg("path", { d: `M${rounded(x0)} ${y - 3}V${y + 2}`, stroke: colour, "stroke-width": 1.6 }));
    if (span.closed)
      group.append(makeSvg("path", { d: `M${rounded(x1)} ${y - 3}V${y + 2}`, stroke: colour, "stroke-width": 1.6 }));
    group.append(
      makeSvg("rect", {
        x: rounded(x0 - 2),
        y: y - 2.6,
        width: rounded(x1 - x0 + 4),
        height: 5.4,
        fill: "transparent",
      }),
    );
    group.setAttribute("opacity", fadedBy(focus, focus?.ties.has(tie.id)));
    layers.bars.append(group);
    const badge = badgeOf(tie);
    if (badge && isExplained(link)) layers.marks.append(badgeMark(drawing, tie, badge, x0 + 16, y));
  }
}

const badgeOf = (tie) => ({ contested: "?", denied: "×" })[tie.status] ?? "";

function lineStyle(tie) {
  if (tie.status === "contested") return { "stroke-dasharray": "7 4" };
  if (tie.status === "denied") return { "stroke-dasharray": "2 4", opacity: 0.6 };
  return {};
}

function badgeMark({ colours, focus }, tie, badge, x, y) {
  const colour = lookColour(tie.look);
  const text = svgText(badge, { fill: colour, font: "small", x, y: y + 3.8, anchor: "middle" });
  text.setAttribute("font-weight", "bold");
  return makeSvg(
    "g",
    { "data-tie": tie.id, class: "badge", opacity: fadedBy(focus, focus?.ties.has(tie.id)) },
    makeSvg("circle", {
      cx: rounded(x),
      cy: rounded(y),
      r: 6.5,
      fill: colours.paper,
      stroke: colour,
      "stroke-width": 1.3,
    }),
    text,
  );
}

function tieWords(tie) {
  return `${tieSentence(tie)}; ${tiePeriod(tie)}; ${tie.status}`;
}

/** What is written of each leader: whoever led longest first, and as much of the name as there is room for. */
function leaderNames({ bar, leaders, after }, starts, ends) {
  const names = leaders.map(() => ({ text: "", limit: 0 })),
    taken = [];
  const order = leaders.map((_, place) => place).sort((a, b) => ends[b] - starts[b] - (ends[a] - starts[a]) || a - b);
  for (const place of order) {
    const x = starts[place] + 5;
    if (taken.some(([left, right]) => x > left - 8 && x < right + 6)) continue;
    const room = Math.min(after - 6, ...taken.map(([left]) => left).filter((left) => left > x)) - x - 8;
    const { subject, status } = leaders[place];
    const text = fitText(status === "contested" ? `${nameOf(subject)} (?)` : nameOf(subject), FONTS.small, room);
    if (!text) continue;
    names[place].text = text;
    taken.push([x, x + textWidth(measuring, text, FONTS.small), place]);
  }
  // How far a name may follow the reader: to the next one, or to the end of the time in office.
  for (const [left, right, place] of taken) {
    const next = Math.min(after - 6, ...taken.map(([other]) => other).filter((other) => other > left)) - 8;
    names[place].limit = Math.max(left, Math.min(next, ends[place]) - (right - left));
  }
  return names;
}

/** Who led: a mark at the day, a thin line for as long as it is known, and the name where there is room. */
function drawLeaders(drawing, placed) {
  const { colours, focus, layers, words, sheet } = drawing;
  const { bar, leaders, y } = placed;
  const colour = lookColour(LOOKS.get("command"));
  const starts = leaders.map((tie) => sheet.x(leaderMoment(bar, tie).day));
  const ends = leaders.map((tie, place) => {
    const span = tieSpan(tie, bar);
    return Math.max(sheet.x(span.ongoing ? GENEALOGY.newest : span.high), starts[place]);
  });
  const names = leaderNames(placed, starts, ends);
  const base = y - PLOT.bar / 2 - 3;
  leaders.forEach((tie, place) => {
    const x = starts[place],
      end = ends[place],
      strength = fadedBy(focus, focus?.ties.has(tie.id));
    const group = chosenGroup("tie", tie.id, tieWords(tie));
    group.append(
      makeSvg("line", {
        x1: rounded(x),
        x2: rounded(end),
        y1: base,
        y2: base,
        stroke: colour,
        "stroke-width": 1.4,
        ...lineStyle(tie),
        class: "line",
      }),
      makeSvg("path", {
        d: `M${rounded(x)} ${base - 4}l3.6 4l-3.6 4l-3.6 -4Z`,
        fill: leaderMoment(bar, tie).recorded ? colour : bar.lane.fill,
        stroke: colour,
        "stroke-width": 1.2,
      }),
    );
    const { text, limit } = names[place];
    if (text) {
      const label = svgText(text, {
        fill: colours.muted,
        font: "small",
        halo: bar.lane.fill,
        x: x + 5,
        y: placed.leaderY - 1.5,
      });
      label.setAttribute("opacity", strength);
      label.setAttribute("data-tie", tie.id);
      layers.words.append(label);
      const width = textWidth(measuring, text, FONTS.small);
      drawing.taken.push({ left: x + 5, right: x + 5 + width, top: placed.leaderY - 12, bottom: placed.leaderY });
      words.push({
        text: label,
        x: x + 5,
        limit,
        begins: leaderMoment(bar, tie).latest,
        strength,
      });
    } else
      group.append(makeSvg("rect", { x: rounded(x - 5), y: base - 6, width: 10, height: 11, fill: "transparent" }));
    group.setAttribute("opacity", strength);
    layers.marks.append(group);
    const succession = successionOf(bar, tie);
    if (succession) drawSuccession(drawing, succession, x, base, colour);
  });
  if (!extraOn("commanders") && !chosenIds().includes(bar.id)) return;
  for (const tie of bar.leaders) {
    if (HEADS_OF_ALL.has(tie.id) || !isDrawn(tie) || !tieMoment(tie)) continue;
    const x = sheet.x(tieMoment(tie).day);
    const group = chosenGroup(
      "tie",
      tie.id,
      tieWords(tie),
      makeSvg("path", {
        d: `M${rounded(x)} ${y - 2.8}l2.8 2.8l-2.8 2.8l-2.8 -2.8Z`,
        fill: tieMoment(tie).recorded ? colours.paper : "none",
        stroke: colours.paper,
        "stroke-width": 1,
      }),
      makeSvg("rect", { x: rounded(x - 3.5), y: y - 5, width: 7, height: 10, fill: "transparent" }),
    );
    layers.marks.append(group);
  }
}

/** One leader after another: an arrow head before the mark of the later one. */
function drawSuccession({ focus, layers }, tie, x, y, colour) {
  const group = chosenGroup(
    "tie",
    tie.id,
    tieWords(tie),
    makeSvg("path", {
      d: `M${rounded(x - 11)} ${y - 3.2}l6 3.2l-6 3.2`,
      fill: "none",
      stroke: colour,
      ...lineStyle(tie),
    }),
    makeSvg("rect", { x: rounded(x - 12), y: y - 5, width: 8, height: 10, fill: "transparent" }),
  );
  group.setAttribute("opacity", fadedBy(focus, focus?.ties.has(tie.id)));
  layers.marks.append(group);
}

function drawTurns({ colours, focus, layers, sheet }, placed) {
  if (!extraOn("turns")) return;
  for (const { tie, event } of placed.bar.turns) {
    const moment = tieMoment(tie);
    if (!moment || !isDrawn(tie, FAILS.classes)) continue;
    const x = sheet.x(moment.day);
    const points = Array.from({ length: 10 }, (_, corner) => {
      const reach = corner % 2 ? 2.9 : 6.6,
        turn = (Math.PI * corner) / 5 - Math.PI / 2;
      return `${rounded(x + reach * Math.cos(turn))},${rounded(placed.y + reach * Math.sin(turn))}`;
    }).join(" ");
    const star = makeSvg("polygon", {
      points,
      fill: colours.paper,
      stroke: colours.ink,
      "stroke-width": 1.3,
      "stroke-linejoin": "round",
    });
    if (tie.status === "contested") star.setAttribute("stroke-dasharray", "2 1.5");
    const group = chosenGroup("event", event, `${nameOf(event)}, ${dateWords(ENTITIES.get(event).start)}`, star);
    group.setAttribute("opacity", fadedBy(focus, focus?.ties.has(tie.id) || state.selected?.id === event));
    layers.marks.append(group);
  }
}
