// @ts-check
/** What the page, or its worker, has asked for so far, and whether its policy stops it from asking others. */

/** A name that can never exist (RFC 6761). The policy refuses it before anything is looked up or sent. */
const STRANGER = "https://stranger.invalid/";
/** A violation is reported soon after the request fails. */
const REPORTED_WITHIN = 1000;

/**
 * @param {boolean} probe whether to try a foreign request; only where a policy is known to be in force
 * @returns {Promise<{requests: import("./protocol.js").Requested[], refused?: boolean}>}
 */
export async function inspect(probe) {
  const entries = /** @type {PerformanceResourceTiming[]} */ ([...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]);
  const requests = entries.map(({ name, transferSize }) => ({ url: name, bytes: transferSize })).filter(({ url }) => !url.startsWith(STRANGER));
  return probe ? { requests, refused: await isRefused() } : { requests };
}

/** @returns {Promise<boolean>} whether the policy, and not only the network, refused a foreign request */
function isRefused() {
  return new Promise((resolve) => {
    self.addEventListener("securitypolicyviolation", (event) => {
      if (event.blockedURI.startsWith(STRANGER)) {
        resolve(true);
      }
    });
    fetch(STRANGER, { mode: "no-cors" }).then(
      () => resolve(false),
      () => setTimeout(() => resolve(false), REPORTED_WITHIN),
    );
  });
}
