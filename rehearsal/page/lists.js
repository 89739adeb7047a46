/* The two lists on the left: who one is, and which chats that person has. */

import { avatar, changeTo, el } from "/page/dom.js";

export function drawPeople(list, state, me, unread, choose) {
  const keep = document.activeElement?.closest?.("[data-person]")?.dataset.person;
  const entries = state.people.map((person) => {
    const here = person.in_meetings.length > 0;
    const current = person.key === me;
    const news = current ? 0 : unread(person);
    const button = el(
      "button",
      { type: "button", class: "person", "data-person": person.key, "aria-current": current ? "true" : null, onclick: () => choose(person.key) },
      avatar(person.name, "", here),
      el("span", { class: "who" }, el("strong", {}, person.name), el("small", {}, person.role)),
      el("span", { class: "visually-hidden" }, here ? "In the meeting." : "Not in the meeting."),
    );
    if (news) button.append(el("span", { class: "badge" }, String(news), el("span", { class: "visually-hidden" }, " new")));
    return el("li", {}, button);
  });
  changeTo(list, entries);
  if (keep) list.querySelector(`[data-person="${CSS.escape(keep)}"]`)?.focus();
}

export function drawChats(list, sight, chat, unread, choose) {
  const keep = document.activeElement?.closest?.("[data-chat]")?.dataset.chat;
  const entries = sight.conversations.map((conversation) => {
    const last = conversation.messages.at(-1);
    const news = unread(conversation);
    const button = el(
      "button",
      { type: "button", class: "chat-entry", "data-chat": conversation.id, "aria-current": conversation.id === chat ? "true" : null, onclick: () => choose(conversation.id) },
      avatar(conversation.title, conversation.meeting ? "group" : "bot"),
      el("span", { class: "who" }, el("strong", {}, conversation.title), el("small", {}, last ? lastWords(last) : kind(conversation))),
    );
    if (news) button.append(el("span", { class: "badge" }, String(news), el("span", { class: "visually-hidden" }, " new")));
    return el("li", {}, button);
  });
  if (entries.length === 0) entries.push(el("li", { class: "none" }, el("p", { class: "hint pad" }, "No chats are open to this person.")));
  changeTo(list, entries);
  if (keep) list.querySelector(`[data-chat="${CSS.escape(keep)}"]`)?.focus();
}

const kind = (conversation) => (conversation.meeting ? "Meeting chat" : "Only you and the bot");

function lastWords(message) {
  const who = message.mine ? "You" : message.author_name;
  if (message.deleted) return `${who}: deleted`;
  const words = message.text || (message.attachments.some((a) => a.card) ? "card" : (message.attachments[0]?.name ?? ""));
  return `${who}: ${words.replace(/[*_]{2}/g, "").slice(0, 60)}`;
}
