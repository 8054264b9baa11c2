// @ts-check
/**
 * The site's large files, engines and weights: from the browser's cache where they are kept, else from the network, and
 * then kept. Only whole files that have been checked are kept, under the version of the site that they belong to.
 */

import { Failure } from "../failure.js";
import { addressOf, cacheName, canKeep, sha256 } from "../site.js";
import { download } from "./download.js";

/** @typedef {import("../site.js").Site} Site */

/** The files of one version of the site; of whatever the server has where that publishes no versions. */
export class SiteFiles {
  #site;
  /** Whether a file could not be kept; it is in use all the same. */
  full = false;

  /** @param {Site | undefined} site */
  constructor(site) {
    this.#site = canKeep() ? site : undefined;
  }

  /**
   * How many bytes a file has; 0 where that is not known.
   * @param {string} path
   */
  bytes(path) {
    return this.#listed(path)?.bytes ?? 0;
  }

  /**
   * @param {string} path
   * @param {import("./download.js").Options} [options]
   */
  async read(path, options = {}) {
    const kept = options.fresh ? undefined : await this.#kept(path);
    return kept ?? download(addressOf(path), options);
  }

  /**
   * A file that must be the one of this version. A second download goes past the browser's own cache, since an old
   * copy there is the usual reason for another content.
   * @param {string} path
   * @param {import("./download.js").Options} [options]
   */
  async readExact(path, options = {}) {
    const listed = this.#listed(path);
    for (const fresh of [false, true]) {
      const content = await this.read(path, { ...options, fresh });
      if (!listed || (await sha256(content)) === listed.sha256) {
        return content;
      }
    }
    throw new Failure("newer_site");
  }

  /**
   * Keeps a file that has been checked.
   * @param {string} path
   * @param {Uint8Array<ArrayBuffer>} content
   */
  async keep(path, content) {
    if (!this.#site || !this.#listed(path) || (await this.#match(path))) {
      return;
    }
    const type = path.endsWith(".wasm") ? "application/wasm" : path.endsWith(".json") ? "application/json" : "application/octet-stream";
    const headers = { "content-type": type, "content-length": String(content.length) };
    try {
      const cache = await caches.open(cacheName(this.#site.version));
      await cache.put(addressOf(path), new Response(content, { headers }));
    } catch {
      this.full = true; // no room, or a browser set to keep nothing
    }
  }

  /**
   * Fetches a file that nobody needs yet, and keeps it if it is the one of this version.
   * @param {string} path
   * @param {number} limit its size in bytes
   */
  async keepForLater(path, limit) {
    const listed = this.#listed(path);
    if (!listed || this.full || (await this.#match(path))) {
      return;
    }
    const content = await download(addressOf(path), { limit });
    // What the user has deleted meanwhile stays so.
    const wanted = this.#site && (await caches.has(cacheName(this.#site.version)));
    if (wanted && (await sha256(content)) === listed.sha256) {
      await this.keep(path, content);
    }
  }

  /** Whether this version was published before its engine of this kind was built. @param {"cpu" | "gpu"} kind */
  isAwaited(kind) {
    return this.#site?.awaited?.includes(kind) ?? false;
  }

  /** @param {string} path */
  #listed(path) {
    return this.#site?.files.find((file) => file.path === path);
  }

  /** @param {string} path */
  async #match(path) {
    try {
      return this.#site && (await caches.match(addressOf(path), { cacheName: cacheName(this.#site.version) }));
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} path
   * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>}
   */
  async #kept(path) {
    const response = await this.#match(path);
    return response && new Uint8Array(await response.arrayBuffer());
  }
}
