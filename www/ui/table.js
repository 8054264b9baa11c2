// @ts-check
/** Tables with a caption and headings that a screen reader tells with each cell. */

import { element } from "./dom.js";

/**
 * @param {Record<string, string>} attributes of the table
 * @param {string} caption
 * @param {string[]} head
 * @param {HTMLTableRowElement[]} rows as {@link row} makes them
 */
export function table(attributes, caption, head, rows) {
  return element(
    "table",
    attributes,
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows),
  );
}

/**
 * A row with its heading.
 * @param {string} heading
 * @param {(string | Node | (string | Node)[])[]} cells a finished cell, or what one holds
 */
export function row(heading, ...cells) {
  const cell = (/** @type {string | Node | (string | Node)[]} */ content) =>
    content instanceof HTMLTableCellElement ? content : element("td", {}, ...[content].flat());
  return element("tr", {}, element("th", { scope: "row" }, heading), ...cells.map(cell));
}
