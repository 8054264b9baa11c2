//! Checks that every group of settings makes.

use std::ops::RangeInclusive;

use anyhow::{Result, ensure};

/// Largest weight of a loss, and largest number of epochs.
pub const MANY: f64 = 1e6;

/// Refuses NaN and numbers outside `range`.
///
/// # Errors
/// Names the option.
pub fn within(name: &str, value: f64, range: RangeInclusive<f64>) -> Result<()> {
    let (low, high) = (range.start(), range.end());
    ensure!(
        range.contains(&value),
        "--{name} lies between {low} and {high}"
    );
    Ok(())
}

/// Refuses an empty list, or one with a number outside 0 to `largest`.
///
/// # Errors
/// Names the option.
pub fn list(name: &str, values: &[f64], largest: f64) -> Result<()> {
    let fits = |value| (0.0..=largest).contains(value);
    ensure!(
        !values.is_empty() && values.iter().all(fits),
        "--{name}: a list of numbers from 0 to {largest}"
    );
    Ok(())
}
