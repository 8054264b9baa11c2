/** The sample pair that a first visit sees is one of the weights that ship. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readPng } from "./support/png.mjs";
import { SAMPLE, samplePair, writeSample } from "./support/sample.mjs";

test("the sample is what the gallery of the shipped weights shows, and small", () => {
  const expected = samplePair();
  assert.ok(new Set(expected.grey).size > 64, "the cut misses the films");
  if (process.env.XRAYGAN_UPDATE) {
    writeSample(expected);
  }
  const file = readFileSync(SAMPLE);
  const { width, height, grey } = readPng(file);
  assert.deepEqual({ width, height }, { width: expected.width, height: expected.height });
  assert.ok(
    grey.every((value, at) => value === expected.grey[at]),
    "another picture: run this test with XRAYGAN_UPDATE=1",
  );
  assert.ok(file.length < 110_000, `${file.length} bytes`);
});
