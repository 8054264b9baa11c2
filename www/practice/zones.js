// @ts-check
/** The places of a film that have names, to choose one from a list and to name one that was marked. */

import { zone } from "../film/zone.js";

/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../film/zone.js").Zone} Zone */

/** Where zones overlap, the first is meant. The patient's right is on the picture's left. */
const FRONTAL = [
  zone("right costophrenic angle", 0.02, 0.42, 0.66, 0.96),
  zone("left costophrenic angle", 0.66, 0.99, 0.66, 0.96),
  zone("heart and behind it", 0.44, 0.76, 0.42, 0.76),
  zone("mediastinum", 0.44, 0.58, 0, 0.42),
  zone("right apex", 0.08, 0.44, 0, 0.16),
  zone("left apex", 0.58, 0.94, 0, 0.16),
  zone("right upper zone", 0.02, 0.44, 0.16, 0.32),
  zone("left upper zone", 0.58, 0.99, 0.16, 0.32),
  zone("right middle zone", 0.02, 0.44, 0.32, 0.48),
  zone("left middle zone", 0.58, 0.99, 0.32, 0.48),
  zone("right lower zone", 0.02, 0.44, 0.48, 0.72),
  zone("left lower zone", 0.58, 0.99, 0.48, 0.72),
];

/** The patient looks to the picture's left. */
const LATERAL = [
  zone("posterior costophrenic angle", 0.5, 0.95, 0.66, 0.95),
  zone("retrosternal space", 0.1, 0.4, 0.1, 0.42),
  zone("hilar region", 0.4, 0.64, 0.22, 0.46),
  zone("heart", 0.1, 0.58, 0.42, 0.76),
  zone("retrocardiac space", 0.58, 0.92, 0.46, 0.66),
  zone("retrotracheal space", 0.4, 0.92, 0.05, 0.46),
];

/** @type {Record<ViewName, Zone[]>} */
export const ZONES = { frontal: FRONTAL, lateral: LATERAL };

/** What reaches farther, such as edema, has no zone of its own. */
const SPREAD = 0.4;

/** Where a finding is. @param {ViewName} view @param {import("../protocol.js").Spot} spot */
export function whereIs(view, { x, y, r }) {
  return r > SPREAD ? "spread over the lungs" : zoneAt(view, x, y);
}

/** The name of a point's zone. @param {ViewName} view @param {number} x @param {number} y */
export function zoneAt(view, x, y) {
  const inside = ZONES[view].find(({ left, right, top, bottom }) => x >= left && x < right && y >= top && y < bottom);
  return inside?.name ?? (y > 0.6 ? "below the diaphragm" : "outside the lungs");
}
