/**
 * Everything that a page hands on or leaves behind: requests as the server and the browser see them, writes to any
 * storage, the history, messages to other windows, and the console; of the page and of both its workers.
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{channel: string, content: string}} Entry */

/**
 * Wraps what writes, in the page or in a worker; runs there before any other program.
 * A write that is deleted at once would be missed in what is kept at the end.
 */
function record() {
  const scope = /** @type {any} */ (globalThis);
  /** @type {Entry[]} */
  const entries = [];
  scope.recorded = entries;
  const asText = (/** @type {any} */ value) => {
    const seen = new Set();
    const plain = (/** @type {any} */ item) => {
      if (ArrayBuffer.isView(item) || item instanceof ArrayBuffer) {
        return new TextDecoder().decode(/** @type {any} */ (item));
      }
      if (item instanceof Request) {
        return [item.url, ...item.headers].join(" ");
      }
      return item instanceof URL ? item.href : item;
    };
    return typeof value === "string"
      ? value
      : (JSON.stringify(value, (_, item) => {
          if (typeof item === "object" && item !== null && seen.has(item)) {
            return undefined;
          }
          seen.add(item);
          return plain(item);
        }) ?? String(value));
  };
  const wrap = (/** @type {any} */ holder, /** @type {string} */ method, /** @type {string} */ channel) => {
    const original = holder?.[method];
    if (original) {
      holder[method] = function (/** @type {any[]} */ ...values) {
        values.forEach((value) => {
          entries.push({ channel, content: asText(value) });
          if (value instanceof Response || value instanceof Blob) {
            value = value instanceof Response ? value.clone() : value;
            void value.text().then(
              (content) => entries.push({ channel, content }),
              () => {},
            );
          }
        });
        return original.apply(this, values);
      };
    }
  };
  const wrapSetter = (/** @type {any} */ holder, /** @type {string} */ property, /** @type {string} */ channel) => {
    const found = holder && Object.getOwnPropertyDescriptor(holder, property);
    if (found?.set) {
      Object.defineProperty(holder, property, {
        ...found,
        set(value) {
          entries.push({ channel, content: asText(value) });
          found.set?.call(this, value);
        },
      });
    }
  };
  wrap(scope.Storage?.prototype, "setItem", "storage");
  ["put", "add"].forEach((method) => wrap(scope.IDBObjectStore?.prototype, method, "IndexedDB"));
  ["put", "add", "addAll"].forEach((method) => wrap(scope.Cache?.prototype, method, "cache"));
  wrap(scope.FileSystemWritableFileStream?.prototype, "write", "file system");
  wrap(scope.CookieStore?.prototype, "set", "cookie");
  wrapSetter(scope.Document?.prototype, "cookie", "cookie");
  ["pushState", "replaceState"].forEach((method) => wrap(scope.History?.prototype, method, "history"));
  wrapSetter(scope.Document?.prototype, "title", "title");
  wrapSetter(scope, "name", "window name");
  wrap(scope.BroadcastChannel?.prototype, "postMessage", "broadcast");
  wrap(scope.WebSocket?.prototype, "send", "request");
  wrap(scope.Navigator?.prototype, "sendBeacon", "request");
}

/** What stands first in a worker's program so that it records too; `globalThis` in it is the worker's. */
export const RECORD_IN_WORKER = `(${record})();\n`;

