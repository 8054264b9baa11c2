/** Cases as files and contact sheets: what is saved, that it reopens exactly, and what a broken file says. */

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { readCase, whatDiffers, writeCase } from "../../www/cases/case-file.js";
import { KINDS } from "../../www/cases/finding-list.js";
import { layout, wrap } from "../../www/cases/contact-sheet.js";
import { neverFailsOtherwise } from "./support/altered.mjs";
import { REPORT, assertQuiet, generate, launch, open, openDrawer, readBack, shownError, untilEnded, untilError, untilReady } from "./support/browser.mjs";
import { LOOKS, assertFair, drop, untilIdle } from "./support/modes.mjs";

const CASE = { report: "FINDINGS: “Ä”\n\nThe heart.", seed: 4294967295, weights: { name: "w", sha256: "ab".repeat(32) }, program: "1.2.3" };

/** @param {object} differences */
function manifestWith(differences) {
  return { ...JSON.parse('{"sizes": [], "parts": []}'), name: "w", sha256: CASE.weights.sha256, ...differences };
}

describe("case files", () => {
  test("reopen as they were saved", () => {
    assert.deepEqual(readCase(writeCase(CASE)), CASE);
  });

  test("are refused where they are none", () => {
    const saved = JSON.parse(writeCase(CASE));
    const bad = [
      "",
      "{",
      "[]",
      "null",
      "7",
      ...[{ format: "other" }, { report: 7 }, { seed: -1 }, { seed: 1.5 }, { seed: 2 ** 32 }, { seed: "1" }, { report: undefined }].map((change) =>
        JSON.stringify({ ...saved, ...change }),
      ),
    ];
    for (const text of bad) {
      assert.throws(() => readCase(text), { code: "case_invalid" }, text);
    }
    assert.throws(() => readCase(JSON.stringify({ ...saved, version: 3 })), { code: "case_newer" });
    assert.deepEqual(readCase(JSON.stringify({ ...saved, weights: undefined, program: undefined })).weights, { name: "", sha256: "" });
  });

  test("are refused or read without a name where the weights have none that is text", () => {
    const saved = JSON.parse(writeCase(CASE));
    const odd = { toString: 1, valueOf: 1 };
    const read = readCase(JSON.stringify({ ...saved, weights: { name: odd, sha256: odd }, program: odd }));
    assert.deepEqual([read.weights, read.program], [{ name: "", sha256: "" }, ""]);
  });

  test("never fail otherwise, whatever is changed in them", () => {
    const chosen = { ...CASE, patient: "age=70", table: [{ kind: KINDS[0].finding, certainty: "present" }] };
    neverFailsOtherwise(writeCase(/** @type {any} */ (chosen)), readCase, ["case_invalid", "case_newer"]);
  });

  test("say which weights and program they were made with, where these differ", () => {
    assert.deepEqual(whatDiffers(CASE, manifestWith({}), "1.2.3"), []);
    assert.deepEqual(whatDiffers(CASE, manifestWith({ name: "renamed" }), "1.2.3"), [], "the hash decides");
    assert.match(whatDiffers(CASE, manifestWith({ sha256: "cd".repeat(32) }), "1.2.3").join(), /weights “w” \(abababab\).+“w” \(cdcdcdcd\).+will differ/);
    assert.match(whatDiffers(CASE, manifestWith({ sha256: undefined, name: "other" }), "1.2.3").join(), /“other”/);
    assert.match(whatDiffers(CASE, manifestWith({}), "2.0.0").join(), /version 1\.2\.3 .+ 2\.0\.0/);
  });
});

describe("contact sheet", () => {
  test("pairs lie within the sheet and beside each other", () => {
    for (const pairs of [1, 2, 4, 6, 9]) {
      const { cells, view, width, height } = layout(pairs, 256, 3);
      assert.equal(cells.length, pairs);
      for (const [at, { x, y }] of cells.entries()) {
        assert.ok(x + 2 * view + 2 <= width && y + view + 26 <= height, `${pairs} pairs`);
        for (const other of cells.slice(at + 1)) {
          assert.ok(other.x >= x + 2 * view + 2 || other.y >= y + view + 26 || other.x + 2 * view + 2 <= x);
        }
      }
    }
  });

  test("text is wrapped at words and loses none", () => {
    const lines = wrap("one two  three\nfour", (line) => line.length <= 8);
    assert.deepEqual(lines, ["one two", "three", "four"]);
    assert.deepEqual(
      wrap("", () => true),
      [],
    );
    assert.deepEqual(
      wrap("unbreakable", () => false),
      ["unbreakable"],
    );
  });
});

