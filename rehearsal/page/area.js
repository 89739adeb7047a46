/* Which rehearsal is open, and the choice of another: the room closes, and opens again with that one. */

import { get, post } from "/page/api.js";
import { el } from "/page/dom.js";

const $ = (id) => document.getElementById(id);
const BETWEEN_MS = 300;
let offered = "";

export function drawArea({ scenarios }) {
  const signature = JSON.stringify(scenarios);
  if (signature === offered) return;
  offered = signature;
  $("area-row").hidden = scenarios.length === 0;
  $("area").replaceChildren(
    ...scenarios.map(({ name, title, here }) => el("option", { value: name, selected: here ? "" : null }, title.replace(/, rehearsal$/, ""))),
  );
}

/* `say` tells whoever is at the page what is happening, above the messages. */
export function wireArea(say) {
  $("area").addEventListener("change", async () => {
    const chosen = $("area").selectedOptions[0];
    const here = [...$("area").options].find((one) => one.defaultSelected);
    if (!confirm(`Begin “${chosen.textContent}”? What has been played here is forgotten.`)) return void (here.selected = true);
    try {
      await post("scenarios", { name: chosen.value });
      $("area").disabled = true;
      await opened(chosen.value, () => say(`Getting “${chosen.textContent}” ready …`));
      location.replace("/");
    } catch (error) {
      here.selected = true;
      say(error.message);
    }
    return undefined;
  });
}

/* Waits until the room is open with it, and somebody would begin yet another: then all is prepared. */
async function opened(name, wait) {
  for (;;) {
    wait();
    await new Promise((done) => setTimeout(done, BETWEEN_MS));
    const state = await get("state").catch(() => null);
    if (state?.scenarios.some((one) => one.name === name && one.here)) return;
  }
}
