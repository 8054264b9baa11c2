//! Sentences about findings. Slots: `<degree>` mild, moderate, severe (of size: small, moderate,
//! large), `<degreely>` the adverb, `<side>`, `<lobe>`, `<zone>`, `<cm>`, `<rib>`, `<count>`.

use xraygan::findings::Kind;

/// Sentences of FINDINGS for a kind.
pub fn findings(kind: Kind) -> &'static [&'static str] {
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
        Kind::RibFracture => &[],
        Kind::SternalWires => STERNAL_WIRES,
        Kind::Pacemaker => PACEMAKER,
        Kind::CentralLine => &[],
    }
}

const CARDIOMEGALY: &[&str] = &[
    "{The heart|Heart size|The cardiac silhouette|The cardiomediastinal silhouette} is <degreely> enlarged.",
    "{There is|Stable|} <degree> cardiomegaly{| is noted| is present| is seen}.",
    "<degree> enlargement of the {heart|cardiac silhouette|cardiomediastinal silhouette}.",
    "{The heart|Heart} is <degreely> enlarged {in size|with a left ventricular configuration|}.",
    "Cardiac silhouette is <degreely> {enlarged|prominent and enlarged}.",
];

const EFFUSION: &[&str] = &[
    "{There is a|} <size> <side> pleural effusion{| is present| is noted| is seen}.",
    "<size> <side> {pleural effusion|effusion}{| with {blunting of the <side> costophrenic sulcus|associated basilar opacity}}.",
    "{There is blunting|Blunting} of the <side> costophrenic {sulcus|sulcus|angle}, {consistent with|compatible with|suggesting} a <size> <side> {pleural effusion|effusion}.",
    "{The <side>|<side>} costophrenic {sulcus|sulcus|angle} is {blunted|obscured} {by|due to} a <size> pleural effusion.",
    "<size> volume of <side> pleural {fluid|effusion}.",
    "<side>-sided pleural effusion, <size>{| in size| in volume}.",
];

const PNEUMOTHORAX: &[&str] = &[
    "{There is a|} <size> <side> {|apical |apical and lateral }pneumothorax{| is present| is seen| is noted}.",
    "<size> <side> pneumothorax {with|and} {a visible pleural line|visible visceral pleural line|the pleural line at the apex}.",
    "{There is a|A} <side> pneumothorax {is |}{measuring|measuring approximately} <cm> cm at the apex.",
    "<side>-sided pneumothorax, <size>{| in size}.",
];

const CONSOLIDATION: &[&str] = &[
    "{There is|} {focal |patchy |dense |}{consolidation|airspace disease|airspace opacity|airspace consolidation} in the <lobe>{|, {suspicious for|consistent with|concerning for|compatible with} pneumonia}.",
    "<degree> <lobe> {airspace disease|infiltrate|opacity|consolidation}{| is present| is noted| is seen}.",
    "{There is an|} {opacity|infiltrate|airspace opacity} {in|within|projecting over} the <lobe>{|, {which may represent|may represent|suggesting} {pneumonia|infiltrate}}.",
    "Increased {opacity|density} in the <lobe> {consistent with|representing|suspicious for} {pneumonia|airspace disease|infiltrate}.",
    "<lobe> {patchy |focal |}opacity {with air bronchograms |}{representing|suggesting|consistent with} {pneumonia|infection|airspace disease}.",
];

const ATELECTASIS: &[&str] = &[
    "{There is|} <degree> {|subsegmental |bandlike |linear |streaky }{atelectasis|opacity} {in|at} the <side> {lung |}base.",
    "{Streaky|Linear|Bandlike|Patchy} <side> {basilar|lower lobe} {opacities|opacity|densities} {consistent with|compatible with|suggesting|representing} {<degree> |subsegmental |}atelectasis.",
    "<degree> <side> {basilar|lower lobe} atelectasis{| is present| is noted}.",
    "{Volume loss|Subsegmental atelectasis} {in|at} the <side> {base|lower lobe}.",
];

const EDEMA: &[&str] = &[
    "{There is|} <degree> {interstitial edema|pulmonary edema|interstitial pulmonary edema|pulmonary vascular congestion and interstitial edema}{| is present}.",
    "{Prominent|Increased|Diffuse} interstitial markings {bilaterally |}{consistent with|compatible with|suggesting} <degree> {edema|pulmonary edema|interstitial edema}.",
    "The pulmonary {vascularity|vasculature} is <degreely> {congested|engorged|prominent} with {interstitial edema|perihilar interstitial opacities|indistinct vascular margins}.",
    "{Bilateral|Diffuse} {perihilar |}interstitial opacities{, {consistent with|compatible with} <degree> {interstitial |pulmonary |}edema}.",
];

