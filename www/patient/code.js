// @ts-check
/** What the numbers of a patient mean, as `Way` of src/code.rs has it, and how they are shown and wished for. */

/** @typedef {import("../protocol.js").Dimension} Dimension */
/** @typedef {import("../protocol.js").Way} Way */
/** @typedef {{least: number, most: number, step: number, unit: string, factor: number}} Scale what a slider shows: the value times `factor` */

const STEPS = 200;
/** Units that a reader need not decode. @type {Record<string, {unit: string, factor: number}>} */
const SHOWN_UNITS = { radians: { unit: "°", factor: 180 / Math.PI } };

/** What a standard normal number means: a number, of a chance 0 or 1, of a choice the place. @param {Way} way @param {number} z */
export function valueOf(way, z) {
  switch (way.kind) {
    case "normal":
      return Math.min(Math.max(way.mean + way.deviation * z, way.least), way.most);
    case "uniform":
      return way.low + (way.high - way.low) * phi(z);
    case "chance":
      return Number(phi(z) > 1 - way.probability);
    case "choice":
      return Math.min(Math.floor(way.names.length * phi(z)), way.names.length - 1);
  }
}

/** The words or the number that the engine takes as a wish. @param {Way} way @param {number} value as `valueOf` gives it */
export function wishOf(way, value) {
  switch (way.kind) {
    case "chance":
      return value > 0.5 ? "yes" : "no";
    case "choice":
      return way.names[value] ?? way.names[0];
    default: {
      const [least, most] = way.kind === "normal" ? [way.least, way.most] : [way.low, way.high];
      return String(Number(Math.min(Math.max(value, least), most).toPrecision(5)));
    }
  }
}

/** The reverse of `wishOf`; undefined for what is none. @param {Way} way @param {string} wish @returns {number | undefined} */
export function valueOfWish(way, wish) {
  const value = way.kind === "chance" ? ["no", "yes"].indexOf(wish) : way.kind === "choice" ? way.names.indexOf(wish) : Number(wish);
  return wish !== "" && Number.isFinite(value) && (value >= 0 || way.kind === "normal" || way.kind === "uniform") ? value : undefined;
}

/** A value drawn anew, as often as patients have it. @param {Way} way */
export function drawn(way) {
  const [a, b] = [1 - Math.random(), Math.random()];
  return valueOf(way, Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b)); // Box and Muller
}

/** How a number is shown; undefined where the dimension is none. @param {Dimension} dimension @returns {Scale | undefined} */
export function scaleOf({ way, unit }) {
  if (way.kind === "chance" || way.kind === "choice") {
    return undefined;
  }
  const [least, most] = way.kind === "normal" ? [way.least, way.most] : [way.low, way.high];
  const shown = SHOWN_UNITS[unit] ?? { unit: unit.startsWith("standard deviations") ? "SD" : unit, factor: 1 };
  const step = most - least >= STEPS / 4 ? 1 : 10 ** Math.floor(Math.log10((((most - least) * shown.factor) / STEPS) * 2));
  return { least: least * shown.factor, most: most * shown.factor, step, ...shown };
}

/** A name for users: the last part of `patient.heart_size`. @param {string} name */
export function labelOf(name) {
  const label = (name.split(".").at(-1) ?? name).replaceAll("_", " ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** Distribution function of the standard normal distribution (Abramowitz and Stegun 7.1.26, error below 2e-7). @param {number} z */
export function phi(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
  return z < 0 ? tail / 2 : 1 - tail / 2;
}
