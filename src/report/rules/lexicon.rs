//! How reports name each finding, and what they name in words that are almost the same.

use std::sync::LazyLock;

use crate::findings::Kind;

use super::phrase::Phrase;

/// The words of one kind.
pub(super) struct Entry {
    pub kind: Kind,
    /// Any of these names it.
    pub names: Vec<Phrase>,
    /// A name that lies within one of these is of another thing.
    pub others: Vec<Phrase>,
}

/// All kinds.
pub(super) static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let read = |list: &[&'static str]| list.iter().map(|it| Phrase::new(it)).collect();
    let entry = |kind| {
        let (names, others) = words(kind);
        Entry {
            kind,
            names: read(names),
            others: read(others),
        }
    };
    Kind::ALL.into_iter().map(entry).collect()
});

/// Whether a word is part of a name.
pub(super) fn knows(word: &str) -> bool {
    ENTRIES
        .iter()
        .any(|entry| entry.names.iter().any(|it| it.knows(word)))
}

/// Patterns, as [`Phrase`] reads them.
type Patterns = &'static [&'static str];

/// The names of a kind, and of other things.
fn words(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Cardiomegaly | Kind::HiatalHernia | Kind::TortuousAorta | Kind::CalcifiedAorta => {
            mediastinum(kind)
        }
        Kind::Scoliosis | Kind::DegenerativeSpine | Kind::RibFracture => bones(kind),
        Kind::SternalWires | Kind::Pacemaker | Kind::CentralLine => devices(kind),
        Kind::Effusion | Kind::Pneumothorax | Kind::ElevatedHemidiaphragm => pleura(kind),
        _ => lungs(kind),
    }
}

