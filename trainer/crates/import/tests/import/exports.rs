//! Tables as programs and popular collections export them.

use std::path::Path;

use import::TableOptions;

use crate::common::{arg, go, import_beside, options};

fn problems(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("out/rejects.csv")).unwrap()
}

#[test]
fn any_delimiter_is_read() {
    for delimiter in [";", "\t", "|", ","] {
        let table = "file,view,patient,findings\na.png,PA,1,Small left effusion\nb.png,L,1,Small left effusion\n"
            .replace(',', delimiter);
        let (_dir, dataset, _) =
            import_beside(&table, &["a.png", "b.png"], &["--pair-undated"]).unwrap();
        let [record] = dataset.records() else {
            panic!("{delimiter:?}: one pair")
        };
        assert_eq!(record.findings.as_deref(), Some("Small left effusion"));
    }
    // Commas within a quoted header are no delimiters.
    let table = "\"file\";\"a, b, c, d\"\na.png;x\n";
    assert!(import_beside(table, &["a.png"], &["--view", "frontal"]).is_ok());
}

#[test]
fn words_for_missing_values_are_no_text() {
    let table = "file,view,patient,findings,impression,labels\na.png,PA,1,nan,No acute disease.,nan\n\
                 b.png,PA,2,None,NaN,none\nc.png,PA,3,None.,N/A,Mass\n";
    let (_dir, dataset, _) = import_beside(table, &["a.png", "b.png", "c.png"], &[]).unwrap();
    let texts: Vec<_> = (dataset.records().iter())
        .map(|it| {
            (
                it.findings.as_deref(),
                it.impression.as_deref(),
                it.labels.len(),
            )
        })
        .collect();
    let expected = [
        (None, Some("No acute disease."), 0),
        (None, None, 0),
        (Some("None."), None, 1),
    ];
    assert_eq!(texts, expected);
}

#[test]
fn the_column_whose_cells_are_files_names_the_images() {
    // As indiana_reports.csv joined with indiana_projections.csv: `image` is the examination.
    let table = "uid,filename,projection,image,findings\n1,1_IM-0001-4001.dcm.png,Frontal,Xray Chest PA and Lateral,Clear lungs.\n\
                 1,1_IM-0001-3001.dcm.png,Lateral,Xray Chest PA and Lateral,Clear lungs.\n";
    let files = ["1_IM-0001-4001.dcm.png", "1_IM-0001-3001.dcm.png"];
    let (_dir, dataset, _) = import_beside(table, &files, &["--pair-undated"]).unwrap();
    let [record] = dataset.records() else {
        panic!("`uid` is the patient: one pair")
    };
    assert!(record.frontal.is_some() && record.lateral.is_some());
}

#[test]
fn patients_are_those_of_the_folders_where_no_column_has_them() {
    let path =
        |patient, study, view| format!("C/train/patient0000{patient}/study{study}/{view}.jpg");
    let images = [
        path(1, 1, "v1_frontal"),
        path(1, 1, "v2_lateral"),
        path(1, 2, "v1_frontal"),
        path(2, 1, "v1_frontal"),
    ];
    let rows: Vec<String> = (images
        .iter()
        .zip(["Frontal", "Lateral", "Frontal", "Frontal"]))
    .map(|(path, view)| format!("{path},68,{view},AP"))
    .collect();
    let table = format!("Path,Age,Frontal/Lateral,AP/PA\n{}\n", rows.join("\n"));
    let names: Vec<&str> = images.iter().map(String::as_str).collect();
    let (_dir, dataset, said) = import_beside(&table, &names, &[]).unwrap();
    let of: Vec<_> = (dataset.records().iter())
        .map(|it| (it.patient.as_str(), it.lateral.is_some()))
        .collect();
    assert_eq!(
        of,
        [("p000001", true), ("p000001", false), ("p000002", false)]
    );
    assert!(said.contains("folders"), "{said}");
}

#[test]
fn paths_of_windows_and_names_without_an_ending_are_found() {
    let table = "image_id,view\nimages\\a.png,PA\nimages/b,PA\n";
    let (_dir, dataset, _) = import_beside(
        table,
        &["images/a.png", "images/b.png"],
        &["--image-column", "image_id"],
    )
    .unwrap();
    assert!(dataset.records().iter().all(|it| it.frontal.is_some()));
}

#[test]
fn another_report_of_one_study_is_told() {
    let table = "file,view,patient,study,findings\na.png,PA,1,7,Small left effusion\nb.png,L,1,7,Small right effusion\n";
    let (dir, dataset, _) = import_beside(table, &["a.png", "b.png"], &[]).unwrap();
    assert_eq!(
        dataset.records()[0].findings.as_deref(),
        Some("Small left effusion")
    );
    let problems = problems(dir.path());
    assert!(
        problems.contains("another than that of the study's first image"),
        "{problems}"
    );
}

#[test]
fn a_table_whose_images_are_nowhere_is_an_error_that_names_the_first() {
    let table = "file,view,patient,findings\nelsewhere/a.png,PA,1,Normal\n";
    let error = format!("{:#}", import_beside(table, &["a.png"], &[]).err().unwrap());
    assert!(
        error.contains("not one image") && error.contains("elsewhere/a.png"),
        "{error}"
    );
}

#[test]
fn spreadsheets_and_utf_16_are_named_as_such() {
    let dir = tempfile::tempdir().unwrap();
    for (start, says) in [
        (&b"PK\x03\x04"[..], "spreadsheet"),
        (&[0xff, 0xfe, b'f', 0][..], "UTF-16"),
    ] {
        let path = dir.path().join("table.csv");
        std::fs::write(&path, start).unwrap();
        let out = dir.path().join("out");
        let error =
            options::<TableOptions>(&["--manifest", arg(&path), "--out", arg(&out)]).run(&go());
        let error = format!("{:#}", error.unwrap_err());
        assert!(error.contains(says), "{error}");
    }
}
