/* The messages of one conversation. Only what has changed is made anew, so that half-filled fields stay. */

import { avatar, day, el, icon, time } from "/page/dom.js";
import { blocks, plainBlocks } from "/page/markdown.js";
import { showCard } from "/page/cards.js";

const shown = new Map();
let showing = "";

/* Draw the conversation; `acts` are what can be done with a message. Returns whether something was added. */
export function draw(stream, key, messages, acts) {
  if (showing !== key) {
    shown.clear();
    stream.replaceChildren();
    showing = key;
  }
  const wasAtEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80 || shown.size === 0;
  const focus = rememberFocus(stream);
  const wanted = [];
  let before = null;
  let added = false;
  for (const message of messages) {
    if (!before || day(before.at) !== day(message.at)) wanted.push(divider(message.at));
    const follows = before !== null && before.author === message.author && sameMoment(before, message);
    const signature = JSON.stringify([message, follows]);
    const known = shown.get(message.id);
    if (known?.signature === signature) {
      wanted.push(known.element);
    } else {
      const element = oneMessage(message, follows, acts);
      added ||= !known;
      shown.set(message.id, { signature, element });
      wanted.push(element);
    }
    before = message;
  }
  settle(stream, wanted, messages);
  restoreFocus(stream, focus);
  if (wasAtEnd) stream.scrollTop = stream.scrollHeight;
  return added;
}

export function forget() {
  showing = "";
}

const dividers = new Map();

function divider(at) {
  const name = day(at);
  if (!dividers.has(name)) dividers.set(name, el("div", { class: "day" }, el("span", {}, name)));
  return dividers.get(name);
}

const sameMoment = (one, other) => new Date(other.at) - new Date(one.at) < 120000;

function settle(stream, wanted, messages) {
  const alive = new Set(messages.map((message) => message.id));
  for (const id of shown.keys()) if (!alive.has(id)) shown.delete(id);
  if (wanted.length === 0) wanted.push(el("p", { class: "quiet-stream" }, "Nothing has been said here yet."));
  const keep = new Set(wanted);
  for (const child of [...stream.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((element, place) => {
    if (stream.children[place] !== element) stream.insertBefore(element, stream.children[place] ?? null);
  });
}

function rememberFocus(stream) {
  const active = document.activeElement;
  const message = active?.closest?.(".message");
  if (!message || !stream.contains(active)) return null;
  const focusable = [...message.querySelectorAll("button, input, select, textarea, a")];
  return { id: message.dataset.id, place: focusable.indexOf(active), element: active };
}

function restoreFocus(stream, focus) {
  if (!focus || document.contains(focus.element)) return;
  const message = stream.querySelector(`[data-id="${CSS.escape(focus.id)}"]`);
  const focusable = [...(message?.querySelectorAll("button, input, select, textarea, a") ?? [])];
  (focusable[Math.min(focus.place, focusable.length - 1)] ?? stream).focus({ preventScroll: true });
}

function oneMessage(message, follows, acts) {
  const classes = ["message", message.mine ? "mine" : "", follows ? "follows" : ""].join(" ");
  const meta = el("p", { class: "meta" }, el("span", { class: "name" }, message.author_name), el("time", { datetime: message.at }, time(message.at)));
  if (message.edited && !message.deleted) meta.append(el("span", {}, "Edited"));
  const body = el("div", { class: "body" }, meta);
  if (message.only_you) body.append(onlyYou("Only you can see this message"));
  body.append(...contents(message, acts));
  if (message.note) body.append(el("p", { class: "note", role: "status" }, message.note));
  if (message.mine) body.append(ownTools(message, acts));
  const face = avatar(message.author_name, message.author === "bot" ? "bot" : "");
  return el("article", { class: classes, "data-id": message.id, "aria-label": `${message.author_name}, ${time(message.at)}` }, face, body);
}

function contents(message, acts) {
  if (message.deleted) return [el("div", { class: "bubble gone" }, "This message has been deleted.")];
  const made = [];
  if (message.text) {
    const words = message.format === "plain" ? plainBlocks(message.text) : blocks(message.text);
    made.push(el("div", { class: "bubble" }, ...words));
  }
  for (const attachment of message.attachments) made.push(...oneAttachment(message, attachment, acts));
  return made;
}

function oneAttachment(message, attachment, acts) {
  if (attachment.card) return [card(message, attachment, acts)];
  if (attachment.kind === "text/html") return [];
  if (attachment.kind.endsWith("file.consent")) return [offer(message, attachment, acts)];
  return [file(attachment)];
}

function card(message, attachment, acts) {
  const mine = attachment.view === "yours";
  const label = mine ? `Card from ${message.author_name}, as you see it` : `Card from ${message.author_name}`;
  const holder = showCard(attachment.card, {
    label,
    onPress: (press) => acts.press({ ...press, message: message.id, attachment: attachment.place }),
  });
  const box = el("div", {}, holder);
  if (mine) box.prepend(onlyYou("Your own view of this card"));
  if (attachment.refreshes) {
    const again = el("button", { type: "button", class: "link", onclick: () => acts.refresh(message.id) }, "Refresh");
    box.append(el("p", { class: "only-you" }, icon("refresh"), again));
    box.lastChild.firstChild.setAttribute("width", "12");
  }
  return box;
}

function onlyYou(words) {
  const line = el("p", { class: "only-you" }, icon("lock"), words);
  line.firstChild.setAttribute("width", "13");
  return line;
}

function offer(message, attachment, acts) {
  const kilobytes = Math.max(1, Math.round((attachment.content?.sizeInBytes ?? 0) / 1024));
  const box = el(
    "div",
    { class: "file" },
    el("div", {}, el("strong", {}, attachment.name), el("span", { class: "hint" }, `${attachment.content?.description ?? ""} (${kilobytes} KB)`)),
  );
  if (attachment.consent) {
    box.append(el("span", { class: "hint" }, attachment.consent === "accept" ? "You took this file." : "You declined this file."));
  } else {
    box.append(
      el("button", { type: "button", class: "primary", onclick: () => acts.consent(message.id, true) }, "Allow"),
      el("button", { type: "button", onclick: () => acts.consent(message.id, false) }, "Decline"),
    );
  }
  return box;
}

function file(attachment) {
  const address = attachment.url ?? attachment.content?.downloadUrl ?? "";
  const name = attachment.name ?? "File";
  const inside = address.startsWith(`${location.origin}/files/`);
  const words = inside ? el("a", { href: new URL(address).pathname, download: name }, name) : el("strong", {}, name);
  return el("div", { class: "file" }, words);
}

function ownTools(message, acts) {
  const tools = el("div", { class: "own-tools" });
  const add = (words, act) => tools.append(el("button", { type: "button", class: "quiet", onclick: act }, words));
  if (message.deleted) add("Undo", () => acts.undelete(message.id));
  else {
    if (message.text) add("Edit", () => acts.edit(message.id, message.text));
    add("Delete", () => acts.remove(message.id));
  }
  return tools;
}
