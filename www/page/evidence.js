// @ts-check
/** The facts of the trust panel, asked from the browser itself. */

import { formatBytes } from "../format.js";
import { FOLDER, OWN_PREFIX, canKeep } from "../site.js";

/** A service worker that does not answer must not hold the panel up, in milliseconds. */
const ANSWERS_WITHIN = 1500;
/** What the engine depends on most; the rest would hide it. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxStorageBuffersPerShaderStage",
];

/** @returns {string} the policy that stands in this document, and so binds its worker (programs.js); empty where there is none */
export function policyOfPage() {
  return document.querySelector("meta[http-equiv=Content-Security-Policy]")?.getAttribute("content") ?? "";
}

/** Storage that belongs to this folder; pages in other folders of the same host are none of our business. */
async function ownCaches() {
  return canKeep() ? (await caches.keys()).filter((name) => name.startsWith(OWN_PREFIX)) : [];
}

async function ownRegistration() {
  const registration = await navigator.serviceWorker?.getRegistration(FOLDER.href);
  return registration?.scope === FOLDER.href ? registration : undefined;
}

/** @returns {Storage[]} */
function storages() {
  try {
    return [localStorage, sessionStorage];
  } catch {
    return []; // the browser is set to keep nothing
  }
}

/** @param {Storage} storage */
function ownKeys(storage) {
  return Object.keys(storage).filter((key) => key.startsWith(OWN_PREFIX));
}

/** What the browser keeps for this page. */
export async function filesKept() {
  const found = await Promise.all(
    (await ownCaches()).map(async (name) => {
      const cache = await caches.open(name);
      const sizes = await Promise.all(
        (await cache.keys()).map(async (request) => {
          const response = await cache.match(request);
          return response ? (await response.blob()).size : 0;
        }),
      );
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      return { version: name.slice(OWN_PREFIX.length), files: sizes.length, bytes };
    }),
  );
  const registration = await ownRegistration();
  const texts = storages().flatMap((storage) => ownKeys(storage).map((key) => `${key} (${formatBytes(storage.getItem(key)?.length ?? 0)})`));
  return { caches: found, worker: registration?.active?.scriptURL.slice(FOLDER.href.length) ?? "", texts };
}

/**
 * What the service worker has asked for since the browser last started it.
 * @returns {Promise<import("../protocol.js").Requested[]>} nothing where there is none
 */
export async function requestsOfServiceWorker() {
  const active = (await ownRegistration())?.active;
  if (!active) {
    return [];
  }
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(Array.isArray(data) ? data : []);
    setTimeout(() => resolve([]), ANSWERS_WITHIN);
    active.postMessage("requests", [port2]);
  });
}

/** Deletes all of that. @returns {Promise<boolean>} whether nothing is left */
export async function forget() {
  try {
    await (await ownRegistration())?.unregister();
    await Promise.all((await ownCaches()).map((name) => caches.delete(name)));
    storages().forEach((storage) => ownKeys(storage).forEach((key) => storage.removeItem(key)));
  } catch {
    return false;
  }
  const left = await filesKept();
  return left.caches.length === 0 && left.texts.length === 0;
}

/** @returns {Promise<[string, string][] | undefined>} undefined where there is no adapter */
export async function adapterLimits() {
  const gpu = /** @type {any} */ (navigator).gpu;
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) {
    return undefined;
  }
  const { description = "", vendor = "", architecture = "" } = adapter.info ?? {};
  const size = (/** @type {string} */ name) => (/Size$/.test(name) ? formatBytes(adapter.limits[name]) : String(adapter.limits[name]));
  return [
    ["Adapter", description || `${vendor} ${architecture}`.trim() || "not named by the browser"],
    ...LIMITS.map((name) => /** @type {[string, string]} */ ([name, size(name)])),
  ];
}
