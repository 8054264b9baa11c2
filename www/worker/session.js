// @ts-check
/**
 * What the worker does, apart from messages: one small CPU engine that reads reports, and one engine on GPU or CPU
 * that generates. They are two objects so that a report can be read while a view is being computed.
 */

import { Failure, codeOf, messageOf } from "../failure.js";
import { explain, sentence } from "../messages.js";
import { importEngine, probeGpu } from "./engines.js";
import { SiteFiles } from "./files.js";
import { patientsOf, truePairsOf } from "./model-json.js";
import { WeightStore } from "./weights.js";

/** @typedef {{report: Uint8Array, seed: number, choices?: import("../protocol.js").Choices}} Order of a pair */
/** @typedef {import("../protocol.js").Engine} Engine */
/** @typedef {import("../protocol.js").EngineModule} EngineModule */
/** @typedef {import("../protocol.js").Manifest} Manifest */
/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {Reply extends infer R ? R extends {id: number} ? Omit<R, "id"> : never : never} Answer a reply before its id */
/** @typedef {(answer: Answer, transfer?: Transferable[]) => void} Answerer */

const VOCABULARY = "vocabulary.json";
/** What the first pair needs is not to wait for what others may need; in milliseconds. */
const FIRST_PAIR = 2000;
/** No film is this dark everywhere. */
const BLACK = -0.995;

/** The engines and the weights of one worker. */
export class Session {
  #files = new SiteFiles(undefined);
  #store = new WeightStore(this.#files);
  /** @type {Uint8Array} */
  #modelJson = new Uint8Array();
  /** @type {EngineModule | undefined} */
  #cpu;
  /** @type {Engine | undefined} */
  #reader;
  /** @type {Manifest | undefined} */
  #manifest;
  /** @type {Engine | undefined} */
  #generator;
  /** What the browser calls its GPU; the engine sees no name in most browsers. */
  #gpuName = "";
  /** Whether the parts that no patient has needed were fetched, or are being fetched. */
  #keptRest = false;
  /** Rejects what an engine is doing. @type {((error: unknown) => void) | undefined} */
  #interrupt;

  /**
   * Tells the session of an error that nobody caught: a panic in an engine's asynchronous task ends there, and leaves
   * the engine's promise pending for ever.
   * @param {unknown} error
   * @returns {boolean} whether an engine was at work, which now counts as failed
   */
  trapped(error) {
    this.#interrupt?.(error);
    return this.#interrupt !== undefined;
  }

