//! Joining the shards of one dataset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use support::files::write_whole;

use super::info::leaking_patient;
use super::partial::holds_anything;
use super::{
    Counts, Dataset, DatasetInfo, IMAGES_DIR, INFO_FILE, MANIFEST_FILE, REJECTS_FILE, StudyRecord,
};

/// Join the shards of a simulated dataset (simulate --shard) into one folder.
#[derive(Args, Clone, Debug)]
pub struct MergeOptions {
    /// Folder to write the whole dataset into; new or empty.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The folders of all shards, in any order.
    #[arg(required = true, value_name = "SHARD")]
    pub shards: Vec<PathBuf>,
}

/// Joins shards into the bytes that one run would have written. The shards stay as they are.
///
/// # Errors
///
/// Fails, naming the folder, if one is no shard, a shard is missing, comes twice or was made with other options, or
/// `out` holds anything or cannot be written.
pub fn merge(options: &MergeOptions) -> Result<DatasetInfo> {
    let out = &options.out;
    if holds_anything(out)? {
        bail!("{} holds files; name a new or empty folder", out.display());
    }
    let shards = sorted(&options.shards)?;
    let images = out.join(IMAGES_DIR);
    std::fs::create_dir_all(&images).with_context(|| format!("{}", images.display()))?;
    let mut records: Vec<StudyRecord> = Vec::new();
    let (mut manifest, mut rejects) = (Vec::new(), Vec::new());
    let mut rejected = 0;
    for shard in &shards {
        for record in shard.records() {
            copy_images(shard, record, out)?;
        }
        records.extend_from_slice(shard.records());
        manifest.extend(read(&shard.root().join(MANIFEST_FILE))?);
        let table = read(&shard.root().join(REJECTS_FILE))?;
        // The heading once.
        let rows = table
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        let from = if rejects.is_empty() { 0 } else { rows };
        rejects.extend_from_slice(&table[from..]);
        rejected += shard.info().counts.rejected;
    }
    if let Some(patient) = leaking_patient(&records) {
        bail!(
            "{}: studies of patient {patient} are in two splits",
            out.display()
        );
    }
    let Some(first) = shards.first() else {
        bail!("no shard was named");
    };
    let mut info = first.info().clone();
    info.described.shard = None;
    info.counts = Counts {
        rejected,
        ..Counts::of(&records)
    };
    write_whole(&out.join(REJECTS_FILE), &rejects)?;
    write_whole(&out.join(MANIFEST_FILE), &manifest)?;
    let mut json = serde_json::to_vec_pretty(&info)?;
    json.push(b'\n');
    write_whole(&out.join(INFO_FILE), &json)?;
    Ok(info)
}

/// Opens the shards and puts them in their order: all of them, once, of one dataset.
fn sorted(folders: &[PathBuf]) -> Result<Vec<Dataset>> {
    let mut shards: BTreeMap<u32, Dataset> = BTreeMap::new();
    let mut parts = 0;
    for folder in folders {
        let shown = folder.display();
        let shard = Dataset::open(folder)?;
        let Some([number, of]) = shard.info().described.shard else {
            bail!("{shown}: {INFO_FILE} has no shard; it is whole already");
        };
        if let Some(first) = shards.values().next() {
            let plain = |info: &DatasetInfo| {
                let mut info = info.clone();
                info.counts = Counts::default();
                info.described.shard = None;
                info
            };
            if of != parts || plain(first.info()) != plain(shard.info()) {
                bail!(
                    "{shown} is of another dataset than {}",
                    first.root().display()
                );
            }
        }
        parts = of;
        if let Some(other) = shards.insert(number, shard) {
            bail!(
                "{shown} is shard {number}, as is {}",
                other.root().display()
            );
        }
    }
    if let Some(missing) = (1..=parts).find(|number| !shards.contains_key(number)) {
        bail!("shard {missing} of {parts} is missing; name its folder too");
    }
    Ok(shards.into_values().collect())
}

fn copy_images(shard: &Dataset, record: &StudyRecord, out: &Path) -> Result<()> {
    for name in record.files() {
        write_whole(&out.join(name), &read(&shard.root().join(name))?)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{}", path.display()))
}
