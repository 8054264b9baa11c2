//! Sentences about what is normal or absent.

/// Heart of normal size, nothing said of the mediastinum.
pub const HEART: &[&str] = &[
    "{The heart|Heart size} is normal.",
    "The heart is normal in size.",
    "The heart is normal in size and contour.",
    "Heart size {is normal|normal|within normal limits|is within normal limits}.",
    "Normal heart size.",
    "The heart size is {normal|within normal limits}.",
    "The cardiac {contours are|silhouette is} {normal|unremarkable|within normal limits}.",
    "The heart is not enlarged.",
    "No cardiomegaly.",
];

/// Mediastinum, said alone.
pub const MEDIASTINUM: &[&str] = &[
    "The mediastinum is {unremarkable|normal|within normal limits|stable}.",
    "{The mediastinal|Mediastinal} contours are {normal|within normal limits|unremarkable}.",
    "There is no mediastinal widening.",
    "The trachea is midline.",
    "The mediastinal contour is {within normal limits|unremarkable}.",
    "{Mediastinum is|Hilar and mediastinal contours are} {unremarkable|normal}.",
];

/// Heart, mediastinum and vessels in one.
pub const HEART_AND_MEDIASTINUM: &[&str] = &[
    "{The cardiomediastinal|Cardiomediastinal} silhouette is {normal|unremarkable|within normal limits|normal in size and contour|within normal limits for size and contour}.",
    "The cardiomediastinal silhouette and pulmonary vasculature are within normal limits{| in size}.",
    "{Heart and mediastinum|The heart and mediastinum are} {normal|unremarkable|within normal limits}.",
    "Heart size and mediastinal {contour|contours} {are|appear} {normal|within normal limits|unremarkable}.",
    "{Cardiac|The cardiac} and mediastinal {contours|silhouettes} are {within normal limits|normal|unremarkable}.",
    "Normal heart size and mediastinal {contours|contour|silhouette}.",
    "{The heart|Heart} and mediastinum {of|are of} normal size and contour.",
    "The cardiomediastinal contours are {within normal limits|normal}.",
];

/// Lung vessels.
pub const VESSELS: &[&str] = &[
    "{Pulmonary vascularity|The pulmonary vasculature|Pulmonary vasculature} is {normal|within normal limits|unremarkable}.",
    "Normal pulmonary {vascularity|vasculature}.",
    "{The pulmonary|Pulmonary} vascularity appears within normal limits.",
    "{There is no|No} {pulmonary edema|pulmonary vascular congestion|evidence of pulmonary edema}.",
];

/// Clear lungs.
pub const LUNGS: &[&str] = &[
    "{The lungs|Lungs|Both lungs} are clear{| bilaterally}.",
    "{The lungs|Both lungs} are clear and expanded.",
    "{The lungs are|Lungs are} well expanded and clear.",
    "{The lungs|Lungs} are free of {any focal infiltrates|focal airspace disease|infiltrates}.",
    "{The lungs|Lungs} {are|appear} {grossly clear|clear}{| without evidence of infiltrate| without focal consolidation}.",
    "There is no focal {airspace consolidation|air space opacity|infiltrate|consolidation}{| to suggest pneumonia}.",
    "The lungs are normally inflated {and clear|without evidence of focal airspace disease}.",
    "Clear lungs.",
    "No focal {airspace disease|consolidation|infiltrate|alveolar consolidation}{| is seen| identified}.",
    "{There are no|No} focal areas of {pulmonary |}consolidation.",
    "Lungs are clear without {focal airspace opacity|focal consolidation|focal infiltrate}.",
];

/// What else is clear around a lung finding on both sides or one.
pub const LUNGS_OTHERWISE: &[&str] = &[
    "{The lungs|Lungs} are otherwise {clear|grossly clear}.",
    "The {remainder of the|remaining} lungs are clear.",
    "No other focal {airspace disease|opacity|consolidation|abnormality} {is seen|is identified|}.",
];

/// The other lung is clear; `<other>` is its side.
pub const OTHER_LUNG: &[&str] = &[
    "{The <other>|<other>} lung is {clear|grossly clear|well-aerated}.",
    "Clear <other> lung.",
];

