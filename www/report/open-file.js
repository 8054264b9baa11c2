// @ts-check
/** Opens a report or a saved case, chosen or dropped. */

import { Failure } from "../failure.js";
import { LEARN } from "../words/learn.js";
import { byId, element } from "../ui/dom.js";
import { newReport, seedField, text } from "../ui/inputs.js";
import { isCase, readCase, whatDiffers } from "../cases/case-file.js";

/** @typedef {import("../ui/host.js").Host} Host */

const MAX_BYTES = 1e6;

/**
 * Puts a file's report into the field; what is said afterwards. It throws where the file cannot be used.
 * @param {File} file
 * @param {(bytes: Uint8Array) => Promise<string>} decode the engine's, so that the text and the positions in it agree
 * @param {Host} host
 * @param {(opened: import("../cases/case-file.js").Case) => void} onCase
 * @returns {Promise<string>}
 */
export async function openFile(file, decode, host, onCase) {
  if (file.size > MAX_BYTES) {
    throw new Failure("file_too_large");
  }
  const bytes = new Uint8Array(
    await file.arrayBuffer().catch(() => {
      throw new Failure("file_unreadable");
    }),
  );
  const notes = byId("case-notes", HTMLUListElement);
  const plain = new TextDecoder().decode(bytes);
  if (isCase(file.name, plain)) {
    const opened = readCase(plain);
    text.value = opened.report;
    seedField.value = String(opened.seed);
    onCase(opened);
    const manifest = host.manifest();
    const differences = manifest ? whatDiffers(opened, manifest, host.version()) : [];
    notes.replaceChildren(...differences.map((note) => element("li", {}, note)));
    return [LEARN.caseOpened(file.name), ...differences].join(" ");
  }
  text.value = await decode(bytes);
  newReport();
  notes.replaceChildren();
  return LEARN.fileOpened(file.name);
}
