//! One study: findings, the two films, what the findings changed, the truth.

use anyhow::Result;
use xraygan::film::{Development, develop};

use super::case::{Case, Plain, Source, VIEWS};
use super::code::Code;
use super::draw::{Draw, Stream};
use super::film;
use super::findings::{self, Finding};
use super::project::{Lines, Plate};
use super::truth::{self, Truth};

/// A simulated study without its report.
#[derive(Clone, Debug)]
pub struct SimulatedStudy {
    /// The frontal and the lateral film, grey 0 (black) to 1 (white).
    pub films: [Plate; 2],
    /// What the findings changed in them, at half the size, -1 to 1; `None` without findings.
    pub changes: Option<[Plate; 2]>,
    /// What is to be seen.
    pub findings: Vec<Finding>,
    /// The parameters and measures.
    pub truth: Truth,
}

/// What studies are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Seed of the dataset.
    pub seed: u64,
    /// Side of the films in pixels.
    pub size: usize,
    /// Share of studies without findings, 0 to 1.
    pub normal: f32,
    /// Whether films are developed, each in its own way, or canonical.
    pub developed: bool,
}

impl Order {
    /// The stream of a patient or study for a purpose.
    pub fn draw(&self, index: u64, purpose: Stream) -> Draw {
        Draw::new(self.seed, index, purpose)
    }

    /// The code of a patient.
    pub fn code(&self, patient: u64) -> Code {
        Code::draw(&mut self.draw(patient, Stream::Patient))
    }

    /// A patient of this order.
    ///
    /// # Errors
    ///
    /// As [`Case::new`].
    pub fn case<'a>(&self, source: Source<'a>, patient: u64) -> Result<Case<'a>> {
        Case::new(source, self.code(patient), self.size)
    }

    /// The table of findings of a study: what its report can say.
    pub fn findings(&self, case: &Case<'_>, study: u64) -> Vec<Finding> {
        let mut draw = self.draw(study, Stream::Findings);
        let mut list = findings::choose(&case.patient, self.normal, &mut draw);
        if let Source::Ct(scan) = case.source {
            list.extend(scan.own_findings());
        }
        list
    }

    /// Makes a study of a patient.
    ///
    /// # Errors
    ///
    /// As [`Case::with`].
    pub fn study(&self, case: &Case<'_>, study: u64) -> Result<SimulatedStudy> {
        let made = film(case, self.findings(case, study))?;
        Ok(if self.developed {
            self.developed(made, study)
        } else {
            made
        })
    }

    /// A study with its films developed, each in its own way.
    #[must_use]
    pub fn developed(&self, mut made: SimulatedStudy, study: u64) -> SimulatedStudy {
        let purposes = [Stream::Frontal, Stream::Lateral];
        for ((film, view), purpose) in made.films.iter_mut().zip(VIEWS).zip(purposes) {
            let how = Development::draw(u64::from(self.draw(study, purpose).bits()));
            let range: Vec<f32> = film.values.iter().map(|v| 2.0 * v - 1.0).collect();
            let developed = develop(&range, film.size, &how);
            film.values = developed.iter().map(|v| 0.5 * v + 0.5).collect();
            made.truth.taken_mut(view).development = Some(how);
        }
        made
    }
}

/// The canonical films of a patient with these findings: a function of the body, the code and the
/// table of findings, and of nothing else.
///
/// # Errors
///
/// As [`Case::with`].
pub fn film(case: &Case<'_>, mut list: Vec<Finding>) -> Result<SimulatedStudy> {
    let shown = |plain: &Plain, lines: &Lines| {
        let pitch = plain.stand.rig.field / lines.size() as f32;
        film::canonical(&lines.plate(), pitch, plain.window, plain.stand.view)
    };
    let before = case
        .plain
        .each_ref()
        .map(|plain| shown(plain, &plain.lines));
    let stands = case.plain.each_ref().map(|plain| &plain.stand);
    if list.iter().all(|finding| finding.own) {
        let truth = truth::measure(&case.code, stands, &case.body, &list);
        return Ok(SimulatedStudy {
            films: before,
            changes: None,
            findings: list,
            truth,
        });
    }
    let (body, lines) = case.with(&mut list)?;
    let films = [0, 1].map(|at| shown(&case.plain[at], &lines[at]));
    let changes = [0, 1].map(|at| {
        let pairs = films[at].values.iter().zip(&before[at].values);
        let change = Plate {
            size: films[at].size,
            values: pairs.map(|(after, before)| after - before).collect(),
        };
        change.halved()
    });
    let truth = truth::measure(&case.code, stands, &body, &list);
    case.reuse(body);
    Ok(SimulatedStudy {
        films,
        changes: Some(changes),
        findings: list,
        truth,
    })
}
