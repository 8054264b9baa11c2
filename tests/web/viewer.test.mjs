/** The viewer: what mouse, touch and keys do to the pixels, and the label that no setting removes. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertAccessible, assertLabelled, assertQuiet, generate, launch, manifest, open, untilReady } from "./support/browser.mjs";

/** @typedef {import("playwright-core").Page} Page */

/** Opens the page and makes a pair. @param {import("playwright-core").Browser} browser @param {import("playwright-core").BrowserContextOptions} [context] */
async function openPair(browser, context = {}) {
  const opened = await open(browser, { context: { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...context } });
  await untilReady(opened.page);
  await generate(opened.page);
  opened.page.setDefaultTimeout(20_000);
  await opened.page.locator("#views .viewer").scrollIntoViewIfNeeded();
  return opened;
}

/** Pixels of the largest image. */
const PIXELS = (await manifest()).sizes.at(-1) ** 2;

/** @param {Page} page @param {"frontal" | "lateral"} view */
const frame = (page, view) => page.locator("#views .frame").nth(view === "frontal" ? 0 : 1);

/** Waits until what was changed is drawn. @param {Page} page */
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Width, level and zoom in the corner of a view. @param {Page} page @param {"frontal" | "lateral"} view */
async function figures(page, view) {
  await drawn(page);
  const text = await frame(page, view).locator(".figures").textContent();
  const [, width, level, zoom] = text.match(/^W (\d+) L (\d+)\n(\d+) %/);
  return { width: Number(width), level: Number(level), zoom: Number(zoom), inverted: text.endsWith("inverted") };
}

/**
 * What the screen shows for every pixel of the model's picture, at the zoom and place given, beside the model's grey.
 * @param {Page} page @param {"frontal" | "lateral"} view
 */
async function pixels(page, view, { zoom = 1, x = 0.5, y = 0.5 } = {}) {
  await drawn(page);
  const found = await page.evaluate(
    ([view, zoom, x, y]) => {
      const canvas = document.querySelector(`#views .frame canvas[data-view=${view}]`);
      const { size } = canvas.dataset;
      const shown = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      const small = document.querySelector(`.scale canvas[data-view=${view}][data-size="${size}"]`);
      const model = small.getContext("2d").getImageData(0, 0, size, size).data;
      const side = Math.round(Math.min(canvas.width, canvas.height) * zoom);
      const [left, top] = [Math.round(canvas.width / 2 - x * side), Math.round(canvas.height / 2 - y * side)];
      const found = [];
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          const at = [left + Math.floor(((column + 0.5) * side) / size), top + Math.floor(((row + 0.5) * side) / size)];
          if (at[0] >= 0 && at[1] >= 0 && at[0] < canvas.width && at[1] < canvas.height) {
            found.push(model[4 * (row * size + column)], shown[4 * (at[1] * canvas.width + at[0])]);
          }
        }
      }
      return found.join(" "); // far faster than objects
    },
    [view, zoom, x, y],
  );
  const numbers = found.split(" ").map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, at) => ({ model: numbers[2 * at], shown: numbers[2 * at + 1] }));
}

/**
 * @param {{model: number, shown: number}[]} found
 * @param {(model: number) => number} expected
 * @param {number} [least] share of the pixels that must be seen
 * @param {number} [beside] greys that a pixel may be off, beside rounding
 */
function assertShown(found, expected, least = 0.015, beside = 0) {
  assert.ok(found.length >= least * PIXELS, `only ${found.length} of ${PIXELS} pixels are in the frame`);
  const wrong = found.filter(({ model, shown }) => Math.abs(shown - Math.min(255, Math.max(0, expected(model)))) > 0.51 + beside);
  assert.deepEqual(wrong.slice(0, 3), [], `${wrong.length} of ${found.length} pixels are wrong`);
}

/** DICOM PS3.3 C.11.2.1.2.1 on the film's 16 bits, for a grey of 8. @param {number} width @param {number} level */
const windowed = (width, level) => (/** @type {number} */ grey) => ((257 * grey - (256 * level - 0.5)) / (256 * width - 1) + 0.5) * 255;

