/** What the page asks for, what it may ask for, and what it keeps: its own folder, nothing else, its own files. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { SITE, assertQuiet, generate, launch, open, untilReady, untilWeightsKept } from "./support/browser.mjs";
import { publish } from "./support/site.mjs";

/** What the page may do, whatever a server's own policy adds. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "require-trusted-types-for 'script'",
  "trusted-types default",
  "base-uri 'none'",
  "form-action 'none'",
];

/**
 * The address of a server on a port of its own, which makes it another origin; it stops with the test.
 * @param {import("node:test").TestContext} context
 * @param {import("node:http").RequestListener} listener
 */
async function serve(context, listener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}/`;
}

describe("privacy", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await launch({ webgpu: false });
  });
  after(() => browser.close());

  test("a run asks for nothing outside its folder, sends nothing and keeps only program and weights", async (test) => {
    const site = await publish(test);
    const opened = await open(browser, { url: site.url });
    const { page, context } = opened;
    /** @type {string[]} */
    const sent = [];
    context.on("request", (request) => {
      if (request.method() !== "GET" || request.postData()) {
        sent.push(`${request.method()} ${request.url()}`);
      }
    });
    await untilReady(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await untilWeightsKept(page);
    const before = opened.requests.length;
    await generate(page);
    assert.equal(opened.requests.length, before, "generating made requests");
    assert.deepEqual(sent, []);
    await assertQuiet(opened);
    assert.equal(page.url(), site.url);
    const kept = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: await caches.keys(),
      cookies: document.cookie,
      workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    }));
    const version = `xraygan / ${site.version}`;
    assert.deepEqual(kept, { local: 0, session: 0, databases: 0, caches: [version], cookies: "", workers: [site.url] });
    const files = await page.evaluate(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url), version);
    const own = [...site.files.keys(), "site.json"].map((path) => site.url + path);
    assert.deepEqual(
      files.filter((url) => !own.includes(url)),
      [],
    ); // offline.test.mjs compares their content
    assert.deepEqual(await context.cookies(), []);
    await context.close();
  });

  test("the policy stands in the page and in what the server sends", async () => {
    const { page, context } = await open(browser);
    const inPage = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    for (const file of ["", "worker/worker.js"]) {
      const response = await fetch(SITE + file);
      const inHeader = response.headers.get("content-security-policy") ?? "";
      for (const rule of POLICY) {
        assert.ok(inPage.includes(rule), `the page's policy lacks ${rule}`);
        assert.ok(inHeader.includes(rule), `the policy sent with /${file} lacks ${rule}`);
      }
    }
    await context.close();
  });

  test("page and worker cannot reach another origin", async (test) => {
    let reached = 0;
    const url = await serve(test, (_, response) => {
      reached++;
      response.writeHead(200, { "access-control-allow-origin": "*" }).end("reached");
    });
    const { page, context } = await open(browser);
    await untilReady(page);
    const attempt = (/** @type {string} */ address) =>
      fetch(address).then(
        () => "reached",
        () => "refused",
      );
    assert.equal(await page.evaluate(attempt, url), "refused");
    assert.equal(await page.workers()[0].evaluate(attempt, url), "refused");
    const image = await page.evaluate(
      (address) =>
        new Promise((resolve) => {
          const picture = new Image();
          picture.onload = () => resolve("reached");
          picture.onerror = () => resolve("refused");
          picture.src = address;
        }),
      url,
    );
    assert.equal(image, "refused");
    assert.equal(reached, 0);
    assert.ok((await page.evaluate(() => window.violations)).some((violation) => violation.startsWith("connect-src")));
    await context.close();
  });

  test("on a host without headers, text becomes neither HTML nor a program", async (test) => {
    const site = await publish(test);
    site.headers = {};
    const { page, context } = await open(browser, { url: site.url });
    await untilReady(page);
    const inPage = await page.evaluate((folder) => {
      const refused = (/** @type {() => unknown} */ act) => {
        try {
          act();
          return false;
        } catch (error) {
          return error instanceof TypeError || error instanceof EvalError;
        }
      };
      const blob = () => URL.createObjectURL(new Blob(["postMessage(1)"], { type: "text/javascript" }));
      return {
        html: refused(() => (document.createElement("p").innerHTML = "<b>x</b>")),
        write: refused(() => document.write("x")),
        timer: refused(() => setTimeout("1")),
        script: refused(() => (document.createElement("script").src = `${folder}page/main.js`)),
        otherWorker: refused(() => new Worker(`${folder}worker/session.js`)),
        blobWorker: refused(() => new Worker(blob())),
        ownWorker: refused(() => new Worker(`${folder}worker/worker.js`, { type: "module" }).terminate()),
      };
    }, site.url);
    assert.deepEqual(inPage, { html: true, write: true, timer: true, script: true, otherWorker: true, blobWorker: true, ownWorker: false });
    const inWorker = await page.workers()[0].evaluate(() => {
      try {
        new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
        return "started";
      } catch {
        return "refused";
      }
    });
    assert.equal(inWorker, "refused");
    await context.close();
  });

  test("works, and stays bound, where a host's own policy knows no blobs", async (test) => {
    const site = await publish(test);
    site.headers = { "content-security-policy": site.headers["content-security-policy"].replace(" blob:; manifest", "; manifest") };
    const { page, context } = await open(browser, { url: site.url });
    await untilReady(page);
    await generate(page);
    assert.equal(page.workers()[0].url(), `${site.url}worker/worker.js`);
    const attempt = (/** @type {string} */ address) =>
      fetch(address).then(
        () => "reached",
        () => "refused",
      );
    assert.equal(await page.workers()[0].evaluate(attempt, "https://stranger.invalid/"), "refused");
    await context.close();
  });

  test("works in a sub-folder of a plain static host", async (test) => {
    const folder = "/courses/radiology/";
    const url = await serve(test, async (request, response) => {
      const path = new URL(request.url, SITE).pathname;
      if (!path.startsWith(folder)) {
        response.writeHead(404).end();
        return;
      }
      const original = await fetch(SITE + path.slice(folder.length));
      response.writeHead(original.status, { "content-type": original.headers.get("content-type") });
      response.end(Buffer.from(await original.arrayBuffer()));
    });
    const opened = await open(browser, { url: url + folder.slice(1) });
    await untilReady(opened.page);
    await generate(opened.page);
    await assertQuiet(opened);
    await opened.context.close();
  });

  test("without JavaScript it says what it needs", async () => {
    const { page, context } = await open(browser, { context: { javaScriptEnabled: false } });
    assert.match(await page.locator("main").innerText(), /needs JavaScript/);
    await context.close();
  });
});
