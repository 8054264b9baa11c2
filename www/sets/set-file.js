// @ts-check
/**
 * A set of cases as JSON, and its reader. Sets come from anyone, so every value is checked, the text is bounded before
 * it is parsed, and fields that no set has are refused: a report has no place in one.
 */

import { Failure } from "../failure.js";
import { FINDINGS, isSided } from "../cases/findings.js";
import { MAX_SEED } from "../protocol.js";
import { SETS } from "../words/sets.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("../practice/draw.js").Case} Case */
/** @typedef {{weights: {name: string, sha256: string}, program: string, cases: Case[]}} Set */

const FORMAT = "xraygan-set";
const VERSION = 1;

export const MAX_CASES = 60;
/** A case with findings on both sides has two rows for each. */
const MAX_ROWS = 12;
/** 60 cases of 12 rows, written as this page writes them, have about 60,000. */
export const MAX_TEXT = 100_000;

const SIDES = ["right", "left"];
const LOBES = ["right_upper", "right_middle", "right_lower", "left_upper", "left_lower"];
const SEVERITIES = ["mild", "moderate", "severe"];
const ACCESSES = ["jugular", "peripheral", "port"];
/** Leads or wires. */
const MAX_COUNT = 8;

/** @param {Set} set @returns {string} on one line */
export function writeSet({ weights, program, cases }) {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    weights: { name: weights.name, sha256: weights.sha256 },
    program,
    cases: cases.map(({ seed, table, patient }) => ({
      seed,
      ...(patient ? { patient } : {}),
      table: table.map(({ kind, side, lobe, severity, count, access }) => ({ kind, side, lobe, severity, count, access })),
    })),
  });
}

/**
 * Reads a set; fails with a sentence that says what is wrong.
 * @param {string} text
 * @returns {Set}
 */
export function readSet(text) {
  if (text.length > MAX_TEXT) {
    refuse(SETS.tooLarge(MAX_TEXT));
  }
  /** @type {unknown} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    refuse(SETS.notJson);
  }
  const set = fields(file, "set", ["format", "version", "weights", "program", "cases"], () => SETS.notSet);
  if (set.format !== FORMAT) {
    refuse(SETS.notSet);
  }
  if (Number.isInteger(set.version) && set.version > VERSION) {
    refuse(SETS.newer);
  }
  expect(set.version === VERSION, "version", String(VERSION));
  const weights = fields(set.weights, "weights", ["name", "sha256"]);
  expect(isLine(weights.name, 100), "weights.name", "a text of at most 100 characters");
  expect(typeof weights.sha256 === "string" && /^[0-9a-f]{64}$/.test(weights.sha256), "weights.sha256", "64 hexadecimal digits");
  expect(isLine(set.program, 40), "program", "a text of at most 40 characters");
  expect(Array.isArray(set.cases) && set.cases.length > 0 && set.cases.length <= MAX_CASES, "cases", `a list of 1 to ${MAX_CASES} cases`);
  return { weights: { name: weights.name, sha256: weights.sha256 }, program: set.program, cases: set.cases.map(readCase) };
}

/** @param {unknown} it @param {number} at @returns {Case} */
function readCase(it, at) {
  const name = `cases[${at}]`;
  const { seed, patient, table } = fields(it, name, ["seed", "patient", "table"]);
  expect(Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED, `${name}.seed`, `a whole number from 0 to ${MAX_SEED}`);
  expect(patient === undefined || isPatient(patient), `${name}.patient`, "wishes such as age=70,sex=female, of at most 300 characters");
  expect(Array.isArray(table) && table.length <= MAX_ROWS, `${name}.table`, `a list of at most ${MAX_ROWS} findings`);
  const rows = /** @type {unknown[]} */ (table).map((row, place) => readRow(row, `${name}.table[${place}]`));
  rows.forEach(({ kind, side }, place) => {
    if (rows.some((other, before) => before < place && other.kind === kind && other.side === side)) {
      refuse(SETS.twice(`${name}.table[${place}]`));
    }
  });
  return { seed, table: rows, ...(patient ? { patient } : {}) };
}

/** @param {unknown} it @param {string} name @returns {TableRow} */
function readRow(it, name) {
  const { kind, side, lobe, severity, count, access } = fields(it, name, ["kind", "side", "lobe", "severity", "count", "access"]);
  expect(
    FINDINGS.some(({ finding }) => finding === kind),
    `${name}.kind`,
    `one of ${FINDINGS.map(({ finding }) => finding).join(", ")}`,
  );
  expect(isSided(kind) ? SIDES.includes(side) : side === undefined, `${name}.side`, isSided(kind) ? SIDES.join(" or ") : `absent for ${kind}`);
  expect(lobe === undefined || (LOBES.includes(lobe) && lobe.startsWith(`${side}_`)), `${name}.lobe`, `a lobe of its side, one of ${LOBES.join(", ")}`);
  expect(severity === undefined || SEVERITIES.includes(severity), `${name}.severity`, `one of ${SEVERITIES.join(", ")}`);
  expect(count === undefined || (Number.isInteger(count) && count >= 1 && count <= MAX_COUNT), `${name}.count`, `a whole number from 1 to ${MAX_COUNT}`);
  expect(access === undefined || ACCESSES.includes(access), `${name}.access`, `one of ${ACCESSES.join(", ")}`);
  return /** @type {TableRow} */ (
    Object.fromEntries(Object.entries({ kind, certainty: "present", side, lobe, severity, count, access }).filter(([, value]) => value !== undefined))
  );
}

/** Wishes for a patient: names and values without anything that could be prose. @param {unknown} text */
export function isPatient(text) {
  return typeof text === "string" && text.length <= 300 && /^[\w.]{1,60}=[\w.+-]{1,60}(,[\w.]{1,60}=[\w.+-]{1,60})*$/.test(text);
}

/** @param {unknown} text @param {number} most */
function isLine(text, most) {
  return typeof text === "string" && text.length <= most && !/[\u0000-\u001f\u007f]/.test(text);
}

/**
 * The fields of an object that has no others.
 * @param {unknown} it
 * @param {string} name
 * @param {string[]} known
 * @param {() => string} [what] the sentence where it is no object
 * @returns {Record<string, any>}
 */
function fields(it, name, known, what = () => SETS.wrong_field(name, "an object")) {
  if (typeof it !== "object" || it === null || Array.isArray(it)) {
    refuse(what());
  }
  const unknown = Object.keys(/** @type {object} */ (it)).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    refuse(SETS.unknownField(`${name}.${unknown.length > 40 ? `${unknown.slice(0, 40)}…` : unknown}`));
  }
  return /** @type {Record<string, any>} */ (it);
}

/** @param {boolean} good @param {string} field @param {string} expected */
function expect(good, field, expected) {
  if (!good) {
    refuse(SETS.wrong_field(field, expected));
  }
}

/** @param {string} why @returns {never} */
function refuse(why) {
  throw new Failure("set_invalid", why);
}
