// @ts-check
/** What lies over a film of practice: the crosshair, the student's marks, and the shade around the findings. */

import { middle, reach } from "./place.js";

/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("./place.js").Mark} Mark */

/** Half the length of a cross, and how much stays bright around a point of a lead or wire. */
const ARM = 0.035;
const BRIGHT = 0.04;

let count = 0;

export class Overlay {
  root = shape("svg", { class: "overlay", viewBox: "0 0 1 1", "aria-hidden": "true" });
  #shade = shape("g", {});
  #marks = shape("g", {});
  #crosshair = shape("g", { class: "crosshair" });
  #name = `practice-shade-${count++}`;

  constructor() {
    this.root.append(this.#shade, this.#marks, this.#crosshair);
  }

  clear() {
    this.spotlight([]);
    this.marks([]);
    this.crosshair(undefined);
  }

  /** Dims all but these; nothing where there are none. @param {Spot[]} spots */
  spotlight(spots) {
    if (spots.length === 0) {
      this.#shade.replaceChildren();
      return;
    }
    const holes = spots.flatMap((spot) => [hole(spot.x, spot.y, reach(spot)), ...(spot.points ?? []).map(([x, y]) => hole(x, y, BRIGHT))]);
    this.#shade.replaceChildren(
      shape("mask", { id: this.#name, maskUnits: "userSpaceOnUse", x: 0, y: 0, width: 1, height: 1 }, shape("rect", { width: 1, height: 1, fill: "#fff" }), ...holes),
      shape("rect", { class: "shade", width: 1, height: 1, mask: `url(#${this.#name})` }));
  }

  /** Crosses for points and boxes for zones, in place of those before. @param {Mark[]} marks */
  marks(marks) {
    this.#marks.replaceChildren(...marks.flatMap((mark) => {
      const { x, y } = middle(mark);
      const [width, height] = [mark.right - mark.left, mark.bottom - mark.top];
      return width > 0 ? [outlined("rect", { x: mark.left, y: mark.top, width, height })] : [outlined("path", { d: cross(x, y, ARM) })];
    }).flat());
  }

  /** @param {{x: number, y: number} | undefined} at */
  crosshair(at) {
    this.#crosshair.replaceChildren(...(at ? outlined("path", { d: cross(at.x, at.y, 1) }) : []));
  }
}

/** @param {number} x @param {number} y @param {number} arm */
function cross(x, y, arm) {
  return `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`;
}

/** @param {number} cx @param {number} cy @param {number} r */
function hole(cx, cy, r) {
  return shape("circle", { cx, cy, r, fill: "#000" });
}

/** Twice, dark below bright, so that it is seen on every grey. @param {string} tag @param {Record<string, string | number>} attributes */
function outlined(tag, attributes) {
  return ["under", "over"].map((name) => shape(tag, { ...attributes, class: name }));
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {Element[]} children */
function shape(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, String(value)));
  made.append(...children);
  return made;
}
