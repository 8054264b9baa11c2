/**
 * A report with a marked word goes the whole way through the page. The word must be in no request, storage, history or
 * console, nor in the browser's profile on disk, and only in those files that the user asked to have it in.
 */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PATIENCE, begin, generate, launchOptions, openDrawer, untilEnded, untilReady } from "./support/browser.mjs";
import { goTo, untilIdle } from "./support/modes.mjs";
import { RECORD_IN_WORKER, Recorder, filesWith, holds } from "./support/recorder.mjs";
import { publish } from "./support/site.mjs";
import { chromium } from "playwright-core";

/** In no dictionary, and in no file of the site. */
const MARK = "zyxomarkeravq";
const REPORT = `FINDINGS: Small ${MARK} effusion on the right. The heart is normal in size.\n\nIMPRESSION: ${MARK}.`;
/** What the planted leak carries. */
const PLANT = "zyxoplantedavq";

/** Chromium drops a frame's eleventh download within a second, unseen (`LocalFrame::ShouldThrottleDownload`); here a machine may be that fast. */
const BURST = 1_100;

/**
 * Does something that saves files, and gives their content.
 * @param {import("playwright-core").Page} page
 * @param {number} count
 * @param {() => Promise<void>} act
 */
async function saved(page, count, act) {
  /** @type {import("playwright-core").Download[]} */
  const downloads = [];
  const listen = (/** @type {import("playwright-core").Download} */ download) => downloads.push(download);
  page.on("download", listen);
  await act();
  for (const until = Date.now() + PATIENCE; downloads.length < count; ) {
    assert.ok(
      Date.now() < until,
      `${downloads.length} of ${count} files were saved; the page says: ${await page.locator("#status, #error-text").allInnerTexts()}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  page.off("download", listen);
  const files = await Promise.all(downloads.map(async (download) => ({ name: download.suggestedFilename(), file: readFileSync(await download.path()) })));
  await Promise.all(downloads.map((download) => download.delete())); // what the user saved is no part of the profile
  return files;
}

/** Which of the files hold the mark. @param {{file: Buffer}[]} files */
function marked(files) {
  return files.map(({ file }) => holds(file, MARK));
}

/** Every button that saves, first without the report and then with it. @param {import("playwright-core").Page} page */
async function saveEverything(page) {
  await openDrawer(page, "save");
  for (const [name, count] of /** @type {const} */ ([
    ["PNG pair", 2],
    ["DICOM pair", 2],
    ["Labelled picture", 1],
  ])) {
    const button = page.getByRole("button", { name });
    assert.ok(!marked(await saved(page, count, () => button.click())).includes(true), `${name}: the report was not asked for`);
    await page.check("#files-report");
    assert.ok(!marked(await saved(page, count, () => button.click())).includes(false), `${name}: the report was asked for`);
    await page.uncheck("#files-report");
  }
  await new Promise((resolve) => setTimeout(resolve, BURST)); // ten files are saved by now
  const [caseFile] = await saved(page, 1, () => page.click("#save-case"));
  assert.ok(holds(caseFile.file, MARK), "a saved case holds its report");
  await page.selectOption("#sheet-count", "2");
  await page.click("#make-sheet");
  await untilIdle(page);
  return caseFile;
}

/** Everything that a visit may hold, with the network. @param {import("playwright-core").Page} page @param {() => Promise<unknown>} collect */
async function wholePath(page, collect) {
  await untilReady(page);
  await generate(page, REPORT);
  await page.click("#another");
  await untilEnded(page);
  await collect();
  const { name, file } = await saveEverything(page);
  await page.fill("#text", "");
  await page.setInputFiles("#file", { name, mimeType: "application/json", buffer: file });
  await page.waitForFunction((mark) => document.querySelector("textarea").value.includes(mark), MARK); // the case is open
  await collect();
  await goTo(page, "compare");
  await page.click("#compare-from-read");
  assert.ok((await page.inputValue("#compare-a")).includes(MARK));
  await page.click("#compare-run");
  await untilIdle(page);
  await collect();
  await goTo(page, "practice");
  await page.click("#practice-draw");
  await untilIdle(page);
  await page.click("#practice-check");
  await untilIdle(page);
  await collect();
}

/** Leaks the plant through every channel, from the page and from its worker. @param {import("playwright-core").Page} page */
async function plant(page) {
  await page.evaluate(async (word) => {
    const store = () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("planted", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("planted");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("planted", "readwrite");
          transaction.objectStore("planted").put({ word }, 1);
          transaction.oncomplete = () => resolve(opening.result.close());
        };
      });
    localStorage.setItem("planted", word);
    localStorage.removeItem("planted");
    await store();
    await (await caches.open("planted")).put("planted", new Response(word));
    await caches.delete("planted");
    document.cookie = `planted=${word}`;
    history.replaceState({ word }, "");
    document.title = word;
    window.name = word;
    new BroadcastChannel("planted").postMessage(word);
    console.log(word);
    await fetch("planted", { method: "POST", body: btoa(word), headers: { planted: "yes" } });
    const folder = await navigator.storage.getDirectory();
    await (await folder.getFileHandle(word, { create: true })).getFile();
  }, PLANT);
}

test("a marked word of the report is only in files that the user asked for", async (context) => {
  const site = await publish(context);
  for (const program of ["worker/worker.js", "service-worker.js"]) {
    site.edit(program, (text) => RECORD_IN_WORKER + text);
  }
  const profile = mkdtempSync(join(tmpdir(), "xraygan-leaks-"));
  context.after(() => rmSync(profile, { recursive: true, force: true }));
  let browser = await chromium.launchPersistentContext(profile, { ...launchOptions({ webgpu: false }), acceptDownloads: true });
  context.after(() => browser.close());
  browser.setDefaultTimeout(PATIENCE);
  const recorder = new Recorder(browser, site);
  await recorder.start();
  const page = browser.pages()[0];
  const collect = () => recorder.collect(page);
  const clean = async (/** @type {string} */ when) => {
    await recorder.collect(page, { caches: true });
    assert.deepEqual(recorder.channelsWith(MARK), [], when);
  };

  await page.goto(site.url);
  await begin(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await wholePath(page, collect);
  await clean("with the network");

  await page.reload();
  await untilReady(page);
  assert.equal(await page.inputValue("#text"), "", "a reload keeps the report");
  await generate(page, REPORT);
  assert.equal(await collect(), 3, "page, worker and service worker record");
  await browser.setOffline(true);
  await site.stop();
  await page.reload();
  await untilReady(page);
  await generate(page, REPORT);
  await clean("without a network");

  // What a browser keeps of a closed page, such as fields for a restored session, lies in its profile.
  await browser.close();
  assert.deepEqual(filesWith(profile, MARK), []);

  // The same recorder and the same search find what is planted: else the above would say nothing.
  await site.start();
  browser = await chromium.launchPersistentContext(profile, launchOptions({ webgpu: false }));
  const again = new Recorder(browser, site);
  await again.start();
  const leaking = browser.pages()[0];
  await leaking.goto(site.url);
  await begin(leaking);
  await untilReady(leaking);
  await again.collect(leaking);
  assert.deepEqual(again.channelsWith(PLANT), [], "before the leak");
  await leaking.workers()[0].evaluate(
    async ({ word, folder }) => {
      await fetch(`${folder}planted?${word}InWorker`);
      await (await caches.open("planted in worker")).put(`${folder}planted`, new Response(`${word}InWorker`));
      await caches.delete("planted in worker");
      console.log(`${word}InWorker`);
    },
    { word: PLANT, folder: site.url },
  );
  await again.collect(leaking);
  assert.deepEqual(again.channelsWith(`${PLANT}InWorker`), ["cache", "console", "request", "server"]);
  await plant(leaking);
  await again.collect(leaking);
  assert.deepEqual(again.channelsWith(PLANT), [
    "IndexedDB",
    "broadcast",
    "cache",
    "console",
    "cookie",
    "file system",
    "history",
    "request",
    "server",
    "storage",
    "title",
    "window name",
  ]);
  await browser.close();
  assert.notDeepEqual(filesWith(profile, PLANT), [], "the planted leak is in the profile");
});
