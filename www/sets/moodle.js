// @ts-check
/**
 * Questions for Moodle, as its XML format has them: `ddmarker`, markers that are dragged onto a picture. Its importer
 * counts markers and zones from 1, asks for one zone at least, and reads zones as whole numbers of pixels from the upper
 * left corner. Old Moodles shrank pictures of more than 600 by 400 pixels without their zones.
 */

import { findingLabel, isSided } from "../cases/findings.js";
import { clamp, reach } from "../practice/place.js";
import { SETS } from "../words/sets.js";
import { toBase64 } from "./base64.js";

/** @typedef {import("../protocol.js").Spot} Spot */
/** @typedef {import("./table.js").Placed} Placed */

/** The question's picture: frontal view, lateral view, and a strip below with the box for "no finding". */
export const PICTURE = {
  width: 600,
  height: 340,
  side: 296,
  lateral: 304,
  box: { left: 200, top: 304, width: 200, height: 30 },
};

/**
 * @param {{placed: Placed, picture: Uint8Array}[]} cases with the PNG of each
 * @param {string[]} findings what may be named
 * @param {{name: string, sha256: string}} weights
 * @returns {string}
 */
export function moodleXml(cases, findings, weights) {
  const named = [...new Set([...findings, ...cases.flatMap(({ placed }) => placed.drawn.table.map(({ kind }) => kind))])];
  const category = `  <question type="category">\n    <category>\n      <text>${escaped(`$course$/top/${SETS.category(weights.sha256)}`)}</text>\n    </category>\n  </question>\n`;
  const questions = cases.map(({ placed, picture }, at) => question(placed, picture, at, named, weights));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${category}${questions.join("")}</quiz>\n`;
}

/** @param {Placed} placed @param {Uint8Array} picture @param {number} at @param {string[]} named @param {{name: string, sha256: string}} weights */
function question({ drawn: { seed, table }, spots }, picture, at, named, weights) {
  const truth = table.map(({ kind, side }) => (side ? `${findingLabel(kind)}, ${side}` : findingLabel(kind)));
  const feedback = `${SETS.answer(truth)} ${SETS.origin({ seed, weights: weights.name, sha256: weights.sha256 })}`;
  const markers = [...named.map((finding) => ({ label: findingLabel(finding), count: isSided(finding) ? 2 : 1 })), { label: SETS.noFinding, count: 1 }];
  const zones =
    table.length === 0
      ? [{ shape: "rectangle", coords: `${PICTURE.box.left},${PICTURE.box.top};${PICTURE.box.width},${PICTURE.box.height}`, choice: markers.length }]
      : table.flatMap(({ kind }, row) => {
          const spot = spots[row]?.frontal;
          return spot ? [{ shape: "circle", coords: circle(spot), choice: named.indexOf(kind) + 1 }] : [];
        });
  return `  <question type="ddmarker">
    <name>
      <text>${escaped(SETS.questionName(at + 1, weights.sha256))}</text>
    </name>
${formatted("questiontext", SETS.question)}${formatted("generalfeedback", feedback)}    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <shuffleanswers/>
    <showmisplaced/>
${formatted("correctfeedback", SETS.correct)}${formatted("partiallycorrectfeedback", SETS.partly)}${formatted("incorrectfeedback", SETS.wrong)}    <file name="film-${at + 1}.png" path="/" encoding="base64">${toBase64(picture)}</file>
${markers.map(({ label, count }, no) => `    <drag>\n      <no>${no + 1}</no>\n      <text>${escaped(label)}</text>\n      <noofdrags>${count}</noofdrags>\n    </drag>\n`).join("")}${zones
  .map(
    ({ shape, coords, choice }, no) =>
      `    <drop>\n      <no>${no + 1}</no>\n      <shape>${shape}</shape>\n      <coords>${coords}</coords>\n      <choice>${choice}</choice>\n    </drop>\n`,
  )
  .join("")}  </question>
`;
}

/** The zone of a finding on the frontal view; all of it lies on the picture, as Moodle's editor wants. @param {Spot} spot */
function circle(spot) {
  const radius = Math.round(Math.min(reach(spot), 0.5) * PICTURE.side);
  const centre = (/** @type {number} */ share) => Math.round(clamp(share * PICTURE.side, radius, PICTURE.side - radius));
  return `${centre(spot.x)},${centre(spot.y)};${radius}`;
}

/** @param {string} name @param {string} text */
function formatted(name, text) {
  return `    <${name} format="html">\n      <text>${escaped(`<p>${escaped(text)}</p>`)}</text>\n    </${name}>\n`;
}

/** Text as XML holds it; signs that XML does not know are left out. @param {string} text */
function escaped(text) {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
