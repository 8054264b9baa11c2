/** What readers make of a file of which a character or two were changed. */

import assert from "node:assert/strict";
import { seeded } from "../../../www/practice/random.js";

/**
 * Reads 3,000 altered copies of a good file: some are read, and all others are refused with one of these codes.
 * @param {string} text
 * @param {(text: string) => unknown} read
 * @param {string[]} codes
 */
export function neverFailsOtherwise(text, read, codes) {
  const random = seeded(3);
  let good = 0;
  for (let run = 0; run < 3000; run++) {
    const at = Math.floor(random() * text.length);
    const changed = text.slice(0, at) + String.fromCharCode(Math.floor(random() * 128)) + text.slice(at + Math.floor(random() * 3));
    try {
      read(changed);
      good++;
    } catch (error) {
      assert.ok(codes.includes(/** @type {any} */ (error).code), String(error));
    }
  }
  assert.ok(good > 0 && good < 3000);
}
