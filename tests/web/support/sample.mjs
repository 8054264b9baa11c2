/**
 * The sample pair of a first visit, www/sample/pair.png: the large left effusion, cut from the gallery that
 * the evaluation of the shipped weights draws. `XRAYGAN_UPDATE=1 node --test sample.test.mjs` writes it anew.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import { readPng } from "./png.mjs";

const GALLERY = new URL("../../../weights/evaluation/gallery.png", import.meta.url);
export const SAMPLE = new URL("../../../www/sample/pair.png", import.meta.url);
/** Space around the gallery's blocks, and the height of its heading and of a block's report. */
const GAP = 8;
const TOP = 56;

/** Two views beside each other, cut from the gallery: two pictures a block, two blocks a row. */
export function samplePair() {
  const { width, grey } = readPng(readFileSync(GALLERY));
  const side = (width - 3 * GAP) / 4;
  const left = 2 * GAP + 2 * side;
  const rows = Array.from({ length: side }, (_, row) => grey.slice((TOP + row) * width + left, (TOP + row) * width + left + 2 * side));
  return { width: 2 * side, height: side, grey: rows.flat() };
}

/** @param {{width: number, height: number, grey: number[]}} picture */
export function writeSample({ width, height, grey }) {
  const rows = Array.from({ length: height }, (_, row) => [0, ...grey.slice(row * width, (row + 1) * width)]); // 0: no filter
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  writeFileSync(
    SAMPLE,
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  );
}

/** @param {string} type @param {Buffer} body */
function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
