// @ts-check
/** One finding of the table: what it is, the words that say so, where it lies, and the ways to change it. */

import { element } from "../ui/dom.js";
import { FINDINGS_WORDS as WORDS } from "../words/findings.js";
import { isSided, lobeName, nameOf, told } from "./telling.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("../protocol.js").Span} Span */
/**
 * `otherwise` is what the network reads instead, where it differs; `lit` and `lights` are about the place.
 * @typedef {{row: TableRow, words: Span[], said: string, otherwise?: {row?: TableRow}, byHand: boolean,
 *   weak?: import("../protocol.js").WeakFinding, lights: boolean, lit: boolean}} Shown
 */
/**
 * @typedef {{change(row: TableRow): void, remove(): void, light(): void, words(spans: Span[]): void, without(): void}} Acts
 */

const CERTAINTIES = ["present", "possible", "denied"];
const SEVERITIES = ["mild", "moderate", "severe"];
const LOBES = ["right_upper", "right_middle", "right_lower", "left_upper", "left_lower"];
/** Findings that lie in a lobe. */
const LOBAR = ["consolidation", "atelectasis", "nodule", "mass", "granuloma"];

/** @param {Shown} shown @param {Acts} acts @param {boolean} open whether its fields are shown */
export function findingRow({ row, words, said, otherwise, byHand, weak, lights, lit }, acts, open) {
  const name = nameOf(row.kind);
  const heading = element("p", { class: "row" }, element("strong", {}, name), element("span", { class: "told" }, told(row)));
  const tools = element("div", { class: "row tools-of" });
  if (words.length > 0) {
    tools.append(button(`“${said}”`, WORDS.words(said), () => acts.words(words), "said"));
  } else if (byHand) {
    tools.append(element("span", { class: "hint" }, WORDS.byHand));
  }
  if (lights) {
    const light = button(WORDS.where, WORDS.whereOf(name), acts.light, "where");
    light.setAttribute("aria-pressed", String(lit));
    tools.append(light);
  }
  if (row.certainty !== "denied") {
    tools.append(button(WORDS.without, WORDS.withoutOf(name), acts.without, "without"));
  }
  const notes = [
    ...(weak && row.certainty !== "denied" ? [WORDS.weak(weak)] : []),
    ...(otherwise ? [WORDS.differs(otherwise.row && told(otherwise.row))] : []),
  ];
  const fields = element("details", { class: "change" }, element("summary", { "aria-label": WORDS.changeOf(name) }, WORDS.change), changes(row, name, acts));
  fields.open = open;
  return element(
    "li",
    { class: `finding-row ${row.certainty}`, "data-finding": row.kind },
    heading,
    tools,
    ...notes.map((note) => element("p", { class: "hint note" }, note)),
    fields,
  );
}

/** @param {TableRow} row @param {string} name @param {Acts} acts */
function changes(row, name, acts) {
  const { certainty, side, lobe, severity } = row;
  const parts = [
    choice(WORDS.certainty, CERTAINTIES, certainty, undefined, (value) => acts.change({ ...row, certainty: /** @type {TableRow["certainty"]} */ (value) })),
    ...(isSided(row.kind) ? [choice(WORDS.side, ["right", "left"], side, WORDS.anySide, (value) => acts.change(onSide(row, value)))] : []),
    ...(LOBAR.includes(row.kind) ? [choice(WORDS.lobe, LOBES, lobe, WORDS.anyLobe, (value) => acts.change(inLobe(row, value)), lobeName)] : []),
    choice(WORDS.severity, SEVERITIES, severity, WORDS.anySeverity, (value) =>
      acts.change(without({ ...row, severity: /** @type {TableRow["severity"]} */ (value) })),
    ),
    button(WORDS.remove, WORDS.removeOf(name), acts.remove, "remove"),
  ];
  return element("div", { class: "row" }, ...parts);
}

/** Another side leaves a lobe of the one before. @param {TableRow} row @param {string | undefined} side @returns {TableRow} */
function onSide(row, side) {
  const keeps = side !== undefined && row.lobe?.startsWith(side);
  return without({ ...row, side: /** @type {TableRow["side"]} */ (side), lobe: keeps ? row.lobe : undefined });
}

/** A lobe has its side. @param {TableRow} row @param {string | undefined} lobe @returns {TableRow} */
function inLobe(row, lobe) {
  return without({ ...row, lobe, side: lobe ? (lobe.startsWith("right") ? "right" : "left") : row.side });
}

/** Without what is not told. @param {TableRow} row @returns {TableRow} */
function without(row) {
  return /** @type {TableRow} */ (Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)));
}

/**
 * @param {string} label
 * @param {string[]} values
 * @param {string | undefined} chosen
 * @param {string | undefined} open what no choice is called; undefined where there is always one
 * @param {(value: string | undefined) => void} onChoice
 * @param {(value: string) => string} [shown]
 */
function choice(label, values, chosen, open, onChoice, shown = (value) => value) {
  const select = element(
    "select",
    {},
    ...(open === undefined ? [] : [element("option", { value: "" }, open)]),
    ...values.map((value) => element("option", { value }, shown(value))),
  );
  select.value = chosen ?? "";
  select.addEventListener("change", () => onChoice(select.value || undefined));
  return element("label", { class: "inline" }, label, select);
}

/** @param {string} text @param {string} name @param {() => void} act @param {string} kind */
function button(text, name, act, kind) {
  const made = element("button", { type: "button", class: `small ${kind}`, "aria-label": name, title: name }, text);
  made.addEventListener("click", act);
  return made;
}
