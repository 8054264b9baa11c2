// @ts-check
/** The words of sets for a class. */

/** @param {number} count */
const cases = (count) => (count === 1 ? "1 case" : `${count} cases`);

export const SETS = {
  heading: "Sets for a class",
  hint: "The same cases for everyone: as a link, as a file, as pictures with a table, or as questions for Moodle. A set holds seeds, patients and findings; it holds no report that somebody wrote.",
  count: "Cases",
  patient: "Patients (optional), such as age=70,sex=female",
  only: "Findings",
  draw: "Draw a set",
  open: "Open a set (JSON)",
  play: "Practise this set",
  link: "Copy the link",
  linkField: "Link to this set",
  json: "Save the set (JSON)",
  zip: "Save pictures and tables (ZIP)",
  moodle: "Save questions for Moodle (XML)",
  facts: (/** @type {number} */ count, /** @type {number} */ normal) => `A set of ${cases(count)}, ${normal} of them normal.`,
  drawn: (/** @type {number} */ count) => `A set of ${cases(count)} is drawn. Pass it on, or practise it.`,
  opened: (/** @type {string} */ from, /** @type {number} */ count) => `The set of ${from} is open: ${cases(count)}. Draw its first case.`,
  fromLink: "the link",
  otherWeights: (/** @type {string} */ theirs, /** @type {string} */ ours) =>
    `This set was made with the weights ${theirs.slice(0, 8)}; this page has ${ours.slice(0, 8)}. Its findings and patients are the same, its pictures are not.`,
  noWeights: "The weights are not known yet. Start the page first.",
  noFindings: "Choose at least one finding.",
  badPatient: "The patients must be told as name=value, separated by commas, such as age=70,sex=female.",
  copied: "The link is copied.",
  notCopied: "The browser does not let the page copy. The link is selected: copy it yourself.",
  saved: (/** @type {string} */ name) => `${name} is saved.`,
  drawing: (/** @type {number} */ at, /** @type {number} */ all) => `Drawing case ${at} of ${all}.`,
  noPlaces: "These weights do not tell where a finding is, so there are no questions about places. Save pictures and tables instead.",
  embed: "With ?embed=1 in its address the page shows no header, for a frame on a course page; the headers of its host must allow that.",

  // The files
  pictureLine: (/** @type {number} */ at, /** @type {number} */ seed, /** @type {string} */ weights) =>
    `Case ${at}, seed ${seed}, weights ${weights.slice(0, 16)}`,
  readme: (/** @type {{count: number, weights: string, sha256: string, program: string}} */ { count, weights, sha256, program }) =>
    `A set of ${cases(count)} for a class, made by XRayGAN ${program}.\r\n\r\n` +
    "All pictures are synthetic, not for diagnosis. A neural network invented them; they show nobody.\r\n\r\n" +
    `Weights: ${weights}\r\nSHA-256 of their model.json: ${sha256}\r\n\r\n` +
    "set.json        the set; the page opens it\r\n" +
    "cases.csv       each finding of each case, and where it is, in shares of the view's side from its upper left corner\r\n" +
    "case-NN.png     both views of a case; the patient's right is on the left of the frontal view\r\n",
  category: (/** @type {string} */ sha256) => `XRayGAN, weights ${sha256.slice(0, 8)}`,
  questionName: (/** @type {number} */ at, /** @type {string} */ sha256) => `Chest film ${String(at).padStart(2, "0")} (weights ${sha256.slice(0, 8)})`,
  question:
    "Drag the name of each finding onto its place on the frontal view (left). If there is none, drag “no finding” into its box below the films. The patient's right is on the left of the frontal view. The films are synthetic, not for diagnosis.",
  noFinding: "no finding",
  correct: "Right: every finding is named and placed.",
  partly: "Some findings are named and placed rightly.",
  wrong: "No finding is named and placed rightly.",
  answer: (/** @type {string[]} */ findings) => (findings.length === 0 ? "The chest is normal." : `There is: ${findings.join("; ")}.`),
  origin: (/** @type {{seed: number, weights: string, sha256: string}} */ { seed, weights, sha256 }) =>
    `Synthetic, not for diagnosis. Seed ${seed}; weights “${weights}”, SHA-256 ${sha256}.`,

  // What is wrong with a set
  tooLarge: (/** @type {number} */ most) => `This is too large for a set: at most ${most} characters are read. Open a set that this page saved.`,
  notJson: "This is no set: it is not JSON. Open a set that this page saved, or ask for the link again.",
  brokenLink: "This link to a set is damaged. Ask for it again, and copy all of it.",
  newer: "This set was saved by a newer version of this page. Reload the page, then open it again.",
  notSet: "This file is no set of this page: its format is not “xraygan-set”. Open a set that this page saved.",
  wrong_field: (/** @type {string} */ field, /** @type {string} */ expected) =>
    `This set cannot be used: ${field} must be ${expected}. Open it as it was saved, or ask for it again.`,
  unknownField: (/** @type {string} */ field) =>
    `This set cannot be used: it has the field ${field}, which no set has. Open it as it was saved, or ask for it again.`,
  twice: (/** @type {string} */ field) =>
    `This set cannot be used: ${field} names a finding that its case has already. Open it as it was saved, or ask for it again.`,
};
