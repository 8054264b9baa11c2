//! Prints the table of findings of a report: as lines for people, as CSV for programs.

use std::io::Write;

use anyhow::{Context, Result};
use xraygan::{
    findings::{Access, Certainty, Kind, Severity, TableRow, said::shown_probability},
    report::{Otherwise, ReadRow, Reader, Understanding, UnderstoodRow},
};

/// The columns of the CSV, in their order.
pub const COLUMNS: [&str; 9] = [
    "report",
    "finding",
    "certainty",
    "side",
    "lobe",
    "severity",
    "count",
    "access",
    "words",
];

/// Writes tables of reports as CSV.
#[derive(Debug)]
pub struct TableWriter<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> TableWriter<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// As the writer's.
    pub fn new(into: W) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(into);
        csv.write_record(COLUMNS)?;
        Ok(Self { csv })
    }

    /// Writes the header of scores: the report, then each kind.
    ///
    /// # Errors
    /// As the writer's.
    pub fn scores(into: W) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(into);
        let kinds = Kind::ALL.iter().map(|kind| kind.label());
        csv.write_record(std::iter::once("report").chain(kinds))?;
        Ok(Self { csv })
    }

    /// Writes how probable it is that each kind is there or may be there; `sentences` are the probabilities of each
    /// sentence, see [`xraygan::findings::said`].
    ///
    /// # Errors
    /// As the writer's.
    pub fn scores_of(&mut self, name: &str, sentences: &[Vec<f32>]) -> Result<()> {
        let of = |kind: Kind| {
            let all = sentences.iter().map(|it| shown_probability(it, kind));
            format!("{:.5}", all.fold(0.0, f32::max))
        };
        let scores = Kind::ALL.into_iter().map(of);
        self.csv
            .write_record(std::iter::once(name.to_owned()).chain(scores))?;
        Ok(())
    }

    /// Writes a report's rows, or one without a finding if there are none; `text` is what the words point into.
    ///
    /// # Errors
    /// As the writer's.
    pub fn report(&mut self, name: &str, text: &str, rows: &[ReadRow]) -> Result<()> {
        if rows.is_empty() {
            let nothing = COLUMNS.iter().skip(1).map(|_| "");
            self.csv
                .write_record(std::iter::once(name).chain(nothing))?;
        }
        for ReadRow { row, words } in rows {
            self.csv.write_record([
                name,
                row.kind.label(),
                certainty(row),
                row.side.map_or("", |it| it.name()),
                row.lobe.map_or("", |it| it.name()),
                severity(row),
                &row.count.map(|it| it.to_string()).unwrap_or_default(),
                access(row),
                &quoted(text, words).join("; "),
            ])?;
        }
        Ok(())
    }

    /// What was written.
    ///
    /// # Errors
    /// As the writer's.
    pub fn finish(self) -> Result<W> {
        let written = self.csv.into_inner();
        written
            .map_err(|error| error.into_error())
            .context("writing the table")
    }
}

/// What was understood, for people, one line a row: `mass  present, left upper lobe, severe ("mass")`, with what the
/// other reader makes of it where that differs.
#[must_use]
pub fn lines(text: &str, understood: &Understanding) -> Vec<String> {
    let all = &understood.rows;
    if all.is_empty() {
        return vec!["no finding is named".to_owned()];
    }
    all.iter().map(|row| line(text, row)).collect()
}

fn line(text: &str, row: &UnderstoodRow) -> String {
    let ReadRow {
        row: finding,
        words,
    } = &row.read;
    let words = quoted(text, words).join("\", \"");
    let other = match row.by {
        Reader::Network => "the rules",
        Reader::Rules => "the network",
    };
    let kept = match row.by {
        Reader::Network => ", so that it is not drawn",
        Reader::Rules => "",
    };
    let otherwise = match &row.otherwise {
        None => String::new(),
        Some(Otherwise { row: None }) => format!("; {other} did not see it{kept}"),
        Some(Otherwise { row: Some(it) }) => format!("; {other} read: {}", told(it)),
    };
    format!(
        "{:24}{} (\"{words}\"){otherwise}",
        finding.kind.name(),
        told(finding)
    )
}

/// `present, left upper lobe, severe`.
fn told(row: &TableRow) -> String {
    let place = row
        .lobe
        .map_or(row.side.map_or("", |it| it.name()), |it| it.name());
    let parts = [certainty(row), place, severity(row), access(row)];
    parts
        .iter()
        .filter(|it| !it.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

fn quoted<'t>(text: &'t str, words: &[xraygan::report::Span]) -> Vec<&'t str> {
    words.iter().map(|span| span.of(text)).collect()
}

fn certainty(row: &TableRow) -> &'static str {
    match row.certainty {
        Certainty::Present => "present",
        Certainty::Possible => "possible",
        Certainty::Denied => "denied",
    }
}

fn severity(row: &TableRow) -> &'static str {
    match row.severity {
        None => "",
        Some(Severity::Mild) => "mild",
        Some(Severity::Moderate) => "moderate",
        Some(Severity::Severe) => "severe",
    }
}

fn access(row: &TableRow) -> &'static str {
    match row.access {
        None => "",
        Some(Access::Jugular) => "jugular",
        Some(Access::Peripheral) => "peripheral",
        Some(Access::Port) => "port",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use xraygan::report::Report;

    #[test]
    fn every_report_has_a_line() {
        let mut writer = TableWriter::new(Vec::new()).unwrap();
        let of = |text: &str| Report::from_text(text).unwrap();
        for (name, text) in [
            ("a", "Small left PTX. No effusion."),
            ("b", "Normal chest."),
        ] {
            let report = of(text);
            writer.report(name, report.text(), &report.rows()).unwrap();
        }
        let csv = String::from_utf8(writer.finish().unwrap()).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(
            lines,
            [
                "report,finding,certainty,side,lobe,severity,count,access,words",
                "a,pneumothorax,present,left,,mild,,,PTX",
                "a,effusion,denied,,,,,,effusion",
                "b,,,,,,,,",
            ]
        );
    }

    #[test]
    fn a_row_reads_as_a_line() {
        let report = Report::from_text("Large left upper lobe mass.").unwrap();
        assert_eq!(
            lines(report.text(), &Understanding::alone(report.rows())),
            ["mass                    present, left upper lobe, severe (\"mass\")"]
        );
    }
}
