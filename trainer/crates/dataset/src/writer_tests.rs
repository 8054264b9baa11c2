//! Tests of the writer.

use super::*;
use crate::Dataset;
use image::{GrayImage, Luma};

fn options() -> WriterOptions {
    WriterOptions {
        size: 32,
        licence: "none".to_owned(),
        how: "test".to_owned(),
        inputs: String::new(),
    }
}

fn study(n: usize) -> NewStudy {
    NewStudy {
        study: format!("s{n}"),
        patient: format!("p{}", n / 2),
        findings: Some(format!("Findings {n}.")),
        impression: Some("  ".to_owned()),
        frontal: Some(GrayImage::from_pixel(32, 32, Luma([n as u8])).into()),
        source: "test".to_owned(),
        ..NewStudy::default()
    }
}

#[test]
fn order_is_that_of_the_index_and_a_torn_run_resumes() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    for n in [2, 0] {
        writer.write(n, study(n)).unwrap();
    }
    assert!(writer.write(5, study(2)).is_err(), "twice");
    drop(writer);
    // A crash in the middle of a line.
    let partial = root.join(PARTIAL_FILE);
    let mut bytes = std::fs::read(&partial).unwrap();
    bytes.extend(b"{\"index\":7,\"rec");
    std::fs::write(&partial, bytes).unwrap();
    assert!(
        Dataset::open(root)
            .unwrap_err()
            .to_string()
            .contains("not finished")
    );

    let other = WriterOptions {
        size: 64,
        ..options()
    };
    assert!(DatasetWriter::create(root, other, false).is_err());
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    assert!(
        DatasetWriter::create(root, options(), false).is_err(),
        "locked"
    );
    assert!(writer.is_done("s2") && !writer.is_done("s1"));
    writer.write(1, study(1)).unwrap();
    writer.reject(3, "s3", "broken");
    let info = writer.finish().unwrap();
    assert_eq!(
        (
            info.counts.studies,
            info.counts.patients,
            info.counts.rejected
        ),
        (3, 2, 1)
    );

    let dataset = Dataset::open(root).unwrap();
    let names: Vec<_> = dataset.records().iter().map(|r| r.study.as_str()).collect();
    assert_eq!(names, ["s0", "s1", "s2"]);
    assert_eq!(dataset.records()[0].impression, None);
    let image = dataset
        .load(&dataset.records()[2], View::Frontal)
        .unwrap()
        .unwrap();
    assert_eq!(image.get_pixel(3, 3).0, [2]);
    let table = std::fs::read_to_string(root.join(REJECTS_FILE)).unwrap();
    assert_eq!(table, "study,outcome,reason\ns3,left out,broken\n");
    assert!(!partial.exists());
    assert!(
        DatasetWriter::create(root, options(), false).is_err(),
        "finished"
    );
    drop(DatasetWriter::create(root, options(), true).unwrap());
    assert!(!root.join("images/s0_frontal.png").exists());
}

/// The names in a folder and its images.
fn names(root: &Path) -> Vec<String> {
    let of = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        names.collect::<Vec<_>>()
    };
    let mut names = [of(root), of(&root.join(IMAGES_DIR))].concat();
    names.sort();
    names
}

#[test]
fn studies_whose_images_are_gone_are_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    for made_again in [false, true] {
        let writer = DatasetWriter::create(root, options(), false).unwrap();
        assert!(!writer.is_done("s1"));
        assert_eq!(writer.is_done("s0"), made_again);
        for n in [0, 1] {
            if !writer.is_done(&format!("s{n}")) {
                writer.write(n, study(n)).unwrap();
            }
        }
        drop(writer);
        std::fs::remove_file(root.join("images/s1_frontal.png")).unwrap();
    }
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    assert!(writer.is_done("s0") && !writer.is_done("s1"));
    writer.write(1, study(1)).unwrap();
    assert_eq!(writer.finish().unwrap().counts.studies, 2);
    assert_eq!(Dataset::open(root).unwrap().records().len(), 2);
}

#[test]
fn what_is_abandoned_is_not_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    let text = NewStudy {
        frontal: None,
        ..study(0)
    };
    writer.write(0, text).unwrap();
    writer.abandon().unwrap();
    assert_eq!(names(root), [IMAGES_DIR]);
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    assert!(!writer.is_done("s0"));
}

#[test]
fn a_run_that_was_killed_while_it_began_anew_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    writer.write(0, study(0)).unwrap();
    drop(writer);
    // Killed with --overwrite, after the list of studies was emptied.
    std::fs::write(root.join(PARTIAL_FILE), "").unwrap();
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    writer.write(1, study(1)).unwrap();
    writer.finish().unwrap();
    let whole = [
        INFO_FILE,
        IMAGES_DIR,
        MANIFEST_FILE,
        REJECTS_FILE,
        "s1_frontal.png",
    ];
    assert_eq!(names(root), whole);
    // Killed with --overwrite, before anything was removed.
    std::fs::write(root.join(PARTIAL_FILE), "").unwrap();
    assert!(DatasetWriter::create(root, options(), false).is_err());
    assert_eq!(Dataset::open(root).unwrap().records().len(), 1);
}

