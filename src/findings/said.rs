//! The findings that one sentence affirms, hedges or denies, as numbers: the output of the network's reading head.

use super::{Access, Certainty, Kind, Laterality, Lobe, Severity, Side, TableRow};

/// Certainties, in the order of their numbers.
const CERTAINTIES: [Certainty; 3] = [Certainty::Present, Certainty::Possible, Certainty::Denied];

const SEVERITIES: [Severity; 3] = [Severity::Mild, Severity::Moderate, Severity::Severe];

/// Kind and side: for each kind without a side, and for the sided ones on the right and on the left, too.
const PLACES: usize = Kind::ALL.len() + 2 * 12;

const FIRST_SEVERITY: usize = PLACES * CERTAINTIES.len();
const FIRST_LOBE: usize = FIRST_SEVERITY + Kind::ALL.len() * SEVERITIES.len();
const FIRST_COUNT: usize = FIRST_LOBE + Kind::ALL.len() * Lobe::ALL.len();
const FIRST_ACCESS: usize = FIRST_COUNT + MOST_LEADS;

/// Most leads of a pacemaker that are told apart.
const MOST_LEADS: usize = 3;

/// Numbers of a sentence.
pub const SAID: usize = FIRST_ACCESS + Access::ALL.len();

/// Probability from which a particular (severity, lobe, leads, access) counts as said.
const PARTICULAR: f32 = 0.5;

/// All kinds with their sides, `None` first.
fn places() -> impl Iterator<Item = (Kind, Option<Side>)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        let sides = [None, Some(Side::Right), Some(Side::Left)];
        let count = if kind.is_sided() { 3 } else { 1 };
        sides.into_iter().take(count).map(move |side| (kind, side))
    })
}

/// Place of the first certainty of a kind and side.
fn place(kind: Kind, side: Option<Side>) -> usize {
    let before = Kind::ALL.into_iter().take_while(|&it| it != kind);
    let first: usize = before.map(|it| if it.is_sided() { 3 } else { 1 }).sum();
    let side = side.filter(|_| kind.is_sided());
    CERTAINTIES.len() * (first + side.map_or(0, |it| 1 + it.place()))
}

/// What a sentence says, as targets: for each number 0 or 1, and whether it is told at all. Particulars are told of the
/// findings that the sentence names only.
#[must_use]
pub fn targets(rows: &[TableRow]) -> (Vec<f32>, Vec<f32>) {
    let mut values = vec![0.0; SAID];
    let mut told = vec![1.0; SAID];
    told[FIRST_SEVERITY..].fill(0.0);
    for row in rows {
        values[place(row.kind, row.side) + row.certainty as usize] = 1.0;
        if !row.is_shown() {
            continue;
        }
        let kind = row.kind as usize;
        let mut say = |first: usize, count: usize, which: Option<usize>| {
            told[first..first + count].fill(1.0);
            if let Some(which) = which.filter(|&it| it < count) {
                values[first + which] = 1.0;
            }
        };
        let severity = row.severity.map(|it| it as usize);
        say(FIRST_SEVERITY + 3 * kind, SEVERITIES.len(), severity);
        let lobe = row.lobe.map(|it| it as usize - 1);
        say(FIRST_LOBE + Lobe::ALL.len() * kind, Lobe::ALL.len(), lobe);
        if row.kind == Kind::Pacemaker {
            let leads = row.count.map(|it| usize::from(it.max(1)) - 1);
            say(FIRST_COUNT, MOST_LEADS, leads);
        }
        if row.kind == Kind::CentralLine {
            let access = row.access.map(|it| it as usize);
            say(FIRST_ACCESS, Access::ALL.len(), access);
        }
    }
    (values, told)
}

/// A finding that a sentence names.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidFinding {
    /// Which.
    pub kind: Kind,
    /// Whether it is there.
    pub certainty: Certainty,
    /// On which side.
    pub side: Option<Laterality>,
    /// In which lobes.
    pub lobes: Vec<Lobe>,
    /// How severe it is.
    pub severity: Option<Severity>,
    /// Leads of a pacemaker.
    pub count: Option<u8>,
    /// The way of a catheter.
    pub access: Option<Access>,
    /// The number that said so, below [`SAID`].
    pub number: usize,
    /// Its probability.
    pub probability: f32,
}

