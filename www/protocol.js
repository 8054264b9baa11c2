// @ts-check
/**
 * The language between the page and its worker.
 *
 * The page sends a `Request`; the worker answers with any number of `Reply`s that carry the request's `id`.
 * The last one is `opened`, `loaded`, `result`, `developed`, `files`, `inspected`, `reading` (for "read") or `error`; `progress`, `notice`,
 * `adapter`, `view` and the `reading` of a "generate" come before it.
 *
 *   open      start the small CPU engine, fetch model.json and the vocabulary: reports can be read  -> opened
 *             (`site` names the version to use and keep; `own` is a bundle from the user's disk)
 *   load      choose the engine that generates, fetch every tensor part and hand it over            -> loaded
 *   read      read a report, without the model                                                      -> reading
 *   generate  read a report, then send each view as it is computed                                  -> result
 *   develop   develop canonical films (the `values` of views) as `how` says, without the model      -> developed
 *   save      write pictures as files that are marked as synthetic, without the model                -> files
 *   inspect   list the addresses this worker has asked for, and try a foreign one if `probe` is set -> inspected
 *   cancel    stop the "generate" named by `target` before its next view; that one answers `error` with code
 *             "cancelled", and "cancel" itself has no answer
 *
 * Pixel buffers are transferred, not copied. Reports travel as UTF-8 bytes. Spans count UTF-16 code units of
 * `Reading.text`, as JavaScript strings do.
 */

/** The engine counts seeds in 32 bits. */
export const MAX_SEED = 2 ** 32 - 1;

/** @typedef {"auto" | "gpu" | "cpu"} EngineChoice */
/** @typedef {"frontal" | "lateral"} ViewName */
/** @typedef {"findings" | "impression"} SectionName */

/**
 * @typedef {{id: number, kind: "open", site?: import("./site.js").Site, own?: OwnFile[]}
 *   | {id: number, kind: "load", engine: EngineChoice}
 *   | {id: number, kind: "read", report: Uint8Array}
 *   | {id: number, kind: "generate", report: Uint8Array, seed: number, choices?: Choices}
 *   | {id: number, kind: "develop", films: {values: Float32Array, size: number}[], how: Development}
 *   | {id: number, kind: "save", order: FileOrder}
 *   | {id: number, kind: "inspect", probe: boolean}
 *   | {id: number, kind: "cancel", target: number}} Request
 */

/**
 * @typedef {{id: number, kind: "opened", version: string, manifest: Manifest, patients?: PatientCode, truePairs: TruePairs[], writesFiles: boolean}
 *   | {id: number, kind: "loaded", adapter: Adapter}
 *   | {id: number, kind: "progress", stage: "engine" | "compile" | "download" | "prepare" | "generate" | "score", done: number,
 *      total: number}
 *   | {id: number, kind: "notice", code: string, message: string}
 *   | {id: number, kind: "adapter", adapter: Adapter}
 *   | {id: number, kind: "reading", reading: Reading}
 *   | {id: number, kind: "view", view: View}
 *   | {id: number, kind: "result", summary: Summary}
 *   | {id: number, kind: "developed", films: Shown[]}
 *   | {id: number, kind: "files", files: Uint8Array[]}
 *   | {id: number, kind: "inspected", requests: Requested[], refused?: boolean}
 *   | {id: number, kind: "error", code: string, message: string, crashed: boolean}} Reply
 * In "progress", `done` and `total` are bytes for "engine" and "download", pixels for "generate" (its time grows with them), and 0
 * where nothing can be counted. "adapter" says that generation has moved to another engine; after a "notice" with code
 * "gpu_stopped" or "gpu_blank" the views start again from the first. In "error", `crashed` says that the worker must be replaced.
 */

/** @typedef {{name: string, file: File}} OwnFile a file of the user's own weights, by its name in model.json */
/** @typedef {{url: string, bytes: number}} Requested an address that was asked for, and what came over the network */

/** @typedef {{start: number, end: number}} Span */
/** @typedef {{text: string, id: number, span: Span}} Word */
/** @typedef {{sentences: {span: Span, words: Word[]}[]}} Section */
/**
 * @typedef {{text: string, findings: Section, impression: Section,
 *   unknown: {word: string, section: SectionName, span: Span, suggestion?: string}[],
 *   mentions: {finding: string, label: string, side?: "left" | "right" | "both", certainty: "present" | "possible" | "denied",
 *     lobes: string[], severity?: "mild" | "moderate" | "severe", count?: number, access?: "jugular" | "peripheral" | "port",
 *     section: SectionName, span: Span}[],
 *   notices: {kind: string, message: string, span?: Span}[]}} Reading
 */

/** @typedef {{grey: Uint8Array, depth: Uint16Array}} Shown what a film shows, by rows: as 0..255, and the same with 16 bits */
/**
 * One view at one scale: `values` are the size*size numbers in -1..1 that the network draws, by rows; the rest is developed.
 * @typedef {Shown & {view: ViewName, size: number, values: Float32Array, milliseconds: number}} View
 */

/**
 * How a film is developed after the network, as `xraygan::film::Development` has it.
 * @typedef {{exposure: number, haze: number, haze_reach: number, contrast: number, gamma: number, grain: number, seed: number,
 *   collimation: [number, number, number, number]}} Development
 */

/**
 * A finding of the table; what is not told, or does not apply, is absent.
 * @typedef {{kind: string, certainty: "present" | "possible" | "denied", side?: "left" | "right", lobe?: string,
 *   severity?: "mild" | "moderate" | "severe", count?: number, access?: "jugular" | "peripheral" | "port"}} TableRow
 */
