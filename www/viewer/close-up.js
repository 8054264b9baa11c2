// @ts-check
/** Films of other modes in a viewer of their own, with all its tools: one pair, or two that are windowed and moved together. */

import { element } from "../ui/dom.js";
import { VIEWER } from "../words/viewer.js";
import { Display, VIEWS } from "./display.js";
import { Viewer } from "./viewer.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("./pane.js").Picture} Picture */
/** @typedef {{label: string, pictures: Picture[]}} Shown the films of one patient, and what they are */

/** The one dialog of the page; it is made when it is first needed. */
class CloseUp {
  #display = new Display();
  #heading = element("h2", { id: "close-up-heading" });
  #viewers;
  #dialog;

  constructor() {
    const close = element("button", { type: "button", class: "close" }, VIEWER.close);
    close.addEventListener("click", () => this.#dialog.close());
    const rooms = [0, 1].map(() => element("section", { class: "close-up-films" }, element("h3", { hidden: "" })));
    this.#viewers = rooms.map((room, at) => new Viewer(room, { label: VIEWER.patients[at], display: this.#display, toolbar: at === 0 }));
    this.#dialog = element(
      "dialog",
      { class: "close-up", "aria-labelledby": "close-up-heading" },
      element("div", { class: "row" }, this.#heading, close),
      element("div", { class: "close-up-rooms" }, ...rooms),
    );
    this.#dialog.addEventListener("close", () => this.#viewers.forEach((viewer) => viewer.clear()));
    document.body.append(this.#dialog);
  }

  /** @param {Shown[]} shown one or two @param {ViewName} [view] that is shown alone at first */
  open(shown, view) {
    this.#heading.textContent = shown.length > 1 ? shown.map(({ label }) => label).join(", ") : shown[0].label;
    this.#display.reset();
    this.#viewers.forEach((viewer, at) => {
      const { label = "", pictures = [] } = shown[at] ?? {};
      const room = viewer.root.closest("section");
      room?.toggleAttribute("hidden", pictures.length === 0);
      const heading = room?.querySelector("h3");
      heading?.toggleAttribute("hidden", shown.length === 1); // the dialog's own says it
      heading?.replaceChildren(label);
      pictures.forEach((picture) => viewer.show(picture));
    });
    const [{ pictures }] = shown;
    const single = VIEWS.find((name) => pictures.every((picture) => picture.view === name));
    this.#dialog.classList.toggle("single", single !== undefined);
    this.#display.showAlone(single ?? view);
    this.#dialog.showModal();
  }
}

/** @type {CloseUp | undefined} */
let closeUp;

/**
 * Opens films in the viewer.
 * @param {Shown[]} shown one or two patients
 * @param {ViewName} [view] that is shown alone at first
 */
export function openCloseUp(shown, view) {
  closeUp ??= new CloseUp();
  closeUp.open(shown, view);
}
