// @ts-check
/** Sex and age of a case's patient: what a reader is told before the film. */

import { valueOf } from "../patient/code.js";
import { PRACTICE } from "../words/practice.js";

/** @typedef {import("../protocol.js").PatientCode} PatientCode */

/**
 * "Woman, 64"; undefined where the weights' patients are not told by sex and age.
 * @param {PatientCode | undefined} patients what patients are told by
 * @param {number[] | undefined} code the numbers of one
 */
export function whoIs(patients, code) {
  const told = (/** @type {string} */ name) => {
    const at = patients?.dimensions.findIndex((dimension) => dimension.name === name) ?? -1;
    return patients && code && at >= 0 ? { way: patients.dimensions[at].way, value: valueOf(patients.dimensions[at].way, code[at]) } : undefined;
  };
  const [sex, age] = [told("patient.sex"), told("patient.age")];
  if (!age || sex?.way.kind !== "choice") {
    return undefined;
  }
  return PRACTICE.who(sex.way.names[sex.value], Math.round(age.value));
}
