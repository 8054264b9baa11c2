/** The whole path, on WebGPU and without it. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertLabelled, assertQuiet, generate, launch, manifest, open, openDrawer, readBack, said, untilEnded, untilReady } from "./support/browser.mjs";

/** @param {import("playwright-core").Page} page @param {number[]} sizes */
async function assertBothCascades(page, sizes) {
  const pictures = await readBack(page);
  const expected = ["frontal", "lateral"].flatMap((view) => sizes.map((size) => ({ view, size })));
  assert.deepEqual(
    pictures.map(({ view, size }) => ({ view, size })),
    expected,
  );
  for (const { view, grey } of pictures.filter(({ size }) => size === sizes.at(-1))) {
    assert.ok(new Set(grey).size > 8, `the ${view} view is blank`);
  }
  const large = await page.$$eval("#views .frame canvas", (canvases) => canvases.map((canvas) => Number(canvas.dataset.size)));
  assert.deepEqual(large, [sizes.at(-1), sizes.at(-1)]);
}

describe("with WebGPU", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: true });
  });
  after(() => browser.close());

  test("generates both cascades on the GPU engine and says so", async () => {
    const opened = await open(browser, { engine: "gpu" });
    const { page, context, requests } = opened;
    await untilReady(page);
    assert.match(await said(page, "#adapter"), /^GPU: .+\(WebGPU\)$/);
    await generate(page);
    const { sizes } = await manifest();
    await assertBothCascades(page, sizes);
    await assertLabelled(page);
    assert.match(await said(page, "#adapter"), /^GPU: /, "the run fell back to the CPU");
    assert.match(await said(page, "#consistency"), /same patient: \d+\.\d %/);
    assert.match(await said(page, "#run-facts"), /^Seed 1, .+ on GPU: /);
    assert.ok(requests.some((url) => url.endsWith("engine/gpu/xraygan_bg.wasm")));
    await assertQuiet(opened);
    await context.close();
  });
});

describe("without WebGPU", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("says plainly that it computes on the CPU, and does", async () => {
    const opened = await open(browser);
    const { page, context, requests } = opened;
    await untilReady(page);
    assert.match(await said(page, "#notices"), /computed on the CPU/);
    assert.match(await said(page, "#adapter"), /^CPU: /);
    await generate(page);
    const { sizes } = await manifest();
    await assertBothCascades(page, sizes);
    await assertLabelled(page);
    assert.ok(!requests.some((url) => url.endsWith("engine/gpu/xraygan_bg.wasm")), "the large engine was fetched for nothing");
    await assertQuiet(opened);
    await context.close();
  });

  test("says so where the browser has no WebGPU at all", async () => {
    const { page, context } = await open(browser, {
      prepare: (page) =>
        page.route("**/worker/worker.js", async (route) => {
          const response = await route.fetch();
          const body = `Object.defineProperty(navigator, "gpu", { value: undefined });\n${await response.text()}`;
          await route.fulfill({ response, body });
        }),
    });
    await untilReady(page);
    assert.match(await said(page, "#notices"), /offers no WebGPU/);
    assert.match(await said(page, "#adapter"), /^CPU: /);
    await context.close();
  });

  test("one seed gives one pair, another seed another", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    await generate(page);
    const first = await readBack(page);
    await page.fill("#seed", "2");
    await generate(page);
    const other = await readBack(page);
    await page.fill("#seed", "1");
    await generate(page);
    assert.deepEqual(await readBack(page), first);
    const seeded = /same report and seed/.test(await said(page, "#seed-hint"));
    if (seeded) {
      assert.notDeepEqual(other, first);
      await page.click("#another");
      await untilEnded(page);
      assert.notEqual(await page.inputValue("#seed"), "1");
    }
    await context.close();
  });

  test("shows what was understood, with the words that said it", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    await page.fill("#text", "FINDINGS: Heart size is normal – really. Large left pleural effusion. No pneumothorax. Possible nodule in the right upper lobe.");
    await page.click("#generate");
    await untilEnded(page);
    await openDrawer(page, "findings");
    const rows = await page
      .locator(".finding-row")
      .evaluateAll((all) => all.map((row) => ["strong", ".told", ".said"].map((part) => row.querySelector(part)?.textContent)));
    const of = (/** @type {string} */ name) => rows.find(([finding]) => finding === name);
    assert.deepEqual(of("pleural effusion")?.slice(1), ["present, left, severe", "“pleural effusion”"]);
    assert.equal(of("pneumothorax")?.[1], "denied");
    assert.deepEqual(of("nodule")?.slice(1), ["possible, right upper lobe", "“nodule”"]);
    await page.fill("#text", "FINDINGS: Normal chest.");
    await page.click("#generate");
    await untilEnded(page);
    assert.equal(await page.locator(".understood").count(), 0);
    assert.match(await page.locator("#findings").innerText(), /No finding was understood/);
    await context.close();
  });

  test("shows attention, unknown words with their places, and a scale again on demand", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    await openDrawer(page, "reading");
    await page.fill("#text", "INDICATION: Cough.\n\nFINDINGS: The heart is normal. Qwertzuiop seen.");
    await page.locator(".copy mark").waitFor();
    assert.equal(await page.locator(".copy mark").innerText(), "Qwertzuiop");
    assert.match(await page.locator(".unknown").innerText(), /qwertzuiop in the findings, line 3, column 32/i);
    assert.match(await page.locator("#reading .notices").innerText(), /INDICATION/i);
    await page.click("#generate");
    await untilEnded(page);
    assert.ok((await page.locator("#attention tbody tr").count()) > 0);
    assert.ok((await page.locator(".copy [class^=shade-]").count()) > 0);
    await page.locator(".scale").first().click();
    assert.equal(await page.locator(".frame canvas").first().getAttribute("data-size"), String((await manifest()).sizes[0]));
    await context.close();
  });
});
