// @ts-check
/** How the report was read: the text with unknown words marked and, after a run, shaded by attention. */

import { element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";
import { inCaseOf } from "./aids.js";
import { SECTIONS, heaviestWords, sentenceShares, weigh } from "./attention.js";

/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {import("./attention.js").Weighed} Weighed */
/** @typedef {(word: string, span: import("../protocol.js").Span, suggestion: string) => void} Replace */

/** Shades in style.css, `.shade-1` to `.shade-5`. */
const SHADES = 5;
/** In place of a shade: the word is unknown. */
const MARK = -1;
const MOST_LISTED = 20;

/**
 * Shows a reading in place of what `root` held.
 * @param {HTMLElement} root
 * @param {Reading} reading
 * @param {Replace} onReplace called when a suggested word is chosen
 * @param {Summary} [summary] of a run
 */
export function showReading(root, reading, onReplace, summary) {
  const attention = summary?.attention;
  const words = weigh(reading, attention);
  root.replaceChildren(
    counts(reading),
    ...notices(reading),
    copy(reading, words),
    ...unknownWords(reading, onReplace),
    ...(attention ? [sentenceShares(reading, attention), heaviestWords(words)] : []),
  );
}

/** @param {Reading} reading */
function counts(reading) {
  const parts = SECTIONS.map((section) => {
    const { sentences } = reading[section];
    const words = sentences.reduce((sum, sentence) => sum + sentence.words.length, 0);
    return `${section}: ${plural(sentences.length, "sentence")}, ${plural(words, "known word")}`;
  });
  return element("p", { class: "hint" }, `${capital(parts.join("; "))}.`);
}

/** @param {Reading} reading */
function notices(reading) {
  if (reading.notices.length === 0) {
    return [];
  }
  const items = reading.notices.map(({ message, span }) => element("li", {}, span ? `${message} (${place(reading.text, span.start)})` : message));
  return [element("ul", { class: "notices" }, ...items)];
}

/**
 * The report's own text, in which a known word carries its shade and an unknown one its mark.
 * @param {Reading} reading
 * @param {Weighed[]} words
 */
function copy({ text, unknown }, words) {
  const heaviest = new Map(SECTIONS.map((section) => [section, Math.max(0, ...words.filter((word) => word.section === section).map(({ weight }) => weight))]));
  const shaded = words.map(({ section, start, end, weight }) => ({ start, end, shade: Math.ceil((SHADES * weight) / (heaviest.get(section) || 1)) }));
  const marked = unknown.map(({ span }) => ({ ...span, shade: MARK }));
  const shown = element("p", { class: "copy", tabindex: "0", role: "group", "aria-label": "The report as it was read" });
  let at = 0;
  for (const { start, end, shade } of [...shaded, ...marked].sort((a, b) => a.start - b.start)) {
    if (start < at || shade === 0) {
      continue;
    }
    const word = text.slice(start, end);
    shown.append(text.slice(at, start), shade === MARK ? element("mark", { title: "unknown word" }, word) : element("span", { class: `shade-${shade}` }, word));
    at = end;
  }
  shown.append(text.slice(at));
  return shown;
}

/** @param {Reading} reading @param {Replace} onReplace */
function unknownWords({ text, unknown }, onReplace) {
  if (unknown.length === 0) {
    return [];
  }
  const items = unknown.slice(0, MOST_LISTED).map(({ word, section, span, suggestion }) => {
    const item = element("li", {}, element("mark", {}, word), ` in the ${section}, ${place(text, span.start)} `);
    if (suggestion) {
      const written = text.slice(span.start, span.end);
      const button = element("button", { type: "button", class: "suggest", "aria-label": LEARN.replaceBy(word, suggestion) }, inCaseOf(written, suggestion));
      button.addEventListener("click", () => onReplace(written, span, suggestion));
      item.append(LEARN.meant, button);
    }
    return item;
  });
  if (unknown.length > MOST_LISTED) {
    items.push(element("li", {}, `and ${unknown.length - MOST_LISTED} more`));
  }
  const heading = unknown.length === 1 ? "One word the model does not know:" : `${unknown.length} words the model does not know:`;
  return [element("p", {}, heading), element("ul", { class: "unknown" }, ...items)];
}

/**
 * @param {string} text
 * @param {number} offset in UTF-16 code units
 */
function place(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/**
 * @param {number} count
 * @param {string} noun
 */
function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
