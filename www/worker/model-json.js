// @ts-check
/** What the page takes from model.json itself; the engine reads the rest. */

/**
 * What the patients of templates are told by.
 * @param {Uint8Array} modelJson which the engine has accepted
 * @returns {import("../protocol.js").PatientCode | undefined}
 */
export function patientsOf(modelJson) {
  return JSON.parse(new TextDecoder().decode(modelJson)).model?.cascade?.patient;
}

/**
 * What an evaluation of the weights found of true pairs; nothing where there was none.
 * @param {Uint8Array} modelJson which the engine has accepted
 * @returns {import("../protocol.js").TruePairs[]}
 */
export function truePairsOf(modelJson) {
  /** @type {unknown} */
  const found = JSON.parse(new TextDecoder().decode(modelJson)).metrics?.true_pairs;
  return (Array.isArray(found) ? found : [])
    .map((it) => ({ size: Number(it?.size), samePatient: share(it?.same_patient), twoPatients: share(it?.two_patients), pairs: Number(it?.pairs) }))
    .filter(({ size, samePatient, twoPatients, pairs }) => size > 0 && pairs > 0 && samePatient > twoPatients);
}

/** @param {unknown} value @returns {number} 0..1, or not a number */
function share(value) {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : NaN;
}
