/* The page: who one is, what that person sees, and what they do. State comes from the room, always. */

import { get, giveFile, listen, post } from "/page/api.js";
import { drawArea, wireArea } from "/page/area.js";
import { wireClock, wireStage } from "/page/backstage.js";
import { prepare } from "/page/cards.js";
import { el, fillIcons, moment } from "/page/dom.js";
import * as form from "/page/form.js";
import { drawHead, say } from "/page/head.js";
import { drawChats, drawPeople } from "/page/lists.js";
import { drawLock, drawPlay } from "/page/side.js";
import * as stream from "/page/stream.js";

const $ = (id) => document.getElementById(id);
const embedded = new URLSearchParams(location.search).has("embed");
const read = new Map();
const met = new Map();
let state = null;
let sight = null;
let play = { total: 0 };
let me = null;
let chat = null;
let meetingBefore;
let editing = null;
let clockSkew = 0;
let lastToast = null;
let rendererThere = true;
let typing = 0;

const now = () => new Date(Date.now() + clockSkew);
const conversation = () => sight?.conversations.find((one) => one.id === chat);
const person = () => state?.people.find((one) => one.key === me);

/* --- from the room ------------------------------------------------------------------------------ */

let refreshing = false;
let again = false;

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    do {
      again = false;
      await refreshOnce();
    } while (again);
  } finally {
    refreshing = false;
  }
}

async function refreshOnce() {
  const asked = me;
  state = await get("state");
  if (!state.people.some((one) => one.key === me)) me = state.people[0].key;
  const seen = await get(`people/${encodeURIComponent(me)}/sight`);
  if (asked !== null && asked !== me) return void (again = true);
  sight = seen;
  clockSkew = new Date(state.now) - Date.now();
  if (!conversation()) chat = (sight.conversations.find((one) => one.meeting === meetingBefore) ?? sight.conversations[0])?.id ?? null;
  if (!embedded) play = await get(`play?me=${encodeURIComponent(me)}`);
  drawAll();
  await lookAround();
}

async function lookAround() {
  const here = conversation();
  if (!here || document.hidden) return;
  if (here.messages.some((message) => message.attachments.some((one) => one.refreshes))) {
    await post("look", { person: me, conversation: here.id }).catch(() => {});
  }
}

/* --- drawing ------------------------------------------------------------------------------------ */

function drawAll() {
  document.title = `${person().name} – ${state.title}`;
  $("room-title").textContent = state.title;
  drawClock();
  drawPeople($("people"), state, me, newFor, chooseMe);
  drawHead({ state, sight, me, here: conversation(), rendererThere, attempt });
  const here = conversation();
  stream.draw($("stream"), `${me} ${chat}`, here?.messages ?? [], acts);
  markRead(here);
  drawChats($("chats"), sight, chat, unreadIn, chooseChat);
  form.draw(sight.form, submitForm);
  if (!embedded) {
    drawArea(state);
    drawLock(sight, now());
    drawPlay(play);
  }
  drawToasts();
}

function drawClock() {
  const clock = $("clock");
  clock.dateTime = now().toISOString();
  clock.textContent = moment(now());
}

function newFor(one) {
  return Math.max(0, one.previews - (met.get(one.key) ?? 0));
}

function markRead(here) {
  met.set(me, person().previews);
  if (here && !document.hidden) read.set(`${me} ${here.id}`, here.messages.at(-1)?.id ?? "");
}

function unreadIn(one) {
  const last = read.get(`${me} ${one.id}`) ?? "";
  return one.messages.filter((message) => !message.mine && Number(message.id) > Number(last)).length;
}

/* --- toasts ------------------------------------------------------------------------------------- */

function drawToasts() {
  const newest = sight.lock_screen.at(-1)?.seq ?? 0;
  const fresh = sight.lock_screen.filter((one) => lastToast !== null && one.seq > lastToast && one.conversation !== chat);
  lastToast = newest;
  for (const one of fresh.slice(-3)) toast(one.title, one.text);
}

function toast(title, words, kind = "") {
  const shown = el("div", { class: `toast ${kind}` }, el("strong", {}, title), el("div", {}, words));
  $("toasts").append(shown);
  setTimeout(() => shown.remove(), 6000);
}

/* --- doing -------------------------------------------------------------------------------------- */

async function attempt(act, holder = null) {
  holder?.setAttribute("aria-busy", "true");
  try {
    const result = await act();
    if (result?.ok === false && result.problem) toast("The bot did not manage that", result.problem, "problem");
    return result;
  } catch (error) {
    if ($("form-dialog").open) form.say(error.message);
    else toast("That did not work", error.message, "problem");
    return null;
  } finally {
    holder?.removeAttribute("aria-busy");
    await refresh();
  }
}

const acts = {
  press: ({ message, attachment, action, pressed, inputs, holder }) =>
    attempt(() => post("press", { person: me, conversation: chat, message, attachment, action, pressed, inputs, complete: true }), holder),
  refresh: (message) => attempt(() => post("look", { person: me, conversation: chat, message })),
  consent: (message, yes) => attempt(() => post(`consent/${yes ? "accept" : "decline"}`, { person: me, message })),
  remove: (message) => attempt(() => post("delete", { person: me, conversation: chat, message })),
  undelete: (message) => attempt(() => post("undelete", { person: me, conversation: chat, message })),
  edit: startEditing,
};

