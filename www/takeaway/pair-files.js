// @ts-check
/** Saves the pair as files. The engine writes them, so that none leaves without its mark. */

import { element } from "../ui/dom.js";
import { developed } from "../film/development.js";
import { codeOf, messageOf } from "../failure.js";
import { explain } from "../messages.js";
import { TAKE_AWAY } from "../words/viewer.js";
import { labelledPicture } from "./labelled.js";

/** @typedef {import("../protocol.js").FileOrder} FileOrder */
/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").View} View */
/** @typedef {{frontal: View, lateral: View}} Pair */
/** @typedef {{seed: number, report: string, adapter: string}} Origin */

/** The part "Take away" of the page; empty where the engine cannot write files. */
export class PairFiles {
  #ask;
  #display;
  #develop;
  #deep = element("input", { type: "checkbox", id: "files-deep" });
  #withReport = element("input", { type: "checkbox", id: "files-report", "aria-describedby": "files-report-hint" });
  #status = element("p", { role: "status", id: "files-status" });
  /** @type {Manifest | undefined} */
  #manifest;
  /** @type {{pair: Pair, origin: Origin} | undefined} */
  #offered;
  /** @type {string[]} */
  #urls = [];

  /**
   * @param {HTMLElement} root
   * @param {(order: FileOrder) => Promise<Uint8Array[]>} ask has the worker write files
   * @param {import("../viewer/display.js").Display} display how the viewer develops and shows the pair
   * @param {import("../ui/host.js").Develop} develop has the worker develop films
   */
  constructor(root, ask, display, develop) {
    this.root = root;
    this.#ask = ask;
    this.#display = display;
    this.#develop = develop;
    const row = element(
      "div",
      { class: "row" },
      this.#button(TAKE_AWAY.png, () => this.#savePng()),
      this.#button(TAKE_AWAY.dicom, () => this.#saveDicom()),
      this.#button(TAKE_AWAY.labelled, () => this.#saveLabelled()),
    );
    root.append(
      element("h3", {}, TAKE_AWAY.heading),
      row,
      element("p", { class: "hint" }, TAKE_AWAY.formats),
      element("p", {}, element("label", { class: "inline" }, this.#deep, TAKE_AWAY.deep)),
      element("label", { class: "inline" }, this.#withReport, TAKE_AWAY.withReport),
      element("p", { class: "hint", id: "files-report-hint" }, TAKE_AWAY.withReportHint),
      this.#status,
    );
    root.hidden = true;
  }

  /** @param {{manifest: Manifest, writesFiles: boolean}} opened what the engine says of itself and of the weights */
  open({ manifest, writesFiles }) {
    this.#manifest = manifest;
    this.root.hidden = !writesFiles;
  }

  /** The pair that is saved from now on. @param {Pair} pair @param {Origin} origin */
  offer(pair, origin) {
    this.#offered = { pair, origin };
    this.#forget();
  }

  /** @param {string} name @param {() => Promise<void>} save */
  #button(name, save) {
    const button = element("button", { type: "button" }, name);
    button.addEventListener("click", () => {
      save().catch((error) => {
        this.#status.textContent = explain(codeOf(error), messageOf(error));
      });
    });
    return button;
  }

  async #savePng() {
    const { pair, mark, name } = await this.#current();
    const images = [pair.frontal, pair.lateral].map((view) => ({ grey: this.#grey(view), width: view.size, height: view.size }));
    this.#hand(await this.#ask({ format: "png", images, mark }), [`${name}-frontal.png`, `${name}-lateral.png`], "image/png");
  }

  async #saveDicom() {
    const {
      pair: { frontal, lateral },
      mark,
      name,
    } = await this.#current();
    const files = await this.#ask({ format: "dicom", frontal: this.#grey(frontal), lateral: this.#grey(lateral), size: frontal.size, mark });
    this.#hand(files, [`${name}-frontal.dcm`, `${name}-lateral.dcm`], "application/dicom");
  }

  async #saveLabelled() {
    const { pair, mark, name } = await this.#current();
    const images = [labelledPicture(pair, this.#display, TAKE_AWAY.origin(mark))];
    this.#hand(await this.#ask({ format: "png", images, mark }), [`${name}-labelled.png`], "image/png");
  }

  /** The grey values in the depth that the user wants. @param {View} view */
  #grey(view) {
    return this.#deep.checked ? view.depth : view.grey;
  }

  /** What is saved, developed as it is shown, and the mark it gets. */
  async #current() {
    if (!this.#offered || !this.#manifest) {
      throw new Error("no pair is offered");
    }
    const {
      pair,
      origin: { seed, adapter, report },
    } = this.#offered;
    /** @type {import("../protocol.js").Mark} */
    const mark = { model: this.#manifest.name, weights: this.#manifest.sha256, seed, adapter };
    if (this.#withReport.checked) {
      mark.report = report;
    }
    const [frontal, lateral] = await developed([pair.frontal, pair.lateral], this.#display.development, this.#develop);
    return { pair: { frontal, lateral }, mark, name: `xraygan-seed${seed}` };
  }

  /** Downloads the files, and leaves links where a browser lets only the first through. @param {Uint8Array[]} files @param {string[]} names @param {string} type */
  #hand(files, names, type) {
    this.#forget();
    const links = files.map((file, at) => {
      const url = URL.createObjectURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (file)], { type }));
      this.#urls.push(url);
      return element("a", { href: url, download: names[at] }, names[at]);
    });
    this.#status.append(TAKE_AWAY.saved(links.length), " ", ...links.flatMap((link, at) => (at ? [", ", link] : [link])));
    links.forEach((link) => link.click());
  }

  #forget() {
    this.#urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    this.#status.replaceChildren();
  }
}
