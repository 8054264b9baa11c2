//! Simulated datasets: whole, the same from the same seed, resumable, honest about bad input.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod phantom;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use dataset::{Dataset, MergeOptions, View};
use serde_json::Value;
use simulate::{Shard, SimulateOptions, SimulateReport, merge, run};

static GO: AtomicBool = AtomicBool::new(false);

fn options(out: &Path, studies: u32) -> SimulateOptions {
    SimulateOptions {
        out: out.to_owned(),
        studies,
        seed: 11,
        ct: None,
        voxel: simulate::ct::PITCH,
        size: 64,
        normal_share: 0.0,
        per_patient: 1,
        shard: None,
        developed: false,
        explain: None,
        split_by_ct: false,
        reports_only: false,
        places_only: false,
        overwrite: false,
    }
}

fn simulate(options: &SimulateOptions) -> anyhow::Result<SimulateReport> {
    run(options, &GO)
}

/// All files of a folder with their bytes, by name.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for sub in ["", "images"] {
        for entry in fs::read_dir(folder.join(sub)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = format!("{sub}/{}", path.file_name().unwrap().to_string_lossy());
                files.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

fn message(result: anyhow::Result<SimulateReport>) -> String {
    format!("{:#}", result.expect_err("must fail"))
}

#[test]
fn a_dataset_is_whole_and_its_truth_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    let report = simulate(&options(&out, 4)).unwrap();
    assert_eq!(report.studies, 4);
    assert!(report.dataset.is_some());
    assert!(out.join("preview.png").is_file());
    let dataset = Dataset::open(&out).unwrap();
    assert_eq!(dataset.records().len(), 4);
    for record in dataset.records() {
        assert_eq!(record.source, "simulated");
        assert!(record.findings.is_some() && record.impression.is_some());
        assert!(
            !record.labels.is_empty(),
            "an abnormal study without labels"
        );
        for view in View::ALL {
            let film = image::open(out.join(record.image(view).unwrap()))
                .unwrap()
                .to_luma8();
            assert_eq!(film.dimensions(), (64, 64));
            let (low, high) = film.pixels().fold((255, 0), |(low, high), p| {
                (p.0[0].min(low), p.0[0].max(high))
            });
            assert!(low < 70 && high > 200, "a film of greys {low} to {high}");
        }
        let truth = record.truth.as_ref().unwrap();
        let ratio = truth["heart_to_thorax_ratio"].as_f64().unwrap();
        let large = record.labels.iter().any(|label| label == "cardiomegaly");
        assert_eq!(ratio > 0.5, large, "{} has the ratio {ratio}", record.study);
        for finding in truth["findings"].as_array().unwrap() {
            check(finding);
        }
    }
}

/// What the truth must tell of a finding.
fn check(finding: &Value) {
    let kind = finding["kind"].as_str().unwrap();
    let number = |name: &str| finding[name].as_f64();
    match kind {
        "effusion" => assert!(number("volume_ml").unwrap() > 80.0, "{finding}"),
        "pneumothorax" => assert!(number("volume_ml").unwrap() > 20.0, "{finding}"),
        "nodule" | "mass" | "granuloma" => {
            assert!(number("size_mm").unwrap() > 3.0);
            for view in ["frontal", "lateral"] {
                for at in ["x", "y", "r"] {
                    let at = finding[view][at].as_f64().unwrap();
                    assert!((0.0..1.0).contains(&at), "{finding}");
                }
            }
            // The patient's left is on the right of the frontal film.
            let left = finding["side"] == "left";
            assert_eq!(
                finding["frontal"]["x"].as_f64().unwrap() > 0.5,
                left,
                "{finding}"
            );
        }
        _ => {}
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
    let folder = tempfile::tempdir().unwrap();
    let one = folder.path().join("one");
    let many = folder.path().join("many");
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    pool(1).install(|| simulate(&options(&one, 3))).unwrap();
    // The other run is stopped once and goes on.
    pool(3).install(|| {
        let stop = AtomicBool::new(true);
        let stopped = run(&options(&many, 3), &stop).unwrap();
        assert!(stopped.dataset.is_none());
        assert!(!many.join("dataset.json").exists());
        let other = SimulateOptions {
            seed: 12,
            ..options(&many, 3)
        };
        assert!(message(simulate(&other)).contains("other options"));
        stop.store(false, Ordering::Relaxed);
        let report = run(&options(&many, 3), &stop).unwrap();
        assert_eq!(report.studies, 3);
    });
    let (one, many) = (contents(&one), contents(&many));
    assert_eq!(one.len(), many.len());
    for (a, b) in one.iter().zip(&many) {
        assert!(a == b, "{} differs from {}", a.0, b.0);
    }
}

#[test]
fn bad_options_and_folders_are_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    let none = SimulateOptions {
        studies: 0,
        ..options(&out, 1)
    };
    assert!(message(simulate(&none)).contains("--studies 0"));
    let huge = SimulateOptions {
        size: 5000,
        ..options(&out, 1)
    };
    assert!(message(simulate(&huge)).contains("--size 5000"));
    let missing = SimulateOptions {
        ct: Some(folder.path().join("nowhere")),
        ..options(&out, 1)
    };
    let text = message(simulate(&missing));
    assert!(text.contains("nowhere") && !text.contains('\n'), "{text}");
    assert!(!out.exists(), "nothing may be left of a refused run");
}

