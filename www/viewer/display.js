// @ts-check
/**
 * How a pair is developed and displayed: grey window, zoom and place of each view, linked or not. It knows no DOM; panes and the
 * toolbar listen for its "change". Two viewers that share one display show their pictures alike.
 */

import { UNDEVELOPED } from "../film/development.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../protocol.js").Development} Development */
/** @typedef {"window" | "zoom" | "pan" | import("./measures.js").Kind} Tool what a drag with the left button or one finger does */
/** @typedef {{centre: number, width: number}} GreyWindow in grey levels of 0..255, and parts of them: films have 16 bits */
/** @typedef {{x: number, y: number}} Point in sides of the picture, from its upper left corner */
/**
 * `zoom` is 1 where the picture just fits its frame; `x` and `y` say which point of it lies in the frame's centre.
 * @typedef {GreyWindow & Point & {inverted: boolean, zoom: number}} ViewState
 */

/** @type {ViewName[]} */
export const VIEWS = ["frontal", "lateral"];
/** @type {("window" | "zoom" | "pan")[]} */
export const TOOLS = ["window", "zoom", "pan"];

const LEVELS = 256;
/** The narrowest window; a film of 16 bits has 128 steps in it. */
const NARROWEST = 0.5;
/** The window that leaves every grey value as it is. */
const WHOLE = { centre: LEVELS / 2, width: LEVELS };
const ZOOM = { least: 0.5, most: 16 };
/** Shares of the pixels that the window fitted to a picture leaves black and white. */
const TAIL = 0.01;

/** Window presets by key: 1 is the first. One without a window is fitted to the picture. @type {{name: string, window?: GreyWindow}[]} */
export const PRESETS = [
  { name: "Full range", window: WHOLE },
  { name: "Lungs", window: { centre: 80, width: 140 } },
  { name: "Heart and spine", window: { centre: 176, width: 140 } },
  { name: "High contrast", window: { centre: 128, width: 128 } },
  { name: "Fitted to the picture" },
];

/** @returns {ViewState} */
function fresh() {
  return { ...WHOLE, inverted: false, zoom: 1, x: 0.5, y: 0.5 };
}

/** The settings of a pair. */
export class Display extends EventTarget {
  /** @type {Tool} */
  tool = "window";
  linked = true;
  smooth = true;
  /** The view that was used last; buttons act on it where the views are not linked. @type {ViewName} */
  active = "frontal";
  /** How the films were developed when they were drawn. @type {Readonly<Development>} */
  #drawn = UNDEVELOPED;
  /** What the user sets in its place. @type {Development | undefined} */
  #development;
  /** The view that is shown alone; both are where it is undefined. @type {ViewName | undefined} */
  alone;
  #views = { frontal: fresh(), lateral: fresh() };

  /** How the user has films developed; undefined for as they were drawn. */
  get development() {
    return this.#development;
  }

  /** How the films that are shown are developed. @returns {Readonly<Development>} */
  get howDeveloped() {
    return this.#development ?? this.#drawn;
  }

  /** @param {Development | undefined} development undefined for as the films were drawn */
  develop(development) {
    this.#development = development;
    this.#changed();
  }

  /** A pair has been drawn. @param {Development} [development] absent of weights that draw developed films */
  drawn(development = UNDEVELOPED) {
    this.#drawn = development;
    this.#changed();
  }

  /** @param {ViewName} view @returns {Readonly<ViewState>} */
  of(view) {
    return this.#views[view];
  }

  /** @param {Tool} tool */
  use(tool) {
    this.tool = tool;
    this.#changed();
  }

  toggleSmooth() {
    this.smooth = !this.smooth;
    this.#changed();
  }

  /** Links the views, by the one used last, or unlinks them. */
  toggleLinked() {
    this.linked = !this.linked;
    this.#change(this.active, () => {});
  }

  /** @param {ViewName | undefined} view undefined for both */
  showAlone(view) {
    this.alone = view;
    this.active = view ?? this.active;
    this.#changed();
  }

