/* Show a card: with Microsoft's renderer where it is installed, else with the page's own plain one.

Actions are numbered in document order, the same way the room numbers them, so that a press says which. */

import { el } from "/page/dom.js";
import { fill } from "/page/markdown.js";
import { plainCard } from "/page/plain.js";

const SKIPPED = new Set(["fallback", "refresh", "data", "authentication", "metadata", "msteams"]);
const MARK = "room-action:";
const hosts = {};
let official = false;

export async function prepare() {
  const plain = new URLSearchParams(location.search).has("plain");
  for (const theme of ["light", "dark"]) {
    hosts[theme] = await (await fetch(`/page/host-${theme}.json`)).json();
  }
  if (!plain) await load("/vendor/adaptivecards.js");
  official = Boolean(window.AdaptiveCards);
  if (official) {
    window.AdaptiveCards.AdaptiveCard.onProcessMarkdown = (_, result) => {
      result.didProcess = false;
    };
  }
  return official;
}

function load(address) {
  return new Promise((resolve) => {
    const script = el("script", { src: address, onload: resolve, onerror: resolve });
    document.head.append(script);
  });
}

/* A copy of the card in which each action carries its number as its id, and the actions as they were. */
function numbered(card) {
  const marked = structuredClone(card);
  const pressed = [];
  const walk = (node) => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (node === null || typeof node !== "object") return;
    if (String(node.type ?? "").startsWith("Action.")) {
      const { type, title = null, verb = null, data = null } = node;
      node.id = MARK + pressed.length;
      pressed.push(structuredClone({ type, title, verb, data }));
    }
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "object" && !SKIPPED.has(key)) walk(value);
    }
  };
  walk(marked);
  return { marked, pressed };
}

/* An element showing the card; `onPress({action, pressed, inputs, holder})` for Submit and Execute: the number
and the action itself, because the card may have changed under the hand. */
export function showCard(card, { label, onPress }) {
  const full = card.msteams?.width === "Full" || card.msTeams?.width === "full";
  const holder = el("div", { class: full ? "card-holder full" : "card-holder", role: "group", "aria-label": label });
  const { marked, pressed } = numbered(card);
  const press = (id, inputs) => {
    const action = Number(id.slice(MARK.length));
    onPress({ action, pressed: pressed[action], inputs, holder });
  };
  let shown = null;
  if (official) {
    try {
      shown = officialCard(marked, press);
    } catch (error) {
      console.warn("The renderer could not show a card; it is shown plainly.", error);
    }
  }
  holder.append(shown ?? plainCard(marked, press));
  return holder;
}

function officialCard(card, press) {
  const { AdaptiveCard, HostConfig } = window.AdaptiveCards;
  const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
  const rendered = new AdaptiveCard();
  rendered.hostConfig = new HostConfig(structuredClone(hosts[theme]));
  rendered.onExecuteAction = (action) => {
    if (action.getJsonTypeName() === "Action.OpenUrl") openLink(action.url);
    else press(action.id, filledIn(rendered, action));
  };
  rendered.parse(card);
  const element = rendered.render();
  if (!element) return null;
  element.removeAttribute("tabindex");
  for (const block of element.querySelectorAll(".ac-textBlock")) {
    if (block.childElementCount === 0) fill(block, block.textContent);
  }
  return element;
}

/* What the renderer merged into the action's data: the inputs that have a value. */
function filledIn(rendered, action) {
  const data = typeof action.data === "object" && action.data ? action.data : {};
  const inputs = {};
  for (const input of rendered.getAllInputs()) {
    if (input.id && input.isSet() && input.id in data) inputs[input.id] = String(data[input.id]);
  }
  return inputs;
}

export function openLink(address) {
  if (/^(https?|mailto|tel):/i.test(address ?? "")) window.open(address, "_blank", "noopener,noreferrer");
}
