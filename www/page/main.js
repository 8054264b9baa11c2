// @ts-check
/** The page: its states, and what every control does. */

import { WorkerClient } from "./client.js";
import { byId, element } from "./dom.js";
import { Failure, codeOf, messageOf } from "../failure.js";
import { fillShelf } from "../cases/shelf-view.js";
import { TakeAway } from "../cases/take-away.js";
import { CompareMode } from "../compare/mode.js";
import { describeAdapter, formatTime } from "../format.js";
import { explain, sentence } from "../messages.js";
import { LEARN } from "../words/learn.js";
import { PRACTICE } from "../words/practice.js";
import { PracticeMode } from "../practice/mode.js";
import { replaceWord } from "../report/aids.js";
import { acceptDrops } from "../report/drop.js";
import { openFile } from "../report/open-file.js";
import { showReading } from "../report/reading.js";
import { showWarnings } from "../report/warnings.js";
import { startEmbedding } from "../sets/embed.js";
import { SetsPanel } from "../sets/panel.js";
import { PairFiles } from "../takeaway/pair-files.js";
import { Installation } from "./installation.js";
import { drawSeed, engineChoice, newReport, reportBytes, seedField, seedValue, text } from "./inputs.js";
import { showMode, startModes } from "./modes.js";
import { OwnWeights } from "./own-weights.js";
import { Status } from "./status.js";
import { showSummary } from "./summary.js";
import { TrustPanel } from "./trust.js";
import { Pictures } from "./views.js";
import { Visit } from "./visit.js";

/** @typedef {import("../protocol.js").Reading} Reading */
/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("./host.js").Make} Make */

const TYPING_PAUSE = 300;

// start-check.js is quiet from now on; what it may have said of a slow connection is over.
document.documentElement.dataset.arrived = "";
byId("error", HTMLDivElement).hidden = true;
startEmbedding();

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
const pairFiles = new PairFiles(byId("pair-files", HTMLDivElement), save, pictures.display);
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
/** A text that was not read because a run was under way. */
let unread = false;
let version = "";
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
  for (const button of document.querySelectorAll("[data-when]")) {
    button.ariaDisabled = String(button.getAttribute("data-when") !== next);
  }
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
      version = opened.version;
      practice.refresh();
      sets.refresh();
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
      break;
    case "adapter":
      status.adapter(reply.adapter);
      break;
  }
}

/** Reads what stands in the field and shows how; an error waits for Generate unless the reader asked for it. */
async function read() {
  const number = ++readNumber;
  unread = state === "running";
  if (!canRead || unread) {
    return;
  }
  if (text.value.trim() === "") {
    showWarnings(undefined, manifest);
    readingPanel.replaceChildren(element("p", { class: "hint" }, "Write a report to see which words are known."));
    return;
  }
  try {
    const reply = await client.send({ kind: "read", report: reportBytes() }).done;
    if (number === readNumber && reply.kind === "reading") {
      showReading(readingPanel, reply.reading, replace);
      showWarnings(reply.reading, manifest);
    }
  } catch (error) {
    if (number === readNumber && codeOf(error) !== "replaced") {
      showWarnings(undefined, manifest);
      readingPanel.replaceChildren(element("p", { class: "problem" }, told(error)));
    }
  }
}

/** Puts the known word in the place of an unknown one. @type {import("../report/reading.js").Replace} */
function replace(word, span, suggestion) {
  const replaced = replaceWord(text.value, word, span, suggestion);
  text.value = replaced ?? text.value;
  status.say(replaced === undefined ? LEARN.textChanged : LEARN.replaced(word, suggestion));
  void read().then(() => {
    const next = readingPanel.querySelector(".suggest");
    (next instanceof HTMLElement ? next : text).focus();
  });
}

