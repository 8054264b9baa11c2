//! Bad input: one clear line that names file and reason, and nothing taken for a dataset.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use dataset::Dataset;
use flate2::{Compression, write::GzEncoder};
use image::ImageFormat;
use import::image::read_radiograph;
use import::{MimicOptions, OpeniOptions, TableOptions};

use crate::common::{arg, chest, error_line, go, options, save, write};
use crate::openi::{archive, xml};

fn openi(reports: &Path, out: &Path) -> String {
    error_line(options::<OpeniOptions>(&["--reports", arg(reports), "--out", arg(out)]).run(&go()))
}

fn table(manifest: &Path, out: &Path, more: &[&str]) -> String {
    let arguments = [&["--manifest", arg(manifest), "--out", arg(out)], more].concat();
    error_line(options::<TableOptions>(&arguments).run(&go()))
}

#[test]
fn missing_folders_and_files() {
    let dir = tempfile::tempdir().unwrap();
    let (nothing, out) = (dir.path().join("nothing"), dir.path().join("out"));
    for line in [
        openi(&nothing, &out),
        table(&nothing, &out, &[]),
        error_line(
            options::<MimicOptions>(&["--root", arg(&nothing), "--out", arg(&out)]).run(&go()),
        ),
    ] {
        assert!(line.contains("nothing: no such file or folder"), "{line}");
    }
    let empty = dir.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(openi(&empty, &out).contains("holds no XML report"));
    let line = error_line(
        options::<MimicOptions>(&["--root", arg(&empty), "--out", arg(&out)]).run(&go()),
    );
    assert!(line.contains("mimic-cxr-2.0.0-metadata.csv.gz"), "{line}");
    assert!(!out.exists());
}

#[test]
fn cut_and_swollen_archives() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let long: String = (0..2_000).map(|n| format!("Word{n} ")).collect();
    let whole = archive(
        dir.path(),
        &[("1.xml", &xml("CXR1", &long, "Normal.", &[]))],
    );
    let bytes = std::fs::read(&whole).unwrap();
    let cut = dir.path().join("cut.tgz");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let line = openi(&cut, &out);
    assert!(line.contains("cut.tgz: broken or cut short"), "{line}");
    std::fs::write(&cut, b"no archive").unwrap();
    assert!(openi(&cut, &out).contains("cut.tgz"));
    // 64 MiB of blanks in one report: told, not read.
    let blanks = " ".repeat(64 << 20);
    let line = openi(&archive(dir.path(), &[("9.xml", &blanks)]), &out);
    assert!(line.contains("9.xml: larger than"), "{line}");
    assert!(Dataset::open(&out).is_err());
}

#[test]
fn xml_bombs_and_other_xml() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
                <eCitation><uId id=\"CXR1\"/><AbstractText Label=\"FINDINGS\">&b;</AbstractText></eCitation>";
    let deep = "<eCitation>".to_owned() + &"<a>".repeat(100_000);
    for (text, reason) in [
        (bomb, "document type"),
        (deep.as_str(), "deep"),
        ("<html/>", "not an Open-i"),
    ] {
        let line = openi(&archive(dir.path(), &[("1.xml", text)]), &out);
        assert!(line.contains("1.xml") && line.contains(reason), "{line}");
    }
    assert!(Dataset::open(&out).is_err());
}

#[test]
fn tables_that_lack_something() {
    let dir = tempfile::tempdir().unwrap();
    let (path, out) = (dir.path().join("t.csv"), dir.path().join("out"));
    save(&dir.path().join("a.png"), 1);
    let line = |text: &str, more: &[&str]| {
        write(&path, text);
        let line = table(&path, &out, more);
        assert!(line.contains("t.csv"), "{line}");
        line
    };
    let missing = line("name,view\na.png,PA\n", &[]);
    assert!(
        missing.contains("no column file or") && missing.contains("name, view"),
        "{missing}"
    );
    assert!(line("file,view\na.png,PA\n", &["--patient-column", "MRN"]).contains("no column MRN"));
    assert!(line("file\na.png\n", &[]).contains("--view-column"));
    assert!(line("file,view\n", &[]).contains("no rows"));
    assert!(line("", &[]).contains("empty"));
    assert!(
        line("file,view\na.png,PA\nb.png\n", &[]).contains("line 3 has 1 fields, the header 2")
    );
    let two = "file,view,patient,part\na.png,PA,1,train\na.png,PA,1,test\n";
    assert!(line(two, &["--split-column", "part"]).contains("two splits"));
    assert!(!out.exists());

    // Cut in the middle of the gzip.
    let path = dir.path().join("t.csv.gz");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    for n in 0..5_000 {
        writeln!(gzip, "{n}.png,{}", n * 7919 % 1000).unwrap();
    }
    let bytes = gzip.finish().unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let line = table(
        &path,
        &out,
        &["--image-column", "0.png", "--view", "frontal"],
    );
    assert!(
        line.contains("t.csv.gz") && line.contains("cut short"),
        "{line}"
    );
}

