/** The trust panel says what is so: the policy, the requests, what is kept, the weights; and it deletes. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertQuiet, begin, chooseEngine, generate, launch, open, openDevice, untilReady, untilWeightsKept } from "./support/browser.mjs";
import { describe as describeSite, publish, sha256 } from "./support/site.mjs";

/** @param {import("playwright-core").Page} page @param {string} name */
function part(page, name) {
  return page.locator(`section[aria-labelledby=trust-${name}]`);
}

/** Opens the panel with the keyboard. @param {import("playwright-core").Page} page */
async function openPanel(page) {
  await openDevice(page);
  await page.locator("#trust > summary").focus();
  await page.keyboard.press("Enter");
  await part(page, "adapter").waitFor();
}

describe("trust panel", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("policy, requests, weights and adapter are told as they are", async (context) => {
    const site = await publish(context);
    site.files.set("weights/CARD.md", Buffer.from("# Card\n"));
    const opened = await open(browser, { url: site.url });
    const { page, context: own } = opened;
    await untilReady(page);
    await generate(page);
    await openPanel(page);
    assert.match(await part(page, "policy").innerText(), /default-src 'none'/);
    assert.match(await part(page, "requests").innerText(), /In the page's own folder\s+\d+ \([\d.]+ MB\).*\s+Elsewhere\s+nothing/);
    await part(page, "requests").locator("summary").click();
    const listed = await part(page, "requests").locator("tbody th").allInnerTexts();
    for (const path of ["./", "page/main.js", "worker/session.js", "engine/cpu/xraygan_bg.wasm", "weights/frontal.safetensors"]) {
      assert.ok(listed.includes(path), `${path} is not listed`);
    }
    const weights = await part(page, "weights").innerText();
    assert.ok(weights.includes(sha256(site.files.get("weights/model.json"))), "the hash differs");
    const { licence } = JSON.parse(String(site.files.get("weights/model.json")));
    assert.ok(weights.replaceAll(/\s+/g, " ").includes(`Licence ${licence}`), licence);
    assert.equal(
      await part(page, "weights")
        .locator("a")
        .evaluate((link) => link.href),
      `${site.url}weights/CARD.md`,
    );
    assert.match(await part(page, "adapter").innerText(), /no adapter here; the processor computes/);
    // Chromium's own word on a machine without an adapter.
    const problems = opened.problems.filter((problem) => !problem.endsWith("No available adapters."));
    await assertQuiet({ ...opened, problems });
    await own.close();
  });

  test("a foreign request is tried, and refused before it leaves", async (context) => {
    const site = await publish(context);
    const { page, context: own, requests } = await open(browser, { url: site.url });
    await untilReady(page);
    await openPanel(page);
    await page.click("#trust-probe");
    await page.locator("#trust-status", { hasText: "Tried" }).waitFor();
    assert.equal((await part(page, "policy").innerText()).match(/Tried and refused/g)?.length, 2, "page and worker");
    assert.match(await part(page, "requests").innerText(), /Elsewhere\s+nothing/);
    assert.ok((await page.evaluate(() => window.violations)).some((violation) => violation.includes("stranger.invalid")));
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(site.url) && !url.startsWith("blob:")),
      [],
      "the request left the page",
    );
    await own.close();
  });

  test("a host without headers: page and worker are bound on the first visit", async (context) => {
    const site = await publish(context);
    site.headers = {};
    const { page, context: own, requests } = await open(browser, { url: site.url });
    await untilReady(page);
    await openPanel(page);
    await page.click("#trust-probe");
    await page.locator("#trust-status", { hasText: "Tried" }).waitFor();
    assert.equal((await part(page, "policy").innerText()).match(/Tried and refused/g)?.length, 2);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(site.url) && !url.startsWith("blob:")),
      [],
    );
    await own.close();
  });

  test("what is kept is listed, and deleted when told", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await open(browser, { url: site.url });
    await untilReady(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await untilReady(page);
    await untilWeightsKept(page);
    await page.evaluate(() => {
      localStorage.setItem("xraygan / practice", "3 of 4");
      localStorage.setItem("xraygan /other/ practice", "of another copy");
      return Promise.all(["neighbour", "xraygan /other/ 1"].map((name) => caches.open(name)));
    });
    await openPanel(page);
    const kept = await part(page, "kept").innerText();
    const files = describeSite(site.files).files.filter(({ path }) => path !== "engine/gpu/xraygan_bg.wasm");
    assert.match(kept, new RegExp(`${files.length + 1} files, [\\d.]+ MB, version ${site.version}`));
    assert.match(kept, new RegExp(`service-worker\\.js\\?version=${site.version}`));
    assert.match(kept, /xraygan \/ practice/);
    assert.doesNotMatch(kept, /neighbour|other/);
    const requests = await part(page, "requests").textContent();
    assert.match(requests, /weights\/CARD\.md \(service worker\)|site\.json \(service worker\)/, "the service worker's requests are missing");
    await page.click("#trust-forget");
    await page.locator("#trust-status", { hasText: "deleted" }).waitFor();
    assert.match(await part(page, "kept").innerText(), /weights\s+nothing\s+Service worker\s+nothing\s+What you asked to keep\s+nothing/);
    await chooseEngine(page, "cpu"); // loads again, and keeps nothing
    await untilReady(page);
    const left = await page.evaluate(async () => ({
      caches: await caches.keys(),
      local: Object.keys(localStorage),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    assert.deepEqual(left, { caches: ["neighbour", "xraygan /other/ 1"], local: ["xraygan /other/ practice"], workers: 0 });
    await page.reload();
    await page.locator("#start:visible").waitFor();
    await begin(page);
    await untilReady(page);
    await own.close();
  });

  test("before the first click it works too", async () => {
    const { page, context } = await open(browser, { start: false });
    await page.locator("#start:visible").waitFor();
    await openPanel(page);
    assert.match(await part(page, "weights").innerText(), /No weights are loaded yet/);
    await context.close();
  });

  test("the adapter and its limits, with WebGPU", async () => {
    const graphic = await launch({ webgpu: true });
    try {
      const { page } = await open(graphic, { start: false });
      await openPanel(page);
      const adapter = await part(page, "adapter").innerText();
      assert.match(adapter, /Adapter\s+\S/);
      assert.match(adapter, /maxBufferSize\s+[\d.]+ MB/);
      assert.match(adapter, /maxStorageBufferBindingSize\s+[\d.]+ MB/);
    } finally {
      await graphic.close();
    }
  });
});
