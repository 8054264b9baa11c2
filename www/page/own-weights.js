// @ts-check
/** Weights from the user's disk: chosen or dropped, used in this tab, never sent, never kept. */

import { bundleAmong, chosenIn, droppedIn } from "./bundle.js";
import { byId } from "../ui/dom.js";
import { codeOf, messageOf } from "../failure.js";
import { explainOwn, sentence } from "../messages.js";

/** @typedef {import("./bundle.js").Found} Found */
/** @typedef {import("../protocol.js").OwnFile} OwnFile */

export class OwnWeights {
  /** The bundle in use; undefined for that of the page. @type {OwnFile[] | undefined} */
  files;
  #change;
  #zone = byId("own", HTMLElement);
  #line = byId("own-status", HTMLParagraphElement);
  #error = byId("own-error", HTMLParagraphElement);
  #back = byId("own-back", HTMLButtonElement);

  /** @param {() => void} change loads the engine again, with `files` */
  constructor(change) {
    this.#change = change;
    for (const id of ["own-folder", "own-files"]) {
      const input = byId(id, HTMLInputElement);
      input.addEventListener("change", () => {
        const found = chosenIn(input);
        input.value = ""; // the same folder can be chosen again
        if (found.length > 0) {
          void this.#take(Promise.resolve(found));
        }
      });
    }
    this.#zone.addEventListener("dragover", (event) => event.preventDefault());
    this.#zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer) {
        void this.#take(droppedIn(event.dataTransfer));
      }
    });
    this.#back.addEventListener("click", () => {
      this.#use(undefined, sentence("own_back"));
      this.#error.hidden = true;
      byId("own-summary", HTMLElement).focus(); // the button is gone
    });
  }

  /** The engine has loaded what it was given. */
  loaded() {
    if (this.files) {
      this.#line.textContent = sentence("own_loaded");
    }
  }

  /**
   * Loading failed: goes back to the page's weights if the user's were the reason.
   * @param {unknown} error
   * @returns {boolean} whether they were in use
   */
  refused(error) {
    if (!this.files) {
      return false;
    }
    this.#use(undefined, "");
    this.#fail(error, sentence("own_back"));
    return true;
  }

  /** @param {Promise<Found[]>} finding */
  async #take(finding) {
    this.#error.hidden = true;
    this.#line.textContent = sentence("own_loading");
    for (const id of ["device", "own-details"]) {
      byId(id, HTMLDetailsElement).open = true;
    }
    try {
      this.#use(await bundleAmong(await finding), sentence("own_loading"));
    } catch (error) {
      this.#line.textContent = "";
      this.#fail(error);
    }
  }

  /**
   * @param {OwnFile[] | undefined} files
   * @param {string} line
   */
  #use(files, line) {
    this.files = files;
    this.#back.hidden = !files;
    this.#line.textContent = line;
    this.#change();
  }

  /**
   * @param {unknown} error
   * @param {string} [after] what follows from it
   */
  #fail(error, after = "") {
    this.#error.textContent = `${explainOwn(codeOf(error).replace(/^own_/, ""), messageOf(error))} ${after}`.trim();
    this.#error.hidden = false;
    this.#error.scrollIntoView({ block: "nearest" });
  }
}
