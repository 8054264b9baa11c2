/** What runs in the browser: each engine from nothing to its first pair, then more pairs. All times are milliseconds. */

const REPORT = `FINDINGS: There is a small left pleural effusion. The heart is enlarged.

IMPRESSION: Left pleural effusion and cardiomegaly.`;

/** Times of named phases. */
class Phases {
  /** @type {Record<string, number>} */
  times = {};
  #last = performance.now();

  /** @param {string} name of what has just ended */
  end(name) {
    const now = performance.now();
    this.times[name] = now - this.#last;
    this.#last = now;
  }
}

async function bytesOf(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** The arrays of a safetensors file, all 32-bit floats. */
function arraysOf(file) {
  const view = new DataView(file.buffer);
  const header = Number(view.getBigUint64(0, true));
  const described = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + header)));
  const arrays = {};
  for (const [name, { shape, data_offsets: offsets }] of Object.entries(described).filter(([name]) => name !== "__metadata__")) {
    const [start, end] = offsets.map((offset) => 8 + header + offset);
    arrays[name] = { shape, values: new Float32Array(file.slice(start, end).buffer) };
  }
  return arrays;
}

function megabytesOfWasm() {
  return [...globalThis.wasmMemories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0) / 1e6;
}

/** Draws `pairs` pairs after the first; `draw` gives the milliseconds that count. */
async function repeated(draw, pairs) {
  const times = [];
  for (let at = 0; at < pairs; at++) {
    times.push(await draw());
  }
  return times;
}

/** Our engine; the graph's part of a pair is the time of its images. */
async function ours({ kind, pairs }) {
  const phases = new Phases();
  const module = await import(`/engine/${kind}/xraygan.js`);
  const wasm = await bytesOf(`/engine/${kind}/xraygan_bg.wasm`);
  phases.end("download");
  await module.default({ module_or_path: await WebAssembly.compile(wasm) });
  const engine = await module.Engine.open();
  phases.end("compile");
  const manifest = engine.beginLoad(await bytesOf("/weights/model.json"));
  const files = await Promise.all(manifest.parts.map(async ({ file }) => [file, await bytesOf(`/weights/${file}`)]));
  phases.end("weights");
  for (const [file, bytes] of files) {
    engine.addPart(file, bytes);
  }
  await engine.finishLoad();
  phases.end("build");
  const report = new TextEncoder().encode(REPORT);
  const wholes = [];
  let seed = 0;
  const draw = async () => {
    const start = performance.now();
    await engine.start(report, seed++);
    let graph = 0;
    for (let view = await engine.step(); view; view = await engine.step()) {
      graph += view.milliseconds;
    }
    wholes.push(performance.now() - start);
    return graph;
  };
  const first = await draw();
  phases.end("first pair");
  const graph = await repeated(draw, pairs);
  return { program: `ours, ${kind}`, phases: phases.times, first, graph, whole: wholes.slice(1), wasmMegabytes: megabytesOfWasm() };
}

/** onnxruntime-web on the exported graph and its example. */
async function onnxruntime({ provider, threads, pairs }) {
  const phases = new Phases();
  const ort = await import(provider === "webgpu" ? "/ort/ort.webgpu.min.mjs" : "/ort/ort.wasm.min.mjs");
  ort.env.wasm.wasmPaths = "/ort/";
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  phases.end("download");
  const model = await bytesOf("/onnx/model.onnx");
  phases.end("weights");
  const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
  // It fetches its wasm on the way.
  phases.end("build");
  const arrays = arraysOf(await bytesOf("/onnx/example.safetensors"));
  const feeds = Object.fromEntries(session.inputNames.map((name) => [name, new ort.Tensor("float32", arrays[name].values, arrays[name].shape)]));
  phases.end("example");
  /** @type {Record<string, {data: Float32Array}>} */
  let images = {};
  const draw = async () => {
    const start = performance.now();
    images = await session.run(feeds);
    return performance.now() - start;
  };
  const first = await draw();
  phases.end("first pair");
  let difference = 0;
  for (const [name, { data }] of Object.entries(images)) {
    difference = arrays[name].values.reduce((most, value, at) => Math.max(most, Math.abs(value - data[at])), difference);
  }
  const graph = await repeated(draw, pairs);
  const program = `onnxruntime-web ${ort.env.versions.web}, ${provider === "webgpu" ? "webgpu" : `wasm, ${threads} thread${threads > 1 ? "s" : ""}`}`;
  return { program, phases: phases.times, first, graph, difference, wasmMegabytes: megabytesOfWasm() };
}

globalThis.bench = { ours, onnxruntime };
