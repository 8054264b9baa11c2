// @ts-check
/** Example reports, written for this page; they describe nobody. */

/** @type {{name: string, report: string}[]} */
export const EXAMPLES = [
  {
    name: "Normal chest",
    report: `FINDINGS: The heart is normal in size. The mediastinum is unremarkable. The lungs are clear. There is no pleural effusion or pneumothorax.

IMPRESSION: No acute cardiopulmonary disease.`,
  },
  {
    name: "Left pleural effusion",
    report: `FINDINGS: The heart size is at the upper limits of normal. There is a moderate left pleural effusion with adjacent basilar atelectasis. The right lung is clear. No pneumothorax.

IMPRESSION: Moderate left pleural effusion with left basilar atelectasis.`,
  },
  {
    name: "Enlarged heart",
    report: `FINDINGS: The cardiac silhouette is enlarged. There is mild pulmonary vascular congestion. No focal consolidation, pneumothorax or large effusion.

IMPRESSION: Cardiomegaly with mild pulmonary vascular congestion.`,
  },
];
