/** Reads a grey PNG of 8 or 16 bits (https://www.w3.org/TR/png-3/) and its text chunks, without the code that wrote it. */

import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * @param {Buffer} file
 * @returns {{width: number, height: number, bits: number, grey: number[], texts: Map<string, string>}}
 */
export function readPng(file) {
  assert.ok(file.subarray(0, 8).equals(SIGNATURE), "not a PNG");
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @type {Buffer[]} */
  const data = [];
  let header = Buffer.alloc(13);
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    assert.equal(file.readUInt32BE(at + 8 + length), crc32(file.subarray(at + 4, at + 8 + length)), `checksum of ${type}`);
    if (type === "IHDR") {
      header = body;
    } else if (type === "IDAT") {
      data.push(body);
    } else if (type === "iTXt") {
      texts.set(...internationalText(body));
    }
    at += 12 + length;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = header[8];
  assert.ok(bits === 8 || bits === 16, `${bits} bits`);
  assert.deepEqual([...header.subarray(9)], [0, 0, 0, 0], "grey, not interlaced");
  const bytes = unfilter(inflateSync(Buffer.concat(data)), (width * bits) / 8, height, bits / 8);
  const grey = bits === 8 ? bytes : Array.from({ length: width * height }, (_, at) => 256 * bytes[2 * at] + bytes[2 * at + 1]);
  return { width, height, bits, grey, texts };
}

/** As the PNG specification's annex D has it. @param {Buffer} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {Buffer} body @returns {[string, string]} keyword and text */
function internationalText(body) {
  const keywordEnd = body.indexOf(0);
  const languageEnd = body.indexOf(0, keywordEnd + 3);
  const start = body.indexOf(0, languageEnd + 1) + 1;
  const text = body.subarray(start);
  return [body.toString("latin1", 0, keywordEnd), (body[keywordEnd + 1] ? inflateSync(text) : text).toString("utf8")];
}

/** @param {Buffer} raw @param {number} width of a row in bytes @param {number} height @param {number} step bytes of a pixel */
function unfilter(raw, width, height, step) {
  const grey = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (width + 1)];
    for (let column = 0; column < width; column++) {
      const left = column >= step ? grey[row * width + column - step] : 0;
      const up = row ? grey[(row - 1) * width + column] : 0;
      const corner = row && column >= step ? grey[(row - 1) * width + column - step] : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      grey[row * width + column] = raw[row * (width + 1) + 1 + column] + predicted;
    }
  }
  return [...grey];
}

/** @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
