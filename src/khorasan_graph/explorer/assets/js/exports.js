// Taking things away: the visible ties as CSV, the picture as PNG. Both say what they show and what not. In the CSV
// that stands in the last columns of every row, not in lines above the head: those would break every reader of tables,
// and be lost as soon as rows are sorted, filtered or put together with those of another day.

function csvCell(value) {
  const text = String(value ?? "");
  // A cell that begins like a formula is run by spreadsheets; an apostrophe keeps it text.
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function gradesOf(tie, stance) {
  const claims = tie.claims.filter((claim) => claim.stance === stance);
  return claims.map((claim) => claim.grade).join(" ");
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
    "title",
    "marking",
    "data_version",
    "ties_shown",
    "ties_not_shown",
    "filters",
    "grades_against",
  ];
  const signs = new Map(SIGNS);
  const about = [
    META.title,
    META.marking,
    dataVersion(),
    view.ties.size,
    TIES.size - view.ties.size + META.held_back,
    filterWords(),
  ];
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
      isAsserted(tie) ? tie.credibility : "",
      gradesOf(tie, "asserts"),
      tie.claims.filter((claim) => claim.stance === "asserts").length,
      tie.claims.filter((claim) => claim.stance === "denies").length,
      sources.map((source) => `${SOURCES.get(source)?.publisher}: ${SOURCES.get(source)?.title}`).join("; "),
      sources
        .map((source) => SOURCES.get(source)?.url)
        .filter(Boolean)
        .join(" "),
      tie.note,
      ...about,
      gradesOf(tie, "denies"),
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

/** Which data this is: the version of the vocabulary, and how far the sources go. */
function dataVersion() {
  return `vocabulary ${META.version}${META.newest ? `, sources to ${META.newest}` : ""}`;
}

/** What the file was made from, if that was not everything. */
function partWords() {
  if (!Object.keys(META.selection).length) return "";
  return `made from a part of the data (${selectionWords()}), ${plural(META.held_back, "tie")} outside it`;
}

function filterWords() {
  return [partWords(), ...hiddenWords()].filter(Boolean).join("; ");
}

function subjectWords() {
  if (state.path) return `Path from ${nameOf(state.path.from)} to ${nameOf(state.path.to)}`;
  if (!state.selected) return "";
  if (state.selected.kind === "entities") return `What links ${state.selected.ids.map(nameOf).join(", ")}`;
  return state.selected.kind === "entity"
    ? `Around ${nameOf(state.selected.id)}`
    : tieSentence(TIES.get(state.selected.id));
}

/** The caption of every exported picture: what it is, of when, from which data, how much is on it and what is not. */
function captionLines() {
  const [entities, ties, filters] = [view.entities.size, view.ties.size, filterWords()];
  return [
    [META.title, subjectWords()].filter(Boolean).join(" · "),
    [
      state.date === null
        ? "All dates: past and present together"
        : `As of ${[dateLabel(), dateMeaning()].filter(Boolean).join(" · ")}`,
      `shown: ${plural(entities, "entity", "entities")} and ${plural(ties, "tie")}`,
      `not shown: ${plural(ENTITIES.size - entities, "entity", "entities")} and ${plural(TIES.size - ties, "tie")}`,
      dataVersion(),
    ].join(" · "),
    filters ? `Filters: ${filters}` : "",
  ].filter(Boolean);
}

function wrapText(context, text, width) {
  const lines = [];
  let line = "";
  // A word longer than the line is broken anywhere.
  const words = text.split(" ").flatMap((word) => word.match(/.{1,60}/gsu) ?? [""]);
  for (const word of words) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The picture as pixels: the SVG, at twice the size of the screen, so that it stands being shown on a wall. */
async function pictureCanvas(text = pictureSvg()) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  // No browser draws on more than some 16,000 units a side.
  const factor = Math.min(2, 16000 / Math.max(image.naturalWidth, image.naturalHeight));
  const sheet = document.createElement("canvas");
  sheet.width = image.naturalWidth * factor;
  sheet.height = image.naturalHeight * factor;
  sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
  return sheet;
}

async function exportPng() {
  const genealogy = state.view === "genealogy";
  if (!genealogy && state.view !== "graph") change({ view: "graph" });
  const sheet = await pictureCanvas(genealogy ? genealogySvg() : pictureSvg());
  sheet.toBlob((blob) => {
    if (!blob) return;
    download(blob, fileName("png"));
    announce("Picture written as PNG");
  }, "image/png");
}