/**
 * A finding that was understood, by the network or by the rules; where the other one reads otherwise, what it reads.
 * @typedef {{row: TableRow, words: Span[], by: "network" | "rules", otherwise?: {row?: TableRow}}} UnderstoodRow
 */

/**
 * What a standard normal number of a patient means; as `Way` of src/code.rs.
 * @typedef {{kind: "normal", mean: number, deviation: number, least: number, most: number}
 *   | {kind: "uniform", low: number, high: number} | {kind: "chance", probability: number}
 *   | {kind: "choice", names: string[]}} Way
 */
/** @typedef {{name: string, group: "patient" | "frontal" | "lateral" | "particulars", unit: string, way: Way}} Dimension */
/** @typedef {{dimensions: Dimension[], anatomies: string[]}} PatientCode what patients are told by, as in model.json */
/**
 * What the weights' consistency network says of true pairs at one size, as in model.json: the mean probability, 0..1, that
 * both views are of one patient, where they are and where they are of two.
 * @typedef {{size: number, samePatient: number, twoPatients: number, pairs: number}} TruePairs
 */

/** @typedef {{x: number, y: number, r: number, points?: [number, number][]}} Spot shares of the view's side */
/**
 * What a user chooses beside the report: the table to draw, wishes for the patient (`age=70,sex=female`), and where
 * findings are.
 * @typedef {{table?: TableRow[], patient?: string, places?: (TableRow & {frontal?: Spot, lateral?: Spot})[]}} Choices
 */

/**
 * What was drawn, of weights that draw a table of findings: the table with a side for every finding that has sides, the
 * patient, and where the rows that are shown lie.
 * @typedef {{table: TableRow[], patient: {code: number[], anatomy: number[]},
 *   spots: {row: number, views: {frontal: Spot, lateral: Spot}}[]}} Told
 */

/** @typedef {{sentences: number[], words: number[][]}} Attention */
/**
 * `samePatient` is a probability, 0..1; attention is aligned with the sentences and words of the `Reading`.
 * @typedef {{seed: number, milliseconds: number, consistency: {size: number, samePatient: number}[],
 *   understood: UnderstoodRow[],
 *   told?: Told, development?: Development, attention: {findings: Attention, impression: Attention}}} Summary
 */

/** @typedef {Uint8Array | Uint16Array} Grey grey values by rows, of 8 or 16 bits */
/** @typedef {{grey: Grey, width: number, height: number}} Picture */
/**
 * Where pictures come from, as their files say: `weights` is the manifest's `sha256`; `report` only if the user wants it.
 * @typedef {{model: string, weights: string, seed: number, adapter: string, report?: string}} Mark
 */
/**
 * @typedef {{format: "png", images: Picture[], mark: Mark}
 *   | {format: "dicom", frontal: Grey, lateral: Grey, size: number, mark: Mark}} FileOrder
 */

/** @typedef {{kind: "cpu" | "gpu", name: string, backend: string}} Adapter */
/**
 * A file of the weights; `anatomy` is that of the templates in it, and such a part may be fetched when a patient needs it.
 * @typedef {{file: string, bytes: number, sha256: string, anatomy?: number}} Part
 */
/**
 * @typedef {{name: string, trained: boolean, sizes: number[], parts: Part[],
 *   licence: string, trainingData: string, precision: string, formatVersion: number, parameters: number,
 *   seeded: boolean, sha256: string, weak: WeakFinding[]}} Manifest
 * `seeded` is false for weights that give one patient for each report, whatever the seed. `sha256` is model.json's,
 * which names the hashes of all parts.
 */

/**
 * A finding that the weights draw too weakly: a trained network recognises it in their pictures with the area under
 * the ROC curve `measured`, below the threshold `needed`; users read `label`.
 * @typedef {{finding: string, label: string, measured: number, needed: number}} WeakFinding
 */

/**
 * One engine, as the wasm module exports it. Every method throws an `Error` with a `code` and a message in plain words.
 * @typedef {{
 *   adapter(): Adapter,
 *   beginLoad(modelJson: Uint8Array): Manifest,
 *   addPart(file: string, bytes: Uint8Array): void,
 *   finishLoad(): Promise<void>,
 *   lacking?(seed: number, choices: Choices | undefined): Part[],
 *   readReport(report: Uint8Array): Reading,
 *   start(report: Uint8Array, seed: number): Promise<Reading>,
 *   startWith(report: Uint8Array, seed: number, choices: Choices): Promise<Reading>,
 *   step(): Promise<View | undefined>,
 *   summary(): Promise<Summary>,
 *   free(): void,
 * }} Engine
 */

/**
 * @typedef {{default(options: {module_or_path: WebAssembly.Module}): Promise<unknown>, version(): string,
 *   Engine: {open(): Promise<Engine>},
 *   pngFile?(grey: Uint8Array, width: number, height: number, mark: Mark): Uint8Array,
 *   pngFile16?(depth: Uint16Array, width: number, height: number, mark: Mark): Uint8Array,
 *   dicomFiles?(frontal: Uint8Array, lateral: Uint8Array, size: number, mark: Mark): Record<ViewName, Uint8Array>,
 *   dicomFiles16?(frontal: Uint16Array, lateral: Uint16Array, size: number, mark: Mark): Record<ViewName, Uint8Array>,
 *   developFilm?(values: Float32Array, size: number, how: Development): Shown}} EngineModule
 */
