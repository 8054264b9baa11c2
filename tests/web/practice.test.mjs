/** Practice in the page: a case, marks by tap, keyboard and list, the answer with its places, results and rounds. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { FINDINGS, findingLabel } from "../../www/cases/findings.js";
import { compose } from "../../www/practice/compose.js";
import { drawCases, drawTables } from "../../www/practice/draw.js";
import { seeded } from "../../www/practice/random.js";
import { PRACTICE } from "../../www/words/practice.js";
import { SITE, assertQuiet, begin, launch, open, readBack, generate, untilReady } from "./support/browser.mjs";
import { LOOKS, assertFair, coloursOf, goTo, readings, untilIdle } from "./support/modes.mjs";

/** Of a site at the root of its host. */
const KEY = "xraygan / practice.results";

/** What the page draws as its round where Math.random is this. @param {number} random */
function roundOf(random) {
  return drawCases(FINDINGS, 20, "obvious", () => random);
}

/** With this, the first case of the round has findings; with the other one it is normal. */
const ABNORMAL = [0.35, 0.05, 0.95, 0.65, 0.5].find((random) => roundOf(random)[0].table.length === 1) ?? assert.fail("no such round");
const NORMAL = [0.05, 0.35, 0.95, 0.65, 0.5].find((random) => roundOf(random)[0].table.length === 0) ?? assert.fail("no such round");
const [TRUTH] = roundOf(ABNORMAL)[0].table;
const OPTION = [TRUTH.kind, TRUTH.side].filter(Boolean).join(" ");

/** The level is another for a moment. @param {import("playwright-core").Page} page */
async function beginRoundAgain(page) {
  await page.selectOption("#practice-level", "subtle");
  await page.selectOption("#practice-level", "obvious");
}