#[test]
fn a_run_that_was_killed_at_its_very_end_ends() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    writer.write(0, study(0)).unwrap();
    let partial = std::fs::read(root.join(PARTIAL_FILE)).unwrap();
    writer
        .finish_with(|_| bail!("killed here"))
        .expect_err("must fail");
    let info = std::fs::read(root.join(INFO_FILE)).unwrap();
    assert_eq!(std::fs::read(root.join(PARTIAL_FILE)).unwrap(), partial);
    let writer = DatasetWriter::create(root, options(), false).unwrap();
    assert!(writer.is_done("s0"));
    let sheet = |root: &Path| Ok(std::fs::write(root.join("preview.png"), "sheet")?);
    writer.finish_with(sheet).unwrap();
    assert_eq!(std::fs::read(root.join(INFO_FILE)).unwrap(), info);
    assert!(root.join("preview.png").exists() && !root.join(PARTIAL_FILE).exists());
}

#[test]
fn the_same_studies_from_any_threads_give_the_same_bytes() {
    let bytes = |order: [usize; 4]| {
        let dir = tempfile::tempdir().unwrap();
        let writer = DatasetWriter::create(dir.path(), options(), false).unwrap();
        std::thread::scope(|scope| {
            for n in order {
                let writer = &writer;
                scope.spawn(move || writer.write(n, study(n)).unwrap());
            }
        });
        writer.finish().unwrap();
        [MANIFEST_FILE, INFO_FILE, "images/s3_frontal.png"]
            .map(|name| std::fs::read(dir.path().join(name)).unwrap())
    };
    assert_eq!(bytes([0, 1, 2, 3]), bytes([3, 1, 0, 2]));
}

#[test]
fn what_must_not_be_written_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(
        DatasetWriter::create(dir.path(), options(), false)
            .unwrap()
            .finish()
            .is_err()
    );
    let writer = DatasetWriter::create(dir.path(), options(), false).unwrap();
    let small = NewStudy {
        frontal: Some(GrayImage::new(16, 16).into()),
        ..study(1)
    };
    assert!(writer.write(0, small).is_err(), "size");
    let outside = NewStudy {
        study: "../s1".to_owned(),
        ..study(1)
    };
    assert!(writer.write(0, outside).is_err(), "id");
    writer
        .write(
            0,
            NewStudy {
                split: Some(Split::Train),
                ..study(0)
            },
        )
        .unwrap();
    writer
        .write(
            1,
            NewStudy {
                split: Some(Split::Test),
                ..study(1)
            },
        )
        .unwrap();
    assert!(
        writer
            .finish()
            .unwrap_err()
            .to_string()
            .contains("two splits")
    );
    assert!(!dir.path().join(INFO_FILE).exists());

    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
    assert!(DatasetWriter::create(dir.path(), options(), true).is_err());
    assert!(DatasetWriter::create(&dir.path().join("thesis.txt"), options(), true).is_err());
}

#[test]
fn sixteen_bits_and_changes_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data");
    let writer = DatasetWriter::create(&root, options(), false).unwrap();
    let film = image::ImageBuffer::from_fn(32, 32, |x, y| image::Luma([(x * 32 + y) as u16 * 63]));
    let change = GrayImage::from_fn(16, 16, |x, _| Luma([120 + x as u8]));
    let deep = NewStudy {
        study: "deep".to_owned(),
        patient: "deep".to_owned(),
        frontal: Some(film.clone().into()),
        changes: [Some(change), None],
        ..NewStudy::default()
    };
    writer.write(0, deep).unwrap();
    writer.finish().unwrap();
    let dataset = crate::Dataset::open(&root).unwrap();
    let record = &dataset.records()[0];
    let floats = dataset.load_floats(record, View::Frontal).unwrap().unwrap();
    for (value, pixel) in floats.iter().zip(film.iter()) {
        assert!((value * 65535.0 - f32::from(*pixel)).abs() < 0.01);
    }
    let narrow = dataset.load(record, View::Frontal).unwrap().unwrap();
    assert_eq!(
        narrow.get_pixel(31, 31).0[0],
        (f32::from(film.get_pixel(31, 31).0[0]) / 257.0).round() as u8
    );
    let change = dataset.load_change(record, View::Frontal).unwrap().unwrap();
    assert_eq!(change.len(), 256);
    assert!((change[8]).abs() < 1e-6 && (change[12] - 4.0 / 254.0).abs() < 1e-6);
    assert!(
        dataset
            .load_change(record, View::Lateral)
            .unwrap()
            .is_none()
    );
}
