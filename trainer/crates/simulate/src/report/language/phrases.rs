//! How a finding is named: noun phrases and clauses for each kind.
//!
//! Slots: `<d>` mild, moderate, severe; `<dl>` the adverb; `<s>` small, moderate, large; `<side>`; `<lobe>`; `<leads>`.
//! All but the places may be empty.

use xraygan::findings::Kind;

/// The ways to name a kind.
#[derive(Debug, Clone, Copy)]
pub struct Phrases {
    /// Noun phrases with its side or lobe; of a kind without sides all of its noun phrases.
    pub placed: &'static [&'static str],
    /// Noun phrases that leave the side open.
    pub bare: &'static [&'static str],
    /// Clauses that say it is there, without a full stop; with its place where it has one.
    pub clauses: &'static [&'static str],
    /// Noun phrases for what is on both sides.
    pub both: &'static [&'static str],
    /// What a denial calls it.
    pub denied: &'static [&'static str],
}

/// The ways to name a kind.
pub fn phrases(kind: Kind) -> Phrases {
    match kind {
        Kind::Cardiomegaly => CARDIOMEGALY,
        Kind::Effusion => EFFUSION,
        Kind::Pneumothorax => PNEUMOTHORAX,
        Kind::Consolidation => CONSOLIDATION,
        Kind::Atelectasis => ATELECTASIS,
        Kind::Edema => EDEMA,
        Kind::Nodule => NODULE,
        Kind::Mass => MASS,
        Kind::Granuloma => GRANULOMA,
        Kind::Hyperinflation => HYPERINFLATION,
        Kind::LowVolumes => LOW_VOLUMES,
        Kind::ElevatedHemidiaphragm => ELEVATED_HEMIDIAPHRAGM,
        Kind::HiatalHernia => HIATAL_HERNIA,
        Kind::TortuousAorta => TORTUOUS_AORTA,
        Kind::CalcifiedAorta => CALCIFIED_AORTA,
        Kind::Scoliosis => SCOLIOSIS,
        Kind::DegenerativeSpine => DEGENERATIVE_SPINE,
        Kind::RibFracture => RIB_FRACTURE,
        Kind::SternalWires => STERNAL_WIRES,
        Kind::Pacemaker => PACEMAKER,
        Kind::CentralLine => CENTRAL_LINE,
    }
}

const CARDIOMEGALY: Phrases = Phrases {
    placed: &[
        "<d> cardiomegaly",
        "<d> {cardiac|heart} enlargement",
        "<d> enlargement of the {heart|cardiac silhouette|cardiomediastinal silhouette|cardiac contour}",
        "<dl> enlarged {heart|cardiac silhouette|cardiomediastinal silhouette|heart size}",
        "<dl> {prominent|increased} {heart size|cardiac silhouette}",
        "<d> left ventricular {enlargement|prominence} with cardiomegaly",
    ],
    bare: &["cardiomegaly", "enlarged heart", "cardiac enlargement"],
    clauses: &[
        "{the heart|heart|heart size|the cardiac silhouette|cardiac silhouette|cardiomediastinal silhouette|the heart size} {is|remains|appears} <dl> {enlarged|enlarged|large|prominent|increased}",
        "{the heart|heart} is <dl> {enlarged in size|globular and enlarged|large}",
        "{the heart|heart} is {top normal to <dl> enlarged|big}",
        "the cardiac silhouette {and mediastinal contours are|is} <dl> enlarged",
    ],
    both: &[],
    denied: &[
        "cardiomegaly",
        "cardiac enlargement",
        "enlargement of the heart",
    ],
};