#[test]
fn nothing_usable_is_no_dataset() {
    let dir = tempfile::tempdir().unwrap();
    let (path, out) = (dir.path().join("t.csv"), dir.path().join("out"));
    write(&path, "file,view\ngone.png,PA\n");
    let line = table(&path, &out, &["--keep-ids"]);
    assert!(
        line.contains("no study could be written") && line.contains("gone.png: no such file"),
        "{line}"
    );
    let error = format!("{:#}", Dataset::open(&out).unwrap_err());
    assert!(error.contains("not finished"), "{error}");
}

#[test]
fn images_cut_short_or_of_another_kind() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("image");
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        chest(200, 160, 3).write_to(&mut bytes, format).unwrap();
        let bytes = bytes.into_inner();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read_radiograph(&path).unwrap().dimensions(), (200, 160));
        for length in (0..bytes.len() - 2).step_by(bytes.len() / 50) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(
                read_radiograph(&path).is_err(),
                "{format:?} cut to {length}"
            );
        }
    }
    std::fs::write(&path, "GIF89a").unwrap();
    let error = format!("{:#}", read_radiograph(&path).unwrap_err());
    assert!(error.contains("neither PNG, JPEG nor DICOM"), "{error}");
    // A PNG header that claims 100,000 x 100,000 pixels.
    let mut bytes = std::io::Cursor::new(Vec::new());
    chest(8, 8, 1)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    let mut bytes = bytes.into_inner();
    bytes[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    std::fs::write(&path, bytes).unwrap();
    assert!(read_radiograph(&path).is_err());
}

#[test]
fn folders_that_cannot_be_written() {
    let dir = tempfile::tempdir().unwrap();
    let reports = archive(
        dir.path(),
        &[("1.xml", &xml("CXR1", "Clear.", "Normal.", &[]))],
    );
    let file = dir.path().join("file");
    write(&file, "in the way");
    let line = openi(&reports, &file.join("out"));
    assert!(line.contains("file/out"), "{line}");
    let taken = dir.path().join("taken");
    write(&taken.join("thesis.txt"), "mine");
    assert!(openi(&reports, &taken).contains("holds files that are no dataset"));
    let out = dir.path().join("out");
    options::<OpeniOptions>(&["--reports", arg(&reports), "--out", arg(&out)])
        .run(&go())
        .unwrap();
    assert!(openi(&reports, &out).contains("already holds a dataset"));
    assert!(Dataset::open(&out).is_ok());
}

/// `/dev/full` refuses every byte, as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let dir = tempfile::tempdir().unwrap();
    let reports = archive(
        dir.path(),
        &[("1.xml", &xml("CXR1", "Clear.", "Normal.", &[]))],
    );
    let out = dir.path().join("out");
    let options: OpeniOptions = options(&["--reports", arg(&reports), "--out", arg(&out)]);
    options.run(&AtomicBool::new(true)).unwrap();
    std::os::unix::fs::symlink("/dev/full", out.join("dataset.json.tmp")).unwrap();
    let line = error_line(options.run(&go()));
    assert!(
        line.contains("dataset.json") && line.contains("No space left"),
        "{line}"
    );
    assert!(Dataset::open(&out).is_err());
    // Once there is room, the same command goes on.
    options.run(&go()).unwrap();
    assert!(Dataset::open(&out).is_ok());
}

#[test]
fn other_archives_are_named_with_the_tool_that_unpacks_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    for (bytes, says) in [
        (b"PK\x03\x04..".to_vec(), "unzip"),
        (b"BZh91AY".to_vec(), "tar -xjf"),
        (tar, "tar -xf"),
    ] {
        let path = dir.path().join("reports");
        std::fs::write(&path, bytes).unwrap();
        let said = openi(&path, &dir.path().join("out"));
        assert!(said.contains(says), "{said}");
    }
}
