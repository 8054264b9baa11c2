//! `evaluation.md`: an evaluation for people.

use std::fmt::Write;

use super::report::Evaluation;
use crate::{
    figures::group::{FigureGroup, Measured},
    judge::judges::{JudgesHeader, Trained},
};
use metrics::Direction;
use support::sheet::NOTICE;

impl Evaluation {
    /// `evaluation.md`; `pictures` are the files to show.
    #[must_use]
    pub fn markdown(&self, pictures: &[(&str, &str)]) -> String {
        let mut page = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut page, pictures);
        page
    }

    fn write(&self, page: &mut String, pictures: &[(&str, &str)]) -> std::fmt::Result {
        let provenance = &self.weights.provenance;
        writeln!(page, "# Evaluation of {}\n", provenance.name)?;
        writeln!(page, "**All {NOTICE}.**\n")?;
        if !provenance.trained {
            writeln!(
                page,
                "**These weights are untrained: their images are noise, and the figures show what nothing learnt scores.**\n"
            )?;
        }
        writeln!(
            page,
            "- Weights: {}; {} parameters, {} px; licence {}; trained on {}.",
            provenance.name,
            self.weights.parameters,
            self.weights.model.size,
            provenance.licence,
            provenance.training_data
        )?;
        for data in &self.data {
            let splits = &data.counts.splits;
            writeln!(
                page,
                "- Data `{}`: {} training, {} validation and {} test studies of {} px; licence: {}; made by: {}.",
                data.name,
                splits.train,
                splits.validate,
                splits.test,
                data.size,
                data.licence,
                data.how
            )?;
        }
        write!(
            page,
            "- Evaluated: {} studies of the {} split, each from its report, with seeds from {}",
            self.studies, self.options.split, self.options.seed
        )?;
        match self.unread {
            0 => writeln!(page, ".")?,
            n => writeln!(page, "; {n} more have no report that the model can read.")?,
        }
        self.write_judges(page)?;
        writeln!(
            page,
            "- Program {}, on {}, {:.0} s.\n",
            self.program, self.device, self.seconds
        )?;
        writeln!(
            page,
            "Ceiling: the same figure of real images. Floor: of what has learnt nothing. Intervals are of 95 %.\n"
        )?;
        for group in &self.groups {
            write_group(page, group)?;
        }
        for (file, what) in pictures {
            writeln!(page, "## {what}\n\n![{what}]({file})\n")?;
        }
        writeln!(page, "## Limits\n")?;
        for limit in LIMITS {
            writeln!(page, "- {limit}")?;
        }
        writeln!(
            page,
            "\nFingerprints: weights `{}`, data `{}`.",
            self.weights.sha256, self.data_fingerprint
        )
    }

    fn write_judges(&self, page: &mut String) -> std::fmt::Result {
        let JudgesHeader {
            recipe,
            tasks,
            classifier,
            consistency,
            ..
        } = &self.judges;
        let of = |trained: &Option<Trained>| match trained {
            Some(it) => format!("{} studies, last loss {:.3}", it.studies, it.loss),
            None => "too little data, none".to_owned(),
        };
        writeln!(
            page,
            "- Judges: ResNet-18 of first width {} at {} px, {} epochs, trained on the training studies, never seen by the generator. Findings: {} tasks, {}. Consistency: {}.",
            recipe.width,
            recipe.size,
            recipe.epochs,
            tasks.len(),
            of(classifier),
            of(consistency)
        )?;
        if !self.judges_fit {
            writeln!(
                page,
                "- **The judges were trained on other data or with other options; they may have seen these test studies.**"
            )?;
        }
        Ok(())
    }
}

const LIMITS: [&str; 5] = [
    "The judges are small networks trained on few studies. A figure is worth as much as its ceiling is far from its floor.",
    "Generated images may please a judge for reasons that no radiologist would accept; nobody qualified has looked at them.",
    "FID and KID are not in Inception's features and do not compare with published values.",
    "Intervals cover the draw of studies, not of seeds, judges or training.",
    "Labels of real collections come from annotators or programs and have errors of their own.",
];

fn write_group(page: &mut String, group: &FigureGroup) -> std::fmt::Result {
    writeln!(page, "## {}\n", group.title)?;
    if !group.figures.is_empty() {
        writeln!(
            page,
            "| figure | value | interval | n | better | ceiling | floor | note |"
        )?;
        writeln!(page, "|---|---|---|---|---|---|---|---|")?;
    }
    for Measured { figure, interval } in &group.figures {
        let interval = interval.map(|[low, high]| format!("{} to {}", number(low), number(high)));
        let better = match figure.direction {
            Direction::Higher => "higher",
            Direction::Lower => "lower",
            Direction::Neither => "",
        };
        let optional = |value: Option<f64>| value.map(number).unwrap_or_default();
        writeln!(
            page,
            "| {} | {} | {} | {} | {better} | {} | {} | {} |",
            figure.name.replace('|', "/"),
            number(figure.value),
            interval.unwrap_or_default(),
            figure.n,
            optional(figure.ceiling),
            optional(figure.floor),
            figure.note
        )?;
    }
    if !group.figures.is_empty() {
        writeln!(page)?;
    }
    for line in &group.how {
        writeln!(page, "{line}\n")?;
    }
    for note in &group.notes {
        writeln!(page, "- {note}")?;
    }
    if !group.notes.is_empty() {
        writeln!(page)?;
    }
    Ok(())
}

/// Three decimals, more for small numbers.
fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 0.01 {
        format!("{value:.1e}")
    } else {
        format!("{value:.3}")
    }
}
