//! Both views of one imagined patient from a report, with the library alone: what the page and `trainer generate` do.
//!
//!     cargo run --release --example generate -- report.txt weights pair
//!
//! reads a report and a weights bundle and writes `pair/frontal.png` and `pair/lateral.png`, marked as synthetic.

use std::{error::Error, fs, io, path::Path};

use burn::tensor::Device;
use xraygan::marked::{Grey, Mark, to_png};
use xraygan::pixels::to_grey;
use xraygan::weights::{Decoder, MANIFEST, sha256};

const SEED: u64 = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let written = match arguments.iter().map(Path::new).collect::<Vec<_>>()[..] {
        [report, weights, out] => write_pair(report, weights, out),
        _ => Err("usage: generate REPORT WEIGHTS OUT".into()),
    };
    if let Err(error) = written {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

/// Writes the largest image of each view into the folder `out`.
pub fn write_pair(report: &Path, weights: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let read = |path: &Path| fs::read(path).map_err(cannot("read", path));
    let manifest = read(&weights.join(MANIFEST))?;
    let mut decoder = Decoder::new(&manifest)?;
    for part in decoder.manifest().parts.clone() {
        decoder.add(&part.file, &read(&weights.join(&part.file))?)?;
    }
    let bundle = decoder.finish(&Device::flex())?;
    let mut generation = pollster::block_on(bundle.start(bundle.read(&read(report)?)?, SEED))?;
    while generation.advance(&bundle.model).is_some() {}
    let mark = Mark {
        model: bundle.manifest.provenance.name.clone(),
        weights: sha256(&manifest),
        seed: SEED,
        adapter: "CPU".to_owned(),
        report: None,
    };
    fs::create_dir_all(out).map_err(cannot("create", out))?;
    let largest = bundle.manifest.model.size;
    for image in generation.images().iter().filter(|it| it.size == largest) {
        let grey = to_grey(&generation.developed(image, &pollster::block_on(image.values())?));
        let side = u32::try_from(image.size)?;
        let path = out.join(format!("{}.png", image.view));
        fs::write(&path, to_png(Grey::Eight(&grey), side, side, &mark)?)
            .map_err(cannot("write", &path))?;
    }
    Ok(())
}

fn cannot(verb: &str, path: &Path) -> impl FnOnce(io::Error) -> String {
    move |error| format!("cannot {verb} {}: {error}", path.display())
}
