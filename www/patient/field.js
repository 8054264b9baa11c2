// @ts-check
/** One named dimension of a patient: slider and number, or a list, with "draw another" and the way back. */

import { element } from "../ui/dom.js";
import { PATIENT } from "../words/patient.js";
import { drawn, labelOf, scaleOf } from "./code.js";

/** @typedef {import("../protocol.js").Dimension} Dimension */

export class Field {
  /** @type {{show(value: number): void, inputs: (HTMLInputElement | HTMLSelectElement)[]}} */
  #control;
  #draw;
  #back;

  /**
   * @param {Dimension} dimension
   * @param {(value: number | undefined) => void} onChange undefined goes back to the seed's value
   */
  constructor(dimension, onChange) {
    this.dimension = dimension;
    const label = labelOf(dimension.name);
    const id = `patient-${dimension.name.replaceAll(".", "-")}`;
    const scale = scaleOf(dimension);
    this.#control = scale ? slider(id, label, scale, onChange) : list(id, dimension, onChange);
    this.#draw = element("button", { type: "button", class: "small", "aria-label": PATIENT.anotherOf(label), title: PATIENT.anotherOf(label) }, "⚄");
    this.#draw.addEventListener("click", () => onChange(drawn(dimension.way)));
    this.#back = element("button", { type: "button", class: "small", "aria-label": PATIENT.back(label), title: PATIENT.back(label), hidden: "" }, "↺");
    this.#back.addEventListener("click", () => {
      this.#control.inputs[0].focus(); // the button goes
      onChange(undefined);
    });
    this.root = element(
      "div",
      { class: "field", "data-dimension": dimension.name },
      element("label", { for: id }, label),
      ...this.#control.inputs,
      element("span", { class: "unit" }, scale?.unit === undefined ? "" : scale.unit),
      this.#draw,
      this.#back,
    );
  }

  /** @param {number} value @param {{changed: boolean, fixed: boolean}} state `fixed` by the report */
  show(value, { changed, fixed }) {
    this.#control.show(value);
    [...this.#control.inputs, this.#draw].forEach((input) => {
      input.disabled = fixed;
    });
    this.#back.hidden = !changed || fixed;
    this.root.classList.toggle("changed", changed && !fixed);
  }
}

/** @param {string} id @param {string} label @param {import("./code.js").Scale} scale @param {(value: number) => void} onChange */
function slider(id, label, { least, most, step, factor, unit }, onChange) {
  const limits = { min: String(least), max: String(most), step: String(step) };
  const range = element("input", { type: "range", id, ...limits, step: "any" });
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const number = element("input", { type: "number", inputmode: "decimal", ...limits, step: "any", "aria-label": `${label}, ${unit}` });
  range.addEventListener("input", () => {
    number.value = Number(range.value).toFixed(digits);
  });
  for (const input of [range, number]) {
    input.addEventListener("change", () => {
      const value = Number(input.value);
      if (input.value !== "" && Number.isFinite(value)) {
        onChange(Math.min(Math.max(value, least), most) / factor);
      }
    });
  }
  range.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by !== undefined) {
      // with a step of "any" browsers choose one of their own
      event.preventDefault();
      range.value = String(Number(range.value) + by * Math.max(step, (most - least) / 50));
      range.dispatchEvent(new Event("input"));
      range.dispatchEvent(new Event("change"));
    }
  });
  return {
    inputs: [range, number],
    show(/** @type {number} */ value) {
      range.value = String(value * factor);
      number.value = (value * factor).toFixed(digits);
      range.setAttribute("aria-valuetext", `${number.value} ${unit}`);
    },
  };
}

/** @param {string} id @param {Dimension} dimension @param {(value: number) => void} onChange */
function list(id, { way }, onChange) {
  const names = way.kind === "choice" ? way.names : [PATIENT.no, PATIENT.yes];
  const select = element("select", { id }, ...names.map((name, at) => element("option", { value: String(at) }, name)));
  select.addEventListener("change", () => onChange(Number(select.value)));
  return {
    inputs: [select],
    show(/** @type {number} */ value) {
      select.value = String(value);
    },
  };
}
