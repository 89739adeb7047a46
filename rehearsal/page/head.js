/* The head of the conversation: its name, who may join or leave, what the room has to say, the meeting's stage. */

import { post } from "/page/api.js";
import { avatar, el } from "/page/dom.js";

const $ = (id) => document.getElementById(id);
const MISSING =
  "Microsoft’s card renderer is not installed (npm ci fetches it): cards are shown plainly, and everything works.";
const CLOSED = "This person has not installed the app, so the bot cannot be written to here.";
let dismissed = "";

/* `way`: state, sight, me, the conversation `here`, whether the renderer is there, and `attempt` to do things. */
export function drawHead(way) {
  const { here } = way;
  const face = avatar(here?.title ?? "?", here?.meeting ? "group" : "bot");
  $("chat-avatar").replaceChildren(...face.childNodes);
  $("chat-avatar").className = face.className;
  $("chat-title").textContent = here?.title ?? "No chat";
  $("chat-sub").textContent = subtitle(way);
  const focused = document.activeElement?.closest?.("#chat-tools") ? document.activeElement.dataset.place : null;
  $("chat-tools").replaceChildren(...meetingTools(way));
  if (focused) $("chat-tools").querySelector(`[data-place="${focused}"]`)?.focus();
  $("attach").hidden = here?.kind !== "personal";
  $("composer").hidden = !here?.writable;
  say(here && !here.writable ? CLOSED : way.rendererThere ? "" : MISSING);
  drawStage(way.sight.stage);
}

function subtitle({ state, me, here }) {
  if (!here) return "No chat is open to this person. They may join the meeting.";
  const person = state.people.find((one) => one.key === me);
  if (!here.meeting) return `${person.name} and the bot alone`;
  const meeting = state.meetings.find((one) => one.key === here.meeting);
  const going = meeting.running ? "The meeting is running" : "The meeting has not started";
  return `${going} · ${meeting.present.length} in it`;
}

function meetingTools({ state, me, here, attempt }) {
  const all = here ? state.meetings.filter((one) => one.key === here.meeting) : state.meetings;
  const button = (place, words, what, body, style) =>
    el("button", { type: "button", class: style, "data-place": place, onclick: () => attempt(() => post(what, body)) }, words);
  return all.flatMap((meeting) => {
    const body = { person: me, meeting: meeting.key };
    const own = meeting.present.includes(me)
      ? button(`own-${meeting.key}`, "Leave", "leave", body, "danger")
      : button(`own-${meeting.key}`, "Join", "join", body, "primary");
    const edge = meeting.running
      ? button(`edge-${meeting.key}`, "End meeting", "meeting/end", { meeting: meeting.key })
      : button(`edge-${meeting.key}`, "Start meeting", "meeting/start", { meeting: meeting.key });
    return [edge, own];
  });
}

/* What the bot puts in front of somebody in the meeting: a title and the address of a web page. */
function drawStage(shown) {
  const signature = JSON.stringify(shown);
  const place = $("stage");
  place.hidden = !shown || signature === dismissed;
  if (place.hidden || place.dataset.shows === signature) return;
  place.dataset.shows = signature;
  const close = () => {
    dismissed = signature;
    place.hidden = true;
  };
  place.replaceChildren(
    el("span", {}, el("strong", {}, shown.title || "From the bot"), ` would open ${shown.url} over the meeting.`),
    el("button", { type: "button", onclick: close }, "Close"),
  );
}

/* Say something to whoever is at the page, above the messages; nothing takes it away. */
export function say(words) {
  const banner = $("banner");
  if (banner.textContent !== words) banner.textContent = words;
  banner.hidden = !words;
}
