//! From stored values to greys: Modality LUT, VOI LUT or window (DICOM PS3.3, C.11.1 and C.11.2).

use anyhow::{Result, ensure};
use dicom_dictionary_std::tags;
use dicom_object::{DefaultDicomObject, InMemDicomObject, Tag};
use dicom_pixeldata::{VoiLutFunction, WindowLevel, WindowLevelTransform};

use super::object::text;
use super::samples::Samples;

/// A range with fewer values than this is noise, not a picture.
const FEW: i64 = 32;

/// A range that is a smaller part of what there can be than one in this many is shown alone.
const SMALL_SHARE: i64 = 8;

/// The grey of every stored pattern of bits, worked out once per image.
pub struct Display {
    table: Vec<u16>,
    shift: u32,
}

impl Display {
    /// Works out the greys from the header. With neither VOI LUT nor window, the whole range of
    /// values is shown, or, where the `raw` pixels take up a small part of it, that part. Pixel padding is black.
    ///
    /// # Errors
    ///
    /// Fails if a table in the header is broken.
    pub fn of(
        object: &DefaultDicomObject,
        samples: &Samples,
        raw: &[u16],
        inverted: bool,
    ) -> Result<Self> {
        let modality = Modality::of(object)?;
        let padding = padding(object);
        let range = range(samples, raw, padding, &modality);
        let voi = Voi::of(object, &modality, samples, range)?;
        let table = (0..1_u32 << samples.stored)
            .map(|bits| {
                let value = samples.value(bits);
                if padding.is_some_and(|(first, last)| (first..=last).contains(&value)) {
                    return 0;
                }
                let share = voi.apply(modality.apply(value)).clamp(0.0, 1.0);
                let share = if inverted { 1.0 - share } else { share };
                (share * 65_535.0).round() as u16
            })
            .collect();
        Ok(Self {
            table,
            shift: samples.shift,
        })
    }

    /// The grey of a pixel as it is stored.
    pub fn show(&self, bits: u16) -> u16 {
        // The length is a power of two: the mask leaves out overlays in unused bits.
        let index = (usize::from(bits) >> self.shift) & (self.table.len() - 1);
        self.table[index]
    }
}

/// A lookup table of DICOM.
struct Lut {
    first: i32,
    /// Largest value an entry can have.
    max: f64,
    data: Vec<u16>,
}

impl Lut {
    /// The table in the first item of a sequence, if the sequence is there.
    fn of(object: &InMemDicomObject, sequence: Tag) -> Result<Option<Self>> {
        let Some(item) = object
            .element_opt(sequence)?
            .and_then(|element| element.items())
            .and_then(<[_]>::first)
        else {
            return Ok(None);
        };
        let descriptor = item.element(tags::LUT_DESCRIPTOR)?.to_multi_int::<i32>()?;
        let &[length, first, bits] = descriptor.as_slice() else {
            anyhow::bail!("broken LUT Descriptor in the DICOM header");
        };
        // Zero stands for 65,536 (PS3.3, C.11.1.1.1).
        let length = match length & 0xFFFF {
            0 => 65_536,
            length => length as usize,
        };
        ensure!(
            (1..=16).contains(&bits),
            "broken LUT Descriptor in the DICOM header"
        );
        let data = item.element(tags::LUT_DATA)?.to_multi_int::<i32>()?;
        let mut data: Vec<u16> = data.iter().map(|&value| value as u16).collect();
        if data.len() * 2 == length && bits == 8 {
            // Two entries of eight bits in each word.
            data = data
                .iter()
                .flat_map(|word| word.to_le_bytes().map(u16::from))
                .collect();
        }
        ensure!(
            data.len() >= length,
            "LUT Data in the DICOM header is cut short"
        );
        data.truncate(length);
        Ok(Some(Self {
            first,
            max: f64::from((1_u32 << bits) - 1),
            data,
        }))
    }

    fn apply(&self, value: f64) -> f64 {
        let last = self.data.len() - 1;
        let index = (value.round() - f64::from(self.first)).clamp(0.0, last as f64) as usize;
        f64::from(self.data[index])
    }
}

/// From stored values to values of the modality, such as optical density.
enum Modality {
    Table(Lut),
    Rescale { slope: f64, intercept: f64 },
}

impl Modality {
    fn of(object: &DefaultDicomObject) -> Result<Self> {
        if let Some(lut) = Lut::of(object, tags::MODALITY_LUT_SEQUENCE)? {
            return Ok(Self::Table(lut));
        }
        let slope = decimal(object, tags::RESCALE_SLOPE).filter(|&slope| slope != 0.0);
        Ok(Self::Rescale {
            slope: slope.unwrap_or(1.0),
            intercept: decimal(object, tags::RESCALE_INTERCEPT).unwrap_or(0.0),
        })
    }

