// Making elements. Text is set as text and nothing else: no markup of the data ever reaches the parser.

const SVG = "http://www.w3.org/2000/svg";
const $ = (id) => document.getElementById(id);

/** An element with attributes, listeners (`onclick: fn`) and children; strings become text. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (key === "text") element.textContent = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function button(text, action, attributes = {}) {
  return make("button", { type: "button", onclick: action, ...attributes }, text);
}

/** Text from the data, isolated so that its direction does not spill over. */
function bdi(text, attributes = {}) {
  return make("bdi", attributes, text);
}

/** A link, if the text is an address of the web; else the text, named for what it is. */
function safeLink(url, label) {
  let parsed = null;
  try {
    parsed = new URL(url);
  } catch {
    // Not an address at all; shown as text below.
  }
  if (parsed && (parsed.protocol === "http:" || parsed.protocol === "https:")) {
    return make("a", { href: parsed.href, rel: "noopener noreferrer nofollow", target: "_blank" }, label ?? url);
  }
  return make("span", { class: "unsafe" }, `not a web address: ${url}`);
}

const PLAIN_ID = /^[a-z0-9](?:[a-z0-9.-]{0,198}[a-z0-9])?$/;

/** The page about a record, where this file stands in a site. As khorasan_graph.site.addresses. */
function pageLink(folder, id) {
  if (!META.pages || !PLAIN_ID.test(id) || id.includes("..")) return null;
  return make("a", { href: `id/${folder}${id}.html`, class: "page" }, "Open its page");
}

function entityButton(id, attributes = {}) {
  return make(
    "button",
    { type: "button", class: "name", onclick: (event) => pickOrSelect(id, event), ...attributes },
    bdi(nameOf(id), { dir: "auto" }),
  );
}

/** The sample of a line as the picture draws it, with the head of its family. */
function lineSample({ colour, head, dashes, width = 2, badge = "", faint = false }) {
  const svg = makeSvg("svg", { class: "sample", width: 38, height: 14, viewBox: "0 0 38 14", "aria-hidden": "true" });
  const shown = colour ?? "currentColor";
  const line = makeSvg("path", { d: "M1 7H36", stroke: shown, "stroke-width": width, fill: "none" });
  if (dashes) line.setAttribute("stroke-dasharray", dashes);
  if (faint) line.setAttribute("opacity", "0.5");
  svg.append(line);
  const heads = {
    vee: "M27 2L37 7L27 12L30 7Z",
    diamond: "M25 7L31 3L37 7L31 11Z",
    triangle: "M28 2V12L37 7Z",
    bar: "M33 1H36V13H33Z",
    box: "M29 3.5H36V10.5H29Z",
  };
  if (head === "circle") svg.append(makeSvg("circle", { cx: 32, cy: 7, r: 4, fill: shown }));
  else if (head === "curve")
    svg.append(makeSvg("path", { d: "M30 1.5A6 6 0 0 1 30 12.5", stroke: shown, "stroke-width": 2, fill: "none" }));
  else if (heads[head]) svg.append(makeSvg("path", { d: heads[head], fill: shown }));
  if (badge) {
    svg.append(makeSvg("circle", { cx: 19, cy: 7, r: 6, class: "badge-disc" }));
    const text = makeSvg("text", { x: 19, y: 10.5, "text-anchor": "middle", class: "badge-text" });
    text.textContent = badge;
    svg.append(text);
  }
  return svg;
}

function shapeSample(shape, size = 10) {
  const svg = makeSvg("svg", {
    class: "sample shape",
    width: 18,
    height: 18,
    viewBox: "-9 -9 18 18",
    "aria-hidden": "true",
  });
  const r = Math.min(8, 2.6 + size / 3);
  const points = (count, radius, turn = -Math.PI / 2) =>
    Array.from({ length: count }, (_, place) => {
      const angle = turn + (2 * Math.PI * place) / count;
      const reach = typeof radius === "function" ? radius(place) : radius;
      return `${(reach * Math.cos(angle)).toFixed(2)},${(reach * Math.sin(angle)).toFixed(2)}`;
    }).join(" ");
  if (shape === "square") svg.append(makeSvg("rect", { x: -r * 0.85, y: -r * 0.85, width: r * 1.7, height: r * 1.7 }));
  else if (shape === "diamond") svg.append(makeSvg("polygon", { points: points(4, r) }));
  else if (shape === "hexagon") svg.append(makeSvg("polygon", { points: points(6, r, 0) }));
  else if (shape === "star")
    svg.append(makeSvg("polygon", { points: points(10, (place) => (place % 2 ? r * 0.45 : r * 1.1)) }));
  else svg.append(makeSvg("circle", { r }));
  return svg;
}

let announceTimer = 0;

/** Say something to readers who hear the page. Waits a moment, so that a run of changes is told once. */
function announce(text) {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    $("live").textContent = text;
  }, 250);
}
