//! `trainer simulate --places-only`: where findings are, without films.
//!
//! A place is a matter of the body's lungs and landmarks, of how the patient stands, and of the particulars of the
//! finding. So one body, without its voxels, serves many studies.

use anyhow::Result;

use super::body::{Body, Frame};
use super::case::{Source, stands};
use super::code::Code;
use super::draw::Stream;
use super::findings::{self, Finding};
use super::patient::Patient;
use super::study::Order;
use super::truth::{self, Truth};
use xraygan::findings::Kind;

/// Tables of findings that are put together in one study: a table of films has one or two findings.
const TABLES: usize = 12;

/// What lies where its particulars say: the kinds that have to be learnt place by place.
const KINDS: &[Kind] = &[
    Kind::Nodule,
    Kind::Mass,
    Kind::Granuloma,
    Kind::Consolidation,
    Kind::Pacemaker,
    Kind::CentralLine,
    Kind::SternalWires,
];

/// One body of many patients.
pub struct Standing {
    order: Order,
    /// What the chest has of its own.
    own: Vec<Finding>,
    code: Code,
    patient: Patient,
    frame: Frame,
    body: Body,
}

impl Standing {
    /// Builds the body of a patient.
    ///
    /// # Errors
    /// As [`Source::body`].
    pub fn new(order: Order, source: Source<'_>, patient: u64) -> Result<Self> {
        let code = order.code(patient);
        let patient = source.patient(&code);
        let mut body = source.body(&patient, &code)?;
        body.volume.mu = Vec::new();
        let own = match source {
            Source::Ct(scan) => scan.own_findings(),
            Source::BuiltIn => Vec::new(),
        };
        Ok(Self {
            order,
            own,
            code,
            frame: body.frame(),
            patient,
            body,
        })
    }

    /// The findings of a study, and where they are.
    pub fn study(&mut self, study: u64) -> (Vec<Finding>, Truth) {
        let code = (self.code).redrawn(&mut self.order.draw(study, Stream::Places));
        let mut list = self.findings(study);
        self.body.parts.0.clear();
        findings::draw_into(&mut self.body, &mut list, &code);
        let [frontal, lateral] = &stands(&code, self.frame);
        let truth = truth::measure(&code, [frontal, lateral], &self.body, &list);
        (list, truth)
    }

    /// Findings of several tables, one of each kind and side.
    fn findings(&self, study: u64) -> Vec<Finding> {
        let mut draw = self.order.draw(study, Stream::Findings);
        let mut list = self.own.clone();
        let tables = (0..TABLES).flat_map(|_| findings::choose(&self.patient, 0.0, &mut draw));
        for finding in tables.filter(|it| KINDS.contains(&it.kind)) {
            let same = |it: &Finding| it.kind == finding.kind && it.side == finding.side;
            if !list.iter().any(same) {
                list.push(finding);
            }
        }
        list
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::study::film;

    #[test]
    fn places_are_those_in_a_film_of_the_same_patient_and_findings() {
        let order = Order {
            seed: 5,
            size: 64,
            normal: 0.0,
            developed: false,
        };
        let mut standing = Standing::new(order, Source::BuiltIn, 3).unwrap();
        let mut codes = Vec::new();
        for study in [8, 9] {
            let (list, truth) = standing.study(study);
            assert!(list.len() > 3, "{list:?}");
            let fresh = list.iter().map(|finding| Finding {
                place_mm: None,
                reach_mm: None,
                points_mm: Vec::new(),
                ..finding.clone()
            });
            let case = Case::new(Source::BuiltIn, truth.code.clone(), 64).unwrap();
            let filmed = film(&case, fresh.collect()).unwrap().truth;
            for (alone, filmed) in truth.findings.iter().zip(&filmed.findings) {
                assert!(alone.frontal.is_some(), "{:?}", alone.finding);
                assert_eq!(alone.frontal, filmed.frontal, "{:?}", alone.finding);
                assert_eq!(alone.lateral, filmed.lateral, "{:?}", alone.finding);
            }
            codes.push(truth.code);
        }
        assert_eq!(codes[0].value("patient.age"), codes[1].value("patient.age"));
        assert_ne!(codes[0].0, codes[1].0);
    }
}
