/** Serves the site, the peers and the graph from one origin, with the headers that threads need, and notes what is asked for. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** As `cargo xtask web` compresses. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 } };

export class Server {
  /** Paths since the last `forget`. @type {string[]} */
  asked = [];
  url = "";
  #folders;
  /** @type {Map<string, number>} */
  #compressed = new Map();
  /** @type {import("node:http").Server | undefined} */
  #server;

  /** @param {Record<string, string>} folders by the first part of the path; "" is what no other has */
  constructor(folders) {
    this.#folders = folders;
  }

  async start() {
    this.#server = createServer((request, response) => this.#answer(request, response)).listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}/`;
    return this;
  }

  stop() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** Bytes of what was asked for, as they are and with brotli; `apart` are paths that do not count. @param {RegExp} apart */
  downloaded(apart) {
    const paths = [...new Set(this.asked)].filter((path) => !apart.test(path));
    const raw = paths.map((path) => this.#read(path)?.length ?? 0);
    const sent = paths.map((path) => this.#brotli(path));
    const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
    return { raw: sum(raw), brotli: sum(sent) };
  }

  /** @param {string} path */
  #brotli(path) {
    if (!this.#compressed.has(path)) {
      const bytes = this.#read(path);
      this.#compressed.set(path, bytes ? Math.min(bytes.length, brotliCompressSync(bytes, BROTLI).length) : 0);
    }
    return this.#compressed.get(path) ?? 0;
  }

  /** @param {string} path */
  #read(path) {
    const [first, ...rest] = path.slice(1).split("/");
    const folder = this.#folders[first];
    try {
      return readFileSync(folder ? join(folder, normalize(`/${rest.join("/")}`)) : join(this.#folders[""], normalize(path)));
    } catch {
      return undefined;
    }
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  #answer(request, response) {
    const path = decodeURIComponent(new URL(request.url ?? "/", this.url).pathname);
    const body = this.#read(path);
    this.asked.push(path);
    response.writeHead(body ? 200 : 404, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
    });
    response.end(body ?? "");
  }
}
