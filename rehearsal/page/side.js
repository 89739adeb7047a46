/* The right-hand side: the script that plays itself, and the person's lock screen. */

import { el, time } from "/page/dom.js";

const $ = (id) => document.getElementById(id);

export function drawLock(sight, now) {
  const items = sight.lock_screen.slice(-8).reverse();
  const entries = items.map((item) =>
    el("li", {}, el("time", { datetime: item.at }, time(item.at)), el("strong", {}, item.title), el("span", {}, item.text)),
  );
  if (entries.length === 0) entries.push(el("li", { class: "none" }, "No notifications"));
  $("lock-list").replaceChildren(...entries);
  $("phone-time").textContent = time(now);
}

export function drawPlay(play) {
  const step = $("play-step");
  const toggle = $("play-switch");
  const loaded = play.total > 0;
  const over = loaded && play.done >= play.total;
  toggle.disabled = !loaded || over;
  toggle.setAttribute("aria-checked", String(play.on));
  step.disabled = !loaded || over || play.busy;
  $("play-status").textContent = status(play, loaded, over);
  const next = $("play-next");
  next.hidden = !loaded || over;
  next.className = play.mine ? "next mine" : "next";
  next.textContent = play.mine ? `Your turn: ${play.next}` : `Next: ${play.next}`;
  step.textContent = play.mine ? "Do it for me" : "One step";
}

function status(play, loaded, over) {
  if (!loaded) return "No script is loaded.";
  const failed = play.failed ? ` ${play.failed} not as expected.` : "";
  if (over) return `${play.title}: played to the end.${failed}`;
  return `${play.title}: ${play.done} of ${play.total} steps.${failed}`;
}
