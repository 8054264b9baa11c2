// @ts-check
/** The mode Read: the report as it is read, its pair, and what can be changed of findings and patient. */

import { byId, element } from "../ui/dom.js";
import { anyDrawerOpen, openDrawer } from "../ui/drawers.js";
import { drawSeed, newReport, reportBytes, seedField, seedValue, text } from "../ui/inputs.js";
import { reveal } from "../ui/modes.js";
import { fillShelf } from "../cases/shelf-view.js";
import { codeOf, messageOf } from "../failure.js";
import { FindingsPanel } from "../findings/panel.js";
import { formatTime } from "../format.js";
import { explain, sentence } from "../messages.js";
import { PatientPanel } from "../patient/panel.js";
import { PairFiles } from "../takeaway/pair-files.js";
import { LEARN } from "../words/learn.js";
import { replaceWord } from "./aids.js";
import { acceptDrops } from "./drop.js";
import { openFile } from "./open-file.js";
import { Pictures } from "./pictures.js";
import { showReading } from "./reading.js";
import { clearSummary, showSummary } from "./summary.js";
import { showWarnings } from "./warnings.js";

/** @typedef {import("../protocol.js").Choices} Choices */
/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").Span} Span */
/** @typedef {import("../protocol.js").Summary} Summary */
/** @typedef {import("../ui/host.js").Host} Host */
/**
 * What only this mode needs of the page: `read` has the worker read a report, `canRead` says whether it can, `clearError`
 * takes the error box away, `ended` says what there is to say after a first pair, `compare` opens Compare with two tables.
 * @typedef {{read(report: Uint8Array): Promise<Reading>, canRead(): boolean, isReady(): boolean, isRunning(): boolean,
 *   clearError(): void, ended(): string, compare(pair: import("../ui/host.js").WithAndWithout): void}} Lent
 */

const TYPING_PAUSE = 300;
/** Room for a drawer beside the films, as in layout.css. */
const WIDE = matchMedia("(min-width: 60rem) and (min-height: 40rem)");

export class ReadMode {
  #host;
  #lent;
  #pictures;
  #panel = byId("reading", HTMLDivElement);
  #findings;
  #patient;
  #pairFiles;
  /** What the weights' consistency network says of true pairs. @type {import("../protocol.js").TruePairs[]} */
  #truePairs = [];
  /** Readings are numbered, so that a late answer to an old one is dropped. */
  #number = 0;
  #typing = 0;
  /** A text that was not read because a run was under way. */
  #unread = false;
  /** Something was changed while a pair was being drawn. */
  #due = false;
  /** The findings are shown by themselves once; then whoever closes them wants them closed. */
  #findingsShown = false;
  /** The text that spans point into. */
  #text = "";

