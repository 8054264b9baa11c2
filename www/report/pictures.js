// @ts-check
/** The two cascades: the newest scale in the viewer, and every scale so far as a small picture to choose from. */

import { element } from "../ui/dom.js";
import { formatTime } from "../format.js";
import { SYNTHETIC } from "../messages.js";
import { VIEW_NAMES } from "../words/viewer.js";
import { greyImage } from "../viewer/pane.js";
import { Viewer } from "../viewer/viewer.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").ViewName} ViewName */

/** The scales of one view. */
class Scales {
  /** @type {Map<number, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {View | undefined} */
  newest;
  #onChoice;

  /**
   * @param {ViewName} name
   * @param {(view: View) => void} onChoice
   */
  constructor(name, onChoice) {
    this.#onChoice = onChoice;
    this.root = element("ul", { class: "scales", "aria-label": `${VIEW_NAMES[name]} view, scales` });
  }

  clear() {
    this.root.replaceChildren();
    this.#buttons.clear();
    this.newest = undefined;
  }

  /** Adds a scale and chooses it. @param {View} view */
  add(view) {
    const stamp = element("span", { class: "stamp", "aria-hidden": "true" }, "Synthetic");
    const button = element("button", { type: "button", class: "scale" }, thumbnail(view), stamp);
    button.addEventListener("click", () => this.#choose(view));
    this.#buttons.set(view.size, button);
    this.root.append(element("li", {}, button, element("span", {}, `${view.size} px`), element("span", {}, formatTime(view.milliseconds))));
    this.newest = view;
    this.#choose(view);
  }

  /** @param {View} view */
  #choose(view) {
    for (const [size, button] of this.#buttons) {
      button.setAttribute("aria-pressed", String(size === view.size));
    }
    this.#onChoice(view);
  }
}

/**
 * The grey values as they are, one canvas pixel for each.
 * @param {View} view
 */
function thumbnail({ view, size, grey }) {
  const canvas = element("canvas", { role: "img", width: String(size), height: String(size) });
  canvas.dataset.view = view;
  canvas.dataset.size = String(size);
  canvas.setAttribute("aria-label", `${VIEW_NAMES[view]} chest X-ray, ${size} by ${size} pixels. ${SYNTHETIC}.`);
  canvas.getContext("2d")?.putImageData(greyImage(grey, size), 0, 0);
  return canvas;
}

/** Both views. */
export class Pictures {
  #viewer;
  #scales;

  /** @param {HTMLElement} root @param {import("../ui/host.js").Develop} develop */
  constructor(root, develop) {
    const viewer = new Viewer(root, { develop });
    this.#viewer = viewer;
    this.#scales = {
      frontal: new Scales("frontal", (view) => viewer.show(view)),
      lateral: new Scales("lateral", (view) => viewer.show(view)),
    };
    viewer.paneRoot("frontal").append(this.#scales.frontal.root);
    viewer.paneRoot("lateral").append(this.#scales.lateral.root);
  }

  /** How the viewer shows the pair. */
  get display() {
    return this.#viewer.display;
  }

  /** The newest scale of both views, if there are any. */
  get pair() {
    const [frontal, lateral] = [this.#scales.frontal.newest, this.#scales.lateral.newest];
    return frontal && lateral && { frontal, lateral };
  }

  /** Dims all but these places; undefined shows all again. @param {Parameters<import("../viewer/spotlight.js").Spotlight["show"]>[0]} spots */
  light(spots) {
    this.#viewer.spotlight.show(spots);
  }

  clear() {
    this.#viewer.clear();
    this.#scales.frontal.clear();
    this.#scales.lateral.clear();
  }

  /** @param {View} view */
  show(view) {
    this.#scales[view.view].add(view);
  }
}
