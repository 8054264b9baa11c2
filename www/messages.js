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
  gpu_awaited: "The GPU engine is still being built, so the pictures are computed on the CPU meanwhile. The page says when it is ready.",
  gpu_stopped: "The GPU stopped during the run. The report is kept and the pictures are computed again on the CPU.",
  gpu_software: "This graphics adapter is emulated in software, which is slower than the CPU engine: choose CPU or Automatic to leave it.",
  gpu_emulated:
    "The graphics adapter is emulated in software, which is slower than the CPU engine, so the pictures are computed on the CPU. Choose GPU to use it all the same.",
  not_finite: "The engine returned numbers that are no picture. Try again, or choose the other engine.",
  cancelled: "Cancelled. The views already shown are complete.",
  engine_missing: "The program of this page could not be fetched. Check the connection and reload the page.",
  newer_version: "The weights are newer than this page. Reload the page; if that does not help, its owner must publish page and weights together.",
  manifest_invalid:
    "The description of the weights, weights/model.json, cannot be used. Reload the page; if that does not help, its owner must publish the weights folder again.",
  part_truncated: "A file of the weights arrived cut short, twice. Try again; if that does not help, the site's owner must publish the weights folder again.",
  part_altered:
    "A file of the weights was altered on the way or on the site, so it is not used. Try again; if that does not help, the site's owner must publish the weights folder again.",
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
  keeps:
    "Program and weights stay in this browser: later visits start by themselves and work without a network. Check it yourself, under Device, shows what is kept and deletes it.",
  keeps_insecure:
    "This address is not secure (http), so the browser keeps nothing and offers no WebGPU: each visit downloads again and computes on the CPU. Its https address, if there is one, does better.",
  keeps_unversioned: "This copy of the page has no site.json, so the browser keeps nothing: each visit downloads again.",
  first_pair: "This first run also warmed the engine up; the next ones are faster.",
  quota:
    "The browser has no room to keep everything, so this visit runs from memory and the next one downloads again. Free some disk space, or leave private browsing, to keep it.",
  not_offline: "The page could not be kept for visits without a network; this visit works all the same. Reload the page to try again.",
  newer_site: "The site was updated since this page was opened. Copy your report if you need it, then reload the page.",
  update_ready: "A new version of this page is ready. Reload to use it; copy your report first if you need it.",
  gpu_ready: "The GPU engine is ready. Reload to use it; copy your report first if you need it.",
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
  results_not_kept: "This browser does not let the page keep the results, so they last until the tab is closed.",
};

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
