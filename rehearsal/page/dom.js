/* Make elements. Text always goes in as text: nothing here, or anywhere in the page, turns words into HTML. */

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/* Bring a list's buttons up to date, each in its place: one that is taken away between being pressed and let go
   swallows the click. What is inside a button takes no pointer, so that it may change meanwhile. */
export function changeTo(list, entries) {
  entries.forEach((entry, place) => {
    const before = list.children[place];
    if (!before) list.append(entry);
    else if (isSame(before.firstElementChild, entry.firstElementChild)) takeOver(before.firstElementChild, entry.firstElementChild);
    else before.replaceWith(entry);
  });
  while (list.children.length > entries.length) list.lastElementChild.remove();
}

function isSame(before, after) {
  return before?.tagName === "BUTTON" && JSON.stringify(before.dataset) === JSON.stringify(after?.dataset);
}

function takeOver(before, after) {
  if (before.isEqualNode(after)) return;
  for (const { name } of [...before.attributes]) if (!after.hasAttribute(name)) before.removeAttribute(name);
  for (const { name, value } of after.attributes) before.setAttribute(name, value);
  before.replaceChildren(...after.childNodes);
}

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l3 2",
  pair: "M3 4h6v12H3zM11 4h6v12h-6z",
  gear: "M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4",
  moon: "M15.500 12.500A6.500 6.500 0 0 1 8 4a6.500 6.500 0 1 0 7.500 8.500z",
  clip: "M13.500 6.500 8 12a1.800 1.800 0 0 0 2.500 2.500l6-6a3.500 3.500 0 0 0-5-5l-6 6a5 5 0 0 0 7 7l4.500-4.500",
  send: "M3 4l14 6-14 6 2-6zM5 10h6",
  cross: "M5 5l10 10M15 5 5 15",
  lock: "M6 9V7a4 4 0 0 1 8 0v2M5 9h10v7H5z",
  refresh: "M15.500 6.500A6.500 6.500 0 1 0 16.500 11M16 3v4h-4",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  for (const [key, value] of Object.entries({
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.6",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  })) {
    path.setAttribute(key, value);
  }
  svg.append(path);
  return svg;
}

export function fillIcons(root = document) {
  for (const place of root.querySelectorAll("[data-icon]")) place.replaceChildren(icon(place.dataset.icon));
}

export function avatar(name, kind = "", presence = null) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const initials = ((words[0]?.[0] ?? "") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
  const tint = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % 8;
  const face = el("span", { class: `avatar ${kind || `tint-${tint}`}`, "aria-hidden": "true" }, initials);
  if (presence !== null) face.append(el("span", { class: presence ? "presence in" : "presence" }));
  return face;
}

const ZONE = "Europe/London";
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: ZONE });
const SHORT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: ZONE,
});
const PARTS = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: ZONE,
});

export const time = (iso) => TIME.format(new Date(iso));
export const day = (iso) => DAY.format(new Date(iso));
export const moment = (date) => SHORT.format(date);

/* England's wall-clock time of a moment, as a datetime-local field holds it. */
export function wallClock(date) {
  const parts = Object.fromEntries(PARTS.formatToParts(date).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

/* The moment that a datetime-local field means in England. */
export function fromWallClock(value) {
  const asUtc = new Date(`${value}:00Z`);
  const shown = new Date(`${wallClock(asUtc)}:00Z`);
  return new Date(asUtc.getTime() - (shown.getTime() - asUtc.getTime()));
}
