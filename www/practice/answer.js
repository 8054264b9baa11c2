// @ts-check
/** The student's answer: places with a name and how sure, one after the other. */

import { element } from "../ui/dom.js";
import { findingLabel, isSided } from "../cases/findings.js";
import { PRACTICE } from "../words/practice.js";
import { VIEW_NAMES } from "../words/viewer.js";
import { middle } from "./place.js";
import { ZONES, zoneAt } from "./zones.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("./place.js").Mark} Mark */
/** @typedef {import("./score.js").Entry} Entry */
/** @typedef {import("./score.js").Sure} Sure */

/** What stands where a place is marked on a film and no zone is chosen. */
const ON_FILM = "film";

export class AnswerForm {
  #say;
  #onMarks;
  #onCheck;
  #zone = element("select", { id: "practice-zone" });
  #name = element("select", { id: "practice-name" });
  #unmark = button("practice-unmark", PRACTICE.unmark);
  #add = button("practice-add", PRACTICE.add);
  #check = element("button", { type: "submit", id: "practice-check", class: "primary" }, PRACTICE.checkNormal);
  #list = element("ul", { id: "practice-entries", class: "entries", "aria-label": PRACTICE.yourAnswer });
  #searched = button("practice-searched", PRACTICE.searched);
  #checklist = element("div", { id: "practice-checklist", tabindex: "-1", hidden: "" });
  #sure = element("fieldset", { class: "sure" }, element("legend", {}, PRACTICE.sure));
  /** @type {Mark | undefined} */
  #mark;
  /** @type {Entry[]} */
  #entries = [];

  /**
   * @param {(text: string) => void} say
   * @param {(marks: Mark[]) => void} onMarks hears of every mark that is to be shown
   * @param {(entries: Entry[], sure: Sure) => void} onCheck
   */
  constructor(say, onMarks, onCheck) {
    this.#say = say;
    this.#onMarks = onMarks;
    this.#onCheck = onCheck;
    this.#sure.append(
      .../** @type {Sure[]} */ ([1, 2, 3]).map((sure) =>
        element(
          "label",
          { class: "inline" },
          element("input", { type: "radio", name: "practice-sure", value: String(sure), ...(sure === 2 ? { checked: "" } : {}) }),
          PRACTICE.sureNames[sure],
        ),
      ),
    );
    this.#checklist.append(element("h3", {}, PRACTICE.checklistHeading), element("ul", {}, ...PRACTICE.checklist.map((item) => element("li", {}, item))));
    this.root = element(
      "form",
      { id: "practice-form", "aria-labelledby": "practice-question", hidden: "" },
      element("h2", { id: "practice-question" }, PRACTICE.formHeading),
      element("p", { class: "hint" }, PRACTICE.formHint),
      element("p", { class: "hint", id: "practice-surface-hint" }, PRACTICE.surfaceHint),
      labelled(PRACTICE.place, this.#zone),
      this.#unmark,
      labelled(PRACTICE.name, this.#name),
      this.#sure,
      element("div", { class: "row" }, this.#add),
      this.#list,
      element("div", { class: "row" }, this.#check, this.#searched),
      this.#checklist,
    );
    this.#zone.addEventListener("change", () => this.#choose());
    this.#unmark.addEventListener("click", () => this.#place(undefined));
    this.#add.addEventListener("click", () => this.#addEntry());
    this.#searched.addEventListener("click", () => this.#showChecklist());
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** The findings that may be named. @param {string[]} findings */
  ask(findings) {
    this.#name.replaceChildren(
      element("option", { value: "" }, PRACTICE.noName),
      ...findings.flatMap((finding) =>
        isSided(finding)
          ? ["right", "left"].map((side) => element("option", { value: `${finding} ${side}` }, slotName(finding, side)))
          : [element("option", { value: finding }, slotName(finding))],
      ),
    );
  }

  clear() {
    this.#entries = [];
    this.#checklist.hidden = true;
    this.#searched.hidden = false;
    this.#name.value = "";
    this.#sure.querySelectorAll("input").forEach((input) => {
      input.checked = input.value === "2";
    });
    this.#place(undefined);
  }

  /** Only while a case waits for its answer. @param {boolean} asks */
  show(asks) {
    this.root.hidden = !asks;
  }

  /** Takes a place that was marked on a film. @param {Mark} mark */
  take(mark) {
    this.#place(mark);
    this.#zone.value = ON_FILM;
    const { x, y } = middle(mark);
    this.#say(PRACTICE.markedAt(mark.view, zoneAt(mark.view, x, y)));
  }

  /** Takes the zone of the list. */
  #choose() {
    const [view, name] = this.#zone.value.split(":");
    const zone = view in ZONES ? ZONES[/** @type {ViewName} */ (view)].find((it) => it.name === name) : undefined;
    const chosen = this.#zone.value;
    this.#place(zone && { view: /** @type {ViewName} */ (view), left: zone.left, right: zone.right, top: zone.top, bottom: zone.bottom });
    this.#zone.value = chosen;
  }