const EFFUSION: Phrases = Phrases {
    placed: &[
        "<s> <side> {pleural effusion|effusion|pleural fluid collection|pleural fluid}",
        "<s> {pleural effusion|effusion} {on the <side>|at the <side> base|in the <side> hemithorax}",
        "<s> <side> sided {pleural effusion|effusion}",
        "{blunting|<dl> blunting|obscuration} of the <side> {costophrenic angle|costophrenic sulcus|lateral costophrenic angle|CP angle|posterior costophrenic sulcus}",
        "<s> amount of <side> pleural fluid",
        "<s> <side> {hemothorax|hydrothorax|subpulmonic effusion|loculated effusion}",
        "<side> pleural effusion of <s> size",
    ],
    bare: &[
        "{pleural effusion|effusion|pleural fluid|pleural effusions}",
        "<s> {pleural effusion|effusion|pleural effusions}",
    ],
    clauses: &[
        "the <side> costophrenic {angle|sulcus|recess} is {blunted|obscured|not sharp and blunted}",
        "there is <s> pleural effusion on the <side>",
        "{there is|} {layering |}<side> pleural fluid",
    ],
    both: &[
        "<s> bilateral {pleural effusions|effusions|pleural fluid collections}",
        "{bilateral|both sided} <s> pleural effusions",
        "blunting of {both costophrenic angles|the costophrenic angles bilaterally|both costophrenic sulci}",
    ],
    denied: &[
        "pleural effusion",
        "effusion",
        "effusions",
        "pleural effusions",
        "large pleural effusion",
        "pleural fluid",
        "large effusion",
        "pleural fluid collection",
    ],
};

const PNEUMOTHORAX: Phrases = Phrases {
    placed: &[
        "<s> <side> {|apical |lateral |basilar }{pneumothorax|PTX}",
        "<s> {pneumothorax|apical pneumothorax} {on the <side>|at the <side> apex}",
        "<s> <side> sided {pneumothorax|tension pneumothorax|hydropneumothorax}",
        "<side> pneumothorax with {visible pleural line|collapse of the lung}",
    ],
    bare: &[
        "{pneumothorax|PTX|pneumothoraces}",
        "<s> {pneumothorax|apical pneumothorax}",
    ],
    clauses: &[
        "a pleural line is seen at the <side> apex consistent with <s> pneumothorax",
        "there is <s> pneumothorax on the <side>",
        "<side> pneumothorax {measures|measuring} 2 cm",
    ],
    both: &["<s> bilateral {pneumothoraces|apical pneumothoraces}"],
    denied: &["pneumothorax", "pneumothoraces", "PTX", "pneumothorax"],
};

const CONSOLIDATION: Phrases = Phrases {
    placed: &[
        "<d> {|focal |patchy |dense |multifocal }<lobe> {consolidation|airspace disease|airspace opacity|infiltrate|pneumonia|air space opacity|opacification and consolidation|alveolar opacity}",
        "{|focal |patchy |dense |increased }{consolidation|airspace disease|airspace opacity|infiltrate|pneumonia|airspace consolidation|air space disease} {in|within|of|involving} the <lobe>",
        "{pneumonia|infiltrate|consolidation|airspace disease} in the <side> {lung|lung base|base|perihilar region|midlung}",
        "<side> {basilar|perihilar|lower lung|retrocardiac} {consolidation|infiltrate|airspace disease|pneumonia|airspace opacities}",
        "<lobe> {bronchopneumonia|infiltrates|pneumonic consolidation}",
    ],
    bare: &[
        "{pneumonia|consolidation|infiltrate|airspace disease|focal infiltrate|airspace opacities|multifocal pneumonia}",
    ],
    clauses: &[
        "the <lobe> is consolidated",
        "there is {consolidation|pneumonia|an infiltrate} in the <lobe>",
        "<lobe> opacity {representing|consistent with|compatible with} {pneumonia|airspace disease|infiltrate}",
        "air bronchograms are seen in the <lobe> {consistent with consolidation|from pneumonia}",
    ],
    both: &[
        "bilateral {airspace disease|infiltrates|consolidations|airspace opacities|pneumonia|multifocal pneumonia}",
        "{patchy |}bibasilar {airspace disease|infiltrates|consolidation}",
    ],
    denied: &[
        "focal consolidation",
        "consolidation",
        "infiltrate",
        "focal airspace disease",
        "airspace disease",
        "pneumonia",
        "focal infiltrate",
        "focal air space opacity",
        "infiltrates",
        "airspace consolidation",
        "focal alveolar consolidation",
        "acute pneumonia",
        "lobar consolidation",
        "air space disease",
    ],
};

