/** The modes beside Read: going there, and waiting for what they compute. */

import { PATIENCE, assertAccessible, assertLabelled } from "./browser.mjs";

/** @param {import("playwright-core").Page} page @param {"read" | "compare" | "practice"} mode */
export async function goTo(page, mode) {
  await page.click(`#tab-${mode}`);
  await page.locator(`#panel-${mode}`).waitFor();
}

/** Waits until no job runs, in whatever mode. @param {import("playwright-core").Page} page */
export async function untilIdle(page) {
  await page.waitForFunction(() => document.querySelector("#generate").getAttribute("aria-disabled") === "false", undefined, { timeout: PATIENCE });
}

/**
 * The colours of a canvas by rows, as `[red, green, blue]`.
 * @param {import("playwright-core").Locator} canvas
 * @returns {Promise<number[][]>}
 */
export function coloursOf(canvas) {
  return canvas.evaluate((shown) => {
    const { data } = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height);
    return Array.from({ length: data.length / 4 }, (_, at) => [data[4 * at], data[4 * at + 1], data[4 * at + 2]]);
  });
}

/** axe-core finds nothing, nothing is wider than the window, and every picture has its label. @param {import("playwright-core").Page} page @param {string} state */
export async function assertFair(page, state) {
  await assertAccessible(page, state);
  await assertLabelled(page);
}

/** The windows and colours in which each state is checked. */
export const LOOKS = [
  { viewport: { width: 360, height: 740 }, colorScheme: /** @type {const} */ ("light"), reducedMotion: /** @type {const} */ ("reduce") },
  { viewport: { width: 1280, height: 900 }, colorScheme: /** @type {const} */ ("dark"), reducedMotion: /** @type {const} */ ("reduce") },
];

/** Drops a file onto an element as a user would. @param {import("playwright-core").Page} page @param {string} selector @param {{name: string, type: string, content: string}} file */
export function drop(page, selector, file) {
  return page.evaluate(
    ([target, { name, type, content }]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], name, { type }));
      const fire = (/** @type {string} */ kind) =>
        document.querySelector(target).dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
      fire("dragenter");
      const shown = document.querySelector("#form").classList.contains("dropping");
      const taken = !fire("dragover"); // a page that does not refuse the default lets the browser open the file
      fire("drop");
      return { shown, taken };
    },
    /** @type {const} */ ([selector, file]),
  );
}

/** The engine's reading of a report, from a worker of its own. @param {import("playwright-core").Page} page @param {string[]} reports */
export function readings(page, reports) {
  return page.evaluate(async (texts) => {
    const { WorkerClient } = await import(new URL("page/client.js", document.baseURI).href);
    const client = new WorkerClient(() => {});
    await client.send({ kind: "open" }).done;
    const replies = [];
    for (const text of texts) {
      replies.push((await client.send({ kind: "read", report: new TextEncoder().encode(text) }).done).reading);
    }
    return replies;
  }, reports);
}
