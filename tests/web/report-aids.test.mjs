/** Help with the report: the shelf, files dropped, unknown words, weak findings, and how sentences weighed. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { reportText } from "../../www/cases/findings.js";
import { SHELF } from "../../www/cases/shelf.js";
import { LEARN } from "../../www/words/learn.js";
import { weakAsked } from "../../www/findings/weak.js";
import { inCaseOf, replaceWord } from "../../www/report/aids.js";
import { REPORT, SITE, assertQuiet, generate, launch, open, openDrawer, said, untilEnded, untilError, untilReady } from "./support/browser.mjs";
import { LOOKS, assertFair, drop, readings } from "./support/modes.mjs";

const WEAK = [{ finding: "pneumothorax", label: "pneumothorax", measured: 0.71, needed: 0.85 }];

/** A reading that mentions these findings and nothing else. @param {{finding: string, certainty: string}[]} mentions */
function reading(mentions) {
  const none = { sentences: [] };
  return {
    text: "",
    findings: none,
    impression: none,
    unknown: [],
    notices: [],
    mentions: mentions.map((mention) => ({ ...mention, label: mention.finding, section: /** @type {const} */ ("findings"), span: { start: 0, end: 0 } })),
  };
}

/** @param {object[]} weak */
function manifestWith(weak) {
  return JSON.parse(JSON.stringify({ sizes: [], parts: [], weak }));
}

describe("words", () => {
  test("a suggestion takes the case of the word it replaces", () => {
    assert.equal(inCaseOf("lugns", "lungs"), "lungs");
    assert.equal(inCaseOf("Lugns", "lungs"), "Lungs");
    assert.equal(inCaseOf("LUGNS", "lungs"), "LUNGS");
  });

  test("only the word at its place is replaced, and only while it stands there", () => {
    const text = "The lugns and lugns.";
    assert.equal(replaceWord(text, "lugns", { start: 14, end: 19 }, "lungs"), "The lugns and lungs.");
    assert.equal(replaceWord("Now the text is another.", "lugns", { start: 14, end: 19 }, "lungs"), undefined);
  });

  test("weak findings count when they are asked for, not when they are denied", () => {
    const manifest = manifestWith(WEAK);
    const asked = { finding: "pneumothorax", certainty: "present" };
    assert.deepEqual(weakAsked(reading([asked, asked]), manifest), WEAK);
    assert.deepEqual(weakAsked(reading([{ finding: "pneumothorax", certainty: "denied" }]), manifest), []);
    assert.deepEqual(weakAsked(reading([{ finding: "effusion", certainty: "present" }]), manifest), []);
    assert.deepEqual(weakAsked(reading([asked]), manifestWith([])), []);
    assert.deepEqual(weakAsked(reading([asked]), undefined), []);
    assert.match(LEARN.weak(WEAK[0]), /draw pneumothorax weakly: .+ AUROC 0\.71, below the threshold of 0\.85/);
  });
});

describe("the consistency score", () => {
  test("is told in words that follow the figure", () => {
    assert.match(LEARN.consistencyMeans(0.95), /^That is high/);
    assert.match(LEARN.consistencyMeans(0.6), /^That is undecided/);
    assert.match(LEARN.consistencyMeans(0.1), /^That is low/);
    const known = { size: 128, samePatient: 0.43, twoPatients: 0.13, pairs: 240 };
    assert.match(LEARN.consistencyBeside(0.4, known), /^That is nearer to true pairs/);
    assert.match(LEARN.consistencyBeside(0.2, known), /^That is nearer to views of two people/);
  });
});

