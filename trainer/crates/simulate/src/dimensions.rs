//! The table of what a patient code is made of.

use std::borrow::Cow;

use xraygan::code::{Dimension, Group, Way};
use xraygan::findings::{Kind, Side};

/// Standard deviations about what is usual for sex, age and build; cut off at 2.5.
const RELATIVE: Way = Way::Normal {
    mean: 0.0,
    deviation: 1.0,
    least: -2.5,
    most: 2.5,
};
const USUAL: &str = "standard deviations about what is usual for sex, age and build";
const SHARE: Way = Way::Uniform {
    low: 0.0,
    high: 1.0,
};
const SHARE_UNIT: &str = "share of its range";
const FORMS: Way = Way::Choice {
    names: Cow::Borrowed(&[
        Cow::Borrowed("first"),
        Cow::Borrowed("second"),
        Cow::Borrowed("third"),
        Cow::Borrowed("fourth"),
    ]),
};

/// A normal distribution cut off at two and a half standard deviations.
const fn normal(mean: f32, deviation: f32) -> Way {
    Way::Normal {
        mean,
        deviation,
        least: mean - 2.5 * deviation,
        most: mean + 2.5 * deviation,
    }
}

const fn uniform(low: f32, high: f32) -> Way {
    Way::Uniform { low, high }
}

const fn chance(probability: f32) -> Way {
    Way::Chance { probability }
}

type Rows = &'static [(&'static str, &'static str, Way)];

/// What a body is shaped by.
const PATIENT: Rows = &[
    (
        "sex",
        "choice",
        Way::Choice {
            names: Cow::Borrowed(&[Cow::Borrowed("female"), Cow::Borrowed("male")]),
        },
    ),
    (
        "age",
        "years",
        Way::Normal {
            mean: 50.0,
            deviation: 18.0,
            least: 18.0,
            most: 92.0,
        },
    ),
    ("stature", USUAL, RELATIVE),
    ("build", USUAL, RELATIVE),
    ("muscle", USUAL, RELATIVE),
    ("breast", USUAL, RELATIVE),
    ("breadth", USUAL, RELATIVE),
    ("depth", USUAL, RELATIVE),
    ("breath", USUAL, RELATIVE),
    ("breath_left", USUAL, RELATIVE),
    ("doming", USUAL, RELATIVE),
    ("heart_size", USUAL, RELATIVE),
    ("heart_upright", USUAL, RELATIVE),
    ("mediastinum_shift", "mm to the left", normal(0.0, 1.5)),
    ("kyphosis", USUAL, RELATIVE),
    ("scoliosis", "mm to the right", normal(0.0, 1.5)),
    ("unfolding", USUAL, RELATIVE),
    ("lung_density", "of average", normal(1.0, 0.08)),
    ("vessels", "of average", normal(1.0, 0.08)),
    ("bone", USUAL, RELATIVE),
    ("stomach_gas_present", "yes or no", chance(0.65)),
    ("stomach_gas", "share of the most", uniform(0.1, 0.85)),
    ("colon_gas_present", "yes or no", chance(0.35)),
    ("colon_gas", "share of the most", uniform(0.3, 1.0)),
    ("thorax_taper", USUAL, RELATIVE),
    ("mediastinum_width", USUAL, RELATIVE),
];

/// How a patient stands for a view.
const POSE: Rows = &[
    ("rotation", "radians", normal(0.0, 0.022)),
    ("tilt", "radians", normal(0.0, 0.014)),
    ("offset_x", "mm to the left", normal(0.0, 5.0)),
    ("offset_y", "mm to the back", normal(0.0, 5.0)),
    ("offset_z", "mm to the head", normal(0.0, 5.0)),
    ("field", "of the chest's frame", uniform(0.96, 1.10)),
];

/// Where in its lobe a finding is.
const PLACE: Rows = &[
    ("across", SHARE_UNIT, SHARE),
    ("deep", SHARE_UNIT, SHARE),
    ("high", SHARE_UNIT, SHARE),
];

