// @ts-check
/** Under the field: what the report asks for and the weights draw too weakly. */

import { byId, element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";
import { weakAsked } from "../findings/weak.js";

const root = byId("warnings", HTMLDivElement);

/**
 * @param {import("../protocol.js").Reading | undefined} reading
 * @param {import("../protocol.js").Manifest | undefined} manifest
 */
export function showWarnings(reading, manifest) {
  const sentences = reading ? weakAsked(reading, manifest).map(LEARN.weak) : [];
  if (sentences.join() !== [...root.children].map(({ textContent }) => textContent).join()) {
    // said once, not at every key
    root.replaceChildren(...sentences.map((sentence) => element("p", { class: "banner warning" }, sentence)));
  }
}
