/** The film as data: developing it anew, its real depth on screen and in files, and measuring on it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertLabelled, assertQuiet, generate, launch, open, openDrawer, readBack, untilReady } from "./support/browser.mjs";
import { readDicom } from "./support/dicom.mjs";
import { goTo, untilIdle } from "./support/modes.mjs";
import { readPng } from "./support/png.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** @param {import("playwright-core").Browser} browser @param {import("playwright-core").BrowserContextOptions} [context] */
async function openPair(browser, context = {}) {
  const opened = await open(browser, { context: { viewport: { width: 1280, height: 900 }, ...context } });
  await untilReady(opened.page);
  await generate(opened.page);
  opened.page.setDefaultTimeout(20_000);
  return opened;
}

/** @param {Page} page */
const frame = (page) => page.locator("#views .frame").first();

/** The grey values of the frontal frame, at 128 by 128 of its pixels. @param {Page} page */
async function shown(page) {
  const text = await page.evaluate(
    () =>
      new Promise((done) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const canvas = document.querySelector("#views .frame canvas");
            const copy = new OffscreenCanvas(128, 128).getContext("2d", { willReadFrequently: true });
            copy.imageSmoothingEnabled = false;
            copy.drawImage(canvas, 0, 0, 128, 128);
            const { data } = copy.getImageData(0, 0, 128, 128);
            done(String.fromCharCode(...data.filter((_, at) => at % 4 === 0))); // far faster than an array
          }),
        ),
      ),
  );
  return [...text].map((letter) => letter.charCodeAt(0));
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Waits until the frontal frame shows something for which `is` holds. @param {Page} page @param {(grey: number[]) => boolean} is */
async function untilShown(page, is) {
  for (const until = Date.now() + 20_000; ; ) {
    const grey = await shown(page);
    if (is(grey)) {
      return grey;
    }
    assert.ok(Date.now() < until, "the picture did not change as expected");
  }
}

/** Saves a pair, and gives its files. @param {Page} page @param {string} name */
async function savePair(page, name) {
  /** @type {import("playwright-core").Download[]} */
  const downloads = [];
  const both = new Promise((resolve) => page.on("download", (download) => downloads.push(download) === 2 && resolve(undefined)));
  await page.getByRole("button", { name }).click();
  await both;
  page.removeAllListeners("download");
  return Promise.all(downloads.map(async (download) => readFileSync(await download.path())));
}

/** Drags over the frontal frame, in shares of it. @param {Page} page @param {number[]} from @param {number[]} to */
async function drag(page, from, to) {
  await frame(page).evaluate((element) => element.scrollIntoView({ block: "center" }));
  const { x, y, width, height } = await frame(page).boundingBox();
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 5 });
  await page.mouse.up();
}

/** @param {Page} page */
const readout = (page) => page.locator("#views .readout").innerText();

