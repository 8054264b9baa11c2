// @ts-check
/** What an answer is worth, and what many answers say. */

import { isSided } from "../cases/findings.js";
import { isHit } from "./place.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {"right" | "left"} Side */
/** @typedef {1 | 2 | 3} Sure guessed, fairly sure, sure */
/** @typedef {{finding: string, side?: Side, mark: import("./place.js").Mark, sure: Sure}} Entry what a student says is there */
/** @typedef {{row: TableRow, spots?: Record<ViewName, Spot>}} Truth `spots` where the weights tell places */
/** "place": named rightly, marked elsewhere; "side": named on the side where it is not. @typedef {"right" | "place" | "side" | "missed" | "invented"} Verdict */
/** @typedef {{finding: string, side?: Side, verdict: Verdict, entry?: Entry}} Judged a finding that was there or named */
/**
 * A case that was answered. `asked` are the findings that could have been there; `sure` counts where nothing was named.
 * @typedef {{seed: number, level: string, asked: string[], sure: Sure, judged: Judged[]}} Result
 */
/** @typedef {{present: number, hits: number, absent: number, falseAlarms: number}} Tally */

/** A round; what fewer cases say of a student is chance. */
export const ROUND = 20;

/**
 * Judges an answer; what is neither there nor named gets no verdict.
 * @param {Truth[]} truth
 * @param {Entry[]} entries at most one a finding and side
 * @returns {Judged[]}
 */
export function judge(truth, entries) {
  const used = new Set();
  const take = (/** @type {(entry: Entry) => boolean} */ fits) => {
    const entry = entries.find((it) => !used.has(it) && fits(it));
    used.add(entry);
    return entry;
  };
  // Those on the right side first, so that the other side's entry is not taken for them.
  const exact = truth.map(({ row }) => take((it) => it.finding === row.kind && (!isSided(row.kind) || it.side === row.side)));
  const there = truth.map(({ row, spots }, at) => {
    const entry = exact[at] ?? take((it) => it.finding === row.kind);
    return { finding: row.kind, ...(row.side ? { side: row.side } : {}), verdict: verdict(entry, exact[at], spots), ...(entry ? { entry } : {}) };
  });
  const invented = entries
    .filter((entry) => !used.has(entry))
    .map((entry) => ({ finding: entry.finding, ...(entry.side ? { side: entry.side } : {}), verdict: /** @type {const} */ ("invented"), entry }));
  return [...there, ...invented];
}

/** @param {Entry | undefined} entry @param {Entry | undefined} exact @param {Record<ViewName, Spot> | undefined} spots @returns {Verdict} */
function verdict(entry, exact, spots) {
  if (!entry) {
    return "missed";
  }
  if (!exact) {
    return "side";
  }
  return !spots || isHit(exact.mark, spots) ? "right" : "place";
}

/** @param {Result} result */
export function isAllRight({ judged }) {
  return judged.every(({ verdict: it }) => it === "right");
}

/**
 * Hits and false alarms of each finding, in the order in which they were first asked for. A finding on both sides is
 * there twice; a false alarm counts once a case.
 * @param {Result[]} results
 * @returns {Map<string, Tally>}
 */
export function tally(results) {
  /** @type {Map<string, Tally>} */
  const all = new Map();
  for (const { asked, judged } of results) {
    for (const finding of new Set([...asked, ...judged.map((it) => it.finding)])) {
      const of = judged.filter((it) => it.finding === finding);
      const there = of.filter((it) => it.verdict !== "invented");
      const sums = all.get(finding) ?? { present: 0, hits: 0, absent: 0, falseAlarms: 0 };
      sums.present += there.length;
      sums.hits += there.filter((it) => it.verdict === "right").length;
      sums.absent += Number(there.length === 0);
      sums.falseAlarms += Number(there.length === 0 && of.length > 0);
      all.set(finding, sums);
    }
  }
  return all;
}

/**
 * How often a student was right who said how sure.
 * @param {Result[]} results
 * @returns {Record<Sure, {said: number, right: number}>}
 */
export function confidence(results) {
  const all = { 1: { said: 0, right: 0 }, 2: { said: 0, right: 0 }, 3: { said: 0, right: 0 } };
  const count = (/** @type {Sure} */ sure, /** @type {boolean} */ right) => {
    all[sure].said++;
    all[sure].right += Number(right);
  };
  for (const { sure, judged } of results) {
    const said = judged.flatMap(({ entry, verdict: it }) => (entry ? [{ entry, it }] : []));
    said.forEach(({ entry, it }) => count(entry.sure, it === "right"));
    if (said.length === 0) {
      count(sure, judged.length === 0);
    }
  }
  return all;
}
