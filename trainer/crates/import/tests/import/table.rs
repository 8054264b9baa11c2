//! Any table: its columns, pairing, names and splits.

use std::path::Path;

use dataset::{Dataset, Split};
use import::TableOptions;

use crate::common::{arg, finished, go, import_beside, options, save, write};

/// Imports a table that names `a.png`, `b.png`, … beside it.
fn import(table: &str, more: &[&str]) -> (tempfile::TempDir, Dataset, String) {
    let images = ["a.png", "b.png", "c.png", "d.png", "e.png"];
    import_beside(table, &images, more).unwrap()
}

fn shape(dataset: &Dataset) -> Vec<(bool, bool)> {
    dataset
        .records()
        .iter()
        .map(|r| (r.frontal.is_some(), r.lateral.is_some()))
        .collect()
}

#[test]
fn one_patient_and_one_day_make_a_pair() {
    let table = "file,patient,offset,view\na.png,7,0,frontal\nb.png,7,3,PA\nc.png,7,0,lateral\n\
                 d.png,8,,L\ne.png,8,,AP Supine\n";
    let (_dir, dataset, _) = import(table, &[]);
    assert_eq!(
        shape(&dataset),
        [(true, true), (true, false), (false, true), (true, false)]
    );
    let (_dir, dataset, _) = import(table, &["--pair-undated"]);
    assert_eq!(shape(&dataset), [(true, true), (true, false), (true, true)]);
}

#[test]
fn what_is_left_over_on_a_day_makes_a_study_of_its_own() {
    let table = "file,patient,offset,view\na.png,7,0,PA\nb.png,7,0,PA\nc.png,7,0,L\nd.png,7,0,L\ne.png,7,0,L\n";
    let (_dir, dataset, _) = import(table, &[]);
    assert_eq!(shape(&dataset), [(true, true), (true, true), (false, true)]);
}

#[test]
fn ids_are_replaced_unless_kept_and_the_split_is_the_same() {
    let table = "Image Index,Patient ID,View Position,Finding Labels\na.png,John Smith,PA,Mass|Nodule\nb.png,John Smith,AP,todo\n";
    let (dir, replaced, _) = import(table, &[]);
    let names: Vec<_> = replaced
        .records()
        .iter()
        .map(|r| (r.study.as_str(), r.patient.as_str()))
        .collect();
    assert_eq!(
        names,
        [("p000001-s01", "p000001"), ("p000001-s02", "p000001")]
    );
    assert_eq!(replaced.records()[0].labels, ["Mass", "Nodule"]);
    assert!(replaced.records()[1].labels.is_empty());
    let text = std::fs::read_to_string(dir.path().join("out/manifest.jsonl")).unwrap();
    assert!(!text.contains("Smith"));
    let (_dir, kept, _) = import(table, &["--keep-ids"]);
    assert_eq!(kept.records()[0].study, "a");
    assert!(kept.records()[0].patient.starts_with("John-Smith"));
    for dataset in [&replaced, &kept] {
        assert_eq!(dataset.records()[0].split, Split::of_patient("John Smith"));
    }
}

#[test]
fn notes_are_no_reports_unless_the_user_says_so() {
    let table = "file,view,report,findings\na.png,PA,\"FINDINGS: Clear.\nIMPRESSION: Normal.\",\nb.png,PA,A man of 60 came with a cough.,Big heart.\n";
    let (_dir, dataset, shown) = import(table, &[]);
    assert_eq!(dataset.records()[0].findings, None);
    assert_eq!(dataset.records()[1].findings.as_deref(), Some("Big heart."));
    assert!(shown.contains("column report was not imported"), "{shown}");
    let (_dir, dataset, shown) = import(table, &["--report-column", "report"]);
    assert_eq!(dataset.records()[0].findings.as_deref(), Some("Clear."));
    assert_eq!(dataset.records()[0].impression.as_deref(), Some("Normal."));
    assert!(!shown.contains("was not imported"), "{shown}");
}

#[test]
fn a_column_of_splits_is_obeyed() {
    let table = "file,patient,view,part\na.png,1,PA,val\nb.png,2,PA,test\n";
    let (_dir, dataset, _) = import(table, &["--split-column", "part"]);
    let splits: Vec<_> = dataset.records().iter().map(|r| r.split).collect();
    assert_eq!(splits, [Split::Validate, Split::Test]);
}

#[test]
fn a_broken_view_is_left_out_and_told() {
    let dir = tempfile::tempdir().unwrap();
    save(&dir.path().join("a.png"), 1);
    write(&dir.path().join("b.png"), "\u{89}PNG not really");
    let table = dir.path().join("table.csv");
    write(
        &table,
        "file,patient,day,view\na.png,1,0,PA\nb.png,1,0,L\nmissing.png,2,0,PA\na.png,3,0,oblique\n",
    );
    let out = dir.path().join("out");
    let arguments = ["--manifest", arg(&table), "--out", arg(&out), "--keep-ids"];
    let report = options::<TableOptions>(&arguments).run(&go()).unwrap();
    assert_eq!(shape(&finished(&report)), [(true, false)]);
    let rejects = std::fs::read_to_string(out.join("rejects.csv"))
        .unwrap()
        .replace('"', "");
    for line in [
        "1-0,kept without,b.png: ",
        "2-0,left out,missing.png: no such file",
        "3-0,left out,a.png: ",
    ] {
        assert!(rejects.contains(line), "{line} in {rejects}");
    }
    assert_eq!(report.info.unwrap().counts.rejected, 2);
    assert!(!Path::new(&out).join("manifest.partial.jsonl").exists());
}
