// @ts-check
/** The two cascades: for each view the newest scale large, and every scale so far as a small picture to choose from. */

import { element } from "./dom.js";
import { SYNTHETIC, formatTime } from "../messages.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").ViewName} ViewName */

/** @type {Record<ViewName, string>} */
const NAMES = { frontal: "Frontal", lateral: "Lateral" };

/** One view's figure. Every canvas lies under a label that also keeps "Save image" away from the unlabelled pixels. */
class Pane {
  #canvas = element("canvas", { width: "1", height: "1", role: "img", hidden: "" });
  #empty = element("p", { class: "empty" }, "No picture yet");
  #caption = element("span", { class: "caption" });
  #scales = element("ul", { class: "scales" });
  /** @type {Map<number, HTMLButtonElement>} */
  #buttons = new Map();

  /**
   * @param {HTMLElement} root
   * @param {ViewName} name
   */
  constructor(root, name) {
    this.name = name;
    this.#scales.setAttribute("aria-label", `${NAMES[name]} view, scales`);
    const stamp = element("span", { class: "stamp", "aria-hidden": "true" }, SYNTHETIC);
    const frame = element("div", { class: "frame" }, this.#empty, this.#canvas, stamp);
    const caption = element("figcaption", {}, element("strong", {}, NAMES[name]), this.#caption, `${SYNTHETIC}.`);
    root.append(element("div", { class: "pane" }, element("figure", {}, frame, caption), this.#scales));
    this.clear();
  }

  clear() {
    this.#canvas.hidden = true;
    this.#empty.hidden = false;
    this.#caption.textContent = " view. ";
    this.#scales.replaceChildren();
    this.#buttons.clear();
  }

  /** @param {View} view */
  show(view) {
    const small = element("canvas", { role: "img" });
    draw(small, view);
    const stamp = element("span", { class: "stamp", "aria-hidden": "true" }, "Synthetic");
    const button = element("button", { type: "button", class: "scale" }, small, stamp);
    button.addEventListener("click", () => this.#enlarge(view));
    this.#buttons.set(view.size, button);
    this.#scales.append(element("li", {}, button, element("span", {}, `${view.size} px`), element("span", {}, formatTime(view.milliseconds))));
    this.#enlarge(view);
  }

  /** @param {View} view */
  #enlarge(view) {
    draw(this.#canvas, view);
    this.#canvas.hidden = false;
    this.#empty.hidden = true;
    this.#caption.textContent = ` view, ${view.size} × ${view.size} px, computed in ${formatTime(view.milliseconds)}. `;
    for (const [size, button] of this.#buttons) {
      button.setAttribute("aria-pressed", String(size === view.size));
    }
  }
}

/**
 * Puts the grey values on the canvas, one canvas pixel for each.
 * @param {HTMLCanvasElement} canvas
 * @param {View} view
 */
function draw(canvas, { view, size, grey }) {
  const image = new ImageData(size, size);
  image.data.fill(255);
  for (let at = 0; at < grey.length; at++) {
    image.data.fill(grey[at], 4 * at, 4 * at + 3);
  }
  canvas.width = size;
  canvas.height = size;
  canvas.dataset.view = view;
  canvas.dataset.size = String(size);
  canvas.setAttribute("aria-label", `${NAMES[view]} chest X-ray, ${size} by ${size} pixels. ${SYNTHETIC}.`);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** Both figures. */
export class Pictures {
  /** @type {Pane[]} */
  #panes;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#panes = [new Pane(root, "frontal"), new Pane(root, "lateral")];
  }

  clear() {
    this.#panes.forEach((pane) => pane.clear());
  }

  /** @param {View} view */
  show(view) {
    this.#panes.find((pane) => pane.name === view.view)?.show(view);
  }
}