const NODULE: &[&str] = &[
    "{There is a|} <cm> cm {|noncalcified |rounded }{nodule|pulmonary nodule|nodular opacity} {in|within|projecting over} the <lobe>.",
    "{<lobe>|<zone>} {pulmonary nodule|nodule|nodular density} {measures|measuring} {approximately |}<cm> cm.",
    "A {rounded|round|nodular} {opacity|density} is {present|seen|noted} in the <lobe> measuring <cm> cm.",
    "{There is a|} {small|rounded} nodular opacity in the <zone>{, {measuring|approximately} <cm> cm|}.",
    "{There is a|} {|small |rounded |noncalcified }{nodule|nodular opacity} {in|within|projecting over} the <lobe>.",
];

const MASS: &[&str] = &[
    "{There is a|} {|large |<cm> cm |rounded }{mass|lung mass|masslike opacity} {in|within} the <lobe>.",
    "<lobe> mass {measures|measuring} {approximately |}<cm> cm{|, concerning for {malignancy|neoplasm}}.",
    "{A |}<cm> cm {mass|masslike opacity} is {seen|present|noted} {in|within|projecting over} the <lobe>.",
    "Large {|rounded }opacity in the <lobe> {consistent with|suspicious for|concerning for} a {|lung }mass{|, approximately <cm> cm}.",
];

const GRANULOMA: &[&str] = &[
    "{There is a|} {small |}calcified granuloma {in|within} the <lobe>.",
    "Calcified <lobe> granuloma{| is noted| consistent with prior granulomatous disease}.",
    "{Calcified|Dense calcified} nodule in the <lobe>, {consistent with|compatible with} {a granuloma|prior granulomatous disease|old granulomatous disease}.",
    "{There is a|} calcified nodule in the <zone> representing {a granuloma|prior granulomatous disease}.",
];

const HYPERINFLATION: &[&str] = &[
    "{The lungs|Lungs} are <degreely> {hyperexpanded|hyperinflated}{| with flattening of the {diaphragms|hemidiaphragms}}.",
    "{There is|} <degree> {hyperinflation|hyperexpansion} of the lungs{| with {flattened diaphragms|flattening of the hemidiaphragms|increased AP diameter}}.",
    "Hyperexpanded lungs {with|and} {flattening of the diaphragms|flattened hemidiaphragms|increased retrosternal airspace}{|, consistent with {emphysema|COPD|emphysematous change}}.",
    "{Flattening of the|Flattened} {diaphragms|hemidiaphragms} and {hyperinflation|increased lung volumes}, {consistent with|suggesting} {COPD|emphysema}.",
];

const LOW_VOLUMES: &[&str] = &[
    "{The lung volumes|Lung volumes} are <degreely> low{| with {bronchovascular crowding|crowding of the bronchovascular markings}}.",
    "{There are low|Low} lung volumes{| with bronchovascular crowding| bilaterally}.",
    "{Shallow inspiration|Low lung volumes} with {bronchovascular crowding|vascular crowding}.",
    "The lungs are {hypoinflated|hypoventilated}{| with bronchovascular crowding}.",
];

const ELEVATED_HEMIDIAPHRAGM: &[&str] = &[
    "{There is|} {<degree> |}elevation of the <side> hemidiaphragm.",
    "{The <side>|<side>} hemidiaphragm is {<degreely> |}elevated.",
    "{Elevated|<degreely> elevated} <side> {hemidiaphragm|diaphragm}{| is noted| is seen}.",
];

const HIATAL_HERNIA: &[&str] = &[
    "{There is a|} <size> hiatal hernia{| is present| is noted| with an air-fluid level}.",
    "{Retrocardiac|Rounded retrocardiac} {opacity|density} with {an |}air-fluid level {consistent with|compatible with|representing} {a |}<size> hiatal hernia.",
    "<size> {retrocardiac |}hiatal hernia.",
];

const TORTUOUS_AORTA: &[&str] = &[
    "{The thoracic aorta|Thoracic aorta|The aorta} is <degreely> {tortuous|tortuous and ectatic|ectatic and tortuous|ectatic}.",
    "{There is|} <degree> {tortuosity|ectasia|unfolding} of the {thoracic |descending thoracic |}aorta.",
    "{Tortuous|<degreely> tortuous} {thoracic |}aorta{| is noted| is seen}.",
];

