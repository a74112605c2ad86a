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

/** An EDTF date in words; what is uncertain stays so. An interval only says between which days something lies. */
function dateWords(text) {
  if (!text || text === "unknown") return "unknown";
  if (text === "..") return "still in force";
  if (text.includes("/")) {
    const [begin, end] = text.split("/");
    if (begin === "" || begin === "..") return `${dateWords(end)} or before`;
    if (end === "" || end === "..") return `${dateWords(begin)} or after`;
    return `some time between ${dateWords(begin)} and ${dateWords(end)}`;
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

/** Whether somebody wrote a day, however roughly: `unknown` and `..` are none. */
function hasDay(text) {
  return isDated(text) && text !== "..";
}

/**
 * When something lasted, never surer than what was written: that no end is recorded is not to say that it goes on. By
 * the rules of khorasan_graph.model.words.period; empty if nobody says.
 */
function periodWords(start, end, sighted = []) {
  const begun = isDated(start),
    ended = hasDay(end);
  const first = begun ? `from ${dateWords(start)}` : start === "unknown" ? "start unknown" : "no start recorded";
  const last = ended ? `until ${dateWords(end)}` : end === "unknown" ? "end unknown" : "no end recorded";
  if (end === "..") return `${first}, still in force`;
  if (begun && ended) return start === end ? dateWords(start) : `${first}${start.includes("/") ? "," : ""} ${last}`;
  if (begun) return [first, last, ...sighted].join(", ");
  if (ended) return `${last}, ${first}`;
  const explicit = [first, last].filter((word) => word.endsWith("unknown"));
  if (!explicit.length && !sighted.length) return "";
  return [...(explicit.length ? explicit : ["undated"]), ...sighted].join(", ");
}

/** The period of a name or in a single account, which is not expected to have both bounds. */
function spanWords(start, end) {
  if (isDated(start) && !end) return `from ${dateWords(start)}`;
  return hasDay(end) && !start ? `until ${dateWords(end)}` : periodWords(start, end);
}

/** For when a claim speaks: the date written on it, else its own period, else the day of its source. */
function spokenOf(claim) {
  if (claim.as_of) return [claim.as_of];
  const own = [claim.start, claim.end].filter(hasDay);
  return own.length ? own : [SOURCES.get(claim.source).published];
}

/** The earliest and the latest day that a date can mean; the data has those of all that are not one day. */
function boundsOfDate(text) {
  const [earliest, latest] = DATED.get(text) ?? [isoToDay(text), isoToDay(text)];
  return { text, earliest, latest };
}

/** When a tie was seen: the first time and the last. */
function sighted(tie) {
  const spoken = tie.claims.filter((claim) => claim.stance === "asserts").flatMap((claim) => claim.spoken);
  const seen = [...new Set(spoken)].map(boundsOfDate);
  if (!seen.length) return [];
  const least = (key) => (a, b) => key(a) - key(b) || (a.text < b.text ? -1 : 1);
  const first = [...seen].sort(least((when) => when.earliest ?? when.latest ?? -Infinity))[0].text;
  const last = [...seen].sort(least((when) => when.latest ?? when.earliest ?? Infinity)).at(-1).text;
  return [`sighted ${dateWords(first)}${first === last ? "" : ` to ${dateWords(last)}`}`];
}

/** When a tie held, as the editor read it; where that leaves it open, when it was seen; empty if nobody says. */
function tieWhen(tie) {
  if (!tie.cls.punctual) return periodWords(tie.start, tie.end, sighted(tie));
  if (isDated(tie.start)) return dateWords(tie.start);
  const seen = sighted(tie);
  return seen.length ? ["undated", ...seen].join(", ") : "";
}

function tiePeriod(tie) {
  return tieWhen(tie) || "no date";
}

/** The year of a date, for the picture: `2014`, `~2014`, `2010s`, `≤2021`, `2002/2003`. */
function yearWords(text) {
  if (text.includes("/")) {
    const [begin, end] = text.split("/").map((side) => (hasDay(side) ? yearWords(side) : ""));
    if (!begin || !end) return begin ? `≥${begin}` : `≤${end}`;
    return begin === end ? begin : `${begin}/${end}`;
  }
  const year = text.slice(0, 4).replace(/XX?$/, (unknown) => `${"0".repeat(unknown.length)}s`);
  return `${/[~?%]$/.test(text) ? "~" : ""}${year}`;
}

/** Years alone, for the picture: `2014–2018`; `2014–?` where no end is recorded; `2014–` where it is still in force. */
function tieYears(tie) {
  const start = hasDay(tie.start) ? yearWords(tie.start) : "",
    end = hasDay(tie.end) ? yearWords(tie.end) : "";
  if (tie.cls.punctual) return start;
  if (tie.end === "..") return `${start || "?"}–`;
  if (!start && !end) return "";
  return start === end ? start : `${start || "?"}–${end || "?"}`;
}

/** What a tie rests on. No grade where nobody asserts it: a denial does not make it credible in any degree. */
function evidenceWords(tie) {
  const claims = plural(tie.claims.length, "claim");
  if (!isAsserted(tie)) return `${claims}, asserted by nobody`;
  return `${claims}, best credibility ${tie.credibility} (${CREDIBILITY[tie.credibility]})`;
}

function isAsserted(tie) {
  return tie.claims.some((claim) => claim.stance === "asserts");
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
