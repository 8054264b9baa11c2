// @ts-check
/** One picture under its label: a view in grey, the map of a difference, or a view with regions outlined. */

import { element } from "../ui/dom.js";
import { SYNTHETIC } from "../messages.js";
import { openCloseUp } from "./close-up.js";
import { greyImage } from "./pane.js";
import { LEARN } from "../words/learn.js";
import { VIEWER } from "../words/viewer.js";
import { diverging } from "../film/colours.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../film/difference.js").Difference} Difference */
/** @typedef {import("../film/difference.js").Region} Region */

export class Figure {
  #canvas = element("canvas", { width: "1", height: "1", role: "img", hidden: "" });
  #empty = element("p", { class: "empty" }, LEARN.noPicture);
  #frame;
  /** Which side is the patient's right; it lies over the picture, not in it. */
  #markers = element("div", { class: "markers", "aria-hidden": "true" });
  #title = element("strong");
  #closeUp = element("button", { type: "button", class: "open-close-up", hidden: "" }, VIEWER.closeUp);
  /** @type {View | undefined} */
  #view;
  /** What the viewer shows when it is opened from here: this film, unless someone knows more. @type {() => import("./close-up.js").Shown[]} */
  companions = () => [{ label: this.title, pictures: this.#view ? [this.#view] : [] }];

  /** @param {string} title what stands under the picture */
  constructor(title) {
    this.title = title;
    const stamp = element("span", { class: "stamp", "aria-hidden": "true" }, SYNTHETIC);
    this.#frame = element("div", { class: "frame" }, this.#empty, this.#canvas, this.#markers, stamp);
    this.#title.textContent = title;
    const caption = element("figcaption", {}, this.#title, `. ${SYNTHETIC}.`);
    this.root = element("div", { class: "pane" }, element("figure", {}, this.#frame, caption), this.#closeUp);
    this.#closeUp.setAttribute("aria-label", `${title}: ${VIEWER.closeUp}`);
    this.#closeUp.addEventListener("click", () => openCloseUp(this.companions(), this.#view?.view));
  }

  clear() {
    this.#view = undefined;
    this.#closeUp.hidden = true;
    this.#canvas.hidden = true;
    this.#empty.hidden = false;
    this.#markers.replaceChildren();
    this.#frame.classList.remove("map");
    this.outline([]);
  }

  /** @param {View} film @param {string} [title] what it is, where it stands in another's place */
  show(film, title = this.title) {
    const { view, size, grey } = film;
    this.#view = film;
    this.#closeUp.hidden = false;
    this.#paint(view, greyImage(grey, size), LEARN.spoken(view, size), title);
  }

  /**
   * @param {Difference} difference
   * @param {number} limit the change that is fully coloured
   */
  map({ view, size, values }, limit) {
    this.#frame.classList.add("map");
    const image = new ImageData(size, size);
    values.forEach((value, at) => image.data.set([...diverging(value / limit), 255], 4 * at));
    this.#paint(view, image, LEARN.spokenMap(view));
  }

  /** Draws numbered boxes over the picture, in place of those before. @param {Region[]} regions */
  outline(regions) {
    this.#frame.querySelectorAll(".region-box").forEach((box) => box.remove());
    regions.forEach(({ left, right, top, bottom }, at) => {
      const box = element("span", { class: "region-box", "aria-hidden": "true" }, String(at + 1));
      box.style.left = `${100 * left}%`;
      box.style.top = `${100 * top}%`;
      box.style.width = `${100 * (right - left)}%`;
      box.style.height = `${100 * (bottom - top)}%`;
      this.#frame.append(box);
    });
  }

  /** @param {import("../protocol.js").ViewName} view @param {ImageData} image @param {string} spoken @param {string} [title] */
  #paint(view, image, spoken, title = this.title) {
    this.#markers.replaceChildren(...VIEWER.markers[view].map((text, at) => element("span", { class: `marker marker-${at}` }, text)));
    this.#title.textContent = title;
    this.#canvas.width = image.width;
    this.#canvas.height = image.height;
    this.#canvas.setAttribute("aria-label", `${title}: ${spoken} ${SYNTHETIC}.`);
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
    this.#canvas.hidden = false;
    this.#empty.hidden = true;
  }
}
