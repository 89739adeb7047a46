/* The little of Markdown that Teams shows: bold, italics, links, lists. Built as elements, never as HTML. */

import { el } from "/page/dom.js";

const INLINE = /\*\*(.+?)\*\*|__(.+?)__|\*(\S(?:.*?\S)?)\*|(?<!\w)_(\S(?:.*?\S)?)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/;

export function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index > 0) nodes.push(rest.slice(0, found.index));
    nodes.push(marked(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

function marked([whole, bold, bolder, slanted, emphasised, label, target]) {
  if (bold ?? bolder) return el("strong", {}, ...inline(bold ?? bolder));
  if (slanted ?? emphasised) return el("em", {}, ...inline(slanted ?? emphasised));
  if (!/^(https?|mailto|tel):/i.test(target)) return whole;
  return el("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function blocks(text) {
  const made = [];
  let list = null;
  for (const line of text.split(/\r?\n/)) {
    const item = /^\s*(?:([-*])|\d+[.)])\s+(.*)$/.exec(line);
    if (item) {
      const tag = item[1] ? "ul" : "ol";
      if (list?.tagName.toLowerCase() !== tag) made.push((list = el(tag)));
      list.append(el("li", {}, ...inline(item[2])));
    } else {
      list = null;
      if (line.trim()) made.push(el("p", {}, ...inline(line)));
    }
  }
  return made;
}

export function plainBlocks(text) {
  return text.split(/\r?\n/).map((line) => el("p", {}, line));
}

/* A text block with what Markdown it has: in one line where it is one, else in paragraphs. */
export function fill(element, text) {
  element.replaceChildren(...(/\n|^\s*[-*]\s|^\s*\d+[.)]\s/.test(text) ? blocks(text) : inline(text)));
}
