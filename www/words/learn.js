// @ts-check
/** The words of Report, Compare and the case files. */

import { VIEW_NAMES } from "./viewer.js";

/** Changes of a mean that nobody sees, in grey levels. */
const SAME = 1;

/** @typedef {{name: string, sha256: string}} Weights */
/** @typedef {import("../protocol.js").ViewName} ViewName */

/** @param {Weights} weights */
function named({ name, sha256 }) {
  return `“${name}”${sha256 ? ` (${sha256.slice(0, 8)})` : ""}`;
}

/** What Report, Compare and the case files say. */
export const LEARN = {
  noPicture: "No picture yet",
  spoken: (/** @type {ViewName} */ view, /** @type {number} */ size) => `${VIEW_NAMES[view]} chest X-ray, ${size} by ${size} pixels.`,
  spokenMap: (/** @type {ViewName} */ view) => `${VIEW_NAMES[view]} view, map of what changed from A to B; the table below gives the numbers.`,

  // Report
  noReport: "Write a report to see which words are known.",
  unknownCount: (/** @type {number} */ count) => (count === 1 ? " unknown word" : " unknown words"),
  dropHere: "Drop the report here",
  noFindings: "no findings",
  chosen: (/** @type {string} */ title) => `“${title}” is in the field.`,
  fileOpened: (/** @type {string} */ name) => `${name} is open.`,
  meant: "Did you mean ",
  replaceBy: (/** @type {string} */ word, /** @type {string} */ suggestion) => `Replace ${word} by ${suggestion}`,
  replaced: (/** @type {string} */ word, /** @type {string} */ suggestion) => `“${word}” is now “${suggestion}”.`,
  textChanged: "The text has changed meanwhile. It is read again.",
  weak: (/** @type {import("../protocol.js").WeakFinding} */ { label, measured, needed }) =>
    `These weights draw ${label} weakly: a network trained to read films recognises it in their pictures with AUROC ${measured.toFixed(2)}, below the threshold of ${needed.toFixed(2)}; 0.50 is guessing.`,
  words: "Words the encoder attended to most, each with its share of its section; the text above is shaded by the same numbers",
  sentences: "How much each sentence weighed in its section",
  sentencesCut: (/** @type {number} */ shown, /** @type {number} */ all) => `How much each sentence weighed in its section (the first ${shown} of ${all})`,

  // Consistency
  noConsistency: "These weights carry no consistency network.",
  consistency: (/** @type {string} */ percent, /** @type {number} */ size) =>
    `Probability that both views belong to the same patient: ${percent}, by the consistency network at ${size} px.`,
  consistencyMeans: (/** @type {number} */ probability) => {
    if (probability >= 0.8) {
      return "That is high: the network takes the two views for one patient.";
    }
    return probability >= 0.5
      ? "That is undecided, leaning to one patient: some part of the two views does not fit."
      : "That is low: the network takes the two views for two people. Look for a heart, diaphragm or finding that one view shows and the other does not, or try another patient.";
  },
  /** The network is no yardstick by itself: what it says of true pairs is. @param {number} probability @param {import("../protocol.js").TruePairs} known */
  consistencyBeside: (probability, { samePatient, twoPatients }) =>
    probability >= (samePatient + twoPatients) / 2
      ? "That is nearer to true pairs than to views of two people."
      : "That is nearer to views of two people than to true pairs. Look for a heart, diaphragm or finding that one view shows and the other does not, or try another patient.",
  truePairs: (/** @type {string} */ same, /** @type {string} */ two, /** @type {number} */ pairs) =>
    `Of ${pairs} true pairs, from which these weights have not learnt, the mean is ${same}; of as many with views of two patients, ${two}.`,
  consistencyLimits:
    "The figure compares the views with each other, not with the report. A generator may learn to please this network, so a high figure does not prove that the anatomy is right.",
  scoresCaption: "The consistency network's score at each scale",
  scoresHead: ["Scale", "Same patient"],
  truePairsHead: ["True pairs, mean", "Two patients, mean"],
  runFacts: (/** @type {number} */ seed, /** @type {string} */ time, /** @type {string} */ adapter) => `Seed ${seed}, ${time} of computing on ${adapter}.`,
  consistencyUntrained: "These weights are untrained, so the figure means nothing.",

  // Compare
  ownTexts: "Your own texts",
  nothingInRead: "There is no report in Read yet.",
  takenFromRead: "Both fields hold the report from Read. Change one thing in B.",
  sameTextsOthers: "Both reports are the same: two patients with the same findings.",
  withAndWithout: (/** @type {string} */ name) => `One report and one patient from Read: A is drawn without, B with ${name}.`,
  flicker: "Hold to see A in B's place",
  inPlaceOfB: (/** @type {ViewName} */ view) => `A in B's place, ${view}`,
  sameTexts: "Both reports are the same: the pictures will be the same, too.",
  changedTexts: "What differs between the reports:",
  wordsChanged: (/** @type {string} */ removed, /** @type {string} */ added) =>
    removed && added ? `“${removed}” became “${added}”` : removed ? `“${removed}” is only in A` : `“${added}” is only in B`,
  moreRuns: (/** @type {number} */ count) => `and ${count} more`,
  paneOf: (/** @type {string} */ which, /** @type {ViewName} */ view) => `${which}, ${view}`,
  mapOf: (/** @type {ViewName} */ view) => `Change from A to B, ${view}`,
  darker: (/** @type {number} */ limit) => `B darker by ${limit} of 255 grey levels or more`,
  unchanged: "no change",
  brighter: (/** @type {number} */ limit) => `B brighter by ${limit} or more`,
  direction: (/** @type {number} */ mean) => (Math.abs(mean) < SAME ? "(no change)" : mean > 0 ? "(B brighter)" : "(B darker)"),
  changeCaption: "Change from A to B by region, in grey levels of 255. Right and left are the patient's.",
  changeHead: ["Region", "Mean change", "Share that changed visibly"],
  compared: (/** @type {number[]} */ seeds, /** @type {string} */ time, /** @type {string} */ adapter) =>
    `${seeds.length === 1 ? `One patient, seed ${seeds[0]}` : `Two patients, seeds ${seeds.join(" and ")}`}; both pairs took ${time} of computing on ${adapter}.`,
  comparedIn: (/** @type {string} */ time) => `Done: both reports are drawn and compared, in ${time}.`,

  // Cases and sheets
  caseSaved: (/** @type {string} */ name) => `${name} is saved. It holds your report, so keep it as carefully.`,
  caseOpened: (/** @type {string} */ name) => `${name} is open: its report and seed are in the form. Press Generate for its pictures.`,
  otherWeights: (/** @type {Weights} */ saved, /** @type {Weights} */ here) =>
    `This case was saved with the weights ${named(saved)}; this page has ${named(here)}, so its pictures will differ.`,
  otherProgram: (/** @type {string} */ saved, /** @type {string} */ here) =>
    `This case was saved by version ${saved || "unknown"} of this page, which is now ${here || "unknown"}; its pictures may differ slightly.`,
  sheetTitle: "XRayGAN: one report, several imagined patients",
  sheetCaption: (/** @type {number} */ seed) => `Seed ${seed}, frontal and lateral`,
  sheetFacts: (/** @type {import("../protocol.js").Manifest | undefined} */ manifest, /** @type {string} */ version) =>
    `Computed by XRayGAN ${version} with the weights ${named({ name: manifest?.name ?? "unknown", sha256: manifest?.sha256 ?? "" })}.`,
  sheetProgress: (/** @type {number} */ at, /** @type {number} */ all) => `Drawing patient ${at} of ${all} for the sheet.`,
  sheetLink: (/** @type {number} */ count) => `Save the contact sheet (PNG, ${count === 1 ? "1 patient" : `${count} patients`})`,
  sheetReady: "The contact sheet is ready: save it with the link.",
};