const ATELECTASIS: Phrases = Phrases {
    placed: &[
        "<d> <side> {basilar|base|lower lobe|midlung|perihilar|lung base|basal} {atelectasis|subsegmental atelectasis|linear atelectasis|discoid atelectasis|platelike atelectasis}",
        "<d> {|subsegmental |bandlike |linear |streaky |discoid |bibasal }atelectasis {in|at|of} the <side> {base|lung base|lower lobe|midlung}",
        "{focal|lingular|perihilar|adjacent|compressive|retrocardiac|lobar} atelectasis {in|of|at} the <side> {lung|base|lung base|heart border}",
        "<side> {upper lobe|lower lobe|midlung|infrahilar|hemithorax} {atelectasis|focal atelectasis|subsegmental atelectasis}",
        "{volume loss|partial collapse} {in|at|of} the <side> {base|lower lobe|lung}",
        "<side> lower lobe {collapse|volume loss}",
        "{streaky|linear|bandlike} <side> basilar {opacity|opacities|density} {representing|consistent with|compatible with} atelectasis",
    ],
    bare: &[
        "{atelectasis|subsegmental atelectasis|basilar atelectasis|discoid atelectasis|platelike atelectasis}",
        "<d> {atelectasis|basilar atelectasis}",
    ],
    clauses: &[
        "there is <d> atelectasis {at|in} the <side> base",
        "the <side> lung base is atelectatic",
        "there is volume loss in the <side> lung",
    ],
    both: &[
        "<d> {bibasilar|bilateral|bilateral basilar|bibasal} {atelectasis|subsegmental atelectasis|atelectatic changes}",
        "{bibasilar|bilateral} {streaky|linear} opacities {consistent with|representing} atelectasis",
        "atelectasis at both {bases|lung bases}",
    ],
    denied: &[
        "atelectasis",
        "lobar collapse",
        "collapse of the lung",
        "volume loss",
    ],
};

const EDEMA: Phrases = Phrases {
    placed: &[
        "<d> {pulmonary edema|interstitial edema|interstitial pulmonary edema|pulmonary vascular congestion|vascular congestion|central vascular congestion|alveolar edema|pulmonary venous congestion|venous hypertension}",
        "<d> {congestive heart failure|CHF|congestive failure|fluid overload|volume overload|congestive changes}",
        "<d> {cephalization of the pulmonary vasculature|pulmonary vascular engorgement|vascular redistribution|prominence of the pulmonary vasculature}",
        "{increased|prominent|diffuse} interstitial markings {consistent with|compatible with|representing} <d> edema",
    ],
    bare: &["{pulmonary edema|edema|CHF|vascular congestion|heart failure|interstitial edema}"],
    clauses: &[
        "{the pulmonary vasculature|pulmonary vascularity|pulmonary vessels} {is|are} <dl> {congested|engorged|prominent|indistinct and congested}",
        "there is <d> pulmonary vascular congestion",
        "kerley b lines are present",
        "there are findings of <d> {CHF|pulmonary edema}",
    ],
    both: &[],
    denied: &[
        "pulmonary edema",
        "edema",
        "vascular congestion",
        "pulmonary vascular congestion",
        "congestive heart failure",
        "CHF",
        "failure or edema",
        "interstitial edema",
    ],
};