/// A crude chest on a coarse grid: a body with two lungs, on a table, as a `NIfTI` file.
fn nifti(path: &Path, cut: usize) {
    phantom::write(path, [48, 40, 36], 8.0, cut, |x, y, z| {
        let (x, y) = (f32::from(x) - 23.5, f32::from(y) - 17.0);
        let within = |cx: f32, rx: f32, ry: f32| ((x - cx) / rx).powi(2) + (y / ry).powi(2) < 1.0;
        let lung = (within(-9.0, 6.5, 9.0) || within(9.5, 6.0, 9.0)) && (8..32).contains(&z);
        let table = (17.0..18.0).contains(&y);
        match (lung, within(0.0, 20.0, 13.5)) {
            (true, _) => -850,
            (false, true) => 40,
            _ if table => 300,
            _ => -1000,
        }
    });
}

#[test]
fn bodies_come_from_cts_and_broken_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let scans = folder.path().join("scans");
    fs::create_dir(&scans).unwrap();
    let out = folder.path().join("data");
    let with = SimulateOptions {
        ct: Some(scans.clone()),
        ..options(&out, 2)
    };
    assert!(message(simulate(&with)).contains("no chest CT"));
    nifti(&scans.join("chest.nii"), 0);
    simulate(&with).unwrap();
    let dataset = Dataset::open(&out).unwrap();
    for record in dataset.records() {
        assert!(record.patient.starts_with("sim-11-p"), "{}", record.patient);
        assert_eq!(record.truth.as_ref().unwrap()["anatomy"], "chest");
        let film = image::open(out.join(record.image(View::Frontal).unwrap()))
            .unwrap()
            .to_luma8();
        // The right lung is on the left: darker than the mediastinum between the lungs.
        let grey = |x, y| i32::from(film.get_pixel(x, y).0[0]);
        assert!(grey(32, 30) > grey(18, 30) + 20 && grey(32, 30) > grey(46, 30) + 20);
    }
    // Beside a good one a broken CT is left out; alone it is an error.
    nifti(&scans.join("cut.nii"), 5000);
    let again = SimulateOptions {
        overwrite: true,
        ..with
    };
    simulate(&again).unwrap();
    assert_eq!(
        Dataset::open(&out)
            .unwrap()
            .info()
            .described
            .anatomies
            .len(),
        1
    );
    fs::remove_file(scans.join("chest.nii")).unwrap();
    let text = message(simulate(&again));
    assert!(text.contains("cut.nii") && !text.contains('\n'), "{text}");
}

/// Films of the one CT in a folder.
fn films(scans: &Path, out: &Path) -> Vec<(String, Vec<u8>)> {
    let _ = fs::remove_dir_all(out);
    simulate(&SimulateOptions {
        ct: Some(scans.to_owned()),
        ..options(out, 1)
    })
    .unwrap();
    let mut files = contents(out);
    files.retain(|(name, _)| name.starts_with("images/"));
    files
}

