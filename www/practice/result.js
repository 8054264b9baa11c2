// @ts-check
/** What follows an answer: the verdicts, where the findings are, a sign of each, the report, and the patient without findings. */

import { element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { PRACTICE } from "../words/practice.js";
import { SIGNS } from "../words/signs.js";
import { Figure } from "../viewer/figure.js";
import { slotName } from "./answer.js";
import { middle } from "./place.js";
import { whereIs, zoneAt } from "./zones.js";

/** @typedef {import("./score.js").Truth} Truth */
/** @typedef {import("./score.js").Judged} Judged */
/** @typedef {import("./score.js").Entry} Entry */
/** @typedef {import("../protocol.js").View} View */

export class ResultView {
  #verdict = element("p", { id: "practice-verdict", role: "status", tabindex: "-1" });
  #marks = element("div", { id: "practice-marks" });
  #spotlight = element("input", { type: "checkbox", id: "practice-spotlight", checked: "" });
  #where = element(
    "div",
    {},
    element("label", { class: "inline" }, this.#spotlight, PRACTICE.spotlight),
    element("p", { class: "hint" }, PRACTICE.spotlightHint),
  );
  #noPlaces = element("p", { class: "hint" }, PRACTICE.noPlaces);
  #signs = element("div", { id: "practice-signs" });
  #report = element("p", { id: "practice-report", class: "copy", tabindex: "0", role: "group", "aria-label": PRACTICE.reportLabel });
  #seed = element("span", { class: "hint" });
  #normal = { frontal: new Figure(PRACTICE.normalPane("frontal")), lateral: new Figure(PRACTICE.normalPane("lateral")) };
  #normalViews = element("div", { class: "views", hidden: "" }, this.#normal.frontal.root, this.#normal.lateral.root);
  #normalSaid = element("p", { class: "hint" });

  /**
   * @param {{spotlight(on: boolean): void, open(): void, next(): void}} does what its controls do; `open` opens the case in Read
   */
  constructor(does) {
    const open = element("button", { type: "button", id: "practice-open" }, PRACTICE.openInRead);
    open.addEventListener("click", does.open);
    const next = element("button", { type: "button", id: "practice-next", class: "primary", "data-when": "ready", "aria-disabled": "true" }, PRACTICE.next);
    next.addEventListener("click", does.next);
    this.#spotlight.addEventListener("change", () => does.spotlight(this.#spotlight.checked));
    this.root = element(
      "section",
      { id: "practice-result", "aria-labelledby": "practice-answer", hidden: "" },
      element("h2", { id: "practice-answer" }, PRACTICE.answerHeading),
      this.#verdict,
      this.#where,
      this.#noPlaces,
      this.#marks,
      this.#signs,
      element("div", { class: "row" }, next),
      element("h3", {}, PRACTICE.reportHeading),
      this.#report,
      element("div", { class: "row" }, open, this.#seed),
      element("h3", {}, PRACTICE.normalHeading),
      this.#normalSaid,
      this.#normalViews,
    );
  }

  clear() {
    this.root.hidden = true;
    this.#normalViews.hidden = true;
    this.#normal.frontal.clear();
    this.#normal.lateral.clear();
  }

  /**
   * @param {{truth: Truth[], judged: Judged[], told: boolean, report: string, seed: number}} answer `told` where the weights tell places
   */
  show({ truth, judged, told, report, seed }) {
    const right = judged.filter(({ verdict }) => verdict === "right").length;
    this.#verdict.textContent = PRACTICE.verdict(right, judged.length);
    this.#where.hidden = !told || truth.length === 0;
    this.#noPlaces.hidden = told;
    this.#spotlight.checked = true;
    this.#marks.replaceChildren(...(judged.length > 0 ? [marksTable(judged, truth)] : []));
    const signs = [...new Set(judged.map(({ finding }) => finding))].flatMap((finding) => (SIGNS[finding] ? [sign(finding)] : []));
    this.#signs.replaceChildren(...(signs.length > 0 ? [element("h3", {}, PRACTICE.signsHeading), element("ul", {}, ...signs)] : []));
    this.#report.textContent = report;
    this.#seed.textContent = PRACTICE.seed(seed);
    this.root.hidden = false;
    this.#verdict.focus();
  }

  /** @param {string} text */
  sayOfNormal(text) {
    this.#normalSaid.textContent = text;
  }

  /** @param {View} view */
  showNormal(view) {
    this.#normalViews.hidden = false;
    this.#normal[view.view].show(view);
  }
}

/** @param {Judged[]} judged @param {Truth[]} truth */
function marksTable(judged, truth) {
  const rows = judged.map((it, at) =>
    row(
      slotName(it.finding, it.side),
      it.verdict === "invented" ? PRACTICE.notThere : placesOf(truth[at]),
      it.entry ? markedWhere(it.entry) : PRACTICE.nothing,
      it.entry ? PRACTICE.sureNames[it.entry.sure] : "",
      element("td", { class: it.verdict === "right" ? "good" : "bad" }, PRACTICE.verdicts[it.verdict]),
    ),
  );
  return element(
    "div",
    { class: "wide-table", tabindex: "0", role: "group", "aria-label": PRACTICE.marksCaption },
    table({}, PRACTICE.marksCaption, PRACTICE.marksHead, rows),
  );
}

/** In both views. @param {Truth} truth */
function placesOf({ spots }) {
  if (!spots) {
    return "";
  }
  const [frontal, lateral] = [whereIs("frontal", spots.frontal), whereIs("lateral", spots.lateral)];
  return frontal === lateral ? frontal : PRACTICE.bothPlaces(frontal, lateral);
}

/** @param {Entry} entry */
function markedWhere({ finding, side, mark }) {
  const { x, y } = middle(mark);
  return `${slotName(finding, side)}: ${mark.view}, ${zoneAt(mark.view, x, y)}`;
}

/** @param {string} finding */
function sign(finding) {
  return element(
    "li",
    {},
    element("strong", {}, slotName(finding)),
    `: ${SIGNS[finding].sign} `,
    element("span", { class: "source" }, PRACTICE.signSource(SIGNS[finding].source)),
  );
}
