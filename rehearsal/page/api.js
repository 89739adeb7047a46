/* The room's control interface, and the events that say something has changed. */

const BASE = "/rehearsal/api/";

async function answered(response) {
  const body = await response.json().catch(() => ({ error: `The room answered ${response.status}.` }));
  if (!response.ok) throw new Error(body.error ?? `The room answered ${response.status}.`);
  return body;
}

export async function get(path) {
  return answered(await fetch(BASE + path, { cache: "no-store" }));
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return answered(await fetch(BASE + path, { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function clearFaults() {
  return answered(await fetch(BASE + "faults", { method: "DELETE" }));
}

export async function giveFile(person, conversation, file) {
  const query = new URLSearchParams({ person, conversation, name: file.name });
  return answered(await fetch(`${BASE}drop-file?${query}`, { method: "POST", body: file }));
}

/* Calls back for every event; the browser comes back by itself when the line breaks. */
export function listen(onEvent, onLine) {
  const source = new EventSource(BASE + "events");
  source.onopen = () => onLine(true);
  source.onerror = () => onLine(false);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  return source;
}
