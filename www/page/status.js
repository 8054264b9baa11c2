// @ts-check
/** What the page is doing: the live status line, the progress bar, notices and the error box. */

import { byId, element } from "../ui/dom.js";
import { describeAdapter, formatBytes, formatPercent, formatTime } from "../format.js";

/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {Extract<Reply, {kind: "progress"}>} Progress */

/** Below this share of the work an estimate of the rest would be a guess. */
const ESTIMATE_FROM = 0.1;

/** The status section. Only stage changes reach the live region; the ticking figures stand beside it. */
export class Status {
  #line = byId("status", HTMLParagraphElement);
  #bar = byId("progress", HTMLProgressElement);
  #figures = byId("progress-text", HTMLParagraphElement);
  #adapter = byId("adapter", HTMLElement);
  #weights = byId("weights", HTMLElement);
  #notices = byId("notices", HTMLUListElement);
  #noticesCount = byId("notices-count", HTMLElement);
  #error = byId("error", HTMLDivElement);
  #errorText = byId("error-text", HTMLParagraphElement);
  #retry = byId("retry", HTMLButtonElement);
  #stage = "";
  #since = 0;

  /** @param {() => void} onRetry */
  constructor(onRetry) {
    this.#retry.addEventListener("click", onRetry);
  }

  /** @param {string} text */
  say(text) {
    if (this.#line.textContent !== text) {
      this.#line.textContent = text;
      this.#line.title = text; // the line may be cut
    }
  }

  /** Ends the progress display. @param {string} text what the status line says next */
  settle(text) {
    this.#stage = "";
    this.#bar.hidden = true;
    this.#figures.textContent = "";
    this.say(text);
  }

  /** @param {Progress} progress */
  progress({ stage, done, total }) {
    const now = performance.now();
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#since = now;
      this.say(
        {
          engine: "Fetching the engine.",
          compile: "Compiling the engine.",
          download: "Fetching the weights.",
          prepare: "Preparing the model.",
          generate: "Generating.",
          score: "Scoring whether both views fit one patient.",
        }[stage],
      );
    }
    this.#bar.hidden = false;
    if (total === 0) {
      this.#bar.removeAttribute("value");
      this.#figures.textContent = "";
      return;
    }
    this.#bar.max = total;
    this.#bar.value = done;
    const share = done / total;
    const rest = ((now - this.#since) * (1 - share)) / share;
    const amount = stage === "download" || stage === "engine" ? `${formatBytes(done)} of ${formatBytes(total)}` : `${formatPercent(share)} done`;
    const estimate = share >= ESTIMATE_FROM && done < total ? `, about ${formatTime(rest)} left` : "";
    this.#figures.textContent = `${amount}${estimate}`;
  }

  /** @param {import("../protocol.js").Adapter | undefined} adapter */
  adapter(adapter) {
    this.#adapter.textContent = adapter ? describeAdapter(adapter) : "not known yet";
  }

  /** @param {import("../protocol.js").Manifest} manifest */
  weights({ name, parameters, precision, licence, trained, parts }) {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    const facts = [name, `${(parameters / 1e6).toFixed(1)} million parameters`, precision, formatBytes(bytes), licence];
    this.#weights.textContent = facts.join(", ");
    byId("untrained", HTMLParagraphElement).hidden = trained;
  }

  /** @param {string} message */
  notice(message) {
    this.#notices.append(element("li", {}, message));
    this.#count();
  }

  clearNotices() {
    this.#notices.replaceChildren();
    this.#count();
  }

  /** The notices lie in a menu: its name says how many. */
  #count() {
    const count = this.#notices.children.length;
    this.#noticesCount.textContent = count === 0 ? "" : count === 1 ? "1 note" : `${count} notes`;
  }

  /**
   * Shows an error and what to do next.
   * @param {string} message
   * @param {boolean} [canRetry] whether loading again may help
   */
  fail(message, canRetry = false) {
    this.#errorText.textContent = message;
    this.#retry.hidden = !canRetry;
    this.#error.hidden = false;
    this.#error.scrollIntoView({ block: "nearest" });
  }

  clearError() {
    this.#error.hidden = true;
    this.#errorText.textContent = "";
  }
}
