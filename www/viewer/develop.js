// @ts-check
/** The panel "Develop": exposure, contrast, tone, scatter and grain of the films that are shown. */

import { element } from "../ui/dom.js";
import { SETTINGS, UNDEVELOPED } from "../film/development.js";
import { FILM } from "../words/film.js";

/** @typedef {import("../protocol.js").Development} Development */

let panels = 0;

export class DevelopPanel {
  /** @type {{name: typeof SETTINGS[number]["name"], slider: HTMLInputElement, figure: HTMLOutputElement}[]} */
  #sliders;
  #display;

  /** @param {import("./display.js").Display} display whose `development` this sets */
  constructor(display) {
    this.#display = display;
    const number = ++panels;
    this.#sliders = SETTINGS.map(({ name, least, most, step }) => {
      const slider = element("input", { type: "range", id: `develop-${number}-${name}`, min: String(least), max: String(most), step: String(step) });
      slider.addEventListener("input", () => this.#set({ [name]: Number(slider.value) }));
      return { name, slider, figure: element("output", { for: slider.id }) };
    });
    const rows = this.#sliders.flatMap(({ name, slider, figure }) => [element("label", { for: slider.id }, FILM.settings[name]), figure, slider]);
    this.root = element(
      "details",
      { class: "develop" },
      element("summary", {}, FILM.heading),
      element("p", { class: "hint" }, FILM.hint),
      element("div", { class: "sliders" }, ...rows),
      element(
        "div",
        { class: "row" },
        button(FILM.asDrawn, () => display.develop(undefined)),
        button(FILM.undeveloped, () => display.develop({ ...UNDEVELOPED })),
        button(FILM.otherGrain, () => this.#set({ seed: crypto.getRandomValues(new Uint32Array(1))[0] })),
      ),
    );
    display.addEventListener("change", () => this.#update());
    this.#update();
  }

  /** @param {Partial<Development>} change */
  #set(change) {
    this.#display.develop({ ...this.#display.howDeveloped, ...change });
  }

  #update() {
    const how = this.#display.howDeveloped;
    for (const { name, slider, figure } of this.#sliders) {
      slider.value = String(how[name]);
      figure.textContent = FILM.figure(name, how[name]);
      slider.setAttribute("aria-valuetext", figure.textContent);
    }
  }
}

/** @param {string} name @param {() => void} act */
function button(name, act) {
  const made = element("button", { type: "button" }, name);
  made.addEventListener("click", act);
  return made;
}
