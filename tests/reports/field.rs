//! Reports as the field writes and pastes them: text below headings that are not read, slips, other formats, other
//! languages.

use xraygan::report::{Report, ReportError};

use super::radiology;

/// The kinds that a report says are there, or may be there.
fn shown(text: &str) -> String {
    let report = Report::read(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    let mut kinds: Vec<&str> = report.table().shown().map(|it| it.kind.label()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join(" ")
}

fn check(cases: &[(&str, &str)]) {
    let read = cases
        .iter()
        .map(|&(text, expected)| (text, shown(text), expected));
    let wrong: Vec<String> = read
        .filter(|(_, found, expected)| found != expected)
        .map(|(text, found, expected)| format!("{text:?}: {found:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_below_headings_that_are_not_read() {
    check(&[
        (
            "INDICATION: Dyspnea.\nCOMPARISON: None.\nThe heart is enlarged.\nSmall left effusion.",
            "cardiomegaly effusion",
        ),
        (
            "COMPARISON: Chest x-ray 2 March\nThere is a right pneumothorax.",
            "pneumothorax",
        ),
        (
            "Patient: Jane Doe, 45F\nThe heart is enlarged.",
            "cardiomegaly",
        ),
        (
            "NAME: X Y\nAGE: 50\nLungs are hyperinflated.",
            "hyperinflation",
        ),
        (
            "REASON FOR EXAM: rule out pneumonia\nLeft lower lobe consolidation.",
            "consolidation",
        ),
        (
            "HISTORY: Cough\nHeart is normal. Small right effusion.\nIMPRESSION: Right effusion.",
            "effusion",
        ),
        (
            "INDICATION: Chest pain, evaluate for pneumothorax.\n\nFINDINGS: Small left effusion.",
            "effusion",
        ),
        (
            "INDICATION: cough, fever. Rule out pneumonia.\nFINDINGS: No effusion.",
            "",
        ),
    ]);
}

#[test]
fn labels_within_a_section_and_addenda() {
    check(&[
        (
            "FINDINGS: Procedure: PA and lateral chest. Small left effusion.\nIMPRESSION: Effusion.",
            "effusion",
        ),
        (
            "FINDINGS:\nProcedure: Two views of the chest.\nThe heart is enlarged.\nTechnique: portable.\nRight nodule.",
            "cardiomegaly nodule",
        ),
        (
            "FINDINGS:\nLateral view: small effusion.\nPA view: cardiomegaly.",
            "cardiomegaly effusion",
        ),
        ("FINDINGS:\nView: AP. Left pneumothorax.", "pneumothorax"),
        (
            "FINDINGS: Left effusion. Recommendation: CT chest. Right pneumothorax is present.",
            "effusion pneumothorax",
        ),
        (
            "IMPRESSION: 1. Small effusion. Plan: follow up in 2 weeks. 2. Right nodule.",
            "effusion nodule",
        ),
        (
            "IMPRESSION: Cardiomegaly.\nRECOMMENDATION: CT to exclude mass.",
            "cardiomegaly",
        ),
        (
            "FINDINGS: Clear lungs.\nIMPRESSION: Normal.\nADDENDUM\nA right rib fracture is seen.",
            "rib_fracture",
        ),
        (
            "FINDINGS: Clear lungs.\nIMPRESSION: Normal.\nAddendum (3/4/2020): There is a small left pneumothorax.",
            "pneumothorax",
        ),
        (
            "FINDINGS: Clear lungs.\nAddendum #1: small left effusion.",
            "effusion",
        ),
        (
            "FINDINGS: History: cough. Lungs are clear. Heart is enlarged.",
            "cardiomegaly",
        ),
        (
            "FINDINGS:\nExam: chest. Date: 3 May. Time: 10:00. Left effusion.",
            "effusion",
        ),
        (
            "FINAL REPORT\n EXAMINATION:  CHEST (PA AND LAT)\n INDICATION:  F with cough\n TECHNIQUE:  PA and lateral\n COMPARISON:  None.\n FINDINGS: \n \n Heart size is enlarged.\n \n IMPRESSION: \n \n Cardiomegaly.\n NOTIFICATION:  Discussed with Dr. X.",
            "cardiomegaly",
        ),
        ("WET READ: Small left effusion.", "effusion"),
        (
            "CLINICAL HISTORY: Chest pain. Known lung mass.\n\nFINDINGS: Clear.",
            "",
        ),
        (
            "TECHNIQUE: PA and lateral views. COMPARISON: None. The heart is enlarged.",
            "cardiomegaly",
        ),
        (
            "EXAM: Chest two views. The lungs show consolidation.",
            "consolidation",
        ),
        (
            "INDICATION: Trauma\nNo pneumothorax. Left rib fracture.",
            "rib_fracture",
        ),
        (
            "INDICATION:\nTrauma\nThere is a left rib fracture.",
            "rib_fracture",
        ),
        (
            "Date: 3 March 2020\nExam: Chest\nLeft effusion.",
            "effusion",
        ),
        ("MRN: 12345\nSmall left pleural effusion.", "effusion"),
    ]);
}

#[test]
fn slips_and_invisible_and_full_width_characters() {
    check(&[
        (
            "ＦＩＮＤＩＮＧＳ： Small left effusion.\nＩＭＰＲＥＳＳＩＯＮ： Ｃａｒｄｉｏｍｅｇａｌｙ.",
            "cardiomegaly effusion",
        ),
        (
            "FIN\u{200d}DINGS: Small left ef\u{2060}fusion.\nINDI\u{200b}CATION: pneumonia",
            "effusion",
        ),
        (
            "FINDIGS: Left effusion.\nIMPRESION: Left effusion.\nINDICTION: pneumonia",
            "effusion",
        ),
        (
            "Comparision: old film with pneumonia\nFindings : Left effusion.",
            "effusion",
        ),
    ]);
}

#[test]
fn pieces_of_pages_tables_and_terminals() {
    check(&[
        (
            "<div>FINDINGS: Left effusion.<br>IMPRESSION: Edema &amp; cardiomegaly.</div>",
            "cardiomegaly edema effusion",
        ),
        (
            "FINDINGS: <b>Small</b> left effusion.<br/>No pneumothorax.",
            "effusion",
        ),
        (
            "<table><tr><td>Effusion</td><td>none</td></tr><tr><td>Nodule</td><td>right</td></tr></table>",
            "nodule",
        ),
        (
            "| Finding | Result |\n| --- | --- |\n| Effusion | absent |\n| Edema | mild |",
            "edema",
        ),
        (
            "Effusion\tnone\nPneumothorax\tleft, small\nHeart\tenlarged",
            "cardiomegaly pneumothorax",
        ),
        (
            "Finding,Result\nEffusion,none\nPneumothorax,none\nNodule,right",
            "nodule",
        ),
        ("\u{1b}[31mFINDINGS:\u{1b}[0m Left effusion.", "effusion"),
    ]);
}

#[test]
fn other_formats_are_refused_by_their_names() {
    for (text, format) in [
        ("\n{\\rtf1\\ansi Small effusion}", "an RTF file"),
        (
            "  <!DOCTYPE html><html><body>Clear lungs</body></html>",
            "a web page",
        ),
        ("<HTML><body>Clear lungs</body></HTML>", "a web page"),
    ] {
        for error in [
            Report::read(text.as_bytes()).unwrap_err(),
            Report::from_text(text).unwrap_err(),
        ] {
            assert_eq!(error, ReportError::OtherFormat { format });
        }
    }
}

#[test]
fn reports_in_other_languages_are_refused() {
    let vocabulary = radiology();
    let read = |text: &str| Report::from_text(text).and_then(|it| it.tokenize(&vocabulary));
    for text in [
        "HALLAZGOS: Silueta cardíaca aumentada. No se observa derrame pleural ni neumotórax. Pulmones normales.",
        "BEFUND: Herz normal groß. Kein Pneumothorax. Kleiner Pleuraerguss links.",
        "Le coeur est de taille normale. Pas d'épanchement pleural ni de pneumothorax. Conclusion : normal.",
        "Cuore nei limiti. Non versamento pleurico. Non addensamenti parenchimali in atto.",
        "Coração de tamanho normal. Derrame pleural à direita. Sem pneumotórax.",
        "Hart normaal van grootte. Geen pneumothorax. Klein pleuravocht links.",
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.code(), "other_language", "{text}: {error}");
        assert!(error.to_string().contains("English"), "{error}");
    }
    for text in [
        "Small left plueral effussion. No pnuemothorax. Cardiomegally. Bilateral consoldation.",
        "LLL PNA. RUL GGO. No PTX. R PICC. s/p CABG w/ MSW.",
        "Bilat effusions",
        "PICC",
    ] {
        assert!(read(text).is_ok(), "{text}");
    }
}

#[test]
fn a_long_sentence_is_read_in_parts() {
    let middle = "and the lungs show mild scarring ".repeat(30);
    let text = format!("the heart is enlarged {middle}and there is a large right pneumothorax");
    assert_eq!(shown(&text), "cardiomegaly pneumothorax");
    let report = Report::from_text(&text)
        .unwrap()
        .tokenize(&radiology())
        .unwrap();
    let last = report.findings.sentences.last().unwrap();
    assert_eq!(last.words.last().unwrap().text, "pneumothorax");
    assert!(
        report
            .notices
            .iter()
            .all(|it| !it.message.contains("only the first"))
    );
}
