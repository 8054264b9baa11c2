// @ts-check
/** Help with a report's words: what an unknown one may have meant, and what these weights cannot draw well. */

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

/**
 * The suggestion in the letters' case of the word it replaces.
 * @param {string} word
 * @param {string} suggestion
 */
export function inCaseOf(word, suggestion) {
  if (word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase()) {
    return suggestion.toUpperCase();
  }
  const first = word.charAt(0);
  return first !== first.toLowerCase() ? suggestion.charAt(0).toUpperCase() + suggestion.slice(1) : suggestion;
}

/**
 * The text with the word at the span replaced; undefined where the text no longer has it there.
 * @param {string} text
 * @param {string} word as the text had it
 * @param {import("../protocol.js").Span} span
 * @param {string} suggestion
 */
export function replaceWord(text, word, { start, end }, suggestion) {
  return text.slice(start, end) === word ? text.slice(0, start) + inCaseOf(word, suggestion) + text.slice(end) : undefined;
}
