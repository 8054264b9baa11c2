// @ts-check
/** The lines of one view over its picture, and the keyboard's crosshair. They are never drawn into the picture. */

import { element } from "../ui/dom.js";
import { MEASURES } from "../words/film.js";
import { FIELD, length } from "./measures.js";

/** @typedef {import("./display.js").Point} Point */

export class Lines {
  root = element("div", { class: "lines" });
  #view;
  #measures;

  /** @param {import("../protocol.js").ViewName} view @param {import("./measures.js").Measures} measures */
  constructor(view, measures) {
    this.#view = view;
    this.#measures = measures;
  }

  /** @param {(point: Point) => {left: number, top: number}} place where a point of the picture lies, in CSS pixels */
  draw(place) {
    const lines = this.#measures.of(this.#view).map((line) => {
      const [from, to] = [place(line.from), place(line.to)];
      const [right, down] = [to.left - from.left, to.top - from.top];
      const drawn = element("div", { class: `line line-${line.kind}` });
      put(drawn, from);
      drawn.style.width = `${Math.hypot(right, down)}px`;
      drawn.style.rotate = `${Math.atan2(down, right)}rad`;
      const figure = element(
        "span",
        { class: `line-figure line-${line.kind}` },
        `${line.kind === "ruler" ? "" : `${MEASURES.kinds[line.kind]} `}${MEASURES.millimetres(length(line) * FIELD.mean)}`,
      );
      put(figure, { left: (from.left + to.left) / 2, top: (from.top + to.top) / 2 });
      return [drawn, figure];
    });
    const marks = [
      [this.#measures.begunOn(this.#view), "line-end"],
      [this.#measures.crosshair(this.#view), "crosshair"],
    ].flatMap(([point, name]) => {
      if (typeof point !== "object" || typeof name !== "string") {
        return [];
      }
      const mark = element("div", { class: name });
      put(mark, place(point));
      return [mark];
    });
    this.root.replaceChildren(...lines.flat(), ...marks);
  }
}

/** @param {HTMLElement} item @param {{left: number, top: number}} place */
function put(item, { left, top }) {
  item.style.left = `${left}px`;
  item.style.top = `${top}px`;
}
