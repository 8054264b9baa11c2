/**
 * A copy of the site under test that a test may change, version and take away: published with a site.json, as
 * `cargo xtask` does, and served on a port of its own.
 */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { SITE } from "./browser.mjs";

const PAGE = new URL("../../../www/", import.meta.url);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".md": "text/markdown; charset=utf-8",
};

/** Every file of the site under test, by path. @returns {Promise<Map<string, Buffer>>} */
export async function siteFiles() {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const fetched = async (/** @type {string} */ path) => {
    const response = await fetch(SITE + path);
    if (!response.ok) {
      throw new Error(`${path} answers ${response.status}`);
    }
    files.set(path, Buffer.from(await response.arrayBuffer()));
    return files.get(path);
  };
  const page = readdirSync(PAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(PAGE.pathname.length).replace(/^\//, ""));
  const engines = ["cpu", "gpu"].flatMap((kind) => [`engine/${kind}/xraygan.js`, `engine/${kind}/xraygan_bg.wasm`]);
  const model = JSON.parse(String(await fetched("weights/model.json")));
  await Promise.all([...page, ...engines, ...model.parts.map(({ file }) => `weights/${file}`)].map(fetched));
  return files;
}

/** @param {Buffer} bytes */
export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * What site.json says of these files, and of the engines that are still being built.
 * @param {Map<string, Buffer>} files
 * @param {string[]} [awaited]
 */
export function describe(files, awaited = []) {
  const list = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) })).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { version: sha256(Buffer.from(JSON.stringify(list))).slice(0, 16), files: list, ...(awaited.length > 0 && { awaited }) };
}

/** A server that can be changed while it runs. */
export class TestSite {
  /** @type {Map<string, Buffer>} */
  files = new Map();
  /** Path and Range of each request that was answered. @type {{path: string, range: string}[]} */
  requests = [];
  /** Whether a site.json is served. */
  versioned = true;
  /** The engines that are still being built. @type {string[]} */
  awaited = [];
  /** Sent with every answer, over the usual ones. @type {Record<string, string>} */
  headers = {
    "content-security-policy":
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types default; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
  /** Answers in the server's place where it returns true. @type {(path: string, request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean} */
  fault = () => false;
  /** @type {import("node:http").Server | undefined} */
  #server;
  #port = 0;
  #folder;

  /** @param {string} [folder] the path that the site lies under */
  constructor(folder = "/") {
    this.#folder = folder;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}${this.#folder}`;
  }

  get version() {
    return describe(this.files).version;
  }

  async start() {
    this.#server = createServer((request, response) => this.#answer(request, response)).listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = this.#server.address().port;
    return this;
  }

  async stop() {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#server = undefined;
  }

  /**
   * Changes a text file.
   * @param {string} path
   * @param {(text: string) => string} change
   */
  edit(path, change) {
    this.files.set(path, Buffer.from(change(String(this.files.get(path)))));
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  #answer(request, response) {
    const { pathname } = new URL(request.url, this.url);
    const path = decodeURIComponent(pathname.slice(this.#folder.length)) || "index.html";
    this.requests.push({ path, range: request.headers.range ?? "" });
    if (this.fault(path, request, response)) {
      return;
    }
    const body = path === "site.json" && this.versioned ? Buffer.from(JSON.stringify(describe(this.files, this.awaited))) : this.files.get(path);
    if (!pathname.startsWith(this.#folder) || !body) {
      response.writeHead(404, this.headers).end("not found");
      return;
    }
    const headers = {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "cache-control": "no-cache",
      "accept-ranges": "bytes",
      ...this.headers,
    };
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? NaN);
    if (from < body.length) {
      response
        .writeHead(206, { ...headers, "content-length": body.length - from, "content-range": `bytes ${from}-${body.length - 1}/${body.length}` })
        .end(body.subarray(from));
    } else {
      response.writeHead(200, { ...headers, "content-length": body.length }).end(body);
    }
  }
}

/**
 * A started copy of the site, which stops with the test.
 * @param {import("node:test").TestContext} context
 * @param {string} [folder]
 */
export async function publish(context, folder) {
  const site = new TestSite(folder);
  site.files = await siteFiles();
  await site.start();
  context.after(() => site.stop());
  return site;
}