/// Absent findings; `<list>` names them.
pub const ABSENT: &[&str] = &[
    "{There is no|No} <list>.",
    "No {evidence of|visible|visualized|definite} <list>.",
    "No <list> {is seen|is identified|identified|seen}.",
    "There is no <list> identified.",
    "There is no {evidence of|visualized} <list>.",
    "{Negative for|No evidence of} <list>.",
    "Specifically, no evidence of <list>.",
];

/// Pleura clear of both fluid and air.
pub const PLEURA: &[&str] = &[
    "No {large |}pleural {effusion or pneumothorax|effusions or pneumothoraces}.",
    "There is no {pleural effusion or pneumothorax|pneumothorax or pleural effusion|effusion or pneumothorax|pneumothorax or large pleural effusion}.",
    "{The pleural|Pleural} spaces are clear.",
    "No pneumothorax{.| or pleural effusion is seen.| or effusion is identified.}",
    "{There is no|No} pneumothorax. {There is no|No} {large |}pleural effusion.",
    "The costophrenic {angles|sulci} are clear. No pneumothorax.",
];

/// Bones.
pub const BONES: &[&str] = &[
    "{No acute {bony|osseous|bone} {abnormality|abnormalities|findings}|There are no acute {bony|osseous} {abnormalities|findings}|There is no acute {bony|osseous} abnormality}.",
    "{Visualized|The visualized} osseous structures {of the thorax |}are {without acute abnormality|unremarkable|intact|within normal limits}.",
    "{Bony structures|The bony structures} {are|appear} {intact|grossly intact|unremarkable}.",
    "{The skeletal|Skeletal} structures are {normal|unremarkable|intact}.",
    "{Osseous structures are|The osseous structures are} within normal limits for patient age.",
    "Bony thorax and soft tissues are unremarkable.",
    "{The soft tissues|Soft tissues} and bony structures are unremarkable.",
    "No displaced {rib |}fracture {is |}identified.",
];

/// Bones with old or degenerative change, nothing new.
pub const BONES_OTHERWISE: &[&str] = &[
    "No acute {bony|osseous} {abnormality|abnormalities|findings}.",
    "There is no acute bony abnormality.",
    "Bony structures are otherwise {intact|unremarkable}.",
];

/// Upper abdomen.
pub const ABDOMEN: &[&str] = &[
    "{There is no|No} {visible |}free {intraperitoneal |}air {under|beneath|below} the {diaphragm|hemidiaphragms}.",
    "The {visualized |}upper abdomen is {unremarkable|within normal limits}.",
    "The visualized upper abdomen is grossly unremarkable.",
];

/// What was taken.
pub const TECHNIQUE: &[&str] = &[
    "PA and lateral views of the chest {were obtained|are submitted|are provided}.",
    "Frontal and lateral views of the chest{ were obtained| show normal technique|}.",
    "Two views of the chest {are submitted|were obtained}.",
    "PA and lateral chest {radiographs|examination} {were|was} obtained.",
    "Two-view chest.",
    "The examination consists of frontal and lateral radiographs of the chest.",
];

/// Impression of a normal study.
pub const IMPRESSION: &[&str] = &[
    "No acute cardiopulmonary {abnormality|abnormalities|disease|findings|process}{| identified}.",
    "No {active|acute} disease.",
    "No evidence of active {disease|cardiopulmonary disease}.",
    "No acute {radiographic cardiopulmonary process|findings|abnormality|pulmonary disease|cardiothoracic abnormality|intrathoracic abnormality}.",
    "{Normal chest|Negative chest|Normal chest radiograph|Normal chest exam|Clear lungs}.",
    "Negative for acute {abnormality|cardiopulmonary abnormality|cardiopulmonary disease|cardiopulmonary process}.",
    "Heart size {is |}normal. {Lungs are clear|Lungs clear|Clear lungs}.",
    "Heart size is normal and {the |}lungs are clear.",
    "No {evidence of acute cardiopulmonary|radiographic evidence of acute cardiopulmonary} {process|disease}.",
    "{Stable|Unremarkable} {appearance of the chest|chest}.",
    "No {acute or active cardiac, pulmonary or pleural disease|visible active cardiopulmonary disease}.",
];

/// Last item of an impression in which nothing is new.
pub const IMPRESSION_OTHERWISE: &[&str] = &[
    "No acute cardiopulmonary {abnormality|abnormalities|disease|findings|process}.",
    "No {evidence of |}acute disease.",
    "Otherwise {unremarkable|negative} chest{| radiograph}.",
    "No acute pulmonary {disease|abnormality|findings}.",
];