fn lungs(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Consolidation => (
            &[
                "consolid*",
                "pneumonia|pneumonias|bronchopneumonia|pneumonic",
                "infiltrat*",
                "airspace|alveolar|airspaces ~2 disease|diseases|opacit*|process|opacification|filling|densit*",
                "air space|spaces ~2 disease|opacit*|process|opacification|consolid*|densit*",
            ],
            &[
                "pneumonia vaccin*",
                "retrosternal ~2 airspace|space ~2 opacit*|disease|densit*",
            ],
        ),
        Kind::Atelectasis => (
            &[
                "atelect*",
                "lung|lobe|lobar|lobes|pulmonary|segmental|basilar|base ~2 collapse*",
                "collapse* ~4 lung|lobe|lobes|base|segment",
                "volume ~1 loss",
                "loss ~3 volume",
            ],
            &[
                "vertebra*|body|disc|disk ~4 volume|collapse* ~2 loss",
                "volume|collapse* ~1 loss ~4 vertebra*|body|disc|disk|t4|t5|t6|t7|t8|t9|t10|t11|t12|l1|l2|thoracic",
                "loss ~3 volume ~3 vertebra*|body|disc|disk|t4|t5|t6|t7|t8|t9|t10|t11|t12|l1|l2",
                "brain ~2 volume loss",
            ],
        ),
        Kind::Edema => (
            &[
                "edema|edematous",
                "chf",
                "heart|cardiac failure|decompensation",
                "vascul*|venous|pulmonary|interstitial|cardiopulmonary ~3 congest*|engorge*|redistribut*|cephali*",
                "congest*|engorge*|redistribut*|cephali* ~5 vascul*|venous|pulmonary|interstitial|flow",
                "cephali*",
                "prominen*|indistinct ~3 vascular|vascularity|vasculature",
                "vascular|vascularity|vasculature ~4 prominen*|indistinct",
                "venous hypertension",
                "fluid|volume overload",
                "kerley",
            ],
            &[
                "soft|subcutaneous|bone|marrow|peripheral|leg|ankle|mucosal|laryngeal|cerebral|brain|pedal|extremity ~2 edema",
                "edema ~3 legs|leg|ankles|extremities|extremity|foot|feet|soft",
            ],
        ),
        Kind::Nodule => (
            &["nodul*", "micronodul*|fibronodul*"],
            &[
                "thyroid|breast|adrenal|skin|nipple|cutaneous ~2 nodul*",
                "nodul* ~4 thyroid|breast|adrenal|skin",
                "calcifi* ~3 nodul*",
                "nodul* ~1 calcifi*",
                "nodul* contour*|thickening|liver|pleural|appearance",
                "nodular scar*|scarring|infiltrat*",
                "reticul* nodular",
            ],
        ),
        Kind::Mass => (
            &["mass|masses|masslike"],
            &[
                "mass|masses effect",
                "body|muscle|bone|air|red ~1 mass",
                "breast|thyroid|adrenal|abdominal|renal|soft|neck|chest|cardiac ~2 mass|masses",
                "mass|masses ~4 breast|thyroid|adrenal|abdomen|neck",
                "mass index",
            ],
        ),
        Kind::Granuloma => (
            &["granulom*", "calcifi* ~3 nodul*", "nodul* ~1 calcifi*"],
            &["granulom* polyangiitis"],
        ),
        Kind::Hyperinflation => (
            &[
                "hyperinflat*|hyperexpan*|hyperaerat*|hyperlucen*|hyperdisten*|overinflat*|overexpan*|overaerat*|overdisten*",
                "hyper inflat*|expan*|aerat*|lucen*|disten*",
                "emphysema|emphysematous|bullous|copd",
                "obstructive ~2 disease",
                "air trapping",
                "flatten* ~5 diaphragm*|hemidiaphragm*",
                "diaphragm*|hemidiaphragm* ~4 flatten*|flat",
                "increase*|large|high ~2 lung ~1 volume|volumes",
            ],
            &[
                "subcutaneous|mediastinal|surgical|soft|cutaneous|wall ~3 emphysema",
                "emphysema ~3 soft|subcutaneous|wall|neck",
            ],
        ),
        _ => (
            &[
                "low ~3 volume|volumes|inspiration|inflation|aeration",
                "lower ~1 lung|inspiratory volume|volumes",
                "volume|volumes ~5 low|small|reduced|diminished|decreased|shallow",
                "hypoinflat*|underinflat*|hypoaerat*|hypoexpan*|underexpan*|hypoventilat*|underaerat*",
                "hypo inflat*|aerat*|expan*",
                "shallow|poor|suboptimal|limited|incomplete|small|decreased|reduced|diminished|expiratory ~2 inspirat*|inflation|expansion",
                "decreased|small|reduced|diminished|shallow ~2 volume|volumes",
                "shallow lung*",
                "lungs ~3 poorly|incompletely inflated|expanded|aerated",
            ],
            &[
                "low|small|decreased|reduced ~2 volume|volumes ~3 loss|effusion*|pneumothora*|aspirate|normal",
                "volume|volumes ~4 low normal",
            ],
        ),
    }
}

fn pleura(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Effusion => (
            &[
                "effusion|effusions|hydropneumo*|hemopneumo*|hydrothora*|hemothora*|empyema|empyemas|pyopneumo*",
                "pleural ~4 effusion|effusions|fluid|collection|collections",
                "fluid ~4 pleural|fissure|fissures|costophrenic",
                "fissural|subpulmonic|loculated fluid|effusion",
                "blunt*|obscur*|efface* ~7 costophrenic|costophrenics|cp|sulcus|sulci",
                "blunt*|obscur* ~4 angle|angles",
                "costophrenic|costophrenics|cp|sulcus|sulci ~7 blunt*|obscur*|efface*|opacified",
            ],
            &[
                "pericardial|joint|knee|ear|elbow|hip|glenohumeral ~1 effusion|effusions",
                "cardiophrenic ~3 blunt*|obscur*",
                "blunt*|obscur* ~3 cardiophrenic ~1 angle|angles",
                "pleural ~2 air ~1 collection|collections",
            ],
        ),
        Kind::Pneumothorax => (
            &["*pneumothor*", "pleural ~1 air ~1 collection|collections"],
            &[],
        ),
        _ => (
            &[
                "elevat*|eventrat*|raised|raising|high|higher ~6 diaphragm*|hemidiaphragm*",
                "diaphragm*|hemidiaphragm* ~4 elevat*|eventrat*|raised|high|higher",
                "eventrat*",
            ],
            &["free ~2 air ~4 diaphragm*|hemidiaphragm*"],
        ),
    }
}

