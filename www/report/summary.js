// @ts-check
/** What a finished run says about its pair: the consistency network's score, the seed and the time. */

import { byId, element } from "../ui/dom.js";
import { formatPercent, formatTime } from "../format.js";
import { LEARN } from "../words/learn.js";

/**
 * Fills the section "This pair".
 * @param {import("../protocol.js").Summary} summary
 * @param {string} adapter what computed it
 * @param {boolean} trained whether the score can mean anything
 */
export function showSummary({ seed, milliseconds, consistency }, adapter, trained) {
  const rows = [...consistency].sort((a, b) => b.size - a.size);
  const finest = rows.at(0);
  byId("consistency", HTMLParagraphElement).textContent = finest ? LEARN.consistency(formatPercent(finest.samePatient), finest.size) : LEARN.noConsistency;
  const meaning = finest && (trained ? `${LEARN.consistencyMeans(finest.samePatient)} ${LEARN.consistencyLimits}` : LEARN.consistencyUntrained);
  byId("consistency-meaning", HTMLParagraphElement).textContent = meaning ?? "";
  byId("scores", HTMLTableElement).hidden = rows.length < 2;
  document
    .querySelector("#scores tbody")
    ?.replaceChildren(
      ...rows.map(({ size, samePatient }) => element("tr", {}, element("th", { scope: "row" }, `${size} px`), element("td", {}, formatPercent(samePatient)))),
    );
  byId("run-facts", HTMLParagraphElement).textContent = `Seed ${seed}, ${formatTime(milliseconds)} of computing on ${adapter}.`;
}
