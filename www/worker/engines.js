// @ts-check
/** The two engines as files, and whether this browser can use the larger one. */

import { Failure, codeOf, isOutOfMemory, messageOf } from "../failure.js";

/** An adapter request that hangs must not hang the page. */
const ADAPTER_TIMEOUT = 10_000;

/**
 * The least that WebGPU promises (https://www.w3.org/TR/webgpu/#limits), and what the engine counts on. Browsers may
 * offer adapters below it, and those return black pictures or none.
 * @type {Record<string, number>}
 */
const NEEDED_LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 2 ** 14,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 2 ** 16 - 1,
};

/**
 * Fetches, compiles and starts the wasm module of an engine.
 * @param {"cpu" | "gpu"} kind
 * @param {import("./files.js").SiteFiles} files
 * @param {import("./session.js").Answerer} answer
 * @returns {Promise<import("../protocol.js").EngineModule>}
 */
export async function importEngine(kind, files, answer) {
  const path = `engine/${kind}/xraygan_bg.wasm`;
  const total = files.bytes(path);
  answer({ kind: "progress", stage: "engine", done: 0, total });
  try {
    /** @type {import("../protocol.js").EngineModule} */
    const module = await import(`../engine/${kind}/xraygan.js`);
    const onBytes = (/** @type {number} */ done) => answer({ kind: "progress", stage: "engine", done, total });
    const content = await files.readExact(path, { onBytes });
    await files.keep(path, content);
    answer({ kind: "progress", stage: "compile", done: 0, total: 0 });
    await module.default({ module_or_path: await WebAssembly.compile(content) });
    return module;
  } catch (error) {
    throw codeOf(error) === "newer_site" || isOutOfMemory(error) ? error : new Failure("engine_missing", messageOf(error));
  }
}

/** Names of programs that emulate a graphics adapter: SwiftShader, Mesa's llvmpipe and softpipe, Windows' WARP. */
const EMULATED = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/**
 * What WebGPU offers here; asked before the GPU engine is fetched, which is far larger than the CPU engine. `notice`
 * is a code of messages.js, empty where there is nothing to say.
 * @param {"auto" | "gpu"} choice an emulated adapter is far slower than the CPU engine: only who asks for it gets it
 * @returns {Promise<{usable: boolean, notice: string, name: string}>}
 */
export async function probeGpu(choice) {
  const gpu = /** @type {any} */ (navigator).gpu;
  if (!gpu) {
    return { usable: false, notice: "no_webgpu", name: "" };
  }
  const timeout = new Promise((resolve) => setTimeout(resolve, ADAPTER_TIMEOUT, null));
  // The engine asks for the same preference, so this is the adapter that it gets.
  const request = gpu.requestAdapter({ powerPreference: "high-performance" });
  const adapter = await Promise.race([request, timeout]).catch(() => null);
  if (!adapter) {
    return { usable: false, notice: "no_adapter", name: "" };
  }
  if (Object.entries(NEEDED_LIMITS).some(([name, least]) => adapter.limits[name] < least)) {
    return { usable: false, notice: "gpu_limits", name: "" };
  }
  const { description = "", vendor = "", architecture = "", device = "", isFallbackAdapter = false } = adapter.info ?? {};
  const name = description || `${vendor} ${architecture}`.trim();
  if (isFallbackAdapter || EMULATED.test([description, vendor, architecture, device].join(" "))) {
    return choice === "gpu" ? { usable: true, notice: "gpu_software", name } : { usable: false, notice: "gpu_emulated", name };
  }
  return { usable: true, notice: "", name };
}
