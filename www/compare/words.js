// @ts-check
/** Which words differ between two reports. */

/**
 * Runs of words that only one of the texts has, in the order of the texts.
 * @param {string} first
 * @param {string} second
 * @returns {{removed: string, added: string}[]}
 */
export function changedWords(first, second) {
  const [a, b] = [first, second].map((text) => text.split(/\s+/).filter(Boolean));
  const common = longestCommon(a, b);
  const runs = [];
  let [at, to] = [0, 0];
  for (const [i, j] of [...common, [a.length, b.length]]) {
    if (i > at || j > to) {
      runs.push({ removed: a.slice(at, i).join(" "), added: b.slice(to, j).join(" ") });
    }
    [at, to] = [i + 1, j + 1];
  }
  return runs;
}

/** More words than two reports have; beyond it the table would take too much memory. */
const MOST = 2000;

/**
 * Positions of a longest common subsequence; none where the texts are too long to compare.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {[number, number][]}
 */
function longestCommon(a, b) {
  if (a.length > MOST || b.length > MOST) {
    return [];
  }
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1] + 1 : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push([i++, j++]);
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}
