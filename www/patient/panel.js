// @ts-check
/** The patient of the pair that is shown: every named dimension, changed by hand and drawn again. */

import { byId, element } from "../ui/dom.js";
import { PATIENT } from "../words/patient.js";
import { AnatomyChoice } from "./anatomy.js";
import { labelOf, valueOf } from "./code.js";
import { Field } from "./field.js";
import { Wishes, fromReport } from "./wishes.js";

/** @typedef {import("../protocol.js").PatientCode} PatientCode */
/** @typedef {import("../protocol.js").Told} Told */
/** @typedef {import("../ui/host.js").Host} Host */

export class PatientPanel {
  wishes = new Wishes();
  #root = byId("patient", HTMLDivElement);
  #host;
  #redraw;
  /** @type {PatientCode | undefined} */
  #code;
  /** @type {Told | undefined} */
  #told;
  #report = "";
  /** Wishes of a case that was opened before the weights were there. @type {string | undefined} */
  #pending;
  /** @type {Field[]} */
  #fields = [];
  /** @type {AnatomyChoice | undefined} */
  #anatomy;
  #said = element("ul", { class: "notices" });
  #count = element("p", { class: "hint", role: "status" });

  /**
   * @param {Host} host
   * @param {() => void} redraw draws the same report and seed with these wishes
   */
  constructor(host, redraw) {
    this.#host = host;
    this.#redraw = redraw;
    this.#root.replaceChildren(element("p", { class: "hint" }, PATIENT.none));
  }

  /** What the engine is asked for. @param {string} report @param {number} seed @returns {string | undefined} */
  choice(report, seed) {
    const code = this.#host.patients();
    this.wishes.begin(seed);
    if (code && this.#pending !== undefined) {
      this.wishes.read(code, this.#pending);
      this.#pending = undefined;
    }
    return code && this.wishes.text(code, report);
  }

  /** What was changed by hand, without what the report says. @param {number} seed @returns {string | undefined} */
  chosen(seed) {
    return this.choice("", seed);
  }

  /** Takes wishes that were made before, such as a saved case's. @param {number} seed @param {string | undefined} patient */
  take(seed, patient) {
    this.wishes.begin(seed);
    this.wishes.clear();
    this.#pending = patient;
  }

  /** Shows the patient of a pair. @param {Told | undefined} told @param {string} report as it stood in the field */
  show(told, report) {
    const code = this.#host.patients();
    if (!code || !told) {
      this.#code = undefined;
      this.#root.replaceChildren(element("p", { class: "hint" }, PATIENT.unknown));
      return;
    }
    this.#report = report;
    const particulars = namesOfParticulars(told);
    const before = this.#told && namesOfParticulars(this.#told).join();
    this.#told = told;
    if (code !== this.#code || particulars.join() !== before) {
      this.#code = code;
      this.#build(code, particulars);
    }
    this.#update();
  }

  /** @param {PatientCode} code @param {string[]} particulars the beginnings of the names that matter now */
  #build(code, particulars) {
    const focused = document.activeElement?.id;
    const shown = code.dimensions.filter(({ name, group }) => group !== "particulars" || particulars.some((start) => name.startsWith(start)));
    this.#fields = shown.map((dimension) => new Field(dimension, (value) => this.#wish(dimension.name, value)));
    this.#anatomy = new AnatomyChoice(code.anatomies, this.#host, (names) => {
      this.wishes.anatomy = names;
      this.#redraw();
    });
    const groups = /** @type {const} */ (["patient", "frontal", "lateral", "particulars"]).flatMap((group) => {
      const fields = this.#fields.filter(({ dimension }) => dimension.group === group);
      if (fields.length === 0) {
        return [];
      }
      const list = element("div", { class: "fields" }, ...fields.map(({ root }) => root));
      const details = element("details", {}, element("summary", {}, PATIENT.groups[group]), list);
      details.open = group === "patient";
      return [details];
    });
    const reset = element("button", { type: "button", id: "patient-reset" }, PATIENT.reset);
    reset.addEventListener("click", () => {
      this.wishes.clear();
      this.#redraw();
    });
    const another = element("button", { type: "button", id: "patient-another" }, PATIENT.anotherAll);
    another.addEventListener("click", () => byId("another", HTMLButtonElement).click());
    this.#root.replaceChildren(
      element("p", { class: "hint" }, PATIENT.intro),
      this.#said,
      element("div", { class: "row" }, another, reset),
      this.#count,
      this.#anatomy.root,
      ...groups,
      element("p", { class: "hint" }, PATIENT.deviations),
      element("p", { class: "hint" }, PATIENT.followUp),
    );
    if (focused?.startsWith("patient-")) {
      document.getElementById(focused)?.focus();
    }
  }

  /** @param {string} name @param {number | undefined} value */
  #wish(name, value) {
    if (value === undefined) {
      this.wishes.values.delete(name);
    } else {
      this.wishes.values.set(name, value);
    }
    this.#redraw();
  }

  #update() {
    const [code, told] = [this.#code, this.#told];
    if (!code || !told) {
      return;
    }
    const said = fromReport(code, this.#report);
    const numbers = new Map(code.dimensions.map(({ name }, at) => [name, told.patient.code[at] ?? 0]));
    for (const field of this.#fields) {
      const { name, way } = field.dimension;
      field.show(valueOf(way, numbers.get(name) ?? 0), { changed: this.wishes.values.has(name), fixed: said.some((it) => it.name === name) });
    }
    this.#anatomy?.show(told.patient.anatomy, this.wishes.anatomy.length > 0);
    this.#count.textContent = PATIENT.changed(this.wishes.size);
    this.#said.replaceChildren(
      ...said.map(({ name, words, met }) => {
        const way = code.dimensions.find((it) => it.name === name)?.way;
        const text = met || way?.kind !== "normal" ? PATIENT.said(labelOf(name), words) : PATIENT.saidUnmet(labelOf(name), words, way.least, way.most);
        return element("li", {}, text);
      }),
    );
  }
}

/** Of the findings that are shown, how the names of their dimensions begin. @param {Told} told */
function namesOfParticulars({ table }) {
  const shown = table.filter(({ certainty }) => certainty !== "denied");
  return [...new Set(shown.map(({ kind, side }) => (side ? `${kind}.${side}.` : `${kind}.`)))];
}
