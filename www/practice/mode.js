// @ts-check
/** The mode Practice: a case without its report, the student's answer, then the verdict and where everything is. */

import { byId, element } from "../ui/dom.js";
import { reveal } from "../ui/modes.js";
import { sentence } from "../messages.js";
import { PRACTICE } from "../words/practice.js";
import { reportText } from "../cases/findings.js";
import { NORMAL } from "../cases/shelf.js";
import { changedRegions, difference } from "../film/difference.js";
import { makePair } from "../film/pair.js";
import { Display, VIEWS } from "../viewer/display.js";
import { FilmChoice } from "../viewer/films.js";
import { AnswerForm, slotName } from "./answer.js";
import { reportOf } from "./compose.js";
import { LEVELS, drawCases, drawable } from "./draw.js";
import { Film } from "./film.js";
import { ResultView } from "./result.js";
import { ROUND, judge } from "./score.js";
import { Session } from "./session.js";
import { whoIs } from "./who.js";
import { whereIs } from "./zones.js";

/** @typedef {import("../ui/host.js").Host} Host */
/** @typedef {import("../film/pair.js").Pair} Pair */
/** @typedef {import("./draw.js").Case} Case */
/** @typedef {import("./draw.js").Level} Level */
/** @typedef {import("./score.js").Entry} Entry */
/** @typedef {import("./score.js").Truth} Truth */
/** The cases in turn: a round that was drawn here, or a set. @typedef {{cases: Case[], at: number, asked: string[], level: Level | ""}} Round */

export class PracticeMode {
  #host;
  #level = byId("practice-level", HTMLSelectElement);
  #drawButton = byId("practice-draw", HTMLButtonElement);
  #progress = byId("practice-progress", HTMLParagraphElement);
  #answer;
  #films;
  #filmsSection;
  #filmChoice;
  #result;
  #session;
  /** @type {Round | undefined} */
  #round;
  /** @type {{drawn: Case, report: string, pair: Pair, truth: Truth[]} | undefined} */
  #case;
  /** The weights that the round was drawn for. */
  #weights = "";