/// What the probabilities of a sentence say, kind by kind; `thresholds` has one for each of [`Kind::ALL`].
#[must_use]
pub fn said(probabilities: &[f32], thresholds: &[f32]) -> Vec<SaidFinding> {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let threshold = thresholds.get(kind as usize).copied().unwrap_or(PARTICULAR);
        let of_side = |side: Option<Side>| {
            let first = place(kind, side);
            let best = (0..CERTAINTIES.len())
                .max_by(|&a, &b| probabilities[first + a].total_cmp(&probabilities[first + b]))?;
            let probability = probabilities[first + best];
            let number = first + best;
            (probability >= threshold).then_some((CERTAINTIES[best], number, probability))
        };
        let sides = if kind.is_sided() {
            Side::BOTH.map(|side| of_side(Some(side)))
        } else {
            [None, None]
        };
        let mut add = |(certainty, number, probability), side| {
            found.push(with_particulars(
                probabilities,
                kind,
                certainty,
                side,
                number,
                probability,
            ));
        };
        match sides {
            [None, None] => {
                if let Some(it) = of_side(None) {
                    add(it, None);
                }
            }
            [Some(right), Some(left)] if right.0 == left.0 => {
                let surer = if right.2 >= left.2 { right } else { left };
                add(surer, Some(Laterality::Both));
            }
            [right, left] => {
                for (it, side) in [(right, Side::Right), (left, Side::Left)] {
                    if let Some(it) = it {
                        add(it, Some(side.into()));
                    }
                }
            }
        }
    }
    found
}

fn with_particulars(
    probabilities: &[f32],
    kind: Kind,
    certainty: Certainty,
    side: Option<Laterality>,
    number: usize,
    probability: f32,
) -> SaidFinding {
    let shown = certainty != Certainty::Denied;
    let best = |first: usize, count: usize| {
        let all = &probabilities[first..first + count];
        let best = (0..count).max_by(|&a, &b| all[a].total_cmp(&all[b]))?;
        (shown && all[best] >= PARTICULAR).then_some(best)
    };
    let at = kind as usize;
    let of_lobe = |lobe: &Lobe| {
        probabilities[FIRST_LOBE + Lobe::ALL.len() * at + *lobe as usize - 1] >= PARTICULAR
    };
    SaidFinding {
        kind,
        certainty,
        side,
        lobes: Lobe::ALL
            .into_iter()
            .filter(|lobe| shown && of_lobe(lobe))
            .collect(),
        severity: best(FIRST_SEVERITY + 3 * at, SEVERITIES.len()).map(|it| SEVERITIES[it]),
        count: (kind == Kind::Pacemaker)
            .then(|| best(FIRST_COUNT, MOST_LEADS))
            .flatten()
            .map(|it| it as u8 + 1),
        access: (kind == Kind::CentralLine)
            .then(|| best(FIRST_ACCESS, Access::ALL.len()))
            .flatten()
            .map(|it| Access::ALL[it]),
        number,
        probability,
    }
}

/// How sure a sentence is that a kind is there or may be there: the largest of its probabilities.
#[must_use]
pub fn shown_probability(probabilities: &[f32], kind: Kind) -> f32 {
    places()
        .filter(|(of, _)| *of == kind)
        .flat_map(|(kind, side)| {
            let first = place(kind, side);
            [probabilities[first], probabilities[first + 1]]
        })
        .fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_numbers_of_its_own() {
        assert_eq!(places().count(), PLACES);
        for (at, (kind, side)) in places().enumerate() {
            assert_eq!(place(kind, side), at * CERTAINTIES.len());
        }
    }

    #[test]
    fn targets_say_what_the_rows_say() {
        let mut denied = TableRow::new(Kind::Pneumothorax);
        denied.certainty = Certainty::Denied;
        let mut line = TableRow::new(Kind::CentralLine).on(Side::Right);
        line.access = Some(Access::Port);
        let mut pacer = TableRow::new(Kind::Pacemaker);
        pacer.count = Some(2);
        pacer.certainty = Certainty::Possible;
        let rows = [
            TableRow::new(Kind::Nodule)
                .within(Lobe::LeftUpper)
                .with_severity(Severity::Severe),
            denied,
            line,
            pacer,
            TableRow::new(Kind::Effusion).on(Side::Right),
            TableRow::new(Kind::Effusion).on(Side::Left),
        ];
        let (values, told) = targets(&rows);
        assert_eq!((values.len(), told.len()), (SAID, SAID));
        let read = said(&values, &[0.5; 21]);
        let of = |kind| read.iter().filter(|it| it.kind == kind).collect::<Vec<_>>();
        assert_eq!(read.len(), 5);
        assert_eq!(of(Kind::Nodule)[0].lobes, [Lobe::LeftUpper]);
        assert_eq!(of(Kind::Nodule)[0].side, Some(Laterality::Left));
        assert_eq!(of(Kind::Nodule)[0].severity, Some(Severity::Severe));
        assert_eq!(of(Kind::Pneumothorax)[0].certainty, Certainty::Denied);
        assert_eq!(of(Kind::CentralLine)[0].access, Some(Access::Port));
        assert_eq!(of(Kind::Pacemaker)[0].count, Some(2));
        assert_eq!(of(Kind::Effusion)[0].side, Some(Laterality::Both));
        assert!(shown_probability(&values, Kind::Pacemaker) > 0.5);
        assert!(shown_probability(&values, Kind::Pneumothorax) < 0.5);
    }
}
