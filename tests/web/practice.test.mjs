/** Practice: how cases are drawn and judged, and the whole round in the page. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { FINDINGS } from "../../www/cases/findings.js";
import { compose, drawFindings, drawable } from "../../www/practice/compose.js";
import { addCase, emptyScore, judge } from "../../www/practice/score.js";
import { SITE, assertQuiet, begin, generate, launch, open, readBack, untilReady } from "./support/browser.mjs";
import { LOOKS, assertFair, coloursOf, goTo, readings, untilIdle } from "./support/modes.mjs";

/** Numbers that look random and are the same in every run. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Many cases of the draw. */
function cases() {
  return Array.from({ length: 400 }, (_, at) => {
    const random = generator(at);
    for (let skipped = 0; skipped < 5; skipped++) {
      random();
    }
    const list = drawFindings(FINDINGS, random);
    return { list, report: compose(list, random) };
  });
}

/** Of a site at the root of its host. */
const KEY = "xraygan / practice.score";

describe("cases", () => {
  test("are normal, or have one or two findings, each with its side", () => {
    const drawn = cases();
    const counts = drawn.map(({ list }) => list.length);
    assert.deepEqual([...new Set(counts)].sort(), [0, 1, 2]);
    for (const { list } of drawn) {
      for (const { finding, side } of list) {
        assert.equal(side !== undefined, FINDINGS.find((known) => known.finding === finding).sided, finding);
      }
      assert.ok(list.filter(({ finding }) => ["consolidation", "atelectasis", "edema"].includes(finding)).length < 2);
      assert.ok(list.filter(({ finding }) => ["nodule", "mass"].includes(finding)).length < 2);
    }
    for (const { finding } of FINDINGS) {
      assert.ok(drawn.some(({ list }) => list.some((drawnOne) => drawnOne.finding === finding)), `${finding} is never drawn`);
    }
    assert.ok(new Set(drawn.map(({ report }) => report)).size > 200, "the reports hardly vary");
  });

  test("leave out what the weights draw too weakly", () => {
    const from = drawable([{ finding: "pneumothorax" }, { finding: "nodule" }]);
    for (let seed = 0; seed < 300; seed++) {
      assert.ok(drawFindings(from, generator(seed * 7919)).every(({ finding }) => finding !== "pneumothorax" && finding !== "nodule"));
    }
    assert.deepEqual(drawFindings(drawable(FINDINGS), Math.random), []);
  });

  test("say what is there and leave no slot open", () => {
    for (const { list, report } of cases()) {
      assert.doesNotMatch(report, /[<>]|undefined/);
      assert.match(report, /^FINDINGS: .+\.\n\nIMPRESSION: .+\.$/);
      for (const { finding, side } of list) {
        if (side && side !== "both") {
          assert.match(report, new RegExp(`${side}`, "i"), `${finding} ${side}: ${report}`);
        }
      }
    }
    assert.match(compose([{ finding: "effusion", side: "left", severity: "severe" }], () => 0), /There is a large left pleural effusion.*no pneumothorax/s);
  });
});

describe("marks", () => {
  /** @type {import("../../www/cases/findings.js").Finding[]} */
  const truth = [{ finding: "effusion", side: "left" }, { finding: "cardiomegaly" }, { finding: "nodule", side: "right" }];

  test("tell right, wrong side, missed and false alarm apart", () => {
    const marks = judge(truth, new Map([["effusion", "left"], ["nodule", "both"], ["edema", "yes"]]));
    assert.deepEqual(marks.map(({ finding, verdict }) => [finding, verdict]),
      [["effusion", "right"], ["cardiomegaly", "missed"], ["nodule", "side"], ["edema", "invented"]]);
    assert.deepEqual(judge([], new Map()), []);
  });

  test("add up over a session", () => {
    let score = addCase(emptyScore(), judge([], new Map()));
    score = addCase(score, judge(truth, new Map([["effusion", "left"]])));
    score = addCase(score, judge([truth[0]], new Map([["effusion", "right"]])));
    assert.equal(score.cases, 3);
    assert.equal(score.allRight, 1);
    assert.deepEqual(score.findings, { effusion: { right: 1, wrong: 1 }, cardiomegaly: { right: 0, wrong: 1 }, nodule: { right: 0, wrong: 1 } });
  });
});

