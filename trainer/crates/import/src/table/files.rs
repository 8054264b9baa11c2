//! Which column names the images, where they are, and what their paths tell of patient and study.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::csv_table::{CsvRow, CsvTable};

/// Columns that name images, the likeliest first.
const USUAL: [&str; 10] = [
    "file",
    "filename",
    "path",
    "image_path",
    "Image Index",
    "image",
    "ImageID",
    "PngPath",
    "png_path",
    "file_name",
];

/// Endings to try where a table names images without one.
const ENDINGS: [&str; 5] = ["png", "jpg", "jpeg", "dcm", "dicom"];

/// Rows that are looked at to tell which column it is.
const LOOKED_AT: usize = 50;

/// The column of the images: the one that the user names, else, of those with a usual name, the first whose cells are
/// files.
///
/// # Errors
///
/// Fails if there is none, or the table is broken.
pub fn column(
    manifest: &Path,
    table: &CsvTable,
    named: Option<&str>,
    root: &Path,
) -> Result<usize> {
    if named.is_some() {
        return table.needed(named, &USUAL);
    }
    let usual = |name: &&str| table.column(None, &[name]).ok().flatten();
    let candidates: Vec<usize> = USUAL.iter().filter_map(usual).collect();
    if candidates.len() > 1 {
        let mut rows = CsvTable::open(manifest)?;
        let rows: Vec<CsvRow> = rows.rows().take(LOOKED_AT).collect::<Result<_>>()?;
        let is_file = |row: &CsvRow, column| {
            row.get(Some(column))
                .is_some_and(|it| find(root, it).is_file())
        };
        let found = |&&column: &&usize| rows.iter().any(|row| is_file(row, column));
        if let Some(&column) = candidates.iter().find(found) {
            return Ok(column);
        }
    }
    table.needed(None, &USUAL)
}

/// The file that a table calls `name`, below `root`: as it is named, with the separators of another system, or with an
/// ending that the table leaves away; as it is named where there is none of them.
pub fn find(root: &Path, name: &str) -> PathBuf {
    let named = root.join(name);
    if named.is_file() {
        return named;
    }
    let other = root.join(name.replace('\\', "/"));
    if other.is_file() {
        return other;
    }
    let ended = ENDINGS
        .iter()
        .map(|ending| PathBuf::from(format!("{}.{ending}", other.display())));
    ended
        .into_iter()
        .find(|path| path.is_file())
        .unwrap_or(named)
}

/// Patient and study as folders of a path name them: `patient00001/study1/view1.jpg`.
pub fn of_path(name: &str) -> [Option<String>; 2] {
    let folders: Vec<&str> = name.split(['/', '\\']).rev().skip(1).collect();
    let named = |words: &[&str]| {
        let is = |folder: &&&str| {
            let lower = folder.to_ascii_lowercase();
            words.iter().any(|word| {
                let number = lower
                    .strip_prefix(word)
                    .map(|rest| rest.trim_start_matches(['-', '_']));
                number.is_some_and(|it| {
                    !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit())
                })
            })
        };
        folders.iter().find(is).map(|it| (*it).to_owned())
    };
    [
        named(&["patient", "subject", "sub", "pat", "p"]),
        named(&["study", "session", "ses", "exam", "s"]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_tell_patient_and_study() {
        let told = |name: &str| of_path(name).map(|it| it.unwrap_or_default());
        assert_eq!(
            told("CheXpert/train/patient00001/study1/view1.jpg"),
            ["patient00001", "study1"]
        );
        assert_eq!(
            told(r"files\p10\p10000032\s50414267\a.png"),
            ["p10000032", "s50414267"]
        );
        assert_eq!(told("sub-03/ses-2/a.png"), ["sub-03", "ses-2"]);
        assert_eq!(told("images/patients/a.png"), ["", ""]);
        assert_eq!(told("patient1.png"), ["", ""], "a file is no folder");
    }
}
