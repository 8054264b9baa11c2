// @ts-check
/** What the page lends to each mode beside Read. */

/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("../protocol.js").Summary} Summary */

/**
 * Has the worker draw one report; the replies before the last go to `onReply`. It rejects as the request does.
 * @typedef {(report: Uint8Array, seed: number, onReply: (reply: Reply) => void,
 *   choices?: import("../protocol.js").Choices) => Promise<Summary>} Make
 */

/**
 * `job` runs one piece of work at a time, whatever mode asks: it keeps the buttons' state, the status line and the
 * error box, and resolves to whether the work came to its end. `work` returns what the status line says then. `save`
 * has the worker write files that are marked as synthetic.
 * @typedef {{
 *   job(work: (make: Make) => Promise<string>): Promise<boolean>,
 *   say(text: string): void,
 *   fail(message: string): void,
 *   manifest(): Manifest | undefined,
 *   version(): string,
 *   adapter(): string,
 *   save(order: import("../protocol.js").FileOrder): Promise<Uint8Array[]>,
 * }} Host
 */

export {};
