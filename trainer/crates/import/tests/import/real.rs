//! The real collections, where the data lies beside the project; skipped elsewhere.

use std::path::PathBuf;

use import::{OpeniOptions, TableOptions};

use crate::common::{arg, finished, go, options};

/// A file of the shared data, if it is there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    if !path.exists() {
        println!("skipped: {name} is not there");
        return None;
    }
    Some(path)
}

#[test]
fn all_open_i_reports_are_read() {
    let Some(reports) = shared("openi-reports/NLMCXR_reports.tgz") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let report = options::<OpeniOptions>(&["--reports", arg(&reports), "--out", arg(&out)])
        .run(&go())
        .unwrap();
    println!("{report}");
    let expected = "3955 reports read: 3419 with both sections, 6 findings only, 502 impression only, 28 neither";
    assert!(
        report.notes.iter().any(|note| note == expected),
        "{:?}",
        report.notes
    );
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).unwrap();
    // Only the 28 that have no text at all.
    assert_eq!(
        rejects
            .lines()
            .skip(1)
            .filter(|line| !line.ends_with("neither image nor report"))
            .count(),
        0
    );
    assert_eq!(finished(&report).records().len(), 3_927);
}

#[test]
fn tables_of_radiographs_are_imported_as_they_are() {
    for (name, studies, pairs) in [("covid-chestxray", 613, 32), ("nih-frontal", 1_000, 0)] {
        let Some(manifest) = shared(&format!("{name}/manifest.csv")) else {
            continue;
        };
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let arguments = [
            "--manifest",
            arg(&manifest),
            "--out",
            arg(&out),
            "--size",
            "64",
        ];
        let report = options::<TableOptions>(&arguments).run(&go()).unwrap();
        println!("{report}");
        let info = report.info.unwrap();
        assert_eq!(
            (info.counts.studies, info.counts.views.both),
            (studies, pairs),
            "{name}"
        );
        assert_eq!(info.counts.rejected, 0);
        assert_eq!(
            info.counts.sections.neither, studies,
            "case histories are no reports"
        );
    }
}
