/** The states of a visit, of the user's own weights and of the trust panel: for axe-core, narrow screens and the eye. */

import { after, before, describe, test } from "node:test";
import { launch, open, openDevice, untilEnded, untilReady } from "./support/browser.mjs";
import { assertFair } from "./support/modes.mjs";
import { publish } from "./support/site.mjs";

/** A folder for screenshots of each state, for review. */
const SHOTS = process.env.XRAYGAN_SCREENSHOTS;

describe("access of visits", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1280, height: 900 },
    ]) {
      test(`each state, ${colorScheme}, ${viewport.width} px wide`, async (context) => {
        const site = await publish(context);
        site.files.set("weights/CARD.md", Buffer.from("# Card\n"));
        /** @type {() => void} */
        let release = () => {};
        const held = new Promise((resolve) => {
          release = () => resolve(undefined);
        });
        const { page, context: own } = await open(browser, {
          url: site.url,
          start: false,
          context: { colorScheme, viewport, reducedMotion: "reduce" },
          prepare: (page) =>
            page.route("**/weights/frontal.safetensors", async (route) => {
              await held;
              await route.continue();
            }),
        });
        /** @param {string} state */
        const check = async (state) => {
          await assertFair(page, state);
          if (SHOTS) {
            await page.screenshot({ path: `${SHOTS}/${state}-${viewport.width}-${colorScheme}.png`, fullPage: true });
          }
        };
        await page.locator("#start:visible").waitFor();
        await check("first-visit");
        await page.click("#start");
        await page.locator("#visit-steps li:nth-child(3)[data-state=running]").waitFor();
        await check("steps");
        release();
        await untilEnded(page);
        await check("first-pair");
        await openDevice(page);
        await page.click("#own-summary");
        await page.setInputFiles("#own-files", { name: "weights.zip", mimeType: "application/zip", buffer: Buffer.from("PK") });
        await page.locator("#own-error:visible").waitFor();
        await check("own-refused");
        await page.setInputFiles(
          "#own-files",
          [...site.files]
            .filter(([path]) => path.startsWith("weights/"))
            .map(([path, buffer]) => ({ name: path.slice(8), mimeType: "application/octet-stream", buffer })),
        );
        await page.locator("#own-status", { hasText: "in use in this tab" }).waitFor();
        await untilReady(page);
        await check("own-used");
        await openDevice(page);
        await page.click("#trust > summary");
        await page.locator("#trust-adapter").waitFor();
        await page.click("#trust-probe");
        await page.locator("#trust-status", { hasText: "Tried" }).waitFor();
        await page.locator("#trust-body summary").click();
        await check("trust");
        await page.evaluate(() => navigator.serviceWorker.ready);
        site.edit("index.html", (text) => `${text}<!-- two -->`);
        await page.reload();
        await page.locator("#update:visible").waitFor();
        await untilReady(page);
        await check("update");
        await own.close();
      });
    }
  }
});
