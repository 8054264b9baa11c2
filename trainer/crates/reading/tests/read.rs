//! `trainer read` without weights: what the rules take, and what they refuse.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::Path, sync::atomic::AtomicBool};

use reading::{ReadCounts, ReadOptions, ReaderChoice};

/// Reads a folder; the counts, and the table.
fn read(reports: &Path, out: &Path) -> anyhow::Result<(ReadCounts, String)> {
    let options = ReadOptions {
        reports: reports.to_owned(),
        out: Some(out.to_owned()),
        weights: None,
        reader: ReaderChoice::Both,
        scores: false,
    };
    let counts = reading::run(&options, &AtomicBool::new(false))?;
    Ok((counts, fs::read_to_string(out)?))
}

#[test]
fn reports_in_another_language_are_refused_and_english_ones_are_read() {
    let place = tempfile::tempdir().unwrap();
    let reports = place.path().join("reports");
    fs::create_dir(&reports).unwrap();
    let english = [
        ("clear", "The lungs are clear. No pleural effusion."),
        ("misspelt", "Cardiomegally."),
        ("short", "Large left pneumothorax."),
        ("telegram", "LLL consol, sm R eff, no PTX."),
    ];
    let others = [
        (
            "french",
            "Pas d'épanchement pleural. Les poumons sont clairs, silhouette cardiaque normale.",
        ),
        (
            "german",
            "Kein Pneumothorax, keine Ergüsse. Das Herz ist normal groß, die Lungen sind frei.",
        ),
        (
            "portuguese",
            "Pulmões limpos. Não há derrame pleural. Área cardíaca dentro dos limites.",
        ),
        (
            "spanish",
            "Silueta cardiaca de tamaño normal. No se observan derrames ni neumotórax.",
        ),
    ];
    for (name, text) in english.iter().chain(&others) {
        fs::write(reports.join(format!("{name}.txt")), text).unwrap();
    }
    let out = place.path().join("tables.csv");
    let (counts, table) = read(&reports, &out).unwrap();
    assert_eq!((counts.read, counts.refused), (english.len(), others.len()));
    for (name, _) in english {
        assert!(table.contains(name), "{name}: {table}");
    }
    for (name, _) in others {
        assert!(!table.contains(name), "{name}: {table}");
    }

    // Nothing that can be read is no success.
    let (name, text) = others[1];
    let one = place.path().join(format!("{name}.txt"));
    fs::write(&one, text).unwrap();
    let error = read(&one, &out).unwrap_err();
    assert!(
        error.to_string().contains("no report could be read"),
        "{error}"
    );
}
