// @ts-check
/** Dropping a file onto the report; a file dropped elsewhere must not replace the page and with it the text. */

import { element } from "../ui/dom.js";
import { LEARN } from "../words/learn.js";

/**
 * @param {HTMLElement} zone takes the file, and shows so while one is held over it
 * @param {(file: File) => void} onFile
 */
export function acceptDrops(zone, onFile) {
  const hint = element("p", { class: "drop-hint", "aria-hidden": "true", hidden: "" }, LEARN.dropHere);
  zone.append(hint);
  let depth = 0; // dragenter and dragleave come for every element inside

  /** @param {boolean} over */
  const show = (over) => {
    zone.classList.toggle("dropping", over);
    hint.hidden = !over;
  };

  zone.addEventListener("dragenter", (event) => {
    if (holdsFiles(event)) {
      depth++;
      show(true);
    }
  });
  zone.addEventListener("dragleave", (event) => {
    if (holdsFiles(event) && --depth <= 0) {
      depth = 0;
      show(false);
    }
  });
  zone.addEventListener("dragover", (event) => {
    if (event.dataTransfer && holdsFiles(event)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    }
  });
  zone.addEventListener("drop", (event) => {
    depth = 0;
    show(false);
    const file = event.dataTransfer?.files[0];
    if (file) {
      event.preventDefault();
      onFile(file);
    }
  });
  for (const kind of /** @type {const} */ (["dragover", "drop"])) {
    addEventListener(kind, (event) => {
      if (event.dataTransfer && holdsFiles(event) && !event.defaultPrevented) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "none";
      }
    });
  }
}

/** @param {DragEvent} event */
function holdsFiles({ dataTransfer }) {
  return dataTransfer?.types.includes("Files") ?? false;
}
