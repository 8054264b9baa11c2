// @ts-check
/** The results of a session as a table: a row for each finding that was there or named, one for a case without. */

import { writeCsv } from "../cases/csv.js";
import { middle } from "./place.js";
import { zoneAt } from "./zones.js";

/** @typedef {import("./score.js").Result} Result */

const HEAD = ["case", "seed", "level", "finding", "side", "there", "named", "verdict", "named_side", "view", "x", "y", "zone", "sure"];

/** @param {Result[]} results @returns {string} */
export function resultsCsv(results) {
  return writeCsv(
    HEAD,
    results.flatMap(({ seed, level, sure, judged }, at) => {
      const first = [at + 1, seed, level];
      if (judged.length === 0) {
        return [[...first, "normal", "", "yes", "yes", "right", "", "", "", "", "", sure]];
      }
      return judged.map(({ finding, side, verdict, entry }) => {
        const said = [...first, finding, side, verdict === "invented" ? "no" : "yes", entry ? "yes" : "no", verdict];
        if (!entry) {
          return said;
        }
        const { x, y } = middle(entry.mark);
        return [...said, entry.side, entry.mark.view, x.toFixed(3), y.toFixed(3), zoneAt(entry.mark.view, x, y), entry.sure];
      });
    }),
  );
}