const NODULE: Phrases = Phrases {
    placed: &[
        "<s> <lobe> {nodule|pulmonary nodule|lung nodule|nodular opacity|nodular density|noncalcified nodule|solitary nodule}",
        "<s> {nodule|pulmonary nodule|nodular opacity|nodular density} {in|within|projecting over|overlying} the <lobe>",
        "{8 mm|5 mm|1.2 cm|9 mm|2 cm|12 mm} <lobe> {nodule|nodular density|pulmonary nodule}",
        "{8 mm|6 mm|1.5 cm|11 mm} {nodule|nodular opacity} {in|within} the <lobe>",
        "<side> {apical|upper lung|midlung|basilar|lower lung} {nodule|nodular density|nodular opacity}",
    ],
    bare: &[
        "{9 mm|1.8 cm|dense|a few|multiple|subcentimeter|small} pulmonary {nodule|nodules}",
        "{nodular densities|fibronodular changes}",
        "{pulmonary nodule|nodule|nodules|lung nodules|pulmonary nodules|nodular opacity|nodular density}",
    ],
    clauses: &[
        "there is a <s> nodule in the <lobe>",
        "a <s> nodular opacity {overlies|projects over|is seen in} the <lobe>",
        "rounded nodular density measuring 1 cm is seen in the <lobe>",
    ],
    both: &[
        "{multiple |scattered |numerous |}bilateral {pulmonary nodules|nodules|nodular opacities}",
    ],
    denied: &[
        "nodule",
        "nodules",
        "pulmonary nodules",
        "suspicious pulmonary nodules",
        "suspicious nodules",
        "pulmonary nodule",
        "lung nodules",
    ],
};

const MASS: Phrases = Phrases {
    placed: &[
        "<s> <lobe> {mass|lung mass|masslike opacity|pulmonary mass|masslike density|masslike consolidation|mass lesion}",
        "<s> {mass|masslike opacity|cavitary mass|rounded mass|spiculated mass} {in|within|of} the <lobe>",
        "{4 cm|3.5 cm|6 cm|5.2 cm} {mass|masslike opacity} {in|within} the <lobe>",
        "<side> {hilar|suprahilar|perihilar|apical|upper lung} mass",
    ],
    bare: &["{lung mass|mass|pulmonary mass|masses|masslike opacity}"],
    clauses: &[
        "there is a <s> mass in the <lobe>",
        "a <s> mass {is seen|is present|is noted} in the <lobe>",
    ],
    both: &["bilateral {lung masses|pulmonary masses}"],
    denied: &[
        "mass",
        "masses",
        "lung mass",
        "suspicious mass",
        "pulmonary mass",
        "focal mass",
    ],
};

const GRANULOMA: Phrases = Phrases {
    placed: &[
        "{|small |tiny |scattered |punctate |dense }{calcified granuloma|calcified granulomas|granuloma} {in|within} the <lobe>",
        "<lobe> {calcified granuloma|granuloma|calcified granulomas|calcified nodule|granulomas}",
        "{calcified|densely calcified} {nodule|pulmonary nodule} {in|within} the <lobe>",
        "<side> {apical|midlung|upper lung|basilar|hilar and lung} {granuloma|calcified granuloma|calcified granulomas}",
    ],
    bare: &[
        "{calcified granuloma|calcified granulomas|granulomas|granuloma|granulomatous disease|old granulomatous disease|prior granulomatous disease}",
        "{sequela|sequelae|evidence|changes} of {prior|old|remote|previous} granulomatous {disease|infection}",
        "{scattered|multiple|a few|tiny} {calcified granulomas|calcified nodules|granulomas}",
        "calcified {nodule|nodules}",
    ],
    clauses: &[
        "there is a {calcified granuloma|calcified nodule} in the <lobe>",
        "calcified granuloma is {seen|noted|present} in the <lobe>",
    ],
    both: &["{scattered |multiple |}bilateral calcified {granulomas|nodules}"],
    denied: &["granuloma", "granulomatous disease"],
};

const HYPERINFLATION: Phrases = Phrases {
    placed: &[
        "<d> {hyperinflation|hyperexpansion|hyperaeration|overinflation}{| of the lungs| of both lungs}",
        "<dl> {hyperexpanded|hyperinflated|hyperaerated|hyperlucent|overexpanded} lungs",
        "<d> {emphysema|COPD|emphysematous changes|emphysematous change|bullous emphysema|chronic obstructive pulmonary disease|obstructive lung disease|changes of COPD}",
        "{flattening of the diaphragms|flattened diaphragms|flattened hemidiaphragms|flattening of the hemidiaphragms|air trapping|increased lung volumes}",
    ],
    bare: &["{hyperinflation|emphysema|COPD|hyperexpansion|emphysematous changes}"],
    clauses: &[
        "{the lungs|lungs|both lungs} {are|remain|appear} <dl> {hyperexpanded|hyperinflated|hyperaerated|hyperlucent|overinflated}{| but clear| but otherwise clear}",
        "{the diaphragms|diaphragms|hemidiaphragms|the hemidiaphragms} are {flattened|flat}",
        "lungs are hyperexpanded with flattened diaphragms",
    ],
    both: &[],
    denied: &["hyperinflation", "emphysema"],
};

