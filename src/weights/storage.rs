//! Named arrays as safetensors files, in three precisions.

use std::{borrow::Cow, collections::BTreeMap};

use half::f16;
use safetensors::{Dtype, SafeTensors, View, tensor::TensorView};

use super::{Precision, WeightsError};

/// A parameter's shape and values in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Sides, outermost first.
    pub shape: Vec<usize>,
    /// As many as the product of the sides.
    pub values: Vec<f32>,
}

/// Parameters by their path in the module, such as `encoder.join.weight`.
pub type Arrays = BTreeMap<String, Array>;

/// Behind the name of an array of 8-bit integers: that of its factors.
const SCALE: &str = ".scale";

/// Largest 8-bit integer in use; the scale is symmetric.
const LARGEST: f32 = 127.0;

/// Writes arrays as a safetensors file.
///
/// # Errors
/// The library's own, which a caller cannot cause.
pub fn to_safetensors(arrays: &Arrays, precision: Precision) -> Result<Vec<u8>, WeightsError> {
    let stored = arrays
        .iter()
        .flat_map(|(name, array)| Stored::of(name, array, precision));
    safetensors::serialize(stored, None).map_err(|error| WeightsError::Manifest(error.to_string()))
}

struct Stored {
    shape: Vec<usize>,
    dtype: Dtype,
    bytes: Vec<u8>,
}

impl Stored {
    fn of(name: &str, array: &Array, precision: Precision) -> Vec<(String, Self)> {
        let shape = array.shape.clone();
        match precision {
            Precision::Int8 if array.shape.len() >= 2 => {
                let factors = factors(array);
                let channel = Channels::of(&array.shape);
                let integer = |(at, value): (usize, &f32)| {
                    let factor = factors[channel.at(at)];
                    let scaled = if factor > 0.0 { value / factor } else { 0.0 };
                    (scaled.round().clamp(-LARGEST, LARGEST) as i8).to_le_bytes()[0]
                };
                let integers = Self {
                    shape,
                    dtype: Dtype::I8,
                    bytes: array.values.iter().enumerate().map(integer).collect(),
                };
                let scales = Self::floats(vec![factors.len()], &factors);
                vec![
                    (name.to_owned(), integers),
                    (format!("{name}{SCALE}"), scales),
                ]
            }
            Precision::F32 => vec![(name.to_owned(), Self::floats(shape, &array.values))],
            Precision::F16 | Precision::Int8 => {
                let halves = array.values.iter();
                let halves = Self {
                    shape,
                    dtype: Dtype::F16,
                    bytes: halves
                        .flat_map(|&v| f16::from_f32(v).to_le_bytes())
                        .collect(),
                };
                vec![(name.to_owned(), halves)]
            }
        }
    }

    fn floats(shape: Vec<usize>, values: &[f32]) -> Self {
        Self {
            shape,
            dtype: Dtype::F32,
            bytes: values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }
}

impl View for Stored {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Where the output channels of an array lie: outermost in kernels `[out, in, h, w]`, innermost in matrices `[in, out]`.
#[derive(Clone, Copy)]
struct Channels {
    count: usize,
    /// Values between one channel and the next.
    stride: usize,
}

impl Channels {
    fn of(shape: &[usize]) -> Self {
        let innermost = shape.len() == 2;
        let count = if innermost { shape[1] } else { shape[0] };
        let stride = if innermost {
            1
        } else {
            shape[1..].iter().product()
        };
        Self {
            count,
            stride: stride.max(1),
        }
    }

    fn at(self, place: usize) -> usize {
        place / self.stride % self.count.max(1)
    }
}

/// The step between two integers, per output channel.
fn factors(array: &Array) -> Vec<f32> {
    let channel = Channels::of(&array.shape);
    let mut largest = vec![0.0_f32; channel.count];
    for (at, value) in array.values.iter().enumerate() {
        let place = &mut largest[channel.at(at)];
        *place = place.max(value.abs());
    }
    largest.into_iter().map(|value| value / LARGEST).collect()
}

/// Reads a safetensors file, widened to f32.
///
/// # Errors
/// Not safetensors, another element type, integers without their factors, a value that is not finite; the error
/// names `file`.
pub fn from_safetensors(file: &str, bytes: &[u8]) -> Result<Arrays, WeightsError> {
    let alien = |reason: String| WeightsError::PartAlien {
        file: file.to_owned(),
        reason,
    };
    let parsed = SafeTensors::deserialize(bytes)
        .map_err(|error| alien(format!("not a safetensors file ({error})")))?;
    let mut arrays = Arrays::new();
    for (name, tensor) in parsed.iter() {
        let owner = name.strip_suffix(SCALE).map(|owner| parsed.tensor(owner));
        if owner.is_some_and(|owner| owner.is_ok_and(|owner| owner.dtype() == Dtype::I8)) {
            continue;
        }
        let values = match tensor.dtype() {
            Dtype::I8 => {
                let scale = parsed.tensor(&format!("{name}{SCALE}"));
                let scale = scale.map_err(|_| alien(format!("`{name}` has no `{name}{SCALE}`")))?;
                integers(&tensor, &scale)
                    .ok_or_else(|| alien(format!("`{name}{SCALE}` does not fit `{name}`")))?
            }
            _ => floats(&tensor)
                .ok_or_else(|| alien(format!("`{name}` has element type {:?}", tensor.dtype())))?,
        };
        if !values.iter().all(|value| value.is_finite()) {
            return Err(alien(format!("`{name}` has values that are not finite")));
        }
        let shape = tensor.shape().to_vec();
        arrays.insert(name.to_owned(), Array { shape, values });
    }
    Ok(arrays)
}

fn floats(tensor: &TensorView<'_>) -> Option<Vec<f32>> {
    let data = tensor.data();
    match tensor.dtype() {
        Dtype::F32 => Some(
            data.chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
        ),
        Dtype::F16 => Some(
            data.chunks_exact(2)
                .map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32())
                .collect(),
        ),
        _ => None,
    }
}

fn integers(tensor: &TensorView<'_>, scale: &TensorView<'_>) -> Option<Vec<f32>> {
    if tensor.shape().len() < 2 {
        return None;
    }
    let channel = Channels::of(tensor.shape());
    let factors = floats(scale).filter(|factors| factors.len() == channel.count)?;
    let values = tensor.data().iter().enumerate();
    Some(
        values
            .map(|(at, &byte)| f32::from(byte.cast_signed()) * factors[channel.at(at)])
            .collect(),
    )
}
