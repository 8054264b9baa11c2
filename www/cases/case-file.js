// @ts-check
/** A case as one file: the report, the seed, and what made its pictures; no picture. It reopens exactly. */

import { Failure } from "../failure.js";
import { MAX_SEED } from "../protocol.js";
import { LEARN } from "../words/learn.js";
import { KINDS } from "./finding-list.js";

/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").TableRow} TableRow */
/**
 * `patient` and `table` are what was chosen by hand, as in `Choices`.
 * @typedef {{report: string, seed: number, patient?: string, table?: TableRow[], weights: {name: string, sha256: string},
 *   program: string}} Case
 */

const FORMAT = "xraygan-case";
/** Of a case with choices, which version 1 does not know. */
const VERSION = 2;
const LONGEST_PATIENT = 10_000;
const MOST_ROWS = 100;

/** @param {Case} saved @returns {string} the file */
export function writeCase({ report, seed, patient, table, weights, program }) {
  const version = patient === undefined && table === undefined ? 1 : VERSION;
  return `${JSON.stringify({ format: FORMAT, version, report, seed, patient, table, weights, program }, undefined, 2)}\n`;
}

/**
 * Whether a file calls itself a case, be it a good one or not.
 * @param {string} name
 * @param {string} text
 */
export function isCase(name, text) {
  return /\.json$/i.test(name) || text.includes(`"format": "${FORMAT}"`);
}

/** @param {string} text @returns {Case} */
export function readCase(text) {
  /** @type {any} */
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Failure("case_invalid");
  }
  if (file?.format === FORMAT && Number.isInteger(file.version) && file.version > VERSION) {
    throw new Failure("case_newer");
  }
  const { format, report, seed, patient, table, weights, program } = file ?? {};
  const good = format === FORMAT && typeof report === "string" && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED;
  if (!good || !isPatient(patient) || !isTable(table)) {
    throw new Failure("case_invalid");
  }
  return {
    report,
    seed,
    ...(patient !== undefined && { patient }),
    ...(table !== undefined && { table }),
    weights: { name: textOf(weights?.name), sha256: textOf(weights?.sha256) },
    program: textOf(program),
  };
}

/** `String` would throw on some objects. @param {unknown} value */
function textOf(value) {
  return typeof value === "string" ? value : "";
}

/** The engine reads the wishes themselves. @param {unknown} patient */
function isPatient(patient) {
  return patient === undefined || (typeof patient === "string" && patient.length <= LONGEST_PATIENT);
}

/** The engine checks the rest of a row. @param {any} table */
function isTable(table) {
  return (
    table === undefined ||
    (Array.isArray(table) &&
      table.length <= MOST_ROWS &&
      table.every((row) => KINDS.some(({ finding }) => finding === row?.kind) && ["present", "possible", "denied"].includes(row.certainty)))
  );
}

/**
 * What keeps this page from showing the very same pictures; empty where nothing does.
 * @param {Case} saved
 * @param {Manifest} manifest
 * @param {string} program this page's version
 * @returns {string[]}
 */
export function whatDiffers(saved, manifest, program) {
  const here = { name: manifest.name, sha256: manifest.sha256 };
  const bothHashed = saved.weights.sha256 !== "" && here.sha256 !== "";
  const same = bothHashed ? saved.weights.sha256 === here.sha256 : saved.weights.name === here.name;
  return [...(same ? [] : [LEARN.otherWeights(saved.weights, here)]), ...(saved.program === program ? [] : [LEARN.otherProgram(saved.program, program)])];
}
