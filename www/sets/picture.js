// @ts-check
/** The pictures of a set: both views of a case, with label and side markers in the pixels. */

import { SYNTHETIC } from "../messages.js";
import { labelledPicture, write } from "../takeaway/labelled.js";
import { Display } from "../viewer/display.js";
import { greyImage, greyOf } from "../viewer/pane.js";
import { SETS } from "../words/sets.js";
import { VIEWER } from "../words/viewer.js";
import { PICTURE } from "./moodle.js";

/** @typedef {import("../protocol.js").Picture} Picture */
/** @typedef {import("../protocol.js").View} View */
/** @typedef {{frontal: View, lateral: View}} Views */

/** For slides and worksheets. @param {Views} views @param {string} line what stands below @returns {Picture} */
export function sheetPicture(views, line) {
  return labelledPicture(views, new Display(), line);
}

/** For a question, see `PICTURE`. @param {Views} views @returns {Picture} */
export function questionPicture({ frontal, lateral }) {
  const canvas = new OffscreenCanvas(PICTURE.width, PICTURE.height);
  const pen = canvas.getContext("2d");
  if (!pen) {
    throw new Error("the browser lends no canvas");
  }
  pen.fillRect(0, 0, canvas.width, canvas.height);
  place(pen, frontal, 0);
  place(pen, lateral, PICTURE.lateral);
  const { left, top, width, height } = PICTURE.box;
  pen.font = "14px system-ui, sans-serif";
  write(pen, SETS.noFinding, left + width / 2, top + height / 2, "center");
  pen.strokeStyle = "#fff";
  pen.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  return greyOf(pen);
}

/** @param {OffscreenCanvasRenderingContext2D} pen @param {View} view @param {number} left */
function place(pen, { view, size, grey }, left) {
  const source = new OffscreenCanvas(size, size);
  source.getContext("2d")?.putImageData(greyImage(grey, size), 0, 0);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, left, 0, PICTURE.side, PICTURE.side);
  const [corner, right, leftSide] = VIEWER.markers[view];
  pen.font = "12px system-ui, sans-serif";
  write(pen, corner, left + 8, 14, "left");
  if (right && leftSide) {
    pen.font = "bold 16px system-ui, sans-serif";
    write(pen, right, left + 8, PICTURE.side / 2, "left");
    write(pen, leftSide, left + PICTURE.side - 8, PICTURE.side / 2, "right");
  }
  pen.font = "bold 13px system-ui, sans-serif";
  write(pen, SYNTHETIC, left + PICTURE.side / 2, PICTURE.side - 12, "center");
}
