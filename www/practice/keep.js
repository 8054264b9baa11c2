// @ts-check
/** The score on this device, only while the user wants it there. Nothing else of a case is kept. */

import { OWN_PREFIX } from "../site.js";
import { emptyScore } from "./score.js";

/** @typedef {import("./score.js").Score} Score */

const KEY = `${OWN_PREFIX}practice.score`;

/** The kept score; undefined where none is kept or may be read. @returns {Score | undefined} */
export function keptScore() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === null ? undefined : checked(JSON.parse(kept));
  } catch {
    return undefined; // blocked storage, or not ours
  }
}

/**
 * @param {Score} score
 * @returns {boolean} whether the browser keeps it
 */
export function keepScore(score) {
  try {
    localStorage.setItem(KEY, JSON.stringify(score));
    return true;
  } catch {
    return false;
  }
}

export function forgetScore() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where storage is blocked, nothing is kept.
  }
}

/** What was stored by another version, or by hand, must not break the page. @param {any} kept @returns {Score} */
function checked(kept) {
  const score = emptyScore();
  score.cases = count(kept?.cases);
  score.allRight = count(kept?.allRight);
  for (const [finding, tally] of Object.entries(kept?.findings ?? {})) {
    score.findings[finding] = { right: count(tally?.right), wrong: count(tally?.wrong) };
  }
  return score;
}

/** @param {unknown} value */
function count(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0;
}
