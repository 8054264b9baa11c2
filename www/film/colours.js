// @ts-check
/** Blue for darker, orange for brighter: told apart by those who confuse red and green, and by lightness from no change. */

/** From fully darker over unchanged to fully brighter; styles/learn.css draws the legend from the same colours. */
const STOPS = [
  [6, 57, 112],
  [75, 148, 196],
  [245, 245, 245],
  [232, 144, 52],
  [122, 52, 4],
];

/**
 * @param {number} value -1 to 1; beyond that as at the end
 * @returns {number[]} red, green and blue, 0..255
 */
export function diverging(value) {
  const at = ((Math.max(-1, Math.min(1, value)) + 1) / 2) * (STOPS.length - 1);
  const low = Math.min(Math.floor(at), STOPS.length - 2);
  return STOPS[low].map((from, channel) => Math.round(from + (at - low) * (STOPS[low + 1][channel] - from)));
}
