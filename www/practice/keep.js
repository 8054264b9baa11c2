// @ts-check
/** The results on this device, only while the user wants them there: no report, no picture. */

import { FINDINGS } from "../cases/findings.js";
import { OWN_PREFIX } from "../site.js";
import { LEVELS } from "./draw.js";

/** @typedef {import("./score.js").Result} Result */

const KEY = `${OWN_PREFIX}practice.results`;

/** Older results go: a browser keeps few megabytes. */
export const MOST = 1000;

const VERDICTS = ["right", "place", "side", "missed", "invented"];

/** The kept results; undefined where none are kept or may be read. @returns {Result[] | undefined} */
export function keptResults() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === null ? undefined : checked(JSON.parse(kept));
  } catch {
    return undefined; // blocked storage, or not ours
  }
}

/**
 * @param {Result[]} results
 * @returns {boolean} whether the browser keeps them
 */
export function keepResults(results) {
  try {
    localStorage.setItem(KEY, JSON.stringify(results.slice(-MOST)));
    return true;
  } catch {
    return false;
  }
}

export function forgetResults() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where storage is blocked, nothing is kept.
  }
}

/** What was stored by another version, or by hand, must not break the page. @param {any} kept @returns {Result[]} */
export function checked(kept) {
  return Array.isArray(kept) ? kept.slice(-MOST).filter(isResult) : [];
}

/** @param {any} it */
function isResult(it) {
  return (
    Number.isSafeInteger(it?.seed) &&
    [...LEVELS, ""].includes(it.level) &&
    isSure(it.sure) &&
    Array.isArray(it.asked) &&
    it.asked.every(isFinding) &&
    Array.isArray(it.judged) &&
    it.judged.every(isJudged)
  );
}

/** @param {any} it */
function isJudged(it) {
  return isFinding(it?.finding) && isSide(it.side) && VERDICTS.includes(it.verdict) && (it.entry === undefined || isEntry(it.entry));
}

/** @param {any} it */
function isEntry(it) {
  return (
    isFinding(it?.finding) &&
    isSide(it.side) &&
    isSure(it.sure) &&
    ["frontal", "lateral"].includes(it.mark?.view) &&
    ["left", "right", "top", "bottom"].every((edge) => Number.isFinite(it.mark[edge]))
  );
}

/** @param {unknown} it */
function isFinding(it) {
  return FINDINGS.some(({ finding }) => finding === it);
}

/** @param {unknown} it */
function isSide(it) {
  return it === undefined || it === "right" || it === "left";
}

/** @param {unknown} it */
function isSure(it) {
  return it === 1 || it === 2 || it === 3;
}