const LOW_VOLUMES: Phrases = Phrases {
    placed: &[
        "<dl> {low lung volumes|decreased lung volumes|diminished lung volumes|reduced lung volumes|low inspiratory volumes|small lung volumes}",
        "<d> {hypoinflation|hypoinflation of the lungs|hypoventilation|hypoaeration|underinflation}",
        "{shallow inspiration|poor inspiration|low volume inspiration|shallow inspiratory effort|poor inspiratory effort|suboptimal inspiration|limited inspiration}",
        "{low lung volumes|shallow inspiration} with {bronchovascular crowding|vascular crowding|crowding of the bronchovascular markings}",
    ],
    bare: &["{low lung volumes|hypoinflation|shallow inspiration}"],
    clauses: &[
        "{lung volumes|the lung volumes|inspiratory volumes} {are|remain|appear} <dl> {low|decreased|diminished|small|reduced}",
        "{lungs|the lungs} are <dl> {hypoinflated|underinflated|hypoventilated|hypoaerated|hypoexpanded}{| but clear}",
        "low lung volumes are present",
    ],
    both: &[],
    denied: &["low lung volumes"],
};

const ELEVATED_HEMIDIAPHRAGM: Phrases = Phrases {
    placed: &[
        "<d> {elevation|eventration} of the <side> {hemidiaphragm|diaphragm}",
        "<dl> elevated <side> {hemidiaphragm|diaphragm}",
        "<side> {hemidiaphragm|diaphragmatic|diaphragm} {elevation|eventration}",
        "asymmetric elevation of the <side> hemidiaphragm",
    ],
    bare: &["{elevated hemidiaphragm|hemidiaphragm elevation|diaphragmatic eventration}"],
    clauses: &[
        "{the <side>|<side>} {hemidiaphragm|diaphragm} {is|remains|appears} <dl> {elevated|raised|higher than the other}",
        "there is eventration of the <side> hemidiaphragm",
    ],
    both: &["<d> elevation of both hemidiaphragms"],
    denied: &["elevation of the hemidiaphragm"],
};

const HIATAL_HERNIA: Phrases = Phrases {
    placed: &[
        "<s> {hiatal hernia|hiatus hernia|sliding hiatal hernia|paraesophageal hernia|retrocardiac hiatal hernia|esophageal hiatal hernia}",
        "{retrocardiac density|air-fluid level|rounded opacity behind the heart} {representing|consistent with|compatible with} <s> hiatal hernia",
        "<s> hiatal hernia with an air fluid level",
    ],
    bare: &["{hiatal hernia|hiatus hernia}"],
    clauses: &[
        "there is a <s> hiatal hernia",
        "a <s> hiatal hernia is {seen|noted|present|suggested on the lateral and present}",
    ],
    both: &[],
    denied: &["hiatal hernia"],
};

const TORTUOUS_AORTA: Phrases = Phrases {
    placed: &[
        "<dl> {tortuous|ectatic|unfolded|tortuous and ectatic|tortuous and dilated|uncoiled} {aorta|thoracic aorta|descending aorta|descending thoracic aorta}",
        "<d> {tortuosity|ectasia|unfolding|dilatation|prominence} of the {aorta|thoracic aorta|descending thoracic aorta|aortic arch}",
        "{aortic|thoracic aortic} {ectasia|tortuosity}",
    ],
    bare: &["{tortuous aorta|ectatic aorta|aortic tortuosity|aortic ectasia}"],
    clauses: &[
        "{the aorta|aorta|the thoracic aorta|thoracic aorta|descending aorta} {is|remains|appears} <dl> {tortuous|ectatic|unfolded|dilated|tortuous and ectatic|elongated}",
    ],
    both: &[],
    denied: &["aortic aneurysm", "tortuosity of the aorta"],
};

