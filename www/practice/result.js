// @ts-check
/** What follows an answer: the marks, the report, the regions that changed, and the score of the session. */

import { byId, element } from "../ui/dom.js";
import { formatSigned } from "../format.js";
import { LEARN } from "../words/learn.js";
import { findingLabel } from "../cases/findings.js";

/** @typedef {import("./score.js").Mark} Mark */
/** @typedef {import("./score.js").Score} Score */
/** @typedef {import("../compare/difference.js").Region} Region */

/**
 * @param {Mark[]} marks
 * @param {string} report
 * @param {number} seed
 */
export function showMarks(marks, report, seed) {
  const right = marks.filter(({ verdict }) => verdict === "right").length;
  byId("practice-verdict", HTMLParagraphElement).textContent = LEARN.verdict(right, marks.length);
  const rows = marks.map(({ finding, truth, answer, verdict }) =>
    element("tr", {}, element("th", { scope: "row" }, findingLabel(finding)), element("td", {}, LEARN.presence[truth]),
      element("td", {}, LEARN.presence[answer]), element("td", { class: verdict === "right" ? "good" : "bad" }, LEARN.verdicts[verdict])));
  const table = byId("practice-marks", HTMLTableElement);
  table.hidden = marks.length === 0;
  table.tBodies[0].replaceChildren(...rows);
  byId("practice-report", HTMLParagraphElement).textContent = report;
  byId("practice-seed", HTMLSpanElement).textContent = LEARN.practiceSeed(seed);
}

/** @param {import("../protocol.js").ViewName} view @param {Region[]} regions */
export function regionList(view, regions) {
  const items = regions.map(({ name, mean }) => element("li", {}, LEARN.region(name, formatSigned(mean), mean)));
  return [element("h4", {}, LEARN.regionsOf(view)), items.length > 0 ? element("ol", {}, ...items) : element("p", {}, LEARN.noRegions)];
}

/** @param {Score} score */
export function showScore({ cases, allRight, findings }) {
  byId("practice-score", HTMLParagraphElement).textContent = LEARN.score(cases, allRight);
  const rows = Object.entries(findings).map(([finding, { right, wrong }]) =>
    element("tr", {}, element("th", { scope: "row" }, findingLabel(finding)), element("td", {}, String(right)), element("td", {}, String(wrong))));
  const table = byId("practice-tally", HTMLTableElement);
  table.hidden = rows.length === 0;
  table.tBodies[0].replaceChildren(...rows);
}
