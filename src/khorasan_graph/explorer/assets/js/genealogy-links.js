// The links of the genealogy: forks, joins and belongings between the bars, their badges, and the words beside them.

/** A way that leaves one row to the right, goes up or down on its day, and enters the other row to the right. */
function elbow(x, from, to) {
  const reach = Math.min(PLOT.elbow, Math.abs(to - from) / 2),
    way = to > from ? reach : -reach;
  return (
    `M${rounded(x - reach)} ${rounded(from)}Q${rounded(x)} ${rounded(from)} ${rounded(x)} ${rounded(from + way)}` +
    `V${rounded(to - way)}Q${rounded(x)} ${rounded(to)} ${rounded(x + reach)} ${rounded(to)}`
  );
}

const FORWARD = new Set(["join", "defection", "defector"]);

function drawLinks(drawing) {
  const { sheet, counts } = drawing;
  const shown = extraOn("defectors") ? [...LINKS, ...DEFECTORS] : LINKS;
  const tally = { drawn: new Set(), undated: new Set(), hidden: new Set() };
  for (const link of shown) {
    const { tie, member, other } = link;
    if (!isDrawn(tie)) {
      tally.hidden.add(tie.id);
      continue;
    }
    const moment = tieMoment(tie);
    if (!moment) {
      tally.undated.add(tie.id);
      continue;
    }
    tally.drawn.add(tie.id);
    const y = { member: sheet.top.get(member.id), other: sheet.top.get(other.id) };
    if (y.member === undefined || y.other === undefined || (member.lane === other.lane && !sheet.bars.has(member.id)))
      continue;
    if (!(isRail(link) && sheet.bars.has(member.id) && isExplained(link))) drawLink(drawing, link, moment, y);
  }
  for (const key of Object.keys(tally)) counts[key] = tally[key].size;
}

/** The day of a link. Two names of one organization have none: they stand where the later of the two is first seen. */
function dayOf({ tie, kind, member, other }, moment) {
  if (kind === "belonging" || kind === "umbrella") return tieSpan(tie, member).first;
  if (kind !== "same" || moment.recorded) return moment.day;
  const begins = [member, other].map((bar) => Math.min(bar.knownFrom ?? Infinity, bar.knownTo ?? Infinity));
  return Number.isFinite(Math.max(...begins)) ? Math.max(...begins) : moment.day;
}

