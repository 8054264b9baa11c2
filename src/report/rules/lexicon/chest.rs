//! Names of what is between and around the lungs.

use crate::findings::Kind;

use super::Patterns;

/// The heart, the aorta and the hiatus.
pub(super) fn mediastinum(kind: Kind) -> (Patterns, Patterns) {
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

/// Spine and ribs.
pub(super) fn bones(kind: Kind) -> (Patterns, Patterns) {
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
                "fracture|fractures|fractured ~4 clavic*|humer*|scapul*|sternum|vertebra* ~3 rib|ribs",
                "clavic*|clavicular|vertebra*|compression|humer*|scapul*|spine|sternal ~2 fracture|fractures|deformit* ~6 rib|ribs",
            ],
        ),
    }
}

/// Wires, leads and catheters.
pub(super) fn devices(kind: Kind) -> (Patterns, Patterns) {
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
