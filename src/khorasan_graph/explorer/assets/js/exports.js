// Taking things away: the visible ties as CSV, the picture as PNG with a caption that says what it shows and what not.

function csvCell(value) {
  const text = String(value ?? "");
  // A cell that begins like a formula is run by spreadsheets; an apostrophe keeps it text.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvText() {
  const head = [
    "id",
    "subject_id",
    "subject",
    "relation",
    "object_id",
    "object",
    "sign",
    "status",
    "start",
    "end",
    "date",
    "on_date",
    "credibility",
    "grades",
    "claims_for",
    "claims_against",
    "sources",
    "urls",
    "note",
  ];
  const signs = new Map(SIGNS);
  const rows = [...view.ties].map(([id, activity]) => {
    const tie = TIES.get(id);
    const sources = [...new Set(tie.claims.map((claim) => claim.source))];
    return [
      id,
      tie.subject,
      nameOf(tie.subject),
      tie.cls.phrase,
      tie.object,
      nameOf(tie.object),
      signs.get(tie.cls.sign),
      tie.status,
      tie.start,
      tie.end,
      state.date === null ? "" : dayToIso(state.date),
      state.date === null ? "" : ACTIVITY_WORDS[activity],
      tie.credibility,
      tie.claims.map((claim) => claim.grade).join(" "),
      tie.claims.filter((claim) => claim.stance === "asserts").length,
      tie.claims.filter((claim) => claim.stance === "denies").length,
      sources.map((source) => `${SOURCES.get(source)?.publisher}: ${SOURCES.get(source)?.title}`).join("; "),
      sources
        .map((source) => SOURCES.get(source)?.url)
        .filter(Boolean)
        .join(" "),
      tie.note,
    ];
  });
  return [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function fileName(ending) {
  const slug = fold(META.title).replaceAll(" ", "-").slice(0, 40) || "graph";
  return `${slug}-${state.date === null ? "all-dates" : dayToIso(state.date)}.${ending}`;
}

function exportCsv() {
  // The mark at the front tells spreadsheets that the text is UTF-8.
  download(new Blob(["\uFEFF", csvText()], { type: "text/csv;charset=utf-8" }), fileName("csv"));
  announce(`${plural(view.ties.size, "tie")} written as CSV`);
}

function captionLines() {
  const filters = hiddenWords();
  const subject = state.path
    ? `Path from ${nameOf(state.path.from)} to ${nameOf(state.path.to)}`
    : state.selected?.kind === "entity"
      ? `Around ${nameOf(state.selected.id)}`
      : state.selected
        ? tieSentence(TIES.get(state.selected.id))
        : "";
  return [
    [META.title, subject].filter(Boolean).join(" · "),
    [
      state.date === null ? "All dates" : `As of ${dateLabel()}`,
      `${view.entities.size} of ${ENTITIES.size} entities, ${view.ties.size} of ${TIES.size} ties shown`,
      `vocabulary ${META.version}${META.newest ? `, sources to ${META.newest}` : ""}`,
    ].join(" · "),
    filters.length ? `Not shown: ${filters.join("; ")}` : "",
  ].filter(Boolean);
}

function wrapText(context, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pictureCanvas() {
  const drawn = $("canvas").querySelector("canvas");
  const ratio = (drawn.width / drawn.clientWidth) * enlarged;
  const colours = theme();
  const sheet = document.createElement("canvas");
  const context = sheet.getContext("2d");
  const margin = 18 * ratio,
    bold = `bold ${14 * ratio}px ${SANS}`,
    plain = `${12 * ratio}px ${SANS}`,
    leading = 18 * ratio;
  context.font = plain;
  const [title, ...rest] = [
    ...captionLines(),
    "Dashed and ?: contested. Faded: may hold on the date. Hollow: does not exist on the date. Width: credibility.",
  ];
  const lines = rest.flatMap((line) => wrapText(context, line, drawn.width - 2 * margin));
  const used = [...LOOKS.values()].filter((look) => [...view.ties.keys()].some((id) => TIES.get(id).look === look));
  const foot = margin * 2 + leading * (lines.length + 2.2);
  sheet.width = drawn.width;
  sheet.height = drawn.height + foot;
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(drawn, 0, 0);
  context.fillStyle = colours.muted;
  context.fillRect(margin, drawn.height, sheet.width - 2 * margin, ratio);
  context.textBaseline = "top";
  let y = drawn.height + margin * 0.7;
  context.font = bold;
  context.fillStyle = colours.ink;
  context.fillText(canvasText(title, 120), margin, y);
  if (META.marking) {
    context.textAlign = "right";
    context.fillText(canvasText(META.marking, 80), sheet.width - margin, y);
    context.textAlign = "left";
  }
  context.font = plain;
  let x = margin;
  y += leading * 1.2;
  for (const look of used) {
    context.fillStyle = lookColour(look);
    context.fillRect(x, y + 5 * ratio, 20 * ratio, 3 * ratio);
    context.fillStyle = colours.ink;
    context.fillText(look.label, x + 26 * ratio, y);
    x += (26 + 18) * ratio + context.measureText(look.label).width;
  }
  context.fillStyle = colours.muted;
  for (const line of lines) {
    y += leading;
    context.fillText(line, margin, y);
  }
  return sheet;
}

/** Draw at twice the size of the screen, so that the picture stands being shown on a wall. */
function enlargedPicture() {
  const holder = $("canvas");
  const { clientWidth: width, clientHeight: height } = holder;
  const position = network.getViewPosition(),
    scale = network.getScale();
  Object.assign(hovered, { node: null, edge: null });
  const resize = (factor) => {
    enlarged = factor;
    for (const [side, length] of [
      ["width", width],
      ["height", height],
    ])
      holder.style[side] = factor === 1 ? "" : `${length * factor}px`;
    network.setSize(factor === 1 ? "100%" : `${width * factor}px`, factor === 1 ? "100%" : `${height * factor}px`);
    network.moveTo({ position, scale: scale * factor, animation: false });
    network.redraw();
  };
  resize(2);
  const sheet = pictureCanvas();
  resize(1);
  return sheet;
}

function exportPng() {
  if (state.view !== "graph") change({ view: "graph" });
  enlargedPicture().toBlob((blob) => {
    if (!blob) return;
    download(blob, fileName("png"));
    announce("Picture written as PNG");
  }, "image/png");
}
