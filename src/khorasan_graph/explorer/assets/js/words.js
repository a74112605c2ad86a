// Words: dates, periods, sentences, and the folding of what is typed.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };
const UNIX_EPOCH = 719163; // 1970-01-01, counted in days from 0001-01-01 as the data does

function dayToDate(day) {
  return new Date((day - UNIX_EPOCH) * 86400000);
}

function dayToIso(day) {
  return dayToDate(day).toISOString().slice(0, 10);
}

function isoToDay(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : Math.round(time / 86400000) + UNIX_EPOCH;
}

function dayWords(day) {
  const date = dayToDate(day);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function plainDate(text) {
  const [year, month, day] = text.split("-");
  if (/^\d{3}X$/.test(year)) return `${year.slice(0, 3)}0s`;
  if (/^\d{2}XX$/.test(year)) return `${year.slice(0, 2)}00s`;
  if (!month || month === "XX") return year;
  if (SEASONS[month]) return `${SEASONS[month]} ${year}`;
  return `${!day || day === "XX" ? "" : `${Number(day)} `}${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** An EDTF date in words; what is uncertain stays so. */
function dateWords(text) {
  if (!text || text === "unknown") return "unknown";
  if (text === "..") return "still in force";
  if (text.includes("/")) {
    const [begin, end] = text.split("/");
    if (begin === "" || begin === "..") return `in or before ${dateWords(end)}`;
    if (end === "" || end === "..") return `in or after ${dateWords(begin)}`;
    return `${dateWords(begin)} to ${dateWords(end)}`;
  }
  const mark = text.at(-1);
  if (mark === "~") return `about ${plainDate(text.slice(0, -1))}`;
  if (mark === "?") return `${plainDate(text.slice(0, -1))} (uncertain)`;
  if (mark === "%") return `about ${plainDate(text.slice(0, -1))} (uncertain)`;
  return plainDate(text);
}

function isDated(text) {
  return Boolean(text) && text !== "unknown";
}

/** When something was: `since 2014`, `2014 to 2018`, `until 2018`; empty if nobody says. */
function periodWords(start, end) {
  if (isDated(start) && end === "..") return `${dateWords(start)}, still in force`;
  if (isDated(start) && isDated(end)) return `${dateWords(start)} – ${dateWords(end)}`;
  if (isDated(start)) return `since ${dateWords(start)}`;
  if (end === "..") return "still in force";
  return isDated(end) ? `until ${dateWords(end)}` : "";
}

function sightings(tie) {
  return [...new Set(tie.claims.filter((claim) => claim.stance === "asserts").map((claim) => claim.as_of))].sort();
}

function tiePeriod(tie) {
  if (tie.cls.punctual && isDated(tie.start)) return dateWords(tie.start);
  const period = periodWords(tie.start, tie.end);
  if (period) return period;
  const seen = sightings(tie).map(dateWords);
  if (!seen.length) return "no date";
  return seen.length === 1 ? `no dates; seen ${seen[0]}` : `no dates; seen ${seen[0]} and ${seen.at(-1)}`;
}

/** Years alone, for the picture: `2014–18`, `2014–`. */
function tieYears(tie) {
  const year = (text) => (isDated(text) ? (/\d{2}(?:\d\d|\dX|XX)/.exec(text)?.[0].replaceAll("X", "0") ?? "") : "");
  const start = year(tie.start),
    end = year(tie.end);
  if (tie.cls.punctual || (start && start === end)) return start;
  return start || end ? `${start}–${end}` : "";
}

function relationWords(tie, from) {
  return from === tie.object && from !== tie.subject ? tie.cls.inverse : tie.cls.phrase;
}

function tieSentence(tie) {
  return `${nameOf(tie.subject)} ${tie.cls.phrase} ${nameOf(tie.object)}`;
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

const CREDIBILITY = ["", "confirmed", "probably true", "possibly true", "doubtful", "improbable", "cannot be judged"];
const RELIABILITY = {
  A: "completely reliable",
  B: "usually reliable",
  C: "fairly reliable",
  D: "not usually reliable",
  E: "unreliable",
  F: "cannot be judged",
};
const STATUS_WORDS = {
  corroborated: "two or more independent publishers assert it, nobody denies it",
  reported: "asserted, not corroborated",
  contested: "some sources assert it, some deny it",
  denied: "sources only deny it",
};
const ACTIVITY_WORDS = { active: "holds", possible: "may hold", inactive: "does not hold" };

// The same folding as the names in the data had (khorasan_graph.model.names.fold); the letters come from there.
const LETTERS = new Map(Object.entries(DATA.letters));
const PARTICLES = new Set(["e", "i", "al", "el", "ul"]);
const HYPHENATED = /(?<=[\p{L}\p{N}_])-(?:us|ur|ud|un|uz|ut|ush|as|at|ar)-(?=[\p{L}\p{N}_])/gu;

function fold(text) {
  const lowered = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  const bare = lowered.normalize("NFD").replace(/\p{Mn}/gu, "");
  const swapped = Array.from(bare, (letter) => LETTERS.get(letter) ?? letter)
    .join("")
    .replace(HYPHENATED, " ");
  const words = swapped.match(/[\p{L}\p{N}]+/gu) ?? [];
  const kept = words.filter((word) => !PARTICLES.has(word));
  return (kept.length ? kept : words).join(" ");
}
