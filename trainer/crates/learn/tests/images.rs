//! Images in memory, as far as there is memory for them.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use dataset::{DatasetWriter, NewStudy, Split, WriterOptions, words::default_vocabulary};
use image::{GrayImage, Luma};
use learn::{data::Studies, images::Images};
use xraygan::views::View;

#[test]
fn images_beyond_the_memory_for_them_are_the_same_but_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let options = WriterOptions {
        size: 1024,
        licence: "CC0-1.0".to_owned(),
        how: "gradients".to_owned(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(folder.path(), options, false).unwrap();
    for n in 0..2 {
        let study = NewStudy {
            study: format!("study{n}"),
            patient: format!("patient{n}"),
            split: Some(Split::Train),
            findings: Some("Normal.".to_owned()),
            frontal: Some(image::DynamicImage::from(GrayImage::from_fn(
                1024,
                1024,
                |x, y| Luma([(x + y + n) as u8]),
            ))),
            source: "test".to_owned(),
            ..NewStudy::default()
        };
        writer.write(n as usize, study).unwrap();
    }
    writer.finish().unwrap();
    let datasets = Studies::open(&[folder.path().to_owned()]).unwrap();
    let vocabulary = default_vocabulary().unwrap();
    let studies = Arc::new(Studies::of(&datasets, Split::Train, &vocabulary).unwrap());
    // An image has just 1 MiB.
    let kept = |mib: u64| {
        let images = Images::new(Arc::clone(&studies), 1024).keeping(mib);
        [0, 1].map(|study| {
            let get = || images.get(study, View::Frontal).unwrap().unwrap();
            let (first, again) = (get(), get());
            assert_eq!(first, again);
            assert!(images.get(study, View::Lateral).unwrap().is_none());
            Arc::ptr_eq(&first, &again)
        })
    };
    assert_eq!(kept(0), [false, false]);
    assert_eq!(kept(1), [true, false]);
    assert_eq!(kept(2), [true, true]);
}
