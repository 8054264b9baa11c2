// @ts-check
/** The two engines as files, and whether this browser can use the larger one. */

import { Failure, messageOf } from "../failure.js";

/** An adapter request that hangs must not hang the page. */
const ADAPTER_TIMEOUT = 10_000;

/**
 * Fetches and starts the wasm module of an engine.
 * @param {"cpu" | "gpu"} kind
 * @returns {Promise<import("../protocol.js").EngineModule>}
 */
export async function importEngine(kind) {
  try {
    /** @type {import("../protocol.js").EngineModule} */
    const module = await import(`../engine/${kind}/xraygan.js`);
    await module.default({ module_or_path: new URL(`../engine/${kind}/xraygan_bg.wasm`, import.meta.url) });
    return module;
  } catch (error) {
    throw new Failure("engine_missing", messageOf(error));
  }
}

/**
 * What WebGPU offers here; asked before the GPU engine is fetched, which is far larger than the CPU engine. `notice`
 * is a code of messages.js, empty where there is nothing to say.
 * @returns {Promise<{usable: boolean, notice: string, name: string}>}
 */
export async function probeGpu() {
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
  const { description = "", vendor = "", architecture = "", isFallbackAdapter = false } = adapter.info ?? {};
  const name = description || `${vendor} ${architecture}`.trim();
  return { usable: true, notice: isFallbackAdapter ? "gpu_software" : "", name };
}
