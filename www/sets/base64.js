// @ts-check
/** Bytes as text. */

/** @param {Uint8Array} bytes @param {boolean} [forLinks] with the signs that need no escape in an address */
export function toBase64(bytes, forLinks = false) {
  const PART = 0x8000; // more arguments than that overflow the stack of some browsers
  let binary = "";
  for (let at = 0; at < bytes.length; at += PART) {
    binary += String.fromCharCode(...bytes.subarray(at, at + PART));
  }
  const coded = btoa(binary);
  return forLinks ? coded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : coded;
}
