// @ts-check
/** Parts of a film that have names. */

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box in shares of the view's side */
/** @typedef {Box & {name: string}} Zone */

/**
 * @param {string} name
 * @param {number} left
 * @param {number} right
 * @param {number} top
 * @param {number} bottom
 * @returns {Zone}
 */
export function zone(name, left, right, top, bottom) {
  return { name, left, right, top, bottom };
}
