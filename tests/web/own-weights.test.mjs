/** Weights from the user's disk: used in this tab without a request, refused with a sentence, and given back. */

import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertQuiet, begin, generate, launch, open, openDevice, readBack, said, untilReady, untilWeightsKept } from "./support/browser.mjs";
import { sha256, siteFiles } from "./support/site.mjs";

const NAME = "weights of a test";

/** The shipped bundle under another name, as files by name. @returns {Promise<Map<string, Buffer>>} */
async function ownBundle() {
  const site = await siteFiles();
  const files = new Map([...site].filter(([path]) => path.startsWith("weights/")).map(([path, bytes]) => [path.slice("weights/".length), Buffer.from(bytes)]));
  edit(files, (model) => {
    model.name = NAME;
  });
  return files;
}

/** Changes model.json. @param {Map<string, Buffer>} files @param {(model: any) => void} change */
function edit(files, change) {
  const model = JSON.parse(String(files.get("model.json")));
  change(model);
  files.set("model.json", Buffer.from(JSON.stringify(model)));
}

/** @param {Map<string, Buffer>} files */
function payload(files) {
  return [...files].map(([name, buffer]) => ({ name, mimeType: "application/octet-stream", buffer }));
}

/** @type {{name: string, change: (files: Map<string, Buffer>) => void, message: RegExp}[]} */
const FAULTS = [
  { name: "no model.json", change: (files) => files.delete("model.json"), message: /no model\.json among these files.*Choose the whole folder/ },
  {
    name: "an archive",
    change: (files) => {
      files.clear();
      files.set("weights.zip", Buffer.from("PK"));
    },
    message: /archive.*Unpack it/,
  },
  { name: "a model.json that is none", change: (files) => files.set("model.json", Buffer.from("<html>")), message: /does not describe weights/ },
  {
    name: "a model.json of something else",
    change: (files) => files.set("model.json", Buffer.from('{"modelTopology":{},"weightsManifest":[]}')),
    message: /does not describe weights/,
  },
  { name: "a missing part", change: (files) => files.delete("frontal.safetensors"), message: /missing.*frontal\.safetensors/ },
  {
    name: "a part cut short",
    change: (files) => files.set("frontal.safetensors", files.get("frontal.safetensors").subarray(9)),
    message: /another size.*frontal\.safetensors/,
  },
  {
    name: "an altered part",
    change: (files) => {
      files.get("frontal.safetensors")[4000] ^= 1;
    },
    message: /altered.*frontal\.safetensors.*weights of this page are in use/,
  },
  {
    name: "a part of another model",
    change: (files) => {
      const alien = files.get("lateral.safetensors");
      files.set("encoder.safetensors", alien);
      edit(files, (model) =>
        Object.assign(
          model.parts.find(({ file }) => file === "encoder.safetensors"),
          { bytes: alien.length, sha256: sha256(alien) },
        ),
      );
    },
    message: /does not belong.*weights of this page are in use/,
  },
  {
    name: "a newer format",
    change: (files) =>
      edit(files, (model) => {
        model.format_version = 999;
      }),
    message: /newer than this page.*weights of this page are in use/,
  },
  {
    name: "a description that does not fit the tensors",
    change: (files) =>
      edit(files, (model) => {
        model.model.hidden *= 2;
      }),
    message: /weights of this page are in use/,
  },
];

