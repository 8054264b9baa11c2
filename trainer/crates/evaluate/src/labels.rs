//! Labels of collections as the findings that the report reader knows.

use xraygan::findings::Kind;

/// The finding of a label such as `Cardiomegaly`, `Pleural_Thickening` or `central_line`; NIH's `Emphysema` shows as
/// hyperinflation, its `Infiltration` and `Pneumonia` as consolidation.
#[must_use]
pub fn kind_of(label: &str) -> Option<Kind> {
    let name = label.to_lowercase().replace([' ', '-'], "_");
    match name.as_str() {
        "emphysema" => Some(Kind::Hyperinflation),
        "infiltration" | "pneumonia" => Some(Kind::Consolidation),
        name => Kind::from_label(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_collections_are_findings_where_they_can_be() {
        assert_eq!(kind_of("central_line"), Some(Kind::CentralLine));
        assert_eq!(kind_of("Cardiomegaly"), Some(Kind::Cardiomegaly));
        assert_eq!(kind_of("Infiltration"), Some(Kind::Consolidation));
        assert_eq!(kind_of("Pleural_Thickening"), None);
    }
}
