/** Which graphics adapters the page computes on: asked of the browser before the larger engine is fetched. */

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { probeGpu } from "../../www/worker/engines.js";

/** The least that WebGPU promises. */
const LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 2 ** 14,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 2 ** 16 - 1,
};

/**
 * A browser with such an adapter.
 * @param {() => Promise<unknown>} requestAdapter
 */
function browserWith(requestAdapter) {
  Object.defineProperty(globalThis, "navigator", { value: { gpu: { requestAdapter } }, configurable: true });
}

/** @param {object} info @param {object} [limits] */
function adapter(info, limits = {}) {
  return async () => ({ info, limits: { ...LIMITS, ...limits } });
}

describe("graphics adapters", () => {
  afterEach(() => Reflect.deleteProperty(globalThis, "navigator"));

  test("none, or one that does not come", async () => {
    Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
    assert.equal((await probeGpu("auto")).notice, "no_webgpu");
    browserWith(async () => null);
    assert.equal((await probeGpu("gpu")).notice, "no_adapter");
    browserWith(async () => Promise.reject(new Error("blocked")));
    assert.equal((await probeGpu("gpu")).notice, "no_adapter");
  });

  for (const [name, least] of Object.entries(LIMITS)) {
    test(`one whose ${name} is below what WebGPU promises is not used, even where it was asked for`, async () => {
      browserWith(adapter({ description: "Small GPU" }, { [name]: least - 1 }));
      for (const choice of /** @type {const} */ (["auto", "gpu"])) {
        assert.deepEqual(await probeGpu(choice), { usable: false, notice: "gpu_limits", name: "" });
      }
    });
  }

  test("one that a program emulates is used only where it was asked for", async () => {
    for (const info of [
      { description: "SwiftShader Device (LLVM 10.0.0)" },
      { architecture: "swiftshader" },
      { description: "llvmpipe" },
      { isFallbackAdapter: true },
    ]) {
      browserWith(adapter(info));
      assert.deepEqual([(await probeGpu("auto")).usable, (await probeGpu("gpu")).usable], [false, true], JSON.stringify(info));
      assert.equal((await probeGpu("auto")).notice, "gpu_emulated");
      assert.equal((await probeGpu("gpu")).notice, "gpu_software");
    }
  });

  test("any other is used, by the name that the browser gives it", async () => {
    browserWith(adapter({ vendor: "intel", architecture: "gen-12lp" }));
    assert.deepEqual(await probeGpu("auto"), { usable: true, notice: "", name: "intel gen-12lp" });
  });
});
