//! A toy: one bright disc on the left or on the right of both views, and a report that says where.
#![allow(dead_code)]

use std::path::Path;

use dataset::{DatasetWriter, NewStudy, Split, WriterOptions};
use image::{GrayImage, Luma};

/// Which side of the image the disc is on. The patient's left is on the image's right.
pub const SIDES: [&str; 2] = ["right", "left"];

/// Writes `studies` studies of `size` pixels; `lonely` of them have a frontal view only.
pub fn write(folder: &Path, studies: usize, size: u32, lonely: usize) {
    let options = WriterOptions {
        size,
        licence: "CC0-1.0".to_owned(),
        how: "toy discs".to_owned(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(folder, options, false).unwrap();
    for n in 0..studies {
        let side = n % 2;
        // Same words every time, so that the side is all there is to learn.
        let study = NewStudy {
            study: format!("toy{n}"),
            patient: format!("patient{n}"),
            split: Some(if n % 5 == 4 {
                Split::Validate
            } else {
                Split::Train
            }),
            findings: Some(format!("There is a {} pleural effusion.", SIDES[side])),
            impression: Some(format!("Effusion on the {}.", SIDES[side])),
            frontal: Some(disc(size, side, n).into()),
            lateral: (n >= lonely).then(|| disc(size, side, n + 1).into()),
            source: "toy".to_owned(),
            labels: vec!["effusion".to_owned()],
            ..NewStudy::default()
        };
        writer.write(n, study).unwrap();
    }
    writer.finish().unwrap();
}

/// A disc that wanders a little from study to study.
fn disc(size: u32, side: usize, n: usize) -> GrayImage {
    let unit = size as f32 / 32.0;
    let x = if side == 0 { 8.0 } else { 23.0 } + (n % 3) as f32 - 1.0;
    let y = 15.0 + (n % 5) as f32 - 2.0;
    GrayImage::from_fn(size, size, |column, row| {
        let far = ((column as f32 / unit - x).powi(2) + (row as f32 / unit - y).powi(2)).sqrt();
        Luma([if far < 5.0 { 230 } else { 30 }])
    })
}

/// Mean brightness of the image's left half less that of its right half.
pub fn balance(values: &[f32]) -> f32 {
    let side = values.len().isqrt();
    let sum = |right: bool| -> f32 {
        let places = values.iter().enumerate();
        places
            .filter(|(at, _)| (at % side >= side / 2) == right)
            .map(|(_, value)| value)
            .sum()
    };
    (sum(false) - sum(true)) / (values.len() / 2) as f32
}
