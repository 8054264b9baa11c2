//! One patient: the body without findings and its films, which all studies of the patient share.

use std::cell::RefCell;

use anyhow::Result;
use glam::Vec3;

use super::anatomy;
use super::body::{Body, Frame};
use super::code::Code;
use super::ct::Scan;
use super::film::Window;
use super::findings::{self, Finding};
use super::parts::Shown;
use super::patient::Patient;
use super::project::{Lines, Pose, Rig};

/// Where bodies come from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// The built-in anatomy.
    BuiltIn,
    /// A chest CT.
    Ct(&'a Scan),
}

impl Source<'_> {
    /// The adult of a code, without findings.
    pub fn patient(&self, code: &Code) -> Patient {
        match self {
            Self::BuiltIn => Patient::of(code),
            Self::Ct(scan) => scan.adult(code),
        }
    }

    /// Whether two patients have the same body as far as [`Source::body`] builds it.
    fn same_body(&self, one: &Patient, other: &Patient, code: &Code) -> bool {
        match self {
            Self::BuiltIn => one == other,
            Self::Ct(scan) => scan.same_body(one, other, code),
        }
    }

    /// The body of a patient, shaped by what shapes it, with nothing drawn into it.
    ///
    /// # Errors
    ///
    /// Fails, naming the CT, if the warped body has no lungs.
    pub fn body(&self, patient: &Patient, code: &Code) -> Result<Body> {
        match self {
            Self::BuiltIn => Ok(anatomy::build(patient)),
            Self::Ct(scan) => scan.build(patient, code),
        }
    }
}

/// The two views, in the order of all pairs.
pub const VIEWS: [Shown; 2] = [Shown::Frontal, Shown::Lateral];

/// How a patient stands for a view.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    /// Which view.
    pub view: Shown,
    /// How the patient stands.
    pub pose: Pose,
    /// Where tube and detector are.
    pub rig: Rig,
}

/// How the patient of a code stands for both views; `frame` is that of the body without findings.
pub fn stands(code: &Code, frame: Frame) -> [Stand; 2] {
    VIEWS.map(|view| {
        let pose = pose(code, frame, view);
        let rig = match view {
            Shown::Lateral => Rig::lateral(pose),
            Shown::Frontal | Shown::Both => Rig::frontal(pose),
        };
        Stand { view, pose, rig }
    })
}

/// One view of the patient without findings.
#[derive(Clone, Debug)]
pub struct Plain {
    /// How the patient stands, for all films.
    pub stand: Stand,
    /// What the beam meets.
    pub lines: Lines,
    /// What of it films show.
    pub window: Window,
}

/// One patient.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Where the body comes from.
    pub source: Source<'a>,
    /// The code.
    pub code: Code,
    /// The patient without findings.
    pub patient: Patient,
    /// The body without findings.
    pub body: Body,
    /// Both views of it.
    pub plain: [Plain; 2],
    /// A body that findings were drawn into, to be used again: new memory is slow.
    used: RefCell<Option<Body>>,
}

impl<'a> Case<'a> {
    /// Builds and projects a patient for films of `size` pixels.
    ///
    /// # Errors
    ///
    /// As [`Source::body`].
    pub fn new(source: Source<'a>, code: Code, size: usize) -> Result<Self> {
        let patient = source.patient(&code);
        let body = source.body(&patient, &code)?;
        let plain = stands(&code, body.frame()).map(|stand| {
            let lines = Lines::of(&body.posed(stand.view), &body.parts.0, &stand.rig, size);
            let window = Window::of(&lines.plate());
            Plain {
                stand,
                lines,
                window,
            }
        });
        Ok(Self {
            source,
            code,
            patient,
            body,
            plain,
            used: RefCell::new(None),
        })
    }

    /// Gives back a body that [`Case::with`] made, so that the next is made in its memory.
    pub fn reuse(&self, body: Body) {
        self.used.replace(Some(body));
    }

    /// The body with these findings, and what the beam meets in both views. The particulars of the
    /// findings are noted in them.
    ///
    /// # Errors
    ///
    /// As [`Source::body`].
    pub fn with(&self, list: &mut [Finding]) -> Result<(Body, [Lines; 2])> {
        let mut shaped = self.patient.clone();
        findings::shape(&mut shaped, list, &self.code);
        let size = self.plain[0].lines.size();
        if self.source.same_body(&self.patient, &shaped, &self.code) {
            // Only what the findings changed has to be projected.
            let mut body = match self.used.take() {
                Some(mut used) => {
                    used.copy_from(&self.body);
                    used
                }
                None => self.body.clone(),
            };
            body.patient = Patient {
                heart_ratio: self.body.patient.heart_ratio,
                ..shaped
            };
            findings::draw_into(&mut body, list, &self.code);
            let change = body.volume.less(&self.body.volume);
            let lines = [0, 1].map(|at| {
                let Plain { lines, stand, .. } = &self.plain[at];
                lines.changed(change.as_ref(), &self.body, &body, &stand.rig)
            });
            return Ok((body, lines));
        }
        let mut body = self.source.body(&shaped, &self.code)?;
        findings::draw_into(&mut body, list, &self.code);
        let lines = [0, 1].map(|at| {
            let Stand { view, rig, .. } = &self.plain[at].stand;
            Lines::of(&body.posed(*view), &body.parts.0, rig, size)
        });
        Ok((body, lines))
    }
}

/// How the patient of a code stands for a view; `frame` is that of the body without findings.
fn pose(code: &Code, frame: Frame, view: Shown) -> Pose {
    let (name, gap) = match view {
        Shown::Lateral => ("lateral", frame.width),
        Shown::Frontal | Shown::Both => ("frontal", frame.depth),
    };
    let value = |what: &str| code.value(&format!("{name}.{what}"));
    Pose {
        rotation: value("rotation"),
        tilt: value("tilt"),
        centre: frame.centre + Vec3::from(["offset_x", "offset_y", "offset_z"].map(value)),
        gap,
        field: frame.field * value("field"),
    }
}
