/** The patient of a pair: what its numbers mean, what a report says of it, and the panel that changes it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { drawn, phi, scaleOf, valueOf, wishOf } from "../../www/patient/code.js";
import { saidOf } from "../../www/patient/said.js";
import { Wishes, fromReport } from "../../www/patient/wishes.js";
import { assertQuiet, launch, open, openDrawer, readBack, untilReady } from "./support/browser.mjs";
import { assertFair } from "./support/modes.mjs";

const CODE = JSON.parse(readFileSync(new URL("../../weights/model.json", import.meta.url), "utf8")).model.cascade.patient;
const AGE = CODE.dimensions.find(({ name }) => name === "patient.age");
const SEX = CODE.dimensions.find(({ name }) => name === "patient.sex");

describe("the code of a patient", () => {
  test("numbers mean what the engine says they mean", () => {
    const age = /** @type {const} */ ({ kind: "normal", mean: 50, deviation: 18, least: 18, most: 92 });
    assert.equal(valueOf(age, 0.5), 59);
    assert.equal(valueOf(age, -3), 18);
    assert.ok(Math.abs(valueOf({ kind: "uniform", low: 2, high: 4 }, 1) - 3.68269) < 1e-4);
    assert.deepEqual(
      [0.6, 0.7].map((z) => valueOf({ kind: "chance", probability: 0.25 }, z)),
      [0, 1],
    );
    assert.deepEqual(
      [-0.1, 9].map((z) => valueOf({ kind: "choice", names: ["female", "male"] }, z)),
      [0, 1],
    );
    assert.ok(Math.abs(phi(1.96) - 0.9750021) < 1e-6 && Math.abs(phi(-1.96) - 0.0249979) < 1e-6);
  });

  test("wishes are what the engine takes, within its bounds", () => {
    for (const { name, way } of CODE.dimensions) {
      for (let time = 0; time < 20; time++) {
        const wish = wishOf(way, drawn(way));
        if (way.kind === "normal" || way.kind === "uniform") {
          const [least, most] = way.kind === "normal" ? [way.least, way.most] : [way.low, way.high];
          assert.ok(Number(wish) >= least && Number(wish) <= most, `${name}=${wish}`);
        } else {
          assert.ok((way.kind === "chance" ? ["yes", "no"] : way.names).includes(wish), `${name}=${wish}`);
        }
      }
    }
    assert.equal(wishOf(AGE.way, 200), String(AGE.way.most));
  });

  test("units are shown as users read them", () => {
    const rotation = CODE.dimensions.find(({ name }) => name === "frontal.rotation");
    const scale = scaleOf(rotation);
    assert.equal(scale.unit, "°");
    assert.ok(Math.abs(scale.most - rotation.way.most * 57.29578) < 1e-3);
    assert.equal(scaleOf(SEX), undefined);
    assert.equal(scaleOf(AGE).step, 1);
  });
});

describe("what a report says of its patient", () => {
  for (const [text, age, sex] of /** @type {[string, number | undefined, string | undefined][]} */ ([
    ["INDICATION: 74-year-old woman with cough.", 74, "female"],
    ["45 yo M, chest pain", 45, undefined],
    ["Age: 63. Sex: M.", 63, "male"],
    ["XXXX-year-old male.", undefined, "male"],
    ["Stent placed 5 years ago. The mediastinum is normal.", undefined, undefined],
    ["The man and the woman.", undefined, undefined],
    ["87F with fever", 87, "female"],
    ["Aged 300", undefined, undefined],
  ])) {
    test(text, () => {
      const said = saidOf(text);
      assert.equal(said.age?.value, age);
      assert.equal(said.sex?.value, sex);
    });
  }

  test("its words win over what was chosen by hand, as far as patients can be told so", () => {
    const wishes = new Wishes();
    wishes.begin(1);
    wishes.values.set("patient.age", 30).set("patient.build", 1.5);
    assert.equal(wishes.text(CODE, "The lungs are clear."), "patient.age=30,patient.build=1.5");
    assert.equal(wishes.text(CODE, "74-year-old woman."), "patient.sex=female,patient.age=74,patient.build=1.5");
    assert.deepEqual(
      fromReport(CODE, "5-year-old boy.").map(({ value, met }) => [value, met]),
      [
        [SEX.way.names.indexOf("male"), true],
        [AGE.way.least, false],
      ],
    );
    const again = new Wishes();
    again.read(CODE, `${wishes.text(CODE, "74-year-old woman.")},anatomy=${CODE.anatomies[1]}+nobody,patient.wings=2,patient.muscle=`);
    assert.equal(again.text(CODE, ""), `patient.sex=female,patient.age=74,patient.build=1.5,anatomy=${CODE.anatomies[1]}`);
    wishes.begin(2);
    assert.equal(wishes.text(CODE, ""), undefined, "wishes went over to another patient");
  });
});

