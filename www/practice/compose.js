// @ts-check
/** Draws a practice case: findings with side and severity, and the report that says them and nothing else. */

import { FINDINGS, isSided, reportText } from "../cases/findings.js";
import { NORMAL_PHRASES, PHRASES, SLOTS } from "../cases/phrases.js";

/** @typedef {import("../cases/findings.js").Finding} Finding */
/** @typedef {import("../cases/findings.js").Severity} Severity */
/** @typedef {() => number} Random a number from 0 up to, not including, 1 */

const NORMAL_SHARE = 1 / 6;
const SECOND_FINDING = 1 / 3;
/** Hard to tell apart: a case has at most one of each group. */
const EXCLUSIVE = [["consolidation", "atelectasis", "edema"], ["nodule", "mass"]];
/** @type {Severity[]} */
const SEVERITIES = ["mild", "moderate", "severe"];

/** The findings worth asking for: all but those the weights draw too weakly. @param {{finding: string}[]} weak */
export function drawable(weak) {
  return FINDINGS.filter(({ finding }) => !weak.some((other) => other.finding === finding));
}

/**
 * No finding, one, or two.
 * @param {{finding: string}[]} from
 * @param {Random} random
 * @returns {Finding[]}
 */
export function drawFindings(from, random) {
  /** @type {Finding[]} */
  const drawn = [];
  if (from.length === 0 || random() < NORMAL_SHARE) {
    return drawn;
  }
  const wanted = random() < SECOND_FINDING ? 2 : 1;
  let left = from.map(({ finding }) => finding);
  while (drawn.length < wanted && left.length > 0) {
    const finding = pick(left, random);
    drawn.push({ finding, ...(isSided(finding) ? { side: drawSide(finding, random) } : {}), severity: pick(SEVERITIES, random) });
    left = left.filter((other) => other !== finding && !EXCLUSIVE.some((group) => group.includes(finding) && group.includes(other)));
  }
  return drawn;
}

/**
 * The report of these findings.
 * @param {Finding[]} list
 * @param {Random} random
 * @returns {string}
 */
export function compose(list, random) {
  const said = new Map(list.map((finding) => [finding.finding, say(finding, random)]));
  const has = (/** @type {string[]} */ ...names) => names.some((name) => said.has(name));
  const normal = (/** @type {keyof typeof NORMAL_PHRASES} */ topic) => pick(NORMAL_PHRASES[topic], random);
  const present = (/** @type {string[]} */ ...names) => names.flatMap((name) => said.get(name)?.findings ?? []);
  const lung = list.filter(({ finding }) => ["consolidation", "atelectasis", "nodule", "mass"].includes(finding));

  const findings = [
    ...(has("cardiomegaly") ? present("cardiomegaly") : [normal("heart"), normal("mediastinum")]),
    ...present("edema", "hyperinflation", "consolidation", "atelectasis", "nodule", "mass"),
  ];
  if (lung.length === 0 && !has("edema")) {
    findings.push(has("effusion", "pneumothorax") ? normal("noConsolidation") : normal(has("hyperinflation") ? "otherwise" : "lungs"));
  } else if (lung.length === 1 && lung[0].side !== "both" && list.length === 1) {
    findings.push(normal("otherLung").replace("<other>", lung[0].side === "left" ? "right" : "left"));
  }
  findings.push(...present("pneumothorax", "effusion"));
  const absent = [["effusion", "pleural effusion"], ["pneumothorax", "pneumothorax"]].filter(([name]) => !has(name)).map(([, label]) => label);
  if (absent.length > 0) {
    findings.push(`There is no ${absent.join(" or ")}.`);
  }
  findings.push(...present("pacemaker", "central_line", "sternal_wires"), ...(has("rib_fracture") ? present("rib_fracture") : [normal("bones")]));

  const impression = [...said.values()].flatMap((sentences) => sentences.impression);
  return reportText({ findings: findings.join(" "), impression: (impression.length > 0 ? impression : [normal("impression")]).join(" ") });
}

/**
 * One finding's sentences.
 * @param {Finding} finding
 * @param {Random} random
 * @returns {{findings: string[], impression: string[]}}
 */
function say({ finding, side, severity = "moderate" }, random) {
  const phrases = PHRASES[finding];
  const { findings, impression } = side === "both" && phrases.both ? phrases.both : phrases;
  const one = side === "left" || side === "right" ? side : pick(/** @type {const} */ (["left", "right"]), random);
  /** @type {Record<string, string>} */
  const slots = {
    side: one,
    lobe: pick(SLOTS.lobes[one], random),
    degree: SLOTS.degree[severity],
    degreely: SLOTS.degreely[severity],
    size: SLOTS.size[severity],
    cm: (1.2 + 1.6 * random()).toFixed(1),
    large: (3.5 + 2 * random()).toFixed(1),
    rib: pick(SLOTS.ribs, random),
  };
  const fill = (/** @type {string[]} */ templates) => templates.length === 0 ? [] : [capital(pick(templates, random).replace(/<(\w+)>/g, (_, name) => slots[name]))];
  return { findings: fill(findings), impression: fill(impression) };
}

/** @param {string} finding @param {Random} random @returns {import("../cases/findings.js").Side} */
function drawSide(finding, random) {
  return PHRASES[finding].both && random() < 0.2 ? "both" : pick(/** @type {const} */ (["left", "right"]), random);
}

/** @template T @param {readonly T[]} from @param {Random} random @returns {T} */
function pick(from, random) {
  return from[Math.floor(random() * from.length)];
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
