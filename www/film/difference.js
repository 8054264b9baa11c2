// @ts-check
/** What changed between two pictures of one view: the signed difference, its means over zones, and its largest regions. */

import { zone } from "./zone.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {{view: ViewName, size: number, values: Int16Array}} Difference grey levels of the second less the first */
/** @typedef {import("./zone.js").Zone} Zone */
/** @typedef {{name: string, mean: number, changed: number}} ZoneChange mean in grey levels; `changed` is a share of the zone */
/** @typedef {{name: string, mean: number, left: number, right: number, top: number, bottom: number}} Region */

/** Grey levels that an eye may miss. */
const VISIBLE = 8;
/** Regions are looked for in means over cells, which noise does not survive. */
const CELLS = 32;
/** A cell belongs to a region if it changed at least so much, in grey levels and beside the strongest cell. */
const CELL_LEAST = 6;
const CELL_SHARE = 0.35;
/** Smaller ones are left out unless they are all there is. */
const FEWEST_CELLS = 3;

/** The patient's right is on the picture's left. */
const FRONTAL = [
  zone("right upper zone", 0.08, 0.43, 0.05, 0.29),
  zone("left upper zone", 0.57, 0.92, 0.05, 0.29),
  zone("right middle zone", 0.08, 0.43, 0.29, 0.52),
  zone("left middle zone", 0.57, 0.92, 0.29, 0.52),
  zone("right lower zone", 0.08, 0.43, 0.52, 0.78),
  zone("left lower zone", 0.57, 0.92, 0.52, 0.78),
  zone("heart and mediastinum", 0.43, 0.57, 0.05, 0.78),
];

/** The patient looks to the picture's left. */
const LATERAL = [
  zone("anterior upper zone", 0.15, 0.52, 0.08, 0.42),
  zone("posterior upper zone", 0.52, 0.88, 0.08, 0.42),
  zone("anterior lower zone", 0.15, 0.52, 0.42, 0.8),
  zone("posterior lower zone", 0.52, 0.88, 0.42, 0.8),
];

/** @type {Record<ViewName, Zone[]>} */
export const ZONES = { frontal: FRONTAL, lateral: LATERAL };

/**
 * By how many grey levels one picture is brighter than another of its size.
 * @param {Uint8Array} grey
 * @param {Uint8Array} other
 */
export function differenceOf(grey, other) {
  return Int16Array.from(grey, (level, at) => level - other[at]);
}

/**
 * @param {View} first
 * @param {View} second of the same view and size
 * @returns {Difference}
 */
export function difference(first, second) {
  return { view: first.view, size: first.size, values: differenceOf(second.grey, first.grey) };
}

/** @param {Difference} difference @returns {ZoneChange[]} */
export function zoneChanges(difference) {
  return ZONES[difference.view].map((zone) => {
    let [sum, changed, count] = [0, 0, 0];
    eachPixel(difference, zone, (value) => {
      sum += value;
      changed += Number(Math.abs(value) >= VISIBLE);
      count++;
    });
    return { name: zone.name, mean: sum / count, changed: changed / count };
  });
}

/**
 * The strength at which a map of these differences is fully coloured: what all but one pixel in 200 stay below.
 * @param {Difference[]} differences
 */
export function strength(differences) {
  const counts = new Uint32Array(256);
  differences.forEach(({ values }) => values.forEach((value) => counts[Math.abs(value)]++));
  let above = counts.reduce((sum, count) => sum + count, 0) / 200;
  let limit = 255;
  while (limit > 24 && above >= counts[limit]) {
    above -= counts[limit--];
  }
  return limit;
}

/**
 * Connected regions that changed most, the strongest first.
 * @param {Difference} difference
 * @param {number} [most]
 * @returns {Region[]}
 */
export function changedRegions(difference, most = 4) {
  const { cells, side } = cellMeans(difference);
  const least = Math.max(CELL_LEAST, CELL_SHARE * cells.reduce((top, cell) => Math.max(top, Math.abs(cell)), 0));
  const seen = new Uint8Array(cells.length);
  const found = [];
  for (let start = 0; start < cells.length; start++) {
    if (!seen[start] && Math.abs(cells[start]) >= least) {
      const members = flood(start, side, seen, (cell) => Math.abs(cells[cell]) >= least && cells[cell] * cells[start] > 0);
      found.push({ members, mass: members.reduce((sum, cell) => sum + Math.abs(cells[cell]), 0) });
    }
  }
  const large = found.filter(({ members }) => members.length >= FEWEST_CELLS);
  return (large.length > 0 ? large : found)
    .sort((a, b) => b.mass - a.mass)
    .slice(0, most)
    .map(({ members }) => bound(members, cells, side, difference.view));
}

/** @param {Difference} difference @param {Zone} zone @param {(value: number) => void} visit */
function eachPixel({ size, values }, { left, right, top, bottom }, visit) {
  for (let row = Math.round(top * size); row < Math.round(bottom * size); row++) {
    for (let column = Math.round(left * size); column < Math.round(right * size); column++) {
      visit(values[row * size + column]);
    }
  }
}

/** @param {Difference} difference */
function cellMeans({ size, values }) {
  const side = Math.min(CELLS, size);
  const span = size / side;
  const cells = new Float32Array(side * side);
  values.forEach((value, at) => {
    const [row, column] = [Math.floor(at / size / span), Math.floor((at % size) / span)];
    cells[row * side + column] += value / (span * span);
  });
  return { cells, side };
}

/**
 * The cells reached from `start` by shared edges.
 * @param {number} start
 * @param {number} side
 * @param {Uint8Array} seen
 * @param {(cell: number) => boolean} belongs
 */
function flood(start, side, seen, belongs) {
  const members = [];
  const open = [start];
  seen[start] = 1;
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    members.push(cell);
    const column = cell % side;
    for (const next of [column > 0 ? cell - 1 : -1, column < side - 1 ? cell + 1 : -1, cell - side, cell + side]) {
      if (next >= 0 && next < side * side && !seen[next] && belongs(next)) {
        seen[next] = 1;
        open.push(next);
      }
    }
  }
  return members;
}

/** @param {number[]} members @param {Float32Array} cells @param {number} side @param {ViewName} view @returns {Region} */
function bound(members, cells, side, view) {
  const box = { left: 1, right: 0, top: 1, bottom: 0 };
  let [sum, mass, x, y] = [0, 0, 0, 0];
  for (const cell of members) {
    const [row, column, weight] = [Math.floor(cell / side), cell % side, Math.abs(cells[cell])];
    box.left = Math.min(box.left, column / side);
    box.right = Math.max(box.right, (column + 1) / side);
    box.top = Math.min(box.top, row / side);
    box.bottom = Math.max(box.bottom, (row + 1) / side);
    sum += cells[cell];
    mass += weight;
    x += (weight * (column + 0.5)) / side;
    y += (weight * (row + 0.5)) / side;
  }
  return { name: zoneAt(view, x / mass, y / mass), mean: sum / members.length, ...box };
}

/** The name of the place; what lies outside all zones is named by where it lies. @param {ViewName} view @param {number} x @param {number} y */
function zoneAt(view, x, y) {
  const inside = ZONES[view].find(({ left, right, top, bottom }) => x >= left && x < right && y >= top && y < bottom);
  if (inside) {
    return inside.name;
  }
  const lowest = Math.max(...ZONES[view].map(({ bottom }) => bottom));
  return y >= lowest ? "below the diaphragm" : "outside the lungs";
}