/// The particulars of a kind, beside [`PLACE`].
fn particulars(kind: Kind) -> Rows {
    const ROUND: Rows = &[
        ("size", SHARE_UNIT, SHARE),
        ("form", "choice", FORMS),
        ("spiculated", "yes or no", chance(0.5)),
    ];
    match kind {
        Kind::Cardiomegaly => const { &[("excess", "heart over chest", uniform(-0.012, 0.02))] },
        Kind::LowVolumes => const { &[("rise", "mm", uniform(-3.0, 5.0))] },
        Kind::ElevatedHemidiaphragm => const { &[("rise", "mm", uniform(-4.0, 4.0))] },
        Kind::TortuousAorta => const { &[("unfolding", "of a young aorta's", uniform(-0.1, 0.1))] },
        Kind::Scoliosis => const { &[("bend", "mm", uniform(-2.0, 4.0))] },
        Kind::Effusion => {
            const {
                &[
                    ("volume", SHARE_UNIT, SHARE),
                    ("climb", "mm", uniform(48.0, 62.0)),
                    ("thin", "mm", uniform(15.0, 19.0)),
                    ("shift", SHARE_UNIT, SHARE),
                ]
            }
        }
        Kind::Pneumothorax => const { &[("gap", SHARE_UNIT, SHARE), ("shift", SHARE_UNIT, SHARE)] },
        Kind::Consolidation => {
            const {
                &[
                    ("reach", "mm", uniform(0.0, 7.0)),
                    ("stretch_x", "ratio", uniform(0.85, 1.3)),
                    ("stretch_y", "ratio", uniform(0.85, 1.3)),
                    ("stretch_z", "ratio", uniform(0.8, 1.15)),
                    ("density", "ratio", uniform(0.5, 0.7)),
                    ("form", "choice", FORMS),
                ]
            }
        }
        Kind::Atelectasis => {
            const {
                &[
                    ("more", "yes or no", chance(0.5)),
                    ("lean", "radians", normal(0.0, 0.28)),
                    ("tip", "radians", normal(0.0, 0.35)),
                    ("long", "mm", uniform(22.0, 42.0)),
                    ("wide", "mm", uniform(22.0, 38.0)),
                    ("thick", "mm", uniform(1.8, 3.2)),
                    ("rise", "mm", uniform(2.0, 6.0)),
                    ("form", "choice", FORMS),
                ]
            }
        }
        Kind::Edema => const { &[("form", "choice", FORMS)] },
        Kind::Nodule | Kind::Mass => ROUND,
        Kind::Granuloma => {
            const {
                &[
                    ("size", SHARE_UNIT, SHARE),
                    ("flat", "ratio", uniform(0.8, 1.1)),
                ]
            }
        }
        Kind::HiatalHernia => {
            const {
                &[
                    ("size", "mm", uniform(0.0, 5.0)),
                    ("level", "radii", uniform(-0.25, 0.25)),
                ]
            }
        }
        Kind::CalcifiedAorta | Kind::DegenerativeSpine => const { &[("form", "choice", FORMS)] },
        Kind::RibFracture => {
            const {
                &[
                    ("along", "share of the rib", uniform(0.3, 0.7)),
                    ("step", SHARE_UNIT, SHARE),
                ]
            }
        }
        Kind::SternalWires => {
            const {
                &[
                    ("width", "mm", uniform(9.0, 13.0)),
                    ("lean", "slope", normal(0.0, 0.25)),
                    ("form", "choice", FORMS),
                ]
            }
        }
        Kind::Pacemaker => {
            const {
                &[
                    ("loop_out", "mm", uniform(6.0, 24.0)),
                    ("loop_up", "mm", uniform(-34.0, 8.0)),
                    ("sway_x", "mm", normal(0.0, 1.6)),
                    ("sway_y", "mm", normal(0.0, 1.6)),
                    ("form", "choice", FORMS),
                ]
            }
        }
        Kind::CentralLine => const { &[("tip", SHARE_UNIT, uniform(0.0, 0.7))] },
        Kind::Hyperinflation => const { &[] },
    }
}

/// Whether a kind has a place of its own within a lobe.
fn is_placed(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Consolidation | Kind::Atelectasis | Kind::Nodule | Kind::Mass | Kind::Granuloma
    )
}

/// All dimensions: patient, frontal, lateral, then each kind, by side where it has sides.
pub fn all() -> Vec<Dimension> {
    let mut list = Vec::new();
    let mut add = |prefix: &str, group, rows: Rows| {
        list.extend(rows.iter().map(|(name, unit, way)| Dimension {
            name: format!("{prefix}.{name}"),
            group,
            unit: Cow::Borrowed(unit),
            way: way.clone(),
        }));
    };
    add("patient", Group::Patient, PATIENT);
    add("frontal", Group::Frontal, POSE);
    add("lateral", Group::Lateral, POSE);
    for kind in Kind::ALL {
        let label = kind.label();
        let prefixes = if kind.is_sided() {
            Side::BOTH
                .map(|side| format!("{label}.{}", side.name()))
                .to_vec()
        } else {
            vec![label.to_owned()]
        };
        for prefix in prefixes {
            if is_placed(kind) {
                add(&prefix, Group::Particulars, PLACE);
            }
            add(&prefix, Group::Particulars, particulars(kind));
        }
    }
    list
}
