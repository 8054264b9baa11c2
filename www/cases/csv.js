// @ts-check
/** Tables as CSV (RFC 4180). */

/** @typedef {string | number | undefined} Cell */

/** @param {string[]} head @param {Cell[][]} rows @returns {string} */
export function writeCsv(head, rows) {
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** A spreadsheet takes a text that begins with one of these for a formula. @param {Cell} value */
function cell(value) {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
