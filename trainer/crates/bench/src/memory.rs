//! Memory of the process and of the device.

use burn::tensor::Device;

/// Watches the largest memory from its beginning on.
#[derive(Debug, Clone, Copy)]
pub struct Peak;

impl Peak {
    /// Begins; where the system cannot forget an earlier peak, that one counts too.
    #[must_use]
    pub fn begin() -> Self {
        // Linux: 5 resets the peak of the resident set.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Self
    }

    /// Largest resident memory since then in MB; without `/proc` the memory now.
    #[must_use]
    pub fn megabytes(self) -> f64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|kib| kib.parse::<f64>().ok());
        line.map_or_else(
            || memory_stats::memory_stats().map_or(0.0, |it| it.physical_mem as f64 / 1e6),
            |kib| kib * 1024.0 / 1e6,
        )
    }
}

/// Memory that the device's pool holds in MB, where burn tells.
#[must_use]
pub fn device_megabytes(device: &Device) -> Option<f64> {
    device
        .memory_pool_usage()
        .map(|it| it.bytes_reserved as f64 / 1e6)
}
