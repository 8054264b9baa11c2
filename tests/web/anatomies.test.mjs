/** Templates of one anatomy are fetched when a patient needs them; all are kept in the end, so that the page works alone. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { chooseEngine, launch, manifest, open, openDrawer, shownError, untilReady } from "./support/browser.mjs";
import { publish } from "./support/site.mjs";

describe("anatomies", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("a pair needs the templates of its own patient alone, and others are fetched when they are asked for", async (context) => {
    const site = await publish(context);
    const parts = (await manifest()).parts.filter(({ anatomy }) => anatomy !== undefined);
    assert.ok(parts.length > 2, "the weights that ship have their anatomies apart");
    /** @type {Set<string>} */
    const allowed = new Set();
    site.fault = (path, _, response) => path.startsWith("weights/anatomy-") && !allowed.has(path) && Boolean(response.destroy());
    const { page, context: own } = await open(browser, { url: site.url });
    await chooseEngine(page, "cpu");
    await untilReady(page);
    /** The anatomy that the page lacks, by its message. */
    const lacked = async () => {
      await page.locator("#error-text:visible").waitFor();
      const text = await shownError(page);
      assert.match(text, /could not be fetched/);
      const number = Number(/anatomy-(\d+)\.safetensors/.exec(text)?.[1]);
      allowed.add(`weights/anatomy-${number}.safetensors`);
      return number - 1;
    };
    const drawn = async () => {
      await page.locator("#run-facts:not(:empty)").waitFor({ state: "attached" });
      await page.locator("#generate[aria-disabled=false]").waitFor();
    };
    await page.fill("#text", "FINDINGS: The lungs are clear.");
    await page.click("#generate");
    const first = await lacked();
    await page.click("#generate");
    await drawn();
    await openDrawer(page, "patient");
    assert.equal(await page.inputValue("#patient-anatomy"), String(first));

    const other = (first + 1) % parts.length;
    await page.evaluate(() => document.querySelector("#run-facts").replaceChildren());
    await page.selectOption("#patient-anatomy", String(other));
    assert.equal(await lacked(), other);
    await page.click("#generate");
    await drawn();
    assert.equal(await page.inputValue("#patient-anatomy"), String(other));
    await own.close();
  });
});
