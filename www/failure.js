// @ts-check
/** Failures that carry a code, so that page and worker can act on them without reading their text. */

import { sentence } from "./messages.js";

/** A failure with a code of `messages.js` or of the engine. */
export class Failure extends Error {
  /**
   * @param {string} code
   * @param {string} [message] the page's own sentence for `code` where absent
   */
  constructor(code, message) {
    super(message ?? sentence(code));
    this.name = "Failure";
    this.code = code;
  }
}

/**
 * The code of anything thrown; the empty string where it has none.
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether an allocation failed; browsers throw a RangeError then, as they do for other reasons.
 * @param {unknown} error
 */
export function isOutOfMemory(error) {
  return error instanceof RangeError && /alloc|memory|length/i.test(error.message);
}