const CALCIFIED_AORTA: Phrases = Phrases {
    placed: &[
        "{atherosclerotic|vascular|arteriosclerotic} {calcification|calcifications|changes} of the {aorta|thoracic aorta|aortic arch|aortic knob}",
        "{calcified|atherosclerotic|arteriosclerotic} {aorta|thoracic aorta|aortic arch|aortic knob}",
        "{aortic|aortic arch|thoracic aortic} {calcification|calcifications|atherosclerosis|atherosclerotic disease}",
        "{atherosclerosis|atherosclerotic disease|atherosclerotic vascular disease|atherosclerotic vascular calcification}",
    ],
    bare: &["{atherosclerosis|aortic calcification|atherosclerotic changes}"],
    clauses: &[
        "{the aorta|aorta|the thoracic aorta|aortic arch|aortic knob} is {calcified|atherosclerotic|densely calcified}",
        "calcification {is|are} {seen|noted|present} in the {aortic arch|aortic knob|aorta}",
        "there is atherosclerotic calcification of the aorta",
    ],
    both: &[],
    denied: &["aortic calcification"],
};

const SCOLIOSIS: Phrases = Phrases {
    placed: &[
        "<d> {scoliosis|curvature|scoliotic curvature} of the {thoracic |thoracolumbar |lumbar |}spine {to the <side>|convex to the <side>|convex <side>|with convexity to the <side>}",
        "<d> <curve>{| of the thoracic spine| of the spine| of the thoracolumbar spine}",
        "<d> <side> convex {scoliosis|curvature}{| of the thoracic spine}",
        "<d> {thoracic|thoracolumbar} <curve>",
    ],
    bare: &[
        "{scoliosis|S-shaped scoliosis|S-shaped curvature of the spine|spine curvature|curvature of the thoracic spine|rotoscoliosis}",
        "scoliosis of the {spine|thoracic spine|thoracolumbar spine}",
        "<d> {scoliosis|thoracic scoliosis|scoliosis of the spine|thoracolumbar scoliosis|scoliotic curvature of the spine|spinal scoliosis|scoliotic changes}",
    ],
    clauses: &[
        "the thoracic spine is scoliotic with convexity to the <side>",
        "there is <d> <curve>",
    ],
    both: &[],
    denied: &["scoliosis"],
};

const DEGENERATIVE_SPINE: Phrases = Phrases {
    placed: &[
        "<d> {degenerative|arthritic|hypertrophic|spondylitic|osteoarthritic} {changes|change} {of|in|throughout|along|involving} the {spine|thoracic spine|T-spine|mid thoracic spine|thoracolumbar spine|thoracic vertebrae|lower thoracic spine|dorsal spine}",
        "<d> {spondylosis|thoracic spondylosis|degenerative disc disease|degenerative disk disease|multilevel degenerative disc disease|osteoarthritis of the spine}",
        "<d> {endplate|disc|disk|multilevel|discogenic} degenerative changes{| of the thoracic spine| in the spine}",
        "{osteophytes|osteophyte formation|anterior osteophytes|multilevel osteophytes|bridging osteophytes|spurring|endplate spurring} {of|in|along|throughout} the {thoracic spine|spine|midthoracic spine|T-spine|vertebral bodies of the spine}",
        "{diffuse idiopathic skeletal hyperostosis|DISH}",
    ],
    bare: &[
        "{degenerative changes|spondylosis|degenerative disc disease}",
        "<d> degenerative changes",
    ],
    clauses: &[
        "degenerative changes are {present|seen|noted|identified} {in|of|throughout} the {spine|thoracic spine}",
        "there are <d> degenerative changes {of|in|along} the {spine|thoracic spine}",
        "the {thoracic spine|spine} {shows|has|demonstrates} <d> degenerative {change|changes|disc disease}",
        "arthritic changes of the skeletal structures are noted",
    ],
    both: &[],
    denied: &["degenerative changes", "degenerative disease"],
};

