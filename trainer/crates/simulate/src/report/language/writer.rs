//! Writes one report with labelled sentences: findings present, possible and denied, and other statements.

use xraygan::{
    findings::{Access, Certainty, Kind, Severity, Side, TableRow},
    report::{Mention, SectionKind, Span, join},
};

use super::{
    Statement, WrittenReport,
    frames::{CLAUSE, DENIED, EITHER, GONE, MIXED, NEITHER, POSSIBLE, PRESENT, REMOVED, TOGETHER},
    noise::Noise,
    others::{ADVICE, NORMAL, OTHER, OTHER_NOUNS},
    phrases::phrases,
};
use crate::{
    code::Code,
    draw::Draw,
    findings,
    patient::Patient,
    report::{
        grammar::{decided, filled, list},
        normal,
    },
};

/// Most findings that a report denies in one list.
const LONGEST_LIST: usize = 5;

/// What kinds of sentence a radiologist writes, and how much of each.
struct Habits {
    /// How often a degree is told.
    degree: f32,
    /// How often a place is told.
    place: f32,
    /// Lists of what is not there.
    denials: usize,
    normal: usize,
    others: usize,
    advice: f32,
    noise: Noise,
}

impl Habits {
    fn draw(draw: &mut Draw) -> Self {
        Self {
            degree: *draw.pick(&[0.1, 0.3, 0.7]),
            place: *draw.pick(&[0.8, 0.95]),
            denials: draw.below(4),
            normal: draw.below(6),
            others: draw.weighted(&[0.45, 0.3, 0.15, 0.1]),
            advice: *draw.pick(&[0.0, 0.1, 0.4]),
            noise: Noise::draw(draw),
        }
    }
}

/// How often a report tells the side of a kind, of what its writer usually tells.
fn place_told(kind: Kind) -> f32 {
    match kind {
        Kind::Scoliosis => 0.4,
        Kind::Pacemaker => 0.55,
        Kind::Granuloma | Kind::CentralLine | Kind::RibFracture => 0.75,
        _ => 0.95,
    }
}

/// What a piece of text says.
struct Piece {
    text: String,
    rows: Vec<TableRow>,
}

/// Writes a report of findings that are chosen for it; none of them with the probability `normal`.
pub fn write(normal: f32, draw: &mut Draw) -> WrittenReport {
    let patient = Patient::of(&Code::draw(draw));
    let mut items = items(&patient, normal, draw);
    let habits = Habits::draw(draw);
    // Every kind has to be read, the rare ones too.
    if !items.is_empty() && draw.chance(0.5) {
        let kind = *draw.pick(&Kind::ALL);
        if items.iter().all(|it| it.kind != kind) {
            items.push(any(kind, draw));
        }
    }
    let mut pen = Pen {
        items,
        habits,
        draw,
    };
    let findings = pen.findings();
    let impression = pen.impression();
    let (findings, impression) = match pen.draw.weighted(&[0.82, 0.13, 0.05]) {
        0 => (findings, impression),
        1 => (Vec::new(), pen.only_impression(impression, findings)),
        _ => (findings, Vec::new()),
    };
    pen.finish(findings, impression)
}

/// The findings of an imagined patient; some are only possible.
fn items(patient: &Patient, normal: f32, draw: &mut Draw) -> Vec<TableRow> {
    let chosen = findings::choose(patient, normal, draw);
    let row = |it: findings::Finding| TableRow {
        kind: it.kind,
        certainty: if draw.chance(0.14) {
            Certainty::Possible
        } else {
            Certainty::Present
        },
        side: it.side,
        lobe: it.lobe,
        severity: Some(it.severity),
        count: (it.kind == Kind::Pacemaker).then_some(it.count.unwrap_or(2) as u8),
        access: it.access,
    };
    chosen.into_iter().map(row).collect()
}

