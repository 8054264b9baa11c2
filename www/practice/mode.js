// @ts-check
/** The mode Practice: a case without its report, the student's answer, then report, marks and what changed. */

import { byId, element } from "../ui/dom.js";
import { randomSeed } from "../ui/inputs.js";
import { reveal } from "../ui/modes.js";
import { sentence } from "../messages.js";
import { LEARN } from "../words/learn.js";
import { reportText } from "../cases/findings.js";
import { NORMAL } from "../cases/shelf.js";
import { changedRegions, difference } from "../compare/difference.js";
import { Pane } from "../compare/pane.js";
import { makePair } from "../compare/pair.js";
import { VIEWS } from "../viewer/display.js";
import { AnswerForm } from "./answer.js";
import { compose, drawFindings, drawable } from "./compose.js";
import { forgetScore, keepScore, keptScore } from "./keep.js";
import { regionList, showMarks, showScore } from "./result.js";
import { addCase, emptyScore, judge } from "./score.js";

/** @typedef {import("../ui/host.js").Host} Host */
/** @typedef {import("../compare/pair.js").Pair} Pair */
/** @typedef {import("../cases/findings.js").Finding} Finding */
/** @typedef {{list: Finding[], report: string, seed: number, pair: Pair}} Case */

export class PracticeMode {
  #host;
  #answer = new AnswerForm(byId("practice-findings", HTMLDivElement));
  #form = byId("practice-form", HTMLFormElement);
  #result = byId("practice-result", HTMLElement);
  #changes = byId("practice-changes", HTMLDivElement);
  #keep = byId("practice-keep", HTMLInputElement);
  #panes = { frontal: new Pane(LEARN.casePane("frontal")), lateral: new Pane(LEARN.casePane("lateral")) };
  #normal = { frontal: new Pane(LEARN.normalPane("frontal")), lateral: new Pane(LEARN.normalPane("lateral")) };
  #normalViews = element("div", { class: "views", hidden: "" }, this.#normal.frontal.root, this.#normal.lateral.root);
  /** @type {Case | undefined} */
  #case;
  #score = keptScore() ?? emptyScore();
  /** Set once the case is answered, so that it counts only once. */
  #answered = false;

  /**
   * @param {Host} host
   * @param {(report: string, seed: number) => void} openInRead
   */
  constructor(host, openInRead) {
    this.#host = host;
    byId("practice-open", HTMLButtonElement).addEventListener("click", () => this.#case && openInRead(this.#case.report, this.#case.seed));
    byId("practice-views", HTMLDivElement).append(this.#panes.frontal.root, this.#panes.lateral.root);
    byId("practice-normal", HTMLDivElement).append(this.#normalViews);
    byId("practice-draw", HTMLButtonElement).addEventListener("click", () => void this.#draw());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    this.#keep.checked = keptScore() !== undefined;
    this.#keep.addEventListener("change", () => this.#chooseKeeping());
    byId("practice-forget", HTMLButtonElement).addEventListener("click", () => this.#forget());
    this.#answer.ask(drawable([]));
    showScore(this.#score);
  }

  /** The weights are known, or others: what they draw too weakly is not asked for. */
  refresh() {
    const weak = this.#host.manifest()?.weak ?? [];
    this.#answer.ask(drawable(weak));
    byId("practice-weak", HTMLUListElement).replaceChildren(...weak.map((finding) => element("li", {}, LEARN.leftOut(finding))));
  }

  async #draw() {
    const from = drawable(this.#host.manifest()?.weak ?? []);
    if (from.length === 0) {
      this.#host.fail(sentence("all_weak"));
      return;
    }
    const list = drawFindings(from, Math.random);
    const report = compose(list, Math.random);
    const seed = randomSeed();
    await this.#host.job(async (make) => {
      this.#reset();
      const pair = await makePair(make, report, seed, (view) => this.#panes[view.view].show(view));
      this.#case = { list, report, seed, pair };
      this.#answer.enable(true);
      reveal(byId("practice-pictures", HTMLHeadingElement));
      return LEARN.caseDrawn;
    });
  }

  #reset() {
    this.#case = undefined;
    this.#answered = false;
    this.#answer.clear();
    this.#answer.enable(false);
    this.#result.hidden = true;
    this.#normalViews.hidden = true;
    this.#changes.replaceChildren();
    VIEWS.forEach((view) => {
      this.#panes[view].clear();
      this.#normal[view].clear();
    });
  }

  #check() {
    const current = this.#case;
    if (!current || this.#answered) {
      this.#host.say(this.#answered ? LEARN.answeredBefore : LEARN.noCase);
      return;
    }
    this.#answered = true;
    this.#answer.enable(false);
    const marks = judge(current.list, this.#answer.read());
    this.#score = addCase(this.#score, marks);
    this.#save();
    showScore(this.#score);
    showMarks(marks, current.report, current.seed);
    this.#host.say(LEARN.answered);
    this.#result.hidden = false;
    byId("practice-verdict", HTMLParagraphElement).focus();
    if (current.list.length === 0) {
      this.#changes.replaceChildren(element("p", {}, LEARN.isNormal));
    } else {
      void this.#showChanges(current);
    }
  }

  /** Draws the same patient's normal version and outlines where the case differs from it. @param {Case} current */
  async #showChanges({ seed, pair }) {
    this.#changes.replaceChildren(element("p", { class: "hint" }, LEARN.comparingWithNormal));
    const done = await this.#host.job(async (make) => {
      this.#normalViews.hidden = false;
      const normal = await makePair(make, reportText(NORMAL), seed, (view) => this.#normal[view.view].show(view));
      const changes = VIEWS.map((view) => {
        const regions = changedRegions(difference(normal[view], pair[view]));
        this.#panes[view].outline(regions);
        return { view, regions };
      });
      this.#changes.replaceChildren(...changes.flatMap(({ view, regions }) => regionList(view, regions)));
      return LEARN.comparedWithNormal;
    });
    if (!done) {
      this.#changes.replaceChildren(element("p", {}, LEARN.notCompared));
    }
  }

  #chooseKeeping() {
    if (this.#keep.checked) {
      this.#save();
    } else {
      forgetScore();
      this.#host.say(LEARN.scoreNotKept);
    }
  }

  #save() {
    if (this.#keep.checked && !keepScore(this.#score)) {
      this.#keep.checked = false;
      this.#host.fail(sentence("score_not_kept"));
    }
  }

  #forget() {
    this.#keep.checked = false;
    forgetScore();
    this.#score = emptyScore();
    showScore(this.#score);
    this.#host.say(LEARN.scoreDeleted);
  }
}
