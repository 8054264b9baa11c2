/** Reads a safetensors file (https://github.com/huggingface/safetensors#format) of f32 tensors. */

import { readFileSync } from "node:fs";

/**
 * @param {string} path
 * @returns {Map<string, Float32Array>}
 */
export function readTensors(path) {
  const file = readFileSync(path);
  const headerEnd = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, headerEnd));
  /** @type {Map<string, Float32Array>} */
  const tensors = new Map();
  for (const [
    name,
    {
      dtype,
      data_offsets: [start, end],
    },
  ] of Object.entries(header).filter(([name]) => name !== "__metadata__")) {
    if (dtype !== "F32") {
      throw new Error(`${path}: ${name} is ${dtype}, not F32`);
    }
    // A copy, because a Float32Array must start at a multiple of four.
    const bytes = new Uint8Array(file.subarray(headerEnd + start, headerEnd + end));
    tensors.set(name, new Float32Array(bytes.buffer));
  }
  return tensors;
}
