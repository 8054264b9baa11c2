//! The images of the collection, and which view each shows.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::csv_table::CsvTable;
use crate::files::FileWalk;
use crate::view::Projection;

/// The name an image goes by, whatever the archive: `CXR1_1_IM-0001-3001` in the XML,
/// `1_IM-0001-3001.dcm` among the DICOM files, `1_IM-0001-3001.dcm.png` in a common mirror.
pub fn image_key(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    let name = name.trim_end_matches(".PNG").trim_end_matches(".DCM");
    let name = name.strip_prefix("CXR").unwrap_or(name);
    match name.split_once("_IM") {
        // "1_1_IM…" is "1_IM…": the study's number is written twice.
        Some((number, rest)) => {
            let number = number.rsplit('_').next().unwrap_or(number);
            format!("{number}_IM{rest}")
        }
        None => name.to_owned(),
    }
}

/// All images under a folder, by their keys.
///
/// # Errors
///
/// Fails if the folder is missing or holds no image.
pub fn index_images(folder: &Path) -> Result<HashMap<String, PathBuf>> {
    let mut images = HashMap::new();
    for path in FileWalk::new(folder)? {
        let path = path?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let upper = name.to_ascii_uppercase();
        if upper.ends_with(".PNG") || upper.ends_with(".DCM") {
            images.entry(image_key(&name)).or_insert(path);
        }
    }
    if images.is_empty() {
        bail!("{} holds no PNG or DICOM (.dcm) images", folder.display());
    }
    Ok(images)
}

/// A table of views, by image keys.
///
/// # Errors
///
/// Fails if the table is broken, lacks a column, or names no view.
pub fn read_views(path: &Path) -> Result<HashMap<String, Projection>> {
    let mut table = CsvTable::open(path)?;
    let image = table.needed(
        None,
        &[
            "imageid", "image", "image_id", "filename", "file", "dicom_id",
        ],
    )?;
    let view = table.needed(None, &["view", "projection", "tsne-view", "ViewPosition"])?;
    let mut views = HashMap::new();
    for row in table.rows() {
        let row = row?;
        let (Some(image), Some(view)) = (row.get(Some(image)), row.get(Some(view))) else {
            continue;
        };
        if let Some(projection) = Projection::parse(view) {
            views.insert(image_key(image), projection);
        }
    }
    if views.is_empty() {
        bail!(
            "{}: no row names an image and its view (PA, AP, L, frontal, lateral)",
            path.display()
        );
    }
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archives_name_one_image_differently() {
        for name in [
            "CXR1_1_IM-0001-3001",
            "1_IM-0001-3001.dcm",
            "1_IM-0001-3001.dcm.png",
            "CXR1_1_IM-0001-3001.png",
        ] {
            assert_eq!(image_key(name), "1_IM-0001-3001", "{name}");
        }
        assert_eq!(
            image_key("CXR10_IM-0002-1001"),
            image_key("10_IM-0002-1001.dcm")
        );
        assert_ne!(
            image_key("CXR10_IM-0002-1001"),
            image_key("CXR10_IM-0002-2001")
        );
    }
}
