//! MIMIC-CXR on miniatures of its two layouts, with the real column names.

use std::io::Write;
use std::path::Path;

use dataset::{Split, View};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use flate2::{Compression, write::GzEncoder};
use import::MimicOptions;

use crate::common::{arg, dicom, finished, go, options, put_text, save, save_dicom, write};

const METADATA: &str = "dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns,\
StudyDate,StudyTime,ProcedureCodeSequence_CodeMeaning,ViewCodeSequence_CodeMeaning,\
PatientOrientationCodeSequence_CodeMeaning\n";

/// Images of a study in table order: subject, study, image, view.
const IMAGES: [(&str, &str, &str, &str); 8] = [
    ("10000032", "50414267", "02aa804e-bde0afdd", "AP"),
    ("10000032", "50414267", "174413ec-4ec4c1f7", "PA"),
    ("10000032", "50414267", "a1b2c3d4-00000000", "PA"),
    ("10000032", "50414267", "ffff0000-11112222", "LATERAL"),
    ("10000032", "53189527", "2a2277a9-b0ded155", "AP AXIAL"),
    ("10000032", "53189527", "e084de3b-be89b11e", "LL"),
    ("10000764", "57375967", "096052b7-d256dc40", "AP"),
    ("10000764", "57375968", "deadbeef-00000001", "PA"),
];

fn gz(path: &Path, text: &str) {
    let file = std::fs::File::create(path).unwrap();
    let mut gzip = GzEncoder::new(file, Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap();
}

/// MIMIC-CXR-JPG; the last study's image was not downloaded.
fn jpg_layout(root: &Path) {
    let mut metadata = METADATA.to_owned();
    for (n, (subject, study, image, view)) in IMAGES.iter().enumerate() {
        metadata += &format!(
            "{image},{subject},{study},CHEST (PA AND LAT),{view},3056,2544,21800506,213014.531,CHEST (PA AND LAT),,Erect\n"
        );
        if n < 7 {
            save(
                &root.join(format!("files/p10/p{subject}/s{study}/{image}.jpg")),
                n as u32,
            );
        }
    }
    gz(&root.join("mimic-cxr-2.0.0-metadata.csv.gz"), &metadata);
    let splits: String = IMAGES
        .iter()
        .map(|(subject, study, image, _)| {
            let split = if *subject == "10000032" {
                "validate"
            } else {
                "test"
            };
            format!("{image},{study},{subject},{split}\n")
        })
        .collect();
    gz(
        &root.join("mimic-cxr-2.0.0-split.csv.gz"),
        &format!("dicom_id,study_id,subject_id,split\n{splits}"),
    );
    gz(
        &root.join("mimic-cxr-2.0.0-chexpert.csv.gz"),
        "subject_id,study_id,Atelectasis,Cardiomegaly,No Finding,Pleural Effusion\n\
         10000032,50414267,,1.0,,-1.0\n10000764,57375967,1.0,0.0,,1.0\n",
    );
}

#[test]
fn the_jpg_layout_with_a_table_of_sections() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("mimic-cxr-jpg");
    std::fs::create_dir_all(&root).unwrap();
    jpg_layout(&root);
    let sections = dir.path().join("mimic_cxr_sectioned.csv");
    write(
        &sections,
        "study,impression,findings,last_paragraph,comparison\n\
         s50414267,No acute process.,\"Clear lungs,\nno effusion.\",,None.\n\
         s53189527,,,Only a paragraph.,\n",
    );
    let out = dir.path().join("out");
    let arguments = [
        "--root",
        arg(&root),
        "--reports",
        arg(&sections),
        "--official-split",
        "--out",
        arg(&out),
        "--size",
        "64",
    ];
    let report = options::<MimicOptions>(&arguments).run(&go()).unwrap();
    let dataset = finished(&report);
    let [first, second, third] = dataset.records() else {
        panic!("{report}")
    };
    assert_eq!(
        (first.study.as_str(), first.patient.as_str()),
        ("s50414267", "p10000032")
    );
    assert_eq!((first.split, third.split), (Split::Validate, Split::Test));
    assert_eq!(
        first.findings.as_deref(),
        Some("Clear lungs,\nno effusion.")
    );
    assert_eq!(first.impression.as_deref(), Some("No acute process."));
    assert_eq!(first.labels, ["Cardiomegaly"]);
    assert_eq!(third.labels, ["Atelectasis", "Pleural Effusion"]);
    assert!(
        second.frontal.is_none() && second.lateral.is_some(),
        "AP AXIAL is no frontal view"
    );
    assert!(third.frontal.is_some(), "AP where there is no PA");
    // The first PA, not the AP before it nor the PA after it.
    let single = |n: u32| {
        let root = dir.path().join(format!("single{n}"));
        write(
            &root.join("mimic-cxr-2.0.0-metadata.csv"),
            "dicom_id,subject_id,study_id,ViewPosition\nx,1,1,PA\n",
        );
        let out = dir.path().join(format!("single_out{n}"));
        // A subject of one digit has a folder of one digit.
        save(&root.join("files/p1/p1/s1/x.jpg"), n);
        let arguments = ["--root", arg(&root), "--out", arg(&out), "--size", "64"];
        let dataset = finished(&options::<MimicOptions>(&arguments).run(&go()).unwrap());
        dataset
            .load(&dataset.records()[0], View::Frontal)
            .unwrap()
            .unwrap()
    };
    let chosen = dataset.load(first, View::Frontal).unwrap().unwrap();
    assert!(chosen == single(1));
    assert!(chosen != single(0) && chosen != single(2));
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).unwrap();
    assert!(rejects.contains("s57375968,left out,"), "{rejects}");
}

