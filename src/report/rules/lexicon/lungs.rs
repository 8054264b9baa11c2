//! Names of what is in the lungs and around them.

use crate::findings::Kind;

use super::Patterns;

/// What makes lungs whiter, and nodules.
pub(super) fn opacities(kind: Kind) -> (Patterns, Patterns) {
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
        _ => (
            &["granulom*", "calcifi* ~3 nodul*", "nodul* ~1 calcifi*"],
            &["granulom* polyangiitis"],
        ),
    }
}

/// How much air is in them.
pub(super) fn inflation(kind: Kind) -> (Patterns, Patterns) {
    match kind {
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

/// Fluid and air around them, and the diaphragm.
pub(super) fn pleura(kind: Kind) -> (Patterns, Patterns) {
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
