//! The real collections: ignored unless asked for, since their files are not part of the repository.
//!
//! `XRAYGAN_OPENI_REPORTS` names the folder of `NLMCXR_reports.tgz`, `XRAYGAN_DATA` a folder with a table of
//! radiographs in each of `covid-chestxray` and `nih-frontal`.

use std::path::PathBuf;

use import::{OpeniOptions, TableOptions};

use crate::common::{arg, finished, go, options};

/// A file in the folder that a variable names.
fn real(variable: &str, name: &str) -> PathBuf {
    let Some(folder) = std::env::var_os(variable) else {
        panic!("{variable} must name the folder of {name}");
    };
    let path = PathBuf::from(folder).join(name);
    assert!(path.is_file(), "{variable}: there is no {}", path.display());
    path
}

#[test]
#[ignore = "needs the Open-i reports: XRAYGAN_OPENI_REPORTS=FOLDER cargo test -p import --test import -- --ignored"]
fn all_open_i_reports_are_read() {
    let reports = real("XRAYGAN_OPENI_REPORTS", "NLMCXR_reports.tgz");
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
#[ignore = "needs two tables of radiographs: XRAYGAN_DATA=FOLDER cargo test -p import --test import -- --ignored"]
fn tables_of_radiographs_are_imported_as_they_are() {
    for (name, studies, pairs) in [("covid-chestxray", 613, 32), ("nih-frontal", 1_000, 0)] {
        let manifest = real("XRAYGAN_DATA", &format!("{name}/manifest.csv"));
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
