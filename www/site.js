// @ts-check
/** Which version of the site this is, and where the browser keeps it: for the page and for its worker. */

/** @typedef {{path: string, bytes: number, sha256: string}} SiteFile */
/**
 * What `cargo xtask` writes into site.json when it publishes: every file of the site but site.json itself. `awaited`
 * names engines that are still being built: `cargo xtask demo` serves the page as soon as it has one.
 * @typedef {{version: string, files: SiteFile[], awaited?: string[]}} Site
 */

export const FOLDER = new URL("./", import.meta.url);

/** How the names begin of what this copy keeps, in caches and in storage: several copies may share an origin. */
export const OWN_PREFIX = `xraygan ${FOLDER.pathname} `;

/** @param {string} version */
export function cacheName(version) {
  return OWN_PREFIX + version;
}

/** @param {string} path below the site's folder */
export function addressOf(path) {
  return new URL(path.split("/").map(encodeURIComponent).join("/"), FOLDER).href;
}

/** Browsers offer neither a cache nor hashes to pages that came over plain http. */
export function canKeep() {
  return isSecureContext && "caches" in globalThis;
}

/**
 * The version that the server has now; undefined where it cannot be reached, or publishes none.
 * @returns {Promise<Site | undefined>}
 */
export async function publishedSite() {
  try {
    const response = await fetch(addressOf("site.json"), { cache: "no-store" });
    return response.ok ? checked(await response.json()) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A version that the browser keeps.
 * @param {string} version
 * @returns {Promise<Site | undefined>}
 */
export async function keptSite(version) {
  try {
    const response = await caches.match(addressOf("site.json"), { cacheName: cacheName(version) });
    return response && checked(await response.json());
  } catch {
    return undefined;
  }
}

/**
 * @param {any} site
 * @returns {Site | undefined}
 */
function checked(site) {
  return typeof site?.version === "string" && Array.isArray(site.files) ? site : undefined;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string>} in hexadecimal; empty where the browser computes none
 */
export async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) {
    return "";
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
