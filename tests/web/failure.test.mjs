/** Engines that fail, a worker that dies, a run that is cancelled: the page says so and goes on. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { REPORT, chooseEngine, generate, launch, manifest, open, readBack, said, shownError, untilEnded, untilError, untilReady } from "./support/browser.mjs";
import { publish } from "./support/site.mjs";

/**
 * Puts the CPU engine with one fault in the place of an engine, so that a GPU's faults need no GPU.
 * @param {import("playwright-core").Page} page
 * @param {"cpu" | "gpu"} kind
 * @param {string} fault members of a class that override the engine's
 * @param {number} [times] fetches that get the faulty engine; all where absent
 */
async function breakEngine(page, kind, fault, times) {
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
  const noProgram = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]); // the least that compiles
  if (kind === "gpu") {
    await page.route("**/engine/gpu/xraygan_bg.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: noProgram }));
  }
  await page.route(`**/engine/${kind}/xraygan.js`, (route) => route.fulfill({ contentType: "text/javascript", body }), { times });
}

/**
 * Runs a line of JavaScript in the worker before its program.
 * @param {import("playwright-core").Page} page
 * @param {string} line
 */
function inWorker(page, line) {
  return page.route("**/worker/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${line}\n${await response.text()}` });
  });
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
      unversioned: true,
      engine: "gpu",
      prepare: (page) => page.route("**/engine/gpu/**", (route) => route.fulfill({ status: 404 })),
    });
    await untilReady(page);
    assert.match(await said(page, "#notices"), /GPU engine could not be started.*CPU/);
    assert.match(await said(page, "#adapter"), /^CPU: /);
    await context.close();
  });

  test("the GPU runs out of memory while loading: the CPU does the work", async () => {
    const { page, context } = await open(browser, {
      unversioned: true,
      engine: "gpu",
      prepare: (page) => breakEngine(page, "gpu", `async finishLoad() { throw Object.assign(new Error("out of memory"), { code: "device_failed" }); }`),
    });
    await untilReady(page);
    assert.match(await said(page, "#notices"), /GPU engine could not be started.*out of memory/);
    await context.close();
  });

  test("the real GPU process is killed in a run: it is told, and the CPU starts again", async () => {
    const own = await launch({ webgpu: true }); // this browser has no GPU afterwards
    try {
      const { page } = await open(own, { engine: "gpu" });
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
      assert.match(await said(page, "#notices"), /GPU stopped during the run/);
      assert.match(await said(page, "#adapter"), /^CPU: /);
      assert.match(await page.locator("#status").innerText(), /^Done in /);
      assert.equal((await readBack(page)).length, 2 * (await manifest()).sizes.length);
    } finally {
      await own.close();
    }
  });

  for (const [name, fault] of [
    ["is lost", `async step() { if (this.steps++ === 1) throw Object.assign(new Error("device lost"), { code: "device_failed" }); return super.step(); }`],
    [
      "panics in its own task",
      `step() { if (this.steps++ === 1) { setTimeout(() => { throw new WebAssembly.RuntimeError("device lost"); }); return new Promise(() => {}); } return super.step(); }`,
    ],
    ["computes no numbers", `async step() { const view = await super.step(); if (view) view.values[0] = NaN; return view; }`],
  ]) {
    test(`the GPU ${name} in a run: it is told, and the CPU starts again`, async () => {
      const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => breakEngine(page, "gpu", fault) });
      await untilReady(page);
      assert.match(await said(page, "#adapter"), /^GPU: /);
      await generate(page);
      assert.match(await said(page, "#notices"), /GPU stopped during the run/);
      assert.match(await said(page, "#adapter"), /^CPU: /);
      assert.equal((await readBack(page)).length, 2 * (await manifest()).sizes.length);
      assert.equal(await page.inputValue("#text"), REPORT);
      await context.close();
    });
  }

  test("a report that cannot be read is no reason to give up the GPU", async () => {
    const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await page.click("#generate");
    await untilError(page, /empty/i);
    assert.match(await said(page, "#adapter"), /^GPU: /);
    await context.close();
  });

  test("the engine traps in a run: a new worker takes over and the report is kept", async () => {
    const trap = `async step() { if (this.steps++ === 1) throw new WebAssembly.RuntimeError("unreachable"); return super.step(); }`;
    const { page, context } = await open(browser, {
      unversioned: true,
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
    const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await page.workers()[0].evaluate(
      () =>
        void setTimeout(() => {
          throw new Error("provoked by a test");
        }),
    );
    await untilError(page, /worker stopped and has been restarted/);
    await generate(page);
    await context.close();
  });

  test("the worker cannot start: the page says so, and tries again when told", async () => {
    const { page, context } = await open(browser, {
      unversioned: true,
      prepare: (page) => page.route("**/worker/worker.js", (route) => route.fulfill({ status: 404 }), { times: 1 }),
    });
    await untilError(page, /worker/);
    await chooseEngine(page, "cpu");
    await untilReady(page);
    await context.close();
  });

  test("cancelling stops between two views, and the next run is whole", async () => {
    const { page, context } = await open(browser, {
      unversioned: true,
      engine: "gpu",
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

  for (const [name, line, notice] of [
    ["is none", "navigator.gpu.requestAdapter = async () => null;", /no graphics adapter/],
    ["never answers", "navigator.gpu.requestAdapter = () => new Promise(() => {});", /no graphics adapter/],
    [
      "has limits below what the engine needs",
      `
      const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
      navigator.gpu.requestAdapter = async (options) => {
        const adapter = await request(options);
        Object.defineProperty(adapter, "limits", { value: { ...Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(adapter.limits))).map(([name]) => [name, adapter.limits[name]])), maxStorageBufferBindingSize: 2 ** 20 } });
        return adapter;
      };`,
      /adapter is too small.*CPU/,
    ],
    [
      "gives no device for its limits",
      `GPUAdapter.prototype.requestDevice = async () => { throw new DOMException("Required limit (1) is greater than the supported limit (0).", "OperationError"); };`,
      /GPU engine could not be started.*CPU/,
    ],
  ]) {
    test(`the adapter ${name}: the CPU does the work`, async () => {
      const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => inWorker(page, line) });
      await untilReady(page);
      assert.match(await said(page, "#notices"), notice);
      assert.match(await said(page, "#adapter"), /^CPU: /);
      await generate(page);
      await context.close();
    });
  }

  for (const [name, value] of [
    ["black", -1],
    ["one even grey", 0.25],
  ]) {
    test(`the GPU's picture is ${name}: it is told, and the CPU starts again`, async () => {
      const fault = `async step() { const view = await super.step(); if (view && this.steps++ === 2) { view.values.fill(${value}); } return view; }`;
      const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => breakEngine(page, "gpu", fault) });
      await untilReady(page);
      await generate(page);
      assert.match(await said(page, "#notices"), /GPU returned a picture without content/);
      assert.match(await said(page, "#adapter"), /^CPU: /);
      const pictures = await readBack(page);
      assert.equal(pictures.length, 2 * (await manifest()).sizes.length);
      assert.ok(
        pictures.every(({ grey }) => new Set(grey).size > 1),
        "a blank picture stayed",
      );
      await context.close();
    });
  }

  test("the CPU computes no numbers: no picture, and what to do", async () => {
    const fault = `async step() { const view = await super.step(); if (view && this.steps++ === 1) view.values[0] = NaN; return view; }`;
    const { page, context } = await open(browser, {
      unversioned: true,
      prepare: async (page) => {
        await breakEngine(page, "cpu", fault);
        await page.route("**/engine/gpu/**", (route) => route.fulfill({ status: 404 }));
      },
    });
    await untilReady(page);
    await page.fill("#text", REPORT);
    await page.click("#generate");
    await untilError(page, /no picture\. Try again, or choose the other engine/);
    await context.close();
  });

  test("too little memory for the weights: it is told, and what to do", async () => {
    const { page, context } = await open(browser, {
      unversioned: true,
      prepare: async (page) => {
        await breakEngine(
          page,
          "cpu",
          `addPart(file, bytes) { if (/frontal/.test(file)) throw new RangeError("Array buffer allocation failed"); super.addPart(file, bytes); }`,
          1,
        );
        await page.route("**/engine/gpu/**", (route) => route.fulfill({ status: 404 }));
      },
    });
    await untilError(page, /too little free memory.*Close other tabs/);
    await page.click("#retry");
    await untilReady(page);
    await context.close();
  });

  for (const ranges of [true, false]) {
    test(`a connection that breaks in the middle is taken up ${ranges ? "where it broke" : "from the start where the server knows no ranges"}`, async (context) => {
      const site = await publish(context);
      const path = "weights/frontal.safetensors";
      const whole = site.files.get(path);
      const half = whole.length >> 1;
      let broken = 0;
      site.fault = (asked, _, response) => {
        if (asked !== path) {
          return false;
        }
        if (broken++ === 0) {
          response.writeHead(200, { ...site.headers, "content-length": whole.length });
          response.write(whole.subarray(0, half), () => setTimeout(() => response.destroy(), 300));
          return true;
        }
        if (!ranges) {
          response.writeHead(200, { ...site.headers, "content-length": whole.length }).end(whole);
        }
        return !ranges;
      };
      const { page, context: own } = await open(browser, { url: site.url });
      await chooseEngine(page, "cpu");
      await untilReady(page);
      assert.match(await said(page, "#adapter"), /^(CPU|GPU): /);
      const asked = site.requests.filter((request) => request.path === path).map(({ range }) => range);
      assert.equal(asked[0], "");
      assert.equal(asked[1], `bytes=${half}-`);
      await generate(page);
      await own.close();
    });
  }

  test("a download that keeps failing: it is told, Try again goes on, and what is there is not fetched twice", async (context) => {
    const site = await publish(context);
    site.fault = (path, _, response) => path === "weights/lateral.safetensors" && Boolean(response.destroy());
    const { page, context: own } = await open(browser, { url: site.url });
    await page.locator("#error-text:visible").waitFor();
    assert.match(await shownError(page), /lateral\.safetensors could not be fetched.*try again/);
    site.fault = () => false;
    site.requests = [];
    await page.click("#retry");
    await untilReady(page);
    const asked = site.requests.filter(({ path }) => /safetensors|cpu.*wasm/.test(path) && !path.includes("anatomy-")).map(({ path }) => path);
    const needed = (await manifest()).parts.filter(({ anatomy }) => anatomy === undefined);
    const parts = needed.map(({ file }) => `weights/${file}`);
    assert.deepEqual(asked, parts.slice(parts.indexOf("weights/lateral.safetensors")), "what came before is not asked for again");
    await own.close();
  });

  test("a server that stops sending is asked again after a while", async (context) => {
    const site = await publish(context);
    const path = "weights/lateral.safetensors";
    let asked = 0;
    site.fault = (name) => name === path && asked++ === 0; // no answer, and no end
    const { page, context: own } = await open(browser, { url: site.url });
    await untilReady(page);
    assert.equal(asked, 2);
    await own.close();
  });

  test("a module of the page that is missing is told", async (context) => {
    const site = await publish(context);
    site.fault = (path, _, response) => path === "page/visit.js" && Boolean(response.writeHead(404).end());
    const { page, context: own } = await open(browser, { url: site.url, start: false });
    await page.locator("#error-text:visible").waitFor();
    assert.match(await shownError(page), /missing or broken.*Reload the page/);
    assert.equal(await page.locator("#status").innerText(), "Not started.");
    await own.close();
  });

  test("a page opened as a file says how to serve it", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(new URL("../../www/index.html", import.meta.url).href);
    await page.locator("#error-text:visible").waitFor();
    assert.match(await shownError(page), /opened as a file.*http\.server/);
    await context.close();
  });

  test("an emulated adapter is used only by who asks for it", async () => {
    const { page, context, requests } = await open(browser, { unversioned: true });
    await untilReady(page);
    assert.match(await said(page, "#adapter"), /^CPU: /);
    assert.match(await page.locator("#notices").textContent(), /emulated in software.*computed on the CPU/);
    assert.ok(!requests.some((url) => url.endsWith("engine/gpu/xraygan_bg.wasm")), "the GPU engine was fetched for nothing");
    await chooseEngine(page, "gpu");
    await page.waitForFunction(() => document.querySelector("#adapter").textContent.startsWith("GPU"));
    await untilReady(page);
    assert.match(await page.locator("#notices").textContent(), /emulated in software/);
    await context.close();
  });

  test("choosing the CPU leaves the GPU", async () => {
    const { page, context } = await open(browser, { unversioned: true, engine: "gpu", prepare: (page) => breakEngine(page, "gpu", "") });
    await untilReady(page);
    await chooseEngine(page, "cpu");
    await page.waitForFunction(() => document.querySelector("#adapter").textContent.startsWith("CPU"));
    await untilReady(page);
    await context.close();
  });
});