describe("cases in the page", () => {
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
    await openDrawer(opened.page, "save");
    return opened;
  }

  /** @param {import("playwright-core").Page} page @param {string} selector @returns {Promise<{name: string, bytes: Buffer}>} */
  async function downloaded(page, selector) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  /** The red channel of a PNG, by rows. @param {import("playwright-core").Page} page @param {Buffer} bytes */
  function decoded(page, bytes) {
    return page.evaluate(async (base64) => {
      const file = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([file], { type: "image/png" }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width: bitmap.width, height: bitmap.height, red: Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]) };
    }, bytes.toString("base64"));
  }

  test("a saved case reopens exactly, chosen or dropped", async () => {
    const opened = await start();
    const { page } = opened;
    await page.fill("#seed", "42");
    await generate(page);
    const pictures = await readBack(page);
    const { name, bytes } = await downloaded(page, "#save-case");
    assert.equal(name, "xraygan-case-42.json");
    const saved = JSON.parse(bytes.toString());
    assert.deepEqual(Object.keys(saved), ["format", "version", "report", "seed", "weights", "program"]);
    assert.equal(saved.report, REPORT);
    assert.ok(saved.weights.name && saved.program);
    assert.match(await page.locator("#status").innerText(), /holds your report/);

    for (const give of [
      () => page.setInputFiles("#file", { name, mimeType: "application/json", buffer: bytes }),
      () => drop(page, "#text", { name, type: "application/json", content: bytes.toString() }),
    ]) {
      await page.fill("#text", "other");
      await page.fill("#seed", "7");
      await give();
      await page.waitForFunction((report) => document.querySelector("#text").value === report, REPORT);
      assert.equal(await page.inputValue("#seed"), "42");
      assert.equal(await page.locator("#case-notes li").count(), 0);
    }
    await page.click("#generate");
    await untilEnded(page);
    assert.deepEqual(await readBack(page), pictures);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a case keeps what was chosen of findings and patient", async () => {
    const { page, context } = await start({ viewport: { width: 1280, height: 800 } });
    await generate(page, "FINDINGS: Large left pleural effusion.");
    await openDrawer(page, "findings");
    await page.locator(".change > summary").first().click();
    await page.locator(".change select").first().selectOption("denied");
    await page.locator("#findings-back").waitFor();
    await untilIdle(page);
    await openDrawer(page, "patient");
    await page.locator("[data-dimension='patient.build'] input[type=range]").press("ArrowRight");
    await page.waitForFunction(() => /^1 thing/.test(document.querySelector("#patient [role=status]")?.textContent ?? ""));
    await untilIdle(page);
    const pictures = await readBack(page);
    await openDrawer(page, "save");
    const { name, bytes } = await downloaded(page, "#save-case");
    const saved = JSON.parse(bytes.toString());
    assert.equal(saved.version, 2);
    assert.equal(saved.table[0].certainty, "denied");
    assert.match(saved.patient, /^patient\.build=/);
    await page.fill("#text", "other");
    await page.setInputFiles("#file", { name, mimeType: "application/json", buffer: bytes });
    await page.waitForFunction(() => document.querySelector("#text").value !== "other");
    await page.click("#generate");
    await untilEnded(page);
    assert.deepEqual(await readBack(page), pictures);
    assert.equal(await page.locator("#findings-back").count(), 1);
    const broken = { ...saved, table: [{ kind: "wings", certainty: "present" }] };
    await page.setInputFiles("#file", { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(broken)) });
    await untilError(page, /no case/);
    await context.close();
  });

  test("other weights and a broken file are told apart from a good case", async () => {
    const { page, context } = await start();
    const give = (/** @type {object | string} */ content) =>
      page.setInputFiles("#file", {
        name: "case.json",
        mimeType: "application/json",
        buffer: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
      });
    await page.fill("#text", "kept");
    await give({ ...JSON.parse(writeCase(CASE)), report: 7 });
    await untilError(page, /^case\.json: This file is no case/);
    await give({ format: "xraygan-case", version: 9 });
    await untilError(page, /newer version/);
    assert.equal(await page.inputValue("#text"), "kept");
    await give(writeCase(CASE));
    await page.locator("#case-notes li").first().waitFor();
    assert.match(await page.locator("#case-notes").innerText(), /weights “w” \(abababab\)/);
    assert.equal(await shownError(page), "");
    assert.equal(await page.inputValue("#text"), CASE.report);
    await page.click("#shelf summary");
    await page.click("[data-case=normal]");
    assert.equal(await page.locator("#case-notes li").count(), 0, "the notes stay with another case");
    await context.close();
  });

  test("nothing is saved without a report", async () => {
    const { page, context } = await start();
    await page.click("#save-case");
    await untilError(page, /no report to save/);
    await page.click("#make-sheet");
    await untilError(page, /no report to save/);
    await context.close();
  });

  test("a contact sheet holds several patients, each labelled in its pixels", async () => {
    const opened = await start();
    const { page } = opened;
    await page.fill("#seed", "11");
    await page.fill("#text", REPORT);
    await page.selectOption("#sheet-count", "2");
    await page.click("#make-sheet");
    await untilIdle(page);
    const { name, bytes } = await downloaded(page, "#sheet-link a");
    assert.equal(name, "xraygan-sheet-11.png");
    assert.ok(bytes.includes("trainedAlgorithmicMedia"), "the file is not marked as synthetic");
    assert.ok(!bytes.includes("The heart is normal in size"), "the report is in the file");
    const sheet = await decoded(page, bytes);
    const { cells, view } = layout(2, 256, 1);
    assert.equal(sheet.width, layout(2, 256, 1).width);
    const shift = sheet.height - layout(2, 256, 1).height; // by further lines of text above
    for (const [at, { x, y }] of cells.entries()) {
      await page.fill("#seed", String(11 + at));
      await generate(page);
      const pictures = await readBack(page);
      for (const [column, side] of ["frontal", "lateral"].entries()) {
        const { grey, size } = pictures.filter((picture) => picture.view === side).at(-1);
        const [top, scale] = [y + shift, view / size];
        let [different, bright] = [0, 0];
        for (let row = 0; row < view; row++) {
          for (let across = 0; across < view; across++) {
            const level = sheet.red[(top + row) * sheet.width + x + column * (view + 2) + across];
            if (row < view - 22) {
              different += Number(level !== grey[Math.floor(row / scale) * size + Math.floor(across / scale)]);
            } else {
              bright += Number(level > 200);
            }
          }
        }
        assert.equal(different, 0, `seed ${11 + at}, ${side}: not the picture of Read`);
        assert.ok(bright > 300, `seed ${11 + at}, ${side}: no label in the pixels`);
      }
    }
    if (process.env.XRAYGAN_SHOTS) {
      await writeFile(`${process.env.XRAYGAN_SHOTS}/sheet.png`, bytes);
    }
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("the report is printed on the sheet only if asked", async () => {
    const { page, context } = await start();
    await page.fill("#text", REPORT);
    await page.selectOption("#sheet-count", "2");
    const height = async () => {
      await page.click("#make-sheet");
      await untilIdle(page);
      return (await downloaded(page, "#sheet-link a")).bytes.readUInt32BE(20);
    };
    const without = await height();
    await page.check("#sheet-report");
    assert.ok((await height()) > without);
    await context.close();
  });

  test("a sheet that is cancelled leaves no link", async () => {
    const { page, context } = await start();
    await page.fill("#text", REPORT);
    await page.click("#make-sheet");
    await page.locator("#sheet-link", { hasText: "Drawing patient 1 of 6" }).waitFor();
    await page.click("#cancel");
    await untilIdle(page);
    assert.equal(await page.locator("#sheet-link").innerText(), "");
    await context.close();
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px, ${look.colorScheme}`, async () => {
      const { page, context } = await start(look);
      await page.fill("#text", REPORT);
      await page.selectOption("#sheet-count", "2");
      await page.click("#make-sheet");
      await page.locator("#sheet-link a").waitFor();
      await assertFair(page, "sheet");
      await context.close();
    });
  }
});
