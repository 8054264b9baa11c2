// @ts-check
/** Every sentence the page itself says, and the way it writes numbers. The engine's own errors arrive ready-made. */

export const SYNTHETIC = "Synthetic, not for diagnosis";

/** A driver's message can run over many lines; its beginning is enough to look it up. */
const LONGEST_DETAIL = 160;

/** @type {Record<string, string>} */
const SENTENCES = {
  no_webgpu: "This browser offers no WebGPU, so the pictures are computed on the CPU. That is slower; the pictures are the same.",
  no_adapter: "WebGPU found no graphics adapter, so the pictures are computed on the CPU. That is slower; the pictures are the same.",
  gpu_failed: "The GPU engine could not be started, so the pictures are computed on the CPU. That is slower; the pictures are the same.",
  gpu_stopped: "The GPU stopped during the run. The report is kept and the pictures are computed again on the CPU.",
  gpu_software: "This adapter is emulated in software. The CPU engine may be faster: choose CPU to try it.",
  not_finite: "The engine returned numbers that are no picture. Try again, or choose the other engine.",
  cancelled: "Cancelled. The views already shown are complete.",
  engine_missing: "The program of this page could not be fetched. Check the connection and reload the page.",
  newer_version: "The weights are newer than this page. Reload the page; if that does not help, its owner must publish page and weights together.",
  manifest_invalid: "The description of the weights, weights/model.json, cannot be used. Reload the page; if that does not help, its owner must publish the weights folder again.",
  part_truncated: "A file of the weights arrived cut short, twice. Try again; if that does not help, the site's owner must publish the weights folder again.",
  part_altered: "A file of the weights was altered on the way or on the site, so it is not used. Try again; if that does not help, the site's owner must publish the weights folder again.",
  part_alien: "A file of the weights does not belong to the others. The site's owner must publish the weights folder again.",
  worker_crashed: "The background worker stopped and has been restarted. Your report is kept: press Generate to try again.",
  worker_lost: "The background worker stopped twice in a row. Reload the page; if that does not help, use another browser or device with more free memory.",
  file_too_large: "This file is too large to be a report. Open a file that holds one report as plain text or Open-i XML.",
  file_unreadable: "The browser could not read this file. Check that it still exists and may be read, then open it again.",
  seeded: "The same report and seed give the same pictures.",
  not_seeded: "These weights give one patient for each report; the seed changes nothing.",
  mark_pixels: "The files could not be made. Generate the pair again, then save it.",
  mark_invalid: "The files could not be made. Reload the page and generate the pair again, then save it.",
  mark_encode: "The files could not be made. Generate the pair again, then save it.",
  no_files: "This engine cannot write files. Reload the page to get the newest one.",
  bad_seed: "The seed must be a whole number from 0 to 4294967295. Change it, or press Another patient.",

  // First visit, kept files and versions
  not_started: "Press Download and start first.",
  waiting: "Nothing is downloaded yet. Press Download and start.",
  keeps: "Program and weights stay in this browser: later visits start by themselves and work without a network. Check it yourself, below, shows what is kept and deletes it.",
  keeps_insecure: "This address is not secure (http), so the browser keeps nothing and offers no WebGPU: each visit downloads again and computes on the CPU. Its https address, if there is one, does better.",
  keeps_unversioned: "This copy of the page has no site.json, so the browser keeps nothing: each visit downloads again.",
  first_pair: "This first run also warmed the engine up; the next ones are faster.",
  quota: "The browser has no room to keep everything, so this visit runs from memory and the next one downloads again. Free some disk space, or leave private browsing, to keep it.",
  not_offline: "The page could not be kept for visits without a network; this visit works all the same. Reload the page to try again.",
  newer_site: "The site was updated since this page was opened. Copy your report if you need it, then reload the page.",
  update_ready: "A new version of this page is ready. Reload to use it; copy your report first if you need it.",
  update_elsewhere: "A new version of this page was started in another tab. What is loaded here goes on working; reload to use the new version.",
  update_fetching: "Fetching the new version.",
  update_failed: "The new version could not be fetched. Check the connection and press Reload again; until then this version goes on working.",
  out_of_memory: "This device has too little free memory for these weights. Close other tabs or programs, then reload the page.",
  gpu_limits: "This graphics adapter is too small for the GPU engine, so the pictures are computed on the CPU. That is slower; the pictures are the same.",
  gpu_blank: "The GPU returned a picture without content. The report is kept and the pictures are computed again on the CPU.",

  // Your own weights
  own_loading: "Checking your weights.",
  own_loaded: "Your weights are in use in this tab, until it is closed or reloaded. They have not left this device.",
  own_back: "The weights of this page are in use.",
  own_archive: "This is an archive. Unpack it first, then choose the folder with model.json in it.",
  own_no_model: "There is no model.json among these files. Choose the whole folder that the trainer exported, or all of its files at once.",
  own_manifest_invalid: "This model.json does not describe weights for this page. Choose a folder that the trainer exported.",
  own_newer_version: "These weights are newer than this page. Reload the page to get its newest version, or export the weights with an older trainer.",
  own_part_missing: "A file that model.json lists is missing. Choose the whole folder, or copy it again.",
  own_part_truncated: "A file has another size than model.json says, so it is not used. Copy the folder again from where the weights came from.",
  own_part_altered: "A file was altered since the weights were exported, so it is not used. Copy the folder again from where the weights came from.",
  own_part_alien: "A file does not belong to this model.json. Copy the folder again from where the weights came from.",
  own_tensor_missing: "These weights are not complete. Export them again.",
  own_unreadable: "The browser could not read a file of your weights. Check that it still exists and may be read, then choose it again.",
  own_out_of_memory: "This device has too little free memory for these weights. Close other tabs or programs, or use smaller weights.",
  own_unexpected: "The engine could not use these weights. Export them again with the trainer, or choose others.",
  case_invalid: "This file is no case that this page has saved, or it was changed. Open another one, or paste its report into the field.",
  case_newer: "This case was saved by a newer version of this page. Reload the page, then open the case again.",
  case_empty: "There is no report to save yet. Write one or choose a case from the shelf.",
  all_weak: "These weights draw no finding well enough to practise with. Use trained weights.",
  score_not_kept: "This browser does not let the page keep the score, so it lasts until the tab is closed.",
};

