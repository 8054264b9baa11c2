/** The table of findings: linked to the words, corrected and drawn again, lit up, and compared with and without. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { told, zoneOf } from "../../www/findings/telling.js";
import { assertQuiet, launch, manifest, open, openDrawer, readBack, untilReady } from "./support/browser.mjs";
import { assertFair } from "./support/modes.mjs";

const TEXT = "FINDINGS: The heart size is normal. Large left pleural effusion. No pneumothorax. Possible right upper lobe nodule.";

describe("findings in words", () => {
  test("a row reads as a sentence would", () => {
    assert.equal(told({ kind: "nodule", certainty: "possible", side: "right", lobe: "right_upper", severity: "mild" }), "possible, right upper lobe, mild");
    assert.equal(told({ kind: "pacemaker", certainty: "present", side: "left", count: 2 }), "present, left, 2");
  });

  test("a place lies in its zone, or in the nearest; the patient's right is on the picture's left", () => {
    assert.equal(zoneOf("frontal", { x: 0.2, y: 0.7, r: 0.1 }), "right lower zone");
    assert.equal(zoneOf("frontal", { x: 0.75, y: 0.95, r: 0.1 }), "left lower zone");
    assert.equal(zoneOf("lateral", { x: 0.7, y: 0.7, r: 0.1 }), "posterior lower zone");
  });
});

describe("findings in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  async function start() {
    const opened = await open(browser, { context: { viewport: { width: 1280, height: 800 } } });
    const { page } = opened;
    await untilReady(page);
    await page.fill("#text", TEXT);
    await page.click("#generate");
    await page.locator("#status", { hasText: "Done" }).waitFor();
    await openDrawer(page, "findings");
    return opened;
  }

  /** @param {import("playwright-core").Page} page @param {string} kind */
  const row = (page, kind) => page.locator(`.finding-row[data-finding=${kind}]`);

  /** Does something that draws again, and waits for that. @param {import("playwright-core").Page} page @param {() => Promise<unknown>} act */
  async function drawnAgain(page, act) {
    await page.evaluate(() => document.querySelector("#run-facts").replaceChildren());
    await act();
    await page.locator("#run-facts:not(:empty)").waitFor({ state: "attached" });
    await page.locator("#generate[aria-disabled=false]").waitFor();
  }

  test("the words of a row are marked in the report", async () => {
    const { page, context } = await start();
    await row(page, "effusion").locator(".said").click();
    assert.equal(await page.locator("#text").evaluate((text) => text.value.slice(text.selectionStart, text.selectionEnd)), "pleural effusion");
    const { weak = [] } = await manifest();
    const weakly = weak.map((/** @type {{finding: string}} */ { finding }) => finding);
    for (const kind of ["nodule", "effusion"]) {
      const notes = await row(page, kind).locator(".note").allInnerTexts();
      assert.equal(
        notes.some((note) => /Drawn weakly: .* AUROC/.test(note)),
        weakly.includes(kind),
        kind,
      );
    }
    assert.equal(await row(page, "effusion").locator(".note").count(), 0);
    await context.close();
  });

  test("a row that is corrected is drawn again, and the report's reading comes back", async () => {
    const opened = await start();
    const { page } = opened;
    const before = await readBack(page);
    await row(page, "effusion").locator(".change > summary").click();
    await row(page, "effusion").getByLabel("Certainty").focus();
    await drawnAgain(page, () => row(page, "effusion").getByLabel("Certainty").selectOption("denied"));
    assert.match(await row(page, "effusion").locator(".told").innerText(), /^denied/);
    assert.equal(await page.evaluate(() => document.activeElement.localName), "select", "the focus was lost");
    const without = await readBack(page);
    assert.notDeepEqual(without, before, "the effusion stayed");
    await drawnAgain(page, () => row(page, "effusion").getByLabel("Certainty").selectOption("present"));
    assert.deepEqual(await readBack(page), before);
    await drawnAgain(page, () => row(page, "effusion").getByLabel("Side").selectOption("right"));
    assert.notDeepEqual(await readBack(page), before);
    await assertFair(page, "corrected");
    await drawnAgain(page, () => page.click("#findings-back"));
    assert.deepEqual(await readBack(page), before);
    assert.equal(await page.locator("#findings-back").count(), 0);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("findings are added and removed; another report is read anew", async () => {
    const { page, context } = await start();
    await page.selectOption("#findings-kind", "cardiomegaly");
    await drawnAgain(page, () => page.click("#findings-add"));
    assert.match(await row(page, "cardiomegaly").innerText(), /added by hand/);
    await row(page, "nodule").locator(".change > summary").click();
    await drawnAgain(page, () => row(page, "nodule").locator(".remove").click());
    assert.equal(await row(page, "nodule").count(), 0);
    assert.equal(await row(page, "cardiomegaly").count(), 1);
    await page.fill("#text", `${TEXT} No rib fracture.`);
    await drawnAgain(page, () => page.click("#generate"));
    assert.equal(await row(page, "nodule").count(), 1);
    assert.equal(await row(page, "cardiomegaly").count(), 0);
    await context.close();
  });

  test("a finding is lit up in both films, in words too, and the light goes with the pair", async () => {
    const opened = await start();
    const { page } = opened;
    const lit = () => page.locator(".spotlight:visible").count();
    assert.equal(await lit(), 0, "the light is on by itself");
    assert.equal(await row(page, "pneumothorax").locator(".where").count(), 0, "what is denied has no place");
    await row(page, "effusion").locator(".where").click();
    assert.equal(await lit(), 2);
    assert.equal(await row(page, "effusion").locator(".where").getAttribute("aria-pressed"), "true");
    assert.match(await page.locator("#findings-place").innerText(), /^Lit up\. Frontal: left .* zone; lateral: .* zone\.$/);
    const dimmed = await page
      .locator("#views .frame")
      .first()
      .evaluate((frame) => {
        const svg = frame.querySelector(".spotlight");
        const circle = svg.querySelector("circle");
        const [x, y, wide] = svg.getAttribute("viewBox").split(" ").map(Number);
        return { across: (Number(circle.getAttribute("cx")) - x) / wide, viewBox: [x, y, wide] };
      });
    assert.ok(dimmed.across > 0.5, "a left effusion lies on the picture's right");
    await page.locator("#views .frame").first().focus();
    await page.keyboard.press("+");
    await page.waitForFunction((before) => Number(document.querySelector(".spotlight").getAttribute("viewBox").split(" ")[2]) < before, dimmed.viewBox[2]);
    await assertFair(page, "lit");
    await row(page, "effusion").locator(".where").click();
    assert.equal(await lit(), 0);
    await row(page, "effusion").locator(".where").click();
    await drawnAgain(page, () => page.click("#generate"));
    assert.equal(await lit(), 0);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("with and without: one patient, and A in B's place for as long as the button is held", async () => {
    const { page, context } = await start();
    const withIt = (await readBack(page)).filter(({ view }) => view === "frontal").at(-1);
    await row(page, "effusion").locator(".without").click();
    await page.locator("#compare-table").waitFor();
    assert.match(await page.locator("#compare-words").innerText(), /A is drawn without, B with pleural effusion/);
    const grey = (/** @type {number} */ at) =>
      page
        .locator("#compare-views canvas")
        .nth(at)
        .evaluate((canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return Array.from({ length: data.length / 4 }, (_, pixel) => data[4 * pixel]);
        });
    // Each draws from as many bits as it has: a grey level apart where they round.
    const shows = async (/** @type {number[]} */ expected) => {
      const drawn = await grey(1);
      assert.equal(drawn.length, expected.length);
      assert.ok(Math.max(...drawn.map((value, at) => Math.abs(value - expected[at]))) <= 1);
    };
    await shows(withIt.grey);
    const a = await grey(0);
    assert.ok(a.some((value, at) => Math.abs(value - withIt.grey[at]) > 20));
    await page.locator("#compare-flicker").focus();
    await page.keyboard.down("Space");
    await shows(a);
    assert.match(await page.locator("#compare-views canvas").nth(1).getAttribute("aria-label"), /^A in B's place/);
    await page.keyboard.up("Space");
    await shows(withIt.grey);
    await page.locator("#compare-flicker").hover();
    await page.mouse.down();
    await shows(a);
    await page.mouse.up();
    await shows(withIt.grey);
    await assertFair(page, "with and without");
    await context.close();
  });
});