function drawLink(drawing, link, moment, y) {
  const { sheet, colours, focus, layers } = drawing;
  const { tie, kind } = link;
  const colour = kind === "defector" ? lookColour(LOOKS.get("command")) : lookColour(tie.look);
  const inFocus = focus?.ties.has(tie.id);
  const day = dayOf(link, moment);
  const x = sheet.x(day);
  const [from, to] = FORWARD.has(kind) ? [y.member, y.other] : [y.other, y.member];
  const width = (kind === "defector" ? 0.6 : 1) * TIE_WIDTHS[tie.credibility] * (inFocus ? 1.25 : 1);
  const group = chosenGroup("tie", tie.id, tieWords(tie));
  const straight = kind === "same" || isRail(link);
  const level = Math.abs(from - to) < 1;
  const way = level
    ? `M${rounded(sheet.bars.get(link.other.id).x1 - 12)} ${rounded(from)}H${rounded(tipOf(sheet, link, x))}`
    : straight
      ? `M${rounded(x)} ${rounded(from)}V${rounded(to)}`
      : elbow(x, from, to);
  const stroke = (more) => makeSvg("path", { d: way, fill: "none", "stroke-linecap": "round", ...more });
  const mute = isRail(link) && !moment.recorded ? 0.55 : 1;
  const double = kind === "umbrella" || kind === "same";
  const thick = isRail(link) ? Math.min(width, 1.7) * (moment.recorded ? 1 : 0.75) : width;
  group.append(stroke({ stroke: "transparent", "stroke-width": 10, "pointer-events": "stroke" }));
  group.append(
    stroke({
      stroke: colour,
      "stroke-width": double ? 4 : thick,
      "stroke-opacity": mute,
      ...lineStyle(tie),
      class: "line",
    }),
  );
  if (double) group.append(stroke({ stroke: colours.paper, "stroke-width": 1.6 }));
  for (const [end, at] of level
    ? []
    : [
        [link.member, y.member],
        [link.other, y.other],
      ]) {
    const gap = gapTo(sheet.bars.get(end.id), x);
    if (gap)
      group.append(
        makeSvg("path", {
          d: `M${rounded(gap[0])} ${rounded(at)}H${rounded(gap[1])}`,
          stroke: colour,
          "stroke-width": 1.2,
          "stroke-dasharray": "1 3",
        }),
      );
  }
  group.setAttribute("opacity", fadedBy(focus, inFocus));
  layers.links.append(group);
  const heads = makeSvg("g", { opacity: fadedBy(focus, inFocus), "pointer-events": "none" });
  const rim = { stroke: colours.paper, "stroke-width": 1, "stroke-linejoin": "round" };
  if (isRail(link)) {
    heads.append(
      makeSvg("circle", {
        cx: rounded(x),
        cy: rounded(y.other),
        r: 3.2,
        fill: moment.recorded ? colour : colours.paper,
        stroke: moment.recorded ? colours.paper : colour,
        "stroke-width": 1.2,
      }),
    );
  } else if (kind !== "same") {
    const tip = level ? tipOf(sheet, link, x) : x + PLOT.elbow + 3;
    heads.append(
      makeSvg("path", { d: `M${rounded(tip)} ${rounded(to)}l-9 -5.2l2.6 5.2l-2.6 5.2Z`, fill: colour, ...rim }),
    );
  }
  const reach = sheet.x(moment.latest) - sheet.x(moment.earliest);
  if (reach > 10 && !isRail(link)) {
    // The days on which it can have come about.
    const low = y.member + 8.5 + (sheet.bars.get(link.member.id)?.tracks ?? 0) * PLOT.rail;
    const [first, last] = [moment.earliest, moment.latest].map((one) => rounded(sheet.x(one)));
    const spread = `M${first} ${low - 2.5}v5m0 -2.5H${last}m0 -2.5v5`;
    group.append(
      makeSvg("path", { d: spread, stroke: colour, fill: "none", "stroke-width": 1.1, "stroke-opacity": 0.8 }),
    );
  }
  layers.marks.append(heads);
  const middle = (from + to) / 2,
    badge = kind === "same" && !badgeOf(tie) ? "=" : badgeOf(tie);
  if (badge) {
    const spot = freeSpot(drawing, x, from, to, 14, 14);
    layers.marks.append(badgeMark(drawing, tie, badge, x, spot ?? middle));
  }
  if (inFocus || state.selected?.id === tie.id) drawLinkWords(drawing, link, x, from, to, colour);
}

/** Where a link within one row ends: at the beginning of the life that it leads to. */
function tipOf(sheet, link, x) {
  return Math.max(x, sheet.bars.get(link.member.id).x0);
}

/** The stretch between a life and a link on a day when nothing is known of it: dotted, so that it belongs somewhere. */
function gapTo(placed, x) {
  if (!placed?.dated) return null;
  if (x - PLOT.elbow > placed.x1) return [placed.x1, x - PLOT.elbow];
  return x + PLOT.elbow < placed.x0 ? [x + PLOT.elbow, placed.x0] : null;
}

/** A height on a way up or down where a box around it covers no word. */
function freeSpot({ taken }, x, from, to, width, height) {
  const low = Math.min(from, to) + 12,
    high = Math.max(from, to) - 12;
  const steps = Math.max(1, Math.floor((high - low) / 6));
  const order = Array.from({ length: steps + 1 }, (_, step) => low + ((high - low) * step) / steps).sort(
    (a, b) => Math.abs(a - (from + to) / 2) - Math.abs(b - (from + to) / 2),
  );
  for (const y of order) {
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (
      taken.some(
        (other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top,
      )
    )
      continue;
    taken.push(box);
    return y;
  }
  return null;
}

const SHORT_WORDS = {
  fork: "split",
  join: "merged",
  succession: "succeeded",
  umbrella: "member",
  same: "same as",
  departure: "left",
  defection: "joined",
  defector: "changed sides",
};

function drawLinkWords(drawing, link, x, from, to, colour) {
  const { layers, taken } = drawing;
  const said = SHORT_WORDS[link.kind] ?? link.tie.cls.phrase,
    years = tieYears(link.tie);
  const text = canvasText(years ? `${said} ${years}` : said, 48);
  const width = textWidth(measuring, text, FONTS.small) + 6;
  for (const side of x + width + 12 > drawing.sheet.width ? [-1] : [1, -1]) {
    const centre = x + (6 + width / 2) * side;
    const y = freeSpot({ taken }, centre, from, to, width, 14);
    if (y === null) continue;
    const label = { fill: colour, font: "small", halo: link.member.lane.fill, x: centre - width / 2 + 3, y: y + 4 };
    layers.words.append(svgText(text, label));
    return;
  }
}
