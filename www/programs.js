// @ts-check
/**
 * The programs that run beside the page, and the only addresses that the browser takes one from: Trusted Types
 * (`require-trusted-types-for` in the policy) refuse every other, and all text as HTML or script.
 */

import { addressOf } from "./site.js";

const PROGRAMS = ["worker/worker.js", "service-worker.js"].map(addressOf);

/** Blobs that this module has made. @type {Map<string, string>} */
const starters = new Map();

/** @param {string} address */
function isOurs(address) {
  const { origin, pathname, href } = new URL(address, document.baseURI);
  return [...starters.values()].includes(href) || PROGRAMS.includes(origin + pathname);
}

// Browsers without Trusted Types take any address; the policy's worker-src stands there alone.
/** @type {any} */ (globalThis).trustedTypes?.createPolicy("default", {
  createScriptURL: (/** @type {string} */ address) => (isOurs(address) ? address : undefined),
});

/**
 * Starts a module worker that is bound by the page's own policy. A worker has the policy of its own response, which many
 * hosts send without headers; one that starts from a blob has that of the document that made it.
 * @param {string} path below the site's folder
 */
export function startWorker(path) {
  const program = `import ${JSON.stringify(addressOf(path))};`;
  const starter = starters.get(path) ?? URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  starters.set(path, starter);
  return new Worker(starter, { type: "module" });
}
