// @ts-check
/** The findings that cases are made of, under the names the engine uses in `Reading.mentions`, and how users read them. */

import { KINDS } from "./finding-list.js";

/** @typedef {"left" | "right" | "both"} Side */
/** @typedef {"mild" | "moderate" | "severe"} Severity */
/** @typedef {{finding: string, side?: Side, severity?: Severity}} Finding */

/** Those that practice has phrases for, in the order in which it offers them. */
const PRACTISED = [
  "cardiomegaly",
  "effusion",
  "pneumothorax",
  "consolidation",
  "atelectasis",
  "edema",
  "nodule",
  "mass",
  "hyperinflation",
  "pacemaker",
  "central_line",
  "sternal_wires",
  "rib_fracture",
];

/** `sided` findings have a side that a reader must name. */
export const FINDINGS = PRACTISED.flatMap((name) => KINDS.filter(({ finding }) => finding === name));

/** @param {string} finding */
export function findingLabel(finding) {
  return FINDINGS.find((known) => known.finding === finding)?.label ?? finding.replaceAll("_", " ");
}

/** @param {string} finding */
export function isSided(finding) {
  return FINDINGS.some((known) => known.finding === finding && known.sided);
}

/**
 * The report as the page's field holds it.
 * @param {{findings: string, impression: string}} report
 */
export function reportText({ findings, impression }) {
  return `FINDINGS: ${findings}\n\nIMPRESSION: ${impression}`;
}
