// @ts-check
/** What stands in the form: the report, the seed and the choice of engine. */

import { byId, element } from "./dom.js";
import { EXAMPLES } from "./examples.js";

const MAX_SEED = 2 ** 32 - 1;
/** Seeds the page draws: few digits are easier to read out and write down. */
const DRAWN_SEEDS = 1_000_000;

const form = byId("form", HTMLFormElement);
const example = byId("example", HTMLSelectElement);
export const text = byId("text", HTMLTextAreaElement);
export const seedField = byId("seed", HTMLInputElement);

/** @returns {import("../protocol.js").EngineChoice} */
export function engineChoice() {
  const chosen = new FormData(form).get("engine");
  return chosen === "gpu" || chosen === "cpu" ? chosen : "auto";
}

/** @returns {Uint8Array} the report as UTF-8 */
export function reportBytes() {
  return new TextEncoder().encode(text.value);
}

/** @returns {number | undefined} the seed, undefined where the field holds none */
export function seedValue() {
  const value = seedField.value.trim();
  const good = /^\d{1,10}$/.test(value) && Number(value) <= MAX_SEED;
  seedField.setAttribute("aria-invalid", String(!good));
  return good ? Number(value) : undefined;
}

/** Puts another seed into the field. */
export function drawSeed() {
  seedField.value = String(crypto.getRandomValues(new Uint32Array(1))[0] % DRAWN_SEEDS);
}

/**
 * Fills the list of examples; choosing one puts it into the field.
 * @param {() => void} listener called after that
 */
export function onExample(listener) {
  example.append(...EXAMPLES.map(({ name }, at) => element("option", { value: String(at) }, name)));
  example.addEventListener("change", () => {
    const chosen = EXAMPLES[Number(example.value)];
    if (example.value !== "" && chosen) {
      text.value = chosen.report;
      listener();
    }
  });
}