    fn apply(&self, value: i32) -> f64 {
        match self {
            Self::Table(lut) => lut.apply(value.into()),
            Self::Rescale { slope, intercept } => f64::from(value) * slope + intercept,
        }
    }

    /// The smallest and largest value there can be.
    fn range(&self, samples: &Samples) -> (f64, f64) {
        match self {
            Self::Table(lut) => (0.0, lut.max),
            Self::Rescale { .. } => {
                let (first, last) = if samples.signed {
                    let half = 1_i32 << (samples.stored - 1);
                    (-half, half - 1)
                } else {
                    (0, (1_i32 << samples.stored) - 1)
                };
                let (a, b) = (self.apply(first), self.apply(last));
                (a.min(b), a.max(b))
            }
        }
    }
}

/// From values of the modality to shares of the display's range, 0 to 1.
enum Voi {
    Table(Lut),
    Window(WindowLevelTransform),
    Whole { low: f64, high: f64 },
}

impl Voi {
    fn of(
        object: &DefaultDicomObject,
        modality: &Modality,
        samples: &Samples,
        shown: Option<(f64, f64)>,
    ) -> Result<Self> {
        if let Some(lut) = Lut::of(object, tags::VOILUT_SEQUENCE)? {
            return Ok(Self::Table(lut));
        }
        let (low, high) = modality.range(samples);
        let center = decimal(object, tags::WINDOW_CENTER);
        let width = decimal(object, tags::WINDOW_WIDTH).filter(|&width| width > 0.0);
        let (Some(center), Some(width)) = (center, width) else {
            let (low, high) = shown.unwrap_or((low, high));
            return Ok(Self::Whole { low, high });
        };
        if center + width / 2.0 < low || center - width / 2.0 > high {
            // A window beside the values shows nothing: better the whole range.
            return Ok(Self::Whole { low, high });
        }
        let function = match text(object, tags::VOILUT_FUNCTION).as_deref() {
            Some("SIGMOID") => VoiLutFunction::Sigmoid,
            Some("LINEAR_EXACT") => VoiLutFunction::LinearExact,
            _ => VoiLutFunction::Linear,
        };
        Ok(Self::Window(WindowLevelTransform::new(
            function,
            WindowLevel { width, center },
        )))
    }

    fn apply(&self, value: f64) -> f64 {
        match self {
            Self::Table(lut) => lut.apply(value) / lut.max,
            Self::Window(window) => window.apply(value, 1.0),
            Self::Whole { low, high } => (value - low) / (high - low).max(f64::MIN_POSITIVE),
        }
    }
}

/// The range of the pixels' values of the modality, without padding, where it is a small part of what there can be;
/// `None` where it is not, or the pixels hardly differ.
fn range(
    samples: &Samples,
    raw: &[u16],
    padding: Option<(i32, i32)>,
    modality: &Modality,
) -> Option<(f64, f64)> {
    let mask = (1_u32 << samples.stored) - 1;
    let values = raw
        .iter()
        .map(|&bits| samples.value((u32::from(bits) >> samples.shift) & mask));
    let within = |value: &i32| padding.is_none_or(|(first, last)| !(first..=last).contains(value));
    let (first, last) = values
        .filter(within)
        .fold((i32::MAX, i32::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let possible = 1_i64 << samples.stored;
    let used = i64::from(last) - i64::from(first);
    if used < FEW || used * SMALL_SHARE > possible {
        return None;
    }
    let (a, b) = (modality.apply(first), modality.apply(last));
    Some((a.min(b), a.max(b)))
}

/// The first number of an element; `None` if it is absent or not finite.
fn decimal(object: &DefaultDicomObject, tag: Tag) -> Option<f64> {
    let values = object.element_opt(tag).ok()??.to_multi_float64().ok()?;
    values.first().copied().filter(|value| value.is_finite())
}

/// The values that mark pixels outside the image (PS3.3, C.7.5.1.1.2).
fn padding(object: &DefaultDicomObject) -> Option<(i32, i32)> {
    let value = |tag| object.element_opt(tag).ok()??.to_int::<i32>().ok();
    let first = value(tags::PIXEL_PADDING_VALUE)?;
    let limit = value(tags::PIXEL_PADDING_RANGE_LIMIT).unwrap_or(first);
    Some((first.min(limit), first.max(limit)))
}
