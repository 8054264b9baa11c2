// @ts-check
/** A finished pair of views with what was read and scored, as the modes beside Read use it. */

import { Failure } from "../failure.js";

/** @typedef {import("../protocol.js").View} View */
/** @typedef {import("../protocol.js").ViewName} ViewName */
/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {import("../ui/host.js").Make} Make */
/** @typedef {{frontal: View, lateral: View, reading: Reading, summary: Summary}} Pair */

/**
 * Has the worker draw a report; resolves with its finest views.
 * @param {Make} make
 * @param {string} report
 * @param {number} seed
 * @param {(view: View) => void} [onView] sees every scale as it is computed
 * @param {import("../protocol.js").Choices} [choices]
 * @returns {Promise<Pair>}
 */
export async function makePair(make, report, seed, onView = () => {}, choices = undefined) {
  /** @type {Partial<Record<ViewName, View>>} */
  const views = {};
  /** @type {Reading | undefined} */
  let reading;
  const summary = await make(
    new TextEncoder().encode(report),
    seed,
    (reply) => {
      if (reply.kind === "reading") {
        reading = reply.reading;
      } else if (reply.kind === "view") {
        views[reply.view.view] = reply.view;
        onView(reply.view);
      }
    },
    choices,
  );
  const { frontal, lateral } = views;
  if (!frontal || !lateral || !reading) {
    throw new Failure("not_finite");
  }
  return { frontal, lateral, reading, summary };
}