fn mediastinum(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Cardiomegaly => (
            &[
                "cardiomeg*|megacardia",
                "enlarge*|large|prominen*|borderline|big|dilat*|increase*|oversized|globular ~4 heart|cardiac|cardiomediastinal|cardiothoracic|cardiopericardial|cardio",
                "heart|cardiac|cardiomediastinal|cardiothoracic|cardiopericardial|cardio ~6 enlarge*|large|prominen*|big|dilat*|oversized|globular",
                "heart|cardiac|cardiomediastinal ~4 borderline|bordering",
                "heart|cardiac|cardiothoracic ~1 size|ratio|index ~2 increase*",
            ],
            &[
                "enlarge*|large|prominen*|dilat*|increase*|borderline thyroid|pulmonary|central|hila|hilar|aort*|arter*|lymph|azygos|mediastin*|thymus|goiter|epicardial|pericardial|esoph*|node|nodes|spleen|effusion*|left|right ~4 heart|cardiac|cardio*",
                "enlarge*|large|prominen*|dilat*|increase* ~4 heart|cardiac|cardio* border|fat|pad",
                "heart|cardiac|cardio* ~6 enlarge*|large|prominen*|dilat*|increase* ~1 thyroid|pulmonary|central|hila|hilar|aort*|arter*|lymph|azygos|mediastin*|epicardial|vascul*|interstitial|effusion*|hiatal|markings|lung|right|left|lead|leads|pleural|mass",
                "heart failure ~4 enlarge*|large|prominen*",
            ],
        ),
        Kind::HiatalHernia => (
            &[
                "hiatal|hiatus|paraesophageal ~2 hernia|hernias",
                "hernia ~3 hiatal|hiatus|paraesophageal",
                "intrathoracic stomach",
            ],
            &[],
        ),
        Kind::TortuousAorta => (
            &[
                "aort* ~6 tortu*|ectat*|ectas*|unfold*|uncoil*|dilat*|prominen*|enlarge*|elongat*|uncoiled|aneurysm*",
                "tortu*|ectat*|ectas*|unfold*|uncoil*|dilat*|prominen*|enlarge*|elongat* ~5 aort*|arch",
                "mediastinal|arch ~2 tortu*|ectat*",
                "tortu* ~3 vessel*|vascul*|arter*|mediastinum",
            ],
            &[
                "dilat*|prominen*|enlarge* pulmonary|cardiac|heart|hila|hilar|mediastin* ~4 aort*",
                "aort* ~6 prominen*|enlarge* pulmonary|cardiac|heart|hila|hilar|central",
            ],
        ),
        _ => (
            &[
                "atheroscl*|arterioscl*|atheromat*",
                "calcif*|calcium|calcinosis ~5 aort*|arch|knob|vascul*|arter*|tracheobronchial",
                "aort*|arch|knob|vascul*|arter* ~5 calcif*|calcium|calcinosis",
            ],
            &[
                "calcif* ~3 granul*|hil*|node|nodes|lymph|nodul* ~4 aort*|arch|arter*|vascul*",
                "aort* valve ~3 calcif*",
                "calcif* ~1 aort* valve",
            ],
        ),
    }
}

