// @ts-check
/** The shelf of example cases as a list of buttons; choosing one puts its report into the field. */

import { byId, element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";
import { findingLabel, reportText } from "./findings.js";
import { SHELF } from "./shelf.js";

/** @typedef {import("./findings.js").Finding} Finding */

/** @param {(report: string, title: string) => void} onChoice */
export function fillShelf(onChoice) {
  const shelf = byId("shelf", HTMLDetailsElement);
  const cards = SHELF.map((shelved) => {
    const card = element(
      "button",
      { type: "button", class: "card", "data-case": shelved.id },
      element("strong", {}, shelved.title),
      element("span", {}, shelved.list.map(describe).join("; ") || LEARN.noFindings),
    );
    card.addEventListener("click", () => {
      onChoice(reportText(shelved), shelved.title);
      shelf.open = false;
      shelf.querySelector("summary")?.focus(); // the field itself would call up a phone's keyboard
    });
    return element("li", {}, card);
  });
  byId("shelf-cards", HTMLUListElement).append(...cards);
}

/** @param {Finding} finding */
function describe({ finding, side }) {
  return [side === "both" ? "bilateral" : side, findingLabel(finding)].filter(Boolean).join(" ");
}
