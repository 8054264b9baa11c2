//! What is told beside the places, as numbers.

use super::patient::{Patient, PatientCode, ROW};
use crate::{
    code::Group,
    findings::{
        Access, Certainty, FindingsTable, Kind, Lobe, SLOTS, Severity, Side, Slot, TableRow,
    },
};

/// Weight of a patient's numbers beside those of the table.
const CODE_WEIGHT: f32 = 0.7;

/// Factor on the anatomies' shares in [`encode`].
pub const ANATOMY_WEIGHT: f32 = 2.0;

/// Leads or wires that count as 1.
const COUNT_UNIT: f32 = 4.0;

/// The table of findings as numbers, [`SLOTS`] times [`ROW`]; rows of one slot are united.
///
/// What a row leaves open takes the commonest value: a moderate severity, or a mild one where the finding is only
/// possible. A sided finding without a side is left out: [`FindingsTable::completed`] chooses one.
#[must_use]
pub fn encode_table(table: &FindingsTable) -> Vec<f32> {
    let mut numbers = vec![0.0; SLOTS * ROW];
    for row in table.shown() {
        let Some(slot) = Slot::of(row.kind, row.side) else {
            continue;
        };
        let at = slot.place() * ROW;
        let numbers = &mut numbers[at..at + ROW];
        numbers[0] = 1.0;
        numbers[1 + severity(row) as usize] = 1.0;
        if let Some(lobe) = row.lobe {
            let place = Lobe::ALL.iter().position(|&it| it == lobe);
            numbers[4 + place.unwrap_or_default()] = 1.0;
        }
        if let Some(count) = row.usual_count() {
            numbers[9] = f32::from(count) / COUNT_UNIT;
        }
        if let Some(access) = access(row) {
            let place = Access::ALL.iter().position(|&it| it == access);
            numbers[10 + place.unwrap_or_default()] = 1.0;
        }
    }
    numbers
}

fn severity(row: &TableRow) -> Severity {
    let usual = if row.certainty == Certainty::Possible {
        Severity::Mild
    } else {
        Severity::Moderate
    };
    row.severity.unwrap_or(usual)
}

/// Through the jugular vein where nothing is said.
fn access(row: &TableRow) -> Option<Access> {
    let usual = (row.kind == Kind::CentralLine).then_some(Access::Jugular);
    row.access.or(usual)
}

/// The slot whose particulars each dimension of a code tells; `None` for those of body and pose.
fn gates(code: &PatientCode) -> impl Iterator<Item = Option<usize>> + '_ {
    code.dimensions.iter().map(|dimension| {
        if dimension.group != Group::Particulars {
            return None;
        }
        let mut parts = dimension.name.split('.');
        let kind = Kind::from_label(parts.next()?)?;
        let side = match parts.next() {
            Some("right") => Some(Side::Right),
            Some("left") => Some(Side::Left),
            _ => None,
        };
        Slot::of(kind, side).map(Slot::place)
    })
}

/// Everything that the network is told beside the places: the patient's numbers, the table, and for each anatomy its share
/// and, weighed by it, the numbers of body and pose once more.
///
/// Particulars of findings that the table does not show are 0, so that they cannot be seen.
#[must_use]
pub fn encode(code: &PatientCode, table: &FindingsTable, patient: &Patient) -> Vec<f32> {
    let table = encode_table(table);
    let mut numbers = Vec::with_capacity(code.width());
    for (slot, value) in gates(code).zip(&patient.code) {
        let shown = slot.is_none_or(|slot| table[slot * ROW] > 0.0);
        let told = if shown { value.clamp(-3.0, 3.0) } else { 0.0 };
        numbers.push(told * CODE_WEIGHT);
    }
    let body: Vec<f32> = (code.body())
        .filter_map(|at| numbers.get(at).copied())
        .collect();
    numbers.extend(table);
    for share in &patient.anatomy {
        numbers.push(share * ANATOMY_WEIGHT);
        // The same turn or breath moves each anatomy's structures otherwise.
        numbers.extend(body.iter().map(|number| number * share));
    }
    numbers
}

/// For each number of [`encode`] the dimension of the patient's code that it is a multiple of, if it is one of those.
#[must_use]
pub fn told_dimensions(code: &PatientCode) -> Vec<Option<usize>> {
    let mut told: Vec<Option<usize>> = (0..code.dimensions.len()).map(Some).collect();
    told.extend(std::iter::repeat_n(None, SLOTS * ROW));
    for _ in &code.anatomies {
        told.push(None);
        told.extend(code.body().map(Some));
    }
    told
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_multiples_of_the_dimensions_that_they_tell() {
        let code = PatientCode::trial();
        let table = FindingsTable {
            rows: vec![TableRow::new(Kind::Nodule).on(Side::Left)],
        };
        let told = told_dimensions(&code);
        assert_eq!(told.len(), code.width());
        let of = |values: [f32; 3]| {
            let patient = Patient {
                code: values.to_vec(),
                anatomy: vec![0.25, 0.75],
            };
            encode(&code, &table, &patient)
        };
        let (zero, one) = (of([0.0; 3]), of([1.0; 3]));
        for dimension in 0..3 {
            let mut values = [0.0; 3];
            values[dimension] = 2.0;
            for (at, number) in of(values).into_iter().enumerate() {
                let own = told[at] == Some(dimension);
                let expected = if own { 2.0 * one[at] } else { zero[at] };
                assert!((number - expected).abs() < 1e-6, "{dimension} {at}");
            }
        }
    }

    #[test]
    fn a_row_tells_side_severity_and_lobe() {
        let nodule = TableRow::new(Kind::Nodule)
            .within(Lobe::LeftUpper)
            .with_severity(Severity::Severe);
        let table = FindingsTable { rows: vec![nodule] };
        let numbers = encode_table(&table);
        let slot = Slot::of(Kind::Nodule, Some(Side::Left)).unwrap().place();
        let set: Vec<usize> = (0..numbers.len())
            .filter(|&at| numbers[at] != 0.0)
            .collect();
        assert_eq!(set, [0, 3, 7].map(|at| slot * ROW + at));
    }

    #[test]
    fn shares_stand_where_the_code_says() {
        let code = PatientCode::trial();
        let mut patient = Patient::drawn(&code, 1);
        patient.anatomy = vec![0.25, 0.75];
        let numbers = encode(&code, &FindingsTable::default(), &patient);
        let shares: Vec<f32> = code.shares().map(|at| numbers[at]).collect();
        assert_eq!(shares, [0.25, 0.75].map(|share| share * ANATOMY_WEIGHT));
    }

    #[test]
    fn what_is_not_shown_tells_nothing() {
        let code = PatientCode::trial();
        let mut patient = Patient::drawn(&code, 1);
        let none = FindingsTable::default();
        let before = encode(&code, &none, &patient);
        assert_eq!(before.len(), code.width());
        let at = code
            .dimensions
            .iter()
            .position(|it| it.name == "nodule.left.size")
            .unwrap();
        patient.code[at] += 1.0;
        assert_eq!(before, encode(&code, &none, &patient));
        let rows = vec![TableRow::new(Kind::Nodule).on(Side::Left)];
        let shown = FindingsTable { rows };
        let with = encode(&code, &shown, &patient);
        assert!((with[at] - 0.7 * patient.code[at].clamp(-3.0, 3.0)).abs() < 1e-6);
    }
}
