/* The plain rendering of a card, for machines without Microsoft's renderer: all its words, fields and buttons. */

import { el } from "/page/dom.js";
import { openLink } from "/page/cards.js";
import { fill } from "/page/markdown.js";

let fields = 0;

export function plainCard(card, press) {
  const root = el("div", { class: "plain-card" });
  const scope = [];
  fillCard(root, card, { press, scope });
  return root;
}

function fillCard(root, card, way) {
  for (const item of card.body ?? []) root.append(...shown(item, way));
  if (card.actions?.length) root.append(buttons(card.actions, way));
}

function shown(item, way) {
  if (item.isVisible === false && !item.id) return [];
  const made = (MAKERS[item.type] ?? nothing)(item, way);
  if (made && item.id) made.dataset.cardId = item.id;
  if (made && item.isVisible === false) made.hidden = true;
  return made ? [made] : [];
}

const nothing = (item) => (item.altText ? el("p", {}, item.altText) : null);

const SIZES = { medium: "", large: "big", extralarge: "biggest" };

function words(item) {
  const heading = item.style === "heading";
  const classes = [
    item.isSubtle ? "soft" : "",
    item.weight?.toLowerCase() === "bolder" || heading ? "strong" : "",
    SIZES[item.size?.toLowerCase() ?? (heading ? "large" : "")] ?? "",
    ["good", "attention", "warning", "accent"].find((c) => c === item.color?.toLowerCase()) ?? "",
  ];
  const level = heading ? { role: "heading", "aria-level": "3" } : {};
  const block = el("div", { class: classes.join(" ").trim() || null, ...level });
  fill(block, item.text ?? "");
  return block;
}

function inset(item, way) {
  const style = item.style && item.style !== "default" ? `inset ${item.style}` : "";
  const box = el("div", { class: style || null });
  for (const child of item.items ?? []) box.append(...shown(child, way));
  if (!style) Object.assign(box.style, { display: "grid", gap: "6px" });
  return box;
}

function columns(item, way) {
  return el("div", { class: "columns" }, ...(item.columns ?? []).map((column) => inset(column, way)));
}

function facts(item) {
  const pairs = (item.facts ?? []).flatMap((fact) => {
    const value = el("dd");
    fill(value, String(fact.value ?? ""));
    return [el("dt", {}, fact.title ?? ""), value];
  });
  return el("dl", {}, ...pairs);
}

function table(item, way) {
  const heads = item.firstRowAsHeaders ?? item.firstRowAsHeader ?? true;
  const rows = (item.rows ?? []).map((row, place) => {
    const cells = (row.cells ?? []).map((cell) => {
      const box = el(heads && place === 0 ? "th" : "td");
      for (const child of cell.items ?? []) box.append(...shown(child, way));
      return box;
    });
    return el("tr", {}, ...cells);
  });
  return el("table", {}, el("tbody", {}, ...rows));
}

function rich(item) {
  const runs = (item.inlines ?? []).map((run) =>
    typeof run === "string" ? run : el(run.weight?.toLowerCase() === "bolder" ? "strong" : "span", {}, run.text ?? ""),
  );
  return el("p", {}, ...runs);
}

function labelled(item, control) {
  control.id = `field-${++fields}`;
  const star = item.isRequired ? " *" : "";
  const label = el("label", { for: control.id }, (item.label ?? item.placeholder ?? item.title ?? item.id) + star);
  return el("div", { class: "field" }, label, control, fault(control));
}

function fault(control) {
  const place = el("span", { class: "error", id: `${control.id}-error`, role: "alert" });
  control.setAttribute("aria-describedby", place.id);
  return place;
}

function text(item, way) {
  const control = item.isMultiline ? el("textarea", { rows: 3 }) : el("input", { type: KINDS[item.type] ?? "text" });
  control.value = item.value ?? "";
  for (const [name, attribute] of [["placeholder", "placeholder"], ["maxLength", "maxlength"], ["min", "min"], ["max", "max"]]) {
    if (item[name] !== undefined) control.setAttribute(attribute, item[name]);
  }
  const field = labelled(item, control);
  way.scope.push({ item, field, read: () => control.value, focus: () => control.focus() });
  return field;
}

const KINDS = { "Input.Number": "number", "Input.Date": "date", "Input.Time": "time" };