describe("practice in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** @param {{context?: import("playwright-core").BrowserContextOptions, random?: number, weak?: object[]}} [options] */
  async function start({ context, random = ABNORMAL, weak = [] } = {}) {
    const opened = await open(browser, {
      context,
      unversioned: true, // the altered model.json is not the one of site.json
      prepare: async (page) => {
        await page.addInitScript((value) => {
          Math.random = () => value;
        }, random);
        await page.route("**/weights/model.json", async (route) => {
          const model = await (await route.fetch()).json();
          await route.fulfill({ json: { ...model, weak } });
        });
      },
    });
    await untilReady(opened.page);
    await goTo(opened.page, "practice");
    return opened;
  }

  /** @param {import("playwright-core").Page} page */
  async function draw(page) {
    await page.click("#practice-draw");
    await untilIdle(page);
  }

  /** @param {import("playwright-core").Page} page */
  async function check(page) {
    await page.click("#practice-check");
    await untilIdle(page);
  }

  /** Names what is marked. @param {import("playwright-core").Page} page @param {string} option @param {number} [sure] */
  async function name(page, option, sure = 2) {
    await page.selectOption("#practice-name", option);
    await page.check(`[name=practice-sure][value="${sure}"]`);
    await page.click("#practice-add");
  }

  /** Where the engine put the first finding, from the shade's first hole. @param {import("playwright-core").Page} page */
  const brightSpot = (page) =>
    page
      .locator("#practice-views .marking mask circle")
      .first()
      .evaluate((circle) => ["cx", "cy", "r"].map((at) => Number(circle.getAttribute(at))));

  test("a case, marks by list, then verdict, places, sign, report and the patient without findings", async () => {
    const opened = await start();
    const { page } = opened;
    assert.ok(await page.locator("#practice-form").isHidden());
    await draw(page);
    for (const view of ["frontal", "lateral"]) {
      const spoken = await page.locator(`#practice-views canvas[aria-label*="${view}" i]`).getAttribute("aria-label");
      assert.match(spoken ?? "", /hidden until you answer/);
      assert.ok(!spoken?.includes(findingLabel(TRUTH.kind)), "the description gives the answer away");
    }
    assert.ok(await page.locator("#practice-result").isHidden());
    assert.equal(await page.locator("#practice-report").innerText(), "");
    assert.equal(await page.locator("#practice-check").innerText(), PRACTICE.checkNormal);

    await page.click("#practice-add");
    assert.match(await page.locator("#status").innerText(), /Mark the place/);
    await page.selectOption("#practice-zone", { label: "right apex" });
    await page.click("#practice-add");
    assert.match(await page.locator("#status").innerText(), /Choose what it is/);
    await page.click("#practice-check");
    assert.match(await page.locator("#status").innerText(), /not added/);
    const other = TRUTH.kind === "edema" ? "cardiomegaly" : "edema";
    await name(page, other, 1);
    assert.match(await page.locator("#practice-entries li").innerText(), /frontal film, right apex; guessed/);
    await check(page);

    assert.equal(await page.locator("#practice-verdict").innerText(), "0 of 2 right.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "practice-verdict");
    const rows = await page.locator("#practice-marks tbody tr").allInnerTexts();
    assert.match(rows[0], new RegExp(`^${findingLabel(TRUTH.kind)}.*nothing.*missed`, "s"));
    assert.match(rows[1], new RegExp(`^${findingLabel(other)}\\s+not there.*right apex\\s+guessed\\s+false alarm`, "s"));
    assert.match(await page.locator("#practice-signs").innerText(), /Source: /);
    assert.ok(await page.locator("#practice-form").isHidden(), "an answer can be changed afterwards");
    const spoken = await page.locator("#practice-views canvas").first().getAttribute("aria-label");
    assert.ok(spoken?.includes(findingLabel(TRUTH.kind)), spoken ?? "");
    assert.equal(await page.locator("#practice-normal canvas:visible, #practice-result canvas:visible").count(), 2);

    // The mark stays, the shade can be taken away.
    assert.equal(await page.locator("#practice-views .marking rect.over").count(), 1);
    assert.equal(await page.locator("#practice-views .marking .dim").count(), 2);
    await page.uncheck("#practice-spotlight");
    assert.equal(await page.locator("#practice-views .marking .dim").count(), 0);

    // It is one patient: the case's report and seed draw the case again in Read.
    const report = await page.locator("#practice-report").innerText();
    const shown = await coloursOf(page.locator("#practice-views canvas").first());
    await page.click("#practice-open");
    assert.equal(await page.inputValue("#text"), report);
    await generate(page, report);
    const again = (await readBack(page)).filter(({ view }) => view === "frontal").at(-1).grey;
    const apart = shown.reduce((sum, [level], at) => sum + Math.abs(level - again[at]), 0) / shown.length;
    assert.ok(apart < 4, `the films differ by ${apart.toFixed(1)} grey levels on average`);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("on a phone one film at a time lies under the button, and each can be marked", async () => {
    const opened = await start({ context: { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" } });
    const { page } = opened;
    const shown = () => page.locator("#practice-views canvas:visible").evaluateAll((films) => films.map((film) => film.getAttribute("aria-label")));
    const choice = page.locator("#practice-films .film-choice");
    assert.ok(await choice.isHidden(), "there is nothing to choose from before the first case");
    await draw(page);
    assert.match((await shown()).join("|"), /^frontal[^|]*$/i);
    const [section, film] = [await page.locator("#panel-practice > .column").boundingBox(), await page.locator("#practice-views canvas:visible").boundingBox()];
    assert.ok(film.y > section.y + section.height && film.y + film.height < section.y + section.height + 500, "the film is not the first under the button");
    assert.deepEqual(await choice.locator("button:visible").allInnerTexts(), ["Frontal", "Lateral"]);
    assert.deepEqual(await page.locator("#practice-views .marker:visible").allInnerTexts(), ["PA", "R", "L"]);

    await choice.getByRole("button", { name: "Lateral" }).click();
    assert.match((await shown()).join("|"), /^lateral[^|]*$/i);
    assert.equal(await choice.getByRole("button", { name: "Lateral" }).getAttribute("aria-pressed"), "true");
    await page.locator("#practice-views .surface:visible").click({ position: { x: 80, y: 90 } });
    assert.match(await page.locator("#status").innerText(), /^Marked on the lateral film/);
    await name(page, OPTION);
    await choice.getByRole("button", { name: "Frontal" }).click();
    assert.equal(await page.locator("#practice-views .marking .over:visible").count(), 0, "a mark of the lateral film lies on the frontal one");
    await check(page);
    assert.equal(await page.locator("#practice-views canvas:visible").count(), 1);
    await assertFair(page, "practice on a phone, answered");

    await page.setViewportSize({ width: 1280, height: 900 });
    assert.equal(await page.locator("#practice-views canvas:visible").count(), 1, "what was chosen stays");
    await choice.getByRole("button", { name: "Both" }).click();
    assert.equal(await page.locator("#practice-views canvas:visible").count(), 2);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("the keyboard alone marks, names and checks; a tap and the crosshair are judged alike", async () => {
    const { page, context } = await start();
    await draw(page);
    await check(page);
    const [x, y] = await brightSpot(page); // of the first case; it comes again in a new round
    await beginRoundAgain(page);
    await page.locator("#practice-draw").focus();
    await page.keyboard.press("Enter");
    await untilIdle(page);
    await page.locator("#practice-views .surface").first().focus();
    const press = async (/** @type {string} */ less, /** @type {string} */ more, /** @type {number} */ way) => {
      for (let left = Math.abs(way); left > 0.01; ) {
        const big = left >= 0.1;
        await page.keyboard.press(`${big ? "Shift+" : ""}${way < 0 ? less : more}`);
        left -= big ? 0.1 : 0.02;
      }
    };
    await press("ArrowLeft", "ArrowRight", x - 0.5);
    await press("ArrowUp", "ArrowDown", y - 0.5);
    assert.match(await page.locator("#status").innerText(), /^Crosshair: /);
    assert.equal(await page.locator("#practice-views .crosshair .over").count(), 1);
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#status").innerText(), /^Marked on the frontal film/);
    await name(page, OPTION, 3);
    await check(page);
    assert.match(await page.locator("#practice-verdict").innerText(), /^All right: 1 of 1/);

    // The same place by a tap.
    await beginRoundAgain(page);
    await draw(page);
    const box = await page.locator("#practice-views .surface").first().boundingBox();
    await page
      .locator("#practice-views .surface")
      .first()
      .click({ position: { x: x * box.width, y: y * box.height } });
    await name(page, OPTION, 3);
    await check(page);
    assert.match(await page.locator("#practice-verdict").innerText(), /^All right: 1 of 1/);

    // And elsewhere.
    await beginRoundAgain(page);
    await draw(page);
    await page
      .locator("#practice-views .surface")
      .first()
      .click({ position: { x: (x < 0.5 ? 0.97 : 0.03) * box.width, y: (y < 0.5 ? 0.97 : 0.03) * box.height } });
    await name(page, OPTION, 3);
    await check(page);
    assert.match(await page.locator("#practice-marks tbody tr").innerText(), /right name, wrong place/);
    await context.close();
  });

  test("a mark can be taken back, an entry removed, and nothing is named twice", async () => {
    const { page, context } = await start();
    await draw(page);
    await page.locator("#practice-views .surface").first().click();
    assert.equal(await page.locator("#practice-views .over").count(), 1);
    await page.click("#practice-unmark");
    assert.equal(await page.locator("#practice-views .over").count(), 0);
    for (let time = 0; time < 2; time++) {
      await page.selectOption("#practice-zone", { label: "heart and behind it" });
      await name(page, "cardiomegaly");
    }
    assert.equal(await page.locator("#practice-entries li").count(), 1);
    assert.match(await page.locator("#status").innerText(), /in your answer already/);
    await page.click("#practice-unmark");
    await page.click("#practice-entries button");
    assert.equal(await page.locator("#practice-entries li").count(), 0);
    await context.close();
  });

  test("the checklist comes after the free search, and is no gate", async () => {
    const { page, context } = await start();
    await draw(page);
    assert.ok(await page.locator("#practice-checklist").isHidden());
    await page.click("#practice-searched");
    assert.ok(await page.locator("#practice-checklist").isVisible());
    await check(page);
    await draw(page);
    assert.ok(await page.locator("#practice-checklist").isHidden());
    await context.close();
  });

  test("a normal chest is a case, too", async () => {
    const { page, context } = await start({ random: NORMAL });
    await draw(page);
    await check(page);
    assert.match(await page.locator("#practice-verdict").innerText(), /^Right: this chest is normal/);
    assert.match(await page.locator("#practice-result").innerText(), /nothing to compare/);
    assert.match((await page.locator("#practice-views canvas").first().getAttribute("aria-label")) ?? "", /a normal chest/);
    await context.close();
  });

  test("a case that was cancelled is no case", async () => {
    const { page, context } = await start();
    await page.click("#practice-draw");
    await page.click("#panel-practice .cancel");
    await untilIdle(page);
    assert.match(await page.locator("#status").innerText(), /^Cancelled/);
    assert.ok(await page.locator("#practice-form").isHidden());
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await draw(page);
    await check(page);
    assert.match(await page.locator("#practice-score").innerText(), /^1 case/);
    await context.close();
  });

  test("weak findings are left out, and said to be; where all are, there is nothing to practise", async () => {
    const weak = [{ finding: "edema", measured: 0.61, needed: 0.85 }];
    const { page, context } = await start({ weak });
    assert.equal(await page.locator("#practice-weak").innerText(), "1 finding is left out");
    await page.click("#practice-weak summary");
    assert.match(await page.locator("#practice-weak").innerText(), /edema: .* AUROC 0\.61, 0\.85 needed/);
    assert.equal(await page.locator("#practice-name option[value=edema]").count(), 0);
    await context.close();
    const none = await start({ weak: FINDINGS.map(({ finding }) => ({ finding, measured: 0.5, needed: 0.85 })) });
    await none.page.click("#practice-draw");
    assert.match(await none.page.locator("#error-text").innerText(), /draw no finding well enough/);
    await none.context.close();
  });

  test("results are kept only if asked, without report and picture, saved as a table, and can be deleted", async () => {
    const { page, context } = await start();
    const kept = () => page.evaluate(() => Object.entries(localStorage));
    await page.click("#practice-csv");
    assert.match(await page.locator("#status").innerText(), /no results to save/);
    await draw(page);
    await check(page);
    assert.deepEqual(await kept(), []);
    await page.check("#practice-keep");
    const [[key, value], ...others] = await kept();
    assert.deepEqual([key, others], [KEY, []]);
    assert.deepEqual(Object.keys(JSON.parse(value)[0]).sort(), ["asked", "judged", "level", "seed", "sure"]);
    const [saving] = await Promise.all([page.waitForEvent("download"), page.click("#practice-csv")]);
    assert.match(String(await readFile(await saving.path())), new RegExp(`1,\\d+,obvious,${TRUTH.kind},${TRUTH.side ?? ""},yes,no,missed`));
    await page.reload();
    await begin(page);
    await untilReady(page);
    await goTo(page, "practice");
    assert.match(await page.locator("#practice-score").innerText(), /^1 case/);
    await page.uncheck("#practice-keep");
    assert.deepEqual(await kept(), []);
    await page.check("#practice-keep");
    await page.click("#practice-forget");
    assert.deepEqual(await kept(), []);
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await page.evaluate((name) => localStorage.setItem(name, '{"cases": "many", "findings": 7}'), KEY);
    await page.reload();
    await begin(page);
    await untilReady(page);
    await goTo(page, "practice");
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await page.locator("#practice-keep").uncheck();
    await page.locator("#practice-keep").click();
    assert.match(await page.locator("#error-text").innerText(), /does not let the page keep/);
    assert.equal(await page.locator("#practice-keep").isChecked(), false);
    await context.close();
  });

  test("hits and false alarms come after 20 cases, and a round ends", async () => {
    const { page, context } = await start();
    for (let at = 1; at <= 20; at++) {
      assert.equal(await page.locator("#practice-tally").count(), 0);
      await draw(page);
      assert.match(await page.locator("#practice-progress").innerText(), new RegExp(`^Case ${at} of 20`));
      if (at === 3) {
        await page.selectOption("#practice-zone", { label: "heart and behind it" });
        await name(page, "cardiomegaly");
      }
      await check(page);
    }
    assert.match(await page.locator("#practice-score").innerText(), /20 cases answered/);
    assert.ok((await page.locator("#practice-tally tbody tr").count()) > 0);
    assert.match(await page.locator("#practice-progress").innerText(), /round is complete/);
    await draw(page);
    assert.match(await page.locator("#practice-progress").innerText(), /^Case 1 of 20/);
    await context.close();
  });

  test("every composed report is in words that the model knows, and says to the engine what it should", async () => {
    const { page, context } = await open(browser);
    const tables = Array.from({ length: 15 }, (_, seed) => drawTables(FINDINGS, 20, "mixed", seeded(seed))).flat();
    const reports = tables.map((table, at) => compose(table, seeded(at)));
    const read = await readings(page, reports);
    assert.deepEqual([...new Set(read.flatMap(({ unknown }) => unknown.map(({ word }) => word)))], []);
    for (const [at, table] of tables.entries()) {
      const mentioned = read[at].mentions.filter(({ certainty }) => certainty !== "denied");
      assert.deepEqual([...new Set(mentioned.map(({ finding }) => finding))].sort(), [...new Set(table.map(({ kind }) => kind))].sort(), reports[at]);
      for (const { kind, side } of table) {
        assert.ok(
          !side || mentioned.some((mention) => mention.finding === kind && (mention.side === side || mention.side === "both")),
          `${kind} ${side}: ${reports[at]}`,
        );
      }
    }
    assert.equal(page.url(), SITE);
    await context.close();
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px, ${look.colorScheme}`, async () => {
      const { page, context } = await start({ context: look, weak: [{ finding: "nodule", measured: 0.6, needed: 0.85 }] });
      await assertFair(page, "before");
      await draw(page);
      await assertFair(page, "drawn");
      await page.locator("#practice-views .surface").first().focus();
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("Enter");
      await name(page, "cardiomegaly");
      await page.click("#practice-searched");
      await assertFair(page, "named, with the checklist");
      await check(page);
      await assertFair(page, "answered");
      await context.close();
    });
  }
});