async function generate() {
  const seed = seedValue();
  if (state === "ready" && seed === undefined) {
    status.clearError();
    status.fail(sentence("bad_seed"));
    seedField.focus();
    return;
  }
  await job(async (make) => {
    runPanel.hidden = true;
    /** @type {Reading | undefined} */
    let reading;
    const summary = await make(reportBytes(), seed ?? 0, (reply) => {
      if (reply.kind === "reading") {
        reading = reply.reading;
        pictures.clear();
        showReading(readingPanel, reading, replace);
        showWarnings(reading, manifest);
      } else if (reply.kind === "view") {
        pictures.show(reply.view);
      } else if (reply.kind === "notice" && (reply.code === "gpu_stopped" || reply.code === "gpu_blank")) {
        pictures.clear();
      }
    });
    if (reading) {
      showSummary(summary, adapterName(), manifest?.trained ?? true);
      runPanel.hidden = false;
      if (pictures.pair) {
        pairFiles.offer(pictures.pair, { seed: summary.seed, report: reading.text, adapter: adapterName() });
      }
      showReading(readingPanel, reading, replace, summary);
    }
    return `Done in ${formatTime(summary.milliseconds)}.${visit.end() ? ` ${sentence("first_pair")}` : ""}`;
  });
}

/** One job at a time, whatever mode asks for it; see `Host` of host.js. @type {import("./host.js").Host["job"]} */
async function job(work) {
  if (state !== "ready") {
    status.say(state === "running" ? "Already generating." : visit.waits ? sentence("not_started") : "The model is not loaded yet.");
    return false;
  }
  status.clearError();
  enter("running");
  clearTimeout(typingTimer);
  readNumber++;
  try {
    const said = await work(make);
    enter("ready");
    status.settle(said);
    return true;
  } catch (error) {
    endRun(error);
    return false;
  } finally {
    if (unread) {
      void read();
    }
  }
}

/** @type {Make} */
async function make(report, seed, onEach, choices) {
  const run = client.send({ kind: "generate", report, seed, choices }, (reply) => {
    onEach(reply);
    onReply(reply);
  });
  runId = run.id;
  const result = await run.done;
  if (result.kind !== "result") {
    throw new Failure("unexpected");
  }
  return result.summary;
}

/** @type {import("./host.js").Host["save"]} */
async function save(order) {
  const reply = await client.send({ kind: "save", order }).done;
  return reply.kind === "files" ? reply.files : [];
}

function adapterName() {
  return byId("adapter", HTMLElement).textContent ?? "";
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

/** @param {File} chosen */
async function open(chosen) {
  status.clearError();
  try {
    status.say(await openFile(chosen, async (report) => {
      const reply = await client.send({ kind: "read", report }).done;
      return reply.kind === "reading" ? reply.reading.text : "";
    }, host));
    void read();
  } catch (error) {
    status.fail(`${chosen.name}: ${told(error)}`);
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
file.addEventListener("change", () => file.files?.[0] && void open(file.files[0]));
acceptDrops(form, (dropped) => void open(dropped));
fillShelf((report, title) => {
  text.value = report;
  newReport();
  byId("case-notes", HTMLUListElement).replaceChildren();
  status.say(LEARN.chosen(title));
  void read();
});
anotherButton.addEventListener("click", () => {
  if (state === "ready") {
    drawSeed();
  }
  void generate();
});
document.querySelectorAll("#cancel, .cancel").forEach((button) => button.addEventListener("click", () => {
  if (state === "running") {
    client.cancel(runId);
    status.say("Stopping after the view under way.");
  }
}));

/** @type {import("./host.js").Host} */
const host = {
  job,
  say: (sentence) => status.say(sentence),
  fail: (message) => status.fail(message),
  manifest: () => manifest,
  version: () => version,
  adapter: adapterName,
  save,
};
startModes();
new CompareMode(host, () => text.value);
const practice = new PracticeMode(host, (report, seed) => {
  text.value = report;
  seedField.value = String(seed);
  showMode("read");
  status.say(PRACTICE.openedFromPractice);
  void read();
});
const sets = new SetsPanel(host, practice);
new TakeAway(host);

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
