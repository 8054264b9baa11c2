//! Headings in plain text: which words at which places are one, and what stands below it.
//!
//! A colon makes a heading almost anywhere; without a colon, capitals or a line of its own do, unless
//! the words go on as a sentence ("Findings are stable", "Impression of a nodule").

use super::Span;
use folded::Folded;
use place::Place;

mod folded;
mod misspelt;
mod place;

/// What becomes of the text below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Role {
    Findings,
    Impression,
    /// One text for both sections.
    Both,
    /// The title of the whole report: what follows it has no heading of its own.
    Title,
    /// What was added to the report later: findings too.
    Addendum,
    /// Says how the film was made, not what it shows.
    Circumstance,
    /// Not read.
    Ignored,
}

impl Role {
    /// Whether the text below belongs to a section that is read.
    pub(in crate::report) fn is_read(self) -> bool {
        matches!(
            self,
            Self::Findings | Self::Impression | Self::Both | Self::Addendum
        )
    }
}

/// A heading in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Heading {
    pub role: Role,
    /// Its words, without colon or decoration.
    pub name: Span,
    /// With everything up to the text below it.
    pub span: Span,
}

/// Headings in lower case, separated by commas; `and` also stands for `/`, `&` and a comma.
const PHRASES: [(Role, &str); 7] = [
    (
        Role::Both,
        "findings and impression, findings and impressions, impression and findings, \
         findings and conclusion, findings and conclusions, finding and impression",
    ),
    (
        Role::Findings,
        "findings, finding, observations, radiographic findings, imaging findings, \
         chest findings, x-ray findings, key findings",
    ),
    (
        Role::Impression,
        "impression, impressions, conclusion, conclusions, opinion, summary, \
         final impression, interpretation, radiologic impression, radiological impression, \
         impression and recommendation, impression and recommendations, impression and plan",
    ),
    (
        Role::Title,
        "final report, radiology report, chest x-ray report, x-ray report, report, \
         end of report, wet read, preliminary report, preliminary read, provisional report",
    ),
    (
        Role::Addendum,
        "addendum, addenda, addendum to report, addendum report, late addendum, corrected report",
    ),
    (
        Role::Circumstance,
        "technique, procedure, procedures, exam, exams, examination, examinations, exam type, \
         type of exam, study, study type, study date, date, date of exam, date of study, exam date, \
         time, view, views, number of views, projection, projections, protocol, contrast",
    ),
    (
        Role::Ignored,
        "indication, indications, clinical indication, clinical indications, \
         indication for exam, comparison, comparisons, comparison study, \
         comparison studies, comparison exams, history, clinical history, patient history, \
         medical history, past medical history, clinical information, clinical details, \
         clinical data, clinical statement, clinical question, clinical background, \
         medical condition, reason for exam, reason for examination, reason for study, \
         reason for this examination, reason, symptoms, recommendation, recommendations, \
         recommendation(s), plan, notification, notifications, communication, \
         critical results, prior studies, previous studies, \
         dictated by, signed by, electronically signed by, electronically signed, \
         reported by, read by, transcribed by, approved by, attending, radiologist, \
         ordering physician, referring physician, patient, patient name, name, age, sex, \
         gender, dob, date of birth, mrn, accession, accession number",
    ),
];

/// All headings of `text`, in order, also where invisible or full-width characters stand in them.
pub(in crate::report) fn find(text: &str) -> Vec<Heading> {
    let Some(folded) = Folded::new(text) else {
        return find_plain(text);
    };
    let mut headings = find_plain(&folded.text);
    for heading in &mut headings {
        heading.name = folded.original(heading.name);
        heading.span = folded.original(heading.span);
    }
    headings
}

fn find_plain(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let begins = character.is_alphabetic() && !text[..at].ends_with(char::is_alphanumeric);
        match if begins { heading_at(text, at) } else { None } {
            Some(heading) => {
                at = heading.span.end.max(at + character.len_utf8());
                headings.push(heading);
            }
            None => at += character.len_utf8(),
        }
    }
    headings
}

fn heading_at(text: &str, at: usize) -> Option<Heading> {
    // The longest phrase that fits decides: "findings and impression", not "findings".
    let mut matches: Vec<(usize, Role, &str)> = Vec::new();
    for (role, phrases) in PHRASES {
        let lengths = phrases
            .split(", ")
            .filter(|phrase| phrase.as_bytes()[0].eq_ignore_ascii_case(&text.as_bytes()[at]))
            .filter_map(|phrase| Some((phrase_length(&text[at..], phrase)?, role, phrase)));
        matches.extend(lengths);
    }
    let exact = matches.into_iter().max_by_key(|&(length, ..)| length);
    let (length, role, phrase) = exact.or_else(|| misspelt::heading(text, at))?;
    let name = Span {
        start: at,
        end: at + length,
    };
    let place = Place::of(text, name);
    let end = place.accept(role, phrase)?;
    Some(Heading {
        role,
        name,
        span: Span {
            start: place.start,
            end,
        },
    })
}

