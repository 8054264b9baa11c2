// @ts-check
/** The results of a session: shown after a round's worth of cases, saved as a table, kept only if asked. */

import { element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { download } from "../cases/download.js";
import { findingLabel } from "../cases/findings.js";
import { sentence } from "../messages.js";
import { PRACTICE } from "../words/practice.js";
import { forgetResults, keepResults, keptResults } from "./keep.js";
import { resultsCsv } from "./results-csv.js";
import { ROUND, confidence, isAllRight, tally } from "./score.js";

/** @typedef {import("./score.js").Result} Result */
/** @typedef {import("../ui/host.js").Host} Host */

const CSV_NAME = "xraygan-practice.csv";

export class Session {
  #host;
  #facts = element("div", { id: "practice-score" });
  #keep = element("input", { type: "checkbox", id: "practice-keep" });
  /** @type {Result[]} */
  #results = keptResults() ?? [];

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
    this.#keep.checked = keptResults() !== undefined;
    this.#keep.addEventListener("change", () => this.#chooseKeeping());
    const csv = element("button", { type: "button", id: "practice-csv" }, PRACTICE.csv);
    csv.addEventListener("click", () => this.#saveCsv());
    const forget = element("button", { type: "button", id: "practice-forget" }, PRACTICE.forget);
    forget.addEventListener("click", () => this.#forget());
    this.root = element(
      "section",
      { id: "practice-session", "aria-labelledby": "practice-session-heading" },
      element("h2", { id: "practice-session-heading" }, PRACTICE.sessionHeading),
      this.#facts,
      element("div", { class: "row" }, csv, forget),
      element("p", {}, element("label", { class: "inline" }, this.#keep, PRACTICE.keep)),
      element("p", { class: "hint" }, PRACTICE.keepHint),
      element("p", { class: "hint", id: "practice-untested" }, PRACTICE.untested),
    );
    this.#show();
  }

  /** @param {Result} result */
  add(result) {
    this.#results.push(result);
    this.#save();
    this.#show();
  }

  #show() {
    const count = this.#results.length;
    if (count < ROUND) {
      this.#facts.replaceChildren(
        element("p", {}, count === 0 ? PRACTICE.none : PRACTICE.answered(count)),
        element("p", { class: "hint" }, PRACTICE.noVerdictYet(ROUND - count)),
      );
      return;
    }
    const hits = [...tally(this.#results)]
      .filter(([, { present, falseAlarms }]) => present + falseAlarms > 0)
      .map(([finding, it]) => [findingLabel(finding), PRACTICE.share(it.hits, it.present), PRACTICE.share(it.falseAlarms, it.absent)]);
    const sure = confidence(this.#results);
    const sureRows = /** @type {const} */ ([1, 2, 3])
      .filter((it) => sure[it].said > 0)
      .map((it) => [PRACTICE.sureNames[it], PRACTICE.share(sure[it].right, sure[it].said)]);
    this.#facts.replaceChildren(
      element("p", {}, `${PRACTICE.answered(count)} ${PRACTICE.allRight(this.#results.filter(isAllRight).length, count)}`),
      table({ id: "practice-tally" }, PRACTICE.tallyCaption, PRACTICE.tallyHead, rowsOf(hits)),
      table({ id: "practice-confidence" }, PRACTICE.confidenceCaption, PRACTICE.confidenceHead, rowsOf(sureRows)),
    );
  }

  #saveCsv() {
    if (this.#results.length === 0) {
      this.#host.say(PRACTICE.noResults);
      return;
    }
    download(new Blob([resultsCsv(this.#results)], { type: "text/csv" }), CSV_NAME);
    this.#host.say(PRACTICE.csvSaved(CSV_NAME));
  }

  #chooseKeeping() {
    if (this.#keep.checked) {
      this.#save();
    } else {
      forgetResults();
      this.#host.say(PRACTICE.notKept);
    }
  }

  #save() {
    if (this.#keep.checked && !keepResults(this.#results)) {
      this.#keep.checked = false;
      this.#host.fail(sentence("results_not_kept"));
    }
  }

  #forget() {
    this.#keep.checked = false;
    forgetResults();
    this.#results = [];
    this.#show();
    this.#host.say(PRACTICE.deleted);
  }
}

/** @param {string[][]} rows */
function rowsOf(rows) {
  return rows.map(([heading, ...cells]) => row(heading, ...cells));
}