/** The words of the trust panel. @type {Record<string, string>} */
const TRUST = {
  policy: "What the page is allowed to do",
  page: "The page",
  worker: "Its background worker, which computes",
  in_force: "A policy is in force: requests to any other host are forbidden.",
  refused: "Tried and refused: the browser blocked a request to another address before it left.",
  not_refused: "The browser did not report a refusal. Use another browser, or look at its network list yourself.",
  no_policy: "No policy is in force. The site's owner must publish index.html unchanged.",
  worker_no_policy: "This host sends no policy with the worker's program; from the second visit on the page adds it itself. Until then its network list below is the evidence.",
  policy_text: "Policy",
  requests: "What was asked for, and where",
  requests_caption: "Requests since the page was loaded, by the page and its present worker",
  own_folder: "In the page's own folder",
  foreign: "Elsewhere",
  list: "List of requests",
  file: "File",
  transferred: "Over the network",
  from_cache: "none: kept in this browser",
  kept: "What this browser keeps",
  program_and_weights: "Program and weights",
  service_worker: "Service worker",
  own_texts: "What you asked to keep",
  weights: "Weights in use",
  name: "Name",
  your_own: "your own, from this device",
  hash: "SHA-256 of model.json, which lists those of all parts",
  no_hash: "not computed over http",
  licence: "Licence",
  training_data: "Training data",
  card: "Model card",
  no_weights: "No weights are loaded yet.",
  adapter: "Graphics adapter",
  no_adapter: "WebGPU offers no adapter here; the processor computes.",
  none: "nothing",
  counted: "Counted anew.",
  probed: "Tried. The browser's console lists the refused requests too.",
  forgotten: "Everything that was kept is deleted. The next visit downloads again.",
  not_forgotten: "Not everything could be deleted. Use the browser's own setting to clear the data of this site.",
};

/** @param {string} name @returns {string} */
export function trust(name) {
  return TRUST[name] ?? name;
}

/**
 * The page's sentence for a code, or `fallback` where the page has none.
 * @param {string} code
 * @param {string} [fallback]
 * @returns {string}
 */
export function sentence(code, fallback) {
  return SENTENCES[code] ?? fallback ?? "Something went wrong. Reload the page and try again.";
}

/**
 * What to tell the user: the page's sentence for the code, with the engine's message as the detail, or that message
 * alone where it is made for the user already.
 * @param {string} code
 * @param {string} detail
 * @returns {string}
 */
export function explain(code, detail) {
  const own = SENTENCES[code];
  if (!own) {
    return asSentence(detail);
  }
  const short = detail.length > LONGEST_DETAIL ? `${detail.slice(0, LONGEST_DETAIL)}…` : detail;
  return own === detail ? own : `${own} (${short})`;
}

/**
 * As `explain`, for weights that the user chose: "their owner must publish again" helps nobody there.
 * @param {string} code
 * @param {string} detail
 */
