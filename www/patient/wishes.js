// @ts-check
/** What is wished of a patient: by hand for one seed, and by the words of a report, which win. */

import { valueOfWish, wishOf } from "./code.js";
import { saidOf } from "./said.js";

/** @typedef {import("../protocol.js").PatientCode} PatientCode */
/** @typedef {{name: string, value: number, words: string, asked: number | string, met: boolean}} FromReport */

/** The dimensions that a report can speak of. */
const AGE = "patient.age";
const SEX = "patient.sex";

/** Wishes by the names of dimensions; `anatomy` holds one or two names. */
export class Wishes {
  /** @type {Map<string, number>} values as `valueOf` gives them */
  values = new Map();
  /** @type {string[]} */
  anatomy = [];
  #seed = -1;

  /** Wishes belong to one patient: another seed begins anew. @param {number} seed */
  begin(seed) {
    if (seed !== this.#seed) {
      this.#seed = seed;
      this.clear();
    }
  }

  clear() {
    this.values.clear();
    this.anatomy = [];
  }

  /** The reverse of `text`; what these patients are not told by is left out. @param {PatientCode} code @param {string} text */
  read(code, text) {
    this.clear();
    for (const [name, wish = ""] of text.split(",").map((pair) => pair.split("="))) {
      const way = code.dimensions.find((dimension) => dimension.name === name)?.way;
      const value = way && valueOfWish(way, wish);
      if (name === "anatomy") {
        this.anatomy = wish.split("+").filter((it) => code.anatomies.includes(it));
      } else if (value !== undefined) {
        this.values.set(name, value);
      }
    }
  }

  get size() {
    return this.values.size + (this.anatomy.length > 0 ? 1 : 0);
  }

  /**
   * As the engine takes them; undefined where nothing is wished.
   * @param {PatientCode} code
   * @param {string} report
   * @returns {string | undefined}
   */
  text(code, report) {
    const values = new Map(this.values);
    fromReport(code, report).forEach(({ name, value }) => values.set(name, value));
    const parts = code.dimensions.flatMap(({ name, way }) => {
      const value = values.get(name);
      return value === undefined ? [] : [`${name}=${wishOf(way, value)}`];
    });
    if (this.anatomy.length > 0) {
      parts.push(`anatomy=${this.anatomy.join("+")}`);
    }
    return parts.length > 0 ? parts.join(",") : undefined;
  }
}

/**
 * What a report says of the patient, as far as these weights' patients can be told so.
 * @param {PatientCode} code
 * @param {string} report
 * @returns {FromReport[]}
 */
export function fromReport(code, report) {
  const { age, sex } = saidOf(report);
  /** @type {FromReport[]} */
  const found = [];
  for (const { name, way } of code.dimensions) {
    if (name === AGE && age && way.kind === "normal") {
      const value = Math.min(Math.max(age.value, way.least), way.most);
      found.push({ name, value, words: age.words, asked: age.value, met: value === age.value });
    } else if (name === SEX && sex && way.kind === "choice" && way.names.includes(sex.value)) {
      found.push({ name, value: way.names.indexOf(sex.value), words: sex.words, asked: sex.value, met: true });
    }
  }
  return found;
}
