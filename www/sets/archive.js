// @ts-check
/** A set as a ZIP: pictures, tables, the set itself. The library is fetched when the first one is made. */

import { SYNTHETIC } from "../messages.js";
import { SETS } from "../words/sets.js";
import { writeSet } from "./set-file.js";
import { pictureName, setCsv } from "./table.js";

/** @typedef {import("./set-file.js").Set} Set */
/** @typedef {import("./table.js").Placed} Placed */
/** Of fflate, which would start workers for its other functions, as the policy forbids. @typedef {(files: Record<string, [Uint8Array, {level: number}]>) => Uint8Array} ZipSync */

const LIBRARY = "../vendor/fflate/fflate.js";

/**
 * The files by name.
 * @param {Set} set
 * @param {{placed: Placed, picture: Uint8Array}[]} cases
 * @returns {Record<string, [Uint8Array, {level: number}]>} PNGs are not compressed again
 */
export function archiveFiles(set, cases) {
  const {
    weights: { name, sha256 },
    program,
  } = set;
  const texts = {
    "README.txt": SETS.readme({ count: cases.length, weights: name, sha256, program }),
    "set.json": `${writeSet(set)}\n`,
    "cases.csv": setCsv(
      cases.map(({ placed }) => placed),
      sha256,
      SYNTHETIC,
    ),
  };
  return Object.fromEntries([
    ...Object.entries(texts).map(([file, text]) => [file, [new TextEncoder().encode(text), { level: 6 }]]),
    ...cases.map(({ picture }, at) => [pictureName(at), [picture, { level: 0 }]]),
  ]);
}

/** @param {Set} set @param {{placed: Placed, picture: Uint8Array}[]} cases @returns {Promise<Uint8Array>} */
export async function archive(set, cases) {
  const { zipSync } = /** @type {{zipSync: ZipSync}} */ (await import(LIBRARY));
  return zipSync(archiveFiles(set, cases));
}