export function explainOwn(code, detail) {
  const own = `own_${code}` in SENTENCES ? `own_${code}` : "own_unexpected";
  return detail ? explain(own, detail) : sentence(own);
}

/**
 * @param {string} text a library's message, "the report is empty: ..."
 * @returns {string}
 */
export function asSentence(text) {
  const end = /[.!?)]$/.test(text) ? "" : ".";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}

/**
 * @param {number} bytes
 * @returns {string} decimal units, as browsers write downloads
 */
export function formatBytes(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * @param {number} milliseconds
 * @returns {string}
 */
export function formatTime(milliseconds) {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = milliseconds / 1000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * @param {number} probability 0..1
 * @returns {string} percent with one decimal
 */
export function formatPercent(probability) {
  return `${(100 * probability).toFixed(1)} %`;
}

/**
 * @param {import("./protocol.js").Adapter} adapter
 * @returns {string}
 */
export function describeAdapter(adapter) {
  const engine = adapter.kind === "gpu" ? "GPU" : "CPU";
  return `${engine}: ${adapter.name} (${adapter.backend})`;
}

/** What stands around the files that the user can save. */
export const TAKE_AWAY = {
  heading: "Take away",
  png: "PNG pair",
  dicom: "DICOM pair",
  labelled: "Labelled picture",
  formats: "PNG and DICOM hold the model's own grey values without window and label; their metadata say that they are synthetic. The labelled picture shows both views as the window shows them, with label and side markers in its pixels, for slides.",
  withReport: "Include the report text in the files",
  withReportHint: "Then whoever gets a file can read the report in its metadata. Leave it off if the text describes a real person.",
  /** @param {number} count */
  saved: (count) => (count === 1 ? "Saved. If your browser kept it back, save it here:" : "Saved. If your browser kept one back, save it here:"),
  /** The line below the labelled picture. @param {import("./protocol.js").Mark} mark */
  origin: ({ model, seed }) => `Generated by XRayGAN in the browser, weights "${model}", seed ${seed}`,
};

/** What the viewer says, and the names on its buttons. */
export const VIEWER = {
  views: { frontal: "Frontal", lateral: "Lateral" },
  /** Side markers; the patient's right is on the viewer's left. The first lies in the corner. */
  markers: { frontal: ["PA", "R", "L"], lateral: ["Left lateral"] },
  xray: "chest X-ray",
  difference: "chest X-ray, coloured where it differs from the other",
  empty: "No picture yet",
  marked: "Marked:",
  legend: [{ key: "key-brighter", text: "brighter than the other picture" }, { key: "key-darker", text: "darker" }],
  keysHint: "Press the question mark for the keys.",
  toolbar: "Viewer",
  dragging: "What dragging does",
  zooming: "Zoom",
  preset: "Window",
  ownWindow: "Own setting",
  help: "Keys and mouse",
  buttons: {
    window: { text: "Window", name: "Window: drag sideways for contrast, up and down for brightness" },
    zoom: { text: "Zoom", name: "Zoom: drag or click" },
    pan: { text: "Move", name: "Move: drag, or click what belongs in the middle" },
    out: { text: "−", name: "Zoom out" },
    in: { text: "+", name: "Zoom in" },
    fit: { text: "Fit", name: "Fit to the frame" },
    invert: { text: "Invert", name: "Invert black and white" },
    smooth: { text: "Smooth", name: "Smooth pixels" },
    link: { text: "Link views", name: "Link views: window and zoom together" },
    reset: { text: "Reset", name: "Reset window, zoom and place" },
    full: { text: "Full screen", name: "" },
  },
  /** The list of keys. */
  keys: [
    ["Left drag, or one finger after a tap", "the chosen tool; Window: sideways for width (contrast), up and down for level (brightness)"],
    ["Right drag, wheel", "zoom"],
    ["Middle drag", "move; linked views follow up and down only"],
    ["Two fingers", "zoom and move"],
    ["Arrow keys", "move"],
    ["Shift and arrow keys", "window: left and right for width, up and down for level"],
    ["+ and −", "zoom in, zoom out"],
    ["=", "fit"],
    ["1 to 5", "window presets"],
    ["i", "invert"],
    ["Space", "reset"],
    ["l", "link or unlink the views"],
    ["f", "full screen; Escape leaves it"],
    ["?", "this list"],
  ],
  /**
   * The settings as a sentence.
   * @param {{width: number, centre: number, zoom: number, inverted: boolean, view: string, linked: boolean, smooth: boolean}} settings
   */
  settings({ width, centre, zoom, inverted, view, linked, smooth }) {
    const facts = [`window width ${Math.round(width)}`, `level ${Math.round(centre)}`, `zoom ${Math.round(100 * zoom)} %`,
      ...(inverted ? ["inverted"] : []), linked ? "views linked" : "views not linked", smooth ? "smooth" : "single pixels"];
    return `${view ? `${view} view: ` : ""}${facts.join(", ")}.`;
  },
};

/** @type {Record<import("./protocol.js").ViewName, string>} */
export const VIEW_NAMES = { frontal: "Frontal", lateral: "Lateral" };

/**
 * @param {number} value
 * @returns {string} with its sign and one decimal; the minus is the typographic one
 */
export function formatSigned(value) {
  const shown = Math.abs(value).toFixed(1);
  return shown === "0.0" ? "0.0" : `${value > 0 ? "+" : "−"}${shown}`;
}

/** Changes of a mean that nobody sees, in grey levels. */
const SAME = 1;

/** @typedef {{name: string, sha256: string}} Weights */
/** @typedef {import("./protocol.js").ViewName} ViewName */

/** @param {Weights} weights */
function named({ name, sha256 }) {
  return `“${name}”${sha256 ? ` (${sha256.slice(0, 8)})` : ""}`;
}

/** What Report, Compare, Practice and the case files say. */
export const LEARN = {
  noPicture: "No picture yet",
  spoken: (/** @type {ViewName} */ view, /** @type {number} */ size) => `${VIEW_NAMES[view]} chest X-ray, ${size} by ${size} pixels.`,
  spokenMap: (/** @type {ViewName} */ view) => `${VIEW_NAMES[view]} view, map of what changed from A to B; the table below gives the numbers.`,

  // Report
  dropHere: "Drop the report here",
  noFindings: "no findings",
  chosen: (/** @type {string} */ title) => `“${title}” is in the field.`,
  fileOpened: (/** @type {string} */ name) => `${name} is open.`,
  meant: "Did you mean ",
  replaceBy: (/** @type {string} */ word, /** @type {string} */ suggestion) => `Replace ${word} by ${suggestion}`,
  replaced: (/** @type {string} */ word, /** @type {string} */ suggestion) => `“${word}” is now “${suggestion}”.`,
  textChanged: "The text has changed meanwhile. It is read again.",
  weak: (/** @type {import("./protocol.js").WeakFinding} */ { label, measured, needed }) =>
    `These weights draw ${label} weakly: a network trained to read films recognises it in their pictures with AUROC ${measured.toFixed(2)}, where ${needed.toFixed(2)} would do and 0.50 is guessing.`,
  words: "Words the encoder attended to most, each with its share of its section; the text above is shaded by the same numbers",
  sentences: "How much each sentence weighed in its section",
  sentencesCut: (/** @type {number} */ shown, /** @type {number} */ all) => `How much each sentence weighed in its section (the first ${shown} of ${all})`,

  // Consistency
  noConsistency: "These weights carry no consistency network.",
  consistency: (/** @type {string} */ percent, /** @type {number} */ size) =>
    `Probability that both views belong to the same patient: ${percent}, by the consistency network at ${size} px.`,
  consistencyMeans: (/** @type {number} */ probability) => {
    if (probability >= 0.8) {
      return "That is high: the network takes the two views for one patient.";
    }
    return probability >= 0.5
      ? "That is undecided, leaning to one patient: some part of the two views does not fit."
      : "That is low: the network takes the two views for two people. Look for a heart, diaphragm or finding that one view shows and the other does not, or try another patient.";
  },
  consistencyLimits: "The figure compares the views with each other, not with the report. The generator was trained to please this network, so a high figure does not prove that the anatomy is right.",
  consistencyUntrained: "These weights are untrained, so the figure means nothing.",

  // Compare
  ownTexts: "Your own texts",
  nothingInRead: "There is no report in Read yet.",
  takenFromRead: "Both fields hold the report from Read. Change one thing in B.",
  sameTexts: "Both reports are the same: the pictures will be the same, too.",
  changedTexts: "What differs between the reports:",
  wordsChanged: (/** @type {string} */ removed, /** @type {string} */ added) =>
    removed && added ? `“${removed}” became “${added}”` : removed ? `“${removed}” is only in A` : `“${added}” is only in B`,
  moreRuns: (/** @type {number} */ count) => `and ${count} more`,
  paneOf: (/** @type {string} */ which, /** @type {ViewName} */ view) => `${which}, ${view}`,
  mapOf: (/** @type {ViewName} */ view) => `Change from A to B, ${view}`,
  darker: (/** @type {number} */ limit) => `B darker by ${limit} of 255 grey levels or more`,
  unchanged: "no change",
  brighter: (/** @type {number} */ limit) => `B brighter by ${limit} or more`,
  direction: (/** @type {number} */ mean) => Math.abs(mean) < SAME ? "(no change)" : mean > 0 ? "(B brighter)" : "(B darker)",
  changeCaption: "Change from A to B by region, in grey levels of 255. Right and left are the patient's.",
  changeHead: ["Region", "Mean change", "Share that changed visibly"],
  compared: (/** @type {number} */ seed, /** @type {string} */ time, /** @type {string} */ adapter) =>
    `One patient, seed ${seed}; both pairs took ${time} of computing on ${adapter}.`,
  comparedIn: (/** @type {string} */ time) => `Done: both reports are drawn and compared, in ${time}.`,

  // Practice
  presence: { no: "not there", yes: "there", right: "right", left: "left", both: "both sides" },
  verdicts: { right: "right", missed: "missed", invented: "false alarm", side: "wrong side" },
  casePane: (/** @type {ViewName} */ view) => `The case, ${view}`,
  normalPane: (/** @type {ViewName} */ view) => `Same patient, normal, ${view}`,
  caseDrawn: "The case is drawn. Tick what you see, then check your answer.",
  noCase: "Draw a case first.",
  answeredBefore: "This case is answered. Draw another one.",
  leftOut: (/** @type {import("./protocol.js").WeakFinding} */ { label, measured, needed }) =>
    `${label}: recognised in these weights' pictures with AUROC ${measured.toFixed(2)}, ${needed.toFixed(2)} needed`,
  verdict: (/** @type {number} */ right, /** @type {number} */ all) => {
    if (all === 0) {
      return "Right: this chest is normal, and you ticked nothing.";
    }
    return right === all ? `All right: ${all} of ${all}.` : `${right} of ${all} right.`;
  },
  answered: "Answered: the marks and the report are shown.",
  practiceSeed: (/** @type {number} */ seed) => `Its seed is ${seed}.`,
  openedFromPractice: "The case is in Read. Press Generate for its scales and words.",
  isNormal: "The case is normal, so there is nothing to compare it with.",
  comparingWithNormal: "The same patient is being drawn with a normal report, to show what changed.",
  notCompared: "The normal version was not finished, so no changes are shown.",
  comparedWithNormal: "Done: the numbered boxes show where the case differs most from its normal version.",
  regionsOf: (/** @type {ViewName} */ view) => `${VIEW_NAMES[view]}: where the case differs most`,
  region: (/** @type {string} */ name, /** @type {string} */ signed, /** @type {number} */ mean) =>
    `${name}: ${mean > 0 ? "brighter" : "darker"} than normal (${signed} grey levels)`,
  noRegions: "No region changed enough to be seen.",
  score: (/** @type {number} */ cases, /** @type {number} */ allRight) =>
    cases === 0 ? "No case answered yet." : `${cases === 1 ? "1 case" : `${cases} cases`} answered, ${allRight} of them entirely right.`,
  scoreNotKept: "The score is no longer kept on this device.",
  scoreDeleted: "The score is deleted.",

  // Cases and sheets
  caseSaved: (/** @type {string} */ name) => `${name} is saved. It holds your report, so keep it as carefully.`,
  caseOpened: (/** @type {string} */ name) => `${name} is open: its report and seed are in the form. Press Generate for its pictures.`,
  otherWeights: (/** @type {Weights} */ saved, /** @type {Weights} */ here) =>
    `This case was saved with the weights ${named(saved)}; this page has ${named(here)}, so its pictures will differ.`,
  otherProgram: (/** @type {string} */ saved, /** @type {string} */ here) =>
    `This case was saved by version ${saved || "unknown"} of this page, which is now ${here || "unknown"}; its pictures may differ slightly.`,
  sheetTitle: "XRayGAN: one report, several imagined patients",
  sheetCaption: (/** @type {number} */ seed) => `Seed ${seed}, frontal and lateral`,
  sheetFacts: (/** @type {import("./protocol.js").Manifest | undefined} */ manifest, /** @type {string} */ version) =>
    `Computed by XRayGAN ${version} with the weights ${named({ name: manifest?.name ?? "unknown", sha256: manifest?.sha256 ?? "" })}.`,
  sheetProgress: (/** @type {number} */ at, /** @type {number} */ all) => `Drawing patient ${at} of ${all} for the sheet.`,
  sheetLink: (/** @type {number} */ count) => `Save the contact sheet (PNG, ${count === 1 ? "1 patient" : `${count} patients`})`,
  sheetReady: "The contact sheet is ready: save it with the link.",
};
