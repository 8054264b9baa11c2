// @ts-check
/** How films are developed after the network: what can be set, and having the engine do it. */

/** @typedef {import("../protocol.js").Development} Development */
/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../ui/host.js").Develop} Develop */

/** Changes nothing: the film as the network draws it. @type {Readonly<Development>} */
export const UNDEVELOPED = { exposure: 0, haze: 0, haze_reach: 0.1, contrast: 1, gamma: 1, grain: 0, seed: 0, collimation: [0, 0, 0, 0] };

/**
 * What a user can set, with its range; about twice as wide as what films have.
 * @type {{name: "exposure" | "contrast" | "gamma" | "haze" | "grain", least: number, most: number, step: number}[]}
 */
export const SETTINGS = [
  { name: "exposure", least: -0.2, most: 0.2, step: 0.01 },
  { name: "contrast", least: 0.5, most: 1.5, step: 0.01 },
  { name: "gamma", least: 0.5, most: 2, step: 0.01 },
  { name: "haze", least: 0, most: 0.4, step: 0.01 },
  { name: "grain", least: 0, most: 0.04, step: 0.001 },
];

/**
 * The views developed as `how` says; as they are where it is absent.
 * @template {import("./development.js").Film[]} T
 * @param {T} films
 * @param {Development | undefined} how
 * @param {Develop | undefined} develop
 * @returns {Promise<T>}
 */
export async function developed(films, how, develop) {
  if (!how || !develop || films.some(({ values }) => !values)) {
    return films;
  }
  const shown = await develop(
    films.map(({ values, size }) => ({ values: values ?? new Float32Array(), size })),
    how,
  );
  return /** @type {T} */ (films.map((film, at) => ({ ...film, ...shown[at] })));
}

/** @typedef {{size: number, grey: Uint8Array, depth?: Uint16Array, values?: Float32Array}} Film a view; without `values` it cannot be developed anew */
