// @ts-check
/**
 * Fetches the weights bundle from the page's own folder. The engine checks every file's size and SHA-256; this module
 * only moves bytes, counts them, and fetches a second time where the first went wrong.
 */

import { Failure, codeOf } from "../failure.js";

/** @typedef {{file: string, bytes: number}} Part */
/** @typedef {(received: number) => void} OnBytes called with the bytes received so far of one file */

const FOLDER = new URL("../weights/", import.meta.url);

/** The bundle's files; those that were kept need no second download. */
export class WeightStore {
  /** @type {Map<string, Uint8Array>} */
  #kept = new Map();

  /**
   * @param {string} file
   * @param {boolean} fresh past the browser's cache
   * @param {number} limit bytes after which the file cannot be the right one and reading stops
   * @param {OnBytes} onBytes
   * @returns {Promise<Uint8Array>}
   */
  async #fetch(file, fresh, limit, onBytes) {
    const url = new URL(encodeURIComponent(file), FOLDER);
    const response = await fetch(url, { cache: fresh ? "reload" : "default" });
    if (response.status === 404 || response.status === 410) {
      throw new Failure("weights_missing", `The file weights/${file} is missing on this site. Reload the page; if that does not help, its owner must publish the weights folder again.`);
    }
    if (!response.ok || !response.body) {
      throw new Failure("network", `The file weights/${file} could not be fetched (status ${response.status}). Wait a moment and try again.`);
    }
    const reader = response.body.getReader();
    /** @type {Uint8Array[]} */
    const chunks = [];
    let received = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
      received += value.length;
      onBytes(received);
      if (received > limit) {
        await reader.cancel();
        break;
      }
    }
    return concatenate(chunks, received);
  }

  /**
   * One file of the bundle, fetched a second time if the connection failed.
   * @param {string} file
   * @param {number} limit
   * @param {OnBytes} onBytes
   * @param {boolean} fresh
   * @returns {Promise<Uint8Array>}
   */
  async #fetchTwice(file, limit, onBytes, fresh) {
    try {
      return await this.#fetch(file, fresh, limit, onBytes);
    } catch (error) {
      if (codeOf(error) === "weights_missing") {
        throw error;
      }
    }
    try {
      return await this.#fetch(file, true, limit, onBytes);
    } catch (error) {
      throw codeOf(error) ? error : new Failure("network", `The file weights/${file} could not be fetched. Check the connection and try again.`);
    }
  }

  /**
   * model.json, the description of the bundle.
   * @returns {Promise<Uint8Array>}
   */
  manifest() {
    return this.#fetchTwice("model.json", 1e6, () => {}, false);
  }

  /**
   * Hands parts to the engine one by one. A part that the engine refuses is fetched once more past the cache, since an
   * old copy beside a new model.json is the usual reason.
   * @param {import("../protocol.js").Engine} engine
   * @param {Part[]} parts
   * @param {{keep: boolean, onProgress: (done: number, total: number) => void}} options `keep` holds the bytes for
   *   another engine
   */
  async handOver(engine, parts, { keep, onProgress }) {
    const total = parts.reduce((sum, part) => sum + part.bytes, 0);
    let before = 0;
    for (const { file, bytes } of parts) {
      /** @type {OnBytes} */
      const onBytes = (received) => onProgress(Math.min(before + received, total), total);
      let content = this.#kept.get(file) ?? (await this.#fetchTwice(file, bytes, onBytes, false));
      try {
        engine.addPart(file, content);
      } catch (error) {
        if (!["part_truncated", "part_altered"].includes(codeOf(error))) {
          throw error;
        }
        content = await this.#fetchTwice(file, bytes, onBytes, true);
        engine.addPart(file, content);
      }
      if (keep) {
        this.#kept.set(file, content);
      } else {
        this.#kept.delete(file);
      }
      before += bytes;
      onProgress(before, total);
    }
  }
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} length
 * @returns {Uint8Array}
 */
function concatenate(chunks, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
