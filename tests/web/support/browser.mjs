/**
 * A Chromium with or without WebGPU, and a page in it that is watched: whatever it logs, requests or tries against its
 * Content-Security-Policy is kept for the test to judge.
 */

import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

/** Address of the served site; ends with a slash. */
export const SITE = required("XRAYGAN_SITE_URL").replace(/\/*$/, "/");

/** The slowest single step that tests wait for: a generation on SwiftShader on a busy machine. */
export const PATIENCE = Number(process.env.XRAYGAN_PATIENCE ?? 240_000);

export const REPORT = `FINDINGS: The heart is normal in size. The lungs are clear.

IMPRESSION: No acute disease.`;

/** @param {string} name */
export function required(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; run these tests with \`cargo xtask test\``);
  return value;
}

/** @param {{webgpu: boolean}} options `webgpu` is SwiftShader's, so that no graphics card is needed */
export function launchOptions({ webgpu }) {
  return {
    executablePath: process.env.XRAYGAN_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", ...(webgpu ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] : ["--disable-features=WebGPU"])],
    ignoreDefaultArgs: ["--disable-gpu", "--enable-unsafe-swiftshader"],
  };
}

/** @param {{webgpu: boolean}} options */
export function launch(options) {
  return chromium.launch(launchOptions(options));
}

/**
 * Opens the page in a context of its own, and starts it as a first visitor does.
 * @param {import("playwright-core").Browser} browser
 * @param {{url?: string, context?: import("playwright-core").BrowserContextOptions, start?: boolean, unversioned?: boolean, engine?: "gpu",
 *   prepare?: (page: import("playwright-core").Page) => Promise<void>}} [options] `prepare` runs before the page loads;
 *   without `start` nobody presses the button; SwiftShader is never chosen by itself, so who wants WebGPU says `engine`; `unversioned` takes site.json away, so that files can be changed under way
 */
