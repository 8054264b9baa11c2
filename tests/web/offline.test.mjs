/** First visit, later visits, visits without a network, and a site that changes under an open page. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  REPORT,
  assertLabelled,
  assertQuiet,
  begin,
  chooseEngine,
  generate,
  launch,
  open,
  readBack,
  said,
  shownError,
  untilEnded,
  untilReady,
  untilWeightsKept,
} from "./support/browser.mjs";
import { publish } from "./support/site.mjs";

const GENERATE = "#generate[aria-disabled=false]";

/** Waits until the program and all weights are kept. @param {import("playwright-core").Page} page */
async function untilKept(page) {
  await page.evaluate(() =>
    navigator.serviceWorker.ready.then(
      ({ active }) =>
        new Promise((resolve) => {
          const follow = () => active.state === "activated" && resolve(undefined);
          active.addEventListener("statechange", follow);
          follow();
        }),
    ),
  );
  await untilWeightsKept(page);
}

/** Opens and starts the page, and waits until everything is kept. */
async function firstVisit(browser, site, options = {}) {
  const opened = await open(browser, { url: site.url, ...options });
  await untilReady(opened.page);
  await untilKept(opened.page);
  return opened;
}

describe("visits", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("the first visit says what it is and what it fetches, and fetches it only when told", async (context) => {
    const site = await publish(context);
    const opened = await open(browser, { url: site.url, start: false });
    const { page } = opened;
    const offer = page.locator("#visit");
    await offer.waitFor();
    const { parts } = JSON.parse(String(site.files.get("weights/model.json")));
    const weights = parts.filter(({ anatomy }) => !anatomy).reduce((sum, { bytes }) => sum + bytes, 0);
    assert.match(await offer.innerText(), /runs on your own device: nothing you write is sent/);
    assert.match(await offer.innerText(), new RegExp(`the weights, ${(weights / 1e6).toFixed(1)} MB`));
    assert.match(await offer.innerText(), new RegExp(`the program, ${(site.files.get("engine/cpu/xraygan_bg.wasm").length / 1e6).toFixed(1)} MB`));
    assert.match(await page.locator("#status").innerText(), /Nothing is downloaded yet/);
    await page.locator("#generate").dispatchEvent("click");
    assert.match(await page.locator("#status").innerText(), /Press Download and start first/);
    assert.deepEqual(
      site.requests.filter(({ path }) => /wasm|safetensors/.test(path)),
      [],
    );
    await opened.context.close();
  });

  test("one click leads through named steps to the first pair", async (context) => {
    const site = await publish(context);
    /** @type {() => void} */
    let release = () => {};
    const held = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    const opened = await open(browser, {
      url: site.url,
      start: false,
      prepare: (page) =>
        page.route("**/weights/frontal.safetensors", async (route) => {
          await held;
          await route.continue();
        }),
    });
    const { page } = opened;
    await page.click("#start");
    const steps = page.locator("#visit-steps li");
    await page.locator("#visit-steps li:nth-child(3)[data-state=running]").waitFor();
    await page.waitForFunction(() => / of /.test(document.querySelector("#visit-steps li:nth-child(3)").textContent));
    const texts = await steps.allInnerTexts();
    assert.equal(texts.length, 5);
    assert.match(texts[0], /^Fetch the program\s*done in/);
    assert.match(texts[1], /^Compile.*done in/);
    assert.match(texts[2], /^Fetch the weights\s*[\d.]+ [kM]B of [\d.]+ MB/);
    assert.match(texts[4], /^Warm up.*waiting/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "visit-heading");
    release();
    await untilEnded(page);
    assert.match(await page.locator("#status").innerText(), /^Done in .+ first run also warmed/);
    assert.ok((await readBack(page)).length > 0, "no pictures");
    assert.notEqual(await page.inputValue("#text"), "");
    assert.equal(await page.locator("#visit").isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement.id), "pictures-heading");
    await assertLabelled(page);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a report that is being written is not replaced by an example", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await open(browser, { url: site.url, start: false });
    await page.click("#start");
    await page.fill("#text", REPORT);
    await untilReady(page);
    assert.match(await page.locator("#status").innerText(), /^Ready/);
    assert.equal(await page.inputValue("#text"), REPORT);
    assert.equal((await readBack(page)).length, 0);
    await own.close();
  });

  for (const folder of ["/", "/courses/radiology/"]) {
    test(`later visits need neither a click nor a network, in ${folder}`, async (context) => {
      const site = await publish(context, folder);
      const opened = await firstVisit(browser, site);
      const { page } = opened;
      site.requests = [];
      await page.reload();
      await page.locator(GENERATE).waitFor();
      assert.equal(await page.locator("#visit").isVisible(), false);
      const asked = site.requests.map(({ path }) => path).filter((path) => path !== "site.json" && path !== "service-worker.js");
      assert.deepEqual(asked, [], "a later visit fetched what is kept");
      await assertQuiet(opened);
      await site.stop();
      await page.reload();
      await page.locator(GENERATE).waitFor();
      await generate(page);
      await assertLabelled(page);
      assert.deepEqual(await page.evaluate(() => window.violations), []);
      assert.equal(await page.locator("#update").isVisible(), false);
      await opened.context.close();
    });
  }

  test("the GPU engine works without a network too", async (context) => {
    const site = await publish(context);
    const graphic = await launch({ webgpu: true });
    try {
      const { page } = await firstVisit(graphic, site, { engine: "gpu" });
      assert.match(await said(page, "#adapter"), /^GPU: /);
      await site.stop();
      await page.reload();
      await page.locator(GENERATE).waitFor();
      await chooseEngine(page, "gpu");
      await page.waitForFunction(() => document.querySelector("#adapter").textContent !== "not known yet");
      assert.match(await said(page, "#adapter"), /^GPU: /);
    } finally {
      await graphic.close();
    }
  });

  test("only whole files with the right hash are kept, and nothing of the user's", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await firstVisit(browser, site);
    await generate(page, `${REPORT} Qwertzuiop.`);
    const kept = await page.evaluate(async () => {
      const [name, ...others] = await caches.keys();
      const cache = await caches.open(name);
      const files = await Promise.all(
        (await cache.keys()).map(async (request) => {
          const response = await cache.match(request);
          const bytes = await response.arrayBuffer();
          const digest = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
          return { path: request.url.slice(location.href.length), status: response.status, digest, text: new TextDecoder().decode(bytes) };
        }),
      );
      return { name, others, files };
    });
    assert.deepEqual(kept.others, []);
    assert.equal(kept.name, `xraygan / ${site.version}`);
    const { sha256 } = await import("./support/site.mjs");
    for (const { path, status, digest, text } of kept.files) {
      assert.equal(status, 200, path);
      assert.ok(path === "site.json" || digest === sha256(site.files.get(path)), `${path} is not what the site has`);
      assert.doesNotMatch(text, /Qwertzuiop/);
    }
    const expected = [...site.files.keys(), "site.json"].filter((path) => path !== "engine/gpu/xraygan_bg.wasm").sort();
    assert.deepEqual(kept.files.map(({ path }) => path).sort(), expected);
    await own.close();
  });

  test("a file that is not what site.json says is not kept, and the page works all the same", async (context) => {
    const site = await publish(context);
    site.fault = (path, _, response) =>
      path === "favicon.svg" && Boolean(response.writeHead(200, { "content-type": "image/svg+xml" }).end("<svg xmlns='http://www.w3.org/2000/svg'/>"));
    const { page, context: own } = await open(browser, { url: site.url });
    await untilReady(page);
    await page.locator("#notices li", { hasText: "could not be kept" }).waitFor({ state: "attached" });
    await generate(page);
    assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
    await own.close();
  });

  test("a new version: the old page goes on alone, says so, and changes when told", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await firstVisit(browser, site);
    const old = site.version;
    site.edit("index.html", (text) => text.replace("<h1>XRayGAN</h1>", "<h1>XRayGAN two</h1>"));
    site.edit("cases/shelf.js", (text) => `${text}\n// two\n`);
    site.edit("weights/model.json", (text) => text.replace(/"name":\s*"[^"]*"/, `"name":"weights two"`));
    await page.reload();
    await page.locator("#update:visible").waitFor();
    assert.match(await page.locator("#update-text").innerText(), /new version of this page is ready/);
    await page.locator(GENERATE).waitFor();
    assert.equal(await page.locator("h1").innerText(), "XRayGAN");
    assert.doesNotMatch(await said(page, "#weights"), /weights two/);
    await generate(page);
    site.requests = [];
    await page.click("#update-reload");
    await page.locator("h1", { hasText: "two" }).waitFor();
    // The weights' parts are the same and were not fetched again; their new description waits for the click.
    await page.click("#start");
    await page.locator("#text").dispatchEvent("input");
    await untilReady(page);
    assert.match(await said(page, "#weights"), /weights two/);
    assert.deepEqual(
      site.requests.filter(({ path }) => /safetensors|wasm/.test(path)),
      [],
    );
    assert.notEqual(site.version, old);
    assert.deepEqual(await page.evaluate(() => caches.keys()), [`xraygan / ${site.version}`]);
    await own.close();
  });

  test("a page that is served before its GPU engine is built works, and offers that engine once it is there", async (context) => {
    const site = await publish(context);
    const engine = [...site.files].filter(([path]) => path.startsWith("engine/gpu/"));
    assert.equal(engine.length, 2);
    engine.forEach(([path]) => site.files.delete(path));
    site.awaited = ["gpu"];
    const graphic = await launch({ webgpu: true });
    try {
      const opened = await open(graphic, { url: site.url, start: false });
      const { page } = opened;
      await page.locator("#start:visible").waitFor();
      assert.doesNotMatch(await page.locator("#visit-size").innerText(), /0 B|more where WebGPU/);
      await chooseEngine(page, "gpu");
      await begin(page);
      await untilReady(page);
      await untilKept(page);
      assert.match(await said(page, "#adapter"), /^CPU: /);
      assert.match(await said(page, "#notices"), /GPU engine is still being built/);
      await generate(page);
      assert.equal(await page.locator("#update").isVisible(), false);
      assert.ok(!site.requests.some(({ path }) => path.startsWith("engine/gpu/")), "an engine was asked for that is not there");

      engine.forEach(([path, bytes]) => site.files.set(path, bytes));
      site.awaited = [];
      await page.locator("#update:visible", { hasText: "GPU engine is ready" }).waitFor();
      assert.match(await page.inputValue("#text"), /heart is normal/, "the page reloaded by itself");
      const reloaded = page.waitForEvent("domcontentloaded");
      await page.click("#update-reload");
      await reloaded;
      await page.locator(GENERATE).waitFor();
      await chooseEngine(page, "gpu");
      await page.waitForFunction(() => document.querySelector("#adapter").textContent.startsWith("GPU"));
      assert.doesNotMatch(await said(page, "#notices"), /still being built/);
      assert.equal(await page.locator("#update").isVisible(), false);
      await assertQuiet(opened);
    } finally {
      await graphic.close();
    }
  });

  test("an old tab beside a new one goes on with what it has, and loads nothing newer", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await firstVisit(browser, site);
    await page.reload();
    await page.locator(GENERATE).waitFor();
    site.edit("index.html", (text) => `${text}<!-- two -->`);
    const other = await own.newPage();
    await other.goto(site.url);
    await other.click("#update-reload");
    await other.waitForFunction((version) => navigator.serviceWorker.controller?.scriptURL.endsWith(version), site.version);
    await page.locator("#update:visible", { hasText: "another tab" }).waitFor();
    await generate(page);
    await chooseEngine(page, "cpu");
    await page.locator("#error-text:visible").waitFor();
    assert.match(await shownError(page), /site was updated.*reload/);
    await page.click("#update-reload");
    await page.locator(GENERATE).waitFor();
    assert.equal(await page.locator("#update").isVisible(), false);
    await own.close();
  });

  test("a first visitor who waits while the site changes is told to reload", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await open(browser, { url: site.url, start: false });
    await page.locator("#start:visible").waitFor();
    site.edit("index.html", (text) => `${text}<!-- two -->`);
    await page.click("#start");
    await page.locator("#error-text:visible").waitFor();
    assert.match(await shownError(page), /site was updated/);
    await page.click("#update-reload");
    await page.click("#start");
    await page.locator("#text").dispatchEvent("input");
    await untilReady(page);
    await own.close();
  });

  test("without site.json everything works, and nothing is kept", async (context) => {
    const site = await publish(context);
    site.versioned = false;
    const { page, context: own } = await open(browser, { url: site.url, start: false });
    await page.locator("#visit").waitFor();
    assert.match(await page.locator("#visit").innerText(), /no site\.json/);
    await page.click("#start");
    await untilEnded(page);
    assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    await own.close();
  });

  test("full storage: the visit runs from memory and says so", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await open(browser, {
      url: site.url,
      prepare: async (page) => {
        const devtools = await page.context().newCDPSession(page);
        await devtools.send("Storage.overrideQuotaForOrigin", { origin: new URL(site.url).origin, quotaSize: 1_000_000 });
      },
    });
    await untilReady(page);
    await page.locator("#notices li", { hasText: "no room to keep everything" }).waitFor({ state: "attached" });
    await generate(page);
    await page.reload();
    await page.locator("#start:visible").waitFor();
    await own.close();
  });

  test("plain http: no worker, no cache, said so, and it works", async (context) => {
    const site = await publish(context);
    const { chromium } = await import("playwright-core");
    const plain = await chromium.launch({
      executablePath: process.env.XRAYGAN_CHROMIUM,
      args: ["--no-sandbox", "--host-resolver-rules=MAP plain.test 127.0.0.1"],
    });
    try {
      const { page } = await open(plain, { url: site.url.replace("127.0.0.1", "plain.test"), start: false });
      await page.locator("#visit").waitFor();
      assert.equal(await page.evaluate(() => isSecureContext), false);
      assert.match(await page.locator("#visit").innerText(), /not secure \(http\)/);
      await page.click("#start");
      await untilEnded(page);
      assert.equal(await shownError(page), "");
      assert.ok((await readBack(page)).length > 0);
    } finally {
      await plain.close();
    }
  });

  test("the page can be installed", async (context) => {
    const site = await publish(context);
    const { page, context: own } = await firstVisit(browser, site);
    const devtools = await own.newCDPSession(page);
    const { errors, data } = await devtools.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    assert.equal(manifest.display, "standalone");
    for (const { src, sizes } of manifest.icons.filter(({ sizes }) => sizes !== "any")) {
      const size = await page.evaluate(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, src);
      assert.equal(size, sizes);
    }
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(
      installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"),
      [],
    );
    await own.close();
  });
});
