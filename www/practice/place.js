// @ts-check
/**
 * Whether a mark is where a finding is. One rule for every way to mark: a tap and the crosshair give a point, the list
 * of zones a box.
 */

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("../film/zone.js").Box} Box */
/** @typedef {Box & {view: ViewName}} Mark a point has its left at its right and its top at its bottom */

/** What is smaller is hit as if it had this radius: about 3 cm of a film of 40 cm, and a finger's width on a phone. */
export const LEAST_REACH = 0.08;
/** How far beside a lead, catheter or wire a mark may lie. */
const BESIDE = 0.05;

/** @param {ViewName} view @param {number} x @param {number} y @returns {Mark} */
export function point(view, x, y) {
  return { view, left: x, right: x, top: y, bottom: y };
}

/** How far from its middle a finding reaches. @param {Spot} spot */
export function reach({ r }) {
  return Math.max(r, LEAST_REACH);
}

/**
 * @param {Mark} mark
 * @param {Record<ViewName, Spot>} spots
 */
export function isHit(mark, spots) {
  const spot = spots[mark.view];
  return distance(mark, spot.x, spot.y) <= reach(spot) || (spot.points ?? []).some(([x, y]) => distance(mark, x, y) <= BESIDE);
}

/** From a point to the nearest one of a box. @param {Box} box @param {number} x @param {number} y */
function distance({ left, right, top, bottom }, x, y) {
  return Math.hypot(x - clamp(x, left, right), y - clamp(y, top, bottom));
}

/** @param {number} value @param {number} least @param {number} most */
export function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}

/** The middle of a mark. @param {Box} mark */
export function middle({ left, right, top, bottom }) {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}
