// @ts-check
/** The words of Practice. */

import { SYNTHETIC } from "../messages.js";
import { VIEW_NAMES } from "./viewer.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */

/** @param {number} count */
const cases = (count) => (count === 1 ? "1 case" : `${count} cases`);

export const PRACTICE = {
  // The film
  pane: (/** @type {ViewName} */ view) => `The case, ${view}`,
  normalPane: (/** @type {ViewName} */ view) => `Same patient, normal, ${view}`,
  hidden: (/** @type {ViewName} */ view, /** @type {string | undefined} */ who) =>
    `${VIEW_NAMES[view]} film${who ? `, ${who}` : ""}; what it shows is hidden until you answer. ${SYNTHETIC}.`,
  who: (/** @type {string} */ sex, /** @type {number} */ age) => `${{ female: "woman", male: "man" }[sex] ?? sex}, ${age}`,
  whoIsIt: (/** @type {string | undefined} */ who) => (who ? ` The patient: ${who}.` : ""),
  shown: (/** @type {ViewName} */ view, /** @type {string} */ what) => `${VIEW_NAMES[view]} film: ${what}. ${SYNTHETIC}.`,
  isNormalChest: "a normal chest",
  at: (/** @type {string} */ finding, /** @type {string} */ zone) => `${finding}, ${zone}`,
  surface: (/** @type {ViewName} */ view) => `Mark a place on the ${view} film`,
  surfaceHint: "Tap the place on a film; or move the crosshair with the arrow keys, Shift for big steps, Enter to mark; or choose a zone.",
  crosshairAt: (/** @type {string} */ zone) => `Crosshair: ${zone}.`,
  markedAt: (/** @type {ViewName} */ view, /** @type {string} */ zone) => `Marked on the ${view} film: ${zone}. Now name it.`,
  yourAnswer: "Your answer",

  // The answer
  formHeading: "What do you see?",
  formHint: "Mark, name and add each finding; add none if the chest is normal. Right and left are the patient's.",
  place: "Place",
  noPlace: "Mark it on a film, or choose a zone",
  onFilm: "marked on the film",
  name: "Finding",
  noName: "Choose a finding",
  sure: "How sure are you?",
  sureNames: /** @type {Record<1 | 2 | 3, string>} */ ({ 1: "guessed", 2: "fairly sure", 3: "sure" }),
  add: "Add this finding",
  remove: (/** @type {string} */ what) => `Remove ${what}`,
  entry: (/** @type {string} */ finding, /** @type {ViewName} */ view, /** @type {string} */ zone, /** @type {string} */ sure) =>
    `${finding}: ${view} film, ${zone}; ${sure}`,
  added: (/** @type {string} */ finding) => `Added: ${finding}. Add another one, or check your answer.`,
  removed: (/** @type {string} */ finding) => `Removed: ${finding}.`,
  needsPlace: "Mark the place on a film, or choose a zone, before you add the finding.",
  needsName: "Choose what it is before you add the finding.",
  twice: (/** @type {string} */ finding) => `${finding} is in your answer already. Remove it first to place it elsewhere.`,
  unfinished: "A place is marked, but not added as a finding. Name it and add it, or remove the mark.",
  unmark: "Remove the mark",
  check: "Check my answer",
  checkNormal: "Check: the chest is normal",

  // The checklist
  searched: "I have searched: look again with a checklist",
  checklistHeading: "Look again at",
  checklist: [
    "both apices, above and behind the clavicles",
    "both hila: size, density, height",
    "behind the heart, and the space in front of the spine on the lateral film",
    "below the domes of the diaphragm, and all costophrenic angles",
    "the size of the heart against the chest",
    "the retrosternal space on the lateral film",
    "ribs, spine and shoulders",
    "leads, catheters and wires: whole course and tip",
  ],

  // Rounds
  draw: "Draw a case",
  next: "Next case",
  round: (/** @type {number} */ at, /** @type {number} */ all) => `Case ${at} of ${all} of this round.`,
  setRound: (/** @type {number} */ at, /** @type {number} */ all) => `Case ${at} of ${all} of the set.`,
  roundOver: "This round is complete. The next case begins a new one.",
  setOver: "The set is complete. The next case is drawn freely.",
  caseDrawn: "The case is drawn. Search the films freely, then answer.",
  level: "Level",
  levels: { obvious: "Obvious", moderate: "Moderate", subtle: "Subtle", mixed: "Mixed" },
  leftOut: (/** @type {number} */ count) => (count === 1 ? "1 finding is left out" : `${count} findings are left out`),
  leftOutWhy: "These weights draw them too weakly:",
  weak: (/** @type {import("../protocol.js").WeakFinding} */ { label, measured, needed }) =>
    `${label}: recognised in these weights' pictures with AUROC ${measured.toFixed(2)}, ${needed.toFixed(2)} needed`,

  // What follows
  answerHeading: "Answer",
  verdict: (/** @type {number} */ right, /** @type {number} */ all) => {
    if (all === 0) {
      return "Right: this chest is normal, and you named nothing.";
    }
    return right === all ? `All right: ${all} of ${all}, name and place.` : `${right} of ${all} right.`;
  },
  marksCaption: "What was there and what you named",
  marksHead: ["Finding", "Where it is", "You marked", "How sure", "Verdict"],
  bothPlaces: (/** @type {string} */ frontal, /** @type {string} */ lateral) => `${frontal}; lateral: ${lateral}`,
  notThere: "not there",
  nothing: "nothing",
  verdicts: { right: "right", place: "right name, wrong place", missed: "missed", invented: "false alarm", side: "wrong side" },
  noPlaces: "These weights do not tell where a finding is, so only names and sides are judged.",
  spotlight: "Dim all but the findings",
  spotlightHint: "The films stay bright where the findings are; crosses are your marks.",
  signsHeading: "What to look for",
  signSource: (/** @type {string} */ source) => `Source: ${source}.`,
  reportHeading: "The report",
  reportLabel: "The report of this case",
  openInRead: "Open in Read",
  seed: (/** @type {number} */ seed) => `Its seed is ${seed}.`,
  openedFromPractice: "The case is in Read. Press Generate for its scales and words.",
  normalHeading: "The same patient without findings",
  isNormal: "The case is normal, so there is nothing to compare it with.",
  drawingNormal: "The same patient is being drawn without findings.",
  noNormal: "The normal version was not finished.",
  normalDrawn: "Answered. The same patient is drawn without findings, too.",

  // The session
  sessionHeading: "Your results",
  none: "No case answered yet.",
  answered: (/** @type {number} */ count) => `${cases(count)} answered.`,
  noVerdictYet: (/** @type {number} */ left) => `Hits and false alarms are shown after ${left} more: fewer than 20 cases say little but chance.`,
  allRight: (/** @type {number} */ right, /** @type {number} */ all) => `${right} of ${all} entirely right.`,
  tallyCaption: "Hits and false alarms of each finding",
  tallyHead: ["Finding", "Hits", "False alarms"],
  share: (/** @type {number} */ some, /** @type {number} */ all) => `${some} of ${all}`,
  confidenceCaption: "How often you were right when you were so sure",
  confidenceHead: ["How sure", "Right"],
  keep: "Keep my results on this device",
  forget: "Delete my results",
  csv: "Save my results (CSV)",
  noResults: "There are no results to save yet. Answer a case first.",
  csvSaved: (/** @type {string} */ name) => `${name} is saved.`,
  keepHint: "Seeds, findings, marks and verdicts are kept, and only if you ask for it; no report and no picture.",
  notKept: "The results are no longer kept on this device.",
  deleted: "The results are deleted.",
  untested:
    "Whether practice on generated films carries over to real ones has not been tested, here or, as far as we know, anywhere. Practise on real films, too.",
};