describe("the film as data", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("a narrow window shows the film's own steps, not those of 8 bits", async () => {
    const { page, context } = await open(browser, { start: false });
    const steps = await page.evaluate(async () => {
      const { windowedImage } = await import("./viewer/pane.js");
      const size = 64;
      const depth = Uint16Array.from({ length: size * size }, (_, at) => 32_768 + (at % size) * 8); // two levels of 8 bits
      const grey = Uint8Array.from(depth, (value) => Math.floor((value + 128) / 257));
      const window = { centre: 129, width: 2, inverted: false };
      const count = (/** @type {ImageData} */ image) => new Set(image.data.filter((_, at) => at % 4 === 0)).size;
      return { deep: count(windowedImage({ size, grey, depth }, window)), flat: count(windowedImage({ size, grey }, window)) };
    });
    assert.ok(steps.flat <= 3, `${steps.flat} greys from 8 bits`);
    assert.ok(steps.deep > 50, `${steps.deep} greys from 16 bits`);
    await context.close();
  });

  test("the whole window shows the greys of the model, with 16 bits too", async () => {
    const { page, context } = await open(browser, { start: false });
    const different = await page.evaluate(async () => {
      const { windowedImage } = await import("./viewer/pane.js");
      const depth = Uint16Array.from({ length: 65_536 }, (_, at) => at);
      const grey = Uint8Array.from(depth, (value) => Math.floor((value + 128) / 257));
      const { data } = windowedImage({ size: 256, grey, depth }, { centre: 128, width: 256, inverted: false });
      return grey.filter((value, at) => value !== data[4 * at]).length;
    });
    assert.equal(different, 0);
    await context.close();
  });

  test("exposure brightens, grain roughens, and the way back is exact", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    const before = await shown(page);
    await page.locator("#views .develop summary").click();
    const exposure = page.getByRole("slider", { name: "Exposure" });
    const was = await exposure.inputValue();
    await exposure.focus();
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    assert.ok(Number(await exposure.inputValue()) > Number(was));
    const bright = await untilShown(page, (grey) => mean(grey) > mean(before) + 2);
    assert.ok(mean(bright) > mean(before));
    await page.getByRole("button", { name: "As it was developed" }).click();
    await untilShown(page, (grey) => grey.every((value, at) => value === before[at]));
    await page.getByRole("button", { name: "As the network draws it" }).click();
    const grain = page.getByRole("slider", { name: "Grain" });
    assert.equal(await grain.inputValue(), "0");
    const smooth = await shown(page);
    await grain.focus();
    await page.keyboard.press("End");
    const rough = await untilShown(page, (grey) => grey.some((value, at) => value !== smooth[at]));
    await page.getByRole("button", { name: "Other grain" }).click();
    await untilShown(page, (grey) => grey.some((value, at) => value !== rough[at]));
    await assertLabelled(page);
    await assertQuiet(opened);
    await context.close();
  });

  test("the next pair is developed alike", async () => {
    const { page, context } = await openPair(browser);
    const before = await shown(page);
    await page.locator("#views .develop summary").click();
    await page.getByRole("slider", { name: "Exposure" }).focus();
    await page.keyboard.press("End");
    const bright = await untilShown(page, (grey) => mean(grey) > mean(before) + 2);
    await generate(page);
    await untilShown(page, (grey) => grey.every((value, at) => value === bright[at]));
    await context.close();
  });

  test("files hold the film as it is developed, in the depth that was chosen", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    const finest = (await readBack(page)).filter(({ view }) => view === "frontal").at(-1);
    await openDrawer(page, "save");
    await page.check("#files-deep");
    const [png] = (await savePair(page, "PNG pair")).map(readPng);
    assert.equal(png.bits, 16);
    assert.deepEqual(
      png.grey.map((value) => Math.floor((value + 128) / 257)),
      finest.grey,
    );
    assert.ok(new Set(png.grey).size > new Set(finest.grey).size, "no more steps than in 8 bits");
    const [dicom] = (await savePair(page, "DICOM pair")).map(readDicom);
    assert.deepEqual(
      ["00280100", "00280101", "00280102"].map((tag) => dicom.bytes(tag).readUInt16LE()),
      [16, 16, 15],
    );
    assert.equal(dicom.text("00281050"), "32768");
    const pixels = dicom.bytes("7FE00010");
    assert.deepEqual(
      Array.from({ length: pixels.length / 2 }, (_, at) => pixels.readUInt16LE(2 * at)),
      png.grey,
    );
    await page.locator("#views .develop summary").click();
    await page.getByRole("slider", { name: "Exposure" }).focus();
    await page.keyboard.press("End");
    const [bright] = (await savePair(page, "PNG pair")).map(readPng);
    assert.ok(mean(bright.grey) > mean(png.grey) + 257, "the exposure is not in the file");
    await page.uncheck("#files-deep");
    const [plain] = (await savePair(page, "PNG pair")).map(readPng);
    assert.equal(plain.bits, 8);
    assert.deepEqual(
      plain.grey,
      bright.grey.map((value) => Math.floor((value + 128) / 257)),
    );
    await assertQuiet(opened);
    await context.close();
  });

  test("lines by mouse: millimetres, and the ratio of heart to chest", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    await page.getByRole("button", { name: /^Ruler/ }).click();
    await drag(page, [0.25, 0.5], [0.75, 0.5]);
    assert.match(await readout(page), /^Frontal, ruler: 16[234] mm\..*324 mm, give or take 24 mm/);
    await page.getByRole("button", { name: /^Heart/ }).click();
    await drag(page, [0.35, 0.6], [0.7, 0.65]); // a width is level, however the hand moves
    await page.keyboard.press("c");
    await drag(page, [0.15, 0.7], [0.85, 0.7]);
    assert.match(await readout(page), /Heart-to-thorax ratio 0\.50/);
    await page.locator("#views .unseen", { hasText: "ratio 0.50" }).waitFor({ state: "attached" });
    await page.keyboard.press("="); // lines belong to the picture, not to the frame
    await page.getByRole("button", { name: "Zoom in" }).click();
    assert.match(await readout(page), /Heart-to-thorax ratio 0\.50/);
    await page.getByRole("button", { name: /^Clear lines/ }).click();
    assert.equal(await page.locator("#views .readout").isVisible(), false);
    await drag(page, [0.2, 0.3], [0.6, 0.3]);
    await generate(page);
    assert.equal(await page.locator("#views .line").count(), 0, "a line of another patient stays");
    await assertQuiet(opened);
    await context.close();
  });

  test("lines by two clicks and by keys alone", async () => {
    const { page, context } = await openPair(browser);
    await page.getByRole("button", { name: /^Ruler/ }).click();
    await frame(page).evaluate((element) => element.scrollIntoView({ block: "center" }));
    const { width, height } = await frame(page).boundingBox();
    await frame(page).click({ position: { x: 0.3 * width, y: 0.4 * height } });
    assert.match(await readout(page), /^One end is set/);
    await frame(page).click({ position: { x: 0.3 * width, y: 0.9 * height } });
    assert.match(await readout(page), /ruler: 16[234] mm/);
    await page.keyboard.press("Delete");
    await page.locator("#views .line").waitFor({ state: "detached" });
    await page.keyboard.press("h");
    await page.keyboard.press("Enter");
    for (let at = 0; at < 4; at++) {
      await page.keyboard.press("Shift+ArrowRight");
    }
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.match(await readout(page), /heart: 8[12] mm/); // 32 of 128
    await context.close();
  });

  test("Compare's films open in the viewer, windowed together and each measured by itself", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    await goTo(page, "compare");
    await page.click("#compare-run");
    await untilIdle(page);
    await page.getByRole("button", { name: /^A, frontal: Open/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.equal(await dialog.locator("canvas:visible").count(), 2, "the frontal films of A and B");
    await assertLabelled(page);
    await assertAccessible(page, "close-up");
    const figures = () => dialog.locator(".figures").allTextContents();
    await dialog.locator(".frame:visible").first().focus();
    await page.keyboard.press("3");
    await page.waitForFunction(() => [...document.querySelectorAll("dialog .frame canvas:not([hidden])")].length === 4);
    await page.waitForFunction(() => [...document.querySelectorAll("dialog .figures")].every((it) => it.textContent?.startsWith("W 140")));
    assert.deepEqual(new Set(await figures()), new Set(["W 140 L 176\n100 %"]));
    await page.keyboard.press("m");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Enter");
    await dialog.locator(".line").first().waitFor({ state: "attached" });
    assert.equal(await dialog.locator(".line").count(), 1, "a line lies on one film only");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await assertQuiet(opened);
    await context.close();
  });

  test("accessible with everything open, at 360 px too", async () => {
    for (const [width, colorScheme] of /** @type {const} */ ([
      [1280, "dark"],
      [360, "light"],
    ])) {
      const { page, context } = await openPair(browser, { viewport: { width, height: 740 }, colorScheme });
      await page.locator("#views .develop summary").click();
      await page.getByRole("button", { name: /^Ruler/ }).click();
      await drag(page, [0.25, 0.5], [0.75, 0.5]);
      await assertAccessible(page, `${width} px, ${colorScheme}`);
      await context.close();
    }
  });
});
