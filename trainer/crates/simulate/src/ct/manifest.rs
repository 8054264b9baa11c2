//! The table beside a folder's CTs: `manifest.csv`.
//!
//! Columns by name: `file` (needed), `use` (`main`, `spare` or `test`), `sex` (`F` or `M`), `age`
//! (years), `own_findings` and `note` (free text), `licence`. Others are ignored, and every one
//! but `file` may be absent or empty.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::patient::Sex;

/// Name of the table.
pub const NAME: &str = "manifest.csv";

/// What a CT is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// Bodies are made of it.
    #[default]
    Main,
    /// Has something of its own that shows; left out unless asked for.
    Spare,
    /// Odd input for tests; left out.
    Test,
}

/// What the table tells of a CT.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// File name.
    pub file: String,
    /// What it is for.
    pub usage: Use,
    /// Sex, if told.
    pub sex: Option<Sex>,
    /// Age in years, if told.
    pub age: Option<f32>,
    /// What the chest shows that a report would name.
    pub own_findings: String,
    /// What is odd about the CT.
    pub note: String,
    /// Licence and collection to name.
    pub licence: String,
}

/// Reads a folder's table; `None` if it has none.
///
/// # Errors
///
/// Fails, naming file, line and column, if the table cannot be read, lacks the column `file`, or a
/// value is not what its column holds.
pub fn read(folder: &Path) -> Result<Option<Vec<About>>> {
    let path = folder.join(NAME);
    if !path.exists() {
        return Ok(None);
    }
    let shown = path.display();
    let mut reader = csv::ReaderBuilder::new()
        .from_path(&path)
        .with_context(|| format!("cannot read {shown}"))?;
    let headers = reader
        .headers()
        .with_context(|| format!("cannot read {shown} as a table"))?
        .clone();
    let find = |name: &str| {
        let same = |header: &str| header.trim().trim_start_matches('\u{feff}') == name;
        headers.iter().position(same)
    };
    let Some(file) = find("file") else {
        bail!("{shown}, line 1: the column \"file\" is missing");
    };
    let columns = ["use", "sex", "age", "own_findings", "note", "licence"].map(find);
    let mut rows: Vec<About> = Vec::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read {shown} as a table"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let value = |at: usize| {
            let column = columns.get(at).copied().flatten();
            column.and_then(|at| record.get(at)).unwrap_or("").trim()
        };
        let wrong = |column: &str, value: &str, wanted: &str| {
            anyhow::anyhow!(
                "{shown}, line {line}, column \"{column}\": \"{value}\" is not {wanted}"
            )
        };
        let name = record.get(file).unwrap_or("").trim().to_owned();
        if name.is_empty() {
            bail!("{shown}, line {line}, column \"file\" is empty");
        }
        if rows.iter().any(|row| row.file == name) {
            bail!("{shown}, line {line}, column \"file\": \"{name}\" is there twice");
        }
        let usage = match value(0) {
            "main" | "" => Use::Main,
            "spare" => Use::Spare,
            "test" => Use::Test,
            other => return Err(wrong("use", other, "main, spare or test")),
        };
        let sex = match value(1) {
            "" => None,
            "F" | "f" => Some(Sex::Female),
            "M" | "m" => Some(Sex::Male),
            other => return Err(wrong("sex", other, "F, M or empty")),
        };
        let age = match value(2) {
            "" => None,
            text => {
                let age = text.parse().ok().filter(|age| (0.0..=120.0).contains(age));
                Some(age.ok_or_else(|| wrong("age", text, "a number of years from 0 to 120"))?)
            }
        };
        rows.push(About {
            file: name,
            usage,
            sex,
            age,
            own_findings: value(3).to_owned(),
            note: value(4).to_owned(),
            licence: value(5).to_owned(),
        });
    }
    Ok(Some(rows))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Vec<About>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), text).unwrap();
        read(folder.path()).map(Option::unwrap)
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let rows = table("age,file,extra,sex,use\n63,a.nii.gz,x,F,spare\n,b.nii,,,\n").unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].age, Some(63.0));
        assert_eq!(rows[0].sex, Some(Sex::Female));
        assert_eq!(rows[0].usage, Use::Spare);
        assert_eq!(rows[1].usage, Use::Main);
        assert!(rows[1].sex.is_none() && rows[1].age.is_none());
    }

    #[test]
    fn mistakes_are_told_with_line_and_column() {
        for (text, wanted) in [
            ("name\na\n", "column \"file\" is missing"),
            (
                "file,use\na,main\nb,other\n",
                "line 3, column \"use\": \"other\"",
            ),
            ("file,sex\na,X\n", "line 2, column \"sex\": \"X\""),
            ("file,age\na,old\n", "line 2, column \"age\": \"old\""),
            (
                "file,age\na,1\na,2\n",
                "line 3, column \"file\": \"a\" is there twice",
            ),
        ] {
            let error = format!("{:#}", table(text).unwrap_err());
            assert!(error.contains(wanted) && error.contains(NAME), "{error}");
        }
        assert!(read(tempfile::tempdir().unwrap().path()).unwrap().is_none());
    }
}