fn bones(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Scoliosis => (
            &[
                "*scolio*",
                "dextrocurv*|levocurv*|dextroconvex*|levoconvex*",
                "curvature ~4 spine|thoracic|thoracolumbar|lumbar",
                "spine|thoracic|thoracolumbar|lumbar|spinal ~3 curvature",
            ],
            &["kyphotic|normal|lordotic curvature"],
        ),
        Kind::DegenerativeSpine => (
            &[
                "degenerat*|arthrit*|arthros* ~7 spine|spinal|vertebra*|thoracic|lumbar|thoracolumbar|disc|disk|endplate*|dorsal|facet*|spondyl*|discs|disks|midthoracic",
                "spine|spinal|vertebra*|thoracic|lumbar|thoracolumbar|disc|disk|endplate*|dorsal|osseous|bony|bone ~5 degenerat*|arthrit*",
                "degenerat* ~1 change|changes|joint|osteoarthritis",
                "spondyl*",
                "osteophyt*|hyperostosis|dish|syndesmophyt*",
                "disc|disk|discs|disks ~2 narrow*|height|degenerat*",
                "hypertrophic|productive|endplate ~1 change|changes|spur*|sclerosis|lipping",
                "spur* ~4 spine|vertebra*|thoracic",
                "spine|vertebra*|thoracic ~3 spur*",
            ],
            &[
                "degenerat*|arthrit* ~4 shoulder*|humer*|clavic*|acromio*|glenohumeral|ac|hip|hips|hand*|knee*|ankle*|foot|midfoot|wrist*|elbow*|sternoclav*",
                "shoulder*|humer*|acromio*|glenohumeral|ac|hip|hips|hand*|knee*|ankle*|foot|midfoot|wrist*|elbow* ~4 degenerat*|osteophyt*|arthrit*|spur* ~1 change|changes|disease",
                "shoulder*|humer*|acromio*|glenohumeral|ac|hip|knee*|compartment ~4 degenerat*|osteophyt*|arthrit*|spur*",
                "osteophyt*|spur* ~5 shoulder*|humer*|acromio*|glenohumeral",
                "spondylolys*|spondylolisth*",
            ],
        ),
        _ => (
            &[
                "rib|ribs|costal ~5 fracture|fractures|fractured|deform*|broken",
                "fracture|fractures|fractured|deform*|broken ~6 rib|ribs",
            ],
            &[
                "clavic*|clavicular|vertebra*|compression|humer*|scapul*|spine|sternal ~2 fracture|fractures|deformit* ~6 rib|ribs",
            ],
        ),
    }
}

fn devices(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::SternalWires => (
            &[
                "sternotom*",
                "sternal|sternum|mediastinal|cerclage ~2 wire|wires|suture|sutures",
                "wire|wires|suture|sutures ~4 sternal|sternum|mediastinum|mediastinal",
                "cerclage",
            ],
            &[],
        ),
        Kind::Pacemaker => (
            &[
                "pacemaker*|pacer|pacers|defibrillator*|icd|icds|aicd|cardioverter*|pacing",
                "cardiac|biventricular|xxxx|pulse ~1 generator|device|devices|stimulator",
                "ventricular|atrial|dual|single|cardiac|icd ~2 lead|leads",
                "lead|leads ~6 ventric*|atri*",
            ],
            &["pacer|pacing pad|pads", "monitor|ekg|ecg ~1 lead|leads"],
        ),
        _ => (
            &[
                "picc*|portacath*|mediport|port|ports|chemoport|infusaport|powerport|permcath|permacath|hickman|broviac|groshong|quinton",
                "central|venous|jugular|ij|subclavian|svc|cavoatrial|dialysis|hemodialysis|ganz|vas|indwelling|infusion|tunneled ~3 catheter*|line|lines",
                "catheter*|line|lines ~9 svc|cava|cavoatrial|jugular|subclavian|brachiocephalic|innominate|atrium|atrial|atriocaval",
                "xxxx ~6 tip|tips ~7 svc|cava|caval|cavoatrial|brachiocephalic|atriocaval",
                "chest xxxx ~4 svc|cava|cavoatrial|tip|tips",
                "xxxx a xxxx",
                "catheter ~6 superior xxxx",
                "tip|tips ~5 svc|cava|caval|cavoatrial|atriocaval",
                "tip|tips ~4 superior xxxx",
                "swan",
            ],
            &[
                "port|ports ~1 wine|site",
                "nasogastric|feeding|enteric|orogastric|ng|chest|pleural ~2 line|catheter*|tube",
                "central ~1 line ~1 shadow",
                "right|left lung line|lines",
            ],
        ),
    }
}
