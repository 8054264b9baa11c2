// @ts-check
/**
 * Both views on one picture, for slides: label and side markers are part of its pixels, since a slide shows no
 * metadata.
 */

import { SYNTHETIC } from "../messages.js";
import { VIEWER } from "../words/viewer.js";
import { greyOf, windowedImage } from "../viewer/pane.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").Picture} Picture */

/** Views are shown at this size at least, so that the label can be read on a wall. */
const LEAST_SIDE = 512;
const GAP = 8;
const STRIP = 40;
const EDGE = 12;

/**
 * @param {{frontal: View, lateral: View}} pair
 * @param {import("../viewer/display.js").Display} display its windows are applied, zoom and place are not
 * @param {string} line what stands below
 * @returns {Picture}
 */
export function labelledPicture(pair, display, line) {
  const side = Math.max(LEAST_SIDE, pair.frontal.size);
  const canvas = new OffscreenCanvas(2 * side + GAP, side + STRIP);
  const pen = canvas.getContext("2d");
  if (!pen) {
    throw new Error("the browser lends no canvas");
  }
  pen.fillRect(0, 0, canvas.width, canvas.height);
  place(pen, pair.frontal, display, 0, side);
  place(pen, pair.lateral, display, side + GAP, side);
  pen.font = "16px system-ui, sans-serif";
  write(pen, line, canvas.width / 2, side + STRIP / 2, "center");
  return greyOf(pen);
}

/**
 * @param {OffscreenCanvasRenderingContext2D} pen
 * @param {View} film
 * @param {import("../viewer/display.js").Display} display
 * @param {number} left
 * @param {number} side
 */
function place(pen, film, display, left, side) {
  const { view, size } = film;
  const source = new OffscreenCanvas(size, size);
  source.getContext("2d")?.putImageData(windowedImage(film, display.of(view)), 0, 0);
  pen.imageSmoothingEnabled = display.smooth;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, left, 0, side, side);
  const [corner, right, leftSide] = VIEWER.markers[view];
  pen.font = "20px system-ui, sans-serif";
  write(pen, corner, left + EDGE, 24, "left");
  pen.font = "bold 28px system-ui, sans-serif";
  if (right && leftSide) {
    write(pen, right, left + EDGE, side / 2, "left");
    write(pen, leftSide, left + side - EDGE, side / 2, "right");
  }
  pen.font = "bold 24px system-ui, sans-serif";
  write(pen, SYNTHETIC, left + side / 2, side - 28, "center");
}

/**
 * White on black, whatever lies below.
 * @param {OffscreenCanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} x
 * @param {number} y of its middle
 * @param {"left" | "center" | "right"} align
 */
export function write(pen, text, x, y, align) {
  pen.textAlign = align;
  pen.textBaseline = "middle";
  const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = pen.measureText(text);
  const left = x - { left: 0, center: width / 2, right: width }[align];
  pen.fillStyle = "#000";
  pen.fillRect(left - 6, y - up - 6, width + 12, up + down + 12);
  pen.fillStyle = "#fff";
  pen.fillText(text, x, y);
}