#[test]
fn a_ct_is_read_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (scans, out) = (folder.path().join("scans"), folder.path().join("data"));
    fs::create_dir(&scans).unwrap();
    let plain = scans.join("chest.nii");
    nifti(&plain, 0);
    let expected = films(&scans, &out);
    let bytes = fs::read(&plain).unwrap();
    fs::remove_file(&plain).unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = scans.join(name);
        fs::write(&path, bytes).unwrap();
        let made = films(&scans, &out);
        fs::remove_file(path).unwrap();
        made
    };
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let members = [packed(first), packed(second)].concat();
    assert!(
        put("CHEST.NII.GZ", &members) == expected,
        "gzip of two members, capitals"
    );
    assert!(
        put("chest.nii", &packed(&bytes)) == expected,
        "gzip by another name"
    );
    // Metres: the unit, and the rows of the sform.
    let mut metres = bytes.clone();
    metres[123] = 1;
    for at in (280..328).step_by(4) {
        let value = f32::from_le_bytes(metres[at..at + 4].try_into().unwrap());
        metres[at..at + 4].copy_from_slice(&(value / 1000.0).to_le_bytes());
    }
    assert_eq!(put("chest.nii", &metres).len(), expected.len(), "metres");
}

#[test]
fn values_that_are_no_ct_numbers_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let (scans, out) = (folder.path().join("scans"), folder.path().join("data"));
    fs::create_dir(&scans).unwrap();
    phantom::write(
        &scans.join("offset.nii"),
        [48, 40, 36],
        8.0,
        0,
        |x, y, _| {
            let (x, y) = (f32::from(x) - 23.5, f32::from(y) - 17.0);
            if (x / 20.0).powi(2) + (y / 13.5).powi(2) < 1.0 {
                1064 + x as i16
            } else {
                24
            }
        },
    );
    let text = message(simulate(&SimulateOptions {
        ct: Some(scans),
        ..options(&out, 1)
    }));
    assert!(
        text.contains("offset.nii") && text.contains("-1024") && !text.contains('\n'),
        "{text}"
    );
}

#[test]
fn films_are_canonical_and_changes_are_where_the_findings_are() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("data");
    simulate(&SimulateOptions {
        normal_share: 0.3,
        ..options(&out, 8)
    })
    .unwrap();
    let dataset = Dataset::open(&out).unwrap();
    let described = &dataset.info().described;
    let mut normal = 0;
    for record in dataset.records() {
        let truth = record.truth.as_ref().unwrap();
        assert_eq!(
            truth["code"].as_array().unwrap().len(),
            described.code.len()
        );
        for view in View::ALL {
            let film = image::open(out.join(record.image(view).unwrap())).unwrap();
            assert_eq!(film.color(), image::ColorType::L16);
            let change = dataset.load_change(record, view).unwrap();
            assert_eq!(
                change.is_some(),
                !record.labels.is_empty(),
                "{}",
                record.study
            );
            let Some(change) = change else {
                normal += 1;
                continue;
            };
            assert_eq!(change.len(), 32 * 32);
            let most = change.iter().fold(0.0_f32, |most, v| most.max(v.abs()));
            assert!(
                most > 0.01,
                "{}: {:?} changes nothing",
                record.study,
                record.labels
            );
        }
        for finding in truth["findings"].as_array().unwrap() {
            for view in ["frontal", "lateral"] {
                assert!(finding[view]["r"].as_f64().unwrap() > 0.0, "{finding}");
            }
            if ["pacemaker", "central_line"].contains(&finding["kind"].as_str().unwrap()) {
                assert!(finding["frontal"]["points"].as_array().unwrap().len() > 5);
            }
        }
    }
    assert!(normal > 0, "no study without findings");
    assert_eq!(described.anatomies[0].name, "built-in");
    assert!(described.code.iter().any(|d| d.name == "patient.age"));
}

