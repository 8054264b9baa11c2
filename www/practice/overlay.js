// @ts-check
/** What lies over a film of practice: the crosshair, the student's marks, and the shade around the findings. */

import { lights, shade, svg } from "../viewer/spotlight.js";
import { middle } from "./place.js";

/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("./place.js").Mark} Mark */

/** Half the length of a cross. */
const ARM = 0.035;

let count = 0;

export class Overlay {
  root = svg("svg", { class: "marking", viewBox: "0 0 1 1", "aria-hidden": "true" });
  #shade = svg("g", {});
  #marks = svg("g", {});
  #crosshair = svg("g", { class: "crosshair" });
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
    const glow = `${this.#name}-glow`;
    const holes = svg("g", {}, ...spots.flatMap((spot) => lights(spot, glow)));
    this.#shade.replaceChildren(...shade(this.#name, glow, { x: 0, y: 0, width: 1, height: 1 }, holes));
  }

  /** Crosses for points and boxes for zones, in place of those before. @param {Mark[]} marks */
  marks(marks) {
    this.#marks.replaceChildren(
      ...marks
        .flatMap((mark) => {
          const { x, y } = middle(mark);
          const [width, height] = [mark.right - mark.left, mark.bottom - mark.top];
          return width > 0 ? [outlined("rect", { x: mark.left, y: mark.top, width, height })] : [outlined("path", { d: cross(x, y, ARM) })];
        })
        .flat(),
    );
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

/** Twice, dark below bright, so that it is seen on every grey. @param {string} tag @param {Record<string, string | number>} attributes */
function outlined(tag, attributes) {
  return ["under", "over"].map((name) => svg(tag, { ...attributes, class: name }));
}
