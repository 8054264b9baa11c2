/** Reports that cannot be read: each gets its message, and a good report works afterwards. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { REPORT, assertQuiet, chooseEngine, generate, launch, open, openDrawer, shownError, untilError, untilReady } from "./support/browser.mjs";

/** No answer of the page may take longer while it works. */
const FROZEN_AFTER = 1500;

describe("bad input", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;
  before(async () => {
    browser = await launch({ webgpu: false });
    opened = await open(browser);
    await untilReady(opened.page);
    await chooseEngine(opened.page, "cpu");
    await untilReady(opened.page);
  });
  after(() => browser.close());

  /** @param {string} report @param {RegExp} message */
  async function refuses(report, message) {
    const { page } = opened;
    await page.fill("#text", report);
    await page.click("#generate");
    await untilError(page, message);
    assert.equal(await page.inputValue("#text"), report, "the text was lost");
    assert.equal(await page.locator("#generate").getAttribute("aria-disabled"), "false");
  }

  test("an empty report", () => refuses("   \n", /empty/i));
  test("only headings", () => refuses("FINDINGS:\nIMPRESSION:\n", /heading/i));
  test("binary junk in the field", () => refuses("\u0001\u0002\u0003\u0000\u0004", /not text|binary/i));

  test("a paste of 1 MB does not freeze the page", async () => {
    const { page } = opened;
    const long = "The lungs are clear. ".repeat(50_000);
    await page.evaluate((value) => {
      const text = document.querySelector("#text");
      text.value = value;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }, long);
    await page.click("#generate");
    let longest = 0;
    for (let asked = 0; asked < 10; asked++) {
      const start = performance.now();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      longest = Math.max(longest, performance.now() - start);
    }
    assert.ok(longest < FROZEN_AFTER, `the page did not answer for ${longest} ms`);
    await untilError(page, /more than|too long/i);
    await page.fill("#text", "");
  });

  test("a binary file", async () => {
    const { page } = opened;
    await page.fill("#text", "kept");
    await page.setInputFiles("#file", { name: "scan.txt", mimeType: "text/plain", buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 255, 254]) });
    await untilError(page, /^scan\.txt: /);
    assert.equal(await page.inputValue("#text"), "kept");
  });

  test("a file of 2 MB", async () => {
    const { page } = opened;
    await page.setInputFiles("#file", { name: "big.xml", mimeType: "text/xml", buffer: Buffer.alloc(2e6, "a") });
    await untilError(page, /^big\.xml: .*too large/);
  });

  test("a seed that is no number", async () => {
    const { page } = opened;
    await page.fill("#text", REPORT);
    for (const seed of ["-1", "4294967296", "1.5", "one", ""]) {
      await page.fill("#seed", seed);
      await page.click("#generate");
      await untilError(page, /whole number/);
    }
    await page.fill("#seed", "3");
  });

  test("markup in a report stays text", async () => {
    const { page } = opened;
    await page.fill("#text", `FINDINGS: The heart <img src=x onerror="document.title='hit'"> is normal.`);
    await openDrawer(page, "reading");
    await page.locator("#reading .copy").filter({ hasText: "<img" }).waitFor();
    assert.equal(await page.locator("#reading img").count(), 0);
    assert.notEqual(await page.title(), "hit");
  });

  test("a good file and a good report work after all that", async () => {
    const { page } = opened;
    await page.setInputFiles("#file", { name: "report.txt", mimeType: "text/plain", buffer: Buffer.from(REPORT) });
    await page.waitForFunction((report) => document.querySelector("#text").value === report, REPORT);
    assert.equal(await shownError(page), "");
    await generate(page);
    await assertQuiet(opened);
  });
});
