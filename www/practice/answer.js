// @ts-check
/** The student's answer: a box to tick for each finding, or one for each side. */

import { element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";

/** @typedef {import("./score.js").Presence} Presence */

export class AnswerForm {
  #root;
  #enabled = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** Asks for these findings. @param {{finding: string, label: string, sided: boolean}[]} findings */
  ask(findings) {
    this.#root.replaceChildren(...findings.map(({ finding, label, sided }) => {
      const boxes = sided ? [box(finding, "right"), box(finding, "left")] : [box(finding, "yes")];
      return element("fieldset", { class: "finding" }, element("legend", {}, capital(label)), ...boxes);
    }));
    this.enable(this.#enabled);
  }

  clear() {
    this.#boxes().forEach((input) => {
      input.checked = false;
    });
  }

  /** @param {boolean} enabled */
  enable(enabled) {
    this.#enabled = enabled;
    this.#root.querySelectorAll("fieldset").forEach((fieldset) => {
      fieldset.disabled = !enabled;
    });
  }

  /** What is ticked. @returns {Map<string, Presence>} */
  read() {
    /** @type {Map<string, Presence>} */
    const answer = new Map();
    for (const { checked, name, value } of this.#boxes()) {
      if (checked) {
        answer.set(name, answer.has(name) ? "both" : /** @type {Presence} */ (value));
      }
    }
    return answer;
  }

  #boxes() {
    return this.#root.querySelectorAll("input");
  }
}

/** @param {string} finding @param {"right" | "left" | "yes"} value */
function box(finding, value) {
  return element("label", { class: "inline" }, element("input", { type: "checkbox", name: finding, value }), ` ${LEARN.presence[value]}`);
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