function submitForm({ action, pressed, inputs, holder }) {
  form.say("");
  return attempt(() => post("form/submit", { person: me, action, pressed, inputs, complete: true }), holder);
}

function startEditing(message, words) {
  editing = message;
  $("editing").hidden = false;
  $("words").value = words;
  $("words").focus();
}

function stopEditing() {
  editing = null;
  $("editing").hidden = true;
  $("words").value = "";
  grow();
}

async function send() {
  const text = $("words").value.trim();
  if (!text || !chat) return;
  const [message, where] = [editing, chat];
  stopEditing();
  if (message) await attempt(() => post("edit", { person: me, conversation: where, message, text }));
  else await attempt(() => post("say", { person: me, conversation: where, text }));
}

function grow() {
  const words = $("words");
  words.style.height = "auto";
  // Out of sight, on a phone, it has no height to take.
  if (words.scrollHeight > 0) words.style.height = `${words.scrollHeight}px`;
}

/* --- choosing ----------------------------------------------------------------------------------- */

function chooseMe(key) {
  if (key === me) return showPane("chat");
  meetingBefore = conversation()?.meeting;
  me = key;
  chat = null;
  lastToast = null;
  stopEditing();
  stream.forget();
  remember();
  if (play.on) post("play", { on: true, me }).catch(() => {});
  refresh();
  return showPane("chat");
}

function chooseChat(id) {
  chat = id;
  stopEditing();
  remember();
  // Shown first: what is out of sight cannot be scrolled to its end.
  showPane("chat");
  drawAll();
  lookAround();
}

function remember() {
  if (!embedded) history.replaceState(null, "", `#me=${encodeURIComponent(me)}`);
}

function showPane(pane) {
  document.body.dataset.pane = pane;
  for (const tab of document.querySelectorAll(".tabs button")) {
    if (tab.dataset.goes === pane) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme-button").setAttribute("aria-pressed", String(theme === "dark"));
  document.querySelector("iframe.pair")?.contentWindow.postMessage({ theme }, location.origin);
  stream.forget();
  if (sight) drawAll();
}

function pair() {
  const on = !document.querySelector("iframe.pair");
  $("pair-button").setAttribute("aria-pressed", String(on));
  document.body.classList.toggle("paired", on);
  if (!on) return document.querySelector("iframe.pair").remove();
  const other = state.people.find((one) => one.key !== me).key;
  const theme = document.documentElement.dataset.theme;
  const plain = rendererThere ? "" : "&plain";
  const frame = el("iframe", { class: "pair", title: "The second person", src: `/?embed&theme=${theme}${plain}#me=${other}` });
  return document.body.append(frame);
}

/* --- once --------------------------------------------------------------------------------------- */

function wireComposer() {
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("words").addEventListener("input", grow);
  $("words").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && editing) stopEditing();
  });
  $("stop-editing").addEventListener("click", stopEditing);
  $("attach").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    for (const file of $("file").files) attempt(() => giveFile(me, chat, file));
    $("file").value = "";
  });
}

function wireDropping() {
  const area = $("stream");
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("dropping");
  });
  area.addEventListener("dragleave", () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("dropping");
    for (const file of event.dataTransfer.files) attempt(() => giveFile(me, chat, file));
  });
}

function wireTop() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");
  setTheme(asked ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => {
    if (!localStorage.getItem("theme")) setTheme(dark.matches ? "dark" : "light");
  });
  $("theme-button").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", theme);
    setTheme(theme);
  });
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data?.theme) setTheme(event.data.theme);
  });
  $("pair-button").addEventListener("click", pair);
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.addEventListener("click", () => showPane(tab.dataset.goes));
  }
  for (const button of document.querySelectorAll("[data-closes]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
}

function wirePlay() {
  $("play-switch").addEventListener("click", () => attempt(() => post("play", { on: !play.on, me })));
  $("play-step").addEventListener("click", () => attempt(() => post("play/step")));
}

function heard(event) {
  clearTimeout(typing);
  $("typing").textContent = "";
  if (event.kind !== "typing") return refresh();
  if (event.conversation === chat) $("typing").textContent = `${state.bot.name} is typing …`;
  typing = setTimeout(() => ($("typing").textContent = ""), 4000);
  return undefined;
}

async function open() {
  document.body.classList.toggle("embedded", embedded);
  fillIcons();
  wireTop();
  wireComposer();
  wireDropping();
  wirePlay();
  wireArea(say);
  wireClock(now);
  wireStage(() => me);
  form.wire(() => attempt(() => post("form/close", { person: me })));
  showPane("chat");
  me = new URLSearchParams(location.hash.slice(1)).get("me");
  rendererThere = await prepare();
  await refresh();
  listen(heard, (there) => (there ? refresh() : say("The room does not answer. It may have been stopped.")));
  setInterval(drawClock, 10000);
  document.addEventListener("visibilitychange", () => !document.hidden && refresh());
}

open();
