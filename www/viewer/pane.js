// @ts-check
/**
 * One view in its frame, drawn at device pixels. The label, the side markers and the figures lie over the canvas and
 * never move with the picture; nothing but the picture is ever drawn into it.
 */

import { element } from "../ui/dom.js";
import { formatTime } from "../format.js";
import { SYNTHETIC } from "../messages.js";
import { VIEWER, VIEW_NAMES } from "../words/viewer.js";
import { lookup } from "./display.js";
import { Lines } from "./lines.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../film/development.js").Film & {view: ViewName, milliseconds?: number}} Picture */
/** @typedef {{x: number, y: number, width: number, height: number, label: string}} Region in the picture's pixels */

/** A difference of this many grey levels gets the full colour. */
const FULL_COLOUR = 96;
/** As in `.key-brighter` and `.key-darker` of viewer.css. */
const BRIGHTER = [255, 140, 0];
const DARKER = [40, 150, 255];

/** A frame, its caption, and the picture in it. */
export class Pane {
  #canvas = element("canvas", { width: "1", height: "1", role: "img", hidden: "" });
  #empty = element("p", { class: "empty" }, VIEWER.empty);
  #overlay = element("div", { class: "overlay", "aria-hidden": "true", hidden: "" });
  #figures = element("span", { class: "figures" });
  #boxes = element("div", { class: "boxes" });
  #caption = element("span", { class: "caption" });
  #regionList = element("span", { class: "caption" });
  #legend = element("p", { class: "hint legend", hidden: "" });
  /** The picture in its own pixels, after the window. */
  #source = document.createElement("canvas");
  /** Which picture and window `#source` holds. */
  #sourceKey = "";
  /** @type {HTMLCanvasElement | undefined} */
  #difference;
  /** @type {Picture | undefined} */
  #picture;
  /** @type {{region: Region, box: HTMLElement}[]} */
  #regions = [];
  #shown = 0;
  #lines;

