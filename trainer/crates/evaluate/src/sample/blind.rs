//! A page on which generated pairs lie among real ones, in an order that a file of its own tells.

use std::fmt::Write;

use anyhow::{Result, bail};
use image::{GrayImage, imageops::FilterType};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use xraygan::views::Views;

use super::page::CELL;
use crate::draw::pictures::Grey;
use support::{
    sheet::{self, GAP, Row, row_width, square},
    spread::evenly,
};

/// Pairs of each kind.
const EACH: usize = 24;

/// Width that the page may have, in pixels.
const WIDE: u32 = 1400;

/// A page and its key.
#[derive(Debug)]
pub struct Blind {
    /// PNG: numbered pairs, generated and real.
    pub page: Vec<u8>,
    /// CSV: of each number whether the pair is generated or real, and its name.
    pub key: String,
}

/// Up to 24 of each kind in an order drawn from `seed`; all have the size of the generated ones, so that it tells nothing.
///
/// # Errors
/// No real pair, or no generated one.
pub fn shuffle(
    generated: &[(String, Views<Grey>)],
    real: &[(String, Views<GrayImage>)],
    seed: u64,
) -> Result<Blind> {
    let Some((_, first)) = generated.first() else {
        bail!("--blind: no report gave a pair");
    };
    if real.is_empty() {
        bail!("--blind: the folder of --beside has no study with both views");
    }
    let side = first.frontal.len().isqrt() as u32;
    let count = EACH.min(generated.len()).min(real.len());
    let of_size =
        |film: &GrayImage| image::imageops::resize(film, side, side, FilterType::Triangle);
    let mut all: Vec<(&str, &str, [GrayImage; 2])> = evenly(generated.len(), count)
        .map(|at| &generated[at])
        .map(|(name, pair)| {
            let views = [&pair.frontal, &pair.lateral].map(|grey| square(grey.to_vec()));
            ("generated", name.as_str(), views)
        })
        .collect();
    all.extend(
        evenly(real.len(), count)
            .map(|at| &real[at])
            .map(|(name, pair)| {
                let views = [&pair.frontal, &pair.lateral].map(of_size);
                ("real", name.as_str(), views)
            }),
    );
    all.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut key = "number,kind,name\n".to_owned();
    let mut rows = Vec::new();
    for (at, (kind, name, views)) in all.into_iter().enumerate() {
        let number = at + 1;
        let _ = writeln!(key, "{number},{kind},\"{}\"", name.replace('"', "\"\""));
        rows.push(Row {
            captions: vec![number.to_string()],
            cells: views.map(Some).into(),
        });
    }
    let heading = format!(
        "which are generated? {count} of these {} pairs are: synthetic, not for diagnosis",
        2 * count
    );
    let cell = side.clamp(CELL.0, CELL.1);
    let page = sheet::page(&heading, &rows, (WIDE - GAP) / row_width(2, cell), cell)?;
    Ok(Blind { page, key })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn the_key_names_each_pair_once_and_the_order_follows_from_the_seed() {
        let generated: Vec<_> = (0..30)
            .map(|n| {
                (
                    format!("report {n}"),
                    Views::from_fn(|_| vec![9_u8; 64].into()),
                )
            })
            .collect();
        let film = || GrayImage::from_pixel(16, 16, Luma([200]));
        let real = |count: usize| -> Vec<_> {
            (0..count)
                .map(|n| (format!("film, {n}"), Views::from_fn(|_| film())))
                .collect()
        };
        let blind = shuffle(&generated, &real(40), 1).unwrap();
        let page = image::load_from_memory(&blind.page).unwrap();
        assert!(page.width() <= WIDE && page.height() > 6 * CELL.0);
        let kinds: Vec<&str> = blind
            .key
            .lines()
            .skip(1)
            .map(|it| it.split(',').nth(1).unwrap())
            .collect();
        assert_eq!(kinds.len(), 48);
        assert_eq!(kinds.iter().filter(|&&it| it == "real").count(), 24);
        assert!(kinds[..24].contains(&"real") && kinds[..24].contains(&"generated"));
        let again = shuffle(&generated, &real(40), 1).unwrap();
        assert_eq!(again.key, blind.key);
        assert_ne!(shuffle(&generated, &real(40), 2).unwrap().key, blind.key);
        assert!(
            shuffle(&generated, &real(5), 1)
                .unwrap()
                .key
                .lines()
                .count()
                == 11
        );
        assert!(shuffle(&generated, &real(0), 1).is_err());
    }
}
