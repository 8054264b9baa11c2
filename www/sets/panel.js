// @ts-check
/** Sets for a class: drawn, opened, practised and passed on. */

import { byId, element } from "../ui/dom.js";
import { showMode } from "../ui/modes.js";
import { Failure, messageOf } from "../failure.js";
import { download } from "../cases/download.js";
import { makePair } from "../film/pair.js";
import { reportOf } from "../practice/compose.js";
import { LEVELS, drawCases, drawable } from "../practice/draw.js";
import { choices } from "../practice/mode.js";
import { PRACTICE } from "../words/practice.js";
import { SETS } from "../words/sets.js";
import { archive } from "./archive.js";
import { linkTo, setOf } from "./link.js";
import { moodleXml } from "./moodle.js";
import { questionPicture, sheetPicture } from "./picture.js";
import { MAX_TEXT, isPatient, readSet, writeSet } from "./set-file.js";

/** @typedef {import("../ui/host.js").Host} Host */
/** @typedef {import("./set-file.js").Set} Set */
/** @typedef {import("./table.js").Placed} Placed */
/** @typedef {{placed: Placed, picture: Uint8Array}} Rendered */

const COUNTS = [10, 20, 40, 60];

export class SetsPanel {
  #host;
  #practice;
  #count = element("select", { id: "sets-count" }, ...COUNTS.map((count) => element("option", count === 20 ? { selected: "" } : {}, String(count))));
  #level = element("select", { id: "sets-level" }, ...LEVELS.map((level) => element("option", { value: level }, PRACTICE.levels[level])));
  #patient = element("input", { id: "sets-patient", autocomplete: "off", spellcheck: "false" });
  #findings = element("fieldset", { class: "set-findings" });
  #file = element("input", { type: "file", id: "sets-file", accept: ".json,application/json" });
  #error = element("p", { id: "sets-error", class: "problem", role: "alert", hidden: "" });
  #said = element("p", { id: "sets-status", role: "status" });
  #facts = element("p", { id: "sets-facts" });
  #link = element("input", { id: "sets-link", readonly: "", "aria-label": SETS.linkField });
  #made = element("div", { id: "sets-made", hidden: "" });
  #details = element("details", { id: "sets-details" }, element("summary", {}, element("h2", {}, SETS.heading)));
  /** @type {Set | undefined} */
  #set;

