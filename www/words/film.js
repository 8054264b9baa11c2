// @ts-check
/** The words of developing and measuring films. */

export const FILM = {
  heading: "Develop",
  hint: "The network draws every film with one exposure and without grain. Exposure, scatter and grain are added afterwards; change them here. Window and level only change how the result is shown.",
  settings: { exposure: "Exposure", contrast: "Contrast", gamma: "Tone (above 1: darker middle)", haze: "Scatter", grain: "Grain" },
  asDrawn: "As it was developed",
  undeveloped: "As the network draws it",
  otherGrain: "Other grain",
  /** @param {string} name @param {number} value */
  figure(name, value) {
    const percent = (/** @type {number} */ digits) => `${(100 * value).toFixed(digits).replace("-", "−")} %`;
    return { exposure: percent(0), haze: percent(0), grain: percent(1) }[name] ?? value.toFixed(2);
  },
};

const KINDS = { ruler: "Ruler", heart: "Heart", chest: "Chest" };

export const MEASURES = {
  kinds: KINDS,
  measuring: "Measure",
  clear: { text: "Clear lines", name: "Clear lines: remove them all" },
  buttons: {
    ruler: { text: "Ruler", name: "Ruler: drag a line, or click both ends" },
    heart: { text: "Heart", name: "Heart: its greatest width on the frontal film" },
    chest: { text: "Chest", name: "Chest: the greatest width inside the ribs on the frontal film" },
  },
  /** @param {number} length */
  millimetres: (length) => `${Math.round(length)} mm`,
  /** @param {number} ratio */
  ratio: (ratio) => `Heart-to-thorax ratio ${ratio.toFixed(2)} (up to 0.50 is usual on a PA film)`,
  /** @param {number} field @param {number} spread */
  about: (field, spread) =>
    `Lengths are about: these films take in ${field} mm, give or take ${spread} mm from patient to patient. The ratio does not depend on it.`,
  begun: "One end is set; set the other.",
  /** @param {number} x @param {number} y in percent of the film */
  crosshair: (x, y) => `Crosshair ${Math.round(x)} % from the left, ${Math.round(y)} % from the top`,
};