function toggle(item, way) {
  const box = el("input", { type: "checkbox", id: `field-${++fields}` });
  const [on, off] = [item.valueOn ?? "true", item.valueOff ?? "false"];
  box.checked = item.value === on;
  const field = el("div", { class: "choice" }, box, el("label", { for: box.id }, item.title ?? item.label ?? item.id), fault(box));
  way.scope.push({ item, field, read: () => (box.checked ? on : off), focus: () => box.focus() });
  return field;
}

function choices(item, way) {
  if (item.style === "expanded" || item.isMultiSelect) return manyChoices(item, way);
  const select = el("select", {}, el("option", { value: "" }, item.placeholder ?? "Choose"));
  for (const choice of item.choices ?? []) select.append(el("option", { value: choice.value }, choice.title));
  select.value = item.value ?? "";
  const field = labelled(item, select);
  way.scope.push({ item, field, read: () => select.value, focus: () => select.focus() });
  return field;
}

function manyChoices(item, way) {
  const chosen = new Set(String(item.value ?? "").split(","));
  const name = `field-${++fields}`;
  const boxes = (item.choices ?? []).map((choice) => {
    const type = item.isMultiSelect ? "checkbox" : "radio";
    const box = el("input", { type, name, value: choice.value, id: `field-${++fields}` });
    box.checked = chosen.has(choice.value);
    return box;
  });
  const rows = boxes.map((box, place) =>
    el("div", { class: "choice" }, box, el("label", { for: box.id }, item.choices[place].title)),
  );
  const star = item.isRequired ? " *" : "";
  const field = el("fieldset", {}, el("legend", {}, (item.label ?? item.id) + star), ...rows);
  field.append(el("span", { class: "error", role: "alert" }));
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value).join(",");
  way.scope.push({ item, field, read, focus: () => boxes[0]?.focus() });
  return field;
}

function buttons(actions, way) {
  const row = el("div", { class: "buttons" });
  const unfolded = el("div");
  for (const action of actions) row.append(button(action, way, unfolded));
  return el("div", {}, row, unfolded);
}

function button(action, way, unfolded) {
  const style = { positive: "primary", destructive: "danger" }[action.style] ?? null;
  const off = action.isEnabled === false;
  const made = el("button", { type: "button", class: style, disabled: off }, action.title ?? action.tooltip ?? "Open");
  if (action.type === "Action.ShowCard") {
    const inner = el("div", { class: "plain-card inset", hidden: true });
    fillCard(inner, action.card ?? {}, { press: way.press, scope: [...way.scope] });
    unfolded.append(inner);
    made.setAttribute("aria-expanded", "false");
    made.addEventListener("click", () => {
      inner.hidden = !inner.hidden;
      made.setAttribute("aria-expanded", String(!inner.hidden));
    });
  } else {
    made.addEventListener("click", () => act(action, way, made));
  }
  return made;
}

function act(action, way, made) {
  if (action.type === "Action.OpenUrl") return openLink(action.url);
  if (action.type === "Action.ToggleVisibility") return toggleVisibility(action, made);
  const inputs = {};
  for (const part of action.associatedInputs === "none" ? [] : way.scope) {
    const value = part.read();
    const error = part.field.querySelector(".error");
    const missing = part.item.isRequired && !value;
    if (error) error.textContent = missing ? (part.item.errorMessage ?? "Fill this in, please.") : "";
    if (missing) return part.focus();
    if (value !== "") inputs[part.item.id] = value;
  }
  return way.press(action.id, inputs);
}

function toggleVisibility(action, made) {
  const root = made.closest(".card-holder") ?? document;
  for (const target of action.targetElements ?? []) {
    const wanted = typeof target === "string" ? { elementId: target } : target;
    const part = root.querySelector(`[data-card-id="${CSS.escape(wanted.elementId)}"]`);
    if (part) part.hidden = wanted.isVisible === undefined ? !part.hidden : !wanted.isVisible;
  }
}

const MAKERS = {
  TextBlock: words,
  Container: inset,
  ColumnSet: columns,
  Column: inset,
  FactSet: facts,
  Table: table,
  RichTextBlock: rich,
  ActionSet: (item, way) => buttons(item.actions ?? [], way),
  "Input.Text": text,
  "Input.Number": text,
  "Input.Date": text,
  "Input.Time": text,
  "Input.Toggle": toggle,
  "Input.ChoiceSet": choices,
};
