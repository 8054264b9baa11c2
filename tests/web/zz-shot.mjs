import { chromium } from "playwright-core";
const url = process.argv[2];
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
for (const [w, h, scheme] of [[1280, 800, "dark"], [360, 740, "light"]]) {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: scheme });
  const p = await c.newPage();
  p.on("pageerror", (e) => console.log("ERR", e.message));
  await p.goto(url);
  await p.waitForTimeout(2500);
  await p.screenshot({ path: `/tmp/shots/${w}-first.png` });
  const start = p.getByRole("button", { name: /download|start|get/i }).first();
  if (await start.count()) await start.click().catch((e) => console.log(e.message));
  await p.waitForTimeout(1000);
  try { await p.waitForFunction(() => document.querySelectorAll("canvas").length > 1, null, { timeout: 120000 }); } catch (e) { console.log("no canvas", e.message); }
  await p.waitForTimeout(15000);
  await p.screenshot({ path: `/tmp/shots/${w}-pair.png` });
  await p.screenshot({ path: `/tmp/shots/${w}-full.png`, fullPage: true });
  await c.close();
}
await b.close();
