// @ts-check
/**
 * A frontal and a lateral view side by side, to be read as in a radiology viewer.
 *
 *   const viewer = new Viewer(root, { label: "Without effusion" });
 *   viewer.show({ view: "frontal", size: 256, grey });           // as often as you like; other fields of a View are fine
 *   viewer.show(picture, differenceOf(grey, other));             // the picture, coloured where it differs from another
 *   viewer.overlay("frontal", [{ x, y, width, height, label }]); // regions, in the picture's pixels; [] removes them
 *   viewer.clear();
 *
 * With `{ develop }`, which has the engine develop films, a panel offers to; a picture needs its `values` for that.
 *
 * A second viewer made with `{ display: viewer.display }` is windowed, zoomed and moved together with the first, and
 * needs no toolbar of its own: `{ display: viewer.display, toolbar: false }`.
 */

import { element } from "../ui/dom.js";
import { VIEWER, VIEW_NAMES } from "../words/viewer.js";
import { Display, PRESETS, VIEWS, fittedWindow } from "./display.js";
import { developed } from "../film/development.js";
import { MEASURES } from "../words/film.js";
import { FilmChoice } from "./films.js";
import { Gestures } from "./gestures.js";
import { onKey } from "./keys.js";
import { FIELD, Measures, length } from "./measures.js";
import { Pane } from "./pane.js";
import { Spotlight } from "./spotlight.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */

/** Settings are announced once they have rested this long. */
const REST = 700;

/** Two panes, their toolbar and their keys. */
export class Viewer {
  #readout = element("p", { class: "hint readout" });
  #live = element("p", { class: "unseen", role: "status" });
  /** @type {Toolbar | undefined} */
  #toolbar;
  /** @type {Pane[]} */
  #panes;
  #drawing = 0;
  #announcing = 0;
  #told = "";
  #develop;
  /** How the pictures are developed that are shown. @type {import("../protocol.js").Development | undefined} */
  #developedAs;
  #developing = 0;
  /** What was given to show. @type {Map<ViewName, {picture: import("./pane.js").Picture, difference?: Int16Array}>} */
  #given = new Map();
  measures = new Measures();

