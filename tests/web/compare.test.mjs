/** Compare: the arithmetic of differences, and two reports with one seed in the page. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { diverging } from "../../www/film/colours.js";
import { ZONES, changedRegions, difference, strength, zoneChanges } from "../../www/film/difference.js";
import { QUESTIONS } from "../../www/compare/pairs.js";
import { changedWords } from "../../www/compare/words.js";
import { assertQuiet, generate, launch, open, readBack, untilError, untilReady } from "./support/browser.mjs";
import { LOOKS, assertFair, coloursOf, goTo, readings, untilIdle } from "./support/modes.mjs";

const SIZE = 64;

/**
 * A view of one grey level, brighter by `by` inside a box given in shares of the picture.
 * @param {"frontal" | "lateral"} view @param {number[]} [box] left, right, top, bottom @param {number} [by]
 */
function picture(view, box = [0, 0, 0, 0], by = 0) {
  const [left, right, top, bottom] = box.map((share) => share * SIZE);
  const grey = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => {
    const [x, y] = [at % SIZE, Math.floor(at / SIZE)];
    return 100 + (x >= left && x < right && y >= top && y < bottom ? by : 0);
  });
  return { view, size: SIZE, grey, values: new Float32Array(), milliseconds: 0 };
}

describe("differences", () => {
  test("are the second less the first, with their sign", () => {
    const { values } = difference(picture("frontal"), picture("frontal", [0, 0.5, 0, 1], -40));
    assert.equal(values[0], -40);
    assert.equal(values[SIZE - 1], 0);
  });

  test("the patient's right is on the picture's left, and the patient looks to the picture's left", () => {
    const right = zoneChanges(difference(picture("frontal"), picture("frontal", [0, 0.5, 0.5, 0.8], 30)));
    const mean = (/** @type {string} */ name) => right.find((zone) => zone.name === name)?.mean;
    assert.ok(Math.abs(mean("right lower zone") - 30) < 1);
    assert.ok(Math.abs(mean("left lower zone")) < 1);
    const front = zoneChanges(difference(picture("lateral"), picture("lateral", [0, 0.5, 0, 0.4], -30)));
    assert.deepEqual(
      front.filter((zone) => zone.mean < -20).map(({ name }) => name),
      ["anterior upper zone"],
    );
    assert.ok(front.find(({ name }) => name === "anterior upper zone").changed > 0.8);
  });

  test("zones lie in the picture and do not overlap", () => {
    for (const zones of Object.values(ZONES)) {
      for (const [at, a] of zones.entries()) {
        assert.ok(0 <= a.left && a.left < a.right && a.right <= 1 && 0 <= a.top && a.top < a.bottom && a.bottom <= 1, a.name);
        for (const b of zones.slice(at + 1)) {
          assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top, `${a.name}, ${b.name}`);
        }
      }
    }
  });

  test("a changed region is boxed and named; noise is not", () => {
    const box = [0.1875, 0.34375, 0.5625, 0.6875];
    const [first, ...rest] = changedRegions(difference(picture("frontal"), picture("frontal", box, 50)));
    assert.deepEqual(rest, []);
    assert.equal(first.name, "right lower zone");
    assert.deepEqual([first.left, first.right, first.top, first.bottom], box);
    assert.equal(first.mean, 50);
    const noise = picture("frontal");
    noise.grey = noise.grey.map((grey, at) => grey + (((at % SIZE) + Math.floor(at / SIZE)) % 2) * 10 - 5);
    assert.deepEqual(changedRegions(difference(picture("frontal"), noise)), []);
  });

  test("brighter and darker neighbours are two regions", () => {
    const after = picture("frontal", [0.25, 0.5, 0.25, 0.5], 40);
    const before = picture("frontal", [0.5, 0.75, 0.25, 0.5], 40);
    assert.deepEqual(
      changedRegions(difference(before, after))
        .map(({ mean }) => mean)
        .sort(),
      [-40, 40],
    );
  });

  test("one odd pixel does not fade the map", () => {
    const odd = picture("frontal", [0.25, 0.5, 0.25, 0.5], 60);
    odd.grey[0] = 255;
    assert.equal(strength([difference(picture("frontal"), odd)]), 60);
    assert.equal(strength([difference(picture("frontal"), picture("frontal"))]), 24);
  });

  test("colours: no change is the lightest, blue is darker, orange brighter, and lightness tells how much", () => {
    const light = (/** @type {number} */ value) => diverging(value).reduce((sum, channel) => sum + channel, 0);
    for (const value of [0.25, 0.5, 0.75, 1]) {
      assert.ok(light(value) < light(value - 0.25) && light(-value) < light(0.25 - value));
      assert.ok(diverging(-value)[2] > diverging(-value)[0] && diverging(value)[0] > diverging(value)[2]);
    }
    assert.deepEqual(diverging(7), diverging(1));
  });

  test("words that differ", () => {
    assert.deepEqual(changedWords("a large left effusion", "a large right effusion"), [{ removed: "left", added: "right" }]);
    assert.deepEqual(changedWords("no effusion", "effusion"), [{ removed: "no", added: "" }]);
    assert.deepEqual(changedWords("same words", "same  words"), []);
    assert.deepEqual(changedWords("", "all new"), [{ removed: "", added: "all new" }]);
  });
});

