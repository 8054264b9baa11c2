/** For everyone: axe-core in each state, the keyboard alone, narrow screens. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { REPORT, begin, chooseEngine, launch, open, shownError, untilEnded, untilError, untilReady } from "./support/browser.mjs";
import { assertFair } from "./support/modes.mjs";

const NARROW = { width: 320, height: 640 };
/** More Tab presses than the page has stops. */
const MOST_TABS = 40;

/**
 * Presses Tab until the element has the focus, and checks that the focus can be seen at every stop.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 */
async function tabTo(page, selector) {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    await page.keyboard.press("Tab");
    const { there, visible, stop } = await page.evaluate((target) => {
      const active = document.activeElement;
      const style = getComputedStyle(active);
      const box = active.getBoundingClientRect();
      const seen = style.outlineStyle !== "none" && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { there: active.matches(target), visible: seen || active === document.body, stop: active.outerHTML.slice(0, 80) };
    }, selector);
    assert.ok(visible, `the focus cannot be seen on ${stop}`);
    if (there) {
      return;
    }
  }
  assert.fail(`Tab does not reach ${selector}`);
}

describe("access", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const viewport of [NARROW, { width: 1280, height: 900 }]) {
      test(`each state, ${colorScheme}, ${viewport.width} px wide`, async () => {
        /** @type {() => void} */
        let release = () => {};
        const held = new Promise((resolve) => {
          release = () => resolve(undefined);
        });
        const { page, context } = await open(browser, {
          context: { colorScheme, viewport, reducedMotion: "reduce" },
          start: false,
          unversioned: true,
          prepare: (page) =>
            page.route("**/weights/frontal.safetensors", async (route) => {
              await held;
              await route.continue();
            }),
        });
        /** @param {string} state */
        const check = async (state) => {
          await assertFair(page, state);
        };
        await page.locator("#start:visible").waitFor();
        await check("first visit");
        await begin(page);
        await page.locator("#progress:visible").waitFor();
        await check("loading");
        release();
        await untilReady(page);
        await check("ready");
        await page.click("#generate");
        await untilError(page, /empty/i);
        await check("refused report");
        await page.fill("#text", `${REPORT} Qwertzuiopasdfghjklyxcvbnmqwertzuiopasdfghjkl.`);
        await page.click("#generate");
        await page.locator(".scale").first().waitFor();
        await check("running");
        await untilEnded(page);
        await check("done");
        await page.route("**/weights/model.json", (route) => route.fulfill({ status: 404 }));
        await chooseEngine(page, "cpu");
        await untilError(page, /missing/);
        await check("no weights");
        await context.close();
      });
    }
  }

  test("the keyboard alone runs everything", async () => {
    const { page, context } = await open(browser, { start: false });
    await page.locator("#start:visible").waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
    await tabTo(page, "#start");
    await page.keyboard.press("Enter");
    await page.locator("#text").dispatchEvent("input");
    await untilReady(page);
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "text");
    await page.keyboard.type(REPORT);
    await page.keyboard.press("Control+Enter");
    await page.locator("#cancel[aria-disabled=false]").waitFor();
    await tabTo(page, "#cancel");
    await page.keyboard.press("Enter");
    await untilEnded(page);
    assert.match(await page.locator("#status").innerText(), /^(Cancelled|Done)/);
    await page.locator("#shelf summary").focus();
    for (const stop of ["#file", "#text", "#seed", "#another", "#generate"]) {
      await tabTo(page, stop);
    }
    await page.keyboard.press("Enter");
    await page.locator("#cancel[aria-disabled=false]").waitFor();
    await untilEnded(page);
    assert.equal(await shownError(page), "");
    await tabTo(page, "#device > summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "input[name=engine]");
    await page.keyboard.press("Escape");
    await tabTo(page, ".scale");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".scale").first().getAttribute("aria-pressed"), "true");
    await tabTo(page, "[aria-controls=drawer-reading]");
    await page.keyboard.press("Enter");
    await tabTo(page, ".copy");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-controls")), "drawer-reading");
    await context.close();
  });

  test("what happens is announced", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    assert.equal(await page.locator("#status").getAttribute("aria-live"), "polite");
    assert.match(await page.locator("#status").innerText(), /^Ready/);
    await page.click("#generate");
    assert.equal(await page.locator("#error").getAttribute("role"), "alert");
    await untilError(page, /empty/i);
    await context.close();
  });
});
