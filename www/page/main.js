// @ts-check
/** The page: its states, and what every control does. */

import { WorkerClient } from "./client.js";
import { byId, element } from "./dom.js";
import { Failure, codeOf, messageOf } from "../failure.js";
import { describeAdapter, explain, formatTime, sentence } from "../messages.js";
import { Installation } from "./installation.js";
import { drawSeed, engineChoice, onExample, reportBytes, seedField, seedValue, text } from "./inputs.js";
import { PairFiles } from "../takeaway/pair-files.js";
import { OwnWeights } from "./own-weights.js";
import { showReading } from "./report.js";
import { Status } from "./status.js";
import { showSummary } from "./summary.js";
import { TrustPanel } from "./trust.js";
import { Pictures } from "./views.js";
import { Visit } from "./visit.js";

/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").Reply} Reply */

const MAX_FILE_BYTES = 1e6;
const TYPING_PAUSE = 300;

const form = byId("form", HTMLFormElement);
const file = byId("file", HTMLInputElement);
const generateButton = byId("generate", HTMLButtonElement);
const anotherButton = byId("another", HTMLButtonElement);
const cancelButton = byId("cancel", HTMLButtonElement);
const readingPanel = byId("reading", HTMLDivElement);
const runPanel = byId("run", HTMLElement);

const pictures = new Pictures(byId("views", HTMLDivElement));
const status = new Status(() => void boot());
const client = new WorkerClient(onCrash);
const pairFiles = new PairFiles(byId("pair-files", HTMLDivElement), async (order) => {
  const reply = await client.send({ kind: "save", order }).done;
  return reply.kind === "files" ? reply.files : [];
}, pictures.display);
const installation = new Installation();
const visit = new Visit(installation, () => {
  void boot();
  void installation.keep().then((kept) => kept || status.notice(sentence("not_offline")));
});
const own = new OwnWeights(() => void boot());
/** @type {import("../protocol.js").Manifest | undefined} */
let manifest;

/** @type {"starting" | "ready" | "running" | "failed"} */
let state = "starting";
/** Reports can be read once the vocabulary is there, before the model is. */
let canRead = false;
/** The "generate" under way. */
let runId = 0;
/** Boots and readings are numbered, so that a late answer to an old one is dropped. */
let bootNumber = 0;
let readNumber = 0;
let typingTimer = 0;

/** Buttons that cannot act now stay in the tab order, so that nobody loses the focus. @param {typeof state} next */
function enter(next) {
  state = next;
  generateButton.ariaDisabled = String(next !== "ready");
  anotherButton.ariaDisabled = String(next !== "ready");
  cancelButton.ariaDisabled = String(next !== "running");
}

/** Starts the engines in a new worker; also the way out of a failed start. */
async function boot() {
  const number = ++bootNumber;
  enter("starting");
  canRead = false;
  visit.skip();
  status.clearError();
  status.clearNotices();
  status.adapter(undefined);
  if (number > 1) {
    client.restart();
  }
  try {
    if (!(await installation.isWhole())) {
      throw new Failure("newer_site");
    }
    const opened = await client.send({ kind: "open", site: installation.site, own: own.files }, onReply).done;
    if (opened.kind === "opened") {
      manifest = opened.manifest;
      status.weights(opened.manifest);
      pairFiles.open(opened);
      byId("seed-hint", HTMLElement).textContent = sentence(opened.manifest.seeded ? "seeded" : "not_seeded");
    }
    canRead = true;
    void read();
    const loaded = await client.send({ kind: "load", engine: engineChoice() }, onReply).done;
    if (loaded.kind === "loaded") {
      status.adapter(loaded.adapter);
      enter("ready");
      status.settle(`Ready. ${describeAdapter(loaded.adapter)}`);
      own.loaded();
      if (visit.owesFirstPair()) {
        void generate();
      }
    }
  } catch (error) {
    if (number === bootNumber && codeOf(error) !== "replaced") {
      if (own.refused(error)) {
        return;
      }
      enter("failed");
      status.settle("The model could not be loaded.");
      status.fail(told(error), true);
      if (codeOf(error) === "newer_site") {
        void installation.isOutdated(); // offers to reload
      }
    }
  }
}

/** A worker that dies while it starts would die again: then the user decides. @param {string} code */
function onCrash(code) {
  if (state === "starting") {
    bootNumber++;
    if (own.refused(new Failure(code, ""))) {
      return;
    }
    enter("failed");
    status.settle("The model could not be loaded.");
    status.fail(sentence(code === "out_of_memory" ? code : "worker_lost"), true);
    return;
  }
  void boot().then(() => {
    if (state === "ready") {
      status.fail(sentence(code === "out_of_memory" ? code : "worker_crashed"));
    }
  });
}

/** @param {unknown} error */
function told(error) {
  return explain(codeOf(error), messageOf(error));
}

