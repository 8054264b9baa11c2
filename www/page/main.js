// @ts-check
/** The page: its states, its one worker, and the modes that work with it. */

import { WorkerClient } from "./client.js";
import { Installation } from "./installation.js";
import { OwnWeights } from "./own-weights.js";
import { Status } from "./status.js";
import { TrustPanel } from "./trust.js";
import { Visit } from "./visit.js";
import { byId } from "../ui/dom.js";
import { startDrawers } from "../ui/drawers.js";
import { engineChoice, seedField, text } from "../ui/inputs.js";
import { showMode, startModes } from "../ui/modes.js";
import { startRoom } from "../ui/room.js";
import { TakeAway } from "../cases/take-away.js";
import { CompareMode } from "../compare/mode.js";
import { Failure, codeOf, messageOf } from "../failure.js";
import { describeAdapter } from "../format.js";
import { explain, sentence } from "../messages.js";
import { Wishes } from "../patient/wishes.js";
import { PracticeMode } from "../practice/mode.js";
import { ReadMode } from "../report/mode.js";
import { startEmbedding } from "../sets/embed.js";
import { SetsPanel } from "../sets/panel.js";
import { PRACTICE } from "../words/practice.js";

/** @typedef {import("../protocol.js").Reply} Reply */
/** @typedef {import("../ui/host.js").Host} Host */
/** @typedef {import("../ui/host.js").Make} Make */

// start-check.js is quiet from now on; what it may have said of a slow connection is over.
document.documentElement.dataset.arrived = "";
byId("error", HTMLDivElement).hidden = true;
startEmbedding();

const generateButton = byId("generate", HTMLButtonElement);
const anotherButton = byId("another", HTMLButtonElement);
const cancelButton = byId("cancel", HTMLButtonElement);

const status = new Status(() => void boot());
const client = new WorkerClient(onCrash);
const installation = new Installation();
const visit = new Visit(installation, () => {
  void boot();
  void installation.keep().then((kept) => kept || status.notice(sentence("not_offline")));
});
const own = new OwnWeights(() => void boot());
/** @type {import("../protocol.js").Manifest | undefined} */
let manifest;
/** What the weights' patients are told by; undefined for weights that know none. @type {import("../protocol.js").PatientCode | undefined} */
let patients;

/** @type {"starting" | "ready" | "running" | "failed"} */
let state = "starting";
/** Reports can be read once the vocabulary is there, before the model is. */
let canRead = false;
/** The "generate" under way. */
let runId = 0;
let version = "";
/** Boots are numbered, so that a late answer to an old one is dropped. */
let bootNumber = 0;

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
      ({ manifest, patients, version } = opened);
      practice.refresh();
      sets.refresh();
      status.weights(opened.manifest);
      reading.open(opened);
    }
    canRead = true;
    void reading.read();
    const loaded = await client.send({ kind: "load", engine: engineChoice() }, onReply).done;
    if (loaded.kind === "loaded") {
      status.adapter(loaded.adapter);
      enter("ready");
      status.settle(`Ready. ${describeAdapter(loaded.adapter)}`);
      own.loaded();
      if (visit.owesFirstPair()) {
        void reading.generate();
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

/** One job at a time, whatever mode asks for it; see `Host` of ui/host.js. @type {Host["job"]} */
async function job(work) {
  if (state !== "ready") {
    status.say(state === "running" ? "Already generating." : visit.waits ? sentence("not_started") : "The model is not loaded yet.");
    return false;
  }
  status.clearError();
  enter("running");
  reading.pause();
  try {
    const said = await work(make);
    enter("ready");
    status.settle(said);
    return true;
  } catch (error) {
    endRun(error);
    return false;
  } finally {
    reading.resume();
  }
}

/** What a report says of its patient counts in every mode. @type {Make} */
async function make(report, seed, onEach, choices) {
  const said = patients && new Wishes().text(patients, new TextDecoder().decode(report));
  const chosen = said ? { patient: said, ...choices } : choices;
  const run = client.send({ kind: "generate", report, seed, ...(chosen && { choices: chosen }) }, (reply) => {
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

/** @type {Host["save"]} */
async function save(order) {
  const reply = await client.send({ kind: "save", order }).done;
  return reply.kind === "files" ? reply.files : [];
}

/** @type {Host["develop"]} */
async function develop(films, how) {
  const reply = await client.send({ kind: "develop", films, how }).done;
  return reply.kind === "developed" ? reply.films : [];
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

document.querySelectorAll("input[name=engine]").forEach((radio) =>
  radio.addEventListener("change", () => {
    if (!visit.waits) {
      void boot();
    }
  }),
);
document.querySelectorAll("#cancel, .cancel").forEach((button) =>
  button.addEventListener("click", () => {
    if (state === "running") {
      client.cancel(runId);
      status.say("Stopping after the view under way.");
    }
  }),
);

/** @type {Host} */
const host = {
  job,
  say: (sentence) => status.say(sentence),
  fail: (message) => status.fail(message),
  manifest: () => manifest,
  patients: () => patients,
  version: () => version,
  adapter: () => byId("adapter", HTMLElement).textContent ?? "",
  save,
  develop,
};
startModes();
startDrawers();
startRoom();
const compare = new CompareMode(host, () => text.value);
const reading = new ReadMode(host, {
  read: async (report) => {
    const reply = await client.send({ kind: "read", report }).done;
    if (reply.kind !== "reading") {
      throw new Failure("unexpected");
    }
    return reply.reading;
  },
  canRead: () => canRead,
  isReady: () => state === "ready",
  isRunning: () => state === "running",
  clearError: () => status.clearError(),
  ended: () => (visit.end() ? ` ${sentence("first_pair")}` : ""),
  compare: (tables) => {
    showMode("compare");
    compare.openTables(tables);
  },
});
const practice = new PracticeMode(host, (report, seed) => {
  text.value = report;
  seedField.value = String(seed);
  showMode("read");
  status.say(PRACTICE.openedFromPractice);
  void reading.read();
});
const sets = new SetsPanel(host, practice);
new TakeAway(host, (report, seed) => reading.chosen(report, seed));

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
