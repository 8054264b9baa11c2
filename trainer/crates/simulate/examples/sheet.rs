//! A sheet of simulated pairs: `sheet FOLDER OUT.png [FIRST [SEED [NORMAL_SHARE]]]`.
use std::path::Path;

use rayon::prelude::*;
use simulate::{ct, preview::{Preview, STUDIES}, study::Order};

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().collect();
    let number = |at: usize, or: f32| words.get(at).and_then(|w| w.parse().ok()).unwrap_or(or);
    let began = std::time::Instant::now();
    let scans = ct::load_folder(Path::new(&words[1]))?;
    eprintln!("{} CTs in {:.1} s", scans.len(), began.elapsed().as_secs_f32());
    if number(5, 0.0) > 1.5 {
        for scan in &scans {
            let m = &scan.marks;
            eprintln!("{}: {:?}\n carina {} trachea {} knob {} heart {} borders {:?} discs {} ribs {:?}", scan.name(), m.lungs, m.carina, m.trachea.len(), m.aorta[m.knob], m.heart, m.borders, m.discs.len(), m.ribs.iter().map(|r| (r.side, r.number, r.path.len())).collect::<Vec<_>>());
            let w = m.chest.iter().map(|p| p.x).fold(f32::MIN, f32::max) - m.chest.iter().map(|p| p.x).fold(f32::MAX, f32::min);
            let h = 0.5 * (m.lungs[0].apex.z + m.lungs[1].apex.z - m.lungs[0].dome.z - m.lungs[1].dome.z);
            eprintln!(" width {w} height {h} ratio {} heart/thorax {}", h / w, (m.borders[1].x - m.borders[0].x) / w);
            ct::picture::landmarks(scan)?.save(format!("{}-{}.png", words[2], scan.name()))?;
        }
        return Ok(());
    }
    let began = std::time::Instant::now();
    let studies: Vec<_> = (0..STUDIES)
        .into_par_iter()
        .map(|at| {
            let index = number(3, 0.0) as usize + at;
            let order = Order { seed: number(4, 1.0) as u64, index: index as u64, size: 256, normal: number(5, 0.0) };
            ct::study(&order, &scans[index % scans.len()])
        })
        .collect::<Result<_, _>>()?;
    eprintln!("{:.2} pairs/s", STUDIES as f32 / began.elapsed().as_secs_f32());
    let mut sheet = Preview::new(STUDIES);
    for (at, study) in studies.iter().enumerate() {
        sheet.put(at, study);
    }
    std::fs::write(&words[2], sheet.png()?)?;
    Ok(())
}
