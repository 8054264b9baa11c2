// @ts-check
/** How the page writes numbers and names of engines. */

/**
 * @param {number} bytes
 * @returns {string} decimal units, as browsers write downloads
 */
export function formatBytes(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * @param {number} milliseconds
 * @returns {string}
 */
export function formatTime(milliseconds) {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * @param {number} probability 0..1
 * @returns {string} percent with one decimal
 */
export function formatPercent(probability) {
  return `${(100 * probability).toFixed(1)} %`;
}

/**
 * @param {import("./protocol.js").Adapter} adapter
 * @returns {string}
 */
export function describeAdapter(adapter) {
  const engine = adapter.kind === "gpu" ? "GPU" : "CPU";
  return `${engine}: ${adapter.name} (${adapter.backend})`;
}

/**
 * @param {number} value
 * @returns {string} with its sign and one decimal; the minus is the typographic one
 */
export function formatSigned(value) {
  const shown = Math.abs(value).toFixed(1);
  return shown === "0.0" ? "0.0" : `${value > 0 ? "+" : "−"}${shown}`;
}
