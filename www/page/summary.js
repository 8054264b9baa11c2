// @ts-check
/** What a finished run says about its pair: the consistency network's score, the seed and the time. */

import { byId, element } from "./dom.js";
import { formatPercent, formatTime } from "../messages.js";

/**
 * Fills the section "This pair".
 * @param {import("../protocol.js").Summary} summary
 * @param {string} adapter what computed it
 */
export function showSummary({ seed, milliseconds, consistency }, adapter) {
  const rows = [...consistency].sort((a, b) => b.size - a.size);
  const finest = rows.at(0);
  byId("consistency", HTMLParagraphElement).textContent = finest
    ? `Probability that both views belong to the same patient: ${formatPercent(finest.samePatient)}, by the consistency network at ${finest.size} px.`
    : "These weights carry no consistency network.";
  byId("scores", HTMLTableElement).hidden = rows.length < 2;
  document.querySelector("#scores tbody")?.replaceChildren(...rows.map(({ size, samePatient }) =>
    element("tr", {}, element("th", { scope: "row" }, `${size} px`), element("td", {}, formatPercent(samePatient)))));
  byId("run-facts", HTMLParagraphElement).textContent =
    `Seed ${seed}, ${formatTime(milliseconds)} of computing on ${adapter}.`;
}
