/** Engines that fail, a worker that dies, a run that is cancelled: the page says so and goes on. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { REPORT, generate, launch, manifest, open, readBack, untilEnded, untilError, untilReady } from "./support/browser.mjs";

/**
 * Puts the CPU engine with one fault in the place of an engine, so that a GPU's faults need no GPU.
 * @param {import("playwright-core").Page} page
 * @param {"cpu" | "gpu"} kind
 * @param {string} fault members of a class that override the engine's
 * @param {number} [times] fetches that get the faulty engine; all where absent
 */
function breakEngine(page, kind, fault, times) {
  const body = `
    import init, { Engine as Intact, version } from "../cpu/xraygan.js?intact";
    class Wrapped {
      constructor(engine) { this.engine = engine; this.steps = 0; }
      adapter() { return { ...this.engine.adapter(), kind: "${kind}" }; }
      beginLoad(json) { return this.engine.beginLoad(json); }
      addPart(file, bytes) { this.engine.addPart(file, bytes); }
      finishLoad() { return this.engine.finishLoad(); }
      readReport(report) { return this.engine.readReport(report); }
      start(report, seed) { this.steps = 0; return this.engine.start(report, seed); }
      step() { return this.engine.step(); }
      summary() { return this.engine.summary(); }
      free() { this.engine.free(); }
    }
    class Faulty extends Wrapped { ${fault} }
    export default () => init({ module_or_path: new URL("../cpu/xraygan_bg.wasm", import.meta.url) });
    export { version };
    export const Engine = { open: async () => new Faulty(await Intact.open()) };`;
  return page.route(`**/engine/${kind}/xraygan.js`, (route) => route.fulfill({ contentType: "text/javascript", body }), { times });
}

describe("failures", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: true });
  });
  after(() => browser.close());

  test("the GPU engine cannot be fetched: the CPU does the work", async () => {
    const { page, context } = await open(browser, {
      prepare: (page) => page.route("**/engine/gpu/**", (route) => route.fulfill({ status: 404 })),
    });
    await untilReady(page);
    assert.match(await page.locator("#notices").innerText(), /GPU engine could not be started.*CPU/);
    assert.match(await page.locator("#adapter").innerText(), /^CPU: /);
    await context.close();
  });

  test("the GPU runs out of memory while loading: the CPU does the work", async () => {
    const { page, context } = await open(browser, {
      prepare: (page) => breakEngine(page, "gpu", `async finishLoad() { throw Object.assign(new Error("out of memory"), { code: "device_failed" }); }`),
    });
    await untilReady(page);
    assert.match(await page.locator("#notices").innerText(), /GPU engine could not be started.*out of memory/);
    await context.close();
  });

  test("the real GPU process is killed in a run: it is told, and the CPU starts again", async () => {
    const own = await launch({ webgpu: true }); // this browser has no GPU afterwards
    try {
      const { page } = await open(own);
      await untilReady(page);
      await page.fill("#text", REPORT);
      await page.click("#generate");
      await page.locator(".scale").first().waitFor();
      const devtools = await own.newBrowserCDPSession();
      const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
      const gpu = processInfo.filter(({ type }) => type === "GPU");
      assert.equal(gpu.length, 1);
      process.kill(gpu[0].id, "SIGKILL");
      await untilEnded(page);
      assert.match(await page.locator("#notices").innerText(), /GPU stopped during the run/);
      assert.match(await page.locator("#adapter").innerText(), /^CPU: /);
      assert.match(await page.locator("#status").innerText(), /^Done in /);
      assert.equal((await readBack(page)).length, 2 * (await manifest()).sizes.length);
    } finally {
      await own.close();
    }
  });

  for (const [name, fault] of [
    ["is lost", `async step() { if (this.steps++ === 1) throw Object.assign(new Error("device lost"), { code: "device_failed" }); return super.step(); }`],
    ["panics in its own task", `step() { if (this.steps++ === 1) { setTimeout(() => { throw new WebAssembly.RuntimeError("device lost"); }); return new Promise(() => {}); } return super.step(); }`],
    ["computes no numbers", `async step() { const view = await super.step(); if (view) view.values[0] = NaN; return view; }`],
  ]) {
    test(`the GPU ${name} in a run: it is told, and the CPU starts again`, async () => {
      const { page, context } = await open(browser, { prepare: (page) => breakEngine(page, "gpu", fault) });
      await untilReady(page);
      assert.match(await page.locator("#adapter").innerText(), /^GPU: /);
      await generate(page);
      assert.match(await page.locator("#notices").innerText(), /GPU stopped during the run/);
      assert.match(await page.locator("#adapter").innerText(), /^CPU: /);
      assert.equal((await readBack(page)).length, 2 * (await manifest()).sizes.length);
      assert.equal(await page.inputValue("#text"), REPORT);
      await context.close();
    });
  }

  test("a report that cannot be read is no reason to give up the GPU", async () => {
    const { page, context } = await open(browser, { prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await page.click("#generate");
    await untilError(page, /empty/i);
    assert.match(await page.locator("#adapter").innerText(), /^GPU: /);
    await context.close();
  });

  test("the engine traps in a run: a new worker takes over and the report is kept", async () => {
    const trap = `async step() { if (this.steps++ === 1) throw new WebAssembly.RuntimeError("unreachable"); return super.step(); }`;
    const { page, context } = await open(browser, {
      prepare: async (page) => {
        await breakEngine(page, "cpu", trap, 1);
        await page.route("**/engine/gpu/**", (route) => route.fulfill({ status: 404 }));
      },
    });
    await untilReady(page);
    await page.fill("#text", REPORT);
    await page.click("#generate");
    await untilError(page, /worker stopped and has been restarted/);
    assert.equal(await page.inputValue("#text"), REPORT);
    await generate(page);
    await context.close();
  });

  test("the worker dies while idle: a new one takes over", async () => {
    const { page, context } = await open(browser, { prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await page.workers()[0].evaluate(() => void setTimeout(() => { throw new Error("provoked by a test"); }));
    await untilError(page, /worker stopped and has been restarted/);
    await generate(page);
    await context.close();
  });

  test("the worker cannot start: the page says so, and tries again when told", async () => {
    const { page, context } = await open(browser, {
      prepare: (page) => page.route("**/worker/worker.js", (route) => route.fulfill({ status: 404 }), { times: 1 }),
    });
    await untilError(page, /worker/);
    await page.check("input[value=cpu]");
    await untilReady(page);
    await context.close();
  });

  test("cancelling stops between two views, and the next run is whole", async () => {
    const { page, context } = await open(browser, {
      prepare: (page) => breakEngine(page, "gpu", `async step() { await new Promise((resolve) => setTimeout(resolve, 300)); return super.step(); }`),
    });
    await untilReady(page);
    await page.fill("#text", REPORT);
    await page.click("#generate");
    await page.locator(".scale").first().waitFor();
    await page.click("#cancel");
    await untilEnded(page);
    assert.match(await page.locator("#status").innerText(), /^Cancelled/);
    const { sizes } = await manifest();
    assert.ok((await readBack(page)).length < 2 * sizes.length);
    await generate(page);
    assert.equal((await readBack(page)).length, 2 * sizes.length);
    await context.close();
  });

  test("choosing the CPU leaves the GPU", async () => {
    const { page, context } = await open(browser, { prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await page.check("input[value=cpu]");
    await page.waitForFunction(() => document.querySelector("#adapter").textContent.startsWith("CPU"));
    await untilReady(page);
    await context.close();
  });
});