  /**
   * Starts the CPU engine and gives it the vocabulary.
   * @param {Answerer} answer
   * @param {import("../site.js").Site} [site] the version that this page belongs to
   * @param {import("../protocol.js").OwnFile[]} [own] weights in place of the site's
   */
  async open(answer, site, own) {
    this.#files = new SiteFiles(site);
    this.#store.replace();
    this.#store = new WeightStore(this.#files, own);
    this.#keptRest = false;
    this.#cpu = await importEngine("cpu", this.#files, answer);
    const json = await this.#store.manifest();
    this.#modelJson = json;
    const reader = await this.#guard(this.#cpu.Engine.open());
    this.#manifest = reader.beginLoad(json);
    await this.#store.keepManifest(json);
    const vocabulary = this.#manifest.parts.filter((part) => part.file === VOCABULARY);
    await this.#store.handOver(reader, vocabulary, { keep: true, onProgress: () => {} });
    this.#reader = reader;
    const writesFiles = Boolean(this.#cpu.pngFile && this.#cpu.dicomFiles);
    answer({
      kind: "opened",
      version: this.#cpu.version(),
      manifest: this.#manifest,
      patients: patientsOf(json),
      truePairs: truePairsOf(json),
      writesFiles,
    });
  }

  /**
   * Loads the model into the engine asked for, or into the CPU engine where that one is not to be had.
   * @param {import("../protocol.js").EngineChoice} choice
   * @param {Answerer} answer
   */
  async load(choice, answer) {
    this.#discard();
    if (choice !== "cpu") {
      await this.#loadGpu(choice, answer);
    }
    if (!this.#generator) {
      await this.#loadInto("cpu", answer);
    }
    if (this.#files.full) {
      answer({ kind: "notice", code: "quota", message: sentence("quota") });
    }
    answer({ kind: "loaded", adapter: this.#adapter() });
    setTimeout(() => this.#keepTheRest(), FIRST_PAIR);
  }

  /**
   * @param {Uint8Array} report
   * @returns {import("../protocol.js").Reading}
   */
  read(report) {
    if (!this.#reader) {
      throw new Failure("not_ready", "The page is still starting. Wait a moment and try again.");
    }
    return this.#reader.readReport(report);
  }

  /**
   * Develops films with the small CPU engine, which is always there.
   * @param {{values: Float32Array, size: number}[]} films
   * @param {import("../protocol.js").Development} how
   * @returns {import("../protocol.js").Shown[]}
   */
  develop(films, how) {
    const { developFilm } = this.#cpu ?? {};
    if (!developFilm) {
      throw new Failure("not_ready", "The page is still starting. Wait a moment and try again.");
    }
    return films.map(({ values, size }) => developFilm(values, size, how));
  }

  /**
   * Writes files, likewise.
   * @param {import("../protocol.js").FileOrder} order
   * @returns {Uint8Array[]}
   */
  save(order) {
    const { pngFile, pngFile16, dicomFiles, dicomFiles16 } = this.#cpu ?? {};
    if (!pngFile || !dicomFiles) {
      throw new Failure("no_files");
    }
    if (order.format === "png") {
      return order.images.map(({ grey, width, height }) =>
        grey instanceof Uint8Array ? pngFile(grey, width, height, order.mark) : there(pngFile16)(grey, width, height, order.mark),
      );
    }
    const { frontal, lateral, size, mark } = order;
    const files =
      frontal instanceof Uint8Array && lateral instanceof Uint8Array
        ? dicomFiles(frontal, lateral, size, mark)
        : there(dicomFiles16)(Uint16Array.from(frontal), Uint16Array.from(lateral), size, mark);
    return [files.frontal, files.lateral];
  }

  /**
   * Sends every view as it is computed. A GPU that fails on the way is replaced by the CPU, and the run starts again.
   * @param {Order} order
   * @param {Answerer} answer
   * @param {() => boolean} isCancelled
   */
  async generate(order, answer, isCancelled) {
    // The reader goes first: a report it refuses is no reason to give up the GPU.
    answer({ kind: "reading", reading: this.read(order.report) });
    const onGpu = this.#ready().adapter().kind === "gpu";
    try {
      await this.#run(order, answer, isCancelled);
    } catch (error) {
      if (!onGpu || codeOf(error) === "cancelled") {
        throw error;
      }
      const blank = codeOf(error) === "gpu_blank";
      answer({ kind: "notice", code: blank ? "gpu_blank" : "gpu_stopped", message: blank ? messageOf(error) : explain("gpu_stopped", messageOf(error)) });
      this.#discard();
      await this.#loadInto("cpu", answer);
      answer({ kind: "adapter", adapter: this.#adapter() });
      await this.#run(order, answer, isCancelled);
    }
  }

  /**
   * @param {Order} order
   * @param {Answerer} answer
   * @param {() => boolean} isCancelled
   */
  async #run({ report, seed, choices }, answer, isCancelled) {
    const generator = this.#ready();
    await this.#complete(generator, seed, choices, answer);
    const total = 2 * (this.#manifest?.sizes ?? []).reduce((sum, size) => sum + size * size, 0);
    let done = 0;
    await this.#guard(choices ? generator.startWith(report, seed, choices) : generator.start(report, seed));
    answer({ kind: "progress", stage: "generate", done, total });
    for (;;) {
      await nextTask(); // lets a "cancel" in
      if (isCancelled()) {
        throw new Failure("cancelled");
      }
      const view = await this.#guard(generator.step());
      if (!view) {
        break;
      }
      if (!view.values.every(Number.isFinite)) {
        throw new Failure("not_finite");
      }
      if (generator.adapter().kind === "gpu" && isBlank(view.values)) {
        throw new Failure("gpu_blank");
      }
      done += view.size * view.size;
      answer(
        { kind: "view", view },
        [view.values, view.grey, view.depth].flatMap((pixels) => pixels?.buffer ?? []),
      );
      answer({ kind: "progress", stage: "generate", done, total });
    }
    answer({ kind: "progress", stage: "score", done: 0, total: 0 });
    answer({ kind: "result", summary: await this.#guard(generator.summary()) });
  }

  /**
   * Fetches what an engine lacks for this patient.
   * @param {Engine} engine
   * @param {number} seed
   * @param {import("../protocol.js").Choices | undefined} choices
   * @param {Answerer} answer
   */
  async #complete(engine, seed, choices, answer) {
    const lacking = engine.lacking?.(seed, choices) ?? [];
    if (lacking.length > 0) {
      await this.#store.handOver(engine, lacking, {
        keep: engine.adapter().kind === "gpu",
        onProgress: (done, total) => answer({ kind: "progress", stage: "download", done, total }),
      });
    }
  }

  /** Keeps what no patient has needed so far, in its own time, unless the browser is to save data. */
  #keepTheRest() {
    const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
    if (this.#keptRest || connection?.saveData) {
      return;
    }
    this.#keptRest = true;
    const parts = this.#manifest?.parts ?? [];
    void this.#store.keepForLater(parts.filter(({ anatomy }) => anatomy !== undefined));
  }

  /** @param {"auto" | "gpu"} choice @param {Answerer} answer */
  async #loadGpu(choice, answer) {
    const gpu = await probeGpu(choice);
    const awaited = gpu.usable && this.#files.isAwaited("gpu");
    const notice = awaited ? "gpu_awaited" : gpu.notice;
    if (notice) {
      answer({ kind: "notice", code: notice, message: sentence(notice) });
    }
    if (!gpu.usable || awaited) {
      return;
    }
    this.#gpuName = gpu.name;
    try {
      await this.#loadInto("gpu", answer);
    } catch (error) {
      if (isBundleFault(error)) {
        throw error;
      }
      this.#discard();
      answer({ kind: "notice", code: "gpu_failed", message: explain("gpu_failed", messageOf(error)) });
    }
  }

  /**
   * @param {"cpu" | "gpu"} kind
   * @param {Answerer} answer
   */
  async #loadInto(kind, answer) {
    const module = kind === "gpu" || !this.#cpu ? await importEngine(kind, this.#files, answer) : this.#cpu;
    const engine = await this.#guard(module.Engine.open());
    const { parts } = engine.beginLoad(this.#modelJson);
    const first = engine.lacking ? parts.filter(({ anatomy }) => anatomy === undefined) : parts;
    await this.#store.handOver(engine, first, {
      keep: kind === "gpu", // for the CPU engine, should the GPU fail
      onProgress: (done, total) => answer({ kind: "progress", stage: "download", done, total }),
    });
    answer({ kind: "progress", stage: "prepare", done: 0, total: 0 });
    await this.#guard(engine.finishLoad());
    this.#generator = engine;
  }

  /**
   * Waits for an engine, or for the trap that ends it.
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   */
  async #guard(work) {
    /** @type {Promise<never>} */
    const trap = new Promise((_, reject) => {
      this.#interrupt = reject;
    });
    try {
      return await Promise.race([work, trap]);
    } finally {
      this.#interrupt = undefined;
    }
  }

