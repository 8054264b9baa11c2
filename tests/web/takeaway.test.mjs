/** Files that leave the page: the right pixels, the mark that says they are synthetic, and no report unless asked. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { SITE, assertAccessible, assertQuiet, generate, launch, open, openDrawer, readBack, untilReady } from "./support/browser.mjs";
import { readDicom } from "./support/dicom.mjs";
import { readPng } from "./support/png.mjs";

/** @typedef {import("playwright-core").Page} Page */

const SECRET = "FINDINGS: The heart is größer. The lungs are clear.\n\nIMPRESSION: No acute disease.";

/** @param {import("playwright-core").Browser} browser @param {Parameters<typeof open>[1]} [options] */
async function openPair(browser, options) {
  const opened = await open(browser, options);
  await untilReady(opened.page);
  await generate(opened.page, SECRET);
  await openDrawer(opened.page, "save");
  opened.page.setDefaultTimeout(20_000);
  return opened;
}

/**
 * Presses a button and collects what the browser saves.
 * @param {Page} page @param {string} button @param {number} count
 */
async function save(page, button, count) {
  const downloads = [];
  const all = new Promise((resolve) => page.on("download", (download) => downloads.push(download) === count && resolve(undefined)));
  await page.getByRole("button", { name: button }).click();
  await all;
  page.removeAllListeners("download");
  return Promise.all(downloads.map(async (download) => ({ name: download.suggestedFilename(), file: readFileSync(await download.path()) })));
}

/** The finest scale of both views, as the page shows them. @param {Page} page */
async function finest(page) {
  const scales = await readBack(page);
  return ["frontal", "lateral"].map((view) => scales.filter((scale) => scale.view === view).at(-1));
}

/** What identifies the weights. */
async function bundle() {
  const json = Buffer.from(await (await fetch(`${SITE}weights/model.json`)).arrayBuffer());
  return { name: JSON.parse(json.toString("utf8")).name, sha256: createHash("sha256").update(json).digest("hex") };
}

/** @param {Map<string, string>} texts */
async function assertMarked(texts) {
  const { name, sha256 } = await bundle();
  assert.match(texts.get("XML:com.adobe.xmp"), /Iptc4xmpExt:DigitalSourceType="http:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/trainedAlgorithmicMedia"/);
  assert.equal(texts.get("Disclaimer"), "Synthetic, not for diagnosis.");
  assert.equal(texts.get("xraygan:model"), name);
  assert.equal(texts.get("xraygan:weights-sha256"), sha256);
  assert.equal(texts.get("xraygan:seed"), "1");
  assert.match(texts.get("xraygan:adapter"), /^CPU/);
}

/** @param {{file: Buffer}[]} files */
function assertNoReport(files) {
  for (const { file } of files) {
    assert.ok(!file.includes("heart") && !file.includes("FINDINGS"), "the report is in the file");
  }
}

/**
 * What another program says of a file; undefined where that program is not installed.
 * @param {string} program @param {string[]} flags @param {string} name @param {Buffer} file
 */
function readBy(program, flags, name, file) {
  const path = join(mkdtempSync(join(tmpdir(), "xraygan-")), name);
  writeFileSync(path, file);
  const { error, status, stdout, stderr } = spawnSync(program, [...flags, path], { encoding: "utf8" });
  if (error) {
    return undefined;
  }
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /error|warning/i);
  return stdout;
}

/** Engine functions in place of the real ones. @param {Page} page @param {string} members */
function replaceFunctions(page, members) {
  return page.route("**/engine/cpu/xraygan.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `export { default, version, Engine } from "./xraygan.js?intact"; ${members}`,
    }),
  );
}

