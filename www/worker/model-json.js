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
    .map((it) => ({ size: Number(it?.size), samePatient: Number(it?.same_patient ?? NaN), pairs: Number(it?.pairs) }))
    .filter(({ size, samePatient, pairs }) => size > 0 && pairs > 0 && samePatient >= 0 && samePatient <= 1);
}