const RIB_FRACTURE: Phrases = Phrases {
    placed: &[
        "{|old |healed |acute |remote |displaced |nondisplaced |chronic |healing }<side> {|lateral |posterior |anterior }{|4th |5th |sixth |seventh |8th |9th }rib {fracture|fractures|deformity|deformities}",
        "{|old |healed |acute |remote |displaced }{fracture|fractures|fracture deformity|deformity} of the <side> {|lateral |posterior }{4th|5th|sixth|seventh|8th|9th} rib",
        "{|old |healed |multiple }<side> sided rib {fractures|deformities}",
    ],
    bare: &["{rib fracture|rib fractures|old rib fractures|healed rib fractures|rib deformities}"],
    clauses: &[
        "the <side> {sixth|7th} rib is fractured",
        "there is a fracture of the <side> {5th|seventh} rib",
    ],
    both: &["{|old |healed |multiple }bilateral rib {fractures|deformities}"],
    denied: &[
        "rib fracture",
        "rib fractures",
        "displaced rib fracture",
        "acute rib fracture",
        "displaced rib fractures",
    ],
};

const STERNAL_WIRES: Phrases = Phrases {
    placed: &[
        "{|median |intact median |midline }sternotomy {wires|sutures|changes|cerclage wires}",
        "{sternal wires|sternal sutures|intact sternal wires|sternotomy wire fragments|mediastinal wires}",
        "{postsurgical changes|postoperative changes|evidence|sequela} of {median |prior |prior median |}sternotomy{| and CABG}",
        "{prior|previous|status post} {median |}sternotomy{| with CABG| and valve replacement}",
    ],
    bare: &["{sternotomy wires|median sternotomy|sternal wires}"],
    clauses: &[
        "{the patient is|patient is} status post {median |}sternotomy",
        "{sternotomy|sternal|median sternotomy} wires {are|remain} {intact|present|in place|midline|in good alignment}",
    ],
    both: &[],
    denied: &["sternal wires"],
};

const PACEMAKER: Phrases = Phrases {
    placed: &[
        "<side> {|chest |subclavian |sided }<leads> {pacemaker|pacer|cardiac pacemaker|ICD|AICD|defibrillator|cardiac device|pacemaker generator}",
        "<leads> {pacemaker|pacer|ICD|defibrillator|cardiac pacing device} {overlying|in|on|over} the <side> {chest|hemithorax}",
        "<side> {pacemaker|ICD|AICD|defibrillator} with {leads|lead tips|intact leads} {in the right atrium and right ventricle|in stable position|projecting over the heart}",
        "<side> {pacing leads|cardiac generator with leads}",
    ],
    bare: &[
        "{defibrillator|implantable defibrillator|cardiac defibrillator|pacemaker|AICD|cardiac pacing leads|ICD leads|pacemaker electrodes}",
        "<leads> {pacemaker|ICD|AICD|pacer|cardiac pacemaker|defibrillator|cardioverter defibrillator}",
        "{pacemaker leads|pacing leads|pacer wires with generator}",
    ],
    clauses: &[
        "a <side> <leads> {pacemaker|ICD|defibrillator} is {in place|present|noted|seen}",
        "{pacemaker|defibrillator} generator {overlies|projects over} the <side> chest",
    ],
    both: &[],
    denied: &["pacemaker", "pacemaker leads"],
};

const CENTRAL_LINE: Phrases = Phrases {
    placed: &[
        "<side> <line>{| with tip in the SVC| with tip at the cavoatrial junction| tip in the right atrium| terminating in the superior vena cava| with tip in the lower SVC| with tip overlying the SVC}",
        "<line> {from the <side>|on the <side>|via the <side> approach} with tip in the {SVC|superior vena cava|distal SVC}",
        "<side> {sided |chest |upper extremity |subclavian |arm |}<line>{| tip in the mid SVC| in place| in stable position}",
    ],
    bare: &["<line>{| in place| with tip in the SVC| tip at the cavoatrial junction}"],
    clauses: &[
        "<side> <line> {terminates|ends|tip projects} {in|over|at} the {SVC|cavoatrial junction|superior vena cava}",
        "a <side> <line> is {in place|present|noted}",
    ],
    both: &[],
    denied: &["central line", "central venous catheter", "PICC line"],
};
