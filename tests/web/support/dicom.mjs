/** Reads a DICOM file in Explicit VR Little Endian (PS3.5 7.1, PS3.10 7.1), without the code that wrote it. */

import assert from "node:assert/strict";

/** @typedef {Map<string, Buffer | Elements[]>} Elements by tag, "0008001C" */

const LONG = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UC", "UN", "UR", "UT"]);
const UNDEFINED = 0xffffffff;
const ITEM = "FFFEE000";

/**
 * @param {Buffer} file
 * @returns {{text(tag: string): string | undefined, bytes(tag: string): Buffer, item(tag: string): ReturnType<typeof readDicom>}}
 */
export function readDicom(file) {
  assert.equal(file.toString("latin1", 128, 132), "DICM");
  return access(elements(file, 132, file.length).found);
}

/** @param {Elements} found @returns {ReturnType<typeof readDicom>} */
function access(found) {
  return {
    text: (tag) =>
      found
        .get(tag)
        ?.toString("utf8")
        .replace(/[ \0]+$/, ""),
    bytes: (tag) => found.get(tag),
    item: (tag) => access(found.get(tag)[0]),
  };
}

/** @param {Buffer} file @param {number} at */
function tagAt(file, at) {
  return [0, 2]
    .map((offset) =>
      file
        .readUInt16LE(at + offset)
        .toString(16)
        .padStart(4, "0")
        .toUpperCase(),
    )
    .join("");
}

/**
 * Elements up to `end`, or to the delimiter of an item of undefined length.
 * @param {Buffer} file @param {number} at @param {number} end
 */
function elements(file, at, end) {
  /** @type {Elements} */
  const found = new Map();
  while (at < end) {
    const tag = tagAt(file, at);
    if (tag.startsWith("FFFE")) {
      return { found, next: at + 8 };
    }
    const vr = file.toString("latin1", at + 4, at + 6);
    assert.match(vr, /^[A-Z]{2}$/, `value representation of ${tag}`);
    const length = LONG.has(vr) ? file.readUInt32LE(at + 8) : file.readUInt16LE(at + 6);
    at += LONG.has(vr) ? 12 : 8;
    if (vr === "SQ") {
      const sequence = items(file, at, length);
      found.set(tag, sequence.found);
      at = sequence.next;
    } else {
      assert.ok(at + length <= end && length % 2 === 0, `length of ${tag}`);
      found.set(tag, file.subarray(at, at + length));
      at += length;
    }
  }
  return { found, next: at };
}

/** @param {Buffer} file @param {number} at @param {number} length */
function items(file, at, length) {
  const end = length === UNDEFINED ? file.length : at + length;
  /** @type {Elements[]} */
  const found = [];
  while (at < end && tagAt(file, at) === ITEM) {
    const own = file.readUInt32LE(at + 4);
    const item = elements(file, at + 8, own === UNDEFINED ? end : at + 8 + own);
    found.push(item.found);
    at = item.next;
  }
  return { found, next: length === UNDEFINED ? at + 8 : at };
}
