/** Notes every wasm memory, so that its pages can be counted; runs before anything makes one. */
globalThis.wasmMemories = new Set();
{
  const note = (instance) => {
    for (const value of Object.values(instance.exports)) {
      if (value instanceof Memory) {
        globalThis.wasmMemories.add(value);
      }
    }
  };
  const { Memory, instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) {
      super(descriptor);
      globalThis.wasmMemories.add(this);
    }
  };
  const noting = (original) => async (...given) => {
    const result = await original.apply(WebAssembly, given);
    note(result.instance ?? result);
    return result;
  };
  WebAssembly.instantiate = noting(instantiate);
  WebAssembly.instantiateStreaming = noting(instantiateStreaming);
}
