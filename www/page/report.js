// @ts-check
/** How the report was read: the text with unknown words marked and, after a run, shaded by attention. */

import { element } from "./dom.js";
import { formatPercent } from "../messages.js";

/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").SectionName} SectionName */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {{text: string, section: SectionName, start: number, end: number, weight: number}} Weighed */

/** @type {SectionName[]} */
const SECTIONS = ["findings", "impression"];
/** Shades in style.css, `.shade-1` to `.shade-5`. */
const SHADES = 5;
/** In place of a shade: the word is unknown. */
const MARK = -1;
const MOST_LISTED = 20;
const HEAVIEST_LISTED = 8;

/**
 * Shows a reading in place of what `root` held.
 * @param {HTMLElement} root
 * @param {Reading} reading
 * @param {Summary["attention"]} [attention]
 */
export function showReading(root, reading, attention) {
  const words = weigh(reading, attention);
  root.replaceChildren(
    counts(reading),
    ...notices(reading),
    copy(reading, words),
    ...unknownWords(reading),
    ...(attention ? [heaviest(words)] : []),
  );
}

/**
 * Every known word; its weight is the sentence's attention times the word's, 0 without attention. Over one
 * section the weights sum to 1.
 * @param {Reading} reading
 * @param {Summary["attention"]} [attention]
 * @returns {Weighed[]}
 */
function weigh(reading, attention) {
  return SECTIONS.flatMap((section) =>
    reading[section].sentences.flatMap((sentence, s) =>
      sentence.words.map((word, w) => {
        const weights = attention?.[section];
        const weight = (weights?.sentences[s] ?? 0) * (weights?.words[s]?.[w] ?? 0);
        return { text: word.text, section, ...word.span, weight };
      })));
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
  const items = reading.notices.map(({ message, span }) =>
    element("li", {}, span ? `${message} (${place(reading.text, span.start)})` : message));
  return [element("ul", { class: "notices" }, ...items)];
}

/**
 * The report's own text, in which a known word carries its shade and an unknown one its mark.
 * @param {Reading} reading
 * @param {Weighed[]} words
 */
function copy({ text, unknown }, words) {
  const heaviest = new Map(SECTIONS.map((section) =>
    [section, Math.max(0, ...words.filter((word) => word.section === section).map(({ weight }) => weight))]));
  const shaded = words.map(({ section, start, end, weight }) =>
    ({ start, end, shade: Math.ceil((SHADES * weight) / (heaviest.get(section) || 1)) }));
  const marked = unknown.map(({ span }) => ({ ...span, shade: MARK }));
  const shown = element("p", { class: "copy", tabindex: "0", role: "group", "aria-label": "The report as it was read" });
  let at = 0;
  for (const { start, end, shade } of [...shaded, ...marked].sort((a, b) => a.start - b.start)) {
    if (start < at || shade === 0) {
      continue;
    }
    const word = text.slice(start, end);
    shown.append(text.slice(at, start),
      shade === MARK ? element("mark", { title: "unknown word" }, word) : element("span", { class: `shade-${shade}` }, word));
    at = end;
  }
  shown.append(text.slice(at));
  return shown;
}

/** @param {Reading} reading */
function unknownWords({ text, unknown }) {
  if (unknown.length === 0) {
    return [];
  }
  const items = unknown.slice(0, MOST_LISTED).map(({ word, section, span }) =>
    element("li", {}, element("mark", {}, word), ` in the ${section}, ${place(text, span.start)}`));
  if (unknown.length > MOST_LISTED) {
    items.push(element("li", {}, `and ${unknown.length - MOST_LISTED} more`));
  }
  const heading = unknown.length === 1 ? "One word the model does not know:" : `${unknown.length} words the model does not know:`;
  return [element("p", {}, heading), element("ul", { class: "unknown" }, ...items)];
}

/**
 * The shading as a table, for those who cannot see it.
 * @param {Weighed[]} words
 */
function heaviest(words) {
  const rows = [...words].sort((a, b) => b.weight - a.weight).slice(0, HEAVIEST_LISTED).map(({ text, section, weight }) =>
    element("tr", {}, element("th", { scope: "row" }, text), element("td", {}, section), element("td", {}, formatPercent(weight))));
  const head = element("tr", {}, ...["Word", "Section", "Share of its section"].map((name) =>
    element("th", { scope: "col" }, name)));
  return element("table", { id: "attention" },
    element("caption", {}, "Words the encoder attended to most; the text above is shaded by the same numbers"),
    element("thead", {}, head), element("tbody", {}, ...rows));
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
