// @ts-check
/** Files for the user, made on this device. */

/** How long the browser may take to begin with a download. */
const GRACE = 60_000;

/**
 * Saves a file as if its link had been clicked.
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), GRACE);
}
