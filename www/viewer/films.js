// @ts-check
/** Which films are shown: both, or one alone by its button, a double click or space; in a narrow window always one. */

import { element } from "../ui/dom.js";
import { VIEWER, VIEW_NAMES } from "../words/viewer.js";
import { VIEWS } from "./display.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */

/** As in films.css. */
const NARROW = matchMedia("(max-width: 40rem)");

/** The buttons for it, and what follows from `display.alone`. */
export class FilmChoice {
  /** @type {{button: HTMLButtonElement, view: ViewName | undefined}[]} */
  #buttons;
  #viewer;

  /** @param {import("./viewer.js").Viewer} viewer @param {import("./pane.js").Pane[]} panes */
  constructor(viewer, panes) {
    this.#viewer = viewer;
    const { display } = viewer;
    this.#buttons = [undefined, ...VIEWS].map((view) => {
      const button = element("button", { type: "button" }, view ? VIEW_NAMES[view] : VIEWER.bothFilms);
      button.addEventListener("click", () => display.showAlone(view));
      return { button, view };
    });
    this.root = element("div", { class: "film-choice", role: "group", "aria-label": VIEWER.films }, ...this.#buttons.map(({ button }) => button));
    panes.forEach(({ frame, root, name }) => {
      root.classList.add(`pane-${name}`);
      frame.addEventListener("dblclick", () => {
        if (display.tool === "window") {
          // with the others two clicks are two steps
          this.toggle(name);
        }
      });
    });
    NARROW.addEventListener("change", () => this.update());
    this.update();
  }

  /** One film alone, or both again. @param {ViewName} view */
  toggle(view) {
    const { display } = this.#viewer;
    display.showAlone(display.alone === view ? undefined : view);
  }

  update() {
    const { alone, active } = this.#viewer.display;
    const shown = alone ?? (NARROW.matches ? active : undefined);
    this.#viewer.root.dataset.film = shown ?? "";
    for (const { button, view } of this.#buttons) {
      button.hidden = NARROW.matches && view === undefined;
      button.setAttribute("aria-pressed", String(view === shown));
    }
  }
}
