//! The direction a radiograph was taken in, as collections write it.

use dataset::View;

/// Words of projections that show another picture of the chest: axial and lordotic beams, patients
/// lying on their side.
const OTHER: [&str; 7] = [
    "AXIAL",
    "LORDOTIC",
    "LLD",
    "RLD",
    "DECUBITUS",
    "DECUB",
    "SWIMMERS",
];

/// Words beside the direction that say nothing of it.
const NO_VIEW: [&str; 9] = [
    "XR", "CXR", "XRAY", "X", "RAY", "CHEST", "THORAX", "VIEW", "FILM",
];

fn is_frontal(word: &str) -> bool {
    matches!(word, "PA" | "AP" | "FRONTAL" | "FRONT")
}

fn is_lateral(word: &str) -> bool {
    matches!(word, "LATERAL" | "LAT" | "LLAT" | "RLAT")
}

/// The direction a radiograph was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Projection {
    /// Frontal, the beam from back to front (PA): the preferred frontal view.
    Pa,
    /// Frontal, from front to back (AP): portable films, a larger heart.
    Ap,
    /// Frontal, the collection does not say which.
    Frontal,
    /// From either side.
    Lateral,
}

impl Projection {
    /// The view of the dataset.
    pub fn view(self) -> View {
        match self {
            Self::Pa | Self::Ap | Self::Frontal => View::Frontal,
            Self::Lateral => View::Lateral,
        }
    }

    /// Which of a study's images of one view is taken: the lowest rank, then the first.
    pub fn rank(self) -> u8 {
        u8::from(self == Self::Ap)
    }

    /// Reads the view column of a table or a DICOM View Position (0018,5101). `None` for what is
    /// blank or neither frontal nor lateral, such as an oblique.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text
            .to_ascii_uppercase()
            .replace(['_', '-', ',', '(', ')', '.', ':', ';'], " ");
        // "AP Supine", "AP semi erect", "L LATERAL", "postero-anterior", "XR CHEST PA".
        let words: Vec<&str> = (text.split_ascii_whitespace())
            .filter(|word| !NO_VIEW.contains(word))
            .collect();
        if words
            .iter()
            .any(|word| OTHER.contains(word) || word.starts_with("OBL"))
        {
            return None;
        }
        match words.as_slice() {
            // "PA and lateral" names an examination, not an image.
            all if all.iter().any(|it| is_frontal(it)) && all.iter().any(|it| is_lateral(it)) => {
                None
            }
            ["PA" | "POSTEROANTERIOR", ..] | ["POSTERO" | "POSTERIOR", "ANTERIOR", ..] => {
                Some(Self::Pa)
            }
            ["AP/PA" | "PA/AP", ..] => Some(Self::Frontal),
            ["AP" | "ANTEROPOSTERIOR", ..] | ["ANTERO" | "ANTERIOR", "POSTERIOR", ..] => {
                Some(Self::Ap)
            }
            ["FRONTAL" | "FRONT", ..] => Some(Self::Frontal),
            ["LATERAL" | "LAT" | "LL" | "RL" | "LLAT" | "RLAT", ..] | ["L" | "R"] => {
                Some(Self::Lateral)
            }
            ["L" | "R" | "LEFT" | "RIGHT", "LATERAL" | "LAT", ..] => Some(Self::Lateral),
            _ => None,
        }
    }

    /// The projection from a DICOM header: View Position, else Patient Orientation (0020,0020),
    /// whose first value is where the rows point to.
    pub fn of_dicom(view_position: Option<&str>, orientation: Option<&str>) -> Option<Self> {
        if let Some(projection) = view_position.and_then(Self::parse) {
            return Some(projection);
        }
        let rows = orientation?.split('\\').next()?.trim();
        match rows.as_bytes().first()? {
            b'L' | b'R' => Some(Self::Frontal),
            b'A' | b'P' => Some(Self::Lateral),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_as_collections_write_them() {
        let parse = Projection::parse;
        for text in [
            "PA",
            "pa erect",
            "postero-anterior",
            "posterior-anterior",
            "CHEST PA",
            "XR chest, PA view",
        ] {
            assert_eq!(parse(text), Some(Projection::Pa), "{text}");
        }
        for text in ["AP", "AP Supine", "ap semi-erect", "AP_ERECT"] {
            assert_eq!(parse(text), Some(Projection::Ap), "{text}");
        }
        for text in ["Frontal", "Front", "frontal view", "AP/PA"] {
            assert_eq!(parse(text), Some(Projection::Frontal), "{text}");
        }
        for text in [
            "L",
            "LL",
            "LATERAL",
            "lateral",
            "L Lateral",
            "RL",
            "LEFT LATERAL",
            "lat",
            "RLAT",
            "L-LAT",
            "Lateral view",
        ] {
            assert_eq!(parse(text), Some(Projection::Lateral), "{text}");
        }
        for text in [
            "",
            "LLO",
            "RAO",
            "Axial",
            "AP AXIAL",
            "AP LLD",
            "LEFT ANTERIOR OBLIQUE",
            "XTABLE",
            "todo",
            "PA and lateral",
            "XR CHEST 1 VIEW",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        let of_dicom = Projection::of_dicom;
        assert_eq!(
            of_dicom(Some("LL"), Some("L\\F")),
            Some(Projection::Lateral)
        );
        assert_eq!(of_dicom(None, Some("L\\F")), Some(Projection::Frontal));
        assert_eq!(of_dicom(Some(""), Some("A\\F")), Some(Projection::Lateral));
        assert_eq!(of_dicom(None, Some("F")), None);
    }
}
