/* The form (task module) that the person has open, as a modal dialog; closing it sends nothing. */

import { el } from "/page/dom.js";
import { showCard } from "/page/cards.js";

const dialog = document.getElementById("form-dialog");
const body = document.getElementById("form-body");
const title = document.getElementById("form-title");
const note = document.getElementById("form-note");
let showing = "";
let back = null;

export function wire(onClose) {
  document.getElementById("form-close").addEventListener("click", onClose);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    onClose();
  });
}

export function draw(form, onPress) {
  if (!form) return hide();
  note.hidden = !form.note;
  note.textContent = form.note ?? "";
  const signature = JSON.stringify([form.title, form.card, form.url, document.documentElement.dataset.theme]);
  if (signature === showing && dialog.open) return undefined;
  showing = signature;
  title.textContent = form.title || "Form";
  dialog.className = ["small", "large"].find((size) => size === form.width) ?? (form.width > 700 ? "large" : "");
  body.replaceChildren(form.card ? showCard(form.card, { label: form.title || "Form", onPress }) : page(form.url));
  if (!dialog.open) {
    back = document.activeElement;
    dialog.showModal();
  }
  (body.querySelector("input, select, textarea") ?? title).focus();
  return undefined;
}

function page(url) {
  return el("p", {}, "This form is a web page at ", el("code", {}, String(url)), ", which the room does not open.");
}

function hide() {
  showing = "";
  if (!dialog.open) return;
  dialog.close();
  body.replaceChildren();
  if (back && document.contains(back)) back.focus();
  else document.getElementById("stream").focus();
}

export function say(sentence) {
  note.hidden = !sentence;
  note.textContent = sentence ?? "";
}