  /**
   * @param {ViewName} name
   * @param {import("./display.js").Display} display
   * @param {import("./measures.js").Measures} measures
   * @param {string} label which pair this is, for screen readers; may be empty
   */
  constructor(name, display, measures, label) {
    this.name = name;
    this.display = display;
    this.measures = measures;
    this.#lines = new Lines(name, measures);
    this.label = [label, VIEW_NAMES[name]].filter(Boolean).join(", ");
    const stamp = element("span", { class: "stamp", "aria-hidden": "true" }, element("span", {}, SYNTHETIC));
    const markers = VIEWER.markers[name].map((text, at) => element("span", { class: `marker marker-${at}` }, text));
    this.#overlay.append(this.#boxes, this.#lines.root, ...markers, this.#figures);
    // "application" hands the keys to the viewer in screen readers too.
    this.frame = element(
      "div",
      {
        class: "frame",
        role: "application",
        "aria-label": `${this.label}. ${VIEWER.keysHint}`,
      },
      this.#empty,
      this.#canvas,
      this.#overlay,
      stamp,
    );
    const caption = element("figcaption", {}, element("strong", {}, VIEW_NAMES[name]), this.#caption, `${SYNTHETIC}.`, this.#regionList);
    this.root = element("div", { class: `pane pane-${name}` }, element("figure", {}, this.frame, caption, this.#legend));
    this.#watchSize();
    this.clear();
  }

  /** What is shown. @returns {Picture | undefined} */
  get picture() {
    return this.#picture;
  }

  clear() {
    this.#picture = undefined;
    this.#difference = undefined;
    this.#canvas.hidden = true;
    this.#overlay.hidden = true;
    this.#legend.hidden = true;
    this.#empty.hidden = false;
    this.frame.tabIndex = -1; // nothing to read
    this.#caption.textContent = " view. ";
    this.mark([]);
  }

  /**
   * @param {Picture} picture
   * @param {Int16Array} [difference] grey levels by which each pixel is brighter than in another picture
   */
  show(picture, difference) {
    const { size, milliseconds } = picture;
    this.#picture = picture;
    this.#shown++;
    this.#difference = difference && coloured(difference, size);
    this.#canvas.dataset.view = this.name;
    this.#canvas.dataset.size = String(size);
    this.#canvas.setAttribute("aria-label", `${this.label}: ${difference ? VIEWER.difference : VIEWER.xray}, ${size} by ${size} pixels. ${SYNTHETIC}.`);
    this.#canvas.hidden = false;
    this.#overlay.hidden = false;
    this.#empty.hidden = true;
    this.frame.tabIndex = 0;
    this.#legend.hidden = !difference;
    this.#legend.replaceChildren(
      ...(difference ? VIEWER.legend.map(({ key, text }) => element("span", {}, element("span", { class: key, "aria-hidden": "true" }), ` ${text} `)) : []),
    );
    this.#caption.textContent = ` view, ${size} × ${size} px${milliseconds === undefined ? "" : `, computed in ${formatTime(milliseconds)}`}. `;
    this.draw();
  }

  /** Outlines regions, in place of those before. @param {Region[]} regions */
  mark(regions) {
    this.#regions = regions.map((region) => ({ region, box: element("div", { class: "box" }, element("span", {}, region.label)) }));
    this.#boxes.replaceChildren(...this.#regions.map(({ box }) => box));
    this.#regionList.textContent = regions.length ? ` ${VIEWER.marked} ${regions.map(({ label }) => label).join(", ")}.` : "";
    this.draw();
  }

  /** Draws the picture as the display says. */
  draw() {
    const { width, height } = this.#canvas;
    const { zoom, x, y } = this.display.of(this.name);
    const context = this.#canvas.getContext("2d");
    if (!this.#picture || !context) {
      return;
    }
    this.#applyWindow(this.#picture);
    const side = Math.round(Math.min(width, height) * zoom);
    const left = Math.round(width / 2 - x * side);
    const top = Math.round(height / 2 - y * side);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = this.display.smooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.#source, left, top, side, side);
    if (this.#difference) {
      context.drawImage(this.#difference, left, top, side, side);
    }
    this.#placeBoxes(left / width, top / height, side / width, side / height);
    const { clientWidth: wide, clientHeight: high } = this.frame;
    this.#lines.draw((point) => ({ left: wide / 2 + (point.x - x) * this.side(), top: high / 2 + (point.y - y) * this.side() }));
    this.#figures.textContent = figures(this.display.of(this.name));
  }

  /**
   * The point of the picture under a point of the window.
   * @param {number} clientX
   * @param {number} clientY
   * @returns {import("./display.js").Point}
   */
  pointAt(clientX, clientY) {
    const box = this.frame.getBoundingClientRect();
    const { x, y } = this.display.of(this.name);
    const side = this.side();
    return { x: x + (clientX - box.left - box.width / 2) / side, y: y + (clientY - box.top - box.height / 2) / side };
  }

  /** The picture's side in CSS pixels. */
  side() {
    return this.fitted() * this.display.of(this.name).zoom;
  }

  /** The side it has when it fits. */
  fitted() {
    return Math.min(this.frame.clientWidth, this.frame.clientHeight) || 1;
  }

  /** @param {Picture} picture */
  #applyWindow(picture) {
    const { centre, width, inverted } = this.display.of(this.name);
    const key = `${this.#shown} ${centre} ${width} ${inverted}`;
    if (key === this.#sourceKey) {
      return;
    }
    this.#sourceKey = key;
    this.#source.width = picture.size;
    this.#source.height = picture.size;
    this.#source.getContext("2d")?.putImageData(windowedImage(picture, { centre, width, inverted }), 0, 0);
  }

  /** All in shares of the frame. @param {number} left @param {number} top @param {number} wide @param {number} high */
  #placeBoxes(left, top, wide, high) {
    const size = this.#picture?.size ?? 1;
    for (const { region, box } of this.#regions) {
      box.style.left = `${100 * (left + (region.x / size) * wide)}%`;
      box.style.top = `${100 * (top + (region.y / size) * high)}%`;
      box.style.width = `${100 * (region.width / size) * wide}%`;
      box.style.height = `${100 * (region.height / size) * high}%`;
    }
  }

  /** Keeps one canvas pixel for each pixel of the device; draws before the next paint, for a new size empties a canvas. */
  #watchSize() {
    const observer = new ResizeObserver(([{ devicePixelContentBoxSize, contentRect }]) => {
      const exact = devicePixelContentBoxSize?.[0];
      this.#canvas.width = devicePixels(contentRect.width, exact?.inlineSize);
      this.#canvas.height = devicePixels(contentRect.height, exact?.blockSize);
      this.draw();
    });
    try {
      observer.observe(this.#canvas, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(this.#canvas); // Safari knows no device pixels here
    }
  }
}

/**
 * The browser's own count knows on which pixel a box begins; it is not to be trusted while a device is emulated.
 * @param {number} length in CSS pixels
 * @param {number} [exact]
 */
function devicePixels(length, exact = NaN) {
  const computed = length * devicePixelRatio;
  return Math.abs(exact - computed) < 1 ? exact : Math.round(computed);
}

/**
 * A film as a window shows it, from the finest values that there are.
 * @param {import("../film/development.js").Film} film
 * @param {import("./display.js").GreyWindow & {inverted: boolean}} state
 */
export function windowedImage({ size, grey, depth }, state) {
  return depth ? greyImage(depth, size, lookup(state, 16)) : greyImage(grey, size, lookup(state, 8));
}

/**
 * @param {import("../protocol.js").Grey} grey
 * @param {number} size
 * @param {Uint8ClampedArray} [table] what each value is shown as; values of 16 bits need one
 */
export function greyImage(grey, size, table) {
  const image = new ImageData(size, size);
  image.data.fill(255);
  for (let at = 0; at < grey.length; at++) {
    image.data.fill(table ? table[grey[at]] : grey[at], 4 * at, 4 * at + 3);
  }
  return image;
}

/**
 * A canvas's grey values by rows, such as the engine writes with its mark.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} pen
 * @returns {import("../protocol.js").Picture}
 */
export function greyOf(pen) {
  const { width, height } = pen.canvas;
  const { data } = pen.getImageData(0, 0, width, height);
  return { grey: Uint8Array.from({ length: width * height }, (_, at) => data[4 * at]), width, height };
}

/** Colour where the picture differs, clear where it does not. @param {Int16Array} difference @param {number} size */
function coloured(difference, size) {
  const image = new ImageData(size, size);
  difference.forEach((levels, at) => {
    image.data.set(levels > 0 ? BRIGHTER : DARKER, 4 * at);
    image.data[4 * at + 3] = (255 * Math.min(Math.abs(levels), FULL_COLOUR)) / FULL_COLOUR;
  });
  const canvas = element("canvas", { width: String(size), height: String(size) });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** @param {import("./display.js").ViewState} state */
function figures({ width, centre, zoom, inverted }) {
  return `W ${Math.round(width)} L ${Math.round(centre)}\n${Math.round(100 * zoom)} %${inverted ? "\ninverted" : ""}`;
}