/// A finding of a kind, with any particulars.
fn any(kind: Kind, draw: &mut Draw) -> TableRow {
    let severities = [Severity::Mild, Severity::Moderate, Severity::Severe];
    let mut row = TableRow::new(kind).with_severity(*draw.pick(&severities));
    if matches!(
        kind,
        Kind::Consolidation | Kind::Nodule | Kind::Mass | Kind::Granuloma
    ) {
        row = row.within(*draw.pick(&xraygan::findings::Lobe::ALL));
    } else if kind.is_sided() {
        row = row.on(*draw.pick(&Side::BOTH));
    }
    row.count = (kind == Kind::Pacemaker).then(|| 1 + draw.below(3) as u8);
    row.access = (kind == Kind::CentralLine && draw.chance(0.8)).then(|| *draw.pick(&Access::ALL));
    row
}

struct Pen<'a> {
    items: Vec<TableRow>,
    habits: Habits,
    draw: &'a mut Draw,
}

impl Pen<'_> {
    /// FINDINGS: each finding, what is not there, and the rest, in any order.
    fn findings(&mut self) -> Vec<Piece> {
        let mut said = self.each(0.96);
        for _ in 0..self.habits.denials {
            said.extend(self.denial());
        }
        if self.draw.chance(0.06) {
            said.extend(self.gone());
        }
        for _ in 0..self.habits.normal {
            said.push(self.normal());
        }
        for _ in 0..self.habits.others {
            said.push(self.other());
        }
        if self.draw.chance(0.3) {
            said.push(self.silent(ADVICE));
        }
        self.draw.shuffle(&mut said);
        if said.is_empty() {
            said.push(self.normal());
        }
        said
    }

    /// IMPRESSION: some of the findings once more, in other words.
    fn impression(&mut self) -> Vec<Piece> {
        let mut said = self.each(0.5);
        if said.is_empty() || self.draw.chance(0.3) {
            let nothing = if self.items.is_empty() {
                normal::IMPRESSION
            } else {
                normal::IMPRESSION_OTHERWISE
            };
            said.push(self.plain(nothing));
        }
        if self.draw.chance(0.2) {
            said.extend(self.denial());
        }
        if self.draw.chance(self.habits.advice) {
            said.push(self.silent(ADVICE));
        }
        self.draw.shuffle(&mut said);
        said
    }

    /// A report without FINDINGS says everything in the IMPRESSION.
    fn only_impression(&mut self, mut impression: Vec<Piece>, findings: Vec<Piece>) -> Vec<Piece> {
        impression.extend(findings);
        self.draw.shuffle(&mut impression);
        impression
    }

    /// Sentences about the findings, each with a probability; some of them two to a sentence.
    fn each(&mut self, probability: f32) -> Vec<Piece> {
        let mut items = self.items.clone();
        items.retain(|_| self.draw.chance(probability));
        self.draw.shuffle(&mut items);
        let mut said = Vec::new();
        while let Some(item) = items.pop() {
            let other = item.side.map(Side::other);
            let twin = items.iter().position(|it| {
                it.kind == item.kind
                    && it.side == other
                    && other.is_some()
                    && it.certainty == item.certainty
            });
            if let Some(twin) = twin
                && !phrases(item.kind).both.is_empty()
                && self.draw.chance(0.7)
            {
                let twin = items.swap_remove(twin);
                said.push(self.both(&item, &twin));
                continue;
            }
            let next = items
                .last()
                .filter(|it| it.certainty == item.certainty && it.kind != item.kind);
            if let Some(next) = next.cloned()
                && self.draw.chance(0.12)
            {
                items.pop();
                said.push(self.pair(&item, &next));
                continue;
            }
            said.push(self.one(&item));
        }
        said
    }

    /// A sentence about one finding.
    fn one(&mut self, item: &TableRow) -> Piece {
        if item.certainty == Certainty::Possible {
            let phrase = self.noun(item);
            if self.draw.chance(0.15) {
                let other = self.other_noun();
                let order = if self.draw.chance(0.5) {
                    ["x", "y"]
                } else {
                    ["y", "x"]
                };
                let frame = *self.draw.pick(EITHER);
                let text = self.fill(frame, &[(order[0], &phrase.text), (order[1], &other.text)]);
                return Piece {
                    text,
                    rows: phrase.rows,
                };
            }
            return self.framed(POSSIBLE, phrase);
        }
        let clauses = phrases(item.kind).clauses;
        if !clauses.is_empty() && self.draw.chance(0.27) {
            let template = *self.draw.pick(clauses);
            let clause = self.named(template, item);
            return self.framed(CLAUSE, clause);
        }
        let phrase = self.noun(item);
        if self.draw.chance(0.1) {
            let other = self.other_noun();
            let order = if self.draw.chance(0.5) {
                ["x", "y"]
            } else {
                ["y", "x"]
            };
            let frame = *self.draw.pick(TOGETHER);
            let text = self.fill(frame, &[(order[0], &phrase.text), (order[1], &other.text)]);
            return Piece {
                text,
                rows: phrase.rows,
            };
        }
        if self.draw.chance(0.1)
            && let Some((text, rows)) = self.absent(3)
        {
            let frame = *self.draw.pick(MIXED);
            let text = self.fill(frame, &[("x", &phrase.text), ("n", &text)]);
            return Piece {
                text,
                rows: [phrase.rows, rows].concat(),
            };
        }
        self.framed(PRESENT, phrase)
    }

    /// A sentence about a finding on both sides.
    fn both(&mut self, item: &TableRow, twin: &TableRow) -> Piece {
        let mut told = item.clone();
        told.lobe = None;
        if item.severity != twin.severity {
            told.severity = None;
        }
        let template = *self.draw.pick(phrases(item.kind).both);
        let mut phrase = self.named(template, &told);
        phrase.rows = Side::BOTH
            .into_iter()
            .flat_map(|side| phrase.rows.iter().cloned().map(move |row| row.on(side)))
            .collect();
        let frames = if item.certainty == Certainty::Possible {
            POSSIBLE
        } else {
            PRESENT
        };
        self.framed(frames, phrase)
    }

    /// A sentence about two findings, equally sure.
    fn pair(&mut self, a: &TableRow, b: &TableRow) -> Piece {
        let (x, y) = (self.noun(a), self.noun(b));
        let frames = if a.certainty == Certainty::Possible {
            EITHER
        } else {
            TOGETHER
        };
        let frame = *self.draw.pick(frames);
        let text = self.fill(frame, &[("x", &x.text), ("y", &y.text)]);
        Piece {
            text,
            rows: [x.rows, y.rows].concat(),
        }
    }

    /// A noun phrase for a finding, with or without its place.
    fn noun(&mut self, item: &TableRow) -> Piece {
        let all = phrases(item.kind);
        let told = self.habits.place * place_told(item.kind);
        let place = !item.kind.is_sided() || (item.side.is_some() && self.draw.chance(told));
        let template = *self.draw.pick(if place { all.placed } else { all.bare });
        self.named(template, item)
    }

    /// A phrase with its slots filled in, and what of the finding it tells.
    fn named(&mut self, template: &str, item: &TableRow) -> Piece {
        let template = decided(template, self.draw);
        let mut row = TableRow::new(item.kind);
        row.certainty = item.certainty;
        let has = |slot: &str| template.contains(slot);
        let degree = item
            .severity
            .filter(|_| self.draw.chance(self.habits.degree));
        if has("<d>") || has("<dl>") || has("<s>") {
            row.severity = degree;
        }
        if let (Some(lobe), true) = (item.lobe, has("<lobe>")) {
            row = row.within(lobe);
        }
        if let (Some(side), true) = (item.side, has("<side>") || has("<curve>")) {
            row = row.on(side);
        }
        let leads = item
            .count
            .filter(|_| has("<leads>") && self.draw.chance(0.6));
        row.count = leads;
        if has("<line>") {
            row.access = item.access;
        }
        let words = Words::of(item, degree, leads, self.draw);
        let text = filled(&template, &words.slots());
        Piece {
            text,
            rows: vec![row],
        }
    }

    fn framed(&mut self, frames: &[&str], phrase: Piece) -> Piece {
        let frame = *self.draw.pick(frames);
        let text = self.fill(frame, &[("x", &phrase.text)]);
        Piece {
            text,
            rows: phrase.rows,
        }
    }

    fn fill(&mut self, frame: &str, slots: &[(&str, &str)]) -> String {
        let frame = decided(frame, self.draw);
        filled(&frame, slots)
    }

    /// A sentence that denies one finding or several.
    fn denial(&mut self) -> Option<Piece> {
        if self.draw.chance(0.08) {
            let ((x, mut rows), (y, more)) = (self.absent(1)?, self.absent(1)?);
            if rows[0].kind != more[0].kind {
                let frame = *self.draw.pick(NEITHER);
                let text = self.fill(frame, &[("x", &x), ("y", &y)]);
                rows.extend(more);
                return Some(Piece { text, rows });
            }
        }
        let (text, rows) = self.absent(LONGEST_LIST)?;
        let frame = *self.draw.pick(DENIED);
        Some(Piece {
            text: self.fill(frame, &[("x", &text)]),
            rows,
        })
    }

    /// A list of up to `most` findings that are not there, and what it denies.
    fn absent(&mut self, most: usize) -> Option<(String, Vec<TableRow>)> {
        // Those that are denied most often.
        const USUAL: [Kind; 6] = [
            Kind::Effusion,
            Kind::Pneumothorax,
            Kind::Consolidation,
            Kind::Effusion,
            Kind::Pneumothorax,
            Kind::Edema,
        ];
        let count = 1 + self.draw.below(most);
        let (mut words, mut rows): (Vec<String>, Vec<TableRow>) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let usual = self.draw.chance(0.7);
            let kind = *self
                .draw
                .pick(if usual { &USUAL[..] } else { &Kind::ALL[..] });
            if rows.iter().any(|row| row.kind == kind) {
                continue;
            }
            let mut row = TableRow::new(kind);
            row.certainty = Certainty::Denied;
            let mut word = (*self.draw.pick(phrases(kind).denied)).to_owned();
            let sides: Vec<Option<Side>> = self
                .items
                .iter()
                .filter(|it| it.kind == kind)
                .map(|it| it.side)
                .collect();
            match sides.as_slice() {
                [] if !kind.is_sided() || !self.draw.chance(0.06) => {}
                // Not there on the other side of a finding, or on one that is named.
                [] | [Some(_)] if kind.is_sided() => {
                    let side = match sides.first() {
                        Some(Some(side)) => side.other(),
                        _ => *self.draw.pick(&Side::BOTH),
                    };
                    row = row.on(side);
                    word = format!("{} {word}", side.name());
                }
                _ => continue,
            }
            words.push(word);
            rows.push(row);
        }
        let joint = *self.draw.pick(&["or", "or", "or", "and", "nor"]);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        (!words.is_empty()).then(|| (list(&words, joint), rows))
    }

    /// A sentence about what was there before.
    fn gone(&mut self) -> Option<Piece> {
        let (text, rows) = self.absent(1)?;
        let device = matches!(rows[0].kind, Kind::CentralLine | Kind::Pacemaker);
        let frame = *self.draw.pick(if device { REMOVED } else { GONE });
        Some(Piece {
            text: self.fill(frame, &[("x", &text)]),
            rows,
        })
    }

    /// A sentence about normal anatomy that contradicts no finding.
    fn normal(&mut self) -> Piece {
        let lists = [
            normal::HEART,
            normal::MEDIASTINUM,
            normal::HEART_AND_MEDIASTINUM,
            normal::VESSELS,
            normal::LUNGS,
            normal::PLEURA,
            normal::BONES,
            NORMAL,
            NORMAL,
            NORMAL,
        ];
        let list = *self.draw.pick(&lists);
        self.plain(list)
    }

    /// A sentence that may deny findings; one that denies what is there is drawn anew.
    fn plain(&mut self, templates: &[&str]) -> Piece {
        for _ in 0..8 {
            let template = *self.draw.pick(templates);
            let text = self.fill(template, &[]);
            let rows = denied_by(&text);
            let denied = |row: &TableRow| self.items.iter().any(|it| it.kind == row.kind);
            // Two sentences in one template would each need their own rows.
            if !rows.iter().any(denied) && !text.trim_end_matches('.').contains(". ") {
                return Piece { text, rows };
            }
        }
        Piece {
            text: "Visualized upper abdomen is unremarkable".to_owned(),
            rows: Vec::new(),
        }
    }

    /// A sentence that says nothing of findings.
    fn silent(&mut self, templates: &[&str]) -> Piece {
        let template = *self.draw.pick(templates);
        let text = self.fill(template, &[]);
        Piece {
            text,
            rows: Vec::new(),
        }
    }

    /// A sentence about something that the table does not hold, in the frames of findings.
    fn other(&mut self) -> Piece {
        if self.draw.chance(0.3) {
            return self.silent(OTHER);
        }
        let phrase = self.other_noun();
        let frames = if self.draw.chance(0.25) {
            POSSIBLE
        } else {
            PRESENT
        };
        self.framed(frames, phrase)
    }

    fn other_noun(&mut self) -> Piece {
        let template = *self.draw.pick(OTHER_NOUNS);
        let side = *self.draw.pick(&Side::BOTH);
        let lobe = *self.draw.pick(&xraygan::findings::Lobe::ALL);
        let lobe = lobe_words(lobe, self.draw);
        let text = self.fill(template, &[("side", side.name()), ("lobe", lobe)]);
        Piece {
            text,
            rows: Vec::new(),
        }
    }

    /// Joins the sentences of both sections.
    fn finish(self, findings: Vec<Piece>, impression: Vec<Piece>) -> WrittenReport {
        let (draw, noise) = (self.draw, self.habits.noise);
        let numbered = draw.chance(0.3);
        let mut mentions = Vec::new();
        let mut section = |kind: SectionKind, pieces: Vec<Piece>, numbered: bool| {
            let (mut text, mut said) = (String::new(), Vec::new());
            for (at, piece) in pieces.into_iter().enumerate() {
                if !text.is_empty() {
                    text.push(' ');
                }
                if numbered {
                    text.push_str(&format!("{}. ", at + 1));
                }
                let start = text.len();
                let sentence = noise.apply(piece.text.trim_end_matches('.'), draw);
                text.push_str(&capital(&sentence));
                text.push('.');
                let span = Span {
                    start,
                    end: text.len(),
                };
                mentions.extend(piece.rows.iter().map(|row| Mention::of(row, kind, span)));
                said.push(Statement {
                    start,
                    end: text.len(),
                    rows: piece.rows,
                });
            }
            (text, said)
        };
        let (findings, in_findings) = section(SectionKind::Findings, findings, false);
        let (impression, in_impression) = section(SectionKind::Impression, impression, numbered);
        let rows = join(&mentions);
        WrittenReport {
            findings,
            impression,
            said: [in_findings, in_impression],
            table: xraygan::findings::FindingsTable {
                rows: rows.into_iter().map(|it| it.row).collect(),
            },
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What a sentence about normal anatomy denies by name.
fn denied_by(text: &str) -> Vec<TableRow> {
    const NAMES: [(&[&str], Kind); 8] = [
        (&["effusion"], Kind::Effusion),
        (&["pneumothora"], Kind::Pneumothorax),
        (
            &[
                "consolidation",
                "infiltrate",
                "airspace disease",
                "air space opacity",
                "airspace opacity",
            ],
            Kind::Consolidation,
        ),
        (&["edema", "congestion"], Kind::Edema),
        (&["nodules"], Kind::Nodule),
        (&["masses"], Kind::Mass),
        (
            &["cardiomegaly", "not enlarged", "not significantly enlarged"],
            Kind::Cardiomegaly,
        ),
        (&["rib fracture"], Kind::RibFracture),
    ];
    let lower = text.to_ascii_lowercase();
    let named = NAMES
        .iter()
        .filter(|(names, _)| names.iter().any(|name| lower.contains(name)));
    let deny = |kind| {
        let mut row = TableRow::new(kind);
        row.certainty = Certainty::Denied;
        row
    };
    named.map(|&(_, kind)| deny(kind)).collect()
}

/// The words for a finding's slots.
struct Words {
    degree: &'static str,
    degreely: &'static str,
    size: &'static str,
    side: &'static str,
    lobe: &'static str,
    curve: &'static str,
    leads: &'static str,
    line: &'static str,
}

impl Words {
    fn of(item: &TableRow, degree: Option<Severity>, leads: Option<u8>, draw: &mut Draw) -> Self {
        let word = |list: &[&'static str], draw: &mut Draw| draw.word(list);
        let [degree, degreely, size] = match degree {
            None => ["", "", ""],
            Some(Severity::Mild) => [
                word(&["mild", "mild", "minimal", "slight", "minor"], draw),
                word(&["mildly", "mildly", "slightly", "minimally"], draw),
                word(&["small", "small", "tiny", "minimal", "trace"], draw),
            ],
            Some(Severity::Moderate) => [
                word(&["moderate", "moderate", "mild to moderate"], draw),
                word(&["moderately", "mild to moderately"], draw),
                word(&["moderate", "moderate sized", "small to moderate"], draw),
            ],
            Some(Severity::Severe) => [
                word(
                    &["severe", "marked", "extensive", "moderate to severe"],
                    draw,
                ),
                word(&["severely", "markedly", "massively"], draw),
                word(&["large", "large", "massive", "moderate to large"], draw),
            ],
        };
        let curves: &[&'static str] = match item.side {
            Some(Side::Right) => &[
                "dextroscoliosis",
                "dextroconvex scoliosis",
                "dextrocurvature",
                "rightward scoliosis",
            ],
            Some(Side::Left) => &[
                "levoscoliosis",
                "levoconvex scoliosis",
                "levocurvature",
                "leftward scoliosis",
            ],
            None => &["scoliosis"],
        };
        let lines: &[&'static str] = match item.access {
            Some(Access::Jugular) => &[
                "IJ catheter",
                "IJ line",
                "jugular catheter",
                "internal jugular central venous catheter",
                "internal jugular line",
            ],
            Some(Access::Peripheral) => &[
                "PICC",
                "PICC line",
                "PICC catheter",
                "peripherally inserted central catheter",
            ],
            Some(Access::Port) => &[
                "port",
                "Port-A-Cath",
                "chest port",
                "infusion port",
                "mediport",
                "port catheter",
                "portacath",
            ],
            None => &[
                "central line",
                "central venous catheter",
                "central catheter",
                "dialysis catheter",
                "venous catheter",
                "central venous line",
            ],
        };
        let leads: &[&'static str] = match leads {
            None => &[""],
            Some(1) => &["single lead", "single chamber", "1 lead"],
            Some(2) => &["dual lead", "dual chamber", "2 lead", "two lead"],
            Some(_) => &["triple lead", "biventricular", "3 lead", "three lead"],
        };
        Self {
            degree,
            degreely,
            size,
            side: item.side.map_or("", Side::name),
            lobe: item.lobe.map_or("lung", |lobe| lobe_words(lobe, draw)),
            curve: word(curves, draw),
            leads: word(leads, draw),
            line: word(lines, draw),
        }
    }

    fn slots(&self) -> [(&str, &str); 8] {
        [
            ("d", self.degree),
            ("dl", self.degreely),
            ("s", self.size),
            ("side", self.side),
            ("lobe", self.lobe),
            ("curve", self.curve),
            ("leads", self.leads),
            ("line", self.line),
        ]
    }
}

fn lobe_words(lobe: xraygan::findings::Lobe, draw: &mut Draw) -> &'static str {
    use xraygan::findings::Lobe;
    let words: &[&'static str] = match lobe {
        Lobe::RightUpper => &[
            "right upper lobe",
            "right upper lobe",
            "right upper lung",
            "RUL",
            "right upper lung zone",
        ],
        Lobe::RightMiddle => &[
            "right middle lobe",
            "right middle lobe",
            "right midlung",
            "RML",
            "right mid lung",
        ],
        Lobe::RightLower => &[
            "right lower lobe",
            "right lower lobe",
            "right lower lung",
            "RLL",
            "right lung base",
        ],
        Lobe::LeftUpper => &[
            "left upper lobe",
            "left upper lobe",
            "left upper lung",
            "LUL",
            "lingula",
        ],
        Lobe::LeftLower => &[
            "left lower lobe",
            "left lower lobe",
            "left lower lung",
            "LLL",
            "left lung base",
        ],
    };
    draw.word(words)
}