  /**
   * @param {Host} host
   * @param {import("../practice/mode.js").PracticeMode} practice
   */
  constructor(host, practice) {
    this.#host = host;
    this.#practice = practice;
    this.#made.append(
      this.#facts,
      element(
        "div",
        { class: "row" },
        this.#button("sets-play", SETS.play, () => this.#play()),
        this.#button("sets-json", SETS.json, () => this.#saveJson()),
        this.#button("sets-zip", SETS.zip, () => this.#saveZip(), "ready"),
        this.#button("sets-moodle", SETS.moodle, () => this.#saveMoodle(), "ready"),
      ),
      element(
        "div",
        { class: "row" },
        this.#link,
        this.#button("sets-copy", SETS.link, () => this.#copy()),
      ),
    );
    this.#details.append(
      element("p", { class: "hint" }, SETS.hint),
      element("div", { class: "row" }, field(SETS.count, this.#count), field(PRACTICE.level, this.#level)),
      this.#findings,
      field(SETS.patient, this.#patient),
      element(
        "div",
        { class: "row" },
        this.#button("sets-draw", SETS.draw, () => this.#draw()),
      ),
      field(SETS.open, this.#file),
      this.#made,
      element("p", { class: "hint" }, SETS.embed),
    );
    byId("panel-practice", HTMLDivElement).append(element("section", { id: "sets" }, this.#details, this.#error, this.#said));
    this.#file.addEventListener("change", () => void this.#open());
    addEventListener("hashchange", () => this.#fromAddress());
    this.refresh();
    this.#fromAddress();
  }

  /** The weights are known, or others. */
  refresh() {
    const from = drawable(this.#host.manifest()?.weak ?? []);
    this.#findings.replaceChildren(
      element("legend", {}, SETS.only),
      ...from.map(({ finding, label }) => element("label", { class: "inline" }, element("input", { type: "checkbox", value: finding, checked: "" }), label)),
    );
    this.#compareWeights();
  }

  /** Shows a set, and what can be done with it. @param {Set} set @param {string} said */
  #take(set, said) {
    this.#set = set;
    this.#facts.textContent = SETS.facts(set.cases.length, set.cases.filter(({ table }) => table.length === 0).length);
    this.#link.value = linkTo(location.href, set);
    this.#made.hidden = false;
    this.#details.open = true;
    this.#say(said);
    this.#compareWeights();
  }

  /** Says so where this page's weights draw other pictures. */
  #compareWeights() {
    const here = this.#host.manifest()?.sha256;
    if (this.#set && here && here !== this.#set.weights.sha256) {
      this.#fail(SETS.otherWeights(this.#set.weights.sha256, here));
    }
  }

  #draw() {
    const weights = this.#weights();
    const patient = this.#patient.value.replace(/\s+/g, "");
    const chosen = [...this.#findings.querySelectorAll("input")].filter(({ checked }) => checked).map(({ value }) => ({ finding: value }));
    if (chosen.length === 0) {
      this.#fail(SETS.noFindings);
    } else if (patient !== "" && !isPatient(patient)) {
      this.#fail(SETS.badPatient);
      this.#patient.focus();
    } else {
      const level = LEVELS[this.#level.selectedIndex];
      const cases = drawCases(chosen, Number(this.#count.value), level, Math.random).map((it) => (patient ? { ...it, patient } : it));
      this.#take({ weights, program: this.#host.version(), cases }, SETS.drawn(cases.length));
    }
  }

  async #open() {
    const chosen = this.#file.files?.[0];
    if (!chosen) {
      return;
    }
    try {
      if (chosen.size > 4 * MAX_TEXT) {
        // bytes of the longest text
        throw new Failure("set_invalid", SETS.tooLarge(MAX_TEXT));
      }
      const set = readSet(
        await chosen.text().catch(() => {
          throw new Failure("file_unreadable");
        }),
      );
      this.#take(set, SETS.opened(chosen.name, set.cases.length));
      this.#play();
    } catch (error) {
      this.#fail(`${chosen.name}: ${messageOf(error)}`);
    } finally {
      this.#file.value = ""; // the same file can be opened again
    }
  }

  /** Opens the set that the address names. */
  #fromAddress() {
    try {
      const set = setOf(location.hash);
      if (set) {
        showMode("practice");
        this.#take(set, SETS.opened(SETS.fromLink, set.cases.length));
        this.#play();
        this.#details.open = false;
      }
    } catch (error) {
      showMode("practice");
      this.#details.open = true;
      this.#fail(messageOf(error));
    }
  }

  #play() {
    if (this.#set) {
      this.#practice.play(this.#set.cases);
    }
  }

  #saveJson() {
    if (this.#set) {
      this.#hand(new Blob([`${writeSet(this.#set)}\n`], { type: "application/json" }), "xraygan-set.json");
    }
  }

  async #saveZip() {
    await this.#render(
      (pair, at, seed) => sheetPicture(pair, SETS.pictureLine(at + 1, seed, this.#weights().sha256)),
      async (set, cases) => {
        return this.#hand(new Blob([/** @type {BlobPart} */ (await archive(set, cases))], { type: "application/zip" }), "xraygan-set.zip");
      },
    );
  }

  async #saveMoodle() {
    await this.#render(
      (pair) => questionPicture(pair),
      async (set, cases) => {
        if (cases.some(({ placed: { spots } }) => spots.includes(undefined))) {
          throw new Failure("set_places", SETS.noPlaces);
        }
        const findings = drawable(this.#host.manifest()?.weak ?? []).map(({ finding }) => finding);
        return this.#hand(new Blob([moodleXml(cases, findings, set.weights)], { type: "application/xml" }), "xraygan-set-moodle.xml");
      },
    );
  }

  /**
   * Draws every case with the weights of this page, and hands over pictures and places.
   * @param {(pair: import("../film/pair.js").Pair, at: number, seed: number) => import("../protocol.js").Picture} depict
   * @param {(set: Set, cases: Rendered[]) => Promise<string>} finish returns what is to be said
   */
  async #render(depict, finish) {
    if (!this.#set) {
      return;
    }
    const { cases } = this.#set;
    const set = { weights: this.#weights(), program: this.#host.version(), cases };
    const done = await this.#host.job(async (make) => {
      /** @type {Rendered[]} */
      const rendered = [];
      for (const [at, drawn] of cases.entries()) {
        this.#say(SETS.drawing(at + 1, cases.length));
        const pair = await makePair(make, reportOf(drawn), drawn.seed, undefined, choices(drawn));
        const spots = pair.summary.told?.spots;
        const mark = { model: set.weights.name, weights: set.weights.sha256, seed: drawn.seed, adapter: this.#host.adapter() };
        const [picture] = await this.#host.save({ format: "png", images: [depict(pair, at, drawn.seed)], mark });
        rendered.push({ placed: { drawn, spots: drawn.table.map((_, row) => spots?.find((it) => it.row === row)?.views) }, picture });
      }
      return finish(set, rendered);
    });
    if (!done) {
      this.#say("");
    }
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#link.value);
      this.#say(SETS.copied);
    } catch {
      this.#link.select();
      this.#say(SETS.notCopied);
    }
  }

  /** @returns {Set["weights"]} */
  #weights() {
    const manifest = this.#host.manifest();
    if (!manifest) {
      throw new Failure("set_weights", SETS.noWeights);
    }
    return { name: manifest.name, sha256: manifest.sha256 };
  }

  /** @param {Blob} blob @param {string} name */
  #hand(blob, name) {
    download(blob, name);
    this.#say(SETS.saved(name));
    return SETS.saved(name);
  }

  /** @param {string} text */
  #say(text) {
    this.#error.hidden = true;
    this.#said.textContent = text;
  }

  /** @param {string} text */
  #fail(text) {
    this.#error.textContent = text;
    this.#error.hidden = false;
  }

  /** @param {string} id @param {string} text @param {() => void | Promise<void>} act @param {string} [when] the state that it needs */
  #button(id, text, act, when) {
    const made = element("button", { type: "button", id, ...(when ? { "data-when": when, "aria-disabled": "true" } : {}) }, text);
    made.addEventListener("click", () => {
      Promise.resolve()
        .then(act)
        .catch((error) => this.#fail(messageOf(error)));
    });
    return made;
  }
}

/** @param {string} text @param {HTMLElement} control */
function field(text, control) {
  return element("p", { class: "choice" }, element("label", { for: control.id }, text), control);
}