const CALCIFIED_AORTA: &[&str] = &[
    "{There are|} {atherosclerotic|vascular} {calcifications|calcification} of the {aorta|thoracic aorta}.",
    "{Calcified|Atherosclerotic} {aorta|thoracic aorta}{| is noted}.",
    "{Aortic|} atherosclerotic {calcifications|calcification} {are|is} {present|noted|seen}.",
    "There is calcification of the {aorta|aortic knob}{|, consistent with atherosclerosis}.",
];

const SCOLIOSIS: &[&str] = &[
    "{There is|} <degree> {scoliosis|curvature|scoliotic curvature} of the {thoracic |}spine{|,} to the <side>.",
    "<degree> <curve> of the thoracic spine.",
    "{There is a|} <degree> <side> convex {scoliosis|curvature} of the thoracic spine.",
    "<degree> {thoracic |}scoliosis, convex <side>.",
];

const DEGENERATIVE_SPINE: &[&str] = &[
    "{There are|} <degree> degenerative changes {of|in} the {thoracic |}spine.",
    "<degree> degenerative change {of|in} the {thoracic |}spine.",
    "<degree> {degenerative|endplate degenerative} changes {are {present|seen|noted} |}in the {thoracic |}spine{| with osteophytes}.",
    "<degree> {thoracic |}{spondylosis|spurring of the thoracic spine|degenerative disc disease}{| is noted| of the thoracic spine}.",
    "Degenerative {endplate |disc |}changes of the thoracic spine, <degree>.",
    "{Osteophytes|Anterior osteophytes|Multilevel osteophytes} are present in the thoracic spine.",
];

const STERNAL_WIRES: &[&str] = &[
    "{There are|} {intact |}{sternotomy|median sternotomy} {wires|sutures}{| are present| are noted}.",
    "{Postsurgical|Postoperative} changes of {median sternotomy|sternotomy}{| are present| are noted}.",
    "{The patient is|} status post {median |}sternotomy{| with intact {sternotomy |sternal |}wires}.",
    "{Sternotomy|Median sternotomy|Sternal} wires {are intact|are present|are in place}.",
];

const PACEMAKER: &[&str] = &[
    "{<side>-sided|<side> chest|<side>} <leads> {pacemaker|cardiac pacemaker} {is present|is in place|is noted|}.",
    "{There is a|} <side> <leads> {pacemaker|cardiac pacer} with {leads|lead tips} {in|overlying|projecting over} the <chambers>.",
    "<leads> pacemaker {overlying|projecting over} the <side> {chest|hemithorax}.",
    "<side> {subclavian |chest |}pacemaker {generator |}with {intact |}leads.",
];

/// Acute rib fractures.
pub const FRACTURE: &[&str] = &[
    "{There is a|} {minimally |mildly |}displaced fracture of the <side> {|lateral }<rib> rib.",
    "{Acute|} fracture of the <side> <rib> rib.",
    "<side> <rib> rib fracture{| is noted| is seen| is present}.",
];

/// Healed rib fractures.
pub const OLD_FRACTURE: &[&str] = &[
    "{There is an|} {old|healed} fracture of the <side> <rib> rib.",
    "{Old|Healed|Remote} <side> <rib> rib fracture{| is noted| deformity}.",
    "{Deformity of|} the <side> <rib> rib {consistent with|compatible with} {an old|a healed} fracture.",
];

/// Jugular catheters.
pub const JUGULAR: &[&str] = &[
    "{<side> IJ|<side> internal jugular|<side> jugular} {central venous |central |}{catheter|line} {tip |with tip |terminates }{in|at|within} the {SVC|superior vena cava|mid SVC}.",
];

/// Catheters from the arm.
pub const PICC: &[&str] = &[
    "{<side>|<side> upper extremity|<side>-sided} PICC {line |}{tip |with tip |with its tip |terminates }{in|at|within} the {SVC|superior vena cava|mid SVC|distal SVC}.",
];

/// Ports.
pub const PORT: &[&str] = &[
    "{<side>|<side> chest|<side>-sided|<side> subclavian} {port|Port-A-Cath|chest port} {tip|catheter tip|with tip|with catheter tip} {in|at|within} the {SVC|superior vena cava|mid SVC|distal SVC}.",
];

