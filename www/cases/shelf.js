// @ts-check
/** Example cases, written for this page in the sentences of short chest reports; they describe nobody. */

/** @typedef {import("./findings.js").Finding} Finding */
/** @typedef {{id: string, title: string, list: Finding[], findings: string, impression: string}} ShelfCase */

/** @type {ShelfCase[]} */
export const SHELF = [
  {
    id: "normal",
    title: "Normal chest",
    list: [],
    findings:
      "The heart is normal in size. The mediastinum is unremarkable. The lungs are clear. There is no pleural effusion or pneumothorax. No acute bony abnormality.",
    impression: "No acute cardiopulmonary disease.",
  },
  {
    id: "effusion-left",
    title: "Pleural effusion, left",
    list: [{ finding: "effusion", side: "left", severity: "moderate" }],
    findings: "The heart is normal in size. There is a moderate left pleural effusion. The right lung is clear. No pneumothorax.",
    impression: "Moderate left pleural effusion.",
  },
  {
    id: "effusion-right",
    title: "Pleural effusion, right",
    list: [{ finding: "effusion", side: "right", severity: "severe" }],
    findings: "Heart size is within normal limits. There is a large right pleural effusion. The left lung is clear. There is no pneumothorax.",
    impression: "Large right pleural effusion.",
  },
  {
    id: "effusion-both",
    title: "Pleural effusions, both sides",
    list: [{ finding: "effusion", side: "both", severity: "mild" }],
    findings:
      "The cardiomediastinal silhouette is within normal limits. No focal consolidation. There are small bilateral pleural effusions. Blunting of both costophrenic angles. No pneumothorax.",
    impression: "Small bilateral pleural effusions.",
  },
  {
    id: "cardiomegaly",
    title: "Enlarged heart",
    list: [{ finding: "cardiomegaly", severity: "severe" }],
    findings: "The cardiac silhouette is markedly enlarged. The lungs are clear. No pleural effusion or pneumothorax.",
    impression: "Severe cardiomegaly without pulmonary edema.",
  },
  {
    id: "pneumothorax-left",
    title: "Pneumothorax, left",
    list: [{ finding: "pneumothorax", side: "left", severity: "severe" }],
    findings:
      "The heart is normal in size. There is a large left pneumothorax with a visible pleural line. No focal consolidation. There is no pleural effusion.",
    impression: "Large left pneumothorax.",
  },
  {
    id: "pneumothorax-right",
    title: "Pneumothorax, right",
    list: [{ finding: "pneumothorax", side: "right", severity: "moderate" }],
    findings: "Heart and mediastinum are within normal limits. There is a moderate right apical pneumothorax. No pleural effusion.",
    impression: "Moderate right pneumothorax.",
  },
  {
    id: "pneumonia-left-lower",
    title: "Pneumonia, left lower lobe",
    list: [{ finding: "consolidation", side: "left", severity: "moderate" }],
    findings:
      "The heart is normal in size. There is focal consolidation in the left lower lobe, consistent with pneumonia. The right lung is clear. No pleural effusion or pneumothorax.",
    impression: "Left lower lobe pneumonia.",
  },
  {
    id: "pneumonia-right-upper",
    title: "Pneumonia, right upper lobe",
    list: [{ finding: "consolidation", side: "right", severity: "severe" }],
    findings:
      "Heart size normal. There is dense airspace consolidation in the right upper lobe with air bronchograms. The left lung is clear. No pleural effusion or pneumothorax.",
    impression: "Right upper lobe pneumonia.",
  },
  {
    id: "atelectasis-left",
    title: "Atelectasis, left base",
    list: [{ finding: "atelectasis", side: "left", severity: "mild" }],
    findings:
      "The heart is normal in size. Streaky left basilar opacities consistent with mild atelectasis. The right lung is clear. No pleural effusion or pneumothorax.",
    impression: "Mild left basilar atelectasis.",
  },
  {
    id: "copd",
    title: "COPD with hyperinflation",
    list: [{ finding: "hyperinflation", severity: "severe" }],
    findings:
      "The heart is normal in size. The lungs are markedly hyperexpanded with flattening of the diaphragms. Lungs are otherwise clear. No pleural effusion or pneumothorax.",
    impression: "Hyperinflation, consistent with COPD.",
  },
  {
    id: "heart-failure",
    title: "Heart failure with edema",
    list: [
      { finding: "cardiomegaly", severity: "moderate" },
      { finding: "edema", severity: "severe" },
      { finding: "effusion", side: "both", severity: "mild" },
    ],
    findings:
      "The heart is moderately enlarged. There is severe pulmonary vascular congestion and interstitial edema. Small bilateral pleural effusions are present. No pneumothorax.",
    impression: "Findings consistent with congestive heart failure.",
  },
  {
    id: "nodule-left",
    title: "Nodule, left upper lobe",
    list: [{ finding: "nodule", side: "left" }],
    findings:
      "The heart is normal in size. There is a 2.0 cm pulmonary nodule in the left upper lobe. The right lung is clear. No pleural effusion or pneumothorax.",
    impression: "2.0 cm left upper lobe nodule. Recommend CT for further evaluation.",
  },
  {
    id: "nodule-right",
    title: "Nodule, right lower lobe",
    list: [{ finding: "nodule", side: "right" }],
    findings:
      "Normal heart size. A rounded opacity is seen in the right lower lobe measuring 1.8 cm. The left lung is clear. No pleural effusion or pneumothorax.",
    impression: "Right lower lobe nodule, CT is recommended for further evaluation.",
  },
  {
    id: "mass",
    title: "Mass, right upper lobe",
    list: [{ finding: "mass", side: "right" }],
    findings:
      "The heart is normal in size. There is a 4.5 cm rounded mass in the right upper lobe. The left lung is clear. No pleural effusion or pneumothorax.",
    impression: "Right upper lobe mass, suspicious for malignancy. Recommend CT of the chest.",
  },
  {
    id: "pacemaker",
    title: "Pacemaker",
    list: [{ finding: "pacemaker", side: "left" }],
    findings:
      "The heart is normal in size. There is a left dual lead pacemaker with leads projecting over the right atrium and right ventricle. The lungs are clear. No pleural effusion or pneumothorax.",
    impression: "Left pacemaker in place. No acute disease.",
  },
  {
    id: "post-operative",
    title: "After heart surgery",
    list: [
      { finding: "sternal_wires" },
      { finding: "central_line", side: "right" },
      { finding: "cardiomegaly", severity: "mild" },
      { finding: "effusion", side: "left", severity: "mild" },
    ],
    findings:
      "Sternotomy wires are intact. Right internal jugular central venous catheter tip in the superior vena cava. The heart is mildly enlarged. There is a small left pleural effusion. No pneumothorax.",
    impression: "Small left pleural effusion. Right jugular catheter tip in the SVC without pneumothorax.",
  },
  {
    id: "central-line",
    title: "Central line (PICC)",
    list: [{ finding: "central_line", side: "right" }],
    findings: "Right PICC line tip in the distal SVC. The cardiomediastinal silhouette is normal. The lungs are clear. No pleural effusion or pneumothorax.",
    impression: "Right PICC tip in the superior vena cava without pneumothorax.",
  },
  {
    id: "fracture",
    title: "Rib fracture, right",
    list: [{ finding: "rib_fracture", side: "right" }],
    findings:
      "The heart is normal in size. The lungs are clear. No pleural effusion or pneumothorax. There is a displaced fracture of the right lateral 7th rib.",
    impression: "Right 7th rib fracture. No pneumothorax.",
  },
];

/** What others are compared with. */
export const NORMAL = SHELF[0];
