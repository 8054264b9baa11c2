//! Sentences of every kind that the rules must tell apart.

#![allow(clippy::unwrap_used)]

use crate::{
    findings::{Certainty, Kind, Side, TableRow},
    report::Report,
};

/// The rows of a report that are to be seen, in the order of their names: `effusion:L`, `nodule?` where it may be there.
fn shown(findings: &str) -> String {
    let table = Report::from_sections(findings, "").unwrap().table();
    let mut names: Vec<String> = Vec::new();
    for kind in Kind::ALL {
        let rows: Vec<&TableRow> = table.shown().filter(|it| it.kind == kind).collect();
        let Some(first) = rows.first() else { continue };
        let doubt = if first.certainty == Certainty::Possible {
            "?"
        } else {
            ""
        };
        let side = match (rows.len(), first.side) {
            (2, _) => ":B",
            (_, Some(Side::Left)) => ":L",
            (_, Some(Side::Right)) => ":R",
            (_, None) => "",
        };
        names.push(format!("{}{doubt}{side}", kind.label()));
    }
    names.sort();
    names.join(" ")
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|&(text, expected)| (text, expected, shown(text)))
        .filter(|(_, expected, found)| found != expected)
        .map(|(text, expected, found)| format!("{text}: {found:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Findings that a sentence denies, or of which it says that they are gone, normal, another thing or only looked for.
#[test]
fn what_is_denied_gone_or_only_looked_for_is_not_there() {
    let sentences = [
        "No pneumothorax, pleural effusion, or focal consolidation.",
        "No pneumothorax, large pleural effusion, or focal airspace disease.",
        "No pneumothorax. Heart size is normal, no edema.",
        "There is no evidence of pneumonia, effusion or edema.",
        "The lungs are clear of consolidation, effusion and pneumothorax.",
        "Lungs are free of infiltrates.",
        "Lungs are clear without effusion.",
        "Negative for pneumothorax or pleural effusion.",
        "Neither pneumothorax nor effusion.",
        "Pneumonia ruled out.",
        "Pneumothorax was excluded.",
        "Pneumothorax is excluded on this film.",
        "The right pneumothorax has resolved.",
        "Interval resolution of the right pneumothorax.",
        "Resolution of pulmonary edema.",
        "Edema has completely resolved.",
        "The PICC has been removed.",
        "Interval removal of right PICC line.",
        "Status post removal of pacemaker.",
        "Pulmonary vascular engorgement within limits of normal.",
        "Pulmonary vascular congestion is not present.",
        "Heart size within normal limits.",
        "Cardiac silhouette is not enlarged.",
        "The heart is not significantly enlarged.",
        "Heart is nonenlarged.",
        "CT recommended to exclude a nodule.",
        "If there is concern for rib fracture, dedicated views are advised.",
        "Dedicated rib films if concern for fracture.",
        "Evaluate for pneumothorax.",
        "Rule out pneumonia.",
        "Follow-up CT to evaluate for mass is recommended.",
        "Pericardial effusion.",
        "Subcutaneous emphysema in the left chest wall.",
        "Retrosternal airspace is clear.",
        "Soft tissue edema of the neck.",
        "Bone marrow edema.",
        "Thyroid mass.",
        "Mass effect on the trachea.",
        "Breast nodule.",
        "Collapse of T8 vertebral body.",
        "Enlarged pulmonary arteries. Heart is normal.",
        "Prominent right hilum, heart size normal.",
        "Clavicle fracture. Ribs intact.",
        "Compression fracture of T8 and intact ribs.",
        "Portable chest. Visualized portions of the abdomen are normal.",
        "Shoulder osteophytes.",
        "Nasogastric tube line in place.",
        "Pneumothorax - no.",
        "Effusion: absent",
        "Consolidation: not seen",
        "Pneumothorax? None.",
        "Pleural effusion (-).",
        "Previously noted effusion is no longer seen.",
        "The previously seen nodule is not identified.",
        "History of pneumonia.",
        "Known history of CHF. Lungs clear.",
        "Pneumonia is unlikely.",
        "Findings are unlikely to represent pneumonia.",
        "Pneumothorax and effusion are not seen.",
        "Heart is at the upper limits of normal.",
        "Pneumothorax is absent.",
        "Absent pneumothorax.",
        "Absence of effusion.",
        "No evidence for pneumothorax or for effusion.",
        "No new infiltrate.",
        "Lungs: no consolidation, no nodule, no mass.",
        "No consolidation/effusion/pneumothorax.",
        "No consolidation, effusion, pneumothorax.",
        "No effusions or PTX",
        "No obvious pneumothorax.",
        "Without pneumothorax, effusion.",
        "Pleural spaces are clear.",
        "Costophrenic angles are sharp.",
        "Scarring rather than nodule.",
        "Degenerative changes of the shoulders.",
        "No large effusion.",
        "No finding to suggest pneumonia.",
        "No radiographic evidence consistent with pneumonia.",
        "This does not represent pneumonia.",
        "No displaced rib fracture.",
        "Rib fractures are not seen.",
        "There are no rib fractures; there is a clavicle fracture.",
        "Effusion none, pneumothorax none.",
        "Effusions have cleared.",
        "Clearing of the right lower lobe pneumonia.",
    ];
    check(&sentences.map(|it| (it, "")));
}

/// What is there though the sentence denies something, or speaks of change.
#[test]
fn a_denial_ends_with_its_clause() {
    check(&[
        (
            "No pleural effusion or pneumothorax, mild cardiomegaly.",
            "cardiomegaly",
        ),
        ("No focal consolidation; small left effusion.", "effusion:L"),
        (
            "No focal consolidation but a small left effusion.",
            "effusion:L",
        ),
        (
            "No pneumothorax with small bilateral effusions.",
            "effusion:B",
        ),
        ("Not changed left effusion.", "effusion:L"),
        ("The left effusion has not changed.", "effusion:L"),
        ("Effusion not significantly changed.", "effusion"),
        (
            "No significant interval change in bilateral effusions.",
            "effusion:B",
        ),
        (
            "No change in the right apical pneumothorax.",
            "pneumothorax:R",
        ),
        ("Left effusion without change.", "effusion:L"),
        ("The effusion is no larger.", "effusion"),
        ("No worsening of the edema.", "edema"),
        ("The pneumothorax is not larger.", "pneumothorax"),
        ("The consolidation has not cleared.", "consolidation"),
        ("The effusion persists and has not resolved.", "effusion"),
        (
            "Incompletely resolved right lower lobe pneumonia.",
            "consolidation:R",
        ),
        ("Partially resolved effusion.", "effusion"),
        ("Median sternotomy wires.", "sternal_wires"),
        ("Pneumothorax: none. Effusion: small left.", "effusion:L"),
        ("Pneumothorax: No. Effusion: Yes.", "effusion"),
        (
            "No pneumothorax is seen and the heart is enlarged.",
            "cardiomegaly",
        ),
        ("No pneumothorax, heart is mildly enlarged.", "cardiomegaly"),
        (
            "No acute disease, calcified granuloma in the left lung.",
            "granuloma:L",
        ),
        (
            "No acute abnormality aside from a small left effusion.",
            "effusion:L",
        ),
    ]);
}

/// Change, return and doubt are no denials.
#[test]
fn a_change_is_no_denial() {
    check(&[
        (
            "Except for mild atelectasis, no abnormality.",
            "atelectasis",
        ),
        ("Effusion not seen on the prior study.", "effusion"),
        ("A nodule which was not seen previously.", "nodule"),
        ("Pneumonia is not unlikely.", "consolidation"),
        ("No doubt pneumonia.", "consolidation"),
        (
            "Not only effusion but also pneumothorax.",
            "effusion pneumothorax",
        ),
        (
            "Right effusion has increased and left effusion has resolved.",
            "effusion:R",
        ),
        (
            "Small effusion persists, pneumothorax not seen.",
            "effusion",
        ),
        ("Effusion seen, no pneumothorax.", "effusion"),
        ("Cardiomegaly without edema.", "cardiomegaly"),
        ("Stable cardiomegaly, no edema.", "cardiomegaly"),
        (
            "No focal infiltrate is seen, there is a nodule in the right lung.",
            "nodule:R",
        ),
        (
            "Right pneumothorax with no mediastinal shift.",
            "pneumothorax:R",
        ),
        (
            "No mediastinal shift with right pneumothorax.",
            "pneumothorax:R",
        ),
        (
            "Pneumothorax has decreased but not resolved.",
            "pneumothorax",
        ),
        ("Effusion has nearly resolved.", "effusion"),
        (
            "Interval placement of right PICC, no pneumothorax.",
            "central_line:R",
        ),
        ("No pneumothorax following PICC placement.", "central_line"),
        (
            "No pneumothorax after left pacemaker placement.",
            "pacemaker:L",
        ),
        ("Lungs are hyperinflated but clear.", "hyperinflation"),
        ("Emphysema without pneumothorax.", "hyperinflation"),
        ("Unchanged cardiomegaly; no effusion.", "cardiomegaly"),
        ("No nodule or mass; tortuous aorta.", "tortuous_aorta"),
        ("Heart enlarged, lungs clear, no effusion.", "cardiomegaly"),
        (
            "No right pleural effusion. Small left pleural effusion.",
            "effusion:L",
        ),
        (
            "Near complete resolution of the left effusion.",
            "effusion:L",
        ),
    ]);
}

/// What may be there.
#[test]
fn hedges_are_possible() {
    check(&[
        ("Possible left lower lobe pneumonia.", "consolidation?:L"),
        ("Pneumonia cannot be excluded.", "consolidation?"),
        ("Cannot exclude a small effusion.", "effusion?"),
        ("Small effusion is possible.", "effusion?"),
        ("Effusion is suspected on the left.", "effusion?:L"),
        (
            "Left basilar opacity may represent atelectasis or pneumonia.",
            "atelectasis?:L consolidation?:L",
        ),
        (
            "Atelectasis versus infiltrate in the right base.",
            "atelectasis?:R consolidation?:R",
        ),
        ("Findings suspicious for pneumonia.", "consolidation?"),
        ("? pneumonia at the right base.", "consolidation?:R"),
        ("Questionable right upper lobe nodule.", "nodule?:R"),
        ("Probable hiatal hernia.", "hiatal_hernia?"),
        ("Borderline heart size.", "cardiomegaly?"),
        ("Doubt pneumonia.", "consolidation?"),
        ("Pneumonia is doubtful.", "consolidation?"),
    ]);
}

/// What is there.
#[test]
fn every_kind_has_its_names() {
    check(&[
        (
            "Neither consolidation nor pleural effusion is identified; the heart is enlarged.",
            "cardiomegaly",
        ),
        (
            "Small pericardial effusion and left pleural effusion.",
            "effusion:L",
        ),
        ("Lt effusion, Rt PTX.", "effusion:L pneumothorax:R"),
        (
            "LLL consolidation and RUL nodule.",
            "consolidation:L nodule:R",
        ),
        ("Bilat effusions.", "effusion:B"),
        ("B/L effusions L>R.", "effusion:B"),
        ("R > L effusions.", "effusion:B"),
        ("Effusions, right greater than left.", "effusion:B"),
        ("Dextroscoliosis of the thoracic spine.", "scoliosis:R"),
        ("Mild levoscoliosis.", "scoliosis:L"),
        ("S/p AICD placement, left chest.", "pacemaker:L"),
        ("AICD in place.", "pacemaker"),
        ("ICD leads in the right ventricle.", "pacemaker"),
        ("Dual chamber pacemaker.", "pacemaker"),
        ("Tiny PTX.", "pneumothorax"),
        (
            "Small hydropneumothorax on the right.",
            "effusion:R pneumothorax:R",
        ),
        ("Hemothorax.", "effusion"),
        ("Right IJ catheter tip in the SVC.", "central_line:R"),
        ("Port-a-cath in the right chest.", "central_line:R"),
        ("Left port terminates in the SVC.", "central_line:L"),
        ("Elevated right hemidiaphragm.", "elevated_hemidiaphragm:R"),
        (
            "Eventration of the left hemidiaphragm.",
            "elevated_hemidiaphragm:L",
        ),
        ("Low lung volumes.", "low_volumes"),
        ("Lung volumes are low.", "low_volumes"),
        ("Poor inspiratory effort.", "low_volumes"),
        ("Hypoinflated lungs.", "low_volumes"),
        ("Hyperexpanded lungs.", "hyperinflation"),
        ("Flattened diaphragms.", "hyperinflation"),
        ("COPD.", "hyperinflation"),
        ("Tortuous aorta.", "tortuous_aorta"),
        (
            "The aorta is ectatic and calcified.",
            "calcified_aorta tortuous_aorta",
        ),
        ("Aortic atherosclerosis.", "calcified_aorta"),
        ("Calcified granuloma in the left upper lobe.", "granuloma:L"),
        ("Multiple calcified nodules.", "granuloma"),
        ("Degenerative changes of the spine.", "degenerative_spine"),
        ("Thoracic spondylosis.", "degenerative_spine"),
        ("Old left rib fractures.", "rib_fracture:L"),
        ("Healed fracture of the right 6th rib.", "rib_fracture:R"),
        ("Pneumothorax: negative; nodule: positive", "nodule"),
        ("Heart: enlarged.", "cardiomegaly"),
        ("Heart size - enlarged", "cardiomegaly"),
        ("Nodule | present", "nodule"),
        (
            "Free fluid in the pleural space on the right.",
            "effusion:R",
        ),
        (
            "Cardiomegaly with pulmonary vascular congestion.",
            "cardiomegaly edema",
        ),
        ("The heart size is enlarged.", "cardiomegaly"),
        ("Mild to moderate right effusion.", "effusion:R"),
        ("Blunted left costophrenic angle.", "effusion:L"),
        (
            "Right basilar atelectasis and/or consolidation.",
            "atelectasis:R consolidation:R",
        ),
        (
            "Small right effusion with adjacent atelectasis.",
            "atelectasis:R effusion:R",
        ),
        ("Trace effusions bilaterally.", "effusion:B"),
        ("Atelectasis at both bases.", "atelectasis:B"),
        (
            "Opacity in the right lower lobe consistent with pneumonia.",
            "consolidation:R",
        ),
        ("Findings compatible with CHF.", "edema"),
        ("The heart is large.", "cardiomegaly"),
        ("Big heart.", "cardiomegaly"),
        ("Pneumothorax on the left is smaller.", "pneumothorax:L"),
        ("The left-sided pacemaker is unchanged.", "pacemaker:L"),
        (
            "Low-lying ET tube. Lines: R PICC, L port.",
            "central_line:B",
        ),
    ]);
}