  /**
   * @param {HTMLElement} root
   * @param {{label?: string, display?: Display, toolbar?: boolean, develop?: import("../ui/host.js").Develop}} [options]
   */
  constructor(root, { label = "", display = new Display(), toolbar = true, develop } = {}) {
    this.label = label;
    this.display = display;
    this.#develop = develop;
    this.#panes = VIEWS.map((name) => new Pane(name, display, this.measures, label));
    this.#toolbar = toolbar ? new Toolbar(this) : undefined;
    this.root = element("div", { class: "viewer" }, element("div", { class: "views" }, ...this.#panes.map((pane) => pane.root)), this.#readout, this.#live);
    if (this.#toolbar) {
      this.#toolbar.root.hidden = true; // until there is something to use it on
      this.root.prepend(this.#toolbar.root);
    }
    this.films = new FilmChoice(this.root, display);
    this.spotlight = new Spotlight(this.#panes, this.display);
    if (toolbar) {
      this.films.root.hidden = true;
      this.root.prepend(this.films.root);
    }
    root.append(this.root);
    this.#told = this.#settings();
    this.#panes.forEach((pane) => new Gestures(pane, () => this.#engaged));
    this.#listen();
    this.#update();
  }

  /** The element below a view's caption may take more, such as a list of its scales. @param {ViewName} view */
  paneRoot(view) {
    return this.#pane(view).root;
  }

  /**
   * @param {import("./pane.js").Picture} picture
   * @param {Int16Array} [difference] as `differenceOf` of film/difference.js makes it
   */
  show(picture, difference) {
    this.#given.set(picture.view, { picture, difference });
    if (this.display.development && this.#develop) {
      void this.#developAll();
    } else {
      this.#pane(picture.view).show(picture, difference);
    }
    if (this.#toolbar) {
      this.#toolbar.root.hidden = false;
      this.films.root.hidden = false;
    }
  }

  /** Empties both frames; window, zoom and the other settings stay for the next pair. */
  clear() {
    this.#panes.forEach((pane) => pane.clear());
    this.#given.clear();
    this.measures.clear();
    this.spotlight.show(undefined);
  }

  /** @param {ViewName} view @param {import("./pane.js").Region[]} regions */
  overlay(view, regions) {
    this.#pane(view).mark(regions);
  }

  /** @param {number} at index in PRESETS @param {ViewName} view */
  preset(at, view) {
    const picture = this.#pane(view).picture;
    const window = PRESETS[at]?.window ?? (picture && fittedWindow(picture.depth ?? picture.grey));
    if (window) {
      this.display.setWindow(view, window);
    }
  }

  get isFullScreen() {
    return document.fullscreenElement === this.root;
  }

  toggleFullScreen() {
    // A browser may refuse; then the viewer stays as it is, and the button says so.
    const change = this.isFullScreen ? document.exitFullscreen() : this.root.requestFullscreen?.();
    change?.catch(() => this.#toolbar?.update());
  }

  /** Opens or closes the list of keys, in whatever viewer of this display has it. */
  toggleHelp() {
    this.display.dispatchEvent(new Event("help"));
  }

  /** Whether films can be developed anew here. */
  get develops() {
    return this.#develop !== undefined;
  }

  /** The lines that are laid, as a sentence; empty where there are none. */
  #measured() {
    const lines = VIEWS.flatMap((view) =>
      this.measures
        .of(view)
        .map((line) => `${VIEW_NAMES[view]}, ${MEASURES.kinds[line.kind].toLowerCase()}: ${MEASURES.millimetres(length(line) * FIELD.mean)}.`),
    );
    const { ratio } = this.measures;
    return [...(VIEWS.some((view) => this.measures.begunOn(view)) ? [MEASURES.begun] : []), ...lines, ...(ratio ? [`${MEASURES.ratio(ratio)}.`] : [])].join(
      " ",
    );
  }

  /** Shows what was given, developed as the display says now; the last of several requests wins. */
  async #developAll() {
    const number = ++this.#developing;
    const how = this.display.development;
    const given = [...this.#given.values()];
    const pictures = given.map(({ picture }) => picture);
    // Films that cannot be developed are shown as they were drawn.
    const films = await developed(pictures, how, this.#develop).catch(() => pictures);
    if (number === this.#developing) {
      this.#developedAs = how;
      films.forEach((film, at) => this.#pane(film.view).show(film, given[at].difference));
    }
  }

  /** @param {ViewName} view @returns {Pane} */
  #pane(view) {
    return this.#panes[view === "frontal" ? 0 : 1];
  }

  /** Whether one finger works on the pictures: after a tap into the viewer, until one elsewhere. */
  get #engaged() {
    return this.isFullScreen || this.root.classList.contains("engaged");
  }

  #listen() {
    this.display.addEventListener("change", () => {
      this.#update();
      if (this.#develop && this.display.development !== this.#developedAs) {
        this.#developedAs = this.display.development;
        void this.#developAll();
      }
    });
    this.measures.addEventListener("change", () => this.#update());
    this.display.addEventListener("help", () => this.#toolbar?.toggleHelp());
    this.root.addEventListener("click", () => this.root.classList.add("engaged"));
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Node && !this.root.contains(target)) {
        this.root.classList.remove("engaged");
      }
    });
    document.addEventListener("fullscreenchange", () => this.#toolbar?.update());
    this.root.addEventListener("keydown", (event) => {
      onKey(event, this, this.#panes.find(({ frame }) => frame === event.target)?.name);
    });
    for (const { frame, name } of this.#panes) {
      frame.addEventListener("focus", () => this.display.activate(name));
      frame.addEventListener("dblclick", () => {
        if (this.display.tool === "window") {
          this.films.toggle(name); // with the other tools two clicks are two steps
        }
      });
    }
  }

  #update() {
    this.#toolbar?.update();
    this.#readout.hidden = this.measures.isEmpty;
    this.#readout.textContent = `${this.#measured()} ${MEASURES.about(FIELD.mean, FIELD.spread)}`.trim();
    for (const { frame, name } of this.#panes) {
      frame.classList.toggle("active", !this.display.linked && name === this.display.active);
      frame.dataset.tool = this.display.tool;
    }
    this.#drawing ||= requestAnimationFrame(() => {
      this.#drawing = 0;
      this.#panes.forEach((pane) => pane.draw());
    });
    clearTimeout(this.#announcing);
    if (this.#toolbar) {
      this.#announcing = setTimeout(() => this.#announce(), REST);
    }
  }

  #announce() {
    const settings = this.#settings();
    if (settings !== this.#told) {
      this.#told = settings;
      this.#live.textContent = settings;
    }
  }

  #settings() {
    const { linked, active, smooth, alone } = this.display;
    const views = { view: linked ? "" : VIEW_NAMES[active], alone: alone ? VIEW_NAMES[alone] : "" };
    const settings = VIEWER.settings({ ...this.display.of(active), ...views, linked, smooth });
    const crosshair = this.measures.crosshair(active);
    return [this.#measured(), ...(crosshair ? [`${MEASURES.crosshair(100 * crosshair.x, 100 * crosshair.y)}.`] : []), settings].filter(Boolean).join(" ");
  }
}