export async function open(
  browser,
  { url = SITE, context: contextOptions = {}, start = contextOptions.javaScriptEnabled !== false, unversioned = false, engine, prepare } = {},
) {
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const requests = [];
  page.on("console", (message) => {
    const expected = message.location().url.endsWith("/site.json"); // sites need not have one
    if (!expected && (message.type() === "error" || message.type() === "warning")) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  context.on("request", (request) => requests.push(request.url()));
  await page.addInitScript(() => {
    Object.assign(window, { violations: [] });
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  if (unversioned) {
    await page.route("**/site.json", (route) => route.fulfill({ status: 404 }));
  }
  await prepare?.(page);
  await page.goto(url);
  if (contextOptions.colorScheme === "light") {
    await page.waitForFunction(() => "arrived" in document.documentElement.dataset);
    await page.locator("input[name=room][value=light]").evaluate((radio) => radio.click());
  }
  if (engine) {
    await page.locator("#start:visible").waitFor(); // nothing is loaded before the choice
    await chooseEngine(page, engine);
  }
  if (start) {
    await begin(page);
  }
  return { context, page, problems, requests };
}

/** Chooses an engine in the menu, which is closed again. @param {import("playwright-core").Page} page @param {"auto" | "gpu" | "cpu"} engine */
export async function chooseEngine(page, engine) {
  await openDevice(page);
  await page.check(`input[value=${engine}]`);
  await page.keyboard.press("Escape");
}

/** Opens the menu with engine, own weights and privacy. @param {import("playwright-core").Page} page */
export async function openDevice(page) {
  if (!(await page.locator("#device").evaluate((menu) => menu.open))) {
    await page.click("#device > summary");
  }
}

/** Opens a drawer of Read. @param {import("playwright-core").Page} page @param {"findings" | "patient" | "reading" | "pair" | "save"} name */
export async function openDrawer(page, name) {
  if (await page.locator(`#drawer-${name}`).isHidden()) {
    await page.click(`[aria-controls=drawer-${name}]`);
  }
}

/**
 * Presses the first visit's button where there is one, and keeps the page from drawing an example first.
 * @param {import("playwright-core").Page} page
 */
export async function begin(page) {
  await page.locator("#start:visible, html[data-started]").first().waitFor();
  if (await page.locator("#start").isVisible()) {
    await page.click("#start");
  }
  await page.locator("#text").dispatchEvent("input"); // as if the user had begun to write
}

/** @param {import("playwright-core").Page} page */
export async function untilReady(page) {
  await page.locator("#generate[aria-disabled=false], #error:not([hidden])").first().waitFor();
  assert.equal(await shownError(page), "", "the page started with an error");
}

/**
 * What an element says, in a closed drawer, too.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 */
export async function said(page, selector) {
  return (await page.locator(selector).textContent()) ?? "";
}

/**
 * The text of the error box; empty where none is shown.
 * @param {import("playwright-core").Page} page
 */
export async function shownError(page) {
  return (await page.locator("#error").isVisible()) ? page.locator("#error-text").innerText() : "";
}

/**
 * Waits until an error is shown that matches.
 * @param {import("playwright-core").Page} page
 * @param {RegExp} pattern
 */
export async function untilError(page, pattern) {
  await page.locator("#error-text:visible").waitFor();
  assert.match(await shownError(page), pattern);
}

/** Waits until a run ends, well or not. @param {import("playwright-core").Page} page */
export async function untilEnded(page) {
  await page.locator("#cancel[aria-disabled=true]").waitFor();
  await page.locator("#generate[aria-disabled=false]").waitFor();
}

/**
 * Generates from this report and waits for both cascades.
 * @param {import("playwright-core").Page} page
 * @param {string} [report]
 */
export async function generate(page, report = REPORT) {
  await page.fill("#text", report);
  await page.click("#generate");
  await untilEnded(page);
  assert.equal(await shownError(page), "");
  assert.match(await page.locator("#status").innerText(), /^Done in /);
}

/** Waits until all parts of the weights are kept, those too that only other patients need. @param {import("playwright-core").Page} page */
export async function untilWeightsKept(page) {
  await page.evaluate(async () => {
    const kept = (/** @type {string} */ path) => caches.match(new URL(path, location.href));
    const areKept = async () => {
      const model = await kept("weights/model.json");
      /** @type {{file: string}[]} */
      const parts = model ? (await model.json()).parts : [];
      const found = await Promise.all(parts.map(({ file }) => kept(`weights/${file}`)));
      return found.length > 0 && found.every(Boolean);
    };
    for (let tries = 0; !(await areKept()); tries++) {
      if (tries === 600) {
        throw new Error("the weights are not kept after a minute");
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
}

/** What `weights/model.json` says, and the scales that follow from it: 32 px, doubled up to its largest. */
export async function manifest() {
  const response = await fetch(`${SITE}weights/model.json`);
  assert.ok(response.ok, `${SITE}weights/model.json answers ${response.status}`);
  const model = await response.json();
  const sizes = [32];
  while (sizes[sizes.length - 1] < model.model.size) {
    sizes.push(2 * sizes[sizes.length - 1]);
  }
  return { ...model, sizes };
}

/**
 * The scales of both views as read back from the page's canvases: `{view, size, grey}` by rows.
 * @param {import("playwright-core").Page} page
 */
export function readBack(page) {
  return page.$$eval(".scale canvas", (canvases) =>
    canvases.map((canvas) => {
      const { width, height, dataset } = canvas;
      const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
      return { view: dataset.view, size: width, grey: Array.from({ length: width * height }, (_, at) => pixels[4 * at]) };
    }),
  );
}

/** Checks that every canvas carries the label, seen and spoken. @param {import("playwright-core").Page} page */
export async function assertLabelled(page) {
  const unlabelled = await page.$$eval("canvas", (canvases) =>
    canvases
      .filter((canvas) => {
        const stamp = canvas.parentElement?.querySelector(".stamp");
        const [over, under] = [stamp, canvas].map((item) => item?.getBoundingClientRect());
        const covers =
          canvas.hidden ||
          (over && over.left <= under.left + 1 && over.right >= under.right - 1 && over.top <= under.top + 1 && over.bottom >= under.bottom - 1);
        const caption = canvas.closest(".pane")?.querySelector("figcaption")?.textContent ?? "";
        const spoken = canvas.hidden || canvas.getAttribute("aria-label")?.includes("Synthetic, not for diagnosis");
        return !(covers && spoken && /Synthetic/.test(stamp.textContent) && caption.includes("Synthetic, not for diagnosis"));
      })
      .map((canvas) => canvas.outerHTML),
  );
  assert.deepEqual(unlabelled, []);
}

/** axe-core finds nothing, and nothing is wider than the window. @param {import("playwright-core").Page} page @param {string} state */
export async function assertAccessible(page, state) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () =>
    (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
  );
  assert.deepEqual(violations, [], `axe-core, ${state}`);
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= view, `${state}: ${content} px wide in a window of ${view} px`);
}

/** Fails on anything the browser complained about. @param {Awaited<ReturnType<typeof open>>} opened */
export async function assertQuiet({ page, problems, requests }) {
  assert.deepEqual(problems, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  const folder = new URL("./", page.url()).href;
  const foreign = requests.filter((url) => !url.startsWith(folder) && !url.startsWith("data:") && !url.startsWith(`blob:${new URL(folder).origin}`));
  assert.deepEqual(foreign, [], "requests outside the page's own folder");
}