/** Watches one context from its beginning. */
export class Recorder {
  /** @type {Entry[]} */
  entries = [];
  #context;

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {import("./site.mjs").TestSite} site whose workers begin with RECORD_IN_WORKER
   */
  constructor(context, site) {
    this.#context = context;
    context.on("request", (request) =>
      this.#add("request", [request.url(), JSON.stringify(request.headers()), request.postDataBuffer()?.toString() ?? ""].join("\n")),
    );
    context.on("console", (message) => this.#add("console", `${message.text()} ${message.location().url}`));
    context.on("weberror", (error) => this.#add("console", String(error.error())));
    context.on("page", (page) => this.#watch(page));
    context.pages().forEach((page) => this.#watch(page));
    site.fault = (_, request) => {
      const chunks = [`${request.method} ${request.url}\n${request.rawHeaders.join(" ")}\n`];
      request.on("data", (chunk) => chunks.push(String(chunk)));
      request.on("end", () => this.#add("server", chunks.join("")));
      request.resume();
      return false;
    };
  }

  /** To be called before the first page loads. */
  async start() {
    await this.#context.addInitScript(record);
  }

  /** @param {import("playwright-core").Page} page */
  #watch(page) {
    page.on("framenavigated", (frame) => this.#add("history", frame.url()));
    page.on("websocket", (socket) => this.#add("request", socket.url()));
  }

  /** @param {string} channel @param {string} content */
  #add(channel, content) {
    this.entries.push({ channel, content });
  }

  /**
   * Takes in what page and workers have recorded so far, and what is kept now.
   * @param {import("playwright-core").Page} page
   * @param {{caches?: boolean}} [options] whether what lies in caches is read once more; it is large
   * @returns {Promise<number>} of programs that record
   */
  async collect(page, { caches = false } = {}) {
    const recorded = () => /** @type {any} */ (globalThis).recorded?.splice(0);
    const programs = [...this.#context.pages(), ...page.workers(), ...this.#context.serviceWorkers()];
    for (const program of programs) {
      const found = await program.evaluate(recorded);
      if (!found) {
        throw new Error(`${program.url()} does not record`);
      }
      this.entries.push(...found);
    }
    this.entries.push(...(await page.evaluate(kept, caches)));
    this.#add("cookie", JSON.stringify(await this.#context.cookies()));
    return programs.length;
  }

  /** The channels that hold a text, in any letters. @param {string} text */
  channelsWith(text) {
    const found = this.entries.filter(({ content }) => holds(Buffer.from(content), text));
    return [...new Set(found.map(({ channel }) => channel))].sort();
  }
}

/** What the browser keeps for this origin, and what stands in the address and the history; runs in the page. @param {boolean} withCaches */
async function kept(withCaches) {
  /** @type {Entry[]} */
  const found = [
    { channel: "history", content: `${location.href} ${JSON.stringify(history.state)}` },
    { channel: "title", content: document.title },
    { channel: "window name", content: window.name },
    { channel: "storage", content: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) },
    { channel: "cookie", content: document.cookie },
  ];
  for (const name of withCaches ? await caches.keys() : []) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const content = [name, request.url, ...[...request.headers, ...(response?.headers ?? [])].map(String), await response?.text()];
      found.push({ channel: "cache", content: content.join("\n") });
    }
  }
  const settled = (/** @type {IDBRequest} */ request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name = "" } of await indexedDB.databases()) {
    const database = /** @type {IDBDatabase} */ (await settled(indexedDB.open(name)));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      const content = JSON.stringify([name, store, await settled(objects.getAllKeys()), await settled(objects.getAll())]);
      found.push({ channel: "IndexedDB", content });
    }
    database.close();
  }
  const root = await navigator.storage.getDirectory();
  for await (const [name] of /** @type {any} */ (root).entries()) {
    found.push({ channel: "file system", content: name });
  }
  return found;
}

/**
 * Whether bytes hold a text of ASCII letters and digits: plain in any case, in UTF-16, as hexadecimal, or in base64.
 * @param {Buffer} bytes
 * @param {string} text
 */
export function holds(bytes, text) {
  const plain = bytes.toString("latin1").toLowerCase();
  const word = text.toLowerCase();
  const wide = [...word].join("\0");
  const hexadecimal = Buffer.from(text).toString("hex");
  if ([word, wide, hexadecimal].some((form) => plain.includes(form))) {
    return true;
  }
  // Base64 depends on where the text begins; its first and last characters depend on the neighbours too.
  const exact = bytes.toString("latin1");
  return [text, word].some((form) =>
    [0, 1, 2].some((shift) => {
      const encoded = Buffer.from("\0".repeat(shift) + form)
        .toString("base64")
        .replaceAll("=", "");
      const inner = encoded.slice(shift ? 4 : 0, -2);
      return exact.includes(inner) || exact.includes(inner.replaceAll("+", "-").replaceAll("/", "_"));
    }),
  );
}

/** The files below a folder that hold a text. @param {string} folder @param {string} text */
export function filesWith(folder, text) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => holds(readFileSync(path), text));
}