describe("practice in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /**
   * With 0.35 throughout, the draw is one atelectasis on the left, moderate, unless `random` is another number.
   * @param {{context?: import("playwright-core").BrowserContextOptions, random?: number, weak?: object[]}} [options]
   */
  async function start({ context, random = 0.35, weak = [] } = {}) {
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

  /** @param {import("playwright-core").Page} page @param {string[]} ticks selectors of boxes */
  async function answer(page, ticks) {
    await page.click("#practice-draw");
    await untilIdle(page);
    for (const tick of ticks) {
      await page.check(tick);
    }
    await page.click("#practice-check");
    await untilIdle(page);
  }

  const said = drawFindings(FINDINGS, () => 0.35);

  test("a case, an answer, then report, marks, regions and score", async () => {
    const opened = await start();
    const { page } = opened;
    assert.deepEqual(said.map(({ finding }) => finding), ["atelectasis"]);
    await page.click("#practice-check");
    assert.match(await page.locator("#status").innerText(), /Draw a case first/);
    await page.click("#practice-draw");
    await untilIdle(page);
    const before = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll("input, textarea")].map((field) => /** @type {HTMLInputElement} */ (field).value).join());
    assert.ok(!/basilar/i.test(before.replace(await page.inputValue("#compare-a"), "")), "the report can be seen before the answer");
    assert.ok(await page.locator("#practice-result").isHidden());

    const side = said[0].side === "left" ? "right" : "left";
    await page.check(`input[name=atelectasis][value=${side}]`);
    await page.check("input[name=cardiomegaly]");
    await page.click("#practice-check");
    await untilIdle(page);
    assert.equal(await page.locator("#practice-verdict").innerText(), "0 of 2 right.");
    assert.equal(await page.evaluate(() => document.activeElement.id), "practice-verdict");
    const marks = await page.locator("#practice-marks tbody tr").allInnerTexts();
    assert.match(marks[0], new RegExp(`atelectasis\\s+${said[0].side}\\s+${side}\\s+wrong side`));
    assert.match(marks[1], /enlarged heart\s+not there\s+there\s+false alarm/);
    const report = await page.locator("#practice-report").innerText();
    assert.match(report, /basilar/i);
    assert.match(await page.locator("#practice-score").innerText(), /^1 case answered, 0 of them/);
    assert.ok(await page.locator("input[name=cardiomegaly]").isDisabled(), "an answer can be changed afterwards");

    // Each outlined region is named, and the normal version is drawn beside it.
    const boxes = await page.locator("#practice-views .region-box").allInnerTexts();
    const named = await page.locator("#practice-changes li").allInnerTexts();
    assert.equal(boxes.length, named.length);
    assert.ok(named.every((text) => /^(right|left|anterior|posterior|heart|below|outside).+: (brighter|darker) than normal \([+−]/.test(text)), named.join());
    assert.equal(await page.locator("#practice-normal canvas:visible").count(), 2);

    // It is one patient: the case's report and seed draw the case again in Read.
    const shown = await coloursOf(page.locator("#practice-views canvas").first());
    await page.click("#practice-open");
    assert.equal(await page.inputValue("#text"), report);
    await generate(page, report);
    assert.deepEqual((await readBack(page)).filter(({ view }) => view === "frontal").at(-1).grey, shown.map(([level]) => level));
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a normal chest is a case, too", async () => {
    const { page, context } = await start({ random: 0.01 });
    await answer(page, []);
    assert.match(await page.locator("#practice-verdict").innerText(), /^Right: this chest is normal/);
    assert.match(await page.locator("#practice-changes").innerText(), /nothing to compare/);
    assert.match(await page.locator("#practice-score").innerText(), /1 of them entirely right/);
    await context.close();
  });

  test("a case that was cancelled is no case", async () => {
    const { page, context } = await start();
    await page.click("#practice-draw");
    await page.click("#panel-practice .cancel");
    await untilIdle(page);
    assert.match(await page.locator("#status").innerText(), /^Cancelled/);
    await page.click("#practice-check");
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await answer(page, []);
    assert.match(await page.locator("#practice-score").innerText(), /^1 case/);
    await context.close();
  });

  test("weak findings are left out, and said to be", async () => {
    const weak = [{ finding: "atelectasis", measured: 0.61, needed: 0.85 }];
    const { page, context } = await start({ weak });
    assert.match(await page.locator("#practice-weak").innerText(), /atelectasis: recognised .+ AUROC 0\.61, 0\.85 needed/);
    assert.equal(await page.locator("input[name=atelectasis]").count(), 0);
    await answer(page, []);
    assert.doesNotMatch(await page.locator("#practice-report").innerText(), /atelectasis|basilar/i);
    await context.close();
  });

  test("where all findings are weak, there is nothing to practise", async () => {
    const { page, context } = await start({ weak: FINDINGS.map(({ finding }) => ({ finding, measured: 0.5, needed: 0.85 })) });
    await page.click("#practice-draw");
    assert.match(await page.locator("#error-text").innerText(), /draw no finding well enough/);
    await context.close();
  });

  test("the score is kept only if asked, as numbers only, and can be deleted", async () => {
    const { page, context } = await start();
    const kept = () => page.evaluate(() => Object.entries(localStorage));
    await answer(page, ["input[name=edema]"]);
    assert.deepEqual(await kept(), []);
    await page.check("#practice-keep");
    const [[key, value], ...others] = await kept();
    assert.deepEqual([key, others], [KEY, []]);
    assert.deepEqual(JSON.parse(value), { cases: 1, allRight: 0, findings: { atelectasis: { right: 0, wrong: 1 }, edema: { right: 0, wrong: 1 } } });
    await page.reload();
    await begin(page);
    await untilReady(page);
    await goTo(page, "practice");
    assert.match(await page.locator("#practice-score").innerText(), /^1 case/);
    await answer(page, []);
    assert.equal(JSON.parse((await kept())[0][1]).cases, 2);
    await page.uncheck("#practice-keep");
    assert.deepEqual(await kept(), []);
    assert.match(await page.locator("#practice-score").innerText(), /^2 cases/);
    await page.check("#practice-keep");
    await page.click("#practice-forget");
    assert.deepEqual(await kept(), []);
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await page.evaluate((name) => localStorage.setItem(name, "{\"cases\": \"many\", \"findings\": 7}"), KEY);
    await page.reload();
    await begin(page);
    await untilReady(page);
    await goTo(page, "practice");
    assert.match(await page.locator("#practice-score").innerText(), /^No case/);
    await context.close();
  });

  test("a storage that refuses is no disaster", async () => {
    const { page, context } = await start();
    await page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await page.locator("#practice-keep").click();
    assert.match(await page.locator("#error-text").innerText(), /does not let the page keep the score/);
    assert.equal(await page.locator("#practice-keep").isChecked(), false);
    await context.close();
  });

  test("every composed report is in words that the model knows, and says to the engine what it should", async () => {
    const { page, context } = await open(browser);
    const drawn = cases();
    const read = await readings(page, drawn.map(({ report }) => report));
    assert.deepEqual([...new Set(read.flatMap(({ unknown }) => unknown.map(({ word }) => word)))], []);
    for (const [at, { list, report }] of drawn.entries()) {
      const mentioned = read[at].mentions.filter(({ certainty }) => certainty !== "denied");
      assert.deepEqual([...new Set(mentioned.map(({ finding }) => finding))].sort(), list.map(({ finding }) => finding).sort(), report);
      for (const { finding, side } of list) {
        if (side) {
          assert.ok(mentioned.some((mention) => mention.finding === finding && mention.side === side), `${finding} ${side}: ${report}`);
        }
      }
    }
    assert.equal(page.url(), SITE);
    await context.close();
  });

  for (const look of LOOKS) {
    test(`for everyone, ${look.viewport.width} px, ${look.colorScheme}`, async () => {
      const { page, context } = await start({ context: look, weak: [{ finding: "nodule", measured: 0.6, needed: 0.85 }] });
      await assertFair(page, "before");
      await page.click("#practice-draw");
      await untilIdle(page);
      await assertFair(page, "drawn");
      await page.check("input[name=edema]");
      await page.click("#practice-check");
      await untilIdle(page);
      await assertFair(page, "answered");
      await context.close();
    });
  }
});
