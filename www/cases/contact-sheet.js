// @ts-check
/** Several patients of one report on one picture. Every pair carries its label in its pixels, so that no crop loses it. */

import { SYNTHETIC } from "../messages.js";
import { greyImage, greyOf } from "../viewer/pane.js";
import { LEARN } from "../words/learn.js";

/** @typedef {import("../film/pair.js").Pair} Pair */
/** @typedef {{title: string, lines: string[]}} Heading */

const MARGIN = 16;
const GAP = 8;
const CAPTION = 26;
const LINE = 22;
const TITLE = 34;
/** Views are shown at this size at least, so that the labels can be read. */
const LEAST_VIEW = 256;

/**
 * Where everything stands, in pixels.
 * @param {number} pairs
 * @param {number} size of a view
 * @param {number} lines of text under the title
 */
export function layout(pairs, size, lines) {
  const view = Math.max(size, LEAST_VIEW);
  const columns = pairs <= 2 ? 1 : pairs <= 6 ? 2 : 3;
  const rows = Math.ceil(pairs / columns);
  const [cellWidth, cellHeight] = [2 * view + 2, view + CAPTION];
  const top = MARGIN + TITLE + lines * LINE + GAP;
  const cells = Array.from({ length: pairs }, (_, at) => ({
    x: MARGIN + (at % columns) * (cellWidth + GAP),
    y: top + Math.floor(at / columns) * (cellHeight + GAP),
  }));
  return {
    view,
    cells,
    width: 2 * MARGIN + columns * cellWidth + (columns - 1) * GAP,
    height: top + rows * (cellHeight + GAP) - GAP + MARGIN,
  };
}

/**
 * The widest lines of whole words.
 * @param {string} text
 * @param {(line: string) => boolean} fits
 * @returns {string[]}
 */
export function wrap(text, fits) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && fits(longer)) {
      lines[lines.length - 1] = longer;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/**
 * Draws the sheet.
 * @param {Pair[]} pairs
 * @param {{title: string, facts: string, report: string}} text `report` may be empty
 * @returns {import("../protocol.js").Picture}
 */
export function drawSheet(pairs, { title, facts, report }) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) {
    throw new Error("no canvas");
  }
  const size = pairs[0].frontal.size;
  const { width } = layout(pairs.length, size, 0);
  pen.font = "16px sans-serif";
  const fits = (/** @type {string} */ line) => pen.measureText(line).width <= width - 2 * MARGIN;
  const lines = [...wrap(`${SYNTHETIC}. ${facts}`, fits), ...wrap(report, fits)];
  const sheet = layout(pairs.length, size, lines.length);
  canvas.width = sheet.width;
  canvas.height = sheet.height;
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.textBaseline = "top";
  write(pen, title, MARGIN, MARGIN, "bold 22px sans-serif", "#fff");
  lines.forEach((line, at) => write(pen, line, MARGIN, MARGIN + TITLE + at * LINE, "16px sans-serif", at === 0 ? "#eee" : "#ccc"));
  pairs.forEach((pair, at) => {
    const { x, y } = sheet.cells[at];
    [pair.frontal, pair.lateral].forEach((view, column) => place(pen, view, x + column * (sheet.view + 2), y, sheet.view));
    write(pen, LEARN.sheetCaption(pair.summary.seed), x, y + sheet.view + 5, "16px sans-serif", "#fff");
  });
  return greyOf(pen);
}

/** @param {CanvasRenderingContext2D} pen @param {import("../protocol.js").View} view @param {number} x @param {number} y @param {number} side */
function place(pen, { size, grey }, x, y, side) {
  const small = new OffscreenCanvas(size, size);
  small.getContext("2d")?.putImageData(greyImage(grey, size), 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, x, y, side, side);
  pen.fillStyle = "#000";
  pen.fillRect(x, y + side - 22, side, 22);
  write(pen, SYNTHETIC, x + 6, y + side - 19, "bold 15px sans-serif", "#fff");
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} x @param {number} y @param {string} font @param {string} colour */
function write(pen, text, x, y, font, colour) {
  pen.font = font;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}
