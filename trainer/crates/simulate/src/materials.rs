//! Linear attenuation in 1/mm at the effective energy of a filtered 120 kV chest beam (about
//! 70 keV), from NIST XCOM mass attenuation (interpolated between 60 and 80 keV) and ICRU-44
//! densities.

/// Skeletal muscle and other soft tissue.
pub const MUSCLE: f32 = 0.0202;
/// Adipose tissue.
pub const FAT: f32 = 0.0173;
/// Blood and myocardium.
pub const BLOOD: f32 = 0.0204;
/// Water; pleural fluid is a little denser.
pub const FLUID: f32 = 0.0198;
/// Liver and spleen.
pub const LIVER: f32 = 0.0205;
/// Fat with vessels and nodes, between the lungs.
pub const MEDIASTINUM: f32 = 0.0186;
/// Bowel, fat and solid organs, averaged.
pub const ABDOMEN: f32 = 0.0194;
/// Lung at full inspiration, without its larger vessels.
pub const LUNG: f32 = 0.0040;
/// Cortical bone.
pub const CORTEX: f32 = 0.054;
/// Spongy bone with its marrow.
pub const MARROW: f32 = 0.0230;
/// Calcified tissue.
pub const CALCIUM: f32 = 0.042;
/// Steel of wires, clips and cases.
pub const STEEL: f32 = 0.6;
/// Plastic of catheters, with barium or a metal strip for visibility.
pub const CATHETER: f32 = 0.055;

/// Attenuation of a CT number in Hounsfield units: linear through air and water, with a flatter
/// slope above 100 HU, where a CT's bone (photoelectric effect) reads denser than it is at 70 keV.
pub fn of_hounsfield(hu: f32) -> f32 {
    let water = 0.0193;
    let hu = hu.max(-1000.0);
    if hu <= 100.0 {
        water * (1.0 + hu / 1000.0)
    } else {
        water * (1.1 + (hu - 100.0) / 1250.0)
    }
}
