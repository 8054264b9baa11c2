//! What computes: the CPU or a GPU through wgpu.

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::ValueEnum;

/// Choice of `--device`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceChoice {
    /// All cores of the processor.
    Cpu,
    /// The fastest adapter that Vulkan, Metal or Direct3D offers.
    Gpu,
}

impl DeviceChoice {
    /// The device and its name for people.
    ///
    /// # Errors
    /// There is no usable GPU.
    pub fn open(self) -> Result<(Device, String)> {
        match self {
            Self::Cpu => {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                Ok((Device::flex(), format!("CPU, {cores} threads")))
            }
            Self::Gpu => {
                let (device, setup) = Device::wgpu_options()
                    .init_with_setup()
                    .context("no usable GPU; install its Vulkan driver or take --device cpu")?;
                let info = setup.adapter.get_info();
                Ok((device, format!("{} ({})", info.name, info.backend)))
            }
        }
    }
}
