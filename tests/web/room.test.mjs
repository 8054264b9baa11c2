/** The reading room: both films and the report on one screen, one film alone, drawers, and a phone. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { REPORT, assertLabelled, assertQuiet, generate, launch, open, openDevice, openDrawer, untilReady } from "./support/browser.mjs";
import { assertFair } from "./support/modes.mjs";

/** A folder for screenshots of each state, for review. */
const SHOTS = process.env.XRAYGAN_SCREENSHOTS;

/** @param {import("playwright-core").Page} page @param {string[]} selectors */
async function assertOnScreen(page, selectors) {
  const { width, height } = page.viewportSize();
  for (const selector of selectors) {
    const box = await page.locator(selector).first().boundingBox();
    assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, `${selector} lies at ${JSON.stringify(box)}`);
  }
}

/** Widths of the films that are shown. @param {import("playwright-core").Page} page */
function films(page) {
  return page.$$eval("#views .frame", (frames) => frames.map((frame) => Math.round(frame.getBoundingClientRect().width)));
}

describe("reading room", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** @param {import("playwright-core").BrowserContextOptions} context */
  async function start(context) {
    const opened = await open(browser, { context: { reducedMotion: "reduce", ...context } });
    await untilReady(opened.page);
    await generate(opened.page);
    return opened;
  }

  test("both films and the report fit on 1280 x 800 without scrolling", async () => {
    const opened = await start({ viewport: { width: 1280, height: 800 } });
    const { page } = opened;
    await assertOnScreen(page, ["#text", "#generate", "#status", "#views .frame >> nth=0", "#views .frame >> nth=1", "#drawer-findings"]);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]), [1280, 800]);
    assert.ok(
      (await films(page)).every((width) => width >= 400),
      String(await films(page)),
    );
    await page.locator("#patient button", { hasText: "Another patient" }).waitFor({ state: "attached" });
    for (const name of /** @type {const} */ (["patient", "reading", "pair", "save"])) {
      await openDrawer(page, name);
      assert.equal(await page.locator(".drawer:visible").count(), 1, name);
      assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), 800, name);
      await assertFair(page, name);
    }
    await page.keyboard.press("Tab");
    await page.locator("#drawer-save").focus();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".drawer:visible").count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-controls")), "drawer-save");
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a double click or space shows one film alone, and both again", async () => {
    const { page, context } = await start({ viewport: { width: 1280, height: 800 } });
    const both = await films(page);
    await page.locator("#views .frame").nth(1).dblclick();
    const [none, lateral] = await films(page);
    assert.equal(none, 0);
    assert.ok(lateral > both[1] * 1.2, `${lateral} after ${both[1]}`);
    await assertLabelled(page);
    await assertFair(page, "one film alone");
    await page.locator("#views .frame").nth(1).dblclick();
    assert.deepEqual(await films(page), both);
    await page.locator("#views .frame").first().focus();
    await page.keyboard.press("Space");
    assert.equal((await films(page))[1], 0);
    assert.equal(await page.getByRole("button", { name: "Frontal", exact: true }).getAttribute("aria-pressed"), "true");
    await page.getByRole("button", { name: "Both", exact: true }).click();
    assert.deepEqual(await films(page), both);
    await page.getByRole("button", { name: /^Zoom: / }).click(); // two clicks are two steps of this tool
    await page.locator("#views .frame").first().dblclick();
    assert.deepEqual(await films(page), both);
    await context.close();
  });

  test("a phone shows one film at a time under Generate, and drawers come up from a bar that folds", async () => {
    const opened = await start({ viewport: { width: 360, height: 740 }, hasTouch: true });
    const { page } = opened;
    const order = await page.evaluate(() =>
      ["#generate", "#views .frame", "#views .tools"].map((selector) => document.querySelector(selector).getBoundingClientRect().top),
    );
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.equal((await films(page))[1], 0);
    await assertOnScreen(page, ["#views .frame"]); // brought there by Generate
    await page.getByRole("button", { name: "Lateral", exact: true }).click();
    assert.equal((await films(page))[0], 0);
    await page.click("[aria-controls=drawer-save]");
    await assertOnScreen(page, ["#drawer-save"]);
    const drawer = page.locator("#drawer-save");
    assert.ok(await drawer.evaluate((it) => it.scrollHeight > it.clientHeight), "nothing to scroll");
    await drawer.evaluate((it) => it.scrollTo(0, 100));
    assert.equal(await drawer.evaluate((it) => it.scrollTop), 100);
    await assertFair(page, "phone, drawer");
    await page.click("#drawers-fold");
    assert.equal(await page.locator(".drawer:visible").count(), 0);
    assert.equal(await page.locator("[aria-controls=drawer-save]").isVisible(), false);
    assert.equal(await page.locator("#drawers-fold").getAttribute("aria-expanded"), "false");
    await assertFair(page, "phone, folded");
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("before the first download a labelled sample shows what to expect", async () => {
    const { page, context, requests } = await open(browser, { start: false, context: { viewport: { width: 1280, height: 800 } } });
    const sample = page.locator(".sample img");
    await sample.waitFor();
    assert.ok(await sample.evaluate((image) => image.complete && image.naturalWidth > 100));
    assert.match(await sample.getAttribute("alt"), /Synthetic, not for diagnosis/);
    assert.match(await page.locator(".sample").innerText(), /Synthetic, not for diagnosis/);
    await assertOnScreen(page, [".sample img", "#start"]);
    assert.deepEqual(
      requests.filter((url) => /wasm|safetensors/.test(url)),
      [],
    );
    await context.close();
  });

  test("the menu closes by Escape, by a click elsewhere, and when the focus leaves", async () => {
    const { page, context } = await open(browser, { context: { viewport: { width: 1280, height: 800 } } });
    await untilReady(page);
    const isOpen = () => page.locator("#device").evaluate((menu) => menu.open);
    await openDevice(page);
    await page.locator("input[name=room]:checked").focus();
    await page.keyboard.press("Escape");
    assert.equal(await isOpen(), false);
    assert.equal(await page.evaluate(() => document.activeElement.localName), "summary");
    await openDevice(page);
    await page.click("#text");
    assert.equal(await isOpen(), false);
    await openDevice(page);
    await page.locator("#text").focus();
    assert.equal(await isOpen(), false);
    await openDevice(page);
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.check("input[name=room][value=light]");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), dark);
    await context.close();
  });

  for (const colorScheme of /** @type {const} */ (["dark", "light"])) {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 768, height: 1024 },
      { width: 1280, height: 800 },
    ]) {
      test(`each state, ${colorScheme}, ${viewport.width} px`, async () => {
        const { page, context } = await start({ viewport, colorScheme });
        /** @param {string} state */
        const check = async (state) => {
          await assertFair(page, state);
          if (SHOTS) {
            await page.screenshot({ path: `${SHOTS}/${state}-${viewport.width}-${colorScheme}.png` });
          }
        };
        await check("pair");
        await page.fill("#text", `INDICATION: 74-year-old woman. ${REPORT} Large left pleural effusion. No pneumothorax. Possible nodule.`);
        await page.click("#generate");
        await page.locator("#status", { hasText: "Done" }).waitFor();
        await openDrawer(page, "findings");
        await page.locator(".where").first().click();
        await check("lit");
        await page.locator(".change > summary").first().click();
        await check("changed");
        await openDrawer(page, "patient");
        await check("patient");
        await openDevice(page);
        await check("device");
        await context.close();
      });
    }
  }
});
