// @ts-check
/** The findings that a report asks for and that the weights cannot draw well. */

/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").WeakFinding} WeakFinding */

/**
 * The findings that the report says are there and that the weights draw too weakly, each once.
 * @param {Reading} reading
 * @param {Manifest | undefined} manifest
 * @returns {WeakFinding[]}
 */
export function weakAsked(reading, manifest) {
  const asked = new Set(reading.mentions.filter(({ certainty }) => certainty !== "denied").map(({ finding }) => finding));
  return (manifest?.weak ?? []).filter(({ finding }) => asked.has(finding));
}