/** The film is windowed before it is rounded to 8 bits, so a pixel may be half a level off. @param {{model: number, shown: number}[]} found @param {number} width @param {number} level @param {number} [least] */
function assertWindowed(found, width, level, least) {
  assertShown(found, windowed(width, level), least, 128 / width);
}

/** @param {number} grey */
const same = (grey) => grey;

/** @param {Page} page @param {"frontal" | "lateral"} view */
async function centre(page, view) {
  const box = await frame(page, view).boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The whole CSS pixel near this share of the frame, and the share it lies at. @param {Page} page @param {"frontal" | "lateral"} view @param {number} x @param {number} y */
async function inFrame(page, view, x, y) {
  const box = await frame(page, view).boundingBox();
  const pointer = { x: Math.round(box.x + x * box.width), y: Math.round(box.y + y * box.height) };
  return { ...pointer, across: (pointer.x - box.x) / box.width, along: (pointer.y - box.y) / box.height };
}

/** @param {Page} page @param {"frontal" | "lateral"} view @param {number} right @param {number} down @param {"left" | "right" | "middle"} [button] */
async function drag(page, view, right, down, button = "left") {
  const { x, y } = await centre(page, view);
  await page.mouse.move(x, y);
  await page.mouse.down({ button });
  await page.mouse.move(x + right / 2, y + down / 2);
  await page.mouse.move(x + right, y + down);
  await page.mouse.up({ button });
}

/** Single pixels, so that each can be compared. @param {Page} page */
const nearest = (page) => page.getByRole("button", { name: "Smooth pixels" }).click();

/**
 * The label can be read in each frame that is shown: nothing lies over it, and it is on the screen.
 * @param {Page} page
 * @param {number} [shown] frames that are shown: a narrow window has one at a time
 */
async function assertStamped(page, shown = 2) {
  await assertLabelled(page);
  const readable = await page.$$eval("#views .frame .stamp span", (stamps) =>
    stamps
      .map((stamp) => ({ stamp, box: stamp.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
      .map(({ stamp, box }) => stamp.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))),
  );
  assert.deepEqual(readable, Array(shown).fill(true));
}

describe("viewer", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("draws at device pixels, every grey as the model made it", async () => {
    for (const deviceScaleFactor of [1, 2, 1.5]) {
      const opened = await openPair(browser, { deviceScaleFactor });
      const { page, context } = opened;
      const [drawnWidth, wide] = await page.$eval("#views .frame canvas", (canvas) => [canvas.width, canvas.getBoundingClientRect().width]);
      assert.ok(Math.abs(drawnWidth - wide * deviceScaleFactor) <= 1, `${drawnWidth} canvas pixels for ${wide} CSS px × ${deviceScaleFactor}`);
      await nearest(page);
      assertShown(await pixels(page, "frontal"), same, 0.91);
      assertShown(await pixels(page, "lateral"), same, 0.91);
      await assertQuiet(opened);
      await context.close();
    }
  });

  test("smooth or single pixels", async () => {
    const { page, context } = await openPair(browser);
    await page.locator(".scale").first().click(); // 32 px, far from the screen's
    const greys = () =>
      page.$eval("#views .frame canvas", (canvas) => new Set(canvas.getContext("2d").getImageData(0, canvas.height >> 1, canvas.width, 1).data).size);
    await drawn(page);
    const smooth = await greys();
    await nearest(page);
    await drawn(page);
    assert.ok((await greys()) <= 33, "more greys than the row has pixels");
    assert.ok(smooth > 33, "smooth shows no more greys than the row has pixels");
    await context.close();
  });

  test("window: presets by key and by list, and by dragging", async () => {
    const { page, context } = await openPair(browser);
    await nearest(page);
    await frame(page, "frontal").focus();
    await page.keyboard.press("2");
    assert.deepEqual(await figures(page, "frontal"), { width: 140, level: 80, zoom: 100, inverted: false });
    assertWindowed(await pixels(page, "frontal"), 140, 80);
    assertWindowed(await pixels(page, "lateral"), 140, 80);
    await page.locator(".tools select").selectOption({ label: "3 Heart and spine" });
    assertWindowed(await pixels(page, "lateral"), 140, 176);
    await frame(page, "frontal").focus();
    await page.keyboard.press("5");
    const fitted = await figures(page, "frontal");
    const greys = (await pixels(page, "frontal")).map(({ model }) => model).sort((a, b) => a - b);
    assert.ok(Math.abs(fitted.width - (greys[Math.round(0.99 * greys.length)] - greys[Math.round(0.01 * greys.length)])) <= 2, JSON.stringify(fitted));
    await page.keyboard.press("1");
    assertShown(await pixels(page, "frontal"), same);

    const wide = (await frame(page, "frontal").boundingBox()).width;
    await drag(page, "frontal", -wide / 4, 0);
    let now = await figures(page, "frontal");
    assert.ok(Math.abs(now.width - 192) <= 1 && now.level === 128, `a quarter of the frame to the left: ${JSON.stringify(now)}`);
    assert.equal(await page.locator(".tools select").inputValue(), "");
    await drag(page, "frontal", 0, wide / 8);
    now = await figures(page, "frontal");
    assert.ok(Math.abs(now.width - 192) <= 1 && Math.abs(now.level - 160) <= 1, `an eighth down: ${JSON.stringify(now)}`);
    assert.deepEqual(await figures(page, "lateral"), now);
    const shown = await pixels(page, "frontal");
    assert.ok(shown.every(({ model, shown }) => Math.abs(shown - Math.min(255, Math.max(0, windowed(now.width, now.level)(model)))) < 4));
    await context.close();
  });

  test("invert", async () => {
    const { page, context } = await openPair(browser);
    await nearest(page);
    await frame(page, "lateral").focus();
    await page.keyboard.press("i");
    assertShown(await pixels(page, "lateral"), (grey) => 255 - grey);
    assertShown(await pixels(page, "frontal"), (grey) => 255 - grey);
    const button = page.getByRole("button", { name: "Invert black and white" });
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    await button.click();
    assertShown(await pixels(page, "frontal"), same);
    await context.close();
  });

  test("zoom: wheel, right drag, keys and buttons; fit and reset", async () => {
    const { page, context } = await openPair(browser);
    await nearest(page);
    const at = await inFrame(page, "frontal", 0.5, 0.5);
    const { scrollY } = await page.evaluate(() => ({ scrollY }));
    await page.waitForTimeout(400);
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -462);
    const twice = Math.exp(462 * 0.0015);
    await page.waitForFunction(() => /200 %/.test(document.querySelector(".figures").textContent));
    assert.deepEqual(await figures(page, "frontal"), { width: 256, level: 128, zoom: 200, inverted: false });
    assert.equal((await figures(page, "lateral")).zoom, 200);
    const place = { zoom: twice, x: at.across + (0.5 - at.across) / twice, y: at.along + (0.5 - at.along) / twice };
    assertShown(await pixels(page, "frontal", place), same, 0.22);
    assertShown(await pixels(page, "lateral", { ...place, x: 0.5 }), same, 0.22);
    assert.equal(await page.evaluate(() => scrollY), scrollY, "the wheel scrolled the page as well");
    await frame(page, "frontal").focus();
    await page.keyboard.press("=");
    assertShown(await pixels(page, "frontal"), same, 0.91);
    await drag(page, "frontal", 0, -50, "right");
    const zoomed = (await figures(page, "frontal")).zoom;
    assert.ok(zoomed > 140 && zoomed < 160, `right drag up: ${zoomed} %`);
    await page.keyboard.press("=");
    await page.keyboard.press("+");
    assert.equal((await figures(page, "frontal")).zoom, 125);
    await page.keyboard.press("-");
    assert.equal((await figures(page, "frontal")).zoom, 100);
    await page.getByRole("button", { name: "Zoom in" }).click();
    assert.equal((await figures(page, "lateral")).zoom, 125);
    await page.getByRole("button", { name: "Zoom out" }).click();
    await page.getByRole("button", { name: "Invert" }).click();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Reset" }).click();
    assert.deepEqual(await figures(page, "frontal"), { width: 256, level: 128, zoom: 100, inverted: false });
    assertShown(await pixels(page, "lateral"), same, 0.91);
    await context.close();
  });

  test("the point under the pointer stays where it is while zooming", async () => {
    const { page, context } = await openPair(browser);
    await nearest(page);
    await page.waitForTimeout(400);
    const pointer = await inFrame(page, "frontal", 0.25, 0.7);
    const [x, y] = [pointer.across, pointer.along];
    await page.mouse.move(pointer.x, pointer.y);
    await page.mouse.wheel(0, -700);
    await page.waitForFunction(() => !/100 %/.test(document.querySelector(".figures").textContent));
    await drawn(page);
    const zoom = Math.exp(700 * 0.0015);
    const after = { zoom, x: x + (0.5 - x) / zoom, y: y + (0.5 - y) / zoom };
    assertShown(await pixels(page, "frontal", after), same, 0.07);
    assertShown(await pixels(page, "lateral", { ...after, x: 0.5 }), same, 0.07);
    await context.close();
  });

  test("a scroll that began elsewhere passes over the pictures", async () => {
    const { page, context } = await openPair(browser);
    // Made in the page, since a busy machine turns the real wheel too slowly for one movement.
    const turn = (/** @type {string[]} */ ...over) =>
      page.evaluate(
        (over) =>
          over.map((selector) => {
            const event = new WheelEvent("wheel", { deltaY: 60, bubbles: true, cancelable: true });
            document.querySelector(selector).dispatchEvent(event);
            return event.defaultPrevented;
          }),
        over,
      );
    assert.deepEqual(await turn("h1", "h1", "#views .frame", "#views .frame"), [false, false, false, false]);
    assert.equal((await figures(page, "frontal")).zoom, 100);
    await page.waitForTimeout(400);
    assert.deepEqual(await turn("#views .frame", "#views .frame"), [true, true]);
    assert.ok((await figures(page, "frontal")).zoom < 100);
    await context.close();
  });

  test("linked views move together up and down only; unlinked not at all", async () => {
    const { page, context } = await openPair(browser);
    await nearest(page);
    await frame(page, "frontal").focus();
    await page.keyboard.press("ArrowRight");
    assertShown(await pixels(page, "frontal", { x: 0.4 }), same, 0.76);
    assertShown(await pixels(page, "lateral"), same, 0.91);
    await page.keyboard.press("ArrowDown");
    assertShown(await pixels(page, "frontal", { x: 0.4, y: 0.4 }), same, 0.76);
    assertShown(await pixels(page, "lateral", { y: 0.4 }), same, 0.76);
    await page.keyboard.press("0");
    const side = (await frame(page, "frontal").boundingBox()).width;
    await drag(page, "lateral", Math.round(side / 8), Math.round(side / 4), "middle");
    const [right, down] = [Math.round(side / 8) / side, Math.round(side / 4) / side];
    assertShown(await pixels(page, "lateral", { x: 0.5 - right, y: 0.5 - down }), same, 0.45);
    assertShown(await pixels(page, "frontal", { y: 0.5 - down }), same, 0.6);

    const link = page.getByRole("button", { name: "Link views" });
    await page.keyboard.press("0");
    await page.keyboard.press("l");
    assert.equal(await link.getAttribute("aria-pressed"), "false");
    await frame(page, "lateral").focus();
    await page.keyboard.press("i");
    await page.keyboard.press("2");
    await page.keyboard.press("+");
    assert.deepEqual(await figures(page, "frontal"), { width: 256, level: 128, zoom: 100, inverted: false });
    assert.deepEqual(await figures(page, "lateral"), { width: 140, level: 80, zoom: 125, inverted: true });
    assert.deepEqual(await page.$$eval("#views .frame", (frames) => frames.map(({ classList }) => classList.contains("active"))), [false, true]);
    await page.getByRole("button", { name: "Zoom in" }).click();
    assert.equal((await figures(page, "frontal")).zoom, 100, "a button acts on the view used last");
    await link.click();
    assert.deepEqual(await figures(page, "frontal"), await figures(page, "lateral"));
    await context.close();
  });

  test("keys count only in the viewer, and leave buttons and the page alone", async () => {
    const { page, context } = await openPair(browser, { viewport: { width: 1280, height: 500 } });
    const untouched = { width: 256, level: 128, zoom: 100, inverted: false };
    await page.locator("#text").focus();
    await page.keyboard.type(" i2+-");
    await page.locator("#text").evaluate((text) => text.blur());
    await page.keyboard.press("i");
    await page.keyboard.press("2");
    assert.deepEqual(await figures(page, "frontal"), untouched);
    assert.match(await page.inputValue("#text"), / i2\+-$/);
    await page.evaluate(() => scrollTo(0, 0));
    await page.keyboard.press("Space");
    await page.waitForFunction(() => scrollY > 0);

    await frame(page, "frontal").focus();
    await page.keyboard.press("i");
    await page.keyboard.press("2");
    await page.waitForTimeout(300);
    const scrolled = await page.evaluate(() => scrollY);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("0");
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => scrollY), scrolled, "a key of the viewer scrolled the page");
    assert.deepEqual(await figures(page, "frontal"), untouched);
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowUp");
    assert.deepEqual(await figures(page, "frontal"), { ...untouched, width: 264, level: 120 });
    await page.keyboard.press("Control+i");
    assert.equal((await figures(page, "frontal")).inverted, false);
    const invert = page.getByRole("button", { name: "Invert black and white" });
    await invert.focus();
    await page.keyboard.press("Space");
    assert.deepEqual(await figures(page, "frontal"), { width: 264, level: 120, zoom: 100, inverted: true });
    await page.locator(".scale").first().focus();
    await page.keyboard.press("Space");
    assert.equal(await page.locator("#views .frame canvas").first().getAttribute("data-size"), "32");
    assert.equal((await figures(page, "frontal")).width, 264);
    await context.close();
  });

  test("toolbar: one stop, arrows between buttons, tools, the list of keys", async () => {
    const { page, context } = await openPair(browser);
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
    assert.equal(await page.locator("[role=toolbar] button[tabindex='0']").count(), 1);
    await page.locator("[role=toolbar] button[tabindex='0']").focus();
    assert.match(await focused(), /^Window: drag/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.match(await focused(), /^Zoom: drag/);
    assert.deepEqual(
      await page.$$eval("[role=group][aria-label='What dragging does'] button", (buttons) => buttons.map((button) => button.getAttribute("aria-pressed"))),
      ["false", "true", "false"],
    );
    await drag(page, "frontal", 0, -50);
    const { zoom, width } = await figures(page, "frontal");
    assert.ok(zoom > 140 && width === 256, "the chosen tool is zoom");
    await page.getByRole("button", { name: /^Move: / }).click();
    await page.keyboard.press("=");
    const clicked = await inFrame(page, "frontal", 0.75, 0.5);
    await page.mouse.click(clicked.x, clicked.y);
    await nearest(page);
    assertShown(await pixels(page, "frontal", { x: clicked.across, y: clicked.along }), same, 0.6);
    await page.keyboard.press("End");
    assert.equal(await focused(), "Full screen");
    await page.keyboard.press("ArrowRight");
    assert.match(await focused(), /^Window: drag/);
    await page.keyboard.press("?");
    assert.match(await page.locator(".help dl").innerText(), /0\s+reset/);
    assert.equal(await focused(), "Keys and mouse");
    await context.close();
  });

  test("settings are announced once they rest", async () => {
    const { page, context } = await openPair(browser);
    const live = page.locator("#views .viewer > [role=status]");
    await page.waitForTimeout(900);
    assert.equal(await live.textContent(), "");
    await frame(page, "frontal").evaluate((element) =>
      ["2", "+", "+"].forEach((key) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))),
    );
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => {
          const live = document.querySelector("#views .viewer > [role=status]");
          const said = [];
          new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true });
          setTimeout(resolve, 2000, said);
        }),
    );
    assert.deepEqual(await heard, ["window width 140, level 80, zoom 156 %, views linked, smooth."], "once, for all steps");
    await context.close();
  });

  test("touch: a finger scrolls the page until the picture is tapped; two fingers zoom", async () => {
    const { page, context } = await openPair(browser, { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    const devtools = await context.newCDPSession(page);
    /** @param {{x: number, y: number}[][]} steps positions of all fingers, step by step */
    const touch = async (steps) => {
      for (const [at, points] of steps.entries()) {
        await devtools.send("Input.dispatchTouchEvent", {
          type: at === 0 ? "touchStart" : "touchMove",
          touchPoints: points.map((point, id) => ({ ...point, id })),
        });
      }
      await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await frame(page, "frontal").evaluate((element) => element.scrollIntoView({ block: "center" }));
    const finger = [0, 20, 40, 60, 80, 100].map((far) => ({ x: 180, y: 400 - far }));
    const start = await page.evaluate(() => scrollY);
    await touch(finger.map((point) => [point]));
    await page.waitForFunction((start) => scrollY > start + 20, start);
    await page.waitForTimeout(600); // a tap while the page still rolls only stops it
    assert.deepEqual(await figures(page, "frontal"), { width: 256, level: 128, zoom: 100, inverted: false });

    await frame(page, "frontal").evaluate((element) => element.scrollIntoView({ block: "center" }));
    const { x, y } = await centre(page, "frontal");
    await page.touchscreen.tap(x, y);
    const resting = await page.evaluate(() => scrollY);
    await touch([0, 10, 20, 40].map((far) => [{ x: x + far, y: y + far }]));
    const windowed = await figures(page, "frontal");
    assert.ok(windowed.width > 270 && windowed.level > 140, `one finger windows: ${JSON.stringify(windowed)}`);
    assert.equal(await page.evaluate(() => scrollY), resting, "the drag scrolled the page as well");
    await touch(
      [20, 30, 40].map((far) => [
        { x: x - far, y },
        { x: x + far, y },
      ]),
    );
    const { zoom, width } = await figures(page, "lateral");
    assert.ok(Math.abs(zoom - 200) <= 2 && width === windowed.width, `two fingers: ${zoom} %`);
    assert.equal(await page.evaluate(() => visualViewport.scale), 1, "the page was zoomed");
    await assertAccessible(page, "touch, 360 px");
    await context.close();
  });

  test("full screen keeps the label, and so does every zoom and place", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    await assertStamped(page);
    await frame(page, "frontal").focus();
    for (const key of [..."+++++++++++++", "ArrowLeft", "ArrowUp", "ArrowUp", "i", "1"]) {
      await page.keyboard.press(key);
    }
    assert.equal((await figures(page, "frontal")).zoom, 1600);
    await assertStamped(page);
    await page.keyboard.press("=");
    const normal = await page.$eval("#views .frame canvas", (canvas) => canvas.width);
    const full = page.getByRole("button", { name: "Full screen" });
    await full.click();
    await page.waitForFunction(() => document.fullscreenElement);
    await page.waitForFunction((normal) => document.querySelector("#views .frame canvas").width > normal, normal);
    assert.equal(await full.getAttribute("aria-pressed"), "true");
    await assertStamped(page);
    await page.keyboard.press("ArrowRight"); // within the toolbar: the key list must not lie outside
    await frame(page, "lateral").focus();
    await page.keyboard.press("+");
    assert.equal((await figures(page, "frontal")).zoom, 125);
    await assertAccessible(page, "full screen");
    for (const size of [
      { width: 640, height: 360 },
      { width: 360, height: 640 },
      { width: 1280, height: 900 },
    ]) {
      await page.setViewportSize(size);
      await page.keyboard.press("?");
      await page.waitForFunction(({ height }) => innerHeight === height, size);
      await drawn(page);
      await assertStamped(page, size.width < 700 ? 1 : 2);
      const frames = await page.$$eval("#views .frame", (all) => all.map((frame) => frame.getBoundingClientRect().toJSON()));
      assert.ok(
        frames.every(({ top, bottom, left, right }) => top >= 0 && left >= 0 && bottom <= size.height && right <= size.width),
        JSON.stringify(frames),
      );
    }
    await page.keyboard.press("?");
    await frame(page, "lateral").focus();
    await page.keyboard.press("f");
    await page.waitForFunction(() => !document.fullscreenElement);
    await page.locator("#views").getByRole("button", { name: "Full screen", pressed: false }).waitFor();
    await assertStamped(page);
    await assertQuiet(opened);
    await context.close();
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(`accessible in each state, ${colorScheme}`, async () => {
      for (const viewport of [
        { width: 360, height: 740 },
        { width: 1280, height: 900 },
      ]) {
        const { page, context } = await openPair(browser, { colorScheme, viewport });
        await assertAccessible(page, `pair, ${viewport.width}`);
        await frame(page, "frontal").focus();
        await page.keyboard.press("l");
        await page.keyboard.press("i");
        await page.keyboard.press("?");
        await assertAccessible(page, `unlinked, inverted, help, ${viewport.width}`);
        await context.close();
      }
    });
  }

  test("a second pair: shared display, difference, regions", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    await page.evaluate(async () => {
      const { Viewer } = await import(new URL("viewer/viewer.js", document.baseURI).href);
      const { differenceOf } = await import(new URL("film/difference.js", document.baseURI).href);
      const grey = new Uint8Array(64 * 64).fill(100);
      const other = grey.slice();
      other[0] = 200; // the first pixel is darker here
      other[63] = 4; // the last of its row brighter
      const root = document.createElement("section");
      root.id = "second";
      document.querySelector("#views").after(root);
      const first = new Viewer(root, { label: "First" });
      const second = new Viewer(root, { label: "Second", display: first.display, toolbar: false });
      first.show({ view: "frontal", size: 64, grey });
      second.show({ view: "frontal", size: 64, grey }, differenceOf(grey, other));
      second.overlay("frontal", [{ x: 32, y: 16, width: 16, height: 8, label: "Left base" }]);
    });
    await page.locator("#second [role=toolbar] button", { hasText: "Smooth" }).click();
    await page.locator("#second .frame").first().focus();
    await page.keyboard.press("i");
    await drawn(page);
    const panes = page.locator("#second .pane");
    assert.equal(await page.locator("#second [role=toolbar]").count(), 1);
    for (const at of [0, 2]) {
      assert.match(await panes.nth(at).locator(".figures").textContent(), /inverted/);
    }
    const corners = await panes
      .nth(2)
      .locator("canvas")
      .evaluate((canvas) => {
        const row = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1).data;
        return [0, canvas.width - 1, canvas.width >> 1].map((x) => [...row.slice(4 * x, 4 * x + 4)]);
      });
    assert.deepEqual(corners, [
      [40, 150, 255, 255],
      [255, 140, 0, 255],
      [155, 155, 155, 255],
    ]);
    assert.match(await panes.nth(2).locator("canvas").getAttribute("aria-label"), /^Second, Frontal: .*differs.*Synthetic, not for diagnosis/);
    assert.match(await panes.nth(2).locator("figcaption").innerText(), /Marked: Left base\./);
    const [box, around] = await panes.nth(2).evaluate((pane) => [".box", ".frame"].map((name) => pane.querySelector(name).getBoundingClientRect().toJSON()));
    assert.ok(Math.abs(box.left - around.left - around.width / 2) < 1 && Math.abs(box.top - around.top - around.height / 4) < 1);
    assert.ok(Math.abs(box.width - around.width / 4) < 1 && Math.abs(box.height - around.height / 8) < 1);
    assert.equal(await panes.nth(2).locator(".legend").isVisible(), true);
    assert.equal(await panes.nth(0).locator(".legend").isVisible(), false);
    await assertLabelled(page);
    await assertAccessible(page, "two pairs");
    await assertQuiet(opened);
    await context.close();
  });
});
