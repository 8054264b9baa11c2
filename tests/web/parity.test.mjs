/**
 * The one number to watch: the same bundle, report and seed natively and in the browser, on CPU and GPU. Prints the
 * largest absolute difference of any two at every scale; pixels run from -1 to 1.
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { launch, open, required } from "./support/browser.mjs";
import { readTensors } from "./support/safetensors.mjs";

const FOLDER = required("XRAYGAN_PARITY");
/** The seed that the native files were made with. */
const SEED = 3;
const LARGEST_DIFFERENCE = 1e-3;

/**
 * Drives a worker of the page through its protocol.
 * @param {import("playwright-core").Page} page
 * @param {"cpu" | "gpu"} engine
 * @param {Buffer} report
 * @param {number} count of views to wait for; the score of the pair is not compared
 * @returns {Promise<Map<string, Float32Array>>} pixel values by `view_size`
 */
async function generateIn(page, engine, report, count) {
  const views = await page.evaluate(
    async ({ engine, report, seed, count }) => {
      const { startWorker } = await import(new URL("programs.js", document.baseURI).href);
      const worker = startWorker("worker/worker.js");
      /** @type {{name: string, values: number[]}[]} */
      const views = [];
      let id = 0;
      const ask = (question) =>
        new Promise((resolve, reject) => {
          id++;
          worker.onmessage = ({ data }) => {
            if (data.kind === "view") {
              views.push({ name: `${data.view.view}_${data.view.size}`, values: Array.from(data.view.values) });
              if (views.length === count) {
                resolve(data);
              }
            } else if (data.kind === "error" || (data.kind === "notice" && data.code !== "gpu_software")) {
              reject(new Error(data.message)); // a fallback would compare the CPU with itself
            } else if (["opened", "loaded"].includes(data.kind)) {
              resolve(data);
            }
          };
          worker.postMessage({ ...question, id });
        });
      await ask({ kind: "open" });
      const { adapter } = await ask({ kind: "load", engine });
      if (adapter.kind !== engine) {
        throw new Error(`asked for ${engine}, got ${adapter.kind}`);
      }
      await ask({ kind: "generate", report: new Uint8Array(report), seed });
      worker.terminate();
      return views;
    },
    { engine, report: [...report], seed: SEED, count },
  );
  return new Map(views.map(({ name, values }) => [name, Float32Array.from(values)]));
}

/** The largest value less the smallest. @param {Float32Array} values */
function range(values) {
  return values.reduce((most, value) => Math.max(most, value), -Infinity) - values.reduce((least, value) => Math.min(least, value), Infinity);
}

/** The largest absolute difference. @param {Float32Array} a @param {Float32Array} b */
function difference(a, b) {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, at) => {
    const apart = Math.abs(value - b[at]);
    return Number.isFinite(apart) ? Math.max(most, apart) : Infinity;
  }, 0);
}

for (const [kind, bundle, end] of [
  ["the published cascade", "bundle", ""],
  ["templates", "templates", "-templates"],
  ["the weights that ship", "shipped", "-shipped"],
]) {
  test(`the same pictures natively and in the browser: ${kind}`, (context) => compare(context, join(FOLDER, bundle), end));
}

test("a table, a patient and a place of the user's choice are drawn", async () => {
  const bundle = join(FOLDER, "templates");
  const browser = await launch({});
  try {
    const { page } = await open(browser, { start: false, prepare: (page) => withWeights(page, bundle) });
    const nodule = { kind: "nodule", certainty: "present", side: "left", lobe: "left_upper" };
    const places = (/** @type {number} */ x) => [{ ...nodule, frontal: { x, y: 0.3, r: 0.05 }, lateral: { x: 0.4, y: 0.3, r: 0.05 } }];
    const ask = (/** @type {any} */ choices) =>
      page.evaluate(async (choices) => {
        const { startWorker } = await import(new URL("programs.js", document.baseURI).href);
        const worker = startWorker("worker/worker.js");
        let id = 0;
        const send = (/** @type {any} */ question) =>
          new Promise((resolve) => {
            id++;
            /** @type {number[]} */
            let last = [];
            worker.onmessage = ({ data }) => {
              if (data.kind === "view" && data.view.view === "frontal") {
                last = Array.from(data.view.values);
              } else if (["opened", "loaded", "result", "error"].includes(data.kind)) {
                resolve({ ...data, last });
              }
            };
            worker.postMessage({ ...question, id });
          });
        await send({ kind: "open" });
        await send({ kind: "load", engine: "cpu" });
        const report = new TextEncoder().encode("FINDINGS: Large effusion on the right.");
        const reply = await send({ kind: "generate", report, seed: 3, choices });
        worker.terminate();
        return reply;
      }, choices);
    const read = await ask(undefined);
    assert.equal(read.summary.told.table[0].kind, "effusion");
    const corrected = await ask({ table: [nodule], places: places(0.7), patient: "number_1=1.5" });
    assert.deepEqual(
      corrected.summary.told.table.map(({ kind }) => kind),
      ["nodule"],
    );
    assert.ok(Math.abs(corrected.summary.told.patient.code[0] - 1.5) < 1e-5);
    assert.ok(Math.abs(corrected.summary.told.spots[0].views.frontal.x - 0.7) < 1e-5);
    const moved = await ask({ table: [nodule], places: places(0.2), patient: "number_1=1.5" });
    assert.notDeepEqual(moved.last, corrected.last, "a place shows");
    assert.equal((await ask({ patient: "height=3" })).code, "patient_refused");
    assert.equal((await ask({ tables: [] })).code, "choice_invalid");
  } finally {
    await browser.close();
  }
});

