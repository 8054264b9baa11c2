// @ts-check
/** What stands in the form: the report, the seed and the choice of engine. */

import { byId } from "./dom.js";
import { MAX_SEED } from "../protocol.js";

/** Seeds the page draws: few digits are easier to read out and write down. */
const DRAWN_SEEDS = 1_000_000;

const form = byId("form", HTMLFormElement);
const keepPatient = byId("keep-patient", HTMLInputElement);
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
  return seedOf(seedField);
}

/** @param {HTMLInputElement} field @returns {number | undefined} */
export function seedOf(field) {
  const value = field.value.trim();
  const good = /^\d{1,10}$/.test(value) && Number(value) <= MAX_SEED;
  field.setAttribute("aria-invalid", String(!good));
  return good ? Number(value) : undefined;
}

export function randomSeed() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % DRAWN_SEEDS;
}

/** Puts another seed into the field. */
export function drawSeed() {
  seedField.value = String(randomSeed());
}

/** Another report that takes the place of this one is about another patient, unless this one is kept. */
export function newReport() {
  if (!keepPatient.checked) {
    drawSeed();
  }
}

keepPatient.addEventListener("change", () => {
  seedField.readOnly = keepPatient.checked;
});
