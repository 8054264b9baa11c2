// @ts-check
/** Lines that the user lays on a pair, their lengths, and the ratio of heart to chest. It knows no DOM; listen for "change". */

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("./display.js").Point} Point */
/** @typedef {"ruler" | "heart" | "chest"} Kind */
/** @typedef {{kind: Kind, from: Point, to: Point}} Line in sides of the picture */

/** @type {Kind[]} */
export const KINDS = ["ruler", "heart", "chest"];
/**
 * What the side of a film takes in, in millimetres, and its standard deviation from patient to patient: means of the
 * simulated studies that the weights learn from (docs/simulation.md). Weights do not know the size of their patients.
 */
export const FIELD = { mean: 324, spread: 24 };
/** Shorter lines are a slip of the hand, in sides of the picture. */
const SHORTEST = 0.01;

/** @param {string} tool @returns {tool is Kind} */
export function isKind(tool) {
  return KINDS.some((kind) => kind === tool);
}

export class Measures extends EventTarget {
  /** @type {Record<ViewName, Map<Kind, Line>>} */
  #lines = { frontal: new Map(), lateral: new Map() };
  /** The first end of a line whose second is not set yet. @type {{view: ViewName, kind: Kind, from: Point} | undefined} */
  #begun;
  /** Where the keyboard's crosshair is; only seen once it has been moved. @type {Record<ViewName, Point | undefined>} */
  #crosshairs = { frontal: undefined, lateral: undefined };

  /** @param {ViewName} view @returns {Line[]} */
  of(view) {
    return [...this.#lines[view].values()];
  }

  /** @param {ViewName} view */
  crosshair(view) {
    return this.#crosshairs[view];
  }

  /** The end that is set of a line on this view. @param {ViewName} view */
  begunOn(view) {
    return this.#begun?.view === view ? this.#begun.from : undefined;
  }

  get isEmpty() {
    return !this.#begun && this.#lines.frontal.size + this.#lines.lateral.size === 0;
  }

  /** Widest heart over widest chest, once both are measured. */
  get ratio() {
    const [heart, chest] = [this.#lines.frontal.get("heart"), this.#lines.frontal.get("chest")];
    return heart && chest && length(heart) / length(chest);
  }

  /** Lays a line in place of the one of its kind. @param {ViewName} view @param {Kind} tool @param {Point} from @param {Point} to */
  lay(view, tool, from, to) {
    const kind = kindOn(view, tool);
    this.#begun = undefined;
    const line = { kind, from, to: kind === "ruler" ? to : { x: to.x, y: from.y } }; // widths are level
    if (length(line) < SHORTEST) {
      this.#lines[view].delete(kind);
    } else {
      this.#lines[view].set(kind, line);
    }
    this.#changed();
  }

  /** Sets one end, and with the second the line. @param {ViewName} view @param {Kind} tool @param {Point} point */
  set(view, tool, point) {
    const kind = kindOn(view, tool);
    const begun = this.#begun;
    if (begun?.view === view && begun.kind === kind) {
      this.lay(view, kind, begun.from, point);
    } else {
      this.#begun = { view, kind, from: point };
      this.#changed();
    }
  }

  /** Moves the crosshair. @param {ViewName} view @param {number} right @param {number} down in sides of the picture */
  move(view, right, down) {
    const { x, y } = this.#crosshairs[view] ?? { x: 0.5, y: 0.5 };
    const clamp = (/** @type {number} */ share) => Math.min(Math.max(share, 0), 1);
    this.#crosshairs[view] = { x: clamp(x + right), y: clamp(y + down) };
    this.#changed();
  }

  /** Sets an end where the crosshair is. @param {ViewName} view @param {Kind} tool */
  setHere(view, tool) {
    this.move(view, 0, 0);
    this.set(view, tool, this.#crosshairs[view] ?? { x: 0.5, y: 0.5 });
  }

  clear() {
    this.#lines = { frontal: new Map(), lateral: new Map() };
    this.#begun = undefined;
    this.#crosshairs = { frontal: undefined, lateral: undefined };
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** In sides of the picture. @param {Line} line */
export function length({ from, to }) {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

/** Heart and chest are measured on the frontal film. @param {ViewName} view @param {Kind} tool @returns {Kind} */
function kindOn(view, tool) {
  return view === "frontal" ? tool : "ruler";
}
