// @ts-check
/** Help with a report's words: putting the known word that was meant in the place of an unknown one. */

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
