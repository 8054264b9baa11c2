// @ts-check
/** Findings in words: what one is called, how a row of the table reads, and where in the films it lies. */

import { KINDS } from "../cases/finding-list.js";
import { ZONES } from "../film/difference.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("../protocol.js").ViewName} ViewName */

/** @param {string} kind */
export function nameOf(kind) {
  return KINDS.find(({ finding }) => finding === kind)?.label ?? kind.replaceAll("_", " ");
}

/** Whether a reader must name a side. @param {string} kind */
export function isSided(kind) {
  return KINDS.some(({ finding, sided }) => finding === kind && sided);
}

/** @param {string} lobe as in the table, `right_upper` */
export function lobeName(lobe) {
  return `${lobe.replaceAll("_", " ")} lobe`;
}

/** Certainty, place and amount of a row. @param {TableRow} row */
export function told({ certainty, side, lobe, severity, count, access }) {
  return [certainty, lobe ? lobeName(lobe) : side, severity, count === undefined ? undefined : String(count), access]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** The zone of a view in which a place lies, or the nearest one. @param {ViewName} view @param {Spot} spot */
export function zoneOf(view, { x, y }) {
  const beside = (/** @type {number} */ at, /** @type {number} */ low, /** @type {number} */ high) => Math.max(low - at, 0, at - high);
  const distances = ZONES[view].map(({ name, left, right, top, bottom }) => ({ name, away: Math.hypot(beside(x, left, right), beside(y, top, bottom)) }));
  return distances.reduce((best, zone) => (zone.away < best.away ? zone : best)).name;
}
