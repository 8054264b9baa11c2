// @ts-check
/** Draws the cases of a round: half of them normal, the findings of the others mixed. */

import { FINDINGS, isSided } from "../cases/findings.js";
import { MAX_SEED } from "../protocol.js";
import { pick, shuffled } from "./random.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("./random.js").Random} Random */
/** @typedef {{seed: number, table: TableRow[], patient?: string}} Case a patient with findings; the engine draws it from these */
/** @typedef {"obvious" | "moderate" | "subtle" | "mixed"} Level */

/** Novices learn best where half is normal (Ethell and Manning 2001). */
const NORMAL_SHARE = 1 / 2;
const SECOND_FINDING = 1 / 3;
const BOTH_SIDES = 0.2;
/** Hard to tell apart: a case has at most one of each group. */
const EXCLUSIVE = [
  ["consolidation", "atelectasis", "edema"],
  ["nodule", "mass"],
];
const BILATERAL = ["effusion", "atelectasis"];
/** There or not, without a degree. */
const UNGRADED = ["pacemaker", "central_line", "sternal_wires", "rib_fracture"];

/** @type {Record<Level, import("../cases/findings.js").Severity[]>} */
const SEVERITIES = { obvious: ["severe"], moderate: ["moderate"], subtle: ["mild"], mixed: ["mild", "moderate", "severe"] };
export const LEVELS = /** @type {Level[]} */ (Object.keys(SEVERITIES));

/** Where consolidation, nodules and masses may be. */
const LOBES = /** @type {const} */ ({ right: ["right_upper", "right_middle", "right_lower"], left: ["left_upper", "left_lower"] });

/** The findings worth asking for: all but those the weights draw too weakly. @param {{finding: string}[]} weak */
export function drawable(weak) {
  return FINDINGS.filter(({ finding }) => !weak.some((other) => other.finding === finding));
}

/**
 * The tables of a round in the order in which they are shown: normal chests are empty ones.
 * @param {{finding: string}[]} from
 * @param {number} count
 * @param {Level} level
 * @param {Random} random
 * @returns {TableRow[][]}
 */
export function drawTables(from, count, level, random) {
  const names = from.map(({ finding }) => finding);
  const abnormal = names.length === 0 ? 0 : count - Math.round(count * NORMAL_SHARE);
  // Each finding leads about as often as any other.
  const leading = Array.from({ length: Math.ceil(abnormal / Math.max(names.length, 1)) }, () => shuffled(names, random)).flat();
  const tables = leading.slice(0, abnormal).map((first) => {
    const others = names.filter((other) => other !== first && !EXCLUSIVE.some((group) => group.includes(first) && group.includes(other)));
    const second = random() < SECOND_FINDING && others.length > 0 ? [pick(others, random)] : [];
    return [first, ...second].flatMap((finding) => drawRows(finding, level, random));
  });
  return shuffled([...tables, ...Array.from({ length: count - abnormal }, () => [])], random);
}

/** As `drawTables`, with a patient each. @param {{finding: string}[]} from @param {number} count @param {Level} level @param {Random} random @returns {Case[]} */
export function drawCases(from, count, level, random) {
  return drawTables(from, count, level, random).map((table) => ({ seed: Math.floor(random() * MAX_SEED), table }));
}

/** The rows of a finding: two where it is on both sides. @param {string} kind @param {Level} level @param {Random} random @returns {TableRow[]} */
function drawRows(kind, level, random) {
  const severity = UNGRADED.includes(kind) ? {} : { severity: pick(SEVERITIES[level], random) };
  const row = { kind, certainty: /** @type {const} */ ("present"), ...severity, ...particulars(kind, random) };
  if (!isSided(kind)) {
    return [row];
  }
  const sides =
    BILATERAL.includes(kind) && random() < BOTH_SIDES ? /** @type {const} */ (["right", "left"]) : [pick(/** @type {const} */ (["right", "left"]), random)];
  return sides.map((side) => ({ ...row, side, ...place(kind, side, random) }));
}

/** @param {string} kind @param {Random} random @returns {Pick<TableRow, "count" | "access">} */
function particulars(kind, random) {
  switch (kind) {
    case "pacemaker":
      return { count: pick([1, 2], random) };
    case "central_line":
      return { access: pick(/** @type {const} */ (["jugular", "peripheral", "port"]), random) };
    default:
      return {};
  }
}

/** @param {string} kind @param {"right" | "left"} side @param {Random} random @returns {Pick<TableRow, "lobe">} */
function place(kind, side, random) {
  if (kind === "atelectasis") {
    return { lobe: LOBES[side][LOBES[side].length - 1] }; // at the base, as the report says
  }
  return ["consolidation", "nodule", "mass"].includes(kind) ? { lobe: pick(LOBES[side], random) } : {};
}
