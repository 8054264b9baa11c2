//! Reading pairs to compare.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use image::{GrayImage, imageops};
use rayon::prelude::*;
use support::spread::evenly;

use super::CompareOptions;
use dataset::{Dataset, View};

/// Side of what is compared, in pixels: the middle of a film of 256.
pub const SIDE: usize = 224;

/// A pair ready to compare.
pub struct Pair {
    /// Its name.
    pub name: String,
    /// Frontal and lateral film, the middle of it, equalised: 0 (darkest) to 1, row by row.
    pub films: [Vec<f32>; 2],
    /// Both as they are, padded to a square.
    pub whole: [GrayImage; 2],
}

impl Pair {
    fn of(name: String, whole: [GrayImage; 2]) -> Self {
        let films = whole.each_ref().map(|film| equalised(&middle(film)));
        Self {
            name,
            films,
            whole: whole.map(|film| square(&film)),
        }
    }
}

/// The pairs of a simulated dataset.
pub fn simulated(root: &Path, most: usize) -> Result<Vec<Pair>> {
    let dataset = Dataset::open(root)?;
    let records = dataset.records();
    let chosen: Vec<usize> = evenly(records.len(), most).collect();
    chosen
        .into_par_iter()
        .map(|at| {
            let record = &records[at];
            let film = |view| -> Result<GrayImage> {
                let film = dataset.load(record, view)?;
                film.with_context(|| format!("study {} has no {view} image", record.study))
            };
            let films = [film(View::Frontal)?, film(View::Lateral)?];
            Ok(Pair::of(record.study.clone(), films))
        })
        .collect()
}

/// The real pairs of a folder with a `manifest.csv`; not those lying prone or of the whole body.
pub fn real(options: &CompareOptions) -> Result<Vec<Pair>> {
    let path = options.real.join("manifest.csv");
    let mut table = csv::Reader::from_path(&path).with_context(|| format!("{}", path.display()))?;
    let headings = table.headers()?.clone();
    let column = |name: &str| {
        let found = headings.iter().position(|heading| heading == name);
        found.with_context(|| format!("{} has no column {name}", path.display()))
    };
    let (file, study, view) = (column("file")?, column("study")?, column("view")?);
    let odd = [column("prone")?, column("body_scan")?];
    let mut studies: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
    for row in table.records() {
        let row = row.with_context(|| format!("{}", path.display()))?;
        let of = |at: usize| row.get(at).unwrap_or_default();
        if odd.iter().any(|&at| of(at) == "1") || options.without.iter().any(|w| w == of(study)) {
            continue;
        }
        let place = match of(view) {
            "frontal" => 0,
            "lateral" => 1,
            other => bail!("{}: unknown view {other:?}", path.display()),
        };
        studies.entry(of(study).to_owned()).or_default()[place] = Some(of(file).to_owned());
    }
    let pairs: Vec<(String, [String; 2])> = studies
        .into_iter()
        .filter_map(|(study, [frontal, lateral])| Some((study, [frontal?, lateral?])))
        .collect();
    let chosen: Vec<usize> = evenly(pairs.len(), options.pairs).collect();
    chosen
        .into_par_iter()
        .map(|at| {
            let (study, files) = &pairs[at];
            let open = |name: &str| -> Result<GrayImage> {
                let path = options.real.join(name);
                let film = image::open(&path).with_context(|| format!("{}", path.display()))?;
                Ok(film.into_luma8())
            };
            let mut films = [open(&files[0])?, open(&files[1])?];
            if options.mirror_laterals {
                films[1] = imageops::flip_horizontal(&films[1]);
            }
            Ok(Pair::of(study.clone(), films))
        })
        .collect()
}

/// A film on a black square.
fn square(film: &GrayImage) -> GrayImage {
    let side = film.width().max(film.height());
    let mut out = GrayImage::new(side, side);
    let (x, y) = ((side - film.width()) / 2, (side - film.height()) / 2);
    imageops::replace(&mut out, film, x.into(), y.into());
    out
}

/// The middle square at the film's own pixels; a film that is smaller is carried on at its edges.
fn middle(film: &GrayImage) -> Vec<u8> {
    let (width, height) = film.dimensions();
    let at = |row: usize, column: usize| {
        let clamp = |place: usize, size: u32| {
            let place = place as i64 + (i64::from(size) - SIDE as i64) / 2;
            place.clamp(0, i64::from(size) - 1) as u32
        };
        film.get_pixel(clamp(column, width), clamp(row, height)).0[0]
    };
    (0..SIDE * SIDE)
        .map(|place| at(place / SIDE, place % SIDE))
        .collect()
}

/// Each pixel's rank among all, 0 to 1; equal greys share theirs.
fn equalised(grey: &[u8]) -> Vec<f32> {
    let mut counts = [0_u32; 256];
    for &value in grey {
        counts[usize::from(value)] += 1;
    }
    let mut below = 0;
    let ranks = counts.map(|count| {
        let rank = below as f32 + 0.5 * count as f32;
        below += count;
        rank / grey.len() as f32
    });
    grey.iter()
        .map(|&value| ranks[usize::from(value)])
        .collect()
}