  /** @param {Host} host @param {Lent} lent */
  constructor(host, lent) {
    this.#host = host;
    this.#lent = lent;
    this.#pictures = new Pictures(byId("views", HTMLDivElement), host.develop);
    this.#pairFiles = new PairFiles(byId("pair-files", HTMLDivElement), host.save, this.#pictures.display, host.develop);
    this.#patient = new PatientPanel(host, () => void this.#redraw());
    this.#findings = new FindingsPanel({
      redraw: () => void this.#redraw(),
      light: (places) => this.#pictures.light(places),
      words: (spans) => this.#showWords(spans),
      compare: (without, withIt, name) => {
        const seed = seedValue() ?? 0;
        const patient = this.#patient.choice(text.value, seed);
        lent.compare({ report: text.value, seed, patient, without, withIt, name });
      },
    });
    this.#listen();
  }

  /** @param {Extract<import("../protocol.js").Reply, {kind: "opened"}>} opened */
  open(opened) {
    this.#pairFiles.open(opened);
    this.#truePairs = opened.truePairs;
    const { seeded } = opened.manifest;
    const hint = byId("seed-hint", HTMLElement);
    hint.textContent = sentence(seeded ? "seeded" : "not_seeded");
    hint.classList.toggle("unseen", seeded); // what is usual need not be read again and again
  }

  /** Reads what stands in the field and shows how; an error waits for Generate unless the reader asked for it. */
  async read() {
    const number = ++this.#number;
    this.#unread = this.#lent.isRunning();
    if (!this.#lent.canRead() || this.#unread) {
      return;
    }
    if (text.value.trim() === "") {
      this.#showReading(undefined);
      this.#panel.replaceChildren(element("p", { class: "hint" }, LEARN.noReport));
      return;
    }
    try {
      const reading = await this.#lent.read(reportBytes());
      if (number === this.#number) {
        this.#showReading(reading);
      }
    } catch (error) {
      if (number === this.#number && codeOf(error) !== "replaced") {
        this.#showReading(undefined);
        this.#panel.replaceChildren(element("p", { class: "problem" }, explain(codeOf(error), messageOf(error))));
      }
    }
  }

  /** A job begins: reading waits for its end. */
  pause() {
    clearTimeout(this.#typing);
    this.#number++;
  }

  resume() {
    if (this.#unread) {
      void this.read();
    }
  }

  /** Draws what stands in the form, with what was chosen of findings and patient. */
  async generate() {
    const seed = seedValue();
    if (this.#lent.isReady() && seed === undefined) {
      this.#lent.clearError();
      this.#host.fail(sentence("bad_seed"));
      seedField.focus();
      return;
    }
    await this.#host.job((make) => this.#draw(make, text.value, seed ?? 0));
    if (this.#due) {
      this.#due = false;
      await this.generate();
    }
  }

  /** @param {import("../ui/host.js").Make} make @param {string} report @param {number} seed */
  async #draw(make, report, seed) {
    clearSummary();
    /** @type {Reading | undefined} */
    let reading;
    const summary = await make(
      new TextEncoder().encode(report),
      seed,
      (reply) => {
        if (reply.kind === "reading") {
          reading = reply.reading;
          this.#pictures.clear();
          this.#showReading(reading);
        } else if (reply.kind === "view") {
          this.#pictures.show(reply.view);
          reveal(byId("views", HTMLDivElement));
        } else if (reply.kind === "notice" && (reply.code === "gpu_stopped" || reply.code === "gpu_blank")) {
          this.#pictures.clear();
        }
      },
      this.#choices(report, seed),
    );
    this.#pictures.display.drawn(summary.development);
    if (reading) {
      const { pair } = this.#pictures;
      const adapter = this.#host.adapter();
      const manifest = this.#host.manifest();
      showSummary(summary, adapter, manifest?.trained ?? true, this.#truePairs);
      if (pair) {
        this.#pairFiles.offer(pair, { seed: summary.seed, report: reading.text, adapter });
      }
      this.#showReading(reading, summary);
      this.#findings.show(summary, report, reading.text, manifest);
      this.#patient.show(summary.told, report);
      this.#showFindings();
    }
    return `Done in ${formatTime(summary.milliseconds)}.${this.#lent.ended()}`;
  }

  /** What was chosen by hand, for a saved case. @param {string} report @param {number} seed @returns {Choices} */
  chosen(report, seed) {
    const table = this.#findings.choice(report);
    const patient = this.#patient.chosen(seed);
    return { ...(patient && { patient }), ...(table && { table }) };
  }

  /** @param {string} report @param {number} seed @returns {Choices | undefined} */
  #choices(report, seed) {
    const table = this.#findings.choice(report);
    const patient = this.#patient.choice(report, seed);
    return table || patient ? { ...(table && { table }), ...(patient && { patient }) } : undefined;
  }

  /** Draws again after a change; one that comes meanwhile waits for the end. */
  async #redraw() {
    if (this.#lent.isRunning()) {
      this.#due = true;
    } else {
      await this.generate();
    }
  }

  #showFindings() {
    if (!this.#findingsShown && WIDE.matches) {
      this.#findingsShown = true;
      if (!anyDrawerOpen()) {
        openDrawer("findings");
      }
    }
  }

  /** @param {Reading | undefined} reading @param {Summary} [summary] of a run */
  #showReading(reading, summary) {
    showWarnings(reading, this.#host.manifest());
    const unknown = reading?.unknown.length ?? 0;
    byId("unknown-count", HTMLElement).replaceChildren(
      ...(unknown === 0 ? [] : [String(unknown), element("span", { class: "unseen" }, LEARN.unknownCount(unknown))]),
    );
    if (reading) {
      this.#text = reading.text;
      showReading(this.#panel, reading, (word, span, suggestion) => this.#replace(word, span, suggestion), summary);
    }
  }

  /** Marks words in the field; where it holds another text, such as XML, the drawer has them. @param {Span[]} spans */
  #showWords([{ start, end }]) {
    if (text.value.slice(start, end) === this.#text.slice(start, end)) {
      text.focus();
      text.setSelectionRange(start, end);
    } else {
      openDrawer("reading");
      byId("drawer-reading", HTMLElement).focus();
    }
  }

  /** Puts the known word in the place of an unknown one. @param {string} word @param {Span} span @param {string} suggestion */
  #replace(word, span, suggestion) {
    const replaced = replaceWord(text.value, word, span, suggestion);
    text.value = replaced ?? text.value;
    this.#host.say(replaced === undefined ? LEARN.textChanged : LEARN.replaced(word, suggestion));
    void this.read().then(() => {
      const next = this.#panel.querySelector(".suggest");
      (next instanceof HTMLElement ? next : text).focus();
    });
  }

  /** @param {File} chosen */
  async #open(chosen) {
    this.#lent.clearError();
    try {
      this.#host.say(
        await openFile(
          chosen,
          async (report) => (await this.#lent.read(report)).text,
          this.#host,
          ({ report, seed, patient, table }) => {
            this.#patient.take(seed, patient);
            this.#findings.take(report, table);
          },
        ),
      );
      void this.read();
    } catch (error) {
      this.#host.fail(`${chosen.name}: ${explain(codeOf(error), messageOf(error))}`);
    }
  }

  #listen() {
    const form = byId("form", HTMLFormElement);
    const file = byId("file", HTMLInputElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.generate();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void this.generate();
      }
    });
    text.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.read(), TYPING_PAUSE);
    });
    file.addEventListener("change", () => {
      const chosen = file.files?.[0];
      if (chosen) {
        void this.#open(chosen).finally(() => {
          file.value = ""; // the same file can be opened again
        });
      }
    });
    acceptDrops(form, (dropped) => void this.#open(dropped));
    fillShelf((report, title) => {
      text.value = report;
      newReport();
      byId("case-notes", HTMLUListElement).replaceChildren();
      this.#host.say(LEARN.chosen(title));
      void this.read();
    });
    byId("another", HTMLButtonElement).addEventListener("click", () => {
      if (this.#lent.isReady()) {
        drawSeed();
      }
      void this.generate();
    });
  }
}
