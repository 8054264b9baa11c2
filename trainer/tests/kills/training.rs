//! Training that is killed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use safetensors::SafeTensors;
use serde_json::Value;

use crate::killing::{Moments, kill_after};
use crate::place::{Place, checkpoints, contents, good};

/// Whole lines of statistics: images seen, and what was learnt by then.
fn lines(run: &Path) -> Vec<(u64, Value)> {
    let text = fs::read_to_string(run.join("stats.jsonl")).unwrap_or_default();
    let whole = text.lines().filter_map(|it| serde_json::from_str(it).ok());
    let learnt = whole.map(|mut line: Value| {
        for name in ["seconds", "images_per_second", "memory_mb"] {
            line.as_object_mut().unwrap().remove(name);
        }
        (line["images"].as_u64().unwrap(), line)
    });
    learnt.collect()
}

/// What is there of a killed run: whole checkpoints, and the statistics up to the newest.
fn look_at(run: &Path, whole: &[(u64, Value)]) -> usize {
    let found = checkpoints(run);
    for path in &found {
        let files: Vec<PathBuf> = fs::read_dir(path)
            .unwrap()
            .map(|it| it.unwrap().path())
            .collect();
        assert_eq!(files.len(), 10, "{files:?}");
        for file in files
            .iter()
            .filter(|it| it.extension().is_some_and(|it| it == "safetensors"))
        {
            let bytes = fs::read(file).unwrap();
            SafeTensors::deserialize(&bytes)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    }
    let Some(newest) = found.last() else { return 0 };
    let images: u64 = newest
        .file_name()
        .unwrap()
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let known = |all: &[(u64, Value)]| -> Vec<(u64, Value)> {
        all.iter().filter(|it| it.0 <= images).cloned().collect()
    };
    let kept = known(&lines(run));
    assert_eq!(kept, known(whole));
    kept.len()
}

/// All phases of a run, killed at random places of it.
pub fn kill_train(place: &Place, kills: usize) {
    let more: &[&str] = &[];
    let [whole, run] = ["whole", "killed"].map(|name| place.path(name));
    let start = Instant::now();
    good(place.train("whole", more));
    let expected = lines(&whole);
    let tick = start.elapsed().as_secs_f64() / expected.len() as f64;
    let mut moments = Moments(4);
    let mut places: Vec<usize> = (0..kills)
        .map(|_| (moments.next() * (expected.len() - 2) as f64) as usize)
        .collect();
    places.sort_unstable();
    let phases: BTreeSet<String> = places
        .iter()
        .map(|&at| format!("{} {}", expected[at].1["size"], expected[at].1["phase"]))
        .collect();
    eprintln!("{kills} kills within {phases:?}");
    let (mut done, mut safe) = (0, 0);
    for at in places {
        let resumes = run.join("options.json").is_file();
        let options: &[&str] = if resumes { &["--resume"] } else { more };
        let late = Duration::from_secs_f64(tick * moments.next());
        let mut since = None;
        let is_time = || {
            if since.is_none() && lines(&run).len() >= at {
                since = Some(Instant::now());
            }
            since.is_some_and(|since| since.elapsed() >= late)
        };
        done += usize::from(kill_after(
            place.train("killed", options).spawn().unwrap(),
            is_time,
        ));
        let now = look_at(&run, &expected);
        assert!(
            now >= safe,
            "a checkpoint was lost: {now} lines after {safe}"
        );
        safe = now;
    }
    assert!(done + 1 >= kills, "{done} of {kills}");
    good(place.train("killed", &["--resume"]));
    assert_eq!(lines(&run), expected);
    let newest = |run: &Path| checkpoints(run).pop().unwrap();
    let files = |run: &Path| {
        let mut files = contents(&newest(run));
        // Has the seconds.
        files.remove(Path::new("state.json"));
        files
    };
    assert!(files(&whole) == files(&run), "other weights");
    let unfinished = fs::read_dir(run.join("checkpoints")).unwrap();
    assert_eq!(unfinished.count(), checkpoints(&run).len());
}
