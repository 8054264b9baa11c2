/** Faults of the weights on their way to the page: each gets its message, and the page recovers when they are gone. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { generate, launch, manifest, open, untilError, untilReady } from "./support/browser.mjs";

const PART = "encoder.safetensors";
const OTHER = "frontal.safetensors";

/** @typedef {(route: import("playwright-core").Route) => Promise<void>} Handler */

/** Answers with a changed body. @param {(body: Buffer) => Buffer} change @returns {Handler} */
function changed(change) {
  return async (route) => {
    const response = await route.fetch();
    await route.fulfill({ status: 200, contentType: "application/octet-stream", body: change(await response.body()) });
  };
}

/** Changes one field of model.json. @param {(model: any) => void} change @returns {Handler} */
function model(change) {
  return changed((body) => {
    const json = JSON.parse(body.toString());
    change(json);
    return Buffer.from(JSON.stringify(json));
  });
}

/** @type {{name: string, file: string, fault: Handler, message: RegExp}[]} */
const FAULTS = [
  { name: "no weights at all", file: "model.json", fault: (route) => route.fulfill({ status: 404 }), message: /model\.json is missing/ },
  { name: "a missing part", file: PART, fault: (route) => route.fulfill({ status: 404 }), message: /encoder\.safetensors is missing/ },
  { name: "a connection that breaks", file: PART, fault: (route) => route.abort(), message: /encoder\.safetensors could not be fetched.*try again/ },
  { name: "a truncated part", file: PART, fault: changed((body) => body.subarray(0, body.length - 7)), message: /cut short.*encoder\.safetensors/ },
  {
    name: "an altered byte",
    file: PART,
    fault: changed((body) => {
      body[body.length >> 1] ^= 1;
      return body;
    }),
    message: /altered.*encoder\.safetensors/,
  },
  { name: "a truncated vocabulary", file: "vocabulary.json", fault: changed((body) => body.subarray(1)), message: /cut short.*vocabulary\.json/ },
  {
    name: "a newer format version",
    file: "model.json",
    fault: model((json) => {
      json[versionKey(json)] = 999;
    }),
    message: /newer than this page.*999/,
  },
  {
    name: "a description that is none",
    file: "model.json",
    fault: changed(() => Buffer.from("<!doctype html><p>Not found</p>")),
    message: /description of the weights/,
  },
];

/** @param {Record<string, unknown>} json */
function versionKey(json) {
  const key = Object.keys(json).find((name) => /^format_?version$/i.test(name));
  assert.ok(key, "model.json has no format version");
  return key;
}

describe("faults of the weights", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  for (const { name, file, fault, message } of FAULTS) {
    test(name, async () => {
      const { page, context } = await open(browser, { unversioned: true, prepare: (page) => page.route(`**/weights/${file}`, fault) });
      await untilError(page, message);
      assert.equal(await page.locator("#generate").getAttribute("aria-disabled"), "true");
      await page.unroute(`**/weights/${file}`);
      await page.click("#retry");
      await untilReady(page);
      await context.close();
    });
  }

  test("a part of other weights, listed as if it belonged", async () => {
    const { parts } = await manifest();
    const other = parts.find(({ file }) => file === OTHER);
    const { page, context } = await open(browser, {
      unversioned: true,
      prepare: async (page) => {
        // Size and hash fit, so that only the tensors in it can tell.
        await page.route(
          "**/weights/model.json",
          model((json) => {
            const part = json.parts.find(({ file }) => file === PART);
            Object.assign(part, { ...other, file: PART });
          }),
        );
        await page.route(`**/weights/${PART}`, async (route) => {
          const response = await route.fetch({ url: route.request().url().replace(PART, OTHER) });
          await route.fulfill({ response });
        });
      },
    });
    await untilError(page, /does not belong|part/);
    await page.unrouteAll();
    await page.click("#retry");
    await untilReady(page);
    await generate(page);
    await context.close();
  });

  for (const trained of [false, true]) {
    test(`weights that are ${trained ? "trained" : "untrained"} ${trained ? "carry no" : "carry a"} warning`, async () => {
      const say = changed((body) => Buffer.from(body.toString().replace(/"trained":\s*(true|false)/, `"trained":${trained}`)));
      const { page, context } = await open(browser, { unversioned: true, prepare: (page) => page.route("**/weights/model.json", say) });
      await untilReady(page);
      assert.equal(await page.locator("#untrained").isVisible(), !trained);
      await context.close();
    });
  }

  test("one failure on the way is repaired without a word", async () => {
    let failures = 0;
    const { page, context } = await open(browser, {
      unversioned: true,
      prepare: (page) => page.route(`**/weights/${PART}`, (route) => (failures++ === 0 ? route.abort() : route.continue())),
    });
    await untilReady(page);
    assert.equal(failures, 2);
    await context.close();
  });
});
