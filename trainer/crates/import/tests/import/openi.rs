//! Open-i: archives and folders of reports, images by name, views by table or header.

use std::path::{Path, PathBuf};

use dataset::View;
use dicom_core::VR;
use dicom_dictionary_std::tags;
use flate2::{Compression, write::GzEncoder};
use import::OpeniOptions;

use crate::common::{arg, dicom, finished, go, options, put_text, save, save_dicom, write};

/// A report as the collection has it.
pub fn xml(id: &str, findings: &str, impression: &str, images: &[&str]) -> String {
    let images: String = images
        .iter()
        .map(|id| format!("<parentImage id=\"{id}\"/>"))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<eCitation><meta/><uId id=\"{id}\"/>\
         <ccLicense>by-nc-nd</ccLicense><MedlineCitation><Article><Abstract>\
         <AbstractText Label=\"FINDINGS\">{findings}</AbstractText>\
         <AbstractText Label=\"IMPRESSION\">{impression}</AbstractText>\
         </Abstract></Article></MedlineCitation>\
         <MeSH><major>Cardiomegaly/mild</major></MeSH>{images}</eCitation>"
    )
}

/// Writes `reports.tgz` with files of these names and texts.
pub fn archive(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    let path = folder.join("reports.tgz");
    let gzip = GzEncoder::new(
        std::fs::File::create(&path).unwrap(),
        Compression::default(),
    );
    let mut tar = tar::Builder::new(gzip);
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(
            &mut header,
            format!("ecgen-radiology/{name}"),
            text.as_bytes(),
        )
        .unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
    path
}

const IMAGES: [&str; 2] = ["CXR1_1_IM-0001-3001", "CXR1_1_IM-0001-4001"];

#[test]
fn reports_alone_keep_their_sections_and_the_broken_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    let reports = archive(
        dir.path(),
        &[
            ("10.xml", &xml("CXR10", "", "Normal chest.", &[])),
            ("2.xml", &xml("CXR2", "Clear lungs.", "", &IMAGES)),
            ("3.xml", "<eCitation><uId id=\"CXR3\"/>"),
            ("4.xml", &xml("CXR4", "", "", &[])),
        ],
    );
    let out = dir.path().join("out");
    let options: OpeniOptions = options(&["--reports", arg(&reports), "--out", arg(&out)]);
    let report = options.run(&go()).unwrap();
    assert!(report.to_string().contains("0 both sections"), "{report}");
    let dataset = finished(&report);
    let records = dataset.records();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].study, "CXR2", "by number");
    assert_eq!(records[0].findings.as_deref(), Some("Clear lungs."));
    assert_eq!(records[0].impression, None);
    assert_eq!(records[0].labels, ["Cardiomegaly/mild"]);
    assert_eq!(records[1].impression.as_deref(), Some("Normal chest."));
    assert_eq!(dataset.info().licence, "by-nc-nd");
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).unwrap();
    assert!(
        rejects.contains("3.xml,left out,") && rejects.contains("CXR4,left out,"),
        "{rejects}"
    );
    assert_eq!(
        rejects.lines().count(),
        3,
        "no word of images that were not asked for: {rejects}"
    );
}

#[test]
fn views_come_from_the_users_table_or_the_published_one() {
    for published in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let reports = archive(
            dir.path(),
            &[("1.xml", &xml("CXR1", "Clear.", "Normal.", &IMAGES))],
        );
        let images = dir.path().join("png");
        // One named as the XML does, one as a mirror does.
        save(&images.join("CXR1_1_IM-0001-3001.png"), 1);
        save(&images.join("1_IM-0001-4001.dcm.png"), 2);
        let out = dir.path().join("out");
        let mut arguments = vec![
            "--reports",
            arg(&reports),
            "--images",
            arg(&images),
            "--out",
            arg(&out),
        ];
        let table = if published {
            "nlmcxr_tsne_pa.csv"
        } else {
            "mine.csv"
        };
        let table = dir.path().join(table);
        if published {
            write(
                &table,
                "imageid,tsne-view\nCXR1_1_IM-0001-3001,L\nCXR1_1_IM-0001-4001,PA\n",
            );
        } else {
            write(
                &table,
                "uid,filename,projection\n1,1_IM-0001-4001.dcm.png,Frontal\n1,1_IM-0001-3001.dcm.png,Lateral\n",
            );
            arguments.extend(["--views", arg(&table)]);
        }
        let dataset = finished(&options::<OpeniOptions>(&arguments).run(&go()).unwrap());
        let record = &dataset.records()[0];
        let of = |view| dataset.load(record, view).unwrap().unwrap();
        assert!(of(View::Frontal) != of(View::Lateral));
        // The heart is still on the image's right.
        let frontal = of(View::Frontal);
        assert!(frontal.get_pixel(200, 180).0[0] > frontal.get_pixel(60, 180).0[0] + 50);
    }
}

#[test]
fn views_come_from_dicom_headers() {
    let dir = tempfile::tempdir().unwrap();
    let reports = dir.path().join("xml");
    write(
        &reports.join("deeper/1.xml"),
        &xml("CXR1", "Clear.", "Normal.", &IMAGES),
    );
    let images = dir.path().join("dcm");
    for (name, position) in [("1_IM-0001-3001.dcm", "LL"), ("1_IM-0001-4001.dcm", "PA")] {
        let mut object = dicom(50, 40, |x, y| x * 1000 + y * 100);
        put_text(&mut object, tags::VIEW_POSITION, VR::CS, position);
        save_dicom(&images.join("1").join(name), object);
    }
    let out = dir.path().join("out");
    let arguments = [
        "--reports",
        arg(&reports),
        "--images",
        arg(&images),
        "--out",
        arg(&out),
    ];
    let report = options::<OpeniOptions>(&arguments).run(&go()).unwrap();
    assert_eq!(report.info.as_ref().unwrap().counts.views.both, 1);
}

#[test]
fn an_interrupted_import_goes_on_to_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let files: Vec<(String, String)> = (1..30)
        .map(|n| {
            (
                format!("{n}.xml"),
                xml(&format!("CXR{n}"), &format!("Finding {n}."), "Normal.", &[]),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let reports = archive(dir.path(), &files);
    let import = |out: &Path, stop: bool| {
        let options: OpeniOptions = options(&["--reports", arg(&reports), "--out", arg(out)]);
        options
            .run(&std::sync::atomic::AtomicBool::new(stop))
            .unwrap()
    };
    let (whole, torn) = (dir.path().join("whole"), dir.path().join("torn"));
    finished(&import(&whole, false));
    let report = import(&torn, true);
    assert!(report.info.is_none() && !torn.join("dataset.json").exists());
    // As if it had been killed after ten studies and a half.
    let manifest = std::fs::read_to_string(whole.join("manifest.jsonl")).unwrap();
    let mut partial = std::fs::read_to_string(torn.join("manifest.partial.jsonl")).unwrap();
    for (n, line) in manifest.lines().enumerate().take(10) {
        partial.push_str(&format!("{{\"index\":{n},\"record\":{line}}}\n"));
    }
    partial.push_str("{\"index\":10,\"rec");
    std::fs::write(torn.join("manifest.partial.jsonl"), partial).unwrap();
    finished(&import(&torn, false));
    for name in ["manifest.jsonl", "dataset.json", "rejects.csv"] {
        assert_eq!(
            std::fs::read(whole.join(name)).unwrap(),
            std::fs::read(torn.join(name)).unwrap()
        );
    }
}
