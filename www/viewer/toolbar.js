// @ts-check
/** The viewer's buttons, its window presets and its list of keys. */

import { element } from "../ui/dom.js";
import { MEASURES } from "../words/film.js";
import { VIEWER } from "../words/viewer.js";
import { DevelopPanel } from "./develop.js";
import { PRESETS, TOOLS } from "./display.js";
import { KINDS } from "./measures.js";

const ZOOM_STEP = 1.25;

/** @typedef {import("./viewer.js").Viewer} Viewer */

/** One stop for Tab; the arrow keys go from button to button. */
export class Toolbar {
  #presets = element(
    "select",
    {},
    element("option", { value: "", hidden: "" }, VIEWER.ownWindow),
    ...PRESETS.map(({ name }, at) => element("option", { value: String(at) }, `${at + 1} ${name}`)),
  );
  #help = element(
    "details",
    { class: "help" },
    element("summary", {}, VIEWER.help),
    element("dl", {}, ...VIEWER.keys.flatMap(([key, what]) => [element("dt", {}, key), element("dd", {}, what)])),
  );
  /** @type {{button: HTMLButtonElement, pressed?: () => boolean}[]} */
  #buttons = [];
  #viewer;

  /** @param {Viewer} viewer */
  constructor(viewer) {
    this.#viewer = viewer;
    const { display } = viewer;
    const { buttons } = VIEWER;
    const bar = element(
      "div",
      { role: "toolbar", class: "bar", "aria-label": [viewer.label, VIEWER.toolbar].filter(Boolean).join(", ") },
      group(
        VIEWER.dragging,
        ...TOOLS.map((tool) =>
          this.#add(
            buttons[tool],
            () => display.use(tool),
            () => display.tool === tool,
          ),
        ),
      ),
      group(
        VIEWER.zooming,
        this.#add(buttons.out, () => display.zoom(display.active, 1 / ZOOM_STEP)),
        this.#add(buttons.in, () => display.zoom(display.active, ZOOM_STEP)),
        this.#add(buttons.fit, () => display.fit(display.active)),
      ),
      group(
        MEASURES.measuring,
        ...KINDS.map((kind) =>
          this.#add(
            MEASURES.buttons[kind],
            () => display.use(kind),
            () => display.tool === kind,
          ),
        ),
        this.#add(MEASURES.clear, () => viewer.measures.clear()),
      ),
      this.#add(
        buttons.invert,
        () => display.invert(display.active),
        () => display.of(display.active).inverted,
      ),
      this.#add(
        buttons.smooth,
        () => display.toggleSmooth(),
        () => display.smooth,
      ),
      this.#add(
        buttons.link,
        () => display.toggleLinked(),
        () => display.linked,
      ),
      this.#add(buttons.reset, () => display.reset()),
      ...(document.fullscreenEnabled
        ? [
            this.#add(
              buttons.full,
              () => viewer.toggleFullScreen(),
              () => viewer.isFullScreen,
            ),
          ]
        : []),
    );
    bar.addEventListener("keydown", (event) => this.#rove(event));
    bar.addEventListener("focusin", (event) => this.#stopAt(this.#buttons.findIndex(({ button }) => button === event.target)));
    this.#presets.addEventListener("change", () => viewer.preset(Number(this.#presets.value), display.active));
    this.root = element(
      "div",
      { class: "tools" },
      bar,
      element("label", { class: "inline" }, VIEWER.preset, this.#presets),
      ...(viewer.develops ? [new DevelopPanel(display).root] : []),
      this.#help,
    );
    this.#stopAt(0);
    this.update();
  }

  /** Shows the display's settings on the buttons. */
  update() {
    for (const { button, pressed } of this.#buttons) {
      if (pressed) {
        button.setAttribute("aria-pressed", String(pressed()));
      }
    }
    const { display } = this.#viewer;
    const { centre, width } = display.of(display.active);
    const at = PRESETS.findIndex(({ window }) => window?.centre === centre && window.width === width);
    this.#presets.value = at >= 0 ? String(at) : "";
  }

  toggleHelp() {
    this.#help.open = !this.#help.open;
    if (this.#help.open) {
      this.#help.querySelector("summary")?.focus();
    }
  }

  /**
   * @param {{text: string, name?: string}} wording
   * @param {() => void} act
   * @param {() => boolean} [pressed]
   */
  #add({ text, name }, act, pressed) {
    const button = element("button", { type: "button", tabindex: "-1", ...(name ? { "aria-label": name, title: name } : {}) }, text);
    button.addEventListener("click", act);
    this.#buttons.push({ button, pressed });
    return button;
  }

  /** @param {KeyboardEvent} event */
  #rove(event) {
    const at = this.#buttons.findIndex(({ button }) => button === event.target);
    const last = this.#buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined && at >= 0) {
      event.preventDefault();
      this.#buttons[to].button.focus();
    }
  }

  /** @param {number} stop */
  #stopAt(stop) {
    this.#buttons.forEach(({ button }, at) => {
      button.tabIndex = at === stop ? 0 : -1;
    });
  }
}

/** @param {string} name @param {HTMLElement[]} buttons */
function group(name, ...buttons) {
  return element("div", { role: "group", class: "group", "aria-label": name }, ...buttons);
}