/** Replies that come before the last one. @param {Reply} reply */
function onReply(reply) {
  switch (reply.kind) {
    case "progress":
      status.progress(reply);
      visit.progress(reply);
      break;
    case "notice":
      status.notice(reply.message);
      if (reply.code === "gpu_stopped" || reply.code === "gpu_blank") {
        pictures.clear();
      }
      break;
    case "adapter":
      status.adapter(reply.adapter);
      break;
    case "view":
      pictures.show(reply.view);
      break;
  }
}

/** Reads what stands in the field and shows how; an error waits for Generate unless the reader asked for it. */
async function read() {
  const number = ++readNumber;
  if (!canRead || state === "running") {
    return;
  }
  if (text.value.trim() === "") {
    readingPanel.replaceChildren(element("p", { class: "hint" }, "Write a report to see which words are known."));
    return;
  }
  try {
    const reply = await client.send({ kind: "read", report: reportBytes() }).done;
    if (number === readNumber && reply.kind === "reading") {
      showReading(readingPanel, reply.reading);
    }
  } catch (error) {
    if (number === readNumber && codeOf(error) !== "replaced") {
      readingPanel.replaceChildren(element("p", { class: "problem" }, told(error)));
    }
  }
}

async function generate() {
  if (state !== "ready") {
    status.say(state === "running" ? "Already generating." : visit.waits ? sentence("not_started") : "The model is not loaded yet.");
    return;
  }
  status.clearError();
  const seed = seedValue();
  if (seed === undefined) {
    status.fail(sentence("bad_seed"));
    seedField.focus();
    return;
  }
  enter("running");
  clearTimeout(typingTimer);
  readNumber++;
  runPanel.hidden = true;
  /** @type {Reading | undefined} */
  let reading;
  const run = client.send({ kind: "generate", report: reportBytes(), seed }, (reply) => {
    if (reply.kind === "reading") {
      reading = reply.reading;
      pictures.clear();
      showReading(readingPanel, reading);
    }
    onReply(reply);
  });
  runId = run.id;
  try {
    const result = await run.done;
    enter("ready");
    if (result.kind === "result" && reading) {
      showSummary(result.summary, byId("adapter", HTMLElement).textContent ?? "");
      runPanel.hidden = false;
      if (pictures.pair) {
        const adapter = byId("adapter", HTMLElement).textContent ?? "";
        pairFiles.offer(pictures.pair, { seed: result.summary.seed, report: reading.text, adapter });
      }
      showReading(readingPanel, reading, result.summary.attention);
      status.settle(`Done in ${formatTime(result.summary.milliseconds)}.${visit.end() ? ` ${sentence("first_pair")}` : ""}`);
    }
  } catch (error) {
    endRun(error);
  }
}

/** @param {unknown} error */
function endRun(error) {
  const code = codeOf(error);
  if (code === "worker_crashed" || code === "replaced") {
    return; // boot() is at work and says so
  }
  enter("ready");
  visit.end();
  if (code === "cancelled") {
    status.settle(messageOf(error));
  } else {
    status.settle("No pictures were made from this report.");
    status.fail(told(error));
  }
}

/** Opens a report file: the engine decodes it, so that its text and the positions in it agree. */
async function openFile() {
  const chosen = file.files?.[0];
  if (!chosen) {
    return;
  }
  status.clearError();
  try {
    if (chosen.size > MAX_FILE_BYTES) {
      status.fail(`${chosen.name}: ${sentence("file_too_large")}`);
      return;
    }
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const reply = await client.send({ kind: "read", report: bytes }).done;
    if (reply.kind === "reading") {
      text.value = reply.reading.text;
      status.say(`${chosen.name} is open.`);
      void read();
    }
  } catch (error) {
    const message = error instanceof DOMException ? sentence("file_unreadable") : told(error);
    status.fail(`${chosen.name}: ${message}`);
  } finally {
    file.value = ""; // the same file can be opened again
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void generate();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void generate();
  }
});
document.querySelectorAll("input[name=engine]").forEach((radio) => radio.addEventListener("change", () => {
  if (!visit.waits) {
    void boot();
  }
}));
text.addEventListener("input", () => {
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => void read(), TYPING_PAUSE);
});
file.addEventListener("change", () => void openFile());
onExample(() => void read());
anotherButton.addEventListener("click", () => {
  if (state === "ready") {
    drawSeed();
  }
  void generate();
});
cancelButton.addEventListener("click", () => {
  if (state === "running") {
    client.cancel(runId);
    status.say("Stopping after the view under way.");
  }
});

new TrustPanel(() => ({
  manifest,
  own: own.files !== undefined,
  site: installation.site,
  onForget: () => installation.stop(),
  askWorker: async (probe) => {
    const reply = await client.send({ kind: "inspect", probe }).done.catch(() => undefined);
    return reply?.kind === "inspected" ? reply : undefined;
  },
}));
enter("starting");
void visit.arrive();
