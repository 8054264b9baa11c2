// @ts-check
/** What a finished run says about its pair: the consistency network's score beside that of true pairs, the seed and the time. */

import { byId, element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { formatPercent, formatTime } from "../format.js";
import { LEARN } from "../words/learn.js";

const root = byId("run", HTMLDivElement);
const none = byId("run-none", HTMLParagraphElement);
const score = element("p", { id: "consistency" });
const meaning = element("p", { id: "consistency-meaning", class: "hint" });
const scales = element("div");
const facts = element("p", { id: "run-facts", class: "hint" });
root.append(score, meaning, scales, facts);

/** Empties the section "This pair". */
export function clearSummary() {
  root.hidden = true;
  none.hidden = false;
}

/**
 * Fills it.
 * @param {import("../protocol.js").Summary} summary
 * @param {string} adapter what computed it
 * @param {boolean} trained whether the score can mean anything
 * @param {import("../protocol.js").TruePairs[]} truePairs what the score is where both views are of one patient
 */
export function showSummary({ seed, milliseconds, consistency }, adapter, trained, truePairs) {
  const rows = [...consistency].sort((a, b) => b.size - a.size);
  const finest = rows.at(0);
  score.textContent = finest ? LEARN.consistency(formatPercent(finest.samePatient), finest.size) : LEARN.noConsistency;
  meaning.textContent = (finest && (trained ? meaningOf(finest, truePairs) : LEARN.consistencyUntrained)) ?? "";
  scales.replaceChildren(...(rows.length > 1 ? [scores(rows, trained ? truePairs : [])] : []));
  facts.textContent = LEARN.runFacts(seed, formatTime(milliseconds), adapter);
  root.hidden = false;
  none.hidden = true;
}

/** @param {{size: number, samePatient: number}} finest @param {import("../protocol.js").TruePairs[]} truePairs */
function meaningOf({ size, samePatient }, truePairs) {
  const same = truePairs.find((it) => it.size === size);
  const means = same
    ? [LEARN.truePairs(formatPercent(same.samePatient), formatPercent(same.twoPatients), same.pairs), LEARN.consistencyBeside(samePatient, same)]
    : [LEARN.consistencyMeans(samePatient)];
  return [...means, LEARN.consistencyLimits].join(" ");
}

/** @param {{size: number, samePatient: number}[]} rows @param {import("../protocol.js").TruePairs[]} truePairs */
function scores(rows, truePairs) {
  const head = truePairs.length > 0 ? [...LEARN.scoresHead, ...LEARN.truePairsHead] : LEARN.scoresHead;
  const shown = rows.map(({ size, samePatient }) => {
    const same = truePairs.find((it) => it.size === size);
    const means = same ? [same.samePatient, same.twoPatients].map(formatPercent) : ["", ""];
    return row(`${size} px`, formatPercent(samePatient), ...(truePairs.length > 0 ? means : []));
  });
  return table({ id: "scores" }, LEARN.scoresCaption, head, shown);
}
