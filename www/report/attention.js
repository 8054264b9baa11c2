// @ts-check
/** What the encoder attended to, as weights for the shading and as tables for those who cannot see it. */

import { element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { formatPercent } from "../format.js";
import { LEARN } from "../words/learn.js";

/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").SectionName} SectionName */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {{text: string, section: SectionName, start: number, end: number, weight: number}} Weighed */

/** @type {SectionName[]} */
export const SECTIONS = ["findings", "impression"];
const HEAVIEST_LISTED = 8;
const MOST_SENTENCES = 40;

/**
 * Every known word; its weight is the sentence's attention times the word's, 0 without attention. Over one
 * section the weights sum to 1.
 * @param {Reading} reading
 * @param {Summary["attention"]} [attention]
 * @returns {Weighed[]}
 */
export function weigh(reading, attention) {
  return SECTIONS.flatMap((section) =>
    reading[section].sentences.flatMap((sentence, s) =>
      sentence.words.map((word, w) => {
        const weights = attention?.[section];
        const weight = (weights?.sentences[s] ?? 0) * (weights?.words[s]?.[w] ?? 0);
        return { text: word.text, section, ...word.span, weight };
      }),
    ),
  );
}

/**
 * The shading as a table.
 * @param {Weighed[]} words
 */
export function heaviestWords(words) {
  const rows = [...words]
    .sort((a, b) => b.weight - a.weight)
    .slice(0, HEAVIEST_LISTED)
    .map(({ text, section, weight }) => row(text, section, formatPercent(weight)));
  return table({ id: "attention" }, LEARN.words, ["Word", "Section", "Share"], rows);
}

/**
 * Every sentence in its order with its share of the section, as a bar and a figure.
 * @param {Reading} reading
 * @param {Summary["attention"]} attention
 */
export function sentenceShares(reading, attention) {
  const rows = SECTIONS.flatMap((section) =>
    reading[section].sentences.map(({ span }, at) => {
      const share = attention[section].sentences[at] ?? 0;
      const bar = element("span", { class: "share", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(share));
      return row(reading.text.slice(span.start, span.end).trim(), section, [bar, formatPercent(share)]);
    }),
  );
  const listed = rows.slice(0, MOST_SENTENCES);
  const caption = rows.length > listed.length ? LEARN.sentencesCut(listed.length, rows.length) : LEARN.sentences;
  return table({ id: "sentences" }, caption, ["Sentence", "Section", "Share"], listed);
}
