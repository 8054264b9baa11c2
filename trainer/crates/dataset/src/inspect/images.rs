//! Checking the images of a dataset: that they decode, and that no two are the same.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::{Dataset, Problem, Split, View};
use support::progress::Progress;

/// What checking the images found.
pub struct Checked {
    /// Images that do not decode.
    pub problems: Vec<Problem>,
    /// How many images repeat an earlier one.
    pub repeated: usize,
    /// The images that repeat each other across splits.
    pub leaking: Vec<Vec<String>>,
}

/// An image that decodes: the hash of its pixels, its split and its file.
type Sound<'a> = ([u8; 32], Split, &'a str);

/// Decodes every image of a dataset.
///
/// # Errors
///
/// Fails if `stop` is set meanwhile.
pub fn check(dataset: &Dataset, stop: &AtomicBool) -> Result<Checked> {
    let progress = Progress::new("studies", dataset.records().len() as u64, 0);
    let results: Vec<Result<Sound<'_>, Problem>> = dataset
        .records()
        .par_iter()
        .flat_map_iter(|record| {
            progress.advance(1);
            let views = if stop.load(Ordering::Relaxed) {
                &[][..]
            } else {
                &View::ALL
            };
            views.iter().filter_map(|&view| {
                let file = record.image(view)?;
                Some(match dataset.load(record, view) {
                    Ok(image) => {
                        let pixels = image.unwrap_or_default();
                        Ok((Sha256::digest(pixels.as_raw()).into(), record.split, file))
                    }
                    Err(error) => Err(Problem {
                        file: file.to_owned(),
                        line: None,
                        // The innermost reason; the file is already named.
                        reason: error.root_cause().to_string(),
                    }),
                })
            })
        })
        .collect();
    progress.clear();
    if stop.load(Ordering::Relaxed) {
        bail!("interrupted");
    }
    let mut problems = Vec::new();
    let mut same: HashMap<[u8; 32], Vec<(Split, &str)>> = HashMap::new();
    for result in results {
        match result {
            Ok((hash, split, file)) => same.entry(hash).or_default().push((split, file)),
            Err(problem) => problems.push(problem),
        }
    }
    let repeated = same.values().map(|files| files.len() - 1).sum();
    let mut leaking: Vec<Vec<String>> = same
        .into_values()
        .filter(|files| {
            files
                .iter()
                .map(|(split, _)| split)
                .collect::<HashSet<_>>()
                .len()
                > 1
        })
        .map(|files| {
            files
                .iter()
                .map(|(split, file)| format!("{file} ({split})"))
                .collect()
        })
        .collect();
    leaking.sort();
    Ok(Checked {
        problems,
        repeated,
        leaking,
    })
}
