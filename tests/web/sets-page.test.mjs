/** Sets in the page: drawn, passed on as a link, a file, an archive and questions, opened again, and practised. */

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { readSet } from "../../www/sets/set-file.js";
import { PICTURE } from "../../www/sets/moodle.js";
import { unzipSync } from "../../www/vendor/fflate/fflate.js";
import { SITE, assertQuiet, launch, manifest, open } from "./support/browser.mjs";
import { LOOKS, assertFair, goTo, untilIdle } from "./support/modes.mjs";

describe("sets in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** @param {{context?: import("playwright-core").BrowserContextOptions, url?: string}} [options] */
  async function start({ context, url } = {}) {
    const opened = await open(browser, { context, ...(url ? { url } : {}) });
    await untilIdle(opened.page); // in Practice, Generate is not seen
    return opened;
  }

  /** Draws a small set. @param {import("playwright-core").Page} page */
  async function drawSet(page) {
    await goTo(page, "practice");
    await page.click("#sets-details summary");
    await page.selectOption("#sets-count", "10");
    await page.click("#sets-draw");
    await page.locator("#sets-made").waitFor();
  }

  /** @param {import("playwright-core").Page} page @param {string} button @param {string} name */
  async function save(page, button, name) {
    const [saving] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
    await untilIdle(page);
    assert.equal(saving.suggestedFilename(), name);
    return readFile(await saving.path());
  }

  test("a set leaves as link, file, archive and questions, all with the weights' hash", async () => {
    const opened = await start();
    const { page } = opened;
    await drawSet(page);
    assert.equal(await page.locator("#sets-facts").innerText(), "A set of 10 cases, 5 of them normal.");
    const link = await page.inputValue("#sets-link");
    assert.ok(link.startsWith(`${SITE}#set=`) && link.length < 4000, `${link.length} characters`);
    const set = readSet(String(await save(page, "#sets-json", "xraygan-set.json")));
    const { weak } = await manifest();
    assert.ok(set.cases.flatMap(({ table }) => table).every(({ kind }) => !(weak ?? []).some((/** @type {{finding: string}} */ it) => it.finding === kind)));

    const files = unzipSync(await save(page, "#sets-zip", "xraygan-set.zip"));
    assert.equal(Object.keys(files).filter((name) => name.endsWith(".png")).length, 10);
    assert.deepEqual(readSet(new TextDecoder().decode(files["set.json"])), set);
    const rows = new TextDecoder().decode(files["cases.csv"]).trim().split("\r\n");
    assert.ok(rows.slice(1).every((row) => row.endsWith(`${set.weights.sha256},"Synthetic, not for diagnosis"`)));

    const xml = String(await save(page, "#sets-moodle", "xraygan-set-moodle.xml"));
    const plain = await page.context().newPage(); // the page itself may not parse markup: Trusted Types
    const questions = await plain.evaluate(async (text) => {
      const parsed = new DOMParser().parseFromString(text, "application/xml");
      const all = [...parsed.querySelectorAll("question[type=ddmarker]")];
      return Promise.all(
        all.map(async (question) => {
          const picture = new Image();
          picture.src = `data:image/png;base64,${question.querySelector("file").textContent}`;
          await picture.decode();
          return {
            error: parsed.querySelector("parsererror")?.textContent,
            size: [picture.naturalWidth, picture.naturalHeight],
            drags: question.querySelectorAll("drag").length,
            choices: [...question.querySelectorAll("drop > choice")].map((choice) => Number(choice.textContent)),
            names: [...question.querySelectorAll("drag > text")].map(({ textContent }) => textContent),
          };
        }),
      );
    }, xml);
    await plain.close();
    assert.equal(questions.length, 10);
    for (const [at, { error, size, drags, choices, names }] of questions.entries()) {
      assert.equal(error, undefined);
      assert.deepEqual(size, [PICTURE.width, PICTURE.height]);
      const kinds = set.cases[at].table.length;
      assert.equal(choices.length, Math.max(kinds, 1));
      assert.ok(choices.every((choice) => choice >= 1 && choice <= drags));
      assert.equal(kinds === 0, names[choices[0] - 1] === "no finding");
    }
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a link opens its set for everyone alike, without header where it is asked for", async () => {
    const { page, context } = await start();
    await drawSet(page);
    const link = await page.inputValue("#sets-link");
    await context.close();
    const films = [];
    for (const url of [link, link.replace("#", "?embed=1#")]) {
      const opened = await start({ url });
      assert.equal(await opened.page.locator("#tab-practice").getAttribute("aria-selected"), "true");
      assert.match(await opened.page.locator("#sets-status").innerText(), /^The set of the link is open: 10 cases/);
      assert.match(await opened.page.locator("#practice-progress").innerText(), /^Case 1 of 10 of the set/);
      assert.equal(await opened.page.locator("#tab-practice").isVisible(), !url.includes("embed"));
      assert.ok(await opened.page.getByText("Synthetic, not for diagnosis").first().isVisible());
      await opened.page.click("#practice-draw");
      await untilIdle(opened.page);
      films.push(
        await opened.page
          .locator("#practice-views canvas")
          .first()
          .evaluate((canvas) => canvas.toDataURL()),
      );
      await opened.page.click("#practice-check");
      await untilIdle(opened.page);
      films.push(await opened.page.locator("#practice-report").innerText());
      await assertFair(opened.page, url.includes("embed") ? "in a frame" : "from a link");
      await assertQuiet(opened);
      await opened.context.close();
    }
    assert.deepEqual(films.slice(0, 2), films.slice(2));
  });

  test("broken links and files are refused with a sentence, and the page goes on", async () => {
    const { page, context } = await start({ url: `${SITE}#set=abc` });
    assert.match(await page.locator("#sets-error").innerText(), /^This link to a set is damaged/);
    const file = `${process.env.TMPDIR ?? "/tmp"}/xraygan-set-${process.pid}.json`;
    for (const [text, says] of /** @type {[string, RegExp][]} */ ([
      ["{}", /format is not/],
      ["no", /not JSON/],
      [" ".repeat(500_000), /too large/],
    ])) {
      await writeFile(file, text);
      await page.locator("#sets-error").evaluate((shown) => shown.replaceChildren());
      await page.setInputFiles("#sets-file", file);
      await page.waitForFunction(() => document.querySelector("#sets-error").textContent !== "");
      assert.match(await page.locator("#sets-error").innerText(), says);
    }
    await page.click("#sets-draw");
    assert.ok(await page.locator("#sets-error").isHidden());
    await page.fill("#sets-patient", "an old man");
    await page.click("#sets-draw");
    assert.match(await page.locator("#sets-error").innerText(), /name=value/);
    await page.fill("#sets-patient", "");
    const saved = JSON.parse(String(await save(page, "#sets-json", "xraygan-set.json")));
    saved.weights.sha256 = "f".repeat(64);
    await writeFile(file, JSON.stringify(saved));
    await page.setInputFiles("#sets-file", file);
    await page.locator("#sets-error:visible").waitFor();
    assert.match(await page.locator("#sets-error").innerText(), /made with the weights ffffffff/);
    assert.match(await page.locator("#practice-progress").innerText(), /of the set/);
    await context.close();
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px`, async () => {
      const { page, context } = await start({ context: look });
      await drawSet(page);
      await assertFair(page, "a set");
      await context.close();
    });
  }
});
