// @ts-check
/** Questions worth comparing: two reports that differ in one thing. */

import { reportText } from "../cases/findings.js";
import { NORMAL } from "../cases/shelf.js";

/** @typedef {{name: string, a: string, b: string, others?: true}} Question `others`: B is drawn of another patient */

/** @param {string} findings @param {string} impression */
function report(findings, impression) {
  return reportText({ findings, impression });
}

const HEART = "The heart is normal in size.";
const NO_AIR = "No pneumothorax.";

/** @type {Question[]} */
export const QUESTIONS = [
  {
    name: "What does the word left do? Effusion right or left",
    a: report(`${HEART} There is a large right pleural effusion. ${NO_AIR}`, "Large right pleural effusion."),
    b: report(`${HEART} There is a large left pleural effusion. ${NO_AIR}`, "Large left pleural effusion."),
  },
  {
    name: "No effusion or a left effusion",
    a: report(`${HEART} There is no left pleural effusion. ${NO_AIR}`, "No acute disease."),
    b: report(`${HEART} There is a large left pleural effusion. ${NO_AIR}`, "Large left pleural effusion."),
  },
  {
    name: "Small or large: a right effusion",
    a: report(`${HEART} There is a small right pleural effusion. ${NO_AIR}`, "Small right pleural effusion."),
    b: report(`${HEART} There is a large right pleural effusion. ${NO_AIR}`, "Large right pleural effusion."),
  },
  {
    name: "Normal heart or cardiomegaly",
    a: reportText(NORMAL),
    b: report(
      "The heart is markedly enlarged. The mediastinum is unremarkable. The lungs are clear. There is no pleural effusion or pneumothorax. No acute bony abnormality.",
      "Severe cardiomegaly.",
    ),
  },
  {
    name: "Mild or severe cardiomegaly",
    a: report("The heart is mildly enlarged. The lungs are clear. No pleural effusion or pneumothorax.", "Mild cardiomegaly."),
    b: report("The heart is severely enlarged. The lungs are clear. No pleural effusion or pneumothorax.", "Severe cardiomegaly."),
  },
  {
    name: "Pneumonia in the right upper or right lower lobe",
    a: report(`${HEART} There is dense consolidation in the right upper lobe. The left lung is clear.`, "Right upper lobe pneumonia."),
    b: report(`${HEART} There is dense consolidation in the right lower lobe. The left lung is clear.`, "Right lower lobe pneumonia."),
  },
  {
    name: "Normal lungs or hyperinflation",
    a: report(`${HEART} The lungs are clear. No pleural effusion or pneumothorax.`, "No acute disease."),
    b: report(
      `${HEART} The lungs are markedly hyperexpanded with flattening of the diaphragms. No pleural effusion or pneumothorax.`,
      "Hyperinflation, consistent with COPD.",
    ),
  },
  {
    name: "With or without a pacemaker",
    a: report(`${HEART} The lungs are clear. No pleural effusion or pneumothorax.`, "No acute disease."),
    b: report(
      `${HEART} There is a left dual lead pacemaker. The lungs are clear. No pleural effusion or pneumothorax.`,
      "Pacemaker in place. No acute disease.",
    ),
  },
  // Look-alikes, which teach more than disease beside normal (Kok 2015).
  {
    name: "Look-alikes: effusion or atelectasis at the left base",
    a: report(`${HEART} There is a moderate left pleural effusion. ${NO_AIR}`, "Moderate left pleural effusion."),
    b: report(`${HEART} There is left basilar atelectasis. ${NO_AIR}`, "Left basilar atelectasis."),
  },
  {
    name: "Look-alikes: enlarged heart or low lung volumes",
    a: report("The heart is moderately enlarged. The lungs are clear. No pleural effusion or pneumothorax.", "Moderate cardiomegaly."),
    b: report(`${HEART} The lung volumes are low. The lungs are clear. No pleural effusion or pneumothorax.`, "Low lung volumes."),
  },
  {
    name: "Look-alikes: right effusion or elevated right hemidiaphragm",
    a: report(`${HEART} There is a moderate right pleural effusion. ${NO_AIR}`, "Moderate right pleural effusion."),
    b: report(`${HEART} There is elevation of the right hemidiaphragm. The lungs are clear. ${NO_AIR}`, "Elevated right hemidiaphragm."),
  },
  {
    name: "Two patients with a large left effusion",
    a: report(`${HEART} There is a large left pleural effusion. ${NO_AIR}`, "Large left pleural effusion."),
    b: report(`${HEART} There is a large left pleural effusion. ${NO_AIR}`, "Large left pleural effusion."),
    others: true,
  },
  {
    name: "Two patients with an enlarged heart",
    a: report("The heart is severely enlarged. The lungs are clear. No pleural effusion or pneumothorax.", "Severe cardiomegaly."),
    b: report("The heart is severely enlarged. The lungs are clear. No pleural effusion or pneumothorax.", "Severe cardiomegaly."),
    others: true,
  },
];