describe("compare in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** @param {import("playwright-core").BrowserContextOptions} [context] */
  async function start(context) {
    const opened = await open(browser, { context });
    await untilReady(opened.page);
    await goTo(opened.page, "compare");
    return opened;
  }

  test("draws A and B with one seed, and a map and a table of their difference", async () => {
    const opened = await start();
    const { page } = opened;
    assert.match(await page.locator("#compare-words").innerText(), /“right” became “left”/);
    await page.fill("#compare-seed", "5");
    await page.click("#compare-run");
    await untilIdle(page);
    const frames = page.locator("#compare-views canvas");
    const [a, b, map] = await Promise.all([0, 1, 2].map((at) => coloursOf(frames.nth(at))));
    const change = a.map(([grey], at) => b[at][0] - grey);
    assert.ok(
      change.some((value) => value !== 0),
      "A and B are the same picture",
    );
    const limit = Number(/brighter by (\d+)/.exec(await page.locator(".change-legend").innerText())[1]);
    assert.deepEqual(
      map,
      change.map((value) => diverging(value / limit)),
    );

    const size = Math.sqrt(a.length);
    const grey = (/** @type {number[][]} */ colours) => ({
      view: /** @type {const} */ ("frontal"),
      size,
      grey: Uint8Array.from(colours, ([level]) => level),
      values: new Float32Array(),
      milliseconds: 0,
    });
    const expected = zoneChanges(difference(grey(a), grey(b)));
    const rows = await page.locator("#compare-table tbody tr").allInnerTexts();
    assert.equal(rows.length, ZONES.frontal.length + ZONES.lateral.length);
    for (const [at, { name, mean }] of expected.entries()) {
      assert.ok(rows[at].startsWith(`Frontal: ${name}`), rows[at]);
      const shown = Number(/[+−]?\d+\.\d/.exec(rows[at])[0].replace("−", "-"));
      assert.ok(Math.abs(shown - mean) < 0.06, `${rows[at]}: ${mean}`);
    }

    // The same as Read draws: one seed, one model.
    const text = await page.inputValue("#compare-b");
    await page.click("#tab-read");
    await page.fill("#seed", "5");
    await generate(page, text);
    const read = (await readBack(page)).filter(({ view }) => view === "frontal").at(-1);
    assert.deepEqual(
      b.map(([level]) => level),
      read.grey,
    );
    assert.equal(page.workers().length, 1);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("the user's own texts, the report from Read, and a difference of nothing", async () => {
    const { page, context } = await start();
    await page.click("#compare-from-read");
    assert.match(await page.locator("#status").innerText(), /no report in Read/);
    await page.click("#tab-read");
    await page.fill("#text", "FINDINGS: The lungs are clear.");
    await goTo(page, "compare");
    await page.click("#compare-from-read");
    assert.equal(await page.inputValue("#compare-a"), "FINDINGS: The lungs are clear.");
    assert.equal(await page.locator("#compare-question").inputValue(), "");
    assert.match(await page.locator("#compare-words").innerText(), /Both reports are the same/);
    await page.click("#compare-run");
    await untilIdle(page);
    const map = await coloursOf(page.locator("#compare-views canvas").nth(2));
    assert.ok(map.every((colour) => colour.join() === diverging(0).join()));
    await page.fill("#compare-b", "");
    await page.click("#compare-run");
    await untilError(page, /empty/i);
    await page.fill("#compare-b", "FINDINGS: No effusion.");
    await page.fill("#compare-seed", "x");
    await page.click("#compare-run");
    await untilError(page, /whole number/);
    await context.close();
  });

  test("cancel stops both, and Read works afterwards", async () => {
    const { page, context } = await start();
    await page.click("#compare-run");
    await page.click("#panel-compare .cancel");
    await untilIdle(page);
    assert.match(await page.locator("#status").innerText(), /^Cancelled/);
    assert.equal(await page.locator("#compare-table").count(), 0);
    await page.click("#tab-read");
    await generate(page);
    await context.close();
  });

  test("every question differs in words that the model knows", async () => {
    const { page, context } = await start();
    const read = await readings(
      page,
      QUESTIONS.flatMap(({ a, b }) => [a, b]),
    );
    assert.deepEqual(
      read.flatMap(({ unknown }) => unknown.map(({ word }) => word)),
      [],
    );
    for (const { name, a, b, others } of QUESTIONS) {
      assert.equal(changedWords(a, b).length > 0, !others, name); // two patients have one report
    }
    await context.close();
  });

  test("tabs: arrows, one tab stop, and the address stays", async () => {
    const { page, context } = await start();
    const address = page.url();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.id), "tab-practice");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.id), "tab-read");
    await page.keyboard.press("End");
    assert.deepEqual(await page.$$eval("[role=tab]", (tabs) => tabs.map((tab) => [tab.ariaSelected, tab.tabIndex])), [
      ["false", -1],
      ["false", -1],
      ["true", 0],
    ]);
    assert.deepEqual(await page.$$eval("[role=tabpanel]", (panels) => panels.map(({ hidden }) => hidden)), [true, true, false]);
    assert.ok(await page.locator("#status").isVisible(), "the status went with another mode");
    assert.equal(page.url(), address);
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.locator(".skip").focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "compare-question");
    await context.close();
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px, ${look.colorScheme}`, async () => {
      const { page, context } = await start(look);
      await assertFair(page, "before");
      await page.click("#compare-run");
      await page.locator("#compare-views canvas:visible").first().waitFor();
      await assertFair(page, "running");
      await untilIdle(page);
      await assertFair(page, "compared");
      await context.close();
    });
  }
});
