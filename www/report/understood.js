// @ts-check
/** The findings that were understood, a row each, with the words that said it and where network and rules differ. */

import { KINDS } from "../cases/finding-list.js";
import { element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";

/** @typedef {import("../protocol.js").UnderstoodRow} UnderstoodRow */
/** @typedef {import("../protocol.js").TableRow} TableRow */

/**
 * @param {string} text the report that the rows' spans point into
 * @param {UnderstoodRow[]} rows
 */
export function understood(text, rows) {
  if (rows.length === 0) {
    return element("p", {}, LEARN.nothingUnderstood);
  }
  const lines = rows.map(({ row, words, by, otherwise }) => {
    const said = words.map(({ start, end }) => text.slice(start, end)).join(", ");
    const note = otherwise ? LEARN.otherwise(by, otherwise.row && told(otherwise.row)) : "";
    return element("tr", {},
      element("th", { scope: "row" }, name(row.kind)),
      element("td", {}, row.certainty),
      element("td", {}, [place(row), amount(row)].filter((part) => part !== "").join(", ")),
      element("td", {}, said, ...(note ? [element("br"), element("em", {}, note)] : [])));
  });
  return element("table", { class: "understood" },
    element("caption", {}, LEARN.understood),
    element("thead", {}, element("tr", {}, ...LEARN.understoodColumns.map((column) => element("th", { scope: "col" }, column)))),
    element("tbody", {}, ...lines));
}

/** @param {string} kind */
function name(kind) {
  return KINDS.find(({ finding }) => finding === kind)?.label ?? kind.replaceAll("_", " ");
}

/** @param {TableRow} row */
function place({ side, lobe }) {
  return lobe ? `${lobe.replaceAll("_", " ")} lobe` : side ?? "";
}

/** @param {TableRow} row */
function amount({ severity, count, access }) {
  const leads = count === undefined ? undefined : `${count}`;
  return [severity, leads, access].filter((part) => part !== undefined).join(", ");
}

/** @param {TableRow} row */
function told(row) {
  return [row.certainty, place(row), amount(row)].filter((part) => part !== "").join(", ");
}