describe("take away", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("PNG pair: the model's own greys, marked, without the report", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    await page.locator("#views .frame").first().focus();
    await page.keyboard.press("i"); // the window is for the eye only
    const files = await save(page, "PNG pair", 2);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["xraygan-seed1-frontal.png", "xraygan-seed1-lateral.png"],
    );
    for (const [at, shown] of (await finest(page)).entries()) {
      const { width, height, grey, texts } = readPng(files[at].file);
      assert.deepEqual([width, height], [shown.size, shown.size]);
      assert.deepEqual(grey, shown.grey);
      await assertMarked(texts);
      assert.equal(texts.get("Comment"), undefined);
    }
    assertNoReport(files);
    assert.match(await page.locator("#files-status").innerText(), /^Saved\..*xraygan-seed1-frontal\.png, xraygan-seed1-lateral\.png$/);
    const again = page.waitForEvent("download");
    await page.getByRole("link", { name: "xraygan-seed1-lateral.png" }).click();
    assert.deepEqual(readFileSync(await (await again).path()), files[1].file);
    await assertQuiet(opened);
    await context.close();
  });

  test("DICOM pair: two files of one study, marked, without the report", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    const files = await save(page, "DICOM pair", 2);
    assert.deepEqual(
      files.map(({ name }) => name),
      ["xraygan-seed1-frontal.dcm", "xraygan-seed1-lateral.dcm"],
    );
    const objects = files.map(({ file }) => readDicom(file));
    for (const [at, shown] of (await finest(page)).entries()) {
      const object = objects[at];
      assert.equal(object.text("00020010"), "1.2.840.10008.1.2.1", "transfer syntax");
      assert.equal(object.text("00080016"), "1.2.840.10008.5.1.4.1.1.7", "Secondary Capture");
      assert.equal(object.text("00020003"), object.text("00080018"), "one SOP instance");
      assert.equal(object.text("0008001C"), "YES", "Synthetic Data");
      assert.equal(object.text("00185101"), ["PA", "LL"][at], "View Position");
      assert.match(object.text("00100010"), /^SYNTHETIC/);
      assert.equal(object.item("0018A001").item("0040A170").text("00080100"), "109100");
      assert.equal(object.bytes("00280010").readUInt16LE(), shown.size);
      assert.equal(object.bytes("00280011").readUInt16LE(), shown.size);
      assert.deepEqual([...object.bytes("7FE00010")], shown.grey);
      assert.equal(object.text("00204000"), undefined, "Image Comments");
    }
    assert.equal(objects[0].text("0020000D"), objects[1].text("0020000D"), "one study");
    assert.notEqual(objects[0].text("00080018"), objects[1].text("00080018"));
    assertNoReport(files);
    await assertQuiet(opened);
    await context.close();
  });

  test("independent readers see the mark: exiftool and DCMTK", async (test) => {
    const { page, context } = await openPair(browser);
    const [png] = await save(page, "PNG pair", 2);
    const said = readBy("exiftool", ["-s", "-validate", "-warning", "-DigitalSourceType", "-Disclaimer", "-ImageSize"], png.name, png.file);
    const [dicom] = await save(page, "DICOM pair", 2);
    const dump = readBy("dcmdump", ["+L"], dicom.name, dicom.file);
    await context.close();
    if (said === undefined || dump === undefined) {
      test.skip("exiftool or dcmdump is not installed");
      return;
    }
    assert.match(said, /^DigitalSourceType\s*: http:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/trainedAlgorithmicMedia$/m);
    assert.match(said, /^Disclaimer\s*: Synthetic, not for diagnosis\.$/m);
    assert.match(said, /^Validate\s*: OK$/m);
    assert.match(dump, /\(0008,001c\) CS \[YES\]/);
    assert.match(dump, /\(0008,0016\) UI =SecondaryCaptureImageStorage/);
    assert.match(dump, /\(0008,0100\) SH \[109100\]/);
    assert.match(dump, /\(0010,0010\) PN \[SYNTHETIC\^NOT FOR DIAGNOSIS\]/);
  });

  test("the report is in the files where it is asked for, in every letter", async () => {
    const { page, context } = await openPair(browser);
    const box = page.getByLabel("Include the report text in the files");
    assert.equal(await box.isChecked(), false);
    await box.check();
    const read = (await page.locator("#reading .copy").textContent()).trim();
    await page.fill("#text", "Another text, which is not that of this pair.");
    const pngs = await save(page, "PNG pair", 2);
    assert.equal(readPng(pngs[0].file).texts.get("Comment").trim(), read);
    assert.match(read, /größer/);
    const dicoms = await save(page, "DICOM pair", 2);
    const object = readDicom(dicoms[1].file);
    assert.equal(object.text("00080005"), "ISO_IR 192");
    assert.equal(object.text("00204000").trim(), read);
    await box.uncheck();
    assertNoReport(await save(page, "PNG pair", 2));
    await context.close();
  });

  test("labelled picture: both views as windowed, label and markers in the pixels", async () => {
    const opened = await openPair(browser);
    const { page, context } = opened;
    const [plain] = await save(page, "Labelled picture", 1);
    assert.equal(plain.name, "xraygan-seed1-labelled.png");
    const { width, height, grey, texts } = readPng(plain.file);
    await assertMarked(texts);
    assertNoReport([plain]);
    const side = Math.max(512, (await finest(page))[0].size);
    assert.deepEqual([width, height], [2 * side + 8, side + 40]);
    /** Shares of dark and of bright pixels. @param {number[]} values @param {number} left @param {number} top @param {number} wide @param {number} high */
    const shares = (values, left, top, wide, high) => {
      const inside = values.filter(
        (_, at) => at % width >= left && at % width < left + wide && Math.floor(at / width) >= top && Math.floor(at / width) < top + high,
      );
      return [inside.filter((value) => value < 30).length / inside.length, inside.filter((value) => value > 200).length / inside.length];
    };
    const writing = {
      label: [side / 2 - 120, side - 38, 240, 20],
      R: [8, side / 2 - 12, 26, 24],
      L: [side - 32, side / 2 - 12, 24, 24],
      PA: [8, 14, 32, 20],
      lateralLabel: [side + 8 + side / 2 - 120, side - 38, 240, 20],
      lateral: [side + 16, 14, 100, 20],
    };
    for (const [name, [left, top, wide, high]] of Object.entries(writing)) {
      const [dark, bright] = shares(grey, left, top, wide, high);
      assert.ok(dark > 0.3 && bright > 0.05 && dark + bright > 0.7, `${name}: ${dark} dark, ${bright} bright`);
    }
    await page.locator("#views .frame").first().focus();
    await page.keyboard.press("i");
    const [inverted] = await save(page, "Labelled picture", 1);
    const turned = readPng(inverted.file).grey;
    const at = 100 * width + 256; // in the frontal view, off all writing
    assert.equal(turned[at], 255 - grey[at]);
    await assertQuiet(opened);
    await context.close();
  });

  test("the next pair takes the place of the last", async () => {
    const { page, context } = await openPair(browser);
    await save(page, "PNG pair", 2);
    await page.fill("#seed", "42");
    await generate(page, SECRET);
    assert.equal(await page.locator("#files-status a").count(), 0);
    const files = await save(page, "PNG pair", 2);
    assert.equal(files[0].name, "xraygan-seed42-frontal.png");
    assert.equal(readPng(files[0].file).texts.get("xraygan:seed"), "42");
    assert.deepEqual(readPng(files[0].file).grey, (await finest(page))[0].grey);
    await context.close();
  });

  test("nothing is offered where the engine cannot write files", async () => {
    const { page, context } = await openPair(browser, { prepare: (page) => replaceFunctions(page, "") });
    assert.equal(await page.locator("#run").evaluate((run) => run.hidden), false);
    assert.equal(await page.locator("#pair-files").isVisible(), false);
    await context.close();
  });

  test("files that cannot be made: a sentence, and the page goes on", async () => {
    const failing = `function fails() { throw Object.assign(new Error("no space"), { code: "mark_encode" }); } export { fails as pngFile, fails as dicomFiles };`;
    const { page, context } = await openPair(browser, { prepare: (page) => replaceFunctions(page, failing) });
    await page.getByRole("button", { name: "PNG pair" }).click();
    await page.locator("#files-status:not(:empty)").waitFor();
    assert.equal(await page.locator("#files-status").innerText(), "The files could not be made. Generate the pair again, then save it. (no space)");
    await generate(page, SECRET);
    assert.equal(await page.locator("#files-status").innerText(), "");
    await context.close();
  });

  test("accessible, and narrow screens", async () => {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      const { page, context } = await openPair(browser, { context: { colorScheme, viewport: { width: 360, height: 740 } } });
      await page.getByRole("button", { name: "PNG pair" }).focus();
      await page.keyboard.press("Enter");
      await page.locator("#files-status a").first().waitFor();
      await assertAccessible(page, colorScheme);
      await context.close();
    }
  });
});
