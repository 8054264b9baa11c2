// @ts-check
/** What can be taken from Read beside the pictures: the case as a file, and a contact sheet of several patients. */

import { byId, element } from "../ui/dom.js";
import { seedField, seedValue, text } from "../ui/inputs.js";
import { sentence } from "../messages.js";
import { MAX_SEED } from "../protocol.js";
import { LEARN } from "../words/learn.js";
import { makePair } from "../film/pair.js";
import { writeCase } from "./case-file.js";
import { drawSheet } from "./contact-sheet.js";
import { download } from "./download.js";

/** @typedef {import("../ui/host.js").Host} Host */

export class TakeAway {
  #host;
  #link = byId("sheet-link", HTMLParagraphElement);
  #url = "";

  #choices;

  /** @param {Host} host @param {(report: string, seed: number) => import("../protocol.js").Choices} choices what was chosen by hand */
  constructor(host, choices) {
    this.#host = host;
    this.#choices = choices;
    byId("save-case", HTMLButtonElement).addEventListener("click", () => this.#saveCase());
    byId("make-sheet", HTMLButtonElement).addEventListener("click", () => void this.#makeSheet());
  }

  /** The report and seed in the form; says what is missing. */
  #inputs() {
    const seed = seedValue();
    const report = text.value;
    if (report.trim() === "") {
      this.#host.fail(sentence("case_empty"));
      text.focus();
    } else if (seed === undefined) {
      this.#host.fail(sentence("bad_seed"));
      seedField.focus();
    } else {
      return { report, seed };
    }
  }

  #saveCase() {
    const inputs = this.#inputs();
    const manifest = this.#host.manifest();
    if (!inputs || !manifest) {
      return;
    }
    const weights = { name: manifest.name, sha256: manifest.sha256 };
    const file = writeCase({ ...inputs, ...this.#choices(inputs.report, inputs.seed), weights, program: this.#host.version() });
    const name = `xraygan-case-${inputs.seed}.json`;
    download(new Blob([file], { type: "application/json" }), name);
    this.#host.say(LEARN.caseSaved(name));
  }

  async #makeSheet() {
    const inputs = this.#inputs();
    if (!inputs) {
      return;
    }
    const { report, seed } = inputs;
    const seeded = this.#host.manifest()?.seeded ?? true;
    const count = seeded ? Number(byId("sheet-count", HTMLSelectElement).value) : 1;
    const withReport = byId("sheet-report", HTMLInputElement).checked;
    const { table } = this.#choices(report, seed);
    const done = await this.#host.job(async (make) => {
      const pairs = [];
      for (let at = 0; at < count; at++) {
        this.#link.textContent = LEARN.sheetProgress(at + 1, count);
        pairs.push(await makePair(make, report, (seed + at) % (MAX_SEED + 1), undefined, table && { table }));
      }
      const manifest = this.#host.manifest();
      const facts = LEARN.sheetFacts(manifest, this.#host.version());
      const sheet = drawSheet(pairs, { title: LEARN.sheetTitle, facts, report: withReport ? report : "" });
      const mark = { model: manifest?.name ?? "", weights: manifest?.sha256 ?? "", seed, adapter: this.#host.adapter(), ...(withReport ? { report } : {}) };
      const [png] = await this.#host.save({ format: "png", images: [sheet], mark });
      URL.revokeObjectURL(this.#url);
      this.#url = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (png)], { type: "image/png" }));
      this.#link.replaceChildren(element("a", { href: this.#url, download: `xraygan-sheet-${seed}.png` }, LEARN.sheetLink(count)));
      return LEARN.sheetReady;
    });
    if (!done) {
      this.#link.replaceChildren();
    }
  }
}
