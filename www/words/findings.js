// @ts-check
/** The words of the table of findings. */

/** @typedef {import("../protocol.js").ViewName} ViewName */

export const FINDINGS_WORDS = {
  notYet: "Generate a pair: then the findings that were understood stand here, each with the words that name it.",
  nothing: "No finding was understood to be named; a chest without findings is drawn.",
  list: "What was understood and drawn",
  edited: "Corrected by hand: drawn from this table instead of the report's words.",
  back: "Back to what the report says",
  words: (/** @type {string} */ words) => `Show in the report: ${words}`,
  byHand: "added by hand",
  where: "Where?",
  whereOf: (/** @type {string} */ name) => `Where is it? Light up the ${name} in both films`,
  place: (/** @type {string} */ frontal, /** @type {string} */ lateral) => `Lit up. Frontal: ${frontal}; lateral: ${lateral}.`,
  dark: "The light is off.",
  change: "Change",
  changeOf: (/** @type {string} */ name) => `Change: ${name}`,
  certainty: "Certainty",
  side: "Side",
  anySide: "not told",
  lobe: "Lobe",
  anyLobe: "not told",
  severity: "Severity",
  anySeverity: "not told",
  remove: "Remove",
  removeOf: (/** @type {string} */ name) => `Remove: ${name}`,
  add: "Add a finding",
  addButton: "Add",
  without: "With and without",
  withoutOf: (/** @type {string} */ name) => `Compare this patient with and without: ${name}`,
  weak: (/** @type {import("../protocol.js").WeakFinding} */ { measured, needed }) =>
    `Drawn weakly: a network trained to read films recognises it with AUROC ${measured.toFixed(2)}, below the threshold of ${needed.toFixed(2)}.`,
  differs: (/** @type {string | undefined} */ told) => (told ? `The network read: ${told}.` : "The network did not see it."),
  networkOnly: (/** @type {string} */ name, /** @type {string} */ told) => `The network alone read ${name}: ${told}. Not drawn.`,
  take: "Draw it",
};
