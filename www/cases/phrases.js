// @ts-check
/**
 * The shelf's sentences with slots, from which practice composes its cases: `<side>`, `<other>` side, `<lobe>`,
 * `<degree>`, `<degreely>`, `<size>`, `<cm>`, `<large>` (cm), `<rib>`, `<leads>`, `<line>`.
 */

/** @typedef {{findings: string[], impression: string[], both?: {findings: string[], impression: string[]}}} Phrases */

/** @type {Record<string, Phrases>} */
export const PHRASES = {
  cardiomegaly: {
    findings: ["The heart is <degreely> enlarged.", "The cardiac silhouette is <degreely> enlarged.", "There is <degree> cardiomegaly."],
    impression: ["<degree> cardiomegaly."],
  },
  effusion: {
    findings: [
      "There is a <size> <side> pleural effusion.",
      "Blunting of the <side> costophrenic angle, consistent with a <size> <side> pleural effusion.",
      "<side>-sided pleural effusion, <size> in size.",
    ],
    impression: ["<size> <side> pleural effusion."],
    both: {
      findings: ["There are <size> bilateral pleural effusions.", "<size> bilateral pleural effusions are present."],
      impression: ["<size> bilateral pleural effusions."],
    },
  },
  pneumothorax: {
    findings: ["There is a <size> <side> pneumothorax.", "<size> <side> pneumothorax with a visible pleural line."],
    impression: ["<size> <side> pneumothorax."],
  },
  consolidation: {
    findings: [
      "There is focal consolidation in the <lobe>, consistent with pneumonia.",
      "<degree> <lobe> airspace disease is present.",
      "Increased opacity in the <lobe> suspicious for pneumonia.",
    ],
    impression: ["<lobe> pneumonia.", "<lobe> airspace disease, suspicious for pneumonia."],
  },
  atelectasis: {
    findings: ["<degree> <side> basilar atelectasis is present.", "Streaky <side> basilar opacities consistent with <degree> atelectasis."],
    impression: ["<degree> <side> basilar atelectasis."],
    both: {
      findings: ["There is <degree> bibasilar atelectasis."],
      impression: ["<degree> bibasilar atelectasis."],
    },
  },
  edema: {
    findings: ["There is <degree> pulmonary vascular congestion and interstitial edema.", "Diffuse interstitial opacities consistent with <degree> edema."],
    impression: ["<degree> pulmonary edema.", "Findings consistent with <degree> interstitial edema."],
  },
  nodule: {
    findings: ["There is a <cm> cm pulmonary nodule in the <lobe>.", "A rounded opacity is seen in the <lobe> measuring <cm> cm."],
    impression: ["<lobe> nodule, CT is recommended for further evaluation."],
  },
  hyperinflation: {
    findings: [
      "The lungs are <degreely> hyperexpanded with flattening of the diaphragms.",
      "There is <degree> hyperinflation of the lungs with flattened diaphragms.",
    ],
    impression: ["Hyperinflation, consistent with COPD.", "Hyperexpanded lungs, suggesting emphysema."],
  },
  mass: {
    findings: ["There is a <large> cm mass in the <lobe>.", "There is a <large> cm rounded mass in the <lobe>."],
    impression: ["<lobe> mass, suspicious for malignancy."],
  },
  pacemaker: {
    findings: ["<side> <leads> lead pacemaker is in place.", "<side>-sided <leads> lead pacemaker is present."],
    impression: ["<side> pacemaker in place."],
  },
  central_line: {
    findings: ["<side> <line> tip in the superior vena cava.", "<side> <line> tip in the distal SVC."],
    impression: [],
  },
  sternal_wires: {
    findings: ["Sternotomy wires are intact.", "There are intact sternotomy wires."],
    impression: [],
  },
  rib_fracture: {
    findings: ["There is a displaced fracture of the <side> lateral <rib> rib."],
    impression: ["<side> <rib> rib fracture."],
  },
};

/** Sentences about what is normal. */
export const NORMAL_PHRASES = {
  heart: ["The heart is normal in size.", "Heart size is within normal limits.", "Normal heart size."],
  mediastinum: ["The mediastinal contours are normal.", "The mediastinum is unremarkable."],
  lungs: ["The lungs are clear.", "Lungs are clear bilaterally.", "The lungs are well expanded and clear."],
  otherwise: ["Lungs are otherwise clear."],
  otherLung: ["The <other> lung is clear."],
  noConsolidation: ["No focal consolidation."],
  bones: ["No acute bony abnormality.", "The bony structures are intact."],
  impression: ["No acute cardiopulmonary disease.", "No acute disease."],
};

export const SLOTS = {
  degree: { mild: "mild", moderate: "moderate", severe: "severe" },
  degreely: { mild: "mildly", moderate: "moderately", severe: "markedly" },
  size: { mild: "small", moderate: "moderate", severe: "large" },
  lobes: { left: ["left upper lobe", "left lower lobe"], right: ["right upper lobe", "right middle lobe", "right lower lobe"] },
  ribs: ["5th", "6th", "7th", "8th"],
  /** @type {Record<number, string>} */
  leads: { 1: "single", 2: "dual" },
  lines: { jugular: "internal jugular central venous catheter", peripheral: "PICC line", port: "chest port with catheter" },
};