  /** The mark that is to be named, or none. @param {Mark | undefined} mark */
  #place(mark) {
    this.#mark = mark;
    const named = (/** @type {ViewName} */ view) =>
      element("optgroup", { label: `${VIEW_NAMES[view]} film` }, ...ZONES[view].map(({ name }) => element("option", { value: `${view}:${name}` }, name)));
    this.#zone.replaceChildren(
      element("option", { value: "" }, PRACTICE.noPlace),
      ...(mark && mark.left === mark.right ? [element("option", { value: ON_FILM }, PRACTICE.onFilm)] : []),
      named("frontal"),
      named("lateral"),
    );
    this.#unmark.hidden = !mark;
    this.#refresh();
  }

  #addEntry() {
    const [finding, side] = this.#name.value.split(" ");
    if (!this.#mark || !finding) {
      this.#say(this.#mark ? PRACTICE.needsName : PRACTICE.needsPlace);
      (this.#mark ? this.#name : this.#zone).focus();
      return;
    }
    const label = slotName(finding, side);
    if (this.#entries.some((entry) => entry.finding === finding && entry.side === side)) {
      this.#say(PRACTICE.twice(label));
      return;
    }
    this.#entries.push({ finding, ...(side ? { side: /** @type {"right" | "left"} */ (side) } : {}), mark: this.#mark, sure: this.#howSure() });
    this.#name.value = "";
    this.#place(undefined);
    this.#say(PRACTICE.added(label));
  }

  /** @param {Entry} entry */
  #remove(entry) {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#refresh();
    this.#say(PRACTICE.removed(slotName(entry.finding, entry.side)));
    this.#add.focus();
  }

  #showChecklist() {
    this.#searched.hidden = true;
    this.#checklist.hidden = false;
    this.#checklist.focus();
  }

  #submit() {
    if (this.#mark) {
      this.#say(PRACTICE.unfinished);
      this.#name.focus();
      return;
    }
    this.#onCheck(this.#entries, this.#howSure());
  }

  /** @returns {Sure} */
  #howSure() {
    return /** @type {Sure} */ (Number(this.#sure.querySelector("input:checked")?.getAttribute("value") ?? 2));
  }

  #refresh() {
    this.#check.textContent = this.#entries.length === 0 ? PRACTICE.checkNormal : PRACTICE.check;
    this.#list.hidden = this.#entries.length === 0;
    this.#list.replaceChildren(
      ...this.#entries.map((entry) => {
        const label = slotName(entry.finding, entry.side);
        const { x, y } = middle(entry.mark);
        const remove = element("button", { type: "button", "aria-label": PRACTICE.remove(label) }, "×");
        remove.addEventListener("click", () => this.#remove(entry));
        return element(
          "li",
          {},
          element("span", {}, PRACTICE.entry(label, entry.mark.view, zoneAt(entry.mark.view, x, y), PRACTICE.sureNames[entry.sure])),
          remove,
        );
      }),
    );
    this.#onMarks([...this.#entries.map(({ mark }) => mark), ...(this.#mark ? [this.#mark] : [])]);
  }
}

/** "pleural effusion, right". @param {string} finding @param {string} [side] */
export function slotName(finding, side) {
  return side ? `${findingLabel(finding)}, ${side}` : findingLabel(finding);
}

/** @param {string} id @param {string} text */
function button(id, text) {
  return element("button", { type: "button", id }, text);
}

/** @param {string} text @param {HTMLSelectElement} select */
function labelled(text, select) {
  return element("p", { class: "choice" }, element("label", { for: select.id }, text), select);
}
