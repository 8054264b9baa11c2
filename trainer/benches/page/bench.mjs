/**
 * The page's engines against onnxruntime-web, on the same graph and weights in the same Chromium.
 *
 *     node bench.mjs --site DIR --onnx DIR [--webgpu] [--runs 5] [--pairs 10] [--out FILE]
 *
 * Each run opens every engine in a context of its own, in turn; a figure is the median over the runs. A ratio is our
 * time over the peer's in the same run, so that below 1 ours is faster.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { Server } from "./server.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    site: { type: "string" },
    onnx: { type: "string" },
    webgpu: { type: "boolean", default: false },
    runs: { type: "string", default: "5" },
    pairs: { type: "string", default: "10" },
    out: { type: "string" },
  },
});
if (!options.site || !options.onnx || !existsSync(join(options.site, "engine")) || !existsSync(join(options.onnx, "model.onnx"))) {
  console.error("error: name the built site with --site, and what `trainer export --format onnx` wrote with --onnx");
  process.exit(2);
}
const [runs, pairs] = [Number(options.runs), Number(options.pairs)];

/** What is measured: the engine and its peers. Ours comes first. @type {{name: string, given: object}[]} */
const contestants = options.webgpu
  ? [
      { name: "ours", given: { kind: "gpu", pairs } },
      { name: "onnxruntime", given: { provider: "webgpu", threads: 1, pairs } },
    ]
  : [
      { name: "ours", given: { kind: "cpu", pairs } },
      { name: "onnxruntime", given: { provider: "wasm", threads: 1, pairs } },
      { name: "onnxruntime", given: { provider: "wasm", threads: 2, pairs } },
    ];

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Largest resident memory of the browser's page processes in MB, where /proc tells. @param {import("playwright-core").Browser} browser */
async function peakMegabytes(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      try {
        return (1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0)) / 1e6;
      } catch {
        return 0;
      }
    });
  return Math.max(...peaks);
}

const server = await new Server({
  "": resolve(options.site),
  bench: join(HERE, "client"),
  ort: join(HERE, "node_modules/onnxruntime-web/dist"),
  onnx: resolve(options.onnx),
}).start();

/** @param {{name: string, given: object}} contestant */
async function measured({ name, given }) {
  // A browser of its own: nothing is compiled, and no memory is taken yet.
  const browser = await chromium.launch({
    executablePath: process.env.XRAYGAN_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", ...(options.webgpu ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] : [])],
    ignoreDefaultArgs: ["--disable-gpu", "--enable-unsafe-swiftshader"],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(`${server.url}bench/index.html`);
    await page.waitForFunction(() => "bench" in globalThis);
    server.asked = [];
    const figures = await page.evaluate(({ name, given }) => globalThis.bench[name](given), { name, given });
    return { ...figures, peakMegabytes: await peakMegabytes(browser), bytes: server.downloaded(/^\/bench\/|example\.safetensors$|favicon/) };
  } finally {
    await browser.close();
  }
}

/** @type {any[][]} by contestant, then by run */
const all = contestants.map(() => []);
for (let run = 0; run < runs; run++) {
  console.error(`run ${run + 1} of ${runs}`);
  const order = contestants.map((_, at) => (at + run) % contestants.length);
  for (const at of order) {
    all[at].push(await measured(contestants[at]));
  }
}
server.stop();
if (options.out) {
  writeFileSync(options.out, JSON.stringify(all));
}

/** @param {(string | number)[]} cells */
function line([first, ...rest]) {
  console.log(String(first).padEnd(34) + rest.map((cell) => (typeof cell === "number" ? cell.toFixed(cell < 10 ? 2 : 1) : cell).padStart(11)).join(""));
}
const ours = all[0].map(({ graph }) => median(graph));
line(["warm", "graph ms", "ratio", "least", "most", "whole ms", "difference"]);
for (const figures of all) {
  const times = figures.map(({ graph }) => median(graph));
  const ratios = times.map((time, run) => ours[run] / time);
  const whole = figures[0].whole ? median(figures.map(({ whole }) => median(whole))) : "-";
  const difference = figures[0].difference === undefined ? "-" : Math.max(...figures.map(({ difference }) => difference)).toExponential(1);
  line([figures[0].program, median(times), median(ratios), Math.min(...ratios), Math.max(...ratios), whole, difference]);
}
const names = ["download", "compile", "weights", "build", "first pair"];
console.log();
line(["cold, ms", ...names, "all"]);
for (const figures of all) {
  const phases = names.map((name) => (name in figures[0].phases ? median(figures.map(({ phases }) => phases[name])) : "-"));
  const sums = figures.map(({ phases }) => names.reduce((sum, name) => sum + (phases[name] ?? 0), 0));
  line([figures[0].program, ...phases, median(sums)]);
}
console.log();
line(["MB", "download", "brotli", "wasm memory", "process"]);
for (const figures of all) {
  const most = (/** @type {(figure: any) => number} */ of) => Math.max(...figures.map(of));
  line([
    figures[0].program,
    figures[0].bytes.raw / 1e6,
    figures[0].bytes.brotli / 1e6,
    most(({ wasmMegabytes }) => wasmMegabytes),
    most(({ peakMegabytes }) => peakMegabytes),
  ]);
}
