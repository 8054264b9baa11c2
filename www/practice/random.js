// @ts-check
/** Numbers that look random and follow from a seed, so that a case is the same wherever it is drawn. */

/** @typedef {() => number} Random a number from 0 up to, not including, 1 */

/** Mulberry32. @param {number} seed @returns {Random} */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @template T @param {readonly T[]} from @param {Random} random @returns {T} */
export function pick(from, random) {
  return from[Math.floor(random() * from.length)];
}

/** @template T @param {readonly T[]} list @param {Random} random @returns {T[]} */
export function shuffled(list, random) {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
