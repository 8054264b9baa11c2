// @ts-check
/** The report of a table of findings: it says them and nothing else. */

import { reportText } from "../cases/findings.js";
import { NORMAL_PHRASES, PHRASES, SLOTS } from "../cases/phrases.js";
import { pick, seeded } from "./random.js";

/** @typedef {import("../protocol.js").TableRow} TableRow */
/** @typedef {import("./random.js").Random} Random */

/** Findings of one lung, beside which the other one may be called clear. */
const OF_A_LUNG = ["consolidation", "atelectasis", "nodule", "mass"];

/** The report of a case, the same wherever it is written. @param {import("./draw.js").Case} drawn */
export function reportOf({ seed, table }) {
  return compose(table, seeded(seed));
}

/**
 * @param {TableRow[]} table
 * @param {Random} random
 * @returns {string}
 */
export function compose(table, random) {
  const kinds = [...new Set(table.map(({ kind }) => kind))];
  const said = new Map(
    kinds.map((kind) => [
      kind,
      say(
        table.filter((row) => row.kind === kind),
        random,
      ),
    ]),
  );
  const has = (/** @type {string[]} */ ...names) => names.some((name) => said.has(name));
  const normal = (/** @type {keyof typeof NORMAL_PHRASES} */ topic) => pick(NORMAL_PHRASES[topic], random);
  const present = (/** @type {string[]} */ ...names) => names.flatMap((name) => said.get(name)?.findings ?? []);
  const lung = table.filter(({ kind }) => OF_A_LUNG.includes(kind));

  const findings = [
    ...(has("cardiomegaly") ? present("cardiomegaly") : [normal("heart"), normal("mediastinum")]),
    ...present("edema", "hyperinflation", ...OF_A_LUNG),
  ];
  if (lung.length === 0 && !has("edema")) {
    findings.push(has("effusion", "pneumothorax") ? normal("noConsolidation") : normal(has("hyperinflation") ? "otherwise" : "lungs"));
  } else if (table.length === 1 && lung.length === 1) {
    findings.push(normal("otherLung").replace("<other>", lung[0].side === "left" ? "right" : "left"));
  }
  findings.push(...present("pneumothorax", "effusion"));
  const absent = [
    ["effusion", "pleural effusion"],
    ["pneumothorax", "pneumothorax"],
  ]
    .filter(([name]) => !has(name))
    .map(([, label]) => label);
  if (absent.length > 0) {
    findings.push(`There is no ${absent.join(" or ")}.`);
  }
  findings.push(...present("pacemaker", "central_line", "sternal_wires"), ...(has("rib_fracture") ? present("rib_fracture") : [normal("bones")]));

  const impression = [...said.values()].flatMap((sentences) => sentences.impression);
  return reportText({ findings: findings.join(" "), impression: (impression.length > 0 ? impression : [normal("impression")]).join(" ") });
}

/**
 * The sentences of one finding: each row's, or one where it is on both sides and there are words for that.
 * @param {TableRow[]} rows
 * @param {Random} random
 * @returns {{findings: string[], impression: string[]}}
 */
function say(rows, random) {
  const { both, ...phrases } = PHRASES[rows[0].kind];
  const together = both && rows.length > 1;
  const all = (together ? rows.slice(0, 1) : rows).map((row) => {
    const slots = slotsOf(row, random);
    const fill = (/** @type {string[]} */ templates) =>
      templates.length === 0 ? [] : [capital(pick(templates, random).replace(/<(\w+)>/g, (_, name) => slots[name]))];
    const { findings, impression } = together ? both : phrases;
    return { findings: fill(findings), impression: fill(impression) };
  });
  return { findings: all.flatMap((it) => it.findings), impression: all.flatMap((it) => it.impression) };
}

/** @param {TableRow} row @param {Random} random @returns {Record<string, string>} */
function slotsOf({ side, lobe, severity = "moderate", count = 2, access = "jugular" }, random) {
  const of = side ?? "left";
  return {
    side: of,
    lobe: lobe ? `${lobe.replace("_", " ")} lobe` : pick(SLOTS.lobes[of], random),
    degree: SLOTS.degree[severity],
    degreely: SLOTS.degreely[severity],
    size: SLOTS.size[severity],
    cm: (1.2 + 1.6 * random()).toFixed(1),
    large: (3.5 + 2 * random()).toFixed(1),
    rib: pick(SLOTS.ribs, random),
    leads: SLOTS.leads[count] ?? `${count}`,
    line: SLOTS.lines[access],
  };
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
