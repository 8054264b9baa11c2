// @ts-check
/**
 * Serves this folder from the browser's cache, so that later visits work without a network.
 *
 * It is registered as `service-worker.js?version=V`, where V is the version in site.json: one worker serves one version
 * of the site and nothing else. Every file it keeps has the size and the SHA-256 of site.json. What it does not keep
 * (engines and weights are kept by worker/files.js once they are checked) comes from the network.
 */

{
  // The DOM's types know no service workers.
  const scope = /** @type {any} */ (self);

  /** @typedef {{path: string, bytes: number, sha256: string}} SiteFile */
  /** @typedef {{version: string, files: SiteFile[]}} Site */

  const FOLDER = new URL("./", scope.location.href);
  const VERSION = new URL(scope.location.href).searchParams.get("version") ?? "";
  /** As in site.js. */
  const PREFIX = `xraygan ${FOLDER.pathname} `;
  const CACHE = PREFIX + VERSION;
  /** Headers that describe the bytes on the wire, not those that are kept. */
  const OF_THE_WIRE = ["content-encoding", "content-length", "transfer-encoding", "vary", "set-cookie"];

  /** Engines and weights: fetched with progress by the page's worker, not here. @param {string} path */
  const isLarge = (path) => path.endsWith(".wasm") || (path.startsWith("weights/") && !path.endsWith(".md"));

  /** Files for hosts, such as .htaccess, which many do not hand out. @param {string} path */
  const isForHosts = (path) => /(^|\/)[._]/.test(path);

  /** @param {string} path */
  const addressOf = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), FOLDER).href;

  /** What was asked for since this worker was started, for the trust panel. @type {{url: string, bytes: number}[]} */
  const asked = [];

  /**
   * Every request of this worker goes through here.
   * @param {RequestInfo | URL} request
   * @param {RequestInit} [options]
   */
  async function ask(request, options) {
    const entry = { url: request instanceof Request ? request.url : String(request), bytes: 0 };
    asked.push(entry);
    const response = await fetch(request, options);
    entry.bytes = Number(response.headers.get("content-length") ?? 0);
    return response;
  }

  /** @param {ArrayBuffer} bytes */
  async function sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /**
   * A file from the network, whole and unaltered, or an error.
   * @param {SiteFile} file
   * @returns {Promise<Response>}
   */
  async function fetched({ path, sha256: expected }) {
    // Some hosts redirect index.html to its folder, and a redirected answer cannot serve a navigation.
    const response = await ask(path === "index.html" ? FOLDER : addressOf(path), { cache: "no-cache" });
    if (response.status !== 200) {
      throw new Error(`${path} answers ${response.status}`);
    }
    const bytes = await response.arrayBuffer();
    if ((await sha256(bytes)) !== expected) {
      throw new Error(`${path} is of another version`);
    }
    const headers = new Headers(response.headers);
    OF_THE_WIRE.forEach((name) => headers.delete(name));
    headers.set("content-length", String(bytes.byteLength));
    return new Response(bytes, { headers });
  }

  /** Where files of older versions lie, by SHA-256: an update fetches only what has changed. */
  async function olderFiles() {
    /** @type {Map<string, {cacheName: string, path: string}>} */
    const found = new Map();
    for (const cacheName of await caches.keys()) {
      if (cacheName.startsWith(PREFIX) && cacheName !== CACHE) {
        const list = await caches.match(addressOf("site.json"), { cacheName });
        /** @type {Site} */
        const site = list ? await list.json() : { version: "", files: [] };
        site.files.forEach(({ path, sha256: hash }) => found.set(hash, { cacheName, path }));
      }
    }
    return found;
  }

  async function install() {
    const list = await ask(addressOf("site.json"), { cache: "no-store" });
    /** @type {Site} */
    const site = list.ok ? await list.clone().json() : { version: "", files: [] };
    if (!VERSION || site.version !== VERSION) {
      throw new Error(`the site has version ${site.version}, this worker serves ${VERSION}`);
    }
    const older = await olderFiles();
    const cache = await caches.open(CACHE);
    await Promise.all(
      site.files
        .filter(({ path }) => !isForHosts(path))
        .map(async (file) => {
          if (await cache.match(addressOf(file.path))) {
            return;
          }
          const same = older.get(file.sha256);
          const copy = same && (await caches.match(addressOf(same.path), { cacheName: same.cacheName }));
          if (copy) {
            await cache.put(addressOf(file.path), copy);
          } else if (!isLarge(file.path)) {
            await cache.put(addressOf(file.path), await fetched(file));
          }
        }),
    );
    await cache.put(addressOf("site.json"), list); // last: says that the program is complete
    // A version is only installed when the user starts it or asks for it.
    await scope.skipWaiting();
  }

  async function activate() {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  /**
   * @param {Request} request
   * @param {string} path
   * @returns {Promise<Response>}
   */
  async function answer(request, path) {
    const kept = await caches.match(addressOf(path), { cacheName: CACHE });
    if (kept) {
      return kept;
    }
    const list = await caches.match(addressOf("site.json"), { cacheName: CACHE });
    /** @type {SiteFile | undefined} */
    const file = list && (await list.json()).files.find((/** @type {SiteFile} */ item) => item.path === path);
    // Never a newer file beside older ones. The large ones are checked by those who use them.
    return file && !isLarge(path) ? fetched(file) : ask(request);
  }

  scope.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
  scope.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
  scope.addEventListener("message", (/** @type {any} */ { data, ports }) => data === "requests" && ports[0]?.postMessage(asked));
  scope.addEventListener("fetch", (/** @type {any} */ event) => {
    const { method, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (method !== "GET" || origin !== FOLDER.origin || !pathname.startsWith(FOLDER.pathname)) {
      return;
    }
    const path = decodeURIComponent(pathname.slice(FOLDER.pathname.length)) || "index.html";
    if (path !== "site.json" && path !== "service-worker.js") {
      event.respondWith(answer(event.request, path));
    }
  });
}