/// Length of `phrase` at the start of `text`, in any case and with any white space; it must end a word.
fn phrase_length(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for (index, word) in phrase.split(' ').enumerate() {
        if index > 0 {
            let spaces = rest.trim_start_matches([' ', '\t']);
            let joint = spaces
                .strip_prefix(['/', '&', ','])
                .filter(|_| word == "and");
            if let Some(behind) = joint {
                rest = behind;
                continue;
            }
            let after_joint = text[..text.len() - rest.len()].ends_with(['/', '&', ',']);
            if spaces.len() == rest.len() && !after_joint {
                return None;
            }
            rest = spaces;
        }
        let head = rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = &rest[word.len()..];
    }
    let ends = !rest.starts_with(|character: char| {
        character.is_alphanumeric() || matches!(character, '_' | '\'')
    });
    ends.then_some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<(Role, &str)> {
        find(text)
            .into_iter()
            .map(|heading| (heading.role, heading.name.of(text)))
            .collect()
    }

    #[test]
    fn any_case_colon_or_not() {
        for text in [
            "FINDINGS: Clear.\nIMPRESSION: Normal.",
            "Findings: Clear.\n\nImpression: Normal.",
            "findings: clear. impression: normal.",
            "FINDINGS\nClear.\nIMPRESSION\nNormal.",
            "Findings\n\nClear.\n\nImpression\n\nNormal.",
            "findings\nclear.\n\nimpression\nnormal.",
            "FINDINGS Clear. IMPRESSION Normal.",
            "Findings The heart is normal.\nImpression No disease.",
            "findings the heart is normal.\nimpression no disease.",
            "FINDINGS THE HEART IS NORMAL. IMPRESSION NO DISEASE.",
            "Clear lungs FINDINGS: Clear IMPRESSION: 1. Normal",
            "**FINDINGS:** Clear.\n\n**IMPRESSION:** Normal.",
            "# Findings\nClear.\n# Impression\nNormal.",
            "FINDINGS - Clear.\nIMPRESSION - Normal.",
            "FINDINGS (two views): Clear.\nIMPRESSION : Normal.",
            "Finding: clear.\r\nImpressions: normal.",
        ] {
            let found: Vec<Role> = find(text).into_iter().map(|heading| heading.role).collect();
            assert_eq!(found, [Role::Findings, Role::Impression], "{text}");
        }
    }

    #[test]
    fn prose_is_no_heading() {
        for text in [
            "Findings are stable.",
            "Impression of a nodule in the left lung.",
            "The lungs are clear. Findings suggest emphysema.",
            "No change in the findings: stable.",
            "Compared with the following findings: atelectasis.",
            "Consistent with the above\nfindings.",
            "The film is limited. The\nPatient\nis rotated.",
            "IMPRESSION OF A NODULE.",
            "COMPARISON IS MADE TO THE PRIOR STUDY.",
            "Comparison is made with the prior study.",
            "History of heart surgery. Views are limited.",
            "The examination consists of frontal and lateral views.",
        ] {
            assert_eq!(roles(text), [], "{text}");
        }
    }

    #[test]
    fn other_headings() {
        assert_eq!(
            roles("FINAL REPORT\nEXAMINATION: chest\nINDICATION Cough\nTechnique: two views"),
            [
                (Role::Title, "FINAL REPORT"),
                (Role::Circumstance, "EXAMINATION"),
                (Role::Ignored, "INDICATION"),
                (Role::Circumstance, "Technique"),
            ]
        );
        assert_eq!(roles("FINDINGS/IMPRESSION: Clear.")[0].0, Role::Both);
        assert_eq!(roles("Findings and Impression:\nClear.")[0].0, Role::Both);
        assert_eq!(roles("CONCLUSION: Clear.")[0].0, Role::Impression);
        assert_eq!(roles("Addendum #2: Clear.")[0].0, Role::Addendum);
    }

    #[test]
    fn slips_and_invisible_characters() {
        for text in [
            "FINDNGS: Clear.\nIMPRSSION: Normal.",
            "Fidings: Clear.\nImpresion: Normal.",
            "FIND\u{200b}INGS: Clear.\nIMPRES\u{ad}SION: Normal.",
            "ＦＩＮＤＩＮＧＳ：Clear.\nＩＭＰＲＥＳＳＩＯＮ：Normal.",
            "FINDINGS\u{a0}: Clear.\n\u{200e}IMPRESSION: Normal.",
            "FINDNGS\nClear.\nIMPRESSSION\nNormal.",
        ] {
            let found: Vec<Role> = find(text).into_iter().map(|heading| heading.role).collect();
            assert_eq!(found, [Role::Findings, Role::Impression], "{text}");
        }
        assert_eq!(roles("NDICATION: cough")[0].0, Role::Ignored);
        for text in [
            "Effusion: none",
            "Infection: none",
            "Fillings: two",
            "Fixation: rods",
        ] {
            assert_eq!(roles(text), [], "{text}");
        }
    }

    #[test]
    fn a_view_within_a_line_is_no_heading() {
        for text in [
            "Frontal View: Clear.",
            "LATERAL VIEW: CLEAR.",
            "PA view: clear",
        ] {
            assert_eq!(roles(text), [], "{text}");
        }
    }
}
