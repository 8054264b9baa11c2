// @ts-check
/** The words of the trust panel. */

/** @type {Record<string, string>} */
const TRUST = {
  policy: "What the page is allowed to do",
  page: "The page",
  worker: "Its background worker, which computes",
  in_force: "A policy is in force: requests to any other host are forbidden.",
  refused: "Tried and refused: the browser blocked a request to another address before it left.",
  not_refused: "The browser did not report a refusal. Use another browser, or look at its network list yourself.",
  no_policy: "No policy is in force. The site's owner must publish index.html unchanged.",
  policy_text: "Policy",
  requests: "What was asked for, and where",
  requests_caption: "Requests since the page was loaded, by the page and its present worker, and by the service worker since the browser last started it",
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