describe("the patient in the page", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  /** @param {string} report @param {import("playwright-core").BrowserContextOptions} [context] */
  async function start(report, context = { viewport: { width: 1280, height: 800 } }) {
    const opened = await open(browser, { context });
    const { page } = opened;
    await untilReady(page);
    await drawnAgain(page, async () => {
      await page.fill("#text", report);
      await page.click("#generate");
    });
    await openDrawer(page, "patient");
    return opened;
  }

  /** Does something that draws again, and waits for that. @param {import("playwright-core").Page} page @param {() => Promise<unknown>} act */
  async function drawnAgain(page, act) {
    await page.evaluate(() => document.querySelector("#run-facts").replaceChildren());
    await act();
    await page.locator("#run-facts:not(:empty)").waitFor({ state: "attached" });
    await page.locator("#generate[aria-disabled=false]").waitFor();
  }

  test("a dimension is changed by slider, number and chance, and goes back", async () => {
    const opened = await start("FINDINGS: The lungs are clear.");
    const { page } = opened;
    const first = await readBack(page);
    const build = page.locator("[data-dimension='patient.build']");
    await drawnAgain(page, async () => {
      await build.locator("input[type=number]").fill("2");
      await page.keyboard.press("Enter");
    });
    assert.notDeepEqual(await readBack(page), first);
    assert.ok(Math.abs(Number(await build.locator("input[type=range]").inputValue()) - 2) < 0.01);
    assert.match(await page.locator("#patient [role=status]").innerText(), /^1 thing is changed/);
    await drawnAgain(page, () => build.locator("input[type=range]").press("ArrowLeft"));
    assert.ok(Number(await build.locator("input[type=number]").inputValue()) < 2);
    await drawnAgain(page, () => build.getByRole("button", { name: /^Back to the seed's/ }).click());
    assert.deepEqual(await readBack(page), first, "the seed's patient did not come back");
    await drawnAgain(page, () =>
      page
        .locator("[data-dimension='patient.age']")
        .getByRole("button", { name: /^Draw another/ })
        .click(),
    );
    assert.match(await page.locator("#patient [role=status]").innerText(), /^1 thing is changed/);
    await drawnAgain(page, () => page.click("#patient-reset"));
    assert.deepEqual(await readBack(page), first);
    await drawnAgain(page, () => page.click("#patient-another"));
    assert.notDeepEqual(await readBack(page), first);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("a mixture of two anatomies, and a labelled picture of each", async () => {
    const { page, context } = await start("FINDINGS: The lungs are clear.");
    const first = await readBack(page);
    const other = (await page.inputValue("#patient-anatomy")) === "0" ? "1" : "0";
    await drawnAgain(page, () => page.selectOption("#patient-anatomy-second", other));
    assert.notDeepEqual(await readBack(page), first);
    assert.equal((await page.inputValue("#patient-anatomy-second")) === "", false);
    await page.getByRole("button", { name: "Show the anatomies" }).click();
    await page.locator(`.bodies li >> nth=${CODE.anatomies.length - 1}`).waitFor();
    await page.locator("#generate[aria-disabled=false]").waitFor();
    await assertFair(page, "anatomies");
    await drawnAgain(page, () => page.locator(".bodies button").nth(2).click());
    assert.equal(await page.inputValue("#patient-anatomy"), "2");
    assert.equal(await page.inputValue("#patient-anatomy-second"), "");
    await context.close();
  });

  test("the report's words about the patient win, and the page says so", async () => {
    const { page, context } = await start("INDICATION: 74-year-old woman.\n\nFINDINGS: The lungs are clear.");
    assert.match(await page.locator("#patient .notices").innerText(), /Sex is what the report says \(“woman”\); its words win\./);
    assert.match(await page.locator("#patient .notices").innerText(), /Age is what the report says \(“74-year-old”\)/);
    const age = page.locator("[data-dimension='patient.age'] input[type=number]");
    assert.equal(await age.inputValue(), "74");
    assert.equal(await age.isDisabled(), true);
    assert.equal(await page.locator("[data-dimension='patient.sex'] select option:checked").innerText(), "female");
    await context.close();
  });

  test("a follow-up is the same person with another report", async () => {
    const { page, context } = await start("FINDINGS: The lungs are clear.");
    await drawnAgain(page, () => page.locator("[data-dimension='patient.build'] input[type=range]").press("ArrowRight"));
    const build = await page.locator("[data-dimension='patient.build'] input[type=number]").inputValue();
    await page.check("#keep-patient");
    await page.click("#shelf > summary");
    await drawnAgain(page, async () => {
      await page.click("[data-case=normal]");
      await page.click("#generate");
    });
    assert.equal(await page.locator("[data-dimension='patient.build'] input[type=number]").inputValue(), build);
    assert.match(await page.locator("#patient [role=status]").innerText(), /^1 thing is changed/);
    await page.uncheck("#keep-patient");
    await drawnAgain(page, () => page.click("#another"));
    assert.match(await page.locator("#patient [role=status]").innerText(), /^Nothing is changed/);
    await context.close();
  });
});