describe("your own weights", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Map<string, Buffer>} */
  let bundle;
  before(async () => {
    browser = await launch({ webgpu: false });
    bundle = await ownBundle();
  });
  after(() => browser.close());

  /** @param {import("playwright-core").Page} page */
  async function untilUsed(page) {
    await page.locator("#own-status", { hasText: "Your weights are in use" }).waitFor();
    await untilReady(page);
    assert.match(await said(page, "#weights"), new RegExp(NAME));
  }

  test("a bundle is used without a request, and given back", async () => {
    const opened = await open(browser);
    const { page, context, requests } = opened;
    await untilReady(page);
    await untilWeightsKept(page);
    await openDevice(page);
    await page.click("#own-summary");
    const before = requests.filter((url) => url.includes("/weights/")).length;
    await page.setInputFiles("#own-files", payload(bundle));
    await untilUsed(page);
    await generate(page);
    assert.ok((await readBack(page)).length > 0);
    assert.equal(requests.filter((url) => url.includes("/weights/")).length, before, "the site's weights were asked for");
    await openDevice(page);
    await page.click("#own-back");
    await untilReady(page);
    assert.doesNotMatch(await said(page, "#weights"), new RegExp(NAME));
    assert.equal(await page.locator("#own-back").isVisible(), false);
    assert.match(await page.locator("#own-status").innerText(), /weights of this page are in use/);
    await generate(page);
    await assertQuiet(opened);
    await context.close();
  });

  test("a whole folder can be chosen, before the site's weights are fetched", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xraygan-"));
    try {
      mkdirSync(join(folder, "export", "bundle"), { recursive: true });
      writeFileSync(join(folder, "export", "notes.txt"), "not a part");
      bundle.forEach((bytes, name) => writeFileSync(join(folder, "export", "bundle", name), bytes));
      const { page, context, requests } = await open(browser, { start: false });
      await page.locator("#start:visible").waitFor();
      await openDevice(page);
      await page.click("#own-summary");
      await page.setInputFiles("#own-folder", join(folder, "export"));
      await untilUsed(page);
      assert.equal(await page.locator("#visit").isVisible(), false);
      assert.deepEqual(
        requests.filter((url) => url.endsWith(".safetensors")),
        [],
      );
      await generate(page);
      await context.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a folder can be dropped", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xraygan-"));
    try {
      bundle.forEach((bytes, name) => writeFileSync(join(folder, name), bytes));
      const { page, context } = await open(browser);
      await untilReady(page);
      await openDevice(page);
      await page.locator("#own").scrollIntoViewIfNeeded();
      const { x, y } = await page.locator("#own").boundingBox();
      const devtools = await context.newCDPSession(page);
      for (const type of /** @type {const} */ (["dragEnter", "dragOver", "drop"])) {
        await devtools.send("Input.dispatchDragEvent", { type, x: x + 20, y: y + 10, data: { items: [], files: [folder], dragOperationsMask: 1 } });
      }
      await untilUsed(page);
      await context.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("files can be dropped", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    const files = [...bundle].map(([name, bytes]) => ({ name, base64: bytes.toString("base64") }));
    const transfer = await page.evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of files) {
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
      }
      return transfer;
    }, files);
    await page.dispatchEvent("#own", "drop", { dataTransfer: transfer });
    await untilUsed(page);
    await context.close();
  });

  test("a reload forgets them", async () => {
    const { page, context } = await open(browser);
    await untilReady(page);
    await page.setInputFiles("#own-files", payload(bundle));
    await untilUsed(page);
    await page.reload();
    await begin(page);
    await untilReady(page);
    assert.doesNotMatch(await said(page, "#weights"), new RegExp(NAME));
    await context.close();
  });

  test("each wrong bundle gets its sentence, and the page goes on", async (context) => {
    const { page, context: own } = await open(browser);
    await untilReady(page);
    await openDevice(page);
    await page.click("#own-summary");
    for (const { name, change, message } of FAULTS) {
      await context.test(name, async () => {
        const files = new Map([...bundle].map(([file, bytes]) => [file, Buffer.from(bytes)]));
        change(files);
        await page.setInputFiles("#own-files", payload(files));
        await page.locator("#own-error:visible").waitFor();
        await untilReady(page);
        assert.match(await page.locator("#own-error").innerText(), message);
        assert.equal(await page.locator("#own-back").isVisible(), false);
        assert.doesNotMatch(await said(page, "#weights"), new RegExp(NAME));
      });
    }
    await page.setInputFiles("#own-files", payload(bundle));
    await untilUsed(page);
    assert.equal(await page.locator("#own-error").isVisible(), false);
    await own.close();
  });
});
