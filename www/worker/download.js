// @ts-check
/** One file from the network, counted as it arrives. A connection that breaks is taken up where it broke. */

import { Failure, codeOf } from "../failure.js";

/** Pauses before the second and the third attempt, in milliseconds. */
const PAUSES = [300, 1500];

/** A connection that sends nothing for so long is given up, in milliseconds. */
const LONGEST_SILENCE = 8000;

/**
 * @typedef {{fresh?: boolean, limit?: number, onBytes?: (received: number) => void}} Options
 * `fresh` goes past the browser's own cache; after `limit` bytes the file cannot be the right one and reading stops.
 */

/**
 * Fails with code "missing" where there is no such file and with "network" for everything else.
 * @param {string} address
 * @param {Options} [options]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function download(address, { fresh = false, limit = Infinity, onBytes = () => {} } = {}) {
  /** @type {Uint8Array[]} */
  let chunks = [];
  let received = 0;
  for (let attempt = 0; ; attempt++) {
    const silence = new Silence();
    try {
      const headers = new Headers(received > 0 ? { range: `bytes=${received}-` } : {});
      const response = await fetch(address, { cache: fresh || attempt > 0 ? "reload" : "default", headers, signal: silence.signal });
      if (response.status === 404 || response.status === 410) {
        throw new Failure("missing", `status ${response.status}`);
      }
      if (!response.ok || !response.body) {
        chunks = [];
        received = 0;
        throw new Failure("network", `status ${response.status}`);
      }
      if (!continues(response, received)) {
        chunks = [];
        received = 0;
      }
      const reader = response.body.getReader();
      for (;;) {
        silence.isOver();
        const { done, value } = await reader.read();
        if (done) {
          return concatenate(chunks, received);
        }
        chunks.push(value);
        received += value.length;
        onBytes(received);
        if (received > limit) {
          await reader.cancel();
          return concatenate(chunks, received);
        }
      }
    } catch (error) {
      if (codeOf(error) === "missing" || error instanceof RangeError) {
        throw error;
      }
      if (attempt === PAUSES.length) {
        throw codeOf(error) ? error : new Failure("network", silence.signal.aborted ? "the server stopped sending" : "the connection failed");
      }
    } finally {
      silence.end();
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSES[attempt]));
  }
}

/** Gives a request up that has been silent for too long. */
class Silence {
  #controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  constructor() {
    this.isOver();
  }

  get signal() {
    return this.#controller.signal;
  }

  /** Something came: the wait begins anew. */
  isOver() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), LONGEST_SILENCE);
  }

  end() {
    clearTimeout(this.#timer);
  }
}

/**
 * Whether an answer goes on after the bytes that are there already; servers may ignore a Range and send the whole.
 * @param {Response} response
 * @param {number} received
 */
function continues(response, received) {
  return response.status === 206 && (response.headers.get("content-range") ?? "").startsWith(`bytes ${received}-`);
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} length
 * @returns {Uint8Array<ArrayBuffer>}
 */
function concatenate(chunks, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
