// @ts-check
/** The findings that cases are made of, under the names the engine uses in `Reading.mentions`, and how users read them. */

/** @typedef {"left" | "right" | "both"} Side */
/** @typedef {"mild" | "moderate" | "severe"} Severity */
/** @typedef {{finding: string, side?: Side, severity?: Severity}} Finding */

/** `sided` findings have a side that a reader must name. */
export const FINDINGS = [
  { finding: "cardiomegaly", label: "enlarged heart", sided: false },
  { finding: "effusion", label: "pleural effusion", sided: true },
  { finding: "pneumothorax", label: "pneumothorax", sided: true },
  { finding: "consolidation", label: "consolidation", sided: true },
  { finding: "atelectasis", label: "atelectasis", sided: true },
  { finding: "edema", label: "pulmonary edema", sided: false },
  { finding: "nodule", label: "nodule", sided: true },
  { finding: "mass", label: "mass", sided: true },
  { finding: "hyperinflation", label: "hyperinflation", sided: false },
  { finding: "pacemaker", label: "pacemaker", sided: true },
  { finding: "central_line", label: "central line", sided: true },
  { finding: "sternal_wires", label: "sternal wires", sided: false },
  { finding: "rib_fracture", label: "rib fracture", sided: true },
];

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
