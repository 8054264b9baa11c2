// @ts-check
/** One film of a case, on which a place can be marked by tap, click or keyboard. */

import { element } from "../ui/dom.js";
import { Figure } from "../viewer/figure.js";
import { PRACTICE } from "../words/practice.js";
import { Overlay } from "./overlay.js";
import { clamp, point } from "./place.js";
import { zoneAt } from "./zones.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("./place.js").Mark} Mark */

const STEP = 0.02;
const BIG_STEP = 0.1;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Film {
  #view;
  #onMark;
  #onMove;
  #figure;
  #canvas;
  #overlay = new Overlay();
  #surface;
  #at = { x: 0.5, y: 0.5 };

  /**
   * @param {ViewName} view
   * @param {(mark: Mark) => void} onMark
   * @param {(zone: string) => void} onMove hears where the crosshair is
   */
  constructor(view, onMark, onMove) {
    this.#view = view;
    this.#onMark = onMark;
    this.#onMove = onMove;
    this.#figure = new Figure(PRACTICE.pane(view));
    this.root = this.#figure.root;
    this.root.classList.add(`pane-${view}`);
    this.#canvas = /** @type {HTMLCanvasElement} */ (this.root.querySelector("canvas"));
    this.#surface = element("button", {
      type: "button",
      class: "surface",
      "aria-label": PRACTICE.surface(view),
      "aria-describedby": "practice-surface-hint",
      hidden: "",
    });
    this.#canvas.after(this.#overlay.root); // below the label
    this.#canvas.parentElement?.append(this.#surface);
    this.#surface.addEventListener("click", (event) => this.#mark(event));
    this.#surface.addEventListener("keydown", (event) => this.#move(event));
    this.#surface.addEventListener("blur", () => this.#overlay.crosshair(undefined));
  }

  clear() {
    this.#figure.clear();
    this.#overlay.clear();
    this.#at = { x: 0.5, y: 0.5 };
    this.enable(false);
  }

  /** Before the answer, the picture is described by nothing but its view. @param {View} view */
  show(view) {
    this.#figure.show(view);
    this.hide(undefined);
  }

  /** Says of the picture only whom it shows. @param {string | undefined} who */
  hide(who) {
    this.#canvas.setAttribute("aria-label", PRACTICE.hidden(this.#view, who));
  }

  /** Whether places can be marked. @param {boolean} enabled */
  enable(enabled) {
    this.#surface.hidden = !enabled;
    this.#overlay.crosshair(undefined);
  }

  /** @param {Mark[]} marks of either view */
  marks(marks) {
    this.#overlay.marks(marks.filter(({ view }) => view === this.#view));
  }

  /** @param {Spot[]} spots */
  spotlight(spots) {
    this.#overlay.spotlight(spots);
  }

  /** Boxes around what changed, where the weights tell no places. @param {import("../film/difference.js").Region[]} regions */
  outline(regions) {
    this.#figure.outline(regions);
  }

  /** What the picture shows, once that may be said. @param {string} what */
  describe(what) {
    this.#canvas.setAttribute("aria-label", PRACTICE.shown(this.#view, what));
  }

  /** @param {MouseEvent} event */
  #mark(event) {
    if (event.detail > 0) {
      // else it is the keyboard's: the crosshair says where
      const { left, top, width, height } = this.#overlay.root.getBoundingClientRect();
      this.#at = { x: clamp((event.clientX - left) / width, 0, 1), y: clamp((event.clientY - top) / height, 0, 1) };
    }
    this.#onMark(point(this.#view, this.#at.x, this.#at.y));
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const step = event.shiftKey ? BIG_STEP : STEP;
    this.#at = { x: clamp(this.#at.x + step * arrow[0], 0, 1), y: clamp(this.#at.y + step * arrow[1], 0, 1) };
    this.#overlay.crosshair(this.#at);
    this.#onMove(zoneAt(this.#view, this.#at.x, this.#at.y));
  }
}
