/**
 * The page under load: many pairs in one session with memory and time of each hundred, a report of 100 kB, ten tabs.
 * Prints figures and fails on an error of the page; `cargo xtask test` does not run it, since it takes long.
 *
 *     XRAYGAN_SITE_URL=http://127.0.0.1:8000/ XRAYGAN_CHROMIUM=/usr/bin/chromium node load.mjs [PAIRS] [TABS]
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { REPORT, SITE, begin, launch, open, shownError, untilEnded, untilReady } from "./support/browser.mjs";

const PAIRS = Number(process.argv[2] ?? 1000);
const TABS = Number(process.argv[3] ?? 10);
/** Rows of the table. */
const EACH = Math.max(1, Math.min(100, Math.floor(PAIRS / 5)));
const LONG = 100_000;
/** Growth of the memory from the first rows to the last that is still called flat. */
const FLAT = 1.1;

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1).padStart(10);
}

/**
 * Resident memory of the renderer that holds the page and its worker: JavaScript, wasm and canvases together.
 * @param {import("playwright-core").Browser} browser
 */
async function residentMemory(browser) {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      try {
        return 1024 * Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
      } catch {
        return 0; // not Linux, or the process has ended
      }
    });
  return Math.max(...sizes);
}

/** JavaScript's heap in the page after a collection. @param {import("playwright-core").Page} page */
async function heap(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return usedSize;
}

/** Presses Another patient until there are enough pairs. @param {import("playwright-core").Browser} browser */
async function manyPairs(browser) {
  const { page, context, problems } = await open(browser);
  await untilReady(page);
  await page.fill("#text", REPORT);
  console.log(`${PAIRS} pairs in one session\n${"pairs".padStart(7)} ${"ms a pair".padStart(10)} ${"page, MB".padStart(10)} ${"process, MB".padStart(12)}`);
  /** @type {{time: number, process: number, heap: number}[]} */
  const rows = [];
  for (let done = 0; done < PAIRS; done += EACH) {
    const start = performance.now();
    for (let at = 0; at < EACH; at++) {
      await page.click("#another");
      await untilEnded(page);
      assert.equal(await shownError(page), "");
    }
    const time = (performance.now() - start) / EACH;
    const row = { time, heap: await heap(page), process: await residentMemory(browser) };
    rows.push(row);
    console.log(`${String(done + EACH).padStart(7)} ${time.toFixed(0).padStart(10)} ${megabytes(row.heap)} ${megabytes(row.process).padStart(12)}`);
  }
  assert.deepEqual(problems, []);
  await context.close();
  // The first row still fills caches.
  const [early, late] = [rows[Math.min(1, rows.length - 1)], rows[rows.length - 1]];
  for (const what of /** @type {const} */ (["time", "heap", "process"])) {
    const growth = late[what] / early[what];
    console.log(`${what}: ${growth.toFixed(3)} of what it was${growth > FLAT ? "  GROWS" : ""}`);
  }
  assert.ok(late.heap <= FLAT * early.heap && late.process <= FLAT * early.process, "memory grows");
}

/** A report of 100 kB is pasted, read and drawn. @param {import("playwright-core").Browser} browser */
async function longReport(browser) {
  const { page, context, problems } = await open(browser);
  await untilReady(page);
  const sentence = "There is a small effusion on the right and the heart is normal in size. ";
  const report = `FINDINGS: ${sentence.repeat(Math.ceil(LONG / sentence.length))}`.slice(0, LONG);
  const start = performance.now();
  await page.locator("#text").focus();
  await page.keyboard.insertText(report); // as a paste arrives
  await page.waitForFunction(() => document.querySelector("#reading")?.textContent?.includes("effusion"));
  const read = performance.now();
  await page.click("#generate");
  await untilEnded(page);
  assert.equal(await shownError(page), "");
  console.log(`\na report of ${LONG} characters: read in ${(read - start).toFixed(0)} ms, drawn in ${(performance.now() - read).toFixed(0)} ms`);
  assert.deepEqual(problems, []);
  await context.close();
}

/** Many tabs of one browser draw at once. @param {import("playwright-core").Browser} browser */
async function manyTabs(browser) {
  const context = await browser.newContext();
  const start = performance.now();
  const pages = await Promise.all(
    Array.from({ length: TABS }, async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(600_000);
      await page.goto(SITE);
      await begin(page);
      await untilReady(page);
      await page.fill("#text", REPORT);
      return page;
    }),
  );
  const ready = performance.now();
  await Promise.all(
    pages.map(async (page) => {
      await page.click("#generate");
      await untilEnded(page);
      assert.equal(await shownError(page), "");
      assert.match(await page.locator("#status").innerText(), /^Done in /);
    }),
  );
  console.log(`\n${TABS} tabs: all ready in ${((ready - start) / 1000).toFixed(1)} s, all drawn in ${((performance.now() - ready) / 1000).toFixed(1)} s more`);
  await context.close();
}

const browser = await launch({ webgpu: false });
try {
  await manyPairs(browser);
  await longReport(browser);
  await manyTabs(browser);
} finally {
  await browser.close();
}