  /** @param {ViewName} view */
  activate(view) {
    if (view !== this.active) {
      this.#change(view, () => {});
    }
  }

  /** @param {ViewName} view @param {GreyWindow} window */
  setWindow(view, { centre, width }) {
    this.#change(view, (state) => {
      state.width = clamp(width, NARROWEST, 2 * LEVELS);
      state.centre = clamp(centre, 0, LEVELS);
    });
  }

  /** @param {ViewName} view @param {number} wider @param {number} higher both in grey levels */
  shiftWindow(view, wider, higher) {
    const { centre, width } = this.of(view);
    this.setWindow(view, { centre: centre + higher, width: width + wider });
  }

  /** @param {ViewName} view */
  invert(view) {
    this.#change(view, (state) => {
      state.inverted = !state.inverted;
    });
  }

  /**
   * @param {ViewName} view
   * @param {number} factor
   * @param {Point} [anchor] the point that stays where it is; the frame's centre where absent
   */
  zoom(view, factor, anchor) {
    this.#change(view, (state) => {
      const zoom = clamp(state.zoom * factor, ZOOM.least, ZOOM.most);
      const shrink = state.zoom / zoom;
      const { x, y } = anchor ?? state;
      place(state, x + (state.x - x) * shrink, y + (state.y - y) * shrink);
      state.zoom = zoom;
    });
  }

  /** Moves the picture; a linked partner only follows up and down. @param {ViewName} view @param {number} right @param {number} down */
  pan(view, right, down) {
    this.#change(view, (state) => place(state, state.x - right, state.y - down));
  }

  /** Brings a point into the frame's centre. @param {ViewName} view @param {Point} point */
  centreOn(view, { x, y }) {
    this.#change(view, (state) => place(state, x, y));
  }

  /** The whole picture in its frame. @param {ViewName} view */
  fit(view) {
    for (const each of this.linked ? VIEWS : [view]) {
      Object.assign(this.#views[each], { zoom: 1, x: 0.5, y: 0.5 });
    }
    this.#change(view, () => {});
  }

  /** Both views as they were at first. */
  reset() {
    this.#views = { frontal: fresh(), lateral: fresh() };
    this.#changed();
  }

  /** @param {ViewName} view @param {(state: ViewState) => void} change */
  #change(view, change) {
    const state = this.#views[view];
    change(state);
    this.active = view;
    if (this.linked) {
      const { x, ...shared } = state;
      Object.assign(this.#views[view === "frontal" ? "lateral" : "frontal"], shared);
    }
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Some of the picture always stays in its frame. @param {ViewState} state @param {number} x @param {number} y */
function place(state, x, y) {
  state.x = clamp(x, 0, 1);
  state.y = clamp(y, 0, 1);
}

/**
 * The grey that each value is shown as: DICOM's linear window function (PS3.3 C.11.2.1.2.1), on values of these bits.
 * @param {GreyWindow & {inverted: boolean}} state
 * @param {number} bits 8 or 16
 */
export function lookup({ centre, width, inverted }, bits) {
  const steps = 2 ** bits / LEVELS;
  const table = new Uint8ClampedArray(2 ** bits);
  for (let value = 0; value < table.length; value++) {
    const grey = ((value - (centre * steps - 0.5)) / Math.max(width * steps - 1, 1) + 0.5) * 255;
    table[value] = inverted ? 255 - grey : grey;
  }
  return table;
}

/**
 * The window that spreads a picture's own greys, but for the darkest and brightest few.
 * @param {import("../protocol.js").Grey} grey of 8 or 16 bits
 * @returns {GreyWindow}
 */
export function fittedWindow(grey) {
  const sorted = grey.slice().sort();
  const steps = 2 ** (8 * grey.BYTES_PER_ELEMENT) / LEVELS;
  const [low, high] = [TAIL, 1 - TAIL].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  return { centre: (low + high + 1) / 2 / steps, width: (high - low + 1) / steps };
}

/** @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