/// Fluid on both sides; `<more>` is the side with more of it.
pub const BOTH_EFFUSIONS: &[&str] = &[
    "{There are|} <size> bilateral pleural effusions{|, {<more> greater than <less>|greater on the <more>|larger on the <more>}}.",
    "<size> bilateral {effusions|pleural effusions}{| are present| are noted}.",
    "{There is blunting|Blunting} of {both|the bilateral} costophrenic {angles|sulci} {consistent with|suggesting} <size> bilateral effusions.",
];

/// Atelectasis at both bases.
pub const BOTH_ATELECTASIS: &[&str] = &[
    "{There is|} <degree> bibasilar {atelectasis|subsegmental atelectasis}.",
    "{Streaky|Linear|Bandlike} bibasilar {opacities|densities} {consistent with|compatible with|suggesting} <degree> atelectasis.",
    "{Bibasilar|Bilateral basilar} {atelectasis|subsegmental atelectasis|bandlike opacities}{|, <more> greater than <less>}.",
];

/// Sentences of IMPRESSION for a kind; none where a reader would leave it at the findings.
pub fn impression(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Cardiomegaly => &[
            "{<degree>|<degree>|Stable} cardiomegaly{| without {acute |}{pulmonary edema|failure}}.",
            "<degree> cardiomegaly.",
            "{<degree> cardiac|<degree>} enlargement{| of the heart}.",
        ],
        Kind::Effusion => &[
            "<size> <side> pleural effusion.",
            "<size> <side> {pleural |}effusion.",
        ],
        Kind::Pneumothorax => &[
            "<size> <side> {|apical }pneumothorax.",
            "<side> pneumothorax, <size>.",
        ],
        Kind::Consolidation => &[
            "<lobe> {pneumonia|airspace disease|infiltrate|consolidation}.",
            "{Findings|Appearance} {consistent with|suspicious for|concerning for|compatible with} <lobe> pneumonia.",
            "<lobe> {opacity|airspace disease}, {which may represent|may represent|suspicious for} {pneumonia|infection}{|. {Followup|Recommend followup} {radiographs|to resolution}}.",
        ],
        Kind::Atelectasis => &[
            "<degree> <side> {basilar|lower lobe} atelectasis.",
            "<side> {basilar|base} {opacity|opacities}, {atelectasis|subsegmental atelectasis}.",
        ],
        Kind::Edema => &[
            "<degree> {interstitial |pulmonary |}edema.",
            "{Findings|Appearance} {consistent with|compatible with} {<degree> |}{congestive heart failure|pulmonary edema|interstitial edema|CHF}.",
        ],
        Kind::Nodule => &[
            "<lobe> {pulmonary |}nodule{|, {CT|CT chest} {is |}recommended{| for further evaluation}}.",
            "<cm> cm <lobe> {pulmonary |}nodule{|. {Recommend|Consider} CT{| for further evaluation}}.",
        ],
        Kind::Mass => &[
            "<lobe> mass{|, {concerning|suspicious} for {malignancy|neoplasm}}{|. {Recommend|Consider} CT {chest|of the chest}{| for further evaluation}}.",
            "<cm> cm {<lobe>|<side> lung} mass.",
        ],
        Kind::Granuloma => &[
            "{Old|Prior} granulomatous disease.",
            "Calcified {<lobe>|} granuloma.",
        ],
        Kind::Hyperinflation => &[
            "{Hyperinflation|Hyperexpanded lungs|Hyperinflated lungs}{|, {consistent with|suggesting} {COPD|emphysema}}.",
            "{COPD|Emphysema|Emphysematous changes}{| without acute disease}.",
        ],
        Kind::LowVolumes => &[
            "Low lung volumes{| with bronchovascular crowding}.",
            "{Low|<degreely> low} lung volumes.",
        ],
        Kind::ElevatedHemidiaphragm => &["{Elevated|<degreely> elevated} <side> hemidiaphragm."],
        Kind::HiatalHernia => &["<size> hiatal hernia.", "Hiatal hernia."],
        Kind::TortuousAorta => &["{Tortuous|Ectatic} {thoracic |}aorta."],
        Kind::Scoliosis => &["<degree> {thoracic |}scoliosis."],
        Kind::DegenerativeSpine => &["Degenerative changes of the {thoracic |}spine."],
        Kind::CentralLine => {
            &["<line> {tip |}in the {SVC|superior vena cava}{| without pneumothorax}."]
        }
        Kind::Pacemaker => &["{Pacemaker|<side> pacemaker} in {place|stable position}."],
        Kind::CalcifiedAorta | Kind::RibFracture | Kind::SternalWires => &[],
    }
}
