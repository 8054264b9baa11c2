// @ts-check
/** What a comparison shows: A, B and the map of their difference for each view, the legend, and the table. */

import { element } from "../ui/dom.js";
import { row, table } from "../ui/table.js";
import { formatPercent, formatSigned } from "../format.js";
import { LEARN } from "../words/learn.js";
import { VIEW_NAMES } from "../words/viewer.js";
import { VIEWS } from "../viewer/display.js";
import { difference, strength, zoneChanges } from "../film/difference.js";
import { Figure } from "../viewer/figure.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../film/pair.js").Pair} Pair */

export class ComparisonView {
  #rows = VIEWS.map((view) => ({
    view,
    a: new Figure(LEARN.paneOf("A", view)),
    b: new Figure(LEARN.paneOf("B", view)),
    map: new Figure(LEARN.mapOf(view)),
  }));
  #result = element("div", { id: "compare-result" });
  /** @type {Pair[]} */
  #pairs = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    const trios = this.#rows.map(({ a, b, map }) => element("div", { class: "trio" }, a.root, b.root, map.root));
    root.append(...trios, this.#result);
    // Both films of both, windowed and moved together, once there are all four.
    const companions = () => this.#pairs.map(({ frontal, lateral }, at) => ({ label: "AB"[at], pictures: [frontal, lateral] }));
    for (const pane of this.#rows.flatMap(({ a, b }) => [a, b])) {
      const alone = pane.companions;
      pane.companions = () => (this.#pairs.length > 0 ? companions() : alone());
    }
  }

  clear() {
    this.#pairs = [];
    this.#rows.forEach(({ a, b, map }) => [a, b, map].forEach((pane) => pane.clear()));
    this.#result.replaceChildren();
  }

  /** @param {"a" | "b"} which @param {View} view a scale as it is computed */
  show(which, view) {
    this.#rows.find((row) => row.view === view.view)?.[which].show(view);
  }

  /** @param {Pair} first @param {Pair} second */
  compare(first, second) {
    this.#pairs = [first, second];
    const differences = VIEWS.map((view) => difference(first[view], second[view]));
    const limit = strength(differences);
    this.#rows.forEach(({ map }, at) => map.map(differences[at], limit));
    this.#result.replaceChildren(this.#flicker(first, second), legend(limit), changesTable(differences));
  }

  /** A button that shows A in B's place for as long as it is held. @param {Pair} first @param {Pair} second */
  #flicker(first, second) {
    const button = element("button", { type: "button", id: "compare-flicker", "aria-pressed": "false" }, LEARN.flicker);
    const hold = (/** @type {boolean} */ held) => {
      button.setAttribute("aria-pressed", String(held));
      this.#rows.forEach(({ view, b }) => (held ? b.show(first[view], LEARN.inPlaceOfB(view)) : b.show(second[view])));
    };
    const release = () => hold(false);
    button.addEventListener("pointerdown", () => {
      hold(true);
      // Wherever the pointer is by then: the button may have slipped from under it.
      for (const kind of ["pointerup", "pointercancel"]) {
        window.addEventListener(kind, release, { once: true });
      }
    });
    button.addEventListener("blur", release);
    for (const kind of /** @type {const} */ (["keydown", "keyup"])) {
      button.addEventListener(kind, (event) => {
        if ((event.key === " " || event.key === "Enter") && !event.repeat) {
          event.preventDefault();
          hold(kind === "keydown");
        }
      });
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press on a phone
    return button;
  }
}

/** @param {number} limit */
function legend(limit) {
  return element(
    "div",
    { class: "change-legend" },
    element("span", { class: "legend-bar", "aria-hidden": "true" }),
    element("span", {}, LEARN.darker(limit)),
    element("span", {}, LEARN.unchanged),
    element("span", {}, LEARN.brighter(limit)),
  );
}

/** @param {import("../film/difference.js").Difference[]} differences */
function changesTable(differences) {
  const rows = differences.flatMap((change) =>
    zoneChanges(change).map(({ name, mean, changed }) =>
      row(`${VIEW_NAMES[change.view]}: ${name}`, `${formatSigned(mean)} ${LEARN.direction(mean)}`, formatPercent(changed)),
    ),
  );
  return table({ id: "compare-table" }, LEARN.changeCaption, LEARN.changeHead, rows);
}
