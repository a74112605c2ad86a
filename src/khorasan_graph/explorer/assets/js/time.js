// The date: a slider over the months, a histogram of when ties begin, and what is done with ties of doubtful date.

const BEGINNINGS = [...TIES.values()].map((tie) => tie.begins).filter((day) => day !== undefined);
const LAST_DAY = Math.max(META.opens ?? 0, ...BEGINNINGS);
const FIRST_DAY = Math.min(LAST_DAY - 365, ...BEGINNINGS);
const FIRST_YEAR = dayToDate(FIRST_DAY).getUTCFullYear();
const LAST_YEAR = dayToDate(LAST_DAY).getUTCFullYear();
const LAST_MONTH = (LAST_YEAR - FIRST_YEAR) * 12 + dayToDate(LAST_DAY).getUTCMonth();
const MONTHS_SHOWN = (LAST_YEAR - FIRST_YEAR + 1) * 12;

/** The day for a month of the slider: its last one, but never past the newest date in the data. */
function monthToDay(month) {
  if (month >= LAST_MONTH) return META.opens ?? LAST_DAY;
  const year = FIRST_YEAR + Math.floor(month / 12);
  const date = new Date(Date.UTC(2000, (month % 12) + 1, 0));
  date.setUTCFullYear(year, (month % 12) + 1, 0);
  return Math.round(date.getTime() / 86400000) + UNIX_EPOCH;
}

function dayToMonth(day) {
  const date = dayToDate(day);
  return Math.max(0, Math.min(LAST_MONTH, (date.getUTCFullYear() - FIRST_YEAR) * 12 + date.getUTCMonth()));
}

let playing = 0;
const histogram = [];

function buildTime() {
  const slider = $("slider");
  slider.max = String(LAST_MONTH);
  slider.addEventListener("input", () => {
    stopPlaying();
    change({ date: monthToDay(Number(slider.value)) });
  });
  $("play").addEventListener("click", () => (playing ? stopPlaying() : startPlaying()));
  $("all-dates").addEventListener("change", (event) => {
    stopPlaying();
    change({ date: event.target.checked ? null : (META.opens ?? monthToDay(LAST_MONTH)) });
  });
  buildHistogram();
  $("time-switches").append(
    switchRow("possible", "may hold", "Ties that may hold on the date, but are not known to"),
    switchRow("undated", "undated", "Ties of which nobody says when they began or ended, only when they were seen"),
    switchRow("ghosts", "ended, as ghosts", "Ties that ended before the date, as thin grey dots"),
  );
}

function buildHistogram() {
  const years = LAST_YEAR - FIRST_YEAR + 1;
  const step = years > 60 ? 5 : 1;
  const bins = new Array(Math.ceil(years / step)).fill(0);
  for (const day of BEGINNINGS) bins[Math.floor((dayToDate(day).getUTCFullYear() - FIRST_YEAR) / step)] += 1;
  const most = Math.max(1, ...bins);
  const width = (step * 12) / MONTHS_SHOWN;
  bins.forEach((count, place) => {
    const year = FIRST_YEAR + place * step;
    const bar = make("span", {
      class: "bin",
      title: `${year}${step > 1 ? `–${year + step - 1}` : ""}: ${plural(count, "tie")} began or first seen`,
    });
    bar.style.left = `${100 * place * width}%`;
    bar.style.width = `calc(${100 * width}% - 2px)`;
    bar.style.height = `${count ? Math.max(5, (95 * count) / most) : 0}%`;
    $("histogram").append(bar);
    histogram.push([bar, year]);
  });
  const every = [1, 2, 5, 10, 20, 50].find((gap) => years / gap <= 12) ?? 100;
  for (let year = Math.ceil(FIRST_YEAR / every) * every; year <= LAST_YEAR; year += every) {
    const tick = make("span", { class: "tick" }, String(year));
    tick.style.left = `${(100 * (year - FIRST_YEAR) * 12) / MONTHS_SHOWN}%`;
    $("ticks").append(tick);
  }
  // The thumb runs over the months there are; the bars over whole years.
  $("slider").style.width = `${(100 * (LAST_MONTH + 1)) / MONTHS_SHOWN}%`;
}

function startPlaying() {
  const slider = $("slider");
  let month = state.date === null || dayToMonth(state.date) >= LAST_MONTH ? 0 : dayToMonth(state.date);
  const step = Math.max(1, Math.round(LAST_MONTH / 120));
  $("play").textContent = "❚❚ Pause";
  playing = setInterval(() => {
    month = Math.min(LAST_MONTH, month + step);
    slider.value = String(month);
    change({ date: monthToDay(month) });
    if (month >= LAST_MONTH) stopPlaying();
  }, 160);
}

function stopPlaying() {
  clearInterval(playing);
  playing = 0;
  $("play").textContent = "▶ Play";
}

function dateLabel() {
  return state.date === null ? "All dates" : dayWords(state.date);
}

/** What the date shown is, beside being a date: the newest of the data, or the one for which the file was made. */
function dateMeaning() {
  const asked = META.selection.as_of;
  if (asked && state.date === META.opens) {
    return isoToDay(asked) === state.date ? "the date asked for" : `end of the date asked for, ${dateWords(asked)}`;
  }
  return state.date === META.newest_day ? "newest in the data" : "";
}

function updateTime() {
  $("date").textContent = dateLabel();
  const note = ["as of", dateMeaning()].filter(Boolean).join(" · ");
  $("date-note").textContent = state.date === null ? "past and present together" : note;
  $("all-dates").checked = state.date === null;
  const slider = $("slider");
  const month = state.date === null ? LAST_MONTH : dayToMonth(state.date);
  slider.value = String(month);
  slider.setAttribute("aria-valuetext", dateLabel());
  $("time").classList.toggle("all", state.date === null);
  const year = state.date === null ? LAST_YEAR : dayToDate(state.date).getUTCFullYear();
  for (const [bar, begins] of histogram) bar.classList.toggle("later", begins > year);
}
