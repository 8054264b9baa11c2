// @ts-check
/** The mode Compare: two reports, one seed, and what differs in the pictures. */

import { byId, element } from "../ui/dom.js";
import { randomSeed, seedOf } from "../ui/inputs.js";
import { reveal } from "../ui/modes.js";
import { formatTime } from "../format.js";
import { MAX_SEED } from "../protocol.js";
import { sentence } from "../messages.js";
import { LEARN } from "../words/learn.js";
import { weakAsked } from "../findings/weak.js";
import { makePair } from "../film/pair.js";
import { QUESTIONS } from "./pairs.js";
import { ComparisonView } from "./view.js";
import { changedWords } from "./words.js";

/** @typedef {import("../ui/host.js").Host} Host */
/** @typedef {import("../ui/host.js").WithAndWithout} WithAndWithout */
/** @typedef {import("./pairs.js").Question} Question */

const MOST_RUNS_LISTED = 6;

export class CompareMode {
  #host;
  #view = new ComparisonView(byId("compare-views", HTMLDivElement));
  #question = byId("compare-question", HTMLSelectElement);
  #a = byId("compare-a", HTMLTextAreaElement);
  #b = byId("compare-b", HTMLTextAreaElement);
  #seed = byId("compare-seed", HTMLInputElement);
  #words = byId("compare-words", HTMLDivElement);
  #facts = byId("compare-facts", HTMLDivElement);
  #other = byId("compare-patient", HTMLSelectElement);
  /** One report drawn from two tables, in place of two reports. @type {WithAndWithout | undefined} */
  #tables;

  /**
   * @param {Host} host
   * @param {() => string} textInRead
   */
  constructor(host, textInRead) {
    this.#host = host;
    this.#question.append(...QUESTIONS.map(({ name }, at) => element("option", { value: String(at) }, name)), element("option", { value: "" }, LEARN.ownTexts));
    this.#question.addEventListener("change", () => this.#take(QUESTIONS[Number(this.#question.value || -1)]));
    for (const field of [this.#a, this.#b]) {
      field.addEventListener("input", () => {
        this.#question.value = "";
        this.#tables = undefined;
        this.#tellWords();
      });
    }
    this.#other.addEventListener("change", () => this.#tellWords());
    byId("compare-from-read", HTMLButtonElement).addEventListener("click", () => this.#fromRead(textInRead()));
    byId("compare-another", HTMLButtonElement).addEventListener("click", () => {
      this.#seed.value = String(randomSeed());
      void this.#run();
    });
    byId("compare-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#run();
    });
    this.#take(QUESTIONS[0]);
  }

  /** The same patient without and with a finding. @param {WithAndWithout} tables */
  openTables(tables) {
    this.#question.value = "";
    this.#take({ a: tables.report, b: tables.report });
    this.#seed.value = String(tables.seed);
    this.#tables = tables;
    this.#tellWords();
    void this.#run();
  }

  /** @param {Pick<Question, "a" | "b" | "others"> | undefined} question */
  #take(question) {
    this.#tables = undefined;
    if (question) {
      this.#a.value = question.a;
      this.#b.value = question.b;
      this.#other.value = question.others ? "other" : "same";
    }
    this.#tellWords();
  }

  /** @param {string} text */
  #fromRead(text) {
    if (text.trim() === "") {
      this.#host.say(LEARN.nothingInRead);
      return;
    }
    this.#question.value = "";
    this.#take({ a: text, b: text });
    this.#host.say(LEARN.takenFromRead);
    this.#b.focus();
  }

  #tellWords() {
    if (this.#tables) {
      this.#words.replaceChildren(element("p", {}, LEARN.withAndWithout(this.#tables.name)));
      return;
    }
    const runs = changedWords(this.#a.value, this.#b.value);
    const items = runs.slice(0, MOST_RUNS_LISTED).map(({ removed, added }) => element("li", {}, LEARN.wordsChanged(removed, added)));
    if (runs.length > MOST_RUNS_LISTED) {
      items.push(element("li", {}, LEARN.moreRuns(runs.length - MOST_RUNS_LISTED)));
    }
    this.#words.replaceChildren(
      element("p", {}, runs.length > 0 ? LEARN.changedTexts : this.#other.value === "other" ? LEARN.sameTextsOthers : LEARN.sameTexts),
      element("ul", {}, ...items),
    );
  }

  async #run() {
    const seed = seedOf(this.#seed);
    if (seed === undefined) {
      this.#host.fail(sentence("bad_seed"));
      this.#seed.focus();
      return;
    }
    const [textA, textB, tables] = [this.#a.value, this.#b.value, this.#tables];
    const others = this.#other.value === "other" && !tables;
    const seedOfB = others ? (seed + 1) % (MAX_SEED + 1) : seed;
    const drawnFrom = (/** @type {import("../protocol.js").TableRow[] | undefined} */ table) =>
      tables && { table, ...(tables.patient && { patient: tables.patient }) };
    await this.#host.job(async (make) => {
      this.#view.clear();
      this.#facts.replaceChildren();
      const a = await makePair(make, textA, seed, (view) => this.#view.show("a", view), drawnFrom(tables?.without));
      const b = await makePair(make, textB, seedOfB, (view) => this.#view.show("b", view), drawnFrom(tables?.withIt));
      this.#view.compare(a, b);
      const time = formatTime(a.summary.milliseconds + b.summary.milliseconds);
      const weak = new Map([a, b].flatMap(({ reading }) => weakAsked(reading, this.#host.manifest())).map((it) => [it.finding, it]));
      this.#facts.replaceChildren(
        element("p", { class: "hint" }, LEARN.compared(others ? [seed, seedOfB] : [seed], time, this.#host.adapter())),
        ...[...weak.values()].map((finding) => element("p", { class: "banner warning" }, LEARN.weak(finding))),
      );
      reveal(byId("compare-pictures", HTMLHeadingElement));
      return LEARN.comparedIn(time);
    });
  }
}
