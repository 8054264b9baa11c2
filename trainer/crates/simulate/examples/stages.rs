//! Where the time of simulating goes: `stages CT-FOLDER SIZE PATIENTS`.

use std::path::Path;
use std::time::Instant;

use simulate::case::{Case, Source, VIEWS};
use simulate::film::{Window, canonical};
use simulate::findings;
use simulate::project::Lines;
use simulate::study::{Order, film};
use simulate::truth;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let scans = simulate::ct::load_folder(Path::new(&arguments[1]))?;
    let size: usize = arguments[2].parse()?;
    let patients: u64 = arguments[3].parse()?;
    let order = Order {
        seed: 1,
        size,
        normal: 0.3,
        developed: false,
    };
    let mut times: Vec<(&str, f64)> = Vec::new();
    let mut time = |name: &'static str, began: Instant| {
        let took = began.elapsed().as_secs_f64();
        match times.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += took,
            None => times.push((name, took)),
        }
    };
    for patient in 0..patients {
        let source = Source::Ct(&scans[patient as usize % scans.len()]);
        let code = order.code(patient);
        let adult = source.patient(&code);
        let began = Instant::now();
        let mut body = source.body(&adult, &code)?;
        time("warp", began);
        let began = Instant::now();
        let case = Case::new(source, code.clone(), size)?;
        time("warp and project", began);
        for (at, view) in VIEWS.into_iter().enumerate() {
            let rig = &case.plain[at].stand.rig;
            let began = Instant::now();
            let lines = Lines::of(&body.posed(view), &body.parts.0, rig, size);
            time(["project frontal", "project lateral"][at], began);
            let began = Instant::now();
            let plate = lines.plate();
            let window = Window::of(&plate);
            canonical(&plate, 1.5, window, view);
            time("develop", began);
        }
        let mut list = order.findings(&case, patient);
        let began = Instant::now();
        let copy = body.clone();
        time("copy", began);
        let began = Instant::now();
        findings::draw_into(&mut body, &mut list, &code);
        time("findings", began);
        let began = Instant::now();
        let change = body.volume.less(&copy.volume);
        time("compare", began);
        drop(change);
        let began = Instant::now();
        let stands = case.plain.each_ref().map(|plain| &plain.stand);
        truth::measure(&code, stands, &body, &list);
        time("truth", began);
        let began = Instant::now();
        film(&case, list)?;
        time("study of a patient", began);
    }
    for (name, sum) in times {
        println!("{name:<20} {:7.1} ms", 1000.0 * sum / patients as f64);
    }
    Ok(())
}