#[test]
fn shards_are_joined_into_the_bytes_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let many = |out: &Path| SimulateOptions {
        per_patient: 2,
        normal_share: 0.3,
        ..options(out, 5)
    };
    simulate(&many(&whole)).unwrap();
    let parts: Vec<_> = (1..=3)
        .map(|number| {
            let out = folder.path().join(format!("part-{number}"));
            simulate(&SimulateOptions {
                shard: Some(Shard { number, of: 3 }),
                ..many(&out)
            })
            .unwrap();
            out
        })
        .collect();
    let joined = MergeOptions {
        out: folder.path().join("joined"),
        shards: vec![parts[2].clone(), parts[0].clone(), parts[1].clone()],
    };
    merge(&joined).unwrap();
    let (one, many) = (contents(&whole), contents(&joined.out));
    assert_eq!(one.len(), many.len());
    for (a, b) in one.iter().zip(&many) {
        assert!(a == b, "{} differs from {}", a.0, b.0);
    }
    let refused = |out: &str, shards: &[&Path]| {
        let options = MergeOptions {
            out: folder.path().join(out),
            shards: shards.iter().map(|path| path.to_path_buf()).collect(),
        };
        format!("{:#}", merge(&options).expect_err("must fail"))
    };
    let missing = refused("two", &[&parts[0], &parts[1]]);
    assert!(missing.contains("shard 3 of 3"), "{missing}");
    let twice = refused("two", &[&parts[0], &parts[0]]);
    assert!(twice.contains("is shard 1"), "{twice}");
    assert!(refused("two", &[&whole]).contains("whole already"));
    assert!(refused("joined", &[&parts[0]]).contains("holds files"));
}

#[test]
fn old_folders_are_read_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("images")).unwrap();
    image::GrayImage::from_pixel(64, 64, image::Luma([51]))
        .save(root.join("images/a_frontal.png"))
        .unwrap();
    let record = r#"{"study":"a","patient":"p","split":"train","frontal":"images/a_frontal.png","source":"x"}"#;
    fs::write(root.join("manifest.jsonl"), format!("{record}\n")).unwrap();
    let counts = r#"{"studies":1,"patients":1,"splits":{"train":1,"validate":0,"test":0},"views":{"both":0,"frontal_only":1,"lateral_only":0,"neither":0},"sections":{"both":0,"findings_only":0,"impression_only":0,"neither":1},"rejected":0}"#;
    let info = format!(
        r#"{{"format_version":1,"size":64,"counts":{counts},"licence":"none","how":"by hand"}}"#
    );
    fs::write(root.join("dataset.json"), info).unwrap();
    let dataset = Dataset::open(root).unwrap();
    let record = &dataset.records()[0];
    assert_eq!(
        dataset
            .load(record, View::Frontal)
            .unwrap()
            .unwrap()
            .as_raw()[0],
        51
    );
    let floats = dataset.load_floats(record, View::Frontal).unwrap().unwrap();
    assert!((floats[0] - 0.2).abs() < 1e-6);
    assert!(
        dataset
            .load_change(record, View::Frontal)
            .unwrap()
            .is_none()
    );
    assert!(dataset.info().described.code.is_empty());
}

#[test]
fn places_alone_are_written_without_films() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("places");
    let asked = SimulateOptions {
        per_patient: 6,
        places_only: true,
        ..options(&out, 12)
    };
    let report = simulate(&asked).unwrap();
    assert_eq!(report.studies, 12);
    let dataset = Dataset::open(&out).unwrap();
    assert_eq!(dataset.records().len(), 12);
    assert!(dataset.info().how.contains("--places-only"));
    let mut patients = std::collections::BTreeSet::new();
    for record in dataset.records() {
        assert!(record.frontal.is_none() && record.lateral.is_none());
        assert!(!record.labels.is_empty());
        patients.insert(record.patient.clone());
        let truth = record.truth.as_ref().unwrap();
        let findings = truth["findings"].as_array().unwrap();
        assert!(findings.iter().all(|it| it["frontal"].is_object()));
        let numbers = truth["code"].as_array().unwrap().len();
        assert_eq!(numbers, dataset.info().described.code.len());
    }
    assert_eq!(patients.len(), 2);
}

#[test]
fn reports_alone_are_written_with_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("reports");
    let report = simulate(&SimulateOptions {
        reports_only: true,
        ..options(&out, 300)
    })
    .unwrap();
    assert_eq!(report.studies, 300);
    let dataset = Dataset::open(&out).unwrap();
    let counts = &dataset.info().counts;
    assert_eq!(counts.views.neither, 300);
    let sections = &counts.sections;
    assert!(sections.impression_only > 10 && sections.findings_only > 2);
    for record in dataset.records() {
        let said = &record.truth.as_ref().unwrap()["said"];
        for (section, text) in [&record.findings, &record.impression]
            .into_iter()
            .enumerate()
        {
            let statements = said[section].as_array().unwrap();
            assert_eq!(text.is_some(), !statements.is_empty(), "{}", record.study);
        }
    }
}
