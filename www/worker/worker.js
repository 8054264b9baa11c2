// @ts-check
/** The module worker: takes the requests of protocol.js, calls the session, and turns failures into replies. */

import { codeOf, isOutOfMemory, messageOf } from "../failure.js";
import { inspect } from "../inspect.js";
import { Session } from "./session.js";

/** @typedef {import("../protocol.js").Request} Request */

const session = new Session();
/** Ids of "generate" requests that were cancelled. @type {Set<number>} */
const cancelled = new Set();
/** "open", "load" and "generate" run one after the other. @type {Promise<void>} */
let queue = Promise.resolve();

/**
 * @param {number} id
 * @returns {import("./session.js").Answerer}
 */
function answerer(id) {
  return (answer, transfer = []) => self.postMessage({ id, ...answer }, { transfer });
}

/**
 * Runs one request and reports what it throws.
 * @param {number} id
 * @param {(answer: import("./session.js").Answerer) => Promise<void> | void} work
 */
async function attempt(id, work) {
  const answer = answerer(id);
  try {
    await work(answer);
  } catch (error) {
    // A trap leaves the wasm module in an unknown state: only a new worker is safe.
    const crashed = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    answer({ kind: "error", code: isOutOfMemory(error) ? "out_of_memory" : codeOf(error) || "unexpected", message: messageOf(error), crashed });
  }
}

self.addEventListener("error", (event) => {
  if (session.trapped(event.error)) {
    event.preventDefault(); // else the page hears of it and replaces this worker
  }
});

/** @param {MessageEvent<Request>} event */
self.onmessage = ({ data }) => {
  switch (data.kind) {
    case "open":
      queue = queue.then(() => attempt(data.id, (answer) => session.open(answer, data.site, data.own)));
      break;
    case "load":
      queue = queue.then(() => attempt(data.id, (answer) => session.load(data.engine, answer)));
      break;
    case "generate":
      queue = queue.then(() =>
        attempt(data.id, async (answer) => {
          const isCancelled = () => cancelled.has(data.id);
          await session.generate(data, answer, isCancelled).finally(() => cancelled.delete(data.id));
        }),
      );
      break;
    case "read":
      void attempt(data.id, (answer) => answer({ kind: "reading", reading: session.read(data.report) }));
      break;
    case "develop":
      void attempt(data.id, (answer) => answer({ kind: "developed", films: session.develop(data.films, data.how) }));
      break;
    case "save":
      void attempt(data.id, (answer) => answer({ kind: "files", files: session.save(data.order) }));
      break;
    case "inspect":
      void attempt(data.id, async (answer) => answer({ kind: "inspected", ...(await inspect(data.probe)) }));
      break;
    case "cancel":
      cancelled.add(data.target);
      break;
  }
};
