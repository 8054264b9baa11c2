//! The device on which this build computes: the CPU, or WebGPU.

use burn::tensor::Device;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::WorkerGlobalScope;

/// What computes, in words for the user.
#[derive(Debug, Clone, Serialize)]
pub struct Adapter {
    kind: &'static str,
    name: String,
    backend: String,
}

/// The CPU, single-threaded.
#[cfg(not(feature = "gpu"))]
pub async fn open() -> Result<(Device, Adapter), JsValue> {
    let adapter = Adapter {
        kind: "cpu",
        name: "the processor, one thread".to_owned(),
        backend: "WebAssembly SIMD".to_owned(),
    };
    crate::model::cpu::install();
    Ok((Device::flex(), adapter))
}

/// The browser's preferred WebGPU adapter.
#[cfg(feature = "gpu")]
pub async fn open() -> Result<(Device, Adapter), JsValue> {
    use super::error::coded;

    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| {
            let message = format!("WebGPU did not start ({error}); the CPU can do the work");
            coded("webgpu_failed", &message)
        })?;
    let info = setup.adapter.get_info();
    let name = [info.name, info.driver_info, info.driver]
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "a graphics processor that the browser does not name".to_owned());
    let adapter = Adapter {
        kind: "gpu",
        name,
        backend: "WebGPU".to_owned(),
    };
    Ok((device, adapter))
}

/// Milliseconds since the worker's start.
pub fn now() -> f64 {
    js_sys::global()
        .dyn_into::<WorkerGlobalScope>()
        .ok()
        .and_then(|scope| scope.performance())
        .map_or_else(js_sys::Date::now, |performance| performance.now())
}