  /** @returns {Engine} */
  #ready() {
    if (!this.#generator) {
      throw new Failure("not_ready", "The weights are not loaded yet. Wait for the status to say Ready, or press Try again.");
    }
    return this.#generator;
  }

  /** @returns {import("../protocol.js").Adapter} */
  #adapter() {
    const adapter = this.#ready().adapter();
    return adapter.kind === "gpu" && this.#gpuName ? { ...adapter, name: this.#gpuName } : adapter;
  }

  #discard() {
    const generator = this.#generator;
    this.#generator = undefined;
    try {
      generator?.free();
    } catch {
      // An engine that failed in the middle of a call cannot be freed; it goes with its module.
    }
  }
}

/**
 * A function that an engine may lack.
 * @template T
 * @param {T | undefined} function_
 * @returns {T}
 */
function there(function_) {
  if (!function_) {
    throw new Failure("no_files");
  }
  return function_;
}

/**
 * A fault of the weights, which another engine would meet as well.
 * @param {unknown} error
 */
function isBundleFault(error) {
  const code = codeOf(error);
  return ["weights_missing", "network", "own_unreadable"].includes(code) || code.startsWith("part_");
}

/**
 * Whether a view is one even grey, or black: what a GPU leaves behind that did not compute. Values run from -1 to 1.
 * @param {Float32Array} values
 */
function isBlank(values) {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most === least || most < BLACK;
}

/** @returns {Promise<void>} */
function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}
