/** The libraries in the page are what was released: nobody edits them here. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const VENDOR = new URL("../../www/vendor/", import.meta.url);
/** SHA-256 of the file in the package of the npm registry. */
const RELEASED = {
  fflate: { file: "fflate.js", of: "fflate 0.8.3, esm/browser.js", sha256: "b7ca4450b19559a1d50eb381adcee94b82449674be4cd17789d9beba7e6122a1" },
};

test("every library is as it was released, with its licence beside it", async () => {
  assert.deepEqual((await readdir(VENDOR)).sort(), Object.keys(RELEASED).sort());
  for (const [name, { file, of, sha256 }] of Object.entries(RELEASED)) {
    const folder = new URL(`${name}/`, VENDOR);
    assert.deepEqual((await readdir(folder)).sort(), ["LICENSE.txt", file]);
    assert.equal(
      createHash("sha256")
        .update(await readFile(new URL(file, folder)))
        .digest("hex"),
      sha256,
      `is not ${of}`,
    );
    assert.match(String(await readFile(new URL("LICENSE.txt", folder))), /MIT License/);
  }
});
