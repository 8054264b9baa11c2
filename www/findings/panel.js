// @ts-check
/** The table of findings of the pair that is shown: read from the report, corrected by hand, lit up in the films. */

import { KINDS } from "../cases/finding-list.js";
import { byId, element } from "../ui/dom.js";
import { FINDINGS_WORDS as WORDS } from "../words/findings.js";
import { findingRow } from "./row.js";
import { nameOf, told, zoneOf } from "./telling.js";

/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("../protocol.js").UnderstoodRow} UnderstoodRow */
/** @typedef {import("../protocol.js").Told["spots"][number]["views"]} Places */
/** @typedef {{row: TableRow, source?: UnderstoodRow, places?: Places}} Entry */
/**
 * `redraw` draws the report again with what is chosen; `light` dims the films but for some places; `words` shows words of
 * the report; `compare` has a patient drawn with one table and with another.
 * @typedef {{redraw(): void, light(places: Places | undefined): void, words(spans: import("../protocol.js").Span[]): void,
 *   compare(without: TableRow[], withIt: TableRow[], name: string): void}} Actions
 */

export class FindingsPanel {
  #root = byId("findings", HTMLDivElement);
  #line = element("p", { role: "status", class: "hint", id: "findings-place" });
  #actions;
  /** @type {Entry[]} */
  #entries = [];
  /** What the network alone read. @type {UnderstoodRow[]} */
  #network = [];
  /** @type {Manifest | undefined} */
  #manifest;
  /** The report as it stood in the field, and as the engine read it. */
  #report = "";
  #text = "";
  #edited = false;
  /** The entry that is lit up. @type {Entry | undefined} */
  #lit;
  /** The entry whose fields are open. @type {Entry | undefined} */
  #open;
  #shown = false;

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#build();
  }

  /** The table to draw in place of the report's; undefined where nothing was corrected. @param {string} report @returns {TableRow[] | undefined} */
  choice(report) {
    if (report !== this.#report) {
      this.#edited = false;
    }
    return this.#edited ? this.#entries.map(({ row }) => row) : undefined;
  }

  /** Takes a table that was corrected before, such as a saved case's. @param {string} report @param {TableRow[] | undefined} table */
  take(report, table) {
    this.#report = report;
    this.#edited = table !== undefined;
    this.#entries = (table ?? []).map((row) => ({ row }));
    this.#open = undefined;
  }

  /**
   * Shows what was drawn.
   * @param {Summary} summary
   * @param {string} report as it stood in the field
   * @param {string} text as the engine read it
   * @param {Manifest | undefined} manifest
   */
  show({ understood, told: drawn }, report, text, manifest) {
    this.#shown = true;
    this.#report = report;
    this.#text = text;
    this.#manifest = manifest;
    this.#network = understood.filter(({ by }) => by === "network");
    const at = this.#open && this.#entries.indexOf(this.#open);
    const sources = this.#edited ? this.#entries : understood.filter(({ by }) => by === "rules").map((source) => ({ row: source.row, source }));
    this.#entries = sources.map(({ row, source }, place) => ({
      row: (row.certainty !== "denied" && drawn?.table[place]) || row,
      source,
      places: drawn?.spots.find((spot) => spot.row === place)?.views,
    }));
    this.#open = at === undefined ? undefined : this.#entries[at];
    this.#lit = undefined; // the light is off until it is asked for
    this.#build();
  }

  #build() {
    const focused = this.#root.contains(document.activeElement) ? focusOf(this.#root) : undefined;
    if (!this.#shown) {
      this.#root.replaceChildren(element("p", { class: "hint" }, WORDS.notYet));
      return;
    }
    const rows = this.#entries.map((entry) =>
      findingRow(
        {
          row: entry.row,
          words: entry.source?.words ?? [],
          said: (entry.source?.words ?? []).map(({ start, end }) => this.#text.slice(start, end)).join(", "),
          otherwise: this.#edited ? undefined : entry.source?.otherwise,
          byHand: entry.source === undefined,
          weak: this.#manifest?.weak.find(({ finding }) => finding === entry.row.kind),
          lights: entry.places !== undefined,
          lit: entry === this.#lit,
        },
        this.#acts(entry),
        entry === this.#open,
      ),
    );
    this.#root.replaceChildren(
      ...(this.#edited ? [this.#backNote()] : []),
      rows.length === 0 ? element("p", {}, WORDS.nothing) : element("ul", { class: "understood", "aria-label": WORDS.list }, ...rows),
      this.#line,
      this.#adder(),
      ...this.#networkOnly(),
    );
    if (focused) {
      const again = this.#root.querySelectorAll(focused.selector)[focused.at];
      if (again instanceof HTMLElement) {
        again.focus();
      }
    }
  }

  /** @param {Entry} entry @returns {import("./row.js").Acts} */
  #acts(entry) {
    return {
      change: (row) => {
        entry.row = row;
        this.#open = entry;
        this.#edit();
      },
      remove: () => {
        this.#entries = this.#entries.filter((it) => it !== entry);
        this.#edit();
        this.#root.querySelector("select")?.focus();
      },
      light: () => this.#light(entry === this.#lit ? undefined : entry),
      words: (spans) => this.#actions.words(spans),
      without: () =>
        this.#actions.compare(
          this.#entries.filter((it) => it !== entry).map(({ row }) => row),
          this.#entries.map(({ row }) => row),
          nameOf(entry.row.kind),
        ),
    };
  }

  #edit() {
    this.#edited = true;
    this.#build();
    this.#actions.redraw();
  }

  /** @param {Entry | undefined} entry */
  #light(entry) {
    this.#lit = entry;
    const places = entry?.places;
    this.#actions.light(places);
    this.#line.textContent = places ? WORDS.place(zoneOf("frontal", places.frontal), zoneOf("lateral", places.lateral)) : WORDS.dark;
    this.#build();
  }

  #backNote() {
    const back = element("button", { type: "button", id: "findings-back" }, WORDS.back);
    back.addEventListener("click", () => {
      this.#edited = false;
      this.#actions.redraw();
    });
    return element("div", { class: "edited" }, element("p", { class: "hint" }, WORDS.edited), back);
  }

  #adder() {
    const select = element("select", { id: "findings-kind" }, ...KINDS.map(({ finding, label }) => element("option", { value: finding }, label)));
    const add = element("button", { type: "button", id: "findings-add" }, WORDS.addButton);
    add.addEventListener("click", () => this.#add({ row: { kind: select.value, certainty: "present" } }));
    return element("div", { class: "row adder" }, element("label", { class: "inline" }, WORDS.add, select), add);
  }

  /** @param {Entry} entry */
  #add(entry) {
    this.#entries = [...this.#entries, entry];
    this.#open = entry;
    this.#edit();
  }

  #networkOnly() {
    const taken = this.#entries.map(({ source }) => source);
    return this.#network
      .filter((source) => !taken.includes(source))
      .map((source) => {
        const take = element("button", { type: "button", class: "small" }, WORDS.take);
        take.addEventListener("click", () => this.#add({ row: source.row, source }));
        return element("p", { class: "hint" }, WORDS.networkOnly(nameOf(source.row.kind), told(source.row)), " ", take);
      });
  }
}

/** Where the focus is, so that it is there again once the rows are built anew. @param {HTMLElement} root */
function focusOf(root) {
  const active = /** @type {HTMLElement} */ (document.activeElement);
  const selector = `${active.localName}${active.className ? `.${active.className.trim().replace(/\s+/g, ".")}` : ""}`;
  return { selector, at: [...root.querySelectorAll(selector)].indexOf(active) };
}