  /**
   * @param {Host} host
   * @param {(report: string, seed: number) => void} openInRead
   */
  constructor(host, openInRead) {
    this.#host = host;
    const film = (/** @type {import("../protocol.js").ViewName} */ view) =>
      new Film(
        view,
        (mark) => this.#answer.take(mark),
        (zone) => host.say(PRACTICE.crosshairAt(zone)),
      );
    this.#films = { frontal: film("frontal"), lateral: film("lateral") };
    this.#answer = new AnswerForm(
      host.say,
      (marks) => VIEWS.forEach((view) => this.#films[view].marks(marks)),
      (entries, sure) => this.#check(entries, sure),
    );
    this.#result = new ResultView({
      spotlight: (on) => this.#spotlight(on),
      open: () => this.#case && openInRead(this.#case.report, this.#case.drawn.seed),
      next: () => void this.#draw(),
    });
    this.#session = new Session(host);
    this.#filmsSection = element(
      "section",
      { id: "practice-films", "aria-label": "The case" },
      element("div", { class: "views", id: "practice-views" }, this.#films.frontal.root, this.#films.lateral.root),
    );
    this.#filmChoice = new FilmChoice(this.#filmsSection, new Display()).root;
    this.#filmsSection.prepend(this.#filmChoice);
    byId("panel-practice", HTMLDivElement).append(this.#filmsSection, this.#answer.root, this.#result.root, this.#session.root);
    this.#level.append(...LEVELS.map((level) => element("option", { value: level }, PRACTICE.levels[level])));
    this.#level.addEventListener("change", () => this.#begin(undefined));
    this.#drawButton.addEventListener("click", () => void this.#draw());
    this.#answer.ask(this.#drawable());
    this.#answer.clear();
  }

  /** The weights are known, or others: what they draw too weakly is not asked for. */
  refresh() {
    const { weak = [], sha256 = "" } = this.#host.manifest() ?? {};
    if (sha256 === this.#weights) {
      return; // another engine, the same pictures: the case stays
    }
    this.#weights = sha256;
    const left = byId("practice-weak", HTMLDivElement);
    left.hidden = weak.length === 0;
    left.replaceChildren(
      element(
        "details",
        {},
        element("summary", {}, PRACTICE.leftOut(weak.length)),
        element("p", { class: "hint" }, PRACTICE.leftOutWhy),
        element("ul", {}, ...weak.map((finding) => element("li", {}, PRACTICE.weak(finding)))),
      ),
    );
    this.#begin(this.#round?.level === "" ? { ...this.#round, at: 0 } : undefined); // a set stays
  }

  /** Shows the cases of a set in their order. @param {Case[]} cases */
  play(cases) {
    this.#begin({ cases, at: 0, asked: [], level: "" });
  }

  #drawable() {
    return drawable(this.#host.manifest()?.weak ?? []).map(({ finding }) => finding);
  }

  /** @param {Round | undefined} round one is drawn with the next case where there is none */
  #begin(round) {
    const asked = [...new Set([...this.#drawable(), ...(round?.cases ?? []).flatMap(({ table }) => table.map(({ kind }) => kind))])];
    this.#round = round && { ...round, asked };
    this.#reset();
    this.#answer.ask(asked);
    this.#drawButton.textContent = PRACTICE.draw;
    this.#progress.textContent = round ? PRACTICE.setRound(round.at + 1, round.cases.length) : "";
  }

  /** The round under way, or a new one; none where nothing can be drawn. @returns {Round | undefined} */
  #current() {
    if (this.#round && this.#round.at < this.#round.cases.length) {
      return this.#round;
    }
    const level = /** @type {Level} */ (this.#level.value);
    const from = drawable(this.#host.manifest()?.weak ?? []);
    if (from.length === 0) {
      return undefined;
    }
    const asked = from.map(({ finding }) => finding);
    this.#answer.ask(asked);
    return { cases: drawCases(from, ROUND, level, Math.random), at: 0, asked, level };
  }

  async #draw() {
    const round = this.#current();
    if (!round) {
      this.#host.fail(sentence("all_weak"));
      return;
    }
    const drawn = round.cases[round.at];
    const report = reportOf(drawn);
    await this.#host.job(async (make) => {
      this.#reset();
      const pair = await makePair(make, report, drawn.seed, (view) => this.#films[view.view].show(view), choices(drawn));
      const spots = pair.summary.told?.spots;
      const truth = drawn.table.map((row, at) => ({ row, spots: spots?.find((it) => it.row === at)?.views }));
      this.#case = { drawn, report, pair, truth };
      this.#round = { ...round, at: round.at + 1 };
      const who = whoIs(this.#host.patients(), pair.summary.told?.patient.code);
      VIEWS.forEach((view) => {
        this.#films[view].enable(true);
        this.#films[view].hide(who);
      });
      this.#filmChoice.hidden = false;
      this.#answer.show(true);
      byId("practice-hint", HTMLParagraphElement).hidden = true; // it is known by now, and the films need the room
      this.#progress.textContent = (round.level === "" ? PRACTICE.setRound : PRACTICE.round)(round.at + 1, round.cases.length) + PRACTICE.whoIsIt(who);
      reveal(this.#filmsSection);
      return PRACTICE.caseDrawn;
    });
  }

  #reset() {
    this.#case = undefined;
    this.#filmChoice.hidden = true;
    VIEWS.forEach((view) => this.#films[view].clear());
    this.#answer.clear();
    this.#answer.show(false);
    this.#result.clear();
  }

  /** @param {Entry[]} entries @param {import("./score.js").Sure} sure */
  #check(entries, sure) {
    const [current, round] = [this.#case, this.#round];
    if (!current || !round) {
      return; // the form is shown with a case only
    }
    this.#answer.show(false);
    VIEWS.forEach((view) => this.#films[view].enable(false));
    const { drawn, report, pair, truth } = current;
    const judged = judge(truth, entries);
    this.#session.add({ seed: drawn.seed, level: round.level, asked: round.asked, sure, judged });
    this.#describe(truth);
    this.#spotlight(true);
    this.#result.show({ truth, judged, told: pair.summary.told !== undefined, report, seed: drawn.seed });
    this.#drawButton.textContent = PRACTICE.next;
    if (round.at === round.cases.length) {
      this.#progress.textContent = round.level === "" ? PRACTICE.setOver : PRACTICE.roundOver;
    }
    void this.#showNormal(current);
  }

  /** From now on the pictures' descriptions say what is there. @param {Truth[]} truth */
  #describe(truth) {
    VIEWS.forEach((view) => {
      const there = truth.map(({ row, spots }) => {
        const name = slotName(row.kind, row.side);
        return spots ? PRACTICE.at(name, whereIs(view, spots[view])) : name;
      });
      this.#films[view].describe(there.length > 0 ? there.join("; ") : PRACTICE.isNormalChest);
    });
  }

  /** @param {boolean} on */
  #spotlight(on) {
    VIEWS.forEach((view) => this.#films[view].spotlight(on ? (this.#case?.truth ?? []).flatMap(({ spots }) => (spots ? [spots[view]] : [])) : []));
  }

  /** Draws the same patient without findings. @param {{drawn: Case, pair: Pair}} current */
  async #showNormal({ drawn, pair }) {
    if (drawn.table.length === 0) {
      this.#result.sayOfNormal(PRACTICE.isNormal);
      return;
    }
    this.#result.sayOfNormal(PRACTICE.drawingNormal);
    const done = await this.#host.job(async (make) => {
      const normal = await makePair(make, reportText(NORMAL), drawn.seed, (view) => this.#result.showNormal(view), choices({ ...drawn, table: [] }));
      if (!pair.summary.told) {
        VIEWS.forEach((view) => this.#films[view].outline(changedRegions(difference(normal[view], pair[view]))));
      }
      return PRACTICE.normalDrawn;
    });
    this.#result.sayOfNormal(done ? "" : PRACTICE.noNormal);
  }
}

/** What the engine draws a case from. @param {Case} drawn @returns {import("../protocol.js").Choices} */
export function choices({ table, patient }) {
  return { table, ...(patient ? { patient } : {}) };
}
