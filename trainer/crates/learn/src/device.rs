//! What computes: the CPU, or a GPU through wgpu or CUDA.

use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use clap::ValueEnum;

/// Choice of `--device`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// All cores of the processor.
    Cpu,
    /// The fastest adapter that Vulkan, Metal or Direct3D offers.
    #[value(aliases = ["vulkan", "metal", "wgpu"])]
    Gpu,
    /// The first NVIDIA GPU; only in a program built with `--features cuda`.
    Cuda,
}

impl DeviceChoice {
    /// The device and its name for people.
    ///
    /// # Errors
    /// There is no usable GPU, or the program was built without that kind.
    pub fn open(self) -> Result<(Device, String)> {
        match self {
            Self::Cpu => {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                Ok((Device::flex(), format!("CPU, {cores} threads")))
            }
            Self::Gpu => gpu(),
            Self::Cuda => cuda(),
        }
    }
}

/// The GPU of this process: burn sets it up once.
fn gpu() -> Result<(Device, String)> {
    static OPENED: Mutex<Option<(Device, String)>> = Mutex::new(None);
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(opened) = &*opened {
        return Ok(opened.clone());
    }
    let (device, setup) = Device::wgpu_options()
        .init_with_setup()
        .context("no usable GPU; install its Vulkan driver or take --device cpu")?;
    let info = setup.adapter.get_info();
    let named = (device, format!("{} ({})", info.name, info.backend));
    *opened = Some(named.clone());
    Ok(named)
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<(Device, String)> {
    let device = Device::cuda(0);
    if device.sync().is_err() {
        bail!("no usable NVIDIA GPU; install its driver, or take --device gpu or cpu");
    }
    Ok((device, "NVIDIA GPU 0 (CUDA)".to_owned()))
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<(Device, String)> {
    bail!(
        "this program was built without CUDA; build it with `cargo build --release -p trainer --features cuda`"
    )
}
