// @ts-check
/**
 * The start of a visit. The first one says what will be downloaded and waits for a click, then shows each step up to
 * the first pair; later ones start by themselves from what the browser keeps.
 */

import { byId, element } from "../ui/dom.js";
import { text } from "../ui/inputs.js";
import { reportText } from "../cases/findings.js";
import { NORMAL } from "../cases/shelf.js";
import { formatBytes, formatTime } from "../format.js";
import { sentence } from "../messages.js";
import { addressOf, canKeep } from "../site.js";

/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {Extract<Reply, {kind: "progress"}>} Progress */

const STEPS = ["engine", "compile", "download", "prepare", "generate"];
/** @type {Record<string, string>} */
const NAMES = {
  engine: "Fetch the program",
  compile: "Compile it for this device",
  download: "Fetch the weights",
  prepare: "Build the network",
  generate: "Warm up: draw a first pair",
};

/** One line of the list of steps. */
class Step {
  #state = element("span", {}, "waiting");
  #since = 0;
  item;

  /** @param {string} name */
  constructor(name) {
    this.item = element("li", {}, element("span", {}, NAMES[name]), this.#state);
  }

  /** @param {"waiting" | "running" | "done"} state */
  enter(state) {
    if (this.item.dataset.state === state) {
      return;
    }
    this.#state.textContent = state === "done" ? `done in ${formatTime(performance.now() - this.#since)}` : state;
    this.#since = performance.now();
    this.item.dataset.state = state;
  }

  /** @param {string} amount */
  count(amount) {
    this.#state.textContent = amount;
  }
}

export class Visit {
  #section = byId("visit", HTMLElement);
  #offer = byId("visit-offer", HTMLDivElement);
  #list = byId("visit-steps", HTMLOListElement);
  #steps = STEPS.map((name) => new Step(name));
  #installation;
  #begin;
  #waiting = false;
  /** Whether this visit owes the user a first pair from an example. */
  #owed = false;

  /**
   * @param {import("./installation.js").Installation} installation
   * @param {() => void} begin loads program and weights
   */
  constructor(installation, begin) {
    this.#installation = installation;
    this.#begin = begin;
    this.#list.append(...this.#steps.map(({ item }) => item));
    byId("start", HTMLButtonElement).addEventListener("click", () => this.#start());
    text.addEventListener("input", () => {
      this.#owed = false; // her own report comes first
    });
  }

  /** @returns {boolean} whether the visit waits for the click */
  get waits() {
    return this.#waiting;
  }

  async arrive() {
    await this.#installation.find();
    if (await this.#installation.isKept()) {
      void this.#installation.isOutdated();
      this.#started();
      return;
    }
    this.#waiting = true;
    byId("status", HTMLElement).textContent = sentence("waiting");
    byId("visit-size", HTMLElement).textContent = await this.#size();
    const { site } = this.#installation;
    byId("visit-keeps", HTMLElement).textContent = sentence(!canKeep() ? "keeps_insecure" : site ? "keeps" : "keeps_unversioned");
    this.#section.hidden = false;
  }

  /** Another way into the page may have been taken, such as the user's own weights. */
  skip() {
    if (this.#waiting) {
      this.#waiting = false;
      this.#section.hidden = true;
    }
  }

  /** @param {Progress} progress */
  progress({ stage, done, total }) {
    const current = STEPS.indexOf(stage);
    if (current < 0 || this.#list.hidden) {
      return;
    }
    this.#steps.forEach((step, at) => step.enter(at < current ? "done" : at === current ? "running" : "waiting"));
    if (done > 0 && (stage === "engine" || stage === "download")) {
      this.#steps[current].count(total > 0 ? `${formatBytes(done)} of ${formatBytes(total)}` : formatBytes(done));
    }
  }

  /** Puts an example into the field if this visit owes a first pair. @returns {boolean} whether it is to be run now */
  owesFirstPair() {
    if (!this.#owed || text.value !== "") {
      this.end();
      return false;
    }
    this.#owed = false;
    text.value = reportText(NORMAL);
    return true;
  }

  /** The first run is over, whatever came of it. @returns {boolean} whether it was the one of this list */
  end() {
    const shown = !this.#section.hidden;
    const focused = this.#section.contains(document.activeElement);
    this.#section.hidden = true;
    if (shown && focused) {
      byId("pictures-heading", HTMLElement).focus();
    }
    return shown;
  }

  #start() {
    this.#waiting = false;
    this.#owed = true;
    this.#offer.hidden = true;
    this.#list.hidden = false;
    byId("visit-heading", HTMLElement).textContent = "Getting ready";
    byId("visit-heading", HTMLElement).focus();
    this.#started();
  }

  #started() {
    document.documentElement.dataset.started = "";
    this.#begin();
  }

  /** What a first visit downloads, in words. */
  async #size() {
    const { site } = this.#installation;
    const size = (/** @type {"cpu" | "gpu"} */ kind) => site?.files.find(({ path }) => path === `engine/${kind}/xraygan_bg.wasm`)?.bytes ?? 0;
    const [cpu, gpu] = [size("cpu"), size("gpu")];
    const program =
      cpu === 0
        ? "the program"
        : gpu > 0 && "gpu" in navigator
          ? `the program, ${formatBytes(cpu)}, and ${formatBytes(gpu)} more where WebGPU finds a graphics adapter (less where the server compresses)`
          : `the program, ${formatBytes(cpu)} (less where the server compresses)`;
    try {
      /** @type {{parts: import("../protocol.js").Part[]}} */
      const { parts } = await (await fetch(addressOf("weights/model.json"))).json();
      const sum = (/** @type {import("../protocol.js").Part[]} */ some) => some.reduce((all, { bytes }) => all + bytes, 0);
      // A pair needs the templates of one anatomy.
      const first = parts.filter(({ anatomy }) => !anatomy);
      const later = first.length < parts.length ? ` for the first pair (${formatBytes(sum(parts))} for all patients)` : "";
      return `To download: the weights, ${formatBytes(sum(first))}${later}, and ${program}.`;
    } catch {
      return `To download: the weights, whose size could not be read, and ${program}.`;
    }
  }
}
