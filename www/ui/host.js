// @ts-check
/** What the page lends to each mode beside Read. */

/** @typedef {import("../protocol.js").Choices} Choices */
/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").PatientCode} PatientCode */
/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("../protocol.js").Summary} Summary */

/**
 * Has the worker draw one report; the replies before the last go to `onReply`. It rejects as the request does.
 * @typedef {(report: Uint8Array, seed: number, onReply: (reply: Reply) => void, choices?: Choices) => Promise<Summary>} Make
 */

/**
 * Has the worker's engine develop canonical films.
 * @typedef {(films: {values: Float32Array, size: number}[], how: import("../protocol.js").Development) =>
 *   Promise<import("../protocol.js").Shown[]>} Develop
 */

/**
 * `job` runs one piece of work at a time, whatever mode asks: it keeps the buttons' state, the status line and the
 * error box, and resolves to whether the work came to its end. `work` returns what the status line says then. `save`
 * has the worker write files that are marked as synthetic, `develop` has it develop films.
 * @typedef {{
 *   job(work: (make: Make) => Promise<string>): Promise<boolean>,
 *   say(text: string): void,
 *   fail(message: string): void,
 *   manifest(): Manifest | undefined,
 *   patients(): PatientCode | undefined,
 *   version(): string,
 *   adapter(): string,
 *   save(order: import("../protocol.js").FileOrder): Promise<Uint8Array[]>,
 *   develop: Develop,
 * }} Host
 */

/**
 * One patient to be compared without and with the finding `name`: the report, seed and wishes of a pair, and both tables.
 * @typedef {{report: string, seed: number, patient?: string, without: import("../protocol.js").TableRow[],
 *   withIt: import("../protocol.js").TableRow[], name: string}} WithAndWithout
 */

export {};
