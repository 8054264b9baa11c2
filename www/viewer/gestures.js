// @ts-check
/** Mouse, wheel and touch on a frame: what radiology viewers have taught the hand. */

import { isKind } from "./measures.js";

/** @typedef {import("./display.js").Tool} Tool */
/** @typedef {{x: number, y: number}} Place in CSS pixels */

/** A drag over the whole frame moves the window by this many grey levels. */
const LEVELS_PER_FRAME = 256;
/** A drag of one pixel, or a wheel's one pixel, zooms by e to this. */
const ZOOM_PER_PIXEL = 0.008;
const ZOOM_PER_WHEEL = 0.0015;
/** A trackpad's pinch arrives as a wheel with Ctrl and few pixels. */
const PINCH_FASTER = 6;
const PIXELS_PER_LINE = 16;
const CLICK_ZOOM = 1.5;
/** Pixels below which a press counts as a click. */
const STILL = 4;
/** Milliseconds; wheel turns closer than this belong to one movement. */
const ONE_SCROLL = 300;

/** @type {Record<number, Tool>} */
const TOOL_OF_BUTTON = { 1: "pan", 2: "zoom" };

/** When the page was last scrolled by wheel: a scroll that began elsewhere is not taken over in passing. */
let lastScroll = -Infinity;
addEventListener(
  "wheel",
  (event) => {
    if (!event.defaultPrevented) {
      lastScroll = event.timeStamp;
    }
  },
  { passive: true },
);

/** The pointers on one frame. */
export class Gestures {
  /** @type {Map<number, Place>} */
  #pointers = new Map();
  /** @type {Tool} */
  #tool = "window";
  #travelled = 0;
  /** Where a drag began, on the picture. @type {import("./display.js").Point} */
  #origin = { x: 0, y: 0 };
  /** Whether what began counts; a finger that only scrolls the page does not. */
  #counts = false;
  #pane;
  #display;
  #engaged;

  /**
   * @param {import("./pane.js").Pane} pane
   * @param {() => boolean} engaged whether one finger works on the picture; else it scrolls the page
   */
  constructor(pane, engaged) {
    this.#pane = pane;
    this.#display = pane.display;
    this.#engaged = engaged;
    const { frame } = pane;
    frame.addEventListener("pointerdown", (event) => this.#down(event));
    frame.addEventListener("pointermove", (event) => this.#move(event));
    frame.addEventListener("pointerup", (event) => this.#up(event));
    frame.addEventListener("pointercancel", (event) => this.#pointers.delete(event.pointerId));
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("contextmenu", (event) => event.preventDefault());
    frame.addEventListener("mousedown", (event) => {
      if (event.button === 1) {
        event.preventDefault(); // no automatic scrolling
        frame.focus({ preventScroll: true });
      }
    });
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.#pane.picture || this.#pointers.size === 2) {
      return;
    }
    if (this.#pointers.size === 0) {
      this.#tool = TOOL_OF_BUTTON[event.button] ?? this.#display.tool;
      this.#travelled = 0;
      this.#origin = this.#pane.pointAt(event.clientX, event.clientY);
      this.#counts = event.pointerType !== "touch" || this.#engaged();
    }
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#pane.frame.setPointerCapture(event.pointerId);
    this.#display.activate(this.#pane.name);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      return;
    }
    const after = { x: event.clientX, y: event.clientY };
    this.#travelled += distance(before, after);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      this.#travelled = Infinity; // two fingers never click
      this.#pinch(before, after, other);
    } else if (this.#counts) {
      this.#drag(after.x - before.x, after.y - before.y, after);
    }
    this.#pointers.set(event.pointerId, after);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const known = this.#pointers.delete(event.pointerId);
    if (known && this.#counts && event.button === 0 && this.#travelled < STILL) {
      this.#click(event);
    }
  }

  /** A tool without dragging, for those who cannot drag. @param {PointerEvent} event */
  #click(event) {
    const point = this.#pane.pointAt(event.clientX, event.clientY);
    if (this.#tool === "pan") {
      this.#display.centreOn(this.#pane.name, point);
    } else if (isKind(this.#tool)) {
      this.#pane.measures.set(this.#pane.name, this.#tool, point);
    } else if (this.#tool === "zoom") {
      this.#display.zoom(this.#pane.name, event.shiftKey ? 1 / CLICK_ZOOM : CLICK_ZOOM, point);
    }
  }

  /** @param {number} right @param {number} down @param {Place} at */
  #drag(right, down, at) {
    const { name } = this.#pane;
    switch (this.#tool) {
      case "window": {
        const levels = LEVELS_PER_FRAME / this.#pane.fitted();
        this.#display.shiftWindow(name, right * levels, down * levels);
        break;
      }
      case "zoom":
        this.#display.zoom(name, Math.exp(-down * ZOOM_PER_PIXEL), this.#pane.pointAt(at.x - right, at.y - down));
        break;
      case "pan":
        this.#pan(right, down);
        break;
      default:
        if (this.#travelled >= STILL) {
          this.#pane.measures.lay(name, this.#tool, this.#origin, this.#pane.pointAt(at.x, at.y));
        }
    }
  }

  /** @param {Place} before @param {Place} after @param {Place} other the finger that rests */
  #pinch(before, after, other) {
    const middle = { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 };
    const factor = distance(after, other) / Math.max(distance(before, other), 1);
    this.#display.zoom(this.#pane.name, factor, this.#pane.pointAt(middle.x, middle.y));
    this.#pan((after.x - before.x) / 2, (after.y - before.y) / 2);
  }

  /** @param {number} right @param {number} down */
  #pan(right, down) {
    const side = this.#pane.side();
    this.#display.pan(this.#pane.name, right / side, down / side);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!this.#pane.picture || event.timeStamp - lastScroll < ONE_SCROLL) {
      return;
    }
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : PIXELS_PER_LINE) * (event.ctrlKey ? PINCH_FASTER : 1);
    this.#display.zoom(this.#pane.name, Math.exp(-pixels * ZOOM_PER_WHEEL), this.#pane.pointAt(event.clientX, event.clientY));
  }
}

/** @param {Place} a @param {Place} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
