// @ts-check
/** A set as a link: behind `#`, which no browser sends to the server. */

import { Failure } from "../failure.js";
import { SETS } from "../words/sets.js";
import { toBase64 } from "./base64.js";
import { MAX_TEXT, readSet, writeSet } from "./set-file.js";

/** @typedef {import("./set-file.js").Set} Set */

const KEY = "#set=";

/**
 * @param {string} address the page's
 * @param {Set} set
 */
export function linkTo(address, set) {
  const url = new URL(address);
  url.hash = "";
  return `${url.href}${KEY}${toBase64(new TextEncoder().encode(writeSet(set)), true)}`;
}

/**
 * The set of an address; undefined where it names none.
 * @param {string} hash the address from its `#` on
 * @returns {Set | undefined}
 */
export function setOf(hash) {
  if (!hash.startsWith(KEY)) {
    return undefined;
  }
  const coded = hash.slice(KEY.length);
  if (coded.length > MAX_TEXT * 2) {
    throw new Failure("set_invalid", SETS.tooLarge(MAX_TEXT));
  }
  return readSet(decoded(coded));
}

/** @param {string} coded @returns {string} */
function decoded(coded) {
  if (!/^[A-Za-z0-9_-]+$/.test(coded)) {
    throw new Failure("set_invalid", SETS.brokenLink);
  }
  try {
    const binary = atob(coded.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
  } catch {
    throw new Failure("set_invalid", SETS.brokenLink);
  }
}
