// @ts-check
/**
 * Brings the weights bundle to the engine, from the page's own folder or from files that the user chose. The engine
 * checks every file's size and SHA-256; this module moves bytes, counts them, and fetches a second time where the first
 * went wrong.
 */

import { Failure, codeOf } from "../failure.js";

/** @typedef {import("../protocol.js").OwnFile} OwnFile */
/** @typedef {import("./files.js").SiteFiles} SiteFiles */
/** @typedef {import("../protocol.js").Part} Part */
/** @typedef {(received: number) => void} OnBytes called with the bytes received so far of one file */

const LARGEST_MANIFEST = 1e6;

/** The bundle's files; those that were kept in memory need no second reading. */
export class WeightStore {
  #files;
  #own;
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  #kept = new Map();
  #replaced = false;

  /**
   * @param {SiteFiles} files
   * @param {OwnFile[]} [own] a bundle from the user's disk, in place of the site's
   */
  constructor(files, own) {
    this.#files = files;
    this.#own = own && new Map(own.map(({ name, file }) => [name, file]));
  }

  /**
   * model.json, the description of the bundle.
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  manifest() {
    return this.#own ? this.#open("model.json") : this.#told("model.json", () => this.#files.readExact("weights/model.json", { limit: LARGEST_MANIFEST }));
  }

  /** Keeps model.json for later visits, now that an engine has accepted it. @param {Uint8Array<ArrayBuffer>} json */
  async keepManifest(json) {
    if (!this.#own) {
      await this.#files.keep("weights/model.json", json);
    }
  }

  /**
   * Hands parts to the engine one by one. A part of the site that the engine refuses is fetched once more past the
   * cache, since an old copy beside a new model.json is the usual reason.
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
      let content = this.#kept.get(file) ?? (await this.#read(file, bytes, onBytes, false));
      try {
        engine.addPart(file, content);
      } catch (error) {
        if (this.#own || !["part_truncated", "part_altered"].includes(codeOf(error))) {
          throw error;
        }
        content = await this.#read(file, bytes, onBytes, true);
        engine.addPart(file, content);
      }
      if (!this.#own) {
        await this.#files.keep(`weights/${file}`, content);
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

  /**
   * Keeps parts of the site for later without an engine, one after the other, so that every patient can be drawn without a
   * connection. What cannot be fetched now is fetched when it is needed.
   * @param {Part[]} parts
   */
  async keepForLater(parts) {
    for (const { file, bytes } of this.#own ? [] : parts) {
      if (this.#replaced) {
        return;
      }
      try {
        await this.#files.keepForLater(`weights/${file}`, bytes);
      } catch {
        return;
      }
    }
  }

  /** Other weights take the place of these: nothing more is fetched for later. */
  replace() {
    this.#replaced = true;
  }

  /**
   * @param {string} file
   * @param {number} limit
   * @param {OnBytes} onBytes
   * @param {boolean} fresh
   */
  #read(file, limit, onBytes, fresh) {
    return this.#own ? this.#open(file) : this.#told(file, () => this.#files.read(`weights/${file}`, { limit, onBytes, fresh }));
  }

  /**
   * A file of the user's own bundle.
   * @param {string} name
   */
  async #open(name) {
    const file = this.#own?.get(name);
    if (!file) {
      throw new Failure("part_missing", name);
    }
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      throw error instanceof RangeError ? error : new Failure("own_unreadable", name);
    }
  }

  /**
   * Says which file of the bundle a download failed on.
   * @template T
   * @param {string} file
   * @param {() => Promise<T>} fetching
   * @returns {Promise<T>}
   */
  async #told(file, fetching) {
    try {
      return await fetching();
    } catch (error) {
      switch (codeOf(error)) {
        case "missing":
          throw new Failure(
            "weights_missing",
            `The file weights/${file} is missing on this site. Reload the page; if that does not help, its owner must publish the weights folder again.`,
          );
        case "network":
          throw new Failure("network", `The file weights/${file} could not be fetched. Check the connection and try again.`);
        default:
          throw error;
      }
    }
  }
}
