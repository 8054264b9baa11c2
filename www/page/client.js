// @ts-check
/** The page's end of the worker: one promise for each request, settled even when the worker dies. */

import { Failure } from "../failure.js";
import { startWorker } from "../programs.js";

/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("../protocol.js").Request} Request */
/** @typedef {Request extends infer R ? R extends {id: number} ? Omit<R, "id"> : never : never} Question a request before its id */

const FINAL = new Set(["opened", "loaded", "result", "developed", "files", "inspected", "error"]);

/** Sends requests to the worker and sorts its replies. */
export class WorkerClient {
  /** Started by the first request: a first visit may end before it. @type {Worker | undefined} */
  #worker;
  #nextId = 1;
  /** @type {Map<number, {question: Question, onReply: (reply: Reply) => void, resolve: (reply: Reply) => void, reject: (error: Failure) => void}>} */
  #pending = new Map();
  #onCrash;

  /** @param {(code: string) => void} onCrash called when the worker has died; `restart` is then due */
  constructor(onCrash) {
    this.#onCrash = onCrash;
  }

  /** Ends the worker, which the next request replaces; requests under way are rejected with code "replaced". */
  restart() {
    this.#end("replaced");
  }

  /**
   * Sends a request. The promise settles with its last reply; `onReply` sees those before it.
   * @param {Question} question
   * @param {(reply: Reply) => void} [onReply]
   * @returns {{id: number, done: Promise<Reply>}}
   */
  send(question, onReply = () => {}) {
    const id = this.#nextId++;
    /** @type {Promise<Reply>} */
    const done = new Promise((resolve, reject) => this.#pending.set(id, { question, onReply, resolve, reject }));
    this.#worker ??= this.#start();
    this.#worker.postMessage({ ...question, id });
    return { id, done };
  }

  /** @param {number} target the id of the "generate" to stop */
  cancel(target) {
    this.#worker?.postMessage({ id: this.#nextId++, kind: "cancel", target });
  }

  #start() {
    const worker = startWorker("worker/worker.js");
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crash();
    };
    worker.onmessageerror = () => this.#crash();
    return worker;
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const pending = this.#pending.get(reply.id);
    if (!pending) {
      return;
    }
    const isFinal = FINAL.has(reply.kind) || (reply.kind === "reading" && pending.question.kind === "read");
    if (!isFinal) {
      pending.onReply(reply);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind !== "error") {
      pending.resolve(reply);
    } else if (reply.crashed) {
      pending.reject(new Failure("worker_crashed"));
      this.#crash(reply.code);
    } else {
      pending.reject(new Failure(reply.code, reply.message));
    }
  }

  /** @param {string} [code] what the worker died of, where it could say so */
  #crash(code = "") {
    this.#end("worker_crashed");
    this.#onCrash(code);
  }

  /** @param {string} code what requests under way are rejected with */
  #end(code) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) {
      reject(new Failure(code));
    }
  }
}
