/* Backstage: the faults, limits and deliveries that a rehearsal may want to try, and the moving of the clock. */

import { clearFaults, get, post } from "/page/api.js";
import { el, fromWallClock, moment, wallClock } from "/page/dom.js";

const $ = (id) => document.getElementById(id);

export function wireClock(now) {
  const said = $("clock-said");
  const move = async (wish) => {
    said.textContent = "Moving …";
    try {
      const answer = await post("clock", wish);
      const followed = answer.bot_followed ? "" : " The bot’s clock did not follow.";
      said.textContent = `It is ${moment(new Date(answer.now))}.${followed}`;
      $("clock-to").value = wallClock(new Date(answer.now));
    } catch (error) {
      said.textContent = error.message;
    }
  };
  for (const button of $("clock-steps").children) {
    button.addEventListener("click", () => move({ by: Number(button.dataset.by) }));
  }
  $("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: fromWallClock($("clock-to").value).toISOString() });
  });
  $("clock-button").addEventListener("click", async () => {
    $("clock-to").value = wallClock(now());
    said.textContent = "";
    const { meetings } = await get("state");
    $("clock-meetings").replaceChildren(
      ...meetings.map((meeting) =>
        el("button", { type: "button", onclick: () => move({ to: meeting.starts }) }, `To the start of ${meeting.title}`),
      ),
    );
    $("clock-dialog").showModal();
  });
}

export function wireStage(me) {
  $("stage-button").addEventListener("click", async () => {
    await redraw(me);
    $("stage-dialog").showModal();
  });
}

async function redraw(me) {
  const state = await get("state");
  const again = (act) => async () => {
    try {
      await act();
    } catch (error) {
      $("stage-said").textContent = error.message;
      return;
    }
    await redraw(me);
    $("stage-body").querySelector("button")?.focus();
  };
  const person = state.people.find((one) => one.key === me());
  $("stage-body").replaceChildren(
    el("p", { class: "hint", id: "stage-said", role: "status" }, summary(state)),
    ...section("Teams’ limits", switches(state, again)),
    ...section("What the bot’s next call meets", faults(again)),
    ...section("Deliveries to the bot", deliveries(state, again)),
    ...section("The app", installs(state, person, again)),
    ...section("What the bot did wrong", [problems(state)]),
  );
}

function summary(state) {
  const faults = state.faults.length ? `${state.faults.length} fault(s) waiting. ` : "";
  const held = state.holding ? `${state.held} activities held back.` : "";
  return faults + held || "All is as in Teams on a good day.";
}

function section(title, parts) {
  return [el("h3", {}, title), el("div", { class: "row" }, ...parts)];
}

function switches(state, again) {
  const names = { limits: "Limits on sending", targeted: "Only-you messages", check_bearer: "Bot’s token checked" };
  return Object.entries(names).map(([key, words]) => {
    const flip = again(() => post("settings", { [key]: !state[key] }));
    return el("button", { type: "button", class: "switch", role: "switch", "aria-checked": String(state[key]), onclick: flip }, el("span", { class: "knob", "aria-hidden": "true" }), words);
  });
}

const FAULTS = [
  ["429, wait 2 s", { status: 429, retry_after: 2 }],
  ["502", { status: 502 }],
  ["502 after the work", { status: 502, after: true }],
  ["403 not in roster", { status: 403, code: "BotNotInConversationRoster" }],
  ["403 blocked by user", { status: 403, code: "ConversationBlockedByUser" }],
  ["403 not installed", { status: 403, code: "ForbiddenOperation" }],
  ["403 writes blocked", { status: 403, code: "MessageWritesBlocked" }],
  ["3 seconds slow", { delay_ms: 3000 }],
];

function faults(again) {
  const buttons = FAULTS.map(([words, fault]) =>
    el("button", { type: "button", onclick: again(() => post("faults", fault)) }, words),
  );
  buttons.push(el("button", { type: "button", class: "quiet", onclick: again(clearFaults) }, "None of these"));
  return buttons;
}

function deliveries(state, again) {
  const button = (words, act) => el("button", { type: "button", onclick: again(act) }, words);
  return [
    button("Deliver the last again", () => post("redeliver")),
    state.holding ? button(`Let go, last first (${state.held})`, () => post("release")) : button("Hold back", () => post("hold")),
    button("Rotate the keys", () => post("rotate-keys")),
  ];
}

function installs(state, person, again) {
  const parts = state.meetings.map((meeting) =>
    el("button", { type: "button", onclick: again(() => post(meeting.installed ? "uninstall" : "install", { meeting: meeting.key })) }, `${meeting.installed ? "Take it out of" : "Add it to"} ${meeting.title}`),
  );
  if (person && !person.anonymous) {
    parts.push(
      el("button", { type: "button", onclick: again(() => post(person.installed ? "uninstall" : "install", { person: person.key })) }, `${person.installed ? "Take it away from" : "Install it for"} ${person.name}`),
    );
  }
  return parts;
}

function problems(state) {
  if (state.problems.length === 0) return el("p", { class: "hint" }, "Nothing so far.");
  return el("ul", {}, ...state.problems.map((one) => el("li", {}, `${moment(new Date(one.at))}: ${one.problem}`)));
}
