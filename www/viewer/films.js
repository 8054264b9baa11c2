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
  #films;
  #display;

  /**
   * @param {HTMLElement} films the element around both films, whose `data-film` is the one that is shown alone
   * @param {import("./display.js").Display} display
   */
  constructor(films, display) {
    this.#films = films;
    this.#display = display;
    this.#buttons = [undefined, ...VIEWS].map((view) => {
      const button = element("button", { type: "button" }, view ? VIEW_NAMES[view] : VIEWER.bothFilms);
      button.addEventListener("click", () => display.showAlone(view));
      return { button, view };
    });
    this.root = element("div", { class: "film-choice", role: "group", "aria-label": VIEWER.films }, ...this.#buttons.map(({ button }) => button));
    display.addEventListener("change", () => this.#update());
    NARROW.addEventListener("change", () => this.#update());
    this.#update();
  }

  /** One film alone, or both again. @param {ViewName} view */
  toggle(view) {
    this.#display.showAlone(this.#display.alone === view ? undefined : view);
  }

  #update() {
    const { alone, active } = this.#display;
    const shown = alone ?? (NARROW.matches ? active : undefined);
    this.#films.dataset.film = shown ?? "";
    for (const { button, view } of this.#buttons) {
      button.hidden = NARROW.matches && view === undefined;
      button.setAttribute("aria-pressed", String(view === shown));
    }
  }
}