describe("the report in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** With weights that say of themselves that they draw pneumothorax weakly. @param {import("playwright-core").BrowserContextOptions} [context] */
  async function start(context) {
    const opened = await open(browser, {
      context,
      unversioned: true, // the altered model.json is not the one of site.json
      prepare: (page) =>
        page.route("**/weights/model.json", async (route) => {
          const model = await (await route.fetch()).json();
          await route.fulfill({ json: { ...model, weak: WEAK.map(({ finding, measured, needed }) => ({ finding, measured, needed })) } });
        }),
    });
    await untilReady(opened.page);
    return opened;
  }

  test("the shelf fills the field, for another patient unless this one is kept", async () => {
    const opened = await start();
    const { page } = opened;
    assert.ok(SHELF.length >= 14);
    await page.click("#shelf summary");
    assert.equal(await page.locator("#shelf-cards button").count(), SHELF.length);
    await page.click("[data-case=pneumonia-left-lower]");
    const chosen = SHELF.find(({ id }) => id === "pneumonia-left-lower");
    assert.equal(await page.inputValue("#text"), reportText(chosen));
    assert.match(await page.locator("#status").innerText(), /“Pneumonia, left lower lobe” is in the field/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
    const seed = await page.inputValue("#seed");
    assert.notEqual(seed, "1");

    await page.check("#keep-patient");
    assert.equal(await page.locator("#seed").getAttribute("readonly"), "");
    await page.click("#shelf summary");
    await page.click("[data-case=normal]");
    assert.equal(await page.inputValue("#seed"), seed, "the patient was not kept");
    await page.click("#another");
    await untilEnded(page);
    assert.notEqual(await page.inputValue("#seed"), seed, "another patient was asked for");
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a shelf case is in words that the model knows, and says to the engine what its list says", async () => {
    const { page, context } = await open(browser);
    const read = await readings(page, SHELF.map(reportText));
    for (const [at, { id, list }] of SHELF.entries()) {
      assert.deepEqual(
        read[at].unknown.map(({ word }) => word),
        [],
        id,
      );
      const mentioned = read[at].mentions.filter(({ certainty }) => certainty !== "denied");
      assert.deepEqual([...new Set(mentioned.map(({ finding }) => finding))].sort(), list.map(({ finding }) => finding).sort(), id);
      for (const { finding, side } of list.filter((listed) => listed.side)) {
        assert.ok(
          mentioned.some((mention) => mention.finding === finding && mention.side === side),
          `${id}: ${finding} ${side}`,
        );
      }
    }
    await context.close();
  });

  test("files are taken where they are dropped on the form, and nowhere else", async () => {
    const { page, context } = await start();
    assert.deepEqual(await drop(page, "#text", { name: "r.txt", type: "text/plain", content: REPORT }), { shown: true, taken: true });
    await page.waitForFunction((report) => document.querySelector("#text").value === report, REPORT);
    assert.equal(await page.locator("#form.dropping").count(), 0);
    assert.match(await page.locator("#status").innerText(), /r\.txt is open/);

    const xml = await readFile(new URL("../reports/study.xml", import.meta.url), "utf8");
    await openDrawer(page, "reading");
    await drop(page, "#text", { name: "1.xml", type: "text/xml", content: xml });
    await page.locator("#reading .copy").filter({ hasText: "Heart size is normal. Nodule < 1.5 cm" }).waitFor();

    const kept = await page.inputValue("#text");
    assert.deepEqual(await drop(page, ".bar", { name: "r.txt", type: "text/plain", content: "other" }), { shown: false, taken: true });
    assert.equal(await page.inputValue("#text"), kept);
    await drop(page, "#text", { name: "scan.txt", type: "text/plain", content: "PK\u0003\u0004\u0000" });
    await untilError(page, /^scan\.txt: /);
    assert.equal(await page.inputValue("#text"), kept);
    await context.close();
  });

  test("an unknown word is marked and its suggestion replaces it", async () => {
    const opened = await start();
    const { page } = opened;
    await openDrawer(page, "reading");
    await page.fill("#text", "FINDINGS: Cardiomegalie is seen. There is an effusionn. Qwertzuiop.");
    await page.locator(".suggest").first().waitFor();
    assert.deepEqual(await page.locator(".copy mark").allInnerTexts(), ["Cardiomegalie", "effusionn", "Qwertzuiop"]);
    assert.equal(await page.locator(".suggest").count(), 2, "junk has a suggestion");
    const first = page.locator(".suggest").first();
    assert.equal(await first.innerText(), "Cardiomegaly");
    assert.equal(await first.getAttribute("aria-label"), "Replace cardiomegalie by cardiomegaly");
    await first.click();
    await page.waitForFunction(() => !document.querySelector(".unknown").textContent.toLowerCase().includes("cardiomegalie"));
    assert.match(await page.inputValue("#text"), /^FINDINGS: Cardiomegaly is seen\. There is an effusionn/);
    await page.waitForFunction(() => document.activeElement.className === "suggest");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /effusion\. Qwertzuiop\.$/.test(document.querySelector("#text").value));
    await page.waitForFunction(() => document.activeElement.id === "text");
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a weak finding that is asked for gets a warning, one that is denied does not", async () => {
    const { page, context } = await start();
    await page.fill("#text", "FINDINGS: There is a large left pneumothorax.");
    await page.locator("#warnings .warning").waitFor();
    assert.equal(await page.locator("#warnings").getAttribute("role"), "status");
    assert.equal(await page.locator("#warnings").innerText(), LEARN.weak(WEAK[0]));
    await page.fill("#text", "FINDINGS: There is a large left effusion. No pneumothorax.");
    await page.locator("#warnings .warning").waitFor({ state: "detached" });
    await page.fill("#text", "FINDINGS: Left pneumothorax.");
    await page.click("#generate");
    await untilEnded(page);
    assert.equal(await page.locator("#warnings .warning").count(), 1);
    await page.click("#tab-compare");
    await page.fill("#compare-a", "FINDINGS: Right pneumothorax.");
    await page.fill("#compare-b", "FINDINGS: No pneumothorax.");
    await page.click("#compare-run");
    await page.locator("#compare-facts .warning").waitFor();
    assert.equal(await page.locator("#compare-facts .warning").count(), 1);
    await context.close();
  });

  test("each sentence has its share as a bar and a figure, and the shares of a section add up", async () => {
    const { page, context } = await start();
    await generate(page);
    const rows = await page.$$eval("#sentences tbody tr", (found) =>
      found.map((row) => ({
        cells: [...row.children].map((cell) => cell.textContent),
        bar: Number(row.querySelector(".share").style.getPropertyValue("--share")),
      })),
    );
    assert.deepEqual(
      rows.map(({ cells }) => cells[0]),
      ["The heart is normal in size.", "The lungs are clear.", "No acute disease."],
    );
    for (const section of ["findings", "impression"]) {
      const shares = rows.filter(({ cells }) => cells[1] === section);
      assert.ok(Math.abs(shares.reduce((sum, { bar }) => sum + bar, 0) - 1) < 1e-3, section);
      for (const { cells, bar } of shares) {
        assert.equal(cells[2], `${(100 * bar).toFixed(1)} %`);
      }
    }
    assert.match(await said(page, "#consistency-meaning"), /means nothing|That is /);
    await context.close();
  });

  test("the consistency score stands beside that of true pairs, where the weights know it", async () => {
    const { size } = (await (await fetch(`${SITE}weights/model.json`)).json()).model;
    const pairs = [
      { size, same_patient: 0.8125, two_patients: 0.125, pairs: 240 },
      { size: 64, same_patient: 0.7, two_patients: 0.1, pairs: 240 },
      { size: 32, same_patient: 3, two_patients: 0.1, pairs: 240 },
    ];
    for (const truePairs of [pairs, undefined, "none"]) {
      const opened = await open(browser, {
        unversioned: true,
        prepare: (page) =>
          page.route("**/weights/model.json", async (route) => {
            const model = await (await route.fetch()).json();
            await route.fulfill({ json: { ...model, trained: true, metrics: { ...model.metrics, true_pairs: truePairs } } });
          }),
      });
      const { page } = opened;
      await untilReady(page);
      await generate(page);
      await openDrawer(page, "pair");
      const [finest] = await page.locator("#scores tbody tr").allInnerTexts();
      assert.ok(finest.startsWith(`${size} px`), finest);
      const told = await said(page, "#consistency-meaning");
      if (truePairs === pairs) {
        assert.match(
          told,
          /Of 240 true pairs, from which these weights have not learnt, the mean is 81\.3 %; of as many with views of two patients, 12\.5 %\. That is nearer to /,
        );
        assert.match(finest, /% *\t *81\.3 % *\t *12\.5 %$/);
        const columns = await page.locator("#scores tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
        const known = new Map([
          [`${size} px`, ["81.3 %", "12.5 %"]],
          ["64 px", ["70.0 %", "10.0 %"]],
        ]);
        assert.deepEqual(
          columns.map((cells) => cells.slice(2)),
          [LEARN.truePairsHead, ...columns.slice(1).map(([scale]) => known.get(scale) ?? ["", ""])],
        );
        assert.ok(columns.some(([scale]) => scale === "64 px"));
        await assertFair(page, "scores");
      } else {
        assert.doesNotMatch(told, /true pairs/);
        assert.equal(await page.locator("#scores th[scope=col]").count(), 2);
      }
      await opened.context.close();
    }
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px, ${look.colorScheme}`, async () => {
      const { page, context } = await start(look);
      await page.click("#shelf summary");
      await assertFair(page, "shelf");
      await openDrawer(page, "reading");
      await page.fill("#text", "FINDINGS: Cardiomegalie. There is a large left pneumothorax.");
      await page.locator("#warnings .warning").waitFor();
      await page.locator(".suggest").first().waitFor();
      await assertFair(page, "suggestion and warning");
      await context.close();
    });
  }
});