#[test]
fn the_dicom_layout_with_reports_as_text() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let mut records = "subject_id,study_id,dicom_id,path\n".to_owned();
    for (subject, study, image, view) in &IMAGES[..4] {
        let path = format!("files/p10/p{subject}/s{study}/{image}.dcm");
        let mut object = dicom(30, 40, |x, y| x * 1000 + y * 500);
        put_text(&mut object, tags::VIEW_POSITION, VR::CS, view);
        save_dicom(&root.join(&path), object);
        records += &format!("{subject},{study},{image},{path}\n");
    }
    gz(&root.join("cxr-record-list.csv.gz"), &records);
    write(
        &root.join("files/p10/p10000032/s50414267.txt"),
        "                                 FINAL REPORT\n EXAMINATION:  CHEST (PA AND LAT)\n\n \
         INDICATION:  ___F with cough.\n\n FINDINGS: \n \n The lungs are clear.\n No effusion.\n\n \
         IMPRESSION: \n \n No acute cardiopulmonary process.\n",
    );
    let out = root.join("out");
    let arguments = ["--root", arg(root), "--out", arg(&out), "--size", "64"];
    let dataset = finished(&options::<MimicOptions>(&arguments).run(&go()).unwrap());
    let record = &dataset.records()[0];
    assert!(record.frontal.is_some() && record.lateral.is_some());
    let findings = record.findings.as_deref().unwrap();
    assert!(findings.starts_with("The lungs are clear.") && findings.ends_with("No effusion."));
    assert_eq!(
        record.impression.as_deref(),
        Some("No acute cardiopulmonary process.")
    );
}

#[test]
fn a_report_without_headings_is_its_last_paragraph_and_a_view_is_missed_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    let image =
        |study: &str, name: &str| root.join(format!("files/p10/p10000032/s{study}/{name}.jpg"));
    save(&image("50414267", "aaaa"), 1);
    save(&image("50414268", "bbbb"), 2);
    let row = |image: &str, study: &str, view: &str| {
        format!("{image},10000032,{study},CHEST,{view},3056,2544,21800506,213014.5,CHEST,,Erect\n")
    };
    let metadata = [
        METADATA,
        &row("aaaa", "50414267", "PA"),
        &row("bbbb", "50414268", ""),
    ]
    .concat();
    write(&root.join("mimic-cxr-2.0.0-metadata.csv"), &metadata);
    let sections = "study,impression,findings,last_paragraph,comparison\n\
                    s50414267,,,Moderate left effusion.,None.\ns50414268,,,,Radiograph of yesterday.\n";
    write(&root.join("mimic_cxr_sectioned.csv"), sections);
    let out = dir.path().join("out");
    let report =
        options::<MimicOptions>(&["--root", arg(&root), "--out", arg(&out), "--size", "32"])
            .run(&go())
            .unwrap();
    let dataset = finished(&report);
    let [record] = dataset.records() else {
        panic!("one study has a view")
    };
    assert_eq!(record.findings.as_deref(), Some("Moderate left effusion."));
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).unwrap();
    assert!(
        rejects.contains("bbbb: neither frontal nor lateral"),
        "{rejects}"
    );
}