/**
 * Gives the page a bundle in place of its own.
 * @param {import("playwright-core").Page} page
 * @param {string} bundle folder of the weights
 */
async function withWeights(page, bundle) {
  await page.route("**/page/main.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.route("**/weights/**", (route) => route.fulfill({ path: join(bundle, basename(new URL(route.request().url()).pathname)) }));
}

/**
 * Compares one bundle's pictures.
 * @param {import("node:test").TestContext} context
 * @param {string} bundle folder of the weights, which the page gets in place of its own
 * @param {string} end of the names of the folders with native pictures
 */
async function compare(context, bundle, end) {
  const report = readFileSync(join(FOLDER, "report.txt"));
  /** @type {[string, Map<string, Float32Array>][]} */
  const runs = [["native-cpu", readTensors(join(FOLDER, `native-cpu${end}`, "views.safetensors"))]];
  const nativeGpu = join(FOLDER, `native-gpu${end}`, "views.safetensors");
  if (existsSync(nativeGpu)) {
    runs.push(["native-gpu", readTensors(nativeGpu)]);
  } else {
    context.diagnostic("native-gpu is absent: not compared");
  }
  const { model } = JSON.parse(readFileSync(join(bundle, "model.json"), "utf8"));
  const sizes = [32, 64, 128, 256, 512].filter((size) => size <= model.size);
  const browser = await launch({ webgpu: true });
  try {
    const { page } = await open(browser, { start: false, prepare: (page) => withWeights(page, bundle) });
    for (const engine of /** @type {const} */ (["gpu", "cpu"])) {
      runs.push([engine === "gpu" ? "chromium-webgpu" : "chromium-cpu", await generateIn(page, engine, report, 2 * sizes.length)]);
    }
  } finally {
    await browser.close();
  }

  const names = ["frontal", "lateral"].flatMap((view) => sizes.map((size) => `${view}_${size}`));
  const pairs = runs.flatMap((one, at) => runs.slice(at + 1).map((other) => /** @type {const} */ ([one, other])));
  /** @param {string[]} cells */
  const line = ([first, ...rest]) => console.log(first.padEnd(34) + rest.map((cell) => cell.padStart(12)).join(""));
  console.log("Largest absolute difference of pixels in -1..1");
  line(["", ...names]);
  const reference = runs[0][1];
  line(["range of the pixels", ...names.map((name) => range(reference.get(name)).toExponential(1))]);
  /** @type {string[]} */
  const faults = [];
  for (const [[first, a], [second, b]] of pairs) {
    const row = names.map((name) => {
      const [x, y] = [a.get(name), b.get(name)];
      assert.ok(x && y, `${x ? second : first} has no ${name}`);
      const apart = difference(x, y);
      // Untrained pictures may have little contrast; a small difference must not pass for that.
      if (!(apart <= LARGEST_DIFFERENCE * Math.min(1, range(x)))) {
        faults.push(`${first} / ${second}, ${name}: ${apart}`);
      }
      return apart.toExponential(1);
    });
    line([`${first} / ${second}`, ...row]);
  }
  assert.deepEqual(faults, [], `differences above ${LARGEST_DIFFERENCE}, or above that share of the picture's range`);
}
