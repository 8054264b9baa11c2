// @ts-check
/** A case as one file: the report, the seed, and what made its pictures; no picture. It reopens exactly. */

import { Failure } from "../failure.js";
import { MAX_SEED } from "../protocol.js";
import { LEARN } from "../words/learn.js";

/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {{report: string, seed: number, weights: {name: string, sha256: string}, program: string}} Case */

const FORMAT = "xraygan-case";
const VERSION = 1;

/** @param {Case} saved @returns {string} the file */
export function writeCase({ report, seed, weights, program }) {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, report, seed, weights, program }, undefined, 2)}\n`;
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
  const { format, report, seed, weights, program } = file ?? {};
  const good = format === FORMAT && typeof report === "string" && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED;
  if (!good) {
    throw new Failure("case_invalid");
  }
  return { report, seed, weights: { name: String(weights?.name ?? ""), sha256: String(weights?.sha256 ?? "") }, program: String(program ?? "") };
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
  return [
    ...(same ? [] : [LEARN.otherWeights(saved.weights, here)]),
    ...(saved.program === program ? [] : [LEARN.otherProgram(saved.program, program)]),
  ];
}
