// @ts-check
/** The findings of a set as a table: a row each, one for a normal chest. */

import { writeCsv } from "../cases/csv.js";

/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../practice/draw.js").Case} Case */
/** @typedef {{drawn: Case, spots: (Record<ViewName, Spot> | undefined)[]}} Placed a case with the place of each row, where the weights tell it */

const HEAD = [
  "case",
  "picture",
  "seed",
  "patient",
  "finding",
  "side",
  "lobe",
  "severity",
  "count",
  "access",
  "frontal_x",
  "frontal_y",
  "frontal_r",
  "lateral_x",
  "lateral_y",
  "lateral_r",
  "weights_sha256",
  "label",
];

/**
 * @param {Placed[]} cases
 * @param {string} sha256 of the weights
 * @param {string} label what every picture is
 * @returns {string}
 */
export function setCsv(cases, sha256, label) {
  return writeCsv(
    HEAD,
    cases.flatMap(({ drawn: { seed, patient, table }, spots }, at) => {
      const first = [at + 1, pictureName(at), seed, patient];
      const last = [sha256, label];
      if (table.length === 0) {
        return [[...first, "normal", ...Array.from({ length: 11 }, () => undefined), ...last]];
      }
      return table.map(({ kind, side, lobe, severity, count, access }, row) => [
        ...first,
        kind,
        side,
        lobe,
        severity,
        count,
        access,
        ...numbers(spots[row]?.frontal),
        ...numbers(spots[row]?.lateral),
        ...last,
      ]);
    }),
  );
}

/** @param {number} at counts from 0 */
export function pictureName(at) {
  return `case-${String(at + 1).padStart(2, "0")}.png`;
}

/** @param {Spot | undefined} spot */
function numbers(spot) {
  return spot ? [spot.x, spot.y, spot.r].map((it) => it.toFixed(3)) : [undefined, undefined, undefined];
}
