// @ts-check
/** What a report says of the patient: age and sex, with the words that say so. */

/** @typedef {{age?: {value: number, words: string}, sex?: {value: "female" | "male", words: string}}} Said */

const AGES = [
  /\b(\d{1,3})[\s-]*(?:years?|yrs?|y)[\s.-]*(?:old|o\b)/i,
  /\b(\d{1,3})\s*(?:y\/o|yo)\b/i,
  /\bage[d:]?\s*:?\s*(\d{1,3})\b(?!\s*(?:days?|weeks?|months?))/i,
  /\b(\d{1,3})(?=[FM]\b)/,
];
const OLDEST = 120;
/** @type {Record<"female" | "male", RegExp>} */
const SEXES = {
  female: /\b(?:female|woman|lady|girl)\b|\bsex\s*:\s*f\b|\b\d{1,3}F\b/i,
  male: /\b(?:male|man|gentleman|boy)\b|\bsex\s*:\s*m\b|\b\d{1,3}M\b/i,
};

/** @param {string} report @returns {Said} */
export function saidOf(report) {
  /** @type {Said} */
  const said = {};
  const age = AGES.map((pattern) => pattern.exec(report)).find((match) => match && Number(match[1]) <= OLDEST);
  if (age) {
    said.age = { value: Number(age[1]), words: age[0].trim() };
  }
  const [female, male] = [SEXES.female.exec(report), SEXES.male.exec(report)];
  if (female && !male) {
    said.sex = { value: "female", words: female[0] };
  } else if (male && !female) {
    // of both, neither tells
    said.sex = { value: "male", words: male[0] };
  }
  return said;
}
